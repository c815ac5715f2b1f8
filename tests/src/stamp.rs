//! What each packet says of itself: who sent it, from where, when. In the payload, where an SFU never looks.

use bytes::{BufMut as _, Bytes, BytesMut};

/// Says that a payload is ours.
const MAGIC: u32 = 0x5069_6972;
/// Octets of a stamp.
const STAMP: usize = 4 + 4 + 4 + 8;
/// An Opus table-of-contents octet: CELT, fullband, 20 ms, mono, one frame (RFC 6716 §3.1).
const OPUS_TOC: u8 = 0xf8;
/// Octets of the VP8 payload descriptor with a 15-bit picture id (RFC 7741 §4.2).
const DESCRIPTOR: usize = 4;
/// Octets of the frame tag behind it (RFC 6386 §9.1).
const FRAME_TAG: usize = 3;

/// A packet's own story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The sending device.
    pub sender: u32,
    /// Where the sender was as far as the sender's client knew: 0 for the plenary, else the group.
    pub place: u32,
    /// When it was made, by [`crate::clock`].
    pub sent: u64,
}

/// What a payload turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload {
    /// Sound.
    Sound(Stamp),
    /// The first packet of a picture.
    Picture {
        /// Its story.
        stamp: Stamp,
        /// Whether it begins a keyframe.
        keyframe: bool,
    },
    /// A further packet of a picture.
    Rest(Stamp),
}

impl Payload {
    /// The story in it.
    #[must_use]
    pub const fn stamp(&self) -> Stamp {
        match *self {
            Self::Sound(stamp) | Self::Picture { stamp, .. } | Self::Rest(stamp) => stamp,
        }
    }

    /// Whether it is sound.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        matches!(self, Self::Sound(_))
    }

    /// Whether it begins a keyframe.
    #[must_use]
    pub const fn is_keyframe(&self) -> bool {
        matches!(self, Self::Picture { keyframe: true, .. })
    }
}

impl Stamp {
    fn write(self, buffer: &mut BytesMut) {
        buffer.put_u32(MAGIC);
        buffer.put_u32(self.sender);
        buffer.put_u32(self.place);
        buffer.put_u64(self.sent);
    }

    fn read(octets: &[u8]) -> Option<Self> {
        let number = |at: usize| Some(u32::from_be_bytes(octets.get(at..at + 4)?.try_into().ok()?));
        if number(0)? != MAGIC {
            return None;
        }
        let sent = u64::from_be_bytes(octets.get(12..STAMP)?.try_into().ok()?);
        Some(Self { sender: number(4)?, place: number(8)?, sent })
    }
}

/// The payload of an Opus packet of `size` octets, or more if the stamp needs it.
#[must_use]
pub fn sound(stamp: Stamp, size: usize) -> Bytes {
    let mut payload = BytesMut::with_capacity(size);
    payload.put_u8(OPUS_TOC);
    stamp.write(&mut payload);
    padded(payload, size)
}

/// The payload of the packet of a picture that has `index` packets before it.
#[must_use]
pub fn picture(stamp: Stamp, size: usize, picture_id: u16, keyframe: bool, index: usize) -> Bytes {
    let mut payload = BytesMut::with_capacity(size);
    // X; S only in the first packet of the (only) partition; then I; then a picture id of 15 bits.
    payload.put_u8(if index == 0 { 0x90 } else { 0x80 });
    payload.put_u8(0x80);
    payload.put_u16(picture_id | 0x8000);
    if index == 0 {
        // Shown, version 0; the lowest bit is set in frames that are not keyframes.
        payload.put_slice(&[0x10 | u8::from(!keyframe), 0, 0]);
    }
    stamp.write(&mut payload);
    padded(payload, size)
}

fn padded(mut payload: BytesMut, size: usize) -> Bytes {
    if payload.len() < size {
        payload.resize(size, 0);
    }
    payload.freeze()
}

/// Reads what [`sound`] or [`picture`] wrote; `None` for anything else.
#[must_use]
pub fn read(payload: &[u8]) -> Option<Payload> {
    let &first = payload.first()?;
    if first == OPUS_TOC {
        return Stamp::read(&payload[1..]).map(Payload::Sound);
    }
    if first & 0x10 == 0 {
        return Stamp::read(payload.get(DESCRIPTOR..)?).map(Payload::Rest);
    }
    let keyframe = payload.get(DESCRIPTOR)? & 1 == 0;
    let stamp = Stamp::read(payload.get(DESCRIPTOR + FRAME_TAG..)?)?;
    Some(Payload::Picture { stamp, keyframe })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let stamp = Stamp { sender: 7, place: 3, sent: u64::MAX - 1 };
        assert_eq!(read(&sound(stamp, 60)).unwrap(), Payload::Sound(stamp));
        for keyframe in [false, true] {
            let payload = picture(stamp, 200, 0x7fff, keyframe, 0);
            assert_eq!(payload.len(), 200);
            assert_eq!(read(&payload).unwrap(), Payload::Picture { stamp, keyframe });
        }
        assert_eq!(read(&picture(stamp, 0, 1, true, 1)).unwrap(), Payload::Rest(stamp));
    }

    #[test]
    fn what_is_not_ours_is_not_read() {
        for foreign in [&b""[..], &[OPUS_TOC], &[0x90; 40], &[0x00; 40]] {
            assert_eq!(read(foreign), None);
        }
    }
}
