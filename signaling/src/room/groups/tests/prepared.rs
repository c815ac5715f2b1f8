use super::*;
use crate::id::MemberId;
use crate::protocol::{AttendanceSubject, LateRule, PreparedGroup};
use crate::role::Role;
use crate::room::story::PLENARY;
use crate::room::{Expected, ExpectedMember};

fn member(id: u32) -> AttendanceSubject {
    AttendanceSubject::Member { member: MemberId(id) }
}

fn visitor(who: u32) -> AttendanceSubject {
    AttendanceSubject::Visitor { participant: person(who) }
}

fn prepared(name: Option<&str>, people: &[AttendanceSubject]) -> PreparedGroup {
    let leader = people.first().copied();
    PreparedGroup {
        name: name.map(str::to_owned),
        task: None,
        people: people.to_vec(),
        leader,
        minutes: None,
    }
}

fn expect(story: &mut Story, members: impl Iterator<Item = u32>) {
    let member = |id: u32| (MemberId(id), ExpectedMember { name: format!("m{id}"), unit: None });
    let members = members.map(member).collect();
    story.room.expect(story.now, Expected { members, ..Expected::default() }).unwrap();
}

/// Participants 2 to 5; members 1 to 9, of whom member 3 is participant 3.
fn with_a_list() -> Story {
    let mut story = Story::with_people_to(5);
    expect(&mut story, 1..=9);
    story.room.recognise(story.now, person(3), MemberId(3)).unwrap();
    story
}

fn prepare(story: &mut Story, groups: Vec<PreparedGroup>) -> Result<Vec<Effect>, Rejection> {
    story.say(1, Command::PrepareGroups { groups })
}

#[test]
fn who_is_prepared_moves_and_nobody_else() {
    let mut story = with_a_list();
    story.enter(6, 6, Role::Facilitator).unwrap();
    let groups = vec![
        PreparedGroup { task: Some("Laulakaa".into()), ..prepared(Some("Kuusi"), &[visitor(2), visitor(6)]) },
        prepared(None, &[member(3), member(7)]),
    ];
    prepare(&mut story, groups).unwrap();
    let names = vec!["ei tätä".to_owned(), "Mänty".to_owned()];
    story.try_open(GroupsPlan { names, ..GroupsPlan::of(9, Assignment::Prepared {}) }).unwrap();
    assert_eq!(people(&story), [vec![2, 6], vec![3]], "whoever is named goes, also of those who run it");
    assert_eq!((story.place(1), story.place(4)), (PLENARY, PLENARY));
    let views = views(&story);
    assert_eq!((views[0].name.as_deref(), views[1].name.as_deref()), (Some("Kuusi"), Some("Mänty")));
    assert_eq!((views[0].task.as_deref(), views[1].task.as_deref()), (Some("Laulakaa"), None));
    assert_eq!((views[0].leader, views[1].leader), (Some(person(2)), Some(person(3))));
}

#[test]
fn latecomers_come_to_the_group_they_were_prepared_for_also_when_they_are_recognised_after() {
    let mut story = with_a_list();
    prepare(&mut story, vec![prepared(None, &[visitor(2)]), prepared(None, &[member(7), member(8)])])
        .unwrap();
    story.try_open(GroupsPlan { late: LateRule::PreparedGroup, ..plan(Assignment::Prepared {}) }).unwrap();
    story.enter(7, 7, Role::Participant).unwrap();
    assert_eq!(story.place(7), PLENARY);
    story.room.recognise(story.now, person(7), MemberId(7)).unwrap();
    assert_eq!(story.place(7), group(2));
    story.enter(9, 9, Role::Participant).unwrap();
    story.room.recognise(story.now, person(9), MemberId(9)).unwrap();
    assert_eq!(story.place(9), PLENARY, "prepared for none");
}

#[test]
fn the_list_is_seen_by_those_who_run_groups_and_told_when_it_changes() {
    let mut story = with_a_list();
    story.enter(6, 6, Role::Assistant).unwrap();
    let groups = vec![prepared(Some("Kuusi"), &[visitor(2), visitor(3)])];
    let effects = prepare(&mut story, groups.clone()).unwrap();
    let seen = vec![prepared(Some("Kuusi"), &[visitor(2), member(3)])];
    assert_eq!(story.room.prepared_view(person(1)), Some(seen), "by the list, where one is on it");
    assert_eq!(story.room.prepared_view(person(6)), None);
    assert!(matches!(events(&effects)[..], [Event::PreparedChanged { prepared: Some(_) }]));
    assert_eq!(prepare(&mut story, groups), Ok(vec![]));
    expect(&mut story, [4].into_iter());
    assert_eq!(story.room.prepared_view(person(1)), Some(vec![prepared(Some("Kuusi"), &[visitor(2)])]));
    prepare(&mut story, vec![]).unwrap();
    assert_eq!(story.room.prepared_view(person(1)), None);
}

#[test]
fn nobody_is_in_two_groups_and_everybody_is_known() {
    let mut story = with_a_list();
    let before = story.room.clone();
    let far = |leader| PreparedGroup { leader: Some(leader), ..prepared(None, &[visitor(2)]) };
    for (groups, why) in [
        (vec![prepared(None, &[visitor(2)]), prepared(None, &[visitor(2)])], Rejection::OutOfRange),
        (vec![prepared(None, &[visitor(3), member(3)])], Rejection::OutOfRange),
        (vec![far(visitor(4))], Rejection::OutOfRange),
        (vec![prepared(None, &[visitor(77)])], Rejection::UnknownParticipant),
        (vec![prepared(None, &[member(77)])], Rejection::UnknownParticipant),
        (vec![prepared(Some(" "), &[])], Rejection::OutOfRange),
        (vec![prepared(None, &[]); 101], Rejection::OutOfRange),
        (vec![prepared(None, &[visitor(2); 501])], Rejection::OutOfRange),
    ] {
        assert_eq!(prepare(&mut story, groups), Err(why));
    }
    assert_eq!(story.say(2, Command::PrepareGroups { groups: vec![] }), Err(Rejection::NotAllowed));
    assert_eq!(story.room, before);
}

#[test]
fn what_is_prepared_meanwhile_is_for_the_next_time() {
    let visitors = |people: &[u32]| people.iter().copied().map(visitor).collect::<Vec<_>>();
    let first = || vec![prepared(Some("A"), &visitors(&[2, 5])), prepared(Some("B"), &visitors(&[3, 4]))];
    let next = || vec![prepared(Some("C"), &visitors(&[3, 4])), prepared(Some("D"), &visitors(&[2, 5]))];
    let late = GroupsPlan { late: LateRule::PreparedGroup, ..plan(Assignment::Prepared {}) };
    let mut story = Story::with_people_to(5);
    prepare(&mut story, first()).unwrap();
    story.say(5, Command::Leave {}).unwrap();
    story.try_open(late.clone()).unwrap();
    prepare(&mut story, next()).unwrap();
    story.enter(5, 5, Role::Participant).unwrap();
    assert_eq!(people(&story), [[2, 5], [3, 4]]);

    // While they count down too.
    let mut story = Story::with_people_to(5);
    prepare(&mut story, first()).unwrap();
    story.try_open(GroupsPlan { countdown_seconds: 30, ..late }).unwrap();
    prepare(&mut story, next()).unwrap();
    story.wait(30);
    assert_eq!(people(&story), [[2, 5], [3, 4]]);
    assert_eq!(views(&story)[0].leader, Some(person(2)));
}
