// The open agenda: what people would like to talk about, now or the next time, and how many support it.
import { useId, useState } from "react";
import { MAX_TOPIC, MAX_TOPICS_EACH, type TopicView } from "../../../protocol/generated";
import { iSupport, isMyTopic } from "../../../room/programme";
import { iMay, person } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { TextField } from "../../TextField";
import { Tick } from "../../Tick";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { RowMenu, type Choice } from "../RowMenu";

export function TopicsSection() {
  const { topics: words } = useMessages();
  const { now } = useRoom();
  const command = useCommand();
  const id = useId();
  const { topics } = now.room.view;
  const runs = iMay(now.room, "run_agenda");
  const isOpen = topics?.open === true;
  if (topics === undefined && !runs) return null;
  return (
    <section className="panel-section" aria-labelledby={id} data-topics>
      <h2 id={id}>{words.title}</h2>
      <p className="hint">{isOpen ? words.intro : words.closed}</p>
      {topics !== undefined && topics.topics.length === 0 && <p className="hint">{words.none}</p>}
      {topics !== undefined && topics.topics.length > 0 && (
        <ul className="topics" aria-labelledby={id}>
          {topics.topics.map((topic) => (
            <Topic key={topic.topic} topic={topic} isOpen={isOpen} />
          ))}
        </ul>
      )}
      {isOpen && iMay(now.room, "propose_topics") && <Propose />}
      {runs && (
        <Press
          className="plain wide"
          possible={now.link.type === "open"}
          onPress={() => command("open_topics", { type: "open_topics", open: !isOpen })}
          data-action="open-topics"
        >
          {isOpen ? words.close : words.open}
        </Press>
      )}
    </section>
  );
}

function Topic({ topic, isOpen }: { readonly topic: TopicView; readonly isOpen: boolean }) {
  const { topics: words } = useMessages();
  const { now, tools } = useRoom();
  const command = useCommand();
  const { room } = now;
  const text = topic.text ?? words.erased;
  const isMine = isMyTopic(room, topic);
  const supports = iSupport(room, topic);
  const runs = iMay(room, "run_agenda");
  const by = topic.by === undefined ? undefined : person(room, topic.by)?.name;
  const marks = [
    isMine ? words.mine : by === undefined ? null : words.by(by),
    topic.carried ? words.carried : null,
    topic.phase === undefined ? null : words.chosen,
  ].filter((each) => each !== null);
  const choices: Choice[] = [];
  if (runs && topic.phase === undefined && topic.text !== undefined) {
    choices.push({ id: "choose", label: words.choose, onChoose: () => tools.ask({ type: "choose_topic", topic: topic.topic }) });
  }
  if (isMine || runs) {
    choices.push({ id: "remove", label: words.remove, isDanger: true, onChoose: () => tools.ask({ type: "remove_topic", topic: topic.topic }) });
  }
  return (
    <li className="topic" data-topic={topic.topic}>
      <div className="topic-words">
        <p className="topic-text">{text}</p>
        {marks.length > 0 && <p className="word">{marks.join(" · ")}</p>}
        <p className="word">{words.supporters(topic.support)}</p>
      </div>
      <div className="topic-buttons">
        {isOpen && topic.text !== undefined && iMay(room, "propose_topics") && (
          <Press
            className="plain chip-button"
            aria-label={words.supportOf(text)}
            aria-pressed={supports}
            possible={now.link.type === "open"}
            onPress={() => command(`support-${String(topic.topic)}`, { type: "support_topic", topic: topic.topic, on: !supports })}
          >
            {words.support}
          </Press>
        )}
        <RowMenu label={words.choices(text)} choices={choices} />
      </div>
    </li>
  );
}

function Propose() {
  const { topics: words } = useMessages();
  const { now, tools, runner } = useRoom();
  const [text, setText] = useState("");
  const [named, setNamed] = useState(false);
  const busy = useFrom(runner.busy, (all) => all.has("propose_topic"));
  const proposed = now.room.view.my_topics?.proposed.length ?? 0;
  if (proposed >= MAX_TOPICS_EACH) return <p className="hint">{words.most(MAX_TOPICS_EACH)}</p>;
  const send = (): void =>
    void runner.run("propose_topic", async () => {
      const answer = await tools.session.command({ type: "propose_topic", text: text.trim(), named });
      if (answer.type === "ok") setText("");
      return answer;
    });
  return (
    <form className="opening" onSubmit={(event) => event.preventDefault()}>
      <h3>{words.propose}</h3>
      <TextField label={words.text} value={text} longest={MAX_TOPIC} onChange={setText} />
      <Tick label={words.named} on={named} onChange={setNamed} />
      <p className="hint">{words.namedHint}</p>
      <Press type="submit" className="primary wide" possible={now.link.type === "open" && text.trim() !== ""} busy={busy} onPress={send} data-action="propose-topic">
        {words.send}
      </Press>
    </form>
  );
}
