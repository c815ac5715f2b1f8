//! One WebSocket of one person: requests out, answers back to whoever asked, everything else into the [`View`].

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use futures_util::stream::SplitSink;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use signaling::id::{ParticipantId, RequestId};
use signaling::protocol::{
    Command, ExportRequest, MediaRequest, PictureRequest, QuestionView, Rejection, Request, RequestBody,
    ServerMessage, encode_request,
};
use tokio::net::TcpStream;
use tokio::sync::{Mutex as AsyncMutex, oneshot, watch};
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::clock;
use crate::host::Ticket;
use crate::view::{DeviceInvitation, View};

/// What came back for a request, and when.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was done, or why not.
    pub outcome: Result<Reply, Rejection>,
    /// When it was read, by [`crate::clock`].
    pub at: u64,
}

/// What comes with a request that was done.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Nothing more.
    Ok,
    /// To `media_send`.
    Described(Described),
    /// To `export_attendance`.
    Table(String),
    /// To `picture_key`.
    PictureKey(String),
    /// To `watch_questions`, and to an anonymous `ask_question`.
    OwnQuestions(Vec<Option<QuestionView>>),
}

/// The server's descriptions.
#[derive(Debug, Clone)]
pub struct Described {
    /// Answer for the sending connection.
    pub answer: String,
    /// Offer of the receiving connection.
    pub offer: String,
}

type Waiting = Arc<Mutex<HashMap<u64, oneshot::Sender<Answer>>>>;

/// See the module. Dropped, the TCP connection is cut without a goodbye.
pub struct Line {
    out: AsyncMutex<Option<SplitSink<WebSocketStream<TcpStream>, Message>>>,
    waiting: Waiting,
    view: watch::Receiver<View>,
    next: AtomicU64,
    reading: JoinHandle<()>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

impl Line {
    /// Opens a WebSocket and says `hello`, whatever that is. The welcome may come or not.
    ///
    /// # Errors
    /// When there is no WebSocket.
    pub async fn open(ticket: &Ticket, hello: &Value, view: View) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(ticket.addr).await?;
        stream.set_nodelay(true)?;
        let (socket, _) =
            tokio_tungstenite::client_async(&ticket.ws_url, stream).await.context("no WebSocket")?;
        let (mut out, mut input) = socket.split();
        out.send(Message::text(hello.to_string())).await?;
        let (told, view) = watch::channel(view);
        let waiting = Waiting::default();
        let answers = Arc::clone(&waiting);
        let reading = tokio::spawn(async move {
            let mut closed = (0, String::new());
            while let Some(Ok(message)) = input.next().await {
                match message {
                    Message::Text(text) => read(&text, &answers, &told),
                    Message::Close(Some(frame)) => closed = (frame.code.into(), frame.reason.to_string()),
                    _ => {}
                }
            }
            // First why: whoever waits for an answer asks for it when none comes.
            told.send_modify(|view| view.closed = Some(closed));
            answers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        });
        Ok(Self { out: AsyncMutex::new(Some(out)), waiting, view, next: AtomicU64::new(1), reading })
    }

    /// Who joins with a ticket, once welcomed.
    ///
    /// # Errors
    /// When the server closes instead.
    pub async fn enter(ticket: &Ticket) -> anyhow::Result<Self> {
        let line = Self::open(ticket, &ticket.hello(), View::default()).await?;
        line.until("a welcome", |view| view.you.is_some()).await?;
        Ok(line)
    }

    /// Comes back with the token of `before`; with what is known if `keep`, else like a page that was reloaded.
    ///
    /// # Errors
    /// When the server closes instead.
    pub async fn resume(ticket: &Ticket, before: &View, keep: bool) -> anyhow::Result<Self> {
        let seen = if keep { json!(before.seq.0) } else { Value::Null };
        let proof = json!({ "type": "resume", "token": before.resume_token, "seen": seen });
        let view = View { you: None, closed: None, ..if keep { before.clone() } else { View::default() } };
        let line = Self::open(ticket, &json!({ "version": 1, "proof": proof }), view).await?;
        line.until("a welcome back", |view| view.you.is_some()).await?;
        Ok(line)
    }

    /// Sends any text.
    ///
    /// # Errors
    /// When the connection is gone.
    pub async fn say(&self, message: Message) -> anyhow::Result<()> {
        let mut out = self.out.lock().await;
        Ok(out.as_mut().context("the line was cut")?.send(message).await?)
    }

    /// Ends the TCP connection without a goodbye, as a network does that is lost.
    pub async fn cut(&self) {
        self.reading.abort();
        self.out.lock().await.take();
    }

