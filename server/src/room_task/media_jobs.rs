//! The media side of a room task: session descriptions are worked on beside the loop, one at a time for each device,
//! so that a join does not delay a move.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context as _;
use signaling::id::{DeviceId, RequestId};
use signaling::protocol::{PictureCodec, Rejection, ServerMessage, encode};
use tokio::sync::mpsc;
use tokio::task::{self, AbortHandle, JoinSet};
use tokio::time::timeout;

use crate::media::{MediaError, MediaEvent, MediaSession};
use crate::seats::{ConnectionId, Insider, Seats};

/// Making a peer takes milliseconds; a client waits no longer than this for its answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A media worker confirms a plan within a millisecond or two. One that takes longer than this is told of in the log.
const SLOW: Duration = Duration::from_secs(5);
/// A machine that has no time for its workers is no reason to end a session: until a plan is confirmed the one before is
/// in force, nobody is told anything else, and the room waits. (A worker that died ends the wait at once.) One that has
/// not confirmed for this long obeys no more, and a session whose walls cannot be trusted ends.
const PLAN_PATIENCE: Duration = Duration::from_secs(60);

/// Slot changes of a move of everybody in a large room, several times over.
const MAX_EVENTS: usize = 4096;

/// The media session of a room, and what is under way in it.
pub struct MediaJobs {
    session: MediaSession,
    events: mpsc::Receiver<MediaEvent>,
    jobs: JoinSet<Done>,
    pending: BTreeMap<DeviceId, Pending>,
    /// Milliseconds that each device has been heard to speak, which the room has not been told yet.
    spoken: BTreeMap<DeviceId, u32>,
    codec: PictureCodec,
    codec_refused: bool,
}

/// Something from the media plane.
pub enum MediaNews {
    /// By itself.
    Event(MediaEvent),
    /// An answer to what a client asked.
    Done(Box<Done>),
    /// A bug of ours: no answer will come.
    Failed(task::Id),
}

/// A session description has been worked on.
pub struct Done {
    from: ConnectionId,
    id: RequestId,
    answer: ServerMessage,
}

struct Pending {
    from: ConnectionId,
    id: RequestId,
    job: AbortHandle,
}

impl MediaJobs {
    /// Opens the session.
    pub fn new(open: impl FnOnce(mpsc::Sender<MediaEvent>) -> MediaSession) -> Self {
        let (sender, events) = mpsc::channel(MAX_EVENTS);
        Self {
            session: open(sender),
            events,
            jobs: JoinSet::new(),
            pending: BTreeMap::new(),
            spoken: BTreeMap::new(),
            codec: PictureCodec::default(),
            codec_refused: false,
        }
    }

    /// The session itself.
    pub fn session(&self) -> &MediaSession {
        &self.session
    }

    /// Makes both connections of a device. An earlier request of the device that is still under way is given up; its
    /// answer is returned.
    pub fn send(
        &mut self,
        insider: Insider,
        id: RequestId,
        sdp: String,
    ) -> Option<(ConnectionId, ServerMessage)> {
        let from = insider.connection();
        let connecting = self.session.connect(from.sender.device, sdp);
        self.begin(from, id, async move {
            let connected = connecting.await?;
            Ok(ServerMessage::Media { id, answer: connected.answer, offer: connected.offer })
        })
    }

    /// Takes the answer for the receiving connection of a device. As [`MediaJobs::send`].
    pub fn receive(
        &mut self,
        insider: Insider,
        id: RequestId,
        sdp: String,
    ) -> Option<(ConnectionId, ServerMessage)> {
        let from = insider.connection();
        let answering = self.session.answer(from.sender.device, sdp);
        self.begin(from, id, async move {
            answering.await?;
            Ok(ServerMessage::Ok { id })
        })
    }

    /// A new way through the network for both connections of a device. As [`MediaJobs::send`].
    pub fn restart_ice(
        &mut self,
        insider: Insider,
        id: RequestId,
        sdp: String,
    ) -> Option<(ConnectionId, ServerMessage)> {
        let from = insider.connection();
        let restarting = self.session.restart_ice(from.sender.device, sdp);
        self.begin(from, id, async move {
            let connected = restarting.await?;
            Ok(ServerMessage::Media { id, answer: connected.answer, offer: connected.offer })
        })
    }

