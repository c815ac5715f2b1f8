use std::collections::BTreeSet;

use super::*;
use crate::protocol::Course;
use crate::role::Role;
use crate::room::story::PLENARY;

fn round(story: &Story) -> Option<(u32, u32)> {
    let run = story.room.run_view()?;
    run.round.zip(run.rounds)
}

#[test]
fn in_a_rotation_each_round_has_other_groups_and_everybody_meets_everybody_once() {
    let mut story = Story::with_people_to(5);
    let open = GroupsPlan {
        minutes: Some(5),
        names: vec!["Kuusi".into()],
        ..of_size(2, Assignment::Rotation { rounds: 3 })
    };
    open_with(&mut story, 1, open).unwrap();
    let (mut pairs, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for number in 1..=3 {
        assert_eq!(round(&story), Some((number, 3)));
        assert_eq!(views(&story)[0].name.as_deref(), Some("Kuusi"));
        assert_eq!(views(&story).iter().map(|view| view.number).collect::<Vec<_>>(), [1, 2]);
        seen.extend(views(&story).iter().map(|view| view.group));
        pairs.extend(people(&story));
        assert_eq!(warned(&story.wait(240)), [60]);
        story.wait(60);
    }
    assert_eq!(pairs.len(), 6, "{pairs:?}");
    assert_eq!(seen.len(), 6, "what one pair wrote is not read by the next");
    assert!(views(&story).is_empty());
    assert!(story.people().iter().all(|one| one.place == PLENARY));
}

#[test]
fn the_round_before_is_what_there_was_the_last_time() {
    let mut story = Story::with_people_to(5);
    open_with(&mut story, 1, of_size(2, Assignment::Rotation { rounds: 2 })).unwrap();
    let (first, before) = (people(&story), views(&story));
    let effects = story.say(1, Command::NextRound {}).unwrap();
    let kept: Vec<Vec<u32>> =
        last(&story).iter().map(|one| one.people.iter().map(|who| who.0).collect()).collect();
    assert_eq!(kept, first);
    let known: Vec<Vec<GroupId>> = events(&effects)
        .into_iter()
        .filter_map(|event| match event {
            Event::GroupsChanged { groups, .. } => Some(groups.iter().map(|view| view.group).collect()),
            _ => None,
        })
        .collect();
    let [both, new] = known.try_into().unwrap();
    assert_eq!(both.len(), 4, "nobody is in a group that is not known, before or after the roster");
    assert!(before.iter().all(|view| both.contains(&view.group) && !new.contains(&view.group)));
}

#[test]
fn latecomers_are_fitted_in_and_those_who_left_are_left_out() {
    let mut story = Story::with_people_to(7);
    open_with(&mut story, 2, of_size(2, Assignment::Rotation { rounds: 3 })).unwrap();
    story.enter(8, 8, Role::Participant).unwrap();
    story.enter(9, 9, Role::Participant).unwrap();
    assert_eq!(story.place(8), PLENARY);
    story.say(1, Command::NextRound {}).unwrap();
    assert_eq!(sizes(&story), [2, 2, 2, 2]);
    for who in [2, 3, 4] {
        story.say(who, Command::Leave {}).unwrap();
    }
    story.say(1, Command::NextRound {}).unwrap();
    assert_eq!(sizes(&story), [3, 2]);
    assert_eq!(round(&story), Some((3, 3)));
    story.say(1, Command::NextRound {}).unwrap();
    assert!(views(&story).is_empty(), "after the last round the plenary");
}

#[test]
fn who_shares_a_device_stays_together_in_every_round() {
    let mut story = Story::with_people_to(6);
    story.enter(7, 2, Role::Participant).unwrap();
    open_with(&mut story, 2, of_size(3, Assignment::Rotation { rounds: 4 })).unwrap();
    for _ in 0..3 {
        assert_eq!(story.place(2), story.place(7));
        story.say(1, Command::NextRound {}).unwrap();
    }
}

#[test]
fn in_a_cafe_the_hosts_stay_at_their_tables() {
    let mut story = Story::with_people_to(9);
    story.enter(10, 10, Role::Facilitator).unwrap();
    let cafe = Assignment::Cafe { rounds: 3, hosts: ids(&[10, 2, 3]) };
    open_with(&mut story, 3, plan(cafe)).unwrap();
    let tables = [story.place(10), story.place(2), story.place(3)];
    assert_eq!(tables, [group(1), group(2), group(3)], "whoever is named goes, also of those who run it");
    assert_eq!((run(&story).course, run(&story).hosts), (Some(Course::Cafe), ids(&[10, 2, 3])));
    let mut been: BTreeMap<u32, BTreeSet<Place>> = BTreeMap::new();
    for _ in 0..3 {
        for who in 4..=9 {
            been.entry(who).or_default().insert(story.place(who));
        }
        assert_eq!([story.place(10), story.place(2), story.place(3)], tables);
        assert_eq!(sizes(&story), [3, 3, 3]);
        story.say(1, Command::NextRound {}).unwrap();
    }
    assert!(been.values().all(|tables| tables.len() == 3), "each visitor at each table: {been:?}");
    assert!(views(&story).is_empty());
}

#[test]
fn a_table_that_was_merged_is_there_again_in_the_next_round() {
    let mut story = Story::with_people_to(7);
    open_with(&mut story, 3, plan(Assignment::Cafe { rounds: 2, hosts: ids(&[2, 3]) })).unwrap();
    story.say(1, Command::MergeGroups { from: GroupId(2), into: GroupId(1) }).unwrap();
    story.say(1, Command::NextRound {}).unwrap();
    assert_eq!(sizes(&story), [3, 3]);
    assert_ne!(story.place(2), story.place(3));
}

#[test]
fn one_two_four_all() {
    let mut story = Story::with_people_to(9);
    let open = GroupsPlan { countdown_seconds: 60, minutes: Some(4), ..plan(Assignment::OneTwoFour {}) };
    open_with(&mut story, 1, open).unwrap();
    assert_eq!(sizes(&story), [0, 0, 0, 0], "alone");
    assert_eq!(run(&story).course, Some(Course::OneTwoFour), "and everybody can be told so");
    story.wait(60);
    assert_eq!(sizes(&story), [2, 2, 2, 2]);
    let pairs = people(&story);
    story.enter(10, 10, Role::Participant).unwrap();
    story.wait(180);
    story.wait(60);
    assert_eq!((sizes(&story), round(&story)), (vec![5, 4], Some((2, 2))));
    let fours = people(&story);
    let together = |pair: &Vec<u32>| fours.iter().any(|four| pair.iter().all(|who| four.contains(who)));
    assert!(pairs.iter().all(together), "pairs stay together");
    story.wait(180);
    story.wait(60);
    assert!(views(&story).is_empty());
}

#[test]
fn without_rounds_there_is_no_next_one() {
    let mut story = Story::with_groups(3, 2);
    assert_eq!(story.say(1, Command::NextRound {}), Err(Rejection::NotRunning));
    assert_eq!(round(&story), None);
}

#[test]
fn a_recall_ends_all_rounds() {
    let mut story = Story::with_people_to(5);
    let open = GroupsPlan { minutes: Some(5), ..of_size(2, Assignment::Rotation { rounds: 3 }) };
    open_with(&mut story, 1, open).unwrap();
    story.recall();
    assert!(views(&story).is_empty() && story.room.run_view().is_none());
}
