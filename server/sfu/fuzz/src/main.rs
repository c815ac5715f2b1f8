//! Throws changed octets at every parser of `sfu` until the time is over or one of them panics.
//!
//! Needs no instrumentation, so it runs on stable: what an input is followed up for is what a parser made of it (its
//! [`Shape`]) instead of which branches it took. The same seed and count of runs give the same inputs.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::process::ExitCode;
use std::time::{Duration, Instant};

mod mutate;
mod slots;
mod targets;

use mutate::Random;
use targets::TARGETS;

/// A few numbers that tell one outcome from another.
type Shape = u64;

/// Longest input: what a datagram carries.
const LONGEST: usize = 1_500;
/// Inputs kept for each target.
const KEPT: usize = 4_000;

thread_local! {
    static RUNNING: RefCell<(&'static str, Vec<u8>)> = const { RefCell::new(("", Vec::new())) };
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>());
    let (Some(Ok(seconds)), Some(Ok(seed)), None) = (arguments.next(), arguments.next(), arguments.next())
    else {
        eprintln!("usage: sfu-fuzz SECONDS SEED");
        return ExitCode::FAILURE;
    };
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |what| {
        usual(what);
        RUNNING.with_borrow(|(target, input)| {
            let hex: String = input.iter().map(|octet| format!("{octet:02x}")).collect();
            eprintln!("target {target}, input {hex}");
        });
    }));
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut random = Random::new(seed);
    let mut targets: Vec<_> = TARGETS.iter().map(Corpus::new).collect();
    let mut runs = 0_u64;
    // Reading the clock costs more than a run.
    while !runs.is_multiple_of(1_024) || Instant::now() < until {
        let turn = runs as usize % targets.len();
        targets[turn].run(&mut random);
        runs += 1;
    }
    println!("seed {seed}: {runs} runs, no panic");
    for target in targets {
        println!(
            "  {:<12} {:>5} shapes, {:>5} inputs kept",
            target.name,
            target.shapes.len(),
            target.inputs.len()
        );
    }
    ExitCode::SUCCESS
}

/// The inputs that are worth changing further.
struct Corpus {
    name: &'static str,
    run: fn(&[u8]) -> Shape,
    inputs: Vec<Vec<u8>>,
    shapes: BTreeSet<Shape>,
}

impl Corpus {
    fn new(target: &targets::Target) -> Self {
        let inputs = target.seeds.iter().map(|hex| mutate::octets(hex)).collect();
        Self { name: target.name, run: target.run, inputs, shapes: BTreeSet::new() }
    }

    fn run(&mut self, random: &mut Random) {
        let chosen = random.below(self.inputs.len());
        let other = random.below(self.inputs.len());
        let mut input = self.inputs[chosen].clone();
        random.change(&mut input, &self.inputs[other]);
        input.truncate(LONGEST);
        RUNNING.with_borrow_mut(|running| {
            running.0 = self.name;
            running.1.clone_from(&input);
        });
        let shape = (self.run)(&input);
        if self.inputs.len() < KEPT && self.shapes.insert(shape) {
            self.inputs.push(input);
        }
    }
}
