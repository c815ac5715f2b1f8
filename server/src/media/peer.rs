//! One end of a WebRTC connection: the only file that knows the library's peer connection.
//!
//! A device has two. On its *sending* connection we answer an offer with six m-lines and receive; on its *receiving*
//! connection we offer the fixed lines of [`sfu::lines`] once and send. Neither is ever negotiated again.

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use rtc::crypto::{SignatureScheme, default_provider};
use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::{NackGeneratorBuilder, ReceiverReportBuilder, TwccReceiverBuilder};
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::certificate::{CertificateParams, RTCCertificate};
use rtc::peer_connection::configuration::RTCConfigurationBuilder;
use rtc::peer_connection::configuration::interceptor_registry::{Registry, Slot};
use rtc::peer_connection::configuration::media_engine::{
    MIME_TYPE_OPUS, MIME_TYPE_RTX, MIME_TYPE_VP8, MediaEngine,
};
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::event::{RTCPeerConnectionEvent, RTCTrackEvent};
use rtc::peer_connection::message::{RTCMessage, TaggedRTCMessage};
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::state::{RTCIceConnectionState, RTCPeerConnectionState};
use rtc::peer_connection::transport::{CandidateConfig, CandidateHostConfig, RTCDtlsRole, RTCIceCandidate};
use rtc::peer_connection::{RTCPeerConnection, RTCPeerConnectionBuilder};
use rtc::rtcp;
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtcp::transport_feedbacks::transport_layer_nack::TransportLayerNack;
use rtc::rtp;
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters,
    RTCRtpHeaderExtensionCapability, RTCRtpRtxParameters, RtpCodecKind,
};
use rtc::rtp_transceiver::{RTCRtpReceiverId, RTCRtpTransceiverDirection, RTCRtpTransceiverInit};
use rtc::sansio::Protocol;
use rtc::shared::{TaggedBytesMut, TransportContext, TransportProtocol};
use sfu::lines::{LAYOUT, LINES, Line, LineUse};
use sfu::{Forward, Kind, Packet};

use super::rtx::{self, Rtx};
use super::tap::{self, Tap};

/// Payload types of the receiving connection, ours to choose as its offerer.
const OPUS: u8 = 111;
const VP8: u8 = 96;
const RTX: u8 = 97;

const AUDIO_LEVEL_URI: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const TRANSPORT_CC_URI: &str = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
const MID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";

/// How often the uplink is asked for what is missing. libwebrtc asks after about one RTT.
const NACK_INTERVAL: Duration = Duration::from_millis(20);
/// How often for each packet: 200 ms, after which a keyframe is the shorter way.
const NACKS_PER_PACKET: u16 = 10;
/// ICE gives up a path that is silent for this long, twice (disconnected, then failed): 30 s. Firefox checks every 4 to
/// 6 s, so that the library's own 5 s would flap.
const ICE_PATIENCE: Duration = Duration::from_secs(15);
/// Streams one device may send: six sources with repair, and control from each. The library keeps state for every
/// SSRC it sees, before it knows whether the packet is genuine.
const STREAMS: usize = 64;

/// What all peers of a process share.
#[derive(Clone)]
pub struct Identity {
    certificate: RTCCertificate,
    candidates: Vec<SocketAddr>,
}

impl Identity {
    /// A fresh certificate, and the addresses to advertise.
    pub fn new(candidates: Vec<SocketAddr>) -> anyhow::Result<Self> {
        let provider = default_provider()?;
        let certificate = RTCCertificate::generate(
            provider.crypto(),
            SignatureScheme::EcdsaP256Sha256,
            CertificateParams::new(vec!["piiri".to_owned()])?,
        )?;
        Ok(Self { certificate, candidates })
    }
}

/// What came out of a peer.
#[derive(Debug)]
pub enum PeerEvent {
    /// ICE found a path; DTLS is next.
    PathFound,
    /// Media can flow.
    Connected,
    /// It will not recover.
    Failed,
    /// A packet from the device.
    Rtp(Kind, Packet<Bytes>),
    /// The device's own clock pairing for one of its sources.
    SenderReport(Kind, u64, u32),
    /// The device cannot decode what is in a line.
    KeyframeWanted(Line),
    /// The device misses packets in a line.
    Missing(Line, Vec<u16>),
}

enum Side {
    Sending { audio_level: Option<u8>, ssrcs: Vec<(u32, Kind)> },
    Receiving { ssrc: u32, rtx_sequence: [u16; LINES] },
}

