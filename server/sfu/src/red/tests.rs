use proptest::prelude::*;

use super::*;

/// Two earlier blocks of 111 (1,920 and 960 ticks back; two octets and one) and a primary one of three.
const WHOLE: [u8; 15] = [0xef, 0x1e, 0x00, 2, 0xef, 0x0f, 0x00, 1, 0x6f, 1, 2, 3, 4, 5, 6];

#[test]
fn a_payload_is_taken_apart() {
    let red = parse(&WHOLE).unwrap();
    assert_eq!(*red.primary(), Block { payload_type: 111, offset: 0, range: 12..15 });
    let expected = [
        Block { payload_type: 111, offset: 1_920, range: 9..11 },
        Block { payload_type: 111, offset: 960, range: 11..12 },
    ];
    assert_eq!(red.earlier(), expected);
    let plain = parse(&[0x6f, 7]).unwrap();
    assert_eq!((plain.primary().range.clone(), plain.earlier().len()), (1..2, 0));
}

/// The largest offset and length there are, which share an octet of the header.
#[test]
fn offset_and_length_have_fourteen_and_ten_bits() {
    let mut payload = vec![0xef, 0xff, 0xff, 0xff, 0x6f];
    payload.resize(5 + 1_023 + 1, 0);
    let red = parse(&payload).unwrap();
    assert_eq!(red.earlier(), [Block { payload_type: 111, offset: 16_383, range: 5..1_028 }]);
}

#[test]
fn what_is_not_whole_is_refused() {
    for length in 0..13 {
        assert_eq!(parse(&WHOLE[..length]), None, "{length}");
    }
    let nine = |count: usize| {
        let mut payload = [0xef, 0x0f, 0x00, 0].repeat(count);
        payload.extend([0x6f, 1]);
        payload
    };
    assert!(parse(&nine(MOST_EARLIER)).is_some());
    assert_eq!(parse(&nine(MOST_EARLIER + 1)), None);
}

#[test]
fn payload_types_are_exchanged_and_nothing_else() {
    let mut payload = WHOLE;
    relabel(&mut payload, 111, 96);
    let mut expected = WHOLE;
    (expected[0], expected[4], expected[8]) = (0xe0, 0xe0, 0x60);
    assert_eq!(payload, expected);
    relabel(&mut payload, 111, 1);
    assert_eq!(payload, expected, "blocks of another payload type");
    let mut no_red = [0xef, 0x0f];
    relabel(&mut no_red, 111, 96);
    assert_eq!(no_red, [0xef, 0x0f]);
}

#[test]
fn lost_packets_are_found_in_the_next_one() {
    let red = parse(&WHOLE).unwrap();
    let numbers = |last| {
        let found = recover(&red, 1, 10_000, last);
        found.into_iter().map(|packet| (packet.sequence, packet.timestamp, packet.range)).collect::<Vec<_>>()
    };
    assert_eq!(numbers(None), []);
    assert_eq!(numbers(Some((0, 9_040))), [], "nothing is missing");
    assert_eq!(numbers(Some((65_535, 8_080))), [(0, 9_040, 11..12)]);
    assert_eq!(numbers(Some((65_534, 7_120))), [(65_535, 8_080, 9..11), (0, 9_040, 11..12)]);
    assert_eq!(
        numbers(Some((65_530, 3_000))),
        [(65_535, 8_080, 9..11), (0, 9_040, 11..12)],
        "more is missing"
    );
    assert_eq!(numbers(Some((2, 10_960))), [], "a packet that is late itself");
}

#[test]
fn nothing_is_recovered_that_the_timestamps_contradict() {
    let red = parse(&WHOLE).unwrap();
    assert_eq!(recover(&red, 1, 10_000, Some((65_535, 7_120))), [], "two blocks for one missing packet");
    assert_eq!(recover(&red, 1, 10_000, Some((65_534, 8_080))), [], "the oldest came");
    assert_eq!(recover(&red, 1, 10_000, Some((65_535, 20_000))), [], "the clock ran backwards");
}

