use super::*;
use crate::protocol::{Event, Scene};
use crate::room::agenda::tests::phase;
use crate::room::log::Log;
use crate::time::Moment;

fn take(story: &mut Story, who: u32) -> Result<Vec<Effect>, Rejection> {
    story.say(who, Command::TakeSeat {})
}

fn leaves_at(story: &Story) -> Option<Moment> {
    view(story, 1, PLENARY).and_then(|view| view.leaves_at)
}

#[test]
fn a_seat_is_taken_and_left_by_oneself() {
    let mut story = staged(6, fishbowl(2, true, None), &[2, 3]);
    assert_eq!(heard(&story, 4), [(2, 1), (2, 3), (2, 4), (3, 1), (3, 2), (3, 4)]);
    take(&mut story, 4).unwrap();
    assert!(story.hears(1, 4), "on the seat that is kept free");
    assert_eq!(take(&mut story, 4), Ok(vec![]), "twice is once");
    assert_eq!(take(&mut story, 5), Err(Rejection::NoSeat));
    story.say(2, Command::LeaveSeat {}).unwrap();
    assert!(!story.hears(1, 2));
    take(&mut story, 5).unwrap();
    assert_eq!(seen(&story, PLENARY), [3, 4, 5]);
    assert_eq!(story.say(2, Command::LeaveSeat {}), Ok(vec![]), "who has none leaves none");
}

#[test]
fn nobody_is_put_on_the_free_seat_and_it_is_there_only_if_it_is_wanted() {
    let mut story = staged(5, fishbowl(2, true, None), &[2, 3]);
    let three = Command::SetSeen { people: people(&[2, 3, 4]) };
    assert_eq!(story.say(1, three), Err(Rejection::OutOfRange));
    set(&mut story, fishbowl(2, false, None), &[2, 3]);
    assert_eq!(take(&mut story, 4), Err(Rejection::NoSeat));
}

#[test]
fn who_may_not_speak_takes_no_seat() {
    let mut story = staged(2, fishbowl(2, false, None), &[]);
    story.enter(3, 3, Role::Observer).unwrap();
    assert_eq!(take(&mut story, 3), Err(Rejection::NotAllowed));
    story.say(1, Command::StartBreak { minutes: 5, coffee_table: false }).unwrap();
    assert_eq!(take(&mut story, 2), Err(Rejection::OnBreak));
}

#[test]
fn seats_are_not_taken_faster_than_people_mean_it() {
    let mut story = staged(2, fishbowl(2, false, None), &[]);
    for _ in 0..10 {
        take(&mut story, 2).unwrap();
        story.say(2, Command::LeaveSeat {}).unwrap();
    }
    assert_eq!(take(&mut story, 2), Err(Rejection::TooFast));
}

#[test]
fn once_no_seat_is_free_whoever_has_sat_longest_leaves_when_the_time_is_over() {
    let mut story = staged(5, fishbowl(2, true, Some(60)), &[]);
    take(&mut story, 4).unwrap();
    story.wait(100);
    take(&mut story, 2).unwrap();
    story.wait(100);
    assert_eq!((leaves_at(&story), story.next_soon()), (None, None), "a seat is free");
    let effects = take(&mut story, 3).unwrap();
    let end = story.now.after(std::time::Duration::from_secs(60));
    assert_eq!((leaves_at(&story), story.next_soon()), (Some(end), Some(end)));
    let told = events(&effects).into_iter().any(|event| match event {
        Event::ScenesChanged { scenes } => scenes.iter().any(|one| one.leaves_at == Some(end)),
        _ => false,
    });
    assert!(told);
    assert_eq!(seen(&story, PLENARY), [4, 2, 3], "the one who leaves is first");
    assert_eq!(story.wait(59), []);
    let effects = story.wait(1);
    assert!(route(&effects).is_some());
    assert_eq!((seen(&story, PLENARY), leaves_at(&story)), (vec![2, 3], None));
    assert!(!story.hears(1, 4));
    story.wait(1_000);
    assert_eq!(seen(&story, PLENARY), [2, 3], "nobody leaves while a seat is free");
}

#[test]
fn who_sits_on_keeps_the_time_and_another_fishbowl_counts_anew() {
    let mut story = staged(5, fishbowl(2, false, Some(60)), &[2, 3]);
    story.wait(50);
    story.say(1, Command::SetSeen { people: people(&[3, 2]) }).unwrap();
    let soon = story.now.after(std::time::Duration::from_secs(10));
    assert_eq!(leaves_at(&story), Some(soon));
    set(&mut story, fishbowl(2, false, Some(30)), &[2, 3]);
    let anew = story.now.after(std::time::Duration::from_secs(30));
    assert_eq!(leaves_at(&story), Some(anew));
    story.wait(30);
    assert_eq!(seen(&story, PLENARY), [3], "of two who sat down together the first by seat leaves first");
}

