//! What a server costs and how fast it is under loads of known shapes: `make load SHAPE=eight`.
//!
//! The server is a process of its own; the people are [`crate::light`] ones in this. Everything is on 127.0.0.1, ends by
//! itself, and the same seed does the same. The figures go by packets that arrived.

mod growth;
mod idle;
mod people;
mod server;
mod shapes;
mod signals;
mod workshop;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use tokio::time::sleep;

use self::people::{Arriving, Joins, OnAir, Somebody, nobody_is_cut_off};
pub use self::server::Server;
use self::server::Used;
use self::shapes::Plan;
use self::workshop::{Noticed, Workshop, open_groups};
use crate::host::{API_KEY, Links};
use crate::light::{Engine, Settings, Totals};
use crate::person::Person;
use crate::random::Random;
use signaling::role::Role;

/// From the first packet until what is measured begins: estimates and keyframes of the beginning do not count.
const SETTLE: Duration = Duration::from_secs(3);
/// Until all that was missing in the end has come or is counted as lost.
const UNTIL_LOST: Duration = Duration::from_millis(2_200);
/// How many join together, except in a storm.
const AT_A_TIME: usize = 8;

/// What people do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
pub enum Shape {
    /// Eight people who all send.
    Eight,
    /// One sends, 60 receive.
    Webinar60,
    /// One sends sound and pictures and another sound, 300 receive.
    Webinar300,
    /// Fifty people in ten groups, all send, every second one talks.
    Groups10x5,
    /// Fifty people in twelve groups; every second a move, a hand, a word; in the end everybody is moved at once.
    Workshop50,
    /// A thousand people without media; every second a hand that all see.
    Signal1000,
    /// Ten thousand people without media in rooms of a hundred, who do nothing.
    Idle10000,
    /// Fifty people join within one second.
    Storm,
    /// A webinar of 10 to 300 people: memory at each step.
    Growth,
    /// Twenty people in five groups for long: memory at both ends.
    Soak,
}

/// What is measured.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// What people do.
    pub shape: Shape,
    /// How long is measured; everything before and after takes some seconds more.
    #[arg(long, default_value_t = 20)]
    pub seconds: u64,
    /// The same seed does the same.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Kbit/s of the (largest layer of the) pictures of whoever sends.
    #[arg(long, default_value_t = 600)]
    pub bit_rate: u32,
    /// Layers of pictures: 1, or 3 as browsers send them.
    #[arg(long, default_value_t = 1)]
    pub layers: u8,
    /// The share of what arrives that receivers ignore, as if it had been lost.
    #[arg(long, default_value_t = 0.0)]
    pub loss: f64,
    /// How many people, if not those of the shape.
    #[arg(long)]
    pub people: Option<usize>,
    /// The server's program; beside this one if not given.
    #[arg(long)]
    pub server: Option<PathBuf>,
    /// A table for people instead of a line for machines.
    #[arg(long)]
    pub human: bool,
}

/// Loads a server and measures it.
///
/// # Errors
/// When the server cannot be started, or somebody does not get in or loses a connection.
pub async fn run(options: &Options) -> anyhow::Result<Value> {
    let program = match &options.server {
        Some(program) => program.clone(),
        None => std::env::current_exe()?.with_file_name("piiri"),
    };
    run_on(options, &Server::start(&program).await?).await
}

/// Loads a server that has been started and measures it.
///
/// # Errors
/// As [`run`].
pub async fn run_on(options: &Options, server: &Server) -> anyhow::Result<Value> {
    anyhow::ensure!(matches!(options.layers, 1 | 3), "there are 1 or 3 layers");
    let links = Links::make(server.http, API_KEY).await?;
    match options.shape {
        Shape::Signal1000 => signals::run(options, server, &links).await,
        Shape::Idle10000 => idle::run(options, server).await,
        Shape::Growth => growth::run(options, server, &links).await,
        _ => Session::gather(options, server, &links).await?.measure().await,
    }
}

/// A session with media.
struct Session<'a> {
    options: &'a Options,
    plan: Plan,
    server: &'a Server,
    engine: Engine,
    facilitator: Option<Person>,
    people: Vec<Somebody>,
    groups: Vec<u32>,
    joins: Joins,
    memory_before: u64,
}

impl<'a> Session<'a> {
    /// Everybody joins, goes where they belong and sends.
    async fn gather(options: &'a Options, server: &'a Server, links: &Links) -> anyhow::Result<Self> {
        let plan = Plan::of(options);
        let engine = Engine::start(Settings { loss: options.loss, seed: options.seed })?;
        let memory_before = server.memory()?;
        let facilitator = match plan.groups {
            0 => None,
            _ => Some(Person::enter(links, Role::Supervisor, "Ohjaaja").await?),
        };
        let first = if facilitator.is_some() { Role::Participant } else { Role::Supervisor };
        let arriving = Arriving { links, engine: &engine, layers: options.layers };
        let (mut people, mut joins) = arriving.join_all(first, 1, plan.people, AT_A_TIME).await?;
        let groups = match &facilitator {
            Some(facilitator) => open_groups(facilitator, &mut people, plan.groups).await?,
            None => Vec::new(),
        };
        for (index, person) in people.iter_mut().enumerate() {
            let pictures = (index < plan.with_pictures).then_some(options.bit_rate * 1_000);
            let sound = (index < plan.with_sound).then_some(index % plan.talker_of == 0);
            person.go_on_air(OnAir { sound, pictures }).await?;
        }
        if plan.storm > 0 {
            let (more, took) = storm(&arriving, plan.people + 1, plan.storm).await?;
            people.extend(more);
            joins = took;
        }
        Ok(Self { options, plan, server, engine, facilitator, people, groups, joins, memory_before })
    }

