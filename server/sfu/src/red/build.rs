//! Redundancy for a voice that came without.

use std::collections::VecDeque;

use super::{HEADER, MOST_EARLIER, MOST_LENGTH, MOST_OFFSET};
use crate::slot::older;

/// Most octets of a payload with redundancy: with RTP and SRTP it still goes through any network in one piece.
const MOST_OCTETS: usize = 1_100;

/// The packets of one voice that may be repeated. `B` is a payload, shared.
#[derive(Debug, Clone)]
pub struct Builder<B> {
    depth: usize,
    /// Newest last, in the order of their numbers.
    earlier: VecDeque<(u16, u32, B)>,
}

impl<B: AsRef<[u8]>> Builder<B> {
    /// Repeats up to `depth` packets in each, at most [`MOST_EARLIER`]. 0 only puts the RED header before each payload.
    #[must_use]
    pub fn new(depth: usize) -> Self {
        Self { depth: depth.min(MOST_EARLIER), earlier: VecDeque::new() }
    }

    /// The payload with the packets right before it, all of this payload type (0 to 127).
    ///
    /// Receivers number blocks backwards from the packet, so none is left out in between: repetition ends at the first
    /// packet that did not come, is longer than 1,023 octets, lies 16,384 ticks or more back, or would make the payload
    /// longer than 1,100 octets. A packet that comes late is sent without redundancy and is not repeated: the packets
    /// after it have gone out.
    pub fn push(&mut self, sequence: u16, timestamp: u32, payload_type: u8, payload: B) -> Vec<u8> {
        let is_newest = self.earlier.back().is_none_or(|&(newest, ..)| older(newest, sequence));
        let count = if is_newest { self.repeatable(sequence, timestamp, payload.as_ref().len()) } else { 0 };
        let octets = self.write(count, timestamp, payload_type & 0x7f, payload.as_ref());
        if is_newest {
            self.earlier.push_back((sequence, timestamp, payload));
            while self.earlier.len() > self.depth.max(1) {
                self.earlier.pop_front();
            }
        }
        octets
    }

    /// Forgets what came: another voice follows.
    pub fn clear(&mut self) {
        self.earlier.clear();
    }

    /// How many of the newest packets go along.
    fn repeatable(&self, sequence: u16, timestamp: u32, length: usize) -> usize {
        let mut octets = 1 + length;
        let mut later = timestamp;
        let mut count = 0;
        for (number, at, payload) in self.earlier.iter().rev().take(self.depth) {
            let length = payload.as_ref().len();
            octets += HEADER + length;
            let is_next =
                *number == sequence.wrapping_sub(count as u16 + 1) && later.wrapping_sub(*at) < 0x8000_0000;
            let is_near = timestamp.wrapping_sub(*at) <= MOST_OFFSET;
            if !is_next || !is_near || length > MOST_LENGTH || octets > MOST_OCTETS {
                break;
            }
            later = *at;
            count += 1;
        }
        count
    }

    fn write(&self, count: usize, timestamp: u32, payload_type: u8, payload: &[u8]) -> Vec<u8> {
        let repeated = || self.earlier.iter().skip(self.earlier.len().saturating_sub(count));
        let length: usize = repeated().map(|(.., earlier)| HEADER + earlier.as_ref().len()).sum();
        let mut octets = Vec::with_capacity(length + 1 + payload.len());
        for (_, at, earlier) in repeated() {
            let offset = timestamp.wrapping_sub(*at) & MOST_OFFSET;
            let header = u32::from(0x80 | payload_type) << 24 | offset << 10 | earlier.as_ref().len() as u32;
            octets.extend_from_slice(&header.to_be_bytes());
        }
        octets.push(payload_type);
        repeated().for_each(|(.., earlier)| octets.extend_from_slice(earlier.as_ref()));
        octets.extend_from_slice(payload);
        octets
    }
}
