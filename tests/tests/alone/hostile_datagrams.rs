//! Datagrams of people who mean harm, sent to the media port during a call and during a join.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use signaling::role::Role;
use tests::clock::MILLI;
use tests::host::{Host, Setup};
use tests::log::{Heard, Log};
use tests::peer::fragment;
use tests::person::Person;
use tests::random::Random;
use tests::source::Traffic;
use tests::within;
use tokio::net::UdpSocket;

use crate::ALONE;

fn strangers(host: &Host) -> u64 {
    let counters = host.server.media().counters();
    counters.iter().map(|counters| counters.strangers.load(Ordering::Relaxed)).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_datagrams_of_every_length_do_nothing() {
    let _alone = ALONE.lock().await;
    let host = Host::start(Setup::default()).await.unwrap();
    let links = host.room().await.unwrap();
    let log = Arc::new(Log::default());
    let one = Person::join_sending(&links, Role::Participant, "Yksi", &log, Traffic::LIGHT).await.unwrap();
    let two = Person::join_sending(&links, Role::Participant, "Kaksi", &log, Traffic::LIGHT).await.unwrap();
    for listener in [one.device(), two.device()] {
        within("sound", log.first(0, |heard| heard.listener == listener)).await.unwrap();
    }
    let mark = log.mark();
    let attacker = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut random = Random::new(5);
    // The first byte decides who would look at it: anything, STUN, DTLS, RTP and RTCP (RFC 7983).
    let looks: [Option<u8>; 5] = [None, Some(0x00), Some(0x16), Some(0x80), Some(0x81)];
    let mut sent = 0;
    let before = strangers(&host);
    // Slow enough for a call to be going on meanwhile.
    let mut pace = tokio::time::interval(Duration::from_millis(15));
    for length in 0..=1500 {
        for look in looks {
            let mut datagram = vec![0; length];
            random.fill(&mut datagram);
            if let (Some(look), Some(first)) = (look, datagram.first_mut()) {
                *first = look;
            }
            attacker.send_to(&datagram, host.media_addr()).await.unwrap();
            sent += 1;
        }
        // Not faster than they are read: none shall be lost before it had its chance.
        if length % 10 == 0 {
            seen(&host, before + sent).await;
            pace.tick().await;
        }
    }
    seen(&host, before + sent).await;
    assert!(attacker.try_recv(&mut [0; 1]).is_err(), "a stranger was answered");
    let after = tests::clock::nanos();
    for listener in [one.device(), two.device()] {
        let later = log.first(mark, |heard| heard.listener == listener && heard.payload.stamp().sent > after);
        within("sound afterwards", later).await.unwrap();
    }
    assert!(one.is_up() && two.is_up());
    let during: Vec<Heard> = log.since(mark);
    let lost = lost(&during);
    println!("{sent} random datagrams; {} packets heard meanwhile, {lost} lost", during.len());
    assert!(during.len() > 100, "hardly anything was heard meanwhile");
    assert_eq!(lost, 0, "the call lost packets");
    host.stop().await;
}

async fn seen(host: &Host, goal: u64) {
    let mut look = tokio::time::interval(Duration::from_millis(1));
    within("the count of strangers", async {
        while strangers(host) < goal {
            look.tick().await;
        }
    })
    .await
    .unwrap();
}

fn lost(heard: &[Heard]) -> u64 {
    let mut last: BTreeMap<(u32, u8), u16> = BTreeMap::new();
    let mut lost = 0;
    for heard in heard {
        if let Some(last) = last.insert((heard.listener, heard.line), heard.sequence) {
            lost += u64::from(heard.sequence.wrapping_sub(last).wrapping_sub(1));
        }
    }
    lost
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_client_hello_does_not_keep_anybody_out() {
    const WITHIN: u64 = 2_000 * MILLI;
    let _alone = ALONE.lock().await;
    let host = Host::start(Setup::default()).await.unwrap();
    let links = host.room().await.unwrap();
    let log = Arc::new(Log::default());
    for round in 0..5 {
        let mut person = Person::enter(&links, Role::Participant, "Kohde").await.unwrap();
        let mut attacks = Vec::new();
        let described = person.connect(&log, |server| {
            // The attacker knows both fragments as soon as the victim does.
            for sdp in [&server.answer, &server.offer] {
                attacks.push(Attack::begin(host.media_addr(), fragment(sdp).unwrap()));
            }
        });
        described.await.unwrap();
        let took = person.media.as_ref().unwrap().took;
        for attack in attacks {
            let (hellos, answers) = attack.end();
            println!("round {round}: up after {} ms, {hellos} forged ClientHellos", took / MILLI);
            assert!(hellos > 0, "there was no attack");
            assert_eq!(answers, 0, "the attacker was answered");
        }
        assert!(took < WITHIN, "round {round}: took {} ms", took / MILLI);
    }
    host.stop().await;
}

/// Another socket that knows a fragment: one forged STUN request, then ClientHellos, a thousand a second.
struct Attack {
    stop: Arc<AtomicBool>,
    sent: Arc<AtomicU64>,
    thread: JoinHandle<u64>,
}

impl Attack {
    fn begin(to: SocketAddr, fragment: &str) -> Self {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        socket.send_to(&forged_request(fragment), to).unwrap();
        let (stop, sent) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (stopped, count) = (Arc::clone(&stop), Arc::clone(&sent));
        let thread = std::thread::spawn(move || {
            let mut random = Random::new(9);
            let (began, mut answers) = (Instant::now(), 0);
            while !stopped.load(Ordering::Relaxed) {
                let due = began.elapsed().as_millis() as u64;
                while count.load(Ordering::Relaxed) <= due {
                    let mut entropy = [0; 32];
                    random.fill(&mut entropy);
                    let _ = socket.send_to(&client_hello(entropy), to);
                    count.fetch_add(1, Ordering::Relaxed);
                }
                while socket.recv(&mut [0; 2048]).is_ok() {
                    answers += 1;
                }
                std::thread::sleep(Duration::from_micros(500));
            }
            answers
        });
        Self { stop, sent, thread }
    }

    /// How many were sent, and how many datagrams came back.
    fn end(self) -> (u64, u64) {
        self.stop.store(true, Ordering::Relaxed);
        let answers = self.thread.join().unwrap();
        (self.sent.load(Ordering::Relaxed), answers)
    }
}

/// A STUN binding request (RFC 8489) with the right name and a MAC that is not.
fn forged_request(fragment: &str) -> Vec<u8> {
    let name = format!("{fragment}:evil");
    let mut attributes = attribute(0x0006, name.as_bytes());
    attributes.extend(attribute(0x0024, &[0x6e, 0x00, 0x1e, 0xff]));
    attributes.extend(attribute(0x802a, &[1; 8]));
    attributes.extend(attribute(0x0025, &[]));
    attributes.extend(attribute(0x0008, &[0xee; 20]));
    let mut request = vec![0x00, 0x01];
    request.extend(u16::try_from(attributes.len()).unwrap().to_be_bytes());
    request.extend([0x21, 0x12, 0xa4, 0x42]);
    request.extend([0x5a; 12]);
    request.extend(attributes);
    request
}

fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
    let mut attribute = kind.to_be_bytes().to_vec();
    attribute.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
    attribute.extend(value);
    attribute.resize(attribute.len().next_multiple_of(4), 0);
    attribute
}

/// The first flight of a DTLS 1.2 client (RFC 6347, RFC 5764) that means it, but with a random of its own.
fn client_hello(random: [u8; 32]) -> Vec<u8> {
    let extensions: [(u16, &[u8]); 5] = [
        (0x000a, &[0x00, 0x04, 0x00, 0x1d, 0x00, 0x17]),
        (0x000b, &[0x01, 0x00]),
        (0x000d, &[0x00, 0x04, 0x04, 0x03, 0x08, 0x07]),
        (0x000e, &[0x00, 0x04, 0x00, 0x07, 0x00, 0x01, 0x00]),
        (0x0017, &[]),
    ];
    let mut body = vec![0xfe, 0xfd];
    body.extend(random);
    // No session, no cookie, one cipher suite that everybody has, no compression.
    body.extend([0, 0, 0x00, 0x02, 0xc0, 0x2b, 1, 0]);
    let extensions: Vec<u8> = extensions
        .iter()
        .flat_map(|(kind, value)| {
            let length = u16::try_from(value.len()).unwrap();
            [&kind.to_be_bytes()[..], &length.to_be_bytes(), value].concat()
        })
        .collect();
    body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
    body.extend(extensions);
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    // Type, length, number 0, and the fragment: all of it.
    let handshake = [&[1][..], &length[1..], &[0, 0, 0, 0, 0], &length[1..], &body].concat();
    let size = u16::try_from(handshake.len()).unwrap().to_be_bytes();
    [&[0x16, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0][..], &size, &handshake].concat()
}
