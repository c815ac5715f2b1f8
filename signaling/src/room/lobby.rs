//! The lobby: those who wait before the door. They are no people of the room: no place, no seat, no routes, and there
//! is nothing they could ask but for help. They know their place in the line and what the room says to those who wait.
//!
//! Invariant: nobody is in the lobby and in the room.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::devices::Connection;
use super::doors::{Arrival, Opening};
use super::log::parts;
use super::reception::ToldAtDoor;
use super::{Effect, Entry, Room, Sender};
use crate::id::{DeviceId, HelpId, ParticipantId};
use crate::protocol::{
    CloseCode, Command, DoorView, HelpProblem, Invitation, LeaveReason, LobbyList, LobbyView, MAX_ADMITTED,
    MAX_WAITING_SHOWN, PersonView, Place, RefusalReason, Rejection, WaitingView,
};
use crate::role::{Permission, Role};
use crate::time::Moment;

/// Another request for help is heard after this: time for somebody to look.
pub const HELP_AGAIN: Duration = Duration::from_secs(30);

/// Most people who are remembered as let in, or as removed. Who is forgotten is asked again, or waits at the door that
/// a removal has closed.
const MAX_REMEMBERED: usize = 10_000;

/// Who waits, who was let in, and who was removed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lobby {
    /// Its welcome is not here but in `welcome`.
    pub opening: Opening,
    pub welcomes_given: u32,
    /// What the lobby says, by the number of the text.
    pub welcome: BTreeMap<u32, String>,
    pub ended: bool,
    /// Until when the hours of the schedule have been kept.
    pub hours_kept: Option<Moment>,
    pub waiting: BTreeMap<ParticipantId, Waiting>,
    pub admitted: BTreeSet<ParticipantId>,
    pub removed: BTreeSet<ParticipantId>,
    /// Whoever comes through a shared link is marked.
    pub marks_shared: bool,
    pub helps: BTreeMap<HelpId, super::help::Help>,
    pub helps_given: u32,
    arrivals: u64,
    /// What those who wait know.
    told: BTreeMap<ParticipantId, Told>,
    /// Whom those know who are let into one place only.
    pub told_people: BTreeMap<ParticipantId, Vec<PersonView>>,
}

parts! {
    LobbyFact of Lobby {
        whole Opening: opening: Opening;
        whole WelcomesGiven: welcomes_given: u32;
        whole Ended: ended: bool;
        whole HoursKept: hours_kept: Option<Moment>;
        whole MarksShared: marks_shared: bool;
        whole HelpsGiven: helps_given: u32;
        whole Arrivals: arrivals: u64;
        each Waiting: waiting: ParticipantId => Waiting;
        each Help: helps: HelpId => super::help::Help;
        set Admitted: admitted: ParticipantId;
        set Removed: removed: ParticipantId;
        beside welcome;
        memory told;
        memory told_people;
    }
}

/// A [`LobbyView`] without its texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    welcome: u32,
    ahead: u32,
    door: DoorView,
    help: Option<HelpProblem>,
    agreement: Option<u32>,
    reception: Option<ToldAtDoor>,
}

/// Somebody in the lobby. The name is among the texts of the room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waiting {
    /// Order in the line.
    number: u64,
    since: Moment,
    pub role: Role,
    pub device: DeviceId,
    pub connection: Connection,
    pub invitation: Invitation,
    marked: bool,
    /// The door is open, and they wait until the groups end.
    #[serde(default)]
    pub for_groups: bool,
    pub help: Option<HelpProblem>,
    asked_at: Option<Moment>,
}

impl Lobby {
    pub fn new(mut opening: Opening) -> Self {
        let welcome = std::mem::take(&mut opening.welcome);
        let mut lobby = Self { opening, ..Self::default() };
        lobby.say(welcome);
        lobby
    }

    pub fn welcome(&self) -> &str {
        self.welcome.get(&self.welcomes_given).map_or("", String::as_str)
    }

    /// Whether this is another welcome than before.
    pub fn say(&mut self, welcome: String) -> bool {
        let changed = self.welcome() != welcome;
        if changed {
            self.welcomes_given += 1;
            self.welcome = [(self.welcomes_given, welcome)].into();
        }
        changed
    }

