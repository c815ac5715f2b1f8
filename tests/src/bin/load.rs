//! What eight people who all send cost: `cargo run --release -p tests --bin load [SECONDS] [PATH OF piiri]`.
//!
//! The server is its own process, so that its CPU time is its own. The figures go by packets that arrived.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use signaling::role::Role;
use tests::clock::{self, MILLI};
use tests::figures::Figures;
use tests::host::{API_KEY, Links};
use tests::log::Log;
use tests::person::Person;
use tests::source::Traffic;
use tokio::net::TcpStream;
use tokio::time::{interval, sleep};

const PEOPLE: usize = 8;
/// 600 kbit/s of pictures, 24 kbit/s of sound.
const TRAFFIC: Traffic = Traffic { level: Some(30), sound: 60, picture: 5000, rate: 15 };
/// The kernel counts CPU time in hundredths of a second for programs (USER_HZ).
const TICKS_PER_SECOND: f64 = 100.0;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().map_or(Ok(20), |text| text.parse()).context("SECONDS is a number")?;
    let binary = match arguments.next() {
        Some(path) => PathBuf::from(path),
        None => std::env::current_exe()?.with_file_name("piiri"),
    };
    let server = Served::start(&binary).await?;
    let links = Links::make(server.http, API_KEY).await?;
    let log = Arc::new(Log::default());
    let mut people = Vec::new();
    let (mut entered, mut connected) = (Figures::default(), Figures::default());
    for number in 0..PEOPLE {
        let role = if number == 0 { Role::Supervisor } else { Role::Participant };
        let began = clock::nanos();
        let person = Person::join_sending(&links, role, &format!("Kuorma {number}"), &log, TRAFFIC).await?;
        entered.add(clock::nanos() - began);
        connected.add(person.media.as_ref().map_or(0, |media| media.took));
        people.push(person);
    }
    // Keyframes of the beginning do not count.
    sleep(Duration::from_secs(2)).await;
    let (began, mark, cpu) = (Instant::now(), log.mark(), server.cpu_seconds()?);
    sleep(Duration::from_secs(seconds)).await;
    let (lasted, heard, cpu) = (began.elapsed().as_secs_f64(), log.since(mark), server.cpu_seconds()? - cpu);
    let rate = heard.len() as f64 / lasted;
    let mut transit = Figures::default();
    for heard in &heard {
        transit.add(heard.arrived - heard.payload.stamp().sent);
    }
    let pictures = (TRAFFIC.picture as u32 * TRAFFIC.rate * 8) / 1000;
    println!(
        "{PEOPLE} people, each {pictures} kbit/s of pictures and 50 packets of sound a second, {lasted:.0} s"
    );
    println!("  joined, link to both connections up: {}", entered.line());
    println!("  of that, the connections:            {}", connected.line());
    println!("  forwarded: {rate:.0} packets/s; in transit {}", transit.line());
    println!(
        "  server CPU: {:.1} % of a core, {:.2} us per forwarded packet",
        100.0 * cpu / lasted,
        cpu * 1e6 / heard.len() as f64
    );
    anyhow::ensure!(people.iter().all(Person::is_up), "a connection went down");
    let oldest = heard.iter().map(|heard| heard.arrived / MILLI).min();
    anyhow::ensure!(oldest.is_some(), "nothing was heard");
    Ok(())
}

/// A server process; killed when dropped.
struct Served {
    child: Child,
    http: SocketAddr,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    async fn start(binary: &PathBuf) -> anyhow::Result<Self> {
        let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        // Free a moment ago; a server cannot be asked for its ports.
        let http = TcpListener::bind(free)?.local_addr()?;
        let media = UdpSocket::bind(free)?.local_addr()?;
        let child = Command::new(binary)
            .args(["serve", "--http-listen", &http.to_string(), "--media-listen", &media.to_string()])
            .env("PIIRI_ACCESS_API_KEYS", API_KEY)
            .env("PIIRI_MEDIA_ADVERTISE", "127.0.0.1")
            .env("PIIRI_LOG_FILTER", "error")
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| {
                format!("{} cannot be started: cargo build --release -p server", binary.display())
            })?;
        let served = Self { child, http };
        let mut look = interval(Duration::from_millis(50));
        tests::within("the server", async {
            while TcpStream::connect(http).await.is_err() {
                look.tick().await;
            }
        })
        .await?;
        Ok(served)
    }

    /// CPU time so far, user and system, all threads.
    fn cpu_seconds(&self) -> anyhow::Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name in parentheses may hold anything; the fields behind it are numbers.
        let (_, fields) = stat.rsplit_once(')').context("/proc/PID/stat has no name")?;
        let field = |number: usize| -> anyhow::Result<f64> {
            Ok(fields.split_whitespace().nth(number).context("/proc/PID/stat is short")?.parse()?)
        };
        Ok((field(11)? + field(12)?) / TICKS_PER_SECOND)
    }
}
