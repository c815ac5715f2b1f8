//! Groups for once.

use super::*;

/// People of a unit each: so many of the first, so many of the second …
fn units(sizes: &[u32]) -> BTreeMap<u32, u32> {
    let units = (0..).zip(sizes).flat_map(|(unit, size)| (0..*size).map(move |_| unit));
    (0..).zip(units).collect()
}

fn dealt(blend: Blend, sizes: &[u32], groups: u32, seed: u64) -> Vec<Group<u32>> {
    let units = units(sizes);
    let wishes = Wishes { values: Some((blend, &units)), met: None };
    balanced(&singles(sizes.iter().sum()), Shape::Groups(groups), &wishes, Seed(seed))
}

/// How many of each unit are in each group.
fn counts(groups: &[Group<u32>], units: &BTreeMap<u32, u32>) -> Vec<BTreeMap<u32, usize>> {
    let count = |group: &Group<u32>| {
        let mut counts = BTreeMap::new();
        group.iter().filter_map(|who| units.get(who)).for_each(|unit| *counts.entry(*unit).or_default() += 1);
        counts
    };
    groups.iter().map(count).collect()
}

#[test]
fn chance_follows_from_the_seed_and_differs_with_it() {
    let deal = |seed| at_random(&singles(12), Shape::Groups(3), Seed(seed));
    assert_eq!(deal(1), deal(1));
    assert_ne!(deal(1), deal(2));
    assert_eq!(deal(1)[0], [4, 9, 10, 0], "the same after every update");
}

#[test]
fn nobody_and_groups_without_people_make_no_groups() {
    assert!(at_random(&singles(0), Shape::Groups(3), Seed(1)).is_empty());
    assert!(balanced(&singles(0), Shape::About(3), &nothing(), Seed(1)).is_empty());
    assert_eq!(at_random(&singles(2), Shape::Groups(50), Seed(1)).len(), 2);
    let one_device = parties_of(&[3]);
    assert_eq!(balanced(&one_device, Shape::Groups(3), &nothing(), Seed(1)), [[0, 1, 2]]);
}

#[test]
fn mixed_units_are_spread_as_evenly_as_they_can_be() {
    for (sizes, groups) in [(&[8, 4, 4][..], 4), (&[7, 6, 5, 3], 4), (&[20, 1, 1, 1], 5), (&[13, 9, 8], 6)] {
        for seed in 0..20 {
            let dealt = dealt(Blend::Mix, sizes, groups, seed);
            assert_eq!(spread(&dealt), usize::from(sizes.iter().sum::<u32>() % groups > 0));
            let counts = counts(&dealt, &units(sizes));
            for unit in 0..sizes.len() as u32 {
                let held = || counts.iter().map(|counts| counts.get(&unit).copied().unwrap_or(0));
                assert!(held().max().unwrap() - held().min().unwrap() <= 1, "{sizes:?}: {counts:?}");
            }
        }
    }
}

#[test]
fn equal_units_stay_together() {
    for seed in 0..20 {
        let groups = counts(&dealt(Blend::Alike, &[5, 5, 5], 3, seed), &units(&[5, 5, 5]));
        assert!(groups.iter().all(|counts| counts.len() == 1), "{groups:?}");
        // 7, 6, 4 and 3 in fives: the best are 5 | 2 + 3 | 5 | 1 + 4.
        let groups = counts(&dealt(Blend::Alike, &[7, 6, 4, 3], 4, seed), &units(&[7, 6, 4, 3]));
        let pairs: usize = groups.iter().flat_map(|counts| counts.values()).map(|held| held * held).sum();
        assert_eq!(pairs, 25 + 4 + 9 + 25 + 1 + 16, "{groups:?}");
    }
}

#[test]
fn each_of_those_who_share_a_device_counts() {
    let units = units(&[4, 4]);
    let wishes = Wishes { values: Some((Blend::Mix, &units)), met: None };
    for seed in 0..20 {
        let groups = balanced(&parties_of(&[2, 1, 1, 1, 1, 1, 1]), Shape::Groups(2), &wishes, Seed(seed));
        let counts = counts(&groups, &units);
        assert!(counts.iter().all(|counts| counts.values().eq(&[2, 2])), "{counts:?}");
    }
}

