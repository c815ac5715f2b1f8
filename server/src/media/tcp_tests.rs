use std::net::{Ipv4Addr, Shutdown, TcpStream as Client};

use mio::{Events, Poll};

use super::*;

/// A port with its poller. Time is what the test says it is; bytes take the way they take.
struct Port {
    poll: Poll,
    tcp: TcpPort,
    at: SocketAddr,
    came: Vec<(Path, BytesMut)>,
}

const HERE: usize = 0;

/// "a" is asked for here, "b" at worker 1, nothing else anywhere.
fn asked(packet: &[u8]) -> Option<usize> {
    match packet.first() {
        Some(b'a') => Some(HERE),
        Some(b'b') => Some(1),
        _ => None,
    }
}

impl Port {
    fn new() -> Self {
        Self::admitting(100, &[])
    }

    fn admitting(most: usize, trusted: &[IpAddr]) -> Self {
        let listener = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), false).unwrap();
        let at = listener.local_addr().unwrap().as_socket().unwrap();
        let poll = Poll::new().unwrap();
        let admission = Admission { most, trusted: trusted.into() };
        let registry = poll.registry().try_clone().unwrap();
        Self { tcp: TcpPort::new(Some(listener), registry, admission).unwrap(), poll, at, came: Vec::new() }
    }

    fn connect(&self) -> Client {
        let client = Client::connect(self.at).unwrap();
        client.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        client
    }

    /// One round of a worker.
    fn round(&mut self, now: Instant) {
        let mut events = Events::with_capacity(64);
        self.poll.poll(&mut events, Some(Duration::from_millis(5))).unwrap();
        events.iter().for_each(|event| self.tcp.ready(event));
        while self.tcp.receive(now, HERE, asked, &mut self.came) {}
        self.tcp.flush(now);
    }

    /// Rounds until something is so.
    fn until(&mut self, now: Instant, mut so: impl FnMut(&mut Self) -> bool) {
        for _ in 0..2_000 {
            if so(self) {
                return;
            }
            self.round(now);
        }
        panic!("did not happen");
    }

    fn packets(&self) -> Vec<&[u8]> {
        self.came.iter().map(|(_, packet)| &packet[..]).collect()
    }

    /// A client whose first packet has come.
    fn client(&mut self, now: Instant) -> (Client, ConnectionId) {
        let mut client = self.connect();
        let before = self.came.len();
        client.write_all(&framed(b"a")).unwrap();
        self.until(now, |port| port.came.len() > before);
        (client, self.came.last().unwrap().0.connection().unwrap())
    }
}

fn framed(packet: &[u8]) -> Vec<u8> {
    let mut stream = BytesMut::new();
    frame(packet, &mut stream);
    stream.to_vec()
}

fn is_closed(client: &mut Client) -> bool {
    match client.read(&mut [0; 1]) {
        Ok(count) => count == 0,
        Err(error) => error.kind() == ErrorKind::ConnectionReset,
    }
}

fn packet(number: usize, length: usize) -> BytesMut {
    let mut packet = BytesMut::zeroed(length);
    packet[..8].copy_from_slice(&number.to_be_bytes());
    packet[0] = 0x80;
    packet
}

/// The next packet that a client gets.
fn next(client: &mut Client) -> Vec<u8> {
    let mut header = [0; 2];
    client.read_exact(&mut header).unwrap();
    let mut packet = vec![0; usize::from(u16::from_be_bytes(header))];
    client.read_exact(&mut packet).unwrap();
    packet
}

#[test]
fn packets_go_both_ways_on_the_connection_they_came_on() {
    let (now, mut port) = (Instant::now(), Port::new());
    let (mut one, first) = port.client(now);
    let (mut two, second) = port.client(now);
    assert_ne!(first, second);
    one.write_all(&[framed(b"more"), framed(b""), framed(b"and more")].concat()).unwrap();
    port.until(now, |port| port.came.len() == 4);
    assert_eq!(port.packets()[2..], [&b"more"[..], b"and more"]);
    assert_eq!(port.came[2].0.source(), (Transport::Tcp(first), one.local_addr().unwrap()));
    port.tcp.queue(now, second, packet(7, 50), false);
    port.tcp.queue(now, first, packet(8, 60), true);
    port.round(now);
    assert_eq!(next(&mut two), packet(7, 50));
    assert_eq!(next(&mut one), packet(8, 60));
}

