//! How phases follow each other, and what they begin.

use super::*;
use crate::protocol::{
    Assignment, DeviceView, GroupsPlan, MAX_POLLS, PhaseQuestion, Place, PollKind, SourceKind,
};
use crate::role::Role;
use crate::room::story::{PLENARY, device, events, group, person};

fn timed(title: &str, minutes: u32) -> Phase {
    Phase { minutes: Some(minutes), ..phase(title) }
}

fn cut(title: &str, minutes: u32) -> Phase {
    Phase { cut: true, ..timed(title, minutes) }
}

fn with_groups(title: &str) -> Phase {
    Phase { groups: Some(GroupsPlan::of(2, Assignment::Random {})), ..phase(title) }
}

fn with_question(title: &str) -> Phase {
    let (question, kind) = (format!("{title}?"), PollKind::Pulse {});
    Phase { question: Some(PhaseQuestion { question, kind, anonymous: false }), ..phase(title) }
}

fn back(story: &mut Story) -> Result<Vec<Effect>, Rejection> {
    story.say(1, Command::PreviousPhase {})
}

fn extend(story: &mut Story, minutes: i32) -> Result<Vec<Effect>, Rejection> {
    story.say(1, Command::ExtendPhase { minutes })
}

fn minutes_left(story: &Story) -> Option<i64> {
    let end = agenda(story, 2).current?.ends_at?;
    Some((end.0 as i64 - story.now.0 as i64) / 60_000)
}

fn questions(story: &Story) -> Vec<String> {
    let view = story.room.view_for(story.now, person(2)).unwrap();
    view.polls.into_iter().map(|poll| poll.question).collect()
}

fn are_open(story: &Story) -> bool {
    !story.room.view_for(story.now, person(2)).unwrap().groups.is_empty()
}

fn done(story: &Story) -> Vec<bool> {
    agenda(story, 2).phases.iter().map(|one| one.done).collect()
}

#[test]
fn phases_begin_in_order_and_the_last_one_stays() {
    let mut story = with_agenda(vec![timed("A", 5), phase("B"), phase("C")]);
    assert_eq!(current(&story), None);
    next(&mut story);
    let begun = agenda(&story, 2).current.unwrap();
    let ends_at = Some(story.now.after(MINUTE * 5));
    let (phase, since) = (PhaseId(1), story.now);
    assert_eq!(begun, CurrentPhase { phase, since, ends_at, then: None, failed: None });
    next(&mut story);
    assert_eq!((current(&story), minutes_left(&story)), (Some(2), None), "it has no length");
    next(&mut story);
    assert_eq!(done(&story), [true, true, false]);
    let before = story.room.clone();
    assert_eq!(try_next(&mut story).err(), Some(Rejection::UnknownPhase));
    assert_eq!(story.room, before);
}

#[test]
fn a_phase_that_is_skipped_is_passed_over() {
    let mut story = with_agenda(vec![phase("A"), phase("B"), phase("C")]);
    let skip = |story: &mut Story, phase: u32, skipped: bool| {
        story.say(1, Command::SkipPhase { phase: PhaseId(phase), skipped })
    };
    let effects = skip(&mut story, 2, true).unwrap();
    assert!(matches!(events(&effects)[..], [Event::AgendaChanged { .. }, Event::AgendaChanged { .. }]));
    assert!(events(&skip(&mut story, 2, true).unwrap()).is_empty(), "it is already");
    assert!(agenda(&story, 2).phases[1].skipped);
    next(&mut story);
    assert_eq!(skip(&mut story, 1, true).err(), Some(Rejection::OutOfRange), "it is now");
    assert_eq!(skip(&mut story, 7, true).err(), Some(Rejection::UnknownPhase));
    next(&mut story);
    assert_eq!(current(&story), Some(3));
    back(&mut story).unwrap();
    assert_eq!(current(&story), Some(1), "back, too");
    skip(&mut story, 2, false).unwrap();
    next(&mut story);
    assert_eq!(current(&story), Some(2), "unless it is not skipped after all");
}

