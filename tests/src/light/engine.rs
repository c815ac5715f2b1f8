//! The media thread: all connections of a process, one loop over timers and sockets.
//!
//! It sleeps to the next timer by the clock, not in the poller, whose milliseconds are too coarse for an even pace. Sockets
//! are looked at now and then: the kernel has noted when datagrams came.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::net::Ipv4Addr;
use std::os::fd::AsRawFd as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, TryRecvError};
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use tokio::sync::oneshot;

use super::connection::Connection;
use super::peer::{Peer, Side};
use super::receiving::Watch;
use super::sending::{REPORTS_APART, Traffic};
use super::socket::Inbox;
use super::totals::Totals;
use crate::clock::{self, MILLI};
use crate::random::Random;

/// Nanoseconds between two looks at the sockets.
const LOOK: u64 = MILLI / 2;
/// Nanoseconds between two reports of transport-wide numbers: between those of libwebrtc (50 to 250 ms).
const FEEDBACK: u64 = 75 * MILLI;
/// Nanoseconds that a timer may be late without the ones after it being put off.
const LATE: u64 = 50 * MILLI;
/// Sockets that the poller names at once.
const EVENTS: usize = 1024;

/// How an engine is started.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settings {
    /// The share of received packets of media and of its control that are ignored, as if the network had lost them.
    pub loss: f64,
    /// Which ones.
    pub seed: u64,
}

/// What the media thread is told.
pub(super) enum Command {
    Add(usize, Box<Peer>),
    Remove(usize),
    Send(usize, usize, Option<Traffic>),
    Place(usize, u32),
    Watch(usize, Watch),
    Take(oneshot::Sender<Totals>),
}

/// The media thread's other end; it ends with the last of these and of the connections.
#[derive(Clone)]
pub struct Engine {
    commands: mpsc::Sender<Command>,
    next: Arc<AtomicUsize>,
    /// Where sockets are.
    pub(super) address: Ipv4Addr,
}

impl Engine {
    /// Starts the thread.
    ///
    /// # Errors
    /// When there is no thread or no poller.
    pub fn start(settings: Settings) -> anyhow::Result<Self> {
        let (commands, inbox) = mpsc::channel();
        let poll = Poll::new()?;
        let mut work = Work {
            settings,
            random: Random::new(settings.seed),
            poll,
            commands: inbox,
            peers: Vec::new(),
            timers: BinaryHeap::new(),
            inbox: Inbox::new(),
            totals: Totals::default(),
            looked: 0,
        };
        thread::Builder::new().name("media".to_owned()).spawn(move || {
            let mut events = Events::with_capacity(EVENTS);
            while work.round(&mut events) {}
        })?;
        Ok(Self { commands, next: Arc::default(), address: Ipv4Addr::LOCALHOST })
    }

    /// With the sockets of all connections made from now on at this address of the machine: some servers take none of
    /// loopback.
    #[must_use]
    pub const fn at(mut self, address: Ipv4Addr) -> Self {
        self.address = address;
        self
    }

    /// What was counted since the last call.
    ///
    /// # Errors
    /// When the thread is gone.
    pub async fn take(&self) -> anyhow::Result<Totals> {
        let (reply, totals) = oneshot::channel();
        self.tell(Command::Take(reply));
        totals.await.context("the media thread is gone")
    }

    pub(super) fn tell(&self, command: Command) {
        // Gone only if it has panicked; whoever waits for something is told.
        let _ = self.commands.send(command);
    }

    pub(super) fn add(&self, mut peer: Peer) -> Connection {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, up) = oneshot::channel();
        peer.up = Some(sender);
        self.tell(Command::Add(id, Box::new(peer)));
        Connection::new(self.clone(), id, up)
    }
}

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Library,
    /// The packets of a line, by its turn.
    Packets(usize, u32),
    Feedback,
    Ask,
    Reports,
}

struct Work {
    settings: Settings,
    random: Random,
    poll: Poll,
    commands: mpsc::Receiver<Command>,
    peers: Vec<Option<Box<Peer>>>,
    timers: BinaryHeap<Reverse<(u64, usize, Due)>>,
    inbox: Inbox,
    totals: Totals,
    looked: u64,
}

