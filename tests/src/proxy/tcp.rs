//! TCP: each connection is ended here and begun anew towards the server; in between its bytes are delayed.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::impairments::{Direction, Impairments};
use super::shared::{Line, Shared};

/// Connections at once; further ones are closed.
const MOST_CONNECTIONS: usize = 256;
/// Pieces of one connection and direction under way, after which no more are read: 8 MB, or 0.7 MB at a rate.
const MOST_UNDER_WAY: usize = 512;
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);
/// Bytes read at a time: over a line of a certain rate about a segment, so that others come in between.
const PIECE: usize = 16_384;
const PIECE_AT_A_RATE: usize = 1400;

/// Serves all connections of one entrance.
pub(super) async fn run(shared: Arc<Shared>, entrance: TcpListener, server: SocketAddr) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = entrance.accept() => {
                let Ok((client, _)) = accepted else {
                    // No file descriptor is free, most likely.
                    tokio::time::sleep(ACCEPT_AGAIN).await;
                    continue;
                };
                if connections.len() < MOST_CONNECTIONS {
                    connections.spawn(connect(Arc::clone(&shared), client, server));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connect(shared: Arc<Shared>, client: TcpStream, server: SocketAddr) {
    let mut cuts = shared.cuts.subscribe();
    shared.counts().tcp_connections += 1;
    // Ends as the connection would: whoever is at the other end sees it closed.
    let _ = tokio::select! {
        ended = pass(&shared, client, server) => ended,
        _ = cuts.changed() => Ok(()),
    };
}

async fn pass(shared: &Shared, client: TcpStream, server: SocketAddr) -> io::Result<()> {
    let server = TcpStream::connect(server).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let line = shared.line();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::try_join!(
        Pump::new(shared, &line, Direction::Up).run(from_client, to_server),
        Pump::new(shared, &line, Direction::Down).run(from_server, to_client),
    )?;
    Ok(())
}

/// One direction of one connection.
struct Pump<'a> {
    shared: &'a Shared,
    line: &'a Line,
    direction: Direction,
    due: VecDeque<(Duration, Vec<u8>)>,
}

impl<'a> Pump<'a> {
    const fn new(shared: &'a Shared, line: &'a Line, direction: Direction) -> Self {
        Self { shared, line, direction, due: VecDeque::new() }
    }

    /// Until the sender has ended and everything has arrived.
    async fn run(mut self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) -> io::Result<()> {
        let mut network = self.shared.network.subscribe();
        let mut buffer = vec![0; PIECE];
        let mut open = true;
        loop {
            let with = *network.borrow_and_update().of(self.direction);
            self.forward(&mut to).await?;
            if !open && self.due.is_empty() {
                return to.shutdown().await;
            }
            let room_at = self.room_at(&with);
            let may_read = open && !with.blackhole && room_at.is_none();
            let arrives_at = self.due.front().map(|(at, _)| *at);
            let wake_at = [arrives_at, room_at].into_iter().flatten().min();
            let piece = if with.rate.is_some() { PIECE_AT_A_RATE } else { PIECE };
            tokio::select! {
                read = from.read(buffer.get_mut(..piece).unwrap_or_default()), if may_read => match read? {
                    0 => open = false,
                    len => self.take(buffer.get(..len).unwrap_or_default(), &with),
                },
                _ = network.changed() => {}
                () = self.shared.until(wake_at) => {}
            }
        }
    }

    /// When the line takes more, if not now. A sender is held back at half the queue: TCP senders back off before a
    /// queue is full, and others on the line would lose everything.
    fn room_at(&self, with: &Impairments) -> Option<Duration> {
        if self.due.len() >= MOST_UNDER_WAY {
            return self.due.front().map(|(at, _)| *at);
        }
        let now = self.shared.now();
        let backlog = self.line.link(self.direction).backlog(now);
        let over = backlog.saturating_sub(with.rate?.queue / 2);
        (!over.is_zero()).then_some(now + over)
    }

    fn take(&mut self, bytes: &[u8], with: &Impairments) {
        let at = self.line.link(self.direction).carry(self.shared.now(), bytes.len(), with);
        self.due.push_back((at, bytes.to_vec()));
    }

    async fn forward(&mut self, to: &mut OwnedWriteHalf) -> io::Result<()> {
        let now = self.shared.now();
        while let Some((_, bytes)) = self.due.pop_front_if(|(at, _)| *at <= now) {
            to.write_all(&bytes).await?;
            *self.shared.counts().tcp(self.direction) += bytes.len() as u64;
        }
        Ok(())
    }
}
