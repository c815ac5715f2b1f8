//! Who is in which group in every round, and what that costs: the one measure by which groups are compared.
//!
//! The cost is a sum of three: how badly the wish about values is met (by far the heaviest), who meets again, and how
//! unevenly the odd groups are shared. Everything here is whole numbers, so that the same comparison has the same
//! outcome on every machine.

use super::Blend;
use super::parties::{MOST_TIMES, Parties};
use super::rotation::MAX_ROUNDS;

/// One pair that meets again. The n-th repeat of the same pair costs n times as much: few pairs meet three times.
pub(super) const REPEAT: i64 = 12;
/// Coming to a table again counts as much as so many people met again on the way. With [`MOST_TIMES`] before and
/// [`MAX_ROUNDS`] to come it stays within 16 bits.
const HOST: u16 = 300;
const _: () = assert!((MOST_TIMES as usize + MAX_ROUNDS) * (HOST as usize) < u16::MAX as usize);
/// A wish about values comes before who has met: no exchange of two among a thousand can save as much otherwise.
const VALUE: i64 = 10_000_000;
/// Being in the three among pairs, or in the pair among threes, twice more often than somebody else is just worse than
/// meeting two people again; in the five among fours, where it is felt less, it is two thirds of meeting one.
const ODD_IN_SMALL: i64 = REPEAT + 1;
const ODD_IN_LARGE: i64 = 4;
/// The usual size up to which a group is small in that sense.
const SMALL: usize = 3;

#[derive(Debug, Clone)]
pub(super) struct Seating<'a> {
    pub parties: &'a Parties,
    pub groups: usize,
    pub rounds: Vec<Round>,
    /// How often each two have met, before and in these rounds; with a host times [`HOST`]. Empty if nobody can meet
    /// again: one round, and nobody has met.
    together: Vec<u16>,
    /// How often each was in an odd group, before and in these rounds.
    odd_times: Vec<i64>,
    odd_cost: i64,
    /// How many stay at each group.
    hosts: Vec<i64>,
    cost: i64,
}

#[derive(Debug, Clone)]
pub(super) struct Round {
    pub group_of: Vec<Option<usize>>,
    pub members: Vec<Vec<usize>>,
    /// People, not parties.
    pub sizes: Vec<usize>,
    /// Groups whose size is not the usual one.
    odd: Vec<bool>,
    /// How often a group holds a value: `group * kinds + value`.
    held: Vec<i64>,
}

impl<'a> Seating<'a> {
    /// Nobody is anywhere yet, but for the hosts. `odd_times`: how often each was in an odd group before.
    pub fn new(parties: &'a Parties, groups: usize, rounds: usize, odd_times: Vec<i64>) -> Self {
        let count = parties.count();
        let round = Round {
            group_of: vec![None; count],
            members: vec![Vec::new(); groups],
            sizes: vec![0; groups],
            odd: vec![false; groups],
            held: vec![0; groups * parties.kinds],
        };
        let can_repeat = rounds > 1 || !parties.met.is_empty();
        let mut seating = Self {
            parties,
            groups,
            rounds: vec![round; rounds],
            together: vec![0; if can_repeat { count * count } else { 0 }],
            odd_times,
            odd_cost: 0,
            hosts: vec![0; groups],
            cost: 0,
        };
        for group in parties.stays.iter().flatten() {
            seating.hosts[*group] += 1;
        }
        for (one, other, times) in &parties.met {
            seating.meet(*one, *other, |before, weight| before.max(times * weight));
        }
        for round in 0..rounds {
            for (party, group) in parties.stays.iter().enumerate() {
                if let Some(group) = group {
                    seating.enter(round, party, *group);
                }
            }
        }
        seating
    }

    pub fn cost(&self) -> i64 {
        self.cost
    }

    pub fn can_repeat(&self) -> bool {
        !self.together.is_empty()
    }

    /// How many parties are in somebody's group.
    pub fn sits_with(&self, round: usize, party: usize) -> usize {
        self.rounds[round].group_of[party].map_or(0, |group| self.rounds[round].members[group].len())
    }

    fn weight(&self, one: usize, other: usize) -> u16 {
        if self.parties.stays[one].is_some() || self.parties.stays[other].is_some() { HOST } else { 1 }
    }

    fn meet(&mut self, one: usize, other: usize, change: impl Fn(u16, u16) -> u16) {
        let count = self.parties.count();
        let times = change(self.together[one * count + other], self.weight(one, other));
        self.together[one * count + other] = times;
        self.together[other * count + one] = times;
    }

