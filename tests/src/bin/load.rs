//! Loads a server with people and prints what it took: `cargo run --release -p tests --bin load -- eight`; `--help` tells
//! what else. [`tests::load`] does it.

use clap::Parser;
use tests::load::{self, Options};

/// Loads a server with people and prints one line of JSON.
#[derive(Parser)]
#[command(name = "load")]
struct Arguments {
    #[command(flatten)]
    options: Options,
}

// On one thread: the media thread is another, and the server needs a core too.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let Arguments { options } = Arguments::parse();
    let report = load::run(&options).await?;
    if options.human {
        print!("{}", load::table(&report)?);
    } else {
        println!("{report}");
    }
    Ok(())
}