#[test]
fn in_a_break_nobody_hears_the_fishbowl_and_nobody_leaves_it() {
    let mut story = staged(5, fishbowl(2, false, Some(60)), &[]);
    take(&mut story, 3).unwrap();
    story.wait(5);
    take(&mut story, 2).unwrap();
    story.wait(20);
    let effects = story.say(1, Command::StartBreak { minutes: 5, coffee_table: false }).unwrap();
    assert_eq!((leaves_at(&story), heard(&story, 5)), (None, vec![]));
    assert!(
        events(&effects).iter().any(|event| matches!(event, Event::ScenesChanged { .. })),
        "and are told"
    );
    story.wait(400);
    assert_eq!(seen(&story, PLENARY), [3, 2]);
    story.say(1, Command::EndBreak {}).unwrap();
    let rest = story.now.after(std::time::Duration::from_secs(40));
    assert_eq!(leaves_at(&story), Some(rest), "what was left when the break began");
    story.wait(40);
    assert_eq!(seen(&story, PLENARY), [2]);
}

#[test]
fn a_stage_waits_for_those_who_are_away_and_a_seat_does_not() {
    for (scene, left) in [(STAGE, &[1, 2][..]), (TEAM, &[1, 2]), (fishbowl(3, false, None), &[1])] {
        let mut story = staged(4, scene, &[1, 2]);
        story.open(1);
        story.send(2, group(1));
        assert_eq!(seen(&story, PLENARY), left, "{scene:?}");
        story.send(3, group(1));
        assert!(story.hears(3, 2), "a scene is of its place");
        story.recall();
        assert_eq!(story.hears(3, 2), left.len() == 2);
    }
}

#[test]
fn in_a_group_whoever_goes_is_seen_no_longer_and_the_scene_ends_with_the_group() {
    let mut story = Story::with_groups(5, 1);
    for who in [1, 2, 3, 4] {
        story.send(who, group(1));
    }
    set(&mut story, STAGE, &[1, 2]);
    story.send(2, PLENARY);
    assert_eq!(seen(&story, group(1)), [1]);
    story.send(2, group(1));
    assert!(!story.hears(3, 2), "back as one who listens");
    story.recall();
    assert_eq!(view(&story, 1, group(1)), None);
    assert!(story.hears(3, 2) && story.hears(1, 4));
}

#[test]
fn when_nobody_is_left_who_is_seen_those_who_listened_hear_each_other() {
    for scene in [STAGE, TEAM] {
        let mut story = staged(4, scene, &[4]);
        story.say(4, Command::Leave {}).unwrap();
        assert_eq!(view(&story, 2, PLENARY), None);
        assert!(story.hears(2, 3) && story.hears(3, 2));
    }
    let mut story = staged(4, fishbowl(2, true, None), &[4]);
    story.say(4, Command::Leave {}).unwrap();
    assert!(!story.hears(2, 3), "there are seats to take");
}

#[test]
fn a_lost_connection_keeps_the_seat_for_the_grace_time() {
    let mut story = staged(4, fishbowl(2, false, None), &[2, 3]);
    story.lose(2);
    assert_eq!(take(&mut story, 4), Err(Rejection::NoSeat));
    story.resume(2).unwrap();
    assert!(story.hears(1, 2));
    story.lose(2);
    story.wait(crate::room::story::GRACE.as_secs());
    take(&mut story, 4).unwrap();
}

#[test]
fn whoever_may_not_speak_any_longer_is_not_seen() {
    let mut story = staged(4, STAGE, &[1, 2]);
    story.say(1, Command::SetSpotlight { participant: Some(person(2)) }).unwrap();
    let role = Role::Observer;
    story.say(1, Command::ChangeRole { participant: person(2), role }).unwrap();
    assert_eq!(seen(&story, PLENARY), [1]);
    assert_eq!(view(&story, 3, PLENARY).unwrap().spotlight, None);
    let role = Role::Participant;
    story.say(1, Command::ChangeRole { participant: person(2), role }).unwrap();
    assert!(!story.hears(1, 2), "nobody is put on the air by another role");
}

#[test]
fn latecomers_listen() {
    let mut story = staged(3, STAGE, &[1]);
    story.enter(9, 9, Role::Facilitator).unwrap();
    assert!(story.hears(9, 1) && !story.hears(1, 9) && !story.hears(2, 9));
}

#[test]
fn whoever_only_listens_in_a_group_is_on_the_stage_of_the_plenary_after_it() {
    let mut story = Story::with_groups(4, 1);
    story.send(2, group(1));
    set(&mut story, STAGE, &[1, 4]);
    let visit = Command::VisitGroup { group: crate::id::GroupId(1), listening: true };
    story.say(1, visit).unwrap();
    story.wait(u64::from(crate::protocol::VISIT_ANNOUNCED));
    assert_eq!(story.place(1), group(1));
    assert_eq!(try_set(&mut story, 1, STAGE, &[1]), Err(Rejection::OutOfRange), "not in the group");
    set(&mut story, fishbowl(2, true, None), &[]);
    assert_eq!(take(&mut story, 1), Err(Rejection::NotAllowed));
    story.say(1, Command::EndVisit {}).unwrap();
    assert_eq!(seen(&story, PLENARY), [1, 4]);
    assert!(story.hears(3, 1) && !story.hears(1, 3));
}

