//! The binary `piiri`.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser};
use server::config::Config;

/// Piiri: rooms for remote coaching and peer support.
#[derive(Parser)]
#[command(name = "piiri", version)]
enum Cli {
    /// Serve until Ctrl+C. Options come from the file, then PIIRI_SECTION_KEY in the environment, then flags.
    Serve(Serve),
}

#[derive(Args)]
struct Serve {
    /// Configuration file; every option is in config/piiri.example.toml.
    #[arg(long, env = "PIIRI_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Make two demonstration rooms, a workshop and a drop-in reception, and print their links.
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
    /// Folder with more templates of meetings, one NAME.toml each.
    #[arg(long, value_name = "FOLDER")]
    templates_folder: Option<String>,
}

fn main() -> ExitCode {
    let Cli::Serve(options) = Cli::parse();
    let Err(fault) = serve(options) else { return ExitCode::SUCCESS };
    writeln!(std::io::stderr(), "piiri: {fault:#}").ok();
    ExitCode::FAILURE
}

#[tokio::main]
async fn serve(options: Serve) -> anyhow::Result<()> {
    let Serve { config, demo, http_listen, http_public_url, media_listen, templates_folder } = options;
    let flags = [
        ("http", "listen", http_listen),
        ("http", "public_url", http_public_url),
        ("media", "listen", media_listen),
        ("templates", "folder", templates_folder),
    ];
    let given = flags.into_iter().filter_map(|(section, key, value)| Some((section, key, value?)));
    let config =
        Config::load(config.as_deref(), |name| std::env::var(name).ok(), &given.collect::<Vec<_>>())?;
    server::telemetry::start(&config.log.filter)?;
    server::run(&config, server::listen(&config).await?, demo, server::asked_to_stop()).await
}
