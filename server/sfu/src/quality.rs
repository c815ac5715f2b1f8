//! How a device's network does, in three words and a reason: what people can do something about, and no more often than
//! they can make sense of it.

use crate::Time;

/// In a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// Nothing is lost that matters.
    #[default]
    Good,
    /// Pictures suffer; voices do not.
    Weak,
    /// Voices suffer too, or pictures were taken away for them.
    Poor,
}

/// Why it is not good, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// What the device sends is lost on the way.
    SendingLoss,
    /// What it receives is lost on the way.
    ReceivingLoss,
    /// It carries less than what is shown.
    Narrow,
    /// There and back takes long.
    Delay,
}

/// A word and its reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Network {
    /// The word.
    pub quality: Quality,
    /// The reason, unless it is good.
    pub reason: Option<Reason>,
}

/// What is known of a network right now.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Measured {
    /// Share of what the device sent that did not come, before repair, 0 to 1.
    pub sending_loss: f32,
    /// Share of what was sent to it that it did not get, before repair, 0 to 1.
    pub receiving_loss: f32,
    /// There and back, ms.
    pub round_trip: Option<i64>,
    /// Pictures that are shown and pause for lack of bandwidth.
    pub paused: usize,
    /// Whether pictures are sent smaller than they are shown for lack of bandwidth.
    pub reduced: bool,
}

/// Loss that voices with redundancy do not notice and pictures repair (shared/networks.md 5: at 5 % loss 0.5 % of the
/// voice is concealed with RED).
const LOSS_WEAK: f32 = 0.03;
/// Loss at which voices break, also with redundancy (20 % loss: 1.6 % concealed).
const LOSS_POOR: f32 = 0.12;
/// Where people begin to talk into each other, ms (ITU-T G.114: 150 ms one way is felt by nobody, 400 ms by everybody).
const DELAY_WEAK_MS: i64 = 350;
/// Where a conversation breaks, ms.
const DELAY_POOR_MS: i64 = 800;
/// It must be as bad for this long, ms: a cough of the Wi-Fi is not worth a word.
const WORSE_MS: i64 = 2_000;
/// It must be better for this long, ms.
const BETTER_MS: i64 = 8_000;

/// What a measurement says by itself.
#[must_use]
pub fn judge(measured: &Measured) -> Network {
    let of_loss = |loss: f32| match loss {
        loss if loss >= LOSS_POOR => Quality::Poor,
        loss if loss >= LOSS_WEAK => Quality::Weak,
        _ => Quality::Good,
    };
    let delay = match measured.round_trip {
        Some(DELAY_POOR_MS..) => Quality::Poor,
        Some(DELAY_WEAK_MS..) => Quality::Weak,
        Some(_) | None => Quality::Good,
    };
    let narrow = match (measured.paused, measured.reduced) {
        (0, false) => Quality::Good,
        (0, true) => Quality::Weak,
        _ => Quality::Poor,
    };
    let found = [
        (of_loss(measured.sending_loss), Reason::SendingLoss),
        (of_loss(measured.receiving_loss), Reason::ReceivingLoss),
        (narrow, Reason::Narrow),
        (delay, Reason::Delay),
    ];
    // The first of the worst: the order above is the order of what people notice.
    let worst = found.iter().rev().max_by_key(|(quality, _)| *quality);
    match worst {
        Some(&(quality, reason)) if quality > Quality::Good => Network { quality, reason: Some(reason) },
        Some(_) | None => Network::default(),
    }
}

/// What a device was told of its network.
#[derive(Debug, Clone, Copy, Default)]
pub struct Told {
    told: Network,
    /// What has been said instead of it, and since when.
    other: Option<(Network, Time)>,
}

impl Told {
    /// A measurement, once a second or so; returns what the device is to be told, when that changes.
    pub fn measured(&mut self, now: Time, measured: &Measured) -> Option<Network> {
        let found = judge(measured);
        if found == self.told {
            self.other = None;
            return None;
        }
        let since = match self.other {
            // Worse or better in the same direction: it has lasted since then, whatever the reason now.
            Some((other, since))
                if (other.quality > self.told.quality) == (found.quality > self.told.quality) =>
            {
                since
            }
            Some(_) | None => now,
        };
        self.other = Some((found, since));
        let patience = if found.quality > self.told.quality { WORSE_MS } else { BETTER_MS };
        if now.millis_since(since) < patience {
            return None;
        }
        self.told = found;
        self.other = None;
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(number: i64) -> Time {
        Time(number * 1_000_000)
    }

    const FINE: Measured =
        Measured { sending_loss: 0.0, receiving_loss: 0.01, round_trip: Some(60), paused: 0, reduced: false };

    #[test]
    fn the_worst_is_named_and_of_equals_what_people_notice_first() {
        assert_eq!(judge(&FINE), Network::default());
        let lossy = Measured { sending_loss: 0.05, round_trip: Some(400), ..FINE };
        assert_eq!(judge(&lossy), Network { quality: Quality::Weak, reason: Some(Reason::SendingLoss) });
        let far = Measured { round_trip: Some(900), ..lossy };
        assert_eq!(judge(&far), Network { quality: Quality::Poor, reason: Some(Reason::Delay) });
        let narrow = Measured { reduced: true, ..FINE };
        assert_eq!(judge(&narrow), Network { quality: Quality::Weak, reason: Some(Reason::Narrow) });
        let paused = Measured { paused: 1, ..narrow };
        assert_eq!(judge(&paused).quality, Quality::Poor);
    }

    #[test]
    fn one_bad_second_is_not_worth_a_word_and_better_is_believed_late() {
        let mut told = Told::default();
        let lossy = Measured { receiving_loss: 0.2, ..FINE };
        assert_eq!(told.measured(second(0), &lossy), None);
        assert_eq!(told.measured(second(1), &FINE), None);
        assert_eq!(told.measured(second(2), &lossy), None);
        assert_eq!(told.measured(second(3), &lossy), None);
        let poor = Network { quality: Quality::Poor, reason: Some(Reason::ReceivingLoss) };
        assert_eq!(told.measured(second(4), &lossy), Some(poor));
        assert_eq!(told.measured(second(5), &lossy), None);
        let better: Vec<Option<Network>> = (6..16).map(|at| told.measured(second(at), &FINE)).collect();
        assert_eq!(better.iter().flatten().count(), 1);
        assert_eq!(better[8], Some(Network::default()));
    }

    #[test]
    fn a_network_that_wavers_says_one_thing() {
        let mut told = Told::default();
        let mut said = 0;
        for at in 0..60 {
            let loss = if at % 3 == 0 { 0.0 } else { 0.05 };
            said +=
                usize::from(told.measured(second(at), &Measured { receiving_loss: loss, ..FINE }).is_some());
        }
        assert!(said <= 1, "{said}");
    }
}
