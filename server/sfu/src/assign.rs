//! Which source is in which slot of one listener.
//!
//! Stable: whoever is shown stays where they are as long as they may be shown. Only when there are more sources than
//! slots does speaking decide, and then at the cost of someone who is silent, or, among voices, who is clearly the
//! quietest of too many.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::Time;
use crate::lines::{LAYOUT, LINES, LineUse, STAGE_AUDIO, STAGE_VIDEO};
use crate::loudness::Voice;
use crate::plan::{DeviceId, Kind, SourceId};

/// Who is in each slot.
pub type Slots = [Option<SourceId>; LINES];

/// With every line taken by people who speak, a voice must have spoken for so long to take one, ms: a laugh does not.
pub const CONTEST_MS: i64 = 1_500;
/// And so much louder than the quietest of them, dB.
const CONTEST_LEVEL: i32 = 9;
/// Who has paused for so long makes room for somebody who begins, ms: longer than the pause between two words.
const PAUSE_MS: i64 = 300;
/// And a line that was won is kept for so long, ms.
const KEPT_MS: i64 = 1_000;

/// A picture that was chosen by ranking stays at least this long, ms (measured: shared/slots.md 1).
pub const VIDEO_DEBOUNCE_MS: i64 = 500;

/// The next occupancy. `allowed` is everything the plan lets this listener have; `changed` says when each slot last
/// changed.
#[must_use]
pub fn assign(
    now: Time,
    current: &Slots,
    changed: &[Time; LINES],
    allowed: &BTreeSet<SourceId>,
    stage: Option<DeviceId>,
    voice: impl Fn(DeviceId) -> Voice,
) -> Slots {
    let mut next: Slots = current.map(|source| source.filter(|source| allowed.contains(source)));
    if let Some(device) = stage {
        take_stage(&mut next, allowed, STAGE_AUDIO, SourceId { device, kind: Kind::Microphone });
        take_stage(&mut next, allowed, STAGE_VIDEO, SourceId { device, kind: Kind::Camera });
    }
    place_screens(&mut next, allowed);
    let voice = |source: SourceId| voice(source.device);
    fill(&mut next, allowed, LineUse::Audio, Kind::Microphone, &voice, |next, newcomer| {
        let held = held(next, LineUse::Audio, &voice);
        yielding_voice(now, changed, newcomer, held)
    });
    fill(&mut next, allowed, LineUse::Video, Kind::Camera, &voice, |next, newcomer| {
        let held = held(next, LineUse::Video, &voice);
        yielding_picture(now, changed, newcomer, held)
    });
    next
}

/// Puts the one who has the floor into the stage line, or empties it if they send nothing of this kind: nobody
/// else's picture may be tied to their voice.
fn take_stage(next: &mut Slots, allowed: &BTreeSet<SourceId>, line: usize, source: SourceId) {
    if next[line] == Some(source) {
        return;
    }
    next[line] = None;
    if allowed.contains(&source) {
        clear(next, source);
        next[line] = Some(source);
    }
}

/// Screens into free screen lines, each sound into the line behind its picture.
fn place_screens(next: &mut Slots, allowed: &BTreeSet<SourceId>) {
    for &source in allowed {
        let sound = match source.kind {
            Kind::Screen => Kind::ScreenSound,
            Kind::SecondScreen => Kind::SecondScreenSound,
            Kind::Microphone | Kind::Camera | Kind::ScreenSound | Kind::SecondScreenSound => continue,
        };
        let line = match line_of(next, source) {
            Some(line) => line,
            None => match free(next, LineUse::Screen) {
                Some(line) => line,
                None => continue,
            },
        };
        next[line] = Some(source);
        let sound = SourceId { device: source.device, kind: sound };
        if allowed.contains(&sound) && next[line + 1] != Some(sound) {
            clear(next, sound);
            next[line + 1] = Some(sound);
        }
    }
    for &source in allowed {
        if matches!(source.kind, Kind::ScreenSound | Kind::SecondScreenSound)
            && line_of(next, source).is_none()
            && let Some(line) = free(next, LineUse::ScreenSound)
        {
            next[line] = Some(source);
        }
    }
}

