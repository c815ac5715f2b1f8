use std::collections::BTreeMap;

use super::people::{DEVICES, FRAME_MS, KEYFRAME_MS, at, camera, meet, place};
use super::*;
use crate::clock::{ntp_of, ticks};
use crate::packet::{Forward, Ingress, Packet, Shown};
use crate::picture_model::{Encoder, Random, Record, Sent, Tag};
use crate::plan::Route;

/// A room of people with three layers each, on any network.
struct Room {
    session: Session<Tag>,
    random: Random,
    now: i64,
    encoders: BTreeMap<(u32, u8), Encoder>,
    /// What a publisher does not send.
    off: BTreeSet<(u32, u8)>,
    key_wanted: BTreeSet<(u32, u8)>,
    keyed: BTreeMap<(u32, u8), i64>,
    /// By time of arrival, µs.
    under_way: BTreeSet<(i64, Tag)>,
    loss: u64,
    jitter: u64,
    arrivals: Vec<Tag>,
    records: BTreeMap<(DeviceId, Line), Record>,
    requests: BTreeMap<(u32, u8), usize>,
    outputs: Vec<Output>,
}

impl Room {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mut encoders = BTreeMap::new();
        for device in 1..=DEVICES {
            for layer in 0..LAYERS as u8 {
                encoders.insert((device, layer), Encoder::new(&mut random, device, layer));
            }
        }
        let now = 1_000;
        Self {
            session: meet(now),
            random,
            now,
            encoders,
            off: BTreeSet::new(),
            key_wanted: BTreeSet::new(),
            keyed: BTreeMap::new(),
            under_way: BTreeSet::new(),
            loss: 0,
            jitter: 1,
            arrivals: Vec::new(),
            records: BTreeMap::new(),
            requests: BTreeMap::new(),
            outputs: Vec::new(),
        }
    }

    fn run(&mut self, millis: i64) {
        for _ in 0..millis {
            self.now += 1;
            if self.now % FRAME_MS == 0 {
                self.encode();
            }
            if self.now % 500 == 0 {
                self.report();
            }
            while let Some(&(micros, tag)) = self.under_way.first().filter(|(at, _)| *at <= self.now * 1_000)
            {
                self.under_way.pop_first();
                self.arrive(micros, tag);
            }
            if self.now % 20 == 0 {
                self.session.tick(at(self.now));
            }
            self.listen();
        }
    }

    fn listen(&mut self) {
        for output in self.session.outputs() {
            if let Output::RequestKeyframe(id, layer) = output {
                self.key_wanted.insert((id.device.0, layer));
                *self.requests.entry((id.device.0, layer)).or_default() += 1;
            }
            self.outputs.push(output);
        }
    }

    fn encode(&mut self) {
        for (&key, encoder) in &mut self.encoders {
            if self.off.contains(&key) {
                continue;
            }
            let is_wanted = self.key_wanted.remove(&key);
            let calm = self.keyed.get(&key).is_none_or(|at| self.now - at >= KEYFRAME_MS);
            let keyframe = is_wanted && calm;
            if keyframe {
                self.keyed.insert(key, self.now);
            }
            for tag in encoder.encode(&mut self.random, self.now, keyframe) {
                let late =
                    if self.random.percent(self.loss) { 60 + self.random.below(200) as i64 } else { 0 };
                if late == 0 || self.random.percent(50) {
                    let jitter = self.random.below(self.jitter * 1_000) as i64;
                    let way = 20_000 + i64::from(tag.index) * 200 + late * 1_000 + jitter;
                    self.under_way.insert((self.now * 1_000 + way, tag));
                }
            }
        }
    }

    fn report(&mut self) {
        for (&(device, layer), encoder) in &self.encoders {
            let Some(frame) = encoder.frames.last() else { continue };
            let rtp = frame.timestamp.wrapping_add(ticks((self.now - frame.captured_ms) * 1_000, 90_000));
            self.session.sender_report(at(self.now), camera(device), layer, ntp_of(at(self.now + 777)), rtp);
        }
    }

    fn arrive(&mut self, micros: i64, tag: Tag) {
        self.note_cuts();
        self.arrivals.push(tag);
        let encoder = &self.encoders[&(tag.device, tag.layer)];
        let descriptor = encoder.descriptor(tag);
        let packet = Packet {
            red: false,
            recovered: false,
            sequence: encoder.sequence(tag),
            timestamp: encoder.frame(tag).timestamp,
            marker: encoder.marker(tag),
            level: None,
            keyframe: descriptor.keyframe,
            layer: tag.layer,
            descriptor: Some(descriptor),
            codec: Codec::Vp8,
            dependency: None,
            payload: tag,
            length: [200, 500, 1_100][usize::from(tag.layer)],
        };
        let mut out = Vec::new();
        self.session.forward(Time(micros), camera(tag.device), &packet, &mut out);
        for forward in out {
            self.sent(forward);
        }
    }

    /// A slot in which nothing of what was sent goes on.
    fn note_cuts(&mut self) {
        for (&(listener, line), record) in &mut self.records {
            let Some(last) = record.sent.last() else { continue };
            let slot = self.session.slot(listener, line).map(|state| &state.slot);
            let goes_on = slot
                .is_some_and(|slot| slot.layer().is_some() && slot.source() == Some(camera(last.tag.device)));
            if !goes_on && record.cuts.last().is_none_or(|&cut| cut <= last.at) {
                record.cuts.push(self.arrivals.len());
            }
        }
    }

    fn sent(&mut self, forward: Forward<Tag>) {
        let tag = forward.payload;
        let plan = self.session.plan();
        assert!(plan.reaches(DeviceId(tag.device), forward.listener), "{forward:?}");
        let state = self.session.slot(forward.listener, forward.line).unwrap();
        assert!(state.area > 0, "not shown: {forward:?}");
        assert!(state.slot.source() == Some(camera(tag.device)));
        let record = self.records.entry((forward.listener, forward.line)).or_default();
        record.sent.push(Sent {
            tag,
            sequence: forward.sequence,
            timestamp: forward.timestamp,
            descriptor: forward.descriptor,
            begins: forward.report.is_some(),
            at: self.arrivals.len() - 1,
        });
    }

    fn check(&self) -> Result<(), String> {
        for (key, record) in &self.records {
            let record = Record {
                encoders: self.encoders.clone(),
                arrivals: self.arrivals.clone(),
                sent: record.sent.clone(),
                cuts: record.cuts.clone(),
            };
            record.check().map_err(|error| format!("{key:?}: {error}"))?;
        }
        Ok(())
    }

    /// The layers that a listener is sent of somebody, within the last so many milliseconds.
    fn layers_of(&self, listener: u32, device: u32) -> (Option<u8>, Option<u8>) {
        let receiver = &self.session.receivers[&DeviceId(listener)];
        let state = receiver.slots.iter().find(|state| state.slot.source() == Some(camera(device))).unwrap();
        (state.slot.layer(), state.slot.awaited())
    }

    fn line_of(&self, listener: u32, device: u32) -> Line {
        let slots = &self.session.receivers[&DeviceId(listener)].slots;
        line_of(slots.iter().position(|state| state.slot.source() == Some(camera(device))).unwrap())
    }

    fn show(&mut self, listener: u32, sizes: &[(u32, u32, u32)]) {
        let shown: Vec<Shown> = sizes
            .iter()
            .map(|&(device, width, height)| Shown { line: self.line_of(listener, device), width, height })
            .collect();
        self.session.shown(at(self.now), DeviceId(listener), &shown);
    }

    fn sent_to(&self, listener: u32, device: u32) -> usize {
        let line = self.line_of(listener, device);
        self.records.get(&(DeviceId(listener), line)).map_or(0, |record| record.sent.len())
    }

    fn paused(&self, listener: u32) -> Vec<u32> {
        let (_, slots) = self.session.slots(DeviceId(listener));
        slots.iter().filter(|slot| slot.paused).map(|slot| slot.source.device.0).collect()
    }

    fn wanted(&self, device: u32) -> Vec<u8> {
        let wanted = self.session.layers_wanted(DeviceId(device));
        wanted.into_iter().map(|(_, layers)| layers).collect()
    }
}

