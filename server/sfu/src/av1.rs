//! Where an AV1 coded video sequence begins, from the aggregation header (AV1 RTP payload specification §4.4).
//!
//! The header is one octet before the frame, written by whoever makes the packets, so encryption of the frames leaves it
//! clear. It names no layer: those are read from the [dependency descriptor](crate::dependency), without which AV1 is
//! forwarded whole or not at all.

/// First fragment continues one of the packet before.
const Z: u8 = 0x80;
/// First packet of a coded video sequence.
const N: u8 = 0x08;

/// Whether this RTP payload is the first packet of a coded video sequence: a receiver can start here.
#[must_use]
pub fn starts_sequence(payload: &[u8]) -> bool {
    // A header alone is no packet, and one that continues something cannot be the first.
    matches!(payload, [header, _, ..] if header & N != 0 && header & Z == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_n_bit_begins_a_sequence() {
        assert!(starts_sequence(&[0x08, 0x0a]));
        assert!(starts_sequence(&[0x48 | 0x10, 0x0a]), "one element, to be continued");
        assert!(!starts_sequence(&[0x10, 0x0a]));
        assert!(!starts_sequence(&[0x88, 0x0a]), "N and Z exclude each other");
        assert!(!starts_sequence(&[0x08]));
        assert!(!starts_sequence(&[]));
    }
}
