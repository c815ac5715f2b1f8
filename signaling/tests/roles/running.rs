//! The commands of groups, turns, timers, scenes, breaks, own tasks, the facilitator queue and the drop-in reception, and what
//! must be there for each of them to mean something.

use signaling::id::{AskId, DeviceId, EncounterId, GroupId, LineId, ParticipantId, QuestionId};
use signaling::protocol::{
    Assignment, AttendanceSubject, Command, GroupColour, GroupsPlan, HandOverAnswer, HelpProblem, LateRule,
    NoteRule, Place, PreparedGroup, QueueItem, QueueOrder, SceneKind, SourceKind, TurnMode,
};
use signaling::role::Role;
use signaling::room::{Entry, Line, Reception, Room};
use signaling::time::Moment;

use crate::{ACTOR, GUEST, GUEST_ID, Idle, May, No, SPEAKER, STAFF, WAITING_ID, Yes, say};

const ONE: GroupId = GroupId(1);

const FISHBOWL: SceneKind = SceneKind::Fishbowl { seats: 2, free_seat: true, leave_after: None };

const INTERPRETER: ParticipantId = ParticipantId(7);

/// The first request.
const REQUEST: AskId = AskId(1);

const ITEM: QueueItem = QueueItem::Request { request: REQUEST };

/// The first question.
const QUESTION: QuestionId = QuestionId(1);

/// Another who may join an encounter.
const COLLEAGUE: ParticipantId = ParticipantId(8);

const LINE: LineId = LineId(0);

/// The first encounter.
const ENCOUNTER: EncounterId = EncounterId(1);

/// A hand in the plenary, where the actor is too.
const HAND: QueueItem = QueueItem::Hand { participant: GUEST_ID, place: Place::Plenary {} };

fn prepared() -> Command {
    let visitor = |who| AttendanceSubject::Visitor { participant: ParticipantId(who) };
    let group = |people| PreparedGroup { name: None, task: None, people, leader: None, minutes: None };
    Command::PrepareGroups { groups: vec![group(vec![visitor(ACTOR), visitor(GUEST)]), group(Vec::new())] }
}

fn open(room: &mut Room, assignment: Assignment) {
    let plan = GroupsPlan { minutes: Some(10), ..GroupsPlan::of(2, assignment) };
    say(room, STAFF, Command::OpenGroups { plan }).unwrap();
}

