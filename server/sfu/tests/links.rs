//! The bandwidth estimator and the pacer against simulated links, on a virtual clock.
//!
//! `cargo test -p sfu --test links -- --nocapture` prints the tables of decision record 0013. With `ONLY=hotel` only
//! scenarios of that name are run, with `TRACE=3` what the estimator goes by is printed every 200 ms of seed 3.

#[path = "links/chance.rs"]
mod chance;
#[path = "links/link.rs"]
mod link;
#[path = "links/receiver.rs"]
mod receiver;
#[path = "links/run.rs"]
mod run;
#[path = "links/sender.rs"]
mod sender;
#[path = "links/table.rs"]
mod table;

use link::{Conditions, Cross, Jitter, Loss};
use receiver::Reports;
use run::{Goals, Scenario};
use sender::{Demand, Pictures};
use table::judge;

const CLEAN: Conditions = Conditions {
    queue_ms: 300.0,
    delay_us: 20_000,
    longer_from: i64::MAX,
    jitter: Jitter::None,
    loss: Loss::None,
    cross: Cross::None,
};
const REPORTS: Reports =
    Reports { every_ms: 75, delay_us: 20_000, lost: 0.0, late: (0.0, 0), drift_ppm: 0.0, busy_us: 0 };
/// What everybody has to reach: see the record.
const GOALS: Goals =
    Goals { within: 0.75, least: 0.4, most: 2.0, used: 0.8, used_worst: 0.75, reached: &[10.0] };
const RATES: [f64; 5] = [150e3, 300e3, 800e3, 2e6, 5e6];

/// 40 s on a clean link of `rate` with twice as much wanted as it carries; the first 10 s are not judged.
fn scenario(name: &'static str, rate: f64) -> Scenario {
    Scenario {
        name,
        rates: vec![(0, rate)],
        conditions: CLEAN,
        reports: REPORTS,
        demand: Demand { pictures: Pictures::Smooth, wanted: rate * 2.0, pauses_us: 0 },
        seconds: 40,
        settle: 10,
        judged_from: 0,
        goals: GOALS,
    }
}

/// The link falls after 20 s.
fn cut(name: &'static str, rate: f64, to: f64) -> Scenario {
    let mut cut = scenario(name, rate);
    cut.rates = vec![(0, rate), (20, to)];
    cut.goals.reached = &[10.0, 2.0];
    cut
}

fn with_loss(name: &'static str, rate: f64, loss: Loss) -> Scenario {
    let mut lossy = scenario(name, rate);
    lossy.conditions.loss = loss;
    lossy
}

#[test]
fn the_estimate_is_within_a_quarter_of_the_link() {
    let mut all: Vec<Scenario> = RATES.map(|rate| scenario("steady", rate)).into();
    for rate in RATES {
        let mut layers = scenario("steady, layers", rate);
        layers.demand.pictures = Pictures::Layers { from: 0 };
        all.push(layers);
    }
    let mut less = scenario("half wanted, layers", 2e6);
    less.demand.pictures = Pictures::Layers { from: 0 };
    less.demand.wanted = 1e6;
    all.push(less);
    judge("clean", &all);
}

#[test]
fn it_rises_from_sound_alone_within_ten_seconds() {
    let all: Vec<Scenario> = [150e3, 800e3, 2e6, 5e6]
        .into_iter()
        .map(|rate| {
            let mut sound = scenario("sound, then layers", rate);
            sound.demand.pictures = Pictures::Layers { from: 20 };
            sound.rates = vec![(0, rate), (20, rate)];
            sound.goals.reached = &[99.0, 5.0];
            sound.judged_from = 30;
            sound.seconds = 50;
            sound
        })
        .collect();
    judge("rise", &all);
    for scenario in &all {
        scenario.run_with(1, |now, sender, _| {
            let estimate = sender.estimator.estimate();
            assert!(
                now > 20_000_000 || (250_000..=400_000).contains(&estimate),
                "{estimate} for sound alone"
            );
        });
    }
}

#[test]
fn it_falls_within_two_seconds_and_comes_back_within_ten() {
    let mut all = Vec::new();
    for pictures in [Pictures::Smooth, Pictures::Layers { from: 0 }] {
        let mut back = scenario("2 M, 250 k, 2 M", 2e6);
        back.rates = vec![(0, 2e6), (20, 250e3), (40, 2e6)];
        back.demand = Demand { pictures, wanted: 2.5e6, pauses_us: 0 };
        back.seconds = 60;
        back.goals.reached = &[10.0, 2.0, 10.0];
        all.push(back);
    }
    for (name, queue_ms) in
        [("cut, queue of 1 s", 1_000.0), ("cut, queue of 30 ms", 30.0), ("cut, no queue", 5.0)]
    {
        let mut cut = cut(name, 1e6, 300e3);
        cut.conditions.queue_ms = queue_ms;
        all.push(cut);
    }
    for (name, lost, late) in [
        ("cut, 30 % reports lost", 0.3, (0.0, 0)),
        ("cut, reports 300 ms late", 0.0, (1.0, 300_000)),
        ("cut, some lost or late", 0.05, (0.2, 300_000)),
    ] {
        let mut cut = cut(name, 1e6, 300e3);
        (cut.reports.lost, cut.reports.late) = (lost, late);
        cut.goals.reached = &[10.0, 3.0];
        all.push(cut);
    }
    let mut gone = scenario("3 s of nothing", 1e6);
    gone.rates = vec![(0, 1e6), (20, 1.0), (23, 1e6)];
    gone.goals.reached = &[10.0, 99.0, 10.0];
    gone.judged_from = 33;
    gone.seconds = 50;
    all.push(gone);
    judge("changes", &all);
}

