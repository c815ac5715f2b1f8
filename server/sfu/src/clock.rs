//! When something was captured, on this machine's clock.
//!
//! A sender report (RFC 3550 §6.4.1) ties a source's RTP timestamps to its device's wall clock. What the device's
//! wall clock is off by is taken as the smallest (arrival − report) of its last reports: the one that waited least
//! on the way. Voice and picture of one device share that offset, so they stay together here too (measured:
//! shared/slots.md 3).

use std::collections::VecDeque;

use crate::Time;

/// Reports that decide the offset; at one a second and two streams, ten seconds of clock drift and of path changes.
const REPORTS: usize = 20;

/// How far a device's wall clock is from ours: add it to the device's time to get ours.
#[derive(Debug, Clone, Default)]
pub struct DeviceClock {
    recent: VecDeque<i64>,
}

impl DeviceClock {
    /// A sender report of any of its sources arrived. `ntp` as on the wire: seconds and fractions since 1900.
    pub fn report(&mut self, ntp: u64, arrival: Time) {
        if self.recent.len() == REPORTS {
            self.recent.pop_front();
        }
        self.recent.push_back(arrival.0.wrapping_sub(micros_of_ntp(ntp)));
    }

    /// Microseconds to add to the device's time, once a report has come.
    #[must_use]
    pub fn offset(&self) -> Option<i64> {
        self.recent.iter().copied().min()
    }
}

/// The last pairing of wall clock and RTP clock of one source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SourceClock {
    last: Option<(i64, u32)>,
}

impl SourceClock {
    /// A sender report of this source.
    pub fn report(&mut self, ntp: u64, rtp: u32) {
        self.last = Some((micros_of_ntp(ntp), rtp));
    }

    /// When the sample with this RTP timestamp was captured.
    #[must_use]
    pub fn captured(&self, device: &DeviceClock, rate: u32, timestamp: u32) -> Option<Time> {
        let ((ntp, rtp), offset) = (self.last?, device.offset()?);
        let ticks = i64::from(timestamp.wrapping_sub(rtp).cast_signed());
        Some(Time(ntp + offset + ticks * 1_000_000 / i64::from(rate)))
    }

    /// The RTP timestamp of what is captured at `time`.
    #[must_use]
    pub fn timestamp_at(&self, device: &DeviceClock, rate: u32, time: Time) -> Option<u32> {
        let ((ntp, rtp), offset) = (self.last?, device.offset()?);
        Some(rtp.wrapping_add(ticks(time.0 - ntp - offset, rate)))
    }
}

/// RTP ticks in `micros`, modulo 2^32.
#[must_use]
pub fn ticks(micros: i64, rate: u32) -> u32 {
    let ticks = i128::from(micros) * i128::from(rate) / 1_000_000;
    // The RTP clock wraps: only the low 32 bits mean anything.
    (ticks as u64 & u64::from(u32::MAX)) as u32
}

/// NTP time (32.32 fixed point) for a moment of our clock. Its origin is arbitrary: receivers compare such times of
/// one sender only with each other.
#[must_use]
pub fn ntp_of(time: Time) -> u64 {
    let micros = time.0.max(0).cast_unsigned();
    let seconds = micros / 1_000_000;
    let fraction = ((micros % 1_000_000) << 32) / 1_000_000;
    (seconds << 32) | fraction
}

fn micros_of_ntp(ntp: u64) -> i64 {
    let seconds = ntp >> 32;
    let fraction = ntp & u64::from(u32::MAX);
    (seconds * 1_000_000 + ((fraction * 1_000_000) >> 32)).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ntp_time_goes_there_and_back() {
        for micros in [0, 1, 999_999, 1_000_000, 1_234_567_890_123] {
            assert!((micros_of_ntp(ntp_of(Time(micros))) - micros).abs() <= 1);
        }
    }

    #[test]
    fn the_report_that_waited_least_sets_the_offset() {
        let mut device = DeviceClock::default();
        assert_eq!(device.offset(), None);
        device.report(ntp_of(Time(0)), Time(5_050_000));
        device.report(ntp_of(Time(1_000_000)), Time(6_020_000));
        device.report(ntp_of(Time(2_000_000)), Time(7_300_000));
        let offset = device.offset().unwrap_or_default();
        assert!((offset - 5_020_000).abs() <= 2, "{offset}");
    }

    #[test]
    fn capture_time_and_timestamp_are_inverse_across_the_wrap() {
        let mut device = DeviceClock::default();
        device.report(ntp_of(Time(1_000_000)), Time(9_000_000));
        let mut source = SourceClock::default();
        source.report(ntp_of(Time(1_000_000)), u32::MAX - 4_499);
        let captured = source.captured(&device, 90_000, 45_000 - 4_500);
        assert_eq!(captured, Some(Time(9_500_000)));
        assert_eq!(source.timestamp_at(&device, 90_000, Time(9_500_000)), Some(40_500));
    }
}
