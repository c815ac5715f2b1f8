//! From datagrams to slots: a session of four devices is told whatever comes, in any order.

use std::collections::BTreeMap;

use sfu::lines::{LINES, Line};
use sfu::{
    Codec, DeviceId, Forward, Kind, Packet, Place, Plan, Route, Session, Shown, SourceId, Time, h264, vp8,
    vp9,
};

use crate::Shape;

const DEVICES: u8 = 4;
const CODECS: [Codec; 4] = [Codec::Vp8, Codec::Vp9, Codec::Av1, Codec::H264];

/// Which packet it was: a number in a slot is of one packet, however often it goes out.
type Tag = (SourceId, u32);

struct Played {
    session: Session<Tag>,
    now: Time,
    /// The next number and timestamp of each source and layer.
    numbers: BTreeMap<(SourceId, u8), (u16, u32)>,
    packets: u32,
    /// What went out under a number, since the listener's connection is up.
    sent: BTreeMap<(DeviceId, Line, u16), Tag>,
    outcome: [u64; 4],
}

/// A script: each step is four octets, of which the last tells how many of a payload follow.
pub fn slots(input: &[u8]) -> Shape {
    let mut played = Played {
        session: Session::new(),
        now: Time(0),
        numbers: BTreeMap::new(),
        packets: 0,
        sent: BTreeMap::new(),
        outcome: [0; 4],
    };
    played.plan(0);
    for device in 0..DEVICES {
        played.session.receiver_up(played.now, DeviceId(device.into()), 7);
    }
    let mut rest = input;
    while let Some((&[what, who, how, length], behind)) = rest.split_first_chunk() {
        let (octets, behind) = behind.split_at(usize::from(length).min(behind.len()));
        rest = behind;
        played.step(what, who, how, octets);
    }
    super::targets::shape(played.outcome.map(|count| u64::from(count.min(7) as u8)))
}

impl Played {
    fn step(&mut self, what: u8, who: u8, how: u8, octets: &[u8]) {
        let device = DeviceId(u32::from(who % DEVICES));
        let kind = Kind::ALL[usize::from(who >> 2) % Kind::ALL.len()];
        let line = Line(how % LINES as u8);
        match what % 16 {
            0 => self.plan(how),
            1 => {
                self.session.receiver_up(self.now, device, u32::from(how) << 24);
                self.sent.retain(|(listener, ..), _| *listener != device);
            }
            2 => self.session.receiver_down(device),
            3 => self.session.sender_reset(self.now, device),
            4 => self.session.keyframe_wanted(self.now, device, line),
            5 => self.again(device, line, octets),
            6 => {
                let octets: [u8; 12] = std::array::from_fn(|index| octets.get(index).copied().unwrap_or(how));
                let [a, b, c, d, e, f, g, h, i, j, k, l] = octets;
                let ntp = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
                let rtp = u32::from_be_bytes([i, j, k, l]);
                self.session.sender_report(self.now, SourceId { device, kind }, how % 4, ntp, rtp);
            }
            7 => {
                let [width, height] =
                    [octets.first(), octets.get(1)].map(|side| side.map_or(0, |&side| u32::from(side) * 8));
                self.session.shown(self.now, device, &[Shown { line, width, height }]);
            }
            8 => self.session.estimate(self.now, device, u32::from(how) * 20_000),
            9 | 10 => {
                self.now = self.now.after_millis(i64::from(how));
                self.session.tick(self.now);
            }
            _ => self.packet(SourceId { device, kind }, what, how, octets),
        }
        for output in self.session.outputs() {
            self.outcome[3] += u64::from(matches!(output, sfu::Output::RequestKeyframe(..)));
        }
    }

    /// Who is with whom, and who may send, by the bits of an octet.
    fn plan(&mut self, how: u8) {
        let routes = (0..DEVICES).map(|device| {
            let place = Place(u64::from(how >> device & 1));
            let sends = if how >> 4 & 1 << device == 0 { Kind::ALL.into() } else { [].into() };
            let route = Route {
                sends,
                into: [place].into(),
                from: [place].into(),
                stage: None,
                pinned: how & 1 == 1,
            };
            (DeviceId(device.into()), route)
        });
        let plan = Plan { epoch: self.session.plan().epoch + 1, routes: routes.collect() };
        self.session.apply(self.now, plan);
    }

    fn packet(&mut self, id: SourceId, what: u8, how: u8, octets: &[u8]) {
        let layer = how % 4;
        let (sequence, timestamp) = self.numbers.entry((id, layer)).or_default();
        // In order, late, lost, or from nowhere.
        *sequence = sequence.wrapping_add([1, 1, 1, 2, 0, 0xffff, 40, 0x8000][usize::from(how >> 2 & 7)]);
        *timestamp = timestamp.wrapping_add([0, 3_000, 3_000, 0x8000_0000][usize::from(what >> 4 & 3)]);
        let codec = CODECS[usize::from(what >> 6)];
        let is_audio = id.kind.is_audio();
        self.packets += 1;
        let packet = Packet {
            sequence: *sequence,
            timestamp: *timestamp,
            marker: how & 0x20 != 0,
            level: is_audio.then_some(how),
            keyframe: !is_audio
                && match codec {
                    Codec::Vp8 => vp8::starts_keyframe(octets),
                    Codec::Vp9 => vp9::starts_keyframe(octets),
                    Codec::Av1 => how & 0x40 != 0,
                    Codec::H264 => h264::starts_keyframe(octets),
                },
            layer,
            red: is_audio && how & 0x40 != 0,
            recovered: false,
            codec,
            descriptor: if is_audio || codec != Codec::Vp8 { None } else { vp8::parse(octets) },
            dependency: (!is_audio && matches!(codec, Codec::Vp9 | Codec::Av1)).then(|| octets.into()),
            payload: (id, self.packets),
            length: octets.len(),
        };
        let mut out = Vec::new();
        self.session.forward(self.now, id, &packet, &mut out);
        self.outcome[0] += 1;
        for forward in out {
            self.went_out(&forward);
        }
    }

    fn again(&mut self, listener: DeviceId, line: Line, octets: &[u8]) {
        let missing: Vec<u16> = octets.as_chunks().0.iter().map(|&pair| u16::from_be_bytes(pair)).collect();
        for sequence in missing {
            let Some(forward) = self.session.again(self.now, listener, line, sequence, Some(50)) else {
                continue;
            };
            assert_eq!(
                self.sent.get(&(listener, line, forward.sequence)),
                Some(&forward.payload),
                "sent again, and never sent so"
            );
            self.outcome[2] += 1;
        }
    }

    fn went_out(&mut self, forward: &Forward<Tag>) {
        let (source, _) = forward.payload;
        let plan = self.session.plan();
        assert!(plan.admits(source) && plan.reaches(source.device, forward.listener), "a border was crossed");
        let before = self.sent.insert((forward.listener, forward.line, forward.sequence), forward.payload);
        assert!(before.is_none(), "one number for two packets");
        self.outcome[1] += 1;
    }
}
