//! What a device sends us: which stream is what, and its packets in the words of the media decisions.

use bytes::Bytes;
use rtc::peer_connection::event::RTCTrackEventInit;
use rtc::rtp;
use rtc::rtp_transceiver::RTCRtpReceiverId;
use sfu::{Kind, Packet};

use super::PeerEvent;
use super::sdp::{extension_id, payload_type, rids};
use super::setup::{AUDIO_LEVEL_URI, OPUS};
use crate::media::tap::Control;

/// One stream that has begun.
struct Stream {
    ssrc: u32,
    kind: Kind,
    /// Of its simulcast encodings, 0 the smallest.
    layer: u8,
}

/// See the module.
pub(super) struct Sending {
    audio_level: Option<u8>,
    opus: Option<u8>,
    red: Option<u8>,
    rids: Vec<Vec<String>>,
    streams: Vec<Stream>,
}

impl Sending {
    /// From the device's offer and our answer.
    pub fn new(offer: &str, answer: &str) -> Self {
        Self {
            audio_level: extension_id(answer, AUDIO_LEVEL_URI),
            opus: payload_type(answer, "opus/48000/2"),
            red: payload_type(answer, "red/48000/2"),
            rids: rids(offer),
            streams: Vec::new(),
        }
    }

    /// A stream has begun.
    pub fn opened(&mut self, track: &RTCTrackEventInit) {
        let Some((line, kind)) = Kind::ALL
            .into_iter()
            .enumerate()
            .find(|(line, _)| RTCRtpReceiverId::from(*line) == track.receiver_id)
        else {
            return;
        };
        let rids = self.rids.get(line).map(Vec::as_slice).unwrap_or_default();
        let layer = track.rid.as_ref().and_then(|rid| rids.iter().position(|known| known == rid));
        // At most three (LAYERS), so this fits.
        let layer = layer.unwrap_or(0) as u8;
        self.streams
            .retain(|stream| stream.ssrc != track.ssrc && (stream.kind, stream.layer) != (kind, layer));
        self.streams.push(Stream { ssrc: track.ssrc, kind, layer });
    }

    fn stream(&self, ssrc: u32) -> Option<&Stream> {
        self.streams.iter().find(|stream| stream.ssrc == ssrc)
    }

    /// Whether this stream has begun.
    pub fn has(&self, ssrc: u32) -> bool {
        self.stream(ssrc).is_some()
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

    /// A packet came.
    pub fn rtp(&self, packet: rtp::Packet) -> Option<PeerEvent> {
        let stream = self.stream(packet.header.ssrc)?;
        let level = self
            .audio_level
            .and_then(|id| packet.header.get_extension(id))
            .and_then(|extension| extension.first().map(|&first| first & 0x7f));
        let length = packet.payload.len();
        let is_audio = stream.kind.is_audio();
        let descriptor = if is_audio { None } else { sfu::vp8::parse(&packet.payload) };
        let red = is_audio && self.red == Some(packet.header.payload_type);
        Some(PeerEvent::Rtp(
            stream.kind,
            Packet {
                sequence: packet.header.sequence_number,
                timestamp: packet.header.timestamp,
                marker: packet.header.marker,
                layer: stream.layer,
                level,
                red,
                keyframe: descriptor.is_some_and(|descriptor| descriptor.keyframe),
                descriptor,
                payload: if red { self.relabelled(packet.payload) } else { packet.payload },
                length,
            },
        ))
    }

    /// A control packet came.
    pub fn control(&self, control: Control) -> Option<PeerEvent> {
        let Control::SenderReport(ssrc, ntp, rtp) = control else { return None };
        let stream = self.stream(ssrc)?;
        Some(PeerEvent::SenderReport(stream.kind, stream.layer, ntp, rtp))
    }
}
