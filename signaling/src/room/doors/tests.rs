use std::time::Duration;

use crate::protocol::{Command, Door, DoorView, Invitation, MAX_WAITING, MAX_WELCOME, Rejection};
use crate::role::Role;
use crate::room::lobby::tests::{arrival, behind_a_door, knock};
use crate::room::story::{Story, person};
use crate::room::{Arrival, Arrived, Opening, Refused, Schedule};
use crate::time::Moment;

const HOUR: Duration = Duration::from_secs(3600);

/// Starts at two hours, opens one before; ends at four, closed at five. It is one second past the beginning of time.
fn scheduled() -> Story {
    let mut story = Story::with_people_to(1);
    let schedule = Schedule {
        starts_at: Some(Moment::default().after(2 * HOUR)),
        opens_before: HOUR,
        ends_at: Some(Moment::default().after(4 * HOUR)),
        stays_open_after: HOUR,
    };
    story.room = story.room.opening(Opening { schedule, ..Opening::default() });
    story
}

#[test]
fn whoever_is_early_waits_and_is_let_in_when_the_doors_open() {
    let mut story = scheduled();
    knock(&mut story, 2);
    let opens_at = Moment::default().after(HOUR);
    assert_eq!(story.room.lobby_view_for(person(2)).unwrap().door, DoorView::NotYet { opens_at });
    assert_eq!(story.room.next_deadline(), Some(opens_at));
    story.now = opens_at;
    story.wait(0);
    assert!(story.room.knows(person(2)));
    assert_eq!(story.room.arrive(story.now, arrival(3, 3)).unwrap().0, Arrived::Entered);
}

#[test]
fn nobody_is_sent_out_at_the_end_and_nobody_let_in_after_it() {
    let mut story = scheduled();
    story.now = Moment::default().after(5 * HOUR);
    let effects = story.wait(0);
    assert!(!effects.is_empty());
    assert_eq!(story.room.next_deadline(), None);
    assert_eq!(story.room.arrive(story.now, arrival(2, 2)), Err(Refused::Ended));
    let staff = Arrival { role: Role::Assistant, ..arrival(3, 3) };
    assert_eq!(story.room.arrive(story.now, staff).unwrap().0, Arrived::Entered);
}

#[test]
fn a_closed_door_says_so_and_help_is_still_to_be_had() {
    let mut story = behind_a_door(Door::Closed);
    knock(&mut story, 2);
    assert_eq!(story.room.lobby_view_for(person(2)).unwrap().door, DoorView::Closed {});
    story.say(1, Command::SetDoor { door: Door::Open }).unwrap();
    assert!(story.room.knows(person(2)));
}

#[test]
fn in_a_practice_room_one_may_everything_alone() {
    let mut story = Story::with_people_to(1);
    story.say(1, Command::Leave {}).unwrap();
    story.room = story.room.opening(Opening { practice: true, door: Door::Closed, ..Opening::default() });
    let one = Arrival { invitation: Invitation::Personal, ..arrival(2, 2) };
    assert_eq!(story.room.arrive(story.now, one).unwrap().0, Arrived::Entered);
    assert_eq!(story.one(2).role, Role::Supervisor);
    assert_eq!(story.room.arrive(story.now, arrival(3, 3)), Err(Refused::Full));
    assert!(story.room.is_practice());
}

#[test]
fn whoever_waits_when_the_time_is_over_may_go_on_waiting_with_another_page() {
    let mut story = scheduled();
    story.say(1, Command::SetDoor { door: Door::Knock }).unwrap();
    story.now = Moment::default().after(2 * HOUR);
    knock(&mut story, 2);
    story.now = Moment::default().after(5 * HOUR);
    story.wait(0);
    assert_eq!(story.room.arrive(story.now, arrival(2, 22)).unwrap().0, Arrived::Waiting);
}

#[test]
fn so_many_wait_and_nobody_more() {
    let mut story = behind_a_door(Door::Knock);
    let last = MAX_WAITING as u32 + 1;
    for who in 2..=last {
        knock(&mut story, who);
    }
    assert_eq!(story.room.arrive(story.now, arrival(last + 1, last + 1)), Err(Refused::Full));
    assert_eq!(
        story.room.arrive(story.now, arrival(last, last + 1)).unwrap().0,
        Arrived::Waiting,
        "one again"
    );
}

#[test]
fn a_welcome_is_so_long_and_no_longer() {
    let mut story = behind_a_door(Door::Knock);
    let set = |length| Command::SetWelcome { text: "ä".repeat(length) };
    story.say(1, set(MAX_WELCOME)).unwrap();
    assert_eq!(story.say(1, set(MAX_WELCOME + 1)), Err(Rejection::OutOfRange));
}
