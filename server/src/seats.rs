//! What the server keeps for each person in a room beside the room's own state: their stream of events, the tokens
//! with which they may come back, and their connection while there is one.

use std::collections::BTreeMap;

use signaling::id::{DeviceId, ParticipantId, RequestId};
use signaling::protocol::{CloseCode, Rejection, ServerMessage, encode};
use signaling::room::Sender;
use signaling::stream::{Body, Stream, frame};

use crate::outbox::{Frames, Outbox, outbox};
use crate::secret::{Digest, Secret};

/// A connection of a device: what came from an earlier one is told apart by the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionId {
    /// Who speaks, and through what.
    pub sender: Sender,
    /// Grows with each connection in a room.
    pub number: u64,
}

/// Everybody in a room. Today a person has one device and a device one person.
#[derive(Debug, Default)]
pub struct Seats {
    seats: BTreeMap<ParticipantId, Seat>,
    connections: u64,
}

#[derive(Debug)]
struct Seat {
    device: DeviceId,
    stream: Stream,
    tokens: Tokens,
    connection: Option<Connection>,
}

#[derive(Debug)]
struct Connection {
    number: u64,
    outbox: Outbox,
}

/// The token that was used last stays good until the client is known to have the next one: else a network that is
/// lost while the welcome is on its way would cost the seat.
#[derive(Debug, Default)]
struct Tokens {
    current: Option<Digest>,
    previous: Option<Digest>,
}

impl Seats {
    /// Gives somebody new a place to be told things.
    pub fn add(&mut self, sender: Sender) {
        let seat = Seat {
            device: sender.device,
            stream: Stream::new(),
            tokens: Tokens::default(),
            connection: None,
        };
        self.seats.insert(sender.participant, seat);
    }

    /// Whether a device belongs to somebody here.
    #[must_use]
    pub fn has_device(&self, device: DeviceId) -> bool {
        self.seats.values().any(|seat| seat.device == device)
    }

    /// How many people there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.seats.len()
    }

    /// Whose token this is.
    #[must_use]
    pub fn holder(&self, token: &str) -> Option<Sender> {
        let matches = |digest: &Option<Digest>| digest.is_some_and(|digest| digest.matches(token));
        self.seats
            .iter()
            .find(|(_, seat)| matches(&seat.tokens.current) || matches(&seat.tokens.previous))
            .map(|(who, seat)| Sender { participant: *who, device: seat.device })
    }

    /// A new token for the connection that is made now, with `used` if it came by a token.
    pub fn rotate(&mut self, who: ParticipantId, used: Option<&str>, next: &Secret) {
        if let Some(seat) = self.seats.get_mut(&who) {
            seat.tokens = Tokens { current: Some(next.digest()), previous: used.map(Digest::of) };
        }
    }

    /// The client has its newest token: the one before is good no more.
    pub fn retire_previous_token(&mut self, from: ConnectionId) {
        if let Some(seat) = self.seat_of(from) {
            seat.tokens.previous = None;
        }
    }

    /// Makes the one connection of this person; one that was there before is closed as replaced.
    pub fn connect(&mut self, sender: Sender) -> Option<(ConnectionId, Frames)> {
        let seat = self.seats.get_mut(&sender.participant)?;
        if let Some(replaced) = seat.connection.take() {
            replaced.outbox.close(CloseCode::Replaced);
        }
        self.connections += 1;
        let (outbox, frames) = outbox();
        seat.connection = Some(Connection { number: self.connections, outbox });
        Some((ConnectionId { sender, number: self.connections }, frames))
    }

    /// Whether this is the connection the person has now.
    #[must_use]
    pub fn is_current(&self, from: ConnectionId) -> bool {
        self.seats
            .get(&from.sender.participant)
            .and_then(|seat| seat.connection.as_ref())
            .is_some_and(|connection| connection.number == from.number)
    }

    /// The connection has ended. Whether the person is left without any: not so when a newer one replaced it.
    pub fn disconnect(&mut self, from: ConnectionId) -> bool {
        let Some(seat) = self.seats.get_mut(&from.sender.participant) else { return false };
        seat.connection.take_if(|connection| connection.number == from.number);
        seat.connection.is_none()
    }

    /// The stream of a person.
    #[must_use]
    pub fn stream(&self, who: ParticipantId) -> Option<&Stream> {
        self.seats.get(&who).map(|seat| &seat.stream)
    }

    /// Adds an event to somebody's stream and offers it to their connection.
    pub fn tell(&mut self, who: ParticipantId, body: &Body) {
        if let Some(seat) = self.seats.get_mut(&who) {
            let seq = seat.stream.push(Body::clone(body));
            seat.offer(frame(seq, body));
        }
    }

    /// Offers a frame to somebody's connection, if there is one. A connection that cannot take it is closed: the
    /// person keeps the seat and comes back to what they missed.
    pub fn offer(&mut self, who: ParticipantId, frame: String) {
        if let Some(seat) = self.seats.get_mut(&who) {
            seat.offer(frame);
        }
    }

    /// Offers a frame to whomever a device carries.
    pub fn offer_device(&mut self, device: DeviceId, frame: String) {
        if let Some(seat) = self.seats.values_mut().find(|seat| seat.device == device) {
            seat.offer(frame);
        }
    }

    /// Answers a request on the connection it came from. If that is no longer there, nobody waits for the answer.
    pub fn answer(&mut self, from: ConnectionId, message: &ServerMessage) {
        if let Some(seat) = self.seat_of(from) {
            seat.offer(encode(message));
        }
    }

    /// Answers `ok`, or `rejected` with the code.
    pub fn answer_outcome(&mut self, from: ConnectionId, id: RequestId, outcome: Result<(), Rejection>) {
        let message = match outcome {
            Ok(()) => ServerMessage::Ok { id },
            Err(code) => ServerMessage::Rejected { id, code },
        };
        self.answer(from, &message);
    }

    /// Closes the connection of a device and forgets whom it carried: stream and tokens die with the seat.
    pub fn remove_device(&mut self, device: DeviceId, code: CloseCode) {
        let gone: Vec<ParticipantId> =
            self.seats.iter().filter(|(_, seat)| seat.device == device).map(|(who, _)| *who).collect();
        for who in gone {
            if let Some(connection) = self.seats.remove(&who).and_then(|seat| seat.connection) {
                connection.outbox.close(code);
            }
        }
    }

    /// Closes every connection.
    pub fn close_all(self, code: CloseCode) {
        for connection in self.seats.into_values().filter_map(|seat| seat.connection) {
            connection.outbox.close(code);
        }
    }

    fn seat_of(&mut self, from: ConnectionId) -> Option<&mut Seat> {
        let seat = self.seats.get_mut(&from.sender.participant)?;
        seat.connection.as_ref().is_some_and(|connection| connection.number == from.number).then_some(seat)
    }
}

impl Seat {
    fn offer(&mut self, frame: String) {
        if let Some(connection) = self.connection.take() {
            match connection.outbox.offer(frame) {
                Ok(()) => self.connection = Some(connection),
                Err(_full) => connection.outbox.close(CloseCode::TryAgain),
            }
        }
    }
}
