//! Between whom a packet travels, and over what.

use std::net::{IpAddr, SocketAddr};

/// A TCP connection. A worker never uses the same number twice, so that nothing that one connection has proven is
/// inherited by the next from the same address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub usize);

/// Over what a packet travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// The UDP port that everybody shares.
    Udp,
    /// A connection of this worker (RFC 6544).
    Tcp(ConnectionId),
}

/// Where a packet came from and which of our addresses it came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Path {
    /// Over what.
    pub transport: Transport,
    /// The other side, IPv4 never as IPv6.
    pub remote: SocketAddr,
    /// Ours.
    pub local: IpAddr,
}

impl Path {
    /// Of a datagram.
    #[must_use]
    pub const fn udp(remote: SocketAddr, local: IpAddr) -> Self {
        Self { transport: Transport::Udp, remote, local }
    }

    /// Whose packet it is, as far as that can be seen from outside it: the same address and port in UDP and in TCP are
    /// two senders.
    #[must_use]
    pub const fn source(self) -> Source {
        (self.transport, self.remote)
    }

    /// The connection, if it is one.
    #[must_use]
    pub const fn connection(self) -> Option<ConnectionId> {
        match self.transport {
            Transport::Udp => None,
            Transport::Tcp(connection) => Some(connection),
        }
    }
}

/// What senders are told apart by.
pub type Source = (Transport, SocketAddr);
