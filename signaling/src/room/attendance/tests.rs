use super::*;
use crate::attendance::{Words, session_table, totals};
use crate::csv::{Mark, Separator, write};
use crate::protocol::{AttendanceRow, AttendanceView, Command, Event};
use crate::room::Effect;
use crate::room::story::{Story, person};

const HOME_CARE: UnitId = UnitId(1);
const HOSPITAL: UnitId = UnitId(2);

const fn member(member: u32) -> AttendanceSubject {
    AttendanceSubject::Member { member: MemberId(member) }
}

const fn visitor(who: u32) -> AttendanceSubject {
    AttendanceSubject::Visitor { participant: person(who) }
}

/// The story begins at 1 s. The session at 60 s, for 90 minutes; after 10 minutes one is late. Members 1 and 3 are
/// from home care, 2 and 4 from the hospital.
fn expected() -> Expected {
    let unit = |id| if id % 2 == 1 { HOME_CARE } else { HOSPITAL };
    let one = |id| (MemberId(id), ExpectedMember { name: format!("m{id}"), unit: Some(unit(id)) });
    Expected {
        start: Some(Moment(60_000)),
        minutes: 90,
        late_after: 10,
        units: [(HOME_CARE, "Kotihoito".into()), (HOSPITAL, "Sairaala".into())].into(),
        members: (1..=4).map(one).collect(),
    }
}

impl Story {
    fn expecting(last: u32) -> Self {
        let mut story = Self::with_people_to(last);
        story.room.expect(story.now, expected()).unwrap();
        story
    }

    fn came_as(&mut self, who: u32, id: u32) -> Vec<Effect> {
        self.room.recognise(self.now, person(who), MemberId(id)).unwrap()
    }

    fn table(&self, who: u32) -> AttendanceView {
        self.room.view_for(self.now, person(who)).unwrap().attendance.unwrap()
    }

    fn row(&self, subject: AttendanceSubject) -> AttendanceRow {
        self.table(1).rows.into_iter().find(|row| row.subject == subject).unwrap()
    }

    fn correct(
        &mut self,
        who: u32,
        subject: AttendanceSubject,
        minutes: u32,
    ) -> Result<Vec<Effect>, Rejection> {
        let reason = "Kello oli väärässä".into();
        let (status, minutes) = (Some(AttendanceStatus::Present), Some(minutes));
        self.say(who, Command::CorrectAttendance { subject, status, minutes, reason })
    }
}

fn told(effects: &[Effect]) -> Vec<(ParticipantId, Vec<AttendanceSubject>)> {
    let of = |effect: &Effect| match effect {
        Effect::Tell {
            audience: crate::room::Audience::One(who),
            event: Event::AttendanceChanged { rows, .. },
        } => Some((*who, rows.iter().map(|row| row.subject).collect())),
        _ => None,
    };
    effects.iter().filter_map(of).collect()
}

#[test]
fn whoever_comes_in_time_is_present_and_whoever_comes_later_is_late() {
    let mut story = Story::expecting(2);
    story.came_as(2, 1);
    story.wait(60 + 600 - 1);
    story.enter(3, 3, Role::Participant).unwrap();
    story.came_as(3, 2);
    story.wait(1);
    story.enter(4, 4, Role::Participant).unwrap();
    story.came_as(4, 3);
    let status = |id| story.row(member(id)).status;
    use AttendanceStatus::{Absent, Late, Present};
    assert_eq!([1, 2, 3, 4].map(status), [Present, Present, Late, Absent]);
}

#[test]
fn somebody_may_say_that_they_cannot_come_and_come_after_all() {
    let mut story = Story::expecting(2);
    story.room.cannot_come(story.now, MemberId(1), true).unwrap();
    assert_eq!(story.row(member(1)).status, AttendanceStatus::AbsentAnnounced);
    story.came_as(2, 1);
    assert_eq!(story.row(member(1)).status, AttendanceStatus::Present);
}

#[test]
fn minutes_are_those_in_the_room_over_all_stays_and_devices() {
    let mut story = Story::expecting(2);
    story.enter(2, 22, Role::Participant).unwrap();
    story.came_as(2, 1);
    story.wait(600);
    story.say(2, Command::Leave {}).unwrap();
    story.wait(300);
    // Came again with the same invitation, as somebody new.
    story.enter(3, 3, Role::Participant).unwrap();
    story.came_as(3, 1);
    story.wait(600);
    let row = story.row(member(1));
    assert_eq!((row.present_ms, row.here_since), (600_000, Some(Moment(901_000))));
    assert_eq!((row.came, row.left), (Some(Moment(1_000)), None));
    assert_eq!(story.room.attendance_record(story.now, None).rows[0].minutes, 20);
}

