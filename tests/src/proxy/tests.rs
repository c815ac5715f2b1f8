//! Real sockets on loopback under a paused clock: nothing waits, however busy the machine.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::time::{Instant, interval, sleep, timeout};

use super::impairments::{Direction, Impairments, Loss, Rate};
use super::link::Fate;
use super::*;

const LOCALHOST: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
/// In virtual time: whatever takes longer does not come.
const PATIENCE: Duration = Duration::from_secs(30);
/// What each step through the kernel may add: see [`tick`].
const TICKS: Duration = Duration::from_millis(10);

const fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// A paused clock jumps to the next timer although a packet has just been read; with this one the jumps are short.
fn tick() -> JoinSet<()> {
    let mut ticking = JoinSet::new();
    ticking.spawn(async {
        let mut ticks = interval(millis(1));
        loop {
            ticks.tick().await;
        }
    });
    ticking
}

struct Udp {
    proxy: Proxy,
    server: UdpSocket,
    entrance: SocketAddr,
    _ticking: JoinSet<()>,
}

impl Udp {
    async fn start(setup: Setup) -> Self {
        let server = UdpSocket::bind(LOCALHOST).await.unwrap();
        let entrance = Entrance::bind(LOCALHOST).await.unwrap();
        let addr = entrance.addr();
        let mut proxy = Proxy::new(setup);
        proxy.lead(entrance, Ends { udp: Some(server.local_addr().unwrap()), tcp: None });
        Self { proxy, server, entrance: addr, _ticking: tick() }
    }

    async fn client(&self) -> UdpSocket {
        let client = UdpSocket::bind(LOCALHOST).await.unwrap();
        client.connect(self.entrance).await.unwrap();
        client
    }

    /// Sends to the server, and from where it says it came.
    async fn up(&self, client: &UdpSocket) -> SocketAddr {
        client.send(b"up").await.unwrap();
        let mut buffer = [0; 16];
        let (len, from) = timeout(PATIENCE, self.server.recv_from(&mut buffer)).await.unwrap().unwrap();
        assert_eq!(&buffer[..len], b"up");
        from
    }

