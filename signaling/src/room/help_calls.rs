//! Calls for help from the room: a line that those see who answer, in the order the calls came. Whoever takes one goes,
//! and nobody else takes the same. Who calls is known to those who answer, and for a group's call to the group.
//!
//! Invariants: one call of each person and one for each group; everybody who calls is in the room, and whoever calls for
//! a group is one of it; whoever has taken a call may answer. So there are never more calls than people.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Room;
use super::changes::Changes;
use super::log::parts;
use crate::id::{GroupId, HelpCallId, ParticipantId};
use crate::protocol::{Event, HelpCallView, HelpProblem, Place, Rejection};
use crate::role::Permission;
use crate::time::Moment;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HelpCalls {
    given: u32,
    /// In the order they came.
    calls: BTreeMap<HelpCallId, Call>,
    /// What each was told last, where it is anything. Who is told what follows from it.
    told: BTreeMap<ParticipantId, Vec<HelpCallView>>,
}

parts! {
    HelpCallsFact of HelpCalls {
        whole Given: given: u32;
        each Call: calls: HelpCallId => Call;
        memory told;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Call {
    participant: ParticipantId,
    /// The whole of which group they call for.
    group: Option<GroupId>,
    problem: HelpProblem,
    since: Moment,
    claimed_by: Option<ParticipantId>,
}

impl HelpCalls {
    /// The call of a person.
    fn of(&self, who: ParticipantId) -> Option<HelpCallId> {
        self.calls.iter().find(|(_, call)| call.participant == who).map(|(id, _)| *id)
    }

    /// The call for a group.
    fn of_group(&self, group: GroupId) -> Option<HelpCallId> {
        self.calls.iter().find(|(_, call)| call.group == Some(group)).map(|(id, _)| *id)
    }
}

impl Room {
    pub(super) fn ask_for_help(
        &mut self,
        now: Moment,
        who: ParticipantId,
        problem: HelpProblem,
        for_group: bool,
    ) -> Result<Changes, Rejection> {
        // Somebody who helps is there already.
        if matches!(self.place_of(who)?, Place::Help { .. }) {
            return Err(Rejection::NotAllowed);
        }
        let own_group = self.group_one_is_of(who);
        if for_group && own_group.is_none() {
            return Err(Rejection::OutOfRange);
        }
        let group = own_group.filter(|_| for_group);
        let calls = &mut self.help_calls;
        let own = calls.of(who);
        let of_group = group.and_then(|group| calls.of_group(group));
        if of_group.is_some() && of_group != own {
            return Ok(Changes::default());
        }
        if let Some(call) = own.and_then(|own| calls.calls.get_mut(&own)) {
            call.problem = problem;
            call.group = group;
        } else {
            calls.given += 1;
            let call = Call { participant: who, group, problem, since: now, claimed_by: None };
            calls.calls.insert(HelpCallId(calls.given), call);
        }
        Ok(Changes::default())
    }

    pub(super) fn withdraw_help(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let group = self.group_one_is_of(who);
        let calls = &mut self.help_calls;
        let call = calls.of(who).or_else(|| calls.of_group(group?));
        calls.calls.remove(&call.ok_or(Rejection::NotRunning)?);
        Ok(Changes::default())
    }

    pub(super) fn claim_help(&mut self, who: ParticipantId, call: HelpCallId) -> Result<Changes, Rejection> {
        let call = self.call_to_answer(who, call)?;
        if call.claimed_by.is_some_and(|other| other != who) {
            return Err(Rejection::Taken);
        }
        call.claimed_by = Some(who);
        Ok(Changes::default())
    }

    pub(super) fn release_help(
        &mut self,
        who: ParticipantId,
        call: HelpCallId,
    ) -> Result<Changes, Rejection> {
        let call = self.call_to_answer(who, call)?;
        if call.claimed_by != Some(who) {
            return Err(Rejection::NotAllowed);
        }
        call.claimed_by = None;
        Ok(Changes::default())
    }

    /// Whoever took it: two who are there see that it is done.
    pub(super) fn resolve_help(
        &mut self,
        who: ParticipantId,
        call: HelpCallId,
    ) -> Result<Changes, Rejection> {
        self.call_to_answer(who, call)?;
        self.help_calls.calls.remove(&call);
        Ok(Changes::default())
    }

    fn call_to_answer(&mut self, who: ParticipantId, call: HelpCallId) -> Result<&mut Call, Rejection> {
        self.require(who, Permission::AnswerHelp)?;
        self.help_calls.calls.get_mut(&call).ok_or(Rejection::UnknownCall)
    }

    /// The group that somebody is in and does not visit.
    fn group_one_is_of(&self, who: ParticipantId) -> Option<GroupId> {
        match self.place_of(who) {
            Ok(Place::Group { group }) if !self.is_visiting(who) => Some(group),
            _ => None,
        }
    }

    /// After a change: calls of those who are gone, or who called for a group that is no longer theirs, have ended, and
    /// whoever may answer no longer has taken none.
    pub(super) fn settle_help_calls(&mut self) {
        let mut calls = std::mem::take(&mut self.help_calls.calls);
        calls.retain(|_, call| {
            let is_of_it = |group| self.group_one_is_of(call.participant) == Some(group);
            self.knows(call.participant) && call.group.is_none_or(is_of_it)
        });
        for call in calls.values_mut() {
            call.claimed_by = call.claimed_by.filter(|who| self.may(*who, Permission::AnswerHelp));
        }
        self.help_calls.calls = calls;
    }

    pub(super) fn help_calls_view(&self, who: ParticipantId) -> Vec<HelpCallView> {
        let mut calls = self.all_help_calls();
        if !self.may(who, Permission::AnswerHelp) {
            let group = self.group_one_is_of(who);
            calls.retain(|(of, call)| call.participant == who || (of.is_some() && *of == group));
        }
        calls.into_iter().map(|(_, call)| call).collect()
    }

    fn all_help_calls(&self) -> Vec<(Option<GroupId>, HelpCallView)> {
        let view = |(ahead, (id, call)): (u32, (&HelpCallId, &Call))| {
            let Call { participant, group, problem, since, claimed_by } = *call;
            let place = self.place_of(participant).ok()?;
            let for_group = group.is_some();
            let call =
                HelpCallView { call: *id, participant, place, for_group, problem, since, claimed_by, ahead };
            Some((group, call))
        };
        (0..).zip(&self.help_calls.calls).filter_map(view).collect()
    }

    /// Of whom it is anything, what they see. The same as [`Room::help_calls_view`] of each, in one go: of a thousand
    /// people each may have called.
    fn help_calls_seen(&self) -> BTreeMap<ParticipantId, Vec<HelpCallView>> {
        let all = self.all_help_calls();
        let calls: Vec<HelpCallView> = all.iter().map(|(_, call)| *call).collect();
        let of_people: BTreeMap<ParticipantId, HelpCallView> =
            calls.iter().map(|call| (call.participant, *call)).collect();
        let of_groups: BTreeMap<GroupId, HelpCallView> =
            all.iter().filter_map(|(group, call)| Some(((*group)?, *call))).collect();
        let seen = |who: &ParticipantId| {
            let mut seen: Vec<HelpCallView>;
            if self.may(*who, Permission::AnswerHelp) {
                seen = calls.clone();
            } else {
                let of_group = self.group_one_is_of(*who).and_then(|group| of_groups.get(&group));
                seen = of_people.get(who).into_iter().chain(of_group).copied().collect();
                seen.sort_by_key(|call| call.call);
                seen.dedup();
            }
            (!seen.is_empty()).then_some((*who, seen))
        };
        self.people.keys().filter_map(seen).collect()
    }

    /// What each does not know yet.
    pub(super) fn tell_help_calls(&mut self) -> Vec<(ParticipantId, Event)> {
        if self.help_calls.calls.is_empty() && self.help_calls.told.is_empty() {
            return Vec::new();
        }
        let seen = self.help_calls_seen();
        let told = std::mem::replace(&mut self.help_calls.told, seen);
        let seen = &self.help_calls.told;
        let news = self.people.keys().filter(|who| seen.get(who) != told.get(who));
        news.map(|who| {
            let help_calls = seen.get(who).cloned().unwrap_or_default();
            (*who, Event::HelpCallsChanged { help_calls })
        })
        .collect()
    }
}

#[cfg(test)]
mod tests;
