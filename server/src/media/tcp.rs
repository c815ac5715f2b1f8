//! The TCP port, for networks that let no UDP through (RFC 6544): the passive side, one connection for each path that a
//! browser tries. A packet on it is a datagram with its length before it (RFC 4571), and is then treated as one.
//!
//! Each worker listens on the same port and the kernel spreads connections over them. The first packet must ask for a
//! peer, and says so to which worker the connection belongs: it is given there once, whole, before anything was sent on
//! it ([`TcpPort::take_leaving`], [`TcpPort::adopt`]). To relay every packet instead would cost each of them a ring, and
//! the worker that writes could not see that the receiver is slow.
//!
//! Strangers cost little: a bounded number of connections in all and from one home, five seconds to say something that
//! makes sense, and when there are too many that have proven nothing, the oldest of them makes room. What has been
//! answered by a peer's ICE agent is not touched by that.

mod framing;
mod queue;

use std::collections::{HashMap, VecDeque};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use mio::event::Event;
use mio::net::{TcpListener, TcpStream};
use mio::{Interest, Registry, Token};
use rustc_hash::FxHashMap;
use socket2::{Domain, Protocol, SockRef, Socket, Type};

use self::framing::{Deframer, frame, sent};
use self::queue::Queue;
use super::path::{ConnectionId, Path, Transport};
use super::stun;
use crate::limits::household;

/// The listener's token; those of connections are greater.
pub const LISTENER: Token = Token(2);

/// Connections that the kernel holds until they are accepted.
const BACKLOG: i32 = 1024;
/// Connections accepted before packets get their turn.
const ACCEPTS: usize = 64;
/// Bytes read from one connection before the next gets its turn.
const READ: usize = 16 * 1024;
/// Connections read in one round.
const READS: usize = 64;
/// Bytes that the kernel is given ahead of what it has sent (TCP_NOTSENT_LOWAT), and written at once. What is there is
/// sent before any voice that comes later: a tenth of a second of 300 kbit/s.
const AHEAD: usize = 4 * 1024;
/// Within this time the first packet must have come and made sense.
const FIRST_WITHIN: Duration = Duration::from_secs(5);
/// Within this time something must have come that was for a peer. Browsers check the path they use every 2.5 s (Chrome)
/// to 6 s (Firefox); connections that they only keep in reserve end by this.
const SILENT_FOR: Duration = Duration::from_secs(30);
/// Most connections that have proven nothing.
const UNPROVEN: usize = 512;
/// Most connections from one address, or one IPv6 /64: a school behind one address, each with two to four.
const PER_HOUSEHOLD: usize = 256;

/// What the port has done, for counters.
#[derive(Debug, Clone, Copy, Default)]
pub struct TcpCounts {
    /// Connections taken.
    pub accepted: u64,
    /// Connections refused or closed because there were too many.
    pub refused: u64,
    /// Packets dropped because a receiver was too slow.
    pub dropped: u64,
}

/// Whom the port takes.
#[derive(Debug, Clone)]
pub struct Admission {
    /// Most connections.
    pub most: usize,
    /// Reverse proxies: many people come from one of these addresses.
    pub trusted: Arc<[IpAddr]>,
}

/// A connection on its way to another worker, with what came on it.
pub struct Handed {
    stream: TcpStream,
    path: Path,
    deframer: Deframer,
    packets: Vec<BytesMut>,
}

struct Connection {
    stream: TcpStream,
    path: Path,
    /// The home it is counted for.
    household: Option<IpAddr>,
    deframer: Deframer,
    /// Whether its first packet asked for a peer here.
    known: bool,
    /// Whether the peer's agent answered on it.
    proven: bool,
    alive: Instant,
    queue: Queue,
    /// Framed, and not yet taken by the kernel.
    unsent: BytesMut,
    /// The kernel takes no more until it says so.
    blocked: bool,
    reading: bool,
    writing: bool,
}

/// See the module.
pub struct TcpPort {
    listener: Option<TcpListener>,
    registry: Registry,
    admission: Admission,
    connections: FxHashMap<ConnectionId, Connection>,
    next: usize,
    accepting: bool,
    households: HashMap<IpAddr, usize>,
    /// Those that have proven nothing, and some that are gone or have; the oldest first.
    unproven: VecDeque<ConnectionId>,
    unproven_count: usize,
    readable: VecDeque<ConnectionId>,
    writable: Vec<ConnectionId>,
    closed: Vec<Path>,
    leaving: Vec<(usize, Handed)>,
    buffer: Vec<u8>,
    counts: TcpCounts,
}

