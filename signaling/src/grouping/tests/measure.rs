//! That the cost is what it says, and that what is reckoned ahead is what comes.

use super::*;
use crate::grouping::chance::Chance;
use crate::grouping::search::{fill, improve, level};
use crate::grouping::seating::{Seating, usual_size};

/// A seating as it is in the middle of the search, of people some of whom share devices and have values.
fn seated<'a>(parties: &'a Parties, groups: usize, rounds: usize, chance: &mut Chance) -> Seating<'a> {
    let mut seating = Seating::new(parties, groups, rounds, vec![0; parties.count()]);
    let mut order: Vec<usize> = (0..parties.count()).collect();
    for round in 0..rounds {
        chance.shuffle(&mut order);
        fill(&mut seating, round, &order);
        level(&mut seating, round);
    }
    seating.settle_sizes();
    seating
}

/// The same people in the same groups, entered anew.
fn recounted<'a>(seating: &Seating<'a>) -> Seating<'a> {
    let parties = seating.parties;
    let mut anew = Seating::new(parties, seating.groups, seating.rounds.len(), vec![0; parties.count()]);
    for (round, here) in seating.rounds.iter().enumerate() {
        for (party, group) in here.group_of.iter().enumerate() {
            if parties.stays[party].is_none() {
                anew.enter(round, party, group.unwrap());
            }
        }
    }
    anew.settle_sizes();
    anew
}

#[test]
fn of_a_pair_and_a_three_the_three_is_the_odd_one() {
    assert_eq!(usual_size(&[3, 2]), 2);
    assert_eq!(usual_size(&[3, 2, 3, 0, 0, 0]), 3);
    assert_eq!(usual_size(&[]), 0);
}

proptest! {
    #[test]
    fn an_exchange_costs_what_was_reckoned_and_no_less_than_the_floor(
        (groups, rounds, hosts) in (2..6_usize, 1..4_usize, 0..3_u32),
        sizes in prop::collection::vec(1..3_usize, 6..20),
        (values, met) in (some_values(), some_meetings()),
        seed: u64,
    ) {
        let values = values.as_ref().map(|(blend, values)| (*blend, values));
        let wishes = Wishes { values, met: Some(&met) };
        let hosts: Vec<u32> = (0..hosts.min(groups as u32)).map(|table| table * 2).collect();
        let parties = Parties::new(&parties_of(&sizes), &hosts, &wishes);
        let mut chance = Chance::new(Seed(seed));
        let mut seating = seated(&parties, groups, rounds, &mut chance);
        for _ in 0..20 {
            let (round, one, other) =
                (chance.below(rounds), chance.below(sizes.len()), chance.below(sizes.len()));
            let group_of = &seating.rounds[round].group_of;
            let moves = [one, other].iter().all(|party| parties.stays[*party].is_none());
            if group_of[one] == group_of[other] || sizes[one] != sizes[other] || !moves {
                continue;
            }
            let expected = seating.cost() + seating.swapping(round, one, other);
            seating.swap(round, one, other);
            prop_assert_eq!(seating.cost(), expected);
            prop_assert_eq!(seating.cost(), recounted(&seating).cost());
            prop_assert!(seating.cost() >= seating.floor());
        }
    }

    #[test]
    fn looking_for_better_never_ends_worse(people in 4..20_u32, rounds in 1..5_usize, seed: u64) {
        let parties = Parties::new(&singles(people), &[], &nothing());
        let mut chance = Chance::new(Seed(seed));
        let mut seating = seated(&parties, people as usize / 3 + 1, rounds, &mut chance);
        let before = seating.cost();
        for _ in 0..4 {
            improve(&mut seating, 500, &mut chance);
            prop_assert!(seating.cost() <= before);
            prop_assert_eq!(seating.cost(), recounted(&seating).cost());
        }
    }
}