    /// How often (and with whom it counts more) somebody has met those in a group, themselves and `without` left out.
    fn known(&self, party: usize, round: usize, group: usize, without: Option<usize>) -> i64 {
        if self.together.is_empty() {
            return 0;
        }
        let row = party * self.parties.count();
        let others = self.rounds[round].members[group].iter().filter(|other| Some(**other) != without);
        others.map(|other| i64::from(self.together[row + other])).sum()
    }

    /// What the meetings of somebody with the others in their group would count if each were the first.
    fn firsts(&self, round: usize, group: usize) -> i64 {
        if self.together.is_empty() {
            return 0;
        }
        self.rounds[round].members[group].len() as i64 - 1 + self.hosts[group] * (i64::from(HOST) - 1)
    }

    /// How much of what somebody costs in their group is because they have met the others before. Not for hosts.
    fn repeats(&self, party: usize, round: usize, group: usize) -> i64 {
        self.known(party, round, group, None) - self.firsts(round, group)
    }

    fn value_cost(&self, change: i64) -> i64 {
        match self.parties.blend {
            Some(Blend::Mix) => change * VALUE,
            Some(Blend::Alike) => -change * VALUE,
            None => 0,
        }
    }

    /// By how much the sum of squares of what the group holds grows if a party comes.
    fn squares(&self, party: usize, round: usize, group: usize) -> i64 {
        let held = |value: usize| self.rounds[round].held[group * self.parties.kinds + value];
        self.parties.values[party].iter().map(|(value, times)| times * (2 * held(*value) + times)).sum()
    }

    /// What it would cost more if somebody joined a group. They are in none.
    pub fn joining(&self, party: usize, round: usize, group: usize) -> i64 {
        REPEAT * self.known(party, round, group, None) + self.value_cost(self.squares(party, round, group))
    }

    /// What it would cost more if somebody went from their group to another. Not for hosts.
    pub fn moving(&self, party: usize, round: usize, (from, to): (usize, usize)) -> i64 {
        let own: i64 = self.parties.values[party].iter().map(|(_, times)| times * times).sum();
        let leaving = self.squares(party, round, from) - 2 * own;
        self.joining(party, round, to) - REPEAT * self.repeats(party, round, from) - self.value_cost(leaving)
    }

    pub fn enter(&mut self, round: usize, party: usize, group: usize) {
        self.cost += self.joining(party, round, group);
        if self.can_repeat() {
            for place in 0..self.rounds[round].members[group].len() {
                let other = self.rounds[round].members[group][place];
                self.meet(party, other, |before, weight| before + weight);
            }
        }
        let parties = self.parties;
        let here = &mut self.rounds[round];
        for (value, times) in &parties.values[party] {
            here.held[group * parties.kinds + value] += times;
        }
        here.group_of[party] = Some(group);
        here.members[group].push(party);
        here.sizes[group] += parties.people[party];
    }

    /// Takes somebody out of their group; costs exactly what entering it did.
    pub fn exit(&mut self, round: usize, party: usize) {
        let parties = self.parties;
        let here = &mut self.rounds[round];
        let Some(group) = here.group_of[party].take() else { return };
        here.members[group].retain(|other| *other != party);
        here.sizes[group] -= parties.people[party];
        for (value, times) in &parties.values[party] {
            here.held[group * parties.kinds + value] -= times;
        }
        if self.can_repeat() {
            for place in 0..self.rounds[round].members[group].len() {
                let other = self.rounds[round].members[group][place];
                self.meet(party, other, |before, weight| before - weight);
            }
        }
        self.cost -= self.joining(party, round, group);
    }

    /// Now that sizes are settled: which groups are odd, and what it costs that some are in one more often.
    pub fn settle_sizes(&mut self) {
        for round in 0..self.rounds.len() {
            let usual = usual_size(&self.rounds[round].sizes);
            let odd: Vec<bool> = self.rounds[round].sizes.iter().map(|size| *size != usual).collect();
            for party in 0..self.parties.count() {
                let group = self.rounds[round].group_of[party];
                self.odd_times[party] += i64::from(group.is_some_and(|group| odd[group]));
            }
            self.rounds[round].odd = odd;
        }
        let usual = self.rounds.first().map(|round| usual_size(&round.sizes));
        self.odd_cost = if usual.unwrap_or(0) <= SMALL { ODD_IN_SMALL } else { ODD_IN_LARGE };
        self.cost += self.odd_cost * self.odd_times.iter().map(|times| times * times).sum::<i64>();
    }

    /// What it would cost more if two people of different groups changed places.
    pub fn swapping(&self, round: usize, one: usize, other: usize) -> i64 {
        let here = &self.rounds[round];
        let (Some(from), Some(to)) = (here.group_of[one], here.group_of[other]) else { return 0 };
        let mut change = self.odd_change(round, (one, from), (other, to));
        if self.parties.blend.is_some() {
            change += self.value_cost(self.squares_change(round, (one, from), (other, to)));
        }
        if self.can_repeat() {
            let after = self.known(one, round, to, Some(other)) + self.known(other, round, from, Some(one));
            let before = self.repeats(one, round, from) + self.repeats(other, round, to);
            change += REPEAT * (after - before);
        }
        change
    }

