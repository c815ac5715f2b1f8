//! Which source is in which slot of one listener.
//!
//! Stable: whoever is shown stays where they are as long as they may be shown. Only when there are more sources than
//! slots does speaking decide, and then only at the cost of someone who is silent.

use std::collections::BTreeSet;

use crate::Time;
use crate::lines::{LAYOUT, LINES, LineUse, STAGE_AUDIO, STAGE_VIDEO};
use crate::plan::{DeviceId, Kind, SourceId};

/// Who is in each slot.
pub type Slots = [Option<SourceId>; LINES];

/// How much somebody has to say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Activity {
    /// Whether they speak now.
    pub speaks: bool,
    /// When they last spoke; the later the more.
    pub last_spoke: Option<Time>,
}

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
    activity: impl Fn(DeviceId) -> Activity,
) -> Slots {
    let mut next: Slots = current.map(|source| source.filter(|source| allowed.contains(source)));
    if let Some(device) = stage {
        take_stage(&mut next, allowed, STAGE_AUDIO, SourceId { device, kind: Kind::Microphone });
        take_stage(&mut next, allowed, STAGE_VIDEO, SourceId { device, kind: Kind::Camera });
    }
    place_screens(&mut next, allowed);
    fill(&mut next, allowed, LineUse::Audio, Kind::Microphone, &activity, |_| true);
    fill(&mut next, allowed, LineUse::Video, Kind::Camera, &activity, |line| {
        now.millis_since(changed[line]) >= VIDEO_DEBOUNCE_MS
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

/// Fills free lines with the most active first; then lets those who speak take lines of those who do not.
fn fill(
    next: &mut Slots,
    allowed: &BTreeSet<SourceId>,
    line_use: LineUse,
    kind: Kind,
    activity: &impl Fn(DeviceId) -> Activity,
    replaceable: impl Fn(usize) -> bool,
) {
    let mut waiting: Vec<SourceId> = allowed
        .iter()
        .copied()
        .filter(|source| source.kind == kind && line_of(next, *source).is_none())
        .collect();
    // A stable sort: equals keep device order, so the same inputs give the same slots.
    waiting.sort_by_key(|source| std::cmp::Reverse(activity(source.device)));
    for source in waiting {
        if let Some(line) = free(next, line_use) {
            next[line] = Some(source);
            continue;
        }
        if !activity(source.device).speaks {
            break;
        }
        let quietest = (0..LINES)
            .filter(|&line| LAYOUT[line] == line_use && replaceable(line))
            .filter_map(|line| next[line].map(|shown| (activity(shown.device), line)))
            .filter(|(shown, _)| !shown.speaks)
            .min();
        let Some((_, line)) = quietest else { break };
        next[line] = Some(source);
    }
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