#[test]
fn loss_that_is_not_congestion_does_not_lower_it() {
    let mut all = Vec::new();
    for (name, loss) in [
        ("5 % random", Loss::Random(0.05)),
        ("5 % in bursts of 4", Loss::Bursts { share: 0.05, length: 4.0 }),
        ("5 % in bursts of 10", Loss::Bursts { share: 0.05, length: 10.0 }),
    ] {
        for rate in [300e3, 800e3, 2e6] {
            let mut lossy = with_loss(name, rate, loss);
            lossy.goals.least = 0.2;
            all.push(lossy);
        }
    }
    for rate in [300e3, 2e6] {
        let mut lossy = with_loss("20 % random", rate, Loss::Random(0.2));
        // Four fifths arrive at all, and what is sent again needs room.
        (lossy.goals.used, lossy.goals.used_worst) = (0.6, 0.55);
        lossy.goals.reached = &[20.0];
        all.push(lossy);
    }
    judge("loss", &all);
}

#[test]
fn uneven_arrivals_and_clocks_do_not_lower_it() {
    let mut all = Vec::new();
    for (name, jitter) in [
        ("jitter 40 ms, reordered", Jitter::Each(40_000)),
        ("jitter 40 ms, in order", Jitter::Ordered(40_000)),
        ("jitter 40 ms, wandering", Jitter::Wander(40_000)),
    ] {
        for rate in [150e3, 800e3, 2e6] {
            let mut uneven = scenario(name, rate);
            uneven.conditions.jitter = jitter;
            all.push(uneven);
        }
    }
    for (name, ppm) in [("clock +200 ppm", 200.0), ("clock -200 ppm", -200.0)] {
        let mut drift = scenario(name, 800e3);
        drift.reports.drift_ppm = ppm;
        drift.seconds = 60;
        all.push(drift);
    }
    let mut pauses = scenario("sender pauses 100 ms", 1e6);
    pauses.demand.pauses_us = 100_000;
    all.push(pauses.clone());
    pauses.name = "pauses, half wanted";
    pauses.rates = vec![(0, 2e6)];
    pauses.demand.pictures = Pictures::Layers { from: 0 };
    pauses.demand.wanted = 1e6;
    all.push(pauses);
    let mut busy = scenario("receiver pauses 150 ms", 1e6);
    busy.reports.busy_us = 150_000;
    all.push(busy);
    let mut rare = scenario("reports each 250 ms", 800e3);
    rare.reports.every_ms = 250;
    all.push(rare);
    let mut longer = scenario("path 100 ms longer", 1e6);
    longer.conditions.longer_from = 20;
    longer.seconds = 50;
    all.push(longer);
    judge("jitter and clocks", &all);
}

#[test]
fn it_gets_its_share_among_others() {
    let mut flows = scenario("1 M of others, on and off", 2e6);
    flows.conditions.cross = Cross::OnOff { rate: 1e6, seconds: 4.0 };
    flows.settle = 5;
    flows.seconds = 60;
    // The estimate is judged against what is left at the moment: it cannot know.
    flows.goals.within = 0.5;
    (flows.goals.least, flows.goals.most) = (0.2, 2.6);
    let mut download = scenario("download 15 s to 45 s", 2e6);
    download.conditions.cross = Cross::Download { from: 15, until: 45 };
    download.rates = vec![(0, 2e6), (15, 2e6), (45, 2e6)];
    download.settle = 5;
    download.seconds = 60;
    download.goals.within = 0.4;
    (download.goals.least, download.goals.most) = (0.15, 2.6);
    (download.goals.used, download.goals.used_worst) = (0.75, 0.6);
    download.goals.reached = &[10.0, 5.0, 10.0];
    judge("others", &[flows, download]);
}

#[test]
fn hotel_and_mobile() {
    let mut hotel = with_loss("hotel", 1e6, Loss::Random(0.02));
    hotel.conditions.delay_us = 80_000;
    hotel.reports.delay_us = 80_000;
    let mut mobile = with_loss("mobile", 2e6, Loss::Bursts { share: 0.05, length: 4.0 });
    mobile.conditions.delay_us = 150_000;
    mobile.conditions.jitter = Jitter::Ordered(40_000);
    mobile.reports.delay_us = 150_000;
    mobile.reports.drift_ppm = 200.0;
    let mut all = vec![hotel, mobile];
    for mut layers in all.clone() {
        layers.demand.pictures = Pictures::Layers { from: 0 };
        layers.name = if layers.name == "hotel" { "hotel, layers" } else { "mobile, layers" };
        // 5 % are lost and sent again, and the layer below is a quarter less.
        (layers.goals.used, layers.goals.used_worst) = (0.75, 0.65);
        all.push(layers);
    }
    judge("hotel and mobile", &all);
}
