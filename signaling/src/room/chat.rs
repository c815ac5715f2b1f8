//! Chat: who may write where, how fast, and what may be deleted.
//!
//! A group's chat belongs to the group: whoever is in it reads and writes it, whoever leaves it does neither, and it
//! goes with the group. Staff have no way into it but to be there. Private threads of two are read by the two.
//! Everything goes when the last person leaves. Who sees what is in `chat/sight.rs`, what was written in `chat/log.rs`.

mod log;
mod sight;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::log::{Channel, Logs, MAX_KEPT, MAX_KEPT_PRIVATE, Written};
use self::sight::Sight;
use super::changes::Changes;
use super::log::parts;
use super::pace::{Limit, Paces};
use super::{Audience, Room, Sender, words};
use crate::id::{MessageId, ParticipantId};
use crate::protocol::{
    ChatLine, ChatMessage, ChatWords, Event, MAX_LINE, MAX_MESSAGE, MAX_SLOW_MODE, Place, Rejection, Scope,
};
use crate::role::Permission;
use crate::time::Moment;

/// Five messages at once, then one every two seconds: faster than anybody types, slower than anybody pastes.
const SENDING: Limit = Limit { tokens: 5, interval: Duration::from_secs(2) };

/// A client tells its line every 300 ms at most; a stalled network may bring several at once.
const TYPING: Limit = Limit { tokens: 20, interval: Duration::from_millis(300) };

/// Pages of history: a person scrolls, a program downloads.
const READING: Limit = Limit { tokens: 10, interval: Duration::from_secs(1) };

/// Everything written in a session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Chat {
    logs: Logs,
    /// How many messages there ever were, over all channels.
    written: u64,
    /// What each message says, by its position among all. Deleted without a trace; the fact that something was written
    /// remains.
    pub words: BTreeMap<u64, String>,
    /// What its author was called then.
    pub names: BTreeMap<u64, String>,
    /// The line each person is writing.
    lines: BTreeMap<ParticipantId, Line>,
    sending: Paces,
    typing: Paces,
    reading: Paces,
    /// When each person last wrote where slow mode counts.
    slowed: BTreeMap<ParticipantId, Moment>,
    slow_mode: u32,
    /// What each person was last shown; see [`sight`].
    shown: BTreeMap<ParticipantId, Sight>,
}

