//! When each datagram of a connection leaves.
//!
//! A keyframe of 60 kB sent at once fills the queue of a hotel's network, and the sound behind it waits or is lost.
//! So pictures leave in order at the pace of [`crate::bandwidth::Estimator::pace`], repairs before them; sound leaves at
//! once and is counted, so that pictures make room for it. When pictures come faster than they leave, whole frames are dropped:
//! up to the next keyframe of their line, since nothing in between could be decoded.

use std::collections::{BTreeMap, VecDeque};

use crate::Time;
use crate::bandwidth::Probe;
use crate::lines::Line;

/// A pace below this, in bit/s, would be a standstill.
const SLOWEST: u32 = 10_000;
/// What may leave at once after a pause, in microseconds of the pace.
const BURST: i64 = 5_000;
/// Sound beyond the pace is owed by pictures, but not for longer than this, in microseconds.
const OWED: i64 = 500_000;
/// Pictures that wait, in bytes: four keyframes.
const PICTURES: usize = 256 * 1024;
/// Pictures that wait to complete a frame that has begun, beyond the above.
const COMPLETING: usize = 128 * 1024;
/// Repairs that wait, in bytes.
const REPAIRS: usize = 64 * 1024;
/// Drops that nobody has polled.
const UNTOLD: usize = 1_024;
/// Packets of sound that wait because nobody polled.
const SOUNDS: usize = 512;
/// A frame that has waited for longer than this is not begun any more. Long,
/// because the keyframe that is needed then is larger than what is dropped.
const LATE_MS: i64 = 1_500;
/// A repair that has waited for longer than this is of no use: it has been asked for again.
const REPAIR_LATE_MS: i64 = 400;
/// Datagrams of a probe, at least, and their bytes.
const PROBE_PARTS: u32 = 12;
const PROBE_BYTES: std::ops::RangeInclusive<u32> = 200..=1_100;

/// What a datagram carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Leaves at once.
    Sound,
    /// Something that was lost: before new pictures.
    Repair,
    /// Part of a frame: the packets of one line with the same timestamp, pushed one after the other.
    Picture {
        /// Its line.
        line: Line,
        /// RTP timestamp of the frame.
        timestamp: u32,
        /// Whether this is the first packet of a keyframe.
        keyframe: bool,
    },
}

/// Why something was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It waited for too long.
    Late,
    /// Too much waited.
    Full,
    /// A frame before it in the same line was dropped: it could not be decoded. A keyframe is needed.
    AwaitingKeyframe,
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next<T> {
    /// Send this.
    Send(T),
    /// Send about so many bytes that nobody needs: recent packets once more, or padding.
    Probe {
        /// Bytes on the wire.
        bytes: u32,
    },
    /// This will not be sent.
    Dropped(T, Reason),
}

#[derive(Debug, Clone)]
struct Waiting<T> {
    since: Time,
    bytes: u16,
    class: Class,
    item: T,
}

#[derive(Debug, Clone, Copy, Default)]
struct LineState {
    /// Timestamp of the frame of which a part has left.
    begun: Option<u32>,
    awaiting_keyframe: bool,
}

/// Paces one connection.
#[derive(Debug, Clone)]
pub struct Pacer<T> {
    sound: VecDeque<Waiting<T>>,
    repairs: VecDeque<Waiting<T>>,
    repair_bytes: usize,
    pictures: VecDeque<Waiting<T>>,
    picture_bytes: usize,
    dropped: VecDeque<(T, Reason)>,
    lines: BTreeMap<Line, LineState>,
    /// When what has left so far would have left at the pace: from then on the next may leave.
    free: Time,
    /// Bit/s.
    pace: u32,
    probe: Option<(Probe, u32)>,
}

impl<T> Pacer<T> {
    /// Nothing waits. `pace` in bit/s.
    #[must_use]
    pub fn new(now: Time, pace: u32) -> Self {
        Self {
            sound: VecDeque::new(),
            repairs: VecDeque::new(),
            repair_bytes: 0,
            pictures: VecDeque::new(),
            picture_bytes: 0,
            dropped: VecDeque::new(),
            lines: BTreeMap::new(),
            free: now,
            pace: pace.max(SLOWEST),
            probe: None,
        }
    }

