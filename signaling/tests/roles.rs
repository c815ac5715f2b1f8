//! Every role and every command, through the front door: the table of permissions alone would not notice a command
//! that forgets to ask it.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

#[path = "roles/running.rs"]
mod running;

use std::collections::BTreeSet;
use std::time::Duration;

use signaling::id::{DeviceId, GroupId, MemberId, MessageId, ParticipantId, PhaseId, PollId, Seed, TopicId};
use signaling::protocol::{
    AgendaItem, Assignment, AttendanceSubject, CameraState, Choice, Command, ConnectionState, DeviceState,
    Door, Further, GroupsPlan, Invitation, MIN_RECALL, MicrophoneState, Move, Phase, Place, PollKind,
    Reaction, RefusalReason, Rejection, Scope, SourceKind, Switches, TechnologyStep, Template, TurnMode,
};
use signaling::role::Role;
use signaling::room::{Arrival, Effect, Entry, Expected, ExpectedMember, Opening, Room, Rules, Sender};
use signaling::time::Moment;
use ts_rs::{Config, TS};

const ACTOR: u32 = 1;
const STAFF: u32 = 2;
const GUEST: u32 = 3;
const SPEAKER: u32 = 4;
const HOST: u32 = 6;
const GUEST_ID: ParticipantId = ParticipantId(GUEST);
const WAITING_ID: ParticipantId = ParticipantId(5);

/// What the table says of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum May {
    /// It is done and something changes.
    Yes,
    /// `not_allowed`.
    No,
    /// It is done, but for this role there can be nothing to do.
    Idle,
}

use May::{Idle, No, Yes};

/// Somebody of this role in the plenary beside staff, a guest with a hand up and another who has the floor.
fn room(role: Role, command: &Command) -> Room {
    let mut room = Room::new("t".into(), Template::Workshop, Rules { grace: Duration::from_secs(120) });
    room = room.opening(Opening { door: Door::Knock, ..Opening::default() });
    let waiting = Arrival {
        participant: WAITING_ID,
        device: DeviceId(5),
        name: "n5".into(),
        role: Role::Participant,
        invitation: Invitation::Shared,
        further: Further::Own,
    };
    room.arrive(Moment(0), waiting).unwrap();
    let people =
        [(ACTOR, role), (STAFF, Role::Facilitator), (GUEST, Role::Participant), (SPEAKER, Role::Participant)];
    for (who, role) in people {
        let (participant, device) = (ParticipantId(who), DeviceId(who));
        room.enter(Moment(0), Entry { participant, device, name: format!("n{who}"), role }).unwrap();
    }
    let expected = ExpectedMember { name: "Aino".into(), unit: None };
    let members = [(MemberId(1), expected)].into();
    room.expect(Moment(0), Expected { members, ..Expected::default() }).unwrap();
    for (who, command) in [
        (SPEAKER, Command::RaiseHand { reply: false }),
        (STAFF, Command::CallNext {}),
        (GUEST, Command::RaiseHand { reply: false }),
    ] {
        say(&mut room, who, command).unwrap();
    }
    // A hand of one's own where one may have one, and something to switch off where one could switch it on.
    if matches!(command, Command::LowerHand { participant: None, reply: false }) {
        say(&mut room, ACTOR, Command::RaiseHand { reply: false }).ok();
    }
    if let Command::SetSending { kind, on: false } = command {
        say(&mut room, ACTOR, Command::SetSending { kind: *kind, on: true }).ok();
    }
    if let Command::SendMessage { scope: Scope::Group { .. }, .. } = command {
        running::in_group(&mut room);
    }
    if matches!(command, Command::AcceptAgreement { .. }) {
        let (participant, device) = (ParticipantId(HOST), DeviceId(HOST));
        let entry = Entry { participant, device, name: "n".into(), role: Role::Supervisor };
        room.enter(Moment(0), entry).unwrap();
        say(&mut room, HOST, Command::SetAgreement { text: Some("Teksti".into()) }).unwrap();
    }
    if matches!(command, Command::DeleteMessage { .. }) {
        let text = "hei".to_owned();
        say(&mut room, GUEST, Command::SendMessage { scope: Scope::Plenary {}, text }).unwrap();
    }
    if matches!(
        command,
        Command::Vote { .. }
            | Command::ClosePoll { .. }
            | Command::ShowPoll { .. }
            | Command::RemovePoll { .. }
    ) {
        say(&mut room, STAFF, poll()).unwrap();
    }
    if matches!(command, Command::ComeFromBackstage {}) {
        say(&mut room, ACTOR, Command::GoBackstage {}).ok();
    }
    if matches!(command, Command::Mute { .. }) {
        say(&mut room, GUEST, Command::SetSending { kind: SourceKind::Camera, on: true }).unwrap();
    }
    if matches!(command, Command::MarkStep { .. } | Command::EndTechnologyRound {}) {
        say(&mut room, STAFF, Command::StartTechnologyRound { steps: vec![TechnologyStep::Camera] }).unwrap();
    }
    if matches!(command, Command::MovePeople { .. } | Command::Recall { .. }) {
        say(&mut room, STAFF, Command::OpenGroups { plan: GroupsPlan::of(2, Assignment::ByHand {}) })
            .unwrap();
    }
    prepare_agenda(&mut room, command);
    running::prepare(&mut room, command);
    room
}

