//! What writing the log costs beside the command itself. Not a test of time: it prints a ratio, and is run by hand:
//! `cargo test --release -p signaling --test log_cost -- --ignored --nocapture`.

#![expect(clippy::disallowed_methods, reason = "it measures")]

use std::time::{Duration, Instant};

use signaling::id::{DeviceId, GroupId, ParticipantId, Seed};
use signaling::protocol::{
    Assignment, Command, GroupsPlan, Move, Place, Reaction, Scope, SourceKind, Template,
};
use signaling::role::Role;
use signaling::room::{Entry, Log, Room, Rules, Sender};
use signaling::time::Moment;

const PEOPLE: u32 = 100;

/// What happens in a lively session: microphones go on and off, hands, chat, turns, moves.
fn command(number: u32) -> (u32, Command) {
    let who = 1 + number * 7 % (PEOPLE - 1);
    let on = number.is_multiple_of(2);
    match number % 10 {
        0..=2 => (who, Command::SetSending { kind: SourceKind::Microphone, on }),
        3 => (who, Command::RaiseHand { reply: false }),
        4 => (0, Command::CallNext {}),
        5 | 6 => (who, Command::SendMessage { scope: Scope::Plenary {}, text: format!("viesti {number}") }),
        7 => (who, Command::React { reaction: Reaction::Thanks }),
        8 => (who, Command::StepOut { note: on.then(|| "tauko".into()) }),
        _ => {
            let to = if on { Place::Group { group: GroupId(1 + number % 5) } } else { Place::Plenary {} };
            (0, Command::MovePeople { moves: vec![Move { participant: ParticipantId(who), to }] })
        }
    }
}

#[test]
#[ignore = "prints what it measures"]
fn what_the_log_costs_beside_the_commands() {
    let mut room = Room::new("t".into(), Template::Workshop, Rules { grace: Duration::from_secs(120) });
    let mut log = Log::of(&room);
    for who in 0..PEOPLE {
        let role = if who == 0 { Role::Supervisor } else { Role::Participant };
        let (participant, device) = (ParticipantId(who), DeviceId(who));
        room.enter(Moment(0), Entry { participant, device, name: format!("n{who}"), role }).unwrap();
        log.follow(Moment(0), &room);
    }
    let host = Sender { participant: ParticipantId(0), device: DeviceId(0) };
    let open = Command::OpenGroups { plan: GroupsPlan::of(5, Assignment::ByHand {}) };
    room.handle(Moment(0), host, Seed(1), open).unwrap();
    log.follow(Moment(0), &room);

    let (mut handling, mut writing, mut done, mut bytes) = (Duration::ZERO, Duration::ZERO, 0, 0);
    for number in 0..1_000 {
        let (who, command) = command(number);
        let from = Sender { participant: ParticipantId(who), device: DeviceId(who) };
        let now = Moment(1_000 + u64::from(number) * 1_000);
        let begun = Instant::now();
        let outcome = room.handle(now, from, Seed(1), command);
        handling += begun.elapsed();
        done += u32::from(outcome.is_ok());
        let begun = Instant::now();
        let written = log.follow(now, &room);
        writing += begun.elapsed();
        bytes += written.entry.map_or(0, |entry| serde_json::to_string(&entry).unwrap().len());
    }
    let micros = |time: Duration| time.as_micros() / 1_000;
    println!(
        "{done} of 1,000 commands done; handling {} µs each, following {} µs each ({:.2}), {} bytes each",
        micros(handling),
        micros(writing),
        writing.as_secs_f64() / handling.as_secs_f64(),
        bytes / 1_000,
    );
    assert!(done > 500);
}
