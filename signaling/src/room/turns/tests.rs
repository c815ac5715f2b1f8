use std::collections::BTreeSet;

use crate::protocol::{Command, GroupColour, Phase, Rejection, SourceKind, TurnMode};
use crate::role::Role;
use crate::room::Effect;
use crate::room::agenda::tests::phase;
use crate::room::story::{GRACE, PLENARY, Story, device, events, group, person};
use crate::time::Moment;

pub(in crate::room) fn turns(story: &mut Story, by: u32, turns: TurnMode) -> Vec<Effect> {
    story.say(by, Command::SetTurns { turns }).unwrap()
}

fn microphone(story: &mut Story, who: u32) {
    story.say(who, Command::SetSending { kind: SourceKind::Microphone, on: true }).unwrap();
}

/// Whose voice leaves the server, of these.
fn heard(story: &Story, people: &[u32]) -> Vec<u32> {
    let is_heard = |who: &&u32| {
        let route = story.room.plan().routes.get(&device(**who));
        route.is_some_and(|route| route.sends.contains(&SourceKind::Microphone))
    };
    people.iter().filter(is_heard).copied().collect()
}

const fn call(who: u32) -> Command {
    Command::CallPerson { participant: person(who) }
}

const fn give(to: u32) -> Command {
    Command::GiveTurn { to: person(to) }
}

const STICK: Command = Command::TakeStick {};
const FINISH: Command = Command::FinishTurn {};

/// The supervisor, an assistant 9, and participants to 5, all with the microphone on.
fn speaking() -> Story {
    let mut story = Story::with_people_to(5);
    story.enter(9, 9, Role::Assistant).unwrap();
    for who in [1, 2, 3, 4, 5, 9] {
        microphone(&mut story, who);
    }
    story
}

#[test]
fn each_mode_lets_through_whom_it_should_and_nobody_else() {
    let all = [1, 2, 3, 4, 5, 9];
    let mut story = speaking();
    story.say(1, call(3)).unwrap();
    assert_eq!(heard(&story, &all), all);
    for (mode, passed) in [
        (TurnMode::Queue, vec![1, 3, 9]),
        (TurnMode::Stick, vec![3]),
        (TurnMode::Silence, vec![]),
        (TurnMode::Free, all.to_vec()),
    ] {
        turns(&mut story, 1, mode);
        assert_eq!(heard(&story, &all), passed, "{mode:?}");
    }
    turns(&mut story, 1, TurnMode::Round);
    assert_eq!(heard(&story, &all), [1, 9], "the first seat is the supervisor's");
    story.say(1, FINISH).unwrap();
    assert_eq!(heard(&story, &all), [1, 2, 9]);
}

#[test]
fn only_voices_are_stopped_and_the_switches_stay() {
    let mut story = speaking();
    story.say(2, Command::SetSending { kind: SourceKind::Camera, on: true }).unwrap();
    turns(&mut story, 1, TurnMode::Silence);
    let sends: Vec<SourceKind> = story.room.plan().routes[&device(2)].sends.iter().copied().collect();
    assert_eq!(sends, [SourceKind::Camera]);
    let devices = story.room.devices_view(PLENARY);
    let own = devices.iter().find(|one| one.device == device(2)).unwrap();
    assert_eq!(own.held, [SourceKind::Microphone]);
}

#[test]
fn silence_interrupts_and_the_other_modes_do_not() {
    let mut story = Story::with_people_to(3);
    story.raise(2);
    story.wait(9);
    story.call_next();
    for mode in [TurnMode::Queue, TurnMode::Stick, TurnMode::Free] {
        turns(&mut story, 1, mode);
        assert_eq!(story.floor(PLENARY), Some(2), "{mode:?}");
    }
    turns(&mut story, 1, TurnMode::Silence);
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (None, vec![2]));
    assert_eq!(story.queue(PLENARY).hands[0].since, Moment(1_000));
    for command in [Command::CallNext {}, call(3)] {
        assert_eq!(story.say(1, command), Err(Rejection::NotRunning));
    }
    story.raise(3);
    turns(&mut story, 1, TurnMode::Queue);
    story.call_next();
    assert_eq!(story.floor(PLENARY), Some(2));
}

