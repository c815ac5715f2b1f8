//! Many people in one room, moved about, with a record of who may have been where when.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::Context as _;
use futures_util::future::try_join_all;
use signaling::protocol::{Assignment, Command, Move};
use signaling::role::Role;

use crate::host::Links;
use crate::log::Log;
use crate::person::Person;
use crate::source::Traffic;
use crate::timeline::{Judgement, Timeline};
use crate::{clock, view, within};

/// See the module.
pub struct Scene {
    /// What everybody received.
    pub log: Arc<Log>,
    /// Everybody; the first is the supervisor.
    pub people: Vec<Person>,
    /// Who may have been where when.
    pub timeline: Timeline,
}

/// A move that was acknowledged.
#[derive(Debug, Clone, Copy)]
pub struct Moved {
    /// When the command was sent.
    pub commanded: u64,
    /// When its `ok` was read.
    pub acknowledged: u64,
    /// What was heard from the command on begins here in the log.
    pub mark: usize,
}

impl Scene {
    /// A supervisor and participants, all sending sound and picture in the plenary.
    ///
    /// # Errors
    /// When somebody does not get in.
    pub async fn gather(
        links: &Links,
        count: usize,
        log: &Arc<Log>,
        traffic: Traffic,
    ) -> anyhow::Result<Self> {
        let people = try_join_all((0..count).map(|index| {
            let role = if index == 0 { Role::Supervisor } else { Role::Participant };
            let name = format!("Henkilö {index}");
            async move { Person::join_sending(links, role, &name, log, traffic).await }
        }))
        .await?;
        let mut timeline = Timeline::default();
        for person in &people {
            timeline.moved(person.device(), 0, 0, 0);
        }
        let scene = Self { log: Arc::clone(log), people, timeline };
        for person in &scene.people {
            let listener = person.device();
            within("the first sound", log.first(0, |heard| heard.listener == listener)).await?;
        }
        Ok(scene)
    }

    /// Who runs it.
    #[must_use]
    pub fn supervisor(&self) -> &Person {
        &self.people[0]
    }

    /// Opens groups and deals everybody but the supervisor into them; returns their numbers.
    ///
    /// # Errors
    /// When refused.
    pub async fn open_groups(&mut self, count: u32) -> anyhow::Result<Vec<u32>> {
        let commanded = clock::nanos();
        let command = Command::OpenGroups { count, assignment: Assignment::Random };
        let acknowledged = self.supervisor().line.done(command).await?;
        let view = self.supervisor().line.now();
        for person in &self.people {
            let place = view.place_of(person.you.participant).context("somebody is not in the view")?;
            person.is_in(view::number(place));
            if view::number(place) != 0 {
                self.timeline.moved(person.device(), view::number(place), commanded, acknowledged);
            }
        }
        Ok(view.groups.iter().map(|group| group.group.0).collect())
    }

    /// Moves people, by index, and waits for the acknowledgement.
    ///
    /// # Errors
    /// When refused.
    pub async fn move_people(&mut self, movers: &[usize], to: u32) -> anyhow::Result<Moved> {
        let moves = movers
            .iter()
            .map(|&mover| Move { participant: self.people[mover].you.participant, to: view::place(to) })
            .collect();
        let mark = self.log.mark();
        let commanded = clock::nanos();
        let acknowledged = self.supervisor().line.done(Command::MovePeople { moves }).await?;
        self.placed(movers, to, commanded, acknowledged);
        Ok(Moved { commanded, acknowledged, mark })
    }

    /// Everybody back to the plenary.
    ///
    /// # Errors
    /// When refused.
    pub async fn recall(&mut self) -> anyhow::Result<()> {
        let commanded = clock::nanos();
        let acknowledged = self.supervisor().line.done(Command::Recall {}).await?;
        let away: Vec<usize> = (0..self.people.len())
            .filter(|&index| self.timeline.place(self.people[index].device()) != Some(0))
            .collect();
        self.placed(&away, 0, commanded, acknowledged);
        Ok(())
    }

    fn placed(&mut self, movers: &[usize], place: u32, commanded: u64, acknowledged: u64) {
        for &mover in movers {
            self.people[mover].is_in(place);
            self.timeline.moved(self.people[mover].device(), place, commanded, acknowledged);
        }
    }

    /// Which packets crossed a border on their way to one of these people.
    #[must_use]
    pub fn judge(&self) -> Judgement {
        let ours: BTreeSet<u32> = self.people.iter().map(Person::device).collect();
        self.timeline.judge(&self.log.since(0), |heard| ours.contains(&heard.listener))
    }
}
