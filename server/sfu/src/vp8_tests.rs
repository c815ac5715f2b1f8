use super::*;

fn whole(payload: &[u8], numbers: Rewrite) -> Vec<u8> {
    let (head, rest) = rewrite(payload, numbers);
    [head.as_ref(), rest].concat()
}

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
        assert_eq!(parse(&whole[..length]), None);
    }
}

#[test]
fn a_descriptor_says_what_it_says() {
    let keyframe = [0x90, 0xf0, 0x81, 0x23, 0x05, 0x60, 0x00, 0, 0, 0x9d, 0x01, 0x2a, 0x00, 0x05, 0xd0, 0x42];
    assert_eq!(
        parse(&keyframe),
        Some(Descriptor {
            picture_id: Some(PictureId { value: 0x123, wide: true }),
            tl0: Some(5),
            temporal: Some(1),
            layer_sync: true,
            starts_frame: true,
            keyframe: true,
            height: Some(720),
            length: 6,
        })
    );
    let key_index_only = parse(&[0x80, 0x10, 0xff, 0x01]).unwrap();
    assert_eq!((key_index_only.temporal, key_index_only.layer_sync), (None, false));
    assert!(!key_index_only.starts_frame);
}

#[test]
fn a_height_behind_another_start_code_is_none() {
    assert_eq!(parse(&[0x10, 0x00, 0, 0, 0x9d, 0x01, 0x2b, 0, 5, 0xd0, 2]).unwrap().height, None);
    assert_eq!(parse(&[0x10, 0x00, 0, 0, 0x9d, 0x01, 0x2a, 0, 5, 0xd0]).unwrap().height, None);
}

#[test]
fn a_narrow_picture_id_becomes_a_wide_one_and_the_rest_stays() {
    let numbers = Rewrite { picture_id: Some(0x4321), tl0: Some(9) };
    let out = whole(&[0x90, 0xf0, 0x23, 0x05, 0x60, 0x00, 7, 8], numbers);
    assert_eq!(out, [0x90, 0xf0, 0xc3, 0x21, 9, 0x60, 0x00, 7, 8]);
}

#[test]
fn what_is_no_vp8_or_has_no_numbers_is_copied() {
    let numbers = Rewrite { picture_id: Some(1), tl0: Some(1) };
    for payload in [&[][..], &[0x90], &[0x90, 0xf0, 0x81], &[0x10, 0x01, 0x02], &[0x90, 0x20, 0x40, 0x01]] {
        assert_eq!(whole(payload, numbers), payload);
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_and_written_without_harm(
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..40),
        id in 0..=PICTURE_IDS,
        tl0 in proptest::num::u8::ANY,
    ) {
        let out = whole(&bytes, Rewrite { picture_id: Some(id), tl0: Some(tl0) });
        let copy = whole(&bytes, Rewrite::default());
        proptest::prop_assert_eq!(&copy, &bytes);
        let (before, after) = (parse(&bytes), parse(&out));
        proptest::prop_assert_eq!(before.is_some(), after.is_some());
        let (Some(before), Some(after)) = (before, after) else { return Ok(()) };
        proptest::prop_assert_eq!(after.picture_id, before.picture_id.map(|_| PictureId { value: id, wide: true }));
        proptest::prop_assert_eq!(after.tl0, before.tl0.map(|_| tl0));
        proptest::prop_assert_eq!(
            (after.temporal, after.layer_sync, after.keyframe, after.starts_frame, after.height),
            (before.temporal, before.layer_sync, before.keyframe, before.starts_frame, before.height)
        );
        proptest::prop_assert_eq!(&out[usize::from(after.length)..], &bytes[usize::from(before.length)..]);
    }
}
