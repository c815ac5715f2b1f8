//! Answering: who takes what, lets it go, ends it, and goes where it is answered. From everywhere, and two never take the
//! same.

use super::{Asked, Claim};
use crate::id::{AskId, ParticipantId, QuestionId};
use crate::protocol::{Place, QueueItem, QueueKind, Rejection, RequestEnd};
use crate::role::Permission;
use crate::room::Room;
use crate::room::changes::Changes;
use crate::time::Moment;

impl Room {
    pub(in crate::room) fn claim(
        &mut self,
        now: Moment,
        who: ParticipantId,
        item: QueueItem,
    ) -> Result<Changes, Rejection> {
        self.require_free(who, item)?;
        self.take(now, who, item);
        Ok(Changes::default())
    }

    pub(in crate::room) fn release(
        &mut self,
        who: ParticipantId,
        item: QueueItem,
    ) -> Result<Changes, Rejection> {
        self.require_answerable(who, item)?;
        if self.facilitator_queue.claimed_by(item) != Some(who) {
            return Err(Rejection::NotAllowed);
        }
        self.facilitator_queue.claims.remove(&item);
        Ok(Changes::default())
    }

    /// Also what another has taken: two who are there see that it is done.
    pub(in crate::room) fn resolve(
        &mut self,
        now: Moment,
        who: ParticipantId,
        item: QueueItem,
    ) -> Result<Changes, Rejection> {
        self.require_answerable(who, item)?;
        match item {
            QueueItem::Request { request } => {
                let mut changes = Changes::default();
                self.serve_ask(now, request, &mut changes);
                Ok(changes)
            }
            QueueItem::Hand { participant, place } => {
                self.note_hand_served(now, participant, place);
                Ok(self.take_hand_down(participant, place))
            }
            QueueItem::Question { question } => self.answer_question(now, who, question, None),
            QueueItem::Lobby { .. } => Err(Rejection::OutOfRange),
        }
    }

    pub(in crate::room) fn go_to(
        &mut self,
        now: Moment,
        who: ParticipantId,
        item: QueueItem,
    ) -> Result<Changes, Rejection> {
        self.require_free(who, item)?;
        let changes = match item {
            // Who is let in is no longer in the queue.
            QueueItem::Lobby { participant } => return self.admit(now, who, &[participant]),
            QueueItem::Hand { participant, place } if self.place_of(who)? == place => {
                return self.call_hand(now, who, participant, place);
            }
            QueueItem::Hand { place, .. } => self.go_to_group(now, who, place)?,
            QueueItem::Request { request } => self.go_to_request(now, who, request)?,
            QueueItem::Question { .. } => Changes::default(),
        };
        self.take(now, who, item);
        Ok(changes)
    }

    fn go_to_request(
        &mut self,
        now: Moment,
        who: ParticipantId,
        request: AskId,
    ) -> Result<Changes, Rejection> {
        let ask = *self.facilitator_queue.asks.get(&request).ok_or(Rejection::UnknownItem)?;
        match ask.what {
            Asked::Help { .. } => self.go_to_group(now, who, self.place_of(ask.participant)?),
            Asked::PrivateWord { .. } => self.begin_word(who, request, ask.participant),
            // To be seen coming would tell others who is not all right.
            Asked::QuietSignal => Ok(Changes::default()),
        }
    }

    /// To a group one is not in; nowhere else does anybody have to be gone to.
    fn go_to_group(&mut self, now: Moment, who: ParticipantId, place: Place) -> Result<Changes, Rejection> {
        match place {
            Place::Group { group } if self.place_of(who)? != place => {
                self.visit_group(now, who, group, false)
            }
            _ => Ok(Changes::default()),
        }
    }

    /// Somebody has answered it.
    pub(super) fn serve_ask(&mut self, now: Moment, request: AskId, changes: &mut Changes) {
        let queue = &mut self.facilitator_queue;
        if let Some(ask) = queue.asks.get(&request) {
            let waited = queue.waited(QueueItem::Request { request }, ask.since, now);
            queue.figures.note(ask.kind(), waited);
        }
        self.end_ask(request, RequestEnd::Served, changes);
    }

    /// Somebody comes from the lobby, who has waited since then.
    pub(in crate::room) fn note_let_in(&mut self, now: Moment, participant: ParticipantId, since: Moment) {
        let queue = &mut self.facilitator_queue;
        let waited = queue.waited(QueueItem::Lobby { participant }, since, now);
        queue.figures.note(QueueKind::Lobby, waited);
    }

    /// A question is answered that has waited since then.
    pub(in crate::room) fn note_answered(&mut self, now: Moment, question: QuestionId, since: Moment) {
        let queue = &mut self.facilitator_queue;
        let waited = queue.waited(QueueItem::Question { question }, since, now);
        queue.figures.note(QueueKind::Question, waited);
    }

    /// Somebody is about to get the floor, or their hand to be lowered by those who answer.
    pub(in crate::room) fn note_hand_served(
        &mut self,
        now: Moment,
        participant: ParticipantId,
        place: Place,
    ) {
        if let Some(since) = self.hand_since(participant, place) {
            let queue = &mut self.facilitator_queue;
            let waited = queue.waited(QueueItem::Hand { participant, place }, since, now);
            queue.figures.note(QueueKind::Hand, waited);
        }
    }

    /// Whoever takes it again has had it since they took it first.
    fn take(&mut self, now: Moment, who: ParticipantId, item: QueueItem) {
        self.facilitator_queue.claims.entry(item).or_insert(Claim { by: who, since: now });
    }

    fn require_free(&self, who: ParticipantId, item: QueueItem) -> Result<(), Rejection> {
        self.require_answerable(who, item)?;
        match self.facilitator_queue.claimed_by(item) {
            Some(other) if other != who => Err(Rejection::Taken),
            _ => Ok(()),
        }
    }

    /// What waits for another alone does not wait, as far as this one knows.
    fn require_answerable(&self, who: ParticipantId, item: QueueItem) -> Result<(), Rejection> {
        self.require(who, Permission::AnswerHelp)?;
        if !self.may_answer(who, item) {
            return Err(Rejection::NotAllowed);
        }
        let is_anothers = match item {
            QueueItem::Request { request } => {
                let ask = self.facilitator_queue.asks.get(&request);
                ask.is_some_and(|ask| ask.theirs().is_some_and(|one| one != who))
            }
            QueueItem::Lobby { .. } | QueueItem::Hand { .. } | QueueItem::Question { .. } => false,
        };
        if is_anothers || !self.is_in_queue(item) { Err(Rejection::UnknownItem) } else { Ok(()) }
    }
}