/// One connection.
pub struct Peer {
    connection: RTCPeerConnection,
    side: Side,
    local: SocketAddr,
    fragment: String,
    streams: Vec<u32>,
    broken: bool,
}

/// The session description cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the session description cannot be used: {0}")]
pub struct BadDescription(String);

impl BadDescription {
    fn of(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

impl Peer {
    /// Answers a device's offer of its sending connection.
    pub fn sending(
        now: Instant,
        identity: &Identity,
        offer: String,
    ) -> Result<(Self, String), BadDescription> {
        let mut engine = MediaEngine::default();
        register_codecs(&mut engine).map_err(BadDescription::of)?;
        let extensions = [
            (AUDIO_LEVEL_URI, RtpCodecKind::Audio),
            (TRANSPORT_CC_URI, RtpCodecKind::Audio),
            (TRANSPORT_CC_URI, RtpCodecKind::Video),
            (MID_URI, RtpCodecKind::Audio),
            (MID_URI, RtpCodecKind::Video),
        ];
        for (uri, kind) in extensions {
            let extension = RTCRtpHeaderExtensionCapability { uri: uri.to_owned() };
            engine.register_header_extension(extension, kind, None).map_err(BadDescription::of)?;
        }
        let nacks = NackGeneratorBuilder::new()
            .with_interval(NACK_INTERVAL)
            .with_max_nacks_per_packet(NACKS_PER_PACKET)
            .build();
        let registry = Registry::new()
            .with(Slot::from(rtx::SLOT), Rtx::default())
            .with(Slot::NackGenerator, nacks)
            .with(Slot::TwccReceiver, TwccReceiverBuilder::new().build())
            .with(Slot::ReceiverReport, ReceiverReportBuilder::new().build())
            .with(Slot::from(tap::SLOT), Tap::default());
        let mut connection = connect(now, identity, engine, registry)?;
        check_offer(&offer)?;
        let offer = RTCSessionDescription::offer(harmless(&offer)?).map_err(BadDescription::of)?;
        connection.set_remote_description(now, offer).map_err(BadDescription::of)?;
        let local = add_candidates(&mut connection, identity)?;
        let answer = connection.create_answer(None).map_err(BadDescription::of)?;
        connection.set_local_description(now, answer).map_err(BadDescription::of)?;
        let answer = local_sdp(&connection)?;
        let side = Side::Sending { audio_level: extension_id(&answer, AUDIO_LEVEL_URI), ssrcs: Vec::new() };
        let fragment = fragment_of(&answer)?;
        Ok((Self { connection, side, local, fragment, streams: Vec::new(), broken: false }, answer))
    }

    /// Makes a device's receiving connection and its only offer. `ssrc` is the first of twice [`LINES`] free ones.
    pub fn receiving(now: Instant, identity: &Identity, ssrc: u32) -> Result<(Self, String), BadDescription> {
        let mut engine = MediaEngine::default();
        register_codecs(&mut engine).map_err(BadDescription::of)?;
        let registry = Registry::new().with(Slot::from(tap::SLOT), Tap::default());
        let mut connection = connect(now, identity, engine, registry)?;
        for (line, &line_use) in LAYOUT.iter().enumerate() {
            add_line(&mut connection, ssrc, line, line_use)?;
        }
        let offer = connection.create_offer(None).map_err(BadDescription::of)?;
        connection.set_local_description(now, offer).map_err(BadDescription::of)?;
        let local = add_candidates(&mut connection, identity)?;
        let offer = local_sdp(&connection)?;
        let fragment = fragment_of(&offer)?;
        Ok((
            Self {
                connection,
                side: Side::Receiving { ssrc, rtx_sequence: [0; LINES] },
                local,
                fragment,
                streams: Vec::new(),
                broken: false,
            },
            offer,
        ))
    }

    /// The device's answer to the offer of its receiving connection.
    pub fn answer(&mut self, now: Instant, answer: String) -> Result<(), BadDescription> {
        let answer = RTCSessionDescription::answer(harmless(&answer)?).map_err(BadDescription::of)?;
        let set = self.guarded(|connection| connection.set_remote_description(now, answer));
        set.unwrap_or_else(|| Err(rtc::shared::error::Error::ErrConnectionClosed)).map_err(BadDescription::of)
    }

    /// What its ICE agent answers to.
    pub fn fragment(&self) -> &str {
        &self.fragment
    }

    /// A datagram for this peer, from the address its agent knows.
    pub fn incoming(&mut self, now: Instant, from: SocketAddr, datagram: BytesMut) {
        // One local address towards the agent, whichever we were reached at: ours to map, not its.
        if !self.knows_stream(&datagram) {
            return;
        }
        let transport = TransportContext {
            local_addr: self.local,
            peer_addr: from,
            transport_protocol: TransportProtocol::UDP,
            ecn: None,
        };
        let datagram = TaggedBytesMut { now, transport, message: datagram };
        self.guarded(|connection| drop(connection.handle_read(datagram)));
    }

    /// Runs a part of the library that works on what strangers send. A panic there costs this connection, which is made
    /// anew, and nobody else's.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut RTCPeerConnection) -> T) -> Option<T> {
        if self.broken {
            return None;
        }
        let connection = &mut self.connection;
        let done = catch_unwind(AssertUnwindSafe(|| work(connection))).ok();
        self.broken = done.is_none();
        done
    }

    /// Whether a panic has made this connection unusable.
    pub const fn is_broken(&self) -> bool {
        self.broken
    }

    /// Whether RTP or RTCP belongs to one of the streams that a device can have. Other datagrams pass.
    fn knows_stream(&mut self, datagram: &[u8]) -> bool {
        let (Some(128..=191), Some(&kind)) = (datagram.first(), datagram.get(1)) else { return true };
        let at = if (192..=223).contains(&kind) { 4 } else { 8 };
        let Some(ssrc) = datagram.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()) else {
            return false;
        };
        let ssrc = u32::from_be_bytes(ssrc);
        if self.streams.contains(&ssrc) {
            return true;
        }
        let room = self.streams.len() < STREAMS;
        if room {
            self.streams.push(ssrc);
        }
        room
    }

