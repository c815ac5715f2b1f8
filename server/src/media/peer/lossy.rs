//! Connections come up whatever single datagram of theirs is lost, late or doubled: a peer behind its guard ([`Mux`]) and
//! a client of the library's, in virtual time.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::peer_connection::configuration::RTCConfigurationBuilder;
use rtc::peer_connection::configuration::interceptor_registry::Registry;
use rtc::peer_connection::configuration::media_engine::MediaEngine;
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::event::RTCPeerConnectionEvent;
use rtc::peer_connection::message::RTCMessage;
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::state::RTCPeerConnectionState;
use rtc::peer_connection::transport::{CandidateConfig, CandidateHostConfig, RTCDtlsRole, RTCIceCandidate};
use rtc::peer_connection::{RTCPeerConnection, RTCPeerConnectionBuilder};
use rtc::sansio::Protocol;
use rtc::shared::{TaggedBytesMut, TransportContext, TransportProtocol};
use sfu::lines::Line;
use sfu::{Codec, Forward};

use super::setup::register_codecs;
use super::{Identity, Peer, PeerEvent};
use crate::media::candidates::{Candidate, Candidates};
use crate::media::mux::{Directory, Mux, Owner, PeerId};
use crate::media::path::Path;

const SERVER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 5000);
const CLIENT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2)), 6000);
const PEER: PeerId = PeerId(1);
const ONE_WAY: Duration = Duration::from_millis(20);
/// Timers of peers are run on a grid like this.
const GRID: u128 = 10;
/// A watchdog of the worker gives a connection up after five.
const IN_TIME: Duration = Duration::from_millis(4_500);

/// Who sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Server,
    Client,
}

/// What becomes of a datagram, by its number among those of its sender: it arrives after each of these.
type Fate<'a> = &'a dyn Fn(From, usize) -> Vec<Duration>;

fn fine(_: From, _: usize) -> Vec<Duration> {
    vec![ONE_WAY]
}

struct Client {
    connection: RTCPeerConnection,
    is_up: bool,
}

impl Client {
    /// The client of a receiving connection, with its answer.
    fn new(now: Instant, offer: String, profiles: Vec<SrtpProtectionProfile>) -> (Self, String) {
        let mut engine = MediaEngine::default();
        register_codecs(&mut engine, Codec::Vp8).unwrap();
        let mut connection = RTCPeerConnectionBuilder::new()
            .with_configuration(RTCConfigurationBuilder::new().build())
            // As every browser answers: by itself the library would leave the greeting to a server that is ICE-lite.
            .with_setting_engine(
                SettingEngineBuilder::new()
                    .with_answering_dtls_role(RTCDtlsRole::Client)
                    .with_srtp_protection_profiles(profiles)
                    .build(),
            )
            .with_media_engine(engine)
            .with_interceptor_registry(Registry::new())
            .build(now)
            .unwrap();
        connection.set_remote_description(now, RTCSessionDescription::offer(offer).unwrap()).unwrap();
        let answer = connection.create_answer(None).unwrap();
        connection.set_local_description(now, answer).unwrap();
        let candidate = CandidateHostConfig {
            base_config: CandidateConfig {
                network: "udp".to_owned(),
                address: CLIENT.ip().to_string(),
                port: CLIENT.port(),
                component: 1,
                ..CandidateConfig::default()
            },
            ..CandidateHostConfig::default()
        };
        let candidate = candidate.new_candidate_host().unwrap();
        let candidate = RTCIceCandidate::from(&candidate).to_json().unwrap();
        connection.add_local_candidate(candidate).unwrap();
        let answer = connection.local_description().unwrap().sdp;
        (Self { connection, is_up: false }, answer)
    }

    fn incoming(&mut self, now: Instant, message: BytesMut) {
        let transport = TransportContext {
            local_addr: CLIENT,
            peer_addr: SERVER,
            transport_protocol: TransportProtocol::UDP,
            ecn: None,
        };
        let _ = self.connection.handle_read(TaggedBytesMut { now, transport, message });
    }

