//! How a listener's bandwidth is shared out over the pictures they are shown: which layer of each, or none.
//!
//! Voices are no part of it: what they and repairs need is taken off before. When it becomes tight, first the layers
//! of others go, then their pictures (the last one stays on the screen, with a word), then the frame rate of a shared
//! screen. The listener's own camera is their client's affair.
//!
//! An estimate of bandwidth wavers; a picture that wavers with it is worse than a small one. So a picture falls at
//! once, and rises only when there has been room for a while.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::Time;

/// Steps of a picture: three spatial layers with three temporal ones each.
pub const STEPS: usize = 9;

/// Share of the estimate that may be promised to a picture that rises, as a divisor in percent: 15 % stay free.
const RISE_PERCENT: u64 = 115;
/// The same for a picture that was paused.
const RESUME_PERCENT: u64 = 120;
/// There must have been room for this long before a picture rises, ms.
pub const RISE_MS: i64 = 1_000;
/// The same for a picture that was paused, ms.
pub const RESUME_MS: i64 = 2_000;
/// After a fall a picture does not rise for this long, ms.
pub const CALM_MS: i64 = 3_000;

/// Whose picture goes first; the greater the later it is touched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Anybody.
    #[default]
    Other,
    /// Spoke lately.
    Recent,
    /// Speaks.
    Speaking,
    /// Has the floor, or was pinned by the listener.
    Stage,
    /// A shared screen.
    Screen,
}

/// What one step of a picture costs and shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    /// Measured bit/s, with all that lies below it and is needed for it.
    pub bits: u32,
    /// Pixels from top to bottom; of an upright picture, from side to side. 0 if not known.
    pub height: u32,
}

/// A picture that a listener could be sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Candidate {
    /// Its line; not twice in one call.
    pub line: usize,
    /// How much it matters.
    pub rank: Rank,
    /// Pixels it is shown in; 0 if it is not shown.
    pub area: u32,
    /// By `spatial * 3 + temporal`; `None` where a layer does not exist or does not arrive.
    pub steps: [Option<Step>; STEPS],
}

/// What was chosen for one listener before.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    lines: BTreeMap<usize, Remembered>,
    /// When the estimate last made any picture fall.
    fell: Option<Time>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Remembered {
    step: Option<u8>,
    /// The best step there has been room for without a break, and since when.
    rising: Option<(u8, Time)>,
    fell: Option<Time>,
}

impl Memory {
    /// The line shows somebody else: their picture need not wait for what happened to the one before.
    pub fn forget(&mut self, line: usize) {
        self.lines.remove(&line);
    }
}

/// Chooses a step for every candidate, in their order; `None` is a paused picture.
///
/// `bits` is the estimate in bit/s less sound and repairs; `None`: not limited. What is chosen costs at most that.
#[must_use]
pub fn allocate(
    now: Time,
    bits: Option<u32>,
    candidates: &[Candidate],
    memory: &mut Memory,
) -> Vec<(usize, Option<u8>)> {
    let mut round = Round::begin(now, bits, candidates, memory);
    round.fall(memory);
    round.rise(RESUME_PERCENT, RESUME_MS, memory, |picture| picture.known && picture.step.is_none());
    round.rise(RISE_PERCENT, RISE_MS, memory, |picture| !picture.known || picture.step.is_some());
    round.clamp();
    round.end(candidates, memory)
}

/// Bit/s that would be used if the network allowed it.
#[must_use]
pub fn wanted(candidates: &[Candidate]) -> u32 {
    let best = candidates.iter().filter_map(|candidate| {
        let step = top(worthy(candidate))?;
        candidate.steps.get(usize::from(step)).copied().flatten()
    });
    best.fold(0, |sum, step| sum.saturating_add(step.bits))
}

/// Bit/s that must be known to pass before pictures of so many bit/s are all sent, also those that were paused. Probes that ended at
/// less would leave a picture paused for good: nothing else shows that more passes than is sent.
#[must_use]
pub fn sought(wanted: u32) -> u32 {
    u32::try_from(u64::from(wanted) * RESUME_PERCENT / 100).unwrap_or(u32::MAX)
}

