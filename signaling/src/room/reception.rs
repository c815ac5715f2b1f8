//! The drop-in reception: lines at the door, and encounters of a visitor with those who receive them.
//!
//! Whoever comes as a participant is a visitor. They wait in the lobby like everybody who is not let in, stand in a line when
//! they have answered the questions of the door, and are taken from there by a professional: whoever may let people in. In
//! the encounter they are in the room, and know nobody but whom they are with ([`Room::is_secluded`]); after it nothing of
//! them is left but counts and lengths. What visitors say at the door is in `door`, who is taken when in `lines`, what
//! happens in an encounter in `encounters`, who sees what of it, and how long it takes, in `view`.
//!
//! Invariants: whoever stands in a line waits in the lobby or is helped to get in; nobody stands in a line and is in an
//! encounter, or is in two encounters; an encounter has its visitor and somebody who may let people in, and is gone
//! without either.

mod door;
mod encounters;
mod estimate;
mod lines;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use self::encounters::Encounter;
use self::estimate::Durations;
use self::lines::{Figures, Standing};
use self::view::Estimated;
pub(super) use self::view::ToldAtDoor;
use super::log::parts;
use super::pace::Paces;
use super::{Room, words};
use crate::id::{EncounterId, LineId, ParticipantId};
use crate::protocol::{
    EncounterView, MAX_CLOSED_TEXT, MAX_DOOR_OPTIONS, MAX_DOOR_QUESTIONS, MAX_DOOR_TEXT, MAX_LINE_MINUTES,
    MAX_LINE_NAME, MAX_LINES, ReceptionView, Rejection,
};
use crate::role::{Permission, Role};
use crate::time::Moment;

/// Most stretches of opening hours: more than a year with a break at noon.
pub const MAX_OPEN_HOURS: usize = 1_000;

/// What a reception is made with; texts in the language of the room.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reception {
    /// Its lines, 1 to [`crate::protocol::MAX_LINES`].
    pub lines: Vec<Line>,
    /// What visitors are asked at the door, at most [`crate::protocol::MAX_DOOR_QUESTIONS`].
    pub questions: Vec<DoorQuestion>,
    /// Where to turn in closed hours, at most [`crate::protocol::MAX_CLOSED_TEXT`] characters.
    pub closed_text: String,
    /// When it is open, in order and apart from each other, at most [`MAX_OPEN_HOURS`]; none: always, as far as the door
    /// and the schedule allow.
    pub hours: Vec<OpenHours>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is called, 1 to [`crate::protocol::MAX_LINE_NAME`] characters on one line.
    pub name: String,
    /// How long an encounter usually takes, 1 to [`crate::protocol::MAX_LINE_MINUTES`]: for the estimates before there
    /// are figures.
    pub minutes: u32,
}

/// A question at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorQuestion {
    /// What is asked, 1 to [`crate::protocol::MAX_DOOR_TEXT`] characters on one line.
    pub text: String,
    /// What there is to choose from: none, for an answer in one's own words, or 2 to
    /// [`crate::protocol::MAX_DOOR_OPTIONS`]. One question at most has none.
    pub options: Vec<DoorOption>,
}

/// An answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorOption {
    /// What it says, 1 to [`crate::protocol::MAX_DOOR_TEXT`] characters on one line.
    pub text: String,
    /// The line it leads to. The last chosen answer that leads to one decides.
    pub line: Option<LineId>,
}

/// One stretch of time in which visitors are received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenHours {
    /// From then on.
    pub from: Moment,
    /// Until then. Later than `from`.
    pub until: Moment,
}

/// What goes on in the reception. In a room without one there are no lines, and all else is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Desk {
    made: Reception,
    /// Who stands in a line.
    standing: BTreeMap<ParticipantId, Standing>,
    encounters: BTreeMap<EncounterId, Encounter>,
    /// Who receives what.
    serving: BTreeMap<ParticipantId, BTreeSet<LineId>>,
    /// Which lines nobody may join.
    closed: BTreeSet<LineId>,
    figures: BTreeMap<LineId, Figures>,
    durations: Durations,
    numbers_given: u64,
    hand_overs: u64,
    encounters_begun: u32,
    proposals_made: u32,
    /// What visitors have answered in their own words.
    pub words: BTreeMap<ParticipantId, String>,
    /// What goes along with visitors who were handed over, and said yes to it.
    pub notes: BTreeMap<ParticipantId, String>,
    /// What is to go along with visitors who are asked.
    pub proposed: BTreeMap<EncounterId, String>,
    /// The last moment that the room knows of: what depends on the hour is told as of then.
    kept: Moment,
    estimated: Estimated,
    paces: Paces,
    told_reception: BTreeMap<ParticipantId, ReceptionView>,
    told_encounters: BTreeMap<ParticipantId, EncounterView>,
}

parts! {
    DeskFact of Desk {
        whole Durations: durations: Durations;
        whole NumbersGiven: numbers_given: u64;
        whole HandOvers: hand_overs: u64;
        whole EncountersBegun: encounters_begun: u32;
        whole ProposalsMade: proposals_made: u32;
        each Standing: standing: ParticipantId => Standing;
        each Encounter: encounters: EncounterId => Encounter;
        each Serving: serving: ParticipantId => BTreeSet<LineId>;
        each Figures: figures: LineId => Figures;
        set Closed: closed: LineId;
        beside words;
        beside notes;
        beside proposed;
        memory kept;
        memory estimated;
        memory paces;
        memory told_reception;
        memory told_encounters;
        // Comes from the settings of the room, with which it is made before the log is read.
        given made;
    }
}

