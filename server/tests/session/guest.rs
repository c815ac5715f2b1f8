//! A server for one test, and people who come to it.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use server::Server;
use server::config::Config;
use server::rooms::Created;
use server::rooms::settings::Settings;
use signaling::id::{RequestId, Sequence};
use signaling::protocol::{
    Command, Event, Hello, LobbyView, Proof, QuestionView, Rejection, Request, RequestBody, RoomView,
    ServerMessage, Template, VERSION, You, encode_hello, encode_request,
};
use signaling::role::Role;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Nothing here takes a tenth of it; whoever waits longer waits for something that will not come.
const PATIENCE: Duration = Duration::from_secs(10);

/// One room on a server of its own.
pub struct Fixture {
    pub server: Server,
    pub room: Created,
}

impl Fixture {
    pub async fn new() -> Self {
        Self::with_grace(Duration::from_secs(60)).await
    }

    pub async fn with_grace(grace: Duration) -> Self {
        Self::of(grace, Settings::plain("Piiri".into(), Template::PeerCircle)).await
    }

    pub async fn of(grace: Duration, settings: Settings) -> Self {
        let mut config = Config::default();
        config.media.listen = "127.0.0.1:0".parse().unwrap();
        config.session.grace = grace;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server::start(&config, listener).await.unwrap();
        let room = server.rooms().create(settings).unwrap();
        Self { server, room }
    }

    /// Exchanges the link of a role for a ticket.
    pub async fn ticket(&self, role: Role, name: &str) -> String {
        let secret = &self.room.links.iter().find(|link| link.0 == role).unwrap().1;
        let (status, joined) =
            self.post("/api/v1/join", &json!({"secret": secret.expose(), "name": name})).await;
        assert_eq!(status, 200, "{joined}");
        joined["ticket"].as_str().unwrap().to_owned()
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let mut stream = TcpStream::connect(self.server.addr()).await.unwrap();
        let body = body.to_string();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: piiri\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        let mut response = String::new();
        timeout(PATIENCE, stream.read_to_string(&mut response)).await.unwrap().unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap())
    }

    /// A socket on which nothing has been said.
    pub async fn socket(&self) -> Line {
        let url = format!("ws://{}/v1/session", self.server.addr());
        Line(timeout(PATIENCE, connect_async(url)).await.unwrap().unwrap().0)
    }

    /// Somebody who comes through the link of their role.
    pub async fn join(&self, role: Role, name: &str) -> Guest {
        let ticket = self.ticket(role, name).await;
        let (guest, view) = self.hello(Proof::Ticket { ticket }).await.unwrap();
        assert!(view.is_some(), "whoever is new gets the whole view");
        guest
    }

    /// Somebody who comes through the link of their role, and waits.
    pub async fn knock(&self, role: Role, name: &str) -> Waiting {
        let ticket = self.ticket(role, name).await;
        self.wait(Proof::Ticket { ticket }).await
    }

    /// Somebody who comes back to the lobby.
    pub async fn wait_again(&self, token: &str) -> Waiting {
        self.wait(Proof::Resume { token: token.to_owned(), seen: None }).await
    }

    async fn wait(&self, proof: Proof) -> Waiting {
        let mut line = self.socket().await;
        line.say(&encode_hello(&Hello { version: VERSION, proof })).await;
        match line.heard().await {
            Ok(ServerMessage::Lobby { resume_token: Some(token), view, .. }) => {
                Waiting { line, token, lobby: view, requests: 0 }
            }
            other => panic!("instead of the lobby: {other:?}"),
        }
    }

    /// Somebody who comes back.
    pub async fn resume(
        &self,
        token: &str,
        seen: Option<Sequence>,
    ) -> Result<(Guest, Option<RoomView>), u16> {
        self.hello(Proof::Resume { token: token.to_owned(), seen }).await
    }

    pub async fn hello(&self, proof: Proof) -> Result<(Guest, Option<RoomView>), u16> {
        let mut line = self.socket().await;
        line.say(&encode_hello(&Hello { version: VERSION, proof })).await;
        match line.heard().await {
            Ok(ServerMessage::Welcome { version, you, resume_token, seq, view, .. }) => {
                assert_eq!(version, VERSION);
                Ok((
                    Guest {
                        line,
                        you,
                        token: resume_token,
                        seen: seq,
                        events: Vec::new(),
                        lobby: None,
                        requests: 0,
                    },
                    view,
                ))
            }
            Ok(other) => panic!("instead of a welcome: {other:?}"),
            Err(code) => Err(code),
        }
    }
}

/// One WebSocket.
pub struct Line(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Line {
    pub async fn say(&mut self, text: &str) {
        self.send(Message::text(text)).await;
    }

    pub async fn send(&mut self, message: Message) {
        // Fails when the server has closed already: what it said is still to be heard.
        timeout(PATIENCE, self.0.send(message)).await.unwrap().ok();
    }

    /// The next message, or the code with which the connection was closed.
    pub async fn heard(&mut self) -> Result<ServerMessage, u16> {
        loop {
            match timeout(PATIENCE, self.0.next()).await.expect("nothing was said") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(Some(frame)))) => {
                    assert!(!frame.reason.is_empty(), "a code has its name with it");
                    return Err(frame.code.into());
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("neither text nor a code: {other:?}"),
            }
        }
    }

    /// The code with which the connection is closed, after whatever comes before.
    pub async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.heard().await {
                return code;
            }
        }
    }
}

