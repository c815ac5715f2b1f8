use std::time::Duration;

use super::*;
use crate::protocol::{Command, DeviceView, HelpProblem, LeaveReason, Move};
use crate::role::Role;
use crate::room::story::{GRACE, PLENARY, Story, device, events, group, person};
use crate::room::{Effect, Opening};

const COFFEE: Place = Place::Coffee {};
const BACKSTAGE: Place = Place::Backstage {};
const START: Command = Command::StartBreak { minutes: 15, coffee_table: true };
const DUE: u64 = crate::protocol::BREAK_DUE as u64 * 60;

const fn turn(kind: SourceKind, on: bool) -> Command {
    Command::SetSending { kind, on }
}

const fn microphone(on: bool) -> Command {
    turn(SourceKind::Microphone, on)
}

const fn sit(sit: bool) -> Command {
    Command::SitAtCoffee { sit }
}

impl Story {
    /// The supervisor alone, in a room that is opened so.
    fn opened(opening: Opening) -> Self {
        let mut story = Self::with_people_to(1);
        story.say(1, Command::Leave {}).unwrap();
        story.room = story.room.opening(opening);
        story.enter(1, 1, Role::Supervisor).unwrap();
        story
    }

    fn on_break(last: u32) -> Self {
        let mut story = Self::with_people_to(last);
        story.say(1, START).unwrap();
        story
    }

    fn pause(&self) -> Option<BreakView> {
        self.room.view_for(self.now, person(1)).unwrap().pause
    }

    fn back(&self) -> Vec<u32> {
        self.pause().unwrap().back.into_iter().map(|who| who.0).collect()
    }

    fn sees(&self, who: u32) -> Vec<DeviceView> {
        self.room.view_for(self.now, person(who)).unwrap().devices
    }

    fn sends(&self, with: u32) -> usize {
        self.room.plan().routes[&device(with)].sends.len()
    }

    fn due(&self, who: u32) -> Option<Moment> {
        self.room.view_for(self.now, person(who)).unwrap().break_due_since
    }

    fn in_minutes(&self, minutes: u64) -> Moment {
        self.now.after(Duration::from_secs(minutes * 60))
    }
}

#[test]
fn everything_in_the_plenary_is_off_and_stays_off_when_the_break_is_over() {
    let mut story = Story::with_people_to(3);
    story.allow_two_screens();
    for who in [1, 2] {
        story.say(who, microphone(true)).unwrap();
        story.say(who, turn(SourceKind::Screen, true)).unwrap();
    }
    let effects = story.say(1, START).unwrap();
    assert!(matches!(effects[0], Effect::Route(_)), "media first");
    assert_eq!([1, 2, 3].map(|with| story.sends(with)), [0; 3]);
    assert!(!story.hears(1, 2) && !story.hears(2, 1) && !story.hears(3, 1));
    assert!(story.sees(3).iter().all(|one| one.sending.is_empty()), "and everybody is told so");
    let pause = story.pause().unwrap();
    let expected =
        BreakView { since: story.now, ends_at: story.in_minutes(15), coffee_table: true, back: vec![] };
    assert_eq!(pause, expected);

    for kind in SourceKind::ALL {
        assert_eq!(story.say(2, turn(kind, true)), Err(Rejection::OnBreak));
        assert_eq!(story.say(2, turn(kind, false)), Ok(vec![]), "off is nobody's privilege");
    }
    story.say(1, Command::EndBreak {}).unwrap();
    assert_eq!(story.pause(), None);
    assert_eq!([1, 2, 3].map(|with| story.sends(with)), [0; 3], "nobody is put on the air");
    story.say(2, microphone(true)).unwrap();
    assert!(story.hears(1, 2) && story.sends(2) == 1);
}

#[test]
fn who_may_send_nothing_is_told_that_and_not_of_the_break() {
    let mut story = Story::on_break(2);
    story.enter(3, 3, Role::Observer).unwrap();
    assert_eq!(story.say(3, microphone(true)), Err(Rejection::NotAllowed));
}

