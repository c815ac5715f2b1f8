// What everybody sees of the groups over the circle: the group and its time, that groups begin or end soon, who comes to
// visit, and what is told or said to all.
import { useEffect, useState, type ReactNode } from "react";
import type { Announcement, GroupsRun } from "../../../protocol/generated";
import { endIn, groupsRun, iChoose, myGroup, myVisit, taskOf, visitsTo } from "../../../room/groups";
import { iAmStaff, iMay, myPlace } from "../../../room/selectors";
import type { Session } from "../../../session";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { onEachSecond, reached, timeLeft, useTimeLeft } from "../ticking";
import { stage } from "../useKeptFocus";
import { GroupMark } from "./GroupMark";
import { groupName, whoName } from "./names";
import { RunState } from "./RunState";

export function GroupsBanners({ session }: { readonly session: Session }) {
  const { room } = useRoom().now;
  const { run } = room.view;
  return (
    <>
      {run !== undefined && (
        <>
          <Strip run={run} />
          {run.opens_at !== undefined && <Soon run={run} />}
          <Warned key={`warned-${run.round ?? 0}`} session={session} run={run} />
          <ToAll run={run} />
          <Told announcements={run.announcements} />
          <Choosing />
        </>
      )}
      <MyVisit />
      <Visitors />
      <TimeTold session={session} run={run} />
    </>
  );
}

interface BannerProps {
  readonly name: string;
  readonly children: ReactNode;
  readonly onClose?: () => void;
}

function Banner({ name, children, onClose }: BannerProps) {
  const messages = useMessages();
  return (
    <div className={`banner banner-${name}`} data-banner={name} data-closable={onClose !== undefined || undefined}>
      {children}
      {onClose !== undefined && (
        <Press
          className="icon-button"
          aria-label={messages.room.close}
          onPress={() => {
            onClose();
            stage()?.focus();
          }}
        >
          <CloseIcon />
        </Press>
      )}
    </div>
  );
}

/** Where I am among the groups, how long still, and what for. It has one place as long as the groups are there. */
function Strip({ run }: { readonly run: GroupsRun }) {
  const messages = useMessages();
  const { run: words } = messages.groups;
  const { now, tools } = useRoom();
  const { room } = now;
  const group = myGroup(room);
  const task = group === undefined ? run.task : taskOf(room, group);
  const isShown = now.panelOpen && now.tab === "group";
  // They are not open before they begin.
  const count = run.opens_at === undefined ? words.many : messages.groups.will.groups;
  return (
    <div className="group-strip" data-strip data-recalled={run.recalled || undefined}>
      {group !== undefined && <GroupMark number={group.number} colour={group.colour} />}
      <p className="strip-words">
        <strong>{group === undefined ? count(room.view.groups.length) : groupName(group, messages)}</strong>
        <span>
          <RunState run={run} room={room} group={group} />
        </span>
      </p>
      {group !== undefined && !isShown && (
        <Press className="plain" aria-label={words.openGroup} onPress={() => tools.showTab("group")} data-action="open_group">
          {words.task}
        </Press>
      )}
      {/* Their time and the way back lie below hands and those who wait. */}
      {iMay(room, "run_groups") && (
        <Press className="plain" onPress={() => tools.showTab("people", "groups")} data-action="run_groups">
          {words.runGroups}
        </Press>
      )}
      {/* All of a long one is where the notes are. */}
      {task !== undefined && <p className="strip-task">{task}</p>}
    </div>
  );
}

function Soon({ run }: { readonly run: GroupsRun }) {
  const { run: words } = useMessages().groups;
  const { room } = useRoom().now;
  const what = run.chosen ? words.soonChosen : run.course === "one_two_four" ? words.soonAlone : words.soonText;
  return (
    <Banner name="groups-soon">
      <p>
        {/* Those who run the session stay: they visit. */}
        <strong>{words.soonTitle}</strong> {iAmStaff(room) ? null : what}
      </p>
      {run.course === "one_two_four" && run.task !== undefined && <p>{run.task}</p>}
    </Banner>
  );
}

interface Warning {
  readonly seconds: number;
  readonly endsAt: number;
}

/** How long a warning stays. The strip shows the time all along. */
const SHOWN_FOR = 20_000;