/// Somebody in the lobby.
pub struct Waiting {
    pub line: Line,
    pub token: String,
    pub lobby: LobbyView,
    requests: u64,
}

impl Waiting {
    /// Sends a command and waits for its answer; the lobby may change before.
    pub async fn ask(&mut self, command: Command) -> Result<(), Rejection> {
        self.requests += 1;
        let asked = RequestId(self.requests);
        self.line.say(&encode_request(&Request { id: asked, body: RequestBody::Command(command) })).await;
        loop {
            match self.line.heard().await.expect("the connection is open") {
                ServerMessage::Ok { id } if id == asked => return Ok(()),
                ServerMessage::Rejected { id, code } if id == asked => return Err(code),
                ServerMessage::Lobby { view, .. } => self.lobby = view,
                other => panic!("not asked for: {other:?}"),
            }
        }
    }

    /// Waits until the lobby is so, if it is not.
    pub async fn until(&mut self, mut holds: impl FnMut(&LobbyView) -> bool) {
        while !holds(&self.lobby) {
            match self.line.heard().await.expect("the connection is open") {
                ServerMessage::Lobby { view, .. } => self.lobby = view,
                other => panic!("not the lobby: {other:?}"),
            }
        }
    }

    /// They are let in, on the same connection.
    pub async fn let_in(mut self) -> (Guest, RoomView) {
        loop {
            match self.line.heard().await.expect("the connection is open") {
                ServerMessage::Lobby { .. } => {}
                ServerMessage::Welcome { you, resume_token: token, seq: seen, view: Some(view), .. } => {
                    let (line, requests) = (self.line, self.requests);
                    let guest = Guest { line, you, token, seen, events: Vec::new(), lobby: None, requests };
                    return (guest, view);
                }
                other => panic!("not let in: {other:?}"),
            }
        }
    }

    /// Ends the connection without a word, as a lost network does.
    pub fn vanish(self) -> String {
        self.token
    }
}

/// Somebody in the room.
pub struct Guest {
    pub line: Line,
    pub you: You,
    pub token: String,
    pub seen: Sequence,
    /// Every event since the welcome.
    pub events: Vec<Event>,
    /// They are in the lobby again, and this is what they know.
    lobby: Option<LobbyView>,
    requests: u64,
}

impl Guest {
    /// Sends a command and waits for its answer; events that come before are kept.
    pub async fn ask(&mut self, command: Command) -> Result<(), Rejection> {
        match self.answer(command).await {
            ServerMessage::Ok { .. } => Ok(()),
            ServerMessage::Rejected { code, .. } => Err(code),
            other => panic!("another answer: {other:?}"),
        }
    }

    /// The same for what is answered with the questions that belong to keys.
    pub async fn own_questions(&mut self, command: Command) -> Result<Vec<Option<QuestionView>>, Rejection> {
        match self.answer(command).await {
            ServerMessage::OwnQuestions { questions, .. } => Ok(questions),
            ServerMessage::Rejected { code, .. } => Err(code),
            other => panic!("another answer: {other:?}"),
        }
    }

    async fn answer(&mut self, command: Command) -> ServerMessage {
        self.requests += 1;
        let asked = RequestId(self.requests);
        self.line.say(&encode_request(&Request { id: asked, body: RequestBody::Command(command) })).await;
        loop {
            match self.message().await {
                ServerMessage::Ok { id }
                | ServerMessage::Rejected { id, .. }
                | ServerMessage::OwnQuestions { id, .. }
                    if id != asked =>
                {
                    panic!("an answer to {id:?}, which was not asked")
                }
                answer @ (ServerMessage::Ok { .. }
                | ServerMessage::Rejected { .. }
                | ServerMessage::OwnQuestions { .. }) => return answer,
                ServerMessage::Event { .. }
                | ServerMessage::Lobby { .. }
                | ServerMessage::Slots { .. }
                | ServerMessage::Speaking { .. } => {}
                other => panic!("not asked for: {other:?}"),
            }
        }
    }

    /// The next message; checks that events come without a gap.
    pub async fn message(&mut self) -> ServerMessage {
        let message = self.line.heard().await.expect("the connection is open");
        if let ServerMessage::Event { seq, event, .. } = &message {
            assert_eq!(seq.0, self.seen.0 + 1, "events are numbered without gaps");
            self.seen = *seq;
            self.events.push(event.clone());
        }
        if let ServerMessage::Lobby { view, .. } = &message {
            self.lobby = Some(view.clone());
        }
        message
    }

    /// The next event of which `find` makes something.
    pub async fn until<T>(&mut self, mut find: impl FnMut(&Event) -> Option<T>) -> T {
        loop {
            if let ServerMessage::Event { event, .. } = self.message().await
                && let Some(found) = find(&event)
            {
                return found;
            }
        }
    }

    /// They are sent back to the lobby, on the same connection.
    pub async fn sent_out(mut self) -> Waiting {
        loop {
            if let Some(lobby) = self.lobby {
                return Waiting { line: self.line, token: self.token, lobby, requests: self.requests };
            }
            self.message().await;
        }
    }

    /// Ends the connection without a word, as a lost network does.
    pub fn vanish(self) -> (String, Sequence) {
        (self.token, self.seen)
    }
}
