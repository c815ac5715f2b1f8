//! Whose is this datagram? One UDP port carries everybody; this is its guard.
//!
//! A peer is found by the ICE fragment in a STUN request, and from then on by addresses to which its ICE agent has
//! *answered a request with success*: that answer exists only because fragment and password were right. Everything
//! else from an unknown address is dropped, so a forged DTLS packet cannot reach a call (shared/threats.md 0.1).
//!
//! Towards the agent each peer keeps one canonical address for ever, so that a network change (Wi-Fi to mobile) is a
//! change of our table and not of the agent's: the agent here never leaves its first pair (shared/networks.md 1).

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};

use super::stun::{self, Class, Stun, TransactionId};
use super::udp::Path;

/// A peer on this worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub u64);

/// Requests remembered per peer until the agent answers, and the agent's own requests until they are answered.
const PENDING: usize = 64;
/// Addresses a peer may be reached from at once: interfaces times families, and some past ones.
const ADDRESSES: usize = 16;
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
    allowed: VecDeque<SocketAddr>,
    /// Transactions of checks that were authenticated: the same check from elsewhere moves nothing.
    seen: VecDeque<TransactionId>,
}

/// Which worker answers to which fragment. Written when a peer comes or goes, read only for a STUN request whose
/// fragment is not ours: never for media.
#[derive(Debug, Default)]
pub struct Directory(RwLock<HashMap<String, usize>>);

impl Directory {
    fn insert(&self, fragment: &str, worker: usize) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(fragment.to_owned(), worker);
    }

    fn remove(&self, fragment: &str) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(fragment);
    }

    fn owner(&self, fragment: &str) -> Option<usize> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(fragment).copied()
    }
}

/// The table of one worker.
#[derive(Debug)]
pub struct Mux {
    worker: usize,
    directory: Arc<Directory>,
    routes: HashMap<PeerId, Route>,
    by_fragment: HashMap<String, PeerId>,
    by_address: HashMap<SocketAddr, PeerId>,
    checks: VecDeque<(TransactionId, PeerId)>,
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
            by_address: HashMap::new(),
            checks: VecDeque::new(),
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

    /// Forgets a peer.
    pub fn remove(&mut self, peer: PeerId) {
        let Some(route) = self.routes.remove(&peer) else { return };
        for fragment in &route.fragments {
            self.directory.remove(fragment);
            self.by_fragment.remove(fragment);
        }
        self.by_address.retain(|_, owner| *owner != peer);
        self.checks.retain(|(_, owner)| *owner != peer);
    }

    /// Finds the owner of a datagram that came in.
    pub fn incoming(&mut self, path: Path, datagram: &[u8]) -> Owner {
        if stun::is_stun(datagram) {
            return match stun::parse(datagram) {
                Some(stun) => self.incoming_stun(path, &stun),
                None => Owner::Nobody,
            };
        }
        if let Some(&peer) = self.by_address.get(&path.remote) {
            return self.here(peer, path.remote);
        }
        match self.foreign_addresses.get(&path.remote) {
            Some(&worker) => Owner::Worker(worker),
            None => Owner::Nobody,
        }
    }

    fn incoming_stun(&mut self, path: Path, stun: &Stun<'_>) -> Owner {
        if stun.class == Class::Request {
            let Some(fragment) = stun.ufrag else { return Owner::Nobody };
            if let Some(&peer) = self.by_fragment.get(fragment) {
                let Some(route) = self.routes.get_mut(&peer) else { return Owner::Nobody };
                push_bounded(&mut route.pending, (stun.transaction, path, stun.use_candidate), PENDING);
                if route.canonical.is_none() {
                    // Not authenticated yet, but until the agent has a pair its checks must go where it was asked
                    // from. Afterwards only an answered request moves this.
                    route.asked = Some(path);
                }
                return self.here(peer, path.remote);
            }
            return match self.directory.owner(fragment) {
                Some(worker) if worker != self.worker => {
                    self.remember_foreign(path.remote, worker);
                    Owner::Worker(worker)
                }
                Some(_) | None => Owner::Nobody,
            };
        }
        // An answer to a check of the agent: it carries no fragment, but we know which transactions are ours.
        let check = self.checks.iter().rev().find(|(transaction, _)| *transaction == stun.transaction);
        if let Some(&(_, peer)) = check {
            return self.here(peer, path.remote);
        }
        match self.foreign_addresses.get(&path.remote) {
            Some(&worker) => Owner::Worker(worker),
            None => Owner::Nobody,
        }
    }

    fn here(&self, peer: PeerId, remote: SocketAddr) -> Owner {
        match self.routes.get(&peer) {
            Some(route) => Owner::Here(peer, route.canonical.unwrap_or(remote)),
            None => Owner::Nobody,
        }
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
        if stun.class == Class::Success {
            let at = route.pending.iter().position(|(transaction, ..)| *transaction == stun.transaction)?;
            let (transaction, path, nominates) = route.pending.remove(at)?;
            if route.seen.contains(&transaction) {
                // A captured check sent again from another address: answered, but it opens and moves nothing.
                return Some(path);
            }
            push_bounded(&mut route.seen, transaction, PENDING);
            if !route.allowed.contains(&path.remote) {
                if let Some(oldest) = push_bounded(&mut route.allowed, path.remote, ADDRESSES)
                    && self.by_address.get(&oldest) == Some(&peer)
                {
                    self.by_address.remove(&oldest);
                }
                self.by_address.insert(path.remote, peer);
            }
            route.asked = Some(path);
            if nominates || route.current.is_none() {
                route.current = Some(path);
            }
            return Some(path);
        }
        push_bounded(&mut self.checks, (stun.transaction, peer), PENDING * 16);
        if route.canonical.is_some() {
            return route.asked;
        }
        let asked_from = route.pending.iter().rev().map(|(_, path, _)| *path).find(|path| path.remote == to);
        asked_from.or(route.asked)
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
