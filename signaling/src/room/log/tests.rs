use super::*;
use crate::protocol::{Choice, Command, Door, Further, HelpProblem, Invitation, PollKind, Scope};
use crate::role::Role;
use crate::room::story::{GRACE, PLENARY, Story, device, group, person};
use crate::room::{Arrival, Effect, Opening, Rules};

/// A story whose log is kept as a store would keep it.
struct Kept {
    story: Story,
    log: Log,
    made: Room,
    entries: Vec<String>,
    texts: Vec<TextChange>,
}

impl Kept {
    fn with_people_to(last: u32) -> Self {
        let story = Story::with_people_to(last);
        let mut kept =
            Self { story, log: Log::of(&made()), made: made(), entries: Vec::new(), texts: Vec::new() };
        kept.write();
        kept
    }

    /// Gives how many facts the last change was.
    fn write(&mut self) -> usize {
        let written = self.log.follow(self.story.now, &self.story.room);
        self.texts.extend(written.texts);
        let Some(entry) = written.entry else { return 0 };
        self.entries.push(serde_json::to_string(&entry).unwrap());
        entry.facts.len()
    }

    /// A room with a door, a welcome and an agreement from its settings; the host is in, and others wait.
    fn behind_a_door(waiting: u32) -> Self {
        let opening = Opening { door: Door::Knock, welcome: "Tervetuloa".into(), ..Opening::default() };
        let room = made().opening(opening).with_agreement("Sovittu".into()).unwrap();
        let mut story = Story::with_people_to(0);
        story.room = room.clone();
        let mut kept =
            Self { story, log: Log::of(&room), made: room, entries: Vec::new(), texts: Vec::new() };
        for who in 1..=1 + waiting {
            let role = if who == 1 { Role::Supervisor } else { Role::Participant };
            let invitation = Invitation::Shared;
            let arrival = Arrival {
                participant: person(who),
                device: device(who),
                name: format!("n{who}"),
                role,
                invitation,
                further: Further::Own,
            };
            kept.story.room.accept_at_door(kept.story.now, person(who), 1).unwrap();
            kept.story.room.arrive(kept.story.now, arrival).unwrap();
            kept.write();
        }
        kept
    }

    fn say(&mut self, who: u32, command: Command) {
        self.story.say(who, command).unwrap();
        self.write();
    }

    fn assert_comes_back(&self) {
        let bytes = |room: &Room| serde_json::to_string(room).unwrap();
        assert_eq!(bytes(&self.replayed()), bytes(&self.story.room.as_replayed()));
    }

    fn entries(&self) -> Vec<LogEntry> {
        self.entries.iter().map(|entry| serde_json::from_str(entry).unwrap()).collect()
    }

    fn replayed(&self) -> Room {
        let mut texts = std::collections::BTreeMap::new();
        for TextChange { id, text } in &self.texts {
            put(&mut texts, *id, text.clone());
        }
        Room::replay(self.made.clone(), self.entries(), texts).unwrap()
    }
}

fn made() -> Room {
    Room::new("Kevät".into(), crate::protocol::Template::Supervision, Rules { grace: GRACE })
}

#[test]
fn a_room_comes_back_byte_for_byte() {
    let mut kept = Kept::with_people_to(4);
    kept.story.open(2);
    kept.story.send(2, group(2));
    kept.story.raise(2);
    kept.story.raise(3);
    kept.story.call_next();
    kept.story.lose(4);
    kept.write();
    let bytes = |room: &Room| serde_json::to_vec(room).unwrap();
    assert_eq!(bytes(&kept.replayed()), bytes(&kept.story.room.as_replayed()));
    assert_eq!(kept.replayed().plan(), kept.story.room.plan(), "and routes what it routed");
}

