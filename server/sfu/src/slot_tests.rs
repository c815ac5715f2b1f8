use super::*;
use crate::picture_model::{Encoder, Random, Record, Sent, Tag};
use crate::plan::{DeviceId, Kind};
use crate::vp8::PictureId;

const fn source(device: u32, kind: Kind) -> SourceId {
    SourceId { device: DeviceId(device), kind }
}

const ADA: SourceId = source(1, Kind::Camera);
const BEN: SourceId = source(2, Kind::Camera);
const ADA_VOICE: SourceId = source(1, Kind::Microphone);
const BEN_VOICE: SourceId = source(2, Kind::Microphone);

fn packet(sequence: u16, timestamp: u32, entry: bool, millis: i64) -> Arrival<'static> {
    Arrival {
        sequence,
        timestamp,
        marker: false,
        layer: 0,
        entry,
        empty: false,
        descriptor: None,
        layered: None,
        captured: Time(millis * 1_000),
    }
}

fn sent(verdict: Verdict) -> (u16, u32, bool) {
    match verdict {
        Verdict::Send(Numbers { sequence, timestamp, .. }, begins) => {
            (sequence, timestamp, begins == Some(Begins::Source))
        }
        other => panic!("not sent: {other:?}"),
    }
}

#[test]
fn a_picture_begins_with_a_keyframe_and_only_its_own() {
    let mut slot = Slot::new(false, 0);
    slot.show(Some(ADA));
    assert!(slot.awaited().is_some());
    assert_eq!(slot.forward(ADA, &packet(9, 0, false, 0)), Verdict::Drop(Dropped::AwaitingKeyframe));
    assert_eq!(slot.forward(BEN, &packet(9, 0, true, 0)), Verdict::Drop(Dropped::NotHere));
    let (_, timestamp, first) = sent(slot.forward(ADA, &packet(10, 500, true, 1_000)));
    assert!(first);
    assert_eq!(timestamp, 90_000, "one second on our clock");
    assert_eq!(slot.from_timestamp(), Some(90_000));
    let (_, _, first) = sent(slot.forward(ADA, &packet(11, 500, false, 1_000)));
    assert!(!first);
}

#[test]
fn numbers_go_on_where_the_last_source_ended() {
    let mut slot = Slot::new(false, 0);
    slot.show(Some(ADA));
    let (first, ..) = sent(slot.forward(ADA, &packet(65_534, 0, true, 0)));
    let (second, ..) = sent(slot.forward(ADA, &packet(65_535, 0, false, 0)));
    let (third, ..) = sent(slot.forward(ADA, &packet(0, 3_000, false, 33)));
    assert_eq!((second, third), (first.wrapping_add(1), first.wrapping_add(2)));
    slot.show(Some(BEN));
    let (fourth, timestamp, _) = sent(slot.forward(BEN, &packet(20_000, 777, true, 100)));
    assert_eq!(fourth, third.wrapping_add(1));
    assert_eq!(timestamp, 9_000);
}

#[test]
fn a_gap_stays_a_gap_so_that_it_can_be_repaired() {
    let mut slot = Slot::new(false, 0);
    slot.show(Some(ADA));
    let (first, ..) = sent(slot.forward(ADA, &packet(5, 0, true, 0)));
    let (third, ..) = sent(slot.forward(ADA, &packet(7, 0, false, 0)));
    assert_eq!(third, first.wrapping_add(2));
    let (second, ..) = sent(slot.forward(ADA, &packet(6, 0, false, 0)));
    assert_eq!(second, first.wrapping_add(1), "the late one takes its own number");
}

#[test]
fn what_was_sent_before_the_cut_does_not_come_after_it() {
    let mut slot = Slot::new(false, 0);
    slot.show(Some(ADA));
    sent(slot.forward(ADA, &packet(100, 0, true, 0)));
    assert_eq!(slot.forward(ADA, &packet(99, 0, false, 0)), Verdict::Drop(Dropped::BeforeCut));
}

