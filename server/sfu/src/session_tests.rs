use super::*;
use crate::clock::ntp_of;
use crate::packet::{Forward, Packet};
use crate::plan::{Place, Route};

fn at(millis: i64) -> Time {
    Time(millis * 1_000)
}

fn route(place: u64, kinds: &[Kind]) -> Route {
    Route {
        sends: kinds.iter().copied().collect(),
        into: [Place(place)].into(),
        from: [Place(place)].into(),
        ..Route::default()
    }
}

/// Devices `1..=places.len()`, each in the place given.
fn plan(epoch: u64, places: &[u64]) -> Plan {
    let routes = (1..)
        .zip(places)
        .map(|(device, &place)| (DeviceId(device), route(place, &[Kind::Microphone, Kind::Camera])));
    Plan { epoch, routes: routes.collect() }
}

fn session(places: &[u64]) -> Session<&'static str> {
    let mut session = Session::new();
    session.apply(at(0), plan(1, places));
    for (device, _) in (1..).zip(places) {
        session.receiver_up(at(0), DeviceId(device), 0);
    }
    session.outputs();
    session
}

fn send(
    session: &mut Session<&'static str>,
    millis: i64,
    device: u32,
    kind: Kind,
    sequence: u16,
    keyframe: bool,
) -> Vec<Forward<&'static str>> {
    send_stamped(session, millis, device, kind, sequence, sequence.into(), keyframe)
}

fn send_stamped(
    session: &mut Session<&'static str>,
    millis: i64,
    device: u32,
    kind: Kind,
    sequence: u16,
    timestamp: u32,
    keyframe: bool,
) -> Vec<Forward<&'static str>> {
    let packet = Packet {
        sequence,
        timestamp,
        marker: false,
        level: Some(20),
        keyframe,
        layer: 0,
        red: false,
        recovered: false,
        descriptor: None,
        codec: Codec::Vp8,
        dependency: None,
        payload: "payload",
        length: 7,
    };
    let mut out = Vec::new();
    session.forward(at(millis), SourceId { device: DeviceId(device), kind }, &packet, &mut out);
    out
}

fn listeners(forwards: &[Forward<&'static str>]) -> Vec<u32> {
    forwards.iter().map(|forward| forward.listener.0).collect()
}

#[test]
fn people_of_one_place_hear_each_other_and_nobody_else() {
    let mut session = session(&[0, 0, 1, 1]);
    assert_eq!(listeners(&send(&mut session, 0, 1, Kind::Microphone, 1, false)), [2]);
    assert_eq!(listeners(&send(&mut session, 0, 4, Kind::Microphone, 1, false)), [3]);
}

#[test]
fn after_a_move_not_one_packet_crosses_and_the_new_group_is_heard_at_once() {
    let mut session = session(&[0, 0, 1]);
    send(&mut session, 0, 1, Kind::Microphone, 1, false);
    send(&mut session, 0, 1, Kind::Camera, 1, true);
    session.apply(at(10), plan(2, &[0, 1, 1]));
    assert_eq!(listeners(&send(&mut session, 10, 1, Kind::Microphone, 2, false)), [0; 0]);
    assert_eq!(listeners(&send(&mut session, 10, 2, Kind::Microphone, 1, false)), [3]);
    assert_eq!(listeners(&send(&mut session, 10, 3, Kind::Microphone, 1, false)), [2]);
    for line in 0..LINES {
        let again = session.again(at(20), DeviceId(2), line_of(line), 1, None);
        assert!(again.is_none(), "a lost packet of the old group is not sent again");
    }
}

#[test]
fn what_may_not_be_sent_is_stopped_at_the_door() {
    let mut session = session(&[0, 0]);
    assert_eq!(listeners(&send(&mut session, 0, 1, Kind::Screen, 1, true)), [0; 0]);
    let mut muted = plan(2, &[0, 0]);
    muted.routes.get_mut(&DeviceId(1)).unwrap().sends.remove(&Kind::Microphone);
    session.apply(at(1), muted);
    assert_eq!(listeners(&send(&mut session, 1, 1, Kind::Microphone, 1, false)), [0; 0]);
    assert_eq!(session.drops().not_admitted, 2);
}

#[test]
fn a_device_outside_the_plan_neither_sends_nor_receives() {
    let mut session = session(&[0, 0]);
    session.receiver_up(at(0), DeviceId(9), 0);
    assert_eq!(listeners(&send(&mut session, 0, 9, Kind::Microphone, 1, false)), [0; 0]);
    assert_eq!(listeners(&send(&mut session, 0, 1, Kind::Microphone, 1, false)), [2]);
}

#[test]
fn a_new_picture_is_asked_for_at_once_and_again_until_it_comes() {
    let mut session = session(&[0, 0, 1]);
    send(&mut session, 0, 3, Kind::Camera, 1, false);
    session.apply(at(5), plan(2, &[0, 1, 1]));
    let camera = SourceId { device: DeviceId(3), kind: Kind::Camera };
    let asked = |session: &mut Session<&'static str>| {
        session.outputs().iter().filter(|output| **output == Output::RequestKeyframe(camera, 0)).count()
    };
    assert_eq!(asked(&mut session), 1);
    let mut repeated = 0;
    for millis in (25..=325).step_by(20) {
        send(&mut session, millis, 3, Kind::Camera, 2, false);
        session.tick(at(millis));
        repeated += asked(&mut session);
    }
    assert_eq!(repeated, 3);
    assert_eq!(listeners(&send(&mut session, 330, 3, Kind::Camera, 3, true)), [2]);
    session.tick(at(500));
    assert_eq!(asked(&mut session), 0);
}

