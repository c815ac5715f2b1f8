use std::collections::VecDeque;

use proptest::prelude::*;

use super::*;
use crate::lines::Line;
use crate::plan::Route;
use crate::session::Output;

/// What a packet says of itself: whose it is, and which plan was in force where it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tag {
    source: SourceId,
    admitted: u64,
}

#[derive(Debug, Clone)]
enum Message {
    Packet(Box<Relayed<Tag>>),
    Clocks(Clocks),
    Wants(usize, Wants),
    Keyframe(SourceId, u8),
}

struct Worker {
    session: Session<Tag>,
    told: Wants,
    /// With when it is there.
    ring: VecDeque<(i64, Message)>,
}

impl Worker {
    fn new() -> Self {
        Self { session: Session::new(), told: Wants::new(), ring: VecDeque::new() }
    }
}

/// Workers of one session, with rings between them that take a millisecond.
struct World {
    now: i64,
    workers: Vec<Worker>,
    plans: BTreeMap<u64, Plan>,
    since: BTreeMap<DeviceId, i64>,
    sequences: BTreeMap<SourceId, u16>,
    asked: Vec<SourceId>,
    heard: Vec<(DeviceId, Tag)>,
    numbers: BTreeMap<(DeviceId, Line), BTreeSet<u16>>,
}

fn route(place: u64, kinds: &[Kind]) -> Route {
    Route {
        sends: kinds.iter().copied().collect(),
        into: [Place(place)].into(),
        from: [Place(place)].into(),
        stage: None,
        pinned: false,
    }
}

const fn source(device: u32, kind: Kind) -> SourceId {
    SourceId { device: DeviceId(device), kind }
}

impl World {
    /// Device `n` is carried by worker `n % workers`.
    fn new(workers: usize, places: &[u64]) -> Self {
        let mut world = Self {
            now: 1_000,
            workers: (0..workers).map(|_| Worker::new()).collect(),
            plans: BTreeMap::new(),
            since: BTreeMap::new(),
            sequences: BTreeMap::new(),
            asked: Vec::new(),
            heard: Vec::new(),
            numbers: BTreeMap::new(),
        };
        let both = [Kind::Microphone, Kind::Camera];
        let routes = (0..).zip(places).map(|(device, &place)| (DeviceId(device), route(place, &both)));
        world.plans.insert(1, Plan { epoch: 1, routes: routes.collect() });
        for worker in 0..workers {
            world.apply(worker);
        }
        for device in 0..places.len() as u32 {
            world.connect(device);
        }
        world.pass(5);
        world
    }

    fn time(&self) -> Time {
        Time(self.now * 1_000)
    }

    fn latest(&self) -> &Plan {
        self.plans.last_key_value().map(|(_, plan)| plan).unwrap()
    }

    fn home(&self, device: u32) -> usize {
        device as usize % self.workers.len()
    }

    fn connect(&mut self, device: u32) {
        let (home, now) = (self.home(device), self.time());
        self.since.insert(DeviceId(device), self.now);
        let session = &mut self.workers[home].session;
        session.receiver_down(DeviceId(device));
        session.sender_reset(now, DeviceId(device));
        session.receiver_up(now, DeviceId(device), device);
        self.numbers.retain(|(listener, _), _| listener.0 != device);
        for kind in Kind::ALL {
            self.sequences.insert(source(device, kind), (self.now * 7_919) as u16);
        }
        self.settle(home);
    }

    fn change(&mut self, change: impl FnOnce(&mut Plan)) {
        let mut plan = self.latest().clone();
        plan.epoch += 1;
        change(&mut plan);
        self.plans.insert(plan.epoch, plan);
    }

    /// Every worker is given every plan, each when it comes to it.
    fn apply(&mut self, worker: usize) {
        let now = self.time();
        let session = &mut self.workers[worker].session;
        if let Some(plan) = self.plans.get(&(session.plan().epoch + 1)) {
            session.apply(now, plan.clone());
            self.settle(worker);
        }
    }

    fn apply_all(&mut self) {
        for worker in 0..self.workers.len() {
            while self.workers[worker].session.plan().epoch < self.latest().epoch {
                self.apply(worker);
            }
        }
    }

