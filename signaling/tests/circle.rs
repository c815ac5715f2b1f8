//! A circle of nine people with three rounds, in virtual time: connections are lost and come back, somebody comes late and
//! somebody goes, turns are passed, taken later and given to another. Who has had a turn is counted here, from what people
//! say and from the clock, and not from what the round says of itself: everybody who stays has one turn in each round.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

#[path = "sim/chance.rs"]
mod chance;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use signaling::id::{DeviceId, ParticipantId, Seed};
use signaling::protocol::{
    Command, Presence, QueueView, Rejection, RoomView, SourceKind, Template, TurnMode,
};
use signaling::role::Role;
use signaling::room::{Effect, Entry, Room, Rules, Sender};
use signaling::time::Moment;

use crate::chance::Chance;

const CIRCLE: u32 = 9;
const ROUNDS: u32 = 3;
const HOST: ParticipantId = ParticipantId(1);
const GRACE: Duration = Duration::from_secs(120);

/// Evenings that are played.
const EVENINGS: u64 = 100;

/// What happened in all evenings, so that one in which nothing does is noticed.
#[derive(Debug, Default)]
struct Seen {
    drops: u32,
    lost_for_good: u32,
    put_off: u32,
    waited: u32,
    passes: u32,
    later: u32,
    given: u32,
    by_clock: u32,
    late: u32,
    left: u32,
    moved_seats: u32,
}

struct Evening {
    room: Room,
    now: Moment,
    chance: Chance,
    /// Who has had a turn in this round, how often.
    turns: BTreeMap<ParticipantId, u32>,
    come: u32,
}

impl Evening {
    fn of(seed: u64) -> Self {
        let room = Room::new("Piiri".into(), Template::PeerCircle, Rules { grace: GRACE });
        let chance = Chance::of(seed);
        let mut evening = Self { room, now: Moment(1_000), chance, turns: BTreeMap::new(), come: 0 };
        for _ in 0..CIRCLE {
            evening.comes();
        }
        evening
    }

    fn comes(&mut self) {
        self.come += 1;
        let (participant, device) = (ParticipantId(self.come), DeviceId(self.come));
        let role = if participant == HOST { Role::Supervisor } else { Role::Participant };
        let entry = Entry { participant, device, name: format!("n{}", self.come), role };
        self.room.enter(self.now, entry).unwrap();
        self.say(participant, Command::SetSending { kind: SourceKind::Microphone, on: true }).unwrap();
    }

    fn say(&mut self, who: ParticipantId, command: Command) -> Result<Vec<Effect>, Rejection> {
        let from = Sender { participant: who, device: DeviceId(who.0) };
        self.room.handle(self.now, from, Seed(1), command)
    }

    /// As the host sees it, who never goes.
    fn view(&self) -> RoomView {
        self.room.view_for(self.now, HOST).unwrap()
    }

    fn queue(&self) -> QueueView {
        self.view().queues.remove(0)
    }

    fn floor(&self) -> Option<ParticipantId> {
        self.queue().floor.map(|turn| turn.participant)
    }

    fn people(&self, is: impl Fn(&Presence) -> bool) -> Vec<ParticipantId> {
        let people = self.view().people.into_iter().filter(|one| is(&one.presence));
        people.map(|one| one.participant).filter(|who| *who != HOST).collect()
    }

    fn has_had(&mut self, who: ParticipantId) {
        *self.turns.entry(who).or_default() += 1;
    }

    /// Time passes, to each deadline on its way.
    fn pass(&mut self, seconds: u64, seen: &mut Seen) {
        let until = self.now.after(Duration::from_secs(seconds));
        loop {
            let next = self.room.next_deadline().filter(|next| *next <= until);
            self.now = next.unwrap_or(until);
            let before = self.queue();
            let everybody = self.view().people.len();
            self.room.tick(self.now);
            let lost = u32::try_from(everybody - self.view().people.len()).unwrap();
            seen.lost_for_good += lost;
            let Some(holder) = before.floor.map(|turn| (turn.participant, turn.since)) else {
                if next.is_none() {
                    return;
                }
                continue;
            };
            let after = self.queue().floor.map(|turn| (turn.participant, turn.since));
            if after != Some(holder) && self.room.knows(holder.0) {
                let round = before.round.unwrap();
                let time = round.seconds.map(|seconds| holder.1.after(Duration::from_secs(seconds.into())));
                if round.hard && time.is_some_and(|time| time <= self.now) {
                    self.has_had(holder.0);
                    seen.by_clock += 1;
                } else {
                    seen.put_off += 1;
                }
            }
            if next.is_none() {
                return;
            }
        }
    }

