use signaling::protocol::Language;

use super::*;
use crate::opening_hours;
use crate::templates::Templates;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Noon of a Monday, in summer: 09:00 in UTC.
fn monday_noon() -> SystemTime {
    let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_813_568_400);
    assert_eq!(opening_hours::rfc3339(noon), "2027-06-21T09:00:00Z");
    noon
}

fn reception(hours: &str) -> Settings {
    #[derive(serde::Deserialize)]
    struct File {
        hours: Vec<opening_hours::Written>,
    }
    let File { hours } = toml::from_str(&format!("hours = [{hours}]")).unwrap();
    let mut settings =
        Templates::load(None).unwrap().get("drop_in").unwrap().settings("Piiri".into(), Language::Fi);
    if let Some(reception) = &mut settings.reception {
        reception.hours = OpeningHours::read(&hours, None).unwrap();
    }
    settings
}

const MORNINGS: &str = r#"{ days = ["mon", "thu"], from = "09:00", to = "12:00" }"#;

/// When a closed reception opens, in hours from then.
fn opens_in(settings: &Settings, now: SystemTime) -> Option<Option<u64>> {
    let closed = settings.closed(now)?;
    assert!(closed.text.contains("116117"));
    Some(closed.opens_at.map(|opens_at| opens_at.duration_since(now).unwrap().as_secs() / 3600))
}

#[test]
fn a_reception_is_closed_outside_its_hours_and_says_when_it_opens() {
    let settings = reception(MORNINGS);
    let noon = monday_noon();
    assert_eq!(opens_in(&settings, noon - Duration::from_secs(1)), None, "open");
    assert_eq!(opens_in(&settings, noon - 3 * HOUR), None);
    assert_eq!(opens_in(&settings, noon), Some(Some(2 * 24 + 21)), "on Thursday at nine");
    assert_eq!(opens_in(&settings, noon - 4 * HOUR), Some(Some(1)));
    assert_eq!(opens_in(&reception(""), noon), None, "always");
    let practice = Settings { practice: true, ..settings };
    assert_eq!(opens_in(&practice, noon), None, "nobody waits there");
    let elsewhere = Settings { reception: None, ..practice };
    assert_eq!(elsewhere.closed(noon), None);
}

#[test]
fn hours_hold_within_the_schedule() {
    let noon = monday_noon();
    let hours = |starts_at, ends_at| Hours { starts_at, ends_at, opens_before: HOUR, stays_open_after: HOUR };
    let at = |hours: Hours, weekly: &str| opens_in(&Settings { hours, ..reception(weekly) }, noon);
    // The doors open at eleven tomorrow; the next morning is on Thursday.
    let tomorrow = hours(Some(noon + DAY), None);
    assert_eq!(at(tomorrow.clone(), ""), Some(Some(23)));
    assert_eq!(at(tomorrow.clone(), MORNINGS), Some(Some(2 * 24 + 21)));
    // In the middle of the hours: when the doors open, if that is later.
    let thursday = hours(Some(noon + 3 * DAY - HOUR), None);
    assert_eq!(at(thursday, MORNINGS), Some(Some(3 * 24 - 2)));
    let until_tomorrow = Hours { ends_at: Some(noon + DAY), ..Hours::default() };
    assert_eq!(at(until_tomorrow.clone(), ""), None);
    assert_eq!(at(until_tomorrow, MORNINGS), Some(None), "it is over before it opens again");
    let over = hours(Some(noon - DAY), Some(noon - 2 * HOUR));
    assert_eq!(at(over.clone(), ""), Some(None));
    assert_eq!(at(over, MORNINGS), Some(None));
}

#[test]
fn a_session_has_hours_from_the_one_that_goes_on_or_comes_next() {
    let weekly = reception(
        r#"{ days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from = "00:00", to = "12:00" }"#,
    );
    let of_session = |settings: &Settings| {
        let clock = settings.clock();
        settings.room(Rules { grace: Duration::ZERO }, &clock).unwrap();
        let hours = settings.reception.as_ref().unwrap().hours_of(&settings.hours, &clock);
        (hours, clock)
    };
    let (hours, clock) = of_session(&weekly);
    assert!((182..=184).contains(&hours.len()), "half a year: {}", hours.len());
    assert!(hours[0].until > clock.now() && hours.is_sorted_by_key(|open| open.from));
    assert!(hours.iter().all(|open| open.from < open.until));
    assert!(hours[0].from <= clock.now().after(DAY / 2));

    // One that is planned has hours from then on: whoever looks in today must not use them up.
    let start = SystemTime::now() + 400 * DAY;
    let planned = Hours { starts_at: Some(start), ends_at: Some(start + DAY), ..Hours::default() };
    let (hours, clock) = of_session(&Settings { hours: planned, ..weekly.clone() });
    assert!(hours[0].until > clock.moment(start) && hours[0].from <= clock.moment(start + DAY));
    // One that is over has some all the same, for none would mean always.
    let past =
        Hours { starts_at: Some(start - 420 * DAY), ends_at: Some(start - 419 * DAY), ..Hours::default() };
    let (hours, _) = of_session(&Settings { hours: past, ..weekly });
    assert!(!hours.is_empty());
    let (always, _) = of_session(&reception(""));
    assert_eq!(always, []);
    // More than the room takes, in short stretches: the first of them.
    let all_days = r#"days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]"#;
    let short: Vec<String> =
        (10..20).map(|hour| format!("{{ {all_days}, from = \"{hour}:00\", to = \"{hour}:30\" }}")).collect();
    let (many, _) = of_session(&reception(&short.join(", ")));
    assert_eq!(many.len(), MAX_OPEN_HOURS);
}
