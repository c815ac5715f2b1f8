//! The state machine of a session: people, their devices and places, groups, speaking queues, routes.
//!
//! Told the time, ids and seeds; answers with effects. Each command is checked, then the room changes, then what
//! changed is told: nothing after the first write can fail, so a rejected command leaves no trace. This file
//! dispatches; each feature owns its rules in a file of its own and notes what it touched in `changes::Changes`.

mod acting;
mod addressing;
mod agenda;
mod agreement;
mod attendance;
mod backstage;
mod beside;
mod breaks;
mod changes;
mod chat;
mod device_state;
mod devices;
mod doors;
mod effect;
mod facilitator_queue;
mod further;
mod groups;
mod hands;
mod help;
mod inside;
mod interpreters;
mod lobby;
mod log;
mod muting;
mod own_task;
mod pace;
mod pairs;
mod people;
mod permissions;
mod places;
mod playing;
mod polls;
mod presence;
mod questions;
mod reactions;
mod reception;
mod removal;
mod roles;
mod routes;
mod scenes;
mod screens;
mod seats;
mod speaking;
#[cfg(test)]
mod story;
mod technology;
mod timers;
mod topics;
mod turns;
mod view;
mod words;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use addressing::{Addressed, Hearers};
pub use agreement::Acceptance;
pub use attendance::{Expected, ExpectedMember, MAX_LISTED_NAME, MAX_MEMBERS, MAX_RECORDED, Stay};
pub use device_state::DEVICE_REPORT_EVERY;
pub use doors::{Arrival, Arrived, Opening, Refused, Schedule};
pub use effect::{Audience, Effect};
pub use lobby::HELP_AGAIN;
pub use log::{Log, LogEntry, SCHEMA, TextChange, TextId, UnknownSchema, Written};
pub use places::Places;
pub use polls::BallotId;
pub use questions::KeyDigest;
pub use reception::{DoorOption, DoorQuestion, Line, MAX_OPEN_HOURS, OpenHours, Reception};
pub use routes::{Route, RoutePlan};
pub use speaking::SPEAKING_TOLD_EVERY;

use crate::id::{DeviceId, ParticipantId, Seed};
use crate::protocol::{Command, LeaveReason, Rejection, Switches, Template};
use crate::role::Role;
use crate::time::Moment;

/// One session. Owned by one task, which gives it everything that happens and performs its effects in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    title: String,
    template: Template,
    rules: Rules,
    people: BTreeMap<ParticipantId, people::Person>,
    seats_given: u32,
    /// How many people each has added beside them, those who have left included.
    added: BTreeMap<ParticipantId, u32>,
    devices: BTreeMap<DeviceId, devices::Device>,
    plenary: hands::Queue,
    groups: groups::Groups,
    plan: RoutePlan,
    switches: Switches,
    /// Who acts as supervisor.
    acting: Option<acting::Acting>,
    texts: presence::Texts,
    lobby: lobby::Lobby,
    chat: chat::Chat,
    reactions: reactions::Reactions,
    polls: polls::Polls,
    feedback: polls::Feedback,
    agreement: agreement::Agreement,
    attendance: attendance::Attendance,
    device_states: device_state::DeviceStates,
    technology: technology::Technology,
    speaking: speaking::Speaking,
    insides: inside::Insides,
    timers: timers::Timers,
    agenda: agenda::Agenda,
    topics: topics::Topics,
    breaks: breaks::Breaks,
    own_task: own_task::OwnTask,
    scenes: scenes::Scenes,
    /// Whom each follows as an interpreter.
    following: BTreeMap<ParticipantId, ParticipantId>,
    desk: reception::Desk,
    facilitator_queue: facilitator_queue::FacilitatorQueue,
    questions: questions::Questions,
    playings: playing::Playings,
    /// How fast each may do what everybody is told of at length.
    telling: pace::Paces,
}

/// What the operator decides for a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// How long a lost connection keeps seat, hand and group.
    pub grace: Duration,
}

/// Somebody at the door, with a ticket that the server has checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Who. Known already: the person adds a further device, see [`Room::arrive`] for what it may be to them.
    pub participant: ParticipantId,
    /// With what. Known already: the person joins those whom it carries.
    pub device: DeviceId,
    /// What they are called. The name of somebody who is already here stays.
    pub name: String,
    /// What they are. The role of somebody who is already here stays.
    pub role: Role,
}