/// A picture while its step is being chosen.
#[derive(Debug, Clone)]
struct Picture {
    line: usize,
    rank: Rank,
    area: u32,
    steps: [Option<Step>; STEPS],
    /// The steps worth choosing, as bits: each costs more than the one below.
    rungs: u16,
    step: Option<u8>,
    /// Whether something was chosen for it before.
    known: bool,
    fell: Option<Time>,
    rising: Option<(u8, Time)>,
}

impl Picture {
    fn bits(&self, step: Option<u8>) -> u64 {
        let step = step.and_then(|step| self.steps.get(usize::from(step)).copied().flatten());
        step.map_or(0, |step| step.bits.into())
    }

    /// How much of what could be seen in its area is there at a step; 0 to 10,000.
    fn quality(&self, step: u8) -> u32 {
        let shown = (self.area / 16 * 9).isqrt().max(1);
        let height = self.steps.get(usize::from(step)).copied().flatten().map_or(0, |step| step.height);
        let detail = u64::from(height) * 1_000 / u64::from(shown);
        // A tenth of a second between frames is seen as a stutter, a fifteenth as movement.
        let motion = [4, 7, 10][usize::from(step % 3)];
        u32::try_from(detail.min(1_000)).unwrap_or(1_000) * motion
    }

    /// Whether it has more than its lowest step.
    fn is_raised(&self) -> bool {
        self.step > lowest(self.rungs)
    }

    fn lower(&mut self, now: Time, step: Option<u8>) {
        self.step = step;
        self.fell = Some(now);
        self.rising = None;
    }

    /// If the step in use is no more, or is no longer worth it: the next lower one.
    fn settle(&mut self, now: Time) {
        let Some(step) = self.step else { return };
        let exists = self.steps.get(usize::from(step)).is_some_and(Option::is_some);
        if !exists {
            self.fell = Some(now);
        }
        if !exists || top(self.rungs).is_some_and(|top| step > top) {
            self.step = top(self.rungs & below(step));
            // Only what costs more is left, or nothing at all: as if it had just come.
            self.known = self.step.is_some();
        }
    }
}

/// One call of [`allocate`]: the pictures that are shown, those that matter most first.
struct Round {
    now: Time,
    bits: Option<u32>,
    pictures: Vec<Picture>,
}

impl Round {
    fn begin(now: Time, bits: Option<u32>, candidates: &[Candidate], memory: &Memory) -> Self {
        let mut pictures: Vec<Picture> = candidates
            .iter()
            .filter_map(|candidate| {
                let rungs = worthy(candidate);
                let remembered = memory.lines.get(&candidate.line);
                let past = remembered.copied().unwrap_or_default();
                let mut picture = Picture {
                    line: candidate.line,
                    rank: candidate.rank,
                    area: candidate.area,
                    steps: candidate.steps,
                    rungs,
                    step: past.step,
                    known: remembered.is_some(),
                    fell: past.fell,
                    rising: past.rising,
                };
                picture.settle(now);
                (rungs != 0).then_some(picture)
            })
            .collect();
        pictures.sort_by_key(|picture| (Reverse((picture.rank, picture.area)), picture.line));
        Self { now, bits, pictures }
    }

    fn budget(&self, percent: u64) -> u64 {
        self.bits.map_or(u64::MAX, |bits| u64::from(bits) * 100 / percent)
    }

    fn spent(&self) -> u64 {
        self.pictures.iter().map(|picture| picture.bits(picture.step)).sum()
    }

    /// Makes it fit, at once; what matters least goes first.
    fn fall(&mut self, memory: &mut Memory) {
        let budget = self.budget(100);
        if self.spent() <= budget {
            return;
        }
        memory.fell = Some(self.now);
        let ideal = fill(&self.pictures, budget);
        self.make_room(budget, &ideal);
        if self.spent() > budget {
            // A step that costs more than a better one was kept: rates have moved since it was chosen.
            for (picture, &step) in self.pictures.iter_mut().zip(&ideal) {
                picture.step = step;
            }
        }
    }

    /// Lowers pictures that have more than `ideal` until no more than `budget` is spent.
    fn make_room(&mut self, budget: u64, ideal: &[Option<u8>]) {
        let mut spent = self.spent();
        for (picture, &step) in self.pictures.iter_mut().zip(ideal).rev() {
            if spent <= budget {
                return;
            }
            if picture.step > step {
                spent = spent.saturating_sub(picture.bits(picture.step)).saturating_add(picture.bits(step));
                picture.lower(self.now, step);
            }
        }
    }

