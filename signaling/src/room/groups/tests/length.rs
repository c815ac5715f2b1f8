use super::*;
use crate::protocol::{AttendanceSubject, PreparedGroup};
use crate::room::story::PLENARY;

/// Participants 2 to 5, two in each of two groups that take so many minutes.
fn lasting(minutes: Option<u32>) -> Story {
    let mut story = Story::with_people_to(5);
    open_with(&mut story, 1, GroupsPlan { minutes, ..plan(Assignment::ByHand {}) }).unwrap();
    for (who, place) in [(2, 0), (3, 0), (4, 1), (5, 1)] {
        story.send(who, nth(&story, place));
    }
    story
}

fn length(story: &Story, place: usize, minutes: Option<u32>) -> Command {
    Command::SetGroupLength { group: views(story)[place].group, minutes }
}

fn left(story: &Story, place: usize) -> Option<u64> {
    views(story)[place].ends_at.map(|end| end.since(story.now).as_secs())
}

/// Time passes as it does: nothing is due long before the room is told.
fn pass(story: &mut Story, minutes: u64) {
    for _ in 0..2 * minutes {
        story.wait(30);
    }
}

/// Which group alone was warned, how many seconds before.
fn warned_alone(effects: &[Effect]) -> Vec<(u32, u32)> {
    let alone = |effect: &Effect| match effect {
        Effect::Tell {
            audience: Audience::Place(Place::Group { group: told }),
            event: Event::GroupsWarned { seconds_left, group, .. },
        } => {
            assert_eq!(*group, Some(*told));
            Some((told.0, *seconds_left))
        }
        Effect::Tell { event: Event::GroupsWarned { group, .. }, .. } => {
            assert_eq!(*group, None);
            None
        }
        _ => None,
    };
    effects.iter().filter_map(alone).collect()
}

#[test]
fn a_group_ends_before_the_others_and_is_warned_alone() {
    let mut story = lasting(Some(20));
    story.say(2, Command::WriteCard { text: "Valo".into() }).unwrap();
    story.say(2, Command::ShareCard { shared: true }).unwrap();
    let first = views(&story)[0].group.0;
    story.say(1, length(&story, 0, Some(5))).unwrap();
    assert_eq!((left(&story, 0), left(&story, 1)), (Some(300), None));
    assert!(warned(&story.wait(239)).is_empty());
    assert_eq!(warned_alone(&story.wait(1)), [(first, 60)]);
    assert!(warned(&story.wait(59)).is_empty());
    story.wait(1);
    assert_eq!(people(&story), [vec![4, 5]]);
    assert_eq!((story.place(2), story.place(3)), (PLENARY, PLENARY));
    assert_eq!(last(&story).iter().map(|one| one.group.0).collect::<Vec<_>>(), [first]);
    let cards = story.room.view_for(story.now, person(1)).unwrap().cards;
    assert_eq!(
        cards.iter().map(|card| card.group.0).collect::<Vec<_>>(),
        [first],
        "what it shared is there to be shown"
    );

    // Its number is not that of another, and who was in it is still known when the others end.
    story.say(1, Command::AddGroup {}).unwrap();
    assert_eq!(views(&story).iter().map(|one| one.number).collect::<Vec<_>>(), [2, 3]);
    pass(&mut story, 15);
    assert!(views(&story).is_empty());
    let with_people: Vec<Vec<u32>> =
        last(&story).iter().map(|one| one.people.iter().map(|who| who.0).collect()).collect();
    assert_eq!(with_people, [vec![2, 3], vec![4, 5], vec![]]);
}

