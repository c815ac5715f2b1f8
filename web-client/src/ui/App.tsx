// Shows the page that it is time for. The room is a file of its own.
import { lazy, Suspense } from "react";
import type { Pages } from "../pages";
import { Door } from "./Door";
import { EndPage } from "./EndPage";
import { Entering } from "./Entering";
import { useStore } from "./useStore";

export const loadRoom = () => import("./room/RoomPage");
const RoomPage = lazy(loadRoom);

export function App({ pages }: { readonly pages: Pages }) {
  const page = useStore(pages.page);
  switch (page.type) {
    case "door":
      return (
        <Door
          local={pages.local}
          name={pages.knownName}
          notice={page.notice}
          joining={page.joining}
          onJoin={(name) => void pages.join(name)}
        />
      );
    case "room":
      return (
        <Suspense fallback={<Entering />}>
          <RoomPage session={page.session} />
        </Suspense>
      );
    case "end":
      return <EndPage kind={page.kind} onGoOn={() => void pages.goOn(page.kind)} />;
  }
}
