//! What is decided for a session and may be changed while it runs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How pictures are coded, by the name that the media type has (IANA, `video/…`). VP8 is what every browser has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum PictureCodec {
    /// RFC 7741: three sizes beside each other.
    #[default]
    #[serde(rename = "VP8")]
    Vp8,
    /// RFC 9628: sizes in one stream, where the sender can.
    #[serde(rename = "VP9")]
    Vp9,
    /// As VP9.
    #[serde(rename = "AV1")]
    Av1,
    /// RFC 6184: one size, or several beside each other.
    #[serde(rename = "H264")]
    H264,
}

impl PictureCodec {
    /// Whether it is what a message means that says nothing of it.
    #[must_use]
    pub fn is_vp8(&self) -> bool {
        *self == Self::Vp8
    }
}

/// What participants and observers may do by themselves, as far as their role lets them, and what is shown to them. Nobody else
/// is bound by it but by the number of screens and the codec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// Turn their microphone on; else only when asked to, or with the floor.
    pub unmute: bool,
    /// Show their camera.
    pub camera: bool,
    /// Share a screen.
    pub share: bool,
    /// Write to one other person.
    pub chat_privately: bool,
    /// Change their name.
    pub rename: bool,
    /// See how long each has spoken; else only those who lead do.
    #[serde(default)]
    pub speaking_shown: bool,
    /// Share two screens at once in one place; else one. Binds everybody.
    #[serde(default)]
    pub two_screens: bool,
    /// What pictures are coded in by all who can. A change makes everybody's media anew, which is a second of silence, and so
    /// does somebody who comes and cannot show it: then it becomes VP8 by itself. Binds everybody.
    #[serde(default, skip_serializing_if = "PictureCodec::is_vp8")]
    #[ts(optional, as = "Option<PictureCodec>")]
    pub codec: PictureCodec,
}

impl Switches {
    /// Whether it is as in a session for which nothing was decided.
    #[must_use]
    pub fn are_all_on(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            unmute: true,
            camera: true,
            share: true,
            chat_privately: true,
            rename: true,
            speaking_shown: false,
            two_screens: false,
            codec: PictureCodec::default(),
        }
    }
}