#[test]
fn a_picture_comes_in_the_size_in_which_it_is_shown() {
    let mut room = Room::new(1);
    room.run(1_000);
    assert_eq!(room.layers_of(1, 2), (Some(0), None), "a tile, as long as nothing is known");
    room.show(1, &[(2, 1_280, 720), (3, 640, 360)]);
    room.run(800);
    assert_eq!(room.layers_of(1, 2), (Some(2), None));
    assert_eq!(room.layers_of(1, 3), (Some(1), None));
    assert_eq!(room.layers_of(2, 3), (Some(0), None), "others have what they show");
    room.check().unwrap();
}

#[test]
fn nothing_is_sent_of_what_is_not_shown_and_it_comes_back_with_a_keyframe() {
    let mut room = Room::new(2);
    room.run(1_000);
    let (before, other) = (room.sent_to(1, 2), room.sent_to(1, 3));
    assert!(before > 0);
    room.show(1, &[(3, 320, 180)]);
    let line = room.line_of(1, 2);
    let last = room.records[&(DeviceId(1), line)].sent.last().unwrap().sequence;
    assert!(room.session.again(at(room.now), DeviceId(1), line, last, None).is_none(), "nor sent again");
    room.run(1_000);
    assert_eq!(room.sent_to(1, 2), before);
    assert!(room.sent_to(1, 3) > other);
    assert_eq!(room.paused(1), [0; 0], "hidden is not paused");
    room.requests.clear();
    room.show(1, &[(2, 320, 180), (3, 320, 180)]);
    room.listen();
    assert_eq!(room.requests.get(&(2, 0)), Some(&1), "asked at once");
    room.run(300);
    assert!(room.sent_to(1, 2) > before);
    room.check().unwrap();
}

