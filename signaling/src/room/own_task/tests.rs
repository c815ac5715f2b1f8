use super::*;
use crate::protocol::{AttendanceSubject, Command, LeaveReason, Presence, SourceKind};
use crate::role::Role;
use crate::room::Effect;
use crate::room::story::{GRACE, Story, device, events, person};

const CAMERA_ON: Command = Command::SetSending { kind: SourceKind::Camera, on: true };
const HOUR: u64 = 60 * 60;

fn task() -> Command {
    Command::StartOwnTask { task: "Kuvaa neljä merkkiä syksystä".into(), minutes: 60 }
}

impl Story {
    pub(in crate::room) fn at_a_task(last: u32) -> Self {
        let mut story = Self::with_people_to(last);
        story.say(1, task()).unwrap();
        story
    }

    fn task(&self) -> Option<OwnTaskView> {
        self.room.view_for(self.now, person(2)).unwrap().own_task
    }

    fn sends_camera(&self, with: u32) -> bool {
        self.room.plan().routes[&device(with)].sends.contains(&SourceKind::Camera)
    }

    /// Minutes in the record of attendance.
    fn present(&self, who: u32) -> u32 {
        let record = self.room.attendance_record(self.now, None);
        let row = AttendanceSubject::Visitor { participant: person(who) };
        record.rows.iter().find(|one| one.subject == row).unwrap().minutes
    }
}

#[test]
fn whoever_is_away_at_a_task_is_not_put_into_a_group() {
    use crate::protocol::{Assignment, GroupsPlan};
    let mut story = Story::at_a_task(7);
    for who in [2, 3, 4] {
        story.lose(who);
    }
    story.wait(600);
    story.try_open(GroupsPlan::of(2, Assignment::Random {})).unwrap();
    let away = |story: &Story, who: u32| story.place(who) == Place::Plenary {};
    assert_eq!((2..=7).filter(|who| away(&story, *who)).collect::<Vec<_>>(), [2, 3, 4]);
    story.say(1, Command::Recall { seconds: 5 }).unwrap();
    story.wait(5);
    story.say(1, Command::EndOwnTask {}).unwrap();
    story.try_open(GroupsPlan::of(2, Assignment::Random {})).unwrap();
    assert!((2..=7).all(|who| !away(&story, who)), "whoever is lost for a moment is");
}

#[test]
fn people_are_sent_away_with_everything_off_and_may_turn_it_on_again() {
    let mut story = Story::with_people_to(3);
    story.enter(4, 4, Role::Assistant).unwrap();
    story.enter(5, 5, Role::Speaker).unwrap();
    story.say(5, Command::GoBackstage {}).unwrap();
    // Staff and a participant at one device.
    story.enter(6, 4, Role::Participant).unwrap();
    for who in [1, 2, 4, 5] {
        story.say(who, CAMERA_ON).unwrap();
    }
    let effects = story.say(1, task()).unwrap();
    assert!(matches!(effects[0], Effect::Route(_)));
    assert_eq!([1, 2, 3, 4, 5].map(|with| story.sends_camera(with)), [true, false, false, true, true]);
    assert!(story.hears(2, 1) && story.hears(1, 2), "those who stay can talk");
    story.say(2, CAMERA_ON).unwrap();
    assert!(story.sends_camera(2));
    let expected = OwnTaskView {
        task: Some("Kuvaa neljä merkkiä syksystä".into()),
        since: story.now,
        ends_at: story.now.after(minutes(60)),
        ready: Vec::new(),
    };
    assert_eq!(story.task(), Some(expected));
    story.say(1, Command::EndOwnTask {}).unwrap();
    assert_eq!(story.task(), None);
    assert!(story.sends_camera(2));
}

#[test]
fn a_task_is_run_by_those_who_run_the_agenda_and_needs_words_and_a_length() {
    let mut story = Story::with_people_to(2);
    story.enter(3, 3, Role::Assistant).unwrap();
    let start = |task: &str, minutes| Command::StartOwnTask { task: task.into(), minutes };
    for who in [2, 3] {
        for command in [task(), Command::ExtendOwnTask { minutes: 1 }, Command::EndOwnTask {}] {
            assert_eq!(story.say(who, command), Err(Rejection::NotAllowed));
        }
    }
    for (command, why) in [
        (start(" ", 10), Rejection::OutOfRange),
        (start("a\u{0}", 10), Rejection::OutOfRange),
        (start(&"x".repeat(MAX_TASK + 1), 10), Rejection::TooLong),
        (start("x", 0), Rejection::OutOfRange),
        (start("x", MAX_OWN_TASK + 1), Rejection::OutOfRange),
        (Command::ExtendOwnTask { minutes: 1 }, Rejection::NotRunning),
        (Command::EndOwnTask {}, Rejection::NotRunning),
    ] {
        assert_eq!(story.say(1, command), Err(why));
    }
    assert_eq!(story.say(2, Command::SayTaskReady { ready: true }), Err(Rejection::NotRunning));
    story.say(1, start(&"x".repeat(MAX_TASK), MAX_OWN_TASK)).unwrap();
}

