#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::proxy::impairments::{QUEUE, Reorder};

const CLEAR: Impairments = Impairments {
    blackhole: false,
    rate: None,
    loss: Loss::No,
    delay: Duration::ZERO,
    jitter: Duration::ZERO,
    unordered: false,
    reorder: Reorder { share: 0.0, by: Duration::ZERO },
    duplicate: 0.0,
};

const fn micros(count: u64) -> Duration {
    Duration::from_micros(count)
}

const fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// A packet of 1200 bytes every millisecond: 9.6 Mbit/s.
fn stream(seed: u64, count: u64, with: &Impairments) -> Vec<Fate> {
    let mut link = Link::new(seed);
    (0..count).map(|number| link.push(millis(number), 1200, with)).collect()
}

fn arrival(fate: Fate) -> Option<Duration> {
    match fate {
        Fate::Arrives { at, .. } => Some(at),
        Fate::Lost(_) => None,
    }
}

fn share_of(fates: &[Fate], is: impl Fn(&Fate) -> bool) -> f64 {
    fates.iter().filter(|fate| is(fate)).count() as f64 / fates.len() as f64
}

/// Lengths of all runs of lost packets.
fn bursts(fates: &[Fate]) -> Vec<usize> {
    let lost = |fate: &Fate| matches!(fate, Fate::Lost(_));
    fates
        .chunk_by(|one, next| lost(one) == lost(next))
        .filter(|run| run.iter().all(lost))
        .map(<[_]>::len)
        .collect()
}

#[test]
fn a_clear_link_delivers_at_once_and_once() {
    let once = |now| Fate::Arrives { at: now, queued: Duration::ZERO, twice: false };
    let expected: Vec<Fate> = (0..1000).map(|number| once(millis(number))).collect();
    assert_eq!(stream(1, 1000, &CLEAR), expected);
}

#[test]
fn nothing_passes_a_blackhole() {
    let with = Impairments { blackhole: true, duplicate: 1.0, ..CLEAR };
    assert!(stream(1, 1000, &with).iter().all(|fate| *fate == Fate::Lost(Reason::Blackhole)));
}

#[test]
fn random_loss_comes_alone_and_as_often_as_said() {
    for share in [0.005, 0.02, 0.05, 0.2] {
        let fates = stream(2, 100_000, &Impairments { loss: Loss::Random(share), ..CLEAR });
        let lost = share_of(&fates, |fate| *fate == Fate::Lost(Reason::Chance));
        // Five standard deviations.
        assert!((lost - share).abs() < 5.0 * (share * (1.0 - share) / 1e5).sqrt(), "{lost} of {share}");
        let lengths = bursts(&fates);
        let mean = lengths.iter().sum::<usize>() as f64 / lengths.len() as f64;
        assert!((mean * (1.0 - share) - 1.0).abs() < 0.1, "{mean}");
    }
}

#[test]
fn bursts_have_the_length_and_the_share_that_were_asked_for() {
    for (share, length) in [(0.05, 4.0), (0.01, 2.0), (0.2, 8.0), (0.05, 1.0)] {
        let fates = stream(3, 400_000, &Impairments { loss: Loss::Bursts { share, length }, ..CLEAR });
        let lost = share_of(&fates, |fate| *fate == Fate::Lost(Reason::Chance));
        assert!((lost / share - 1.0).abs() < 0.1, "{lost} of {share}");
        let lengths = bursts(&fates);
        let mean = lengths.iter().sum::<usize>() as f64 / lengths.len() as f64;
        assert!((mean / length - 1.0).abs() < 0.05, "{mean} of {length}");
    }
}

#[test]
fn single_impairments_are_drawn_apart() {
    let loss = Impairments { loss: Loss::Random(0.1), ..CLEAR };
    let more = Impairments {
        duplicate: 0.5,
        jitter: millis(5),
        reorder: Reorder { share: 0.3, by: millis(9) },
        ..loss
    };
    let lost =
        |fates: Vec<Fate>| -> Vec<bool> { fates.iter().map(|fate| arrival(*fate).is_none()).collect() };
    assert_eq!(lost(stream(4, 5000, &loss)), lost(stream(4, 5000, &more)));
    assert_ne!(lost(stream(4, 5000, &loss)), lost(stream(5, 5000, &loss)));
}

#[test]
fn duplicates_and_stragglers_are_as_many_as_said() {
    let by = millis(30);
    let fates =
        stream(6, 50_000, &Impairments { duplicate: 0.1, reorder: Reorder { share: 0.05, by }, ..CLEAR });
    let twice = share_of(&fates, |fate| matches!(fate, Fate::Arrives { twice: true, .. }));
    assert!((twice - 0.1).abs() < 0.01, "{twice}");
    let late =
        fates.iter().zip(0..).filter(|(fate, number)| arrival(**fate) == Some(millis(*number) + by)).count();
    let in_time =
        fates.iter().zip(0..).filter(|(fate, number)| arrival(**fate) == Some(millis(*number))).count();
    assert_eq!(late + in_time, fates.len());
    assert!((late as f64 / 50_000.0 - 0.05).abs() < 0.005, "{late}");
}

