//! The tables of attendance as files, in the reader's language and by the reader's clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use signaling::attendance::{Record, Words, series_table, session_table, totals};
use signaling::csv::{Cell, Mark, Separator, write};
use signaling::protocol::Language;
use signaling::time::Moment;
use time::OffsetDateTime;

use crate::rooms::book::SessionRecord;

/// The table of one session, by a clock that is so many minutes ahead of UTC.
#[must_use]
pub fn of_session(session: &SessionRecord, language: Language, offset: i32) -> String {
    let clock = |moment| clock_time(session.epoch, moment, offset);
    text(&session_table(&session.record, &words(language), clock), language)
}

/// The totals of each member over some sessions, oldest first.
#[must_use]
pub fn of_series(sessions: &[SessionRecord], language: Language) -> String {
    let records: Vec<Record> = sessions.iter().map(|session| session.record.clone()).collect();
    text(&series_table(&totals(&records), &series_headings(language)), language)
}

/// With the mark by which spreadsheets know UTF-8, and the separator that they expect in the language.
fn text(rows: &[Vec<Cell>], language: Language) -> String {
    let separator = match language {
        Language::Fi | Language::Sv => Separator::Semicolon,
        Language::En => Separator::Comma,
    };
    write(separator, Mark::With, rows)
}

/// Like 2026-11-22 09:30: every spreadsheet reads it as a time, in every language.
fn clock_time(epoch: SystemTime, moment: Moment, offset: i32) -> String {
    let since_1970 = epoch.duration_since(UNIX_EPOCH).unwrap_or_default() + Duration::from_millis(moment.0);
    let local =
        i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX).saturating_add(i64::from(offset) * 60);
    let Ok(time) = OffsetDateTime::from_unix_timestamp(local) else { return String::new() };
    let (year, month, day) = (time.year(), u8::from(time.month()), time.day());
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}", time.hour(), time.minute())
}

fn words(language: Language) -> Words {
    let (headings, statuses) = match language {
        Language::Fi => (
            [
                "Nimi",
                "Yksikkö",
                "Läsnäolo",
                "Minuutit",
                "Tuli",
                "Lähti",
                "Kirjattu läsnäolo",
                "Kirjatut minuutit",
                "Korjausten syyt",
            ],
            ["paikalla", "myöhässä", "poissa", "poissa, ilmoitti"],
        ),
        Language::Sv => (
            [
                "Namn",
                "Enhet",
                "Närvaro",
                "Minuter",
                "Kom",
                "Gick",
                "Registrerad närvaro",
                "Registrerade minuter",
                "Orsaker till rättelser",
            ],
            ["på plats", "försenad", "frånvarande", "frånvarande, anmäld"],
        ),
        Language::En => (
            [
                "Name",
                "Unit",
                "Attendance",
                "Minutes",
                "Came",
                "Left",
                "Recorded attendance",
                "Recorded minutes",
                "Reasons for corrections",
            ],
            ["present", "late", "absent", "absent, announced"],
        ),
    };
    Words { headings: headings.map(str::to_owned), statuses: statuses.map(str::to_owned) }
}

fn series_headings(language: Language) -> [String; 9] {
    let headings = match language {
        Language::Fi => [
            "Nimi",
            "Yksikkö",
            "Suunnitellut tapaamiset",
            "Paikalla",
            "Myöhässä",
            "Poissa",
            "Näistä ilmoitti",
            "Suunnitellut minuutit",
            "Minuutit",
        ],
        Language::Sv => [
            "Namn",
            "Enhet",
            "Planerade träffar",
            "På plats",
            "Försenad",
            "Frånvarande",
            "Av dessa anmälda",
            "Planerade minuter",
            "Minuter",
        ],
        Language::En => [
            "Name",
            "Unit",
            "Planned sessions",
            "Present",
            "Late",
            "Absent",
            "Of these announced",
            "Planned minutes",
            "Minutes",
        ],
    };
    headings.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_what_the_readers_clock_showed() {
        let epoch = UNIX_EPOCH + Duration::from_secs(1_795_339_800);
        assert_eq!(clock_time(epoch, Moment(0), 0), "2026-11-22 09:30");
        assert_eq!(clock_time(epoch, Moment(61_000), 120), "2026-11-22 11:31");
        assert_eq!(clock_time(epoch, Moment(0), -600), "2026-11-21 23:30");
    }

    #[test]
    fn each_language_has_its_words_and_its_separator() {
        let session = SessionRecord { opened: UNIX_EPOCH, epoch: UNIX_EPOCH, record: Record::default() };
        let first = |language| of_session(&session, language, 0).lines().next().map(str::to_owned);
        assert!(first(Language::Fi).is_some_and(|line| line.starts_with("\u{feff}Nimi;Yksikkö;Läsnäolo;")));
        assert!(first(Language::Sv).is_some_and(|line| line.starts_with("\u{feff}Namn;Enhet;Närvaro;")));
        assert!(first(Language::En).is_some_and(|line| line.starts_with("\u{feff}Name,Unit,Attendance,")));
        assert!(of_series(&[session], Language::Fi).starts_with("\u{feff}Nimi;Yksikkö;"));
    }
}
