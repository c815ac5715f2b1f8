use super::*;
use crate::protocol::{GroupColour, LateRule, MAX_GROUPS, NoteRule, VISIT_ANNOUNCED};
use crate::role::Role;
use crate::room::story::PLENARY;

fn merge(from: u32, into: u32) -> Command {
    Command::MergeGroups { from: GroupId(from), into: GroupId(into) }
}

fn split(which: u32, people: &[u32]) -> Command {
    Command::SplitGroup { group: GroupId(which), people: ids(people) }
}

fn set(which: u32, name: Option<&str>, leader: Option<u32>) -> Command {
    Command::SetGroup {
        group: GroupId(which),
        name: name.map(str::to_owned),
        colour: GroupColour::Red,
        task: Some("Piirtäkää".into()),
        leader: leader.map(person),
    }
}

/// Participants 2 to 4 in group 1, 5 and 6 in group 2.
fn in_two_groups() -> Story {
    let mut story = Story::with_groups(6, 2);
    story.try_send(&[(2, group(1)), (3, group(1)), (4, group(1)), (5, group(2)), (6, group(2))]).unwrap();
    story
}

/// Whoever runs the session is announced, also when they move themselves.
fn visit(story: &mut Story, place: Place) {
    let before = story.place(1);
    story.try_send(&[(1, place)]).unwrap();
    assert_eq!(story.place(1), before);
    story.wait(u64::from(VISIT_ANNOUNCED));
    assert_eq!(story.place(1), place);
}

