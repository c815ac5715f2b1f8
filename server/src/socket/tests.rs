//! The pace of a connection, on Tokio's paused clock and over channels instead of a network.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::{Sink, Stream};
use signaling::id::{DeviceId, ParticipantId, RequestId};
use signaling::protocol::{Command, Request};
use signaling::room::Sender;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::advance;

use super::*;
use crate::outbox::{Outbox, outbox};
use crate::seats::ConnectionId;

/// The server's end of a pair of channels.
struct Pipe {
    incoming: mpsc::UnboundedReceiver<Result<Message, axum::Error>>,
    outgoing: mpsc::UnboundedSender<Message>,
}

/// The client's end.
struct Far {
    said: mpsc::UnboundedSender<Result<Message, axum::Error>>,
    heard: mpsc::UnboundedReceiver<Message>,
}

fn pipe() -> (Pipe, Far) {
    let (said, incoming) = mpsc::unbounded_channel();
    let (outgoing, heard) = mpsc::unbounded_channel();
    (Pipe { incoming, outgoing }, Far { said, heard })
}

impl Stream for Pipe {
    type Item = Result<Message, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.incoming.poll_recv(cx)
    }
}

impl Sink<Message> for Pipe {
    type Error = axum::Error;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        Poll::Ready(Ok(()))
    }

    fn start_send(self: Pin<&mut Self>, message: Message) -> Result<(), axum::Error> {
        self.outgoing.send(message).map_err(axum::Error::new)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        Poll::Ready(Ok(()))
    }
}

/// A connection that has been let in, with the room's ends of its channels.
struct Seat {
    far: Far,
    outbox: Outbox,
    mail: mpsc::Receiver<RoomMessage>,
    ended: JoinHandle<End>,
}

fn seated() -> Seat {
    let (mut near, far) = pipe();
    let (outbox, frames) = outbox();
    let (sender, mail) = mpsc::channel(100);
    let sender_of = Sender { participant: ParticipantId(1), device: DeviceId(1) };
    let mut seated = Seated { connection: ConnectionId { sender: sender_of, number: 1 }, frames };
    let ended = tokio::spawn(async move { pass_messages(&mut near, &Door::to(sender), &mut seated).await });
    Seat { far, outbox, mail, ended }
}

