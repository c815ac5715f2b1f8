//! Session descriptions, sources, devices, slots.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{DeviceId, ParticipantId};

/// Session descriptions; two messages in the life of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum MediaRequest {
    /// The offer of the sending connection, with all six transceivers in [`SourceKind`] order. Answered by
    /// [`ServerMessage::Media`]. Sent again (after a reload) it replaces what was there.
    MediaSend {
        /// SDP offer.
        sdp: String,
    },
    /// The answer to the receiving connection's offer.
    MediaReceive {
        /// SDP answer.
        sdp: String,
    },
}

impl MediaRequest {
    /// The `type` of [`MediaRequest::MediaSend`].
    pub const SEND: &str = "media_send";
    /// The `type` of [`MediaRequest::MediaReceive`].
    pub const RECEIVE: &str = "media_receive";
}

/// What a device can send. The order is the order of the m-lines in the sending connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// The person's voice.
    Microphone,
    /// The person's picture.
    Camera,
    /// A shared screen or window.
    Screen,
    /// What that screen plays.
    ScreenSound,
    /// A second shared screen.
    SecondScreen,
    /// What the second screen plays.
    SecondScreenSound,
}

impl SourceKind {
    /// All kinds in m-line order.
    pub const ALL: [Self; 6] = [
        Self::Microphone,
        Self::Camera,
        Self::Screen,
        Self::ScreenSound,
        Self::SecondScreen,
        Self::SecondScreenSound,
    ];
}

/// A device as those in its place see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeviceView {
    /// Which.
    pub device: DeviceId,
    /// The people it carries, in seat order.
    pub people: Vec<ParticipantId>,
    /// What it sends, in [`SourceKind`] order. What is not here is not forwarded.
    pub sending: Vec<SourceKind>,
    /// What is on at it and not forwarded now, in the same order: the voice of somebody who may not speak
    /// now (see [`TurnMode`](super::TurnMode)). Absent when nothing is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<SourceKind>>")]
    pub held: Vec<SourceKind>,
    /// Whether it came as a companion of another device of the same person: its own page plays no sound until it is
    /// asked to; absent when not.
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub companion: bool,
}

/// What one receive slot shows or plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SlotView {
    /// Index of the m-line in the receiving connection.
    pub line: u32,
    /// Whose device.
    pub device: DeviceId,
    /// Which of its sources.
    pub kind: SourceKind,
    /// RTP timestamp of the first packet of this source in this slot, once it is known: show the tile from the first
    /// frame at or after it, and until then none. Compare modulo 2^32.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub from_timestamp: Option<u32>,
}
