//! One session's handle, held by its room task: which worker carries which of its devices, and orders to them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use signaling::id::DeviceId;
use signaling::protocol::{IceServer, PictureCodec, ShownSlot};
use signaling::room::RoutePlan;
use tokio::sync::{mpsc, oneshot};

use super::worker::{Command, SessionKey};
use super::{Connected, Handle, MediaError, MediaEvent, SessionDump, Shared, to_signaling};

/// One session's media. Dropped: all its connections are closed.
pub struct MediaSession {
    shared: Arc<Shared>,
    key: SessionKey,
    events: mpsc::Sender<MediaEvent>,
    carried: Mutex<Carried>,
}

/// By whom a session is carried.
struct Carried {
    spread: sfu::Spread,
    /// The latest, for a worker that begins.
    plan: Option<sfu::Plan>,
    codec: sfu::Codec,
}

impl MediaSession {
    pub(super) fn new(shared: Arc<Shared>, key: SessionKey, events: mpsc::Sender<MediaEvent>) -> Self {
        let carried = Mutex::new(Carried {
            spread: sfu::Spread::new(shared.spread),
            plan: None,
            codec: sfu::Codec::default(),
        });
        Self { shared, key, events, carried }
    }

    /// Both connections of a device, anew: answers its offer and offers it its slots.
    ///
    /// # Errors
    /// [`MediaError::BadDescription`] for an offer without the six m-lines.
    pub fn connect(
        &self,
        device: DeviceId,
        offer: String,
    ) -> impl Future<Output = Result<Connected, MediaError>> + Send + use<> {
        let (reply, answer) = oneshot::channel();
        let order = self
            .place(device)
            .and_then(|worker| worker.order(Command::Connect(self.key, to_sfu(device), offer, reply)));
        answered(order, answer)
    }

    /// The device's answer to the offer of its receiving connection.
    ///
    /// # Errors
    /// [`MediaError::NoMedia`] before [`Self::connect`].
    pub fn answer(
        &self,
        device: DeviceId,
        sdp: String,
    ) -> impl Future<Output = Result<(), MediaError>> + Send + use<> {
        let (reply, answer) = oneshot::channel();
        let order = self
            .worker(device)
            .and_then(|worker| worker.order(Command::Answer(self.key, to_sfu(device), sdp, reply)));
        answered(order, answer)
    }

