//! The open agenda: topics that people propose and support.
//!
//! It is no secret ballot: who supports what is in the facts, because everybody counts once and may take it back, and is
//! gone from the room when the topic or the session is. People are told how many and their own. Whose an unnamed topic is
//! is known to the room for the same reason, and told to nobody but them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::log::parts;
use super::{Audience, Room};
use crate::id::{ParticipantId, PhaseId, TopicId};
use crate::line::shown;
use crate::protocol::{
    Event, MAX_MINUTES, MAX_PHASE_TITLE, MAX_TOPIC, MAX_TOPICS, MAX_TOPICS_EACH, MyTopics, Phase, Rejection,
    Scene, Template, TopicView, TopicsView, TurnMode,
};
use crate::role::Permission;

/// Most people who support one topic. Fewer cannot be asked of 1,000 people of whom some come anew.
const MAX_SUPPORTERS: usize = 2_000;

/// Most topics that are carried over to a later session.
const MAX_LEFT: usize = 50;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Topics {
    topics_given: u32,
    open: bool,
    /// Whether it has been open: from then on everybody knows what was carried over.
    opened: bool,
    topics: BTreeMap<TopicId, Topic>,
    support: BTreeSet<Support>,
    /// What each is about.
    pub words: BTreeMap<TopicId, String>,
}