#[test]
fn a_new_voice_never_overlaps_the_last_frame_of_the_old_one() {
    let mut slot = Slot::new(true, 0);
    slot.show(Some(ADA_VOICE));
    let (_, last, _) = sent(slot.forward(ADA_VOICE, &packet(1, 0, true, 1_000)));
    slot.show(Some(BEN_VOICE));
    // Captured 5 ms later: a raw continuation would overlap 15 ms.
    let (_, next, _) = sent(slot.forward(BEN_VOICE, &packet(50, 9_999, true, 1_005)));
    assert_eq!(next, last + 960);
}

#[test]
fn time_follows_the_clock_and_does_not_drift_over_many_cuts() {
    let mut slot = Slot::new(true, 7);
    for cut in 1..=200_i64 {
        let voice = if cut % 2 == 0 { ADA_VOICE } else { BEN_VOICE };
        slot.show(Some(voice));
        let (_, timestamp, _) =
            sent(slot.forward(voice, &packet(u16::try_from(cut).unwrap(), 31 * cut as u32, true, cut * 500)));
        assert_eq!(timestamp, 7 + 24_000 * cut as u32);
    }
}

#[test]
fn a_slot_shows_one_source_for_hours() {
    let mut slot = Slot::new(true, 0);
    slot.show(Some(ADA_VOICE));
    let (start, ..) = sent(slot.forward(ADA_VOICE, &packet(40_000, 0, true, 0)));
    for index in 1..300_000_u32 {
        let arrival = packet(40_000_u16.wrapping_add(index as u16), index.wrapping_mul(960), true, 0);
        let (sequence, ..) = sent(slot.forward(ADA_VOICE, &arrival));
        assert_eq!(sequence, start.wrapping_add(index as u16));
    }
}

#[test]
fn a_source_whose_numbers_leap_begins_anew() {
    let mut slot = Slot::new(true, 0);
    slot.show(Some(ADA_VOICE));
    for sequence in 0..=100 {
        assert_eq!(sent(slot.forward(ADA_VOICE, &packet(sequence, 0, true, 0))).0, sequence);
    }
    // Where it leaps to nothing is sent: half a round lies behind it.
    let padding = Arrival { empty: true, ..packet(30_000, 0, true, 0) };
    assert_eq!(slot.forward(ADA_VOICE, &padding), Verdict::Drop(Dropped::NotChosen));
    assert_eq!(sent(slot.forward(ADA_VOICE, &packet(60_000, 0, true, 0))).0, 101);
    assert_eq!(sent(slot.forward(ADA_VOICE, &packet(60_001, 0, true, 0))).0, 102);
    slot.show(Some(BEN_VOICE));
    assert_eq!(sent(slot.forward(BEN_VOICE, &packet(7, 0, true, 0))).0, 103);
    // A picture is of no use before its next keyframe.
    let mut slot = Slot::new(false, 0);
    slot.show(Some(ADA));
    sent(slot.forward(ADA, &packet(5, 0, true, 0)));
    assert_eq!(slot.forward(ADA, &packet(5_000, 0, false, 0)), Verdict::Drop(Dropped::AwaitingKeyframe));
    assert_eq!(slot.awaited(), Some(0));
    assert_eq!(sent(slot.forward(ADA, &packet(5_001, 0, true, 0))).0, 6);
}

