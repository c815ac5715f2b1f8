//! Who is taken when, and by whom.

use super::*;
use crate::protocol::{HelpProblem, LineStateView};

#[test]
fn first_come_first_taken_in_the_lines_one_receives() {
    let mut story = reception();
    receive(&mut story, 1, &[SOCIAL]);
    receive(&mut story, 2, &[SOCIAL, HEALTH]);
    for (who, line) in [(11, HEALTH), (12, SOCIAL), (13, SOCIAL)] {
        stand(&mut story, who, line);
    }
    assert_eq!(line(&story), [11, 12, 13]);
    assert_eq!(take(&mut story, 1), Ok(12), "the first of the line that one receives");
    assert_eq!(take(&mut story, 2), Ok(11));
    assert_eq!((story.place(1), story.place(12)), (encounter(1), encounter(1)));
    assert_eq!((story.place(2), story.place(11)), (encounter(2), encounter(2)));
    assert_eq!(story.say(3, NEXT), Err(Rejection::LineEmpty), "who receives nothing takes from no line");
    assert_eq!(story.say(3, Command::TakeNext { line: Some(HEALTH) }), Err(Rejection::LineEmpty));
    assert_eq!(story.say(3, Command::TakeNext { line: Some(LineId(2)) }), Err(Rejection::OutOfRange));
    story.say(3, Command::TakeNext { line: Some(SOCIAL) }).unwrap();
    assert_eq!(with(&story, 3).visitor, person(13), "but from one they name");
}

#[test]
fn two_who_press_at_once_take_two() {
    let mut story = in_encounter();
    receive(&mut story, 2, &[SOCIAL]);
    receive(&mut story, 3, &[SOCIAL]);
    assert_eq!(take(&mut story, 2), Ok(12));
    assert_eq!(story.say(3, NEXT), Err(Rejection::LineEmpty));
    assert_eq!(
        story.say(3, Command::TakeVisitor { participant: person(11) }),
        Err(Rejection::UnknownParticipant)
    );
    assert_eq!(story.say(1, NEXT), Err(Rejection::NotAllowed), "one at a time");
    assert_eq!((story.place(11), story.place(12)), (encounter(1), encounter(2)));
}

#[test]
fn other_answers_keep_the_place_in_the_same_line_and_are_last_in_another() {
    let mut story = reception();
    for who in [11, 12, 13] {
        stand(&mut story, who, SOCIAL);
    }
    story.wait(60);
    let say = |words: &str| Command::JoinLine { answers: answers(0, words), in_writing: true };
    story.say(11, say("Vuokra")).unwrap();
    assert_eq!(line(&story), [11, 12, 13]);
    let words: Vec<_> = own(&story, 11).answers.into_iter().map(|one| one.answer).collect();
    assert!(own(&story, 11).in_writing);
    assert_eq!(words, ["Asuminen", "Vuokra"]);
    story.say(12, join(HEALTH)).unwrap();
    assert_eq!(line(&story), [11, 13, 12]);
    let visitor = desk(&story, 1).visitors[2].clone();
    assert_eq!((visitor.line, visitor.since), (HEALTH, story.now));
    story.say(12, Command::JoinLine { answers: answers(2, ""), in_writing: false }).unwrap();
    assert_eq!(own(&story, 12).line, SOCIAL, "without an answer that leads to one it is the first line");
}

#[test]
fn who_waits_for_one_is_left_to_that_one() {
    let mut story = reception();
    receive(&mut story, 1, &[SOCIAL]);
    receive(&mut story, 2, &[SOCIAL]);
    stand(&mut story, 11, SOCIAL);
    stand(&mut story, 12, SOCIAL);
    let wait_for = |whom: Option<u32>| Command::WaitFor { participant: whom.map(person) };
    assert_eq!(story.say(11, wait_for(Some(3))), Err(Rejection::UnknownParticipant), "does not receive");
    let names: Vec<_> = at_door(&story, 11).receiving.into_iter().map(|one| one.participant.0).collect();
    assert_eq!(names, [1, 2]);
    story.say(11, wait_for(Some(2))).unwrap();
    assert_eq!(own(&story, 11).wanted, Some(person(2)));
    assert_eq!(take(&mut story, 1), Ok(12), "the one before waits for another");
    assert_eq!(take(&mut story, 2), Ok(11));
}

