//! What we send to a device: lines with constant numbers, transport-wide numbers on every packet, repair streams.

use bytes::Bytes;
use rtc::rtcp::sender_report::SenderReport;
use sfu::lines::{LAYOUT, LINES, Line};
use sfu::{Codec, Forward};

use super::PeerEvent;
use super::sdp::{extension_id, payload_type};
use super::setup::{DEPENDENCY_URI, OPUS, RED, TRANSPORT_CC_URI, encoding_name, payload_type_of};
use crate::media::control::{Control, Reception};
use crate::media::srtp::{TAG, Written};

/// Longest header extension in the form with one octet ahead.
const SHORT_EXTENSION: usize = 16;
/// How either form begins (RFC 8285 §4.2, §4.3).
const SHORT_FORM: [u8; 2] = [0xbe, 0xde];
const LONG_FORM: [u8; 2] = [0x10, 0x00];
/// First octet: version 2, extensions follow. Second: marker.
const VERSION: u8 = 0x80;
const EXTENDED: u8 = 0x10;
const MARKER: u8 = 0x80;
/// Octets: the fixed header; what extensions add besides a dependency descriptor, filled up to whole words; the original
/// sequence number of a retransmission; a picture id of 15 bits in place of one of 7.
const HEADER: usize = 12;
const EXTENSIONS: usize = 4 + 4 + 4 + 3;
const ORIGINAL: usize = 2;
const GROWTH: usize = 1;

