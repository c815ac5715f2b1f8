//! Whose is this datagram? One UDP port carries everybody; this is its guard.
//!
//! A peer is found by the ICE fragment in a STUN request, and from then on by addresses to which its ICE agent has
//! *answered a request with success*: that answer exists only because fragment and password were right. Everything
//! else from an unknown address is dropped, so a forged DTLS packet cannot reach a call (shared/threats.md 0.1).
//!
//! Towards the agent each peer keeps one canonical address for ever, so that a network change (Wi-Fi to mobile) is a
//! change of our table and not of the agent's: the agent here never leaves its first pair (shared/networks.md 1). For the
//! same reason it does not know over what a packet came: here the same address over UDP and over TCP is two senders.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};

use super::path::{ConnectionId, Path, Source, Transport};
use super::stun::{self, Class, Stun, TransactionId};

/// A peer on this worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub u64);

/// Requests remembered per peer until the agent answers, and the agent's own requests until they are answered.
const PENDING: usize = 64;
/// Addresses a peer may be reached from at once: interfaces times families, and some past ones.
const ADDRESSES: usize = 16;
/// ICE fragments a peer answers to: the present one and those of its last restarts.
const FRAGMENTS: usize = 3;
/// Checks on another path after which media follows them.
const STRAYS: u32 = 3;
/// STUN messages of one agent in a second. A browser makes it speak a few times; the library's work grows with the
/// square of what is asked of it.
const SPOKEN_PER_SECOND: u32 = 100;
/// Senders whose datagrams another worker owns. Bounded: an entry comes back with the next STUN request.
const FOREIGN: usize = 8192;

/// Who gets a datagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A peer here; the agent is told the datagram came from this address.
    Here(PeerId, SocketAddr),
    /// Another worker.
    Worker(usize),
    /// Nobody: dropped.
    Nobody,
}

/// One peer's addresses.
#[derive(Debug, Default)]
struct Route {
    fragments: Vec<String>,
    /// The only address the agent knows, once it has one.
    canonical: Option<SocketAddr>,
    /// Where media goes: the path of the last authenticated nomination.
    current: Option<Path>,
    /// Where the agent's own checks go: the path of the last request.
    asked: Option<Path>,
    pending: VecDeque<(TransactionId, Path, bool)>,
    /// The agent's own checks that wait for an answer.
    checks: VecDeque<TransactionId>,
    allowed: VecDeque<Source>,
    /// Checks in a row that came on another path than the current one, without a nomination.
    strays: u32,
    /// STUN messages of the agent in this second. It speaks only to those who know its password, so a flood by those
    /// who do not costs nothing of this.
    spoken: u32,
    /// Transactions of checks that were authenticated: the same check from elsewhere moves nothing.
    seen: VecDeque<TransactionId>,
}

/// Which worker answers to which fragment, and has which proven sender. Written when a peer or an address comes or
/// goes, read only for datagrams of senders that are not ours: with one worker, of strangers.
#[derive(Debug, Default)]
pub struct Directory {
    fragments: RwLock<HashMap<String, usize>>,
    senders: RwLock<HashMap<SocketAddr, usize>>,
}

impl Directory {
    fn sender(&self, remote: SocketAddr) -> Option<usize> {
        self.senders.read().unwrap_or_else(PoisonError::into_inner).get(&remote).copied()
    }

    fn prove(&self, remote: SocketAddr, worker: usize) {
        self.senders.write().unwrap_or_else(PoisonError::into_inner).insert(remote, worker);
    }

    fn forget(&self, remote: SocketAddr, worker: usize) {
        let mut senders = self.senders.write().unwrap_or_else(PoisonError::into_inner);
        if senders.get(&remote) == Some(&worker) {
            senders.remove(&remote);
        }
    }

    fn insert(&self, fragment: &str, worker: usize) {
        self.fragments.write().unwrap_or_else(PoisonError::into_inner).insert(fragment.to_owned(), worker);
    }

    fn remove(&self, fragment: &str) {
        self.fragments.write().unwrap_or_else(PoisonError::into_inner).remove(fragment);
    }

    fn owner(&self, fragment: &str) -> Option<usize> {
        self.fragments.read().unwrap_or_else(PoisonError::into_inner).get(fragment).copied()
    }
}

/// The table of one worker.
#[derive(Debug)]
pub struct Mux {
    worker: usize,
    directory: Arc<Directory>,
    routes: HashMap<PeerId, Route>,
    by_fragment: HashMap<String, PeerId>,
    by_source: HashMap<Source, PeerId>,
    /// Connections that nobody needs any more.
    unneeded: Vec<ConnectionId>,
    checks: HashMap<TransactionId, PeerId>,
    foreign_proven: HashMap<SocketAddr, usize>,
    foreign_addresses: HashMap<SocketAddr, usize>,
    foreign_order: VecDeque<SocketAddr>,
}

