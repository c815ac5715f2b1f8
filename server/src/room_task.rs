//! The loop of one room: gives everything that happens to its [`Room`] and performs the effects in order.
//!
//! Routes are in force before anybody is told of them and before a request is answered. Nothing here waits for a
//! connection, and slow work on session descriptions is done beside the loop. When the last person is gone, or the
//! media plane no longer obeys, the session is over.

mod attendance;
mod devices;
mod door;
mod media_jobs;
mod pictures;
mod questions;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use signaling::id::{DeviceId, MemberId, ParticipantId, RequestId, Seed, Sequence};
use signaling::protocol::{
    self, CloseCode, Command, MediaRequest, Rejection, Request, RequestBody, ServerMessage, encode,
};
use signaling::room::{Effect, Room};
use signaling::time::Moment;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use self::media_jobs::{MediaJobs, in_force};
pub use self::pictures::{NotTaken, PictureMessage};
use self::questions::{Unnamed, Watches};
use crate::clock::Clock;
use crate::media::{MediaSession, SessionDump};
use crate::outbox::Frames;
use crate::pictures::SessionPictures;
use crate::rooms::book::{Book, SessionRecord};
use crate::rooms::device_invitations::SessionInvitations;
use crate::rooms::settings::{NotValid, Settings};
use crate::rooms::{Place, RoomId};
use crate::seats::{ConnectionId, Seats};
use crate::secret::{self, Secret};
use crate::tickets::Grant;

/// Longest sleep: what is planned for a year from now needs no timer for a year.
const LONGEST_SLEEP: Duration = Duration::from_secs(3600);

/// How long somebody may practise.
const PRACTICE: Duration = Duration::from_secs(3600);

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
    /// The client has the token of this number.
    HasToken(ConnectionId, u64),
    /// A request.
    Request(ConnectionId, Request),
    /// The connection has ended.
    Lost(ConnectionId),
    /// Somebody who is expected has said by their invitation whether they can come.
    CannotCome(MemberId, bool),
    /// Asks for the figures as they stand.
    Record(oneshot::Sender<SessionRecord>),
    /// Asks how the media of the session is.
    Media(oneshot::Sender<Option<SessionDump>>),
    /// Somebody brings a picture, or wants to see one.
    Picture(PictureMessage),
    /// Fails on purpose.
    #[cfg(test)]
    Panic,
}

/// A connection that has been heard.
#[derive(Debug)]
pub struct Seated {
    /// Who speaks.
    pub connection: ConnectionId,
    /// What they are told, beginning with a welcome, the lobby, the agreement or a refusal.
    pub frames: Frames,
}

/// Everything one room consists of while it is open.
pub struct RoomTask {
    id: RoomId,
    settings: Arc<Settings>,
    book: Arc<Book>,
    /// Who has been invited to come with another device.
    devices: SessionInvitations,
    pictures: SessionPictures,
    room: Room,
    seats: Seats,
    /// Which part of the session this is, as far as speaking times are facts.
    part: Option<protocol::Place>,
    /// Which devices have shown which keys of anonymous questions. In memory only, and in no log.
    watches: Watches,
    /// Whom personal invitations brought who are not in the session yet.
    unrecognised: BTreeMap<ParticipantId, MemberId>,
    media: MediaJobs,
    inbox: mpsc::Receiver<RoomMessage>,
    clock: Clock,
    stop: CancellationToken,
}

impl RoomTask {
    /// An empty room whose media session has been opened.
    pub fn new(
        place: Place,
        open_media: impl FnOnce(mpsc::Sender<crate::media::MediaEvent>) -> MediaSession,
        inbox: mpsc::Receiver<RoomMessage>,
        stop: CancellationToken,
    ) -> Result<Self, NotValid> {
        let Place { id, settings, book, devices, pictures, rules } = place;
        let clock = settings.clock();
        let mut room = settings.room(rules, &clock)?;
        for member in book.cannot_come() {
            // Nobody is there to be told, and the list has everybody who was invited.
            room.cannot_come(clock.now(), member, true).ok();
        }
        room.carry_topics(book.topics());
        room.know_earlier_sessions(book.sessions_of());
        let media = MediaJobs::new(open_media);
        let (seats, unrecognised) = (Seats::default(), BTreeMap::new());
        Ok(Self {
            id,
            settings,
            book,
            devices,
            pictures,
            room,
            seats,
            part: None,
            watches: Watches::default(),
            unrecognised,
            media,
            inbox,
            clock,
            stop,
        })
    }