    /// The next datagram to send, with the address the agent gave it.
    pub fn outgoing(&mut self) -> Option<(SocketAddr, BytesMut)> {
        let datagram = self.guarded(Protocol::poll_write)??;
        Some((datagram.transport.peer_addr, datagram.message))
    }

    /// When [`Self::timeout`] wants to be called.
    pub fn next_timeout(&mut self) -> Option<Instant> {
        self.guarded(Protocol::poll_timeout)?
    }

    /// Its time has come.
    pub fn timeout(&mut self, now: Instant) {
        self.guarded(|connection| drop(connection.handle_timeout(now)));
    }

    /// Everything that happened since the last call.
    pub fn events(&mut self, out: &mut Vec<PeerEvent>) {
        // State first: a stream is opened by its first packet, which waits behind this.
        while let Some(Some(event)) = self.guarded(Protocol::poll_event) {
            match event {
                RTCPeerConnectionEvent::OnIceConnectionStateChangeEvent(
                    RTCIceConnectionState::Connected | RTCIceConnectionState::Completed,
                ) => out.push(PeerEvent::PathFound),
                RTCPeerConnectionEvent::OnConnectionStateChangeEvent(state) => match state {
                    RTCPeerConnectionState::Connected => out.push(PeerEvent::Connected),
                    RTCPeerConnectionState::Failed | RTCPeerConnectionState::Closed => {
                        out.push(PeerEvent::Failed);
                    }
                    _ => {}
                },
                RTCPeerConnectionEvent::OnTrack(RTCTrackEvent::OnOpen(track)) => {
                    if let Side::Sending { ssrcs, .. } = &mut self.side
                        && let Some(kind) = kind_of(track.receiver_id)
                    {
                        ssrcs.retain(|(ssrc, _)| *ssrc != track.ssrc);
                        ssrcs.push((track.ssrc, kind));
                    }
                }
                _ => {}
            }
        }
        while let Some(Some(message)) = self.guarded(RTCPeerConnection::poll_media_read) {
            match message.message {
                RTCMessage::RtpPacket(_, packet) => {
                    if let Some(event) = self.rtp(packet) {
                        out.push(event);
                    }
                }
                RTCMessage::RtcpPacket(_, packets) => {
                    out.extend(packets.iter().filter_map(|packet| self.rtcp(packet.as_ref())));
                }
                _ => {}
            }
        }
    }

