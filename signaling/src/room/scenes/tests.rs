mod course;
mod words;

use super::*;
use crate::protocol::{Command, DeviceView, MAX_CARRIED, SceneView, SourceKind, TurnMode};
use crate::room::story::{PLENARY, Story, device, events, group, person, route};
use crate::room::{Effect, RoutePlan};

pub(super) const STAGE: SceneKind = SceneKind::Stage {};
pub(super) const TEAM: SceneKind = SceneKind::ReflectingTeam {};
pub(super) const EVERYONE: SceneKind = SceneKind::Everyone {};

pub(super) const fn fishbowl(seats: u32, free_seat: bool, leave_after: Option<u32>) -> SceneKind {
    SceneKind::Fishbowl { seats, free_seat, leave_after }
}

pub(super) fn people(ids: &[u32]) -> Vec<ParticipantId> {
    ids.iter().map(|id| person(*id)).collect()
}

pub(super) fn try_set(
    story: &mut Story,
    by: u32,
    scene: SceneKind,
    seen: &[u32],
) -> Result<Vec<Effect>, Rejection> {
    story.say(by, Command::SetScene { scene, seen: people(seen) })
}

pub(super) fn set(story: &mut Story, scene: SceneKind, seen: &[u32]) -> Vec<Effect> {
    try_set(story, 1, scene, seen).unwrap()
}

/// The supervisor and participants 2 to `last` with this scene in the plenary.
pub(super) fn staged(last: u32, scene: SceneKind, seen: &[u32]) -> Story {
    let mut story = Story::with_people_to(last);
    set(&mut story, scene, seen);
    story
}

/// The scene of a place as somebody sees it.
pub(super) fn view(story: &Story, who: u32, place: Place) -> Option<SceneView> {
    let view = story.room.view_for(story.now, person(who)).unwrap();
    view.scenes.into_iter().find(|one| one.place == place)
}

pub(super) fn seen(story: &Story, place: Place) -> Vec<u32> {
    view(story, 1, place).map(|one| one.seen.iter().map(|who| who.0).collect()).unwrap_or_default()
}

/// Who is heard by whom, each pair once, of devices 1 to `last`.
pub(super) fn heard(story: &Story, last: u32) -> Vec<(u32, u32)> {
    let pairs = (1..=last).flat_map(|source| (1..=last).map(move |listener| (source, listener)));
    pairs.filter(|(source, listener)| story.hears(*listener, *source)).collect()
}

fn stage_of(plan: &RoutePlan, of: u32) -> Option<u32> {
    plan.routes[&device(of)].stage.map(|id| id.0)
}

fn floor(story: &Story) -> Option<ParticipantId> {
    story.room.queue(PLENARY)?.floor.map(|turn| turn.participant)
}

#[test]
fn on_a_stage_those_who_are_seen_are_heard_by_all_and_nobody_else_by_anybody() {
    let story = staged(4, STAGE, &[1, 2]);
    assert_eq!(heard(&story, 4), [(1, 2), (1, 3), (1, 4), (2, 1), (2, 3), (2, 4)]);
}

#[test]
fn nothing_of_who_listens_leaves_their_device_and_their_switches_stay() {
    let mut story = Story::with_people_to(3);
    for who in [2, 3] {
        for kind in [SourceKind::Microphone, SourceKind::Camera] {
            story.say(who, Command::SetSending { kind, on: true }).unwrap();
        }
    }
    set(&mut story, TEAM, &[2]);
    let plan = story.room.plan();
    assert!(plan.routes[&device(3)].sends.is_empty() && plan.routes[&device(3)].into.is_empty());
    assert_eq!(plan.routes[&device(2)].sends.len(), 2);
    let devices = story.room.view_for(story.now, person(2)).unwrap().devices;
    let of = |id: u32| devices.iter().find(|one| one.device == device(id)).unwrap();
    let DeviceView { sending, held, .. } = of(3);
    assert!(sending.is_empty(), "others are shown nothing of them");
    assert_eq!(held[..], [SourceKind::Microphone, SourceKind::Camera]);
    set(&mut story, EVERYONE, &[]);
    assert_eq!(story.room.plan().routes[&device(3)].sends.len(), 2, "as they were");
}

#[test]
fn a_change_of_scene_is_one_plan_and_says_what_is_passed_on() {
    let mut story = Story::with_people_to(4);
    let epoch = story.room.plan().epoch.0;
    let effects = set(&mut story, STAGE, &[1]);
    assert_eq!(route(&effects).unwrap().epoch.0, epoch + 1);
    assert_eq!(effects.iter().filter(|effect| matches!(effect, Effect::Route(_))).count(), 1);
    let told = events(&effects);
    assert!(told.iter().any(|event| matches!(event, crate::protocol::Event::DevicesChanged { .. })));
    assert_eq!(set(&mut story, STAGE, &[1]), [], "once more is nothing");
}

