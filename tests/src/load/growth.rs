//! A webinar that more and more come to: memory over people, for a plot.

use serde_json::{Value, json};
use signaling::role::Role;
use tokio::time::sleep;

use super::people::{Arriving, OnAir, nobody_is_cut_off};
use super::server::{Server, Used};
use super::shapes::Plan;
use super::{AT_A_TIME, Options, SETTLE, name, rounded};
use crate::host::Links;
use crate::light::{Engine, Settings};

/// How many people there are at each look.
const STEPS: [usize; 7] = [10, 25, 50, 100, 150, 200, 300];

/// See the module. The first sends sound and pictures; all have both connections.
pub(super) async fn run(options: &Options, server: &Server, links: &Links) -> anyhow::Result<Value> {
    let engine = Engine::start(Settings { loss: options.loss, seed: options.seed })?;
    let arriving = Arriving { links, engine: &engine, layers: options.layers };
    let (most, before) = (Plan::of(options).people, server.memory()?);
    let (mut people, mut points) = (Vec::new(), Vec::new());
    for count in STEPS.into_iter().filter(|count| *count <= most) {
        let role = if people.is_empty() { Role::Supervisor } else { Role::Participant };
        let first = people.len() + 1;
        let (more, _) = arriving.join_all(role, first, count - people.len(), AT_A_TIME).await?;
        people.extend(more);
        if first == 1 {
            people[0]
                .go_on_air(OnAir { sound: Some(true), pictures: Some(options.bit_rate * 1_000) })
                .await?;
        }
        sleep(SETTLE).await;
        engine.take().await?;
        let (used, own) = (server.used()?, Used::here()?);
        sleep(SETTLE).await;
        let (used_now, own_now) = (server.used()?, Used::here()?);
        let totals = engine.take().await?;
        anyhow::ensure!(totals.failed == 0, "{} connections failed", totals.failed);
        nobody_is_cut_off(&people)?;
        let memory = server.memory()?.saturating_sub(before) as f64 / 1_024.0;
        points.push(json!({
            "people": count,
            "memory_kib": rounded(memory),
            "memory_kib_per_person": rounded(memory / count as f64),
            "rate": rounded(totals.packets as f64 / SETTLE.as_secs_f64()),
            "lost": totals.lost,
            "core": used_now.core_since(&used),
            "generator_core": own_now.core_since(&own),
        }));
    }
    anyhow::ensure!(!points.is_empty(), "growth needs {} people", STEPS[0]);
    Ok(json!({
        "shape": name(options.shape),
        "people": people.len(),
        "seed": options.seed,
        "bit_rate": options.bit_rate,
        "layers": options.layers,
        "points": points,
    }))
}
