//! Whose turn it seems to be: one person, who stays until somebody else has clearly taken over.

use crate::Time;
use crate::loudness::Voice;
use crate::plan::DeviceId;

/// Where nobody speaks any more, somebody else must speak for so long, ms: longer than a cough.
const TAKEOVER_MS: i64 = 400;
/// Who is taking over does not pause for so long, ms.
const PAUSE_MS: i64 = 200;
/// Somebody else must be clearly louder for so long, ms: longer than a cough or a word thrown in.
const CONTEST_MS: i64 = 500;
/// Clearly louder, dB.
const CLEARLY: i32 = 6;

/// The dominant speaker among those who hear each other.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dominance {
    current: Option<DeviceId>,
    /// Who is about to take over, and since when.
    challenger: Option<(DeviceId, Time)>,
}

impl Dominance {
    /// Looks at all voices, every 20 to 100 ms; whether the dominant speaker has changed.
    ///
    /// In silence the last one stays. Who is gone is no longer dominant.
    pub fn look(&mut self, now: Time, voices: impl Iterator<Item = (DeviceId, Voice)>) -> bool {
        let before = self.current;
        let (mut current, mut loudest) = (None, None);
        for (device, voice) in voices {
            if before == Some(device) {
                current = Some(voice);
            } else if voice.speaks
                && voice.last_spoke.is_some_and(|last| now.millis_since(last) < PAUSE_MS)
                && loudest.is_none_or(|(_, most): (_, Voice)| voice.level > most.level)
            {
                loudest = Some((device, voice));
            }
        }
        if current.is_none() {
            self.current = None;
        }
        let contested = current.filter(|voice| voice.speaks);
        let challenger = loudest
            .filter(|(_, voice)| contested.is_none_or(|current| voice.level >= current.level + CLEARLY));
        self.challenger = challenger.map(|(device, _)| {
            let since = self.challenger.filter(|(same, _)| *same == device).map_or(now, |(_, since)| since);
            (device, since)
        });
        if let Some((device, since)) = self.challenger {
            let wait = if contested.is_some() { CONTEST_MS } else { TAKEOVER_MS };
            if now.millis_since(since) >= wait {
                (self.current, self.challenger) = (Some(device), None);
            }
        }
        self.current != before
    }

    /// Who it is.
    #[must_use]
    pub const fn current(&self) -> Option<DeviceId> {
        self.current
    }
}

#[cfg(test)]
#[path = "dominance_tests.rs"]
mod tests;
