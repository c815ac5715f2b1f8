//! Questions without a name, on their way through the server: whoever shows the key is told, and nobody else knows.

use signaling::id::QuestionId;
use signaling::protocol::{Command, Event, MAX_QUESTION_KEYS, QuestionKey, QuestionView, Rejection};
use signaling::role::Role;

use crate::guest::{Fixture, Guest};

fn key(number: usize) -> QuestionKey {
    QuestionKey::try_from(format!("{number:032x}")).unwrap()
}

fn asking(text: &str, number: usize) -> Command {
    Command::AskQuestion { text: text.into(), key: Some(key(number)) }
}

fn watching(numbers: impl IntoIterator<Item = usize>) -> Command {
    Command::WatchQuestions { keys: numbers.into_iter().map(key).collect() }
}

/// Waits for a question in the view.
async fn question(guest: &mut Guest) -> QuestionView {
    let changed = guest.until(|event| match event {
        Event::QuestionChanged { question } => Some(question.clone()),
        _ => None,
    });
    changed.await
}

/// Waits for what becomes of a question whose key was shown.
async fn own(guest: &mut Guest) -> QuestionView {
    let changed = guest.until(|event| match event {
        Event::OwnQuestionChanged { question } => Some(question.clone()),
        _ => None,
    });
    changed.await
}

/// Whether anything was heard of questions by their keys. What was said before the answer to a command has been heard.
async fn heard_of_keys(guest: &mut Guest) -> bool {
    guest.ask(Command::RaiseHand { reply: false }).await.unwrap();
    guest.events.iter().any(|event| {
        let removed = matches!(event, Event::QuestionRemoved { .. });
        removed || matches!(event, Event::OwnQuestionChanged { .. })
    })
}

#[tokio::test]
async fn who_asks_without_a_name_is_answered_by_the_key_and_known_to_nobody() {
    let fixture = Fixture::new().await;
    let mut vetaja = fixture.join(Role::Supervisor, "Vetäjä").await;
    let mut aino = fixture.join(Role::Participant, "Aino").await;
    let mut eero = fixture.join(Role::Participant, "Eero").await;
    // Another key is no way to it.
    assert_eq!(eero.own_questions(watching([9])).await, Ok(vec![None]));
    let asked = aino.own_questions(asking("Jatkuuko ryhmä keväällä?", 1)).await.unwrap();
    let [Some(asked)] = asked.as_slice() else { panic!("{asked:?}") };
    let seen = question(&mut vetaja).await;
    assert_eq!((&seen, seen.asked_by, seen.text.as_str()), (asked, None, "Jatkuuko ryhmä keväällä?"));

    // Aino comes back on another connection, having forgotten everything but the key.
    let (token, _) = aino.vanish();
    let (mut aino, _) = fixture.resume(&token, None).await.unwrap();
    let text = Some("Jatkuu.".to_owned());
    vetaja.ask(Command::AnswerQuestion { question: seen.question, text: text.clone() }).await.unwrap();
    let known = aino.own_questions(watching([7, 1])).await.unwrap();
    let [None, Some(known)] = known.as_slice() else { panic!("{known:?}") };
    assert_eq!(known.answer.as_ref().unwrap().text, text);
    let other = Some("Jatkuu syksyyn.".to_owned());
    vetaja.ask(Command::AnswerQuestion { question: seen.question, text: other.clone() }).await.unwrap();
    assert_eq!(own(&mut aino).await.answer.unwrap().text, other);
    assert!(!heard_of_keys(&mut eero).await, "nobody else hears of it");
}

#[tokio::test]
async fn a_key_takes_its_own_question_back_and_no_other() {
    let fixture = Fixture::new().await;
    let mut vetaja = fixture.join(Role::Supervisor, "Vetäjä").await;
    let mut aino = fixture.join(Role::Participant, "Aino").await;
    let mut eero = fixture.join(Role::Participant, "Eero").await;
    aino.own_questions(asking("Ainon", 1)).await.unwrap();
    let of_aino = question(&mut vetaja).await.question;
    eero.own_questions(asking("Eeron", 2)).await.unwrap();
    assert_eq!(
        eero.own_questions(asking("Toinen", 2)).await,
        Err(Rejection::OutOfRange),
        "one key, one question"
    );
    let withdraw = |number| Command::WithdrawQuestion { question: of_aino, key: Some(key(number)) };
    assert_eq!(eero.ask(withdraw(2)).await, Err(Rejection::UnknownItem));
    assert_eq!(aino.ask(withdraw(3)).await, Err(Rejection::UnknownItem));
    assert_eq!(
        aino.own_questions(watching([1])).await.unwrap().iter().flatten().count(),
        1,
        "it is still there"
    );
    aino.ask(withdraw(1)).await.unwrap();
    let removed: QuestionId = vetaja
        .until(|event| match event {
            Event::QuestionRemoved { question } => Some(*question),
            _ => None,
        })
        .await;
    assert_eq!(removed, of_aino);
    assert_eq!(aino.own_questions(watching([1])).await, Ok(vec![None]));
}

#[tokio::test]
async fn a_device_is_told_of_the_keys_it_showed_last_and_of_so_many() {
    let fixture = Fixture::new().await;
    let mut vetaja = fixture.join(Role::Supervisor, "Vetäjä").await;
    let mut aino = fixture.join(Role::Participant, "Aino").await;
    aino.own_questions(asking("Ainon", 1)).await.unwrap();
    let seen = question(&mut vetaja).await.question;
    let many = aino.own_questions(watching(0..=MAX_QUESTION_KEYS)).await;
    assert_eq!(many, Err(Rejection::OutOfRange));
    let answer = |text: &str| Command::AnswerQuestion { question: seen, text: Some(text.into()) };
    vetaja.ask(answer("Yksi")).await.unwrap();
    assert_eq!(
        own(&mut aino).await.answer.unwrap().text.as_deref(),
        Some("Yksi"),
        "the refused list changed nothing"
    );
    aino.own_questions(watching([5])).await.unwrap();
    aino.events.clear();
    vetaja.ask(answer("Kaksi")).await.unwrap();
    assert!(!heard_of_keys(&mut aino).await, "another list stands in the place of the one before");
}

#[tokio::test]
async fn whoever_asks_too_much_is_told_so_though_nobody_knows_who_it_is() {
    let fixture = Fixture::new().await;
    let mut aino = fixture.join(Role::Participant, "Aino").await;
    let mut eero = fixture.join(Role::Participant, "Eero").await;
    for number in 0..5 {
        aino.own_questions(asking("Miksi?", number)).await.unwrap();
    }
    assert_eq!(aino.own_questions(asking("Miksi?", 5)).await, Err(Rejection::TooFast));
    eero.own_questions(asking("Miksi?", 6)).await.unwrap();
    assert_eq!(eero.own_questions(asking(" ", 7)).await, Err(Rejection::OutOfRange));
}
