//! Rounds.

use super::*;

fn plan(people: u32, shape: Shape, rounds: u32, seed: u64) -> Rotation<u32> {
    Rotation::plan(&singles(people), everybody(shape, rounds), &nothing(), Seed(seed))
}

fn refit(rotation: &mut Rotation<u32>, from: usize, parties: &[Vec<u32>]) {
    let met = met_in(&rotation.rounds()[..from]);
    rotation.refit(from, parties, &Wishes { values: None, met: Some(&met) }, Seed(5));
}

/// How often each was in a group whose size was not the usual one.
fn odd_times(rounds: &[Vec<Group<u32>>]) -> Vec<usize> {
    let mut times: BTreeMap<u32, usize> = rounds.iter().flatten().flatten().map(|who| (*who, 0)).collect();
    for round in rounds {
        let usual = super::seating::usual_size(&round.iter().map(Vec::len).collect::<Vec<_>>());
        for who in round.iter().filter(|group| group.len() != usual).flatten() {
            *times.entry(*who).or_default() += 1;
        }
    }
    times.into_values().collect()
}

fn range(times: &[usize]) -> usize {
    times.iter().max().unwrap_or(&0) - times.iter().min().unwrap_or(&0)
}

#[test]
fn pairs_go_round_until_everybody_has_met() {
    for people in (2..=40).step_by(2) {
        let rotation = plan(people, Shape::About(2), people - 1, 1);
        assert!(rotation.rounds().iter().flatten().all(|pair| pair.len() == 2));
        assert_eq!(repeats(rotation.rounds()), 0, "{people} people");
        assert_eq!(met_in(rotation.rounds()).pairs().count() as u32, people * (people - 1) / 2);
    }
}

#[test]
fn squares_meet_completely() {
    for side in [2, 3, 4, 5, 7, 8, 9] {
        let rotation = plan(side * side, Shape::About(side), side + 1, 1);
        assert_eq!(repeats(rotation.rounds()), 0, "{side} groups of {side}");
        assert_eq!(met_in(rotation.rounds()).pairs().count() as u32, side * side * (side * side - 1) / 2);
        let one_fewer = plan(side * side - 1, Shape::Groups(side), side + 1, 1);
        assert_eq!(repeats(one_fewer.rounds()), 0, "{side} groups, one place empty");
    }
}

#[test]
fn with_an_odd_number_everybody_is_in_the_three_as_often() {
    for people in (5..=31).step_by(2) {
        for rounds in [2, people / 2, people] {
            let rotation = plan(people, Shape::About(2), rounds, 1);
            let threes = |round: &Vec<Group<u32>>| round.iter().filter(|group| group.len() == 3).count() == 1;
            assert!(rotation.rounds().iter().all(threes));
            let times = odd_times(rotation.rounds());
            assert!(range(&times) <= 1, "{people} people, {rounds} rounds: {times:?}");
        }
    }
}

#[test]
fn unequal_groups_are_shared_out() {
    for (people, size, rounds, most) in
        [(11, 3, 4, 1), (13, 3, 5, 2), (20, 3, 6, 1), (33, 4, 6, 2), (50, 4, 6, 1)]
    {
        let times = odd_times(plan(people, Shape::About(size), rounds, 1).rounds());
        assert!(range(&times) <= most, "{people} in {size}: {times:?}");
    }
}

#[test]
fn more_rounds_than_there_are_strangers_for_are_shared_evenly() {
    let rotation = plan(6, Shape::About(2), 15, 1);
    let met = met_in(rotation.rounds());
    assert!(met.pairs().all(|(_, _, times)| times == 3), "{met:?}");
}

#[test]
fn who_met_before_the_first_round_counts() {
    let mut met = Meetings::default();
    (0..6).for_each(|group| met.note(&[group * 4, group * 4 + 1, group * 4 + 2, group * 4 + 3]));
    let wishes = Wishes { values: None, met: Some(&met) };
    let rotation = Rotation::plan(&singles(24), everybody(Shape::About(4), 3), &wishes, Seed(1));
    let again: u32 = rotation.rounds().iter().map(|round| met_again(round, &met)).sum();
    assert_eq!((again, repeats(rotation.rounds())), (0, 0));
}

#[test]
fn two_halves_can_be_paired_across_in_every_round() {
    let halves: BTreeMap<u32, u32> = (0..26).map(|who| (who, who % 2)).collect();
    let wishes = Wishes { values: Some((Blend::Mix, &halves)), met: None };
    let rotation = Rotation::plan(&singles(26), everybody(Shape::About(2), 13), &wishes, Seed(1));
    assert!(rotation.rounds().iter().flatten().all(|pair| pair[0] % 2 != pair[1] % 2));
    assert_eq!(repeats(rotation.rounds()), 0);
}

#[test]
fn a_shared_device_goes_as_one() {
    let parties = parties_of(&[[2].as_slice(), &[1; 18]].concat());
    let rotation = Rotation::plan(&parties, everybody(Shape::About(4), 4), &nothing(), Seed(1));
    for round in rotation.rounds() {
        assert_eq!(spread(round), 0);
        assert!(round.iter().any(|group| group.contains(&0) && group.contains(&1)));
    }
    // Four meetings of the two on the device, three of them again.
    assert!(repeats(rotation.rounds()) <= 3 + 4, "{}", repeats(rotation.rounds()));
}

