//! One end of a WebRTC connection: the only file that knows the library's peer connection.
//!
//! A device has two. On its *sending* connection we answer an offer with six m-lines and receive; on its *receiving*
//! connection we offer the fixed lines of [`sfu::lines`] once and send. Neither is ever negotiated again.

mod sdp;
mod setup;

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use rtc::interceptor::{NackGeneratorBuilder, ReceiverReportBuilder, TwccReceiverBuilder};
use rtc::peer_connection::RTCPeerConnection;
use rtc::peer_connection::configuration::interceptor_registry::{Registry, Slot};
use rtc::peer_connection::configuration::media_engine::MediaEngine;
use rtc::peer_connection::event::{RTCPeerConnectionEvent, RTCTrackEvent};
use rtc::peer_connection::message::{RTCMessage, TaggedRTCMessage};
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::state::{RTCIceConnectionState, RTCPeerConnectionState};
use rtc::rtcp;
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtcp::transport_feedbacks::transport_layer_nack::TransportLayerNack;
use rtc::rtp;
use rtc::rtp_transceiver::RTCRtpReceiverId;
use rtc::rtp_transceiver::rtp_sender::{RTCRtpHeaderExtensionCapability, RtpCodecKind};
use rtc::sansio::Protocol;
use rtc::shared::{TaggedBytesMut, TransportContext, TransportProtocol};
use sfu::lines::{LAYOUT, LINES, Line};
use sfu::{Forward, Kind, Packet};

pub use self::sdp::BadDescription;
use self::sdp::{check_offer, extension_id, fragment_of, harmless};
pub use self::setup::Identity;
use self::setup::{
    AUDIO_LEVEL_URI, MID_URI, OPUS, RTX, TRANSPORT_CC_URI, VP8, add_candidates, add_line, connect,
    register_codecs,
};
use super::inbound::Intercept;
use super::rtx::{self, Rtx};
use super::tap::{self, Tap};

/// How often the uplink is asked for what is missing. libwebrtc asks after about one RTT.
/// A little less than the 20 ms that come of it, because workers wake their peers every 10 ms.
const NACK_INTERVAL: Duration = Duration::from_millis(18);
/// How often for each packet: 200 ms, after which a keyframe is the shorter way.
const NACKS_PER_PACKET: u16 = 10;
/// Streams one device may send: six sources with repair, and control from each. The library keeps state for every
/// SSRC it sees, before it knows whether the packet is genuine.
const STREAMS: usize = 64;

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

