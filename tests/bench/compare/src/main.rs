//! `make bench`: servers in turns under the same load, on this machine and now, and what each costs beside the others.
//! Writes `bench.json`, `bench.md`, `bench.svg` and `instructions.json`.

mod cpu;
mod floor;
mod instructions;
mod plot;
mod results;
mod run;
mod servers;
mod shapes;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;

use crate::floor::Way;
use crate::results::Results;
use crate::servers::{Programs, Which};
use crate::shapes::{SHAPES, Shape};

const INSTRUCTIONS: &str = "instructions.json";

/// See the module.
#[derive(Debug, Parser)]
struct Arguments {
    /// Our server.
    #[arg(long)]
    piiri: PathBuf,
    /// Where `forwarder` and `path` are.
    #[arg(long)]
    beside: PathBuf,
    /// Where the committed results are.
    #[arg(long)]
    results: PathBuf,
    /// Where results are written, if not there: for runs that are not whole.
    #[arg(long)]
    out: Option<PathBuf>,
    /// How often everything is measured, in turns.
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Seconds of each measurement.
    #[arg(long, default_value_t = 6.0)]
    seconds: f64,
    /// Shapes; all if none is named.
    #[arg(long)]
    shapes: Vec<String>,
    /// Servers: ours, str0m, janus; all that are there if none is named.
    #[arg(long)]
    servers: Vec<String>,
    /// Leaves out the floor.
    #[arg(long)]
    no_floor: bool,
    /// Counts instructions and nothing else, or leaves that out.
    #[arg(long)]
    instructions: Option<bool>,
}

// On one thread: that of media is another, and the server needs a core too.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    // Asked before anything is written.
    let commit = commit();
    fs::create_dir_all(arguments.out())?;
    if arguments.instructions != Some(false) {
        count_instructions(&arguments)?;
    }
    if arguments.instructions != Some(true) {
        compare(&arguments, commit).await?;
    }
    Ok(())
}

impl Arguments {
    fn out(&self) -> &Path {
        self.out.as_ref().unwrap_or(&self.results)
    }
}

async fn compare(arguments: &Arguments, commit: String) -> anyhow::Result<()> {
    let programs = Programs { piiri: arguments.piiri.clone(), forwarder: arguments.beside.join("forwarder") };
    let lasts = Duration::from_secs_f64(arguments.seconds);
    let mut results =
        Results { commit, machine: machine(), seconds: arguments.seconds, ..Results::default() };
    let servers = servers(arguments, &mut results);
    for round in 1..=arguments.rounds {
        for shape in shapes(arguments) {
            let servers = servers.iter().filter(|which| shape.for_all || **which == Which::Ours);
            for &which in servers {
                match run::run(which, &programs, shape, lasts).await {
                    Ok(run) => {
                        println!(
                            "round {round} {} {}: {:.2} us/packet ({:.2} in the program), {:.0} packets/s, lost {:.3} %, \
                             p50 {:.1} p99 {:.1} ms, {:.2} cores, generator {:.2}",
                            shape.name,
                            which.name(),
                            run.each,
                            run.user,
                            run.rate,
                            100.0 * run.lost,
                            run.p50,
                            run.p99,
                            run.cores,
                            run.generator
                        );
                        let of = results.shapes.entry(shape.name.into()).or_default();
                        of.runs.entry(which.name().into()).or_default().push(run);
                    }
                    Err(error) => {
                        println!("round {round} {} {}: {error:#}", shape.name, which.name());
                        results.failures.push(format!("{} {}: {error:#}", shape.name, which.name()));
                    }
                }
            }
            if !arguments.no_floor {
                measure_floor(&mut results, shape, lasts)?;
            }
        }
        if !arguments.no_floor {
            measure_in_a_row(&mut results)?;
        }
    }
    write(arguments.out(), &results)
}

fn shapes(arguments: &Arguments) -> impl Iterator<Item = &'static Shape> {
    let named = |shape: &&Shape| {
        arguments.shapes.is_empty() || arguments.shapes.iter().any(|name| name == shape.name)
    };
    SHAPES.iter().filter(named)
}

