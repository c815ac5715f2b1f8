use super::*;
use crate::protocol::{Command, MIN_RECALL, QueueItemView, Rejection, RoomView};
use crate::role::Role;
use crate::room::story::{GRACE, PLENARY, Story, device, group, person};
use crate::room::{Effect, Log, Rules};

mod answering;
mod ending;
mod going;
mod kinds;

const BACKSTAGE: Place = Place::Backstage {};

fn ask_with(problem: HelpProblem, for_group: bool) -> Command {
    Command::AskForHelp { problem, for_group, subject: None }
}

fn ask() -> Command {
    ask_with(HelpProblem::NoSound, false)
}

fn ask_for_us() -> Command {
    ask_with(HelpProblem::SomethingElse, true)
}

const fn item(request: u32) -> QueueItem {
    QueueItem::Request { request: AskId(request) }
}

fn claim(request: u32) -> Command {
    Command::Claim { item: item(request) }
}

fn release(request: u32) -> Command {
    Command::Release { item: item(request) }
}

fn resolve(request: u32) -> Command {
    Command::Resolve { item: item(request) }
}

fn withdraw(request: u32) -> Command {
    Command::Withdraw { request: AskId(request) }
}

/// A request as somebody sees it: place and order are for those who answer.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    request: u32,
    who: u32,
    place: Option<Place>,
    problem: Option<HelpProblem>,
    for_group: bool,
    since: Moment,
    claimed_by: Option<u32>,
    ahead: u32,
}

/// The supervisor in the plenary, 2 and 3 in group 1, 4 and 5 in group 2, facilitator 6 and assistant 7 in the plenary.
fn at_work() -> Story {
    let mut story = Story::with_people_to(5);
    story.enter(6, 6, Role::Facilitator).unwrap();
    story.enter(7, 7, Role::Assistant).unwrap();
    story.open(2);
    story.try_send(&[(2, group(1)), (3, group(1)), (4, group(2)), (5, group(2))]).unwrap();
    story
}

impl Story {
    fn whole_view(&self, who: u32) -> RoomView {
        self.room.view_for(self.now, person(who)).unwrap()
    }

    fn items(&self, who: u32) -> Vec<QueueItemView> {
        self.whole_view(who).facilitator_queue.items
    }

    /// What waits for those who answer, one's own requests for others.
    fn calls(&self, who: u32) -> Vec<Seen> {
        let view = self.whole_view(who);
        let number = |who: Option<ParticipantId>| who.map(|who| who.0);
        let own = view.requests.into_iter().map(|one| Seen {
            request: one.request.0,
            who: one.participant.0,
            place: None,
            problem: one.problem,
            for_group: one.for_group,
            since: one.since,
            claimed_by: number(one.claimed_by),
            ahead: one.ahead,
        });
        let own: Vec<Seen> = own.collect();
        if !self.room.may(person(who), Permission::AnswerHelp) {
            return own;
        }
        let queue = (0..).zip(view.facilitator_queue.items).filter_map(|(ahead, one)| {
            let QueueItem::Request { request } = one.item else { return None };
            Some(Seen {
                request: request.0,
                who: one.participant.unwrap().0,
                place: one.place,
                problem: one.problem,
                for_group: one.for_group,
                since: one.since,
                claimed_by: number(one.claimed_by),
                ahead,
            })
        });
        queue.collect()
    }

    /// Whose calls somebody sees: who called, who goes, how many came before.
    fn line(&self, who: u32) -> Vec<(u32, Option<u32>, u32)> {
        self.calls(who).into_iter().map(|call| (call.who, call.claimed_by, call.ahead)).collect()
    }

    fn start_visit(&mut self, who: u32, to: u32) {
        self.say(who, Command::VisitGroup { group: GroupId(to), listening: false }).unwrap();
        self.wait(3);
        assert_eq!(self.place(who), group(to));
    }
}

