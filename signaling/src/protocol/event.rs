//! What one person is told. The payload types of a feature live in the feature's file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    AgendaView, AgreementView, AttendanceRow, AttendanceSubject, AttendanceView, Ballot, BreakView, CardView,
    ChatLine, ChatMessage, ChatPartView, Choice, DeviceStateView, DeviceView, EncounterView,
    FacilitatorQueueView, FeedbackView, GroupView, GroupsRun, InsideView, KeptNote, LastGroup, LeaveReason,
    LobbyList, MyTopics, NoteView, OwnTaskView, PersonView, PlayingView, PollView, PreparedGroup,
    QuestionView, QueueView, Reaction, ReceptionView, Remains, RequestEnd, RequestView, ResultView, RoomView,
    SceneView, Scope, SourceKind, SpeakingTime, Switches, TechnologyView, TimerView, TopicsView,
};
use crate::id::{AskId, DeviceId, GroupId, MessageId, ParticipantId, PollId, QuestionId};
use crate::time::Moment;

/// What one person is told. Small state is sent whole: fold by replacing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// Everybody in the session, in seat order.
    PeopleChanged {
        /// In seat order.
        people: Vec<PersonView>,
    },
    /// Somebody is gone for good; the roster without them comes as [`Event::PeopleChanged`].
    PersonLeft {
        /// Who.
        participant: ParticipantId,
        /// How.
        reason: LeaveReason,
    },
    /// The groups that are open and how they run; none when everybody is in the plenary.
    GroupsChanged {
        /// In number order.
        groups: Vec<GroupView>,
        /// Absent without groups.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        run: Option<GroupsRun>,
    },
    /// The groups, or their round, end soon. Not part of the view, which has the end.
    GroupsWarned {
        /// How soon, in seconds.
        seconds_left: u32,
        /// When, in the server's clock.
        ends_at: Moment,
        /// Which of them alone, if it ends before the others: then those who are in it are told.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        group: Option<GroupId>,
    },
    /// The groups of the last time, for the phases after.
    LastGroupsChanged {
        /// In number order.
        last_groups: Vec<LastGroup>,
    },
    /// What groups are prepared, for those who run them.
    PreparedChanged {
        /// Absent when one may not see it any longer.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        prepared: Option<Vec<PreparedGroup>>,
    },
    /// What those in a group know of it.
    InsideChanged {
        /// Absent when one is in none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        inside: Option<InsideView>,
    },
    /// The note of the group one is in.
    NoteChanged {
        /// Absent when one is in none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        note: Option<NoteView>,
    },
    /// The cards that one may see.
    CardsChanged {
        /// In the order of the groups.
        cards: Vec<CardView>,
    },
    /// The notes of groups that have ended, as far as one may read them.
    NotesKept {
        /// In the order of the groups.
        notes: Vec<KeptNote>,
    },
    /// The timers one may see: of one's own place, and for those who run the session of all places.
    TimersChanged {
        /// Plenary first, then groups by number.
        timers: Vec<TimerView>,
    },
    /// The agenda.
    AgendaChanged {
        /// Absent when there is none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        agenda: Option<AgendaView>,
    },
    /// How the places one may see are staged, but where everybody sees everybody: one's own place, and for those who run the
    /// session all places.
    ScenesChanged {
        /// Plenary first, then groups by number.
        scenes: Vec<SceneView>,
    },
    /// Whom one follows as an interpreter, for oneself only.
    InterpreterChosen {
        /// Absent for nobody.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        participant: Option<ParticipantId>,
    },
    /// The open agenda.
    TopicsChanged {
        /// Absent when it is closed and there is nothing in it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        topics: Option<TopicsView>,
    },
    /// What is one's own in it.
    MyTopicsChanged {
        /// Whole.
        mine: MyTopics,
    },
    /// A break.
    BreakChanged {
        /// Absent when there is none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        pause: Option<BreakView>,
    },
    /// A break would be good by now; for those who run the session.
    BreakDueChanged {
        /// Since when there has been none; absent when none is due.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        since: Option<Moment>,
    },
    /// An own task.
    OwnTaskChanged {
        /// Absent when there is none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        own_task: Option<OwnTaskView>,
    },
    /// What people brought from own tasks, as far as one may see it.
    ResultsChanged {
        /// In seat order.
        results: Vec<ResultView>,
    },
    /// What one has asked for, with what another of one's group has asked for all of it.
    RequestsChanged {
        /// In the order they came.
        requests: Vec<RequestView>,
    },
    /// Something that one saw among the requests has ended. Not part of the view, from which it is gone. Not told of what
    /// another asked for a group in which one no longer is.
    RequestEnded {
        /// Which.
        request: AskId,
        /// How.
        how: RequestEnd,
    },
    /// A question that one sees, whole: new, or anything of it is new.
    QuestionChanged {
        /// Replaces the one with the same id, or is new.
        question: QuestionView,
    },
    /// A question was taken back, or gave way to a new one.
    QuestionRemoved {
        /// Which.
        question: QuestionId,
    },
    /// For which questions one votes.
    QuestionVotesChanged {
        /// In the order the questions came.
        question_votes: Vec<QuestionId>,
    },
    /// A question whose key this device has shown, whole. Not part of the view: it is nobody's. It ends with
    /// [`Event::QuestionRemoved`], which one then is told of though one may not see it in the view.
    OwnQuestionChanged {
        /// As it is now.
        question: QuestionView,
    },
    /// What waits for those who answer, as far as one may answer it.
    FacilitatorQueueChanged {
        /// Whole; empty when one may answer nothing any longer.
        queue: FacilitatorQueueView,
    },
    /// Every speaking queue this person may see: of their own place, and for staff of all places.
    QueuesChanged {
        /// Plenary first, then groups by number.
        queues: Vec<QueueView>,
    },
    /// The devices in this person's place and what they send.
    DevicesChanged {
        /// In order of id.
        devices: Vec<DeviceView>,
    },
    /// Something was written: append it to its part of the chat, and let the oldest go beyond
    /// [`super::MAX_SHOWN_MESSAGES`] or keep it.
    MessageSent {
        /// With its words.
        message: ChatMessage,
    },
    /// The words of a message were deleted: forget them everywhere. That something was written remains.
    MessageDeleted {
        /// Where.
        scope: Scope,
        /// Which.
        message: MessageId,
    },
    /// A private message is too old to be kept: remove it.
    MessageForgotten {
        /// Where.
        scope: Scope,
        /// Which.
        message: MessageId,
    },
    /// A part of the chat, whole: after a move or another role. An empty one is put away.
    ChatShown {
        /// Replaces what there was of the same part.
        chat: ChatPartView,
    },
    /// The answer to `read_messages`. Not part of the view.
    OlderMessages {
        /// Of which scope.
        scope: Scope,
        /// The messages before the one that was named, oldest first.
        messages: Vec<ChatMessage>,
        /// Whether there are older ones still.
        more: bool,
    },
    /// Somebody is writing, or their line is over. Told to the writer too, whose other devices show it.
    Typing {
        /// The whole line; over when its text is empty.
        line: ChatLine,
    },
    /// The chat is slowed, or no longer.
    SlowModeChanged {
        /// As in [`super::ChatView::slow_mode`].
        seconds: u32,
    },
    /// Somebody in the same place reacts. Not part of the view: whoever comes later has missed it.
    Reacted {
        /// Who.
        participant: ParticipantId,
        /// How.
        reaction: Reaction,
        /// Until when to show it; told late (after a lost connection) it is not shown at all.
        until: Moment,
    },
    /// A poll, whole: it was opened, closed or shown. Told to those who are asked.
    PollChanged {
        /// Replaces the one with the same id, or is new.
        poll: PollView,
    },
    /// This person's vote is counted.
    Voted {
        /// In which poll.
        poll: PollId,
        /// What, if the poll is not anonymous.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        mine: Option<Choice>,
    },
    /// Somebody voted: told to those who run polls.
    VoteCounted {
        /// In which poll.
        poll: PollId,
        /// How many have voted.
        votes: u32,
        /// What they voted, if the poll is not anonymous. Replaces what they had voted before.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        ballot: Option<Ballot>,
    },
    /// A poll was taken away.
    PollRemoved {
        /// Which.
        poll: PollId,
    },
    /// All polls, whole: what this person may see of them has changed, say because they came into a group that has some.
    PollsChanged {
        /// In order of id.
        polls: Vec<PollView>,
    },
    /// Everybody is asked for feedback who has not given it.
    FeedbackAsked {},
    /// This person's feedback is counted.
    FeedbackGiven {},
    /// The feedback, for those who may see it; absent when one no longer may.
    FeedbackChanged {
        /// Whole.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        feedback: Option<FeedbackView>,
    },
    /// Another agreement is in force, or none: this person is asked to accept it.
    AgreementChanged {
        /// The one in force.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        agreement: Option<AgreementView>,
    },
    /// This person has accepted the agreement.
    AgreementAccepted {
        /// Which version.
        version: u32,
    },
    /// One is something else now, and may know more or less than before: everything anew.
    ViewReplaced {
        /// Instead of the one before.
        view: Box<RoomView>,
    },
    /// What participants may do by themselves.
    SwitchesChanged {
        /// All of them.
        switches: Switches,
    },
    /// What one is asked to turn on, oneself only.
    UnmuteAsked {
        /// All that is still asked, in [`SourceKind`] order.
        asked: Vec<SourceKind>,
    },
    /// Somebody said no; for those who may ask.
    UnmuteDeclined {
        /// Who.
        participant: ParticipantId,
        /// To what.
        kind: SourceKind,
    },
    /// The lobby, for those who may let people in.
    LobbyChanged {
        /// Whole.
        lobby: LobbyList,
    },
    /// For whoever removed somebody: it is done, and what it cannot stop.
    Removed {
        /// Who is removed.
        participant: ParticipantId,
        /// What they can still do.
        remains: Remains,
    },

    /// The attendance table, whole: when one may see it, or another part of it, from now on, and when the list, the
    /// start or the keeper changed.
    AttendanceTable {
        /// Absent when one may not see it any longer.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        attendance: Option<AttendanceView>,
    },
    /// Rows of the attendance table, each replacing the one of the same subject or new.
    AttendanceChanged {
        /// The table stays in its order: members, then visitors, each by id.
        rows: Vec<AttendanceRow>,
        /// Rows that are no longer: of visitors who were matched with a member.
        gone: Vec<AttendanceSubject>,
    },
    /// How devices fare, for those who help: each replaces the one of the same device or is new.
    DeviceStatesChanged {
        /// In order of id.
        states: Vec<DeviceStateView>,
        /// Devices that are gone, or whose state one may not see any longer.
        gone: Vec<DeviceId>,
    },
    /// The technology round.
    TechnologyChanged {
        /// Absent when there is none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        technology: Option<TechnologyView>,
    },
    /// The drop-in reception, for those who receive: whole.
    ReceptionChanged {
        /// Absent in a room without one, or when one may not see it any longer.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        reception: Option<ReceptionView>,
    },
    /// The encounter one is in: whole.
    EncounterChanged {
        /// Absent when one is in none any longer.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        encounter: Option<EncounterView>,
    },
    /// What is played where one is; backstage what is played in the plenary.
    PlayingChanged {
        /// Absent when nothing is.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        playing: Option<PlayingView>,
    },
    /// A cue of the captions of what is played. Not part of the view: it is shown until the next one, and goes with what is
    /// played.
    CueShown {
        /// The words; empty when the one before is over.
        text: String,
    },
    /// For whoever shares a screen: somebody here would like to share theirs. Not part of the view.
    ScreenAsked {
        /// Who.
        participant: ParticipantId,
    },
    /// How long each has spoken, for those who lead, and for everybody while [`Switches::speaking_shown`]; every few seconds at most.
    SpeakingTimesChanged {
        /// In order of id; none when one may not see it any longer.
        times: Vec<SpeakingTime>,
    },
}
