use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

#[test]
fn a_forged_packet_does_not_move_it() {
    let mut detector = Detector { window: Window::default(), bits: 16, checked: None };
    assert!(detector.check(40_000), "not known yet to be forged");
    assert!(detector.check(7), "the first genuine one");
    detector.accept();
    detector.accept();
    assert!(!detector.check(7), "again");
    assert!(detector.check(30_000), "forged");
    assert!(detector.check(6), "late");
    detector.accept();
    assert!(detector.check(65_535), "late, of the round before");
    detector.accept();
    assert!(!detector.check(65_535));
    assert!(!detector.check(7 + 65_536 - 512), "too old to know");
}

#[test]
fn control_packets_have_numbers_of_31_bits() {
    let mut detector = Detector { window: Window::default(), bits: 31, checked: None };
    for index in [1, 2, 0x3fff_ffff, 0x7fff_fff0, 0x7fff_ffff, 0, 1] {
        assert!(detector.check(index), "{index}");
        detector.accept();
        assert!(!detector.check(index), "{index} again");
    }
}

proptest! {
    #[test]
    fn none_is_new_twice(first in 0..70_000_u64, steps in prop::collection::vec(-700_i64..900, 1..400)) {
        let mut window = Window::default();
        let mut taken = BTreeSet::new();
        let mut at = first;
        for step in std::iter::once(0).chain(steps) {
            at = at.saturating_add_signed(step);
            let newest = taken.last().copied();
            if newest.is_some() {
                prop_assert_eq!(window.index(at & 0xffff, 16), Some(at), "the nearest");
            }
            let is_known = newest.is_none_or(|newest| at + WINDOW > newest);
            prop_assert_eq!(window.is_new(at), is_known && !taken.contains(&at), "{}", at);
            if window.is_new(at) {
                window.note(at);
                taken.insert(at);
            }
        }
    }
}
