//! How long each kind waited: counts and lengths, and never who.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::protocol::{QueueKind, WaitingFigures};
use crate::room::log::parts;

/// Of how many that were served last the median is.
const LATELY: u32 = 100;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Figures {
    served: BTreeMap<QueueKind, Served>,
    /// Seconds, of each kind in so many slots that are used one after the other.
    #[serde(with = "crate::room::pairs")]
    lately: BTreeMap<(QueueKind, u32), u32>,
}

parts! {
    FiguresFact of Figures {
        each Served: served: QueueKind => Served;
        each Lately: lately: (QueueKind, u32) => u32;
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Served {
    count: u32,
    /// In seconds.
    longest: u32,
}

impl Figures {
    /// One more was served, after so long.
    pub fn note(&mut self, kind: QueueKind, waited: Duration) {
        let seconds = u32::try_from(waited.as_secs()).unwrap_or(u32::MAX);
        let served = self.served.entry(kind).or_default();
        self.lately.insert((kind, served.count % LATELY), seconds);
        served.count = served.count.saturating_add(1);
        served.longest = served.longest.max(seconds);
    }

    /// Of a kind of which so many wait; nothing when there never was any.
    pub fn of(&self, kind: QueueKind, waiting: u32) -> Option<WaitingFigures> {
        let served = self.served.get(&kind).copied().unwrap_or_default();
        let mut lately: Vec<u32> =
            self.lately.range((kind, 0)..=(kind, LATELY)).map(|(_, seconds)| *seconds).collect();
        lately.sort_unstable();
        let median = lately.get(lately.len().saturating_sub(1) / 2).copied().unwrap_or_default();
        let Served { count, longest } = served;
        let is_any = waiting > 0 || count > 0;
        is_any.then_some(WaitingFigures { kind, waiting, served: count, median, longest })
    }

    pub fn is_empty(&self) -> bool {
        self.served.is_empty()
    }
}