    /// Whoever's turn it is does something with it.
    fn turn(&mut self, seen: &mut Seen) {
        let Some(who) = self.floor() else {
            seen.waited += 1;
            return;
        };
        let others = self.queue().round.unwrap().to_come;
        let is_here = self.people(|presence| *presence == Presence::Here {}).contains(&who) || who == HOST;
        let by = if is_here { who } else { HOST };
        match self.chance.between(0, 9) {
            0..=4 if is_here => {
                self.say(who, Command::FinishTurn {}).unwrap();
                self.has_had(who);
            }
            5 | 6 => {
                self.say(by, Command::PassTurn {}).unwrap();
                self.has_had(who);
                seen.passes += 1;
            }
            7 => {
                let told = self.say(by, Command::TakeTurnLater {});
                seen.later += u32::from(told.is_ok());
            }
            8 if !others.is_empty() => {
                let to = self.chance.one_of(&others).unwrap();
                let given = self.say(by, Command::GiveTurn { to });
                assert_eq!(given.is_ok(), self.floor() == Some(to) && to != who);
                seen.given += u32::from(given.is_ok());
            }
            _ => {}
        }
    }

    /// What happens around it.
    fn life(&mut self, seen: &mut Seen) {
        let here = self.people(|presence| *presence == Presence::Here {});
        let lost = self.people(|presence| matches!(presence, Presence::Dropped { .. }));
        if self.chance.happens(18)
            && let Some(who) = self.chance.one_of(&here)
        {
            self.room.drop_device(self.now, DeviceId(who.0));
            seen.drops += 1;
        }
        if self.chance.happens(25)
            && let Some(who) = self.chance.one_of(&lost)
        {
            self.room.connect(self.now, DeviceId(who.0)).unwrap();
        }
        if self.chance.happens(2) && self.come < CIRCLE + 3 {
            self.comes();
            seen.late += 1;
        }
        if self.chance.happens(1)
            && here.len() > 5
            && let Some(who) = self.chance.one_of(&here)
        {
            self.say(who, Command::Leave {}).unwrap();
            seen.left += 1;
        }
        if self.chance.happens(4)
            && let Some(participant) = self.chance.one_of(&here).filter(|who| self.room.knows(*who))
        {
            self.say(HOST, Command::MoveSeat { participant, before: None }).unwrap();
            seen.moved_seats += 1;
        }
    }

    /// Only whoever's turn it is and the host are heard in a round.
    fn check_heard(&self) {
        let queue = self.queue();
        let heard = self.room.plan().routes.iter().filter(|(_, route)| !route.sends.is_empty());
        let floor = queue.floor.map(|turn| turn.participant);
        for (device, _) in heard {
            let who = ParticipantId(device.0);
            assert!(queue.turns == TurnMode::Free || who == HOST || Some(who) == floor, "{who} is heard");
        }
    }

    fn round(&mut self, number: u32, seen: &mut Seen) {
        self.turns.clear();
        let at_first: BTreeSet<ParticipantId> =
            self.view().people.iter().map(|one| one.participant).collect();
        let here = self.people(|presence| *presence == Presence::Here {});
        let from = if number == 0 { None } else { self.chance.one_of(&here) };
        let (seconds, hard) = [(None, false), (Some(20), true), (Some(40), false)][number as usize % 3];
        let backwards = number == 2;
        self.say(HOST, Command::StartRound { from, backwards, seconds, hard }).unwrap();
        let mut steps = 0;
        while self.queue().turns == TurnMode::Round {
            steps += 1;
            assert!(steps < 2_000, "the round comes to an end");
            let seconds = self.chance.between(1, 25);
            self.pass(seconds, seen);
            if self.queue().turns == TurnMode::Round {
                self.turn(seen);
            }
            self.check_heard();
            if self.queue().turns == TurnMode::Round {
                self.life(seen);
            }
            self.check_heard();
        }
        let stayed: BTreeSet<ParticipantId> = self.view().people.iter().map(|one| one.participant).collect();
        for who in &stayed {
            assert_eq!(self.turns.get(who), Some(&1), "{who} in round {number}, of {:?}", self.turns);
        }
        assert!(self.turns.values().all(|times| *times == 1), "nobody has two: {:?}", self.turns);
        assert!(at_first.intersection(&stayed).count() >= 2);
    }
}

#[test]
fn everybody_who_stays_has_one_turn_in_each_round() {
    let mut seen = Seen::default();
    for seed in 1..=EVENINGS {
        let mut evening = Evening::of(seed);
        for number in 0..ROUNDS {
            evening.round(number, &mut seen);
        }
    }
    println!("{EVENINGS} evenings: {seen:?}");
    let Seen {
        drops,
        lost_for_good,
        put_off,
        waited,
        passes,
        later,
        given,
        by_clock,
        late,
        left,
        moved_seats,
    } = seen;
    let all =
        [drops, lost_for_good, put_off, waited, passes, later, given, by_clock, late, left, moved_seats];
    assert!(all.iter().all(|times| *times > 20), "too little happened");
}
