use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::protocol::MIN_RECALL;
use crate::role::Role;
use crate::room::story::PLENARY;
use crate::time::Moment;

/// Participants 2 to 5 in two groups that take so many minutes.
fn lasting(minutes: Option<u32>) -> Story {
    let mut story = Story::with_people_to(5);
    open_with(&mut story, 1, GroupsPlan { minutes, ..plan(Assignment::Random {}) }).unwrap();
    story
}

fn left(story: &Story) -> Option<u64> {
    run(story).ends_at.map(|end| end.since(story.now).as_secs())
}

fn everybody_is_back(story: &Story) -> bool {
    views(story).is_empty() && story.people().iter().all(|one| one.place == PLENARY)
}

#[test]
fn the_clock_brings_everybody_back_and_warns_before() {
    let mut story = lasting(Some(10));
    story.say(1, Command::SetWarnings { minutes: vec![5, 2] }).unwrap();
    assert_eq!(run(&story).warnings, [1, 2, 5]);
    assert!(warned(&story.wait(299)).is_empty());
    assert_eq!(warned(&story.wait(1)), [300]);
    assert_eq!(warned(&story.wait(180)), [120]);
    assert_eq!(warned(&story.wait(60)), [60]);
    assert!(!everybody_is_back(&story));
    let effects = story.wait(60);
    assert!(everybody_is_back(&story));
    let plans = effects.iter().filter(|effect| matches!(effect, Effect::Route(_))).count();
    assert_eq!((plans, warned(&effects)), (1, vec![]));
    assert_eq!(story.room.next_of_groups(), None);
}

#[test]
fn nobody_who_runs_the_session_has_to_be_there() {
    let mut story = lasting(Some(2));
    story.say(1, Command::Leave {}).unwrap();
    assert_eq!(warned(&story.wait(60)), [60]);
    story.wait(60);
    assert!(everybody_is_back(&story));
}

#[test]
fn warnings_that_would_have_been_before_are_not_given() {
    let mut story = lasting(Some(3));
    let effects = story.say(1, Command::SetWarnings { minutes: vec![10, 3, 4] }).unwrap();
    assert!(warned(&effects).is_empty());
    assert!(warned(&story.wait(119)).is_empty());
    assert_eq!(warned(&story.wait(1)), [60]);
}

#[test]
fn a_minute_is_warned_of_when_it_begins() {
    let mut story = Story::with_people_to(3);
    let effects =
        open_with(&mut story, 1, GroupsPlan { minutes: Some(1), ..plan(Assignment::Random {}) }).unwrap();
    assert_eq!(warned(&effects), [60]);
    assert!(warned(&story.wait(59)).is_empty());
    story.wait(1);
    assert!(everybody_is_back(&story));
}

#[test]
fn a_recall_counts_down_and_warns_at_once() {
    let mut story = lasting(Some(30));
    for seconds in [0, MIN_RECALL - 1, 601] {
        assert_eq!(story.say(1, Command::Recall { seconds }), Err(Rejection::OutOfRange));
    }
    assert_eq!(story.say(2, Command::Recall { seconds: 60 }), Err(Rejection::NotAllowed));
    assert_eq!(warned(&story.say(1, Command::Recall { seconds: 90 }).unwrap()), [90]);
    assert!(run(&story).recalled);
    assert_eq!(left(&story), Some(90));
    assert_eq!(warned(&story.wait(30)), [60]);
    assert_eq!(warned(&story.say(1, Command::Recall { seconds: MIN_RECALL }).unwrap()), [MIN_RECALL]);
    story.wait(4);
    assert!(!everybody_is_back(&story));
    story.wait(1);
    assert!(everybody_is_back(&story));
}

#[test]
fn a_recall_of_nobody_ends_at_once_and_so_does_one_that_everybody_has_followed() {
    let mut story = Story::with_groups(3, 2);
    story.say(1, Command::Recall { seconds: 60 }).unwrap();
    assert!(everybody_is_back(&story));
    story.open(2);
    story.send(2, nth(&story, 0));
    story.say(1, Command::Recall { seconds: 60 }).unwrap();
    story.send(2, PLENARY);
    assert!(everybody_is_back(&story));
}

