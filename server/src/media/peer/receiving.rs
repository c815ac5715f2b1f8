//! What we send to a device: lines with constant numbers, transport-wide numbers on every packet, repair streams.

use bytes::Bytes;
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtp;
use sfu::lines::{LAYOUT, LINES, Line};
use sfu::{Codec, Forward};

use super::PeerEvent;
use super::sdp::{extension_id, payload_type};
use super::setup::{DEPENDENCY_URI, OPUS, RED, TRANSPORT_CC_URI, encoding_name, payload_type_of};
use crate::media::tap::{Control, Reception};

/// Longest header extension in the form with one octet ahead.
const SHORT_EXTENSION: usize = 16;

/// See the module.
pub(super) struct Receiving {
    /// Of the first line; each line has two.
    ssrc: u32,
    rtx_sequence: [u16; LINES],
    transport_cc: Option<u8>,
    takes_red: bool,
    dependency: Option<u8>,
    codec: Codec,
    takes_codec: bool,
}

impl Receiving {
    /// From our offer. `ssrc` is the first of twice [`LINES`] free ones.
    pub fn new(ssrc: u32, offer: &str, codec: Codec) -> Self {
        Self {
            ssrc,
            rtx_sequence: [0; LINES],
            transport_cc: extension_id(offer, TRANSPORT_CC_URI),
            takes_red: false,
            dependency: extension_id(offer, DEPENDENCY_URI),
            codec,
            takes_codec: false,
        }
    }

    /// The device has answered: what it leaves out it does not want.
    pub fn answered(&mut self, answer: &str) {
        self.takes_red = payload_type(answer, "red/48000/2") == Some(RED);
        self.takes_codec =
            payload_type(answer, encoding_name(self.codec)) == Some(payload_type_of(self.codec));
        self.dependency = self.dependency.filter(|_| extension_id(answer, DEPENDENCY_URI).is_some());
        self.transport_cc = self.transport_cc.filter(|_| extension_id(answer, TRANSPORT_CC_URI).is_some());
    }

    /// Whether the device takes transport-wide numbers.
    pub const fn is_measured(&self) -> bool {
        self.transport_cc.is_some()
    }

    /// Whether the device, which has answered, can show pictures in the codec that was offered before VP8.
    pub const fn takes_codec(&self) -> bool {
        matches!(self.codec, Codec::Vp8) || self.takes_codec
    }

    /// Whether the device takes redundant sound.
    #[cfg(test)]
    pub const fn takes_red(&self) -> bool {
        self.takes_red
    }

    /// A control packet came.
    pub fn control(&self, control: Control) -> Option<PeerEvent> {
        match control {
            Control::Media(_) | Control::SenderReport(..) => None,
            Control::Reception(reception) => {
                let line = line_at(self.ssrc, reception.ssrc)?;
                (reception.ssrc == ssrc_of(self.ssrc, usize::from(line.0))).then_some(())?;
                Some(PeerEvent::Reception(reception))
            }
            Control::KeyframeWanted(ssrc) => Some(PeerEvent::KeyframeWanted(line_at(self.ssrc, ssrc)?)),
            Control::Missing(ssrc, missing) => Some(PeerEvent::Missing(line_at(self.ssrc, ssrc)?, missing)),
            Control::Feedback(arrivals) => Some(PeerEvent::Feedback(arrivals)),
        }
    }

    fn header(
        &self,
        ssrc: u32,
        payload_type: u8,
        sequence: u16,
        forward: &Forward<Bytes>,
        transport: u16,
    ) -> rtp::Header {
        let mut header = rtp::Header {
            version: 2,
            marker: forward.marker,
            payload_type,
            sequence_number: sequence,
            timestamp: forward.timestamp,
            ssrc,
            ..rtp::Header::default()
        };
        if let (Some(id), Some(descriptor)) = (self.dependency, &forward.dependency) {
            // A structure is longer than the sixteen octets of the short form (RFC 8285 §4.2).
            if descriptor.len() > SHORT_EXTENSION {
                (header.extension, header.extension_profile) =
                    (true, rtp::header::EXTENSION_PROFILE_TWO_BYTE);
            }
            let _ = header.set_extension(id, Bytes::copy_from_slice(descriptor));
        }
        if let Some(id) = self.transport_cc {
            let _ = header.set_extension(id, Bytes::copy_from_slice(&transport.to_be_bytes()));
        }
        header
    }