/// Two phases of three have begun, and there is a topic of the guest.
fn prepare_agenda(room: &mut Room, command: &Command) {
    let next = Command::NextPhase { seconds: MIN_RECALL };
    if matches!(command, Command::PreviousPhase {} | Command::ExtendPhase { .. }) || *command == next {
        room.prepare_agenda(vec![phase(), phase(), phase()]).unwrap();
        for at in [0, 5_000] {
            say_at(room, Moment(at), STAFF, next.clone()).unwrap();
        }
    }
    if matches!(command, Command::SkipPhase { .. }) {
        room.prepare_agenda(vec![phase()]).unwrap();
    }
    let of_topics = matches!(
        command,
        Command::ProposeTopic { .. }
            | Command::SupportTopic { .. }
            | Command::RemoveTopic { .. }
            | Command::ChooseTopic { .. }
    );
    if of_topics {
        say(room, STAFF, Command::OpenTopics { open: true }).unwrap();
        say(room, GUEST, Command::ProposeTopic { text: "Vuorot".into(), named: true }).unwrap();
    }
}

fn say(room: &mut Room, who: u32, command: Command) -> Result<Vec<Effect>, Rejection> {
    say_at(room, Moment(10_000), who, command)
}

fn say_at(room: &mut Room, now: Moment, who: u32, command: Command) -> Result<Vec<Effect>, Rejection> {
    let from = Sender { participant: ParticipantId(who), device: DeviceId(who) };
    room.handle(now, from, Seed(1), command)
}

fn phase() -> Phase {
    let plan = serde_json::json!({
        "title": "Alku", "scene": "everyone", "turns": "free", "cut": false, "coffee_table": false,
        "own_task": false, "helps": [],
    });
    serde_json::from_value(plan).unwrap()
}

fn poll() -> Command {
    let kind = PollKind::Scale { low: "huono".into(), high: "hyvä".into() };
    Command::OpenPoll { question: "Miten menee?".into(), kind, anonymous: true, here: false }
}

