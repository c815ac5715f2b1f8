//! What the shell must do after a change.

use serde::{Deserialize, Serialize};

use super::RoutePlan;
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{CloseCode, Event, Place};
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
    /// Everybody in the session.
    All,
    /// Everybody in a place.
    Place(Place),
    /// Everybody in a place but the staff, who hear the same as part of more.
    Guests(Place),
    /// Those who run the session, wherever they are.
    Staff,
    /// Everybody who may do something, wherever they are.
    May(Permission),
    /// Everybody else.
    MayNot(Permission),
    /// One person.
    One(ParticipantId),
}
