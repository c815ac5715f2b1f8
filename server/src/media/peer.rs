//! One end of a WebRTC connection: the only file that knows the library's peer connection.
//!
//! A device has two. On its *sending* connection we answer an offer with six m-lines and receive; on its *receiving*
//! connection we offer the fixed lines of [`sfu::lines`] once and send. Neither is ever negotiated again.

mod flight;
mod receiving;
mod sdp;
mod sending;
mod setup;

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use rtc::interceptor::{ReceiverReportBuilder, TwccReceiverBuilder};
use rtc::peer_connection::RTCPeerConnection;
use rtc::peer_connection::configuration::interceptor_registry::{Registry, Slot};
use rtc::peer_connection::configuration::media_engine::MediaEngine;
use rtc::peer_connection::event::{RTCPeerConnectionEvent, RTCTrackEvent};
use rtc::peer_connection::message::{RTCMessage, TaggedRTCMessage};
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::state::{RTCIceConnectionState, RTCPeerConnectionState};
use rtc::rtcp;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::transport_feedbacks::transport_layer_nack::{
    TransportLayerNack, nack_pairs_from_sequence_numbers,
};
use rtc::rtp;
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use rtc::sansio::Protocol;
use rtc::shared::{TaggedBytesMut, TransportContext, TransportProtocol};
use sfu::bandwidth::Arrival;
use sfu::lines::{LAYOUT, Line};
use sfu::{Codec, Forward, Kind, Packet};

use self::flight::Flight;
use self::receiving::Receiving;
pub use self::receiving::round_trip;
pub use self::sdp::BadDescription;
use self::sdp::{check_offer, extension_id, fragment_of, harmless, repairs};
use self::sending::Sending;
use self::setup::{
    AUDIO_LEVEL_URI, MID_URI, RID_URI, RRID_URI, TRANSPORT_CC_URI, add_candidates, add_line, connect,
    register_codecs, register_extensions, register_layers,
};
pub use self::setup::{Identity, is_picture};
use super::inbound::Intercept;
use super::rtx::{self, Extensions, Rtx};
use super::tap::{self, Control, Reception, tap};

/// Streams one device may send: six sources with repair, three layers each for pictures, and control from each. The
/// library keeps state for every SSRC it sees, before it knows whether the packet is genuine.
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
    /// The device's own clock pairing for a layer of one of its sources.
    SenderReport(Kind, u8, u64, u32),
    /// The device cannot decode what is in a line.
    KeyframeWanted(Line),
    /// The device misses packets in a line.
    Missing(Line, Vec<u16>),
    /// How one of its lines arrives at the device.
    Reception(Reception),
    /// When what was sent arrived at the device, by transport-wide number.
    Feedback(Vec<Arrival>),
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
    Sending(Sending),
    Receiving(Receiving),
}

/// One connection.
pub struct Peer {
    connection: RTCPeerConnection,
    side: Side,
    control: Receiver<Control>,
    local: (SocketAddr, TransportProtocol),
    fragment: String,
    streams: Vec<u32>,
    broken: bool,
    /// Something happened that may have raised events.
    eventful: bool,
    /// Something happened that may have to be answered.
    answering: bool,
    /// Media written and not yet sent: a datagram each.
    written: usize,
    /// What may have to be sent again until it is up.
    flight: Option<Flight>,
}

