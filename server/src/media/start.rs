//! How media begins: ports, certificate, one thread for each worker.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZero;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use anyhow::Context as _;
use mio::{Poll, Waker};
use socket2::Socket;

use super::candidates::{Candidates, Ways};
use super::discover::Discovery;
use super::handover::Handover;
use super::metrics::Networks;
use super::mux::Directory;
use super::peer::Identity;
use super::tcp::{self, Admission, TcpPort};
use super::udp::UdpPort;
use super::worker::{Counters, Parts, WAKE, Worker};
use super::{Handle, Media, Shared};
use crate::config::{self, TcpListen};
use crate::turn::Turn;

/// Orders waiting for a worker; more means it is stuck, and asking again later is the right answer.
const ORDERS: usize = 4096;
/// Beyond so many, what every two of them share costs more than they bring.
const MOST_WORKERS: usize = 64;
/// TCP connections of all workers: two to four for each person who needs them. Half of the files that the process may
/// open, if that is less.
const CONNECTIONS: u64 = 16 * 1024;

impl Media {
    /// Binds the ports and starts the workers. Many people may come from each address in `trusted`: they are reverse
    /// proxies. Whoever is welcomed is told of `turn`.
    ///
    /// # Errors
    /// When a port is taken or no thread can be started.
    pub fn start(config: &config::Media, trusted: &[IpAddr], turn: Option<Turn>) -> anyhow::Result<Self> {
        let count = match config.workers {
            0 => std::thread::available_parallelism().map_or(1, NonZero::get).min(MOST_WORKERS),
            workers => workers,
        };
        let (udp, ports) = bind_udp(config.listen, count)?;
        let (tcp, listeners) = bind_tcp(config, udp, count)?;
        let ways = Ways {
            udp,
            advertise: config.advertise.clone(),
            tcp,
            tcp_advertise: config.tcp_advertise.clone(),
        };
        let candidates = Candidates::new(ways.candidates(&[])?);
        let identity = Identity::new(candidates.clone())?;
        let directory = Arc::new(Directory::default());
        let networks = Networks::default();
        let discovery = Arc::new(Discovery::default());
        let files = rlimit::increase_nofile_limit(CONNECTIONS * 2).unwrap_or(CONNECTIONS);
        let most = usize::try_from(CONNECTIONS.min(files / 2))? / count;
        let admission = Admission { most, trusted: trusted.into() };
        let origin = Instant::now();
        let mut polls = Vec::new();
        let mut wakers = Vec::new();
        for _ in 0..count {
            let poll = Poll::new()?;
            wakers.push(Arc::new(Waker::new(poll.registry(), WAKE)?));
            polls.push(poll);
        }
        let mut workers = Vec::new();
        let mut threads = Vec::new();
        let ends = Handover::between(&wakers);
        let parts = ports.into_iter().zip(listeners).zip(polls).zip(ends).zip(wakers).enumerate();
        for (index, ((((port, listener), poll), handover), waker)) in parts {
            let (orders, commands) = sync_channel(ORDERS);
            let counters = Arc::new(Counters::default());
            let tcp = TcpPort::new(listener, poll.registry().try_clone()?, admission.clone())?;
            let worker = Worker::new(Parts {
                index,
                poll,
                port,
                tcp,
                directory: Arc::clone(&directory),
                identity: identity.clone(),
                discovery: Arc::clone(&discovery),
                networks: networks.clone(),
                commands,
                handover,
                counters: Arc::clone(&counters),
                origin,
            })?;
            let thread = std::thread::Builder::new().name(format!("media-{index}")).spawn(move || {
                let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| worker.run()));
                if !matches!(ended, Ok(Ok(()))) {
                    // Its sessions have neither sound nor anybody who could cut a route. The supervisor of the process
                    // starts it again, and everybody comes back by themselves.
                    tracing::error!(worker = index, "media worker died");
                    std::process::abort();
                }
            })?;
            workers.push(Handle { orders, waker, counters });
            threads.push(thread);
        }
        Ok(Self {
            shared: Arc::new(Shared {
                workers,
                networks,
                threads: Mutex::new(threads),
                ways,
                candidates,
                discovery,
                turn,
                loads: Mutex::new(vec![0; count]),
                spread: config.devices_per_worker,
                next_session: AtomicU64::new(0),
            }),
        })
    }
}

/// The UDP port, once for each worker.
fn bind_udp(listen: SocketAddr, count: usize) -> anyhow::Result<(SocketAddr, Vec<UdpPort>)> {
    let first = or_without_v6(listen, |listen| UdpPort::bind(listen, count > 1)).with_context(|| {
        format!(
            "media cannot use UDP {listen}: choose another with --media-listen, PIIRI_MEDIA_LISTEN or [media] listen"
        )
    })?;
    let bound = first.local_addr()?;
    let mut ports = vec![first];
    for _ in 1..count {
        ports.push(UdpPort::bind(bound, true).context("cannot share the media port between workers")?);
    }
    Ok((bound, ports))
}

/// The TCP port, once for each worker; nothing for each when there shall be none.
fn bind_tcp(
    config: &config::Media,
    udp: SocketAddr,
    count: usize,
) -> anyhow::Result<(Option<SocketAddr>, Vec<Option<Socket>>)> {
    let listen = match config.tcp_listen {
        TcpListen::Off => return Ok((None, (0..count).map(|_| None).collect())),
        TcpListen::Same => udp,
        TcpListen::At(listen) => listen,
    };
    let first = or_without_v6(listen, |listen| tcp::listen(listen, count > 1)).or_else(|error| {
        // A free UDP port was asked for, and its number is taken in TCP.
        let any = config.listen.port() == 0 && config.tcp_listen == TcpListen::Same;
        if any { tcp::listen(SocketAddr::new(listen.ip(), 0), count > 1) } else { Err(error) }
    });
    let first = first.with_context(|| {
        format!(
            "media cannot use TCP {listen}: choose another with PIIRI_MEDIA_TCP_LISTEN or [media] tcp_listen, or none \
             with an empty one"
        )
    })?;
    let bound = first.local_addr()?.as_socket().context("the TCP port has no address")?;
    let mut listeners = vec![Some(first)];
    for _ in 1..count {
        let next = tcp::listen(bound, true).context("cannot share the TCP port between workers")?;
        listeners.push(Some(next));
    }
    Ok((Some(bound), listeners))
}

/// All of a machine without IPv6 is all of its IPv4.
fn or_without_v6<T>(listen: SocketAddr, bind: impl Fn(SocketAddr) -> io::Result<T>) -> io::Result<T> {
    bind(listen).or_else(|error| {
        let without_v6 =
            error.kind() == ErrorKind::AddrNotAvailable || error.raw_os_error() == Some(libc::EAFNOSUPPORT);
        if without_v6 && listen.ip() == Ipv6Addr::UNSPECIFIED {
            bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, listen.port())))
        } else {
            Err(error)
        }
    })
}

#[cfg(test)]
#[path = "start_tests.rs"]
mod tests;
