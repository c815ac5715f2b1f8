//! Brings retransmitted packets back into their stream before anything counts them (RFC 4588 §4).
//!
//! The library does this behind its interceptors, so that its NACK generator never sees what it asked for and asks
//! again every 20 ms for seconds.

use std::collections::{HashMap, VecDeque};

use rtc::interceptor::{Packet, StreamInfo, TaggedPacket};

use super::inbound::Inbound;

/// Nearest to the wire.
pub const SLOT: usize = 500;

/// See the module.
#[derive(Default)]
pub struct Rtx {
    /// By SSRC of the retransmissions: SSRC and payload type of what they repair.
    repairs: HashMap<u32, (u32, u8)>,
}

impl Inbound for Rtx {
    fn packet(&mut self, mut message: TaggedPacket, on: &mut VecDeque<TaggedPacket>) {
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
        on.push_back(message);
    }

    fn begin(&mut self, info: &StreamInfo) {
        if let Some(repair) = info.ssrc_rtx {
            self.repairs.insert(repair, (info.ssrc, info.payload_type));
        }
    }

    fn end(&mut self, info: &StreamInfo) {
        self.repairs.retain(|_, (ssrc, _)| *ssrc != info.ssrc);
    }
}
