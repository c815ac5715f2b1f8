//! Bits read and written from high to low (AV1 RTP payload §A.8.2).

/// Reads numbers out of octets; every read past the end is `None`.
#[derive(Debug, Clone)]
pub(super) struct BitReader<'a> {
    octets: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    pub(super) const fn new(octets: &'a [u8]) -> Self {
        Self { octets, at: 0 }
    }

    /// Bits read so far.
    pub(super) const fn position(&self) -> usize {
        self.at
    }

    /// Passes over `count` bits.
    pub(super) fn skip(&mut self, count: usize) -> Option<()> {
        self.at = self.at.checked_add(count).filter(|&at| at <= self.octets.len() * 8)?;
        Some(())
    }

    /// `f(1)`.
    pub(super) fn flag(&mut self) -> Option<bool> {
        let octet = *self.octets.get(self.at / 8)?;
        let set = octet & (0x80 >> (self.at % 8)) != 0;
        self.at += 1;
        Some(set)
    }

    /// `f(count)`, `count` at most 32.
    pub(super) fn number(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            value = value << 1 | u32::from(self.flag()?);
        }
        Some(value)
    }

    /// `f(8)` or shorter.
    pub(super) fn small(&mut self, count: u32) -> Option<u8> {
        self.number(count).and_then(|value| u8::try_from(value).ok())
    }

    /// `ns(values)`: a number below `values`, which is at least one.
    pub(super) fn below(&mut self, values: u32) -> Option<u32> {
        let (width, short) = split(values);
        let value = self.number(width - 1)?;
        if value < short {
            return Some(value);
        }
        Some((value << 1) - short + self.number(1)?)
    }
}

/// Of `ns(values)`: bits of the longer codes, and how many values have a code one bit shorter.
const fn split(values: u32) -> (u32, u32) {
    let width = u32::BITS - values.leading_zeros();
    (width, (1 << width) - values)
}

/// Writes numbers into octets; the last one is filled with zeros.
#[derive(Debug, Clone, Default)]
pub(super) struct BitWriter {
    octets: Vec<u8>,
    at: usize,
}

impl BitWriter {
    pub(super) fn flag(&mut self, set: bool) {
        if self.at.is_multiple_of(8) {
            self.octets.push(0);
        }
        if let (true, Some(last)) = (set, self.octets.last_mut()) {
            *last |= 0x80 >> (self.at % 8);
        }
        self.at += 1;
    }

    pub(super) fn number(&mut self, count: u32, value: u32) {
        for bit in (0..count).rev() {
            self.flag(value >> bit & 1 != 0);
        }
    }

    #[cfg(test)]
    pub(super) fn below(&mut self, values: u32, value: u32) {
        let (width, short) = split(values);
        if value < short {
            self.number(width - 1, value);
        } else {
            self.number(width, value + short);
        }
    }

    /// `count` bits as `from` gives them; `None` if it ends before.
    pub(super) fn copy(&mut self, from: &mut BitReader<'_>, count: usize) -> Option<()> {
        for _ in 0..count {
            self.flag(from.flag()?);
        }
        Some(())
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.octets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of §A.8.2 for five values.
    #[test]
    fn numbers_below_five_have_the_published_codes() {
        for (value, code, width) in [(0, 0b00, 2), (1, 0b01, 2), (2, 0b10, 2), (3, 0b110, 3), (4, 0b111, 3)] {
            let mut writer = BitWriter::default();
            writer.below(5, value);
            assert_eq!(writer.at, width);
            assert_eq!(writer.finish(), [code << (8 - width)]);
            let octets = [code << (8 - width)];
            let mut reader = BitReader::new(&octets);
            assert_eq!(reader.below(5), Some(value));
            assert_eq!(reader.position(), width);
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read(values in proptest::collection::vec((1..=33_u32, 0..33_u32), 0..40)) {
            let mut writer = BitWriter::default();
            for &(values, value) in &values {
                writer.below(values, value % values);
            }
            let octets = writer.finish();
            let mut reader = BitReader::new(&octets);
            for (values, value) in values {
                proptest::prop_assert_eq!(reader.below(values), Some(value % values));
            }
            proptest::prop_assert!(reader.position() + 8 > octets.len() * 8);
        }
    }
}
