//! Encounters: a visitor, and the professionals who receive them. Whoever joins comes aside first, and is neither heard nor
//! hears anything before the visitor sees them. Who talks aside is in the encounter, and comes back to the visitor.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::lines::{Standing, seconds};
use crate::id::{EncounterId, GroupId, LineId, ParticipantId};
use crate::protocol::{
    CloseCode, ColleagueAsked, HandOverAnswer, LeaveReason, MAX_HAND_OVER_NOTE, MAX_PROFESSIONALS, Place,
    Rejection,
};
use crate::role::{Permission, Role};
use crate::room::changes::Changes;
use crate::room::lobby::Waiting;
use crate::room::{Room, words};
use crate::time::Moment;

/// Who is with whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Encounter {
    pub(super) visitor: ParticipantId,
    /// What takes them back to the lobby,
    waiting: Waiting,
    /// and to their line.
    pub(super) standing: Standing,
    pub(super) since: Moment,
    /// Who receives them, with or without them just now, and where each came from.
    pub(super) professionals: BTreeMap<ParticipantId, Place>,
    /// Who is asked to join, in the order they were asked.
    pub(super) asked: Vec<ColleagueAsked>,
    pub(super) hand_over: Option<Proposal>,
}

/// With whom the visitor is asked to go on. The note is among the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Proposal {
    pub(super) number: u32,
    pub(super) line: LineId,
    pub(super) to: Option<ParticipantId>,
}

impl Encounter {
    pub(super) fn new(
        visitor: ParticipantId,
        waiting: Waiting,
        standing: Standing,
        since: Moment,
        professional: (ParticipantId, Place),
    ) -> Self {
        let professionals = [professional].into();
        Self { visitor, waiting, standing, since, professionals, asked: Vec::new(), hand_over: None }
    }
}

impl Room {
    pub(in crate::room) fn ask_colleague(
        &mut self,
        who: ParticipantId,
        whom: ParticipantId,
        on: bool,
    ) -> Result<Changes, Rejection> {
        let id = self.require_in_charge(who)?;
        self.place_of(whom)?;
        let can_join = self.can_join(whom);
        let encounter = self.desk.encounters.get_mut(&id).ok_or(Rejection::NotRunning)?;
        let is_asked = encounter.asked.iter().any(|asked| asked.participant == whom);
        if on && !is_asked {
            if !can_join || encounter.professionals.len() + encounter.asked.len() >= MAX_PROFESSIONALS {
                return Err(Rejection::OutOfRange);
            }
            encounter.asked.push(ColleagueAsked { participant: whom, by: who });
        } else if !on {
            encounter.asked.retain(|asked| asked.participant != whom);
        }
        Ok(Changes::default())
    }

    pub(in crate::room) fn join_encounter(
        &mut self,
        who: ParticipantId,
        id: EncounterId,
    ) -> Result<Changes, Rejection> {
        self.require_reception()?;
        let here = self.place_of(who)?;
        self.require_asked(who, id)?;
        if here.is_for_few() || self.companions(who).len() > 1 {
            return Err(Rejection::NotAllowed);
        }
        let home = self.back_from_visit(who).unwrap_or(here);

        let mut changes = Changes::default();
        if let Some(encounter) = self.desk.encounters.get_mut(&id) {
            encounter.asked.retain(|asked| asked.participant != who);
            encounter.professionals.insert(who, home);
        }
        self.relocate(who, Place::Aside { encounter: id }, &mut changes);
        Ok(changes)
    }

    pub(in crate::room) fn decline_encounter(
        &mut self,
        who: ParticipantId,
        id: EncounterId,
    ) -> Result<Changes, Rejection> {
        self.require_reception()?;
        self.require_asked(who, id)?;
        if let Some(encounter) = self.desk.encounters.get_mut(&id) {
            encounter.asked.retain(|asked| asked.participant != who);
        }
        Ok(Changes::default())
    }

