use crate::protocol::{
    CloseCode, Command, Event, Further, MAX_DEVICES, Presence, Rejection, SourceKind, Switches,
};
use crate::role::Role;
use crate::room::lobby::tests::arrival;
use crate::room::story::{GRACE, Story, device, disconnected, events, group, person};
use crate::room::{Arrival, Arrived, Effect, Refused};

const MICROPHONE: SourceKind = SourceKind::Microphone;

fn come(story: &mut Story, who: u32, with: u32, further: Further) -> Result<Vec<Effect>, Refused> {
    // Whatever the ticket says of a person who is here, it is not believed.
    let odd = Arrival { name: "toinen".into(), role: Role::Supervisor, further, ..arrival(who, with) };
    let (arrived, effects) = story.room.arrive(story.now, odd)?;
    assert_eq!(arrived, Arrived::Entered);
    Ok(effects)
}

fn codes(effects: &[Effect]) -> Vec<(u32, CloseCode)> {
    let code = |effect: &Effect| match effect {
        Effect::Disconnect { device, code } => Some((device.0, *code)),
        _ => None,
    };
    effects.iter().filter_map(code).collect()
}

fn speak(story: &mut Story, who: u32, with: u32, on: bool) -> Result<Vec<Effect>, Rejection> {
    story.say_through(who, with, Command::SetSending { kind: MICROPHONE, on })
}

fn sends(story: &Story, with: u32) -> bool {
    !story.room.plan().routes[&device(with)].sends.is_empty()
}

#[test]
fn a_tablet_takes_the_place_of_the_phone_and_nothing_is_lost() {
    let mut story = Story::with_groups(3, 1);
    story.send(2, group(1));
    story.raise(3);
    story.raise(2);
    speak(&mut story, 2, 2, true).unwrap();
    let before = story.one(2);
    let effects = come(&mut story, 2, 22, Further::Own).unwrap();
    assert_eq!(codes(&effects), [(2, CloseCode::TakenOver)]);
    assert!(!events(&effects).iter().any(|event| matches!(event, Event::PersonLeft { .. })));
    assert_eq!(story.one(2), before, "seat, role, name, place");
    assert_eq!(story.hands(group(1)), [2]);
    assert!(!sends(&story, 22), "nobody is put on the air by another device");
    assert_eq!(story.resume(2), Err(Rejection::UnknownParticipant), "the old one is gone");
}

#[test]
fn somebody_dropped_is_here_again_with_another_device() {
    let mut story = Story::with_people_to(2);
    story.lose(2);
    let effects = come(&mut story, 2, 22, Further::Own).unwrap();
    assert_eq!(disconnected(&effects), [2]);
    assert!(events(&effects).iter().any(|event| matches!(event, Event::PeopleChanged { .. })));
    assert_eq!(story.one(2).presence, Presence::Here {});
}

#[test]
fn one_goes_over_to_a_device_of_their_own_and_the_others_stay() {
    let mut story = Story::with_people_to(3);
    story.enter(4, 3, Role::Observer).unwrap();
    story.raise(3);
    speak(&mut story, 3, 3, true).unwrap();
    let seat = story.one(3).seat;
    let effects = come(&mut story, 3, 33, Further::Own).unwrap();
    assert_eq!(disconnected(&effects), Vec::<u32>::new());
    assert_eq!(
        (story.room.carried(device(3)), story.room.carried(device(33))),
        (vec![person(4)], vec![person(3)])
    );
    assert_eq!((story.one(3).seat, story.hands(super::super::story::PLENARY)), (seat, vec![3]));
    assert!(!sends(&story, 3), "whoever is left there may send nothing");
    let told = events(&effects);
    assert!(told.iter().any(|event| matches!(event, Event::DevicesChanged { .. })), "who is where is told");
    story.open(1);
    story.send(3, group(1));
    assert_ne!(story.place(4), group(1), "they are no longer moved together");
}

#[test]
fn a_device_takes_over_everybody_from_another() {
    let mut story = Story::with_people_to(3);
    story.enter(4, 3, Role::Participant).unwrap();
    story.lose(3);
    let effects = come(&mut story, 3, 33, Further::TakeOver).unwrap();
    assert_eq!(codes(&effects), [(3, CloseCode::TakenOver)]);
    assert_eq!(story.room.carried(device(33)), [person(3), person(4)]);
    assert_eq!(story.one(4).presence, Presence::Here {});
}

#[test]
fn a_companion_is_silent_and_its_person_is_in_the_roster_once() {
    let mut story = Story::with_people_to(2);
    speak(&mut story, 2, 2, true).unwrap();
    let effects = come(&mut story, 2, 22, Further::Companion).unwrap();
    assert_eq!(disconnected(&effects), Vec::<u32>::new());
    assert_eq!((story.people().len(), story.one(2).name.as_str()), (2, "n2"));
    let devices = story.room.devices_view(super::super::story::PLENARY);
    let marks: Vec<_> = devices.iter().map(|one| (one.device.0, one.companion, one.sending.len())).collect();
    assert_eq!(marks, [(1, false, 0), (2, false, 1), (22, true, 0)]);
    speak(&mut story, 2, 22, true).unwrap();
    assert!(sends(&story, 22), "until it is asked to");
}

