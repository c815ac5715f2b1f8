use crate::protocol::{Command, Event, Rejection, SourceKind, Switches};
use crate::role::Role;
use crate::room::story::{Story, device, events, person};
use crate::room::{Audience, Effect};

const MICROPHONE: SourceKind = SourceKind::Microphone;

fn mute(who: u32) -> Command {
    Command::Mute { participant: person(who), kind: MICROPHONE }
}

fn ask(who: u32) -> Command {
    Command::AskToUnmute { participant: person(who), kind: MICROPHONE }
}

const fn unmute() -> Command {
    Command::SetSending { kind: MICROPHONE, on: true }
}

fn is_heard(story: &Story, who: u32) -> bool {
    story.room.plan().routes[&device(who)].sends.contains(&MICROPHONE)
}

/// Participants may not unmute themselves.
fn quiet() -> Story {
    let mut story = Story::with_people_to(3);
    let switches = Switches { unmute: false, ..Switches::default() };
    story.say(1, Command::SetSwitches { switches }).unwrap();
    story
}

#[test]
fn a_facilitator_mutes_and_only_the_person_unmutes() {
    let mut story = Story::with_people_to(2);
    story.say(2, unmute()).unwrap();
    story.say(1, mute(2)).unwrap();
    assert!(!is_heard(&story, 2));
    story.say(1, ask(2)).unwrap();
    assert!(!is_heard(&story, 2), "asking turns nothing on");
    assert_eq!(story.room.asked_view(person(2)), [MICROPHONE]);
    story.say(2, unmute()).unwrap();
    assert!(is_heard(&story, 2));
    assert_eq!(story.room.asked_view(person(2)), []);
}

#[test]
fn only_the_person_is_told_that_they_are_asked() {
    let mut story = Story::with_people_to(3);
    let effects = story.say(1, ask(2)).unwrap();
    assert_eq!(
        effects,
        [Effect::Tell {
            audience: Audience::One(person(2)),
            event: Event::UnmuteAsked { asked: vec![MICROPHONE] }
        }]
    );
    assert_eq!(story.say(1, ask(2)), Ok(vec![]), "asked once");
    let effects = story.say(2, Command::DeclineUnmute { kind: MICROPHONE }).unwrap();
    assert!(events(&effects).contains(&&Event::UnmuteDeclined { participant: person(2), kind: MICROPHONE }));
}

#[test]
fn nobody_is_asked_for_what_they_may_not_send() {
    let mut story = Story::with_people_to(2);
    story.enter(3, 3, Role::Observer).unwrap();
    assert_eq!(story.say(1, ask(3)), Err(Rejection::NotAllowed));
    story.say(1, ask(2)).unwrap();
    story.say(1, Command::ChangeRole { participant: person(2), role: Role::Observer }).unwrap();
    assert_eq!(story.room.asked_view(person(2)), []);
}

#[test]
fn where_participants_may_not_unmute_they_speak_when_asked() {
    let mut story = quiet();
    assert_eq!(story.say(2, unmute()), Err(Rejection::NotAllowed));
    story.say(1, ask(2)).unwrap();
    story.say(2, unmute()).unwrap();
    story.say(1, mute(2)).unwrap();
    assert_eq!(story.say(2, unmute()), Err(Rejection::NotAllowed), "asked once is not asked for ever");
    story.say(1, unmute()).unwrap();
}

#[test]
fn where_participants_may_not_unmute_they_speak_with_the_floor() {
    let mut story = quiet();
    story.raise(2);
    assert_eq!(story.say(2, unmute()), Err(Rejection::NotAllowed));
    story.call_next();
    story.say(2, unmute()).unwrap();
}

#[test]
fn a_request_is_withdrawn_by_muting() {
    let mut story = quiet();
    story.say(1, ask(2)).unwrap();
    story.say(1, mute(2)).unwrap();
    assert_eq!(story.say(2, unmute()), Err(Rejection::NotAllowed));
}