#[test]
fn bad_lines_and_sizes_do_no_harm() {
    let mut room = Room::new(3);
    let shown: Vec<Shown> =
        (0..=255).map(|line| Shown { line: Line(line), width: u32::MAX, height: u32::MAX }).collect();
    room.session.shown(at(room.now), DeviceId(1), &shown);
    room.session.shown(at(room.now), DeviceId(77), &shown);
    room.session.estimate(at(room.now), DeviceId(77), 1);
    room.run(1_500);
    assert_eq!(room.layers_of(1, 2), (Some(2), None));
    assert_eq!(room.session.sought(DeviceId(77)), 0);
}

#[test]
fn a_layer_that_stops_arriving_is_replaced_by_the_next_lower_one() {
    let mut room = Room::new(4);
    room.show(1, &[(2, 1_280, 720), (3, 320, 180)]);
    room.run(1_500);
    assert_eq!(room.layers_of(1, 2), (Some(2), None));
    room.off.insert((2, 2));
    room.run(1_000);
    assert_eq!(room.layers_of(1, 2), (Some(1), None));
    room.off.clear();
    room.key_wanted.insert((2, 2));
    room.run(5_000);
    assert_eq!(room.layers_of(1, 2), (Some(2), None), "and is taken again");
    room.check().unwrap();
}

#[test]
fn nothing_is_asked_of_a_layer_that_was_given_up_in_the_middle_of_a_loss() {
    let mut room = Room::new(10);
    room.show(1, &[(2, 1_280, 720), (3, 320, 180)]);
    room.run(1_500);
    assert_eq!(room.layers_of(1, 2), (Some(2), None));
    room.loss = 60;
    room.run(300);
    room.loss = 0;
    room.off.extend([(2, 1), (2, 2)]);
    room.run(3_000);
    assert_eq!(room.layers_of(1, 2), (Some(0), None));
    room.requests.clear();
    room.run(3_000);
    assert_eq!(room.requests, BTreeMap::new());
}