#[test]
fn two_who_press_at_once_begin_one_phase() {
    let mut story = with_agenda(vec![phase("A"), phase("B"), phase("C")]);
    let press = |story: &mut Story| story.say(1, Command::NextPhase { seconds: MIN_RECALL });
    press(&mut story).unwrap();
    assert_eq!(press(&mut story).err(), Some(Rejection::TooFast));
    story.wait(1);
    assert_eq!(press(&mut story).err(), Some(Rejection::TooFast));
    assert_eq!(current(&story), Some(1));
    story.wait(1);
    press(&mut story).unwrap();
    assert_eq!(current(&story), Some(2));
}

#[test]
fn the_countdown_is_one_that_groups_may_have() {
    let mut story = with_agenda(vec![phase("A")]);
    for seconds in [0, MIN_RECALL - 1, MAX_COUNTDOWN + 1] {
        assert_eq!(story.say(1, Command::NextPhase { seconds }).err(), Some(Rejection::OutOfRange));
    }
}

#[test]
fn one_can_go_back_and_on_again() {
    let mut story = with_agenda(vec![with_question("A"), phase("B")]);
    assert_eq!(back(&mut story).err(), Some(Rejection::UnknownPhase), "nothing has begun");
    next(&mut story);
    assert_eq!(back(&mut story).err(), Some(Rejection::UnknownPhase), "nothing is before it");
    next(&mut story);
    back(&mut story).unwrap();
    assert_eq!((current(&story), done(&story)), (Some(1), vec![false, false]));
    assert_eq!(questions(&story), ["A?"], "nobody is asked twice");
    next(&mut story);
    assert_eq!((current(&story), done(&story)), (Some(2), vec![true, false]));
}

#[test]
fn a_phase_opens_its_groups_and_the_next_one_waits_for_them() {
    let mut story = with_agenda(vec![with_groups("A"), phase("B")]);
    next(&mut story);
    assert!(are_open(&story) && story.place(2) != PLENARY && story.place(3) != PLENARY);
    assert_ne!(story.place(2), story.place(3));
    next(&mut story);
    come_back(&mut story);
    assert_eq!((current(&story), story.place(2), are_open(&story)), (Some(2), PLENARY, false));
}

#[test]
fn going_back_opens_no_groups_and_brings_back_those_who_are_in_some() {
    let mut story = with_agenda(vec![with_groups("A"), with_groups("B")]);
    next(&mut story);
    next(&mut story);
    come_back(&mut story);
    assert!(current(&story) == Some(2) && are_open(&story));
    back(&mut story).unwrap();
    story.wait(u64::from(RECALL_BACK));
    assert_eq!((current(&story), story.place(2), are_open(&story)), (Some(1), PLENARY, false));
}

#[test]
fn groups_that_were_opened_by_hand_come_back_before_the_first_phase() {
    let mut story = with_agenda(vec![phase("A")]);
    story.open(1);
    story.send(2, group(1));
    next(&mut story);
    come_back(&mut story);
    assert_eq!((current(&story), story.place(2)), (Some(1), PLENARY));
}

#[test]
fn a_phase_asks_its_question() {
    let mut story = with_agenda(vec![with_question("Miten menee")]);
    assert_eq!(questions(&story), Vec::<String>::new());
    next(&mut story);
    assert_eq!(questions(&story), ["Miten menee?"]);
}

#[test]
fn a_phase_begins_though_its_question_cannot_be_asked_and_the_crew_learns_it() {
    let mut story = with_agenda(vec![with_question("A"), phase("B")]);
    for number in 0..MAX_POLLS {
        let (question, kind) = (format!("{number}?"), PollKind::Pulse {});
        story.say(1, Command::OpenPoll { question, kind, anonymous: false, here: false }).unwrap();
    }
    next(&mut story);
    let failed = |story: &Story, who: u32| agenda(story, who).current.unwrap().failed;
    assert_eq!(current(&story), Some(1));
    assert_eq!((failed(&story, 1), failed(&story, 2)), (Some(Rejection::OutOfRange), None));
    next(&mut story);
    assert_eq!(failed(&story, 1), None, "it is of that phase");
}

