//! Learning café: hosts stay, visitors see each table once.

use super::*;

fn plan(people: u32, tables: u32, rounds: u32, seed: u64) -> Rotation<u32> {
    let course = Course::Cafe { hosts: (0..tables).collect(), rounds };
    Rotation::plan(&singles(people), course, &nothing(), Seed(seed))
}

/// At which tables each one has been, in order.
fn ways(rounds: &[Vec<Group<u32>>]) -> BTreeMap<u32, Vec<usize>> {
    let mut ways: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for round in rounds {
        for (table, group) in round.iter().enumerate() {
            group.iter().for_each(|who| ways.entry(*who).or_default().push(table));
        }
    }
    ways
}

/// How many come to a table where they have been, hosts left out.
fn returns(rounds: &[Vec<Group<u32>>], tables: u32) -> usize {
    let visitors = ways(rounds).into_iter().filter(|(who, _)| *who >= tables);
    visitors.map(|(_, way)| way.len() - BTreeSet::from_iter(way).len()).sum()
}

#[test]
fn hosts_stay_and_visitors_see_each_table_once() {
    for (people, tables, rounds) in [(20, 4, 4), (24, 5, 4), (33, 6, 6), (12, 3, 3), (50, 8, 5), (7, 6, 6)] {
        let rotation = plan(people, tables, rounds, 1);
        let ways = ways(rotation.rounds());
        for host in 0..tables {
            assert!(ways[&host].iter().all(|table| *table == host as usize));
        }
        assert!(rotation.rounds().iter().all(|round| spread(round) <= 1));
        assert_eq!(returns(rotation.rounds(), tables), 0, "{people} people at {tables} tables");
    }
}

#[test]
fn with_whom_one_travels_is_mixed() {
    // Five at each of seven tables: nobody needs to meet anybody twice.
    assert_eq!(repeats(plan(35, 7, 7, 1).rounds()), 0);
    // Ten at each of four: only so many others are there. By chance alone it is about 245.
    let repeats = repeats(plan(40, 4, 4, 1).rounds());
    println!("40 people at 4 tables, 4 rounds: {repeats} repeats");
    assert!(repeats <= 190, "{repeats}");
}

#[test]
fn units_that_travel_together_see_each_table_once_too() {
    let units: BTreeMap<u32, u32> = (4..24).map(|who| (who, who % 4)).collect();
    let wishes = Wishes { values: Some((Blend::Alike, &units)), met: None };
    let course = Course::Cafe { hosts: (0..4).collect(), rounds: 4 };
    let rotation = Rotation::plan(&singles(24), course, &wishes, Seed(1));
    assert_eq!(returns(rotation.rounds(), 4), 0);
    let unit = |group: &Group<u32>| BTreeSet::from_iter(group.iter().filter_map(|who| units.get(who)));
    assert!(rotation.rounds().iter().flatten().all(|group| unit(group).len() == 1));
}

#[test]
fn after_all_tables_everybody_begins_anew_with_each_as_often() {
    for (who, way) in ways(plan(15, 3, 6, 1).rounds()).into_iter().skip(3) {
        for table in 0..3 {
            assert_eq!(way.iter().filter(|seen| **seen == table).count(), 2, "{who}: {way:?}");
        }
    }
}

#[test]
fn who_comes_late_sees_tables_once_too_and_what_runs_is_left_alone() {
    let mut rotation = plan(24, 4, 4, 1);
    let before = rotation.clone();
    let met = met_in(&rotation.rounds()[..2]);
    rotation.refit(2, &singles(26), &Wishes { values: None, met: Some(&met) }, Seed(2));
    assert_eq!(rotation.rounds()[..2], before.rounds()[..2]);
    assert!(rotation.rounds()[2..].iter().all(|round| round.concat().len() == 26 && spread(round) <= 1));
    assert_eq!(returns(rotation.rounds(), 4), 0);
}

#[test]
fn a_table_whose_host_left_stays_and_gets_another() {
    let mut rotation = plan(24, 4, 4, 1);
    let mut there = singles(24);
    there.remove(1);
    let met = met_in(&rotation.rounds()[..1]);
    let wishes = Wishes { values: None, met: Some(&met) };
    rotation.refit(1, &there, &wishes, Seed(2));
    assert!(rotation.rounds()[1..].iter().all(|round| round.len() == 4 && spread(round) <= 1));
    rotation.host(1, 20);
    rotation.host(99, 21);
    rotation.refit(1, &there, &wishes, Seed(2));
    assert!(rotation.rounds()[1..].iter().all(|round| round[1].contains(&20)));
}

#[test]
fn two_hosts_on_one_device_are_at_one_table_and_no_table_is_one_group() {
    let course = Course::Cafe { hosts: vec![0, 1], rounds: 2 };
    let rotation = Rotation::plan(&parties_of(&[2, 1, 1, 1, 1]), course, &nothing(), Seed(1));
    assert!(rotation.rounds().iter().all(|round| round[0].contains(&0) && round[0].contains(&1)));
    let course = Course::Cafe { hosts: vec![], rounds: 2 };
    let rotation = Rotation::plan(&singles(3), course, &nothing(), Seed(1));
    assert!(rotation.rounds().iter().all(|round| round.len() == 1 && round[0].len() == 3));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_visitor_sees_each_table_once(people in 0..40_u32, tables in 1..9_u32, rounds in 0..9_u32, seed: u64) {
        let rotation = plan(people, tables, rounds, seed);
        for round in rotation.rounds() {
            prop_assert_eq!(round.len(), tables as usize);
            prop_assert_eq!(round.concat().len(), people as usize);
            prop_assert!(spread(round) <= 1);
        }
        if rounds <= tables {
            prop_assert_eq!(returns(rotation.rounds(), tables), 0);
        }
        prop_assert_eq!(&rotation, &plan(people, tables, rounds, seed));
    }
}
