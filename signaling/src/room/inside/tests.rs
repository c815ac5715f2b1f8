use super::{cut, joined};
use crate::id::GroupId;
use crate::protocol::{
    Assignment, Command, Event, GroupsPlan, InsideView, NoteRule, NoteView, RoomView, VisitView,
};
use crate::role::Role;
use crate::room::changes::Changes;
use crate::room::story::{PLENARY, Story, group, person};
use crate::room::{Effect, Log, Room, Rules};

/// The supervisor in the plenary, 2 and 3 in group 1, 4 and 5 in group 2, facilitator 6 and assistant 7 in the plenary.
pub(super) fn at_work() -> Story {
    at_work_with(NoteRule::Keep)
}

pub(super) fn at_work_with(notes: NoteRule) -> Story {
    let mut story = Story::with_people_to(5);
    story.enter(6, 6, Role::Facilitator).unwrap();
    story.enter(7, 7, Role::Assistant).unwrap();
    story.try_open(GroupsPlan { notes, ..GroupsPlan::of(2, Assignment::ByHand {}) }).unwrap();
    story.try_send(&[(2, group(1)), (3, group(1)), (4, group(2)), (5, group(2))]).unwrap();
    story
}

pub(super) const ONE: GroupId = GroupId(1);
pub(super) const TWO: GroupId = GroupId(2);

impl Story {
    pub(super) fn view(&self, who: u32) -> RoomView {
        self.room.view_for(self.now, person(who)).unwrap()
    }

    pub(super) fn inside(&self, who: u32) -> Option<InsideView> {
        self.view(who).inside
    }

    pub(super) fn note(&self, who: u32) -> Option<NoteView> {
        self.view(who).note
    }

    /// Who visits the group or is announced, as everybody sees it.
    pub(super) fn visits(&self, group: GroupId) -> Vec<VisitView> {
        let groups = self.view(5).groups;
        groups.into_iter().find(|view| view.group == group).map(|view| view.visits).unwrap_or_default()
    }

    pub(super) fn visit(&mut self, who: u32, group: GroupId, listening: bool) -> Vec<Effect> {
        self.say(who, Command::VisitGroup { group, listening }).unwrap()
    }

    /// Announced, and then there.
    pub(super) fn be_on_visit(&mut self, who: u32, group: GroupId, listening: bool) -> Vec<Effect> {
        self.visit(who, group, listening);
        self.wait(3)
    }

    /// What somebody is told among the effects.
    pub(super) fn told(&self, who: u32, effects: &[Effect]) -> Vec<Event> {
        let hears = |effect: &Effect| match effect {
            Effect::Tell { audience, event } => {
                self.room.audience(audience).contains(&person(who)).then(|| event.clone())
            }
            _ => None,
        };
        effects.iter().filter_map(hears).collect()
    }

    pub(super) fn merge(&mut self, from: GroupId, into: GroupId) -> Vec<Effect> {
        let mut changes = Changes::default();
        self.room.merge_insides(from, into, &mut changes);
        self.room.announce(self.now, changes)
    }
}

pub(super) fn made() -> Room {
    let rules = Rules { grace: crate::room::story::GRACE };
    Room::new("Kevät".into(), crate::protocol::Template::Supervision, rules)
}

/// The room comes back from what has been written of it, and nothing is in the facts that people wrote.
pub(super) fn assert_comes_back(story: &Story, secret: &str) {
    let made = made();
    let mut log = Log::of(&made);
    let written = log.follow(story.now, &story.room);
    let stored = serde_json::to_string(&written.entry).unwrap();
    assert!(!stored.contains(secret), "{stored}");
    let texts = written.texts.into_iter().filter_map(|change| Some((change.id, change.text?)));
    let entry = serde_json::from_str::<Option<_>>(&stored).unwrap();
    let replayed = Room::replay(made, entry, texts).unwrap();
    assert_eq!(
        serde_json::to_string(&replayed).unwrap(),
        serde_json::to_string(&story.room.as_replayed()).unwrap()
    );
}

#[test]
fn only_those_in_a_group_know_what_is_in_it() {
    let mut story = at_work();
    assert_eq!(story.inside(2).unwrap().group, ONE);
    assert_eq!(story.inside(1), None);
    assert_eq!(story.note(1), None);
    let effects = story.send(2, PLENARY);
    let told = story.told(2, &effects);
    assert!(told.contains(&Event::InsideChanged { inside: None }), "{told:?}");
    assert!(told.contains(&Event::NoteChanged { note: None }), "{told:?}");
    assert!(!story.told(3, &effects).iter().any(|event| matches!(event, Event::InsideChanged { .. })));
}