impl Peer {
    /// Answers a device's offer of its sending connection. `codec` is what pictures are sent in where the device can.
    pub fn sending(
        now: Instant,
        identity: &Identity,
        offer: String,
        codec: Codec,
    ) -> Result<(Self, String), BadDescription> {
        let mut engine = MediaEngine::default();
        register_codecs(&mut engine, codec).map_err(BadDescription::of)?;
        let extensions = [
            (AUDIO_LEVEL_URI, RtpCodecKind::Audio),
            (TRANSPORT_CC_URI, RtpCodecKind::Audio),
            (TRANSPORT_CC_URI, RtpCodecKind::Video),
            (MID_URI, RtpCodecKind::Audio),
            (MID_URI, RtpCodecKind::Video),
            (RID_URI, RtpCodecKind::Video),
            (RRID_URI, RtpCodecKind::Video),
        ];
        register_extensions(&mut engine, &extensions).map_err(BadDescription::of)?;
        register_layers(&mut engine, codec).map_err(BadDescription::of)?;
        let names = Extensions {
            mid: extension_id(&offer, MID_URI),
            rid: extension_id(&offer, RID_URI),
            rrid: extension_id(&offer, RRID_URI),
        };
        let (tap, control) = tap();
        let registry = Registry::new()
            .with(Slot::from(rtx::SLOT), Intercept::new(Rtx::new(names, repairs(&offer))))
            .with(Slot::TwccReceiver, TwccReceiverBuilder::new().build())
            .with(Slot::ReceiverReport, ReceiverReportBuilder::new().build())
            .with(Slot::from(tap::SLOT), Intercept::new(tap));
        let mut connection = connect(now, identity, engine, registry)?;
        check_offer(&offer)?;
        let description = RTCSessionDescription::offer(harmless(&offer)?).map_err(BadDescription::of)?;
        connection.set_remote_description(now, description).map_err(BadDescription::of)?;
        let local = add_candidates(&mut connection, identity)?;
        let answer = connection.create_answer(None).map_err(BadDescription::of)?;
        connection.set_local_description(now, answer).map_err(BadDescription::of)?;
        let answer = local_sdp(&connection)?;
        let side = Side::Sending(Sending::new(&offer, &answer, codec));
        let fragment = fragment_of(&answer)?;
        Ok((Self::new(connection, side, control, local, fragment), answer))
    }

    /// Makes a device's receiving connection and its only offer. `ssrc` is the first of twice [`LINES`] free ones; pictures
    /// come in `codec` or VP8.
    pub fn receiving(
        now: Instant,
        identity: &Identity,
        ssrc: u32,
        codec: Codec,
    ) -> Result<(Self, String), BadDescription> {
        let mut engine = MediaEngine::default();
        register_codecs(&mut engine, codec).map_err(BadDescription::of)?;
        let extensions = [(TRANSPORT_CC_URI, RtpCodecKind::Audio), (TRANSPORT_CC_URI, RtpCodecKind::Video)];
        register_extensions(&mut engine, &extensions).map_err(BadDescription::of)?;
        register_layers(&mut engine, codec).map_err(BadDescription::of)?;
        let (tap, control) = tap();
        let registry = Registry::new().with(Slot::from(tap::SLOT), Intercept::new(tap));
        let mut connection = connect(now, identity, engine, registry)?;
        for (line, &line_use) in LAYOUT.iter().enumerate() {
            add_line(&mut connection, ssrc, line, line_use)?;
        }
        let offer = connection.create_offer(None).map_err(BadDescription::of)?;
        connection.set_local_description(now, offer).map_err(BadDescription::of)?;
        let local = add_candidates(&mut connection, identity)?;
        let offer = local_sdp(&connection)?;
        let fragment = fragment_of(&offer)?;
        let side = Side::Receiving(Receiving::new(ssrc, &offer, codec));
        Ok((Self::new(connection, side, control, local, fragment), offer))
    }

    const fn new(
        connection: RTCPeerConnection,
        side: Side,
        control: Receiver<Control>,
        local: (SocketAddr, TransportProtocol),
        fragment: String,
    ) -> Self {
        Self {
            connection,
            side,
            control,
            local,
            fragment,
            streams: Vec::new(),
            broken: false,
            eventful: true,
            answering: true,
            written: 0,
            flight: Some(Flight::new()),
        }
    }

    /// The device's answer to the offer of its receiving connection.
    pub fn answer(&mut self, now: Instant, answer: String) -> Result<(), BadDescription> {
        if let Side::Receiving(receiving) = &mut self.side {
            receiving.answered(&answer);
        }
        let answer = RTCSessionDescription::answer(harmless(&answer)?).map_err(BadDescription::of)?;
        self.stir();
        let set = self.guarded(|connection| connection.set_remote_description(now, answer));
        set.unwrap_or_else(|| Err(rtc::shared::error::Error::ErrConnectionClosed)).map_err(BadDescription::of)
    }

