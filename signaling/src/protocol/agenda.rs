//! The agenda: phases prepared beforehand, and topics that people propose.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AttendanceSubject, GroupsPlan, PollKind, Rejection, TurnMode};
use crate::id::{ParticipantId, PhaseId, TopicId};
use crate::time::Moment;

/// Most phases of a session.
pub const MAX_PHASES: usize = 60;

/// Most characters in the title of a phase, one line.
pub const MAX_PHASE_TITLE: usize = 100;

/// Most characters in the crew's note of a phase.
pub const MAX_CREW_NOTE: usize = 2_000;

/// Most people of the crew who help in a phase.
pub const MAX_HELPERS: usize = 10;

/// Most characters in the title of a material, one line, and in its address.
pub const MAX_MATERIAL: usize = 500;

/// Most topics proposed in a session.
pub const MAX_TOPICS: usize = 200;

/// Most topics proposed by one person.
pub const MAX_TOPICS_EACH: usize = 10;

/// Most characters in a topic, one line.
pub const MAX_TOPIC: usize = 200;

/// What a phase is to those who are in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Scene {
    /// Everybody sees everybody.
    #[default]
    Everyone,
    /// A break.
    Break,
    /// Those who run the session and speakers are seen at first, as in [`SceneKind::Stage`](super::SceneKind::Stage). Not with
    /// an own task, here and below.
    Stage,
    /// Those who run the session talk at first, as in [`SceneKind::ReflectingTeam`](super::SceneKind::ReflectingTeam).
    ReflectingTeam,
    /// Four seats and a free one, on which nobody sits at first, as in [`SceneKind::Fishbowl`](super::SceneKind::Fishbowl).
    Fishbowl,
}

/// A question of a phase: it is opened as a poll when the phase begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PhaseQuestion {
    /// As in [`Command::OpenPoll`](super::Command::OpenPoll).
    pub question: String,
    /// How it may be answered.
    pub kind: PollKind,
    /// Whether nobody learns who answered what.
    pub anonymous: bool,
}

/// What a phase shows: a page that people open by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// What it is called, one line.
    pub title: String,
    /// Where it is: an address that begins with `https://`; absent for something that is shown by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub address: Option<String>,
}

/// A phase as it is prepared. Everybody sees title, length and scene; task and material from when it begins; the rest is for
/// those who run the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// What it is called, one line of at most [`MAX_PHASE_TITLE`] characters.
    pub title: String,
    /// How long it is to take, 1 to [`super::MAX_MINUTES`]; needed for a break and an own task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub minutes: Option<u32>,
    /// What it is.
    pub scene: Scene,
    /// Who may speak in the plenary from when it begins; a round begins at the first seat.
    pub turns: TurnMode,
    /// Whether the next phase begins by itself when the time is over, if there is one; groups are recalled a minute before.
    /// Otherwise it runs over and shows so.
    pub cut: bool,
    /// With a break: whether a coffee table stays open.
    pub coffee_table: bool,
    /// Whether people go away from the screen to do the task. Not with a break, and neither of them with groups.
    pub own_task: bool,
    /// The groups it opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub groups: Option<GroupsPlan>,
    /// What to do, at most [`super::MAX_TASK`] characters; needed for an own task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub task: Option<String>,
    /// What everybody is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub question: Option<PhaseQuestion>,
    /// Who of the crew leads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub leads: Option<AttendanceSubject>,
    /// Who of the crew helps.
    pub helps: Vec<AttendanceSubject>,
    /// Who comes from backstage when it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub brings: Option<AttendanceSubject>,
    /// What it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub material: Option<Material>,
    /// A note for the crew, at most [`MAX_CREW_NOTE`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub note: Option<String>,
}

/// A place in a new order of the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AgendaItem {
    /// One that was there; a new one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub phase: Option<PhaseId>,
    /// What it is from now on.
    pub plan: Phase,
}

/// A phase as one person may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PhaseView {
    /// Which.
    pub phase: PhaseId,
    /// What this person may know of it; what they may not is absent, false or empty.
    pub plan: Phase,
    /// Whether it is to be passed over.
    pub skipped: bool,
    /// Whether it is over.
    pub done: bool,
}

/// The agenda, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AgendaView {
    /// In order.
    pub phases: Vec<PhaseView>,
    /// Which one is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub current: Option<CurrentPhase>,
}

/// The phase that is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CurrentPhase {
    /// Which.
    pub phase: PhaseId,
    /// Since when.
    pub since: Moment,
    /// When its time is over, in the server's clock; absent without a length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ends_at: Option<Moment>,
    /// Which one begins as soon as the groups have ended, which are counting down to it. Whoever gives the groups more time
    /// takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub then: Option<PhaseId>,
    /// For those who run the session: why its groups could not be opened when it began, or its question not be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub failed: Option<Rejection>,
}

/// The open agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TopicsView {
    /// Whether topics can be proposed and supported.
    pub open: bool,
    /// Most supported first, then the oldest.
    pub topics: Vec<TopicView>,
}

/// A topic that somebody proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TopicView {
    /// Which.
    pub topic: TopicId,
    /// What; absent when it was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub text: Option<String>,
    /// Whose, if they said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub by: Option<ParticipantId>,
    /// How many support it.
    pub support: u32,
    /// The phase it has become.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub phase: Option<PhaseId>,
    /// Whether it was left over from an earlier session. Until topics are opened, or it is chosen, it is seen by those only who
    /// may run the agenda.
    pub carried: bool,
}

/// What is one's own among the topics.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MyTopics {
    /// Which one proposed, named or not.
    pub proposed: Vec<TopicId>,
    /// Which one supports.
    pub supported: Vec<TopicId>,
}

impl MyTopics {
    pub(super) const fn is_empty(&self) -> bool {
        self.proposed.is_empty() && self.supported.is_empty()
    }
}
