//! Chat: what is written, to whom, and the line that somebody is writing now.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{EncounterId, GroupId, HelpId, MessageId, ParticipantId};
use crate::time::Moment;

/// Most characters in a message: about a page.
pub const MAX_MESSAGE: usize = 2_000;

/// Most characters in a line that is shown while it is written. Longer thoughts are sent in parts.
pub const MAX_LINE: usize = 500;

/// Most messages that a part of the chat has in a view or in one answer to `read_messages`. Older ones are asked for.
pub const MAX_SHOWN_MESSAGES: usize = 50;

/// Longest slow mode, in seconds: a quarter of an hour is as good as closed.
pub const MAX_SLOW_MODE: u32 = 900;

/// To whom something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Scope {
    /// Everybody in the session, wherever they are.
    Plenary {},
    /// Those who are in a breakout group; only they may write and read there, whatever their role.
    Group {
        /// Which. Named, so that what was written before a move cannot arrive in another group.
        group: GroupId,
    },
    /// The two in a help place.
    Help {
        /// Which.
        help: HelpId,
    },
    /// A visitor of the drop-in reception and those with them.
    Encounter {
        /// Which.
        encounter: EncounterId,
    },
    /// Those who run the session, wherever they are, and whoever is backstage.
    Backstage {},
    /// A person's private thread with those who run the session.
    Facilitators {
        /// Whose thread. One's own, unless one runs the session.
        participant: ParticipantId,
    },
    /// One other person and nobody else.
    Person {
        /// The other.
        participant: ParticipantId,
    },
}

/// A part of the chat: what is shown and hidden together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ChatPart {
    /// What is written to everybody.
    Plenary {},
    /// What is written in the group one is in.
    Group {
        /// Which.
        group: GroupId,
    },
    /// What is written in the help place one is in.
    Help {
        /// Which.
        help: HelpId,
    },
    /// What is written in the encounter one is in.
    Encounter {
        /// Which.
        encounter: EncounterId,
    },
    /// What is written backstage.
    Backstage {},
    /// Every private thread one is in; those who run the session are in every thread with them.
    Private {},
}

impl Scope {
    /// The part of the chat this is shown in.
    #[must_use]
    pub const fn part(self) -> ChatPart {
        match self {
            Self::Plenary {} => ChatPart::Plenary {},
            Self::Group { group } => ChatPart::Group { group },
            Self::Help { help } => ChatPart::Help { help },
            Self::Encounter { encounter } => ChatPart::Encounter { encounter },
            Self::Backstage {} => ChatPart::Backstage {},
            Self::Facilitators { .. } | Self::Person { .. } => ChatPart::Private {},
        }
    }
}

/// A message. Its text is plain: a link in it is text until somebody clicks it, and is never fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatMessage {
    /// To whom, as the one who is told sees it.
    pub scope: Scope,
    /// 1, 2, 3 … in its scope.
    pub message: MessageId,
    /// Who wrote it. May have left since.
    pub from: ParticipantId,
    /// When.
    pub at: Moment,
    /// What was written; absent when it was deleted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub words: Option<ChatWords>,
}

/// What was written, and the name under which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatWords {
    /// The writer's name at that time.
    pub name: String,
    /// At most [`MAX_MESSAGE`] characters; no control characters but line ends and tabs.
    pub text: String,
}

/// A line that somebody is writing now. Not part of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatLine {
    /// Who would see it if it were sent, as the one who is told sees it.
    pub scope: Scope,
    /// Who is writing.
    pub participant: ParticipantId,
    /// The whole line as it is now, at most [`MAX_LINE`] characters; empty when it is over.
    pub text: String,
}

/// The chat as one person may see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatView {
    /// Seconds that others than staff wait between two messages to the plenary or a group; 0 when the chat is not
    /// slowed.
    pub slow_mode: u32,
    /// The parts in which there is something, each once, in the order of [`ChatPart`].
    pub parts: Vec<ChatPartView>,
}

impl ChatView {
    /// Nothing is written, and the chat is not slowed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slow_mode == 0 && self.parts.is_empty()
    }
}

/// A part of the chat as one person may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatPartView {
    /// Which.
    pub part: ChatPart,
    /// The newest [`MAX_SHOWN_MESSAGES`], oldest first.
    pub messages: Vec<ChatMessage>,
    /// Lines being written, by person; one person writes at most one.
    pub lines: Vec<ChatLine>,
}
