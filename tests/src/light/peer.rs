//! One connection on the media thread. The library has its checks and its handshake; media is ours once keys are there.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use rtc::peer_connection::RTCPeerConnection;
use rtc::peer_connection::event::RTCPeerConnectionEvent;
use rtc::peer_connection::state::RTCPeerConnectionState;
use rtc::sansio::Protocol as _;
use rtc::shared::{TaggedBytesMut, TransportContext, TransportProtocol};
use rtc::srtp::context::Context;
use tokio::sync::oneshot;

use super::keys::Keys;
use super::receiving::Receiving;
use super::sending::Sending;
use super::totals::Totals;
use crate::clock;

/// What a connection is for.
pub(super) enum Side {
    /// Not known yet.
    None,
    Sending(Sending),
    Receiving(Receiving),
}

/// See the module.
pub(super) struct Peer {
    pub connection: RTCPeerConnection,
    pub socket: Arc<UdpSocket>,
    pub side: Side,
    /// Waits for it to be up.
    pub up: Option<oneshot::Sender<u64>>,
    /// When the library wants to be asked: a timer at any other time is an old one.
    pub library_at: Option<u64>,
    /// Timers of feedback and reports are running.
    pub ticking: bool,
    local: SocketAddr,
    remote: Option<SocketAddr>,
    keys: Arc<Keys>,
    seal: Option<Context>,
    open: Option<Context>,
}

impl Peer {
    pub fn of(connection: RTCPeerConnection, socket: UdpSocket, local: SocketAddr, keys: Arc<Keys>) -> Self {
        Self {
            connection,
            socket: Arc::new(socket),
            side: Side::None,
            up: None,
            library_at: None,
            ticking: false,
            local,
            remote: None,
            keys,
            seal: None,
            open: None,
        }
    }

    /// Whether media can flow.
    pub const fn is_up(&self) -> bool {
        self.seal.is_some()
    }

    /// A datagram came.
    pub fn incoming(&mut self, from: SocketAddr, at: u64, datagram: &[u8], totals: &mut Totals) {
        let (Some(128..=191), Some(&kind)) = (datagram.first(), datagram.get(1)) else {
            self.give_library(from, datagram);
            self.drive(totals);
            return;
        };
        let Some(open) = &mut self.open else { return };
        if !(192..=223).contains(&kind) {
            if let Side::Receiving(receiving) = &mut self.side {
                receiving.rtp(at, datagram, open, totals);
            }
            return;
        }
        match open.decrypt_rtcp(datagram) {
            Ok(packet) => self.control(&packet, at, totals),
            Err(_) => totals.sealed += 1,
        }
    }

    fn give_library(&mut self, from: SocketAddr, datagram: &[u8]) {
        let transport = TransportContext {
            local_addr: self.local,
            peer_addr: from,
            transport_protocol: TransportProtocol::UDP,
            ecn: None,
        };
        let message = BytesMut::from(datagram);
        let _ = self.connection.handle_read(TaggedBytesMut { now: Instant::now(), transport, message });
    }

    /// Gives the library what it wants after anything has happened.
    pub fn drive(&mut self, totals: &mut Totals) {
        while let Some(event) = self.connection.poll_event() {
            match event {
                RTCPeerConnectionEvent::OnConnectionStateChangeEvent(RTCPeerConnectionState::Connected) => {
                    self.connected(totals);
                }
                RTCPeerConnectionEvent::OnConnectionStateChangeEvent(RTCPeerConnectionState::Failed) => {
                    totals.failed += 1;
                    self.up = None;
                }
                _ => {}
            }
        }
        while self.connection.poll_read().is_some() {}
        while let Some(datagram) = self.connection.poll_write() {
            let to = datagram.transport.peer_addr;
            // Handshakes go where media will; checks may go elsewhere.
            if datagram.message.first().is_some_and(|first| *first >= 20) {
                self.remote = Some(to);
            }
            if self.socket.send_to(&datagram.message, to).is_err() {
                totals.unsent += 1;
            }
        }
    }

    fn connected(&mut self, totals: &mut Totals) {
        if self.seal.is_some() {
            return;
        }
        match self.keys.contexts() {
            Ok((seal, open)) => {
                (self.seal, self.open) = (Some(seal), Some(open));
                if let Some(up) = self.up.take() {
                    let _ = up.send(clock::nanos());
                }
            }
            Err(_) => totals.failed += 1,
        }
    }

