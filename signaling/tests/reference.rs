//! The reference of the protocol is written from the Rust types and the examples that both sides parse, never by hand.
//! This test fails when the file differs; `UPDATE_GENERATED=1` writes it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use signaling::protocol::CloseCode;

const COMMAND: &str = "UPDATE_GENERATED=1 cargo test -p signaling --test reference";

const INTRODUCTION: &str = "\
# What is said on the WebSocket

Every frame is a text of one JSON object. The first one from a client says who it is; every one after that is a request
with an `id`, which the server answers by that id with `ok`, `rejected` or what was asked for. Decoding is strict: an
unknown field, a field twice, a wrong type or a frame that is too large closes the connection with the number below.
Events are numbered without gaps for each device. The shapes of everything that is named here are in
`web-client/src/protocol/generated.ts`; how one gets to the WebSocket is in `server/docs/api.md`.
";

fn folder(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(of)
}

/// A variant of an enum in the source of the protocol: its name on the wire and what its doc says.
struct Variant {
    name: String,
    doc: String,
}

/// The variants of an enum, in their order. Reads the source, for a type knows nothing of its comments.
fn variants(of: &str) -> Vec<Variant> {
    let head = format!("pub enum {of} {{");
    let source = std::fs::read_dir(folder("src/protocol")).unwrap().find_map(|entry| {
        let path = entry.unwrap().path();
        let text = if path.is_file() { std::fs::read_to_string(path).unwrap() } else { String::new() };
        text.split_once(&head).map(|(_, after)| after.split("\n}").next().unwrap_or_default().to_owned())
    });
    let source = source.unwrap_or_else(|| panic!("there is no enum {of}"));
    let mut found = Vec::new();
    let mut doc: Vec<&str> = Vec::new();
    // Four spaces: what is further in belongs to a variant.
    for line in source.lines().filter_map(|line| line.strip_prefix("    ")) {
        if let Some(text) = line.strip_prefix("///") {
            doc.push(text.trim());
        } else if line.starts_with(|c: char| c.is_ascii_uppercase()) {
            let name = line.split(|c: char| !c.is_alphanumeric()).next().unwrap();
            found.push(Variant { name: snake_case(name), doc: for_readers(&doc.join(" ")) });
            doc.clear();
        }
    }
    found
}

fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_uppercase() && index > 0 {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// Links within the source say nothing to those who read the reference: [`super::Event::Removed`] is `Event::Removed`.
fn for_readers(doc: &str) -> String {
    doc.replace("[`super::", "`").replace("[`crate::", "`").replace("[`", "`").replace("`]", "`")
}

/// The examples by what they are of: the tag of a frame, or of the event in it. The shortest name is the plainest.
fn examples(prefix: &str, tag: impl Fn(&Value) -> Option<&Value>) -> BTreeMap<String, (String, String)> {
    let mut found: BTreeMap<String, (String, String)> = BTreeMap::new();
    for entry in std::fs::read_dir(folder("../tests/fixtures/protocol")).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if !file.starts_with(prefix) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let frame: Value = serde_json::from_str(&text).unwrap();
        let Some(tag) = tag(&frame).and_then(Value::as_str).map(str::to_owned) else { continue };
        let better = found.get(&tag).is_none_or(|(known, _)| (file.len(), &file) < (known.len(), known));
        if better {
            found.insert(tag, (file, text.trim().to_owned()));
        }
    }
    found
}

fn chapter(
    text: &mut String,
    title: &str,
    of: &[&str],
    prefix: &str,
    tag: impl Fn(&Value) -> Option<&Value>,
) {
    let examples = examples(prefix, tag);
    writeln!(text, "\n## {title}").unwrap();
    for Variant { name, doc } in of.iter().flat_map(|of| variants(of)) {
        let (_, frame) = examples.get(&name).unwrap_or_else(|| panic!("there is no example of {name}"));
        assert!(!doc.is_empty(), "{name} says nothing of itself");
        write!(text, "\n### `{name}`\n\n{doc}\n\n```json\n{frame}\n```\n").unwrap();
    }
}

fn reference() -> String {
    let mut text = format!("<!-- Generated. Do not edit; run: {COMMAND} -->\n{INTRODUCTION}");
    chapter(&mut text, "The first frame", &["Proof"], "hello_", |frame| frame["proof"].get("type"));
    let requests = ["Command", "MediaRequest", "ExportRequest", "PictureRequest"];
    chapter(&mut text, "Requests", &requests, "request_", |frame| frame.get("type"));
    chapter(&mut text, "From the server", &["ServerMessage"], "server_", |frame| frame.get("type"));
    chapter(&mut text, "Events", &["Event"], "server_event_", |frame| frame["event"].get("type"));
    text += "\n## Why a request is rejected\n\nNothing has changed then.\n\n| code | meaning |\n|---|---|\n";
    for Variant { name, doc } in variants("Rejection") {
        writeln!(text, "| `{name}` | {doc} |").unwrap();
    }
    text += "\n## Why a connection is closed\n\n| number | code | meaning |\n|---|---|---|\n";
    for Variant { name, doc } in variants("CloseCode") {
        let code = CloseCode::ALL.into_iter().find(|code| code.reason() == name);
        let number = code.unwrap_or_else(|| panic!("{name} is not in the list")).number();
        let doc = doc.trim_start_matches(&format!("{number}: ")).to_owned();
        writeln!(text, "| {number} | `{name}` | {doc} |").unwrap();
    }
    text
}

#[test]
fn the_reference_is_that_of_the_types_and_examples() {
    let (path, expected) = (folder("docs/protocol.md"), reference());
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "docs/protocol.md is not what the types and examples say. Run: {COMMAND}");
}