#[test]
fn who_waited_for_one_who_receives_no_longer_waits_for_anybody_and_is_told() {
    let mut story = reception();
    receive(&mut story, 1, &[SOCIAL]);
    for stops in [Command::Receive { lines: vec![HEALTH] }, Command::Leave {}] {
        if story.room.knows(person(2)) {
            receive(&mut story, 2, &[SOCIAL]);
        }
        if !story.room.is_waiting(device(11)) {
            stand(&mut story, 11, SOCIAL);
        }
        story.say(11, Command::WaitFor { participant: Some(person(2)) }).unwrap();
        let effects = story.say(2, stops).unwrap();
        assert!(is_told(&effects, 11));
        assert_eq!((own(&story, 11).wanted, own(&story, 11).wanted_gone), (None, true));
    }
    assert_eq!(take(&mut story, 1), Ok(11));
    story.say(1, Command::ReturnToLine {}).unwrap();
    story.say(11, Command::WaitFor { participant: None }).unwrap();
    assert!(!own(&story, 11).wanted_gone, "they have seen it");
}

#[test]
fn a_connection_that_is_lost_keeps_the_place_but_nobody_is_taken_without() {
    let mut story = reception();
    receive(&mut story, 1, &[SOCIAL]);
    stand(&mut story, 11, SOCIAL);
    stand(&mut story, 12, SOCIAL);
    story.lose(11);
    assert!(!desk(&story, 1).visitors[0].connected);
    let urgent = Command::TakeVisitor { participant: person(11) };
    assert_eq!(story.say(1, urgent), Err(Rejection::Unavailable));
    assert_eq!(take(&mut story, 1), Ok(12));
    story.resume(11).unwrap();
    story.say(1, Command::ReturnToLine {}).unwrap();
    assert_eq!(line(&story), [11, 12]);
    story.lose(11);
    story.wait(GRACE.as_secs());
    assert_eq!(line(&story), [12], "for the grace time");
    assert!(!story.room.texts.names.contains_key(&person(11)));
}

#[test]
fn who_asks_for_help_to_get_in_is_helped_first_beside_the_line() {
    let mut story = reception();
    receive(&mut story, 1, &[SOCIAL]);
    stand(&mut story, 11, SOCIAL);
    stand(&mut story, 12, SOCIAL);
    assert_eq!(story.room.lobby_list().count, 0, "visitors are not in the lobby of those who let in");
    let problem = HelpProblem::NoSound;
    story.say(11, Command::AskForHelp { problem, for_group: false, subject: None }).unwrap();
    assert_eq!(story.room.lobby_list().waiting[0].participant, person(11));
    assert_eq!(take(&mut story, 1), Ok(12));
    story.say(2, Command::TakeToHelp { participant: person(11) }).unwrap();
    assert!(matches!(story.place(11), Place::Help { .. }));
    let urgent = Command::TakeVisitor { participant: person(11) };
    assert_eq!(story.say(3, urgent.clone()), Err(Rejection::Unavailable), "somebody is with them");
    story.say(1, Command::ReturnToLine {}).unwrap();
    assert_eq!(
        story.say(2, Command::Admit { participants: vec![person(11)] }),
        Err(Rejection::NotAllowed),
        "by this way they do not come in"
    );
    story.say(2, Command::SendBack { participant: person(11) }).unwrap();
    assert_eq!(line(&story), [11, 12], "where they stood");
    story.say(3, urgent).unwrap();
    assert_eq!(with(&story, 3).visitor, person(11));
}

#[test]
fn who_is_urgent_is_taken_before_others() {
    let mut story = reception();
    receive(&mut story, 1, &[SOCIAL]);
    receive(&mut story, 2, &[HEALTH]);
    for who in [11, 12, 13] {
        stand(&mut story, who, SOCIAL);
    }
    story.say(13, Command::WaitFor { participant: Some(person(1)) }).unwrap();
    story.say(2, Command::TakeVisitor { participant: person(13) }).unwrap();
    assert_eq!(with(&story, 2).visitor, person(13), "whoever is before, and whomever they wait for");
    assert_eq!(line(&story), [11, 12]);
    knock(&mut story, 14);
    assert_eq!(
        story.say(1, Command::TakeVisitor { participant: person(14) }),
        Err(Rejection::UnknownParticipant),
        "stands in no line"
    );
}

