//! Which packets of an incoming stream are missing and asked for again (generic NACK, RFC 4585 §6.2.1).
//!
//! Asked for quickly, but not before reordering has had its chance; again when a round trip has passed without an
//! answer; never so often that the requests, or what answers them, become the load (measured: 12,000 retransmissions
//! in 20 s where nobody gave up, shared/networks.md 6).

use std::collections::BTreeMap;

use crate::Time;

/// A packet this far behind the newest is no longer asked for; the sender does not keep more, and no gap is longer.
const REACH: i64 = 512;
/// A packet is missed for so long at most, ms: then its frame is too late to be shown.
const AGE_MS: i64 = 1_000;
/// So many packets in a row, all of them out of reach, are a stream that has begun anew. Fewer may be late answers.
const ASTRAY: u8 = 16;
/// Requests for one packet.
const TRIES: u8 = 10;

/// A gap is a loss when so many packets came after it …
const LATER: Bounds = Bounds { least: 2, most: 64 };
/// … or when it is so old, µs. Both grow with the reordering that is seen.
const PATIENCE: Bounds = Bounds { least: 10_000, most: 100_000 };
/// Reordering that is not seen again is forgotten by a quarter in this time, ms.
const FORGET_MS: i64 = 1_000;

/// Between two requests for a packet, µs. The longest is above the round trips that a call is held over: asked again
/// before an answer could come, each loss would be repaired twice.
const AGAIN: Bounds = Bounds { least: 20_000, most: 500_000 };
/// What a sender takes to answer, µs, beside an eighth of the round trip for its wavering.
const ANSWER: i64 = 5_000;

/// Requests a second, and at once. A fifth of 1,000 packets a second (10 Mbit/s); whoever loses more needs a keyframe.
const BUDGET_PER_SECOND: i64 = 200;
const BUDGET_MOST: i64 = 100;
/// One request, in the unit of the budget: requests a second times µs.
const REQUEST: i64 = 1_000_000;

struct Bounds {
    least: i64,
    most: i64,
}

impl Bounds {
    fn hold(&self, value: i64) -> i64 {
        value.clamp(self.least, self.most)
    }
}

#[derive(Debug, Clone, Copy)]
struct Lost {
    noticed: Time,
    /// Packets that had come before the gap was noticed.
    before: u64,
    asked: Option<Time>,
    tries: u8,
}

/// What is missing of one stream: one layer of one source.
#[derive(Debug, Clone)]
pub struct Missing {
    /// The newest sequence number, counted on beyond 16 bits.
    newest: Option<i64>,
    /// The last number out of reach, and how many like it have come in a row.
    strayed: Option<(u16, u8)>,
    came: u64,
    lost: BTreeMap<i64, Lost>,
    /// Later packets, and µs, that a packet may be late without being lost.
    later: i64,
    patience: i64,
    forgotten: Time,
    /// As last told, µs.
    round_trip: i64,
    budget: i64,
    filled: Time,
    gave_up: bool,
}

impl Default for Missing {
    fn default() -> Self {
        Self {
            newest: None,
            strayed: None,
            came: 0,
            lost: BTreeMap::new(),
            later: LATER.least,
            patience: PATIENCE.least,
            forgotten: Time::default(),
            round_trip: 0,
            budget: BUDGET_MOST * REQUEST,
            filled: Time::default(),
            gave_up: false,
        }
    }
}

impl Missing {
    /// A packet came, by itself or as a retransmission.
    pub fn arrived(&mut self, now: Time, sequence: u16) {
        let Some(newest) = self.newest else {
            self.begin(sequence);
            return;
        };
        let at = near(newest, sequence);
        if at > newest + REACH {
            self.gave_up = true;
            self.begin(sequence);
        } else if at > newest {
            for gap in newest + 1..at {
                self.lost.insert(gap, Lost { noticed: now, before: self.came, asked: None, tries: 0 });
            }
            self.newest = Some(at);
            while let Some(oldest) = self.lost.first_entry().filter(|oldest| *oldest.key() <= at - REACH) {
                oldest.remove();
                self.gave_up = true;
            }
        } else if at <= newest - REACH {
            self.stray(sequence);
            return;
        } else if let Some(lost) = self.lost.remove(&at) {
            self.learn(now, lost);
        }
        self.strayed = None;
        self.came += 1;
    }

