//! Packets on a stream: each behind its length in two bytes, the higher first (RFC 4571 §2).

use bytes::{Buf as _, BufMut as _, BytesMut};

/// Bytes of a length.
const HEADER: usize = 2;
/// Longest packet taken: as long as a datagram that is taken. Browsers send none that would not fit one.
pub const LONGEST: usize = 2048;

/// The other side says that a packet longer than [`LONGEST`] follows: whatever it is, it is no browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

/// Takes a stream apart. Holds one unfinished packet at most; every byte is looked at once.
#[derive(Debug, Default)]
pub struct Deframer {
    unfinished: Vec<u8>,
}

impl Deframer {
    /// Puts the packets that these bytes complete behind the others in `packets`. Empty ones, which keep a stream alive,
    /// are left out.
    ///
    /// # Errors
    /// [`TooLong`]: the rest of the stream means nothing.
    pub fn push(&mut self, mut bytes: &[u8], packets: &mut Vec<BytesMut>) -> Result<(), TooLong> {
        while !bytes.is_empty() {
            if self.unfinished.is_empty()
                && let Some((header, rest)) = bytes.split_first_chunk()
                && let Some((packet, rest)) = rest.split_at_checked(length(*header)?)
            {
                complete(packet, packets);
                bytes = rest;
                continue;
            }
            let missing = self.missing()?;
            let (piece, rest) = bytes.split_at(missing.min(bytes.len()));
            self.unfinished.extend_from_slice(piece);
            bytes = rest;
            if self.unfinished.len() >= HEADER && self.missing()? == 0 {
                complete(self.unfinished.get(HEADER..).unwrap_or_default(), packets);
                self.unfinished.clear();
            }
        }
        Ok(())
    }

    /// How many bytes the unfinished packet lacks, or its length, when that is not known yet.
    fn missing(&self) -> Result<usize, TooLong> {
        match self.unfinished.first_chunk() {
            Some(header) => Ok((HEADER + length(*header)?).saturating_sub(self.unfinished.len())),
            None => Ok(HEADER - self.unfinished.len()),
        }
    }
}

fn length(header: [u8; HEADER]) -> Result<usize, TooLong> {
    let length = usize::from(u16::from_be_bytes(header));
    if length > LONGEST { Err(TooLong) } else { Ok(length) }
}

fn complete(packet: &[u8], packets: &mut Vec<BytesMut>) {
    if !packet.is_empty() {
        packets.push(BytesMut::from(packet));
    }
}

/// Puts a packet with its length behind what is in `stream`. Longer ones than a length can say are left out.
pub fn frame(packet: &[u8], stream: &mut BytesMut) {
    if let Ok(length) = u16::try_from(packet.len()) {
        stream.reserve(HEADER + packet.len());
        stream.put_u16(length);
        stream.put_slice(packet);
    }
}

/// Takes the first bytes off a stream, which have been sent.
pub fn sent(stream: &mut BytesMut, bytes: usize) {
    stream.advance(bytes.min(stream.len()));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn packets_come_out_as_they_went_in_however_the_stream_is_cut(
            packets in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..=LONGEST), 0..12),
            cuts in prop::collection::vec(1_usize..3000, 1..40),
        ) {
            let mut stream = BytesMut::new();
            packets.iter().for_each(|packet| frame(packet, &mut stream));
            let (mut deframer, mut out) = (Deframer::default(), Vec::new());
            for cut in cuts.iter().cycle() {
                if stream.is_empty() {
                    break;
                }
                let piece = stream.split_to((*cut).min(stream.len()));
                prop_assert_eq!(deframer.push(&piece, &mut out), Ok(()));
                prop_assert!(deframer.unfinished.len() < HEADER + LONGEST);
            }
            let full: Vec<&Vec<u8>> = packets.iter().filter(|packet| !packet.is_empty()).collect();
            prop_assert_eq!(out.len(), full.len());
            for (came, went) in out.iter().zip(full) {
                prop_assert_eq!(&came[..], &went[..]);
            }
            prop_assert!(deframer.unfinished.is_empty());
        }

        #[test]
        fn any_bytes_are_taken_or_refused_and_little_is_held(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..5000), 0..20),
        ) {
            let (mut deframer, mut out) = (Deframer::default(), Vec::new());
            for piece in &pieces {
                if deframer.push(piece, &mut out).is_err() {
                    break;
                }
                prop_assert!(deframer.unfinished.len() < HEADER + LONGEST);
            }
            prop_assert!(out.iter().all(|packet| !packet.is_empty() && packet.len() <= LONGEST));
        }
    }

    #[test]
    fn a_length_that_no_packet_has_is_refused_whole_and_in_halves() {
        let header = u16::try_from(LONGEST + 1).unwrap().to_be_bytes();
        let mut out = Vec::new();
        assert_eq!(Deframer::default().push(&header, &mut out), Err(TooLong));
        let mut deframer = Deframer::default();
        assert_eq!(deframer.push(&header[..1], &mut out), Ok(()));
        assert_eq!(deframer.push(&header[1..], &mut out), Err(TooLong));
        assert!(out.is_empty());
    }
}