#[test]
fn nobody_is_taken_before_they_accept_an_agreement_that_has_changed() {
    let mut story = reception();
    receive(&mut story, 1, &[SOCIAL]);
    stand(&mut story, 11, SOCIAL);
    story.say(1, Command::SetAgreement { text: Some("Sovittu".into()) }).unwrap();
    assert_eq!(story.say(1, NEXT), Err(Rejection::LineEmpty));
    let urgent = Command::TakeVisitor { participant: person(11) };
    assert_eq!(story.say(1, urgent), Err(Rejection::Unavailable));
    assert_eq!(story.say(1, Command::Admit { participants: vec![person(11)] }), Err(Rejection::NotAllowed));
    story.say(1, Command::AdmitAll {}).unwrap();
    story.say(11, Command::AcceptAgreement { version: 1 }).unwrap();
    assert!(story.room.is_waiting(device(11)), "accepting lets nobody in who is taken");
    assert_eq!(take(&mut story, 1), Ok(11));
}

#[test]
fn who_takes_is_in_no_other_place_for_few_and_takes_nobody_along() {
    let mut story = in_encounter();
    assert_eq!(story.say(4, NEXT), Err(Rejection::NotAllowed), "a speaker receives no line");
    assert_eq!(story.say(4, Command::Receive { lines: vec![SOCIAL] }), Err(Rejection::NotAllowed));
    assert_eq!(story.say(11, NEXT), Err(Rejection::NotAllowed));
    receive(&mut story, 2, &[SOCIAL]);
    story.say(2, Command::AddPerson { name: "Vieressä".into(), agreement: None }).unwrap();
    assert_eq!(story.say(2, NEXT), Err(Rejection::NotAllowed));
    receive(&mut story, 3, &[SOCIAL]);
    knock(&mut story, 13);
    let problem = HelpProblem::NoSound;
    story.say(13, Command::AskForHelp { problem, for_group: false, subject: None }).unwrap();
    story.say(3, Command::TakeToHelp { participant: person(13) }).unwrap();
    assert_eq!(story.say(3, NEXT), Err(Rejection::NotAllowed));
    assert_eq!(story.say(2, Command::Receive { lines: vec![LineId(7)] }), Err(Rejection::OutOfRange));
}

#[test]
fn lines_count_who_was_taken_and_how_long_they_waited() {
    let mut story = reception();
    receive(&mut story, 1, &[SOCIAL]);
    stand(&mut story, 11, SOCIAL);
    story.wait(60);
    stand(&mut story, 12, SOCIAL);
    story.wait(30);
    for _ in 0..2 {
        story.say(1, NEXT).unwrap();
        story.say(1, Command::EndEncounter {}).unwrap();
    }
    let LineStateView { served, median_wait, longest_wait, waiting, .. } = desk(&story, 3).lines[0].clone();
    assert_eq!((served, median_wait, longest_wait, waiting), (2, 30, 90, 0));
    assert_eq!(desk(&story, 3).lines[1].served, 0);
}

#[test]
fn in_a_room_without_a_reception_nothing_of_it_runs() {
    let mut story = behind_a_door(Door::Knock);
    knock(&mut story, 2);
    assert_eq!(story.say(2, join(SOCIAL)), Err(Rejection::NotAllowed));
    assert_eq!(story.room.lobby_view_for(person(2)).unwrap().reception, None);
    for command in [
        Command::Receive { lines: Vec::new() },
        NEXT,
        Command::StepAside {},
        Command::EndEncounter {},
        Command::OpenLine { line: SOCIAL, open: false },
    ] {
        assert_eq!(story.say(1, command), Err(Rejection::NotRunning));
    }
    assert_eq!(story.room.view_for(story.now, person(1)).unwrap().reception, None);
}