function Warned({ session, run }: { readonly session: Session; readonly run: GroupsRun }) {
  const { run: words } = useMessages().groups;
  const { room } = useRoom().now;
  const [warned, setWarned] = useState<Warning | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = session.onEvent((event) => {
      if (event.type !== "groups_warned") return;
      clearTimeout(timer);
      setWarned({ seconds: event.seconds_left, endsAt: event.ends_at });
      timer = setTimeout(() => setWarned(null), SHOWN_FOR);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [session]);
  // More time was given meanwhile, or it was the end of others: it is not true here.
  if (warned === null || endIn(myGroup(room), run).ends_at !== warned.endsAt) return null;
  return (
    <Banner name="groups-warned" onClose={() => setWarned(null)}>
      <p>{run.recalled ? words.warnedRecalled(warned.seconds) : words.warned(warned.seconds)}</p>
    </Banner>
  );
}

/** At the one who speaks, and at all others. */
function ToAll({ run }: { readonly run: GroupsRun }) {
  const messages = useMessages();
  const { run: words } = messages.groups;
  const { now, runner } = useRoom();
  const command = useCommand();
  const busy = useFrom(runner.busy, (all) => all.has("speak_to_all"));
  const { room, link } = now;
  const speaker = run.speaking_to_all;
  if (speaker === undefined) return null;
  if (speaker !== room.you.participant) {
    return (
      <Banner name="to-all">
        <p>{words.speaksToAll(whoName(room, speaker, messages))}</p>
      </Banner>
    );
  }
  return (
    <Banner name="i-speak-to-all">
      <p>
        <strong>{words.speaking}</strong>
      </p>
      <Press className="primary" possible={link.type === "open"} busy={busy} onPress={() => command("speak_to_all", { type: "speak_to_all", on: false })} data-action="stop_speaking_to_all">
        {words.speakStop}
      </Press>
    </Banner>
  );
}

function Told({ announcements }: { readonly announcements: readonly Announcement[] }) {
  const messages = useMessages();
  const { run: words } = messages.groups;
  const { room } = useRoom().now;
  const [read, setRead] = useState(0);
  const latest = announcements.at(-1);
  if (latest?.text === undefined || latest.number <= read) return null;
  return (
    <Banner name="told" onClose={() => setRead(latest.number)}>
      <p>
        <strong>{words.announcement(whoName(room, latest.by, messages))}</strong> <span className="told-text">{latest.text}</span>
      </p>
    </Banner>
  );
}

/** Where people choose, whoever is in none yet is shown the way. */
function Choosing() {
  const { choose } = useMessages().groups;
  const { now, tools } = useRoom();
  const { room } = now;
  const isShown = now.panelOpen && now.tab === "people";
  if (!iChoose(room) || !groupsRun(room) || myPlace(room).type !== "plenary" || isShown) return null;
  return (
    <Banner name="choose">
      <p>{choose.banner}</p>
      <Press className="primary" onPress={() => tools.showTab("people")} data-action="open_choice">
        {choose.open}
      </Press>
    </Banner>
  );
}

function MyVisit() {
  const messages = useMessages();
  const { visit: words } = messages.groups;
  const { now, runner } = useRoom();
  const command = useCommand();
  const busy = useFrom(runner.busy, (all) => all.has("visit"));
  const { room, link } = now;
  const mine = myVisit(room);
  const left = useTimeLeft(room, mine !== null && !mine.isThere ? mine.visit.begins_at : null);
  if (mine === null || !iMay(room, "visit_groups")) return null;
  const { group, visit, isThere } = mine;
  const possible = link.type === "open";
  const end = (label: string) => (
    <Press className="plain" possible={possible} busy={busy} onPress={() => command("visit", { type: "end_visit" })} data-action="end_visit">
      {label}
    </Press>
  );
  if (!isThere) {
    return (
      <Banner name="visit-soon">
        <p>
          <strong role="timer" aria-live="off">
            {words.going(groupName(group, messages), Math.max(0, left ?? 0))}
          </strong>{" "}
          {words.goingText}
        </p>
        {end(words.cancel)}
      </Banner>
    );
  }
  return (
    <Banner name="visit">
      <p>
        <strong>{visit.listening ? words.listening : words.here}</strong> {visit.listening ? words.listeningText : words.hereText}
      </p>
      <Press
        className="plain"
        possible={possible}
        busy={busy}
        onPress={() => command("visit", { type: "visit_group", group: group.group, listening: !visit.listening })}
        data-action="visit_listening"
      >
        {visit.listening ? words.takePart : words.listenOnly}
      </Press>
      {end(words.end)}
    </Banner>
  );
}

/** Who comes to my group or is there: in sight all the time. */
function Visitors() {
  const { room } = useRoom().now;
  const group = myGroup(room);
  if (group === undefined) return null;
  const others = visitsTo(group).filter((visit) => visit.participant !== room.you.participant);
  return others.map((visit) => <Visitor key={visit.participant} who={visit.participant} begins={visit.begins_at} listening={visit.listening} />);
}

function Visitor({ who, begins, listening }: { readonly who: number; readonly begins: number; readonly listening: boolean }) {
  const messages = useMessages();
  const { visit: words } = messages.groups;
  const { room } = useRoom().now;
  const isComing = timeLeft(room, begins) > 0;
  const left = useTimeLeft(room, isComing ? begins : null);
  const name = whoName(room, who, messages);
  const text =
    left !== null && left > 0
      ? listening
        ? words.comesListening(name, left)
        : words.comes(name, left)
      : listening
        ? words.isListening(name)
        : words.isHere(name);
  return (
    <Banner name="visitor">
      <p>{text}</p>
    </Banner>
  );
}

/** Says how much time is left where the server does not warn: ten seconds before, and five minutes if it is no warning. */
function TimeTold({ session, run }: { readonly session: Session; readonly run: GroupsRun | undefined }) {
  const { room } = useRoom().now;
  const endsAt = run === undefined || run.opens_at !== undefined ? undefined : endIn(myGroup(room), run).ends_at;
  const warnings = run?.warnings ?? [];
  const hasFive = warnings.includes(5) || run?.recalled === true;
  const { epoch } = room;
  useEffect(() => {
    if (endsAt === undefined) return;
    let before = timeLeft({ epoch }, endsAt);
    return onEachSecond({ epoch }, () => {
      const left = timeLeft({ epoch }, endsAt);
      const at = reached(before, left);
      before = left;
      if (at === 10 || (at === 300 && !hasFive)) session.tell({ type: "groups_left", seconds: at });
    });
  }, [session, epoch, endsAt, hasFive]);
  return null;
}

