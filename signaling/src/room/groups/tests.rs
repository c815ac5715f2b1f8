use std::collections::BTreeSet;

use super::*;
use crate::protocol::Command;
use crate::role::Role;
use crate::room::story::{PLENARY, Story, group, person};
use crate::room::{Effect, Sender};

fn open_at_random(story: &mut Story, count: u32, seed: u64) -> Result<Vec<Effect>, Rejection> {
    let from = Sender { participant: person(1), device: crate::id::DeviceId(1) };
    let command = Command::OpenGroups { count, assignment: Assignment::Random };
    story.room.handle(story.now, from, Seed(seed), command)
}

fn sizes(story: &Story) -> Vec<usize> {
    let groups = story.room.groups_view();
    let size =
        |open: &GroupView| story.people().iter().filter(|one| one.place == group(open.group.0)).count();
    groups.iter().map(size).collect()
}

fn dealt(seed: u64) -> Vec<Place> {
    let mut story = Story::with_people_to(12);
    open_at_random(&mut story, 3, seed).unwrap();
    story.people().iter().map(|one| one.place).collect()
}

#[test]
fn groups_are_numbered_and_their_ids_are_never_used_again() {
    let mut story = Story::with_groups(2, 2);
    story.recall();
    assert!(story.room.groups_view().is_empty());
    story.open(2);
    let seen: Vec<_> = story.room.groups_view().iter().map(|open| (open.group.0, open.number)).collect();
    assert_eq!(seen, [(3, 1), (4, 2)]);
    assert_eq!(story.try_send(&[(2, group(1))]), Err(Rejection::UnknownGroup));
}

#[test]
fn groups_are_opened_once_and_in_numbers_that_make_sense() {
    let mut story = Story::with_people_to(2);
    let open = |count| Command::OpenGroups { count, assignment: Assignment::ByHand };
    for count in [0, MAX_GROUPS + 1, u32::MAX] {
        assert_eq!(story.say(1, open(count)), Err(Rejection::OutOfRange));
    }
    story.say(1, open(MAX_GROUPS)).unwrap();
    assert_eq!(story.say(1, open(1)), Err(Rejection::GroupsOpen));
    assert_eq!(story.say(1, open(0)), Err(Rejection::OutOfRange));
}

#[test]
fn by_hand_moves_nobody() {
    let story = Story::with_groups(4, 2);
    assert!(story.people().iter().all(|one| one.place == PLENARY));
}

#[test]
fn chance_deals_evenly_and_staff_stay() {
    let mut story = Story::with_people_to(9);
    story.enter(10, 10, Role::Facilitator).unwrap();
    story.enter(11, 11, Role::Observer).unwrap();
    story.lose(5);
    open_at_random(&mut story, 4, 3).unwrap();
    assert_eq!((story.place(1), story.place(10)), (PLENARY, PLENARY));
    assert_ne!(story.place(11), PLENARY, "observers too");
    assert_ne!(story.place(5), PLENARY, "dropped people too");
    let mut sizes = sizes(&story);
    sizes.sort_unstable();
    assert_eq!(sizes, [2, 2, 2, 3]);
}

#[test]
fn chance_is_the_seed_and_nothing_else() {
    assert_eq!(dealt(5), dealt(5));
    let different: BTreeSet<Vec<Place>> = (0..20).map(dealt).collect();
    assert_eq!(different.len(), 20);
}

#[test]
fn chance_gives_everybody_every_group() {
    let mut seen = BTreeSet::new();
    for seed in 0..100 {
        seen.extend(dealt(seed).into_iter().enumerate().skip(1));
    }
    assert_eq!(seen.len(), 11 * 3);
}

#[test]
fn a_shuffle_gives_every_order_about_equally_often() {
    let mut counts = BTreeMap::new();
    for seed in 0..6_000 {
        let mut order = [1, 2, 3];
        shuffle(&mut order, Seed(seed));
        *counts.entry(order).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), 6);
    assert!(counts.values().all(|count| (900..1_100).contains(count)), "{counts:?}");
}

#[test]
fn who_shares_a_device_is_dealt_together_and_stays_with_staff() {
    for seed in 0..20 {
        let mut story = Story::with_people_to(5);
        story.enter(6, 2, Role::Participant).unwrap();
        story.enter(7, 1, Role::Participant).unwrap();
        open_at_random(&mut story, 2, seed).unwrap();
        assert_eq!(story.place(2), story.place(6));
        assert_eq!((story.place(1), story.place(7)), (PLENARY, PLENARY));
        let mut sizes = sizes(&story);
        sizes.sort_unstable();
        assert_eq!(sizes, [2, 3]);
    }
}

#[test]
fn all_are_moved_or_none() {
    let mut story = Story::with_groups(4, 2);
    let before = story.room.clone();
    let fine = (2, group(1));
    for (moves, why) in [
        (vec![], Rejection::OutOfRange),
        (vec![fine, fine], Rejection::OutOfRange),
        (vec![fine, (2, group(2))], Rejection::OutOfRange),
        (vec![fine, (77, group(1))], Rejection::UnknownParticipant),
        (vec![fine, (3, group(3))], Rejection::UnknownGroup),
        ((0..501).map(|who| (who, PLENARY)).collect(), Rejection::OutOfRange),
    ] {
        assert_eq!(story.try_send(&moves), Err(why));
        assert_eq!(story.room, before);
    }
    story.try_send(&[fine, (3, group(2))]).unwrap();
    assert_eq!([2, 3, 4].map(|who| story.place(who)), [group(1), group(2), PLENARY]);
}

#[test]
fn five_hundred_people_are_moved_at_once() {
    let mut story = Story::with_groups(501, 2);
    let moves: Vec<_> = (2..=501).map(|who| (who, group(1))).collect();
    story.try_send(&moves).unwrap();
    assert_eq!(sizes(&story), [500, 0]);
}

#[test]
fn whoever_is_there_already_is_left_in_peace() {
    let mut story = Story::with_groups(3, 1);
    story.send(2, group(1));
    story.raise(2);
    assert_eq!(story.send(2, group(1)), []);
    assert_eq!(story.hands(group(1)), [2]);
    assert_eq!(story.try_send(&[(3, PLENARY)]), Ok(vec![]));
}

#[test]
fn who_shares_a_device_moves_together() {
    let mut story = Story::with_groups(2, 2);
    story.enter(3, 2, Role::Participant).unwrap();
    story.enter(3, 33, Role::Participant).unwrap();
    story.enter(4, 33, Role::Participant).unwrap();
    story.send(2, group(1));
    assert_eq!([2, 3, 4].map(|who| story.place(who)), [group(1); 3]);
    assert_eq!(story.try_send(&[(2, group(2)), (4, PLENARY)]), Err(Rejection::OutOfRange));
    story.try_send(&[(2, group(2)), (4, group(2))]).unwrap();
    assert_eq!([2, 3, 4].map(|who| story.place(who)), [group(2); 3]);
}

#[test]
fn recall_brings_everybody_back_and_closes_the_groups() {
    let mut story = Story::with_groups(4, 2);
    assert_eq!(story.try_send(&[(1, group(1)), (2, group(1)), (3, group(2))]).map(|_| ()), Ok(()));
    story.lose(3);
    story.recall();
    assert!(story.people().iter().all(|one| one.place == PLENARY));
    assert!(story.room.groups_view().is_empty());
    assert_eq!(story.say(1, Command::Recall {}), Err(Rejection::NoGroups));
}