    /// Runs until the last person is gone or the server stops.
    pub async fn run(mut self) -> anyhow::Result<()> {
        let outcome = self.serve().await;
        // In the book before the room is known to be over.
        self.close_book();
        self.inbox.close();
        let code = if self.room.is_practice() { CloseCode::Ended } else { CloseCode::TryAgain };
        self.seats.close_all(code);
        outcome
    }

    async fn serve(&mut self) -> anyhow::Result<()> {
        let stop = self.stop.clone();
        let mut opened = false;
        while !(opened && self.is_over()) {
            let deadline = self.next_deadline();
            tokio::select! {
                () = stop.cancelled() => break,
                message = self.inbox.recv() => match message {
                    Some(message) => {
                        opened |= matches!(message, RoomMessage::Enter { .. });
                        self.take(message).await?;
                        self.recognise().await?;
                    }
                    None => break,
                },
                news = self.media.next() => self.media.pass_on(news, &mut self.seats),
                () = sleep_until(deadline) => {
                    let effects = self.room.tick(self.now());
                    self.perform(effects).await?.close(self);
                    self.recognise().await?;
                }
            }
            self.count_speaking().await?;
            self.settle_codec().await?;
            self.note_part().await?;
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
            RoomMessage::HasToken(from, serial) => self.seats.confirm_token(from, serial),
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
            RoomMessage::CannotCome(member, cannot_come) => {
                // The list of a session is that of its room: everybody invited is on it.
                let effects = self.room.cannot_come(self.now(), member, cannot_come).unwrap_or_default();
                self.perform(effects).await?.close(self);
            }
            RoomMessage::Record(reply) => drop(reply.send(self.record())),
            RoomMessage::Media(reply) => {
                let dump = self.media.session().dump();
                // Beside the loop: a worker that is busy delays nobody.
                tokio::spawn(async move { reply.send(dump.await).ok() });
            }
            RoomMessage::Picture(message) => self.take_picture_message(message),
            #[cfg(test)]
            RoomMessage::Panic => panic!("on purpose"),
        }
        Ok(())
    }

    async fn request(&mut self, from: ConnectionId, request: Request) -> anyhow::Result<()> {
        let Request { id, body } = request;
        if self.seats.at_door(from.sender.device).is_some() {
            return self.request_at_door(from, id, body).await;
        }
        match body {
            RequestBody::Command(command) => self.command(from, id, command).await?,
            RequestBody::Export(export) => self.export(from, id, export),
            RequestBody::Picture(picture) => self.picture_key(from, id, picture),
            RequestBody::Media(media) => self.media_request(from, id, media),
        }
        Ok(())
    }

    /// Whoever is not in the room gets no further than this.
    fn media_request(&mut self, from: ConnectionId, id: RequestId, request: MediaRequest) {
        let Some(insider) = self.seats.insider(from) else {
            return self.seats.answer_outcome(from, id, Err(Rejection::NotAllowed));
        };
        let displaced = match request {
            MediaRequest::MediaSend { sdp } => self.media.send(insider, id, sdp),
            MediaRequest::MediaReceive { sdp } => self.media.receive(insider, id, sdp),
            MediaRequest::MediaRestartIce { sdp } => self.media.restart_ice(insider, id, sdp),
            MediaRequest::MediaShow { shown } => {
                self.media.session().show(from.sender.device, &shown);
                Some((from, ServerMessage::Ok { id }))
            }
        };
        if let Some((from, answer)) = displaced {
            self.seats.answer(from, &answer);
        }
    }

    async fn command(&mut self, from: ConnectionId, id: RequestId, command: Command) -> anyhow::Result<()> {
        if let Some(unnamed) = Unnamed::of(&command) {
            return self.unnamed(from, id, unnamed).await;
        }
        let follows = Follows::of(&command);
        let sender = self.speaker(from);
        match self.room.handle(self.now(), sender, Seed(secret::random_u64()), command) {
            Ok(effects) => {
                let goodbyes = self.perform(effects).await?;
                self.seats.answer_outcome(from, id, Ok(()));
                goodbyes.close(self);
                match follows {
                    Follows::Nothing => {}
                    Follows::SessionIsOver => self.part_is_over().await?,
                    Follows::AnotherAgreement => self.show_agreement().await?,
                }
            }
            Err(rejection) => {
                tracing::debug!(room = %self.id, participant = %sender.participant, ?rejection, "rejected");
                self.seats.answer_outcome(from, id, Err(rejection));
            }
        }
        Ok(())
    }

