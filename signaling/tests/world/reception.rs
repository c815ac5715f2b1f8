//! The drop-in reception: what is said at it, and what visitors may know, which is whom they are with.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde::Serialize;
use serde_json::Value;
use signaling::id::{EncounterId, LineId, ParticipantId};
use signaling::protocol::{
    Command, DoorAnswer, EncounterView, HandOverAnswer, LobbyView, Place, ReceptionView, RoomView,
};
use signaling::role::{Permission, Role};
use signaling::room::{DoorOption, DoorQuestion, Line, OpenHours, Reception};
use signaling::time::Moment;

use crate::script::{LobbySay, Who};
use crate::session::Session;
use crate::truth::Truth;

/// What is said by those who are in the room. Lines are 0 and 1, a third is not there.
#[derive(Debug, Clone, Copy)]
pub enum Receiving {
    Receive(u8),
    OpenLine(u32, bool),
    TakeNext(Option<u32>),
    TakeVisitor(usize),
    AskColleague(Who, bool),
    Join(usize),
    DeclineEncounter(usize),
    StepAside,
    GoToVisitor,
    LeaveEncounter,
    Propose(u32, Option<Who>),
    WithdrawProposal,
    AnswerProposal(HandOverAnswer, bool),
    ReturnToLine,
    EndEncounter,
}

/// What those say who receive.
pub fn receiving_visitors() -> impl Strategy<Value = Receiving> {
    let staff = || (0..3_usize).prop_map(Who::Staff);
    let somebody = || prop_oneof![3 => staff(), 1 => (0..8_usize).prop_map(Who::Somebody)];
    prop_oneof![
        3 => prop::sample::select(vec![1_u8, 2, 3, 3, 0, 4]).prop_map(Receiving::Receive),
        1 => (0..3_u32, prop::bool::weighted(0.7)).prop_map(|(line, open)| Receiving::OpenLine(line, open)),
        6 => prop::option::weighted(0.2, 0..3_u32).prop_map(Receiving::TakeNext),
        3 => (0..4_usize).prop_map(Receiving::TakeVisitor),
        4 => (somebody(), prop::bool::weighted(0.8)).prop_map(|(who, on)| Receiving::AskColleague(who, on)),
        5 => (0..2_usize).prop_map(Receiving::Join),
        1 => (0..2_usize).prop_map(Receiving::DeclineEncounter),
        2 => Just(Receiving::StepAside),
        3 => Just(Receiving::GoToVisitor),
        2 => Just(Receiving::LeaveEncounter),
        4 => (0..2_u32, prop::option::weighted(0.3, staff())).prop_map(|(line, to)| Receiving::Propose(line, to)),
        1 => Just(Receiving::WithdrawProposal),
        2 => Just(Receiving::ReturnToLine),
        1 => Just(Receiving::EndEncounter),
    ]
}

/// What visitors say, and whoever is not one by mistake.
pub fn being_received() -> impl Strategy<Value = Receiving> {
    let answer =
        prop::sample::select(vec![HandOverAnswer::Carry, HandOverAnswer::TellAgain, HandOverAnswer::Stay]);
    prop_oneof![
        6 => (answer, prop::bool::weighted(0.9)).prop_map(|(answer, right)| Receiving::AnswerProposal(answer, right)),
        1 => receiving_visitors(),
    ]
}

/// What is said in the lobby of it.
pub fn at_the_door() -> impl Strategy<Value = LobbySay> {
    prop_oneof![
        4 => (0..4_u32, any::<bool>()).prop_map(|(option, words)| LobbySay::Join(option, words)),
        2 => prop::option::of(0..3_usize).prop_map(LobbySay::WaitFor),
    ]
}

/// Two lines, a question to choose from and one in words. With hours it is closed for a while in between.
pub fn reception(hours: bool) -> Reception {
    let line = |name: &str| Line { name: name.into(), minutes: 1 };
    let option = |text: &str, line: Option<u32>| DoorOption { text: text.into(), line: line.map(LineId) };
    let options = vec![option("asuminen", Some(0)), option("terveys", Some(1)), option("muu", None)];
    let open = |from, until| OpenHours { from: Moment(from), until: Moment(until) };
    Reception {
        lines: vec![line("sosiaalityö"), line("terveys")],
        questions: vec![
            DoorQuestion { text: "mitä asia koskee?".into(), options },
            DoorQuestion { text: "mistä on kyse?".into(), options: Vec::new() },
        ],
        closed_text: "112".into(),
        hours: if hours { vec![open(0, 20_000), open(30_000, 80_000)] } else { Vec::new() },
    }
}

