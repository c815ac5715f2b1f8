use std::time::Duration;

use crate::protocol::{Command, Rejection, RoundView, TurnMode};
use crate::role::Role;
use crate::room::story::{GRACE, PLENARY, Story, group, person};

const FINISH: Command = Command::FinishTurn {};
const PASS: Command = Command::PassTurn {};
const LATER: Command = Command::TakeTurnLater {};

const fn give(to: u32) -> Command {
    Command::GiveTurn { to: person(to) }
}

fn start(from: Option<u32>, backwards: bool) -> Command {
    Command::StartRound { from: from.map(person), backwards, seconds: None, hard: false }
}

const fn timed(seconds: Option<u32>, hard: bool) -> Command {
    Command::StartRound { from: None, backwards: false, seconds, hard }
}

fn view(story: &Story) -> RoundView {
    story.queue(PLENARY).round.unwrap()
}

fn to_come(story: &Story) -> Vec<u32> {
    view(story).to_come.iter().map(|who| who.0).collect()
}

fn had(story: &Story) -> Vec<(u32, bool)> {
    view(story).had.iter().map(|turn| (turn.participant.0, turn.passed)).collect()
}

/// The supervisor and participants to `last`, in a round that begins at the first seat.
fn round(last: u32) -> Story {
    let mut story = Story::with_people_to(last);
    story.say(1, start(None, false)).unwrap();
    story
}

/// Whose turn it is finishes; who they were, until the round is over.
fn finish_all(story: &mut Story) -> Vec<u32> {
    let mut had = Vec::new();
    while story.room.turns_in(PLENARY) == TurnMode::Round {
        assert!(had.len() < 20, "the round comes to an end: {had:?}");
        let who = story.floor(PLENARY).unwrap();
        story.say(who, FINISH).unwrap();
        had.push(who);
    }
    had
}

#[test]
fn everybody_has_one_turn_in_the_order_of_the_seats_and_then_talk_is_free() {
    let mut story = round(4);
    story.enter(9, 9, Role::Observer).unwrap();
    assert_eq!((story.floor(PLENARY), to_come(&story)), (Some(1), vec![2, 3, 4]));
    assert_eq!(finish_all(&mut story), [1, 2, 3, 4]);
    assert_eq!((story.room.turns_in(PLENARY), story.queue(PLENARY).round), (TurnMode::Free, None));
    assert_eq!(story.floor(PLENARY), None);
}

#[test]
fn it_begins_with_whom_it_is_said_to_and_goes_either_way() {
    for (from, backwards, order) in
        [(Some(3), false, [3, 4, 1, 2]), (Some(3), true, [3, 2, 1, 4]), (None, true, [4, 3, 2, 1])]
    {
        let mut story = Story::with_people_to(4);
        story.say(1, start(from, backwards)).unwrap();
        assert_eq!(finish_all(&mut story), order);
    }
    let mut story = Story::with_people_to(4);
    story.say(1, Command::MoveSeat { participant: person(4), before: Some(person(2)) }).unwrap();
    story.say(1, start(None, false)).unwrap();
    assert_eq!(finish_all(&mut story), [1, 4, 2, 3], "as they sit");
}

#[test]
fn passing_is_a_turn_too_and_later_is_at_the_end_once() {
    let mut story = round(4);
    assert_eq!(story.say(2, PASS), Err(Rejection::NotAllowed));
    story.say(1, PASS).unwrap();
    story.say(2, LATER).unwrap();
    assert_eq!((story.floor(PLENARY), to_come(&story), had(&story)), (Some(3), vec![4, 2], vec![(1, true)]));
    assert_eq!(view(&story).later, [person(2)]);
    assert_eq!(story.say(2, LATER), Err(Rejection::NotAllowed));
    story.say(1, LATER).unwrap();
    assert_eq!((story.floor(PLENARY), to_come(&story)), (Some(4), vec![2, 3]), "who runs it may for another");
    story.say(4, FINISH).unwrap();
    assert_eq!(story.say(2, LATER), Err(Rejection::OutOfRange), "once");
    story.say(1, PASS).unwrap();
    assert_eq!(had(&story), [(1, true), (4, false), (2, true)]);
    assert_eq!(story.say(3, LATER), Err(Rejection::OutOfRange));
    assert_eq!(finish_all(&mut story), [3]);
    for command in [PASS, LATER, Command::EndRound {}, give(2)] {
        assert_eq!(story.say(1, command), Err(Rejection::NotRunning));
    }
}

#[test]
fn the_last_has_nobody_to_take_it_later_than() {
    let mut story = round(2);
    story.say(1, FINISH).unwrap();
    assert_eq!(story.say(2, LATER), Err(Rejection::OutOfRange));
}

#[test]
fn whoever_lets_another_go_first_keeps_their_own_turn() {
    let mut story = round(4);
    story.wait(5);
    assert_eq!(story.say(2, give(3)), Err(Rejection::NotAllowed));
    story.say(1, give(3)).unwrap();
    assert_eq!((story.floor(PLENARY), to_come(&story)), (Some(3), vec![1, 2, 4]));
    story.say(3, FINISH).unwrap();
    assert_eq!(story.say(1, give(3)), Err(Rejection::OutOfRange), "who has had it has had it");
    story.say(1, give(4)).unwrap();
    assert_eq!(finish_all(&mut story), [4, 1, 2]);
}

