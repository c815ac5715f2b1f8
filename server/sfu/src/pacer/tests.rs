use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const PACE: u32 = 800_000;

fn picture(line: u8, timestamp: u32, keyframe: bool) -> Class {
    Class::Picture { line: Line(line), timestamp, keyframe }
}

/// Polls every millisecond of `[from, until)`; what was sent, with the time in ms.
fn send_all<T>(pacer: &mut Pacer<T>, from: i64, until: i64) -> Vec<(i64, T)> {
    let mut sent = Vec::new();
    for millis in from..until {
        while let Some(next) = pacer.poll(Time(millis * 1_000)) {
            if let Next::Send(item) = next {
                sent.push((millis, item));
            }
        }
    }
    sent
}

#[test]
fn sound_passes_a_keyframe_and_is_counted() {
    let mut pacer = Pacer::new(Time(0), PACE);
    for part in 0..50 {
        pacer.push(Time(0), picture(1, 9, part == 0), 1_200, "picture").unwrap();
    }
    let before = send_all(&mut pacer, 0, 100).len();
    pacer.push(Time(100_000), Class::Sound, 1_200, "sound").unwrap();
    assert_eq!(pacer.poll(Time(100_000)), Some(Next::Send("sound")));
    // 800 kbit/s are a packet of 1,200 bytes in 12 ms.
    assert!((8..=10).contains(&before), "{before}");
    let after = send_all(&mut pacer, 101, 201).len();
    assert_eq!(after, 7, "eight without the sound");
}

#[test]
fn repairs_leave_before_new_pictures() {
    let mut pacer = Pacer::new(Time(0), PACE);
    pacer.push(Time(0), picture(1, 9, true), 1_200, "picture").unwrap();
    pacer.push(Time(0), Class::Repair, 1_200, "repair").unwrap();
    let order: Vec<_> = send_all(&mut pacer, 0, 50).into_iter().map(|(_, item)| item).collect();
    assert_eq!(order, ["repair", "picture"]);
}

#[test]
fn it_says_when_to_come_again_and_has_something_then() {
    let mut pacer = Pacer::new(Time(0), PACE);
    assert_eq!(pacer.next_time(), None);
    for _ in 0..10 {
        pacer.push(Time(0), picture(1, 9, false), 1_200, ()).unwrap();
    }
    let mut sent = 0;
    while let Some(at) = pacer.next_time() {
        assert!(pacer.poll(at.max(Time(0))).is_some(), "at {at:?}");
        sent += 1;
    }
    assert_eq!(sent, 10);
}

#[test]
fn frames_that_come_too_late_are_dropped_whole_up_to_the_next_keyframe() {
    let mut pacer = Pacer::new(Time(0), 80_000);
    // 30 frames of 3 packets in 1 s are 36 times what leaves; frame 20 is a keyframe.
    let mut refused = 0;
    let mut fate: BTreeMap<u32, [u32; 2]> = BTreeMap::new();
    for millis in 0..12_000_i64 {
        let now = Time(millis * 1_000);
        if millis % 33 == 0 && millis < 1_000 {
            let frame = u32::try_from(millis / 33).unwrap();
            for part in 0..3 {
                let keyframe = part == 0 && (frame == 0 || frame == 20);
                refused += u32::from(pacer.push(now, picture(1, frame, keyframe), 1_200, frame).is_err());
            }
        }
        while let Some(next) = pacer.poll(now) {
            match next {
                Next::Send(frame) => fate.entry(frame).or_default()[0] += 1,
                Next::Dropped(frame, reason) => {
                    assert_eq!(reason, Reason::Late);
                    fate.entry(frame).or_default()[1] += 1;
                }
                Next::Probe { .. } => panic!("no probe was asked for"),
            }
        }
    }
    assert_eq!(refused, 0);
    assert!(fate.values().all(|[sent, dropped]| sent * dropped == 0 && sent + dropped == 3), "{fate:?}");
    let sent: Vec<u32> = fate.iter().filter(|(_, fate)| fate[0] > 0).map(|(&frame, _)| frame).collect();
    assert!(sent.contains(&20), "{sent:?}");
    let first = sent.iter().position(|&frame| frame == 20).unwrap();
    assert!(sent[..first].iter().zip(0..).all(|(&frame, nth)| frame == nth), "decodable: {sent:?}");
}

