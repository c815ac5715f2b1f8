//! The lines: who receives which, and who is taken next.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::encounters::Encounter;
use crate::id::{EncounterId, LineId, ParticipantId};
use crate::protocol::{Place, Rejection};
use crate::role::Permission;
use crate::room::Room;
use crate::room::changes::Changes;
use crate::room::devices::Connection;
use crate::room::lobby::Waiting;
use crate::time::Moment;

/// So many of those taken last count for the median: about an hour's.
const RECENT: usize = 20;

/// Somebody in a line. What they have written is among the texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Standing {
    pub(super) line: LineId,
    /// What they have chosen, by question.
    pub(super) chosen: BTreeMap<u32, u32>,
    pub(super) in_writing: bool,
    /// Order of arrival, over all lines. Kept as long as they stand in the same line, and in an encounter for the case
    /// that they are returned.
    number: u64,
    /// Order of the hand-overs, for who was handed over: they go first.
    handed_over: Option<u64>,
    pub(super) since: Moment,
    /// The same, but for who was returned since they were: how long they have waited.
    waits_since: Moment,
    pub(super) wanted: Option<ParticipantId>,
    pub(super) wanted_gone: bool,
    pub(super) returned: bool,
}

/// How those of a line fared who were taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Figures {
    pub(super) served: u32,
    pub(super) longest: u32,
    /// How long the last ones waited, in seconds.
    recent: Vec<u32>,
}

impl Standing {
    pub(super) const fn new(
        line: LineId,
        chosen: BTreeMap<u32, u32>,
        in_writing: bool,
        number: u64,
        now: Moment,
    ) -> Self {
        Self {
            line,
            chosen,
            in_writing,
            number,
            handed_over: None,
            since: now,
            waits_since: now,
            wanted: None,
            wanted_gone: false,
            returned: false,
        }
    }

    pub(super) const fn is_handed_over(&self) -> bool {
        self.handed_over.is_some()
    }

    /// Those who were handed over, then first come first.
    fn order(&self) -> (bool, Option<u64>, u64) {
        (self.handed_over.is_none(), self.handed_over, self.number)
    }

    /// Where they stood, after an encounter that was none.
    pub(super) fn return_at(&mut self, now: Moment) {
        self.waits_since = now;
        self.returned = true;
    }

    /// Ahead of those who came from the door.
    pub(super) fn hand_over(
        &mut self,
        now: Moment,
        line: LineId,
        wanted: Option<ParticipantId>,
        number: u64,
    ) {
        (self.line, self.wanted, self.handed_over) = (line, wanted, Some(number));
        (self.since, self.waits_since) = (now, now);
        (self.wanted_gone, self.returned) = (false, false);
    }
}

impl Figures {
    fn note(&mut self, waited: u32) {
        self.served += 1;
        self.longest = self.longest.max(waited);
        if self.recent.len() >= RECENT {
            self.recent.remove(0);
        }
        self.recent.push(waited);
    }

    pub(super) fn median(&self) -> u32 {
        let mut recent = self.recent.clone();
        recent.sort_unstable();
        recent.get(recent.len().saturating_sub(1) / 2).copied().unwrap_or_default()
    }
}

/// Whole seconds between two moments.
pub(super) fn seconds(from: Moment, to: Moment) -> u32 {
    u32::try_from(to.since(from).as_secs()).unwrap_or(u32::MAX)
}

impl Room {
    /// Whether this person receives this line.
    pub(super) fn receives(&self, who: ParticipantId, line: LineId) -> bool {
        self.desk.serving.get(&who).is_some_and(|lines| lines.contains(&line))
    }

    pub(super) fn require_line(&self, line: LineId) -> Result<(), Rejection> {
        self.desk.made.line(line).map(|_| ()).ok_or(Rejection::OutOfRange)
    }

    pub(in crate::room) fn receive(
        &mut self,
        who: ParticipantId,
        lines: &[LineId],
    ) -> Result<Changes, Rejection> {
        self.require_reception()?;
        self.require(who, Permission::Admit)?;
        for line in lines {
            self.require_line(*line)?;
        }
        if lines.is_empty() {
            self.desk.serving.remove(&who);
        } else {
            self.desk.serving.insert(who, lines.iter().copied().collect());
        }
        Ok(Changes { line: true, ..Changes::default() })
    }

