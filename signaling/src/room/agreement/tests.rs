use super::{Acceptance, MAX_ACCEPTANCES};
use crate::id::ParticipantId;
use crate::protocol::{AgreementView, Command, Door, Event, MAX_AGREEMENT, Rejection, Template};
use crate::role::Role;
use crate::room::lobby::tests::{arrival, behind_a_door};
use crate::room::story::{GRACE, Story, events, person};
use crate::room::{Effect, Refused, Room, Rules};
use crate::time::Moment;

const TEXT: &str = "Mitä täällä puhutaan, jää tänne.";

fn set(story: &mut Story, who: u32, text: Option<&str>) -> Result<Vec<Effect>, Rejection> {
    story.say(who, Command::SetAgreement { text: text.map(str::to_owned) })
}

fn accept(story: &mut Story, who: u32, version: u32) -> Result<Vec<Effect>, Rejection> {
    story.say(who, Command::AcceptAgreement { version })
}

fn at_door(story: &mut Story, who: u32, version: u32) -> Result<(), Rejection> {
    story.room.accept_at_door(story.now, person(who), version)
}

fn terms(version: u32, text: &str) -> AgreementView {
    AgreementView { version, text: text.into() }
}

fn asked(story: &Story, who: u32) -> bool {
    story.room.view_for(story.now, person(who)).unwrap().agreement_asked
}

#[test]
fn nobody_comes_in_without_accepting() {
    let mut story = Story::with_people_to(2);
    set(&mut story, 1, Some(TEXT)).unwrap();
    assert_eq!(story.room.agreement_needed(person(3)), Some(terms(1, TEXT)));
    let before = story.room.clone();
    for role in Role::ALL {
        assert_eq!(story.enter(3, 3, role), Err(Rejection::NotAllowed), "{role:?}");
    }
    assert_eq!(at_door(&mut story, 3, 2), Err(Rejection::OutOfRange));
    assert_eq!(story.room, before);
    at_door(&mut story, 3, 1).unwrap();
    assert_eq!(story.room.agreement_needed(person(3)), None);
    story.enter(3, 3, Role::Participant).unwrap();
    assert!(!asked(&story, 3));
}

#[test]
fn a_room_may_have_an_agreement_from_the_first_entry() {
    let room = || Room::new("Kevät".into(), Template::PeerCircle, Rules { grace: GRACE });
    let room_with = room().with_agreement(TEXT.into()).unwrap();
    assert_eq!(room_with.agreement_needed(person(1)), Some(terms(1, TEXT)));
    assert_eq!(room().agreement_needed(person(1)), None);
    assert_eq!(room().with_agreement(" ".into()).err(), Some(Rejection::OutOfRange));
}

#[test]
fn another_text_is_asked_of_everybody_again_and_stops_nothing() {
    let mut story = Story::with_people_to(3);
    let told = set(&mut story, 1, Some(TEXT)).unwrap();
    assert_eq!(events(&told), [&Event::AgreementChanged { agreement: Some(terms(1, TEXT)) }]);
    assert!(asked(&story, 1) && asked(&story, 2), "whoever set it too");
    let told = accept(&mut story, 2, 1).unwrap();
    assert_eq!(events(&told), [&Event::AgreementAccepted { version: 1 }]);
    assert_eq!(accept(&mut story, 2, 1), Ok(vec![]));
    assert!(!asked(&story, 2));

    set(&mut story, 1, Some("Toinen teksti")).unwrap();
    assert!(asked(&story, 2));
    assert_eq!(accept(&mut story, 2, 1), Err(Rejection::OutOfRange), "that is not the text any more");
    story.raise(2);
    story.enter(2, 22, Role::Participant).unwrap();
    story.say(2, Command::Leave {}).unwrap();
    assert_eq!(
        story.enter(2, 2, Role::Participant),
        Err(Rejection::NotAllowed),
        "at the next entry it is needed"
    );
}

#[test]
fn the_same_text_again_is_no_news_and_no_text_is_no_agreement() {
    let mut story = Story::with_people_to(2);
    assert_eq!(set(&mut story, 1, None), Ok(vec![]));
    set(&mut story, 1, Some(TEXT)).unwrap();
    assert_eq!(set(&mut story, 1, Some(TEXT)), Ok(vec![]));
    set(&mut story, 1, None).unwrap();
    assert_eq!(accept(&mut story, 2, 1), Err(Rejection::OutOfRange));
    story.enter(3, 3, Role::Participant).unwrap();
    set(&mut story, 1, Some(TEXT)).unwrap();
    assert_eq!(story.room.agreement_view(), Some(terms(2, TEXT)), "a version is never used twice");
}

#[test]
fn only_who_may_change_settings_sets_a_text_that_can_be_read() {
    let mut story = Story::with_people_to(2);
    story.enter(9, 9, Role::Facilitator).unwrap();
    for who in [2, 9] {
        assert_eq!(set(&mut story, who, Some(TEXT)), Err(Rejection::NotAllowed));
    }
    assert_eq!(set(&mut story, 1, Some(" ")), Err(Rejection::OutOfRange));
    assert_eq!(set(&mut story, 1, Some(&"ä".repeat(MAX_AGREEMENT + 1))), Err(Rejection::TooLong));
    set(&mut story, 1, Some(&"ä".repeat(MAX_AGREEMENT))).unwrap();
}

#[test]
fn who_accepted_what_and_when_is_kept_when_they_have_left() {
    let mut story = Story::with_people_to(2);
    set(&mut story, 1, Some(TEXT)).unwrap();
    story.wait(5);
    accept(&mut story, 2, 1).unwrap();
    story.say(2, Command::Leave {}).unwrap();
    let kept: Vec<_> = story.room.acceptances().collect();
    assert_eq!(kept, [(person(2), Acceptance { version: 1, at: Moment(6_000) })]);
    story.enter(2, 2, Role::Participant).unwrap();
}

#[test]
fn a_crowd_at_the_door_does_not_push_out_who_is_inside() {
    let mut story = Story::with_people_to(1);
    set(&mut story, 1, Some(TEXT)).unwrap();
    accept(&mut story, 1, 1).unwrap();
    for stranger in 100..100 + MAX_ACCEPTANCES as u32 {
        story.now.0 += 1;
        story.room.accept_at_door(story.now, ParticipantId(stranger), 1).unwrap();
    }
    assert_eq!(story.room.acceptances().count(), MAX_ACCEPTANCES);
    assert!(!asked(&story, 1));
    assert_eq!(story.room.agreement_needed(person(100)), Some(terms(1, TEXT)), "the oldest is asked again");
}

#[test]
fn the_agreement_stands_before_the_lobby() {
    let mut story = behind_a_door(Door::Knock);
    set(&mut story, 1, Some(TEXT)).unwrap();
    let before = story.room.clone();
    assert_eq!(story.room.arrive(story.now, arrival(2, 2)).err(), Some(Refused::Agreement));
    assert_eq!(story.room, before, "nobody is told that somebody is there");
    at_door(&mut story, 2, 1).unwrap();
    assert!(story.room.arrive(story.now, arrival(2, 2)).is_ok());
}