#[test]
fn whoever_asks_for_nobody_is_closed_at_once_and_nothing_of_it_is_given_on() {
    let (now, mut port) = (Instant::now(), Port::new());
    for first in [&b"c"[..], b"\x00\x01", b"GET / HTTP/1.1"] {
        let mut client = port.connect();
        client.write_all(&[framed(first), framed(b"a")].concat()).unwrap();
        port.until(now, |port| port.tcp.counts().accepted > 0 && port.tcp.open() == 0);
        port.tcp.counts.accepted = 0;
        assert!(is_closed(&mut client));
    }
    let mut http = port.connect();
    http.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    port.until(now, |port| port.tcp.counts().accepted > 0 && port.tcp.open() == 0);
    assert!(port.came.is_empty());
}

#[test]
fn a_connection_of_another_worker_is_given_to_it_whole() {
    let (now, mut port, mut other) = (Instant::now(), Port::new(), Port::new());
    let mut client = port.connect();
    // The first packet, a second one, and half of a third.
    let third = framed(b"third");
    client.write_all(&[&framed(b"b")[..], &framed(b"second"), &third[..3]].concat()).unwrap();
    let mut leaving = Vec::new();
    port.until(now, |port| {
        leaving.extend(port.tcp.take_leaving());
        !leaving.is_empty()
    });
    let (worker, handed) = leaving.pop().unwrap();
    assert_eq!(worker, 1);
    assert!(port.came.is_empty() && port.tcp.open() == 0);
    assert!(port.tcp.take_closed().is_empty(), "it was never known here");
    other.tcp.adopt(now, handed, &mut other.came);
    client.write_all(&third[3..]).unwrap();
    other.until(now, |port| port.came.len() == 3);
    assert_eq!(other.packets(), [&b"b"[..], b"second", b"third"]);
    let id = other.came[0].0.connection().unwrap();
    other.tcp.queue(now, id, packet(1, 20), false);
    other.round(now);
    assert_eq!(next(&mut client), packet(1, 20));
}

#[test]
fn who_says_nothing_that_makes_sense_in_five_seconds_is_closed_and_so_is_who_falls_silent() {
    let (start, mut port) = (Instant::now(), Port::new());
    let (_client, known) = port.client(start);
    let mut silent = port.connect();
    let mut slow = port.connect();
    slow.write_all(&[0]).unwrap();
    port.until(start, |port| port.tcp.open() == 3);
    port.tcp.second(start + FIRST_WITHIN);
    assert_eq!(port.tcp.open(), 3);
    // One byte after the other keeps nothing open.
    slow.write_all(&[20]).unwrap();
    port.round(start + FIRST_WITHIN);
    port.tcp.second(start + FIRST_WITHIN + Duration::from_millis(1));
    assert_eq!(port.tcp.open(), 1);
    assert!(is_closed(&mut silent) && is_closed(&mut slow));
    port.tcp.heard(known, start + Duration::from_secs(20));
    port.tcp.second(start + Duration::from_secs(50));
    assert_eq!(port.tcp.open(), 1);
    port.tcp.take_closed();
    port.tcp.second(start + Duration::from_secs(51));
    assert_eq!(port.tcp.take_closed().iter().filter_map(|path| path.connection()).next(), Some(known));
}

