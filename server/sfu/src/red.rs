//! Voices with earlier packets repeated in later ones (RFC 2198): taken apart for listeners who do not take it, and used to
//! fill gaps for everybody.
//!
//! Only the block headers are read. Under end-to-end encryption of frames they are clear only if the redundancy was added
//! outside the encryption; a browser that encrypts what its own RED encoder made hides them, and then none of this works
//! on its packets and the payload is to be forwarded as it is.

use std::ops::Range;

use crate::slot::older;

/// Most earlier packets in one: Chrome sends one or two.
pub const MOST_EARLIER: usize = 8;
/// Octets of the header of a block but the last.
const HEADER: usize = 4;

/// One encoded block of a RED payload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// Payload type of the encoding, 0 to 127, in the sender's numbering.
    pub payload_type: u8,
    /// Ticks that it lies before the packet's timestamp, 0 to 16,383; 0 for the primary block.
    pub offset: u16,
    /// Where its octets are in the payload.
    pub range: Range<usize>,
}

/// A RED payload taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Red {
    blocks: [Block; MOST_EARLIER],
    count: usize,
    primary: Block,
}

impl Red {
    /// What the packet would carry without redundancy, under the packet's own timestamp.
    #[must_use]
    pub const fn primary(&self) -> &Block {
        &self.primary
    }

    /// The blocks of earlier packets in the order in which they were sent: oldest first, if the sender keeps the order
    /// of time.
    #[must_use]
    pub fn earlier(&self) -> &[Block] {
        self.blocks.get(..self.count).unwrap_or_default()
    }
}

/// Takes a RED payload apart. `None` if a block ends behind the payload, the primary one is empty, or there are more
/// than [`MOST_EARLIER`] others.
#[must_use]
pub fn parse(payload: &[u8]) -> Option<Red> {
    let mut red = Red::default();
    let mut rest = payload;
    while let Some((header, behind)) =
        rest.split_first_chunk::<HEADER>().filter(|(header, _)| header[0] & 0x80 != 0)
    {
        let [kind, offset, both, length] = *header;
        let block = red.blocks.get_mut(red.count)?;
        block.payload_type = kind & 0x7f;
        block.offset = u16::from_be_bytes([offset, both]) >> 2;
        // Its length for now: where it begins is known when all headers are.
        block.range = 0..usize::from(u16::from_be_bytes([both & 0x03, length]));
        red.count += 1;
        rest = behind;
    }
    let (&kind, _) = rest.split_first().filter(|&(kind, _)| kind & 0x80 == 0)?;
    let mut at = payload.len() - rest.len() + 1;
    for block in red.blocks.iter_mut().take(red.count) {
        block.range = at..at + block.range.end;
        at = block.range.end;
    }
    red.primary = Block { payload_type: kind, offset: 0, range: at..payload.len() };
    (at < payload.len()).then_some(red)
}

/// Puts another payload type into every block of `from`, for a listener whose numbering is another. Blocks of other
/// payload types are left alone. What is no RED payload is not changed.
pub fn relabel(payload: &mut [u8], from: u8, to: u8) {
    let Some(red) = parse(payload) else { return };
    for header in 0..=red.count {
        if let Some(kind) = payload.get_mut(header * HEADER).filter(|kind| **kind & 0x7f == from & 0x7f) {
            *kind = *kind & 0x80 | to & 0x7f;
        }
    }
}

/// A packet that did not come, found again in a later one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// Its own sequence number.
    pub sequence: u16,
    /// Its own timestamp.
    pub timestamp: u32,
    /// Where its octets are in the payload of the later packet.
    pub range: Range<usize>,
}

/// The packets that are missing right before this one and can be had from its redundancy, oldest first. They are to be
/// sent on before the packet itself, under their own numbers, without asking for a retransmission.
///
/// `last` is the sequence number and timestamp of the newest packet that came before; `None` if nothing came, and then
/// nothing is missing. A packet that is only late counts as missing: tell [`crate::seen::Seen`] of what is recovered, and
/// the original is then a copy. Block headers have no sequence numbers, so blocks are numbered backwards from the packet, as
/// senders fill them (one packet each, without leaving one out); if the timestamps contradict that, nothing is
/// recovered. Takes blocks of the primary's payload type that are not empty.
#[must_use]
pub fn recover(red: &Red, sequence: u16, timestamp: u32, last: Option<(u16, u32)>) -> Vec<Recovered> {
    let Some((last_sequence, last_timestamp)) = last else { return Vec::new() };
    let missing = usize::from(sequence.wrapping_sub(last_sequence).wrapping_sub(1));
    if !older(last_sequence, sequence) || missing == 0 {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut later = timestamp;
    for (back, block) in (1..=missing as u16).zip(red.earlier().iter().rev()) {
        let own = timestamp.wrapping_sub(u32::from(block.offset));
        if !is_between(last_timestamp, own, later) {
            return Vec::new();
        }
        later = own;
        if block.payload_type == red.primary.payload_type && !block.range.is_empty() {
            let sequence = sequence.wrapping_sub(back);
            found.push(Recovered { sequence, timestamp: own, range: block.range.clone() });
        }
    }
    // A block more than is missing must be of the last packet or of one before it.
    let next = red.earlier().iter().rev().nth(missing);
    if next.is_some_and(|block| {
        is_between(last_timestamp, timestamp.wrapping_sub(u32::from(block.offset)), later)
    }) {
        return Vec::new();
    }
    found.reverse();
    found
}

/// Whether `low < timestamp < high` on a round of 32 bits.
const fn is_between(low: u32, timestamp: u32, high: u32) -> bool {
    let span = high.wrapping_sub(low);
    let above = timestamp.wrapping_sub(low);
    above > 0 && above < span && span < 0x8000_0000
}

#[cfg(test)]
mod tests;