#[test]
fn a_break_is_started_and_ended_by_those_who_run_the_agenda_once_each() {
    let mut story = Story::with_people_to(2);
    story.enter(3, 3, Role::Assistant).unwrap();
    story.enter(4, 4, Role::Facilitator).unwrap();
    let minutes = |minutes| Command::StartBreak { minutes, coffee_table: false };
    for who in [2, 3] {
        assert_eq!(story.say(who, START), Err(Rejection::NotAllowed));
        assert_eq!(story.say(who, Command::ExtendBreak { minutes: 5 }), Err(Rejection::NotAllowed));
        assert_eq!(story.say(who, Command::EndBreak {}), Err(Rejection::NotAllowed));
    }
    for wrong in [0, MAX_MINUTES + 1] {
        assert_eq!(story.say(4, minutes(wrong)), Err(Rejection::OutOfRange));
    }
    assert_eq!(story.say(4, Command::EndBreak {}), Err(Rejection::NotRunning));
    assert_eq!(story.say(4, Command::ExtendBreak { minutes: 5 }), Err(Rejection::NotRunning));
    story.say(4, minutes(MAX_MINUTES)).unwrap();
    assert_eq!(story.say(1, START), Err(Rejection::OnBreak));
    story.say(4, Command::EndBreak {}).unwrap();
    assert_eq!(story.say(1, Command::EndBreak {}), Err(Rejection::NotRunning));
    story.open(1);
    assert_eq!(story.say(1, START), Err(Rejection::GroupsOpen));
}

#[test]
fn a_break_lasts_until_it_is_ended_and_can_be_made_longer_or_shorter() {
    let mut story = Story::on_break(2);
    let extend = |minutes| Command::ExtendBreak { minutes };
    let end = story.in_minutes(15);
    story.say(1, extend(5)).unwrap();
    assert_eq!(story.pause().unwrap().ends_at, end.after(Duration::from_secs(300)));
    story.say(1, extend(-5)).unwrap();
    assert_eq!(story.pause().unwrap().ends_at, end);
    for wrong in [0, -16, i32::MIN, i32::MAX, MAX_MINUTES as i32 - 14] {
        assert_eq!(story.say(1, extend(wrong)), Err(Rejection::OutOfRange), "{wrong}");
    }
    story.say(1, extend(MAX_MINUTES as i32 - 15)).unwrap();
    story.say(1, extend(15 - MAX_MINUTES as i32)).unwrap();
    story.say(1, extend(-15)).unwrap();
    assert_eq!(story.pause().unwrap().ends_at, story.now, "but not in the past");

    story.wait(20 * 60);
    assert!(story.room.is_on_break(), "nothing ends it by itself");
    story.say(1, extend(2)).unwrap();
    assert_eq!(story.pause().unwrap().ends_at, story.in_minutes(2), "more time counts from now");
}

#[test]
fn the_floor_is_given_up_and_who_waits_goes_on_waiting() {
    let mut story = Story::with_people_to(4);
    story.raise_all(&[2, 3]);
    story.call_next();
    let effects = story.say(1, START).unwrap();
    assert!(events(&effects).iter().any(|event| matches!(event, Event::QueuesChanged { .. })));
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (None, vec![3]));
    story.raise(4);
    assert_eq!(story.say(1, Command::CallNext {}), Err(Rejection::OnBreak));
    story.say(1, Command::EndBreak {}).unwrap();
    story.call_next();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(3), vec![4]));
}

#[test]
fn nobody_is_asked_to_turn_anything_on() {
    let mut story = Story::with_people_to(3);
    let ask = |whom| Command::AskToUnmute { participant: person(whom), kind: SourceKind::Camera };
    story.say(1, ask(2)).unwrap();
    story.say(1, START).unwrap();
    assert_eq!(story.room.asked_view(person(2)), [], "what was asked before is over");
    assert_eq!(story.say(1, ask(2)), Err(Rejection::OnBreak));
    story.say(3, sit(true)).unwrap();
    story.say(1, ask(3)).unwrap();
    assert_eq!(story.room.asked_view(person(3)), [SourceKind::Camera], "but at the coffee table");
}

#[test]
fn whoever_comes_in_is_on_the_break() {
    let mut story = Story::with_people_to(2);
    story.enter(3, 3, Role::Speaker).unwrap();
    story.say(3, Command::GoBackstage {}).unwrap();
    story.say(3, microphone(true)).unwrap();
    story.say(1, START).unwrap();
    assert_eq!(story.sends(3), 1, "backstage works as ever");
    assert!(!story.hears(3, 2), "but there is nothing to hear of the plenary");
    assert_eq!(story.sees(3).len(), 1, "and nobody is told as heard");
    story.enter(4, 4, Role::Facilitator).unwrap();
    story.say(4, Command::GoBackstage {}).unwrap();
    assert!(story.hears(4, 3) && story.hears(3, 4));

    story.say(3, Command::ComeFromBackstage {}).unwrap();
    assert_eq!(story.sends(3), 0);
    assert!(!story.hears(2, 3) && !story.hears(3, 2));
    story.enter(5, 5, Role::Participant).unwrap();
    assert!(!story.hears(5, 2) && !story.hears(2, 5));
    assert_eq!(story.say(5, microphone(true)), Err(Rejection::OnBreak));
    story.say(1, Command::EndBreak {}).unwrap();
    assert!(story.hears(5, 2) && story.hears(4, 2) && story.sees(4).len() == 5);
}

