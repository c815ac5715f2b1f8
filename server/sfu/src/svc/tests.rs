use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::dependency::tests::writer::{self, Written, structure, write};
use crate::dependency::{Reader, Unread};
use source::{Mode, Sent, Source};

pub(crate) mod source;

const fn layer(spatial: u8, temporal: u8) -> Layer {
    Layer { spatial, temporal }
}

/// One listener of a source.
#[derive(Default)]
struct Listener {
    reader: Reader,
    selector: Selector,
    /// Packets that were forwarded of each frame.
    forwarded: BTreeMap<usize, usize>,
    /// What the listener takes for the active decode targets.
    told: u32,
    markers: BTreeMap<usize, Vec<(usize, bool)>>,
}

impl Listener {
    fn new(wanted: Layer) -> Self {
        Self { selector: Selector::new(wanted), ..Self::default() }
    }

    fn packet(&mut self, now: Time, sent: &Sent, index: usize, packet: usize) -> Selection {
        let descriptor = match self.reader.read(&sent.packets[packet]) {
            Ok(descriptor) => descriptor,
            Err(Unread::NoStructure { frame }) => {
                self.selector.skip(now, frame);
                return Selection::Drop;
            }
            Err(Unread::Malformed) => panic!("the model writes valid descriptors"),
        };
        let marker = sent.marker && descriptor.last_packet;
        let arrival = Arrival { descriptor: &descriptor, timestamp: sent.timestamp(), marker };
        let selection = self.selector.select(now, self.reader.structure().unwrap(), arrival);
        if let Selection::Forward { marker, active } = selection {
            *self.forwarded.entry(index).or_default() += 1;
            self.markers.entry(sent.unit).or_default().push((index, marker));
            self.told = active.or(descriptor.active).unwrap_or(self.told);
        }
        selection
    }

    /// Every packet of one instant, in order.
    fn unit(&mut self, source: &mut Source, is_key: bool) {
        for index in source.send(is_key) {
            let sent = &source.frames[index];
            for packet in 0..sent.packets.len() {
                self.packet(at(sent), sent, index, packet);
            }
        }
    }

    fn needs_keyframe(&self, source: &Source) -> bool {
        self.selector.needs_keyframe(&source.structure)
    }
}

fn at(sent: &Sent) -> Time {
    Time(0).after_millis(sent.unit as i64 * 33)
}

fn source(mode: Mode, spatial: u8, temporal: u8) -> Source {
    Source::new(mode, spatial, temporal, 65_500)
}

#[test]
fn everything_of_what_is_wanted_is_forwarded_and_nothing_else() {
    let mut source = source(Mode::Full, 3, 3);
    let mut listener = Listener::new(layer(1, 1));
    (0..40).for_each(|_| listener.unit(&mut source, false));
    let target = source.structure.best(layer(1, 1), u32::MAX).unwrap();
    for (index, sent) in source.frames.iter().enumerate() {
        let packets = if sent.needed >> target & 1 != 0 { sent.packets.len() } else { 0 };
        assert_eq!(listener.forwarded.get(&index).copied().unwrap_or(0), packets, "{sent:?}");
    }
    assert_eq!(listener.selector.layer(), Some(layer(1, 1)));
    assert!(!listener.needs_keyframe(&source));
}

#[test]
fn a_larger_picture_waits_for_a_keyframe_and_a_higher_rate_for_its_switch_point() {
    let mut source = source(Mode::Full, 3, 3);
    let mut listener = Listener::new(layer(0, 0));
    (0..5).for_each(|_| listener.unit(&mut source, false));
    listener.selector.want(layer(2, 2));
    assert!(listener.needs_keyframe(&source));
    (0..8).for_each(|_| listener.unit(&mut source, false));
    assert_eq!(listener.selector.layer(), Some(layer(0, 2)), "the rate needs no keyframe");
    listener.unit(&mut source, true);
    assert_eq!(listener.selector.layer(), Some(layer(2, 2)));
    assert!(!listener.needs_keyframe(&source));
}

