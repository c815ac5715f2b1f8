use proptest::prelude::*;

use super::*;

/// Shown at 1280x720, 640x360 and 320x180.
const LARGE: u32 = 1_280 * 720;
const MIDDLE: u32 = 640 * 360;
const SMALL: u32 = 320 * 180;

fn at(millis: i64) -> Time {
    Time(millis * 1_000)
}

/// What a browser sends of a camera at 720p with three layers, kbit/s.
fn camera(line: usize, rank: Rank, area: u32) -> Candidate {
    let costs = [
        (60, 180),
        (90, 180),
        (120, 180),
        (200, 360),
        (280, 360),
        (360, 360),
        (500, 720),
        (700, 720),
        (900, 720),
    ];
    candidate(line, rank, area, &costs)
}

/// A screen in one size, at 5, 15 and 30 frames a second.
fn screen(line: usize, area: u32) -> Candidate {
    candidate(line, Rank::Screen, area, &[(300, 1_080), (500, 1_080), (800, 1_080)])
}

fn candidate(line: usize, rank: Rank, area: u32, costs: &[(u32, u32)]) -> Candidate {
    let mut steps = [None; STEPS];
    for (step, &(kilobits, height)) in steps.iter_mut().zip(costs) {
        *step = Some(Step { bits: kilobits * 1_000, height });
    }
    Candidate { line, rank, area, steps }
}

fn chosen(millis: i64, kilobits: u32, candidates: &[Candidate], memory: &mut Memory) -> Vec<Option<u8>> {
    let chosen = allocate(at(millis), Some(kilobits * 1_000), candidates, memory);
    chosen.into_iter().map(|(_, step)| step).collect()
}

/// As it is for somebody who has just come.
fn fresh(kilobits: u32, candidates: &[Candidate]) -> Vec<Option<u8>> {
    chosen(0, kilobits, candidates, &mut Memory::default())
}

fn cost(candidates: &[Candidate], steps: &[Option<u8>]) -> u64 {
    let bits = |(candidate, step): (&Candidate, &Option<u8>)| {
        step.map_or(0, |step| u64::from(candidate.steps[usize::from(step)].unwrap().bits))
    };
    candidates.iter().zip(steps).map(bits).sum()
}

#[test]
fn without_a_limit_each_gets_what_it_is_worth_in_its_area() {
    let candidates = [
        camera(3, Rank::Other, LARGE),
        camera(4, Rank::Other, MIDDLE),
        camera(5, Rank::Other, SMALL),
        camera(6, Rank::Other, 160 * 90),
        camera(7, Rank::Stage, 0),
    ];
    let steps = allocate(at(0), None, &candidates, &mut Memory::default());
    assert_eq!(steps, [(3, Some(8)), (4, Some(5)), (5, Some(2)), (6, Some(2)), (7, None)]);
    assert_eq!(wanted(&candidates), 1_500_000);
}

#[test]
fn a_fifth_more_than_is_shown_is_worth_it_and_not_more() {
    let steps = |height: u32| {
        let area = height * height * 16 / 9;
        allocate(at(0), None, &[camera(0, Rank::Other, area)], &mut Memory::default())[0].1
    };
    assert_eq!([steps(295), steps(305), steps(595), steps(605)], [Some(2), Some(5), Some(5), Some(8)]);
}

#[test]
fn everybody_gets_a_picture_before_anybody_gets_a_better_one() {
    let candidates: Vec<Candidate> = (0..5).map(|line| camera(line, Rank::Other, MIDDLE)).collect();
    assert_eq!(fresh(345, &candidates), [Some(0); 5]);
    assert_eq!(fresh(344, &candidates).iter().flatten().count(), 4);
    assert_eq!(fresh(380, &candidates)[..2], [Some(1), Some(0)], "then one after the other");
}

#[test]
fn whoever_speaks_and_whoever_is_large_come_first() {
    let candidates = [
        camera(0, Rank::Other, SMALL),
        camera(1, Rank::Other, MIDDLE),
        camera(2, Rank::Speaking, SMALL),
        camera(3, Rank::Recent, SMALL),
    ];
    assert_eq!(fresh(70, &candidates), [None, None, Some(0), None]);
    assert_eq!(fresh(140, &candidates), [None, None, Some(0), Some(0)]);
    assert_eq!(fresh(210, &candidates), [None, Some(0), Some(0), Some(0)]);
}

