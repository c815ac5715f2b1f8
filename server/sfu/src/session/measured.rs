//! What is known of each device's network and of what is sent to it.

use super::{Receiver, Session, Source, line_of};
use crate::Time;
use crate::lines::Line;
use crate::packet::Forward;
use crate::plan::{DeviceId, Kind, SourceId};
use crate::quality::Measured;

/// What one slot shows, for a dump.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotFigures {
    /// Its line.
    pub line: Line,
    /// Whose, and what.
    pub source: SourceId,
    /// Which of its picture sizes is sent, 0 the smallest; none while nothing is.
    pub layer: Option<u8>,
    /// Whether nothing of it is sent because the network does not carry it.
    pub paused: bool,
    /// Pixels in which it is shown; 0: not shown.
    pub area: u32,
    /// Packets sent so far.
    pub packets: u32,
}

/// One encoding of a source as it arrives, for a dump.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncodingFigures {
    /// What it is.
    pub kind: Kind,
    /// Which of its encodings.
    pub layer: u8,
    /// Bit/s that arrive.
    pub bits: u32,
}

/// How much of a stream comes by itself: what comes later than [`REORDERED`] packets after its place was asked for again.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    newest: Option<u16>,
    expected: u32,
    in_time: u32,
}

/// Places by which the network alone moves a packet.
const REORDERED: u16 = 3;
/// Fewer packets say nothing of a share.
const ENOUGH: u32 = 20;
/// A larger step is a stream that begins anew.
const STEP: u16 = 1_000;

impl Tally {
    /// A packet that has not come before.
    pub fn arrived(&mut self, sequence: u16) {
        let ahead = self.newest.map_or(1, |newest| sequence.wrapping_sub(newest));
        match ahead {
            1..STEP => {
                self.newest = Some(sequence);
                self.expected += u32::from(ahead);
                self.in_time += 1;
            }
            _ if ahead.wrapping_neg() <= REORDERED => self.in_time += 1,
            _ if ahead.wrapping_neg() > STEP => self.newest = Some(sequence),
            _ => {}
        }
    }
}

impl<B: Clone> Session<B> {
    /// Something sent lately to a device, of about so many octets, to be sent once more only to see whether it passes.
    /// Nothing if it shows no picture.
    #[must_use]
    pub fn probe(&self, listener: DeviceId, octets: u32) -> Option<Forward<B>> {
        let receiver = self.receivers.get(&listener)?;
        let wanted = usize::try_from(octets).unwrap_or(usize::MAX);
        let recent = receiver.slots.iter().enumerate().flat_map(|(line, state)| {
            state.history.recent().map(move |(sequence, sent)| (line, sequence, sent))
        });
        // Small ones would say little about the rate: packets cost the link by the octet.
        let (line, sequence, sent) = recent.min_by_key(|(_, _, sent)| sent.length.abs_diff(wanted))?;
        Some(sent.again(listener, line_of(line), sequence))
    }

    /// What is known of a device's network since this was last asked, by what it sends and is sent: not how long the way
    /// is, nor what arrives at it.
    pub fn measured(&mut self, device: DeviceId) -> Measured {
        let (mut expected, mut in_time) = (0, 0);
        for kind in Kind::ALL {
            let Some(source) = self.sources.get_mut(&SourceId { device, kind }) else { continue };
            for encoding in &mut source.encodings {
                let tally = &mut encoding.tally;
                expected += std::mem::take(&mut tally.expected);
                in_time += std::mem::take(&mut tally.in_time);
            }
        }
        let lost = expected.saturating_sub(in_time);
        let receiver = self.receivers.get(&device);
        Measured {
            sending_loss: if expected < ENOUGH { 0.0 } else { lost as f32 / expected as f32 },
            paused: receiver.map_or(0, Receiver::paused),
            reduced: receiver.is_some_and(|receiver| {
                receiver.estimate.is_some_and(|estimate| estimate < receiver.wanted / 2)
            }),
            ..Measured::default()
        }
    }

    /// What a device is sent, by slot.
    #[must_use]
    pub fn slot_figures(&self, device: DeviceId) -> Vec<SlotFigures> {
        let slots = self.receivers.get(&device).map(|receiver| receiver.slots.as_slice()).unwrap_or_default();
        let figures = slots.iter().enumerate().filter_map(|(line, state)| {
            Some(SlotFigures {
                line: line_of(line),
                source: state.slot.source()?,
                layer: state.slot.size(),
                paused: state.paused.is_some(),
                area: state.area,
                packets: state.packets,
            })
        });
        figures.collect()
    }

    /// What arrives of a device.
    #[must_use]
    pub fn encoding_figures(&self, now: Time, device: DeviceId) -> Vec<EncodingFigures> {
        let sources = Kind::ALL
            .into_iter()
            .filter_map(|kind| Some((kind, self.sources.get(&SourceId { device, kind })?)));
        sources.flat_map(|(kind, source)| source.figures(now, kind)).collect()
    }
}

impl Source {
    fn figures(&self, now: Time, kind: Kind) -> impl Iterator<Item = EncodingFigures> + '_ {
        let living = (0..).zip(&self.encodings).filter(move |(_, encoding)| encoding.layer.lives(now));
        living.map(move |(layer, encoding)| EncodingFigures { kind, layer, bits: encoding.layer.bits(now) })
    }
}

impl<B> Receiver<B> {
    fn paused(&self) -> usize {
        self.slots.iter().filter(|state| state.paused_told).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_late_was_lost_at_first() {
        let mut tally = Tally::default();
        // 65,534 and 3 are lost, 3 comes again later; 5 and 6 change places.
        for sequence in [65_533, 65_535, 0, 1, 2, 4, 6, 5, 7, 8, 3] {
            tally.arrived(sequence);
        }
        assert_eq!((tally.expected, tally.in_time), (12, 10));
        tally.arrived(30_000);
        tally.arrived(30_001);
        assert_eq!((tally.expected, tally.in_time), (13, 11), "a stream that begins anew has lost nothing");
    }
}
