//! The agenda: phases prepared beforehand, and how far the session is in it.
//!
//! Invariants: each phase of the order is known; the phase that is now is in the order and is not over. What a phase says
//! is kept beside the facts (`words`), so that it can be erased; what it does is not.

mod alone;
mod beginning;
mod valid;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::beginning::Way;
use self::valid::checked;
use self::words::{joined, parted};
use super::changes::Changes;
use super::log::parts;
use super::{Audience, Room};
use crate::id::{ParticipantId, PhaseId, Seed};
use crate::protocol::{
    AgendaItem, AgendaView, CurrentPhase, Event, MAX_COUNTDOWN, MAX_MINUTES, MAX_PHASES, MIN_RECALL, Phase,
    PhaseView, Rejection, Scene,
};
use crate::role::Permission;
use crate::time::Moment;

/// After a phase has begun the next one is not begun by hand for so long. Two of the crew who press at the same time, or
/// one who presses as a phase ends by itself, mean the same phase.
const NEXT_PHASE_AFTER: Duration = Duration::from_secs(2);

/// Seconds in which groups come back when the crew goes back in the agenda.
const RECALL_BACK: u32 = 30;

const MINUTE: Duration = Duration::from_secs(60);
const MINUTE_MILLIS: i64 = 60_000;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Agenda {
    phases_given: u32,
    words_given: u32,
    order: Vec<PhaseId>,
    phases: BTreeMap<PhaseId, Planned>,
    current: Option<Current>,
    /// Where the agenda goes as soon as the groups have ended.
    then: Option<Way>,
    /// What groups of the phases are made with by chance; see [`Room::begin_phase`].
    seed: u64,
    /// What each phase says, by [`Planned::words`].
    pub words: BTreeMap<u32, String>,
}

parts! {
    AgendaFact of Agenda {
        whole PhasesGiven: phases_given: u32;
        whole WordsGiven: words_given: u32;
        whole Order: order: Vec<PhaseId>;
        whole Current: current: Option<Current>;
        whole Then: then: Option<Way>;
        whole Seed: seed: u64;
        each Phase: phases: PhaseId => Planned;
        beside words;
    }
}

/// A phase, apart from what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Planned {
    plan: Box<Phase>,
    /// Its words. Others get another number, so that those before are gone when a room comes back.
    words: u32,
    skipped: bool,
    done: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Current {
    phase: PhaseId,
    /// What the phase began has the same moment: that is how it is known again.
    since: Moment,
    ends_at: Option<Moment>,
    /// Why not all that was prepared could be begun.
    failed: Option<Rejection>,
}

impl Agenda {
    fn plan(&self, phase: PhaseId) -> Option<Phase> {
        let Planned { plan, words, .. } = self.phases.get(&phase)?;
        Some(joined(plan, self.words.get(words).map(String::as_str)))
    }

    fn is_current(&self, phase: PhaseId) -> bool {
        self.current.is_some_and(|current| current.phase == phase)
    }

    /// Whether it is now or over: nobody can make that it was not.
    fn has_begun(&self, phase: PhaseId) -> bool {
        self.is_current(phase) || self.phases.get(&phase).is_some_and(|planned| planned.done)
    }

    /// Where in the order the phases to come begin, skipped or not.
    fn rest(&self) -> usize {
        self.order.iter().position(|phase| self.is_current(*phase)).map_or(0, |at| at + 1)
    }

    fn to(&self, way: Way) -> Option<PhaseId> {
        let counts = |phase: &&PhaseId| self.phases.get(phase).is_some_and(|planned| !planned.skipped);
        let rest = self.rest();
        match way {
            Way::Next => self.order.iter().skip(rest).find(counts).copied(),
            Way::Back => self.order.iter().take(rest.saturating_sub(1)).rfind(counts).copied(),
        }
    }