    pub(in crate::room) fn step_aside(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let encounter = self.require_in_encounter(who)?;
        let mut changes = Changes::default();
        self.relocate(who, Place::Aside { encounter }, &mut changes);
        Ok(changes)
    }

    pub(in crate::room) fn go_to_visitor(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let encounter = self.require_in_encounter(who)?;
        let aside = self.professionals_at(encounter, Place::Aside { encounter });
        if aside.is_empty() {
            return Err(Rejection::NotRunning);
        }
        let mut changes = Changes::default();
        for one in aside {
            self.relocate(one, Place::Encounter { encounter }, &mut changes);
        }
        Ok(changes)
    }

    pub(in crate::room) fn leave_encounter(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let id = self.require_in_encounter(who)?;
        let encounter = self.desk.encounters.get(&id).ok_or(Rejection::NotRunning)?;
        let stays = |one: &&ParticipantId| {
            **one != who && !self.is_dropped(**one) && self.may(**one, Permission::Admit)
        };
        // Nor leaves anybody the visitor to one whose connection is lost, or who may not end it.
        if !encounter.professionals.keys().any(|one| stays(&one)) {
            return Err(Rejection::NotAllowed);
        }
        let home = encounter.professionals.get(&who).copied();
        let mut changes = Changes::default();
        if let Some(encounter) = self.desk.encounters.get_mut(&id) {
            encounter.professionals.remove(&who);
        }
        self.bring_home(id, home.map(|home| (who, home)).into_iter().collect(), &mut changes);
        Ok(changes)
    }

    pub(in crate::room) fn propose_hand_over(
        &mut self,
        who: ParticipantId,
        (line, to): (LineId, Option<ParticipantId>),
        note: &str,
    ) -> Result<Changes, Rejection> {
        let id = self.require_in_charge(who)?;
        self.require_line(line)?;
        words::check_shape(note, MAX_HAND_OVER_NOTE)?;
        if to.is_some_and(|to| !self.receives(to, line)) {
            return Err(Rejection::UnknownParticipant);
        }
        if to == Some(who) {
            return Err(Rejection::OutOfRange);
        }
        let encounter = self.desk.encounters.get_mut(&id).ok_or(Rejection::NotRunning)?;
        self.desk.proposals_made += 1;
        encounter.hand_over = Some(Proposal { number: self.desk.proposals_made, line, to });
        self.desk.proposed.insert(id, note.trim().to_owned());
        Ok(Changes::default())
    }

    pub(in crate::room) fn withdraw_hand_over(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let id = self.require_in_charge(who)?;
        let encounter = self.desk.encounters.get_mut(&id).ok_or(Rejection::NotRunning)?;
        encounter.hand_over.take().ok_or(Rejection::NotRunning)?;
        Ok(Changes::default())
    }

    /// The visitor decides what goes along.
    pub(in crate::room) fn answer_hand_over(
        &mut self,
        now: Moment,
        who: ParticipantId,
        answer: HandOverAnswer,
        proposal: u32,
    ) -> Result<Changes, Rejection> {
        self.require_reception()?;
        let of = self.desk.encounters.iter().find(|(_, encounter)| encounter.visitor == who);
        let proposed = of.and_then(|(id, encounter)| Some((*id, encounter.hand_over?)));
        let (id, Proposal { number, line, to }) = proposed.ok_or(Rejection::NotRunning)?;
        if number != proposal {
            return Err(Rejection::OutOfRange);
        }
        let mut changes = Changes::default();
        if answer == HandOverAnswer::Stay {
            if let Some(encounter) = self.desk.encounters.get_mut(&id) {
                encounter.hand_over = None;
            }
            return Ok(changes);
        }
        let Some(encounter) = self.desk.encounters.remove(&id) else { return Err(Rejection::NotRunning) };
        self.note_length(now, &encounter);
        self.desk.hand_overs += 1;
        let mut standing = encounter.standing.clone();
        standing.hand_over(now, line, to, self.desk.hand_overs);
        let note = self.desk.proposed.remove(&id).filter(|note| !note.is_empty());
        match (answer, note) {
            (HandOverAnswer::Carry, Some(note)) => drop(self.desk.notes.insert(who, note)),
            // What the one before wrote was for this one.
            _ => drop(self.desk.notes.remove(&who)),
        }
        if answer == HandOverAnswer::TellAgain {
            standing.chosen.clear();
            self.desk.words.remove(&who);
        }
        self.put_in_line(id, encounter, standing, &mut changes);
        Ok(changes)
    }

