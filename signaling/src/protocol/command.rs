//! What a person asks of the room. The payload types of a feature live in the feature's file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Assignment, AttendanceStatus, AttendanceSubject, Choice, DeviceState, Door, Further, HelpProblem, Move,
    PollKind, Reaction, RefusalReason, Scope, SourceKind, Switches, TechnologyStep,
};
use crate::id::{MemberId, MessageId, ParticipantId, PollId};
use crate::role::Role;

/// What a person asks of the room. Who asks is known from the connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Turn one of this device's sources on or off. Off is enforced by the server.
    SetSending {
        /// Which source.
        kind: SourceKind,
        /// Whether it is sent.
        on: bool,
    },
    /// Join the queue of the place one is in. A second raise keeps the first place.
    RaiseHand {},
    /// Leave the queue; with `participant`, take another's hand down.
    LowerHand {
        /// Whose hand; one's own when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        participant: Option<ParticipantId>,
    },
    /// Give the floor to the first in the queue of the place one is in who is here.
    CallNext {},
    /// Give up the floor; a facilitator may end another's turn.
    FinishTurn {},
    /// Open breakout groups beside each other.
    OpenGroups {
        /// How many, 1 to [`MAX_GROUPS`].
        count: u32,
        /// Who goes where at once.
        assignment: Assignment,
    },
    /// Move people between the plenary and groups: all of them or, if one move is impossible, none.
    MovePeople {
        /// Who goes where.
        moves: Vec<Move>,
    },
    /// Everybody back to the plenary; the groups are closed.
    Recall {},
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
    /// Ask everybody in the session something. `out_of_range` when there are [`super::MAX_POLLS`] already.
    OpenPoll {
        /// What, at most [`super::MAX_QUESTION`] characters.
        question: String,
        /// How it may be answered.
        kind: PollKind,
        /// Whether nobody, not even the server's store, learns who voted what.
        anonymous: bool,
    },
    /// Answer a poll; change the answer if the poll is not anonymous. `poll_closed`, `already_voted`.
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
    /// Show everybody the figures; closes the poll first. `not_allowed` for a pulse.
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
    /// Turn a source of somebody off, on all their devices. Nobody turns another's on: see [`Command::AskToUnmute`].
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
    /// `supervisor_here` when there is one, or somebody who is here acts.
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
    /// From the lobby only: somebody is needed to get in. Another problem may be named after half a minute:
    /// `too_soon` before that.
    AskForHelp {
        /// What is wrong.
        problem: HelpProblem,
    },
    /// Let people in from the lobby or from the help place. Who is in already is no error.
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
    /// End the session for guests. Those who run it stay; the door is closed until it is set anew.
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