/// Fills free lines with the most active first; then lets others take the line that `yielding` names.
fn fill(
    next: &mut Slots,
    allowed: &BTreeSet<SourceId>,
    line_use: LineUse,
    kind: Kind,
    voice: &impl Fn(SourceId) -> Voice,
    yielding: impl Fn(&Slots, Voice) -> Option<usize>,
) {
    let mut waiting: Vec<(SourceId, Voice)> = allowed
        .iter()
        .filter(|source| source.kind == kind && line_of(next, **source).is_none())
        .map(|&source| (source, voice(source)))
        .collect();
    // A stable sort: equals keep device order, so the same inputs give the same slots.
    waiting.sort_by_key(|&(_, voice)| Reverse(weight(voice)));
    for (source, voice) in waiting {
        if let Some(line) = free(next, line_use).or_else(|| yielding(next, voice)) {
            next[line] = Some(source);
        }
    }
}

/// The order of voices, and of the pictures of those who have them.
const fn weight(voice: Voice) -> (bool, bool, bool, Option<Time>, i32) {
    (voice.pinned, voice.speaks, voice.stirs, voice.last_spoke, voice.level)
}

/// The lines of one use and the voices of those who are in them, least weight first.
fn held(next: &Slots, line_use: LineUse, voice: &impl Fn(SourceId) -> Voice) -> Vec<(usize, Voice)> {
    let mut held: Vec<(usize, Voice)> = (0..LINES)
        .filter(|&line| LAYOUT[line] == line_use)
        .filter_map(|line| next[line].map(|shown| (line, voice(shown))))
        .filter(|(_, shown)| !shown.pinned)
        .collect();
    held.sort_by_key(|&(_, shown)| weight(shown));
    held
}

/// Who makes room for a picture: somebody silent, and nobody who has only just come.
fn yielding_picture(
    now: Time,
    changed: &[Time; LINES],
    newcomer: Voice,
    held: Vec<(usize, Voice)>,
) -> Option<usize> {
    let mut silent = held.into_iter().filter(|(line, shown)| {
        (newcomer.speaks || newcomer.pinned)
            && !shown.speaks
            && now.millis_since(changed[*line]) >= VIDEO_DEBOUNCE_MS
    });
    silent.next().map(|(line, _)| line)
}

/// Who makes room for a voice: somebody silent at once, also for one that only stirs; else somebody who only stirs,
/// for one that speaks; else who has paused for longer than between two words; else, when all speak, the quietest if the newcomer is clearly louder and goes on speaking.
fn yielding_voice(
    now: Time,
    changed: &[Time; LINES],
    newcomer: Voice,
    held: Vec<(usize, Voice)>,
) -> Option<usize> {
    let (line, least) = held.first().copied()?;
    let makes_room =
        if newcomer.speaks { !least.speaks } else { newcomer.stirs && !least.speaks && !least.stirs };
    if newcomer.pinned || makes_room {
        return Some(line);
    }
    let paused = held.iter().filter(|(_, shown)| {
        shown.speaks && shown.last_spoke.is_none_or(|last| now.millis_since(last) >= PAUSE_MS)
    });
    if (newcomer.speaks || newcomer.stirs)
        && let Some(&(line, _)) = paused.min_by_key(|(_, shown)| shown.last_spoke)
    {
        return Some(line);
    }
    let lasting = newcomer.since.is_some_and(|since| now.millis_since(since) >= CONTEST_MS);
    if !newcomer.speaks || !lasting {
        return None;
    }
    let (line, quietest) = held
        .into_iter()
        .filter(|(line, _)| now.millis_since(changed[*line]) >= KEPT_MS)
        .min_by_key(|(_, shown)| shown.level)?;
    (newcomer.level >= quietest.level + CONTEST_LEVEL).then_some(line)
}

fn free(next: &Slots, line_use: LineUse) -> Option<usize> {
    (0..LINES).find(|&line| LAYOUT[line] == line_use && next[line].is_none())
}

fn line_of(next: &Slots, source: SourceId) -> Option<usize> {
    next.iter().position(|&shown| shown == Some(source))
}

fn clear(next: &mut Slots, source: SourceId) {
    if let Some(line) = line_of(next, source) {
        next[line] = None;
    }
}

#[cfg(test)]
#[path = "assign_tests.rs"]
mod tests;
