use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc::{SyncSender, sync_channel};

use mio::Waker;
use sfu::lines::{AUDIO_LINES, LAYOUT, LineUse};
use sfu::{Kind, Packet, Place, Plan, Route};

use super::*;
use crate::media::MediaEvent;
use crate::media::candidates::{Candidate, Candidates};
use crate::media::outbound::Leaving;
use crate::media::tcp::Admission;

const KEY: SessionKey = SessionKey(1);

/// Workers that nothing runs but the test, with one session, and what would reach its room task. Device `n` is carried by
/// worker `n % workers`.
struct Bench {
    workers: Vec<Worker>,
    now: Instant,
    events: tokio::sync::mpsc::Receiver<MediaEvent>,
    _orders: Vec<SyncSender<Command>>,
}

impl Bench {
    /// People of one place, each with a receiving connection that counts as up.
    fn new(workers: usize, people: u32) -> Self {
        let now = Instant::now();
        let polls: Vec<Poll> = (0..workers).map(|_| Poll::new().unwrap()).collect();
        let wakers: Vec<Arc<Waker>> =
            polls.iter().map(|poll| Arc::new(Waker::new(poll.registry(), WAKE).unwrap())).collect();
        let ends = Handover::between(&wakers);
        let (told, events) = tokio::sync::mpsc::channel(4096);
        let mut bench = Self { workers: Vec::new(), now, events, _orders: Vec::new() };
        for (index, (poll, handover)) in polls.into_iter().zip(ends).enumerate() {
            let (orders, commands) = sync_channel(16);
            orders.send(Command::Open(KEY, told.clone())).unwrap();
            let mut worker = worker(index, poll, handover, commands, now);
            assert!(worker.obey(now));
            bench.workers.push(worker);
            bench._orders.push(orders);
        }
        bench.apply(people);
        for device in 0..people {
            bench.connect(device);
        }
        bench.settle();
        bench
    }

    fn of(&mut self, device: u32) -> &mut Worker {
        let index = device as usize % self.workers.len();
        &mut self.workers[index]
    }

    fn apply(&mut self, people: u32) {
        let route = Route {
            sends: [Kind::Microphone].into(),
            into: [Place(0)].into(),
            from: [Place(0)].into(),
            stage: None,
            pinned: false,
        };
        let routes = (0..people).map(|device| (DeviceId(device), route.clone())).collect();
        self.put(&Plan { epoch: 1, routes });
    }

    /// Puts a plan into force everywhere.
    fn put(&mut self, plan: &Plan) {
        for worker in &mut self.workers {
            let time = worker.time(self.now);
            let session = worker.sessions.get_mut(&KEY).unwrap();
            session.media.apply(time, plan.clone());
            session.wants_may_change();
            worker.outputs(KEY);
        }
    }

    fn plan(&self) -> Plan {
        self.workers[0].sessions[&KEY].media.plan().clone()
    }

    fn connect(&mut self, device: u32) {
        let now = self.now;
        let worker = self.of(device);
        let (peer, _) =
            Peer::receiving(now, &worker.identity, 1_000 * (device + 1), sfu::Codec::Vp8).unwrap();
        worker.add(now, KEY, DeviceId(device), Direction::Receiving, peer);
        let id = self.peer(device);
        self.of(device).peer_event(now, id, PeerEvent::Connected);
    }

    fn peer(&mut self, device: u32) -> PeerId {
        self.of(device).sessions[&KEY].get(DeviceId(device), Direction::Receiving).unwrap()
    }

    /// A round of every worker, often enough that all is where it belongs.
    fn settle(&mut self) {
        for _ in 0..4 {
            for worker in &mut self.workers {
                worker.receive(self.now);
                worker.settle(self.now);
            }
        }
    }

    /// A packet of a voice comes in, as its device's connection would say.
    fn voice(&mut self, device: u32, sequence: u16, level: u8) {
        let packet = Packet {
            sequence,
            timestamp: u32::from(sequence) * 960,
            marker: false,
            level: Some(level),
            keyframe: false,
            layer: 0,
            red: false,
            recovered: false,
            codec: sfu::Codec::Vp8,
            descriptor: None,
            dependency: None,
            payload: Bytes::from_static(b"voice"),
            length: 5,
        };
        let (id, now) = (self.peer(device), self.now);
        self.of(device).peer_event(now, id, PeerEvent::Rtp(Kind::Microphone, packet));
    }

