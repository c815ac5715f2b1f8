//! The time of one session: moments are milliseconds since its epoch, which lies before everything that is planned for
//! it, so that a session whose start has passed when somebody comes knows how late they are.

use std::time::{Duration, SystemTime};

use signaling::time::Moment;
use tokio::time::Instant;

/// Counts the moments of a session, by the monotonic clock.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    epoch: SystemTime,
    opened: Instant,
    /// From the epoch to `opened`.
    before: Duration,
}

impl Clock {
    /// Of a session that opens now, and for which `planned` are the first times that matter.
    #[must_use]
    pub fn begin(planned: impl IntoIterator<Item = SystemTime>) -> Self {
        let now = SystemTime::now();
        let epoch = planned.into_iter().fold(now, SystemTime::min);
        let before = now.duration_since(epoch).unwrap_or_default();
        Self { epoch, opened: Instant::now(), before }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        Moment::default().after(self.before + self.opened.elapsed())
    }

    /// When the wall clock said so. What is before the epoch is at it.
    #[must_use]
    pub fn moment(&self, time: SystemTime) -> Moment {
        Moment::default().after(time.duration_since(self.epoch).unwrap_or_default())
    }

    /// How long until then.
    #[must_use]
    pub fn until(&self, moment: Moment) -> Duration {
        moment.since(self.now())
    }

    /// What the wall clock said when the session opened.
    #[must_use]
    pub fn opened_at(&self) -> SystemTime {
        self.epoch + self.before
    }

    /// What the wall clock said at the epoch.
    #[must_use]
    pub const fn epoch(&self) -> SystemTime {
        self.epoch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_that_has_passed_is_before_now_and_one_to_come_after() {
        let (hour, now) = (Duration::from_secs(3600), SystemTime::now());
        let late = Clock::begin([now - hour, now + hour]);
        assert_eq!(late.moment(now - hour), Moment(0));
        assert!(late.now() >= Moment(3_600_000) && late.now() < Moment(3_660_000));
        assert!(late.until(late.moment(now + hour)) <= hour);
        let early = Clock::begin([now + hour]);
        assert!(early.now() < Moment(60_000));
        assert!(early.moment(now + hour) > Moment(3_500_000));
    }
}
