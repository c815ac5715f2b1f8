//! What control packets say to the media decisions, read one by one.

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

/// What a control packet says.
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

/// Gives everything that is of use in a packet to `each`.
pub fn read(packet: &dyn rtcp::Packet, mut each: impl FnMut(Control)) {
    let packet = packet.as_any();
    if let Some(report) = packet.downcast_ref::<SenderReport>() {
        receptions(&report.reports, &mut each);
        each(Control::SenderReport(report.ssrc, report.ntp_time, report.rtp_time));
    } else if let Some(report) = packet.downcast_ref::<ReceiverReport>() {
        receptions(&report.reports, &mut each);
    } else if let Some(nack) = packet.downcast_ref::<TransportLayerNack>() {
        let missing = nack.nacks.iter().flat_map(|pair| pair.packet_list()).collect();
        each(Control::Missing(nack.media_ssrc, missing));
    } else if let Some(pli) = packet.downcast_ref::<PictureLossIndication>() {
        each(Control::KeyframeWanted(pli.media_ssrc));
    } else if let Some(request) = packet.downcast_ref::<FullIntraRequest>() {
        if let Some(first) = request.fir.first() {
            each(Control::KeyframeWanted(first.ssrc));
        }
    } else if let Some(report) = packet.downcast_ref::<TransportLayerCc>() {
        each(Control::Feedback(feedback::arrivals(report)));
    }
}

fn receptions(reports: &[ReceptionReport], each: &mut impl FnMut(Control)) {
    for report in reports {
        each(Control::Reception(Reception {
            ssrc: report.ssrc,
            lost: report.fraction_lost,
            last_report: report.last_sender_report,
            delay: report.delay,
        }));
    }
}
