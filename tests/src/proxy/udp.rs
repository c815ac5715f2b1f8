//! UDP: one socket towards the clients, and for each client one towards the server.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use socket2::SockRef;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::due::Due;
use super::impairments::Direction;
use super::link::{Fate, Reason};
use super::shared::{Line, Shared};

/// The largest datagram there can be.
const LARGEST: usize = 65_535;
/// Clients at once; further ones are not served.
const MOST_CLIENTS: usize = 256;
/// A client that is silent and to whom nothing is sent for so long is forgotten.
const IDLE: Duration = Duration::from_secs(60);
/// Packets of one client and direction under way: 40 Mbit/s of large ones for a second.
const MOST_UNDER_WAY: usize = 4096;
/// Packets read from a socket before others have their turn.
const BATCH: usize = 64;

struct Datagram {
    came: Duration,
    bytes: Vec<u8>,
}

/// What the kernel keeps while the machine is busy: 20 Mbit/s for a second. What it drops nobody counts. It may give
/// less (net.core.rmem_max).
const SOCKET_BUFFER: usize = 4 << 20;

/// Serves all clients of one entrance.
pub(super) async fn run(shared: Arc<Shared>, entrance: UdpSocket, server: SocketAddr) {
    let _ = SockRef::from(&entrance).set_recv_buffer_size(SOCKET_BUFFER);
    let entrance = Arc::new(entrance);
    let mut inboxes: HashMap<SocketAddr, mpsc::Sender<Datagram>> = HashMap::new();
    let mut clients = JoinSet::new();
    let mut buffer = vec![0; LARGEST];
    loop {
        tokio::select! {
            received = entrance.recv_from(&mut buffer) => {
                let Ok((len, from)) = received else { return };
                let inbox = match inboxes.get(&from) {
                    Some(inbox) if !inbox.is_closed() => inbox,
                    _ if clients.len() >= MOST_CLIENTS => {
                        shared.counts().up.came(len, Fate::Lost(Reason::Full));
                        continue;
                    }
                    _ => {
                        let Ok(exit) = exit_towards(server).await else { return };
                        let (sender, inbox) = mpsc::channel(MOST_UNDER_WAY);
                        let client = Client::new(&shared, &entrance, from, exit);
                        clients.spawn(async move { client.serve(inbox, server).await; from });
                        inboxes.entry(from).insert_entry(sender).into_mut()
                    }
                };
                let bytes = buffer.get(..len).unwrap_or_default().to_vec();
                if inbox.try_send(Datagram { came: shared.now(), bytes }).is_err() {
                    shared.counts().up.came(len, Fate::Lost(Reason::Full));
                }
            }
            Some(ended) = clients.join_next() => {
                if let Ok(from) = ended && inboxes.get(&from).is_some_and(mpsc::Sender::is_closed) {
                    inboxes.remove(&from);
                }
            }
        }
    }
}

/// A socket on a port of its own; the kernel keeps everybody but the server away from it.
async fn exit_towards(server: SocketAddr) -> io::Result<UdpSocket> {
    let any: IpAddr = match server {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let exit = UdpSocket::bind(SocketAddr::new(any, 0)).await?;
    exit.connect(server).await?;
    Ok(exit)
}

/// One client address.
struct Client {
    shared: Arc<Shared>,
    entrance: Arc<UdpSocket>,
    address: SocketAddr,
    exit: Arc<UdpSocket>,
    line: Line,
    up: Due<Vec<u8>>,
    down: Due<Vec<u8>>,
}

impl Client {
    fn new(shared: &Arc<Shared>, entrance: &Arc<UdpSocket>, address: SocketAddr, exit: UdpSocket) -> Self {
        shared.counts().udp_clients += 1;
        let exit = Arc::new(exit);
        shared.exits().push(Arc::downgrade(&exit));
        Self {
            shared: Arc::clone(shared),
            entrance: Arc::clone(entrance),
            address,
            exit,
            line: shared.line(),
            up: Due::new(MOST_UNDER_WAY),
            down: Due::new(MOST_UNDER_WAY),
        }
    }

    /// Until nothing has passed for [`IDLE`].
    async fn serve(mut self, mut inbox: mpsc::Receiver<Datagram>, server: SocketAddr) {
        let mut rebinds = self.shared.rebinds.subscribe();
        let mut heard = self.shared.now();
        let mut buffer = vec![0; LARGEST];
        loop {
            self.forward().await;
            let next = [self.up.next_at(), self.down.next_at()].into_iter().flatten().min();
            tokio::select! {
                datagram = inbox.recv() => {
                    let Some(datagram) = datagram else { return };
                    heard = datagram.came;
                    self.take(Direction::Up, datagram.came, datagram.bytes);
                    for _ in 0..BATCH {
                        let Ok(datagram) = inbox.try_recv() else { break };
                        self.take(Direction::Up, datagram.came, datagram.bytes);
                    }
                }
                _ = self.exit.readable() => {
                    heard = self.shared.now();
                    self.read(&mut buffer);
                }
                () = self.shared.until(next) => {}
                _ = rebinds.changed() => {
                    // The new one is taken before the old one is given back, so its port is another.
                    let Ok(exit) = exit_towards(server).await else { return };
                    self.exit = Arc::new(exit);
                    self.shared.counts().rebinds += 1;
                }
                () = self.shared.until(Some(heard + IDLE)) => return,
            }
        }
    }

    /// What the server has sent.
    fn read(&mut self, buffer: &mut [u8]) {
        for _ in 0..BATCH {
            match self.exit.try_recv(buffer) {
                Ok(len) => {
                    let bytes = buffer.get(..len).unwrap_or_default().to_vec();
                    self.take(Direction::Down, self.shared.now(), bytes);
                }
                // A port that nobody listens on says so once for each packet that was sent to it.
                Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {}
                Err(_) => return,
            }
        }
    }

    fn take(&mut self, direction: Direction, now: Duration, bytes: Vec<u8>) {
        let network = *self.shared.network.borrow();
        let fate = if network.udp_blocked {
            Fate::Lost(Reason::Blackhole)
        } else {
            self.line.link(direction).push(now, bytes.len(), network.of(direction))
        };
        let mut counts = self.shared.counts();
        let flowed = counts.of(direction);
        flowed.came(bytes.len(), fate);
        let Fate::Arrives { at, twice, .. } = fate else { return };
        let due = match direction {
            Direction::Up => &mut self.up,
            Direction::Down => &mut self.down,
        };
        let copy = twice.then(|| bytes.clone());
        for bytes in std::iter::once(bytes).chain(copy) {
            if due.push(at, bytes).is_err() {
                flowed.lost(Reason::Full);
            }
        }
    }

    /// Sends on what has arrived by now. What the kernel does not take is lost, as on any network.
    async fn forward(&mut self) {
        let now = self.shared.now();
        while let Some((at, bytes)) = self.up.pop(now) {
            if self.exit.send(&bytes).await.is_ok() {
                self.shared.counts().up.went(bytes.len(), now.saturating_sub(at));
            }
        }
        while let Some((at, bytes)) = self.down.pop(now) {
            if self.entrance.send_to(&bytes, self.address).await.is_ok() {
                self.shared.counts().down.went(bytes.len(), now.saturating_sub(at));
            }
        }
    }
}
