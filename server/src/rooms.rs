//! The registry of rooms: which there are, which links lead there, and the task of each that is open.
//!
//! A room comes into being by [`Rooms::create`] or [`Rooms::practise`] only. Its task starts when somebody comes and
//! ends when the last person is gone; if it panics, that room alone is over and opens empty for whoever comes next.

pub mod book;
pub mod device_invitations;
pub mod settings;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use signaling::id::{MemberId, ParticipantId, Sequence, UnitId};
use signaling::protocol::{CloseCode, Further, Template};
use signaling::role::Role;
use signaling::room::Rules;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::book::{Book, SessionRecord};
use self::device_invitations::{DeviceInvitation, DeviceInvitations, SessionInvitations};
use self::settings::{Closed, NotValid, Settings};
use crate::media::{Media, SessionDump};
use crate::pictures::{Pictures, SessionPictures};
use crate::room_task::{RoomMessage, RoomTask, Seated};
use crate::secret::{Digest, Secret, random_text};
use crate::tickets::Grant;

/// Most practice rooms at once. Each is one person's, and an hour old at most.
const MAX_PRACTICE: usize = 200;

/// From making a practice room to somebody being in it: the life of a ticket.
const PRACTICE_BEGINS_WITHIN: Duration = Duration::from_secs(120);

/// Requests that wait for a room. A room answers in well under a millisecond, a move waits a few for the media
/// worker; a connection whose request finds no place is told to try again.
const MAX_MAIL: usize = 1024;

/// A room's name in the server: 128 random bits. Knowing it gives nobody anything.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomId(String);

impl RoomId {
    fn draw() -> Self {
        Self(random_text::<16>())
    }

    /// The id that is written so.
    #[must_use]
    pub const fn named(text: String) -> Self {
        Self(text)
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A resume token that finds its way back to this room.
    #[must_use]
    pub fn qualify(&self, secret: &Secret) -> String {
        format!("{}.{}", self.0, secret.expose())
    }

    fn split(token: &str) -> Option<(Self, Secret)> {
        let (room, secret) = token.split_once('.')?;
        Some((Self(room.to_owned()), Secret::new(secret)))
    }
}

/// Shortened: enough to follow a room through a log.
impl fmt::Display for RoomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{}", self.0.get(..8).unwrap_or(&self.0))
    }
}

impl fmt::Debug for RoomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A new room and the secrets of its links: only here are they to be had.
#[derive(Debug)]
pub struct Created {
    /// Its id.
    pub id: RoomId,
    /// One for each role, in the order of [`Role::ALL`].
    pub links: Vec<(Role, Secret)>,
    /// One for each person who is expected.
    pub members: Vec<(MemberId, Secret)>,
    /// One for each unit whose assistant is to see that unit's attendance only.
    pub units: Vec<(UnitId, Secret)>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// To which room.
    pub room: RoomId,
    /// Who comes by it: always the same by a personal invitation.
    pub participant: ParticipantId,
    /// As what.
    pub role: Role,
    /// What the room is called.
    pub title: String,
    /// What kind of meeting it is.
    pub template: Template,
    /// Whose personal invitation it is.
    pub member: Option<Invitee>,
    /// The unit whose attendance is all that they see.
    pub unit: Option<UnitId>,
    /// Whose further device it is for.
    pub device: Option<InvitedDevice>,
    /// A reception that is closed now, for whoever would come to it as a visitor.
    pub closed: Option<Closed>,
}

/// A further device of somebody in the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitedDevice {
    /// What they are called.
    pub name: String,
    /// What it will be to them.
    pub further: Further,
}

/// Whom a personal invitation is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitee {
    /// Who, on the organiser's list.
    pub member: MemberId,
    /// What they are called in this room; before anybody has said so, what the list calls them.
    pub name: String,
    /// They have said so.
    pub cannot_come: bool,
}