fn raise(id: u64) -> Result<Message, axum::Error> {
    Ok(Message::text(format!(r#"{{"id":{id},"type":"raise_hand"}}"#)))
}

#[tokio::test(start_paused = true)]
async fn a_hello_must_come_within_five_seconds() {
    let (mut near, far) = pipe();
    let started = Instant::now();
    // Anything that is no hello does not stop the clock.
    let end = tokio::join!(first_text(&mut near), async {
        for _ in 0..4 {
            tokio::time::sleep(Duration::from_secs(1)).await;
            far.said.send(Ok(Message::Ping(Vec::new().into()))).unwrap();
        }
    })
    .0;
    assert_eq!(end.unwrap_err(), End::Ours(CloseCode::HelloTimeout));
    assert_eq!(started.elapsed(), Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn pings_every_15_seconds_and_silence_of_30_ends_it() {
    let mut seat = seated();
    let started = Instant::now();
    assert_eq!(seat.far.heard.recv().await, Some(Message::Ping(Vec::new().into())));
    assert_eq!(started.elapsed(), PING_EVERY);
    seat.far.said.send(Ok(Message::Pong(Vec::new().into()))).unwrap();
    let end = seat.ended.await.unwrap();
    assert_eq!(end, End::Ours(CloseCode::TryAgain));
    assert_eq!(started.elapsed(), PING_EVERY + SILENCE, "the answer counted");
}

#[tokio::test(start_paused = true)]
async fn who_answers_pings_stays() {
    let mut seat = seated();
    for _ in 0..100 {
        let ping = seat.far.heard.recv().await.unwrap();
        assert!(matches!(ping, Message::Ping(_)), "{ping:?}");
        seat.far.said.send(Ok(Message::Pong(Vec::new().into()))).unwrap();
    }
    assert!(!seat.ended.is_finished());
}

#[tokio::test(start_paused = true)]
async fn more_than_a_person_can_mean_is_too_fast() {
    let mut seat = seated();
    for id in 0..40 {
        seat.far.said.send(raise(id)).unwrap();
    }
    for id in 0..40 {
        let request =
            Request { id: RequestId(id), body: RequestBody::Command(Command::RaiseHand { reply: false }) };
        assert!(matches!(seat.mail.recv().await, Some(RoomMessage::Request(_, heard)) if heard == request));
    }
    advance(Duration::from_secs(1)).await;
    for id in 0..20 {
        seat.far.said.send(raise(id)).unwrap();
        assert!(matches!(seat.mail.recv().await, Some(RoomMessage::Request(..))));
    }
    seat.far.said.send(raise(99)).unwrap();
    assert_eq!(seat.ended.await.unwrap(), End::Ours(CloseCode::TooFast));
    assert!(seat.mail.recv().await.is_none(), "the message that was too fast is not passed on");
}

#[tokio::test(start_paused = true)]
async fn session_descriptions_have_a_slower_pace() {
    let seat = seated();
    for id in 0..6 {
        let text = format!(r#"{{"id":{id},"type":"media_send","sdp":"v=0"}}"#);
        seat.far.said.send(Ok(Message::text(text))).unwrap();
    }
    assert_eq!(seat.ended.await.unwrap(), End::Ours(CloseCode::TooFast));
}

#[tokio::test(start_paused = true)]
async fn the_pong_to_the_ping_behind_a_token_tells_the_room_that_it_arrived() {
    let mut seat = seated();
    seat.outbox.offer(Outgoing::Token("welcome".into(), 7)).unwrap();
    seat.outbox.offer(Outgoing::Frame("event".into())).unwrap();
    assert_eq!(seat.far.heard.recv().await, Some(Message::text("welcome")));
    assert_eq!(seat.far.heard.recv().await, Some(Message::Ping("token 7".into())));
    assert_eq!(seat.far.heard.recv().await, Some(Message::text("event")));
    seat.far.said.send(Ok(Message::Pong("token 7".into()))).unwrap();
    assert!(matches!(seat.mail.recv().await, Some(RoomMessage::HasToken(_, 7))));
}

#[tokio::test(start_paused = true)]
async fn a_full_mailbox_ends_the_connection_that_filled_it() {
    let seat = seated();
    // Nobody reads the mail, which holds 100; at 20 a second the pace lets all of these pass.
    for id in 0..=100 {
        seat.far.said.send(raise(id)).unwrap();
        advance(Duration::from_millis(50)).await;
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(seat.ended.await.unwrap(), End::Ours(CloseCode::TryAgain));
    assert_eq!(seat.mail.len(), 100);
}

#[tokio::test(start_paused = true)]
async fn what_a_room_said_before_its_end_arrives_whatever_else_is_sent_to_it() {
    for _ in 0..20 {
        let mut seat = seated();
        drop(seat.mail);
        seat.far.said.send(raise(1)).unwrap();
        seat.outbox.offer(Outgoing::Frame("ok".to_owned())).unwrap();
        seat.outbox.close(CloseCode::Ended);
        assert_eq!(seat.ended.await.unwrap(), End::Ours(CloseCode::Ended));
        assert_eq!(seat.far.heard.recv().await, Some(Message::text("ok")));
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_text_of_this_protocol_is_malformed() {
    for message in [
        Message::Binary(b"{}".as_slice().into()),
        Message::text("{}"),
        Message::text(r#"{"id":1,"type":"raise_hand","to":"all"}"#),
        Message::text(r#"{"id":1,"id":2,"type":"raise_hand"}"#),
    ] {
        let mut seat = seated();
        seat.far.said.send(Ok(message)).unwrap();
        assert_eq!(seat.ended.await.unwrap(), End::Ours(CloseCode::Malformed));
        assert!(seat.mail.recv().await.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn a_closed_connection_says_why_and_drains_for_a_moment_only() {
    let (mut near, mut far) = pipe();
    let started = Instant::now();
    let flood = async {
        for _ in 0..100 {
            far.said.send(raise(1)).ok();
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::select! {
        () = close(&mut near, CloseCode::TooFast) => {}
        () = flood => panic!("drained for ever"),
    }
    assert_eq!(started.elapsed(), LINGER);
    let frame = CloseFrame { code: 4429, reason: "too_fast".into() };
    assert_eq!(far.heard.recv().await, Some(Message::Close(Some(frame))));
}
