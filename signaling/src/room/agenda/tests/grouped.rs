//! Phases with groups: the next one waits for them, and nothing that goes wrong with them stops the agenda.

use super::*;
use crate::protocol::{Assignment, GroupsPlan, GroupsRun};
use crate::room::story::{PLENARY, events, group, person};

fn with_groups(title: &str) -> Phase {
    Phase { groups: Some(GroupsPlan::of(2, Assignment::Random {})), ..phase(title) }
}

/// Groups of so many minutes in a phase of ten that ends by itself.
fn cut_groups(minutes: Option<u32>) -> Phase {
    let groups = GroupsPlan { minutes, ..GroupsPlan::of(2, Assignment::Random {}) };
    Phase { cut: true, minutes: Some(10), groups: Some(groups), ..phase("Ryhmät") }
}

fn run(story: &Story) -> Option<GroupsRun> {
    story.room.view_for(story.now, person(2)).unwrap().run
}

fn then(story: &Story) -> Option<u32> {
    agenda(story, 2).current?.then.map(|phase| phase.0)
}

/// Seconds until the groups end.
fn left(story: &Story) -> Option<u64> {
    let end = run(story)?.ends_at?;
    Some((end.0 - story.now.0) / 1_000)
}

fn go_on(story: &mut Story, seconds: u32) {
    story.wait(NEXT_PHASE_AFTER.as_secs());
    story.say(1, Command::NextPhase { seconds }).unwrap();
}

#[test]
fn everybody_sees_what_the_groups_count_down_to() {
    let mut story = with_agenda(vec![with_groups("A"), phase("B"), phase("C")]);
    next(&mut story);
    go_on(&mut story, 30);
    assert_eq!((current(&story), then(&story), left(&story)), (Some(1), Some(2), Some(30)));
    assert!(run(&story).unwrap().recalled && story.place(2) != PLENARY);
    story.wait(29);
    assert_eq!(current(&story), Some(1));
    story.wait(1);
    assert_eq!((current(&story), then(&story), run(&story)), (Some(2), None, None));
    assert_eq!(agenda(&story, 2).current.unwrap().since, story.now);
}

#[test]
fn it_comes_to_what_is_next_when_the_groups_have_ended() {
    let mut story = with_agenda(vec![with_groups("A"), phase("B"), phase("C")]);
    next(&mut story);
    go_on(&mut story, 30);
    story.say(1, Command::SkipPhase { phase: PhaseId(2), skipped: true }).unwrap();
    assert_eq!(then(&story), Some(3));
    story.say(1, Command::PreviousPhase {}).unwrap_err();
    story.wait(30);
    assert_eq!(current(&story), Some(3));
}

#[test]
fn more_time_for_the_groups_takes_the_next_phase_back() {
    let mut story = with_agenda(vec![with_groups("A"), phase("B")]);
    next(&mut story);
    go_on(&mut story, 30);
    let effects = story.say(1, Command::ExtendGroups { minutes: 5 }).unwrap();
    assert!(events(&effects).iter().any(|event| matches!(event, Event::AgendaChanged { .. })));
    assert_eq!(then(&story), None);
    story.wait(60);
    assert_eq!(current(&story), Some(1));
    story.say(1, Command::Recall { seconds: MIN_RECALL }).unwrap();
    come_back(&mut story);
    assert_eq!((current(&story), run(&story)), (Some(1), None), "a recall alone begins nothing");
}

#[test]
fn more_time_for_the_phase_takes_the_next_one_back_and_not_the_recall() {
    let mut story = with_agenda(vec![Phase { minutes: Some(10), ..with_groups("A") }, phase("B")]);
    next(&mut story);
    go_on(&mut story, 30);
    story.say(1, Command::ExtendPhase { minutes: 5 }).unwrap();
    assert_eq!((then(&story), left(&story)), (None, Some(30)));
    story.wait(30);
    assert_eq!((current(&story), story.place(2)), (Some(1), PLENARY));
}

#[test]
fn groups_that_come_back_sooner_are_not_given_more_time() {
    let mut story = with_agenda(vec![with_groups("A"), phase("B")]);
    next(&mut story);
    story.wait(60);
    story.say(1, Command::Recall { seconds: 20 }).unwrap();
    go_on(&mut story, 60);
    assert_eq!((then(&story), left(&story)), (Some(2), Some(18)));
    go_on(&mut story, 10);
    assert_eq!(left(&story), Some(10), "but less, if somebody wants it");
}