#[test]
fn after_a_drop_a_keyframe_is_needed() {
    let mut pacer = Pacer::new(Time(0), 80_000);
    let whole = PICTURES / 1_200;
    for frame in 0..=u32::try_from(whole).unwrap() {
        let pushed = pacer.push(Time(0), picture(1, frame, frame == 0), 1_200, frame);
        assert_eq!(pushed.is_err(), frame as usize == whole, "{frame}");
    }
    let mut dropped = 0;
    while let Some(Next::Dropped(_, reason)) = pacer.poll(Time(0)) {
        assert_eq!(reason, Reason::Full);
        dropped += 1;
    }
    assert!(dropped >= whole - 1, "{dropped}");
    assert_eq!(pacer.push(Time(0), picture(1, 5_000, false), 1_200, 0), Err((0, Reason::AwaitingKeyframe)));
    assert_eq!(pacer.push(Time(0), picture(2, 5_000, false), 1_200, 0), Ok(()), "another line");
    assert_eq!(pacer.push(Time(0), picture(1, 5_001, true), 1_200, 0), Ok(()));
    assert_eq!(pacer.push(Time(0), picture(1, 5_001, false), 1_200, 0), Ok(()));
}

#[test]
fn a_frame_that_has_begun_ends_whatever_is_dropped_behind_it() {
    let mut pacer = Pacer::new(Time(0), PACE);
    for part in 0..4 {
        pacer.push(Time(0), picture(1, 0, part == 0), 1_200, 0).unwrap();
    }
    assert_eq!(pacer.poll(Time(0)), Some(Next::Send(0)));
    let full =
        (1..).find(|&frame| pacer.push(Time(0), picture(1, frame, false), 1_200, frame).is_err()).unwrap();
    let dropped = std::iter::from_fn(|| pacer.poll(Time(0))).count();
    assert_eq!(dropped, full as usize - 1);
    assert_eq!(pacer.push(Time(0), picture(1, 0, false), 1_200, 0), Ok(()), "and its last part comes");
    assert_eq!(send_all(&mut pacer, 1, 100).len(), 4);
}

#[test]
fn a_probe_fills_up_to_its_rate_and_no_further() {
    let mut pacer = Pacer::new(Time(0), PACE);
    let probe = Probe { rate: 1_600_000, bytes: 30_000, until: Time(150_000) };
    pacer.probe(Time(0), probe);
    let (mut media, mut filled) = (0, 0);
    for millis in 0..300 {
        let now = Time(millis * 1_000);
        if millis % 20 == 0 {
            pacer.push(now, Class::Sound, 100, ()).unwrap();
            pacer.push(now, picture(1, 1, false), 900, ()).unwrap();
        }
        while let Some(next) = pacer.poll(now) {
            match next {
                Next::Send(()) => media += u32::from(millis < 150) * 500,
                Next::Probe { bytes } => {
                    assert!(now < probe.until);
                    filled += bytes;
                }
                Next::Dropped(..) => panic!("nothing is late"),
            }
        }
    }
    assert!((27_000..=30_000).contains(&(media + filled)), "{media} + {filled}");
    assert!(filled > 20_000);
}

#[test]
fn a_probe_leaves_although_sound_alone_is_more_than_the_pace() {
    let mut pacer = Pacer::new(Time(0), 50_000);
    let mut probed = 0;
    for millis in 0..1_150 {
        let now = Time(millis * 1_000);
        if millis % 20 == 0 {
            pacer.push(now, Class::Sound, 250, ()).unwrap();
        }
        if millis == 1_000 {
            pacer.probe(now, Probe { rate: 300_000, bytes: 5_600, until: now.after_millis(150) });
        }
        while let Some(next) = pacer.poll(now) {
            probed += if let Next::Probe { bytes } = next { bytes } else { 0 };
        }
    }
    assert!(probed > 3_000, "{probed}");
}

