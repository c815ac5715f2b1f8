//! Who may speak where: turn modes, rounds, the stick, and the order of the queue.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use signaling::id::ParticipantId;
use signaling::protocol::{
    Command, MAX_REPLIES, Place, QueueOrder, QueueView, RoomView, SourceKind, TurnMode,
};
use signaling::role::Permission;

use crate::script::{Who, who};
use crate::session::Session;
use crate::truth::{Carrier, Truth};

#[derive(Debug, Clone)]
pub enum OfTurns {
    ReplyNow,
    LowerReply(Option<Who>),
    LowerAll,
    CallOne(Who),
    OrderBy(QueueOrder),
    TurnsTo(TurnMode),
    TakeStick,
    GiveTurn(Who),
    StartRound { from: Option<Who>, backwards: bool, seconds: Option<u32>, hard: bool },
    PassTurn,
    TurnLater,
    EndRound,
    MoveSeat(Who, Option<Who>),
}

impl OfTurns {
    pub const fn a_round() -> Self {
        Self::StartRound { from: None, backwards: false, seconds: None, hard: false }
    }
}

pub fn turns() -> impl Strategy<Value = TurnMode> {
    prop_oneof![
        2 => Just(TurnMode::Free),
        3 => Just(TurnMode::Queue),
        2 => Just(TurnMode::Round),
        2 => Just(TurnMode::Stick),
        1 => Just(TurnMode::Silence),
    ]
}

/// What everybody says; in a group without a leader also what those say who run the turns.
pub fn turning() -> impl Strategy<Value = OfTurns> {
    prop_oneof![
        4 => Just(OfTurns::ReplyNow),
        1 => Just(OfTurns::LowerReply(None)),
        4 => Just(OfTurns::TakeStick),
        4 => who().prop_map(OfTurns::GiveTurn),
        4 => Just(OfTurns::PassTurn),
        3 => Just(OfTurns::TurnLater),
        3 => running_turns(),
    ]
}

/// What those say who run the turns.
pub fn running_turns() -> impl Strategy<Value = OfTurns> {
    let pace = (prop::option::weighted(0.4, who()), any::<bool>());
    let time = (prop::option::weighted(0.5, 0..4_u32), prop::bool::weighted(0.4));
    let order = prop::sample::select(vec![QueueOrder::Arrival, QueueOrder::LeastSpoken]);
    prop_oneof![
        6 => turns().prop_map(OfTurns::TurnsTo),
        5 => (pace, time).prop_map(|((from, backwards), (seconds, hard))| {
            OfTurns::StartRound { from, backwards, seconds, hard }
        }),
        4 => who().prop_map(OfTurns::CallOne),
        2 => order.prop_map(OfTurns::OrderBy),
        2 => Just(OfTurns::LowerAll),
        1 => who().prop_map(|who| OfTurns::LowerReply(Some(who))),
        1 => Just(OfTurns::TakeStick),
        2 => who().prop_map(OfTurns::GiveTurn),
        3 => Just(OfTurns::PassTurn),
        1 => Just(OfTurns::TurnLater),
        1 => Just(OfTurns::EndRound),
        2 => (who(), prop::option::of(who())).prop_map(|(who, before)| OfTurns::MoveSeat(who, before)),
    ]
}

impl Session {
    pub fn of_turns(&self, what: OfTurns) -> Command {
        match what {
            OfTurns::ReplyNow => Command::RaiseHand { reply: true },
            OfTurns::LowerReply(whose) => {
                Command::LowerHand { participant: whose.map(|who| self.person(who)), reply: true }
            }
            OfTurns::LowerAll => Command::LowerAllHands {},
            OfTurns::CallOne(who) => Command::CallPerson { participant: self.person(who) },
            OfTurns::OrderBy(order) => Command::SetQueueOrder { order },
            OfTurns::TurnsTo(turns) => Command::SetTurns { turns },
            OfTurns::TakeStick => Command::TakeStick {},
            OfTurns::GiveTurn(to) => Command::GiveTurn { to: self.person(to) },
            OfTurns::StartRound { from, backwards, seconds, hard } => {
                Command::StartRound { from: from.map(|who| self.person(who)), backwards, seconds, hard }
            }
            OfTurns::PassTurn => Command::PassTurn {},
            OfTurns::TurnLater => Command::TakeTurnLater {},
            OfTurns::EndRound => Command::EndRound {},
            OfTurns::MoveSeat(who, before) => Command::MoveSeat {
                participant: self.person(who),
                before: before.map(|who| self.person(who)),
            },
        }
    }

