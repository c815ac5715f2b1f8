//! One WebSocket: lets nobody in without a hello, passes requests to the room and frames to the client, keeps the
//! pace, and says why when it ends. Who speaks is known from the connection, never from a message.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};
use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use signaling::protocol::{
    CloseCode, MAX_FRAME, MediaRequest, Proof, RequestBody, decode_hello, decode_request,
};
use tokio::time::{Instant, interval_at, sleep_until, timeout, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::limits::{Bucket, Rate};
use crate::outbox::Outgoing;
use crate::room_task::{RoomMessage, Seated};
use crate::rooms::{Door, Rooms};
use crate::tickets::Tickets;

/// From the open socket to the hello. The client has its ticket by then, so that this is one round trip.
const HELLO_WITHIN: Duration = Duration::from_secs(5);

/// Pings keep the path through routers open (some forget a quiet one after 30 s) and show that the client is there.
const PING_EVERY: Duration = Duration::from_secs(15);

/// Two pings unanswered: the client is gone, or behind a network that is.
const SILENCE: Duration = Duration::from_secs(30);

/// A client that does not take a frame for this long is gone.
const WRITE_WITHIN: Duration = Duration::from_secs(5);

/// How long the client may take to answer a close frame.
const LINGER: Duration = Duration::from_secs(1);

/// More than a person can mean: 20 messages a second, 40 at once (a keyboard move of many people).
const MESSAGES: Rate = Rate { per_second: 20.0, burst: 40.0 };

/// Session descriptions and tables cost the most: 5 in 10 s, where a join takes two.
const LABOUR: Rate = Rate { per_second: 0.5, burst: 5.0 };

/// The answer to a ping that begins so shows that the client has read the token before it, by its number.
const TOKEN: &str = "token ";

/// What a connection runs over: a WebSocket, or channels in tests.
pub trait Socket:
    Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Unpin
{
}

impl<S: Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Unpin> Socket
    for S
{
}

/// Why a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// We end it, with this code.
    Ours(CloseCode),
    /// The client or the network ended it.
    Theirs,
}

/// Serves one connection from the hello to its end. Whoever has said nothing when `stop` comes is not waited for; the
/// others are sent away by their rooms.
pub async fn converse(mut socket: impl Socket, rooms: &Rooms, tickets: &Tickets, stop: &CancellationToken) {
    let greeted = tokio::select! {
        greeted = greet(&mut socket, rooms, tickets) => greeted,
        () = stop.cancelled() => Err(End::Ours(CloseCode::TryAgain)),
    };
    let end = match greeted {
        Ok((door, mut seated)) => {
            let end = pass_messages(&mut socket, &door, &mut seated).await;
            let connection = seated.connection;
            drop(seated);
            door.send(RoomMessage::Lost(connection)).await;
            end
        }
        Err(end) => end,
    };
    match end {
        End::Ours(code) => {
            tracing::debug!(code = code.reason(), "connection closed");
            close(&mut socket, code).await;
        }
        // Lets the library answer the client's close frame. If nobody is there to read it, nothing is lost.
        End::Theirs => drop(timeout(LINGER, socket.close()).await),
    }
}

/// The only way in: a hello in time, with a proof that is good.
async fn greet(socket: &mut impl Socket, rooms: &Rooms, tickets: &Tickets) -> Result<(Door, Seated), End> {
    let hello = decode_hello(&first_text(socket).await?).map_err(|error| End::Ours(error.close_code()))?;
    let entered = match hello.proof {
        Proof::Ticket { ticket } => match tickets.redeem(&ticket) {
            Ok(grant) => rooms.enter(grant).await,
            Err(_not_good) => Err(CloseCode::Unauthenticated),
        },
        Proof::Resume { token, seen } => rooms.resume(&token, seen).await,
    };
    entered.map_err(End::Ours)
}

async fn first_text(socket: &mut impl Socket) -> Result<Utf8Bytes, End> {
    let deadline = Instant::now() + HELLO_WITHIN;
    loop {
        let message = timeout_at(deadline, socket.next()).await;
        let message = message.map_err(|_elapsed| End::Ours(CloseCode::HelloTimeout))?;
        if let Some(text) = text_of(message)? {
            return Ok(text);
        }
    }
}

async fn pass_messages(socket: &mut impl Socket, door: &Door, seated: &mut Seated) -> End {
    let mut pace = Pace::new(Instant::now());
    let mut pings = interval_at(Instant::now() + PING_EVERY, PING_EVERY);
    let mut heard = Instant::now();
    loop {
        let written = tokio::select! {
            outgoing = seated.frames.next() => match outgoing {
                Outgoing::Close(code) => return End::Ours(code),
                Outgoing::Frame(frame) => write(socket, Message::Text(frame.into())).await,
                Outgoing::Token(frame, serial) => match write(socket, Message::Text(frame.into())).await {
                    Ok(()) => write(socket, Message::Ping(format!("{TOKEN}{serial}").into())).await,
                    Err(end) => Err(end),
                },
            },
            message = socket.next() => {
                heard = Instant::now();
                pace.note(message).and_then(|message| deliver(message, door, seated, &mut pace))
            }
            _ = pings.tick() => write(socket, Message::Ping(Vec::new().into())).await,
            () = sleep_until(heard + SILENCE) => Err(End::Ours(CloseCode::TryAgain)),
        };
        if let Err(end) = written {
            return end;
        }
    }
}

