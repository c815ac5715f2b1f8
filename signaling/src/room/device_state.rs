//! How devices fare: permitted, heard, connected; no content. Said by the device itself, seen by those who help, kept
//! in memory only. Who is told what follows from what each was told last.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::{Room, Sender};
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{DeviceState, DeviceStateView, Event, Rejection};
use crate::role::Permission;
use crate::time::Moment;

/// A device says how it fares at most once in this time.
pub const DEVICE_REPORT_EVERY: Duration = Duration::from_secs(1);

/// What devices said, and who knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DeviceStates {
    reported: BTreeMap<DeviceId, Reported>,
    told: BTreeMap<ParticipantId, BTreeMap<DeviceId, DeviceStateView>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Reported {
    at: Moment,
    state: DeviceState,
}

impl Room {
    /// `unavailable` when it comes too soon after the last.
    pub(super) fn report_device(
        &mut self,
        now: Moment,
        from: Sender,
        state: DeviceState,
    ) -> Result<Changes, Rejection> {
        let last = self.device_states.reported.get(&from.device);
        if last.is_some_and(|last| now < last.at.after(DEVICE_REPORT_EVERY)) {
            return Err(Rejection::Unavailable);
        }
        // The same again changes nothing, and leaves the next report free.
        if last.is_none_or(|last| last.state != state) {
            self.device_states.reported.insert(from.device, Reported { at: now, state });
        }
        Ok(Changes::default())
    }

    /// Nothing for those who may not see it.
    pub(super) fn device_states_view(&self, who: ParticipantId) -> Vec<DeviceStateView> {
        if !self.may(who, Permission::SeeDeviceState) {
            return Vec::new();
        }
        let view = |(device, reported): (&DeviceId, &Reported)| {
            let participant = *self.devices.get(device)?.people.first()?;
            Some(DeviceStateView { device: *device, participant, state: reported.state })
        };
        self.device_states.reported.iter().filter_map(view).collect()
    }

    /// What each does not know yet, and what they no longer may.
    pub(super) fn tell_device_states(&mut self) -> Vec<(ParticipantId, Event)> {
        let devices = &self.devices;
        self.device_states.reported.retain(|device, _| devices.contains_key(device));
        let mut told = std::mem::take(&mut self.device_states.told);
        told.retain(|who, _| self.people.contains_key(who));
        let mut events = Vec::new();
        for who in self.concerned(Permission::SeeDeviceState, &told) {
            let view = self.device_states_view(who);
            let knew = told.get(&who);
            if view.is_empty() && knew.is_none() {
                continue;
            }
            let knew = knew.cloned().unwrap_or_default();
            let now: BTreeMap<DeviceId, DeviceStateView> =
                view.into_iter().map(|one| (one.device, one)).collect();
            let states: Vec<_> =
                now.values().filter(|one| knew.get(&one.device) != Some(one)).copied().collect();
            let gone: Vec<_> = knew.keys().filter(|device| !now.contains_key(device)).copied().collect();
            if !states.is_empty() || !gone.is_empty() {
                events.push((who, Event::DeviceStatesChanged { states, gone }));
                if now.is_empty() {
                    told.remove(&who);
                } else {
                    told.insert(who, now);
                }
            }
        }
        self.device_states.told = told;
        events
    }
}

#[cfg(test)]
mod tests;