#[test]
fn the_stick_goes_from_hand_to_hand() {
    let mut story = speaking();
    assert_eq!(story.say(2, STICK), Err(Rejection::NotRunning));
    turns(&mut story, 1, TurnMode::Stick);
    story.raise(2);
    story.say(2, STICK).unwrap();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(2), vec![]));
    assert_eq!(story.say(3, STICK), Err(Rejection::Taken));
    assert_eq!(story.say(9, STICK), Err(Rejection::Taken), "an assistant runs no turns");
    assert_eq!(story.say(2, STICK), Ok(vec![]));
    assert_eq!(story.say(3, give(4)), Err(Rejection::NotAllowed));
    story.say(2, give(4)).unwrap();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(4), vec![]), "who gave it has finished");
    assert_eq!(heard(&story, &[1, 2, 3, 4, 5, 9]), [4]);
    story.say(1, give(5)).unwrap();
    assert_eq!(story.floor(PLENARY), Some(5));
    story.say(5, FINISH).unwrap();
    assert_eq!(story.floor(PLENARY), None);
    assert_eq!(story.say(1, give(5)), Err(Rejection::NoTurn));
    assert_eq!(heard(&story, &[1, 2, 3, 4, 5, 9]), [0; 0]);
    story.raise_all(&[3, 2]);
    story.call_next();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(3), vec![2]));
}

#[test]
fn the_stick_is_recovered_from_who_holds_it_or_is_lost_with_it() {
    let mut story = speaking();
    turns(&mut story, 1, TurnMode::Stick);
    story.say(2, STICK).unwrap();
    story.say(1, STICK).unwrap();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(1), vec![]), "nobody had asked to speak");
    story.raise(2);
    story.say(1, give(2)).unwrap();
    story.lose(2);
    assert_eq!(story.floor(PLENARY), Some(2), "a short loss takes it from nobody");
    story.say(3, STICK).unwrap();
    let waits = (story.floor(PLENARY), story.hands(PLENARY));
    assert_eq!(waits, (Some(3), vec![2]), "who had asked and was interrupted waits");
}

#[test]
fn the_stick_is_put_away_with_the_turn_of_who_took_it() {
    for mode in [TurnMode::Free, TurnMode::Queue, TurnMode::Silence] {
        let mut story = speaking();
        turns(&mut story, 1, TurnMode::Stick);
        story.say(2, STICK).unwrap();
        turns(&mut story, 1, mode);
        assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (None, vec![]), "{mode:?}");
    }
}

#[test]
fn the_stick_is_for_those_who_may_speak_where_it_is() {
    let mut story = Story::with_groups(4, 1);
    story.enter(7, 7, Role::Observer).unwrap();
    turns(&mut story, 1, TurnMode::Stick);
    assert_eq!(story.say(7, STICK), Err(Rejection::NotAllowed));
    story.say(2, STICK).unwrap();
    for (to, rejection) in [(7, Rejection::OutOfRange), (77, Rejection::UnknownParticipant)] {
        assert_eq!(story.say(2, give(to)), Err(rejection));
    }
    story.send(3, group(1));
    assert_eq!(story.say(2, give(3)), Err(Rejection::UnknownParticipant));
    assert_eq!(story.say(2, give(2)), Ok(vec![]));
    story.send(2, group(1));
    assert_eq!(story.floor(PLENARY), None, "who goes leaves it behind");
    story.say(4, STICK).unwrap();
    story.say(1, Command::ChangeRole { participant: person(4), role: Role::Observer }).unwrap();
    assert_eq!(story.floor(PLENARY), None);
}

#[test]
fn one_of_those_at_a_device_is_enough() {
    let mut story = Story::with_people_to(3);
    story.enter(4, 2, Role::Participant).unwrap();
    microphone(&mut story, 2);
    microphone(&mut story, 3);
    turns(&mut story, 1, TurnMode::Stick);
    assert_eq!(heard(&story, &[2, 3]), [0; 0]);
    let take = Command::As { participant: person(4), command: Box::new(STICK) };
    story.say(2, take).unwrap();
    assert_eq!((story.floor(PLENARY), heard(&story, &[2, 3])), (Some(4), vec![2]));
}