#[test]
fn a_lost_connection_counts_as_present_unless_it_is_given_up() {
    let mut story = Story::expecting(3);
    story.wait(60);
    story.lose(2);
    story.lose(3);
    story.wait(100);
    story.resume(2).unwrap();
    story.wait(100);
    assert_eq!(story.row(visitor(2)).here_since, Some(Moment(1_000)));
    let gone = story.row(visitor(3));
    assert_eq!((gone.present_ms, gone.left), (60_000, Some(Moment(61_000))), "until it was lost");
}

#[test]
fn people_on_one_device_each_have_a_row() {
    let mut story = Story::expecting(2);
    story.enter(3, 2, Role::Participant).unwrap();
    story.came_as(3, 2);
    story.say_through(3, 2, Command::Leave {}).unwrap();
    assert!(story.row(member(2)).left.is_some());
    assert!(story.row(visitor(2)).here_since.is_some());
}

#[test]
fn a_visitor_who_is_matched_by_hand_has_no_row_of_their_own_any_more() {
    let mut story = Story::expecting(2);
    story.correct(1, visitor(2), 80).unwrap();
    story.say(1, Command::MatchMember { participant: person(2), member: Some(MemberId(4)) }).unwrap();
    assert!(story.table(1).rows.iter().all(|row| row.subject != visitor(2)));
    let row = story.row(member(4));
    assert_eq!((row.participants, row.corrections.len()), (vec![person(2)], 1), "with what was corrected");
    story.say(1, Command::MatchMember { participant: person(2), member: None }).unwrap();
    assert_eq!(story.row(visitor(2)).status, AttendanceStatus::Present);
    assert_eq!(story.row(member(4)).status, AttendanceStatus::Absent);
}

#[test]
fn a_correction_stands_beside_what_was_recorded() {
    let mut story = Story::expecting(2);
    story.correct(1, member(1), 80).unwrap();
    story.correct(1, member(1), 85).unwrap();
    let row = story.row(member(1));
    assert_eq!((row.status, row.present_ms), (AttendanceStatus::Absent, 0));
    assert_eq!(row.corrections[1].author, person(1));
    assert_eq!(row.corrections[1].reason, "Kello oli väärässä");
    let record = &story.room.attendance_record(story.now, None).rows[0];
    assert_eq!((record.status, record.minutes), (AttendanceStatus::Present, 85), "the last one counts");
    assert_eq!((record.recorded_status, record.recorded_minutes), (AttendanceStatus::Absent, 0));
}

#[test]
fn a_correction_says_something_and_why_and_there_are_not_endless_ones() {
    let mut story = Story::expecting(2);
    let mut say = |status, minutes, reason: &str| {
        let subject = member(1);
        story
            .say(1, Command::CorrectAttendance { subject, status, minutes, reason: reason.into() })
            .map(|_| ())
    };
    let refused = Err(Rejection::OutOfRange);
    assert_eq!(say(None, None, "syy"), refused);
    assert_eq!(say(None, Some(1), " "), refused);
    assert_eq!(say(None, Some(1), "rivi\nrivi"), refused);
    assert_eq!(say(None, Some(1), &"ä".repeat(MAX_REASON + 1)), refused);
    assert_eq!(say(None, Some(MAX_CORRECTED_MINUTES + 1), "syy"), refused);
    for _ in 0..MAX_CORRECTIONS {
        assert_eq!(say(None, Some(MAX_CORRECTED_MINUTES), &"ä".repeat(MAX_REASON)), Ok(()));
    }
    assert_eq!(say(None, Some(1), "syy"), refused);
}

#[test]
fn a_named_keeper_alone_corrects_beside_supervisors() {
    let mut story = Story::expecting(2);
    story.enter(3, 3, Role::Assistant).unwrap();
    story.enter(4, 4, Role::Facilitator).unwrap();
    let keeper = |who| Command::NameKeeper { participant: Some(person(who)) };
    assert_eq!(story.say(1, keeper(2)), Err(Rejection::NotAllowed), "who may not correct cannot keep it");
    story.say(1, keeper(3)).unwrap();
    assert_eq!(story.correct(4, member(1), 1), Err(Rejection::NotAllowed));
    story.correct(3, member(1), 1).unwrap();
    story.correct(1, member(1), 2).unwrap();
    story.say(1, Command::NameKeeper { participant: None }).unwrap();
    story.correct(4, member(1), 3).unwrap();
}