#[test]
fn the_client_is_told_who_is_in_a_slot_at_the_cut_and_from_when_at_the_keyframe() {
    let mut session = session(&[0, 0]);
    let camera = SourceId { device: DeviceId(1), kind: Kind::Camera };
    let shown = |session: &Session<&'static str>| {
        let (generation, slots) = session.slots(DeviceId(2));
        (generation, slots.into_iter().find(|slot| slot.source == camera).map(|slot| slot.from_timestamp))
    };
    let (before, from) = shown(&session);
    assert_eq!(from, Some(None));
    send(&mut session, 40, 1, Kind::Camera, 1, true);
    let (after, from) = shown(&session);
    assert!(after > before);
    assert_eq!(from, Some(Some(3_600)));
    assert!(session.outputs().contains(&Output::Slots(DeviceId(2))));
    session.apply(at(50), plan(2, &[0, 1]));
    assert_eq!(shown(&session).1, None);
}

#[test]
fn a_device_that_reconnects_its_sender_starts_anew_in_every_slot() {
    let mut session = session(&[0, 0]);
    let before = send(&mut session, 0, 1, Kind::Microphone, 5_000, false);
    session.sender_reset(at(10), DeviceId(1));
    let after = send(&mut session, 20, 1, Kind::Microphone, 3, false);
    assert_eq!(after[0].sequence, before[0].sequence.wrapping_add(1));
    assert_eq!(after[0].line, before[0].line);
}

#[test]
fn speaking_is_told_to_those_who_hear_it_and_when_it_ends() {
    let mut session = session(&[0, 0, 1]);
    for packet in 0..20 {
        send(&mut session, i64::from(packet) * 20, 1, Kind::Microphone, packet, false);
    }
    session.tick(at(400));
    let told: Vec<Output> = session.outputs();
    for listener in [1, 2] {
        assert!(told.contains(&Output::Speaking(DeviceId(listener))));
        assert_eq!(session.speaking(DeviceId(listener)), [DeviceId(1)]);
    }
    assert!(!told.contains(&Output::Speaking(DeviceId(3))));
    session.tick(at(2_000));
    assert!(session.outputs().contains(&Output::Speaking(DeviceId(2))));
    assert!(session.speaking(DeviceId(2)).is_empty());
}

