//! Which layer of each picture a listener is sent, and which layers nobody needs.

use std::collections::BTreeMap;

use super::{Output, Receiver, Session, SlotState, Source, Watched};
use crate::Time;
use crate::allocate::{self, Candidate, Rank, STEPS, Step};
use crate::layers::{self, LAYERS, TEMPORALS};
use crate::lines::{LAYOUT, LINES, LineUse};
use crate::packet::Shown;
use crate::plan::{DeviceId, Kind, SourceId};
use crate::slot::Choice;

/// How often a listener's layers are chosen anew although nothing changed but bit rates.
const DECIDE_MS: i64 = 100;
/// A picture that is away for less than this is no news to its listener.
const PAUSED_MS: i64 = 1_000;
/// How long a layer that nobody needs any more is kept: to have it back takes a keyframe.
const CALM_MS: i64 = 5_000;
/// Who spoke within this time spoke lately.
const LATELY_MS: i64 = 10_000;
/// A temporal layer that is wanted and finds no frame to begin with for so long gets a keyframe.
const SYNC_MS: i64 = 3_000;

impl<B: Clone> Session<B> {
    /// What a device's client shows, all of it: a line that is not among `shown` is not shown. Until this is called
    /// every line counts as shown at 320x180. Of a picture that is not shown nothing is sent, and when it is shown again
    /// it begins with a keyframe.
    pub fn shown(&mut self, now: Time, device: DeviceId, shown: &[Shown]) {
        let Some(receiver) = self.receivers.get_mut(&device) else { return };
        let mut areas = [0; LINES];
        for shown in shown {
            if let Some(area) = areas.get_mut(usize::from(shown.line.0)) {
                *area = shown.width.saturating_mul(shown.height);
            }
        }
        for ((state, line_use), area) in receiver.slots.iter_mut().zip(LAYOUT).zip(areas) {
            if !line_use.is_audio() {
                state.area = area;
            }
        }
        self.decide(now, device);
        self.request_keyframes(now);
    }

    /// What a device's network carries in all, bit/s. Until this is called: anything.
    pub fn estimate(&mut self, now: Time, device: DeviceId, bits_per_second: u32) {
        let Some(receiver) = self.receivers.get_mut(&device) else { return };
        let before = receiver.estimate.replace(bits_per_second);
        // What rises can wait for the next round; what falls fills a queue.
        if before.is_none_or(|before| bits_per_second < before) {
            self.decide(now, device);
        }
    }

    /// Bit/s that a device's network must be known to carry before everything is sent to it ([`allocate::sought`]).
    #[must_use]
    pub fn sought(&self, device: DeviceId) -> u32 {
        self.receivers.get(&device).map_or(0, |receiver| receiver.sought)
    }

    /// How many layers of each of a device's pictures somebody could make use of, the smallest first; 0: nobody shows
    /// it. Does not depend on anybody's network, which may carry more at any moment.
    #[must_use]
    pub fn layers_wanted(&self, device: DeviceId) -> Vec<(Kind, u8)> {
        let Some(route) = self.plan.routes.get(&device) else { return Vec::new() };
        let pictures = route.sends.iter().filter(|kind| !kind.is_audio());
        let told = |kind| self.watched.get(&SourceId { device, kind }).copied().unwrap_or_default().told;
        pictures.map(|&kind| (kind, told(kind))).collect()
    }

    /// Layers of all who are due.
    pub(super) fn decide_due(&mut self, now: Time) {
        let due: Vec<DeviceId> = self
            .receivers
            .iter()
            .filter(|(_, receiver)| receiver.decided.is_none_or(|at| now.millis_since(at) >= DECIDE_MS))
            .map(|(&id, _)| id)
            .collect();
        for &listener in &due {
            self.decide(now, listener);
            self.tell_paused(now, listener);
        }
        if self.lowered.is_none_or(|at| now.millis_since(at) >= DECIDE_MS) {
            self.lowered = Some(now);
            self.lower_layers(now);
        }
    }

