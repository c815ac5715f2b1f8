//! Polls and check-ins. Everybody in the session is asked, wherever they are.
//!
//! The ballots of an anonymous poll are never kept: while it is open there is who has voted and the sums, in memory
//! only, and both are skipped by whatever stores the room. Closing it turns the sums into figures and forgets who
//! voted. While it is open nobody is told more than how many have voted; a ballot cannot be changed, because to
//! change it one would have to know it. Whoever swaps two people's anonymous votes changes nothing that is stored or
//! told to anybody.

mod feedback;
mod tally;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub(super) use self::feedback::Feedback;
use self::tally::{Tally, check_choice, check_kind};
use super::changes::Changes;
use super::{Audience, Room, words};
use crate::id::{ParticipantId, PollId};
use crate::protocol::{
    Ballot, Choice, Event, MAX_POLLS, MAX_QUESTION, MIN_ANONYMOUS, PollFigures, PollKind, PollStage,
    PollView, Rejection,
};
use crate::role::Permission;

/// Every poll of a session, and who was last shown them as one who runs polls.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Polls {
    ids_given: u32,
    polls: BTreeMap<PollId, Poll>,
    /// The words of each poll, beside the facts so that they can be deleted.
    asked: BTreeMap<PollId, Asked>,
    shown: BTreeMap<ParticipantId, Sight>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    question: String,
    kind: PollKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Poll {
    stage: PollStage,
    votes: Votes,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Votes {
    /// Who voted what.
    Named(BTreeMap<ParticipantId, Choice>),
    /// Open and anonymous. What is read from a store is empty, and says that it was reopened.
    Sealed(#[serde(skip)] Sealed),
    /// Closed and anonymous. No figures when there were too few votes.
    Counted { votes: u32, figures: Option<PollFigures>, reopened: bool },
}

/// The default is what a restart leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Sealed {
    /// No restart has happened since the poll was opened.
    whole: bool,
    voted: BTreeSet<ParticipantId>,
    tally: Tally,
}

/// What decides how a person sees polls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Sight {
    runs: bool,
    pulse: bool,
}

impl Poll {
    fn is_anonymous(&self) -> bool {
        match self.votes {
            Votes::Named(_) => false,
            Votes::Sealed(_) | Votes::Counted { .. } => true,
        }
    }

    fn count(&self) -> u32 {
        match &self.votes {
            Votes::Named(ballots) => u32::try_from(ballots.len()).unwrap_or(u32::MAX),
            Votes::Sealed(sealed) => sealed.tally.votes(),
            Votes::Counted { votes, .. } => *votes,
        }
    }

    fn reopened(&self) -> bool {
        match &self.votes {
            Votes::Named(_) => false,
            Votes::Sealed(sealed) => !sealed.whole,
            Votes::Counted { reopened, .. } => *reopened,
        }
    }

    /// Turns the sums of an anonymous poll into figures and forgets who voted.
    fn count_sealed(&mut self, kind: &PollKind) {
        if let Votes::Sealed(sealed) = &self.votes {
            let votes = sealed.tally.votes();
            let figures = (votes >= MIN_ANONYMOUS).then(|| sealed.tally.figures(kind));
            self.votes = Votes::Counted { votes, figures, reopened: !sealed.whole };
        }
    }

    /// What came out, once nothing more can come in.
    fn figures(&self, kind: &PollKind) -> Option<PollFigures> {
        match (&self.stage, &self.votes) {
            (PollStage::Open, _) | (_, Votes::Sealed(_)) => None,
            (_, Votes::Counted { figures, .. }) => figures.clone(),
            (_, Votes::Named(ballots)) => {
                let mut tally = Tally::default();
                ballots.values().for_each(|choice| tally.add(kind, choice));
                Some(tally.figures(kind))
            }
        }
    }
}