impl From<DeviceInvitation> for Admission {
    fn from(invitation: DeviceInvitation) -> Self {
        let DeviceInvitation { room, title, template, participant, role, name, further } = invitation;
        let device = Some(InvitedDevice { name, further });
        // Whoever it is for is there already, or waits.
        Self { room, participant, role, title, template, member: None, unit: None, device, closed: None }
    }
}

/// There are as many rooms as the configuration allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there are as many rooms as allowed")]
pub struct TooManyRooms;

/// Why no room was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMade {
    /// There are enough.
    #[error(transparent)]
    TooMany(#[from] TooManyRooms),
    /// It cannot be as it is wished.
    #[error(transparent)]
    NotValid(#[from] NotValid),
}

/// All rooms of this server.
pub struct Rooms {
    state: Mutex<State>,
    media: Media,
    rules: Rules,
    max_rooms: usize,
    stop: CancellationToken,
    tasks: TaskTracker,
    crashes: Arc<AtomicU64>,
    devices: Arc<DeviceInvitations>,
    pictures: Arc<Pictures>,
}

#[derive(Default)]
struct State {
    rooms: BTreeMap<RoomId, Entry>,
    /// One person each, without links. Apart from the others, so that they take no place from them.
    practice: BTreeMap<RoomId, (Instant, Entry)>,
    links: BTreeMap<Digest, (RoomId, Link)>,
}

/// What a link is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// Anybody who has it comes as this.
    Shared(Role),
    /// One person.
    Personal(MemberId),
    /// Anybody who has it comes as assistant, and sees the attendance of this unit only.
    OfUnit(UnitId),
}

struct Entry {
    settings: Arc<Settings>,
    book: Arc<Book>,
    task: Option<mpsc::Sender<RoomMessage>>,
}

impl Entry {
    fn of(settings: Settings) -> Self {
        let members = settings.list.iter().flat_map(|list| list.members.keys().copied());
        Self { book: Arc::new(Book::of(members)), settings: Arc::new(settings), task: None }
    }

    fn is_open(&self) -> bool {
        self.task.as_ref().is_some_and(|task| !task.is_closed())
    }
}

impl State {
    fn entry(&mut self, id: &RoomId) -> Option<&mut Entry> {
        match self.rooms.get_mut(id) {
            Some(entry) => Some(entry),
            None => self.practice.get_mut(id).map(|(_, entry)| entry),
        }
    }

    /// Practice rooms that are over, or to which nobody came.
    fn forget_practice(&mut self, now: Instant) {
        self.practice
            .retain(|_, (made, entry)| entry.is_open() || now.duration_since(*made) < PRACTICE_BEGINS_WITHIN);
    }
}

impl Rooms {
    /// No rooms yet. When `stop` is cancelled all of them end.
    #[must_use]
    pub fn new(
        media: Media,
        rules: Rules,
        max_rooms: usize,
        pictures: Arc<Pictures>,
        stop: CancellationToken,
    ) -> Self {
        let tasks = TaskTracker::new();
        let (crashes, devices) = (Arc::default(), Arc::default());
        Self { state: Mutex::default(), media, rules, max_rooms, stop, tasks, crashes, devices, pictures }
    }

