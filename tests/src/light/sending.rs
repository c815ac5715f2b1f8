//! What a connection sends: Opus at its pace, VP8 pictures as an encoder makes them, each packet stamped; keyframes and
//! lost packets when asked for.

use std::collections::VecDeque;

use bytes::{BufMut as _, Bytes, BytesMut};

use super::sdp::{self, AUDIO_LEVEL, MID, RID, RIDS, TRANSPORT_CC};
use crate::clock::MILLI;
use crate::random::Random;
use crate::stamp::{self, Stamp};

/// Largest payload of a packet, in octets.
const MAX_PAYLOAD: usize = 1_100;
/// A keyframe is so many times as large as another picture.
const KEYFRAME: f64 = 4.0;
/// What layers have of the bit rate of the largest, from the smallest on: what Chromium gives 320, 640 and 1280 pixels
/// (`q` 150, `h` 360, `f` 750 kbit/s).
const SHARES: [f64; 3] = [0.2, 0.48, 1.0];
/// Nanoseconds after a keyframe in which a request for another is ignored, as libwebrtc does.
const KEYFRAMES_APART: u64 = 300 * MILLI;
/// Sent packets of a stream that can be sent again.
const HISTORY: usize = 256;
/// Nanoseconds between sender reports.
pub(super) const REPORTS_APART: u64 = 1_000 * MILLI;
/// Nanoseconds in a packet of sound.
pub(super) const SOUND: u64 = 20 * MILLI;

/// What is sent in one m-line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Traffic {
    /// A packet every 20 ms.
    Sound {
        /// Octets of its payload, at least those of a stamp.
        octets: usize,
        /// Loudness, −dBov (RFC 6464): 0 loudest, 127 silence.
        level: u8,
    },
    /// VP8.
    Pictures {
        /// Bit/s of payload of the largest layer.
        bit_rate: u32,
        /// Pictures in a second.
        rate: u32,
    },
}

impl Traffic {
    /// Nanoseconds between packets of sound or pictures.
    pub(super) fn period(self) -> u64 {
        match self {
            Self::Sound { .. } => SOUND,
            Self::Pictures { rate, .. } => 1_000 * MILLI / u64::from(rate.max(1)),
        }
    }
}

/// One m-line of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Track {
    /// Opus.
    Sound,
    /// VP8 in one stream.
    Picture,
    /// VP8 in three layers of their own streams, named by rid.
    Layers,
}

/// Numbers agreed on.
#[derive(Debug, Clone, Copy)]
struct Numbers {
    opus: u8,
    vp8: u8,
    level: Option<u8>,
    mid: Option<u8>,
    rid: Option<u8>,
    transport: Option<u8>,
}

struct Stream {
    ssrc: u32,
    /// Index of its name in [`RIDS`].
    rid: Option<usize>,
    /// Of [`SHARES`].
    share: f64,
    sequence: u16,
    timestamp: u32,
    picture_id: u16,
    /// The next picture is to be a keyframe.
    keyframe: bool,
    last_keyframe: u64,
    last_sent: u64,
    /// The server has reported on it, and so has understood its names.
    known: bool,
    packets: u32,
    octets: u32,
    history: VecDeque<(u16, Bytes)>,
}

struct Line {
    mid: String,
    streams: Vec<Stream>,
    traffic: Option<Traffic>,
    /// Counts starts, so that timers of an earlier one end.
    turn: u32,
}

/// See the module. SSRCs are `device` times a constant, and so recognisable in captures.
pub(super) struct Sending {
    device: u32,
    place: u32,
    numbers: Numbers,
    lines: Vec<Line>,
    transport: u16,
    random: Random,
}

