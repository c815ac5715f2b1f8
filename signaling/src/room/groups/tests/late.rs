use super::*;
use crate::protocol::{Door, Further, Invitation, LateRule, ObserverRule};
use crate::role::Role;
use crate::room::story::{GRACE, PLENARY};
use crate::room::{Arrival, Arrived};

/// Participants 2 to 6 in two groups of two and three.
fn with_rule(late: LateRule) -> Story {
    let mut story = Story::with_groups(6, 2);
    story.try_send(&[(2, group(1)), (3, group(1)), (4, group(1)), (5, group(2)), (6, group(2))]).unwrap();
    story.say(1, Command::SetLateRule { late }).unwrap();
    assert_eq!(run(&story).late, late);
    story
}

fn arrive(story: &mut Story, who: u32, role: Role) -> Arrived {
    let arrival = Arrival {
        participant: person(who),
        device: device(who),
        name: format!("n{who}"),
        role,
        invitation: Invitation::Personal,
        further: Further::Own,
    };
    story.room.arrive(story.now, arrival).unwrap().0
}

#[test]
fn latecomers_go_where_the_rule_says_and_staff_to_the_plenary() {
    for (late, place) in [
        (LateRule::Plenary, PLENARY),
        (LateRule::SmallestGroup, group(2)),
        (LateRule::PreparedGroup, PLENARY),
    ] {
        let mut story = with_rule(late);
        arrive(&mut story, 7, Role::Participant);
        arrive(&mut story, 8, Role::Assistant);
        assert_eq!((story.place(7), story.place(8)), (place, PLENARY), "{late:?}");
    }
    let mut story = with_rule(LateRule::SmallestGroup);
    arrive(&mut story, 7, Role::Participant);
    arrive(&mut story, 8, Role::Participant);
    assert_eq!(story.place(8), group(1), "the lowest number of equals");
}

#[test]
fn observers_who_stay_come_to_the_plenary_and_nobody_into_a_full_group() {
    let mut story = Story::with_people_to(3);
    let open = GroupsPlan {
        late: LateRule::SmallestGroup,
        observers: ObserverRule::Stay,
        ..GroupsPlan::of(1, Assignment::Chosen { most: Some(2) })
    };
    story.try_open(open).unwrap();
    arrive(&mut story, 7, Role::Observer);
    assert_eq!(story.place(7), PLENARY);
    for (who, place) in [(8, group(1)), (9, group(1)), (10, PLENARY)] {
        arrive(&mut story, who, Role::Participant);
        assert_eq!(story.place(who), place);
    }
}

#[test]
fn whoever_was_lost_or_left_comes_back_to_their_group_whatever_the_rule() {
    for late in [LateRule::Lobby, LateRule::Plenary, LateRule::SmallestGroup] {
        let mut story = with_rule(late);
        story.lose(2);
        story.wait(GRACE.as_secs());
        assert!(!story.room.knows(person(2)));
        story.say(3, Command::Leave {}).unwrap();
        for who in [2, 3] {
            assert_eq!(arrive(&mut story, who, Role::Participant), Arrived::Entered);
            assert_eq!(story.place(who), group(1), "{late:?}");
        }
    }
}

#[test]
fn not_to_a_group_that_has_ended_or_from_which_one_was_moved() {
    let mut story = with_rule(LateRule::Plenary);
    story.send(2, PLENARY);
    story.say(2, Command::Leave {}).unwrap();
    arrive(&mut story, 2, Role::Participant);
    assert_eq!(story.place(2), PLENARY);
    story.say(5, Command::Leave {}).unwrap();
    story.recall();
    story.open(2);
    arrive(&mut story, 5, Role::Participant);
    assert_eq!(story.place(5), PLENARY);
    let mut story = with_rule(LateRule::Plenary);
    story.say(2, Command::Leave {}).unwrap();
    story.say(1, Command::MergeGroups { from: GroupId(1), into: GroupId(2) }).unwrap();
    arrive(&mut story, 2, Role::Participant);
    assert_eq!(story.place(2), group(2), "but to what it was put into");
}

