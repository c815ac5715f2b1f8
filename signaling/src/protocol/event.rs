//! What one person is told. The payload types of a feature live in the feature's file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    DeviceView, GroupView, LeaveReason, LobbyList, PersonView, QueueView, Remains, RoomView, SourceKind,
    Switches,
};
use crate::id::ParticipantId;

/// What one person is told. Small state is sent whole: fold by replacing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// Everybody in the session, in seat order.
    PeopleChanged {
        /// In seat order.
        people: Vec<PersonView>,
    },
    /// Somebody is gone for good; the roster without them comes as [`Event::PeopleChanged`].
    PersonLeft {
        /// Who.
        participant: ParticipantId,
        /// How.
        reason: LeaveReason,
    },
    /// The groups that are open; none when everybody is in the plenary.
    GroupsChanged {
        /// In number order.
        groups: Vec<GroupView>,
    },
    /// Every speaking queue this person may see: of their own place, and for staff of all places.
    QueuesChanged {
        /// Plenary first, then groups by number.
        queues: Vec<QueueView>,
    },
    /// The devices in this person's place and what they send.
    DevicesChanged {
        /// In order of id.
        devices: Vec<DeviceView>,
    },
    /// One is something else now, and may know more or less than before: everything anew.
    ViewReplaced {
        /// Instead of the one before.
        view: Box<RoomView>,
    },
    /// What participants may do by themselves.
    SwitchesChanged {
        /// All of them.
        switches: Switches,
    },
    /// What one is asked to turn on, oneself only.
    UnmuteAsked {
        /// All that is still asked, in [`SourceKind`] order.
        asked: Vec<SourceKind>,
    },
    /// Somebody said no; for those who may ask.
    UnmuteDeclined {
        /// Who.
        participant: ParticipantId,
        /// To what.
        kind: SourceKind,
    },
    /// The lobby, for those who may let people in.
    LobbyChanged {
        /// Whole.
        lobby: LobbyList,
    },
    /// For whoever removed somebody: it is done, and what it cannot stop.
    Removed {
        /// Who is removed.
        participant: ParticipantId,
        /// What they can still do.
        remains: Remains,
    },
}
