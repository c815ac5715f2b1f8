//! How good rotations are, against what is known to be possible and against chance. `cargo test grouping::tests::figures
//! -- --nocapture` prints what decision 0008 quotes.

use super::*;

/// The most rounds in which nobody meets twice, of g groups of s (OEIS A107431): groups, size, rounds.
const KNOWN: [(u32, u32, u32); 17] = [
    (2, 2, 3),
    (3, 2, 5),
    (3, 3, 4),
    (4, 2, 7),
    (4, 3, 4),
    (4, 4, 5),
    (5, 2, 9),
    (5, 3, 7),
    (5, 4, 5),
    (5, 5, 6),
    (6, 2, 11),
    (6, 3, 8),
    (6, 4, 7),
    (6, 5, 6),
    (6, 6, 3),
    (7, 2, 13),
    (7, 3, 10),
];

/// How many rounds ours has without a repeat, where that is fewer than are possible.
const FEWER: [((u32, u32), u32); 6] =
    [((5, 3), 5), ((6, 3), 6), ((6, 4), 5), ((6, 5), 5), ((7, 3), 7), ((7, 4), 7)];

fn repeats_of_ours(people: u32, shape: Shape, rounds: u32) -> u32 {
    repeats(Rotation::plan(&singles(people), everybody(shape, rounds), &nothing(), Seed(1)).rounds())
}

fn mean_of_chance(people: u32, shape: Shape, rounds: u32) -> u32 {
    const TIMES: u64 = 100;
    let by_chance = |time: u64| {
        let round = |round: u64| at_random(&singles(people), shape, Seed(time * 1_000 + round));
        repeats(&(0..u64::from(rounds)).map(round).collect::<Vec<_>>())
    };
    (0..TIMES).map(by_chance).sum::<u32>() / TIMES as u32
}

#[test]
fn small_rooms_come_to_the_known_optimum_or_near_it() {
    println!("groups of: rounds without a repeat, known to be possible");
    for (groups, size, possible) in KNOWN {
        let clean = |rounds: &u32| repeats_of_ours(groups * size, Shape::Groups(groups), *rounds) == 0;
        let ours = (1..=possible).rev().find(clean).unwrap_or(0);
        println!("{groups} of {size}: {ours} {possible}");
        let fewer = FEWER.iter().find(|(of, _)| *of == (groups, size)).map(|(_, rounds)| *rounds);
        assert!(ours >= fewer.unwrap_or(possible), "{groups} groups of {size}: {ours}");
    }
}

#[test]
fn large_rooms_repeat_far_less_than_chance() {
    println!("people size rounds: repeats of ours, mean of chance");
    let rooms = [
        (50, 4, 6, 0),
        (50, 5, 6, 0),
        (47, 5, 6, 8),
        (51, 5, 6, 4),
        (30, 5, 6, 8),
        (100, 5, 8, 0),
        (40, 10, 4, 165),
        (200, 8, 6, 0),
    ];
    for (people, size, rounds, most) in rooms {
        let shape = Shape::About(size);
        let (ours, chance) = (repeats_of_ours(people, shape, rounds), mean_of_chance(people, shape, rounds));
        println!("{people} {size} {rounds}: {ours} {chance}");
        assert!(ours <= most && ours < chance, "{people} people in {size}, {rounds} rounds: {ours}");
    }
}

/// Microseconds per call, for a build with `--release`: the least of some, because others use the machine too.
#[test]
#[ignore = "prints how long it takes: cargo test --release -p signaling --lib grouping -- --ignored --nocapture"]
#[expect(clippy::disallowed_methods, reason = "it measures time")]
fn microseconds() {
    let least = |name: &str, call: &dyn Fn(u64)| {
        let time = |seed: u64| {
            let began = std::time::Instant::now();
            call(seed);
            began.elapsed().as_micros()
        };
        println!("{name}: {}", (0..30).map(time).min().unwrap_or(0));
    };
    let (people, groups) = (singles(1_000), Shape::Groups(100));
    let past: Vec<_> = (0..6).map(|round| at_random(&people, groups, Seed(1_000 + round))).collect();
    let met = met_in(&past);
    let values: BTreeMap<u32, u32> = (0..1_000).map(|who| (who, who * who % 37)).collect();
    least("random", &|seed| drop(at_random(&people, groups, Seed(seed))));
    let wishes = [
        ("mix", Some((Blend::Mix, &values)), None),
        ("alike", Some((Blend::Alike, &values)), None),
        ("not met in 6 rounds", None, Some(&met)),
        ("mix, not met", Some((Blend::Mix, &values)), Some(&met)),
        ("alike, not met", Some((Blend::Alike, &values)), Some(&met)),
    ];
    for (name, values, met) in wishes {
        least(name, &|seed| drop(balanced(&people, groups, &Wishes { values, met }, Seed(seed))));
    }
    for (people, size, rounds) in
        [(1_000, 10, 6), (1_000, 10, 60), (1_000, 2, 20), (1_000, 50, 6), (47, 5, 6)]
    {
        let parties = singles(people);
        least(&format!("rotation: {people} in groups of {size}, {rounds} rounds"), &|seed| {
            drop(Rotation::plan(&parties, everybody(Shape::About(size), rounds), &nothing(), Seed(seed)));
        });
    }
}