    /// Makes a room. Links are kept as digests only.
    pub fn create(&self, settings: Settings) -> Result<Created, NotMade> {
        settings.room(self.rules, &settings.clock())?;
        let id = RoomId::draw();
        let links: Vec<(Role, Secret)> = Role::ALL.into_iter().map(|role| (role, Secret::draw())).collect();
        let expected = settings.list.iter().flat_map(|list| list.members.keys());
        let members: Vec<(MemberId, Secret)> = expected.map(|member| (*member, Secret::draw())).collect();
        let of_units = settings.list.iter().flat_map(|list| list.with_assistant.iter());
        let units: Vec<(UnitId, Secret)> = of_units.map(|unit| (*unit, Secret::draw())).collect();
        let entry = Entry::of(settings);
        let mut state = self.state();
        if state.rooms.len() >= self.max_rooms {
            return Err(TooManyRooms.into());
        }
        state.rooms.insert(id.clone(), entry);
        let shared = links.iter().map(|(role, secret)| (secret.digest(), Link::Shared(*role)));
        let personal = members.iter().map(|(member, secret)| (secret.digest(), Link::Personal(*member)));
        let of_units = units.iter().map(|(unit, secret)| (secret.digest(), Link::OfUnit(*unit)));
        let all = shared.chain(personal).chain(of_units);
        state.links.extend(all.map(|(digest, link)| (digest, (id.clone(), link))));
        tracing::info!(room = %id, "room made");
        Ok(Created { id, links, members, units })
    }

    /// Makes a practice room for one person, to which no link leads.
    pub fn practise(&self, title: String, name: String) -> Result<Grant, TooManyRooms> {
        let settings = Settings { practice: true, ..Settings::plain(title, Template::PeerCircle) };
        let (id, entry) = (RoomId::draw(), Entry::of(settings));
        let participant = entry.book.fresh_participant();
        let now = Instant::now();
        let mut state = self.state();
        state.forget_practice(now);
        if state.practice.len() >= MAX_PRACTICE {
            return Err(TooManyRooms);
        }
        state.practice.insert(id.clone(), (now, entry));
        Ok(Grant {
            room: id,
            participant,
            role: Role::Supervisor,
            name,
            member: None,
            unit: None,
            device: None,
        })
    }

    /// Where a link's secret leads, if anywhere.
    #[must_use]
    pub fn admission(&self, secret: &Secret) -> Option<Admission> {
        let device = || self.devices.look_up(Instant::now(), secret).map(Admission::from);
        self.by_link(secret).or_else(device)
    }

    /// What a link's secret is exchanged for, if it is good; that of a further device is used up by it.
    #[must_use]
    pub fn exchange(&self, secret: &Secret, name: String) -> Option<(Admission, Grant)> {
        let (admission, device) = match self.by_link(secret) {
            Some(admission) => (admission, None),
            None => {
                let (invitation, device) = self.devices.exchange(Instant::now(), secret)?;
                (invitation.into(), Some(device))
            }
        };
        let member = admission.member.as_ref().map(|invitee| invitee.member);
        let (room, participant, role) = (admission.room.clone(), admission.participant, admission.role);
        let unit = admission.unit;
        Some((admission, Grant { room, participant, role, name, member, unit, device }))
    }

    fn by_link(&self, secret: &Secret) -> Option<Admission> {
        let mut state = self.state();
        let (room, link) = state.links.get(&secret.digest())?.clone();
        let Entry { settings, book, .. } = state.entry(&room)?;
        let (participant, role, member) = match link {
            Link::Shared(role) => (book.fresh_participant(), role, None),
            Link::OfUnit(_) => (book.fresh_participant(), Role::Assistant, None),
            Link::Personal(member) => {
                let invited = book.invited(member)?;
                let listed = settings.list.as_ref()?.members.get(&member)?;
                let name = invited.name.unwrap_or_else(|| listed.name.clone());
                let invitee = Invitee { member, name, cannot_come: invited.cannot_come };
                (invited.participant, Role::Participant, Some(invitee))
            }
        };
        let (title, template) = (settings.title.clone(), settings.template);
        let unit = if let Link::OfUnit(unit) = link { Some(unit) } else { None };
        let is_visitor = role == Role::Participant;
        let closed = is_visitor.then(|| settings.closed(SystemTime::now())).flatten();
        Some(Admission { room, participant, role, title, template, member, unit, device: None, closed })
    }

