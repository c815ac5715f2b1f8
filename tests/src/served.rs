//! Servers in processes of their own, so that time, memory and log are theirs and not those of the people.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::host::{API_KEY, Links};
use crate::http;

/// The kernel counts CPU time in hundredths of a second for programs (USER_HZ).
const TICKS_PER_SECOND: f64 = 100.0;

/// Lines of the log that are kept to be read; all are counted.
const KEPT: usize = 400;

/// Seconds of CPU so far, in the program and in the kernel, of all threads of a process.
///
/// # Errors
/// When there is no such process.
pub fn cpu(process: u32) -> anyhow::Result<[f64; 2]> {
    seconds(&std::fs::read_to_string(format!("/proc/{process}/stat"))?)
}

/// Of a process or thread, in the program and in the kernel.
fn seconds(stat: &str) -> anyhow::Result<[f64; 2]> {
    // The name in parentheses may hold anything; the fields behind it are numbers.
    let (_, fields) = stat.rsplit_once(')').context("/proc/PID/stat has no name")?;
    let field = |number: usize| -> anyhow::Result<f64> {
        let field = fields.split_whitespace().nth(number).context("/proc/PID/stat is short")?;
        Ok(field.parse::<f64>()? / TICKS_PER_SECOND)
    };
    Ok([field(11)?, field(12)?])
}

/// Seconds of CPU so far of the threads of a process, those of one name together.
///
/// # Errors
/// When there is no such process.
pub fn threads(process: u32) -> anyhow::Result<BTreeMap<String, f64>> {
    let mut threads = BTreeMap::new();
    for thread in std::fs::read_dir(format!("/proc/{process}/task"))? {
        let of = thread?.path();
        // One that has ended since is not counted.
        let (Ok(name), Ok(stat)) =
            (std::fs::read_to_string(of.join("comm")), std::fs::read_to_string(of.join("stat")))
        else {
            continue;
        };
        *threads.entry(name.trim().to_owned()).or_default() += seconds(&stat)?.iter().sum::<f64>();
    }
    Ok(threads)
}

/// Octets of memory that are a process's own (RssAnon: what it has allocated and touched).
///
/// # Errors
/// When there is no such process.
pub fn memory(process: u32) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).context("no RssAnon")?;
    let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kibibytes << 10)
}

/// What a server has said of itself.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// How many lines.
    pub lines: usize,
    /// The first of them.
    pub first: Vec<String>,
}

/// A server from `src/bin/host.rs`; killed when dropped.
pub struct Served {
    child: Child,
    said: Arc<Mutex<Said>>,
    /// Where HTTP is.
    pub http: SocketAddr,
    /// Where media is.
    pub media: SocketAddr,
}

impl Served {
    /// Starts `binary`, which is `env!("CARGO_BIN_EXE_host")` in a test. Clients are told that media is at `advertised`, if
    /// that is somewhere else.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn start(binary: &Path, advertised: Option<SocketAddr>) -> anyhow::Result<Self> {
        let mut child = Command::new(binary)
            .args(advertised.map(|address| address.to_string()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} cannot be started", binary.display()))?;
        let said = Arc::<Mutex<Said>>::default();
        let mut log = BufReader::new(child.stderr.take().context("no standard error")?).lines();
        let keeps = Arc::clone(&said);
        tokio::spawn(async move {
            while let Ok(Some(line)) = log.next_line().await {
                let mut said = keeps.lock().unwrap_or_else(PoisonError::into_inner);
                said.lines += 1;
                if said.first.len() < KEPT {
                    said.first.push(line);
                }
            }
        });
        let mut answer = BufReader::new(child.stdout.take().context("no standard output")?).lines();
        let line = crate::within("a server", answer.next_line()).await??.context("it ended")?;
        let place: Value = serde_json::from_str(&line)?;
        let address = |of: &str| -> anyhow::Result<SocketAddr> {
            Ok(place[of].as_str().with_context(|| format!("no {of} in {line}"))?.parse()?)
        };
        Ok(Self { child, said, http: address("http")?, media: address("media")? })
    }

    /// Makes a room.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn room(&self) -> anyhow::Result<Links> {
        Links::make(self.http, API_KEY).await
    }

    /// Its number, while it runs.
    ///
    /// # Errors
    /// When it has ended.
    pub fn process(&self) -> anyhow::Result<u32> {
        self.child.id().with_context(|| format!("the server has ended: {:?}", self.said()))
    }

    /// Octets of memory that are its own: [`memory`].
    ///
    /// # Errors
    /// When it has ended.
    pub fn memory(&self) -> anyhow::Result<u64> {
        memory(self.process()?)
    }

    /// Seconds of CPU so far, in the program and in the kernel.
    ///
    /// # Errors
    /// When it has ended.
    pub fn cpu(&self) -> anyhow::Result<[f64; 2]> {
        cpu(self.process()?)
    }

    /// What it has said so far.
    #[must_use]
    pub fn said(&self) -> Said {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Routes, slots and connections of the session of a room, as its server tells them.
///
/// # Errors
/// When the server refuses.
pub async fn dump(links: &Links) -> anyhow::Result<Value> {
    let path = format!("/api/v1/rooms/{}/media", links.room);
    let (status, text) = http::get(links.addr, &path, Some(API_KEY)).await?;
    anyhow::ensure!(status == 200, "no dump: {status} {text}");
    Ok(serde_json::from_str(&text)?)
}

/// How many receiving connections of a dump are up, and how many of them say what arrives.
#[must_use]
pub fn measured(dump: &Value) -> (usize, usize) {
    let receiving = || {
        let devices = dump["devices"].as_array().into_iter().flatten();
        devices.map(|device| &device["receiving"]).filter(|connection| connection["connected"] == true)
    };
    let says = |connection: &&Value| connection["network"]["acked"].as_u64().is_some_and(|acked| acked > 0);
    (receiving().count(), receiving().filter(says).count())
}