/// Octets of padding in a packet: as many as its last one can say (RFC 3550 §5.1).
const PADDING: usize = 255;
/// In the first octet of a header: padding follows.
const PADDED: u8 = 0x20;

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
            Control::SenderReport(..) => None,
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

    fn takes(&self, codec: Codec) -> bool {
        self.takes_codec && self.codec == codec
    }

    /// Octets that a packet needs at most, sealed.
    pub fn room(forward: &Forward<Bytes>) -> usize {
        let dependency = forward.dependency.as_ref().map_or(0, |descriptor| descriptor.len());
        HEADER + EXTENSIONS + dependency + ORIGINAL + GROWTH + forward.payload.len() + TAG
    }

    /// Writes a packet in its line into `room`. `transport` is its transport-wide number.
    pub fn write(&self, forward: &Forward<Bytes>, transport: u16, room: &mut [u8]) -> Option<Written> {
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
        let mut packet = Writer { room, length: 0 };
        let head = Head::of(forward, 2 * line, payload_type, forward.sequence, transport);
        let header = self.header(&mut packet, head)?;
        if forward.red && !self.takes_red {
            let red = sfu::red::parse(&forward.payload)?;
            packet.put(forward.payload.get(red.primary().range.clone())?)?;
        } else {
            packet.payload(forward)?;
        }
        let (ssrc, length) = (self.ssrc_of(2 * line), packet.length);
        Some(Written { stream: 2 * line, ssrc, sequence: forward.sequence, header, length })
    }

    /// Writes the same again, in the retransmission stream of its line (RFC 4588 §4).
    pub fn write_again(
        &mut self,
        forward: &Forward<Bytes>,
        transport: u16,
        room: &mut [u8],
    ) -> Option<Written> {
        let line = usize::from(forward.line.0);
        let sequence = self.rtx_sequence.get_mut(line)?;
        *sequence = sequence.wrapping_add(1);
        let (sequence, stream) = (*sequence, 2 * line + 1);
        let payload_type = payload_type_of(forward.codec) + 1;
        let mut packet = Writer { room, length: 0 };
        let head = Head::of(forward, stream, payload_type, sequence, transport);
        let header = self.header(&mut packet, head)?;
        packet.put(&forward.sequence.to_be_bytes())?;
        packet.payload(forward)?;
        Some(Written { stream, ssrc: self.ssrc_of(stream), sequence, header, length: packet.length })
    }

    /// Octets that a packet of padding needs at most, sealed.
    pub const PADDING_ROOM: usize = HEADER + EXTENSIONS + PADDING + TAG;

    /// Writes a packet with nothing in it, in the retransmission stream of the first line of pictures: a probe where nothing was
    /// sent that could be sent once more.
    pub fn write_padding(&mut self, transport: u16, room: &mut [u8]) -> Option<Written> {
        let line = LAYOUT.iter().position(|line_use| !line_use.is_audio())?;
        let sequence = self.rtx_sequence.get_mut(line)?;
        *sequence = sequence.wrapping_add(1);
        let (sequence, stream) = (*sequence, 2 * line + 1);
        let payload_type = payload_type_of(Codec::Vp8) + 1;
        let mut packet = Writer { room, length: 0 };
        let head =
            Head { stream, payload_type, sequence, timestamp: 0, marker: false, dependency: None, transport };
        let header = self.header(&mut packet, head)?;
        packet.put(&[0; PADDING - 1])?;
        packet.put(&[PADDING as u8])?;
        let length = packet.length;
        *room.first_mut()? |= PADDED;
        Some(Written { stream, ssrc: self.ssrc_of(stream), sequence, header, length })
    }

    fn ssrc_of(&self, stream: usize) -> u32 {
        // Of 2 * LINES, so this fits.
        self.ssrc.wrapping_add(stream as u32)
    }

    /// Writes a header (RFC 3550 §5.1) with its extensions (RFC 8285); returns its length.
    fn header(&self, packet: &mut Writer<'_>, head: Head<'_>) -> Option<usize> {
        let Head { stream, payload_type, sequence, timestamp, marker, dependency, transport } = head;
        let dependency = self.dependency.zip(dependency);
        let transport = transport.to_be_bytes();
        let transport = self.transport_cc.map(|id| (id, &transport[..]));
        let has_extensions = dependency.is_some() || transport.is_some();
        let marker = if marker { MARKER } else { 0 };
        packet.put(&[if has_extensions { VERSION | EXTENDED } else { VERSION }, marker | payload_type])?;
        packet.put(&sequence.to_be_bytes())?;
        packet.put(&timestamp.to_be_bytes())?;
        packet.put(&self.ssrc_of(stream).to_be_bytes())?;
        if !has_extensions {
            return Some(packet.length);
        }
        // A structure is longer than the sixteen octets of the short form (RFC 8285 §4.2).
        let is_short = dependency.is_none_or(|(_, octets)| octets.len() <= SHORT_EXTENSION);
        packet.put(if is_short { &SHORT_FORM } else { &LONG_FORM })?;
        let words_at = packet.length;
        packet.put(&[0, 0])?;
        for (id, octets) in dependency.into_iter().chain(transport) {
            let length = u8::try_from(octets.len()).ok()?;
            if is_short {
                packet.put(&[id << 4 | length.checked_sub(1)?])?;
            } else {
                packet.put(&[id, length])?;
            }
            packet.put(octets)?;
        }
        while !packet.length.is_multiple_of(4) {
            packet.put(&[0])?;
        }
        let words = u16::try_from((packet.length - words_at - 2) / 4).ok()?;
        packet.room.get_mut(words_at..words_at + 2)?.copy_from_slice(&words.to_be_bytes());
        Some(packet.length)
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

/// What a header says.
#[derive(Clone, Copy)]
struct Head<'a> {
    stream: usize,
    payload_type: u8,
    sequence: u16,
    timestamp: u32,
    marker: bool,
    dependency: Option<&'a [u8]>,
    /// Transport-wide number.
    transport: u16,
}

impl<'a> Head<'a> {
    fn of(
        forward: &'a Forward<Bytes>,
        stream: usize,
        payload_type: u8,
        sequence: u16,
        transport: u16,
    ) -> Self {
        let Forward { timestamp, marker, .. } = *forward;
        let dependency = forward.dependency.as_deref();
        Self { stream, payload_type, sequence, timestamp, marker, dependency, transport }
    }
}

/// A packet that is being written.
struct Writer<'a> {
    room: &'a mut [u8],
    length: usize,
}

impl Writer<'_> {
    fn put(&mut self, octets: &[u8]) -> Option<()> {
        let end = self.length + octets.len();
        self.room.get_mut(self.length..end)?.copy_from_slice(octets);
        self.length = end;
        Some(())
    }

    /// The payload under the slot's own numbers.
    fn payload(&mut self, forward: &Forward<Bytes>) -> Option<()> {
        let Some(numbers) = forward.descriptor else { return self.put(&forward.payload) };
        let (head, rest) = sfu::vp8::rewrite(&forward.payload, numbers);
        self.put(head.as_ref())?;
        self.put(rest)
    }
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
