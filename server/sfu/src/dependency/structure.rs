//! The frame dependency structure that a coded video sequence begins with: decode targets, chains and templates
//! (AV1 RTP payload §A.8.2, `template_dependency_structure`).

use super::bits::BitReader;
use super::{Chains, Differences, Indications};

/// Most decode targets of a structure: the field has five bits.
pub const MOST_TARGETS: usize = 32;
/// Most templates of a structure: the identifier has six bits.
pub const MOST_TEMPLATES: usize = 64;
/// Most spatial and most temporal layers: three bits in VP9, fewer in AV1.
const MOST_LAYERS: u8 = 8;

/// A spatial and a temporal layer, ordered by picture size first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Layer {
    /// Spatial identifier: 0 is the smallest picture.
    pub spatial: u8,
    /// Temporal identifier: 0 is the lowest frame rate.
    pub temporal: u8,
}

impl Layer {
    /// Whether neither identifier is above that of `other`.
    #[must_use]
    pub const fn within(self, other: Self) -> bool {
        self.spatial <= other.spatial && self.temporal <= other.temporal
    }
}

/// The set of frames that is decoded for a certain picture size and frame rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Highest layer among its frames.
    pub layer: Layer,
    /// The chain that protects it; `None` if the structure has no chains.
    pub chain: Option<u8>,
}

/// What many frames have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Template {
    pub(super) layer: Layer,
    pub(super) indications: Indications,
    pub(super) references: Differences,
    pub(super) chains: Chains,
}

/// Largest picture of a spatial layer as it is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolution {
    /// Pixels, 1 to 65,536.
    pub width: u32,
    /// Pixels, 1 to 65,536.
    pub height: u32,
}

/// What the descriptors of one coded video sequence refer to. At most 64 templates and 32 decode targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Structure {
    pub(super) template_id_offset: u8,
    pub(super) templates: Vec<Template>,
    pub(super) targets: Vec<Target>,
    pub(super) chain_count: u8,
    pub(super) resolutions: Vec<Resolution>,
}

impl Structure {
    /// The decode targets in the sender's order, which by convention begins with the highest.
    #[must_use]
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// A bit for every decode target.
    #[must_use]
    pub fn all_targets(&self) -> u32 {
        u32::MAX >> (MOST_TARGETS - self.targets.len().clamp(1, MOST_TARGETS))
    }

    /// Largest picture of each spatial layer, lowest first; empty if the sender does not tell.
    #[must_use]
    pub fn resolutions(&self) -> &[Resolution] {
        &self.resolutions
    }

    /// Of the decode targets in `among` (bit i for target i), the one of the highest layer within `wanted`; the lowest
    /// of all if none is within. `None` only if `among` has no target.
    #[must_use]
    pub fn best(&self, wanted: Layer, among: u32) -> Option<usize> {
        let offered = || self.targets.iter().enumerate().filter(move |&(index, _)| among >> index & 1 != 0);
        let within = offered().filter(|(_, target)| target.layer.within(wanted));
        within
            .max_by_key(|(_, target)| target.layer)
            .or_else(|| offered().min_by_key(|(_, target)| target.layer))
            .map(|(index, _)| index)
    }

    pub(super) fn template(&self, id: u8) -> Option<&Template> {
        self.templates.get(usize::from(id.wrapping_sub(self.template_id_offset) & 0x3f))
    }

    /// `None` if the bits end before the structure does, or it has more templates or layers than there can be.
    pub(super) fn read(bits: &mut BitReader<'_>) -> Option<Self> {
        let template_id_offset = bits.small(6)?;
        let target_count = bits.number(5)? as usize + 1;
        let layers = read_layers(bits)?;
        let mut templates = Vec::with_capacity(layers.len());
        for layer in layers {
            let indications = Indications::read(bits, target_count)?;
            templates.push(Template {
                layer,
                indications,
                references: Differences::default(),
                chains: Chains::default(),
            });
        }
        for template in &mut templates {
            template.references = Differences::read_template(bits)?;
        }
        let chain_count = bits.below(target_count as u32 + 1).and_then(|count| u8::try_from(count).ok())?;
        let mut protecting = Vec::with_capacity(target_count);
        if chain_count > 0 {
            for _ in 0..target_count {
                protecting.push(u8::try_from(bits.below(u32::from(chain_count))?).ok()?);
            }
            for template in &mut templates {
                template.chains = Chains::read(bits, chain_count, 4)?;
            }
        }
        let targets = (0..target_count)
            .map(|index| Target { layer: layer_of(&templates, index), chain: protecting.get(index).copied() })
            .collect();
        let resolutions = if bits.flag()? { read_resolutions(bits, &templates)? } else { Vec::new() };
        Some(Self { template_id_offset, templates, targets, chain_count, resolutions })
    }
}

/// The layer of every template.
fn read_layers(bits: &mut BitReader<'_>) -> Option<Vec<Layer>> {
    let mut layer = Layer::default();
    let mut layers = Vec::new();
    loop {
        if layers.len() == MOST_TEMPLATES || layer.spatial >= MOST_LAYERS || layer.temporal >= MOST_LAYERS {
            return None;
        }
        layers.push(layer);
        match bits.number(2)? {
            0 => {}
            1 => layer.temporal += 1,
            2 => layer = Layer { spatial: layer.spatial + 1, temporal: 0 },
            _ => return Some(layers),
        }
    }
}

pub(super) fn layer_of(templates: &[Template], target: usize) -> Layer {
    let mut layer = Layer::default();
    for template in templates.iter().filter(|template| template.indications.of(target).is_present()) {
        layer.spatial = layer.spatial.max(template.layer.spatial);
        layer.temporal = layer.temporal.max(template.layer.temporal);
    }
    layer
}

fn read_resolutions(bits: &mut BitReader<'_>, templates: &[Template]) -> Option<Vec<Resolution>> {
    let highest = templates.iter().map(|template| template.layer.spatial).max()?;
    let mut resolutions = Vec::with_capacity(usize::from(highest) + 1);
    for _ in 0..=highest {
        resolutions.push(Resolution { width: bits.number(16)? + 1, height: bits.number(16)? + 1 });
    }
    Some(resolutions)
}
