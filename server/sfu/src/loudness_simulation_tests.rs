//! Rooms of synthetic voices before four lines: what of speech is lost, how often lines change, who is taken for the
//! speaker. Printed with `cargo test -p sfu simulation -- --nocapture`.

use std::collections::BTreeSet;

use super::*;
use crate::assign::{Slots, assign};
use crate::lines::{LAYOUT, LINES, LineUse};
use crate::plan::{DeviceId, Kind, SourceId};

const MINUTES: i64 = 2;
const PACKETS: i64 = MINUTES * 60 * 50;

/// What somebody does for some time: packets from, packets until.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sound {
    Speech,
    Cough,
    Laugh,
}

#[derive(Debug, Default, Clone)]
struct Person {
    fan: bool,
    types: bool,
    /// In order, without overlap.
    sounds: Vec<(i64, i64, Sound)>,
}

/// xorshift64 (Marsaglia 2003).
struct Random(u64);

impl Random {
    fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        least + (self.0 % (most - least + 1).unsigned_abs()).cast_signed()
    }
}

impl Person {
    fn sound(&self, packet: i64) -> Option<(i64, Sound)> {
        let at = self.sounds.partition_point(|&(from, ..)| from <= packet).checked_sub(1)?;
        let (from, until, sound) = self.sounds[at];
        (packet < until).then_some((packet - from, sound))
    }

    /// −dBov of a packet. Speech: syllables of 160 ms with a soft first packet and a dip between them, and a pause of
    /// 240 ms after every sixth.
    fn level(&self, packet: i64, random: &mut Random) -> u8 {
        let room = if self.fan { 50 } else { 74 } + random.between(-3, 3);
        let sound = match self.sound(packet) {
            Some((at, Sound::Speech)) => match (at % 72, at % 10) {
                (60.., _) => room,
                (_, 0) => 53 + random.between(-1, 1),
                (_, 1..=7) => 31 + random.between(-5, 5),
                _ => 60 + random.between(-5, 5),
            },
            Some((_, Sound::Cough)) => 22 + random.between(-4, 4),
            Some((at, Sound::Laugh)) => {
                if at % 9 < 6 {
                    28 + random.between(-8, 8)
                } else {
                    50
                }
            }
            None if self.types && packet % 11 == 0 => 38 + random.between(-6, 6),
            None => room,
        };
        sound.min(room) as u8
    }
}

#[derive(Debug, Default)]
struct Figures {
    /// From the first packet of a stretch of speech to the first that was forwarded, ms; all stretches.
    late: Vec<i64>,
    /// Speech that was not forwarded, of all speech, ms.
    missed: i64,
    spoken: i64,
    swaps: u32,
}

fn run(people: &[Person]) -> Figures {
    let mut figures = Figures::default();
    let mut random = Random(11);
    let mut voices = vec![Loudness::default(); people.len()];
    let source = |device: usize| SourceId { device: DeviceId(device as u32), kind: Kind::Microphone };
    let allowed: BTreeSet<SourceId> = (0..people.len()).map(source).collect();
    let mut slots: Slots = [None; LINES];
    let mut changed = [Time(-10_000_000); LINES];
    let mut heard = vec![true; people.len()];
    for packet in 0..PACKETS {
        for (device, person) in people.iter().enumerate() {
            // Everybody's packets come at their own moment of the 20 ms.
            let now = Time(packet * 20_000 + (device as i64 * 7_919) % 20_000);
            let level = person.level(packet, &mut random);
            let begins = voices[device].heard(now, Some(level));
            if begins || (device == 0 && packet % 5 == 0) {
                let next = assign(now, &slots, &changed, &allowed, None, |device| {
                    voices[device.0 as usize].voice(now)
                });
                for line in (0..LINES).filter(|&line| next[line] != slots[line]) {
                    changed[line] = now;
                    figures.swaps += u32::from(LAYOUT[line] == LineUse::Audio);
                }
                slots = next;
            }
            let forwarded = slots.contains(&Some(source(device)));
            if let Some((at, Sound::Speech)) = person.sound(packet) {
                figures.spoken += 20;
                figures.missed += if forwarded { 0 } else { 20 };
                heard[device] &= at != 0;
                if forwarded && !heard[device] {
                    heard[device] = true;
                    figures.late.push(at * 20);
                }
            }
        }
    }
    figures.late.sort_unstable();
    figures
}