proptest::proptest! {
    /// Whatever is shown, lost or reordered: no sequence number is sent twice in a slot.
    #[test]
    fn a_sequence_number_is_never_sent_twice(
        steps in proptest::collection::vec(
            (0..3_u32, proptest::prop_oneof![20 => 0..4_u16, 1 => 4_200..=61_000_u16], proptest::bool::ANY, 0..4_u8),
            1..400,
        ),
    ) {
        let mut slot = Slot::new(false, 0);
        let mut shown = None;
        let mut next = [60_000_u16, 10, 500];
        // Unwrapped, as whoever seals and opens them counts.
        let mut unique = std::collections::BTreeSet::new();
        for (index, (device, skip, keyframe, padding)) in steps.into_iter().enumerate() {
            if shown != Some(device) && keyframe {
                shown = Some(device);
                slot.show(Some(source(device, Kind::Camera)));
            }
            let counter = &mut next[device as usize];
            *counter = counter.wrapping_add(skip.wrapping_add(1));
            let arrival = packet(*counter, index as u32 * 3_000, keyframe, index as i64 * 33);
            let arrival = Arrival { empty: padding == 0, ..arrival };
            if let Verdict::Send(Numbers { sequence, .. }, _) = slot.forward(source(device, Kind::Camera), &arrival) {
                let newest = unique.last().copied().unwrap_or(i64::from(sequence));
                let ahead = i64::from(sequence.wrapping_sub(newest as u16).cast_signed());
                proptest::prop_assert!(ahead <= i64::from(LEAP));
                proptest::prop_assert!(unique.insert(newest + ahead), "{} again", sequence);
            }
        }
    }
}

fn layered(
    layer: u8,
    sequence: u16,
    timestamp: u32,
    entry: bool,
    marker: bool,
    millis: i64,
) -> Arrival<'static> {
    Arrival { layer, marker, ..packet(sequence, timestamp, entry, millis) }
}

/// A slot in which layer 0 of Ada's picture is live: one frame of two packets, the second still to come if `open`.
fn showing(open: bool) -> Slot {
    let mut slot = Slot::new(false, 0);
    slot.show(Some(ADA));
    sent(slot.forward(ADA, &layered(0, 10, 0, true, false, 1_000)));
    if !open {
        sent(slot.forward(ADA, &layered(0, 11, 0, false, true, 1_000)));
    }
    slot
}

#[test]
fn another_layer_takes_over_at_its_keyframe_and_the_old_one_goes_on_until_then() {
    let mut slot = showing(false);
    let from = slot.from_timestamp();
    slot.choose(Some(Choice { spatial: 0, layer: 1, ..Choice::FIRST }));
    assert_eq!((slot.layer(), slot.awaited(), slot.layers()), (Some(0), Some(1), 0b11));
    let early = slot.forward(ADA, &layered(1, 500, 77, false, true, 1_033));
    assert_eq!(early, Verdict::Drop(Dropped::NotChosen));
    let (last, ..) = sent(slot.forward(ADA, &layered(0, 12, 3_000, false, true, 1_033)));
    let taken = slot.forward(ADA, &layered(1, 501, 3_077, true, false, 1_066));
    let Verdict::Send(numbers, Some(Begins::Layer)) = taken else { panic!("{taken:?}") };
    assert_eq!((numbers.sequence, numbers.timestamp), (last + 1, 1_066 * 90));
    let same_instant = slot.forward(ADA, &layered(0, 13, 6_000, false, true, 1_066));
    assert_eq!(same_instant, Verdict::Drop(Dropped::NotChosen));
    assert_eq!((slot.layer(), slot.awaited(), slot.from_timestamp()), (Some(1), None, from));
}

#[test]
fn the_old_layers_frame_is_let_finish_before_the_new_one_begins() {
    let mut slot = showing(true);
    slot.choose(Some(Choice { spatial: 0, layer: 1, ..Choice::FIRST }));
    let keyframe = layered(1, 500, 7, true, false, 1_000);
    assert_eq!(slot.forward(ADA, &keyframe), Verdict::Hold);
    assert!(!slot.is_released());
    let (end, timestamp, _) = sent(slot.forward(ADA, &layered(0, 11, 0, false, true, 1_000)));
    assert!(slot.is_released());
    slot.release();
    let (sequence, later, _) = sent(slot.forward(ADA, &keyframe));
    assert_eq!((sequence, later), (end + 1, timestamp + 1), "two pictures of one instant, in their order");
}

