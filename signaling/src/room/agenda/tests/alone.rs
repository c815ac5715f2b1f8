//! What goes on when nobody is left who runs it.

use super::*;
use crate::protocol::{Assignment, GroupsPlan, GroupsRun};
use crate::role::Role;
use crate::room::story::{PLENARY, device, person};

fn groups(minutes: Option<u32>) -> GroupsPlan {
    GroupsPlan { minutes, ..GroupsPlan::of(1, Assignment::Random {}) }
}

fn run(story: &Story) -> GroupsRun {
    story.room.view_for(story.now, person(2)).unwrap().run.unwrap()
}

/// The supervisor is gone for good, without a word.
fn lose_supervisor(story: &mut Story) {
    story.lose(1);
    story.wait(GRACE.as_secs() - 1);
    assert!(story.room.knows(person(1)));
    story.wait(1);
    assert!(!story.room.knows(person(1)));
}

#[test]
fn nobody_waits_for_a_floor_that_nobody_can_give() {
    let mut story = Story::with_people_to(3);
    story.say(1, Command::SetTurns { turns: TurnMode::Queue }).unwrap();
    story.say(2, Command::SetSending { kind: crate::protocol::SourceKind::Microphone, on: true }).unwrap();
    let is_heard = |story: &Story| !story.room.plan().routes[&device(2)].sends.is_empty();
    story.lose(1);
    story.wait(GRACE.as_secs() - 1);
    assert!(!is_heard(&story), "whoever is lost may come back");
    let effects = story.wait(1);
    assert!(is_heard(&story));
    let told = |effect: &Effect| matches!(effect, Effect::Tell { event: Event::QueuesChanged { queues }, .. } if queues[0].turns == TurnMode::Free);
    assert!(effects.iter().any(told));
}

#[test]
fn whoever_else_may_give_the_floor_goes_on() {
    let mut story = Story::with_people_to(3);
    story.enter(6, 6, Role::Facilitator).unwrap();
    story.enter(7, 7, Role::Assistant).unwrap();
    story.say(1, Command::SetTurns { turns: TurnMode::Queue }).unwrap();
    story.say(1, Command::Leave {}).unwrap();
    assert_eq!(story.room.turns_in(PLENARY), TurnMode::Queue);
    story.say(6, Command::Leave {}).unwrap();
    assert_eq!(story.room.turns_in(PLENARY), TurnMode::Free, "an assistant gives nobody the floor");
}

#[test]
fn an_empty_room_stays_as_it_was() {
    let mut story = Story::with_people_to(1);
    story.say(1, Command::SetTurns { turns: TurnMode::Queue }).unwrap();
    story.say(1, Command::Leave {}).unwrap();
    assert_eq!(story.room.turns_in(PLENARY), TurnMode::Queue);
}

#[test]
fn a_clock_that_was_stopped_goes_on() {
    let mut story = Story::with_people_to(3);
    story.try_open(groups(Some(10))).unwrap();
    story.wait(60);
    story.say(1, Command::PauseGroups {}).unwrap();
    lose_supervisor(&mut story);
    let end = story.now.after(MINUTE * 9);
    assert_eq!((run(&story).paused_with, run(&story).ends_at), (None, Some(end)));
    story.wait(8 * 60);
    story.wait(60);
    assert_eq!(story.place(2), PLENARY);
}

#[test]
fn groups_without_an_end_get_one() {
    let mut story = Story::with_people_to(3);
    story.try_open(groups(None)).unwrap();
    lose_supervisor(&mut story);
    let end = Some(story.now.after(MINUTE * 10));
    assert_eq!(
        (run(&story).recalled, run(&story).ends_at),
        (true, end),
        "they are told at once, and have time"
    );
    story.enter(1, 1, Role::Supervisor).unwrap();
    story.say(1, Command::ExtendGroups { minutes: 5 }).unwrap();
    assert_eq!(run(&story).ends_at, None, "whoever is back takes it back");
    story.say(1, Command::Leave {}).unwrap();
    for _ in 0..10 {
        story.wait(60);
    }
    assert_eq!(story.place(2), PLENARY);
}

#[test]
fn groups_that_count_down_get_an_end_when_they_have_begun() {
    let mut story = Story::with_people_to(3);
    story.try_open(GroupsPlan { countdown_seconds: 60, ..groups(None) }).unwrap();
    story.say(1, Command::Leave {}).unwrap();
    assert!(!run(&story).recalled);
    story.wait(60);
    assert_eq!(run(&story).ends_at, Some(story.now.after(MINUTE * 10)));
}

#[test]
fn what_the_agenda_ends_by_itself_lasts_as_long_as_it_says() {
    let cut = Phase { minutes: Some(30), cut: true, groups: Some(groups(None)), ..phase("A") };
    let queued = Phase { turns: TurnMode::Queue, ..phase("B") };
    let mut story = with_agenda(vec![cut, queued]);
    next(&mut story);
    story.say(1, Command::Leave {}).unwrap();
    story.wait(28 * 60);
    assert!(!run(&story).recalled);
    story.wait(60);
    assert!(run(&story).recalled);
    story.wait(60);
    assert_eq!((current(&story), story.place(2)), (Some(2), PLENARY));
    assert_eq!(story.room.turns_in(PLENARY), TurnMode::Free);
}

#[test]
fn the_agenda_goes_nowhere_by_itself_after_the_session() {
    let pause = Phase { scene: Scene::Break, minutes: Some(10), ..phase("Tauko") };
    let cut = Phase { minutes: Some(30), cut: true, ..phase("A") };
    let mut story = with_agenda(vec![cut, pause.clone()]);
    next(&mut story);
    story.say(1, Command::EndSession {}).unwrap();
    story.wait(40 * 60);
    let now = |story: &Story| agenda(story, 1).current.map(|now| (now.phase.0, now.ends_at, now.then));
    assert_eq!(now(&story), Some((1, None, None)));
    assert!(!story.room.is_on_break());

    let mut story = with_agenda(vec![Phase { groups: Some(groups(None)), ..phase("A") }, pause]);
    next(&mut story);
    story.wait(60);
    story.say(1, Command::NextPhase { seconds: 60 }).unwrap();
    story.say(1, Command::EndSession {}).unwrap();
    assert_eq!(now(&story), Some((1, None, None)), "what waited for the groups does not begin");
    assert!(!story.room.is_on_break());
    story.say(1, Command::SetDoor { door: crate::protocol::Door::Open }).unwrap();
    next(&mut story);
    assert!(story.room.is_on_break(), "it goes on by hand");
}

#[test]
fn a_phase_that_follows_by_itself_opens_no_groups_for_ever() {
    let cut = Phase { minutes: Some(30), cut: true, ..phase("A") };
    let mut story = with_agenda(vec![cut, Phase { groups: Some(groups(None)), ..phase("B") }]);
    next(&mut story);
    story.say(1, Command::Leave {}).unwrap();
    story.wait(30 * 60);
    assert_eq!(run(&story).ends_at, Some(story.now.after(MINUTE * 10)));
}
