//! The VP8 payload descriptor (RFC 7741 §4.2) and the first bytes of a frame (§4.3): read once when a packet arrives,
//! written anew for each slot, whose picture ids go on when the layer or the source behind it changes.
//!
//! Of the frame itself only its first byte is needed, and the height if it is there: what end-to-end encryption leaves
//! clear.

/// Picture ids of a slot have 15 bits.
pub const PICTURE_IDS: u16 = 0x7fff;

const EXTENDED: u8 = 0x80;
const START_OF_PARTITION: u8 = 0x10;
const PARTITION: u8 = 0x07;
const HAS_PICTURE_ID: u8 = 0x80;
const HAS_TL0: u8 = 0x40;
const HAS_TEMPORAL: u8 = 0x20;
const HAS_KEY_INDEX: u8 = 0x10;
const WIDE: u8 = 0x80;
const LAYER_SYNC: u8 = 0x20;
/// Behind the frame tag of a keyframe (RFC 6386 §9.1).
const START_CODE: [u8; 3] = [0x9d, 0x01, 0x2a];

/// PictureID as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureId {
    /// 7 or 15 bits.
    pub value: u16,
    /// Whether it has 15 bits.
    pub wide: bool,
}

/// What a packet's descriptor says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Descriptor {
    /// PictureID.
    pub picture_id: Option<PictureId>,
    /// TL0PICIDX: counts the frames of the lowest temporal layer.
    pub tl0: Option<u8>,
    /// TID: the temporal layer, 0 the lowest, at most 3.
    pub temporal: Option<u8>,
    /// Y: the frame needs nothing but the lowest temporal layer, so its own layer can begin here.
    pub layer_sync: bool,
    /// First packet of a frame.
    pub starts_frame: bool,
    /// First packet of a keyframe.
    pub keyframe: bool,
    /// Pixels from top to bottom, of an upright picture from side to side; in the first packet of a keyframe that says
    /// it in the clear.
    pub height: Option<u16>,
    /// Octets of the descriptor; what follows is the frame.
    pub length: u8,
}

/// What a slot writes in place of the source's own numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rewrite {
    /// 15 bits; only where the packet has one.
    pub picture_id: Option<u16>,
    /// Only where the packet has one.
    pub tl0: Option<u8>,
}

/// Reads a payload. `None` if it is cut short or empty.
#[must_use]
pub fn parse(payload: &[u8]) -> Option<Descriptor> {
    let mut frame = payload;
    let first = octet(&mut frame)?;
    let extension = if first & EXTENDED == 0 { 0 } else { octet(&mut frame)? };
    let picture_id = if extension & HAS_PICTURE_ID == 0 { None } else { Some(picture_id(&mut frame)?) };
    let tl0 = if extension & HAS_TL0 == 0 { None } else { Some(octet(&mut frame)?) };
    let layers = if extension & (HAS_TEMPORAL | HAS_KEY_INDEX) == 0 { 0 } else { octet(&mut frame)? };
    let has_temporal = extension & HAS_TEMPORAL != 0;
    let &tag = frame.first()?;
    let starts_frame = first & START_OF_PARTITION != 0 && first & PARTITION == 0;
    let keyframe = starts_frame && tag & 0x01 == 0;
    Some(Descriptor {
        picture_id,
        tl0,
        temporal: has_temporal.then_some(layers >> 6),
        layer_sync: has_temporal && layers & LAYER_SYNC != 0,
        starts_frame,
        keyframe,
        height: if keyframe { height(frame) } else { None },
        length: u8::try_from(payload.len() - frame.len()).ok()?,
    })
}

/// Whether this RTP payload is the first packet of a keyframe.
#[must_use]
pub fn starts_keyframe(payload: &[u8]) -> bool {
    parse(payload).is_some_and(|descriptor| descriptor.keyframe)
}

/// What comes before the rest of a payload whose numbers were written anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Head {
    octets: [u8; LONGEST_HEAD],
    length: usize,
}

/// Two octets of flags, a picture id of 15 bits, TL0PICIDX.
const LONGEST_HEAD: usize = 5;

impl Head {
    fn push(&mut self, octets: &[u8]) {
        for octet in octets {
            if let Some(place) = self.octets.get_mut(self.length) {
                *place = *octet;
                self.length += 1;
            }
        }
    }
}

impl AsRef<[u8]> for Head {
    fn as_ref(&self) -> &[u8] {
        self.octets.get(..self.length).unwrap_or_default()
    }
}

/// The payload with the numbers of `rewrite` in place of its own, in two parts that follow each other: one octet more than
/// before where a picture id of 7 bits becomes one of 15. Numbers that the payload does not have are not added, and what is
/// no VP8 payload stays as it is.
#[must_use]
pub fn rewrite(payload: &[u8], rewrite: Rewrite) -> (Head, &[u8]) {
    let mut head = Head::default();
    let rest = match payload {
        [first, extension, rest @ ..] if first & EXTENDED != 0 && parse(payload).is_some() => {
            head.push(&[*first, *extension]);
            write_numbers(*extension, rest, rewrite, &mut head)
        }
        _ => payload,
    };
    (head, rest)
}

/// Writes picture id and TL0PICIDX, and returns what comes behind those of the payload.
fn write_numbers<'a>(extension: u8, rest: &'a [u8], rewrite: Rewrite, head: &mut Head) -> &'a [u8] {
    let mut old = rest;
    if extension & HAS_PICTURE_ID != 0 {
        let _ = picture_id(&mut old);
        match rewrite.picture_id {
            Some(value) => head.push(&(value | u16::from(WIDE) << 8).to_be_bytes()),
            None => head.push(&rest[..rest.len() - old.len()]),
        }
    }
    if extension & HAS_TL0 != 0
        && let Some(tl0) = octet(&mut old)
    {
        head.push(&[rewrite.tl0.unwrap_or(tl0)]);
    }
    old
}

fn picture_id(rest: &mut &[u8]) -> Option<PictureId> {
    let first = octet(rest)?;
    if first & WIDE == 0 {
        return Some(PictureId { value: u16::from(first), wide: false });
    }
    Some(PictureId { value: u16::from_be_bytes([first & !WIDE, octet(rest)?]), wide: true })
}

fn octet(rest: &mut &[u8]) -> Option<u8> {
    let (&first, behind) = rest.split_first()?;
    *rest = behind;
    Some(first)
}

/// The shorter side, from a keyframe's header (RFC 6386 §9.1): tag, start code, width, height, each with two bits of
/// scale above.
fn height(frame: &[u8]) -> Option<u16> {
    let (code, &[width, width_high, height, height_high]) = (frame.get(3..6)?, frame.get(6..10)?) else {
        return None;
    };
    let [width, height] =
        [[width, width_high], [height, height_high]].map(|side| u16::from_le_bytes(side) & 0x3fff);
    let shorter = width.min(height);
    (code == START_CODE && shorter > 0).then_some(shorter)
}

#[cfg(test)]
#[path = "vp8_tests.rs"]
mod tests;