    pub fn admit(&mut self, who: ParticipantId) {
        remember(&mut self.admitted, who);
    }

    /// Whether this person waits, was let in or was removed.
    pub fn knows(&self, who: ParticipantId) -> bool {
        self.waiting.contains_key(&who) || self.admitted.contains(&who) || self.removed.contains(&who)
    }

    pub fn holder(&self, device: DeviceId) -> Option<ParticipantId> {
        self.waiting.iter().find(|(_, waiting)| waiting.device == device).map(|(who, _)| *who)
    }
}

pub(super) fn remember(people: &mut BTreeSet<ParticipantId>, who: ParticipantId) {
    people.insert(who);
    if people.len() > MAX_REMEMBERED {
        people.pop_first();
    }
}

impl Room {
    /// Whether this device waits in the lobby: it has no media.
    #[must_use]
    pub fn is_waiting(&self, device: DeviceId) -> bool {
        self.lobby.holder(device).is_some()
    }

    /// What this person in the lobby knows.
    #[must_use]
    pub fn lobby_view_for(&self, who: ParticipantId) -> Option<LobbyView> {
        let waiting = self.lobby.waiting.get(&who)?;
        let is_before = |other: &&Waiting| other.number < waiting.number && !self.is_visitor(other.role);
        let ahead = self.lobby.waiting.values().filter(is_before).count();
        Some(self.lobby_view(who, self.told_in_lobby(who, waiting, u32::try_from(ahead).unwrap_or(u32::MAX))))
    }

    fn lobby_view(&self, who: ParticipantId, told: Told) -> LobbyView {
        let Told { welcome: _, ahead, door, help, agreement: _, reception } = told;
        LobbyView {
            welcome: self.lobby.welcome().to_owned(),
            ahead,
            door,
            help,
            agreement: self.agreement_needed(who),
            reception: reception.map(|told| self.reception_door_view(told)),
        }
    }

    /// What somebody in the lobby is to know, before whom so many wait who are no visitors of the reception either.
    fn told_in_lobby(&self, who: ParticipantId, waiting: &Waiting, before: u32) -> Told {
        let reception = self.is_visitor(waiting.role).then(|| self.at_reception_door(who));
        Told {
            welcome: self.lobby.welcomes_given,
            ahead: reception.as_ref().map_or(before, ToldAtDoor::ahead),
            door: if reception.is_some() { self.reception_door() } else { self.door_view() },
            help: waiting.help,
            agreement: self.agreement_needed(who).map(|agreement| agreement.version),
            reception,
        }
    }

    /// With a device that nobody has.
    pub(super) fn wait_in_lobby(&mut self, now: Moment, arrival: Arrival) -> Vec<Effect> {
        let Arrival { participant: who, device, name, role, invitation, further: _ } = arrival;
        let mut changes = Changes { lobby: true, ..Changes::default() };
        if let Some(waiting) = self.lobby.waiting.get_mut(&who) {
            changes.gone.push((waiting.device, CloseCode::TakenOver));
            waiting.device = device;
            waiting.connection = Connection::Up;
            self.lobby.told.remove(&who);
        } else {
            self.lobby.arrivals += 1;
            let marked = self.lobby.marks_shared && invitation == Invitation::Shared;
            let for_groups = !self.is_visitor(role) && self.is_door_open(now) && self.waits_for_groups(who);
            let waiting = Waiting {
                number: self.lobby.arrivals,
                since: now,
                role,
                device,
                connection: Connection::Up,
                invitation,
                marked,
                for_groups,
                help: None,
                asked_at: None,
            };
            self.lobby.waiting.insert(who, waiting);
            self.texts.names.insert(who, name);
        }
        self.announce(now, changes)
    }

