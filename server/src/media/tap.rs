//! The one interceptor of ours: lets the control packets that routing needs through to the worker.
//!
//! The library keeps inbound RTCP inside its chain, and hands on what is marked one message per compound, found by
//! its first packet only. So each packet that matters travels alone.

use std::collections::VecDeque;
use std::time::Instant;

use rtc::interceptor::{Attribute, AttributedPacket, Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::rtcp;
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtcp::transport_feedbacks::transport_layer_nack::TransportLayerNack;
use rtc::sansio::Protocol;
use rtc::shared::TransportMessage;
use rtc::shared::error::Error;

/// Farthest from the wire: everything else in the chain has seen the packet.
pub const SLOT: usize = 14_000;

/// See the module.
#[derive(Default)]
pub struct Tap {
    inbound: VecDeque<TaggedPacket>,
    outbound: VecDeque<TaggedPacket>,
}

fn matters(packet: &dyn rtcp::Packet) -> bool {
    let packet = packet.as_any();
    packet.is::<PictureLossIndication>()
        || packet.is::<FullIntraRequest>()
        || packet.is::<TransportLayerNack>()
        || packet.is::<SenderReport>()
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Tap {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, message: TaggedPacket) -> Result<(), Error> {
        let Packet::Rtcp(packets) = message.message.packet else {
            self.inbound.push_back(message);
            return Ok(());
        };
        for packet in packets {
            if matters(packet.as_ref()) {
                let alone = AttributedPacket::new(Packet::Rtcp(vec![packet]));
                self.inbound.push_back(TransportMessage {
                    now: message.now,
                    transport: message.transport,
                    message: alone.with(Attribute::DeliverToApplication),
                });
            }
        }
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

impl Interceptor for Tap {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _: &StreamInfo) {}
}
