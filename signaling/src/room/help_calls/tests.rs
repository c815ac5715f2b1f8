use super::*;
use crate::protocol::{Command, HelpProblem, MIN_RECALL, RoomView};
use crate::role::Role;
use crate::room::story::{GRACE, PLENARY, Story, device, group, person};
use crate::room::{Effect, Log, Rules};

mod answering;
mod ending;

const BACKSTAGE: Place = Place::Backstage {};

fn ask_with(problem: HelpProblem, for_group: bool) -> Command {
    Command::AskForHelp { problem, for_group }
}

fn ask() -> Command {
    ask_with(HelpProblem::NoSound, false)
}

fn ask_for_us() -> Command {
    ask_with(HelpProblem::SomethingElse, true)
}

fn claim(call: u32) -> Command {
    Command::ClaimHelp { call: HelpCallId(call) }
}

fn release(call: u32) -> Command {
    Command::ReleaseHelp { call: HelpCallId(call) }
}

fn resolve(call: u32) -> Command {
    Command::ResolveHelp { call: HelpCallId(call) }
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
    fn calls(&self, who: u32) -> Vec<HelpCallView> {
        let view: RoomView = self.room.view_for(self.now, person(who)).unwrap();
        view.help_calls
    }

    /// Whose calls somebody sees: who called, who goes, how many came before.
    fn line(&self, who: u32) -> Vec<(u32, Option<u32>, u32)> {
        let one = |call: HelpCallView| (call.participant.0, call.claimed_by.map(|who| who.0), call.ahead);
        self.calls(who).into_iter().map(one).collect()
    }

    fn start_visit(&mut self, who: u32, to: u32) {
        self.say(who, Command::VisitGroup { group: GroupId(to), listening: false }).unwrap();
        self.wait(3);
        assert_eq!(self.place(who), group(to));
    }
}

/// What each is told of calls. Everybody who is told anything is told what they see now.
fn told(story: &Story, effects: &[Effect]) -> Vec<u32> {
    let mut told = Vec::new();
    for effect in effects {
        let Effect::Tell { audience, event: Event::HelpCallsChanged { help_calls } } = effect else {
            continue;
        };
        for who in story.room.audience(audience) {
            assert_eq!(*help_calls, story.calls(who.0), "to {who}");
            told.push(who.0);
        }
    }
    told
}

#[test]
fn a_call_is_seen_by_whoever_calls_and_by_those_who_answer() {
    let mut story = at_work();
    let effects = story.say(2, ask()).unwrap();
    assert_eq!(told(&story, &effects), [1, 2, 6, 7]);
    let call = HelpCallView {
        call: HelpCallId(1),
        participant: person(2),
        place: group(1),
        for_group: false,
        problem: HelpProblem::NoSound,
        since: story.now,
        claimed_by: None,
        ahead: 0,
    };
    for who in [1, 2, 6, 7] {
        assert_eq!(story.calls(who), [call]);
    }
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
    let effects = story.say(2, Command::WithdrawHelp {}).unwrap();
    assert_eq!(told(&story, &effects), [1, 2, 3, 6, 7]);
    assert!(story.calls(3).is_empty());
}

#[test]
fn who_visits_a_group_neither_calls_for_it_nor_ends_its_call() {
    let mut story = at_work();
    story.start_visit(6, 1);
    assert_eq!(story.say(6, ask_for_us()), Err(Rejection::OutOfRange));
    story.say(2, ask_for_us()).unwrap();
    assert_eq!(story.say(6, Command::WithdrawHelp {}), Err(Rejection::NotRunning));
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
    let changed = HelpCallView {
        for_group: true,
        problem: HelpProblem::SomethingElse,
        claimed_by: Some(person(1)),
        ..before[0]
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
    assert_eq!(story.calls(6).first().unwrap().place, BACKSTAGE);
    story.say(1, Command::StartBreak { minutes: 10, coffee_table: true }).unwrap();
    story.say(3, Command::SitAtCoffee { sit: true }).unwrap();
    story.say(3, ask()).unwrap();
    assert_eq!(story.line(1), [(2, None, 0), (6, None, 1), (3, None, 2)]);
    assert_eq!(story.calls(3).first().unwrap().place, Place::Coffee {});
    story.say(1, Command::EndBreak {}).unwrap();
    assert_eq!(story.calls(3).first().unwrap().place, PLENARY, "where they are now");
    story.say(1, Command::StartOwnTask { task: "Kävelkää".into(), minutes: 10 }).unwrap();
    story.say(2, Command::WithdrawHelp {}).unwrap();
    story.say(2, ask()).unwrap();
    assert_eq!(story.line(2), [(2, None, 2)]);
}

#[test]
fn nobody_presses_on_and_on() {
    let mut story = Story::with_people_to(2);
    let press = |story: &mut Story| {
        story.say(2, ask()).and_then(|_| story.say(2, Command::WithdrawHelp {})).map(|_| ())
    };
    let outcome: Vec<_> = (0..8).map(|_| press(&mut story)).collect();
    assert_eq!(outcome[..5], [Ok(()); 5]);
    assert_eq!(outcome[7], Err(Rejection::TooFast));
    story.wait(2);
    assert_eq!(press(&mut story), Ok(()));
}
