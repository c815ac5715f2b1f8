use proptest::prelude::*;

use super::*;
use writer::{Written, structure, write};

pub(crate) mod writer;

/// The table of §A.10.2.1.
fn l1t3() -> Structure {
    structure(
        1,
        1,
        &[0, 0, 0],
        &[
            (0, 0, "SSS", &[], &[0]),
            (0, 0, "SSS", &[4], &[4]),
            (0, 1, "SD-", &[2], &[2]),
            (0, 2, "D--", &[1], &[1]),
            (0, 2, "D--", &[1], &[3]),
        ],
    )
}

/// The table of §A.10.2.2, shortened to two spatial layers.
fn l2t2() -> Structure {
    let mut all = structure(
        60,
        2,
        &[1, 1, 0, 0],
        &[
            (0, 0, "SSSS", &[], &[0, 0]),
            (0, 0, "RRSS", &[4], &[4, 3]),
            (0, 1, "R-D-", &[2], &[2, 1]),
            (1, 0, "SS--", &[1], &[1, 1]),
            (1, 0, "SS--", &[4, 1], &[1, 1]),
            (1, 1, "D---", &[2, 1], &[3, 2]),
        ],
    );
    all.resolutions = vec![Resolution { width: 320, height: 180 }, Resolution { width: 65_536, height: 1 }];
    all
}

fn key(structure: &Structure) -> Vec<u8> {
    write(
        &Written { first_packet: true, frame: 0x1234, brings: Some(structure), ..Written::default() },
        structure,
    )
}

/// Octets put together by hand from §A.8.2, so that reader and writer cannot be wrong in the same way: one target, two
/// templates, one chain.
#[test]
fn a_structure_made_by_hand_is_read() {
    let bits = concat!(
        "10",
        "000101",
        "0000000011111111", // first packet, template 5, frame 255
        "11000",            // structure, active decode targets
        "000101",
        "00000",
        "00",
        "11", // templates from 5, one target, a second template of the same layer
        "10",
        "10", // both switch
        "0",
        "1",
        "0000",
        "0", // no reference; one frame back
        "1", // ns(2): one chain
        "",  // ns(1): the target's
        "0000",
        "0001", // chain differences
        "1",
        "0000001001111111",
        "0000000101100111", // 640 × 360
        "1"                 // the target is active
    );
    let octets: Vec<u8> = bits
        .as_bytes()
        .chunks(8)
        .map(|chunk| chunk.iter().enumerate().map(|(at, &bit)| (bit - b'0') << (7 - at)).sum())
        .collect();
    let (read, brought) = parse(&octets, None).unwrap();
    let brought = brought.unwrap();
    assert_eq!((read.first_packet, read.last_packet, read.frame), (true, false, 255));
    assert_eq!((read.active, read.brings_structure), (Some(1), true));
    assert_eq!(brought.targets(), [Target { layer: Layer::default(), chain: Some(0) }]);
    assert_eq!(brought.resolutions(), [Resolution { width: 640, height: 360 }]);
    assert!(read.is_switch_point(0) && read.needed_for(0) && !read.needed_for(1));
    // The mandatory fields alone: last packet, template 6, frame 256.
    let (next, _) = parse(&[0b0100_0110, 1, 0], Some(&brought)).unwrap();
    assert_eq!((next.first_packet, next.last_packet, next.frame), (false, true, 256));
    assert_eq!((next.references.values(), next.chains.values(), next.active), (&[1][..], &[1][..], None));
}

#[test]
fn a_structure_is_read_as_it_was_written() {
    for written in [l1t3(), l2t2()] {
        let (read, brought) = parse(&key(&written), None).unwrap();
        assert_eq!(brought, Some(written.clone()));
        assert_eq!((read.frame, read.active), (0x1234, Some(written.all_targets())));
        assert_eq!(read.resolution, written.resolutions.first().copied());
    }
    let layers: Vec<_> =
        l2t2().targets().iter().map(|target| (target.layer.spatial, target.layer.temporal)).collect();
    assert_eq!(layers, [(1, 1), (1, 0), (0, 1), (0, 0)], "derived from the templates");
}

