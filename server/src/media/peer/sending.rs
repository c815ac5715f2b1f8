//! What a device sends us: which stream is what, and its packets in the words of the media decisions.

use std::time::Instant;

use bytes::Bytes;
use rtc::rtcp;
use rtc::rtp;
use sfu::{Codec, Kind, Packet};

use super::PeerEvent;
use super::reporting::Reporting;
use super::sdp::{extension_id, mids, payload_type, repair_streams, repairs, rids, streams};
use super::setup::{
    AUDIO_LEVEL_URI, DEPENDENCY_URI, MID_URI, OPUS, RID_URI, RRID_URI, TRANSPORT_CC_URI, encoding_name,
};
use crate::media::control::{Control, read};
use crate::media::rtx::{Extensions, Rtx};

/// One stream that has begun.
struct Stream {
    ssrc: u32,
    kind: Kind,
    /// Of its simulcast encodings, 0 the smallest.
    layer: u8,
    /// Whether it is all there is of its source: then it may have layers within.
    is_alone: bool,
    /// Of sound, sequence number and timestamp of the newest packet.
    last: Option<(u16, u32)>,
}

/// What can be read of a picture without decoding it.
#[derive(Default)]
struct Seen {
    codec: Codec,
    keyframe: bool,
    descriptor: Option<sfu::vp8::Descriptor>,
    dependency: Option<Box<[u8]>>,
}

/// See the module.
pub(super) struct Sending {
    audio_level: Option<u8>,
    opus: Option<u8>,
    red: Option<u8>,
    dependency: Option<u8>,
    /// What pictures come in, with the device's number for it; VP8 under every other number.
    codec: (Codec, Option<u8>),
    /// The device's number for VP8.
    vp8: Option<u8>,
    names: Extensions,
    mids: Vec<String>,
    rids: Vec<Vec<String>>,
    /// Streams that the offer names, with the number of their m-line.
    named: Vec<(u32, usize)>,
    streams: Vec<Stream>,
    rtx: Rtx,
    reporting: Reporting,
}

impl Sending {
    /// From the device's offer and our answer.
    pub fn new(offer: &str, answer: &str, codec: Codec) -> Self {
        let names = Extensions {
            mid: extension_id(answer, MID_URI),
            rid: extension_id(answer, RID_URI),
            rrid: extension_id(answer, RRID_URI),
        };
        Self {
            audio_level: extension_id(answer, AUDIO_LEVEL_URI),
            opus: payload_type(answer, "opus/48000/2"),
            red: payload_type(answer, "red/48000/2"),
            dependency: extension_id(answer, DEPENDENCY_URI),
            codec: (codec, payload_type(answer, encoding_name(codec))),
            vp8: payload_type(answer, encoding_name(Codec::Vp8)),
            mids: mids(offer),
            rids: rids(offer),
            named: streams(offer),
            streams: Vec::new(),
            rtx: Rtx::new(names, repairs(answer), repair_streams(offer)),
            reporting: Reporting::new(extension_id(answer, TRANSPORT_CC_URI)),
            names,
        }
    }

    /// A packet of a stream that is not known: it begins, if the packet says of which source it is, or the offer did.
    fn open(&mut self, header: &rtp::Header) {
        let Some((line, kind, layer)) = self.place(header) else { return };
        let rids = self.rids.get(line).map(Vec::as_slice).unwrap_or_default();
        let is_alone = rids.is_empty();
        // At most three (LAYERS), so this fits.
        let layer = layer as u8;
        let reporting = &mut self.reporting;
        self.streams.retain(|stream| {
            let stays = (stream.kind, stream.layer) != (kind, layer);
            if !stays {
                reporting.end(stream.ssrc, stream.kind);
            }
            stays
        });
        reporting.begin(header.ssrc, kind);
        self.streams.push(Stream { ssrc: header.ssrc, kind, layer, is_alone, last: None });
    }

    /// Of which m-line, source and layer a stream is (RFC 8843 §9.2, RFC 8852).
    fn place(&self, header: &rtp::Header) -> Option<(usize, Kind, usize)> {
        let text = |id: Option<u8>| {
            let octets = header.get_extension(id?)?;
            String::from_utf8(octets.to_vec()).ok()
        };
        let by_name = text(self.names.mid).and_then(|mid| self.mids.iter().position(|known| *known == mid));
        let line = by_name
            .or_else(|| self.named.iter().find(|(ssrc, _)| *ssrc == header.ssrc).map(|(_, line)| *line))?;
        let kind = *Kind::ALL.get(line)?;
        if !self.carries(kind, header.payload_type) {
            return None;
        }
        let rids = self.rids.get(line).map(Vec::as_slice).unwrap_or_default();
        if rids.is_empty() {
            return Some((line, kind, 0));
        }
        let rid = text(self.names.rid)?;
        Some((line, kind, rids.iter().position(|known| *known == rid)?))
    }

