//! Input that no client of ours sends. Each gets a clear code, and nobody else notices.

use serde_json::json;
use server::rooms::settings::Settings;
use signaling::protocol::Command;
use signaling::role::Role;
use tokio_tungstenite::tungstenite::Message;

use crate::guest::Fixture;

fn frames() -> Vec<(&'static str, Message, u16)> {
    vec![
        ("no JSON", Message::text("hello"), 4400),
        ("no object", Message::text("[]"), 4400),
        ("no type", Message::text(r#"{"id":1}"#), 4400),
        ("unknown type", Message::text(r#"{"id":1,"type":"become_supervisor"}"#), 4400),
        ("unknown field", Message::text(r#"{"id":1,"type":"raise_hand","hand":"left"}"#), 4400),
        ("forged sender", Message::text(r#"{"id":1,"type":"raise_hand","participant":1}"#), 4400),
        ("forged role", Message::text(r#"{"id":1,"type":"call_next","role":"supervisor"}"#), 4400),
        ("a key twice", Message::text(r#"{"id":1,"type":"raise_hand","type":"leave"}"#), 4400),
        (
            "a key twice, deep down",
            Message::text(
                r#"{"id":1,"type":"move_people","moves":[{"participant":1,"participant":2,"to":{"type":"plenary"}}]}"#,
            ),
            4400,
        ),
        (
            "nested too deep",
            Message::text(format!(r#"{{"id":1,"type":{}1{}}}"#, "[".repeat(2000), "]".repeat(2000))),
            4400,
        ),
        ("a lone surrogate", Message::text(r#"{"id":1,"type":"\ud800"}"#), 4400),
        ("a negative id", Message::text(r#"{"id":-1,"type":"raise_hand"}"#), 4400),
        ("a second hello", Message::text(r#"{"version":1,"proof":{"type":"ticket","ticket":"x"}}"#), 4400),
        ("binary", Message::binary(br#"{"id":1,"type":"raise_hand"}"#.to_vec()), 4400),
        ("just too large", Message::text(" ".repeat(64 * 1024 + 1)), 4413),
        ("1 MB", Message::text("x".repeat(1_000_000)), 4413),
    ]
}

#[tokio::test]
async fn what_is_not_a_request_closes_its_own_connection_only() {
    let fixture = Fixture::new().await;
    let mut vetaja = fixture.join(Role::Supervisor, "Vetäjä").await;
    for (what, frame, code) in frames() {
        let mut mallory = fixture.join(Role::Participant, "Mallory").await;
        mallory.line.send(frame).await;
        assert_eq!(mallory.line.closed().await, code, "{what}");
        vetaja.ask(Command::RaiseHand { reply: false }).await.unwrap();
        // The person is still seated and may come back: it may have been a bug, not malice.
        assert!(fixture.resume(&mallory.token, None).await.is_ok(), "{what}");
    }
    assert_eq!(fixture.server.rooms().crashes(), 0);
}

#[tokio::test]
async fn before_a_good_hello_nothing_is_told() {
    let fixture = Fixture::new().await;
    let mut vetaja = fixture.join(Role::Supervisor, "Vetäjä").await;
    let hellos = [
        ("a request", json!({"id": 1, "type": "raise_hand"}), 4401),
        ("no proof", json!({"version": 1}), 4400),
        ("unknown proof", json!({"version": 1, "proof": {"type": "name", "name": "Vetäjä"}}), 4400),
        (
            "unknown field",
            json!({"version": 1, "proof": {"type": "ticket", "ticket": "x"}, "role": "supervisor"}),
            4400,
        ),
        ("another version", json!({"version": 2, "proof": {"type": "ticket", "ticket": "x"}}), 4406),
        ("no ticket", json!({"version": 1, "proof": {"type": "ticket", "ticket": ""}}), 4401),
        (
            "a forged ticket",
            json!({"version": 1, "proof": {"type": "ticket", "ticket": "eyJhbGciOiJub25lIn0.e30."}}),
            4401,
        ),
        (
            "a forged token",
            json!({"version": 1, "proof": {"type": "resume", "token": "a.b", "seen": null}}),
            4401,
        ),
    ];
    for (what, hello, code) in hellos {
        let mut line = fixture.socket().await;
        line.say(&hello.to_string()).await;
        assert_eq!(line.heard().await, Err(code), "{what}");
    }
    let mut line = fixture.socket().await;
    line.send(Message::text("x".repeat(1_000_000))).await;
    assert_eq!(line.heard().await, Err(4413));
    assert_eq!(vetaja.ask(Command::RaiseHand { reply: false }).await, Ok(()));
}

#[tokio::test]
async fn a_ticket_of_another_server_opens_nothing() {
    let (ours, theirs) = (Fixture::new().await, Fixture::new().await);
    let ticket = theirs.ticket(Role::Supervisor, "Mallory").await;
    let proof = signaling::protocol::Proof::Ticket { ticket };
    assert_eq!(ours.hello(proof).await.err(), Some(4401));
}

#[tokio::test]
async fn a_ticket_opens_its_own_room_only() {
    let fixture = Fixture::new().await;
    let mut vetaja = fixture.join(Role::Supervisor, "Vetäjä").await;
    let other = fixture
        .server
        .rooms()
        .create(Settings::plain("Toinen".into(), signaling::protocol::Template::Cafe))
        .unwrap();
    let secret = other.links[0].1.expose();
    let (status, joined) = fixture.post("/api/v1/join", &json!({"secret": secret, "name": "Naapuri"})).await;
    assert_eq!(status, 200);
    let ticket = joined["ticket"].as_str().unwrap().to_owned();
    let (_, view) = fixture.hello(signaling::protocol::Proof::Ticket { ticket }).await.unwrap();
    let view = view.unwrap();
    assert_eq!((view.title.as_str(), view.people.len()), ("Toinen", 1));
    vetaja.ask(Command::RaiseHand { reply: false }).await.unwrap();
    let heard = format!("{:?}", vetaja.events);
    assert!(!heard.contains("Naapuri"), "{heard}");
}

#[tokio::test]
async fn a_flood_closes_the_one_who_floods() {
    let fixture = Fixture::new().await;
    let mut vetaja = fixture.join(Role::Supervisor, "Vetäjä").await;
    let mut mallory = fixture.join(Role::Participant, "Mallory").await;
    for id in 0..200 {
        mallory.line.say(&format!(r#"{{"id":{id},"type":"raise_hand"}}"#)).await;
    }
    assert_eq!(mallory.line.closed().await, 4429);
    assert_eq!(vetaja.ask(Command::RaiseHand { reply: false }).await, Ok(()));
}
