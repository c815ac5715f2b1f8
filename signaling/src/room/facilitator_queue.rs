//! The facilitator queue: all that waits for those who run the session, in one list, in the order it came but for quiet
//! signals, which go first. What people ask for is kept here; the lobby and raised hands are where they always are, and
//! only who answers them is kept here. Whoever takes something goes, and nobody else takes the same.
//!
//! Who asks is known to those who answer, and what is asked for a group to the group. A quiet signal is known to those who
//! answer and to whoever sent it, in nothing that is told, counted or written for others: the number that others are told
//! is that of their own kind.
//!
//! Invariants: one request of each kind of each person, and one for help of each group; everybody who asks is in the room,
//! and whoever asks for a group is one of it; whoever has taken something may answer it, and it is there. So there are
//! never more requests than three for each person.

mod answering;
mod asking;
mod figures;
mod view;
mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::log::parts;
use super::{Audience, Room};
use crate::id::{AskId, GroupId, ParticipantId, WordId};
use crate::protocol::{
    Event, FacilitatorQueueView, HelpProblem, Place, Presence, QueueItem, QueueKind, RequestEnd, RequestView,
};
use crate::role::Permission;
use crate::time::Moment;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FacilitatorQueue {
    asked: u32,
    words_begun: u32,
    /// In the order they came.
    asks: BTreeMap<AskId, Ask>,
    /// Who answers what.
    #[serde(with = "super::pairs")]
    claims: BTreeMap<QueueItem, Claim>,
    /// Who has a word alone.
    words: BTreeMap<WordId, words::Word>,
    figures: figures::Figures,
    /// What help is about, in the words of those who ask.
    pub subjects: BTreeMap<AskId, String>,
    /// What each was told last, where it is anything. Who is told what follows from it.
    told_requests: BTreeMap<ParticipantId, Vec<RequestView>>,
    told_queue: BTreeMap<ParticipantId, FacilitatorQueueView>,
}

parts! {
    FacilitatorQueueFact of FacilitatorQueue {
        whole Asked: asked: u32;
        whole WordsBegun: words_begun: u32;
        each Ask: asks: AskId => Ask;
        each Claim: claims: QueueItem => Claim;
        each Word: words: WordId => words::Word;
        inner Figures: figures: figures::Figures;
        beside subjects;
        memory told_requests;
        memory told_queue;
    }
}

/// What somebody has asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ask {
    participant: ParticipantId,
    since: Moment,
    what: Asked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Asked {
    Help {
        problem: HelpProblem,
        /// The whole of which group it is for.
        group: Option<GroupId>,
    },
    PrivateWord {
        with: Option<ParticipantId>,
        /// Until when only the one who is named sees it; nothing once others do.
        theirs_until: Option<Moment>,
    },
    QuietSignal,
}

/// Who answers something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Claim {
    by: ParticipantId,
    since: Moment,
}

impl Ask {
    const fn kind(&self) -> QueueKind {
        match self.what {
            Asked::Help { .. } => QueueKind::Help,
            Asked::PrivateWord { .. } => QueueKind::PrivateWord,
            Asked::QuietSignal => QueueKind::QuietSignal,
        }
    }

    /// The group it is for.
    const fn group(&self) -> Option<GroupId> {
        match self.what {
            Asked::Help { group, .. } => group,
            Asked::PrivateWord { .. } | Asked::QuietSignal => None,
        }
    }

    /// The one who alone sees it.
    const fn theirs(&self) -> Option<ParticipantId> {
        match self.what {
            Asked::PrivateWord { with, theirs_until: Some(_) } => with,
            _ => None,
        }
    }

    const fn theirs_until(&self) -> Option<Moment> {
        match self.what {
            Asked::PrivateWord { theirs_until, .. } => theirs_until,
            Asked::Help { .. } | Asked::QuietSignal => None,
        }
    }
}

impl FacilitatorQueue {
    /// The request of this kind of a person.
    fn of(&self, who: ParticipantId, kind: QueueKind) -> Option<AskId> {
        let is_theirs = |ask: &Ask| ask.participant == who && ask.kind() == kind;
        self.asks.iter().find(|(_, ask)| is_theirs(ask)).map(|(id, _)| *id)
    }

    /// The request for a group.
    fn of_group(&self, group: GroupId) -> Option<AskId> {
        self.asks.iter().find(|(_, ask)| ask.group() == Some(group)).map(|(id, _)| *id)
    }

    fn claimed_by(&self, item: QueueItem) -> Option<ParticipantId> {
        self.claims.get(&item).map(|claim| claim.by)
    }