    /// Whether packets with this number carry what the source is, and not repetitions of it.
    fn carries(&self, kind: Kind, payload_type: u8) -> bool {
        let known = if kind.is_audio() { [self.opus, self.red] } else { [self.vp8, self.codec.1] };
        known.contains(&Some(payload_type))
    }

    /// What was agreed on: the id of the audio level, the payload types of Opus and RED.
    #[cfg(test)]
    pub const fn numbers(&self) -> (Option<u8>, Option<u8>, Option<u8>) {
        (self.audio_level, self.opus, self.red)
    }

    fn stream(&self, ssrc: u32) -> Option<&Stream> {
        self.streams.iter().find(|stream| stream.ssrc == ssrc)
    }

    /// The stream of a layer, if anything of it has come yet.
    pub fn ssrc(&self, kind: Kind, layer: u8) -> Option<u32> {
        let stream = self.streams.iter().find(|stream| (stream.kind, stream.layer) == (kind, layer));
        stream.map(|stream| stream.ssrc)
    }

    /// The blocks of a RED payload name their codec by the device's own number; listeners know it by ours.
    fn relabelled(&self, payload: Bytes) -> Bytes {
        match self.opus {
            Some(theirs) if theirs != OPUS => {
                let mut payload = payload.to_vec();
                sfu::red::relabel(&mut payload, theirs, OPUS);
                Bytes::from(payload)
            }
            Some(_) | None => payload,
        }
    }

    /// A media packet came.
    pub fn packet(&mut self, now: Instant, mut packet: rtp::Packet, out: &mut Vec<PeerEvent>) {
        if self.stream(packet.header.ssrc).is_none() {
            self.open(&packet.header);
        }
        self.rtx.restore(&mut packet);
        if let Some(packet) = self.reporting.arrived(now, packet) {
            self.media(packet, out);
        }
    }

    /// Control packets came; what they say is added to `out`.
    pub fn control(&mut self, now: Instant, packets: Vec<Box<dyn rtcp::Packet>>, out: &mut Vec<PeerEvent>) {
        for packet in self.reporting.control(now, packets) {
            read(packet.as_ref(), |control| {
                if let Control::SenderReport(ssrc, ntp, rtp) = control
                    && let Some(stream) = self.stream(ssrc)
                {
                    out.push(PeerEvent::SenderReport(stream.kind, stream.layer, ntp, rtp));
                }
            });
        }
    }

    /// When the device is to be told how its streams arrive.
    pub fn next_report(&mut self) -> Option<Instant> {
        self.reporting.next()
    }

    /// What it is to be told now, one datagram each.
    pub fn reports(&mut self, now: Instant, each: impl FnMut(Vec<Box<dyn rtcp::Packet>>)) {
        self.reporting.due(now, each);
    }

    /// What is missing before it and repeated in it goes first: then it is not missing for anybody, also not for
    /// listeners who do not take redundant sound.
    fn media(&mut self, packet: rtp::Packet, out: &mut Vec<PeerEvent>) {
        let rtp::Header { ssrc, sequence_number: sequence, timestamp, marker, payload_type, .. } =
            packet.header;
        let Some(stream) = self.stream(ssrc) else { return };
        let Stream { kind, layer, is_alone, last, .. } = *stream;
        let level = self
            .audio_level
            .and_then(|id| packet.header.get_extension(id))
            .and_then(|extension| extension.first().map(|&first| first & 0x7f));
        let is_audio = kind.is_audio();
        let seen = if is_audio { Seen::default() } else { self.seen(&packet, is_alone) };
        let red = is_audio && self.red == Some(payload_type);
        let payload = if red { self.relabelled(packet.payload) } else { packet.payload };
        let packet = Packet {
            sequence,
            timestamp,
            marker,
            layer,
            level,
            red,
            recovered: false,
            keyframe: seen.keyframe,
            codec: seen.codec,
            descriptor: seen.descriptor,
            dependency: seen.dependency,
            length: payload.len(),
            payload,
        };
        if is_audio {
            out.extend(recovered(&packet, last).map(|packet| PeerEvent::Rtp(kind, packet)));
            if last.is_none_or(|(newest, _)| sequence.wrapping_sub(newest) < 0x8000)
                && let Some(stream) = self.streams.iter_mut().find(|stream| stream.ssrc == ssrc)
            {
                stream.last = Some((sequence, timestamp));
            }
        }
        out.push(PeerEvent::Rtp(kind, packet));
    }