    /// Somebody says by their personal invitation that they cannot come, or can after all. Whether it is one.
    pub async fn set_cannot_come(&self, secret: &Secret, cannot_come: bool) -> bool {
        let Some((room, Link::Personal(member))) = self.state().links.get(&secret.digest()).cloned() else {
            return false;
        };
        let task = match self.state().entry(&room) {
            Some(entry) if entry.book.set_cannot_come(member, cannot_come) => entry.task.clone(),
            _ => return false,
        };
        if let Some(task) = task {
            // A room that has ended knows it from the book when it opens again.
            task.send(RoomMessage::CannotCome(member, cannot_come)).await.ok();
        }
        true
    }

    /// The figures of the sessions of a room, oldest first, the last as it stands. Nothing for a room that is not.
    pub async fn sessions(&self, room: &RoomId) -> Option<Vec<SessionRecord>> {
        let (book, task) = {
            let state = self.state();
            let entry = state.rooms.get(room)?;
            (Arc::clone(&entry.book), entry.task.clone())
        };
        let mut current = None;
        if let Some(task) = task {
            let (reply, record) = oneshot::channel();
            // A session that has just ended is in the book.
            if task.send(RoomMessage::Record(reply)).await.is_ok() {
                current = record.await.ok();
            }
        }
        let mut sessions = book.sessions();
        // It may have ended meanwhile, and be there already.
        let last = sessions.last().map(|last| last.opened);
        sessions.extend(current.filter(|current: &SessionRecord| Some(current.opened) != last));
        Some(sessions)
    }

    /// The media of a room's session as it is now: nothing for a room that is not, and nothing inside for one in which
    /// nobody is.
    pub async fn media_of(&self, room: &RoomId) -> Option<Option<SessionDump>> {
        let task = self.state().rooms.get(room)?.task.clone();
        let Some(task) = task else { return Some(None) };
        let (reply, dump) = oneshot::channel();
        if task.send(RoomMessage::Media(reply)).await.is_err() {
            return Some(None);
        }
        Some(dump.await.ok().flatten())
    }

    /// Lets in whoever holds a ticket; opens the room if it is not open. An invitation that became void since then is
    /// good for nothing.
    pub async fn enter(&self, grant: Grant) -> Result<(Door, Seated), CloseCode> {
        if let (Some(member), Some(entry)) = (grant.member, self.state().entry(&grant.room))
            && entry.book.invited(member).is_none()
        {
            return Err(CloseCode::Removed);
        }
        // A room may end between the look and the message: once more, then it is open for certain or full.
        for _ in 0..2 {
            let door = self.open(&grant.room)?;
            let (reply, answer) = oneshot::channel();
            if door.0.send(RoomMessage::Enter { grant: grant.clone(), reply }).await.is_err() {
                continue;
            }
            match answer.await {
                Ok(seated) => return seated.map(|seated| (door, seated)),
                Err(_ended) => {}
            }
        }
        Err(CloseCode::TryAgain)
    }

    /// Lets back in whoever holds a resume token. A room that is not open has forgotten all of them.
    pub async fn resume(&self, token: &str, seen: Option<Sequence>) -> Result<(Door, Seated), CloseCode> {
        let (room, token) = RoomId::split(token).ok_or(CloseCode::Unauthenticated)?;
        let task = self.state().entry(&room).and_then(|entry| entry.task.clone());
        let door = Door(task.ok_or(CloseCode::Unauthenticated)?);
        let (reply, answer) = oneshot::channel();
        let message = RoomMessage::Resume { token, seen, reply };
        door.0.send(message).await.map_err(|_ended| CloseCode::Unauthenticated)?;
        let seated = answer.await.map_err(|_ended| CloseCode::Unauthenticated)??;
        Ok((door, seated))
    }

    /// The pictures that people have brought, and who may see them.
    #[must_use]
    pub const fn pictures(&self) -> &Arc<Pictures> {
        &self.pictures
    }

