//! Opening hours as an organiser writes them, by the week and in the time of the place, and what they are in time:
//! across the days on which its clocks are changed. Nothing else in the server knows time zones.
//!
//! A time of day that comes twice, in autumn, counts when it comes first; one that does not come at all, in spring, is as
//! long after the change as it would have been. So opening and closing are at most an hour from what was meant, in the
//! hours of two nights of the year.

use std::time::{Duration, SystemTime};

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// The time zone of whoever says none.
const AT_HOME: &str = "Europe/Helsinki";

/// Most stretches of one week as they are written; each is for any number of days.
pub const MAX_WRITTEN: usize = 12;

/// For how many days ahead hours are made of weeks: half a year. A session that goes on for longer without a pause finds
/// its reception closed then; whenever everybody is gone, the next begins with another half year.
const AHEAD: i64 = 26 * 7;

/// Minutes of a day.
const DAY: u32 = 24 * 60;

/// One stretch of the week, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    days: Vec<Day>,
    from: String,
    to: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// The hours of every week, in the time of their place. Without any stretch: always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningHours {
    zone: TimeZone,
    week: Vec<Stretch>,
}

/// Minutes of a day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    day: Weekday,
    from: u32,
    to: u32,
}

/// Open from then on, and until then.
pub type Open = (SystemTime, SystemTime);

/// What of opening hours cannot be. Stretches are counted from 1, as people do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotValid {
    /// No such time zone.
    #[error("time_zone: expected a name like {AT_HOME}")]
    Zone,
    /// More than anybody writes.
    #[error("hours: expected at most {MAX_WRITTEN}")]
    TooMany,
    /// No day, or one twice.
    #[error("hours {0}, days: expected one at least, and none twice")]
    Days(usize),
    /// Not a time of day.
    #[error("hours {0}, from: expected a time like 09:00")]
    From(usize),
    /// Not a time of day either; or not after the other.
    #[error("hours {0}, to: expected a time like 15:00, at most 24:00, and later than from")]
    To(usize),
}

impl OpeningHours {
    /// What is written means this.
    pub fn read(written: &[Written], time_zone: Option<&str>) -> Result<Self, NotValid> {
        let always = Self { zone: zone(AT_HOME)?, week: Vec::new() };
        always.in_place_of(Some(written), time_zone)
    }

    /// The same, with other stretches or in another time zone where one is said.
    pub fn in_place_of(self, written: Option<&[Written]>, time_zone: Option<&str>) -> Result<Self, NotValid> {
        Ok(Self { zone: time_zone.map_or(Ok(self.zone), zone)?, week: written.map_or(Ok(self.week), week)? })
    }

    /// Whether they say no more than that it is always open.
    #[must_use]
    pub const fn are_always(&self) -> bool {
        self.week.is_empty()
    }

    /// When it is open, from the stretch on that goes on then or comes next, and for half a year: in order, and apart from
    /// each other. Never nothing, unless it is always open.
    #[must_use]
    pub fn open_from(&self, then: SystemTime) -> Vec<Open> {
        let Ok(today) = Timestamp::try_from(then).map(|then| self.zone.to_datetime(then).date()) else {
            return Vec::new();
        };
        // A night goes on from one day into the next.
        let days =
            (-1..=AHEAD).filter_map(|ahead| today.checked_add(SignedDuration::from_hours(24 * ahead)).ok());
        let mut open: Vec<Open> = days.flat_map(|day| self.on(day)).collect();
        open.sort_unstable();
        let mut apart: Vec<Open> = Vec::with_capacity(open.len());
        for (from, until) in open {
            match apart.last_mut() {
                Some((_, last)) if from <= *last => *last = until.max(*last),
                _ => apart.push((from, until)),
            }
        }
        apart.retain(|(_, until)| *until > then);
        apart
    }

    fn on(&self, date: Date) -> impl Iterator<Item = Open> {
        let midnight = date.to_datetime(jiff::civil::Time::midnight());
        let at = move |minutes: u32| {
            let time = midnight.checked_add(SignedDuration::from_mins(minutes.into())).ok()?;
            self.zone.to_timestamp(time).ok().map(SystemTime::from)
        };
        let of_day = self.week.iter().filter(move |stretch| stretch.day == date.weekday());
        let open = of_day.filter_map(move |stretch| Some((at(stretch.from)?, at(stretch.to)?)));
        // What falls into the hour that does not come may be over before it begins.
        open.filter(|(from, until)| from < until)
    }
}

/// A time as the API writes it: RFC 3339, in UTC and whole seconds.
#[must_use]
pub fn rfc3339(time: SystemTime) -> String {
    let whole = time.duration_since(SystemTime::UNIX_EPOCH).map_or(Duration::ZERO, |since| since);
    let seconds = i64::try_from(whole.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX).to_string()
}

fn zone(name: &str) -> Result<TimeZone, NotValid> {
    // Names are those of places: not a path into the folder of them, and no rule of somebody's own.
    let is_good =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '/' | '_' | '-' | '+');
    if name.is_empty() || !name.chars().all(is_good) {
        return Err(NotValid::Zone);
    }
    TimeZone::get(name).map_err(|_| NotValid::Zone)
}

fn week(written: &[Written]) -> Result<Vec<Stretch>, NotValid> {
    if written.len() > MAX_WRITTEN {
        return Err(NotValid::TooMany);
    }
    let mut week = Vec::new();
    for (Written { days, from, to }, number) in written.iter().zip(1..) {
        let is_twice =
            days.iter().enumerate().any(|(at, day)| days.iter().skip(at + 1).any(|other| other == day));
        if days.is_empty() || is_twice {
            return Err(NotValid::Days(number));
        }
        let from = minutes(from).filter(|from| *from < DAY).ok_or(NotValid::From(number))?;
        let to = minutes(to).filter(|to| *to > from).ok_or(NotValid::To(number))?;
        week.extend(days.iter().map(|day| Stretch { day: day.weekday(), from, to }));
    }
    Ok(week)
}

/// Minutes since midnight: two digits, a colon, two digits, up to 24:00.
fn minutes(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let two_digits = |digits: &str| {
        let is_good = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
        is_good.then(|| digits.parse::<u32>().ok())?
    };
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= DAY).then_some(all)
}

impl Day {
    const fn weekday(self) -> Weekday {
        match self {
            Self::Mon => Weekday::Monday,
            Self::Tue => Weekday::Tuesday,
            Self::Wed => Weekday::Wednesday,
            Self::Thu => Weekday::Thursday,
            Self::Fri => Weekday::Friday,
            Self::Sat => Weekday::Saturday,
            Self::Sun => Weekday::Sunday,
        }
    }
}

#[cfg(test)]
mod tests;