/// Who speaks: known from the connection, never from what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// The person.
    pub participant: ParticipantId,
    /// The device they speak through.
    pub device: DeviceId,
}

impl Room {
    /// An empty room.
    #[must_use]
    pub fn new(title: String, template: Template, rules: Rules) -> Self {
        Self {
            title,
            template,
            rules,
            people: BTreeMap::new(),
            seats_given: 0,
            added: BTreeMap::new(),
            devices: BTreeMap::new(),
            plenary: hands::Queue::default(),
            groups: groups::Groups::default(),
            plan: RoutePlan::default(),
            switches: Switches::default(),
            acting: None,
            texts: presence::Texts::default(),
            lobby: lobby::Lobby::default(),
            chat: chat::Chat::default(),
            reactions: reactions::Reactions::default(),
            polls: polls::Polls::default(),
            feedback: polls::Feedback::default(),
            agreement: agreement::Agreement::default(),
            attendance: attendance::Attendance::default(),
            device_states: device_state::DeviceStates::default(),
            technology: technology::Technology::default(),
            speaking: speaking::Speaking::default(),
            insides: inside::Insides::default(),
            timers: timers::Timers::default(),
            agenda: agenda::Agenda::default(),
            topics: topics::Topics::default(),
            breaks: breaks::Breaks::default(),
            own_task: own_task::OwnTask::default(),
            scenes: scenes::Scenes::default(),
            following: BTreeMap::new(),
            desk: reception::Desk::default(),
            facilitator_queue: facilitator_queue::FacilitatorQueue::default(),
            questions: questions::Questions::default(),
            playings: playing::Playings::default(),
            telling: pace::Paces::default(),
        }
    }

