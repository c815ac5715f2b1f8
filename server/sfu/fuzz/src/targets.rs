//! What is thrown at, and what must hold beside not panicking.

use sfu::dependency::{self, Layer, Reader, rewrite};
use sfu::svc::{Arrival, Selection, Selector};
use sfu::{Time, av1, h264, red, vp8, vp9};

use crate::{Shape, slots};

pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]) -> Shape,
    /// Valid inputs in hexadecimal.
    pub seeds: &'static [&'static str],
}

/// First packets of keyframes in L1T3, L3T3_KEY and S2T1: written by the tests of `sfu::svc`.
const L1T3: &str = "c00007b8025ea91008002a0000";
const L3T3_KEY: &str =
    "c00007b8085965c002a00090001002a00090001002a000900010000003fea0000000000000000000000000000aaaa8000000";

pub const TARGETS: [Target; 8] = [
    Target { name: "vp8", run: vp8, seeds: &["1000", "90f0812305200042", "907f01"] },
    Target { name: "vp9", run: vp9, seeds: &["aa923400093801 4000b4028001680200340100824900", "fc053303040000"] },
    Target { name: "av1", run: av1, seeds: &["080a", "500a0b"] },
    Target { name: "h264", run: h264, seeds: &["7800046742c01f000368ce38", "7c8588", "67420011"] },
    Target { name: "red", run: red, seeds: &["ef1e0002ef0f00016f010203040506 000100002710 ffff00001f90", "6f07"] },
    Target {
        name: "dependency",
        run: dependency,
        seeds: &[L1T3, L3T3_KEY, "c00007b801b283800004000000", "c2000a38002090060402", "c00007"],
    },
    Target {
        name: "svc",
        run: svc,
        seeds: &[
            "000dc00007b8025ea91008002a0000 0107c200083a080020 0203c00009",
            "0032c00007b8085965c002a00090001002a00090001002a000900010000003fea0000000000000000000000000000aaaa8000000
             080ac2000a38002090060402 000a88000c3a0000900a0806",
        ],
    },
    Target {
        name: "slots",
        run: slots::slots,
        // A keyframe, a frame after it, the second asked for again; a plan; a voice.
        seeds: &[
            "0b042006 908007000002 1b042005 9080080102 09003c00 05010204 0001 0002 00001000 0b002001 55",
            "0b042006 908007000002 0a003c00 1b042005 9080080102 09003c00 05010204 0002 0001 09006400 05020204 0001 0002",
        ],
    },
];

/// Puts small numbers into one.
pub fn shape(parts: impl IntoIterator<Item = u64>) -> Shape {
    parts.into_iter().fold(0, |shape, part| shape.wrapping_mul(1_000_003).wrapping_add(part + 1))
}

fn vp8(input: &[u8]) -> Shape {
    shape([u64::from(vp8::starts_keyframe(input))])
}

fn vp9(input: &[u8]) -> Shape {
    shape([u64::from(vp9::starts_keyframe(input)), u64::from(input.first().unwrap_or(&0) >> 4)])
}

fn av1(input: &[u8]) -> Shape {
    shape([u64::from(av1::starts_sequence(input))])
}

fn h264(input: &[u8]) -> Shape {
    shape([u64::from(h264::starts_keyframe(input)), u64::from(input.first().unwrap_or(&0) & 31)])
}