#[test]
fn a_task_is_not_given_in_groups_nor_in_a_break_and_a_break_ends_it() {
    let mut story = Story::with_groups(2, 1);
    assert_eq!(story.say(1, task()), Err(Rejection::GroupsOpen));
    let mut story = Story::at_a_task(2);
    let pause = Command::StartBreak { minutes: 10, coffee_table: false };
    story.say(1, pause).unwrap();
    assert_eq!(story.task(), None);
    assert_eq!(story.say(1, task()), Err(Rejection::OnBreak));
}

#[test]
fn a_task_lasts_until_it_is_ended_and_can_be_made_longer_or_shorter() {
    let mut story = Story::at_a_task(2);
    let extend = |minutes| Command::ExtendOwnTask { minutes };
    for wrong in [0, -61, i32::MIN, i32::MAX, MAX_OWN_TASK as i32 - 59] {
        assert_eq!(story.say(1, extend(wrong)), Err(Rejection::OutOfRange), "{wrong}");
    }
    story.say(1, extend(-60)).unwrap();
    assert_eq!(story.task().unwrap().ends_at, story.now);
    story.wait(300);
    story.say(1, extend(2)).unwrap();
    assert_eq!(story.task().unwrap().ends_at, story.now.after(minutes(2)), "more time counts from now");
}

#[test]
fn who_is_ready_says_so_and_is_listed_by_seat() {
    let mut story = Story::at_a_task(4);
    let say = |ready| Command::SayTaskReady { ready };
    for who in [4, 3, 2] {
        story.say(who, say(true)).unwrap();
    }
    assert_eq!(story.say(2, say(true)), Ok(vec![]));
    assert_eq!(story.task().unwrap().ready, [2, 3, 4].map(person));
    story.say(3, say(false)).unwrap();
    assert_eq!(story.say(3, say(false)), Ok(vec![]));
    let effects = story.say(4, Command::Leave {}).unwrap();
    assert!(events(&effects).iter().any(|event| matches!(event, Event::OwnTaskChanged { .. })));
    assert_eq!(story.task().unwrap().ready, [person(2)]);
    story.say(1, task()).unwrap();
    assert_eq!(story.task().unwrap().ready, [], "each task has its own list");
}

#[test]
fn another_task_replaces_the_one_there_is() {
    let mut story = Story::at_a_task(2);
    story.wait(60);
    let other = Command::StartOwnTask { task: "Toinen".into(), minutes: 10 };
    story.say(1, other).unwrap();
    let now = story.task().unwrap();
    assert_eq!((now.task.as_deref(), now.since), (Some("Toinen"), story.now));
    assert_eq!(story.room.own_task.tasks.len(), 1, "the words of the first are gone");
}

#[test]
fn the_agenda_begins_and_ends_what_is_not_so_already() {
    let mut story = Story::with_people_to(2);
    let begin = |story: &mut Story, text: &str, minutes| {
        let mut changes = Changes::default();
        story.room.begin_own_task(story.now, text.into(), minutes, &mut changes);
        changes.own_task
    };
    assert!(begin(&mut story, "yksi", 10));
    let first = story.task();
    assert!(!begin(&mut story, "yksi", 20) && story.task() == first);
    assert!(begin(&mut story, "kaksi", 20));
    let mut changes = Changes::default();
    story.room.begin_break(story.now, 10, true, &mut changes);
    assert!(changes.pause && changes.own_task && story.room.is_on_break() && story.task().is_none());
    assert!(begin(&mut story, "kolme", 20));
    assert!(!story.room.is_on_break() && story.task().is_some(), "one follows the other");
    let mut changes = Changes::default();
    story.room.end_break_now(story.now, &mut changes);
    assert!(!changes.pause);
}

