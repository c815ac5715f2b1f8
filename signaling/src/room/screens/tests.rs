use crate::protocol::{Command, Event, Rejection, SceneKind, SourceKind};
use crate::room::story::{Story, device, events, group, person};

const SCREEN: Command = Command::SetSending { kind: SourceKind::Screen, on: true };
const SOUND: Command = Command::SetSending { kind: SourceKind::ScreenSound, on: true };
const SECOND: Command = Command::SetSending { kind: SourceKind::SecondScreen, on: true };

fn play(picture: bool) -> Command {
    Command::StartPlaying { title: None, picture, level: 80, captions: false }
}

/// What device `id` passes on.
fn passes_on(story: &Story, id: u32) -> Vec<SourceKind> {
    story.room.plan().routes[&device(id)].sends.iter().copied().collect()
}

#[test]
fn one_screen_at_a_time_until_it_is_set_that_there_may_be_two() {
    let mut story = Story::with_people_to(4);
    story.say(2, SCREEN).unwrap();
    story.say(2, SOUND).unwrap();
    assert_eq!(story.say(3, SCREEN), Err(Rejection::Taken));
    assert_eq!(story.say(3, SOUND), Err(Rejection::Taken), "nor its sound alone");
    assert_eq!(story.say(2, SECOND), Err(Rejection::Taken), "nor a second of the same person");

    story.allow_two_screens();
    story.say(3, SCREEN).unwrap();
    assert_eq!(story.say(4, SCREEN), Err(Rejection::Taken));
    story.say(2, Command::SetSending { kind: SourceKind::Screen, on: false }).unwrap();
    assert_eq!(story.say(4, SCREEN), Err(Rejection::Taken), "its sound is still there");
    story.say(2, Command::SetSending { kind: SourceKind::ScreenSound, on: false }).unwrap();
    story.say(4, SCREEN).unwrap();
}

#[test]
fn each_place_has_its_own_screens() {
    let mut story = Story::with_groups(3, 1);
    story.say(2, SCREEN).unwrap();
    story.try_send(&[(3, group(1))]).unwrap();
    story.say(3, SCREEN).unwrap();
}

#[test]
fn a_screen_that_nobody_sees_takes_no_room() {
    let mut story = Story::with_people_to(4);
    story.say(2, SCREEN).unwrap();
    story.lose(2);
    story.say(3, SCREEN).unwrap();
    story.resume(2).unwrap();
    assert_eq!(story.say(4, SCREEN), Err(Rejection::Taken));

    let mut story = Story::with_people_to(4);
    story.say(1, Command::SetScene { scene: SceneKind::Stage {}, seen: vec![person(3)] }).unwrap();
    story.say(2, SCREEN).unwrap();
    assert!(passes_on(&story, 2).is_empty());
    story.say(3, SCREEN).unwrap();
    assert_eq!(passes_on(&story, 3), [SourceKind::Screen]);
}

#[test]
fn a_screen_does_not_follow_its_person_to_another_place() {
    let mut story = Story::with_groups(3, 1);
    for kind in [SourceKind::Camera, SourceKind::Screen, SourceKind::ScreenSound] {
        story.say(2, Command::SetSending { kind, on: true }).unwrap();
    }
    story.send(2, group(1));
    assert_eq!(passes_on(&story, 2), [SourceKind::Camera]);
    story.say(2, SCREEN).unwrap();
    story.recall();
    assert_eq!(passes_on(&story, 2), [SourceKind::Camera]);
}

#[test]
fn whoever_mutes_a_screen_mutes_its_sound() {
    let mut story = Story::with_people_to(3);
    for kind in [SourceKind::Microphone, SourceKind::Screen, SourceKind::ScreenSound] {
        story.say(2, Command::SetSending { kind, on: true }).unwrap();
    }
    story.say(1, Command::Mute { participant: person(2), kind: SourceKind::Screen }).unwrap();
    assert_eq!(passes_on(&story, 2), [SourceKind::Microphone]);
    story.say(3, SCREEN).unwrap();
}

#[test]
fn whoever_shares_is_asked_for_the_screen() {
    let mut story = Story::with_people_to(3);
    assert_eq!(story.say(3, Command::AskForScreen {}), Err(Rejection::NotRunning));
    story.say(2, SCREEN).unwrap();
    let effects = story.say(3, Command::AskForScreen {}).unwrap();
    assert_eq!(events(&effects), [&Event::ScreenAsked { participant: person(3) }]);
    let told: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            crate::room::Effect::Tell { audience, .. } => Some(story.room.audience(audience)),
            _ => None,
        })
        .collect();
    assert_eq!(told, [[person(2)]]);
    assert_eq!(story.say(2, Command::AskForScreen {}), Err(Rejection::NotRunning), "nobody asks oneself");
    let asked = (0..20).filter(|_| story.say(3, Command::AskForScreen {}).is_ok()).count();
    assert!(asked < 20, "nor without end");
}

#[test]
fn what_is_played_takes_one_of_the_two_that_a_page_receives() {
    let mut story = Story::with_people_to(4);
    story.say(2, SCREEN).unwrap();
    story.say(1, play(true)).unwrap();
    assert_eq!(passes_on(&story, 1), [SourceKind::Screen, SourceKind::ScreenSound]);
    story.allow_two_screens();
    assert_eq!(story.say(3, SCREEN), Err(Rejection::Taken));
    assert_eq!(story.say(1, SECOND), Err(Rejection::Taken));

    let mut story = Story::with_people_to(4);
    story.say(1, play(false)).unwrap();
    story.say(2, SCREEN).unwrap();
    assert_eq!(story.say(3, SCREEN), Err(Rejection::Taken));

    let mut story = Story::with_people_to(4);
    story.allow_two_screens();
    story.say(2, SCREEN).unwrap();
    story.say(3, SCREEN).unwrap();
    assert_eq!(story.say(1, play(false)), Err(Rejection::Taken));

    let mut story = Story::with_people_to(2);
    story.say(1, SCREEN).unwrap();
    story.say(1, play(true)).unwrap();
    let all = [SourceKind::Screen, SourceKind::SecondScreen, SourceKind::SecondScreenSound];
    assert_eq!(passes_on(&story, 1), all, "beside one's own screen, in the second pair");
}
