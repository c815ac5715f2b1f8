//! What a phase does when it begins, and when it does by itself.

use serde::{Deserialize, Serialize};

use super::{Current, MINUTE};
use crate::id::{ParticipantId, PhaseId, Seed};
use crate::protocol::{AttendanceSubject, GroupsRun, Phase, PhaseQuestion, Place, Rejection, Scene};
use crate::room::Room;
use crate::room::changes::Changes;
use crate::time::Moment;

/// Seconds in which groups come back when their phase ends by itself.
const CUT_RECALL: u32 = 60;

/// Which way the agenda goes. Back to a phase that was there before, groups are not opened anew and nobody is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::room) enum Way {
    Next,
    Back,
}

impl Room {
    /// To the phase there is that way: now, or as soon as the groups that are open have come back.
    pub(super) fn go(&mut self, now: Moment, way: Way, seconds: u32, changes: &mut Changes) {
        if !self.groups.are_open() {
            self.begin_phase(now, way, changes);
            return;
        }
        self.agenda.then = Some(way);
        changes.agenda = true;
        let end = now.after(std::time::Duration::from_secs(u64::from(seconds)));
        let comes_sooner = self
            .run_view()
            .is_some_and(|run| run.recalled && run.ends_at.is_some_and(|sooner| sooner <= end));
        if !comes_sooner {
            self.recall_groups(now, seconds, changes);
        }
    }

    /// Leaves the phase that is now and begins the one there is that way, if there is one.
    fn begin_phase(&mut self, now: Moment, way: Way, changes: &mut Changes) {
        self.agenda.then = None;
        changes.agenda = true;
        let next = self.agenda.to(way);
        let Some((phase, plan)) = next.and_then(|phase| Some((phase, self.agenda.plan(phase)?))) else {
            return;
        };
        self.leave_phase(now, way, changes);
        if let Some(planned) = self.agenda.phases.get_mut(&phase) {
            planned.done = false;
        }
        let ends_at = plan.minutes.map(|minutes| now.after(MINUTE * minutes));
        self.turn_to(Place::Plenary {}, plan.turns, changes);
        self.close_gaps(changes);
        self.begin_scene(now, plan.scene, changes);
        self.begin_away(now, &plan, changes);
        let brings = plan.brings;
        let failed = match way {
            Way::Next => self.begin_prepared(now, phase, plan, changes),
            Way::Back => None,
        };
        // After the groups, into which nobody is put who has just come on the stage.
        self.bring_to_stage(brings, changes);
        self.agenda.current = Some(Current { phase, since: now, ends_at, failed });
        // The groups of a phase no longer than their recall are recalled as they open.
        self.run_agenda(now, changes);
        self.go_on_alone(now, changes);
    }

    /// What the phase had begun is over with it. What somebody began by hand goes on.
    fn leave_phase(&mut self, now: Moment, way: Way, changes: &mut Changes) {
        if self.break_of_phase().is_some() {
            self.end_break_now(now, changes);
        }
        if self.own_task_of_phase().is_some() {
            self.end_own_task_now(now, changes);
        }
        let left = self.agenda.current.take().filter(|_| way == Way::Next);
        if let Some(planned) = left.and_then(|left| self.agenda.phases.get_mut(&left.phase)) {
            planned.done = true;
        }
    }

    /// A break or an own task, in place of one that somebody began by hand.
    fn begin_away(&mut self, now: Moment, plan: &Phase, changes: &mut Changes) {
        let Some(minutes) = plan.minutes else { return };
        if plan.scene == Scene::Break {
            if self.is_on_break() {
                self.end_break_now(now, changes);
            }
            self.begin_break(now, minutes, plan.coffee_table, changes);
        }
        if plan.own_task {
            if self.own_task_view().is_some() {
                self.end_own_task_now(now, changes);
            }
            self.begin_own_task(now, plan.task.clone().unwrap_or_default(), minutes, changes);
        }
    }