#[test]
fn a_group_is_staged_by_who_leads_it_and_the_others_are_not() {
    let mut story = Story::with_groups(6, 2);
    for who in [2, 3, 4] {
        story.send(who, group(1));
    }
    story.send(5, group(2));
    try_set(&mut story, 3, STAGE, &[3]).unwrap();
    try_set(&mut story, 4, EVERYONE, &[]).expect("a group that runs itself");
    let leader = Some(person(2));
    let colour = crate::protocol::GroupColour::Blue;
    let one = crate::id::GroupId(1);
    story.say(1, Command::SetGroup { group: one, name: None, colour, task: None, leader }).unwrap();
    assert_eq!(try_set(&mut story, 3, STAGE, &[3]), Err(Rejection::NotAllowed));
    try_set(&mut story, 2, STAGE, &[2]).unwrap();
    assert_eq!(heard(&story, 6), [(1, 6), (2, 3), (2, 4), (6, 1)]);
    assert!(view(&story, 3, group(1)).is_some() && view(&story, 1, group(1)).is_some(), "they and the staff");
    assert!(view(&story, 5, group(1)).is_none() && view(&story, 6, group(1)).is_none());
}

#[test]
fn only_the_plenary_and_groups_are_staged_and_only_by_those_who_give_the_floor() {
    let mut story = Story::with_people_to(3);
    story.enter(4, 4, Role::Assistant).unwrap();
    for who in [2, 4] {
        assert_eq!(try_set(&mut story, who, STAGE, &[1]), Err(Rejection::NotAllowed));
        assert_eq!(story.say(who, Command::SwapScene {}), Err(Rejection::NotAllowed));
        assert_eq!(story.say(who, Command::SetSeen { people: people(&[2]) }), Err(Rejection::NotAllowed));
        let spotlight = Command::SetSpotlight { participant: Some(person(2)) };
        assert_eq!(story.say(who, spotlight), Err(Rejection::NotAllowed));
    }
    story.say(1, Command::GoBackstage {}).unwrap();
    assert_eq!(try_set(&mut story, 1, STAGE, &[2]), Err(Rejection::OutOfRange));
}

#[test]
fn what_makes_no_scene_is_refused_and_leaves_no_trace() {
    let mut story = Story::with_groups(5, 1);
    story.enter(6, 6, Role::Observer).unwrap();
    story.send(5, group(1));
    let before = story.room.clone();
    let refused = [
        (STAGE, &[][..], Rejection::OutOfRange),
        (TEAM, &[], Rejection::OutOfRange),
        (STAGE, &[2, 2], Rejection::OutOfRange),
        (STAGE, &[6], Rejection::OutOfRange),
        (STAGE, &[2, 9], Rejection::UnknownParticipant),
        (EVERYONE, &[2], Rejection::OutOfRange),
        (fishbowl(2, true, None), &[1, 2, 3], Rejection::OutOfRange),
        (fishbowl(3, true, None), &[5], Rejection::UnknownParticipant),
        (fishbowl(1, true, None), &[], Rejection::OutOfRange),
        (fishbowl(9, true, None), &[], Rejection::OutOfRange),
        (fishbowl(4, true, Some(9)), &[], Rejection::OutOfRange),
        (fishbowl(4, true, Some(3_601)), &[], Rejection::OutOfRange),
    ];
    for (scene, seen, why) in refused {
        assert_eq!(try_set(&mut story, 1, scene, seen), Err(why), "{scene:?} {seen:?}");
    }
    let none = [
        (1, Command::SetSeen { people: people(&[2]) }),
        (1, Command::SwapScene {}),
        (2, Command::TakeSeat {}),
        (2, Command::LeaveSeat {}),
    ];
    for (who, command) in none {
        assert_eq!(story.say(who, command), Err(Rejection::NotRunning));
    }
    assert_eq!(story.room, before);
    for (seats, seconds) in [(2, 10), (8, 3_600)] {
        set(&mut story, fishbowl(seats, false, Some(seconds)), &[]);
    }
}

#[test]
fn at_most_so_many_are_seen() {
    let last = u32::try_from(MAX_SEEN).unwrap() + 1;
    let mut story = Story::with_people_to(last + 1);
    let all: Vec<u32> = (1..=last).collect();
    assert_eq!(try_set(&mut story, 1, STAGE, &all), Err(Rejection::OutOfRange));
    set(&mut story, STAGE, &all[1..]);
    set(&mut story, TEAM, &[1]);
    let before = story.room.clone();
    assert_eq!(story.say(1, Command::SwapScene {}), Err(Rejection::OutOfRange));
    assert_eq!(story.room, before);
}

