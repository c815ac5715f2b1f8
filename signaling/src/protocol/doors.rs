//! The door, the lobby before it, and what both sides of it are told.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AgreementView, ReceptionDoorView};
use crate::id::ParticipantId;
use crate::time::Moment;

/// Most people in the lobby at once.
pub const MAX_WAITING: usize = 1000;

/// Most people of the lobby in one [`LobbyList`]: those who ask for help first, then first come first.
pub const MAX_WAITING_SHOWN: usize = 100;

/// Most people in one [`super::Command::Admit`].
pub const MAX_ADMITTED: usize = 500;

/// Most characters of the welcome text in the lobby.
pub const MAX_WELCOME: usize = 500;

/// What the door does with somebody who comes. Those who run the session always get in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// Lets them in.
    #[default]
    Open,
    /// Has them wait until somebody lets them in.
    Knock,
    /// Has them wait, and says that nobody will be let in now. Help is still to be had.
    Closed,
}

/// The door as somebody in the lobby sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DoorView {
    /// Somebody will let them in.
    Knock {},
    /// Nobody is let in now.
    Closed {},
    /// It is before the hour.
    NotYet {
        /// When the doors open.
        opens_at: Moment,
    },
}

/// What somebody needs help with: in the lobby to get in, in the room to take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HelpProblem {
    /// They hear nothing, or are not heard.
    NoSound,
    /// They see nothing, or are not seen.
    NoPicture,
    /// Anything else.
    SomethingElse,
}

/// Why somebody was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// They are at the wrong door.
    NotInvited,
    /// There is no room.
    Full,
    /// Another time.
    Later,
}

/// How somebody came to the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Invitation {
    /// A link of their own.
    Personal,
    /// A link that many have.
    Shared,
}

/// All that somebody in the lobby knows. It comes whole in [`super::ServerMessage::Lobby`]; the next replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LobbyView {
    /// What the room says to those who wait.
    pub welcome: String,
    /// How many came before and still wait.
    pub ahead: u32,
    /// What they wait for.
    pub door: DoorView,
    /// What they asked help for, if they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub help: Option<HelpProblem>,
    /// What they have to accept before they come in, because it changed while they waited:
    /// [`super::Command::AcceptAgreement`]. Whoever is let in before that comes in when they accept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub agreement: Option<AgreementView>,
    /// The drop-in reception, in a room that has one, for whoever comes as a visitor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reception: Option<ReceptionDoorView>,
}

/// The lobby as those see it who may let people in. Visitors of a drop-in reception are in [`super::ReceptionView`], and here
/// only while they ask for help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LobbyList {
    /// What the door does.
    pub door: Door,
    /// Whether the session has ended for guests.
    pub ended: bool,
    /// What the lobby says to those who wait.
    pub welcome: String,
    /// How many wait.
    pub count: u32,
    /// The first [`MAX_WAITING_SHOWN`] of them: those who ask for help, then first come first.
    pub waiting: Vec<WaitingView>,
}

/// Somebody in the lobby.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WaitingView {
    /// Who.
    pub participant: ParticipantId,
    /// The name they gave.
    pub name: String,
    /// Since when.
    pub since: Moment,
    /// How they came.
    pub invitation: Invitation,
    /// They came through a shared link after somebody who had come through it was removed: it may be the same person.
    pub marked: bool,
    /// Whether their connection is there.
    pub connected: bool,
    /// They are let in, and come when they have accepted the agreement that changed while they waited; absent when not.
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub admitted: bool,
    /// What they ask help for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub help: Option<HelpProblem>,
}

/// What removing somebody cannot stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Remains {
    /// They have no way back.
    Nothing,
    /// They may come to the door again under another name, with the link that many have. The door asks everybody to
    /// wait now, and marks those who come through that link.
    SharedLink,
}
