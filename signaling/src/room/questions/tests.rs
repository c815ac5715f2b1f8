use super::*;
use crate::protocol::{Command, QuestionKey, QueueItem, RoomView};
use crate::role::Role;
use crate::room::story::{GRACE, Story, device, person};
use crate::room::{Log, Rules};

const KEY: KeyDigest = KeyDigest([7; 32]);

fn ask(text: &str) -> Command {
    Command::AskQuestion { text: text.into(), key: None }
}

fn vote(question: u32, on: bool) -> Command {
    Command::VoteQuestion { question: QuestionId(question), on }
}

fn publish(question: u32) -> Command {
    Command::PublishQuestion { question: QuestionId(question) }
}

fn show(question: u32, on: bool) -> Command {
    Command::ShowQuestion { question: QuestionId(question), on }
}

fn answer(question: u32, text: Option<&str>) -> Command {
    Command::AnswerQuestion { question: QuestionId(question), text: text.map(str::to_owned) }
}

fn withdraw(question: u32) -> Command {
    Command::WithdrawQuestion { question: QuestionId(question), key: None }
}

/// Supervisor 1, participants 2 to 4, assistant 5, observer 6.
fn story() -> Story {
    let mut story = Story::with_people_to(4);
    story.enter(5, 5, Role::Assistant).unwrap();
    story.enter(6, 6, Role::Observer).unwrap();
    story
}

impl Story {
    fn room_view(&self, who: u32) -> RoomView {
        self.room.view_for(self.now, person(who)).unwrap()
    }

    /// What somebody sees: who asked, how many votes, whether it is answered.
    fn questions(&self, who: u32) -> Vec<(Option<u32>, u32, bool)> {
        let one = |one: QuestionView| (one.asked_by.map(|who| who.0), one.votes, one.answer.is_some());
        self.room_view(who).questions.into_iter().map(one).collect()
    }

    fn waiting_questions(&self, who: u32) -> Vec<(Option<u32>, Option<u32>)> {
        let items = self.room_view(who).facilitator_queue.items;
        let number = |who: Option<ParticipantId>| who.map(|who| who.0);
        let questions = items.into_iter().filter(|one| one.kind == crate::protocol::QueueKind::Question);
        questions.map(|one| (number(one.participant), number(one.claimed_by))).collect()
    }

    fn ask_without_a_name(&mut self, who: u32, key: KeyDigest) -> Result<Vec<Effect>, Rejection> {
        let from = Sender { participant: person(who), device: device(who) };
        self.room.may_ask_anonymously(self.now, from, None)?;
        self.room.ask_anonymously(self.now, key, "Saako tästä puhua?")
    }
}

/// Who is told of a question, and that each has it in their view as they were told.
fn told(story: &Story, effects: &[Effect]) -> Vec<u32> {
    let mut told = Vec::new();
    for effect in effects {
        let Effect::Tell { audience, event } = effect else { continue };
        for who in story.room.audience(audience) {
            match event {
                Event::QuestionChanged { question } => {
                    assert!(story.room_view(who.0).questions.contains(question), "{who}");
                }
                Event::QuestionRemoved { question } => {
                    let view = story.room_view(who.0);
                    assert!(view.questions.iter().all(|one| one.question != *question));
                }
                _ => continue,
            }
            told.push(who.0);
        }
    }
    told.sort_unstable();
    told
}

#[test]
fn a_named_question_is_seen_by_those_who_answer_and_its_asker_until_it_is_published() {
    let mut story = story();
    let effects = story.say(2, ask(" Milloin jatkamme? ")).unwrap();
    assert_eq!(told(&story, &effects), [1, 2, 5]);
    assert_eq!((story.questions(2), story.questions(3)), (vec![(Some(2), 0, false)], vec![]));
    assert_eq!(story.room_view(1).questions[0].text, "Milloin jatkamme?");
    assert_eq!(story.waiting_questions(5), [(Some(2), None)]);
    for command in [publish(1), show(1, true), answer(1, None)] {
        assert_eq!(story.say(3, command.clone()), Err(Rejection::NotAllowed), "{command:?}");
    }
    assert_eq!(story.say(3, vote(1, true)), Err(Rejection::UnknownItem), "not theirs to know of");
    assert_eq!(story.say(3, withdraw(1)), Err(Rejection::UnknownItem));
    let effects = story.say(5, publish(1)).unwrap();
    assert_eq!(told(&story, &effects), [1, 2, 3, 4, 5, 6]);
    assert_eq!(story.say(1, publish(1)), Ok(vec![]));
    assert_eq!(story.say(1, publish(9)), Err(Rejection::UnknownItem));
}

