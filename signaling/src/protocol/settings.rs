//! What is decided for a session and may be changed while it runs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What participants and observers may do by themselves, as far as their role lets them, and what is shown to them. Nobody else
/// is bound by it but by the number of screens.
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
        }
    }
}
