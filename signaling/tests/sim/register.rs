//! The register of the day, kept beside the room from what was seen: who came, was lost and went, and how long each was
//! present. An own task is no absence.

use std::collections::BTreeMap;

use signaling::id::ParticipantId;
use signaling::protocol::OwnTaskView;
use signaling::time::Moment;

use crate::hall::GRACE;

#[derive(Debug, Default)]
pub struct Register {
    here: BTreeMap<ParticipantId, Here>,
    /// Milliseconds of stays that are over.
    present: BTreeMap<ParticipantId, u64>,
    task: Option<Task>,
}

#[derive(Debug, Clone, Copy)]
struct Here {
    since: Moment,
    lost: Option<Moment>,
}

#[derive(Debug, Clone, Copy)]
struct Task {
    since: Moment,
    ends_at: Moment,
    ended: Option<Moment>,
}

impl Register {
    /// After a step: who is in the room, whether they are connected, and the task there is.
    pub fn see(&mut self, now: Moment, people: &BTreeMap<ParticipantId, bool>, task: Option<&OwnTaskView>) {
        self.see_task(now, task);
        for (who, connected) in people {
            let here = self.here.entry(*who).or_insert(Here { since: now, lost: None });
            here.lost = if *connected { None } else { here.lost.or(Some(now)) };
        }
        let gone: Vec<ParticipantId> =
            self.here.keys().copied().filter(|who| !people.contains_key(who)).collect();
        for who in gone {
            let Here { since, lost } = self.here.remove(&who).unwrap();
            let to = lost.map_or(now, |lost| self.given_up(who, lost, now));
            *self.present.entry(who).or_default() += to.since(since).as_millis() as u64;
        }
    }

    fn see_task(&mut self, now: Moment, task: Option<&OwnTaskView>) {
        match (task, &mut self.task) {
            (Some(view), Some(task)) if task.since == view.since => task.ends_at = view.ends_at,
            (Some(view), _) => {
                self.task = Some(Task { since: view.since, ends_at: view.ends_at, ended: None });
            }
            (None, Some(task)) => {
                task.ended.get_or_insert(now);
            }
            (None, None) => {}
        }
    }

    /// Until when somebody was present who is not waited for any longer.
    fn given_up(&self, who: ParticipantId, lost: Moment, now: Moment) -> Moment {
        // At the end of the session nobody is waited for.
        let Some(task) = self.task.filter(|task| lost >= task.since) else { return lost };
        let ended = task.ended.unwrap();
        if lost > ended {
            return lost;
        }
        assert!(now >= ended.after(GRACE), "{who} was away at the task, and is not given up before");
        ended.min(task.ends_at).max(lost)
    }

    /// In whole minutes.
    pub fn minutes(&self, who: ParticipantId) -> u64 {
        self.present.get(&who).copied().unwrap_or_default().saturating_add(30_000) / 60_000
    }

    pub fn people(&self) -> impl Iterator<Item = ParticipantId> {
        self.present.keys().copied()
    }
}