impl Sending {
    /// From the tracks offered, our offer and the server's answer.
    pub fn new(device: u32, tracks: &[Track], offer: &str, answer: &str) -> Self {
        let numbers = Numbers {
            opus: sdp::payload_type(answer, "opus/48000/2").unwrap_or(super::OPUS),
            vp8: sdp::payload_type(answer, "VP8/90000").unwrap_or(super::VP8),
            level: sdp::extension(answer, AUDIO_LEVEL),
            mid: sdp::extension(answer, MID),
            rid: sdp::extension(answer, RID),
            transport: sdp::extension(answer, TRANSPORT_CC),
        };
        let mids = sdp::mids(offer);
        let line = |(index, track): (usize, &Track)| {
            let stream = |rid: Option<usize>| Stream {
                ssrc: ssrc(device, index, rid),
                rid,
                share: rid.map_or(1.0, |rid| SHARES[rid]),
                // Begins anywhere, as real ones do: also where the numbers are about to wrap.
                sequence: 0xff00_u16.wrapping_add((device & 0x1ff) as u16),
                timestamp: !device,
                picture_id: device as u16 & 0x7fff,
                keyframe: true,
                last_keyframe: 0,
                last_sent: 0,
                known: false,
                packets: 0,
                octets: 0,
                history: VecDeque::new(),
            };
            let rids: Vec<Option<usize>> = match track {
                Track::Layers => (0..RIDS.len()).map(Some).collect(),
                Track::Sound | Track::Picture => vec![None],
            };
            let mid = mids.get(index).cloned().unwrap_or_default();
            Line { mid, streams: rids.into_iter().map(stream).collect(), traffic: None, turn: 0 }
        };
        let lines = tracks.iter().enumerate().map(line).collect();
        Self { device, place: 0, numbers, lines, transport: 0, random: Random::new(device.into()) }
    }

    /// The place that packets are stamped with from now on.
    pub const fn is_in(&mut self, place: u32) {
        self.place = place;
    }

    /// Begins, changes or ends what is sent in a line. Returns the turn for [`Self::packets`] and the nanoseconds to its
    /// first call if this is a beginning.
    pub fn set(&mut self, line: usize, traffic: Option<Traffic>) -> Option<(u32, u64)> {
        let phase = self.random.share();
        let line = self.lines.get_mut(line)?;
        let before = std::mem::replace(&mut line.traffic, traffic);
        let traffic = traffic.filter(|traffic| before.map(Traffic::period) != Some(traffic.period()))?;
        line.turn += 1;
        // Devices do not tick together.
        Some((line.turn, (traffic.period() as f64 * phase) as u64))
    }

    /// The packets that a line sends now, to be sealed; returns the nanoseconds to the next call, if there is one.
    pub fn packets(&mut self, line: usize, turn: u32, now: u64, out: &mut Vec<BytesMut>) -> Option<u64> {
        let (numbers, place, device) = (self.numbers, self.place, self.device);
        let line = self.lines.get_mut(line).filter(|line| line.turn == turn)?;
        let traffic = line.traffic?;
        let stamp = Stamp { sender: device, place, sent: now };
        let mut writer =
            Writer { numbers, mid: &line.mid, level: None, transport: &mut self.transport, now, out };
        match traffic {
            Traffic::Sound { octets, level } => {
                let stream = line.streams.first_mut()?;
                stream.timestamp = stream.timestamp.wrapping_add(960);
                // The highest bit says that it is voice.
                writer.level = Some(level | if level < 127 { 0x80 } else { 0 });
                writer.write(stream, numbers.opus, false, &stamp::sound(stamp, octets));
            }
            Traffic::Pictures { bit_rate, rate } => {
                for stream in &mut line.streams {
                    let octets = f64::from(bit_rate) * stream.share / 8.0 / f64::from(rate);
                    picture(&mut writer, stream, stamp, octets, rate, &mut self.random);
                }
            }
        }
        Some(traffic.period())
    }

    /// Sender reports of all streams that are being sent (RFC 3550 §6.4.1).
    pub fn reports(&self, now: u64) -> Vec<BytesMut> {
        let active = self.lines.iter().filter(|line| line.traffic.is_some());
        let streams = active.flat_map(|line| {
            let is_sound = matches!(line.traffic, Some(Traffic::Sound { .. }));
            line.streams.iter().map(move |stream| (stream, if is_sound { 48 } else { 90 }))
        });
        let started = streams.filter(|(stream, _)| stream.packets > 0);
        let report = |(stream, per_milli): (&Stream, u64)| {
            let since = now.saturating_sub(stream.last_sent) * per_milli / MILLI;
            let mut report = BytesMut::with_capacity(28);
            report.put_u32(0x80c8_0006);
            report.put_u32(stream.ssrc);
            report.put_u32((now / (1_000 * MILLI)) as u32 + 0xe000_0000);
            report.put_u32((((now % (1_000 * MILLI)) << 32) / (1_000 * MILLI)) as u32);
            report.put_u32(stream.timestamp.wrapping_add(since as u32));
            report.put_u32(stream.packets);
            report.put_u32(stream.octets);
            report
        };
        started.map(report).collect()
    }

    fn stream(&mut self, ssrc: u32) -> Option<&mut Stream> {
        self.lines.iter_mut().flat_map(|line| &mut line.streams).find(|stream| stream.ssrc == ssrc)
    }

