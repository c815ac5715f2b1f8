//! The server that is measured: a process of its own, asked from outside what it uses.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpStream;
use tokio::time::interval;

use super::rounded;
use crate::host::API_KEY;
use crate::served::{self, Served};
use crate::{clock, http};

/// Files that may be open, if the kernel lets us: more than any shape needs.
const FILES: u64 = 1 << 16;

/// See the module; killed when dropped.
pub struct Server {
    process: u32,
    pub(super) http: SocketAddr,
    _kept: Kept,
}

/// Lives as long as the process.
enum Kept {
    Program { _killed: Killed },
    Host { _served: Box<Served> },
}

/// Killed when dropped.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a process has used so far.
#[derive(Debug, Clone)]
pub(super) struct Used {
    /// When it was asked.
    at: u64,
    /// Seconds of CPU in the program and in the kernel.
    user: f64,
    system: f64,
    /// Seconds of its threads, by name.
    threads: BTreeMap<String, f64>,
}

impl Used {
    pub fn of(process: u32) -> anyhow::Result<Self> {
        let [user, system] = served::cpu(process)?;
        Ok(Self { at: clock::nanos(), user, system, threads: served::threads(process)? })
    }

    /// Of this process.
    pub fn here() -> anyhow::Result<Self> {
        Self::of(std::process::id())
    }

    /// Microseconds of CPU in the program and in the kernel since `before`.
    pub fn micros_since(&self, before: &Self) -> [f64; 2] {
        [(self.user - before.user) * 1e6, (self.system - before.system) * 1e6]
    }

    /// The share of one core since `before`.
    pub fn core_since(&self, before: &Self) -> f64 {
        rounded((self.user + self.system - before.user - before.system) / self.seconds_since(before))
    }

    /// The same for each name of threads that ran.
    pub fn threads_since(&self, before: &Self) -> BTreeMap<String, f64> {
        let share = |(name, now): (&String, &f64)| {
            let used = now - before.threads.get(name).unwrap_or(&0.0);
            (name.clone(), rounded(used / self.seconds_since(before)))
        };
        self.threads.iter().map(share).filter(|(_, share)| *share > 0.0).collect()
    }

    fn seconds_since(&self, before: &Self) -> f64 {
        (self.at.saturating_sub(before.at) as f64 / 1e9).max(1e-9)
    }
}

/// Counters of its media plane, summed over its workers: `packets_forwarded`, `packets_dropped not_admitted`.
#[derive(Debug, Clone, Default)]
pub(super) struct Counters(BTreeMap<String, u64>);

impl Counters {
    /// From the text of its metrics.
    fn read(metrics: &str) -> Self {
        let counter = |line: &str| {
            let (name, value) = line.strip_prefix("piiri_media_")?.rsplit_once(' ')?;
            let (name, label) = name.split_once("_total")?;
            let label = label.split('"').nth(1).map(|label| format!(" {label}")).unwrap_or_default();
            Some((format!("{name}{label}"), value.parse().ok()?))
        };
        Self(metrics.lines().filter_map(counter).collect())
    }

    /// What was counted since `before`, without what was not.
    pub fn since(&self, before: &Self) -> BTreeMap<String, u64> {
        let more = |(name, now): (&String, &u64)| {
            (name.clone(), now.saturating_sub(before.0.get(name).copied().unwrap_or(0)))
        };
        self.0.iter().map(more).filter(|(_, more)| *more > 0).collect()
    }
}

impl Server {
    /// Starts the program on free ports of 127.0.0.1. Whoever joins may say where from, as behind a proxy: from one address,
    /// hundreds would be too many.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn start(program: &Path) -> anyhow::Result<Self> {
        // A socket is a file, at both ends; a process inherits how many it may open.
        rlimit::increase_nofile_limit(FILES)?;
        let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        // Free a moment ago; a server cannot be asked for its ports.
        let http = TcpListener::bind(free)?.local_addr()?;
        let media = UdpSocket::bind(free)?.local_addr()?;
        let child = Command::new(program)
            .args(["serve", "--http-listen", &http.to_string(), "--media-listen", &media.to_string()])
            .env("PIIRI_HTTP_MAX_CONNECTIONS", "16000")
            .env("PIIRI_ACCESS_API_KEYS", API_KEY)
            .env("PIIRI_MEDIA_ADVERTISE", "127.0.0.1")
            .env("PIIRI_HTTP_TRUSTED_PROXIES", "127.0.0.1")
            .env("PIIRI_LOG_FILTER", "error")
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| {
                format!("{} cannot be started: cargo build --release -p server", program.display())
            })?;
        let killed = Killed(child);
        let mut look = interval(Duration::from_millis(50));
        crate::within("the server", async {
            while TcpStream::connect(http).await.is_err() {
                look.tick().await;
            }
        })
        .await?;
        Ok(Self { process: killed.0.id(), http, _kept: Kept::Program { _killed: killed } })
    }

    /// The server of `src/bin/host.rs`, for tests.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn host(binary: &Path) -> anyhow::Result<Self> {
        let served = Box::new(Served::start(binary, None).await?);
        Ok(Self { process: served.process()?, http: served.http, _kept: Kept::Host { _served: served } })
    }

    pub(super) fn used(&self) -> anyhow::Result<Used> {
        Used::of(self.process)
    }

    /// Octets of memory that are its own (RssAnon).
    pub(super) fn memory(&self) -> anyhow::Result<u64> {
        served::memory(self.process)
    }

    pub(super) async fn counters(&self) -> anyhow::Result<Counters> {
        let (status, text) = http::get(self.http, "/metrics", Some(API_KEY)).await?;
        anyhow::ensure!(status == 200, "no metrics: {status}");
        Ok(Counters::read(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_read_and_subtracted() {
        let before =
            Counters::read("# TYPE piiri_media_peers counter\npiiri_media_peers_total 2\nother_total 1\n");
        let now = "piiri_media_peers_total 2\npiiri_media_packets_dropped_total{reason=\"old\"} 3\npiiri_media_devices 4\n";
        assert_eq!(
            Counters::read(now).since(&before),
            BTreeMap::from([("packets_dropped old".to_owned(), 3)])
        );
    }
}