#[test]
fn who_comes_late_is_fitted_in_and_what_runs_is_left_alone() {
    let mut rotation = plan(20, Shape::About(4), 5, 1);
    let before = rotation.clone();
    refit(&mut rotation, 2, &singles(21));
    assert_eq!(rotation.rounds()[..2], before.rounds()[..2]);
    for round in &rotation.rounds()[2..] {
        assert_eq!(round.concat().len(), 21);
        assert_eq!(round.iter().filter(|group| group.contains(&20)).count(), 1);
        assert!(spread(round) <= 1);
    }
    assert!(repeats(rotation.rounds()) <= 4, "{}", repeats(rotation.rounds()));
}

#[test]
fn so_many_may_come_that_there_are_more_groups() {
    let mut rotation = plan(20, Shape::About(4), 5, 1);
    refit(&mut rotation, 2, &singles(28));
    assert_eq!(rotation.rounds()[1].len(), 5);
    assert!(rotation.rounds()[2..].iter().all(|round| round.len() == 7 && spread(round) == 0));
    assert_eq!(repeats(rotation.rounds()), 0);
}

#[test]
fn who_leaves_is_missed_in_the_rounds_ahead_only() {
    let mut rotation = plan(25, Shape::About(5), 6, 1);
    let before = rotation.clone();
    refit(&mut rotation, 3, &singles(24));
    assert_eq!(rotation.rounds()[..3], before.rounds()[..3]);
    assert!(rotation.rounds()[3..].iter().flatten().flatten().all(|who| *who != 24));
    assert_eq!(repeats(rotation.rounds()), 0, "the others go on as if nothing had happened");
}

#[test]
fn nobody_new_and_nobody_gone_changes_nothing() {
    let mut rotation = plan(25, Shape::About(5), 6, 1);
    let before = rotation.clone();
    refit(&mut rotation, 3, &singles(25));
    let as_sets = |rotation: &Rotation<u32>| -> Vec<BTreeSet<BTreeSet<u32>>> {
        let group = |group: &Group<u32>| group.iter().copied().collect();
        rotation.rounds().iter().map(|round| round.iter().map(group).collect()).collect()
    };
    assert_eq!(as_sets(&rotation), as_sets(&before));
}

#[test]
fn who_was_in_the_three_is_not_again_when_somebody_else_leaves() {
    let mut rotation = plan(21, Shape::About(2), 8, 1);
    refit(&mut rotation, 4, &singles(19));
    let times = odd_times(rotation.rounds());
    assert!(range(&times[..19]) <= 1, "{times:?}");
}

#[test]
fn who_comes_late_need_not_make_up_for_threes_that_others_were_in() {
    let mut rotation = plan(11, Shape::About(2), 10, 1);
    refit(&mut rotation, 5, &singles(13));
    let late = odd_times(&rotation.rounds()[5..]);
    assert!(late[11].max(late[12]) <= 2, "5 threes of 13 people: {late:?}");
}

#[test]
fn it_can_be_refitted_after_the_end_and_to_nobody() {
    let mut rotation = plan(9, Shape::About(2), 3, 1);
    let before = rotation.clone();
    refit(&mut rotation, 3, &singles(4));
    rotation.refit(17, &singles(4), &nothing(), Seed(1));
    assert_eq!(rotation, before);
    refit(&mut rotation, 1, &[]);
    assert!(rotation.rounds()[1..].iter().all(Vec::is_empty));
}

#[test]
fn it_can_be_stored() {
    let parties: Vec<Vec<_>> = (0..5).map(|who| vec![crate::id::ParticipantId(who)]).collect();
    let course = Course::Everybody { shape: Shape::About(2), rounds: 3 };
    let rotation = Rotation::plan(&parties, course, &Wishes::default(), Seed(1));
    let stored = serde_json::to_string(&rotation).unwrap();
    assert_eq!(serde_json::from_str::<Rotation<crate::id::ParticipantId>>(&stored).unwrap(), rotation);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_round_holds_everybody_once(
        parties in some_parties(),
        (shape, rounds) in (shapes(), prop_oneof![9 => 0..6_u32, 1 => Just(u32::MAX)]),
        (values, met) in (some_values(), some_meetings()),
        seed: u64,
    ) {
        let values = values.as_ref().map(|(blend, values)| (*blend, values));
        let wishes = Wishes { values, met: Some(&met) };
        let plan = || Rotation::plan(&parties, everybody(shape, rounds), &wishes, Seed(seed));
        let rotation = plan();
        prop_assert_eq!(rotation.rounds().len(), MAX_ROUNDS.min(rounds as usize));
        for round in rotation.rounds() {
            check_groups(&parties, round)?;
            prop_assert_eq!(round.len(), group_count(&parties, shape));
        }
        prop_assert_eq!(&rotation, &plan(), "the same with the same seed");
    }

    #[test]
    fn whoever_comes_and_goes_every_round_ahead_holds_those_who_are_there(
        people in 0..30_u32,
        (shape, rounds, from) in (shapes(), 0..6_u32, 0..7_usize),
        (left, came) in (prop::collection::btree_set(0..30_u32, 0..6), 0..6_u32),
        seed: u64,
    ) {
        let mut rotation = plan(people, shape, rounds, seed);
        let before = rotation.clone();
        let there: Vec<Vec<u32>> =
            (0..people).filter(|who| !left.contains(who)).chain(100..100 + came).map(|who| vec![who]).collect();
        refit(&mut rotation, from.min(rounds as usize), &there);
        let (ran, ahead) = rotation.rounds().split_at(from.min(rounds as usize));
        prop_assert_eq!(ran, &before.rounds()[..ran.len()]);
        prop_assert_eq!(rotation.rounds().len(), rounds as usize);
        for round in ahead {
            check_groups(&there, round)?;
        }
    }
}
