//! What is promised of groups, however they are made; and, in `figures`, how good they are.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::parties::Parties;
use super::*;
use crate::id::Seed;

mod cafe;
mod deal;
mod figures;
mod measure;
mod rotation;

fn singles(people: u32) -> Vec<Vec<u32>> {
    (0..people).map(|who| vec![who]).collect()
}

/// Parties of these sizes, of people who are numbered through.
fn parties_of(sizes: &[usize]) -> Vec<Vec<u32>> {
    let mut next = 0..;
    sizes.iter().map(|size| next.by_ref().take(*size).collect()).collect()
}

fn everybody(shape: Shape, rounds: u32) -> Course<u32> {
    Course::Everybody { shape, rounds }
}

fn nothing() -> Wishes<'static, u32> {
    Wishes::default()
}

/// How often people meet who have met before, in these rounds.
fn repeats(rounds: &[Vec<Group<u32>>]) -> u32 {
    met_in(rounds).pairs().map(|(_, _, times)| times - 1).sum()
}

fn met_in(rounds: &[Vec<Group<u32>>]) -> Meetings<u32> {
    let mut met = Meetings::default();
    rounds.iter().flatten().for_each(|group| met.note(group));
    met
}

/// How often people of these groups meet whom they had met.
fn met_again(groups: &[Group<u32>], met: &Meetings<u32>) -> u32 {
    met_in(&[groups.to_vec()]).pairs().map(|(one, other, _)| met.times(one, other)).sum()
}

fn spread(groups: &[Group<u32>]) -> usize {
    let sizes = || groups.iter().map(Vec::len);
    sizes().max().unwrap_or(0) - sizes().min().unwrap_or(0)
}

/// Everybody is in one group, with their party, and sizes differ by no more than the parties make necessary.
fn check_groups(parties: &[Vec<u32>], groups: &[Group<u32>]) -> Result<(), TestCaseError> {
    let mut all: Vec<u32> = groups.concat();
    all.sort_unstable();
    let mut there: Vec<u32> = parties.concat();
    there.sort_unstable();
    prop_assert_eq!(all, there, "everybody exactly once");
    for party in parties {
        let together = |group: &&Group<u32>| party.iter().any(|who| group.contains(who));
        prop_assert!(groups.iter().filter(together).count() <= 1, "a party is parted");
    }
    let largest_party = parties.iter().map(Vec::len).max().unwrap_or(0);
    prop_assert!(spread(groups) <= largest_party.max(1), "{:?}", groups);
    if let Some(largest) = groups.iter().max_by_key(|group| group.len()) {
        let has_single = parties.iter().any(|party| party.len() == 1 && largest.contains(&party[0]));
        prop_assert!(
            !has_single || spread(groups) <= 1,
            "one person could have gone elsewhere: {:?}",
            groups
        );
    }
    Ok(())
}

fn shapes() -> impl Strategy<Value = Shape> {
    let number = prop_oneof![0..12_u32, Just(u32::MAX)];
    prop_oneof![
        number.clone().prop_map(Shape::Groups),
        number.clone().prop_map(Shape::About),
        number.prop_map(Shape::AtMost),
    ]
}

/// Mostly single people; a party may also be empty.
fn some_parties() -> impl Strategy<Value = Vec<Vec<u32>>> {
    let size = prop_oneof![8 => Just(1_usize), 1 => Just(0_usize), 2 => 2..5_usize];
    prop_oneof![
        (0..40_u32).prop_map(singles),
        prop::collection::vec(size, 0..30).prop_map(|sizes| parties_of(&sizes)),
    ]
}

fn some_values() -> impl Strategy<Value = Option<(Blend, BTreeMap<u32, u32>)>> {
    let blend = prop_oneof![Just(Blend::Mix), Just(Blend::Alike)];
    prop::option::of((blend, prop::collection::btree_map(0..60_u32, 0..5_u32, 0..60)))
}

fn some_meetings() -> impl Strategy<Value = Meetings<u32>> {
    let group = prop::collection::vec(0..60_u32, 0..6);
    prop::collection::vec(group, 0..40).prop_map(|groups| met_in(&[groups]))
}