#[test]
fn with_the_lobby_for_a_rule_who_newly_comes_waits_until_the_groups_end() {
    let mut story = with_rule(LateRule::Lobby);
    assert_eq!(arrive(&mut story, 7, Role::Participant), Arrived::Waiting);
    assert_eq!(arrive(&mut story, 8, Role::Facilitator), Arrived::Entered);
    story.say(1, Command::SetDoor { door: Door::Knock }).unwrap();
    story.say(1, Command::SetDoor { door: Door::Open }).unwrap();
    assert!(!story.room.knows(person(7)), "also when the door is opened meanwhile");
    story.recall();
    assert_eq!(story.place(7), PLENARY);
}

#[test]
fn whoever_waits_for_the_groups_is_let_in_by_hand_or_by_another_rule() {
    let mut story = with_rule(LateRule::Lobby);
    arrive(&mut story, 7, Role::Participant);
    arrive(&mut story, 8, Role::Participant);
    story.say(1, Command::Admit { participants: vec![person(7)] }).unwrap();
    assert_eq!(story.place(7), PLENARY);
    story.say(1, Command::SetLateRule { late: LateRule::SmallestGroup }).unwrap();
    assert_eq!(story.place(8), group(2));
}

#[test]
fn whoever_is_let_in_from_the_lobby_is_a_latecomer_too() {
    let mut story = with_rule(LateRule::SmallestGroup);
    story.say(1, Command::SetDoor { door: Door::Knock }).unwrap();
    arrive(&mut story, 7, Role::Participant);
    story.say(1, Command::AdmitAll {}).unwrap();
    assert_eq!(story.place(7), group(2));
}

#[test]
fn when_everybody_is_gone_the_groups_are_closed_and_remembered() {
    let mut story = with_rule(LateRule::Plenary);
    for who in 1..=6 {
        story.say(who, Command::Leave {}).unwrap();
    }
    assert!(views(&story).is_empty() && story.room.run_view().is_none());
    assert_eq!(last(&story)[0].people, ids(&[2, 3, 4]));
    for who in 1..=3 {
        arrive(&mut story, who, if who == 1 { Role::Supervisor } else { Role::Participant });
    }
    open_with(&mut story, 1, plan(Assignment::Same {})).unwrap();
    assert_eq!(people(&story), [vec![2, 3], vec![]]);
}

#[test]
fn groups_are_not_opened_for_nobody() {
    let mut story = Story::with_people_to(1);
    story.say(1, Command::Leave {}).unwrap();
    let mut changes = crate::room::changes::Changes::default();
    let opened = story.room.begin_groups(story.now, plan(Assignment::ByHand {}), Seed(1), &mut changes);
    assert_eq!(opened, Err(Rejection::Unavailable), "as an agenda would that goes on by itself");
    assert!(views(&story).is_empty());
}

#[test]
fn whoever_waits_when_everybody_else_goes_finds_nothing_of_theirs() {
    let mut story = with_rule(LateRule::Lobby);
    story.say(2, Command::WriteCard { text: "kortti".into() }).unwrap();
    story.say(2, Command::ShareCard { shared: true }).unwrap();
    story.say(1, Command::ShowCard { group: Some(GroupId(1)) }).unwrap();
    story.say(1, Command::StartTimer { seconds: 60, title: None }).unwrap();
    arrive(&mut story, 7, Role::Participant);
    for who in 1..=5 {
        story.say(who, Command::Leave {}).unwrap();
    }
    let effects = story.say(6, Command::Leave {}).unwrap();
    assert!(effects.is_sorted_by_key(Effect::turn), "{effects:?}");
    assert_eq!(story.place(7), PLENARY);
    let seated = Effect::Seat { participant: person(7), device: device(7) };
    assert!(effects.contains(&seated), "{effects:?}");
    let view = story.room.view_for(story.now, person(7)).unwrap();
    assert!(view.cards.is_empty() && view.timers.is_empty());
}
