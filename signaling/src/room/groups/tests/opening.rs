use std::collections::BTreeSet;

use super::*;
use crate::protocol::{Attribute, Blend, GroupColour, MAX_GROUPS, MIN_RECALL};
use crate::role::Role;
use crate::room::story::PLENARY;

fn open_at_random(story: &mut Story, count: u32, seed: u64) -> Result<Vec<Effect>, Rejection> {
    open_with(story, seed, GroupsPlan::of(count, Assignment::Random {}))
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
    let open = |count| Command::OpenGroups { plan: GroupsPlan::of(count, Assignment::ByHand {}) };
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
    assert_eq!(sizes(&story), [3, 2, 2, 2]);
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
fn who_shares_a_device_is_dealt_together_and_stays_with_staff() {
    for seed in 0..20 {
        let mut story = Story::with_people_to(5);
        story.enter(6, 2, Role::Participant).unwrap();
        story.enter(7, 1, Role::Participant).unwrap();
        open_at_random(&mut story, 2, seed).unwrap();
        assert_eq!(story.place(2), story.place(6));
        assert_eq!((story.place(1), story.place(7)), (PLENARY, PLENARY));
        assert_eq!(sizes(&story), [3, 2]);
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
    assert_eq!(story.say(1, Command::Recall { seconds: MIN_RECALL }), Err(Rejection::NoGroups));
}

#[test]
fn names_task_and_colours_are_as_planned() {
    let mut story = Story::with_people_to(2);
    let names = vec!["Kuusi".to_owned(), " Mänty ".to_owned()];
    let open =
        GroupsPlan { names, task: Some("Kertokaa".into()), ..GroupsPlan::of(10, Assignment::ByHand {}) };
    story.try_open(open).unwrap();
    let views = views(&story);
    let names: Vec<_> = views.iter().take(3).map(|view| view.name.as_deref()).collect();
    assert_eq!(names, [Some("Kuusi"), Some("Mänty"), None]);
    assert!(views.iter().all(|view| view.task.is_none()), "said once for all");
    assert_eq!(run(&story).task.as_deref(), Some("Kertokaa"));
    let colours: Vec<GroupColour> = views.iter().map(|view| view.colour).collect();
    assert_eq!(colours[..8], GroupColour::ALL);
    assert_eq!(colours[8..], GroupColour::ALL[..2], "by number, again from the first");
}

#[test]
fn a_size_makes_as_many_groups_as_bring_it_nearest() {
    let mut story = Story::with_people_to(11);
    open_with(&mut story, 1, of_size(4, Assignment::Random {})).unwrap();
    assert_eq!(sizes(&story), [4, 3, 3]);
    let mut story = Story::with_people_to(210);
    open_with(&mut story, 1, of_size(2, Assignment::Random {})).unwrap();
    assert_eq!(sizes(&story).len(), MAX_GROUPS as usize, "no more than there may be");
    let mut story = Story::with_people_to(1);
    open_with(&mut story, 1, of_size(2, Assignment::Random {})).unwrap();
    assert_eq!(sizes(&story), [0], "one of nobody");
}

#[test]
fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let mut story = Story::with_people_to(4);
    let before = story.room.clone();
    let with = |change: fn(&mut GroupsPlan)| {
        let mut open = plan(Assignment::Random {});
        change(&mut open);
        open
    };
    let cafe = |rounds, hosts: &[u32]| plan(Assignment::Cafe { rounds, hosts: ids(hosts) });
    for bad in [
        of_size(1, Assignment::Random {}),
        of_size(501, Assignment::Random {}),
        plan(Assignment::Balanced { by: None, blend: Blend::Mix, unmet: false }),
        plan(Assignment::Chosen { most: Some(1) }),
        plan(Assignment::Rotation { rounds: 1 }),
        plan(Assignment::Rotation { rounds: 13 }),
        plan(Assignment::Prepared {}),
        plan(Assignment::Same {}),
        cafe(2, &[2]),
        cafe(2, &[2, 2]),
        cafe(1, &[2, 3]),
        with(|open| open.names = vec!["x".repeat(41)]),
        with(|open| open.names = vec!["a\nb".into()]),
        with(|open| open.names = vec!["x".into(); 101]),
        with(|open| open.task = Some(" ".into())),
        with(|open| open.minutes = Some(0)),
        with(|open| open.minutes = Some(481)),
        with(|open| open.warnings = vec![0]),
        with(|open| open.warnings = vec![1, 2, 3, 4, 5, 6]),
        with(|open| open.countdown_seconds = 601),
    ] {
        assert_eq!(story.try_open(bad.clone()), Err(Rejection::OutOfRange), "{bad:?}");
    }
    assert_eq!(story.try_open(cafe(2, &[2, 77])), Err(Rejection::UnknownParticipant));
    assert_eq!(story.try_open(with(|open| open.task = Some("x".repeat(2_001)))), Err(Rejection::TooLong));
    assert_eq!(
        story.say(2, Command::OpenGroups { plan: plan(Assignment::ByHand {}) }),
        Err(Rejection::NotAllowed)
    );
    assert_eq!(story.room, before);
    let balanced = Assignment::Balanced { by: Some(Attribute::Unit), blend: Blend::Mix, unmet: false };
    story.try_open(plan(balanced)).unwrap();
}

#[test]
fn until_the_countdown_is_over_nobody_moves() {
    let mut story = Story::with_people_to(5);
    let open = GroupsPlan { countdown_seconds: 10, minutes: Some(5), ..plan(Assignment::Random {}) };
    open_with(&mut story, 1, open).unwrap();
    let opens_at = run(&story).opens_at.unwrap();
    assert_eq!(opens_at.since(story.now).as_secs(), 10);
    assert_eq!((views(&story).len(), run(&story).ends_at), (2, None));
    assert_eq!(story.try_send(&[(2, group(1))]), Err(Rejection::NoGroups));
    story.wait(9);
    assert_eq!(sizes(&story), [0, 0]);
    story.enter(6, 6, Role::Participant).unwrap();
    let effects = story.wait(1);
    assert_eq!(sizes(&story), [3, 2], "who came meanwhile is dealt too");
    assert_eq!(run(&story).opens_at, None);
    assert_eq!(run(&story).ends_at, Some(opens_at.after(std::time::Duration::from_secs(300))));
    let plans = effects.iter().filter(|effect| matches!(effect, Effect::Route(_))).count();
    assert_eq!(plans, 1, "all at once");
}

#[test]
fn a_recall_before_the_beginning_calls_it_off() {
    let mut story = Story::with_groups(4, 2);
    story.send(2, group(1));
    story.recall();
    let before = last(&story);
    story.try_open(GroupsPlan { countdown_seconds: 60, ..plan(Assignment::Random {}) }).unwrap();
    story.say(1, Command::Recall { seconds: 60 }).unwrap();
    assert!(views(&story).is_empty() && story.room.run_view().is_none());
    assert_eq!(last(&story), before, "nobody was in those");
    story.wait(120);
    assert!(views(&story).is_empty());
}

#[test]
fn when_the_number_of_people_changes_in_the_countdown_sizes_stay() {
    let mut story = Story::with_people_to(9);
    let open = GroupsPlan { countdown_seconds: 10, ..of_size(4, Assignment::Random {}) };
    open_with(&mut story, 1, open).unwrap();
    assert_eq!(views(&story).len(), 2);
    for who in 10..=13 {
        story.enter(who, who, Role::Participant).unwrap();
    }
    story.wait(10);
    assert_eq!(sizes(&story), [4, 4, 4]);
    let mut story = Story::with_people_to(9);
    let open = GroupsPlan { countdown_seconds: 10, ..of_size(4, Assignment::Random {}) };
    open_with(&mut story, 1, open).unwrap();
    for who in 6..=9 {
        story.say(who, Command::Leave {}).unwrap();
    }
    story.wait(10);
    assert_eq!(sizes(&story), [4]);
}