#[test]
fn a_large_picture_is_filled_before_small_ones_run_smoothly() {
    let candidates =
        [camera(0, Rank::Other, SMALL), camera(1, Rank::Speaking, LARGE), camera(2, Rank::Other, SMALL)];
    assert_eq!(fresh(552, &candidates), [Some(0), Some(5), Some(0)]);
}

#[test]
fn the_stage_is_filled_before_anybody_else_gets_more_than_a_picture() {
    let candidates = [camera(0, Rank::Other, SMALL), camera(1, Rank::Stage, MIDDLE)];
    assert_eq!(fresh(490, &candidates), [Some(0), Some(5)]);
}

#[test]
fn where_nothing_is_limited_any_more_nobody_waits() {
    let candidates = [camera(0, Rank::Other, MIDDLE)];
    let mut memory = Memory::default();
    assert_eq!(chosen(0, 200, &candidates, &mut memory), [Some(2)]);
    assert_eq!(allocate(at(20), None, &candidates, &mut memory), [(0, Some(5))]);
}

#[test]
fn layers_of_others_go_first_then_their_pictures_then_the_frame_rate_of_the_screen() {
    let candidates = [
        screen(0, 1_920 * 1_080),
        camera(1, Rank::Stage, MIDDLE),
        camera(2, Rank::Other, SMALL),
        camera(3, Rank::Other, SMALL),
    ];
    let mut memory = Memory::default();
    assert_eq!(chosen(0, 1_700, &candidates, &mut memory), [Some(2), Some(5), Some(2), Some(2)]);
    let mut told = Vec::new();
    for kilobits in (0..=1_700).rev().step_by(10) {
        let steps = chosen(0, kilobits, &candidates, &mut memory);
        if told.last() != Some(&steps) {
            told.push(steps);
        }
    }
    let lost = |who: fn(&[Option<u8>]) -> bool| told.iter().position(|steps| who(steps)).unwrap();
    let others_layers = lost(|steps| steps[2..] == [Some(0), Some(0)]);
    let stage_layers = lost(|steps| steps[1] == Some(0));
    let others_pictures = lost(|steps| steps[2..] == [None, None]);
    let stage_picture = lost(|steps| steps[1].is_none());
    let frame_rate = lost(|steps| steps[0] == Some(1));
    let order = [0, others_layers, stage_layers, others_pictures, stage_picture, frame_rate];
    assert!(order.is_sorted(), "{order:?} in {told:?}");
    assert!(others_pictures < frame_rate);
}

#[test]
fn a_picture_rises_after_a_second_of_room_and_falls_at_once() {
    let candidates = [camera(0, Rank::Other, MIDDLE)];
    let mut memory = Memory::default();
    assert_eq!(chosen(0, 200, &candidates, &mut memory), [Some(2)]);
    assert_eq!(chosen(100, 320, &candidates, &mut memory), [Some(2)], "280 and its headroom do not fit");
    assert_eq!(chosen(200, 322, &candidates, &mut memory), [Some(2)]);
    assert_eq!(chosen(1_190, 322, &candidates, &mut memory), [Some(2)]);
    assert_eq!(chosen(1_200, 322, &candidates, &mut memory), [Some(4)]);
    assert_eq!(chosen(1_300, 280, &candidates, &mut memory), [Some(4)], "the headroom is for rising only");
    assert_eq!(chosen(1_400, 279, &candidates, &mut memory), [Some(2)]);
    for millis in (1_500..4_400).step_by(100) {
        assert_eq!(chosen(millis, 1_000, &candidates, &mut memory), [Some(2)], "calm after a fall, {millis}");
    }
    assert_eq!(chosen(4_400, 1_000, &candidates, &mut memory), [Some(5)]);
}

#[test]
fn a_gap_in_the_room_begins_the_wait_anew() {
    let candidates = [camera(0, Rank::Other, MIDDLE)];
    let mut memory = Memory::default();
    chosen(0, 200, &candidates, &mut memory);
    chosen(100, 500, &candidates, &mut memory);
    chosen(600, 300, &candidates, &mut memory);
    chosen(700, 500, &candidates, &mut memory);
    assert_eq!(chosen(1_600, 500, &candidates, &mut memory), [Some(2)]);
    assert_eq!(chosen(1_700, 500, &candidates, &mut memory), [Some(5)]);
}