/// Groups, in which the actor and the guest are together where the command is one of a group; timers, breaks and tasks.
pub fn prepare(room: &mut Room, command: &Command) {
    match command {
        Command::SayReady { .. }
        | Command::SplitGroup { .. }
        | Command::WriteCard { .. }
        | Command::ShareCard { .. }
        | Command::ShowCard { .. }
        | Command::TakeNote {}
        | Command::ReleaseNote {}
        | Command::WriteNote { .. } => {
            in_group(room);
            prepare_group(room, command);
        }
        Command::ChooseGroup { .. } => open(room, Assignment::Chosen { most: None }),
        Command::NextRound {} => open(room, Assignment::Rotation { rounds: 2 }),
        Command::SetGroup { .. }
        | Command::AddGroup {}
        | Command::MergeGroups { .. }
        | Command::SetGroupLength { .. }
        | Command::ExtendGroups { .. }
        | Command::PauseGroups {}
        | Command::SetWarnings { .. }
        | Command::SetLateRule { .. }
        | Command::SetNoteRule { .. }
        | Command::TellGroups { .. }
        | Command::SpeakToAll { .. }
        | Command::VisitGroup { .. } => open(room, Assignment::ByHand {}),
        Command::ResumeGroups {} => {
            open(room, Assignment::ByHand {});
            say(room, STAFF, Command::PauseGroups {}).unwrap();
        }
        Command::EndVisit {} => {
            open(room, Assignment::ByHand {});
            say(room, ACTOR, Command::VisitGroup { group: ONE, listening: false }).ok();
        }
        Command::ExtendTimer { .. } | Command::PauseTimer {} | Command::StopTimer {} => {
            say(room, STAFF, timer()).unwrap();
        }
        Command::ResumeTimer {} => {
            say(room, STAFF, timer()).unwrap();
            say(room, STAFF, Command::PauseTimer {}).unwrap();
        }
        Command::SetSeen { .. } | Command::SwapScene {} => {
            say(room, STAFF, scene(SceneKind::ReflectingTeam {}, vec![GUEST_ID])).unwrap();
        }
        Command::TakeSeat {} | Command::LeaveSeat {} => {
            say(room, STAFF, scene(FISHBOWL, Vec::new())).unwrap();
            if matches!(command, Command::LeaveSeat {}) {
                say(room, ACTOR, Command::TakeSeat {}).ok();
            }
        }
        Command::ChooseInterpreter { .. } => {
            let entry = Entry {
                participant: INTERPRETER,
                device: DeviceId(INTERPRETER.0),
                name: "n".into(),
                role: Role::Interpreter,
            };
            room.enter(Moment(0), entry).unwrap();
        }
        Command::ExtendBreak { .. }
        | Command::EndBreak {}
        | Command::SayBack { .. }
        | Command::SitAtCoffee { .. } => {
            say(room, STAFF, pause()).unwrap();
        }
        Command::ExtendOwnTask { .. }
        | Command::EndOwnTask {}
        | Command::SayTaskReady { .. }
        | Command::BringResult { .. }
        | Command::RemoveResult { .. }
        | Command::ShowResult { .. } => {
            say(room, STAFF, task()).unwrap();
            if !matches!(command, Command::BringResult { .. }) {
                say(room, GUEST, result()).unwrap();
            }
            if matches!(command, Command::RemoveResult { participant: None }) {
                say(room, ACTOR, result()).ok();
            }
        }
        Command::TakeStick {} | Command::GiveTurn { .. } => {
            say(room, STAFF, Command::SetTurns { turns: TurnMode::Stick }).unwrap();
            if matches!(command, Command::TakeStick {}) {
                say(room, STAFF, Command::FinishTurn {}).unwrap();
            }
        }
        Command::PassTurn {} | Command::TakeTurnLater {} | Command::EndRound {} => {
            say(room, STAFF, round()).unwrap();
        }
        Command::Withdraw { .. } => drop(say(room, ACTOR, ask_for_help()).unwrap()),
        Command::Claim { item }
        | Command::Release { item }
        | Command::Resolve { item }
        | Command::GoTo { item } => {
            if *item == HAND {
                say(room, GUEST, Command::RaiseHand { reply: false }).unwrap();
            } else {
                say(room, GUEST, Command::AskForPrivateWord { with: None }).unwrap();
            }
            if matches!(command, Command::Release { .. }) {
                say(room, ACTOR, Command::Claim { item: *item }).ok();
            }
        }
        Command::VoteQuestion { question, .. }
        | Command::PublishQuestion { question }
        | Command::ShowQuestion { question, .. }
        | Command::AnswerQuestion { question, .. }
        | Command::WithdrawQuestion { question, .. } => {
            say(room, GUEST, ask_question()).unwrap();
            let question = *question;
            if matches!(command, Command::VoteQuestion { .. } | Command::WithdrawQuestion { .. }) {
                say(room, STAFF, Command::PublishQuestion { question }).unwrap();
            }
        }
        Command::ComeBack {} => {
            say(room, ACTOR, Command::AskForPrivateWord { with: None }).unwrap();
            say(room, STAFF, Command::GoTo { item: ITEM }).unwrap();
        }
        Command::AskForScreen {} => drop(say(room, GUEST, share_screen()).unwrap()),
        Command::SetPlaying { .. } | Command::SendCue { .. } => drop(say(room, ACTOR, play()).ok()),
        Command::PausePlaying {} | Command::StopPlaying {} => drop(say(room, STAFF, play()).unwrap()),
        Command::ResumePlaying {} => {
            say(room, STAFF, play()).unwrap();
            say(room, STAFF, Command::PausePlaying {}).unwrap();
        }
        of_reception if is_of_reception(of_reception) => prepare_reception(room, of_reception),
        _ => {}
    }
}