    /// Chooses what one listener is sent of each picture.
    pub(super) fn decide(&mut self, now: Time, listener: DeviceId) {
        let Some(receiver) = self.receivers.get_mut(&listener) else { return };
        receiver.decided = Some(now);
        let sound = receiver.sound(now, &self.sources);
        let candidates = receiver.candidates(now, &self.sources);
        let pictures = allocate::wanted(&candidates);
        receiver.wanted = pictures.saturating_add(sound);
        receiver.sought = allocate::sought(pictures).saturating_add(sound);
        let besides = receiver.repairs.bits(now).into_iter().fold(sound, u32::saturating_add);
        let bits = receiver.estimate.map(|estimate| estimate.saturating_sub(besides));
        let chosen = allocate::allocate(now, bits, &candidates, &mut receiver.memory);
        for (line, state) in receiver.slots.iter_mut().enumerate() {
            let Some(id) = state.slot.source().filter(|id| !id.kind.is_audio()) else { continue };
            let before = (state.slot.layers(), state.slot.awaited());
            let known = chosen.iter().zip(&candidates).find(|((chosen, _), _)| *chosen == line);
            let is_layered = self.sources.get(&id).is_some_and(|source| source.is_layered);
            state
                .choose(now, known.map(|((_, step), candidate)| choice(*step, &candidate.steps, is_layered)));
            let Some(source) = self.sources.get_mut(&id) else { continue };
            state.await_sync(now, source);
            let after = (state.slot.layers(), state.slot.awaited());
            if before != after
                && let Some(watch) = source.watch(listener, line)
            {
                (watch.layers, watch.awaited) = after;
            }
        }
        self.raise_layers(listener);
    }

    /// Tells a listener of pictures that have been away for a while. That they are back is told with their first packet.
    fn tell_paused(&mut self, now: Time, listener: DeviceId) {
        let Some(receiver) = self.receivers.get_mut(&listener) else { return };
        let mut changed = false;
        for state in &mut receiver.slots {
            let is_away = state.paused.is_some_and(|since| now.millis_since(since) >= PAUSED_MS);
            if is_away && !state.paused_told {
                state.paused_told = true;
                changed = true;
            }
        }
        if changed {
            self.tell_slots(listener);
        }
    }

    /// Publishers learn at once of layers that this listener has use for.
    fn raise_layers(&mut self, listener: DeviceId) {
        let Some(receiver) = self.receivers.get(&listener) else { return };
        let needs: Vec<(SourceId, u8)> = receiver.needs(&self.sources).collect();
        for (id, needed) in needs {
            let here = self.elsewhere.needed.entry(id).or_default();
            *here = needed.max(*here);
            self.raise(id, needed);
        }
    }

    /// Somebody has use for so many layers of a picture.
    pub(super) fn raise(&mut self, id: SourceId, needed: u8) {
        if self.watched.entry(id).or_default().raise(needed) {
            tell_wanted(&mut self.outputs, id.device);
        }
    }

    /// Publishers learn of layers that nobody has had use for.
    fn lower_layers(&mut self, now: Time) {
        let mut needed: BTreeMap<SourceId, u8> = BTreeMap::new();
        for receiver in self.receivers.values() {
            for (id, layers) in receiver.needs(&self.sources) {
                let most = needed.entry(id).or_default();
                *most = layers.max(*most);
            }
        }
        self.elsewhere.needed.clone_from(&needed);
        for (id, layers) in self.elsewhere.pictures() {
            let most = needed.entry(id).or_default();
            *most = layers.max(*most);
        }
        for &id in self.sources.keys().filter(|id| !id.kind.is_audio()) {
            let layers = needed.get(&id).copied().unwrap_or(0);
            if self.watched.entry(id).or_default().lower(now, layers) {
                tell_wanted(&mut self.outputs, id.device);
            }
        }
    }

    pub(super) fn request_keyframes(&mut self, now: Time) {
        for (&id, source) in &mut self.sources {
            if id.kind.is_audio() {
                continue;
            }
            let elsewhere = self.elsewhere.needed_of(id).unwrap_or(0);
            for (layer, encoding) in (0..).zip(&mut source.encodings) {
                let here = source.shown.iter().any(|watch| watch.awaited == Some(layer));
                let awaited = here || encoding.is_asked(now);
                // An encoder without room gives its large layers up in the middle of a loss. A request about one of them
                // makes a keyframe of those that are left (libwebrtc), for which there is no room either.
                let is_sent = source.shown.iter().any(|watch| watch.layers & 1 << layer != 0);
                if !is_sent && (layer >= elsewhere || !encoding.layer.lives(now)) {
                    encoding.keyframes.unseen();
                }
                if encoding.keyframes.due(now, awaited) {
                    self.outputs.push(Output::RequestKeyframe(id, layer));
                }
            }
        }
    }
}

pub(super) fn tell_wanted(outputs: &mut Vec<Output>, device: DeviceId) {
    let output = Output::Wanted(device);
    if !outputs.contains(&output) {
        outputs.push(output);
    }
}

impl<B> Receiver<B> {
    /// Bit/s of the voices and sounds in its slots.
    fn sound(&self, now: Time, sources: &BTreeMap<SourceId, Source>) -> u32 {
        self.slots
            .iter()
            .filter_map(|state| state.slot.source().filter(|id| id.kind.is_audio()))
            .filter_map(|id| sources.get(&id))
            .fold(0, |sum, source| sum.saturating_add(source.encodings[0].layer.bits(now)))
    }

