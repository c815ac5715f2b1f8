//! Who speaks, from the audio level that clients send in each packet (RFC 6464): 0 is the loudest, 127 silence.

use crate::Time;

/// Louder than this (−dBov) is speech. Room noise with suppression lies at 70 and below, quiet speech at 50.
const SPEECH: i32 = 55;
/// Someone is still speaking this long after the last loud packet: the pause between words.
const HANG_MS: i64 = 600;
/// Share of a new level in the smoothed one, of 16: about five packets, 100 ms, to follow.
const WEIGHT: i32 = 4;

/// How loud a source is and when it last spoke.
#[derive(Debug, Clone, Copy)]
pub struct Loudness {
    /// Smoothed −dBov, times 16.
    smoothed: i32,
    last_spoke: Option<Time>,
}

impl Default for Loudness {
    fn default() -> Self {
        Self { smoothed: 127 * 16, last_spoke: None }
    }
}

impl Loudness {
    /// A packet with this level; `None` from a client that sends none, who then counts as speaking.
    pub fn heard(&mut self, now: Time, level: Option<u8>) {
        let level = i32::from(level.unwrap_or(30).min(127));
        self.smoothed += (level * 16 - self.smoothed) * WEIGHT / 16;
        if self.smoothed < SPEECH * 16 {
            self.last_spoke = Some(now);
        }
    }

    /// Whether this source is speaking.
    #[must_use]
    pub fn speaks(&self, now: Time) -> bool {
        self.last_spoke.is_some_and(|at| now.millis_since(at) < HANG_MS)
    }

    /// When it last spoke.
    #[must_use]
    pub const fn last_spoke(&self) -> Option<Time> {
        self.last_spoke
    }

    /// Smoothed level, −dBov: smaller is louder.
    #[must_use]
    pub const fn level(&self) -> i32 {
        self.smoothed / 16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_loud_packet_is_a_cough_and_five_are_speech() {
        let mut source = Loudness::default();
        source.heard(Time(0), Some(40));
        assert!(!source.speaks(Time(0)));
        for packet in 1..8 {
            source.heard(Time(packet * 20_000), Some(40));
        }
        assert!(source.speaks(Time(160_000)));
    }

    #[test]
    fn a_pause_between_words_is_still_speech_and_a_longer_one_is_not() {
        let mut source = Loudness::default();
        for packet in 0..20 {
            source.heard(Time(packet * 20_000), Some(30));
        }
        for packet in 20..60 {
            source.heard(Time(packet * 20_000), Some(127));
        }
        assert!(source.speaks(Time(900_000)));
        assert!(!source.speaks(Time(1_200_000)));
    }
}