#[test]
fn groups_in_which_nobody_is_are_not_waited_for() {
    let groups = Some(GroupsPlan::of(2, Assignment::ByHand {}));
    let mut story = with_agenda(vec![Phase { groups, ..phase("A") }, phase("B")]);
    next(&mut story);
    go_on(&mut story, 60);
    assert_eq!((current(&story), run(&story)), (Some(2), None));
}

#[test]
fn groups_that_were_opened_by_hand_hold_up_the_first_phase() {
    let mut story = with_agenda(vec![phase("A")]);
    story.open(1);
    story.send(2, group(1));
    go_on(&mut story, 30);
    assert_eq!(agenda(&story, 2).current, None);
    story.wait(30);
    assert_eq!(current(&story), Some(1));
}

#[test]
fn the_next_groups_open_as_the_last_ones_end() {
    let mut story = with_agenda(vec![with_groups("A"), with_groups("B")]);
    next(&mut story);
    let groups = |story: &Story| -> Vec<u32> {
        let view = story.room.view_for(story.now, person(2)).unwrap();
        view.groups.iter().map(|open| open.group.0).collect()
    };
    assert_eq!(groups(&story), [1, 2]);
    go_on(&mut story, 10);
    story.wait(10);
    assert_eq!((current(&story), groups(&story)), (Some(2), vec![3, 4]));
    assert!([group(3), group(4)].contains(&story.place(2)));
}

#[test]
fn a_phase_begins_though_its_groups_cannot_and_the_crew_learns_why() {
    let failed = |story: &Story, who: u32| agenda(story, who).current.unwrap().failed;
    let prepared = Some(GroupsPlan::of(2, Assignment::Prepared {}));
    let mut story = with_agenda(vec![Phase { groups: prepared, ..phase("A") }, with_groups("B")]);
    let effects = next(&mut story);
    assert_eq!((current(&story), run(&story)), (Some(1), None));
    assert_eq!((failed(&story, 1), failed(&story, 2)), (Some(Rejection::OutOfRange), None));
    for effect in &effects {
        if let Effect::Tell {
            audience: crate::room::Audience::Members,
            event: Event::AgendaChanged { agenda },
        } = effect
        {
            assert_eq!(agenda.as_ref().unwrap().current.unwrap().failed, None);
        }
    }
    story.wait(60);
    story.say(1, Command::StartBreak { minutes: 30, coffee_table: false }).unwrap();
    next(&mut story);
    assert_eq!((current(&story), failed(&story, 1)), (Some(2), Some(Rejection::OnBreak)));
}

#[test]
fn groups_of_a_phase_that_is_cut_are_recalled_a_minute_before_unless_they_end_by_then() {
    for (minutes, recalled) in [(None, true), (Some(11), true), (Some(10), false), (Some(8), false)] {
        let mut story = with_agenda(vec![cut_groups(minutes), phase("B")]);
        next(&mut story);
        story.wait(7 * 60);
        story.wait(60);
        assert!(run(&story).is_none_or(|run| !run.recalled));
        story.wait(60);
        assert_eq!(run(&story).is_some_and(|run| run.recalled), recalled, "{minutes:?}");
        assert_eq!(current(&story), Some(1));
        story.wait(60);
        assert_eq!((current(&story), story.place(2)), (Some(2), PLENARY), "on time");
        assert_eq!(agenda(&story, 2).current.unwrap().since, Moment(story.now.0));
    }
}

#[test]
fn groups_of_a_phase_of_one_minute_are_recalled_as_they_open_also_after_other_groups() {
    let short = Phase { minutes: Some(1), ..cut_groups(None) };
    let mut story = with_agenda(vec![with_groups("A"), short, phase("B")]);
    next(&mut story);
    go_on(&mut story, 10);
    story.wait(10);
    assert_eq!((current(&story), then(&story), left(&story)), (Some(2), Some(3), Some(60)));
    assert!(story.room.next_deadline() > Some(story.now), "nothing is left to be done now");
    story.wait(60);
    assert_eq!((current(&story), story.place(2)), (Some(3), PLENARY));
}