#[test]
fn an_end_a_half_end_and_a_reset_are_told_once() {
    let (now, mut port) = (Instant::now(), Port::new());
    for end in [0, 1, 2] {
        let (mut client, id) = port.client(now);
        client.write_all(&framed(b"last words")).unwrap();
        match end {
            0 => drop(client),
            1 => client.shutdown(Shutdown::Write).unwrap(),
            _ => {
                SockRef::from(&client).set_linger(Some(Duration::ZERO)).unwrap();
                drop(client);
            }
        }
        port.until(now, |port| port.tcp.open() == 0);
        let closed = port.tcp.take_closed();
        assert_eq!(closed.iter().filter_map(|path| path.connection()).collect::<Vec<_>>(), [id]);
        port.tcp.queue(now, id, packet(1, 20), false);
        port.round(now);
    }
    assert!(port.tcp.households.is_empty());
    assert_eq!(port.tcp.unproven_count, 0);
}

#[test]
fn a_slow_reader_loses_old_pictures_hears_every_voice_and_stops_nobody() {
    let (start, mut port) = (Instant::now(), Port::new());
    let (mut slow, slow_id) = port.client(start);
    let (mut quick, quick_id) = port.client(start);
    SockRef::from(&slow).set_recv_buffer_size(4096).unwrap();
    let mut now = start;
    let (mut pictures, mut voices) = (0, 0);
    // Ten seconds of a large picture and a voice, and the reader takes nothing for the first eight.
    for round in 0..500 {
        now = start + Duration::from_millis(20 * round);
        for _ in 0..6 {
            pictures += 1;
            port.tcp.queue(now, slow_id, packet(pictures, 1200), true);
        }
        port.tcp.queue(now, quick_id, packet(round as usize, 100), false);
        port.tcp.flush(now);
        assert_eq!(next(&mut quick), packet(round as usize, 100));
    }
    assert!(port.tcp.counts().dropped > 1000, "{:?}", port.tcp.counts());
    voices += 1;
    port.tcp.queue(now, slow_id, packet(voices, 100), false);
    port.tcp.flush(now);
    // What the kernels hold of the past comes first; then the voice, and then pictures of now.
    let mut behind = 0;
    loop {
        port.round(now);
        if next(&mut slow) == packet(voices, 100) {
            break;
        }
        behind += 1;
    }
    println!("{behind} packets were with the kernels");
    assert!(behind < 2_000, "the voice waited for {behind} packets");
    port.round(now);
    let after = next(&mut slow);
    let number = usize::from_be_bytes([&[0], &after[1..8]].concat().try_into().unwrap());
    assert!(number > pictures - 6 * 21, "{number} of {pictures} is older than it may be");
}

#[test]
fn too_many_strangers_push_out_the_oldest_of_them_and_nobody_else() {
    let now = Instant::now();
    let local = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let mut port = Port::admitting(8, &[local]);
    let (_one, proven) = port.client(now);
    port.tcp.queue(now, proven, packet(1, 20), false);
    let strangers: Vec<Client> = (0..40).map(|_| port.connect()).collect();
    port.until(now, |port| port.tcp.counts().accepted == 41);
    assert_eq!(port.tcp.open(), 8);
    assert_eq!(port.tcp.counts().refused, 33);
    assert!(port.tcp.connections.contains_key(&proven));
    // And whoever is real among them has time for its first packet.
    let (_two, second) = port.client(now);
    assert!(port.tcp.connections.contains_key(&second) && port.tcp.connections.contains_key(&proven));
    drop(strangers);
}

#[test]
fn one_home_has_a_share_and_a_proxy_is_no_home() {
    let now = Instant::now();
    let mut port = Port::admitting(10_000, &[]);
    let all: Vec<Client> = (0..PER_HOUSEHOLD + 20).map(|_| port.connect()).collect();
    port.until(now, |port| port.tcp.counts().refused == 20);
    assert_eq!(port.tcp.open(), PER_HOUSEHOLD);
    drop(all);
    port.until(now, |port| port.tcp.open() == 0);
    let mut proxied = Port::admitting(10_000, &[Ipv4Addr::LOCALHOST.into()]);
    let all: Vec<Client> = (0..PER_HOUSEHOLD + 20).map(|_| proxied.connect()).collect();
    proxied.until(now, |port| port.tcp.counts().accepted as usize == PER_HOUSEHOLD + 20);
    assert_eq!(proxied.tcp.counts().refused, 0);
    drop(all);
}