fn servers(arguments: &Arguments, results: &mut Results) -> Vec<Which> {
    let janus = servers::janus_version();
    let there = [Some(Which::Ours), Some(Which::Forwarder), janus.is_some().then_some(Which::Janus)];
    let named = |which: &Which| {
        arguments.servers.is_empty() || arguments.servers.iter().any(|name| name == which.name())
    };
    if let Some(version) = janus {
        results.versions.insert("Janus".into(), version);
    } else {
        println!("Janus is not installed (apt-get install janus): it is left out");
    }
    results.versions.insert("str0m".into(), "0.25.0".into());
    there.into_iter().flatten().filter(named).collect()
}

fn measure_floor(results: &mut Results, shape: &Shape, lasts: Duration) -> anyhow::Result<()> {
    let of = results.shapes.entry(shape.name.into()).or_default();
    for (name, way) in [("sendto", Way::SendTo), ("sendmmsg", Way::SendMmsg), ("gso", Way::Segments)] {
        let cost = floor::of_shape(shape, way, lasts / 2)?;
        println!(
            "floor {} {name}: {:.2} us/packet, {:.1} packets a call, {:.1} % arrived",
            shape.name,
            cost.each,
            cost.batch,
            100.0 * cost.arrived
        );
        of.floor.entry(name.into()).or_default().push(cost.each);
    }
    Ok(())
}

fn measure_in_a_row(results: &mut Results) -> anyhow::Result<()> {
    let lasts = Duration::from_millis(500);
    let ways = [
        ("sendto", Way::SendTo, 1),
        ("sendmmsg of 64", Way::SendMmsg, 1),
        ("GSO by 2", Way::Segments, 2),
        ("GSO by 4", Way::Segments, 4),
        ("GSO by 16", Way::Segments, 16),
    ];
    let mut measured: Vec<(&str, f64)> = Vec::new();
    for (name, way, run) in ways {
        measured.push((name, floor::in_a_row(way, run, lasts)?.each));
    }
    measured.push(("copying and AES-GCM alone", floor::sealing()?));
    measured.push(("recvmmsg", floor::receiving(lasts)?));
    for (name, each) in measured {
        println!("floor in a row, {name}: {each:.2} us/packet");
        results.in_a_row.entry(name.into()).or_default().push(each);
    }
    Ok(())
}

fn write(folder: &Path, results: &Results) -> anyhow::Result<()> {
    fs::write(folder.join("bench.json"), serde_json::to_string_pretty(results)? + "\n")?;
    let table = table::table(results);
    fs::write(folder.join("bench.md"), &table)?;
    fs::write(folder.join("bench.svg"), plot::plot(results))?;
    println!("\n{table}");
    Ok(())
}

fn count_instructions(arguments: &Arguments) -> anyhow::Result<()> {
    let Some(now) = instructions::count(&arguments.beside.join("path"))? else {
        println!("valgrind is not installed: instructions are not counted");
        return Ok(());
    };
    let file = arguments.results.join(INSTRUCTIONS);
    let before: BTreeMap<String, f64> = match fs::read_to_string(&file) {
        Ok(text) => serde_json::from_str(&text).with_context(|| format!("{}", file.display()))?,
        Err(_) => BTreeMap::new(),
    };
    for (what, each) in &now {
        println!("{what}: {each:.1} instructions for each packet");
    }
    let changes = instructions::changes(&before, &now);
    match changes.as_slice() {
        [] if before.is_empty() => println!("nothing to compare with yet"),
        [] => println!("no more than 2 % from what is in {}", file.display()),
        _ => changes.iter().for_each(|change| println!("CHANGED {change}")),
    }
    fs::write(arguments.out().join(INSTRUCTIONS), serde_json::to_string_pretty(&now)? + "\n")?;
    Ok(())
}

fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short", "HEAD"]).unwrap_or_else(|| "?".into());
    let status = git(&["status", "--porcelain", "--untracked-files=no", "--", ".", ":!tests/results"]);
    let changed = status.is_some_and(|text| !text.is_empty());
    if changed { format!("{commit} with changes") } else { commit }
}

fn machine() -> String {
    let read = |path| fs::read_to_string(path).unwrap_or_default();
    let about = read("/proc/cpuinfo");
    let model =
        about.lines().find_map(|line| Some(line.strip_prefix("model name")?.split_once(':')?.1.trim()));
    let count = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = read("/proc/sys/kernel/osrelease");
    format!("{count} x {}, Linux {}", model.unwrap_or("unknown processor"), kernel.trim())
}