/// Whether it is one of the drop-in reception.
pub const fn is_of_reception(command: &Command) -> bool {
    matches!(
        command,
        Command::JoinLine { .. }
            | Command::WaitFor { .. }
            | Command::Receive { .. }
            | Command::OpenLine { .. }
            | Command::TakeNext { .. }
            | Command::TakeVisitor { .. }
            | Command::AskColleague { .. }
            | Command::JoinEncounter { .. }
            | Command::DeclineEncounter { .. }
            | Command::StepAside {}
            | Command::GoToVisitor {}
            | Command::LeaveEncounter {}
            | Command::ProposeHandOver { .. }
            | Command::WithdrawHandOver {}
            | Command::AnswerHandOver { .. }
            | Command::ReturnToLine {}
            | Command::EndEncounter {}
    )
}

/// Somebody waits in the line; for what is said in an encounter staff have taken them, and the actor has joined if they can.
fn prepare_reception(room: &mut Room, command: &Command) {
    let lines = vec![Line { name: "Neuvonta".into(), minutes: 10 }];
    *room = room.clone().with_reception(Reception { lines, ..Reception::default() }).unwrap();
    say(room, STAFF, Command::Receive { lines: vec![LINE] }).unwrap();
    say(room, WAITING_ID.0, join_line()).unwrap();
    match command {
        Command::JoinLine { .. }
        | Command::WaitFor { .. }
        | Command::Receive { .. }
        | Command::OpenLine { .. }
        | Command::TakeVisitor { .. } => return,
        Command::TakeNext { .. } => {
            say(room, ACTOR, Command::Receive { lines: vec![LINE] }).ok();
            return;
        }
        _ => {}
    }
    let (participant, device) = (COLLEAGUE, DeviceId(COLLEAGUE.0));
    let entry = Entry { participant, device, name: "n".into(), role: Role::Facilitator };
    room.enter(Moment(0), entry).unwrap();
    say(room, STAFF, Command::TakeNext { line: None }).unwrap();
    say(room, STAFF, Command::AskColleague { participant: ParticipantId(ACTOR), on: true }).ok();
    if !matches!(command, Command::JoinEncounter { .. } | Command::DeclineEncounter { .. }) {
        say(room, ACTOR, Command::JoinEncounter { encounter: ENCOUNTER }).ok();
        if !matches!(command, Command::GoToVisitor {}) {
            say(room, ACTOR, Command::GoToVisitor {}).ok();
        }
    }
    if matches!(command, Command::WithdrawHandOver {} | Command::AnswerHandOver { .. }) {
        say(room, STAFF, hand_over()).unwrap();
    }
}

fn join_line() -> Command {
    Command::JoinLine { answers: Vec::new(), in_writing: false }
}

fn hand_over() -> Command {
    Command::ProposeHandOver { line: LINE, to: None, note: "Vuokra on maksamatta".into() }
}

/// The actor and the guest are in the first group.
pub fn in_group(room: &mut Room) {
    say(room, STAFF, prepared()).unwrap();
    open(room, Assignment::Prepared {});
}

fn prepare_group(room: &mut Room, command: &Command) {
    match command {
        Command::ShareCard { .. } | Command::ShowCard { .. } => {
            say(room, GUEST, Command::WriteCard { text: "Löysimme".into() }).unwrap();
            if matches!(command, Command::ShowCard { .. }) {
                say(room, GUEST, Command::ShareCard { shared: true }).unwrap();
            }
        }
        Command::ReleaseNote {} | Command::WriteNote { .. } => {
            say(room, ACTOR, Command::TakeNote {}).ok();
        }
        _ => {}
    }
}

/// It begins with somebody whom this is not about.
fn round() -> Command {
    let from = Some(ParticipantId(SPEAKER));
    Command::StartRound { from, backwards: false, seconds: None, hard: false }
}

fn timer() -> Command {
    Command::StartTimer { seconds: 60, title: None }
}

fn scene(scene: SceneKind, seen: Vec<ParticipantId>) -> Command {
    Command::SetScene { scene, seen }
}

fn pause() -> Command {
    Command::StartBreak { minutes: 10, coffee_table: true }
}

