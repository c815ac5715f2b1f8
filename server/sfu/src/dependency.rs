//! The dependency descriptor, an RTP header extension that says of every frame which layer it is of, which decode
//! targets need it and on which frames it depends (AV1 RTP payload specification, appendix A:
//! <https://aomediacodec.github.io/av1-rtp-spec/#appendix>). Sent for AV1, and for VP9 and VP8 where negotiated.
//!
//! It is a header extension, so end-to-end encryption of the frames leaves it readable, and it is the only way to
//! choose among the layers of encrypted AV1. A [`Reader`] for each source keeps the [`Structure`] that descriptors refer
//! to; [`crate::svc`] decides what is forwarded; [`rewrite`] tells the listener what that leaves.

mod bits;
pub mod rewrite;
mod structure;

use bits::BitReader;
pub use structure::{Layer, MOST_TARGETS, MOST_TEMPLATES, Resolution, Structure, Target};

/// Longest descriptor in octets: what the two-octet form of a header extension holds (RFC 8285 §4.3).
pub const LONGEST: usize = 255;
/// Most frames that one frame is read to refer to; codecs have three (VP9) to eight (AV1) reference slots.
pub const MOST_REFERENCES: usize = 16;
/// Frames behind the newest that may still come; farther behind, and the sender counts anew. Six seconds of three layers
/// at 30 frames a second.
pub(crate) const LATE: u16 = 512;

/// How a frame relates to a decode target (table A.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indication {
    /// It is no part of the target.
    NotPresent,
    /// Part of the target, and no frame of the target refers to it.
    Discardable,
    /// Whoever can decode it can decode every later frame of the target.
    Switch,
    /// Part of the target; later frames may refer to it.
    Required,
}

impl Indication {
    /// Whether the frame is part of the target.
    #[must_use]
    pub const fn is_present(self) -> bool {
        !matches!(self, Self::NotPresent)
    }
}

/// The indications of a frame for every decode target: two bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Indications(u64);

impl Indications {
    /// For the decode target with this index; [`Indication::NotPresent`] if there is none.
    #[must_use]
    pub const fn of(self, target: usize) -> Indication {
        if target >= MOST_TARGETS {
            return Indication::NotPresent;
        }
        match self.0 >> (2 * target) & 0x03 {
            0 => Indication::NotPresent,
            1 => Indication::Discardable,
            2 => Indication::Switch,
            _ => Indication::Required,
        }
    }

    fn read(bits: &mut BitReader<'_>, targets: usize) -> Option<Self> {
        let mut all = 0;
        for target in 0..targets.min(MOST_TARGETS) {
            all |= u64::from(bits.number(2)?) << (2 * target);
        }
        Some(Self(all))
    }
}

/// How many frames back the frames are that a frame refers to; 1 to 4096 each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Differences {
    count: u8,
    values: [u16; MOST_REFERENCES],
}

impl Differences {
    /// In the order in which they were sent.
    #[must_use]
    pub fn values(&self) -> &[u16] {
        self.values.get(..usize::from(self.count)).unwrap_or_default()
    }

    fn push(&mut self, value: u16) -> Option<()> {
        *self.values.get_mut(usize::from(self.count))? = value;
        self.count += 1;
        Some(())
    }

    fn read_template(bits: &mut BitReader<'_>) -> Option<Self> {
        let mut read = Self::default();
        while bits.flag()? {
            read.push(bits.number(4)? as u16 + 1)?;
        }
        Some(read)
    }

    fn read_custom(bits: &mut BitReader<'_>) -> Option<Self> {
        let mut read = Self::default();
        loop {
            let quarters = bits.number(2)?;
            if quarters == 0 {
                return Some(read);
            }
            read.push(bits.number(4 * quarters)? as u16 + 1)?;
        }
    }
}

/// For every chain, how many frames back its previous frame is; 0 if it needs none (§A.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Chains {
    count: u8,
    values: [u8; MOST_TARGETS],
}

impl Chains {
    /// In the order of the chains.
    #[must_use]
    pub fn values(&self) -> &[u8] {
        self.values.get(..usize::from(self.count)).unwrap_or_default()
    }

    fn read(bits: &mut BitReader<'_>, count: u8, width: u32) -> Option<Self> {
        let mut read = Self { count, ..Self::default() };
        for value in read.values.get_mut(..usize::from(count))? {
            *value = bits.small(width)?;
        }
        Some(read)
    }
}

/// What a packet's descriptor says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Descriptor {
    /// Whether the payload begins with the first octet of a frame.
    pub first_packet: bool,
    /// Whether it is the last packet of its frame; frames of higher layers may follow for the same instant.
    pub last_packet: bool,
    /// Counts frames in decoding order, modulo 65,536.
    pub frame: u16,
    /// Spatial and temporal layer of the frame.
    pub layer: Layer,
    /// Which decode targets need the frame.
    pub indications: Indications,
    /// Which frames it refers to.
    pub references: Differences,
    /// The previous frame of every chain.
    pub chains: Chains,
    /// From here on only these decode targets are sent, bit i for target i; `None` if the packet does not tell, and
    /// then what was told before holds (§A.4).
    pub active: Option<u32>,
    /// Whether the packet brings a structure: a receiver without one can start here and nowhere else.
    pub brings_structure: bool,
    /// Largest picture of this layer, if the structure tells.
    pub resolution: Option<Resolution>,
}

impl Descriptor {
    /// Whether the frame is part of the decode target.
    #[must_use]
    pub const fn needed_for(&self, target: usize) -> bool {
        self.indications.of(target).is_present()
    }

    /// Whether a receiver that can decode this frame may begin with the decode target here (§A.7).
    #[must_use]
    pub const fn is_switch_point(&self, target: usize) -> bool {
        matches!(self.indications.of(target), Indication::Switch)
    }
}