#[test]
fn everybody_has_one_vote_for_a_question_and_may_take_it_back() {
    let mut story = story();
    story.say(2, ask("Milloin?")).unwrap();
    assert_eq!(story.say(2, vote(1, true)), Err(Rejection::UnknownItem), "before it is published");
    story.say(1, publish(1)).unwrap();
    for who in [2, 3, 1] {
        story.say(who, vote(1, true)).unwrap();
        assert_eq!(story.say(who, vote(1, true)), Ok(vec![]));
    }
    assert_eq!(story.say(6, vote(1, true)), Err(Rejection::NotAllowed), "who observes has no vote");
    assert_eq!(story.questions(4), [(Some(2), 3, false)]);
    assert_eq!(
        (story.room_view(3).question_votes, story.room_view(4).question_votes),
        (vec![QuestionId(1)], vec![])
    );
    story.say(3, vote(1, false)).unwrap();
    assert_eq!((story.questions(4)[0].1, story.room_view(3).question_votes), (2, vec![]));
}

#[test]
fn one_question_is_shown_at_a_time_and_answered_aloud_or_in_words() {
    let mut story = story();
    story.say(2, ask("Milloin?")).unwrap();
    story.say(3, ask("Missä?")).unwrap();
    let shown = |story: &Story| {
        let all = story.room_view(4).questions;
        all.into_iter().filter(|one| one.shown).map(|one| one.question.0).collect::<Vec<_>>()
    };
    story.say(1, show(1, true)).unwrap();
    assert_eq!((shown(&story), story.questions(4).len()), (vec![1], 1), "published by it");
    story.say(1, show(2, true)).unwrap();
    assert_eq!(shown(&story), [2]);
    assert_eq!(story.say(1, show(1, false)), Ok(vec![]), "another is shown");
    story.say(1, show(2, false)).unwrap();
    assert_eq!(shown(&story), [0; 0]);
    let item = QueueItem::Question { question: QuestionId(1) };
    story.wait(30);
    story.say(5, Command::GoTo { item }).unwrap();
    assert_eq!(story.waiting_questions(1), [(Some(2), Some(5)), (Some(3), None)]);
    assert_eq!(story.say(1, Command::GoTo { item }), Err(Rejection::Taken));
    story.say(5, Command::Resolve { item }).unwrap();
    let first = &story.room_view(2).questions[0];
    let aloud = AnswerView { by: person(5), at: story.now, text: None };
    assert_eq!(first.answer.as_ref(), Some(&aloud));
    assert_eq!(story.waiting_questions(1), [(Some(3), None)]);
    assert_eq!(story.say(5, Command::Claim { item }), Err(Rejection::UnknownItem), "it waits no more");
    story.say(1, answer(2, Some("Samassa paikassa."))).unwrap();
    let text = story.room_view(3).questions[1].answer.clone().unwrap().text;
    assert_eq!(text.as_deref(), Some("Samassa paikassa."));
    let figures = story.room_view(1).facilitator_queue.figures;
    assert_eq!((figures[0].served, figures[0].longest), (2, 30));
    story.say(1, answer(1, Some("Heti."))).unwrap();
    assert_eq!(
        story.room_view(1).facilitator_queue.figures[0].served,
        2,
        "another answer is no other question"
    );
    for (text, code) in [("", Rejection::OutOfRange), (&*"x".repeat(MAX_ANSWER + 1), Rejection::TooLong)] {
        assert_eq!(story.say(1, answer(1, Some(text))), Err(code));
    }
}