#[test]
fn only_what_changed_is_written() {
    let mut kept = Kept::with_people_to(30);
    assert_eq!(kept.write(), 0, "nothing happened");
    kept.story.raise(2);
    assert_eq!(kept.write(), 1, "one queue");
    kept.story.open(1);
    kept.write();
    kept.story.send(3, group(1));
    assert_eq!(kept.write(), 2, "one person and the number of the plan");
    kept.story.say(3, Command::Leave {}).unwrap();
    let what = "a person, a device, the number of the plan, the end of a stay and the group to come back to";
    assert_eq!(kept.write(), 5, "{what}");
}

#[test]
fn no_name_is_in_the_log() {
    let kept = Kept::with_people_to(3);
    assert!(kept.entries.iter().all(|entry| !entry.contains("n2")), "{:?}", kept.entries);
    assert!(kept.texts.contains(&TextChange { id: TextId::Name(person(2)), text: Some("n2".into()) }));
}

#[test]
fn a_room_comes_back_without_the_texts_that_were_erased() {
    let mut kept = Kept::with_people_to(3);
    kept.texts.retain(|change| change.id != TextId::Name(person(2)));
    let room = kept.replayed();
    let name = |who: u32| {
        let view = room.view_for(kept.story.now, person(1)).unwrap();
        view.people.into_iter().find(|one| one.participant == person(who)).unwrap().name
    };
    assert_eq!([name(1), name(2), name(3)], ["n1", "", "n3"]);

    kept.story.room.erase(TextId::Name(person(2)));
    assert_eq!(room, kept.story.room.as_replayed(), "the same as erasing it while the session goes on");
}

#[test]
fn an_erased_text_is_to_be_deleted_from_the_store() {
    let mut kept = Kept::with_people_to(3);
    kept.story.room.erase(TextId::Name(person(2)));
    let written = kept.log.follow(kept.story.now, &kept.story.room);
    assert_eq!(written.entry, None, "no fact has changed");
    assert_eq!(written.texts, [TextChange { id: TextId::Name(person(2)), text: None }]);
}

#[test]
fn a_log_goes_on_after_a_crash() {
    let mut kept = Kept::with_people_to(3);
    kept.story.raise(2);
    kept.write();
    kept.story.room = kept.replayed();
    kept.log = Log::of(&kept.story.room);
    assert_eq!(kept.write(), 0, "what came back is known");

    let effects = kept.story.room.reopen(kept.story.now);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Tell { .. })));
    assert!(kept.story.people().iter().all(|one| one.presence != crate::protocol::Presence::Here {}));
    kept.write();
    kept.story.resume(1).unwrap();
    kept.story.resume(2).unwrap();
    kept.write();
    assert_eq!(kept.story.queue(PLENARY).hands.len(), 1, "the hand is still up");
    assert_eq!(kept.replayed(), kept.story.room.as_replayed());
    kept.story.wait(GRACE.as_secs());
    assert_eq!(kept.story.people().len(), 2, "who does not come back is given up as ever");
}

#[test]
fn an_entry_of_a_later_server_is_refused() {
    let entry = LogEntry { schema: SCHEMA + 1, at: Moment(1), facts: Vec::new() };
    assert_eq!(Room::replay(made(), [entry], []), Err(UnknownSchema(SCHEMA + 1)));
}

#[test]
fn the_lobby_and_the_help_place_come_back() {
    let mut kept = Kept::behind_a_door(4);
    kept.say(3, Command::AskForHelp { problem: HelpProblem::NoSound, for_group: false, subject: None });
    kept.assert_comes_back();
    kept.say(1, Command::TakeToHelp { participant: person(3) });
    kept.assert_comes_back();
    kept.say(1, Command::SetWelcome { text: "Hetki vielä".into() });
    kept.say(1, Command::Admit { participants: vec![person(3), person(2)] });
    kept.say(1, Command::Remove { participant: person(4) });
    kept.say(1, Command::SendBack { participant: person(2) });
    kept.assert_comes_back();
    assert!(kept.entries.iter().all(|entry| !entry.contains("Hetki") && !entry.contains("n2")));

    kept.story.room = kept.replayed();
    let waiting = |kept: &Kept, who| kept.story.room.lobby_view_for(person(who)).map(|view| view.welcome);
    assert_eq!(waiting(&kept, 2).as_deref(), Some("Hetki vielä"));
    kept.story.room.reopen(kept.story.now);
    let effects = kept.story.resume(2).unwrap();
    assert!(effects.iter().any(|effect| matches!(effect, Effect::TellLobby { .. })), "told anew");
    kept.story.wait(GRACE.as_secs());
    assert_eq!((waiting(&kept, 2).is_some(), waiting(&kept, 5)), (true, None), "who does not come back");
}