#[test]
fn a_smaller_picture_comes_with_the_next_instant_if_the_larger_one_is_built_on_it() {
    let mut source = source(Mode::Full, 3, 3);
    let mut listener = Listener::new(layer(2, 2));
    (0..5).for_each(|_| listener.unit(&mut source, false));
    let lowest = source.send(false).start;
    for index in lowest..lowest + 3 {
        let sent = &source.frames[index];
        (0..sent.packets.len()).for_each(|packet| {
            listener.packet(at(sent), sent, index, packet);
        });
        listener.selector.want(layer(0, 2));
        assert_eq!(listener.selector.layer(), Some(layer(2, 2)), "not within the instant");
    }
    assert!(!listener.needs_keyframe(&source));
    listener.unit(&mut source, false);
    assert_eq!(listener.selector.layer(), Some(layer(0, 2)));
}

#[test]
fn a_smaller_picture_of_its_own_waits_for_a_keyframe_at_the_lowest_rate() {
    for mode in [Mode::Key, Mode::Simulcast] {
        let mut source = source(mode, 3, 3);
        let mut listener = Listener::new(layer(2, 2));
        (0..5).for_each(|_| listener.unit(&mut source, false));
        listener.selector.want(layer(0, 2));
        (0..5).for_each(|_| listener.unit(&mut source, false));
        assert_eq!(listener.selector.layer(), Some(layer(2, 0)));
        assert!(listener.needs_keyframe(&source));
        listener.unit(&mut source, true);
        assert_eq!(listener.selector.layer(), Some(layer(0, 2)));
        assert!(!listener.needs_keyframe(&source));
    }
}

#[test]
fn without_a_structure_nothing_is_begun() {
    let mut source = source(Mode::Full, 1, 1);
    let mut listener = Listener::new(layer(0, 0));
    let key = source.send(false).start;
    listener.reader.read(&source.frames[key].packets[0]).unwrap();
    (0..5).for_each(|_| listener.unit(&mut source, false));
    assert_eq!(listener.forwarded.len(), 0, "the keyframe came before the slot did");
    assert!(listener.needs_keyframe(&source));
}

/// Frame `lost` of L1T3 never comes.
fn without(lost: usize) -> (Source, Listener) {
    let mut source = source(Mode::Full, 1, 3);
    let mut listener = Listener::new(layer(0, 2));
    for _ in 0..60 {
        let index = source.send(false).start;
        if index != lost {
            let sent = &source.frames[index];
            listener.packet(at(sent), sent, index, 0);
        }
    }
    (source, listener)
}

#[test]
fn a_chain_that_stays_broken_is_not_forwarded() {
    let (mut source, mut listener) = without(20);
    let last = listener.forwarded.keys().max().copied().unwrap();
    // It is noticed with frame 21; half a second is 15 frames.
    assert!((30..=36).contains(&last), "{last}");
    assert!(listener.needs_keyframe(&source));
    listener.unit(&mut source, true);
    assert_eq!(listener.selector.layer(), Some(layer(0, 2)));
}

#[test]
fn a_lost_frame_that_nothing_rests_on_does_no_harm() {
    let (source, listener) = without(21);
    assert_eq!(listener.forwarded.len(), 59);
    assert!(!listener.needs_keyframe(&source));
}

#[test]
fn a_frame_that_others_rely_on_is_forwarded_when_it_comes_whatever_is_wanted_by_then() {
    let mut source = source(Mode::Full, 1, 3);
    let mut listener = Listener::new(layer(0, 2));
    (0..6).for_each(|_| listener.unit(&mut source, false));
    // Temporal layers 0, 2, 1, 2: number 6 is of layer 1, and 7 refers to it.
    let late = source.send(false).start;
    assert_eq!(source.frames[late].layer, layer(0, 1));
    listener.unit(&mut source, false);
    listener.selector.want(layer(0, 0));
    listener.unit(&mut source, false);
    assert_eq!(listener.selector.layer(), Some(layer(0, 0)));
    let sent = &source.frames[late];
    assert_ne!(listener.packet(at(sent), sent, late, 0), Selection::Drop);
    // One that nobody relies on is not.
    let late = source.send(false).start;
    listener.unit(&mut source, false);
    let sent = &source.frames[late];
    assert_eq!(listener.packet(at(sent), sent, late, 0), Selection::Drop);
}