    /// How long it was until somebody took it for good: until now where nobody had.
    fn waited(&self, item: QueueItem, since: Moment, now: Moment) -> std::time::Duration {
        self.claims.get(&item).map_or(now, |claim| claim.since).since(since)
    }
}

impl Room {
    /// After a change: requests of those who are gone, or who asked for a group that is no longer theirs, have ended; a
    /// word is no longer somebody's first who is late or may no longer answer; and whoever may answer something no longer,
    /// or is gone for too long, has not taken it.
    pub(super) fn settle_facilitator_queue(&mut self, now: Moment, changes: &mut Changes) {
        let is_over = |ask: &Ask| {
            let is_of_it = |group| self.group_one_belongs_to(ask.participant) == Some(group);
            !self.knows(ask.participant) || ask.group().is_some_and(|group| !is_of_it(group))
        };
        let asks = &self.facilitator_queue.asks;
        let over: Vec<AskId> = asks.iter().filter(|(_, ask)| is_over(ask)).map(|(id, _)| *id).collect();
        for id in over {
            self.end_ask(id, RequestEnd::Withdrawn, changes);
        }
        let mut asks = std::mem::take(&mut self.facilitator_queue.asks);
        for ask in asks.values_mut() {
            if let Asked::PrivateWord { with, theirs_until } = &mut ask.what {
                let answers = with.is_some_and(|who| self.may(who, Permission::AnswerHelp));
                *theirs_until = theirs_until.filter(|until| answers && now < *until);
            }
        }
        self.facilitator_queue.asks = asks;
        let mut claims = std::mem::take(&mut self.facilitator_queue.claims);
        claims.retain(|item, claim| self.claim_stands(now, *item, *claim));
        self.facilitator_queue.claims = claims;
        let FacilitatorQueue { asks, subjects, .. } = &mut self.facilitator_queue;
        subjects.retain(|id, _| asks.contains_key(id));
    }

    /// When [`Room::settle_facilitator_queue`] has something to do that only time brings.
    pub(super) fn next_of_facilitator_queue(&self) -> Option<Moment> {
        let queue = &self.facilitator_queue;
        let others_see = queue.asks.values().filter_map(Ask::theirs_until);
        let given_up = queue.claims.values().filter_map(|claim| self.given_up_at(claim.by));
        others_see.chain(given_up).min()
    }

    fn claim_stands(&self, now: Moment, item: QueueItem, claim: Claim) -> bool {
        let is_waited_for = self.given_up_at(claim.by).is_none_or(|at| now < at);
        is_waited_for && self.may_answer(claim.by, item) && self.is_in_queue(item)
    }

    /// When somebody whose connection is lost no longer answers what they have taken.
    fn given_up_at(&self, who: ParticipantId) -> Option<Moment> {
        match self.presence_of(who)? {
            Presence::Dropped { since } => Some(since.after(self.rules.grace)),
            Presence::Here {} | Presence::SteppedOut { .. } => None,
        }
    }

    fn is_in_queue(&self, item: QueueItem) -> bool {
        match item {
            QueueItem::Request { request } => self.facilitator_queue.asks.contains_key(&request),
            QueueItem::Lobby { participant } => self.waits_to_be_let_in(participant),
            QueueItem::Hand { participant, place } => self.hand_since(participant, place).is_some(),
            QueueItem::Question { question } => self.question_waits(question),
        }
    }

    /// Whether somebody may see this and answer it, whatever it is.
    fn may_answer(&self, who: ParticipantId, item: QueueItem) -> bool {
        let needed = match item {
            QueueItem::Request { .. } | QueueItem::Question { .. } => Permission::AnswerHelp,
            QueueItem::Lobby { .. } => Permission::Admit,
            QueueItem::Hand { .. } => Permission::RunTurns,
        };
        self.may(who, Permission::AnswerHelp) && self.may(who, needed)
    }

    /// The group that somebody is in and does not visit, or came from to have a word.
    fn group_one_belongs_to(&self, who: ParticipantId) -> Option<GroupId> {
        let place = self.place_of(who).ok()?;
        match self.came_to_word_from(who).unwrap_or(place) {
            Place::Group { group } if !self.is_visiting(who) => self.group_number(group).map(|_| group),
            _ => None,
        }
    }

    /// A request is over: whoever was told of it is told how, whoever has come to the group only now is not.
    fn end_ask(&mut self, id: AskId, how: RequestEnd, changes: &mut Changes) {
        if self.facilitator_queue.asks.remove(&id).is_none() {
            return;
        }
        for (who, requests) in &self.facilitator_queue.told_requests {
            if requests.iter().any(|one| one.request == id) {
                changes.tell(Audience::One(*who), Event::RequestEnded { request: id, how });
            }
        }
    }
}

#[cfg(test)]
mod tests;
