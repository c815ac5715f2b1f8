//! What eight people who all send cost: `cargo run --release -p tests --bin load [SECONDS] [PATH OF piiri] [LISTENERS]`.
//! With listeners, what a webinar costs: three who send, and so many who do not; for more than a hundred, whom this program
//! can hardly listen for, one voice. `PIIRI_MEDIA_WORKERS=2 PIIRI_MEDIA_DEVICES_PER_WORKER=10` has it on two workers.
//!
//! The server is its own process, so that its CPU time is its own. The figures go by packets that arrived.

use std::collections::BTreeMap;
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
use tests::log::{Heard, Log};
use tests::person::Person;
use tests::served::cpu;
use tests::source::Traffic;
use tokio::net::TcpStream;
use tokio::time::{interval, sleep};

const PEOPLE: usize = 8;
/// Those of a webinar who send; of a large one, and what.
const STAGE: usize = 3;
const LARGE: usize = 100;
const LECTURE: Traffic = Traffic { rate: 2, ..Traffic::LIGHT };
/// 600 kbit/s of pictures, 24 kbit/s of sound.
const TRAFFIC: Traffic = Traffic { picture: 5000, ..Traffic::LIGHT };
/// Until everything has settled, and how long the time before anybody sends is measured.
const SETTLE: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().map_or(Ok(20), |text| text.parse()).context("SECONDS is a number")?;
    let binary = match arguments.next() {
        Some(path) => PathBuf::from(path),
        None => std::env::current_exe()?.with_file_name("piiri"),
    };
    let listeners = arguments.next().map(|text| text.parse::<usize>()).transpose();
    let listeners = listeners.context("LISTENERS is a number")?;
    let (senders, everybody, traffic) = match listeners {
        None => (PEOPLE, PEOPLE, TRAFFIC),
        Some(listeners @ ..=LARGE) => (STAGE, STAGE + listeners, TRAFFIC),
        Some(listeners) => (1, 1 + listeners, LECTURE),
    };
    let server = Served::start(&binary).await?;
    let links = Links::make(server.http, API_KEY).await?;
    let log = Arc::new(Log::default());
    let mut people = Vec::new();
    let (mut joined, mut connected) = (Figures::default(), Figures::default());
    for number in 0..everybody {
        let role = if number == 0 { Role::Supervisor } else { Role::Participant };
        let began = clock::nanos();
        let person = Person::join(&links, role, &format!("Kuorma {number}"), &log).await?;
        joined.add(clock::nanos() - began);
        connected.add(person.media.as_ref().map_or(0, |media| media.took));
        people.push(person);
    }
    let idle = server.cpu_while(SETTLE).await?;
    for person in people.iter_mut().take(senders) {
        for kind in [SourceKind::Microphone, SourceKind::Camera] {
            person.switch(kind, true).await?;
            person.send(kind, traffic);
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
    println!(
        "{senders} of {everybody} people send {} kbit/s of pictures and 50 packets of sound a second, {seconds} s",
        traffic.picture * 8 * traffic.rate as usize / 1_000
    );
    println!("  joined, from the link to both connections up: {}", joined.line());
    println!("  of that, the connections:                     {}", connected.line());
    println!("  {rate:.0} packets/s arrived; in transit {}", transit.line());
    println!("  {:.2} % of the numbers in all lines did not come", 100.0 * missing(&heard));
    println!("  server CPU: {:.1} % of a core; {:.1} % while nobody sent", busy.percent(), idle.percent());
    println!(
        "  for each forwarded packet: {:.2} us ({:.2} in the program, {:.2} in the kernel)",
        each(busy.user + busy.system),
        each(busy.user),
        each(busy.system)
    );
    Ok(())
}

/// The share of numbers between the first and the last of each line that did not come.
fn missing(heard: &[Heard]) -> f64 {
    let mut lines: BTreeMap<(u32, u8), Vec<u16>> = BTreeMap::new();
    for heard in heard {
        lines.entry((heard.listener, heard.line)).or_default().push(heard.sequence);
    }
    let (mut expected, mut came) = (0_i64, 0);
    for numbers in lines.values() {
        let steps = numbers.windows(2).map(|pair| i64::from(pair[1].wrapping_sub(pair[0]).cast_signed()));
        expected += 1 + steps.sum::<i64>();
        came += numbers.len() as i64;
    }
    (1.0 - came as f64 / expected.max(1) as f64).max(0.0)
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
        let (began, [user, system]) = (Instant::now(), cpu(self.child.id())?);
        sleep(duration).await;
        let [user_now, system_now] = cpu(self.child.id())?;
        Ok(Cpu { seconds: began.elapsed().as_secs_f64(), user: user_now - user, system: system_now - system })
    }
}
