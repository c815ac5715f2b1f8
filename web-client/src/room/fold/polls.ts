// Polls and feedback. A poll that changed is told whole; votes come one by one.
import type { Ballot, Choice, PollId, PollView, RoomView } from "../../protocol/generated";
import { withList } from "./view";

export function changed(view: RoomView, poll: PollView): RoomView {
  const others = (view.polls ?? []).filter((each) => each.poll !== poll.poll);
  return all(view, [...others, poll].toSorted((a, b) => a.poll - b.poll));
}

export function all(view: RoomView, polls: PollView[]): RoomView {
  return withList(view, "polls", polls);
}

export function removed(view: RoomView, poll: PollId): RoomView {
  return all(view, (view.polls ?? []).filter((each) => each.poll !== poll));
}

/** I have voted; `mine` is absent when the poll is anonymous. */
export function voted(view: RoomView, poll: PollId, mine: Choice | undefined): RoomView {
  return one(view, poll, (before) => {
    const after: PollView = { ...before, voted: true };
    if (mine === undefined) delete after.mine;
    else after.mine = mine;
    return after;
  });
}

export function counted(view: RoomView, poll: PollId, votes: number, ballot: Ballot | undefined): RoomView {
  return one(view, poll, (before) => {
    if (ballot === undefined) return { ...before, votes };
    const others = before.ballots.filter((each) => each.participant !== ballot.participant);
    return { ...before, votes, ballots: [...others, ballot].toSorted((a, b) => a.participant - b.participant) };
  });
}

function one(view: RoomView, poll: PollId, change: (before: PollView) => PollView): RoomView {
  return all(view, (view.polls ?? []).map((each) => (each.poll === poll ? change(each) : each)));
}
