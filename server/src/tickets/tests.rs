use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use signaling::protocol::Further;

use super::*;

fn grant() -> Grant {
    Grant {
        room: RoomId::named("room".into()),
        participant: ParticipantId(4_000_000_000),
        role: Role::Participant,
        name: "Aino".into(),
        member: Some(MemberId(7)),
        unit: None,
        device: Some(DeviceGrant::numbered(Further::Companion, 3)),
    }
}

fn claims() -> Value {
    let now = unix_seconds();
    json!({
        "iss": "piiri", "aud": "piiri/session", "sub": "7", "exp": now + 60, "nbf": now, "jti": "once",
        "room": "room", "role": "participant", "name": "Aino", "member": null,
        "device": null,
    })
}

fn with(key: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[key] = value;
    claims
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn refused(tickets: &Tickets, what: &str, ticket: &str) {
    assert_eq!(tickets.redeem(ticket), Err(NotGood), "{what}");
}

#[test]
fn a_ticket_gives_back_what_was_granted() {
    let tickets = Tickets::new().unwrap();
    assert_eq!(tickets.redeem(&tickets.issue(&grant()).unwrap()), Ok(grant()));
}

#[test]
fn a_ticket_is_good_once() {
    let tickets = Tickets::new().unwrap();
    let ticket = tickets.issue(&grant()).unwrap();
    assert!(tickets.redeem(&ticket).is_ok());
    refused(&tickets, "used", &ticket);
    let other = tickets.issue(&grant()).unwrap();
    assert!(tickets.redeem(&other).is_ok(), "each ticket has its own use");
}

#[test]
fn of_a_hundred_at_once_one_wins() {
    let tickets = Tickets::new().unwrap();
    let ticket = tickets.issue(&grant()).unwrap();
    let won = std::thread::scope(|scope| {
        let redeemed: Vec<_> = (0..100).map(|_| scope.spawn(|| tickets.redeem(&ticket).is_ok())).collect();
        redeemed.into_iter().filter_map(|thread| thread.join().ok()).filter(|won| *won).count()
    });
    assert_eq!(won, 1);
}

#[test]
fn the_signature_is_ours_and_of_our_algorithm() {
    let tickets = Tickets::new().unwrap();
    let another = Tickets::new().unwrap();
    refused(&tickets, "another key", &another.issue(&grant()).unwrap());

    let unsigned = format!("{}.{}.", part(&json!({"alg": "none", "typ": "JWT"})), part(&claims()));
    refused(&tickets, "alg none", &unsigned);
    refused(&tickets, "alg none without the dot", unsigned.trim_end_matches('.'));

    let hmac_by = |key: &[u8]| {
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims(), &EncodingKey::from_secret(key))
            .unwrap()
    };
    refused(&tickets, "HS256", &hmac_by(b"secret"));
    refused(&tickets, "HS256 with an empty key", &hmac_by(b""));
    let public = tickets.checking.try_get_as_bytes().unwrap();
    refused(&tickets, "HS256 with our public key", &hmac_by(public));

    let good = tickets.sign(&claims()).unwrap();
    let signature = good.rsplit('.').next().unwrap();
    let renamed =
        format!("{}.{}.{signature}", part(&json!({"alg": "EdDSA"})), part(&with("name", "Mallory".into())));
    refused(&tickets, "content changed", &renamed);
    refused(&tickets, "something behind it", &format!("{good}.x"));
    refused(&tickets, "space behind it", &format!("{good} "));
    refused(&tickets, "no signature", good.trim_end_matches(signature));
    for garbage in ["", ".", "..", "a.b.c", "\u{0}", &"x".repeat(5000)] {
        refused(&tickets, "garbage", garbage);
    }
    assert!(tickets.redeem(&good).is_ok(), "and without all that it is good");
}

#[test]
fn every_claim_is_required() {
    let tickets = Tickets::new().unwrap();
    for claim in ["iss", "aud", "sub", "exp", "nbf", "jti", "room", "role", "name"] {
        let mut lacking = claims();
        lacking.as_object_mut().unwrap().remove(claim);
        refused(&tickets, claim, &tickets.sign(&lacking).unwrap());
        refused(&tickets, claim, &tickets.sign(&with(claim, Value::Null)).unwrap());
    }
    refused(&tickets, "an unknown claim", &tickets.sign(&with("admin", true.into())).unwrap());
}

#[test]
fn every_claim_has_its_type() {
    let tickets = Tickets::new().unwrap();
    let wrong = [
        ("iss", json!(["piiri"])),
        ("aud", json!(["piiri/session"])),
        ("sub", json!(7)),
        ("sub", json!("p7")),
        ("sub", json!("4294967296")),
        ("exp", json!("9999999999")),
        ("exp", json!(9_999_999_999.5)),
        ("nbf", json!("0")),
        ("nbf", json!(-1)),
        ("jti", json!(1)),
        ("room", json!({})),
        ("role", json!("admin")),
        ("role", json!(0)),
        ("name", json!(["Aino"])),
    ];
    for (claim, value) in wrong {
        refused(&tickets, claim, &tickets.sign(&with(claim, value)).unwrap());
    }
}

#[test]
fn issuer_audience_and_time_are_checked() {
    let tickets = Tickets::new().unwrap();
    let now = unix_seconds();
    let wrong = [
        ("iss", json!("other")),
        ("iss", json!("")),
        ("aud", json!("piiri")),
        ("aud", json!("piiri/api")),
        ("exp", json!(now - 5)),
        ("exp", json!(0)),
        ("nbf", json!(now + 30)),
        ("nbf", json!(u64::MAX)),
    ];
    for (claim, value) in wrong {
        refused(&tickets, claim, &tickets.sign(&with(claim, value)).unwrap());
    }
}

#[test]
fn used_tickets_are_forgotten_when_they_are_too_old_anyway() {
    let tickets = Tickets::new().unwrap();
    tickets.spend("old".into(), unix_seconds() - 10).unwrap();
    tickets.spend("young".into(), unix_seconds() + 10).unwrap();
    assert_eq!(tickets.used.lock().unwrap().keys().collect::<Vec<_>>(), ["young"]);
}
