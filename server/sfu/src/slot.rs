//! One receive slot: a constant SSRC whose sequence numbers and timestamps stay continuous while the source behind it
//! changes. The rules are measured ones (shared/slots.md 4).

use crate::Time;
use crate::clock::ticks;
use crate::plan::SourceId;

/// What decides about a packet of the source in the slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// RTP sequence number as it came.
    pub sequence: u16,
    /// RTP timestamp as it came.
    pub timestamp: u32,
    /// Whether a receiver can start here: the first packet of a keyframe, or any packet of sound.
    pub entry: bool,
    /// When it was captured, on our clock; when it arrived, as long as no sender report has come.
    pub captured: Time,
}

/// What becomes of a packet in this slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Send it under these numbers.
    Send {
        /// Sequence number in the slot.
        sequence: u16,
        /// Timestamp in the slot.
        timestamp: u32,
        /// First packet of this source in this slot.
        first: bool,
    },
    /// Do not send it.
    Drop(Dropped),
}

/// Why a packet was not sent in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dropped {
    /// Another source, or none, is in the slot.
    NotHere,
    /// The picture waits for a keyframe.
    AwaitingKeyframe,
    /// Sent before the cut, arrived after it.
    BeforeCut,
}

/// Where a slot is between two sources. There is no flag to forget: who waits for a keyframe is read off this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Idle,
    Awaiting { source: SourceId },
    Live { source: SourceId, cut: Cut },
}

/// What is added to a source's numbers, fixed from its first packet to the next cut, so that gaps and late packets
/// pass through and retransmission works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cut {
    first_in: u16,
    first_out: u32,
    sequence_offset: u16,
    timestamp_offset: u32,
}

/// How far behind the newest packet one may be and still be sent: more than any retransmission brings.
const LATE: u16 = 0x1000;
/// When the edge of a cut follows the stream: left where it was, "older" would come to mean "half a round ahead", and
/// the slot would fall silent after 32,768 packets.
const FOLLOW: u16 = 0x2000;

/// One slot.
#[derive(Debug, Clone)]
pub struct Slot {
    rate: u32,
    /// Ticks below which a new source must not begin: one frame of sound, or the very next tick of a picture.
    step: u32,
    stage: Stage,
    /// Highest sequence number and timestamp sent so far.
    last: Option<(u16, u32)>,
    base: u32,
}

impl Slot {
    /// A slot that shows nobody. `base` is the timestamp of our clock's origin: anything.
    #[must_use]
    pub const fn new(is_audio: bool, base: u32) -> Self {
        // A raw continuation overlaps the previous Opus frame of 20 ms, which the receiver then throws away.
        let (rate, step) = if is_audio { (48_000, 960) } else { (90_000, 1) };
        Self { rate, step, stage: Stage::Idle, last: None, base }
    }

    /// Cuts to another source, or to none. From here on nothing of the old one is sent.
    pub fn show(&mut self, source: Option<SourceId>) {
        self.stage = source.map_or(Stage::Idle, |source| Stage::Awaiting { source });
    }

    /// Who is in the slot.
    #[must_use]
    pub const fn source(&self) -> Option<SourceId> {
        match self.stage {
            Stage::Idle => None,
            Stage::Awaiting { source } | Stage::Live { source, .. } => Some(source),
        }
    }

    /// Whether the source is in the slot but nothing of it has been sent.
    #[must_use]
    pub const fn is_awaiting(&self) -> bool {
        matches!(self.stage, Stage::Awaiting { .. })
    }

    /// Timestamp of the first packet of the source that is in the slot.
    #[must_use]
    pub const fn from_timestamp(&self) -> Option<u32> {
        match self.stage {
            Stage::Live { cut, .. } => Some(cut.first_out),
            Stage::Idle | Stage::Awaiting { .. } => None,
        }
    }

    /// A packet of `source`.
    pub fn forward(&mut self, source: SourceId, arrival: Arrival) -> Verdict {
        let (cut, first) = match self.stage {
            Stage::Live { source: shown, mut cut } if shown == source => {
                let ahead = arrival.sequence.wrapping_sub(cut.first_in);
                if ahead > FOLLOW && ahead < 0x8000 {
                    cut.first_in = arrival.sequence.wrapping_sub(LATE);
                    self.stage = Stage::Live { source, cut };
                }
                (cut, false)
            }
            Stage::Awaiting { source: shown } if shown == source => {
                if !arrival.entry {
                    return Verdict::Drop(Dropped::AwaitingKeyframe);
                }
                let cut = self.cut(arrival);
                self.stage = Stage::Live { source, cut };
                (cut, true)
            }
            Stage::Idle | Stage::Awaiting { .. } | Stage::Live { .. } => {
                return Verdict::Drop(Dropped::NotHere);
            }
        };
        if older(arrival.sequence, cut.first_in) {
            return Verdict::Drop(Dropped::BeforeCut);
        }
        let sequence = arrival.sequence.wrapping_add(cut.sequence_offset);
        let timestamp = arrival.timestamp.wrapping_add(cut.timestamp_offset);
        self.last = Some(match self.last {
            Some((top, newest)) => (
                if older(top, sequence) { sequence } else { top },
                if earlier(newest, timestamp) { timestamp } else { newest },
            ),
            None => (sequence, timestamp),
        });
        Verdict::Send { sequence, timestamp, first }
    }

    /// The slot's timestamp for one of the source's, while it is live: what a sender report needs.
    #[must_use]
    pub const fn translate(&self, timestamp: u32) -> Option<u32> {
        match self.stage {
            Stage::Live { cut, .. } => Some(timestamp.wrapping_add(cut.timestamp_offset)),
            Stage::Idle | Stage::Awaiting { .. } => None,
        }
    }

    fn cut(&self, arrival: Arrival) -> Cut {
        let ideal = self.base.wrapping_add(ticks(arrival.captured.0, self.rate));
        let (sequence, first_out) = match self.last {
            None => (arrival.sequence, ideal),
            Some((sequence, timestamp)) => {
                let least = timestamp.wrapping_add(self.step);
                (sequence.wrapping_add(1), if earlier(ideal, least) { least } else { ideal })
            }
        };
        Cut {
            first_in: arrival.sequence,
            first_out,
            sequence_offset: sequence.wrapping_sub(arrival.sequence),
            timestamp_offset: first_out.wrapping_sub(arrival.timestamp),
        }
    }
}

/// Whether sequence number `a` comes before `b` (RFC 1982 with 16 bits).
#[must_use]
pub const fn older(a: u16, b: u16) -> bool {
    a.wrapping_sub(b) >= 0x8000
}

const fn earlier(a: u32, b: u32) -> bool {
    a.wrapping_sub(b) >= 0x8000_0000
}

#[cfg(test)]
#[path = "slot_tests.rs"]
mod tests;