impl Mux {
    /// An empty table.
    #[must_use]
    pub fn new(worker: usize, directory: Arc<Directory>) -> Self {
        Self {
            worker,
            directory,
            routes: HashMap::new(),
            by_fragment: HashMap::new(),
            by_source: HashMap::new(),
            unneeded: Vec::new(),
            checks: HashMap::new(),
            foreign_proven: HashMap::new(),
            foreign_addresses: HashMap::new(),
            foreign_order: VecDeque::new(),
        }
    }

    /// A peer whose agent answers to this fragment.
    pub fn add(&mut self, peer: PeerId, fragment: &str) {
        self.directory.insert(fragment, self.worker);
        self.by_fragment.insert(fragment.to_owned(), peer);
        self.routes.entry(peer).or_default().fragments.push(fragment.to_owned());
    }

    /// Its agent has new credentials and finds a new path: until then media goes on where it went, and the first path
    /// of the new agent is the canonical one. Its old fragment is still answered to, as checks of before may be under way.
    pub fn restart(&mut self, peer: PeerId, fragment: &str) {
        let Some(route) = self.routes.get_mut(&peer) else { return };
        route.canonical = None;
        route.pending.clear();
        route.strays = 0;
        if route.fragments.iter().any(|known| known == fragment) {
            return;
        }
        if route.fragments.len() == FRAGMENTS {
            let oldest = route.fragments.remove(0);
            self.directory.remove(&oldest);
            self.by_fragment.remove(&oldest);
        }
        self.add(peer, fragment);
    }

    /// Forgets a peer.
    pub fn remove(&mut self, peer: PeerId) {
        let Some(route) = self.routes.remove(&peer) else { return };
        for fragment in &route.fragments {
            self.directory.remove(fragment);
            self.by_fragment.remove(fragment);
        }
        for (transport, remote) in &route.allowed {
            match transport {
                Transport::Udp => self.directory.forget(*remote, self.worker),
                Transport::Tcp(connection) => self.unneeded.push(*connection),
            }
        }
        self.by_source.retain(|_, owner| *owner != peer);
        self.checks.retain(|_, owner| *owner != peer);
    }

    /// Which worker has the peer that a STUN request asks for. Nothing is proven by it.
    pub fn worker_asked(&self, datagram: &[u8]) -> Option<usize> {
        let stun = stun::parse(datagram).filter(|stun| stun.class == Class::Request)?;
        let fragment = stun.ufrag?;
        if self.by_fragment.contains_key(fragment) {
            return Some(self.worker);
        }
        self.directory.owner(fragment)
    }

    /// A connection is closed. Media stops until its peer is asked for on another path.
    pub fn closed(&mut self, path: Path) {
        let Some(peer) = self.by_source.remove(&path.source()) else { return };
        let Some(route) = self.routes.get_mut(&peer) else { return };
        route.allowed.retain(|allowed| *allowed != path.source());
        route.current = route.current.filter(|current| *current != path);
        route.asked = route.asked.filter(|asked| *asked != path);
    }

    /// Connections whose peer is gone, or that it has too many of; each once.
    pub fn unneeded(&mut self) -> Vec<ConnectionId> {
        std::mem::take(&mut self.unneeded)
    }

    /// A second has passed.
    pub fn second(&mut self) {
        self.routes.values_mut().for_each(|route| route.spoken = 0);
    }

    /// Finds the owner of a datagram that came in.
    pub fn incoming(&mut self, path: Path, datagram: &[u8]) -> Owner {
        if stun::is_stun(datagram) {
            return match stun::parse(datagram) {
                Some(stun) => self.incoming_stun(path, &stun),
                None => Owner::Nobody,
            };
        }
        if let Some(&peer) = self.by_source.get(&path.source()) {
            return self.here(peer, path.remote);
        }
        self.foreign_owner(path)
    }

    fn incoming_stun(&mut self, path: Path, stun: &Stun<'_>) -> Owner {
        if stun.class == Class::Request {
            let Some(fragment) = stun.ufrag else { return Owner::Nobody };
            if stun.controlled {
                // Our clients always control. The library would change sides before it looks at the password.
                return Owner::Nobody;
            }
            if let Some(&peer) = self.by_fragment.get(fragment) {
                let Some(route) = self.routes.get_mut(&peer) else { return Owner::Nobody };
                let replay =
                    route.seen.contains(&stun.transaction) && !route.allowed.contains(&path.source());
                if replay || route.spoken > SPOKEN_PER_SECOND {
                    return Owner::Nobody;
                }
                push_bounded(&mut route.pending, (stun.transaction, path, stun.use_candidate), PENDING);
                if route.canonical.is_none() {
                    // Not authenticated yet, but until the agent has a pair its checks must go where it was asked
                    // from. Afterwards only an answered request moves this.
                    route.asked = Some(path);
                }
                return self.here(peer, path.remote);
            }
            return match self.directory.owner(fragment) {
                // A connection was brought to its peer's worker by its first request and stays there.
                Some(worker) if worker != self.worker && path.transport == Transport::Udp => {
                    if self.foreign_proven.get(&path.remote).is_some_and(|known| *known != worker) {
                        self.foreign_proven.remove(&path.remote);
                    }
                    self.remember_foreign(path.remote, worker);
                    Owner::Worker(worker)
                }
                Some(_) | None => Owner::Nobody,
            };
        }
        // An answer to a check of the agent: it carries no fragment, but we know which transactions are ours.
        if let Some(&peer) = self.checks.get(&stun.transaction) {
            return self.here(peer, path.remote);
        }
        self.foreign_owner(path)
    }

