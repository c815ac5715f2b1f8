use super::*;

fn voice(now: Time, level: i32) -> Voice {
    Voice { speaks: level > 0, last_spoke: (level > 0).then_some(now), level, ..Voice::default() }
}

/// Looks every 20 ms at these levels of devices 1, 2, … (0: silent); when it changed, and to whom.
fn looks(dominance: &mut Dominance, from: i64, until: i64, levels: &[i32]) -> Vec<(i64, Option<u32>)> {
    let looks = (from..until).step_by(20);
    let changes = looks.filter_map(|millis| {
        let voices = (1..).map(DeviceId).zip(levels.iter().map(|&level| voice(Time(millis * 1_000), level)));
        let changed = dominance.look(Time(millis * 1_000), voices);
        changed.then(|| (millis, dominance.current().map(|device| device.0)))
    });
    changes.collect()
}

#[test]
fn one_person_stays_until_another_takes_over() {
    let mut turn = Dominance::default();
    assert_eq!(looks(&mut turn, 0, 1_000, &[90, 0]), [(400, Some(1))]);
    assert_eq!(looks(&mut turn, 1_000, 2_000, &[0, 0]), [], "in silence nothing changes");
    assert_eq!(looks(&mut turn, 2_000, 3_000, &[0, 90]), [(2_400, Some(2))]);
}

#[test]
fn louder_for_half_a_second_takes_over_and_less_does_not() {
    let mut turn = Dominance::default();
    looks(&mut turn, 0, 1_000, &[80, 0, 0]);
    assert_eq!(looks(&mut turn, 1_000, 3_000, &[80, 85, 80]), [], "not clearly");
    assert_eq!(looks(&mut turn, 3_000, 3_480, &[80, 95, 0]), [], "a cough");
    assert_eq!(looks(&mut turn, 3_480, 3_700, &[80, 0, 95]), [], "and another");
    assert_eq!(looks(&mut turn, 3_700, 4_500, &[80, 95, 0]), [(4_200, Some(2))]);
}

#[test]
fn whoever_is_gone_is_not_dominant() {
    let mut turn = Dominance::default();
    looks(&mut turn, 0, 1_000, &[0, 90]);
    assert_eq!(looks(&mut turn, 1_000, 1_100, &[0]), [(1_000, None)]);
}
