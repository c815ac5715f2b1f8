//! How fast somebody may do something: a token bucket that is told the time.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Room, Sender, pairs};
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{Command, Rejection};
use crate::time::Moment;

/// A bucket of so many tokens, one of which comes back in each interval.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    pub tokens: u32,
    pub interval: Duration,
}

/// Whoever goes through a list of topics is not held up; whoever presses on and on is.
const TELLING: Limit = Limit { tokens: 10, interval: Duration::from_secs(1) };

/// The buckets of one kind. Each person has one and each device has one, because a person may have several devices and
/// a device may carry several people: neither multiplies what one may do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Paces(#[serde(with = "pairs")] BTreeMap<Whose, Pace>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Whose {
    Person(ParticipantId),
    Device(DeviceId),
}

/// What [`Paces::spend`] takes, to be kept when nothing speaks against it any more.
#[derive(Debug)]
#[must_use]
pub(super) struct Spent([(Whose, Pace); 2]);

impl Paces {
    /// One token fewer of the person and of the device, or `too_fast`. Changes nothing by itself.
    pub fn spend(&self, now: Moment, from: Sender, limit: Limit) -> Result<Spent, Rejection> {
        let spend = |whose| {
            let pace = self.0.get(&whose).copied().unwrap_or_default().spend(now, limit)?;
            Ok((whose, pace))
        };
        Ok(Spent([spend(Whose::Person(from.participant))?, spend(Whose::Device(from.device))?]))
    }

    pub fn keep(&mut self, Spent(spent): Spent) {
        self.0.extend(spent);
    }

    /// Of those who are gone nothing is kept.
    pub fn forget_gone(
        &mut self,
        is_here: impl Fn(ParticipantId) -> bool,
        is_known: impl Fn(DeviceId) -> bool,
    ) {
        self.0.retain(|whose, _| match whose {
            Whose::Person(who) => is_here(*who),
            Whose::Device(device) => is_known(*device),
        });
    }

    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Room {
    /// What a command spends after which many are told all topics, all results, all requests, everybody who is back or ready,
    /// or who sits in the middle. To be kept when it is done.
    pub(super) fn spend_telling(
        &self,
        now: Moment,
        from: Sender,
        command: &Command,
    ) -> Result<Option<Spent>, Rejection> {
        match command {
            Command::ProposeTopic { .. }
            | Command::SupportTopic { .. }
            | Command::SayBack { .. }
            | Command::SayTaskReady { .. }
            | Command::AskForHelp { .. }
            | Command::AskForPrivateWord { .. }
            | Command::SendQuietSignal {}
            | Command::Withdraw { .. }
            | Command::VoteQuestion { .. }
            | Command::TakeSeat {}
            | Command::AskForScreen {}
            | Command::BringResult { .. } => self.telling.spend(now, from, TELLING).map(Some),
            _ => Ok(None),
        }
    }

    /// After a change: whoever is gone leaves nothing.
    pub(super) fn settle_paces(&mut self) {
        let Self { people, devices, chat, reactions, questions, playings, telling, .. } = self;
        let others = [&mut reactions.paces, &mut questions.paces, &mut playings.cues, telling];
        for paces in chat.paces().into_iter().chain(others) {
            paces.forget_gone(|who| people.contains_key(&who), |device| devices.contains_key(&device));
        }
    }
}

/// A bucket, as the moment at which it is full again: one number, and nothing to fill up while time passes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pace {
    full_at: Moment,
}

impl Pace {
    /// The bucket with one token fewer, or `too_fast`. Changes nothing by itself, so that it can be asked first.
    pub fn spend(self, now: Moment, limit: Limit) -> Result<Self, Rejection> {
        let full_at = self.full_at.max(now).after(limit.interval);
        if full_at.since(now) > limit.interval * limit.tokens {
            return Err(Rejection::TooFast);
        }
        Ok(Self { full_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { tokens: 5, interval: Duration::from_secs(2) };

    /// How many of so many tries at once succeed.
    fn spent(pace: &mut Pace, now: u64, tries: u32) -> u32 {
        let mut done = 0;
        for _ in 0..tries {
            if let Ok(next) = pace.spend(Moment(now), LIMIT) {
                *pace = next;
                done += 1;
            }
        }
        done
    }

    #[test]
    fn a_burst_is_allowed_and_then_one_in_each_interval() {
        let mut pace = Pace::default();
        assert_eq!(spent(&mut pace, 1_000, 9), 5);
        assert_eq!(spent(&mut pace, 2_999, 9), 0);
        assert_eq!(spent(&mut pace, 3_000, 9), 1);
        assert_eq!(spent(&mut pace, 7_500, 9), 2);
        assert_eq!(spent(&mut pace, 100_000, 9), 5, "more than the bucket holds is never saved up");
    }
}