/// Who is told of requests. Everybody who is told anything is told what they see now.
fn told(story: &Story, effects: &[Effect]) -> Vec<u32> {
    let mut told = std::collections::BTreeSet::new();
    for effect in effects {
        let Effect::Tell { audience, event } = effect else { continue };
        for who in story.room.audience(audience) {
            match event {
                Event::RequestsChanged { requests } => {
                    assert_eq!(*requests, story.whole_view(who.0).requests, "to {who}");
                }
                Event::FacilitatorQueueChanged { queue } => {
                    assert_eq!(*queue, story.whole_view(who.0).facilitator_queue, "to {who}");
                }
                _ => continue,
            }
            told.insert(who.0);
        }
    }
    told.into_iter().collect()
}

/// Who is told that which request has ended, and how.
fn ended(story: &Story, effects: &[Effect]) -> Vec<(u32, u32, RequestEnd)> {
    let mut ended = Vec::new();
    for effect in effects {
        if let Effect::Tell { audience, event: Event::RequestEnded { request, how } } = effect {
            ended.extend(story.room.audience(audience).into_iter().map(|who| (who.0, request.0, *how)));
        }
    }
    ended.sort_by_key(|(who, request, _)| (*request, *who));
    ended
}

#[test]
fn a_call_is_seen_by_whoever_calls_and_by_those_who_answer() {
    let mut story = at_work();
    let effects = story.say(2, ask()).unwrap();
    assert_eq!(told(&story, &effects), [1, 2, 6, 7]);
    let call = Seen {
        request: 1,
        who: 2,
        place: Some(group(1)),
        problem: Some(HelpProblem::NoSound),
        for_group: false,
        since: story.now,
        claimed_by: None,
        ahead: 0,
    };
    for who in [1, 6, 7] {
        assert_eq!(story.calls(who), std::slice::from_ref(&call));
    }
    assert_eq!(story.calls(2), [Seen { place: None, ..call }]);
    for who in [3, 4, 5] {
        assert!(story.calls(who).is_empty(), "nobody else learns of it: {who}");
    }
    assert_eq!(effects.len(), 4, "and nobody is told anything else");
}

#[test]
fn a_call_for_the_group_is_seen_by_the_group_and_not_by_who_only_visits_it() {
    let mut story = at_work();
    let effects = story.say(2, ask_for_us()).unwrap();
    assert_eq!(told(&story, &effects), [1, 2, 3, 6, 7]);
    assert!(story.calls(3).first().unwrap().for_group);
    assert!(story.calls(4).is_empty() && story.calls(5).is_empty());
    // Whoever comes into the group sees it, and no longer when they go.
    let effects = story.send(4, group(1));
    assert_eq!(told(&story, &effects), [4]);
    let effects = story.send(4, group(2));
    assert_eq!(told(&story, &effects), [4]);
    story.start_visit(7, 1);
    assert_eq!(story.line(7), [(2, None, 0)]);
    let effects = story.say(2, withdraw(1)).unwrap();
    assert_eq!(told(&story, &effects), [1, 2, 3, 6, 7]);
    assert_eq!(ended(&story, &effects), [2, 3].map(|who| (who, 1, RequestEnd::Withdrawn)));
    assert!(story.calls(3).is_empty());
}

#[test]
fn whoever_comes_to_a_group_as_its_call_ends_is_not_told_of_it() {
    let mut story = at_work();
    story.say(2, ask_for_us()).unwrap();
    let effects = story.try_send(&[(2, PLENARY), (4, group(1))]).unwrap();
    assert_eq!(ended(&story, &effects), [2, 3].map(|who| (who, 1, RequestEnd::Withdrawn)));
}

#[test]
fn who_visits_a_group_neither_calls_for_it_nor_ends_its_call() {
    let mut story = at_work();
    story.start_visit(6, 1);
    assert_eq!(story.say(6, ask_for_us()), Err(Rejection::OutOfRange));
    story.say(2, ask_for_us()).unwrap();
    assert_eq!(story.say(6, withdraw(1)), Err(Rejection::UnknownItem));
    story.say(6, ask()).unwrap();
    assert_eq!(story.line(1), [(2, None, 0), (6, None, 1)], "those who answer may need help too");
}

