//! The load generator itself: nothing is lost, and its report has its fields.

use std::path::Path;

use clap::Parser;
use tests::load::{Options, Server, run_on};

use crate::ALONE;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    options: Options,
}

#[tokio::test]
async fn eight_people_are_measured_and_nothing_is_lost() {
    let _alone = ALONE.lock().await;
    let Arguments { options } = Arguments::parse_from(["load", "eight", "--seconds", "2"]);
    let server = Server::host(Path::new(env!("CARGO_BIN_EXE_host"))).await.unwrap();
    let report = run_on(&options, &server).await.unwrap();
    println!("{report}");
    for none in ["lost", "undecryptable", "unsent", "ignored"] {
        assert_eq!(report[none], 0, "{none}: {report}");
    }
    // Each of eight sees seven at 30 pictures of about three packets a second, and hears the loudest of them.
    let rate = report["rate"].as_f64().unwrap();
    assert!((4_000.0..9_000.0).contains(&rate), "{report}");
    for figures in ["join_ms", "sound_ms", "picture_ms"] {
        for percentile in ["p50", "p95", "p99", "longest", "count"] {
            assert!(report[figures][percentile].is_number(), "{figures}: {report}");
        }
    }
    for field in
        ["us_per_packet", "user_us_per_packet", "system_us_per_packet", "core", "memory_kib_per_person"]
    {
        assert!(report["server"][field].is_number(), "{field}: {report}");
    }
    assert!(report["server"]["threads"]["media-0"].as_f64().unwrap() > 0.0, "{report}");
    assert!(report["server"]["sends"]["calls_per_datagram"].is_number(), "{report}");
    assert!(report["generator"]["core"].as_f64().unwrap() < 0.5, "{report}");
}

/// What the way to a device carries is not known when it comes, and one layer may be more than is taken for granted.
#[tokio::test]
async fn whoever_comes_late_sees_a_camera_that_is_sent_in_one_size() {
    let _alone = ALONE.lock().await;
    let Arguments { options } = Arguments::parse_from(["load", "growth", "--people", "25"]);
    let server = Server::host(Path::new(env!("CARGO_BIN_EXE_host"))).await.unwrap();
    let report = run_on(&options, &server).await.unwrap();
    println!("{report}");
    let shares: Vec<f64> = report["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| point["rate"].as_f64().unwrap() / (point["people"].as_f64().unwrap() - 1.0))
        .collect();
    assert_eq!(shares.len(), 2);
    assert!(shares[1] > 0.9 * shares[0], "packets a second for each: {shares:?}");
}
