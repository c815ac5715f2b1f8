//! What a connection receives. All that is counted is in clear: the header of a packet, its numbers, its extensions. Only
//! a sample is decrypted, to read when it was sent.

use std::collections::HashMap;

use bytes::{BufMut as _, Bytes, BytesMut};
use rtc::srtp::context::Context;
use tokio::sync::oneshot;

use super::feedback::Arrivals;
use super::sdp::{self, Stream, TRANSPORT_CC};
use super::totals::Totals;
use crate::clock::MILLI;
use crate::stamp;

/// One packet of so many is decrypted.
const SAMPLE: u32 = 16;
/// Nanoseconds after which a missing packet is asked for, once: before, it may only be late.
pub(super) const ASK_AFTER: u64 = 10 * MILLI;
/// Nanoseconds after which a missing packet counts as lost.
const LOST_AFTER: u64 = 1_000 * MILLI;
/// Missing packets of a line that are looked out for.
const MISSING: usize = 512;
/// Lines of one receiver report at most (RFC 3550 §6.4.2).
const BLOCKS: usize = 31;

/// What is read of an RTP header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Header {
    payload_type: u8,
    sequence: u16,
    ssrc: u32,
    transport: Option<u16>,
    /// Octets.
    length: usize,
}

impl Header {
    fn read(packet: &[u8], transport: Option<u8>) -> Option<Self> {
        let number = |at: usize| Some(u16::from_be_bytes(packet.get(at..at + 2)?.try_into().ok()?));
        let ssrc = u32::from_be_bytes(packet.get(8..12)?.try_into().ok()?);
        let mut length = 12 + 4 * usize::from(packet[0] & 0x0f);
        let mut found = None;
        if packet[0] & 0x10 != 0 {
            let (from, profile) = (length + 4, number(length)?);
            length = from + 4 * usize::from(number(length + 2)?);
            let mut at = from;
            while profile == 0xbede
                && found.is_none()
                && let Some(&element) = packet.get(at).filter(|_| at < length)
            {
                if element == 0 {
                    at += 1;
                    continue;
                }
                found = (Some(element >> 4) == transport).then(|| number(at + 1)).flatten();
                at += 2 + usize::from(element & 0x0f);
            }
        }
        let payload_type = packet[1] & 0x7f;
        Some(Self { payload_type, sequence: number(2)?, ssrc, transport: found, length })
    }
}

/// A number that did not come.
struct Missing {
    sequence: u16,
    since: u64,
    asked: bool,
}

/// One line of numbers.
struct Line {
    audio: bool,
    /// Extended: with the number of wraps above.
    highest: u64,
    base: u64,
    received: u64,
    missing: Vec<Missing>,
    /// At the last report: expected and received.
    before: (u64, u64),
    /// Middle of the last sender report's NTP time, and when it came.
    report: Option<(u32, u64)>,
}

/// Somebody waits for sound.
pub(super) struct Watch {
    /// Of one of these devices; of anybody if there is none.
    pub senders: Vec<u32>,
    /// When it came.
    pub reply: oneshot::Sender<u64>,
}

/// See the module.
pub(super) struct Receiving {
    streams: HashMap<u32, Stream>,
    opus: u8,
    transport: Option<u8>,
    lines: HashMap<u32, Line>,
    arrivals: Arrivals,
    sampled: u32,
    watch: Option<Watch>,
    /// The line to be named in feedback on all of them.
    any: u32,
    /// When packets that are missing are to be asked for.
    pub ask_at: Option<u64>,
}

impl Receiving {
    /// From the server's offer.
    pub fn new(offer: &str) -> Self {
        Self {
            streams: sdp::streams(offer),
            opus: sdp::payload_type(offer, "opus/48000/2").unwrap_or(super::OPUS),
            transport: sdp::extension(offer, TRANSPORT_CC),
            lines: HashMap::new(),
            arrivals: Arrivals::default(),
            sampled: 0,
            watch: None,
            any: 0,
            ask_at: None,
        }
    }

    /// Waits for sound from now on.
    pub fn watch(&mut self, watch: Watch) {
        self.watch = Some(watch);
    }