impl Room {
    pub(super) fn open_poll(
        &mut self,
        who: ParticipantId,
        question: String,
        kind: PollKind,
        anonymous: bool,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunPolls)?;
        words::check(&question, MAX_QUESTION)?;
        check_kind(&kind)?;
        if self.polls.polls.len() >= MAX_POLLS {
            return Err(Rejection::OutOfRange);
        }

        self.polls.ids_given += 1;
        let poll = PollId(self.polls.ids_given);
        let votes = if anonymous {
            Votes::Sealed(Sealed { whole: true, ..Sealed::default() })
        } else {
            Votes::Named(BTreeMap::new())
        };
        self.polls.polls.insert(poll, Poll { stage: PollStage::Open, votes });
        self.polls.asked.insert(poll, Asked { question, kind });
        let mut changes = Changes::default();
        self.tell_poll(poll, &mut changes);
        Ok(changes)
    }

    pub(super) fn vote(
        &mut self,
        who: ParticipantId,
        id: PollId,
        choice: Choice,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::Vote)?;
        let asked = self.polls.asked.get(&id).ok_or(Rejection::UnknownPoll)?;
        check_choice(&asked.kind, &choice)?;
        let leaders = Audience::May(to_lead(&asked.kind));
        let poll = self.polls.polls.get_mut(&id).ok_or(Rejection::UnknownPoll)?;
        if poll.stage != PollStage::Open {
            return Err(Rejection::PollClosed);
        }

        let mut changes = Changes::default();
        match &mut poll.votes {
            Votes::Named(ballots) => {
                if ballots.insert(who, choice.clone()).as_ref() == Some(&choice) {
                    return Ok(changes);
                }
                changes.tell(Audience::One(who), Event::Voted { poll: id, mine: Some(choice.clone()) });
                let votes = poll.count();
                let ballot = Some(Ballot { participant: who, choice });
                changes.tell(leaders, Event::VoteCounted { poll: id, votes, ballot });
            }
            Votes::Sealed(sealed) => {
                if !sealed.voted.insert(who) {
                    return Err(Rejection::AlreadyVoted);
                }
                sealed.tally.add(&asked.kind, &choice);
                changes.tell(Audience::One(who), Event::Voted { poll: id, mine: None });
                let votes = poll.count();
                changes.tell(leaders, Event::VoteCounted { poll: id, votes, ballot: None });
            }
            Votes::Counted { .. } => return Err(Rejection::PollClosed),
        }
        Ok(changes)
    }

    pub(super) fn close_poll(&mut self, who: ParticipantId, id: PollId) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunPolls)?;
        let asked = self.polls.asked.get(&id).ok_or(Rejection::UnknownPoll)?;
        let poll = self.polls.polls.get_mut(&id).ok_or(Rejection::UnknownPoll)?;

        let mut changes = Changes::default();
        if poll.stage != PollStage::Open {
            return Ok(changes);
        }
        poll.count_sealed(&asked.kind);
        poll.stage = PollStage::Closed;
        self.tell_poll(id, &mut changes);
        Ok(changes)
    }

    /// Shows the figures to everybody, after closing the poll. A pulse is for those who run the session.
    pub(super) fn show_poll(&mut self, who: ParticipantId, id: PollId) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunPolls)?;
        let asked = self.polls.asked.get(&id).ok_or(Rejection::UnknownPoll)?;
        if asked.kind == (PollKind::Pulse {}) {
            return Err(Rejection::NotAllowed);
        }
        let poll = self.polls.polls.get_mut(&id).ok_or(Rejection::UnknownPoll)?;

        let mut changes = Changes::default();
        if poll.stage != PollStage::Shown {
            poll.count_sealed(&asked.kind);
            poll.stage = PollStage::Shown;
            self.tell_poll(id, &mut changes);
        }
        Ok(changes)
    }

    /// Takes a poll away with everything that is in it.
    pub(super) fn remove_poll(&mut self, who: ParticipantId, id: PollId) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunPolls)?;
        if self.polls.polls.remove(&id).is_none() {
            return Err(Rejection::UnknownPoll);
        }
        self.polls.asked.remove(&id);
        let mut changes = Changes::default();
        changes.tell(Audience::All, Event::PollRemoved { poll: id });
        Ok(changes)
    }

    /// Says that the room came back from a store: ballots of open anonymous polls are gone, and people are asked
    /// again. A room that was read from JSON knows; one that was built again from its log has to be told.
    pub fn reopen_polls(&mut self) {
        for poll in self.polls.polls.values_mut() {
            if let Votes::Sealed(sealed) = &mut poll.votes {
                *sealed = Sealed::default();
            }
        }
    }

    pub(super) fn polls_view(&self, who: ParticipantId) -> Vec<PollView> {
        self.polls.polls.keys().filter_map(|id| self.poll_view(who, *id)).collect()
    }

    fn poll_sight(&self, who: ParticipantId) -> Sight {
        Sight { runs: self.may(who, Permission::RunPolls), pulse: self.may(who, Permission::SeePulse) }
    }

    fn poll_view(&self, who: ParticipantId, id: PollId) -> Option<PollView> {
        let poll = self.polls.polls.get(&id)?;
        let Asked { question, kind } = self.polls.asked.get(&id)?;
        let leads = self.leads(who, kind);
        let (voted, mine) = match &poll.votes {
            Votes::Named(ballots) => (ballots.contains_key(&who), ballots.get(&who).cloned()),
            Votes::Sealed(sealed) => (sealed.voted.contains(&who), None),
            // Who voted is forgotten.
            Votes::Counted { .. } => (false, None),
        };
        let ballots = match &poll.votes {
            Votes::Named(ballots) if leads => ballots
                .iter()
                .map(|(who, choice)| Ballot { participant: *who, choice: choice.clone() })
                .collect(),
            Votes::Named(_) | Votes::Sealed(_) | Votes::Counted { .. } => Vec::new(),
        };
        let sees = leads || poll.stage == PollStage::Shown;
        Some(PollView {
            poll: id,
            question: question.clone(),
            kind: kind.clone(),
            anonymous: poll.is_anonymous(),
            stage: poll.stage,
            reopened: poll.reopened(),
            voted,
            mine,
            votes: sees.then(|| poll.count()),
            figures: if sees { poll.figures(kind) } else { None },
            ballots,
        })
    }

    /// Whether this person sees figures and ballots before they are shown.
    fn leads(&self, who: ParticipantId, kind: &PollKind) -> bool {
        self.may(who, to_lead(kind))
    }

    /// A poll anew to each person as they may see it: at its few turning points, not at each vote.
    fn tell_poll(&self, id: PollId, changes: &mut Changes) {
        for who in self.people.keys().filter(|who| !self.is_helped(**who)) {
            if let Some(poll) = self.poll_view(*who, id) {
                changes.tell(Audience::One(*who), Event::PollChanged { poll });
            }
        }
    }

    /// After a change: whoever has become one who runs polls, or is no longer, is shown them anew.
    pub(super) fn settle_polls(&mut self) -> Vec<(Audience, Event)> {
        let now: BTreeMap<ParticipantId, Sight> =
            self.people.keys().map(|who| (*who, self.poll_sight(*who))).collect();
        let mut told = Vec::new();
        for (who, sight) in &now {
            let before = self.polls.shown.get(who);
            let changed = before.is_some_and(|before| before != sight);
            if changed && !self.is_helped(*who) && !self.polls.polls.is_empty() {
                let polls = self.polls_view(*who);
                told.push((Audience::One(*who), Event::PollsChanged { polls }));
            }
        }
        self.polls.shown = now;
        told
    }
}

/// What one needs to see figures and ballots before they are shown: the pulse is for more of those who run the session.
const fn to_lead(kind: &PollKind) -> Permission {
    match kind {
        PollKind::Pulse {} => Permission::SeePulse,
        PollKind::Single { .. }
        | PollKind::Multiple { .. }
        | PollKind::Scale { .. }
        | PollKind::Mood { .. } => Permission::RunPolls,
    }
}

#[cfg(test)]
mod tests;