#[test]
fn an_old_layers_frame_that_lost_its_end_is_not_waited_for() {
    let mut slot = showing(true);
    slot.choose(Some(Choice { spatial: 0, layer: 1, ..Choice::FIRST }));
    assert_eq!(slot.forward(ADA, &layered(1, 500, 7, true, false, 1_000)), Verdict::Hold);
    let next = slot.forward(ADA, &layered(0, 12, 3_000, false, true, 1_033));
    assert_eq!(next, Verdict::Drop(Dropped::NotChosen));
    assert!(slot.is_released());
}

#[test]
fn a_change_of_mind_keeps_the_old_layer() {
    let mut slot = showing(true);
    slot.choose(Some(Choice { spatial: 0, layer: 1, ..Choice::FIRST }));
    assert_eq!(slot.forward(ADA, &layered(1, 500, 7, true, false, 1_000)), Verdict::Hold);
    slot.choose(Some(Choice::FIRST));
    assert!(!slot.is_holding());
    sent(slot.forward(ADA, &layered(0, 11, 0, false, true, 1_000)));
    assert_eq!(slot.layers(), 0b1);
}

#[test]
fn after_a_pause_a_picture_goes_on_with_a_keyframe_under_the_next_numbers() {
    let mut slot = showing(false);
    let from = slot.from_timestamp();
    slot.choose(None);
    assert_eq!((slot.layers(), slot.source()), (0, Some(ADA)));
    let hidden = slot.forward(ADA, &layered(0, 12, 3_000, true, true, 1_033));
    assert_eq!(hidden, Verdict::Drop(Dropped::NotChosen));
    slot.choose(Some(Choice::FIRST));
    let awaited = slot.forward(ADA, &layered(0, 13, 6_000, false, true, 1_066));
    assert_eq!(awaited, Verdict::Drop(Dropped::AwaitingKeyframe));
    let (sequence, _, first) = sent(slot.forward(ADA, &layered(0, 14, 9_000, true, true, 1_100)));
    assert_eq!((sequence, first, slot.from_timestamp()), (12, false, from));
}

#[test]
fn padding_takes_no_number() {
    let mut slot = showing(false);
    let padding = Arrival { empty: true, ..layered(0, 12, 0, false, false, 1_010) };
    assert_eq!(slot.forward(ADA, &padding), Verdict::Drop(Dropped::NotChosen));
    let (sequence, ..) = sent(slot.forward(ADA, &layered(0, 13, 3_000, false, true, 1_033)));
    assert_eq!(sequence, 12);
}

#[test]
fn numbers_that_stay_the_same_are_not_written_anew() {
    let mut random = Random::new(4);
    let mut encoder = Encoder::new(&mut random, 1, 0);
    let tag = encoder.encode(&mut random, 0, true)[0];
    let wide = PictureId { value: 0x7fff, wide: true };
    let arrival = |sequence, entry, picture_id| Arrival {
        descriptor: Some(Descriptor {
            picture_id: Some(picture_id),
            tl0: Some(1),
            ..encoder.descriptor(tag)
        }),
        ..packet(sequence, u32::from(sequence) * 3_000, entry, 0)
    };
    let rewrite = |verdict| match verdict {
        Verdict::Send(numbers, _) => numbers.descriptor,
        other => panic!("{other:?}"),
    };
    let mut slot = Slot::new(false, 0);
    slot.show(Some(ADA));
    assert_eq!(rewrite(slot.forward(ADA, &arrival(1, true, wide))), None);
    slot.show(Some(BEN));
    let narrow = PictureId { value: 0x7e, wide: false };
    let first = rewrite(slot.forward(BEN, &arrival(900, true, narrow)));
    assert_eq!(first, Some(Rewrite { picture_id: Some(0), tl0: Some(2) }), "round the corner");
    let narrow = PictureId { value: 0, wide: false };
    let second = rewrite(slot.forward(BEN, &arrival(901, false, narrow)));
    assert_eq!(second.and_then(|rewrite| rewrite.picture_id), Some(2), "one picture is missing");
}

