use crate::protocol::{Command, Event, Place, QueueOrder, Rejection};
use crate::role::Role;
use crate::room::Effect;
use crate::room::story::{PLENARY, Story, device, events, group, person, route};
use crate::time::Moment;

const LOWER: Command = Command::LowerHand { participant: None, reply: false };
const FINISH: Command = Command::FinishTurn {};

const fn lower(who: u32) -> Command {
    Command::LowerHand { participant: Some(person(who)), reply: false }
}

#[test]
fn a_second_raise_keeps_the_first_place() {
    let mut story = Story::with_people_to(3);
    story.raise(2);
    story.wait(5);
    story.raise(3);
    story.wait(5);
    assert_eq!(story.raise(2), []);
    assert_eq!(story.hands(PLENARY), [2, 3]);
    assert_eq!(story.queue(PLENARY).hands[0].since, Moment(1_000));
}

#[test]
fn hands_are_called_in_the_order_they_were_raised() {
    let mut story = Story::with_people_to(4);
    story.raise_all(&[3, 2, 4]);
    for (speaks, waiting) in [(3, vec![2, 4]), (2, vec![4]), (4, vec![])] {
        story.call_next();
        assert_eq!(story.floor(PLENARY), Some(speaks));
        assert_eq!(story.hands(PLENARY), waiting);
    }
    assert_eq!(story.say(1, Command::CallNext {}), Err(Rejection::QueueEmpty));
    assert_eq!(story.floor(PLENARY), Some(4), "calling nobody takes the floor from nobody");
}

#[test]
fn whoever_is_dropped_keeps_the_hand_and_its_position_and_is_passed_over() {
    let mut story = Story::with_people_to(4);
    story.raise_all(&[2, 3, 4]);
    story.lose(2);
    story.call_next();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(3), vec![2, 4]));
    story.resume(2).unwrap();
    story.call_next();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(2), vec![4]));
    story.lose(4);
    assert_eq!(story.say(1, Command::CallNext {}), Err(Rejection::QueueEmpty));
}

#[test]
fn a_hand_in_the_plenary_waits_for_the_return_from_a_group() {
    let mut story = Story::with_groups(4, 1);
    story.raise_all(&[2, 3]);
    story.send(2, group(1));
    assert_eq!(story.hands(PLENARY), [2, 3]);
    story.call_next();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(3), vec![2]));
    assert_eq!(story.say(1, Command::CallNext {}), Err(Rejection::QueueEmpty));
    story.recall();
    story.raise(4);
    story.call_next();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(2), vec![4]));
}

#[test]
fn a_hand_in_a_group_goes_when_its_owner_leaves_the_group() {
    let mut story = Story::with_groups(4, 2);
    for who in [2, 3] {
        story.send(who, group(1));
    }
    story.raise_all(&[2, 3]);
    assert_eq!(story.hands(group(1)), [2, 3]);
    story.send(2, group(2));
    assert_eq!((story.hands(group(1)), story.hands(group(2))), (vec![3], vec![]));
    story.send(2, group(1));
    assert_eq!(story.hands(group(1)), [3]);
}

#[test]
fn a_hand_in_the_plenary_and_one_in_the_group_are_two_hands() {
    let mut story = Story::with_groups(2, 1);
    story.raise(2);
    story.send(2, group(1));
    story.raise(2);
    assert_eq!((story.hands(PLENARY), story.hands(group(1))), (vec![2], vec![2]));
    story.say(2, LOWER).unwrap();
    assert_eq!((story.hands(PLENARY), story.hands(group(1))), (vec![2], vec![]));
    assert_eq!(story.say(2, LOWER), Ok(vec![]), "one's own hand is lowered where one is, and nowhere else");
    assert_eq!(story.hands(PLENARY), [2]);
}

#[test]
fn the_floor_is_kept_while_its_holder_is_dropped() {
    let mut story = Story::with_people_to(2);
    story.raise(2);
    story.call_next();
    story.lose(2);
    story.wait(119);
    assert_eq!(story.floor(PLENARY), Some(2));
    story.wait(1);
    assert_eq!(story.floor(PLENARY), None, "the floor goes with the person");
}

#[test]
fn the_floor_is_given_up_by_moving_away() {
    let mut story = Story::with_groups(2, 1);
    story.raise(2);
    story.call_next();
    story.send(2, group(1));
    assert_eq!((story.floor(PLENARY), story.floor(group(1))), (None, None));
    story.recall();
    assert_eq!(story.floor(PLENARY), None);
}