    fn rtp(&self, packet: rtp::Packet) -> Option<PeerEvent> {
        let Side::Sending { audio_level, ssrcs } = &self.side else { return None };
        let &(_, kind) = ssrcs.iter().find(|(ssrc, _)| *ssrc == packet.header.ssrc)?;
        let level = audio_level
            .and_then(|id| packet.header.get_extension(id))
            .and_then(|extension| extension.first().map(|&first| first & 0x7f));
        let length = packet.payload.len();
        Some(PeerEvent::Rtp(
            kind,
            Packet {
                sequence: packet.header.sequence_number,
                timestamp: packet.header.timestamp,
                marker: packet.header.marker,
                level,
                keyframe: !kind.is_audio() && sfu::vp8::starts_keyframe(&packet.payload),
                payload: packet.payload,
                length,
            },
        ))
    }

    fn rtcp(&self, packet: &dyn rtcp::Packet) -> Option<PeerEvent> {
        let packet = packet.as_any();
        match &self.side {
            Side::Sending { ssrcs, .. } => {
                let report = packet.downcast_ref::<SenderReport>()?;
                let &(_, kind) = ssrcs.iter().find(|(ssrc, _)| *ssrc == report.ssrc)?;
                Some(PeerEvent::SenderReport(kind, report.ntp_time, report.rtp_time))
            }
            Side::Receiving { ssrc, .. } => {
                if let Some(nack) = packet.downcast_ref::<TransportLayerNack>() {
                    let missing = nack.nacks.iter().flat_map(|pair| pair.packet_list()).collect();
                    return Some(PeerEvent::Missing(line_at(*ssrc, nack.media_ssrc)?, missing));
                }
                let media_ssrc = match packet.downcast_ref::<PictureLossIndication>() {
                    Some(pli) => pli.media_ssrc,
                    None => packet.downcast_ref::<FullIntraRequest>()?.fir.first()?.ssrc,
                };
                Some(PeerEvent::KeyframeWanted(line_at(*ssrc, media_ssrc)?))
            }
        }
    }

    /// Asks the device for a keyframe of one of its sources, if anything of it has come yet.
    pub fn request_keyframe(&mut self, now: Instant, kind: Kind) {
        let Side::Sending { ssrcs, .. } = &self.side else { return };
        if let Some(&(media_ssrc, _)) = ssrcs.iter().find(|(_, sent)| *sent == kind) {
            self.write_rtcp(now, Box::new(PictureLossIndication { sender_ssrc: 0, media_ssrc }));
        }
    }

    /// Sends a packet in its line.
    pub fn send(&mut self, now: Instant, forward: Forward<Bytes>) {
        let Side::Receiving { ssrc, .. } = self.side else { return };
        let line = usize::from(forward.line.0);
        if let Some(report) = forward.report {
            self.send_report(now, forward.line, report);
        }
        let audio = LAYOUT.get(line).is_some_and(|line_use| line_use.is_audio());
        let header = rtp::Header {
            version: 2,
            marker: forward.marker,
            payload_type: if audio { OPUS } else { VP8 },
            sequence_number: forward.sequence,
            timestamp: forward.timestamp,
            ssrc: ssrc_of(ssrc, line),
            ..rtp::Header::default()
        };
        self.write_rtp(now, rtp::Packet { header, payload: forward.payload });
    }

    /// Sends a packet again, in the retransmission stream of its line (RFC 4588 §4).
    pub fn send_again(&mut self, now: Instant, forward: &Forward<Bytes>) {
        let Side::Receiving { ssrc, rtx_sequence } = &mut self.side else { return };
        let line = usize::from(forward.line.0);
        let Some(sequence) = rtx_sequence.get_mut(line) else { return };
        *sequence = sequence.wrapping_add(1);
        let header = rtp::Header {
            version: 2,
            marker: forward.marker,
            payload_type: RTX,
            sequence_number: *sequence,
            timestamp: forward.timestamp,
            ssrc: ssrc_of(*ssrc, line).wrapping_add(1),
            ..rtp::Header::default()
        };
        let mut payload = BytesMut::with_capacity(2 + forward.payload.len());
        payload.extend_from_slice(&forward.sequence.to_be_bytes());
        payload.extend_from_slice(&forward.payload);
        self.write_rtp(now, rtp::Packet { header, payload: payload.freeze() });
    }

    /// Sends a sender report of a line.
    pub fn send_report(&mut self, now: Instant, line: Line, report: sfu::Report) {
        let Side::Receiving { ssrc, .. } = self.side else { return };
        let report = SenderReport {
            ssrc: ssrc_of(ssrc, usize::from(line.0)),
            ntp_time: report.ntp,
            rtp_time: report.rtp,
            packet_count: report.packets,
            octet_count: report.octets,
            ..SenderReport::default()
        };
        self.write_rtcp(now, Box::new(report));
    }

