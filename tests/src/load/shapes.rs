//! The shapes as numbers. Those with a course of their own take only how many people there are.

use super::{Options, Shape};

/// Who is there and sends what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// With media, without a facilitator.
    pub people: usize,
    /// The first so many send pictures.
    pub with_pictures: usize,
    /// The first so many have their microphones on.
    pub with_sound: usize,
    /// Of them one in so many talks.
    pub talker_of: usize,
    /// Groups that a facilitator without media opens for them.
    pub groups: u32,
    /// Seconds between moves; 0 without.
    pub moves_apart: u64,
    /// So many more join within a second.
    pub storm: usize,
}

impl Plan {
    pub fn of(options: &Options) -> Self {
        let everybody = |people: usize| Self {
            people,
            with_pictures: people,
            with_sound: people,
            talker_of: 1,
            groups: 0,
            moves_apart: 0,
            storm: 0,
        };
        let count = |usual: usize| options.people.unwrap_or(usual);
        match options.shape {
            Shape::Eight => everybody(count(8)),
            Shape::Webinar60 => Self { with_pictures: 1, with_sound: 1, ..everybody(1 + count(60)) },
            Shape::Webinar300 => Self { with_pictures: 1, with_sound: 2, ..everybody(2 + count(300)) },
            Shape::Groups10x5 => Self { groups: 10, talker_of: 2, ..everybody(count(50)) },
            Shape::Workshop50 => Self { groups: 12, talker_of: 2, moves_apart: 1, ..everybody(count(50)) },
            Shape::Storm => Self { storm: count(50), ..everybody(4) },
            Shape::Soak => Self { groups: 5, talker_of: 2, moves_apart: 5, ..everybody(count(20)) },
            Shape::Growth => everybody(count(300)),
            Shape::Signal1000 => everybody(count(1_000)),
            Shape::Idle10000 => everybody(count(10_000)),
        }
    }
}