#[test]
fn whoever_a_phase_brings_comes_from_backstage_and_nobody_else_does() {
    for by_list in [true, false] {
        let subject = if by_list { member(7) } else { AttendanceSubject::Visitor { participant: person(4) } };
        let brings = Phase { brings: Some(subject), ..with_groups("A") };
        let mut story = with_agenda(vec![brings, phase("B")]);
        story.enter(4, 4, Role::Speaker).unwrap();
        story.enter(5, 5, Role::Speaker).unwrap();
        if by_list {
            let expected = crate::room::ExpectedMember { name: "Vieras".into(), unit: None };
            let members = [(MemberId(7), expected)].into();
            let expected = crate::room::Expected { members, ..crate::room::Expected::default() };
            story.room.expect(story.now, expected).unwrap();
            story.room.recognise(story.now, person(4), MemberId(7)).unwrap();
        }
        for who in [4, 5] {
            story.say(who, Command::GoBackstage {}).unwrap();
        }
        next(&mut story);
        assert_eq!((story.place(4), story.place(5)), (PLENARY, Place::Backstage {}));
    }
}

#[test]
fn whoever_is_to_be_brought_and_is_not_here_is_simply_not_there() {
    let gone = AttendanceSubject::Visitor { participant: person(77) };
    let mut story = with_agenda(vec![Phase { brings: Some(gone), ..phase("A") }]);
    next(&mut story);
    assert_eq!(current(&story), Some(1));
}

#[test]
fn a_phase_gets_more_time_or_less() {
    let mut story = with_agenda(vec![timed("A", 10), phase("B")]);
    assert_eq!(extend(&mut story, 5).err(), Some(Rejection::NotRunning));
    next(&mut story);
    for bad in [0, 481, -481, i32::MIN, i32::MAX] {
        assert_eq!(extend(&mut story, bad).err(), Some(Rejection::OutOfRange), "{bad}");
    }
    extend(&mut story, 5).unwrap();
    assert_eq!(minutes_left(&story), Some(15));
    extend(&mut story, -3).unwrap();
    assert_eq!(minutes_left(&story), Some(12));
    assert_eq!(extend(&mut story, -12).err(), Some(Rejection::OutOfRange), "the end stays a minute away");
    extend(&mut story, -11).unwrap();
    assert_eq!(minutes_left(&story), Some(1));
    assert_eq!(extend(&mut story, 480).err(), Some(Rejection::OutOfRange), "and at most a working day");
    extend(&mut story, 479).unwrap();
    assert_eq!(minutes_left(&story), Some(480));
    story.wait(490 * 60);
    assert_eq!(extend(&mut story, -1).err(), Some(Rejection::OutOfRange));
    assert_eq!(minutes_left(&story), Some(-10), "it runs over");
    extend(&mut story, 5).unwrap();
    assert_eq!(minutes_left(&story), Some(5), "and gets more from now");
    next(&mut story);
    assert_eq!(extend(&mut story, -5).err(), Some(Rejection::OutOfRange), "less than no end");
    extend(&mut story, 5).unwrap();
    assert_eq!(minutes_left(&story), Some(5), "an end, where there was none");
}

#[test]
fn another_length_in_the_agenda_counts_from_the_beginning() {
    let mut story = with_agenda(vec![timed("A", 10)]);
    next(&mut story);
    extend(&mut story, 5).unwrap();
    let mut set = |minutes: Option<u32>, title: &str| {
        let plan = Phase { minutes, ..phase(title) };
        story
            .say(1, Command::SetAgenda { phases: vec![AgendaItem { phase: Some(PhaseId(1)), plan }] })
            .unwrap();
        minutes_left(&story)
    };
    assert_eq!(set(Some(10), "B"), Some(15), "the extra time stays");
    assert_eq!(set(Some(20), "B"), Some(20));
    assert_eq!(set(None, "B"), None);
}

