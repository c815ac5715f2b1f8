use crate::protocol::{Command, Event, Rejection, SourceKind, Switches};
use crate::role::Role;
use crate::room::story::{PLENARY, Story, device, events, person, route};

fn change(who: u32, role: Role) -> Command {
    Command::ChangeRole { participant: person(who), role }
}

const fn send(kind: SourceKind) -> Command {
    Command::SetSending { kind, on: true }
}

#[test]
fn a_participant_made_observer_is_neither_heard_nor_seen_and_comes_back_silent() {
    let mut story = Story::with_people_to(3);
    story.say(2, send(SourceKind::Microphone)).unwrap();
    story.say(2, send(SourceKind::Camera)).unwrap();
    story.raise(2);
    let effects = story.say(1, change(2, Role::Observer)).unwrap();
    assert!(route(&effects).unwrap().routes[&device(2)].sends.is_empty());
    assert_eq!(story.hands(PLENARY), [] as [u32; 0]);
    assert_eq!(story.say(2, send(SourceKind::Microphone)), Err(Rejection::NotAllowed));
    story.say(1, change(2, Role::Participant)).unwrap();
    assert!(story.room.plan().routes[&device(2)].sends.is_empty(), "nobody is put on the air by another");
}

#[test]
fn whoever_becomes_something_else_is_told_everything_anew() {
    let mut story = Story::with_groups(2, 1);
    let effects = story.say(1, change(2, Role::Facilitator)).unwrap();
    let view = events(&effects).into_iter().find_map(|event| match event {
        Event::ViewReplaced { view } => Some(view),
        _ => None,
    });
    assert_eq!(view.unwrap().queues.len(), 2, "also the queue of the group");
}

#[test]
fn there_is_always_a_supervisor_if_there_was_one() {
    let mut story = Story::with_people_to(2);
    assert_eq!(story.say(1, change(1, Role::Participant)), Err(Rejection::LastSupervisor));
    story.say(1, change(2, Role::Supervisor)).unwrap();
    story.say(1, change(1, Role::Participant)).unwrap();
    assert_eq!(story.one(1).role, Role::Participant);
}

#[test]
fn what_is_switched_off_ends_and_does_not_come_back_by_itself() {
    let mut story = Story::with_people_to(3);
    story.say(1, change(3, Role::Speaker)).unwrap();
    story.allow_two_screens();
    for who in [2, 3] {
        story.say(who, send(SourceKind::Screen)).unwrap();
    }
    let off = Switches { share: false, two_screens: true, ..Switches::default() };
    let effects = story.say(1, Command::SetSwitches { switches: off }).unwrap();
    let routes = &route(&effects).unwrap().routes;
    assert!(routes[&device(2)].sends.is_empty());
    assert!(!routes[&device(3)].sends.is_empty(), "a speaker is invited to present");
    story.say(1, Command::SetSwitches { switches: Switches::default() }).unwrap();
    assert!(story.room.plan().routes[&device(2)].sends.is_empty());
}
