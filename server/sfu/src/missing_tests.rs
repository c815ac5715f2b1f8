use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn at(millis: i64) -> Time {
    Time(millis * 1_000)
}

const TRIP: i64 = 60_000;

fn came(missing: &mut Missing, millis: i64, sequences: impl IntoIterator<Item = u16>) {
    sequences.into_iter().for_each(|sequence| missing.arrived(at(millis), sequence));
}

#[test]
fn a_gap_is_asked_for_after_the_second_later_packet_or_ten_milliseconds() {
    let mut missing = Missing::default();
    came(&mut missing, 0, [65_534, 0]);
    assert_eq!(missing.due(at(0), TRIP), [0; 0]);
    came(&mut missing, 1, [1]);
    assert_eq!(missing.due(at(1), TRIP), [65_535]);
    came(&mut missing, 20, [3]);
    assert_eq!(missing.due(at(29), TRIP), [0; 0]);
    assert_eq!(missing.due(at(30), TRIP), [2]);
}

#[test]
fn what_came_late_or_was_answered_is_not_asked_for() {
    let mut missing = Missing::default();
    came(&mut missing, 0, [1, 3, 2, 4, 5]);
    assert_eq!(missing.due(at(50), TRIP), [0; 0]);
    came(&mut missing, 60, [7, 8, 9, 10]);
    assert_eq!(missing.due(at(60), TRIP), [6]);
    came(&mut missing, 120, [6]);
    assert_eq!(missing.due(at(900), TRIP), [0; 0]);
    assert!(missing.is_empty() && !missing.gave_up());
}

#[test]
fn it_is_asked_again_when_an_answer_should_have_come_and_given_up_after_a_second() {
    let asked = |round_trip| {
        let mut missing = Missing::default();
        came(&mut missing, 0, [1, 3, 4]);
        let asked: Vec<i64> =
            (0..3_000).filter(|&now| !missing.due(at(now), round_trip).is_empty()).collect();
        assert!(missing.gave_up() && !missing.gave_up());
        asked
    };
    assert_eq!(asked(80_000), [0, 95, 190, 285, 380, 475, 570, 665, 760, 855]);
    assert_eq!(asked(1_000).len(), usize::from(TRIES));
    assert_eq!(asked(1_000)[1], 20);
    assert_eq!(asked(400_000), [0, 455, 910]);
    assert_eq!(asked(i64::MAX), [0, 500]);
    assert_eq!(asked(i64::MIN).len(), usize::from(TRIES));
}

#[test]
fn a_keyframe_passes_what_is_missing_before_it() {
    let mut missing = Missing::default();
    came(&mut missing, 0, [10, 12, 15, 17, 18]);
    missing.keyframe(15);
    assert_eq!(missing.due(at(20), TRIP), [16]);
    assert!(!missing.gave_up());
}

#[test]
fn a_jump_begins_anew_and_a_stray_packet_does_not() {
    let mut missing = Missing::default();
    came(&mut missing, 0, [10, 12, 500]);
    assert_eq!(missing.due(at(20), TRIP).len(), 100, "a long gap is asked for as far as the budget goes");
    came(&mut missing, 30, [1_200]);
    assert!(missing.is_empty() && missing.gave_up());
    came(&mut missing, 40, [30_000, 30_002, 20_000, 10_000, 30_003]);
    assert_eq!(missing.due(at(60), TRIP), [30_001]);
    came(&mut missing, 130, 20_000..20_015);
    assert_eq!(missing.len(), 1);
    came(&mut missing, 140, [20_015, 20_017]);
    assert_eq!(missing.due(at(160), TRIP), [20_016]);
}

#[test]
fn a_flood_of_gaps_stays_within_the_budget_and_the_table() {
    let mut missing = Missing::default();
    let mut asked = 0;
    for packet in 0..50_000_u32 {
        let now = Time(i64::from(packet) * 200);
        missing.arrived(now, (packet * 5) as u16);
        asked += missing.due(now, 5_000).len();
        assert!(missing.len() <= 512);
    }
    assert!(asked <= 100 + 10 * 200, "{asked} in 10 s");
    assert!(missing.gave_up(), "what the newest has left behind");
}

