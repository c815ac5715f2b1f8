use crate::protocol::{Command, Event, MAX_CUE, PlayingView, Rejection, SceneKind, SourceKind, TurnMode};
use crate::role::Role;
use crate::room::log::Log;
use crate::room::story::{Story, device, events, group, person};

fn play() -> Command {
    Command::StartPlaying { title: Some("Iltamusiikki".into()), picture: true, level: 80, captions: true }
}

fn playing(story: &Story, who: u32) -> Option<PlayingView> {
    story.room.view_for(story.now, person(who)).unwrap().playing
}

fn sends(story: &Story, id: u32) -> Vec<SourceKind> {
    story.room.plan().routes[&device(id)].sends.iter().copied().collect()
}

const PAIR: [SourceKind; 2] = [SourceKind::Screen, SourceKind::ScreenSound];

#[test]
fn everybody_here_knows_what_is_played_and_another_facilitator_pauses_and_ends_it() {
    let mut story = Story::with_people_to(3);
    story.enter(4, 4, Role::Facilitator).unwrap();
    story.say(1, play()).unwrap();
    let view = PlayingView {
        participant: person(1),
        device: device(1),
        title: Some("Iltamusiikki".into()),
        kind: SourceKind::Screen,
        picture: true,
        paused: false,
        level: 80,
        captions: true,
    };
    assert_eq!(playing(&story, 2), Some(view.clone()));
    assert_eq!(sends(&story, 1), PAIR);
    assert_eq!(story.say(4, play()), Err(Rejection::Taken));

    let effects = story.say(4, Command::PausePlaying {}).unwrap();
    let told = Event::PlayingChanged { playing: Some(PlayingView { paused: true, ..view }) };
    assert_eq!(events(&effects), [&told]);
    assert_eq!(story.say(4, Command::PausePlaying {}), Ok(Vec::new()));
    story.say(4, Command::ResumePlaying {}).unwrap();
    assert!(!playing(&story, 3).unwrap().paused);
    for command in [Command::PausePlaying {}, Command::StopPlaying {}] {
        assert_eq!(story.say(2, command), Err(Rejection::NotAllowed), "a participant");
    }

    story.say(4, Command::StopPlaying {}).unwrap();
    assert_eq!(playing(&story, 2), None);
    assert!(sends(&story, 1).is_empty());
    assert_eq!(story.say(4, Command::StopPlaying {}), Err(Rejection::NotRunning));
}

#[test]
fn it_ends_with_its_sound_its_player_and_its_place() {
    let end = |end: fn(&mut Story)| {
        let mut story = Story::with_groups(3, 1);
        story.enter(4, 4, Role::Facilitator).unwrap();
        story.say(4, play()).unwrap();
        assert!(playing(&story, 2).is_some());
        end(&mut story);
        assert_eq!(playing(&story, 2), None);
        let of_device = story.room.plan().routes.get(&device(4));
        assert!(of_device.is_none_or(|route| route.sends.is_empty()), "picture and sound are off");
    };
    end(|story| drop(story.say(4, Command::SetSending { kind: SourceKind::ScreenSound, on: false })));
    end(|story| {
        drop(story.say(1, Command::Mute { participant: person(4), kind: SourceKind::Screen }).unwrap());
    });
    end(|story| {
        let change = Command::ChangeRole { participant: person(4), role: Role::Participant };
        drop(story.say(1, change).unwrap());
    });
    end(|story| drop(story.say(4, Command::Leave {}).unwrap()));
    end(|story| drop(story.send(4, group(1))));
    end(|story| drop(story.say(4, Command::StepOut { note: None }).unwrap()));
    end(|story| {
        story.lose(4);
        assert!(playing(story, 2).is_some(), "a lost connection comes back");
        story.wait(200);
    });
}

#[test]
fn a_break_ends_it() {
    let mut story = Story::with_people_to(2);
    story.say(1, play()).unwrap();
    let pause = Command::StartBreak { minutes: 10, coffee_table: false };
    story.say(1, pause).unwrap();
    assert_eq!(playing(&story, 2), None);
    assert_eq!(story.say(1, play()), Err(Rejection::OnBreak));
}

