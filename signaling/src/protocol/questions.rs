//! Questions to those who run the session, named or not, with votes.
//!
//! An anonymous question belongs to a key that the asking client makes at random and keeps. Who asks is known to nobody:
//! the server checks only that somebody in the session asks, and keeps a digest of the key. Whoever shows the key may take
//! the question back and is told what becomes of it, also after a lost connection or a restart.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{ParticipantId, QuestionId};
use crate::time::Moment;

/// Most questions of a session. Beyond that the oldest that is answered goes.
pub const MAX_QUESTIONS: usize = 200;

/// Most characters in a question.
pub const MAX_QUESTION_TEXT: usize = 300;

/// Most characters in an answer.
pub const MAX_ANSWER: usize = 1000;

/// Most questions of one person that wait for an answer and have their name.
pub const MAX_QUESTIONS_EACH: usize = 5;

/// Most keys in one [`super::Command::WatchQuestions`], and most questions that one device is told of by their keys.
pub const MAX_QUESTION_KEYS: usize = 20;

/// Digits of a key: 128 bits.
const KEY_DIGITS: usize = 32;

/// What an anonymous question belongs to: 32 lower case hexadecimal digits, made at random by the asking client. It is
/// shown nowhere, not even among what the server writes for itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct QuestionKey(String);

/// Not 32 lower case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key")]
pub struct NotAKey;

impl QuestionKey {
    /// The digits, to make their digest of.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for QuestionKey {
    type Error = NotAKey;

    fn try_from(text: String) -> Result<Self, NotAKey> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let is_key = text.len() == KEY_DIGITS && text.bytes().all(is_digit);
        if is_key { Ok(Self(text)) } else { Err(NotAKey) }
    }
}

impl From<QuestionKey> for String {
    fn from(key: QuestionKey) -> Self {
        key.0
    }
}

impl fmt::Debug for QuestionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QuestionKey(…)")
    }
}

/// A question as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuestionView {
    /// Which.
    pub question: QuestionId,
    /// What is asked.
    pub text: String,
    /// Who asked; absent when it is anonymous.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub asked_by: Option<ParticipantId>,
    /// Since when.
    pub since: Moment,
    /// How many people want it answered.
    pub votes: u32,
    /// Whether everybody sees it and may vote for it; absent when not.
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub published: bool,
    /// Whether everybody is shown it large now, one question at a time; absent when not.
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub shown: bool,
    /// The answer, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub answer: Option<AnswerView>,
}

/// How a question was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AnswerView {
    /// By whom.
    pub by: ParticipantId,
    /// When.
    pub at: Moment,
    /// In these words; absent when it was answered aloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub text: Option<String>,
}
