//! What was written in each channel: facts. The words are kept beside them, in the chat.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{EncounterId, GroupId, HelpId, MessageId, ParticipantId};
use crate::protocol::{Place, Scope};
use crate::room::log::{Logged, parts};
use crate::room::pairs;
use crate::time::Moment;

/// Most messages kept in the plenary, backstage, or a group: then the oldest goes. More than a view shows, so that
/// nobody sees it go.
pub(super) const MAX_KEPT: usize = 500;

/// Most messages kept in all private threads together: then the oldest goes of whoever wrote most. One person at full
/// speed needs almost three hours to write so many.
pub(super) const MAX_KEPT_PRIVATE: usize = 5_000;

/// Where messages go, the same for everybody who sees it. [`Scope`] says it as one person sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(in crate::room) enum Channel {
    Plenary,
    Backstage,
    Group(GroupId),
    Help(HelpId),
    Encounter(EncounterId),
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
            Scope::Encounter { encounter } => Self::Encounter(encounter),
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
            Self::Encounter(encounter) => Scope::Encounter { encounter },
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
            Place::Plenary {} | Place::Coffee {} | Place::PrivateWord { .. } | Place::Aside { .. } => None,
            Place::Group { group } => Some(Self::Group(group)),
            Place::Help { help } => Some(Self::Help(help)),
            Place::Encounter { encounter } => Some(Self::Encounter(encounter)),
            Place::Backstage {} => Some(Self::Backstage),
        }
    }
}

/// What was written in each channel. One without a message is not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::room) struct Logs(#[serde(with = "pairs")] BTreeMap<Channel, Log>);

/// Numbers are per channel: a count over all of them would tell how much is written where one is not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Log {
    last: u32,
    messages: BTreeMap<MessageId, Written>,
}

parts! {
    ChannelFact of Log {
        whole Last: last: u32;
        each Message: messages: MessageId => Written;
    }
}

/// That something was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Written {
    /// Position among all messages of the room, by which its words are kept. Never told.
    pub order: u64,
    pub from: ParticipantId,
    pub at: Moment,
}

/// What became of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::room) enum LogsFact {
    Gone(Channel),
    Channel(Channel, ChannelFact),
}

impl Logged for Logs {
    type Fact = LogsFact;

    fn facts_since(&self, known: &Self) -> Vec<LogsFact> {
        let gone = known.0.keys().filter(|channel| !self.0.contains_key(channel));
        let mut facts: Vec<LogsFact> = gone.map(|channel| LogsFact::Gone(*channel)).collect();
        let empty = Log::default();
        for (channel, log) in &self.0 {
            let news = log.facts_since(known.0.get(channel).unwrap_or(&empty));
            facts.extend(news.into_iter().map(|fact| LogsFact::Channel(*channel, fact)));
        }
        facts
    }

    fn apply(&mut self, fact: LogsFact) {
        match fact {
            LogsFact::Gone(channel) => drop(self.0.remove(&channel)),
            LogsFact::Channel(channel, fact) => self.0.entry(channel).or_default().apply(fact),
        }
    }

    fn forget(&mut self) {}
}

impl Logs {
    pub fn get(&self, channel: Channel) -> Option<&Log> {
        self.0.get(&channel)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Channel, &Log)> {
        self.0.iter()
    }

    pub fn write(&mut self, channel: Channel, written: Written) -> MessageId {
        let log = self.0.entry(channel).or_default();
        log.last += 1;
        let message = MessageId(log.last);
        log.messages.insert(message, written);
        message
    }

    pub fn forget_oldest(&mut self, channel: Channel) -> Option<Written> {
        let (oldest, _) = self.0.get(&channel)?.oldest().next()?;
        self.remove(channel, oldest)
    }

    pub fn remove(&mut self, channel: Channel, message: MessageId) -> Option<Written> {
        let log = self.0.get_mut(&channel)?;
        let written = log.messages.remove(&message);
        if log.messages.is_empty() {
            self.0.remove(&channel);
        }
        written
    }

    /// Takes channels away, and gives what was written in them.
    pub fn close(&mut self, is_over: impl Fn(Channel) -> bool) -> Vec<Written> {
        let over: Vec<Channel> = self.0.keys().copied().filter(|channel| is_over(*channel)).collect();
        let closed = over.iter().filter_map(|channel| self.0.remove(channel));
        closed.flat_map(|log| log.messages.into_values()).collect()
    }
}

impl Log {
    pub fn find(&self, message: MessageId) -> Option<&Written> {
        self.messages.get(&message)
    }

    pub fn len(&self) -> usize {
        self.messages.len()
    }

    pub fn oldest(&self) -> impl Iterator<Item = (MessageId, &Written)> {
        self.messages.iter().map(|(message, written)| (*message, written))
    }

    pub fn newest(&self) -> impl Iterator<Item = (MessageId, &Written)> {
        self.messages.iter().rev().map(|(message, written)| (*message, written))
    }

    /// The same, from below a message on.
    pub fn before(&self, message: MessageId) -> impl Iterator<Item = (MessageId, &Written)> {
        self.messages.range(..message).rev().map(|(message, written)| (*message, written))
    }
}
