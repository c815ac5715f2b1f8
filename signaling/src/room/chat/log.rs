//! What was written in one channel: facts, and beside them the words, which can be deleted without a trace.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::id::{GroupId, HelpId, MessageId, ParticipantId};
use crate::protocol::{ChatWords, Place, Scope};
use crate::time::Moment;

/// Most messages kept in the plenary, backstage, or a group: then the oldest goes. More than a view shows, so that
/// nobody sees it go.
pub(super) const MAX_KEPT: usize = 500;

/// Most messages kept in all private threads together: then the oldest of all goes. One person at full speed needs
/// almost three hours to write so many.
pub(super) const MAX_KEPT_PRIVATE: usize = 5_000;

/// Where messages go, the same for everybody who sees it. [`Scope`] says it as one person sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Channel {
    Plenary,
    Backstage,
    Group(GroupId),
    Help(HelpId),
    /// The thread of a person with those who run the session.
    Facilitators(ParticipantId),
    /// The lower id first: a thread of two is one thread.
    Pair(ParticipantId, ParticipantId),
}

impl Channel {
    pub fn of(who: ParticipantId, scope: Scope) -> Self {
        match scope {
            Scope::Plenary {} => Self::Plenary,
            Scope::Backstage {} => Self::Backstage,
            Scope::Group { group } => Self::Group(group),
            Scope::Help { help } => Self::Help(help),
            Scope::Facilitators { participant } => Self::Facilitators(participant),
            Scope::Person { participant } => Self::Pair(who.min(participant), who.max(participant)),
        }
    }

    /// What this channel is to one person.
    pub fn scope_for(self, who: ParticipantId) -> Scope {
        match self {
            Self::Plenary => Scope::Plenary {},
            Self::Backstage => Scope::Backstage {},
            Self::Group(group) => Scope::Group { group },
            Self::Help(help) => Scope::Help { help },
            Self::Facilitators(participant) => Scope::Facilitators { participant },
            Self::Pair(one, other) => Scope::Person { participant: if one == who { other } else { one } },
        }
    }

    pub const fn is_private(self) -> bool {
        matches!(self, Self::Facilitators(_) | Self::Pair(..))
    }

    /// The channel of a place that has its own.
    pub const fn of_place(place: Place) -> Option<Self> {
        match place {
            Place::Plenary {} => None,
            Place::Group { group } => Some(Self::Group(group)),
            Place::Help { help } => Some(Self::Help(help)),
            Place::Backstage {} => Some(Self::Backstage),
        }
    }
}

/// Numbers are per channel: a count over all of them would tell how much is written where one is not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Log {
    last: u32,
    facts: VecDeque<Fact>,
    words: BTreeMap<MessageId, ChatWords>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fact {
    pub message: MessageId,
    pub from: ParticipantId,
    pub at: Moment,
    /// Position among all messages of the room. Never told.
    pub order: u64,
}

impl Log {
    pub fn write(&mut self, order: u64, from: ParticipantId, at: Moment, words: ChatWords) -> MessageId {
        self.last += 1;
        let message = MessageId(self.last);
        self.facts.push_back(Fact { message, from, at, order });
        self.words.insert(message, words);
        message
    }

    pub fn forget_oldest(&mut self) -> Option<MessageId> {
        let oldest = self.facts.pop_front()?.message;
        self.words.remove(&oldest);
        Some(oldest)
    }

    /// Whether there were words to delete. The fact that something was written remains.
    pub fn delete(&mut self, message: MessageId) -> bool {
        self.words.remove(&message).is_some()
    }

    pub fn author(&self, message: MessageId) -> Option<ParticipantId> {
        self.facts.iter().find(|fact| fact.message == message).map(|fact| fact.from)
    }

    pub fn len(&self) -> usize {
        self.facts.len()
    }

    pub fn oldest(&self) -> Option<u64> {
        self.facts.front().map(|fact| fact.order)
    }

    /// Newest first.
    pub fn newest(&self) -> impl Iterator<Item = (&Fact, Option<&ChatWords>)> {
        self.facts.iter().rev().map(|fact| (fact, self.words.get(&fact.message)))
    }
}