#[test]
fn a_paused_picture_comes_back_with_more_room_and_later() {
    let candidates = [camera(0, Rank::Other, SMALL)];
    let mut memory = Memory::default();
    assert_eq!(chosen(0, 60, &candidates, &mut memory), [None]);
    for millis in (0..10_000).step_by(100) {
        assert_eq!(chosen(millis, 71, &candidates, &mut memory), [None]);
    }
    assert_eq!(chosen(10_000, 72, &candidates, &mut memory), [None]);
    assert_eq!(chosen(11_900, 72, &candidates, &mut memory), [None]);
    assert_eq!(chosen(12_000, 72, &candidates, &mut memory), [Some(0)]);
}

#[test]
fn a_layer_that_is_no_more_is_left_at_once_for_the_next_lower() {
    let mut candidates = [camera(0, Rank::Other, LARGE)];
    let mut memory = Memory::default();
    assert_eq!(chosen(0, 5_000, &candidates, &mut memory), [Some(8)]);
    candidates[0].steps[6..].fill(None);
    assert_eq!(chosen(100, 5_000, &candidates, &mut memory), [Some(5)]);
    candidates[0] = camera(0, Rank::Other, LARGE);
    assert_eq!(chosen(3_000, 5_000, &candidates, &mut memory), [Some(5)]);
    assert_eq!(chosen(4_000, 5_000, &candidates, &mut memory), [Some(8)]);
    candidates[0].steps[..6].fill(None);
    assert_eq!(chosen(4_100, 5_000, &candidates, &mut memory), [Some(8)]);
    candidates[0].steps.fill(None);
    assert_eq!(chosen(4_200, 5_000, &candidates, &mut memory), [None]);
    candidates[0] = camera(0, Rank::Other, SMALL);
    assert_eq!(chosen(4_300, 5_000, &candidates, &mut memory), [Some(2)], "nothing was chosen against it");
}

#[test]
fn somebody_new_is_seen_at_once_and_others_make_room() {
    let one = [camera(0, Rank::Other, MIDDLE)];
    let two = [one[0], camera(1, Rank::Other, MIDDLE)];
    let mut memory = Memory::default();
    assert_eq!(chosen(0, 420, &one, &mut memory), [Some(5)]);
    let steps = chosen(100, 420, &two, &mut memory);
    assert!(steps[1].is_some() && steps[0] < Some(5), "{steps:?}");
    memory.forget(1);
    assert!(chosen(200, 420, &two, &mut memory)[1].is_some());
}

#[test]
fn whoever_gets_the_floor_is_not_kept_waiting_for_the_layers_of_others() {
    let dear = candidate(1, Rank::Other, SMALL, &[(400, 180)]);
    let mut candidates = [camera(0, Rank::Other, SMALL), dear];
    let mut memory = Memory::default();
    assert_eq!(chosen(0, 440, &candidates, &mut memory), [Some(2), None]);
    candidates[1].rank = Rank::Stage;
    assert_eq!(chosen(100, 440, &candidates, &mut memory), [Some(0), None]);
}

#[test]
fn what_nobody_may_have_yet_goes_to_somebody_else() {
    let dear = candidate(0, Rank::Stage, SMALL, &[(1_000, 180)]);
    let candidates = [dear, camera(1, Rank::Other, SMALL), camera(2, Rank::Other, MIDDLE)];
    assert_eq!(fresh(414, &candidates), [None, Some(0), Some(4)]);
}

#[test]
fn whoever_waits_for_their_picture_is_not_overtaken() {
    let candidates = [candidate(0, Rank::Stage, SMALL, &[(300, 180)]), camera(1, Rank::Other, SMALL)];
    let mut memory = Memory::default();
    assert_eq!(chosen(0, 200, &candidates, &mut memory), [None, Some(0)]);
    for millis in (100..2_100).step_by(100) {
        assert_eq!(chosen(millis, 900, &candidates, &mut memory), [None, Some(0)]);
    }
    assert_eq!(chosen(2_100, 900, &candidates, &mut memory), [Some(0), Some(2)]);
}

