//! Lost connections, returns to the line, and what a crash leaves.

use super::*;
use crate::protocol::HandOverAnswer;
use crate::room::story::{PLENARY, disconnected};

#[test]
fn who_is_returned_stands_where_they_stood() {
    let mut story = in_encounter();
    story.say(1, Command::ReturnToLine {}).unwrap();
    assert_eq!((line(&story), own(&story, 11).returned), (vec![11, 12], true));
    assert_eq!((story.place(1), own(&story, 12).returned), (PLENARY, false));
    assert_eq!(take(&mut story, 1), Ok(11));
    story.wait(600);
    story.say(1, Command::ReturnToLine {}).unwrap();
    take(&mut story, 1).unwrap();
    assert_eq!(desk(&story, 1).lines[0].longest_wait, 0, "an encounter is no waiting");
}

#[test]
fn a_professional_whose_connection_is_lost_is_waited_for_and_then_the_visitor_stands_where_they_stood() {
    let mut story = in_encounter();
    story.lose(1);
    story.wait(GRACE.as_secs() - 1);
    assert_eq!(story.place(11), encounter(1));
    story.resume(1).unwrap();
    assert!(story.hears(1, 11), "back in time");
    story.lose(1);
    let effects = story.wait(GRACE.as_secs());
    assert!(effects.contains(&Effect::Unseat { participant: person(11), device: device(11) }));
    assert!(own(&story, 11).returned && own(&story, 11).ahead == 0);
    receive(&mut story, 2, &[SOCIAL]);
    assert_eq!(take(&mut story, 2), Ok(11));
}

#[test]
fn every_way_in_which_the_last_professional_goes_returns_the_visitor() {
    for goes in ["leave", "role", "removed"] {
        let mut story = in_encounter();
        if goes == "leave" {
            story.say(1, Command::Leave {}).unwrap();
        } else {
            story.say(1, Command::ReturnToLine {}).unwrap();
            receive(&mut story, 2, &[SOCIAL]);
            assert_eq!(take(&mut story, 2), Ok(11));
            let participant = person(2);
            let goes = if goes == "role" {
                Command::ChangeRole { participant, role: Role::Participant }
            } else {
                Command::Remove { participant }
            };
            story.say(1, goes).unwrap();
        }
        assert!(story.room.is_waiting(device(11)), "{goes}");
        assert!(own(&story, 11).returned && own(&story, 11).ahead == 0);
    }
}

#[test]
fn who_may_let_nobody_in_any_more_leaves_the_visitor_to_the_others() {
    let mut story = with_colleague(3);
    story.say(3, Command::GoToVisitor {}).unwrap();
    story.say(2, Command::ChangeRole { participant: person(3), role: Role::Observer }).unwrap_err();
    story.say(1, Command::ChangeRole { participant: person(3), role: Role::Observer }).unwrap();
    assert_eq!((story.place(3), story.place(11)), (PLENARY, encounter(1)));
    let names: Vec<_> = with(&story, 11).professionals;
    assert_eq!(names, [person(1)]);
}

#[test]
fn a_speaker_alone_does_not_keep_a_visitor() {
    let mut story = with_colleague(4);
    story.say(4, Command::GoToVisitor {}).unwrap();
    story.say(1, Command::Leave {}).unwrap();
    assert!(story.room.is_waiting(device(11)));
    assert_eq!(story.place(4), PLENARY);
}

#[test]
fn a_visitor_whose_connection_is_lost_is_waited_for_and_then_it_ends() {
    let mut story = in_encounter();
    story.lose(11);
    story.wait(GRACE.as_secs() - 1);
    story.resume(11).unwrap();
    assert!(story.hears(1, 11));
    story.lose(11);
    story.wait(GRACE.as_secs());
    assert_eq!((story.place(1), seen(&story, 1), line(&story)), (PLENARY, None, vec![12]));
    assert!(story.room.texts.names.keys().all(|who| who.0 != 11));
}

#[test]
fn a_visitor_who_is_away_when_they_are_returned_has_the_grace_time_to_come_back() {
    let mut story = in_encounter();
    story.lose(11);
    story.say(1, Command::ReturnToLine {}).unwrap();
    assert_eq!(line(&story), [11, 12]);
    assert_eq!(take(&mut story, 1), Ok(12));
    story.resume(11).unwrap();
    assert!(own(&story, 11).returned);
}

#[test]
fn a_second_device_of_the_visitor_is_in_the_encounter_and_one_goes_back_to_the_line() {
    let mut story = in_encounter();
    let arrived = bring_phone(&mut story, 11, 111);
    assert_eq!((arrived, story.place(11)), (Arrived::Entered, encounter(1)));
    assert!(story.hears(111, 1) && !story.hears(111, 2));
    let effects = story.say(1, Command::ReturnToLine {}).unwrap();
    assert_eq!(disconnected(&effects), [111]);
    assert!(story.room.is_waiting(device(11)), "the phone is put away");
}

#[test]
fn a_crash_takes_nobody_from_the_line_or_an_encounter() {
    let made = reception().room;
    let mut story = with_colleague(3);
    story.say(2, Command::OpenLine { line: HEALTH, open: false }).unwrap();
    story.say(12, Command::WaitFor { participant: Some(person(1)) }).unwrap();
    receive(&mut story, 2, &[HEALTH]);
    let note = "Seuraavalle".to_owned();
    story.say(1, Command::ProposeHandOver { line: HEALTH, to: None, note }).unwrap();
    story.room = after_a_crash(&story, &made);
    story.room.reopen(story.now);
    for who in [1, 2, 3, 4, 11, 12] {
        story.resume(who).unwrap();
    }
    assert_eq!((story.place(1), story.place(3), story.place(11)), (encounter(1), aside(1), encounter(1)));
    assert_eq!(own(&story, 12).wanted, Some(person(1)));
    assert!(!desk(&story, 1).lines[1].open);
    let proposal = with(&story, 11).hand_over.unwrap();
    assert_eq!(proposal.note, "Seuraavalle");
    story.say(11, Command::AnswerHandOver { answer: HandOverAnswer::Carry, proposal: 1 }).unwrap();
    assert_eq!(take(&mut story, 2), Ok(11));
    assert_eq!(with(&story, 2).note.as_deref(), Some("Seuraavalle"));
}
