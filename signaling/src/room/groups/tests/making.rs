use std::collections::BTreeSet;

use super::*;
use crate::id::{MemberId, UnitId};
use crate::protocol::{Attribute, Blend, ObserverRule};
use crate::role::Role;
use crate::room::story::PLENARY;
use crate::room::{Expected, ExpectedMember};

fn balanced(by: Option<Attribute>, blend: Blend, unmet: bool) -> Assignment {
    Assignment::Balanced { by, blend, unmet }
}

/// Participants 2 to 9; even ones of unit 2, odd ones of unit 1.
fn of_two_units() -> Story {
    let mut story = Story::with_people_to(9);
    let member = |id: u32| {
        let unit = Some(UnitId(1 + u32::from(id.is_multiple_of(2))));
        (MemberId(id), ExpectedMember { name: format!("n{id}"), unit })
    };
    let units = [1, 2].map(|unit| (UnitId(unit), format!("u{unit}"))).into();
    let members = (2..=9).map(member).collect();
    story.room.expect(story.now, Expected { units, members, ..Expected::default() }).unwrap();
    for who in 2..=9 {
        story.room.recognise(story.now, person(who), MemberId(who)).unwrap();
    }
    story
}

fn is_even(group: &[u32]) -> usize {
    group.iter().filter(|who| who.is_multiple_of(2)).count()
}

#[test]
fn units_are_mixed_or_kept_together() {
    for seed in 0..5 {
        let mut story = of_two_units();
        open_with(&mut story, seed, plan(balanced(Some(Attribute::Unit), Blend::Mix, false))).unwrap();
        assert!(people(&story).iter().all(|group| is_even(group) == 2), "{:?}", people(&story));
        let mut story = of_two_units();
        open_with(&mut story, seed, plan(balanced(Some(Attribute::Unit), Blend::Alike, false))).unwrap();
        assert!(people(&story).iter().all(|group| [0, 4].contains(&is_even(group))));
    }
}

#[test]
fn experience_is_mixed_where_the_server_says_how_often_people_came() {
    let mut story = of_two_units();
    let sessions = (2..=9).map(|id| (MemberId(id), if id < 6 { 0 } else { 7 })).collect();
    story.room.know_earlier_sessions(sessions);
    open_with(&mut story, 1, plan(balanced(Some(Attribute::Experience), Blend::Mix, false))).unwrap();
    let new = |group: &Vec<u32>| group.iter().filter(|who| **who < 6).count();
    assert!(people(&story).iter().all(|group| new(group) == 2));
}

#[test]
fn roles_are_mixed() {
    let mut story = Story::with_people_to(5);
    for who in 6..=9 {
        story.enter(who, who, Role::Interpreter).unwrap();
    }
    open_with(&mut story, 1, plan(balanced(Some(Attribute::Role), Blend::Mix, false))).unwrap();
    let interpreters = |group: &Vec<u32>| group.iter().filter(|who| **who > 5).count();
    assert!(people(&story).iter().all(|group| interpreters(group) == 2));
}

#[test]
fn who_has_met_is_parted() {
    let mut story = Story::with_people_to(5);
    let mut pairs = BTreeSet::new();
    for seed in 0..3 {
        open_with(&mut story, seed, of_size(2, balanced(None, Blend::Mix, true))).unwrap();
        pairs.extend(people(&story));
        story.recall();
    }
    assert_eq!(pairs.len(), 6, "three times two pairs, each another: {pairs:?}");
}

#[test]
fn who_was_together_for_a_minute_has_met_whoever_moved() {
    for (seconds, parted) in [(60, true), (59, false)] {
        let mut always = true;
        for seed in 0..20 {
            let mut story = Story::with_groups(5, 2);
            story.try_send(&[(2, group(1)), (3, group(1))]).unwrap();
            story.wait(seconds);
            story.send(2, PLENARY);
            story.send(3, PLENARY);
            story.recall();
            open_with(&mut story, seed, of_size(2, balanced(None, Blend::Mix, true))).unwrap();
            always &= story.place(2) != story.place(3);
        }
        assert_eq!(always, parted, "after {seconds} seconds");
    }
}

#[test]
fn observers_are_dealt_or_stay() {
    for (observers, dealt) in [(ObserverRule::Dealt, true), (ObserverRule::Stay, false)] {
        let mut story = Story::with_people_to(3);
        story.enter(4, 4, Role::Observer).unwrap();
        open_with(&mut story, 1, GroupsPlan { observers, ..plan(Assignment::Random {}) }).unwrap();
        assert_eq!(story.place(4) != PLENARY, dealt);
    }
}

#[test]
fn who_is_backstage_is_left_there() {
    let mut story = Story::with_people_to(3);
    story.enter(4, 4, Role::Speaker).unwrap();
    story.say(4, Command::GoBackstage {}).unwrap();
    open_with(&mut story, 1, plan(Assignment::Random {})).unwrap();
    assert_eq!(story.place(4), Place::Backstage {});
    assert_eq!(sizes(&story), [1, 1]);
}

#[test]
fn the_same_groups_are_those_of_the_last_time_with_names_and_leaders() {
    let mut story = Story::with_people_to(6);
    let names = vec!["Kuusi".to_owned(), "Mänty".to_owned()];
    open_with(&mut story, 4, GroupsPlan { names, ..plan(Assignment::Random {}) }).unwrap();
    let before = people(&story);
    let leader = Some(person(before[1][0]));
    let view = views(&story)[1].clone();
    let set = Command::SetGroup {
        group: view.group,
        name: view.name,
        colour: crate::protocol::GroupColour::Grey,
        task: None,
        leader,
    };
    story.say(1, set).unwrap();
    story.recall();
    let kept: Vec<Vec<u32>> =
        last(&story).iter().map(|one| one.people.iter().map(|who| who.0).collect()).collect();
    assert_eq!(kept, before);
    story.say(before[0][0], Command::Leave {}).unwrap();
    story.enter(7, 7, Role::Participant).unwrap();
    open_with(&mut story, 9, plan(Assignment::Same {})).unwrap();
    assert_eq!(people(&story), [before[0][1..].to_vec(), before[1].clone()]);
    assert_eq!(story.place(7), PLENARY);
    let after = views(&story);
    assert_eq!(after[1].name.as_deref(), Some("Mänty"));
    assert_eq!((after[1].leader, after[1].colour), (leader, crate::protocol::GroupColour::Grey));
    assert_eq!(after[0].group, GroupId(3), "with ids of their own");
}