    pub(in crate::room) fn open_line(
        &mut self,
        who: ParticipantId,
        line: LineId,
        open: bool,
    ) -> Result<Changes, Rejection> {
        self.require_reception()?;
        self.require(who, Permission::Admit)?;
        self.require_line(line)?;
        if open {
            self.desk.closed.remove(&line);
        } else {
            self.desk.closed.insert(line);
        }
        Ok(Changes { line: true, ..Changes::default() })
    }

    pub(in crate::room) fn take_next(
        &mut self,
        now: Moment,
        who: ParticipantId,
        line: Option<LineId>,
    ) -> Result<Changes, Rejection> {
        self.require_can_take(who)?;
        if let Some(line) = line {
            self.require_line(line)?;
        }
        let is_of = |standing: &Standing| match line {
            Some(line) => standing.line == line,
            None => self.receives(who, standing.line),
        };
        let next = self.in_lines().into_iter().find(|(whom, standing, waiting)| {
            is_of(standing)
                && standing.wanted.is_none_or(|wanted| wanted == who)
                && waiting.help.is_none()
                && self.can_be_taken(*whom, waiting)
        });
        let whom = next.map(|(whom, ..)| whom).ok_or(Rejection::LineEmpty)?;
        self.begin_encounter(now, who, whom)
    }

    /// Whoever asks for help may be taken so: what they need may be a person, and not a technician.
    pub(in crate::room) fn take_visitor(
        &mut self,
        now: Moment,
        who: ParticipantId,
        whom: ParticipantId,
    ) -> Result<Changes, Rejection> {
        self.require_can_take(who)?;
        if !self.desk.standing.contains_key(&whom) {
            return Err(Rejection::UnknownParticipant);
        }
        // Whoever is helped to get in is with somebody.
        let waiting = self.lobby.waiting.get(&whom).ok_or(Rejection::Unavailable)?;
        if !self.can_be_taken(whom, waiting) {
            return Err(Rejection::Unavailable);
        }
        self.begin_encounter(now, who, whom)
    }

    /// Those who stand in lines and wait in the lobby, in the order in which they are taken.
    pub(super) fn in_lines(&self) -> Vec<(ParticipantId, &Standing, &Waiting)> {
        let standing = self.desk.standing.iter();
        let mut all: Vec<_> = standing
            .filter_map(|(who, standing)| Some((*who, standing, self.lobby.waiting.get(who)?)))
            .collect();
        all.sort_unstable_by_key(|(_, standing, _)| standing.order());
        all
    }

    fn require_can_take(&self, who: ParticipantId) -> Result<(), Rejection> {
        self.require_reception()?;
        self.require(who, Permission::Admit)?;
        // Nobody else may be at their device: they would be taken along.
        if self.place_of(who)?.is_for_few() || self.companions(who).len() > 1 {
            return Err(Rejection::NotAllowed);
        }
        Ok(())
    }

    fn can_be_taken(&self, whom: ParticipantId, waiting: &Waiting) -> bool {
        waiting.connection == Connection::Up && self.agreement_needed(whom).is_none()
    }

    fn begin_encounter(
        &mut self,
        now: Moment,
        who: ParticipantId,
        whom: ParticipantId,
    ) -> Result<Changes, Rejection> {
        let here = self.place_of(who)?;
        let standing = self.desk.standing.remove(&whom).ok_or(Rejection::UnknownParticipant)?;
        let mut waiting = self.lobby.waiting.remove(&whom).ok_or(Rejection::UnknownParticipant)?;
        // A visit ends here: its group was told so, and would have to be told again.
        let home = self.back_from_visit(who).unwrap_or(here);

        let mut changes = Changes::default();
        self.desk.encounters_begun += 1;
        let encounter = EncounterId(self.desk.encounters_begun);
        let waited = seconds(standing.waits_since, now);
        self.desk.figures.entry(standing.line).or_default().note(waited);
        let place = Place::Encounter { encounter };
        self.relocate(who, place, &mut changes);
        self.seat_from_lobby(now, whom, &waiting, place, &mut changes);
        waiting.help = None;
        let begun = Encounter::new(whom, waiting, standing, now, (who, home));
        self.desk.encounters.insert(encounter, begun);
        Ok(changes)
    }
}
