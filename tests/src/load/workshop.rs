//! What goes on in a workshop: a move every second, a hand, a word.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Context as _;
use futures_util::future::try_join_all;
use signaling::protocol::{Assignment, Command, GroupsPlan, Move, Scope};
use tokio::time::{Instant, interval_at};

use super::people::Somebody;
use crate::figures::Figures;
use crate::person::Person;
use crate::random::Random;
use crate::{clock, view};

/// How long what was done took to be noticed.
#[derive(Debug, Clone, Default)]
pub(super) struct Noticed {
    /// A move of one, until its `ok` was read.
    pub moved: Figures,
    /// Until the mover heard somebody of the new group.
    pub move_sound: Figures,
    /// The same when everybody is moved by one command.
    pub move_all_sound: Figures,
    /// A hand or a message, until another person's event was read.
    pub told: Figures,
}

/// See the module.
pub(super) struct Workshop<'a> {
    pub facilitator: &'a Person,
    pub people: &'a mut [Somebody],
    pub groups: Vec<u32>,
    pub random: Random,
    pub noticed: Noticed,
}

/// Opens groups and deals everybody but the facilitator into them; returns their numbers.
pub(super) async fn open_groups(
    facilitator: &Person,
    people: &mut [Somebody],
    count: u32,
) -> anyhow::Result<Vec<u32>> {
    let command = Command::OpenGroups { plan: GroupsPlan::of(count, Assignment::Random {}) };
    facilitator.line.done(command).await?;
    let view = facilitator.line.now();
    for person in people {
        let place = view.place_of(person.piiri.you.participant).context("somebody is not in the view")?;
        person.is_in(view::number(place));
    }
    Ok(view.groups.iter().map(|group| group.group.0).collect())
}

impl Workshop<'_> {
    /// Goes on for so long, with something every `step`.
    pub async fn run(&mut self, duration: Duration, step: Duration) -> anyhow::Result<()> {
        let mut ticks = interval_at(Instant::now() + step / 2, step);
        let end = Instant::now() + duration;
        for word in 0_u32.. {
            tokio::select! {
                _ = ticks.tick() => {}
                () = tokio::time::sleep_until(end) => return Ok(()),
            }
            if Instant::now() + step / 2 > end {
                continue;
            }
            self.move_one().await?;
            self.raise_a_hand().await?;
            self.say(word).await?;
        }
        Ok(())
    }

    /// Those in a group who talk.
    fn talkers(&self, group: u32) -> Vec<u32> {
        let talk = self.people.iter().filter(|person| person.place == group && person.talks);
        talk.map(Somebody::device).collect()
    }

    async fn move_one(&mut self) -> anyhow::Result<()> {
        let mover = self.random.below(self.people.len());
        let elsewhere = self.groups.iter().filter(|group| **group != self.people[mover].place);
        let ways: Vec<(u32, Vec<u32>)> = elsewhere.map(|group| (*group, self.talkers(*group))).collect();
        let ways: Vec<_> = ways.into_iter().filter(|(_, talkers)| !talkers.is_empty()).collect();
        anyhow::ensure!(!ways.is_empty(), "nobody talks anywhere else");
        let (to, talkers) = &ways[self.random.below(ways.len())];
        let sound =
            self.people[mover].media.as_ref().map(|media| media.receiving.next_sound(talkers.clone()));
        let commanded = clock::nanos();
        let acknowledged = self.command(&[(mover, *to)]).await?;
        self.noticed.moved.add(acknowledged - commanded);
        if let Some(sound) = sound {
            self.noticed.move_sound.add(sound.await?.saturating_sub(commanded));
        }
        Ok(())
    }

    async fn command(&mut self, moves: &[(usize, u32)]) -> anyhow::Result<u64> {
        let one = |&(mover, to): &(usize, u32)| Move {
            participant: self.people[mover].piiri.you.participant,
            to: view::place(to),
        };
        let moves_told = moves.iter().map(one).collect();
        let acknowledged = self.facilitator.line.done(Command::MovePeople { moves: moves_told }).await?;
        for &(mover, to) in moves {
            self.people[mover].is_in(to);
        }
        Ok(acknowledged)
    }

    /// Everybody to another group by one command: those who were together part.
    pub async fn move_all(&mut self) -> anyhow::Result<()> {
        let count = self.groups.len();
        let mut moves = Vec::new();
        for (index, group) in self.groups.iter().enumerate() {
            let inside = (0..self.people.len()).filter(|person| self.people[*person].place == *group);
            let to = |(step, person): (usize, usize)| (person, self.groups[(index + 1 + step) % count]);
            moves.extend(inside.enumerate().map(to).filter(|(_, to)| to != group));
        }
        let before: Vec<u32> = self.people.iter().map(|person| person.place).collect();
        let mut waiting = Vec::new();
        for &(mover, to) in &moves {
            let new = moves.iter().filter(|(other, other_to)| {
                *other_to == to && *other != mover && before[*other] != before[mover]
            });
            let talk = new.filter(|(other, _)| self.people[*other].talks);
            let senders: BTreeSet<u32> = talk.map(|(other, _)| self.people[*other].device()).collect();
            if !senders.is_empty()
                && let Some(media) = &self.people[mover].media
            {
                waiting.push(media.receiving.next_sound(senders.into_iter().collect()));
            }
        }
        let commanded = clock::nanos();
        self.command(&moves).await?;
        for heard in try_join_all(waiting).await? {
            self.noticed.move_all_sound.add(heard.saturating_sub(commanded));
        }
        Ok(())
    }

    /// Seen by those in the same group.
    async fn raise_a_hand(&mut self) -> anyhow::Result<()> {
        let raiser = self.random.below(self.people.len());
        let (place, you) = (self.people[raiser].place, self.people[raiser].piiri.you);
        let text = format!(r#""participant":{},"since""#, you.participant.0);
        let others = self.people.iter().enumerate().filter(|(index, _)| *index != raiser);
        let near = others.filter(|(_, person)| person.place == place);
        let seen: Vec<_> = near.map(|(_, person)| person.piiri.sees(text.clone())).collect();
        self.told(raiser, Command::RaiseHand { reply: false }, seen).await?;
        let lower = Command::LowerHand { participant: None, reply: false };
        self.people[raiser].piiri.done(lower).await?;
        Ok(())
    }

    /// Read by everybody.
    async fn say(&mut self, word: u32) -> anyhow::Result<()> {
        let who = self.random.below(self.people.len());
        let text = format!("Sana {word} kaikille");
        let others = self.people.iter().enumerate().filter(|(index, _)| *index != who);
        let seen: Vec<_> = others.map(|(_, person)| person.piiri.sees(text.clone())).collect();
        self.told(who, Command::SendMessage { scope: Scope::Plenary {}, text }, seen).await
    }

    async fn told(
        &mut self,
        who: usize,
        command: Command,
        seen: Vec<impl Future<Output = anyhow::Result<u64>>>,
    ) -> anyhow::Result<()> {
        let commanded = clock::nanos();
        self.people[who].piiri.done(command).await?;
        for at in try_join_all(seen).await? {
            self.noticed.told.add(at.saturating_sub(commanded));
        }
        Ok(())
    }
}
