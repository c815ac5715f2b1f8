//! Playing to all: a video or sound file, from the device of whoever plays it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::SourceKind;
use crate::id::{DeviceId, ParticipantId};

/// Most characters in what is played, one line.
pub const MAX_PLAYING_TITLE: usize = 60;

/// Most characters in one cue of the captions, over all its lines.
pub const MAX_CUE: usize = 300;

/// The loudest that something is played, in per cent of how loud the file is.
pub const MAX_LEVEL: u32 = 100;

/// What is played to all in a place. The file stays where it is: only its sound and picture are sent, like those of a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlayingView {
    /// Who plays it.
    pub participant: ParticipantId,
    /// From which device.
    pub device: DeviceId,
    /// What it is, in the words of whoever plays it; absent when they gave none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub title: Option<String>,
    /// The source that carries the picture, with its sound in the kind after it: a screen or a second screen. Also where
    /// there is no picture.
    pub kind: SourceKind,
    /// Whether there is a picture.
    pub picture: bool,
    /// Whether it stands still.
    pub paused: bool,
    /// How loud the player sends it, 0 to [`MAX_LEVEL`].
    pub level: u32,
    /// Whether captions come with it.
    pub captions: bool,
}
