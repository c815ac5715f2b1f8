//! Who sees what of the reception: those who may let people in all of it but what visitors have said, those in an encounter
//! what concerns it, and visitors the door and their own place.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::encounters::{Encounter, Proposal};
use super::estimate::{Busy, Server, Waits, estimate};
use super::lines::{Figures, seconds};
use crate::id::{EncounterId, LineId, ParticipantId};
use crate::protocol::{
    DoorOptionView, DoorQuestionView, EncounterSummary, EncounterView, Event, HandOverView, LineStateView,
    LineView, MAX_VISITORS_SHOWN, OwnLineView, Place, ReceivingView, ReceptionDoorView, ReceptionView,
    ServingView, VisitorView, WaitRange,
};
use crate::role::Permission;
use crate::room::Room;
use crate::room::devices::Connection;
use crate::time::Moment;

/// So often it is estimated anew how long those in line wait, where nothing else happens.
const ESTIMATED_EVERY: Duration = Duration::from_secs(60);

/// How long everybody waits, as it was estimated last, and from what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Estimated {
    at: Moment,
    from: Known,
    of: BTreeMap<ParticipantId, Wait>,
    /// How long whoever comes now would wait.
    newcomers: BTreeMap<LineId, WaitRange>,
}

/// What decides it beside time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    serving: Vec<(ParticipantId, Vec<LineId>, Option<EncounterId>)>,
    waiting: Vec<(ParticipantId, LineId, Option<ParticipantId>)>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Wait {
    ahead: u32,
    estimate: Option<WaitRange>,
    /// For each of those who receive their line.
    named: BTreeMap<ParticipantId, WaitRange>,
}

/// A [`ReceptionDoorView`] without what never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct ToldAtDoor {
    open: bool,
    /// By line.
    lines: Vec<bool>,
    own: Option<OwnLineView>,
    receiving: Vec<ReceivingView>,
}

impl ToldAtDoor {
    pub fn ahead(&self) -> u32 {
        self.own.as_ref().map_or(0, |own| own.ahead)
    }
}

impl Room {
    /// Estimates how long everybody waits, where something is otherwise than the last time or that was long ago. Whether
    /// anything is otherwise now.
    pub(super) fn estimate_anew(&mut self, now: Moment) -> bool {
        let from = self.known_of_waits();
        let before = &self.desk.estimated;
        if from == before.from && now.since(before.at) < ESTIMATED_EVERY {
            return false;
        }
        let busy = |encounter: &EncounterId| {
            let encounter = self.desk.encounters.get(encounter)?;
            Some(Busy { line: encounter.standing.line, seconds: seconds(encounter.since, now) })
        };
        let servers: Vec<Server> = from
            .serving
            .iter()
            .map(|(who, lines, encounter)| Server {
                who: *who,
                lines: lines.clone(),
                busy: encounter.as_ref().and_then(busy),
            })
            .collect();
        let waits = |(who, line, wanted): &(ParticipantId, LineId, Option<ParticipantId>)| Waits {
            who: *who,
            line: *line,
            wanted: *wanted,
        };
        let waiting: Vec<Waits> = from.waiting.iter().map(waits).collect();
        let estimates = estimate(&servers, &waiting, &self.desk.durations);
        let wait = |one: &Waits| {
            let receiving = servers.iter().filter(|server| server.lines.contains(&one.line));
            let named =
                receiving.filter_map(|server| Some((server.who, estimates.for_named(one.who, server.who)?)));
            let wait = Wait {
                ahead: estimates.ahead(one.who),
                estimate: estimates.of(one.who),
                named: named.collect(),
            };
            (one.who, wait)
        };
        let of = waiting.iter().map(wait).collect();
        let lines = self.desk.made.line_ids().map(|(line, _)| line);
        let newcomers = lines.filter_map(|line| Some((line, estimates.newcomer(line)?))).collect();
        let differs = of != before.of || newcomers != before.newcomers || from != before.from;
        self.desk.estimated = Estimated { at: now, from, of, newcomers };
        differs
    }

    /// When it is estimated anew because time has passed: only while somebody waits for somebody.
    pub(super) fn next_estimate(&self) -> Option<Moment> {
        let Estimated { at, from, .. } = &self.desk.estimated;
        let waits = !from.waiting.is_empty() && !from.serving.is_empty();
        waits.then(|| at.after(ESTIMATED_EVERY))
    }

    fn known_of_waits(&self) -> Known {
        let serving = self.desk.serving.iter();
        let serving =
            serving.map(|(who, lines)| (*who, lines.iter().copied().collect(), self.encounter_of(*who)));
        let waiting = self.in_lines().into_iter();
        Known {
            serving: serving.collect(),
            waiting: waiting.map(|(who, standing, _)| (who, standing.line, standing.wanted)).collect(),
        }
    }

