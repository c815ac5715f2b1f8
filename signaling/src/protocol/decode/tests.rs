use proptest::prelude::*;

use super::*;
use crate::protocol::{Command, Proof};

/// A request that is exactly so many bytes long.
fn request_of(bytes: usize) -> String {
    let around = r#"{"id":1,"type":"media_send","sdp":""}"#.len();
    format!(r#"{{"id":1,"type":"media_send","sdp":"{}"}}"#, "x".repeat(bytes - around))
}

fn nested(depth: usize) -> String {
    // The message is one level, the lists are the rest.
    format!(r#"{{"version":9,"x":{}{}}}"#, "[".repeat(depth - 1), "]".repeat(depth - 1))
}

#[test]
fn a_frame_may_be_as_large_as_allowed_and_not_larger() {
    assert!(decode_request(&request_of(MAX_FRAME)).is_ok());
    assert_eq!(decode_request(&request_of(MAX_FRAME + 1)), Err(DecodeError::TooLarge));
    assert_eq!(decode_hello(&"x".repeat(1024 * 1024)), Err(DecodeError::TooLarge));
}

#[test]
fn a_frame_may_be_as_deep_as_allowed_and_not_deeper() {
    // Another version may hold anything, so this tells depth from other faults.
    assert_eq!(decode_hello(&nested(MAX_DEPTH)), Err(DecodeError::UnsupportedVersion(9)));
    assert!(matches!(decode_hello(&nested(MAX_DEPTH + 1)), Err(DecodeError::Malformed(_))));
    assert!(matches!(decode_hello(&nested(MAX_FRAME / 4)), Err(DecodeError::Malformed(_))));
}

#[test]
fn nothing_of_what_was_sent_is_in_the_error() {
    let error = decode_request(r#"{"id":1,"type":"secret_of_a_client"}"#).unwrap_err();
    assert!(!error.to_string().contains("secret"));
}

#[test]
fn every_error_has_its_close_code() {
    for (error, code) in [
        (DecodeError::TooLarge, CloseCode::TooLarge),
        (DecodeError::Malformed(""), CloseCode::Malformed),
        (DecodeError::UnsupportedVersion(2), CloseCode::UnsupportedVersion),
        (DecodeError::BeforeHello, CloseCode::Unauthenticated),
    ] {
        assert_eq!(error.close_code(), code);
    }
}

#[test]
fn white_space_and_the_order_of_fields_mean_nothing() {
    let hello =
        decode_hello(" {\"proof\" :\n{\"ticket\":\"t\",\"type\":\"ticket\"},\t\"version\":1} ").unwrap();
    assert_eq!(hello.proof, Proof::Ticket { ticket: "t".into() });
    let request = decode_request(r#"{"type":"recall","id":0}"#).unwrap();
    assert_eq!(request.body, RequestBody::Command(Command::Recall {}));
}

/// JSON near enough to messages that some of it gets past the first checks.
fn near_json() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "id",
        "type",
        "version",
        "proof",
        "ticket",
        "resume",
        "token",
        "seen",
        "kind",
        "on",
        "moves",
        "to",
        "participant",
        "raise_hand",
        "move_people",
        "media_send",
        "sdp",
        "group",
        "plenary",
        "count",
        "assignment",
    ]);
    let leaf = prop_oneof![
        word.clone().prop_map(|word| format!("{word:?}")),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| number.to_string()),
        prop::sample::select(vec!["null", "true", "0", "1", "", "\"\\ud800\"", "1e999", "-0"])
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(5, 40, 5, move |inner| {
        let entry = (word.clone(), inner.clone()).prop_map(|(key, value)| format!("{key:?}:{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(entry, 0..6).prop_map(|entries| format!("{{{}}}", entries.join(","))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes);
        prop_assert!(decode_hello(&text).is_err());
        prop_assert!(decode_request(&text).is_err());
    }

    #[test]
    fn whatever_is_taken_is_said_again_the_same(text in near_json()) {
        if let Ok(hello) = decode_hello(&text) {
            prop_assert_eq!(decode_hello(&super::super::encode_hello(&hello)), Ok(hello));
        }
        if let Ok(request) = decode_request(&text) {
            prop_assert_eq!(decode_request(&super::super::encode_request(&request)), Ok(request));
        }
    }

    #[test]
    fn a_key_that_comes_twice_is_refused_wherever_it_is(depth in 1..MAX_DEPTH, first: bool, second: bool) {
        let twice = format!(r#"{{"k":{first},"k":{second}}}"#);
        let frame = format!(r#"{{"version":9,"x":{}{twice}{}}}"#, "[".repeat(depth - 1), "]".repeat(depth - 1));
        let is_malformed = matches!(decode_hello(&frame), Err(DecodeError::Malformed(_)));
        prop_assert!(is_malformed);
        let once = frame.replace(&twice, "{}");
        prop_assert_eq!(decode_hello(&once), Err(DecodeError::UnsupportedVersion(9)));
    }
}
