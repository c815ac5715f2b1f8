//! What everybody is told of the session as it goes on: who speaks, for how long, and what time it is in their slots.

use super::{Output, REPORT_MS, SPOKEN_MS, Session, line_of};
use crate::Time;
use crate::plan::{DeviceId, Kind, SourceId};

impl<B: Clone> Session<B> {
    /// `passed`: how long those who speak now have been speaking, since this was asked last.
    pub(super) fn tell_speaking(&mut self, now: Time, passed: u32) {
        let mut speaking: Vec<(i32, DeviceId)> = self
            .sources
            .iter()
            .filter(|(id, source)| {
                id.kind == Kind::Microphone && self.plan.admits(**id) && source.loudness.speaks(now)
            })
            .map(|(id, source)| (source.loudness.level(), id.device))
            .collect();
        speaking.sort_unstable();
        let is_home = |device| {
            let voice = self.sources.get(&SourceId { device, kind: Kind::Microphone });
            voice.is_some_and(|voice| !voice.relayed)
        };
        for &(_, device) in speaking.iter().filter(|&&(_, device)| is_home(device)) {
            let sum = self.spoken.entry(device).or_default();
            *sum = sum.saturating_add(passed);
        }
        for (&listener, receiver) in &mut self.receivers {
            // One's own voice too: the ring on one's own tile says that the server hears it.
            let heard: Vec<DeviceId> = speaking
                .iter()
                .map(|&(_, device)| device)
                .filter(|&device| device == listener || self.plan.reaches(device, listener))
                .collect();
            // The order by loudness flickers and means little: only a change of who is worth a message.
            let same = heard.len() == receiver.speaking.len()
                && heard.iter().all(|device| receiver.speaking.contains(device));
            if !same {
                receiver.speaking = heard;
                self.outputs.push(Output::Speaking(listener));
            }
        }
    }

    pub(super) fn tell_spoken(&mut self, now: Time) {
        if self.spoken_told.is_none_or(|at| now.millis_since(at) >= SPOKEN_MS) {
            self.spoken_told = Some(now);
            let spoken = std::mem::take(&mut self.spoken);
            self.outputs.extend(spoken.into_iter().map(|(device, millis)| Output::Spoke(device, millis)));
        }
    }

    pub(super) fn tell_time(&mut self, now: Time) {
        for (&listener, receiver) in &mut self.receivers {
            for (line, state) in receiver.slots.iter_mut().enumerate() {
                let Some(id) = state.slot.source() else { continue };
                let due = state.reported.is_none_or(|at| now.millis_since(at) >= REPORT_MS);
                let flowing = state.last.is_some_and(|(_, at)| now.millis_since(at) < REPORT_MS);
                if !due || !flowing {
                    continue;
                }
                let layer = state.slot.layer().unwrap_or(0);
                let source = self.source_clocks.get(&(id, layer)).copied().unwrap_or_default();
                let rate = id.kind.clock_rate();
                if let Some(report) = state.report(now, self.clocks.get(&id.device), &source, rate) {
                    self.outputs.push(Output::Report(listener, line_of(line), report));
                }
            }
        }
    }
}
