//! A server in a process of its own: `host [ADDRESS]` tells clients that media is at ADDRESS. Says in a line of JSON where it
//! is, and ends with its input.

use std::io::Read as _;

use serde_json::json;
use server::config::Config;
use tests::host::{Host, Setup, Ways};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    server::telemetry::start(&Config::default().log.filter)?;
    let media = match std::env::args().nth(1) {
        Some(address) => Ways::Through(address.parse()?),
        None => Ways::Udp,
    };
    let host = Host::start(Setup { media, ..Setup::default() }).await?;
    println!("{}", json!({ "http": host.addr(), "media": host.media_addr() }));
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    host.stop().await;
    Ok(())
}
