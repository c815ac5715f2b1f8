//! The whole truth for one person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DeviceView, GroupView, PersonView, QueueView};
use crate::time::Moment;

/// Everything one person may know of the session. The events fold into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RoomView {
    /// What the room is called.
    pub title: String,
    /// What kind of meeting it is.
    pub template: Template,
    /// The moment of this view.
    pub now: Moment,
    /// As in [`Event::PeopleChanged`].
    pub people: Vec<PersonView>,
    /// As in [`Event::GroupsChanged`].
    pub groups: Vec<GroupView>,
    /// As in [`Event::QueuesChanged`].
    pub queues: Vec<QueueView>,
    /// As in [`Event::DevicesChanged`].
    pub devices: Vec<DeviceView>,
}

/// The kind of meeting; decides labels and defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// Työnohjaus.
    Supervision,
    /// Vertaisryhmä.
    PeerCircle,
    /// Etäjohtaminen.
    LeadershipMeeting,
    /// Työpaja.
    Workshop,
    /// Etäkahvila.
    Cafe,
    /// Webinaari, valmennus.
    Webinar,
    /// Etävastaanotto.
    Appointment,
    /// Vastaanotto ilman ajanvarausta.
    DropIn,
    /// Ryhmähaastattelu.
    FocusGroup,
    /// Dialogi.
    Dialogue,
}
