//! For tests: a room told as a story. Person 1 is the supervisor; person N comes with device N.

use std::time::Duration;

use super::{Effect, Entry, Room, RoutePlan, Rules, Sender};
use crate::id::{DeviceId, GroupId, ParticipantId, Seed};
use crate::protocol::{
    Assignment, Command, Event, GroupsPlan, MIN_RECALL, Move, PersonView, Place, QueueView, Rejection,
    Switches, Template, VISIT_ANNOUNCED,
};
use crate::role::Role;
use crate::time::Moment;

pub(super) const PLENARY: Place = Place::Plenary {};
pub(super) const GRACE: Duration = Duration::from_secs(120);

pub(super) const fn group(id: u32) -> Place {
    Place::Group { group: GroupId(id) }
}

pub(super) const fn person(id: u32) -> ParticipantId {
    ParticipantId(id)
}

pub(super) const fn device(id: u32) -> DeviceId {
    DeviceId(id)
}

pub(super) struct Story {
    pub room: Room,
    pub now: Moment,
}

impl Story {
    /// The supervisor and participants 2 to `last`, in the plenary.
    pub fn with_people_to(last: u32) -> Self {
        let room = Room::new("Kevät".into(), Template::Supervision, Rules { grace: GRACE });
        let mut story = Self { room, now: Moment(1_000) };
        story.enter(1, 1, Role::Supervisor).unwrap();
        for who in 2..=last {
            story.enter(who, who, Role::Participant).unwrap();
        }
        story
    }

    /// The same, with that many groups open.
    pub fn with_groups(last: u32, count: u32) -> Self {
        let mut story = Self::with_people_to(last);
        story.open(count);
        story
    }

    pub fn wait(&mut self, seconds: u64) -> Vec<Effect> {
        self.now = self.now.after(Duration::from_secs(seconds));
        self.room.tick(self.now)
    }

    pub fn enter(&mut self, who: u32, with: u32, role: Role) -> Result<Vec<Effect>, Rejection> {
        let entry = Entry { participant: person(who), device: device(with), name: format!("n{who}"), role };
        self.room.enter(self.now, entry)
    }

    pub fn lose(&mut self, lost: u32) -> Vec<Effect> {
        self.room.drop_device(self.now, device(lost))
    }

    pub fn resume(&mut self, back: u32) -> Result<Vec<Effect>, Rejection> {
        self.room.connect(self.now, device(back))
    }

    pub fn say_through(&mut self, who: u32, with: u32, command: Command) -> Result<Vec<Effect>, Rejection> {
        let from = Sender { participant: person(who), device: device(with) };
        self.room.handle(self.now, from, Seed(7), command)
    }

    pub fn say(&mut self, who: u32, command: Command) -> Result<Vec<Effect>, Rejection> {
        self.say_through(who, who, command)
    }

    pub fn allow_two_screens(&mut self) {
        let switches = Switches { two_screens: true, ..Switches::default() };
        self.say(1, Command::SetSwitches { switches }).unwrap();
    }

    pub fn raise(&mut self, who: u32) -> Vec<Effect> {
        self.say(who, Command::RaiseHand { reply: false }).unwrap()
    }

    pub fn raise_all(&mut self, people: &[u32]) {
        for who in people {
            self.raise(*who);
        }
    }

    pub fn call_next(&mut self) -> Vec<Effect> {
        self.say(1, Command::CallNext {}).unwrap()
    }

    pub fn open(&mut self, count: u32) -> Vec<Effect> {
        self.try_open(GroupsPlan::of(count, Assignment::ByHand {})).unwrap()
    }

    pub fn try_open(&mut self, plan: GroupsPlan) -> Result<Vec<Effect>, Rejection> {
        self.say(1, Command::OpenGroups { plan })
    }

    /// Whoever runs the session is announced to a group first; the effects of their coming.
    pub fn send(&mut self, who: u32, to: Place) -> Vec<Effect> {
        let effects = self.try_send(&[(who, to)]).unwrap();
        if self.place(who) == to { effects } else { self.wait(u64::from(VISIT_ANNOUNCED)) }
    }

    pub fn try_send(&mut self, moves: &[(u32, Place)]) -> Result<Vec<Effect>, Rejection> {
        let moves = moves.iter().map(|(who, to)| Move { participant: person(*who), to: *to }).collect();
        self.say(1, Command::MovePeople { moves })
    }

    /// Everybody back to the plenary, with the countdown; the effects of the end.
    pub fn recall(&mut self) -> Vec<Effect> {
        self.say(1, Command::Recall { seconds: MIN_RECALL }).unwrap();
        self.wait(u64::from(MIN_RECALL))
    }

    /// The next deadline, but for that of the reminder of a break, which is far away and always there where two are.
    pub fn next_soon(&self) -> Option<Moment> {
        let soon = self.now.after(Duration::from_secs(1_800));
        self.room.next_deadline().filter(|deadline| *deadline < soon)
    }

    pub fn people(&self) -> Vec<PersonView> {
        self.room.people_view()
    }

    pub fn one(&self, who: u32) -> PersonView {
        self.people().into_iter().find(|view| view.participant == person(who)).unwrap()
    }

    pub fn place(&self, who: u32) -> Place {
        self.one(who).place
    }

    pub fn queue(&self, place: Place) -> QueueView {
        self.room.queue_view(place).unwrap()
    }

    pub fn hands(&self, place: Place) -> Vec<u32> {
        self.queue(place).hands.iter().map(|hand| hand.participant.0).collect()
    }

    pub fn floor(&self, place: Place) -> Option<u32> {
        self.queue(place).floor.map(|turn| turn.participant.0)
    }

    /// Whether device `listener` is routed what device `source` sends.
    pub fn hears(&self, listener: u32, source: u32) -> bool {
        let routes = &self.room.plan().routes;
        let (Some(to), Some(from)) = (routes.get(&device(listener)), routes.get(&device(source))) else {
            return false;
        };
        listener != source && !to.from.is_disjoint(&from.into)
    }
}

/// The plan among the effects.
pub(super) fn route(effects: &[Effect]) -> Option<&RoutePlan> {
    effects.iter().find_map(|effect| match effect {
        Effect::Route(plan) => Some(plan),
        _ => None,
    })
}

/// What is told among the effects.
pub(super) fn events(effects: &[Effect]) -> Vec<&Event> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Tell { event, .. } => Some(event),
            _ => None,
        })
        .collect()
}

/// The devices whose connections end.
pub(super) fn disconnected(effects: &[Effect]) -> Vec<u32> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Disconnect { device, .. } => Some(device.0),
            _ => None,
        })
        .collect()
}