#[test]
fn more_time_adds_up_and_takes_a_recall_back() {
    let mut story = lasting(Some(10));
    let more = |minutes| Command::ExtendGroups { minutes };
    story.say(1, more(5)).unwrap();
    story.say(1, more(5)).unwrap();
    assert_eq!(left(&story), Some(20 * 60));
    story.say(1, more(-12)).unwrap();
    assert_eq!(left(&story), Some(8 * 60));
    story.say(1, Command::Recall { seconds: 30 }).unwrap();
    story.say(1, more(1)).unwrap();
    assert_eq!((left(&story), run(&story).recalled), (Some(9 * 60), false));
    for minutes in [0, -9, 480, i32::MIN, i32::MAX] {
        assert_eq!(story.say(1, more(minutes)), Err(Rejection::OutOfRange), "{minutes}");
    }
    assert_eq!(story.say(2, more(1)), Err(Rejection::NotAllowed));
    // The end passed while a longer recall counted down.
    story.say(1, more(-8)).unwrap();
    story.say(1, Command::Recall { seconds: 600 }).unwrap();
    story.wait(100);
    story.say(1, more(2)).unwrap();
    assert_eq!(left(&story), Some(120));
}

#[test]
fn without_an_end_more_time_makes_one_and_a_recall_taken_back_leaves_none() {
    let mut story = lasting(None);
    assert_eq!((left(&story), run(&story).paused_with), (None, None));
    assert_eq!(story.say(1, Command::ExtendGroups { minutes: -1 }), Err(Rejection::OutOfRange));
    assert_eq!(story.say(1, Command::PauseGroups {}), Err(Rejection::NotRunning));
    story.say(1, Command::Recall { seconds: 30 }).unwrap();
    story.say(1, Command::ExtendGroups { minutes: 1 }).unwrap();
    assert_eq!(left(&story), None);
    story.wait(3_600);
    assert!(!everybody_is_back(&story));
    story.say(1, Command::ExtendGroups { minutes: 3 }).unwrap();
    assert_eq!(left(&story), Some(180));
}

#[test]
fn a_pause_keeps_what_was_left() {
    let mut story = lasting(Some(5));
    story.wait(100);
    story.say(1, Command::PauseGroups {}).unwrap();
    assert_eq!((left(&story), run(&story).paused_with), (None, Some(200_000)));
    assert_eq!(story.say(1, Command::PauseGroups {}), Ok(vec![]));
    assert!(warned(&story.wait(1_000)).is_empty());
    story.say(1, Command::ExtendGroups { minutes: 1 }).unwrap();
    assert_eq!(run(&story).paused_with, Some(260_000));
    story.say(1, Command::ResumeGroups {}).unwrap();
    assert_eq!(left(&story), Some(260));
    assert_eq!(warned(&story.wait(200)), [60]);
    story.wait(57);
    story.say(1, Command::PauseGroups {}).unwrap();
    story.wait(50);
    let effects = story.say(1, Command::ResumeGroups {}).unwrap();
    assert_eq!(warned(&effects), [MIN_RECALL], "nobody is thrown out in the middle of a word");
    assert_eq!(left(&story), Some(u64::from(MIN_RECALL)));
}

#[test]
fn what_cannot_be_said_of_groups_that_are_not_there() {
    let mut story = Story::with_people_to(2);
    let commands = || {
        [
            Command::ExtendGroups { minutes: 1 },
            Command::PauseGroups {},
            Command::ResumeGroups {},
            Command::SetWarnings { minutes: vec![] },
            Command::NextRound {},
            Command::AddGroup {},
            Command::MergeGroups { from: GroupId(1), into: GroupId(2) },
        ]
    };
    for command in commands() {
        assert_eq!(story.say(2, command.clone()), Err(Rejection::NotAllowed));
        assert_eq!(story.say(1, command), Err(Rejection::NoGroups));
    }
    story
        .try_open(GroupsPlan { countdown_seconds: 9, minutes: Some(9), ..plan(Assignment::Random {}) })
        .unwrap();
    for command in commands().into_iter().take(3) {
        assert_eq!(story.say(1, command), Err(Rejection::NotRunning), "before they begin");
    }
}

