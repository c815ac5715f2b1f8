//! Visits to groups. Whoever comes is announced first, everybody in the group sees it, and it stays in the group's log;
//! nothing is heard either way before it begins.
//!
//! Invariants: everybody at the devices of a visitor is in the same group, and visits it too and may, but see below; whoever only listens sends nothing; a
//! visit goes on as long as the visitor is in the group, and is over when they are not, however they left.
//!
//! Whoever runs the session and shares a device with one of a group cannot be announced first: it is the other who takes
//! part. They are visitors all the same, of whom the group is told when they come, and go back when they are left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::id::{GroupId, ParticipantId};
use crate::protocol::{MAX_VISITS, Place, Rejection, VISIT_ANNOUNCED, VisitView};
use crate::role::Permission;
use crate::room::Room;
use crate::room::changes::Changes;
use crate::room::log::parts;
use crate::room::people::Person;
use crate::time::Moment;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Visits {
    given: u32,
    /// Of each open group, oldest first.
    #[serde(with = "crate::room::pairs")]
    log: BTreeMap<VisitId, VisitView>,
    /// Who is announced.
    coming: BTreeMap<ParticipantId, Coming>,
    /// Who visits.
    present: BTreeMap<ParticipantId, Present>,
}

parts! {
    VisitsFact of Visits {
        whole Given: given: u32;
        each Visit: log: VisitId => VisitView;
        each Coming: coming: ParticipantId => Coming;
        each Present: present: ParticipantId => Present;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(in crate::room) struct VisitId {
    group: GroupId,
    number: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Coming {
    visit: VisitId,
    /// Where they are until then; whoever goes elsewhere is not coming.
    from: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Present {
    visit: VisitId,
    /// Where they go when it is over: never to another group, which would have to be told first.
    back: Place,
    /// How many messages there were when it began: those are the group's.
    since_message: u64,
    /// Whether they came with one of the group at their device.
    #[serde(default)]
    beside: bool,
}

impl Visits {
    pub fn clear(&mut self) {
        *self = Self { given: self.given, ..Self::default() };
    }

    fn of(&self, group: GroupId) -> impl Iterator<Item = (VisitId, &VisitView)> {
        let first = VisitId { group, number: 0 };
        let last = VisitId { group, number: u32::MAX };
        self.log.range(first..=last).map(|(visit, view)| (*visit, view))
    }

    fn listens(&self, visit: VisitId) -> bool {
        self.log.get(&visit).is_some_and(|view| view.listening)
    }
}

impl Room {
    /// Everybody on the devices of `who` goes with them, so all of them must be allowed.
    pub(in crate::room) fn visit_group(
        &mut self,
        now: Moment,
        who: ParticipantId,
        group: GroupId,
        listening: bool,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::VisitGroups)?;
        self.require_begun(group)?;
        let place = self.place_of(who)?;
        // Whoever is helped would be left alone, and others at the device would come unasked.
        if place.is_for_few() || !self.may_all_visit(&self.companions(who)) {
            return Err(Rejection::NotAllowed);
        }
        // One of the group already.
        if place == (Place::Group { group }) && !self.is_visiting(who) {
            return Err(Rejection::OutOfRange);
        }
        let mut changes = Changes::default();
        self.begin_visit(now, who, group, listening, &mut changes);
        Ok(changes)
    }

    /// Announces a visit; in the middle of a visit to the same group changes how it is. Nothing is checked here. Whoever
    /// shares a device with somebody who may not visit comes at once; see the module.
    pub(in crate::room) fn begin_visit(
        &mut self,
        now: Moment,
        who: ParticipantId,
        group: GroupId,
        listening: bool,
        changes: &mut Changes,
    ) {
        let party = self.companions(who);
        let to = Place::Group { group };
        if !self.may_all_visit(&party) {
            for one in party {
                self.relocate(one, to, changes);
            }
            return;
        }
        for one in party {
            if self.place_of(one) == Ok(to) {
                self.call_off(one, changes);
                self.listen(now, one, listening, changes);
            } else {
                self.announce_visit(now, one, group, listening, changes);
            }
        }
    }

    /// Out of the visit one is in or, if one is announced, not to that one after all.
    pub(in crate::room) fn end_visit(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let is_coming = self.insides.visits.coming.contains_key(&who);
        if !is_coming && !self.is_visiting(who) {
            return Err(Rejection::NotRunning);
        }
        let mut changes = Changes::default();
        for one in self.companions(who) {
            if is_coming {
                self.call_off(one, &mut changes);
            } else {
                self.send_back_from_visit(one, &mut changes);
            }
        }
        Ok(changes)
    }

    /// Visits that begin now.
    pub(in crate::room) fn run_visits(&mut self, now: Moment, changes: &mut Changes) {
        // Before anybody goes: who came to a device or left it meanwhile, or is not allowed any more.
        self.call_off_impossible(changes);
        let begins = |coming: &Coming| self.begins_at(coming).is_none_or(|begins| begins <= now);
        let due: Vec<ParticipantId> = self
            .insides
            .visits
            .coming
            .iter()
            .filter(|(_, coming)| begins(coming))
            .map(|(who, _)| *who)
            .collect();
        for who in due {
            self.arrive_on_visit(now, who, changes);
        }
    }

    /// When [`Room::run_visits`] has something to do.
    pub(in crate::room) fn next_visit(&self) -> Option<Moment> {
        self.insides.visits.coming.values().filter_map(|coming| self.begins_at(coming)).min()
    }

    /// Who visits this group or is announced.
    pub(in crate::room) fn visits_view(&self, group: GroupId) -> Vec<VisitView> {
        let visits = self.insides.visits.of(group).map(|(_, view)| view);
        visits.filter(|view| view.ended_at.is_none()).cloned().collect()
    }

    pub(super) fn visit_log(&self, group: GroupId) -> Vec<VisitView> {
        self.insides.visits.of(group).map(|(_, view)| view.clone()).collect()
    }

    /// Whether this person is where they are on a visit, and not one of the group.
    pub(in crate::room) fn is_visiting(&self, who: ParticipantId) -> bool {
        self.visits_since(who).is_some()
    }

    /// Everybody who is on a visit, in order of id.
    pub(super) fn visitors(&self) -> impl Iterator<Item = ParticipantId> {
        self.insides.visits.present.keys().copied().filter(|who| self.is_visiting(*who))
    }

    /// How many messages there were when somebody's visit to where they are began.
    pub(in crate::room) fn visits_since(&self, who: ParticipantId) -> Option<u64> {
        let present = self.insides.visits.present.get(&who)?;
        let is_there = self.place_of(who) == Ok(Place::Group { group: present.visit.group });
        is_there.then_some(present.since_message)
    }

    /// Whether somebody visits a group and only listens: nothing of theirs is sent.
    pub(in crate::room) fn only_listens(&self, who: ParticipantId) -> bool {
        let visits = &self.insides.visits;
        self.is_visiting(who) && visits.present.get(&who).is_some_and(|one| visits.listens(one.visit))
    }

    /// Where somebody goes after the visit they are in.
    pub(in crate::room) fn back_from_visit(&self, who: ParticipantId) -> Option<Place> {
        let present = self.insides.visits.present.get(&who)?;
        self.is_visiting(who).then_some(present.back)
    }

    pub(super) fn settle_visits(&mut self, now: Moment, changes: &mut Changes) {
        self.call_off_impossible(changes);
        self.note_who_came_beside(now, changes);
        for who in self.insides.visits.present.keys().copied().collect::<Vec<_>>() {
            if self.is_visiting(who) && !self.visit_may_go_on(who) {
                // Back at once, with everybody at the device: nothing is overheard by one who may not.
                self.send_back_from_visit(who, changes);
            }
        }
        for (who, present) in self.insides.visits.present.clone() {
            if !self.is_visiting(who) {
                self.insides.visits.present.remove(&who);
                self.close_visit(now, present.visit, changes);
            } else if self.insides.visits.listens(present.visit) {
                self.switch_off(who, |_| true, changes);
            }
        }
        let open: BTreeSet<GroupId> = self.groups_open().collect();
        self.insides.visits.log.retain(|visit, _| open.contains(&visit.group));
    }

    /// Everybody who visits a group goes back: it ends, or becomes part of one that was not told of them. Not those with
    /// one of the group at their device, who takes them along.
    pub(in crate::room) fn send_visitors_back(&mut self, group: GroupId, changes: &mut Changes) {
        let is_beside =
            |who: &ParticipantId| self.insides.visits.present.get(who).is_some_and(|present| present.beside);
        for who in self.visitors_in(group).filter(|who| !is_beside(who)).collect::<Vec<_>>() {
            self.send_back_from_visit(who, changes);
        }
    }

    /// However they came there: see the module. Whoever hosts a table of a café is one of those at it.
    fn note_who_came_beside(&mut self, now: Moment, changes: &mut Changes) {
        if !self.groups.have_begun() {
            return;
        }
        let group_of = |(who, person): (&ParticipantId, &Person)| match person.place {
            Place::Group { group } => {
                let runs = person.role.is_staff() || (changes.moved.contains(who) && self.is_staff(*who));
                let is_beside = runs
                    && !self.is_visiting(*who)
                    && !self.hosts_table(*who)
                    && self.companions(*who).into_iter().any(|one| !self.is_staff(one));
                is_beside.then_some((*who, group))
            }
            _ => None,
        };
        let came: Vec<(ParticipantId, GroupId)> = self.people.iter().filter_map(group_of).collect();
        for (who, group) in came {
            let before = self.insides.visits.present.remove(&who);
            if let Some(before) = before {
                self.close_visit(now, before.visit, changes);
            }
            let back = before.map_or(Place::Plenary {}, |before| before.back);
            let visit = self.log_visit(group, (who, false, now), changes);
            let since_message = self.chat.written();
            self.insides.visits.present.insert(who, Present { visit, back, since_message, beside: true });
            // Whoever was one of the group till now no longer sees its note.
            changes.moved.insert(who);
        }
    }

    fn announce_visit(
        &mut self,
        now: Moment,
        who: ParticipantId,
        group: GroupId,
        listening: bool,
        changes: &mut Changes,
    ) {
        let Ok(from) = self.place_of(who) else { return };
        let visits = &self.insides.visits;
        let before = visits.coming.get(&who).map(|coming| coming.visit);
        // Pressed twice.
        if before.is_some_and(|visit| visit.group == group && visits.listens(visit) == listening) {
            return;
        }
        self.call_off(who, changes);
        let begins_at = now.after(Duration::from_secs(VISIT_ANNOUNCED.into()));
        let visit = self.log_visit(group, (who, listening, begins_at), changes);
        self.insides.visits.coming.insert(who, Coming { visit, from });
    }

    /// From now on: the log says since when it has been so.
    fn listen(&mut self, now: Moment, who: ParticipantId, listening: bool, changes: &mut Changes) {
        let Some(present) = self.insides.visits.present.get(&who).copied() else { return };
        if self.insides.visits.listens(present.visit) == listening {
            return;
        }
        self.close_visit(now, present.visit, changes);
        let visit = self.log_visit(present.visit.group, (who, listening, now), changes);
        self.insides.visits.present.insert(who, Present { visit, ..present });
    }

    fn arrive_on_visit(&mut self, now: Moment, who: ParticipantId, changes: &mut Changes) {
        let Some(Coming { visit, from }) = self.insides.visits.coming.remove(&who) else { return };
        let back = match self.insides.visits.present.remove(&who) {
            // From one visit to the next, and then to where the first began.
            Some(before) => {
                self.close_visit(now, before.visit, changes);
                before.back
            }
            None if from == (Place::Backstage {}) => from,
            None => Place::Plenary {},
        };
        self.end_lines_of_group(visit.group, changes);
        self.relocate(who, Place::Group { group: visit.group }, changes);
        let since_message = self.chat.written();
        let present = Present { visit, back, since_message, beside: false };
        self.insides.visits.present.insert(who, present);
        note_visit(visit.group, changes);
    }

    /// With everybody at the device.
    fn send_back_from_visit(&mut self, who: ParticipantId, changes: &mut Changes) {
        let Some(Present { back, .. }) = self.insides.visits.present.get(&who).copied() else { return };
        let party = self.companions(who);
        let may = |one: &ParticipantId| self.may(*one, Permission::EnterBackstage);
        let to = if party.iter().all(may) { back } else { Place::Plenary {} };
        for one in party {
            self.relocate(one, to, changes);
        }
    }

    /// Whoever was announced is not coming: it was no visit.
    fn call_off(&mut self, who: ParticipantId, changes: &mut Changes) {
        if let Some(coming) = self.insides.visits.coming.remove(&who) {
            self.insides.visits.log.remove(&coming.visit);
            note_visit(coming.visit.group, changes);
        }
    }

    fn call_off_impossible(&mut self, changes: &mut Changes) {
        let coming = &self.insides.visits.coming;
        let comes_too = |one: &ParticipantId, coming_too: &Coming| {
            coming.get(one).is_some_and(|other| other.visit.group == coming_too.visit.group)
        };
        let is_off = |(who, one): &(&ParticipantId, &Coming)| {
            let party = self.companions(**who);
            self.place_of(**who) != Ok(one.from)
                || self.group_number(one.visit.group).is_none()
                || !self.may_all_visit(&party)
                || !party.iter().all(|other| comes_too(other, one))
        };
        let off: Vec<ParticipantId> = coming.iter().filter(is_off).map(|(who, _)| *who).collect();
        for who in off {
            self.call_off(who, changes);
        }
    }

    /// Whether everybody at the devices of a visitor visits, may, and the group is still open. Who came with one of the
    /// group stays as long as these are at their device and they may visit.
    fn visit_may_go_on(&self, who: ParticipantId) -> bool {
        let party = self.companions(who);
        let is_open =
            matches!(self.place_of(who), Ok(Place::Group { group }) if self.group_number(group).is_some());
        let is_beside = self.insides.visits.present.get(&who).is_some_and(|present| present.beside);
        is_open
            && if is_beside {
                self.may(who, Permission::VisitGroups) && party.iter().any(|one| !self.is_staff(*one))
            } else {
                self.may_all_visit(&party) && party.iter().all(|one| self.is_visiting(*one))
            }
    }

    fn may_all_visit(&self, party: &BTreeSet<ParticipantId>) -> bool {
        party.iter().all(|one| self.may(*one, Permission::VisitGroups))
    }

    fn begins_at(&self, coming: &Coming) -> Option<Moment> {
        self.insides.visits.log.get(&coming.visit).map(|view| view.begins_at)
    }

    /// When there are too many that one goes which was the shortest, and of two the older: nobody hides a visit behind
    /// many short ones.
    fn log_visit(
        &mut self,
        group: GroupId,
        (participant, listening, begins_at): (ParticipantId, bool, Moment),
        changes: &mut Changes,
    ) -> VisitId {
        let visits = &mut self.insides.visits;
        visits.given += 1;
        let visit = VisitId { group, number: visits.given };
        visits.log.insert(visit, VisitView { participant, listening, begins_at, ended_at: None });
        if visits.of(group).count() > MAX_VISITS {
            let lasted = |view: &VisitView| view.ended_at.map(|end| end.since(view.begins_at));
            let over = visits.of(group).filter_map(|(visit, view)| Some((lasted(view)?, visit)));
            over.min().map(|(_, visit)| visits.log.remove(&visit));
        }
        note_visit(group, changes);
        visit
    }

    fn close_visit(&mut self, now: Moment, visit: VisitId, changes: &mut Changes) {
        if let Some(view) = self.insides.visits.log.get_mut(&visit) {
            view.ended_at.get_or_insert(now);
        }
        note_visit(visit.group, changes);
    }
}

/// The group sees it in its log, everybody in the list of groups.
fn note_visit(group: GroupId, changes: &mut Changes) {
    changes.insides.insert(group);
    changes.groups = true;
}

#[cfg(test)]
mod tests;
