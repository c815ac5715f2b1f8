//! Lets the control packets that routing needs through to the worker.
//!
//! The library keeps inbound RTCP inside its chain, and hands on what is marked one message per compound, found by
//! its first packet only. So each packet that matters travels alone.

use std::collections::VecDeque;

use rtc::interceptor::{Attribute, AttributedPacket, Packet, TaggedPacket};
use rtc::rtcp;
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtcp::transport_feedbacks::transport_layer_nack::TransportLayerNack;
use rtc::shared::TransportMessage;

use super::inbound::Inbound;

/// Farthest from the wire: everything else in the chain has seen the packet.
pub const SLOT: usize = 14_000;

/// See the module.
#[derive(Default)]
pub struct Tap;

fn matters(packet: &dyn rtcp::Packet) -> bool {
    let packet = packet.as_any();
    packet.is::<PictureLossIndication>()
        || packet.is::<FullIntraRequest>()
        || packet.is::<TransportLayerNack>()
        || packet.is::<SenderReport>()
}

impl Inbound for Tap {
    fn packet(&mut self, message: TaggedPacket, on: &mut VecDeque<TaggedPacket>) {
        let Packet::Rtcp(packets) = message.message.packet else {
            on.push_back(message);
            return;
        };
        for packet in packets {
            if matters(packet.as_ref()) {
                let alone = AttributedPacket::new(Packet::Rtcp(vec![packet]));
                on.push_back(TransportMessage {
                    now: message.now,
                    transport: message.transport,
                    message: alone.with(Attribute::DeliverToApplication),
                });
            }
        }
    }
}