    /// The server cannot decode a stream.
    pub fn keyframe_wanted(&mut self, ssrc: u32, now: u64) {
        if let Some(stream) = self.stream(ssrc) {
            stream.keyframe |= now.saturating_sub(stream.last_keyframe) >= KEYFRAMES_APART;
        }
    }

    /// The server has reported on a stream.
    pub fn is_known(&mut self, ssrc: u32) {
        if let Some(stream) = self.stream(ssrc) {
            stream.known = true;
        }
    }

    /// Keeps a sealed packet, which is sent again as it is: nothing else may have its number.
    pub fn keep(&mut self, ssrc: u32, sequence: u16, sealed: Bytes) {
        if let Some(stream) = self.stream(ssrc) {
            if stream.history.len() == HISTORY {
                stream.history.pop_front();
            }
            stream.history.push_back((sequence, sealed));
        }
    }

    /// A sealed packet that the server misses.
    pub fn kept(&mut self, ssrc: u32, sequence: u16) -> Option<Bytes> {
        let stream = self.stream(ssrc)?;
        stream.history.iter().find(|(kept, _)| *kept == sequence).map(|(_, sealed)| sealed.clone())
    }
}

/// The SSRC of a stream of a line of a device.
pub(super) const fn ssrc(device: u32, line: usize, rid: Option<usize>) -> u32 {
    let rid = match rid {
        Some(rid) => rid as u32,
        None => 0,
    };
    device.wrapping_mul(0x9e37_79b9).wrapping_add(4 * line as u32 + rid) | 1 << 31
}

fn picture(
    writer: &mut Writer<'_>,
    stream: &mut Stream,
    stamp: Stamp,
    octets: f64,
    rate: u32,
    random: &mut Random,
) {
    let keyframe = std::mem::take(&mut stream.keyframe);
    if keyframe {
        stream.last_keyframe = writer.now;
    }
    // No two pictures have the same size.
    let octets = octets * (0.8 + 0.4 * random.share()) * if keyframe { KEYFRAME } else { 1.0 };
    let packets = (octets as usize).div_ceil(MAX_PAYLOAD).max(1);
    let size = octets as usize / packets;
    stream.timestamp = stream.timestamp.wrapping_add(90_000 / rate.max(1));
    stream.picture_id = stream.picture_id.wrapping_add(1) & 0x7fff;
    for index in 0..packets {
        let payload = stamp::picture(stamp, size, stream.picture_id, keyframe, index);
        writer.write(stream, writer.numbers.vp8, index + 1 == packets, &payload);
    }
}

/// Puts headers before payloads.
struct Writer<'a> {
    numbers: Numbers,
    mid: &'a str,
    level: Option<u8>,
    transport: &'a mut u16,
    now: u64,
    out: &'a mut Vec<BytesMut>,
}

impl Writer<'_> {
    fn write(&mut self, stream: &mut Stream, payload_type: u8, marker: bool, payload: &[u8]) {
        stream.sequence = stream.sequence.wrapping_add(1);
        stream.packets = stream.packets.wrapping_add(1);
        stream.octets = stream.octets.wrapping_add(payload.len() as u32);
        stream.last_sent = self.now;
        let mut packet = BytesMut::with_capacity(payload.len() + 64);
        packet.put_u8(0x90);
        packet.put_u8(payload_type | if marker { 0x80 } else { 0 });
        packet.put_u16(stream.sequence);
        packet.put_u32(stream.timestamp);
        packet.put_u32(stream.ssrc);
        // One-octet headers (RFC 8285 §4.2).
        packet.put_u16(0xbede);
        let length = packet.len();
        packet.put_u16(0);
        let mut element = |id: Option<u8>, octets: &[u8]| {
            if let Some(id) = id.filter(|_| !octets.is_empty()) {
                packet.put_u8((id << 4) | (octets.len() - 1) as u8);
                packet.put_slice(octets);
            }
        };
        *self.transport = self.transport.wrapping_add(1);
        element(self.numbers.transport, &self.transport.to_be_bytes());
        if let Some(level) = self.level {
            element(self.numbers.level, &[level]);
        }
        if !stream.known {
            element(self.numbers.mid, self.mid.as_bytes());
            if let Some(rid) = stream.rid {
                element(self.numbers.rid, RIDS[rid].as_bytes());
            }
        }
        let words = (packet.len() - length - 2).div_ceil(4);
        packet.resize(length + 2 + 4 * words, 0);
        packet[length..length + 2].copy_from_slice(&(words as u16).to_be_bytes());
        packet.put_slice(payload);
        self.out.push(packet);
    }
}