#[test]
fn a_companion_that_is_put_away_or_lost_takes_nobody_along() {
    let mut story = Story::with_people_to(2);
    come(&mut story, 2, 22, Further::Companion).unwrap();
    let effects = story.say_through(2, 22, Command::Leave {}).unwrap();
    assert_eq!(codes(&effects), [(22, CloseCode::Left)]);
    assert!(story.room.knows(person(2)));
    come(&mut story, 2, 23, Further::Companion).unwrap();
    story.lose(2);
    assert_eq!(disconnected(&story.wait(GRACE.as_secs())), [2]);
    assert_eq!(story.one(2).presence, Presence::Here {}, "with the phone only");
    story.say_through(2, 23, Command::Leave {}).unwrap();
    assert!(!story.room.knows(person(2)), "the last device is no companion of any");
}

#[test]
fn the_quick_way_out_is_quick_from_a_companion_too() {
    let mut story = Story::with_people_to(2);
    come(&mut story, 2, 22, Further::Companion).unwrap();
    let effects = story.say_through(2, 22, Command::LeaveQuickly {}).unwrap();
    assert_eq!(disconnected(&effects), [2, 22]);
    assert!(!story.room.knows(person(2)));
}

#[test]
fn removing_somebody_ends_every_device_of_theirs() {
    let mut story = Story::with_people_to(2);
    come(&mut story, 2, 22, Further::Companion).unwrap();
    let effects = story.say(1, Command::Remove { participant: person(2) }).unwrap();
    assert_eq!(codes(&effects), [(2, CloseCode::Removed), (22, CloseCode::Removed)]);
    assert_eq!(come(&mut story, 2, 23, Further::Own), Err(Refused::Removed));
}

#[test]
fn a_person_has_only_so_many_devices() {
    let mut story = Story::with_people_to(2);
    for with in 1..MAX_DEVICES as u32 {
        come(&mut story, 2, 20 + with, Further::Companion).unwrap();
    }
    let invite = |further| Command::InviteDevice { further };
    assert_eq!(come(&mut story, 2, 30, Further::Companion), Err(Refused::Device));
    assert_eq!(story.say(2, invite(Further::Companion)), Err(Rejection::OutOfRange));
    story.say(2, invite(Further::Own)).unwrap();
    assert_eq!(disconnected(&come(&mut story, 2, 31, Further::Own).unwrap()).len(), MAX_DEVICES);
}

#[test]
fn nobody_comes_with_a_device_that_somebody_has() {
    let mut story = Story::with_people_to(3);
    for further in [Further::Own, Further::TakeOver, Further::Companion] {
        let before = story.room.clone();
        assert_eq!(come(&mut story, 2, 3, further), Err(Refused::Device));
        assert_eq!(come(&mut story, 2, 2, further), Err(Refused::Device));
        assert_eq!(story.room, before);
    }
}

#[test]
fn an_invitation_is_asked_of_the_server() {
    let mut story = Story::with_people_to(2);
    let effects = story.say(2, Command::InviteDevice { further: Further::Companion }).unwrap();
    let (participant, device) = (person(2), device(2));
    assert_eq!(effects, [Effect::InviteDevice { participant, device, further: Further::Companion }]);
}

#[test]
fn whoever_was_asked_to_speak_is_not_asked_again_for_another_device() {
    let mut story = Story::with_people_to(3);
    let switches = Switches { unmute: false, ..Switches::default() };
    story.say(1, Command::SetSwitches { switches }).unwrap();
    story.say(1, Command::AskToUnmute { participant: person(2), kind: MICROPHONE }).unwrap();
    speak(&mut story, 2, 2, true).unwrap();
    come(&mut story, 2, 22, Further::Companion).unwrap();
    speak(&mut story, 2, 22, true).unwrap();
    speak(&mut story, 2, 2, false).unwrap();
    come(&mut story, 2, 23, Further::Own).unwrap();
    speak(&mut story, 2, 23, true).unwrap();
    come(&mut story, 3, 33, Further::Own).unwrap();
    assert_eq!(speak(&mut story, 3, 33, true), Err(Rejection::NotAllowed), "the other was never asked");
}

#[test]
fn whoever_is_muted_is_muted_on_all_devices() {
    let mut story = Story::with_people_to(2);
    come(&mut story, 2, 22, Further::Companion).unwrap();
    speak(&mut story, 2, 2, true).unwrap();
    speak(&mut story, 2, 22, true).unwrap();
    story.say(1, Command::Mute { participant: person(2), kind: MICROPHONE }).unwrap();
    assert!(!sends(&story, 2) && !sends(&story, 22));
}
