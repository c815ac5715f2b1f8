//! What is said of a group while it is open: name, colour, task, leader, ready; and the rules for latecomers and notes.

use crate::id::{GroupId, ParticipantId};
use crate::line::shown;
use crate::protocol::{GroupColour, LateRule, MAX_GROUP_NAME, MAX_TASK, NoteRule, Place, Rejection};
use crate::role::{Permission, Role};
use crate::room::changes::Changes;
use crate::room::{Room, words};
use crate::time::Moment;

/// From what is seen by most to what is seen by nobody.
const fn strictness(rule: NoteRule) -> u8 {
    match rule {
        NoteRule::Show => 0,
        NoteRule::Keep => 1,
        NoteRule::Destroy => 2,
    }
}

impl Room {
    pub(in crate::room) fn set_group(
        &mut self,
        who: ParticipantId,
        group: GroupId,
        (name, colour): (Option<String>, GroupColour),
        task: Option<String>,
        leader: Option<ParticipantId>,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunGroups)?;
        if !self.groups.are_open() {
            return Err(Rejection::NoGroups);
        }
        if !self.groups.open.contains_key(&group) {
            return Err(Rejection::UnknownGroup);
        }
        let name = match name {
            Some(name) => Some(shown(&name, MAX_GROUP_NAME).ok_or(Rejection::OutOfRange)?),
            None => None,
        };
        if let Some(task) = &task {
            words::check(task, MAX_TASK)?;
        }
        if let Some(leader) = leader {
            self.place_of(leader)?;
            if !self.can_lead(leader, group) {
                return Err(Rejection::OutOfRange);
            }
        }

        let task = task.filter(|task| Some(task) != self.task_of_all());
        let mut changes = Changes::default();
        let groups = &mut self.groups;
        let Some(open) = groups.open.get_mut(&group) else { return Err(Rejection::UnknownGroup) };
        changes.groups = (open.colour, open.leader) != (colour, leader)
            || groups.names.get(&group) != name.as_ref()
            || groups.tasks.get(&group) != task.as_ref();
        (open.colour, open.leader) = (colour, leader);
        crate::room::log::put(&mut groups.names, group, name);
        crate::room::log::put(&mut groups.tasks, group, task);
        Ok(changes)
    }

    /// What every group does that has no task of its own.
    fn task_of_all(&self) -> Option<&String> {
        self.groups.run.as_ref().and_then(|run| self.groups.run_tasks.get(&run.first))
    }

    /// Whether somebody is in a group as one of it, and not to observe.
    pub(super) fn can_lead(&self, who: ParticipantId, group: GroupId) -> bool {
        self.place_of(who) == Ok(Place::Group { group })
            && !self.is_visiting(who)
            && self.acts_as(who) != Some(Role::Observer)
    }

    /// Whoever has left the group they led, or may only observe now, leads it no longer.
    pub(super) fn settle_leaders(&mut self, changes: &mut Changes) {
        let led = self.groups.open.iter().filter_map(|(id, group)| Some((*id, group.leader?)));
        let gone: Vec<GroupId> =
            led.filter(|(id, leader)| !self.can_lead(*leader, *id)).map(|(id, _)| id).collect();
        for id in gone {
            changes.groups = true;
            if let Some(group) = self.groups.open.get_mut(&id) {
                group.leader = None;
            }
        }
    }

    pub(in crate::room) fn say_ready(
        &mut self,
        now: Moment,
        who: ParticipantId,
        ready: bool,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::ChatGroup)?;
        let Place::Group { group } = self.place_of(who)? else { return Err(Rejection::NotAllowed) };
        if self.is_visiting(who) {
            return Err(Rejection::NotAllowed);
        }
        let open = self.groups.open.get_mut(&group).ok_or(Rejection::UnknownGroup)?;
        let mut changes = Changes::default();
        if open.ready_since.is_some() != ready {
            open.ready_since = ready.then_some(now);
            changes.groups = true;
        }
        Ok(changes)
    }

    pub(in crate::room) fn set_late_rule(
        &mut self,
        who: ParticipantId,
        late: LateRule,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunGroups)?;
        let run = self.groups.run.as_mut().ok_or(Rejection::NoGroups)?;
        let changed = std::mem::replace(&mut run.late, late) != late;
        Ok(Changes { groups: changed, ..Changes::default() })
    }

    pub(in crate::room) fn set_note_rule(
        &mut self,
        who: ParticipantId,
        notes: NoteRule,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunGroups)?;
        let run = self.groups.run.as_mut().ok_or(Rejection::NoGroups)?;
        // What was written in confidence stays in it.
        if strictness(notes) < strictness(run.notes) {
            return Err(Rejection::NotAllowed);
        }
        let changed = std::mem::replace(&mut run.notes, notes) != notes;
        Ok(Changes { groups: changed, ..Changes::default() })
    }
}