    fn write_rtp(&mut self, now: Instant, packet: rtp::Packet) {
        // The empty track id: the library's own senders are bypassed, which check and copy what we already know.
        let message = RTCMessage::RtpPacket(String::new(), packet);
        let _ = self.connection.handle_write(TaggedRTCMessage { now, message });
    }

    fn write_rtcp(&mut self, now: Instant, packet: Box<dyn rtcp::Packet>) {
        let message = RTCMessage::RtcpPacket(String::new(), vec![packet]);
        let _ = self.connection.handle_write(TaggedRTCMessage { now, message });
    }

    /// Says goodbye (DTLS close_notify); drain [`Self::outgoing`] afterwards.
    pub fn close(&mut self) {
        self.guarded(|connection| drop(connection.close()));
    }
}

fn connect(
    now: Instant,
    identity: &Identity,
    engine: MediaEngine,
    registry: Registry,
) -> Result<RTCPeerConnection, BadDescription> {
    let settings = SettingEngineBuilder::new()
        .with_lite(true)
        .with_answering_dtls_role(RTCDtlsRole::Server)
        .with_ice_timeouts(Some(ICE_PATIENCE), Some(ICE_PATIENCE), None)
        .with_multicast_dns_mode(MulticastDnsMode::Disabled)
        .build();
    let configuration =
        RTCConfigurationBuilder::new().with_certificates(vec![identity.certificate.clone()]).build();
    RTCPeerConnectionBuilder::new()
        .with_configuration(configuration)
        .with_setting_engine(settings)
        .with_media_engine(engine)
        .with_interceptor_registry(registry)
        .build(now)
        .map_err(BadDescription::of)
}

fn register_codecs(engine: &mut MediaEngine) -> Result<(), rtc::shared::error::Error> {
    let feedback = |typ: &str, parameter: &str| RTCPFeedback { typ: typ.into(), parameter: parameter.into() };
    let opus =
        RTCRtpCodecParameters { rtp_codec: opus(vec![feedback("transport-cc", "")]), payload_type: OPUS };
    engine.register_codec(opus, RtpCodecKind::Audio)?;
    let vp8 = RTCRtpCodecParameters {
        rtp_codec: vp8(vec![
            feedback("nack", ""),
            feedback("nack", "pli"),
            feedback("ccm", "fir"),
            feedback("transport-cc", ""),
        ]),
        payload_type: VP8,
    };
    engine.register_codec(vp8, RtpCodecKind::Video)?;
    let rtx = RTCRtpCodec {
        mime_type: MIME_TYPE_RTX.to_owned(),
        clock_rate: 90_000,
        channels: 0,
        sdp_fmtp_line: format!("apt={VP8}"),
        rtcp_feedback: vec![],
    };
    engine.register_codec(RTCRtpCodecParameters { rtp_codec: rtx, payload_type: RTX }, RtpCodecKind::Video)
}

fn opus(rtcp_feedback: Vec<RTCPFeedback>) -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_OPUS.to_owned(),
        clock_rate: 48_000,
        channels: 2,
        sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
        rtcp_feedback,
    }
}

fn vp8(rtcp_feedback: Vec<RTCPFeedback>) -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_VP8.to_owned(),
        clock_rate: 90_000,
        channels: 0,
        sdp_fmtp_line: String::new(),
        rtcp_feedback,
    }
}

fn add_line(
    connection: &mut RTCPeerConnection,
    ssrc: u32,
    line: usize,
    line_use: LineUse,
) -> Result<(), BadDescription> {
    let (kind, codec) = if line_use.is_audio() {
        (RtpCodecKind::Audio, opus(vec![]))
    } else {
        (RtpCodecKind::Video, vp8(vec![]))
    };
    // One stream for the stage pair: browsers keep lips and voice together within a stream only.
    let stream = match line_use {
        LineUse::StageAudio | LineUse::StageVideo => "stage".to_owned(),
        LineUse::Video | LineUse::Audio | LineUse::Screen | LineUse::ScreenSound => format!("line{line}"),
    };
    let ssrc = ssrc_of(ssrc, line);
    let coding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters {
            ssrc: Some(ssrc),
            rtx: (!line_use.is_audio()).then(|| RTCRtpRtxParameters { ssrc: ssrc.wrapping_add(1) }),
            ..RTCRtpCodingParameters::default()
        },
        codec,
        ..RTCRtpEncodingParameters::default()
    };
    let track = MediaStreamTrack::new(
        stream.clone(),
        format!("track{line}"),
        format!("line{line}"),
        kind,
        vec![coding],
    );
    let init = RTCRtpTransceiverInit {
        direction: RTCRtpTransceiverDirection::Sendonly,
        streams: vec![stream],
        send_encodings: vec![],
    };
    connection.add_transceiver_from_track(track, Some(init)).map_err(BadDescription::of)?;
    Ok(())
}

