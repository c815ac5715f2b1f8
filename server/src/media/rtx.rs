//! Brings retransmitted packets back into their stream before anything counts them (RFC 4588 §4).
//!
//! The library does this behind its interceptors, so that its NACK generator never sees what it asked for and asks
//! again every 20 ms for seconds.

use std::collections::{HashMap, VecDeque};
use std::time::Instant;

use rtc::interceptor::{Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::sansio::Protocol;
use rtc::shared::error::Error;

/// Nearest to the wire.
pub const SLOT: usize = 500;

/// See the module.
#[derive(Default)]
pub struct Rtx {
    /// By SSRC of the retransmissions: SSRC and payload type of what they repair.
    repairs: HashMap<u32, (u32, u8)>,
    inbound: VecDeque<TaggedPacket>,
    outbound: VecDeque<TaggedPacket>,
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Rtx {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, mut message: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtp(packet) = &mut message.message.packet
            && let Some(&(ssrc, payload_type)) = self.repairs.get(&packet.header.ssrc)
            && packet.payload.len() >= 2
        {
            packet.header.sequence_number = u16::from_be_bytes([packet.payload[0], packet.payload[1]]);
            packet.header.ssrc = ssrc;
            packet.header.payload_type = payload_type;
            packet.header.padding = false;
            packet.payload = packet.payload.slice(2..);
        }
        self.inbound.push_back(message);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.inbound.pop_front()
    }

    fn handle_write(&mut self, message: TaggedPacket) -> Result<(), Error> {
        self.outbound.push_back(message);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.outbound.pop_front()
    }
}

impl Interceptor for Rtx {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _: &StreamInfo) {}

    fn bind_remote_stream(&mut self, info: &StreamInfo) {
        if let Some(repair) = info.ssrc_rtx {
            self.repairs.insert(repair, (info.ssrc, info.payload_type));
        }
    }

    fn unbind_remote_stream(&mut self, info: &StreamInfo) {
        self.repairs.retain(|_, (ssrc, _)| *ssrc != info.ssrc);
    }
}
