//! From a text frame to a message, and nothing else: whatever is not exactly a message of this protocol is refused.
//!
//! Three steps. The frame is read into a tree by our own visitor, which refuses a key that comes twice at any depth
//! (readers that keep the first and readers that keep the last would see different messages) and nesting that no
//! message needs. The tree becomes a typed message. The message is turned into a tree again and must be the same
//! tree: serde by itself also takes an array for a struct, `{"random": null}` for `"random"`, and nothing for `null`.

use std::fmt;

use serde::Serialize;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{CloseCode, ExportRequest, Hello, MediaRequest, PictureRequest, Request, RequestBody, VERSION};
use crate::id::RequestId;

/// Largest text frame from a client, in bytes. Session descriptions are the largest content, below 32 KiB.
pub const MAX_FRAME: usize = 64 * 1024;

/// Deepest nesting of objects and arrays. Messages need four; the rest is room to grow.
pub const MAX_DEPTH: usize = 16;

/// Largest request id: the largest whole number that every JavaScript client holds exactly.
pub const MAX_REQUEST_ID: u64 = (1 << 53) - 1;

/// Why a frame is not a message. The connection is closed with [`DecodeError::close_code`]. Carries nothing of what
/// the client sent, so that it may be logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Longer than [`MAX_FRAME`].
    #[error("frame larger than {MAX_FRAME} bytes")]
    TooLarge,
    /// Not a message of this protocol.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// A hello in another version of the protocol, whatever else it holds.
    #[error("protocol version {0} is not spoken here")]
    UnsupportedVersion(u32),
    /// A request where the hello should be.
    #[error("a request before the hello")]
    BeforeHello,
}

impl DecodeError {
    /// What the connection is closed with.
    #[must_use]
    pub const fn close_code(self) -> CloseCode {
        match self {
            Self::TooLarge => CloseCode::TooLarge,
            Self::Malformed(_) => CloseCode::Malformed,
            Self::UnsupportedVersion(_) => CloseCode::UnsupportedVersion,
            Self::BeforeHello => CloseCode::Unauthenticated,
        }
    }
}

/// Reads the first frame of a connection.
pub fn decode_hello(frame: &str) -> Result<Hello, DecodeError> {
    let object = read_object(frame)?;
    // Before the shape: a later version may have another, and its client deserves the right answer.
    match version_of(&object) {
        Some(VERSION) => typed(Value::Object(object)),
        Some(other) => Err(DecodeError::UnsupportedVersion(other)),
        None if request(object).is_ok() => Err(DecodeError::BeforeHello),
        None => Err(DecodeError::Malformed("a hello has a version")),
    }
}

/// Reads any later frame.
pub fn decode_request(frame: &str) -> Result<Request, DecodeError> {
    request(read_object(frame)?)
}

fn version_of(object: &Map<String, Value>) -> Option<u32> {
    u32::try_from(object.get("version")?.as_u64()?).ok()
}

fn request(mut object: Map<String, Value>) -> Result<Request, DecodeError> {
    let id = object
        .remove("id")
        .and_then(|id| id.as_u64())
        .filter(|id| *id <= MAX_REQUEST_ID)
        .ok_or(DecodeError::Malformed("a request has an id between 0 and 2^53-1"))?;
    let body = match object.get("type").and_then(Value::as_str) {
        Some(MediaRequest::SEND | MediaRequest::RECEIVE | MediaRequest::RESTART_ICE | MediaRequest::SHOW) => {
            RequestBody::Media(typed(Value::Object(object))?)
        }
        Some(ExportRequest::ATTENDANCE) => RequestBody::Export(typed(Value::Object(object))?),
        Some(PictureRequest::KEY) => RequestBody::Picture(typed(Value::Object(object))?),
        Some(_) => RequestBody::Command(typed(Value::Object(object))?),
        None => return Err(DecodeError::Malformed("a request has a type")),
    };
    Ok(Request { id: RequestId(id), body })
}

fn typed<T: DeserializeOwned + Serialize>(tree: Value) -> Result<T, DecodeError> {
    const SHAPE: DecodeError = DecodeError::Malformed("unknown type, unknown field or wrong shape");
    let message: T = serde_json::from_value(tree.clone()).map_err(|_| SHAPE)?;
    match serde_json::to_value(&message) {
        Ok(again) if again == tree => Ok(message),
        Ok(_) | Err(_) => Err(SHAPE),
    }
}

fn read_object(frame: &str) -> Result<Map<String, Value>, DecodeError> {
    if frame.len() > MAX_FRAME {
        return Err(DecodeError::TooLarge);
    }
    let mut json = serde_json::Deserializer::from_str(frame);
    let tree =
        Tree { depth_left: MAX_DEPTH }.deserialize(&mut json).and_then(|tree| json.end().map(|()| tree));
    match tree {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(DecodeError::Malformed("not an object")),
        Err(_) => Err(DecodeError::Malformed("not JSON, a key that comes twice, or nested too deep")),
    }
}

/// Reads one value, refusing what [`Value`]'s own reader would accept.
#[derive(Clone, Copy)]
struct Tree {
    depth_left: usize,
}

impl Tree {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        match self.depth_left.checked_sub(1) {
            Some(depth_left) => Ok(Self { depth_left }),
            None => Err(E::custom("nested too deep")),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Tree {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON in which no key comes twice")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(inside)?;
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom("a key comes twice"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests;