    /// What somebody in the lobby may say: help, yes to the agreement, and goodbye; visitors of the reception also which line
    /// they stand in. All else is refused, whatever it is.
    pub(super) fn handle_in_lobby(
        &mut self,
        now: Moment,
        from: Sender,
        command: &Command,
    ) -> Result<Changes, Rejection> {
        let who = from.participant;
        let Some(waiting) = self.lobby.waiting.get_mut(&who).filter(|one| one.device == from.device) else {
            return Err(Rejection::UnknownParticipant);
        };
        let mut changes = Changes::default();
        match command {
            Command::AskForHelp { problem, for_group: _, subject: _ } => {
                if waiting.help == Some(*problem) {
                    return Ok(changes);
                }
                if waiting.asked_at.is_some_and(|asked| now.since(asked) < HELP_AGAIN) {
                    return Err(Rejection::TooSoon);
                }
                waiting.help = Some(*problem);
                waiting.asked_at = Some(now);
                changes.lobby = true;
            }
            Command::AcceptAgreement { version } => {
                self.accept_at_door(now, who, *version)?;
                changes.lobby = true;
                self.let_in_admitted(now, &mut changes);
            }
            Command::Leave {} | Command::LeaveQuickly {} => {
                self.leave_lobby(who, CloseCode::Left, &mut changes);
            }
            Command::JoinLine { answers, in_writing } => {
                changes = self.join_line(now, from, answers, *in_writing)?;
            }
            Command::WaitFor { participant } if self.has_reception() => {
                changes = self.wait_for(now, from, *participant)?;
            }
            _ => return Err(Rejection::NotAllowed),
        }
        Ok(changes)
    }

