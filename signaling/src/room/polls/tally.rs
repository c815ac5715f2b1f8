//! Counting answers without keeping them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::protocol::{
    Choice, MAX_OPTION, MAX_OPTIONS, MAX_SCORE, MAX_WORD, PollFigures, PollKind, Pulse, Rejection, WordCount,
};
use crate::room::words;

/// Sums without words, as they are kept: how often each word was given, in the order of the words, which are kept beside
/// them as one text, each on its line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Sums {
    pub votes: u32,
    counts: Vec<u32>,
    times: Vec<u32>,
}

impl Sums {
    pub(super) fn of(tally: Tally) -> (Self, String) {
        let Tally { votes, counts, words } = tally;
        let (words, times): (Vec<String>, Vec<u32>) = words.into_iter().unzip();
        (Self { votes, counts, times }, words.join("\n"))
    }

    /// With the words, unless they were deleted.
    pub(super) fn with(&self, words: &str) -> Tally {
        let words = words.lines().map(str::to_owned).zip(self.times.iter().copied()).collect();
        Tally { votes: self.votes, counts: self.counts.clone(), words }
    }
}

/// Sums over answers: nothing here tells which came first or from whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    votes: u32,
    counts: Vec<u32>,
    words: BTreeMap<String, u32>,
}

impl Tally {
    pub fn add(&mut self, kind: &PollKind, choice: &Choice) {
        let score = |score: &u32| score.saturating_sub(1);
        let (chosen, word) = match choice {
            Choice::Single { option } => (vec![*option], None),
            Choice::Multiple { options } => (options.clone(), None),
            Choice::Scale { score: given } => (vec![score(given)], None),
            Choice::Mood { score: given, word } => (vec![score(given)], word.as_ref()),
            Choice::Pulse { pulse } => (vec![*pulse as u32], None),
        };
        self.votes += 1;
        self.counts.resize(columns(kind), 0);
        for index in chosen {
            if let Some(count) = self.counts.get_mut(index as usize) {
                *count += 1;
            }
        }
        if let Some(word) = word {
            *self.words.entry(word.trim().to_owned()).or_default() += 1;
        }
    }

    pub fn absorb(&mut self, other: Self) {
        self.votes += other.votes;
        self.counts.resize(self.counts.len().max(other.counts.len()), 0);
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
        for (word, more) in other.words {
            *self.words.entry(word).or_default() += more;
        }
    }

    pub const fn votes(&self) -> u32 {
        self.votes
    }

    pub fn figures(&self, kind: &PollKind) -> PollFigures {
        let mut counts = self.counts.clone();
        counts.resize(columns(kind), 0);
        let word = |(word, times): (&String, &u32)| WordCount { word: word.clone(), times: *times };
        PollFigures { counts, words: self.words.iter().map(word).collect() }
    }
}

/// How many figures an answer is counted into.
fn columns(kind: &PollKind) -> usize {
    match kind {
        PollKind::Single { options } | PollKind::Multiple { options } => options.len(),
        PollKind::Scale { .. } | PollKind::Mood { .. } => MAX_SCORE as usize,
        PollKind::Pulse {} => Pulse::ALL.len(),
    }
}

/// Whether this can be asked.
pub(super) fn check_kind(kind: &PollKind) -> Result<(), Rejection> {
    match kind {
        PollKind::Single { options } | PollKind::Multiple { options } => {
            if !(2..=MAX_OPTIONS).contains(&options.len()) {
                return Err(Rejection::OutOfRange);
            }
            options.iter().try_for_each(|option| words::check_line(option, MAX_OPTION))
        }
        PollKind::Scale { low, high } | PollKind::Mood { low, high } => {
            words::check_line(low, MAX_OPTION)?;
            words::check_line(high, MAX_OPTION)
        }
        PollKind::Pulse {} => Ok(()),
    }
}

/// Whether this is an answer to that.
pub(super) fn check_choice(kind: &PollKind, choice: &Choice) -> Result<(), Rejection> {
    let ascending = |chosen: &[u32]| chosen.is_sorted_by(|one, next| one < next);
    let fits = match (kind, choice) {
        (PollKind::Single { options }, Choice::Single { option }) => (*option as usize) < options.len(),
        (PollKind::Multiple { options }, Choice::Multiple { options: chosen }) => {
            chosen.last().is_some_and(|last| (*last as usize) < options.len()) && ascending(chosen)
        }
        (PollKind::Scale { .. }, Choice::Scale { score }) => is_score(*score),
        (PollKind::Mood { .. }, Choice::Mood { score, word }) => {
            return check_mood(*score, word.as_deref());
        }
        (PollKind::Pulse {}, Choice::Pulse { .. }) => true,
        (
            PollKind::Single { .. }
            | PollKind::Multiple { .. }
            | PollKind::Scale { .. }
            | PollKind::Mood { .. }
            | PollKind::Pulse {},
            _,
        ) => false,
    };
    if fits { Ok(()) } else { Err(Rejection::OutOfRange) }
}

/// Whether this is a score with a word.
pub(super) fn check_mood(score: u32, word: Option<&str>) -> Result<(), Rejection> {
    if !is_score(score) {
        return Err(Rejection::OutOfRange);
    }
    word.map_or(Ok(()), |word| words::check_line(word, MAX_WORD))
}

fn is_score(score: u32) -> bool {
    (1..=MAX_SCORE).contains(&score)
}