    /// A packet came.
    pub fn rtp(&mut self, at: u64, packet: &[u8], open: &mut Context, totals: &mut Totals) {
        let Some(header) = Header::read(packet, self.transport) else { return };
        if let Some(number) = header.transport {
            self.arrivals.add(number, at);
        }
        let stream = self.streams.get(&header.ssrc).copied();
        if let Some(Stream { repeats: Some(media), .. }) = stream {
            totals.repeats += 1;
            self.repeated(media, packet, header, open, totals);
            return;
        }
        let audio = stream.map_or(header.payload_type == self.opus, |stream| stream.audio);
        totals.packets += 1;
        totals.octets += packet.len() as u64;
        if audio {
            totals.sound += 1;
        }
        self.any = header.ssrc;
        let is_new = self.count(at, header, audio, totals);
        self.sampled += 1;
        // The first of each line, so that both sides agree on how often its numbers have wrapped.
        if is_new || self.sampled >= SAMPLE || (audio && self.watch.is_some()) {
            self.sampled = 0;
            self.sample(at, audio, packet, header.length, open, totals);
        }
    }

    /// Counts a number; whether its line is new.
    fn count(&mut self, at: u64, header: Header, audio: bool, totals: &mut Totals) -> bool {
        let sequence = header.sequence;
        let Some(line) = self.lines.get_mut(&header.ssrc) else {
            let highest = (1 << 16) | u64::from(sequence);
            let line = Line {
                audio,
                highest,
                base: highest,
                received: 1,
                missing: Vec::new(),
                before: (0, 0),
                report: None,
            };
            self.lines.insert(header.ssrc, line);
            return true;
        };
        line.received += 1;
        let step = sequence.wrapping_sub(line.highest as u16).cast_signed();
        if step <= 0 {
            line.missing.retain(|missing| missing.sequence != sequence);
            return false;
        }
        for skipped in 1..step.cast_unsigned() {
            let sequence = (line.highest as u16).wrapping_add(skipped);
            totals.skipped += 1;
            if line.missing.len() < MISSING {
                line.missing.push(Missing { sequence, since: at, asked: false });
            } else {
                totals.lost += 1;
            }
            self.ask_at.get_or_insert(at + ASK_AFTER);
        }
        line.highest += u64::from(step.cast_unsigned());
        false
    }

    /// A packet of a line came again (RFC 4588 §4), or is nothing but padding.
    fn repeated(
        &mut self,
        media: u32,
        packet: &[u8],
        header: Header,
        open: &mut Context,
        totals: &mut Totals,
    ) {
        let Some(line) = self.lines.get_mut(&media).filter(|line| !line.missing.is_empty()) else { return };
        let Ok(packet) = open.decrypt_rtp(packet) else {
            totals.sealed += 1;
            return;
        };
        let Some(&[high, low]) = packet.get(header.length..header.length + 2) else { return };
        let sequence = u16::from_be_bytes([high, low]);
        let before = line.missing.len();
        line.missing.retain(|missing| missing.sequence != sequence);
        totals.repaired += (before - line.missing.len()) as u64;
    }

    fn sample(
        &mut self,
        at: u64,
        audio: bool,
        packet: &[u8],
        length: usize,
        open: &mut Context,
        totals: &mut Totals,
    ) {
        let Ok(packet) = open.decrypt_rtp(packet) else {
            totals.sealed += 1;
            return;
        };
        let Some(payload) = packet.get(length..).and_then(stamp::read) else { return };
        let stamp = payload.stamp();
        let took = at.saturating_sub(stamp.sent);
        if audio { &mut totals.sound_latency } else { &mut totals.picture_latency }.add(took);
        let is_it = |watch: &mut Watch| watch.senders.is_empty() || watch.senders.contains(&stamp.sender);
        if audio && let Some(watch) = self.watch.take_if(is_it) {
            let _ = watch.reply.send(at);
        }
    }

    /// A sender report of a line came.
    pub fn reported(&mut self, ssrc: u32, middle: u32, at: u64) {
        if let Some(line) = self.lines.get_mut(&ssrc) {
            line.report = Some((middle, at));
        }
    }

    /// What has come since the last call, to be sealed.
    pub fn feedback(&mut self) -> Option<BytesMut> {
        self.arrivals.report(1, self.any)
    }

