//! Where a VP9 keyframe begins, from the payload descriptor (RFC 9628 §4.2).
//!
//! The descriptor comes before the frame and is written by whoever makes the packets, so encryption of the frames leaves
//! it clear; the frame itself is never read. Layers are chosen by the [dependency descriptor](crate::dependency), which says
//! on which frames each depends; without it a stream is forwarded whole.

/// What is read of the descriptor of one packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Descriptor {
    /// Whether the frame refers to earlier pictures (P).
    is_inter_picture: bool,
    /// Whether it is of the lowest spatial layer, or there is one only.
    is_lowest: bool,
    /// Whether the packet begins a frame of a layer (B).
    starts_frame: bool,
    /// Octets of the descriptor; the frame begins behind them.
    length: usize,
}

/// `None` if it is longer than the payload or refers to more pictures than there can be.
fn parse(payload: &[u8]) -> Option<Descriptor> {
    let mut octets = Octets { all: payload, at: 0 };
    let flags = octets.next()?;
    let has = |bit: u8| flags & bit != 0;
    if has(0x80) && octets.next()? & 0x80 != 0 {
        // The picture's identifier has 15 bits.
        octets.next()?;
    }
    let layer = if has(0x20) { octets.next()? } else { 0 };
    if has(0x20) && !has(0x10) {
        octets.skip(1)?;
    }
    if has(0x40) && has(0x10) {
        skip_references(&mut octets)?;
    }
    if has(0x02) {
        skip_structure(&mut octets)?;
    }
    Some(Descriptor {
        is_inter_picture: has(0x40),
        // Spatial identifier, and whether it depends on the layer below.
        is_lowest: layer & 0x0f == 0,
        starts_frame: has(0x08),
        length: octets.at,
    })
}

/// Whether this RTP payload is the first packet of a picture that a receiver can start with: of its lowest spatial
/// layer, without reference to earlier pictures.
#[must_use]
pub fn starts_keyframe(payload: &[u8]) -> bool {
    parse(payload).is_some_and(|descriptor| {
        descriptor.starts_frame
            && !descriptor.is_inter_picture
            && descriptor.is_lowest
            && payload.len() > descriptor.length
    })
}

struct Octets<'a> {
    all: &'a [u8],
    at: usize,
}

impl Octets<'_> {
    fn next(&mut self) -> Option<u8> {
        let octet = *self.all.get(self.at)?;
        self.at += 1;
        Some(octet)
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        self.at = self.at.checked_add(count).filter(|&at| at <= self.all.len())?;
        Some(())
    }
}

/// At most three pictures (§4.2: P_DIFF, N).
fn skip_references(octets: &mut Octets<'_>) -> Option<()> {
    for _ in 0..3 {
        if octets.next()? & 0x01 == 0 {
            return Some(());
        }
    }
    // The third says that a fourth follows.
    None
}

/// Resolutions and the picture group, at most 8 × 4 + 255 × 4 octets: known from the frames that are forwarded anyway.
fn skip_structure(octets: &mut Octets<'_>) -> Option<()> {
    let flags = octets.next()?;
    if flags & 0x10 != 0 {
        octets.skip(4 * (usize::from(flags >> 5) + 1))?;
    }
    if flags & 0x08 != 0 {
        for _ in 0..octets.next()? {
            let picture = octets.next()?;
            octets.skip(usize::from(picture >> 2 & 0x03))?;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Key picture outside flexible mode: 15-bit picture 0x1234, layer 0/0, TL0PICIDX 9, and a structure of two spatial
    /// layers with sizes and a group of two pictures,
    /// one with a reference, then three octets of the frame.
    const KEY: [u8; 21] = [
        0xaa, 0x92, 0x34, 0x00, 0x09, 0x38, 0x01, 0x40, 0x00, 0xb4, 0x02, 0x80, 0x01, 0x68, 0x02, 0x00, 0x34,
        0x01, 0x00, 0x82, 0x49,
    ];

    #[test]
    fn a_key_picture_is_read_with_its_structure() {
        assert_eq!(parse(&KEY).unwrap().length, 18);
        assert!(starts_keyframe(&KEY));
    }

    #[test]
    fn a_flexible_picture_has_at_most_three_references() {
        // I, P, L, F, B, E; picture 5; temporal 1, switching up, spatial 1, inter-layer; one and two pictures back.
        let read = parse(&[0xfc, 0x05, 0x33, 0x03, 0x04, 0x00]).unwrap();
        assert_eq!((read.length, read.is_inter_picture, read.is_lowest), (5, true, false));
        assert_eq!(parse(&[0xfc, 0x05, 0x33, 0x03, 0x05, 0x07, 0x08]), None, "a fourth reference");
    }

    #[test]
    fn only_the_lowest_layer_of_a_picture_without_references_begins_a_keyframe() {
        assert!(starts_keyframe(&[0x88, 0x01, 0x82]), "no layers told");
        assert!(!starts_keyframe(&[0xc8, 0x01, 0x82]), "refers to an earlier picture");
        assert!(!starts_keyframe(&[0x80, 0x01, 0x82]), "not the first packet");
        assert!(starts_keyframe(&[0xa8, 0x01, 0x00, 0x09, 0x82]));
        assert!(!starts_keyframe(&[0xa8, 0x01, 0x03, 0x09, 0x82]), "the layer above it");
        assert!(!starts_keyframe(&[0x88, 0x01]), "no frame behind the descriptor");
    }

    #[test]
    fn no_truncated_descriptor_is_read() {
        for length in 0..18 {
            assert_eq!(parse(&KEY[..length]), None);
            assert!(!starts_keyframe(&KEY[..length]));
        }
    }

    proptest! {
        #[test]
        fn a_descriptor_is_within_its_payload_and_needs_all_of_it(octets in prop::collection::vec(any::<u8>(), 0..=1500)) {
            if let Some(read) = parse(&octets) {
                prop_assert!(read.length <= octets.len());
                prop_assert_eq!(parse(&octets[..read.length]), Some(read));
                prop_assert_eq!(parse(&octets[..read.length - 1]), None);
            }
        }
    }
}
