use crate::protocol::{Command, Place, Rejection};
use crate::role::Role;
use crate::room::story::{PLENARY, Story, device, group, person};

const BACKSTAGE: Place = Place::Backstage {};

/// The supervisor, a participant, and a speaker (3) backstage.
fn waiting_speaker() -> Story {
    let mut story = Story::with_people_to(2);
    story.enter(3, 3, Role::Speaker).unwrap();
    story.say(3, Command::GoBackstage {}).unwrap();
    story
}

#[test]
fn whoever_is_backstage_hears_the_plenary_and_is_not_heard_there() {
    let story = waiting_speaker();
    assert!(story.hears(3, 1) && !story.hears(1, 3) && !story.hears(2, 3));
    let view = story.room.view_for(story.now, person(3)).unwrap();
    assert_eq!(view.devices.len(), 3, "and is told whom they hear");
    assert_eq!(story.room.view_for(story.now, person(2)).unwrap().devices.len(), 2);
}

#[test]
fn backstage_is_not_for_everybody_nor_for_everybodys_device() {
    let mut story = waiting_speaker();
    assert_eq!(story.say(2, Command::GoBackstage {}), Err(Rejection::NotAllowed));
    story.enter(4, 1, Role::Participant).unwrap();
    assert_eq!(story.say(1, Command::GoBackstage {}), Err(Rejection::NotAllowed));
}

#[test]
fn groups_and_recall_do_not_touch_it() {
    let mut story = waiting_speaker();
    story.open(1);
    story.send(2, group(1));
    assert_eq!(story.try_send(&[(3, group(1))]), Err(Rejection::OutOfRange));
    assert_eq!(story.try_send(&[(2, BACKSTAGE)]), Err(Rejection::UnknownGroup));
    assert!(!story.hears(3, 2), "only the plenary");
    story.recall();
    assert_eq!((story.place(3), story.place(2)), (BACKSTAGE, PLENARY));
}

#[test]
fn there_is_no_queue_backstage_and_coming_back_is_to_the_plenary() {
    let mut story = waiting_speaker();
    assert_eq!(story.say(3, Command::RaiseHand { reply: false }), Err(Rejection::NotAllowed));
    story.say(3, Command::ComeFromBackstage {}).unwrap();
    assert_eq!(story.place(3), PLENARY);
    assert!(story.hears(1, 3));
}

#[test]
fn whoever_may_no_longer_be_backstage_is_not() {
    let mut story = waiting_speaker();
    let role = Role::Participant;
    story.say(1, Command::ChangeRole { participant: person(3), role }).unwrap();
    assert_eq!(story.place(3), PLENARY);
    assert!(story.room.plan().routes.contains_key(&device(3)));
}