    /// Raises those of `who` for whom there has been room long enough.
    fn rise(&mut self, percent: u64, wait: i64, memory: &Memory, who: impl Fn(&Picture) -> bool) {
        let budget = self.budget(percent);
        let ideal = fill(&self.pictures, budget);
        for at in 0..self.pictures.len() {
            let (Some(picture), Some(&step)) = (self.pictures.get_mut(at), ideal.get(at)) else { continue };
            if !who(picture) {
                continue;
            }
            let Some(step) = step.filter(|step| Some(*step) > picture.step) else {
                picture.rising = None;
                continue;
            };
            // A step that is no more, or was reached, is waited for anew.
            let rising = picture
                .rising
                .filter(|&(least, _)| Some(least) > picture.step && picture.rungs & bit(least) != 0);
            let (step, since) = rising.map_or((step, self.now), |(least, since)| (least.min(step), since));
            picture.rising = Some((step, since));
            let calm = |fell: Option<Time>| fell.is_none_or(|at| self.now.millis_since(at) >= CALM_MS);
            let due = match (picture.known, self.bits) {
                (false, _) => true,
                (true, None) => calm(picture.fell),
                (true, Some(_)) => {
                    self.now.millis_since(since) >= wait && calm(picture.fell) && calm(memory.fell)
                }
            };
            if due {
                self.raise(at, step, budget, &ideal);
            }
        }
    }

    fn raise(&mut self, at: usize, step: u8, budget: u64, ideal: &[Option<u8>]) {
        let blocked = self.blocks();
        let Some(picture) = self.pictures.get(at) else { return };
        let step = if blocked.holds(picture) { lowest(picture.rungs) } else { Some(step) };
        if step <= picture.step {
            return;
        }
        let more = picture.bits(step).saturating_sub(picture.bits(picture.step));
        self.make_room(budget.saturating_sub(more), ideal);
        if self.spent().saturating_add(more) > budget {
            return;
        }
        if let Some(picture) = self.pictures.get_mut(at) {
            picture.step = step;
            picture.rising = None;
        }
    }

    /// Takes from the lower in rank what goes beyond their first step while a higher one has none: ranks change.
    fn clamp(&mut self) {
        let blocked = self.blocks();
        for picture in &mut self.pictures {
            if picture.is_raised() && blocked.holds(picture) {
                picture.lower(self.now, lowest(picture.rungs));
            }
        }
    }

    fn blocks(&self) -> Blocks {
        let mut blocks = Blocks::default();
        self.pictures.iter().filter(|picture| picture.step.is_none()).for_each(|picture| blocks.add(picture));
        blocks
    }

    fn end(self, candidates: &[Candidate], memory: &mut Memory) -> Vec<(usize, Option<u8>)> {
        memory.lines = self
            .pictures
            .into_iter()
            .map(|picture| {
                let Picture { line, step, rising, fell, .. } = picture;
                (line, Remembered { step, rising, fell })
            })
            .collect();
        let step = |line| memory.lines.get(&line).and_then(|remembered| remembered.step);
        candidates.iter().map(|candidate| (candidate.line, step(candidate.line))).collect()
    }
}

/// Pictures that lack their first step: the largest area of each rank.
#[derive(Debug, Default)]
struct Blocks([Option<u32>; Rank::Screen as usize + 1]);

impl Blocks {
    fn add(&mut self, picture: &Picture) {
        if let Some(largest) = self.0.get_mut(picture.rank as usize) {
            *largest = (*largest).max(Some(picture.area));
        }
    }

    /// Whether a picture may not have a second step: one of a higher rank, not smaller, lacks its first.
    fn holds(&self, picture: &Picture) -> bool {
        self.0.iter().skip(picture.rank as usize + 1).any(|&largest| largest >= Some(picture.area))
    }
}