    fn outgoing(&mut self) -> Option<BytesMut> {
        while let Some(event) = self.connection.poll_event() {
            if let RTCPeerConnectionEvent::OnConnectionStateChangeEvent(state) = event {
                self.is_up = state == RTCPeerConnectionState::Connected;
            }
        }
        self.connection.poll_write().map(|datagram| datagram.message)
    }
}

/// The two and what is on the way between them.
struct Link<'a> {
    origin: Instant,
    now: Instant,
    server: Peer,
    server_is_up: bool,
    mux: Mux,
    timer: Option<Instant>,
    client: Client,
    fate: Fate<'a>,
    sent: [usize; 2],
    on_the_way: Vec<(Instant, u64, From, BytesMut)>,
    order: u64,
    /// What a client that is more impatient than the library does with what it sends: sends it again after so long.
    impatience: Option<Duration>,
    /// What was sent, for a failure.
    log: Vec<String>,
}

impl<'a> Link<'a> {
    fn new(identity: &Identity, fate: Fate<'a>) -> Self {
        Self::with(identity, fate, Vec::new())
    }

    /// With a client that knows these profiles of SRTP; all, if there are none.
    fn with(identity: &Identity, fate: Fate<'a>, profiles: Vec<SrtpProtectionProfile>) -> Self {
        let origin = Instant::now();
        let (mut server, offer) = Peer::receiving(origin, identity, 1000, Codec::Vp8).unwrap();
        let (client, answer) = Client::new(origin, offer, profiles);
        let mut mux = Mux::new(0, Arc::new(Directory::default()));
        mux.add(PEER, server.fragment());
        server.answer(origin, answer).unwrap();
        Self {
            origin,
            now: origin,
            server,
            server_is_up: false,
            mux,
            timer: None,
            client,
            fate,
            sent: [0, 0],
            on_the_way: Vec::new(),
            order: 0,
            impatience: None,
            log: Vec::new(),
        }
    }

    fn send(&mut self, from: From, datagram: &BytesMut) {
        let number = self.sent[from as usize];
        self.sent[from as usize] += 1;
        let after = (self.fate)(from, number);
        let at = self.now.duration_since(self.origin).as_millis();
        self.log.push(format!("{at} {from:?} {number}: {} arrives after {after:?}", name(datagram)));
        for after in after {
            self.order += 1;
            self.on_the_way.push((self.now + after, self.order, from, datagram.clone()));
        }
    }

    /// Everything that both have to say now.
    fn settle(&mut self) {
        let mut events = Vec::new();
        self.server.events(&mut events);
        self.server_is_up |= events.iter().any(|event| matches!(event, PeerEvent::Connected));
        while let Some((to, datagram)) = self.server.outgoing() {
            if self.mux.outgoing(PEER, to, &datagram).is_some() {
                self.send(From::Server, &datagram);
            }
        }
        self.timer =
            self.server.next_timeout().map(|at| self.on_grid(at.max(self.now + Duration::from_millis(1))));
        while let Some(datagram) = self.client.outgoing() {
            self.send(From::Client, &datagram);
            if let (Some(after), Some(again)) = (self.impatience, repeated(&datagram)) {
                self.order += 1;
                self.on_the_way.push((self.now + after + ONE_WAY, self.order, From::Client, again));
            }
        }
    }

    fn on_grid(&self, at: Instant) -> Instant {
        let millis = at.duration_since(self.origin).as_micros().div_ceil(1_000 * GRID) * GRID;
        self.origin + Duration::from_millis(u64::try_from(millis).unwrap())
    }

    /// The next thing happens.
    fn step(&mut self) {
        let arrival = self.on_the_way.iter().map(|(at, ..)| *at).min();
        let of_client = self.client.connection.poll_timeout();
        let next = [arrival, of_client, self.timer].into_iter().flatten().min();
        self.now = next.map_or(self.now + Duration::from_secs(1), |next| next.max(self.now));
        // As in the worker: what came is dealt with before what is due.
        self.on_the_way.sort_by_key(|(at, order, ..)| (*at, *order));
        while self.on_the_way.first().is_some_and(|(at, ..)| *at <= self.now) {
            let (_, _, from, datagram) = self.on_the_way.remove(0);
            self.arrive(from, datagram);
            self.settle();
        }
        if of_client.is_some_and(|at| at <= self.now) {
            let _ = self.client.connection.handle_timeout(self.now);
        }
        if self.timer.take_if(|at| *at <= self.now).is_some() {
            self.server.timeout(self.now);
        }
        self.settle();
    }

