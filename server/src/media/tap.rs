//! Takes media and the control packets that media decisions need out of the library's chain and gives them to the peer.
//!
//! The library keeps inbound RTCP inside its chain, and what is marked for the application it finds by the first SSRC of
//! the first packet of a compound only: transport-wide feedback and empty reports would be lost. So they leave by a
//! channel of their own, already read.
//!
//! Behind the chain it finds the track of each media packet. With an ICE restart it forgets which SSRC is which layer of
//! a picture and waits to be told again by name (rid), which browsers do only until the first receiver report: every
//! camera would stay dark from there on. So media leaves here too; whose it is the peer knows since it began.

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
use rtc::rtp;
use sfu::bandwidth::Arrival;

use super::feedback;
use super::inbound::Inbound;

/// Farthest from the wire: everything else in the chain has seen the packet.
pub const SLOT: usize = 14_000;

/// What came: media as it is, control packets read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// Sound or a picture, of a device's sending connection.
    Media(rtp::Packet),
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
    fn packet(&mut self, message: TaggedPacket, _: &mut VecDeque<TaggedPacket>) {
        match message.message.packet {
            Packet::Rtcp(packets) => packets.iter().for_each(|packet| self.read(packet.as_ref())),
            Packet::Rtp(packet) => {
                let _ = self.to.send(Control::Media(packet));
            }
            // Nothing else is known to come.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use rtc::shared::TransportContext;

    use super::*;

    #[test]
    fn media_leaves_here_and_goes_nowhere_else() {
        let (mut tap, from) = tap();
        let header = rtp::Header { version: 2, ssrc: 7, ..rtp::Header::default() };
        let packet = rtp::Packet { header, ..rtp::Packet::default() };
        let mut on = VecDeque::new();
        let message = TaggedPacket {
            now: Instant::now(),
            transport: TransportContext::default(),
            message: Packet::Rtp(packet.clone()).into(),
        };
        tap.packet(message, &mut on);
        assert_eq!(from.try_recv(), Ok(Control::Media(packet)));
        assert!(on.is_empty());
    }
}