    /// Pictures and repairs leave at this many bit/s from now on.
    pub fn set_pace(&mut self, pace: u32) {
        self.pace = pace.max(SLOWEST);
    }

    /// From `now` to its end a probe fills what is sent up to its rate. Much that sound owes at the pace of before is
    /// forgiven: where sound alone is more than that, a probe would find no room, and nothing would show that more passes.
    pub fn probe(&mut self, now: Time, probe: Probe) {
        self.probe = Some((probe, probe.bytes));
        if self.free.0 - now.0 > OWED / 2 {
            self.free = now;
        }
    }

    /// Something wants to leave; `bytes` as on the wire.
    ///
    /// # Errors
    /// The item and why it will not leave. What it pushes out comes out of [`Self::poll`].
    pub fn push(&mut self, now: Time, class: Class, bytes: u16, item: T) -> Result<(), (T, Reason)> {
        let waiting = Waiting { since: now, bytes, class, item };
        match class {
            Class::Sound if self.sound.len() >= SOUNDS => return Err((waiting.item, Reason::Full)),
            Class::Sound => self.sound.push_back(waiting),
            Class::Repair if self.repair_bytes + usize::from(bytes) > REPAIRS => {
                return Err((waiting.item, Reason::Full));
            }
            Class::Repair => {
                self.repair_bytes += usize::from(bytes);
                self.repairs.push_back(waiting);
            }
            Class::Picture { line, timestamp, keyframe } => {
                return self.push_picture(waiting, line, timestamp, keyframe);
            }
        }
        Ok(())
    }

    fn push_picture(
        &mut self,
        waiting: Waiting<T>,
        line: Line,
        timestamp: u32,
        keyframe: bool,
    ) -> Result<(), (T, Reason)> {
        let state = self.lines.entry(line).or_default();
        let begun = state.begun == Some(timestamp);
        if keyframe {
            state.awaiting_keyframe = false;
        }
        if state.awaiting_keyframe && !begun {
            return Err((waiting.item, Reason::AwaitingKeyframe));
        }
        let after = self.picture_bytes + usize::from(waiting.bytes);
        // Half a frame is of no use to anybody, so what has begun may end.
        let most = if begun { PICTURES + COMPLETING } else { PICTURES };
        if after > most || self.dropped.len() > UNTOLD {
            self.drop_line(line, Reason::Full);
            return Err((waiting.item, Reason::Full));
        }
        self.picture_bytes = after;
        self.pictures.push_back(waiting);
        Ok(())
    }

    /// Drops what waits in a line, except for the rest of a frame that has begun. What is late is dropped up to the next
    /// keyframe that waits; where too much waits, that may not be whole yet and goes too.
    fn drop_line(&mut self, line: Line, reason: Reason) {
        let state = self.lines.entry(line).or_default();
        let begun = state.begun;
        let (mut first, mut keep) = (true, false);
        let mut kept = VecDeque::with_capacity(self.pictures.len());
        for waiting in self.pictures.drain(..) {
            let Class::Picture { line: of, timestamp, keyframe } = waiting.class else { continue };
            if of != line || begun == Some(timestamp) {
                kept.push_back(waiting);
                continue;
            }
            keep |= keyframe && !first && reason == Reason::Late;
            first = false;
            if keep {
                kept.push_back(waiting);
            } else {
                self.picture_bytes -= usize::from(waiting.bytes);
                self.dropped.push_back((waiting.item, reason));
            }
        }
        self.pictures = kept;
        state.awaiting_keyframe = !keep;
    }

