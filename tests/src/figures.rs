//! Percentiles for printed lines.

use crate::clock::MILLI;

/// Durations in nanoseconds, to be summed up.
#[derive(Debug, Clone, Default)]
pub struct Figures(Vec<u64>);

impl Figures {
    /// Adds a duration.
    pub fn add(&mut self, nanos: u64) {
        self.0.push(nanos);
    }

    /// Adds those of another.
    pub fn join(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// Percentiles in milliseconds, for machines; `null` without any.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        if self.0.is_empty() {
            return serde_json::Value::Null;
        }
        let [p50, p95, p99, longest] =
            [50, 95, 99, 100].map(|percent| (self.percentile(percent) * 1_000.0).round() / 1_000.0);
        serde_json::json!({ "p50": p50, "p95": p95, "p99": p99, "longest": longest, "count": self.count() })
    }

    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.0.len()
    }

    /// The value below which `percent` of them lie, in milliseconds.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * percent).div_ceil(100).clamp(1, sorted.len().max(1));
        sorted.get(rank - 1).map_or(f64::NAN, |&nanos| nanos as f64 / MILLI as f64)
    }

    /// One line for people.
    #[must_use]
    pub fn line(&self) -> String {
        let [half, most, nearly, all] = [50, 95, 99, 100].map(|percent| self.percentile(percent));
        let count = self.count();
        format!(
            "p50 {half:.1} ms, p95 {most:.1} ms, p99 {nearly:.1} ms, longest {all:.1} ms ({count} of them)"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        let mut figures = Figures::default();
        for millis in (1..=100).rev() {
            figures.add(millis * MILLI);
        }
        assert_eq!([50, 95, 100].map(|percent| figures.percentile(percent)), [50.0, 95.0, 100.0]);
        assert!(Figures::default().percentile(50).is_nan());
    }
}