/// After a pause in speech without packets (DTX), offsets are larger and the numbers still follow each other.
#[test]
fn a_pause_is_no_contradiction() {
    let red = parse(&[0xef, 0xf0, 0x00, 1, 0x6f, 1, 2]).unwrap();
    let found = recover(&red, 12, 100_000, Some((10, 83_680)));
    assert_eq!(found, [Recovered { sequence: 11, timestamp: 84_640, range: 5..6 }]);
}

/// A payload as senders make it, as far as offsets of 14 bits reach.
fn with_earlier(earlier: &[(u32, Vec<u8>)], timestamp: u32, payload: &[u8]) -> Vec<u8> {
    let near = |(at, _): &&(u32, Vec<u8>)| timestamp.wrapping_sub(*at) <= 0x3fff;
    let near: Vec<_> = earlier.iter().skip_while(|one| !near(one)).collect();
    let header = |(at, block): &&(u32, Vec<u8>)| {
        (0xef00_0000 | timestamp.wrapping_sub(*at) << 10 | block.len() as u32).to_be_bytes()
    };
    let blocks = near.iter().flat_map(|(_, block)| block.iter().copied());
    near.iter().flat_map(header).chain([111]).chain(blocks).chain(payload.iter().copied()).collect()
}

proptest! {
    #[test]
    fn blocks_are_within_the_payload_and_fill_it(octets in prop::collection::vec(any::<u8>(), 0..=1500)) {
        if let Some(red) = parse(&octets) {
            let headers = red.earlier().len() * HEADER + 1;
            let mut at = headers;
            for block in red.earlier().iter().chain([red.primary()]) {
                prop_assert_eq!(block.range.start, at);
                at = block.range.end;
            }
            prop_assert_eq!(at, octets.len());
        }
        let mut other = octets.clone();
        relabel(&mut other, 111, 96);
        prop_assert_eq!(parse(&octets).map(|red| red.primary().range.clone()), parse(&other).map(|red| red.primary().range.clone()));
    }

    /// Through redundancy, loss and recovery: what is recovered is what was sent, and nothing comes twice.
    #[test]
    fn what_is_recovered_is_what_was_lost(
        first in any::<(u16, u32)>(), depth in 0..=8_usize,
        packets in prop::collection::vec((1..4_u32, 1..200_usize, any::<bool>()), 1..60),
    ) {
        let mut earlier: Vec<(u32, Vec<u8>)> = Vec::new();
        let (mut sequence, mut timestamp) = first;
        let mut last = None;
        let mut lost = Vec::new();
        for (frames, length, is_lost) in packets {
            sequence = sequence.wrapping_add(1);
            timestamp = timestamp.wrapping_add(frames * 960);
            let payload = vec![sequence as u8; length];
            let octets = with_earlier(&earlier, timestamp, &payload);
            earlier.push((timestamp, payload.clone()));
            earlier.drain(..earlier.len().saturating_sub(depth));
            if is_lost {
                lost.push((sequence, timestamp, payload));
                continue;
            }
            let red = parse(&octets).unwrap();
            prop_assert_eq!(&octets[red.primary().range.clone()], &payload[..]);
            let found: Vec<_> = recover(&red, sequence, timestamp, last)
                .into_iter()
                .map(|packet| (packet.sequence, packet.timestamp, octets[packet.range].to_vec()))
                .collect();
            if last.is_some() {
                prop_assert!(lost.ends_with(&found));
                prop_assert_eq!(found.len(), lost.len().min(red.earlier().len()));
            }
            lost.clear();
            last = Some((sequence, timestamp));
        }
    }

    #[test]
    fn any_numbers_recover_at_most_what_is_there(
        octets in prop::collection::vec(any::<u8>(), 0..100), sequence in any::<u16>(), timestamp in any::<u32>(),
        last in any::<Option<(u16, u32)>>(),
    ) {
        if let Some(red) = parse(&octets) {
            let found = recover(&red, sequence, timestamp, last);
            prop_assert!(found.len() <= red.earlier().len());
            prop_assert!(found.windows(2).all(|pair| older(pair[0].sequence, pair[1].sequence)));
            prop_assert!(found.iter().all(|packet| packet.range.end <= octets.len()));
        }
    }
}