#[test]
fn the_line_is_in_the_order_of_arrival() {
    let mut story = at_work();
    for who in [5, 2, 6] {
        story.wait(10);
        story.say(who, ask()).unwrap();
    }
    assert_eq!(story.line(1), [(5, None, 0), (2, None, 1), (6, None, 2)]);
    assert_eq!(story.line(2), [(2, None, 1)], "how many came before, and not who");
    story.say(1, claim(1)).unwrap();
    assert_eq!(story.line(2), [(2, None, 1)], "whoever is helped is still before");
    let effects = story.say(1, resolve(1)).unwrap();
    assert_eq!(told(&story, &effects), [1, 2, 5, 6, 7]);
    assert_eq!(story.line(2), [(2, None, 0)]);
    assert_eq!(story.line(6), [(2, None, 0), (6, None, 1)]);
}

#[test]
fn asking_again_changes_the_call_where_it_stands() {
    let mut story = at_work();
    story.say(2, ask()).unwrap();
    let before = story.calls(2);
    story.wait(20);
    story.say(4, ask()).unwrap();
    story.say(1, claim(1)).unwrap();
    assert_eq!(story.say(2, ask()), Ok(vec![]));
    let effects = story.say(2, ask_for_us()).unwrap();
    assert_eq!(told(&story, &effects), [1, 2, 3, 6, 7]);
    let now = story.calls(2);
    let changed = Seen {
        for_group: true,
        problem: Some(HelpProblem::SomethingElse),
        claimed_by: Some(1),
        ..before[0].clone()
    };
    assert_eq!(now, [changed]);
    story.say(2, ask()).unwrap();
    assert!(story.calls(3).is_empty(), "for oneself again");
}

#[test]
fn a_group_has_one_call() {
    let mut story = at_work();
    story.say(2, ask_for_us()).unwrap();
    assert_eq!(story.say(3, ask_with(HelpProblem::NoPicture, true)), Ok(vec![]));
    story.say(4, ask_for_us()).unwrap();
    assert_eq!(story.line(1), [(2, None, 0), (4, None, 1)]);
    // Everybody has one of their own beside it, and keeps it when they would have called for the group.
    story.say(3, ask()).unwrap();
    assert_eq!(story.say(3, ask_for_us()), Ok(vec![]));
    assert_eq!(story.line(3), [(2, None, 0), (3, None, 2)]);
}

#[test]
fn one_calls_from_everywhere_but_a_help_place_and_for_a_group_from_it() {
    let mut story = Story::with_people_to(3);
    story.enter(6, 6, Role::Speaker).unwrap();
    assert_eq!(story.say(2, ask_for_us()), Err(Rejection::OutOfRange));
    story.say(2, ask()).unwrap();
    story.say(6, Command::GoBackstage {}).unwrap();
    assert_eq!(story.say(6, ask_for_us()), Err(Rejection::OutOfRange));
    story.say(6, ask()).unwrap();
    assert_eq!(story.items(1)[1].place, Some(BACKSTAGE));
    story.say(1, Command::StartBreak { minutes: 10, coffee_table: true }).unwrap();
    story.say(3, Command::SitAtCoffee { sit: true }).unwrap();
    story.say(3, ask()).unwrap();
    assert_eq!(story.line(1), [(2, None, 0), (6, None, 1), (3, None, 2)]);
    assert_eq!(story.items(1)[2].place, Some(Place::Coffee {}));
    story.say(1, Command::EndBreak {}).unwrap();
    assert_eq!(story.items(1)[2].place, Some(PLENARY), "where they are now");
    story.say(1, Command::StartOwnTask { task: "Kävelkää".into(), minutes: 10 }).unwrap();
    story.say(2, withdraw(1)).unwrap();
    story.say(2, ask()).unwrap();
    assert_eq!(story.line(2), [(2, None, 2)]);
}

#[test]
fn nobody_presses_on_and_on() {
    let mut story = Story::with_people_to(2);
    let press = |story: &mut Story| {
        let last = story.room.facilitator_queue.asked;
        story.say(2, ask()).and_then(|_| story.say(2, withdraw(last + 1))).map(|_| ())
    };
    let outcome: Vec<_> = (0..8).map(|_| press(&mut story)).collect();
    assert_eq!(outcome[..5], [Ok(()); 5]);
    assert_eq!(outcome[7], Err(Rejection::TooFast));
    story.wait(2);
    assert_eq!(press(&mut story), Ok(()));
}
