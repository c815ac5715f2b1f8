//! Messages of people who mean harm or are broken: a clear close code for them, nothing for the others.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey as _;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use signaling::protocol::{CloseCode, Command, Rejection};
use signaling::role::Role;
use tests::host::{Host, Links, Setup, Ticket};
use tests::line::Line;
use tests::person::Person;
use tests::view::View;
use tokio_tungstenite::tungstenite::Message;

/// A room with somebody in it who must not notice.
struct Room {
    host: Host,
    links: Links,
    bystander: Person,
}

impl Room {
    async fn open() -> Self {
        let host = Host::start(Setup::default()).await.unwrap();
        let links = host.room().await.unwrap();
        let bystander = Person::enter(&links, Role::Supervisor, "Sivullinen").await.unwrap();
        Self { host, links, bystander }
    }

    async fn ticket(&self) -> Ticket {
        self.links.ticket(Role::Participant, "Ilkeä").await.unwrap()
    }

    /// The bystander gets answers and events, all of them.
    async fn is_well(&self) {
        let (line, who) = (&self.bystander.line, self.bystander.you.participant);
        let raised = |known: &View| {
            known.queues.iter().any(|queue| queue.hands.iter().any(|hand| hand.participant == who))
        };
        // One message each time: a person may send 20 in a second.
        let was_up = raised(&line.now());
        let command = if was_up {
            Command::LowerHand { participant: None, reply: false }
        } else {
            Command::RaiseHand { reply: false }
        };
        line.done(command).await.unwrap();
        let known = line.until("the other state of the hand", |known| raised(known) != was_up).await.unwrap();
        assert!(!known.gap && known.closed.is_none());
    }
}