#[test]
fn whoever_is_called_out_of_order_does_not_speak_twice() {
    let mut story = round(4);
    story.say(1, Command::CallPerson { participant: person(4) }).unwrap();
    assert_eq!(
        (story.floor(PLENARY), to_come(&story), story.hands(PLENARY)),
        (Some(4), vec![1, 2, 3], vec![])
    );
    story.say(1, Command::CallNext {}).unwrap();
    assert_eq!((story.floor(PLENARY), had(&story)), (Some(1), vec![(4, false)]));
    assert_eq!(story.say(1, Command::CallPerson { participant: person(4) }), Err(Rejection::OutOfRange));
    assert_eq!(finish_all(&mut story), [1, 2, 3]);
}

#[test]
fn the_next_is_called_only_where_there_is_one() {
    let mut story = round(2);
    story.say(1, Command::CallNext {}).unwrap();
    assert_eq!(story.say(1, Command::CallNext {}), Err(Rejection::QueueEmpty));
    assert_eq!(story.floor(PLENARY), Some(2));
}

#[test]
fn whoever_is_lost_is_waited_for_at_the_end() {
    let mut story = round(4);
    story.lose(2);
    story.say(1, FINISH).unwrap();
    assert_eq!((story.floor(PLENARY), to_come(&story)), (Some(3), vec![4, 2]));
    story.resume(2).unwrap();
    assert_eq!(finish_all(&mut story), [3, 4, 2]);
}

#[test]
fn a_short_loss_takes_the_turn_from_nobody_a_longer_one_puts_it_off() {
    let mut story = round(3);
    story.say(1, FINISH).unwrap();
    story.lose(2);
    assert_eq!(story.next_soon(), Some(story.now.after(Duration::from_secs(10))));
    story.wait(9);
    assert_eq!(story.floor(PLENARY), Some(2));
    story.resume(2).unwrap();
    story.wait(9);
    story.lose(2);
    story.wait(10);
    assert_eq!((story.floor(PLENARY), to_come(&story), story.hands(PLENARY)), (Some(3), vec![2], vec![]));
    story.say(3, FINISH).unwrap();
    assert_eq!((story.floor(PLENARY), to_come(&story)), (None, vec![2]), "the round waits");
    assert_eq!(story.room.turns_in(PLENARY), TurnMode::Round);
    story.resume(2).unwrap();
    assert_eq!(story.floor(PLENARY), Some(2), "and goes on at once");
    assert_eq!(finish_all(&mut story), [2]);
}

#[test]
fn whoever_does_not_come_back_is_waited_for_no_longer() {
    let mut story = round(2);
    story.lose(2);
    story.say(1, FINISH).unwrap();
    assert_eq!(story.floor(PLENARY), None);
    story.wait(GRACE.as_secs());
    assert_eq!(story.room.turns_in(PLENARY), TurnMode::Free);

    let mut story = round(3);
    story.say(3, Command::StepOut { note: None }).unwrap();
    story.say(1, FINISH).unwrap();
    story.say(2, FINISH).unwrap();
    assert_eq!(story.floor(PLENARY), None);
    assert_eq!(story.say(2, PASS), Err(Rejection::NotAllowed));
    story.say(1, PASS).unwrap();
    assert_eq!(
        story.room.turns_in(PLENARY),
        TurnMode::Free,
        "whoever gives the turns passes for who is away"
    );
}

#[test]
fn whoever_comes_late_is_put_at_the_end_and_whoever_goes_is_gone() {
    let mut story = Story::with_groups(5, 1);
    story.say(1, start(None, false)).unwrap();
    story.enter(6, 6, Role::Participant).unwrap();
    story.send(3, group(1));
    story.say(4, Command::Leave {}).unwrap();
    assert_eq!(to_come(&story), [2, 5, 6]);
    story.send(3, PLENARY);
    assert_eq!(to_come(&story), [2, 5, 6, 3]);
    story.say(1, FINISH).unwrap();
    story.say(2, FINISH).unwrap();
    // Whoever comes back has had a turn.
    story.send(2, group(1));
    story.send(2, PLENARY);
    assert_eq!((story.floor(PLENARY), to_come(&story)), (Some(5), vec![6, 3]));
    story.send(5, group(1));
    assert_eq!((story.floor(PLENARY), to_come(&story)), (Some(6), vec![3]), "in the middle of their turn");
    let role = Role::Observer;
    story.say(1, Command::ChangeRole { participant: person(6), role }).unwrap();
    assert_eq!((story.floor(PLENARY), had(&story)), (Some(3), vec![(1, false), (2, false)]));
    let role = Role::Participant;
    story.say(1, Command::ChangeRole { participant: person(6), role }).unwrap();
    assert_eq!(finish_all(&mut story), [3, 6]);
}

