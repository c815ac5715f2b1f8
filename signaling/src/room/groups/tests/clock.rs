use std::collections::BTreeSet;

use super::super::clock::{Clock, Pace};
use crate::time::Moment;

fn until(end: u64) -> Clock {
    let mut clock = Clock::default();
    clock.set(Moment(0), Pace::Until(Moment(end)));
    clock
}

fn marks(minutes: &[u32]) -> BTreeSet<u32> {
    minutes.iter().copied().collect()
}

#[test]
fn several_warnings_that_are_due_are_one() {
    let mut clock = until(600_000);
    let marks = marks(&[1, 4, 5]);
    assert_eq!(clock.next(&marks), Some(Moment(300_000)));
    let warning = clock.warn_if_due(Moment(400_000), &marks).unwrap();
    assert_eq!((warning.seconds_left, warning.put_off), (200, false));
    assert_eq!(clock.next(&marks), Some(Moment(540_000)), "the last one is still to come");
}

#[test]
fn an_end_that_was_missed_is_put_off_by_a_minute() {
    let mut clock = until(600_000);
    let warning = clock.warn_if_due(Moment(597_000), &marks(&[1])).unwrap();
    assert_eq!((warning.seconds_left, warning.ends_at), (60, Moment(657_000)));
    assert!(warning.put_off && !clock.is_over(Moment(656_999)) && clock.is_over(Moment(657_000)));
    let mut clock = until(600_000);
    assert!(!clock.is_over(Moment(700_000)), "not without a warning");
    assert_eq!(clock.warn_if_due(Moment(700_000), &marks(&[1])).unwrap().ends_at, Moment(760_000));
}

#[test]
fn a_paused_clock_has_nothing_to_do() {
    let mut clock = until(600_000);
    clock.pause(Moment(100_000));
    assert_eq!((clock.next(&marks(&[1])), clock.paused_with()), (None, Some(500_000)));
    assert!(!clock.is_over(Moment(u64::MAX)) && clock.warn(Moment(9), &marks(&[1])).is_none());
    clock.resume(Moment(200_000));
    assert_eq!(clock.ends_at(), Some(Moment(700_000)));
}
