use crate::protocol::{Command, DeviceView, Event, Rejection, SourceKind};
use crate::role::Role;
use crate::room::story::{PLENARY, Story, device, events, group, person, route};

const fn send(kind: SourceKind, on: bool) -> Command {
    Command::SetSending { kind, on }
}

fn sending(story: &Story, id: u32) -> Vec<SourceKind> {
    let here = story.room.devices_view(PLENARY);
    here.iter().find(|view| view.device == device(id)).unwrap().sending.clone()
}

#[test]
fn what_is_switched_on_is_seen_in_the_place_and_routed() {
    let mut story = Story::with_people_to(2);
    let effects = story.say(2, send(SourceKind::Camera, true)).unwrap();
    assert!(route(&effects).unwrap().routes[&device(2)].sends.contains(&SourceKind::Camera));
    let sending = vec![SourceKind::Camera];
    let seen =
        DeviceView { device: device(2), people: vec![person(2)], sending, held: vec![], companion: false };
    assert!(matches!(events(&effects)[..], [Event::DevicesChanged { devices }] if devices[1] == seen));
    assert_eq!(story.say(2, send(SourceKind::Camera, true)), Ok(vec![]), "it was on");
    story.say(2, send(SourceKind::Camera, false)).unwrap();
    assert!(story.room.plan().routes[&device(2)].sends.is_empty());
}

#[test]
fn sources_are_listed_in_the_order_of_the_lines() {
    let mut story = Story::with_people_to(2);
    story.allow_two_screens();
    for kind in SourceKind::ALL.into_iter().rev() {
        story.say(2, send(kind, true)).unwrap();
    }
    assert_eq!(sending(&story, 2), SourceKind::ALL);
}

#[test]
fn an_observer_switches_nothing_on_but_may_always_fall_silent() {
    let mut story = Story::with_people_to(1);
    story.enter(2, 2, Role::Observer).unwrap();
    for kind in SourceKind::ALL {
        assert_eq!(story.say(2, send(kind, true)), Err(Rejection::NotAllowed));
        assert_eq!(story.say(2, send(kind, false)), Ok(vec![]));
    }
}

#[test]
fn a_device_sends_only_what_somebody_it_carries_may() {
    let mut story = Story::with_people_to(2);
    story.enter(3, 2, Role::Observer).unwrap();
    story.enter(4, 2, Role::Participant).unwrap();
    story.say(2, send(SourceKind::Microphone, true)).unwrap();
    story.say(2, Command::Leave {}).unwrap();
    assert_eq!(sending(&story, 2), [SourceKind::Microphone], "the other participant may");
    let effects = story.say_through(4, 2, Command::Leave {}).unwrap();
    assert_eq!(sending(&story, 2), []);
    assert!(route(&effects).unwrap().routes[&device(2)].sends.is_empty());
    assert_eq!(story.room.people_view().len(), 2);
}

#[test]
fn nobody_elsewhere_learns_who_is_muted() {
    let mut story = Story::with_groups(3, 1);
    story.send(2, group(1));
    let effects = story.say(2, send(SourceKind::Microphone, true)).unwrap();
    let told: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            super::super::Effect::Tell { audience, .. } => Some(story.room.audience(audience)),
            _ => None,
        })
        .collect();
    assert_eq!(told, [vec![person(2)]], "not even the staff");
}