#[test]
fn whoever_is_away_keeps_their_seat_until_the_task_is_over_and_the_grace_time() {
    let mut story = Story::at_a_task(3);
    story.wait(60);
    story.lose(2);
    story.wait(HOUR - 120);
    assert!(matches!(story.one(2).presence, Presence::Dropped { .. }));
    story.resume(2).unwrap();
    assert_eq!(story.one(2).presence, Presence::Here {});
    story.lose(2);
    story.wait(60);
    story.say(1, Command::EndOwnTask {}).unwrap();
    story.wait(GRACE.as_secs() - 1);
    story.one(2);
    let effects = story.wait(1);
    let left = Event::PersonLeft { participant: person(2), reason: LeaveReason::Lost };
    assert!(events(&effects).contains(&&left));
}

#[test]
fn a_task_that_ends_early_gives_the_grace_time_from_then_on() {
    let mut story = Story::at_a_task(3);
    story.wait(60);
    story.lose(2);
    story.wait(600);
    story.say(1, Command::EndOwnTask {}).unwrap();
    story.wait(GRACE.as_secs() - 1);
    story.resume(2).unwrap();
    story.lose(2);
    story.wait(GRACE.as_secs());
    assert!(!story.room.knows(person(2)), "and after that nothing more than ever");
}

#[test]
fn people_are_waited_for_who_are_late_but_not_for_ever() {
    let mut story = Story::at_a_task(3);
    story.lose(2);
    story.lose(1);
    story.lose(3);
    story.wait(HOUR + LATE_BACK.as_secs() + GRACE.as_secs() - 1);
    story.resume(3).unwrap();
    story.wait(1);
    assert_eq!(story.people().len(), 1);
    story.lose(3);
    story.wait(GRACE.as_secs());
    assert!(story.room.is_empty(), "a task that was forgotten keeps no room");
    assert_eq!(story.room.next_deadline(), None);
    story.enter(1, 1, Role::Supervisor).unwrap();
    story.enter(2, 2, Role::Participant).unwrap();
    assert_eq!(story.task(), None);
}

#[test]
fn the_time_away_counts_as_present() {
    let mut story = Story::at_a_task(4);
    story.wait(600);
    story.lose(2);
    story.lose(3);
    story.wait(HOUR - 1_200);
    story.resume(3).unwrap();
    story.wait(600);
    story.say(1, Command::EndOwnTask {}).unwrap();
    story.wait(600);
    assert_eq!(story.present(2), 60, "who does not come back was there until the task was over");
    assert_eq!(story.present(3), 70, "who does comes back to one stay");
    story.lose(3);
    story.wait(600);
    assert_eq!(story.present(3), 70, "after a task it is as ever");
}

#[test]
fn who_was_lost_before_the_task_is_not_counted_as_present_in_it() {
    let mut story = Story::with_people_to(3);
    story.wait(600);
    story.lose(2);
    story.wait(60);
    story.say(1, task()).unwrap();
    story.wait(HOUR + 60);
    story.say(1, Command::EndOwnTask {}).unwrap();
    story.wait(GRACE.as_secs());
    assert_eq!(story.present(2), 10);
}

#[test]
fn several_tasks_in_a_row_are_one_absence() {
    let mut story = Story::at_a_task(3);
    story.wait(600);
    story.lose(2);
    story.wait(HOUR - 600);
    story.say(1, Command::EndOwnTask {}).unwrap();
    story.wait(60);
    story.say(1, task()).unwrap();
    story.wait(HOUR);
    story.say(1, Command::EndOwnTask {}).unwrap();
    story.wait(GRACE.as_secs());
    assert!(!story.room.knows(person(2)));
    assert_eq!(story.present(2), 121);
    story.wait(GRACE.as_secs());
    story.say(1, task()).unwrap();
    assert_eq!(story.room.own_task.task.unwrap().away_since, story.now, "later it is another");
}

#[test]
fn nobody_was_present_longer_than_the_task_was_to_take() {
    let mut story = Story::at_a_task(3);
    story.lose(2);
    story.wait(HOUR + 600);
    story.lose(3);
    story.wait(600);
    story.say(1, Command::EndOwnTask {}).unwrap();
    story.wait(GRACE.as_secs());
    assert_eq!((story.present(2), story.present(3)), (60, 70));
}

#[test]
fn the_end_of_the_session_ends_the_task() {
    let mut story = Story::at_a_task(2);
    story.say(1, Command::EndSession {}).unwrap();
    assert_eq!(story.room.own_task_view(), None);
}