    fn begin(
        &mut self,
        from: ConnectionId,
        id: RequestId,
        work: impl Future<Output = Result<ServerMessage, MediaError>> + Send + 'static,
    ) -> Option<(ConnectionId, ServerMessage)> {
        let job = self.jobs.spawn(async move {
            let answer = match timeout(PATIENCE, work).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(error)) => ServerMessage::Rejected { id, code: rejection(&error) },
                Err(_elapsed) => ServerMessage::Rejected { id, code: Rejection::Unavailable },
            };
            Done { from, id, answer }
        });
        let displaced = self.pending.insert(from.sender.device, Pending { from, id, job })?;
        displaced.job.abort();
        Some((displaced.from, ServerMessage::Rejected { id: displaced.id, code: Rejection::Unavailable }))
    }

    /// Waits for the next thing. Loses nothing when it is dropped while waiting.
    pub async fn next(&mut self) -> MediaNews {
        loop {
            tokio::select! {
                Some(event) = self.events.recv() => return MediaNews::Event(event),
                Some(done) = self.jobs.join_next() => match done {
                    Ok(done) => return MediaNews::Done(Box::new(done)),
                    Err(error) if error.is_cancelled() => {}
                    Err(error) => return MediaNews::Failed(error.id()),
                },
                else => std::future::pending().await,
            }
        }
    }

    /// Tells whom it concerns what the media plane has said up to now: about the plan in force, once that is confirmed.
    pub fn pass_on_waiting(&mut self, seats: &mut Seats) {
        // Bounded, whatever comes meanwhile.
        for _ in 0..self.events.len() {
            let Ok(event) = self.events.try_recv() else { return };
            self.pass_on(MediaNews::Event(event), seats);
        }
    }

    /// Tells whom it concerns.
    pub fn pass_on(&mut self, news: MediaNews, seats: &mut Seats) {
        match news {
            MediaNews::Done(done) => {
                let Done { from, id, answer } = *done;
                let device = from.sender.device;
                // A job that ended just before it was given up has been answered for.
                if self.pending.get(&device).is_some_and(|pending| (pending.from, pending.id) == (from, id)) {
                    self.pending.remove(&device);
                    seats.answer(from, &answer);
                }
            }
            MediaNews::Failed(job) => {
                tracing::error!("work on a session description panicked");
                let failed = self
                    .pending
                    .iter()
                    .find(|(_, pending)| pending.job.id() == job)
                    .map(|(device, _)| *device);
                if let Some(Pending { from, id, .. }) = failed.and_then(|device| self.pending.remove(&device))
                {
                    seats.answer_outcome(from, id, Err(Rejection::Unavailable));
                }
            }
            MediaNews::Event(MediaEvent::Slots { device, generation, slots }) => {
                seats.offer_inside(device, encode(&ServerMessage::Slots { generation, slots }));
            }
            MediaNews::Event(MediaEvent::Speaking { device, devices }) => {
                seats.offer_inside(device, encode(&ServerMessage::Speaking { devices }));
            }
            MediaNews::Event(MediaEvent::Wanted { device, sources }) => {
                seats.offer_inside(device, encode(&ServerMessage::MediaWanted { sources }));
            }
            MediaNews::Event(MediaEvent::Network { device, quality, reason }) => {
                seats.offer_inside(device, encode(&ServerMessage::Network { quality, reason }));
            }
            MediaNews::Event(MediaEvent::Restart { device }) => {
                seats.offer_inside(device, encode(&ServerMessage::MediaRestart { codec: self.codec }));
            }
            MediaNews::Event(MediaEvent::CodecRefused) => self.codec_refused = true,
            MediaNews::Event(MediaEvent::Spoke { device, millis }) => {
                let sum = self.spoken.entry(device).or_default();
                *sum = sum.saturating_add(millis);
            }
        }
    }

    /// What pictures are coded in, if it is something else than before.
    pub fn use_codec(&mut self, codec: PictureCodec) {
        if std::mem::replace(&mut self.codec, codec) != codec {
            self.session.use_codec(codec);
        }
    }

    /// Whether somebody cannot show it, of which the room has not been told yet.
    pub fn take_codec_refused(&mut self) -> bool {
        std::mem::take(&mut self.codec_refused)
    }

    /// What the room has not been told yet of who spoke how long.
    pub fn take_spoken(&mut self) -> BTreeMap<DeviceId, u32> {
        std::mem::take(&mut self.spoken)
    }

    /// Ends the media of a device that is gone, or in the lobby again.
    pub fn remove(&mut self, device: DeviceId) {
        if let Some(pending) = self.pending.remove(&device) {
            pending.job.abort();
        }
        self.session.remove(device);
    }
}

/// Waits until a plan is in force.
///
/// # Errors
/// When a worker is gone, or obeys no more: then the session has to end.
pub async fn in_force(applied: impl Future<Output = Result<(), MediaError>>) -> anyhow::Result<()> {
    let mut applied = std::pin::pin!(applied);
    let done = match timeout(SLOW, &mut applied).await {
        Ok(done) => done,
        Err(_elapsed) => {
            tracing::warn!("the media workers are slow to confirm a plan: is the machine short of time?");
            let left = timeout(PLAN_PATIENCE - SLOW, applied).await;
            left.context("the media worker did not confirm a plan in time")?
        }
    };
    done.context("the media worker did not take a plan")
}

fn rejection(error: &MediaError) -> Rejection {
    match error {
        MediaError::BadDescription => Rejection::BadDescription,
        MediaError::NoMedia => Rejection::NoMedia,
        MediaError::Unavailable => Rejection::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, sleep};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_starved_worker_is_waited_for_and_a_dead_one_is_not() {
        let after = |wait, done| async move {
            sleep(wait).await;
            done
        };
        in_force(after(Duration::from_secs(50), Ok(()))).await.unwrap();
        let began = Instant::now();
        assert!(in_force(after(Duration::ZERO, Err(MediaError::Unavailable))).await.is_err());
        assert!(in_force(after(SLOW * 2, Err(MediaError::Unavailable))).await.is_err());
        assert!(began.elapsed() < SLOW * 3);
        assert!(in_force(std::future::pending()).await.is_err(), "one that obeys no more");
    }
}
