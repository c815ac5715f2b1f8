//! Runs scenarios over all seeds, prints what came of them and holds it against the goals.

use std::fmt::Write;

use super::run::{Outcome, Scenario};

const SEEDS: u64 = 20;

struct Outcomes(Vec<Outcome>);

impl Outcomes {
    fn mean(&self, of: impl Fn(&Outcome) -> f64) -> f64 {
        self.0.iter().map(of).sum::<f64>() / self.0.len() as f64
    }

    fn least(&self, of: impl Fn(&Outcome) -> f64) -> f64 {
        self.0.iter().map(of).fold(f64::MAX, f64::min)
    }

    fn most(&self, of: impl Fn(&Outcome) -> f64) -> f64 {
        self.0.iter().map(of).fold(f64::MIN, f64::max)
    }

    /// Median and worst.
    fn reached(&self, change: usize) -> (f64, f64) {
        let mut all: Vec<f64> = self.0.iter().map(|outcome| outcome.reached[change]).collect();
        all.sort_by(f64::total_cmp);
        (all[all.len() / 2], all[all.len() - 1])
    }

    fn row(&self, scenario: &Scenario) -> String {
        let mut row = format!("| {:25}| {:5.0} k |", scenario.name, scenario.rates[0].1 / 1e3);
        let percent = |share: f64| 100.0 * share;
        let _ = write!(
            row,
            " {:.2} ({:.2}-{:.2}) | {:3.0} / {:3.0} | {:3.0} / {:3.0} |",
            self.mean(|o| o.ratio),
            self.least(|o| o.least),
            self.most(|o| o.most),
            percent(self.mean(|o| o.within)),
            percent(self.least(|o| o.within)),
            percent(self.mean(|o| o.used)),
            percent(self.least(|o| o.used)),
        );
        let _ = write!(
            row,
            " {:5.2} | {:4.0} | {:3.1} |",
            percent(self.mean(|o| o.overflowed)),
            self.mean(|o| o.wait_p95),
            percent(self.mean(|o| o.probes)),
        );
        for change in 0..scenario.rates.len() {
            let (median, worst) = self.reached(change);
            let _ = if worst > 90.0 { write!(row, " -") } else { write!(row, " {median:.1} / {worst:.1}") };
            row.push(if change + 1 < scenario.rates.len() { ',' } else { ' ' });
        }
        row.push('|');
        row
    }

    fn failures(&self, scenario: &Scenario) -> Vec<String> {
        let goals = scenario.goals;
        let mut failures = Vec::new();
        let mut expect = |holds: bool, what: &str, is: f64| {
            if !holds {
                failures.push(format!("{} ({:.0}): {what} is {is:.2}", scenario.name, scenario.rates[0].1));
            }
        };
        for (what, ratio) in
            [("least mean ratio", self.least(|o| o.ratio)), ("greatest mean ratio", self.most(|o| o.ratio))]
        {
            expect((0.65..=1.25).contains(&ratio), what, ratio);
        }
        let within = self.least(|o| o.within);
        expect(within >= goals.within, "share of the time within 25 %", within);
        let least = self.least(|o| o.least);
        expect(least >= goals.least, "least ratio", least);
        let most = self.most(|o| o.most);
        expect(most <= goals.most, "greatest ratio", most);
        let used = self.mean(|o| o.used);
        expect(used >= goals.used, "mean use", used);
        let used = self.least(|o| o.used);
        expect(used >= goals.used_worst, "least use", used);
        for (change, &within) in goals.reached.iter().enumerate() {
            let (_, worst) = self.reached(change);
            expect(worst <= within, "seconds to follow", worst);
        }
        failures
    }
}

/// Prints a table of all scenarios.
///
/// # Panics
/// If a goal is missed by any seed.
pub fn judge(name: &str, scenarios: &[Scenario]) {
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut table = format!(
        "\n{name}: {SEEDS} seeds each\n| scenario | link | estimate / link (least-most) | % of time within 25 % (mean / worst) | \
         % used (mean / worst) | % dropped by the queue | wait p95 ms | % probes | s to follow (median / worst) |\n"
    );
    let mut failures = Vec::new();
    for scenario in scenarios.iter().filter(|scenario| scenario.name.contains(&only)) {
        if let Some(seed) = std::env::var("TRACE").ok().and_then(|seed| seed.parse().ok()) {
            trace(scenario, seed);
        }
        if std::env::var("EACH").is_ok() {
            for seed in 0..SEEDS {
                let o = scenario.run(seed);
                println!(
                    "{} {:.0} seed {seed} within {:.2} least {:.2} most {:.2} used {:.2} reached {:?}",
                    scenario.name, scenario.rates[0].1, o.within, o.least, o.most, o.used, o.reached
                );
            }
        }
        let outcomes = Outcomes((0..SEEDS).map(|seed| scenario.run(seed)).collect());
        table.push_str(&outcomes.row(scenario));
        table.push('\n');
        failures.extend(outcomes.failures(scenario));
    }
    println!("{table}");
    assert!(failures.is_empty(), "{failures:#?}");
}

fn trace(scenario: &Scenario, seed: u64) {
    scenario.run_with(seed, |now, sender, rate| {
        if now % 200_000 == 0 {
            let figures = sender.estimator.figures(sfu::Time(now));
            println!("{:5.1} {} {rate:7.0} {figures:?}", now as f64 / 1e6, scenario.name);
        }
    });
}
