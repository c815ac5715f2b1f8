//! What a run of datagrams shows: rates, delays, losses.

use super::log::{Fate, Sent};

/// Bit/s above which nothing is believed.
const FASTEST: f64 = 20_000_000.0;

/// What a datagram that is missing did to those behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// It took its time on the link and was lost elsewhere.
    Passed,
    /// It never was on the link.
    Refused,
    /// Unknown: the time between those before and after it is left out.
    Skipped,
}

/// Bits per second at which datagrams arrived: the slope of the arrival times over the bytes by least squares, so that
/// jitter of single ones matters little. Those of which no feedback came count as arrived: they took their time.
/// `None` with fewer than four arrivals, or less than 30 ms, or if more had to be left out than is left.
pub(super) fn rate_of<'a>(sent: impl Iterator<Item = &'a Sent>, missing: Missing) -> Option<f64> {
    let mut line = Line::default();
    let (mut bytes, mut skipped, mut gap) = (0.0, 0, false);
    let mut last: Option<i64> = None;
    let (mut first, mut end) = (i64::MAX, i64::MIN);
    let mut origin = None;
    for sent in sent {
        match sent.fate {
            Fate::Missing if missing == Missing::Refused => {}
            Fate::Missing if missing == Missing::Skipped => gap = true,
            Fate::Missing | Fate::Unreported => bytes += f64::from(sent.bytes),
            Fate::Arrived(at) => {
                match last {
                    Some(last) if gap => skipped += (at - last).max(0),
                    _ => bytes += f64::from(sent.bytes),
                }
                gap = false;
                last = Some(at);
                let at = at - skipped;
                (first, end) = (first.min(at), end.max(at));
                line.add(bytes, (at - *origin.get_or_insert(at)) as f64 / 1_000.0);
            }
        }
    }
    if line.count < 4.0 || end - first < 30_000 || skipped > end - first {
        return None;
    }
    let millis_per_byte = line.slope();
    // A receiver can claim anything.
    (millis_per_byte > 0.0).then(|| (8_000.0 / millis_per_byte).min(FASTEST))
}

/// Least squares.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    count: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
}

impl Line {
    fn add(&mut self, x: f64, y: f64) {
        self.count += 1.0;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.xy += x * y;
    }

    /// Not a number if all x are the same.
    fn slope(&self) -> f64 {
        (self.count * self.xy - self.x * self.y) / (self.count * self.xx - self.x * self.x)
    }
}

/// How much longer the later ones took than the earlier ones: the growth of the delay over the time of sending, by least
/// squares. A link that is sent twice what it carries makes it 1.
pub(super) fn delay_slope<'a>(sent: impl Iterator<Item = &'a Sent>) -> Option<f64> {
    let mut line = Line::default();
    let mut origin = None;
    for sent in sent {
        if let Fate::Arrived(at) = sent.fate {
            let (from, delay) = *origin.get_or_insert((sent.at.0, at - sent.at.0));
            line.add((sent.at.0 - from) as f64, (at - sent.at.0 - delay) as f64);
        }
    }
    let slope = line.slope();
    (line.count >= 4.0 && slope.is_finite()).then_some(slope)
}

/// Bytes of all.
pub(super) fn bytes_of<'a>(sent: impl Iterator<Item = &'a Sent>) -> f64 {
    sent.map(|sent| f64::from(sent.bytes)).sum()
}

/// How many of the datagrams that feedback spoke of are missing, and how many it spoke of.
pub(super) fn missing_of<'a>(sent: impl Iterator<Item = &'a Sent>) -> (u32, u32) {
    sent.fold((0, 0), |(missing, all), sent| match sent.fate {
        Fate::Missing => (missing + 1, all + 1),
        Fate::Arrived(_) => (missing, all + 1),
        Fate::Unreported => (missing, all),
    })
}