    fn arrive(&mut self, from: From, datagram: BytesMut) {
        match from {
            From::Server => self.client.incoming(self.now, datagram),
            From::Client => {
                if let Owner::Here(_, seen) = self.mux.incoming(Path::udp(CLIENT, SERVER.ip()), &datagram) {
                    self.server.incoming(self.now, seen, &datagram);
                }
            }
        }
    }

    fn is_up(&self) -> bool {
        self.server_is_up && self.client.is_up
    }

    /// How long it takes until both are up.
    fn comes_up(&mut self) -> Result<Duration, String> {
        self.settle();
        while !self.is_up() {
            self.step();
            if self.now > self.origin + Duration::from_secs(15) {
                let (server, client) = (self.server_is_up, self.client.is_up);
                return Err(format!("server {server}, client {client}\n{}", self.log.join("\n")));
            }
        }
        Ok(self.now - self.origin)
    }
}

/// What a datagram is.
fn name(datagram: &[u8]) -> String {
    match datagram.first() {
        Some(0..=3) => format!("STUN {:02x}{:02x}", datagram[0], datagram[1]),
        Some(22) if datagram[3..5] == [0, 0] => format!("handshake {} of {}", datagram[13], datagram.len()),
        Some(kind @ 20..=25) => format!("record {kind} of {}", datagram.len()),
        _ => "other".to_owned(),
    }
}

/// What a client repeats that waits for less than the library's: its greeting, under a record number that is free and within the
/// other side's window.
fn repeated(datagram: &BytesMut) -> Option<BytesMut> {
    let is_greeting = datagram.first() == Some(&22) && datagram.get(13) == Some(&1);
    is_greeting.then(|| {
        let mut again = datagram.clone();
        again[10] += 20;
        again
    })
}

fn identity() -> Identity {
    Identity::new(Candidates::new(vec![Candidate { tcp: false, address: SERVER }])).unwrap()
}

fn baseline(identity: &Identity) -> [usize; 2] {
    let mut link = Link::new(identity, &fine);
    let took = link.comes_up().unwrap();
    assert!(took < Duration::from_millis(600), "{took:?}\n{}", link.log.join("\n"));
    assert!(link.log.iter().any(|sent| sent.contains("Server") && sent.contains("handshake 2")));
    link.sent
}

/// Plays with each of some fates; tells of every one that is not survived in time.
fn all_survive<T: std::fmt::Debug>(
    cases: impl IntoIterator<Item = T>,
    fate: impl Fn(&T, From, usize) -> Vec<Duration>,
) {
    let identity = identity();
    let (mut slow, mut longest) = (Vec::new(), Duration::ZERO);
    for case in cases {
        let fate = |from, number| fate(&case, from, number);
        let mut link = Link::new(&identity, &fate);
        match link.comes_up() {
            Ok(took) if took <= IN_TIME => longest = longest.max(took),
            Ok(took) => slow.push(format!("{case:?}: {took:?}\n{}", link.log.join("\n"))),
            Err(why) => slow.push(format!("{case:?}: never, {why}")),
        }
    }
    println!("longest {longest:?}");
    assert!(slow.is_empty(), "{} were not survived, as\n{}", slow.len(), slow[0]);
}

const BOTH: [From; 2] = [From::Server, From::Client];

/// Every datagram that either sends until both are up.
fn every() -> Vec<(From, usize)> {
    let sent = baseline(&identity());
    BOTH.into_iter().flat_map(|from| (0..sent[from as usize]).map(move |number| (from, number))).collect()
}

#[test]
fn every_single_loss_is_survived() {
    all_survive(every(), |&case, from, number| if (from, number) == case { vec![] } else { vec![ONE_WAY] });
}

