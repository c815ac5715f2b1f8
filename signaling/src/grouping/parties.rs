//! The people to be dealt, as small numbers: party 0, 1, 2 … and what has to be known about each.

use std::collections::BTreeMap;

use super::{Blend, Key, Meetings, Wishes};

/// A pair that has met more often than this is no worse: bounds the arithmetic.
pub(super) const MOST_TIMES: u16 = 100;

/// What is known of the parties while groups are made. A party's number is its position.
#[derive(Debug, Clone)]
pub(super) struct Parties {
    /// How many people each one is.
    pub people: Vec<usize>,
    /// Which values are how often in each one. Values are numbered from 0.
    pub values: Vec<Vec<(usize, i64)>>,
    pub kinds: usize,
    pub blend: Option<Blend>,
    /// At which group someone stays in every round.
    pub stays: Vec<Option<usize>>,
    /// Who has met whom before, and how often.
    pub met: Vec<(usize, usize, u16)>,
}

impl Parties {
    /// Numbers the parties in the order given. `hosts` stay, the first at group 0, the second at group 1.
    pub fn new<K: Key>(parties: &[Vec<K>], hosts: &[K], wishes: &Wishes<'_, K>) -> Self {
        let index = index(parties);
        let mut stays = vec![None; parties.len()];
        for (group, host) in hosts.iter().enumerate() {
            if let Some(place) = index.get(host).and_then(|party| stays.get_mut(*party)) {
                // Two hosts on one device: they are at the first one's table.
                place.get_or_insert(group);
            }
        }
        let (values, kinds) = values(parties, wishes);
        Self {
            people: parties.iter().map(Vec::len).collect(),
            values,
            kinds,
            blend: wishes.values.map(|(blend, _)| blend),
            stays,
            met: wishes.met.map(|met| met_between(met, &index)).unwrap_or_default(),
        }
    }

    pub fn count(&self) -> usize {
        self.people.len()
    }

    pub fn all_people(&self) -> usize {
        self.people.iter().sum()
    }

    pub fn are_all_single(&self) -> bool {
        self.people.iter().all(|people| *people == 1)
    }
}

/// Which party each person is in.
pub(super) fn index<K: Key>(parties: &[Vec<K>]) -> BTreeMap<K, usize> {
    let people = parties.iter().enumerate();
    people.flat_map(|(party, people)| people.iter().map(move |who| (*who, party))).collect()
}

fn values<K: Key>(parties: &[Vec<K>], wishes: &Wishes<'_, K>) -> (Vec<Vec<(usize, i64)>>, usize) {
    let Some((_, value_of)) = wishes.values else { return (vec![Vec::new(); parties.len()], 0) };
    let mut numbers = BTreeMap::new();
    let mut all = Vec::with_capacity(parties.len());
    for party in parties {
        let mut held: Vec<(usize, i64)> = Vec::new();
        for value in party.iter().filter_map(|who| value_of.get(who)) {
            let next = numbers.len();
            let number = *numbers.entry(*value).or_insert(next);
            match held.iter_mut().find(|(known, _)| *known == number) {
                Some((_, times)) => *times += 1,
                None => held.push((number, 1)),
            }
        }
        all.push(held);
    }
    (all, numbers.len())
}

/// Two parties have met as often as any two of their people.
fn met_between<K: Key>(met: &Meetings<K>, index: &BTreeMap<K, usize>) -> Vec<(usize, usize, u16)> {
    // Tens of thousands of pairs are looked up: three times as fast in a sorted list as in the map.
    let sorted: Vec<(K, usize)> = index.iter().map(|(who, party)| (*who, *party)).collect();
    let find = |who: &K| sorted.binary_search_by_key(who, |(known, _)| *known).ok().map(|at| sorted[at].1);
    let mut found: Vec<(usize, usize, u16)> = Vec::new();
    for (one, others) in met.rows() {
        let Some(one) = find(one) else { continue };
        for (other, times) in others {
            if let Some(other) = find(other).filter(|other| *other != one) {
                let times = u16::try_from(*times).unwrap_or(MOST_TIMES).min(MOST_TIMES);
                found.push((one, other, times));
            }
        }
    }
    found
}
