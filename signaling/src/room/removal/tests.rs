use crate::protocol::{CloseCode, Command, Door, Event, Invitation, LeaveReason, Rejection, Remains};
use crate::role::Role;
use crate::room::lobby::tests::{arrival, behind_a_door, knock};
use crate::room::story::{Story, device, events, person};
use crate::room::{Arrival, Effect, Refused};

fn remove(who: u32) -> Command {
    Command::Remove { participant: person(who) }
}

#[test]
fn removal_ends_every_device_and_every_way_back() {
    let mut story = Story::with_people_to(2);
    story.enter(2, 22, Role::Participant).unwrap();
    let effects = story.say(1, remove(2)).unwrap();
    for id in [2, 22] {
        assert!(effects.contains(&Effect::Disconnect { device: device(id), code: CloseCode::Removed }));
        assert!(story.resume(id).is_err());
    }
    let invitation = Invitation::Personal;
    assert!(effects.contains(&Effect::Revoke { participant: person(2), invitation }));
    assert_eq!(story.room.arrive(story.now, arrival(2, 23)), Err(Refused::Removed));
    let told = events(&effects);
    assert!(told.contains(&&Event::PersonLeft { participant: person(2), reason: LeaveReason::Removed }));
    assert!(told.contains(&&Event::Removed { participant: person(2), remains: Remains::Nothing }));
}

#[test]
fn with_a_shared_link_the_door_asks_and_newcomers_are_marked() {
    let mut story = behind_a_door(Door::Open);
    story.room.arrive(story.now, arrival(2, 2)).unwrap();
    let effects = story.say(1, remove(2)).unwrap();
    let told = Event::Removed { participant: person(2), remains: Remains::SharedLink };
    assert!(events(&effects).contains(&&told));
    knock(&mut story, 3);
    let personal = Arrival { invitation: Invitation::Personal, ..arrival(4, 4) };
    story.room.arrive(story.now, personal).unwrap();
    let marks: Vec<bool> = story.room.lobby_list().waiting.iter().map(|one| one.marked).collect();
    assert_eq!((marks, story.room.lobby_list().door), (vec![true, false], Door::Knock));
}

#[test]
fn those_who_shared_a_device_with_them_may_come_back() {
    let mut story = Story::with_people_to(2);
    story.enter(3, 2, Role::Participant).unwrap();
    story.say(1, remove(2)).unwrap();
    assert!(!story.room.knows(person(3)));
    story.room.arrive(story.now, arrival(3, 3)).unwrap();
    assert!(story.room.knows(person(3)));
}

#[test]
fn staff_are_removed_by_the_supervisor_only_and_nobody_by_themselves() {
    let mut story = Story::with_people_to(1);
    story.enter(2, 2, Role::Facilitator).unwrap();
    assert_eq!(story.say(2, remove(1)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(1, remove(1)), Err(Rejection::NotAllowed));
    story.say(1, remove(2)).unwrap();
}

#[test]
fn somebody_is_removed_from_the_lobby_too() {
    let mut story = behind_a_door(Door::Knock);
    knock(&mut story, 2);
    story.say(1, remove(2)).unwrap();
    assert_eq!(story.room.arrive(story.now, arrival(2, 2)), Err(Refused::Removed));
}

#[test]
fn when_the_session_ends_for_guests_staff_stay() {
    let mut story = behind_a_door(Door::Open);
    for who in [2, 3] {
        story.room.arrive(story.now, arrival(who, who)).unwrap();
    }
    story.enter(4, 4, Role::Assistant).unwrap();
    story.say(1, Command::SetDoor { door: Door::Knock }).unwrap();
    knock(&mut story, 5);
    story.open(1);
    story.send(4, crate::room::story::group(1));
    let effects = story.say(1, Command::EndSession {}).unwrap();
    for id in [2, 3, 5] {
        assert!(effects.contains(&Effect::Disconnect { device: device(id), code: CloseCode::Ended }));
    }
    let there: Vec<u32> = story.people().iter().map(|one| one.participant.0).collect();
    assert_eq!(there, [1, 4]);
    assert_eq!(story.place(4), crate::room::story::PLENARY);
    assert_eq!(story.room.arrive(story.now, arrival(2, 2)), Err(Refused::Ended), "also who was let in");
    story.say(1, Command::SetDoor { door: Door::Open }).unwrap();
    story.room.arrive(story.now, arrival(2, 2)).unwrap();
}