    /// Asks for what is missing in pictures (RFC 4585 §6.2.1): each once. Sound is not repeated.
    pub fn ask(&mut self, totals: &mut Totals) -> Vec<BytesMut> {
        self.ask_at = None;
        let mut packets = Vec::new();
        for (ssrc, line) in self.lines.iter_mut().filter(|(_, line)| !line.audio) {
            let mut pairs: Vec<(u16, u16)> = Vec::new();
            for missing in line.missing.iter_mut().filter(|missing| !missing.asked) {
                missing.asked = true;
                totals.asked += 1;
                let step = pairs.last().map(|(first, _)| missing.sequence.wrapping_sub(*first));
                match (pairs.last_mut(), step) {
                    (Some((_, mask)), Some(step @ 1..=16)) => *mask |= 1 << (step - 1),
                    _ => pairs.push((missing.sequence, 0)),
                }
            }
            if !pairs.is_empty() {
                let mut packet = BytesMut::with_capacity(12 + 4 * pairs.len());
                packet.put_u32(0x81cd_0000 | (2 + pairs.len() as u32));
                packet.put_u32(1);
                packet.put_u32(*ssrc);
                for (first, mask) in pairs {
                    packet.put_u16(first);
                    packet.put_u16(mask);
                }
                packets.push(packet);
            }
        }
        packets
    }

    /// A receiver report (RFC 3550 §6.4.2), once a second; what has been missing for long is counted as lost.
    pub fn report(&mut self, now: u64, totals: &mut Totals) -> Option<Bytes> {
        let mut blocks = BytesMut::new();
        for (ssrc, line) in self.lines.iter_mut() {
            let before = line.missing.len();
            line.missing.retain(|missing| now.saturating_sub(missing.since) < LOST_AFTER);
            totals.lost += (before - line.missing.len()) as u64;
            let expected = line.highest - line.base + 1;
            if expected == line.before.0 || blocks.len() >= 24 * BLOCKS {
                continue;
            }
            let lost = (expected - line.before.0).saturating_sub(line.received - line.before.1);
            let share = (lost << 8) / (expected - line.before.0);
            let all = expected.saturating_sub(line.received).min(0x7f_ffff);
            line.before = (expected, line.received);
            let (middle, delay) = line
                .report
                .map_or((0, 0), |(middle, at)| (middle, now.saturating_sub(at) * 65_536 / (1_000 * MILLI)));
            blocks.put_u32(*ssrc);
            blocks.put_u32(((share.min(255) as u32) << 24) | all as u32);
            blocks.put_u32(line.highest as u32);
            blocks.put_u32(0);
            blocks.put_u32(middle);
            blocks.put_u32(delay as u32);
        }
        let count = (blocks.len() / 24) as u32;
        if count == 0 {
            return None;
        }
        let mut packet = BytesMut::with_capacity(8 + blocks.len());
        packet.put_u32(0x80c9_0000 | (count << 24) | (1 + 6 * count));
        packet.put_u32(1);
        packet.put_slice(&blocks);
        Some(packet.freeze())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_with_its_transport_wide_number() {
        let packet = [
            0x90, 0xe0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 7, 0xbe, 0xde, 0, 2, 0x10, 9, 0, 0x31, 0xab, 0xcd, 0, 0,
            0xff,
        ];
        let header = Header::read(&packet, Some(3)).unwrap();
        let transport = Some(0xabcd);
        assert_eq!(header, Header { payload_type: 96, sequence: 0x102, ssrc: 7, transport, length: 24 });
        assert_eq!(Header::read(&packet, Some(4)).unwrap().transport, None);
        for length in 0..packet.len() {
            let _ = Header::read(&packet[..length], Some(3));
        }
    }

    #[test]
    fn what_is_missing_is_asked_for_once_and_then_lost() {
        let (mut receiving, mut totals) = (Receiving::new(""), Totals::default());
        let mut came = |receiving: &mut Receiving, sequence: u16, at: u64| {
            let header = Header { payload_type: 96, sequence, ssrc: 7, transport: None, length: 12 };
            receiving.count(at, header, false, &mut totals);
        };
        for sequence in [0xfffe, 1, 3, 0] {
            came(&mut receiving, sequence, 5);
        }
        assert_eq!(receiving.ask_at, Some(5 + ASK_AFTER));
        let asked = receiving.ask(&mut totals);
        // 0xffff and, three further on, 2.
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0][12..], [0xff, 0xff, 0, 4]);
        assert!(receiving.ask(&mut totals).is_empty());
        let report = receiving.report(LOST_AFTER, &mut totals).unwrap();
        assert_eq!((totals.lost, totals.asked, totals.skipped), (0, 2, 3));
        // Of six, two did not come: 85 of 256.
        assert_eq!(report[12..20], [85, 0, 0, 2, 0, 2, 0, 3]);
        receiving.report(LOST_AFTER + 5, &mut totals);
        assert_eq!(totals.lost, 2);
    }
}
