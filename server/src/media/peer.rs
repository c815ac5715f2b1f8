//! One end of a WebRTC connection: the only file that knows the library's peer connection. It finds the path, proves who is
//! at its other end and describes both; media and control packets are opened and sealed beside it (`media/srtp.rs`).
//!
//! A device has two. On its *sending* connection we answer an offer with six m-lines and receive; on its *receiving*
//! connection we offer the fixed lines of [`sfu::lines`] once and send. Neither is ever negotiated again.

mod flight;
mod receiving;
mod reporting;
mod sdp;
mod sending;
mod setup;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use rtc::peer_connection::RTCPeerConnection;
use rtc::peer_connection::configuration::media_engine::MediaEngine;
use rtc::peer_connection::event::RTCPeerConnectionEvent;
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::state::{RTCIceConnectionState, RTCPeerConnectionState};
use rtc::rtcp;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::transport_feedbacks::transport_layer_nack::{
    TransportLayerNack, nack_pairs_from_sequence_numbers,
};
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
use self::sdp::{check_offer, fragment_of, harmless};
use self::sending::Sending;
use self::setup::{
    AUDIO_LEVEL_URI, MID_URI, RID_URI, RRID_URI, TRANSPORT_CC_URI, add_candidates, add_line, connect,
    register_codecs, register_extensions, register_layers,
};
pub use self::setup::{Identity, is_picture};
use super::control::{Reception, read};
use super::srtp::{Keys, Srtp};

/// A record of an alert, and how ours ends where nothing that the other side knows will do: fatal, insufficient_security (RFC 5246
/// §7.2). The library says it to the other side only.
const ALERT: u8 = 21;
const INSUFFICIENT: [u8; 2] = [2, 71];
/// Datagrams of control packets that wait to be sent: more are not made in one round.
const CONTROLS: usize = 256;

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
    /// Media of a stream that is open, or a control packet: [`Peer::events`] gives it on, and nothing else can follow from
    /// it before the next timer. Most datagrams are this, and the library is not asked about them.
    Media,
    /// Anything else.
    Other,
}

/// Whose a datagram is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// The library's: STUN, DTLS.
    Connection,
    /// RTP.
    Media,
    /// RTCP.
    Control,
    /// Nobody's.
    Refused,
}

enum Side {
    Sending(Box<Sending>),
    Receiving(Receiving),
}

