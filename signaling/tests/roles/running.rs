//! The commands of groups, timers, breaks, own tasks and calls for help, and what must be there for each of them to mean something.

use signaling::id::{GroupId, HelpCallId, ParticipantId};
use signaling::protocol::{
    Assignment, AttendanceSubject, Command, GroupColour, GroupsPlan, HelpProblem, LateRule, NoteRule,
    PreparedGroup,
};
use signaling::room::Room;

use crate::{ACTOR, GUEST, GUEST_ID, Idle, May, No, STAFF, Yes, say};

const ONE: GroupId = GroupId(1);

/// The first call for help.
const CALL: HelpCallId = HelpCallId(1);

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
        Command::WithdrawHelp {} => drop(say(room, ACTOR, ask_for_help()).unwrap()),
        Command::ClaimHelp { .. } | Command::ReleaseHelp { .. } | Command::ResolveHelp { .. } => {
            say(room, GUEST, ask_for_help()).unwrap();
            if matches!(command, Command::ReleaseHelp { .. }) {
                say(room, ACTOR, Command::ClaimHelp { call: CALL }).ok();
            }
        }
        _ => {}
    }
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

fn timer() -> Command {
    Command::StartTimer { seconds: 60, title: None }
}

fn pause() -> Command {
    Command::StartBreak { minutes: 10, coffee_table: true }
}

fn task() -> Command {
    Command::StartOwnTask { task: "Kävelkää".into(), minutes: 10 }
}

fn ask_for_help() -> Command {
    Command::AskForHelp { problem: HelpProblem::SomethingElse, for_group: false }
}

fn result() -> Command {
    Command::BringResult { title: "Lenkki".into(), text: Some("Metsässä".into()), picture: None }
}

/// In the order of [`signaling::role::Role::ALL`], as in the other table.
pub fn table() -> Vec<(Command, [May; 7])> {
    let leading = [Yes, Yes, No, No, No, No, No];
    let crew = [Yes, Yes, Yes, No, No, No, No];
    let taking_part = [Yes, Yes, Yes, Yes, Yes, No, Yes];
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
        (Command::TakeNote {}, taking_part),
        (Command::ReleaseNote {}, [Yes, Yes, Yes, Yes, Yes, Idle, Yes]),
        (Command::WriteNote { text: "Muistio".into() }, taking_part),
        (timer(), crew),
        (Command::ExtendTimer { seconds: 30 }, crew),
        (Command::PauseTimer {}, crew),
        (Command::ResumeTimer {}, crew),
        (Command::StopTimer {}, crew),
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
        (Command::WithdrawHelp {}, [Yes; 7]),
        (Command::ClaimHelp { call: CALL }, crew),
        (Command::ReleaseHelp { call: CALL }, crew),
        (Command::ResolveHelp { call: CALL }, crew),
    ]
}
