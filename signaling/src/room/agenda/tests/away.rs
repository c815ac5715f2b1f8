//! Phases in which people are away: breaks and own tasks.

use super::*;
use crate::protocol::{BreakView, OwnTaskView, RoomView};
use crate::room::story::person;

fn pause(minutes: u32) -> Phase {
    Phase { scene: Scene::Break, minutes: Some(minutes), coffee_table: true, ..phase("Tauko") }
}

fn alone(task: &str, minutes: u32) -> Phase {
    Phase { own_task: true, minutes: Some(minutes), task: Some(task.into()), ..phase("Kävely") }
}

fn view(story: &Story) -> RoomView {
    story.room.view_for(story.now, person(2)).unwrap()
}

fn break_of(story: &Story) -> Option<BreakView> {
    view(story).pause
}

fn task_of(story: &Story) -> Option<OwnTaskView> {
    view(story).own_task
}

/// The end of the phase that is now.
fn end(story: &Story) -> Option<Moment> {
    agenda(story, 2).current.unwrap().ends_at
}

#[test]
fn a_break_lasts_as_long_as_its_phase() {
    let mut story = with_agenda(vec![pause(10), phase("Loppu")]);
    next(&mut story);
    let seen = break_of(&story).unwrap();
    assert_eq!((seen.since, Some(seen.ends_at), seen.coffee_table), (story.now, end(&story), true));
    story.wait(15 * 60);
    assert_eq!(break_of(&story).map(|one| one.since), Some(seen.since), "people may be late");
    next(&mut story);
    assert_eq!((current(&story), break_of(&story)), (Some(2), None));
}

#[test]
fn a_break_that_is_cut_is_over_on_time() {
    let mut story = with_agenda(vec![Phase { cut: true, ..pause(10) }, phase("Loppu")]);
    next(&mut story);
    story.say(2, Command::SitAtCoffee { sit: true }).unwrap();
    story.wait(10 * 60);
    assert_eq!((current(&story), break_of(&story)), (Some(2), None));
    assert_eq!(story.place(2), crate::room::story::PLENARY);
}

#[test]
fn phase_and_break_end_at_once_whichever_gets_more_time() {
    let mut story = with_agenda(vec![pause(10), phase("Loppu")]);
    next(&mut story);
    let ends = |story: &Story| {
        let pause = break_of(story).unwrap().ends_at;
        assert_eq!(end(story), Some(pause));
        (pause.0 - story.now.0) / 60_000
    };
    story.say(1, Command::ExtendPhase { minutes: 5 }).unwrap();
    assert_eq!(ends(&story), 15);
    story.say(1, Command::ExtendBreak { minutes: -3 }).unwrap();
    assert_eq!(ends(&story), 12);
    let effects = story.say(1, Command::ExtendBreak { minutes: 1 }).unwrap();
    let told = crate::room::story::events(&effects);
    assert!(told.iter().any(|event| matches!(event, Event::AgendaChanged { .. })), "and people learn it");
}

#[test]
fn another_length_of_the_phase_is_that_of_its_break_or_own_task() {
    for plan in [pause, |minutes| alone("Kävele", minutes)] {
        let mut story = with_agenda(vec![plan(10)]);
        next(&mut story);
        let since = story.now;
        story.wait(60);
        let phases = vec![AgendaItem { phase: Some(PhaseId(1)), plan: plan(20) }];
        let effects = story.say(1, Command::SetAgenda { phases }).unwrap();
        let there = break_of(&story).map(|one| one.ends_at).or(task_of(&story).map(|one| one.ends_at));
        assert_eq!((there, end(&story)), (Some(since.after(MINUTE * 20)), there));
        let told = crate::room::story::events(&effects);
        let is_told =
            |event: &&&Event| matches!(event, Event::BreakChanged { .. } | Event::OwnTaskChanged { .. });
        assert_eq!(told.iter().filter(is_told).count(), 1);
    }
}