fn task() -> Command {
    Command::StartOwnTask { task: "Kävelkää".into(), minutes: 10 }
}

fn ask_for_help() -> Command {
    Command::AskForHelp { problem: HelpProblem::SomethingElse, for_group: false, subject: None }
}

fn ask_question() -> Command {
    Command::AskQuestion { text: "Milloin jatkamme?".into(), key: None }
}

fn share_screen() -> Command {
    Command::SetSending { kind: SourceKind::Screen, on: true }
}

fn play() -> Command {
    Command::StartPlaying { title: None, picture: true, level: 80, captions: true }
}

fn result() -> Command {
    Command::BringResult { title: "Lenkki".into(), text: Some("Metsässä".into()), picture: None }
}

/// In the order of [`signaling::role::Role::ALL`], as in the other table.
pub fn table() -> Vec<(Command, [May; 7])> {
    let leading = [Yes, Yes, No, No, No, No, No];
    let crew = [Yes, Yes, Yes, No, No, No, No];
    let taking_part = [Yes, Yes, Yes, Yes, Yes, No, Yes];
    // A speaker may be asked to a visitor, and says nothing of what becomes of them.
    let invited = [Yes, Yes, Yes, No, Yes, No, No];
    let set = Command::SetGroup {
        group: ONE,
        name: Some("Kuusi".into()),
        colour: GroupColour::Blue,
        task: None,
        leader: None,
    };
    vec![
        (prepared(), leading),
        (set, leading),
        (Command::AddGroup {}, leading),
        (Command::MergeGroups { from: GroupId(2), into: ONE }, leading),
        (Command::SplitGroup { group: ONE, people: vec![GUEST_ID] }, leading),
        (Command::ChooseGroup { group: Some(ONE) }, taking_part),
        (Command::SetGroupLength { group: ONE, minutes: Some(5) }, leading),
        (Command::ExtendGroups { minutes: 5 }, leading),
        (Command::PauseGroups {}, leading),
        (Command::ResumeGroups {}, leading),
        (Command::SetWarnings { minutes: vec![5] }, leading),
        (Command::SetLateRule { late: LateRule::Lobby }, leading),
        (Command::SetNoteRule { notes: NoteRule::Destroy }, leading),
        (Command::NextRound {}, leading),
        (Command::SayReady { ready: true }, taking_part),
        (Command::TellGroups { text: "Viisi minuuttia".into() }, leading),
        (Command::SpeakToAll { on: true }, leading),
        (Command::VisitGroup { group: ONE, listening: true }, crew),
        (Command::EndVisit {}, crew),
        (Command::WriteCard { text: "Löysimme".into() }, taking_part),
        (Command::ShareCard { shared: true }, taking_part),
        (Command::ShowCard { group: Some(ONE) }, leading),
        (Command::RaiseHand { reply: true }, taking_part),
        (Command::LowerHand { participant: Some(GUEST_ID), reply: false }, leading),
        (Command::LowerAllHands {}, leading),
        (Command::CallPerson { participant: GUEST_ID }, leading),
        (Command::SetQueueOrder { order: QueueOrder::LeastSpoken }, leading),
        (Command::SetTurns { turns: TurnMode::Silence }, leading),
        (Command::TakeStick {}, taking_part),
        (Command::GiveTurn { to: GUEST_ID }, leading),
        (round(), leading),
        (Command::PassTurn {}, leading),
        (Command::TakeTurnLater {}, leading),
        (Command::EndRound {}, leading),
        (Command::MoveSeat { participant: GUEST_ID, before: Some(ParticipantId(ACTOR)) }, leading),
        (Command::TakeNote {}, taking_part),
        (Command::ReleaseNote {}, [Yes, Yes, Yes, Yes, Yes, Idle, Yes]),
        (Command::WriteNote { text: "Muistio".into() }, taking_part),
        (timer(), crew),
        (Command::ExtendTimer { seconds: 30 }, crew),
        (Command::PauseTimer {}, crew),
        (Command::ResumeTimer {}, crew),
        (Command::StopTimer {}, crew),
        (scene(SceneKind::Stage {}, vec![GUEST_ID]), leading),
        (Command::SetSeen { people: vec![ParticipantId(STAFF)] }, leading),
        (Command::SwapScene {}, leading),
        (Command::TakeSeat {}, taking_part),
        (Command::LeaveSeat {}, [Yes, Yes, Yes, Yes, Yes, Idle, Yes]),
        (Command::SetSpotlight { participant: Some(GUEST_ID) }, leading),
        (Command::ChooseInterpreter { participant: Some(INTERPRETER) }, [Yes; 7]),
        (pause(), leading),
        (Command::ExtendBreak { minutes: 5 }, leading),
        (Command::EndBreak {}, leading),
        (Command::SayBack { back: true }, [Yes; 7]),
        (Command::SitAtCoffee { sit: true }, [Yes; 7]),
        (task(), leading),
        (Command::ExtendOwnTask { minutes: 5 }, leading),
        (Command::EndOwnTask {}, leading),
        (Command::SayTaskReady { ready: true }, [Yes; 7]),
        (result(), taking_part),
        (Command::RemoveResult { participant: None }, taking_part),
        (Command::RemoveResult { participant: Some(GUEST_ID) }, leading),
        (Command::ShowResult { participant: Some(GUEST_ID) }, leading),
        (ask_for_help(), [Yes; 7]),
        (Command::AskForPrivateWord { with: None }, [Yes; 7]),
        (Command::SendQuietSignal {}, [Yes; 7]),
        (Command::Withdraw { request: REQUEST }, [Yes; 7]),
        (Command::Claim { item: ITEM }, crew),
        (Command::Release { item: ITEM }, crew),
        (Command::Resolve { item: ITEM }, crew),
        (Command::GoTo { item: ITEM }, crew),
        (Command::Claim { item: HAND }, leading),
        (Command::Release { item: HAND }, leading),
        (Command::Resolve { item: HAND }, leading),
        (Command::GoTo { item: HAND }, leading),
        (Command::ComeBack {}, [Yes; 7]),
        (ask_question(), [Yes; 7]),
        (Command::VoteQuestion { question: QUESTION, on: true }, [Yes, Yes, Yes, Yes, No, No, Yes]),
        (Command::PublishQuestion { question: QUESTION }, crew),
        (Command::ShowQuestion { question: QUESTION, on: true }, crew),
        (Command::AnswerQuestion { question: QUESTION, text: None }, crew),
        (Command::WithdrawQuestion { question: QUESTION, key: None }, leading),
        // What comes with a key never comes with a name: the room takes it from nobody.
        (Command::WatchQuestions { keys: Vec::new() }, [No; 7]),
        // Who is in the room stands in no line, and is no visitor who is received.
        (join_line(), [No; 7]),
        (Command::WaitFor { participant: None }, [No; 7]),
        (Command::AnswerHandOver { answer: HandOverAnswer::Carry, proposal: 1 }, [No; 7]),
        (Command::Receive { lines: vec![LINE] }, crew),
        (Command::OpenLine { line: LINE, open: false }, crew),
        (Command::TakeNext { line: None }, crew),
        (Command::TakeVisitor { participant: WAITING_ID }, crew),
        (Command::AskColleague { participant: COLLEAGUE, on: true }, crew),
        (Command::JoinEncounter { encounter: ENCOUNTER }, invited),
        (Command::DeclineEncounter { encounter: ENCOUNTER }, invited),
        (Command::StepAside {}, invited),
        (Command::GoToVisitor {}, invited),
        (Command::LeaveEncounter {}, invited),
        (hand_over(), crew),
        (Command::WithdrawHandOver {}, crew),
        (Command::ReturnToLine {}, crew),
        (Command::EndEncounter {}, crew),
        (Command::AskForScreen {}, taking_part),
        (play(), leading),
        (Command::SetPlaying { title: Some("Elokuva".into()), level: 50, captions: false }, leading),
        (Command::PausePlaying {}, leading),
        (Command::ResumePlaying {}, leading),
        (Command::StopPlaying {}, leading),
        (Command::SendCue { text: "Hei".into() }, leading),
    ]
}
