//! Making groups: of how many, who with whom, once or in rounds. Pure functions of who is there and a seed; they know
//! nothing of the room, of places or of groups that are open.
//!
//! Who is dealt is a list of *parties*: people who cannot be parted, because they share a device. Most are one person.
//! A group is the people in it; the caller gives groups their ids. Everybody is in exactly one group of each round, and
//! sizes differ by at most one where parties allow it.
//!
//! | module | holds |
//! |---|---|
//! | `sizes` | [`Shape`]: how many groups, and how large |
//! | `deal` | groups for once: [`at_random`], [`balanced`]; [`place_for`] one who comes late |
//! | `rotation` | [`Rotation`]: rounds that repeat as few pairs as possible, the learning café |
//! | `merging` | [`merges`]: 1-2-4-all |
//! | `meetings` | [`Meetings`]: who has met whom |
//! | `chance` | the generator behind a seed |
//! | `parties`, `seating`, `search` | what is compared, by which measure, and how better is found |
//! | `arrange`, `columns`, `field` | how one begins: designs that are known to repeat nothing |

mod arrange;
pub(crate) mod chance;
mod columns;
mod deal;
mod field;
mod meetings;
mod merging;
mod parties;
mod rotation;
mod search;
mod seating;
mod sizes;
#[cfg(test)]
mod tests;

pub use deal::{Blend, Wishes, at_random, balanced, group_count, place_for};
pub use meetings::{LARGEST_MEETING, Meetings};
pub use merging::merges;
pub use rotation::{Course, MAX_ROUNDS, Rotation};
pub use sizes::Shape;

/// What people are known by here: a participant, or somebody on the list of those expected.
pub trait Key: Copy + Ord {}

impl<T: Copy + Ord> Key for T {}

/// The people of one group.
pub type Group<K> = Vec<K>;
