//! Says in a descriptor which decode targets a listener still gets, and counts frames as their slot does.
//!
//! An SFU that drops layers has to: whenever the set of active decode targets changes, whoever sends must tell (§A.4),
//! and a receiver must then ignore chains that protect no active target (§A.5). Untold, it would take every dropped frame
//! of such a chain for a loss. Since the packet that tells may be lost, it is told in every packet while it holds, one of
//! the ways that §A.4 names. References and chains count frames as they were sent, and frame numbers may have holes: they
//! only go on where those of the last source in the slot ended, for a receiver takes a structure of an older frame for one
//! that was overtaken, and drops it.

use super::bits::{BitReader, BitWriter};
use super::{Head, LONGEST, Structure};

/// What a descriptor is to say in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rewrite {
    /// Frame number.
    pub frame: u16,
    /// Active decode targets, bit i for target i; `None`: what it says already.
    pub active: Option<u32>,
}

/// The descriptor as `rewrite` wants it; `kept` as in [`with_active`]. `None` if it cannot be read, or would become too long.
#[must_use]
pub fn rewritten(octets: &[u8], kept: &Structure, rewrite: Rewrite) -> Option<Box<[u8]>> {
    let mut written = match rewrite.active {
        Some(active) => with_active(octets, Some(kept), active)?,
        None => octets.to_vec(),
    };
    // Behind two flags and the template's six bits.
    written.get_mut(1..SHORT)?.copy_from_slice(&rewrite.frame.to_be_bytes());
    Some(written.into())
}

/// Octets of a descriptor that has nothing but the mandatory fields.
pub(super) const SHORT: usize = 3;

/// The descriptor with `active` as its active decode targets (bit i for target i; bits for which there is no target are
/// left out). `kept` is the structure it refers to, if it brings none.
///
/// One to five octets longer than `octets`, or as long if those told of active decode targets. `None` if they cannot be
/// read, or the result would be longer than [`LONGEST`].
#[must_use]
pub fn with_active(octets: &[u8], kept: Option<&Structure>, active: u32) -> Option<Vec<u8>> {
    if octets.len() > LONGEST {
        return None;
    }
    let mut bits = BitReader::new(octets);
    let head = Head::read(&mut bits, octets.len())?;
    let before_structure = bits.position();
    let brought = if head.brings_structure { Some(Structure::read(&mut bits)?) } else { None };
    let structure = brought.as_ref().or(kept)?;
    let structure_bits = bits.position() - before_structure;
    structure.template(head.template)?;
    let rest = head.rest(&mut bits, structure)?;

    let mut from = BitReader::new(octets);
    let mut to = BitWriter::default();
    to.copy(&mut from, SHORT * 8)?;
    to.flag(head.brings_structure);
    to.flag(true);
    to.flag(head.custom_indications);
    to.flag(head.custom_references);
    to.flag(head.custom_chains);
    if head.brings_structure {
        from.number(5)?;
        to.copy(&mut from, structure_bits)?;
    }
    to.number(structure.targets.len() as u32, active & structure.all_targets());
    let mut from = BitReader::new(octets);
    from.skip(rest.custom_from)?;
    to.copy(&mut from, bits.position() - rest.custom_from)?;
    Some(to.finish()).filter(|written| written.len() <= LONGEST)
}
