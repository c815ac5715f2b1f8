//! The WebSocket protocol, version 1: JSON text frames, one message each.
//!
//! The first frame of a connection is [`Hello`]; every later one is a [`Request`]. The server answers each request
//! by its id and sends events with each device's own sequence number. A device that carries several people has a view
//! for each of them, is told each event once, and says on whose behalf it asks something ([`Command::As`]). Types here are the source of
//! `web-client/src/protocol/generated.ts`; examples of every message are in `tests/fixtures/protocol`.
//!
//! Each feature has a file with the types of its commands, events and views. Enum variants without content are
//! written `{}` so that unknown fields in them are refused too (serde accepts anything in a unit variant of an
//! internally tagged enum).

mod agenda;
mod agreement;
mod attendance;
mod breaks;
mod chat;
mod codes;
mod command;
mod decode;
mod devices;
mod doors;
mod encode;
mod event;
mod facilitator_queue;
mod groups;
mod hands;
mod inside;
mod media;
mod message;
mod people;
mod pictures;
mod playing;
mod polls;
mod questions;
mod reactions;
mod reception;
mod scenes;
mod settings;
mod technology;
mod timers;
mod turns;
mod view;
mod words;

pub use agenda::*;
pub use agreement::*;
pub use attendance::*;
pub use breaks::*;
pub use chat::*;
pub use codes::*;
pub use command::*;
pub use decode::{DecodeError, MAX_DEPTH, MAX_FRAME, MAX_REQUEST_ID, decode_hello, decode_request};
pub use devices::*;
pub use doors::*;
pub use encode::{encode, encode_event, encode_hello, encode_request};
pub use event::*;
pub use facilitator_queue::*;
pub use groups::*;
pub use hands::*;
pub use inside::*;
pub use media::*;
pub use message::*;
pub use people::*;
pub use pictures::*;
pub use playing::*;
pub use polls::*;
pub use questions::*;
pub use reactions::*;
pub use reception::*;
pub use scenes::*;
pub use settings::*;
pub use technology::*;
pub use timers::*;
pub use turns::*;
pub use view::*;
pub use words::PhaseWords;
