//! The server's long flight of a DTLS handshake (RFC 6347 §4.2.4, flight 4), kept to be sent again.
//!
//! The library stops its retransmission timer at whatever handshake message comes, also at one that it has dealt with
//! (rtc-dtls 0.21.1, `handshaker.rs`, `wait`). A client whose answer was lost repeats its greeting, Chrome after 50 ms: the
//! library then sends nothing more, ever, and the connection does not come up. So a repeated greeting is answered
//! here, with the same records: a client that has them discards them as doubled (§4.1.2.6), and its own timer runs on.

use std::net::SocketAddr;

use bytes::BytesMut;

/// Most datagrams of the flight: with our certificate it is one.
const LONGEST: usize = 8;
/// Most repetitions. A client that waits 50 ms, then twice as long each time, asks six times before it is given up; a
/// stranger who forges its address makes us send no more than this.
const MOST: u32 = 32;

const HANDSHAKE: u8 = 22;
const CLIENT_HELLO: u8 = 1;
const SERVER_HELLO: u8 = 2;

/// See the module. One for each connection, until it is up.
#[derive(Debug)]
pub(super) struct Flight {
    datagrams: Vec<(SocketAddr, BytesMut)>,
    /// All of it has been sent once.
    is_whole: bool,
    repeated: u32,
    /// How many of its last datagrams are to be sent again.
    waiting: usize,
}

impl Flight {
    /// Nothing has been sent.
    pub const fn new() -> Self {
        Self { datagrams: Vec::new(), is_whole: false, repeated: 0, waiting: 0 }
    }

    /// Whether a datagram that came is a greeting which has been answered, and not for the library.
    pub fn answers(&mut self, datagram: &[u8]) -> bool {
        let Some((CLIENT_HELLO, begins)) = handshake(datagram) else { return false };
        if self.datagrams.is_empty() {
            return false;
        }
        self.is_whole = true;
        if begins {
            self.repeat();
        }
        true
    }

    /// Takes note of a datagram of the library's. Whether it is to be sent: what the library repeats is not, but what it
    /// sent at first.
    pub fn passes(&mut self, to: SocketAddr, datagram: &BytesMut) -> bool {
        if datagram.first() != Some(&HANDSHAKE) {
            return true;
        }
        let begins = matches!(handshake(datagram), Some((SERVER_HELLO, true)));
        if begins && !self.datagrams.is_empty() {
            self.is_whole = true;
            self.repeat();
        }
        if self.is_whole {
            return false;
        }
        if (begins || !self.datagrams.is_empty()) && self.datagrams.len() < LONGEST {
            self.datagrams.push((to, datagram.clone()));
        }
        true
    }

    /// The next datagram to send again.
    pub fn again(&mut self) -> Option<(SocketAddr, BytesMut)> {
        let at = self.datagrams.len().checked_sub(self.waiting)?;
        let datagram = self.datagrams.get(at)?.clone();
        self.waiting -= 1;
        Some(datagram)
    }

    fn repeat(&mut self) {
        if self.repeated < MOST {
            self.repeated += 1;
            self.waiting = self.datagrams.len();
        }
    }
}

/// The type of the handshake message that a datagram begins with, and whether it is that message's beginning (RFC 6347
/// §4.1, §4.2.2). Nothing for what is encrypted, or something else.
fn handshake(datagram: &[u8]) -> Option<(u8, bool)> {
    let is_plain = datagram.first() == Some(&HANDSHAKE) && datagram.get(3..5) == Some(&[0, 0]);
    let offset = datagram.get(19..22)?;
    is_plain.then_some((*datagram.get(13)?, offset == [0, 0, 0]))
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    const TO: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 5000);

    fn record(kind: u8, offset: u8, number: u8) -> BytesMut {
        let mut record = [0; 40];
        (record[0], record[10], record[13], record[21]) = (HANDSHAKE, number, kind, offset);
        BytesMut::from(&record[..])
    }

    fn all(flight: &mut Flight) -> Vec<BytesMut> {
        std::iter::from_fn(|| flight.again()).map(|(_, datagram)| datagram).collect()
    }

    #[test]
    fn a_repeated_greeting_is_answered_as_the_first_was() {
        let mut flight = Flight::new();
        assert!(!flight.answers(&record(CLIENT_HELLO, 0, 0)), "the first is the library's");
        assert!(flight.passes(TO, &record(3, 0, 0)), "a cookie is not kept");
        assert!(!flight.answers(&record(CLIENT_HELLO, 0, 1)));
        let sent = [record(SERVER_HELLO, 0, 1), record(11, 90, 2)];
        assert!(sent.iter().all(|datagram| flight.passes(TO, datagram)));
        assert_eq!(all(&mut flight), Vec::<BytesMut>::new());
        assert!(flight.answers(&record(CLIENT_HELLO, 0, 2)));
        assert!(flight.answers(&record(CLIENT_HELLO, 200, 3)), "the rest of a long one");
        assert_eq!(all(&mut flight), sent);
        assert!(!flight.answers(&record(16, 0, 4)), "what goes on is the library's");
    }

    #[test]
    fn what_the_library_repeats_goes_under_the_old_numbers() {
        let mut flight = Flight::new();
        let sent = [record(SERVER_HELLO, 0, 1), record(11, 90, 2)];
        assert!(sent.iter().all(|datagram| flight.passes(TO, datagram)));
        assert!(!flight.passes(TO, &record(SERVER_HELLO, 0, 3)));
        assert!(!flight.passes(TO, &record(11, 90, 4)));
        assert_eq!(all(&mut flight), sent);
        let mut last = record(0, 0, 5);
        last[0] = 20;
        assert!(flight.passes(TO, &last), "the last flight");
    }

    #[test]
    fn nobody_makes_us_repeat_it_for_ever() {
        let mut flight = Flight::new();
        flight.passes(TO, &record(SERVER_HELLO, 0, 1));
        let repeated = (0..1_000).filter(|_| {
            assert!(flight.answers(&record(CLIENT_HELLO, 0, 9)));
            flight.again().is_some()
        });
        assert_eq!(repeated.count(), MOST as usize);
        assert!(!flight.answers(&[]) && !flight.answers(&[HANDSHAKE]) && flight.passes(TO, &BytesMut::new()));
    }
}
