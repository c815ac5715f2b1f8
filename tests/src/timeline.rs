//! Who may have been where when, and which packets crossed a border that stood.
//!
//! Between a command and its acknowledgement nobody outside knows which of two places someone is in: both are
//! allowed. From the acknowledgement on only the new one is. Guilty is
//!
//! - a packet that was stamped after an acknowledgement that parted its sender from its listener, and
//! - one that was under way then and arrives more than [`LATE`] after it.
//!
//! The second is a statement about time on a machine that may stand still: packets among people who are together
//! bear witness. As late as the slowest of them that arrived about the same time, a packet is excused, and counted.

use std::collections::BTreeMap;

use crate::clock::MILLI;
use crate::log::Heard;
use crate::stamp::Stamp;

/// How long a packet that was under way may still arrive.
pub const LATE: u64 = 100 * MILLI;

/// How near to a packet another one must arrive to say something about it.
const ABOUT: u64 = 50 * MILLI;

/// What came out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    /// What crossed a border.
    pub guilty: Vec<Heard>,
    /// How many were late, but not later than others at that time.
    pub excused: usize,
}

const fn transit(heard: &Heard) -> u64 {
    heard.arrived.saturating_sub(heard.payload.stamp().sent)
}

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
    /// Where else somebody is heard.
    heard_too: BTreeMap<u32, Vec<Stay>>,
    /// Where somebody is not heard, though they are there.
    unheard: BTreeMap<u32, Vec<Stay>>,
}

fn begin(stays: &mut Vec<Stay>, place: u32, commanded: u64) {
    stays.push(Stay { place, from: commanded, to: u64::MAX });
}

fn of(stays: &BTreeMap<u32, Vec<Stay>>, device: u32) -> &[Stay] {
    stays.get(&device).map_or(&[], Vec::as_slice)
}

fn end(stays: Option<&mut Vec<Stay>>, acknowledged: u64) {
    for stay in stays.into_iter().flatten().filter(|stay| stay.to == u64::MAX) {
        stay.to = acknowledged;
    }
}

impl Timeline {
    /// Somebody is in a place, commanded and acknowledged at these times (equal ones for what is already so).
    pub fn moved(&mut self, device: u32, place: u32, commanded: u64, acknowledged: u64) {
        self.nowhere(device, acknowledged);
        begin(self.stays.entry(device).or_default(), place, commanded);
    }

    /// Somebody is nowhere from an acknowledgement on: muted, gone, or not let in.
    pub fn nowhere(&mut self, device: u32, acknowledged: u64) {
        end(self.stays.get_mut(&device), acknowledged);
    }

    /// Somebody is heard in these places too, from a command on.
    pub fn heard_too(&mut self, device: u32, places: &[u32], commanded: u64) {
        let stays = self.heard_too.entry(device).or_default();
        places.iter().for_each(|place| begin(stays, *place, commanded));
    }

    /// Somebody is heard nowhere but where they are, from an acknowledgement on.
    pub fn heard_there_only(&mut self, device: u32, acknowledged: u64) {
        end(self.heard_too.get_mut(&device), acknowledged);
    }

    /// Somebody only listens in a place from an acknowledgement on: they are not heard there.
    pub fn only_listens(&mut self, device: u32, place: u32, acknowledged: u64) {
        begin(self.unheard.entry(device).or_default(), place, acknowledged);
    }

    /// Somebody may be heard again where they are, from a command on.
    pub fn may_speak(&mut self, device: u32, commanded: u64) {
        end(self.unheard.get_mut(&device), commanded);
    }