#[test]
fn one_more_group_has_the_next_number() {
    let mut story = Story::with_groups(2, 2);
    story.say(1, Command::AddGroup {}).unwrap();
    let numbers: Vec<u32> = views(&story).iter().map(|view| view.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
    for _ in 3..MAX_GROUPS {
        story.say(1, Command::AddGroup {}).unwrap();
    }
    assert_eq!(story.say(1, Command::AddGroup {}), Err(Rejection::OutOfRange));
}

#[test]
fn merged_groups_keep_hands_floor_and_people() {
    let mut story = in_two_groups();
    story.raise_all(&[5, 6, 2, 3]);
    visit(&mut story, group(1));
    story.call_next();
    story.say(1, merge(1, 2)).unwrap();
    assert_eq!(people(&story), [vec![2, 3, 4, 5, 6]], "nobody visits a group that was not told of them");
    assert_eq!((story.hands(group(2)), story.floor(group(2))), (vec![5, 6, 3], Some(2)));
    assert_eq!(views(&story)[0].number, 2);
    assert!(story.hears(2, 5));
}

#[test]
fn whoever_has_the_floor_in_the_group_that_remains_keeps_it() {
    let mut story = in_two_groups();
    story.raise_all(&[5, 2]);
    for place in [group(1), group(2)] {
        visit(&mut story, place);
        story.call_next();
    }
    story.send(1, PLENARY);
    story.say(1, merge(1, 2)).unwrap();
    assert_eq!(story.floor(group(2)), Some(5));
}

#[test]
fn only_two_groups_that_are_open_are_merged() {
    let mut story = in_two_groups();
    let before = story.room.clone();
    assert_eq!(story.say(1, merge(1, 1)), Err(Rejection::OutOfRange));
    assert_eq!(story.say(1, merge(1, 9)), Err(Rejection::UnknownGroup));
    assert_eq!(story.say(1, merge(9, 1)), Err(Rejection::UnknownGroup));
    assert_eq!(story.room, before);
}

#[test]
fn a_group_is_split_by_name_or_by_chance() {
    let mut story = in_two_groups();
    story.enter(7, 3, Role::Participant).unwrap();
    story.say(1, split(1, &[3])).unwrap();
    assert_eq!(people(&story), [vec![2, 4], vec![5, 6], vec![3, 7]], "with everybody at the device");
    story.say(1, split(1, &[])).unwrap();
    assert_eq!(sizes(&story), [2, 2, 1, 1]);
    assert_eq!(views(&story)[3].number, 4);
}

#[test]
fn both_halves_have_somebody() {
    let mut story = in_two_groups();
    story.enter(7, 3, Role::Participant).unwrap();
    story.send(4, PLENARY);
    let before = story.room.clone();
    for (command, why) in [
        (split(1, &[2, 3]), Rejection::OutOfRange),
        (split(1, &[2, 2]), Rejection::OutOfRange),
        (split(1, &[5]), Rejection::UnknownParticipant),
        (split(1, &[77]), Rejection::UnknownParticipant),
        (split(9, &[]), Rejection::UnknownGroup),
    ] {
        assert_eq!(story.say(1, command.clone()), Err(why), "{command:?}");
    }
    assert_eq!(story.room, before);
    story.send(2, PLENARY);
    assert_eq!(story.say(1, split(1, &[])), Err(Rejection::OutOfRange), "two at one device");
}

#[test]
fn a_group_is_what_those_who_run_it_say() {
    let mut story = in_two_groups();
    story.say(1, set(1, Some("Kuusi"), Some(2))).unwrap();
    let view = &views(&story)[0];
    assert_eq!((view.name.as_deref(), view.colour), (Some("Kuusi"), GroupColour::Red));
    assert_eq!((view.task.as_deref(), view.leader), (Some("Piirtäkää"), Some(person(2))));
    assert_eq!(story.say(1, set(1, Some("Kuusi"), Some(2))), Ok(vec![]));
    story.enter(7, 2, Role::Observer).unwrap();
    let before = story.room.clone();
    for (command, why) in [
        (set(1, Some("x\u{202E}"), None), Rejection::OutOfRange),
        (set(1, None, Some(5)), Rejection::OutOfRange),
        (set(1, None, Some(7)), Rejection::OutOfRange),
        (set(1, None, Some(77)), Rejection::UnknownParticipant),
        (set(9, None, None), Rejection::UnknownGroup),
    ] {
        assert_eq!(story.say(1, command.clone()), Err(why), "{command:?}");
    }
    assert_eq!(story.say(2, set(1, None, None)), Err(Rejection::NotAllowed));
    assert_eq!(story.room, before);
}

#[test]
fn whoever_leaves_the_group_leads_it_no_longer() {
    let mut story = in_two_groups();
    let leader = |story: &Story| views(story)[0].leader;
    let lead = |story: &mut Story, who| story.say(1, set(1, None, Some(who))).unwrap();
    lead(&mut story, 2);
    story.send(2, group(2));
    assert_eq!(leader(&story), None);
    lead(&mut story, 3);
    story.say(1, Command::ChangeRole { participant: person(3), role: Role::Observer }).unwrap();
    assert_eq!(leader(&story), None);
    lead(&mut story, 4);
    story.say(4, Command::Leave {}).unwrap();
    assert_eq!(leader(&story), None);
}

#[test]
fn a_group_says_that_it_is_ready() {
    let mut story = in_two_groups();
    story.say(2, Command::SayReady { ready: true }).unwrap();
    assert_eq!(views(&story)[0].ready_since, Some(story.now));
    story.wait(5);
    assert_eq!(story.say(3, Command::SayReady { ready: true }), Ok(vec![]), "the first time counts");
    story.say(3, Command::SayReady { ready: false }).unwrap();
    assert_eq!(views(&story)[0].ready_since, None);
    assert_eq!(story.say(1, Command::SayReady { ready: true }), Err(Rejection::NotAllowed));
    story.enter(7, 2, Role::Observer).unwrap();
    let observer = story.say_through(7, 2, Command::SayReady { ready: true });
    assert_eq!(observer, Err(Rejection::NotAllowed));
}

#[test]
fn notes_become_no_more_open_than_they_were() {
    let mut story = Story::with_groups(2, 1);
    let rule = |notes| Command::SetNoteRule { notes };
    assert_eq!(story.say(1, rule(NoteRule::Show)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(1, rule(NoteRule::Keep)), Ok(vec![]));
    story.say(1, rule(NoteRule::Destroy)).unwrap();
    assert_eq!(run(&story).notes, NoteRule::Destroy);
    assert_eq!(story.say(1, rule(NoteRule::Keep)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(2, rule(NoteRule::Destroy)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(2, Command::SetLateRule { late: LateRule::Lobby }), Err(Rejection::NotAllowed));
}

#[test]
fn what_is_left_of_a_group_is_known_after_it() {
    let mut story = in_two_groups();
    visit(&mut story, group(1));
    story.say(1, set(1, Some("Kuusi"), Some(2))).unwrap();
    let effects = story.recall();
    let left = last(&story);
    assert_eq!((left[0].number, left[0].name.as_deref()), (1, Some("Kuusi")));
    assert_eq!((left[0].colour, &left[0].people), (GroupColour::Red, &ids(&[2, 3, 4])), "without visitors");
    let is_told =
        |event: &&Event| matches!(event, Event::LastGroupsChanged { last_groups } if *last_groups == left);
    assert!(events(&effects).iter().any(is_told));
}

#[test]
fn while_they_count_down_no_group_is_added_or_put_into_another() {
    let mut story = Story::with_people_to(7);
    story.try_open(GroupsPlan { countdown_seconds: 30, ..GroupsPlan::of(3, Assignment::Random {}) }).unwrap();
    assert_eq!(story.say(1, merge(2, 1)), Err(Rejection::NoGroups));
    assert_eq!(story.say(1, Command::AddGroup {}), Err(Rejection::NoGroups));
    story.wait(30);
    assert_eq!(sizes(&story), [2, 2, 2]);
    story.say(1, merge(2, 1)).unwrap();
    assert_eq!(sizes(&story), [4, 2]);
}
