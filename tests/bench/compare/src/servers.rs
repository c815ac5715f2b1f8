//! The servers that are compared, each a process of its own, started for one measurement and ended with it.

mod forwarder;
mod janus;
mod ours;

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use tests::light::{Connection, Engine, Signalling, Track, offer, subscribe};
use tokio::process::{Child, Command};

use crate::shapes::Shape;
pub use janus::version as janus_version;

/// Where the programs are.
#[derive(Debug, Clone)]
pub struct Programs {
    /// Ours.
    pub piiri: PathBuf,
    /// The forwarder on `str0m`.
    pub forwarder: PathBuf,
}

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Piiri, with bandwidth estimation.
    Ours,
    /// The forwarder on `str0m`, without.
    Forwarder,
    /// The VideoRoom of Janus as Debian has it.
    Janus,
}

impl Which {
    /// In figures.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Forwarder => "str0m",
            Self::Janus => "janus",
        }
    }
}

/// Everybody is there, and whoever is to send can.
pub struct Joined {
    /// The connections that send, in the order of the people who do: sound first, then pictures.
    pub sending: Vec<Connection>,
    /// The connections that receive.
    pub receiving: Vec<Connection>,
    /// What signalling needs, and with it the people, live as long as this.
    _kept: Vec<Box<dyn Send>>,
}

/// A server that runs.
pub struct Server {
    /// Its process.
    pub process: u32,
    /// The address of the machine that people have to have for it.
    pub people_at: Ipv4Addr,
    kind: Kind,
}

enum Kind {
    Ours(ours::Ours),
    Forwarder(forwarder::Forwarder),
    Janus(janus::Janus),
}

impl Server {
    /// Starts it.
    pub async fn start(which: Which, programs: &Programs) -> anyhow::Result<Self> {
        let (process, kind) = match which {
            Which::Ours => ours::Ours::start(&programs.piiri).await.map(|(id, ours)| (id, Kind::Ours(ours))),
            Which::Forwarder => forwarder::Forwarder::start(&programs.forwarder)
                .await
                .map(|(id, forwarder)| (id, Kind::Forwarder(forwarder))),
            Which::Janus => janus::Janus::start().await.map(|(id, janus)| (id, Kind::Janus(janus))),
        }
        .with_context(|| format!("{} does not start", which.name()))?;
        let people_at = match &kind {
            Kind::Janus(janus) => janus.address,
            _ => Ipv4Addr::LOCALHOST,
        };
        Ok(Self { process, people_at, kind })
    }

    /// Has everybody of a shape join.
    pub async fn join(&self, engine: &Engine, shape: &Shape) -> anyhow::Result<Joined> {
        match &self.kind {
            Kind::Ours(ours) => ours.join(engine, shape).await,
            Kind::Forwarder(forwarder) => {
                let people = people(shape).map(|person| forwarder.person(person)).collect();
                join_in_two_steps(engine, shape, people).await
            }
            Kind::Janus(janus) => {
                janus.rooms(shape).await?;
                let mut everybody = Vec::new();
                for person in people(shape) {
                    everybody.push(janus.person(shape, person).await?);
                }
                join_in_two_steps(engine, shape, everybody).await
            }
        }
    }
}

/// Somebody of a shape.
#[derive(Debug, Clone, Copy)]
struct Person {
    group: usize,
    /// Of those in the group; the first ones send.
    number: usize,
    /// Of everybody, from 1.
    device: u32,
}

fn people(shape: &Shape) -> impl Iterator<Item = Person> {
    let each = shape.people;
    let everybody = (0..shape.groups).flat_map(move |group| (0..each).map(move |number| (group, number)));
    (1..).zip(everybody).map(|(device, (group, number))| Person { group, number, device })
}

/// Whoever sends sends first; then everybody is offered what the others send.
async fn join_in_two_steps<S: Signalling + Send + 'static>(
    engine: &Engine,
    shape: &Shape,
    everybody: Vec<S>,
) -> anyhow::Result<Joined> {
    let (mut sending, mut receiving) = (Vec::new(), Vec::new());
    for (person, signalling) in people(shape).zip(&everybody) {
        if person.number < shape.senders {
            let (offered, sdp) = offer(engine, person.device, &[Track::Sound, Track::Picture])?;
            let mut connection = offered.answered(&signalling.publish(sdp).await?)?;
            connection.up().await.context("a connection that sends")?;
            sending.push(connection);
        }
    }
    for (person, signalling) in people(shape).zip(&everybody) {
        if shape.senders > 1 || person.number >= shape.senders {
            receiving.push(subscribe(engine, signalling).await?);
        }
    }
    for connection in &mut receiving {
        connection.up().await.context("a connection that receives")?;
    }
    let kept = everybody.into_iter().map(|signalling| Box::new(signalling) as Box<dyn Send>);
    Ok(Joined { sending, receiving, _kept: kept.collect() })
}

/// A child that ends with this.
fn spawn(command: &mut Command) -> anyhow::Result<(u32, Child)> {
    let child = command.kill_on_drop(true).spawn()?;
    Ok((child.id().context("it has ended at once")?, child))
}

/// Free a moment ago; servers cannot be asked for their ports.
fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
