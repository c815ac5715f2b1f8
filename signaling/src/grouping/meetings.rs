//! Who has been in a group with whom, and how often.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Key;

/// In a larger group one does not meet everybody; and what is kept grows with the square of the group.
pub const LARGEST_MEETING: usize = 50;

/// A symmetric count of meetings. Holds at most one number for every two people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent, bound = "K: Key + Serialize + serde::de::DeserializeOwned")]
pub struct Meetings<K> {
    /// Each pair once, under the smaller of the two. Nested, so that it can be written as JSON.
    times: BTreeMap<K, BTreeMap<K, u32>>,
}

impl<K> Default for Meetings<K> {
    fn default() -> Self {
        Self { times: BTreeMap::new() }
    }
}

impl<K: Key> Meetings<K> {
    /// These were in a group together once more. A group of more than [`LARGEST_MEETING`] is no meeting.
    pub fn note(&mut self, group: &[K]) {
        if group.len() > LARGEST_MEETING {
            return;
        }
        for (place, one) in group.iter().enumerate() {
            for other in group.iter().skip(place + 1).filter(|other| *other != one) {
                let (low, high) = (one.min(other), one.max(other));
                let times = self.times.entry(*low).or_default().entry(*high).or_default();
                *times = times.saturating_add(1);
            }
        }
    }

    /// How often the two were in a group together.
    pub fn times(&self, one: K, other: K) -> u32 {
        let (low, high) = (one.min(other), one.max(other));
        self.times.get(&low).and_then(|row| row.get(&high)).copied().unwrap_or(0)
    }

    /// Forgets somebody, who will not be dealt again.
    pub fn forget(&mut self, who: K) {
        self.times.remove(&who);
        self.times.values_mut().for_each(|row| {
            row.remove(&who);
        });
        self.times.retain(|_, row| !row.is_empty());
    }

    /// Each person and with whom of those who come later in order they have met how often.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&K, &BTreeMap<K, u32>)> {
        self.times.iter()
    }

    /// Each pair that has met, once, the smaller first, with how often.
    pub fn pairs(&self) -> impl Iterator<Item = (K, K, u32)> {
        self.times.iter().flat_map(|(low, row)| row.iter().map(|(high, times)| (*low, *high, *times)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ParticipantId;

    #[test]
    fn a_meeting_counts_for_both() {
        let mut met = Meetings::default();
        met.note(&[3, 1, 2]);
        met.note(&[1, 3]);
        assert_eq!((met.times(1, 3), met.times(3, 1), met.times(2, 3)), (2, 2, 1));
        assert_eq!(met.times(1, 4), 0);
        assert_eq!(met.pairs().collect::<Vec<_>>(), [(1, 2, 1), (1, 3, 2), (2, 3, 1)]);
    }

    #[test]
    fn nobody_meets_themselves_or_a_crowd() {
        let mut met = Meetings::default();
        met.note(&[1, 1]);
        met.note(&(0..=LARGEST_MEETING).collect::<Vec<_>>());
        assert_eq!(met, Meetings::default());
    }

    #[test]
    fn who_is_forgotten_leaves_nothing() {
        let mut met = Meetings::default();
        met.note(&[1, 2, 3]);
        met.forget(2);
        assert_eq!(met.pairs().collect::<Vec<_>>(), [(1, 3, 1)]);
        met.forget(3);
        assert_eq!(met, Meetings::default());
    }

    #[test]
    fn it_can_be_stored() {
        let mut met = Meetings::default();
        met.note(&[ParticipantId(1), ParticipantId(2)]);
        let stored = serde_json::to_string(&met).unwrap();
        assert_eq!(stored, r#"{"1":{"2":1}}"#);
        assert_eq!(serde_json::from_str::<Meetings<ParticipantId>>(&stored).unwrap(), met);
    }
}
