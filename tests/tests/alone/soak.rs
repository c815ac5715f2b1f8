//! A long workshop on a bad network: fifty people in twelve groups, each way losing 2 of 100 packets, moved about, put on
//! the stage and off, spoken to, leaving and coming. Everybody gets a connection, nothing crosses a border, nobody is without
//! sound for long, and the server, a process of its own, does not grow.
//!
//! In the ordinary tests some seconds of it with sixteen people; `make soak` plays `SOAK_MINUTES` of it and writes `tests/results/soak.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use signaling::protocol::{Command, SceneKind};
use signaling::role::Role;
use tests::clock::{self, MILLI};
use tests::figures::Figures;
use tests::log::{Heard, Log};
use tests::peer::Media;
use tests::person::Person;
use tests::proxy::impairments::{Impairments, Loss, Network};
use tests::proxy::{self, Ends, Entrance, Proxy};
use tests::random::Random;
use tests::scene::Scene;
use tests::served::{Served, dump, measured};
use tests::source::Traffic;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::moves::Numbers;
use crate::ALONE;

/// People and groups of the long form.
const MANY: (usize, u32) = (50, 12);
/// Of the ordinary test, which shares its machine with whatever else is being built there.
const FEW: (usize, u32) = (16, 4);
const LOSS: f64 = 0.02;
/// The ordinary test: after everybody has come.
const SHORT: Duration = Duration::from_secs(12);
/// Between two things that happen.
const PACE: Duration = Duration::from_millis(250);
/// Between two looks at what was heard.
const LOOK: u64 = 2_000 * MILLI;
/// What is younger is judged at the next look: packets of about the same time bear witness.
const YOUNG: u64 = 1_000 * MILLI;
/// Nobody is without sound for longer than this. Longest seen in 14 s of fifty people: 301 ms; a machine that builds at the
/// same time keeps everybody waiting.
const SILENCE: u64 = 3_000 * MILLI;
/// A gap that somebody notices.
const NOTICED: u64 = 200 * MILLI;
/// Lines, histories and tables have their size by then: growth is counted from here.
const WARM: Duration = Duration::from_secs(60);
/// What the server may have more at the end than then: the list of who has been there grows, and an allocator wanders.
const GROWTH: i64 = 24 << 20;

/// Everybody speaks all the time, and shows two pictures a second: two cores carry all of them, the network and the server.
const TRAFFIC: Traffic = Traffic { rate: 2, picture: 150, sound_millis: 60, ..Traffic::LIGHT };

/// What everybody heard, judged as time goes on.
#[derive(Default)]
struct Ear {
    /// What arrived by then was judged.
    judged: u64,
    last_sound: BTreeMap<u32, u64>,
    gaps: Figures,
    longest: u64,
    numbers: BTreeMap<(u32, u8), Numbers>,
    packets: u64,
    crossed: u64,
    excused: u64,
}

impl Ear {
    /// Judges everything up to a moment, and forgets it.
    fn judge(&mut self, scene: &mut Scene, until: u64) {
        let mark = scene.log.mark();
        let heard = scene.log.since(0);
        let is_due = |heard: &Heard| heard.arrived > self.judged && heard.arrived <= until;
        let judgement = scene.timeline.judge(&heard, is_due);
        if let Some(first) = judgement.guilty.first() {
            println!("  crossed a border: {first:?}");
        }
        self.crossed += judgement.guilty.len() as u64;
        self.excused += judgement.excused as u64;
        heard.iter().filter(|heard| is_due(heard)).for_each(|heard| {
            self.packets += 1;
            self.numbers.entry((heard.listener, heard.line)).or_default().heard(heard);
            if heard.payload.is_sound()
                && let Some(last) = self.last_sound.get_mut(&heard.listener)
            {
                let gap = heard.arrived.saturating_sub(*last);
                *last = heard.arrived.max(*last);
                self.longest = self.longest.max(gap);
                if gap > NOTICED {
                    self.gaps.add(gap);
                }
            }
        });
        for last in self.last_sound.values() {
            self.longest = self.longest.max(until.saturating_sub(*last));
        }
        let young = heard.iter().filter(|heard| heard.arrived + YOUNG > until).count();
        scene.log.forget(mark - young);
        scene.timeline.forget(until.saturating_sub(10 * LOOK));
        self.judged = until;
    }