    /// Asks the session of a room for something; nothing if it is over.
    pub async fn ask<Answer>(
        &self,
        room: &RoomId,
        message: impl FnOnce(oneshot::Sender<Answer>) -> RoomMessage,
    ) -> Option<Answer> {
        let task = self.state().entry(room).and_then(|entry| entry.task.clone())?;
        let (reply, answer) = oneshot::channel();
        task.send(message(reply)).await.ok()?;
        answer.await.ok()
    }

    /// How many rooms ended by a fault of ours.
    #[must_use]
    pub fn crashes(&self) -> u64 {
        self.crashes.load(Ordering::Relaxed)
    }

    /// Cancelled when all rooms end.
    #[must_use]
    pub const fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Waits until every room has ended, after `stop` was cancelled.
    pub async fn ended(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    fn open(&self, id: &RoomId) -> Result<Door, CloseCode> {
        let mut state = self.state();
        let entry = state.entry(id).ok_or(CloseCode::Unauthenticated)?;
        if let Some(task) = entry.task.as_ref().filter(|task| !task.is_closed()) {
            return Ok(Door(task.clone()));
        }
        if self.stop.is_cancelled() {
            return Err(CloseCode::TryAgain);
        }
        let (mail, inbox) = mpsc::channel(MAX_MAIL);
        let open_media = |events| self.media.open_session(events);
        let (settings, book) = (Arc::clone(&entry.settings), Arc::clone(&entry.book));
        let (devices, pictures) = (self.devices.begin(), self.pictures.begin(id.clone()));
        let place = Place { id: id.clone(), settings, book, devices, pictures, rules: self.rules };
        let task = RoomTask::new(place, open_media, inbox, self.stop.clone())
            .map_err(|_they_were_checked| CloseCode::TryAgain)?;
        self.tasks.spawn(watch(id.clone(), task, Arc::clone(&self.crashes)));
        entry.task = Some(mail.clone());
        Ok(Door(mail))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change under the lock is one insertion; none can be left half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a session needs to know of its room.
pub struct Place {
    /// Which.
    pub id: RoomId,
    /// What it was made with.
    pub settings: Arc<Settings>,
    /// What outlives the session.
    pub book: Arc<Book>,
    /// Who has been invited to come with another device.
    pub devices: SessionInvitations,
    /// What people bring.
    pub pictures: SessionPictures,
    /// What the operator decides.
    pub rules: Rules,
}

/// Runs a room and counts it if it ends by a fault. Whatever the fault, the room's ends of all channels are dropped
/// with it: connections see that and try again.
async fn watch(id: RoomId, task: RoomTask, crashes: Arc<AtomicU64>) {
    match tokio::spawn(task.run()).await {
        Ok(Ok(())) => tracing::info!(room = %id, "session over"),
        Ok(Err(fault)) => {
            crashes.fetch_add(1, Ordering::Relaxed);
            tracing::error!(room = %id, fault = format!("{fault:#}"), "session ended by a fault");
        }
        Err(_panic) => {
            crashes.fetch_add(1, Ordering::Relaxed);
            tracing::error!(room = %id, "session ended by a panic");
        }
    }
}

/// The way to an open room.
#[derive(Debug, Clone)]
pub struct Door(mpsc::Sender<RoomMessage>);

/// The room takes no more messages now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoPlace;

impl Door {
    /// To whoever reads the other end.
    #[cfg(test)]
    pub const fn to(mail: mpsc::Sender<RoomMessage>) -> Self {
        Self(mail)
    }

    /// Brings a message, unless too many wait. If the room has ended it matters no more: what that had to say before, and the end,
    /// are on their way to whoever asks.
    pub fn offer(&self, message: RoomMessage) -> Result<(), NoPlace> {
        match self.0.try_send(message) {
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => Err(NoPlace),
        }
    }

    /// Brings a message that must arrive; if the room has ended it matters no more.
    pub async fn send(&self, message: RoomMessage) {
        self.0.send(message).await.ok();
    }
}

#[cfg(test)]
mod tests;
