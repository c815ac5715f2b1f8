//! Questions to those who run the session. They see all of them, with what waits in the facilitator queue; others see
//! their own named ones, and what is published for votes.
//!
//! An anonymous question comes in through [`Room::ask_anonymously`], which is told the words and the digest of a key, and
//! nobody. That somebody in the session asks, and not too often, is checked before that by
//! [`Room::may_ask_anonymously`], of which nothing is written. So who asked is in no fact, event or view, and in nothing
//! from which it could be told.
//!
//! Who voted for what is in the facts, as with topics: everybody counts once and may take it back. It is told to nobody
//! but them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::log::parts;
use super::pace::{Limit, Paces};
use super::{Audience, Effect, Room, Sender, words};
use crate::id::{ParticipantId, QuestionId};
use crate::protocol::{
    AnswerView, Event, MAX_ANSWER, MAX_QUESTION_TEXT, MAX_QUESTIONS, MAX_QUESTIONS_EACH, QuestionView,
    Rejection,
};
use crate::role::Permission;
use crate::time::Moment;

/// Five at once, and then one in a minute: whoever thinks before asking is not held up.
const ASKING: Limit = Limit { tokens: 5, interval: Duration::from_secs(60) };

/// Most people whose vote for one question is counted; as with topics.
const MAX_VOTERS: usize = 2_000;

/// The digest of the key of an anonymous question: all that the room knows of who asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyDigest(pub [u8; 32]);

impl fmt::Debug for KeyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyDigest(…)")
    }
}

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Questions {
    given: u32,
    shown: Option<QuestionId>,
    questions: BTreeMap<QuestionId, Question>,
    votes: BTreeSet<Vote>,
    /// What is asked.
    pub words: BTreeMap<QuestionId, String>,
    /// What is answered.
    pub answers: BTreeMap<QuestionId, String>,
    /// How fast each may ask.
    pub paces: Paces,
}

