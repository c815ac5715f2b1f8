// Groups in the panel: opening them, running them, and choosing one. Who is where is among the people below.
import { useEffect, useRef } from "react";
import { iChoose } from "../../../room/groups";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { useRoom } from "../context";
import { ChooseGroup } from "./ChooseGroup";
import { Opening } from "./Opening";
import { Running } from "./Running";

export function Groups() {
  const messages = useMessages();
  const { now, tools } = useRoom();
  const { room } = now;
  const title = useRef<HTMLHeadingElement>(null);
  const isWished = now.section === "groups";
  useEffect(() => {
    if (!isWished) return;
    title.current?.focus();
    title.current?.scrollIntoView();
    tools.arrived();
  }, [isWished, tools]);
  const runs = iMay(room, "run_groups");
  if (!runs && !iChoose(room)) return null;
  return (
    <section className="panel-section" aria-labelledby="groups-title">
      <h2 id="groups-title" ref={title} tabIndex={-1}>
        {iChoose(room) ? messages.groups.choose.title : messages.panel.groups}
      </h2>
      {iChoose(room) && <ChooseGroup />}
      {runs && (room.view.groups.length === 0 ? <Opening /> : <Running />)}
    </section>
  );
}
