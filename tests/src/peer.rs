//! The two peer connections of one device, on sockets of 127.0.0.1.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Context as _;
use rtc::interceptor::{
    NackGeneratorBuilder, ReceiverReportBuilder, SenderReportBuilder, TwccReceiverBuilder,
};
use rtc::peer_connection::configuration::media_engine::{MIME_TYPE_OPUS, MIME_TYPE_RTX, MIME_TYPE_VP8};
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::transport::RTCDtlsRole;
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters,
    RTCRtpHeaderExtensionCapability, RtpCodecKind,
};
use signaling::protocol::{MediaRequest, SourceKind};
use tokio::sync::watch;
use tokio::task::JoinSet;
use webrtc::media_stream::MediaStreamTrack;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    MediaEngine, PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCIceCandidateInit,
    RTCPeerConnectionState, RTCSessionDescription, Registry, Slot,
};
use webrtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit};

use crate::clock;
use crate::line::{Described, Line, Reply};
use crate::log::{Heard, Log};
use crate::smuggler::{self, Smuggle, smuggler};
use crate::source::{self, OPUS, RED, RTX, Sending, Traffic, VP8};
use crate::stamp;
use crate::tap::{self, Tap};

const AUDIO_LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const TRANSPORT_CC: &str = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

/// Lines of the receiving connection.
pub const LINES: usize = 25;

/// How a device reaches the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Way {
    /// UDP over IPv4.
    #[default]
    V4,
    /// UDP over IPv6.
    V6,
    /// UDP over IPv4 if that works, and TCP.
    Tcp,
    /// TCP, whatever is told of UDP.
    OnlyTcp,
}

impl Way {
    const fn has_tcp(self) -> bool {
        matches!(self, Self::Tcp | Self::OnlyTcp)
    }
}

/// Both connections of a device. Dropped, they are closed.
pub struct Media {
    sending: Arc<dyn PeerConnection>,
    receiving: Arc<dyn PeerConnection>,
    states: [watch::Receiver<RTCPeerConnectionState>; 2],
    tracks: Vec<(SourceKind, u32, Arc<TrackLocalStaticRTP>)>,
    level: Option<u8>,
    /// What goes out under the keys of its sending and its receiving connection, whatever it is.
    pub smuggle: [Smuggle; 2],
    /// What its sources share.
    pub source: Arc<Sending>,
    tasks: JoinSet<()>,
    /// From the request to both connections being up, in nanoseconds.
    pub took: u64,
}

impl Drop for Media {
    fn drop(&mut self) {
        let connections = [Arc::clone(&self.sending), Arc::clone(&self.receiving)];
        // Not closed, their drivers would go on for ever. Outside a runtime everything ends anyway.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                for connection in connections {
                    let _ = connection.close().await;
                }
            });
        }
    }
}

