//! Polls and check-ins. Everybody in the session is asked, wherever they are, or one group; see [`of_group`].
//!
//! The ballots of an anonymous poll are never kept: while it is open there is who has voted and the sums, in memory
//! only, and both are skipped by whatever stores the room. Closing it turns the sums into figures and forgets who
//! voted. While it is open nobody is told more than how many have voted; a ballot cannot be changed, because to
//! change it one would have to know it. Whoever swaps two people's anonymous votes changes nothing that is stored or
//! told to anybody.

mod asked;
mod feedback;
mod of_group;
mod tally;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use self::asked::Form;
pub(super) use self::feedback::Feedback;
use self::tally::{Sums, Tally, check_choice, check_kind};
use super::changes::Changes;
use super::log::parts;
use super::people::Person;
use super::{Audience, Room, pairs, words};
use crate::id::{GroupId, ParticipantId, PollId};
use crate::protocol::{
    Ballot, Choice, Event, MAX_QUESTION, MIN_ANONYMOUS, PollFigures, PollKind, PollStage, PollView, Rejection,
};
use crate::role::Permission;

/// Most votes in one poll. Fewer cannot be asked of 1,000 people of whom some come anew.
const MAX_BALLOTS: usize = 2_000;

/// Every poll of a session, and who was last shown them as one who runs polls.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Polls {
    ids_given: u32,
    /// The same for the polls of each open group.
    #[serde(default)]
    group_ids: BTreeMap<GroupId, u32>,
    polls: BTreeMap<PollId, Poll>,
    /// Who voted what in a named poll, without words.
    #[serde(with = "pairs")]
    ballots: BTreeMap<BallotId, Choice>,
    /// The sums of open anonymous polls. One that is missing says that the poll was reopened.
    #[serde(skip)]
    sealed: BTreeMap<PollId, Sealed>,
    /// The words of each poll; see [`asked`].
    pub asked: BTreeMap<PollId, String>,
    /// The word in a ballot.
    #[serde(with = "pairs")]
    pub ballot_words: BTreeMap<BallotId, String>,
    /// The words in the figures of an anonymous poll, all as one text.
    pub words: BTreeMap<PollId, String>,
    shown: BTreeMap<ParticipantId, Sight>,
}

parts! {
    PollsFact of Polls {
        whole IdsGiven: ids_given: u32;
        each GroupIds: group_ids: GroupId => u32;
        each Poll: polls: PollId => Poll;
        each Ballot: ballots: BallotId => Choice;
        beside asked;
        beside ballot_words;
        beside words;
        memory sealed;
        memory shown;
    }
}

/// Whose ballot in which named poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BallotId {
    /// Which poll.
    pub poll: PollId,
    /// Whose.
    pub participant: ParticipantId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Poll {
    /// Whom it asks, if not everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<GroupId>,
    form: Form,
    stage: PollStage,
    votes: Votes,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Votes {
    /// The ballots are kept.
    Named,
    /// Open and anonymous: the sums are in memory only.
    Sealed,
    /// Closed and anonymous. No sums when too few voted; see [`Room::voices`].
    Counted { votes: u32, sums: Option<Sums>, reopened: bool },
}

/// The default is what a restart leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Sealed {
    /// No restart has happened since the poll was opened.
    whole: bool,
    voted: BTreeSet<ParticipantId>,
    /// Who vouched for each who voted; see [`Room::voices`].
    vouched: BTreeSet<ParticipantId>,
    tally: Tally,
}

/// What decides how a person sees polls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Sight {
    runs: bool,
    pulse: bool,
    /// The group whose polls they see.
    #[serde(default)]
    group: Option<GroupId>,
}

impl Polls {
    fn question(&self, id: PollId) -> Option<(String, PollKind)> {
        Some(self.polls.get(&id)?.form.read(self.asked.get(&id).map_or("", String::as_str)))
    }

    fn ballots(&self, poll: PollId) -> impl Iterator<Item = Ballot> {
        let first = BallotId { poll, participant: ParticipantId(0) };
        let last = BallotId { poll, participant: ParticipantId(u32::MAX) };
        self.ballots.range(first..=last).map(|(id, choice)| Ballot {
            participant: id.participant,
            choice: with_word(choice.clone(), self.ballot_words.get(id).cloned()),
        })
    }

