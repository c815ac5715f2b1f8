//! One measurement: a server is started, a shape joins it and sends, the server's CPU time is read before and after.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use tests::light::{Engine, Settings, Traffic};
use tests::served;
use tokio::time::sleep;

use crate::cpu;
use crate::servers::{Programs, Server, Which};
use crate::shapes::{BIT_RATE, PICTURES, SOUND_OCTETS, Shape};

/// Until keyframes have been asked for and what is estimated has risen.
const SETTLE: Duration = Duration::from_secs(4);

/// What one server cost in one measurement.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Run {
    /// Microseconds of CPU for each packet that arrived, of all threads of the server.
    pub each: f64,
    /// Of these, in the program.
    pub user: f64,
    /// Packets that arrived in a second.
    pub rate: f64,
    /// The share of packets that did not arrive.
    pub lost: f64,
    /// Milliseconds from a sender's stamp to a receiver's kernel, half of the sound and 99 % of it.
    pub p50: f64,
    /// See `p50`.
    pub p99: f64,
    /// Cores that the server took.
    pub cores: f64,
    /// Cores that the generator took.
    pub generator: f64,
}

/// Measures one server in one shape.
pub async fn run(which: Which, programs: &Programs, shape: &Shape, lasts: Duration) -> anyhow::Result<Run> {
    let server = Server::start(which, programs).await?;
    let engine = Engine::start(Settings::default())?.at(server.people_at);
    let joined = server.join(&engine, shape).await.with_context(|| format!("joining {}", which.name()))?;
    for (index, connection) in joined.sending.iter().enumerate() {
        // One in each group speaks; who is heard does not change.
        let level = if index % shape.senders == 0 { 30 } else { 127 };
        connection.send(0, Some(Traffic::Sound { octets: SOUND_OCTETS, level }));
        connection.send(1, Some(Traffic::Pictures { bit_rate: BIT_RATE, rate: PICTURES }));
    }
    sleep(SETTLE).await;
    engine.take().await?;
    let (began, before) = (Instant::now(), times(server.process)?);
    sleep(lasts).await;
    let (passed, after) = (began.elapsed().as_secs_f64(), times(server.process)?);
    let totals = engine.take().await?;
    anyhow::ensure!(totals.packets > 0, "nothing arrived");
    anyhow::ensure!(totals.failed == 0, "{} connections failed", totals.failed);
    let [ours, theirs] = [after.generator - before.generator, after.server - before.server];
    let ticks = [after.ticks[0] - before.ticks[0], after.ticks[1] - before.ticks[1]];
    let each = theirs.as_secs_f64() * 1e6 / totals.packets as f64;
    let latency = &totals.sound_latency;
    Ok(Run {
        each,
        // The kernel tells program and kernel apart in hundredths of a second only.
        user: each * ticks[0] / (ticks[0] + ticks[1]).max(f64::EPSILON),
        rate: totals.packets as f64 / passed,
        lost: totals.lost as f64 / (totals.packets + totals.lost) as f64,
        p50: latency.percentile(50),
        p99: latency.percentile(99),
        cores: theirs.as_secs_f64() / passed,
        generator: ours.as_secs_f64() / passed,
    })
}

struct Times {
    server: Duration,
    ticks: [f64; 2],
    generator: Duration,
}

fn times(process: u32) -> anyhow::Result<Times> {
    let generator = cpu::of_process(std::process::id())?;
    Ok(Times { server: cpu::of_process(process)?, ticks: served::cpu(process)?, generator })
}