    /// Makes the order what these say, which were checked. Phases that are not named are gone.
    fn arrange(&mut self, items: Vec<AgendaItem>) {
        let mut before = std::mem::take(&mut self.phases);
        self.order.clear();
        for AgendaItem { phase, plan } in items {
            let known = phase.and_then(|phase| Some((phase, before.remove(&phase)?)));
            let (phase, known) = match known {
                Some((phase, known)) => (phase, Some(known)),
                None => {
                    self.phases_given += 1;
                    (PhaseId(self.phases_given), None)
                }
            };
            let (plan, words) = parted(plan);
            let words = self.number_of(words, known.as_ref().map(|known| known.words));
            let (skipped, done) = known.map_or((false, false), |known| (known.skipped, known.done));
            self.phases.insert(phase, Planned { plan: Box::new(plan), words, skipped, done });
            self.order.push(phase);
        }
        self.forget_replaced();
    }

    /// The number of these words: the one they had, if they are the same.
    fn number_of(&mut self, words: String, before: Option<u32>) -> u32 {
        if let Some(before) = before.filter(|before| self.words.get(before) == Some(&words)) {
            return before;
        }
        self.words_given += 1;
        self.words.insert(self.words_given, words);
        self.words_given
    }

    /// Drops the words of phases that say something else now, or are gone.
    pub fn forget_replaced(&mut self) {
        let used: BTreeSet<u32> = self.phases.values().map(|planned| planned.words).collect();
        self.words.retain(|number, _| used.contains(number));
    }
}

impl Room {
    /// Gives a room its agenda before anybody has begun it. It is written to the log like everything that changes, if the
    /// log has begun. As [`Command::SetAgenda`](crate::protocol::Command::SetAgenda) otherwise, in what it refuses too.
    pub fn prepare_agenda(&mut self, phases: Vec<Phase>) -> Result<(), Rejection> {
        let items = phases.into_iter().map(|plan| AgendaItem { phase: None, plan }).collect();
        let items = self.checked_items(items)?;
        self.agenda.arrange(items);
        Ok(())
    }

    pub(super) fn set_agenda(
        &mut self,
        who: ParticipantId,
        items: Vec<AgendaItem>,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunAgenda)?;
        let items = self.checked_items(items)?;
        let items = self.with_unseen_notes(who, items);