/// One minute, that ends by itself, with groups that first count down.
fn hurried(title: &str, countdown_seconds: u32) -> Phase {
    let groups = GroupsPlan { countdown_seconds, ..GroupsPlan::of(2, Assignment::Random {}) };
    Phase { minutes: Some(1), title: title.into(), groups: Some(groups), ..cut_groups(None) }
}

#[test]
fn groups_that_count_down_are_opened_however_short_their_phase() {
    let mut story = with_agenda(vec![with_groups("A"), hurried("B", 30), hurried("C", 30), phase("D")]);
    next(&mut story);
    go_on(&mut story, 10);
    story.wait(10);
    for (now, after) in [(2, 3), (3, 4)] {
        assert_eq!((current(&story), then(&story), story.place(2)), (Some(now), None, PLENARY));
        story.wait(30);
        assert_ne!(story.place(2), PLENARY);
        assert_eq!((then(&story), left(&story)), (Some(after), Some(60)), "with the minute of a recall");
        story.wait(60);
    }
    assert_eq!(current(&story), Some(4));
}

#[test]
fn a_phase_that_is_over_before_its_groups_open_ends_on_time() {
    let mut story = with_agenda(vec![hurried("A", 300), hurried("B", 90), phase("C")]);
    next(&mut story);
    story.wait(59);
    assert_eq!((current(&story), then(&story)), (Some(1), None));
    story.wait(1);
    assert_eq!((current(&story), then(&story)), (Some(2), None));
    story.wait(60);
    assert_eq!((current(&story), then(&story), run(&story)), (Some(3), None, None));
}

#[test]
fn whoever_gives_the_groups_more_time_puts_off_the_cut() {
    for (minutes, lasts) in [(Some(11), Some(16)), (None, None)] {
        let mut story = with_agenda(vec![cut_groups(minutes), phase("B")]);
        next(&mut story);
        let end = lasts.map(|minutes| story.now.after(MINUTE * minutes));
        story.wait(9 * 60);
        assert_eq!(then(&story), Some(2));
        story.say(1, Command::ExtendGroups { minutes: 5 }).unwrap();
        assert!(!run(&story).unwrap().recalled, "they are not recalled again at once");
        assert_eq!((then(&story), agenda(&story, 2).current.unwrap().ends_at), (None, end));
        story.wait(6 * 60);
        assert_eq!(current(&story), Some(1));
        story.wait(60);
        assert_eq!(current(&story), if end.is_some() { Some(2) } else { Some(1) });
    }
}

#[test]
fn a_cut_waits_while_the_crew_has_stopped_the_clock_of_the_groups() {
    let mut story = with_agenda(vec![cut_groups(Some(11)), phase("B")]);
    next(&mut story);
    story.wait(8 * 60);
    story.say(1, Command::PauseGroups {}).unwrap();
    assert_eq!(story.room.next_of_agenda(), None);
    story.wait(20 * 60);
    assert_eq!((current(&story), run(&story).unwrap().recalled), (Some(1), false));
    story.say(1, Command::ResumeGroups {}).unwrap();
    assert_eq!((then(&story), left(&story)), (Some(2), Some(60)), "they get the minute of a recall");
    story.wait(60);
    assert_eq!(current(&story), Some(2));
}

#[test]
fn rounds_that_go_on_are_recalled() {
    let groups = GroupsPlan { minutes: Some(4), ..GroupsPlan::of(2, Assignment::Rotation { rounds: 5 }) };
    let phase_of_rounds = Phase { cut: true, minutes: Some(9), groups: Some(groups), ..phase("Kierros") };
    let mut story = Story::with_people_to(5);
    set(&mut story, vec![phase_of_rounds, phase("B")]);
    next(&mut story);
    for _ in 0..8 {
        story.wait(60);
    }
    assert!(run(&story).unwrap().recalled);
    story.wait(60);
    assert_eq!(current(&story), Some(2));
}

#[test]
fn a_room_that_waits_for_its_groups_comes_back_from_its_log() {
    let mut story = with_agenda(vec![cut_groups(Some(5)), with_groups("B")]);
    next(&mut story);
    go_on(&mut story, 30);
    let (room, _) = replayed(&story);
    assert_eq!(room, story.room.as_replayed());
    story.room = room;
    story.room.reopen(story.now);
    story.wait(30);
    assert_eq!(current(&story), Some(2), "with nobody connected");
}
