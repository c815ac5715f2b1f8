//! From a message to a text frame.

use serde::Serialize;

use super::{Event, Hello, Request, ServerMessage};
use crate::stream::Body;

/// The text of a server's frame. Events are better numbered by [`crate::stream::frame`], which shares their text.
#[must_use]
pub fn encode(message: &ServerMessage) -> String {
    text(message)
}

/// The text of a client's first frame.
#[must_use]
pub fn encode_hello(hello: &Hello) -> String {
    text(hello)
}

/// The text of a client's later frames.
#[must_use]
pub fn encode_request(request: &Request) -> String {
    text(request)
}

/// The text of an event without its number: made once, shared by everybody who hears it.
#[must_use]
pub fn encode_event(event: &Event) -> Body {
    text(event).into()
}

fn text<T: Serialize>(message: &T) -> String {
    #[expect(
        clippy::expect_used,
        reason = "wire types have string keys and derived serializers: nothing can fail"
    )]
    serde_json::to_string(message).expect("invariant: wire types always have a JSON text")
}