/// Participants 2, 3 and 4 are in group 1, 5 in group 2, all with the microphone on.
fn grouped() -> Story {
    let mut story = Story::with_groups(5, 2);
    for (who, of) in [(2, 1), (3, 1), (4, 1), (5, 2)] {
        story.send(who, group(of));
        microphone(&mut story, who);
    }
    microphone(&mut story, 1);
    story
}

#[test]
fn each_place_has_a_mode_of_its_own() {
    let mut story = grouped();
    turns(&mut story, 1, TurnMode::Silence);
    turns(&mut story, 2, TurnMode::Stick);
    let modes = [PLENARY, group(1), group(2)].map(|place| story.room.turns_in(place));
    assert_eq!(modes, [TurnMode::Silence, TurnMode::Stick, TurnMode::Free]);
    assert_eq!(heard(&story, &[1, 2, 3, 4, 5]), [5]);
    story.send(2, PLENARY);
    story.send(2, group(2));
    assert_eq!(heard(&story, &[1, 2, 3, 4, 5]), [2, 5]);
    story.recall();
    assert_eq!(heard(&story, &[1, 2, 3, 4, 5]), [0; 0], "in the plenary it is silent");
    let backstage = story.say(1, Command::GoBackstage {});
    backstage.unwrap();
    assert_eq!(heard(&story, &[1]), [1], "backstage there are no turns");
    let set = Command::SetTurns { turns: TurnMode::Queue };
    assert_eq!(story.say(1, set), Err(Rejection::NotAllowed));
}

#[test]
fn a_group_without_a_leader_gives_its_turns_itself() {
    let mut story = grouped();
    story.raise_all(&[3, 4]);
    story.say(2, Command::CallNext {}).unwrap();
    assert_eq!(story.floor(group(1)), Some(3));
    turns(&mut story, 4, TurnMode::Queue);
    assert_eq!(heard(&story, &[2, 3, 4]), [3]);
    story.say(4, Command::FinishTurn {}).unwrap();
    assert_eq!(story.say(5, Command::CallNext {}), Err(Rejection::QueueEmpty), "in their own");
    let role = Role::Observer;
    story.say(1, Command::ChangeRole { participant: person(4), role }).unwrap();
    assert_eq!(story.say(4, Command::CallNext {}), Err(Rejection::NotAllowed), "an observer gives no turns");
    assert_eq!(
        story.say(2, Command::LowerHand { participant: Some(person(3)), reply: false }),
        Err(Rejection::NotAllowed),
        "nor does anybody take the hands of others down"
    );
}

#[test]
fn where_somebody_leads_the_others_do_not() {
    let mut story = grouped();
    let free = Command::SetTurns { turns: TurnMode::Free };
    let set = |leader| Command::SetGroup {
        group: crate::id::GroupId(1),
        name: None,
        colour: GroupColour::Blue,
        task: None,
        leader,
    };
    story.say(1, set(Some(person(2)))).unwrap();
    assert_eq!(story.say(3, free.clone()), Err(Rejection::NotAllowed));
    turns(&mut story, 2, TurnMode::Queue);
    assert_eq!(heard(&story, &[2, 3, 4]), [2], "the leader is heard");
    let effects = story.say(1, set(Some(person(3)))).unwrap();
    assert_eq!(heard(&story, &[2, 3, 4]), [3]);
    let told =
        |event: &&&crate::protocol::Event| matches!(event, crate::protocol::Event::DevicesChanged { .. });
    assert!(events(&effects).iter().any(|event| told(&event)), "who is heard is told");
    story.lose(3);
    story.say(2, Command::CallNext {}).unwrap_err();
    turns(&mut story, 2, TurnMode::Stick);
    story.resume(3).unwrap();
    assert_eq!(story.say(2, free.clone()), Err(Rejection::NotAllowed), "the leader is back");
    story.say(1, set(None)).unwrap();
    story.send(1, group(1));
    assert_eq!(story.say(2, free.clone()), Err(Rejection::NotAllowed), "who runs the session is there");
    story.say(1, Command::EndVisit {}).unwrap();
    story.say(2, free).unwrap();
}

