//! The examples in `tests/fixtures/protocol` mean the same here and in the web client, which reads the same files.
//!
//! The name says what a file holds: `hello_…` and `request_…` are frames of a client, `server_…` of the server, and
//! `invalid.json` lists frames that are refused and the number the connection is closed with.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use signaling::protocol::*;
use signaling::role::Role;
use ts_rs::{Config, TS};

fn fixtures() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/protocol");
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(&path).unwrap())
    };
    std::fs::read_dir(folder).unwrap().map(file).collect()
}

/// The frames, without the list of invalid ones.
fn frames() -> BTreeMap<String, String> {
    let mut frames = fixtures();
    frames.remove("invalid").unwrap();
    frames
}

fn again(name: &str, text: &str) -> String {
    match name.split_once('_').unwrap().0 {
        "hello" => encode_hello(&decode_hello(text).unwrap_or_else(|error| panic!("{name}: {error}"))),
        "request" => encode_request(&decode_request(text).unwrap_or_else(|error| panic!("{name}: {error}"))),
        "server" => {
            let message = serde_json::from_str::<ServerMessage>(text);
            encode(&message.unwrap_or_else(|error| panic!("{name}: {error}")))
        }
        other => panic!("{name}: what is a {other}?"),
    }
}

#[test]
fn every_example_is_read_and_written_again_the_same() {
    let frames = frames();
    assert!(frames.len() > 30);
    for (name, text) in frames {
        let written: Value = serde_json::from_str(&again(&name, &text)).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(&text).unwrap(), "{name}");
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Invalid {
    r#as: String,
    frame: String,
    why: String,
    close: u16,
}

#[test]
fn what_is_invalid_closes_with_the_right_number() {
    let invalid: Vec<Invalid> = serde_json::from_str(&fixtures()["invalid"]).unwrap();
    assert!(invalid.len() > 50);
    for Invalid { r#as, frame, why, close } in invalid {
        let error = match r#as.as_str() {
            "hello" => decode_hello(&frame).map(|_| ()),
            "request" => decode_request(&frame).map(|_| ()),
            other => panic!("{why}: what is a {other}?"),
        };
        let closed = error.map_err(|error| error.close_code().number());
        assert_eq!(closed, Err(close), "{why}: {frame}");
    }
}

/// The names in a declaration: of the variants of an enum, as they are on the wire.
fn names<T: TS>() -> BTreeSet<String> {
    let declaration = T::decl(&Config::default());
    let without_docs: String =
        declaration.split("*/").map(|part| part.split("/**").next().unwrap()).collect::<Vec<_>>().concat();
    let quoted = without_docs.split('"').skip(1).step_by(2).map(str::to_owned);
    quoted.filter(|name| name != "type").collect()
}

/// Every string in the examples whose file name starts so.
fn said(start: &str) -> BTreeSet<String> {
    fn collect(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => drop(found.insert(text.clone())),
            Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut found = BTreeSet::new();
    for (_, text) in frames().iter().filter(|(name, _)| name.starts_with(start)) {
        collect(&serde_json::from_str(text).unwrap(), &mut found);
    }
    found
}

fn assert_all_said<T: TS>(start: &str, at_least: usize) {
    let names = names::<T>();
    assert!(names.len() >= at_least, "{names:?}");
    let missing: Vec<_> = names.difference(&said(start)).cloned().collect();
    assert!(missing.is_empty(), "no example in {start}… for {missing:?}");
}

/// The names come from the types, so a new variant fails here until it has its example. [`Template`] is left out: its
/// ten names change nothing but labels.
#[test]
fn there_is_an_example_of_everything() {
    assert_all_said::<Proof>("hello_", 2);
    assert_all_said::<Command>("request_", 9);
    assert_all_said::<MediaRequest>("request_media_", 4);
    assert_all_said::<ExportRequest>("request_export_", 1);
    assert_all_said::<Language>("request_export_", 3);
    assert_all_said::<PictureRequest>("request_picture_key", 1);
    assert_all_said::<Assignment>("request_open_groups_", 9);
    assert_all_said::<Shape>("request_open_groups_", 2);
    assert_all_said::<Attribute>("request_open_groups_", 3);
    assert_all_said::<Blend>("request_open_groups_", 2);
    assert_all_said::<ObserverRule>("request_open_groups_", 2);
    assert_all_said::<LateRule>("request_set_late_rule_", 4);
    assert_all_said::<NoteRule>("request_set_note_rule_", 3);
    assert_all_said::<GroupColour>("request_set_group", 8);
    assert_all_said::<Scene>("request_set_agenda", 5);
    assert_all_said::<SceneKind>("request_set_scene_", 4);
    assert_all_said::<SceneKind>("server_event_scenes_changed", 4);
    assert_all_said::<TurnMode>("request_set_turns_", 5);
    assert_all_said::<QueueOrder>("request_set_queue_order_", 2);
    assert_all_said::<ServerMessage>("server_", 8);
    assert_all_said::<Event>("server_event_", 5);
    assert_all_said::<Rejection>("server_rejected_", 11);
    assert_all_said::<LeaveReason>("server_event_person_left", 2);
    assert_all_said::<Presence>("server_event_people_changed", 2);
    assert_all_said::<Place>("server_event_people_changed", 2);
    assert_all_said::<Place>("request_move_people", 2);
    assert_all_said::<Role>("server_event_people_changed", 7);
    assert_all_said::<HelpProblem>("request_ask_for_help", 3);
    assert_all_said::<QueueItem>("request_go_to", 4);
    assert_all_said::<QueueKind>("server_event_facilitator_queue_changed", 6);
    assert_all_said::<RequestEnd>("server_event_request_ended", 2);
    assert_all_said::<RefusalReason>("request_refuse", 3);
    assert_all_said::<Door>("request_set_door", 3);
    assert_all_said::<DoorView>("server_lobby", 3);
    assert_all_said::<Invitation>("server_event_lobby_changed", 2);
    assert_all_said::<Remains>("server_event_removed", 2);
    assert_all_said::<MicrophoneState>("server_event_device_states", 5);
    assert_all_said::<CameraState>("server_event_device_states", 4);
    assert_all_said::<ConnectionState>("server_event_device_states", 3);
    assert_all_said::<TechnologyStep>("request_start_technology_round", 5);
    assert_all_said::<AttendanceSubject>("server_event_attendance_", 2);
    assert_all_said::<AttendanceStatus>("server_event_attendance_", 4);
    assert_all_said::<SourceKind>("server_event_devices_changed", 6);
    assert_all_said::<Scope>("request_send_message", 6);
    assert_all_said::<Reaction>("request_react_", 6);
    assert_all_said::<PollKind>("request_open_poll_", 5);
    assert_all_said::<Choice>("request_vote_", 5);
    assert_all_said::<Pulse>("request_vote_pulse_", 3);
    assert_all_said::<ChatPart>("server_event_chat_shown", 5);
    assert_all_said::<Further>("request_invite_device_", 3);
    assert_all_said::<PollStage>("server_event_poll_changed", 3);
    assert_all_said::<NetworkQuality>("server_network_", 3);
    assert_all_said::<NetworkReason>("server_network_", 4);
    assert_all_said::<DoorAnswer>("request_join_line", 2);
    assert_all_said::<HandOverAnswer>("request_answer_hand_over_", 3);
}
