use super::*;
use crate::lines::{AUDIO_LINES, VIDEO_LINES};

const EARLY: [Time; LINES] = [Time(0); LINES];

fn cameras(devices: impl IntoIterator<Item = u32>) -> BTreeSet<SourceId> {
    all(devices, &[Kind::Camera])
}

fn all(devices: impl IntoIterator<Item = u32>, kinds: &[Kind]) -> BTreeSet<SourceId> {
    let devices: Vec<u32> = devices.into_iter().collect();
    devices
        .into_iter()
        .flat_map(|device| kinds.iter().map(move |&kind| SourceId { device: DeviceId(device), kind }))
        .collect()
}

fn silent(_: DeviceId) -> Voice {
    Voice::default()
}

fn speaking(device: u32) -> impl Fn(DeviceId) -> Voice {
    move |candidate| Voice {
        speaks: candidate == DeviceId(device),
        last_spoke: (candidate == DeviceId(device)).then_some(Time(9_000_000)),
        ..Voice::default()
    }
}

fn shown(slots: &Slots) -> BTreeSet<SourceId> {
    slots.iter().flatten().copied().collect()
}

#[test]
fn everybody_who_fits_is_shown_once_and_stays_where_they_are() {
    let allowed = all(1..=4, &[Kind::Microphone, Kind::Camera]);
    let first = assign(Time(0), &[None; LINES], &EARLY, &allowed, None, silent);
    assert_eq!(shown(&first), allowed);
    let fewer: BTreeSet<_> = allowed.iter().copied().filter(|source| source.device != DeviceId(2)).collect();
    let second = assign(Time(0), &first, &EARLY, &fewer, None, silent);
    for line in 0..LINES {
        assert!(
            second[line] == first[line] || first[line].is_some_and(|source| source.device == DeviceId(2))
        );
    }
    assert_eq!(shown(&second), fewer);
}

#[test]
fn a_source_that_may_not_be_had_any_more_is_cut_at_once() {
    let first = assign(Time(0), &[None; LINES], &EARLY, &cameras([1, 2]), None, silent);
    let second = assign(Time(1), &first, &[Time(1); LINES], &cameras([2, 3]), None, silent);
    assert_eq!(shown(&second), cameras([2, 3]));
}

#[test]
fn the_one_with_the_floor_gets_the_stage_pair_and_no_other_slot() {
    let allowed = all(1..=3, &[Kind::Microphone, Kind::Camera]);
    let first = assign(Time(0), &[None; LINES], &EARLY, &allowed, None, silent);
    let second = assign(Time(0), &first, &EARLY, &allowed, Some(DeviceId(2)), silent);
    assert_eq!(second[STAGE_AUDIO], Some(SourceId { device: DeviceId(2), kind: Kind::Microphone }));
    assert_eq!(second[STAGE_VIDEO], Some(SourceId { device: DeviceId(2), kind: Kind::Camera }));
    assert_eq!(second.iter().flatten().count(), allowed.len(), "nobody is in two slots");
    let third = assign(Time(0), &second, &EARLY, &allowed, Some(DeviceId(3)), silent);
    assert_eq!(third[STAGE_VIDEO], Some(SourceId { device: DeviceId(3), kind: Kind::Camera }));
    assert_eq!(shown(&third), allowed, "whoever left the stage is shown elsewhere");
}

#[test]
fn a_stage_of_somebody_out_of_reach_changes_nothing() {
    let allowed = cameras([1, 2]);
    let slots = assign(Time(0), &[None; LINES], &EARLY, &allowed, Some(DeviceId(9)), silent);
    assert_eq!(shown(&slots), allowed);
}

#[test]
fn with_more_voices_than_slots_the_one_who_speaks_is_heard_at_once() {
    let allowed = all(1..=20, &[Kind::Microphone]);
    let first = assign(Time(0), &[None; LINES], &EARLY, &allowed, None, silent);
    assert_eq!(first.iter().flatten().count(), AUDIO_LINES);
    let second = assign(Time(1), &first, &[Time(0); LINES], &allowed, None, speaking(20));
    assert!(shown(&second).contains(&SourceId { device: DeviceId(20), kind: Kind::Microphone }));
    let changed = (0..LINES).filter(|&line| first[line] != second[line]).count();
    assert_eq!(changed, 1, "and only one silent voice makes room");
}

/// Four lines held by devices 1 to 4 for two seconds, and device 9 who wants one: who has lost theirs.
fn contest(newcomer: Voice, holder: impl Fn(u32) -> Voice) -> Option<u32> {
    let devices = (1..=4).chain([9]);
    let allowed = all(devices, &[Kind::Microphone]);
    let before = assign(Time(0), &[None; LINES], &EARLY, &all(1..=4, &[Kind::Microphone]), None, silent);
    let after = assign(NOW, &before, &EARLY, &allowed, None, |device| match device.0 {
        9 => newcomer,
        held => holder(held),
    });
    let lost = before.iter().flatten().find(|source| !shown(&after).contains(source));
    lost.map(|source| source.device.0)
}

const NOW: Time = Time(2_000_000);

fn speaks(since: i64, last: i64, level: i32) -> Voice {
    let (since, last_spoke) = (Some(Time(since * 1_000)), Some(Time(last * 1_000)));
    Voice { speaks: true, since, last_spoke, level, ..Voice::default() }
}

const STIRS: Voice =
    Voice { pinned: false, speaks: false, stirs: true, last_spoke: None, since: None, level: 90 };

#[test]
fn a_voice_that_stirs_takes_the_line_of_whoever_has_been_silent_longest() {
    let silent = |device: u32| Voice { last_spoke: Some(Time(i64::from(10 - device))), ..Voice::default() };
    assert_eq!(contest(STIRS, silent), Some(4));
    assert_eq!(contest(Voice::default(), silent), None, "and one that does not stir takes none");
    assert_eq!(contest(STIRS, |device| if device == 4 { STIRS } else { silent(device) }), Some(3));
}