    /// The library's time has come.
    pub fn timeout(&mut self, totals: &mut Totals) {
        let _ = self.connection.handle_timeout(Instant::now());
        self.drive(totals);
    }

    /// In how many nanoseconds [`Self::timeout`] is to be called.
    pub fn next_timeout(&mut self) -> Option<u64> {
        let at = self.connection.poll_timeout()?;
        Some(at.saturating_duration_since(Instant::now()).as_nanos() as u64)
    }

    /// Control packets, decrypted.
    fn control(&mut self, mut rest: &[u8], at: u64, totals: &mut Totals) {
        while let Some(&[first, kind, high, low]) = rest.get(..4) {
            let length = 4 + 4 * usize::from(u16::from_be_bytes([high, low]));
            let Some(packet) = rest.get(..length) else { return };
            rest = &rest[length..];
            let number = |at: usize| Some(u32::from_be_bytes(packet.get(at..at + 4)?.try_into().ok()?));
            match (&mut self.side, kind, first & 0x1f) {
                (Side::Receiving(receiving), 200, _) => {
                    if let (Some(ssrc), Some(high), Some(low)) = (number(4), number(8), number(12)) {
                        receiving.reported(ssrc, (high << 16) | (low >> 16), at);
                    }
                }
                (Side::Sending(sending), 201, count) => {
                    for block in 0..usize::from(count) {
                        if let Some(ssrc) = number(8 + 24 * block) {
                            sending.is_known(ssrc);
                        }
                    }
                }
                (Side::Sending(sending), 206, format @ (1 | 4)) => {
                    totals.keyframes += 1;
                    // A full intra request names its stream in its own entry (RFC 5104 §4.3.1).
                    if let Some(ssrc) = number(if format == 1 { 8 } else { 12 }) {
                        sending.keyframe_wanted(ssrc, at);
                    }
                }
                (Side::Sending(_), 205, 1) => {
                    let pairs: Vec<u32> = (12..length).step_by(4).filter_map(number).collect();
                    if let Some(ssrc) = number(8) {
                        self.again(ssrc, &pairs, totals);
                    }
                }
                _ => {}
            }
        }
    }

    /// The server misses packets (RFC 4585 §6.2.1).
    fn again(&mut self, ssrc: u32, pairs: &[u32], totals: &mut Totals) {
        for pair in pairs {
            let (first, mask) = ((pair >> 16) as u16, *pair as u16);
            let others = (0..16).filter(|bit| mask >> bit & 1 == 1).map(|bit| first.wrapping_add(bit + 1));
            for sequence in [first].into_iter().chain(others) {
                let Side::Sending(sending) = &mut self.side else { return };
                if let Some(sealed) = sending.kept(ssrc, sequence) {
                    self.out(&sealed, totals);
                }
            }
        }
    }

    fn out(&self, sealed: &[u8], totals: &mut Totals) {
        if self.remote.is_none_or(|remote| self.socket.send_to(sealed, remote).is_err()) {
            totals.unsent += 1;
        }
    }

    /// Seals and sends a media packet.
    pub fn send_rtp(&mut self, packet: &[u8], totals: &mut Totals) {
        let Some(Ok(sealed)) = self.seal.as_mut().map(|seal| seal.encrypt_rtp(packet)) else { return };
        self.out(&sealed, totals);
        totals.sent += 1;
        let (Side::Sending(sending), Some(&[high, low])) = (&mut self.side, packet.get(2..4)) else { return };
        let ssrc = packet.get(8..12).and_then(|octets| octets.try_into().ok()).map(u32::from_be_bytes);
        sending.keep(ssrc.unwrap_or_default(), u16::from_be_bytes([high, low]), Bytes::from(sealed));
    }

    /// Seals and sends a control packet.
    pub fn send_rtcp(&mut self, packet: &[u8], totals: &mut Totals) {
        let Some(Ok(sealed)) = self.seal.as_mut().map(|seal| seal.encrypt_rtcp(packet)) else { return };
        self.out(&sealed, totals);
    }
}