/// Whether these say anything of the queue of a place.
fn tell_of(effects: &[Effect], place: Place) -> bool {
    events(effects).iter().any(|event| matches!(event, Event::QueuesChanged { queues } if queues.iter().any(|queue| queue.place == place)))
}

#[test]
fn whatever_goes_from_a_queue_with_its_owner_the_others_are_told() {
    let mut story = Story::with_groups(5, 1);
    // A hand alone, of somebody who goes for good.
    story.raise(5);
    assert!(tell_of(&story.say(5, Command::Leave {}).unwrap(), PLENARY));
    // A hand and a reply in a group that is left for the plenary.
    for who in [2, 3] {
        story.send(who, group(1));
        story.raise(who);
        story.say(who, REPLY).unwrap();
    }
    let effects = story.send(2, PLENARY);
    assert!(tell_of(&effects, group(1)));
    assert_eq!(story.hands(group(1)), [3]);
    let effects = story.send(4, group(1));
    assert!(!tell_of(&effects, PLENARY), "who had nothing there changes nothing");
}

#[test]
fn whoever_is_interrupted_has_waited_as_long_as_they_and_not_as_somebody_else() {
    let mut story = Story::with_people_to(4);
    story.raise(2);
    story.wait(10);
    story.raise(3);
    story.say(1, call(3)).unwrap();
    story.wait(5);
    story.say(1, call(4)).unwrap();
    let hands = story.queue(PLENARY).hands;
    let waits: Vec<(u32, Moment)> = hands.iter().map(|hand| (hand.participant.0, hand.since)).collect();
    assert_eq!(waits, [(3, Moment(11_000)), (2, Moment(1_000))]);
    // The same with replies.
    let mut story = Story::with_people_to(4);
    story.say(2, REPLY).unwrap();
    story.wait(10);
    story.say(3, REPLY).unwrap();
    story.say(1, call(3)).unwrap();
    story.wait(5);
    story.say(1, call(4)).unwrap();
    let hands = story.queue(PLENARY).hands;
    let waits: Vec<(u32, Moment)> = hands.iter().map(|hand| (hand.participant.0, hand.since)).collect();
    assert_eq!(waits, [(3, Moment(11_000))]);
}

#[test]
fn hand_and_floor_go_with_whoever_leaves() {
    let mut story = Story::with_groups(3, 1);
    story.raise_all(&[2, 3]);
    story.call_next();
    story.send(3, group(1));
    story.raise(3);
    for who in [2, 3] {
        story.say(who, Command::Leave {}).unwrap();
    }
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY), story.hands(group(1))), (None, vec![], vec![]));
}

#[test]
fn calling_the_next_replaces_whoever_speaks() {
    let mut story = Story::with_people_to(3);
    story.raise_all(&[2, 3]);
    story.call_next();
    story.wait(30);
    let effects = story.call_next();
    assert_eq!(story.floor(PLENARY), Some(3));
    assert_eq!(story.queue(PLENARY).floor.unwrap().since, Moment(31_000));
    assert!(route(&effects).is_some(), "whoever has the floor is on the stage");
}

#[test]
fn whoever_speaks_need_not_raise_a_hand() {
    let mut story = Story::with_people_to(2);
    story.raise(2);
    story.call_next();
    assert_eq!(story.raise(2), []);
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(2), vec![]));
    story.say(2, FINISH).unwrap();
    story.raise(2);
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (None, vec![2]));
}

#[test]
fn lowering_a_hand_that_is_not_up_is_no_mistake() {
    let mut story = Story::with_people_to(3);
    story.enter(9, 9, Role::Observer).unwrap();
    for (who, command) in [(2, LOWER), (2, lower(2)), (9, LOWER), (1, lower(2))] {
        assert_eq!(story.say(who, command), Ok(vec![]));
    }
}

