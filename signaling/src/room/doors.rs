//! The door: who comes in at once, who waits, who is refused. Those who run the session always get in.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::lobby::Lobby;
use super::{Effect, Entry, Room};
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{Door, DoorView, Further, Invitation, MAX_WAITING, MAX_WELCOME, Rejection};
use crate::role::{Permission, Role};
use crate::time::Moment;

/// When the doors are open. Without a start they always are, until the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// When the session starts.
    pub starts_at: Option<Moment>,
    /// How long before that the doors open.
    pub opens_before: Duration,
    /// When the session ends.
    pub ends_at: Option<Moment>,
    /// How long after that the doors stay open. Nobody is sent out then.
    pub stays_open_after: Duration,
}

/// How a room receives people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// What the door does at first.
    pub door: Door,
    /// When it does so.
    pub schedule: Schedule,
    /// What the lobby says.
    pub welcome: String,
    /// A practice room: no lobby, one person who may use everything, and nothing of it is kept.
    pub practice: bool,
}

/// Somebody at the door, with an invitation that the server has checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// Who. Known already: they keep name, role and everything else, and `further` says what the device is.
    pub participant: ParticipantId,
    /// With what.
    pub device: DeviceId,
    /// What they are called: with a personal invitation what they were called the last time, see
    /// [`Effect::KeepName`].
    pub name: String,
    /// What they are.
    pub role: Role,
    /// How they came.
    pub invitation: Invitation,
    /// What the device is to somebody who is in the room already; of no meaning for anybody else. Whoever waits in the
    /// lobby waits with one device, the last.
    pub further: Further,
}

/// What becomes of somebody at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arrived {
    /// They are in the room.
    Entered,
    /// They are in the lobby: without a place, a seat and media, and what they know is a `LobbyView`.
    Waiting,
}

/// Why somebody at the door is sent away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refused {
    /// They were removed from the session.
    #[error("removed from the session")]
    Removed,
    /// They have not accepted the agreement: show it to them, and let them arrive again when they have.
    #[error("the agreement is not accepted")]
    Agreement,
    /// The session has ended.
    #[error("the session has ended")]
    Ended,
    /// No room is left, not even to wait.
    #[error("full")]
    Full,
    /// Somebody has this device already (whoever comes beside them is added by [`crate::protocol::Command::AddPerson`]),
    /// or the person has too many.
    #[error("not with this device")]
    Device,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hours {
    Before { opens_at: Moment },
    Open,
    After,
}

impl Schedule {
    fn hours(&self, now: Moment) -> Hours {
        match (self.opens_at(), self.closes_at()) {
            (_, Some(closes_at)) if now >= closes_at => Hours::After,
            (Some(opens_at), _) if now < opens_at => Hours::Before { opens_at },
            _ => Hours::Open,
        }
    }

    fn opens_at(&self) -> Option<Moment> {
        let before = u64::try_from(self.opens_before.as_millis()).unwrap_or(u64::MAX);
        self.starts_at.map(|start| Moment(start.0.saturating_sub(before)))
    }

    fn closes_at(&self) -> Option<Moment> {
        self.ends_at.map(|end| end.after(self.stays_open_after))
    }
}

impl Room {
    /// The same room, which receives people so.
    #[must_use]
    pub fn opening(mut self, opening: Opening) -> Self {
        self.lobby = Lobby::new(opening);
        self
    }

    /// Whether this is a practice room, of which nothing is kept.
    #[must_use]
    pub const fn is_practice(&self) -> bool {
        self.lobby.opening.practice
    }

    /// Somebody comes to the door. Whoever entered starts from [`Room::view_for`] asked after this; whoever waits is
    /// told by [`Effect::TellLobby`], which is among the effects.
    pub fn arrive(&mut self, now: Moment, arrival: Arrival) -> Result<(Arrived, Vec<Effect>), Refused> {
        let who = arrival.participant;
        if self.lobby.removed.contains(&who) {
            return Err(Refused::Removed);
        }
        if self.agreement_needed(who).is_some() {
            return Err(Refused::Agreement);
        }
        let Arrival { participant, device, ref name, role, invitation, further } = arrival;
        if self.devices.contains_key(&device) || self.lobby.holder(device).is_some() {
            return Err(Refused::Device);
        }
        if self.knows(who) {
            return self.bring(now, who, device, further).map(|effects| (Arrived::Entered, effects));
        }
        let mut entry = Entry { participant, device, name: name.clone(), role };
        if self.lobby.opening.practice {
            if !self.people.is_empty() {
                return Err(Refused::Full);
            }
            entry.role = Role::Supervisor;
        } else if !self.comes_in(now, &arrival)? {
            return Ok((Arrived::Waiting, self.wait_in_lobby(now, arrival)));
        }
        let effects = self.enter(now, entry).map_err(|_| Refused::Device)?;
        self.lobby.admit(who);
        if let Some(person) = self.people.get_mut(&who) {
            person.invitation = invitation;
        }
        Ok((Arrived::Entered, effects))
    }

