//! A room of fifty people: a command, and what everybody is told of it.

use std::time::Duration;

use divan::{Bencher, black_box};
use signaling::id::{DeviceId, ParticipantId, Seed, Sequence};
use signaling::protocol::{Command, Event, Template, encode_event};
use signaling::role::Role;
use signaling::room::{Effect, Entry, Room, Rules, Sender};
use signaling::stream::{Stream, frame};
use signaling::time::Moment;

fn main() {
    divan::main();
}

const PEOPLE: u32 = 50;

fn room() -> Room {
    let mut room = Room::new("Kevät".into(), Template::Workshop, Rules { grace: Duration::from_secs(120) });
    for who in 1..=PEOPLE {
        let role = if who == 1 { Role::Supervisor } else { Role::Participant };
        let entry = Entry {
            participant: ParticipantId(who),
            device: DeviceId(who),
            name: format!("Osallistuja {who}"),
            role,
        };
        assert!(room.enter(Moment(1_000), entry).is_ok(), "nobody enters");
    }
    room
}

fn say(room: &mut Room, who: u32, command: Command) -> Vec<Effect> {
    let from = Sender { participant: ParticipantId(who), device: DeviceId(who) };
    room.handle(Moment(2_000), from, Seed(7), command).unwrap_or_default()
}

/// A hand is raised and lowered again.
#[divan::bench]
fn raise_and_lower_hand(bencher: Bencher) {
    let mut room = room();
    assert!(!say(&mut room, 20, Command::RaiseHand { reply: false }).is_empty(), "no hand is raised");
    say(&mut room, 20, Command::LowerHand { participant: None, reply: false });
    bencher.bench_local(|| {
        let raised = say(&mut room, 20, black_box(Command::RaiseHand { reply: false }));
        let lowered = say(&mut room, 20, Command::LowerHand { participant: None, reply: false });
        (raised, lowered)
    });
}

fn told() -> Vec<Event> {
    let effects = say(&mut room(), 20, Command::RaiseHand { reply: false });
    let events = effects.into_iter().filter_map(|effect| match effect {
        Effect::Tell { event, .. } => Some(event),
        _ => None,
    });
    events.collect()
}

/// The text of what a raised hand tells, once for everybody.
#[divan::bench]
fn encode_raised_hand(bencher: Bencher) {
    let events = told();
    bencher.bench_local(|| black_box(&events).iter().map(encode_event).map(|body| body.len()).sum::<usize>());
}

/// That text numbered, kept and framed for each of fifty devices.
#[divan::bench]
fn tell_fifty(bencher: Bencher) {
    let bodies: Vec<_> = told().iter().map(encode_event).collect();
    let mut streams = vec![Stream::new(); PEOPLE as usize];
    bencher.bench_local(|| {
        let mut octets = 0;
        for body in &bodies {
            for stream in &mut streams {
                let Sequence(number) = stream.push(body.clone());
                octets += frame(Sequence(number), body).len();
            }
        }
        octets
    });
}
