//! Writes descriptors, for tests: the product only reads them, and replaces one field.

use crate::dependency::bits::BitWriter;
use crate::dependency::{Chains, Differences, Indication, Indications, Layer, Structure, Target, structure};

/// Templates as the tables of §A.10.2 have them: spatial, temporal, indications ("S", "R", "D", "-"), frame differences,
/// chain differences.
pub(crate) type Row<'a> = (u8, u8, &'a str, &'a [u16], &'a [u8]);

pub(crate) fn indications(text: &str) -> Indications {
    let value = |symbol| match symbol {
        'D' => 1,
        'S' => 2,
        'R' => 3,
        _ => 0,
    };
    Indications(text.chars().enumerate().map(|(index, symbol)| value(symbol) << (2 * index)).sum())
}

pub(crate) fn differences(values: &[u16]) -> Differences {
    let mut all = Differences::default();
    values.iter().for_each(|&value| all.push(value).unwrap());
    all
}

pub(crate) fn chains(values: &[u8]) -> Chains {
    let mut all = Chains { count: values.len() as u8, ..Chains::default() };
    all.values[..values.len()].copy_from_slice(values);
    all
}

/// `protected_by` has the chain of each target, and is as long as there are targets; no chains if `chain_count` is 0.
pub(crate) fn structure(
    template_id_offset: u8,
    chain_count: u8,
    protected_by: &[u8],
    rows: &[Row<'_>],
) -> Structure {
    let templates: Vec<_> = rows
        .iter()
        .map(|&(spatial, temporal, text, references, back)| structure::Template {
            layer: Layer { spatial, temporal },
            indications: indications(text),
            references: differences(references),
            chains: chains(back),
        })
        .collect();
    let targets = protected_by
        .iter()
        .enumerate()
        .map(|(index, &chain)| Target {
            layer: structure::layer_of(&templates, index),
            chain: (chain_count > 0).then_some(chain),
        })
        .collect();
    Structure { template_id_offset, templates, targets, chain_count, resolutions: Vec::new() }
}

/// A descriptor to be written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Written<'a> {
    pub(crate) first_packet: bool,
    pub(crate) last_packet: bool,
    pub(crate) template: u8,
    pub(crate) frame: u16,
    pub(crate) brings: Option<&'a Structure>,
    pub(crate) active: Option<u32>,
    pub(crate) indications: Option<Indications>,
    pub(crate) references: Option<Differences>,
    pub(crate) chains: Option<Chains>,
}

/// `structure` is the one that the descriptor refers to, whether it brings it or not.
pub(crate) fn write(written: &Written<'_>, structure: &Structure) -> Vec<u8> {
    let mut to = BitWriter::default();
    to.flag(written.first_packet);
    to.flag(written.last_packet);
    to.number(6, u32::from(written.template.wrapping_add(structure.template_id_offset) & 0x3f));
    to.number(16, u32::from(written.frame));
    let flags = [
        written.brings.is_some(),
        written.active.is_some(),
        written.indications.is_some(),
        written.references.is_some(),
        written.chains.is_some(),
    ];
    if flags.contains(&true) {
        flags.into_iter().for_each(|flag| to.flag(flag));
        if let Some(brings) = written.brings {
            write_structure(&mut to, brings);
        }
        if let Some(active) = written.active {
            to.number(structure.targets.len() as u32, active);
        }
        if let Some(all) = written.indications {
            write_indications(&mut to, all, structure.targets.len());
        }
        if let Some(all) = written.references {
            for &value in all.values() {
                let less = u32::from(value) - 1;
                let quarters = if less < 16 {
                    1
                } else if less < 256 {
                    2
                } else {
                    3
                };
                to.number(2, quarters);
                to.number(4 * quarters, less);
            }
            to.number(2, 0);
        }
        if let Some(all) = written.chains {
            all.values().iter().for_each(|&value| to.number(8, u32::from(value)));
        }
    }
    to.finish()
}

fn write_indications(to: &mut BitWriter, all: Indications, targets: usize) {
    for target in 0..targets {
        to.number(
            2,
            match all.of(target) {
                Indication::NotPresent => 0,
                Indication::Discardable => 1,
                Indication::Switch => 2,
                Indication::Required => 3,
            },
        );
    }
}

fn write_structure(to: &mut BitWriter, structure: &Structure) {
    to.number(6, u32::from(structure.template_id_offset));
    to.number(5, structure.targets.len() as u32 - 1);
    for pair in structure.templates.windows(2) {
        let (now, next) = (pair[0].layer, pair[1].layer);
        to.number(
            2,
            if next == now {
                0
            } else if next.spatial == now.spatial {
                1
            } else {
                2
            },
        );
    }
    to.number(2, 3);
    for template in &structure.templates {
        write_indications(to, template.indications, structure.targets.len());
    }
    for template in &structure.templates {
        for &value in template.references.values() {
            to.flag(true);
            to.number(4, u32::from(value) - 1);
        }
        to.flag(false);
    }
    to.below(structure.targets.len() as u32 + 1, u32::from(structure.chain_count));
    if structure.chain_count > 0 {
        for target in &structure.targets {
            to.below(u32::from(structure.chain_count), u32::from(target.chain.unwrap_or(0)));
        }
        for template in &structure.templates {
            template.chains.values().iter().for_each(|&value| to.number(4, u32::from(value)));
        }
    }
    to.flag(!structure.resolutions.is_empty());
    for resolution in &structure.resolutions {
        to.number(16, resolution.width - 1);
        to.number(16, resolution.height - 1);
    }
}