    /// What a person asks.
    pub fn handle(
        &mut self,
        now: Moment,
        from: Sender,
        seed: Seed,
        command: Command,
    ) -> Result<Vec<Effect>, Rejection> {
        if self.lobby.waiting.contains_key(&from.participant) {
            let changes = self.handle_in_lobby(now, from, &command)?;
            return Ok(self.announce(now, changes));
        }
        let (from, command) = self.on_behalf(from, command)?;
        let who = from.participant;
        let told_at_length = self.spend_telling(now, from, &command)?;
        let falls_silent = self.turns_off_microphone(from, &command);
        let changes = match command {
            Command::SetSending { kind, on } => self.set_sending(from, kind, on)?,
            Command::RaiseHand { reply } => self.raise_hand(now, who, reply)?,
            Command::LowerHand { participant, reply } => {
                self.lower_hand(who, participant.unwrap_or(who), reply)?
            }
            Command::LowerAllHands {} => self.lower_all_hands(who)?,
            Command::CallNext {} => self.call_next(now, who)?,
            Command::CallPerson { participant } => self.call_person(now, who, participant)?,
            Command::FinishTurn {} => self.finish_turn(who)?,
            Command::SetQueueOrder { order } => self.set_queue_order(who, order)?,
            Command::TakeStick {} => self.take_stick(now, who)?,
            Command::GiveTurn { to } => self.give_turn(now, who, to)?,
            Command::StartRound { from, backwards, seconds, hard } => {
                self.start_round(now, who, from, turns::Pace { backwards, seconds, hard })?
            }
            Command::PassTurn {} => self.pass_turn(who)?,
            Command::TakeTurnLater {} => self.take_turn_later(who)?,
            Command::EndRound {} => self.end_round(who)?,
            Command::MoveSeat { participant, before } => self.move_seat(who, participant, before)?,
            Command::OpenGroups { plan } => self.open_groups(now, who, plan, seed)?,
            Command::PrepareGroups { groups } => self.prepare_groups(who, groups)?,
            Command::SetGroup { group, name, colour, task, leader } => {
                self.set_group(who, group, (name, colour), task, leader)?
            }
            Command::AddGroup {} => self.add_group(who)?,
            Command::MergeGroups { from, into } => self.merge_groups(who, from, into)?,
            Command::SplitGroup { group, people } => self.split_group(who, group, &people, seed)?,
            Command::MovePeople { moves } => self.move_people(now, who, &moves)?,
            Command::ChooseGroup { group } => self.choose_group(now, who, group)?,
            Command::Recall { seconds } => self.recall(now, who, seconds)?,
            Command::SetGroupLength { group, minutes } => self.set_group_length(now, who, group, minutes)?,
            Command::ExtendGroups { minutes } => self.extend_groups(now, who, minutes)?,
            Command::PauseGroups {} => self.pause_groups(now, who)?,
            Command::ResumeGroups {} => self.resume_groups(now, who)?,
            Command::SetWarnings { minutes } => self.set_warnings(now, who, minutes)?,
            Command::SetLateRule { late } => self.set_late_rule(who, late)?,
            Command::SetNoteRule { notes } => self.set_note_rule(who, notes)?,
            Command::NextRound {} => self.next_round(now, who)?,
            Command::SayReady { ready } => self.say_ready(now, who, ready)?,
            Command::TellGroups { text } => self.tell_groups(now, who, &text)?,
            Command::SpeakToAll { on } => self.speak_to_all(who, on)?,
            Command::VisitGroup { group, listening } => self.visit_group(now, who, group, listening)?,
            Command::EndVisit {} => self.end_visit(who)?,
            Command::WriteCard { text } => self.write_card(who, text)?,
            Command::ShareCard { shared } => self.share_card(who, shared)?,
            Command::ShowCard { group } => self.show_card(who, group)?,
            Command::TakeNote {} => self.take_note(now, who)?,
            Command::ReleaseNote {} => self.release_note(who)?,
            Command::WriteNote { text } => self.write_note(now, who, text)?,
            Command::StartTimer { seconds, title } => self.start_timer(now, who, seconds, title)?,
            Command::ExtendTimer { seconds } => self.extend_timer(who, seconds)?,
            Command::PauseTimer {} => self.pause_timer(now, who)?,
            Command::ResumeTimer {} => self.resume_timer(now, who)?,
            Command::StopTimer {} => self.stop_timer(who)?,
            Command::SetAgenda { phases } => self.set_agenda(who, phases)?,
            Command::NextPhase { seconds } => self.next_phase(now, who, seconds, seed)?,
            Command::PreviousPhase {} => self.previous_phase(now, who, seed)?,
            Command::ExtendPhase { minutes } => self.extend_phase(now, who, minutes)?,
            Command::SkipPhase { phase, skipped } => self.skip_phase(who, phase, skipped)?,
            Command::SetTurns { turns } => self.set_turns(now, who, turns)?,
            Command::SetScene { scene, seen } => self.set_scene(now, who, scene, &seen)?,
            Command::SetSeen { people } => self.set_seen(now, who, &people)?,
            Command::SwapScene {} => self.swap_scene(now, who)?,
            Command::TakeSeat {} => self.take_seat(now, who)?,
            Command::LeaveSeat {} => self.leave_seat(who)?,
            Command::SetSpotlight { participant } => self.set_spotlight(who, participant)?,
            Command::ChooseInterpreter { participant } => self.choose_interpreter(who, participant)?,
            Command::OpenTopics { open } => self.open_topics(who, open)?,
            Command::ProposeTopic { text, named } => self.propose_topic(who, &text, named)?,
            Command::SupportTopic { topic, on } => self.support_topic(who, topic, on)?,
            Command::RemoveTopic { topic } => self.remove_topic(who, topic)?,
            Command::ChooseTopic { topic, minutes } => self.choose_topic(who, topic, minutes)?,
            Command::StartBreak { minutes, coffee_table } => {
                self.start_break(now, who, minutes, coffee_table)?
            }
            Command::ExtendBreak { minutes } => self.extend_break(now, who, minutes)?,
            Command::EndBreak {} => self.end_break(now, who)?,
            Command::SayBack { back } => self.say_back(who, back)?,
            Command::SitAtCoffee { sit } => self.sit_at_coffee(who, sit)?,
            Command::StartOwnTask { task, minutes } => self.start_own_task(now, who, task, minutes)?,
            Command::ExtendOwnTask { minutes } => self.extend_own_task(now, who, minutes)?,
            Command::EndOwnTask {} => self.end_own_task(now, who)?,
            Command::SayTaskReady { ready } => self.say_task_ready(who, ready)?,
            Command::BringResult { title, text, picture } => self.bring_result(who, &title, text, picture)?,
            Command::RemoveResult { participant } => self.remove_result(who, participant.unwrap_or(who))?,
            Command::ShowResult { participant } => self.show_result(who, participant)?,
            Command::Leave {} => {
                self.put_away_companion(from).unwrap_or_else(|| self.leave(who, LeaveReason::Left))
            }
            Command::LeaveQuickly {} => self.leave(who, LeaveReason::LeftQuickly),
            Command::ChangeRole { participant, role } => self.change_role(now, who, participant, role)?,
            Command::Mute { participant, kind } => self.mute(who, participant, kind)?,
            Command::AskToUnmute { participant, kind } => self.ask_to_unmute(who, participant, kind)?,
            Command::DeclineUnmute { kind } => self.decline_unmute(who, kind),
            Command::ActAsSupervisor {} => self.act_as_supervisor(now, who)?,
            Command::StopActing {} => self.stop_acting(now, who),
            Command::SetSwitches { switches } => self.set_switches(who, switches)?,
            Command::GoBackstage {} => self.go_backstage(who)?,
            Command::ComeFromBackstage {} => self.come_from_backstage(who)?,
            Command::StepOut { note } => self.step_away(now, who, note)?,
            Command::StepBack {} => self.step_back(who),
            Command::Rename { participant, name } => self.rename(who, participant.unwrap_or(who), &name)?,
            Command::AskForHelp { problem, for_group, subject } => {
                self.ask_for_help(now, who, problem, for_group, subject)?
            }
            Command::AskForPrivateWord { with } => self.ask_for_private_word(now, who, with)?,
            Command::SendQuietSignal {} => self.send_quiet_signal(now, who)?,
            Command::Withdraw { request } => self.withdraw(who, request)?,
            Command::Claim { item } => self.claim(now, who, item)?,
            Command::Release { item } => self.release(who, item)?,
            Command::Resolve { item } => self.resolve(now, who, item)?,
            Command::GoTo { item } => self.go_to(now, who, item)?,
            Command::ComeBack {} => self.come_back(now, who)?,
            Command::AskQuestion { text, key: None } => self.ask_question(now, from, &text)?,
            Command::WithdrawQuestion { question, key: None } => self.withdraw_question(who, question)?,
            // Whoever shows a key is not to be known here: see `questions`.
            Command::AskQuestion { key: Some(_), .. }
            | Command::WithdrawQuestion { key: Some(_), .. }
            | Command::WatchQuestions { .. } => return Err(Rejection::NotAllowed),
            Command::VoteQuestion { question, on } => self.vote_question(who, question, on)?,
            Command::PublishQuestion { question } => self.publish_question(who, question)?,
            Command::ShowQuestion { question, on } => self.show_question(who, question, on)?,
            Command::AnswerQuestion { question, text } => {
                self.answer_question(now, who, question, text.as_deref())?
            }
            // Visitors say it in the lobby.
            Command::JoinLine { .. } | Command::WaitFor { .. } => return Err(Rejection::NotAllowed),
            Command::Receive { lines } => self.receive(who, &lines)?,
            Command::OpenLine { line, open } => self.open_line(who, line, open)?,
            Command::TakeNext { line } => self.take_next(now, who, line)?,
            Command::TakeVisitor { participant } => self.take_visitor(now, who, participant)?,
            Command::AskColleague { participant, on } => self.ask_colleague(who, participant, on)?,
            Command::JoinEncounter { encounter } => self.join_encounter(who, encounter)?,
            Command::DeclineEncounter { encounter } => self.decline_encounter(who, encounter)?,
            Command::StepAside {} => self.step_aside(who)?,
            Command::GoToVisitor {} => self.go_to_visitor(who)?,
            Command::LeaveEncounter {} => self.leave_encounter(who)?,
            Command::ProposeHandOver { line, to, note } => self.propose_hand_over(who, (line, to), &note)?,
            Command::WithdrawHandOver {} => self.withdraw_hand_over(who)?,
            Command::AnswerHandOver { answer, proposal } => {
                self.answer_hand_over(now, who, answer, proposal)?
            }
            Command::ReturnToLine {} => self.return_to_line(now, who)?,
            Command::EndEncounter {} => self.end_encounter(now, who)?,
            Command::Admit { participants } => self.admit(now, who, &participants)?,
            Command::AdmitAll {} => self.admit_all(now, who)?,
            Command::Refuse { participant, reason } => self.refuse(who, participant, reason)?,
            Command::SendBack { participant } => self.send_back(now, who, participant)?,
            Command::TakeToHelp { participant } => self.take_to_help(now, who, participant)?,
            Command::Remove { participant } => self.remove(who, participant)?,
            Command::EndSession {} => self.end_session(now, who)?,
            Command::SetDoor { door } => self.set_door(now, who, door)?,
            Command::SetWelcome { text } => self.set_welcome(who, text)?,
            Command::SendMessage { scope, text } => self.send_message(now, from, scope, text)?,
            Command::DeleteMessage { scope, message } => self.delete_message(who, scope, message)?,
            Command::ReadMessages { scope, before } => self.read_messages(now, from, scope, before)?,
            Command::TypeText { scope, text } => self.type_text(now, from, scope, text)?,
            Command::SetSlowMode { seconds } => self.set_slow_mode(who, seconds)?,
            Command::React { reaction } => self.react(now, from, reaction)?,
            Command::OpenPoll { question, kind, anonymous, here } => {
                self.open_poll(who, question, kind, anonymous, here)?
            }
            Command::Vote { poll, choice } => self.vote(who, poll, choice)?,
            Command::ClosePoll { poll } => self.close_poll(who, poll)?,
            Command::ShowPoll { poll } => self.show_poll(who, poll)?,
            Command::RemovePoll { poll } => self.remove_poll(who, poll)?,
            Command::SetAgreement { text } => self.set_agreement(now, who, text)?,
            Command::AcceptAgreement { version } => self.accept_agreement(now, who, version)?,
            Command::AskFeedback {} => self.ask_feedback(now, who)?,
            Command::GiveFeedback { score, word } => self.give_feedback(who, score, word)?,
            Command::CorrectAttendance { subject, status, minutes, reason } => {
                self.correct_attendance(now, who, (subject, status, minutes), reason)?
            }
            Command::MatchMember { participant, member } => self.match_member(who, participant, member)?,
            Command::NameKeeper { participant } => self.name_keeper(who, participant)?,
            Command::ReportDevice { state } => self.report_device(now, from, state)?,
            Command::StartTechnologyRound { steps } => self.start_technology_round(who, &steps)?,
            Command::MarkStep { participant, step } => self.mark_step(who, participant, step)?,
            Command::EndTechnologyRound {} => self.end_technology_round(who)?,
            Command::AskForScreen {} => self.ask_for_screen(from)?,
            Command::StartPlaying { title, picture, level, captions } => {
                self.start_playing(from, title, playing::Played { picture, level, captions })?
            }
            Command::SetPlaying { title, level, captions } => {
                self.set_playing(from, title, level, captions)?
            }
            Command::PausePlaying {} => self.pause_playing(who, true)?,
            Command::ResumePlaying {} => self.pause_playing(who, false)?,
            Command::StopPlaying {} => self.stop_playing(who)?,
            Command::SendCue { text } => self.send_cue(now, from, text)?,
            Command::As { .. } => return Err(Rejection::OutOfRange),
            Command::AddPerson { name, agreement } => self.add_person(now, from, seed, (&name, agreement))?,
            Command::InviteDevice { further } => self.invite_device(from, further)?,
        };
        if let Some(spent) = told_at_length {
            self.telling.keep(spent);
        }
        self.microphone_is_off(falls_silent);
        Ok(self.announce(now, changes))
    }

    /// Nobody is in the room, not even dropped, and nobody waits in the lobby.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.lobby.waiting.is_empty()
    }

    /// Whether this person is in the room, here or dropped.
    #[must_use]
    pub fn knows(&self, who: ParticipantId) -> bool {
        self.people.contains_key(&who)
    }

    /// What this person is.
    #[must_use]
    pub fn role_of(&self, who: ParticipantId) -> Option<Role> {
        self.people.get(&who).map(|person| person.role)
    }

    /// What the session is called.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What kind of meeting it is.
    #[must_use]
    pub const fn template(&self) -> Template {
        self.template
    }
}
