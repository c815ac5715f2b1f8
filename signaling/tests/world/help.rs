//! Calls for help: a line kept beside the room, by which each knows which calls they may see, and everything of them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use signaling::id::{GroupId, HelpCallId, ParticipantId};
use signaling::protocol::{Command, HelpCallView, HelpProblem, Place, RoomView};
use signaling::role::Permission;
use signaling::time::Moment;

use crate::session::Session;
use crate::truth::Truth;

/// Calls are named by position among those that wait.
#[derive(Debug, Clone, Copy)]
pub enum Calling {
    AskHelp(HelpProblem, bool),
    Withdraw,
    Claim(usize),
    Release(usize),
    Resolve(usize),
}

/// What everybody says.
pub fn calling() -> impl Strategy<Value = Calling> {
    let problem = prop::sample::select(vec![HelpProblem::NoSound, HelpProblem::SomethingElse]);
    prop_oneof![
        8 => (problem, prop::bool::weighted(0.4)).prop_map(|(problem, us)| Calling::AskHelp(problem, us)),
        2 => Just(Calling::Withdraw),
        1 => answering(),
    ]
}

/// What those say who answer.
pub fn answering() -> impl Strategy<Value = Calling> {
    prop_oneof![
        6 => (0..3_usize).prop_map(Calling::Claim),
        2 => (0..3_usize).prop_map(Calling::Release),
        1 => (0..3_usize).prop_map(Calling::Resolve),
    ]
}

/// Who has called, in the order they came, and how often anybody has.
#[derive(Debug, Clone, Default)]
pub struct Line {
    given: u32,
    calls: Vec<Call>,
}

#[derive(Debug, Clone, Copy)]
struct Call {
    call: HelpCallId,
    who: ParticipantId,
    group: Option<GroupId>,
    problem: HelpProblem,
    since: Moment,
    claimed_by: Option<ParticipantId>,
}

impl Session {
    pub fn calling(&self, what: Calling) -> Command {
        let calls = &self.truth.line.calls;
        let call =
            |index: usize| calls.get(index % calls.len().max(1)).map_or(HelpCallId(99), |one| one.call);
        match what {
            Calling::AskHelp(problem, for_group) => Command::AskForHelp { problem, for_group },
            Calling::Withdraw => Command::WithdrawHelp {},
            Calling::Claim(index) => Command::ClaimHelp { call: call(index) },
            Calling::Release(index) => Command::ReleaseHelp { call: call(index) },
            Calling::Resolve(index) => Command::ResolveHelp { call: call(index) },
        }
    }

    /// What a command that was done says about the line.
    pub fn called(&mut self, who: ParticipantId, command: &Command) {
        // In the lobby it is another line.
        if self.truth.people.contains_key(&who) {
            let place = self.places().get(&who).copied();
            self.truth.called(self.now, who, place, command);
        }
    }

    /// What of it was reached.
    pub fn reach_calls(&mut self) {
        let calls = self.truth.line.calls.clone();
        for (seen, name) in [
            (!calls.is_empty(), "a call for help"),
            (calls.len() > 2, "a line of calls"),
            (calls.iter().any(|call| call.group.is_some()), "a call for a group"),
            (calls.iter().any(|call| call.claimed_by.is_some()), "a call that is taken"),
            (calls.iter().any(|call| !self.truth.is_here(call.who)), "a call of somebody lost"),
        ] {
            if seen {
                self.reach(name);
            }
        }
    }
}

impl Truth {
    fn called(&mut self, now: Moment, who: ParticipantId, place: Option<Place>, command: &Command) {
        let own_group = self.group_one_is_of(who, place);
        let Line { given, calls } = &mut self.line;
        let own = calls.iter().position(|call| call.who == who);
        let named = |id: HelpCallId| move |call: &Call| call.call == id;
        match command {
            Command::AskForHelp { problem, for_group } => {
                let group = own_group.filter(|_| *for_group);
                assert_eq!(group.is_some(), *for_group, "a group is called for from it");
                if calls.iter().any(|call| group.is_some() && call.group == group && call.who != who) {
                    return;
                }
                match own {
                    Some(own) => (calls[own].problem, calls[own].group) = (*problem, group),
                    None => {
                        *given += 1;
                        let (call, problem) = (HelpCallId(*given), *problem);
                        calls.push(Call { call, who, group, problem, since: now, claimed_by: None });
                    }
                }
            }
            Command::WithdrawHelp {} => {
                let of_group =
                    || calls.iter().position(|call| call.group.is_some() && call.group == own_group);
                let ended = own.or_else(of_group).unwrap();
                calls.remove(ended);
            }
            Command::ClaimHelp { call } => {
                let call = calls.iter_mut().find(|one| one.call == *call).unwrap();
                assert!(call.claimed_by.is_none_or(|other| other == who), "two do not take the same");
                call.claimed_by = Some(who);
            }
            Command::ReleaseHelp { call } => {
                let call = calls.iter_mut().find(|one| one.call == *call).unwrap();
                assert_eq!(call.claimed_by.take(), Some(who));
            }
            Command::ResolveHelp { call } => {
                let ended = calls.iter().position(named(*call)).unwrap();
                calls.remove(ended);
            }
            _ => {}
        }
    }

    fn group_one_is_of(&self, who: ParticipantId, place: Option<Place>) -> Option<GroupId> {
        match place {
            Some(Place::Group { group }) if !self.visiting.contains(&who) => Some(group),
            _ => None,
        }
    }

    fn answers(&self, who: ParticipantId) -> bool {
        let is_let_in = self.people.contains_key(&who) && !self.helped.contains(&who);
        is_let_in && self.acts_as(who).may(Permission::AnswerHelp)
    }

    /// What has ended by itself, and what each sees of the rest.
    pub fn follow_calls(
        &mut self,
        views: &BTreeMap<ParticipantId, RoomView>,
        places: &BTreeMap<ParticipantId, Place>,
    ) {
        let mut calls = std::mem::take(&mut self.line.calls);
        calls.retain(|call| {
            let group = self.group_one_is_of(call.who, places.get(&call.who).copied());
            self.people.contains_key(&call.who) && (call.group.is_none() || call.group == group)
        });
        for call in &mut calls {
            call.claimed_by = call.claimed_by.filter(|who| self.answers(*who));
        }
        self.line.calls = calls;
        for (who, view) in views {
            let group = self.group_one_is_of(*who, places.get(who).copied());
            let sees = |call: &Call| {
                self.answers(*who) || call.who == *who || (call.group.is_some() && call.group == group)
            };
            let line = (0..).zip(&self.line.calls).filter(|(_, call)| sees(call));
            let expected: Vec<HelpCallView> = line
                .map(|(ahead, call)| HelpCallView {
                    call: call.call,
                    participant: call.who,
                    place: places[&call.who],
                    for_group: call.group.is_some(),
                    problem: call.problem,
                    since: call.since,
                    claimed_by: call.claimed_by,
                    ahead,
                })
                .collect();
            assert_eq!(view.help_calls, expected, "the calls that {who} sees");
        }
    }

    /// Of those who do not answer nobody is told of calls of others.
    pub fn check_told_of_calls(
        &self,
        who: ParticipantId,
        calls: &[HelpCallView],
        placed: &BTreeMap<ParticipantId, Place>,
    ) {
        let is_of_it = |call: &HelpCallView| call.for_group && placed[&call.participant] == placed[&who];
        let may_know = |call: &HelpCallView| call.participant == who || is_of_it(call);
        assert!(self.answers(who) || calls.iter().all(may_know), "a call of others");
    }
}
