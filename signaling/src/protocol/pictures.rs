//! Pictures that people bring: they go over HTTP, with a key that is had here.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::ParticipantId;

/// Most bytes of a picture as it is sent.
pub const MAX_PICTURE_BYTES: usize = 3_000_000;

/// Most pixels of a picture on either side.
pub const MAX_PICTURE_SIDE: u32 = 4_096;

/// Asks for a way to bring pictures and to see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum PictureRequest {
    /// The key of one person at this device for `/api/v1/pictures`. Answered by [`super::ServerMessage::PictureKey`].
    /// `not_allowed` for whoever is not in the room; `unknown_participant` for somebody whom this device does not carry.
    PictureKey {
        /// Whose; of whoever speaks through this device when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        participant: Option<ParticipantId>,
    },
}

impl PictureRequest {
    /// The `type` of [`PictureRequest::PictureKey`].
    pub const KEY: &str = "picture_key";
}
