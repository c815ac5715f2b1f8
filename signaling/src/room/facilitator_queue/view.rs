//! Who sees what of the queue: those who answer what they may, others their own requests and that of their group.

use std::collections::BTreeMap;

use super::{Ask, Asked};
use crate::id::{AskId, GroupId, ParticipantId};
use crate::protocol::{
    Event, FacilitatorQueueView, MAX_QUEUE_SHOWN, QueueItem, QueueItemView, QueueKind, RequestView,
};
use crate::role::Permission;
use crate::room::Room;

const KINDS: [QueueKind; 6] = [
    QueueKind::QuietSignal,
    QueueKind::Lobby,
    QueueKind::Hand,
    QueueKind::Help,
    QueueKind::PrivateWord,
    QueueKind::Question,
];

impl Room {
    pub(in crate::room) fn facilitator_queue_view(&self, who: ParticipantId) -> FacilitatorQueueView {
        if self.may(who, Permission::AnswerHelp) {
            self.queue_as_seen(who, &self.all_that_waits())
        } else {
            FacilitatorQueueView::default()
        }
    }

    /// In the order in which it is answered. Of a moment requests come first, in the order they were given.
    fn all_that_waits(&self) -> Vec<QueueItemView> {
        let asks = self.facilitator_queue.asks.iter().map(|(id, ask)| self.request_item(*id, ask));
        let mut all: Vec<QueueItemView> = asks.collect();
        all.extend(self.waiting_to_be_let_in().map(|(participant, since, problem)| {
            let item = QueueItem::Lobby { participant };
            QueueItemView { problem, since, ..self.item(item, QueueKind::Lobby, Some(participant)) }
        }));
        for (place, queue) in self.queues() {
            all.extend(queue.hands.iter().map(|hand| {
                let item = QueueItem::Hand { participant: hand.participant, place };
                let view = self.item(item, QueueKind::Hand, Some(hand.participant));
                QueueItemView { place: Some(place), since: hand.since, ..view }
            }));
        }
        all.extend(self.questions_that_wait().map(|(question, since, participant)| {
            let item = QueueItem::Question { question };
            QueueItemView { since, ..self.item(item, QueueKind::Question, participant) }
        }));
        all.sort_by_key(|one| (one.kind != QueueKind::QuietSignal, one.since, one.item));
        all
    }

    fn request_item(&self, request: AskId, ask: &Ask) -> QueueItemView {
        let who = ask.participant;
        let mut view = QueueItemView {
            place: self.place_of(who).ok(),
            since: ask.since,
            ..self.item(QueueItem::Request { request }, ask.kind(), Some(who))
        };
        match ask.what {
            Asked::Help { problem, group } => {
                view.problem = Some(problem);
                view.for_group = group.is_some();
                view.subject = self.facilitator_queue.subjects.get(&request).cloned();
            }
            Asked::PrivateWord { with, .. } => view.with = with,
            Asked::QuietSignal => {}
        }
        view
    }

    fn item(&self, item: QueueItem, kind: QueueKind, participant: Option<ParticipantId>) -> QueueItemView {
        QueueItemView {
            item,
            kind,
            participant,
            place: None,
            since: crate::time::Moment::default(),
            claimed_by: self.facilitator_queue.claimed_by(item),
            problem: None,
            for_group: false,
            subject: None,
            with: None,
        }
    }

    /// For somebody who answers.
    fn queue_as_seen(&self, who: ParticipantId, all: &[QueueItemView]) -> FacilitatorQueueView {
        let sees_kind = |kind| match kind {
            QueueKind::Lobby => self.may(who, Permission::Admit),
            QueueKind::Hand => self.may(who, Permission::RunTurns),
            QueueKind::QuietSignal | QueueKind::Help | QueueKind::PrivateWord | QueueKind::Question => true,
        };
        let is_theirs = |item: QueueItem| match item {
            QueueItem::Request { request } => {
                let ask = self.facilitator_queue.asks.get(&request);
                ask.and_then(Ask::theirs).is_none_or(|one| one == who)
            }
            QueueItem::Lobby { .. } | QueueItem::Hand { .. } | QueueItem::Question { .. } => true,
        };
        let mut waiting: BTreeMap<QueueKind, usize> = BTreeMap::new();
        let mut items = Vec::new();
        for one in all.iter().filter(|one| sees_kind(one.kind) && is_theirs(one.item)) {
            let count = waiting.entry(one.kind).or_default();
            *count += 1;
            if *count <= MAX_QUEUE_SHOWN {
                items.push(one.clone());
            }
        }
        let figures = KINDS.into_iter().filter(|kind| sees_kind(*kind)).filter_map(|kind| {
            let count = waiting.get(&kind).copied().unwrap_or_default();
            self.facilitator_queue.figures.of(kind, u32::try_from(count).unwrap_or(u32::MAX))
        });
        FacilitatorQueueView { figures: figures.collect(), items }
    }