/// Listens. With `shared`, further workers may listen on the same port and the kernel spreads connections over them.
///
/// # Errors
/// When the port is taken or may not be used.
pub fn listen(address: SocketAddr, shared: bool) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    // A server that is started again finds its old connections still fading.
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(shared)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket)
}

impl TcpPort {
    /// A port that takes connections from `listener`; without one, only those that other workers give.
    pub fn new(listener: Option<Socket>, registry: Registry, admission: Admission) -> io::Result<Self> {
        let mut listener = listener.map(|socket| TcpListener::from_std(socket.into()));
        if let Some(listener) = &mut listener {
            registry.register(listener, LISTENER, Interest::READABLE)?;
        }
        Ok(Self {
            listener,
            registry,
            admission,
            connections: FxHashMap::default(),
            next: LISTENER.0 + 1,
            accepting: true,
            households: HashMap::new(),
            unproven: VecDeque::new(),
            unproven_count: 0,
            readable: VecDeque::new(),
            writable: Vec::new(),
            closed: Vec::new(),
            leaving: Vec::new(),
            buffer: vec![0; READ],
            counts: TcpCounts::default(),
        })
    }

    /// Counts since the start.
    #[must_use]
    pub const fn counts(&self) -> TcpCounts {
        self.counts
    }

    /// Connections now.
    #[must_use]
    pub fn open(&self) -> usize {
        self.connections.len()
    }

    /// The poller says that something can be done.
    pub fn ready(&mut self, event: &Event) {
        if event.token() == LISTENER {
            self.accepting = true;
            return;
        }
        let id = ConnectionId(event.token().0);
        let Some(connection) = self.connections.get_mut(&id) else { return };
        if event.is_writable() {
            connection.blocked = false;
            if !connection.is_idle() && !std::mem::replace(&mut connection.writing, true) {
                self.writable.push(id);
            }
        }
        if (event.is_readable() || event.is_read_closed() || event.is_error())
            && !std::mem::replace(&mut connection.reading, true)
        {
            self.readable.push_back(id);
        }
    }

    /// Accepts and reads; puts what came behind the rest of `batch`. `asked` says which worker has the peer that a
    /// first packet asks for, `here` is this one. Returns whether there may be more to read.
    pub fn receive(
        &mut self,
        now: Instant,
        here: usize,
        asked: impl Fn(&[u8]) -> Option<usize>,
        batch: &mut Vec<(Path, BytesMut)>,
    ) -> bool {
        self.accept(now);
        for _ in 0..READS.min(self.readable.len()) {
            let Some(id) = self.readable.pop_front() else { break };
            let Some(connection) = self.connections.get_mut(&id) else { continue };
            let mut packets = Vec::new();
            let read = connection.read(&mut self.buffer, &mut packets);
            connection.reading = matches!(read, Read::More);
            if connection.reading {
                self.readable.push_back(id);
            }
            let fits = connection.known || {
                match packets.first().map(|first| asked(first)) {
                    None => true,
                    Some(Some(worker)) if worker == here => {
                        connection.known = true;
                        connection.alive = now;
                        true
                    }
                    Some(Some(worker)) => {
                        self.leave(id, worker, std::mem::take(&mut packets));
                        continue;
                    }
                    Some(None) => false,
                }
            };
            if !fits {
                self.reset(id);
                continue;
            }
            let path = connection.path;
            batch.extend(packets.into_iter().map(|packet| (path, packet)));
            if matches!(read, Read::Ended) {
                self.close(id);
            }
        }
        self.accepting || !self.readable.is_empty()
    }