#[test]
fn at_the_coffee_table_people_hear_and_see_each_other_and_nobody_else() {
    let mut story = Story::on_break(5);
    for who in [2, 3] {
        story.say(who, sit(true)).unwrap();
        story.say(who, microphone(true)).unwrap();
    }
    story.enter(6, 6, Role::Facilitator).unwrap();
    story.say(6, Command::GoBackstage {}).unwrap();
    assert_eq!(story.place(2), COFFEE);
    assert!(story.hears(2, 3) && story.hears(3, 2));
    for other in [1, 4, 6] {
        assert!(!story.hears(other, 2) && !story.hears(2, other), "{other}");
    }
    assert_eq!((story.sees(2).len(), story.sees(4).len(), story.sees(6).len()), (2, 3, 1));
    assert_eq!(
        story.say(2, Command::RaiseHand { reply: false }),
        Err(Rejection::NotAllowed),
        "there is no queue"
    );
    assert_eq!(story.room.spoke(story.now, device(2), 9_000), [], "nobody counts who speaks");

    story.say(2, sit(false)).unwrap();
    assert_eq!((story.place(2), story.sends(2)), (PLENARY, 0), "back on the break, and off");
    assert!(!story.hears(3, 2));
    assert_eq!(story.say(2, sit(false)), Ok(vec![]));
    assert_eq!(story.say(3, sit(true)), Ok(vec![]));
}

#[test]
fn the_end_brings_everybody_from_the_table_with_everything_off() {
    let mut story = Story::on_break(3);
    story.say(2, sit(true)).unwrap();
    story.say(2, microphone(true)).unwrap();
    story.lose(2);
    story.say(1, Command::EndBreak {}).unwrap();
    assert_eq!((story.place(2), story.sends(2)), (PLENARY, 0), "also who is lost for a moment");
    assert!(story.hears(1, 2), "and could be heard");
    assert_eq!(story.say(3, sit(true)), Err(Rejection::NotRunning));
}

