//! What a receiver says: which transport-wide numbers came when, written by hand since it is most of what receivers send.

use std::collections::VecDeque;

use bytes::{BufMut as _, BytesMut};

/// Arrivals of one report at most; more are left for the next.
const MOST: usize = 2_000;
/// Nanoseconds in one unit of an arrival's distance to the one before.
const UNIT: u64 = 250_000;
/// Nanoseconds in one unit of the reference time.
const REFERENCE: u64 = 64_000_000;

/// Arrivals since the last report.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    /// Unwrapped numbers with their time, as they came.
    came: VecDeque<(u64, u64)>,
    /// The highest number so far.
    highest: Option<u64>,
    /// The number after the last that was reported on.
    next: Option<u64>,
    reports: u8,
}

impl Arrivals {
    /// A packet with this transport-wide number came.
    pub fn add(&mut self, number: u16, at: u64) {
        let number = match self.highest {
            // Far from zero, so that what came before the first has a number too.
            None => (1 << 32) | u64::from(number),
            Some(highest) => {
                let step = i64::from(number.wrapping_sub(highest as u16).cast_signed());
                highest.wrapping_add_signed(step)
            }
        };
        self.highest = self.highest.max(Some(number));
        self.came.push_back((number, at));
    }

    /// A report (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1) on what came since the last, if anything did.
    pub fn report(&mut self, sender_ssrc: u32, media_ssrc: u32) -> Option<BytesMut> {
        let take = self.came.len().min(MOST);
        let mut came: Vec<(u64, u64)> = self.came.drain(..take).collect();
        came.sort_unstable();
        came.dedup_by_key(|(number, _)| *number);
        // What came late goes unsaid, as its number was reported on before.
        came.retain(|(number, _)| self.next.is_none_or(|next| *number >= next));
        let (&(first, earliest), &(last, _)) = (came.first()?, came.last()?);
        let base = self.next.unwrap_or(first).max(last.saturating_sub(MOST as u64));
        came.retain(|(number, _)| *number >= base);
        let reference = earliest / REFERENCE;
        let (statuses, deltas) = statuses(&came, base, last, reference * REFERENCE);
        self.next = Some(last + 1);
        let mut packet = BytesMut::with_capacity(20 + 2 * statuses.len() + 2 * came.len());
        let chunks = statuses.len().div_ceil(7);
        let length = 20 + 2 * chunks + deltas.len();
        let padding = (4 - length % 4) % 4;
        packet.put_u8(if padding > 0 { 0xaf } else { 0x8f });
        packet.put_u8(205);
        packet.put_u16(((length + padding) / 4 - 1) as u16);
        packet.put_u32(sender_ssrc);
        packet.put_u32(media_ssrc);
        packet.put_u16(base as u16);
        packet.put_u16(statuses.len() as u16);
        packet.put_u32(((reference as u32) << 8) | u32::from(self.reports));
        self.reports = self.reports.wrapping_add(1);
        for seven in statuses.chunks(7) {
            let symbols = (0..7).map(|index| u16::from(seven.get(index).copied().unwrap_or(0)));
            packet.put_u16(symbols.fold(0b11, |chunk, symbol| (chunk << 2) | symbol));
        }
        packet.put_slice(&deltas);
        if padding > 0 {
            packet.put_bytes(0, padding - 1);
            packet.put_u8(padding as u8);
        }
        Some(packet)
    }
}

/// The symbol of each number from `base` to `last`, and the distances in time of those that came.
fn statuses(came: &[(u64, u64)], base: u64, last: u64, reference: u64) -> (Vec<u8>, BytesMut) {
    let mut symbols = vec![0; (last - base + 1) as usize];
    let mut deltas = BytesMut::with_capacity(2 * came.len());
    let mut before = reference / UNIT;
    for &(number, at) in came {
        let delta = (at / UNIT).cast_signed() - before.cast_signed();
        let delta = delta.clamp(i16::MIN.into(), i16::MAX.into());
        before = before.wrapping_add_signed(delta);
        let small = u8::try_from(delta);
        symbols[(number - base) as usize] = if small.is_ok() { 1 } else { 2 };
        match small {
            Ok(small) => deltas.put_u8(small),
            Err(_) => deltas.put_i16(delta as i16),
        }
    }
    (symbols, deltas)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use rtc::rtcp::transport_feedbacks::transport_layer_cc::{PacketStatusChunk, TransportLayerCc};
    use rtc::shared::marshal::Unmarshal as _;

    use super::*;

    fn read(mut octets: &[u8]) -> (u16, Vec<u16>, Vec<i64>) {
        let report = TransportLayerCc::unmarshal(&mut octets).unwrap();
        let mut symbols: Vec<u16> = Vec::new();
        for chunk in &report.packet_chunks {
            match chunk {
                PacketStatusChunk::StatusVectorChunk(chunk) => {
                    symbols.extend(chunk.symbol_list.iter().map(|symbol| *symbol as u16));
                }
                PacketStatusChunk::RunLengthChunk(_) => unreachable!(),
            }
        }
        symbols.truncate(report.packet_status_count.into());
        let deltas = report.recv_deltas.iter().map(|delta| delta.delta / 250).collect();
        (report.base_sequence_number, symbols, deltas)
    }

    #[test]
    fn what_came_and_what_did_not_is_said() {
        let mut arrivals = Arrivals::default();
        let start = 1_000 * REFERENCE;
        for (number, millis) in [(0xfffe, 1), (0xffff, 2), (2, 3), (1, 103)] {
            arrivals.add(number, start + millis * 1_000_000);
        }
        let report = arrivals.report(1, 2).unwrap();
        assert_eq!(read(&report), (0xfffe, vec![1, 1, 0, 2, 2], vec![4, 4, 404, -400]));
        assert!(arrivals.report(1, 2).is_none(), "nothing came since");
        // Number 0 comes late, 3 is lost.
        arrivals.add(0, start + 104_000_000);
        arrivals.add(4, start + 105_000_000);
        let (base, symbols, _) = read(&arrivals.report(1, 2).unwrap());
        assert_eq!((base, symbols), (3, vec![0, 1]));
    }
}
