use super::*;
use crate::protocol::{Command, GroupColour};
use crate::role::Role;
use crate::room::inside::tests::{ONE, TWO, assert_comes_back, at_work, at_work_with, made};
use crate::room::story::{PLENARY, Story, events, group, person};
use crate::room::{Log, LogEntry};

fn take(story: &mut Story, who: u32) -> Result<(), Rejection> {
    story.say(who, Command::TakeNote {}).map(|_| ())
}

fn write(story: &mut Story, who: u32, text: &str) -> Result<(), Rejection> {
    story.say(who, Command::WriteNote { text: text.into() }).map(|_| ())
}

/// The text and who writes it, as somebody in the group sees it.
fn note(story: &Story, who: u32) -> (String, Option<u32>) {
    let note = story.note(who).unwrap();
    (note.text, note.writer.map(|writer| writer.0))
}

fn kept(story: &Story, who: u32) -> Vec<String> {
    story.view(who).notes.into_iter().map(|note| note.text).collect()
}

/// Group 1 has a note and nobody writes.
fn noted(rule: NoteRule) -> Story {
    let mut story = at_work_with(rule);
    take(&mut story, 2).unwrap();
    write(&mut story, 2, "muistio").unwrap();
    story.say(2, Command::ReleaseNote {}).unwrap();
    story
}

#[test]
fn one_writes_and_all_in_the_group_read() {
    let mut story = at_work();
    assert_eq!(note(&story, 3), (String::new(), None));
    let effects = story.say(2, Command::TakeNote {}).unwrap();
    assert_eq!(story.told(3, &effects), [Event::NoteChanged { note: story.note(3) }]);
    assert_eq!(story.note(3).unwrap().written_at, Some(story.now));
    let effects = story.say(2, Command::WriteNote { text: "yksi\n\tkaksi".into() }).unwrap();
    assert_eq!(story.told(3, &effects), [Event::NoteChanged { note: story.note(3) }]);
    assert!(story.told(1, &effects).is_empty() && story.told(4, &effects).is_empty());
    assert_eq!(note(&story, 3), ("yksi\n\tkaksi".into(), Some(2)));
    assert_eq!(write(&mut story, 3, "kolme"), Err(Rejection::Taken));
    story.say(2, Command::ReleaseNote {}).unwrap();
    assert_eq!(note(&story, 3), ("yksi\n\tkaksi".into(), None));
    assert_eq!(story.note(3).unwrap().written_at, None);
}

#[test]
fn a_note_is_taken_while_somebody_writes_and_free_when_they_fall_silent() {
    let mut story = at_work();
    take(&mut story, 2).unwrap();
    story.wait(30);
    write(&mut story, 2, "muistio").unwrap();
    story.now = Moment(story.now.after(Duration::from_secs(60)).0 - 1);
    assert_eq!(take(&mut story, 3), Err(Rejection::Taken));
    story.now = Moment(story.now.0 + 1);
    take(&mut story, 3).unwrap();
    assert_eq!(note(&story, 2), ("muistio".into(), Some(3)));
    assert_eq!(write(&mut story, 2, "x"), Err(Rejection::Taken));
    assert!(story.say(2, Command::ReleaseNote {}).unwrap().is_empty(), "not theirs to release");
    story.wait(1);
    take(&mut story, 3).unwrap();
}

#[test]
fn a_note_is_written_and_taken_no_faster_than_it_is_read() {
    let mut story = at_work();
    take(&mut story, 2).unwrap();
    write(&mut story, 2, "a").unwrap();
    story.now = Moment(story.now.0 + 499);
    assert_eq!(write(&mut story, 2, "ab"), Err(Rejection::TooFast));
    story.say(2, Command::ReleaseNote {}).unwrap();
    assert_eq!(take(&mut story, 3), Err(Rejection::TooFast));
    story.now = Moment(story.now.0 + 1);
    take(&mut story, 3).unwrap();
    write(&mut story, 3, "ab").unwrap();
    assert_eq!(note(&story, 2), ("ab".into(), Some(3)));
}

#[test]
fn a_note_has_limits() {
    let mut story = at_work();
    take(&mut story, 2).unwrap();
    for (text, rejection) in [
        ("x".repeat(MAX_GROUP_NOTE + 1), Rejection::TooLong),
        ("€".repeat(MAX_GROUP_NOTE_BYTES / 3 + 1), Rejection::TooLong),
        ("a\u{1b}".into(), Rejection::OutOfRange),
        ("a\rb".into(), Rejection::OutOfRange),
    ] {
        assert_eq!(write(&mut story, 2, &text), Err(rejection));
    }
    write(&mut story, 2, &"x".repeat(MAX_GROUP_NOTE)).unwrap();
    story.wait(1);
    write(&mut story, 2, &"€".repeat(MAX_GROUP_NOTE_BYTES / 3)).unwrap();
}

