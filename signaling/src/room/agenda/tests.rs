mod alone;
mod away;
mod grouped;
mod phases;
mod running;

use super::*;
use crate::id::MemberId;
use crate::protocol::TurnMode;
use crate::protocol::{AttendanceSubject, Command, Material};
use crate::room::log::{Log, LogEntry};
use crate::room::story::{GRACE, Story};
use crate::room::{Effect, Rules};

/// A phase with a title and nothing else.
pub(in crate::room) fn phase(title: &str) -> Phase {
    Phase {
        title: title.into(),
        minutes: None,
        scene: Scene::Everyone,
        turns: TurnMode::Free,
        cut: false,
        coffee_table: false,
        own_task: false,
        groups: None,
        task: None,
        question: None,
        leads: None,
        helps: Vec::new(),
        brings: None,
        material: None,
        note: None,
    }
}

pub(super) fn item(plan: Phase) -> AgendaItem {
    AgendaItem { phase: None, plan }
}

pub(super) fn set(story: &mut Story, phases: Vec<Phase>) {
    let phases = phases.into_iter().map(item).collect();
    story.say(1, Command::SetAgenda { phases }).unwrap();
}

/// The supervisor, participants 2 and 3, and these phases: 1, 2, 3 …
pub(super) fn with_agenda(phases: Vec<Phase>) -> Story {
    let mut story = Story::with_people_to(3);
    set(&mut story, phases);
    story
}

pub(in crate::room) fn agenda(story: &Story, who: u32) -> AgendaView {
    let view = story.room.view_for(story.now, crate::room::story::person(who)).unwrap();
    view.agenda.unwrap()
}

pub(super) fn current(story: &Story) -> Option<u32> {
    agenda(story, 2).current.map(|current| current.phase.0)
}

pub(super) fn try_next(story: &mut Story) -> Result<Vec<Effect>, Rejection> {
    story.wait(NEXT_PHASE_AFTER.as_secs());
    story.say(1, Command::NextPhase { seconds: MIN_RECALL })
}

pub(super) fn next(story: &mut Story) -> Vec<Effect> {
    try_next(story).unwrap()
}

/// Until the groups that were recalled have come back.
pub(super) fn come_back(story: &mut Story) {
    story.wait(u64::from(MIN_RECALL));
}

/// The room as its log gives it, and the facts of the log.
pub(in crate::room) fn replayed(story: &Story) -> (Room, String) {
    let made = || Room::new("Kevät".into(), crate::protocol::Template::Supervision, Rules { grace: GRACE });
    let written = Log::of(&made()).follow(story.now, &story.room);
    let facts = serde_json::to_string(&written.entry.unwrap()).unwrap();
    let entry: LogEntry = serde_json::from_str(&facts).unwrap();
    let texts = written.texts.into_iter().map(|change| (change.id, change.text.unwrap()));
    (Room::replay(made(), [entry], texts).unwrap(), facts)
}

pub(super) fn member(id: u32) -> AttendanceSubject {
    AttendanceSubject::Member { member: MemberId(id) }
}

pub(super) fn material() -> Material {
    Material { title: "Ohje".into(), address: Some("https://ohje.example/1".into()) }
}