parts! {
    ChatFact of Chat {
        whole Written: written: u64;
        whole SlowMode: slow_mode: u32;
        inner Logs: logs: Logs;
        beside words;
        beside names;
        memory lines;
        memory sending;
        memory typing;
        memory reading;
        memory slowed;
        memory shown;
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    channel: Channel,
    text: String,
}

impl Chat {
    /// How many messages there ever were.
    pub(super) const fn written(&self) -> u64 {
        self.written
    }

    pub(super) fn paces(&mut self) -> [&mut Paces; 3] {
        [&mut self.sending, &mut self.typing, &mut self.reading]
    }

    /// What a message says, unless it was deleted.
    fn words_of(&self, fact: &Written) -> Option<ChatWords> {
        let text = self.words.get(&fact.order)?.clone();
        Some(ChatWords { name: self.names.get(&fact.order).cloned().unwrap_or_default(), text })
    }

    /// Whether there were words to delete.
    fn forget_words(&mut self, order: u64) -> bool {
        self.names.remove(&order);
        self.words.remove(&order).is_some()
    }

    fn forget_oldest(&mut self, channel: Channel) {
        if let Some(fact) = self.logs.forget_oldest(channel) {
            self.forget_words(fact.order);
        }
    }

    /// The private message that has to go because there are too many, with its position among all: the oldest of whoever
    /// vouches for most of them, so that nobody drives out what others wrote by writing much. If it can be, not the last
    /// of its thread: a thread that is gone would count anew.
    fn forget_private(
        &mut self,
        voucher_of: impl Fn(ParticipantId) -> ParticipantId,
    ) -> Option<(Channel, u64, MessageId)> {
        let private = || {
            let logs = self.logs.iter().filter(|(channel, _)| channel.is_private());
            logs.flat_map(|(channel, log)| {
                log.oldest().map(|(message, fact)| (*channel, message, *fact, log.len() == 1))
            })
        };
        let mut written: BTreeMap<ParticipantId, usize> = BTreeMap::new();
        private().for_each(|(_, _, fact, _)| *written.entry(voucher_of(fact.from)).or_default() += 1);
        if written.values().sum::<usize>() <= MAX_KEPT_PRIVATE {
            return None;
        }
        let (most, _) = written.into_iter().max_by_key(|(_, count)| *count)?;
        let own = private().filter(|(_, _, fact, _)| voucher_of(fact.from) == most);
        let (channel, message, fact, _) = own.min_by_key(|(_, _, fact, is_last)| (*is_last, fact.order))?;
        self.logs.remove(channel, message);
        self.forget_words(fact.order);
        Some((channel, fact.order, message))
    }
}

impl Room {
    pub(super) fn send_message(
        &mut self,
        now: Moment,
        from: Sender,
        scope: Scope,
        text: String,
    ) -> Result<Changes, Rejection> {
        let who = from.participant;
        let channel = self.may_write(who, scope)?;
        words::check(&text, MAX_MESSAGE)?;
        let is_slowed = self.check_slow_mode(now, who, channel)?;
        let spent = self.chat.sending.spend(now, from, SENDING)?;
        let name = self.texts.names.get(&who).cloned().unwrap_or_default();
        let words = ChatWords { name, text };

        let mut changes = Changes::default();
        self.chat.sending.keep(spent);
        if is_slowed {
            self.chat.slowed.insert(who, now);
        }
        // What was typed has been said.
        if self.chat.lines.get(&who).is_some_and(|line| line.channel == channel) {
            self.end_line(who, &mut changes);
        }
        let order = self.chat.written;
        self.chat.written += 1;
        let message = self.chat.logs.write(channel, Written { order, from: who, at: now });
        self.chat.words.insert(order, words.text.clone());
        self.chat.names.insert(order, words.name.clone());
        if !channel.is_private() && self.chat.logs.get(channel).is_some_and(|log| log.len() > MAX_KEPT) {
            self.chat.forget_oldest(channel);
        }
        let forgotten = if channel.is_private() {
            let people = &self.people;
            self.chat.forget_private(|who| people.get(&who).and_then(|one| one.added_by).unwrap_or(who))
        } else {
            None
        };

        for (audience, scope) in self.hearers(channel) {
            let message = ChatMessage { scope, message, from: who, at: now, words: Some(words.clone()) };
            changes.tell(audience, Event::MessageSent { message });
        }
        if let Some((channel, order, message)) = forgotten {
            for (audience, scope) in self.hearers_of(channel, order) {
                changes.tell(audience, Event::MessageForgotten { scope, message });
            }
        }
        Ok(changes)
    }

    /// One's own wherever it is; another's where one moderates and may read. What one may not read does not exist.
    pub(super) fn delete_message(
        &mut self,
        who: ParticipantId,
        scope: Scope,
        message: MessageId,
    ) -> Result<Changes, Rejection> {
        let channel = Channel::of(who, scope);
        let written = self.chat.logs.get(channel).and_then(|log| log.find(message));
        let Some(Written { order, from, at: _ }) = written.copied() else {
            return Err(Rejection::UnknownMessage);
        };
        if from != who {
            if !self.sees_message(who, channel, order) {
                return Err(Rejection::UnknownMessage);
            }
            self.require(who, Permission::DeleteOthersMessages)?;
            if matches!(channel, Channel::Pair(..)) {
                return Err(Rejection::NotAllowed);
            }
        }
        let mut changes = Changes::default();
        if self.chat.forget_words(order) {
            for (audience, scope) in self.hearers_of(channel, order) {
                changes.tell(audience, Event::MessageDeleted { scope, message });
            }
        }
        Ok(changes)
    }

    /// The page before a message, told to the one who asks and to nobody else.
    pub(super) fn read_messages(
        &mut self,
        now: Moment,
        from: Sender,
        scope: Scope,
        before: MessageId,
    ) -> Result<Changes, Rejection> {
        let who = from.participant;
        let channel = Channel::of(who, scope);
        if !self.sees(who, channel) {
            return Err(Rejection::NotAllowed);
        }
        let spent = self.chat.reading.spend(now, from, READING)?;

        let mut changes = Changes::default();
        self.chat.reading.keep(spent);
        let (messages, more) = self.page(who, channel, before);
        changes.tell(Audience::One(who), Event::OlderMessages { scope, messages, more });
        Ok(changes)
    }

    /// The line somebody is writing, whole. The one before it is replaced, wherever it was.
    pub(super) fn type_text(
        &mut self,
        now: Moment,
        from: Sender,
        scope: Scope,
        text: String,
    ) -> Result<Changes, Rejection> {
        let who = from.participant;
        if text.is_empty() {
            // Falling silent needs no permission, and is never too fast.
            let mut changes = Changes::default();
            self.end_line(who, &mut changes);
            return Ok(changes);
        }
        let channel = self.may_write(who, scope)?;
        words::check_shape(&text, MAX_LINE)?;
        let before = self.chat.lines.get(&who);
        if before.is_some_and(|line| line.channel == channel && line.text == text) {
            return Ok(Changes::default());
        }
        let elsewhere = before.is_some_and(|line| line.channel != channel);
        let spent = self.chat.typing.spend(now, from, TYPING)?;

        let mut changes = Changes::default();
        self.chat.typing.keep(spent);
        if elsewhere {
            self.end_line(who, &mut changes);
        }
        self.chat.lines.insert(who, Line { channel, text: text.clone() });
        for (audience, scope) in self.hearers(channel) {
            let line = ChatLine { scope, participant: who, text: text.clone() };
            changes.tell(audience, Event::Typing { line });
        }
        Ok(changes)
    }

    pub(super) fn set_slow_mode(&mut self, who: ParticipantId, seconds: u32) -> Result<Changes, Rejection> {
        self.require(who, Permission::DeleteOthersMessages)?;
        if seconds > MAX_SLOW_MODE {
            return Err(Rejection::OutOfRange);
        }
        let mut changes = Changes::default();
        if std::mem::replace(&mut self.chat.slow_mode, seconds) != seconds {
            changes.tell(Audience::All, Event::SlowModeChanged { seconds });
        }
        Ok(changes)
    }

    /// Takes the line of somebody away from those who see it.
    fn end_line(&mut self, who: ParticipantId, changes: &mut Changes) {
        let Some(Line { channel, .. }) = self.chat.lines.remove(&who) else { return };
        for (audience, scope) in self.hearers(channel) {
            let line = ChatLine { scope, participant: who, text: String::new() };
            changes.tell(audience, Event::Typing { line });
        }
    }

    /// The channel, if this person may write there now.
    fn may_write(&self, who: ParticipantId, scope: Scope) -> Result<Channel, Rejection> {
        match scope {
            Scope::Plenary {} => {
                self.require(who, Permission::ChatPlenary)?;
                self.require_may_write_in_scene(who, Place::Plenary {})?;
            }
            Scope::Group { group } => {
                self.require(who, Permission::ChatGroup)?;
                if self.groups.queue(group).is_none() {
                    return Err(Rejection::UnknownGroup);
                }
                if self.place_of(who)? != (Place::Group { group }) {
                    return Err(Rejection::NotAllowed);
                }
                self.require_may_write_in_scene(who, Place::Group { group })?;
            }
            Scope::Help { help } => {
                self.require(who, Permission::ChatGroup)?;
                if self.place_of(who)? != (Place::Help { help }) {
                    return Err(Rejection::NotAllowed);
                }
            }
            Scope::Encounter { encounter } => {
                self.require(who, Permission::ChatGroup)?;
                if self.place_of(who)? != (Place::Encounter { encounter }) {
                    return Err(Rejection::NotAllowed);
                }
            }
            Scope::Backstage {} => {
                self.require(who, Permission::EnterBackstage)?;
                if !self.sees(who, Channel::Backstage) {
                    return Err(Rejection::NotAllowed);
                }
            }
            // Staff have the backstage among themselves; their own thread would be one with everybody.
            Scope::Facilitators { participant } => {
                self.require(who, Permission::ChatFacilitators)?;
                if participant != who && !self.is_staff(who) {
                    return Err(Rejection::NotAllowed);
                }
                if !self.knows(participant) || self.is_secluded(participant) {
                    return Err(Rejection::UnknownParticipant);
                }
                if self.is_staff(participant) {
                    return Err(Rejection::OutOfRange);
                }
            }
            Scope::Person { participant } => {
                self.require(who, Permission::ChatPrivately)?;
                if participant == who {
                    return Err(Rejection::OutOfRange);
                }
                if !self.knows(participant) || self.is_secluded(participant) {
                    return Err(Rejection::UnknownParticipant);
                }
                if !self.may_write_to(who, participant) {
                    return Err(Rejection::NotAllowed);
                }
            }
        }
        Ok(Channel::of(who, scope))
    }

    /// Whether slow mode holds for this message. It is for what everybody reads, and staff are not slowed: a call for
    /// help gets through.
    fn check_slow_mode(&self, now: Moment, who: ParticipantId, channel: Channel) -> Result<bool, Rejection> {
        if !matches!(channel, Channel::Plenary | Channel::Group(_)) || self.is_staff(who) {
            return Ok(false);
        }
        let wait = Duration::from_secs(u64::from(self.chat.slow_mode));
        match self.chat.slowed.get(&who) {
            Some(last) if now.since(*last) < wait => Err(Rejection::TooFast),
            Some(_) | None => Ok(true),
        }
    }
}

#[cfg(test)]
mod tests;
