//! How long visitors of the drop-in reception probably wait: those who wait are taken in thought, one after the other and by
//! the rule of [`crate::protocol::Command::TakeNext`], by those who receive.
//!
//! It is done twice: once as if every encounter took as long as a short one lately, once as a long one (the quartiles), and
//! what is said is the range between. Whoever is in an encounter now is free after what such encounters still took that had
//! lasted as long already. So the range is wide where the lengths differ or little is known, and never a promise.
//!
//! Nobody else comes, in thought, and nobody goes. So whoever comes later changes nothing for those before: a professional
//! takes the first whom they may take, and once nobody is before someone whom they might take, nobody ever will be. From
//! that it follows without doing it anew when a professional would take somebody who waited for them alone.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use serde::{Deserialize, Serialize};

use crate::id::{LineId, ParticipantId};
use crate::protocol::WaitRange;

/// So many of the last encounters of a line count: about a day's, so that a slow afternoon is noticed.
const RECENT: usize = 20;

/// With fewer encounters than these, what the line is said to take counts as well.
const FEW: usize = 6;

/// What stands for encounters that have not been: hundredths of what the line is said to take, the last ones going first.
/// From half to twice at the quartiles, because whoever said it may be wrong by as much.
const SAID: [u64; FEW] = [200, 50, 125, 75, 300, 33];

/// With fewer encounters that took longer than one that goes on, it is guessed from how long it has.
const FEW_LONGER: usize = 3;

/// For a line that nobody has said anything about, in minutes.
const UNSAID_MINUTES: u32 = 20;

/// What passes at most, as a rule, between two encounters: a few words are written down, a glass of water. In seconds.
const BREATH: u64 = 60;

/// What is said, in minutes; by the hour after the last. Whoever says 17 minutes pretends to know.
const STEPS: [u64; 13] = [0, 1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120];

/// A professional who receives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    pub who: ParticipantId,
    pub lines: Vec<LineId>,
    /// The encounter they are in; they are free when absent.
    pub busy: Option<Busy>,
}

/// An encounter that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Busy {
    pub line: LineId,
    /// For how long it has.
    pub seconds: u32,
}

/// A visitor who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Waits {
    pub who: ParticipantId,
    pub line: LineId,
    /// Whom they wait for and nobody else. Who does not receive the line is waited for by nobody.
    pub wanted: Option<ParticipantId>,
}

/// How long the last encounters of each line took.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Durations {
    /// In the order of the lines.
    lines: Vec<Lengths>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Lengths {
    /// What it is said to take.
    minutes: u32,
    /// In seconds, the oldest first.
    recent: Vec<u32>,
}

/// Seconds: hardly less, hardly more.
#[derive(Debug, Clone, Copy)]
struct Quartiles {
    low: u64,
    high: u64,
}

impl Durations {
    /// Without figures yet, for lines that are said to take so many minutes each.
    pub fn new(minutes: impl IntoIterator<Item = u32>) -> Self {
        let lines = minutes.into_iter().map(|minutes| Lengths { minutes, recent: Vec::new() });
        Self { lines: lines.collect() }
    }

    /// An encounter of a line has taken so long. Of a line that is not there nothing is kept.
    pub fn note(&mut self, line: LineId, seconds: u32) {
        if let Some(lengths) = self.lines.get_mut(line.0 as usize) {
            if lengths.recent.len() >= RECENT {
                lengths.recent.remove(0);
            }
            lengths.recent.push(seconds);
        }
    }

    /// What an encounter that begins now takes.
    fn whole(&self, line: LineId) -> Quartiles {
        quartiles(self.known(line))
    }

    /// What is left of one that goes on: what those still took that lasted longer. Where few did, it may well be half as
    /// long again, or as long, as it has been: that is all one can say of something of which one knows only its age.
    fn rest(&self, busy: Busy) -> Quartiles {
        let gone = u64::from(busy.seconds);
        let longer = self.known(busy.line).into_iter().filter(|one| *one > gone);
        let mut left: Vec<u64> = longer.map(|one| one - gone).collect();
        if left.len() < FEW_LONGER {
            left.extend([gone / 4, gone]);
        }
        quartiles(left)
    }