    pub(in crate::room) fn requests_view(&self, who: ParticipantId) -> Vec<RequestView> {
        let group = self.group_one_belongs_to(who);
        let mut requests = self.all_requests();
        requests.retain(|(of, view)| view.participant == who || (of.is_some() && *of == group));
        requests.into_iter().map(|(_, view)| view).collect()
    }

    /// Each with the group it is for, in the order they came.
    fn all_requests(&self) -> Vec<(Option<GroupId>, RequestView)> {
        let mut before: BTreeMap<QueueKind, u32> = BTreeMap::new();
        let queue = &self.facilitator_queue;
        let view = |(request, ask): (&AskId, &Ask)| {
            let kind = ask.kind();
            let ahead = before.entry(kind).or_default();
            let (problem, with) = match ask.what {
                Asked::Help { problem, .. } => (Some(problem), None),
                Asked::PrivateWord { with, .. } => (None, with),
                Asked::QuietSignal => (None, None),
            };
            let view = RequestView {
                request: *request,
                kind,
                participant: ask.participant,
                since: ask.since,
                claimed_by: queue.claimed_by(QueueItem::Request { request: *request }),
                ahead: if kind == QueueKind::QuietSignal { 0 } else { *ahead },
                problem,
                for_group: ask.group().is_some(),
                subject: queue.subjects.get(request).cloned(),
                with,
                theirs_until: ask.theirs_until(),
            };
            *ahead += 1;
            (ask.group(), view)
        };
        queue.asks.iter().map(view).collect()
    }

    /// Of whom it is anything, what they see. The same as [`Room::requests_view`] of each, in one go: of a thousand people
    /// each may have asked.
    fn requests_seen(&self) -> BTreeMap<ParticipantId, Vec<RequestView>> {
        let mut seen: BTreeMap<ParticipantId, Vec<RequestView>> = BTreeMap::new();
        let mut of_groups: BTreeMap<GroupId, RequestView> = BTreeMap::new();
        for (group, view) in self.all_requests() {
            if let Some(group) = group {
                of_groups.insert(group, view.clone());
            }
            seen.entry(view.participant).or_default().push(view);
        }
        if !of_groups.is_empty() {
            for who in self.people.keys() {
                let of_group = self.group_one_belongs_to(*who).and_then(|group| of_groups.get(&group));
                if let Some(view) = of_group.filter(|view| view.participant != *who) {
                    let all = seen.entry(*who).or_default();
                    all.push(view.clone());
                    all.sort_by_key(|view| view.request);
                }
            }
        }
        seen
    }

    /// What each does not know yet of what they asked for.
    pub(in crate::room) fn tell_requests(&mut self) -> Vec<(ParticipantId, Event)> {
        let queue = &self.facilitator_queue;
        if queue.asks.is_empty() && queue.told_requests.is_empty() {
            return Vec::new();
        }
        let seen = self.requests_seen();
        let told = std::mem::replace(&mut self.facilitator_queue.told_requests, seen);
        let seen = &self.facilitator_queue.told_requests;
        let news = self.people.keys().filter(|who| seen.get(who) != told.get(who));
        news.map(|who| {
            let requests = seen.get(who).cloned().unwrap_or_default();
            (*who, Event::RequestsChanged { requests })
        })
        .collect()
    }

    /// What each of those who answer does not know yet.
    pub(in crate::room) fn tell_facilitator_queue(&mut self) -> Vec<(ParticipantId, Event)> {
        let mut told = std::mem::take(&mut self.facilitator_queue.told_queue);
        told.retain(|who, _| self.people.contains_key(who));
        let all = self.all_that_waits();
        let mut events = Vec::new();
        if all.is_empty() && told.is_empty() && self.facilitator_queue.figures.is_empty() {
            return events;
        }
        for who in self.concerned(Permission::AnswerHelp, &told) {
            let may = self.may(who, Permission::AnswerHelp);
            let now = if may { self.queue_as_seen(who, &all) } else { FacilitatorQueueView::default() };
            let knew = told.remove(&who).unwrap_or_default();
            if now != knew {
                events.push((who, Event::FacilitatorQueueChanged { queue: now.clone() }));
            }
            if !now.is_empty() {
                told.insert(who, now);
            }
        }
        self.facilitator_queue.told_queue = told;
        events
    }
}