    /// Whether what the server sends there reaches this client.
    async fn down(&self, to: SocketAddr, client: &UdpSocket) -> bool {
        self.server.send_to(b"down", to).await.unwrap();
        let mut buffer = [0; 16];
        match timeout(PATIENCE, client.recv(&mut buffer)).await {
            Ok(len) => &buffer[..len.unwrap()] == b"down",
            Err(_) => false,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_way_takes_its_delay() {
    let udp = Udp::start(Setup::default()).await;
    udp.proxy.change(|network| (network.up.delay, network.down.delay) = (millis(80), millis(150)));
    let client = udp.client().await;
    let began = Instant::now();
    let from = udp.up(&client).await;
    let there = began.elapsed();
    assert!(there >= millis(80) && there < millis(80) + TICKS, "{there:?}");
    assert!(udp.down(from, &client).await);
    let back = began.elapsed() - there;
    assert!(back >= millis(150) && back < millis(150) + TICKS, "{back:?}");
    let counts = udp.proxy.counts();
    assert_eq!((counts.up.packets_out, counts.down.packets_out, counts.udp_clients), (1, 1, 1));
    assert_eq!((counts.up.lost_in_all(), counts.down.bytes_out), (0, 4));
}

#[tokio::test(start_paused = true)]
async fn every_client_has_a_port_of_its_own_until_a_rebind() {
    let udp = Udp::start(Setup::default()).await;
    let (one, other) = (udp.client().await, udp.client().await);
    let (first, second) = (udp.up(&one).await, udp.up(&other).await);
    assert_ne!(first, second);
    assert_eq!(udp.up(&one).await, first);
    assert!(udp.down(first, &one).await && udp.down(second, &other).await);

    udp.proxy.rebind();
    while udp.proxy.counts().rebinds < 2 {
        sleep(millis(1)).await;
    }
    assert!(!udp.down(first, &one).await, "the old port still leads somewhere");
    let (third, fourth) = (udp.up(&one).await, udp.up(&other).await);
    assert!(![first, second].contains(&third) && ![first, second, third].contains(&fourth));
    assert!(udp.down(third, &one).await && udp.down(fourth, &other).await);
}

#[tokio::test(start_paused = true)]
async fn rebinds_come_by_themselves() {
    let udp = Udp::start(Setup::default()).await;
    udp.proxy.play(Profile::Rebind20);
    let client = udp.client().await;
    let mut ports = Vec::new();
    for _ in 0..65 {
        let from = udp.up(&client).await;
        if ports.last() != Some(&from) {
            ports.push(from);
        }
        sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(ports.len(), 4, "{ports:?}");
}

#[tokio::test(start_paused = true)]
async fn a_silent_client_is_forgotten() {
    let udp = Udp::start(Setup::default()).await;
    let client = udp.client().await;
    let first = udp.up(&client).await;
    sleep(Duration::from_secs(59)).await;
    assert_eq!(udp.up(&client).await, first);
    sleep(Duration::from_secs(61)).await;
    udp.up(&client).await;
    assert_eq!(udp.proxy.counts().udp_clients, 2);
}

#[tokio::test(start_paused = true)]
async fn no_more_clients_than_it_may_have() {
    let udp = Udp::start(Setup::default()).await;
    let mut clients = Vec::new();
    for _ in 0..256 {
        let client = udp.client().await;
        udp.up(&client).await;
        clients.push(client);
    }
    udp.client().await.send(b"up").await.unwrap();
    while udp.proxy.counts().up.lost_by_proxy < 1 {
        sleep(millis(1)).await;
    }
    udp.up(&clients[0]).await;
    assert_eq!(udp.proxy.counts().udp_clients, 256);
}

/// Sends 1000 bytes a millisecond (8 Mbit/s) for three seconds, from each; what has arrived at the server in these
/// three seconds, in bits per second.
async fn flooded(udp: &Udp, clients: &[UdpSocket]) -> f64 {
    let flood = async {
        let mut ticks = interval(millis(1));
        for _ in 0..3000 {
            ticks.tick().await;
            for client in clients {
                client.send(&[7; 1000]).await.unwrap();
            }
        }
    };
    let mut bytes = 0;
    let mut buffer = [0; 2000];
    tokio::pin!(flood);
    loop {
        tokio::select! {
            received = udp.server.recv_from(&mut buffer) => bytes += received.unwrap().0,
            () = &mut flood => return bytes as f64 * 8.0 / 3.0,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_line_is_each_clients_own_or_everybodys() {
    for (one_line, total) in [(false, 2e6), (true, 1e6)] {
        let udp = Udp::start(Setup { one_line, ..Setup::default() }).await;
        udp.proxy.change(|network| network.up.rate = Some(Rate { bits: 1_000_000, queue: millis(50) }));
        let clients = [udp.client().await, udp.client().await];
        let measured = flooded(&udp, &clients).await;
        assert!((measured / total - 1.0).abs() < 0.03, "{measured} of {total}");
        let up = udp.proxy.counts().up;
        assert!(up.lost_in_queue > 3000 && up.lost_in_all() == up.lost_in_queue, "{up}");
        assert!(up.longest_queued <= millis(50) && up.mean_queued() > millis(40), "{up}");
    }
}

#[tokio::test]
async fn every_line_and_direction_is_drawn_for_itself() {
    let with = Impairments { loss: Loss::Random(0.5), ..Impairments::default() };
    let drawn = |seed| {
        let shared = Shared::new(Setup { seed, ..Setup::default() });
        let lines = [shared.line(), shared.line()];
        let links = lines.iter().flat_map(|line| [line.link(Direction::Up), line.link(Direction::Down)]);
        links.map(|mut link| (0..64).map(|_| link.push(Duration::ZERO, 1, &with)).collect()).collect()
    };
    let [one, same, others]: [Vec<Vec<Fate>>; 3] = [1, 1, 3].map(drawn);
    assert_eq!(one, same);
    for (number, fates) in one.iter().enumerate() {
        assert!(!one[number + 1..].contains(fates) && !others.contains(fates), "{number}");
    }
}

#[tokio::test(start_paused = true)]
async fn duplicates_come_when_asked_for_only() {
    let udp = Udp::start(Setup::default()).await;
    let client = udp.client().await;
    udp.proxy.change(|network| network.up.duplicate = 1.0);
    udp.up(&client).await;
    udp.proxy.change(|network| network.up.duplicate = 0.0);
    udp.up(&client).await;
    sleep(millis(20)).await;
    let up = udp.proxy.counts().up;
    assert_eq!((up.packets_in, up.packets_out, up.copies), (2, 3, 1));
}

#[tokio::test(start_paused = true)]
async fn every_loss_is_counted_under_its_reason() {
    let udp = Udp::start(Setup::default()).await;
    let client = udp.client().await;
    for (loss, blackhole) in [(Loss::Random(1.0), false), (Loss::No, true), (Loss::No, false)] {
        udp.proxy.change(|network| (network.up.loss, network.up.blackhole) = (loss, blackhole));
        client.send(b"up").await.unwrap();
        sleep(millis(10)).await;
    }
    let up = udp.proxy.counts().up;
    assert_eq!((up.lost_by_chance, up.lost_in_blackhole, up.lost_in_all()), (1, 1, 2));
    assert_eq!((up.packets_in, up.packets_out, up.bytes_out), (3, 1, 2));
}

#[tokio::test(start_paused = true)]
async fn what_is_under_way_is_bounded() {
    let udp = Udp::start(Setup::default()).await;
    udp.proxy.change(|network| network.up.delay = Duration::from_secs(20));
    let client = udp.client().await;
    for _ in 0..5000 {
        client.send(b"up").await.unwrap();
        sleep(millis(1)).await;
    }
    sleep(millis(10)).await;
    let up = udp.proxy.counts().up;
    assert_eq!((up.packets_in, up.packets_out, up.lost_by_proxy), (5000, 0, 5000 - 4096));
}

struct Tcp {
    proxy: Proxy,
    server: TcpListener,
    entrance: SocketAddr,
    _ticking: JoinSet<()>,
}

impl Tcp {
    async fn start() -> Self {
        let server = TcpListener::bind(LOCALHOST).await.unwrap();
        let entrance = Entrance::bind(LOCALHOST).await.unwrap();
        let addr = entrance.addr();
        let mut proxy = Proxy::new(Setup::default());
        proxy.lead(entrance, Ends { udp: None, tcp: Some(server.local_addr().unwrap()) });
        Self { proxy, server, entrance: addr, _ticking: tick() }
    }

    /// The client's end and the server's.
    async fn connect(&self) -> (TcpStream, TcpStream) {
        let client = TcpStream::connect(self.entrance).await.unwrap();
        let (server, _) = timeout(PATIENCE, self.server.accept()).await.unwrap().unwrap();
        (client, server)
    }
}

fn numbered(len: usize) -> Vec<u8> {
    (0..len).map(|number| (number % 251) as u8).collect()
}

#[tokio::test(start_paused = true)]
async fn a_stream_keeps_its_bytes_and_its_rate() {
    let tcp = Tcp::start().await;
    tcp.proxy.change(|network| {
        network.down = Impairments {
            delay: millis(80),
            rate: Some(Rate { bits: 1_000_000, queue: millis(300) }),
            duplicate: 1.0,
            ..Impairments::default()
        };
    });
    let (mut client, mut server) = tcp.connect().await;
    let sent = numbered(250_000);
    let began = Instant::now();
    let (wrote, read) = tokio::join!(
        async {
            server.write_all(&sent).await.unwrap();
            server.shutdown().await.unwrap();
        },
        async {
            let mut read = Vec::new();
            client.read_to_end(&mut read).await.unwrap();
            read
        },
    );
    let ((), took) = (wrote, began.elapsed());
    assert!(read == sent);
    assert!(took >= millis(2060) && took < millis(2160), "{took:?}");
    // Half closed: the other direction goes on.
    client.write_all(b"thanks").await.unwrap();
    drop(client);
    let mut thanks = String::new();
    server.read_to_string(&mut thanks).await.unwrap();
    assert_eq!((thanks.as_str(), tcp.proxy.counts().tcp_down), ("thanks", 250_000));
}

/// What the line does not take yet stays with the sender: a better line helps at once.
#[tokio::test(start_paused = true)]
async fn a_stream_is_not_read_before_the_line_has_room() {
    let tcp = Tcp::start().await;
    tcp.proxy.change(|network| network.down.rate = Some(Rate { bits: 100_000, queue: millis(300) }));
    let (mut client, mut server) = tcp.connect().await;
    let began = Instant::now();
    let ((), ()) = tokio::join!(
        async {
            server.write_all(&numbered(200_000)).await.unwrap();
            server.shutdown().await.unwrap();
            sleep(millis(500)).await;
            tcp.proxy.change(|network| network.down.rate = None);
        },
        async {
            assert_eq!(client.read_to_end(&mut Vec::new()).await.unwrap(), 200_000);
        },
    );
    assert!(began.elapsed() < millis(1000), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn no_more_of_a_stream_is_held_than_it_may() {
    let tcp = Tcp::start().await;
    tcp.proxy.change(|network| network.down.delay = Duration::from_secs(60));
    let (_client, mut server) = tcp.connect().await;
    // What the kernel keeps by itself is less than half of this.
    let written = timeout(Duration::from_secs(5), server.write_all(&numbered(64_000_000))).await;
    assert!(written.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_stream_stalls_where_packets_would_be_lost() {
    let tcp = Tcp::start().await;
    let (mut client, mut server) = tcp.connect().await;
    tcp.proxy.change(|network| network.up.blackhole = true);
    client.write_all(b"one").await.unwrap();
    let mut buffer = [0; 3];
    assert!(timeout(Duration::from_secs(5), server.read_exact(&mut buffer)).await.is_err());
    server.write_all(b"two").await.unwrap();
    timeout(PATIENCE, client.read_exact(&mut buffer)).await.unwrap().unwrap();
    tcp.proxy.change(|network| network.up.blackhole = false);
    timeout(PATIENCE, server.read_exact(&mut buffer)).await.unwrap().unwrap();
    assert_eq!(&buffer, b"one");
}

#[tokio::test(start_paused = true)]
async fn connections_are_cut_and_new_ones_taken() {
    let tcp = Tcp::start().await;
    let (mut client, mut server) = tcp.connect().await;
    tcp.proxy.cut();
    let mut buffer = [0; 1];
    assert!(matches!(timeout(PATIENCE, client.read(&mut buffer)).await.unwrap(), Ok(0) | Err(_)));
    assert!(matches!(timeout(PATIENCE, server.read(&mut buffer)).await.unwrap(), Ok(0) | Err(_)));
    let (mut client, mut server) = tcp.connect().await;
    client.write_all(b"!").await.unwrap();
    timeout(PATIENCE, server.read_exact(&mut buffer)).await.unwrap().unwrap();
    assert_eq!((buffer, tcp.proxy.counts().tcp_connections), ([b'!'], 2));
}

#[tokio::test(start_paused = true)]
async fn what_blocks_udp_lets_tcp_through() {
    let (udp, tcp) = (Udp::start(Setup::default()).await, Tcp::start().await);
    let entered = udp.client().await;
    let from = udp.up(&entered).await;
    udp.proxy.play(Profile::UdpBlocked);
    tcp.proxy.play(Profile::UdpBlocked);
    entered.send(b"up").await.unwrap();
    assert!(!udp.down(from, &entered).await);
    let counts = udp.proxy.counts();
    assert_eq!((counts.up.lost_in_blackhole, counts.down.lost_in_blackhole), (1, 1));
    let (mut client, mut server) = tcp.connect().await;
    client.write_all(b"web").await.unwrap();
    let mut buffer = [0; 3];
    timeout(PATIENCE, server.read_exact(&mut buffer)).await.unwrap().unwrap();
    assert_eq!(&buffer, b"web");
}

#[tokio::test(start_paused = true)]
async fn falling_falls_and_rises_once() {
    let proxy = Proxy::new(Setup::default());
    sleep(Duration::from_secs(7)).await;
    proxy.play(Profile::Falling);
    let began = Instant::now();
    let mut rates = Vec::new();
    while began.elapsed() < Duration::from_secs(100) {
        let rate = proxy.network().down.rate.map(|rate| rate.bits);
        if rates.last().map(|(_, last)| *last) != Some(rate) {
            rates.push((began.elapsed().as_secs(), rate));
        }
        sleep(millis(100)).await;
    }
    assert_eq!(rates, [(0, Some(2_000_000)), (30, Some(250_000)), (60, Some(2_000_000))]);
    proxy.play(Profile::Falling);
    proxy.play(Profile::Clear);
    sleep(Duration::from_secs(100)).await;
    assert_eq!(proxy.network(), Network::default());
}