/// One connection.
pub struct Peer {
    connection: RTCPeerConnection,
    side: Side,
    keys: Arc<Keys>,
    /// Once the handshake is through.
    srtp: Option<Srtp>,
    /// What came in packets and has not been asked for.
    came: Vec<PeerEvent>,
    /// Control packets to be sent, sealed.
    controls: VecDeque<BytesMut>,
    local: (SocketAddr, TransportProtocol),
    fragment: String,
    broken: bool,
    needs_older_ciphers: bool,
    /// Something happened that may have raised events.
    eventful: bool,
    /// Something happened that may have to be answered.
    answering: bool,
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
        let (mut connection, keys) = connect(now, identity, engine)?;
        check_offer(&offer)?;
        let description = RTCSessionDescription::offer(harmless(&offer)?).map_err(BadDescription::of)?;
        connection.set_remote_description(now, description).map_err(BadDescription::of)?;
        let local = add_candidates(&mut connection, identity)?;
        let answer = connection.create_answer(None).map_err(BadDescription::of)?;
        connection.set_local_description(now, answer).map_err(BadDescription::of)?;
        let answer = local_sdp(&connection)?;
        let side = Side::Sending(Box::new(Sending::new(&offer, &answer, codec)));
        let fragment = fragment_of(&answer)?;
        Ok((Self::new(connection, side, keys, local, fragment), answer))
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
        let (mut connection, keys) = connect(now, identity, engine)?;
        for (line, &line_use) in LAYOUT.iter().enumerate() {
            add_line(&mut connection, ssrc, line, line_use)?;
        }
        let offer = connection.create_offer(None).map_err(BadDescription::of)?;
        connection.set_local_description(now, offer).map_err(BadDescription::of)?;
        let local = add_candidates(&mut connection, identity)?;
        let offer = local_sdp(&connection)?;
        let fragment = fragment_of(&offer)?;
        let side = Side::Receiving(Receiving::new(ssrc, &offer, codec));
        Ok((Self::new(connection, side, keys, local, fragment), offer))
    }

    fn new(
        connection: RTCPeerConnection,
        side: Side,
        keys: Arc<Keys>,
        local: (SocketAddr, TransportProtocol),
        fragment: String,
    ) -> Self {
        Self {
            connection,
            side,
            keys,
            srtp: None,
            came: Vec::new(),
            controls: VecDeque::new(),
            local,
            fragment,
            broken: false,
            needs_older_ciphers: false,
            eventful: true,
            answering: true,
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
    pub fn incoming(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) -> Arrived {
        match Self::classify(datagram) {
            Class::Refused => return Arrived::Media,
            Class::Media => return self.guard(|peer| peer.media(now, datagram)).unwrap_or(Arrived::Other),
            Class::Control => {
                self.guard(|peer| peer.control(now, datagram));
                return Arrived::Media;
            }
            Class::Connection => {}
        }
        self.stir();
        if self.flight.as_mut().is_some_and(|flight| flight.answers(datagram)) {
            return Arrived::Other;
        }
        // One local address towards the agent, whichever we were reached at: ours to map, not its.
        let transport = TransportContext {
            local_addr: self.local.0,
            peer_addr: from,
            transport_protocol: self.local.1,
            ecn: None,
        };
        let datagram = TaggedBytesMut { now, transport, message: BytesMut::from(datagram) };
        self.guarded(|connection| drop(connection.handle_read(datagram)));
        if self.srtp.is_none() {
            self.srtp = self.keys.take();
        }
        Arrived::Other
    }

    fn media(&mut self, now: Instant, datagram: &[u8]) -> Arrived {
        let (Some(srtp), Side::Sending(sending)) = (&mut self.srtp, &mut self.side) else {
            return Arrived::Media;
        };
        let Some(packet) = srtp.open(datagram) else { return Arrived::Media };
        let before = sending.next_report();
        sending.packet(now, packet, &mut self.came);
        // The first packets set the timers of what is told of them.
        if before == sending.next_report() { Arrived::Media } else { Arrived::Other }
    }

    fn control(&mut self, now: Instant, datagram: &[u8]) {
        let Some(packets) = self.srtp.as_mut().and_then(|srtp| srtp.open_control(datagram)) else { return };
        match &mut self.side {
            Side::Sending(sending) => sending.control(now, packets, &mut self.came),
            Side::Receiving(receiving) => {
                for packet in packets {
                    read(packet.as_ref(), |control| self.came.extend(receiving.control(control)));
                }
            }
        }
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

    /// Whether the device knows none of the ciphers that it was offered.
    pub const fn needs_older_ciphers(&self) -> bool {
        self.needs_older_ciphers
    }

    /// Whether this connection is unusable: by a panic, or because its keys are used up.
    pub fn is_broken(&self) -> bool {
        self.broken || self.srtp.as_ref().is_some_and(Srtp::is_lost)
    }

    /// Whose a datagram is (RFC 7983 §7, RFC 5761 §4).
    const fn classify(datagram: &[u8]) -> Class {
        match datagram {
            // The library logs each.
            [] => Class::Refused,
            [128..=191, 192..=223, ..] => Class::Control,
            [128..=191, _, ..] => Class::Media,
            _ => Class::Connection,
        }
    }

    /// The next datagram to send, with the address the agent gave it.
    pub fn outgoing(&mut self) -> Option<(SocketAddr, BytesMut)> {
        loop {
            if let Some(again) = self.flight.as_mut().and_then(Flight::again) {
                return Some(again);
            }
            let (to, datagram) = self.next_outgoing()?;
            self.needs_older_ciphers |=
                datagram.get(..1) == Some(&[ALERT]) && datagram.ends_with(&INSUFFICIENT);
            if self.flight.as_mut().is_none_or(|flight| flight.passes(to, &datagram)) {
                return Some((to, datagram));
            }
        }
    }

    fn next_outgoing(&mut self) -> Option<(SocketAddr, BytesMut)> {
        // Each call goes through every layer: not once more only to hear that there is nothing.
        if !self.answering {
            return None;
        }
        let Some(datagram) = self.guarded(Protocol::poll_write).flatten() else {
            self.answering = false;
            return None;
        };
        Some((datagram.transport.peer_addr, datagram.message))
    }

    /// When [`Self::timeout`] wants to be called.
    pub fn next_timeout(&mut self) -> Option<Instant> {
        let connection = self.guarded(Protocol::poll_timeout)?;
        let reports = self.guard(Self::next_report)?;
        [connection, reports].into_iter().flatten().min()
    }

    /// Its time has come.
    pub fn timeout(&mut self, now: Instant) {
        if self.guarded(Protocol::poll_timeout).flatten().is_some_and(|at| at <= now) {
            self.stir();
            self.guarded(|connection| drop(connection.handle_timeout(now)));
        }
        self.guard(|peer| {
            let mut told = Vec::new();
            if let Side::Sending(sending) = &mut peer.side {
                sending.reports(now, |packets| told.push(packets));
            }
            for packets in told {
                peer.write_control(&packets);
            }
        });
    }

    fn next_report(&mut self) -> Option<Instant> {
        match &mut self.side {
            Side::Sending(sending) => sending.next_report(),
            Side::Receiving(_) => None,
        }
    }

    /// Everything that happened since the last call. Our own reading of what strangers sent is guarded like the library's.
    pub fn events(&mut self, out: &mut Vec<PeerEvent>) {
        self.guard(|peer| peer.read_events(out));
    }

    fn read_events(&mut self, out: &mut Vec<PeerEvent>) {
        // That it is up comes before what came.
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
                _ => {}
            }
        }
        out.append(&mut self.came);
    }

    /// Asks the device for a keyframe of a layer of one of its sources, if anything of it has come yet.
    pub fn request_keyframe(&mut self, kind: Kind, layer: u8) {
        let Side::Sending(sending) = &self.side else { return };
        if let Some(media_ssrc) = sending.ssrc(kind, layer) {
            self.write_control(&[Box::new(PictureLossIndication { sender_ssrc: 0, media_ssrc })]);
        }
    }

    /// Asks the device for packets of a layer again (RFC 4585 §6.2.1).
    pub fn request_again(&mut self, kind: Kind, layer: u8, sequences: &[u16]) {
        let Side::Sending(sending) = &self.side else { return };
        if let Some(media_ssrc) = sending.ssrc(kind, layer) {
            let nacks = nack_pairs_from_sequence_numbers(sequences);
            self.write_control(&[Box::new(TransportLayerNack { sender_ssrc: 0, media_ssrc, nacks })]);
        }
    }

    /// Octets that a packet needs at most, sealed.
    pub fn room(forward: &Forward<Bytes>) -> usize {
        Receiving::room(forward)
    }

    /// Writes a packet in its line into `room`, sealed; returns its length, or nothing if the device does not take it.
    /// `transport` is its transport-wide number.
    pub fn write(&mut self, forward: &Forward<Bytes>, transport: u16, room: &mut [u8]) -> Option<usize> {
        let (Some(srtp), Side::Receiving(receiving)) = (&mut self.srtp, &self.side) else { return None };
        srtp.seal(receiving.write(forward, transport, room)?, room)
    }

    /// Writes a packet again, in the retransmission stream of its line.
    pub fn write_again(
        &mut self,
        forward: &Forward<Bytes>,
        transport: u16,
        room: &mut [u8],
    ) -> Option<usize> {
        let (Some(srtp), Side::Receiving(receiving)) = (&mut self.srtp, &mut self.side) else { return None };
        srtp.seal(receiving.write_again(forward, transport, room)?, room)
    }

    /// Octets that a packet of padding needs at most, sealed.
    pub const PADDING_ROOM: usize = Receiving::PADDING_ROOM;

    /// Writes a packet of padding.
    pub fn write_padding(&mut self, transport: u16, room: &mut [u8]) -> Option<usize> {
        let (Some(srtp), Side::Receiving(receiving)) = (&mut self.srtp, &mut self.side) else { return None };
        srtp.seal(receiving.write_padding(transport, room)?, room)
    }

    /// Sends a sender report of a line.
    pub fn send_report(&mut self, line: Line, report: sfu::Report) {
        let Side::Receiving(receiving) = &self.side else { return };
        self.write_control(&[Box::new(receiving.report(line, report))]);
    }

    /// The next sealed datagram of control packets, for where media goes.
    pub fn outgoing_control(&mut self) -> Option<BytesMut> {
        self.controls.pop_front()
    }

    fn write_control(&mut self, packets: &[Box<dyn rtcp::Packet>]) {
        if self.controls.len() < CONTROLS {
            self.controls.extend(self.srtp.as_mut().and_then(|srtp| srtp.seal_control(packets)));
        }
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