#[test]
fn no_more_falls_than_must() {
    let mut candidates =
        [camera(0, Rank::Other, SMALL), camera(1, Rank::Other, MIDDLE), camera(2, Rank::Other, MIDDLE)];
    let mut memory = Memory::default();
    assert_eq!(chosen(0, 1_000, &candidates, &mut memory), [Some(2), Some(5), Some(5)]);
    candidates[0] = camera(0, Rank::Stage, MIDDLE);
    assert_eq!(chosen(100, 830, &candidates, &mut memory), [Some(2), Some(5), Some(2)]);
}

#[test]
fn frames_that_stutter_are_no_step_up_for_a_face_but_for_a_screen() {
    let two = [(60, 180), (90, 180), (120, 180), (200, 360), (280, 360)];
    let steps = |rank| fresh(250, &[candidate(0, rank, MIDDLE, &two)])[0];
    assert_eq!(steps(Rank::Other), Some(2));
    assert_eq!(steps(Rank::Screen), Some(3));
    let mut only = candidate(0, Rank::Other, MIDDLE, &two);
    (only.steps[1], only.steps[2], only.steps[4]) = (None, None, None);
    assert_eq!(fresh(250, &[only]), [Some(3)], "unless there are no others");
}

#[test]
fn a_step_that_costs_as_much_as_a_better_one_is_passed_over() {
    let odd = candidate(
        0,
        Rank::Other,
        MIDDLE,
        &[(60, 180), (90, 180), (300, 180), (200, 360), (280, 360), (360, 360)],
    );
    assert_eq!(fresh(335, &[odd]), [Some(4)]);
    assert_eq!(fresh(320, &[odd]), [Some(1)]);
}

/// A candidate of any kind, mostly sensible.
fn any_candidate() -> impl Strategy<Value = Candidate> {
    let rank = prop_oneof![
        Just(Rank::Other),
        Just(Rank::Recent),
        Just(Rank::Speaking),
        Just(Rank::Stage),
        Just(Rank::Screen)
    ];
    let area = prop_oneof![Just(0), Just(SMALL), Just(MIDDLE), Just(LARGE), 0..4_000_000_u32];
    let steps = prop::array::uniform9(prop::option::weighted(0.8, (0..400_000_u32, 0..3_u32)));
    (rank, area, steps).prop_map(|(rank, area, costs)| {
        let mut steps = [None; STEPS];
        for (at, cost) in costs.into_iter().enumerate() {
            steps[at] = cost.map(|(bits, odd)| {
                // Mostly dearer than the one below.
                let base = if odd == 0 { 0 } else { (at as u32) * 100_000 };
                Step { bits: base + bits, height: [180, 360, 720][at / 3] }
            });
        }
        Candidate { line: 0, rank, area, steps }
    })
}

fn any_candidates() -> impl Strategy<Value = Vec<Candidate>> {
    prop::collection::vec(any_candidate(), 0..25).prop_map(|mut candidates| {
        candidates.iter_mut().enumerate().for_each(|(line, candidate)| candidate.line = line);
        candidates
    })
}

