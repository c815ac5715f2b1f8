use crate::protocol::{Command, SourceKind};
use crate::role::Role;
use crate::room::story::{Story, device, group, route};

fn stage(story: &Story, of: u32) -> Option<u32> {
    story.room.plan().routes[&device(of)].stage.map(|id| id.0)
}

fn switch(story: &mut Story, who: u32, with: u32, kind: SourceKind) {
    story.say_through(who, with, Command::SetSending { kind, on: true }).unwrap();
}

#[test]
fn people_hear_those_in_their_place_and_nobody_else() {
    let mut story = Story::with_groups(4, 2);
    story.send(2, group(1));
    story.send(3, group(2));
    for (listener, source, hears) in [(1, 4, true), (4, 1, true), (1, 2, false), (2, 3, false), (3, 2, false)]
    {
        assert_eq!(story.hears(listener, source), hears, "{listener} hears {source}");
    }
    story.send(3, group(1));
    assert!(story.hears(2, 3) && story.hears(3, 2));
}

#[test]
fn the_epoch_grows_with_the_routes_only() {
    let mut story = Story::with_groups(2, 1);
    let epoch = story.room.plan().epoch.0;
    assert_eq!(route(&story.raise(2)), None);
    story.lose(2);
    story.resume(2).unwrap();
    assert_eq!(story.room.plan().epoch.0, epoch);
    let effects = story.send(2, group(1));
    assert_eq!(route(&effects).unwrap().epoch.0, epoch + 1);
    assert_eq!(route(&effects).unwrap(), story.room.plan());
}

#[test]
fn whoever_has_the_floor_is_on_the_stage_of_their_place() {
    let mut story = Story::with_groups(4, 1);
    story.send(4, group(1));
    story.raise(2);
    story.call_next();
    assert_eq!([1, 2, 3, 4].map(|of| stage(&story, of)), [Some(2), None, Some(2), None]);
    story.say(2, Command::FinishTurn {}).unwrap();
    assert_eq!([1, 2, 3, 4].map(|of| stage(&story, of)), [None; 4]);
}

#[test]
fn somebody_with_several_devices_speaks_through_the_one_that_sends() {
    let mut story = Story::with_people_to(3);
    story.enter(2, 22, Role::Participant).unwrap();
    story.raise(2);
    story.call_next();
    assert_eq!(stage(&story, 3), Some(2), "the lowest id among equals");
    story.lose(2);
    story.say(1, Command::FinishTurn {}).unwrap();
    story.say_through(2, 22, Command::RaiseHand { reply: false }).unwrap();
    story.call_next();
    assert_eq!(stage(&story, 3), Some(22), "the connected one");
    switch(&mut story, 2, 2, SourceKind::Camera);
    assert_eq!(stage(&story, 3), Some(2), "the one with a picture");
    switch(&mut story, 2, 22, SourceKind::Microphone);
    assert_eq!(stage(&story, 3), Some(22), "the one with a voice");
    assert_eq!((stage(&story, 2), stage(&story, 22)), (Some(22), None));
}