    /// What a visitor in the lobby is told.
    pub(in crate::room) fn at_reception_door(&self, who: ParticipantId) -> ToldAtDoor {
        let lines = self.desk.made.line_ids().map(|(line, _)| self.is_line_open(line)).collect();
        let standing = self.desk.standing.get(&who);
        let wait = self.desk.estimated.of.get(&who);
        let own = standing.map(|standing| OwnLineView {
            line: standing.line,
            ahead: wait.map_or(0, |wait| wait.ahead),
            estimate: wait.and_then(|wait| wait.estimate),
            wanted: standing.wanted,
            wanted_gone: standing.wanted_gone,
            in_writing: standing.in_writing,
            handed_over: standing.is_handed_over(),
            returned: standing.returned,
            answers: self.answers_of(who, &standing.chosen),
        });
        let receiving = standing.map_or(Vec::new(), |standing| {
            let receive = self.desk.serving.keys().copied();
            let receive = self.by_seat(receive.filter(|who| self.receives(*who, standing.line)));
            let view = |participant| ReceivingView {
                participant,
                name: self.texts.names.get(&participant).cloned().unwrap_or_default(),
                estimate: wait.and_then(|wait| wait.named.get(&participant).copied()),
            };
            receive.into_iter().map(view).collect()
        });
        ToldAtDoor { open: self.is_reception_open(self.desk.kept), lines, own, receiving }
    }

    pub(in crate::room) fn reception_door_view(&self, told: ToldAtDoor) -> ReceptionDoorView {
        let ToldAtDoor { open, lines, own, receiving } = told;
        let made = &self.desk.made;
        let names = made.line_ids().map(|(line, one)| (line, one.name.clone()));
        let question = |question: &super::DoorQuestion| DoorQuestionView {
            text: question.text.clone(),
            options: question
                .options
                .iter()
                .map(|option| DoorOptionView { text: option.text.clone(), line: option.line })
                .collect(),
        };
        ReceptionDoorView {
            open,
            closed_text: made.closed_text.clone(),
            lines: names.zip(lines).map(|((line, name), open)| LineView { line, name, open }).collect(),
            questions: made.questions.iter().map(question).collect(),
            own,
            receiving,
        }
    }

    /// Nothing for who sees nothing of it.
    pub(in crate::room) fn reception_view(&self, who: ParticipantId) -> Option<ReceptionView> {
        if !self.has_reception() {
            return None;
        }
        if self.may(who, Permission::Admit) {
            return Some(self.whole_reception());
        }
        let is_asked = |one: &Encounter| one.asked.iter().any(|asked| asked.participant == who);
        let asked = self.desk.encounters.iter().filter(|(_, encounter)| is_asked(encounter));
        let encounters: Vec<_> = asked.map(|(id, encounter)| self.summary(*id, encounter)).collect();
        (!encounters.is_empty()).then(|| ReceptionView { encounters, ..ReceptionView::default() })
    }

    fn whole_reception(&self) -> ReceptionView {
        let in_lines = self.in_lines();
        let mut waiting: BTreeMap<LineId, u32> = BTreeMap::new();
        in_lines.iter().for_each(|(_, standing, _)| *waiting.entry(standing.line).or_default() += 1);
        let none = Figures::default();
        let line = |(line, one): (LineId, &super::Line)| {
            let figures = self.desk.figures.get(&line).unwrap_or(&none);
            LineStateView {
                line,
                name: one.name.clone(),
                open: self.is_line_open(line),
                waiting: waiting.get(&line).copied().unwrap_or_default(),
                served: figures.served,
                estimate: self.desk.estimated.newcomers.get(&line).copied(),
                median_wait: figures.median(),
                longest_wait: figures.longest,
            }
        };
        let lines_of = |who: &ParticipantId| {
            self.desk.serving.get(who).into_iter().flatten().copied().collect::<Vec<LineId>>()
        };
        let serving = self.by_seat(self.desk.serving.keys().copied()).into_iter();
        let visitors = in_lines.iter().take(MAX_VISITORS_SHOWN).map(|(who, standing, waiting)| VisitorView {
            participant: *who,
            name: self.texts.names.get(who).cloned().unwrap_or_default(),
            line: standing.line,
            since: standing.since,
            connected: waiting.connection == Connection::Up,
            wanted: standing.wanted,
            in_writing: standing.in_writing,
            handed_over: standing.is_handed_over(),
            returned: standing.returned,
        });
        ReceptionView {
            open: self.is_reception_open(self.desk.kept),
            lines: self.desk.made.line_ids().map(line).collect(),
            serving: serving.map(|who| ServingView { participant: who, lines: lines_of(&who) }).collect(),
            count: u32::try_from(in_lines.len()).unwrap_or(u32::MAX),
            visitors: visitors.collect(),
            encounters: self.desk.encounters.iter().map(|(id, one)| self.summary(*id, one)).collect(),
        }
    }

