//! Who may do what: roles, permissions, one table.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What someone is in a session. Given by the invitation, read from the room at each command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The host: everything in the room.
    Supervisor,
    /// Admits, groups, queue: everything but settings and deletion.
    Facilitator,
    /// Speaks, shows video, raises a hand, works in groups.
    Participant,
    /// Sees and hears what they are let into; publishes nothing.
    Observer,
}

/// One thing that a role may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Send the microphone.
    PublishMicrophone,
    /// Send the camera.
    PublishCamera,
    /// Share a screen, with its sound.
    PublishScreen,
    /// Ask to speak.
    RaiseHand,
    /// Give the floor to the next in the queue, and end a turn that is another's.
    CallNext,
    /// Lower somebody else's hand.
    LowerOthersHands,
    /// Open groups and recall everybody from them.
    RunGroups,
    /// Move people between the plenary and the groups.
    MovePeople,
}

impl Permission {
    /// Every permission, for tests that walk the whole table.
    pub const ALL: [Self; 8] = [
        Self::PublishMicrophone,
        Self::PublishCamera,
        Self::PublishScreen,
        Self::RaiseHand,
        Self::CallNext,
        Self::LowerOthersHands,
        Self::RunGroups,
        Self::MovePeople,
    ];
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Supervisor, Self::Facilitator, Self::Participant, Self::Observer];

    /// The table. A new permission does not compile until it is answered here; a new role may nothing until named.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::PublishMicrophone
            | Permission::PublishCamera
            | Permission::PublishScreen
            | Permission::RaiseHand => {
                matches!(self, Self::Supervisor | Self::Facilitator | Self::Participant)
            }
            Permission::CallNext
            | Permission::LowerOthersHands
            | Permission::RunGroups
            | Permission::MovePeople => self.is_staff(),
        }
    }

    /// Whether this role runs the session and therefore sees every group's queue.
    #[must_use]
    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Supervisor | Self::Facilitator)
    }
}
