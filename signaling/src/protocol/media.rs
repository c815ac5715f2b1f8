//! Session descriptions, sources, devices, slots, and what the network allows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{DeviceId, ParticipantId};

/// Session descriptions, two messages in the life of a device, and what it shows.
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
    /// A new way through the network for both connections (ICE restart, RFC 8445 §9): keys, slots and numbers stay. The
    /// offer of the sending connection with new ICE credentials; answered as [`MediaRequest::MediaSend`] with an offer of the
    /// receiving connection, which [`MediaRequest::MediaReceive`] answers.
    MediaRestartIce {
        /// SDP offer.
        sdp: String,
    },
    /// What of the pictures is really visible, whole: a line that is not in it is not shown and costs nothing. Before
    /// the first, every line counts as shown in [`ShownSlot::UNSAID`].
    MediaShow {
        /// At most one for each line.
        shown: Vec<ShownSlot>,
    },
}

impl MediaRequest {
    /// The `type` of [`MediaRequest::MediaSend`].
    pub const SEND: &str = "media_send";
    /// The `type` of [`MediaRequest::MediaReceive`].
    pub const RECEIVE: &str = "media_receive";
    /// The `type` of [`MediaRequest::MediaRestartIce`].
    pub const RESTART_ICE: &str = "media_restart_ice";
    /// The `type` of [`MediaRequest::MediaShow`].
    pub const SHOW: &str = "media_show";
}

/// A picture that is visible on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ShownSlot {
    /// Index of the m-line in the receiving connection.
    pub line: u32,
    /// Width on the screen, in pixels of the device.
    pub width: u32,
    /// Height on the screen, in pixels of the device.
    pub height: u32,
}

impl ShownSlot {
    /// Width and height of what nothing has been said of.
    pub const UNSAID: (u32, u32) = (320, 180);
}

/// How many layers of a picture anybody watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WantedSource {
    /// Which of this device's pictures.
    pub kind: SourceKind,
    /// From the smallest: 0 for none.
    pub layers: u32,
}

/// How a device's network does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NetworkQuality {
    /// Nothing is lost that matters.
    Good,
    /// Pictures suffer; voices do not.
    Weak,
    /// Voices suffer too, or pictures were taken away for them.
    Poor,
}

/// What is wrong with a network, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NetworkReason {
    /// What this device sends is lost on the way.
    SendingLoss,
    /// What this device receives is lost on the way.
    ReceivingLoss,
    /// There and back takes long.
    Delay,
    /// It carries less than what is shown.
    Narrow,
}

/// A TURN server for networks that let nothing else through (RFC 8656).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IceServer {
    /// Where, as `RTCIceServer.urls` takes it.
    pub urls: Vec<String>,
    /// Good for a limited time.
    pub username: String,
    /// Belongs to the name.
    pub credential: String,
}

impl std::fmt::Debug for IceServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IceServer").field("urls", &self.urls).finish_non_exhaustive()
    }
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

    /// The picture and the sound of the share to which a kind belongs; nothing for a voice or a camera.
    #[must_use]
    pub const fn share(self) -> Option<[Self; 2]> {
        match self {
            Self::Microphone | Self::Camera => None,
            Self::Screen | Self::ScreenSound => Some([Self::Screen, Self::ScreenSound]),
            Self::SecondScreen | Self::SecondScreenSound => {
                Some([Self::SecondScreen, Self::SecondScreenSound])
            }
        }
    }
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
    /// Whether the picture pauses because the network carries no more; absent when not. It comes back by itself.
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub paused: bool,
}
