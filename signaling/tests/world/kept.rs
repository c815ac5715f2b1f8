//! What a store would hold of a session: its log, and the texts of people beside it. After every step the room that
//! comes back from it is the room, byte for byte.

use std::collections::BTreeMap;

use signaling::room::{Log, LogEntry, Room, TextId, Written};
use signaling::time::Moment;

pub struct Kept {
    /// The room before anybody came.
    made: Room,
    log: Log,
    entries: Vec<String>,
    texts: BTreeMap<TextId, String>,
    /// The room as the log so far gives it, without any text.
    replayed: Room,
}

fn bytes(room: &Room) -> String {
    serde_json::to_string(room).unwrap()
}

impl Kept {
    pub fn of(made: &Room) -> Self {
        Self {
            made: made.clone(),
            log: Log::of(made),
            entries: Vec::new(),
            texts: BTreeMap::new(),
            replayed: made.clone(),
        }
    }

    /// Stores what has changed, and whether anything has.
    pub fn follow(&mut self, now: Moment, room: &Room) -> bool {
        let Written { entry, texts } = self.log.follow(now, room);
        let changed = entry.is_some() || !texts.is_empty();
        for change in texts {
            match change.text {
                Some(text) => drop(self.texts.insert(change.id, text)),
                // The first welcome comes from the settings of the room and was never stored.
                None if change.id == TextId::Welcome(1) => {}
                None => assert!(self.texts.remove(&change.id).is_some(), "what is deleted was there"),
            }
        }
        if let Some(entry) = entry {
            let stored = serde_json::to_string(&entry).unwrap();
            assert!(!stored.contains("Ilona"), "a text of a person in the log: {stored}");
            let entry: LogEntry = serde_json::from_str(&stored).unwrap();
            self.replayed = Room::replay(self.replayed.clone(), [entry], []).unwrap();
            self.entries.push(stored);
        }
        assert_eq!(bytes(&self.replayed), bytes(&without_texts(room, &self.texts)), "what the log gives");
        changed
    }

    /// The same, read anew from the first entry on.
    pub fn check_from_the_start(&self, room: &Room) {
        let entries = || self.entries.iter().map(|entry| serde_json::from_str(entry).unwrap());
        let whole = Room::replay(self.made.clone(), entries(), self.texts.clone()).unwrap();
        assert_eq!(bytes(&whole), bytes(&room.as_replayed()), "with all texts");
        let bare = Room::replay(self.made.clone(), entries(), []).unwrap();
        assert_eq!(bytes(&bare), bytes(&without_texts(room, &self.texts)), "with all texts erased");
    }
}

fn without_texts(room: &Room, texts: &BTreeMap<TextId, String>) -> Room {
    let mut room = room.as_replayed();
    for id in texts.keys() {
        room.erase(*id);
    }
    room
}
