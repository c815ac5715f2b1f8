//! Arithmetic on 0, 1 … n-1: modulo n, or that of the finite field with n elements where n is a small power of a prime.

/// Fields that are not arithmetic modulo a prime: how many elements, the prime, how many digits an element has in that
/// base, and which element x to the power of so many digits is (x^2 = x + 1 in the one of four).
const EXTENSIONS: [(usize, usize, u32, usize); 8] = [
    (4, 2, 2, 3),
    (8, 2, 3, 3),
    (9, 3, 2, 2),
    (16, 2, 4, 3),
    (25, 5, 2, 2),
    (27, 3, 3, 4),
    (32, 2, 5, 5),
    (49, 7, 2, 3),
];

/// Addition for any number of elements; multiplication without divisors of zero if it [`Ring::is_field`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Ring {
    base: usize,
    /// How many digits, and what x to that power is. One digit: plain arithmetic modulo `base`.
    digits: u32,
    power: usize,
    pub is_field: bool,
}

impl Ring {
    pub fn new(elements: usize) -> Self {
        let extension = EXTENSIONS.iter().find(|(known, ..)| *known == elements);
        match extension {
            Some((_, base, digits, power)) => {
                Self { base: *base, digits: *digits, power: *power, is_field: true }
            }
            None => Self { base: elements.max(1), digits: 1, power: 0, is_field: is_prime(elements) },
        }
    }

    pub fn elements(self) -> usize {
        self.base.pow(self.digits)
    }

    pub fn plus(self, one: usize, other: usize) -> usize {
        self.by_digits(one, other, |one, other| (one + other) % self.base)
    }

    pub fn minus(self, one: usize, other: usize) -> usize {
        self.by_digits(one, other, |one, other| (one + self.base - other) % self.base)
    }

    pub fn times(self, one: usize, other: usize) -> usize {
        // Horner's scheme over the digits of the other, highest first.
        let digits = (0..self.digits).rev().map(|place| other / self.base.pow(place) % self.base);
        digits.fold(0, |sum, digit| self.plus(self.times_x(sum), self.times_digit(one, digit)))
    }

    fn times_x(self, one: usize) -> usize {
        let highest = self.base.pow(self.digits - 1);
        self.plus(one % highest * self.base, self.times_digit(self.power, one / highest))
    }

    fn times_digit(self, one: usize, digit: usize) -> usize {
        self.by_digits(one, 0, |one, _| one * digit % self.base)
    }

    fn by_digits(self, one: usize, other: usize, each: impl Fn(usize, usize) -> usize) -> usize {
        if self.digits == 1 {
            return each(one, other);
        }
        let digit = |number: usize, place: usize| number / place % self.base;
        let places = (0..self.digits).map(|place| self.base.pow(place));
        places.map(|place| place * each(digit(one, place), digit(other, place))).sum()
    }
}

fn is_prime(number: usize) -> bool {
    number > 1
        && (2..)
            .take_while(|divisor| divisor * divisor <= number)
            .all(|divisor| !number.is_multiple_of(divisor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_known() {
        let fields: Vec<usize> = (0..=32).filter(|elements| Ring::new(*elements).is_field).collect();
        assert_eq!(fields, [2, 3, 4, 5, 7, 8, 9, 11, 13, 16, 17, 19, 23, 25, 27, 29, 31, 32]);
        assert!(Ring::new(49).is_field);
    }

    #[test]
    fn a_field_has_no_divisors_of_zero_and_distributes() {
        for elements in (2..=49).filter(|elements| Ring::new(*elements).is_field) {
            let ring = Ring::new(elements);
            for one in 1..elements {
                let mut products: Vec<usize> = (0..elements).map(|other| ring.times(one, other)).collect();
                for (other, product) in products.iter().enumerate() {
                    let sum = ring.plus(other, 1);
                    assert_eq!(ring.times(one, sum), ring.plus(*product, one), "{one} of {elements}");
                }
                products.sort_unstable();
                assert_eq!(products, (0..elements).collect::<Vec<_>>(), "{one} of {elements}");
            }
        }
    }

    #[test]
    fn what_is_added_can_be_taken_away() {
        for elements in 1..=49 {
            let ring = Ring::new(elements);
            for (one, other) in (0..elements).flat_map(|one| (0..elements).map(move |other| (one, other))) {
                assert_eq!(ring.minus(ring.plus(one, other), other), one, "{elements}");
            }
        }
    }
}