    fn accept(&mut self, now: Instant) {
        if !self.accepting {
            return;
        }
        for _ in 0..ACCEPTS {
            let accepted = self.listener.as_ref().map(TcpListener::accept);
            match accepted.unwrap_or_else(|| Err(ErrorKind::WouldBlock.into())) {
                Ok((stream, remote)) => self.admit(now, stream, remote),
                Err(error) => match error.kind() {
                    ErrorKind::Interrupted | ErrorKind::ConnectionAborted => {}
                    kind => {
                        // No file left, say: what waits in the kernel is tried again in a second.
                        if kind != ErrorKind::WouldBlock {
                            self.counts.refused += 1;
                            self.evict();
                        }
                        self.accepting = false;
                        return;
                    }
                },
            }
        }
    }

    fn admit(&mut self, now: Instant, stream: TcpStream, remote: SocketAddr) {
        let remote = SocketAddr::new(remote.ip().to_canonical(), remote.port());
        let household = (!self.admission.trusted.contains(&remote.ip())).then(|| household(remote.ip()));
        let crowded = household.is_some_and(|home| self.households.get(&home) >= Some(&PER_HOUSEHOLD));
        let full = self.unproven_count >= UNPROVEN || self.connections.len() >= self.admission.most;
        if crowded || (full && !self.evict()) {
            self.counts.refused += 1;
            forget_at_once(&stream);
            return;
        }
        let Ok(local) = stream.local_addr() else { return };
        let path = Path { transport: Transport::Udp, remote, local: local.ip().to_canonical() };
        let taken = self.insert(now, stream, path, Deframer::default(), household, false);
        self.counts.accepted += u64::from(taken.is_some());
    }

    fn insert(
        &mut self,
        now: Instant,
        mut stream: TcpStream,
        path: Path,
        deframer: Deframer,
        household: Option<IpAddr>,
        known: bool,
    ) -> Option<Path> {
        let id = ConnectionId(self.next);
        let interest = Interest::READABLE | Interest::WRITABLE;
        self.registry.register(&mut stream, Token(id.0), interest).ok()?;
        self.next += 1;
        let socket = SockRef::from(&stream);
        // Without these it is slower, not wrong.
        let _ = socket.set_tcp_nodelay(true);
        let _ = socket.set_tcp_notsent_lowat(AHEAD as u32);
        let path = Path { transport: Transport::Tcp(id), ..path };
        if let Some(home) = household {
            *self.households.entry(home).or_default() += 1;
        }
        self.unproven.push_back(id);
        self.unproven_count += 1;
        self.readable.push_back(id);
        let connection = Connection {
            stream,
            path,
            household,
            deframer,
            known,
            proven: false,
            alive: now,
            queue: Queue::default(),
            unsent: BytesMut::new(),
            blocked: false,
            reading: true,
            writing: false,
        };
        self.connections.insert(id, connection);
        Some(path)
    }

    // ------------------------------------------------------------------------------------- between the workers

    fn leave(&mut self, id: ConnectionId, worker: usize, packets: Vec<BytesMut>) {
        let Some(mut connection) = self.remove(id) else { return };
        if self.registry.deregister(&mut connection.stream).is_ok() {
            let Connection { stream, path, deframer, .. } = connection;
            self.leaving.push((worker, Handed { stream, path, deframer, packets }));
        }
    }

    /// Connections that belong to other workers.
    pub fn take_leaving(&mut self) -> Vec<(usize, Handed)> {
        std::mem::take(&mut self.leaving)
    }

    /// Takes a connection that another worker accepted; puts what came on it behind the rest of `batch`.
    pub fn adopt(&mut self, now: Instant, handed: Handed, batch: &mut Vec<(Path, BytesMut)>) {
        let Handed { stream, path, deframer, packets } = handed;
        if self.connections.len() >= self.admission.most && !self.evict() {
            self.counts.refused += 1;
            forget_at_once(&stream);
            return;
        }
        let home = (!self.admission.trusted.contains(&path.remote.ip())).then(|| household(path.remote.ip()));
        if let Some(path) = self.insert(now, stream, path, deframer, home, true) {
            batch.extend(packets.into_iter().map(|packet| (path, packet)));
        }
    }

    // ------------------------------------------------------------------------------------------------- sending