#[test]
fn a_sender_that_counts_anew_is_followed() {
    let mut before = Source::new(Mode::Full, 2, 2, 30_000);
    let mut listener = Listener::new(layer(1, 1));
    (0..9).for_each(|_| listener.unit(&mut before, false));
    listener.forwarded.clear();
    // Other instants, or it would be the keyframe that there was.
    let mut after = Source::new(Mode::Full, 2, 2, 10_000);
    after.skip_instants(100);
    (0..9).for_each(|_| listener.unit(&mut after, false));
    assert_eq!(listener.forwarded.len(), after.frames.len());
}

/// The two tables of §A.10.1.2: the larger picture is refreshed without a keyframe. Where only its own frame says so, the
/// smaller one of the instant has gone out by then as the last.
#[test]
fn a_layer_refresh_is_a_switch_point_if_its_instant_begins_with_it() {
    let rows: [writer::Row<'_>; 2] = [(0, 0, "RS", &[2], &[2, 1]), (1, 0, "R-", &[1, 2], &[1, 1])];
    let structure = structure(0, 2, &[1, 0], &rows);
    for switch_at in [105, 106] {
        let mut selector = Selector::new(layer(0, 0));
        let mut reader = Reader::default();
        let mut sent = Vec::new();
        for frame in 101..=108_u16 {
            if frame == 104 {
                selector.want(layer(1, 0));
            }
            let is_upper = frame % 2 == 0;
            let is_key = frame < 103;
            let mut written = Written {
                first_packet: true,
                last_packet: true,
                template: u8::from(is_upper),
                frame,
                brings: (frame == 101).then_some(&structure),
                ..Written::default()
            };
            if is_key {
                written.indications = Some(writer::indications(if is_upper { "S-" } else { "SS" }));
                written.references = Some(writer::differences(if is_upper { &[1] } else { &[] }));
                written.chains = Some(writer::chains(if is_upper { &[1, 1] } else { &[0, 0] }));
            }
            if frame == 106 {
                written.references = Some(writer::differences(&[1]));
            }
            if frame == switch_at {
                written.indications = Some(writer::indications(if is_upper { "S-" } else { "SS" }));
                written.chains = Some(writer::chains(if is_upper { &[1, 0] } else { &[2, 0] }));
            }
            let descriptor = reader.read(&write(&written, &structure)).unwrap();
            let timestamp = u32::from((frame - 101) / 2);
            let arrival = Arrival { descriptor: &descriptor, timestamp, marker: is_upper };
            if selector.select(Time(0), reader.structure().unwrap(), arrival) != Selection::Drop {
                sent.push(frame);
            }
        }
        let expected: &[u16] =
            if switch_at == 105 { &[101, 103, 105, 106, 107, 108] } else { &[101, 103, 105, 107] };
        assert_eq!(sent, expected, "switch at {switch_at}");
    }
}

/// Frames by hand: two sizes, the larger built on the smaller of the same instant alone, chains through everything.
struct ByHand {
    structure: Structure,
    selector: Selector,
}

impl ByHand {
    fn new() -> Self {
        let rows: [writer::Row<'_>; 2] = [(0, 0, "RS", &[2], &[2, 1]), (1, 0, "R-", &[1], &[1, 1])];
        let mut all =
            Self { structure: structure(0, 2, &[1, 0], &rows), selector: Selector::new(layer(1, 0)) };
        let key = Written { brings: Some(&all.structure.clone()), ..all.intra() };
        assert!(all.send(0, key));
        let upper = Written { indications: Some(writer::indications("S-")), ..Written::default() };
        assert!(all.send(1, upper));
        all
    }

    /// What can be decoded by itself.
    fn intra(&self) -> Written<'static> {
        Written {
            indications: Some(writer::indications("SS")),
            references: Some(writer::differences(&[])),
            chains: Some(writer::chains(&[0, 0])),
            ..Written::default()
        }
    }

    /// Even frames are of the smaller size; an instant lasts 33 ms. Whether it was forwarded.
    fn send(&mut self, frame: u16, written: Written<'_>) -> bool {
        let template = u8::from(frame % 2 == 1);
        let written = Written { first_packet: true, last_packet: true, frame, template, ..written };
        let (descriptor, _) =
            crate::dependency::parse(&write(&written, &self.structure), Some(&self.structure)).unwrap();
        let arrival =
            Arrival { descriptor: &descriptor, timestamp: u32::from(frame / 2), marker: template == 1 };
        let now = Time(0).after_millis(i64::from(frame / 2) * 33);
        self.selector.select(now, &self.structure, arrival) != Selection::Drop
    }
}

#[test]
fn a_frame_that_refers_to_a_dropped_one_is_dropped() {
    let mut all = ByHand::new();
    let nobodys = Written { indications: Some(writer::indications("--")), ..Written::default() };
    assert!(!all.send(2, nobodys));
    let chains = Some(writer::chains(&[0, 0]));
    assert!(!all.send(4, Written { chains, ..Written::default() }));
    assert!(all.send(6, Written { references: Some(writer::differences(&[6])), chains, ..all.intra() }));
}

#[test]
fn a_hole_in_a_chain_ends_the_target_though_no_later_frame_refers_to_it() {
    for stays_away in [false, true] {
        let mut all = ByHand::new();
        for frame in (2..60).filter(|&frame| frame != 3 && !(stays_away && frame % 2 == 1)) {
            all.send(frame, Written::default());
        }
        // Noticed with frame 4.
        assert_eq!(all.selector.layer(), Some(layer(0, 0)), "stays away: {stays_away}");
        assert!(all.selector.needs_keyframe(&all.structure));
    }
}

#[test]
fn an_intra_frame_without_a_structure_is_no_beginning() {
    let mut all = ByHand::new();
    all.selector = Selector::new(layer(1, 0));
    assert!(!all.send(10, all.intra()));
    assert!(all.selector.needs_keyframe(&all.structure));
    let nobodys = Written { indications: Some(writer::indications("--")), ..all.intra() };
    assert!(!all.send(12, Written { brings: Some(&all.structure.clone()), ..nobodys }));
    assert!(!all.send(14, all.intra()), "the structure was not forwarded");
    assert!(all.selector.needs_keyframe(&all.structure));
}

#[test]
fn what_cannot_be_read_ends_what_was_known() {
    let mut all = ByHand::new();
    all.selector.skip(Time(0), 0);
    assert!(all.send(2, Written::default()), "an old packet");
    all.selector.skip(Time(0), 4);
    let as_if_nothing_was = Written {
        indications: Some(writer::indications("RR")),
        references: Some(writer::differences(&[4])),
        chains: Some(writer::chains(&[4, 5])),
        ..Written::default()
    };
    assert!(!all.send(6, as_if_nothing_was));
    assert!(all.selector.needs_keyframe(&all.structure));
}

prop_compose! {
    fn any_source()(
        mode in prop_oneof![Just(Mode::Full), Just(Mode::Key), Just(Mode::Simulcast)],
        spatial in 1..=3_u8, temporal in 1..=3_u8, first in any::<u16>(), brings_often in any::<bool>(),
    ) -> Source {
        let mut source = Source::new(mode, spatial, temporal, first);
        source.brings_often = brings_often;
        source
    }
}

/// What happens in one instant: rarely a keyframe, now and then another wish.
fn any_unit() -> impl Strategy<Value = (bool, Option<(u8, u8)>)> {
    (prop::bool::weighted(0.08), prop::option::weighted(0.15, (0..3_u8, 0..3_u8)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    /// Without loss: every forwarded frame is decodable, what is wanted is reached, and an instant ends with its marker.
    #[test]
    fn what_is_forwarded_is_decodable_and_what_is_wanted_is_reached(
        mut source in any_source(), first in (0..3_u8, 0..3_u8), units in prop::collection::vec(any_unit(), 1..120),
    ) {
        let mut wanted = layer(first.0, first.1);
        let mut listener = Listener::new(wanted);
        let mut decoded = BTreeSet::new();
        // Instants since the last other wish, and whether a keyframe came since.
        let (mut steady, mut keyed) = (0, false);
        for (unit, (is_key, wish)) in units.into_iter().enumerate() {
            if let Some((spatial, temporal)) = wish {
                wanted = layer(spatial, temporal);
                listener.selector.want(wanted);
                (steady, keyed) = (0, false);
            }
            let before = listener.selector.layer();
            let told_before = listener.told;
            let began = source.frames.len();
            listener.unit(&mut source, is_key);
            steady += 1;
            keyed |= is_key || unit == 0;
            let now = listener.selector.layer();
            for (index, sent) in source.frames.iter().enumerate().skip(began) {
                let packets = listener.forwarded.get(&index).copied().unwrap_or(0);
                prop_assert!(packets == 0 || packets == sent.packets.len(), "a frame is forwarded whole");
                if packets > 0 {
                    prop_assert!(sent.references.iter().all(|frame| decoded.contains(frame)), "{:?}", sent);
                    decoded.insert(index);
                }
            }
            let target = source.structure.best(wanted, u32::MAX).unwrap();
            let limit = source.structure.targets()[target].layer;
            let size = now.unwrap().spatial;
            if keyed || steady > 4 && size == limit.spatial {
                prop_assert_eq!(now, Some(limit));
            }
            let needs_keyframe = listener.needs_keyframe(&source);
            prop_assert!(!needs_keyframe || size != limit.spatial);
            prop_assert!(needs_keyframe || size == limit.spatial || steady <= 4, "neither asked for nor on its way");
            if before == Some(limit) && now == Some(limit) && !is_key {
                for (index, sent) in source.frames.iter().enumerate().skip(began) {
                    prop_assert_eq!(listener.forwarded.contains_key(&index), sent.needed >> target & 1 != 0);
                }
            }
            check_told(&listener, &source, told_before, unit)?;
            check_markers(&listener, unit)?;
        }
    }

    /// With late packets, and with loss: what a forwarded frame refers to was not dropped before it, and without loss not
    /// after it either, unless the next keyframe came first.
    #[test]
    fn nothing_is_forwarded_whose_references_were_dropped(
        mut source in any_source(), first in (0..3_u8, 0..3_u8), units in prop::collection::vec(any_unit(), 1..80),
        fates in prop::collection::vec(prop_oneof![8 => Just(0), 1 => Just(usize::MAX), 1 => 1..12_usize], 1..300),
        is_lossy in any::<bool>(),
    ) {
        let mut listener = Listener::new(layer(first.0, first.1));
        // By the place in the order of arrival.
        let mut arriving: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
        let mut fates = fates.iter().cycle();
        let (mut count, mut arrived, mut newest_key) = (0, BTreeSet::new(), 0);
        for (is_key, wish) in units {
            if let Some((spatial, temporal)) = wish {
                listener.selector.want(layer(spatial, temporal));
            }
            for index in source.send(is_key) {
                let now = at(&source.frames[index]);
                for packet in 0..source.frames[index].packets.len() {
                    match *fates.next().unwrap() {
                        usize::MAX if is_lossy => {}
                        late => arriving.entry(count + late % 12).or_default().push((index, packet)),
                    }
                    for (index, packet) in arriving.remove(&count).unwrap_or_default() {
                        let sent = &source.frames[index];
                        let is_first = !listener.forwarded.contains_key(&index);
                        let is_forwarded = listener.packet(now, sent, index, packet) != Selection::Drop;
                        newest_key = if sent.is_key { newest_key.max(index) } else { newest_key };
                        if newest_key <= index {
                            arrived.insert(index);
                        }
                        for reference in sent.references.iter().filter(|_| is_first && is_forwarded) {
                            prop_assert!(listener.forwarded.contains_key(reference) || !arrived.contains(reference),
                                "{} refers to {}, which was dropped before it", index, reference);
                        }
                    }
                    count += 1;
                }
            }
        }
        for index in listener.forwarded.keys().filter(|_| !is_lossy) {
            for reference in &source.frames[*index].references {
                prop_assert!(listener.forwarded.contains_key(reference) || !arrived.contains(reference),
                    "{} refers to {}, which was dropped after it", index, reference);
            }
        }
        listener.unit(&mut source, true);
        listener.unit(&mut source, false);
        prop_assert!(listener.selector.layer().is_some() && !listener.needs_keyframe(&source));
    }

    /// Descriptors that contradict each other and any order of numbers: no panic, and what is told stays within the structure.
    #[test]
    fn contradictions_do_no_harm(
        source in any_source(),
        packets in prop::collection::vec((any::<(bool, bool, bool)>(), 0..9_u8, any::<u16>(), 0..9_u32, any::<u32>(), any::<[u8; 3]>()), 1..200),
    ) {
        let structure = &source.structure;
        let mut selector = Selector::new(layer(2, 2));
        for ((first, last, brings), template, frame, timestamp, active, back) in packets {
            let written = Written {
                first_packet: first || brings,
                last_packet: last,
                template,
                // Mostly near each other, or nothing would ever be late.
                frame: if back[0] > 250 { frame } else { frame % 300 },
                brings: brings.then_some(structure),
                active: (active % 3 == 0).then_some(active & structure.all_targets()),
                references: (active % 5 > 0).then(|| writer::differences(&[u16::from(back[1]) + 1])),
                chains: Some(writer::chains(&back[..usize::from(structure.targets()[0].layer.spatial) + 1])),
                ..Written::default()
            };
            let now = Time(0).after_millis(i64::from(timestamp) * 100);
            let Ok((descriptor, _)) = crate::dependency::parse(&write(&written, structure), Some(structure)) else {
                selector.skip(now, written.frame);
                continue;
            };
            let arrival = Arrival { descriptor: &descriptor, timestamp, marker: first };
            if let Selection::Forward { active: Some(active), .. } = selector.select(now, structure, arrival) {
                prop_assert_eq!(active & !structure.all_targets(), 0);
            }
            let _ = selector.needs_keyframe(structure);
        }
    }
}

/// The listener knows of the target in force and of none above it.
fn check_told(listener: &Listener, source: &Source, before: u32, unit: usize) -> Result<(), TestCaseError> {
    let Some(now) = listener.selector.layer() else { return Ok(()) };
    if listener.markers.contains_key(&unit) {
        for (index, target) in source.structure.targets().iter().enumerate() {
            let is_told = listener.told >> index & 1 != 0;
            prop_assert!(!is_told || target.layer.within(now), "{:?} told at {:?}", target.layer, now);
            prop_assert!(is_told || target.layer != now, "{:?} not told", now);
        }
    } else {
        prop_assert_eq!(listener.told, before);
    }
    Ok(())
}

/// Of every instant one packet has the marker, the last.
fn check_markers(listener: &Listener, unit: usize) -> Result<(), TestCaseError> {
    let Some(packets) = listener.markers.get(&unit) else { return Ok(()) };
    let marked = packets.iter().filter(|&&(_, marker)| marker).count();
    let is_last = packets.last().is_some_and(|&(_, marker)| marker);
    prop_assert!(marked == 1 && is_last, "{:?}", packets);
    Ok(())
}
