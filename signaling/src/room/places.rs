//! A set of places. Nearly always it is one, and there is one for each device and direction in every plan: it holds one
//! without asking for memory.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::protocol::Place;

/// In order, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Place>")]
pub struct Places(SmallVec<[Place; 2]>);

impl Places {
    /// In order.
    pub fn iter(&self) -> std::slice::Iter<'_, Place> {
        self.0.iter()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this place is one of them.
    #[must_use]
    pub fn contains(&self, place: &Place) -> bool {
        self.0.binary_search(place).is_ok()
    }

    /// Whether no place is in both.
    #[must_use]
    pub fn is_disjoint(&self, other: &Self) -> bool {
        let (few, many) = if self.len() < other.len() { (self, other) } else { (other, self) };
        !few.iter().any(|place| many.contains(place))
    }

    pub(super) fn remove(&mut self, place: Place) {
        self.0.retain(|one| *one != place);
    }
}

impl From<Place> for Places {
    fn from(place: Place) -> Self {
        Self(SmallVec::from_slice(&[place]))
    }
}

impl FromIterator<Place> for Places {
    fn from_iter<I: IntoIterator<Item = Place>>(places: I) -> Self {
        let mut all: SmallVec<[Place; 2]> = places.into_iter().collect();
        all.sort_unstable();
        all.dedup();
        Self(all)
    }
}

impl From<Vec<Place>> for Places {
    fn from(places: Vec<Place>) -> Self {
        places.into_iter().collect()
    }
}

impl<'a> IntoIterator for &'a Places {
    type Item = &'a Place;
    type IntoIter = std::slice::Iter<'a, Place>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::GroupId;

    const fn group(n: u32) -> Place {
        Place::Group { group: GroupId(n) }
    }

    #[test]
    fn what_is_in_both_is_found_whichever_is_longer() {
        let one = Places::from(group(3));
        let many: Places = [group(5), group(3), Place::Plenary {}, group(3)].into_iter().collect();
        assert_eq!(many.len(), 3);
        assert!(!one.is_disjoint(&many) && !many.is_disjoint(&one));
        assert!(Places::from(group(4)).is_disjoint(&many) && Places::default().is_disjoint(&many));
    }

    #[test]
    fn the_same_places_are_the_same_in_any_order_also_when_written_and_read() {
        let places: Places = [group(2), group(1)].into_iter().collect();
        assert_eq!(places, [group(1), group(2)].into_iter().collect());
        let read: Places =
            serde_json::from_str(&serde_json::to_string(&[group(2), group(1)]).unwrap()).unwrap();
        assert_eq!(read, places);
        let mut left = places;
        left.remove(group(1));
        assert_eq!(left, Places::from(group(2)));
    }
}
