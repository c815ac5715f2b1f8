//! Who speaks, from the audio level that clients send in each packet (RFC 6464): 0 is the loudest, 127 silence.
//!
//! A voice *stirs* with the first packet that is louder than its own noise, and may be forwarded from that very packet
//! on; it *speaks* when enough of it was loud. What stirs again and again and never speaks, such as a keyboard, must
//! be loud for longer each time before it stirs.

use crate::Time;

/// Never speech when quieter than this, −dBov: quiet speech lies at 50, room noise with suppression at 70.
const QUIETEST: i32 = 55;
/// Always speech when louder than this, whatever the noise.
const LOUDEST: i32 = 40;
/// Between the two, speech is so much louder than the noise, dB.
const ABOVE_NOISE: i32 = 9;
/// The noise is the quietest of the last three of these, ms: nobody speaks for three seconds without a dip.
const NOISE_MS: i64 = 1_000;
/// The first one is shorter: a fan is known before it is taken for a speaker, and speech has dipped by then.
const FIRST_NOISE_MS: i64 = 300;

/// Who has been loud for so long speaks, ms: a key is 20, a cough 300.
const SPEECH_MS: i64 = 120;
/// Loudness beyond this is not remembered, ms: else a keyboard would carry on what speech began.
const REMEMBERED_MS: i64 = 400;
/// Someone is still speaking this long after the last loud packet: the pause between words. As long as the speech was,
/// so that a cough ends with itself.
const HANG_MS: std::ops::RangeInclusive<i64> = 200..=600;
/// Somebody who only stirred is done this long after the last loud packet.
const STIR_HANG_MS: i64 = 200;
/// Packets in a row that a voice must be loud to stir, when it has misled often.
const MOST_TO_STIR: u8 = 4;
/// A voice that has not misled for so long is believed again, ms.
const FORGIVEN_MS: i64 = 10_000;

/// How fast the smoothed level follows, ms: quickly up, slowly down, so that a pause between words is not silence.
const ATTACK_MS: i64 = 100;
const RELEASE_MS: i64 = 2_000;
/// What one packet can stand for, ms: with DTX (RFC 7587 §3.1.3) packets come every 400 ms and loud ones every 20.
const PACKET_MS: std::ops::RangeInclusive<i64> = 10..=60;

/// What is known of a voice at a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Voice {
    /// [`crate::plan::Route::pinned`].
    pub pinned: bool,
    /// Whether it speaks.
    pub speaks: bool,
    /// Whether it may have begun to speak.
    pub stirs: bool,
    /// When it last spoke.
    pub last_spoke: Option<Time>,
    /// Since when it has been speaking.
    pub since: Option<Time>,
    /// How loud it is: dB above silence, smoothed; 0 to 127.
    pub level: i32,
}

/// How loud a source is and when it last spoke.
#[derive(Debug, Clone, Copy)]
pub struct Loudness {
    /// Smoothed −dBov, times 16.
    smoothed: i32,
    noise: Noise,
    packet: Option<Time>,
    /// How long it has been loud lately, ms.
    loud: i64,
    /// Loud packets in a row.
    row: u8,
    stirred: Option<Time>,
    /// Times it stirred and did not speak.
    misled: u8,
    speaking_since: Option<Time>,
    last_spoke: Option<Time>,
}

impl Default for Loudness {
    fn default() -> Self {
        Self {
            smoothed: 127 * 16,
            noise: Noise::default(),
            packet: None,
            loud: 0,
            row: 0,
            stirred: None,
            misled: 0,
            speaking_since: None,
            last_spoke: None,
        }
    }
}