    /// From now on sound is waited for.
    fn listens(&mut self, device: u32) {
        self.last_sound.insert(device, clock::nanos());
    }

    fn is_gone(&mut self, device: u32) {
        self.last_sound.remove(&device);
        self.numbers.retain(|(listener, _), _| *listener != device);
    }
}

/// What happened how often.
#[derive(Default)]
struct Happened {
    moves: u32,
    scenes: u32,
    voices: u32,
    left: u32,
    /// Connections that came up at the second try or later.
    anew: u32,
    /// People who got no connection at all within 20 s.
    stayed_away: usize,
    joined: Figures,
    acknowledged: Figures,
}

struct Workshop {
    links: tests::host::Links,
    scene: Scene,
    places: Vec<u32>,
    /// Devices of those who are seen in the plenary; everybody when absent.
    seen: Option<BTreeSet<u32>>,
    to_all: bool,
    random: Random,
    ear: Ear,
    happened: Happened,
    came: u32,
    /// How many there are at once.
    most: usize,
}

impl Workshop {
    fn place(&self, index: usize) -> u32 {
        self.scene.timeline.place(self.scene.people[index].device()).unwrap()
    }

    fn count(&self, place: u32) -> usize {
        self.scene.timeline.people(place).count()
    }

    /// Somebody whose place stays inhabited without them; the first two stay in the plenary, so that somebody is heard there.
    fn anybody(&mut self) -> Option<usize> {
        let index = 2 + self.random.below(self.scene.people.len() - 2);
        (self.count(self.place(index)) >= 3).then_some(index)
    }

    async fn step(&mut self) {
        match self.random.below(20) {
            0..12 => self.moves().await,
            12..16 => self.scenes().await,
            16..18 => self.voice().await,
            _ => {
                self.leaves().await;
                self.comes().await;
            }
        }
    }

    async fn moves(&mut self) {
        let Some(mover) = self.anybody() else { return };
        let to = self.places[self.random.below(self.places.len())];
        if to == self.place(mover) {
            return;
        }
        let moved = self.scene.move_people(&[mover], to).await.unwrap();
        self.happened.acknowledged.add(moved.acknowledged - moved.commanded);
        self.happened.moves += 1;
    }

    /// The plenary becomes a stage for some, or everybody's again.
    async fn scenes(&mut self) {
        let seen = (self.seen.is_none() || self.random.below(2) == 0).then(|| {
            let few = (0..self.random.below(3)).map(|_| self.random.below(self.scene.people.len()));
            let few: Vec<usize> = few.collect();
            few.into_iter().chain([0, 1]).collect::<BTreeSet<usize>>()
        });
        let command = match &seen {
            Some(seen) => {
                let seen = seen.iter().map(|&index| self.scene.people[index].you.participant).collect();
                Command::SetScene { scene: SceneKind::Stage {}, seen }
            }
            None => Command::SetScene { scene: SceneKind::Everyone {}, seen: Vec::new() },
        };
        let commanded = clock::nanos();
        let acknowledged = self.scene.supervisor().line.done(command).await.unwrap();
        let is_seen =
            |seen: &Option<BTreeSet<u32>>, device| seen.as_ref().is_none_or(|seen| seen.contains(&device));
        let devices =
            |seen: BTreeSet<usize>| seen.iter().map(|&index| self.scene.people[index].device()).collect();
        let now: Option<BTreeSet<u32>> = seen.map(devices);
        for person in &self.scene.people {
            match (is_seen(&self.seen, person.device()), is_seen(&now, person.device())) {
                (true, false) => self.scene.timeline.only_listens(person.device(), 0, acknowledged),
                (false, true) => self.scene.timeline.may_speak(person.device(), commanded),
                _ => {}
            }
        }
        self.seen = now;
        self.happened.scenes += 1;
    }

    /// The supervisor speaks to all groups, or does not any more.
    async fn voice(&mut self) {
        let speaker = self.scene.supervisor().device();
        self.to_all = !self.to_all;
        let commanded = clock::nanos();
        if self.to_all {
            self.scene.timeline.heard_too(speaker, &self.places, commanded);
        }
        let done = self.scene.supervisor().line.done(Command::SpeakToAll { on: self.to_all }).await.unwrap();
        if !self.to_all {
            self.scene.timeline.heard_there_only(speaker, done);
        }
        self.happened.voices += 1;
    }