#[test]
fn the_pen_is_put_down_by_whoever_goes() {
    let goings: [fn(&mut Story); 5] = [
        |story| drop(story.send(2, PLENARY)),
        |story| drop(story.send(2, group(2))),
        |story| drop(story.lose(2)),
        |story| drop(story.say(2, Command::Leave {}).unwrap()),
        |story| {
            let role = Command::ChangeRole { participant: person(2), role: Role::Observer };
            story.say(1, role).unwrap();
        },
    ];
    for go in goings {
        let mut story = at_work();
        take(&mut story, 2).unwrap();
        write(&mut story, 2, "muistio").unwrap();
        go(&mut story);
        assert_eq!(note(&story, 3), ("muistio".into(), None));
        story.wait(1);
        take(&mut story, 3).unwrap();
    }
}

#[test]
fn nobody_outside_takes_a_note_and_observers_read() {
    let mut story = noted(NoteRule::Keep);
    assert_eq!(take(&mut story, 1), Err(Rejection::NotAllowed));
    assert!(story.say(1, Command::ReleaseNote {}).unwrap().is_empty());
    story.enter(8, 8, Role::Observer).unwrap();
    let effects = story.send(8, group(1));
    assert!(story.told(8, &effects).contains(&Event::NoteChanged { note: story.note(3) }));
    assert_eq!(take(&mut story, 8), Err(Rejection::NotAllowed));
}

#[test]
fn a_kept_note_is_read_by_those_who_were_of_the_group_since_it_said_something() {
    let mut story = noted(NoteRule::Keep);
    let named = Command::SetGroup {
        group: ONE,
        name: Some("Kuusi".into()),
        colour: GroupColour::Blue,
        task: None,
        leader: None,
    };
    story.say(1, named).unwrap();
    story.send(2, PLENARY);
    story.send(4, group(1));
    story.be_on_visit(6, ONE, false);
    let effects = story.recall();
    for who in [2, 3, 4] {
        let notes = story.view(who).notes;
        assert_eq!(notes[0].text, "muistio");
        assert_eq!((notes[0].number, notes[0].name.as_deref()), (1, Some("Kuusi")));
        assert!(story.told(who, &effects).contains(&Event::NotesKept { notes }));
    }
    for who in [1, 5, 6, 7] {
        assert!(kept(&story, who).is_empty());
    }
    assert_comes_back(&story, "Kuusi");
    story.open(1);
    assert_eq!(kept(&story, 3), ["muistio"], "until the session ends");
}

#[test]
fn a_shown_note_is_read_by_everybody_also_later() {
    let mut story = noted(NoteRule::Show);
    let effects = story.recall();
    for who in 1..=7 {
        assert_eq!(kept(&story, who), ["muistio"]);
        assert!(story.told(who, &effects).contains(&Event::NotesKept { notes: story.view(who).notes }));
    }
    story.enter(8, 8, Role::Participant).unwrap();
    assert_eq!(kept(&story, 8), ["muistio"]);
}

#[test]
fn a_destroyed_note_is_gone_and_an_empty_one_vanishes() {
    let mut story = noted(NoteRule::Destroy);
    let effects = story.recall();
    assert!((1..=7).all(|who| kept(&story, who).is_empty()));
    assert!(!events(&effects).iter().any(|event| matches!(event, Event::NotesKept { .. })));
    assert_eq!(story.room.insides.notes, Notes::default());

    let mut story = at_work_with(NoteRule::Show);
    take(&mut story, 2).unwrap();
    write(&mut story, 2, "  \n").unwrap();
    story.say(4, Command::TakeNote {}).unwrap();
    story.say(4, Command::ReleaseNote {}).unwrap();
    assert_eq!(story.room.insides.notes.open.len(), 1, "nobody writes it, and it says nothing");
    story.recall();
    assert!(kept(&story, 1).is_empty());
    assert_eq!(story.room.insides.notes, Notes::default());
}

#[test]
fn an_erased_note_is_none() {
    let mut story = noted(NoteRule::Show);
    story.recall();
    story.room.erase(crate::room::TextId::GroupNote(ONE));
    assert!(kept(&story, 2).is_empty());
}