    /// In no order.
    fn known(&self, line: LineId) -> Vec<u64> {
        let unsaid = Lengths { minutes: UNSAID_MINUTES, recent: Vec::new() };
        let lengths = self.lines.get(line.0 as usize).unwrap_or(&unsaid);
        let said = SAID.iter().map(|hundredths| u64::from(lengths.minutes) * 60 * hundredths / 100);
        let few = FEW.saturating_sub(lengths.recent.len());
        lengths.recent.iter().map(|seconds| u64::from(*seconds)).chain(said.take(few)).collect()
    }
}

/// A quarter of them are below and a quarter above, rather fewer where they cannot be divided.
fn quartiles(mut seconds: Vec<u64>) -> Quartiles {
    seconds.sort_unstable();
    let last = seconds.len().saturating_sub(1);
    let at = |index: usize| seconds.get(index).copied().unwrap_or_default();
    Quartiles { low: at(last / 4), high: at(last - last / 4) }
}

/// What is known of everybody's wait.
#[derive(Debug)]
pub(super) struct Estimates {
    servers: Vec<Server>,
    /// Where each stands.
    positions: BTreeMap<ParticipantId, usize>,
    /// Of each who waits, by position, and who else is like them.
    kinds: Vec<Kind>,
    alike: BTreeMap<Kind, Vec<usize>>,
    low: Course,
    high: Course,
}

/// What decides who may take somebody: the line, and whom they wait for, as an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    line: LineId,
    wanted: Option<usize>,
}

/// How it goes if everything takes so long, in seconds from now.
#[derive(Debug)]
struct Course {
    /// When each who waits is taken, by position; never, if nobody receives them.
    starts: Vec<Option<u64>>,
    /// Whom each professional takes when: position and time, both growing.
    takes: Vec<Vec<(usize, u64)>>,
    /// When each has nobody to take any more.
    done: Vec<u64>,
}

/// What is probable for those who wait, given in the order in which they are taken. A thousand of them, with twenty who
/// receive, take less than a millisecond.
pub(super) fn estimate(servers: &[Server], waiting: &[Waits], durations: &Durations) -> Estimates {
    let kind = |waits: &Waits| {
        let is_wanted = |server: &Server| Some(server.who) == waits.wanted && server.receives(waits.line);
        Kind { line: waits.line, wanted: servers.iter().position(is_wanted) }
    };
    let kinds: Vec<Kind> = waiting.iter().map(kind).collect();
    let mut alike: BTreeMap<Kind, Vec<usize>> = BTreeMap::new();
    for (position, kind) in kinds.iter().enumerate() {
        alike.entry(*kind).or_default().push(position);
    }
    let wholes: BTreeMap<LineId, Quartiles> =
        alike.keys().map(|kind| (kind.line, durations.whole(kind.line))).collect();
    let rests: Vec<Quartiles> = servers
        .iter()
        .map(|server| server.busy.map_or(Quartiles { low: 0, high: 0 }, |busy| durations.rest(busy)))
        .collect();
    let course = |of: fn(&Quartiles) -> u64, breath| {
        let takes = |kind: &Kind| wholes.get(&kind.line).map(of).unwrap_or_default() + breath;
        let free = rests.iter().map(|rest| of(rest) + breath).collect();
        run(servers, &kinds, free, takes)
    };
    Estimates {
        servers: servers.to_vec(),
        positions: waiting.iter().enumerate().map(|(position, one)| (one.who, position)).collect(),
        low: course(|seconds| seconds.low, 0),
        high: course(|seconds| seconds.high, BREATH),
        kinds,
        alike,
    }
}

/// Whoever is free first takes the first whom they may take, again and again.
fn run(servers: &[Server], kinds: &[Kind], free: Vec<u64>, length: impl Fn(&Kind) -> u64) -> Course {
    let mut course = Course {
        starts: vec![None; kinds.len()],
        takes: vec![Vec::new(); servers.len()],
        done: vec![0; servers.len()],
    };
    // Nobody is taken before the cursor of a professional whom they could still take: it only goes on.
    let mut cursors = vec![0; servers.len()];
    let mut next: BinaryHeap<_> =
        free.into_iter().enumerate().map(|(index, at)| Reverse((at, index))).collect();
    while let Some(Reverse((at, index))) = next.pop() {
        let first = (cursors[index]..kinds.len()).find(|position| {
            course.starts[*position].is_none() && servers[index].takes(index, kinds[*position])
        });
        let Some(position) = first else {
            course.done[index] = at;
            continue;
        };
        cursors[index] = position + 1;
        course.starts[position] = Some(at);
        course.takes[index].push((position, at));
        next.push(Reverse((at + length(&kinds[position]), index)));
    }
    course
}