#[test]
fn anothers_hand_is_lowered_by_staff_only() {
    let mut story = Story::with_people_to(3);
    story.raise_all(&[2, 3]);
    assert_eq!(story.say(3, lower(2)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(3, lower(77)), Err(Rejection::NotAllowed), "nobody finds out who is here");
    assert_eq!(story.say(1, lower(77)), Err(Rejection::UnknownParticipant));
    story.say(1, lower(2)).unwrap();
    assert_eq!(story.hands(PLENARY), [3]);
}

#[test]
fn of_two_hands_staff_lower_the_one_they_have_before_them() {
    let both_up = || {
        let mut story = Story::with_groups(2, 2);
        story.raise(2);
        story.send(2, group(1));
        story.raise(2);
        story
    };
    let mut story = both_up();
    story.say(1, lower(2)).unwrap();
    assert_eq!((story.hands(PLENARY), story.hands(group(1))), (vec![], vec![2]), "in the plenary");

    let mut story = both_up();
    story.send(1, group(1));
    story.say(1, lower(2)).unwrap();
    assert_eq!((story.hands(PLENARY), story.hands(group(1))), (vec![2], vec![]), "in the group");

    let mut story = both_up();
    story.send(1, group(2));
    story.say(1, lower(2)).unwrap();
    assert_eq!(
        (story.hands(PLENARY), story.hands(group(1))),
        (vec![2], vec![]),
        "elsewhere: where the owner is"
    );
    story.say(1, lower(2)).unwrap();
    assert_eq!((story.hands(PLENARY), story.hands(group(1))), (vec![], vec![]), "then the one that waits");
}

#[test]
fn a_turn_is_ended_by_its_holder_or_by_staff() {
    let mut story = Story::with_people_to(3);
    assert_eq!(story.say(2, FINISH), Err(Rejection::NoTurn));
    story.raise_all(&[2, 3]);
    story.call_next();
    assert_eq!(story.say(3, FINISH), Err(Rejection::NotAllowed));
    story.say(2, FINISH).unwrap();
    assert_eq!(story.floor(PLENARY), None);
    story.call_next();
    story.say(1, FINISH).unwrap();
    assert_eq!(story.floor(PLENARY), None);
}

#[test]
fn every_place_has_a_queue_of_its_own() {
    let mut story = Story::with_groups(4, 2);
    story.send(2, group(1));
    story.send(3, group(2));
    story.raise_all(&[2, 3, 4]);
    assert_eq!(
        (story.hands(PLENARY), story.hands(group(1)), story.hands(group(2))),
        (vec![4], vec![2], vec![3])
    );
    story.send(1, group(2));
    story.call_next();
    assert_eq!((story.floor(PLENARY), story.floor(group(1)), story.floor(group(2))), (None, None, Some(3)));
    assert_eq!(story.say(2, FINISH), Err(Rejection::NoTurn), "the turn of another group");
}

#[test]
fn the_queues_of_the_groups_go_with_the_groups() {
    let mut story = Story::with_groups(3, 1);
    story.send(2, group(1));
    story.raise(2);
    story.recall();
    assert_eq!(story.hands(PLENARY), [0; 0]);
    story.open(1);
    assert_eq!(story.hands(group(2)), [0; 0]);
}

/// Person 2 leads group 1, in which 3 and 4 are.
fn with_a_leader() -> Story {
    let mut story = Story::with_groups(5, 1);
    story.try_send(&[(2, group(1)), (3, group(1)), (4, group(1))]).unwrap();
    let leader = Some(person(2));
    let colour = crate::protocol::GroupColour::Blue;
    let group = crate::id::GroupId(1);
    story.say(1, Command::SetGroup { group, name: None, colour, task: None, leader }).unwrap();
    story
}

#[test]
fn whoever_leads_a_group_gives_the_floor_there_and_lowers_hands() {
    let mut story = with_a_leader();
    story.raise_all(&[3, 4]);
    story.say(2, Command::CallNext {}).unwrap();
    assert_eq!(story.floor(group(1)), Some(3));
    story.say(2, Command::FinishTurn {}).unwrap();
    assert_eq!(story.floor(group(1)), None);
    story.say(2, Command::LowerHand { participant: Some(person(4)), reply: false }).unwrap();
    assert!(story.hands(group(1)).is_empty());
    assert_eq!(story.say(3, Command::CallNext {}), Err(Rejection::NotAllowed), "nobody else does");
}

#[test]
fn whoever_leads_a_group_leads_nothing_else() {
    let mut story = with_a_leader();
    story.raise_all(&[5]);
    story.say(2, Command::LowerHand { participant: Some(person(5)), reply: false }).unwrap();
    assert_eq!(story.hands(PLENARY), [5], "a hand in another place");
    story.send(2, PLENARY);
    assert_eq!(story.say(2, Command::CallNext {}), Err(Rejection::NotAllowed));
    assert!(!story.room.may_in(person(2), crate::role::Permission::RunTurns, group(1)), "not from outside");
    let lower = Command::LowerHand { participant: Some(person(5)), reply: false };
    assert_eq!(story.say(2, lower), Err(Rejection::NotAllowed));
    story.call_next();
    assert_eq!(story.say(2, Command::FinishTurn {}), Err(Rejection::NotAllowed));
    story.send(2, group(1));
    let role = crate::role::Role::Observer;
    story.say(1, Command::ChangeRole { participant: person(2), role }).unwrap();
    assert_eq!(story.say(2, Command::CallNext {}), Err(Rejection::NotAllowed), "an observer does not lead");
}

const fn call(who: u32) -> Command {
    Command::CallPerson { participant: person(who) }
}

const REPLY: Command = Command::RaiseHand { reply: true };

fn replies(story: &Story) -> Vec<u32> {
    story.queue(PLENARY).replies.iter().map(|hand| hand.participant.0).collect()
}

#[test]
fn whoever_is_interrupted_goes_first_and_has_waited_since_they_asked() {
    let mut story = Story::with_people_to(5);
    story.raise(2);
    story.wait(10);
    story.raise_all(&[3, 4]);
    story.call_next();
    story.wait(30);
    story.say(1, call(5)).unwrap();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(5), vec![2, 3, 4]));
    assert_eq!(story.queue(PLENARY).hands[0].since, Moment(1_000));
    story.say(1, call(4)).unwrap();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(4), vec![5, 2, 3]));
    assert_eq!(
        story.queue(PLENARY).hands[0].since,
        Moment(41_000),
        "who had not asked waits from when they spoke"
    );
    story.say(1, call(4)).unwrap();
    assert_eq!(story.hands(PLENARY), [5, 2, 3], "nobody interrupts themselves");
    story.call_next();
    assert_eq!(
        (story.floor(PLENARY), story.hands(PLENARY)),
        (Some(5), vec![2, 3]),
        "called in turn, 4 has finished"
    );
}