    async fn leaves(&mut self) {
        let Some(index) = self.anybody() else { return };
        // They go on sending for a moment, as pages do.
        let person = self.scene.people.swap_remove(index);
        let done = person.line.done(Command::Leave {}).await.unwrap();
        self.scene.timeline.nowhere(person.device(), done);
        self.ear.is_gone(person.device());
        self.happened.left += 1;
    }

    /// Somebody new comes, until there are as many as before.
    async fn comes(&mut self) {
        if self.scene.people.len() >= self.most {
            return;
        }
        self.came += 1;
        let (began, before) = (Instant::now(), clock::nanos());
        // As if from many places: the door counts by address.
        let from = IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + self.came));
        let secret = self.links.secret(Role::Participant);
        let name = format!("Tulija {}", self.came % 100);
        let ticket = self.links.ticket_by(secret, &name, Some(from)).await.unwrap();
        let mut person = Person::with(ticket).await.unwrap();
        let device = person.device();
        self.scene.timeline.moved(device, 0, before, before);
        if self.seen.is_some() {
            self.scene.timeline.only_listens(device, 0, before);
        }
        match person.connect_and_hear(&self.scene.log, TRAFFIC).await {
            Ok(anew) => self.happened.anew += anew,
            Err(error) => {
                println!("  {:?} stays away: {error:#}", person.you);
                self.happened.stayed_away += 1;
                return self.scene.timeline.nowhere(device, clock::nanos());
            }
        }
        self.ear.listens(device);
        self.happened.joined.add(u64::try_from(began.elapsed().as_nanos()).unwrap());
        self.scene.people.push(person);
    }
}

