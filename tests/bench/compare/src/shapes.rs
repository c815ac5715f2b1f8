//! Who sends to whom in each measurement.

use std::time::Duration;

/// Bit/s of pictures, and how many of them a second.
pub const BIT_RATE: u32 = 600_000;
/// See [`BIT_RATE`].
pub const PICTURES: u32 = 25;
/// What that is in time, and in packets.
pub const PICTURE_EVERY: Duration = Duration::from_millis(40);
/// See [`PICTURE_EVERY`].
pub const PICTURE_PACKETS: usize = 3;
/// A packet of sound, and octets of its payload.
pub const SOUND_EVERY: Duration = Duration::from_millis(20);
/// See [`SOUND_EVERY`].
pub const SOUND_OCTETS: usize = 80;

/// A shape of the load generator, by the name that it has there.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Its name.
    pub name: &'static str,
    /// Groups that hear nothing of each other.
    pub groups: usize,
    /// People in each.
    pub people: usize,
    /// How many of these send sound and pictures.
    pub senders: usize,
    /// How many of their voices leave for anybody, where a server chooses.
    pub heard: usize,
    /// Whether all servers play it; else ours alone does.
    pub for_all: bool,
}

/// What is measured.
pub const SHAPES: [Shape; 4] = [
    Shape { name: "eight", groups: 1, people: 8, senders: 8, heard: 4, for_all: true },
    Shape { name: "webinar60", groups: 1, people: 61, senders: 1, heard: 1, for_all: true },
    Shape { name: "groups10x5", groups: 10, people: 5, senders: 5, heard: 5, for_all: true },
    Shape { name: "workshop50", groups: 12, people: 4, senders: 4, heard: 4, for_all: false },
];
