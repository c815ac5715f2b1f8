use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const fn p(who: u32) -> ParticipantId {
    ParticipantId(who)
}

fn free(who: u32, lines: &[u32]) -> Server {
    Server { who: p(who), lines: lines.iter().map(|line| LineId(*line)).collect(), busy: None }
}

fn busy(who: u32, lines: &[u32], seconds: u32) -> Server {
    Server { busy: Some(Busy { line: LineId(lines[0]), seconds }), ..free(who, lines) }
}

const fn waits(who: u32, line: u32) -> Waits {
    Waits { who: p(who), line: LineId(line), wanted: None }
}

const fn waits_for(who: u32, line: u32, wanted: u32) -> Waits {
    Waits { who: p(who), line: LineId(line), wanted: Some(p(wanted)) }
}

/// Lines whose encounters take these minutes each, every time.
fn steady(minutes: &[u32]) -> Durations {
    let mut durations = Durations::new(minutes.iter().copied());
    for (line, minutes) in minutes.iter().enumerate() {
        (0..RECENT).for_each(|_| durations.note(LineId(line as u32), minutes * 60));
    }
    durations
}

fn said(from: u32, to: u32) -> Option<WaitRange> {
    Some(WaitRange { from, to })
}

#[test]
fn the_first_is_taken_at_once_and_the_next_when_somebody_is_free() {
    let servers = [free(1, &[0]), busy(2, &[0], 300)];
    let estimates = estimate(&servers, &[waits(10, 0), waits(11, 0)], &steady(&[12, 12]));
    assert_eq!(estimates.of(p(10)), said(0, 1));
    assert_eq!(estimates.of(p(11)), said(5, 10), "seven minutes are left, and a breath");
    assert_eq!(estimates.newcomer(LineId(0)), said(10, 15));
    assert_eq!((estimates.ahead(p(10)), estimates.ahead(p(11))), (0, 1));
    assert_eq!(estimates.of(p(12)), None, "who does not wait");
    assert_eq!(estimates.ahead(p(12)), 0);
}

#[test]
fn nobody_is_told_a_time_for_a_line_that_nobody_receives() {
    let waiting = [waits(10, 1), waits(11, 0), waits(12, 1)];
    let estimates = estimate(&[free(1, &[0])], &waiting, &steady(&[5, 5]));
    assert_eq!((estimates.of(p(10)), estimates.newcomer(LineId(1))), (None, None));
    assert_eq!(estimates.for_named(p(10), p(1)), None);
    assert_eq!([10, 11, 12].map(|who| estimates.ahead(p(who))), [0, 0, 1]);
    assert_eq!(estimates.newcomer(LineId(7)), None);
}

#[test]
fn who_waits_for_somebody_named_waits_for_that_one_and_lets_others_go_first() {
    let servers = [free(1, &[0]), busy(2, &[0], 60)];
    let waiting = [waits_for(10, 0, 2), waits(11, 0), waits_for(12, 0, 2), waits(13, 0)];
    let estimates = estimate(&servers, &waiting, &steady(&[21]));
    assert_eq!(estimates.of(p(10)), said(20, 30), "twenty minutes are left of that encounter");
    assert_eq!(estimates.of(p(11)), said(0, 1));
    assert_eq!(estimates.of(p(12)), said(30, 45), "41 minutes, to 43");
    assert_eq!(estimates.of(p(13)), said(20, 30));
    let ahead = [10, 11, 12, 13].map(|who| estimates.ahead(p(who)));
    assert_eq!(ahead, [0, 0, 2, 1], "who waits for somebody named counts for who waits for the same");
}

#[test]
fn it_is_told_what_it_costs_to_wait_for_somebody_named() {
    let servers = [free(1, &[0]), busy(2, &[0], 60), free(3, &[1])];
    let estimates = estimate(&servers, &[waits(10, 0), waits(11, 0)], &steady(&[21, 9]));
    assert_eq!(estimates.for_named(p(10), p(1)), said(0, 1));
    assert_eq!(estimates.for_named(p(10), p(2)), said(20, 30));
    assert_eq!(estimates.for_named(p(11), p(1)), said(20, 30), "after the first");
    assert_eq!(estimates.for_named(p(11), p(3)), None, "who does not receive that line");
    assert_eq!(estimates.for_named(p(12), p(1)), None, "who does not wait");
}

#[test]
fn whoever_does_not_receive_is_waited_for_by_nobody() {
    let estimates = estimate(&[free(1, &[0])], &[waits_for(10, 0, 2), waits_for(11, 0, 2)], &steady(&[12]));
    assert_eq!((estimates.of(p(10)), estimates.of(p(11))), (said(0, 1), said(10, 15)));
    assert_eq!((estimates.ahead(p(10)), estimates.ahead(p(11))), (0, 1));
}

