//! What it costs to bring a datagram to the worker that has its peer, by three ways:
//!
//! - `ring`: one port, a socket for each worker (SO_REUSEPORT); what the kernel gives to the wrong one goes over a
//!   bounded ring in batches.
//! - `connected`: the same, and each peer has a socket of its own connected to its address, so that the kernel finds the
//!   worker.
//! - `ports`: a port for each worker; nothing is ever at the wrong one.
//!
//! `cargo run --release [SECONDS]` prints, for workers and peers, the CPU time of all workers for each datagram, how many
//! system calls read them, and how long they were on the way. Every worker reads as those of the server do: batches of
//! 64, a table from address to peer, a millisecond of rest between rounds.

use std::collections::HashMap;
use std::io;
use std::mem::{self, MaybeUninit};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::os::fd::{AsRawFd, RawFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token, Waker};
use rtrb::{Consumer, Producer, RingBuffer};
use socket2::{Domain, Protocol, Socket, Type};

/// Datagrams a second in all: two hundred voices and some pictures.
const RATE: u32 = 20_000;
const SIZE: usize = 200;
const BATCH: usize = 64;
const RING: usize = 64;
const ROUND: Duration = Duration::from_millis(1);
const WAKE: Token = Token(usize::MAX);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Ring,
    Connected,
    Ports,
}

/// A datagram of a peer of another worker.
type Given = Vec<(SocketAddr, [u8; SIZE])>;

/// What a worker has done.
#[derive(Debug, Default)]
struct Done {
    cpu: Duration,
    datagrams: u64,
    wrong: u64,
    lost: u64,
    calls: u64,
    /// Microseconds on the way.
    transit: Vec<u32>,
}

struct Worker {
    index: usize,
    /// The shared socket first, then those of peers.
    sockets: Vec<UdpSocket>,
    poll: Poll,
    /// Which worker has which peer, and how often it was heard: what the server's tables are for.
    peers: HashMap<SocketAddr, (usize, u64)>,
    to: Vec<Option<(Producer<Given>, Arc<Waker>, Given)>>,
    from: Vec<Consumer<Given>>,
    origin: Instant,
    done: Done,
    /// A datagram seen since it began to count.
    counting: Arc<AtomicBool>,
}

impl Worker {
    fn run(mut self, stop: &AtomicBool, ready: &Barrier) -> io::Result<Done> {
        for (index, socket) in self.sockets.iter().enumerate() {
            let fd = socket.as_raw_fd();
            self.poll.registry().register(&mut SourceFd(&fd), Token(index), Interest::READABLE)?;
        }
        let mut reader = Reader::new();
        let mut events = Events::with_capacity(1024);
        ready.wait();
        let mut began = None;
        let mut next_round = Instant::now();
        while !stop.load(Ordering::Relaxed) {
            thread::sleep(next_round.saturating_duration_since(Instant::now()));
            self.poll.poll(&mut events, Some(Duration::from_millis(20)))?;
            next_round = Instant::now() + ROUND;
            if began.is_none() && self.counting.load(Ordering::Relaxed) {
                began = Some(cpu_time());
                self.done = Done::default();
            }
            let readable: Vec<usize> =
                events.iter().map(|event| event.token()).filter(|token| *token != WAKE).map(|token| token.0).collect();
            for index in readable {
                self.read(&mut reader, index)?;
            }
            for ring in 0..self.from.len() {
                while let Ok(batch) = self.from[ring].pop() {
                    for (remote, bytes) in batch {
                        self.datagram(remote, &bytes, true);
                    }
                }
            }
            for (ring, waker, batch) in self.to.iter_mut().flatten().filter(|(.., batch)| !batch.is_empty()) {
                if let Err(rtrb::PushError::Full(batch)) = ring.push(mem::take(batch)) {
                    self.done.lost += batch.len() as u64;
                }
                waker.wake()?;
            }
        }
        self.done.cpu = cpu_time() - began.unwrap_or_default();
        Ok(self.done)
    }

    fn read(&mut self, reader: &mut Reader, index: usize) -> io::Result<()> {
        loop {
            self.done.calls += 1;
            let count = reader.read(self.sockets[index].as_raw_fd())?;
            for at in 0..count {
                let (remote, bytes) = reader.get(at);
                self.datagram(remote, &bytes, false);
            }
            if count < BATCH {
                return Ok(());
            }
        }
    }

