//! What a device is told of how its own streams arrive: receiver reports (RFC 3550 §6.4.2) and transport-wide feedback
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01), both by the library's interceptors, outside its connection.

use std::time::Instant;

use rtc::interceptor::{
    Interceptor, Packet, RTPHeaderExtension, ReceiverReportBuilder, ReceiverReportInterceptor, StreamInfo,
    TaggedPacket, TwccReceiverBuilder, TwccReceiverInterceptor,
};
use rtc::rtcp;
use rtc::rtp;
use rtc::sansio::Protocol;
use rtc::shared::TransportContext;
use sfu::Kind;

use super::setup::TRANSPORT_CC_URI;

/// See the module.
pub(super) struct Reporting {
    transport_cc: Option<u8>,
    feedback: TwccReceiverInterceptor,
    reports: ReceiverReportInterceptor,
}

impl Reporting {
    /// With the id of the transport-wide number.
    pub fn new(transport_cc: Option<u8>) -> Self {
        Self {
            transport_cc,
            feedback: TwccReceiverBuilder::new().build(),
            reports: ReceiverReportBuilder::new().build(),
        }
    }

    fn stream(&self, ssrc: u32, kind: Kind) -> StreamInfo {
        let extension = |id| RTPHeaderExtension { uri: TRANSPORT_CC_URI.to_owned(), id: u16::from(id) };
        StreamInfo {
            ssrc,
            clock_rate: kind.clock_rate(),
            rtp_header_extensions: self.transport_cc.map(extension).into_iter().collect(),
            ..StreamInfo::default()
        }
    }

    /// A stream begins.
    pub fn begin(&mut self, ssrc: u32, kind: Kind) {
        let stream = self.stream(ssrc, kind);
        self.feedback.bind_remote_stream(&stream);
        self.reports.bind_remote_stream(&stream);
    }

    /// Another has taken its place: nobody is told of it any more.
    pub fn end(&mut self, ssrc: u32, kind: Kind) {
        let stream = self.stream(ssrc, kind);
        self.feedback.unbind_remote_stream(&stream);
        self.reports.unbind_remote_stream(&stream);
    }

    /// A packet came, or was brought back by a repetition of it.
    pub fn arrived(&mut self, now: Instant, packet: rtp::Packet) -> Option<rtp::Packet> {
        let packet = through(&mut self.feedback, tagged(now, Packet::Rtp(packet)))?;
        match through(&mut self.reports, tagged(now, packet))? {
            Packet::Rtp(packet) => Some(packet),
            _ => None,
        }
    }

    /// Control packets came, sender reports perhaps.
    pub fn control(
        &mut self,
        now: Instant,
        packets: Vec<Box<dyn rtcp::Packet>>,
    ) -> Vec<Box<dyn rtcp::Packet>> {
        match through(&mut self.reports, tagged(now, Packet::Rtcp(packets))) {
            Some(Packet::Rtcp(packets)) => packets,
            _ => Vec::new(),
        }
    }

    /// When something is to be told.
    pub fn next(&mut self) -> Option<Instant> {
        [self.feedback.poll_timeout(), self.reports.poll_timeout()].into_iter().flatten().min()
    }

    /// What is to be told now, one datagram each.
    pub fn due(&mut self, now: Instant, mut each: impl FnMut(Vec<Box<dyn rtcp::Packet>>)) {
        let _ = self.feedback.handle_timeout(now);
        let _ = self.reports.handle_timeout(now);
        let told = std::iter::from_fn(|| self.feedback.poll_write().or_else(|| self.reports.poll_write()));
        for told in told {
            if let Packet::Rtcp(packets) = told.message.packet {
                each(packets);
            }
        }
    }
}

fn tagged(now: Instant, packet: Packet) -> TaggedPacket {
    TaggedPacket { now, transport: TransportContext::default(), message: packet.into() }
}

/// Shows an interceptor a packet.
fn through<I>(interceptor: &mut I, packet: TaggedPacket) -> Option<Packet>
where
    I: Protocol<TaggedPacket, TaggedPacket, (), Rout = TaggedPacket>,
{
    interceptor.handle_read(packet).ok()?;
    interceptor.poll_read().map(|packet| packet.message.packet)
}