    /// The time that counts.
    async fn measure(mut self) -> anyhow::Result<Value> {
        sleep(SETTLE).await;
        let memory = self.server.memory()?;
        self.engine.take().await?;
        let counted = self.server.counters().await?;
        let (used, own) = (self.server.used()?, Used::here()?);
        let noticed = self.act(Duration::from_secs(self.options.seconds)).await?;
        let (used_now, own_now) = (self.server.used()?, Used::here()?);
        let counted = self.server.counters().await?.since(&counted);
        let mut totals = self.engine.take().await?;
        sleep(UNTIL_LOST).await;
        totals.lost += self.engine.take().await?.lost;
        anyhow::ensure!(totals.packets > 0, "nothing arrived");
        anyhow::ensure!(totals.failed == 0, "{} connections failed", totals.failed);
        nobody_is_cut_off(&self.people)?;
        let people = self.people.len() + usize::from(self.facilitator.is_some());
        let memory_of =
            |memory: u64| memory.saturating_sub(self.memory_before) as f64 / 1_024.0 / people as f64;
        let [user, system] = used_now.micros_since(&used);
        let share = |micros: f64| rounded(micros / totals.packets as f64);
        let mut report = heard(&totals, self.options.seconds);
        report["shape"] = json!(name(self.options.shape));
        report["people"] = json!(people);
        report["seconds"] = json!(self.options.seconds);
        report["seed"] = json!(self.options.seed);
        report["bit_rate"] = json!(self.options.bit_rate);
        report["layers"] = json!(self.options.layers);
        report["join_ms"] = self.joins.up.json();
        report["first_sound_ms"] = self.joins.sound.json();
        report["moved_ms"] = noticed.moved.json();
        report["move_sound_ms"] = noticed.move_sound.json();
        report["move_all_sound_ms"] = noticed.move_all_sound.json();
        report["told_ms"] = noticed.told.json();
        report["server"] = json!({
            "us_per_packet": share(user + system),
            "user_us_per_packet": share(user),
            "system_us_per_packet": share(system),
            "core": used_now.core_since(&used),
            "threads": used_now.threads_since(&used),
            "memory_kib_per_person": rounded(memory_of(memory)),
            "memory_kib_per_person_after": rounded(memory_of(self.server.memory()?)),
            "sends": sends(&counted),
            "counters": counted,
        });
        report["generator"] = json!({ "core": own_now.core_since(&own) });
        Ok(report)
    }

    async fn act(&mut self, duration: Duration) -> anyhow::Result<Noticed> {
        let Some(facilitator) = self.facilitator.as_ref().filter(|_| self.plan.moves_apart > 0) else {
            sleep(duration).await;
            return Ok(Noticed::default());
        };
        let mut workshop = Workshop {
            facilitator,
            people: &mut self.people,
            groups: self.groups.clone(),
            random: Random::new(self.options.seed),
            noticed: Noticed::default(),
        };
        workshop.run(duration, Duration::from_secs(self.plan.moves_apart)).await?;
        workshop.move_all().await?;
        Ok(workshop.noticed)
    }
}

/// So many join within a second, each at a moment of their own.
async fn storm(
    arriving: &Arriving<'_>,
    first: usize,
    count: usize,
) -> anyhow::Result<(Vec<Somebody>, Joins)> {
    let join = |number: usize| async move {
        sleep(Duration::from_secs(1).mul_f64((number - first) as f64 / count as f64)).await;
        arriving.join(Role::Participant, number, true).await
    };
    let joined = futures_util::future::try_join_all((first..first + count).map(join)).await?;
    let (mut people, mut joins) = (Vec::new(), Joins::default());
    for (somebody, took) in joined {
        joins.add(&took);
        people.push(somebody);
    }
    Ok((people, joins))
}

/// What was heard and seen.
fn heard(totals: &Totals, seconds: u64) -> Value {
    let per_second = |count: u64| rounded(count as f64 / seconds.max(1) as f64);
    json!({
        "packets": totals.packets,
        "rate": per_second(totals.packets),
        "sound": totals.sound,
        "kbit_per_second": rounded(per_second(totals.octets) * 8.0 / 1_000.0),
        "sent_rate": per_second(totals.sent),
        "lost": totals.lost,
        "loss": totals.lost as f64 / (totals.packets + totals.lost) as f64,
        "skipped": totals.skipped,
        "asked": totals.asked,
        "repaired": totals.repaired,
        "repeats": totals.repeats,
        "ignored": totals.ignored,
        "undecryptable": totals.sealed,
        "unsent": totals.unsent,
        "keyframes_asked": totals.keyframes,
        "sound_ms": totals.sound_latency.json(),
        "picture_ms": totals.picture_latency.json(),
    })
}

/// What the server's own counters say.
fn sends(counted: &BTreeMap<String, u64>) -> Value {
    let of = |name: &str| counted.get(name).copied().unwrap_or(0);
    json!({
        "forwarded": of("packets_forwarded"),
        "datagrams": of("datagrams_sent"),
        "unsent": of("datagrams_unsent"),
        "calls_per_datagram": rounded(of("send_calls") as f64 / of("datagrams_sent").max(1) as f64),
    })
}

fn name(shape: Shape) -> String {
    shape.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

/// A report as lines for people.
///
/// # Errors
/// When it is none.
pub fn table(report: &Value) -> anyhow::Result<String> {
    let mut lines = String::new();
    for (field, value) in report.as_object().context("a report is an object")? {
        if !value.is_null() {
            lines.push_str(&format!("{field:>20}  {value}\n"));
        }
    }
    Ok(lines)
}
