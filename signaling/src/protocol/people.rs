//! People as others see them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{EncounterId, GroupId, HelpId, ParticipantId, WordId};
use crate::role::Role;
use crate::time::Moment;

/// Most characters in a name: a name that is longer does not fit under a picture.
pub const MAX_NAME: usize = 60;

/// Most characters in the note of somebody who steps out.
pub const MAX_NOTE: usize = 60;

/// How somebody went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LeaveReason {
    /// By their own choice.
    Left,
    /// The connection was lost and did not come back within the grace time.
    Lost,
    /// By the quick way out; told to those who run the session only, others are told `left`.
    LeftQuickly,
    /// Removed by somebody who may.
    Removed,
    /// The session has ended for guests.
    Ended,
    /// Sent back to the lobby.
    SentBack,
}

/// A person as everybody sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonView {
    /// Who.
    pub participant: ParticipantId,
    /// The name they chose at the door.
    pub name: String,
    /// What they are here.
    pub role: Role,
    /// Stable order of the circle: kept for the whole session, never given to another.
    pub seat: u32,
    /// Whether they are reachable.
    pub presence: Presence,
    /// Where they are.
    pub place: Place,
    /// Whether they act as supervisor because none is here; absent when not.
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub acting: bool,
    /// What they said when they stepped out, at most [`MAX_NOTE`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub note: Option<String>,
}

/// Whether somebody is reachable. Whoever left is not in the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Presence {
    /// At least one connection.
    Here {},
    /// Connection lost; seat, hand and group are kept until the grace time is over.
    Dropped {
        /// Since when.
        since: Moment,
    },
    /// Away by their own choice, with a connection; nothing of theirs is sent.
    SteppedOut {
        /// Since when.
        since: Moment,
    },
}

/// Where somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Place {
    /// With everybody who is not in a group.
    Plenary {},
    /// In a breakout group.
    Group {
        /// Which.
        group: GroupId,
    },
    /// With those who run the session and invited speakers. Whoever is here still hears and sees the plenary, which
    /// does not hear or see them.
    Backstage {},
    /// Being helped to get in, with one of those who run the session. An admission to this place only: whoever is
    /// helped knows nobody else.
    Help {
        /// Which.
        help: HelpId,
    },
    /// At the coffee table, which stays open in a break for those who choose it.
    Coffee {},
    /// Having a word alone with one of those who run the session.
    PrivateWord {
        /// Which.
        word: WordId,
    },
    /// A visitor of the drop-in reception with those who receive them. An admission to this place only: the visitor knows
    /// nobody else.
    Encounter {
        /// Which.
        encounter: EncounterId,
    },
    /// Those who receive a visitor, apart from the visitor.
    Aside {
        /// Of which encounter.
        encounter: EncounterId,
    },
}

impl Place {
    /// Whether it is for a few who are with each other and are not disturbed: nobody is called or moved from there, and
    /// nobody goes from there to another such place.
    #[must_use]
    pub const fn is_for_few(self) -> bool {
        matches!(
            self,
            Self::Help { .. } | Self::PrivateWord { .. } | Self::Encounter { .. } | Self::Aside { .. }
        )
    }
}