#[test]
fn a_swap_has_those_talk_who_listened() {
    let mut story = staged(5, TEAM, &[1, 2]);
    story.enter(6, 6, Role::Observer).unwrap();
    assert_eq!(seen(&story, PLENARY), [1, 2]);
    let effects = story.say(1, Command::SwapScene {}).unwrap();
    assert!(route(&effects).is_some());
    assert_eq!(seen(&story, PLENARY), [3, 4, 5], "an observer goes on observing");
    assert!(story.hears(1, 3) && story.hears(6, 3) && !story.hears(3, 1) && !story.hears(2, 1));
    story.say(1, Command::SwapScene {}).unwrap();
    assert_eq!(seen(&story, PLENARY), [1, 2]);
}

#[test]
fn nobody_swaps_with_nobody() {
    let mut story = staged(2, TEAM, &[1, 2]);
    assert_eq!(story.say(1, Command::SwapScene {}), Err(Rejection::OutOfRange));
    set(&mut story, STAGE, &[1]);
    assert_eq!(story.say(1, Command::SwapScene {}), Err(Rejection::NotRunning));
}

#[test]
fn whoever_is_called_is_on_the_stage_and_not_in_a_reflecting_team() {
    let mut story = staged(4, STAGE, &[1]);
    story.raise(3);
    assert!(!story.hears(2, 3), "a listener may ask to speak");
    let effects = story.call_next();
    assert!(story.hears(2, 3) && story.hears(1, 3) && !story.hears(1, 2));
    assert_eq!(stage_of(story.room.plan(), 2), Some(3));
    let devices = events(&effects).into_iter().find_map(|event| match event {
        crate::protocol::Event::DevicesChanged { devices } => Some(devices.clone()),
        _ => None,
    });
    assert!(devices.is_some(), "what is passed on has changed with the floor");
    story.say(3, Command::FinishTurn {}).unwrap();
    assert!(!story.hears(2, 3));
    set(&mut story, TEAM, &[1, 4]);
    story.raise(3);
    assert_eq!(story.say(1, Command::CallNext {}), Err(Rejection::QueueEmpty));
    let call = Command::CallPerson { participant: person(3) };
    assert_eq!(story.say(1, call), Err(Rejection::OutOfRange));
    story.raise(4);
    story.call_next();
    assert_eq!(floor(&story), Some(person(4)), "a listener waits, and keeps nobody back");
    set(&mut story, TEAM, &[1]);
    assert_eq!(floor(&story), None, "nobody has the floor whom nobody hears");
    assert_eq!(stage_of(story.room.plan(), 2), None);
    set(&mut story, EVERYONE, &[]);
    story.call_next();
    assert_eq!(floor(&story), Some(person(4)), "who was interrupted goes first");
    assert!(story.hears(2, 3));
}

#[test]
fn stick_and_round_go_among_those_who_are_seen() {
    let mut story = staged(4, TEAM, &[1, 2]);
    story.say(1, Command::SetTurns { turns: TurnMode::Stick }).unwrap();
    assert_eq!(story.say(3, Command::TakeStick {}), Err(Rejection::NotAllowed));
    story.say(2, Command::TakeStick {}).unwrap();
    assert_eq!(story.say(2, Command::GiveTurn { to: person(3) }), Err(Rejection::OutOfRange));
    story.say(1, Command::SwapScene {}).unwrap();
    assert_eq!(floor(&story), None, "the stick is free for those who talk now");
    story.say(3, Command::TakeStick {}).unwrap();
    assert!(story.hears(1, 3) && !story.hears(3, 1));

    story.say(1, Command::SetTurns { turns: TurnMode::Round }).unwrap();
    assert_eq!(floor(&story), Some(person(3)));
    story.say(3, Command::PassTurn {}).unwrap();
    assert_eq!(floor(&story), Some(person(4)));
    story.say(1, Command::SwapScene {}).unwrap();
    assert_eq!(floor(&story), Some(person(1)), "the others have come to those who talk");
    story.say(1, Command::FinishTurn {}).unwrap();
    story.say(2, Command::FinishTurn {}).unwrap();
    assert!(story.room.queues().all(|(_, queue)| queue.floor.is_none()));
}

#[test]
fn a_device_is_seen_with_any_of_those_whom_it_carries() {
    let mut story = staged(4, TEAM, &[1]);
    story.enter(5, 2, Role::Participant).unwrap();
    assert!(!story.hears(3, 2) && (2..=MAX_CARRIED).contains(&story.room.carried(device(2)).len()));
    story.say(1, Command::SetSeen { people: people(&[5]) }).unwrap();
    assert!(story.hears(3, 2) && !story.hears(3, 1));
    story.say(1, Command::SwapScene {}).unwrap();
    assert_eq!(seen(&story, PLENARY), [1, 3, 4], "both of them listen now");
    assert!(!story.hears(3, 2));
}