    /// Everybody sees everybody: when somebody comes who cannot show what pictures are coded in, it is VP8 again.
    async fn settle_codec(&mut self) -> anyhow::Result<()> {
        if self.media.take_codec_refused() {
            let effects = self.room.fall_back_to_vp8(self.now());
            self.perform(effects).await?.close(self);
        }
        Ok(())
    }

    /// Performs effects in order. Devices to disconnect are given back, so that whoever asked for it gets an answer
    /// first.
    async fn perform(&mut self, effects: Vec<Effect>) -> anyhow::Result<Goodbyes> {
        self.media.use_codec(self.room.codec());
        let mut goodbyes = Goodbyes(Vec::new());
        let addressed = self.room.addressed(&effects);
        for effect in effects {
            match effect {
                Effect::Route(plan) => {
                    tracing::debug!(room = %self.id, epoch = plan.epoch.0, "route");
                    in_force(self.media.session().apply(&plan)).await?;
                    // Ahead of the words: a page takes away old faces first, and looks out for the new ones while it
                    // draws who they are.
                    self.media.pass_on_waiting(&mut self.seats);
                }
                Effect::Tell { audience, event } => self.tell(addressed.hearers(&audience), &event),
                Effect::TellKey { key, event } => self.tell_key(key, &event),
                Effect::TellLobby { device, view, .. } => self.tell_lobby(device, view),
                Effect::TellRefused { device, reason } => {
                    self.seats.offer(device, encode(&ServerMessage::Refused { reason }));
                }
                Effect::Seat { participant, device } => self.seat(participant, device),
                Effect::Unseat { participant, device } => {
                    self.seats.wait(device, participant);
                    self.media.remove(device);
                    self.pictures.forget(device);
                    self.watches.forget(device);
                }
                Effect::KeepName { participant, name } => self.book.keep_name(participant, &name),
                Effect::InviteDevice { participant, device, further } => {
                    self.invite_device(participant, device, further);
                }
                Effect::DropPicture { picture } => self.pictures.drop_picture(picture),
                Effect::Revoke { participant, .. } => self.book.revoke(participant),
                Effect::Disconnect { device, code } => goodbyes.0.push((device, code)),
            }
        }
        self.let_invitations_die();
        Ok(goodbyes)
    }

    /// Nobody is there, and nobody is waited for. A planned session lasts until its end, whoever is away.
    fn is_over(&self) -> bool {
        let is_due = |left: Option<Duration>| left.is_none_or(|left| left.is_zero());
        let is_empty = self.room.is_empty() && !self.seats.is_anybody_at_door();
        (is_empty && is_due(self.lasts())) || self.practice_left().is_some_and(|left| left.is_zero())
    }

    fn lasts(&self) -> Option<Duration> {
        self.settings.hours.lasts_until().map(|end| self.clock.until(self.clock.moment(end)))
    }

    fn practice_left(&self) -> Option<Duration> {
        self.room.is_practice().then(|| PRACTICE.saturating_sub(self.clock.now().since(Moment::default())))
    }

    fn next_deadline(&self) -> Instant {
        let of_room = self.room.next_deadline().map(|moment| self.clock.until(moment));
        let of_session = self.lasts().filter(|left| self.room.is_empty() && !left.is_zero());
        let waits = [of_room, of_session, self.practice_left()].into_iter().flatten();
        Instant::now() + waits.fold(LONGEST_SLEEP, Duration::min)
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
        self.clock.now()
    }
}

/// What a command brings with it, beside its effects.
enum Follows {
    Nothing,
    /// The speaking times become facts.
    SessionIsOver,
    /// Whoever stands at the door is shown another text, or let in.
    AnotherAgreement,
}

impl Follows {
    fn of(command: &Command) -> Self {
        match command {
            Command::EndSession {} => Self::SessionIsOver,
            Command::SetAgreement { .. } => Self::AnotherAgreement,
            Command::As { command, .. } => Self::of(command),
            _ => Self::Nothing,
        }
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
            task.pictures.forget(device);
            task.watches.forget(device);
            task.seats.remove_device(device, code);
        }
    }
}