#[test]
fn every_truncated_descriptor_is_refused() {
    let whole = key(&l2t2());
    assert!(parse(&whole, None).is_ok());
    for length in 0..whole.len() {
        let refused = parse(&whole[..length], None);
        // Three octets cannot bring a structure: they are a descriptor that refers to one.
        let expected = if length == 3 { Unread::NoStructure { frame: 0x1234 } } else { Unread::Malformed };
        assert_eq!(refused, Err(expected), "{length}");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let structure = l1t3();
    let brought_late = Written { brings: Some(&structure), ..Written::default() };
    assert_eq!(
        parse(&write(&brought_late, &structure), None),
        Err(Unread::Malformed),
        "not the first packet"
    );
    let lost = Written { template: 5, frame: 7, ..Written::default() };
    assert_eq!(parse(&write(&lost, &structure), Some(&structure)), Err(Unread::NoStructure { frame: 7 }));
    let mut long = key(&structure);
    long.resize(LONGEST + 1, 0);
    assert_eq!(parse(&long, None), Err(Unread::Malformed));
    long.pop();
    assert!(parse(&long, None).is_ok(), "filled with zeros");
    // A structure whose layers never end.
    let mut endless = vec![0x80, 0, 0, 0x80, 0];
    endless.resize(LONGEST, 0);
    assert_eq!(parse(&endless, None), Err(Unread::Malformed));
}

#[test]
fn a_structure_that_was_overtaken_does_not_come_back() {
    let (old, new) = (l1t3(), l2t2());
    let bring = |frame, structure: &Structure| {
        write(
            &Written { first_packet: true, frame, brings: Some(structure), ..Written::default() },
            structure,
        )
    };
    let mut reader = Reader::default();
    reader.read(&bring(10, &new)).unwrap();
    assert_eq!(reader.read(&bring(65_530, &old)), Err(Unread::NoStructure { frame: 65_530 }));
    assert_eq!(reader.structure(), Some(&new));
    reader.read(&bring(10, &new)).unwrap();
    reader.read(&bring(40_000, &old)).unwrap();
    assert_eq!(reader.structure(), Some(&old), "the sender counts anew");
}

#[test]
fn the_best_target_is_the_highest_within_what_is_wanted() {
    let structure = l2t2();
    let best = |spatial, temporal, among| structure.best(Layer { spatial, temporal }, among);
    assert_eq!(best(7, 7, 0b1111), Some(0));
    assert_eq!(best(1, 0, 0b1111), Some(1));
    assert_eq!(best(0, 3, 0b1111), Some(2));
    assert_eq!(best(0, 3, 0b0011), Some(1), "the least there is");
    assert_eq!(best(7, 7, 0), None);
}

fn layered() -> impl Strategy<Value = Structure> {
    prop_oneof![Just(l1t3()), Just(l2t2())]
}

prop_compose! {
    fn any_written()(
        structure in layered(),
        (first_packet, last_packet, frame, brings) in any::<(bool, bool, u16, bool)>(),
        template in 0..5_u8,
        active in prop::option::of(any::<u32>()),
        custom in prop::option::of(any::<u64>()),
        references in prop::option::of(prop::collection::vec(1..=4096_u16, 0..MOST_REFERENCES)),
        back in prop::option::of(any::<[u8; 2]>()),
    ) -> (Structure, bool, Written<'static>) {
        let mask = (1 << (2 * structure.targets.len())) - 1;
        let written = Written {
            first_packet: first_packet || brings,
            last_packet,
            template,
            frame,
            brings: None,
            active: active.map(|active| active & structure.all_targets()),
            indications: custom.map(|bits| Indications(bits & mask)),
            references: references.map(|values| writer::differences(&values)),
            chains: back.map(|values| writer::chains(&values[..usize::from(structure.chain_count)])),
        };
        (structure, brings, written)
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read((structure, brings, mut written) in any_written()) {
        written.brings = brings.then_some(&structure);
        let octets = write(&written, &structure);
        let (read, brought) = parse(&octets, (!brings).then_some(&structure)).unwrap();
        let template = structure.templates[usize::from(written.template)];
        prop_assert_eq!(read.first_packet, written.first_packet);
        prop_assert_eq!(read.last_packet, written.last_packet);
        prop_assert_eq!(read.frame, written.frame);
        prop_assert_eq!(read.layer, template.layer);
        prop_assert_eq!(read.indications, written.indications.unwrap_or(template.indications));
        prop_assert_eq!(read.references, written.references.unwrap_or(template.references));
        prop_assert_eq!(read.chains, written.chains.unwrap_or(template.chains));
        prop_assert_eq!(read.active, written.active.or(brings.then(|| structure.all_targets())));
        prop_assert_eq!(brought.as_ref(), written.brings);
    }

    /// Nothing but the active decode targets is another after a rewrite.
    #[test]
    fn a_rewrite_changes_the_active_targets_only((structure, brings, mut written) in any_written(), active in any::<u32>()) {
        written.brings = brings.then_some(&structure);
        let octets = write(&written, &structure);
        let kept = (!brings).then_some(&structure);
        let rewritten = rewrite::with_active(&octets, kept, active).unwrap();
        let (mut before, brought_before) = parse(&octets, kept).unwrap();
        let (after, brought_after) = parse(&rewritten, kept).unwrap();
        before.active = Some(active & structure.all_targets());
        prop_assert_eq!(before, after);
        prop_assert_eq!(brought_before, brought_after);
        prop_assert!(rewritten.len() <= octets.len() + 5);
        written.active = Some(active & structure.all_targets());
        prop_assert_eq!(rewritten, write(&written, &structure));
    }

    #[test]
    fn any_octets_are_read_or_refused(
        octets in prop::collection::vec(any::<u8>(), 0..=1500), with in prop::option::of(layered()), active in any::<u32>(),
    ) {
        let read = parse(&octets, with.as_ref());
        prop_assert!(read.is_err() || octets.len() <= LONGEST);
        let rewritten = rewrite::with_active(&octets, with.as_ref(), active);
        if let Ok((_, Some(brought))) = &read {
            prop_assert!(brought.templates.len() <= MOST_TEMPLATES && brought.targets.len() <= MOST_TARGETS);
        }
        if let Some(rewritten) = rewritten {
            prop_assert!(rewritten.len() <= LONGEST);
        }
    }

    /// Octets that look like a structure get further than any octets do.
    #[test]
    fn a_damaged_structure_is_read_or_refused(
        structure in layered(), at in any::<prop::sample::Index>(), bit in 0..8_u32, cut in any::<prop::sample::Index>(),
    ) {
        let mut octets = key(&structure);
        let at = at.index(octets.len());
        octets[at] ^= 1 << bit;
        octets.truncate(cut.index(octets.len() + 1));
        if let Ok((read, _)) = parse(&octets, None) {
            let rewritten = rewrite::with_active(&octets, None, 0).unwrap();
            prop_assert_eq!(parse(&rewritten, None).unwrap().0, Descriptor { active: Some(0), ..read });
        }
    }
}
