//! Opening hours, closed lines, and what is answered at the door.

use super::*;
use crate::protocol::{DoorView, MAX_DOOR_WORDS, RefusalReason};
use crate::room::story::{PLENARY, disconnected};
use crate::room::{OpenHours, Opening, Schedule};
use crate::time::Moment;

const fn hours(from: u64, until: u64) -> OpenHours {
    OpenHours { from: Moment(from * 1_000), until: Moment(until * 1_000) }
}

fn door(story: &Story, who: u32) -> DoorView {
    story.room.lobby_view_for(person(who)).unwrap().door
}

#[test]
fn visitors_wait_also_where_the_door_is_open_and_nobody_lets_them_in() {
    let mut story = reception();
    knock(&mut story, 11);
    story.say(1, Command::SetDoor { door: Door::Knock }).unwrap();
    story.say(1, Command::SetDoor { door: Door::Open }).unwrap();
    story.say(1, Command::AdmitAll {}).unwrap();
    let admit = Command::Admit { participants: vec![person(11)] };
    assert_eq!(story.say(1, admit), Err(Rejection::NotAllowed));
    assert!(story.room.is_waiting(device(11)) && !story.room.knows(person(11)));
    let mut speaker = arrival(20, 20);
    speaker.role = Role::Speaker;
    assert_eq!(story.room.arrive(story.now, speaker).unwrap().0, Arrived::Entered, "as everywhere");
    assert_eq!(story.place(20), PLENARY);
}

#[test]
fn in_closed_hours_nobody_joins_and_who_stands_there_goes_on_waiting() {
    let mut story = reception_of(Reception { hours: vec![hours(10, 70), hours(200, 300)], ..two_lines() });
    receive(&mut story, 1, &[SOCIAL]);
    knock(&mut story, 11);
    assert_eq!(door(&story, 11), DoorView::NotYet { opens_at: Moment(10_000) });
    assert!(!at_door(&story, 11).open);
    assert_eq!(at_door(&story, 11).closed_text, "Hätätilanteessa soita 112.");
    assert_eq!(story.say(11, join(SOCIAL)), Err(Rejection::LineClosed));
    assert_eq!(story.room.next_deadline(), Some(Moment(10_000)));
    let effects = story.wait(9);
    assert!(is_told(&effects, 11) && at_door(&story, 11).open);
    assert_eq!(door(&story, 11), DoorView::Knock {});
    story.say(11, join(SOCIAL)).unwrap();
    knock(&mut story, 12);
    let effects = story.wait(60);
    assert!(is_told(&effects, 12));
    assert_eq!(door(&story, 12), DoorView::NotYet { opens_at: Moment(200_000) });
    assert_eq!(story.say(12, join(SOCIAL)), Err(Rejection::LineClosed));
    assert!(!desk(&story, 1).open);
    let more = Command::JoinLine { answers: answers(0, "Lisää"), in_writing: false };
    story.say(11, more).unwrap();
    assert_eq!(story.say(11, join(HEALTH)), Err(Rejection::LineClosed));
    assert_eq!(take(&mut story, 1), Ok(11), "whoever stands there is received");
    story.wait(400);
    assert_eq!(door(&story, 12), DoorView::Closed {}, "no more hours");
}

#[test]
fn door_and_schedule_close_the_reception_too() {
    let mut story = reception();
    knock(&mut story, 11);
    story.say(1, Command::SetDoor { door: Door::Closed }).unwrap();
    assert_eq!((door(&story, 11), at_door(&story, 11).open), (DoorView::Closed {}, false));
    assert_eq!(story.say(11, join(SOCIAL)), Err(Rejection::LineClosed));

    let schedule =
        Schedule { starts_at: Some(Moment(50_000)), ends_at: Some(Moment(150_000)), ..Schedule::default() };
    let mut story = reception_of(Reception { hours: vec![hours(0, 60), hours(100, 200)], ..two_lines() });
    story.room = story.room.opening(Opening { schedule, ..Opening::default() });
    knock(&mut story, 11);
    assert_eq!(door(&story, 11), DoorView::NotYet { opens_at: Moment(50_000) });
    assert_eq!(story.say(11, join(SOCIAL)), Err(Rejection::LineClosed));
    story.wait(60);
    assert_eq!(door(&story, 11), DoorView::NotYet { opens_at: Moment(100_000) });
    story.wait(60);
    assert_eq!(door(&story, 11), DoorView::Knock {});
    story.wait(60);
    assert_eq!(door(&story, 11), DoorView::Closed {});
}

#[test]
fn a_closed_line_is_joined_by_nobody_and_served_on() {
    let mut story = reception();
    receive(&mut story, 1, &[HEALTH]);
    stand(&mut story, 11, HEALTH);
    knock(&mut story, 12);
    let effects = story.say(3, Command::OpenLine { line: HEALTH, open: false }).unwrap();
    assert!(is_told(&effects, 12));
    assert!(at_door(&story, 12).open && !at_door(&story, 12).lines[1].open);
    assert_eq!(story.say(12, join(HEALTH)), Err(Rejection::LineClosed));
    story.say(12, join(SOCIAL)).unwrap();
    assert_eq!(take(&mut story, 1), Ok(11));
    story.say(1, Command::OpenLine { line: HEALTH, open: true }).unwrap();
    story.say(12, join(HEALTH)).unwrap();
    assert_eq!(story.say(1, Command::OpenLine { line: LineId(2), open: true }), Err(Rejection::OutOfRange));
}

