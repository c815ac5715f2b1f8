use super::*;
use crate::protocol::{AttendanceSubject, PreparedGroup, Template};
use crate::room::story::GRACE;
use crate::room::{Log, LogEntry, Room, Rules, TextChange, TextId};

fn made() -> Room {
    Room::new("Kevät".into(), Template::Supervision, Rules { grace: GRACE })
}

/// A story, what was written of it, and the texts beside.
struct Kept {
    story: Story,
    log: Log,
    entries: Vec<String>,
    texts: BTreeMap<TextId, String>,
}

impl Kept {
    fn new(story: Story) -> Self {
        let log = Log::of(&made());
        let mut kept = Self { story, log, entries: Vec::new(), texts: BTreeMap::new() };
        kept.write();
        kept
    }

    fn write(&mut self) -> String {
        let written = self.log.follow(self.story.now, &self.story.room);
        for TextChange { id, text } in written.texts {
            match text {
                Some(text) => drop(self.texts.insert(id, text)),
                None => drop(self.texts.remove(&id)),
            }
        }
        let entry = written.entry.map(|entry| serde_json::to_string(&entry).unwrap()).unwrap_or_default();
        self.entries.extend(Some(entry.clone()).filter(|entry| !entry.is_empty()));
        entry
    }

    fn replayed(&self) -> Room {
        let entries: Vec<LogEntry> =
            self.entries.iter().map(|entry| serde_json::from_str(entry).unwrap()).collect();
        Room::replay(made(), entries, self.texts.clone()).unwrap()
    }

    fn assert_comes_back(&self) {
        let bytes = |room: &Room| serde_json::to_string(room).unwrap();
        assert_eq!(bytes(&self.replayed()), bytes(&self.story.room.as_replayed()));
    }
}

#[test]
fn groups_come_back_with_everything_and_go_on() {
    let mut kept = Kept::new(Story::with_people_to(9));
    let people = vec![AttendanceSubject::Visitor { participant: person(2) }];
    let prepared = PreparedGroup {
        name: Some("Kuusi".into()),
        task: Some("a".into()),
        people,
        leader: None,
        minutes: None,
    };
    kept.story.say(1, Command::PrepareGroups { groups: vec![prepared] }).unwrap();
    kept.write();
    let open = GroupsPlan {
        minutes: Some(2),
        names: vec!["Mänty".into()],
        task: Some("Kertokaa".into()),
        countdown_seconds: 5,
        ..of_size(2, Assignment::Rotation { rounds: 3 })
    };
    open_with(&mut kept.story, 5, open).unwrap();
    kept.write();
    for _ in 0..4 {
        kept.assert_comes_back();
        kept.story.wait(60);
        kept.write();
    }
    kept.story.say(3, Command::Leave {}).unwrap();
    kept.write();
    kept.assert_comes_back();

    let mut again = Story { room: kept.replayed(), now: kept.story.now };
    for who in 4..=9 {
        again.resume(who).unwrap();
    }
    for _ in 0..10 {
        kept.story.wait(30);
        again.wait(30);
        assert_eq!((views(&again), people_of(&again)), (views(&kept.story), people_of(&kept.story)));
    }
}

fn people_of(story: &Story) -> Vec<(ParticipantId, Place)> {
    story.people().iter().map(|one| (one.participant, one.place)).collect()
}

#[test]
fn no_name_or_task_is_among_the_facts_and_what_was_erased_is_not_shown() {
    let mut kept = Kept::new(Story::with_people_to(3));
    let names = vec!["Kuusi".to_owned()];
    let open = GroupsPlan { names, task: Some("Kertokaa".into()), ..plan(Assignment::Random {}) };
    open_with(&mut kept.story, 5, open).unwrap();
    let written = kept.write();
    assert!(!written.contains("Kuusi") && !written.contains("Kertokaa"), "{written}");
    kept.story.room.erase(TextId::GroupName(GroupId(1)));
    assert_eq!(views(&kept.story)[0].name, None);
    kept.story.recall();
    kept.write();
    assert!(!kept.texts.values().any(|text| text == "Kertokaa"), "no task outlives its groups");
}

#[test]
fn one_group_that_changes_is_one_fact() {
    let mut story = Story::with_groups(3, 100);
    story.send(2, group(7));
    let mut kept = Kept::new(story);
    kept.story.say(2, Command::SayReady { ready: true }).unwrap();
    let written = kept.write();
    assert_eq!(written.matches("ready_since").count(), 1, "{written}");
}
