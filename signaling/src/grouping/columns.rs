//! Rounds in which few or none meet again, by construction: people stand in columns that shift against each other.
//!
//! Column after column is filled with as many people as there are groups, one for each. In a round each column is
//! shifted by a number of its own, and who is then side by side is a group. Two people of different columns meet when
//! the difference of their columns' shifts is the distance between their places; so nobody meets twice if, for each
//! two columns, the difference is another one in each round. Where the number of groups g is a prime, or a power of
//! one with a known field, the products `round * column` do that for g rounds (the lines of an affine plane); otherwise
//! rows of shifts are searched that repeat as few differences as can be found.
//!
//! Hosts are a column that never shifts: then no visitor comes to the same table twice.

use super::chance::Chance;
use super::field::Ring;

/// How often a row of shifts is begun anew before the best one so far is taken, and how often all rows are.
const TRIES: usize = 40;
/// A bound for either: columns times columns times groups, for each beginning.
const WORK: usize = 400_000;
/// Coming to the same table again, against meeting one more column again.
const HOST: u64 = 10_000;

/// What each column is shifted by in each round, and how many rounds from the first on repeat nothing.
pub(super) struct Shifts {
    pub ring: Ring,
    pub rows: Vec<Vec<usize>>,
    pub clean: usize,
}

/// Shifts of so many columns for so many rounds. The first column never shifts; with `hosts` it is their column.
pub(super) fn shifts(
    (groups, columns): (usize, usize),
    rounds: usize,
    hosts: bool,
    chance: &mut Chance,
) -> Shifts {
    let ring = Ring::new(groups);
    let empty = || Used { ring, groups, columns, hosts, times: vec![0; columns * columns * groups] };
    let mut rows = Vec::new();
    if ring.is_field && columns <= groups {
        rows = products(ring, columns, chance);
        rows.truncate(rounds);
    } else {
        let row_work = columns * columns * groups * TRIES;
        for _ in 0..(WORK / row_work.max(1)).clamp(1, TRIES) {
            let found = clean_rows(empty(), rounds, chance);
            if found.len() > rows.len() {
                rows = found;
            }
            if rows.len() == rounds {
                break;
            }
        }
    }
    let clean = rows.len();
    let mut used = empty();
    rows.iter().for_each(|row| used.note(row));
    while rows.len() < rounds {
        let (row, _) = used.next_row(chance);
        used.note(&row);
        rows.push(row);
    }
    Shifts { ring, rows, clean }
}

/// The products of each element, in any order, with the columns.
fn products(field: Ring, columns: usize, chance: &mut Chance) -> Vec<Vec<usize>> {
    let mut factors: Vec<usize> = (0..field.elements()).collect();
    chance.shuffle(&mut factors);
    factors.iter().map(|factor| (0..columns).map(|column| field.times(*factor, column)).collect()).collect()
}

/// Rows that repeat nothing, until none is found.
fn clean_rows(mut used: Used, rounds: usize, chance: &mut Chance) -> Vec<Vec<usize>> {
    let mut rows = Vec::new();
    while rows.len() < rounds {
        let (row, cost) = used.next_row(chance);
        if cost > 0 {
            break;
        }
        used.note(&row);
        rows.push(row);
    }
    rows
}

/// Which differences two columns have had, and how often.
struct Used {
    ring: Ring,
    groups: usize,
    columns: usize,
    hosts: bool,
    times: Vec<u32>,
}

impl Used {
    fn place(&self, one: usize, other: usize, row: &[usize]) -> usize {
        (one * self.columns + other) * self.groups + self.ring.minus(row[one], row[other])
    }

    fn note(&mut self, row: &[usize]) {
        for one in 0..self.columns {
            for other in 0..one {
                let place = self.place(one, other, row);
                self.times[place] += 1;
            }
        }
    }

    fn next_row(&self, chance: &mut Chance) -> (Vec<usize>, u64) {
        let tries = (WORK / (self.columns * self.columns * self.groups).max(1)).clamp(1, TRIES);
        let mut best = self.row(chance);
        for _ in 1..tries {
            if best.1 == 0 {
                break;
            }
            let next = self.row(chance);
            if next.1 < best.1 {
                best = next;
            }
        }
        best
    }