impl Reception {
    fn check(&self) -> Result<(), Rejection> {
        let Self { lines, questions, closed_text, hours } = self;
        let in_words = questions.iter().filter(|question| question.options.is_empty()).count();
        let in_order = hours.windows(2).all(|pair| matches!(pair, [one, next] if one.until <= next.from));
        if lines.is_empty()
            || lines.len() > MAX_LINES
            || questions.len() > MAX_DOOR_QUESTIONS
            || in_words > 1
            || hours.len() > MAX_OPEN_HOURS
            || hours.iter().any(|hours| hours.until <= hours.from)
            || !in_order
        {
            return Err(Rejection::OutOfRange);
        }
        words::check_shape(closed_text, MAX_CLOSED_TEXT)?;
        for line in lines {
            words::check_line(&line.name, MAX_LINE_NAME)?;
            if line.minutes == 0 || line.minutes > MAX_LINE_MINUTES {
                return Err(Rejection::OutOfRange);
            }
        }
        for question in questions {
            words::check_line(&question.text, MAX_DOOR_TEXT)?;
            if question.options.len() == 1 || question.options.len() > MAX_DOOR_OPTIONS {
                return Err(Rejection::OutOfRange);
            }
            for option in &question.options {
                words::check_line(&option.text, MAX_DOOR_TEXT)?;
                if option.line.is_some_and(|line| self.line(line).is_none()) {
                    return Err(Rejection::OutOfRange);
                }
            }
        }
        Ok(())
    }

    fn line(&self, line: LineId) -> Option<&Line> {
        self.lines.get(line.0 as usize)
    }

    fn line_name(&self, line: LineId) -> String {
        self.line(line).map(|line| line.name.clone()).unwrap_or_default()
    }

    fn line_ids(&self) -> impl Iterator<Item = (LineId, &Line)> {
        (0..).map(LineId).zip(&self.lines)
    }
}

impl Room {
    /// The same room, which receives visitors so. `out_of_range` and `too_long` for what is not as [`Reception`] says.
    pub fn with_reception(mut self, reception: Reception) -> Result<Self, Rejection> {
        reception.check()?;
        let durations = Durations::new(reception.lines.iter().map(|line| line.minutes));
        self.desk = Desk { made: reception, durations, ..Desk::default() };
        Ok(self)
    }

    /// Whether visitors are received here.
    pub(super) const fn has_reception(&self) -> bool {
        !self.desk.made.lines.is_empty()
    }

    /// Whether whoever comes so is a visitor: they are taken, and not let in.
    pub(super) fn is_visitor(&self, role: Role) -> bool {
        self.has_reception() && role == Role::Participant
    }

    /// Whether this person is the visitor of an encounter.
    pub(super) fn is_received(&self, who: ParticipantId) -> bool {
        self.desk.encounters.values().any(|encounter| encounter.visitor == who)
    }

    pub(super) fn received(&self) -> impl Iterator<Item = ParticipantId> {
        self.desk.encounters.values().map(|encounter| encounter.visitor)
    }

    fn require_reception(&self) -> Result<(), Rejection> {
        if self.has_reception() { Ok(()) } else { Err(Rejection::NotRunning) }
    }

    /// After a change: whoever went from the lobby stands in no line, whoever may let nobody in receives no line, nobody
    /// waits for somebody who does not receive them, and of those who are gone nothing is left. Whether there may be news for
    /// those in the lobby.
    pub(super) fn settle_reception(&mut self, now: Moment) -> bool {
        if !self.has_reception() {
            return false;
        }
        let door = self.reception_door();
        self.desk.kept = now;
        let mut news = door != self.reception_door();

        let mut serving = std::mem::take(&mut self.desk.serving);
        serving.retain(|who, _| self.may(*who, Permission::Admit));
        self.desk.serving = serving;
        let mut standing = std::mem::take(&mut self.desk.standing);
        standing.retain(|who, _| self.lobby.waiting.contains_key(who) || self.is_helped(*who));
        for one in standing.values_mut() {
            if one.wanted.is_some_and(|wanted| !self.receives(wanted, one.line)) {
                one.wanted = None;
                one.wanted_gone = true;
                news = true;
            }
        }
        self.desk.standing = standing;
        self.withdraw_impossible_hand_overs();

        let Self { desk, lobby, .. } = self;
        let Desk { standing, encounters, words, notes, proposed, paces, .. } = desk;
        let is_known = |who: &ParticipantId| {
            standing.contains_key(who) || encounters.values().any(|encounter| encounter.visitor == *who)
        };
        words.retain(|who, _| is_known(who));
        notes.retain(|who, _| is_known(who));
        proposed.retain(|id, _| encounters.get(id).is_some_and(|encounter| encounter.hand_over.is_some()));
        let devices: BTreeSet<_> = lobby.waiting.values().map(|waiting| waiting.device).collect();
        paces.forget_gone(|who| lobby.waiting.contains_key(&who), |device| devices.contains(&device));
        self.estimate_anew(now) || news
    }

    /// When there is something to do that only time brings.
    pub(super) fn next_of_reception(&self) -> Option<Moment> {
        if !self.has_reception() {
            return None;
        }
        self.next_opening_hour().into_iter().chain(self.next_estimate()).min()
    }
}

#[cfg(test)]
mod tests;
