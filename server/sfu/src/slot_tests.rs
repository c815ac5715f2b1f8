use super::*;
use crate::plan::{DeviceId, Kind};

const fn source(device: u32, kind: Kind) -> SourceId {
    SourceId { device: DeviceId(device), kind }
}

const ADA: SourceId = source(1, Kind::Camera);
const BEN: SourceId = source(2, Kind::Camera);
const ADA_VOICE: SourceId = source(1, Kind::Microphone);
const BEN_VOICE: SourceId = source(2, Kind::Microphone);

fn packet(sequence: u16, timestamp: u32, entry: bool, millis: i64) -> Arrival {
    Arrival { sequence, timestamp, entry, captured: Time(millis * 1_000) }
}

fn sent(verdict: Verdict) -> (u16, u32, bool) {
    match verdict {
        Verdict::Send { sequence, timestamp, first } => (sequence, timestamp, first),
        Verdict::Drop(reason) => panic!("dropped: {reason:?}"),
    }
}

#[test]
fn a_picture_begins_with_a_keyframe_and_only_its_own() {
    let mut slot = Slot::new(false, 0);
    slot.show(Some(ADA));
    assert!(slot.is_awaiting());
    assert_eq!(slot.forward(ADA, packet(9, 0, false, 0)), Verdict::Drop(Dropped::AwaitingKeyframe));
    assert_eq!(slot.forward(BEN, packet(9, 0, true, 0)), Verdict::Drop(Dropped::NotHere));
    let (_, timestamp, first) = sent(slot.forward(ADA, packet(10, 500, true, 1_000)));
    assert!(first);
    assert_eq!(timestamp, 90_000, "one second on our clock");
    assert_eq!(slot.from_timestamp(), Some(90_000));
    let (_, _, first) = sent(slot.forward(ADA, packet(11, 500, false, 1_000)));
    assert!(!first);
}

#[test]
fn numbers_go_on_where_the_last_source_ended() {
    let mut slot = Slot::new(false, 0);
    slot.show(Some(ADA));
    let (first, ..) = sent(slot.forward(ADA, packet(65_534, 0, true, 0)));
    let (second, ..) = sent(slot.forward(ADA, packet(65_535, 0, false, 0)));
    let (third, ..) = sent(slot.forward(ADA, packet(0, 3_000, false, 33)));
    assert_eq!((second, third), (first.wrapping_add(1), first.wrapping_add(2)));
    slot.show(Some(BEN));
    let (fourth, timestamp, _) = sent(slot.forward(BEN, packet(20_000, 777, true, 100)));
    assert_eq!(fourth, third.wrapping_add(1));
    assert_eq!(timestamp, 9_000);
}

#[test]
fn a_gap_stays_a_gap_so_that_it_can_be_repaired() {
    let mut slot = Slot::new(false, 0);
    slot.show(Some(ADA));
    let (first, ..) = sent(slot.forward(ADA, packet(5, 0, true, 0)));
    let (third, ..) = sent(slot.forward(ADA, packet(7, 0, false, 0)));
    assert_eq!(third, first.wrapping_add(2));
    let (second, ..) = sent(slot.forward(ADA, packet(6, 0, false, 0)));
    assert_eq!(second, first.wrapping_add(1), "the late one takes its own number");
}

#[test]
fn what_was_sent_before_the_cut_does_not_come_after_it() {
    let mut slot = Slot::new(false, 0);
    slot.show(Some(ADA));
    sent(slot.forward(ADA, packet(100, 0, true, 0)));
    assert_eq!(slot.forward(ADA, packet(99, 0, false, 0)), Verdict::Drop(Dropped::BeforeCut));
}

#[test]
fn a_new_voice_never_overlaps_the_last_frame_of_the_old_one() {
    let mut slot = Slot::new(true, 0);
    slot.show(Some(ADA_VOICE));
    let (_, last, _) = sent(slot.forward(ADA_VOICE, packet(1, 0, true, 1_000)));
    slot.show(Some(BEN_VOICE));
    // Captured 5 ms later: a raw continuation would overlap 15 ms.
    let (_, next, _) = sent(slot.forward(BEN_VOICE, packet(50, 9_999, true, 1_005)));
    assert_eq!(next, last + 960);
}

#[test]
fn time_follows_the_clock_and_does_not_drift_over_many_cuts() {
    let mut slot = Slot::new(true, 7);
    for cut in 1..=200_i64 {
        let voice = if cut % 2 == 0 { ADA_VOICE } else { BEN_VOICE };
        slot.show(Some(voice));
        let (_, timestamp, _) =
            sent(slot.forward(voice, packet(u16::try_from(cut).unwrap(), 31 * cut as u32, true, cut * 500)));
        assert_eq!(timestamp, 7 + 24_000 * cut as u32);
    }
}

#[test]
fn a_slot_shows_one_source_for_hours() {
    let mut slot = Slot::new(true, 0);
    slot.show(Some(ADA_VOICE));
    let (start, ..) = sent(slot.forward(ADA_VOICE, packet(40_000, 0, true, 0)));
    for index in 1..300_000_u32 {
        let arrival = packet(40_000_u16.wrapping_add(index as u16), index.wrapping_mul(960), true, 0);
        let (sequence, ..) = sent(slot.forward(ADA_VOICE, arrival));
        assert_eq!(sequence, start.wrapping_add(index as u16));
    }
}

proptest::proptest! {
    /// Whatever is shown, lost or reordered: no sequence number is sent twice in a slot.
    #[test]
    fn a_sequence_number_is_never_sent_twice(
        steps in proptest::collection::vec((0..3_u32, 0..4_u16, proptest::bool::ANY), 1..400),
    ) {
        let mut slot = Slot::new(false, 0);
        let mut shown = None;
        let mut next = [60_000_u16, 10, 500];
        let mut unique = std::collections::BTreeSet::new();
        for (index, (device, skip, keyframe)) in steps.into_iter().enumerate() {
            if shown != Some(device) && keyframe {
                shown = Some(device);
                slot.show(Some(source(device, Kind::Camera)));
            }
            let counter = &mut next[device as usize];
            *counter = counter.wrapping_add(skip + 1);
            let arrival = packet(*counter, index as u32 * 3_000, keyframe, index as i64 * 33);
            if let Verdict::Send { sequence, .. } = slot.forward(source(device, Kind::Camera), arrival) {
                proptest::prop_assert!(unique.insert(sequence));
            }
        }
    }
}
