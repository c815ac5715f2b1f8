//! How many groups, and how large.

use serde::{Deserialize, Serialize};

/// What the facilitator asks for. People are spread fairly over the groups: the sizes differ by at most one, unless
/// people who share a device make that impossible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// So many groups; no more than there are people.
    Groups(u32),
    /// Groups of about so many: as many groups as bring the average nearest, and of two equally near the more (and
    /// smaller) groups. Nobody is left alone who could be with somebody: five in pairs are a pair and three.
    About(u32),
    /// Groups of so many at most, and as few groups as that takes. A limit of two gives way by one rather than leave
    /// somebody alone: three people who are to be in pairs stay together.
    AtMost(u32),
}

impl Shape {
    /// How many groups so many people make: none of nobody, else at least one, and at most one for each.
    pub fn groups(self, people: usize) -> usize {
        let wanted = match self {
            Self::Groups(groups) => groups as usize,
            Self::About(size) => about(people, size as usize),
            Self::AtMost(size) => at_most(people, size as usize),
        };
        wanted.max(1).min(people)
    }

    /// The sizes of the groups of so many people who can all be parted, the larger ones first.
    pub fn sizes(self, people: usize) -> Vec<usize> {
        let groups = self.groups(people);
        (0..groups).map(|group| people / groups + usize::from(group < people % groups)).collect()
    }
}

fn about(people: usize, size: usize) -> usize {
    let size = size.max(1);
    let (fewer, more) = ((people / size).max(1), people.div_ceil(size).max(1));
    // |people / groups - size| of both, brought to one denominator.
    let gap = |groups: usize| people.abs_diff(groups.saturating_mul(size));
    let nearer_with_fewer = gap(fewer).saturating_mul(more) < gap(more).saturating_mul(fewer);
    if nearer_with_fewer || (size > 1 && leaves_alone(people, more)) { fewer } else { more }
}

fn at_most(people: usize, size: usize) -> usize {
    let groups = people.div_ceil(size.max(1));
    if size == 2 && leaves_alone(people, groups) { people / 2 } else { groups }
}

fn leaves_alone(people: usize, groups: usize) -> bool {
    people < groups.saturating_mul(2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shapes() -> impl Strategy<Value = Shape> {
        let number = prop_oneof![0..60_u32, Just(u32::MAX)];
        prop_oneof![
            number.clone().prop_map(Shape::Groups),
            number.clone().prop_map(Shape::About),
            number.prop_map(Shape::AtMost),
        ]
    }

    #[test]
    fn a_rest_is_spread_so_that_groups_are_nearest_to_what_was_asked() {
        let about = |people, size| Shape::About(size).sizes(people);
        assert_eq!(about(12, 4), [4, 4, 4]);
        assert_eq!(about(9, 4), [5, 4]);
        assert_eq!(about(10, 4), [4, 3, 3]);
        assert_eq!(about(6, 4), [3, 3]);
        assert_eq!(about(7, 3), [4, 3]);
        assert_eq!(about(4, 3), [2, 2], "equally near: the smaller groups");
        assert_eq!(about(50, 4), [4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3]);
        assert_eq!(about(3, 30), [3]);
    }

    #[test]
    fn a_limit_is_kept() {
        let at_most = |people, size| Shape::AtMost(size).sizes(people);
        assert_eq!(at_most(9, 4), [3, 3, 3]);
        assert_eq!(at_most(8, 4), [4, 4]);
        assert_eq!(at_most(4, 3), [2, 2]);
    }

    #[test]
    fn nobody_is_alone_in_what_was_to_be_pairs() {
        for shape in [Shape::About(2), Shape::AtMost(2)] {
            assert_eq!(shape.sizes(3), [3]);
            assert_eq!(shape.sizes(5), [3, 2]);
            assert_eq!(shape.sizes(6), [2, 2, 2]);
        }
        assert_eq!(Shape::About(1).sizes(2), [1, 1], "asked for");
    }

    #[test]
    fn more_groups_than_people_are_as_many_as_people() {
        assert_eq!(Shape::Groups(5).sizes(3), [1, 1, 1]);
        assert_eq!(Shape::Groups(0).sizes(3), [3]);
        assert!(Shape::Groups(5).sizes(0).is_empty());
    }

    proptest! {
        #[test]
        fn sizes_are_fair_for_any_numbers(shape in shapes(), people in 0..1_200_usize) {
            let sizes = shape.sizes(people);
            prop_assert_eq!(sizes.iter().sum::<usize>(), people);
            let (largest, smallest) = (sizes.iter().max(), sizes.iter().min());
            if let (Some(largest), Some(smallest)) = (largest, smallest) {
                prop_assert!(*smallest > 0 && largest - smallest <= 1);
                match shape {
                    Shape::Groups(groups) => prop_assert_eq!(sizes.len(), people.min(groups.max(1) as usize)),
                    Shape::About(size) => prop_assert!(size < 2 || people < 2 || *smallest > 1),
                    Shape::AtMost(size) => {
                        prop_assert!(*largest <= size.max(1) as usize + usize::from(size == 2));
                        prop_assert!(size < 2 || people < 2 || *smallest > 1);
                    }
                }
            }
        }
    }
}
