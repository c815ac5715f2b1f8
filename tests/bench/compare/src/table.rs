//! The results as a table for people.

use std::fmt::Write as _;

use crate::results::{OURS, Results, Shape, Spread};
use crate::run::Run;

/// The most that ours may cost by what another does, where that is a goal.
fn goal(shape: &str, other: &str) -> Option<f64> {
    match (other, shape) {
        ("str0m", "eight" | "webinar60" | "groups10x5") => Some(0.4),
        ("janus", "eight" | "webinar60" | "groups10x5") => Some(0.2),
        ("gso", "webinar60" | "workshop50") => Some(2.0),
        _ => None,
    }
}

/// Markdown.
pub fn table(results: &Results) -> String {
    let mut text = format!(
        "# What a forwarded packet costs\n\n\
         Made by `make bench` at {} on {}; do not edit. Microseconds of CPU of all threads for each packet that arrived: \
         median (least to most) of rounds in turns, {:.0} s each, server and load generator on the same machine. Ours \
         with bandwidth estimation, the others without. The floor encrypts and sends the packets of the shape and does \
         nothing else.\n",
        results.commit, results.machine, results.seconds
    );
    for (name, version) in &results.versions {
        let _ = write!(text, "\n- {name}: {version}");
    }
    text.push('\n');
    for (name, shape) in &results.shapes {
        let _ = write!(text, "\n## {name}\n\n");
        shape_table(&mut text, name, shape);
    }
    in_a_row(&mut text, results);
    for failure in &results.failures {
        let _ = writeln!(text, "\nFailed: {failure}");
    }
    text
}

fn shape_table(text: &mut String, of_shape: &str, shape: &Shape) {
    text.push_str(
        "| | us/packet | in the program | ours by it | goal | packets/s | lost | p50, p99 ms | cores | generator |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for name in shape.names() {
        let each = spread(Spread::of(shape.each(name)), 2);
        let ratio = if name == OURS { None } else { shape.ratio(name) };
        let goal = goal(of_shape, name).zip(ratio).map_or(String::new(), |(goal, ratio)| {
            format!("{goal} {}", if ratio.median <= goal { "reached" } else { "not reached" })
        });
        let _ = write!(text, "| {} | {each} |", label(name));
        let runs = shape.runs.get(name).map(Vec::as_slice).unwrap_or_default();
        let of = |what: fn(&Run) -> f64, digits| match Spread::of(runs.iter().map(what)) {
            Some(spread) => format!("{:.digits$}", spread.median),
            None => String::new(),
        };
        let lost =
            if runs.is_empty() { String::new() } else { format!("{} %", of(|run| 100.0 * run.lost, 3)) };
        let latency = if runs.is_empty() {
            String::new()
        } else {
            format!("{}, {}", of(|run| run.p50, 1), of(|run| run.p99, 1))
        };
        let _ = writeln!(
            text,
            " {} | {} | {goal} | {} | {lost} | {latency} | {} | {} |",
            of(|run| run.user, 2),
            spread(ratio, 2),
            of(|run| run.rate, 0),
            of(|run| run.cores, 2),
            of(|run| run.generator, 2),
        );
    }
}

fn in_a_row(text: &mut String, results: &Results) {
    if results.in_a_row.is_empty() {
        return;
    }
    text.push_str("\n## Floor, batch after batch without a pause\n\n| | us/packet |\n|---|---|\n");
    for (name, each) in &results.in_a_row {
        let _ = writeln!(text, "| {name} | {} |", spread(Spread::of(each.iter().copied()), 2));
    }
}

/// What something is called in tables and plots.
pub fn label(name: &str) -> &str {
    match name {
        OURS => "Piiri",
        "str0m" => "forwarder on str0m",
        "janus" => "Janus VideoRoom",
        "sendto" => "floor, sendto",
        "sendmmsg" => "floor, sendmmsg",
        "gso" => "floor, GSO",
        other => other,
    }
}

fn spread(spread: Option<Spread>, digits: usize) -> String {
    spread.map_or(String::new(), |Spread { median, least, most }| {
        format!("{median:.digits$} ({least:.digits$} to {most:.digits$})")
    })
}