    /// What waits to be sent to a device: lines and their numbers.
    fn waiting(&mut self, device: u32) -> Vec<(u8, u16)> {
        let (id, now) = (self.peer(device), self.now);
        let worker = self.of(device);
        let time = worker.time(now);
        let outbound = worker.peers.get_mut(&id).unwrap().outbound.as_mut().unwrap();
        let mut waiting = Vec::new();
        while let Some(leaving) = outbound.poll(time) {
            if let Leaving::First(forward, _) = leaving {
                waiting.push((forward.line.0, forward.sequence));
            }
        }
        waiting
    }

    fn told_to_restart(&mut self) -> Vec<u32> {
        let mut devices = Vec::new();
        while let Ok(event) = self.events.try_recv() {
            if let MediaEvent::Restart { device } = event {
                devices.push(device.0);
            }
        }
        devices
    }
}

fn worker(
    index: usize,
    poll: Poll,
    handover: Handover,
    commands: Receiver<Command>,
    origin: Instant,
) -> Worker {
    let localhost = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let candidates = Candidates::new(vec![Candidate { tcp: false, address: localhost }]);
    let admission = Admission { most: 1, trusted: [].into() };
    Worker::new(Parts {
        index,
        tcp: TcpPort::new(None, poll.registry().try_clone().unwrap(), admission).unwrap(),
        poll,
        port: UdpPort::bind(localhost, false).unwrap(),
        directory: Arc::default(),
        identity: Identity::new(candidates).unwrap(),
        discovery: Arc::default(),
        networks: Networks::default(),
        commands,
        handover,
        counters: Arc::default(),
        origin,
    })
    .unwrap()
}

#[test]
fn the_packet_with_which_somebody_takes_over_a_line_is_sent_and_leaves_no_hole() {
    // One listens; more voices than lines.
    let voices = AUDIO_LINES as u32 + 1;
    let mut bench = Bench::new(1, voices + 1);
    let mut sequence = 0;
    let mut heard = Vec::new();
    // All but the last speak, and then they are silent for long enough to make room.
    for round in 0..100_u32 {
        sequence += 1;
        for device in 1..voices {
            bench.voice(device, sequence, if round < 20 { 20 } else { 100 });
        }
        heard.extend(bench.waiting(0));
        bench.settle();
        bench.now += Duration::from_millis(20);
    }
    let newcomer = DeviceId(voices);
    let shows = |bench: &Bench| {
        let (_, slots) = bench.workers[0].sessions[&KEY].media.slots(DeviceId(0));
        slots.iter().find(|slot| slot.source.device == newcomer).map(|slot| slot.line.0)
    };
    assert_eq!(shows(&bench), None);
    bench.voice(voices, 1, 20);
    let line = shows(&bench).expect("whoever begins has a line at once");
    assert_eq!(LAYOUT[usize::from(line)], LineUse::Audio);
    let last = heard.iter().filter(|(of, _)| *of == line).map(|(_, sequence)| *sequence).next_back().unwrap();
    assert_eq!(bench.waiting(0), [(line, last.wrapping_add(1))], "its first packet, in the next number");
}

#[test]
fn a_panic_in_one_connection_ends_that_one_only() {
    let mut bench = Bench::new(1, 5);
    let id = bench.peer(2);
    bench.workers[0].peers.get_mut(&id).unwrap().peer.guard(|_| panic!("what a stranger sent"));
    bench.now += TICK;
    bench.workers[0].tick(bench.now);
    bench.settle();
    assert_eq!(bench.told_to_restart(), [2]);
    assert!(!bench.workers[0].peers.contains_key(&id));
    assert_eq!(bench.workers[0].peers.len(), 4);
    bench.voice(1, 1, 20);
    for device in [0, 3, 4] {
        assert_eq!(bench.waiting(device).len(), 1, "the others are heard and hear");
    }
    bench.connect(2);
    bench.voice(1, 2, 20);
    assert_eq!(bench.waiting(2).len(), 1, "and so does it, made anew");
}