impl Server {
    fn receives(&self, line: LineId) -> bool {
        self.lines.contains(&line)
    }

    fn takes(&self, index: usize, kind: Kind) -> bool {
        kind.wanted.is_none_or(|wanted| wanted == index) && self.receives(kind.line)
    }
}

impl Course {
    /// When a professional takes whoever stands here if that one waits for nobody else: instead of the first whom they
    /// take from here on.
    fn by(&self, index: usize, position: usize) -> Option<u64> {
        let takes = self.takes.get(index)?;
        let first = takes.partition_point(|(taken, _)| *taken < position);
        takes.get(first).map(|(_, at)| *at).or_else(|| self.done.get(index).copied())
    }
}

impl Estimates {
    /// How long somebody waits; nothing when nobody receives them, or they do not wait.
    pub fn of(&self, who: ParticipantId) -> Option<WaitRange> {
        let position = *self.positions.get(&who)?;
        let start = |course: &Course| course.starts.get(position).copied().flatten();
        Some(range(start(&self.low)?, start(&self.high)?))
    }

    /// How many of those who stand before are taken before, of the same line and of those whom the same professional might
    /// take. Those who wait for somebody named count only for who waits for the same.
    pub fn ahead(&self, who: ParticipantId) -> u32 {
        let Some(position) = self.positions.get(&who) else { return 0 };
        let own = self.kinds[*position];
        let starts = &self.high.starts;
        // Who waits for never is behind whoever is ever taken.
        let key = |one: usize| starts[one].unwrap_or(u64::MAX);
        let before = |positions: &Vec<usize>| {
            let stand = positions.partition_point(|one| one < position);
            // Those of one kind are taken in their order.
            stand.min(positions.partition_point(|one| key(*one) <= key(*position)))
        };
        let rivals = self.alike.iter().filter(|(kind, _)| self.are_rivals(**kind, own));
        rivals.map(|(_, positions)| before(positions) as u32).sum()
    }

    /// How long somebody who waits would wait for this professional and nobody else; nothing when that one does not receive
    /// their line.
    pub fn for_named(&self, who: ParticipantId, professional: ParticipantId) -> Option<WaitRange> {
        let position = *self.positions.get(&who)?;
        let line = self.kinds.get(position)?.line;
        let index = self.servers.iter().position(|one| one.who == professional && one.receives(line))?;
        Some(range(self.low.by(index, position)?, self.high.by(index, position)?))
    }

    /// How long whoever joined this line now would wait, for anybody.
    pub fn newcomer(&self, line: LineId) -> Option<WaitRange> {
        let receives = |index: &usize| self.servers.get(*index).is_some_and(|server| server.receives(line));
        let first = |course: &Course| {
            (0..self.servers.len())
                .filter(receives)
                .map(|index| course.done.get(index).copied())
                .min()
                .flatten()
        };
        Some(range(first(&self.low)?, first(&self.high)?))
    }

    fn are_rivals(&self, other: Kind, own: Kind) -> bool {
        if other.wanted.is_some() && other.wanted != own.wanted {
            return false;
        }
        let takes_both =
            |(index, server): (usize, &Server)| server.takes(index, other) && server.takes(index, own);
        other.line == own.line || self.servers.iter().enumerate().any(takes_both)
    }
}

/// From seconds of both courses, outwards to what is said. Where many depend on each other, somebody may even be taken
/// earlier when everything takes longer.
fn range(one: u64, other: u64) -> WaitRange {
    let from = step_down(one.min(other) / 60);
    let to = step_up(one.max(other).div_ceil(60).max(from + 1));
    WaitRange { from: minutes(from), to: minutes(to) }
}

fn step_down(minutes: u64) -> u64 {
    let last = STEPS[STEPS.len() - 1];
    if minutes >= last {
        return minutes / 60 * 60;
    }
    STEPS.iter().rev().copied().find(|step| *step <= minutes).unwrap_or_default()
}

fn step_up(minutes: u64) -> u64 {
    STEPS.iter().copied().find(|step| *step >= minutes).unwrap_or_else(|| minutes.div_ceil(60) * 60)
}

fn minutes(minutes: u64) -> u32 {
    u32::try_from(minutes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