    /// The pictures that are shown and arrive.
    fn candidates(&self, now: Time, sources: &BTreeMap<SourceId, Source>) -> Vec<Candidate> {
        let shown = self.slots.iter().enumerate().filter(|(_, state)| state.area > 0);
        shown
            .filter_map(|(line, state)| {
                let id = state.slot.source().filter(|id| !id.kind.is_audio())?;
                let steps = layers::steps(now, sources.get(&id)?.layers());
                steps.iter().any(Option::is_some).then(|| Candidate {
                    line,
                    rank: rank(now, line, id, sources),
                    area: state.area,
                    steps,
                })
            })
            .collect()
    }

    /// How many layers of each picture it shows it could make use of.
    fn needs(&self, sources: &BTreeMap<SourceId, Source>) -> impl Iterator<Item = (SourceId, u8)> {
        self.slots.iter().filter_map(|state| {
            let id = state.slot.source().filter(|id| !id.kind.is_audio())?;
            let heights = layers::heights(sources.get(&id)?.layers());
            Some((id, layers::needed(state.area, heights)))
        })
    }
}

impl<B> SlotState<B> {
    /// What is chosen; `None` if nothing of the source arrives that could be chosen from: it stays as it is then, or
    /// begins with whatever comes first.
    fn choose(&mut self, now: Time, chosen: Option<Option<Choice>>) {
        let is_shown = self.area > 0;
        let choice = match chosen {
            _ if !is_shown => None,
            Some(choice) => choice,
            None if self.paused.is_some() => None,
            None => self.slot.choice().or(Some(Choice::FIRST)),
        };
        self.slot.choose(choice);
        // While it pauses for lack of bandwidth, what was sent of it is what probes are made of.
        if !is_shown {
            self.history.clear();
        }
        if !self.slot.is_holding() {
            self.held.clear();
        }
        self.paused = if is_shown && choice.is_none() { self.paused.or(Some(now)) } else { None };
    }

    /// A temporal layer may wait for its frame for ever, where an encoder marks none.
    fn await_sync(&mut self, now: Time, source: &mut Source) {
        let encoding = self.slot.layer().and_then(|layer| source.encodings.get_mut(usize::from(layer)));
        let Some(encoding) = encoding else { return };
        if self.slot.held_back().is_none_or(|sent| sent >= encoding.layer.top(now)) {
            self.low_since = None;
            return;
        }
        let since = *self.low_since.get_or_insert(now);
        if now.millis_since(since) >= SYNC_MS {
            self.low_since = Some(now);
            encoding.keyframes.repair();
        }
    }
}

impl Watched {
    fn raise(&mut self, needed: u8) -> bool {
        if needed < self.told {
            return false;
        }
        self.lower = None;
        std::mem::replace(&mut self.told, needed) < needed
    }

    fn lower(&mut self, now: Time, needed: u8) -> bool {
        if needed >= self.told {
            return self.raise(needed);
        }
        // The most that was needed in the whole time.
        let (most, since) = self.lower.map_or((needed, now), |(most, since)| (most.max(needed), since));
        let is_calm = now.millis_since(since) >= CALM_MS;
        self.lower = (!is_calm).then_some((most, since));
        if is_calm {
            self.told = most;
        }
        is_calm
    }
}

/// The step as what the slot sends. Where the highest temporal layer that arrives is chosen, one that appears later is
/// too.
fn choice(step: Option<u8>, steps: &[Option<Step>; STEPS], is_layered: bool) -> Option<Choice> {
    let step = usize::from(step?);
    let (layer, temporal) = (step / TEMPORALS, step % TEMPORALS);
    let is_top = steps.iter().take((layer + 1) * TEMPORALS).skip(step + 1).all(Option::is_none);
    let temporal = if is_top { Choice::FIRST.temporal } else { temporal as u8 };
    let size = layer.min(LAYERS - 1) as u8;
    let (layer, spatial) = if is_layered { (0, size) } else { (size, 0) };
    Some(Choice { layer, spatial, temporal })
}

fn rank(now: Time, line: usize, id: SourceId, sources: &BTreeMap<SourceId, Source>) -> Rank {
    match LAYOUT.get(line) {
        Some(LineUse::Screen) => return Rank::Screen,
        Some(LineUse::StageVideo) => return Rank::Stage,
        _ => {}
    }
    let voice = sources.get(&SourceId { device: id.device, kind: Kind::Microphone });
    let Some(voice) = voice.map(|source| source.loudness) else { return Rank::Other };
    if voice.speaks(now) {
        Rank::Speaking
    } else if voice.last_spoke().is_some_and(|at| now.millis_since(at) < LATELY_MS) {
        Rank::Recent
    } else {
        Rank::Other
    }
}