#[derive(Debug, Clone)]
enum Step {
    Wait(u64),
    Say(Command),
}

fn step() -> impl Strategy<Value = Step> {
    let minutes = prop::collection::vec(1..6_u32, 0..4);
    let say = prop_oneof![
        3 => (5..100_u32).prop_map(|seconds| Command::Recall { seconds }),
        3 => (-3..4_i32).prop_map(|minutes| Command::ExtendGroups { minutes }),
        2 => Just(Command::PauseGroups {}),
        3 => Just(Command::ResumeGroups {}),
        1 => minutes.prop_map(|minutes| Command::SetWarnings { minutes }),
    ];
    // Also ticks that come late, as after a restart.
    prop_oneof![3 => (0..70_000_u64).prop_map(Step::Wait), 1 => (0..400_000_u64).prop_map(Step::Wait),
        3 => say.prop_map(Step::Say)]
}

fn places(story: &Story) -> Vec<Place> {
    story.people().iter().map(|one| one.place).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nobody_is_moved_by_the_clock_without_a_warning_of_that_very_end(
        (rounds, minutes) in (1..4_u32, prop::option::weighted(0.8, 1..4_u32)),
        late in any::<bool>(),
        steps in prop::collection::vec(step(), 1..40),
    ) {
        let mut story = Story::with_people_to(7);
        story.enter(8, 8, Role::Facilitator).unwrap();
        let assignment =
            if rounds == 1 { Assignment::Random {} } else { Assignment::Rotation { rounds } };
        let opened = open_with(&mut story, 3, GroupsPlan { minutes, ..plan(assignment) }).unwrap();
        let mut warnings: Vec<(Moment, Moment)> = Vec::new();
        let note = |effects: &[Effect], at: Moment, warnings: &mut Vec<(Moment, Moment)>| {
            for event in events(effects) {
                if let Event::GroupsWarned { ends_at, seconds_left, .. } = event {
                    assert_eq!(u128::from(*seconds_left), ends_at.since(at).as_millis().div_ceil(1_000));
                    warnings.push((at, *ends_at));
                }
            }
        };
        note(&opened, story.now, &mut warnings);
        for step in steps {
            let until = match step {
                Step::Say(command) => {
                    let effects = story.say(1, command).unwrap_or_default();
                    note(&effects, story.now, &mut warnings);
                    continue;
                }
                Step::Wait(millis) => story.now.after(Duration::from_millis(millis)),
            };
            // On time, or all at once at the end of the wait.
            loop {
                let due = story.room.next_deadline().filter(|due| !late && *due < until);
                let (before, end) = (places(&story), story.room.run_view().and_then(|run| run.ends_at));
                story.now = due.unwrap_or(until);
                let effects = story.room.tick(story.now);
                if places(&story) != before {
                    let end = end.unwrap();
                    let early_enough = |(at, ends_at): &(Moment, Moment)| {
                        *ends_at == end && end.since(*at) >= Duration::from_secs(u64::from(MIN_RECALL))
                    };
                    prop_assert!(warnings.iter().any(early_enough), "{end:?} {warnings:?}");
                    prop_assert!(end <= story.now);
                }
                note(&effects, story.now, &mut warnings);
                prop_assert!(story.room.next_deadline().is_none_or(|due| due > story.now));
                if let Some(end) = story.room.run_view().and_then(|run| run.ends_at) {
                    let is_near = end.since(story.now) <= Duration::from_secs(60);
                    prop_assert!(!is_near || warnings.iter().any(|(_, of)| *of == end));
                }
                if due.is_none() {
                    break;
                }
            }
        }
    }
}
