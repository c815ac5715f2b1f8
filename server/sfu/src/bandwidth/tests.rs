use proptest::prelude::*;

use super::control::LEAST;
use super::*;

/// A path of 20 ms without a limit. Sends a packet of `bytes` each `every` ms, from `from` to `until`, and reports each
/// 100 ms; the receiver's clock is `clock` µs ahead.
fn run(estimator: &mut Estimator, millis: std::ops::Range<i64>, every: i64, bytes: u16, clock: i64) {
    let mut report = Vec::new();
    for now in millis {
        let sequence = (now / every) as u16;
        if now % every == 0 {
            estimator.sent(Time(now * 1_000), sequence, bytes, Purpose::Media);
            report.push(Arrival { sequence, at: Some(now * 1_000 + 20_000 + clock) });
        }
        if now % 100 == 40 {
            estimator.feedback(Time(now * 1_000), &std::mem::take(&mut report));
        }
    }
}

fn running() -> Estimator {
    let mut estimator = Estimator::new(Time(0));
    run(&mut estimator, 0..3_000, 10, 500, 7_000_000);
    estimator
}

#[test]
fn without_a_probe_it_never_knows_more_than_a_third_above_what_arrived() {
    let mut estimator = Estimator::new(Time(0));
    run(&mut estimator, 0..60_000, 10, 500, 0);
    let estimate = estimator.estimate();
    assert!((500_000..=540_000).contains(&estimate), "{estimate} of 400,000 sent");
    assert_eq!(estimator.round_trip(), Some(0), "reported in the millisecond in which it was sent");
}

#[test]
fn numbers_wrap() {
    let mut estimator = Estimator::new(Time(0));
    run(&mut estimator, 0..140_000, 2, 100, 0);
    let figures = estimator.figures(Time(140_000_000));
    assert!((380_000..=420_000).contains(&figures.acked), "{figures:?}");
    assert_eq!(figures.loss, 0.0);
}

#[test]
fn repeated_foreign_and_ancient_numbers_do_nothing() {
    let estimator = running();
    let before = estimator.figures(Time(3_000_000));
    let sequences = (0..=u16::MAX).filter(|sequence| !(291..=299).contains(sequence));
    for at in [None, Some(0), Some(2_000_000), Some(i64::MAX), Some(i64::MIN)] {
        let mut estimator = estimator.clone();
        let arrivals: Vec<Arrival> = sequences.clone().map(|sequence| Arrival { sequence, at }).collect();
        estimator.feedback(Time(3_000_000), &arrivals);
        assert_eq!(estimator.figures(Time(3_000_000)), before, "{at:?}");
    }
}

#[test]
fn a_receiver_that_sets_its_clock_changes_nothing() {
    for clock in [-3_600_000_000, 3_600_000_000] {
        let mut estimator = running();
        let before = estimator.estimate();
        run(&mut estimator, 3_000..6_000, 10, 500, clock);
        assert!(estimator.estimate() >= before, "{clock}");
        assert!(estimator.figures(Time(6_000_000)).queue_ms < 5, "{clock}");
    }
}

#[test]
fn silence_lowers_it_only_while_something_is_under_way() {
    let mut estimator = running();
    let before = estimator.estimate();
    let mut unanswered = estimator.clone();
    for now in 3_000..6_000 {
        if now % 20 == 0 {
            assert_eq!(estimator.tick(Time(now * 1_000), 5_000_000).filter(|_| now > 3_600), None);
            unanswered.sent(Time(now * 1_000), (300 + now / 20) as u16, 1_200, Purpose::Media);
            unanswered.tick(Time(now * 1_000), 0);
        }
    }
    assert_eq!(estimator.estimate(), before);
    assert!(unanswered.estimate() < before / 2, "{}", unanswered.estimate());
    assert_eq!(unanswered.figures(Time(6_000_000)).state, "silent");
}

#[test]
fn a_probe_is_asked_for_only_when_more_is_wanted() {
    let mut estimator = running();
    assert_eq!(estimator.tick(Time(3_000_000), estimator.estimate()), None);
    let probe = estimator.tick(Time(3_000_000), 2_000_000).unwrap();
    let wanted = 2 * estimator.estimate();
    assert!(probe.rate.abs_diff(wanted) < 2, "{probe:?}");
    assert!(probe.bytes <= probe.rate / 8 / 4);
    assert_eq!(estimator.tick(Time(3_020_000), 2_000_000), None, "one at a time");
}

#[test]
fn what_a_loss_hides_is_left_out_of_the_rate() {
    let mut log = Log::default();
    for sequence in 0..40_u16 {
        log.sent(Time(0), sequence, 1_000, Purpose::Media);
        // 1,000 bytes in 10 ms are 800 kbit/s; ten in the middle are lost behind the link.
        let at = (!(15..25).contains(&sequence)).then_some(i64::from(sequence) * 10_000);
        log.report(Arrival { sequence, at });
    }
    let rate = |missing| rate::rate_of(log.arrived_since(0), missing).unwrap();
    assert!((rate(rate::Missing::Skipped) - 800_000.0).abs() < 1.0);
    assert!((rate(rate::Missing::Passed) - 800_000.0).abs() < 1.0);
    assert!(rate(rate::Missing::Refused) < 650_000.0);
}

#[test]
fn a_few_lost_packets_of_silence_are_no_congestion() {
    let mut estimator = running();
    let before = estimator.estimate();
    // Ten packets a second (DTX), every fourth is lost.
    for tenth in 0..300_i64 {
        let (sent, sequence) = (Time(3_100_000 + tenth * 100_000), (300 + tenth) as u16);
        estimator.sent(sent, sequence, 80, Purpose::Media);
        let at = (tenth % 4 != 0).then_some(sent.0 + 7_020_000);
        estimator.feedback(Time(sent.0 + 60_000), &[Arrival { sequence, at }]);
    }
    assert!(estimator.estimate() >= before, "{}", estimator.estimate());
    assert!((estimator.loss() - 0.25).abs() < 0.1, "{}", estimator.loss());
}

proptest! {
    #[test]
    fn nothing_that_a_receiver_says_harms(
        steps in proptest::collection::vec((any::<u16>(), 0..4_u8, any::<u16>(), any::<i64>(), 0..1_000_i64), 1..600)
    ) {
        let mut estimator = Estimator::new(Time(0));
        let (mut now, mut next) = (0, 0_u16);
        for (sequence, kind, span, at, wait) in steps {
            now += wait * 500;
            let time = Time(now);
            match kind {
                0 => estimator.sent(time, sequence, span, Purpose::Probe),
                1 => for _ in 0..span % 200 {
                    next = next.wrapping_add(1);
                    estimator.sent(time, next, 1_200, Purpose::Media);
                },
                2 => {
                    let near = next.wrapping_sub(span % 300);
                    let arrivals: Vec<Arrival> = (0..span % 400)
                        .map(|nth| Arrival {
                            sequence: near.wrapping_add(nth),
                            at: (nth % 5 != 0).then(|| at.wrapping_shr(u32::from(sequence) % 64).wrapping_add(i64::from(nth) * 250)),
                        })
                        .collect();
                    estimator.feedback(time, &arrivals);
                }
                _ => {
                    estimator.tick(time, u32::from(sequence) * 1_000);
                }
            }
            let figures = estimator.figures(time);
            prop_assert!(f64::from(figures.estimate) >= LEAST - 1.0 && figures.estimate <= 20_000_000);
            prop_assert!((0.0..=1.0).contains(&figures.loss));
            prop_assert!(estimator.pace() >= figures.estimate);
            prop_assert!(estimator.log.len() <= log::MOST);
        }
    }
}