#[test]
fn a_phase_that_is_to_be_cut_ends_by_itself_with_nobody_connected() {
    let mut story = with_agenda(vec![cut("A", 5), timed("B", 5), cut("C", 5)]);
    next(&mut story);
    let end = agenda(&story, 2).current.unwrap().ends_at;
    story.wait(200);
    for who in [1, 2, 3] {
        story.lose(who);
    }
    assert_eq!(story.room.next_of_agenda(), end, "the room is woken for it");
    story.wait(99);
    assert_eq!(current(&story), Some(1));
    story.wait(1);
    assert_eq!(current(&story), Some(2));
    for who in [1, 2, 3] {
        story.resume(who).unwrap();
    }
    assert_eq!(story.room.next_of_agenda(), None);
    story.wait(600);
    assert_eq!((current(&story), minutes_left(&story)), (Some(2), Some(-5)), "others run over");
    next(&mut story);
    assert_eq!(story.room.next_of_agenda(), None, "and so does the last one");
    story.wait(600);
    assert_eq!((current(&story), minutes_left(&story)), (Some(3), Some(-5)));
}

#[test]
fn a_phase_that_comes_after_one_that_was_to_end_long_ago_begins_at_once() {
    let mut story = with_agenda(vec![cut("A", 5)]);
    next(&mut story);
    story.wait(600);
    let same = AgendaItem { phase: Some(PhaseId(1)), plan: cut("A", 5) };
    story.say(1, Command::SetAgenda { phases: vec![same, item(phase("B"))] }).unwrap();
    assert_eq!(current(&story), Some(2));
}

#[test]
fn groups_of_a_phase_that_is_cut_come_back_in_time() {
    let mut story = with_agenda(vec![Phase { cut: true, minutes: Some(10), ..with_groups("A") }, phase("B")]);
    next(&mut story);
    let end = agenda(&story, 2).current.unwrap().ends_at.unwrap();
    assert_eq!(story.room.next_of_agenda(), Some(Moment(end.0 - 60_000)), "a minute before");
    story.wait(9 * 60);
    story.wait(60);
    assert_eq!((current(&story), story.place(2)), (Some(2), PLENARY));
}

#[test]
fn groups_of_phases_that_follow_each_other_are_dealt_anew() {
    let mut story = Story::with_people_to(9);
    set(&mut story, vec![with_groups("A"), with_groups("B")]);
    let mut dealt = || {
        next(&mut story);
        come_back(&mut story);
        let places: Vec<Place> = (2..=9).map(|who| story.place(who)).collect();
        places.iter().map(|place| *place == places[0]).collect::<Vec<_>>()
    };
    // The seed of a story is always the same.
    assert_ne!(dealt(), dealt());
}

fn sends(story: &Story, who: u32) -> Vec<SourceKind> {
    let sent: Vec<_> = story.room.plan().routes[&device(who)].sends.iter().copied().collect();
    let devices = story.room.view_for(story.now, person(1)).unwrap().devices;
    let seen: Vec<DeviceView> = devices.into_iter().filter(|one| one.device == device(who)).collect();
    assert_eq!(seen[0].sending, sent, "what is seen is what is passed on");
    assert!(seen[0].held.iter().all(|kind| !sent.contains(kind)));
    sent
}

fn turns(story: &mut Story, turns: TurnMode) -> Vec<Effect> {
    story.say(1, Command::SetTurns { turns }).unwrap()
}