#[test]
fn it_is_never_longer_than_the_others_and_none_in_rounds() {
    let mut story = lasting(Some(10));
    for minutes in [0, 10, 11, 2_000] {
        assert_eq!(story.say(1, length(&story, 0, Some(minutes))), Err(Rejection::OutOfRange), "{minutes}");
    }
    assert_eq!(story.say(2, length(&story, 0, Some(5))), Err(Rejection::NotAllowed));
    let nowhere = Command::SetGroupLength { group: GroupId(99), minutes: Some(5) };
    assert_eq!(story.say(1, nowhere), Err(Rejection::UnknownGroup));
    story.say(1, length(&story, 0, Some(9))).unwrap();
    assert!(story.say(1, length(&story, 0, Some(9))).unwrap().is_empty());
    story.say(1, Command::ExtendGroups { minutes: -2 }).unwrap();
    assert_eq!(left(&story, 0), None, "the others end before it");
    story.say(1, length(&story, 0, Some(5))).unwrap();
    story.say(1, length(&story, 0, None)).unwrap();
    assert_eq!(left(&story, 0), None);
    story.say(1, length(&story, 0, Some(5))).unwrap();
    story.say(1, Command::Recall { seconds: 60 }).unwrap();
    assert_eq!(left(&story, 0), None);

    let mut story = Story::with_people_to(5);
    let group = Command::SetGroupLength { group: GroupId(1), minutes: Some(5) };
    assert_eq!(story.say(1, group.clone()), Err(Rejection::NoGroups));
    let rounds = Assignment::Rotation { rounds: 2 };
    open_with(&mut story, 1, GroupsPlan { minutes: Some(10), ..plan(rounds) }).unwrap();
    assert_eq!(story.say(1, group), Err(Rejection::NotRunning));
}

#[test]
fn it_stands_still_with_the_others_and_goes_on_with_them() {
    let mut story = lasting(Some(20));
    story.say(1, length(&story, 0, Some(5))).unwrap();
    pass(&mut story, 1);
    story.say(1, Command::PauseGroups {}).unwrap();
    assert_eq!((views(&story)[0].ends_at, views(&story)[0].paused_with), (None, Some(240_000)));
    pass(&mut story, 10);
    assert_eq!(people(&story).len(), 2);
    story.say(1, Command::ResumeGroups {}).unwrap();
    assert_eq!(left(&story, 0), Some(240));
    pass(&mut story, 4);
    assert_eq!(people(&story), [vec![4, 5]]);
}

#[test]
fn the_last_that_is_left_ends_all_and_those_without_an_end_go_on() {
    let mut story = lasting(None);
    story.say(1, length(&story, 0, Some(2))).unwrap();
    story.say(1, length(&story, 1, Some(3))).unwrap();
    pass(&mut story, 2);
    assert_eq!(people(&story), [vec![4, 5]]);
    pass(&mut story, 1);
    assert!(story.room.run_view().is_none());
    assert_eq!(last(&story).len(), 2);
}

#[test]
fn what_is_split_off_ends_when_the_group_does() {
    let mut story = lasting(Some(20));
    story.say(1, length(&story, 0, Some(5))).unwrap();
    let split = Command::SplitGroup { group: views(&story)[0].group, people: ids(&[3]) };
    story.say(1, split).unwrap();
    assert_eq!(left(&story, 2), Some(300));
    pass(&mut story, 5);
    assert_eq!(people(&story), [vec![4, 5]]);
}

#[test]
fn a_prepared_group_has_the_length_it_was_prepared_with() {
    let visitor = |who: u32| AttendanceSubject::Visitor { participant: person(who) };
    let prepared = |who: u32, minutes| PreparedGroup {
        name: None,
        task: None,
        people: vec![visitor(who)],
        leader: None,
        minutes,
    };
    let mut story = Story::with_people_to(4);
    for minutes in [0, 2_000] {
        let groups = vec![prepared(2, Some(minutes))];
        assert_eq!(story.say(1, Command::PrepareGroups { groups }), Err(Rejection::OutOfRange));
    }
    let groups = vec![prepared(2, Some(5)), prepared(3, None), prepared(4, Some(30))];
    story.say(1, Command::PrepareGroups { groups: groups.clone() }).unwrap();
    assert_eq!(story.room.prepared_view(person(1)), Some(groups));
    let plan = GroupsPlan { minutes: Some(20), ..plan(Assignment::Prepared {}) };
    story.try_open(plan).unwrap();
    assert_eq!([left(&story, 0), left(&story, 1), left(&story, 2)], [Some(300), None, None]);
}
