//! The ways in that browsers are told of: addresses over UDP, and over TCP for networks that let no UDP through.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::Context as _;

/// A way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Whether it is over TCP.
    pub tcp: bool,
    /// Where.
    pub address: SocketAddr,
}

/// The ways in as they are now, for every worker the same. Read when a connection is made, so that a new public address
/// is told to all who come after.
#[derive(Debug, Clone)]
pub struct Candidates(Arc<RwLock<Arc<[Candidate]>>>);

impl Candidates {
    /// These.
    #[must_use]
    pub fn new(candidates: Vec<Candidate>) -> Self {
        Self(Arc::new(RwLock::new(candidates.into())))
    }

    /// Those of now.
    #[must_use]
    pub fn now(&self) -> Arc<[Candidate]> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Others from now on; whether they differ.
    pub fn replace(&self, candidates: Vec<Candidate>) -> bool {
        let mut now = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let differs = now[..] != candidates[..];
        *now = candidates.into();
        differs
    }
}

/// Where the ports are, and what is said of them.
#[derive(Debug, Clone)]
pub struct Ways {
    /// The UDP port.
    pub udp: SocketAddr,
    /// What is told in its place, with port 0 where that is the same; empty for the addresses of this machine.
    pub advertise: Vec<SocketAddr>,
    /// The TCP port, if there is one.
    pub tcp: Option<SocketAddr>,
    /// What is told in its place; empty for the addresses that are told for UDP.
    pub tcp_advertise: Vec<SocketAddr>,
}

impl Ways {
    /// The ways in, UDP first. `discovered` are addresses that others see this machine at; they count only where none
    /// is chosen.
    ///
    /// # Errors
    /// When the addresses of this machine cannot be read.
    pub fn candidates(&self, discovered: &[IpAddr]) -> anyhow::Result<Vec<Candidate>> {
        let udp = sorted(if self.advertise.is_empty() {
            here(self.udp, discovered)?
        } else {
            with_port(&self.advertise, self.udp.port())
        });
        let tcp = match self.tcp {
            None => Vec::new(),
            Some(tcp) if !self.tcp_advertise.is_empty() => with_port(&self.tcp_advertise, tcp.port()),
            Some(tcp) if !self.advertise.is_empty() => {
                self.advertise.iter().map(|address| SocketAddr::new(address.ip(), tcp.port())).collect()
            }
            Some(tcp) => here(tcp, discovered)?,
        };
        let over = |tcp| move |address| Candidate { tcp, address };
        Ok(udp.into_iter().map(over(false)).chain(sorted(tcp).into_iter().map(over(true))).collect())
    }
}

fn with_port(addresses: &[SocketAddr], port: u16) -> Vec<SocketAddr> {
    let with = |address: &SocketAddr| match address.port() {
        0 => SocketAddr::new(address.ip(), port),
        _ => *address,
    };
    addresses.iter().map(with).collect()
}

/// Every address that leads to what is bound here: not loopback, unless there is no other.
fn here(bound: SocketAddr, discovered: &[IpAddr]) -> anyhow::Result<Vec<SocketAddr>> {
    let mut addresses: Vec<IpAddr> = discovered.to_vec();
    if bound.ip().is_unspecified() {
        let interfaces = if_addrs::get_if_addrs().context("cannot read this machine's addresses")?;
        let reachable = interfaces
            .iter()
            .filter(|interface| !interface.is_loopback() && !interface.is_link_local())
            .map(if_addrs::Interface::ip);
        addresses.extend(reachable);
        addresses.retain(|ip| bound.is_ipv6() || ip.is_ipv4());
    } else {
        addresses.push(bound.ip());
    }
    if addresses.is_empty() {
        addresses.push(Ipv4Addr::LOCALHOST.into());
    }
    Ok(addresses.into_iter().map(|ip| SocketAddr::new(ip.to_canonical(), bound.port())).collect())
}

fn sorted(mut addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    addresses.sort_unstable();
    addresses.dedup();
    addresses
}

#[cfg(test)]
mod tests;