    pub(in crate::room) fn return_to_line(
        &mut self,
        now: Moment,
        who: ParticipantId,
    ) -> Result<Changes, Rejection> {
        let id = self.require_in_charge(who)?;
        let encounter = self.desk.encounters.remove(&id).ok_or(Rejection::NotRunning)?;
        let mut changes = Changes::default();
        self.return_visitor(now, id, encounter, &mut changes);
        Ok(changes)
    }

    pub(in crate::room) fn end_encounter(
        &mut self,
        now: Moment,
        who: ParticipantId,
    ) -> Result<Changes, Rejection> {
        let id = self.require_in_charge(who)?;
        let encounter = self.desk.encounters.remove(&id).ok_or(Rejection::NotRunning)?;
        self.note_length(now, &encounter);
        let devices: Vec<_> = self.devices_of(encounter.visitor).collect();
        let mut changes = self.leave(encounter.visitor, LeaveReason::Left);
        for (device, code) in &mut changes.gone {
            if devices.contains(device) {
                *code = CloseCode::Served;
            }
        }
        self.bring_home(id, encounter.professionals, &mut changes);
        Ok(changes)
    }

    /// Ends encounters whose visitor is gone; returns to the line whose professionals are all gone, or may let nobody in any
    /// more.
    pub(in crate::room) fn settle_encounters(&mut self, now: Moment, changes: &mut Changes) {
        for id in self.desk.encounters.keys().copied().collect::<Vec<_>>() {
            let Some(mut encounter) = self.desk.encounters.remove(&id) else { continue };
            let is_there = |who| matches!(self.place_of(who), Ok(Place::Encounter { encounter } | Place::Aside { encounter }) if encounter == id);
            let (stay, go): (BTreeMap<_, _>, BTreeMap<_, _>) = encounter
                .professionals
                .into_iter()
                .filter(|(who, _)| is_there(*who))
                .partition(|(who, _)| self.may_receive(*who));
            let visitor_is_there = self.place_of(encounter.visitor) == Ok(Place::Encounter { encounter: id });
            encounter.professionals = stay;
            self.bring_home(id, go, changes);
            if !visitor_is_there {
                self.note_length(now, &encounter);
                self.bring_home(id, encounter.professionals, changes);
            } else if !encounter.professionals.keys().any(|who| self.may(*who, Permission::Admit)) {
                self.return_visitor(now, id, encounter, changes);
            } else {
                self.desk.encounters.insert(id, encounter);
            }
        }
        // When all of them are known: nobody is asked who is in one.
        let mut encounters = std::mem::take(&mut self.desk.encounters);
        let busy: Vec<ParticipantId> =
            encounters.values().flat_map(|one| one.professionals.keys().copied()).collect();
        for encounter in encounters.values_mut() {
            encounter
                .asked
                .retain(|asked| self.may_receive(asked.participant) && !busy.contains(&asked.participant));
        }
        self.desk.encounters = encounters;
    }

    /// A proposal to go on with somebody who does not receive that line any more is none.
    pub(super) fn withdraw_impossible_hand_overs(&mut self) {
        let mut encounters = std::mem::take(&mut self.desk.encounters);
        for encounter in encounters.values_mut() {
            encounter.hand_over =
                encounter.hand_over.filter(|one| one.to.is_none_or(|to| self.receives(to, one.line)));
        }
        self.desk.encounters = encounters;
    }