#[test]
fn how_long_each_has_spoken_adds_up_and_is_told_now_and_then() {
    let mut session = session(&[0, 0]);
    let mut spoken = 0;
    // Three seconds of speech, a packet each 20 ms, and the pause after it.
    for packet in 0..250_u16 {
        let now = i64::from(packet) * 20;
        if packet < 150 {
            send(&mut session, now, 1, Kind::Microphone, packet, false);
        }
        session.tick(at(now));
        for output in session.outputs() {
            if let Output::Spoke(device, millis) = output {
                assert_eq!(device, DeviceId(1));
                spoken += millis;
            }
        }
    }
    assert!((2_600..=3_800).contains(&spoken), "{spoken}");
}

#[test]
fn whoever_begins_to_speak_in_a_crowd_is_heard_from_the_first_packet_on() {
    let mut session = session(&[0; 8]);
    let crowd = AUDIO_LINES as u32 + 1;
    for device in 2..=crowd {
        send(&mut session, 0, device, Kind::Microphone, 1, false);
    }
    session.tick(at(2_000));
    let first = send(&mut session, 2_015, 8, Kind::Microphone, 1, false);
    assert!(listeners(&first).contains(&1), "between two ticks: {first:?}");
}

#[test]
fn an_interpreter_takes_a_line_from_those_who_speak_and_keeps_it() {
    let mut session = session(&[0; 8]);
    let speakers = 2..=AUDIO_LINES as u32 + 1;
    let speak = |session: &mut Session<&'static str>, from: u16, until: u16, device: u32| {
        let packets = from..until;
        packets
            .map(|packet| send(session, i64::from(packet) * 20, device, Kind::Microphone, packet, false))
            .last()
    };
    for packet in 0..20 {
        for device in speakers.clone() {
            speak(&mut session, packet, packet + 1, device);
        }
    }
    session.tick(at(400));
    let mut interpreted = plan(2, &[0; 8]);
    if let Some(route) = interpreted.routes.get_mut(&DeviceId(8)) {
        route.pinned = true;
    }
    session.apply(at(410), interpreted);
    for packet in 21..200 {
        for device in speakers.clone() {
            speak(&mut session, packet, packet + 1, device);
        }
        session.tick(at(i64::from(packet) * 20 + 5));
        let heard = speak(&mut session, packet, packet + 1, 8).unwrap_or_default();
        assert!(listeners(&heard).contains(&1), "packet {packet}");
    }
}

#[test]
fn who_speaks_in_the_old_group_is_unknown_from_the_move_on() {
    let mut session = session(&[0, 0]);
    for packet in 0..20 {
        send(&mut session, i64::from(packet) * 20, 1, Kind::Microphone, packet, false);
    }
    session.tick(at(400));
    assert_eq!(session.speaking(DeviceId(2)), [DeviceId(1)]);
    session.apply(at(401), plan(2, &[0, 1]));
    assert!(session.speaking(DeviceId(2)).is_empty());
    assert!(session.outputs().contains(&Output::Speaking(DeviceId(2))));
}

#[test]
fn a_packet_that_comes_twice_is_sent_once() {
    let mut session = session(&[0, 0]);
    assert_eq!(listeners(&send(&mut session, 0, 1, Kind::Microphone, 7, false)), [2]);
    assert_eq!(listeners(&send(&mut session, 5, 1, Kind::Microphone, 7, false)), [0; 0]);
    assert_eq!(session.drops().repeated, 1);
}

#[test]
fn a_receiver_made_anew_never_tells_of_older_slots() {
    let mut session = session(&[0, 0]);
    let (before, _) = session.slots(DeviceId(2));
    session.receiver_down(DeviceId(2));
    session.receiver_up(at(10), DeviceId(2), 0);
    assert!(session.slots(DeviceId(2)).0 > before);
}

