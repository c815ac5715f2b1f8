//! Pictures that people bring, in memory while their session lasts, and the keys with which they are brought and seen.
//!
//! A key is one person's at one device in one session; here it is kept as a digest. Who may bring and see what, the
//! room knows: whoever has a key only gets as far as to have it asked. Memory is counted from the first byte that comes
//! to the last that is sent, in all and for each session.

pub mod cleaned;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use signaling::id::{DeviceId, ParticipantId, PictureId};
use signaling::room::Sender;
use tokio::time::Instant;

use self::cleaned::Kind;
use crate::limits::{Bucket, Rate};
use crate::rooms::RoomId;
use crate::secret::{Digest, Secret};

/// Most bytes of pictures in one session: a hundred good ones.
pub const MAX_IN_SESSION: usize = 100_000_000;

/// A gallery of everybody's at once, and again.
const SEEING: Rate = Rate { per_second: 20.0, burst: 300.0 };

/// Nobody takes more than one good picture in five seconds.
const BRINGING: Rate = Rate { per_second: 0.2, burst: 6.0 };

/// See the module.
#[derive(Debug)]
pub struct Pictures {
    /// Most bytes in all.
    most: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    sessions: u64,
    held: usize,
    keys: BTreeMap<Digest, Key>,
}

#[derive(Debug)]
struct Key {
    holder: Holder,
    seeing: Bucket,
    bringing: Bucket,
    is_bringing: bool,
}

/// Whose key it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// In which room.
    pub room: RoomId,
    /// Who, at which device.
    pub sender: Sender,
}

/// Why a key opens nothing now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoWay {
    /// It is none, or none any more.
    #[error("not a key")]
    NotGood,
    /// Used more often than anybody needs to, or for two pictures at the same time.
    #[error("too often")]
    TooOften,
}

/// No memory is left for more pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no memory is left for more pictures")]
pub struct Full;

/// A picture as it is kept and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its format.
    pub kind: Kind,
    /// What draws it.
    pub bytes: Bytes,
}

/// So many bytes of the memory for pictures, until it is dropped.
#[derive(Debug)]
pub struct Space {
    all: Arc<Pictures>,
    bytes: usize,
}

/// While it lives somebody brings a picture with this key.
#[derive(Debug)]
pub struct Bringing {
    all: Arc<Pictures>,
    key: Digest,
    /// Who.
    pub holder: Holder,
}

impl Pictures {
    /// None, and never more than so many bytes.
    #[must_use]
    pub fn at_most(bytes: usize) -> Arc<Self> {
        Arc::new(Self { most: bytes, state: Mutex::default() })
    }

    /// Begins a session, in which there are none.
    #[must_use]
    pub fn begin(self: &Arc<Self>, room: RoomId) -> SessionPictures {
        let mut state = self.state();
        state.sessions += 1;
        let (all, kept, keys) = (Arc::clone(self), BTreeMap::new(), BTreeMap::new());
        SessionPictures { all, room, given: 0, bytes: 0, kept, keys }
    }

    /// Whose key this is, who wants to see a picture.
    pub fn seeing(&self, now: Instant, key: &Secret) -> Result<Holder, NoWay> {
        let mut state = self.state();
        let key = state.keys.get_mut(&key.digest()).ok_or(NoWay::NotGood)?;
        if key.seeing.take(now, 1.0) { Ok(key.holder.clone()) } else { Err(NoWay::TooOften) }
    }

    /// Whose key this is, who wants to bring one.
    pub fn bringing(self: &Arc<Self>, now: Instant, key: &Secret) -> Result<Bringing, NoWay> {
        let digest = key.digest();
        let mut state = self.state();
        let key = state.keys.get_mut(&digest).ok_or(NoWay::NotGood)?;
        if key.is_bringing || !key.bringing.take(now, 1.0) {
            return Err(NoWay::TooOften);
        }
        key.is_bringing = true;
        Ok(Bringing { all: Arc::clone(self), key: digest, holder: key.holder.clone() })
    }