#[test]
fn what_is_asked_is_answered_once_and_by_what_there_is() {
    let mut story = reception();
    knock(&mut story, 11);
    let chosen = |question, option| DoorAnswer::Chosen { question, option };
    let words = |question, text: &str| DoorAnswer::Words { question, text: text.into() };
    let before = story.room.clone();
    for (answers, why) in [
        (vec![], Rejection::OutOfRange),
        (vec![words(1, "Vuokra")], Rejection::OutOfRange),
        (vec![chosen(0, 3)], Rejection::OutOfRange),
        (vec![chosen(0, 0), chosen(0, 1)], Rejection::OutOfRange),
        (vec![chosen(0, 0), chosen(1, 0)], Rejection::OutOfRange),
        (vec![chosen(0, 0), chosen(2, 0)], Rejection::OutOfRange),
        (vec![words(0, "Vuokra")], Rejection::OutOfRange),
        (vec![chosen(0, 0), words(1, "a"), words(1, "b")], Rejection::OutOfRange),
        (vec![chosen(0, 0), words(1, "a\u{1b}")], Rejection::OutOfRange),
        (vec![chosen(0, 0), words(1, &"ä".repeat(MAX_DOOR_WORDS + 1))], Rejection::TooLong),
    ] {
        let command = Command::JoinLine { answers, in_writing: false };
        assert_eq!(story.say(11, command.clone()), Err(why), "{command:?}");
    }
    assert_eq!(story.room, before, "nothing of it leaves a trace");
    story.say(11, Command::JoinLine { answers: answers(0, " \n"), in_writing: false }).unwrap();
    assert_eq!(own(&story, 11).answers.len(), 1, "nothing in words is no answer");
}

#[test]
fn the_last_answer_that_leads_to_a_line_decides() {
    let mut made = two_lines();
    let mut again = made.questions[0].clone();
    again.options.swap(0, 1);
    made.questions.insert(1, again);
    let mut story = reception_of(made);
    knock(&mut story, 11);
    let mut say = |first, second| {
        let chosen = |question, option| DoorAnswer::Chosen { question, option };
        // Whatever the order in which they are given.
        let answers = vec![chosen(1, second), chosen(0, first)];
        story.say(11, Command::JoinLine { answers, in_writing: false }).unwrap();
        own(&story, 11).line
    };
    assert_eq!((say(0, 0), say(1, 2), say(2, 2)), (HEALTH, HEALTH, SOCIAL));
}

#[test]
fn who_presses_on_and_on_is_held_up() {
    let mut story = reception();
    knock(&mut story, 11);
    let pressed = (0..20).filter(|_| story.say(11, join(SOCIAL)).is_ok()).count();
    assert_eq!(pressed, 10);
    assert_eq!(story.say(11, Command::WaitFor { participant: None }), Err(Rejection::TooFast));
    story.wait(1);
    story.say(11, join(HEALTH)).unwrap();
}

#[test]
fn somebody_may_be_refused_from_the_line() {
    let mut story = reception();
    stand(&mut story, 11, SOCIAL);
    let reason = RefusalReason::Later;
    let effects = story.say(1, Command::Refuse { participant: person(11), reason }).unwrap();
    assert_eq!((disconnected(&effects), line(&story)), (vec![11], vec![]));
}

#[test]
fn a_reception_is_made_of_what_can_be_received_by() {
    let good = || Reception { hours: vec![hours(0, 10), hours(10, 20)], ..two_lines() };
    let room = || reception().room;
    assert!(room().with_reception(good()).is_ok());
    let mistakes: [fn(&mut Reception); 14] = [
        |one| one.lines.clear(),
        |one| one.lines = vec![one.lines[0].clone(); 11],
        |one| one.lines[0].name = " ".into(),
        |one| one.lines[0].name = "a\nb".into(),
        |one| one.lines[0].minutes = 0,
        |one| one.lines[0].minutes = 241,
        |one| one.questions[0].options[0].line = Some(LineId(2)),
        |one| one.questions[0].options.truncate(1),
        |one| one.questions[0].options.clear(),
        |one| one.questions = vec![one.questions[0].clone(); 6],
        |one| one.closed_text = "x".repeat(2_001),
        |one| one.hours.reverse(),
        |one| one.hours[1].from = Moment(5_000),
        |one| one.hours[0].until = one.hours[0].from,
    ];
    for (number, mistake) in mistakes.into_iter().enumerate() {
        let mut made = good();
        mistake(&mut made);
        assert!(room().with_reception(made).is_err(), "{number}");
    }
}