#[test]
fn the_table_is_for_the_plenary_for_whole_devices_and_for_listeners() {
    let mut story = Story::with_people_to(3);
    story.enter(4, 4, Role::Observer).unwrap();
    story.enter(5, 2, Role::Participant).unwrap();
    story.enter(6, 6, Role::Facilitator).unwrap();
    story.say(6, Command::GoBackstage {}).unwrap();
    assert_eq!(story.say(2, sit(true)), Err(Rejection::NotRunning));
    story.say(1, Command::StartBreak { minutes: 10, coffee_table: false }).unwrap();
    assert_eq!(story.say(2, sit(true)), Err(Rejection::NotRunning));
    story.say(1, Command::EndBreak {}).unwrap();
    story.say(1, START).unwrap();
    story.say(2, sit(true)).unwrap();
    assert_eq!((story.place(2), story.place(5)), (COFFEE, COFFEE));
    story.say(4, sit(true)).unwrap();
    assert!(story.hears(4, 2));
    assert_eq!(story.say(4, microphone(true)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(6, sit(true)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(6, sit(false)), Err(Rejection::NotAllowed));
}

#[test]
fn a_seat_at_the_table_is_kept_through_a_lost_connection() {
    let mut story = Story::on_break(3);
    story.say(2, sit(true)).unwrap();
    story.lose(2);
    story.wait(GRACE.as_secs() - 1);
    story.resume(2).unwrap();
    assert_eq!(story.place(2), COFFEE);
    story.say(2, Command::Leave {}).unwrap();
    story.say(1, sit(true)).unwrap();
    story.say(1, Command::GoBackstage {}).unwrap();
    assert_eq!(story.place(1), BACKSTAGE);
}

#[test]
fn who_helps_somebody_in_comes_back_to_the_table() {
    let mut story = Story::opened(Opening { door: crate::protocol::Door::Knock, ..Opening::default() });
    story.say(1, START).unwrap();
    for (round, ends) in [(8, false), (9, true)] {
        let arrival = crate::room::Arrival {
            participant: person(round),
            device: device(round),
            name: "Aino".into(),
            role: Role::Participant,
            invitation: crate::protocol::Invitation::Shared,
            further: crate::protocol::Further::Own,
        };
        story.room.arrive(story.now, arrival).unwrap();
        story
            .say(
                round,
                Command::AskForHelp { problem: HelpProblem::NoSound, for_group: false, subject: None },
            )
            .unwrap();
        story.say(1, sit(true)).unwrap();
        story.say(1, Command::TakeToHelp { participant: person(round) }).unwrap();
        story.say(1, microphone(true)).unwrap();
        story.say(round, microphone(true)).unwrap();
        assert!(story.hears(1, round) && story.hears(round, 1), "help places work as ever");
        assert_eq!(story.say(round, sit(true)), Err(Rejection::NotAllowed));
        assert_eq!(story.say(round, Command::SayBack { back: true }), Err(Rejection::NotAllowed));
        if ends {
            story.say(1, Command::EndBreak {}).unwrap();
        }
        story.say(1, Command::Admit { participants: vec![person(round)] }).unwrap();
        assert_eq!(story.place(1), if ends { PLENARY } else { COFFEE });
        assert_eq!((story.place(round), story.sends(round)), (PLENARY, usize::from(ends)));
    }
}

#[test]
fn who_is_back_says_so_and_is_listed_by_seat() {
    let mut story = Story::on_break(4);
    let say = |back| Command::SayBack { back };
    story.say(3, sit(true)).unwrap();
    for who in [4, 2] {
        let effects = story.say(who, say(true)).unwrap();
        assert!(matches!(events(&effects)[0], Event::BreakChanged { pause: Some(_) }));
    }
    assert_eq!(story.back(), [2, 4], "sitting at the table says nothing");
    assert_eq!(story.say(4, say(true)), Ok(vec![]));
    story.say(3, say(true)).unwrap();
    story.lose(3);
    assert_eq!(story.back(), [2, 3, 4]);
    story.say(4, say(false)).unwrap();
    assert_eq!(story.say(4, say(false)), Ok(vec![]));
    let effects = story.say(2, Command::Leave {}).unwrap();
    assert!(events(&effects).iter().any(|event| matches!(event, Event::BreakChanged { .. })));
    assert_eq!(story.back(), [3]);
    story.say(1, Command::EndBreak {}).unwrap();
    assert_eq!(story.say(4, say(true)), Err(Rejection::NotRunning));
    story.say(1, START).unwrap();
    assert!(story.back().is_empty(), "each break has its own list");
}

#[test]
fn the_end_of_the_session_ends_the_break_for_those_who_stay() {
    let mut story = Story::on_break(2);
    story.say(1, sit(true)).unwrap();
    story.say(1, Command::EndSession {}).unwrap();
    assert_eq!((story.pause(), story.place(1)), (None, PLENARY));
    story.say(1, microphone(true)).unwrap();
}

#[test]
fn a_break_waits_for_those_who_closed_their_pages_until_its_time_is_over() {
    let mut story = Story::on_break(1);
    let end = story.in_minutes(15);
    story.say(1, Command::Leave {}).unwrap();
    assert_eq!(story.room.next_deadline(), Some(end));
    story.wait(60);
    story.enter(1, 1, Role::Supervisor).unwrap();
    assert!(story.room.is_on_break());
    story.say(1, Command::Leave {}).unwrap();
    story.wait(14 * 60);
    assert!(!story.room.is_on_break() && story.room.next_deadline().is_none());
}

#[test]
fn a_break_that_nobody_is_left_to_end_is_over_with_its_time() {
    let mut story = Story::with_people_to(3);
    story.enter(7, 7, Role::Assistant).unwrap();
    story.say(1, Command::StartBreak { minutes: 10, coffee_table: true }).unwrap();
    let end = story.now.after(minutes(10));
    story.say(3, Command::SitAtCoffee { sit: true }).unwrap();
    story.say(1, Command::Leave {}).unwrap();
    assert_eq!(story.next_soon(), Some(end));
    story.wait(599);
    assert!(story.room.is_on_break());
    story.wait(1);
    assert!(!story.room.is_on_break());
    assert_eq!(story.place(3), PLENARY);
    story.say(2, Command::SetSending { kind: SourceKind::Microphone, on: true }).unwrap();
}

#[test]
fn a_break_that_is_past_its_end_waits_for_whoever_is_lost_for_a_moment() {
    let mut story = Story::with_people_to(3);
    story.say(1, Command::StartBreak { minutes: 10, coffee_table: false }).unwrap();
    story.wait(900);
    story.lose(1);
    story.wait(GRACE.as_secs() - 1);
    assert!(story.room.is_on_break());
    story.wait(1);
    assert!(!story.room.is_on_break());
}

#[test]
fn moves_leave_people_at_the_table_alone() {
    let mut story = Story::on_break(2);
    story.say(2, sit(true)).unwrap();
    let moves = vec![Move { participant: person(2), to: PLENARY }];
    assert!(story.say(1, Command::MovePeople { moves }).is_err());
    assert_eq!((story.try_send(&[(1, COFFEE)]).is_err(), story.place(2)), (true, COFFEE));
    assert!(story.try_send(&[(1, group(1))]).is_err());
}

#[test]
fn a_break_is_due_after_so_long_without_one_and_those_who_run_the_session_are_told() {
    let mut story = Story::with_people_to(3);
    story.enter(4, 4, Role::Assistant).unwrap();
    let since = story.now;
    assert_eq!(story.wait(DUE - 1), []);
    let effects = story.wait(1);
    let [Effect::Tell { audience: Audience::May(Permission::RunTimers), event }] = &effects[..] else {
        unreachable!("{effects:?}");
    };
    assert_eq!(*event, Event::BreakDueChanged { since: Some(since) });
    assert_eq!([1, 2, 4].map(|who| story.due(who)), [Some(since), None, Some(since)]);
    assert_eq!((story.wait(DUE * 2), story.room.next_deadline()), (vec![], None), "it is told once");

    let effects = story.say(1, START).unwrap();
    assert!(events(&effects).contains(&&Event::BreakDueChanged { since: None }));
    assert_eq!(story.due(1), None);
    assert_eq!(story.wait(DUE * 2), [], "not in a break");
    story.say(1, Command::EndBreak {}).unwrap();
    let since = story.now;
    story.wait(DUE);
    assert_eq!(story.due(1), Some(since), "and anew after it");
}

#[test]
fn an_own_task_is_a_break_from_the_screen() {
    let mut story = Story::with_people_to(2);
    story.wait(DUE);
    let task = || Command::StartOwnTask { task: "Kuvaa syksy".into(), minutes: 60 };
    story.say(1, task()).unwrap();
    assert_eq!((story.due(1), story.room.next_deadline()), (None, None));
    story.wait(DUE);
    story.say(1, START).unwrap();
    story.say(1, Command::EndBreak {}).unwrap();
    story.wait(DUE - 1);
    assert_eq!(story.due(1), None);
    story.wait(1);
    assert!(story.due(1).is_some());
}

#[test]
fn time_counts_only_while_two_are_there() {
    let mut story = Story::with_people_to(1);
    assert_eq!(story.room.next_deadline(), None);
    story.wait(DUE);
    story.enter(2, 2, Role::Participant).unwrap();
    story.wait(DUE - 1);
    story.lose(2);
    story.resume(2).unwrap();
    assert_eq!(story.due(1), None, "a lost connection is no break");
    story.wait(1);
    assert!(story.due(1).is_some());
    let effects = story.say(2, Command::Leave {}).unwrap();
    assert!(events(&effects).contains(&&Event::BreakDueChanged { since: None }));
    assert_eq!(story.due(1), None);
}

#[test]
fn whoever_runs_the_session_from_now_on_learns_that_a_break_is_due() {
    let mut story = Story::with_people_to(2);
    story.wait(DUE);
    let change = |role| Command::ChangeRole { participant: person(2), role };
    story.say(1, change(Role::Assistant)).unwrap();
    assert!(story.due(2).is_some());
    story.say(1, change(Role::Participant)).unwrap();
    assert_eq!(story.due(2), None);
}

#[test]
fn nobody_is_reminded_in_a_practice_room() {
    let mut story = Story::opened(Opening { practice: true, ..Opening::default() });
    story.enter(2, 2, Role::Participant).unwrap();
    assert_eq!(story.room.next_deadline(), None);
    story.wait(DUE);
    assert_eq!(story.due(1), None);
}

#[test]
fn leaving_the_table_for_good_is_an_ordinary_goodbye() {
    let mut story = Story::on_break(3);
    story.say(2, sit(true)).unwrap();
    story.say(3, sit(true)).unwrap();
    let effects = story.say(2, Command::Leave {}).unwrap();
    let left = Event::PersonLeft { participant: person(2), reason: LeaveReason::Left };
    assert!(events(&effects).contains(&&left));
    assert_eq!(story.sees(3).len(), 1);
}
