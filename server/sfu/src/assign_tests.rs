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

fn silent(_: DeviceId) -> Activity {
    Activity::default()
}

fn speaking(device: u32) -> impl Fn(DeviceId) -> Activity {
    move |candidate| Activity {
        speaks: candidate == DeviceId(device),
        last_spoke: (candidate == DeviceId(device)).then_some(Time(9_000_000)),
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
    let everybody = |_: DeviceId| Activity { speaks: true, last_spoke: Some(Time(1)) };
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
