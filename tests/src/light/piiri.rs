//! Piiri's protocol over its WebSocket, as [`Signalling`]: answers to whoever asked, and of everything else only whether a
//! text that somebody waits for is in it. Hundreds of people would spend more on reading each other's names than on media.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use futures_util::stream::SplitSink;
use futures_util::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use signaling::id::RequestId;
use signaling::protocol::{
    Command, MediaRequest, Request, RequestBody, ServerMessage, SourceKind, You, encode_request,
};
use tokio::net::TcpStream;
use tokio::sync::{Mutex as AsyncMutex, oneshot};
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::{Signalling, Track};
use crate::clock;
use crate::host::Ticket;

/// The m-lines of a sending connection, as [`SourceKind::ALL`] has them: microphone, camera, screen, its sound, second
/// screen, its sound.
pub const PIIRI_TRACKS: [Track; SourceKind::ALL.len()] =
    [Track::Sound, Track::Picture, Track::Picture, Track::Sound, Track::Picture, Track::Sound];

/// What the reader and those who wait share.
#[derive(Default)]
struct Waiting {
    answers: HashMap<u64, oneshot::Sender<(u64, ServerMessage)>>,
    welcome: Option<oneshot::Sender<You>>,
    /// Texts looked out for in events.
    seen: Vec<(String, oneshot::Sender<u64>)>,
    /// What the server said when it closed, or that it did not.
    closed: Option<String>,
}

/// One device's WebSocket. Dropped, it is cut without a goodbye.
pub struct Piiri {
    /// Who this is.
    pub you: You,
    out: AsyncMutex<SplitSink<WebSocketStream<TcpStream>, Message>>,
    waiting: Arc<Mutex<Waiting>>,
    next: AtomicU64,
    /// Comes with the answer to publishing.
    offer: Mutex<Option<String>>,
    reading: JoinHandle<()>,
}

impl Drop for Piiri {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Piiri {
    /// Whoever joins with a ticket, once welcomed.
    ///
    /// # Errors
    /// When not let in.
    pub async fn enter(ticket: &Ticket) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(ticket.addr).await?;
        stream.set_nodelay(true)?;
        let (socket, _) =
            tokio_tungstenite::client_async(&ticket.ws_url, stream).await.context("no WebSocket")?;
        let (mut out, mut input) = socket.split();
        out.send(Message::text(ticket.hello().to_string())).await?;
        let (welcome, welcomed) = oneshot::channel();
        let waiting = Arc::new(Mutex::new(Waiting { welcome: Some(welcome), ..Waiting::default() }));
        let told = Arc::clone(&waiting);
        let reading = tokio::spawn(async move {
            let mut reason = "without a word".to_owned();
            while let Some(Ok(message)) = input.next().await {
                match message {
                    Message::Text(text) => read(&text, clock::nanos(), &told),
                    Message::Close(Some(frame)) => reason = frame.to_string(),
                    _ => {}
                }
            }
            *lock(&told) = Waiting { closed: Some(reason), ..Waiting::default() };
        });
        let welcomed = crate::within("a welcome", welcomed).await?;
        let you =
            welcomed.map_err(|_| anyhow::anyhow!("not welcomed, but closed: {:?}", lock(&waiting).closed))?;
        let (next, offer) = (AtomicU64::new(1), Mutex::new(None));
        Ok(Self { you, out: AsyncMutex::new(out), waiting, next, offer, reading })
    }

    /// Asks for something; returns the answer and when it was read, by [`crate::clock`].
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn request(&self, body: RequestBody) -> anyhow::Result<(u64, ServerMessage)> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = oneshot::channel();
        lock(&self.waiting).answers.insert(id, sender);
        let text = encode_request(&Request { id: RequestId(id), body });
        self.out.lock().await.send(Message::text(text)).await?;
        crate::within("an answer", answer).await?.context("the connection was closed")
    }

    /// Asks the room for something that is not refused; returns when the `ok` was read.
    ///
    /// # Errors
    /// When it is refused, or no answer comes.
    pub async fn done(&self, command: Command) -> anyhow::Result<u64> {
        match self.request(RequestBody::Command(command.clone())).await? {
            (at, ServerMessage::Ok { .. }) => Ok(at),
            (_, answer) => anyhow::bail!("{command:?} was answered with {answer:?}"),
        }
    }

    /// When the next event with this text in it is read, by [`crate::clock`]; looked out for from now on.
    pub fn sees(&self, text: String) -> impl Future<Output = anyhow::Result<u64>> + use<> {
        let (sender, seen) = oneshot::channel();
        lock(&self.waiting).seen.push((text, sender));
        async move { crate::within("an event", seen).await?.context("the connection was closed") }
    }

    /// What the server said when it closed, if it has.
    #[must_use]
    pub fn closed(&self) -> Option<String> {
        lock(&self.waiting).closed.clone()
    }
}

/// What is read of a welcome; the room in it is as long as its people are many.
#[derive(Deserialize)]
struct Welcome {
    you: You,
}

fn read(text: &str, at: u64, waiting: &Mutex<Waiting>) {
    let mut waiting = lock(waiting);
    let start = text.get(..text.len().min(24)).unwrap_or_default();
    let is = |kind: &str| start.split('"').nth(3) == Some(kind);
    if is("event") {
        for index in (0..waiting.seen.len()).rev() {
            if text.contains(&waiting.seen[index].0) {
                let _ = waiting.seen.swap_remove(index).1.send(at);
            }
        }
    } else if is("welcome") {
        if let (Some(welcome), Ok(Welcome { you })) = (waiting.welcome.take(), serde_json::from_str(text)) {
            let _ = welcome.send(you);
        }
    } else if let Ok(
        answer @ (ServerMessage::Ok { id }
        | ServerMessage::Rejected { id, .. }
        | ServerMessage::Media { id, .. }),
    ) = serde_json::from_str(text)
        && let Some(asker) = waiting.answers.remove(&id.0)
    {
        let _ = asker.send((at, answer));
    }
}

#[async_trait::async_trait]
impl Signalling for Piiri {
    async fn publish(&self, offer: String) -> anyhow::Result<String> {
        let (_, answer) = self.request(RequestBody::Media(MediaRequest::MediaSend { sdp: offer })).await?;
        let ServerMessage::Media { answer, offer, .. } = answer else {
            anyhow::bail!("media_send was answered with {answer:?}")
        };
        lock(&self.offer).replace(offer);
        Ok(answer)
    }

    async fn subscribe(&self) -> anyhow::Result<String> {
        let offer = lock(&self.offer).take();
        offer.context("Piiri offers with its answer to publishing")
    }

    async fn subscribed(&self, answer: String) -> anyhow::Result<()> {
        match self.request(RequestBody::Media(MediaRequest::MediaReceive { sdp: answer })).await? {
            (_, ServerMessage::Ok { .. }) => Ok(()),
            (_, answer) => anyhow::bail!("media_receive was answered with {answer:?}"),
        }
    }
}