    fn summary(&self, id: EncounterId, encounter: &Encounter) -> EncounterSummary {
        EncounterSummary {
            encounter: id,
            line: encounter.standing.line,
            since: encounter.since,
            professionals: self.by_seat(encounter.professionals.keys().copied()),
            asked: encounter.asked.clone(),
        }
    }

    /// The encounter somebody is in, as its visitor or one of those who receive them.
    pub(in crate::room) fn encounter_view(&self, who: ParticipantId) -> Option<EncounterView> {
        let is_in = |one: &Encounter| one.visitor == who || one.professionals.contains_key(&who);
        let (id, encounter) = self.desk.encounters.iter().find(|(_, encounter)| is_in(encounter))?;
        Some(self.encounter_as_seen(*id, encounter, encounter.visitor == who))
    }

    fn encounter_as_seen(&self, id: EncounterId, encounter: &Encounter, by_visitor: bool) -> EncounterView {
        let Encounter { visitor, standing, since, asked, hand_over, .. } = encounter;
        let professionals = self.professionals_at(id, Place::Encounter { encounter: id });
        let aside =
            if by_visitor { Vec::new() } else { self.professionals_at(id, Place::Aside { encounter: id }) };
        EncounterView {
            encounter: id,
            line: self.desk.made.line_name(standing.line),
            visitor: *visitor,
            visitor_name: self.texts.names.get(visitor).cloned().unwrap_or_default(),
            since: *since,
            in_writing: standing.in_writing,
            answers: self.answers_of(*visitor, &standing.chosen),
            note: self.desk.notes.get(visitor).cloned(),
            alone: professionals.is_empty(),
            professionals,
            aside,
            asked: if by_visitor { Vec::new() } else { asked.clone() },
            hand_over: hand_over.map(|proposal| self.hand_over_view(id, proposal)),
        }
    }

    fn hand_over_view(&self, id: EncounterId, Proposal { number, line, to }: Proposal) -> HandOverView {
        HandOverView {
            proposal: number,
            line,
            line_name: self.desk.made.line_name(line),
            to,
            to_name: to.and_then(|to| self.texts.names.get(&to).cloned()),
            note: self.desk.proposed.get(&id).cloned().unwrap_or_default(),
        }
    }

    /// What those who receive do not know yet.
    pub(in crate::room) fn tell_reception(&mut self) -> Vec<(ParticipantId, Event)> {
        if !self.has_reception() {
            return Vec::new();
        }
        let mut told = std::mem::take(&mut self.desk.told_reception);
        told.retain(|who, _| self.people.contains_key(who));
        let whole = self.whole_reception();
        let asked: Vec<_> = self.desk.encounters.values().flat_map(|one| one.asked.clone()).collect();
        let mut concerned = self.concerned(Permission::Admit, &told);
        concerned.extend(asked.into_iter().map(|asked| asked.participant));
        let mut events = Vec::new();
        for who in concerned {
            let now =
                if self.may(who, Permission::Admit) { Some(whole.clone()) } else { self.reception_view(who) };
            let knew = match &now {
                Some(view) => told.insert(who, view.clone()),
                None => told.remove(&who),
            };
            if now != knew {
                events.push((who, Event::ReceptionChanged { reception: now }));
            }
        }
        self.desk.told_reception = told;
        events
    }

    /// What those in encounters do not know yet of them.
    pub(in crate::room) fn tell_encounters(&mut self) -> Vec<(ParticipantId, Event)> {
        let mut seen = BTreeMap::new();
        for (id, encounter) in &self.desk.encounters {
            seen.insert(encounter.visitor, self.encounter_as_seen(*id, encounter, true));
            let view = self.encounter_as_seen(*id, encounter, false);
            seen.extend(encounter.professionals.keys().map(|who| (*who, view.clone())));
        }
        let told = std::mem::replace(&mut self.desk.told_encounters, seen);
        let seen = &self.desk.told_encounters;
        let concerned = seen.keys().chain(told.keys().filter(|who| !seen.contains_key(who)));
        let news = concerned.filter(|who| self.people.contains_key(who) && seen.get(who) != told.get(who));
        news.map(|who| (*who, Event::EncounterChanged { encounter: seen.get(who).cloned() })).collect()
    }
}
