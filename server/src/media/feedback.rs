//! Transport-wide feedback as it is on the wire, made into arrivals
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).

use rtc::rtcp::transport_feedbacks::transport_layer_cc::{
    PacketStatusChunk, SymbolTypeTcc, TransportLayerCc,
};
use sfu::bandwidth::Arrival;

/// Numbers in one report: some seconds at the highest rates. A report can claim 65,535 in a few octets.
const MOST: usize = 4_096;
/// The reference time counts steps of 64 ms.
const REFERENCE_MICROS: i64 = 64_000;

/// What a report says of each packet, in order of the numbers. Whatever it contradicts itself in is left out.
pub fn arrivals(report: &TransportLayerCc) -> Vec<Arrival> {
    let count = usize::from(report.packet_status_count).min(MOST);
    let mut arrivals = Vec::with_capacity(count);
    let mut deltas = report.recv_deltas.iter();
    // 24 bits, signed in practice: only differences mean anything, and those are taken across its wrap by the estimator.
    let mut time = i64::from(report.reference_time) * REFERENCE_MICROS;
    for symbol in report.packet_chunks.iter().flat_map(symbols).take(count) {
        let at = match symbol {
            SymbolTypeTcc::PacketReceivedSmallDelta | SymbolTypeTcc::PacketReceivedLargeDelta => {
                let Some(delta) = deltas.next() else { return arrivals };
                time += delta.delta;
                Some(time)
            }
            SymbolTypeTcc::PacketNotReceived | SymbolTypeTcc::PacketReceivedWithoutDelta => None,
        };
        let sequence = report.base_sequence_number.wrapping_add(arrivals.len() as u16);
        arrivals.push(Arrival { sequence, at });
    }
    arrivals
}

fn symbols(chunk: &PacketStatusChunk) -> Box<dyn Iterator<Item = SymbolTypeTcc> + '_> {
    match chunk {
        PacketStatusChunk::RunLengthChunk(run) => {
            Box::new(std::iter::repeat_n(run.packet_status_symbol, usize::from(run.run_length)))
        }
        PacketStatusChunk::StatusVectorChunk(vector) => Box::new(vector.symbol_list.iter().copied()),
    }
}

#[cfg(test)]
mod tests {
    use rtc::rtcp::transport_feedbacks::transport_layer_cc::{
        RecvDelta, RunLengthChunk, StatusChunkTypeTcc, StatusVectorChunk, SymbolSizeTypeTcc,
    };

    use super::*;

    fn run(symbol: SymbolTypeTcc, length: u16) -> PacketStatusChunk {
        PacketStatusChunk::RunLengthChunk(RunLengthChunk {
            type_tcc: StatusChunkTypeTcc::RunLengthChunk,
            packet_status_symbol: symbol,
            run_length: length,
        })
    }

    fn delta(micros: i64) -> RecvDelta {
        RecvDelta { type_tcc_packet: SymbolTypeTcc::PacketReceivedSmallDelta, delta: micros }
    }

    #[test]
    fn numbers_and_times_are_read_across_the_wrap() {
        let vector = PacketStatusChunk::StatusVectorChunk(StatusVectorChunk {
            type_tcc: StatusChunkTypeTcc::StatusVectorChunk,
            symbol_size: SymbolSizeTypeTcc::TwoBit,
            symbol_list: vec![SymbolTypeTcc::PacketNotReceived, SymbolTypeTcc::PacketReceivedLargeDelta],
        });
        let report = TransportLayerCc {
            base_sequence_number: 65_535,
            packet_status_count: 4,
            reference_time: 2,
            packet_chunks: vec![run(SymbolTypeTcc::PacketReceivedSmallDelta, 2), vector],
            recv_deltas: vec![delta(250), delta(1_000), delta(-500)],
            ..TransportLayerCc::default()
        };
        let expected = [(65_535, Some(128_250)), (0, Some(129_250)), (1, None), (2, Some(128_750))]
            .map(|(sequence, at)| Arrival { sequence, at });
        assert_eq!(arrivals(&report), expected);
    }

    #[test]
    fn a_report_that_claims_too_much_is_cut() {
        let report = TransportLayerCc {
            packet_status_count: 65_535,
            packet_chunks: vec![run(SymbolTypeTcc::PacketNotReceived, 8_191); 8],
            ..TransportLayerCc::default()
        };
        assert_eq!(arrivals(&report).len(), MOST);
        let report = TransportLayerCc {
            packet_status_count: 100,
            packet_chunks: vec![run(SymbolTypeTcc::PacketReceivedSmallDelta, 100)],
            recv_deltas: vec![delta(0); 3],
            ..TransportLayerCc::default()
        };
        assert_eq!(arrivals(&report).len(), 3, "more arrivals than times");
    }
}
