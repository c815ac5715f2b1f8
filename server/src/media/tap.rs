//! Takes the control packets that media decisions need out of the library's chain and gives them to the peer.
//!
//! The library keeps inbound RTCP inside its chain, and what is marked for the application it finds by the first SSRC of
//! the first packet of a compound only: transport-wide feedback and empty reports would be lost. So they leave by a
//! channel of their own, already read.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};

use rtc::interceptor::{Packet, TaggedPacket};
use rtc::rtcp;
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::receiver_report::ReceiverReport;
use rtc::rtcp::reception_report::ReceptionReport;
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtcp::transport_feedbacks::transport_layer_cc::TransportLayerCc;
use rtc::rtcp::transport_feedbacks::transport_layer_nack::TransportLayerNack;
use sfu::bandwidth::Arrival;

use super::feedback;
use super::inbound::Inbound;

/// Farthest from the wire: everything else in the chain has seen the packet.
pub const SLOT: usize = 14_000;

/// A control packet, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// The device's own clock pairing for one of its streams (RFC 3550 §6.4.1): SSRC, NTP time, RTP timestamp.
    SenderReport(u32, u64, u32),
    /// How a stream of ours arrives (RFC 3550 §6.4.1).
    Reception(Reception),
    /// A stream of ours cannot be decoded (PLI or FIR).
    KeyframeWanted(u32),
    /// Packets of a stream of ours are missing (RFC 4585 §6.2.1).
    Missing(u32, Vec<u16>),
    /// When what was sent arrived, by transport-wide number.
    Feedback(Vec<Arrival>),
}

/// One block of a receiver report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reception {
    /// The stream.
    pub ssrc: u32,
    /// The share lost since the last report, of 256.
    pub lost: u8,
    /// Middle 32 bits of the NTP time of the last sender report that arrived; 0 for none.
    pub last_report: u32,
    /// Since it arrived, in 1/65,536 s.
    pub delay: u32,
}

/// See the module.
pub struct Tap {
    to: Sender<Control>,
}

/// A tap and where it runs to.
pub fn tap() -> (Tap, Receiver<Control>) {
    let (to, from) = channel();
    (Tap { to }, from)
}

impl Tap {
    fn read(&self, packet: &dyn rtcp::Packet) {
        let packet = packet.as_any();
        let control = if let Some(report) = packet.downcast_ref::<SenderReport>() {
            self.receptions(&report.reports);
            Control::SenderReport(report.ssrc, report.ntp_time, report.rtp_time)
        } else if let Some(report) = packet.downcast_ref::<ReceiverReport>() {
            return self.receptions(&report.reports);
        } else if let Some(nack) = packet.downcast_ref::<TransportLayerNack>() {
            let missing = nack.nacks.iter().flat_map(|pair| pair.packet_list()).collect();
            Control::Missing(nack.media_ssrc, missing)
        } else if let Some(pli) = packet.downcast_ref::<PictureLossIndication>() {
            Control::KeyframeWanted(pli.media_ssrc)
        } else if let Some(request) = packet.downcast_ref::<FullIntraRequest>() {
            let Some(first) = request.fir.first() else { return };
            Control::KeyframeWanted(first.ssrc)
        } else if let Some(report) = packet.downcast_ref::<TransportLayerCc>() {
            Control::Feedback(feedback::arrivals(report))
        } else {
            return;
        };
        let _ = self.to.send(control);
    }

    fn receptions(&self, reports: &[ReceptionReport]) {
        for report in reports {
            let _ = self.to.send(Control::Reception(Reception {
                ssrc: report.ssrc,
                lost: report.fraction_lost,
                last_report: report.last_sender_report,
                delay: report.delay,
            }));
        }
    }
}

impl Inbound for Tap {
    fn packet(&mut self, message: TaggedPacket, on: &mut VecDeque<TaggedPacket>) {
        match &message.message.packet {
            Packet::Rtcp(packets) => packets.iter().for_each(|packet| self.read(packet.as_ref())),
            _ => on.push_back(message),
        }
    }
}
