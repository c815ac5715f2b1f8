//! The agenda and topics.

use std::collections::BTreeMap;

use proptest::prelude::*;
use signaling::id::{ParticipantId, PhaseId, TopicId};
use signaling::protocol::{
    AgendaItem, AgendaView, Assignment, AttendanceSubject, Command, GroupsPlan, MIN_RECALL, Phase,
    PhaseQuestion, PollKind, RoomView, Scene, TurnMode,
};

use signaling::time::Moment;

use crate::scenes::of_phase;
use crate::script::{Who, who};
use crate::session::Session;
use crate::truth::Truth;
use crate::turns::turns;

/// Phases and topics are named by position among those that one sees.
#[derive(Debug, Clone)]
pub enum OnAgenda {
    Set { kept: usize, turned: bool, new: Vec<Plan> },
    Next,
    Previous,
    Extend(i32),
    Skip(usize, bool),
    Open(bool),
    Propose(u8, bool),
    Support(usize, bool),
    Remove(usize),
    Choose(usize, u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Together,
    Groups,
    Break,
    OwnTask,
}

#[derive(Debug, Clone)]
pub struct Plan {
    kind: Kind,
    minutes: Option<u32>,
    scene: Scene,
    turns: TurnMode,
    cut: bool,
    question: bool,
    brings: Option<Who>,
}

fn plan() -> impl Strategy<Value = Plan> {
    let kind = prop_oneof![
        4 => Just(Kind::Together),
        4 => Just(Kind::Groups),
        1 => Just(Kind::Break),
        1 => Just(Kind::OwnTask),
    ];
    let flags = (turns(), prop::bool::weighted(0.7), prop::bool::weighted(0.2));
    let minutes = prop::option::weighted(0.8, prop_oneof![20 => Just(1), 3 => Just(2), 1 => Just(0_u32)]);
    (kind, minutes, flags, of_phase(), prop::option::weighted(0.2, who())).prop_map(
        |(kind, minutes, (turns, cut, question), scene, brings)| {
            // Whoever is brought in an own task is not sent away with the others.
            let brings = brings.filter(|_| kind != Kind::OwnTask);
            let is_away = matches!(kind, Kind::Break | Kind::OwnTask);
            let minutes = minutes.or_else(|| is_away.then_some(1));
            Plan { kind, minutes, scene, turns, cut, question, brings }
        },
    )
}

/// What those who run the session say.
pub fn leading_on() -> impl Strategy<Value = OnAgenda> {
    let set = (0..6_usize, prop::bool::weighted(0.2), prop::collection::vec(plan(), 0..5));
    prop_oneof![
        4 => set.prop_map(|(kept, turned, new)| OnAgenda::Set { kept, turned, new }),
        16 => Just(OnAgenda::Next),
        2 => Just(OnAgenda::Previous),
        2 => (-2..3_i32).prop_map(OnAgenda::Extend),
        2 => (0..6_usize, any::<bool>()).prop_map(|(phase, skipped)| OnAgenda::Skip(phase, skipped)),
        2 => prop::bool::weighted(0.8).prop_map(OnAgenda::Open),
        3 => (0..4_usize, 0..3_u32).prop_map(|(topic, minutes)| OnAgenda::Choose(topic, minutes)),
        1 => (0..4_usize).prop_map(OnAgenda::Remove),
    ]
}

/// What everybody says.
pub fn proposing() -> impl Strategy<Value = OnAgenda> {
    prop_oneof![
        4 => (0..3_u8, any::<bool>()).prop_map(|(text, named)| OnAgenda::Propose(text, named)),
        6 => (0..4_usize, prop::bool::weighted(0.8)).prop_map(|(topic, on)| OnAgenda::Support(topic, on)),
        1 => (0..4_usize).prop_map(OnAgenda::Remove),
        1 => leading_on(),
    ]
}

impl Session {
    pub fn on_agenda(&self, speaker: ParticipantId, what: &OnAgenda) -> Command {
        let view = self.room.view_for(self.now, speaker);
        let phases = view.as_ref().and_then(|view| view.agenda.clone()).map_or(Vec::new(), |one| one.phases);
        let topics = view.and_then(|view| view.topics).map_or(Vec::new(), |view| view.topics);
        let topic =
            |index: usize| topics.get(index % topics.len().max(1)).map_or(TopicId(77), |one| one.topic);
        match what {
            OnAgenda::Set { kept, turned, new } => {
                let kept = phases
                    .into_iter()
                    .take(kept * 2)
                    .map(|one| AgendaItem { phase: Some(one.phase), plan: one.plan });
                let new = new.iter().map(|plan| AgendaItem { phase: None, plan: self.phase(plan) });
                let mut phases: Vec<AgendaItem> = kept.chain(new).collect();
                if *turned {
                    phases.reverse();
                }
                Command::SetAgenda { phases }
            }
            OnAgenda::Next => Command::NextPhase { seconds: MIN_RECALL },
            OnAgenda::Previous => Command::PreviousPhase {},
            OnAgenda::Extend(minutes) => Command::ExtendPhase { minutes: *minutes },
            OnAgenda::Skip(index, skipped) => {
                let phase = phases.get(index % phases.len().max(1)).map_or(PhaseId(77), |one| one.phase);
                Command::SkipPhase { phase, skipped: *skipped }
            }
            OnAgenda::Open(open) => Command::OpenTopics { open: *open },
            OnAgenda::Propose(text, named) => {
                let text = ["", "Ilona", "Ilona taas"][usize::from(*text)].to_owned();
                Command::ProposeTopic { text, named: *named }
            }
            OnAgenda::Support(index, on) => Command::SupportTopic { topic: topic(*index), on: *on },
            OnAgenda::Remove(index) => Command::RemoveTopic { topic: topic(*index) },
            OnAgenda::Choose(index, minutes) => {
                Command::ChooseTopic { topic: topic(*index), minutes: *minutes }
            }
        }
    }

