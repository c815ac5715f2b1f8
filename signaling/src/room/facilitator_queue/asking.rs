//! Asking: for help, for a word alone, and the quiet signal; and taking it back.

use std::time::Duration;

use super::{Ask, Asked};
use crate::id::{AskId, ParticipantId};
use crate::line::shown;
use crate::protocol::{HelpProblem, MAX_SUBJECT, NAMED_FIRST, Place, QueueKind, Rejection, RequestEnd};
use crate::role::Permission;
use crate::room::Room;
use crate::room::changes::Changes;
use crate::time::Moment;

impl Room {
    pub(in crate::room) fn ask_for_help(
        &mut self,
        now: Moment,
        who: ParticipantId,
        problem: HelpProblem,
        for_group: bool,
        subject: Option<String>,
    ) -> Result<Changes, Rejection> {
        self.require_nobody_helps(who)?;
        let subject = match subject {
            Some(subject) => Some(shown(&subject, MAX_SUBJECT).ok_or(Rejection::OutOfRange)?),
            None => None,
        };
        let own_group = self.group_one_belongs_to(who);
        if for_group && own_group.is_none() {
            return Err(Rejection::OutOfRange);
        }
        let group = own_group.filter(|_| for_group);
        let own = self.facilitator_queue.of(who, QueueKind::Help);
        let of_group = group.and_then(|group| self.facilitator_queue.of_group(group));
        if of_group.is_some() && of_group != own {
            return Ok(Changes::default());
        }
        let id = self.ask(now, who, own, Asked::Help { problem, group });
        let subjects = &mut self.facilitator_queue.subjects;
        match subject {
            Some(subject) => drop(subjects.insert(id, subject)),
            None => drop(subjects.remove(&id)),
        }
        Ok(Changes::default())
    }

    pub(in crate::room) fn ask_for_private_word(
        &mut self,
        now: Moment,
        who: ParticipantId,
        with: Option<ParticipantId>,
    ) -> Result<Changes, Rejection> {
        self.require_nobody_helps(who)?;
        if let Some(whom) = with {
            self.place_of(whom)?;
            if whom == who || !self.may(whom, Permission::AnswerHelp) {
                return Err(Rejection::OutOfRange);
            }
        }
        let own = self.facilitator_queue.of(who, QueueKind::PrivateWord);
        let before = own.and_then(|id| self.facilitator_queue.asks.get(&id)).map(|ask| ask.what);
        // The same again does not keep it from others any longer.
        if !matches!(before, Some(Asked::PrivateWord { with: named, .. }) if named == with) {
            let theirs_until = with.map(|_| now.after(Duration::from_secs(NAMED_FIRST.into())));
            self.ask(now, who, own, Asked::PrivateWord { with, theirs_until });
        }
        Ok(Changes::default())
    }

    pub(in crate::room) fn send_quiet_signal(
        &mut self,
        now: Moment,
        who: ParticipantId,
    ) -> Result<Changes, Rejection> {
        self.require_nobody_helps(who)?;
        if self.facilitator_queue.of(who, QueueKind::QuietSignal).is_none() {
            self.ask(now, who, None, Asked::QuietSignal);
        }
        Ok(Changes::default())
    }

    pub(in crate::room) fn withdraw(
        &mut self,
        who: ParticipantId,
        request: AskId,
    ) -> Result<Changes, Rejection> {
        let ask = self.facilitator_queue.asks.get(&request).ok_or(Rejection::UnknownItem)?;
        let is_of_group = ask.group().is_some() && ask.group() == self.group_one_belongs_to(who);
        if ask.participant != who && !is_of_group {
            return Err(Rejection::UnknownItem);
        }
        let mut changes = Changes::default();
        self.end_ask(request, RequestEnd::Withdrawn, &mut changes);
        Ok(changes)
    }

    /// A new request at the end, or one that is changed where it stands.
    fn ask(&mut self, now: Moment, who: ParticipantId, own: Option<AskId>, what: Asked) -> AskId {
        let queue = &mut self.facilitator_queue;
        if let Some((id, ask)) = own.and_then(|id| Some((id, queue.asks.get_mut(&id)?))) {
            ask.what = what;
            return id;
        }
        queue.asked += 1;
        let id = AskId(queue.asked);
        queue.asks.insert(id, Ask { participant: who, since: now, what });
        id
    }

    /// Where somebody is alone with one who runs the session already, there is nothing to ask for.
    fn require_nobody_helps(&self, who: ParticipantId) -> Result<(), Rejection> {
        match self.place_of(who)? {
            Place::Help { .. }
            | Place::PrivateWord { .. }
            | Place::Encounter { .. }
            | Place::Aside { .. } => Err(Rejection::NotAllowed),
            Place::Plenary {} | Place::Group { .. } | Place::Backstage {} | Place::Coffee {} => Ok(()),
        }
    }
}