    fn send(&mut self, device: u32, kind: Kind, keyframe: bool, level: u8) {
        let (home, now, id) = (self.home(device), self.time(), source(device, kind));
        let since = Time(self.since[&id.device] * 1_000);
        let sequence = self.sequences.entry(id).or_default();
        *sequence = sequence.wrapping_add(1);
        let session = &mut self.workers[home].session;
        let packet = Packet {
            sequence: *sequence,
            timestamp: (self.now * 90) as u32,
            marker: true,
            level: kind.is_audio().then_some(level),
            keyframe,
            layer: 0,
            red: false,
            recovered: false,
            descriptor: None,
            codec: crate::Codec::Vp8,
            dependency: None,
            payload: Tag { source: id, admitted: session.plan().epoch },
            length: 100,
        };
        let mut out = Vec::new();
        if session.forward(now, id, &packet, &mut out) == Ingress::Admitted {
            let relayed = session.relay(since, id, &packet);
            for worker in session.wanted_by(id).collect::<Vec<_>>() {
                assert_ne!(worker, home, "a worker is given its own packets");
                let message = Message::Packet(Box::new(relayed.clone()));
                self.workers[worker].ring.push_back((self.now + 1, message));
            }
        }
        self.settle(home);
        self.take(home, &out);
    }

    /// What leaves a worker, held against the plan that is in force there.
    fn take(&mut self, worker: usize, out: &[Forward<Tag>]) {
        let plan = self.workers[worker].session.plan();
        for forward in out {
            let Tag { source, admitted } = forward.payload;
            assert!(plan.admits(source) && plan.reaches(source.device, forward.listener), "{forward:?}");
            let allowed = |epoch: u64| {
                let route = self.plans[&epoch].routes.get(&source.device);
                route.map(|route| (&route.sends, &route.into))
            };
            // A home that is ahead is none of this worker's business before it has the plan too.
            for epoch in admitted..=plan.epoch {
                assert_eq!(allowed(epoch), allowed(plan.epoch), "came in under {admitted}: {forward:?}");
            }
            let numbers = self.numbers.entry((forward.listener, forward.line)).or_default();
            assert!(numbers.insert(forward.sequence), "a number twice: {forward:?}");
            self.heard.push((forward.listener, forward.payload));
        }
    }

    /// Does what a worker's decisions ask for.
    fn settle(&mut self, worker: usize) {
        for output in self.workers[worker].session.outputs() {
            if let Output::RequestKeyframe(id, layer) = output {
                if self.home(id.device.0) == worker {
                    self.asked.push(id);
                } else {
                    self.tell_others(worker, &Message::Keyframe(id, layer));
                }
            }
        }
        let wants = self.workers[worker].session.wants();
        if wants != self.workers[worker].told {
            self.workers[worker].told.clone_from(&wants);
            self.tell_others(worker, &Message::Wants(worker, wants));
        }
    }

    fn tell_others(&mut self, from: usize, message: &Message) {
        let due = self.now + 1;
        for (worker, to) in self.workers.iter_mut().enumerate() {
            if worker != from {
                to.ring.push_back((due, message.clone()));
            }
        }
    }

    fn pass(&mut self, millis: i64) {
        for _ in 0..millis {
            self.now += 1;
            for worker in 0..self.workers.len() {
                self.deliver(worker);
                if self.now % 20 == 0 {
                    let now = self.time();
                    self.workers[worker].session.tick(now);
                }
                self.settle(worker);
            }
        }
    }

    fn deliver(&mut self, worker: usize) {
        while let Some((_, message)) = self.workers[worker].ring.pop_front_if(|(due, _)| *due <= self.now) {
            let (now, mut out) = (self.time(), Vec::new());
            let session = &mut self.workers[worker].session;
            match message {
                Message::Packet(relayed) => drop(session.relayed(now, &relayed, &mut out)),
                Message::Clocks(clocks) => session.clocks_elsewhere(now, clocks),
                Message::Keyframe(id, layer) => session.keyframe_elsewhere(now, id, layer),
                Message::Wants(from, wants) => {
                    let (mut clocks, due) = (Vec::new(), self.now + 1);
                    for id in session.wanted_elsewhere(from, wants) {
                        let since = self.since.get(&id.device).copied().unwrap_or_default();
                        clocks.extend(session.clocks(Time(since * 1_000), id));
                    }
                    let clocks = clocks.into_iter().map(|clocks| (due, Message::Clocks(clocks)));
                    self.workers[from].ring.extend(clocks);
                }
            }
            self.settle(worker);
            self.take(worker, &out);
        }
    }

    /// A full ring: packets are lost, what is wanted waits.
    fn lose(&mut self, worker: usize) {
        self.workers[worker].ring.retain(|(_, message)| matches!(message, Message::Wants(..)));
    }

    fn listeners(&mut self, of: SourceId) -> BTreeSet<u32> {
        let heard = std::mem::take(&mut self.heard);
        heard.iter().filter(|(_, tag)| tag.source == of).map(|(listener, _)| listener.0).collect()
    }

    /// Sends voices for a while.
    fn talk(&mut self, millis: i64, levels: &[(u32, u8)]) {
        for _ in 0..millis / 20 {
            for &(device, level) in levels {
                self.send(device, Kind::Microphone, false, level);
            }
            self.pass(20);
        }
    }
}