    /// Of two groups that become one, who came from the first goes back to the other.
    pub(in crate::room) fn merge_homes(&mut self, from: GroupId, into: GroupId) {
        for home in self.desk.encounters.values_mut().flat_map(|one| one.professionals.values_mut()) {
            if *home == (Place::Group { group: from }) {
                *home = Place::Group { group: into };
            }
        }
    }

    /// The encounter in which somebody receives.
    pub(super) fn encounter_of(&self, who: ParticipantId) -> Option<EncounterId> {
        let mut encounters = self.desk.encounters.iter();
        encounters.find(|(_, encounter)| encounter.professionals.contains_key(&who)).map(|(id, _)| *id)
    }

    /// In seat order.
    pub(super) fn professionals_at(&self, id: EncounterId, place: Place) -> Vec<ParticipantId> {
        let professionals =
            self.desk.encounters.get(&id).into_iter().flat_map(|one| one.professionals.keys());
        self.by_seat(professionals.copied().filter(|who| self.place_of(*who) == Ok(place)))
    }

    fn require_in_encounter(&self, who: ParticipantId) -> Result<EncounterId, Rejection> {
        self.require_reception()?;
        if self.is_received(who) {
            return Err(Rejection::NotAllowed);
        }
        self.encounter_of(who).ok_or(Rejection::NotRunning)
    }

    /// The same for who may say what becomes of the visitor: a speaker may not.
    fn require_in_charge(&self, who: ParticipantId) -> Result<EncounterId, Rejection> {
        let id = self.require_in_encounter(who)?;
        self.require(who, Permission::Admit)?;
        Ok(id)
    }

    fn require_asked(&self, who: ParticipantId, id: EncounterId) -> Result<(), Rejection> {
        let encounter = self.desk.encounters.get(&id).ok_or(Rejection::UnknownItem)?;
        let is_asked = encounter.asked.iter().any(|asked| asked.participant == who);
        if is_asked { Ok(()) } else { Err(Rejection::UnknownItem) }
    }

    /// Whether this person may be with a visitor, by what they are.
    fn may_receive(&self, who: ParticipantId) -> bool {
        self.may(who, Permission::Admit) || self.role_of(who) == Some(Role::Speaker)
    }

    fn can_join(&self, who: ParticipantId) -> bool {
        self.may_receive(who) && self.encounter_of(who).is_none()
    }

    fn note_length(&mut self, now: Moment, encounter: &Encounter) {
        self.desk.durations.note(encounter.standing.line, seconds(encounter.since, now));
    }

    fn return_visitor(&mut self, now: Moment, id: EncounterId, encounter: Encounter, changes: &mut Changes) {
        let mut standing = encounter.standing.clone();
        standing.return_at(now);
        self.put_in_line(id, encounter, standing, changes);
    }

    /// The visitor is in the lobby again, and those who were with them where they came from.
    fn put_in_line(
        &mut self,
        id: EncounterId,
        encounter: Encounter,
        standing: Standing,
        changes: &mut Changes,
    ) {
        self.back_to_lobby(encounter.visitor, encounter.waiting, changes);
        self.desk.standing.insert(encounter.visitor, standing);
        self.bring_home(id, encounter.professionals, changes);
    }

    /// Those of them who are in it still.
    fn bring_home(
        &mut self,
        id: EncounterId,
        professionals: BTreeMap<ParticipantId, Place>,
        changes: &mut Changes,
    ) {
        let places = [Place::Encounter { encounter: id }, Place::Aside { encounter: id }];
        for (who, home) in professionals {
            if self.place_of(who).is_ok_and(|place| places.contains(&place)) {
                let to = self.if_still_open(who, home);
                self.relocate(who, to, changes);
            }
        }
    }
}
