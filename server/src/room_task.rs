//! The loop of one room: gives everything that happens to its [`Room`] and performs the effects in order.
//!
//! Routes are in force before anybody is told of them and before a request is answered. Nothing here waits for a
//! connection, and slow work on session descriptions is done beside the loop. When the last person is gone, or the
//! media plane no longer obeys, the session is over.

mod media_jobs;

use std::time::Duration;

use anyhow::Context as _;
use signaling::id::{DeviceId, ParticipantId, Seed, Sequence};
use signaling::protocol::{
    CloseCode, Command, MediaRequest, Request, RequestBody, ServerMessage, VERSION, You, encode, encode_event,
};
use signaling::room::{Effect, Entry, Room, Sender};
use signaling::time::Moment;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use self::media_jobs::MediaJobs;
use crate::media::MediaSession;
use crate::outbox::Frames;
use crate::rooms::RoomId;
use crate::seats::{ConnectionId, Seats};
use crate::secret::{self, Secret};
use crate::tickets::Grant;

/// Most people in a room at once, so that a link that got around cannot fill the memory.
const MAX_PEOPLE: usize = 1000;

/// A media worker confirms a plan within a millisecond or two. One that does not for this long obeys no more, and a
/// session whose walls cannot be trusted ends.
const APPLY_PATIENCE: Duration = Duration::from_secs(5);

/// What connections tell the room.
#[derive(Debug)]
pub enum RoomMessage {
    /// A ticket was redeemed.
    Enter {
        /// What it grants.
        grant: Grant,
        /// Where the connection waits.
        reply: oneshot::Sender<Result<Seated, CloseCode>>,
    },
    /// Somebody is back with their token.
    Resume {
        /// The token, without the name of the room.
        token: Secret,
        /// The last event they saw.
        seen: Option<Sequence>,
        /// Where the connection waits.
        reply: oneshot::Sender<Result<Seated, CloseCode>>,
    },
    /// The client has its welcome, and with it the new token.
    Welcomed(ConnectionId),
    /// A request.
    Request(ConnectionId, Request),
    /// The connection has ended.
    Lost(ConnectionId),
    /// Fails on purpose.
    #[cfg(test)]
    Panic,
}

/// A connection that has been let in.
#[derive(Debug)]
pub struct Seated {
    /// Who speaks.
    pub connection: ConnectionId,
    /// What they are told, beginning with the welcome.
    pub frames: Frames,
}

/// Everything one room consists of while it is open.
pub struct RoomTask {
    id: RoomId,
    room: Room,
    seats: Seats,
    media: MediaJobs,
    inbox: mpsc::Receiver<RoomMessage>,
    epoch: Instant,
    stop: CancellationToken,
}

impl RoomTask {
    /// An empty room whose media session has been opened.
    pub fn new(
        id: RoomId,
        room: Room,
        open_media: impl FnOnce(mpsc::Sender<crate::media::MediaEvent>) -> MediaSession,
        inbox: mpsc::Receiver<RoomMessage>,
        stop: CancellationToken,
    ) -> Self {
        let media = MediaJobs::new(open_media);
        Self { id, room, seats: Seats::default(), media, inbox, epoch: Instant::now(), stop }
    }

    /// Runs until the last person is gone or the server stops.
    pub async fn run(mut self) -> anyhow::Result<()> {
        let outcome = self.serve().await;
        self.inbox.close();
        self.seats.close_all(CloseCode::TryAgain);
        outcome
    }

    async fn serve(&mut self) -> anyhow::Result<()> {
        let stop = self.stop.clone();
        let mut opened = false;
        while !(opened && self.room.is_empty()) {
            let deadline =
                self.room.next_deadline().map(|moment| self.epoch + Duration::from_millis(moment.0));
            tokio::select! {
                () = stop.cancelled() => break,
                message = self.inbox.recv() => match message {
                    Some(message) => self.take(message).await?,
                    None => break,
                },
                message = self.media.next() => self.media.pass_on(message, &mut self.seats),
                () = sleep_until(deadline.unwrap_or(self.epoch)), if deadline.is_some() => {
                    let effects = self.room.tick(self.now());
                    self.perform(effects).await?.close(self);
                }
            }
            opened |= !self.room.is_empty();
        }
        Ok(())
    }