/// One slot before two people with three layers each, on a bad way: what is chosen changes at any moment.
fn play(seed: u64, loss: u64, jitter: u64, restless: u64) -> Record {
    let mut random = Random::new(seed);
    let mut record = Record::default();
    let mut under_way = Vec::new();
    for device in [1, 2] {
        for layer in 0..3 {
            let mut encoder = Encoder::new(&mut random, device, layer);
            for frame in 0..150 {
                let at_ms = 1_000 + frame * 33;
                let key = random.percent(8);
                for tag in encoder.encode(&mut random, at_ms, key) {
                    let late = if random.percent(loss) { 60 + random.below(200) } else { 0 };
                    if !(late > 0 && random.percent(50)) {
                        let at = at_ms * 1_000 + i64::from(tag.index) * 300 + (late * 1_000) as i64;
                        under_way.push((at + random.below(jitter * 1_000) as i64, tag));
                    }
                }
            }
            record.encoders.insert((device, layer), encoder);
        }
    }
    under_way.sort_unstable();
    let mut slot = Slot::new(false, random.below(1 << 32) as u32);
    let mut held: Vec<(Tag, Arrival)> = Vec::new();
    let mut newest = std::collections::BTreeMap::new();
    slot.show(Some(source(1, Kind::Camera)));
    for (at, (micros, tag)) in under_way.into_iter().enumerate() {
        if random.below(1_000) < restless {
            change(&mut random, &mut slot, &mut record, at);
        }
        if !slot.is_holding() {
            held.clear();
        }
        record.arrivals.push(tag);
        let encoder = &record.encoders[&(tag.device, tag.layer)];
        let top = newest.entry((tag.device, tag.layer)).or_insert(tag);
        let is_newest = *top <= tag;
        *top = tag.max(*top);
        let descriptor = encoder.descriptor(tag);
        let arrival = Arrival {
            sequence: encoder.sequence(tag),
            timestamp: encoder.frame(tag).timestamp,
            marker: encoder.marker(tag),
            layer: tag.layer,
            entry: descriptor.keyframe && is_newest,
            empty: false,
            descriptor: Some(descriptor),
            layered: None,
            captured: Time(if seed.is_multiple_of(2) {
                encoder.frame(tag).captured_ms * 1_000
            } else {
                micros
            }),
        };
        let mut forward = |slot: &mut Slot, tag: Tag, arrival: &Arrival| {
            let verdict = slot.forward(source(tag.device, Kind::Camera), arrival);
            if let Verdict::Send(Numbers { sequence, timestamp, descriptor, .. }, begins) = verdict {
                let begins = begins.is_some();
                record.sent.push(Sent { tag, sequence, timestamp, descriptor, begins, at });
            }
            verdict
        };
        if forward(&mut slot, tag, &arrival) == Verdict::Hold {
            held.push((tag, arrival));
        }
        if slot.is_released() || held.len() > 20 {
            slot.release();
            for (tag, arrival) in held.drain(..) {
                forward(&mut slot, tag, &arrival);
            }
        }
    }
    record
}

fn change(random: &mut Random, slot: &mut Slot, record: &mut Record, at: usize) {
    match random.below(20) {
        0 => {
            slot.show(Some(source(1 + random.below(2) as u32, Kind::Camera)));
            record.cuts.push(at);
        }
        1 => {
            slot.choose(None);
            record.cuts.push(at);
        }
        _ => {
            let temporal = [0, 1, u8::MAX][random.below(3) as usize];
            let layer = slot.layer().filter(|_| random.percent(50)).unwrap_or(random.below(3) as u8);
            slot.choose(Some(Choice { spatial: 0, layer, temporal }));
        }
    }
}

proptest::proptest! {
    /// Any layers, losses, orders and changes: numbers without a hole of ours, and pictures that can be decoded.
    #[test]
    fn what_comes_out_of_a_slot_can_be_decoded(
        seed in proptest::num::u64::ANY,
        loss in 0..10_u64,
        jitter in 0..40_u64,
        restless in 0..25_u64,
    ) {
        let record = play(seed, loss, jitter, restless);
        if let Err(error) = record.check() {
            proptest::prop_assert!(false, "{}", error);
        }
    }
}