#[test]
fn everybody_is_heard_and_seen_at_all_workers() {
    let mut world = World::new(3, &[0; 9]);
    world.send(1, Kind::Microphone, false, 20);
    world.pass(2);
    let others: BTreeSet<u32> = (0..9).filter(|&device| device != 1).collect();
    assert_eq!(world.listeners(source(1, Kind::Microphone)), others);
    world.send(1, Kind::Camera, false, 0);
    world.pass(2);
    assert!(world.listeners(source(1, Kind::Camera)).is_empty(), "no keyframe yet");
    world.asked.clear();
    world.pass(200);
    assert!(world.asked.contains(&source(1, Kind::Camera)), "the home asks for those elsewhere");
    world.send(1, Kind::Camera, true, 0);
    world.pass(2);
    assert_eq!(world.listeners(source(1, Kind::Camera)), others);
}

#[test]
fn a_worker_is_given_only_what_its_listeners_may_have() {
    // 0, 2 and 4 are carried by one worker, 1 and 3 by the other.
    let mut world = World::new(2, &[0, 1, 0, 1, 0]);
    world.send(0, Kind::Microphone, false, 20);
    world.send(0, Kind::Camera, true, 0);
    assert!(world.workers[1].ring.is_empty());
    assert_eq!(world.listeners(source(0, Kind::Microphone)), [2, 4].into());
    world.change(|plan| *plan.routes.get_mut(&DeviceId(3)).unwrap() = route(0, &[Kind::Microphone]));
    world.apply_all();
    world.pass(2);
    world.send(0, Kind::Microphone, false, 20);
    world.pass(2);
    assert_eq!(world.listeners(source(0, Kind::Microphone)), [2, 3, 4].into());
}

#[test]
fn what_came_in_before_a_move_is_not_heard_after_it() {
    let mut world = World::new(2, &[0, 1, 0]);
    world.send(0, Kind::Microphone, false, 20);
    world.pass(2);
    // Said in the plenary while the plan is put into force, and still between the workers when it is.
    world.change(|plan| *plan.routes.get_mut(&DeviceId(1)).unwrap() = route(0, &[]));
    world.apply_all();
    world.pass(2);
    world.send(0, Kind::Microphone, false, 20);
    world.change(|plan| {
        *plan.routes.get_mut(&DeviceId(0)).unwrap() = route(2, &[Kind::Microphone]);
        *plan.routes.get_mut(&DeviceId(1)).unwrap() = route(2, &[]);
    });
    world.apply_all();
    world.heard.clear();
    world.pass(5);
    assert!(world.heard.is_empty(), "{:?}", world.heard);
    world.send(0, Kind::Microphone, false, 20);
    world.pass(2);
    assert_eq!(world.listeners(source(0, Kind::Microphone)), [1].into());
}

#[test]
fn a_connection_made_anew_is_heard_at_once_and_its_old_packets_are_not() {
    let mut world = World::new(2, &[0, 0]);
    world.sequences.insert(source(0, Kind::Microphone), 30_000);
    world.send(0, Kind::Microphone, false, 20);
    world.pass(2);
    world.heard.clear();
    world.send(0, Kind::Microphone, false, 20);
    let late = world.workers[1].ring.clone();
    world.pass(50);
    world.connect(0);
    world.sequences.insert(source(0, Kind::Microphone), 29_500);
    world.heard.clear();
    world.send(0, Kind::Microphone, false, 20);
    world.pass(2);
    assert_eq!(world.listeners(source(0, Kind::Microphone)), [1].into());
    world.workers[1].ring.extend(late);
    world.pass(2);
    assert!(world.heard.is_empty());
}

#[test]
fn all_hear_the_same_voices_and_each_is_counted_once() {
    let mut world = World::new(2, &[0; 12]);
    // More voices than lines: 0 to 7 speak one after another, over one another; 8 to 11 listen.
    let mut spoke: BTreeMap<DeviceId, u32> = BTreeMap::new();
    for turn in 0..24_u32 {
        let levels: Vec<(u32, u8)> =
            (0..8).map(|device| (device, if (device + turn) % 8 < 4 { 20 } else { 90 })).collect();
        world.talk(300, &levels);
        let voices = |device: u32| {
            let session = &world.workers[world.home(device)].session;
            let (_, slots) = session.slots(DeviceId(device));
            let voices = slots.iter().filter(|slot| slot.source.kind.is_audio());
            (
                voices.map(|slot| slot.source.device).collect::<BTreeSet<_>>(),
                session.speaking(DeviceId(device)).iter().copied().collect::<BTreeSet<_>>(),
            )
        };
        assert_eq!(voices(8), voices(9), "turn {turn}");
        assert_eq!(voices(10), voices(11), "turn {turn}");
    }
    for worker in &mut world.workers {
        for at in 0..200 {
            worker.session.tick(Time((world.now + at * 20) * 1_000));
        }
        for output in worker.session.outputs() {
            if let Output::Spoke(device, _) = output {
                *spoke.entry(device).or_default() += 1;
            }
        }
        let counted: BTreeSet<u32> = worker.session.spoken.keys().map(|device| device.0 % 2).collect();
        assert!(counted.len() < 2, "told at home only");
    }
}

