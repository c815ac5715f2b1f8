//! The WebSocket protocol, version 1: JSON text frames, one message each.
//!
//! The first frame of a connection is [`Hello`]; every later one is a [`Request`]. The server answers each request
//! by its id and sends events with each person's own sequence number. Types here are the source of
//! `web-client/src/protocol/generated.ts`; examples of every message are in `tests/fixtures/protocol`.

mod decode;
mod encode;
mod wire;

pub use decode::{DecodeError, MAX_DEPTH, MAX_FRAME, MAX_REQUEST_ID, decode_hello, decode_request};
pub use encode::{encode, encode_event, encode_hello, encode_request};
pub use wire::*;