#[test]
fn a_note_is_kept_although_the_server_starts_anew_meanwhile() {
    let mut story = noted(NoteRule::Keep);
    let made = made();
    let written = Log::of(&made).follow(story.now, &story.room);
    let texts = written.texts.into_iter().filter_map(|change| Some((change.id, change.text?)));
    let entries: Vec<LogEntry> = written.entry.into_iter().collect();
    story.room = Room::replay(made, entries, texts).unwrap();
    story.room.reopen(story.now);
    for who in 1..=7 {
        story.resume(who).unwrap();
    }
    story.recall();
    assert_eq!(kept(&story, 2), ["muistio"]);
    assert!(kept(&story, 4).is_empty());
}

#[test]
fn the_oldest_notes_go_when_there_are_too_many() {
    let mut notes = Notes::default();
    let size = MAX_SHOWN_BYTES / 4;
    for id in 1..=6 {
        notes.kept.insert(GroupId(id), Kept { number: id, readers: None });
        notes.words.insert(GroupId(id), "x".repeat(size));
    }
    notes.forget_surplus();
    assert!(notes.kept.keys().eq([3, 4, 5, 6].map(GroupId).iter()));
    assert_eq!(notes.words.len(), 4);
    for id in 10..10 + MAX_KEPT_NOTES as u32 {
        notes.kept.insert(GroupId(id), Kept { number: id, readers: Some(BTreeSet::new()) });
    }
    notes.forget_surplus();
    assert_eq!(notes.kept.len(), MAX_KEPT_NOTES);
    assert!(notes.words.is_empty());
}

#[test]
fn whoever_went_before_the_end_reads_what_they_wrote() {
    let ways: [fn(&mut Story); 3] = [
        |story| {
            story.send(2, PLENARY);
            story.send(3, PLENARY);
        },
        |story| {
            story.lose(2);
            story.lose(3);
            story.wait(121);
        },
        |story| {
            story.say(1, Command::SplitGroup { group: ONE, people: vec![person(2)] }).unwrap();
        },
    ];
    for goes in ways {
        let mut story = noted(NoteRule::Keep);
        goes(&mut story);
        story.recall();
        for who in [2, 3] {
            if !story.room.knows(person(who)) {
                story.enter(who, who, Role::Participant).unwrap();
            }
            assert_eq!(kept(&story, who), ["muistio"]);
        }
        assert!(kept(&story, 5).is_empty());
    }
}

#[test]
fn whoever_went_before_a_note_was_begun_anew_does_not_read_it() {
    let mut story = noted(NoteRule::Keep);
    story.send(2, PLENARY);
    story.wait(1);
    take(&mut story, 3).unwrap();
    write(&mut story, 3, "").unwrap();
    story.wait(1);
    write(&mut story, 3, "uusi").unwrap();
    story.recall();
    assert_eq!((kept(&story, 2), kept(&story, 3)), (vec![], vec!["uusi".to_owned()]));
}

#[test]
fn of_two_groups_that_become_one_both_read_the_note() {
    let mut story = noted(NoteRule::Keep);
    story.send(2, PLENARY);
    story.say(1, Command::MergeGroups { from: ONE, into: TWO }).unwrap();
    story.recall();
    for who in 2..=5 {
        assert_eq!(kept(&story, who), ["muistio"]);
    }
}

#[test]
fn a_note_that_does_not_fit_into_the_other_is_kept_as_that_of_a_group_that_has_ended() {
    let merged = |rule| {
        let mut story = at_work_with(rule);
        for (who, text) in [(2, "ä"), (4, "b")] {
            take(&mut story, who).unwrap();
            write(&mut story, who, &text.repeat(15_000)).unwrap();
        }
        story.say(1, Command::MergeGroups { from: ONE, into: TWO }).unwrap();
        story
    };
    let mut story = merged(NoteRule::Keep);
    assert_eq!(note(&story, 2), ("b".repeat(15_000), Some(4)));
    assert_eq!((kept(&story, 3), kept(&story, 5)), (vec!["ä".repeat(15_000)], vec![]));
    story.recall();
    assert_eq!((kept(&story, 3).len(), kept(&story, 5).len()), (2, 1));
    assert_eq!(kept(&merged(NoteRule::Show), 5).len(), 1);
    let story = merged(NoteRule::Destroy);
    assert_eq!((note(&story, 2).0.chars().count(), kept(&story, 3).len()), (MAX_GROUP_NOTE, 0));
}
