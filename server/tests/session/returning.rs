//! People who come back.

use signaling::protocol::{Command, Event, Presence, ServerMessage};
use signaling::role::Role;

use crate::guest::{Fixture, Guest};

/// Waits until everybody in the room is connected, or somebody is not.
async fn all_here(guest: &mut Guest, here: bool) {
    guest
        .until(|event| match event {
            Event::PeopleChanged { people } => {
                (people.iter().all(|person| person.presence == Presence::Here {}) == here).then_some(())
            }
            _ => None,
        })
        .await;
}

#[tokio::test]
async fn who_comes_back_hears_exactly_what_was_missed() {
    let fixture = Fixture::new().await;
    let mut vetaja = fixture.join(Role::Supervisor, "Vetäjä").await;
    let mut aino = fixture.join(Role::Participant, "Aino").await;
    aino.ask(Command::RaiseHand { reply: false }).await.unwrap();
    let who = aino.you;
    let (token, seen) = aino.vanish();
    all_here(&mut vetaja, false).await;
    vetaja.ask(Command::RaiseHand { reply: false }).await.unwrap();
    vetaja.ask(Command::LowerHand { participant: None, reply: false }).await.unwrap();

    let (mut back, view) = fixture.resume(&token, Some(seen)).await.unwrap();
    assert!(view.is_none(), "the events follow instead");
    assert_eq!((back.you, back.seen), (who, seen));
    assert_ne!(back.token, token, "tokens rotate");
    all_here(&mut back, true).await;
    let kinds: Vec<&str> = back
        .events
        .iter()
        .map(|event| match event {
            Event::PeopleChanged { .. } => "people",
            Event::QueuesChanged { .. } => "queues",
            _ => "other",
        })
        .collect();
    assert_eq!(kinds, ["people", "queues", "queues", "people"], "dropped, raised, lowered, here");
    let Event::QueuesChanged { queues } = &back.events[2] else { panic!("{:?}", back.events) };
    assert_eq!(queues[0].hands[0].participant, who.participant, "the hand is still up");
    back.ask(Command::LowerHand { participant: None, reply: false }).await.unwrap();
}

#[tokio::test]
async fn who_has_forgotten_everything_gets_the_whole_view() {
    let fixture = Fixture::new().await;
    let mut aino = fixture.join(Role::Participant, "Aino").await;
    aino.ask(Command::RaiseHand { reply: false }).await.unwrap();
    let who = aino.you;
    let (token, seen) = aino.vanish();
    let (back, view) = fixture.resume(&token, None).await.unwrap();
    let view = view.unwrap();
    assert_eq!(back.you, who);
    assert!(back.seen >= seen);
    assert_eq!(view.people[0].presence, Presence::Here {});
    assert_eq!(view.queues[0].hands[0].participant, who.participant);

    let (token, seen) = back.vanish();
    let ahead = signaling::id::Sequence(seen.0 + 1000);
    let (_, view) = fixture.resume(&token, Some(ahead)).await.unwrap();
    assert!(view.is_some(), "nobody can have seen what was not said");
}

#[tokio::test]
async fn a_newer_connection_replaces_the_one_before() {
    let fixture = Fixture::new().await;
    let mut vetaja = fixture.join(Role::Supervisor, "Vetäjä").await;
    let mut aino = fixture.join(Role::Participant, "Aino").await;
    let (mut back, _) = fixture.resume(&aino.token, Some(aino.seen)).await.unwrap();
    assert_eq!(aino.line.closed().await, 4409);
    back.ask(Command::RaiseHand { reply: false }).await.unwrap();
    let before = vetaja.events.len();
    vetaja.until(|event| matches!(event, Event::QueuesChanged { .. }).then_some(())).await;
    let dropped = vetaja.events[before..].iter().any(|event| match event {
        Event::PeopleChanged { people } => people.iter().any(|person| person.presence != Presence::Here {}),
        _ => false,
    });
    assert!(!dropped, "she was never away");
}

#[tokio::test]
async fn a_token_is_good_once_and_a_ticket_too() {
    let fixture = Fixture::new().await;
    let aino = fixture.join(Role::Participant, "Aino").await;
    let (first, seen) = aino.vanish();
    let (mut back, _) = fixture.resume(&first, Some(seen)).await.unwrap();
    // Reading on answers the ping behind the welcome; a request after it is served after it.
    back.ask(Command::RaiseHand { reply: false }).await.unwrap();
    back.ask(Command::LowerHand { participant: None, reply: false }).await.unwrap();
    assert_eq!(fixture.resume(&first, Some(seen)).await.err(), Some(4401));
    back.ask(Command::RaiseHand { reply: false }).await.unwrap();

    let ticket = fixture.ticket(Role::Participant, "Eero").await;
    let proof = || signaling::protocol::Proof::Ticket { ticket: ticket.clone() };
    assert!(fixture.hello(proof()).await.is_ok());
    assert_eq!(fixture.hello(proof()).await.err(), Some(4401));
}

#[tokio::test]
async fn media_that_is_not_there_is_refused_by_code() {
    let fixture = Fixture::new().await;
    let mut aino = fixture.join(Role::Participant, "Aino").await;
    aino.line.say(r#"{"id":1,"type":"media_send","sdp":"v=0\r\n"}"#).await;
    aino.line.say(r#"{"id":2,"type":"raise_hand"}"#).await;
    let mut answers = Vec::new();
    while answers.len() < 2 {
        match aino.message().await {
            ServerMessage::Rejected { id, code } => answers.push((id.0, Some(code))),
            ServerMessage::Ok { id } => answers.push((id.0, None)),
            _ => {}
        }
    }
    answers.sort_unstable();
    assert_eq!(answers, [(1, Some(signaling::protocol::Rejection::BadDescription)), (2, None)]);
}