impl Loudness {
    /// A packet with this level; `None` from a client that sends none, who then counts as speaking.
    ///
    /// Whether it has just begun to stir or to speak: whoever chooses among voices does so now, before the packet is
    /// forwarded.
    pub fn heard(&mut self, now: Time, level: Option<u8>) -> bool {
        let level = i32::from(level.unwrap_or(30).min(127));
        let passed = self.packet.replace(now).map_or(20, |last| now.millis_since(last));
        let lasts = passed.clamp(*PACKET_MS.start(), *PACKET_MS.end());
        self.smooth(level, lasts);
        self.noise.heard(now, level);
        let (spoke, stirred) = (self.speaks(now), self.stirs(now));
        if level > self.noise.threshold() {
            self.row = 0;
            self.loud = (self.loud - passed.max(0) / 2).max(0);
            return false;
        }
        self.row = self.row.saturating_add(1);
        self.loud = (self.loud + lasts).min(REMEMBERED_MS);
        if self.loud >= SPEECH_MS {
            (self.last_spoke, self.stirred, self.misled) = (Some(now), None, 0);
            if !spoke {
                self.speaking_since = Some(now);
                return true;
            }
        } else {
            self.stir(now);
        }
        !stirred && self.stirs(now)
    }

    fn stir(&mut self, now: Time) {
        if !self.stirs(now) {
            if let Some(at) = self.stirred.take_if(|_| self.row == 1) {
                let forgiven = now.millis_since(at) >= FORGIVEN_MS;
                self.misled = if forgiven { 0 } else { (self.misled + 1).min(MOST_TO_STIR - 1) };
            }
            if self.row <= self.misled {
                return;
            }
        }
        self.stirred = Some(now);
    }

    fn smooth(&mut self, level: i32, lasts: i64) {
        let step = i64::from(level * 16 - self.smoothed);
        let time = if step < 0 { ATTACK_MS } else { RELEASE_MS };
        self.smoothed += i32::try_from(step * lasts / time).unwrap_or(0);
    }

    /// Whether this source is speaking.
    #[must_use]
    pub fn speaks(&self, now: Time) -> bool {
        let (Some(last), Some(since)) = (self.last_spoke, self.speaking_since) else { return false };
        let hang = (last.millis_since(since) + SPEECH_MS).clamp(*HANG_MS.start(), *HANG_MS.end());
        now.millis_since(last) < hang
    }

    fn stirs(&self, now: Time) -> bool {
        self.stirred.is_some_and(|at| now.millis_since(at) < STIR_HANG_MS)
    }

    /// All that choosing among voices needs, but for what the plan says.
    #[must_use]
    pub fn voice(&self, now: Time) -> Voice {
        let speaks = self.speaks(now);
        Voice {
            pinned: false,
            speaks,
            stirs: self.stirs(now),
            last_spoke: self.last_spoke,
            since: self.speaking_since.filter(|_| speaks),
            level: 127 - self.level(),
        }
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

/// The quietest that a source has been lately: its room.
#[derive(Debug, Clone, Copy, Default)]
struct Noise {
    /// Quietest level of the span that is running and of the two before, −dBov; not known while the first one runs.
    quietest: [Option<i32>; 3],
    began: Option<Time>,
    /// The level before: one packet that fell into a hole is not the room.
    before: i32,
}

impl Noise {
    fn heard(&mut self, now: Time, level: i32) {
        let began = *self.began.get_or_insert(now);
        let first = self.quietest[1].is_none();
        if now.millis_since(began) >= if first { FIRST_NOISE_MS } else { NOISE_MS } {
            self.began = Some(now);
            self.quietest.rotate_right(1);
            self.quietest[0] = None;
        }
        let level_of_two = level.min(std::mem::replace(&mut self.before, level));
        self.quietest[0] = self.quietest[0].max(Some(level_of_two));
    }

    /// Louder than this is speech, −dBov.
    fn threshold(&self) -> i32 {
        let [_, before, ..] = self.quietest;
        // Whoever speaks as soon as they are unmuted has not shown their room yet: it is taken for quiet.
        let room = before.and(self.quietest.into_iter().flatten().max()).unwrap_or(127);
        (room - ABOVE_NOISE).clamp(LOUDEST, QUIETEST)
    }
}

#[cfg(test)]
#[path = "loudness_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "loudness_simulation_tests.rs"]
mod simulation;