#[test]
fn a_phase_goes_on_when_its_break_was_ended_by_hand() {
    let mut story = with_agenda(vec![pause(10), phase("Loppu")]);
    next(&mut story);
    let before = end(&story);
    story.wait(60);
    story.say(1, Command::EndBreak {}).unwrap();
    assert_eq!((current(&story), end(&story)), (Some(1), before));
    story.say(1, Command::ExtendPhase { minutes: 5 }).unwrap();
    assert_eq!(end(&story), before.map(|end| end.after(MINUTE * 5)), "and has its own time");
    story.wait(60);
    story.say(1, Command::StartBreak { minutes: 30, coffee_table: false }).unwrap();
    next(&mut story);
    assert!(break_of(&story).is_some(), "another break is not the phase's");
}

#[test]
fn a_break_that_was_begun_by_hand_is_ended_by_hand_or_by_another() {
    let mut story = with_agenda(vec![phase("Alku"), phase("Kierros"), pause(10), phase("Loppu")]);
    next(&mut story);
    story.wait(60);
    story.say(1, Command::StartBreak { minutes: 30, coffee_table: false }).unwrap();
    next(&mut story);
    assert_eq!(break_of(&story).map(|one| one.coffee_table), Some(false));
    next(&mut story);
    assert_eq!(break_of(&story).map(|one| (one.since, one.coffee_table)), Some((story.now, true)));
    next(&mut story);
    assert_eq!(break_of(&story), None);
}

#[test]
fn breaks_that_follow_each_other_are_two() {
    let mut story = with_agenda(vec![pause(10), pause(20)]);
    next(&mut story);
    next(&mut story);
    assert_eq!(break_of(&story).map(|one| (one.since, Some(one.ends_at))), Some((story.now, end(&story))));
    story.say(1, Command::PreviousPhase {}).unwrap();
    assert_eq!(end(&story), Some(story.now.after(MINUTE * 10)), "back to the first one, from its beginning");
}

#[test]
fn an_own_task_is_that_of_its_phase_and_ends_with_it() {
    let mut story = with_agenda(vec![alone("Kävele", 10), alone("Kävele", 20), phase("Loppu")]);
    next(&mut story);
    let seen = task_of(&story).unwrap();
    assert_eq!(
        (seen.task.as_deref(), seen.since, Some(seen.ends_at)),
        (Some("Kävele"), story.now, end(&story))
    );
    story.say(1, Command::ExtendPhase { minutes: 5 }).unwrap();
    assert_eq!(task_of(&story).map(|task| task.ends_at), Some(seen.ends_at.after(MINUTE * 5)));
    assert_eq!(end(&story), task_of(&story).map(|task| task.ends_at));
    next(&mut story);
    assert_eq!(task_of(&story).map(|task| task.since), Some(story.now), "the same once more");
    story.say(1, Command::ExtendOwnTask { minutes: 1 }).unwrap();
    assert_eq!(end(&story), Some(story.now.after(MINUTE * 21)));
    next(&mut story);
    assert_eq!((current(&story), task_of(&story)), (Some(3), None));
}

#[test]
fn people_who_are_away_when_nobody_of_the_crew_is_here_come_back_to_the_next_phase() {
    let walk = Phase { cut: true, ..alone("Kävele", 10) };
    let mut story = with_agenda(vec![walk, Phase { cut: true, ..pause(10) }, phase("Loppu")]);
    next(&mut story);
    for who in [1, 2, 3] {
        story.lose(who);
    }
    story.wait(10 * 60);
    assert!(task_of(&story).is_none() && break_of(&story).is_some());
    story.resume(1).unwrap();
    story.resume(2).unwrap();
    story.wait(10 * 60);
    assert_eq!((current(&story), break_of(&story)), (Some(3), None));
}

#[test]
fn a_room_in_a_break_of_its_agenda_comes_back_from_its_log() {
    let mut story = with_agenda(vec![alone("Kävele", 10), pause(10), phase("Loppu")]);
    for _ in 0..2 {
        next(&mut story);
        let (room, facts) = replayed(&story);
        assert_eq!(room, story.room.as_replayed());
        assert!(!facts.contains("Kävele"), "{facts}");
    }
}
