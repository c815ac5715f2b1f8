//! Where an H.264 keyframe begins, from the headers of NAL units in an RTP payload (RFC 6184 §5.2).
//!
//! There is no payload descriptor: what is read is the first octet of each NAL unit. Under end-to-end encryption these
//! stay clear only if the sender leaves start codes and NAL headers so, as it must for the packets to be made at all. No
//! layer can be read, so H.264 is chosen by simulcast encoding only.

const SPS: u8 = 7;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;

/// Whether a receiver that has nothing can start with this RTP payload: it has, or begins, a sequence parameter set.
///
/// Not the picture itself: without its parameter set it cannot be decoded, and between browsers that comes in band,
/// before each keyframe (RFC 7742 §6.2).
#[must_use]
pub fn starts_keyframe(payload: &[u8]) -> bool {
    // In the forms of packetization modes 0 and 1.
    let Some((&indicator, rest)) = payload.split_first() else { return false };
    match indicator & 0x1f {
        STAP_A => units(rest).any(|kind| kind == SPS),
        FU_A => matches!(rest, [header, _, ..] if header & 0x80 != 0 && header & 0x1f == SPS),
        kind => kind == SPS && !rest.is_empty(),
    }
}

/// Types of the NAL units in a STAP-A, up to the first whose length is wrong.
fn units(mut rest: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let (size, behind) = rest.split_first_chunk::<2>()?;
        let (unit, behind) = behind.split_at_checked(usize::from(u16::from_be_bytes(*size)))?;
        rest = behind;
        unit.first().map(|header| header & 0x1f)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// SPS and PPS together, as Chrome sends them before each keyframe.
    const PARAMETERS: [u8; 12] = [0x78, 0, 4, 0x67, 0x42, 0xc0, 0x1f, 0, 3, 0x68, 0xce, 0x38];

    #[test]
    fn a_keyframe_begins_with_its_parameter_set_in_every_form() {
        assert!(starts_keyframe(&[0x67, 0x42, 0xc0, 0x1f]), "alone");
        assert!(starts_keyframe(&PARAMETERS));
        assert!(starts_keyframe(&[0x7c, 0x87, 0x42]), "first fragment");
        assert!(!starts_keyframe(&[0x7c, 0x07, 0x42]), "later fragment");
        assert!(!starts_keyframe(&[0x68, 0xce]), "picture parameter set");
        assert!(!starts_keyframe(&[0x61, 0x9a]), "another picture");
    }

    #[test]
    fn the_picture_itself_is_no_place_to_start() {
        for slice in [&[0x65, 0x88][..], &[0x7c, 0x85, 0x88], &[0x78, 0, 2, 0x65, 0x88]] {
            assert!(!starts_keyframe(slice));
        }
    }

    #[test]
    fn a_unit_that_is_not_there_begins_nothing() {
        assert!(!starts_keyframe(&[]));
        assert!(!starts_keyframe(&[0x67]));
        assert!(!starts_keyframe(&[0x7c, 0x87]));
        assert!(!starts_keyframe(&[0x78, 0, 9, 0x67, 0x42]), "longer than the packet");
        assert!(!starts_keyframe(&[0x78, 0, 0, 0, 2, 0x67, 0x42]), "empty unit before it");
    }

    proptest! {
        #[test]
        fn a_shorter_packet_never_begins_more(octets in prop::collection::vec(any::<u8>(), 0..=1500), cut in 0..1500_usize) {
            let cut = cut.min(octets.len());
            prop_assert!(starts_keyframe(&octets) || !starts_keyframe(&octets[..cut]));
        }
    }
}
