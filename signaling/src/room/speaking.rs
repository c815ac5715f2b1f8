//! How long each has spoken: what the media plane heard is added up in memory, seen gently by those who lead (and by
//! everybody where the session has agreed to it), and becomes a fact when a part of the session is over. Nothing of it is
//! logged before.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::log::{parts, put};
use super::{Effect, Room};
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{Event, Place, SpeakingTime};
use crate::role::Permission;
use crate::time::Moment;

/// Totals are told at most once in this time: they are for looking at now and then, not for racing.
pub const SPEAKING_TOLD_EVERY: Duration = Duration::from_secs(5);

/// Most people whose times are kept; those beyond take part like everybody.
const MAX_SPEAKERS: usize = super::MAX_RECORDED;

/// Speaking times in milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Speaking {
    /// Of the parts of the session that are over.
    recorded: BTreeMap<ParticipantId, u64>,
    /// Since then.
    running: BTreeMap<ParticipantId, u64>,
    /// In seconds, as last told.
    shown: BTreeMap<ParticipantId, u32>,
    shown_at: Option<Moment>,
    /// How often what is shown has become something else.
    version: u64,
    /// Which version each was told; nobody who was told nothing, or that there is nothing.
    told: BTreeMap<ParticipantId, u64>,
}

parts! {
    SpeakingFact of Speaking {
        each Recorded: recorded: ParticipantId => u64;
        memory running;
        memory shown;
        memory shown_at;
        memory version;
        memory told;
    }
}

impl Speaking {
    /// How long somebody has spoken by now, in milliseconds.
    pub fn spoken(&self, who: ParticipantId) -> u64 {
        let of = |times: &BTreeMap<ParticipantId, u64>| times.get(&who).copied().unwrap_or_default();
        of(&self.recorded).saturating_add(of(&self.running))
    }

    fn seconds(&self) -> BTreeMap<ParticipantId, u32> {
        let mut sums = self.recorded.clone();
        for (who, millis) in &self.running {
            let sum = sums.entry(*who).or_default();
            *sum = sum.saturating_add(*millis);
        }
        let seconds = |millis: u64| u32::try_from(millis / 1_000).unwrap_or(u32::MAX);
        sums.into_iter().map(|(who, millis)| (who, seconds(millis))).filter(|(_, one)| *one > 0).collect()
    }
}

impl Room {
    /// The media plane has heard somebody speak through this device for so long. Where it carries several, whoever of
    /// them has the floor spoke; without a floor it is shared among them, because nobody can tell their voices apart.
    pub fn spoke(&mut self, now: Moment, device: DeviceId, millis: u32) -> Vec<Effect> {
        let Some(carrier) = self.devices.get(&device) else { return Vec::new() };
        let place = self.place_of_device(carrier);
        // Helping somebody to get in is no part of the session, nor is what is said over coffee.
        if place.is_for_few() || place == (Place::Coffee {}) {
            return Vec::new();
        }
        let floor = self.queue(place).and_then(|queue| queue.floor);
        let speaker = floor.map(|turn| turn.participant).filter(|who| carrier.people.contains(who));
        let speakers: Vec<ParticipantId> =
            speaker.map_or_else(|| carrier.people.iter().copied().collect(), |who| vec![who]);
        let share = u64::from(millis) / (speakers.len().max(1) as u64);
        for who in speakers {
            let full = self.speaking.running.len() >= MAX_SPEAKERS;
            if !full || self.speaking.running.contains_key(&who) {
                let sum = self.speaking.running.entry(who).or_default();
                *sum = sum.saturating_add(share);
            }
        }
        let due = self.speaking.shown_at.is_none_or(|last| now >= last.after(SPEAKING_TOLD_EVERY));
        if due { self.show_speaking(now) } else { Vec::new() }
    }

    /// Which part of the session this is: another one when groups have opened, by a command or by the clock, and when they
    /// have ended.
    #[must_use]
    pub fn part(&self) -> Option<Place> {
        self.groups.queues().map(|(place, _)| place).next()
    }

    /// A part of the session is over, or the session: the totals become facts, and outlive a crash.
    pub fn record_speaking(&mut self, now: Moment) -> Vec<Effect> {
        for (who, millis) in std::mem::take(&mut self.speaking.running) {
            let sum = self.speaking.recorded.entry(who).or_default();
            *sum = sum.saturating_add(millis);
        }
        self.show_speaking(now)
    }

    pub(super) fn speaking_view(&self, who: ParticipantId) -> Vec<SpeakingTime> {
        let shown = self.sees_speaking(who).then_some(&self.speaking.shown);
        let view = |(participant, seconds): (&ParticipantId, &u32)| SpeakingTime {
            participant: *participant,
            seconds: *seconds,
        };
        shown.into_iter().flatten().map(view).collect()
    }

    fn show_speaking(&mut self, now: Moment) -> Vec<Effect> {
        let shown = self.speaking.seconds();
        self.speaking.version += u64::from(shown != self.speaking.shown);
        self.speaking.shown = shown;
        self.speaking.shown_at = Some(now);
        self.announce(now, Changes::default())
    }

    /// Those who lead, and everybody in the session while it is shown to all.
    fn sees_speaking(&self, who: ParticipantId) -> bool {
        let is_shown = self.switches.speaking_shown && self.knows(who) && !self.is_secluded(who);
        is_shown || self.may(who, Permission::SeeSpeakingTime)
    }

    /// What each who may see it does not know yet, and nothing more for those who no longer may.
    pub(super) fn tell_speaking(&mut self) -> Vec<(ParticipantId, Event)> {
        let Self { people, speaking, .. } = self;
        speaking.told.retain(|who, _| people.contains_key(who));
        let mut concerned = self.concerned(Permission::SeeSpeakingTime, &self.speaking.told);
        if self.switches.speaking_shown {
            concerned.extend(self.people.keys().copied());
        }
        let mut events = Vec::new();
        for who in concerned {
            let is_something = self.sees_speaking(who) && !self.speaking.shown.is_empty();
            let knows = is_something.then_some(self.speaking.version);
            if self.speaking.told.get(&who).copied() == knows {
                continue;
            }
            put(&mut self.speaking.told, who, knows);
            events.push((who, Event::SpeakingTimesChanged { times: self.speaking_view(who) }));
        }
        events
    }
}

#[cfg(test)]
mod tests;
