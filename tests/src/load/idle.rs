//! People without media who do nothing, in rooms of a hundred: what a WebSocket costs.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use super::people::nobody_is_cut_off;
use super::server::{Server, Used};
use super::shapes::Plan;
use super::signals::enter_all;
use super::{Options, SETTLE, name, rounded};
use crate::figures::Figures;
use crate::host::{API_KEY, Links};

/// People of a room.
const TOGETHER: usize = 100;

/// See the module. Ends with as many as the server lets in, and says what it said to the next.
pub(super) async fn run(options: &Options, server: &Server) -> anyhow::Result<Value> {
    let (asked, before) = (Plan::of(options).people, server.memory()?);
    let (mut people, mut joins) = (Vec::new(), Figures::default());
    let mut refused = None;
    while people.len() < asked && refused.is_none() {
        let count = TOGETHER.min(asked - people.len());
        let links = Links::make(server.http, API_KEY).await?;
        match enter_all(&links, people.len() + 1, count).await {
            Ok((more, took)) => {
                people.extend(more);
                joins.join(&took);
            }
            // Those of a room that was not filled have gone again.
            Err(error) => refused = Some(format!("{error:#}")),
        }
    }
    anyhow::ensure!(!people.is_empty(), "nobody was let in: {refused:?}");
    sleep(SETTLE).await;
    let (used, own) = (server.used()?, Used::here()?);
    sleep(Duration::from_secs(options.seconds)).await;
    let (used_now, own_now) = (server.used()?, Used::here()?);
    nobody_is_cut_off(&people)?;
    let memory = server.memory()?.saturating_sub(before) as f64 / 1_024.0;
    Ok(json!({
        "shape": name(options.shape),
        "people": people.len(),
        "people_asked": asked,
        "refused": refused,
        "seconds": options.seconds,
        "join_ms": joins.json(),
        "server": {
            "core": used_now.core_since(&used),
            "threads": used_now.threads_since(&used),
            "memory_kib_per_person": rounded(memory / people.len() as f64),
        },
        "generator": { "core": own_now.core_since(&own) },
    }))
}
