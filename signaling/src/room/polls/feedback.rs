//! Feedback at the end: a score and a word, once from each, kept without anybody's id.
//!
//! What people give waits until there is enough of it for one step, and then becomes part of the figures: whoever
//! watches the figures grow, on a screen or in the store, cannot tell what one person added. What waits and who has
//! given are kept in memory only; after a restart one or two are lost and somebody could give twice, which harms less
//! than a list of who did.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::MAX_BALLOTS;
use super::tally::{Sums, Tally, check_mood};
use crate::id::ParticipantId;
use crate::protocol::{Choice, Event, FeedbackView, MIN_ANONYMOUS, PollKind, Rejection};
use crate::role::Permission;
use crate::room::changes::Changes;
use crate::room::log::parts;
use crate::room::{Audience, Room};
use crate::time::Moment;

/// The feedback of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Feedback {
    counted: Sums,
    /// When those in the session were last asked for it.
    asked: Option<Moment>,
    /// The words that are counted, under [`WORDS`].
    pub words: BTreeMap<u32, String>,
    #[serde(skip)]
    waiting: Tally,
    /// Who vouched for those whose feedback waits; see [`Room::voices`].
    #[serde(skip)]
    vouched: BTreeSet<ParticipantId>,
    #[serde(skip)]
    given_by: BTreeSet<ParticipantId>,
    /// Who was last shown it.
    shown: BTreeMap<ParticipantId, bool>,
}

parts! {
    FeedbackFact of Feedback {
        whole Counted: counted: Sums;
        whole Asked: asked: Option<Moment>;
        beside words;
        memory waiting;
        memory vouched;
        memory given_by;
        memory shown;
    }
}

/// Before that nobody is asked again: it is a question, not an alarm.
const ASKED_AGAIN: Duration = Duration::from_secs(60);

/// All words are one text: who gave one is not known, so none can be deleted by itself.
const WORDS: u32 = 1;

impl Feedback {
    fn counted(&self) -> Tally {
        self.counted.with(self.words.get(&WORDS).map_or("", String::as_str))
    }

    fn view(&self) -> FeedbackView {
        FeedbackView {
            given: self.counted.votes + self.waiting.votes(),
            counted: self.counted.votes,
            figures: self.counted().figures(&kind()),
        }
    }

    fn count_waiting(&mut self) {
        self.vouched.clear();
        let mut counted = self.counted();
        counted.absorb(std::mem::take(&mut self.waiting));
        let (counted, words) = Sums::of(counted);
        self.counted = counted;
        if !words.is_empty() {
            self.words.insert(WORDS, words);
        }
    }
}

/// Counted like a mood; the words at its ends are the client's, because the question is always the same.
const fn kind() -> PollKind {
    PollKind::Mood { low: String::new(), high: String::new() }
}

impl Room {
    pub(in crate::room) fn give_feedback(
        &mut self,
        who: ParticipantId,
        score: u32,
        word: Option<String>,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::Vote)?;
        check_mood(score, word.as_deref())?;
        if self.feedback.given_by.contains(&who) {
            return Err(Rejection::AlreadyVoted);
        }
        if self.feedback.given_by.len() >= MAX_BALLOTS {
            return Err(Rejection::OutOfRange);
        }

        let mut changes = Changes::default();
        self.feedback.given_by.insert(who);
        self.feedback.waiting.add(&kind(), &Choice::Mood { score, word });
        self.feedback.vouched.extend(self.voice_of(who, Permission::SeeFeedback));
        if self.voices(&self.feedback.vouched, Permission::SeeFeedback) >= MIN_ANONYMOUS as usize {
            self.feedback.count_waiting();
        }
        changes.tell(Audience::One(who), Event::FeedbackGiven {});
        let feedback = self.feedback.view();
        let leaders = Audience::May(Permission::SeeFeedback);
        changes.tell(leaders, Event::FeedbackChanged { feedback: Some(feedback) });
        Ok(changes)
    }

    /// Everybody is asked to give feedback before they go; asked again, also whoever put it aside.
    pub(in crate::room) fn ask_feedback(
        &mut self,
        now: Moment,
        who: ParticipantId,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunPolls)?;
        if self.feedback.asked.is_some_and(|last| now.since(last) < ASKED_AGAIN) {
            return Err(Rejection::TooFast);
        }
        self.feedback.asked = Some(now);
        let mut changes = Changes::default();
        changes.tell(Audience::All, Event::FeedbackAsked {});
        Ok(changes)
    }

    pub(in crate::room) const fn is_feedback_asked(&self) -> bool {
        self.feedback.asked.is_some()
    }

    /// The feedback as it may be reported after the session. What did not fill a step is in no figure: compared with
    /// what was shown before, it would be what one or two people gave.
    #[must_use]
    pub fn feedback(&self) -> FeedbackView {
        self.feedback.view()
    }

    pub(in crate::room) fn has_given_feedback(&self, who: ParticipantId) -> bool {
        self.feedback.given_by.contains(&who)
    }

    pub(in crate::room) fn feedback_view(&self, who: ParticipantId) -> Option<FeedbackView> {
        self.may(who, Permission::SeeFeedback).then(|| self.feedback.view())
    }

    /// After a change: whoever may see feedback now, or no longer may, is told.
    pub(in crate::room) fn settle_feedback(&mut self) -> Vec<(Audience, Event)> {
        let now: BTreeMap<ParticipantId, bool> = self
            .people
            .iter()
            .map(|(who, person)| (*who, self.may_as(*who, person.role, Permission::SeeFeedback)))
            .collect();
        let changed = now
            .iter()
            .filter(|(who, sees)| self.feedback.shown.get(who).is_some_and(|before| before != *sees));
        let told = changed.map(|(who, _)| {
            (Audience::One(*who), Event::FeedbackChanged { feedback: self.feedback_view(*who) })
        });
        let told = told.collect();
        self.feedback.shown = now;
        told
    }
}
