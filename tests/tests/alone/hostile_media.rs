//! Floods and malformed media, from strangers, from a known address, and from somebody who is in the call and has its keys.
//! Whoever sends it may be gone afterwards; the others go on hearing each other.
//!
//! In the ordinary tests a flood lasts some seconds; `JUNK_SECONDS=30 cargo test -p tests --test alone flood` is the long form.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use rtc::rtp;
use signaling::role::Role;
use tests::host::Links;
use tests::log::{Heard, Log};
use tests::person::Person;
use tests::proxy::{self, Ends, Entrance, Proxy};
use tests::random::Random;
use tests::served::Served;
use tests::smuggler::Smuggle;
use tests::source::{OPUS, RED, Traffic, VP8};
use tests::{PATIENCE, clock, within};

use super::moves::Numbers;
use crate::ALONE;

/// Datagrams in a second, all together.
const FLOOD: u64 = 20_000;
/// From how many addresses strangers send.
const STRANGERS: usize = 16;
/// The share of the others' packets that may be lost.
const LOST: f64 = 0.005;
/// What the server may have more than before, octets: what waits in queues of fixed length.
const MEMORY: u64 = 24 << 20;
/// What it may say about all of it, lines.
const LINES: usize = 20;

const TRAFFIC: Traffic = Traffic { rate: 5, ..Traffic::LIGHT };

/// A server behind a proxy without fault, and two people who talk. Who comes after them is number 4 and 5 of the proxy.
struct Call {
    served: Served,
    proxy: Proxy,
    links: Links,
    log: Arc<Log>,
    talking: [Person; 2],
}

impl Call {
    async fn begin() -> Self {
        let entrance = Entrance::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
        let host = Path::new(env!("CARGO_BIN_EXE_host"));
        let served = Served::start(host, Some(entrance.addr())).await.unwrap();
        let mut proxy = Proxy::new(proxy::Setup::default());
        proxy.lead(entrance, Ends { udp: Some(served.media), tcp: None });
        let links = served.room().await.unwrap();
        let log = Arc::new(Log::default());
        let join = |role, name| Person::join_sending(&links, role, name, &log, TRAFFIC);
        let one = join(Role::Supervisor, "Yksi").await.unwrap();
        let two = join(Role::Participant, "Kaksi").await.unwrap();
        let call = Self { served, proxy, links, log, talking: [one, two] };
        call.hear_each_other().await;
        call
    }

    /// Each of the two hears something that the other says from now on.
    async fn hear_each_other(&self) {
        let (mark, now) = (self.log.mark(), clock::nanos());
        for (listener, sender) in [(0, 1), (1, 0)].map(|(a, b)| (&self.talking[a], &self.talking[b])) {
            let (listener, sender) = (listener.device(), sender.device());
            let fits = |heard: &Heard| {
                let stamp = heard.payload.stamp();
                heard.listener == listener
                    && stamp.sender == sender
                    && stamp.sent > now
                    && heard.payload.is_sound()
            };
            within("the other's voice", self.log.first(mark, fits)).await.unwrap();
        }
        assert!(self.talking.iter().all(Person::is_up));
    }

    /// The share of what each of the two sends to the other since then that did not come.
    fn lost(&self, mark: usize) -> (u64, f64) {
        let two: BTreeSet<u32> = self.talking.iter().map(Person::device).collect();
        let mut lines: BTreeMap<(u32, u8, u32), Numbers> = BTreeMap::new();
        let mut heard_of = 0;
        for heard in self.log.since(mark) {
            let sender = heard.payload.stamp().sender;
            if heard.payload.is_sound() && two.contains(&heard.listener) && two.contains(&sender) {
                heard_of += 1;
                lines.entry((heard.listener, heard.line, sender)).or_default().heard(&heard);
            }
        }
        let missing: u64 = lines.values().map(|line| line.missing).sum();
        (heard_of, missing as f64 / (heard_of + missing).max(1) as f64)
    }

    /// Nobody panicked, and nothing was said of each packet.
    fn is_calm(&self, lines_before: usize) {
        let said = self.served.said();
        assert!(!said.first.iter().any(|line| line.contains("panic")), "{:?}", said.first);
        assert!(said.lines < lines_before + LINES, "{} lines of log: {:?}", said.lines, said.first);
        self.served.process().unwrap();
    }
}

/// Any octets: by the first, for everybody who reads datagrams here (RFC 7983).
fn junk(random: &mut Random, datagram: &mut [u8]) -> usize {
    const LOOKS: [u8; 8] = [0x00, 0x01, 0x14, 0x16, 0x17, 0x80, 0x90, 0xb0];
    let length = random.below(datagram.len());
    let (datagram, look) = (&mut datagram[..length], random.below(2 * LOOKS.len()));
    random.fill(datagram);
    if let (Some(first), Some(look)) = (datagram.first_mut(), LOOKS.get(look)) {
        *first = *look;
    }
    length
}