/// Written out by hand, beside the table in the code, in the order of [`Role::ALL`]: supervisor, facilitator,
/// assistant, participant, speaker, observer, interpreter.
fn table() -> Vec<(Command, [May; 7])> {
    let on = |kind| Command::SetSending { kind, on: true };
    let off = |kind| Command::SetSending { kind, on: false };
    let change = |who, role| Command::ChangeRole { participant: ParticipantId(who), role };
    let lower = |who| Command::LowerHand { participant: Some(ParticipantId(who)), reply: false };
    let there = Place::Group { group: GroupId(1) };
    let to_group =
        |who| Command::MovePeople { moves: vec![Move { participant: ParticipantId(who), to: there }] };
    let open = |assignment| Command::OpenGroups { plan: GroupsPlan::of(2, assignment) };
    let (me, guest) = (ParticipantId(ACTOR), ParticipantId(GUEST));
    let write = |scope| Command::SendMessage { scope, text: "hei".into() };
    let typed = |scope| Command::TypeText { scope, text: "he".into() };
    let read = |scope| Command::ReadMessages { scope, before: MessageId(7) };
    let correct = Command::CorrectAttendance {
        subject: AttendanceSubject::Visitor { participant: guest },
        status: None,
        minutes: Some(90),
        reason: "Kello oli väärässä".into(),
    };
    let belongs = Command::MatchMember { participant: guest, member: Some(MemberId(1)) };
    let report = Command::ReportDevice {
        state: DeviceState {
            microphone: MicrophoneState::Denied,
            camera: CameraState::Missing,
            connection: ConnectionState::Weak,
        },
    };
    let start = Command::StartTechnologyRound { steps: vec![TechnologyStep::Camera] };
    let mark = Command::MarkStep { participant: guest, step: TechnologyStep::Camera };
    let keeper = Command::NameKeeper { participant: Some(ParticipantId(STAFF)) };
    let mut table = vec![
        (on(SourceKind::Microphone), [Yes, Yes, Yes, Yes, Yes, No, Yes]),
        (on(SourceKind::Camera), [Yes, Yes, Yes, Yes, Yes, No, Yes]),
        (on(SourceKind::Screen), [Yes, Yes, Yes, Yes, Yes, No, Yes]),
        (on(SourceKind::ScreenSound), [Yes, Yes, Yes, Yes, Yes, No, Yes]),
        (on(SourceKind::SecondScreen), [Yes, Yes, Yes, Yes, Yes, No, Yes]),
        (on(SourceKind::SecondScreenSound), [Yes, Yes, Yes, Yes, Yes, No, Yes]),
        (off(SourceKind::Microphone), [Yes, Yes, Yes, Yes, Yes, Idle, Yes]),
        (off(SourceKind::SecondScreenSound), [Yes, Yes, Yes, Yes, Yes, Idle, Yes]),
        (Command::RaiseHand { reply: false }, [Yes, Yes, Yes, Yes, Yes, No, Yes]),
        (Command::LowerHand { participant: None, reply: false }, [Yes, Yes, Yes, Yes, Yes, Idle, Yes]),
        (lower(ACTOR), [Idle; 7]),
        (lower(GUEST), [Yes, Yes, No, No, No, No, No]),
        (Command::CallNext {}, [Yes, Yes, No, No, No, No, No]),
        (Command::FinishTurn {}, [Yes, Yes, No, No, No, No, No]),
        (open(Assignment::ByHand {}), [Yes, Yes, No, No, No, No, No]),
        (open(Assignment::Random {}), [Yes, Yes, No, No, No, No, No]),
        (to_group(GUEST), [Yes, Yes, No, No, No, No, No]),
        (to_group(ACTOR), [Yes, Yes, No, No, No, No, No]),
        (Command::Recall { seconds: MIN_RECALL }, [Yes, Yes, No, No, No, No, No]),
        (Command::Leave {}, [Yes; 7]),
        (Command::LeaveQuickly {}, [Yes; 7]),
        (change(GUEST, Role::Observer), [Yes, No, No, No, No, No, No]),
        (Command::Mute { participant: GUEST_ID, kind: SourceKind::Camera }, [Yes, Yes, No, No, No, No, No]),
        (
            Command::AskToUnmute { participant: GUEST_ID, kind: SourceKind::Microphone },
            [Yes, Yes, No, No, No, No, No],
        ),
        (Command::DeclineUnmute { kind: SourceKind::Camera }, [Idle; 7]),
        // A facilitator is here, so nobody below may; beside a supervisor nobody need.
        (Command::ActAsSupervisor {}, [No, Yes, No, No, No, No, No]),
        (Command::StopActing {}, [Idle; 7]),
        (
            Command::SetSwitches { switches: Switches { share: false, ..Switches::default() } },
            [Yes, No, No, No, No, No, No],
        ),
        (Command::GoBackstage {}, [Yes, Yes, Yes, No, Yes, No, No]),
        (Command::ComeFromBackstage {}, [Yes, Yes, Yes, No, Yes, No, No]),
        (Command::StepOut { note: None }, [Yes; 7]),
        (Command::StepBack {}, [Idle; 7]),
        (Command::Admit { participants: vec![WAITING_ID] }, [Yes, Yes, Yes, No, No, No, No]),
        (Command::AdmitAll {}, [Yes, Yes, Yes, No, No, No, No]),
        (
            Command::Refuse { participant: WAITING_ID, reason: RefusalReason::Later },
            [Yes, Yes, Yes, No, No, No, No],
        ),
        (Command::SendBack { participant: GUEST_ID }, [Yes, Yes, Yes, No, No, No, No]),
        (Command::TakeToHelp { participant: WAITING_ID }, [Yes, Yes, Yes, No, No, No, No]),
        (Command::Remove { participant: GUEST_ID }, [Yes, Yes, No, No, No, No, No]),
        (Command::EndSession {}, [Yes, Yes, No, No, No, No, No]),
        (Command::SetDoor { door: Door::Open }, [Yes, Yes, No, No, No, No, No]),
        (Command::SetWelcome { text: "Hei".into() }, [Yes, No, No, No, No, No, No]),
        (Command::Rename { participant: None, name: "Uusi".into() }, [Yes; 7]),
        (
            Command::Rename { participant: Some(GUEST_ID), name: "Uusi".into() },
            [Yes, Yes, No, No, No, No, No],
        ),
        (write(Scope::Plenary {}), [Yes, Yes, Yes, Yes, Yes, No, Yes]),
        (write(Scope::Group { group: GroupId(1) }), [Yes, Yes, Yes, Yes, Yes, No, Yes]),
        (write(Scope::Backstage {}), [Yes, Yes, Yes, No, No, No, No]),
        (write(Scope::Facilitators { participant: guest }), [Yes, Yes, Yes, No, No, No, No]),
        (write(Scope::Person { participant: guest }), [Yes, Yes, Yes, Yes, Yes, No, Yes]),
        (typed(Scope::Plenary {}), [Yes, Yes, Yes, Yes, Yes, No, Yes]),
        (typed(Scope::Backstage {}), [Yes, Yes, Yes, No, No, No, No]),
        (read(Scope::Plenary {}), [Yes; 7]),
        (read(Scope::Backstage {}), [Yes, Yes, Yes, No, No, No, No]),
        (read(Scope::Facilitators { participant: guest }), [Yes, Yes, Yes, No, No, No, No]),
        (
            Command::DeleteMessage { scope: Scope::Plenary {}, message: MessageId(1) },
            [Yes, Yes, No, No, No, No, No],
        ),
        (Command::SetSlowMode { seconds: 5 }, [Yes, Yes, No, No, No, No, No]),
        (Command::React { reaction: Reaction::Thanks }, [Yes, Yes, Yes, Yes, Yes, No, Yes]),
        (poll(), [Yes, Yes, No, No, No, No, No]),
        (
            Command::Vote { poll: PollId(1), choice: Choice::Scale { score: 4 } },
            [Yes, Yes, Yes, Yes, No, No, Yes],
        ),
        (Command::ClosePoll { poll: PollId(1) }, [Yes, Yes, No, No, No, No, No]),
        (Command::ShowPoll { poll: PollId(1) }, [Yes, Yes, No, No, No, No, No]),
        (Command::RemovePoll { poll: PollId(1) }, [Yes, Yes, No, No, No, No, No]),
        (Command::SetAgreement { text: Some("Toinen teksti".into()) }, [Yes, No, No, No, No, No, No]),
        (Command::AcceptAgreement { version: 1 }, [Yes; 7]),
        (Command::AskFeedback {}, [Yes, Yes, No, No, No, No, No]),
        (Command::GiveFeedback { score: 6, word: None }, [Yes, Yes, Yes, Yes, No, No, Yes]),
        (correct, [Yes, Yes, Yes, No, No, No, No]),
        (belongs, [Yes, Yes, Yes, No, No, No, No]),
        (report, [Yes; 7]),
        (start, [Yes, Yes, Yes, No, No, No, No]),
        (mark, [Yes, Yes, Yes, No, No, No, No]),
        (Command::EndTechnologyRound {}, [Yes, Yes, Yes, No, No, No, No]),
        (keeper, [Yes, No, No, No, No, No, No]),
        (
            Command::As { participant: me, command: Box::new(Command::RaiseHand { reply: false }) },
            [Yes, Yes, Yes, Yes, Yes, No, Yes],
        ),
        (Command::AddPerson { name: "Eino".into(), agreement: None }, [Yes, Yes, Yes, Yes, Yes, No, Yes]),
        (Command::InviteDevice { further: Further::Companion }, [Yes; 7]),
        (
            Command::SetAgenda { phases: vec![AgendaItem { phase: None, plan: phase() }] },
            [Yes, Yes, No, No, No, No, No],
        ),
        (Command::NextPhase { seconds: MIN_RECALL }, [Yes, Yes, No, No, No, No, No]),
        (Command::PreviousPhase {}, [Yes, Yes, No, No, No, No, No]),
        (Command::ExtendPhase { minutes: 5 }, [Yes, Yes, No, No, No, No, No]),
        (Command::SkipPhase { phase: PhaseId(1), skipped: true }, [Yes, Yes, No, No, No, No, No]),
        (Command::SetTurns { turns: TurnMode::Queue }, [Yes, Yes, No, No, No, No, No]),
        (Command::OpenTopics { open: true }, [Yes, Yes, No, No, No, No, No]),
        (Command::ProposeTopic { text: "Palkka".into(), named: false }, [Yes, Yes, Yes, Yes, No, No, Yes]),
        (Command::SupportTopic { topic: TopicId(1), on: true }, [Yes, Yes, Yes, Yes, No, No, Yes]),
        (Command::RemoveTopic { topic: TopicId(1) }, [Yes, Yes, No, No, No, No, No]),
        (Command::ChooseTopic { topic: TopicId(1), minutes: 15 }, [Yes, Yes, No, No, No, No, No]),
    ];
    table.extend(running::table());
    table
}