    /// Asks the room for something; the answer may be a refusal.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn ask(&self, command: Command) -> anyhow::Result<Answer> {
        self.request(RequestBody::Command(command)).await
    }

    /// Asks the room for something that is not refused; returns when the `ok` was read.
    ///
    /// # Errors
    /// When it is refused, or no answer comes.
    pub async fn done(&self, command: Command) -> anyhow::Result<u64> {
        let answer = self.ask(command.clone()).await?;
        answer.outcome.map_err(|code| anyhow::anyhow!("{command:?} was refused: {code:?}"))?;
        Ok(answer.at)
    }

    /// Media's requests.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn media(&self, request: MediaRequest) -> anyhow::Result<Answer> {
        self.request(RequestBody::Media(request)).await
    }

    /// Asks for a table.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn export(&self, request: ExportRequest) -> anyhow::Result<Answer> {
        self.request(RequestBody::Export(request)).await
    }

    /// Asks for the key to bring pictures and see them.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn picture_key(&self, participant: Option<ParticipantId>) -> anyhow::Result<Answer> {
        self.request(RequestBody::Picture(PictureRequest::PictureKey { participant })).await
    }

    /// Asks for anything.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn request(&self, body: RequestBody) -> anyhow::Result<Answer> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id, sender);
        self.say(Message::text(encode_request(&Request { id: RequestId(id), body }))).await?;
        crate::within("an answer", answer).await?.with_context(|| format!("closed: {:?}", self.now().closed))
    }

    /// What is known now.
    #[must_use]
    pub fn now(&self) -> View {
        self.view.borrow().clone()
    }

    /// Waits until what is known is so.
    ///
    /// # Errors
    /// When it does not come to be, or the connection ends before.
    pub async fn until(&self, what: &str, holds: impl Fn(&View) -> bool) -> anyhow::Result<View> {
        let mut view = self.view.clone();
        let seen = crate::within(what, view.wait_for(|view| holds(view) || view.closed.is_some())).await?;
        let seen = seen.context("the reader is gone")?.clone();
        anyhow::ensure!(holds(&seen), "closed with {:?} while waiting for {what}", seen.closed);
        Ok(seen)
    }

    /// Waits until what is known is so, however long that takes; for ever if it never is.
    pub async fn at_last(&self, holds: impl Fn(&View) -> bool) {
        if self.view.clone().wait_for(|view| holds(view)).await.is_err() {
            std::future::pending().await
        }
    }

    /// Waits for the end; returns the close code, zero if there was none.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn end(&self) -> anyhow::Result<(u16, String)> {
        let mut view = self.view.clone();
        let seen =
            crate::within("the end of a connection", view.wait_for(|view| view.closed.is_some())).await?;
        seen.context("the reader is gone")?.closed.clone().context("invariant: waited for it")
    }
}

fn read(text: &str, waiting: &Waiting, told: &watch::Sender<View>) {
    let at = clock::nanos();
    let answer = |id: RequestId, outcome| {
        if let Some(asker) = waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&id.0) {
            let _ = asker.send(Answer { outcome, at });
        }
    };
    match serde_json::from_str(text) {
        Ok(ServerMessage::Ok { id }) => answer(id, Ok(Reply::Ok)),
        Ok(ServerMessage::Rejected { id, code }) => answer(id, Err(code)),
        Ok(ServerMessage::Media { id, answer: sdp, offer }) => {
            answer(id, Ok(Reply::Described(Described { answer: sdp, offer })));
            told.send_modify(|known| known.others += 1);
        }
        Ok(ServerMessage::AttendanceTable { id, csv }) => {
            answer(id, Ok(Reply::Table(csv)));
            told.send_modify(|known| known.others += 1);
        }
        Ok(ServerMessage::PictureKey { id, key }) => {
            answer(id, Ok(Reply::PictureKey(key)));
            told.send_modify(|known| known.others += 1);
        }
        Ok(ServerMessage::OwnQuestions { id, questions }) => {
            answer(id, Ok(Reply::OwnQuestions(questions)));
            told.send_modify(|known| known.others += 1);
        }
        Ok(ServerMessage::Lobby { resume_token, view, .. }) => {
            told.send_modify(|known| known.wait(resume_token, view));
        }
        Ok(ServerMessage::AgreementNeeded { agreement }) => {
            told.send_modify(|known| known.agreement = Some(agreement));
        }
        Ok(ServerMessage::Refused { reason }) => told.send_modify(|known| known.refused = Some(reason)),
        Ok(ServerMessage::Welcome { you, resume_token, seq, view, beside, .. }) => {
            told.send_modify(|known| {
                known.you = Some(you);
                known.lobby = None;
                known.agreement = None;
                known.others += 1;
                known.resume_token = resume_token;
                known.gap |= view.is_none() && known.seq != seq;
                known.seq = seq;
                if let Some(view) = view {
                    known.replace(view);
                    known.begin_beside(beside);
                }
            })
        }
        Ok(ServerMessage::Event { seq, event, whom }) => told.send_modify(|known| {
            known.others += 1;
            known.fold(seq, event, &whom);
        }),
        Ok(ServerMessage::DeviceInvitation { participant, further, secret }) => told.send_modify(|known| {
            known.others += 1;
            known.invitation = Some(DeviceInvitation { participant, further, secret });
        }),
        Ok(ServerMessage::Slots { generation, slots }) => told.send_modify(|known| {
            known.others += 1;
            known.generation = generation;
            known.slots = slots;
        }),
        Ok(ServerMessage::Speaking { devices }) => told.send_modify(|known| {
            known.others += 1;
            known.speaking = devices;
        }),
        Ok(ServerMessage::MediaWanted { .. } | ServerMessage::Network { .. }) => {
            told.send_modify(|known| known.others += 1);
        }
        Ok(ServerMessage::MediaRestart { .. }) => told.send_modify(|known| known.restarts += 1),
        // Nothing a server says is unknown here: whatever it is, the sequence has a hole now.
        Err(_) => told.send_modify(|known| known.gap = true),
    }
}