#[test]
fn a_question_is_taken_back_by_its_asker_or_by_who_moderates() {
    let mut story = story();
    for text in ["Yksi?", "Kaksi?"] {
        story.say(2, ask(text)).unwrap();
    }
    story.say(1, show(1, true)).unwrap();
    story.say(3, vote(1, true)).unwrap();
    assert_eq!(story.say(3, withdraw(1)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(5, withdraw(2)), Err(Rejection::NotAllowed), "an assistant does not moderate");
    let effects = story.say(2, withdraw(1)).unwrap();
    assert_eq!(told(&story, &effects), [1, 2, 3, 4, 5, 6]);
    assert!(story.room_view(3).question_votes.is_empty());
    let effects = story.say(1, withdraw(2)).unwrap();
    assert_eq!(told(&story, &effects), [1, 2, 5]);
    assert_eq!((story.room.questions.words.len(), story.room.questions.shown), (0, None));
}

#[test]
fn nobody_asks_on_and_on() {
    let mut story = story();
    for bad in ["", " \n ", "a\u{1b}b"] {
        assert_eq!(story.say(2, ask(bad)), Err(Rejection::OutOfRange));
    }
    assert_eq!(story.say(2, ask(&"x".repeat(MAX_QUESTION_TEXT + 1))), Err(Rejection::TooLong));
    for number in 0..5 {
        story.say(2, ask(&format!("{number}?"))).unwrap();
    }
    story.say(1, answer(1, None)).unwrap();
    assert_eq!(story.say(2, ask("Vielä?")), Err(Rejection::TooFast));
    assert_eq!(story.ask_without_a_name(2, KEY), Err(Rejection::TooFast), "nor without a name");
    story.wait(60);
    story.say(2, ask("Vielä?")).unwrap();
    story.wait(60);
    assert_eq!(story.say(2, ask("Ja vielä?")), Err(Rejection::OutOfRange), "five of theirs wait");
    for number in 0..6 {
        let asked = story.ask_without_a_name(3, KeyDigest([number; 32]));
        assert_eq!(asked.is_ok(), number < 5, "{number}");
    }
}

#[test]
fn there_are_so_many_questions_and_the_oldest_answered_gives_way() {
    let mut story = story();
    let mut number = 0_u32;
    while story.room.questions.questions.len() < MAX_QUESTIONS {
        let mut key = [0; 32];
        key[..4].copy_from_slice(&number.to_be_bytes());
        story.room.ask_anonymously(story.now, KeyDigest(key), "Mitä?").unwrap();
        number += 1;
    }
    assert_eq!(story.say(2, ask("Vielä?")), Err(Rejection::OutOfRange));
    story.say(1, answer(8, None)).unwrap();
    story.say(1, answer(5, None)).unwrap();
    story.say(2, ask("Vielä?")).unwrap();
    let questions = &story.room.questions.questions;
    assert_eq!((questions.len(), questions.contains_key(&QuestionId(5))), (MAX_QUESTIONS, false));
    assert!(questions.contains_key(&QuestionId(8)));
}

#[test]
fn an_anonymous_question_is_nobodys_and_answers_to_its_key() {
    let mut story = story();
    let effects = story.ask_without_a_name(3, KEY).unwrap();
    assert_eq!(told(&story, &effects), [1, 5], "not to who asked: it is not known who that is");
    assert_eq!((story.questions(1), story.questions(3)), (vec![(None, 0, false)], vec![]));
    assert_eq!(story.waiting_questions(1), [(None, None)]);
    let own = story.room.questions_with_keys(&[KeyDigest([1; 32]), KEY]);
    assert_eq!((own[0].is_none(), own[1].as_ref().unwrap().question), (true, QuestionId(1)));
    assert_eq!(story.ask_without_a_name(4, KEY), Err(Rejection::OutOfRange), "a key is good for one");
    let effects = story.say(1, answer(1, Some("Ei ilman lupaa."))).unwrap();
    let to_key: Vec<_> = effects.iter().filter(|one| matches!(one, Effect::TellKey { .. })).collect();
    let expected = Effect::TellKey {
        key: KEY,
        event: Event::OwnQuestionChanged { question: story.room_view(1).questions[0].clone() },
    };
    assert_eq!(to_key, [&expected]);
    assert!(story.questions(4).is_empty(), "nobody else is told what was not published");
    assert_eq!(story.say(3, withdraw(1)), Err(Rejection::UnknownItem), "it is not theirs without the key");
    let other = story.room.withdraw_anonymously(story.now, KeyDigest([1; 32]), QuestionId(1));
    assert_eq!(other, Err(Rejection::UnknownItem));
    let effects = story.room.withdraw_anonymously(story.now, KEY, QuestionId(1)).unwrap();
    assert_eq!(told(&story, &effects), [1, 5]);
    assert!(
        effects.contains(&Effect::TellKey {
            key: KEY,
            event: Event::QuestionRemoved { question: QuestionId(1) }
        })
    );
    assert_eq!(story.room.questions_with_keys(&[KEY]), [None]);
}

#[test]
fn a_key_never_comes_in_with_a_name() {
    let mut story = story();
    let key: QuestionKey = "00112233445566778899aabbccddeeff".to_owned().try_into().unwrap();
    assert_eq!(format!("{key:?}"), "QuestionKey(…)");
    let commands = [
        Command::AskQuestion { text: "Mitä?".into(), key: Some(key.clone()) },
        Command::WithdrawQuestion { question: QuestionId(1), key: Some(key.clone()) },
        Command::WatchQuestions { keys: vec![key] },
    ];
    for command in commands {
        assert_eq!(story.say(2, command), Err(Rejection::NotAllowed));
    }
    let stranger = Sender { participant: person(9), device: device(2) };
    assert_eq!(story.room.may_ask_anonymously(story.now, stranger, None), Err(Rejection::UnknownParticipant));
    assert_eq!(story.room.may_show_keys(stranger, Some(person(3))), Err(Rejection::UnknownParticipant));
    assert_eq!(story.room.may_show_keys(stranger, Some(person(2))), Ok(()));
}

/// Every byte that is written or told, whoever asks: the same, but for the digest of the key.
#[test]
fn who_asked_without_a_name_is_in_no_byte_that_is_told_or_written() {
    let play = |who: u32| {
        let made = Room::new("Kevät".into(), crate::protocol::Template::Supervision, Rules { grace: GRACE });
        let mut log = Log::of(&made);
        let mut story = story();
        // Everybody has asked something before, so that a count would differ and not only begin.
        log.follow(story.now, &story.room);
        let mut bytes = String::new();
        let mut note = |story: &Story, effects: Vec<Effect>, log: &mut Log| {
            let written = log.follow(story.now, &story.room);
            let texts: Vec<_> = written.texts.iter().map(|text| (&text.id, &text.text)).collect();
            bytes += &format!("{effects:?} {} {texts:?}\n", serde_json::to_string(&written.entry).unwrap());
            for who in 1..=6 {
                bytes += &serde_json::to_string(&story.room_view(who)).unwrap();
            }
            bytes += &serde_json::to_string(&story.room.as_replayed()).unwrap();
        };
        let effects = story.ask_without_a_name(who, KEY).unwrap();
        note(&story, effects, &mut log);
        for command in [publish(1), show(1, true), answer(1, Some("Kyllä."))] {
            let effects = story.say(1, command).unwrap();
            note(&story, effects, &mut log);
        }
        let effects = story.lose(who);
        drop(effects);
        story.resume(who).unwrap();
        log.follow(story.now, &story.room);
        let effects = story.room.withdraw_anonymously(story.now, KEY, QuestionId(1)).unwrap();
        note(&story, effects, &mut log);
        bytes
    };
    let asked_by_two = play(2);
    assert!(asked_by_two.contains("Saako tästä puhua?"));
    for who in [3, 4, 5, 6, 1] {
        assert!(play(who) == asked_by_two, "something differs when {who} asks");
    }
}

#[test]
fn a_question_and_what_becomes_of_it_outlive_a_restart() {
    let made = Room::new("Kevät".into(), crate::protocol::Template::Supervision, Rules { grace: GRACE });
    let mut log = Log::of(&made);
    let mut story = story();
    story.say(2, ask("Milloin?")).unwrap();
    story.ask_without_a_name(3, KEY).unwrap();
    story.say(1, show(1, true)).unwrap();
    story.say(4, vote(1, true)).unwrap();
    story.say(1, answer(2, Some("Kyllä."))).unwrap();
    let written = log.follow(story.now, &story.room);
    let entry = serde_json::to_string(&written.entry).unwrap();
    assert!(!entry.contains("Milloin") && !entry.contains("Kyllä"), "words are beside the facts");
    let texts = written.texts.into_iter().filter_map(|change| Some((change.id, change.text?)));
    let replayed = Room::replay(made, written.entry, texts).unwrap();
    assert_eq!(replayed.questions_with_keys(&[KEY]), story.room.questions_with_keys(&[KEY]));
    for who in 1..=6 {
        let again = replayed.view_for(story.now, person(who)).unwrap();
        assert_eq!(again.questions, story.room_view(who).questions);
        assert_eq!(again.question_votes, story.room_view(who).question_votes);
    }
}

#[test]
fn with_the_last_person_the_questions_go() {
    let mut story = Story::with_people_to(2);
    story.say(2, ask("Milloin?")).unwrap();
    story.room.ask_anonymously(story.now, KEY, "Miten?").unwrap();
    story.say(2, Command::Leave {}).unwrap();
    assert_eq!(story.questions(1), [(Some(2), 0, false), (None, 0, false)]);
    let effects = story.say(1, Command::Leave {}).unwrap();
    assert!(
        effects.iter().any(|one| matches!(one, Effect::TellKey { .. })),
        "who comes back with the key hears of it"
    );
    assert_eq!(story.room.questions_with_keys(&[KEY]), [None]);
    story.enter(1, 1, Role::Supervisor).unwrap();
    assert!(story.room_view(1).questions.is_empty());
}