#[test]
fn a_cough_takes_no_line_of_those_who_speak_but_of_one_who_has_paused() {
    assert_eq!(contest(STIRS, |_| speaks(0, 1_990, 80)), None);
    assert_eq!(contest(STIRS, |device| speaks(0, if device == 2 { 1_650 } else { 1_800 }, 80)), Some(2));
    assert_eq!(contest(STIRS, |_| STIRS), None);
    assert_eq!(contest(speaks(1_990, 1_990, 80), |_| STIRS), Some(1));
}

#[test]
fn when_too_many_speak_the_quietest_goes_if_another_is_clearly_louder_for_long() {
    let holder = |device: u32| speaks(0, 1_990, if device == 3 { 75 } else { 80 });
    assert_eq!(contest(speaks(500, 1_990, 84), holder), Some(3));
    assert_eq!(contest(speaks(510, 1_990, 84), holder), None, "not long enough");
    assert_eq!(contest(speaks(500, 1_990, 83), holder), None, "not clearly louder");
}

#[test]
fn whoever_is_pinned_is_heard_and_stays() {
    let pinned = Voice { pinned: true, ..Voice::default() };
    assert_eq!(contest(pinned, |_| speaks(0, 1_990, 80)), Some(1));
    assert_eq!(contest(speaks(0, 1_990, 120), |_| pinned), None);
    assert_eq!(contest(pinned, |_| pinned), None);
}

#[test]
fn a_line_that_was_won_is_kept_for_a_second() {
    let voices = |device: DeviceId| speaks(0, 1_990, if device.0 == 9 { 120 } else { 80 });
    let before = assign(Time(0), &[None; LINES], &EARLY, &all(1..=4, &[Kind::Microphone]), None, silent);
    let allowed = all((1..=4).chain([9]), &[Kind::Microphone]);
    assert_eq!(assign(NOW, &before, &[Time(1_000_001); LINES], &allowed, None, voices), before);
    assert_ne!(assign(NOW, &before, &[Time(1_000_000); LINES], &allowed, None, voices), before);
}

#[test]
fn a_picture_does_not_come_for_a_voice_that_only_stirs() {
    let allowed = cameras(1..=20);
    let first = assign(Time(0), &[None; LINES], &EARLY, &allowed, None, silent);
    assert_eq!(assign(NOW, &first, &EARLY, &allowed, None, |_| STIRS), first);
}

#[test]
fn a_picture_chosen_by_ranking_is_not_replaced_within_half_a_second() {
    let allowed = cameras(1..=20);
    let first = assign(Time(0), &[None; LINES], &EARLY, &allowed, None, silent);
    assert_eq!(first.iter().flatten().count(), VIDEO_LINES);
    let soon = assign(Time(499_000), &first, &EARLY, &allowed, None, speaking(20));
    assert_eq!(soon, first);
    let later = assign(Time(500_000), &first, &EARLY, &allowed, None, speaking(20));
    assert!(shown(&later).contains(&SourceId { device: DeviceId(20), kind: Kind::Camera }));
}

#[test]
fn nobody_who_speaks_is_pushed_out() {
    let allowed = all(1..=10, &[Kind::Microphone]);
    let everybody = |_: DeviceId| Voice { speaks: true, last_spoke: Some(Time(1)), ..Voice::default() };
    let first = assign(Time(0), &[None; LINES], &EARLY, &allowed, None, everybody);
    assert_eq!(assign(Time(1), &first, &EARLY, &allowed, None, everybody), first);
}

#[test]
fn a_screen_and_its_sound_are_neighbours() {
    let allowed = all([1, 2], &[Kind::Screen, Kind::ScreenSound]);
    let slots = assign(Time(0), &[None; LINES], &EARLY, &allowed, None, silent);
    assert_eq!(shown(&slots), allowed);
    for line in (0..LINES).filter(|&line| LAYOUT[line] == LineUse::Screen) {
        assert_eq!(slots[line].map(|source| source.device), slots[line + 1].map(|source| source.device));
    }
}

proptest::proptest! {
    #[test]
    fn nothing_forbidden_is_shown_nothing_twice_and_nothing_in_the_wrong_line(
        before in proptest::collection::btree_set((0..30_u32, 0..6_usize), 0..60),
        after in proptest::collection::btree_set((0..30_u32, 0..6_usize), 0..60),
        stage in proptest::option::of(0..30_u32),
        voice in 0..30_u32,
    ) {
        let set = |pairs: &std::collections::BTreeSet<(u32, usize)>| -> BTreeSet<SourceId> {
            pairs.iter().map(|&(device, kind)| SourceId { device: DeviceId(device), kind: Kind::ALL[kind] }).collect()
        };
        let (before, after) = (set(&before), set(&after));
        let stage = stage.map(DeviceId);
        let first = assign(Time(0), &[None; LINES], &EARLY, &before, None, silent);
        let next = assign(Time(600_000), &first, &EARLY, &after, stage, speaking(voice));
        let mut seen = BTreeSet::new();
        for line in 0..LINES {
            if let Some(source) = next[line] {
                proptest::prop_assert!(after.contains(&source));
                proptest::prop_assert!(LAYOUT[line].carries(source.kind));
                proptest::prop_assert!(seen.insert(source));
            }
        }
        let wanted = after.iter().filter(|source| source.kind == Kind::Camera).count();
        let cameras = seen.iter().filter(|source| source.kind == Kind::Camera).count();
        proptest::prop_assert!(cameras >= wanted.min(VIDEO_LINES));
    }
}