    fn ballot(&self, poll: PollId, participant: ParticipantId) -> Option<Choice> {
        let id = BallotId { poll, participant };
        Some(with_word(self.ballots.get(&id)?.clone(), self.ballot_words.get(&id).cloned()))
    }

    /// Whether it is another than before.
    fn put_ballot(&mut self, id: BallotId, choice: Choice) -> bool {
        let before = self.ballot(id.poll, id.participant);
        let changed = before.as_ref() != Some(&choice);
        let (choice, word) = without_word(choice);
        self.ballots.insert(id, choice);
        match word {
            Some(word) => drop(self.ballot_words.insert(id, word)),
            None => drop(self.ballot_words.remove(&id)),
        }
        changed
    }

    fn count(&self, id: PollId, poll: &Poll) -> u32 {
        match &poll.votes {
            Votes::Named => u32::try_from(self.ballots(id).count()).unwrap_or(u32::MAX),
            Votes::Sealed => self.sealed.get(&id).map_or(0, |sealed| sealed.tally.votes()),
            Votes::Counted { votes, .. } => *votes,
        }
    }

    fn is_reopened(&self, id: PollId, poll: &Poll) -> bool {
        match &poll.votes {
            Votes::Named => false,
            Votes::Sealed => !self.sealed.get(&id).is_some_and(|sealed| sealed.whole),
            Votes::Counted { reopened, .. } => *reopened,
        }
    }

    /// Ends the voting. The sums of an anonymous poll become figures, and who voted is forgotten.
    fn close(&mut self, id: PollId, stage: PollStage, voices: usize) {
        let Some(poll) = self.polls.get_mut(&id) else { return };
        poll.stage = stage;
        if poll.votes == Votes::Sealed {
            let Sealed { whole, voted: _, vouched: _, tally } = self.sealed.remove(&id).unwrap_or_default();
            let votes = tally.votes();
            let counted = (voices >= MIN_ANONYMOUS as usize).then(|| Sums::of(tally));
            let (sums, words) = counted.unzip();
            poll.votes = Votes::Counted { votes, sums, reopened: !whole };
            if let Some(words) = words.filter(|words| !words.is_empty()) {
                self.words.insert(id, words);
            }
        }
    }

    fn remove(&mut self, id: PollId) {
        let Self { ids_given: _, group_ids: _, polls, ballots, sealed, asked, ballot_words, words, shown: _ } =
            self;
        ballots.retain(|ballot, _| ballot.poll != id);
        ballot_words.retain(|ballot, _| ballot.poll != id);
        sealed.remove(&id);
        asked.remove(&id);
        words.remove(&id);
        polls.remove(&id);
    }

    /// What came out, once nothing more can come in.
    fn figures(&self, id: PollId, poll: &Poll, kind: &PollKind) -> Option<PollFigures> {
        match (&poll.stage, &poll.votes) {
            (PollStage::Open, _) | (_, Votes::Sealed) => None,
            (_, Votes::Counted { sums, .. }) => {
                let words = self.words.get(&id).map_or("", String::as_str);
                sums.as_ref().map(|sums| sums.with(words).figures(kind))
            }
            (_, Votes::Named) => {
                let mut tally = Tally::default();
                self.ballots(id).for_each(|ballot| tally.add(kind, &ballot.choice));
                Some(tally.figures(kind))
            }
        }
    }
}

/// The word of an answer is kept beside it.
fn without_word(choice: Choice) -> (Choice, Option<String>) {
    match choice {
        Choice::Mood { score, word } => (Choice::Mood { score, word: None }, word),
        Choice::Single { .. } | Choice::Multiple { .. } | Choice::Scale { .. } | Choice::Pulse { .. } => {
            (choice, None)
        }
    }
}

