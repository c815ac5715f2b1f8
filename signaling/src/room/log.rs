//! What the log of a session holds, and how a room comes back from it (decision 0006).
//!
//! A [`Log`] keeps the room as replaying the log would make it. After each change what differs from that becomes
//! facts, and the facts are applied to it by the code that replays them: nothing can change without being written,
//! and nothing can be written that does not come back. Each field of [`Room`] is named below with what becomes of it;
//! a new one does not compile before it is.
//!
//! Facts hold ids, numbers and moments. The texts of people are kept beside them by [`TextId`], can be erased, and
//! are then absent when the room comes back.

mod parts;

use serde::{Deserialize, Serialize};

use super::routes::RoutePlan;
use super::{Effect, Room};
use crate::id::{DeviceId, Epoch, ParticipantId};
use crate::time::Moment;

use parts::texts;
pub(super) use parts::{Logged, entries_since, join, members_since, parts, put};

/// The shape of what is written now. It grows when an older entry could no longer be read as it stands: a new field
/// of an old fact that has a default needs no new number.
pub const SCHEMA: u32 = 1;

parts! {
    Fact of Room {
        whole Template: template: crate::protocol::Template;
        whole Rules: rules: super::Rules;
        whole Switches: switches: crate::protocol::Switches;
        whole Acting: acting: Option<super::acting::Acting>;
        whole SeatsGiven: seats_given: u32;
        whole PlenaryQueue: plenary: super::hands::Queue;
        each Person: people: ParticipantId => super::people::Person;
        each Added: added: ParticipantId => u32;
        each Device: devices: DeviceId => super::devices::Device;
        each Following: following: ParticipantId => ParticipantId;
        inner Groups: groups: super::groups::Groups;
        inner Plan: plan: RoutePlan;
        inner Lobby: lobby: super::lobby::Lobby;
        inner Chat: chat: super::chat::Chat;
        inner Polls: polls: super::polls::Polls;
        inner Feedback: feedback: super::polls::Feedback;
        inner Agreement: agreement: super::agreement::Agreement;
        inner Attendance: attendance: super::attendance::Attendance;
        inner Technology: technology: super::technology::Technology;
        inner Speaking: speaking: super::speaking::Speaking;
        inner Insides: insides: super::inside::Insides;
        inner Timers: timers: super::timers::Timers;
        inner Agenda: agenda: super::agenda::Agenda;
        inner Topics: topics: super::topics::Topics;
        inner Breaks: breaks: super::breaks::Breaks;
        inner OwnTask: own_task: super::own_task::OwnTask;
        inner Questions: questions: super::questions::Questions;
        inner FacilitatorQueue: facilitator_queue: super::facilitator_queue::FacilitatorQueue;
        inner Scenes: scenes: super::scenes::Scenes;
        inner Desk: desk: super::reception::Desk;
        inner Playings: playings: super::playing::Playings;
        beside texts;
        memory reactions;
        memory telling;
        memory device_states;
        // Comes from the settings of the room, with which it is made before the log is read.
        given title;
    }
}

texts! {
    /// Whose words something is, or of what: what the texts of people are kept by, beside the facts.
    Name(ParticipantId): texts.names;
    Note(ParticipantId): texts.notes;
    Visitor(ParticipantId): attendance.visitor_names;
    Member(crate::id::MemberId): attendance.member_names;
    Unit(crate::id::UnitId): attendance.unit_names;
    Reason(u32): attendance.reasons;
    Welcome(u32): lobby.welcome;
    Agreement(u32): agreement.texts;
    Message(u64): chat.words;
    Author(u64): chat.names;
    Poll(crate::id::PollId): polls.asked;
    BallotWord(super::polls::BallotId): polls.ballot_words;
    PollWords(crate::id::PollId): polls.words;
    FeedbackWords(u32): feedback.words;
    Announcement(u32): insides.to_all.words;
    Card(crate::id::GroupId): insides.cards.words;
    SharedCard(crate::id::GroupId): insides.cards.collected_words;
    SharedCardName(crate::id::GroupId): insides.cards.collected_names;
    GroupNote(crate::id::GroupId): insides.notes.words;
    GroupNoteName(crate::id::GroupId): insides.notes.names;
    TimerTitle(u32): timers.titles;
    PhaseWords(u32): agenda.words;
    Topic(crate::id::TopicId): topics.words;
    OwnTask(u32): own_task.tasks;
    ResultTitle(u32): own_task.titles;
    ResultText(u32): own_task.texts;
    RequestSubject(crate::id::AskId): facilitator_queue.subjects;
    Question(crate::id::QuestionId): questions.words;
    Answer(crate::id::QuestionId): questions.answers;
    DoorWords(ParticipantId): desk.words;
    HandOverNote(ParticipantId): desk.notes;
    ProposedNote(crate::id::EncounterId): desk.proposed;
    GroupName(crate::id::GroupId): groups.names;
    GroupTask(crate::id::GroupId): groups.tasks;
    GroupsTask(crate::id::GroupId): groups.run_tasks;
    PreparedName(u32): groups.prepared_names;
    PreparedTask(u32): groups.prepared_tasks;
}