    /// What people see of the queues, what they were a step before, and what of it was reached.
    pub fn follow_turns(&mut self, views: &BTreeMap<ParticipantId, RoomView>) {
        let before = self.truth.follow_turns(views);
        let queues: Vec<QueueView> = self.truth.queues.values().cloned().collect();
        let on_break = views.values().any(|view| view.pause.is_some());
        for queue in queues {
            let was = before.get(&queue.place);
            let was_round = was.and_then(|was| was.round.as_ref());
            let in_group = queue.place != (Place::Plenary {});
            let is = |turns| queue.turns == turns;
            let came_to_its_end = was_round.is_some_and(|was| was.to_come.is_empty() && !was.had.is_empty());
            let by_clock = queue.round.as_ref().zip(was_round).is_some_and(|(round, was)| {
                round.hard
                    && round.had.len() > was.had.len()
                    && queue.floor.is_some_and(|turn| turn.since == self.now)
            });
            let leaderless = in_group
                && !self.truth.leaders.contains_key(&queue.place)
                && !self
                    .truth
                    .placed
                    .iter()
                    .any(|(who, place)| *place == queue.place && self.truth.acts_as(*who).is_staff());
            for (what, reached) in [
                ("the floor decides", is(TurnMode::Queue)),
                ("a direct reply", !queue.replies.is_empty()),
                ("a round", is(TurnMode::Round)),
                ("a round in a group", is(TurnMode::Round) && in_group),
                (
                    "a round that waits for somebody",
                    is(TurnMode::Round) && queue.floor.is_none() && (in_group || !on_break),
                ),
                ("a round that came to its end", came_to_its_end && queue.round.is_none()),
                ("a round that rests", is(TurnMode::Round) && on_break && !in_group),
                ("a turn that ended by the clock", by_clock),
                ("the stick in somebody's hand", is(TurnMode::Stick) && queue.floor.is_some()),
                ("the stick in a group", is(TurnMode::Stick) && in_group),
                ("silence", is(TurnMode::Silence)),
                ("turns in a group that runs itself", leaderless && !is(TurnMode::Free)),
                (
                    "a queue by who has spoken least",
                    queue.order == QueueOrder::LeastSpoken && queue.hands.len() > 1,
                ),
            ] {
                if reached {
                    self.reach(what);
                }
            }
        }
        if self.truth.devices.values().any(|carrier| self.truth.passed_on(carrier) != carrier.sending) {
            self.reach("somebody is not passed on");
        }
    }
}

impl Truth {
    /// Gives what the queues were before.
    fn follow_turns(&mut self, views: &BTreeMap<ParticipantId, RoomView>) -> BTreeMap<Place, QueueView> {
        let mut queues: BTreeMap<Place, QueueView> = BTreeMap::new();
        self.leaders.clear();
        for view in views.values() {
            for queue in &view.queues {
                let known = queues.entry(queue.place).or_insert_with(|| queue.clone());
                assert_eq!(known, queue, "everybody sees the same");
            }
            for open in &view.groups {
                let place = Place::Group { group: open.group };
                self.leaders.extend(open.leader.map(|leader| (place, leader)));
            }
        }
        let before = std::mem::replace(&mut self.queues, queues);
        for queue in self.queues.values() {
            self.check_turns(queue, &before);
        }
        before
    }

