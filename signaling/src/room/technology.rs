//! The technology round: everybody tries microphone, camera, hand and sharing, and the room sees by itself who has.
//!
//! What is on counts, whoever switched it on and whenever; only that the microphone went off is noted when it does.
//! Staff may tick a step by hand. The round is finished when everybody who is here has done what they may do; it can
//! still be looked at until it is ended.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::devices::Device;
use super::log::parts;
use super::{Room, Sender};
use crate::id::ParticipantId;
use crate::protocol::{Command, Event, ProgressView, Rejection, SourceKind, TechnologyStep, TechnologyView};
use crate::role::Permission;

/// The round, and what everybody was told of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Technology {
    round: Option<Round>,
    told: BTreeMap<ParticipantId, TechnologyView>,
}

parts! {
    TechnologyFact of Technology {
        whole Round: round: Option<Round>;
        memory told;
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Round {
    steps: BTreeSet<TechnologyStep>,
    done: BTreeMap<ParticipantId, BTreeSet<TechnologyStep>>,
    finished: bool,
}

const fn permission_for(step: TechnologyStep) -> Permission {
    match step {
        TechnologyStep::MicrophoneOn | TechnologyStep::MicrophoneOff => Permission::PublishMicrophone,
        TechnologyStep::Camera => Permission::PublishCamera,
        TechnologyStep::Hand => Permission::RaiseHand,
        TechnologyStep::Share => Permission::PublishScreen,
    }
}

impl Room {
    /// Starts one, in place of one that there is. `out_of_range` without steps or with one twice.
    pub(super) fn start_technology_round(
        &mut self,
        who: ParticipantId,
        steps: &[TechnologyStep],
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunTechnologyRound)?;
        let set: BTreeSet<TechnologyStep> = steps.iter().copied().collect();
        if set.is_empty() || set.len() != steps.len() {
            return Err(Rejection::OutOfRange);
        }
        self.technology.round = Some(Round { steps: set, done: BTreeMap::new(), finished: false });
        Ok(Changes::default())
    }

    /// Somebody on the phone with them saw it work. `out_of_range` for a step that is not in the round.
    pub(super) fn mark_step(
        &mut self,
        who: ParticipantId,
        whose: ParticipantId,
        step: TechnologyStep,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunTechnologyRound)?;
        if !self.takes_part(whose) {
            return Err(Rejection::UnknownParticipant);
        }
        match &mut self.technology.round {
            Some(round) if round.steps.contains(&step) => {
                round.done.entry(whose).or_default().insert(step);
                Ok(Changes::default())
            }
            _ => Err(Rejection::OutOfRange),
        }
    }

    pub(super) fn end_technology_round(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunTechnologyRound)?;
        self.technology.round = None;
        Ok(Changes::default())
    }

    /// Whose microphone a command turns off, by the hand of somebody it belongs to: all whom the device carries.
    pub(super) fn turns_off_microphone(&self, from: Sender, command: &Command) -> Vec<ParticipantId> {
        let off = matches!(command, Command::SetSending { kind: SourceKind::Microphone, on: false });
        let device = self.devices.get(&from.device).filter(|_| off);
        let device = device.filter(|device| device.sending.contains(&SourceKind::Microphone));
        let people = device.into_iter().flat_map(|device| device.people.iter().copied());
        people.filter(|who| self.takes_part(*who)).collect()
    }

    pub(super) fn microphone_is_off(&mut self, people: Vec<ParticipantId>) {
        if let Some(round) = &mut self.technology.round
            && round.steps.contains(&TechnologyStep::MicrophoneOff)
        {
            for who in people {
                round.done.entry(who).or_default().insert(TechnologyStep::MicrophoneOff);
            }
        }
    }

    /// Everybody but those who run the session, and those who are still helped to get in. They are not waited for.
    fn takes_part(&self, who: ParticipantId) -> bool {
        self.knows(who) && !self.is_staff(who) && !self.is_secluded(who)
    }

    /// What somebody does at this moment.
    fn does(&self, who: ParticipantId) -> BTreeSet<TechnologyStep> {
        let devices: Vec<&Device> = self.devices_of(who).filter_map(|id| self.devices.get(&id)).collect();
        let sends = |kind| devices.iter().any(|device| device.sending.contains(&kind));
        let raised = self.queues().any(|(_, queue)| queue.hands.iter().any(|hand| hand.participant == who));
        let mut does = BTreeSet::new();
        does.extend(sends(SourceKind::Microphone).then_some(TechnologyStep::MicrophoneOn));
        does.extend(sends(SourceKind::Camera).then_some(TechnologyStep::Camera));
        does.extend(raised.then_some(TechnologyStep::Hand));
        let shares = sends(SourceKind::Screen) || sends(SourceKind::SecondScreen);
        does.extend(shares.then_some(TechnologyStep::Share));
        does
    }

    /// What somebody has still to do, of what they may.
    fn still_open(&self, round: &Round, who: ParticipantId) -> Vec<TechnologyStep> {
        let done = |step: &TechnologyStep| round.done.get(&who).is_some_and(|done| done.contains(step));
        let open = |step: &TechnologyStep| !done(step) && self.may(who, permission_for(*step));
        round.steps.iter().copied().filter(open).collect()
    }

    /// Nothing when there is no round, or for those who are helped to get in.
    pub(super) fn technology_view(&self, who: ParticipantId) -> Option<TechnologyView> {
        let round = self.technology.round.as_ref().filter(|_| !self.is_secluded(who))?;
        let all = self.may(who, Permission::RunTechnologyRound);
        let seen = self.people.keys().copied().filter(|one| self.takes_part(*one) && (all || *one == who));
        let progress = seen.map(|participant| ProgressView {
            participant,
            done: round.done.get(&participant).into_iter().flatten().copied().collect(),
            open: self.still_open(round, participant),
        });
        let (steps, finished) = (round.steps.iter().copied().collect(), round.finished);
        Some(TechnologyView { steps, finished, progress: progress.collect() })
    }

    /// Takes notice of what people do, and gives what each does not know yet.
    pub(super) fn tell_technology(&mut self) -> Vec<(ParticipantId, Event)> {
        if self.technology == Technology::default() {
            return Vec::new();
        }
        if let Some(mut round) = self.technology.round.take() {
            round.done.retain(|who, _| self.people.contains_key(who));
            let people: Vec<ParticipantId> =
                self.people.keys().copied().filter(|who| self.takes_part(*who)).collect();
            for who in &people {
                let does: Vec<_> =
                    self.does(*who).into_iter().filter(|step| round.steps.contains(step)).collect();
                if !does.is_empty() {
                    round.done.entry(*who).or_default().extend(does);
                }
            }
            let mut here = people.iter().filter(|who| !self.is_dropped(**who)).peekable();
            round.finished =
                here.peek().is_some() && here.all(|who| self.still_open(&round, *who).is_empty());
            self.technology.round = Some(round);
        }
        let mut told = std::mem::take(&mut self.technology.told);
        told.retain(|who, _| self.people.contains_key(who));
        let mut events = Vec::new();
        for who in self.people.keys().copied() {
            let technology = self.technology_view(who);
            if told.get(&who) == technology.as_ref() {
                continue;
            }
            match technology.clone() {
                Some(view) => drop(told.insert(who, view)),
                None => drop(told.remove(&who)),
            }
            events.push((who, Event::TechnologyChanged { technology }));
        }
        self.technology.told = told;
        events
    }
}

#[cfg(test)]
mod tests;
