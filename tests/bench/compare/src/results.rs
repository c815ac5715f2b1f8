//! What all measurements come to: medians, spreads, ratios.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::run::Run;

/// The median of some measurements, the least and the most.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Of an even number the mean of the two in the middle.
    pub median: f64,
    /// Least.
    pub least: f64,
    /// Most.
    pub most: f64,
}

impl Spread {
    /// Of these; nothing if there are none.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        let (&least, &most) = (values.first()?, values.last()?);
        let middle = [values.get((values.len() - 1) / 2)?, values.get(values.len() / 2)?];
        Some(Self { median: (middle[0] + middle[1]) / 2.0, least, most })
    }
}

/// One shape: by the server's name, its measurements in the order they were taken, so that those of one round are at the
/// same place.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Shape {
    /// Of servers.
    pub runs: BTreeMap<String, Vec<Run>>,
    /// Microseconds for each packet, of what only encrypts and sends: `sendto`, `sendmmsg`, `gso`.
    pub floor: BTreeMap<String, Vec<f64>>,
}

impl Shape {
    /// Microseconds for each packet.
    #[must_use]
    pub fn each(&self, name: &str) -> Vec<f64> {
        match self.runs.get(name) {
            Some(runs) => runs.iter().map(|run| run.each).collect(),
            None => self.floor.get(name).cloned().unwrap_or_default(),
        }
    }

    /// What ours costs by what another costs, round by round.
    #[must_use]
    pub fn ratio(&self, to: &str) -> Option<Spread> {
        let (ours, theirs) = (self.each(OURS), self.each(to));
        Spread::of(ours.into_iter().zip(theirs).map(|(ours, theirs)| ours / theirs))
    }

    /// Everything that was measured, ours first, the floor last.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let servers = [OURS, "str0m", "janus"].into_iter().filter(|name| self.runs.contains_key(*name));
        servers.chain(self.floor.keys().map(String::as_str))
    }
}

/// What ours is called.
pub const OURS: &str = "ours";

/// Everything, as it is in `tests/results/bench.json`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Results {
    /// Of the project.
    pub commit: String,
    /// Processors and kernel.
    pub machine: String,
    /// What is compared with, in which version.
    pub versions: BTreeMap<String, String>,
    /// Seconds of each measurement.
    pub seconds: f64,
    /// By name.
    pub shapes: BTreeMap<String, Shape>,
    /// Microseconds for each packet of 1,150 octets, batch after batch without a pause.
    pub in_a_row: BTreeMap<String, Vec<f64>>,
    /// What went wrong.
    pub failures: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_taken_within_a_round() {
        let run = |each| Run {
            each,
            user: 0.0,
            rate: 0.0,
            lost: 0.0,
            p50: 0.0,
            p99: 0.0,
            cores: 0.0,
            generator: 0.0,
        };
        let mut shape = Shape::default();
        // A machine that is twice as slow in the second round.
        shape.runs.insert(OURS.into(), [2.0, 4.0].map(run).into());
        shape.runs.insert("janus".into(), [10.0, 20.0].map(run).into());
        shape.floor.insert("gso".into(), vec![1.0, 1.0]);
        let alike = Spread { median: 0.2, least: 0.2, most: 0.2 };
        assert_eq!(shape.ratio("janus"), Some(alike));
        assert_eq!(shape.ratio("gso"), Some(Spread { median: 3.0, least: 2.0, most: 4.0 }));
        assert_eq!(shape.ratio("nobody"), None);
        assert_eq!(shape.names().collect::<Vec<_>>(), [OURS, "janus", "gso"]);
    }
}