/// Brings what a client says to the room.
fn deliver(message: Incoming, door: &Door, seated: &Seated, pace: &mut Pace) -> Result<(), End> {
    let connection = seated.connection;
    let message = match message {
        Incoming::Text(frame) => {
            let request = decode_request(&frame).map_err(|error| End::Ours(error.close_code()))?;
            match request.body {
                RequestBody::Command(_)
                | RequestBody::Picture(_)
                | RequestBody::Media(MediaRequest::MediaShow { .. }) => {}
                RequestBody::Media(_) | RequestBody::Export(_) => pace.labour()?,
            }
            RoomMessage::Request(connection, request)
        }
        Incoming::HasToken(serial) => RoomMessage::HasToken(connection, serial),
        Incoming::Nothing => return Ok(()),
    };
    door.offer(message).map_err(|_no_place| End::Ours(CloseCode::TryAgain))
}

enum Incoming {
    Text(Utf8Bytes),
    HasToken(u64),
    Nothing,
}

/// How much a client says.
struct Pace {
    messages: Bucket,
    labour: Bucket,
}

impl Pace {
    fn new(now: Instant) -> Self {
        Self { messages: Bucket::new(MESSAGES, now), labour: Bucket::new(LABOUR, now) }
    }

    /// Every frame counts, also a ping: it is answered.
    fn note(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<Incoming, End> {
        if !self.messages.take(Instant::now(), 1.0) {
            return Err(End::Ours(CloseCode::TooFast));
        }
        if let Some(Ok(Message::Pong(payload))) = &message
            && let Some(serial) = serial_of(payload)
        {
            return Ok(Incoming::HasToken(serial));
        }
        Ok(text_of(message)?.map_or(Incoming::Nothing, Incoming::Text))
    }

    fn labour(&mut self) -> Result<(), End> {
        if self.labour.take(Instant::now(), 1.0) { Ok(()) } else { Err(End::Ours(CloseCode::TooFast)) }
    }
}

fn serial_of(payload: &[u8]) -> Option<u64> {
    std::str::from_utf8(payload).ok()?.strip_prefix(TOKEN)?.parse().ok()
}

/// The text of a message, nothing for pings and pongs, and the end for everything else.
fn text_of(message: Option<Result<Message, axum::Error>>) -> Result<Option<Utf8Bytes>, End> {
    match message {
        Some(Ok(Message::Text(text))) => Ok(Some(text)),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Binary(_))) => Err(End::Ours(CloseCode::Malformed)),
        Some(Ok(Message::Close(_))) | None => Err(End::Theirs),
        Some(Err(error)) => Err(end_of(error)),
    }
}

/// What the WebSocket library refused by itself: too large a message, text that is not UTF-8, a broken frame.
fn end_of(error: axum::Error) -> End {
    use tungstenite::Error;
    match error.into_inner().downcast_ref::<Error>() {
        Some(Error::Capacity(_)) => End::Ours(CloseCode::TooLarge),
        Some(Error::Utf8(_)) => End::Ours(CloseCode::Malformed),
        Some(Error::Protocol(tungstenite::error::ProtocolError::ResetWithoutClosingHandshake)) => End::Theirs,
        Some(Error::Protocol(_)) => End::Ours(CloseCode::Malformed),
        Some(_) | None => End::Theirs,
    }
}

async fn write(socket: &mut impl Socket, message: Message) -> Result<(), End> {
    match timeout(WRITE_WITHIN, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Theirs),
    }
}

/// Says why, then reads on for a moment, until the client has answered.
async fn close(socket: &mut impl Socket, code: CloseCode) {
    let frame = CloseFrame { code: code.number(), reason: code.reason().into() };
    if write(socket, Message::Close(Some(frame))).await.is_err() {
        return;
    }
    let deadline = Instant::now() + LINGER;
    loop {
        match timeout_at(deadline, socket.next()).await {
            Ok(Some(Ok(_))) => {}
            Ok(Some(Err(_)) | None) | Err(_) => return,
        }
    }
}

/// How large a message the WebSocket library takes in.
pub const MAX_MESSAGE: usize = MAX_FRAME;

/// How much the WebSocket library keeps unsent: the largest frame, a whole view for each of twenty people at one device,
/// with room to spare.
pub const MAX_UNSENT: usize = 16 * 1024 * 1024;

#[cfg(test)]
mod tests;