fn print(name: &str, figures: &Figures) {
    let part =
        |percent: usize| figures.late.get(figures.late.len().saturating_sub(1) * percent / 100).copied();
    println!(
        "{name}: first packet after p50 {:?} p95 {:?} max {:?} ms ({} stretches), {:.2} % of speech missed, {:.1} swaps a minute",
        part(50).unwrap_or(0),
        part(95).unwrap_or(0),
        part(100).unwrap_or(0),
        figures.late.len(),
        figures.missed as f64 * 100.0 / figures.spoken.max(1) as f64,
        f64::from(figures.swaps) / MINUTES as f64,
    );
}

/// So many silent people, of whom the first `speakers` take turns of 2 to 6 s with pauses of 0.2 to 1.5 s.
fn talk(people: usize, speakers: usize) -> Vec<Person> {
    let mut random = Random(5);
    let mut everybody = vec![Person::default(); people];
    let (mut packet, mut last) = (100, 0);
    while packet < PACKETS {
        let lasts = random.between(100, 300);
        let next = random.between(1, speakers as i64 - 1) as usize;
        last = (last + next) % speakers;
        everybody[last].sounds.push((packet, packet + lasts, Sound::Speech));
        packet += lasts + random.between(10, 75);
    }
    everybody
}

fn add(everybody: &mut [Person], sound: Sound, lasts: i64, every: (i64, i64)) {
    let mut random = Random(3);
    for person in everybody {
        let mut packet = random.between(0, every.1);
        while packet < PACKETS {
            person.sounds.push((packet, packet + lasts, sound));
            packet += lasts + random.between(every.0, every.1);
        }
    }
}

#[test]
fn a_free_line_loses_nothing() {
    let figures = run(&talk(4, 2));
    print("dialogue of 2, all fit", &figures);
    assert_eq!(figures.missed, 0);
    assert_eq!(figures.swaps, 4);
}

#[test]
fn a_dialogue_among_many_stays_where_it_is() {
    let figures = run(&talk(50, 2));
    print("dialogue of 2 among 50", &figures);
    assert!(figures.late.last() <= Some(&20));
    assert!(figures.swaps <= 6, "the pair stays in its lines");
}

#[test]
fn whoever_begins_among_many_is_heard_from_the_first_syllable() {
    let figures = run(&talk(50, 12));
    print("12 take turns among 50", &figures);
    assert!(figures.late.last() <= Some(&20));
}

#[test]
fn whoever_interrupts_is_heard_and_does_not_become_the_speaker_by_a_word() {
    let mut people = talk(50, 2);
    add(&mut people[2..8], Sound::Speech, 25, (400, 800));
    let figures = run(&people);
    print("dialogue of 2, 6 throw in half a second, among 50", &figures);
    assert!(figures.late.last() <= Some(&20));
}

#[test]
fn fans_are_not_speech() {
    let mut people = talk(50, 2);
    people[10..16].iter_mut().for_each(|person| person.fan = true);
    people[1].fan = true;
    let figures = run(&people);
    print("dialogue of 2 (one with a fan), 6 fans, among 50", &figures);
    assert!(figures.late[figures.late.len() * 95 / 100] <= 20);
}

#[test]
fn keyboards_are_not_speech() {
    let mut people = talk(50, 6);
    people[3..20].iter_mut().for_each(|person| person.types = true);
    let figures = run(&people);
    print("6 take turns (3 of them type), 14 keyboards, among 50", &figures);
    assert!(figures.late[figures.late.len() * 95 / 100] <= 80);
}

#[test]
fn laughter_passes() {
    let mut people = talk(50, 3);
    for (index, person) in people[3..20].iter_mut().enumerate() {
        let begins = (1_000..PACKETS).step_by(1_000).map(|packet| packet + index as i64 * 2);
        person.sounds = begins.map(|packet| (packet, packet + 100, Sound::Laugh)).collect();
    }
    let figures = run(&people);
    print("3 take turns, 17 laugh together for 2 s every 20 s, among 50", &figures);
    assert!(figures.missed * 100 <= figures.spoken * 6);
}

#[test]
fn fifty_people_cough_and_the_speakers_are_heard() {
    let mut people = talk(53, 3);
    add(&mut people[3..], Sound::Cough, 15, (500, 1_500));
    let figures = run(&people);
    print("3 take turns, 50 cough every 20 s", &figures);
    assert!(figures.missed * 100 <= figures.spoken);
}

#[test]
fn six_at_once_do_not_chase_each_other_from_the_lines() {
    let mut people = talk(50, 2);
    for (index, person) in people[2..8].iter_mut().enumerate() {
        person.sounds = vec![(500 + index as i64 * 3, PACKETS, Sound::Speech)];
    }
    let figures = run(&people);
    print("6 talk without end, and a dialogue of 2, among 50", &figures);
    assert!(figures.swaps <= 3 * u32::try_from(MINUTES).unwrap());
}
