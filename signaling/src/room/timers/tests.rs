use super::*;
use crate::protocol::{Command, GroupColour};
use crate::role::Role;
use crate::room::story::{PLENARY, Story, group, person};

fn start(seconds: u32) -> Command {
    Command::StartTimer { seconds, title: None }
}

fn timers(story: &Story, who: u32) -> Vec<TimerView> {
    story.room.view_for(story.now, person(who)).unwrap().timers
}

fn told(story: &Story, who: u32, effects: &[crate::room::Effect]) -> Option<Vec<TimerView>> {
    effects.iter().rev().find_map(|effect| match effect {
        crate::room::Effect::Tell { audience, event: Event::TimersChanged { timers } } => {
            story.room.audience(audience).contains(&person(who)).then(|| timers.clone())
        }
        _ => None,
    })
}

/// The supervisor and 4 in the plenary, 2 in group 1, which they lead, 3 in group 2, an assistant in group 2.
fn story() -> Story {
    let mut story = Story::with_groups(4, 2);
    story.enter(5, 5, Role::Assistant).unwrap();
    story.try_send(&[(2, group(1)), (3, group(2))]).unwrap();
    story.send(5, group(2));
    let leader = Some(person(2));
    let colour = GroupColour::Blue;
    story
        .say(1, Command::SetGroup { group: crate::id::GroupId(1), name: None, colour, task: None, leader })
        .unwrap();
    story
}

#[test]
fn a_timer_is_seen_where_it_runs_and_by_those_who_run_the_session() {
    let mut story = story();
    let title = Some("Kierros".to_owned());
    let effects = story.say(1, Command::StartTimer { seconds: 60, title: title.clone() }).unwrap();
    let ends_at = Some(story.now.after(Duration::from_secs(60)));
    let timer = TimerView { place: PLENARY, title, seconds: 60, ends_at, paused_with: None };
    for who in [1, 4, 5] {
        assert_eq!(timers(&story, who), std::slice::from_ref(&timer));
        assert_eq!(told(&story, who, &effects), Some(vec![timer.clone()]));
    }
    for who in [2, 3] {
        assert!(timers(&story, who).is_empty());
        assert_eq!(told(&story, who, &effects), None);
    }
    story.say(5, start(30)).unwrap();
    assert_eq!(timers(&story, 3)[0].seconds, 30);
    assert_eq!(timers(&story, 1).iter().map(|one| one.place).collect::<Vec<_>>(), [PLENARY, group(2)]);
}

#[test]
fn whoever_moves_sees_the_timer_of_where_they_are() {
    let mut story = story();
    story.say(1, start(60)).unwrap();
    let effects = story.send(4, group(1));
    assert_eq!(told(&story, 4, &effects), Some(Vec::new()));
    let effects = story.send(2, PLENARY);
    assert_eq!(told(&story, 2, &effects), Some(timers(&story, 2)));
    assert_eq!(timers(&story, 2).len(), 1);
}

#[test]
fn a_timer_runs_over_its_end_until_it_is_stopped() {
    let mut story = story();
    story.say(1, start(60)).unwrap();
    story.wait(100);
    assert_eq!(timers(&story, 4).len(), 1);
    story.say(1, Command::PauseTimer {}).unwrap();
    assert_eq!((timers(&story, 4)[0].ends_at, timers(&story, 4)[0].paused_with), (None, Some(-40_000)));
    story.wait(10);
    story.say(1, Command::ExtendTimer { seconds: 60 }).unwrap();
    assert_eq!((timers(&story, 4)[0].seconds, timers(&story, 4)[0].paused_with), (120, Some(20_000)));
    story.say(1, Command::ResumeTimer {}).unwrap();
    assert_eq!(timers(&story, 4)[0].ends_at, Some(story.now.after(Duration::from_secs(20))));
    assert_eq!(timers(&story, 4)[0].paused_with, None);
    let effects = story.say(1, Command::StopTimer {}).unwrap();
    assert_eq!(told(&story, 4, &effects), Some(Vec::new()));
    for command in [
        Command::StopTimer {},
        Command::PauseTimer {},
        Command::ResumeTimer {},
        Command::ExtendTimer { seconds: 1 },
    ] {
        assert_eq!(story.say(1, command), Err(Rejection::NotRunning));
    }
}