#[test]
fn whoever_is_limited_to_a_unit_sees_and_corrects_and_exports_that_unit_only() {
    let mut story = Story::expecting(2);
    story.enter(3, 3, Role::Assistant).unwrap();
    story.room.limit_attendance(story.now, person(3), Some(HOSPITAL));
    let table = story.table(3);
    assert_eq!(table.rows.iter().map(|row| row.subject).collect::<Vec<_>>(), [member(2), member(4)]);
    assert_eq!(table.units.len(), 1);
    let effects = story.came_as(2, 1);
    assert_eq!(told(&effects), [(person(1), vec![member(1)])], "and is told of nothing else");
    assert_eq!(told(&story.correct(1, member(2), 5).unwrap()).len(), 2);
    assert_eq!(story.correct(3, member(1), 5), Err(Rejection::UnknownParticipant));
    let steal = Command::MatchMember { participant: person(2), member: Some(MemberId(2)) };
    assert_eq!(story.say(3, steal), Err(Rejection::NotAllowed));
    let record = story.room.attendance_record_for(story.now, person(3)).unwrap();
    assert_eq!(record.rows.len(), 2);
    assert_eq!(story.room.attendance_record_for(story.now, person(2)), None);
}

#[test]
fn a_list_that_is_too_long_or_names_an_unknown_unit_is_refused() {
    let mut story = Story::expecting(1);
    let mut long = expected();
    let one = ExpectedMember { name: "m".into(), unit: None };
    long.members = (0..=MAX_MEMBERS as u32).map(|id| (MemberId(id), one.clone())).collect();
    let mut unknown = expected();
    unknown.units.clear();
    let mut nameless = expected();
    nameless.members.insert(MemberId(9), ExpectedMember { name: " ".into(), unit: None });
    for wrong in [long, unknown, nameless] {
        let before = story.room.clone();
        assert_eq!(story.room.expect(story.now, wrong), Err(Rejection::OutOfRange));
        assert_eq!(before, story.room);
    }
}

#[test]
fn the_table_and_the_totals_can_be_taken_along() {
    let mut story = Story::expecting(2);
    story.came_as(2, 1);
    story.wait(3_600);
    let first = story.room.attendance_record(story.now, None);
    let mut second = first.clone();
    second.rows[0].status = AttendanceStatus::Late;
    second.rows[1].status = AttendanceStatus::AbsentAnnounced;
    let totals = totals(&[first.clone(), second]);
    assert_eq!(totals.len(), 4, "visitors are in no total");
    let one = &totals[0];
    assert_eq!((one.planned, one.present, one.late, one.absent), (2, 1, 1, 0));
    assert_eq!((one.planned_minutes, one.minutes, one.name.as_str()), (180, 120, "m1"));
    assert_eq!((totals[1].absent, totals[1].absent_announced), (1, 1));

    let words = Words {
        headings: ["Nimi", "Yksikkö", "Tila", "Min", "Tuli", "Lähti", "Kirjattu", "Min", "Syy"]
            .map(String::from),
        statuses: ["Paikalla", "Myöhässä", "Poissa", "Poissa, ilmoitti"].map(String::from),
    };
    let table = session_table(&first, &words, |moment| format!("{} s", moment.0 / 1000));
    let text = write(Separator::Semicolon, Mark::Without, &table);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[1], "m1;Kotihoito;Paikalla;60;\"1 s\";\"\";Paikalla;60;\"\"");
    assert_eq!(lines.len(), 6, "headings, four members, the supervisor");
}

#[test]
fn the_table_says_what_the_list_says_and_the_session_what_people_call_themselves() {
    let mut story = Story::expecting(2);
    story.came_as(2, 1);
    let rename = Command::Rename { participant: None, name: "Siru".into() };
    let effects = story.say(2, rename).unwrap();
    assert_eq!((story.row(member(1)).name.as_str(), story.one(2).name.as_str()), ("m1", "Siru"));
    for effect in &effects {
        let Effect::Tell { audience, event } = effect else { continue };
        if story.room.audience(audience).contains(&person(2)) {
            assert!(!format!("{event:?}").contains("m1"), "nobody else learns who is who: {event:?}");
        }
    }
    let view = story.room.view_for(story.now, person(2)).unwrap();
    assert_eq!(view.attendance, None);
    assert!(!format!("{view:?}").contains("m1"));
    let record = story.room.attendance_record_for(story.now, person(1)).unwrap();
    assert!(record.rows.iter().all(|row| row.name != "Siru"), "nor does the export have the other name");
    story.say(1, Command::MatchMember { participant: person(2), member: None }).unwrap();
    assert_eq!(story.row(visitor(2)).name, "Siru", "who is nobody on the list is called as in the session");
}

#[test]
fn however_many_came_unexpected_those_who_are_expected_are_recorded() {
    let mut story = Story::expecting(1);
    for who in 10..10 + MAX_RECORDED as u32 {
        story.enter(who, 10, Role::Participant).unwrap();
        story.say_through(who, 10, Command::Leave {}).unwrap();
    }
    let rows = story.table(1).rows.len();
    story.enter(2, 2, Role::Participant).unwrap();
    assert_eq!(story.table(1).rows.len(), rows, "the table is full");
    story.came_as(2, 1);
    story.wait(600);
    assert!(story.row(member(1)).came.is_some());
    assert_eq!(story.table(1).rows.len(), rows);
}