#[test]
fn a_clock_that_lies_moves_nobody() {
    let mut session = session(&[0, 0]);
    let picture = SourceId { device: DeviceId(1), kind: Kind::Camera };
    send(&mut session, 1_000, 1, Kind::Camera, 1, true);
    session.sender_report(at(1_000), picture, 0, ntp_of(at(1_000)), 0);
    session.sender_report(at(1_001), picture, 0, ntp_of(at(1_001)), 3_000_000_000);
    session.apply(at(1_010), plan(2, &[0, 1]));
    session.apply(at(1_011), plan(3, &[0, 0]));
    let out = send(&mut session, 2_000, 1, Kind::Camera, 2, true);
    assert_eq!(out[0].timestamp, 180_000, "two seconds on our clock");
}

#[test]
fn voice_and_picture_of_one_device_are_reported_on_one_clock() {
    let mut session = session(&[0, 0]);
    let voice = SourceId { device: DeviceId(1), kind: Kind::Microphone };
    let picture = SourceId { device: DeviceId(1), kind: Kind::Camera };
    send(&mut session, 1_000, 1, Kind::Microphone, 1, false);
    send(&mut session, 1_000, 1, Kind::Camera, 1, true);
    // The device's wall clock is far away from ours, and the picture's report arrives 30 ms late.
    session.sender_report(at(1_000), voice, 0, ntp_of(at(900_000)), 48_000);
    session.sender_report(at(1_030), picture, 0, ntp_of(at(900_000)), 90_000);
    session.apply(at(1_040), plan(2, &[0, 1]));
    session.apply(at(1_041), plan(3, &[0, 0]));
    let reports: Vec<Report> = [
        send_stamped(&mut session, 1_060, 1, Kind::Microphone, 2, 48_000 + 60 * 48, false),
        send_stamped(&mut session, 1_060, 1, Kind::Camera, 2, 90_000 + 60 * 90, true),
    ]
    .iter()
    .flatten()
    .filter_map(|forward| forward.report)
    .collect();
    assert_eq!(reports.len(), 2);
    assert_eq!(reports[0].ntp, reports[1].ntp);
    let late = i64::from(reports[0].rtp) * 1_000 / 48 - i64::from(reports[1].rtp) * 1_000 / 90;
    // Both slots' timelines start at our origin, so the same instant has the same time in both, whatever the paths.
    assert!(late.abs() <= 1_000, "{late} µs apart");
}

proptest::proptest! {
    /// Any sequence of plans, packets and reconnections: what is forwarded is what the plan in force allows.
    #[test]
    fn nothing_is_ever_forwarded_that_the_plan_does_not_allow(
        steps in proptest::collection::vec((0..5_u32, 1..=6_u32, 0..3_u64, 0..6_usize), 1..300),
    ) {
        let mut places = [0_u64; 6];
        let mut session = session(&places);
        let mut sequence = 0;
        for (index, (step, device, place, kind)) in steps.into_iter().enumerate() {
            let millis = index as i64 * 7;
            match step {
                0 => {
                    places[device as usize - 1] = place;
                    session.apply(at(millis), plan(index as u64 + 2, &places));
                }
                1 => session.receiver_up(at(millis), DeviceId(device), 0),
                2 => session.sender_reset(at(millis), DeviceId(device)),
                _ => {
                    sequence += 1;
                    let kind = Kind::ALL[kind];
                    let out = send(&mut session, millis, device, kind, sequence, place == 0);
                    let source = SourceId { device: DeviceId(device), kind };
                    let mut unique = BTreeSet::new();
                    for forward in &out {
                        proptest::prop_assert!(session.plan().admits(source));
                        proptest::prop_assert!(session.plan().reaches(source.device, forward.listener));
                        proptest::prop_assert!(LAYOUT[usize::from(forward.line.0)].carries(kind));
                        proptest::prop_assert!(unique.insert(forward.listener), "once per listener");
                    }
                }
            }
            session.tick(at(millis));
            session.outputs();
        }
    }
}