/// One change, as facts. What is inside is the engine's; it is stored and given back as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// [`SCHEMA`] when it was written.
    pub schema: u32,
    /// When it happened.
    pub at: Moment,
    facts: Vec<Fact>,
}

/// A text that is new, changed or gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextChange {
    /// Which.
    pub id: TextId,
    /// What it says now; nothing when it is to be deleted.
    pub text: Option<String>,
}

/// What to store before anything of the change is told or acknowledged, both in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// To be appended to the log; nothing when no fact changed.
    pub entry: Option<LogEntry>,
    /// To be put beside it.
    pub texts: Vec<TextChange>,
}

/// An entry cannot be replayed: it was written by a later version of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the log is of schema {0}, later than this server's")]
pub struct UnknownSchema(pub u32);

/// What has been written of one room so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    known: Room,
}

impl Log {
    /// The log of a room as it was made, before anybody came; or of one that has just come back.
    #[must_use]
    pub fn of(room: &Room) -> Self {
        Self { known: room.as_replayed() }
    }

    /// The room as far as it has been written: what to go on with when the store has failed, and, without its texts, a
    /// snapshot.
    #[must_use]
    pub const fn room(&self) -> &Room {
        &self.known
    }

    /// What has changed since the last call. Asked after each call of the room that changes it. Of a practice room
    /// nothing is kept.
    pub fn follow(&mut self, now: Moment, room: &Room) -> Written {
        if room.is_practice() {
            return Written { entry: None, texts: Vec::new() };
        }
        let facts = room.facts_since(&self.known);
        for fact in &facts {
            self.known.apply(fact.clone());
        }
        let texts = room.texts_since(&self.known);
        for TextChange { id, text } in &texts {
            self.known.put_text(*id, text.clone());
        }
        let entry = (!facts.is_empty()).then_some(LogEntry { schema: SCHEMA, at: now, facts });
        Written { entry, texts }
    }
}

impl Room {
    /// The room that a log tells of. `made` is the room as it was made, before anybody came; `texts` are those that
    /// have not been erased.
    pub fn replay(
        made: Self,
        entries: impl IntoIterator<Item = LogEntry>,
        texts: impl IntoIterator<Item = (TextId, String)>,
    ) -> Result<Self, UnknownSchema> {
        let mut room = made;
        for entry in entries {
            if entry.schema > SCHEMA {
                return Err(UnknownSchema(entry.schema));
            }
            for fact in entry.facts {
                room.apply(fact);
            }
        }
        for (id, text) in texts {
            room.put_text(id, Some(text));
        }
        room.forget_replaced_texts();
        room.plan.routes = room.routes();
        Ok(room)
    }

    /// After [`Room::replay`], before anybody is let in: no connection outlives a crash, so everybody is dropped now,
    /// and has the grace time to come back.
    pub fn reopen(&mut self, now: Moment) -> Vec<Effect> {
        let waiting = self.lobby.waiting.values().map(|waiting| waiting.device);
        let devices: Vec<DeviceId> = self.devices.keys().copied().chain(waiting).collect();
        devices.into_iter().flat_map(|device| self.drop_device(now, device)).collect()
    }

    /// The room without what is meant to be lost in a crash: what [`Room::replay`] gives of its log.
    #[must_use]
    pub fn as_replayed(&self) -> Self {
        let mut room = self.clone();
        room.forget();
        room
    }

    /// The room was made with a welcome, an agreement, an agenda and topics that others may have replaced.
    fn forget_replaced_texts(&mut self) {
        let Self { lobby, agreement, agenda, topics, .. } = self;
        lobby.welcome.retain(|number, _| *number == lobby.welcomes_given);
        agreement.forget_replaced();
        agenda.forget_replaced();
        topics.forget_removed();
    }

    /// Deletes a text of a person. Whatever it was said of stays, and says nothing.
    pub fn erase(&mut self, id: TextId) {
        if let TextId::Topic(topic) = id {
            self.erase_phase_of(topic);
        }
        self.put_text(id, None);
    }
}

/// The routes follow from people and devices; only their number goes on.
impl Logged for RoutePlan {
    type Fact = Epoch;

    fn facts_since(&self, known: &Self) -> Vec<Epoch> {
        let Self { epoch, routes: _ } = self;
        (*epoch != known.epoch).then_some(*epoch).into_iter().collect()
    }

    fn apply(&mut self, epoch: Epoch) {
        self.epoch = epoch;
    }

    fn forget(&mut self) {}
}

#[cfg(test)]
mod tests;
