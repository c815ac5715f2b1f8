use crate::protocol::{Command, Event, LeaveReason, Presence, Rejection, SourceKind};
use crate::role::Role;
use crate::room::story::{GRACE, PLENARY, Story, device, disconnected, events, group, person, route};
use crate::time::Moment;

fn leave(story: &mut Story, who: u32) -> Vec<super::Effect> {
    story.say(who, Command::Leave {}).unwrap()
}

#[test]
fn a_seat_is_kept_and_never_given_to_another() {
    let mut story = Story::with_people_to(3);
    leave(&mut story, 2);
    story.enter(4, 4, Role::Participant).unwrap();
    story.enter(2, 2, Role::Participant).unwrap();
    let seats: Vec<_> = story.people().iter().map(|one| (one.participant.0, one.seat)).collect();
    assert_eq!(seats, [(1, 1), (3, 3), (4, 4), (2, 5)]);
}

#[test]
fn a_ticket_is_good_once() {
    let mut story = Story::with_people_to(2);
    let before = story.room.clone();
    assert_eq!(story.enter(2, 2, Role::Supervisor), Err(Rejection::NotAllowed));
    assert_eq!(story.room, before);
}

#[test]
fn a_further_device_is_of_the_same_person() {
    let mut story = Story::with_groups(2, 1);
    story.send(2, group(1));
    story.enter(2, 22, Role::Supervisor).unwrap();
    assert_eq!(story.people().len(), 2);
    assert_eq!((story.one(2).role, story.place(2)), (Role::Participant, group(1)));
    assert!(story.hears(2, 22) && !story.hears(1, 22));
    assert_eq!(story.lose(2), [], "still here with the other");
    assert_eq!(story.one(2).presence, Presence::Here {});
}

#[test]
fn a_second_person_on_a_device_joins_the_first_where_they_are() {
    let mut story = Story::with_groups(2, 1);
    story.send(2, group(1));
    story.enter(3, 2, Role::Participant).unwrap();
    assert_eq!((story.place(3), story.one(3).seat), (group(1), 3));
    let devices = story.room.devices_view(group(1));
    assert_eq!(devices.len(), 1);
    assert_eq!(devices[0].people, [person(2), person(3)]);
}

#[test]
fn nobody_comes_onto_a_device_of_people_who_are_elsewhere() {
    let mut story = Story::with_groups(3, 1);
    story.send(2, group(1));
    assert_eq!(story.enter(3, 2, Role::Participant), Err(Rejection::NotAllowed));
    story.send(3, group(1));
    story.enter(3, 2, Role::Participant).unwrap();
}

#[test]
fn whoever_comes_onto_a_lost_device_brings_everybody_on_it_back() {
    let mut story = Story::with_people_to(2);
    story.lose(2);
    story.enter(3, 2, Role::Participant).unwrap();
    assert_eq!(story.one(2).presence, Presence::Here {});
    assert_eq!(story.next_soon(), None);
}

#[test]
fn a_dropped_person_is_here_again_with_a_further_device() {
    let mut story = Story::with_people_to(2);
    story.lose(2);
    let effects = story.enter(2, 22, Role::Participant).unwrap();
    assert!(events(&effects).iter().any(|event| matches!(event, Event::PeopleChanged { .. })));
    assert_eq!(story.one(2).presence, Presence::Here {});
}

#[test]
fn whoever_drops_and_comes_back_in_time_has_seat_hand_and_group() {
    let mut story = Story::with_groups(3, 1);
    story.send(2, group(1));
    story.raise(2);
    story.raise(3);
    story.wait(10);
    let before = story.room.clone();
    let effects = story.lose(2);
    assert_eq!(effects.len(), 1);
    assert_eq!(story.one(2).presence, Presence::Dropped { since: Moment(11_000) });
    assert_eq!(story.room.plan(), before.plan(), "media may go on while the connection is away");
    assert_eq!(story.wait(119), []);
    assert_eq!(story.resume(2).unwrap().len(), 1);
    assert_eq!(story.room, before);
}