    /// Whether somebody comes in at once. Somebody who was let in is not asked again.
    fn comes_in(&self, now: Moment, arrival: &Arrival) -> Result<bool, Refused> {
        let who = arrival.participant;
        if arrival.role.is_staff() {
            return Ok(true);
        }
        if self.lobby.ended {
            return Err(Refused::Ended);
        }
        // Visitors of the reception come in by no door: they are taken.
        let is_visitor = self.is_visitor(arrival.role);
        if self.lobby.admitted.contains(&who) && !is_visitor {
            return Ok(true);
        }
        let is_open = match (self.lobby.opening.schedule.hours(now), self.lobby.opening.door) {
            // Who waits already may go on waiting, also with another page.
            (Hours::After, _) if self.lobby.waiting.contains_key(&who) => false,
            (Hours::After, _) => return Err(Refused::Ended),
            (Hours::Open, Door::Open) => !is_visitor && !self.waits_for_groups(who),
            (Hours::Before { .. }, _) | (Hours::Open, Door::Knock | Door::Closed) => false,
        };
        let has_place = self.lobby.waiting.len() < MAX_WAITING || self.lobby.waiting.contains_key(&who);
        if is_open || has_place { Ok(is_open) } else { Err(Refused::Full) }
    }

    pub(super) fn set_door(
        &mut self,
        now: Moment,
        who: ParticipantId,
        door: Door,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunDoor)?;
        let mut changes = Changes::default();
        if self.lobby.opening.door != door || self.lobby.ended {
            changes.lobby = true;
            self.lobby.opening.door = door;
            self.lobby.ended = false;
            self.let_in_through_an_open_door(now, &mut changes);
        }
        Ok(changes)
    }

    pub(super) fn set_welcome(&mut self, who: ParticipantId, text: String) -> Result<Changes, Rejection> {
        self.require(who, Permission::ChangeSettings)?;
        if text.chars().count() > MAX_WELCOME {
            return Err(Rejection::OutOfRange);
        }
        Ok(Changes { lobby: self.lobby.say(text), ..Changes::default() })
    }

    /// Time has passed: the doors open, or close.
    pub(super) fn keep_hours(&mut self, now: Moment, changes: &mut Changes) {
        let passed = self.next_hour().is_some_and(|hour| hour <= now);
        if passed {
            self.lobby.hours_kept = Some(now);
            changes.lobby = true;
            self.let_in_through_an_open_door(now, changes);
        }
    }

    /// The next moment at which the door changes by itself.
    pub(super) fn next_hour(&self) -> Option<Moment> {
        let schedule = self.lobby.opening.schedule;
        let is_due = |hour: &Moment| self.lobby.hours_kept.is_none_or(|kept| kept < *hour);
        [schedule.opens_at(), schedule.closes_at()].into_iter().flatten().filter(is_due).min()
    }

    fn let_in_through_an_open_door(&mut self, now: Moment, changes: &mut Changes) {
        let is_open = self.lobby.opening.schedule.hours(now) == Hours::Open;
        if is_open && self.lobby.opening.door == Door::Open {
            let waiting = self.lobby.waiting.iter().filter(|(_, waiting)| !self.is_visitor(waiting.role));
            for who in waiting.map(|(who, _)| *who).collect::<Vec<_>>() {
                if !self.waits_for_groups(who) {
                    self.let_in(now, who, changes);
                } else if let Some(waiting) = self.lobby.waiting.get_mut(&who) {
                    waiting.for_groups = true;
                }
            }
        }
    }

    /// Whether whoever comes may come in, but for what the groups say.
    pub(super) fn is_door_open(&self, now: Moment) -> bool {
        let Opening { door, schedule, .. } = &self.lobby.opening;
        !self.lobby.ended && *door == Door::Open && schedule.hours(now) == Hours::Open
    }

    /// The door as somebody in the lobby sees it. `hours_kept` and not the clock, so that it changes when it is told.
    pub(super) fn door_view(&self) -> DoorView {
        self.door_at(self.lobby.hours_kept.unwrap_or_default())
    }

    pub(super) fn door_at(&self, now: Moment) -> DoorView {
        match self.lobby.opening.schedule.hours(now) {
            Hours::Before { opens_at } => DoorView::NotYet { opens_at },
            Hours::After => DoorView::Closed {},
            Hours::Open => match self.lobby.opening.door {
                Door::Open | Door::Knock => DoorView::Knock {},
                Door::Closed => DoorView::Closed {},
            },
        }
    }

    /// Whether the session is over then by its schedule.
    pub(super) fn is_over_at(&self, then: Moment) -> bool {
        self.lobby.opening.schedule.hours(then) == Hours::After
    }
}

#[cfg(test)]
mod tests;