    /// Whether the device, which has answered, can show pictures in the codec that was offered before VP8.
    pub const fn takes_codec(&self) -> bool {
        matches!(&self.side, Side::Receiving(receiving) if receiving.takes_codec())
    }

    /// Whether the device says when what we send arrives.
    pub const fn is_measured(&self) -> bool {
        matches!(&self.side, Side::Receiving(receiving) if receiving.is_measured())
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
            if self.flight.as_mut().is_some_and(|flight| flight.answers(&datagram)) {
                return arrived;
            }
        }
        // One local address towards the agent, whichever we were reached at: ours to map, not its.
        let transport = TransportContext {
            local_addr: self.local.0,
            peer_addr: from,
            transport_protocol: self.local.1,
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

    /// Runs a part of the library that works on what strangers send.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut RTCPeerConnection) -> T) -> Option<T> {
        self.guard(|peer| work(&mut peer.connection))
    }

    /// A panic here costs this connection, which is made anew, and nobody else's.
    pub(super) fn guard<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.broken {
            return None;
        }
        let done = catch_unwind(AssertUnwindSafe(|| work(self))).ok();
        self.broken |= done.is_none();
        done
    }

    /// Whether a panic has made this connection unusable.
    pub const fn is_broken(&self) -> bool {
        self.broken
    }

    /// What a datagram is; nothing when it is empty, of which the library says so each time, or RTP or RTCP of more streams
    /// than a device can have.
    fn classify(&mut self, datagram: &[u8]) -> Option<Arrived> {
        if datagram.is_empty() {
            return None;
        }
        let (Some(128..=191), Some(&kind)) = (datagram.first(), datagram.get(1)) else {
            return Some(Arrived::Other);
        };
        let is_rtcp = (192..=223).contains(&kind);
        let at = if is_rtcp { 4 } else { 8 };
        let ssrc = u32::from_be_bytes(datagram.get(at..at + 4)?.try_into().ok()?);
        if !is_rtcp
            && let Side::Sending(sending) = &self.side
            && sending.has(ssrc)
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
        loop {
            if let Some(again) = self.flight.as_mut().and_then(Flight::again) {
                return Some(again);
            }
            let (to, datagram) = self.next_outgoing()?;
            if self.flight.as_mut().is_none_or(|flight| flight.passes(to, &datagram)) {
                return Some((to, datagram));
            }
        }
    }

    fn next_outgoing(&mut self) -> Option<(SocketAddr, BytesMut)> {
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

    /// Everything that happened since the last call. Our own reading of what strangers sent is guarded like the library's.
    pub fn events(&mut self, out: &mut Vec<PeerEvent>) {
        self.guard(|peer| peer.read_events(out));
    }

    fn read_events(&mut self, out: &mut Vec<PeerEvent>) {
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
                    RTCPeerConnectionState::Connected => {
                        self.flight = None;
                        out.push(PeerEvent::Connected);
                    }
                    RTCPeerConnectionState::Failed | RTCPeerConnectionState::Closed => {
                        out.push(PeerEvent::Failed);
                    }
                    _ => {}
                },
                RTCPeerConnectionEvent::OnTrack(RTCTrackEvent::OnOpen(track)) => {
                    if let Side::Sending(sending) = &mut self.side {
                        sending.opened(&track);
                    }
                }
                _ => {}
            }
        }
        // What comes out here is of no use: media has left by the tap. But asking moves it there.
        while let Some(Some(_)) = self.guarded(RTCPeerConnection::poll_media_read) {}
        for control in self.control.try_iter() {
            match &mut self.side {
                Side::Sending(sending) => sending.control(control, out),
                Side::Receiving(receiving) => out.extend(receiving.control(control)),
            }
        }
    }

    /// Asks the device for a keyframe of a layer of one of its sources, if anything of it has come yet.
    pub fn request_keyframe(&mut self, now: Instant, kind: Kind, layer: u8) {
        let Side::Sending(sending) = &self.side else { return };
        if let Some(media_ssrc) = sending.ssrc(kind, layer) {
            self.write_rtcp(now, Box::new(PictureLossIndication { sender_ssrc: 0, media_ssrc }));
        }
    }

    /// Asks the device for packets of a layer again (RFC 4585 §6.2.1).
    pub fn request_again(&mut self, now: Instant, kind: Kind, layer: u8, sequences: &[u16]) {
        let Side::Sending(sending) = &self.side else { return };
        if let Some(media_ssrc) = sending.ssrc(kind, layer) {
            let nacks = nack_pairs_from_sequence_numbers(sequences);
            self.write_rtcp(now, Box::new(TransportLayerNack { sender_ssrc: 0, media_ssrc, nacks }));
        }
    }

    /// Sends a packet in its line. `transport` is its transport-wide number.
    pub fn send(&mut self, now: Instant, forward: Forward<Bytes>, transport: u16) {
        let Side::Receiving(receiving) = &self.side else { return };
        if let Some(report) = forward.report {
            let report = receiving.report(forward.line, report);
            self.write_rtcp(now, Box::new(report));
        }
        let Side::Receiving(receiving) = &self.side else { return };
        if let Some(packet) = receiving.packet(forward, transport) {
            self.write_rtp(now, packet);
        }
    }

    /// Sends a packet again, in the retransmission stream of its line.
    pub fn send_again(&mut self, now: Instant, forward: &Forward<Bytes>, transport: u16) {
        let Side::Receiving(receiving) = &mut self.side else { return };
        if let Some(packet) = receiving.packet_again(forward, transport) {
            self.write_rtp(now, packet);
        }
    }

    /// Sends a sender report of a line.
    pub fn send_report(&mut self, now: Instant, line: Line, report: sfu::Report) {
        let Side::Receiving(receiving) = &self.side else { return };
        let report = receiving.report(line, report);
        self.write_rtcp(now, Box::new(report));
    }

    /// A new offer of the sending connection with new ICE credentials: returns the answer with ours.
    pub fn restart_sending(&mut self, now: Instant, offer: &str) -> Result<String, BadDescription> {
        check_offer(offer)?;
        let offer = RTCSessionDescription::offer(harmless(offer)?).map_err(BadDescription::of)?;
        self.described(|connection| {
            connection.set_remote_description(now, offer)?;
            let answer = connection.create_answer(None)?;
            connection.set_local_description(now, answer)
        })
    }

    /// A new offer of the receiving connection with new ICE credentials.
    pub fn restart_receiving(&mut self, now: Instant) -> Result<String, BadDescription> {
        self.described(|connection| {
            connection.restart_ice();
            let offer = connection.create_offer(None)?;
            connection.set_local_description(now, offer)
        })
    }

    /// Makes a new local description; its ICE fragment is [`Self::fragment`] from here on.
    fn described(
        &mut self,
        work: impl FnOnce(&mut RTCPeerConnection) -> Result<(), rtc::shared::error::Error>,
    ) -> Result<String, BadDescription> {
        self.stir();
        // Where it went is not where the new agent sends.
        self.flight = None;
        let done = self.guarded(work).unwrap_or(Err(rtc::shared::error::Error::ErrConnectionClosed));
        done.map_err(BadDescription::of)?;
        let sdp = local_sdp(&self.connection)?;
        self.fragment = fragment_of(&sdp)?;
        Ok(sdp)
    }

    fn write_rtp(&mut self, now: Instant, packet: rtp::Packet) {
        // The empty track id: the library's own senders are bypassed, which check and copy what we already know.
        let message = RTCMessage::RtpPacket(String::new(), packet);
        self.guarded(|connection| drop(connection.handle_write(TaggedRTCMessage { now, message })));
        self.written += 1;
    }

    fn write_rtcp(&mut self, now: Instant, packet: Box<dyn rtcp::Packet>) {
        let message = RTCMessage::RtcpPacket(String::new(), vec![packet]);
        self.guarded(|connection| drop(connection.handle_write(TaggedRTCMessage { now, message })));
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

#[cfg(test)]
#[path = "peer_tests.rs"]
mod tests;

#[cfg(test)]
mod browsers;
#[cfg(test)]
mod lossy;