    /// Memory for a picture that is about to come.
    pub fn space(self: &Arc<Self>, bytes: usize) -> Result<Space, Full> {
        let mut state = self.state();
        let held = state.held.checked_add(bytes).filter(|held| *held <= self.most).ok_or(Full)?;
        state.held = held;
        Ok(Space { all: Arc::clone(self), bytes })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change under the lock is complete in itself.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Bringing {
    fn drop(&mut self) {
        if let Some(key) = self.all.state().keys.get_mut(&self.key) {
            key.is_bringing = false;
        }
    }
}

impl Space {
    /// What has come and is kept in it: it needs no more than that, and until nobody has it any longer.
    #[must_use]
    pub fn hold(mut self, kind: Kind, bytes: Vec<u8>) -> Picture {
        let spare = self.bytes.saturating_sub(bytes.len());
        self.all.state().held -= spare;
        self.bytes -= spare;
        Picture { kind, bytes: Bytes::from_owner(Held { bytes, _space: self }) }
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        self.all.state().held -= self.bytes;
    }
}

/// Bytes and the memory they are counted in: both go with the last who has them, be it a slow reader.
struct Held {
    bytes: Vec<u8>,
    _space: Space,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The pictures and keys of one session. They die with it, however it ends.
#[derive(Debug)]
pub struct SessionPictures {
    all: Arc<Pictures>,
    room: RoomId,
    given: u32,
    bytes: usize,
    kept: BTreeMap<PictureId, Picture>,
    keys: BTreeMap<(DeviceId, ParticipantId), Digest>,
}

impl SessionPictures {
    /// A key for somebody at a device; the one before is good no more.
    pub fn key(&mut self, now: Instant, sender: Sender) -> Secret {
        let secret = Secret::draw();
        let holder = Holder { room: self.room.clone(), sender };
        let (seeing, bringing) = (Bucket::new(SEEING, now), Bucket::new(BRINGING, now));
        let mut key = Key { holder, seeing, bringing, is_bringing: false };
        let before = self.keys.insert((sender.device, sender.participant), secret.digest());
        let mut state = self.all.state();
        // A new key is no new chance.
        if let Some(before) = before.and_then(|before| state.keys.remove(&before)) {
            key = Key { seeing: before.seeing, bringing: before.bringing, ..key };
        }
        state.keys.insert(secret.digest(), key);
        secret
    }

    /// A device is no longer in the room: its keys are good no more.
    pub fn forget(&mut self, device: DeviceId) {
        let mut state = self.all.state();
        self.keys.retain(|(of, _), key| {
            let stays = *of != device;
            if !stays {
                state.keys.remove(key);
            }
            stays
        });
    }

    /// Whether so many bytes more may be kept.
    #[must_use]
    pub const fn have_room_for(&self, bytes: usize) -> bool {
        self.bytes.saturating_add(bytes) <= MAX_IN_SESSION
    }

    /// What the next picture is called. Never the same twice.
    pub fn fresh_id(&mut self) -> PictureId {
        self.given += 1;
        PictureId(self.given)
    }

    /// Keeps a picture.
    pub fn keep(&mut self, id: PictureId, picture: Picture) {
        self.drop_picture(id);
        self.bytes += picture.bytes.len();
        self.kept.insert(id, picture);
    }

    /// Keeps it no longer.
    pub fn drop_picture(&mut self, id: PictureId) {
        if let Some(dropped) = self.kept.remove(&id) {
            self.bytes -= dropped.bytes.len();
        }
    }

    /// One that is kept.
    #[must_use]
    pub fn get(&self, id: PictureId) -> Option<Picture> {
        self.kept.get(&id).cloned()
    }
}

impl Drop for SessionPictures {
    fn drop(&mut self) {
        let mut state = self.all.state();
        for key in self.keys.values() {
            state.keys.remove(key);
        }
    }
}

#[cfg(test)]
mod tests;
