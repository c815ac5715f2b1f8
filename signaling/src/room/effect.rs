//! What the shell must do after a change.

use serde::{Deserialize, Serialize};

use super::RoutePlan;
use crate::id::{DeviceId, ParticipantId, PictureId};
use crate::protocol::{CloseCode, Event, Further, Invitation, LobbyView, Place, RefusalReason};
use crate::role::Permission;

/// One thing to do. A change gives its effects in an order that must be kept: routes first, so that nobody is shown
/// a place whose sound they cannot hear yet, or still hears one they are no longer shown; closing last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Put this plan in force in the media plane. It replaces the one before.
    Route(RoutePlan),
    /// Tell everybody in `audience`, connected or not: those who are dropped hear it when they come back.
    Tell {
        /// Who hears it; see [`super::Room::audience`].
        audience: Audience,
        /// What they hear.
        event: Event,
    },
    /// Tell every device that has shown the key with this digest, whoever is at it. It is in no view.
    TellKey {
        /// Of which key.
        key: super::KeyDigest,
        /// What they hear.
        event: Event,
    },
    /// Send somebody in the lobby what they know, on the connection of their device.
    TellLobby {
        /// Who.
        participant: ParticipantId,
        /// On what.
        device: DeviceId,
        /// All they know.
        view: LobbyView,
    },
    /// Tell somebody in the lobby that they are not let in. Their device is disconnected after it.
    TellRefused {
        /// On what.
        device: DeviceId,
        /// Why.
        reason: RefusalReason,
    },
    /// Somebody from the lobby is in the room now: their stream of events begins, with a welcome and the view asked
    /// after these effects. Their connection stays.
    Seat {
        /// Who.
        participant: ParticipantId,
        /// On what.
        device: DeviceId,
    },
    /// Somebody is in the lobby again: their stream ends and with it the media session; their connection stays.
    Unseat {
        /// Who.
        participant: ParticipantId,
        /// On what.
        device: DeviceId,
    },
    /// Keep this name with the personal invitation of this person: it is what they are called in this room from now
    /// on, and with what they arrive the next time. Not in a practice room.
    KeepName {
        /// Who.
        participant: ParticipantId,
        /// What they are called.
        name: String,
    },
    /// Answer on the connection of this device with [`crate::protocol::ServerMessage::DeviceInvitation`]. Whoever comes
    /// with it arrives as this person, and only while they are in the room; a new one replaces the one before.
    InviteDevice {
        /// Who asks.
        participant: ParticipantId,
        /// Through what.
        device: DeviceId,
        /// What the [`super::Arrival`] says.
        further: Further,
    },
    /// This person has been removed: their tickets die, and if it was theirs alone their invitation.
    Revoke {
        /// Who.
        participant: ParticipantId,
        /// How they had come.
        invitation: Invitation,
    },
    /// Nobody can see this picture any longer: forget it. See [`super::Room::keep_picture`].
    DropPicture {
        /// Which.
        picture: PictureId,
    },
    /// The device is no longer in the room: end its media session, let its resume token die, and close its
    /// connection if it has one.
    Disconnect {
        /// Which device.
        device: DeviceId,
        /// What its connection is closed with.
        code: CloseCode,
    },
}

/// Who hears an event. Meant after the change: who has just come into a place hears, who has just gone does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Audience {
    /// Everybody in the session. Whoever is helped to get in is not, here and below, but in [`Audience::Place`],
    /// [`Audience::Guests`] and [`Audience::One`].
    All,
    /// Everybody in a place.
    Place(Place),
    /// Everybody in a place but the staff, who hear the same as part of more.
    Guests(Place),
    /// Those who run the session, wherever they are.
    Staff,
    /// Everybody in the session but the staff.
    Members,
    /// Everybody who may do something, wherever they are.
    May(Permission),
    /// Everybody else.
    MayNot(Permission),
    /// One person.
    One(ParticipantId),
}

impl Effect {
    /// When it comes among the effects of a change: routes, then what people are told, then closing.
    pub(super) const fn turn(&self) -> u8 {
        match self {
            Self::Route(_) => 0,
            Self::Tell { .. } | Self::TellKey { .. } => 1,
            Self::Unseat { .. } => 2,
            Self::Seat { .. } => 3,
            Self::TellLobby { .. } => 4,
            Self::TellRefused { .. } => 5,
            Self::KeepName { .. } => 6,
            Self::InviteDevice { .. } => 7,
            Self::Revoke { .. } => 8,
            Self::DropPicture { .. } => 9,
            Self::Disconnect { .. } => 10,
        }
    }
}
