//! Sources that send all their layers in one stream, through a session to a receiver that believes what it is told.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::people::{DEVICES, FRAME_MS, KEYFRAME_MS, at, camera, meet, place};
use super::*;
use crate::dependency::Reader;
use crate::packet::{Forward, Packet, Shown};
use crate::picture_model::Random;
use crate::svc::tests::source::{Mode, Source as Encoder};

/// Whose, which frame, which packet of it.
type Tag = (u32, usize, usize);

struct Publisher {
    encoder: Encoder,
    sequence: u16,
    key_wanted: bool,
    keyed: i64,
    keyframes: usize,
}

/// What one line of a listener makes of what comes.
#[derive(Default)]
struct Decoder {
    reader: Reader,
    sequence: Option<u16>,
    timestamp: Option<u32>,
    /// Newest frame number.
    newest: Option<u16>,
    /// Frames that came since the last structure.
    frames: BTreeSet<u16>,
    marked: bool,
    packets: usize,
    /// The spatial layer of the newest frame.
    spatial: u8,
}

impl Decoder {
    fn take(&mut self, forward: &Forward<Tag>) -> Result<(), String> {
        let octets = forward.dependency.as_deref().ok_or("no descriptor")?;
        let descriptor = self.reader.read(octets).map_err(|error| format!("{error:?}"))?;
        if self.sequence.is_some_and(|last| forward.sequence != last.wrapping_add(1)) {
            return Err(format!("a hole after {:?}", self.sequence));
        }
        match self.timestamp {
            Some(last) if last == forward.timestamp && self.marked => {
                return Err("more of an instant after its marker".to_owned());
            }
            Some(last) if last != forward.timestamp && !self.marked => {
                return Err(format!("no marker at {last}"));
            }
            Some(last) if forward.timestamp.wrapping_sub(last) >= 1 << 31 => {
                return Err("back in time".to_owned());
            }
            _ => {}
        }
        if descriptor.first_packet {
            let frame = descriptor.frame;
            if self.newest.is_some_and(|newest| frame.wrapping_sub(newest).wrapping_sub(1) >= 0x7fff) {
                return Err(format!("frame {frame} after {:?}", self.newest));
            }
            if descriptor.brings_structure && descriptor.references.values().is_empty() {
                self.frames.clear();
            }
            for back in descriptor.references.values() {
                if !self.frames.contains(&frame.wrapping_sub(*back)) {
                    return Err(format!("frame {frame} refers {back} back"));
                }
            }
            self.frames.insert(frame);
            self.newest = Some(frame);
        }
        self.spatial = descriptor.layer.spatial;
        self.sequence = Some(forward.sequence);
        self.timestamp = Some(forward.timestamp);
        self.marked = forward.marker;
        self.packets += 1;
        Ok(())
    }
}

struct Room {
    session: Session<Tag>,
    random: Random,
    now: i64,
    publishers: BTreeMap<u32, Publisher>,
    decoders: BTreeMap<(DeviceId, Line), Decoder>,
    /// Percent.
    loss: u64,
    /// Whether something was lost, of which a receiver knows more than is modelled here.
    is_blurred: bool,
}

impl Room {
    fn new(seed: u64, mode: Mode) -> Self {
        let mut random = Random::new(seed);
        let mut publishers = BTreeMap::new();
        for device in 1..=DEVICES {
            let encoder = Encoder::new(mode, 3, 3, random.below(0x1_0000) as u16);
            let sequence = random.below(0x1_0000) as u16;
            publishers
                .insert(device, Publisher { encoder, sequence, key_wanted: false, keyed: 0, keyframes: 0 });
        }
        let (now, decoders) = (1_000, BTreeMap::new());
        Self { session: meet(now), random, now, publishers, decoders, loss: 0, is_blurred: false }
    }

    /// Everything in pictures of this size.
    fn show(&mut self, listener: u32, width: u32, height: u32) {
        let shown: Vec<Shown> =
            (0..LINES as u8).map(|line| Shown { line: Line(line), width, height }).collect();
        self.session.shown(at(self.now), DeviceId(listener), &shown);
    }