#[test]
fn reordering_that_is_seen_is_waited_for_and_forgotten_again() {
    let mut missing = Missing::default();
    let mut early = Vec::new();
    // Every tenth packet comes 25 ms, or five packets, late.
    for step in 0..400_u16 {
        let now = i64::from(step) * 5;
        if step % 10 != 0 {
            came(&mut missing, now, [step]);
        }
        if step >= 5 && (step - 5) % 10 == 0 {
            came(&mut missing, now, [step - 5]);
        }
        if !missing.due(at(now), TRIP).is_empty() {
            early.push(step);
        }
    }
    assert!(early.len() <= 2 && early.iter().all(|&step| step < 30), "{early:?}");
    for step in 400..2_000_u16 {
        came(&mut missing, i64::from(step) * 5, [step]);
        missing.due(at(i64::from(step) * 5), TRIP);
    }
    came(&mut missing, 10_005, [2_001, 2_002]);
    assert_eq!(missing.due(at(10_005), TRIP), [2_000]);
}

/// A sender that answers requests, behind a path that loses, delays and reorders.
struct Path {
    random: u64,
    round_trip: i64,
    loss: u64,
    jitter: i64,
}

#[derive(Debug, Default)]
struct Seen {
    sent: u32,
    lost: u32,
    asked: u32,
    /// Asked for although on their way.
    needless: u32,
    /// From the moment a gap could be seen to its repair, µs.
    repaired: Vec<i64>,
}

impl Path {
    fn below(&mut self, limit: u64) -> u64 {
        // xorshift64 (Marsaglia 2003).
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % limit
    }

    fn loses(&mut self) -> bool {
        let loss = self.loss;
        self.below(100) < loss
    }

    fn wavers(&mut self) -> i64 {
        self.below(self.jitter.unsigned_abs() + 1).cast_signed()
    }

    /// Pictures of `size` packets, 25 a second, for `seconds`; the receiver looks at its gaps after each packet and
    /// every 20 ms.
    fn run(&mut self, seconds: i64, size: i64) -> Seen {
        let mut seen = Seen::default();
        let mut missing = Missing::default();
        // By time: what comes to the receiver, and its requests to the sender.
        let mut arrivals: BTreeMap<i64, Vec<u16>> = BTreeMap::new();
        let mut lost: BTreeMap<u16, Option<i64>> = BTreeMap::new();
        let mut underway: BTreeSet<u16> = BTreeSet::new();
        let end = (seconds + 2) * 1_000_000;
        arrivals.extend((0..end).step_by(20_000).map(|tick| (tick, Vec::new())));
        let mut sequence = 60_000_u16;
        for packet in 0..seconds * 25 * size {
            let sent = packet / size * 40_000 + packet % size * 300;
            seen.sent += 1;
            if packet > 10 && self.loses() {
                seen.lost += 1;
                lost.insert(sequence, None);
            } else {
                let arrival = sent + self.round_trip / 2 + self.wavers();
                arrivals.entry(arrival).or_default().push(sequence);
                underway.insert(sequence);
            }
            sequence = sequence.wrapping_add(1);
        }
        while let Some((now, sequences)) = arrivals.pop_first() {
            for sequence in sequences {
                missing.arrived(Time(now), sequence);
                underway.remove(&sequence);
                if let Some(noticed @ None) = lost.get_mut(&sequence.wrapping_sub(1)) {
                    *noticed = Some(now);
                }
                if let Some(noticed) = lost.remove(&sequence) {
                    seen.repaired.push(now - noticed.unwrap_or(now));
                }
            }
            for sequence in missing.due(Time(now), self.round_trip) {
                seen.asked += 1;
                seen.needless += u32::from(underway.contains(&sequence));
                if lost.contains_key(&sequence) && !self.loses() {
                    let answer = now + self.round_trip + self.wavers();
                    arrivals.entry(answer).or_default().push(sequence);
                }
            }
        }
        seen
    }
}