    fn phase(&self, plan: &Plan) -> Phase {
        let Plan { kind, minutes, scene, turns, cut, question, brings } = plan.clone();
        let groups = GroupsPlan::of(2, Assignment::Random {});
        let asked = PhaseQuestion { question: "Ilona?".into(), kind: PollKind::Pulse {}, anonymous: false };
        Phase {
            title: "Ilona".into(),
            minutes,
            scene: match kind {
                Kind::Break => Scene::Break,
                Kind::OwnTask => Scene::Everyone,
                Kind::Together | Kind::Groups => scene,
            },
            turns,
            cut,
            coffee_table: kind == Kind::Break,
            own_task: kind == Kind::OwnTask,
            groups: (kind == Kind::Groups).then_some(groups),
            task: Some("Ilona".into()),
            question: question.then_some(asked),
            leads: None,
            helps: Vec::new(),
            brings: brings.map(|who| AttendanceSubject::Visitor { participant: self.person(who) }),
            material: None,
            note: Some("Ilona".into()),
        }
    }

    /// What of it was reached.
    pub fn reach_agenda(&mut self, views: &BTreeMap<ParticipantId, RoomView>) {
        let agenda = views.values().find_map(|view| view.agenda.clone());
        let current = agenda.as_ref().and_then(|agenda| agenda.current);
        let grouped = views.values().any(|view| !view.groups.is_empty());
        let began = |since: Option<Moment>| since.is_some() && since == current.map(|current| current.since);
        let before = std::mem::replace(&mut self.truth.phase, current.map(|current| current.phase));
        let what = [
            ("a phase", current.is_some()),
            ("a phase that is over", agenda.is_some_and(|agenda| agenda.phases.iter().any(|one| one.done))),
            ("a phase with groups open", current.is_some() && grouped),
            (
                "a phase with a break",
                views.values().any(|view| began(view.pause.as_ref().map(|one| one.since))),
            ),
            (
                "a phase with an own task",
                views.values().any(|view| began(view.own_task.as_ref().map(|one| one.since))),
            ),
            ("another phase", before.is_some() && self.truth.phase != before),
            (
                "a topic",
                views.values().any(|view| view.topics.as_ref().is_some_and(|one| !one.topics.is_empty())),
            ),
            ("a topic of one's own", views.values().any(|view| !view.my_topics.proposed.is_empty())),
            ("a topic that one supports", views.values().any(|view| !view.my_topics.supported.is_empty())),
        ];
        for (what, reached) in what {
            if reached {
                self.reach(what);
            }
        }
    }
}

impl Truth {
    /// Nobody but the crew knows what is about to surprise people, and nobody whose an unnamed topic is.
    pub fn check_agenda(&self, who: ParticipantId, view: &RoomView) {
        if let Some(AgendaView { phases, current }) = &view.agenda {
            let is_staff = self.acts_as(who).is_staff();
            let now = current.map(|current| current.phase);
            assert!(now.is_none_or(|now| phases.iter().any(|one| one.phase == now && !one.done)));
            for one in phases.iter().filter(|_| !is_staff) {
                let begun = one.done || now == Some(one.phase);
                let Phase { cut, groups, task, question, brings, note, .. } = &one.plan;
                assert!(!cut && groups.is_none() && question.is_none() && brings.is_none() && note.is_none());
                assert!(begun || task.is_none(), "what comes");
            }
        }
        let topics = view.topics.as_ref().map_or(&[][..], |view| &view.topics);
        let order = |one: &signaling::protocol::TopicView| (std::cmp::Reverse(one.support), one.topic);
        assert!(topics.is_sorted_by_key(order), "the most supported first");
        let named = |topic: &TopicId| topics.iter().find(|one| one.topic == *topic).map(|one| one.by);
        assert!(
            view.my_topics
                .proposed
                .iter()
                .all(|topic| named(topic).is_some_and(|by| by.is_none_or(|by| by == who)))
        );
        assert!(topics.iter().all(|one| one.by != Some(who) || view.my_topics.proposed.contains(&one.topic)));
    }
}