/// Sends so long as fast as it was told, by `send`; returns how many.
fn flood(seconds: u64, mut send: impl FnMut(usize, &[u8])) -> u64 {
    let (began, mut random, mut sent) = (Instant::now(), Random::new(17), 0);
    let mut datagram = [0; 1_200];
    while began.elapsed() < Duration::from_secs(seconds) {
        let due = began.elapsed().as_micros() as u64 * FLOOD / 1_000_000;
        // What a busy machine did not let us send in time is not made up for all at once.
        sent = sent.max(due.saturating_sub(FLOOD / 50));
        while sent < due {
            let length = junk(&mut random, &mut datagram);
            send(sent as usize, &datagram[..length]);
            sent += 1;
        }
        std::thread::sleep(Duration::from_micros(500));
    }
    sent
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_junk_costs_the_others_nothing() {
    let _alone = ALONE.lock().await;
    let seconds = std::env::var("JUNK_SECONDS").map_or(3, |seconds| seconds.parse().unwrap());
    let call = Call::begin().await;
    let known =
        Person::join_sending(&call.links, Role::Participant, "Tuttu", &call.log, TRAFFIC).await.unwrap();
    let exits = call.proxy.exits();
    assert_eq!(exits.len(), 6, "two addresses for each");
    let strangers: Vec<UdpSocket> = (0..STRANGERS).map(|_| UdpSocket::bind("127.0.0.1:0").unwrap()).collect();
    let to = call.served.media;
    type Send = Box<dyn FnMut(usize, &[u8]) + std::marker::Send>;
    let floods: [(&str, Send); 2] = [
        ("strangers", Box::new(move |index, junk| drop(strangers[index % STRANGERS].send_to(junk, to)))),
        ("a known address", Box::new(move |index, junk| drop(exits[4 + index % 2].try_send(junk)))),
    ];
    for (who, send) in floods {
        let (lines, memory, cpu) =
            (call.served.said().lines, call.served.memory().unwrap(), call.served.cpu().unwrap());
        let mark = call.log.mark();
        let sent = tokio::task::spawn_blocking(move || flood(seconds, send)).await.unwrap();
        let now = call.served.cpu().unwrap();
        let grown = call.served.memory().unwrap().saturating_sub(memory);
        let (heard, lost) = call.lost(mark);
        println!(
            "{} junk datagrams a second from {who}, {seconds} s: {heard} packets of the others heard, {:.2} % lost; \
             {:.1} MB more, {} lines of log, {:.0} % of a core",
            sent / seconds,
            100.0 * lost,
            grown as f64 / 1e6,
            call.served.said().lines - lines,
            100.0 * (now[0] + now[1] - cpu[0] - cpu[1]) / seconds as f64
        );
        assert!(heard > 40 * seconds, "hardly anything was heard");
        assert!(lost < LOST, "the others lost {:.2} %", 100.0 * lost);
        assert!(grown < MEMORY, "{grown} octets more");
        call.is_calm(lines);
        call.hear_each_other().await;
    }
    println!("  whose address it was is {}", if known.is_up() { "still here" } else { "gone" });
}

/// Datagrams that look like something: every first octet in many lengths, records and messages that lie about their length.
fn lookalikes(random: &mut Random) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for first in 0..=255_u8 {
        for length in [1, 2, 3, 4, 8, 12, 13, 20, 25, 28, 60, 400, 1_500] {
            let mut datagram = vec![0; length];
            random.fill(&mut datagram);
            datagram[0] = first;
            all.push(datagram);
        }
    }
    // DTLS records (RFC 6347 §4.1): type, version, epoch, number, a length that is right, too short, too long; and
    // handshake messages whose fragments do not fit (§4.2.2).
    for kind in [20, 21, 22, 23, 25] {
        for (epoch, claimed, body) in
            [(0, 12, 12), (0, 0, 40), (0, 0xffff, 40), (1, 40, 40), (0xffff, 40, 40)]
        {
            let mut record = vec![kind, 0xfe, 0xfd];
            record.extend(u16::to_be_bytes(epoch));
            record.extend([0, 0, 0, 0, 0, random.below(256) as u8]);
            record.extend(u16::to_be_bytes(claimed));
            let mut message = vec![0; body];
            random.fill(&mut message);
            // ClientHello of 16 MB in a fragment that begins behind its end.
            message[..12].copy_from_slice(&[1, 0xff, 0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0, 0, 9]);
            record.extend(message);
            all.push(record);
        }
    }
    // STUN (RFC 8489 §5): the magic cookie, lengths and attributes that lie.
    for (claimed, attribute) in [(0_u16, 0_u16), (8, 0xffff), (0xfffc, 4), (4, 0), (24, 20)] {
        for kind in [0x0001_u16, 0x0101, 0x0111, 0x0011] {
            let mut message =
                [&kind.to_be_bytes()[..], &claimed.to_be_bytes(), &[0x21, 0x12, 0xa4, 0x42]].concat();
            message.extend([random.below(256) as u8; 12]);
            for name in [0x0006_u16, 0x0008, 0x0025, 0x8028] {
                message.extend(name.to_be_bytes());
                message.extend(attribute.to_be_bytes());
                message.extend([7; 5]);
            }
            all.push(message);
        }
    }
    all
}

