//! Many people in one room, moved about, with a record of who may have been where when.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::Context as _;
use futures_util::future::{join_all, try_join_all};
use signaling::protocol::{Assignment, Command, GroupsPlan, MIN_RECALL, Move};
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

/// How many join together.
const AT_A_TIME: usize = 10;

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

/// Groups that were opened, and everybody's move into them.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Their numbers.
    pub groups: Vec<u32>,
    /// How it went.
    pub moved: Moved,
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
        let join = |index: usize| async move {
            let role = if index == 0 { Role::Supervisor } else { Role::Participant };
            Person::join(links, role, &format!("Henkilö {index}"), log).await
        };
        // Some at a time, and nobody sends before all are there: a handshake that waits for fifty others is given up.
        let mut people = Vec::new();
        for first in (0..count).step_by(AT_A_TIME) {
            people.extend(try_join_all((first..count.min(first + AT_A_TIME)).map(join)).await?);
        }
        try_join_all(people.iter_mut().map(|person: &mut Person| person.go_on_air(traffic))).await?;
        let scene = Self::of(people, log);
        for person in &scene.people {
            let listener = person.device();
            within("the first sound", log.first(0, |heard| heard.listener == listener)).await?;
        }
        Ok(scene)
    }

    /// A supervisor and participants in the plenary, without media yet.
    ///
    /// # Errors
    /// When somebody does not get in.
    pub async fn assemble(links: &Links, count: usize, log: &Arc<Log>) -> anyhow::Result<Self> {
        let enter = |index: usize| async move {
            let role = if index == 0 { Role::Supervisor } else { Role::Participant };
            Person::enter(links, role, &format!("Henkilö {index}")).await
        };
        Ok(Self::of(try_join_all((0..count).map(enter)).await?, log))
    }

    fn of(people: Vec<Person>, log: &Arc<Log>) -> Self {
        let mut timeline = Timeline::default();
        for person in &people {
            timeline.moved(person.device(), 0, 0, 0);
        }
        Self { log: Arc::clone(log), people, timeline }
    }

    /// Everybody connects over a network that loses packets, some at a time, and sends. Returns how many connections were
    /// made anew. Whoever gets none is left out.
    pub async fn connect_all(&mut self, traffic: Traffic) -> u32 {
        let (mut anew, mut people) = (0, Vec::new());
        let mut rest = std::mem::take(&mut self.people).into_iter();
        loop {
            let mut some: Vec<Person> = rest.by_ref().take(AT_A_TIME / 2).collect();
            if some.is_empty() {
                break;
            }
            let connect = some.iter_mut().map(|person| person.connect_and_hear(&self.log, traffic));
            for (person, connected) in join_all(connect).await.into_iter().enumerate().rev() {
                match connected {
                    Ok(again) => anew += again,
                    Err(error) => {
                        let person = some.remove(person);
                        println!("  {:?} stays away: {error:#}", person.you);
                        self.timeline.nowhere(person.device(), clock::nanos());
                    }
                }
            }
            people.extend(some);
        }
        self.people = people;
        anew
    }

    /// Who runs it.
    #[must_use]
    pub fn supervisor(&self) -> &Person {
        &self.people[0]
    }

    /// Opens groups and deals everybody but the supervisor into them.
    ///
    /// # Errors
    /// When refused.
    pub async fn open_groups(&mut self, count: u32) -> anyhow::Result<Opened> {
        let mark = self.log.mark();
        let commanded = clock::nanos();
        let command = Command::OpenGroups { plan: GroupsPlan::of(count, Assignment::Random {}) };
        let acknowledged = self.supervisor().line.done(command).await?;
        let view = self.supervisor().line.now();
        for person in &self.people {
            let place = view.place_of(person.you.participant).context("somebody is not in the view")?;
            person.is_in(view::number(place));
            if view::number(place) != 0 {
                self.timeline.moved(person.device(), view::number(place), commanded, acknowledged);
            }
        }
        let groups = view.groups.iter().map(|group| group.group.0).collect();
        Ok(Opened { groups, moved: Moved { commanded, acknowledged, mark } })
    }

    /// Moves people, by index, and waits for the acknowledgement.
    ///
    /// # Errors
    /// When refused.
    pub async fn move_people(&mut self, movers: &[usize], to: u32) -> anyhow::Result<Moved> {
        self.move_each(&movers.iter().map(|&mover| (mover, to)).collect::<Vec<_>>()).await
    }

    /// Moves each of these people to a place of their own by one command, and waits for the acknowledgement.
    ///
    /// # Errors
    /// When refused.
    pub async fn move_each(&mut self, movers: &[(usize, u32)]) -> anyhow::Result<Moved> {
        let one = |&(mover, to): &(usize, u32)| Move {
            participant: self.people[mover].you.participant,
            to: view::place(to),
        };
        let moves = movers.iter().map(one).collect();
        let mark = self.log.mark();
        let commanded = clock::nanos();
        let acknowledged = self.supervisor().line.done(Command::MovePeople { moves }).await?;
        self.placed(movers, commanded, acknowledged);
        Ok(Moved { commanded, acknowledged, mark })
    }

    /// Everybody back to the plenary, when the countdown is over; returns what they have heard since then.
    ///
    /// # Errors
    /// When refused, or nobody comes back.
    pub async fn recall(&mut self) -> anyhow::Result<Moved> {
        // Nobody is back sooner than so long after it was sent, and that they are is told when they hear the groups no more.
        let commanded = clock::nanos() + u64::from(MIN_RECALL) * 1_000 * clock::MILLI;
        self.supervisor().line.done(Command::Recall { seconds: MIN_RECALL }).await?;
        let mark = self.log.mark();
        self.supervisor().line.until("the end of the groups", |view| view.groups.is_empty()).await?;
        let told = clock::nanos();
        let away: Vec<(usize, u32)> = self.away().into_iter().map(|index| (index, 0)).collect();
        self.placed(&away, commanded, told);
        Ok(Moved { commanded, acknowledged: told, mark })
    }

    /// Everybody who is not in the plenary.
    #[must_use]
    pub fn away(&self) -> Vec<usize> {
        let is_away = |index: &usize| self.timeline.place(self.people[*index].device()) != Some(0);
        (0..self.people.len()).filter(is_away).collect()
    }

    fn placed(&mut self, movers: &[(usize, u32)], commanded: u64, acknowledged: u64) {
        for &(mover, place) in movers {
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