    fn datagram(&mut self, remote: SocketAddr, bytes: &[u8; SIZE], given: bool) {
        let Some((worker, heard)) = self.peers.get_mut(&remote) else { return };
        if *worker != self.index {
            if !given && let Some((_, _, batch)) = &mut self.to[*worker] {
                self.done.wrong += 1;
                batch.push((remote, *bytes));
            }
            return;
        }
        *heard += 1;
        self.done.datagrams += 1;
        let mut sent = [0; 8];
        sent.copy_from_slice(&bytes[..8]);
        let transit = micros(self.origin).saturating_sub(u64::from_be_bytes(sent));
        self.done.transit.push(transit as u32);
    }
}

/// recvmmsg.
struct Reader {
    buffers: Vec<[u8; SIZE]>,
    names: Vec<libc::sockaddr_in>,
}

impl Reader {
    fn new() -> Self {
        // SAFETY: all-zero is a valid address.
        Self { buffers: vec![[0; SIZE]; BATCH], names: vec![unsafe { mem::zeroed() }; BATCH] }
    }

    fn read(&mut self, fd: RawFd) -> io::Result<usize> {
        let mut vectors: Vec<libc::iovec> = self
            .buffers
            .iter_mut()
            .map(|buffer| libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: SIZE })
            .collect();
        let mut messages: Vec<libc::mmsghdr> = (0..BATCH)
            .map(|index| {
                // SAFETY: all-zero is a valid header.
                let mut message: libc::mmsghdr = unsafe { MaybeUninit::zeroed().assume_init() };
                message.msg_hdr.msg_name = (&raw mut self.names[index]).cast();
                message.msg_hdr.msg_namelen = size_of::<libc::sockaddr_in>() as u32;
                message.msg_hdr.msg_iov = &raw mut vectors[index];
                message.msg_hdr.msg_iovlen = 1;
                message
            })
            .collect();
        // SAFETY: every message points to live buffers of the stated lengths.
        let count = unsafe {
            libc::recvmmsg(fd, messages.as_mut_ptr(), BATCH as u32, libc::MSG_DONTWAIT, std::ptr::null_mut())
        };
        match usize::try_from(count) {
            Ok(count) => Ok(count),
            Err(_) if io::Error::last_os_error().kind() == io::ErrorKind::WouldBlock => Ok(0),
            Err(_) => Err(io::Error::last_os_error()),
        }
    }

    fn get(&self, at: usize) -> (SocketAddr, [u8; SIZE]) {
        let name = self.names[at];
        let address = Ipv4Addr::from(u32::from_be(name.sin_addr.s_addr));
        (SocketAddr::from((address, u16::from_be(name.sin_port))), self.buffers[at])
    }
}

fn micros(origin: Instant) -> u64 {
    origin.elapsed().as_micros() as u64
}

/// Of this thread.
fn cpu_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: a valid pointer.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn bind(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_reuse_port(true)?;
    socket.set_nonblocking(true)?;
    let _ = socket.set_recv_buffer_size(4 << 20);
    socket.bind(&address.into())?;
    Ok(socket.into())
}

