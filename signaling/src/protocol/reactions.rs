//! Reactions: a word without words, for a moment.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A reaction, named by what it means: pictures and words for it are the client's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    /// Kiitos.
    Thanks,
    /// Samaa mieltä.
    Agree,
    /// Aplodit.
    Applause,
    /// Sydän.
    Heart,
    /// Nauru.
    Laugh,
    /// Vau.
    Wow,
}

impl Reaction {
    /// Every reaction, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Thanks, Self::Agree, Self::Applause, Self::Heart, Self::Laugh, Self::Wow];
}
