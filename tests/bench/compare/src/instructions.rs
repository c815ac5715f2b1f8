//! Instructions of the packet path, counted by callgrind: the same at each run, whatever else the machine does. They do not
//! say what a cache miss or a system call costs.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;

/// Steps of 20 ms in the shorter and in the longer run. What both have in common, the beginning, is not counted: by the end
/// of the shorter one, what is estimated has risen.
const STEPS: [u32; 2] = [250, 450];
const SHAPES: [&str; 4] = ["eight", "webinar60", "groups10x5", "workshop50"];
/// What is done in the session, and with what leaves it.
const WHAT: [&str; 2] = ["forward", "leave"];

/// Instructions for each forwarded packet, by what and shape; nothing where callgrind is not installed.
pub fn count(path: &Path) -> anyhow::Result<Option<BTreeMap<String, f64>>> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        return Ok(None);
    }
    let mut counted = BTreeMap::new();
    for what in WHAT {
        for shape in SHAPES {
            let [few, many] = [run(path, what, shape, STEPS[0])?, run(path, what, shape, STEPS[1])?];
            let each = (many.0 - few.0) / (many.1 - few.1).max(1.0);
            counted.insert(format!("{what} {shape}"), (each * 10.0).round() / 10.0);
        }
    }
    Ok(Some(counted))
}

/// Instructions and packets of a whole run.
fn run(path: &Path, what: &str, shape: &str, steps: u32) -> anyhow::Result<(f64, f64)> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(path)
        .args([what, shape, &steps.to_string()])
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    anyhow::ensure!(output.status.success(), "callgrind: {said}");
    let collected =
        said.lines().find_map(|line| line.split_once("Collected : ")).context("nothing collected")?;
    let packets: Value = serde_json::from_slice(&output.stdout)?;
    let packets = packets["packets"].as_f64().context("no packets")?;
    Ok((collected.1.trim().parse()?, packets))
}

/// What changed by more than 2 %, in words.
pub fn changes(before: &BTreeMap<String, f64>, now: &BTreeMap<String, f64>) -> Vec<String> {
    const MOST: f64 = 0.02;
    let both = now.iter().filter_map(|(what, now)| Some((what, before.get(what)?, now)));
    let changed = both.filter(|(_, before, now)| ((**now - **before) / **before).abs() > MOST);
    let told = changed.map(|(what, before, now)| {
        let percent = 100.0 * (now - before) / before;
        format!("{what}: {before:.1} -> {now:.1} instructions for each packet ({percent:+.1} %)")
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_by_more_than_two_percent_is_told() {
        let of = |figures: [f64; 3]| ["a", "b", "c"].map(str::to_owned).into_iter().zip(figures).collect();
        let mut now: BTreeMap<String, f64> = of([1_019.0, 1_021.0, 970.0]);
        now.insert("new".into(), 1.0);
        let told = changes(&of([1_000.0; 3]), &now);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("b: ") && told[1].contains("-3.0 %"), "{told:?}");
    }
}
