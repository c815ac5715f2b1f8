use proptest::prelude::*;

use super::*;

/// Sixteen by twelve pixels each, with remarks, a place and a date where the format has a way to say them.
const SAMPLES: [(Kind, &[u8]); 6] = [
    (Kind::Jpeg, include_bytes!("samples/baseline.jpg")),
    (Kind::Jpeg, include_bytes!("samples/progressive.jpg")),
    (Kind::Png, include_bytes!("samples/text.png")),
    (Kind::WebP, include_bytes!("samples/lossy.webp")),
    (Kind::WebP, include_bytes!("samples/lossless.webp")),
    (Kind::WebP, include_bytes!("samples/transparent.webp")),
];

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// The picture with something in it: after the first `at` bytes.
fn with(bytes: &[u8], at: usize, part: &[u8]) -> Vec<u8> {
    [&bytes[..at], part, &bytes[at..]].concat()
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], content].concat()
}

#[test]
fn what_is_said_beside_the_picture_is_left_behind() {
    let mut remarks = 0;
    for (kind, sample) in SAMPLES {
        let clean = cleaned(kind, sample).unwrap();
        for remark in ["CANARY", "Exif", "eXIf", "EXIF", "XMP", "tEXt"] {
            remarks += usize::from(holds(sample, remark));
            assert!(!holds(&clean, remark), "{kind:?} says {remark}");
        }
        assert!(clean.len() <= sample.len());
        assert_eq!(cleaned(kind, &clean).as_deref(), Ok(&clean[..]), "nothing more is left behind");
    }
    assert!(remarks >= 8, "the samples say something: {remarks}");
}

#[test]
fn the_picture_itself_stays() {
    let [baseline, progressive, png, lossy, lossless, transparent] =
        SAMPLES.map(|(kind, sample)| cleaned(kind, sample).unwrap());
    let from = |bytes: &[u8], name: &[u8]| {
        let at = bytes.windows(name.len()).position(|window| window == name).unwrap();
        bytes[at..].to_vec()
    };
    // In the samples all that draws the picture comes after what is said of it, or is a part of its own.
    for (clean, (_, sample)) in [(&baseline, SAMPLES[0]), (&progressive, SAMPLES[1])] {
        assert_eq!(from(clean, &[0xff, 0xdb]), from(sample, &[0xff, 0xdb]), "tables, frame and scans");
    }
    assert!(from(&png, b"IDAT").len() > 12 && png.ends_with(&SAMPLES[2].1[SAMPLES[2].1.len() - 12..]));
    assert_eq!(lossless, SAMPLES[4].1, "there is nothing beside it");
    assert!(holds(&lossy, "VP8 ") && holds(&transparent, "ALPH") && holds(&transparent, "VP8X"));
    let length = |bytes: &[u8]| u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize;
    assert_eq!((length(&lossy) + 8, length(&transparent) + 8), (lossy.len(), transparent.len()));
    assert_eq!((lossy[20], transparent[20]), (0, 0x10), "the flags say what is there");
}

#[test]
fn nothing_stands_behind_the_end() {
    for (kind, sample) in SAMPLES {
        let clean = cleaned(kind, sample).unwrap();
        let longer = [sample, b"PK\x03\x04 another file"].concat();
        assert_eq!(cleaned(kind, &longer), Ok(clean), "{kind:?}");
    }
}

#[test]
fn remarks_between_scans_and_previews_are_left_behind() {
    let (_, progressive) = SAMPLES[1];
    let clean = cleaned(Kind::Jpeg, progressive).unwrap();
    let second = progressive.windows(2).rposition(|two| two == [0xff, 0xc4]).unwrap();
    let remark = with(progressive, second, &segment(0xfe, b"CANARY"));
    assert_eq!(cleaned(Kind::Jpeg, &remark), Ok(clean.clone()));
    let preview = with(progressive, 2, &segment(0xe0, b"JFXX\0\x10CANARY"));
    assert_eq!(cleaned(Kind::Jpeg, &preview), Ok(clean.clone()));
    let filled = with(progressive, second, &[0xff, 0xff]);
    assert_eq!(cleaned(Kind::Jpeg, &filled), Ok(clean));
}