#[test]
fn it_is_of_one_place_and_backstage_follows_the_plenary() {
    let mut story = Story::with_groups(3, 1);
    story.enter(4, 4, Role::Facilitator).unwrap();
    story.say(1, play()).unwrap();
    story.try_send(&[(3, group(1))]).unwrap();
    assert_eq!(playing(&story, 3), None);
    story.say(4, Command::GoBackstage {}).unwrap();
    assert!(playing(&story, 4).is_some());
    story.say(4, Command::PausePlaying {}).unwrap();
    assert!(playing(&story, 2).unwrap().paused);
    assert_eq!(story.say(4, play()), Err(Rejection::OutOfRange), "nothing is played backstage");
    let effects = story.try_send(&[(2, group(1))]).unwrap();
    assert!(events(&effects).contains(&&Event::PlayingChanged { playing: None }), "told on the way");
}

#[test]
fn it_is_heard_in_silence_and_in_every_scene() {
    let mut story = Story::with_people_to(3);
    story.say(1, Command::SetTurns { turns: TurnMode::Silence }).unwrap();
    for kind in [SourceKind::Microphone, SourceKind::Camera] {
        story.say(1, Command::SetSending { kind, on: true }).unwrap();
    }
    story.say(1, play()).unwrap();
    assert_eq!(sends(&story, 1), [SourceKind::Camera, SourceKind::Screen, SourceKind::ScreenSound]);
    story.say(1, Command::SetScene { scene: SceneKind::Stage {}, seen: vec![person(2)] }).unwrap();
    assert_eq!(sends(&story, 1), PAIR, "and nothing else of who is not seen");
    assert!(story.hears(3, 1));
    story.say(1, Command::StopPlaying {}).unwrap();
    assert!(!story.hears(3, 1));
}

#[test]
fn the_player_alone_says_how_loud_it_is_and_sends_cues() {
    let mut story = Story::with_people_to(2);
    story.enter(4, 4, Role::Facilitator).unwrap();
    let quieter = || Command::SetPlaying { title: None, level: 30, captions: true };
    let cue = |text: &str| Command::SendCue { text: text.into() };
    story.say(1, play()).unwrap();
    assert_eq!(story.say(4, quieter()), Err(Rejection::NotRunning));
    assert_eq!(story.say(4, cue("Hei")), Err(Rejection::NotRunning));
    story.say(1, quieter()).unwrap();
    let view = playing(&story, 2).unwrap();
    assert_eq!((view.level, view.title), (30, None));
    let loud = Command::SetPlaying { title: None, level: 101, captions: true };
    assert_eq!(story.say(1, loud), Err(Rejection::OutOfRange));

    let effects = story.say(1, cue("Hengitä")).unwrap();
    assert_eq!(events(&effects), [&Event::CueShown { text: "Hengitä".into() }]);
    assert_eq!(story.say(1, cue(&"a".repeat(MAX_CUE + 1))), Err(Rejection::TooLong));
    let sent = (0..30).filter(|_| story.say(1, cue("Ja")).is_ok()).count();
    assert!((5..15).contains(&sent), "{sent} at once");
    story.wait(30);
    story.say(1, Command::SetPlaying { title: None, level: 30, captions: false }).unwrap();
    assert_eq!(story.say(1, cue("Ja")), Err(Rejection::NotRunning));
}

#[test]
fn what_it_is_called_and_its_words_are_written_nowhere() {
    let mut story = Story::with_people_to(2);
    let mut log = Log::of(&story.room);
    log.follow(story.now, &story.room);
    story.say(1, play()).unwrap();
    let written = log.follow(story.now, &story.room);
    story.say(1, Command::SendCue { text: "Hengitä".into() }).unwrap();
    let cue = log.follow(story.now, &story.room);
    assert!(written.entry.is_some() && written.texts.is_empty());
    let stored = serde_json::to_string(&(written.entry, log.room())).unwrap();
    assert!(!stored.contains("Iltamusiikki") && !stored.contains("Hengitä"));
    assert!(cue.entry.is_none() && cue.texts.is_empty(), "a cue is not a change of the session");
}