    fn check_turns(&self, queue: &QueueView, before: &BTreeMap<Place, QueueView>) {
        let floor = queue.floor.map(|turn| turn.participant);
        let replies: BTreeSet<_> = queue.replies.iter().map(|hand| hand.participant).collect();
        assert!(replies.len() == queue.replies.len() && replies.len() <= MAX_REPLIES, "few, and each once");
        assert!(replies.iter().all(|who| self.placed.get(who) == Some(&queue.place)), "to what is said here");
        assert!(floor.is_none_or(|who| !replies.contains(&who)));
        assert!(floor.is_none_or(|who| self.floor_is_heard(who)), "whoever has the floor is heard");
        assert!(queue.turns != TurnMode::Silence || floor.is_none(), "in silence nobody has the floor");
        if let Some(who) = floor
            && queue.hands.iter().any(|hand| hand.participant == who)
        {
            let replied = |was: &QueueView| {
                was.replies.iter().any(|hand| hand.participant == who)
                    || was.floor.is_some_and(|turn| turn.participant == who)
            };
            assert!(
                before.values().any(replied),
                "whoever has the floor needs no hand, unless it was a reply"
            );
        }
        self.check_round(queue, before.get(&queue.place));
    }

    /// Everybody who is of the place is in its round once: to come, now, or past.
    fn check_round(&self, queue: &QueueView, before: Option<&QueueView>) {
        assert_eq!(queue.round.is_some(), queue.turns == TurnMode::Round);
        let Some(round) = &queue.round else { return };
        let floor = queue.floor.map(|turn| turn.participant);
        let had = round.had.iter().map(|turn| turn.participant);
        let all: Vec<_> = round.to_come.iter().copied().chain(floor).chain(had).collect();
        let known: BTreeSet<_> = all.iter().copied().collect();
        assert_eq!(known.len(), all.len(), "nobody is in a round twice: {queue:?}");
        let is_of = |who: &ParticipantId| {
            self.placed.get(who) == Some(&queue.place)
                && self.acts_as(*who).may(Permission::PublishMicrophone)
                && !self.visiting.contains(who)
                && self.floor_is_heard(*who)
        };
        assert!(round.to_come.iter().chain(&floor).all(is_of), "only who is of the place");
        let of_place = self.people.keys().filter(|who| is_of(who));
        assert!(of_place.clone().all(|who| known.contains(who)), "and everybody who is");
        let was = before.and_then(|was| was.round.as_ref());
        if let Some(was) = was.filter(|was| was.had.len() <= round.had.len() && !was.had.is_empty()) {
            assert!(
                round.had.starts_with(&was.had) || round.had.len() <= 1,
                "what was stays: {was:?} {round:?}"
            );
        }
        let waits =
            floor.is_none() && round.to_come.iter().any(|who| self.is_here(*who) && !self.out.contains(who));
        assert!(!waits || queue.place == (Place::Plenary {}), "nobody waits for who is here, but in a break");
    }

    /// What of a device is passed on: no voice where nobody at the device may speak, nothing of whoever the scene does not show.
    pub fn passed_on(&self, carrier: &Carrier) -> BTreeSet<SourceKind> {
        let played = self.played_by(carrier);
        if !self.is_shown(carrier) {
            return carrier.sending.intersection(&played).copied().collect();
        }
        let may_speak = |who: &ParticipantId| {
            let Some(place) = self.placed.get(who) else { return true };
            let Some(queue) = self.queues.get(place) else { return true };
            let has_floor = queue.floor.is_some_and(|turn| turn.participant == *who);
            let role = self.acts_as(*who);
            let leads = self.leaders.get(place) == Some(who) && role.may(Permission::ChatGroup);
            match queue.turns {
                TurnMode::Free => true,
                TurnMode::Queue => has_floor || role.is_staff() || leads,
                TurnMode::Round => has_floor || role.is_staff(),
                TurnMode::Stick => has_floor,
                TurnMode::Silence => false,
            }
        };
        let is_free = carrier.people.iter().any(may_speak);
        let is_voice = |kind: &SourceKind| {
            matches!(kind, SourceKind::Microphone | SourceKind::ScreenSound | SourceKind::SecondScreenSound)
        };
        carrier
            .sending
            .iter()
            .copied()
            .filter(|kind| is_free || !is_voice(kind) || played.contains(kind))
            .collect()
    }
}
