//! TCP connections of people who mean harm, to the media port, while others talk over UDP and over TCP.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use signaling::role::Role;
use tests::host::{Host, Setup, Ways};
use tests::log::{Heard, Log};
use tests::peer::Way;
use tests::person::Person;
use tests::random::Random;
use tests::within;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::ALONE;

/// Somebody who connects over TCP only, somebody over UDP, and what they hear of each other.
struct Call {
    host: Host,
    people: [Person; 2],
    log: Arc<Log>,
}

impl Call {
    async fn begin() -> Self {
        // The told UDP address is the server's own: UDP works for whoever uses no TCP.
        let host = Host::start(Setup { media: Ways::Both, ..Setup::default() }).await.unwrap();
        let links = host.room().await.unwrap();
        let log = Arc::new(Log::default());
        let tcp = Person::join_by(Way::OnlyTcp, &links, Role::Participant, "Kaapeli", &log).await.unwrap();
        let udp = Person::join_by(Way::V4, &links, Role::Participant, "Ilma", &log).await.unwrap();
        let call = Self { host, people: [tcp, udp], log };
        call.heard_after(0).await;
        call
    }

    /// Waits until both hear what was sent after now.
    async fn heard_after(&self, mark: usize) {
        let now = tests::clock::nanos();
        for person in &self.people {
            let listener = person.device();
            let later = move |heard: &Heard| heard.listener == listener && heard.payload.stamp().sent > now;
            within("sound", self.log.first(mark, later)).await.unwrap();
        }
    }

    fn count(&self, of: impl Fn(&server::media::Counters) -> &AtomicU64) -> u64 {
        self.host.server.media().counters().iter().map(|one| of(one).load(Ordering::Relaxed)).sum()
    }

    /// Waits until the server's counters say so.
    async fn until(&self, what: &str, so: impl Fn(&Self) -> bool) {
        let mut look = tokio::time::interval(Duration::from_millis(5));
        within(what, async {
            while !so(self) {
                look.tick().await;
            }
        })
        .await
        .unwrap();
    }

    /// Ends; the calls must have lost nothing since `mark`.
    async fn end(self, mark: usize) {
        self.heard_after(mark).await;
        assert!(self.people.iter().all(Person::is_up));
        let during = self.log.since(mark);
        let lost = lost(&during);
        println!("{} packets heard meanwhile, {lost} lost", during.len());
        assert!(during.len() > 100, "hardly anything was heard meanwhile");
        assert_eq!(lost, 0, "the calls lost packets");
        self.host.stop().await;
    }
}

fn lost(heard: &[Heard]) -> u64 {
    let mut last: BTreeMap<(u32, u8), u16> = BTreeMap::new();
    let gap = |heard: &Heard| {
        let before = last.insert((heard.listener, heard.line), heard.sequence)?;
        Some(u64::from(heard.sequence.wrapping_sub(before).wrapping_sub(1)))
    };
    heard.iter().filter_map(gap).sum()
}

fn framed(packet: &[u8]) -> Vec<u8> {
    [&u16::try_from(packet.len()).unwrap().to_be_bytes()[..], packet].concat()
}

/// Sends, and waits until the server closes.
async fn is_closed(to: SocketAddr, bytes: &[u8]) -> bool {
    let mut stream = TcpStream::connect(to).await.unwrap();
    // It may be closed while this is written.
    let _ = stream.write_all(bytes).await;
    let mut answer = [0; 1];
    let closed = stream.read(&mut answer);
    matches!(tokio::time::timeout(Duration::from_secs(10), closed).await, Ok(Ok(0) | Err(_)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_of_every_length_and_beginning_end_their_connection_and_nothing_else() {
    let _alone = ALONE.lock().await;
    let call = Call::begin().await;
    let mark = call.log.mark();
    let to = call.host.media_tcp_addr();
    let mut random = Random::new(11);
    for length in (1..=1500).step_by(23).chain([2047, 2048]) {
        for look in [0x00, 0x01, 0x16, 0x80, 0xff] {
            let mut packet = vec![0; length];
            random.fill(&mut packet);
            packet[0] = look;
            assert!(is_closed(to, &framed(&packet)).await, "{length} bytes that begin with {look}");
        }
    }
    for first in 0..=u8::MAX {
        // Not framed: what other protocols say first, also lengths that no packet has.
        let mut bytes = vec![first; 4096];
        bytes[1] = first.wrapping_mul(7);
        assert!(is_closed(to, &bytes).await, "bytes that begin with {first}");
    }
    call.until("the end of every connection", |call| call.count(|one| &one.tcp_open) <= 2).await;
    call.end(mark).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_connections_are_a_bounded_number_and_cost_no_call_anything() {
    const CONNECTIONS: usize = 10_000;
    let _alone = ALONE.lock().await;
    let call = Call::begin().await;
    let mark = call.log.mark();
    let to = call.host.media_tcp_addr();
    let mut connecting = JoinSet::new();
    let mut held = Vec::new();
    let mut most = 0;
    for number in 0..CONNECTIONS {
        connecting.spawn(async move {
            let mut stream = TcpStream::connect(to).await?;
            // A third says nothing, a third begins a packet, a third is slow with it.
            let beginning: &[u8] = if number % 3 == 0 { &[] } else { &[0, 100, 0, 1] };
            stream.write_all(beginning).await?;
            std::io::Result::Ok(stream)
        });
        if connecting.len() >= 64 {
            held.extend(connecting.join_next().await.unwrap().unwrap());
        }
        most = most.max(call.count(|one| &one.tcp_open));
    }
    while let Some(connected) = connecting.join_next().await {
        held.extend(connected.unwrap());
    }
    most = most.max(call.count(|one| &one.tcp_open));
    println!("at most {most} open of {CONNECTIONS}, {} refused", call.count(|one| &one.tcp_refused));
    assert!(most <= 600, "{most} connections were open");
    // And somebody who comes now gets in.
    let links = call.host.room().await.unwrap();
    let late = Person::join_by(Way::OnlyTcp, &links, Role::Participant, "Myöhä", &call.log).await.unwrap();
    assert!(late.is_up());
    drop(held);
    call.end(mark).await;
}