#[test]
fn a_publisher_goes_on_as_long_as_anybody_anywhere_shows_it() {
    let mut world = World::new(2, &[0, 0, 0]);
    let shown = |pixels| crate::Shown { line: Line(2), width: pixels, height: pixels };
    let show = |world: &mut World, device: u32, pixels| {
        let (home, now) = (world.home(device), world.time());
        let lines: Vec<crate::Shown> =
            (0..25).map(|line| crate::Shown { line: Line(line), ..shown(pixels) }).collect();
        world.workers[home].session.shown(now, DeviceId(device), &lines);
        world.settle(home);
    };
    let layers = |world: &World| {
        let wanted = world.workers[0].session.layers_wanted(DeviceId(0));
        wanted.into_iter().find(|(kind, _)| *kind == Kind::Camera).map(|(_, layers)| layers)
    };
    let go_on = |world: &mut World| {
        for _ in 0..600 {
            world.send(0, Kind::Camera, true, 0);
            world.pass(20);
        }
    };
    show(&mut world, 2, 0);
    show(&mut world, 1, 300);
    go_on(&mut world);
    assert_ne!(layers(&world), Some(0), "shown at the other worker");
    show(&mut world, 1, 0);
    go_on(&mut world);
    assert_eq!(layers(&world), Some(0));
    show(&mut world, 1, 300);
    world.pass(2);
    assert_ne!(layers(&world), Some(0), "at once");
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Speak(u32, u8),
    Show(u32, bool),
    Move(u32, u64),
    Mute(u32),
    Apply(usize),
    Pass(i64),
    Lose(usize),
    Reconnect(u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..7_u32, 0..100_u8).prop_map(|(device, level)| Step::Speak(device, level)),
        4 => (0..7_u32, any::<bool>()).prop_map(|(device, key)| Step::Show(device, key)),
        2 => (0..7_u32, 0..3_u64).prop_map(|(device, place)| Step::Move(device, place)),
        1 => (0..7_u32).prop_map(Step::Mute),
        3 => (0..3_usize).prop_map(Step::Apply),
        5 => (0..40_i64).prop_map(Step::Pass),
        1 => (0..3_usize).prop_map(Step::Lose),
        1 => (0..7_u32).prop_map(Step::Reconnect),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The checks are in `World::take`: they hold whatever is moved, muted, lost or late, and whichever worker has
    /// which plan. Afterwards, with one plan everywhere, everybody hears who is with them.
    #[test]
    fn nobody_is_sent_what_the_plan_of_their_worker_does_not_give(steps in prop::collection::vec(step(), 1..120)) {
        let mut world = World::new(3, &[0, 0, 0, 1, 1, 1, 2]);
        for step in steps {
            match step {
                Step::Speak(device, level) => world.send(device, Kind::Microphone, false, level),
                Step::Show(device, key) => world.send(device, Kind::Camera, key, 0),
                Step::Move(device, place) => {
                    let both = [Kind::Microphone, Kind::Camera];
                    world.change(|plan| *plan.routes.get_mut(&DeviceId(device)).unwrap() = route(place, &both));
                }
                Step::Mute(device) => world.change(|plan| {
                    plan.routes.get_mut(&DeviceId(device)).unwrap().sends.clear();
                }),
                Step::Apply(worker) => world.apply(worker),
                Step::Pass(millis) => world.pass(millis),
                Step::Lose(worker) => world.lose(worker),
                Step::Reconnect(device) => {
                    // A worker makes one connection in a round.
                    world.pass(1);
                    world.connect(device);
                }
            }
        }
        world.apply_all();
        world.pass(10);
        for device in 0..7 {
            world.heard.clear();
            world.send(device, Kind::Microphone, false, 20);
            world.pass(3);
            let plan = world.latest().clone();
            let id = source(device, Kind::Microphone);
            let expected: BTreeSet<u32> = (0..7)
                .filter(|&listener| plan.admits(id) && plan.reaches(DeviceId(device), DeviceId(listener)))
                .collect();
            let heard = world.listeners(id);
            // Seven people, and lines for four voices besides: who is alone among silent ones is always heard.
            prop_assert!(heard.is_subset(&expected));
            if expected.len() < crate::lines::AUDIO_LINES {
                prop_assert_eq!(heard, expected);
            }
        }
    }
}