#[test]
fn a_narrow_network_takes_layers_then_pictures_and_the_client_is_told() {
    let mut room = Room::new(5);
    room.show(1, &[(2, 1_280, 720), (3, 1_280, 720)]);
    room.run(2_500);
    let wanted = room.session.sought(DeviceId(1));
    assert!((900_000..3_000_000).contains(&wanted), "{wanted}");
    room.session.estimate(at(room.now), DeviceId(1), wanted / 2);
    room.run(600);
    let layers = [room.layers_of(1, 2), room.layers_of(1, 3)];
    assert!(layers.iter().any(|layer| *layer != (Some(2), None)), "{layers:?}");
    assert!(
        room.session.sought(DeviceId(1)) * 10 > wanted * 7,
        "what is wanted does not follow what is possible"
    );
    room.session.estimate(at(room.now), DeviceId(1), 20_000);
    let before = (room.sent_to(1, 2), room.sent_to(1, 3));
    room.outputs.clear();
    room.run(900);
    assert_eq!((room.sent_to(1, 2), room.sent_to(1, 3)), before);
    assert_eq!(room.paused(1), [0; 0], "not before it has lasted");
    let generation = room.session.slots(DeviceId(1)).0;
    room.run(300);
    assert_eq!(room.paused(1), [2, 3]);
    assert!(room.session.slots(DeviceId(1)).0 > generation);
    room.run(1_000);
    let told = room.outputs.iter().filter(|output| **output == Output::Slots(DeviceId(1))).count();
    assert!((1..=2).contains(&told), "once for each picture: {told}");
    assert_eq!((room.wanted(2), room.wanted(3)), (vec![3], vec![3]), "there may be room again at any moment");
    let generation = room.session.slots(DeviceId(1)).0;
    room.outputs.clear();
    room.session.estimate(at(room.now), DeviceId(1), 5_000_000);
    room.run(6_000);
    assert_eq!(room.paused(1), [0; 0]);
    assert!(room.session.slots(DeviceId(1)).0 > generation);
    assert!(room.outputs.contains(&Output::Slots(DeviceId(1))));
    assert!(room.sent_to(1, 2) > before.0 && room.sent_to(1, 3) > before.1);
    room.check().unwrap();
}

#[test]
fn publishers_learn_at_once_what_is_needed_and_late_what_is_not() {
    let mut room = Room::new(6);
    room.run(4_900);
    assert_eq!(room.wanted(2), [3], "nobody was told anything");
    room.outputs.clear();
    room.run(600);
    assert_eq!(room.wanted(2), [1], "tiles only");
    assert!(room.outputs.contains(&Output::Wanted(DeviceId(2))));
    room.outputs.clear();
    room.show(1, &[(2, 640, 360)]);
    room.listen();
    assert_eq!((room.wanted(2), room.wanted(3)), (vec![2], vec![1]));
    assert!(room.outputs.contains(&Output::Wanted(DeviceId(2))));
    room.show(1, &[]);
    room.show(2, &[]);
    room.show(3, &[]);
    room.run(4_800);
    assert_eq!([room.wanted(1), room.wanted(2), room.wanted(3)], [[1], [2], [1]]);
    room.run(400);
    assert_eq!([room.wanted(1), room.wanted(2), room.wanted(3)], [[0], [0], [0]]);
    room.show(3, &[(2, 1_280, 720)]);
    assert_eq!(room.wanted(2), [3]);
    room.run(2_000);
    room.show(3, &[(2, 320, 180)]);
    room.run(4_000);
    room.show(3, &[(2, 1_280, 720)]);
    room.run(4_000);
    room.show(3, &[(2, 320, 180)]);
    room.run(4_000);
    assert_eq!(room.wanted(2), [3], "not calm yet");
}

#[test]
fn a_new_sending_connection_is_told_what_it_need_not_send() {
    let mut room = Room::new(7);
    room.run(6_000);
    room.outputs.clear();
    room.session.sender_reset(at(room.now), DeviceId(2));
    room.listen();
    assert!(room.outputs.contains(&Output::Wanted(DeviceId(2))));
    assert_eq!(room.wanted(2), [1]);
}

#[test]
fn a_repair_carries_the_same_descriptor() {
    let mut room = Room::new(8);
    room.run(1_000);
    room.show(1, &[(2, 1_280, 720), (3, 1_280, 720)]);
    room.run(1_000);
    let line = room.line_of(1, 2);
    let last = room.records[&(DeviceId(1), line)].sent.last().unwrap().clone();
    assert!(last.descriptor.is_some(), "after a change of layer numbers are others");
    let again = room.session.again(at(room.now), DeviceId(1), line, last.sequence, Some(80)).unwrap();
    assert_eq!(
        (again.payload, again.timestamp, again.descriptor),
        (last.tag, last.timestamp, last.descriptor)
    );
}

