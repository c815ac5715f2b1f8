//! The packet path: a packet in one slot, a step of a whole session, the choice among voices, what leaves.

use std::collections::BTreeSet;

use bytes::Bytes;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use micro::leaving::Leaving;
use micro::scene::{SHAPES, Scene, Shape, picture};
use sfu::assign::{Slots, assign};
use sfu::lines::LINES;
use sfu::loudness::Voice;
use sfu::slot::{Arrival, Choice, Slot};
use sfu::vp8::{self, Rewrite};
use sfu::{DeviceId, Kind, SourceId, Time};

fn main() {
    divan::main();
}

const SOURCE: SourceId = SourceId { device: DeviceId(1), kind: Kind::Camera };

fn arrival(sequence: u16, descriptor: Option<vp8::Descriptor>) -> Arrival<'static> {
    Arrival {
        sequence,
        timestamp: u32::from(sequence) * 3_000,
        marker: true,
        layer: 0,
        entry: descriptor.is_some_and(|descriptor| descriptor.keyframe),
        empty: false,
        descriptor,
        layered: None,
        captured: Time(i64::from(sequence) * 33_000),
    }
}

/// Sequence number, timestamp and picture id of a packet that goes on in its slot.
#[divan::bench]
fn slot_numbers(bencher: Bencher) {
    let mut slot = Slot::new(false, 7);
    slot.show(Some(SOURCE));
    slot.choose(Some(Choice::FIRST));
    slot.forward(SOURCE, &arrival(0, vp8::parse(&picture(0, true, true))));
    let descriptor = vp8::parse(&picture(1, false, true));
    let mut sequence = 0_u16;
    bencher.bench_local(|| {
        sequence = sequence.wrapping_add(1);
        slot.forward(SOURCE, black_box(&arrival(sequence, descriptor)))
    });
}

/// The head of a payload with other numbers in its VP8 descriptor.
#[divan::bench]
fn descriptor_rewrite(bencher: Bencher) {
    let payload = picture(1, false, true);
    let numbers = Rewrite { picture_id: Some(77), tl0: None };
    bencher.bench_local(|| vp8::rewrite(black_box(&payload), numbers).0);
}

#[divan::bench]
fn descriptor_parse(bencher: Bencher) {
    let payload = picture(1, false, true);
    bencher.bench_local(|| vp8::parse(black_box(&payload)));
}

/// The time of two steps, 40 ms of a session; items are forwarded packets.
#[divan::bench(args = SHAPES.iter().map(|shape| shape.name))]
fn forward(bencher: Bencher, name: &str) {
    let mut scene = Scene::new(shape(name));
    let packets = scene.step().1.len() + scene.step().1.len();
    bencher.counter(ItemsCount::new(packets)).bench_local(|| scene.step().1.len() + scene.step().1.len());
}

/// The same with what leaves.
#[divan::bench(args = SHAPES.iter().map(|shape| shape.name))]
fn forward_and_leave(bencher: Bencher, name: &str) {
    let mut scene = Scene::new(shape(name));
    let mut leaving = Leaving::default();
    let packets = scene.step().1.len() + scene.step().1.len();
    let mut step = || {
        let (now, forwards) = scene.step();
        leaving.step(now, forwards, Bytes::len)
    };
    bencher.counter(ItemsCount::new(packets)).bench_local(|| step() + step());
}

fn shape(name: &str) -> Shape {
    SHAPES.into_iter().find(|shape| shape.name == name).unwrap_or(SHAPES[0])
}

/// Who of fifty people, each with voice and picture, is in the slots of one listener; five of them speak.
#[divan::bench]
fn choice_among_fifty(bencher: Bencher) {
    let devices = || (1..50).map(DeviceId);
    let allowed: BTreeSet<SourceId> = devices()
        .flat_map(|device| [Kind::Microphone, Kind::Camera].map(|kind| SourceId { device, kind }))
        .collect();
    let voice = |device: DeviceId| Voice {
        speaks: device.0.is_multiple_of(10),
        last_spoke: Some(Time(i64::from(device.0))),
        level: 60,
        ..Voice::default()
    };
    let changed = [Time(0); LINES];
    let now = Time(10_000_000);
    let current: Slots = assign(now, &[None; LINES], &changed, &allowed, None, voice);
    bencher.bench_local(|| assign(black_box(now), black_box(&current), &changed, &allowed, None, voice));
}
