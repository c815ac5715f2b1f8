//! Where a VP8 keyframe begins, from the payload descriptor and the first byte of the frame (RFC 7741 §4.2, §4.3).
//! Nothing behind it is read, so that end-to-end encrypted frames, which leave these bytes clear, still pass.

/// Whether this RTP payload is the first packet of a keyframe.
#[must_use]
pub fn starts_keyframe(payload: &[u8]) -> bool {
    frame_start(payload).is_some_and(|header| header & 0x01 == 0)
}

/// The first byte of the frame, if this payload begins one: start of partition zero.
fn frame_start(payload: &[u8]) -> Option<u8> {
    let &first = payload.first()?;
    let starts_partition = first & 0x10 != 0;
    let partition = first & 0x07;
    if !starts_partition || partition != 0 {
        return None;
    }
    let mut at = 1;
    if first & 0x80 != 0 {
        let &extension = payload.get(at)?;
        at += 1;
        if extension & 0x80 != 0 {
            // PictureID: 7 bits, or 15 when its first bit is set.
            at += if payload.get(at)? & 0x80 != 0 { 2 } else { 1 };
        }
        if extension & 0x40 != 0 {
            at += 1;
        }
        if extension & 0x30 != 0 {
            at += 1;
        }
    }
    payload.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_header_is_found_behind_every_descriptor() {
        assert!(starts_keyframe(&[0x10, 0x00]));
        assert!(!starts_keyframe(&[0x10, 0x01]), "inter frame");
        assert!(starts_keyframe(&[0x90, 0x80, 0x7f, 0x00]), "7-bit picture id");
        assert!(starts_keyframe(&[0x90, 0x80, 0x81, 0x23, 0x00]), "15-bit picture id");
        assert!(starts_keyframe(&[0x90, 0xf0, 0x81, 0x23, 0x05, 0x20, 0x00]), "everything present");
        assert!(!starts_keyframe(&[0x90, 0xf0, 0x81, 0x23, 0x05, 0x20, 0x01]));
    }

    #[test]
    fn later_packets_and_later_partitions_do_not_begin_a_keyframe() {
        assert!(!starts_keyframe(&[0x00, 0x00]));
        assert!(!starts_keyframe(&[0x11, 0x00]));
    }

    #[test]
    fn short_payloads_are_no_keyframe() {
        let whole = [0x90, 0xf0, 0x81, 0x23, 0x05, 0x20];
        for length in 0..=whole.len() {
            assert!(!starts_keyframe(&whole[..length]));
        }
    }
}
