use super::*;

fn written(days: &str, from: &str, to: &str) -> Written {
    let days = days.split(' ').filter(|day| !day.is_empty());
    let days: Vec<String> = days.map(|day| format!("\"{day}\"")).collect();
    toml::from_str(&format!("days = [{}]\nfrom = \"{from}\"\nto = \"{to}\"", days.join(", "))).unwrap()
}

fn hours(stretches: &[(&str, &str, &str)]) -> OpeningHours {
    let written: Vec<Written> = stretches.iter().map(|(days, from, to)| written(days, from, to)).collect();
    OpeningHours::read(&written, None).unwrap()
}

fn at(text: &str) -> SystemTime {
    text.parse::<Timestamp>().unwrap().into()
}

/// The first of them as texts, in UTC.
fn first(hours: &OpeningHours, then: &str, count: usize) -> Vec<(String, String)> {
    let open = hours.open_from(at(then)).into_iter().take(count);
    open.map(|(from, until)| (rfc3339(from), rfc3339(until))).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(from, until)| ((*from).to_owned(), (*until).to_owned())).collect()
}

#[test]
fn nine_in_the_morning_is_nine_before_and_after_the_clocks_are_changed() {
    // Clocks go forward on Sunday 28 March 2027 and back on Sunday 31 October.
    let offices = hours(&[("mon fri", "09:00", "15:00")]);
    assert_eq!(
        first(&offices, "2027-03-26T10:00:00Z", 2),
        pairs(&[
            ("2027-03-26T07:00:00Z", "2027-03-26T13:00:00Z"),
            ("2027-03-29T06:00:00Z", "2027-03-29T12:00:00Z"),
        ]),
        "the stretch that goes on is the first"
    );
    assert_eq!(
        first(&offices, "2027-10-29T12:00:00Z", 2),
        pairs(&[
            ("2027-11-01T07:00:00Z", "2027-11-01T13:00:00Z"),
            ("2027-11-05T07:00:00Z", "2027-11-05T13:00:00Z"),
        ]),
        "at its end it is over"
    );
}

#[test]
fn the_night_of_the_change_is_an_hour_shorter_or_longer_and_never_backwards() {
    let night = hours(&[("sun", "02:00", "06:00")]);
    assert_eq!(
        first(&night, "2027-03-27T00:00:00Z", 1),
        pairs(&[("2027-03-28T00:00:00Z", "2027-03-28T03:00:00Z")])
    );
    assert_eq!(
        first(&night, "2027-10-30T00:00:00Z", 1),
        pairs(&[("2027-10-30T23:00:00Z", "2027-10-31T04:00:00Z")])
    );
    // From 3 to 4 there is no hour in spring; in autumn there are two, and the first counts.
    let gap = hours(&[("sun", "03:00", "03:30")]);
    assert_eq!(
        first(&gap, "2027-03-27T00:00:00Z", 1),
        pairs(&[("2027-03-28T01:00:00Z", "2027-03-28T01:30:00Z")])
    );
    assert_eq!(
        first(&gap, "2027-10-30T00:00:00Z", 1),
        pairs(&[("2027-10-31T00:00:00Z", "2027-10-31T00:30:00Z")])
    );
    let over = hours(&[("sun", "03:30", "04:30"), ("sun", "12:00", "13:00")]);
    assert_eq!(
        first(&over, "2027-03-28T00:00:00Z", 1),
        pairs(&[("2027-03-28T09:00:00Z", "2027-03-28T10:00:00Z")]),
        "over before it begins"
    );
}

#[test]
fn stretches_that_touch_or_overlap_are_one_and_a_night_goes_on_into_the_next_day() {
    let both = hours(&[("tue", "00:00", "02:00"), ("mon", "22:00", "24:00"), ("mon", "20:00", "22:30")]);
    let one = pairs(&[("2026-11-23T18:00:00Z", "2026-11-24T00:00:00Z")]);
    assert_eq!(first(&both, "2026-11-23T12:00:00Z", 1), one);
    assert_eq!(first(&both, "2026-11-23T23:00:00Z", 1), one, "it began the day before");
    let always = hours(&[("mon tue wed thu fri sat sun", "00:00", "24:00")]);
    assert_eq!(always.open_from(at("2026-11-23T12:00:00Z")).len(), 1);
}

#[test]
fn there_are_hours_for_half_a_year_ahead_and_always_at_least_one() {
    let weekly = hours(&[("sun", "09:00", "10:00")]);
    let open = weekly.open_from(at("2026-11-23T12:00:00Z"));
    assert_eq!(open.len(), 26);
    assert!(open.is_sorted());
    assert!(hours(&[]).are_always() && hours(&[]).open_from(at("2026-11-23T12:00:00Z")).is_empty());
    assert!(!weekly.are_always());
}

#[test]
fn another_place_has_other_hours() {
    let written = [written("mon", "09:00", "15:00")];
    let elsewhere = OpeningHours::read(&written, Some("Europe/Stockholm")).unwrap();
    let stockholm = pairs(&[("2026-11-23T08:00:00Z", "2026-11-23T14:00:00Z")]);
    assert_eq!(first(&elsewhere, "2026-11-23T00:00:00Z", 1), stockholm);
    let moved =
        OpeningHours::read(&written, None).unwrap().in_place_of(None, Some("Europe/Stockholm")).unwrap();
    assert_eq!(first(&moved, "2026-11-23T00:00:00Z", 1), stockholm);
    let open = elsewhere.in_place_of(Some(&[]), None).unwrap();
    assert!(open.are_always());
}

#[test]
fn a_mistake_is_named_with_its_place() {
    let good = || written("mon", "09:00", "15:00");
    let said = |second: Written| {
        OpeningHours::read(&[good(), second], None).map_err(|error| error.to_string()).unwrap_err()
    };
    for (days, from, to, place) in [
        ("", "09:00", "15:00", "hours 2, days: "),
        ("mon tue mon", "09:00", "15:00", "hours 2, days: "),
        ("mon", "9:00", "15:00", "hours 2, from: "),
        ("mon", "24:00", "24:00", "hours 2, from: "),
        ("mon", "+9:00", "15:00", "hours 2, from: "),
        ("mon", "09:60", "15:00", "hours 2, from: "),
        ("mon", "09:00", "24:01", "hours 2, to: "),
        ("mon", "09:00", "09:00", "hours 2, to: "),
        ("mon", "15:00", "09:00", "hours 2, to: "),
        ("mon", "09:00", "15.00", "hours 2, to: "),
    ] {
        let said = said(written(days, from, to));
        assert!(said.starts_with(place), "{days} {from} {to}: {said}");
    }
    for zone in ["Europe/Turku", "", "../Helsinki", "/etc/localtime", "EET-2EEST,M3.5.0/3,M10.5.0/4"] {
        assert_eq!(OpeningHours::read(&[good()], Some(zone)), Err(NotValid::Zone), "{zone}");
    }
    let many: Vec<Written> = (0..=MAX_WRITTEN).map(|_| good()).collect();
    assert_eq!(OpeningHours::read(&many, None), Err(NotValid::TooMany));
}