    /// Something that came on this connection was for a peer.
    pub fn heard(&mut self, id: ConnectionId, now: Instant) {
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.alive = now;
        }
    }

    /// Puts a packet into the next flush. Nothing waits for a slow receiver: see [`queue`].
    pub fn queue(&mut self, now: Instant, id: ConnectionId, packet: BytesMut, is_picture: bool) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        // The agent's own checks go to whoever asked; everything else only to whom it has answered.
        if !connection.proven && !stun::is_request(&packet) {
            connection.proven = true;
            self.unproven_count -= 1;
        }
        connection.queue.push(now, packet, is_picture);
        self.counts.dropped += connection.queue.take_dropped();
        if !connection.blocked && !std::mem::replace(&mut connection.writing, true) {
            self.writable.push(id);
        }
    }

    /// Gives the kernel what it has room for.
    pub fn flush(&mut self, now: Instant) {
        for id in std::mem::take(&mut self.writable) {
            let Some(connection) = self.connections.get_mut(&id) else { continue };
            connection.writing = false;
            let written = connection.write(now);
            self.counts.dropped += connection.queue.take_dropped();
            if written.is_err() {
                self.close(id);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------- closing

    /// A second has passed: closes what is silent.
    pub fn second(&mut self, now: Instant) {
        self.accepting = true;
        let patience = |connection: &Connection| if connection.known { SILENT_FOR } else { FIRST_WITHIN };
        let silent: Vec<ConnectionId> = self
            .connections
            .iter()
            .filter(|(_, connection)| now.saturating_duration_since(connection.alive) > patience(connection))
            .map(|(id, _)| *id)
            .collect();
        for id in silent {
            self.reset(id);
        }
        let connections = &self.connections;
        self.unproven.retain(|id| connections.get(id).is_some_and(|connection| !connection.proven));
    }

    /// Paths that are no more.
    pub fn take_closed(&mut self) -> Vec<Path> {
        std::mem::take(&mut self.closed)
    }

    /// Closes a connection; what the kernel has is still sent.
    pub fn close(&mut self, id: ConnectionId) {
        if let Some(connection) = self.remove(id) {
            self.closed.push(connection.path);
        }
    }

    /// Closes a connection of nobody: the kernel shall not remember it.
    fn reset(&mut self, id: ConnectionId) {
        if let Some(connection) = self.remove(id) {
            forget_at_once(&connection.stream);
            self.closed.push(connection.path);
        }
    }

    /// Makes room by closing the oldest connection that has proven nothing; whether there was one.
    fn evict(&mut self) -> bool {
        while let Some(id) = self.unproven.pop_front() {
            if self.connections.get(&id).is_some_and(|connection| !connection.proven) {
                self.counts.refused += 1;
                self.reset(id);
                return true;
            }
        }
        false
    }

    fn remove(&mut self, id: ConnectionId) -> Option<Connection> {
        let connection = self.connections.remove(&id)?;
        self.unproven_count -= usize::from(!connection.proven);
        if let Some(home) = connection.household
            && let Some(count) = self.households.get_mut(&home)
        {
            *count -= 1;
            if *count == 0 {
                self.households.remove(&home);
            }
        }
        Some(connection)
    }
}

/// What came of reading.
enum Read {
    /// There may be more.
    More,
    /// Nothing more for now.
    Drained,
    /// Never more.
    Ended,
}

impl Connection {
    fn is_idle(&self) -> bool {
        self.unsent.is_empty() && self.queue.is_empty()
    }

    fn read(&mut self, buffer: &mut [u8], packets: &mut Vec<BytesMut>) -> Read {
        match self.stream.read(buffer) {
            Ok(0) => Read::Ended,
            Ok(count) => match self.deframer.push(buffer.get(..count).unwrap_or_default(), packets) {
                Ok(()) => Read::More,
                Err(_) => Read::Ended,
            },
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock => Read::Drained,
                ErrorKind::Interrupted => Read::More,
                _ => Read::Ended,
            },
        }
    }

    fn write(&mut self, now: Instant) -> io::Result<()> {
        loop {
            while self.unsent.len() < AHEAD
                && let Some(packet) = self.queue.pop(now)
            {
                frame(&packet, &mut self.unsent);
            }
            if self.unsent.is_empty() {
                return Ok(());
            }
            match self.stream.write(&self.unsent) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => sent(&mut self.unsent, count),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.blocked = true;
                    return Ok(());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Closed with a reset: neither side's kernel keeps anything of it.
fn forget_at_once(stream: &TcpStream) {
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
}

#[cfg(test)]
#[path = "tcp_tests.rs"]
mod tests;
