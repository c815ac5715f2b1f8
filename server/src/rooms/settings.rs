//! What a room is made with: what it is called, whom its door lets in and when, and who is expected.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use signaling::id::{MemberId, UnitId};
use signaling::protocol::{Door, MAX_WELCOME, Phase, Switches, Template};
use signaling::room::{
    Expected, ExpectedMember, MAX_OPEN_HOURS, OpenHours, Opening, Reception as OfRoom, Room, Rules, Schedule,
};

use crate::clock::Clock;
use crate::opening_hours::OpeningHours;

/// Longest time before the start and after the end at which the doors are open, and longest session: a week.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);

/// How far in the future a session may be planned, and in the past have been: thirty years.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What it is called.
    pub title: String,
    /// What kind of meeting it is.
    pub template: Template,
    /// What the door does at first.
    pub door: Door,
    /// What participants may do by themselves at first.
    pub switches: Switches,
    /// What is to happen.
    pub agenda: Vec<Phase>,
    /// What the lobby says.
    pub welcome: String,
    /// What everybody accepts before they come in.
    pub agreement: Option<String>,
    /// When.
    pub hours: Hours,
    /// One person who may use everything, and nothing of it is kept.
    pub practice: bool,
    /// Who is to come.
    pub list: Option<List>,
    /// The reception, in a room that has one.
    pub reception: Option<Reception>,
}

/// A drop-in reception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reception {
    /// What the room is made with; its hours are made of those below for each session.
    pub of_room: OfRoom,
    /// When it is open, every week.
    pub hours: OpeningHours,
}

/// What is said at the door of a reception that is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Where to turn; empty when nothing is said.
    pub text: String,
    /// When it opens, if it does.
    pub opens_at: Option<SystemTime>,
}

/// When a session is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hours {
    /// When it starts.
    pub starts_at: Option<SystemTime>,
    /// How long before that the doors open.
    pub opens_before: Duration,
    /// When it ends.
    pub ends_at: Option<SystemTime>,
    /// How long after that the doors stay open.
    pub stays_open_after: Duration,
}

/// Who is expected, as the organiser says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// Minutes that a session is to take.
    pub minutes: u32,
    /// Minutes after the start from which on one is late.
    pub late_after: u32,
    /// The home units.
    pub units: BTreeMap<UnitId, String>,
    /// Those with an assistant of their own, who sees no other unit's attendance.
    pub with_assistant: BTreeSet<UnitId>,
    /// The people.
    pub members: BTreeMap<MemberId, ExpectedMember>,
}

/// What of the settings cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotValid {
    /// Too long a welcome.
    #[error("the welcome is not valid")]
    Welcome,
    /// An empty or too long agreement.
    #[error("the agreement is not valid")]
    Agreement,
    /// An end before the start, or more than a week, or years away.
    #[error("the schedule is not valid")]
    Schedule,
    /// Something in a phase that the room does not allow.
    #[error("the agenda is not valid")]
    Agenda,
    /// Too long a list, a name that is none, a unit that is not there.
    #[error("the list of those expected is not valid")]
    Expected,
    /// Something in the reception that the room does not allow.
    #[error("the reception is not valid")]
    Reception,
}

impl Settings {
    /// An open room without anything else.
    #[must_use]
    pub fn plain(title: String, template: Template) -> Self {
        Self {
            title,
            template,
            door: Door::Open,
            switches: Switches::default(),
            agenda: Vec::new(),
            welcome: String::new(),
            agreement: None,
            hours: Hours::default(),
            practice: false,
            list: None,
            reception: None,
        }
    }

    /// The clock of a session that opens now.
    #[must_use]
    pub fn clock(&self) -> Clock {
        Clock::begin([self.hours.starts_at, self.hours.ends_at].into_iter().flatten())
    }