#[test]
fn who_receives_several_lines_takes_whoever_stands_first() {
    let waiting = [waits(10, 1), waits(11, 0), waits(12, 0)];
    let estimates = estimate(&[free(1, &[0, 1]), busy(2, &[0], 0)], &waiting, &steady(&[30, 10]));
    assert_eq!(estimates.of(p(11)), said(10, 15), "after the ten minutes of the other line");
    assert_eq!(estimates.of(p(12)), said(30, 45));
    assert_eq!([10, 11, 12].map(|who| estimates.ahead(p(who))), [0, 1, 2]);
}

#[test]
fn little_is_known_at_first_and_more_every_time() {
    let mut durations = Durations::new([20]);
    let now = |durations: &Durations| {
        estimate(&[free(1, &[0])], &[waits(10, 0), waits(11, 0)], durations).of(p(11)).unwrap()
    };
    let mut last = now(&durations);
    assert_eq!(last, WaitRange { from: 10, to: 45 }, "half of what is said, to twice");
    for _ in 0..FEW {
        durations.note(LineId(0), 12 * 60);
        let next = now(&durations);
        assert!(next.to - next.from <= last.to - last.from, "{next:?} after {last:?}");
        last = next;
    }
    assert_eq!(last, WaitRange { from: 10, to: 15 });
    // A slow day is noticed, and only the last ones count.
    (0..RECENT).for_each(|_| durations.note(LineId(0), 31 * 60));
    assert_eq!(now(&durations), WaitRange { from: 30, to: 45 });
    assert_eq!(durations.lines[0].recent.len(), RECENT);
    durations.note(LineId(9), 60);
    assert_eq!(durations.lines.len(), 1);
}

#[test]
fn an_encounter_that_is_longer_than_all_before_goes_on_as_long_as_it_may() {
    let rest = |seconds| steady(&[10]).rest(Busy { line: LineId(0), seconds });
    let of = |seconds| (rest(seconds).low, rest(seconds).high);
    assert_eq!((of(0), of(300)), ((600, 600), (300, 300)));
    assert_eq!(of(600), (150, 600), "none took longer");
    assert_eq!(of(3_600), (900, 3_600), "and it is not almost over because it ought to be");
}

#[test]
fn half_of_all_encounters_lie_between_the_quartiles() {
    let of = |seconds: &[u64]| {
        let Quartiles { low, high } = quartiles(seconds.to_vec());
        (low, high)
    };
    assert_eq!((of(&[]), of(&[7]), of(&[9, 7])), ((0, 0), (7, 7), (7, 9)));
    assert_eq!(of(&[5, 1, 2, 4, 3]), (2, 4));
    assert_eq!(of(&(1..=20).collect::<Vec<_>>()), (5, 16));
}

#[test]
fn it_is_said_in_steps_that_do_not_pretend() {
    assert_eq!(range(0, 0), WaitRange { from: 0, to: 1 });
    assert_eq!(range(59, 61), WaitRange { from: 0, to: 2 });
    assert_eq!(range(600, 600), WaitRange { from: 10, to: 15 });
    assert_eq!(range(17 * 60, 22 * 60), WaitRange { from: 15, to: 30 });
    assert_eq!(range(22 * 60, 17 * 60), WaitRange { from: 15, to: 30 });
    assert_eq!(range(119 * 60, 121 * 60), WaitRange { from: 90, to: 180 });
    assert_eq!(range(239 * 60, 241 * 60), WaitRange { from: 180, to: 300 });
    assert_eq!(range(u64::MAX, u64::MAX).to, u32::MAX);
}

/// A reception of up to three lines, up to five who receive and up to thirty who wait.
fn receptions() -> impl Strategy<Value = (Vec<Server>, Vec<Waits>, Durations)> {
    let lines = prop::collection::btree_set(0..3_u32, 0..=3);
    let servers = prop::collection::vec((lines, prop::option::of((0..3_u32, 0..5_000_u32))), 0..=5);
    let waiting = prop::collection::vec((0..3_u32, prop::option::weighted(0.3, 1..=6_u32)), 0..30);
    let notes = prop::collection::vec((0..3_u32, 0..4_000_u32), 0..40);
    (servers, waiting, notes).prop_map(|(servers, waiting, notes)| {
        let server = |index: usize, lines: BTreeSet<u32>, busy: Option<(u32, u32)>| Server {
            who: p(1 + index as u32),
            lines: lines.into_iter().map(LineId).collect(),
            busy: busy.map(|(line, seconds)| Busy { line: LineId(line), seconds }),
        };
        let one = |(index, (line, wanted)): (usize, (u32, Option<u32>))| Waits {
            who: p(100 + index as u32),
            line: LineId(line),
            wanted: wanted.map(p),
        };
        let mut durations = Durations::new([5, 20, 60]);
        notes.iter().for_each(|(line, seconds)| durations.note(LineId(*line), *seconds));
        let servers =
            servers.into_iter().enumerate().map(|(index, (lines, busy))| server(index, lines, busy));
        let servers = servers.collect();
        (servers, waiting.into_iter().enumerate().map(one).collect(), durations)
    })
}