impl Work {
    /// One round; whether there is another.
    fn round(&mut self, events: &mut Events) -> bool {
        loop {
            match self.commands.try_recv() {
                Ok(command) => self.command(command),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return false,
            }
        }
        self.run_timers();
        if clock::nanos() - self.looked >= LOOK {
            self.looked = clock::nanos();
            self.look(events);
        }
        let next = self.timers.peek().map_or(u64::MAX, |Reverse((at, ..))| *at);
        let wait = next.min(self.looked + LOOK).saturating_sub(clock::nanos());
        if wait > 0 {
            thread::sleep(Duration::from_nanos(wait));
        }
        true
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Add(id, peer) => self.add(id, peer),
            Command::Remove(id) => {
                if let Some(peer) = self.peers.get_mut(id).and_then(Option::take) {
                    let _ = self.poll.registry().deregister(&mut SourceFd(&peer.socket.as_raw_fd()));
                }
            }
            Command::Send(id, line, traffic) => {
                let Some(peer) = peer(&mut self.peers, id) else { return };
                let Side::Sending(sending) = &mut peer.side else { return };
                if let Some((turn, phase)) = sending.set(line, traffic) {
                    self.timers.push(Reverse((clock::nanos() + phase, id, Due::Packets(line, turn))));
                }
            }
            Command::Place(id, place) => {
                if let Some(Side::Sending(sending)) = peer(&mut self.peers, id).map(|peer| &mut peer.side) {
                    sending.is_in(place);
                }
            }
            Command::Watch(id, watch) => {
                if let Some(Side::Receiving(receiving)) = peer(&mut self.peers, id).map(|peer| &mut peer.side)
                {
                    receiving.watch(watch);
                }
            }
            Command::Take(reply) => drop(reply.send(std::mem::take(&mut self.totals))),
        }
    }

    fn add(&mut self, id: usize, mut peer: Box<Peer>) {
        let registered = self.poll.registry().register(
            &mut SourceFd(&peer.socket.as_raw_fd()),
            Token(id),
            Interest::READABLE,
        );
        if registered.is_err() {
            self.totals.failed += 1;
            return;
        }
        peer.drive(&mut self.totals);
        if self.peers.len() <= id {
            self.peers.resize_with(id + 1, || None);
        }
        self.peers[id] = Some(peer);
        self.schedule(id);
    }

    /// Looks when a connection wants something next.
    fn schedule(&mut self, id: usize) {
        let Some(peer) = peer(&mut self.peers, id) else { return };
        let now = clock::nanos();
        if let Some(wait) = peer.next_timeout() {
            let at = now + wait;
            // Some microseconds later is not another time.
            if peer.library_at.is_none_or(|known| known > at + MILLI || known < now) {
                peer.library_at = Some(at);
                self.timers.push(Reverse((at, id, Due::Library)));
            }
        }
        if peer.is_up() && !peer.ticking {
            peer.ticking = true;
            let first = (FEEDBACK as f64 * self.random.share()) as u64;
            if matches!(peer.side, Side::Receiving(_)) {
                self.timers.push(Reverse((now + first, id, Due::Feedback)));
            }
            self.timers.push(Reverse((now + 4 * first, id, Due::Reports)));
        }
    }

    fn look(&mut self, events: &mut Events) {
        if self.poll.poll(events, Some(Duration::ZERO)).is_err() {
            return;
        }
        self.inbox.set_clock();
        for event in events.iter() {
            let id = event.token().0;
            let Some(mut peer) = self.peers.get_mut(id).and_then(Option::take) else { continue };
            let mut other = !peer.is_up();
            let socket = Arc::clone(&peer.socket);
            let (totals, random, loss) = (&mut self.totals, &mut self.random, self.settings.loss);
            self.inbox.read(&socket, |from, at, datagram| {
                let is_media = matches!(datagram.first(), Some(128..=191));
                other |= !is_media;
                if is_media && loss > 0.0 && random.share() < loss {
                    totals.ignored += 1;
                    return;
                }
                peer.incoming(from, at, datagram, totals);
            });
            if let Side::Receiving(receiving) = &mut peer.side
                && let Some(at) = receiving.ask_at.take()
            {
                self.timers.push(Reverse((at, id, Due::Ask)));
            }
            self.peers[id] = Some(peer);
            if other {
                self.schedule(id);
            }
        }
    }

    fn run_timers(&mut self) {
        while let Some(&Reverse((at, id, due))) = self.timers.peek()
            && at <= clock::nanos()
        {
            self.timers.pop();
            let Some(peer) = peer(&mut self.peers, id) else { continue };
            let again = match due {
                Due::Library => {
                    if peer.library_at == Some(at) {
                        peer.library_at = None;
                        peer.timeout(&mut self.totals);
                        self.schedule(id);
                    }
                    None
                }
                due => run(peer, due, &mut self.totals),
            };
            if let Some(wait) = again {
                // By the plan, not by the clock: a late packet does not make all later ones late. But nothing is made up for.
                let planned = at.max(clock::nanos().saturating_sub(LATE));
                self.timers.push(Reverse((planned + wait, id, due)));
            }
        }
    }
}

fn peer(peers: &mut [Option<Box<Peer>>], id: usize) -> Option<&mut Peer> {
    peers.get_mut(id)?.as_deref_mut()
}

/// Does what is due; returns the nanoseconds to the next time.
fn run(peer: &mut Peer, due: Due, totals: &mut Totals) -> Option<u64> {
    let now = clock::nanos();
    let mut control = Vec::new();
    let again = match (&mut peer.side, due) {
        (Side::Sending(sending), Due::Packets(line, turn)) => {
            let mut packets = Vec::new();
            let again = sending.packets(line, turn, now, &mut packets);
            for packet in packets {
                peer.send_rtp(&packet, totals);
            }
            return again;
        }
        (Side::Sending(sending), Due::Reports) => {
            control.extend(sending.reports(now).into_iter().map(bytes::BytesMut::freeze));
            Some(REPORTS_APART)
        }
        (Side::Receiving(receiving), Due::Reports) => {
            control.extend(receiving.report(now, totals));
            Some(REPORTS_APART)
        }
        (Side::Receiving(receiving), Due::Feedback) => {
            control.extend(receiving.feedback().map(bytes::BytesMut::freeze));
            Some(FEEDBACK)
        }
        (Side::Receiving(receiving), Due::Ask) => {
            control.extend(receiving.ask(totals).into_iter().map(bytes::BytesMut::freeze));
            None
        }
        _ => None,
    };
    for packet in control {
        peer.send_rtcp(&packet, totals);
    }
    again
}