#[test]
fn a_frame_whose_end_does_not_come_holds_up_the_next_layer_for_one_frame_only() {
    let mut room = Room::new(9);
    room.run(1_000);
    let line = room.line_of(1, 2);
    room.show(1, &[(2, 640, 360), (3, 320, 180)]);
    // Every end of a frame of the old layer is lost from here on, and then the layer is switched off.
    room.under_way.clear();
    let open = |room: &mut Room, layer: u8, keyframe: bool| {
        let encoder = room.encoders.get_mut(&(2, layer)).unwrap();
        let tags = std::iter::repeat_with(|| encoder.encode(&mut room.random, room.now, keyframe));
        tags.into_iter().find(|tags| tags.len() > 1).unwrap()
    };
    let old = open(&mut room, 0, true);
    room.arrive(2_010_000, old[0]);
    assert_eq!(room.layers_of(1, 2), (Some(0), Some(1)));
    let before = room.records[&(DeviceId(1), line)].sent.len();
    let new = open(&mut room, 1, true);
    room.arrive(2_020_000, new[0]);
    room.arrive(2_030_000, new[1]);
    assert_eq!(room.records[&(DeviceId(1), line)].sent.len(), before, "held");
    let next = open(&mut room, 1, false);
    room.arrive(2_070_000, next[0]);
    assert_eq!(room.layers_of(1, 2), (Some(1), None));
    assert_eq!(room.records[&(DeviceId(1), line)].sent.len(), before + 3);
}

#[test]
fn a_layer_out_of_range_is_refused() {
    let mut session: Session<()> = Session::new();
    let route = Route { sends: [Kind::Camera].into(), ..Route::default() };
    session.apply(at(0), Plan { epoch: 1, routes: [(DeviceId(1), route)].into() });
    let packet = Packet {
        red: false,
        recovered: false,
        sequence: 1,
        timestamp: 1,
        marker: true,
        level: None,
        keyframe: true,
        layer: 3,
        descriptor: None,
        codec: Codec::Vp8,
        dependency: None,
        payload: (),
        length: 1,
    };
    assert_eq!(session.forward(at(0), camera(1), &packet, &mut Vec::new()), Ingress::NotAdmitted);
    session.sender_report(at(0), camera(1), 200, 0, 0);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    /// Any networks, sizes, estimates, moves and layers that come and go: what arrives can be decoded, nothing comes that
    /// is not shown or not allowed, and in the end everybody has the layer that was chosen for them.
    #[test]
    fn whatever_happens_pictures_can_be_decoded(
        seed in proptest::num::u64::ANY,
        loss in 0..8_u64,
        jitter in 1..30_u64,
    ) {
        let mut room = Room::new(seed);
        (room.loss, room.jitter) = (loss, jitter);
        for _ in 0..20 {
            let stretch = 30 + room.random.below(500) as i64;
            room.run(stretch);
            shake(&mut room);
        }
        (room.loss, room.jitter) = (0, 1);
        room.off.clear();
        place(&mut room.session, room.now, &[0; DEVICES as usize]);
        for device in 1..=DEVICES {
            let others: Vec<_> = (1..=DEVICES).filter(|&other| other != device).collect();
            let shown: Vec<_> = others.iter().map(|&other| (other, 1_280, 720)).collect();
            room.show(device, &shown);
            room.session.estimate(at(room.now), DeviceId(device), 100_000_000);
        }
        room.run(8_000);
        for (listener, other) in [(1, 2), (2, 3), (3, 1)] {
            proptest::prop_assert_eq!(room.layers_of(listener, other), (Some(2), None));
        }
        if let Err(error) = room.check() {
            proptest::prop_assert!(false, "{}", error);
        }
    }
}

fn shake(room: &mut Room) {
    let device = 1 + room.random.below(DEVICES.into()) as u32;
    match room.random.below(6) {
        0 => {
            let places: Vec<u64> = (0..DEVICES).map(|_| room.random.below(4) / 3).collect();
            place(&mut room.session, room.now, &places);
        }
        1 => {
            let layer = (device, room.random.below(3) as u8);
            if !room.off.remove(&layer) {
                room.off.insert(layer);
            }
        }
        2 => {
            let bits = [20_000, 100_000, 300_000, 1_000_000, 5_000_000][room.random.below(5) as usize];
            room.session.estimate(at(room.now), DeviceId(device), bits);
        }
        _ => {
            let shown: Vec<Shown> = (0..LINES as u8)
                .map(|line| {
                    let (width, height) =
                        [(0, 0), (160, 90), (640, 360), (1_280, 720)][room.random.below(4) as usize];
                    Shown { line: Line(line), width, height }
                })
                .collect();
            room.session.shown(at(room.now), DeviceId(device), &shown);
        }
    }
}