    /// A keyframe begins with this packet: nobody needs what is missing before it.
    pub fn keyframe(&mut self, sequence: u16) {
        if let Some(newest) = self.newest {
            self.lost = self.lost.split_off(&near(newest, sequence));
        }
    }

    /// What to ask for now, oldest first; at most 100. `round_trip` to the sender in µs.
    ///
    /// Call it after [`Missing::arrived`] and every 20 ms or so; it costs nothing while nothing is missing.
    pub fn due(&mut self, now: Time, round_trip: i64) -> Vec<u16> {
        let mut due = Vec::new();
        self.round_trip = round_trip;
        self.forget(now);
        if self.lost.is_empty() {
            return due;
        }
        let passed = (now.0 - self.filled.0).clamp(0, 1_000_000);
        self.filled = now;
        self.budget = (self.budget + passed * BUDGET_PER_SECOND).min(BUDGET_MOST * REQUEST);
        // An answer can be as late as any other packet.
        let wavering = round_trip / 8 + self.patience - PATIENCE.least;
        let again = AGAIN.hold(round_trip.saturating_add(wavering).saturating_add(ANSWER));
        let (came, later, patience) = (self.came, self.later, self.patience);
        let (budget, gave_up) = (&mut self.budget, &mut self.gave_up);
        self.lost.retain(|&at, lost| {
            let old = now.millis_since(lost.noticed) >= AGE_MS;
            let is_due = match lost.asked {
                None => {
                    came.saturating_sub(lost.before) >= later.unsigned_abs()
                        || now.0 - lost.noticed.0 >= patience
                }
                Some(asked) => now.0 - asked.0 >= again,
            };
            if old || (is_due && lost.tries >= TRIES) {
                *gave_up = true;
                return false;
            }
            if is_due && *budget >= REQUEST {
                *budget -= REQUEST;
                lost.asked = Some(now);
                lost.tries += 1;
                due.push(low(at));
            }
            true
        });
        due
    }

    /// Whether, since this was last asked, a packet was given up that no keyframe has passed: the picture will not
    /// heal by itself.
    pub fn gave_up(&mut self) -> bool {
        std::mem::take(&mut self.gave_up)
    }

    /// How many packets are missing; at most 512.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lost.len()
    }

    /// Whether nothing is missing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lost.is_empty()
    }

    fn stray(&mut self, sequence: u16) {
        let run = match self.strayed {
            Some((last, run)) if last.wrapping_add(1) == sequence => run + 1,
            _ => 1,
        };
        self.strayed = Some((sequence, run));
        if run >= ASTRAY {
            self.gave_up = true;
            self.begin(sequence);
        }
    }

    fn begin(&mut self, sequence: u16) {
        self.strayed = None;
        self.lost.clear();
        self.newest = Some(sequence.into());
    }

    /// A missing packet came. If not because it was asked for, or sooner than an answer can come, it was only late.
    fn learn(&mut self, now: Time, lost: Lost) {
        if lost.asked.is_none_or(|asked| lost.tries == 1 && (now.0 - asked.0) * 2 < self.round_trip) {
            let after = self.came.saturating_sub(lost.before);
            self.later = LATER.hold(self.later.max(i64::try_from(after).unwrap_or(LATER.most) + 1));
            self.patience = PATIENCE.hold(self.patience.max((now.0 - lost.noticed.0) * 5 / 4));
            self.forgotten = now;
        }
    }

    fn forget(&mut self, now: Time) {
        if now.millis_since(self.forgotten) >= FORGET_MS {
            self.forgotten = now;
            self.later = LATER.hold(self.later * 3 / 4);
            self.patience = PATIENCE.hold(self.patience * 3 / 4);
        }
    }
}

/// The number nearest to `newest` that ends in `sequence`.
fn near(newest: i64, sequence: u16) -> i64 {
    newest + i64::from(sequence.wrapping_sub(low(newest)).cast_signed())
}

fn low(at: i64) -> u16 {
    (at & 0xffff) as u16
}

#[cfg(test)]
#[path = "missing_tests.rs"]
mod tests;
