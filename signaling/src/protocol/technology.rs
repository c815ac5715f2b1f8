//! How devices fare, without content, and the round in which everybody tries theirs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{DeviceId, ParticipantId};

/// What a device says of its microphone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MicrophoneState {
    /// The person has not been asked yet.
    Unasked,
    /// There is none.
    Missing,
    /// The person or the browser said no.
    Denied,
    /// Permitted, and no sound comes from it.
    Silent,
    /// Permitted, and sound comes from it.
    Heard,
}

/// What a device says of its camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CameraState {
    /// The person has not been asked yet.
    Unasked,
    /// There is none.
    Missing,
    /// The person or the browser said no.
    Denied,
    /// Permitted.
    Permitted,
}

/// The connection in three words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Sound and picture arrive.
    Good,
    /// Sound arrives.
    Weak,
    /// Hardly anything arrives.
    Bad,
}

/// How a device fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DeviceState {
    /// Its microphone.
    pub microphone: MicrophoneState,
    /// Its camera.
    pub camera: CameraState,
    /// Its connection.
    pub connection: ConnectionState,
}

/// How one device fares, for those who help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeviceStateView {
    /// Which; whom it carries is in the roster of devices of its place, and here too, because staff are elsewhere.
    pub device: DeviceId,
    /// One of those whom it carries.
    pub participant: ParticipantId,
    /// How it fares.
    pub state: DeviceState,
}

/// One thing to try in a technology round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TechnologyStep {
    /// Turn the microphone on.
    MicrophoneOn,
    /// Turn it off again.
    MicrophoneOff,
    /// Turn the camera on.
    Camera,
    /// Raise a hand.
    Hand,
    /// Share a screen.
    Share,
}

/// A technology round, as far as this person may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TechnologyView {
    /// What is to be tried, in order.
    pub steps: Vec<TechnologyStep>,
    /// Whether everybody has done everything.
    pub finished: bool,
    /// Who has done what: for those who run rounds of everybody, else of oneself. In order of id.
    pub progress: Vec<ProgressView>,
}

/// What somebody has done of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProgressView {
    /// Who.
    pub participant: ParticipantId,
    /// What they have done.
    pub done: Vec<TechnologyStep>,
    /// What they have not, and may.
    pub open: Vec<TechnologyStep>,
}

/// How long somebody has spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SpeakingTime {
    /// Who.
    pub participant: ParticipantId,
    /// Whole seconds.
    pub seconds: u32,
}