#[test]
fn whoever_is_seen_is_so_with_all_their_devices() {
    let mut story = staged(3, STAGE, &[2]);
    story.enter(2, 22, Role::Participant).unwrap();
    assert!(story.hears(3, 22) && story.hears(3, 2));
    story.enter(3, 33, Role::Participant).unwrap();
    assert!(!story.hears(2, 33) && story.hears(33, 2));
}

#[test]
fn whoever_is_large_is_on_the_stage_of_the_page_before_the_floor() {
    let mut story = Story::with_people_to(4);
    story.raise(3);
    story.call_next();
    story.say(1, Command::SetSpotlight { participant: Some(person(2)) }).unwrap();
    assert_eq!([1, 2, 4].map(|of| stage_of(story.room.plan(), of)), [Some(2), None, Some(2)]);
    let shown = view(&story, 4, PLENARY).unwrap();
    assert_eq!((shown.scene, shown.spotlight, shown.seen), (EVERYONE, Some(person(2)), vec![]));
    set(&mut story, STAGE, &[1, 2]);
    assert_eq!(view(&story, 4, PLENARY).unwrap().spotlight, Some(person(2)), "whatever the scene");
    set(&mut story, STAGE, &[1]);
    assert_eq!(view(&story, 4, PLENARY).unwrap().spotlight, None, "nobody is large whom nobody sees");
    assert_eq!(stage_of(story.room.plan(), 4), Some(3), "the floor again");
    let unseen = Command::SetSpotlight { participant: Some(person(2)) };
    assert_eq!(story.say(1, unseen), Err(Rejection::OutOfRange));
    let unknown = Command::SetSpotlight { participant: Some(person(9)) };
    assert_eq!(story.say(1, unknown), Err(Rejection::UnknownParticipant));
    story.say(1, Command::SetSpotlight { participant: Some(person(1)) }).unwrap();
    story.say(1, Command::SetSpotlight { participant: None }).unwrap();
    assert_eq!(stage_of(story.room.plan(), 4), Some(3));
    set(&mut story, EVERYONE, &[]);
    assert_eq!(view(&story, 4, PLENARY), None, "it is told of scenes alone");
}

#[test]
fn whoever_speaks_to_all_groups_is_heard_in_every_scene() {
    let mut story = Story::with_groups(5, 1);
    story.enter(6, 6, Role::Facilitator).unwrap();
    for who in [2, 3] {
        story.send(who, group(1));
    }
    set(&mut story, STAGE, &[4]);
    story.say(6, Command::SpeakToAll { on: true }).unwrap();
    assert!(story.hears(5, 6) && story.hears(2, 6));
    story.say(6, Command::SpeakToAll { on: false }).unwrap();
    assert!(!story.hears(5, 6) && !story.hears(2, 6), "one who listens again");
}

#[test]
fn backstage_one_hears_of_the_plenary_those_who_are_seen() {
    let mut story = Story::with_people_to(3);
    story.enter(4, 4, Role::Speaker).unwrap();
    story.say(4, Command::GoBackstage {}).unwrap();
    set(&mut story, STAGE, &[1, 4]);
    assert!(story.hears(4, 1) && !story.hears(4, 2) && !story.hears(2, 4));
    story.say(4, Command::ComeFromBackstage {}).unwrap();
    assert!(story.hears(2, 4), "whoever was chosen meanwhile comes on the stage");
}

#[test]
fn whoever_visits_a_group_with_a_scene_listens() {
    let mut story = Story::with_groups(4, 1);
    for who in [2, 3] {
        story.send(who, group(1));
    }
    story.send(1, group(1));
    set(&mut story, TEAM, &[2]);
    story.enter(5, 5, Role::Facilitator).unwrap();
    let visit = Command::VisitGroup { group: crate::id::GroupId(1), listening: false };
    story.say(5, visit).unwrap();
    story.wait(u64::from(crate::protocol::VISIT_ANNOUNCED));
    assert!(story.hears(5, 2) && !story.hears(2, 5) && !story.hears(3, 5));
}

#[test]
fn who_is_seen_is_told_anew_when_a_seat_is_moved() {
    let mut story = staged(4, STAGE, &[2, 3]);
    let effects =
        story.say(1, Command::MoveSeat { participant: person(3), before: Some(person(1)) }).unwrap();
    let told = events(&effects).into_iter().find_map(|event| match event {
        crate::protocol::Event::ScenesChanged { scenes } => scenes.first().map(|one| one.seen.clone()),
        _ => None,
    });
    assert_eq!(told, Some(people(&[3, 2])), "in seat order");
}
