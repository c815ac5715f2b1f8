//! What a person asks of the room. The payload types of a feature live in the feature's file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    AgendaItem, AttendanceStatus, AttendanceSubject, Choice, DeviceState, Door, DoorAnswer, Further,
    GroupColour, GroupsPlan, HandOverAnswer, HelpProblem, LateRule, Move, NoteRule, PollKind, PreparedGroup,
    QuestionKey, QueueItem, QueueOrder, Reaction, RefusalReason, SceneKind, Scope, SourceKind, Switches,
    TechnologyStep, TurnMode, is_not,
};
use crate::id::{
    AskId, EncounterId, GroupId, LineId, MemberId, MessageId, ParticipantId, PhaseId, PictureId, PollId,
    QuestionId, TopicId,
};
use crate::role::Role;

/// What a person asks of the room. Who asks is known from the connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Turn one of this device's sources on or off. Off is enforced by the server. A screen, with its sound, is of one place:
    /// it is off when its device goes elsewhere. `taken` when as many screens are shared here as may be.
    SetSending {
        /// Which source.
        kind: SourceKind,
        /// Whether it is sent.
        on: bool,
    },
    /// Join the queue of the place one is in. A second raise keeps the first place.
    RaiseHand {
        /// Whether it is a direct reply to what is said: those are called before the hands. `replies_full` when
        /// [`super::MAX_REPLIES`] others wait already. One may have a hand up beside it.
        #[serde(default, skip_serializing_if = "is_not")]
        #[ts(optional, as = "Option<bool>")]
        reply: bool,
    },
    /// Leave the queue; with `participant`, take another's hand down.
    LowerHand {
        /// Whose hand; one's own when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        participant: Option<ParticipantId>,
        /// Whether the direct reply goes and not the hand.
        #[serde(default, skip_serializing_if = "is_not")]
        #[ts(optional, as = "Option<bool>")]
        reply: bool,
    },
    /// Take down all hands of the place one is in, and the direct replies.
    LowerAllHands {},
    /// Give the floor to the next in the queue of the place one is in who is here: direct replies first. In a round it goes to the
    /// next of the round, with the talking stick the stick goes to the next. `queue_empty` when there is nobody; `not_running` in
    /// silence.
    CallNext {},
    /// Give the floor to somebody out of order, with or without a hand up. Whoever has it goes first in the queue, or first in what
    /// is left of the round. `not_running` in silence; `unknown_participant` for somebody who is not in the place one is in;
    /// `out_of_range` for somebody who is away, may not speak or has had a turn in the round.
    CallPerson {
        /// Whom.
        participant: ParticipantId,
    },
    /// Give up the floor, or lay the talking stick down; a facilitator may end another's turn.
    FinishTurn {},
    /// In which order the hands of the place one is in are called.
    SetQueueOrder {
        /// Which.
        order: QueueOrder,
    },
    /// Take the talking stick of the place one is in when nobody holds it or its holder has lost the connection. Whoever runs the
    /// turns takes it from the holder, who then goes first in the queue. `taken` when somebody holds it; `not_running` without a
    /// stick.
    TakeStick {},
    /// Pass the talking stick on. In a round: let another go first whose turn is to come, and keep one's own right after. Whoever runs
    /// the turns may for the holder. `no_turn` when nobody has the floor; `not_running` with neither stick nor round;
    /// `unknown_participant` for somebody who is not in the place; `out_of_range` for somebody who is away, may not speak or has had
    /// a turn in the round.
    GiveTurn {
        /// To whom.
        to: ParticipantId,
    },
    /// Give everybody of the place one is in a turn, once, in the order of the seats. `round_running` in a round, `on_break` in a
    /// break, `out_of_range` where nobody may speak.
    StartRound {
        /// Who begins; the first seat when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        from: Option<ParticipantId>,
        /// Whether it goes against the order of the seats.
        backwards: bool,
        /// How long a turn is to take: 1 to [`super::MAX_TURN`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        seconds: Option<u32>,
        /// Whether a turn ends by itself then; only with `seconds`.
        hard: bool,
    },
    /// Say nothing in this round. Whoever runs the turns may for the one whose turn it is, and for the first of those the round
    /// waits for. `not_running` when there is no round, `no_turn` when one's turn is not now.
    PassTurn {},
    /// Take one's turn at the end of the round; once in a round. `out_of_range` the second time, and when nobody else is to come.
    /// Else as [`Self::PassTurn`].
    TakeTurnLater {},
    /// End the round before everybody has had a turn. Whoever's turn it is keeps the floor. `not_running` when there is none.
    EndRound {},
    /// Move a seat, the same for everybody; the seats are numbered anew. Rounds begun from now on go in the new order.
    MoveSeat {
        /// Whose.
        participant: ParticipantId,
        /// Before whom; to the end when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        before: Option<ParticipantId>,
    },
    /// Open breakout groups beside each other, now or after a countdown. `groups_open` when some are, `on_break` in a break.
    /// Whoever is away at an own task, without a connection, is not dealt into any.
    OpenGroups {
        /// How.
        plan: GroupsPlan,
    },
    /// What [`Assignment::Prepared`](super::Assignment::Prepared) means from now on; nothing when empty. Groups that are open
    /// already, or count down to it, stay as they were prepared.
    PrepareGroups {
        /// At most [`super::MAX_GROUPS`] with at most [`super::MAX_PREPARED`] people in all.
        groups: Vec<PreparedGroup>,
    },
    /// What an open group is called, what marks it, what it does and who leads it.
    SetGroup {
        /// Which.
        group: GroupId,
        /// One line of at most [`super::MAX_GROUP_NAME`] characters; its number only when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        name: Option<String>,
        /// What marks it.
        colour: GroupColour,
        /// At most [`super::MAX_TASK`] characters; what all of them do when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        task: Option<String>,
        /// Somebody who is in it and not an observer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        leader: Option<ParticipantId>,
    },
    /// Have this group end before the others, or with them again. `out_of_range` where it would not end before them;
    /// `not_running` in rounds, and while they count down to their beginning.
    SetGroupLength {
        /// Which.
        group: GroupId,
        /// From now, 1 to [`super::MAX_MINUTES`]; with the others when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        minutes: Option<u32>,
    },
    /// Open one more group, empty. `no_groups` while they count down to their beginning.
    AddGroup {},
    /// Put a group into another, which keeps its name; the card and note of the first are added to those of the other, and its
    /// chat is gone. What only one of them shared of its card is shared no longer unless it was shown. A note for which there is no
    /// room is that of a group that has ended. `no_groups` while they count down to their beginning.
    MergeGroups {
        /// Which ends.
        from: GroupId,
        /// Which remains.
        into: GroupId,
    },
    /// Make two groups of one: those who are named go to a new one, with everybody at their devices. Half of them by chance
    /// when nobody is named.
    SplitGroup {
        /// Which.
        group: GroupId,
        /// Who goes.
        people: Vec<ParticipantId>,
    },
    /// Move people between the plenary and groups: all of them or, if one move is impossible, none. Those who run the session
    /// are announced to a group they are moved to, and come when a visit begins.
    MovePeople {
        /// Who goes where.
        moves: Vec<Move>,
    },
    /// Go to a group by oneself where people choose, or back to the plenary. `group_full`; `not_allowed` where they do not.
    ChooseGroup {
        /// Which; the plenary when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        group: Option<GroupId>,
    },
    /// Everybody back to the plenary after a countdown, in which the groups are warned.
    Recall {
        /// [`super::MIN_RECALL`] to [`super::MAX_COUNTDOWN`].
        seconds: u32,
    },
    /// More time for the groups, or less with a negative number; a recall is taken back by more time. Without an end they get
    /// one, counted from now.
    ExtendGroups {
        /// Not 0; the end stays at least a minute away, and at most [`super::MAX_MINUTES`].
        minutes: i32,
    },
    /// Stop the clock of the groups. It goes on when nobody is left in the room who may start it again; groups without an end
    /// are then recalled, with ten minutes.
    PauseGroups {},
    /// Let it go on.
    ResumeGroups {},
    /// When the groups are warned.
    SetWarnings {
        /// As in [`GroupsPlan::warnings`].
        minutes: Vec<u32>,
    },
    /// Where latecomers go from now on.
    SetLateRule {
        /// Where.
        late: LateRule,
    },
    /// What becomes of the notes of the groups. It cannot become more open than it was: `not_allowed`.
    SetNoteRule {
        /// What.
        notes: NoteRule,
    },
    /// The next round: everybody to other groups at once, or from fours to the plenary. `not_running` without rounds.
    NextRound {},
    /// From a group: we are ready, or not yet. Those who run the session see it.
    SayReady {
        /// Whether.
        ready: bool,
    },
    /// A text to all groups and the plenary, at most [`super::MAX_ANNOUNCEMENT`] characters.
    TellGroups {
        /// What.
        text: String,
    },
    /// Be heard in every group and the plenary at once, or no longer. `taken` while somebody else is. It is over when one's
    /// connection is lost or one steps out.
    SpeakToAll {
        /// Whether.
        on: bool,
    },
    /// Go to a group that is told first who comes, [`super::VISIT_ANNOUNCED`] seconds before one hears it. In the middle of a
    /// visit to the same group: only listen from now on, or no longer. Replaces a visit that is announced. `no_groups` while they
    /// count down to their beginning.
    VisitGroup {
        /// Which.
        group: GroupId,
        /// Whether one only listens.
        listening: bool,
    },
    /// Back from a visit to where one came from; also before it has begun.
    EndVisit {},
    /// What is on the card of the group one is in.
    WriteCard {
        /// At most [`super::MAX_CARD`] characters.
        text: String,
    },
    /// Share the card with the plenary, or no longer. A card that was shown stays shown.
    ShareCard {
        /// Whether.
        shared: bool,
    },
    /// Show everybody a card that a group has shared.
    ShowCard {
        /// Of which group; put the one away that is shown when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        group: Option<GroupId>,
    },
    /// Write in the note of the group one is in. `taken` while somebody else does, who has written within
    /// [`super::NOTE_IDLE`] seconds.
    TakeNote {},
    /// Let others write.
    ReleaseNote {},
    /// What the note says. `taken` when one does not write it; `too_fast` more often than every [`super::NOTE_EVERY`]
    /// milliseconds.
    WriteNote {
        /// The whole text, at most [`super::MAX_GROUP_NOTE`] characters and [`super::MAX_GROUP_NOTE_BYTES`] bytes.
        text: String,
    },
    /// Start the timer of the place one is in, in place of the one there is. Also whoever leads a group, there.
    StartTimer {
        /// 1 to [`super::MAX_TIMER`].
        seconds: u32,
        /// What for, one line of at most [`super::MAX_TIMER_TITLE`] characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        title: Option<String>,
    },
    /// More time for it, or less with a negative number.
    ExtendTimer {
        /// Seconds, not 0. Its length stays between 1 and [`super::MAX_TIMER`].
        seconds: i32,
    },
    /// Stop its clock.
    PauseTimer {},
    /// Let it go on.
    ResumeTimer {},
    /// Put it away.
    StopTimer {},
    /// The agenda from now on: those phases that are named stay what they were with what is new of them. The one that is now
    /// and those that are over must be among them, in their order: `out_of_range`.
    SetAgenda {
        /// At most [`super::MAX_PHASES`].
        phases: Vec<AgendaItem>,
    },
    /// The next phase that is not passed over, with all it prepared. While groups are open they are recalled first, and it
    /// begins when they have ended. `unknown_phase` after the last; `too_fast` within two seconds after the phase that is now
    /// has begun: two of the crew who press at once mean the same.
    NextPhase {
        /// Seconds for the recall of groups, as in [`Command::Recall`].
        seconds: u32,
    },
    /// Back to the phase before, with all it prepared but groups and question. While groups are open they are recalled first,
    /// in half a minute. `unknown_phase` at the first.
    PreviousPhase {},
    /// More time for the phase that is now, or less with a negative number: for the break or own task that it began, as long
    /// as it lasts, as with [`Command::ExtendBreak`] and [`Command::ExtendOwnTask`]. Its groups have their own time. Without
    /// an end it gets one, counted from now; so does one that is over. `not_running` before the first.
    ExtendPhase {
        /// Not 0; the end stays at least a minute away, and at most [`super::MAX_MINUTES`].
        minutes: i32,
    },
    /// Pass a phase that is to come over, or not. `out_of_range` for the one that is now and those that are over.
    SkipPhase {
        /// Which.
        phase: PhaseId,
        /// Whether.
        skipped: bool,
    },
    /// Who may speak in the place one is in from now on; a round begins at the first seat. In the plenary everybody may, once
    /// nobody is left in the room who may give the floor.
    SetTurns {
        /// Who.
        turns: TurnMode,
    },
    /// How the place one is in is staged from now on: the plenary or a group. Also whoever leads the group. `out_of_range` for
    /// people who may not be heard, and where nobody would be seen on a stage or in a reflecting team.
    SetScene {
        /// How.
        scene: SceneKind,
        /// Who is seen at first, at most [`super::MAX_SEEN`], in a fishbowl at most as many as it has seats: people of the
        /// place, in the plenary also such as are away from it. Nobody where everybody is.
        seen: Vec<ParticipantId>,
    },
    /// Who is seen from now on in the scene of the place one is in, as in [`Command::SetScene`]. `not_running` where everybody is.
    SetSeen {
        /// Who. In a fishbowl those who sat already go on doing so.
        people: Vec<ParticipantId>,
    },
    /// In a reflecting team those who listen talk from now on, and those who talked listen. `not_running` without one,
    /// `out_of_range` where nobody listens who could talk.
    SwapScene {},
    /// Sit down in the fishbowl of the place one is in. `no_seat` when none is free, `not_running` without one; `too_fast` as
    /// [`Self::ProposeTopic`].
    TakeSeat {},
    /// Get up again. `not_running` without a fishbowl.
    LeaveSeat {},
    /// Show somebody large to everybody in the place one is in: `out_of_range` for one who is not seen there or may not be.
    SetSpotlight {
        /// Whom; nobody any longer when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        participant: Option<ParticipantId>,
    },
    /// Follow an interpreter: one's own page lowers the others while they speak. Nobody else is told. `out_of_range` for
    /// somebody who is none.
    ChooseInterpreter {
        /// Whom; nobody when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        participant: Option<ParticipantId>,
    },
    /// Let people propose topics and support them, or no longer: `not_running`.
    OpenTopics {
        /// Whether.
        open: bool,
    },
    /// Propose a topic for this session or a later one. `too_fast` after ten at once of this, support, ready, back, results
    /// and taking a seat.
    ProposeTopic {
        /// One line of at most [`super::MAX_TOPIC`] characters.
        text: String,
        /// Whether everybody sees whose it is. Otherwise nobody does.
        named: bool,
    },
    /// Support a topic, or no longer. `too_fast` as [`Self::ProposeTopic`].
    SupportTopic {
        /// Which.
        topic: TopicId,
        /// Whether.
        on: bool,
    },
    /// Take a topic away: one's own, or any if one runs the agenda. With one's own goes the phase that it became, unless that
    /// has begun or says something else by now.
    RemoveTopic {
        /// Which.
        topic: TopicId,
    },
    /// Make a phase of a topic: it comes next. A topic that is longer than a title is whole in the task. `out_of_range` when
    /// it is one already, or there are too many phases.
    ChooseTopic {
        /// Which.
        topic: TopicId,
        /// How long, 1 to [`super::MAX_MINUTES`].
        minutes: u32,
    },
    /// Have a break: everything in the plenary is off, and whoever has the floor gives it up. `groups_open` while groups are,
    /// `on_break` in a break. An own task is over by it. It lasts until it is ended; where nobody is left in the room who may
    /// end it, until its time is over.
    StartBreak {
        /// 1 to [`super::MAX_MINUTES`].
        minutes: u32,
        /// Whether a coffee table stays open.
        coffee_table: bool,
    },
    /// A longer break, or a shorter one with a negative number.
    ExtendBreak {
        /// Not 0; its end is not before now, and at most [`super::MAX_MINUTES`] away. Once it is past, more time counts from now.
        minutes: i32,
    },
    /// The break is over. Everybody turns on by themselves what they want on.
    EndBreak {},
    /// Back from the break, or not yet after all. `too_fast` as [`Self::ProposeTopic`].
    SayBack {
        /// Whether.
        back: bool,
    },
    /// Go from the plenary to the coffee table, or back there, with everybody at one's devices. `not_running` when there is
    /// none.
    SitAtCoffee {
        /// Whether.
        sit: bool,
    },
    /// Have everybody do something away from the screen, in place of the task there is. What is sent in the plenary is turned
    /// off once, but for those who run the session. `groups_open`, `on_break`.
    StartOwnTask {
        /// What, at most [`super::MAX_TASK`] characters.
        task: String,
        /// 1 to [`super::MAX_OWN_TASK`].
        minutes: u32,
    },
    /// More time for it, or less with a negative number.
    ExtendOwnTask {
        /// Not 0; its end is not before now, and at most [`super::MAX_OWN_TASK`] away. Once it is past, more time counts from
        /// now.
        minutes: i32,
    },
    /// Everybody is back. What people brought stays.
    EndOwnTask {},
    /// Ready with the own task, or not yet after all. `too_fast` as [`Self::ProposeTopic`].
    SayTaskReady {
        /// Whether.
        ready: bool,
    },
    /// Bring something from the own task, in place of what one brought before: words or a picture. Also after the task;
    /// `not_running` before the first. What was shown of the one before is not shown of this one. `out_of_range` when
    /// there are too many or they say too much together; `too_fast` as [`Self::ProposeTopic`].
    BringResult {
        /// What it is called, one line of at most [`super::MAX_RESULT_TITLE`] characters.
        title: String,
        /// Words, at most [`super::MAX_RESULT`] characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        text: Option<String>,
        /// One that this person has sent to the server before: `unknown_picture`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        picture: Option<PictureId>,
    },
    /// Take back what one brought; another's if one moderates. It is put away for everybody. `not_running` when there is none.
    RemoveResult {
        /// Whose; one's own when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        participant: Option<ParticipantId>,
    },
    /// Show everybody what somebody brought, one large at a time. `not_running` when there is none.
    ShowResult {
        /// Whose; put the one away that is shown when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        participant: Option<ParticipantId>,
    },
    /// Goodbye: seat, hand and group are given up at once. On a companion device only the device goes.
    Leave {},
    /// Write something. `too_fast`, `too_long`; `unknown_group` or `not_allowed` when one is not in that group.
    SendMessage {
        /// To whom.
        scope: Scope,
        /// What, plain text of at most [`super::MAX_MESSAGE`] characters.
        text: String,
    },
    /// Delete the words of a message for everybody: one's own, or another's if one moderates and may read it there.
    DeleteMessage {
        /// Where it was written.
        scope: Scope,
        /// Which.
        message: MessageId,
    },
    /// Ask for older messages; they come as [`super::Event::OlderMessages`].
    ReadMessages {
        /// Of which scope.
        scope: Scope,
        /// The oldest message one has of it.
        before: MessageId,
    },
    /// The line one is writing, for real-time text: whole, each time it has changed but at most every 300 ms. It ends
    /// with an empty text, when it is sent to the same scope, and when one moves or is lost.
    TypeText {
        /// Who sees it.
        scope: Scope,
        /// The whole line, at most [`super::MAX_LINE`] characters.
        text: String,
    },
    /// Slow the chat of the plenary and the groups down for all but staff.
    SetSlowMode {
        /// Seconds between two messages of one person, at most [`super::MAX_SLOW_MODE`]; 0 ends it.
        seconds: u32,
    },
    /// Show a reaction for a moment to those in the same place.
    React {
        /// Which.
        reaction: Reaction,
    },
    /// Ask everybody in the session something, or only the group one is in. `out_of_range` when there are
    /// [`super::MAX_POLLS`] already, or [`super::MAX_GROUP_POLLS`] in the group.
    OpenPoll {
        /// What, at most [`super::MAX_QUESTION`] characters.
        question: String,
        /// How it may be answered.
        kind: PollKind,
        /// Whether nobody, not even the server's store, learns who voted what.
        anonymous: bool,
        /// Ask those who are where one is: in a group the group, and nobody else learns of it; in the plenary everybody.
        /// `out_of_range` in any other place and for whoever visits a group and only listens. Absent when not.
        #[serde(default, skip_serializing_if = "super::view::is_not")]
        #[ts(optional, as = "Option<bool>")]
        here: bool,
    },
    /// Answer a poll; change the answer if the poll is not anonymous. `poll_closed`, `already_voted`; `unknown_poll` also for
    /// one of a group that one is not in, here and below.
    Vote {
        /// Which poll.
        poll: PollId,
        /// The answer.
        choice: Choice,
    },
    /// Take no more votes. Those who run polls see the figures.
    ClosePoll {
        /// Which poll.
        poll: PollId,
    },
    /// Show everybody who was asked the figures; closes the poll first. `not_allowed` for a pulse.
    ShowPoll {
        /// Which poll.
        poll: PollId,
    },
    /// Take a poll away, with its figures and ballots.
    RemovePoll {
        /// Which poll.
        poll: PollId,
    },
    /// Ask everybody to say how the session was, before they go. `too_fast` within a minute.
    AskFeedback {},
    /// Say how the session was, once, without one's name. `already_voted`.
    GiveFeedback {
        /// 1 to [`super::MAX_SCORE`], the best.
        score: u32,
        /// One line of at most [`super::MAX_WORD`] characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        word: Option<String>,
    },
    /// Put another agreement in force, or none: everybody is asked for it, inside and at the door.
    SetAgreement {
        /// Plain text of at most [`super::MAX_AGREEMENT`] characters; absent for none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        text: Option<String>,
    },
    /// Accept the agreement, at the door or inside. `out_of_range` when another one is in force by now.
    AcceptAgreement {
        /// The version that was read.
        version: u32,
    },
    /// The quick way out: as [`Command::Leave`], and only those who run the session learn that it was quick.
    LeaveQuickly {},
    /// Make somebody something else, at once, also in media. `last_supervisor` when nobody would be one any more;
    /// whoever only acts as supervisor makes nobody one of those who run the session, unmakes no supervisor, and changes
    /// nothing of their own: `not_allowed`.
    ChangeRole {
        /// Who.
        participant: ParticipantId,
        /// What they are from now on.
        role: Role,
    },
    /// Turn a source of somebody off, on all their devices; a screen with its sound. Nobody turns another's on: see [`Command::AskToUnmute`].
    Mute {
        /// Whose.
        participant: ParticipantId,
        /// Which.
        kind: SourceKind,
    },
    /// Ask somebody to turn a source on. They do so with [`Command::SetSending`], or decline. `not_allowed` also when
    /// they may not send it.
    AskToUnmute {
        /// Whom.
        participant: ParticipantId,
        /// Which.
        kind: SourceKind,
    },
    /// No to [`Command::AskToUnmute`].
    DeclineUnmute {
        /// Which.
        kind: SourceKind,
    },
    /// Act as supervisor while none is in the room: a facilitator; an assistant if no facilitator is here; in a peer
    /// circle a participant if nobody of the staff is. Everybody sees it. It ends when a supervisor comes.
    /// `supervisor_here` when there is one, or somebody who is here acts. A participant who acts does not see the crew's notes
    /// in the agenda, nor what was written or brought to the crew before.
    ActAsSupervisor {},
    /// Act as supervisor no longer.
    StopActing {},
    /// What participants may do by themselves. What is switched off ends at once; nothing is switched on by it.
    SetSwitches {
        /// All of them.
        switches: Switches,
    },
    /// Go backstage, with whomever the device carries.
    GoBackstage {},
    /// Come from backstage to the plenary.
    ComeFromBackstage {},
    /// Away for a while: nothing of one's own is sent, seat and hand are kept.
    StepOut {
        /// Why, if one likes to say; at most [`super::MAX_NOTE`] characters, one line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        note: Option<String>,
    },
    /// Back again.
    StepBack {},
    /// Another name in this room, at most [`super::MAX_NAME`] characters, one line, by the rules of [`crate::line`].
    Rename {
        /// Who; oneself when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        participant: Option<ParticipantId>,
        /// The name.
        name: String,
    },
    /// Somebody of those who run the session is needed. From the lobby, to get in: another problem may be named after half
    /// a minute, `too_soon` before that. In the room, from everywhere but a help place and a private word, it is a request
    /// with a place in the line. Each person has one: another problem or subject, or for whom it is, changes it where it
    /// stands. It ends with [`Command::Withdraw`] or [`Command::Resolve`], when whoever asked goes, and one for a group when
    /// they are no longer of that group. `too_fast` as [`Self::ProposeTopic`].
    AskForHelp {
        /// What is wrong.
        problem: HelpProblem,
        /// For the whole group one is of, not only for oneself: `out_of_range` for who is of none that is open. A group has
        /// one request: nothing changes when another of it has asked for it already. Means nothing in the lobby; `false`
        /// when absent.
        #[serde(default, skip_serializing_if = "super::view::is_not")]
        #[ts(optional, as = "Option<bool>")]
        for_group: bool,
        /// What it is about, if one likes to say: one line of at most [`super::MAX_SUBJECT`] characters. Means nothing in
        /// the lobby.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        subject: Option<String>,
    },
    /// Ask for a word alone with one of those who run the session. Each person has one such request: another name changes it
    /// where it stands. From where and how it ends as [`Self::AskForHelp`]; `too_fast` alike.
    AskForPrivateWord {
        /// With whom: somebody who may answer, who sees it first, others after [`super::NAMED_FIRST`] seconds or when this
        /// one may no longer. `unknown_participant`; `out_of_range` for somebody who may not answer, or oneself. Anybody of
        /// them when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        with: Option<ParticipantId>,
    },
    /// "I am not all right": told to those who answer, and to nobody else. It goes first. Each person has one; again changes
    /// nothing. From where and how it ends as [`Self::AskForHelp`]; `too_fast` alike.
    SendQuietSignal {},
    /// Take back what one asked for, or what was asked for one's group. `unknown_item`; `too_fast` as
    /// [`Self::ProposeTopic`].
    Withdraw {
        /// Which.
        request: AskId,
    },
    /// Answer something in the facilitator queue: nobody else takes the same. Several may be taken by one person. It waits
    /// again when they leave, may no longer, or their connection is lost for longer than the grace time. `taken` when another
    /// has it, `unknown_item`.
    Claim {
        /// Which.
        item: QueueItem,
    },
    /// Do not answer it after all: it waits again, where it stood. `not_allowed` for what one has not taken, `unknown_item`.
    Release {
        /// Which.
        item: QueueItem,
    },
    /// It is answered, whoever took it: a request has ended, a hand is lowered, a question was answered aloud. `out_of_range` for somebody in the lobby, who
    /// is let in or refused; `unknown_item`.
    Resolve {
        /// Which.
        item: QueueItem,
    },
    /// Take it and go where it is answered, in one. Help in a group one is not in: an announced visit, as
    /// [`Self::VisitGroup`]. A private word: both go to a place for the two, with whoever is at the device of the one who
    /// asked, until [`Self::ComeBack`]. Somebody in the lobby is let in. A hand where one is gets the floor, if its owner
    /// can take it; for a hand in another group, a visit. All else is only taken. `taken` when another has it;
    /// `not_allowed` for a private word when others are on one's device, one is not where one can go from, or whoever asked
    /// cannot be taken from where they are; `unknown_item`.
    GoTo {
        /// Which.
        item: QueueItem,
    },
    /// Ask those who run the session something, with one's name or without. They see it, and everybody else when it is
    /// published. `too_fast` after five at once; `too_long`; `out_of_range` when too many of one's own wait, or there are
    /// [`super::MAX_QUESTIONS`] and none of them is answered.
    AskQuestion {
        /// What, at most [`super::MAX_QUESTION_TEXT`] characters.
        text: String,
        /// Without one's name: what it belongs to from now on, new for each question. Then the answer is
        /// [`super::ServerMessage::OwnQuestions`], and this device is told what becomes of it. `out_of_range` for a key that
        /// a question has already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        key: Option<QuestionKey>,
    },
    /// Take a question back: a named one of one's own, one whose key one shows, or any that one sees if one moderates.
    /// `unknown_item`.
    WithdrawQuestion {
        /// Which.
        question: QuestionId,
        /// What an anonymous one belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        key: Option<QuestionKey>,
    },
    /// Be told what becomes of questions at this device, by the keys they belong to: after coming back. Replaces what was
    /// watched before. Answered by [`super::ServerMessage::OwnQuestions`]. `out_of_range`.
    WatchQuestions {
        /// At most [`super::MAX_QUESTION_KEYS`].
        keys: Vec<QuestionKey>,
    },
    /// Vote for a question that is published, or no longer. `too_fast` as [`Self::ProposeTopic`]; `unknown_item`.
    VoteQuestion {
        /// Which.
        question: QuestionId,
        /// Whether.
        on: bool,
    },
    /// Have everybody see a question, and vote for it. `unknown_item`.
    PublishQuestion {
        /// Which.
        question: QuestionId,
    },
    /// Show everybody a question large, one at a time, or no longer. It is published by it. `unknown_item`.
    ShowQuestion {
        /// Which.
        question: QuestionId,
        /// Whether.
        on: bool,
    },
    /// It is answered: told to all who see it, and to whoever has its key. Another answer replaces the one before.
    /// `unknown_item`.
    AnswerQuestion {
        /// Which.
        question: QuestionId,
        /// In these words, at most [`super::MAX_ANSWER`] characters; aloud when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        text: Option<String>,
    },
    /// Back from a private word: both go to where they were, if it is still there, and it has been answered. `not_running`
    /// when one is in none.
    ComeBack {},
    /// Visitors, in the lobby of a drop-in reception: stand in the line that the answers lead to. Again: other answers. In the
    /// same line one keeps one's place, in another one is the last; who was handed over stays there while the answers lead
    /// where they did. `line_closed` outside the hours or when that line takes nobody; `out_of_range` for an answer that is none, or two to one question; `too_long`; `not_allowed` elsewhere.
    JoinLine {
        /// At most one to each question. What is to choose from must be answered, what is in words need not.
        answers: Vec<DoorAnswer>,
        /// Rather write than talk.
        in_writing: bool,
    },
    /// Visitors who stand in a line: wait for this professional and nobody else, or for anybody when absent. One keeps one's
    /// place. `not_running` in no line; `unknown_participant` for who does not receive it.
    WaitFor {
        /// Whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        participant: Option<ParticipantId>,
    },
    /// Receive these lines from now on; none: receive no longer. In a room without a reception this and what follows of it
    /// is `not_running`. `out_of_range` for a line that is not there.
    Receive {
        /// Which.
        lines: Vec<LineId>,
    },
    /// Have visitors join a line, or no longer. Those in it are still received. `out_of_range`.
    OpenLine {
        /// Which.
        line: LineId,
        /// Whether.
        open: bool,
    },
    /// Take the next visitor: both go to an encounter. Those handed over first, then first come first; who waits for another,
    /// asks for help to get in, or has no connection now is not taken. `line_empty`; `not_allowed` in an encounter, or when others are on one's device.
    TakeNext {
        /// Of this line; of all that one receives when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        line: Option<LineId>,
    },
    /// Take this visitor, whoever is before and whomever they wait for: somebody is urgent. Otherwise as [`Self::TakeNext`];
    /// `unknown_participant` for who stands in no line, `unavailable` for who has no connection now.
    TakeVisitor {
        /// Whom.
        participant: ParticipantId,
    },
    /// Ask another professional or a speaker to join one's encounter. The visitor is not told before they come. `out_of_range`
    /// for who cannot come: a visitor, who is in an encounter, or beyond [`super::MAX_PROFESSIONALS`]; `not_running` in none.
    AskColleague {
        /// Whom.
        participant: ParticipantId,
        /// Whether; `false` takes it back.
        on: bool,
    },
    /// Join the encounter one is asked to: aside first, where the visitor neither hears nor sees. `unknown_item`; `not_allowed` in another, in a place for two, or when others are on one's device.
    JoinEncounter {
        /// Which.
        encounter: EncounterId,
    },
    /// No to [`Self::AskColleague`]. `unknown_item`.
    DeclineEncounter {
        /// Which.
        encounter: EncounterId,
    },
    /// Leave the visitor for a moment to talk aside; they are told that one comes back. `not_running` in no encounter.
    StepAside {},
    /// Everybody aside goes to the visitor. `not_running` when one is in no encounter or nobody is aside.
    GoToVisitor {},
    /// Leave the encounter to the others in it. `not_allowed` for the last one: see [`Self::EndEncounter`].
    LeaveEncounter {},
    /// Propose that the visitor go on with somebody else: ahead of the line, with answers and note if they like. In place of
    /// another proposal. `out_of_range`; `too_long`; `unknown_participant` for who does not receive that line; `not_running`.
    ProposeHandOver {
        /// In which line.
        line: LineId,
        /// With whom; with anybody when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        to: Option<ParticipantId>,
        /// What whoever goes on should know, at most [`super::MAX_HAND_OVER_NOTE`] characters; the visitor reads it.
        note: String,
    },
    /// Take the proposal back. `not_running` when there is none.
    WithdrawHandOver {},
    /// Visitors: what becomes of it. `not_running` when nothing is proposed; `out_of_range` when it is another by now.
    AnswerHandOver {
        /// What.
        answer: HandOverAnswer,
        /// Which proposal they have read: they agree to no other.
        proposal: u32,
    },
    /// The visitor goes back to the line, to the place where they stood: say because sound does not work. `not_running`.
    ReturnToLine {},
    /// The encounter is over: the visitor leaves with a word of goodbye, professionals go where they came from. What was
    /// answered and written in it is forgotten. `not_running`.
    EndEncounter {},
    /// Let people in from the lobby or from the help place. Visitors of a drop-in reception are taken, not let in: `not_allowed`. Who is in already is no error.
    Admit {
        /// Who, 1 to [`super::MAX_ADMITTED`].
        participants: Vec<ParticipantId>,
    },
    /// Let everybody in who waits in the lobby.
    AdmitAll {},
    /// Not this time. They may knock again.
    Refuse {
        /// Who, in the lobby.
        participant: ParticipantId,
        /// Why; they are told.
        reason: RefusalReason,
    },
    /// Back to the lobby; from the help place to where they were in the line. `not_allowed` for those who run the
    /// session, `out_of_range` for people who share a device.
    SendBack {
        /// Who.
        participant: ParticipantId,
    },
    /// Go with somebody from the lobby to a place for the two: they are let in nowhere else. Ends with
    /// [`Command::Admit`], [`Command::SendBack`], or when one of the two is gone. `not_allowed` when one helps
    /// already, or others are on one's device.
    TakeToHelp {
        /// Who, in the lobby.
        participant: ParticipantId,
    },
    /// Remove somebody, from the lobby too: their devices, tickets, tokens and a personal invitation. Told by
    /// [`super::Event::Removed`] what that cannot stop.
    Remove {
        /// Who.
        participant: ParticipantId,
    },
    /// End the session for guests. Those who run it stay; the door is closed until it is set anew. Groups, a break
    /// and an own task are over, and the agenda goes on only by hand.
    EndSession {},
    /// What the door does from now on. An open one lets in who waits.
    SetDoor {
        /// What.
        door: Door,
    },
    /// What the lobby says.
    SetWelcome {
        /// At most [`super::MAX_WELCOME`] characters.
        text: String,
    },

    /// Correct by hand what was recorded of somebody; at least one of the two. What was recorded stays beside it.
    /// `unknown_participant` for a row one does not see, `out_of_range` beyond [`super::MAX_CORRECTIONS`].
    CorrectAttendance {
        /// Whose row.
        subject: AttendanceSubject,
        /// What it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        status: Option<AttendanceStatus>,
        /// How many minutes they were there, at most [`super::MAX_CORRECTED_MINUTES`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        minutes: Option<u32>,
        /// Why it is corrected, 1 to [`super::MAX_REASON`] characters on one line. Never why somebody was away.
        reason: String,
    },
    /// Somebody who came is this member; without `member`, nobody on the list.
    MatchMember {
        /// Who came.
        participant: ParticipantId,
        /// Whom the list knows as.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        member: Option<MemberId>,
    },
    /// Only this person, beside supervisors, corrects attendance; without `participant`, whoever may by role.
    NameKeeper {
        /// Who; `not_allowed` if their role may not correct.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        participant: Option<ParticipantId>,
    },
    /// Say how this device fares, for those who help: at most once a second, else `unavailable`. No content.
    ReportDevice {
        /// How it fares.
        state: DeviceState,
    },
    /// Have everybody try their technology.
    StartTechnologyRound {
        /// What is to be tried: at least one, none twice.
        steps: Vec<TechnologyStep>,
    },
    /// Tick a step for somebody by hand; `out_of_range` when it is not in the round.
    MarkStep {
        /// For whom: somebody who does not run the session.
        participant: ParticipantId,
        /// Which.
        step: TechnologyStep,
    },
    /// Put the technology round away, finished or not.
    EndTechnologyRound {},

    /// Ask whoever shares a screen in the place one is in to let one share one's own. `not_running` when nobody does.
    AskForScreen {},
    /// Play a file to everybody in the place one is in, from this device: its sound and picture are on from now on, in the
    /// first pair of screen sources of the device that is free. `taken` when something is played there, or there is no room
    /// beside the screens that are shared; `out_of_range` where neither plenary nor group is. It ends when its sound is
    /// turned off, by anybody, and when the device leaves the place.
    StartPlaying {
        /// What it is, at most [`super::MAX_PLAYING_TITLE`] characters, one line. It is kept in memory only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        title: Option<String>,
        /// Whether it has a picture.
        picture: bool,
        /// How loud, 0 to [`super::MAX_LEVEL`].
        level: u32,
        /// Whether captions come with it.
        captions: bool,
    },
    /// Say anew what is played from this device, how loud, and whether captions come with it. `not_running` when nothing is.
    SetPlaying {
        /// As in [`Command::StartPlaying`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        title: Option<String>,
        /// As in [`Command::StartPlaying`].
        level: u32,
        /// As in [`Command::StartPlaying`].
        captions: bool,
    },
    /// Have what is played in the place one is in stand still; from backstage what is played in the plenary. The device that
    /// plays it obeys. `not_running` when nothing is played.
    PausePlaying {},
    /// Have it go on.
    ResumePlaying {},
    /// End it.
    StopPlaying {},
    /// A cue of the captions of what is played from this device, for everybody who is played to: at most [`super::MAX_CUE`]
    /// characters; empty when the one before is over. Nothing of it is kept. `not_running` when nothing is played from here
    /// with captions.
    SendCue {
        /// The words.
        text: String,
    },

    /// Any other command on behalf of somebody whom the same device carries; `unknown_participant` for anybody else. A
    /// page that carries several people always says so.
    As {
        /// On whose.
        participant: ParticipantId,
        /// What. Not this one again: `out_of_range`.
        command: Box<Command>,
    },
    /// Somebody beside one takes part through the same device, as a participant with everything of their own. They are
    /// told to the device first by [`super::Event::ViewReplaced`]. `not_allowed` on a companion device, backstage, in a
    /// help place, after the end, and while an agreement is in force that they have not accepted; `out_of_range` beyond
    /// [`super::MAX_CARRIED`].
    AddPerson {
        /// What they are called, as in [`Command::Rename`].
        name: String,
        /// The version of the agreement that they have read and accepted; `out_of_range` when it is not in force.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        agreement: Option<u32>,
    },
    /// An invitation for a further device of the same person. The server answers with
    /// [`super::ServerMessage::DeviceInvitation`] before `ok`. `not_allowed` for a take over from where not everybody is
    /// who would be brought along; `out_of_range` for a companion beyond
    /// [`super::MAX_DEVICES`].
    InviteDevice {
        /// What it is for.
        further: Further,
    },
}