#[test]
fn merged_into_silence_nobody_keeps_the_floor() {
    let mut story = grouped();
    story.raise_all(&[3, 4, 5]);
    story.say(2, Command::CallNext {}).unwrap();
    turns(&mut story, 5, TurnMode::Silence);
    let merge = Command::MergeGroups { from: crate::id::GroupId(1), into: crate::id::GroupId(2) };
    story.say(1, merge).unwrap();
    assert_eq!((story.floor(group(2)), story.hands(group(2))), (None, vec![5, 3, 4]));
    assert_eq!(heard(&story, &[2, 3, 4, 5]), [0; 0]);
}

#[test]
fn a_phase_sets_the_mode_of_the_plenary() {
    let modes = [TurnMode::Silence, TurnMode::Stick, TurnMode::Round, TurnMode::Round, TurnMode::Free];
    let mut story = Story::with_people_to(3);
    story.room.prepare_agenda(modes.map(|turns| Phase { turns, ..phase("A") }).to_vec()).unwrap();
    for turns in modes {
        story.wait(3);
        story.say(1, Command::NextPhase { seconds: 10 }).unwrap();
        assert_eq!(story.room.turns_in(PLENARY), turns);
        if turns == TurnMode::Round {
            assert_eq!(story.floor(PLENARY), Some(1), "each round begins at the first seat");
            assert_eq!(story.hands(PLENARY), [0; 0]);
            story.say(1, FINISH).unwrap();
            assert_eq!(story.floor(PLENARY), Some(2));
        }
    }
    assert_eq!(story.floor(PLENARY), Some(2), "nobody was interrupted");
}

#[test]
fn in_a_break_nobody_holds_the_stick() {
    let mut story = Story::with_people_to(3);
    turns(&mut story, 1, TurnMode::Stick);
    story.say(2, STICK).unwrap();
    story.say(1, Command::StartBreak { minutes: 10, coffee_table: false }).unwrap();
    assert_eq!(story.floor(PLENARY), None);
    assert_eq!(story.say(2, STICK), Err(Rejection::OnBreak));
    story.say(1, Command::EndBreak {}).unwrap();
    story.say(2, STICK).unwrap();
}

#[test]
fn whoever_stays_after_the_end_talks_freely() {
    for mode in [TurnMode::Queue, TurnMode::Round, TurnMode::Stick, TurnMode::Silence] {
        let mut story = speaking();
        turns(&mut story, 1, mode);
        story.say(1, Command::EndSession {}).unwrap();
        assert_eq!(story.room.turns_in(PLENARY), TurnMode::Free);
        assert_eq!(heard(&story, &[1, 9]), [1, 9]);
    }
}

#[test]
fn nobody_is_silent_for_ever_where_nobody_can_end_it() {
    for mode in [TurnMode::Round, TurnMode::Stick, TurnMode::Silence] {
        let mut story = speaking();
        turns(&mut story, 1, mode);
        story.lose(1);
        story.wait(GRACE.as_secs() - 1);
        assert_eq!(story.room.turns_in(PLENARY), mode, "who is lost may come back");
        story.wait(1);
        assert_eq!(story.room.turns_in(PLENARY), TurnMode::Free);
    }
}

#[test]
fn everybody_in_the_place_and_those_who_run_the_session_are_told() {
    let mut story = grouped();
    let effects = turns(&mut story, 2, TurnMode::Silence);
    let mut told = BTreeSet::new();
    for effect in &effects {
        if let Effect::Tell { audience, event: crate::protocol::Event::QueuesChanged { queues } } = effect {
            let mode = queues.iter().find(|queue| queue.place == group(1)).unwrap().turns;
            assert_eq!(mode, TurnMode::Silence);
            told.extend(story.room.audience(audience).into_iter().map(|who| who.0));
        }
    }
    assert_eq!(told, [1, 2, 3, 4].into());
}