parts! {
    QuestionsFact of Questions {
        whole Given: given: u32;
        whole Shown: shown: Option<QuestionId>;
        each Question: questions: QuestionId => Question;
        set Vote: votes: Vote;
        beside words;
        beside answers;
        memory paces;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Question {
    by: Asker,
    since: Moment,
    published: bool,
    answered: Option<Answered>,
}

/// Whose it is: a person's, or of whoever has the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Asker {
    Person(ParticipantId),
    Key(KeyDigest),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Answered {
    by: ParticipantId,
    at: Moment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Vote {
    question: QuestionId,
    participant: ParticipantId,
}

impl Question {
    const fn person(&self) -> Option<ParticipantId> {
        match self.by {
            Asker::Person(who) => Some(who),
            Asker::Key(_) => None,
        }
    }

    const fn key(&self) -> Option<KeyDigest> {
        match self.by {
            Asker::Key(key) => Some(key),
            Asker::Person(_) => None,
        }
    }
}

impl Questions {
    fn voters(&self, question: QuestionId) -> impl Iterator<Item = ParticipantId> {
        let first = Vote { question, participant: ParticipantId(0) };
        let last = Vote { question, participant: ParticipantId(u32::MAX) };
        self.votes.range(first..=last).map(|vote| vote.participant)
    }

    fn with_key(&self, key: KeyDigest) -> Option<QuestionId> {
        self.questions.iter().find(|(_, one)| one.key() == Some(key)).map(|(id, _)| *id)
    }
}

impl Room {
    pub(super) fn ask_question(
        &mut self,
        now: Moment,
        from: Sender,
        text: &str,
    ) -> Result<Changes, Rejection> {
        let who = from.participant;
        self.require(who, Permission::ChatFacilitators)?;
        let waits = |one: &&Question| one.person() == Some(who) && one.answered.is_none();
        if self.questions.questions.values().filter(waits).count() >= MAX_QUESTIONS_EACH {
            return Err(Rejection::OutOfRange);
        }
        let text = asked(text)?;
        let spent = self.questions.paces.spend(now, from, ASKING)?;
        let mut changes = Changes::default();
        self.add_question(now, Asker::Person(who), text, &mut changes)?;
        self.questions.paces.keep(spent);
        Ok(changes)
    }

    /// Whether this person may ask something now, without saying what: asked before who they are is forgotten. It counts
    /// for how fast they ask, and leaves no other trace. `whom` is somebody else at the same device.
    pub fn may_ask_anonymously(
        &mut self,
        now: Moment,
        from: Sender,
        whom: Option<ParticipantId>,
    ) -> Result<(), Rejection> {
        let from = self.asking(from, whom)?;
        let spent = self.questions.paces.spend(now, from, ASKING)?;
        self.questions.paces.keep(spent);
        Ok(())
    }

    /// Whether whoever shows keys of questions is in the session: nobody else is told of them.
    pub fn may_show_keys(&self, from: Sender, whom: Option<ParticipantId>) -> Result<(), Rejection> {
        self.asking(from, whom).map(drop)
    }

    /// Who asks, if they may. In the lobby there is nobody to ask.
    fn asking(&self, from: Sender, whom: Option<ParticipantId>) -> Result<Sender, Rejection> {
        if self.lobby.waiting.contains_key(&from.participant) {
            return Err(Rejection::NotAllowed);
        }
        let from = self.at_device(from, whom.unwrap_or(from.participant))?;
        self.require(from.participant, Permission::ChatFacilitators)?;
        Ok(from)
    }

    /// A question of nobody, after [`Room::may_ask_anonymously`]. Whoever shows the key of this digest hears what becomes
    /// of it; a key is good for one.
    pub fn ask_anonymously(
        &mut self,
        now: Moment,
        key: KeyDigest,
        text: &str,
    ) -> Result<Vec<Effect>, Rejection> {
        if self.questions.with_key(key).is_some() {
            return Err(Rejection::OutOfRange);
        }
        let text = asked(text)?;
        let mut changes = Changes::default();
        self.add_question(now, Asker::Key(key), text, &mut changes)?;
        Ok(self.announce(now, changes))
    }

    /// Whoever shows the key takes the question back.
    pub fn withdraw_anonymously(
        &mut self,
        now: Moment,
        key: KeyDigest,
        question: QuestionId,
    ) -> Result<Vec<Effect>, Rejection> {
        if self.questions.with_key(key) != Some(question) {
            return Err(Rejection::UnknownItem);
        }
        let mut changes = Changes::default();
        self.remove_question(question, &mut changes);
        Ok(self.announce(now, changes))
    }

    /// What has become of the questions with these keys, in the same order; nothing for those that are gone.
    #[must_use]
    pub fn questions_with_keys(&self, keys: &[KeyDigest]) -> Vec<Option<QuestionView>> {
        let view = |key: &KeyDigest| self.questions.with_key(*key).and_then(|id| self.question_view(id));
        keys.iter().map(view).collect()
    }

    /// One's own named question, or any for those who moderate. An anonymous one is taken back by its key.
    pub(super) fn withdraw_question(
        &mut self,
        who: ParticipantId,
        question: QuestionId,
    ) -> Result<Changes, Rejection> {
        let is_own = self.question_seen(who, question)?.person() == Some(who);
        if !is_own {
            self.require(who, Permission::DeleteOthersMessages)?;
        }
        let mut changes = Changes::default();
        self.remove_question(question, &mut changes);
        Ok(changes)
    }

    pub(super) fn vote_question(
        &mut self,
        who: ParticipantId,
        question: QuestionId,
        on: bool,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::Vote)?;
        let seen = self.question_seen(who, question)?;
        if !seen.published {
            return Err(Rejection::UnknownItem);
        }
        let vote = Vote { question, participant: who };
        if on
            && !self.questions.votes.contains(&vote)
            && self.questions.voters(question).count() >= MAX_VOTERS
        {
            return Err(Rejection::OutOfRange);
        }
        let votes = &mut self.questions.votes;
        let changed = if on { votes.insert(vote) } else { votes.remove(&vote) };
        let mut changes = Changes::default();
        if changed {
            changes.questions.insert(question);
            changes.question_votes.insert(who);
        }
        Ok(changes)
    }

    pub(super) fn publish_question(
        &mut self,
        who: ParticipantId,
        question: QuestionId,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::AnswerHelp)?;
        let known = self.questions.questions.get_mut(&question).ok_or(Rejection::UnknownItem)?;
        let mut changes = Changes::default();
        if !std::mem::replace(&mut known.published, true) {
            changes.questions.insert(question);
        }
        Ok(changes)
    }

    /// One at a time; what is shown is published by it.
    pub(super) fn show_question(
        &mut self,
        who: ParticipantId,
        question: QuestionId,
        on: bool,
    ) -> Result<Changes, Rejection> {
        let mut changes = if on { self.publish_question(who, question)? } else { Changes::default() };
        self.require(who, Permission::AnswerHelp)?;
        if !self.questions.questions.contains_key(&question) {
            return Err(Rejection::UnknownItem);
        }
        let before = self.questions.shown;
        let shown = if on { Some(question) } else { before.filter(|shown| *shown != question) };
        if before != shown {
            self.questions.shown = shown;
            changes.questions.extend(before.into_iter().chain(shown));
        }
        Ok(changes)
    }

    /// An answer that is there already gives way to this one.
    pub(super) fn answer_question(
        &mut self,
        now: Moment,
        who: ParticipantId,
        question: QuestionId,
        text: Option<&str>,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::AnswerHelp)?;
        let known = self.questions.questions.get(&question).ok_or(Rejection::UnknownItem)?;
        let text = text.map(|text| written(text, MAX_ANSWER)).transpose()?;
        let since = known.answered.is_none().then_some(known.since);
        if let Some(since) = since {
            self.note_answered(now, question, since);
        }
        if let Some(known) = self.questions.questions.get_mut(&question) {
            known.answered = Some(Answered { by: who, at: now });
        }
        match text {
            Some(text) => drop(self.questions.answers.insert(question, text)),
            None => drop(self.questions.answers.remove(&question)),
        }
        let mut changes = Changes::default();
        changes.questions.insert(question);
        Ok(changes)
    }

    pub(super) fn question_waits(&self, question: QuestionId) -> bool {
        self.questions.questions.get(&question).is_some_and(|one| one.answered.is_none())
    }

    /// Those that are not answered, since when, and whose each is if anybody's.
    pub(super) fn questions_that_wait(
        &self,
    ) -> impl Iterator<Item = (QuestionId, Moment, Option<ParticipantId>)> {
        let waiting = self.questions.questions.iter().filter(|(_, one)| one.answered.is_none());
        waiting.map(|(id, one)| (*id, one.since, one.person()))
    }

    /// After a change: with the last person all questions go, as what was written goes.
    pub(super) fn settle_questions(&mut self, changes: &mut Changes) {
        if self.people.is_empty() {
            for question in self.questions.questions.keys().copied().collect::<Vec<_>>() {
                self.remove_question(question, changes);
            }
        }
    }

    pub(super) fn questions_view(&self, who: ParticipantId) -> Vec<QuestionView> {
        let seen = self.questions.questions.keys().filter(|id| self.question_seen(who, **id).is_ok());
        seen.filter_map(|id| self.question_view(*id)).collect()
    }

    pub(super) fn question_votes_view(&self, who: ParticipantId) -> Vec<QuestionId> {
        let own = self.questions.votes.iter().filter(|vote| vote.participant == who);
        own.map(|vote| vote.question).collect()
    }

    pub(super) fn told_of_questions(&self, changes: &Changes) -> Vec<(Audience, Event)> {
        let mut told = Vec::new();
        for id in &changes.questions {
            let Some(question) = self.question_view(*id) else { continue };
            for audience in self.audiences_of(*id) {
                told.push((audience, Event::QuestionChanged { question: question.clone() }));
            }
        }
        for who in &changes.question_votes {
            let question_votes = self.question_votes_view(*who);
            told.push((Audience::One(*who), Event::QuestionVotesChanged { question_votes }));
        }
        told
    }

    /// For whoever has shown the keys of these questions.
    pub(super) fn told_to_keys(&self, changes: &Changes) -> Vec<Effect> {
        let effect = |id: &QuestionId| {
            let key = self.questions.questions.get(id)?.key()?;
            let event = Event::OwnQuestionChanged { question: self.question_view(*id)? };
            Some(Effect::TellKey { key, event })
        };
        let gone = changes.gone_questions.iter().filter_map(|(id, key)| {
            Some(Effect::TellKey { key: (*key)?, event: Event::QuestionRemoved { question: *id } })
        });
        changes.questions.iter().filter_map(effect).chain(gone).collect()
    }

    fn add_question(
        &mut self,
        now: Moment,
        by: Asker,
        text: String,
        changes: &mut Changes,
    ) -> Result<(), Rejection> {
        if self.questions.questions.len() >= MAX_QUESTIONS {
            let answered = self.questions.questions.iter().find(|(_, one)| one.answered.is_some());
            let oldest = answered.map(|(id, _)| *id).ok_or(Rejection::OutOfRange)?;
            self.remove_question(oldest, changes);
        }
        self.questions.given += 1;
        let id = QuestionId(self.questions.given);
        let question = Question { by, since: now, published: false, answered: None };
        self.questions.questions.insert(id, question);
        self.questions.words.insert(id, text);
        changes.questions.insert(id);
        Ok(())
    }

    fn remove_question(&mut self, question: QuestionId, changes: &mut Changes) {
        let audiences = self.audiences_of(question);
        let voters: Vec<ParticipantId> = self.questions.voters(question).collect();
        let questions = &mut self.questions;
        let Some(known) = questions.questions.remove(&question) else { return };
        questions.votes.retain(|vote| vote.question != question);
        questions.words.remove(&question);
        questions.answers.remove(&question);
        questions.shown.take_if(|shown| *shown == question);
        changes.questions.remove(&question);
        changes.question_votes.extend(voters);
        for audience in audiences {
            changes.tell(audience, Event::QuestionRemoved { question });
        }
        changes.gone_questions.push((question, known.key()));
    }

    /// Who sees it.
    fn audiences_of(&self, question: QuestionId) -> Vec<Audience> {
        let Some(known) = self.questions.questions.get(&question) else { return Vec::new() };
        if known.published {
            return vec![Audience::All];
        }
        let own = known.person().filter(|who| !self.may(*who, Permission::AnswerHelp));
        std::iter::once(Audience::May(Permission::AnswerHelp)).chain(own.map(Audience::One)).collect()
    }

    fn question_seen(&self, who: ParticipantId, question: QuestionId) -> Result<Question, Rejection> {
        let known = *self.questions.questions.get(&question).ok_or(Rejection::UnknownItem)?;
        let sees = known.published || known.person() == Some(who) || self.may(who, Permission::AnswerHelp);
        if sees { Ok(known) } else { Err(Rejection::UnknownItem) }
    }

    fn question_view(&self, question: QuestionId) -> Option<QuestionView> {
        let questions = &self.questions;
        let known = questions.questions.get(&question)?;
        let answer = known.answered.map(|Answered { by, at }| {
            let text = questions.answers.get(&question).cloned();
            AnswerView { by, at, text }
        });
        Some(QuestionView {
            question,
            text: questions.words.get(&question).cloned().unwrap_or_default(),
            asked_by: known.person(),
            since: known.since,
            votes: u32::try_from(questions.voters(question).count()).unwrap_or(u32::MAX),
            published: known.published,
            shown: questions.shown == Some(question),
            answer,
        })
    }
}

fn asked(text: &str) -> Result<String, Rejection> {
    written(text, MAX_QUESTION_TEXT)
}

fn written(text: &str, longest: usize) -> Result<String, Rejection> {
    let text = text.trim();
    words::check(text, longest)?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests;
