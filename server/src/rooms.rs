//! The registry of rooms: which there are, which links lead there, and the task of each that is open.
//!
//! A room comes into being by [`Rooms::create`] only. Its task starts when somebody enters and ends when the last
//! person is gone; if it panics, that room alone is over and opens empty for whoever comes next.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use signaling::id::Sequence;
use signaling::protocol::{CloseCode, Template};
use signaling::role::Role;
use signaling::room::{Room, Rules};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::media::Media;
use crate::room_task::{RoomMessage, RoomTask, Seated};
use crate::secret::{Digest, Secret, random_text};
use crate::tickets::Grant;

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

/// A new room and the secret of each role's link: only here are they to be had.
#[derive(Debug)]
pub struct Created {
    /// Its id.
    pub id: RoomId,
    /// One for each role, in the order of [`Role::ALL`].
    pub links: Vec<(Role, Secret)>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// To which room.
    pub room: RoomId,
    /// As what.
    pub role: Role,
    /// What the room is called.
    pub title: String,
    /// What kind of meeting it is.
    pub template: Template,
}

/// There are as many rooms as the configuration allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there are as many rooms as allowed")]
pub struct TooManyRooms;

/// All rooms of this server.
pub struct Rooms {
    state: Mutex<State>,
    media: Media,
    rules: Rules,
    max_rooms: usize,
    stop: CancellationToken,
    tasks: TaskTracker,
    crashes: Arc<AtomicU64>,
}

#[derive(Default)]
struct State {
    rooms: BTreeMap<RoomId, Entry>,
    links: BTreeMap<Digest, (RoomId, Role)>,
}

struct Entry {
    title: String,
    template: Template,
    task: Option<mpsc::Sender<RoomMessage>>,
}

impl Rooms {
    /// No rooms yet. When `stop` is cancelled all of them end.
    #[must_use]
    pub fn new(media: Media, rules: Rules, max_rooms: usize, stop: CancellationToken) -> Self {
        let tasks = TaskTracker::new();
        Self { state: Mutex::default(), media, rules, max_rooms, stop, tasks, crashes: Arc::default() }
    }

    /// Makes a room. Links are kept as digests only.
    pub fn create(&self, title: String, template: Template) -> Result<Created, TooManyRooms> {
        let id = RoomId::draw();
        let links: Vec<(Role, Secret)> = Role::ALL.into_iter().map(|role| (role, Secret::draw())).collect();
        let mut state = self.state();
        if state.rooms.len() >= self.max_rooms {
            return Err(TooManyRooms);
        }
        state.rooms.insert(id.clone(), Entry { title, template, task: None });
        state.links.extend(links.iter().map(|(role, secret)| (secret.digest(), (id.clone(), *role))));
        tracing::info!(room = %id, "room made");
        Ok(Created { id, links })
    }

    /// Where a link's secret leads, if anywhere.
    #[must_use]
    pub fn admission(&self, secret: &Secret) -> Option<Admission> {
        let state = self.state();
        let (room, role) = state.links.get(&secret.digest())?;
        let entry = state.rooms.get(room)?;
        Some(Admission {
            room: room.clone(),
            role: *role,
            title: entry.title.clone(),
            template: entry.template,
        })
    }

    /// Lets in whoever holds a ticket; opens the room if it is not open.
    pub async fn enter(&self, grant: Grant) -> Result<(Door, Seated), CloseCode> {
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
        let task = self.state().rooms.get(&room).and_then(|entry| entry.task.clone());
        let door = Door(task.ok_or(CloseCode::Unauthenticated)?);
        let (reply, answer) = oneshot::channel();
        let message = RoomMessage::Resume { token, seen, reply };
        door.0.send(message).await.map_err(|_ended| CloseCode::Unauthenticated)?;
        let seated = answer.await.map_err(|_ended| CloseCode::Unauthenticated)??;
        Ok((door, seated))
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
        let entry = state.rooms.get_mut(id).ok_or(CloseCode::Unauthenticated)?;
        if let Some(task) = entry.task.as_ref().filter(|task| !task.is_closed()) {
            return Ok(Door(task.clone()));
        }
        if self.stop.is_cancelled() {
            return Err(CloseCode::TryAgain);
        }
        let (mail, inbox) = mpsc::channel(MAX_MAIL);
        let room = Room::new(entry.title.clone(), entry.template, self.rules);
        let open_media = |events| self.media.open_session(events);
        let task = RoomTask::new(id.clone(), room, open_media, inbox, self.stop.clone());
        self.tasks.spawn(watch(id.clone(), task, Arc::clone(&self.crashes)));
        entry.task = Some(mail.clone());
        Ok(Door(mail))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change under the lock is one insertion; none can be left half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
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

    /// Brings a message, unless too many wait.
    pub fn offer(&self, message: RoomMessage) -> Result<(), NoPlace> {
        self.0.try_send(message).map_err(|_| NoPlace)
    }

    /// Brings a message that must arrive; if the room has ended it matters no more.
    pub async fn send(&self, message: RoomMessage) {
        self.0.send(message).await.ok();
    }
}

#[cfg(test)]
mod tests;