/// In a dense stream too: were the delay drawn for each packet and the order then put right, all would have the largest.
#[test]
fn ordered_jitter_is_felt_by_a_dense_stream() {
    let with = Impairments { delay: millis(150), jitter: millis(40), ..CLEAR };
    let mut delays: Vec<Duration> = stream(7, 60_000, &with)
        .iter()
        .zip(0..)
        .filter_map(|(fate, n)| Some(arrival(*fate)? - millis(n)))
        .collect();
    delays.sort_unstable();
    let at = |percent: usize| delays[delays.len() * percent / 100];
    assert!(at(10) < millis(165) && at(90) > millis(175), "{:?} {:?}", at(10), at(90));
    assert!(at(0) >= millis(150) && delays[delays.len() - 1] <= millis(190));
}

#[test]
fn unordered_jitter_lets_packets_overtake() {
    let with = Impairments { delay: millis(150), jitter: millis(40), unordered: true, ..CLEAR };
    let at: Vec<Duration> = stream(8, 10_000, &with).into_iter().filter_map(arrival).collect();
    assert!(at.iter().zip(0..).all(|(at, n)| (millis(150)..=millis(190)).contains(&(*at - millis(n)))));
    let overtaken = at.windows(2).filter(|two| two[1] < two[0]).count();
    assert!((4000..6000).contains(&overtaken), "{overtaken}");
}

#[test]
fn a_new_rate_is_in_force_at_once() {
    let at_rate = |bits| Impairments { rate: Some(Rate { bits, queue: QUEUE }), ..CLEAR };
    let mut link = Link::new(9);
    let mut arrived = Vec::new();
    for number in 0..30_000_u64 {
        let with = if (10_000..20_000).contains(&number) { at_rate(250_000) } else { at_rate(2_000_000) };
        arrived.extend(arrival(link.push(millis(number), 1200, &with)));
    }
    // A second for what was in the queue.
    for (from, to, bits) in [(1, 10, 2e6), (11, 20, 2.5e5), (21, 30, 2e6)] {
        let within = Duration::from_secs(from)..Duration::from_secs(to);
        let count = arrived.iter().filter(|at| within.contains(*at)).count() as f64;
        let measured = count * 9600.0 / (to - from) as f64;
        assert!((measured / bits - 1.0).abs() < 0.02, "{measured} of {bits}");
    }
}

#[test]
fn a_stream_waits_a_round_trip_for_what_would_be_lost() {
    let sure = Impairments { delay: millis(80), loss: Loss::Random(1.0), ..CLEAR };
    let mut link = Link::new(10);
    assert_eq!(link.carry(millis(5), 100, &Impairments { loss: Loss::No, ..sure }), millis(85));
    assert_eq!(link.carry(millis(10), 100, &sure), millis(250));
    assert_eq!(link.carry(millis(20), 100, &Impairments { loss: Loss::No, ..sure }), millis(250));
    assert_eq!(link.carry(millis(300), 100, &Impairments { loss: Loss::No, ..sure }), millis(380));
}

/// Any network of one direction, in the ranges of the profiles and far beyond.
fn any_impairments() -> impl Strategy<Value = Impairments> {
    let rate = proptest::option::of(
        (100_000..10_000_000_u64, 10..1000_u64).prop_map(|(bits, queue)| Rate { bits, queue: millis(queue) }),
    );
    let loss = prop_oneof![
        Just(Loss::No),
        (0.0..1.0).prop_map(Loss::Random),
        (0.0..0.5, 1.0..20.0).prop_map(|(share, length)| Loss::Bursts { share, length }),
    ];
    let reorder = (0.0..0.5, 0..100_u64).prop_map(|(share, by)| Reorder { share, by: millis(by) });
    (rate, loss, 0..500_u64, 0..200_u64, any::<bool>(), reorder, 0.0..0.5, any::<bool>()).prop_map(
        |(rate, loss, delay, jitter, unordered, reorder, duplicate, blackhole)| Impairments {
            rate,
            loss,
            delay: millis(delay),
            jitter: millis(jitter),
            unordered,
            reorder,
            duplicate,
            blackhole: blackhole && delay % 10 == 0,
        },
    )
}

/// Gaps in microseconds and lengths of packets.
fn any_packets() -> impl Strategy<Value = Vec<(u64, usize)>> {
    proptest::collection::vec((0..20_000_u64, 1..1500_usize), 1..300)
}