const NOBODY: ParticipantId = ParticipantId(77);

impl Session {
    pub fn of_reception(&self, speaker: ParticipantId, what: Receiving) -> Command {
        let view = self.room.view_for(self.now, speaker);
        let reception = view.as_ref().and_then(|view| view.reception.clone()).unwrap_or_default();
        let asked = |index: usize| {
            let is_asked = |one: &&signaling::protocol::EncounterSummary| {
                one.asked.iter().any(|asked| asked.participant == speaker)
            };
            let asked: Vec<_> = reception.encounters.iter().filter(is_asked).collect();
            asked.get(index % asked.len().max(1)).map_or(EncounterId(77), |one| one.encounter)
        };
        match what {
            Receiving::Receive(lines) => {
                let lines = (0..3).filter(|line| lines & (1 << line) != 0).map(LineId);
                Command::Receive { lines: lines.collect() }
            }
            Receiving::OpenLine(line, open) => Command::OpenLine { line: LineId(line), open },
            Receiving::TakeNext(line) => Command::TakeNext { line: line.map(LineId) },
            Receiving::TakeVisitor(index) => {
                let visitors = &reception.visitors;
                let participant =
                    visitors.get(index % visitors.len().max(1)).map_or(NOBODY, |one| one.participant);
                Command::TakeVisitor { participant }
            }
            Receiving::AskColleague(who, on) => Command::AskColleague { participant: self.person(who), on },
            Receiving::Join(index) => Command::JoinEncounter { encounter: asked(index) },
            Receiving::DeclineEncounter(index) => Command::DeclineEncounter { encounter: asked(index) },
            Receiving::StepAside => Command::StepAside {},
            Receiving::GoToVisitor => Command::GoToVisitor {},
            Receiving::LeaveEncounter => Command::LeaveEncounter {},
            Receiving::Propose(line, to) => Command::ProposeHandOver {
                line: LineId(line),
                to: to.map(|to| self.person(to)),
                note: "Ilona on kertonut".into(),
            },
            Receiving::WithdrawProposal => Command::WithdrawHandOver {},
            Receiving::AnswerProposal(answer, right) => {
                let proposed = view.and_then(|view| view.encounter?.hand_over).map_or(0, |one| one.proposal);
                Command::AnswerHandOver { answer, proposal: if right { proposed } else { proposed + 1 } }
            }
            Receiving::ReturnToLine => Command::ReturnToLine {},
            Receiving::EndEncounter => Command::EndEncounter {},
        }
    }

    pub fn said_at_the_door(&self, who: ParticipantId, what: LobbySay) -> Command {
        match what {
            LobbySay::Join(option, words) => {
                let mut answers = vec![DoorAnswer::Chosen { question: 0, option }];
                if words {
                    answers.push(DoorAnswer::Words { question: 1, text: "Ilona ei jaksa".into() });
                }
                Command::JoinLine { answers, in_writing: words }
            }
            LobbySay::WaitFor(index) => {
                let view = self.room.lobby_view_for(who).and_then(|view| view.reception);
                let receiving = view.map(|view| view.receiving).unwrap_or_default();
                let whom = |index: usize| {
                    receiving.get(index % receiving.len().max(1)).map_or(NOBODY, |one| one.participant)
                };
                Command::WaitFor { participant: index.map(whom) }
            }
            other => unreachable!("{other:?}"),
        }
    }