fn with_word(choice: Choice, word: Option<String>) -> Choice {
    match choice {
        Choice::Mood { score, .. } => Choice::Mood { score, word },
        Choice::Single { .. } | Choice::Multiple { .. } | Choice::Scale { .. } | Choice::Pulse { .. } => {
            choice
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
        here: bool,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunPolls)?;
        let group = if here { self.asked_here(who)? } else { None };
        let mut changes = Changes::default();
        self.begin_poll(&question, kind, anonymous, group, &mut changes)?;
        Ok(changes)
    }

    /// Asks everybody, or one group. `out_of_range` when there are too many polls.
    pub(super) fn begin_poll(
        &mut self,
        question: &str,
        kind: PollKind,
        anonymous: bool,
        group: Option<GroupId>,
        changes: &mut Changes,
    ) -> Result<(), Rejection> {
        check_question(question, &kind)?;
        if !self.polls.has_room(group) {
            return Err(Rejection::OutOfRange);
        }

        let poll = self.polls.number(group)?;
        let votes = if anonymous { Votes::Sealed } else { Votes::Named };
        if anonymous {
            self.polls.sealed.insert(poll, Sealed { whole: true, ..Sealed::default() });
        }
        let (form, asked) = Form::write(question, kind);
        self.polls.polls.insert(poll, Poll { group, form, stage: PollStage::Open, votes });
        self.polls.asked.insert(poll, asked);
        self.tell_poll(poll, changes);
        Ok(())
    }

    pub(super) fn vote(
        &mut self,
        who: ParticipantId,
        id: PollId,
        choice: Choice,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::Vote)?;
        let poll = self.poll_for(who, id)?;
        let (_, kind) = self.polls.question(id).ok_or(Rejection::UnknownPoll)?;
        check_choice(&kind, &choice)?;
        let leaders = self.who_see_polls(poll.group, Some(to_lead(&kind)));
        if poll.stage != PollStage::Open {
            return Err(Rejection::PollClosed);
        }

        let voice = self.voice_of(who, to_lead(&kind));
        let mut changes = Changes::default();
        let (mine, ballot) = match &poll.votes {
            Votes::Named => {
                let mine = BallotId { poll: id, participant: who };
                let is_full = self.polls.ballots(id).count() >= MAX_BALLOTS;
                if is_full && !self.polls.ballots.contains_key(&mine) {
                    return Err(Rejection::OutOfRange);
                }
                if !self.polls.put_ballot(mine, choice.clone()) {
                    return Ok(changes);
                }
                (Some(choice.clone()), Some(Ballot { participant: who, choice }))
            }
            Votes::Sealed => {
                let sealed = self.polls.sealed.entry(id).or_default();
                if sealed.voted.contains(&who) {
                    return Err(Rejection::AlreadyVoted);
                }
                if sealed.voted.len() >= MAX_BALLOTS {
                    return Err(Rejection::OutOfRange);
                }
                sealed.voted.insert(who);
                sealed.vouched.extend(voice);
                sealed.tally.add(&kind, &choice);
                (None, None)
            }
            Votes::Counted { .. } => return Err(Rejection::PollClosed),
        };
        let votes = self.polls.polls.get(&id).map_or(0, |poll| self.polls.count(id, poll));
        changes.tell(Audience::One(who), Event::Voted { poll: id, mine });
        for leader in leaders {
            changes.tell(leader, Event::VoteCounted { poll: id, votes, ballot: ballot.clone() });
        }
        Ok(changes)
    }

    pub(super) fn close_poll(&mut self, who: ParticipantId, id: PollId) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunPolls)?;
        let poll = self.poll_for(who, id)?;

        let mut changes = Changes::default();
        if poll.stage == PollStage::Open {
            let voices = self.voices_in(id);
            self.polls.close(id, PollStage::Closed, voices);
            self.tell_poll(id, &mut changes);
        }
        Ok(changes)
    }

    /// Shows the figures to everybody who was asked, after closing the poll. A pulse is for those who run the session.
    pub(super) fn show_poll(&mut self, who: ParticipantId, id: PollId) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunPolls)?;
        let poll = self.poll_for(who, id)?;
        if poll.form == Form::Pulse {
            return Err(Rejection::NotAllowed);
        }

        let mut changes = Changes::default();
        if poll.stage != PollStage::Shown {
            let voices = self.voices_in(id);
            self.polls.close(id, PollStage::Shown, voices);
            self.tell_poll(id, &mut changes);
        }
        Ok(changes)
    }

    fn voices_in(&self, id: PollId) -> usize {
        let Some((sealed, (_, kind))) = self.polls.sealed.get(&id).zip(self.polls.question(id)) else {
            return 0;
        };
        self.voices(&sealed.vouched, to_lead(&kind))
    }

    /// Who stands behind an answer: whoever vouched for the one who gives it, unless either of them sees the figures
    /// first and so knows it.
    fn voice_of(&self, who: ParticipantId, to_lead: Permission) -> Option<ParticipantId> {
        let voucher = self.voucher_of(who);
        let knows_it = self.may(who, to_lead) || self.may(voucher, to_lead);
        (!knows_it).then_some(voucher)
    }

    /// How many stand behind secret answers, but for those who have come to see the figures first meanwhile. Several
    /// pages of one person, each let in with a shared link, cannot be told from several people.
    fn voices(&self, vouched: &BTreeSet<ParticipantId>, to_lead: Permission) -> usize {
        let leading = self.people.keys().filter(|who| self.may(**who, to_lead));
        let leading: BTreeSet<ParticipantId> = leading.map(|who| self.voucher_of(*who)).collect();
        vouched.difference(&leading).count()
    }

    /// Takes a poll away with everything that is in it.
    pub(super) fn remove_poll(&mut self, who: ParticipantId, id: PollId) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunPolls)?;
        let group = self.poll_for(who, id)?.group;
        self.polls.remove(id);
        let mut changes = Changes::default();
        for audience in self.who_see_polls(group, None) {
            changes.tell(audience, Event::PollRemoved { poll: id });
        }
        Ok(changes)
    }

    pub(super) fn polls_view(&self, who: ParticipantId) -> Vec<PollView> {
        self.polls.polls.keys().filter_map(|id| self.poll_view(who, *id)).collect()
    }

    fn poll_sight(&self, who: ParticipantId, person: &Person) -> Sight {
        Sight {
            runs: self.may_as(who, person.role, Permission::RunPolls),
            pulse: self.may_as(who, person.role, Permission::SeePulse),
            group: self.group_of_polls_at(who, person.place),
        }
    }

    fn poll_view(&self, who: ParticipantId, id: PollId) -> Option<PollView> {
        let poll = self.poll_for(who, id).ok()?;
        let (question, kind) = self.polls.question(id)?;
        let leads = self.leads(who, &kind);
        let mine = self.polls.ballot(id, who);
        // Who voted is forgotten when an anonymous poll closes.
        let sealed = self.polls.sealed.get(&id);
        let voted = mine.is_some() || sealed.is_some_and(|sealed| sealed.voted.contains(&who));
        let ballots = if leads { self.polls.ballots(id).collect() } else { Vec::new() };
        let sees = leads || poll.stage == PollStage::Shown;
        Some(PollView {
            poll: id,
            group: poll.group,
            question,
            anonymous: poll.votes != Votes::Named,
            stage: poll.stage,
            reopened: self.polls.is_reopened(id, poll),
            voted,
            mine,
            votes: sees.then(|| self.polls.count(id, poll)),
            figures: if sees { self.polls.figures(id, poll, &kind) } else { None },
            ballots,
            kind,
        })
    }

    /// Whether this person sees figures and ballots before they are shown.
    fn leads(&self, who: ParticipantId, kind: &PollKind) -> bool {
        self.may(who, to_lead(kind))
    }

    /// A poll anew to each person as they may see it: at its few turning points, not at each vote.
    fn tell_poll(&self, id: PollId, changes: &mut Changes) {
        for who in self.people.keys().filter(|who| !self.is_secluded(**who)) {
            if let Some(poll) = self.poll_view(*who, id) {
                changes.tell(Audience::One(*who), Event::PollChanged { poll });
            }
        }
    }

    /// After a change: the polls of a group that closed are gone; whoever has become one who runs polls, or is no longer, or
    /// came into a group with polls, or out of one, is shown them anew.
    pub(super) fn settle_polls(&mut self) -> Vec<(Audience, Event)> {
        let mut of_groups = self.polls.remove_closed(&self.groups_open().collect());
        of_groups.extend(self.polls.polls.values().filter_map(|poll| poll.group));
        let now: BTreeMap<ParticipantId, Sight> =
            self.people.iter().map(|(who, person)| (*who, self.poll_sight(*who, person))).collect();
        let mut told = Vec::new();
        for (who, sight) in &now {
            let before = self.polls.shown.get(who);
            let has_any = |group| of_groups.contains(&group);
            let changed = before.is_some_and(|before| sight.differs(*before, has_any));
            let any = !self.polls.polls.is_empty() || !of_groups.is_empty();
            if changed && any && !self.is_secluded(*who) {
                let polls = self.polls_view(*who);
                told.push((Audience::One(*who), Event::PollsChanged { polls }));
            }
        }
        self.polls.shown = now;
        told
    }
}

/// Whether this can be asked.
pub(super) fn check_question(question: &str, kind: &PollKind) -> Result<(), Rejection> {
    words::check(question, MAX_QUESTION)?;
    check_kind(kind)
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
