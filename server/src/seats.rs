//! What the server keeps for each device beside the room's own state: how far it has come, the tokens with which it may
//! come back, and its connection while there is one.
//!
//! A device stands at the door, waits in the lobby, or is inside. Only one that is inside has a stream of events, and
//! only an [`Insider`] reaches the media plane: nothing else can be given to it.

use std::collections::BTreeMap;

use signaling::id::{DeviceId, ParticipantId, RequestId, Sequence};
use signaling::protocol::{CloseCode, Rejection, ServerMessage, encode};
use signaling::room::Sender;
use signaling::stream::{Body, Stream, frame};

use crate::outbox::{Frames, Outbox, Outgoing, outbox};
use crate::secret::{Digest, Secret};
use crate::tickets::Grant;

/// A connection of a device: what came from an earlier one is told apart by the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionId {
    /// Who came, and through what. Who speaks through a device that is inside, the room knows.
    pub sender: Sender,
    /// Grows with each connection in a room.
    pub number: u64,
}

/// The connection of somebody in the room. Made by [`Seats::insider`] alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Insider(ConnectionId);

impl Insider {
    /// Which connection.
    #[must_use]
    pub const fn connection(self) -> ConnectionId {
        self.0
    }
}

/// Every device at the door, in the lobby and in the room. Whom one carries that is inside, the room knows.
#[derive(Debug, Default)]
pub struct Seats {
    devices: BTreeMap<DeviceId, Seat>,
    connections: u64,
    tokens: u64,
}

#[derive(Debug)]
struct Seat {
    /// Who came with it, or waits with it.
    who: ParticipantId,
    standing: Standing,
    tokens: Tokens,
    connection: Option<Connection>,
}

#[derive(Debug)]
enum Standing {
    /// Shown the agreement, if it has been decided at all.
    AtDoor { grant: Grant, shown: Option<u32> },
    /// In the lobby.
    Waiting,
    /// In the room. Whoever comes back with the token of `before` has not had the welcome with which the stream begins.
    Inside { stream: Stream, before: Option<Digest> },
}

#[derive(Debug)]
struct Connection {
    number: u64,
    outbox: Outbox,
    has_token: bool,
}

/// The token that was used last stays good until the client is known to have the next one: else a network that is
/// lost while the welcome is on its way would cost the seat.
#[derive(Debug, Default)]
struct Tokens {
    serial: u64,
    current: Option<Digest>,
    previous: Option<Digest>,
}

impl Seats {
    /// Somebody has come to the door.
    pub fn add(&mut self, device: DeviceId, grant: Grant) {
        let who = grant.participant;
        let standing = Standing::AtDoor { grant, shown: None };
        self.devices.insert(device, Seat { who, standing, tokens: Tokens::default(), connection: None });
    }

    /// Who stands at the door with this device, with what.
    #[must_use]
    pub fn at_door(&self, device: DeviceId) -> Option<&Grant> {
        match &self.devices.get(&device)?.standing {
            Standing::AtDoor { grant, .. } => Some(grant),
            Standing::Waiting | Standing::Inside { .. } => None,
        }
    }

    /// Who stands at the door with which device, and which agreement they have been shown.
    #[must_use]
    pub fn shown_at_door(&self) -> Vec<(ParticipantId, DeviceId, Option<u32>)> {
        let shown = |(device, seat): (&DeviceId, &Seat)| match seat.standing {
            Standing::AtDoor { shown, .. } => Some((seat.who, *device, shown)),
            Standing::Waiting | Standing::Inside { .. } => None,
        };
        self.devices.iter().filter_map(shown).collect()
    }

    /// Notes which agreement somebody at the door is shown.
    pub fn show(&mut self, device: DeviceId, version: u32) {
        if let Some(Seat { standing: Standing::AtDoor { shown, .. }, .. }) = self.devices.get_mut(&device) {
            *shown = Some(version);
        }
    }

    /// Who waits in the lobby with this device.
    #[must_use]
    pub fn waits(&self, device: DeviceId) -> Option<ParticipantId> {
        let seat = self.devices.get(&device)?;
        matches!(seat.standing, Standing::Waiting).then_some(seat.who)
    }

    /// A device is in the lobby from now on with this person: its stream ends, if it had one.
    pub fn wait(&mut self, device: DeviceId, who: ParticipantId) {
        if let Some(seat) = self.devices.get_mut(&device) {
            seat.who = who;
            seat.standing = Standing::Waiting;
        }
    }