    /// Everybody named, or nobody: somebody who is in the room already is not an error, because two may press at once.
    pub(super) fn admit(
        &mut self,
        now: Moment,
        who: ParticipantId,
        whom: &[ParticipantId],
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::Admit)?;
        if whom.is_empty() || whom.len() > MAX_ADMITTED {
            return Err(Rejection::OutOfRange);
        }
        if !whom.iter().all(|one| self.lobby.waiting.contains_key(one) || self.knows(*one)) {
            return Err(Rejection::UnknownParticipant);
        }
        let is_visitor = |one: &ParticipantId| {
            let waits = self.lobby.waiting.get(one).is_some_and(|waiting| self.is_visitor(waiting.role));
            let is_one = || self.role_of(*one).is_some_and(|role| self.is_visitor(role));
            waits || (self.is_secluded(*one) && is_one())
        };
        if whom.iter().any(is_visitor) {
            return Err(Rejection::NotAllowed);
        }
        let mut changes = Changes::default();
        for one in whom {
            if self.is_helped(*one) {
                self.admit_from_help(now, *one, &mut changes);
            } else {
                self.let_in(now, *one, &mut changes);
            }
        }
        Ok(changes)
    }

    pub(super) fn admit_all(&mut self, now: Moment, who: ParticipantId) -> Result<Changes, Rejection> {
        self.require(who, Permission::Admit)?;
        let mut changes = Changes::default();
        for one in self.lobby.waiting.keys().copied().collect::<Vec<_>>() {
            self.let_in(now, one, &mut changes);
        }
        Ok(changes)
    }

    pub(super) fn refuse(
        &mut self,
        who: ParticipantId,
        whom: ParticipantId,
        reason: RefusalReason,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::Admit)?;
        let waiting = self.lobby.waiting.get(&whom).ok_or(Rejection::UnknownParticipant)?;
        let mut changes = Changes { refused: vec![(waiting.device, reason)], ..Changes::default() };
        self.leave_lobby(whom, CloseCode::Refused, &mut changes);
        Ok(changes)
    }

    /// Back to the lobby: at the end of the line, or where they were in it if they were helped. Staff are not sent,
    /// nor people who share a device with others.
    pub(super) fn send_back(
        &mut self,
        now: Moment,
        who: ParticipantId,
        whom: ParticipantId,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::Admit)?;
        let person = self.people.get(&whom).ok_or(Rejection::UnknownParticipant)?;
        if self.is_staff(whom) {
            return Err(Rejection::NotAllowed);
        }
        if self.companions(whom).len() > 1 {
            return Err(Rejection::OutOfRange);
        }
        let (role, invitation) = (person.role, person.invitation);
        let mut changes = Changes::default();
        if self.is_received(whom) {
            // That is for whoever is with them: see `reception`.
            return Err(Rejection::NotAllowed);
        }
        if self.is_helped(whom) {
            self.return_from_help(whom, &mut changes);
            return Ok(changes);
        }
        let Some(&device) = person.devices.first() else { return Ok(changes) };
        self.lobby.arrivals += 1;
        let waiting = Waiting {
            number: self.lobby.arrivals,
            since: now,
            role,
            device,
            connection: Connection::Up,
            invitation,
            marked: false,
            for_groups: false,
            help: None,
            asked_at: None,
        };
        self.back_to_lobby(whom, waiting, &mut changes);
        Ok(changes)
    }

    /// Takes a person out of the room and into the lobby, with one of their devices.
    pub(super) fn back_to_lobby(&mut self, who: ParticipantId, mut waiting: Waiting, changes: &mut Changes) {
        // A connected one before a lost one, and a companion last.
        let worth =
            |id: &DeviceId| self.devices.get(id).map(|device| (!device.is_connected(), device.companion));
        let Some(kept) = self.devices_of(who).min_by_key(worth) else { return };
        waiting.device = kept;
        waiting.connection = self.devices.get(&kept).map_or(waiting.connection, |device| device.connection);
        self.lobby.told.remove(&who);
        let name = self.texts.names.get(&who).cloned().unwrap_or_default();
        changes.extend_with(self.leave(who, LeaveReason::SentBack));
        changes.gone.retain(|(device, _)| *device != kept);
        changes.unseated.push((who, kept));
        changes.lobby = true;
        self.texts.names.insert(who, name);
        self.lobby.admitted.remove(&who);
        self.lobby.waiting.insert(who, waiting);
    }

    /// To the plenary or where latecomers go, as they were invited; whoever has not accepted the agreement that is in force now, when they
    /// do. Nothing happens to somebody who does not wait, or who is a visitor of the reception: they are taken.
    pub(super) fn let_in(&mut self, now: Moment, who: ParticipantId, changes: &mut Changes) {
        if self.lobby.waiting.get(&who).is_some_and(|waiting| self.is_visitor(waiting.role)) {
            return;
        }
        if self.agreement_needed(who).is_some() {
            if self.lobby.waiting.contains_key(&who) && !self.lobby.admitted.contains(&who) {
                self.lobby.admit(who);
                changes.lobby = true;
            }
            return;
        }
        if let Some(waiting) = self.lobby.waiting.remove(&who) {
            self.lobby.admit(who);
            let place = self.place_for_arrival(who, waiting.role);
            self.seat_from_lobby(now, who, &waiting, place, changes);
        }
    }

    /// Those who were let in and were still asked for the agreement, as far as they are asked no more.
    pub(super) fn let_in_admitted(&mut self, now: Moment, changes: &mut Changes) {
        let waiting = self.lobby.waiting.keys().copied();
        let due: Vec<_> = waiting.filter(|who| self.lobby.admitted.contains(who)).collect();
        for who in due {
            self.let_in(now, who, changes);
        }
    }

    pub(super) fn seat_from_lobby(
        &mut self,
        now: Moment,
        who: ParticipantId,
        waiting: &Waiting,
        place: Place,
        changes: &mut Changes,
    ) {
        let name = self.texts.names.get(&who).cloned().unwrap_or_default();
        let entry = Entry { participant: who, device: waiting.device, name, role: waiting.role };
        self.seat(now, entry, place, changes);
        if let Some(person) = self.people.get_mut(&who) {
            person.invitation = waiting.invitation;
        }
        if let Some(device) = self.devices.get_mut(&waiting.device) {
            device.connection = waiting.connection;
        }
        changes.lobby = true;
        changes.seated.push((who, waiting.device));
        if self.is_on_the_list(waiting) {
            self.note_let_in(now, who, waiting.since);
        }
    }

    /// Whether those who let people in see them in the lobby: visitors of the reception only while they ask for help.
    fn is_on_the_list(&self, waiting: &Waiting) -> bool {
        !self.is_visitor(waiting.role) || waiting.help.is_some()
    }

    pub(super) fn leave_lobby(&mut self, who: ParticipantId, code: CloseCode, changes: &mut Changes) {
        if let Some(waiting) = self.lobby.waiting.remove(&who) {
            self.texts.forget(who);
            changes.gone.push((waiting.device, code));
            changes.lobby = true;
        }
    }

    /// Those whose connection did not come back.
    pub(super) fn clear_lobby(&mut self, now: Moment, changes: &mut Changes) {
        let over = |waiting: &Waiting| self.wait_is_over(waiting).is_some_and(|deadline| deadline <= now);
        let lost: Vec<ParticipantId> =
            self.lobby.waiting.iter().filter(|(_, one)| over(one)).map(|(who, _)| *who).collect();
        for who in lost {
            self.leave_lobby(who, CloseCode::Left, changes);
        }
    }

    pub(super) fn next_lost_in_lobby(&self) -> Option<Moment> {
        self.lobby.waiting.values().filter_map(|waiting| self.wait_is_over(waiting)).min()
    }

    fn wait_is_over(&self, waiting: &Waiting) -> Option<Moment> {
        match waiting.connection {
            Connection::Up => None,
            Connection::Lost { since } => Some(since.after(self.rules.grace)),
        }
    }

    pub(super) fn is_waiting_connected(&self, device: DeviceId) -> bool {
        let up = |waiting: &&Waiting| waiting.device == device && waiting.connection == Connection::Up;
        self.lobby.waiting.values().any(|waiting| up(&waiting))
    }

    /// A connection in the lobby came or went. Whether there is such a device in the lobby.
    pub(super) fn set_connection_in_lobby(
        &mut self,
        device: DeviceId,
        connection: Connection,
        changes: &mut Changes,
    ) -> bool {
        let Some((who, waiting)) = self.lobby.waiting.iter_mut().find(|(_, one)| one.device == device) else {
            return false;
        };
        waiting.connection = connection;
        self.lobby.told.remove(who);
        changes.lobby = true;
        true
    }

    /// What those in the lobby do not know yet.
    pub(super) fn lobby_news(&mut self) -> Vec<Effect> {
        let mut news = Vec::new();
        let mut told = std::mem::take(&mut self.lobby.told);
        told.retain(|who, _| self.lobby.waiting.contains_key(who));
        let mut line: Vec<_> = self.lobby.waiting.iter().collect();
        line.sort_by_key(|(_, waiting)| waiting.number);
        let mut ahead = 0;
        for (who, waiting) in line {
            let now = self.told_in_lobby(*who, waiting, ahead);
            ahead += u32::from(now.reception.is_none());
            if told.get(who) != Some(&now) && waiting.connection == Connection::Up {
                told.insert(*who, now.clone());
                let view = self.lobby_view(*who, now);
                news.push(Effect::TellLobby { participant: *who, device: waiting.device, view });
            }
        }
        self.lobby.told = told;
        news
    }

    /// Those who wait for somebody to let them in, since when, and what help they ask for; those who are let in already
    /// and only have an agreement to accept are not among them.
    pub(super) fn waiting_to_be_let_in(
        &self,
    ) -> impl Iterator<Item = (ParticipantId, Moment, Option<HelpProblem>)> {
        let waiting = self.lobby.waiting.iter().filter(|(who, _)| self.waits_to_be_let_in(**who));
        waiting.map(|(who, waiting)| (*who, waiting.since, waiting.help))
    }

    pub(super) fn waits_to_be_let_in(&self, who: ParticipantId) -> bool {
        let waits = self.lobby.waiting.get(&who).is_some_and(|waiting| self.is_on_the_list(waiting));
        waits && !self.lobby.admitted.contains(&who)
    }

    pub(super) fn lobby_list(&self) -> LobbyList {
        let view = |(who, waiting): (&ParticipantId, &Waiting)| {
            let view = WaitingView {
                participant: *who,
                name: self.texts.names.get(who).cloned().unwrap_or_default(),
                since: waiting.since,
                invitation: waiting.invitation,
                marked: waiting.marked,
                connected: waiting.connection == Connection::Up,
                admitted: self.lobby.admitted.contains(who),
                help: waiting.help,
            };
            ((waiting.help.is_none(), waiting.number), view)
        };
        let waiting = self.lobby.waiting.iter().filter(|(_, waiting)| self.is_on_the_list(waiting));
        let waiting: BTreeMap<_, _> = waiting.map(view).collect();
        LobbyList {
            door: self.lobby.opening.door,
            ended: self.lobby.ended,
            welcome: self.lobby.welcome().to_owned(),
            count: u32::try_from(waiting.len()).unwrap_or(u32::MAX),
            waiting: waiting.into_values().take(MAX_WAITING_SHOWN).collect(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
