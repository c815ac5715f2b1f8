//! What people agree to before they come in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Most characters in an agreement: some pages, more than anybody reads at a door.
pub const MAX_AGREEMENT: usize = 10_000;

/// The agreement in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AgreementView {
    /// Grows by one with every other text; never used twice in a room.
    pub version: u32,
    /// Plain text of at most [`MAX_AGREEMENT`] characters.
    pub text: String,
}