#[test]
fn nobody_is_left_alone_with_a_scene_that_nobody_can_end() {
    let mut story = staged(4, STAGE, &[3]);
    story.lose(1);
    assert!(!story.hears(3, 2), "who is lost for a moment is still there");
    story.wait(crate::room::story::GRACE.as_secs());
    assert!(story.hears(3, 2) && story.hears(2, 4));
}

#[test]
fn with_the_end_of_the_session_the_staff_talk_and_an_empty_room_has_no_scene() {
    let mut story = staged(3, STAGE, &[1, 2]);
    story.enter(4, 4, Role::Facilitator).unwrap();
    story.say(1, Command::EndSession {}).unwrap();
    assert!(story.hears(1, 4) && story.hears(4, 1));
    let mut story = staged(2, fishbowl(2, true, None), &[]);
    for who in [2, 1] {
        story.say(who, Command::Leave {}).unwrap();
    }
    assert_eq!(story.room.scenes, Scenes::default());
}

#[test]
fn a_phase_has_its_scene_from_its_beginning() {
    let mut story = Story::with_groups(3, 1);
    story.enter(4, 4, Role::Speaker).unwrap();
    story.enter(5, 5, Role::Assistant).unwrap();
    story.enter(6, 6, Role::Interpreter).unwrap();
    story.say(5, Command::GoBackstage {}).unwrap();
    story.recall();
    let scenes = [Scene::Stage, Scene::ReflectingTeam, Scene::Fishbowl, Scene::Everyone];
    let phases = scenes.map(|scene| crate::protocol::Phase { scene, ..phase("Vaihe") });
    let phases = phases.map(|plan| crate::protocol::AgendaItem { phase: None, plan }).to_vec();
    story.say(1, Command::SetAgenda { phases }).unwrap();
    let expected = [
        (Some(STAGE), vec![1, 4, 5]),
        (Some(TEAM), vec![1, 5]),
        (Some(fishbowl(4, true, None)), vec![]),
        (None, vec![]),
    ];
    for (kind, people) in expected {
        story.say(1, Command::NextPhase { seconds: crate::protocol::MIN_RECALL }).unwrap();
        assert_eq!(view(&story, 2, PLENARY).map(|view| view.scene), kind);
        assert_eq!(seen(&story, PLENARY), people);
        story.wait(2);
    }
}

#[test]
fn an_own_task_has_no_stage() {
    let mut story = Story::with_people_to(2);
    let plan = crate::protocol::Phase {
        scene: Scene::Stage,
        own_task: true,
        minutes: Some(5),
        task: Some("Kävelkää".into()),
        ..phase("Vaihe")
    };
    let phases = vec![crate::protocol::AgendaItem { phase: None, plan }];
    assert_eq!(story.say(1, Command::SetAgenda { phases }), Err(Rejection::OutOfRange));
}

#[test]
fn who_moves_is_told_the_scene_of_where_they_are() {
    let mut story = Story::with_groups(4, 1);
    story.send(2, group(1));
    set(&mut story, STAGE, &[1]);
    let told = |effects: &[Effect], room: &Room| -> Vec<Option<SceneKind>> {
        let one = |effect: &Effect| match effect {
            Effect::Tell { audience, event: Event::ScenesChanged { scenes } }
                if room.audience(audience).contains(&person(3)) =>
            {
                Some(scenes.first().map(|one| one.scene))
            }
            _ => None,
        };
        effects.iter().filter_map(one).collect()
    };
    let effects = story.send(3, group(1));
    assert_eq!(told(&effects, &story.room), [None]);
    let effects = story.send(3, PLENARY);
    assert_eq!(told(&effects, &story.room), [Some(STAGE)]);
}

#[test]
fn a_scene_comes_back_from_the_log() {
    let mut story = Story::with_people_to(4);
    let made = Room::new(
        "Kevät".into(),
        story.room.template(),
        crate::room::Rules { grace: crate::room::story::GRACE },
    );
    let mut log = Log::of(&made);
    set(&mut story, fishbowl(2, true, Some(60)), &[2, 3]);
    story.say(1, Command::SetSpotlight { participant: Some(person(2)) }).unwrap();
    let written = log.follow(story.now, &story.room);
    let text = serde_json::to_string(&written.entry).unwrap();
    let entry = serde_json::from_str::<Option<crate::room::LogEntry>>(&text).unwrap();
    let texts = written.texts.into_iter().filter_map(|change| Some((change.id, change.text?)));
    let back = Room::replay(made, entry, texts).unwrap();
    assert_eq!(back.scenes, story.room.scenes);
    assert_eq!(back.plan(), story.room.plan());
}
