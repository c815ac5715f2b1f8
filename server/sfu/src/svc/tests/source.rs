//! A source that sends layers, for tests: the scalability modes of the W3C's list, with their descriptors as octets.

use crate::dependency::tests::writer::{self, Row, Written, write};
use crate::dependency::{Layer, Structure};

/// How spatial layers build on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Always (L3T3).
    Full,
    /// In keyframes only (L3T3_KEY).
    Key,
    /// Never (S3T3).
    Simulcast,
}

/// One frame as it was sent.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) unit: usize,
    pub(crate) layer: Layer,
    pub(crate) is_key: bool,
    /// Frames it refers to, by their places in the list of frames.
    pub(crate) references: Vec<usize>,
    /// Targets that need it.
    pub(crate) needed: u32,
    /// Descriptors of its packets.
    pub(crate) packets: Vec<Vec<u8>>,
    /// Whether its last packet has the marker bit.
    pub(crate) marker: bool,
}

impl Sent {
    pub(crate) fn timestamp(&self) -> u32 {
        (self.unit as u32).wrapping_mul(3_000).wrapping_sub(20_000)
    }
}

#[derive(Clone)]
pub(crate) struct Source {
    mode: Mode,
    spatial: u8,
    temporal: u8,
    pub(crate) structure: Structure,
    pub(crate) frames: Vec<Sent>,
    first: u16,
    units: usize,
    since_key: usize,
    /// Newest frame of each layer, and of each chain, since the keyframe.
    newest: [[Option<usize>; 3]; 3],
    chains: [Option<usize>; 3],
    /// Whether every layer of a keyframe brings the structure, if they do not build on each other.
    pub(crate) brings_often: bool,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{:?} {}x{} from {}", self.mode, self.spatial, self.temporal, self.first)
    }
}

impl Source {
    pub(crate) fn new(mode: Mode, spatial: u8, temporal: u8, first: u16) -> Self {
        let targets = targets(spatial, temporal);
        let texts: Vec<_> = (0..spatial)
            .flat_map(|s| (0..temporal).map(move |t| Layer { spatial: s, temporal: t }))
            .map(|layer| (layer, indications(mode, false, layer, &targets)))
            .collect();
        let none = vec![0; usize::from(spatial)];
        let rows: Vec<Row<'_>> = texts
            .iter()
            .map(|(layer, text)| (layer.spatial, layer.temporal, &text[..], &[][..], &none[..]))
            .collect();
        let protected_by: Vec<_> = targets.iter().map(|layer| layer.spatial).collect();
        let structure = writer::structure(0, spatial, &protected_by, &rows);
        Self {
            mode,
            spatial,
            temporal,
            structure,
            frames: Vec::new(),
            first,
            units: 0,
            since_key: 0,
            newest: [[None; 3]; 3],
            chains: [None; 3],
            brings_often: false,
        }
    }

    /// Nothing is sent for so many instants.
    pub(crate) fn skip_instants(&mut self, count: usize) {
        self.units += count;
    }

    /// Sends every layer of one instant and tells which frames these are.
    pub(crate) fn send(&mut self, is_key: bool) -> std::ops::Range<usize> {
        let began = self.frames.len();
        let is_key = is_key || self.frames.is_empty();
        if is_key {
            (self.since_key, self.newest, self.chains) = (0, [[None; 3]; 3], [None; 3]);
        }
        let temporal = match self.temporal {
            1 => 0,
            2 => [0, 1][self.since_key % 2],
            _ => [0, 2, 1, 2][self.since_key % 4],
        };
        for spatial in 0..self.spatial {
            self.frame(is_key, Layer { spatial, temporal });
        }
        self.units += 1;
        self.since_key += 1;
        began..self.frames.len()
    }

    fn frame(&mut self, is_key: bool, layer: Layer) {
        let index = self.frames.len();
        let frame = self.first.wrapping_add(index as u16);
        let (s, t) = (usize::from(layer.spatial), usize::from(layer.temporal));
        let mut references = Vec::new();
        if !is_key {
            references.extend(self.newest[s][..t.max(1)].iter().flatten().max());
        }
        if s > 0 && (self.mode == Mode::Full || self.mode == Mode::Key && is_key) {
            references.push(index - 1);
        }
        self.newest[s][t] = Some(index);
        let chains: Vec<_> = (0..usize::from(self.spatial))
            .map(|chain| self.chains[chain].map_or(0, |previous| (index - previous) as u8))
            .collect();
        for (chain, newest) in self.chains.iter_mut().enumerate() {
            let is_part = match self.mode {
                Mode::Full => s <= chain,
                Mode::Key => s == chain || is_key && s <= chain,
                Mode::Simulcast => s == chain,
            };
            if t == 0 && is_part {
                *newest = Some(index);
            }
        }
        let targets = targets(self.spatial, self.temporal);
        let indications = writer::indications(&indications(self.mode, is_key, layer, &targets));
        let brings = is_key && (s == 0 || self.brings_often && self.mode == Mode::Simulcast);
        let back: Vec<_> = references.iter().map(|&reference| (index - reference) as u16).collect();
        // Lower layers fit in one packet.
        let count = s + 1;
        let packets = (0..count).map(|packet| {
            let written = Written {
                first_packet: packet == 0,
                last_packet: packet + 1 == count,
                template: layer.spatial * self.temporal + layer.temporal,
                frame,
                brings: (brings && packet == 0).then_some(&self.structure),
                active: None,
                indications: Some(indications),
                references: Some(writer::differences(&back)),
                chains: Some(writer::chains(&chains)),
            };
            write(&written, &self.structure)
        });
        let needed = (0..targets.len()).filter(|&target| indications.of(target).is_present());
        let sent = Sent {
            unit: self.units,
            layer,
            is_key,
            references,
            needed: needed.fold(0, |all, target| all | 1 << target),
            packets: packets.collect(),
            marker: layer.spatial + 1 == self.spatial,
        };
        self.frames.push(sent);
    }
}

/// Highest first.
fn targets(spatial: u8, temporal: u8) -> Vec<Layer> {
    (0..spatial)
        .rev()
        .flat_map(|s| (0..temporal).rev().map(move |t| Layer { spatial: s, temporal: t }))
        .collect()
}

/// As the tables of §A.10.2 have them.
fn indications(mode: Mode, is_key: bool, layer: Layer, targets: &[Layer]) -> String {
    let symbol = |target: &Layer| {
        let is_below = layer.spatial < target.spatial;
        let is_part = layer.spatial == target.spatial
            || is_below && (mode == Mode::Full || mode == Mode::Key && is_key);
        match (is_part && layer.temporal <= target.temporal, is_key) {
            (false, _) => '-',
            (true, true) => 'S',
            (true, false) if is_below => 'R',
            (true, false) if layer.temporal > 0 && layer.temporal == target.temporal => 'D',
            (true, false) => 'S',
        }
    };
    targets.iter().map(symbol).collect()
}
