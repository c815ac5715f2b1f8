//! The binary `piiri`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use server::config::Config;

/// Piiri: rooms for remote coaching and peer support.
#[derive(Parser)]
#[command(name = "piiri", version)]
struct Cli {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Serve until Ctrl+C. Options come from the file, then PIIRI_SECTION_KEY in the environment, then flags.
    Serve(Serve),
}

#[derive(Args)]
struct Serve {
    /// Configuration file; every option is in config/piiri.example.toml.
    #[arg(long, env = "PIIRI_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Make a demonstration room and print a link for each role.
    #[arg(long)]
    demo: bool,
    /// Address and port of HTTP, like 127.0.0.1:8080.
    #[arg(long, value_name = "ADDRESS:PORT")]
    http_listen: Option<String>,
    /// What people type, like https://piiri.example.org.
    #[arg(long, value_name = "URL")]
    http_public_url: Option<String>,
    /// Address and UDP port of media, like 0.0.0.0:10000.
    #[arg(long, value_name = "ADDRESS:PORT")]
    media_listen: Option<String>,
}

impl Serve {
    fn flags(&self) -> Vec<(&'static str, &'static str, String)> {
        let flags = [
            ("http", "listen", &self.http_listen),
            ("http", "public_url", &self.http_public_url),
            ("media", "listen", &self.media_listen),
        ];
        flags.into_iter().filter_map(|(section, key, value)| Some((section, key, value.clone()?))).collect()
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Verb::Serve(serve) = Cli::parse().command;
    let config = Config::load(serve.config.as_deref(), |name| std::env::var(name).ok(), &serve.flags())?;
    server::telemetry::start(&config.log.filter)?;
    let listener = server::listen(&config).await?;
    let started = |server: &server::Server| {
        if serve.demo {
            println!("{}", server::demo::open(server)?);
        }
        Ok(())
    };
    server::run(&config, listener, started, server::asked_to_stop()).await
}
