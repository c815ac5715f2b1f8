//! Sends whatever it is given under a connection's keys: packets that no honest page makes.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Instant;

use bytes::Bytes;
use rtc::interceptor::{AttributedPacket, Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::rtcp::raw_packet::RawPacket;
use rtc::rtp;
use rtc::sansio::Protocol;
use rtc::shared::TransportContext;
use rtc::shared::error::Error;

/// Nearest to the wire: nothing of ours sees them.
pub const SLOT: usize = 100;

/// How many go out with one honest packet: a server handles so many datagrams of one connection in a second.
const AT_ONCE: usize = 60;

/// The way in.
#[derive(Debug, Clone)]
pub struct Smuggle {
    to: mpsc::Sender<Packet>,
    waiting: Arc<AtomicUsize>,
}

impl Smuggle {
    fn give(&self, packet: Packet) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let _ = self.to.send(packet);
    }

    /// How many have not gone out.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Sends an RTP packet, with one that goes out anyway.
    pub fn rtp(&self, packet: rtp::Packet) {
        self.give(Packet::Rtp(packet));
    }

    /// Sends these octets as RTCP.
    pub fn rtcp(&self, octets: impl Into<Bytes>) {
        self.give(Packet::Rtcp(vec![Box::new(RawPacket(octets.into()))]));
    }
}

/// See the module.
pub struct Smuggler {
    given: Mutex<mpsc::Receiver<Packet>>,
    waiting: Arc<AtomicUsize>,
    inbound: VecDeque<TaggedPacket>,
    outbound: VecDeque<TaggedPacket>,
}

/// Both ends.
#[must_use]
pub fn smuggler() -> (Smuggle, Smuggler) {
    let (to, given) = mpsc::channel();
    let smuggle = Smuggle { to, waiting: Arc::default() };
    let (inbound, outbound) = (VecDeque::new(), VecDeque::new());
    let waiting = Arc::clone(&smuggle.waiting);
    (smuggle, Smuggler { given: Mutex::new(given), waiting, inbound, outbound })
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Smuggler {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, message: TaggedPacket) -> Result<(), Error> {
        self.inbound.push_back(message);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.inbound.pop_front()
    }

    fn handle_write(&mut self, message: TaggedPacket) -> Result<(), Error> {
        let (now, transport) = (message.now, TransportContext::default());
        self.outbound.push_back(message);
        let given = self.given.get_mut().unwrap_or_else(PoisonError::into_inner);
        for packet in given.try_iter().take(AT_ONCE) {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            self.outbound.push_back(TaggedPacket { now, transport, message: AttributedPacket::new(packet) });
        }
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.outbound.pop_front()
    }
}

impl Interceptor for Smuggler {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _: &StreamInfo) {}
}
