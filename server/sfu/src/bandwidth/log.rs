//! What was sent under transport-wide numbers, and what the receiver said became of it.

use std::collections::VecDeque;

use super::rate::bytes_of;
use super::{Arrival, Purpose};
use crate::Time;

/// Datagrams remembered: three seconds at 10 Mbit/s of full packets.
pub(super) const MOST: usize = 4_096;
/// Age at which a datagram is forgotten: feedback that is later than this says nothing about the link of now.
const FORGOTTEN_MS: i64 = 4_000;
/// Receiver clocks beyond this (140 years) are taken for nonsense, so that differences cannot overflow.
const PLAUSIBLE: std::ops::Range<i64> = -(1 << 52)..(1 << 52);

/// What is known of a datagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// No feedback has spoken of it: it is under way, or the feedback was lost.
    Unreported,
    /// Feedback passed over it. It may still come, and be reported then.
    Missing,
    /// It arrived, in microseconds on the receiver's clock.
    Arrived(i64),
}

/// One datagram.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    /// Transport-wide number, counted on past 16 bits.
    pub number: u64,
    pub at: Time,
    pub bytes: u16,
    pub purpose: Purpose,
    pub fate: Fate,
}

/// The datagrams of the last seconds, in order of sending.
#[derive(Debug, Clone, Default)]
pub(super) struct Log {
    sent: VecDeque<Sent>,
    /// Number of the newest datagram of which feedback has spoken.
    reported: Option<u64>,
}

impl Log {
    /// A datagram leaves. A number that does not move forward is ignored: it could not be told from an older one.
    pub fn sent(&mut self, now: Time, sequence: u16, bytes: u16, purpose: Purpose) {
        let number = match self.sent.back() {
            None => u64::from(sequence),
            Some(last) => {
                let ahead = sequence.wrapping_sub(last.number as u16);
                if ahead == 0 || ahead >= 0x8000 {
                    return;
                }
                last.number + u64::from(ahead)
            }
        };
        while self.sent.len() >= MOST
            || self.sent.len() > 1
                && self.sent.front().is_some_and(|first| now.millis_since(first.at) > FORGOTTEN_MS)
        {
            self.sent.pop_front();
        }
        self.sent.push_back(Sent { number, at: now, bytes, purpose, fate: Fate::Unreported });
    }

    /// What feedback says of one number: when it was sent and when it arrived, if that is news.
    pub fn report(&mut self, arrival: Arrival) -> Option<(Time, i64)> {
        let newest = self.sent.back()?.number;
        let behind = (newest as u16).wrapping_sub(arrival.sequence);
        let number = newest.checked_sub(u64::from(behind))?;
        let index = self.sent.binary_search_by_key(&number, |sent| sent.number).ok()?;
        let sent = self.sent.get_mut(index)?;
        match (sent.fate, arrival.at) {
            (Fate::Arrived(_), _) | (Fate::Missing, None) => None,
            (Fate::Unreported, None) => {
                sent.fate = Fate::Missing;
                None
            }
            (Fate::Unreported | Fate::Missing, Some(at)) if PLAUSIBLE.contains(&at) => {
                sent.fate = Fate::Arrived(at);
                self.reported = self.reported.max(Some(number));
                Some((sent.at, at))
            }
            (Fate::Unreported | Fate::Missing, Some(_)) => None,
        }
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.sent.len()
    }

    /// The receiver's clock was set anew: arrivals on the old one say nothing any more.
    pub fn forget_arrivals(&mut self) {
        for sent in &mut self.sent {
            if matches!(sent.fate, Fate::Arrived(_)) {
                sent.fate = Fate::Unreported;
            }
        }
    }

    /// The newest datagram that is known to have arrived.
    pub fn newest_arrived(&self) -> Option<&Sent> {
        let reported = self.reported?;
        let index = self.sent.binary_search_by_key(&reported, |sent| sent.number).ok()?;
        self.sent.get(index)
    }

    /// When the last datagram left.
    pub fn newest_sent(&self) -> Option<Time> {
        self.sent.back().map(|sent| sent.at)
    }

    /// The oldest datagram that may still be on its way.
    pub fn oldest_unreported(&self) -> Option<Time> {
        let after = self.reported.map_or(0, |reported| reported + 1);
        let index = self.sent.partition_point(|sent| sent.number < after);
        self.sent.get(index).map(|sent| sent.at)
    }

    /// Datagrams sent in `[from, until)` of which feedback could have spoken, in order.
    pub fn between(&self, from: Time, until: Time) -> impl Iterator<Item = &Sent> + Clone {
        let first = self.sent.partition_point(|sent| sent.at < from);
        let reported = self.reported.unwrap_or(0);
        self.sent.range(first..).take_while(move |sent| sent.at < until && sent.number <= reported)
    }

    /// Bit/s sent in the last `millis`, of one purpose or in all.
    pub fn sent_rate(&self, now: Time, millis: i64, purpose: Option<Purpose>) -> f64 {
        let first = self.sent.partition_point(|sent| sent.at < now.after_millis(-millis));
        let asked = |sent: &&Sent| purpose.is_none_or(|purpose| sent.purpose == purpose);
        bytes_of(self.sent.range(first..).filter(asked)) * 8_000.0 / millis as f64
    }

    /// Datagrams that arrived at `since` of the receiver's clock or later, with what lies between them, in order of
    /// sending.
    pub fn arrived_since(&self, since: i64) -> impl Iterator<Item = &Sent> + Clone {
        let reported = self.reported.unwrap_or(0);
        let end = self.sent.partition_point(|sent| sent.number <= reported);
        // Late ones apart, arrivals are in order: the first that is well before the window ends the search.
        let back = self
            .sent
            .range(..end)
            .rev()
            .take_while(|sent| !matches!(sent.fate, Fate::Arrived(at) if at < since))
            .count();
        self.sent.range(end - back..end)
    }
}