fn add_candidates(
    connection: &mut RTCPeerConnection,
    identity: &Identity,
) -> Result<SocketAddr, BadDescription> {
    for address in &identity.candidates {
        let candidate = CandidateHostConfig {
            base_config: CandidateConfig {
                network: "udp".to_owned(),
                address: address.ip().to_string(),
                port: address.port(),
                component: 1,
                ..CandidateConfig::default()
            },
            ..CandidateHostConfig::default()
        };
        let candidate = candidate.new_candidate_host().map_err(BadDescription::of)?;
        let candidate = RTCIceCandidate::from(&candidate).to_json().map_err(BadDescription::of)?;
        connection.add_local_candidate(candidate).map_err(BadDescription::of)?;
    }
    identity.candidates.first().copied().ok_or_else(|| BadDescription("no address to advertise".to_owned()))
}

fn local_sdp(connection: &RTCPeerConnection) -> Result<String, BadDescription> {
    let description = connection.local_description();
    description.map(|description| description.sdp).ok_or_else(|| BadDescription("none was made".to_owned()))
}

fn fragment_of(sdp: &str) -> Result<String, BadDescription> {
    let fragment = sdp.lines().find_map(|line| line.strip_prefix("a=ice-ufrag:"));
    fragment
        .map(|fragment| fragment.trim().to_owned())
        .ok_or_else(|| BadDescription("no ICE fragment".to_owned()))
}

/// The id negotiated for a header extension.
fn extension_id(sdp: &str, uri: &str) -> Option<u8> {
    sdp.lines()
        .filter_map(|line| line.strip_prefix("a=extmap:"))
        .filter_map(|line| line.split_once(' '))
        .find(|(_, rest)| rest.split_whitespace().next() == Some(uri))
        .and_then(|(id, _)| id.split('/').next()?.parse().ok())
}

/// An offer must have exactly the six m-lines, in order: a seventh would be a source without a permission.
fn check_offer(sdp: &str) -> Result<(), BadDescription> {
    let lines: Vec<&str> = sdp.lines().filter(|line| line.starts_with("m=")).collect();
    let fits =
        |(line, kind): (&&str, Kind)| line.starts_with(if kind.is_audio() { "m=audio " } else { "m=video " });
    if lines.len() == Kind::ALL.len() && lines.iter().zip(Kind::ALL).all(fits) {
        Ok(())
    } else {
        Err(BadDescription("not the six m-lines".to_owned()))
    }
}

/// Takes out of a description what would make the library work for the client: candidates (addresses are learnt from
/// checks that prove the password, never from a list), and the claim to be the lite side, which is ours.
fn harmless(sdp: &str) -> Result<String, BadDescription> {
    if sdp.lines().any(|line| line.trim_end() == "a=ice-lite") {
        return Err(BadDescription("both sides would be lite".to_owned()));
    }
    let mut kept = String::with_capacity(sdp.len());
    for line in
        sdp.lines().filter(|line| !line.starts_with("a=candidate:") && !line.starts_with("a=end-of-cand"))
    {
        kept.push_str(line.trim_end());
        kept.push_str("\r\n");
    }
    Ok(kept)
}

fn kind_of(receiver: RTCRtpReceiverId) -> Option<Kind> {
    Kind::ALL
        .into_iter()
        .enumerate()
        .find(|(line, _)| RTCRtpReceiverId::from(*line) == receiver)
        .map(|(_, kind)| kind)
}

fn ssrc_of(first: u32, line: usize) -> u32 {
    // LINES is 25, so this fits.
    first.wrapping_add(2 * line as u32)
}

fn line_at(first: u32, ssrc: u32) -> Option<Line> {
    let line = ssrc.wrapping_sub(first) / 2;
    u8::try_from(line).ok().filter(|&line| usize::from(line) < LINES).map(Line)
}

#[cfg(test)]
#[path = "peer_tests.rs"]
mod tests;