    /// Forgets what ended before this time, so that packets sent earlier cannot be judged any more.
    pub fn forget(&mut self, before: u64) {
        for stays in [&mut self.stays, &mut self.heard_too, &mut self.unheard] {
            stays.values_mut().for_each(|stays| stays.retain(|stay| stay.to >= before));
            stays.retain(|_, stays| !stays.is_empty());
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

    /// Judges every packet that `accused` picks; all others only bear witness.
    #[must_use]
    pub fn judge(&self, heard: &[Heard], accused: impl Fn(&Heard) -> bool) -> Judgement {
        let mut judgement = Judgement::default();
        for packet in heard.iter().filter(|packet| accused(packet)) {
            if self.apart(packet, u64::MAX) {
                judgement.guilty.push(*packet);
            } else if self.apart(packet, LATE) {
                let slowness =
                    heard.iter().filter(|witness| self.bears_witness(witness, packet)).map(transit).max();
                if self.apart(packet, LATE + slowness.unwrap_or(0)) {
                    judgement.guilty.push(*packet);
                } else {
                    judgement.excused += 1;
                }
            }
        }
        judgement
    }

    fn bears_witness(&self, witness: &Heard, packet: &Heard) -> bool {
        witness.arrived.abs_diff(packet.arrived) <= ABOUT && !self.apart(witness, 0)
    }

    /// Whether sender and listener were surely apart from the sending on, or from `back` before the arrival if that is
    /// later.
    fn apart(&self, heard: &Heard, back: u64) -> bool {
        let Stamp { sender, sent, .. } = heard.payload.stamp();
        !self.hears(heard.listener, sender, sent.max(heard.arrived.saturating_sub(back)), heard.arrived)
    }

    /// Whether one might hear the other at some moment of this time.
    fn hears(&self, listener: u32, sender: u32, from: u64, to: u64) -> bool {
        let is_unheard = |from: u64, to: u64, place: u32| {
            let covers = |stay: &Stay| stay.place == place && stay.from <= from && stay.to >= to;
            of(&self.unheard, sender).iter().any(covers)
        };
        let there = of(&self.stays, listener);
        of(&self.stays, sender).iter().chain(of(&self.heard_too, sender)).any(|a| {
            there.iter().filter(|b| a.place == b.place).any(|b| {
                let (from, to) = (a.from.max(b.from).max(from), a.to.min(b.to).min(to));
                from <= to && !is_unheard(from, to, a.place)
            })
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

    fn crossed(timeline: &Timeline, packet: Heard) -> bool {
        !timeline.judge(&[packet], |_| true).guilty.is_empty()
    }

    #[test]
    fn a_packet_among_people_who_are_together_is_innocent() {
        for (sent, arrived) in [(500, 502), (1005, 1007), (3500, 3502), (500, 900)] {
            assert!(!crossed(&parted(), packet(sent, arrived)), "{sent}");
        }
    }

    #[test]
    fn stamped_after_the_acknowledgement_is_guilty_however_soon_it_arrives() {
        assert!(crossed(&parted(), packet(1011, 1012)));
        assert!(crossed(&parted(), packet(2900, 2901)));
    }

    #[test]
    fn under_way_at_the_acknowledgement_is_innocent_for_100_ms() {
        assert!(!crossed(&parted(), packet(1000, 1109)));
        assert!(crossed(&parted(), packet(1000, 1111)));
    }

    #[test]
    fn under_way_while_two_are_brought_together_is_innocent() {
        assert!(!crossed(&parted(), packet(2990, 3002)));
    }

    #[test]
    fn only_lateness_is_excused_and_only_by_others_who_were_as_late_at_that_time() {
        let mut timeline = parted();
        timeline.moved(3, 0, 0, 0);
        let witness = |sent, arrived| Heard { listener: 3, ..packet(sent, arrived) };
        let judge = |packets: &[Heard]| timeline.judge(packets, |heard| heard.listener == 2);
        let late = packet(1000, 1250);
        assert_eq!(judge(&[late, witness(1100, 1260)]), Judgement { guilty: vec![], excused: 1 });
        assert_eq!(judge(&[late, witness(1200, 1260)]).guilty, [late], "not as late");
        assert_eq!(judge(&[late, witness(1300, 1500)]).guilty, [late], "not at that time");
        let stamped_after = packet(1011, 1250);
        assert_eq!(judge(&[stamped_after, witness(1000, 1260)]).guilty, [stamped_after]);
    }

    #[test]
    fn whoever_speaks_to_all_is_heard_elsewhere_until_they_do_not() {
        let mut timeline = parted();
        timeline.heard_too(1, &[5, 6], 1500 * MS);
        timeline.heard_there_only(1, 2000 * MS);
        for (sent, is_heard) in [(1450, false), (1510, true), (1999, true), (2001, false)] {
            assert_eq!(crossed(&timeline, packet(sent, sent + 2)), !is_heard, "{sent}");
        }
        assert!(!crossed(&timeline, packet(2000, 2099)) && crossed(&timeline, packet(2000, 2101)));
        let back = Heard { listener: 1, ..packet(1600, 1602) };
        let of_two = |payload: Payload| match payload {
            Payload::Sound(stamp) => Payload::Sound(Stamp { sender: 2, ..stamp }),
            other => other,
        };
        assert!(
            crossed(&timeline, Heard { payload: of_two(back.payload), ..back }),
            "one hears nobody by it"
        );
    }

    #[test]
    fn whoever_only_listens_is_not_heard_where_they_are() {
        let mut timeline = parted();
        timeline.only_listens(1, 0, 3500 * MS);
        timeline.may_speak(1, 4000 * MS);
        assert!(!crossed(&timeline, packet(3400, 3402)));
        assert!(crossed(&timeline, packet(3501, 3502)), "after the acknowledgement");
        assert!(
            !crossed(&timeline, packet(3499, 3598)) && crossed(&timeline, packet(3499, 3601)),
            "under way"
        );
        assert!(!crossed(&timeline, packet(4001, 4002)));
        let answer = Heard { listener: 1, ..packet(3600, 3602) };
        let Payload::Sound(stamp) = answer.payload else { return };
        let answer = Heard { payload: Payload::Sound(Stamp { sender: 2, ..stamp }), ..answer };
        assert!(!crossed(&timeline, answer), "they hear the others");
    }

    #[test]
    fn what_is_forgotten_was_over() {
        let mut timeline = parted();
        timeline.forget(2000 * MS);
        assert!(crossed(&timeline, packet(2900, 2901)) && !crossed(&timeline, packet(3500, 3502)));
        assert_eq!((timeline.place(1), timeline.place(2)), (Some(0), Some(0)));
    }

    #[test]
    fn nothing_comes_from_nowhere() {
        let mut timeline = parted();
        timeline.nowhere(1, 4000 * MS);
        assert!(!crossed(&timeline, packet(3999, 4050)));
        assert!(crossed(&timeline, packet(4001, 4002)));
        assert!(crossed(&Timeline::default(), packet(1, 2)));
        assert_eq!(timeline.place(1), None);
        assert_eq!(timeline.people(0).collect::<Vec<_>>(), [2]);
    }
}