fn minutes() -> Option<f64> {
    std::env::var("SOAK_MINUTES").ok().map(|minutes| minutes.parse().expect("SOAK_MINUTES is a number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_on_a_bad_network_hear_their_own_group_and_the_server_does_not_grow() {
    let _alone = ALONE.lock().await;
    let (people, groups) = if minutes().is_some() { MANY } else { FEW };
    let length = minutes().map_or(SHORT, |minutes| Duration::from_secs_f64(minutes * 60.0));
    let entrance = Entrance::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    let served = Served::start(Path::new(env!("CARGO_BIN_EXE_host")), Some(entrance.addr())).await.unwrap();
    let mut proxy = Proxy::new(proxy::Setup { seed: 20_261_123, ..proxy::Setup::default() });
    proxy.lead(entrance, Ends { udp: Some(served.media), tcp: None });
    proxy.change(|network| {
        let lossy = Impairments { loss: Loss::Random(LOSS), ..Impairments::default() };
        *network = Network::both_ways(lossy);
    });
    let links = served.room().await.unwrap();
    let log = Arc::new(Log::default());
    let mut scene = Scene::assemble(&links, people, &log).await.unwrap();
    let anew = scene.connect_all(TRAFFIC).await;
    let came_up = scene.people.len();
    let mut places = scene.open_groups(groups).await.unwrap().groups;
    scene.move_people(&[1, 2], 0).await.unwrap();
    places.push(0);

    let mut ear = Ear { judged: clock::nanos(), ..Ear::default() };
    scene.people.iter().for_each(|person| ear.listens(person.device()));
    let (seen, happened) = (None, Happened { anew, stayed_away: people - came_up, ..Happened::default() });
    let random = Random::new(20_261_125);
    let mut workshop =
        Workshop { links, scene, places, seen, to_all: false, random, ear, happened, came: 0, most: people };
    let began = Instant::now();
    let mut pace = interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut memory = vec![(0.0, served.memory().unwrap())];
    let mut warm = None;
    while began.elapsed() < length {
        pace.tick().await;
        workshop.step().await;
        let now = clock::nanos();
        if now > workshop.ear.judged + LOOK + YOUNG {
            workshop.ear.judge(&mut workshop.scene, now - YOUNG);
            let used = served.memory().unwrap();
            memory.push((began.elapsed().as_secs_f64(), used));
            warm = warm.or((began.elapsed() > WARM).then_some(used));
            is_well(&workshop.scene);
        }
    }
    let (up, measured) = measured(&dump(&workshop.links).await.unwrap());
    super::moves::aftermath().await;
    workshop.ear.judge(&mut workshop.scene, clock::nanos());
    is_well(&workshop.scene);

    let Workshop { ear, happened, scene, .. } = workshop;
    let twice: u64 = ear.numbers.values().map(|numbers| numbers.twice).sum();
    let last = served.memory().unwrap();
    let grown = warm.map(|warm| last.cast_signed() - warm.cast_signed());
    let [user, system] = served.cpu().unwrap();
    let flowed = proxy.counts();
    let millis = |nanos: u64| nanos as f64 / MILLI as f64;
    println!(
        "{people} people, {groups} groups, {:.0} s, loss {LOSS}: {} packets heard, {} crossed a border",
        began.elapsed().as_secs_f64(),
        ear.packets,
        ear.crossed
    );
    println!(
        "  {} moves, {} scenes, {} voices to all, {} left",
        happened.moves, happened.scenes, happened.voices, happened.left
    );
    println!("  {} came: {}", happened.joined.count(), happened.joined.line());
    println!(
        "  {} connections of {} came up at the second try or later, {} people got none",
        happened.anew,
        2 * (people + happened.joined.count()),
        happened.stayed_away
    );
    println!("  moves: command sent -> ok read: {}", happened.acknowledged.line());
    println!(
        "  without sound: longest {:.0} ms; longer than 200 ms: {}",
        millis(ear.longest),
        ear.gaps.line()
    );
    println!(
        "  {up} receive, {measured} of them measured; {twice} numbers used twice; {} late and excused",
        ear.excused
    );
    println!(
        "  the server: {:.1} MB at first, {:.1} warm, {:.1} at last; {user:.1} + {system:.1} s of CPU; {} lines of log",
        megabytes(memory[0].1),
        warm.map_or(f64::NAN, megabytes),
        megabytes(last),
        served.said().lines
    );
    println!("  {flowed}");
    if minutes().is_some() {
        let result = json!({
            "seconds": began.elapsed().as_secs(), "people": people, "groups": groups, "loss": LOSS,
            "packets": ear.packets, "crossed": ear.crossed, "excused": ear.excused, "numbers_used_twice": twice,
            "moves": happened.moves, "scenes": happened.scenes, "voices_to_all": happened.voices,
            "left": happened.left, "came": happened.joined.count(), "connected_at_second_try": happened.anew, "never_connected": happened.stayed_away,
            "without_sound_ms": { "longest": millis(ear.longest), "over_200": ear.gaps.count(),
                "p95_of_those": ear.gaps.percentile(95) },
            "move_acknowledged_ms": { "p50": happened.acknowledged.percentile(50),
                "p95": happened.acknowledged.percentile(95), "longest": happened.acknowledged.percentile(100) },
            "measured": measured, "receiving": up,
            "memory_mb": { "first": megabytes(memory[0].1), "warm": warm.map(megabytes), "last": megabytes(last) },
            "memory_mb_by_second": memory.iter().step_by(memory.len().div_ceil(30))
                .map(|&(second, used)| json!([second.round(), megabytes(used)])).collect::<Vec<_>>(),
            "cpu_seconds": user + system,
        });
        let results = Path::new(env!("CARGO_MANIFEST_DIR")).join("results");
        std::fs::create_dir_all(&results).unwrap();
        std::fs::write(results.join("soak.json"), format!("{result:#}\n")).unwrap();
    }
    assert_eq!(ear.crossed, 0, "packets crossed a border");
    assert_eq!(twice, 0, "a number was used twice in a line");
    assert_eq!(happened.stayed_away, 0, "people got no connection within 20 s");
    // Whoever has just come has said nothing of arrivals yet, and the server may be about to give somebody up.
    let present = scene.people.len();
    assert!(measured + 2 >= present, "{present} people, {up} receive, {measured} of them measured");
    assert!(ear.longest < SILENCE, "somebody heard nothing for {:.0} ms", millis(ear.longest));
    assert!(grown.is_none_or(|grown| grown < GROWTH), "the server grew by {grown:?} octets: {memory:?}");
}

/// Nobody's connections are gone, and nobody has missed an event.
fn is_well(scene: &Scene) {
    for person in &scene.people {
        let known = person.line.now();
        let lost = person.media.as_ref().is_none_or(Media::is_lost);
        let (gap, closed) = (known.gap, known.closed);
        assert!(!lost && !gap && closed.is_none(), "{:?}: lost {lost}, gap {gap}, {closed:?}", person.you);
    }
}

fn megabytes(octets: u64) -> f64 {
    (octets as f64 / 1e5).round() / 10.0
}
