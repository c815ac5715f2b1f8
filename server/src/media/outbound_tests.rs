use sfu::DeviceId;

use super::*;

const CAMERA: Line = Line(2);
const OTHER: Line = Line(3);
const VOICE: Line = Line(17);

fn packet(line: Line, sequence: u16, keyframe: bool) -> Forward<Bytes> {
    Forward {
        listener: DeviceId(1),
        line,
        sequence,
        timestamp: u32::from(sequence / 10) * 3_000,
        marker: false,
        keyframe,
        red: false,
        payload: Bytes::from(vec![0; 1_000]),
        codec: sfu::Codec::Vp8,
        descriptor: None,
        dependency: None,
        report: None,
    }
}

fn ms(millis: i64) -> Time {
    Time(millis * 1_000)
}

fn measured() -> Outbound {
    let mut outbound = Outbound::new(ms(0));
    outbound.set_measured(true);
    outbound
}

/// What leaves at a moment, as line and sequence number.
fn leaving(outbound: &mut Outbound, now: Time) -> Vec<(Line, u16)> {
    std::iter::from_fn(|| outbound.poll(now))
        .filter_map(|leaving| match leaving {
            Leaving::First(forward, _) | Leaving::Again(forward, _) => Some((forward.line, forward.sequence)),
            Leaving::Probe(_) | Leaving::Lost(_) => None,
        })
        .collect()
}

#[test]
fn nothing_that_waits_leaves_after_a_cut() {
    let mut outbound = measured();
    for sequence in 0..50 {
        outbound.push(ms(0), packet(CAMERA, sequence, sequence == 0));
        outbound.push(ms(0), packet(OTHER, sequence, sequence == 0));
    }
    outbound.push_again(ms(0), packet(CAMERA, 1_000, false));
    outbound.push(ms(0), packet(VOICE, 1, false));
    outbound.cut(CAMERA);
    outbound.cut(VOICE);
    let left: Vec<(Line, u16)> = (0..3_000).flat_map(|at| leaving(&mut outbound, ms(at))).collect();
    assert!(!left.is_empty());
    assert!(left.iter().all(|(line, _)| *line == OTHER), "{left:?}");
    // And what comes of the new one begins at once.
    outbound.push(ms(3_000), packet(CAMERA, 51, true));
    assert!((3_000..3_100).any(|at| leaving(&mut outbound, ms(at)).contains(&(CAMERA, 51))));
}

#[test]
fn sound_leaves_at_once_and_pictures_in_their_time() {
    let mut outbound = measured();
    for sequence in 0..50 {
        outbound.push(ms(0), packet(CAMERA, sequence, sequence == 0));
    }
    outbound.push(ms(0), packet(VOICE, 7, false));
    let at_once = leaving(&mut outbound, ms(0));
    assert!(at_once.contains(&(VOICE, 7)));
    assert!(at_once.len() < 10, "{at_once:?}");
    assert!(outbound.next_time().is_some());
}

#[test]
fn who_reports_nothing_is_not_paced() {
    let mut outbound = Outbound::new(ms(0));
    for sequence in 0..50 {
        outbound.push(ms(0), packet(CAMERA, sequence, sequence == 0));
    }
    assert_eq!(leaving(&mut outbound, ms(0)).len(), 50);
    assert_eq!((outbound.estimate(), outbound.next_time()), (None, None));
    outbound.push(ms(1), packet(CAMERA, 50, false));
    outbound.cut(CAMERA);
    assert_eq!(leaving(&mut outbound, ms(1)), []);
}

#[test]
fn everything_is_numbered_in_one_line() {
    let mut outbound = measured();
    outbound.push(ms(0), packet(VOICE, 1, false));
    outbound.push_again(ms(0), packet(CAMERA, 9, false));
    outbound.push(ms(0), packet(CAMERA, 10, true));
    let mut numbers = Vec::new();
    for at in 0..200 {
        while let Some(leaving) = outbound.poll(ms(at)) {
            if let Leaving::First(_, number) | Leaving::Again(_, number) = leaving {
                numbers.push(number);
            }
        }
    }
    assert_eq!(numbers, [0, 1, 2]);
    assert_eq!(outbound.probe(ms(200), &packet(CAMERA, 10, true)), 3);
}
