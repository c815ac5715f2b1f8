//! What comes in is decided by the second of virtual time; what goes out is counted.

use bytes::Bytes;
use sfu::{Codec, DeviceId, Forward, Kind, Packet, Place, Plan, Route, Session, SourceId, Time, vp8};

/// A packet of sound each step, milliseconds.
pub const STEP_MS: i64 = 20;
/// A picture every second step, in so many packets: 25 a second of 600 kbit/s.
const STEPS_PER_PICTURE: u32 = 2;
const PACKETS: u16 = 3;
const PICTURE: usize = 1_000;
const SOUND: usize = 80;
/// Whoever speaks is followed by the next after so many steps.
const TURN: u32 = 150;

/// Who is in a session.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// As it is called where it is measured with a network.
    pub name: &'static str,
    /// Groups that hear nothing of each other.
    pub groups: u32,
    /// People in each of them.
    pub people: u32,
    /// How many of these send.
    pub senders: u32,
}

/// What is measured.
pub const SHAPES: [Shape; 4] = [
    Shape { name: "eight", groups: 1, people: 8, senders: 8 },
    Shape { name: "webinar60", groups: 1, people: 61, senders: 1 },
    Shape { name: "groups10x5", groups: 10, people: 5, senders: 5 },
    Shape { name: "workshop50", groups: 12, people: 4, senders: 4 },
];

/// One device's camera and microphone.
#[derive(Debug, Clone)]
struct Sender {
    device: DeviceId,
    /// Of those of its group who send.
    number: u32,
    sound: u16,
    picture: u16,
    picture_id: u16,
    wants_keyframe: bool,
}

/// See the module.
#[derive(Debug, Clone)]
pub struct Scene {
    session: Session<Bytes>,
    shape: Shape,
    senders: Vec<Sender>,
    step: u32,
    out: Vec<Forward<Bytes>>,
}

impl Scene {
    /// Everybody is there, and has been for so long that all pictures have begun.
    #[must_use]
    pub fn new(shape: Shape) -> Self {
        let mut session = Session::new();
        let mut plan = Plan { epoch: 1, ..Plan::default() };
        let mut senders = Vec::new();
        for (device, (group, number)) in (1..)
            .zip((0..shape.groups).flat_map(|group| (0..shape.people).map(move |number| (group, number))))
        {
            let device = DeviceId(device);
            let place = Place(group.into());
            let mut route = Route { into: [place].into(), from: [place].into(), ..Route::default() };
            if number < shape.senders {
                route.sends = [Kind::Microphone, Kind::Camera].into();
                let (sound, picture, picture_id) = (65_000, 64_000, 32_000);
                senders.push(Sender { device, number, sound, picture, picture_id, wants_keyframe: true });
            }
            plan.routes.insert(device, route);
        }
        let devices: Vec<DeviceId> = plan.routes.keys().copied().collect();
        session.apply(Time(0), plan);
        for device in devices {
            session.receiver_up(Time(0), device, 7);
        }
        let mut scene = Self { session, shape, senders, step: 0, out: Vec::new() };
        for _ in 0..2 * TURN {
            scene.step();
        }
        scene
    }

    /// 20 ms pass. What is to be sent, with the time.
    pub fn step(&mut self) -> (Time, &[Forward<Bytes>]) {
        self.step += 1;
        let now = Time(0).after_millis(i64::from(self.step) * STEP_MS);
        self.out.clear();
        let speaks = self.step / TURN % self.shape.senders;
        for sender in &mut self.senders {
            let level = if sender.number == speaks { 25 } else { 127 };
            let id = SourceId { device: sender.device, kind: Kind::Microphone };
            let packet = sender.speak(self.step, level);
            self.session.forward(now, id, &packet, &mut self.out);
            // Not all in the same step.
            if (self.step + sender.number).is_multiple_of(STEPS_PER_PICTURE) {
                sender.show(self.step, now, &mut self.session, &mut self.out);
            }
        }
        self.session.tick(now);
        for output in self.session.outputs() {
            if let sfu::Output::RequestKeyframe(source, _) = output {
                for sender in self.senders.iter_mut().filter(|sender| sender.device == source.device) {
                    sender.wants_keyframe = true;
                }
            }
        }
        (now, &self.out)
    }
}

impl Sender {
    fn speak(&mut self, step: u32, level: u8) -> Packet<Bytes> {
        self.sound = self.sound.wrapping_add(1);
        let payload = Bytes::from_static(&[0; SOUND]);
        Packet {
            sequence: self.sound,
            timestamp: step.wrapping_mul(960),
            level: Some(level),
            ..packet(payload)
        }
    }

    fn show(&mut self, step: u32, now: Time, session: &mut Session<Bytes>, out: &mut Vec<Forward<Bytes>>) {
        let keyframe = std::mem::take(&mut self.wants_keyframe);
        self.picture_id = self.picture_id.wrapping_add(1) & vp8::PICTURE_IDS;
        let id = SourceId { device: self.device, kind: Kind::Camera };
        for index in 0..PACKETS {
            self.picture = self.picture.wrapping_add(1);
            let payload = picture(self.picture_id, keyframe, index == 0);
            let descriptor = vp8::parse(&payload);
            let packet = Packet {
                sequence: self.picture,
                timestamp: step.wrapping_mul(1_800),
                marker: index + 1 == PACKETS,
                keyframe: descriptor.is_some_and(|descriptor| descriptor.keyframe),
                descriptor,
                ..packet(payload)
            };
            session.forward(now, id, &packet, out);
        }
    }
}

fn packet(payload: Bytes) -> Packet<Bytes> {
    Packet {
        sequence: 0,
        timestamp: 0,
        marker: false,
        level: None,
        keyframe: false,
        layer: 0,
        red: false,
        recovered: false,
        codec: Codec::Vp8,
        descriptor: None,
        dependency: None,
        length: payload.len(),
        payload,
    }
}

/// A part of a picture behind a descriptor with a picture id of 15 bits (RFC 7741 §4.2).
#[must_use]
pub fn picture(picture_id: u16, keyframe: bool, first: bool) -> Bytes {
    let mut payload = Vec::with_capacity(PICTURE);
    payload.extend([if first { 0x90 } else { 0x80 }, 0x80]);
    payload.extend((picture_id | 0x8000).to_be_bytes());
    payload.extend([0x10 | u8::from(!keyframe), 0, 0]);
    payload.resize(PICTURE, 0);
    payload.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_in_a_group_gets_what_the_others_send_and_nobody_else() {
        // In two steps: of each sender two packets of sound, as far as there are lines for voices, and one picture.
        let lines = u32::try_from(sfu::lines::AUDIO_LINES).unwrap_or(0);
        for shape in SHAPES {
            let mut scene = Scene::new(shape);
            let each = |others: u32| 2 * others.min(lines) + others * u32::from(PACKETS);
            let listeners = shape.people - shape.senders;
            let expected =
                shape.groups * (shape.senders * each(shape.senders - 1) + listeners * each(shape.senders));
            let sent = scene.step().1.len() + scene.step().1.len();
            assert_eq!(sent, expected as usize, "{shape:?}");
        }
    }
}
