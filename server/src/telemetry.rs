//! What the process says about itself. Ids only: never names, session descriptions or addresses.

use std::io::IsTerminal as _;
use std::panic;

use anyhow::Context as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts logging to standard error. Call once.
pub fn start(filter: &str) -> anyhow::Result<()> {
    let filter: Targets = filter.parse().context("log filter")?;
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(colours);
    tracing_subscriber::registry()
        .with(lines)
        .with(filter)
        .try_init()
        .context("logging has been started already")?;
    // The text of a panic may hold what a person wrote; where it happened does not.
    panic::set_hook(Box::new(|panicked| {
        let place = panicked.location().map(ToString::to_string);
        tracing::error!(place, "panic");
    }));
    Ok(())
}