/// Why a descriptor was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It ends too early, is too long, or says what cannot be.
    Malformed,
    /// It refers to a structure that has not come, or came too late: packets are lost or out of order. The frame can be
    /// skipped by its number.
    NoStructure {
        /// Its frame number.
        frame: u16,
    },
}

/// Reads the descriptor of one packet. `kept` is the structure that the source sent last; a new one is returned with
/// the descriptor. Costs at most [`LONGEST`] octets of reading, and allocates only for a new structure.
///
/// # Errors
/// [`Unread::Malformed`], [`Unread::NoStructure`].
pub fn parse(octets: &[u8], kept: Option<&Structure>) -> Result<(Descriptor, Option<Structure>), Unread> {
    if octets.len() > LONGEST {
        return Err(Unread::Malformed);
    }
    let mut bits = BitReader::new(octets);
    let head = Head::read(&mut bits, octets.len()).ok_or(Unread::Malformed)?;
    let brought = if head.brings_structure {
        // §A.8.3: the first packet of a coded video sequence brings it, so the first of a frame.
        Some(Structure::read(&mut bits).filter(|_| head.first_packet).ok_or(Unread::Malformed)?)
    } else {
        None
    };
    let missing = Unread::NoStructure { frame: head.frame };
    let structure = brought.as_ref().or(kept).ok_or(missing)?;
    // Without a structure of its own the descriptor may belong to one that was lost, which is no error of the sender.
    let unknown = if head.brings_structure { Unread::Malformed } else { missing };
    structure.template(head.template).ok_or(unknown)?;
    let rest = head.rest(&mut bits, structure).ok_or(Unread::Malformed)?;
    let descriptor = head.complete(&rest, structure).ok_or(unknown)?;
    Ok((descriptor, brought))
}

/// What can be read without a structure.
struct Head {
    first_packet: bool,
    last_packet: bool,
    template: u8,
    frame: u16,
    brings_structure: bool,
    tells_active: bool,
    custom_indications: bool,
    custom_references: bool,
    custom_chains: bool,
}

impl Head {
    fn read(bits: &mut BitReader<'_>, length: usize) -> Option<Self> {
        let mut head = Self {
            first_packet: bits.flag()?,
            last_packet: bits.flag()?,
            template: bits.small(6)?,
            frame: bits.number(16)? as u16,
            brings_structure: false,
            tells_active: false,
            custom_indications: false,
            custom_references: false,
            custom_chains: false,
        };
        if length > rewrite::SHORT {
            head.brings_structure = bits.flag()?;
            head.tells_active = bits.flag()?;
            head.custom_indications = bits.flag()?;
            head.custom_references = bits.flag()?;
            head.custom_chains = bits.flag()?;
        }
        Some(head)
    }

    /// What follows the flags and the structure.
    fn rest(&self, bits: &mut BitReader<'_>, structure: &Structure) -> Option<Rest> {
        let targets = structure.targets.len();
        let active = if self.tells_active { Some(bits.number(targets as u32)?) } else { None };
        let custom_from = bits.position();
        let indications =
            if self.custom_indications { Some(Indications::read(bits, targets)?) } else { None };
        let references = if self.custom_references { Some(Differences::read_custom(bits)?) } else { None };
        let chains =
            if self.custom_chains { Some(Chains::read(bits, structure.chain_count, 8)?) } else { None };
        Some(Rest { active, custom_from, indications, references, chains })
    }

    /// `None` if the structure has no such template.
    fn complete(&self, rest: &Rest, structure: &Structure) -> Option<Descriptor> {
        let template = structure.template(self.template)?;
        Some(Descriptor {
            first_packet: self.first_packet,
            last_packet: self.last_packet,
            frame: self.frame,
            layer: template.layer,
            indications: rest.indications.unwrap_or(template.indications),
            references: rest.references.unwrap_or(template.references),
            chains: rest.chains.unwrap_or(template.chains),
            active: rest.active.or_else(|| self.brings_structure.then(|| structure.all_targets())),
            brings_structure: self.brings_structure,
            resolution: structure.resolutions.get(usize::from(template.layer.spatial)).copied(),
        })
    }
}

/// What follows the flags and the structure, as far as it is there.
struct Rest {
    active: Option<u32>,
    /// Where the three fields after it begin, in bits.
    custom_from: usize,
    indications: Option<Indications>,
    references: Option<Differences>,
    chains: Option<Chains>,
}

/// Reads the descriptors of one source and keeps its structure.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    kept: Option<(u16, Structure)>,
}

impl Reader {
    /// Reads the descriptor of a packet of the source.
    ///
    /// # Errors
    /// As [`parse`]; [`Unread::NoStructure`] also for a packet whose structure was overtaken by a newer one.
    pub fn read(&mut self, octets: &[u8]) -> Result<Descriptor, Unread> {
        let (descriptor, brought) = parse(octets, self.structure())?;
        if let Some(structure) = brought {
            if let Some((newest, kept)) = &self.kept
                && (1..=LATE).contains(&newest.wrapping_sub(descriptor.frame))
            {
                // Most keyframes bring the same again, and then it does not matter.
                return if structure == *kept {
                    Ok(descriptor)
                } else {
                    Err(Unread::NoStructure { frame: descriptor.frame })
                };
            }
            self.kept = Some((descriptor.frame, structure));
        }
        Ok(descriptor)
    }

    /// The structure that the last descriptor refers to.
    #[must_use]
    pub fn structure(&self) -> Option<&Structure> {
        self.kept.as_ref().map(|(_, structure)| structure)
    }
}

#[cfg(test)]
pub(crate) mod tests;
