//! Polls, check-ins, the pulse, and the feedback at the end.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{GroupId, ParticipantId, PollId};

/// Most polls of everybody in a session, closed ones included. Remove some to ask more.
pub const MAX_POLLS: usize = 50;

/// Most polls of one group, closed ones included. In all groups together there are at most 200.
pub const MAX_GROUP_POLLS: usize = 10;

/// Most characters in the question of a poll.
pub const MAX_QUESTION: usize = 300;

/// Most options of a poll; the fewest are two.
pub const MAX_OPTIONS: usize = 12;

/// Most characters in an option, and in the words at the ends of a scale.
pub const MAX_OPTION: usize = 100;

/// Most characters in the word of a mood or of feedback.
pub const MAX_WORD: usize = 30;

/// A scale goes from 1 to this; this is the best.
pub const MAX_SCORE: u32 = 6;

/// Fewest people of whose votes the figures of an anonymous poll are told: those who run it and those who share a device
/// with another are not counted, because somebody knows what they answered. With one vote the figures are the vote, and with
/// two each voter knows the other's. (Three who all vote the same still know it of each other: no rule can hide that.)
/// Feedback is told in steps of at least so many, for the same reason.
pub const MIN_ANONYMOUS: u32 = 3;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum PollKind {
    /// One of the options.
    Single {
        /// 2 to [`MAX_OPTIONS`], each on one line.
        options: Vec<String>,
    },
    /// One or more of the options.
    Multiple {
        /// 2 to [`MAX_OPTIONS`], each on one line.
        options: Vec<String>,
    },
    /// A number from 1 to [`MAX_SCORE`].
    Scale {
        /// What 1 means.
        low: String,
        /// What [`MAX_SCORE`] means.
        high: String,
    },
    /// The same, and a word if one likes.
    Mood {
        /// What 1 means.
        low: String,
        /// What [`MAX_SCORE`] means.
        high: String,
    },
    /// Are you still with us? Its figures are for those who run the session and are never shown to all.
    Pulse {},
}

/// An answer to a pulse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Pulse {
    /// Mukana.
    WithYou,
    /// Tarvitsen tauon.
    NeedBreak,
    /// Putosin kärryiltä.
    LostThread,
}

impl Pulse {
    /// Every answer, in the order of [`PollFigures::counts`].
    pub const ALL: [Self; 3] = [Self::WithYou, Self::NeedBreak, Self::LostThread];
}

/// An answer. Its type is that of the poll's [`PollKind`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Choice {
    /// One option.
    Single {
        /// Its index, from 0.
        option: u32,
    },
    /// Some options.
    Multiple {
        /// Their indices, from 0: at least one, ascending, each once.
        options: Vec<u32>,
    },
    /// A number.
    Scale {
        /// 1 to [`MAX_SCORE`].
        score: u32,
    },
    /// A number and a word.
    Mood {
        /// 1 to [`MAX_SCORE`].
        score: u32,
        /// One line of at most [`MAX_WORD`] characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        word: Option<String>,
    },
    /// How one is.
    Pulse {
        /// Which.
        pulse: Pulse,
    },
}

/// What has become of a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PollStage {
    /// Votes are taken.
    Open,
    /// No more votes; those who run polls see the figures.
    Closed,
    /// Everybody who was asked sees the figures.
    Shown,
}

/// A poll as one person may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PollView {
    /// Which.
    pub poll: PollId,
    /// The group that is asked. Only who is in it sees the poll, without those who only listen; it goes with the group.
    /// Absent when everybody is asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub group: Option<GroupId>,
    /// What is asked.
    pub question: String,
    /// How it may be answered.
    pub kind: PollKind,
    /// Nobody learns who voted what: a ballot is nowhere tied to a person, and cannot be changed. In a poll that is
    /// not anonymous those who run polls see each person's answer as it comes, and it can be changed until the end.
    pub anonymous: bool,
    /// What has become of it.
    pub stage: PollStage,
    /// The server lost the ballots of this anonymous poll in a restart, since they are never stored: vote again.
    pub reopened: bool,
    /// Whether this person has voted, as long as it is open.
    pub voted: bool,
    /// What this person voted, if the poll is not anonymous.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub mine: Option<Choice>,
    /// How many have voted: for those who run polls, and for all once the figures are shown.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub votes: Option<u32>,
    /// What came out. Absent while the poll is open, while it is not shown to this person, and for ever when an
    /// anonymous poll had votes of fewer than [`MIN_ANONYMOUS`] people who do not run it and sit at devices of their own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub figures: Option<PollFigures>,
    /// Who voted what, in order of person: for those who run polls, of a poll that is not anonymous.
    pub ballots: Vec<Ballot>,
}

/// What one person voted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ballot {
    /// Who.
    pub participant: ParticipantId,
    /// What.
    pub choice: Choice,
}

/// Figures without people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PollFigures {
    /// How many chose each option, each score from 1, or each [`Pulse`].
    pub counts: Vec<u32>,
    /// The words, in alphabetical order, so that their order tells nothing about who wrote them.
    pub words: Vec<WordCount>,
}

/// How often a word was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WordCount {
    /// The word.
    pub word: String,
    /// How often.
    pub times: u32,
}

/// The feedback on the session, for those who may see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FeedbackView {
    /// How many have given feedback.
    pub given: u32,
    /// Of how many of them the figures are. They come in steps of at least [`MIN_ANONYMOUS`], so that no step shows
    /// what one person gave.
    pub counted: u32,
    /// What they gave: how many each score from 1, and the words.
    pub figures: PollFigures,
}
