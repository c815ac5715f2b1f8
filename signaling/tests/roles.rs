//! Every role and every command, through the front door: the table of permissions alone would not notice a command
//! that forgets to ask it.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::time::Duration;

use signaling::id::{DeviceId, GroupId, ParticipantId, Seed};
use signaling::protocol::{Assignment, Command, Move, Place, Rejection, SourceKind, Template};
use signaling::role::Role;
use signaling::room::{Effect, Entry, Room, Rules, Sender};
use signaling::time::Moment;

const ACTOR: u32 = 1;
const STAFF: u32 = 2;
const GUEST: u32 = 3;
const SPEAKER: u32 = 4;

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
    let people =
        [(ACTOR, role), (STAFF, Role::Facilitator), (GUEST, Role::Participant), (SPEAKER, Role::Participant)];
    for (who, role) in people {
        let (participant, device) = (ParticipantId(who), DeviceId(who));
        room.enter(Moment(0), Entry { participant, device, name: format!("n{who}"), role }).unwrap();
    }
    for (who, command) in
        [(SPEAKER, Command::RaiseHand {}), (STAFF, Command::CallNext {}), (GUEST, Command::RaiseHand {})]
    {
        say(&mut room, who, command).unwrap();
    }
    // A hand of one's own where one may have one, and something to switch off where one could switch it on.
    if matches!(command, Command::LowerHand { participant: None }) {
        say(&mut room, ACTOR, Command::RaiseHand {}).ok();
    }
    if let Command::SetSending { kind, on: false } = command {
        say(&mut room, ACTOR, Command::SetSending { kind: *kind, on: true }).ok();
    }
    if matches!(command, Command::MovePeople { .. } | Command::Recall {}) {
        say(&mut room, STAFF, Command::OpenGroups { count: 2, assignment: Assignment::ByHand }).unwrap();
    }
    room
}

fn say(room: &mut Room, who: u32, command: Command) -> Result<Vec<Effect>, Rejection> {
    room.handle(
        Moment(1),
        Sender { participant: ParticipantId(who), device: DeviceId(who) },
        Seed(1),
        command,
    )
}

/// Written out by hand, beside the table in the code: supervisor, facilitator, participant, observer.
fn table() -> Vec<(Command, [May; 4])> {
    let on = |kind| Command::SetSending { kind, on: true };
    let off = |kind| Command::SetSending { kind, on: false };
    let lower = |who| Command::LowerHand { participant: Some(ParticipantId(who)) };
    let there = Place::Group { group: GroupId(1) };
    let to_group =
        |who| Command::MovePeople { moves: vec![Move { participant: ParticipantId(who), to: there }] };
    let open = |assignment| Command::OpenGroups { count: 2, assignment };
    vec![
        (on(SourceKind::Microphone), [Yes, Yes, Yes, No]),
        (on(SourceKind::Camera), [Yes, Yes, Yes, No]),
        (on(SourceKind::Screen), [Yes, Yes, Yes, No]),
        (on(SourceKind::ScreenSound), [Yes, Yes, Yes, No]),
        (on(SourceKind::SecondScreen), [Yes, Yes, Yes, No]),
        (on(SourceKind::SecondScreenSound), [Yes, Yes, Yes, No]),
        (off(SourceKind::Microphone), [Yes, Yes, Yes, Idle]),
        (off(SourceKind::SecondScreenSound), [Yes, Yes, Yes, Idle]),
        (Command::RaiseHand {}, [Yes, Yes, Yes, No]),
        (Command::LowerHand { participant: None }, [Yes, Yes, Yes, Idle]),
        (lower(ACTOR), [Idle, Idle, Idle, Idle]),
        (lower(GUEST), [Yes, Yes, No, No]),
        (Command::CallNext {}, [Yes, Yes, No, No]),
        (Command::FinishTurn {}, [Yes, Yes, No, No]),
        (open(Assignment::ByHand), [Yes, Yes, No, No]),
        (open(Assignment::Random), [Yes, Yes, No, No]),
        (to_group(GUEST), [Yes, Yes, No, No]),
        (to_group(ACTOR), [Yes, Yes, No, No]),
        (Command::Recall {}, [Yes, Yes, No, No]),
        (Command::Leave {}, [Yes, Yes, Yes, Yes]),
    ]
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
                    assert_eq!(rejection, Rejection::NotAllowed, "{role:?} {command:?}");
                    No
                }
            };
            assert_eq!(found, may, "{role:?} {command:?}");
            assert_eq!(room != before, may == Yes, "{role:?} {command:?} changes the room");
        }
    }
}

#[test]
fn the_table_holds_every_command() {
    // A new command does not compile here; the number reminds of its line in the table.
    let number = |command: &Command| match command {
        Command::SetSending { .. } => 0,
        Command::RaiseHand {} => 1,
        Command::LowerHand { .. } => 2,
        Command::CallNext {} => 3,
        Command::FinishTurn {} => 4,
        Command::OpenGroups { .. } => 5,
        Command::MovePeople { .. } => 6,
        Command::Recall {} => 7,
        Command::Leave {} => 8,
    };
    let held: std::collections::BTreeSet<_> = table().iter().map(|(command, _)| number(command)).collect();
    assert!(held.into_iter().eq(0..=8));
}
