//! Networks with a name, as people meet them. What a name promises is the round trip; each direction has half of it.
//! Jitter, loss and rate are those of each direction.

use std::str::FromStr;
use std::time::Duration;

use super::impairments::{Impairments, Loss, Network, QUEUE, Rate};

/// A named network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Without fault.
    Clear,
    /// Shared by many: 1 Mbit/s, 80 ms there and back, 2 % random loss.
    Hotel,
    /// On the move: 150 ms there and back, 40 ms of jitter, bursts of four packets that are 5 % of all.
    Mobile,
    /// 2 Mbit/s, after half a minute 250 kbit/s, after half a minute 2 Mbit/s again; 40 ms.
    Falling,
    /// 5 % random loss and nothing else; 40 ms.
    Lossy,
    /// A firewall that lets the web through and nothing else; 40 ms.
    UdpBlocked,
    /// Address translation that forgets: a new source port every 20 s; 40 ms.
    Rebind20,
}

/// Part of a profile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Since the profile began.
    pub after: Duration,
    /// From then on.
    pub network: Network,
}

/// How long each part of [`Profile::Falling`] lasts.
pub const FALLING_STEP: Duration = Duration::from_secs(30);

const NEAR: Duration = Duration::from_millis(20);

impl Profile {
    /// All of them, with the names by which they are asked for.
    pub const ALL: [(&str, Self); 7] = [
        ("clear", Self::Clear),
        ("hotel", Self::Hotel),
        ("mobile", Self::Mobile),
        ("falling", Self::Falling),
        ("lossy", Self::Lossy),
        ("udp_blocked", Self::UdpBlocked),
        ("rebind20", Self::Rebind20),
    ];

    /// What it is made of: at least one step, the first at once, the others in order of time.
    #[must_use]
    pub fn steps(self) -> Vec<Step> {
        let near = Impairments { delay: NEAR, ..Impairments::default() };
        let at_rate = |bits| Impairments { rate: Some(Rate { bits, queue: QUEUE }), ..near };
        let always = |network| vec![Step { after: Duration::ZERO, network }];
        let both_ways = |impairments| always(Network::both_ways(impairments));
        match self {
            Self::Clear => always(Network::default()),
            Self::Hotel => both_ways(Impairments {
                delay: Duration::from_millis(40),
                loss: Loss::Random(0.02),
                ..at_rate(1_000_000)
            }),
            Self::Mobile => both_ways(Impairments {
                delay: Duration::from_millis(75),
                jitter: Duration::from_millis(40),
                loss: Loss::Bursts { share: 0.05, length: 4.0 },
                ..Impairments::default()
            }),
            Self::Falling => (0..)
                .zip([2_000_000, 250_000, 2_000_000])
                .map(|(step, bits)| Step {
                    after: FALLING_STEP * step,
                    network: Network::both_ways(at_rate(bits)),
                })
                .collect(),
            Self::Lossy => both_ways(Impairments { loss: Loss::Random(0.05), ..near }),
            Self::UdpBlocked => always(Network { udp_blocked: true, ..Network::both_ways(near) }),
            Self::Rebind20 => {
                always(Network { rebind_every: Some(Duration::from_secs(20)), ..Network::both_ways(near) })
            }
        }
    }
}

impl FromStr for Profile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, profile)| *profile);
        known.ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|(name, _)| *name).collect();
            format!("there is no profile \"{text}\"; there are {}", names.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions_together_are_the_round_trip_that_is_promised() {
        let round_trip = |profile: Profile| {
            profile.steps().first().map(|step| step.network.up.delay + step.network.down.delay)
        };
        for (name, profile) in Profile::ALL {
            let millis = match profile {
                Profile::Clear => 0,
                Profile::Hotel => 80,
                Profile::Mobile => 150,
                Profile::Falling | Profile::Lossy | Profile::UdpBlocked | Profile::Rebind20 => 40,
            };
            assert_eq!(round_trip(profile), Some(Duration::from_millis(millis)), "{name}");
        }
    }
}
