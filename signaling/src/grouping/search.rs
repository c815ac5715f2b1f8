//! Making a seating fair and then better: people change places two at a time, so many times and no more.

use super::chance::Chance;
use super::seating::Seating;

/// A change is taken if it is no worse than what was this many steps ago (late acceptance hill climbing, Burke and
/// Bykov 2012): enough to climb out of small holes, with nothing to tune to the size of the problem and no fractions.
const LATE: usize = 10;

/// How much more work it is to exchange two than to look at it.
const SWAP_WORK: usize = 4;

/// Puts everybody who is nowhere in a round into one of the smallest groups there, where they cost least.
pub(super) fn fill(seating: &mut Seating<'_>, round: usize, order: &[usize]) {
    for party in order {
        if seating.rounds[round].group_of[*party].is_some() {
            continue;
        }
        if let Some(group) = cheapest(seating, round, *party) {
            seating.enter(round, *party, group);
        }
    }
}

fn cheapest(seating: &Seating<'_>, round: usize, party: usize) -> Option<usize> {
    let sizes = &seating.rounds[round].sizes;
    let smallest = sizes.iter().min()?;
    let mut best = None;
    for group in (0..seating.groups).filter(|group| sizes[*group] == *smallest) {
        let cost = seating.joining(party, round, group);
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, group));
        }
        // Without values nothing is cheaper than strangers.
        if cost == 0 && seating.parties.blend.is_none() {
            break;
        }
    }
    best.map(|(_, group)| group)
}

/// Moves people from large groups to small ones until no move brings two groups nearer to each other in size.
pub(super) fn level(seating: &mut Seating<'_>, round: usize) {
    // Each move makes the sum of squares of the sizes smaller by two at least, so this ends.
    while let Some((party, group)) = levelling_move(seating, round) {
        seating.exit(round, party);
        seating.enter(round, party, group);
    }
}

fn levelling_move(seating: &Seating<'_>, round: usize) -> Option<(usize, usize)> {
    let here = &seating.rounds[round];
    let to = (0..seating.groups).min_by_key(|group| here.sizes[*group])?;
    let mut from: Vec<usize> =
        (0..seating.groups).filter(|group| here.sizes[*group] > here.sizes[to] + 1).collect();
    from.sort_by_key(|group| std::cmp::Reverse(here.sizes[*group]));
    from.into_iter().find_map(|from| {
        let gap = here.sizes[from] - here.sizes[to];
        let parties = seating.parties;
        let may_go =
            |party: &&usize| parties.stays[**party].is_none() && (1..gap).contains(&parties.people[**party]);
        let cost = |party: &&usize| seating.moving(**party, round, (from, to));
        here.members[from].iter().filter(may_go).min_by_key(cost).map(|party| (*party, to))
    })
}

/// Looks at so many exchanges of two and keeps the best seating that it came by. Sizes stay as they are.
pub(super) fn improve(seating: &mut Seating<'_>, work: usize, chance: &mut Chance) {
    if seating.rounds.is_empty() {
        return;
    }
    let movable: Vec<usize> =
        (0..seating.parties.count()).filter(|party| seating.parties.stays[*party].is_none()).collect();
    let floor = seating.floor();
    let mut late = [seating.cost(); LATE];
    let mut best = seating.cost();
    // What was exchanged since the best: taken back in the end.
    let mut since: Vec<(usize, usize, usize)> = Vec::new();
    let mut spent = 0;
    let mut step = 0;
    while spent < work && best > floor && !movable.is_empty() {
        let round = chance.below(seating.rounds.len());
        let (one, other) = (movable[chance.below(movable.len())], movable[chance.below(movable.len())]);
        spent += 1;
        if !may_swap(seating, round, one, other) {
            continue;
        }
        let work = seating.sits_with(round, one) + seating.sits_with(round, other);
        spent += work;
        let after = seating.cost() + seating.swapping(round, one, other);
        let slot = step % LATE;
        step += 1;
        if after <= late[slot] || after <= seating.cost() {
            seating.swap(round, one, other);
            since.push((round, one, other));
            spent += SWAP_WORK * work;
        }
        late[slot] = late[slot].min(seating.cost());
        if seating.cost() < best {
            best = seating.cost();
            since.clear();
        }
    }
    for (round, one, other) in since.into_iter().rev() {
        seating.swap(round, one, other);
    }
}

fn may_swap(seating: &Seating<'_>, round: usize, one: usize, other: usize) -> bool {
    let group_of = &seating.rounds[round].group_of;
    group_of[one] != group_of[other] && seating.parties.people[one] == seating.parties.people[other]
}
