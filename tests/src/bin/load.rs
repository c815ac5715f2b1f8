//! What eight people who all send cost: `cargo run --release -p tests --bin load [SECONDS] [PATH OF piiri]`.
//!
//! The server is its own process, so that its CPU time is its own. The figures go by packets that arrived.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use signaling::protocol::SourceKind;
use signaling::role::Role;
use tests::clock;
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
/// Until everything has settled, and how long the time before anybody sends is measured.
const SETTLE: Duration = Duration::from_secs(3);
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
    let (mut joined, mut connected) = (Figures::default(), Figures::default());
    for number in 0..PEOPLE {
        let role = if number == 0 { Role::Supervisor } else { Role::Participant };
        let began = clock::nanos();
        let person = Person::join(&links, role, &format!("Kuorma {number}"), &log).await?;
        joined.add(clock::nanos() - began);
        connected.add(person.media.as_ref().map_or(0, |media| media.took));
        people.push(person);
    }
    let idle = server.cpu_while(SETTLE).await?;
    for person in &mut people {
        for kind in [SourceKind::Microphone, SourceKind::Camera] {
            person.switch(kind, true).await?;
            person.send(kind, TRAFFIC);
        }
    }
    // Keyframes of the beginning do not count.
    sleep(SETTLE).await;
    let mark = log.mark();
    let busy = server.cpu_while(Duration::from_secs(seconds)).await?;
    let heard = log.since(mark);
    anyhow::ensure!(people.iter().all(Person::is_up), "a connection went down");
    anyhow::ensure!(!heard.is_empty(), "nothing was heard");

    let mut transit = Figures::default();
    for heard in &heard {
        transit.add(heard.arrived - heard.payload.stamp().sent);
    }
    let rate = heard.len() as f64 / busy.seconds;
    let each = |cpu: f64| cpu * 1e6 / heard.len() as f64;
    println!("{PEOPLE} people who send 600 kbit/s of pictures and 50 packets of sound a second, {seconds} s");
    println!("  joined, from the link to both connections up: {}", joined.line());
    println!("  of that, the connections:                     {}", connected.line());
    println!("  {rate:.0} packets/s arrived; in transit {}", transit.line());
    println!("  server CPU: {:.1} % of a core; {:.1} % while nobody sent", busy.percent(), idle.percent());
    println!(
        "  for each forwarded packet: {:.2} us ({:.2} in the program, {:.2} in the kernel)",
        each(busy.user + busy.system),
        each(busy.user),
        each(busy.system)
    );
    Ok(())
}

/// CPU time of a process over some time, in seconds.
#[derive(Debug, Clone, Copy)]
struct Cpu {
    seconds: f64,
    user: f64,
    system: f64,
}

impl Cpu {
    fn percent(&self) -> f64 {
        100.0 * (self.user + self.system) / self.seconds
    }
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

    async fn cpu_while(&self, duration: Duration) -> anyhow::Result<Cpu> {
        let (began, [user, system]) = (Instant::now(), self.cpu()?);
        sleep(duration).await;
        let [user_now, system_now] = self.cpu()?;
        Ok(Cpu { seconds: began.elapsed().as_secs_f64(), user: user_now - user, system: system_now - system })
    }

    /// Seconds so far, in the program and in the kernel, of all threads.
    fn cpu(&self) -> anyhow::Result<[f64; 2]> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name in parentheses may hold anything; the fields behind it are numbers.
        let (_, fields) = stat.rsplit_once(')').context("/proc/PID/stat has no name")?;
        let field = |number: usize| -> anyhow::Result<f64> {
            let field = fields.split_whitespace().nth(number).context("/proc/PID/stat is short")?;
            Ok(field.parse::<f64>()? / TICKS_PER_SECOND)
        };
        Ok([field(11)?, field(12)?])
    }
}
