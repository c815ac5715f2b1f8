//! A sender and two listeners, made of the same library, over the loopback interface.

use std::collections::BTreeSet;
use std::sync::mpsc;
use std::thread;

use str0m::Candidate;
use str0m::change::{SdpAnswer, SdpOffer};
use str0m::media::{Direction, KeyframeRequestKind, MediaKind};
use str0m::rtp::RtpWrite;

use super::*;
use crate::connection::payload_type;

/// Until the test is given up.
const PATIENCE: Duration = Duration::from_secs(20);

struct Client {
    rtc: str0m::Rtc,
    socket: UdpSocket,
    local: SocketAddr,
    packets: BTreeSet<(u32, u64)>,
    asked: usize,
}

impl Client {
    fn new() -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
        let local = socket.local_addr().unwrap();
        let mut rtc = str0m::Rtc::builder().set_rtp_mode(true).build(Instant::now());
        rtc.add_local_candidate(Candidate::host(local, "udp").unwrap());
        Self { rtc, socket, local, packets: BTreeSet::new(), asked: 0 }
    }

    /// A millisecond passes.
    fn step(&mut self) {
        let mut buffer = [0; 2048];
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(_) => break,
                Output::Transmit(transmit) => {
                    self.socket.send_to(&transmit.contents, transmit.destination).unwrap();
                }
                Output::Event(Event::RtpPacket(packet)) => {
                    self.packets.insert((*packet.header.ssrc, *packet.seq_no));
                }
                Output::Event(Event::KeyframeRequest(_)) => self.asked += 1,
                Output::Event(_) => {}
            }
        }
        let now = Instant::now();
        let input = match self.socket.recv_from(&mut buffer) {
            Ok((length, source)) => Input::Receive(
                now,
                Receive::new(Protocol::Udp, source, self.local, &buffer[..length]).unwrap(),
            ),
            Err(_) => Input::Timeout(now),
        };
        self.rtc.handle_input(input).unwrap();
    }
}

struct Running {
    orders: mpsc::Sender<Ordered>,
    waker: mio::Waker,
    working: thread::JoinHandle<anyhow::Result<()>>,
}

impl Running {
    fn start() -> Self {
        str0m::crypto::from_feature_flags().install_process_default();
        let poll = Poll::new().unwrap();
        let waker = mio::Waker::new(poll.registry(), WAKE).unwrap();
        let (orders, to_do) = mpsc::channel();
        let worker = Worker::new(poll, to_do).unwrap();
        let working = thread::spawn(move || worker.run());
        Self { orders, waker, working }
    }

    fn order(&self, order: Order) -> Answer {
        let (answer, answered) = mpsc::sync_channel(1);
        self.orders.send((order, answer)).unwrap();
        self.waker.wake().unwrap();
        answered.recv_timeout(PATIENCE).unwrap()
    }

    fn subscribe(&self, person: &str, group: &str) -> Result<Client, String> {
        let answer = self.order(Order::Subscribe { id: 1, group: group.into(), person: person.into() });
        let Some(offer) = answer.sdp else { return Err(answer.error.unwrap_or_default()) };
        let mut client = Client::new();
        let answer = client.rtc.sdp_api().accept_offer(SdpOffer::from_sdp_string(&offer).unwrap()).unwrap();
        let sdp = answer.to_sdp_string();
        assert_eq!(self.order(Order::Subscribed { id: 2, person: person.into(), sdp }).error, None);
        Ok(client)
    }
}

#[test]
fn what_is_published_arrives_in_the_group_and_a_keyframe_is_asked_for() {
    let running = Running::start();
    let mut sender = Client::new();
    let mut changes = sender.rtc.sdp_api();
    let mids = [MediaKind::Audio, MediaKind::Video]
        .map(|kind| changes.add_media(kind, Direction::SendOnly, None, None, None));
    let (offer, pending) = changes.apply().unwrap();
    let sdp = offer.to_sdp_string();
    let answer = running.order(Order::Publish { id: 0, group: "a".into(), person: "sender".into(), sdp });
    let answer = SdpAnswer::from_sdp_string(&answer.sdp.unwrap()).unwrap();
    sender.rtc.sdp_api().accept_answer(pending, answer).unwrap();
    assert!(running.subscribe("elsewhere", "b").is_err(), "nobody sends in the other group");
    assert!(running.subscribe("sender", "a").is_err(), "nothing comes back to the sender");
    let mut listeners = ["first", "second"].map(|person| running.subscribe(person, "a").unwrap());

    let began = Instant::now();
    // About to wrap: whoever comes later must not notice.
    let mut number = 65_500_u64;
    while listeners.iter().any(|listener| listener.packets.len() < 200) || sender.asked == 0 {
        assert!(began.elapsed() < PATIENCE, "{:?}", listeners.map(|listener| listener.packets.len()));
        sender.step();
        if sender.rtc.is_connected() && listeners.iter().all(|listener| listener.rtc.is_connected()) {
            number += 1;
            for mid in mids {
                let pt = payload_type(&sender.rtc, mid).unwrap();
                let mut direct = sender.rtc.direct_api();
                let write =
                    RtpWrite::new(pt, number.into(), (number * 960) as u32, Instant::now(), vec![7; 900]);
                direct.stream_tx_by_mid(mid, None).unwrap().write_rtp(write);
                sender.rtc.handle_input(Input::Timeout(Instant::now())).unwrap();
            }
        }
        for listener in &mut listeners {
            listener.step();
            let streams: BTreeSet<u32> = listener.packets.iter().map(|(ssrc, _)| *ssrc).collect();
            for ssrc in streams {
                if let Some(stream) = listener.rtc.direct_api().stream_rx(&ssrc.into())
                    && sender.asked == 0
                {
                    stream.request_keyframe(KeyframeRequestKind::Pli);
                }
            }
        }
    }
    for listener in &listeners {
        let streams: BTreeSet<u32> = listener.packets.iter().map(|(ssrc, _)| *ssrc).collect();
        assert_eq!(streams.len(), 2, "sound and pictures");
        for stream in streams {
            let numbers: Vec<u64> = listener
                .packets
                .iter()
                .filter(|(ssrc, _)| *ssrc == stream)
                .map(|(_, number)| *number)
                .collect();
            assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
        }
    }
    drop(running.orders);
    running.waker.wake().unwrap();
    running.working.join().unwrap().unwrap();
}