#[test]
fn in_turns_only_whoever_has_the_floor_and_the_crew_are_heard() {
    use SourceKind::{Camera, Microphone, Screen, ScreenSound};
    let mut story = Story::with_people_to(3);
    for (who, kind) in
        [(1, Microphone), (2, Microphone), (2, Camera), (2, Screen), (2, ScreenSound), (3, Microphone)]
    {
        story.say(who, Command::SetSending { kind, on: true }).unwrap();
    }
    let effects = turns(&mut story, TurnMode::Queue);
    let is_queue = |event: &&Event| matches!(event, Event::QueuesChanged { queues } if queues[0].turns == TurnMode::Queue);
    assert!(events(&effects).iter().any(is_queue));
    assert_eq!([1, 2, 3].map(|who| sends(&story, who)), [vec![Microphone], vec![Camera, Screen], vec![]]);
    assert!(turns(&mut story, TurnMode::Queue).is_empty(), "it is already");
    let held = |story: &Story| {
        let devices = story.room.view_for(story.now, person(2)).unwrap().devices;
        devices.into_iter().map(|one| one.held).collect::<Vec<_>>()
    };
    // Their own pages know that the switch is still on.
    assert_eq!(held(&story), [vec![], vec![Microphone, ScreenSound], vec![Microphone]]);

    story.raise(2);
    let effects = story.call_next();
    let told = |event: &&Event| matches!(event, Event::DevicesChanged { .. });
    assert!(events(&effects).iter().any(told), "who is heard is told");
    assert_eq!(sends(&story, 2), [Microphone, Camera, Screen, ScreenSound]);
    story.say(2, Command::FinishTurn {}).unwrap();
    assert_eq!(sends(&story, 2), [Camera, Screen]);
    let effects = turns(&mut story, TurnMode::Free);
    assert!(events(&effects).iter().any(told));
    assert_eq!(sends(&story, 2), [Microphone, Camera, Screen, ScreenSound], "the switch was their own");
    assert_eq!(sends(&story, 3), [Microphone]);
}

#[test]
fn in_turns_a_device_is_heard_for_anybody_it_carries_and_groups_are_free() {
    let mut story = Story::with_people_to(4);
    story.enter(5, 2, Role::Participant).unwrap();
    for who in [2, 3, 4] {
        story.say(who, Command::SetSending { kind: SourceKind::Microphone, on: true }).unwrap();
    }
    turns(&mut story, TurnMode::Queue);
    story.open(1);
    story.send(3, group(1));
    let heard = |story: &Story, who: u32| !story.room.plan().routes[&device(who)].sends.is_empty();
    assert_eq!([2, 3, 4].map(|who| heard(&story, who)), [false, true, false]);
    story.say_through(5, 2, Command::RaiseHand { reply: false }).ok();
    story
        .say_through(
            2,
            2,
            Command::As { participant: person(5), command: Box::new(Command::RaiseHand { reply: false }) },
        )
        .ok();
    story.call_next();
    assert_eq!([2, 3, 4].map(|who| heard(&story, who)), [true, true, false]);
    let effects =
        story.say(1, Command::ChangeRole { participant: person(4), role: Role::Facilitator }).unwrap();
    assert!(heard(&story, 4), "who has come to the crew");
    assert!(events(&effects).iter().any(|event| matches!(event, Event::DevicesChanged { .. })));
}

#[test]
fn a_phase_sets_who_may_speak_until_the_next_one() {
    let queue = Phase { turns: TurnMode::Queue, ..phase("A") };
    let mut story = with_agenda(vec![queue, phase("B")]);
    let turns = |story: &Story| story.room.view_for(story.now, person(2)).unwrap().queues[0].turns;
    assert_eq!(turns(&story), TurnMode::Free);
    next(&mut story);
    assert_eq!(turns(&story), TurnMode::Queue);
    next(&mut story);
    assert_eq!(turns(&story), TurnMode::Free);
}

#[test]
fn whoever_comes_to_the_crew_sees_its_agenda() {
    let mut story = with_agenda(vec![Phase { note: Some("Vain meille".into()), ..phase("A") }]);
    story.say(1, Command::ChangeRole { participant: person(2), role: Role::Assistant }).unwrap();
    assert_eq!(agenda(&story, 2), agenda(&story, 1));
}
