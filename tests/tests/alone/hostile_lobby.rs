//! A thousand people in the lobby of a room where one knocks say everything there is to say, and send media to the
//! port. They get their place in the line, the welcome and refusals; nobody inside notices more than that they wait.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};
use signaling::protocol::{Command, DoorView, LobbyView, Presence, Rejection, RequestBody, decode_request};
use signaling::role::Role;
use tests::host::{Host, Links, Setup};
use tests::line::Line;
use tests::log::Log;
use tests::person::Person;
use tests::random::Random;
use tests::source::Traffic;
use tests::view::View;
use tests::within;
use tokio::net::UdpSocket;
use tokio::time::MissedTickBehavior;

use crate::ALONE;

const PEOPLE: u32 = 1000;
/// So many talk at once: the room's mailbox holds a thousand messages, and each waits for its answer.
const AT_ONCE: usize = 100;
const WELCOME: &str = "Tervetuloa! Avaamme pian.";

/// One request of each type from the examples, but for the goodbyes.
fn everything() -> Vec<RequestBody> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/protocol");
    let mut by_type = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_str().unwrap().starts_with("request_") {
            let text = std::fs::read_to_string(path).unwrap();
            let frame: Value = serde_json::from_str(&text).unwrap();
            let body = decode_request(&text).unwrap().body;
            by_type.insert(frame["type"].as_str().unwrap().to_owned(), body);
        }
    }
    // They would end it, which is another test.
    by_type.remove("leave").unwrap();
    by_type.remove("leave_quickly").unwrap();
    assert!(by_type.len() > 50, "{} types of requests", by_type.len());
    by_type.into_values().collect()
}

/// Everybody comes from an address of their own: what one address may do is another test.
fn home(number: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + number))
}

async fn knock(links: &Links, number: u32) -> anyhow::Result<Line> {
    let secret = links.secret(Role::Participant);
    let ticket = links.ticket_by(secret, &format!("Odottaja {number}"), Some(home(number))).await?;
    Person::knock(&ticket).await
}

/// Says everything; nothing is done but that help is asked for.
async fn say_everything(line: &Line, requests: &[RequestBody]) -> anyhow::Result<()> {
    // Almost as fast as the pace of a connection allows: the answers to its pings count too.
    let mut pace = tokio::time::interval(Duration::from_millis(60));
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for (index, body) in requests.iter().enumerate() {
        if index > 30 {
            pace.tick().await;
        }
        let answer = line.request(body.clone()).await?;
        let expected = match body {
            RequestBody::Command(Command::AskForHelp { .. }) => Ok(()),
            // Heard in the lobby too, but there is none.
            RequestBody::Command(Command::AcceptAgreement { .. }) => Err(Rejection::OutOfRange),
            _ => Err(Rejection::NotAllowed),
        };
        anyhow::ensure!(answer.outcome.clone().map(drop) == expected, "{body:?}: {answer:?}");
    }
    Ok(())
}

fn count(host: &Host, which: impl Fn(&server::media::Counters) -> u64) -> u64 {
    host.server.media().counters().iter().map(|counters| which(counters)).sum()
}

/// What a media client would send if it knew where to: requests of strangers, handshakes and packets.
async fn knock_on_the_media_port(host: &Host) {
    let before = count(host, |counters| counters.strangers.load(Ordering::Relaxed));
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut random = Random::new(11);
    let mut sent = 0;
    for first in [0x00, 0x16, 0x80, 0x81].repeat(250) {
        let mut datagram = vec![0; 200];
        random.fill(&mut datagram);
        datagram[0] = first;
        socket.send_to(&datagram, host.media_addr()).await.unwrap();
        sent += 1;
        if sent % 50 == 0 {
            let mut look = tokio::time::interval(Duration::from_millis(1));
            within("the count of strangers", async {
                while count(host, |counters| counters.strangers.load(Ordering::Relaxed)) < before + sent {
                    look.tick().await;
                }
            })
            .await
            .unwrap();
        }
    }
    assert!(socket.try_recv(&mut [0; 1]).is_err(), "a stranger was answered");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_in_the_lobby_get_nothing_but_their_place() {
    let _alone = ALONE.lock().await;
    let host = Host::start(Setup::default()).await.unwrap();
    let links = host.room_as(json!({ "door": "knock", "welcome": WELCOME })).await.unwrap();
    let log = Arc::new(Log::default());
    let inside = [
        Person::join_sending(&links, Role::Supervisor, "Sivullinen", &log, Traffic::LIGHT).await.unwrap(),
        Person::join_sending(&links, Role::Facilitator, "Toinen", &log, Traffic::LIGHT).await.unwrap(),
    ];
    let peers = count(&host, |counters| counters.peers.load(Ordering::Relaxed));
    let forwarded = count(&host, |counters| counters.forwarded.load(Ordering::Relaxed));

    let lines: Vec<Line> = stream::iter(0..PEOPLE)
        .map(|number| knock(&links, number))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
        .unwrap();
    let waits = |known: &View| known.waiting.as_ref().is_some_and(|lobby| lobby.count == PEOPLE);
    inside[0].line.until("everybody in the lobby", waits).await.unwrap();

    let requests = everything();
    stream::iter(&lines)
        .map(|line| say_everything(line, &requests))
        .buffer_unordered(AT_ONCE)
        .try_collect::<Vec<()>>()
        .await
        .unwrap();
    knock_on_the_media_port(&host).await;

    for line in &lines {
        let known = line.now();
        let Some(LobbyView { welcome, ahead, door, help, agreement, reception }) = known.lobby else {
            unreachable!("no lobby")
        };
        assert_eq!((welcome.as_str(), door), (WELCOME, DoorView::Knock {}));
        assert!(ahead < PEOPLE && help.is_some());
        // Answers and the lobby are all that came: no welcome, no event, no slots, nobody who speaks.
        assert_eq!((known.others, known.you, known.closed), (0, None, None));
        assert!(known.people.is_empty() && !known.gap && agreement.is_none() && reception.is_none());
    }
    assert_eq!(count(&host, |counters| counters.peers.load(Ordering::Relaxed)), peers, "a peer was made");
    for (person, other) in [(&inside[0], &inside[1]), (&inside[1], &inside[0])] {
        let known = person.line.now();
        assert!(!known.gap && known.restarts == 0 && known.closed.is_none() && person.is_up());
        assert_eq!(known.people.len(), 2, "nobody came in");
        assert!(known.people.iter().all(|person| person.presence == Presence::Here {}));
        let lobby = known.waiting.unwrap();
        assert_eq!(lobby.count, PEOPLE);
        assert!(lobby.waiting.iter().all(|one| one.help.is_some()));
        let now = tests::clock::nanos();
        let (listener, sender) = (person.device(), other.device());
        let goes_on = log.first(0, |heard| {
            let stamp = heard.payload.stamp();
            heard.listener == listener && stamp.sender == sender && stamp.sent >= now
        });
        within("the call that goes on", goes_on).await.unwrap();
    }
    let heard = log.since(0).len();
    println!("{} requests of each of {PEOPLE}; {heard} packets heard inside", requests.len());
    assert!(count(&host, |counters| counters.forwarded.load(Ordering::Relaxed)) > forwarded);
    host.stop().await;
}
