//! Going on with somebody else, as the visitor wants it.

use super::*;
use crate::protocol::{HandOverAnswer, HandOverView};
use crate::room::story::PLENARY;

fn propose(line: LineId, to: Option<u32>, note: &str) -> Command {
    Command::ProposeHandOver { line, to: to.map(person), note: note.into() }
}

fn answer(answer: HandOverAnswer, proposal: u32) -> Command {
    Command::AnswerHandOver { answer, proposal }
}

/// Visitor 11 has said something, and is asked to go on with 2 in the other line, in which 12 and 13 wait.
fn proposed() -> Story {
    let mut story = reception();
    receive(&mut story, 1, &[SOCIAL]);
    receive(&mut story, 2, &[HEALTH]);
    knock(&mut story, 11);
    let words = Command::JoinLine { answers: answers(0, "Vuokra"), in_writing: false };
    story.say(11, words).unwrap();
    take(&mut story, 1).unwrap();
    stand(&mut story, 12, HEALTH);
    stand(&mut story, 13, HEALTH);
    story.say(1, propose(HEALTH, Some(2), " Lääke loppuu. ")).unwrap();
    story
}

fn said(view: &EncounterView) -> Vec<&str> {
    view.answers.iter().map(|one| one.answer.as_str()).collect()
}

#[test]
fn the_visitor_reads_the_note_in_full_before_they_answer() {
    let mut story = proposed();
    let proposal = with(&story, 11).hand_over.unwrap();
    let HandOverView { proposal: number, line_name, to_name, note, .. } = proposal;
    assert_eq!((number, line_name.as_str(), note.as_str()), (1, "Terveysneuvonta", "Lääke loppuu."));
    assert_eq!(to_name.as_deref(), Some("n2"));
    story.say(1, propose(HEALTH, None, "Muuta")).unwrap();
    assert_eq!(
        story.say(11, answer(HandOverAnswer::Carry, 1)),
        Err(Rejection::OutOfRange),
        "what they have read is no longer proposed"
    );
    assert_eq!(
        story.say(1, answer(HandOverAnswer::Carry, 2)),
        Err(Rejection::NotRunning),
        "not theirs to say"
    );
    story.say(1, Command::WithdrawHandOver {}).unwrap();
    assert_eq!(story.say(1, Command::WithdrawHandOver {}), Err(Rejection::NotRunning));
    assert_eq!(story.say(11, answer(HandOverAnswer::Carry, 2)), Err(Rejection::NotRunning));
}

#[test]
fn yes_goes_ahead_of_the_line_with_answers_and_note() {
    let mut story = proposed();
    let effects = story.say(11, answer(HandOverAnswer::Carry, 1)).unwrap();
    assert!(effects.contains(&Effect::Unseat { participant: person(11), device: device(11) }));
    assert_eq!((story.place(1), seen(&story, 1)), (PLENARY, None));
    assert_eq!(line(&story), [11, 12, 13]);
    let waits = own(&story, 11);
    assert_eq!((waits.line, waits.wanted, waits.handed_over), (HEALTH, Some(person(2)), true));
    receive(&mut story, 3, &[HEALTH]);
    assert_eq!(take(&mut story, 3), Ok(12), "the first waits for another");
    assert_eq!(take(&mut story, 2), Ok(11));
    let view = with(&story, 2);
    assert_eq!((said(&view), view.note.as_deref()), (vec!["Asuminen", "Vuokra"], Some("Lääke loppuu.")));
    assert_eq!(view.line, "Terveysneuvonta");
}

#[test]
fn telling_it_again_takes_nothing_along() {
    let mut story = proposed();
    story.say(11, answer(HandOverAnswer::TellAgain, 1)).unwrap();
    assert_eq!((line(&story), own(&story, 11).answers), (vec![11, 12, 13], vec![]));
    assert_eq!(take(&mut story, 2), Ok(11));
    let view = with(&story, 2);
    assert!(said(&view).is_empty() && view.note.is_none());
}

#[test]
fn staying_changes_nothing() {
    let mut story = proposed();
    story.say(11, answer(HandOverAnswer::Stay, 1)).unwrap();
    let view = with(&story, 1);
    assert_eq!((view.hand_over.is_none(), said(&view)), (true, vec!["Asuminen", "Vuokra"]));
    assert!(story.hears(1, 11));
}

#[test]
fn those_handed_over_go_in_the_order_of_hand_overs() {
    let mut story = proposed();
    story.say(11, answer(HandOverAnswer::Carry, 1)).unwrap();
    stand(&mut story, 14, SOCIAL);
    take(&mut story, 1).unwrap();
    story.say(1, propose(HEALTH, None, "")).unwrap();
    story.say(14, answer(HandOverAnswer::Carry, 2)).unwrap();
    assert_eq!(line(&story), [11, 14, 12, 13]);
    assert_eq!(with_note(&mut story), None, "an empty note is none");
}

fn with_note(story: &mut Story) -> Option<String> {
    story.say(3, Command::TakeVisitor { participant: person(14) }).unwrap();
    with(story, 3).note
}

#[test]
fn who_was_handed_over_and_says_more_stays_where_they_were_handed_to() {
    let mut story = proposed();
    story.say(11, answer(HandOverAnswer::Carry, 1)).unwrap();
    let words = |option| Command::JoinLine { answers: answers(option, "Lisää"), in_writing: true };
    story.say(11, words(0)).unwrap();
    assert_eq!((own(&story, 11).line, line(&story)), (HEALTH, vec![11, 12, 13]));
    story.say(11, words(1)).unwrap();
    assert_eq!(line(&story), [11, 12, 13], "that leads there anyway");
    story.say(11, words(0)).unwrap();
    let stands = own(&story, 11);
    assert_eq!((stands.line, stands.handed_over), (SOCIAL, false), "now it was they who went");
    assert_eq!(line(&story), [12, 13, 11]);
}

#[test]
fn what_cannot_be_is_not_proposed() {
    let mut story = proposed();
    for (command, why) in [
        (propose(LineId(2), None, ""), Rejection::OutOfRange),
        (propose(SOCIAL, Some(1), ""), Rejection::OutOfRange),
        (propose(SOCIAL, Some(2), ""), Rejection::UnknownParticipant),
        (propose(HEALTH, None, &"x".repeat(1001)), Rejection::TooLong),
        (propose(HEALTH, None, "a\u{0}"), Rejection::OutOfRange),
    ] {
        assert_eq!(story.say(1, command.clone()), Err(why), "{command:?}");
    }
    assert_eq!(story.say(2, propose(HEALTH, None, "")), Err(Rejection::NotRunning));
    assert_eq!(with(&story, 11).hand_over.unwrap().proposal, 1, "the first stands");
}

#[test]
fn a_proposal_to_somebody_who_receives_no_longer_is_none() {
    let mut story = proposed();
    story.say(2, Command::Receive { lines: Vec::new() }).unwrap();
    assert_eq!(with(&story, 11).hand_over, None);
    assert_eq!(story.say(11, answer(HandOverAnswer::Carry, 1)), Err(Rejection::NotRunning));
}