impl Media {
    /// Makes both connections and waits until they are up. `described` is called once the server's descriptions are
    /// known, before anything is sent to its media port, and may change them.
    ///
    /// # Errors
    /// When they do not come up.
    pub async fn connect(
        way: Way,
        line: &Line,
        device: u32,
        log: &Arc<Log>,
        described: impl FnOnce(&mut Described),
    ) -> anyhow::Result<Self> {
        let began = clock::nanos();
        let (sending, sending_state, smuggle_sending) = connection(way, None).await?;
        let mut tracks = Vec::new();
        for (index, kind) in SourceKind::ALL.into_iter().enumerate() {
            let ssrc = device.wrapping_mul(0x9e37_79b9).wrapping_add(index as u32);
            let track = Arc::new(TrackLocalStaticRTP::new(track(kind, ssrc)));
            let init = RTCRtpTransceiverInit {
                direction: RTCRtpTransceiverDirection::Sendonly,
                streams: vec!["piiri".to_owned()],
                send_encodings: vec![],
            };
            sending.add_transceiver_from_track(Arc::<TrackLocalStaticRTP>::clone(&track), Some(init)).await?;
            tracks.push((kind, ssrc, track));
        }
        let offer = sending.create_offer(None).await?;
        let sdp = offer.sdp.clone();
        sending.set_local_description(offer).await?;
        let answer = line.media(MediaRequest::MediaSend { sdp }).await?;
        let reply = answer.outcome.map_err(|code| anyhow::anyhow!("media_send was refused: {code:?}"))?;
        let Reply::Described(mut server) = reply else {
            anyhow::bail!("{reply:?} is no answer to media_send")
        };
        described(&mut server);
        if way == Way::OnlyTcp {
            server.answer = without_udp(&server.answer);
            server.offer = without_udp(&server.offer);
        }
        let level = extension(&server.answer, AUDIO_LEVEL);
        let passive = passive_candidates(way, &server.answer);
        sending.set_remote_description(RTCSessionDescription::answer(server.answer)?).await?;
        dial(&sending, passive).await?;

        let ears = Ears { device, lines: Arc::new(lines_by_ssrc(&server.offer)), log: Arc::clone(log) };
        let (receiving, receiving_state, smuggle_receiving) = connection(way, Some(ears)).await?;
        let passive = passive_candidates(way, &server.offer);
        receiving.set_remote_description(RTCSessionDescription::offer(server.offer)?).await?;
        let answer = receiving.create_answer(None).await?;
        let sdp = answer.sdp.clone();
        receiving.set_local_description(answer).await?;
        dial(&receiving, passive).await?;
        let received = line.media(MediaRequest::MediaReceive { sdp }).await?;
        received.outcome.map_err(|code| anyhow::anyhow!("media_receive was refused: {code:?}"))?;

        let source = Arc::new(Sending::new(device));
        let states = [sending_state, receiving_state];
        let tasks = JoinSet::new();
        let smuggle = [smuggle_sending, smuggle_receiving];
        let mut media = Self { sending, receiving, states, tracks, level, smuggle, source, tasks, took: 0 };
        media.up().await?;
        media.took = clock::nanos() - began;
        Ok(media)
    }

    async fn up(&mut self) -> anyhow::Result<()> {
        for state in &mut self.states {
            let connected = state.wait_for(|state| *state == RTCPeerConnectionState::Connected);
            let _ = crate::within("a connection", connected).await?.context("its driver is gone")?;
        }
        Ok(())
    }

    /// Whether both connections are still up.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.states.iter().all(|state| *state.borrow() == RTCPeerConnectionState::Connected)
    }

    /// Whether one of them will not come back. Where packets are lost one is not up now and then: of checks every 2 s this
    /// library wants an answer within 5.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        let is_over =
            |state| matches!(state, RTCPeerConnectionState::Failed | RTCPeerConnectionState::Closed);
        self.states.iter().any(|state| is_over(*state.borrow()))
    }

    /// Begins to send one kind and goes on whatever anybody says.
    pub fn start(&mut self, kind: SourceKind, traffic: Traffic) {
        let Some((_, ssrc, track)) = self.tracks.iter().find(|(of, ..)| *of == kind) else { return };
        let (source, track, ssrc) = (Arc::clone(&self.source), Arc::clone(track), *ssrc);
        if is_audio(kind) {
            let level = self.level.zip(traffic.level);
            self.tasks.spawn(source::speak(source, track, ssrc, traffic, level));
        } else {
            self.tasks.spawn(source::answer_keyframe_requests(Arc::clone(&source), Arc::clone(&track)));
            self.tasks.spawn(source::show(source, track, ssrc, traffic));
        }
    }

    /// The streams it may send, in the order of its m-lines.
    #[must_use]
    pub fn streams(&self) -> Vec<u32> {
        self.tracks.iter().map(|(_, ssrc, _)| *ssrc).collect()
    }

    /// Stops sending anything.
    pub async fn hush(&mut self) {
        self.tasks.shutdown().await;
    }
}

/// Where received packets go.
struct Ears {
    device: u32,
    lines: Arc<HashMap<u32, u8>>,
    log: Arc<Log>,
}

