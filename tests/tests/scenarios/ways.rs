//! Ways in: over TCP when UDP leads nowhere, over IPv6.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use signaling::role::Role;
use tests::host::{Host, Setup, Ways};
use tests::log::{Heard, Log};
use tests::peer::Way;
use tests::person::Person;
use tests::within;
use tokio::net::UdpSocket;

/// Waits until both hear and see each other.
async fn meet(log: &Log, one: &Person, two: &Person) {
    for (listener, sender) in [(one, two), (two, one)] {
        let (listener, sender) = (listener.device(), sender.device());
        let from = move |sound: bool| {
            move |heard: &Heard| {
                let of_sender = heard.listener == listener && heard.payload.stamp().sender == sender;
                of_sender && if sound { heard.payload.is_sound() } else { heard.payload.is_keyframe() }
            }
        };
        within("sound", log.first(0, from(true))).await.unwrap();
        within("a keyframe", log.first(0, from(false))).await.unwrap();
    }
    assert!(one.is_up() && two.is_up());
}

async fn over_tcp(workers: usize) {
    let blocked = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let media = Ways::Tcp(blocked.local_addr().unwrap());
    let host = Host::start(Setup { workers, media, ..Setup::default() }).await.unwrap();
    let log = Arc::new(Log::default());
    // As many rooms as workers: each session is on the next worker, and the kernel spreads connections as it likes.
    for _ in 0..workers {
        let links = host.room().await.unwrap();
        let join = |role, name| Person::join_by(Way::Tcp, &links, role, name, &log);
        let (one, two) = tokio::join!(join(Role::Supervisor, "Yksi"), join(Role::Participant, "Kaksi"));
        meet(&log, &one.unwrap(), &two.unwrap()).await;
    }
    assert!(blocked.try_recv(&mut [0; 2048]).is_ok(), "nobody tried UDP");
    let counters = host.server.media().counters();
    let accepted: Vec<u64> = counters.iter().map(|one| one.tcp_accepted.load(Ordering::Relaxed)).collect();
    println!("connections accepted by worker: {accepted:?}");
    assert!(accepted.iter().sum::<u64>() >= 4);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_udp_leads_nowhere_two_people_meet_over_tcp() {
    over_tcp(1).await;
}

/// Connections of a session that other workers accepted are brought to its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_worker_brings_connections_to_the_one_whose_they_are() {
    over_tcp(3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_port_serves_ipv6_and_ipv4() {
    let host = Host::start(Setup { media: Ways::DualStack, ..Setup::default() }).await.unwrap();
    let links = host.room().await.unwrap();
    let log = Arc::new(Log::default());
    let join = |way, role, name| Person::join_by(way, &links, role, name, &log);
    let (one, two) =
        tokio::join!(join(Way::V6, Role::Supervisor, "Kuusi"), join(Way::V4, Role::Participant, "Neljä"));
    meet(&log, &one.unwrap(), &two.unwrap()).await;
    host.stop().await;
}