    /// `is_alone`: nothing else is of its source.
    fn seen(&self, packet: &rtp::Packet, is_alone: bool) -> Seen {
        let codec = self.codec(packet.header.payload_type);
        let descriptor = if codec == Codec::Vp8 { sfu::vp8::parse(&packet.payload) } else { None };
        let keyframe = match codec {
            Codec::Vp8 => descriptor.is_some_and(|descriptor| descriptor.keyframe),
            Codec::Vp9 => sfu::vp9::starts_keyframe(&packet.payload),
            Codec::Av1 => sfu::av1::starts_sequence(&packet.payload),
            Codec::H264 => sfu::h264::starts_keyframe(&packet.payload),
        };
        let has_layers = is_alone && matches!(codec, Codec::Vp9 | Codec::Av1);
        let dependency = self
            .dependency
            .filter(|_| has_layers)
            .and_then(|id| packet.header.get_extension(id))
            .map(|octets| Box::from(&octets[..]));
        Seen { codec, keyframe, descriptor, dependency }
    }

    fn codec(&self, payload_type: u8) -> Codec {
        match self.codec {
            (codec, Some(number)) if number == payload_type => codec,
            _ => Codec::Vp8,
        }
    }
}

/// What came before this packet and was lost, as far as it is repeated here. `last` is the newest packet before.
fn recovered(packet: &Packet<Bytes>, last: Option<(u16, u32)>) -> impl Iterator<Item = Packet<Bytes>> + '_ {
    let parsed = packet.red.then(|| sfu::red::parse(&packet.payload)).flatten();
    let found = parsed.map(|red| sfu::red::recover(&red, packet.sequence, packet.timestamp, last));
    found.into_iter().flatten().map(|lost| Packet {
        sequence: lost.sequence,
        timestamp: lost.timestamp,
        marker: false,
        red: false,
        recovered: true,
        length: lost.range.len(),
        payload: packet.payload.slice(lost.range),
        ..packet.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str =
        "m=audio 9 UDP/TLS/RTP/SAVPF 50 63\r\na=rtpmap:50 opus/48000/2\r\na=rtpmap:63 red/48000/2\r\n";

    /// Redundant sound of a device whose Opus is 50: each packet with the one before, a block of one octet each.
    fn packet(sequence: u16) -> rtp::Packet {
        let header = rtp::Header {
            payload_type: 63,
            ssrc: 7,
            sequence_number: sequence,
            timestamp: u32::from(sequence) * 960,
            ..rtp::Header::default()
        };
        let (before, own) = (sequence as u8 - 1, sequence as u8);
        let payload = Bytes::from(vec![0x80 | 50, 0x0f, 0x00, 0x01, 50, before, own]);
        rtp::Packet { header, payload }
    }

    fn hear(sending: &mut Sending, sequence: u16) -> Vec<(u16, u32, bool, bool, Vec<u8>)> {
        let mut out = Vec::new();
        sending.media(packet(sequence), &mut out);
        let packets = out.into_iter().filter_map(|event| match event {
            PeerEvent::Rtp(_, packet) => Some(packet),
            _ => None,
        });
        packets
            .map(|packet| {
                assert_eq!(packet.length, packet.payload.len());
                (packet.sequence, packet.timestamp, packet.red, packet.recovered, packet.payload.to_vec())
            })
            .collect()
    }

    #[test]
    fn what_was_lost_and_is_repeated_goes_on_before_the_packet() {
        let mut sending = Sending::new(OFFER, OFFER, Codec::Vp8);
        let kind = Kind::Microphone;
        sending.streams.push(Stream { ssrc: 7, kind, layer: 0, is_alone: true, last: None });
        let whole = |sequence: u16| {
            let payload = vec![0x80 | OPUS, 0x0f, 0x00, 0x01, OPUS, sequence as u8 - 1, sequence as u8];
            (sequence, u32::from(sequence) * 960, true, false, payload)
        };
        let found = |sequence: u16| (sequence, u32::from(sequence) * 960, false, true, vec![sequence as u8]);
        assert_eq!(hear(&mut sending, 10), [whole(10)], "nothing came before");
        assert_eq!(hear(&mut sending, 11), [whole(11)]);
        assert_eq!(hear(&mut sending, 13), [found(12), whole(13)]);
        assert_eq!(hear(&mut sending, 12), [whole(12)], "late: the session knows it");
        assert_eq!(hear(&mut sending, 16), [found(15), whole(16)], "14 is gone");
    }
}