/// The last twelve octets are the numbers of the packet and those of the last before it.
fn red(input: &[u8]) -> Shape {
    let (input, [a, b, c, d, e, f, g, h, i, j, k, l]) = match input.split_last_chunk() {
        Some((payload, numbers)) => (payload, *numbers),
        None => (input, [0; 12]),
    };
    let (sequence, timestamp) = (u16::from_be_bytes([a, b]), u32::from_be_bytes([c, d, e, f]));
    let last = (u16::from_be_bytes([g, h]), u32::from_be_bytes([i, j, k, l]));
    let mut relabelled = input.to_vec();
    red::relabel(&mut relabelled, 111, 96);
    assert_eq!(relabelled.len(), input.len());
    let Some(parsed) = red::parse(input) else { return 0 };
    let found = red::recover(&parsed, sequence, timestamp, Some(last));
    let blocks = parsed.earlier().iter().map(|block| &block.range).chain([&parsed.primary().range]);
    assert!(
        blocks.chain(found.iter().map(|found| &found.range)).all(|range| input.get(range.clone()).is_some())
    );
    assert!(found.len() <= parsed.earlier().len() && parsed.earlier().len() <= red::MOST_EARLIER);
    shape([1, parsed.earlier().len() as u64, found.len() as u64])
}

fn dependency(input: &[u8]) -> Shape {
    // With a structure that was kept, without, and with its own.
    let kept = dependency::parse(&crate::mutate::octets(L1T3), None).ok().and_then(|(_, brought)| brought);
    shape([None, kept.as_ref()].into_iter().map(|kept| {
        let rewritten = rewrite::with_active(input, kept, 0x0505_0505);
        let Ok((read, brought)) = dependency::parse(input, kept) else {
            return 0;
        };
        let structure = brought.as_ref().or(kept);
        let all = structure.map_or(0, dependency::Structure::all_targets);
        if let Some(rewritten) = rewritten {
            let again = dependency::parse(&rewritten, kept).map(|(again, _)| again);
            let expected = dependency::Descriptor { active: Some(0x0505_0505 & all), ..read };
            assert_eq!(again, Ok(expected));
        } else {
            assert!(input.len() > dependency::LONGEST - 5, "read but not rewritten");
        }
        let structure = structure.map_or(0, |structure| {
            structure.targets().len() as u64 + 100 * structure.resolutions().len() as u64
        });
        shape([
            1,
            structure,
            read.references.values().len() as u64,
            read.chains.values().len() as u64,
            u64::from(read.layer.spatial),
        ])
    }))
}

/// A script of packets: an octet of what happens beside, a length, a descriptor.
fn svc(input: &[u8]) -> Shape {
    let mut reader = Reader::default();
    let mut selector = Selector::new(Layer { spatial: 1, temporal: 1 });
    let (mut now, mut timestamp) = (Time(0), 0_u32);
    let (mut sent, mut dropped, mut skipped) = (0, 0, 0);
    let mut rest = input;
    while let Some((&[aside, length], behind)) = rest.split_first_chunk() {
        let (octets, behind) = behind.split_at(usize::from(length).min(behind.len()));
        rest = behind;
        timestamp = timestamp.wrapping_add(u32::from(aside & 0x03));
        now = now.after_millis(i64::from(aside >> 5) * 40);
        if aside & 0x04 != 0 {
            selector.want(Layer { spatial: aside >> 3 & 0x03, temporal: aside >> 5 });
        }
        match reader.read(octets) {
            Ok(descriptor) => {
                let Some(structure) = reader.structure() else { continue };
                let arrival = Arrival { descriptor: &descriptor, timestamp, marker: aside & 0x08 != 0 };
                match selector.select(now, structure, arrival) {
                    Selection::Forward { active, .. } => {
                        sent += 1;
                        if let Some(active) = active {
                            assert_eq!(active & !structure.all_targets(), 0);
                            let _ = rewrite::with_active(octets, Some(structure), active);
                        }
                    }
                    Selection::Drop => dropped += 1,
                }
                let _ = selector.needs_keyframe(structure);
            }
            Err(dependency::Unread::NoStructure { frame }) => {
                selector.skip(now, frame);
                skipped += 1;
            }
            Err(dependency::Unread::Malformed) => {}
        }
    }
    let layer =
        selector.layer().map_or(0, |layer| 1 + u64::from(layer.spatial) * 8 + u64::from(layer.temporal));
    shape([sent.min(9), dropped.min(9), skipped.min(3), layer])
}