    fn run(&mut self, millis: i64) -> Result<(), String> {
        let end = self.now + millis;
        while self.now < end {
            self.now += FRAME_MS;
            for device in 1..=DEVICES {
                self.encode(device)?;
            }
            self.session.tick(at(self.now));
            for output in self.session.outputs() {
                if let Output::RequestKeyframe(id, layer) = output {
                    assert_eq!(layer, 0, "there is one stream");
                    self.publishers.get_mut(&id.device.0).unwrap().key_wanted = true;
                }
            }
        }
        Ok(())
    }

    fn encode(&mut self, device: u32) -> Result<(), String> {
        let publisher = self.publishers.get_mut(&device).unwrap();
        let is_key = publisher.key_wanted && self.now - publisher.keyed >= KEYFRAME_MS;
        if is_key {
            (publisher.key_wanted, publisher.keyed) = (false, self.now);
            publisher.keyframes += 1;
        }
        let mut packets = Vec::new();
        for frame in publisher.encoder.send(is_key) {
            let sent = &publisher.encoder.frames[frame];
            for (index, octets) in sent.packets.iter().enumerate() {
                publisher.sequence = publisher.sequence.wrapping_add(1);
                packets.push(Packet {
                    sequence: publisher.sequence,
                    timestamp: sent.timestamp(),
                    marker: sent.marker && index + 1 == sent.packets.len(),
                    level: None,
                    keyframe: false,
                    layer: 0,
                    red: false,
                    recovered: false,
                    codec: Codec::Vp9,
                    descriptor: None,
                    dependency: Some(octets.clone().into()),
                    payload: (device, frame, index),
                    length: 400 << (2 * sent.layer.spatial) >> sent.packets.len(),
                });
            }
        }
        for packet in packets {
            if self.random.percent(self.loss) {
                continue;
            }
            let mut out = Vec::new();
            self.session.forward(at(self.now), camera(device), &packet, &mut out);
            for forward in out {
                assert_eq!(forward.codec, Codec::Vp9);
                assert!(self.session.plan().reaches(DeviceId(device), forward.listener));
                let decoder = self.decoders.entry((forward.listener, forward.line)).or_default();
                let taken = decoder.take(&forward);
                if !self.is_blurred {
                    taken.map_err(|error| format!("{error}: {forward:?}"))?;
                }
            }
        }
        Ok(())
    }

    /// What a listener is sent of somebody, and whether a keyframe is waited for.
    fn layer_of(&self, listener: u32, device: u32) -> (Option<u8>, bool) {
        let receiver = &self.session.receivers[&DeviceId(listener)];
        let state = receiver.slots.iter().find(|state| state.slot.source() == Some(camera(device))).unwrap();
        (state.slot.size(), state.slot.awaited().is_some())
    }

    fn wanted(&self, device: u32) -> Vec<u8> {
        self.session.layers_wanted(DeviceId(device)).into_iter().map(|(_, layers)| layers).collect()
    }
}

#[test]
fn a_picture_of_one_stream_comes_in_the_size_in_which_it_is_shown() {
    let mut room = Room::new(1, Mode::Key);
    room.run(1_000).unwrap();
    assert_eq!(room.layer_of(1, 2), (Some(0), false), "a tile, as long as nothing is known");
    room.show(1, 1_280, 720);
    room.run(1_000).unwrap();
    assert_eq!(room.layer_of(1, 2), (Some(2), false));
    assert_eq!(room.layer_of(3, 2), (Some(0), false), "a tile for the others");
    room.show(1, 640, 360);
    room.run(1_000).unwrap();
    assert_eq!(room.layer_of(1, 2), (Some(1), false));
    assert_eq!(room.wanted(2), [3], "kept for a while");
    room.run(6_000).unwrap();
    assert_eq!(room.wanted(2), [2]);
    room.show(1, 0, 0);
    let before: usize =
        room.decoders.iter().filter(|((to, _), _)| to.0 == 1).map(|(_, one)| one.packets).sum();
    room.run(1_000).unwrap();
    let after: usize =
        room.decoders.iter().filter(|((to, _), _)| to.0 == 1).map(|(_, one)| one.packets).sum();
    assert_eq!(before, after, "nothing of what is not shown");
}