struct Events {
    state: watch::Sender<RTCPeerConnectionState>,
    ears: Option<Ears>,
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Events {
    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        self.state.send_replace(state);
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        let Some(Ears { device, lines, log }) = &self.ears else { return };
        let (listener, lines, log) = (*device, Arc::clone(lines), Arc::clone(log));
        tokio::spawn(async move {
            while let Some(event) = track.poll().await {
                let TrackRemoteEvent::OnRtpPacket(packet) = event else { continue };
                let arrived = clock::nanos();
                let line = lines.get(&packet.header.ssrc).copied();
                if let (Some(line), Some(payload)) = (line, stamp::read(&packet.payload)) {
                    let sequence = packet.header.sequence_number;
                    log.add(Heard { listener, line, arrived, sequence, payload });
                }
            }
        });
    }
}

/// What a description says of TCP. The library takes it from single candidates only.
fn passive_candidates(way: Way, sdp: &str) -> Vec<RTCIceCandidateInit> {
    let of_tcp = |line: &&str| way.has_tcp() && line.contains(" tcptype passive") && line.contains(" 1 tcp ");
    let candidates = sdp.lines().filter_map(|line| line.strip_prefix("a=")).filter(of_tcp);
    let mut candidates: Vec<&str> = candidates.collect();
    candidates.sort_unstable();
    candidates.dedup();
    let init =
        |candidate: &str| RTCIceCandidateInit { candidate: candidate.to_owned(), ..Default::default() };
    candidates.into_iter().map(init).collect()
}

fn without_udp(sdp: &str) -> String {
    let is_udp = |line: &&str| line.starts_with("a=candidate:") && line.contains(" udp ");
    sdp.lines().filter(|line| !is_udp(line)).flat_map(|line| [line, "\r\n"]).collect()
}

async fn dial(
    connection: &Arc<dyn PeerConnection>,
    candidates: Vec<RTCIceCandidateInit>,
) -> anyhow::Result<()> {
    for candidate in candidates {
        connection.add_ice_candidate(candidate).await?;
    }
    Ok(())
}

async fn connection(
    way: Way,
    ears: Option<Ears>,
) -> anyhow::Result<(Arc<dyn PeerConnection>, watch::Receiver<RTCPeerConnectionState>, Smuggle)> {
    let mut engine = MediaEngine::default();
    let feedback =
        ["nack", "pli"].map(|parameter| RTCPFeedback { typ: "nack".into(), parameter: parameter.into() });
    let measured = RTCPFeedback { typ: "transport-cc".into(), parameter: String::new() };
    let (audio, video) = (vec![measured.clone()], [&feedback[..], &[measured]].concat());
    let video = RTCRtpCodecParameters { rtp_codec: codec(false, video), payload_type: VP8 };
    let audio = RTCRtpCodecParameters { rtp_codec: codec(true, audio), payload_type: OPUS };
    engine.register_codec(video, RtpCodecKind::Video)?;
    engine.register_codec(audio, RtpCodecKind::Audio)?;
    let registry = if ears.is_some() {
        // As browsers do: what has come is told, what is missing is asked for, so that the server measures and paces.
        engine.register_codec(rtx(), RtpCodecKind::Video)?;
        for kind in [RtpCodecKind::Audio, RtpCodecKind::Video] {
            let numbers = RTCRtpHeaderExtensionCapability { uri: TRANSPORT_CC.to_owned() };
            engine.register_header_extension(numbers, kind, None)?;
        }
        Registry::new()
            .with(Slot::NackGenerator, NackGeneratorBuilder::new().build())
            .with(Slot::TwccReceiver, TwccReceiverBuilder::new().build())
            .with(Slot::ReceiverReport, ReceiverReportBuilder::new().build())
    } else {
        let level = RTCRtpHeaderExtensionCapability { uri: AUDIO_LEVEL.to_owned() };
        engine.register_header_extension(level, RtpCodecKind::Audio, None)?;
        engine.register_codec(red(), RtpCodecKind::Audio)?;
        Registry::new()
            .with(Slot::SenderReport, SenderReportBuilder::new().build())
            .with(Slot::from(tap::SLOT), Tap::default())
    };
    let (smuggle, smuggler) = smuggler();
    let registry = registry.with(Slot::from(smuggler::SLOT), smuggler);
    let (state, states) = watch::channel(RTCPeerConnectionState::New);
    let connection = PeerConnectionBuilder::new()
        .with_media_engine(engine)
        // As every browser answers: by itself the library would leave the DTLS greeting to a server that is ICE-lite, and as
        // the one who waits for it lose connections at single losses that browsers survive.
        .with_setting_engine(
            SettingEngineBuilder::new().with_answering_dtls_role(RTCDtlsRole::Client).build(),
        )
        .with_interceptor_registry(registry)
        .with_handler(Arc::new(Events { state, ears }))
        .with_udp_addrs(vec![if way == Way::V6 { "[::1]:0" } else { "127.0.0.1:0" }])
        .with_tcp_addrs(if way.has_tcp() { vec!["127.0.0.1:0"] } else { vec![] })
        .build()
        .await?;
    Ok((Arc::new(connection), states, smuggle))
}