#[test]
fn pausing_twice_and_resuming_what_runs_changes_nothing() {
    let mut story = story();
    story.say(1, start(60)).unwrap();
    assert!(story.say(1, Command::ResumeTimer {}).unwrap().is_empty());
    story.say(1, Command::PauseTimer {}).unwrap();
    story.wait(5);
    assert!(story.say(1, Command::PauseTimer {}).unwrap().is_empty());
    assert_eq!(timers(&story, 1)[0].paused_with, Some(60_000));
}

#[test]
fn the_length_of_a_timer_is_bounded() {
    let mut story = story();
    for seconds in [0, MAX_TIMER + 1] {
        assert_eq!(story.say(1, start(seconds)), Err(Rejection::OutOfRange));
    }
    story.say(1, start(MAX_TIMER - 1)).unwrap();
    for seconds in [0, 2, i32::MAX, i32::MIN, -(i32::try_from(MAX_TIMER).unwrap() - 1)] {
        assert_eq!(story.say(1, Command::ExtendTimer { seconds }), Err(Rejection::OutOfRange), "{seconds}");
    }
    story.say(1, Command::ExtendTimer { seconds: 1 }).unwrap();
    story.say(1, Command::ExtendTimer { seconds: 1 - i32::try_from(MAX_TIMER).unwrap() }).unwrap();
    assert_eq!(timers(&story, 1)[0].seconds, 1);
    let titled = |title: &str| Command::StartTimer { seconds: 1, title: Some(title.into()) };
    assert_eq!(story.say(1, titled("a\nb")), Err(Rejection::OutOfRange));
    assert_eq!(story.say(1, titled("")), Err(Rejection::OutOfRange));
    assert_eq!(story.say(1, titled(&"x".repeat(MAX_TIMER_TITLE + 1))), Err(Rejection::TooLong));
}

#[test]
fn a_new_timer_takes_the_place_of_the_old_one() {
    let mut story = story();
    story.say(1, Command::StartTimer { seconds: 9, title: Some("vanha".into()) }).unwrap();
    story.say(1, start(60)).unwrap();
    assert_eq!((timers(&story, 1).len(), timers(&story, 1)[0].title.clone()), (1, None));
    assert!(story.room.timers.titles.is_empty());
}

#[test]
fn whoever_leads_a_group_runs_its_timer_and_no_other() {
    let mut story = story();
    story.say(2, start(60)).unwrap();
    story.say(2, Command::PauseTimer {}).unwrap();
    assert_eq!(timers(&story, 2).len(), 1);
    assert_eq!(story.say(3, start(60)), Err(Rejection::NotAllowed));
    story.send(2, group(2));
    assert_eq!(story.say(2, start(60)), Err(Rejection::NotAllowed));
    story.send(2, PLENARY);
    assert_eq!(story.say(2, start(60)), Err(Rejection::NotAllowed));
}

#[test]
fn there_is_none_backstage_and_it_goes_with_its_group() {
    let mut story = story();
    story.say(2, start(60)).unwrap();
    story.say(1, Command::GoBackstage {}).unwrap();
    assert_eq!(story.say(1, start(60)), Err(Rejection::OutOfRange));
    assert_eq!(story.say(1, Command::StopTimer {}), Err(Rejection::OutOfRange));
    let effects = story.recall();
    assert_eq!(told(&story, 1, &effects), Some(Vec::new()));
    assert_eq!(told(&story, 2, &effects), Some(Vec::new()));
    assert!(timers(&story, 1).is_empty());
}

#[test]
fn timers_go_with_the_last_person() {
    let mut story = Story::with_people_to(1);
    story.say(1, Command::StartTimer { seconds: 60, title: Some("x".into()) }).unwrap();
    story.say(1, Command::Leave {}).unwrap();
    assert_eq!(story.room.timers, Timers { started: 1, ..Timers::default() });
}