#[test]
fn what_each_size_costs_is_measured_by_what_would_be_sent_of_it() {
    let mut room = Room::new(2, Mode::Key);
    (1..=DEVICES).for_each(|listener| room.show(listener, 1_280, 720));
    room.run(2_000).unwrap();
    let wide = room.session.sought(DeviceId(1));
    // Of large pictures three quarters of the octets are their own: half as many of them still fit into a half, and into a
    // fourth the middle size does.
    for (share, expected) in [(2, [Some(2); 2]), (4, [Some(1); 2])] {
        room.session.estimate(at(room.now), DeviceId(1), wide / share);
        room.run(2_000).unwrap();
        assert_eq!([2, 3].map(|device| room.layer_of(1, device).0), expected);
    }
    room.session.estimate(at(room.now), DeviceId(1), 1_000);
    room.run(2_000).unwrap();
    assert_eq!([2, 3].map(|device| room.layer_of(1, device).0), [None, None], "not even the smallest fits");
}

#[test]
fn keyframes_are_asked_for_only_until_they_come() {
    let mut room = Room::new(3, Mode::Key);
    (1..=DEVICES).for_each(|listener| room.show(listener, 1_280, 720));
    room.run(2_000).unwrap();
    let before: usize = room.publishers.values().map(|publisher| publisher.keyframes).sum();
    room.run(10_000).unwrap();
    let after: usize = room.publishers.values().map(|publisher| publisher.keyframes).sum();
    assert_eq!(before, after);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Sizes, moves and estimates in any order: numbers without holes, time that does not go back, frames that count up
    /// over changes of source, nothing that refers to what was not sent, and a marker on the last packet of each instant.
    #[test]
    fn a_receiver_can_decode_all_that_comes(seed in any::<u64>(), mode in prop_oneof![Just(Mode::Full), Just(Mode::Key)]) {
        let mut room = Room::new(seed, mode);
        for _ in 0..40 {
            let stretch = 30 + room.random.below(900) as i64;
            prop_assert_eq!(room.run(stretch), Ok(()));
            shake(&mut room);
        }
        settle(&mut room)?;
    }

    /// With loss: no harm that lasts.
    #[test]
    fn after_loss_everybody_is_sent_what_they_want(seed in any::<u64>(), loss in 1..10_u64) {
        let mut room = Room::new(seed, Mode::Key);
        (room.loss, room.is_blurred) = (loss, true);
        for _ in 0..20 {
            let stretch = 30 + room.random.below(900) as i64;
            prop_assert_eq!(room.run(stretch), Ok(()));
            shake(&mut room);
        }
        room.loss = 0;
        settle(&mut room)?;
    }
}

fn shake(room: &mut Room) {
    let device = 1 + room.random.below(DEVICES.into()) as u32;
    match room.random.below(4) {
        0 => {
            let places: Vec<u64> = (0..DEVICES).map(|_| room.random.below(4) / 3).collect();
            place(&mut room.session, room.now, &places);
        }
        1 => {
            let bits = [20_000, 100_000, 300_000, 1_000_000, 5_000_000][room.random.below(5) as usize];
            room.session.estimate(at(room.now), DeviceId(device), bits);
        }
        _ => {
            let (width, height) =
                [(0, 0), (160, 90), (640, 360), (1_280, 720)][room.random.below(4) as usize];
            room.show(device, width, height);
        }
    }
}

fn settle(room: &mut Room) -> Result<(), TestCaseError> {
    place(&mut room.session, room.now, &[0; DEVICES as usize]);
    for device in 1..=DEVICES {
        room.show(device, 1_280, 720);
        room.session.estimate(at(room.now), DeviceId(device), 100_000_000);
    }
    prop_assert_eq!(room.run(8_000), Ok(()));
    for (listener, other) in [(1, 2), (2, 3), (3, 1)] {
        prop_assert_eq!(room.layer_of(listener, other), (Some(2), false));
    }
    Ok(())
}