#[test]
fn whoever_does_not_come_back_in_time_is_lost() {
    let mut story = Story::with_people_to(3);
    story.lose(2);
    let deadline = story.now.after(GRACE);
    assert_eq!(story.room.next_deadline(), Some(deadline));
    assert_eq!(story.room.tick(Moment(deadline.0 - 1)), []);
    let effects = story.room.tick(deadline);
    assert_eq!(events(&effects)[0], &Event::PersonLeft { participant: person(2), reason: LeaveReason::Lost });
    assert_eq!(disconnected(&effects), [2]);
    assert!(!story.room.knows(person(2)));
    assert_eq!(story.next_soon(), None);
    assert_eq!(story.resume(2), Err(Rejection::UnknownParticipant));
}

#[test]
fn coming_back_twice_changes_nothing() {
    let mut story = Story::with_people_to(2);
    assert_eq!(story.resume(2), Ok(vec![]));
    story.lose(2);
    let deadline = story.room.next_deadline();
    story.now = Moment(50_000);
    assert_eq!(story.lose(2), [], "lost once");
    assert_eq!(story.room.next_deadline(), deadline);
    assert_eq!(story.lose(77), []);
}

#[test]
fn a_lost_device_is_given_up_though_its_person_is_here_with_another() {
    let mut story = Story::with_people_to(2);
    story.enter(2, 22, Role::Participant).unwrap();
    story.lose(22);
    let effects = story.wait(120);
    assert_eq!(disconnected(&effects), [22]);
    assert!(matches!(events(&effects)[..], [Event::DevicesChanged { .. }]));
    assert!(!route(&effects).unwrap().routes.contains_key(&device(22)));
    assert_eq!(story.one(2).presence, Presence::Here {});
}

#[test]
fn a_person_with_two_devices_is_waited_for_since_the_second_was_lost() {
    let mut story = Story::with_people_to(2);
    story.enter(2, 22, Role::Participant).unwrap();
    story.lose(2);
    story.wait(100);
    story.lose(22);
    assert_eq!(story.one(2).presence, Presence::Dropped { since: Moment(101_000) });
    assert_eq!(disconnected(&story.wait(20)), [2]);
    assert!(story.room.knows(person(2)));
    assert_eq!(disconnected(&story.wait(100)), [22]);
    assert!(!story.room.knows(person(2)));
}

#[test]
fn leaving_ends_the_devices_that_carry_nobody_else() {
    let mut story = Story::with_people_to(3);
    story.enter(2, 3, Role::Participant).unwrap();
    let effects = leave(&mut story, 2);
    assert_eq!(events(&effects)[0], &Event::PersonLeft { participant: person(2), reason: LeaveReason::Left });
    assert_eq!(disconnected(&effects), [2]);
    assert_eq!(story.room.devices_view(PLENARY)[1].people, [person(3)]);
}

#[test]
fn everybody_on_a_lost_device_goes_together() {
    let mut story = Story::with_people_to(2);
    story.enter(3, 2, Role::Participant).unwrap();
    story.lose(2);
    let effects = story.wait(120);
    let told = events(&effects);
    for (event, who) in told.iter().zip([2, 3]) {
        assert_eq!(**event, Event::PersonLeft { participant: person(who), reason: LeaveReason::Lost });
    }
    assert_eq!(disconnected(&effects), [2]);
    assert_eq!(story.people().len(), 1);
}

#[test]
fn after_all_have_left_nothing_remains_but_what_counts() {
    let mut story = Story::with_groups(2, 3);
    let epoch = story.room.plan().epoch;
    leave(&mut story, 2);
    let effects = leave(&mut story, 1);
    assert!(story.room.is_empty());
    assert!(events(&effects).is_empty(), "nobody is told");
    assert!(story.room.plan().routes.is_empty());
    story.enter(1, 1, Role::Supervisor).unwrap();
    assert_eq!((story.one(1).seat, story.place(1)), (3, PLENARY));
    assert!(story.room.groups_view().is_empty());
    story.open(1);
    assert_eq!(story.room.groups_view()[0].group, crate::id::GroupId(4));
    assert_eq!(story.room.plan().epoch.0, epoch.0 + 3);
}

#[test]
fn nobody_speaks_through_a_device_that_does_not_carry_them() {
    let mut story = Story::with_people_to(2);
    for (who, with) in [(1, 2), (2, 1), (77, 1), (1, 77)] {
        let on = Command::SetSending { kind: SourceKind::Camera, on: true };
        assert_eq!(story.say_through(who, with, on), Err(Rejection::UnknownParticipant));
    }
}