#[test]
fn every_two_losses_are_survived() {
    let every = every();
    let pairs = every.iter().flat_map(|&one| every.iter().map(move |&other| [one, other]));
    let pairs = pairs.filter(|[(one, first), (other, second)]| (*one as u8, first) < (*other as u8, second));
    all_survive(
        pairs,
        |case, from, number| if case.contains(&(from, number)) { vec![] } else { vec![ONE_WAY] },
    );
}

#[test]
fn a_twentieth_lost_at_random_is_survived() {
    let chance = |seed: u64, from: From, number: usize| {
        let mixed = (seed << 32 | (number as u64) << 1 | from as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32
    };
    all_survive(
        0..400,
        |&seed, from, number| {
            if chance(seed, from, number).is_multiple_of(20) { vec![] } else { vec![ONE_WAY] }
        },
    );
}

#[test]
fn everything_doubled_or_late_is_survived() {
    let late = [1, 30, 70, 1_100].map(Duration::from_millis);
    let cases = every().into_iter().flat_map(|case| late.map(|late| (case, late)));
    all_survive(
        cases.clone(),
        |&(case, late), from, number| {
            if (from, number) == case { vec![ONE_WAY + late] } else { vec![ONE_WAY] }
        },
    );
    all_survive(
        cases,
        |&(case, late), from, number| {
            if (from, number) == case { vec![ONE_WAY, ONE_WAY + late] } else { vec![ONE_WAY] }
        },
    );
}

#[test]
fn an_impatient_client_whose_answer_is_lost_comes_up() {
    let identity = identity();
    for number in 0..baseline(&identity)[From::Server as usize] {
        let fate = |from, of| if (from, of) == (From::Server, number) { vec![] } else { vec![ONE_WAY] };
        let mut link = Link::new(&identity, &fate);
        link.impatience = Some(Duration::from_millis(50));
        let took = link.comes_up().unwrap_or_else(|why| panic!("{number}: {why}"));
        assert!(took <= IN_TIME, "{number}: {took:?}");
    }
}

/// What the client reads of a packet in the first line, once both are up.
fn reads(link: &mut Link<'_>) -> Option<(u16, Vec<u8>)> {
    let forward = Forward {
        listener: sfu::DeviceId(1),
        line: Line(0),
        sequence: 65_535,
        timestamp: 9,
        marker: true,
        keyframe: false,
        red: false,
        payload: Bytes::from_static(b"hello"),
        codec: Codec::Vp8,
        descriptor: None,
        dependency: None,
        report: None,
    };
    let mut room = vec![0; Peer::room(&forward)];
    let length = link.server.write(&forward, 1, &mut room)?;
    link.client.incoming(link.now, BytesMut::from(&room[..length]));
    while link.client.connection.poll_event().is_some() {}
    let read = link.client.connection.poll_media_read()?;
    let RTCMessage::RtpPacket(_, packet) = read.message else { return None };
    Some((packet.header.sequence_number, packet.payload.to_vec()))
}

#[test]
fn what_we_seal_beside_the_library_is_opened_by_one() {
    let mut link = Link::new(&identity(), &fine);
    assert!(reads(&mut link).is_none(), "nothing leaves before there are keys");
    link.comes_up().unwrap();
    assert_eq!(reads(&mut link), Some((65_535, b"hello".to_vec())));
}

#[test]
fn a_device_that_knows_the_older_cipher_only_gets_in_by_the_second_attempt() {
    let older = vec![SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80];
    let identity = identity();
    let mut link = Link::with(&identity, &fine, older.clone());
    assert!(link.comes_up().is_err());
    assert!(link.server.needs_older_ciphers(), "the server knows why");
    let mut link = Link::with(&identity.for_old(), &fine, older);
    link.comes_up().unwrap();
    assert!(!link.server.needs_older_ciphers());
    assert_eq!(reads(&mut link), Some((65_535, b"hello".to_vec())));
}

#[test]
fn a_handshake_that_does_not_come_through_says_nothing_about_ciphers() {
    let path_only = |_, number| if number < 4 { vec![ONE_WAY] } else { Vec::new() };
    let mut link = Link::new(&identity(), &path_only);
    assert!(link.comes_up().is_err());
    assert!(!link.server.needs_older_ciphers());
}