#[test]
fn every_role_may_what_it_may_and_nothing_else() {
    for (command, answers) in table() {
        for (role, may) in Role::ALL.into_iter().zip(answers) {
            let mut room = room(role, &command);
            let before = room.clone();
            let found = match say(&mut room, ACTOR, command.clone()) {
                Ok(effects) if effects.is_empty() => Idle,
                Ok(_) => Yes,
                Err(rejection) => {
                    let refused = [Rejection::NotAllowed, Rejection::SupervisorHere];
                    // Whoever may not visit or bring anything has nothing to end or take back.
                    let needs_one =
                        matches!(command, Command::EndVisit {} | Command::RemoveResult { participant: None });
                    let has_none = needs_one && rejection == Rejection::NotRunning;
                    // Nor is anybody asked to an encounter, or in one, who may not be there.
                    let is_outside = running::is_of_reception(&command)
                        && [Rejection::NotRunning, Rejection::UnknownItem].contains(&rejection);
                    assert!(
                        has_none || is_outside || refused.contains(&rejection),
                        "{role:?} {command:?}: {rejection}"
                    );
                    No
                }
            };
            assert_eq!(found, may, "{role:?} {command:?}");
            // The invitation is made by the server.
            let changes = may == Yes && !matches!(command, Command::InviteDevice { .. });
            assert_eq!(room != before, changes, "{role:?} {command:?} changes the room");
        }
    }
}

/// The names come from the type: a new command fails here until it has its line in the table.
#[test]
fn the_table_holds_every_command() {
    let name =
        |command: &Command| serde_json::to_value(command).unwrap()["type"].as_str().unwrap().to_owned();
    let held: BTreeSet<String> = table().iter().map(|(command, _)| name(command)).collect();
    let declaration = Command::decl(&Config::default());
    let tags = declaration.split(r#""type": ""#).skip(1).filter_map(|rest| rest.split('"').next());
    let commands: BTreeSet<String> = tags.map(str::to_owned).collect();
    assert!(commands.len() >= 9);
    assert_eq!(held, commands);
}