#[test]
fn a_turn_ends_by_the_clock_only_if_that_was_chosen() {
    let mut story = Story::with_people_to(3);
    story.say(1, timed(Some(60), false)).unwrap();
    assert_eq!(view(&story).seconds, Some(60));
    story.wait(600);
    assert_eq!(story.floor(PLENARY), Some(1), "only shown");
    story.say(1, Command::EndRound {}).unwrap();
    assert_eq!((story.room.turns_in(PLENARY), story.floor(PLENARY)), (TurnMode::Free, Some(1)));

    story.say(1, timed(Some(60), true)).unwrap();
    story.wait(59);
    assert_eq!(story.floor(PLENARY), Some(1));
    assert_eq!(story.next_soon(), Some(story.now.after(Duration::from_secs(1))));
    story.wait(1);
    assert_eq!((story.floor(PLENARY), had(&story)), (Some(2), vec![(1, false)]));
    story.wait(60);
    story.wait(60);
    assert_eq!(story.room.turns_in(PLENARY), TurnMode::Free);
}

#[test]
fn a_round_that_cannot_be_is_not_begun() {
    let mut story = Story::with_groups(3, 1);
    story.enter(9, 9, Role::Observer).unwrap();
    for command in
        [timed(Some(0), false), timed(Some(3_601), false), timed(None, true), start(Some(9), false)]
    {
        assert_eq!(story.say(1, command), Err(Rejection::OutOfRange));
    }
    story.send(3, group(1));
    for from in [3, 77] {
        assert_eq!(story.say(1, start(Some(from), false)), Err(Rejection::UnknownParticipant));
    }
    assert_eq!(story.say(2, start(None, false)), Err(Rejection::NotAllowed));
    story.say(1, start(None, false)).unwrap();
    assert_eq!(story.say(1, start(None, false)), Err(Rejection::RoundRunning));
    assert_eq!(story.say(1, Command::SetTurns { turns: TurnMode::Round }), Ok(vec![]));
    story.say(1, Command::EndRound {}).unwrap();
    story.recall();
    story.say(1, Command::StartBreak { minutes: 5, coffee_table: false }).unwrap();
    assert_eq!(story.say(1, start(None, false)), Err(Rejection::OnBreak));
}

#[test]
fn whoever_spoke_before_the_round_goes_first_after_it() {
    let mut story = Story::with_people_to(3);
    story.raise_all(&[2, 3]);
    story.call_next();
    story.say(1, start(None, false)).unwrap();
    assert_eq!(story.hands(PLENARY), [2, 3]);
    assert_eq!(finish_all(&mut story), [1, 2, 3]);
    assert_eq!(story.hands(PLENARY), [0; 0], "a turn of the round is a turn");
}

#[test]
fn a_break_rests_the_round_and_whose_turn_it_was_goes_on() {
    let mut story = round(4);
    story.say(1, FINISH).unwrap();
    story.say(1, Command::StartBreak { minutes: 10, coffee_table: true }).unwrap();
    assert_eq!((story.floor(PLENARY), to_come(&story)), (None, vec![2, 3, 4]));
    for command in [PASS, LATER, Command::CallNext {}, Command::CallPerson { participant: person(3) }] {
        assert_eq!(story.say(1, command), Err(Rejection::OnBreak));
    }
    story.say(3, Command::SitAtCoffee { sit: true }).unwrap();
    story.wait(700);
    assert_eq!(story.floor(PLENARY), None);
    story.say(1, Command::EndBreak {}).unwrap();
    assert_eq!(finish_all(&mut story), [2, 4, 3], "whoever came back from the table is at the end");
}

#[test]
fn a_group_has_its_own_round_without_those_who_visit() {
    let mut story = Story::with_groups(5, 1);
    for who in [2, 3, 4] {
        story.send(who, group(1));
    }
    story.say(3, start(Some(3), false)).unwrap();
    story.send(1, group(1));
    let queue = story.queue(group(1));
    assert_eq!(queue.floor.unwrap().participant, person(3));
    assert_eq!(queue.round.unwrap().to_come, [person(4), person(2)]);
    story.say(1, PASS).unwrap();
    assert_eq!(story.floor(group(1)), Some(4), "who visits may still run it");
    assert_eq!(story.room.turns_in(PLENARY), TurnMode::Free);
}

#[test]
fn several_at_one_device_have_a_turn_each() {
    let mut story = Story::with_people_to(2);
    story.enter(3, 2, Role::Participant).unwrap();
    story.say(1, start(Some(2), false)).unwrap();
    story.say(2, FINISH).unwrap();
    assert_eq!(story.floor(PLENARY), Some(3));
    story.say(2, Command::As { participant: person(3), command: Box::new(PASS) }).unwrap();
    assert_eq!(story.floor(PLENARY), Some(1));
}

#[test]
fn a_round_comes_back_from_the_log() {
    let mut story = round(4);
    story.say(1, PASS).unwrap();
    story.say(2, LATER).unwrap();
    let before = story.queue(PLENARY);
    story.room = story.room.as_replayed();
    assert_eq!(story.queue(PLENARY), before);
}
