//! From who is there to who is where: a few ways to begin, each made better for a while, and the best of them.

use super::Blend;
use super::chance::Chance;
use super::columns::{rounds_by_place, shifts};
use super::parties::Parties;
use super::search::{fill, improve, level};
use super::seating::Seating;

/// How much is looked at for each person and round, for each round and in all, in each of the ways to begin; the unit is
/// one person who sits with one of the two that might change places. Enough for what is found in small rooms (decision
/// 0008), and a bound of some milliseconds for large ones.
const WORK_EACH: usize = 5_000;
const WORK_ROUND: usize = 80_000;
const MOST_WORK: usize = 320_000;

/// In each round, the group of each place in the order of parties; `None` where any group will do.
type Layout = Vec<Vec<Option<usize>>>;

/// A seating for so many rounds. `odd_times`: how often each party was in an odd group before.
pub(super) fn arrange<'a>(
    parties: &'a Parties,
    (groups, rounds): (usize, usize),
    odd_times: &[i64],
    chance: &mut Chance,
) -> Seating<'a> {
    let empty = || Seating::new(parties, groups, rounds, odd_times.to_vec());
    if groups == 0 {
        return empty();
    }
    let mut order: Vec<usize> =
        (0..parties.count()).filter(|party| parties.stays[*party].is_none()).collect();
    chance.shuffle(&mut order);
    // The largest first, or the last one could unbalance what was even; then by value, so that the people of one unit
    // are dealt one to each group; the sort keeps the order of equals.
    let value = |party: usize| parties.values[party].first().map(|(value, _)| *value);
    order.sort_by_key(|party| (std::cmp::Reverse(parties.people[*party]), value(*party)));

    let layout = match parties.blend {
        Some(Blend::Alike) => {
            let together = alike(parties, groups, &order);
            // To another group in each round: in a café that is another table.
            let moved = |round: usize| -> Vec<Option<usize>> {
                together.iter().map(|group| group.map(|group| (group + round) % groups)).collect()
            };
            (0..rounds).map(moved).collect()
        }
        Some(Blend::Mix) | None => designed(parties, (groups, rounds), chance),
    };
    let mut best = seat(empty(), &order, layout, chance);
    if best.cost() > best.floor() {
        let other = seat(empty(), &order, vec![Vec::new(); rounds], chance);
        if other.cost() < best.cost() {
            best = other;
        }
    }
    best
}

/// Seats everybody as laid out, and then as well as it goes.
fn seat<'a>(mut seating: Seating<'a>, order: &[usize], layout: Layout, chance: &mut Chance) -> Seating<'a> {
    for (round, groups) in layout.into_iter().enumerate() {
        for (party, group) in order.iter().zip(groups) {
            if let Some(group) = group {
                seating.enter(round, *party, group);
            }
        }
        fill(&mut seating, round, order);
    }
    finish(&mut seating, chance);
    seating
}

/// Levels the sizes and looks for a better seating.
pub(super) fn finish(seating: &mut Seating<'_>, chance: &mut Chance) {
    for round in 0..seating.rounds.len() {
        level(seating, round);
    }
    seating.settle_sizes();
    let work = WORK_EACH.saturating_mul(seating.parties.count()).min(WORK_ROUND);
    improve(seating, (work * seating.rounds.len()).min(MOST_WORK), chance);
}

/// A layout that is known to repeat little, from before the first meeting: it knows nothing of those.
fn designed(parties: &Parties, (groups, rounds): (usize, usize), chance: &mut Chance) -> Layout {
    let visitors = parties.stays.iter().filter(|stays| stays.is_none()).count();
    let has_hosts = visitors < parties.count();
    if rounds < 2 || groups < 2 {
        return vec![Vec::new(); rounds];
    }
    // Where values are to be mixed, pairs are of two columns: each of one half with each of the other.
    if !has_hosts && parties.are_all_single() && parties.blend.is_none() && groups == visitors / 2 {
        return circle(visitors, rounds);
    }
    let columns = visitors.div_ceil(groups);
    if has_hosts {
        let found = shifts((groups, columns + 1), rounds, true, chance);
        let place = |place: usize, row: &[usize]| found.ring.plus(place % groups, row[place / groups + 1]);
        return found.rows.iter().map(|row| (0..visitors).map(|at| Some(place(at, row))).collect()).collect();
    }
    let (found, _) = rounds_by_place((groups, columns), rounds, groups * columns <= visitors + 1, chance);
    found.into_iter().map(|round| round.into_iter().map(Some).collect()).collect()
}

/// Round robin by the circle method: one stays, the others move one seat on in each round; who sits opposite is the
/// partner. With an odd number there is a seat for nobody, and who is opposite that goes to any pair.
fn circle(people: usize, rounds: usize) -> Layout {
    let ring = people + people % 2 - 1;
    let pairs = people / 2;
    let group = |round: usize, who: usize| {
        // In round r those whose numbers add up to r meet; who would meet themselves meets the last one.
        let partner = (round + ring - who % ring) % ring;
        if who == ring || partner == who {
            return if people.is_multiple_of(2) { Some(0) } else { None };
        }
        // A pair is known by the distance of its two on the ring, which is 1 to (ring - 1) / 2.
        let distance = who.abs_diff(partner);
        let pair = distance.min(ring - distance);
        Some(if people.is_multiple_of(2) { pair } else { pair - 1 }).filter(|pair| *pair < pairs)
    };
    (0..rounds).map(|round| (0..people).map(|who| group(round % ring, who)).collect()).collect()
}

/// Equal values together: the most frequent value first, each in the group that it fills best.
fn alike(parties: &Parties, groups: usize, order: &[usize]) -> Vec<Option<usize>> {
    let all = parties.all_people();
    let mut free: Vec<usize> =
        (0..groups).map(|group| all / groups + usize::from(group < all % groups)).collect();
    for (party, stays) in parties.stays.iter().enumerate() {
        if let Some(group) = stays {
            free[*group] = free[*group].saturating_sub(parties.people[party]);
        }
    }
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); parties.kinds];
    for (place, party) in order.iter().enumerate() {
        if let Some((value, _)) = parties.values[*party].first() {
            holders[*value].push(place);
        }
    }
    holders.sort_by_key(|places| std::cmp::Reverse(places.len()));
    let mut layout = vec![None; order.len()];
    for places in holders {
        let mut left: usize = places.iter().map(|place| parties.people[order[*place]]).sum();
        let mut group = best_fit(&free, left);
        for place in places {
            let people = parties.people[order[place]];
            if free[group] < people {
                group = best_fit(&free, left);
            }
            // Where only larger parties are left than there is room for, any group will do.
            if free[group] >= people {
                layout[place] = Some(group);
                free[group] -= people;
            }
            left -= people;
        }
    }
    layout
}

/// The group with the least room for so many, or if there is none the one with the most.
fn best_fit(free: &[usize], people: usize) -> usize {
    let fits = (0..free.len()).filter(|group| free[*group] >= people).min_by_key(|group| free[*group]);
    fits.or_else(|| (0..free.len()).max_by_key(|group| free[*group])).unwrap_or(0)
}