    /// The room of a session, empty. What is wrong with the settings is found here, when the room is made.
    pub fn room(&self, rules: Rules, clock: &Clock) -> Result<Room, NotValid> {
        self.hours.check()?;
        if self.welcome.chars().count() > MAX_WELCOME {
            return Err(NotValid::Welcome);
        }
        let opening = Opening {
            door: self.door,
            schedule: self.hours.schedule(clock),
            welcome: self.welcome.clone(),
            practice: self.practice,
        };
        let room = Room::new(self.title.clone(), self.template, rules);
        let mut room = room.opening(opening).with_switches(self.switches);
        room.prepare_agenda(self.agenda.clone()).map_err(|_| NotValid::Agenda)?;
        if let Some(text) = &self.agreement {
            room = room.with_agreement(text.clone()).map_err(|_| NotValid::Agreement)?;
        }
        if let Some(reception) = &self.reception {
            let hours = reception.hours_of(&self.hours, clock);
            let reception = OfRoom { hours, ..reception.of_room.clone() };
            room = room.with_reception(reception).map_err(|_| NotValid::Reception)?;
        }
        if let Some(List { minutes, late_after, units, members, with_assistant: _ }) = self.list.clone() {
            let start = self.hours.starts_at.map(|start| clock.moment(start));
            let expected = Expected { start, minutes, late_after, units, members };
            // Nobody is there to be told.
            room.expect(clock.now(), expected).map_err(|_| NotValid::Expected)?;
        }
        Ok(room)
    }
}

impl Settings {
    /// What a visitor is told who comes `now` to a reception that is closed by its hours or its schedule; nothing if it is
    /// open. Of what those in a session have done with the door, this knows nothing.
    #[must_use]
    pub fn closed(&self, now: SystemTime) -> Option<Closed> {
        let reception = self.reception.as_ref().filter(|_| !self.practice)?;
        let opens_at = match self.hours.doors_open(now) {
            None => None,
            Some(doors_open) if reception.hours.are_always() => Some(doors_open),
            Some(doors_open) => {
                let next =
                    reception.hours.open_from(doors_open).first().map(|(from, _)| doors_open.max(*from));
                next.filter(|next| self.hours.doors_close().is_none_or(|close| *next < close))
            }
        };
        let is_open = opens_at.is_some_and(|opens_at| opens_at <= now);
        (!is_open).then(|| Closed { text: reception.of_room.closed_text.clone(), opens_at })
    }
}

impl Reception {
    /// The hours of a session that opens now. The schedule closes the door beside them, so they may go on after it; and
    /// there are always some, for none would mean always.
    fn hours_of(&self, schedule: &Hours, clock: &Clock) -> Vec<OpenHours> {
        let now = clock.opened_at();
        let open = self.hours.open_from(schedule.doors_open(now).unwrap_or(now));
        let in_session = |(from, until)| OpenHours { from: clock.moment(from), until: clock.moment(until) };
        // What ends within this millisecond is over.
        let to_come = open.into_iter().map(in_session).filter(|open| open.from < open.until);
        to_come.take(MAX_OPEN_HOURS).collect()
    }
}

impl Hours {
    /// From when on the doors are open, seen from `now`: nothing when they open no more.
    fn doors_open(&self, now: SystemTime) -> Option<SystemTime> {
        let opens_at = self.starts_at.map_or(now, |start| now.max(start - self.opens_before));
        self.doors_close().is_none_or(|close| opens_at < close).then_some(opens_at)
    }

    fn doors_close(&self) -> Option<SystemTime> {
        self.ends_at.map(|end| end + self.stays_open_after)
    }

    /// Until when a session lasts that nobody is in: the planned one is not over because everybody went to eat.
    #[must_use]
    pub fn lasts_until(&self) -> Option<SystemTime> {
        self.doors_close().or(self.starts_at)
    }

    /// Whether something of the session that was planned fell between these times; nothing if none was planned.
    #[must_use]
    pub fn meet(&self, opened: SystemTime, closed: SystemTime) -> Option<bool> {
        let began = self.starts_at.map(|start| closed >= start);
        let lasted = self.ends_at.map(|end| opened <= end);
        Some(began? && lasted.unwrap_or(true))
    }

    fn schedule(&self, clock: &Clock) -> Schedule {
        Schedule {
            starts_at: self.starts_at.map(|start| clock.moment(start)),
            opens_before: self.opens_before,
            ends_at: self.ends_at.map(|end| clock.moment(end)),
            stays_open_after: self.stays_open_after,
        }
    }

    fn check(&self) -> Result<(), NotValid> {
        let now = SystemTime::now();
        let is_far = |time: &SystemTime| *time > now + FAR || *time < now - FAR;
        let length = match (self.starts_at, self.ends_at) {
            (Some(start), Some(end)) => end.duration_since(start).ok(),
            _ => Some(Duration::ZERO),
        };
        let is_long = |length: Duration| length > LONGEST;
        let times = [self.starts_at, self.ends_at];
        if times.iter().flatten().any(is_far)
            || length.is_none_or(is_long)
            || is_long(self.opens_before)
            || is_long(self.stays_open_after)
        {
            return Err(NotValid::Schedule);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