    fn takes(&self, codec: Codec) -> bool {
        self.takes_codec && self.codec == codec
    }

    /// A packet in its line. `transport` is its transport-wide number.
    pub fn packet(&self, forward: Forward<Bytes>, transport: u16) -> Option<rtp::Packet> {
        let line = usize::from(forward.line.0);
        let audio = LAYOUT.get(line).is_some_and(|line_use| line_use.is_audio());
        let payload_type = match (audio, forward.red && self.takes_red) {
            (true, true) => RED,
            (true, false) => OPUS,
            (false, _) if forward.codec == Codec::Vp8 || self.takes(forward.codec) => {
                payload_type_of(forward.codec)
            }
            (false, _) => return None,
        };
        let header =
            self.header(ssrc_of(self.ssrc, line), payload_type, forward.sequence, &forward, transport);
        let payload = if forward.red && !self.takes_red {
            let red = sfu::red::parse(&forward.payload)?;
            forward.payload.slice(red.primary().range.clone())
        } else {
            rewritten(&forward, 0)
        };
        Some(rtp::Packet { header, payload })
    }

    /// The same again, in the retransmission stream of its line (RFC 4588 §4).
    pub fn packet_again(&mut self, forward: &Forward<Bytes>, transport: u16) -> Option<rtp::Packet> {
        let line = usize::from(forward.line.0);
        let sequence = self.rtx_sequence.get_mut(line)?;
        *sequence = sequence.wrapping_add(1);
        let sequence = *sequence;
        let ssrc = ssrc_of(self.ssrc, line).wrapping_add(1);
        let header = self.header(ssrc, payload_type_of(forward.codec) + 1, sequence, forward, transport);
        Some(rtp::Packet { header, payload: rewritten(forward, 2) })
    }

    /// A sender report of a line.
    pub fn report(&self, line: Line, report: sfu::Report) -> SenderReport {
        SenderReport {
            ssrc: ssrc_of(self.ssrc, usize::from(line.0)),
            ntp_time: report.ntp,
            rtp_time: report.rtp,
            packet_count: report.packets,
            octet_count: report.octets,
            ..SenderReport::default()
        }
    }
}

/// The payload under the slot's own numbers; with `ahead` octets in front, its original sequence number.
fn rewritten(forward: &Forward<Bytes>, ahead: usize) -> Bytes {
    if ahead == 0 && forward.descriptor.is_none() {
        return forward.payload.clone();
    }
    // Picture id and TL0PICIDX may grow by three octets.
    let mut payload = Vec::with_capacity(ahead + forward.payload.len() + 3);
    if ahead > 0 {
        payload.extend_from_slice(&forward.sequence.to_be_bytes());
    }
    match forward.descriptor {
        Some(rewrite) => sfu::vp8::rewrite(&forward.payload, rewrite, &mut payload),
        None => payload.extend_from_slice(&forward.payload),
    }
    Bytes::from(payload)
}

/// Round trip in milliseconds by a reception report (RFC 3550 §6.4.1): `now` is our NTP time.
pub fn round_trip(now: u64, reception: &Reception) -> Option<i64> {
    if reception.last_report == 0 {
        return None;
    }
    // The middle 32 bits, in 1/65,536 s.
    let now = (now >> 16) as u32;
    let ticks = now.wrapping_sub(reception.last_report).wrapping_sub(reception.delay);
    // More than a minute is an answer to another question.
    (ticks < 60 << 16).then(|| i64::from(ticks) * 1_000 / 65_536)
}

pub(super) fn ssrc_of(first: u32, line: usize) -> u32 {
    // LINES is 25, so this fits.
    first.wrapping_add(2 * line as u32)
}

pub(super) fn line_at(first: u32, ssrc: u32) -> Option<Line> {
    let line = ssrc.wrapping_sub(first) / 2;
    u8::try_from(line).ok().filter(|&line| usize::from(line) < LINES).map(Line)
}
