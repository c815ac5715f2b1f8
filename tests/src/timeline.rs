//! Who may have been where when, and which packets crossed a border that stood.
//!
//! Between a command and its acknowledgement nobody outside knows which of two places someone is in: both are
//! allowed. From the acknowledgement on only the new one is. A packet is innocent if at some moment between its
//! sending and its arrival, and not more than [`LATE`] before its arrival, sender and listener may have been together.
//! Hence guilty: everything stamped after an acknowledgement that parted them, and everything that arrives more than
//! [`LATE`] after it.

use std::collections::BTreeMap;

use crate::clock::MILLI;
use crate::log::Heard;
use crate::stamp::Stamp;

/// How long a packet that was under way may still arrive.
pub const LATE: u64 = 100 * MILLI;

/// Somewhere, from the earliest to the latest moment possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stay {
    place: u32,
    from: u64,
    to: u64,
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    stays: BTreeMap<u32, Vec<Stay>>,
}

impl Timeline {
    /// Somebody is in a place, commanded and acknowledged at these times (equal ones for what is already so).
    pub fn moved(&mut self, device: u32, place: u32, commanded: u64, acknowledged: u64) {
        let stays = self.stays.entry(device).or_default();
        if let Some(last) = stays.last_mut() {
            last.to = acknowledged;
        }
        stays.push(Stay { place, from: commanded, to: u64::MAX });
    }

    /// Somebody is nowhere from an acknowledgement on: muted, gone, or not let in.
    pub fn nowhere(&mut self, device: u32, acknowledged: u64) {
        if let Some(last) = self.stays.entry(device).or_default().last_mut() {
            last.to = acknowledged;
        }
    }

    /// Where somebody is now.
    #[must_use]
    pub fn place(&self, device: u32) -> Option<u32> {
        self.stays.get(&device)?.last().filter(|stay| stay.to == u64::MAX).map(|stay| stay.place)
    }

    /// Everybody who is in a place now.
    pub fn people(&self, place: u32) -> impl Iterator<Item = u32> + '_ {
        self.stays.keys().copied().filter(move |&device| self.place(device) == Some(place))
    }

    /// Whether a packet crossed a border.
    #[must_use]
    pub fn crossed(&self, heard: &Heard) -> bool {
        let Stamp { sender, sent, .. } = heard.payload.stamp();
        let from = sent.max(heard.arrived.saturating_sub(LATE));
        !self.together(sender, heard.listener, from, heard.arrived)
    }

    fn together(&self, one: u32, other: u32, from: u64, to: u64) -> bool {
        let stays = |device| self.stays.get(&device).map_or(&[][..], Vec::as_slice);
        stays(one).iter().any(|a| {
            stays(other)
                .iter()
                .any(|b| a.place == b.place && a.from.max(b.from).max(from) <= a.to.min(b.to).min(to))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stamp::Payload;

    const MS: u64 = MILLI;

    fn packet(sent: u64, arrived: u64) -> Heard {
        let payload = Payload::Sound(Stamp { sender: 1, place: 0, sent: sent * MS });
        Heard { listener: 2, line: 17, arrived: arrived * MS, sequence: 0, payload }
    }

    /// Both in place 0; 2 is moved to 5, commanded at 1000 ms and acknowledged at 1010 ms, and back at 3000 and 3010.
    fn parted() -> Timeline {
        let mut timeline = Timeline::default();
        timeline.moved(1, 0, 0, 0);
        timeline.moved(2, 0, 0, 0);
        timeline.moved(2, 5, 1000 * MS, 1010 * MS);
        timeline.moved(2, 0, 3000 * MS, 3010 * MS);
        timeline
    }

    #[test]
    fn a_packet_among_people_who_are_together_is_innocent() {
        let timeline = parted();
        assert!(!timeline.crossed(&packet(500, 502)));
        assert!(!timeline.crossed(&packet(1005, 1007)), "before the acknowledgement");
        assert!(!timeline.crossed(&packet(3500, 3502)));
    }

    #[test]
    fn stamped_after_the_acknowledgement_is_guilty_however_soon_it_arrives() {
        assert!(parted().crossed(&packet(1011, 1012)));
        assert!(parted().crossed(&packet(2900, 2901)));
    }

    #[test]
    fn under_way_at_the_acknowledgement_is_innocent_for_100_ms() {
        assert!(!parted().crossed(&packet(1000, 1109)));
        assert!(parted().crossed(&packet(1000, 1111)));
    }

    #[test]
    fn under_way_while_two_are_brought_together_is_innocent() {
        assert!(!parted().crossed(&packet(2990, 3002)));
    }

    #[test]
    fn nothing_comes_from_nowhere() {
        let mut timeline = parted();
        timeline.nowhere(1, 4000 * MS);
        assert!(!timeline.crossed(&packet(3999, 4050)));
        assert!(timeline.crossed(&packet(4001, 4002)));
        assert!(Timeline::default().crossed(&packet(1, 2)));
        assert_eq!(timeline.place(1), None);
        assert_eq!(timeline.people(0).collect::<Vec<_>>(), [2]);
    }
}
