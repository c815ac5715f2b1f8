use super::*;
use crate::role::Role;
use crate::room::story::PLENARY;

fn choose(which: Option<u32>) -> Command {
    Command::ChooseGroup { group: which.map(GroupId) }
}

fn with_choice(last: u32, most: Option<u32>) -> Story {
    let mut story = Story::with_people_to(last);
    story.try_open(plan(Assignment::Chosen { most })).unwrap();
    story
}

#[test]
fn people_choose_and_change_their_minds() {
    let mut story = with_choice(3, None);
    assert!(run(&story).chosen);
    assert_eq!(sizes(&story), [0, 0]);
    story.say(2, choose(Some(1))).unwrap();
    story.say(3, choose(Some(1))).unwrap();
    assert_eq!(people(&story), [vec![2, 3], vec![]]);
    assert_eq!(story.say(2, choose(Some(1))), Ok(vec![]));
    story.say(2, choose(Some(2))).unwrap();
    story.say(3, choose(None)).unwrap();
    assert_eq!((story.place(2), story.place(3)), (group(2), PLENARY));
    assert_eq!(story.say(2, choose(Some(9))), Err(Rejection::UnknownGroup));
}

#[test]
fn a_full_group_takes_nobody_and_whoever_shares_a_device_comes_along() {
    let mut story = with_choice(4, Some(2));
    story.enter(5, 2, Role::Participant).unwrap();
    assert_eq!(run(&story).most, Some(2));
    story.say(3, choose(Some(1))).unwrap();
    assert_eq!(story.say(2, choose(Some(1))), Err(Rejection::GroupFull), "there are two of them");
    story.say(2, choose(Some(2))).unwrap();
    assert_eq!(people(&story), [vec![3], vec![2, 5]]);
    story.say(4, choose(Some(1))).unwrap();
    story.enter(6, 6, Role::Participant).unwrap();
    assert_eq!(story.say(6, choose(Some(1))), Err(Rejection::GroupFull));
    story.send(6, group(1));
    assert_eq!(sizes(&story), [3, 2], "whoever runs the session may move more there");
}

#[test]
fn whoever_runs_the_session_is_announced_where_they_choose_to_go() {
    let mut story = with_choice(3, Some(2));
    story.say(2, choose(Some(1))).unwrap();
    story.say(1, choose(Some(1))).unwrap();
    assert_eq!((story.place(1), views(&story)[0].visits.len()), (PLENARY, 1));
    story.say(3, choose(Some(1))).unwrap();
    story.wait(3);
    assert_eq!(story.place(1), group(1), "a visitor fills nothing");
    story.say(1, choose(None)).unwrap();
    assert_eq!(story.place(1), PLENARY);
}

#[test]
fn only_where_people_choose_and_not_who_only_observes_or_is_away() {
    let mut story = Story::with_people_to(2);
    assert_eq!(story.say(2, choose(Some(1))), Err(Rejection::NoGroups));
    story.open(2);
    assert_eq!(story.say(2, choose(Some(1))), Err(Rejection::NotAllowed));
    let mut story = with_choice(2, None);
    story.enter(3, 3, Role::Observer).unwrap();
    assert_eq!(story.say(3, choose(Some(1))), Err(Rejection::NotAllowed));
    story.enter(4, 4, Role::Speaker).unwrap();
    story.say(4, Command::GoBackstage {}).unwrap();
    assert_eq!(story.say(4, choose(Some(1))), Err(Rejection::NotAllowed));
    let mut story = Story::with_people_to(2);
    story.try_open(GroupsPlan { countdown_seconds: 30, ..plan(Assignment::Chosen { most: None }) }).unwrap();
    assert_eq!(story.say(2, choose(Some(1))), Err(Rejection::NoGroups), "not before they begin");
}