parts! {
    TopicsFact of Topics {
        whole TopicsGiven: topics_given: u32;
        whole Open: open: bool;
        whole Opened: opened: bool;
        each Topic: topics: TopicId => Topic;
        set Support: support: Support;
        beside words;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Topic {
    /// Nobody's when it was carried over.
    by: Option<ParticipantId>,
    named: bool,
    phase: Option<PhaseId>,
    carried: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Support {
    topic: TopicId,
    participant: ParticipantId,
}

impl Topics {
    fn supporters(&self, topic: TopicId) -> impl Iterator<Item = ParticipantId> {
        let first = Support { topic, participant: ParticipantId(0) };
        let last = Support { topic, participant: ParticipantId(u32::MAX) };
        self.support.range(first..=last).map(|support| support.participant)
    }

    /// Most supported first, then the oldest.
    fn in_order(&self) -> Vec<(TopicId, u32)> {
        let mut counts: BTreeMap<TopicId, u32> = self.topics.keys().map(|topic| (*topic, 0)).collect();
        for Support { topic, .. } in &self.support {
            if let Some(count) = counts.get_mut(topic) {
                *count += 1;
            }
        }
        let mut order: Vec<_> = counts.into_iter().collect();
        order.sort_by_key(|(topic, count)| (Reverse(*count), *topic));
        order
    }

    fn add(&mut self, topic: Topic, text: String) -> TopicId {
        self.topics_given += 1;
        let id = TopicId(self.topics_given);
        self.topics.insert(id, topic);
        self.words.insert(id, text);
        id
    }

    /// What nobody of this session has proposed or chosen is not everybody's before it is opened: other people may be here.
    fn is_for_all(&self, topic: Topic) -> bool {
        !topic.carried || topic.phase.is_some() || self.open || self.opened
    }

    /// Drops the words of topics that are gone.
    pub fn forget_removed(&mut self) {
        let topics = &self.topics;
        self.words.retain(|topic, _| topics.contains_key(topic));
    }
}

impl Room {
    /// Topics left over from an earlier session. It is written to the log like everything that changes, if the log has
    /// begun. What cannot be shown is left out, and what is more than there may be; all of it where other people come each
    /// time. Those who may run the agenda see them, and everybody once the open agenda is opened.
    pub fn carry_topics(&mut self, topics: Vec<String>) {
        if !self.carries_topics() {
            return;
        }
        for text in topics.iter().filter_map(|text| shown(text, MAX_TOPIC)) {
            if self.topics.topics.len() < MAX_TOPICS {
                self.topics.add(Topic { by: None, named: false, phase: None, carried: true }, text);
            }
        }
    }

    /// What a later session may take up: the topics that became no phase, most supported first, at most 50. None where other
    /// people come each time.
    #[must_use]
    pub fn topics_left(&self) -> Vec<String> {
        if !self.carries_topics() {
            return Vec::new();
        }
        let left = |id: &TopicId| self.topics.topics.get(id).is_some_and(|topic| topic.phase.is_none());
        let order = self.topics.in_order().into_iter().map(|(id, _)| id).filter(left);
        order.filter_map(|id| self.topics.words.get(&id).cloned()).take(MAX_LEFT).collect()
    }

    /// Whether the people of one session are those of the next.
    const fn carries_topics(&self) -> bool {
        !matches!(self.template, Template::Appointment | Template::DropIn)
    }

    pub(super) fn open_topics(&mut self, who: ParticipantId, open: bool) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunAgenda)?;
        let was_open = std::mem::replace(&mut self.topics.open, open);
        self.topics.opened |= open;
        Ok(Changes { topics: was_open != open, ..Changes::default() })
    }

    pub(super) fn propose_topic(
        &mut self,
        who: ParticipantId,
        text: &str,
        named: bool,
    ) -> Result<Changes, Rejection> {
        self.require_open_topics(who)?;
        let text = shown(text, MAX_TOPIC).ok_or(Rejection::OutOfRange)?;
        let own = self.topics.topics.values().filter(|topic| topic.by == Some(who)).count();
        if self.topics.topics.len() >= MAX_TOPICS || own >= MAX_TOPICS_EACH {
            return Err(Rejection::OutOfRange);
        }

        self.topics.add(Topic { by: Some(who), named, phase: None, carried: false }, text);
        Ok(Changes { topics: true, my_topics: BTreeSet::from([who]), ..Changes::default() })
    }

    pub(super) fn support_topic(
        &mut self,
        who: ParticipantId,
        topic: TopicId,
        on: bool,
    ) -> Result<Changes, Rejection> {
        self.require_open_topics(who)?;
        if !self.topics.topics.contains_key(&topic) {
            return Err(Rejection::UnknownTopic);
        }
        let support = Support { topic, participant: who };
        if self.topics.support.contains(&support) == on {
            return Ok(Changes::default());
        }
        if on && self.topics.supporters(topic).count() >= MAX_SUPPORTERS {
            return Err(Rejection::OutOfRange);
        }

        if on {
            self.topics.support.insert(support);
        } else {
            self.topics.support.remove(&support);
        }
        Ok(Changes { topics: true, my_topics: BTreeSet::from([who]), ..Changes::default() })
    }

    fn require_open_topics(&self, who: ParticipantId) -> Result<(), Rejection> {
        self.require(who, Permission::ProposeTopics)?;
        if self.topics.open { Ok(()) } else { Err(Rejection::NotRunning) }
    }

    pub(super) fn remove_topic(&mut self, who: ParticipantId, id: TopicId) -> Result<Changes, Rejection> {
        self.place_of(who)?;
        let topic = *self.topics.topics.get(&id).ok_or(Rejection::UnknownTopic)?;
        if topic.by != Some(who) {
            self.require(who, Permission::RunAgenda)?;
        }

        let mut changes = Changes { topics: true, ..Changes::default() };
        changes.my_topics = self.topics.supporters(id).chain(topic.by).collect();
        // Whoever takes their words back takes them back there too. The crew tidies up, and keeps what it has chosen.
        if let Some(phase) = topic.phase.filter(|_| topic.by == Some(who)) {
            let text = self.topics.words.get(&id).cloned();
            changes.agenda = text.is_some_and(|text| self.withdraw_phase(phase, &phase_of(&text, 1)));
        }
        self.topics.topics.remove(&id);
        self.topics.words.remove(&id);
        self.topics.support.retain(|support| support.topic != id);
        Ok(changes)
    }

    /// What a topic says is erased: in the phase that it became too.
    pub(super) fn erase_phase_of(&mut self, topic: TopicId) {
        if let Some(phase) = self.topics.topics.get(&topic).and_then(|topic| topic.phase) {
            self.erase_words_of(phase);
        }
    }

    pub(super) fn choose_topic(
        &mut self,
        who: ParticipantId,
        id: TopicId,
        minutes: u32,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunAgenda)?;
        let topic = self.topics.topics.get(&id).ok_or(Rejection::UnknownTopic)?;
        let text = self.topics.words.get(&id).ok_or(Rejection::UnknownTopic)?;
        if topic.phase.is_some() || !(1..=MAX_MINUTES).contains(&minutes) {
            return Err(Rejection::OutOfRange);
        }
        let plan = phase_of(text, minutes);

        let phase = self.insert_next_phase(plan)?;
        if let Some(topic) = self.topics.topics.get_mut(&id) {
            topic.phase = Some(phase);
        }
        Ok(Changes { topics: true, agenda: true, ..Changes::default() })
    }

    /// Topics whose phase was taken out of the agenda can be chosen again.
    pub(super) fn release_topics(&mut self, changes: &mut Changes) {
        let gone = |topic: &Topic| topic.phase.is_some_and(|phase| !self.is_in_agenda(phase));
        let released: Vec<TopicId> =
            self.topics.topics.iter().filter(|(_, topic)| gone(topic)).map(|(id, _)| *id).collect();
        for id in released {
            if let Some(topic) = self.topics.topics.get_mut(&id) {
                topic.phase = None;
                changes.topics = true;
            }
        }
    }

    pub(super) fn topics_view(&self, who: ParticipantId) -> Option<TopicsView> {
        self.topics_for(self.may(who, Permission::RunAgenda))
    }

    /// Nothing when it is closed and empty, as far as they see who may run the agenda, or others.
    fn topics_for(&self, may_run: bool) -> Option<TopicsView> {
        let view = |(id, support): (TopicId, u32)| {
            let topic = *self.topics.topics.get(&id)?;
            if !may_run && !self.topics.is_for_all(topic) {
                return None;
            }
            let Topic { by, named, phase, carried } = topic;
            let text = self.topics.words.get(&id).cloned();
            Some(TopicView { topic: id, text, by: by.filter(|_| named), support, phase, carried })
        };
        let open = self.topics.open;
        let topics: Vec<TopicView> = self.topics.in_order().into_iter().filter_map(view).collect();
        (open || !topics.is_empty()).then_some(TopicsView { open, topics })
    }

    pub(super) fn my_topics_view(&self, who: ParticipantId) -> MyTopics {
        let proposed = self.topics.topics.iter().filter(|(_, topic)| topic.by == Some(who));
        let supported = self.topics.support.iter().filter(|support| support.participant == who);
        MyTopics {
            proposed: proposed.map(|(id, _)| *id).collect(),
            supported: supported.map(|support| support.topic).collect(),
        }
    }

    pub(super) fn told_of_topics(&self, changes: &Changes) -> Vec<(Audience, Event)> {
        let mut told = Vec::new();
        if changes.topics {
            let event = |may_run| Event::TopicsChanged { topics: self.topics_for(may_run) };
            if self.topics.topics.values().all(|topic| self.topics.is_for_all(*topic)) {
                told.push((Audience::All, event(true)));
            } else {
                told.push((Audience::May(Permission::RunAgenda), event(true)));
                told.push((Audience::MayNot(Permission::RunAgenda), event(false)));
            }
        }
        for who in &changes.my_topics {
            told.push((Audience::One(*who), Event::MyTopicsChanged { mine: self.my_topics_view(*who) }));
        }
        told
    }
}

/// A phase with nothing but the topic in it. What is too long for a title is in the task, whole.
fn phase_of(text: &str, minutes: u32) -> Phase {
    let fits = text.chars().count() <= MAX_PHASE_TITLE;
    let title = if fits { text.to_owned() } else { shortened(text) };
    Phase {
        title,
        minutes: Some(minutes),
        scene: Scene::Everyone,
        turns: TurnMode::Free,
        cut: false,
        coffee_table: false,
        own_task: false,
        groups: None,
        task: (!fits).then(|| text.to_owned()),
        question: None,
        leads: None,
        helps: Vec::new(),
        brings: None,
        material: None,
        note: None,
    }
}

/// The beginning, to the end of a word if it has words, and a sign that it goes on.
fn shortened(text: &str) -> String {
    let cut: String = text.chars().take(MAX_PHASE_TITLE - 1).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", whole.trim_end())
}

#[cfg(test)]
mod tests;