#[test]
fn whoever_lost_the_connection_with_the_floor_has_not_finished() {
    let mut story = Story::with_people_to(4);
    story.raise_all(&[2, 3, 4]);
    story.call_next();
    story.lose(2);
    story.call_next();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(3), vec![2, 4]));
    story.resume(2).unwrap();
    story.call_next();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(2), vec![4]));
}

#[test]
fn somebody_is_called_who_is_there_and_may_speak() {
    let mut story = Story::with_groups(5, 1);
    story.enter(7, 7, Role::Observer).unwrap();
    story.send(3, group(1));
    story.lose(4);
    story.say(5, Command::StepOut { note: None }).unwrap();
    for (whom, rejection) in [
        (7, Rejection::OutOfRange),
        (3, Rejection::UnknownParticipant),
        (77, Rejection::UnknownParticipant),
        (4, Rejection::OutOfRange),
        (5, Rejection::OutOfRange),
    ] {
        assert_eq!(story.say(1, call(whom)), Err(rejection), "{whom}");
    }
    assert_eq!(story.say(2, call(2)), Err(Rejection::NotAllowed));
    story.say(1, call(1)).unwrap();
    assert_eq!(story.floor(PLENARY), Some(1));
}

#[test]
fn direct_replies_are_called_before_the_hands_and_are_few() {
    let mut story = Story::with_people_to(7);
    story.raise_all(&[2, 3]);
    for who in [4, 5, 3] {
        story.say(who, REPLY).unwrap();
    }
    assert_eq!(story.say(4, REPLY), Ok(vec![]), "a second one keeps the place");
    assert_eq!(story.say(6, REPLY), Err(Rejection::RepliesFull));
    assert_eq!((replies(&story), story.hands(PLENARY)), (vec![4, 5, 3], vec![2, 3]));
    for (speaks, left) in [(4, vec![5, 3]), (5, vec![3]), (3, vec![])] {
        story.call_next();
        assert_eq!((story.floor(PLENARY), replies(&story)), (Some(speaks), left));
    }
    assert_eq!(story.hands(PLENARY), [2, 3], "who replied still waits with the other matter");
    assert_eq!(story.say(3, REPLY), Ok(vec![]), "who speaks need not ask");
    // Interrupted, they go first with the hand they have: nobody is in a queue twice.
    story.say(1, call(6)).unwrap();
    assert_eq!(story.hands(PLENARY), [3, 2]);
}