#[test]
fn bytes_are_what_they_are_said_to_be() {
    for (kind, sample) in SAMPLES {
        for other in Kind::ALL.into_iter().filter(|other| *other != kind) {
            assert_eq!(cleaned(other, sample), Err(NotAPicture::AnotherKind), "{kind:?} as {other:?}");
        }
        assert_eq!(Kind::of(kind.media_type()), Some(kind));
    }
    for kind in Kind::ALL {
        assert_eq!(cleaned(kind, b"<svg onload=alert(1)>"), Err(NotAPicture::AnotherKind));
        assert_eq!(cleaned(kind, b""), Err(NotAPicture::AnotherKind));
    }
    for text in ["image/svg+xml", "image/gif", "image/JPEG", "text/html", ""] {
        assert_eq!(Kind::of(text), None);
    }
}

#[test]
fn a_picture_is_whole_one_and_not_too_large() {
    for (kind, sample) in SAMPLES {
        for length in 12..cleaned(kind, sample).unwrap().len() {
            let clean = cleaned(kind, sample).unwrap();
            assert_eq!(
                cleaned(kind, &clean[..length]),
                Err(NotAPicture::NotValid),
                "{kind:?} cut at {length}"
            );
        }
    }
    let side = |kind: Kind, sample: usize, at: usize, value: &[u8]| {
        let mut bytes = SAMPLES[sample].1.to_vec();
        bytes[at..at + value.len()].copy_from_slice(value);
        cleaned(kind, &bytes).map(drop)
    };
    let frame = SAMPLES[0].1.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    assert_eq!(side(Kind::Jpeg, 0, frame + 5, &4096_u16.to_be_bytes()), Ok(()));
    for wrong in [0, 4097] {
        assert_eq!(side(Kind::Jpeg, 0, frame + 5, &u16::to_be_bytes(wrong)), Err(NotAPicture::NotValid));
        assert_eq!(side(Kind::Png, 2, 16, &u32::from(wrong).to_be_bytes()), Err(NotAPicture::NotValid));
    }
    assert_eq!(side(Kind::WebP, 3, 24, &[0xff, 0xff, 0]), Err(NotAPicture::NotValid), "the canvas");
    assert_eq!(side(Kind::WebP, 4, 21, &[0xff, 0xff, 0xff, 0x0f]), Err(NotAPicture::NotValid));
    let two = with(SAMPLES[0].1, frame, &SAMPLES[0].1[frame..frame + 19]);
    assert_eq!(cleaned(Kind::Jpeg, &two), Err(NotAPicture::NotValid), "two frames");
}

#[test]
fn without_anything_drawn_there_is_no_picture() {
    let (_, png) = SAMPLES[2];
    let end = &png[png.len() - 12..];
    assert_eq!(cleaned(Kind::Png, &[&png[..33], end].concat()), Err(NotAPicture::NotValid), "a header only");
    let (_, jpeg) = SAMPLES[0];
    let scan = jpeg.windows(2).position(|two| two == [0xff, SOS]).unwrap();
    assert_eq!(cleaned(Kind::Jpeg, &[&jpeg[..scan], &[0xff, EOI]].concat()), Err(NotAPicture::NotValid));
}

#[test]
fn a_moving_picture_is_none() {
    let (_, lossless) = SAMPLES[4];
    let frames = [&lossless[..12], b"ANIM\x06\0\0\0\0\0\0\0\0\0ANMF\x02\0\0\0\0\0"].concat();
    let length = u32::try_from(frames.len() - 8).unwrap().to_le_bytes();
    let moving = [&frames[..4], &length[..], &frames[8..]].concat();
    assert_eq!(cleaned(Kind::WebP, &moving), Err(NotAPicture::NotValid));
}

proptest! {
    /// Whatever is done to a picture: it is refused, or what is kept of it is a picture that stays as it is.
    #[test]
    fn nothing_breaks_it(
        sample in 0..SAMPLES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        end in any::<prop::sample::Index>(),
    ) {
        let (kind, bytes) = SAMPLES[sample];
        let mut bytes = bytes.to_vec();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        bytes.truncate(end.index(bytes.len()) + bytes.len() / 2);
        if let Ok(clean) = cleaned(kind, &bytes) {
            prop_assert!(clean.len() <= bytes.len() + 1);
            prop_assert_eq!(cleaned(kind, &clean), Ok(clean));
        }
    }
}