fn check(
    bits: Option<u32>,
    candidates: &[Candidate],
    chosen: &[(usize, Option<u8>)],
) -> Result<(), TestCaseError> {
    let steps: Vec<Option<u8>> = chosen.iter().map(|&(_, step)| step).collect();
    prop_assert_eq!(steps.len(), candidates.len());
    for (candidate, &(line, step)) in candidates.iter().zip(chosen) {
        prop_assert_eq!(line, candidate.line);
        if let Some(step) = step {
            prop_assert!(candidate.area > 0);
            prop_assert!(candidate.steps[usize::from(step)].is_some());
            prop_assert!(Some(step) <= top(worthy(candidate)), "more than it is worth");
        }
    }
    if let Some(bits) = bits {
        prop_assert!(cost(candidates, &steps) <= u64::from(bits));
    }
    for (low, step) in candidates.iter().zip(&steps) {
        for (high, higher) in candidates.iter().zip(&steps) {
            let lacks = higher.is_none() && worthy(high) != 0;
            if low.rank < high.rank && low.area <= high.area && lacks {
                prop_assert!(*step <= lowest(worthy(low)), "{low:?} has {step:?} while {high:?} has nothing");
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn what_is_chosen_fits_exists_and_respects_rank_whatever_happens(
        rounds in prop::collection::vec(
            (any_candidates(), prop::collection::vec((0..1_500_i64, prop::option::weighted(0.9, 0..4_000_000_u32)), 1..8)),
            1..6,
        ),
    ) {
        let (mut memory, mut same) = (Memory::default(), Memory::default());
        let mut now = 0;
        for (candidates, estimates) in rounds {
            for (passed, bits) in estimates {
                now += passed;
                let chosen = allocate(at(now), bits, &candidates, &mut memory);
                check(bits, &candidates, &chosen)?;
                prop_assert_eq!(&chosen, &allocate(at(now), bits, &candidates, &mut same), "same in, same out");
            }
        }
    }

    #[test]
    fn without_a_limit_everybody_has_their_worth(candidates in any_candidates()) {
        let chosen = allocate(at(0), None, &candidates, &mut Memory::default());
        for (candidate, (_, step)) in candidates.iter().zip(&chosen) {
            prop_assert_eq!(*step, top(worthy(candidate)));
        }
        let steps: Vec<Option<u8>> = chosen.into_iter().map(|(_, step)| step).collect();
        prop_assert_eq!(u64::from(wanted(&candidates)), cost(&candidates, &steps));
    }

    /// A wavering estimate: what rises had room all the time before, and nobody goes down and up within three seconds.
    #[test]
    fn a_wavering_estimate_makes_nobody_waver(
        people in 1..12_usize,
        shared in any::<bool>(),
        start in 100..3_000_u32,
        walk in prop::collection::vec((-300..=300_i32, 20..200_i64), 400),
    ) {
        let ranks = [Rank::Other, Rank::Recent, Rank::Speaking, Rank::Stage];
        let areas = [SMALL, MIDDLE, LARGE];
        let mut candidates: Vec<Candidate> =
            (0..people).map(|line| camera(line, ranks[line % 4], areas[line % 3])).collect();
        if shared {
            candidates.push(screen(people, 1_920 * 1_080));
        }
        let mut memory = Memory::default();
        let (mut now, mut kilobits) = (0, start);
        let mut estimates: Vec<(i64, u32)> = Vec::new();
        let mut before: Vec<Option<u8>> = Vec::new();
        let mut fell = vec![i64::MIN / 2; candidates.len()];
        let mut rises = vec![Vec::new(); candidates.len()];
        for (change, passed) in walk {
            now += passed;
            kilobits = kilobits.saturating_add_signed(change).clamp(30, 4_000);
            estimates.push((now, kilobits));
            let steps = chosen(now, kilobits, &candidates, &mut memory);
            for (line, (step, old)) in steps.iter().zip(&before).enumerate() {
                if step < old {
                    fell[line] = now;
                }
                if step <= old {
                    continue;
                }
                let (wait, percent) = if old.is_none() { (RESUME_MS, 120) } else { (RISE_MS, 115) };
                let needed = candidates[line].steps[usize::from(step.unwrap())].unwrap().bits / 1_000;
                let room = estimates.iter().rev().take_while(|(then, _)| now - then <= wait);
                room.clone().for_each(|&(_, had)| assert!(had * 100 >= needed * percent, "{had} for {needed}"));
                prop_assert!(now - fell[line] >= CALM_MS, "{line} fell {} ms ago", now - fell[line]);
                rises[line].push(now);
            }
            before = steps;
        }
        for rises in rises {
            prop_assert!(rises.windows(2).all(|pair| pair[1] - pair[0] >= RISE_MS), "{rises:?}");
        }
    }

    /// Whoever has less than an equal has it because their next step does not fit.
    #[test]
    fn equals_are_served_alike(people in 1..20_usize, kilobits in 100..5_000_u32) {
        let candidates: Vec<Candidate> = (0..people).map(|line| camera(line, Rank::Other, MIDDLE)).collect();
        let steps = fresh(kilobits, &candidates);
        prop_assert!(steps.is_sorted_by(|a, b| a >= b));
        let least = steps.iter().min().copied().flatten();
        let next = lowest(worthy(&candidates[0]) & least.map_or(u16::MAX, |step| !(below(step) | bit(step))));
        if let (true, Some(next)) = (steps.iter().max() > steps.iter().min(), next) {
            let more = cost(&candidates[..1], &[Some(next)]) - cost(&candidates[..1], &[least]);
            prop_assert!((cost(&candidates, &steps) + more) * 115 > u64::from(kilobits) * 100_000 - 115);
        }
    }
}