    fn odd_change(&self, round: usize, (one, from): (usize, usize), (other, to): (usize, usize)) -> i64 {
        let odd = &self.rounds[round].odd;
        let change = match (odd[from], odd[to]) {
            (true, false) => self.odd_times[other] - self.odd_times[one] + 1,
            (false, true) => self.odd_times[one] - self.odd_times[other] + 1,
            (true, true) | (false, false) => 0,
        };
        2 * self.odd_cost * change
    }

    fn squares_change(&self, round: usize, (one, from): (usize, usize), (other, to): (usize, usize)) -> i64 {
        let held = |group: usize, value: usize| self.rounds[round].held[group * self.parties.kinds + value];
        let (mine, theirs) = (&self.parties.values[one], &self.parties.values[other]);
        let times = |values: &[(usize, i64)], value: usize| {
            values.iter().find(|(known, _)| *known == value).map_or(0, |(_, times)| *times)
        };
        let moved = |value: usize| {
            let gain = times(theirs, value) - times(mine, value);
            2 * gain * (held(from, value) - held(to, value) + gain)
        };
        let only_theirs = theirs.iter().filter(|(value, _)| times(mine, *value) == 0);
        mine.iter().chain(only_theirs).map(|(value, _)| moved(*value)).sum()
    }

    /// No seating of these sizes costs less. Many cannot be as good as this; one that is needs no more work.
    pub fn floor(&self) -> i64 {
        let odd = even_squares(self.odd_times.iter().sum(), self.parties.count() as i64);
        self.rounds.iter().map(|round| self.values_floor(round)).sum::<i64>()
            + REPEAT * self.repeats_floor()
            + self.odd_cost * odd
    }

    /// Where there are more meetings than pairs, all pairs meet about equally often. What was before only adds to it.
    fn repeats_floor(&self) -> i64 {
        let count = self.parties.count() as i64;
        if !self.can_repeat() || self.hosts.iter().any(|hosts| *hosts > 0) {
            return 0;
        }
        let pairs = |people: i64| people * (people - 1) / 2;
        let groups = self.rounds.iter().flat_map(|round| &round.members);
        let (meetings, pairs) =
            (groups.map(|group| pairs(group.len() as i64)).sum::<i64>(), pairs(count).max(1));
        (even_squares(meetings, pairs) - meetings) / 2
    }

    fn values_floor(&self, round: &Round) -> i64 {
        let totals = (0..self.parties.kinds)
            .map(|value| round.held.iter().skip(value).step_by(self.parties.kinds).sum::<i64>());
        match self.parties.blend {
            None => 0,
            Some(Blend::Mix) => VALUE * totals.map(|sum| even_squares(sum, self.groups as i64)).sum::<i64>(),
            Some(Blend::Alike) => {
                let full = round.sizes.iter().copied().max().unwrap_or(0).max(1) as i64;
                let most = |sum: i64| (sum / full) * full * full + (sum % full) * (sum % full);
                -VALUE * totals.map(most).sum::<i64>()
            }
        }
    }

    pub fn swap(&mut self, round: usize, one: usize, other: usize) {
        let here = &self.rounds[round];
        let (Some(from), Some(to)) = (here.group_of[one], here.group_of[other]) else { return };
        self.cost += self.odd_change(round, (one, from), (other, to));
        let (odd_from, odd_to) = (i64::from(here.odd[from]), i64::from(here.odd[to]));
        self.odd_times[one] += odd_to - odd_from;
        self.odd_times[other] += odd_from - odd_to;
        self.exit(round, one);
        self.exit(round, other);
        self.enter(round, one, to);
        self.enter(round, other, from);
    }
}

/// The least possible sum of squares of so many numbers with that sum: all as equal as can be.
fn even_squares(sum: i64, numbers: i64) -> i64 {
    let (each, rest) = (sum / numbers.max(1), sum % numbers.max(1));
    rest * (each + 1) * (each + 1) + (numbers - rest) * each * each
}

/// The size that most groups have; of two sizes that are as frequent the smaller. Empty groups are not counted.
pub(super) fn usual_size(sizes: &[usize]) -> usize {
    let mut sorted: Vec<usize> = sizes.iter().copied().filter(|size| *size > 0).collect();
    sorted.sort_unstable();
    let mut usual = (0, 0);
    for run in sorted.chunk_by(|one, other| one == other) {
        if run.len() > usual.1 {
            usual = (run[0], run.len());
        }
    }
    usual.0
}
