// Shows the page that it is time for. The room is a file of its own.
import { lazy, Suspense, useCallback, useState } from "react";
import type { Pages } from "../pages";
import { AgreementPage } from "./AgreementPage";
import { Door } from "./Door";
import { EndPage } from "./EndPage";
import { Entering } from "./Entering";
import { FurtherDoor } from "./FurtherDoor";
import { FrontPage } from "./FrontPage";
import { LobbyPage } from "./LobbyPage";
import { ClosedPage } from "./reception/ClosedPage";
import { useStore } from "./useStore";

export const loadRoom = () => import("./room/RoomPage");
const RoomPage = lazy(loadRoom);

export function App({ pages }: { readonly pages: Pages }) {
  const page = useStore(pages.page);
  const invited = useStore(pages.invited);
  const leaveQuickly = useCallback(() => pages.leaveQuickly(), [pages]);
  const closed = pages.closed;
  const [wasClosed, setWasClosed] = useState(false);
  if (closed !== null && !wasClosed) setWasClosed(true);
  switch (page.type) {
    case "front":
      return <FrontPage onPractice={() => pages.toPractice()} />;
    case "door":
      if (closed !== null) {
        return <ClosedPage closed={closed} title={invited?.title ?? ""} onAgain={() => pages.lookAgain()} />;
      }
      return pages.isFurther ? (
        <FurtherDoor invited={invited} notice={page.notice} joining={page.joining} onJoin={() => void pages.bringDevice()} />
      ) : (
        <Door
          local={pages.local}
          name={pages.knownName}
          notice={page.notice}
          joining={page.joining}
          practice={page.practice}
          invited={invited}
          hasOpened={wasClosed}
          onJoin={(name) => void pages.join(name)}
          onCannotCome={(cannot) => pages.cannotCome(cannot)}
        />
      );
    case "entering":
      return <Entering />;
    case "agreement":
      return <AgreementPage session={page.session} agreement={page.agreement} />;
    case "lobby":
      return <LobbyPage session={page.session} view={page.view} epoch={page.epoch} />;
    case "blank":
      return null;
    case "room":
      return (
        <Suspense fallback={<Entering />}>
          <RoomPage session={page.session} onLeaveQuickly={leaveQuickly} />
        </Suspense>
      );
    case "end":
      return <EndPage kind={page.kind} reason={page.reason} mayReturn={!pages.isFurther} isReception={invited?.template === "drop_in" && invited.role === "participant"} onGoOn={() => void pages.goOn(page.kind)} />;
  }
}