#[test]
fn a_text_of_the_settings_does_not_come_back_for_one_that_was_erased() {
    let mut kept = Kept::behind_a_door(0);
    let view = |room: &Room| room.view_for(Moment(9), person(1)).unwrap().agreement.unwrap();
    assert_eq!(view(&kept.replayed()).text, "Sovittu");
    kept.say(1, Command::SetAgreement { text: Some("Toisin".into()) });
    kept.say(1, Command::SetWelcome { text: String::new() });
    kept.assert_comes_back();
    kept.texts.clear();
    let replayed = kept.replayed();
    assert_eq!((view(&replayed).version, view(&replayed).text.as_str()), (2, ""));
    assert_eq!(replayed.lobby.welcome(), "");
}

#[test]
fn a_message_is_one_fact_and_its_words_can_be_erased() {
    let mut kept = Kept::with_people_to(2);
    let message = || Command::SendMessage { scope: Scope::Plenary {}, text: "salaista".into() };
    kept.say(2, message());
    kept.story.say(2, message()).unwrap();
    assert_eq!(kept.write(), 3, "the message and two numbers, however many there were");
    kept.assert_comes_back();
    assert!(kept.entries.iter().all(|entry| !entry.contains("salaista")));
    kept.texts.retain(|change| !matches!(change.id, TextId::Message(_)));
    let view = kept.replayed().view_for(kept.story.now, person(1)).unwrap();
    assert!(view.chat.parts[0].messages.iter().all(|message| message.words.is_none()));
    assert_eq!(view.chat.parts[0].messages.len(), 2);
}

#[test]
fn nothing_of_an_anonymous_vote_is_written_before_the_poll_closes() {
    let mut kept = Kept::with_people_to(5);
    let (low, high) = ("huono".to_owned(), "hyvä".to_owned());
    let kind = PollKind::Mood { low, high };
    kept.say(1, Command::OpenPoll { question: "Miten menee?".into(), kind, anonymous: true, here: false });
    let before = kept.texts.len();
    for who in 2..=5 {
        let choice = Choice::Mood { score: who, word: Some("hyvin".into()) };
        kept.story.say(who, Command::Vote { poll: crate::id::PollId(1), choice }).unwrap();
        assert_eq!((kept.write(), kept.texts.len()), (0, before));
    }
    kept.say(1, Command::ClosePoll { poll: crate::id::PollId(1) });
    kept.assert_comes_back();
    let figures = |room: &Room| room.view_for(Moment(9), person(1)).unwrap().polls.remove(0).figures.unwrap();
    assert_eq!(figures(&kept.replayed()), figures(&kept.story.room));
    assert!(kept.entries.iter().all(|entry| !entry.contains("hyvin") && !entry.contains("Miten")));
    kept.texts.clear();
    let bare = figures(&kept.replayed());
    assert_eq!((bare.counts, bare.words), (figures(&kept.story.room).counts, Vec::new()));
}

#[test]
fn of_a_practice_room_nothing_is_written() {
    let mut room = made().opening(Opening { practice: true, ..Opening::default() });
    let mut log = Log::of(&room);
    let (participant, name, role) = (person(2), "n2".into(), Role::Participant);
    let arrival = Arrival {
        participant,
        device: device(2),
        name,
        role,
        invitation: Invitation::Personal,
        further: Further::Own,
    };
    room.arrive(Moment(1), arrival).unwrap();
    assert_eq!(log.follow(Moment(1), &room), Written { entry: None, texts: Vec::new() });
}