        let before = self.agenda.clone();
        self.agenda.arrange(items);
        let mut changes = Changes::default();
        self.follow_new_length(&before, &mut changes);
        changes.agenda = before != self.agenda;
        self.release_topics(&mut changes);
        Ok(changes)
    }

    fn checked_items(&self, items: Vec<AgendaItem>) -> Result<Vec<AgendaItem>, Rejection> {
        if items.len() > MAX_PHASES {
            return Err(Rejection::OutOfRange);
        }
        let named: Vec<PhaseId> = items.iter().filter_map(|item| item.phase).collect();
        if !named.iter().all(|phase| self.agenda.phases.contains_key(phase)) {
            return Err(Rejection::UnknownPhase);
        }
        let begun = |phase: &&PhaseId| self.agenda.has_begun(**phase);
        if named.iter().collect::<BTreeSet<_>>().len() != named.len()
            || !named.iter().filter(begun).eq(self.agenda.order.iter().filter(begun))
        {
            return Err(Rejection::OutOfRange);
        }
        let check = |AgendaItem { phase, plan }| Ok(AgendaItem { phase, plan: checked(plan)? });
        items.into_iter().map(check).collect()
    }

    /// Whoever only acts as one of the crew does not see its notes, and so does not delete them.
    fn with_unseen_notes(&self, who: ParticipantId, mut items: Vec<AgendaItem>) -> Vec<AgendaItem> {
        if !self.is_crew(who) {
            for AgendaItem { phase, plan } in &mut items {
                let before = phase.and_then(|phase| self.agenda.plan(phase));
                plan.note = plan.note.take().or_else(|| before?.note);
            }
        }
        items
    }

    /// Another length of the phase that is now counts from its beginning; more time that it was given stays if the length
    /// is the same. A break or an own task that the phase began has its length.
    fn follow_new_length(&mut self, before: &Agenda, changes: &mut Changes) {
        let Some(current) = self.agenda.current else { return };
        let plan = |agenda: &Agenda| agenda.phases.get(&current.phase).map(|planned| planned.plan.clone());
        let (Some(old), Some(new)) = (plan(before), plan(&self.agenda)) else { return };
        if old.minutes == new.minutes {
            return;
        }
        let ends_at = new.minutes.map(|minutes| current.since.after(MINUTE * minutes));
        self.agenda.current = Some(Current { ends_at, ..current });
        let Some(end) = ends_at else { return };
        if new.scene == Scene::Break && self.break_of_phase().is_some() {
            self.set_end_of_break(end, changes);
        }
        if new.own_task && self.own_task_of_phase().is_some() {
            self.set_end_of_own_task(end, changes);
        }
    }

    pub(super) fn next_phase(
        &mut self,
        now: Moment,
        who: ParticipantId,
        seconds: u32,
        seed: Seed,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunAgenda)?;
        if !(MIN_RECALL..=MAX_COUNTDOWN).contains(&seconds) {
            return Err(Rejection::OutOfRange);
        }
        if self.agenda.current.is_some_and(|current| now < current.since.after(NEXT_PHASE_AFTER)) {
            return Err(Rejection::TooFast);
        }
        self.agenda.to(Way::Next).ok_or(Rejection::UnknownPhase)?;

        let mut changes = Changes::default();
        self.agenda.seed = seed.0;
        self.go(now, Way::Next, seconds, &mut changes);
        Ok(changes)
    }

    pub(super) fn previous_phase(
        &mut self,
        now: Moment,
        who: ParticipantId,
        seed: Seed,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunAgenda)?;
        self.agenda.to(Way::Back).ok_or(Rejection::UnknownPhase)?;

        let mut changes = Changes::default();
        self.agenda.seed = seed.0;
        self.go(now, Way::Back, RECALL_BACK, &mut changes);
        Ok(changes)
    }

    pub(super) fn extend_phase(
        &mut self,
        now: Moment,
        who: ParticipantId,
        minutes: i32,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunAgenda)?;
        let current = self.agenda.current.ok_or(Rejection::NotRunning)?;
        // Its end is the end of the phase: see `settle_agenda`.
        if self.break_of_phase().is_some() {
            return self.extend_break(now, who, minutes);
        }
        if self.own_task_of_phase().is_some() {
            return self.extend_own_task(now, who, minutes);
        }
        let end = moved_end(now, current.ends_at, minutes).ok_or(Rejection::OutOfRange)?;

        self.agenda.current = Some(Current { ends_at: Some(end), ..current });
        // It goes on, though the groups may come back.
        if minutes > 0 {
            self.agenda.then = None;
        }
        Ok(Changes { agenda: true, ..Changes::default() })
    }

    /// The session is over: the phase that is now has no end any more, and nothing waits for the groups.
    pub(super) fn stop_agenda(&mut self, changes: &mut Changes) {
        self.agenda.then = None;
        if let Some(current) = &mut self.agenda.current {
            current.ends_at = None;
        }
        changes.agenda = true;
    }

    pub(super) fn skip_phase(
        &mut self,
        who: ParticipantId,
        phase: PhaseId,
        skipped: bool,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunAgenda)?;
        let has_begun = self.agenda.has_begun(phase);
        let planned = self.agenda.phases.get_mut(&phase).ok_or(Rejection::UnknownPhase)?;
        if has_begun {
            return Err(Rejection::OutOfRange);
        }
        let was_skipped = std::mem::replace(&mut planned.skipped, skipped);
        Ok(Changes { agenda: was_skipped != skipped, ..Changes::default() })
    }

    /// A phase of which no more is known than this comes next. `out_of_range` when there are too many.
    pub(super) fn insert_next_phase(&mut self, plan: Phase) -> Result<PhaseId, Rejection> {
        let plan = checked(plan)?;
        if self.agenda.order.len() >= MAX_PHASES {
            return Err(Rejection::OutOfRange);
        }
        self.agenda.phases_given += 1;
        let phase = PhaseId(self.agenda.phases_given);
        let (plan, words) = parted(plan);
        let words = self.agenda.number_of(words, None);
        self.agenda
            .phases
            .insert(phase, Planned { plan: Box::new(plan), words, skipped: false, done: false });
        self.agenda.order.insert(self.agenda.rest(), phase);
        Ok(phase)
    }

    /// Takes a phase out of the agenda that has not begun and says the same as this one; whether it did.
    pub(super) fn withdraw_phase(&mut self, phase: PhaseId, says: &Phase) -> bool {
        let agenda = &mut self.agenda;
        let (_, words) = parted(says.clone());
        let now = agenda.phases.get(&phase).and_then(|planned| agenda.words.get(&planned.words));
        if agenda.has_begun(phase) || now != Some(&words) {
            return false;
        }
        agenda.phases.remove(&phase);
        agenda.order.retain(|other| *other != phase);
        agenda.forget_replaced();
        true
    }

    /// What a phase says is erased, whatever it is.
    pub(super) fn erase_words_of(&mut self, phase: PhaseId) {
        if let Some(planned) = self.agenda.phases.get(&phase) {
            self.agenda.words.remove(&planned.words);
        }
    }

    pub(super) fn is_in_agenda(&self, phase: PhaseId) -> bool {
        self.agenda.phases.contains_key(&phase)
    }

    /// Nothing when there are no phases.
    pub(super) fn agenda_view(&self, who: ParticipantId) -> Option<AgendaView> {
        self.agenda_for(self.is_staff(who), self.is_crew(who))
    }

    /// Whoever is not of the crew by their role is shown none of its notes.
    fn agenda_for(&self, is_staff: bool, is_crew: bool) -> Option<AgendaView> {
        let view = |phase: &PhaseId| {
            let Planned { skipped, done, .. } = *self.agenda.phases.get(phase)?;
            let plan = self.agenda.plan(*phase)?;
            let mut plan = if is_staff { plan } else { for_guests(plan, self.agenda.has_begun(*phase)) };
            plan.note = plan.note.filter(|_| is_crew);
            Some(PhaseView { phase: *phase, plan, skipped, done })
        };
        let phases: Vec<PhaseView> = self.agenda.order.iter().filter_map(view).collect();
        let current = self.agenda.current.map(|Current { phase, since, ends_at, failed }| CurrentPhase {
            phase,
            since,
            ends_at,
            then: self.agenda.then.and_then(|way| self.agenda.to(way)),
            failed: failed.filter(|_| is_staff),
        });
        (!phases.is_empty()).then_some(AgendaView { phases, current })
    }

    pub(super) fn told_of_agenda(&self, changes: &Changes) -> Vec<(Audience, Event)> {
        let mut told = Vec::new();
        if changes.agenda {
            let event =
                |is_staff, is_crew| Event::AgendaChanged { agenda: self.agenda_for(is_staff, is_crew) };
            told.extend(self.told_to_staff(|| event(true, true), |_| event(true, false)));
            told.push((Audience::Members, event(false, false)));
        }
        told
    }
}