    /// Groups and question. The phase begins though one of them cannot: gives why, for the crew.
    fn begin_prepared(
        &mut self,
        now: Moment,
        phase: PhaseId,
        plan: Phase,
        changes: &mut Changes,
    ) -> Option<Rejection> {
        let Phase { groups, question, .. } = plan;
        // Phases that follow each other by themselves have one seed, and the same people would meet again.
        let seed = Seed(self.agenda.seed ^ u64::from(phase.0).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let no_groups = groups.and_then(|groups| self.begin_groups(now, groups, seed, changes).err());
        let ask = |PhaseQuestion { question, kind, anonymous }| {
            self.begin_poll(&question, kind, anonymous, None, changes).err()
        };
        let no_question = question.and_then(ask);
        no_groups.or(no_question)
    }

    /// From backstage, with everybody at their devices. Whoever is elsewhere stays there.
    fn bring_to_stage(&mut self, whom: Option<AttendanceSubject>, changes: &mut Changes) {
        let people: Vec<ParticipantId> = match whom {
            None => Vec::new(),
            Some(AttendanceSubject::Visitor { participant }) => vec![participant],
            Some(AttendanceSubject::Member { member }) => {
                let member = self.attendance.members.get(&member);
                member.into_iter().flat_map(|member| member.participants.iter().copied()).collect()
            }
        };
        for who in people {
            if self.place_of(who) == Ok(Place::Backstage {}) {
                for one in self.companions(who) {
                    self.relocate(one, Place::Plenary {}, changes);
                }
            }
        }
    }

    /// When the break that the phase began ends, as long as it lasts.
    pub(super) fn break_of_phase(&self) -> Option<Moment> {
        let current = self.agenda.current?;
        self.break_view().filter(|pause| pause.since == current.since).map(|pause| pause.ends_at)
    }

    /// The same of an own task.
    pub(super) fn own_task_of_phase(&self) -> Option<Moment> {
        let current = self.agenda.current?;
        self.own_task_view().filter(|task| task.since == current.since).map(|task| task.ends_at)
    }

    /// A phase that ends by itself does.
    pub(in crate::room) fn run_agenda(&mut self, now: Moment, changes: &mut Changes) {
        if self.next_of_agenda().is_some_and(|due| due <= now) {
            self.go(now, Way::Next, CUT_RECALL, changes);
        }
    }

    /// When [`Room::run_agenda`] has something to do: at the end of a phase that ends by itself, if one comes after it.
    /// Groups that would go on are recalled a minute before, so that it ends on time; not while they count down to their
    /// beginning, when there is nobody to recall, nor while the crew has stopped their clock.
    pub(in crate::room) fn next_of_agenda(&self) -> Option<Moment> {
        let Current { phase, ends_at, .. } = self.agenda.current?;
        let ends = self.agenda.phases.get(&phase).is_some_and(|planned| planned.plan.cut);
        let end = ends_at.filter(|_| ends && self.agenda.then.is_none())?;
        self.agenda.to(Way::Next)?;
        if !self.groups.have_begun() {
            return Some(end);
        }
        let run = self.run_view();
        if run.as_ref().is_some_and(|run| run.paused_with.is_some()) {
            return None;
        }
        // Not at the end of a round that another follows.
        let come_by_themselves =
            |run: GroupsRun| run.round == run.rounds && run.ends_at.is_some_and(|back| back <= end);
        if run.is_some_and(come_by_themselves) {
            return Some(end);
        }
        Some(Moment(end.0.saturating_sub(u64::from(CUT_RECALL) * 1_000)))
    }

    /// A phase that waits for groups to end begins when they have. The end of a break or an own task that the phase began
    /// is the end of the phase, whoever moved it.
    pub(in crate::room) fn settle_agenda(&mut self, now: Moment, changes: &mut Changes) {
        self.go_on_alone(now, changes);
        self.follow_revoked_recall(changes);
        let away = self.break_of_phase().or_else(|| self.own_task_of_phase());
        if let Some(current) = &mut self.agenda.current
            && away.is_some()
            && current.ends_at != away
        {
            current.ends_at = away;
            changes.agenda = true;
        }
        self.run_agenda(now, changes);
        // A phase whose groups are over as they open has another one follow at once.
        while let Some(way) = self.agenda.then.filter(|_| !self.groups.are_open()) {
            self.begin_phase(now, way, changes);
        }
    }

    /// Whoever gives the groups more time takes the recall back, and the agenda waits no more. A phase that ends by itself
    /// lasts as long as the groups then do, also without an end, or it would recall them again at once.
    fn follow_revoked_recall(&mut self, changes: &mut Changes) {
        if self.agenda.then.is_none() || !self.groups.are_open() {
            return;
        }
        let Some(run) = self.run_view().filter(|run| !run.recalled) else { return };
        self.agenda.then = None;
        changes.agenda = true;
        if let Some(current) = &mut self.agenda.current
            && self.agenda.phases.get(&current.phase).is_some_and(|planned| planned.plan.cut)
        {
            current.ends_at = current.ends_at.zip(run.ends_at).map(|(end, back)| end.max(back));
        }
    }
}