#[test]
fn a_direct_reply_is_taken_back_by_itself_and_goes_with_its_owner() {
    let mut story = Story::with_groups(4, 1);
    for who in [2, 3, 4] {
        story.raise(who);
        story.say(who, REPLY).unwrap();
    }
    story.say(2, Command::LowerHand { participant: None, reply: true }).unwrap();
    assert_eq!((replies(&story), story.hands(PLENARY)), (vec![3, 4], vec![2, 3, 4]));
    let lower_reply = |whose| Command::LowerHand { participant: Some(person(whose)), reply: true };
    assert_eq!(story.say(2, lower_reply(3)), Err(Rejection::NotAllowed));
    story.say(1, lower_reply(3)).unwrap();
    assert_eq!((replies(&story), story.hands(PLENARY)), (vec![4], vec![2, 3, 4]));
    story.send(4, group(1));
    assert_eq!((replies(&story), story.hands(PLENARY)), (vec![], vec![2, 3, 4]), "to what is said now");
    story.send(4, PLENARY);
    story.say(4, REPLY).unwrap();
    story.say(4, Command::Leave {}).unwrap();
    assert_eq!((replies(&story), story.hands(PLENARY)), (vec![], vec![2, 3]));
}

#[test]
fn all_hands_of_a_place_go_down_at_once() {
    let mut story = Story::with_groups(4, 1);
    story.raise_all(&[2, 3, 4]);
    story.send(4, group(1));
    story.raise(4);
    story.say(3, REPLY).unwrap();
    assert_eq!(story.say(2, Command::LowerAllHands {}), Err(Rejection::NotAllowed));
    story.say(1, Command::LowerAllHands {}).unwrap();
    assert_eq!((replies(&story), story.hands(PLENARY), story.hands(group(1))), (vec![], vec![], vec![4]));
    assert_eq!(story.say(1, Command::LowerAllHands {}), Ok(vec![]));

    // Also where there is no direct reply: everybody is told of the empty queue.
    story.raise(2);
    let told = story.say(1, Command::LowerAllHands {}).unwrap();
    assert!(
        told.iter().any(|effect| matches!(effect, Effect::Tell { event: Event::QueuesChanged { .. }, .. }))
    );
    assert!(story.hands(PLENARY).is_empty());
}

fn order(story: &mut Story, order: QueueOrder) -> Vec<Effect> {
    story.say(1, Command::SetQueueOrder { order }).unwrap()
}

fn spoke(story: &mut Story, who: u32, seconds: u32) {
    story.room.spoke(story.now, device(who), seconds * 1_000);
}

#[test]
fn whoever_has_spoken_least_is_called_first_if_that_is_the_order() {
    let mut story = Story::with_people_to(6);
    spoke(&mut story, 2, 20);
    spoke(&mut story, 3, 10);
    story.raise_all(&[2, 5, 3, 4]);
    assert_eq!(story.hands(PLENARY), [2, 5, 3, 4]);
    order(&mut story, QueueOrder::LeastSpoken);
    assert_eq!(story.hands(PLENARY), [5, 4, 3, 2], "among equals the first to come");
    assert_eq!(order(&mut story, QueueOrder::LeastSpoken), []);
    story.raise(6);
    assert_eq!(story.hands(PLENARY), [5, 4, 6, 3, 2]);
    // What is shown is what is called, whoever spoke meanwhile.
    spoke(&mut story, 5, 60);
    story.wait(5);
    assert_eq!(story.hands(PLENARY), [5, 4, 6, 3, 2], "nothing races");
    story.call_next();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(5), vec![4, 6, 3, 2]));
    story.say(1, call(2)).unwrap();
    assert_eq!(
        story.hands(PLENARY),
        [5, 4, 6, 3],
        "whoever is interrupted goes first however long they spoke"
    );
    spoke(&mut story, 4, 90);
    story.say(1, lower(3)).unwrap();
    assert_eq!(story.hands(PLENARY), [5, 6, 4]);
    order(&mut story, QueueOrder::Arrival);
    assert_eq!(story.hands(PLENARY), [5, 4, 6], "as they came");
}

#[test]
fn the_order_is_that_of_one_place_and_set_by_whoever_gives_the_turns_there() {
    let mut story = Story::with_groups(4, 1);
    for who in [2, 3] {
        story.send(who, group(1));
    }
    let least = Command::SetQueueOrder { order: QueueOrder::LeastSpoken };
    assert_eq!(story.say(4, least.clone()), Err(Rejection::NotAllowed));
    story.say(2, least).unwrap();
    assert_eq!(story.queue(group(1)).order, QueueOrder::LeastSpoken);
    assert_eq!(story.queue(PLENARY).order, QueueOrder::Arrival);
}
