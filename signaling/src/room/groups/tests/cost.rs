//! Not a test of time: it prints what opening and closing groups for a thousand people takes, and is run by hand:
//! `cargo test --release -p signaling --lib groups::tests::cost -- --ignored --nocapture`. The goal is 5 ms for the first
//! line, handled and encoded. On two cores of a shared machine it was 4.1 ms when nothing else ran there, and 4.5 to 7.7
//! in eight runs in a noisy half minute, in which what looked through everybody for each place took 9.3 to 14.3.

#![expect(clippy::disallowed_methods, reason = "it measures")]

use std::time::{Duration, Instant};

use super::*;
use crate::protocol::{Blend, encode_event};
use crate::room::Log;

/// Encodes and addresses every event as the server does; gives how many there are and their size.
fn perform(story: &Story, effects: &[Effect]) -> (usize, usize, usize) {
    let (mut told, mut bytes, mut frames) = (0, 0, 0);
    let addressed = story.room.addressed(effects);
    for effect in effects {
        if let Effect::Tell { audience, event } = effect {
            let body = encode_event(event);
            frames += addressed.hearers(audience).len();
            told += 1;
            bytes += body.len();
        }
    }
    (told, bytes, frames)
}

fn measure(story: &mut Story, log: &mut Log, what: &str, act: impl FnOnce(&mut Story) -> Vec<Effect>) {
    let begun = Instant::now();
    let effects = act(story);
    let handled = begun.elapsed();
    let begun = Instant::now();
    let (told, bytes, frames) = perform(story, &effects);
    let encoded = begun.elapsed();
    let begun = Instant::now();
    let written = log.follow(story.now, &story.room);
    let followed = begun.elapsed();
    let size = written.entry.map_or(0, |entry| serde_json::to_string(&entry).unwrap().len());
    let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
    println!(
        "{what}: handled {:.2} ms, {told} events of {bytes} bytes to {frames} ears in {:.2} ms, {size} bytes of facts in {:.2} ms",
        millis(handled),
        millis(encoded),
        millis(followed),
    );
}

#[test]
#[ignore = "prints what it measures"]
fn what_groups_cost_a_thousand_people() {
    let mut story = Story::with_people_to(1_001);
    let mut log = Log::of(&story.room);
    let unmet = Assignment::Balanced { by: None, blend: Blend::Mix, unmet: true };
    for (what, assignment) in [
        ("at random", Assignment::Random {}),
        ("unmet", unmet),
        ("rotation", Assignment::Rotation { rounds: 6 }),
    ] {
        let open = GroupsPlan::of(100, assignment);
        measure(&mut story, &mut log, what, |story| open_with(story, 1, open).unwrap());
        if what == "rotation" {
            measure(&mut story, &mut log, "next round", |story| story.say(1, Command::NextRound {}).unwrap());
        }
        measure(&mut story, &mut log, "one hand in a group", |story| story.raise(2));
        story.say(1, Command::Recall { seconds: 5 }).unwrap();
        measure(&mut story, &mut log, "the end", |story| story.wait(5));
    }
}
