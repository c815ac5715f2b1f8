//! The impairment proxy by hand: `make proxy PROFILE=hotel`, or `cargo run -p tests --bin proxy -- --help`.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use anyhow::Context as _;
use clap::Parser;
use tests::proxy::command::{Command, HELP};
use tests::proxy::profile::Profile;
use tests::proxy::{Ends, Entrance, Proxy, Setup};
use tokio::io::{AsyncBufReadExt as _, BufReader};

/// Impairs UDP and TCP between browsers and a Piiri on this machine. What passes is changed by lines on standard input;
/// `help` says which. Ends on Ctrl+C; at the end of its input it goes on.
///
/// Piiri has to send browsers here: PIIRI_MEDIA_ADVERTISE=127.0.0.1:40000 make run
#[derive(Debug, Parser)]
#[command(name = "proxy", after_help = HELP)]
struct Options {
    /// UDP: where to listen, and where the server is
    #[arg(long, value_name = "LISTEN=SERVER", value_parser = way)]
    udp: Vec<Way>,
    /// TCP, the same
    #[arg(long, value_name = "LISTEN=SERVER", value_parser = way)]
    tcp: Vec<Way>,
    /// The network to begin with
    #[arg(long, default_value = "clear")]
    profile: Profile,
    /// The same seed decides the same
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// All clients share one line and its rate
    #[arg(long)]
    one_line: bool,
}

#[derive(Debug, Clone, Copy)]
struct Way {
    listen: SocketAddr,
    server: SocketAddr,
}

fn way(text: &str) -> Result<Way, String> {
    let addresses = text.split_once('=').and_then(|(listen, server)| {
        Some(Way { listen: listen.parse().ok()?, server: server.parse().ok()? })
    });
    addresses.ok_or_else(|| "expected two addresses, like 127.0.0.1:40000=127.0.0.1:10000".to_owned())
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let ran = runtime.block_on(run());
    // It would wait for a line that is being read from a terminal.
    runtime.shutdown_background();
    ran
}

async fn run() -> anyhow::Result<()> {
    let options = Options::parse();
    let mut ends: BTreeMap<SocketAddr, Ends> = BTreeMap::new();
    for way in &options.udp {
        ends.entry(way.listen).or_default().udp = Some(way.server);
    }
    for way in &options.tcp {
        ends.entry(way.listen).or_default().tcp = Some(way.server);
    }
    anyhow::ensure!(!ends.is_empty(), "nothing to do without --udp or --tcp");
    let mut proxy = Proxy::new(Setup { seed: options.seed, one_line: options.one_line });
    proxy.play(options.profile);
    for (listen, ends) in ends {
        let entrance = Entrance::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
        println!("{} leads to {}", entrance.addr(), described(ends));
        proxy.lead(entrance, ends);
    }
    tokio::select! {
        heard = listen(&proxy) => heard?,
        ended = tokio::signal::ctrl_c() => ended?,
    }
    println!("{}", proxy.counts());
    Ok(())
}

fn described(ends: Ends) -> String {
    let one = |name: &str, server: Option<SocketAddr>| server.map(|server| format!("{server} ({name})"));
    [one("UDP", ends.udp), one("TCP", ends.tcp)].into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

/// Obeys for ever.
async fn listen(proxy: &Proxy) -> anyhow::Result<()> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        if line.trim().is_empty() {
            continue;
        }
        match line.parse::<Command>() {
            Ok(command) => println!("{}", proxy.obey(command).unwrap_or_else(|| "done".to_owned())),
            Err(problem) => println!("{problem}"),
        }
    }
    std::future::pending().await
}