#[test]
fn all_that_waits_is_bounded_even_if_nobody_polls() {
    let mut pacer = Pacer::new(Time(0), PACE);
    for round in 0..20_000_u32 {
        let _ = pacer.push(Time(0), Class::Sound, 1_200, ());
        let _ = pacer.push(Time(0), Class::Repair, 1_200, ());
        let _ = pacer.push(Time(0), picture(u8::try_from(round % 7).unwrap(), round, true), 1_200, ());
    }
    assert!(pacer.waiting() <= PICTURES + COMPLETING + REPAIRS);
    assert!(pacer.dropped.len() <= UNTOLD + PICTURES / 1_200);
    assert!(pacer.sound.len() <= SOUNDS);
}

/// Millisecond of the step, what is pushed, its bytes.
fn steps() -> impl Strategy<Value = Vec<(i64, u8, u16)>> {
    proptest::collection::vec((0..40_i64, 0..10_u8, 50..1_200_u16), 1..400)
}

proptest! {
    #[test]
    fn order_is_kept_and_nothing_is_lost_silently(steps in steps(), pace in 20_000..3_000_000_u32) {
        let mut pacer = Pacer::new(Time(0), pace);
        let (mut now, mut frame, mut pushed, mut ended) = (0, 0_u32, 0_usize, 0_usize);
        let mut newest = [0_usize; 4];
        for (wait, kind, bytes) in steps {
            now += wait * 1_000;
            pushed += 1;
            let class = match kind {
                0 | 1 => Class::Sound,
                2 => Class::Repair,
                _ => {
                    frame += u32::from(kind > 5);
                    picture(kind % 2, frame, kind == 9)
                }
            };
            let line = match class { Class::Sound => 0, Class::Repair => 1, Class::Picture { line, .. } => 2 + usize::from(line.0) };
            if pacer.push(Time(now), class, bytes, (line, pushed)).is_err() {
                ended += 1;
            }
            let mut first = true;
            while let Some(next) = pacer.poll(Time(now)) {
                ended += usize::from(!matches!(next, Next::Probe { .. }));
                if let Next::Send((line, number)) = next {
                    prop_assert!(number > newest[line], "order in {line}");
                    newest[line] = number;
                    if first && class == Class::Sound {
                        prop_assert_eq!(number, pushed, "sound at once");
                    }
                }
                first = false;
            }
        }
        for step in 0..2_000 {
            while let Some(next) = pacer.poll(Time(now + step * 50_000)) {
                ended += usize::from(!matches!(next, Next::Probe { .. }));
            }
        }
        prop_assert_eq!(ended, pushed);
        prop_assert_eq!(pacer.waiting(), 0);
    }

    #[test]
    fn pictures_never_leave_faster_than_the_pace_in_any_window(steps in steps(), pace in 20_000..3_000_000_u32) {
        let mut pacer = Pacer::new(Time(0), pace);
        let (mut now, mut frame) = (0, 0_u32);
        let mut sent: Vec<(i64, i64)> = Vec::new();
        for (wait, kind, bytes) in steps {
            for _ in 0..wait {
                now += 1_000;
                while let Some(next) = pacer.poll(Time(now)) {
                    if let Next::Send(bytes) = next {
                        sent.push((now, bytes));
                    }
                }
            }
            frame += 1;
            let class = if kind == 0 { Class::Repair } else { picture(0, frame, false) };
            let _ = pacer.push(Time(now), class, bytes, i64::from(bytes));
        }
        for first in 0..sent.len() {
            let mut bytes = 0;
            for &(at, more) in &sent[first..] {
                bytes += more;
                let allowed = (at - sent[first].0 + BURST) * i64::from(pace) / 8_000_000 + 1_200 + 1;
                prop_assert!(bytes <= allowed, "{bytes} in {} µs", at - sent[first].0);
            }
        }
    }
}
