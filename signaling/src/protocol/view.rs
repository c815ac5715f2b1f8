//! The whole truth for one person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    AgendaView, AgreementView, AttendanceView, BreakView, CardView, ChatView, DeviceStateView, DeviceView,
    EncounterView, FacilitatorQueueView, FeedbackView, GroupView, GroupsRun, InsideView, KeptNote, LastGroup,
    LobbyList, MyTopics, NoteView, OwnTaskView, PersonView, PlayingView, PollView, PreparedGroup,
    QuestionView, QueueView, ReceptionView, RequestView, ResultView, SceneView, SourceKind, SpeakingTime,
    Switches, TechnologyView, TimerView, TopicsView,
};
use crate::id::{ParticipantId, QuestionId};
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
    /// As in [`super::Event::PeopleChanged`].
    pub people: Vec<PersonView>,
    /// As in [`super::Event::GroupsChanged`].
    pub groups: Vec<GroupView>,
    /// As in [`super::Event::QueuesChanged`].
    pub queues: Vec<QueueView>,
    /// As in [`super::Event::DevicesChanged`].
    pub devices: Vec<DeviceView>,
    /// The chat this person may read; absent when there is nothing in it.
    #[serde(default, skip_serializing_if = "ChatView::is_empty")]
    #[ts(optional, as = "Option<ChatView>")]
    pub chat: ChatView,
    /// The polls, in order of id; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<PollView>>")]
    pub polls: Vec<PollView>,
    /// Whether this person has given feedback; absent when not.
    #[serde(default, skip_serializing_if = "is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub gave_feedback: bool,
    /// Whether everybody has been asked for feedback; absent when not.
    #[serde(default, skip_serializing_if = "is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub feedback_asked: bool,
    /// As in [`Event::FeedbackChanged`](super::Event::FeedbackChanged).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub feedback: Option<FeedbackView>,
    /// The agreement in force.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub agreement: Option<AgreementView>,
    /// Whether this person is asked to accept it; absent when not.
    #[serde(default, skip_serializing_if = "is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub agreement_asked: bool,
    /// As in [`super::Event::SwitchesChanged`]; absent when nothing is switched off.
    #[serde(default, skip_serializing_if = "Switches::are_all_on")]
    #[ts(optional, as = "Option<Switches>")]
    pub switches: Switches,
    /// As in [`super::Event::UnmuteAsked`]; absent when nothing is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<SourceKind>>")]
    pub asked: Vec<SourceKind>,
    /// As in [`super::Event::LobbyChanged`]; absent for those who may not let people in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub lobby: Option<LobbyList>,
    /// As in [`super::Event::AttendanceTable`], for those who may see it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub attendance: Option<AttendanceView>,
    /// As in [`super::Event::DeviceStatesChanged`]; absent when there is nothing to see.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub device_states: Option<Vec<DeviceStateView>>,
    /// As in [`super::Event::TechnologyChanged`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub technology: Option<TechnologyView>,
    /// As in [`super::Event::SpeakingTimesChanged`]; absent when there is nothing to see.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub speaking_times: Option<Vec<SpeakingTime>>,
    /// As in [`super::Event::GroupsChanged`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub run: Option<GroupsRun>,
    /// As in [`super::Event::LastGroupsChanged`]; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<LastGroup>>")]
    pub last_groups: Vec<LastGroup>,
    /// As in [`super::Event::PreparedChanged`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub prepared: Option<Vec<PreparedGroup>>,
    /// As in [`super::Event::InsideChanged`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub inside: Option<InsideView>,
    /// As in [`super::Event::NoteChanged`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub note: Option<NoteView>,
    /// As in [`super::Event::CardsChanged`]; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<CardView>>")]
    pub cards: Vec<CardView>,
    /// As in [`super::Event::NotesKept`]; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<KeptNote>>")]
    pub notes: Vec<KeptNote>,
    /// As in [`super::Event::TimersChanged`]; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<TimerView>>")]
    pub timers: Vec<TimerView>,
    /// As in [`super::Event::AgendaChanged`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub agenda: Option<AgendaView>,
    /// As in [`super::Event::ScenesChanged`]; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<SceneView>>")]
    pub scenes: Vec<SceneView>,
    /// As in [`super::Event::InterpreterChosen`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub interpreter: Option<ParticipantId>,
    /// As in [`super::Event::TopicsChanged`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub topics: Option<TopicsView>,
    /// As in [`super::Event::MyTopicsChanged`]; absent when nothing is.
    #[serde(default, skip_serializing_if = "MyTopics::is_empty")]
    #[ts(optional, as = "Option<MyTopics>")]
    pub my_topics: MyTopics,
    /// As in [`super::Event::BreakChanged`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub pause: Option<BreakView>,
    /// As in [`super::Event::BreakDueChanged`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub break_due_since: Option<Moment>,
    /// As in [`super::Event::OwnTaskChanged`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub own_task: Option<OwnTaskView>,
    /// As in [`super::Event::ResultsChanged`]; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<ResultView>>")]
    pub results: Vec<ResultView>,
    /// As in [`super::Event::RequestsChanged`]; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<RequestView>>")]
    pub requests: Vec<RequestView>,
    /// As in [`super::Event::FacilitatorQueueChanged`]; absent when there is nothing in it.
    #[serde(default, skip_serializing_if = "FacilitatorQueueView::is_empty")]
    #[ts(optional, as = "Option<FacilitatorQueueView>")]
    pub facilitator_queue: FacilitatorQueueView,
    /// The questions one sees, in the order they came: those that are published and one's own named ones, and for those
    /// who answer all. Absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<QuestionView>>")]
    pub questions: Vec<QuestionView>,
    /// As in [`super::Event::QuestionVotesChanged`]; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<QuestionId>>")]
    pub question_votes: Vec<QuestionId>,
    /// As in [`super::Event::ReceptionChanged`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub reception: Option<ReceptionView>,
    /// As in [`super::Event::EncounterChanged`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub encounter: Option<EncounterView>,
    /// As in [`super::Event::PlayingChanged`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub playing: Option<PlayingView>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
pub(super) const fn is_not(value: &bool) -> bool {
    !*value
}

impl RoomView {
    /// What everybody knows who knows nothing else. Each feature adds what the person may see; for whoever is helped
    /// to get in it stays so.
    #[must_use]
    pub fn bare(title: String, template: Template, now: Moment) -> Self {
        Self {
            title,
            template,
            now,
            people: Vec::new(),
            groups: Vec::new(),
            queues: Vec::new(),
            devices: Vec::new(),
            switches: Switches::default(),
            asked: Vec::new(),
            lobby: None,
            chat: ChatView::default(),
            polls: Vec::new(),
            gave_feedback: false,
            feedback_asked: false,
            feedback: None,
            agreement: None,
            agreement_asked: false,
            attendance: None,
            device_states: None,
            technology: None,
            speaking_times: None,
            run: None,
            last_groups: Vec::new(),
            prepared: None,
            inside: None,
            note: None,
            cards: Vec::new(),
            notes: Vec::new(),
            timers: Vec::new(),
            agenda: None,
            scenes: Vec::new(),
            interpreter: None,
            topics: None,
            my_topics: MyTopics::default(),
            pause: None,
            break_due_since: None,
            own_task: None,
            results: Vec::new(),
            requests: Vec::new(),
            facilitator_queue: FacilitatorQueueView::default(),
            questions: Vec::new(),
            question_votes: Vec::new(),
            reception: None,
            encounter: None,
            playing: None,
        }
    }
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
