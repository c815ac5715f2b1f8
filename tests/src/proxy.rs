//! A proxy for UDP and TCP that impairs what passes, between clients and a server on one machine.
//!
//! ```text
//! clients ── Entrance (one UDP port, the same TCP port) ── a Link up, a Link down ── a port for each client ── server
//! ```
//!
//! To the server it looks like address translation: every client address has a port of its own, which
//! [`Proxy::rebind`] changes. The server's candidates have to name the entrance (`[media] advertise` with a port).
//! Everything can be changed while it runs; `src/bin/proxy.rs` does so from the keyboard.
//!
//! | module | holds |
//! |---|---|
//! | [`impairments`] | what may be wrong with a direction, and with a network |
//! | [`link`] | what becomes of a packet: pure, seeded, told the time |
//! | [`profile`], [`command`] | networks with a name; what can be said to a running proxy |
//! | [`counts`] | what was seen |
//! | `udp`, `tcp` | the sockets |

pub mod command;
pub mod counts;
mod director;
mod due;
pub mod impairments;
pub mod link;
pub mod profile;
mod shared;
mod tcp;
mod udp;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Weak};

use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::watch;
use tokio::task::JoinSet;

use command::{Command, HELP};
use counts::Counts;
use impairments::Network;
use profile::Profile;
use shared::Shared;

/// Ports tried for one that is free for both UDP and TCP.
const TRIES: usize = 16;

/// How a proxy decides.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setup {
    /// The same seed and the same packets at the same times: the same decisions.
    pub seed: u64,
    /// All clients are behind one line and share its rate, TCP too. Otherwise each client address and each TCP
    /// connection has a line of its own; as a page has one address for what it sends and one for what it receives, that
    /// is a line for each page.
    pub one_line: bool,
}

/// Where clients come in: a UDP port and the TCP port of the same number.
#[derive(Debug)]
pub struct Entrance {
    udp: UdpSocket,
    tcp: TcpListener,
    addr: SocketAddr,
}

impl Entrance {
    /// Takes the ports; with port 0, free ones. Nothing passes before [`Proxy::lead`], so a server that is yet to be
    /// started can be told the address.
    ///
    /// # Errors
    /// When one is taken.
    pub async fn bind(addr: SocketAddr) -> io::Result<Self> {
        let mut tries = if addr.port() == 0 { TRIES } else { 1 };
        loop {
            tries -= 1;
            let udp = UdpSocket::bind(addr).await?;
            let addr = udp.local_addr()?;
            match TcpListener::bind(addr).await {
                Ok(tcp) => return Ok(Self { udp, tcp, addr }),
                Err(error) if tries == 0 => return Err(error),
                Err(_) => {}
            }
        }
    }

    /// What the server has to advertise.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }
}

/// Where an entrance leads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ends {
    /// The server's UDP; without, the UDP port is given back.
    pub udp: Option<SocketAddr>,
    /// The server's TCP; without, the TCP port is given back.
    pub tcp: Option<SocketAddr>,
}

/// A running proxy. Dropped: everything stops, and all its ports are given back.
#[derive(Debug)]
pub struct Proxy {
    shared: Arc<Shared>,
    profiles: watch::Sender<Profile>,
    tasks: JoinSet<()>,
}

impl Proxy {
    /// Starts without an entrance, on a network without fault. Within a tokio runtime; times are those of its clock, so that
    /// a paused clock serves too.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        let shared = Arc::new(Shared::new(setup));
        let (profiles, played) = watch::channel(Profile::Clear);
        let mut tasks = JoinSet::new();
        tasks.spawn(director::run(Arc::clone(&shared), played));
        Self { shared, profiles, tasks }
    }

    /// Opens an entrance.
    pub fn lead(&mut self, entrance: Entrance, ends: Ends) {
        if let Some(server) = ends.udp {
            self.tasks.spawn(udp::run(Arc::clone(&self.shared), entrance.udp, server));
        }
        if let Some(server) = ends.tcp {
            self.tasks.spawn(tcp::run(Arc::clone(&self.shared), entrance.tcp, server));
        }
    }

    /// Changes the network, from the next packet on. A later step of a profile that is being played replaces it.
    pub fn change(&self, change: impl FnOnce(&mut Network)) {
        self.shared.network.send_modify(change);
    }

    /// What is wrong with the network now.
    #[must_use]
    pub fn network(&self) -> Network {
        *self.shared.network.borrow()
    }

    /// Plays a profile from its beginning, instead of any other.
    pub fn play(&self, profile: Profile) {
        if let Some(first) = profile.steps().first() {
            self.change(|network| *network = first.network);
        }
        self.profiles.send_replace(profile);
    }

    /// Gives every UDP client a new source port towards the server, and closes the old one.
    pub fn rebind(&self) {
        self.shared.rebind();
    }

    /// Ends all TCP connections; new ones are taken.
    pub fn cut(&self) {
        self.shared.cuts.send_modify(|count| *count += 1);
    }

    /// What leads to the server from each UDP client that is here and was never given a new port, in the order they came: what
    /// is sent there comes from that client's address, as far as the server can see.
    #[must_use]
    pub fn exits(&self) -> Vec<Arc<UdpSocket>> {
        self.exits_now()()
    }

    /// As [`Self::exits`], for another thread, whenever it asks.
    pub fn exits_now(&self) -> impl Fn() -> Vec<Arc<UdpSocket>> + Send + use<> {
        let shared = Arc::clone(&self.shared);
        move || shared.exits().iter().filter_map(Weak::upgrade).collect()
    }

    /// What it has seen.
    #[must_use]
    pub fn counts(&self) -> Counts {
        *self.shared.counts()
    }

    /// Does what it is told, and what there is to say to that.
    pub fn obey(&self, command: Command) -> Option<String> {
        match command {
            Command::Profile(profile) => self.play(profile),
            Command::Change(direction, change) => self.change(|network| change.make(network, direction)),
            Command::UdpBlocked(blocked) => self.change(|network| network.udp_blocked = blocked),
            Command::RebindEvery(every) => self.change(|network| network.rebind_every = every),
            Command::Rebind => self.rebind(),
            Command::Cut => self.cut(),
            Command::Show => return Some(self.counts().to_string()),
            Command::Help => return Some(HELP.to_owned()),
        }
        None
    }
}

#[cfg(test)]
mod tests;