    fn here(&self, peer: PeerId, remote: SocketAddr) -> Owner {
        match self.routes.get(&peer) {
            Some(route) => Owner::Here(peer, route.canonical.unwrap_or(remote)),
            None => Owner::Nobody,
        }
    }

    /// Where a peer's media goes now. Its handshake, which the agent sends on its selected pair, came before.
    pub fn media(&self, peer: PeerId) -> Option<Path> {
        self.routes.get(&peer)?.current
    }

    /// Decides where a datagram of a peer goes that the agent addressed to `to`. `None` drops it.
    pub fn outgoing(&mut self, peer: PeerId, to: SocketAddr, datagram: &[u8]) -> Option<Path> {
        let route = self.routes.get_mut(&peer)?;
        if !stun::is_stun(datagram) {
            // The agent sends media only on its selected pair: that address is canonical from here on.
            if route.canonical.is_none() {
                route.canonical = Some(to);
            }
            return route.current;
        }
        let stun = stun::parse(datagram)?;
        route.spoken += 1;
        if stun.class == Class::Error {
            // Role conflicts and wrong passwords: nobody of ours has a use for them.
            return None;
        }
        if stun.class == Class::Success {
            let at = route.pending.iter().position(|(transaction, ..)| *transaction == stun.transaction)?;
            let (transaction, path, nominates) = route.pending.remove(at)?;
            if route.seen.contains(&transaction) {
                // A captured check sent again from another address: answered, but it opens and moves nothing.
                return Some(path);
            }
            push_bounded(&mut route.seen, transaction, PENDING);
            if !route.allowed.contains(&path.source()) {
                if let Some(oldest) = push_bounded(&mut route.allowed, path.source(), ADDRESSES)
                    && self.by_source.get(&oldest) == Some(&peer)
                {
                    self.by_source.remove(&oldest);
                    match oldest {
                        (Transport::Udp, remote) => self.directory.forget(remote, self.worker),
                        (Transport::Tcp(connection), _) => self.unneeded.push(connection),
                    }
                }
                if path.transport == Transport::Udp {
                    self.directory.prove(path.remote, self.worker);
                }
            }
            // Also when it was known: another peer may have had this address in between.
            self.by_source.insert(path.source(), peer);
            route.asked = Some(path);
            if route.current == Some(path) {
                route.strays = 0;
            } else {
                route.strays += 1;
                // Firefox keeps a path alive by checks that nominate nothing: after a change of its address, three in
                // a row say where it is now. Chrome checks its current path ten times as often as any other.
                if nominates || route.current.is_none() || route.strays >= STRAYS {
                    route.current = Some(path);
                    route.strays = 0;
                }
            }
            return Some(path);
        }
        self.checks.insert(stun.transaction, peer);
        if let Some(oldest) = push_bounded(&mut route.checks, stun.transaction, PENDING) {
            self.checks.remove(&oldest);
        }
        if route.canonical.is_some() {
            return route.asked;
        }
        let asked_from = route.pending.iter().rev().map(|(_, path, _)| *path).find(|path| path.remote == to);
        asked_from.or(route.asked)
    }

    /// Who has a foreign sender: the directory for those who have proven themselves, remembered here so that media does
    /// not ask it; otherwise what an unproven STUN request said. The latter can be pushed out by a flood, the former
    /// comes back.
    fn foreign_owner(&mut self, path: Path) -> Owner {
        let Path { transport: Transport::Udp, remote, .. } = path else { return Owner::Nobody };
        if let Some(&worker) = self.foreign_proven.get(&remote) {
            return Owner::Worker(worker);
        }
        if let Some(worker) = self.directory.sender(remote).filter(|worker| *worker != self.worker) {
            if self.foreign_proven.len() >= FOREIGN {
                self.foreign_proven.clear();
            }
            self.foreign_proven.insert(remote, worker);
            return Owner::Worker(worker);
        }
        match self.foreign_addresses.get(&remote) {
            Some(&worker) => Owner::Worker(worker),
            None => Owner::Nobody,
        }
    }

    fn remember_foreign(&mut self, remote: SocketAddr, worker: usize) {
        if self.foreign_addresses.insert(remote, worker).is_none()
            && let Some(oldest) = push_bounded(&mut self.foreign_order, remote, FOREIGN)
        {
            self.foreign_addresses.remove(&oldest);
        }
    }
}

/// Appends; returns what had to go to make room.
fn push_bounded<T>(queue: &mut VecDeque<T>, item: T, most: usize) -> Option<T> {
    let dropped = if queue.len() >= most { queue.pop_front() } else { None };
    queue.push_back(item);
    dropped
}

#[cfg(test)]
#[path = "mux_tests.rs"]
mod tests;
