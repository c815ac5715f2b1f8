//! The VP9 payload descriptor (RFC 9628 §4.2): which picture and layer a packet is of, and where a keyframe begins.
//!
//! The descriptor comes before the frame and is written by whoever makes the packets, so encryption of the frames leaves
//! it clear; the frame itself is never read. Where Chrome sends the [dependency descriptor](crate::dependency) too, that
//! one says more: the references here are empty outside flexible mode.

/// Most pictures that a picture refers to in flexible mode.
pub const MOST_REFERENCES: usize = 3;

/// What the payload descriptor of one packet says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Descriptor {
    /// Picture identifier and whether it has 15 bits; with 7 it is below 128. Wraps at its width.
    pub picture: Option<(u16, bool)>,
    /// Whether the frame refers to earlier pictures (P).
    pub is_inter_picture: bool,
    /// The layer of the frame; `None` if the stream has one spatial layer and does not tell the temporal one.
    pub layer: Option<Layer>,
    /// Index of the newest picture of temporal layer 0, outside flexible mode.
    pub tl0_picture_index: Option<u8>,
    /// Whether references are told for each picture (F).
    pub is_flexible: bool,
    /// How many pictures back the referred pictures are, in flexible mode; 1 to 127 each, 0 where there is none.
    pub references: [u8; MOST_REFERENCES],
    /// Whether the packet begins a frame of a layer (B).
    pub starts_frame: bool,
    /// Whether it ends one (E).
    pub ends_frame: bool,
    /// Whether no higher spatial layer refers to the frame (Z).
    pub is_not_referred_by_upper: bool,
    /// Whether a scalability structure comes with it (V).
    pub has_structure: bool,
    /// Octets of the descriptor; the frame begins behind them.
    pub length: usize,
}

/// Layer indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer {
    /// Temporal identifier, 0 to 7.
    pub temporal: u8,
    /// Whether a receiver may go up to this temporal layer here (U).
    pub is_switching_up_point: bool,
    /// Spatial identifier, 0 to 7.
    pub spatial: u8,
    /// Whether it depends on the spatial layer below, in the same picture (D).
    pub is_inter_layer: bool,
}

/// Reads the descriptor; `None` if it is longer than the payload or refers to more pictures than there can be.
#[must_use]
pub fn parse(payload: &[u8]) -> Option<Descriptor> {
    let mut octets = Octets { all: payload, at: 0 };
    let flags = octets.next()?;
    let has = |bit: u8| flags & bit != 0;
    let picture = if has(0x80) { Some(picture(&mut octets)?) } else { None };
    let layer = if has(0x20) { Some(layer(octets.next()?)) } else { None };
    let tl0_picture_index = if has(0x20) && !has(0x10) { Some(octets.next()?) } else { None };
    let references = if has(0x40) && has(0x10) { references(&mut octets)? } else { Default::default() };
    if has(0x02) {
        skip_structure(&mut octets)?;
    }
    Some(Descriptor {
        picture,
        is_inter_picture: has(0x40),
        layer,
        tl0_picture_index,
        is_flexible: has(0x10),
        references,
        starts_frame: has(0x08),
        ends_frame: has(0x04),
        is_not_referred_by_upper: has(0x01),
        has_structure: has(0x02),
        length: octets.at,
    })
}

/// Whether this RTP payload is the first packet of a picture that a receiver can start with: of its lowest spatial
/// layer, without reference to earlier pictures.
#[must_use]
pub fn starts_keyframe(payload: &[u8]) -> bool {
    parse(payload).is_some_and(|descriptor| {
        let is_lowest = descriptor.layer.is_none_or(|layer| layer.spatial == 0 && !layer.is_inter_layer);
        descriptor.starts_frame
            && !descriptor.is_inter_picture
            && is_lowest
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

fn picture(octets: &mut Octets<'_>) -> Option<(u16, bool)> {
    let first = octets.next()?;
    if first & 0x80 == 0 {
        return Some((u16::from(first), false));
    }
    Some((u16::from_be_bytes([first & 0x7f, octets.next()?]), true))
}

const fn layer(octet: u8) -> Layer {
    Layer {
        temporal: octet >> 5,
        is_switching_up_point: octet & 0x10 != 0,
        spatial: octet >> 1 & 0x07,
        is_inter_layer: octet & 0x01 != 0,
    }
}

fn references(octets: &mut Octets<'_>) -> Option<[u8; MOST_REFERENCES]> {
    let mut read = [0; MOST_REFERENCES];
    for reference in &mut read {
        let octet = octets.next()?;
        *reference = octet >> 1;
        if octet & 0x01 == 0 {
            return Some(read);
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
        let key = parse(&KEY).unwrap();
        assert_eq!(key.picture, Some((0x1234, true)));
        assert_eq!(key.layer.map(|layer| (layer.temporal, layer.spatial)), Some((0, 0)));
        assert_eq!(key.tl0_picture_index, Some(9));
        assert!(key.has_structure && key.starts_frame && !key.ends_frame && !key.is_flexible);
        assert_eq!(key.length, 18);
        assert!(starts_keyframe(&KEY));
    }

    #[test]
    fn a_flexible_picture_tells_its_references() {
        // I, P, L, F, B, E; picture 5; temporal 1, switching up, spatial 1, inter-layer; one and two pictures back.
        let read = parse(&[0xfc, 0x05, 0x33, 0x03, 0x04, 0x00]).unwrap();
        assert_eq!(read.picture, Some((5, false)));
        assert_eq!(
            read.layer,
            Some(Layer { temporal: 1, is_switching_up_point: true, spatial: 1, is_inter_layer: true })
        );
        assert_eq!(read.references, [1, 2, 0]);
        assert_eq!(read.tl0_picture_index, None);
        assert_eq!(read.length, 5);
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
