//! The facilitator queue: everything that waits for those who run the session, in one list; and what one has asked oneself.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{HelpProblem, Place};
use crate::id::{AskId, ParticipantId, QuestionId};
use crate::time::Moment;

/// Most characters in the subject of a request for help, which is one line.
pub const MAX_SUBJECT: usize = 200;

/// Seconds for which a private word with somebody named waits for them alone, before others see it too.
pub const NAMED_FIRST: u32 = 120;

/// Most items of one kind in a [`FacilitatorQueueView`]; those that came first. The lobby has a list of its own, and the
/// queue is told whole after every change of it: a thousand who knock at once must not fill the line to those who let them in.
pub const MAX_QUEUE_SHOWN: usize = 20;

/// What is named in a command: one thing that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum QueueItem {
    /// What somebody has asked for.
    Request {
        /// Which.
        request: AskId,
    },
    /// Somebody in the lobby.
    Lobby {
        /// Who.
        participant: ParticipantId,
    },
    /// A raised hand.
    Hand {
        /// Whose.
        participant: ParticipantId,
        /// In the queue of which place.
        place: Place,
    },
    /// A question that is not answered.
    Question {
        /// Which.
        question: QuestionId,
    },
}

/// What something in the queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QueueKind {
    /// "I am not all right": seen by those who answer, and by whoever says it. It goes first.
    QuietSignal,
    /// Somebody in the lobby.
    Lobby,
    /// A raised hand.
    Hand,
    /// A person or a group asks for help.
    Help,
    /// Somebody asks for a word alone.
    PrivateWord,
    /// A question that is not answered.
    Question,
}

/// Something that waits, as those see it who answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QueueItemView {
    /// How it is named in commands.
    pub item: QueueItem,
    /// What it is.
    pub kind: QueueKind,
    /// Who: whoever asked, has a hand up, or is in the lobby. The names of those are in [`super::LobbyList`]. Absent for
    /// an anonymous question; what is asked is in [`super::QuestionView`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub participant: Option<ParticipantId>,
    /// Where they are now; of a hand, in whose queue it is. Absent in the lobby, and for a question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub place: Option<Place>,
    /// Since when.
    pub since: Moment,
    /// Who answers it; absent while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub claimed_by: Option<ParticipantId>,
    /// What help is for, and in the lobby what help to get in is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub problem: Option<HelpProblem>,
    /// Whether help is asked for a whole group; absent when not.
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub for_group: bool,
    /// What help is about, in the words of whoever asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub subject: Option<String>,
    /// With whom a word alone is asked for, if with somebody named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub with: Option<ParticipantId>,
}

/// How long one kind waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WaitingFigures {
    /// Of what.
    pub kind: QueueKind,
    /// How many wait now or are being answered, also beyond those that are shown.
    pub waiting: u32,
    /// How many have been served.
    pub served: u32,
    /// Half of those served lately waited no longer than this before somebody took them, in seconds; 0 when none was.
    pub median: u32,
    /// The longest that one waited who was served, in seconds.
    pub longest: u32,
}

/// The facilitator queue, as far as one person may answer it: the lobby for those who may let people in, hands for
/// those who may give the floor everywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FacilitatorQueueView {
    /// Quiet signals first, then in the order they came; at most [`MAX_QUEUE_SHOWN`] of each kind.
    pub items: Vec<QueueItemView>,
    /// Of each kind of which there is or was anything that one may see.
    pub figures: Vec<WaitingFigures>,
}

impl FacilitatorQueueView {
    /// Whether there is nothing in it, now or before.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.figures.is_empty()
    }
}

/// What one has asked for, and what another of one's group has asked for all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RequestView {
    /// Which.
    pub request: AskId,
    /// Help, a private word or a quiet signal.
    pub kind: QueueKind,
    /// Who asked.
    pub participant: ParticipantId,
    /// Since when.
    pub since: Moment,
    /// Who answers it; absent while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub claimed_by: Option<ParticipantId>,
    /// How many of the same kind came before and are not ended yet. Of a quiet signal always 0: whether others are not
    /// all right is theirs to say.
    pub ahead: u32,
    /// What help is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub problem: Option<HelpProblem>,
    /// Whether help is asked for the whole group; absent when not.
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub for_group: bool,
    /// What help is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub subject: Option<String>,
    /// With whom a word alone is asked for, if with somebody named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub with: Option<ParticipantId>,
    /// Until when it waits for the one who is named alone: then others see it too. Absent when all who answer see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub theirs_until: Option<Moment>,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RequestEnd {
    /// Somebody answered it.
    Served,
    /// It was taken back; or what it was for is gone: the group has ended, or whoever asked for it has left it.
    Withdrawn,
}