/// Everything of that again and again until it is stopped, about 2,000 a second, from these addresses.
struct Pelting {
    stop: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<u64>,
}

impl Pelting {
    fn begin(addresses: impl Fn() -> Vec<Arc<tokio::net::UdpSocket>> + Send + 'static) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let datagrams = lookalikes(&mut Random::new(23));
            let mut sent = 0;
            for few in datagrams.chunks(4).cycle() {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                for address in addresses() {
                    sent += few.iter().filter(|datagram| address.try_send(datagram).is_ok()).count() as u64;
                }
                std::thread::sleep(Duration::from_millis(2));
            }
            sent
        });
        Self { stop, thread }
    }

    fn end(self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn malformed_datagrams_before_during_and_after_a_handshake_end_at_most_that_call() {
    let _alone = ALONE.lock().await;
    let call = Call::begin().await;
    let (lines, mark) = (call.served.said().lines, call.log.mark());
    // From the first packet of each of the two connections on: ICE, DTLS, and media.
    let theirs = {
        let before: Vec<usize> = call.proxy.exits().iter().map(|exit| Arc::as_ptr(exit) as usize).collect();
        let proxy = call.proxy.exits_now();
        move || -> Vec<_> {
            proxy().into_iter().filter(|exit| !before.contains(&(Arc::as_ptr(exit) as usize))).collect()
        }
    };
    let mut person = Person::enter(&call.links, Role::Participant, "Kohde").await.unwrap();
    let pelting = Pelting::begin(theirs);
    let connected = tokio::time::timeout(PATIENCE / 2, person.connect(&call.log, |_| {})).await;
    if matches!(connected, Ok(Ok(()))) {
        person.go_on_air(TRAFFIC).await.unwrap();
        let mark = call.log.mark();
        // All of it once more, under way with media.
        within("media", call.log.first(mark, |heard| heard.listener == person.device())).await.unwrap();
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    let sent = pelting.end();
    let (heard, lost) = call.lost(mark);
    println!(
        "{sent} malformed datagrams from the address of somebody who joins: they {}; the others lost {:.2} % of {heard}",
        if person.is_up() { "are here" } else { "are not" },
        100.0 * lost
    );
    assert!(sent > 1_000, "hardly any");
    assert!(lost < LOST, "the others lost {:.2} %", 100.0 * lost);
    call.is_calm(lines);
    // Whoever they hit comes in once it is over.
    let mut again = Person::enter(&call.links, Role::Participant, "Uudestaan").await.unwrap();
    again.connect(&call.log, |_| {}).await.unwrap();
    call.hear_each_other().await;
}

/// Media that no honest page sends, under the right keys.
fn malform(sending: &Smuggle, others: &[u32], random: &mut Random) -> usize {
    let mut sequence = 0_u16;
    let mut count = 0;
    let mut packet =
        |payload_type: u8, ssrc: u32, payload: Vec<u8>, extensions: &[(u8, usize)], random: &mut Random| {
            sequence = sequence.wrapping_add(random.below(700) as u16);
            let mut header = rtp::Header {
                version: 2,
                marker: random.below(2) == 0,
                payload_type,
                ssrc,
                sequence_number: sequence,
                timestamp: random.next() as u32,
                ..rtp::Header::default()
            };
            for &(id, length) in extensions {
                let mut octets = vec![0; length];
                random.fill(&mut octets);
                let _ = header.set_extension(id, Bytes::from(octets));
            }
            sending.rtp(rtp::Packet { header, payload: Bytes::from(payload) });
            count += 1;
        };
    // VP8 descriptors (RFC 7741 §4.2): every first and second octet, cut off everywhere. RED headers (RFC 2198 §3) that
    // point beyond the end. Opus of no length. And payload types that were never agreed on.
    for first in 0..=255_u8 {
        for length in [0, 1, 2, 3, 4, 6, 10] {
            let mut payload = vec![first; length];
            if let Some(rest) = payload.get_mut(1..) {
                random.fill(rest);
            }
            for (kind, ssrc) in
                [(VP8, others[1]), (RED, others[0]), (OPUS, others[0]), (first & 0x7f, others[0])]
            {
                packet(kind, ssrc, payload.clone(), &[], random);
            }
        }
    }
    // Header extensions (RFC 8285) of every id and length: levels, transport numbers, stream names, descriptors.
    for id in 1..=14 {
        for length in [1, 2, 3, 5, 16, 200] {
            packet(OPUS, others[0], vec![0; 20], &[(id, length)], random);
            packet(VP8, others[1], vec![0x90; 20], &[(id, length), (id % 14 + 1, 16)], random);
        }
    }
    // Streams of others, of nobody, and more of them than there can be.
    for ssrc in others.iter().copied().chain([0, u32::MAX]).chain(0..300) {
        packet(VP8, ssrc, vec![0x90, 0x80, 1, 2, 0x10, 0, 0, 9], &[], random);
        packet(OPUS, ssrc, vec![0xf8; 30], &[(4, 8), (5, 8), (6, 8)], random);
    }
    count
}

/// Values of five bits.
const EVERY: [u8; 32] = {
    let (mut all, mut value) = ([0; 32], 0);
    while value < 32 {
        all[value as usize] = value;
        value += 1;
    }
    all
};

/// Control packets (RFC 3550 §6.4, RFC 4585 §6.1) of every type and format, with counts and lengths that lie.
fn malform_control(to: &Smuggle, about: &[u32], random: &mut Random) -> usize {
    let mut count = 0;
    for kind in 192..=223_u8 {
        // Of the types that there are every format (RFC 5761 §4), of all others some.
        let formats: &[u8] = if (200..=207).contains(&kind) { &EVERY } else { &[0, 1, 15] };
        for format in formats {
            for (words, octets) in [(0_u16, 0), (1, 4), (2, 8), (6, 24), (3, 40), (0xffff, 24), (1, 300)] {
                let mut packet = [&[0x80 | format, kind][..], &words.to_be_bytes()].concat();
                let mut body = vec![0; octets];
                random.fill(&mut body);
                // Sender and subject, so that it is looked at.
                let subject = about[random.below(about.len())].to_be_bytes();
                for at in [0, 4] {
                    if let Some(place) = body.get_mut(at..at + 4) {
                        place.copy_from_slice(&subject);
                    }
                }
                packet.extend(body);
                to.rtcp(packet);
                count += 1;
            }
        }
    }
    // Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1) that claims 65,535 packets.
    for chunk in [0x3fff_u16, 0x7fff, 0xbfff, 0xffff, 0] {
        let mut packet = vec![0x8f, 205, 0, 6];
        packet.extend([0; 8]);
        packet.extend([0xff; 4]);
        packet.extend([0x80, 0, 0, 1]);
        packet.extend([chunk, chunk].iter().flat_map(|chunk| chunk.to_be_bytes()));
        packet.extend([0xff; 4]);
        to.rtcp(packet);
        count += 1;
    }
    count
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn malformed_media_under_the_right_keys_ends_at_most_that_call() {
    let _alone = ALONE.lock().await;
    let call = Call::begin().await;
    let traitor =
        Person::join_sending(&call.links, Role::Participant, "Petturi", &call.log, TRAFFIC).await.unwrap();
    let heard = |heard: &Heard| heard.payload.stamp().sender == traitor.device();
    within("their own voice", call.log.first(0, heard)).await.unwrap();
    let (lines, mark, memory) = (call.served.said().lines, call.log.mark(), call.served.memory().unwrap());
    let media = traitor.media.as_ref().unwrap();
    // Their own streams first, then those of the two who talk.
    let mut streams = media.streams();
    streams.extend(
        call.talking.iter().filter_map(|person| person.media.as_ref()).flat_map(|media| media.streams()),
    );
    let mut random = Random::new(29);
    let mut sent = malform(&media.smuggle[0], &streams, &mut random);
    for way in &media.smuggle {
        sent += malform_control(way, &streams, &mut random);
    }
    let mut look = tokio::time::interval(Duration::from_millis(20));
    while traitor.is_up() && media.smuggle.iter().any(|way| way.waiting() > 0) {
        look.tick().await;
    }
    call.hear_each_other().await;
    let (heard, lost) = call.lost(mark);
    let grown = call.served.memory().unwrap().saturating_sub(memory);
    println!(
        "{sent} malformed packets under the right keys: who sent them is {}; the others lost {:.2} % of {heard}; {:.1} MB more",
        if traitor.is_up() { "here" } else { "gone" },
        100.0 * lost,
        grown as f64 / 1e6
    );
    assert!(heard > 200, "hardly anything was heard");
    assert!(lost < LOST, "the others lost {:.2} %", 100.0 * lost);
    assert!(grown < MEMORY, "{grown} octets more");
    call.is_calm(lines);
    call.hear_each_other().await;
}
