//! The media thread: reads what there is, passes it on, sends, sleeps.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use mio::{Events, Interest, Poll, Token};
use str0m::media::{KeyframeRequest, Mid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpPacket;
use str0m::{Event, Input, Output};

use crate::connection::Connection;
use crate::orders::{Answer, Order};

/// Somebody has put an order into the channel.
pub const WAKE: Token = Token(1);
const SOCKET: Token = Token(0);
/// Kernel buffers, octets: as many as those of the server that this is compared with.
const SOCKET_BUFFER: usize = 4 << 20;
/// Datagrams read before what they bring is sent.
const BATCH: usize = 64;
const LONGEST_SLEEP: Duration = Duration::from_millis(100);
/// Timers are looked at so often.
const TIMERS: Duration = Duration::from_millis(5);

/// An order, and where to say what became of it.
pub type Ordered = (Order, SyncSender<Answer>);

/// See the module.
pub struct Worker {
    poll: Poll,
    socket: mio::net::UdpSocket,
    media: SocketAddr,
    orders: Receiver<Ordered>,
    connections: Vec<Connection>,
    /// Whose datagrams come from where.
    addresses: HashMap<SocketAddr, usize>,
    /// Connections for which something waits.
    touched: Vec<usize>,
    timers: Instant,
}

impl Worker {
    /// With a port of its own on the loopback interface.
    pub fn new(poll: Poll, orders: Receiver<Ordered>) -> anyhow::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.set_nonblocking(true)?;
        let options = socket2::SockRef::from(&socket);
        options.set_recv_buffer_size(SOCKET_BUFFER)?;
        options.set_send_buffer_size(SOCKET_BUFFER)?;
        let media = socket.local_addr()?;
        let mut socket = mio::net::UdpSocket::from_std(socket);
        poll.registry().register(&mut socket, SOCKET, Interest::READABLE)?;
        let (connections, addresses, touched) = <_>::default();
        Ok(Self { poll, socket, media, orders, connections, addresses, touched, timers: Instant::now() })
    }

    /// Where media is.
    pub const fn media(&self) -> SocketAddr {
        self.media
    }

    /// Until nobody can order anything any more.
    pub fn run(mut self) -> anyhow::Result<()> {
        let mut events = Events::with_capacity(8);
        loop {
            loop {
                match self.orders.try_recv() {
                    Ok((order, answer)) => {
                        let _ = answer.send(self.obey(order)?);
                    }
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return Ok(()),
                }
            }
            while self.read()? {}
            self.time()?;
            let due = self.connections.iter().map(|connection| connection.due).min();
            let now = Instant::now();
            let sleep = due.map_or(LONGEST_SLEEP, |due| due.max(self.timers).saturating_duration_since(now));
            match self.poll.poll(&mut events, Some(sleep.min(LONGEST_SLEEP))) {
                Err(error) if error.kind() != io::ErrorKind::Interrupted => return Err(error.into()),
                _ => {}
            }
        }
    }

    fn obey(&mut self, order: Order) -> anyhow::Result<Answer> {
        let (now, made) = (Instant::now(), self.connections.len());
        let (id, done) = match order {
            Order::Publish { id, group, person, sdp } => {
                let made = Connection::sending(now, self.media, group, person, &sdp);
                (id, made.map(|(connection, answer)| self.add(connection, answer)))
            }
            Order::Subscribe { id, group, person } => {
                let sources = self.sources(&group, &person);
                let made = Connection::receiving(now, self.media, group, person, &sources);
                (id, made.map(|(connection, offer)| self.add(connection, offer)))
            }
            Order::Subscribed { id, person, sdp } => (id, self.answered(&person, &sdp).map(|()| None)),
        };
        if made < self.connections.len() {
            self.drain(made, now)?;
        }
        Ok(Answer::new(id, done))
    }

    fn add(&mut self, connection: Connection, sdp: String) -> Option<String> {
        self.connections.push(connection);
        Some(sdp)
    }

    fn sources(&self, group: &str, person: &str) -> Vec<(usize, Mid, str0m::media::MediaKind)> {
        let others = self.connections.iter().enumerate();
        let others = others.filter(|(_, other)| other.group == group && other.person != person);
        others.flat_map(|(of, other)| other.sources.iter().map(move |&(mid, kind)| (of, mid, kind))).collect()
    }

    fn answered(&mut self, person: &str, answer: &str) -> anyhow::Result<()> {
        let now = Instant::now();
        let receives = |connection: &Connection| connection.person == person && !connection.lines.is_empty();
        let to = self.connections.iter().rposition(receives).context("nobody of this name has an offer")?;
        let Some(connection) = self.connections.get_mut(to) else { return Ok(()) };
        connection.answered(answer)?;
        for connection in &mut self.connections {
            // Found again with the next packet.
            connection.routes.clear();
        }
        self.drain(to, now)
    }

    /// Reads a batch and sends what it brings; whether there may be more.
    fn read(&mut self) -> anyhow::Result<bool> {
        let mut buffer = [0; 2048];
        for _ in 0..BATCH {
            match self.socket.recv_from(&mut buffer) {
                Ok((length, source)) => self.datagram(source, buffer.get(..length).unwrap_or_default())?,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.send()?;
                    return Ok(false);
                }
                Err(error) => return Err(error.into()),
            }
        }
        self.send()?;
        Ok(true)
    }

    fn datagram(&mut self, source: SocketAddr, datagram: &[u8]) -> anyhow::Result<()> {
        let now = Instant::now();
        let Ok(receive) = Receive::new(Protocol::Udp, source, self.media, datagram) else { return Ok(()) };
        let input = Input::Receive(now, receive);
        let known = self.addresses.get(&source).copied();
        let Some(whose) =
            known.or_else(|| self.connections.iter().position(|connection| connection.rtc.accepts(&input)))
        else {
            return Ok(());
        };
        self.addresses.insert(source, whose);
        if let Some(connection) = self.connections.get_mut(whose) {
            connection.rtc.handle_input(input)?;
        }
        self.drain(whose, now)
    }

    /// Writes and sends what waits.
    fn send(&mut self) -> anyhow::Result<()> {
        let now = Instant::now();
        let mut touched = std::mem::take(&mut self.touched);
        for whose in touched.drain(..) {
            if let Some(connection) = self.connections.get_mut(whose)
                && connection.write()
            {
                // What was written leaves with the time.
                connection.rtc.handle_input(Input::Timeout(now))?;
                self.drain(whose, now)?;
            }
        }
        self.touched = touched;
        Ok(())
    }

    fn time(&mut self) -> anyhow::Result<()> {
        let now = Instant::now();
        if now < self.timers {
            return Ok(());
        }
        self.timers = now + TIMERS;
        for whose in 0..self.connections.len() {
            if let Some(connection) = self.connections.get_mut(whose)
                && connection.due <= now
            {
                connection.rtc.handle_input(Input::Timeout(now))?;
                self.drain(whose, now)?;
            }
        }
        self.send()
    }

    /// Takes everything out of a connection.
    fn drain(&mut self, whose: usize, now: Instant) -> anyhow::Result<()> {
        loop {
            let Some(connection) = self.connections.get_mut(whose) else { return Ok(()) };
            match connection.rtc.poll_output()? {
                Output::Timeout(due) if due <= now => connection.rtc.handle_input(Input::Timeout(now))?,
                Output::Timeout(due) => {
                    connection.due = due;
                    return Ok(());
                }
                Output::Transmit(transmit) => {
                    // What the kernel has no room for is lost, as on any network.
                    let _ = self.socket.send_to(&transmit.contents, transmit.destination);
                }
                Output::Event(Event::RtpPacket(packet)) => self.pass_on(whose, &packet),
                Output::Event(Event::KeyframeRequest(request)) => self.ask(whose, &request),
                Output::Event(Event::MediaAdded(added)) => connection.sources.push((added.mid, added.kind)),
                Output::Event(_) => {}
            }
        }
    }

    fn pass_on(&mut self, from: usize, packet: &RtpPacket) {
        let Some(connection) = self.connections.get_mut(from) else { return };
        let ssrc = packet.header.ssrc;
        if !connection.routes.contains_key(&ssrc) {
            let Some(mid) = connection.rtc.direct_api().stream_rx(&ssrc).map(|stream| stream.mid()) else {
                return;
            };
            let route = self.listeners(from, mid);
            if let Some(connection) = self.connections.get_mut(from) {
                connection.routes.insert(ssrc, route);
            }
        }
        // Taken and put back, so that others can be written to meanwhile.
        let Some(connection) = self.connections.get_mut(from) else { return };
        let Some(route) = connection.routes.get_mut(&ssrc).map(std::mem::take) else { return };
        for &(to, line) in &route {
            if let Some(listener) = self.connections.get_mut(to) {
                if listener.waiting.is_empty() {
                    self.touched.push(to);
                }
                listener.pass(line, packet);
            }
        }
        if let Some(connection) = self.connections.get_mut(from) {
            connection.routes.insert(ssrc, route);
        }
    }

    fn listeners(&self, from: usize, mid: Mid) -> Vec<(usize, usize)> {
        let connections = self.connections.iter().enumerate();
        connections
            .flat_map(|(to, connection)| {
                connection.lines.iter().enumerate().map(move |(line, of)| (to, line, of.of))
            })
            .filter_map(|(to, line, of)| (of == (from, mid)).then_some((to, line)))
            .collect()
    }

    /// A listener wants a keyframe: whoever sends the picture is asked.
    fn ask(&mut self, listener: usize, request: &KeyframeRequest) {
        let Some(connection) = self.connections.get(listener) else { return };
        let Some((of, mid)) =
            connection.lines.iter().find(|line| line.mid == request.mid).map(|line| line.of)
        else {
            return;
        };
        if let Some(sender) = self.connections.get_mut(of)
            && let Some(stream) = sender.rtc.direct_api().stream_rx_by_mid(mid, None)
        {
            stream.request_keyframe(request.kind);
            sender.due = Instant::now();
        }
    }
}

#[cfg(test)]
#[path = "worker_tests.rs"]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests;