    /// For networks that let nothing else through: with new credentials each time.
    #[must_use]
    pub fn ice_servers(&self) -> Vec<IceServer> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        self.shared.turn.iter().map(|turn| turn.ice_server(now)).collect()
    }

    /// New ICE credentials for both connections of a device; keys, slots and numbers stay.
    ///
    /// # Errors
    /// [`MediaError::NoMedia`] before [`Self::connect`] and [`Self::answer`].
    pub fn restart_ice(
        &self,
        device: DeviceId,
        offer: String,
    ) -> impl Future<Output = Result<Connected, MediaError>> + Send + use<> {
        let (reply, answer) = oneshot::channel();
        let order = self
            .worker(device)
            .and_then(|worker| worker.order(Command::RestartIce(self.key, to_sfu(device), offer, reply)));
        answered(order, answer)
    }

    /// Routes, slots and connections as they are; nothing when a worker is gone, or nobody has connected yet.
    pub fn dump(&self) -> impl Future<Output = Option<SessionDump>> + Send + use<> {
        let asked: Vec<oneshot::Receiver<Option<SessionDump>>> =
            self.ask_all(Command::Dump).unwrap_or_default();
        async move {
            let mut whole: Option<SessionDump> = None;
            for answer in asked {
                let part = answer.await.ok()??;
                match &mut whole {
                    Some(whole) => whole.merge(part),
                    None => whole = Some(part),
                }
            }
            whole
        }
    }

    /// What of the pictures a device really shows.
    pub fn show(&self, device: DeviceId, shown: &[ShownSlot]) {
        let shown = to_signaling::shown(shown);
        let _ = self
            .worker(device)
            .and_then(|worker| worker.order(Command::Show(self.key, to_sfu(device), shown)));
    }

    /// Puts a plan into force; returns when it is at every worker that carries the session, and when everything sent under
    /// the old one has left all of them.
    ///
    /// # Errors
    /// [`MediaError::Unavailable`] when a worker is gone: then nothing is forwarded there at all.
    pub fn apply(&self, plan: &RoutePlan) -> impl Future<Output = Result<(), MediaError>> + Send + use<> {
        let plan = to_signaling::plan(plan);
        self.carried().plan = Some(plan.clone());
        let asked = self.ask_all(|key, reply| Command::Apply(key, plan.clone(), reply));
        async move {
            for applied in asked? {
                applied.await.map_err(|_| MediaError::Unavailable)?;
            }
            Ok(())
        }
    }

    /// What pictures are coded in, of all who connect from here on; whoever connected before has to do it again.
    pub fn use_codec(&self, codec: PictureCodec) {
        let codec = to_signaling::codec(codec);
        let mut carried = self.carried();
        carried.codec = codec;
        for worker in carried.spread.workers().filter_map(|worker| self.shared.workers.get(worker)) {
            let _ = worker.order(Command::Codec(self.key, codec));
        }
    }

    /// A device is gone for good.
    pub fn remove(&self, device: DeviceId) {
        let gone = self.carried().spread.remove(to_sfu(device));
        let Some(worker) = gone else { return };
        self.unload(worker, 1);
        if let Some(worker) = self.shared.workers.get(worker) {
            let _ = worker.order(Command::Remove(self.key, to_sfu(device)));
        }
    }

    /// A device's WebSocket came back: it is told its slots and who speaks again.
    pub fn repeat(&self, device: DeviceId) {
        let _ =
            self.worker(device).and_then(|worker| worker.order(Command::Repeat(self.key, to_sfu(device))));
    }

    fn carried(&self) -> MutexGuard<'_, Carried> {
        self.carried.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The worker of a device that has connected.
    fn worker(&self, device: DeviceId) -> Result<&Handle, MediaError> {
        let worker = self.carried().spread.worker(to_sfu(device)).ok_or(MediaError::NoMedia)?;
        self.shared.workers.get(worker).ok_or(MediaError::Unavailable)
    }

    /// The worker where a device is to connect. One that has not carried the session yet is given the plan first.
    fn place(&self, device: DeviceId) -> Result<&Handle, MediaError> {
        let mut carried = self.carried();
        let mut loads = self.shared.loads();
        let mut spread = carried.spread.clone();
        let index = spread.place(to_sfu(device), &loads).ok_or(MediaError::Unavailable)?;
        let worker = self.shared.workers.get(index).ok_or(MediaError::Unavailable)?;
        if !carried.spread.workers().any(|of| of == index) {
            worker.order(Command::Open(self.key, self.events.clone()))?;
            worker.order(Command::Codec(self.key, carried.codec))?;
            if let Some(plan) = &carried.plan {
                let (reply, _) = oneshot::channel();
                worker.order(Command::Apply(self.key, plan.clone(), reply))?;
            }
        }
        let more = spread.devices() - carried.spread.devices();
        if let Some(load) = loads.get_mut(index) {
            *load += more;
        }
        carried.spread = spread;
        Ok(worker)
    }

    /// The same to every worker that carries the session, with where each answers.
    fn ask_all<T>(
        &self,
        order: impl Fn(SessionKey, oneshot::Sender<T>) -> Command,
    ) -> Result<Vec<oneshot::Receiver<T>>, MediaError> {
        let carried = self.carried();
        let workers = carried.spread.workers().filter_map(|worker| self.shared.workers.get(worker));
        let asked = workers.map(|worker| {
            let (reply, answer) = oneshot::channel();
            worker.order(order(self.key, reply)).map(|()| answer)
        });
        // All of them, also after one that is gone.
        let asked: Vec<Result<oneshot::Receiver<T>, MediaError>> = asked.collect();
        asked.into_iter().collect()
    }

    fn unload(&self, worker: usize, devices: usize) {
        if let Some(load) = self.shared.loads().get_mut(worker) {
            *load = load.saturating_sub(devices);
        }
    }
}

/// What a worker answers to an order, if it could be given.
async fn answered<T>(
    order: Result<(), MediaError>,
    answer: oneshot::Receiver<Result<T, MediaError>>,
) -> Result<T, MediaError> {
    order?;
    answer.await.unwrap_or(Err(MediaError::Unavailable))
}

impl Shared {
    fn loads(&self) -> MutexGuard<'_, Vec<usize>> {
        self.loads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for MediaSession {
    fn drop(&mut self) {
        let carried: Vec<(usize, usize)> = self.carried().spread.carried().collect();
        for (worker, devices) in carried {
            self.unload(worker, devices);
            if let Some(worker) = self.shared.workers.get(worker) {
                let _ = worker.order(Command::Close(self.key));
            }
        }
    }
}

const fn to_sfu(device: DeviceId) -> sfu::DeviceId {
    sfu::DeviceId(device.0)
}
