//! How fast somebody may do something: a token bucket that is told the time.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::protocol::Rejection;
use crate::time::Moment;

/// A bucket of so many tokens, one of which comes back in each interval.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    pub tokens: u32,
    pub interval: Duration,
}

/// A person's bucket, as the moment at which it is full again: one number, and nothing to fill up while time passes.
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