/// How `budget` would be shared out if nothing had been before. `pictures` in order of their weight.
///
/// Screens first. Then everybody's lowest step; then the rest to whoever sees least of what they could, the stage
/// before all others.
fn fill(pictures: &[Picture], budget: u64) -> Vec<Option<u8>> {
    let mut filling = Filling { pictures, chosen: vec![None; pictures.len()], left: budget };
    let is_screen = |at: &usize| pictures.get(*at).is_some_and(|picture| picture.rank == Rank::Screen);
    let (screens, people): (Vec<usize>, Vec<usize>) = (0..pictures.len()).partition(is_screen);
    for group in [screens, people] {
        filling.first(&group);
        filling.rest(&group);
    }
    filling.chosen
}

struct Filling<'a> {
    pictures: &'a [Picture],
    chosen: Vec<Option<u8>>,
    left: u64,
}

impl Filling<'_> {
    fn first(&mut self, group: &[usize]) {
        for &at in group {
            self.step_up(at);
        }
    }

    fn rest(&mut self, group: &[usize]) {
        let mut blocks = Blocks::default();
        for (picture, step) in self.pictures.iter().zip(&self.chosen) {
            if step.is_none() {
                blocks.add(picture);
            }
        }
        let mut waiting: BinaryHeap<_> = group.iter().filter_map(|&at| self.turn(at, &blocks)).collect();
        while let Some(Reverse((_, _, at))) = waiting.pop() {
            if self.step_up(at) {
                waiting.extend(self.turn(at, &blocks));
            }
        }
    }

    /// When a picture is raised next: the stage first, then by what is seen of it so far, then by weight.
    fn turn(&self, at: usize, blocks: &Blocks) -> Option<Reverse<(bool, u32, usize)>> {
        let picture = self.pictures.get(at)?;
        let step = self.chosen.get(at).copied().flatten()?;
        (!blocks.holds(picture)).then(|| Reverse((picture.rank < Rank::Stage, picture.quality(step), at)))
    }

    /// Gives a picture its next step, if there is one and it fits.
    fn step_up(&mut self, at: usize) -> bool {
        let (Some(picture), Some(chosen)) = (self.pictures.get(at), self.chosen.get_mut(at)) else {
            return false;
        };
        let above = chosen.map_or(u16::MAX, |step| !(below(step) | bit(step)));
        let Some(next) = lowest(picture.rungs & above) else { return false };
        // Rungs grow in cost.
        let more = picture.bits(Some(next)).saturating_sub(picture.bits(*chosen));
        let Some(left) = self.left.checked_sub(more) else { return false };
        (self.left, *chosen) = (left, Some(next));
        true
    }
}

/// The steps that are worth choosing, as bits.
///
/// None that is more than a fifth higher than the picture is shown (in an area of 16:9), except the lowest there is;
/// none that costs as much as a better one; of people none with a larger picture but so few frames that it stutters.
fn worthy(candidate: &Candidate) -> u16 {
    if candidate.area == 0 {
        return 0;
    }
    let fits = |step: &Step| {
        // height ≤ 1.2 × √(area × 9/16), without the root.
        u64::from(step.height).pow(2) * 100 <= u64::from(candidate.area) * 81
    };
    let exists = |step: usize| candidate.steps.get(step).is_some_and(Option::is_some);
    let Some(first) = (0..STEPS).find(|&step| exists(step)) else { return 0 };
    let mut rungs = 0;
    let mut cheapest = u32::MAX;
    for (at, step) in candidate.steps.iter().enumerate().rev() {
        let Some(step) = step else { continue };
        let lowest_layer = at / 3 == first / 3;
        let stutters = candidate.rank != Rank::Screen
            && at % 3 == 0
            && !lowest_layer
            && (exists(at + 1) || exists(at + 2));
        if !stutters && (fits(step) || lowest_layer) && (step.bits < cheapest || rungs == 0) {
            rungs |= 1 << at;
            cheapest = step.bits;
        }
    }
    rungs
}

const fn bit(step: u8) -> u16 {
    1 << step
}

/// All steps below one.
const fn below(step: u8) -> u16 {
    bit(step) - 1
}

fn lowest(rungs: u16) -> Option<u8> {
    (rungs != 0).then(|| rungs.trailing_zeros() as u8)
}

fn top(rungs: u16) -> Option<u8> {
    rungs.checked_ilog2().map(|step| step as u8)
}

#[cfg(test)]
#[path = "allocate_tests.rs"]
mod tests;