/// Printed with `cargo test -p sfu missing -- --nocapture`.
#[test]
fn losses_are_repaired_within_three_round_trips_without_a_storm() {
    println!(
        "round trip, loss, jitter: requests per loss (needless), repaired, within 3 round trips, p50 and p95 ms"
    );
    for round_trip in [5, 40, 80, 150, 300, 400] {
        for loss in [1, 5, 10, 20] {
            let mut path = Path { random: 7, round_trip: round_trip * 1_000, loss, jitter: round_trip * 50 };
            let seen = path.run(60, 8);
            let mut took = seen.repaired.clone();
            took.sort_unstable();
            let limit = 3 * round_trip.max(20) * 1_000;
            let in_time = took.iter().filter(|&&micros| micros <= limit).count();
            let part = |count: usize| count as f64 / f64::from(seen.lost);
            let per_loss = f64::from(seen.asked) / f64::from(seen.lost);
            println!(
                "{round_trip:>3} ms {loss:>2} % {:>4.1} ms: {per_loss:.2} ({}), {:.1} %, {:.1} %, {} and {}",
                round_trip as f64 * 0.05,
                seen.needless,
                part(took.len()) * 100.0,
                part(in_time) * 100.0,
                took[took.len() / 2] / 1_000,
                took[took.len() * 95 / 100] / 1_000,
            );
            let limit = 1.5 / (1.0 - loss as f64 / 100.0);
            assert!(f64::from(seen.asked) <= f64::from(seen.lost) * limit + 20.0, "{seen:?}");
            assert!(part(took.len()) > 0.98, "{:?}", part(took.len()));
        }
    }
}

proptest! {
    #[test]
    fn no_storm_on_any_path(
        random in 1..u64::MAX,
        round_trip in 5..=400_i64,
        loss in 1..=20_u64,
        jitter in 0..30_i64,
        size in 1..12_i64,
    ) {
        let mut path = Path { random, round_trip: round_trip * 1_000, loss, jitter: jitter * 1_000 };
        let seen = path.run(10, size);
        let limit = f64::from(seen.lost) * 1.5 / (1.0 - loss as f64 / 100.0) + 20.0;
        prop_assert!(f64::from(seen.asked - seen.needless) <= limit, "{} for {}", seen.asked, seen.lost);
        prop_assert!(f64::from(seen.needless) <= 0.1 * f64::from(seen.sent), "{} of {}", seen.needless, seen.sent);
        // What is lost at the very end, nobody can notice.
        prop_assert!(seen.repaired.len() as f64 >= 0.95 * f64::from(seen.lost) - 4.0);
    }

    #[test]
    fn whatever_comes_the_table_and_the_answer_are_bounded(
        steps in prop::collection::vec((any::<u16>(), 0..400_u16, 0..50_000_i64, any::<bool>()), 1..200),
    ) {
        let mut missing = Missing::default();
        let (mut now, mut asked) = (0, BTreeMap::<u16, u32>::new());
        for (sequence, run, passed, keyframe) in steps {
            now += passed;
            let sequence = if run % 3 == 0 { sequence } else { run };
            missing.arrived(Time(now), sequence);
            if keyframe {
                missing.keyframe(sequence);
            }
            let due = missing.due(Time(now), 50_000);
            prop_assert!(due.len() <= 100 && missing.len() <= 512);
            due.iter().for_each(|&sequence| *asked.entry(sequence).or_default() += 1);
            prop_assert!(!due.contains(&sequence));
        }
        prop_assert!(asked.values().map(|&times| u64::from(times)).sum::<u64>() <= 100 + now.unsigned_abs() / 5_000);
    }
}
