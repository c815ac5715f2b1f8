//! 1-2-4-all: everybody alone, in pairs, in fours that are made of pairs, and together. Pairs are made by
//! [`at_random`](super::at_random) or [`balanced`](super::balanced) with [`Shape::AtMost(2)`](super::Shape::AtMost), so
//! that with an odd number three are together; this is the step from pairs to fours, and the same for any groups.

/// Which groups become one: positions in `sizes`, each group that has people in it once. Two and two are merged, the
/// largest with the smallest. With an odd number of groups one of three or more people stays as it is if it is half as
/// large again as the smallest (of seven people two pairs merge, and the three stay); otherwise the smallest group comes
/// to the smallest of the merged ones (ten people are four and six).
pub fn merges(sizes: &[usize]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..sizes.len()).filter(|group| sizes[*group] > 0).collect();
    order.sort_by_key(|group| std::cmp::Reverse(sizes[*group]));
    let mut merged: Vec<Vec<usize>> = Vec::new();
    let mut rest = None;
    if let (1, Some(largest), Some(smallest)) = (order.len() % 2, order.first(), order.last()) {
        if sizes[*largest] >= 3 && sizes[*largest] * 2 >= sizes[*smallest] * 3 {
            merged.push(vec![order.remove(0)]);
        } else {
            rest = order.pop();
        }
    }
    let (large, small) = order.split_at(order.len() / 2);
    let pairs: Vec<Vec<usize>> =
        large.iter().zip(small.iter().rev()).map(|(one, other)| vec![*one, *other]).collect();
    merged.extend(pairs);
    if let Some(rest) = rest {
        let people = |groups: &Vec<usize>| groups.iter().map(|group| sizes[*group]).sum::<usize>();
        match merged.iter_mut().min_by_key(|groups| people(groups)) {
            Some(smallest) => smallest.push(rest),
            None => merged.push(vec![rest]),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::grouping::Shape;

    /// The sizes after merging, largest first.
    fn merged(sizes: &[usize]) -> Vec<usize> {
        let people = |groups: Vec<usize>| groups.into_iter().map(|group| sizes[group]).sum();
        let mut sizes: Vec<usize> = merges(sizes).into_iter().map(people).collect();
        sizes.sort_unstable_by(|one, other| other.cmp(one));
        sizes
    }

    fn fours(people: usize) -> Vec<usize> {
        merged(&Shape::AtMost(2).sizes(people))
    }

    #[test]
    fn pairs_become_fours() {
        assert_eq!(fours(8), [4, 4]);
        assert_eq!(fours(4), [4]);
        assert_eq!(merges(&[2, 2, 2, 2]), [[0, 3], [1, 2]]);
    }

    #[test]
    fn odd_numbers_are_threes_fives_and_sixes() {
        assert_eq!(fours(5), [5]);
        assert_eq!(fours(6), [6]);
        assert_eq!(fours(7), [4, 3]);
        assert_eq!(fours(9), [5, 4]);
        assert_eq!(fours(10), [6, 4]);
        assert_eq!(fours(11), [4, 4, 3]);
        assert_eq!(fours(50), [[6].as_slice(), &[4; 11]].concat());
    }

    #[test]
    fn nobody_and_one_group_are_left_as_they_are() {
        assert!(fours(0).is_empty());
        assert_eq!(fours(1), [1]);
        assert_eq!(fours(3), [3]);
        assert_eq!(merges(&[0, 2, 0]), [[1]]);
    }

    #[test]
    fn somebody_left_alone_finds_company() {
        assert_eq!(merged(&[2, 1, 2, 2]), [4, 3]);
        assert_eq!(merged(&[2, 1, 2]), [5]);
        assert_eq!(merged(&[2, 2, 2, 2, 1]), [5, 4]);
        assert_eq!(merged(&[4, 4, 4, 4, 4]), [12, 8], "no group of four stays while the others are eight");
    }

    proptest! {
        #[test]
        fn every_group_with_people_goes_somewhere_once(sizes in prop::collection::vec(0..6_usize, 0..40)) {
            let mut all: Vec<usize> = merges(&sizes).concat();
            all.sort_unstable();
            let with_people: Vec<usize> = (0..sizes.len()).filter(|group| sizes[*group] > 0).collect();
            prop_assert_eq!(all, with_people);
        }

        #[test]
        fn pairs_become_threes_to_sixes(people in 4..1_200_usize) {
            let fours = fours(people);
            prop_assert!(fours.iter().all(|size| (3..=6).contains(size)));
            let others = fours.iter().filter(|size| **size != 4).count();
            prop_assert!(others <= 1, "{:?}", fours);
        }
    }
}