    async fn take(&mut self, message: RoomMessage) -> anyhow::Result<()> {
        match message {
            RoomMessage::Enter { grant, reply } => {
                let seated = self.enter(grant).await?;
                reply.send(seated).ok();
            }
            RoomMessage::Resume { token, seen, reply } => {
                let seated = self.resume(&token, seen).await?;
                reply.send(seated).ok();
            }
            RoomMessage::Welcomed(from) => self.seats.retire_previous_token(from),
            RoomMessage::Request(from, request) if self.seats.is_current(from) => {
                self.request(from, request).await?
            }
            RoomMessage::Request(..) => {}
            RoomMessage::Lost(from) => {
                if self.seats.disconnect(from) {
                    tracing::debug!(room = %self.id, participant = %from.sender.participant, "dropped");
                    let effects = self.room.drop_device(self.now(), from.sender.device);
                    self.perform(effects).await?.close(self);
                }
            }
            #[cfg(test)]
            RoomMessage::Panic => panic!("on purpose"),
        }
        Ok(())
    }

    async fn enter(&mut self, grant: Grant) -> anyhow::Result<Result<Seated, CloseCode>> {
        if self.seats.count() >= MAX_PEOPLE {
            return Ok(Err(CloseCode::TryAgain));
        }
        // The engine would take a person it knows as one more device of theirs: not on the strength of a ticket.
        if self.room.knows(grant.participant) {
            return Ok(Err(CloseCode::Unauthenticated));
        }
        let sender = Sender { participant: grant.participant, device: self.fresh_device() };
        let Grant { participant, role, name, room: _ } = grant;
        let entry = Entry { participant, device: sender.device, name, role };
        let Ok(effects) = self.room.enter(self.now(), entry) else {
            return Ok(Err(CloseCode::Unauthenticated));
        };
        // Seated only after the effects: they are part of the view with which the stream begins.
        self.perform(effects).await?.close(self);
        self.seats.add(sender);
        tracing::info!(room = %self.id, %participant, ?role, "entered");
        Ok(self.welcome(sender, None, None))
    }

    async fn resume(
        &mut self,
        token: &Secret,
        seen: Option<Sequence>,
    ) -> anyhow::Result<Result<Seated, CloseCode>> {
        let Some(sender) = self.seats.holder(token.expose()) else {
            return Ok(Err(CloseCode::Unauthenticated));
        };
        let Ok(effects) = self.room.connect(self.now(), sender.device) else {
            return Ok(Err(CloseCode::Unauthenticated));
        };
        // Before the welcome, so that "here again" is the last of what was missed, or in the view.
        self.perform(effects).await?.close(self);
        tracing::debug!(room = %self.id, participant = %sender.participant, "resumed");
        Ok(self.welcome(sender, Some(token), seen))
    }

    /// Connects somebody who is seated: welcome, then what they missed unless it comes with the whole view; what media
    /// shows them now follows by itself.
    fn welcome(
        &mut self,
        sender: Sender,
        used: Option<&Secret>,
        seen: Option<Sequence>,
    ) -> Result<Seated, CloseCode> {
        let who = sender.participant;
        let stream = self.seats.stream(who).ok_or(CloseCode::TryAgain)?;
        let missed = seen.and_then(|seen| Some((seen, stream.since(seen)?.collect::<Vec<_>>())));
        let (seq, view, missed) = match missed {
            Some((seen, missed)) => (seen, None, missed),
            None => (stream.last(), self.room.view_for(self.now(), who), Vec::new()),
        };
        let next = Secret::draw();
        self.seats.rotate(who, used.map(Secret::expose), &next);
        let (connection, frames) = self.seats.connect(sender).ok_or(CloseCode::TryAgain)?;
        let welcome = ServerMessage::Welcome {
            version: VERSION,
            you: You { participant: who, device: sender.device },
            resume_token: self.id.qualify(&next),
            seq,
            view,
        };
        self.seats.offer(who, encode(&welcome));
        for (seq, body) in missed {
            self.seats.offer(who, signaling::stream::frame(seq, &body));
        }
        self.media.session().repeat(sender.device);
        Ok(Seated { connection, frames })
    }