/// Everything that is said to those who wait.
fn everything(estimates: &Estimates, waiting: &[Waits]) -> Vec<(Option<WaitRange>, u32)> {
    waiting.iter().map(|one| (estimates.of(one.who), estimates.ahead(one.who))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn who_is_received_by_somebody_and_nobody_else_is_told_a_time(
        (servers, waiting, durations) in receptions(),
    ) {
        let estimates = estimate(&servers, &waiting, &durations);
        for one in &waiting {
            let said = estimates.of(one.who);
            prop_assert_eq!(said.is_some(), servers.iter().any(|server| server.receives(one.line)));
            prop_assert_eq!(said.is_some(), estimates.newcomer(one.line).is_some());
            prop_assert!(said.is_none_or(|range| range.from < range.to), "{:?}", said);
        }
    }

    /// And what whoever comes next would be told is what they are told.
    #[test]
    fn whoever_comes_later_changes_nothing_for_those_before((servers, waiting, durations) in receptions()) {
        let before = estimate(&servers, &waiting, &durations);
        for line in 0..3 {
            let more: Vec<_> = waiting.iter().copied().chain([waits(999, line)]).collect();
            let after = estimate(&servers, &more, &durations);
            prop_assert_eq!(after.of(p(999)), before.newcomer(LineId(line)));
            prop_assert_eq!(everything(&after, &waiting), everything(&before, &waiting));
        }
    }

    #[test]
    fn those_who_wait_alike_are_taken_in_their_order((servers, waiting, durations) in receptions()) {
        let estimates = estimate(&servers, &waiting, &durations);
        for (index, later) in waiting.iter().enumerate() {
            prop_assert!(estimates.ahead(later.who) <= index as u32);
            let is_alike = |one: &&Waits| (one.line, one.wanted) == (later.line, later.wanted);
            for one in waiting[..index].iter().filter(is_alike) {
                prop_assert!(estimates.ahead(one.who) < estimates.ahead(later.who));
                let (first, second) = (estimates.of(one.who), estimates.of(later.who));
                prop_assert!(first.map(|range| range.from) <= second.map(|range| range.from));
                prop_assert!(first.map(|range| range.to) <= second.map(|range| range.to));
            }
        }
    }

    /// What it costs to wait for somebody is what one is told once one does, and anybody is never later than somebody.
    #[test]
    fn to_wait_for_somebody_named_costs_what_was_said((servers, waiting, durations) in receptions()) {
        let estimates = estimate(&servers, &waiting, &durations);
        for (index, one) in waiting.iter().enumerate() {
            let choosing = |wanted| {
                let mut waiting = waiting.clone();
                waiting[index].wanted = wanted;
                estimate(&servers, &waiting, &durations).of(one.who)
            };
            for server in &servers {
                let said = estimates.for_named(one.who, server.who);
                prop_assert_eq!(said.is_some(), server.receives(one.line));
                if let Some(said) = said {
                    prop_assert_eq!(choosing(Some(server.who)), Some(said));
                    let anybody = choosing(None).unwrap();
                    prop_assert!(anybody.from <= said.from && anybody.to <= said.to, "{:?} {:?}", anybody, said);
                }
            }
        }
    }

    /// In one line, where nobody is named, one more before is never good for those behind, and one more who receives is
    /// never bad for anybody.
    #[test]
    fn in_one_line_more_who_wait_are_slower_and_more_who_receive_are_faster(
        elapsed in prop::collection::vec(prop::option::of(0..5_000_u32), 1..5),
        notes in prop::collection::vec(0..4_000_u32, 0..30),
        count in 1..30_u32,
        place in any::<prop::sample::Index>(),
    ) {
        let mut durations = Durations::new([15]);
        notes.iter().for_each(|seconds| durations.note(LineId(0), *seconds));
        let server = |(index, seconds): (usize, &Option<u32>)| match seconds {
            Some(seconds) => busy(1 + index as u32, &[0], *seconds),
            None => free(1 + index as u32, &[0]),
        };
        let servers: Vec<_> = elapsed.iter().enumerate().map(server).collect();
        let waiting: Vec<_> = (0..count).map(|index| waits(100 + index, 0)).collect();
        let told = |servers: &[Server], queue: &[Waits]| -> Vec<WaitRange> {
            let estimates = estimate(servers, queue, &durations);
            waiting.iter().map(|one| estimates.of(one.who).unwrap()).collect()
        };
        let now = told(&servers, &waiting);
        let mut longer = waiting.clone();
        longer.insert(place.index(waiting.len()), waits(99, 0));
        let more: Vec<_> = servers.iter().cloned().chain([free(50, &[0])]).collect();
        let (slower, faster) = (told(&servers, &longer), told(&more, &waiting));
        for ((now, slower), faster) in now.into_iter().zip(slower).zip(faster) {
            prop_assert!(now.from <= slower.from && now.to <= slower.to);
            prop_assert!(faster.from <= now.from && faster.to <= now.to);
        }
    }
}