    /// A device is in the room from now on, with a stream in which nothing has been said.
    pub fn begin(&mut self, device: DeviceId) {
        if let Some(seat) = self.devices.get_mut(&device) {
            seat.standing = Standing::Inside { stream: Stream::new(), before: seat.tokens.current };
        }
    }

    /// What gives access to the media plane: the connection is the device's, and the device is in the room.
    #[must_use]
    pub fn insider(&self, from: ConnectionId) -> Option<Insider> {
        let seat = self.devices.get(&from.sender.device)?;
        let is_inside = matches!(seat.standing, Standing::Inside { .. });
        (is_inside && self.is_current(from)).then_some(Insider(from))
    }

    /// Whether this device is known.
    #[must_use]
    pub fn has_device(&self, device: DeviceId) -> bool {
        self.devices.contains_key(&device)
    }

    /// How many devices there are, wherever they stand.
    #[must_use]
    pub fn count(&self) -> usize {
        self.devices.len()
    }

    /// How many devices are in the room.
    #[must_use]
    pub fn count_inside(&self) -> usize {
        self.devices.values().filter(|seat| matches!(seat.standing, Standing::Inside { .. })).count()
    }

    /// How many devices there are with which this person came.
    #[must_use]
    pub fn count_of(&self, who: ParticipantId) -> usize {
        self.devices.values().filter(|seat| seat.who == who).count()
    }

    /// Whether somebody stands at the door.
    #[must_use]
    pub fn is_anybody_at_door(&self) -> bool {
        self.devices.values().any(|seat| matches!(seat.standing, Standing::AtDoor { .. }))
    }

    /// Whose token this is.
    #[must_use]
    pub fn holder(&self, token: &str) -> Option<Sender> {
        let digest = Some(Digest::of(token));
        self.devices
            .iter()
            .find(|(_, seat)| seat.tokens.current == digest || seat.tokens.previous == digest)
            .map(|(device, seat)| Sender { participant: seat.who, device: *device })
    }

    /// A new token for the connection of this device, with `used` if it came by a token. Gives the number by which the
    /// client confirms it.
    pub fn rotate(&mut self, device: DeviceId, used: Option<&str>, next: &Secret) -> u64 {
        self.tokens += 1;
        if let Some(seat) = self.devices.get_mut(&device) {
            // Without a used one it is the token before: its welcome may be lost on the way.
            let previous = used.map(Digest::of).or(seat.tokens.current);
            seat.tokens = Tokens { serial: self.tokens, current: Some(next.digest()), previous };
            if let Some(connection) = &mut seat.connection {
                connection.has_token = true;
            }
        }
        self.tokens
    }

    /// Somebody came back to the lobby with this token: it stays good until they have the next.
    pub fn came_by(&mut self, device: DeviceId, token: &str) {
        if let Some(seat) = self.devices.get_mut(&device) {
            seat.tokens.current = Some(Digest::of(token));
        }
    }

    /// Whether the connection of this device, if there is one, has been given no token yet.
    #[must_use]
    pub fn lacks_token(&self, device: DeviceId) -> bool {
        let connection = self.devices.get(&device).and_then(|seat| seat.connection.as_ref());
        connection.is_some_and(|connection| !connection.has_token)
    }

    /// The client has this token: the one before is good no more.
    pub fn confirm_token(&mut self, from: ConnectionId, serial: u64) {
        if let Some(seat) = self.seat_of(from).filter(|seat| seat.tokens.serial == serial) {
            seat.tokens.previous = None;
        }
    }

    /// Makes the one connection of this device; one that was there before is closed as replaced.
    pub fn connect(&mut self, sender: Sender) -> Option<(ConnectionId, Frames)> {
        let seat = self.devices.get_mut(&sender.device)?;
        if let Some(replaced) = seat.connection.take() {
            replaced.outbox.close(CloseCode::Replaced);
        }
        self.connections += 1;
        let (outbox, frames) = outbox();
        seat.connection = Some(Connection { number: self.connections, outbox, has_token: false });
        Some((ConnectionId { sender, number: self.connections }, frames))
    }

