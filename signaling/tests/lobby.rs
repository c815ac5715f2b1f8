//! A thousand people in the lobby say everything there is to say. They learn their place in the line and the welcome,
//! nobody in the room learns more than that they wait, and nothing in the room changes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use std::path::Path;
use std::time::Duration;

use signaling::id::{DeviceId, ParticipantId, Seed};
use signaling::protocol::*;
use signaling::role::{Permission, Role};
use signaling::room::{Arrival, Arrived, Effect, Opening, Refused, Room, Rules, Sender};
use signaling::time::Moment;

const HOST: u32 = 0xFFFF;

/// Every command of the examples, which hold one of each.
fn everything() -> Vec<Command> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/protocol");
    let frames = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let requests = frames.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("request_"));
    let read = |path| decode_request(&std::fs::read_to_string(path).unwrap()).unwrap().body;
    let command = |body| match body {
        RequestBody::Command(command) => Some(command),
        RequestBody::Media(_) | RequestBody::Export(_) | RequestBody::Picture(_) => None,
    };
    requests.map(read).filter_map(command).collect()
}

fn arrival(number: u32) -> Arrival {
    Arrival {
        participant: ParticipantId(number),
        device: DeviceId(number),
        name: format!("n{number}"),
        role: Role::Participant,
        invitation: Invitation::Shared,
        further: Further::Own,
    }
}

fn full_lobby() -> Room {
    let mut room = Room::new("t".into(), Template::Workshop, Rules { grace: Duration::from_secs(120) })
        .opening(Opening { door: Door::Knock, welcome: "Hei".into(), ..Opening::default() });
    let host = Arrival { role: Role::Supervisor, ..arrival(HOST) };
    assert_eq!(room.arrive(Moment(0), host).unwrap().0, Arrived::Entered);
    for number in 1..=u32::try_from(MAX_WAITING).unwrap() {
        let (arrived, effects) = room.arrive(Moment(0), arrival(number)).unwrap();
        assert_eq!(arrived, Arrived::Waiting);
        assert_harmless(&room, &effects);
    }
    room
}

/// What is told because of somebody in the lobby: to those who may let people in, and to the lobby its own view.
fn assert_harmless(room: &Room, effects: &[Effect]) {
    for effect in effects {
        match effect {
            Effect::Tell { audience, event: Event::LobbyChanged { .. } } => {
                let may = |who: &ParticipantId| room.may(*who, Permission::Admit);
                assert!(room.audience(audience).iter().all(may));
            }
            Effect::Tell { audience, event: Event::FacilitatorQueueChanged { .. } } => {
                let may = |who: &ParticipantId| room.may(*who, Permission::Admit);
                assert!(room.audience(audience).iter().all(may));
            }
            Effect::TellLobby { participant, view, .. } => {
                assert_eq!(room.lobby_view_for(*participant).as_ref(), Some(view));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_thousand_hostile_people_in_the_lobby_change_and_learn_nothing() {
    let mut room = full_lobby();
    assert_eq!(room.arrive(Moment(0), arrival(HOST - 1)), Err(Refused::Full));
    let commands = everything();
    assert!(commands.len() > 40);
    for number in 1..=u32::try_from(MAX_WAITING).unwrap() {
        let from = Sender { participant: ParticipantId(number), device: DeviceId(number) };
        assert_eq!(room.view_for(Moment(1), from.participant), None);
        for command in &commands {
            let may =
                matches!(command, Command::AskForHelp { .. } | Command::Leave {} | Command::LeaveQuickly {});
            if !may {
                let outcome = room.handle(Moment(1), from, Seed(1), command.clone());
                // There is no agreement in this room.
                let accepts = matches!(command, Command::AcceptAgreement { .. });
                let refused = if accepts { Rejection::OutOfRange } else { Rejection::NotAllowed };
                assert_eq!(outcome, Err(refused), "{command:?}");
            }
        }
        let host = Sender { participant: ParticipantId(HOST), device: from.device };
        let pretended = room.handle(Moment(1), host, Seed(1), Command::AdmitAll {});
        assert_eq!(pretended, Err(Rejection::UnknownParticipant));
    }
    assert_eq!(room, full_lobby(), "all of it changed nothing");
    assert_eq!(room.plan().routes.len(), 1, "only the host has media");
}

#[test]
fn help_is_asked_for_as_often_as_somebody_can_look() {
    let mut room = full_lobby();
    let from = Sender { participant: ParticipantId(1), device: DeviceId(1) };
    let problems = [HelpProblem::NoSound, HelpProblem::NoPicture, HelpProblem::SomethingElse];
    let mut told = 0;
    for (second, problem) in (0..60).zip(problems.into_iter().cycle()) {
        let ask = Command::AskForHelp { problem, for_group: false, subject: None };
        match room.handle(Moment(second * 1000), from, Seed(1), ask) {
            Ok(effects) => {
                assert_harmless(&room, &effects);
                told += effects.len();
            }
            Err(rejection) => assert_eq!(rejection, Rejection::TooSoon),
        }
    }
    assert!(
        (2..=6).contains(&told),
        "twice in a minute, to the host in both lists and to themselves: {told}"
    );
}