    /// Column by column the shift that repeats least; of equals any.
    fn row(&self, chance: &mut Chance) -> (Vec<usize>, u64) {
        let mut row = vec![0; self.columns];
        let mut total = 0;
        for column in 1..self.columns {
            let start = chance.below(self.groups);
            let mut best = (u64::MAX, 0);
            for step in 0..self.groups {
                row[column] = (start + step) % self.groups;
                let cost = self.cost(column, &row);
                if cost < best.0 {
                    best = (cost, row[column]);
                }
                if cost == 0 {
                    break;
                }
            }
            (total, row[column]) = (total + best.0, best.1);
        }
        (row, total)
    }

    fn cost(&self, column: usize, row: &[usize]) -> u64 {
        let weight = |other: usize| if other == 0 && self.hosts { HOST } else { 1 };
        (0..column).map(|other| weight(other) * u64::from(self.times[self.place(column, other, row)])).sum()
    }
}

/// Which group each place is in, in each round, and how many rounds from the first on repeat nothing. Places are counted
/// down the first column, then the second. Where all columns are full but for one place at most, and can be dealt among
/// themselves without a rest, rounds within the columns follow: those who have stood in line have not met yet.
pub(super) fn rounds_by_place(
    (groups, columns): (usize, usize),
    rounds: usize,
    is_full: bool,
    chance: &mut Chance,
) -> (Vec<Vec<usize>>, usize) {
    let Shifts { ring, rows, clean } = shifts((groups, columns), rounds, false, chance);
    let places = groups * columns;
    let across = |row: &Vec<usize>| -> Vec<usize> {
        (0..places).map(|place| ring.plus(place % groups, row[place / groups])).collect()
    };
    let mut found: Vec<Vec<usize>> = rows.iter().map(across).collect();
    if !is_full || columns < 2 || groups % columns != 0 || clean == rounds {
        return (found, clean);
    }
    let each = groups / columns;
    let (within, within_clean) = rounds_by_place((each, columns), rounds - clean, true, chance);
    let within = within
        .iter()
        .take(within_clean)
        .map(|round| (0..places).map(|place| place / groups * each + round[place % groups]).collect());
    found.splice(clean..clean, within);
    found.truncate(rounds);
    (found, clean + within_clean)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::id::Seed;

    fn found(groups: usize, columns: usize, rounds: usize, hosts: bool) -> Shifts {
        shifts((groups, columns), rounds, hosts, &mut Chance::new(Seed(1)))
    }

    #[test]
    fn no_two_columns_are_side_by_side_again() {
        for (groups, columns, rounds) in
            [(7, 7, 7), (9, 6, 9), (6, 5, 5), (10, 5, 7), (12, 4, 9), (100, 10, 11)]
        {
            let Shifts { ring, rows, clean } = found(groups, columns, rounds, false);
            assert_eq!((rows.len(), clean), (rounds, rounds), "{groups} groups, {columns} columns");
            for (one, other) in (0..columns).flat_map(|one| (0..one).map(move |other| (one, other))) {
                let differences: BTreeSet<usize> =
                    rows.iter().map(|row| ring.minus(row[one], row[other])).collect();
                assert_eq!(differences.len(), rounds, "{groups} groups, columns {one} and {other}");
            }
        }
    }

    #[test]
    fn beside_hosts_every_column_shifts_by_all_there_is_first() {
        for (groups, columns) in [(2, 30), (4, 12), (5, 3), (6, 9), (10, 20)] {
            let rows = found(groups, columns, groups + 2, true).rows;
            for column in 1..columns {
                let shifts: BTreeSet<usize> = rows.iter().take(groups).map(|row| row[column]).collect();
                assert_eq!(shifts.len(), groups, "{groups} groups, column {column} of {columns}");
            }
            assert!(rows.iter().all(|row| row[0] == 0));
        }
    }
}