    /// Whether this is the connection the device has now.
    #[must_use]
    pub fn is_current(&self, from: ConnectionId) -> bool {
        self.devices
            .get(&from.sender.device)
            .and_then(|seat| seat.connection.as_ref())
            .is_some_and(|connection| connection.number == from.number)
    }

    /// The connection has ended. Whether the device is left without any: not so when a newer one replaced it. Whoever
    /// stood at the door is forgotten.
    pub fn disconnect(&mut self, from: ConnectionId) -> bool {
        let Some(seat) = self.devices.get_mut(&from.sender.device) else { return false };
        seat.connection.take_if(|connection| connection.number == from.number);
        if seat.connection.is_some() {
            return false;
        }
        if matches!(seat.standing, Standing::AtDoor { .. }) {
            self.forget(from.sender.device);
        }
        true
    }

    /// The last event of a device's stream, and everything after `seen`, unless the whole view is due: so it is for
    /// somebody who comes with a token from before this stay.
    #[must_use]
    pub fn missed(
        &self,
        device: DeviceId,
        used: Option<&str>,
        seen: Option<Sequence>,
    ) -> Option<(Sequence, Option<Vec<Body>>)> {
        let Standing::Inside { stream, before } = &self.devices.get(&device)?.standing else { return None };
        let is_of_before = before.is_some() && used.map(Digest::of) == *before;
        let since = seen.filter(|_| !is_of_before).and_then(|seen| stream.since(seen));
        let missed = since.map(|missed| missed.map(|(_, body)| body).collect());
        Some((stream.last(), missed))
    }

    /// Adds an event to the stream of a device and offers it to its connection.
    pub fn tell(&mut self, device: DeviceId, body: &Body) {
        let Some(seat) = self.devices.get_mut(&device) else { return };
        if let Standing::Inside { stream, .. } = &mut seat.standing {
            let seq = stream.push(Body::clone(body));
            seat.offer(Outgoing::Frame(frame(seq, body)));
        }
    }

    /// Offers a frame to the connection of a device, if there is one. A connection that cannot take it is closed: the
    /// person keeps the seat and comes back to what they missed.
    pub fn offer(&mut self, device: DeviceId, frame: String) {
        if let Some(seat) = self.devices.get_mut(&device) {
            seat.offer(Outgoing::Frame(frame));
        }
    }

    /// The same for a frame that holds a token, whose arrival the client confirms by this number.
    pub fn offer_token(&mut self, device: DeviceId, frame: String, serial: u64) {
        if let Some(seat) = self.devices.get_mut(&device) {
            seat.offer(Outgoing::Token(frame, serial));
        }
    }

    /// Offers a frame to a device that is in the room.
    pub fn offer_inside(&mut self, device: DeviceId, frame: String) {
        if let Some(seat) = self.devices.get_mut(&device)
            && matches!(seat.standing, Standing::Inside { .. })
        {
            seat.offer(Outgoing::Frame(frame));
        }
    }

    /// Answers a request on the connection it came from. If that is no longer there, nobody waits for the answer.
    pub fn answer(&mut self, from: ConnectionId, message: &ServerMessage) {
        if let Some(seat) = self.seat_of(from) {
            seat.offer(Outgoing::Frame(encode(message)));
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

    /// Closes the connection of a device and forgets it: stream and tokens die with the seat.
    pub fn remove_device(&mut self, device: DeviceId, code: CloseCode) {
        if let Some(connection) = self.forget(device).and_then(|seat| seat.connection) {
            connection.outbox.close(code);
        }
    }

    /// Closes every connection.
    pub fn close_all(self, code: CloseCode) {
        for connection in self.devices.into_values().filter_map(|seat| seat.connection) {
            connection.outbox.close(code);
        }
    }

    fn forget(&mut self, device: DeviceId) -> Option<Seat> {
        self.devices.remove(&device)
    }

    fn seat_of(&mut self, from: ConnectionId) -> Option<&mut Seat> {
        let seat = self.devices.get_mut(&from.sender.device)?;
        seat.connection.as_ref().is_some_and(|connection| connection.number == from.number).then_some(seat)
    }
}

impl Seat {
    fn offer(&mut self, frame: Outgoing) {
        if let Some(connection) = self.connection.take() {
            match connection.outbox.offer(frame) {
                Ok(()) => self.connection = Some(connection),
                Err(_full) => connection.outbox.close(CloseCode::TryAgain),
            }
        }
    }
}