fn assert_closed(end: &(u16, String), code: CloseCode, what: &str) {
    assert_eq!(end, &(code.number(), code.reason().to_owned()), "after {what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_that_is_no_message_closes_its_connection_and_no_other() {
    let room = Room::open().await;
    let bystander = room.bystander.you.participant.0;
    let deep = format!("{}1{}", r#"{"id":1,"type":"raise_hand","x":"#.repeat(40), "}".repeat(40));
    let megabyte = format!(r#"{{"id":1,"type":"raise_hand","x":"{}"}}"#, "a".repeat(1_000_000));
    let forged = format!(r#"{{"id":1,"type":"raise_hand","participant":{bystander}}}"#);
    let forged_from = format!(r#"{{"id":1,"type":"leave","from":{bystander}}}"#);
    let cases = [
        ("no JSON", Message::text("hello?"), CloseCode::Malformed),
        ("half a message", Message::text(r#"{"id":1,"type":"raise_hand""#), CloseCode::Malformed),
        ("two messages", Message::text(r#"{"id":1,"type":"raise_hand"}{}"#), CloseCode::Malformed),
        ("an array", Message::text(r#"[{"id":1,"type":"raise_hand"}]"#), CloseCode::Malformed),
        ("nothing", Message::text(""), CloseCode::Malformed),
        ("an unknown type", Message::text(r#"{"id":1,"type":"become_supervisor"}"#), CloseCode::Malformed),
        (
            "an unknown field",
            Message::text(r#"{"id":1,"type":"raise_hand","loud":true}"#),
            CloseCode::Malformed,
        ),
        ("no id", Message::text(r#"{"type":"raise_hand"}"#), CloseCode::Malformed),
        ("an id below zero", Message::text(r#"{"id":-1,"type":"raise_hand"}"#), CloseCode::Malformed),
        ("an id as text", Message::text(r#"{"id":"1","type":"raise_hand"}"#), CloseCode::Malformed),
        ("an id twice", Message::text(r#"{"id":1,"id":2,"type":"raise_hand"}"#), CloseCode::Malformed),
        (
            "a type twice",
            Message::text(r#"{"id":1,"type":"raise_hand","type":"leave"}"#),
            CloseCode::Malformed,
        ),
        (
            "a key twice, deep",
            Message::text(
                r#"{"id":1,"type":"move_people","moves":[{"participant":1,"to":{"type":"plenary","type":"group"}}]}"#,
            ),
            CloseCode::Malformed,
        ),
        ("deep nesting", Message::text(deep), CloseCode::Malformed),
        ("a binary frame", Message::binary(vec![0xff; 64]), CloseCode::Malformed),
        ("a megabyte", Message::text(megabyte), CloseCode::TooLarge),
        ("somebody else as sender", Message::text(forged), CloseCode::Malformed),
        ("somebody else as sender of a goodbye", Message::text(forged_from), CloseCode::Malformed),
        (
            "a second hello",
            Message::text(r#"{"version":1,"proof":{"type":"resume","token":"x","seen":null}}"#),
            CloseCode::Malformed,
        ),
    ];
    for (what, message, code) in cases {
        let line = Line::enter(&room.ticket().await).await.unwrap();
        // The server may close before it has read a megabyte.
        let _ = line.say(message).await;
        assert_closed(&line.end().await.unwrap(), code, what);
        room.is_well().await;
    }
    room.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_acts_for_somebody_else() {
    let room = Room::open().await;
    let other = room.bystander.you.participant;
    room.bystander.line.done(Command::RaiseHand { reply: false }).await.unwrap();
    let line = Line::enter(&room.ticket().await).await.unwrap();
    let answer = line.ask(Command::LowerHand { participant: Some(other), reply: false }).await.unwrap();
    assert_eq!(answer.outcome.unwrap_err(), Rejection::NotAllowed);
    // Refused, not punished.
    line.done(Command::RaiseHand { reply: false }).await.unwrap();
    let known = line
        .until("two hands", |known| known.queues.iter().any(|queue| queue.hands.len() == 2))
        .await
        .unwrap();
    assert_eq!(known.queues[0].hands[0].participant, other);
    room.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_let_in_without_a_good_hello() {
    let room = Room::open().await;
    let ticket = room.ticket().await;
    let used = room.ticket().await;
    let _inside = Line::enter(&used).await.unwrap();
    let other_room =
        room.host.room().await.unwrap().ticket(Role::Supervisor, "Toisen huoneen").await.unwrap();
    let with = |ticket: &str| json!({ "version": 1, "proof": { "type": "ticket", "ticket": ticket } });
    let resume =
        |token: &str| json!({ "version": 1, "proof": { "type": "resume", "token": token, "seen": 0 } });
    let stolen_claims = claims(&other_room.ticket);
    let cases: Vec<(&str, Value, CloseCode)> = vec![
        ("a message before the hello", json!({ "id": 1, "type": "raise_hand" }), CloseCode::Unauthenticated),
        ("no hello", json!({}), CloseCode::Malformed),
        ("a later version", json!({ "version": 2, "proof": {} }), CloseCode::UnsupportedVersion),
        ("no ticket", with(""), CloseCode::Unauthenticated),
        ("rubbish", with("a.b.c"), CloseCode::Unauthenticated),
        ("a ticket that was used", with(&used.ticket), CloseCode::Unauthenticated),
        (
            "an unsigned ticket",
            with(&resigned(&ticket.ticket, None, Value::clone)),
            CloseCode::Unauthenticated,
        ),
        ("no signature part", with(ticket.ticket.rsplit_once('.').unwrap().0), CloseCode::Unauthenticated),
        ("alg none", with(&alg_none(&ticket.ticket)), CloseCode::Unauthenticated),
        ("another key", with(&signed_by_another(&claims(&ticket.ticket))), CloseCode::Unauthenticated),
        (
            "a secret that is our public text",
            with(&hmac(&claims(&ticket.ticket))),
            CloseCode::Unauthenticated,
        ),
        (
            "a higher role",
            with(&resigned(&ticket.ticket, Some(()), |claims| {
                let mut claims = claims.clone();
                claims["role"] = json!("supervisor");
                claims
            })),
            CloseCode::Unauthenticated,
        ),
        (
            "a ticket of another room, changed to this one",
            with(&resigned(&other_room.ticket, Some(()), |of_other| {
                let mut of_other = of_other.clone();
                of_other["room"] = claims(&ticket.ticket)["room"].clone();
                of_other
            })),
            CloseCode::Unauthenticated,
        ),
        (
            "an expired ticket with a later end",
            with(&resigned(&ticket.ticket, Some(()), |claims| {
                let mut claims = claims.clone();
                claims["exp"] = json!(claims["exp"].as_u64().unwrap() + 3600);
                claims
            })),
            CloseCode::Unauthenticated,
        ),
        ("a made-up token", resume("made.up"), CloseCode::Unauthenticated),
        (
            "another's room in a token",
            resume(&format!("{}.AAAA", stolen_claims["room"].as_str().unwrap())),
            CloseCode::Unauthenticated,
        ),
    ];
    for (what, hello, code) in cases {
        let line = Line::open(&ticket, &hello, View::default()).await.unwrap();
        assert_closed(&line.end().await.unwrap(), code, what);
        assert_eq!(line.now().you, None, "{what} was let in");
        room.is_well().await;
    }
    // None of it used the ticket up, and a ticket of another room leads there and nowhere else.
    let inside = Line::enter(&ticket).await.unwrap();
    assert!(inside.now().person("Sivullinen").is_some());
    let elsewhere = Line::enter(&other_room).await.unwrap().now();
    assert!(elsewhere.person("Sivullinen").is_none() && elsewhere.people.len() == 1);
    room.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_of_another_server_is_nobodys() {
    let room = Room::open().await;
    let elsewhere = Host::start(Setup::default()).await.unwrap();
    let foreign = elsewhere.room().await.unwrap().ticket(Role::Supervisor, "Vieras").await.unwrap();
    let line = Line::open(&room.ticket().await, &foreign.hello(), View::default()).await.unwrap();
    assert_closed(&line.end().await.unwrap(), CloseCode::Unauthenticated, "a ticket of another server");
    room.is_well().await;
    elsewhere.stop().await;
    room.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_messages_ends_its_connection_and_no_other() {
    let room = Room::open().await;
    let line = Line::enter(&room.ticket().await).await.unwrap();
    for _ in 0..200 {
        if line.say(Message::text(r#"{"id":1,"type":"raise_hand"}"#)).await.is_err() {
            break;
        }
    }
    assert_closed(&line.end().await.unwrap(), CloseCode::TooFast, "200 messages at once");
    room.is_well().await;
    room.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_says_nothing_is_asked_to_leave() {
    let room = Room::open().await;
    let ticket = room.ticket().await;
    let stream = tokio::net::TcpStream::connect(ticket.addr).await.unwrap();
    let (mut silent, _) = tokio_tungstenite::client_async(&ticket.ws_url, stream).await.unwrap();
    let message =
        tests::within("the end of patience", futures_util::StreamExt::next(&mut silent)).await.unwrap();
    let Some(Ok(Message::Close(Some(frame)))) = message else { unreachable!("no close frame: {message:?}") };
    let end = (frame.code.into(), frame.reason.to_string());
    assert_closed(&end, CloseCode::HelloTimeout, "silence");
    room.is_well().await;
    room.host.stop().await;
}

fn claims(ticket: &str) -> Value {
    let body = ticket.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap()
}

/// The same head, changed claims, and the old signature or none.
fn resigned(ticket: &str, signature: Option<()>, change: impl Fn(&Value) -> Value) -> String {
    let parts: Vec<&str> = ticket.split('.').collect();
    let body = URL_SAFE_NO_PAD.encode(change(&claims(ticket)).to_string());
    format!("{}.{body}.{}", parts[0], signature.map_or("", |()| parts[2]))
}

fn alg_none(ticket: &str) -> String {
    let head = URL_SAFE_NO_PAD.encode(json!({ "alg": "none", "typ": "JWT" }).to_string());
    format!("{head}.{}.", ticket.split('.').nth(1).unwrap())
}

fn signed_by_another(claims: &Value) -> String {
    let key = SigningKey::from_bytes(&[7; 32]).to_pkcs8_der().unwrap();
    let key = EncodingKey::from_ed_der(key.as_bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), claims, &key).unwrap()
}

/// The confusion of algorithms: a MAC under something everybody knows.
fn hmac(claims: &Value) -> String {
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(b"piiri")).unwrap()
}