#[test]
fn what_two_groups_have_is_joined_when_they_become_one() {
    let mut story = at_work();
    story.say(2, Command::WriteCard { text: "ykkösen".into() }).unwrap();
    story.say(4, Command::WriteCard { text: "kakkosen".into() }).unwrap();
    for (who, text) in [(2, "ykkönen"), (4, "kakkonen")] {
        story.say(who, Command::TakeNote {}).unwrap();
        story.say(who, Command::WriteNote { text: text.into() }).unwrap();
    }
    let effects = story.merge(ONE, TWO);
    assert_eq!(story.inside(4).unwrap().card.as_deref(), Some("kakkosen\n\nykkösen"));
    let note = story.note(4).unwrap();
    assert_eq!((note.text.as_str(), note.writer), ("kakkonen\n\nykkönen", Some(person(4))));
    let told = story.told(5, &effects);
    assert!(told.contains(&Event::NoteChanged { note: story.note(5) }));
    assert!(told.contains(&Event::InsideChanged { inside: story.inside(5) }));
    assert_eq!(story.inside(2).unwrap().card, None);
    assert_eq!(story.note(2).unwrap().text, "");
}

#[test]
fn a_group_that_has_nothing_adds_nothing() {
    let mut story = at_work();
    story.say(4, Command::WriteCard { text: "kakkosen".into() }).unwrap();
    story.merge(ONE, TWO);
    assert_eq!(story.inside(4).unwrap().card.as_deref(), Some("kakkosen"));
    story.merge(TWO, ONE);
    assert_eq!(story.inside(2).unwrap().card.as_deref(), Some("kakkosen"));
    assert_eq!(story.inside(4).unwrap().card, None);
}

#[test]
fn joined_texts_are_cut_between_characters() {
    assert_eq!(joined(Some("a".into()), None).as_deref(), Some("a"));
    let cut_to = |text: &str, characters, bytes| {
        let mut text = text.to_owned();
        cut(&mut text, characters, bytes);
        text
    };
    assert_eq!(cut_to("äö", 2, 4), "äö");
    assert_eq!(cut_to("äö", 1, 4), "ä");
    assert_eq!(cut_to("äö", 2, 3), "ä");
    assert_eq!(cut_to("", 2, 3), "");
}

#[test]
fn whoever_visits_a_group_that_becomes_part_of_another_goes_back() {
    let mut story = at_work();
    story.be_on_visit(1, ONE, false);
    story.merge(ONE, TWO);
    assert_eq!(story.place(1), PLENARY, "the other group was not told of them");
    assert!(story.visits(ONE).is_empty());
}

#[test]
fn everything_goes_when_the_last_person_leaves_and_what_counts_goes_on() {
    let mut story = at_work();
    story.say(1, Command::TellGroups { text: "Viisi minuuttia".into() }).unwrap();
    story.say(2, Command::WriteCard { text: "kortti".into() }).unwrap();
    story.say(2, Command::ShareCard { shared: true }).unwrap();
    story.say(2, Command::TakeNote {}).unwrap();
    story.say(2, Command::WriteNote { text: "muistio".into() }).unwrap();
    for who in 1..=7 {
        story.say(who, Command::Leave {}).unwrap();
    }
    assert!(!serde_json::to_string(&story.room.insides).unwrap().contains("mui"));
    story.enter(1, 1, Role::Supervisor).unwrap();
    story.enter(5, 5, Role::Participant).unwrap();
    let view = story.view(1);
    assert!(view.cards.is_empty() && view.notes.is_empty());
    story.open(1);
    story.say(1, Command::TellGroups { text: "Taas".into() }).unwrap();
    assert_eq!(story.room.announcements_view()[0].number, 2);
}

#[test]
fn all_of_it_comes_back_from_the_log_and_no_text_is_in_it() {
    let mut story = at_work();
    story.say(1, Command::TellGroups { text: "salaa".into() }).unwrap();
    for who in [2, 4] {
        story.say(who, Command::WriteCard { text: format!("salaa {who}") }).unwrap();
        story.say(who, Command::ShareCard { shared: true }).unwrap();
        story.say(who, Command::TakeNote {}).unwrap();
        story.say(who, Command::WriteNote { text: "salaa".into() }).unwrap();
    }
    story.say(1, Command::ShowCard { group: Some(ONE) }).unwrap();
    story.say(1, Command::StartTimer { seconds: 9, title: Some("salaa".into()) }).unwrap();
    story.be_on_visit(6, ONE, true);
    story.visit(7, TWO, false);
    story.say(1, Command::SpeakToAll { on: true }).unwrap();
    assert_comes_back(&story, "salaa");
    story.recall();
    assert_comes_back(&story, "salaa");
}