#[test]
fn who_has_no_unit_may_be_anywhere() {
    let mut units = units(&[6, 6]);
    units.retain(|who, _| who % 6 < 4);
    let wishes = Wishes { values: Some((Blend::Mix, &units)), met: None };
    let groups = balanced(&singles(12), Shape::Groups(4), &wishes, Seed(3));
    assert_eq!(spread(&groups), 0);
    assert!(counts(&groups, &units).iter().all(|counts| counts.values().eq(&[1, 1])));
}

#[test]
fn who_has_met_is_parted_if_there_are_others() {
    // Four groups of four; then again four, of one from each.
    let mut met = Meetings::default();
    singles(16).concat().chunks(4).for_each(|group| met.note(group));
    for seed in 0..20 {
        let wishes = Wishes { values: None, met: Some(&met) };
        let groups = balanced(&singles(16), Shape::About(4), &wishes, Seed(seed));
        assert_eq!(met_again(&groups, &met), 0, "{groups:?}");
    }
}

#[test]
fn a_pair_that_met_often_is_parted_before_one_that_met_once() {
    let mut met = Meetings::default();
    [[0, 1], [2, 3], [0, 2], [1, 3]].iter().for_each(|pair| met.note(pair));
    [[0, 3], [1, 2]].iter().for_each(|pair| met.note(pair));
    [[0, 1], [0, 2]].iter().for_each(|pair| met.note(pair));
    let wishes = Wishes { values: None, met: Some(&met) };
    for seed in 0..10 {
        let groups = balanced(&singles(4), Shape::About(2), &wishes, Seed(seed));
        assert_eq!(met_again(&groups, &met), 2, "0 with 3, 1 with 2: {groups:?}");
    }
}

#[test]
fn units_are_mixed_first_and_strangers_chosen_among_what_that_leaves() {
    let units = units(&[4, 4]);
    let mut met = Meetings::default();
    [[0, 4], [1, 5], [2, 6], [3, 7]].iter().for_each(|pair| met.note(pair));
    let wishes = Wishes { values: Some((Blend::Mix, &units)), met: Some(&met) };
    for seed in 0..20 {
        let groups = balanced(&singles(8), Shape::About(2), &wishes, Seed(seed));
        assert!(counts(&groups, &units).iter().all(|counts| counts.len() == 2));
        assert_eq!(met_again(&groups, &met), 0);
    }
}

#[test]
fn who_comes_late_goes_to_the_smallest_group_and_there_to_strangers() {
    let mut met = Meetings::default();
    met.note(&[9, 3]);
    let groups = [vec![1, 2, 7], vec![3, 4], vec![5, 6]];
    assert_eq!(place_for(&groups, &[9], &met), Some(2));
    assert_eq!(place_for(&groups, &[8], &met), Some(1));
    assert_eq!(place_for(&[], &[8], &met), None);
}

proptest! {
    #[test]
    fn random_groups_hold_everybody_once(parties in some_parties(), shape in shapes(), seed: u64) {
        let groups = at_random(&parties, shape, Seed(seed));
        check_groups(&parties, &groups)?;
        prop_assert_eq!(groups.len(), group_count(&parties, shape));
        prop_assert!(groups.iter().all(|group| !group.is_empty()));
    }

    #[test]
    fn balanced_groups_hold_everybody_once(
        parties in some_parties(),
        shape in shapes(),
        (values, met) in (some_values(), some_meetings()),
        seed: u64,
    ) {
        let values = values.as_ref().map(|(blend, values)| (*blend, values));
        let wishes = Wishes { values, met: Some(&met) };
        let groups = balanced(&parties, shape, &wishes, Seed(seed));
        check_groups(&parties, &groups)?;
        prop_assert_eq!(groups.len(), group_count(&parties, shape));
        prop_assert!(groups.iter().all(|group| !group.is_empty()));
        prop_assert_eq!(&groups, &balanced(&parties, shape, &wishes, Seed(seed)), "the same with the same seed");
    }

    #[test]
    fn values_are_mixed_evenly_whatever_they_are(sizes in prop::collection::vec(0..9_u32, 1..6), groups in 1..9_u32) {
        let dealt = dealt(Blend::Mix, &sizes, groups, 1);
        let counts = counts(&dealt, &units(&sizes));
        for unit in 0..sizes.len() as u32 {
            let held = || counts.iter().map(|counts| counts.get(&unit).copied().unwrap_or(0));
            prop_assert!(held().max().unwrap_or(0) - held().min().unwrap_or(0) <= 1, "{:?}", counts);
        }
    }
}