#[test]
fn whoever_does_not_come_up_is_told_until_they_begin_anew() {
    let mut bench = Bench::new(1, 4);
    let ids = [1, 2].map(|device| bench.peer(device));
    for (id, path_found) in ids.into_iter().zip([None, Some(bench.now)]) {
        let entry = bench.workers[0].peers.get_mut(&id).unwrap();
        (entry.connected, entry.path_found) = (false, path_found);
    }
    let began = bench.now;
    let mut told = Vec::new();
    for second in 0..200 {
        bench.now = began + Duration::from_secs(second);
        bench.workers[0].tick(bench.now);
        bench.settle();
        told.extend(bench.told_to_restart().into_iter().map(|device| (device, second)));
        if second == 70 {
            bench.workers[0].remove(bench.now, KEY, DeviceId(1));
            bench.connect(1);
        }
        if second == 150 {
            bench.workers[0].remove(bench.now, KEY, DeviceId(2));
        }
    }
    let of = |device| told.iter().filter(|(of, _)| *of == device).map(|(_, second)| *second).collect();
    let (no_path, no_keys): (Vec<u64>, Vec<u64>) = (of(1), of(2));
    assert_eq!(no_path, [16, 31, 61], "until it has connections again");
    assert_eq!(no_keys, [6, 21, 51, 111], "until it is gone");
    assert_eq!(told.len(), no_path.len() + no_keys.len(), "and nobody else");
}

#[test]
fn a_packet_touches_its_listeners_and_nobody_else() {
    let mut bench = Bench::new(1, 200);
    // Everybody is in a place of their own but the first three.
    let mut plan = bench.plan();
    plan.epoch += 1;
    for (&device, route) in plan.routes.iter_mut().filter(|(device, _)| device.0 >= 3) {
        (route.into, route.from) = ([Place(device.0.into())].into(), [Place(device.0.into())].into());
    }
    bench.put(&plan);
    bench.settle();
    assert!(bench.workers[0].touched.is_empty());
    bench.voice(0, 1, 20);
    let mut touched = bench.workers[0].touched.clone();
    touched.sort_unstable();
    assert_eq!(touched, [bench.peer(1), bench.peer(2)]);
    assert!(bench.workers[0].fed.is_empty());
}

#[test]
fn a_voice_reaches_listeners_of_another_worker_and_nothing_of_it_that_waited_passes_a_border() {
    // 0 and 2 are carried by one worker, 1 and 3 by the other.
    let mut bench = Bench::new(2, 4);
    bench.voice(0, 1, 20);
    assert_eq!(bench.waiting(2).len(), 1);
    assert_eq!(bench.waiting(1), []);
    let worker = &mut bench.workers[0];
    worker.settle(bench.now);
    bench.workers[1].receive(bench.now);
    assert_eq!((bench.waiting(1).len(), bench.waiting(3).len()), (1, 1));

    // Said in the plenary, still in the ring when its speaker and one listener are in a group.
    bench.voice(0, 2, 20);
    bench.workers[0].settle(bench.now);
    let mut plan = bench.plan();
    plan.epoch += 1;
    for device in [0, 1] {
        let route = plan.routes.get_mut(&DeviceId(device)).unwrap();
        (route.into, route.from) = ([Place(1)].into(), [Place(1)].into());
    }
    bench.put(&plan);
    bench.workers[1].receive(bench.now);
    assert_eq!((bench.waiting(1), bench.waiting(3)), (vec![], vec![]));
    bench.settle();
    bench.voice(0, 3, 20);
    bench.workers[0].settle(bench.now);
    bench.workers[1].receive(bench.now);
    assert_eq!((bench.waiting(1).len(), bench.waiting(3).len()), (1, 0), "in the group, and there only");
}

#[test]
fn a_session_on_one_worker_gives_nothing_to_the_others() {
    let mut bench = Bench::new(2, 1);
    bench.settle();
    for sequence in 1..50 {
        bench.voice(0, sequence, 20);
        bench.workers[0].settle(bench.now);
    }
    assert!(bench.workers[1].handover.take().is_none(), "and nobody is woken");
    assert_eq!(bench.workers[0].counters.relayed.load(Ordering::Relaxed), 0);
}