/// What became of packets, each with when it came.
fn sent(
    seed: u64,
    packets: &[(u64, usize)],
    mut with: impl FnMut(usize) -> Impairments,
) -> Vec<(Duration, Fate)> {
    let mut link = Link::new(seed);
    let mut now = Duration::ZERO;
    let mut fates = Vec::new();
    for (number, (gap, len)) in packets.iter().enumerate() {
        now += micros(*gap);
        fates.push((now, link.push(now, *len, &with(number))));
    }
    fates
}

proptest! {
    #[test]
    fn the_same_seed_and_packets_have_the_same_fate(seed: u64, packets in any_packets(), with in any_impairments()) {
        prop_assert_eq!(sent(seed, &packets, |_| with), sent(seed, &packets, |_| with));
    }

    #[test]
    fn nothing_arrives_early_or_later_than_all_impairments_together(
        seed: u64, packets in any_packets(), with in any_impairments()
    ) {
        let bound = with.rate.map_or(Duration::ZERO, |rate| {
            rate.queue + Duration::from_secs_f64(1500.0 * 8.0 / rate.bits as f64)
        });
        // Order kept: whoever is behind a late one is late too, but never more than it would be in the worst case alone.
        let most = bound + with.delay + with.jitter + with.reorder.by;
        for (now, fate) in sent(seed, &packets, |_| with) {
            if let Fate::Arrives { at, queued, twice } = fate {
                prop_assert!(at >= now + with.delay + queued && at <= now + most, "{now:?} {at:?} {most:?}");
                prop_assert!(with.rate.map_or(queued.is_zero(), |rate| queued <= rate.queue));
                prop_assert!(!twice || with.duplicate > 0.0);
            }
        }
    }

    #[test]
    fn order_is_kept_where_it_is_promised_whatever_changes(
        seed: u64, packets in any_packets(), networks in proptest::collection::vec(any_impairments(), 1..4)
    ) {
        let fates = sent(seed, &packets, |number| {
            let with = networks[number * networks.len() / packets.len()];
            Impairments { unordered: false, reorder: Reorder::default(), ..with }
        });
        let at: Vec<Duration> = fates.into_iter().filter_map(|(_, fate)| arrival(fate)).collect();
        prop_assert!(at.is_sorted());
    }

    #[test]
    fn an_overloaded_line_carries_its_rate(seed: u64, bits in 150_000..5_000_000_u64, len in 100..1300_usize) {
        let with = Impairments { rate: Some(Rate { bits, queue: QUEUE }), ..CLEAR };
        // Half as much again as fits, for 20 s.
        let gap = len as u64 * 8 * 1_000_000 * 2 / (bits * 3);
        let packets = vec![(gap, len); usize::try_from(20_000_000 / gap).unwrap()];
        let fates = sent(seed, &packets, |_| with);
        let at: Vec<Duration> = fates.iter().filter_map(|(_, fate)| arrival(*fate)).collect();
        let took = (at[at.len() - 1] - at[0]).as_secs_f64();
        let measured = (at.len() - 1) as f64 * len as f64 * 8.0 / took;
        prop_assert!((measured / bits as f64 - 1.0).abs() < 0.02, "{} of {}", measured, bits);
        let lost: Vec<Fate> = fates.into_iter().map(|(_, fate)| fate).filter(|fate| arrival(*fate).is_none()).collect();
        prop_assert!(!lost.is_empty() && lost.iter().all(|fate| *fate == Fate::Lost(Reason::Queue)));
    }

    #[test]
    fn what_fits_is_not_lost(seed: u64, bits in 150_000..5_000_000_u64, len in 100..1300_usize) {
        let with = Impairments { rate: Some(Rate { bits, queue: Duration::ZERO }), ..CLEAR };
        let gap = (len as u64 * 8 * 1_000_000).div_ceil(bits);
        let fates = sent(seed, &vec![(gap, len); 200], |_| with);
        prop_assert!(fates.iter().all(|(_, fate)| arrival(*fate).is_some()));
    }

    #[test]
    fn a_stream_arrives_whole_and_in_order(
        seed: u64, pieces in any_packets(), networks in proptest::collection::vec(any_impairments(), 1..4)
    ) {
        let mut link = Link::new(seed);
        let (mut now, mut latest) = (Duration::ZERO, Duration::ZERO);
        for (number, (gap, len)) in pieces.iter().enumerate() {
            now += micros(*gap);
            let with = networks[number * networks.len() / pieces.len()];
            let at = link.carry(now, *len, &with);
            prop_assert!(at >= latest && at >= now + with.delay);
            latest = at;
        }
    }
}