/// What a datagram turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrived {
    /// Media of a stream that is open: [`Peer::events`] gives it on, and nothing else can follow from it before the
    /// next timer. Most datagrams are this, and asking every layer of the library about each is most of their price.
    Media,
    /// Anything else.
    Other,
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
    /// Something happened that may have raised events.
    eventful: bool,
    /// Something happened that may have to be answered.
    answering: bool,
    /// Media written and not yet sent: a datagram each.
    written: usize,
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
            .with(Slot::from(rtx::SLOT), Intercept::<Rtx>::default())
            .with(Slot::NackGenerator, nacks)
            .with(Slot::TwccReceiver, TwccReceiverBuilder::new().build())
            .with(Slot::ReceiverReport, ReceiverReportBuilder::new().build())
            .with(Slot::from(tap::SLOT), Intercept::<Tap>::default());
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
        Ok((Self::new(connection, side, local, fragment), answer))
    }

    /// Makes a device's receiving connection and its only offer. `ssrc` is the first of twice [`LINES`] free ones.
    pub fn receiving(now: Instant, identity: &Identity, ssrc: u32) -> Result<(Self, String), BadDescription> {
        let mut engine = MediaEngine::default();
        register_codecs(&mut engine).map_err(BadDescription::of)?;
        let registry = Registry::new().with(Slot::from(tap::SLOT), Intercept::<Tap>::default());
        let mut connection = connect(now, identity, engine, registry)?;
        for (line, &line_use) in LAYOUT.iter().enumerate() {
            add_line(&mut connection, ssrc, line, line_use)?;
        }
        let offer = connection.create_offer(None).map_err(BadDescription::of)?;
        connection.set_local_description(now, offer).map_err(BadDescription::of)?;
        let local = add_candidates(&mut connection, identity)?;
        let offer = local_sdp(&connection)?;
        let fragment = fragment_of(&offer)?;
        let side = Side::Receiving { ssrc, rtx_sequence: [0; LINES] };
        Ok((Self::new(connection, side, local, fragment), offer))
    }

    const fn new(connection: RTCPeerConnection, side: Side, local: SocketAddr, fragment: String) -> Self {
        Self {
            connection,
            side,
            local,
            fragment,
            streams: Vec::new(),
            broken: false,
            eventful: true,
            answering: true,
            written: 0,
        }
    }

    /// The device's answer to the offer of its receiving connection.
    pub fn answer(&mut self, now: Instant, answer: String) -> Result<(), BadDescription> {
        let answer = RTCSessionDescription::answer(harmless(&answer)?).map_err(BadDescription::of)?;
        self.stir();
        let set = self.guarded(|connection| connection.set_remote_description(now, answer));
        set.unwrap_or_else(|| Err(rtc::shared::error::Error::ErrConnectionClosed)).map_err(BadDescription::of)
    }

    /// What its ICE agent answers to.
    pub fn fragment(&self) -> &str {
        &self.fragment
    }

    /// A datagram for this peer, from the address its agent knows.
    pub fn incoming(&mut self, now: Instant, from: SocketAddr, datagram: BytesMut) -> Arrived {
        let Some(arrived) = self.classify(&datagram) else { return Arrived::Other };
        if arrived == Arrived::Other {
            self.stir();
        }
        // One local address towards the agent, whichever we were reached at: ours to map, not its.
        let transport = TransportContext {
            local_addr: self.local,
            peer_addr: from,
            transport_protocol: TransportProtocol::UDP,
            ecn: None,
        };
        let datagram = TaggedBytesMut { now, transport, message: datagram };
        self.guarded(|connection| drop(connection.handle_read(datagram)));
        arrived
    }

    /// Something happened in the connection that every layer must be asked about.
    const fn stir(&mut self) {
        self.eventful = true;
        self.answering = true;
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

    /// What a datagram is; nothing when it is RTP or RTCP of more streams than a device can have.
    fn classify(&mut self, datagram: &[u8]) -> Option<Arrived> {
        let (Some(128..=191), Some(&kind)) = (datagram.first(), datagram.get(1)) else {
            return Some(Arrived::Other);
        };
        let is_rtcp = (192..=223).contains(&kind);
        let at = if is_rtcp { 4 } else { 8 };
        let ssrc = u32::from_be_bytes(datagram.get(at..at + 4)?.try_into().ok()?);
        if !is_rtcp
            && let Side::Sending { ssrcs, .. } = &self.side
            && ssrcs.iter().any(|(open, _)| *open == ssrc)
        {
            return Some(Arrived::Media);
        }
        if !self.streams.contains(&ssrc) {
            if self.streams.len() == STREAMS {
                return None;
            }
            self.streams.push(ssrc);
        }
        Some(Arrived::Other)
    }

    /// The next datagram to send, with the address the agent gave it.
    pub fn outgoing(&mut self) -> Option<(SocketAddr, BytesMut)> {
        // Each call goes through every layer: not once more only to hear that there is nothing.
        if !self.answering && self.written == 0 {
            return None;
        }
        let Some(datagram) = self.guarded(Protocol::poll_write).flatten() else {
            self.answering = false;
            self.written = 0;
            return None;
        };
        self.written = self.written.saturating_sub(1);
        Some((datagram.transport.peer_addr, datagram.message))
    }

    /// When [`Self::timeout`] wants to be called.
    pub fn next_timeout(&mut self) -> Option<Instant> {
        self.guarded(Protocol::poll_timeout)?
    }

    /// Its time has come.
    pub fn timeout(&mut self, now: Instant) {
        self.stir();
        self.guarded(|connection| drop(connection.handle_timeout(now)));
    }

    /// Everything that happened since the last call.
    pub fn events(&mut self, out: &mut Vec<PeerEvent>) {
        // State first: a stream is opened by its first packet, which waits behind this.
        while std::mem::take(&mut self.eventful)
            && let Some(Some(event)) = self.guarded(Protocol::poll_event)
        {
            self.eventful = true;
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
        self.written += 1;
    }

    fn write_rtcp(&mut self, now: Instant, packet: Box<dyn rtcp::Packet>) {
        let message = RTCMessage::RtcpPacket(String::new(), vec![packet]);
        let _ = self.connection.handle_write(TaggedRTCMessage { now, message });
        self.written += 1;
    }

    /// Says goodbye (DTLS close_notify); drain [`Self::outgoing`] afterwards.
    pub fn close(&mut self) {
        self.stir();
        self.guarded(|connection| drop(connection.close()));
    }
}

fn local_sdp(connection: &RTCPeerConnection) -> Result<String, BadDescription> {
    let description = connection.local_description();
    description.map(|description| description.sdp).ok_or_else(|| BadDescription("none was made".to_owned()))
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