fn measure(way: Way, count: usize, people: usize, lasting: Duration) -> io::Result<Done> {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let peers: Vec<UdpSocket> = (0..people).map(|_| UdpSocket::bind(any)).collect::<io::Result<_>>()?;
    let first = bind(any)?;
    let port = first.local_addr()?;
    let mut shared = vec![first];
    for _ in 1..count {
        shared.push(bind(if way == Way::Ports { any } else { port })?);
    }
    let mut homes = HashMap::new();
    for (number, peer) in peers.iter().enumerate() {
        let home = number % count;
        homes.insert(peer.local_addr()?, (home, 0));
        peer.connect(shared[home].local_addr()?)?;
    }
    let origin = Instant::now();
    let counting = Arc::new(AtomicBool::new(false));
    let mut workers = Vec::new();
    for (index, socket) in shared.into_iter().enumerate() {
        workers.push(Worker {
            index,
            sockets: vec![socket],
            poll: Poll::new()?,
            peers: homes.clone(),
            to: Vec::new(),
            from: Vec::new(),
            origin,
            done: Done::default(),
            counting: Arc::clone(&counting),
        });
    }
    if way == Way::Connected {
        for peer in &peers {
            let remote = peer.local_addr()?;
            let socket = bind(port)?;
            socket.connect(remote)?;
            workers[homes[&remote].0].sockets.push(socket);
        }
    }
    let wakers: Vec<Arc<Waker>> = workers
        .iter()
        .map(|worker| Waker::new(worker.poll.registry(), WAKE).map(Arc::new))
        .collect::<io::Result<_>>()?;
    for from in 0..count {
        for to in 0..count {
            let ring = (from != to).then(|| {
                let (producer, consumer) = RingBuffer::new(RING);
                workers[to].from.push(consumer);
                (producer, Arc::clone(&wakers[to]), Given::new())
            });
            workers[from].to.push(ring);
        }
    }
    let stop = AtomicBool::new(false);
    let ready = Barrier::new(count + 1);
    let mut sum = Done::default();
    thread::scope(|scope| {
        let running: Vec<_> =
            workers.into_iter().map(|worker| scope.spawn(|| worker.run(&stop, &ready))).collect();
        ready.wait();
        send(&peers, origin, Duration::from_millis(300))?;
        counting.store(true, Ordering::Relaxed);
        send(&peers, origin, lasting)?;
        thread::sleep(Duration::from_millis(50));
        stop.store(true, Ordering::Relaxed);
        for worker in running {
            let done = worker.join().map_err(|_| io::Error::other("a worker panicked"))??;
            sum.cpu += done.cpu;
            sum.datagrams += done.datagrams;
            sum.wrong += done.wrong;
            sum.lost += done.lost;
            sum.calls += done.calls;
            sum.transit.extend(done.transit);
        }
        io::Result::Ok(())
    })?;
    sum.transit.sort_unstable();
    Ok(sum)
}

/// Each peer in turn, a millisecond's worth at once.
fn send(peers: &[UdpSocket], origin: Instant, lasting: Duration) -> io::Result<()> {
    let (began, mut sent) = (Instant::now(), 0_u64);
    let mut bytes = [0; SIZE];
    while began.elapsed() < lasting {
        let due = began.elapsed().as_micros() as u64 * u64::from(RATE) / 1_000_000;
        while sent < due {
            bytes[..8].copy_from_slice(&micros(origin).to_be_bytes());
            let _ = peers[sent as usize % peers.len()].send(&bytes);
            sent += 1;
        }
        thread::sleep(ROUND);
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let seconds = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1);
    raise_file_limit();
    println!("{RATE} datagrams/s of {SIZE} octets");
    println!("way        workers  peers   us CPU/datagram  datagrams/read  at the wrong one  lost   transit us p50   p99");
    for workers in [1, 2] {
        for people in [10, 100, 1_000] {
            for way in [Way::Ring, Way::Connected, Way::Ports] {
                // The median of three: other programs run too.
                let mut runs = (0..3)
                    .map(|_| measure(way, workers, people, Duration::from_secs(seconds)))
                    .collect::<io::Result<Vec<Done>>>()?;
                let cost = |done: &Done| done.cpu.as_secs_f64() * 1e6 / done.datagrams.max(1) as f64;
                runs.sort_by(|one, other| cost(one).total_cmp(&cost(other)));
                let done = &runs[1];
                let part = |of: usize| done.transit.get(done.transit.len() * of / 100).copied().unwrap_or(0);
                println!(
                    "{:<10} {workers:>7} {people:>6} {:>17.2} {:>15.1} {:>16.0} % {:>5} {:>15} {:>6}",
                    format!("{way:?}").to_lowercase(),
                    cost(done),
                    done.datagrams as f64 / done.calls.max(1) as f64,
                    100.0 * done.wrong as f64 / done.datagrams.max(1) as f64,
                    done.lost,
                    part(50),
                    part(99),
                );
            }
        }
    }
    Ok(())
}

/// A thousand peers are two thousand sockets.
fn raise_file_limit() {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: a valid pointer, twice.
    unsafe {
        libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit);
        limit.rlim_cur = limit.rlim_max.min(8_192);
        libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit);
    }
}