    /// A line shows something else now, or nothing: what waits for it is thrown away, and its next frame is as good as
    /// its first. `belongs` says whether something that waits is for the line.
    pub fn cut(&mut self, line: Line, belongs: impl Fn(&T) -> bool) {
        self.sound.retain(|waiting| !belongs(&waiting.item));
        self.repairs.retain(|waiting| !belongs(&waiting.item));
        self.pictures.retain(|waiting| !belongs(&waiting.item));
        self.dropped.retain(|(item, _)| !belongs(item));
        self.repair_bytes = self.repairs.iter().map(|waiting| usize::from(waiting.bytes)).sum();
        self.picture_bytes = self.pictures.iter().map(|waiting| usize::from(waiting.bytes)).sum();
        self.lines.remove(&line);
    }

    /// What is to be done now; to be called until it says `None`.
    pub fn poll(&mut self, now: Time) -> Option<Next<T>> {
        if let Some(sound) = self.sound.pop_front() {
            self.spend(now, sound.bytes.into());
            return Some(Next::Send(sound.item));
        }
        self.expire(now);
        if let Some((item, reason)) = self.dropped.pop_front() {
            return Some(Next::Dropped(item, reason));
        }
        if self.free > now {
            return None;
        }
        if let Some(repair) = self.repairs.pop_front() {
            self.repair_bytes -= usize::from(repair.bytes);
            self.spend(now, repair.bytes.into());
            return Some(Next::Send(repair.item));
        }
        if let Some(picture) = self.pictures.pop_front() {
            self.picture_bytes -= usize::from(picture.bytes);
            self.spend(now, picture.bytes.into());
            if let Class::Picture { line, timestamp, .. } = picture.class {
                self.lines.entry(line).or_default().begun = Some(timestamp);
            }
            return Some(Next::Send(picture.item));
        }
        let (probe, left) = self.probe.filter(|(probe, left)| now < probe.until && *left > 0)?;
        let bytes = (probe.bytes / PROBE_PARTS).clamp(*PROBE_BYTES.start(), *PROBE_BYTES.end()).min(left);
        self.spend(now, bytes);
        Some(Next::Probe { bytes })
    }

    /// When [`Self::poll`] will have something to do, if nothing is pushed before; a time that has passed means now.
    #[must_use]
    pub fn next_time(&self) -> Option<Time> {
        if !self.sound.is_empty() || !self.dropped.is_empty() {
            return Some(Time(i64::MIN));
        }
        let probing = self.probe.is_some_and(|(probe, left)| self.free < probe.until && left > 0);
        (probing || !self.repairs.is_empty() || !self.pictures.is_empty()).then_some(self.free)
    }

    /// Bytes of pictures and repairs that wait.
    #[must_use]
    pub const fn waiting(&self) -> usize {
        self.picture_bytes + self.repair_bytes
    }

    fn spend(&mut self, now: Time, bytes: u32) {
        let mut pace = self.pace;
        if let Some((probe, left)) = &mut self.probe {
            *left = left.saturating_sub(bytes);
            if now >= probe.until || *left == 0 {
                self.probe = None;
            } else {
                pace = probe.rate.max(SLOWEST);
            }
        }
        let takes = i64::from(bytes) * 8_000_000 / i64::from(pace);
        self.free = Time((self.free.0.max(now.0 - BURST) + takes).min(now.0 + OWED));
    }

    fn expire(&mut self, now: Time) {
        while self.repairs.front().is_some_and(|repair| now.millis_since(repair.since) > REPAIR_LATE_MS) {
            if let Some(repair) = self.repairs.pop_front() {
                self.repair_bytes -= usize::from(repair.bytes);
                self.dropped.push_back((repair.item, Reason::Late));
            }
        }
        while let Some(picture) = self.pictures.front() {
            let Class::Picture { line, timestamp, .. } = picture.class else { return };
            let begun = self.lines.get(&line).is_some_and(|state| state.begun == Some(timestamp));
            if begun || now.millis_since(picture.since) <= LATE_MS {
                return;
            }
            self.drop_line(line, Reason::Late);
        }
    }
}

#[cfg(test)]
#[path = "pacer/tests.rs"]
mod tests;