    /// What of it was reached.
    pub fn reach_reception(&mut self, views: &BTreeMap<ParticipantId, RoomView>) {
        let reception =
            views.values().filter_map(|view| view.reception.clone()).max_by_key(|one| one.lines.len());
        let ReceptionView { visitors, encounters, serving, .. } = reception.unwrap_or_default();
        let of: Vec<&EncounterView> = views.values().filter_map(|view| view.encounter.as_ref()).collect();
        for (seen, name) in [
            (!visitors.is_empty() && !serving.is_empty(), "a line that is received"),
            (visitors.len() > 2, "a long line"),
            (visitors.iter().any(|one| one.wanted.is_some()), "somebody waits for one alone"),
            (visitors.iter().any(|one| !one.connected), "somebody lost in a line"),
            (visitors.iter().any(|one| one.handed_over), "somebody handed over"),
            (visitors.iter().any(|one| one.returned), "somebody returned"),
            (encounters.len() > 1, "two encounters"),
            (encounters.iter().any(|one| one.professionals.len() > 1), "two who receive one"),
            (of.iter().any(|one| !one.aside.is_empty()), "somebody aside"),
            (of.iter().any(|one| one.alone), "a visitor alone for a moment"),
            (of.iter().any(|one| one.hand_over.is_some()), "a hand-over proposed"),
            (of.iter().any(|one| one.note.is_some()), "a note that went along"),
            (
                self.truth.visitors.iter().any(|who| !self.truth.is_here(*who)),
                "a visitor lost in an encounter",
            ),
        ] {
            if seen {
                self.reach(name);
            }
        }
    }
}

/// What tells of a person by their number. Not how long one waits, which says `from` and `to` as well.
const OF_PEOPLE: [&str; 14] = [
    "participant",
    "participants",
    "visitor",
    "professionals",
    "aside",
    "asked",
    "by",
    "to",
    "from",
    "wanted",
    "people",
    "claimed_by",
    "leader",
    "host",
];

