// The panel with its parts: beside the circle, or on a small screen a sheet over everything.
import { useRef, type ReactNode } from "react";
import { useLandmark } from "react-aria/useLandmark";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components/Tabs";
import type { TabId } from "../../actions/actions";
import { CloseIcon } from "../icons";
import { useMessages } from "../language";
import { useRoom } from "./context";
import { Count } from "./Count";
import { Refusal } from "./Refusal";
import { SightLine } from "./scenes/SceneNotice";
import { waitsAtDesk } from "./reception/waits";
import { TABS } from "./tabs";
import { waitsAmongPeople } from "./waits";
import { useKeptFocus } from "./useKeptFocus";

interface Props {
  readonly isSheet: boolean;
  readonly unread: number;
  readonly onTab: (tab: TabId) => void;
  readonly onClose: () => void;
}

export function Panel({ isSheet, unread, onTab, onClose }: Props) {
  const messages = useMessages();
  const content = (
    <>
      <div className="panel-top">
        {/* The sheet lies over the line beside the microphone. */}
        {isSheet && <SightLine />}
        <Button className="plain panel-close" onPress={onClose}>
          <CloseIcon />
          <span>{messages.room.close}</span>
        </Button>
      </div>
      <Refusal />
      <Parts unread={unread} onTab={onTab} />
    </>
  );
  if (!isSheet) return <Beside>{content}</Beside>;
  return (
    <ModalOverlay className="sheet-overlay" isOpen onOpenChange={onClose}>
      <Modal className="sheet">
        <Dialog className="panel" aria-label={messages.room.people}>
          {content}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The tabs stay where they are; only the part that is chosen is drawn. */
function Parts({ unread, onTab }: { readonly unread: number; readonly onTab: (tab: TabId) => void }) {
  const messages = useMessages();
  const { room, tab } = useRoom().now;
  const tabs = TABS.filter(({ isFor }) => isFor(room));
  const kept = useKeptFocus();
  const [only] = tabs;
  // One part needs no choice.
  if (tabs.length === 1 && only !== undefined) {
    return (
      <section className="panel-parts" aria-label={messages.tabs[only.id]} data-only={only.id}>
        <only.Content />
      </section>
    );
  }
  return (
    <div className="panel-parts" {...kept}>
      <Tabs className="panel-parts" selectedKey={tab} onSelectionChange={(key) => onTab(key as TabId)}>
        <TabList className="tabs" aria-label={messages.tabs.label}>
          {tabs.map(({ id }) => (
            <Tab key={id} id={id} className="tab" data-tab={id}>
              <span>{messages.tabs[id]}</span>
              <Waits id={id} unread={unread} />
            </Tab>
          ))}
        </TabList>
        {tabs.map(({ id, Content }) => (
          <TabPanel key={id} id={id} className="tab-panel">
            <Content />
          </TabPanel>
        ))}
      </Tabs>
    </div>
  );
}

/** What waits behind a tab: new messages, or people at the door or for help. */
function Waits({ id, unread }: { readonly id: TabId; readonly unread: number }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  if (id === "chat" && unread > 0) return <Count count={unread} words={messages.tabs.unread(unread)} />;
  if (id === "reception" || id === "people") {
    const waiting = id === "people" ? waitsAmongPeople(room, messages) : waitsAtDesk(room, messages);
    return waiting.count > 0 ? <Count {...waiting} /> : null;
  }
  return null;
}

function Beside({ children }: { readonly children: ReactNode }) {
  const messages = useMessages();
  const ref = useRef<HTMLElement>(null);
  const { landmarkProps } = useLandmark({ role: "complementary", "aria-label": messages.room.people }, ref);
  return (
    <aside ref={ref} className="panel" {...landmarkProps}>
      {children}
    </aside>
  );
}