fn codec(audio: bool, rtcp_feedback: Vec<RTCPFeedback>) -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: if audio { MIME_TYPE_OPUS } else { MIME_TYPE_VP8 }.to_owned(),
        clock_rate: if audio { 48_000 } else { 90_000 },
        channels: if audio { 2 } else { 0 },
        sdp_fmtp_line: String::new(),
        rtcp_feedback,
    }
}

/// Behind plain Opus, which is what is sent.
fn red() -> RTCRtpCodecParameters {
    let rtp_codec = RTCRtpCodec {
        mime_type: "audio/red".to_owned(),
        sdp_fmtp_line: format!("{OPUS}/{OPUS}"),
        ..codec(true, vec![])
    };
    RTCRtpCodecParameters { rtp_codec, payload_type: RED }
}

fn rtx() -> RTCRtpCodecParameters {
    let rtp_codec = RTCRtpCodec {
        mime_type: MIME_TYPE_RTX.to_owned(),
        sdp_fmtp_line: format!("apt={VP8}"),
        ..codec(false, vec![])
    };
    RTCRtpCodecParameters { rtp_codec, payload_type: RTX }
}

const fn is_audio(kind: SourceKind) -> bool {
    matches!(kind, SourceKind::Microphone | SourceKind::ScreenSound | SourceKind::SecondScreenSound)
}

fn track(kind: SourceKind, ssrc: u32) -> MediaStreamTrack {
    let (audio, name) = (is_audio(kind), format!("{kind:?}"));
    let coding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters {
            ssrc: Some(ssrc),
            ..RTCRtpCodingParameters::default()
        },
        codec: codec(audio, vec![]),
        ..RTCRtpEncodingParameters::default()
    };
    let kind = if audio { RtpCodecKind::Audio } else { RtpCodecKind::Video };
    MediaStreamTrack::new("piiri".to_owned(), name.clone(), name, kind, vec![coding])
}

/// Which line of an offer each SSRC is in.
fn lines_by_ssrc(offer: &str) -> HashMap<u32, u8> {
    let mut line = None;
    let mut lines = HashMap::new();
    for text in offer.lines() {
        if text.starts_with("m=") {
            line = Some(line.map_or(0, |line: u8| line.saturating_add(1)));
        }
        let ssrc = text.strip_prefix("a=ssrc:").and_then(|rest| rest.split(' ').next()?.parse().ok());
        if let (Some(line), Some(ssrc)) = (line, ssrc) {
            lines.insert(ssrc, line);
        }
    }
    lines
}

/// The id of a header extension.
fn extension(sdp: &str, uri: &str) -> Option<u8> {
    let extensions = sdp.lines().filter_map(|line| line.strip_prefix("a=extmap:")?.split_once(' '));
    extensions.filter(|(_, rest)| rest.trim() == uri).find_map(|(id, _)| id.split('/').next()?.parse().ok())
}

/// The first ICE username fragment in a description.
#[must_use]
pub fn fragment(sdp: &str) -> Option<&str> {
    sdp.lines().find_map(|line| line.strip_prefix("a=ice-ufrag:")).map(str::trim)
}