    async fn request(&mut self, from: ConnectionId, request: Request) -> anyhow::Result<()> {
        match request.body {
            RequestBody::Command(command) => self.command(from, request.id, command).await,
            RequestBody::Media(media) => {
                let displaced = match media {
                    MediaRequest::MediaSend { sdp } => self.media.send(from, request.id, sdp),
                    MediaRequest::MediaReceive { sdp } => self.media.receive(from, request.id, sdp),
                };
                if let Some((from, answer)) = displaced {
                    self.seats.answer(from, &answer);
                }
                Ok(())
            }
        }
    }

    async fn command(
        &mut self,
        from: ConnectionId,
        id: signaling::id::RequestId,
        command: Command,
    ) -> anyhow::Result<()> {
        match self.room.handle(self.now(), from.sender, Seed(secret::random_u64()), command) {
            Ok(effects) => {
                let goodbyes = self.perform(effects).await?;
                self.seats.answer_outcome(from, id, Ok(()));
                goodbyes.close(self);
            }
            Err(rejection) => {
                tracing::debug!(room = %self.id, participant = %from.sender.participant, ?rejection, "rejected");
                self.seats.answer_outcome(from, id, Err(rejection));
            }
        }
        Ok(())
    }

    /// Performs effects in order. Devices to disconnect are given back, so that whoever asked for it gets an answer
    /// first.
    async fn perform(&mut self, effects: Vec<Effect>) -> anyhow::Result<Goodbyes> {
        let mut goodbyes = Goodbyes(Vec::new());
        for effect in effects {
            match effect {
                Effect::Route(plan) => {
                    tracing::debug!(room = %self.id, epoch = plan.epoch.0, "route");
                    timeout(APPLY_PATIENCE, self.media.session().apply(&plan))
                        .await
                        .context("the media worker did not confirm a plan in time")?
                        .context("the media worker did not take a plan")?;
                    // Ahead of the words: a page takes away old faces first, and looks out for the new ones while it
                    // draws who they are.
                    self.media.pass_on_waiting(&mut self.seats);
                }
                Effect::Tell { audience, event } => {
                    let body = encode_event(&event);
                    for who in self.room.audience(&audience) {
                        self.seats.tell(who, &body);
                    }
                }
                Effect::Disconnect { device, code } => goodbyes.0.push((device, code)),
            }
        }
        Ok(goodbyes)
    }

    fn fresh_device(&self) -> DeviceId {
        loop {
            let device = DeviceId(secret::random_u32());
            if !self.seats.has_device(device) {
                return device;
            }
        }
    }

    fn now(&self) -> Moment {
        Moment::default().after(self.epoch.elapsed())
    }
}

/// Devices that are no longer in the room.
#[must_use]
struct Goodbyes(Vec<(DeviceId, CloseCode)>);

impl Goodbyes {
    fn close(self, task: &mut RoomTask) {
        for (device, code) in self.0 {
            tracing::info!(room = %task.id, %device, code = code.reason(), "gone");
            task.media.remove(device);
            task.seats.remove_device(device, code);
        }
    }
}

/// A person nobody else in any room has, as far as chance allows; the room refuses the rest.
#[must_use]
pub fn fresh_participant() -> ParticipantId {
    ParticipantId(secret::random_u32())
}
