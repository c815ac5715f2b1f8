//! What a room is made with: what it is called, whom its door lets in and when, and who is expected.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use signaling::id::{MemberId, UnitId};
use signaling::protocol::{Door, MAX_WELCOME, Phase, Switches, Template};
use signaling::room::{Expected, ExpectedMember, Opening, Room, Rules, Schedule};

use crate::clock::Clock;

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
        if let Some(List { minutes, late_after, units, members, with_assistant: _ }) = self.list.clone() {
            let start = self.hours.starts_at.map(|start| clock.moment(start));
            let expected = Expected { start, minutes, late_after, units, members };
            // Nobody is there to be told.
            room.expect(clock.now(), expected).map_err(|_| NotValid::Expected)?;
        }
        Ok(room)
    }
}

impl Hours {
    /// Until when a session lasts that nobody is in: the planned one is not over because everybody went to eat.
    #[must_use]
    pub fn lasts_until(&self) -> Option<SystemTime> {
        self.ends_at.map(|end| end + self.stays_open_after).or(self.starts_at)
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