/// So many minutes later or earlier, from a minute to a working day away. Where the end is past or there is none, more time
/// counts from now.
fn moved_end(now: Moment, end: Option<Moment>, by: i32) -> Option<Moment> {
    let left = match end {
        Some(end) => i64::try_from(end.since(now).as_millis()).ok()?,
        None if by > 0 => 0,
        None => return None,
    };
    let left = left + i64::from(by) * MINUTE_MILLIS;
    let is_right = by != 0 && (MINUTE_MILLIS..=i64::from(MAX_MINUTES) * MINUTE_MILLIS).contains(&left);
    let left = u64::try_from(left).ok().filter(|_| is_right)?;
    Some(now.after(Duration::from_millis(left)))
}

/// What everybody may know of a phase: what to do and what it shows from when it begins. Who does what of the crew, and
/// what is about to surprise people, is the crew's.
fn for_guests(plan: Phase, has_begun: bool) -> Phase {
    let Phase { title, minutes, scene, turns, coffee_table, own_task, task, material, .. } = plan;
    Phase {
        title,
        minutes,
        scene,
        turns,
        cut: false,
        coffee_table,
        own_task,
        groups: None,
        task: task.filter(|_| has_begun),
        question: None,
        leads: None,
        helps: Vec::new(),
        brings: None,
        material: material.filter(|_| has_begun),
        note: None,
    }
}

#[cfg(test)]
pub(in crate::room) mod tests;