fn collect(value: &Value, is_of_people: bool, found: &mut BTreeSet<ParticipantId>) {
    match value {
        Value::Number(number) if is_of_people => {
            found.extend(number.as_u64().and_then(|number| u32::try_from(number).ok()).map(ParticipantId));
        }
        Value::String(text) => {
            // Everybody is called by their number too, until they are called otherwise.
            let numbers = text.split("Ilona ").skip(1).filter_map(|rest| {
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                digits.parse().ok()
            });
            found.extend(numbers.map(ParticipantId));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, is_of_people, found)),
        Value::Object(fields) => {
            for (name, field) in fields.iter().filter(|(name, _)| *name != "estimate") {
                collect(field, OF_PEOPLE.contains(&name.as_str()), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Everybody who is told of, by number or by name.
pub fn told_of(what: &impl Serialize) -> BTreeSet<ParticipantId> {
    let mut found = BTreeSet::new();
    collect(&serde_json::to_value(what).unwrap(), false, &mut found);
    found
}

const fn encounter_at(place: Place) -> Option<EncounterId> {
    match place {
        Place::Encounter { encounter } | Place::Aside { encounter } => Some(encounter),
        _ => None,
    }
}

impl Truth {
    /// Who is let into one place, and knows whom they are with and nobody else.
    pub fn is_apart(&self, who: &ParticipantId) -> bool {
        self.helped.contains(who) || self.visitors.contains(who)
    }

    /// Who is with a visitor now has been with them for ever.
    pub fn meet(&mut self, places: &BTreeMap<ParticipantId, Place>) {
        for visitor in &self.visitors {
            let met = self.met.entry(*visitor).or_default();
            met.extend(
                places.iter().filter(|(_, place)| Some(*place) == places.get(visitor)).map(|(who, _)| *who),
            );
        }
    }

    /// Of nobody but themselves and whom they have met, and of whom they are asked to go to.
    pub fn check_told_of(&self, visitor: ParticipantId, what: &impl Serialize, next: Option<ParticipantId>) {
        let met = &self.met[&visitor];
        for who in told_of(what) {
            assert!(
                who == visitor || met.contains(&who) || next == Some(who),
                "{visitor} is told of {who}: {}",
                serde_json::to_string(what).unwrap()
            );
        }
    }

    /// In the lobby one knows those who receive, and oneself.
    pub fn check_at_door(&self, who: ParticipantId, role: Role, view: &LobbyView) {
        assert_eq!(
            view.reception.is_some(),
            self.reception && role == Role::Participant,
            "for visitors only"
        );
        let Some(door) = &view.reception else { return };
        assert!(door.own.is_some() || door.receiving.is_empty(), "nobody receives who stands nowhere");
        for other in told_of(door) {
            let receives = || self.people.contains_key(&other) && self.acts_as(other).may(Permission::Admit);
            assert!(other == who || receives(), "{who} in the lobby is told of {other}: {door:?}");
        }
        assert!(
            door.own
                .iter()
                .all(|own| own.ahead < 100 && own.estimate.is_none_or(|range| range.from < range.to))
        );
    }

    pub fn check_reception(
        &self,
        views: &BTreeMap<ParticipantId, RoomView>,
        places: &BTreeMap<ParticipantId, Place>,
    ) {
        for (who, view) in views {
            let may = !self.is_apart(who) && self.acts_as(*who).may(Permission::Admit);
            match &view.reception {
                Some(reception) if may => self.check_whole(reception, places),
                Some(reception) => {
                    let is_asked = reception
                        .encounters
                        .iter()
                        .all(|one| one.asked.iter().any(|asked| asked.participant == *who));
                    let bare = ReceptionView {
                        encounters: reception.encounters.clone(),
                        ..ReceptionView::default()
                    };
                    assert!(is_asked && *reception == bare, "{who} is asked, and sees nothing else");
                }
                None => assert!(!may || !self.reception, "{who} sees the reception"),
            }
            let at = encounter_at(places[who]);
            assert_eq!(view.encounter.as_ref().map(|one| one.encounter), at, "{who} is at {:?}", places[who]);
            if let Some(encounter) = &view.encounter {
                self.check_encounter(*who, encounter, places);
            }
        }
    }

    fn check_whole(&self, reception: &ReceptionView, places: &BTreeMap<ParticipantId, Place>) {
        let lines: BTreeSet<_> = reception.visitors.iter().map(|one| one.participant).collect();
        assert_eq!(lines.len(), reception.visitors.len(), "in one line at most");
        assert!(lines.iter().all(|who| self.waiting[who].role == Role::Participant));
        assert!(lines.iter().all(|who| !self.people.contains_key(who)), "in a line or received");
        assert!(
            reception.visitors.iter().all(|one| one.connected == self.waiting[&one.participant].connected)
        );
        assert_eq!(reception.count as usize, lines.len());
        assert_eq!(reception.lines.iter().map(|line| line.waiting).sum::<u32>(), reception.count);
        assert!(reception.visitors.is_sorted_by_key(|one| !one.handed_over), "handed over first");
        let is_named = |who: ParticipantId, line| {
            reception.serving.iter().any(|one| one.participant == who && one.lines.contains(&line))
        };
        assert!(reception.visitors.iter().all(|one| one.wanted.is_none_or(|who| is_named(who, one.line))));
        assert!(reception.serving.iter().all(|one| self.acts_as(one.participant).may(Permission::Admit)));

        let mut received = BTreeSet::new();
        for one in &reception.encounters {
            let there = |who: &&ParticipantId| encounter_at(places[*who]) == Some(one.encounter);
            assert_eq!(self.visitors.iter().filter(there).count(), 1, "an encounter is with one visitor");
            assert!(one.professionals.iter().all(|who| there(&who)), "where they receive");
            assert!(one.professionals.iter().all(|who| received.insert(*who)), "in one encounter at most");
            let in_charge = |who: &ParticipantId| self.acts_as(*who).may(Permission::Admit);
            assert!(one.professionals.iter().any(in_charge), "somebody is there for them");
            assert!(one.asked.iter().all(|asked| !one.professionals.contains(&asked.participant)));
        }
        let at: BTreeSet<_> = places.values().filter_map(|place| encounter_at(*place)).collect();
        assert!(
            at.iter().eq(reception.encounters.iter().map(|one| &one.encounter)),
            "nobody is in one that is not"
        );
    }

    fn check_encounter(
        &self,
        who: ParticipantId,
        view: &EncounterView,
        places: &BTreeMap<ParticipantId, Place>,
    ) {
        let EncounterView { encounter, visitor, professionals, aside, .. } = view;
        let encounter = *encounter;
        let at = |place: Place| -> BTreeSet<ParticipantId> {
            places
                .iter()
                .filter(|(who, there)| **there == place && *who != visitor)
                .map(|(who, _)| *who)
                .collect()
        };
        assert_eq!(places[visitor], Place::Encounter { encounter });
        assert!(self.visitors.contains(visitor));
        assert_eq!(
            professionals.iter().copied().collect::<BTreeSet<_>>(),
            at(Place::Encounter { encounter })
        );
        assert_eq!(view.alone, professionals.is_empty());
        if who == *visitor {
            assert!(aside.is_empty() && view.asked.is_empty(), "what is aside is not for the visitor");
        } else {
            assert_eq!(aside.iter().copied().collect::<BTreeSet<_>>(), at(Place::Aside { encounter }));
            assert!(professionals.contains(&who) || aside.contains(&who), "{who} is no visitor");
        }
    }
}
