//! A server in this process, on free ports of 127.0.0.1, and its API.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};
use server::Server;
use server::config::Config;
use server::secret::Secret;
use signaling::role::Role;
use tokio::net::TcpListener;

use crate::http;

/// The API key of [`Host`]s.
pub const API_KEY: &str = "a-key-for-tests-that-is-long-enough-to-be-one";

/// How a [`Host`] is started.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    /// Media workers.
    pub workers: usize,
    /// Grace time.
    pub grace: Duration,
}

impl Default for Setup {
    fn default() -> Self {
        Self { workers: 1, grace: Duration::from_secs(120) }
    }
}

/// A server in this process.
pub struct Host {
    /// It.
    pub server: Server,
}

impl Host {
    /// Starts one on free ports.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start(setup: Setup) -> anyhow::Result<Self> {
        let localhost = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut config = Config::default();
        config.access.api_keys = vec![Secret::new(API_KEY)];
        config.media.listen = localhost;
        config.media.advertise = vec![localhost.ip()];
        config.media.workers = setup.workers;
        config.session.grace = setup.grace;
        let server = Server::start(&config, TcpListener::bind(localhost).await?).await?;
        Ok(Self { server })
    }

    /// Where HTTP is.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.server.addr()
    }

    /// Where media is.
    #[must_use]
    pub fn media_addr(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.server.media_port()))
    }

    /// Makes a room.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn room(&self) -> anyhow::Result<Links> {
        Links::make(self.addr(), API_KEY).await
    }

    /// Ends it.
    pub async fn stop(self) {
        self.server.shutdown().await;
    }
}

/// A room's links.
#[derive(Debug, Clone)]
pub struct Links {
    /// The server.
    pub addr: SocketAddr,
    secrets: [(Role, String); 4],
}

impl Links {
    /// Makes a room through the API.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn make(addr: SocketAddr, key: &str) -> anyhow::Result<Self> {
        let room = json!({ "title": "Testihuone", "template": "workshop" });
        let (status, made) = http::post(addr, "/api/v1/rooms", Some(key), &room).await?;
        anyhow::ensure!(status == 201, "no room: {status} {made}");
        let secret = |role: &str| {
            let link =
                made["links"][role].as_str().with_context(|| format!("no link for {role} in {made}"))?;
            let (_, secret) = link.split_once('#').with_context(|| format!("no fragment in {link}"))?;
            anyhow::Ok(secret.to_owned())
        };
        let secrets = [
            (Role::Supervisor, secret("supervisor")?),
            (Role::Facilitator, secret("facilitator")?),
            (Role::Participant, secret("participant")?),
            (Role::Observer, secret("observer")?),
        ];
        Ok(Self { addr, secrets })
    }

    /// The secret of a role's link.
    #[must_use]
    pub fn secret(&self, role: Role) -> &str {
        self.secrets.iter().find(|(of, _)| *of == role).map_or("", |(_, secret)| secret)
    }

    /// Exchanges a link for a ticket.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn ticket(&self, role: Role, name: &str) -> anyhow::Result<Ticket> {
        let joining = json!({ "secret": self.secret(role), "name": name });
        let (status, joined) = http::post(self.addr, "/api/v1/join", None, &joining).await?;
        let text = |field: &str| joined[field].as_str().map(str::to_owned);
        match (status, text("ticket"), text("ws_url")) {
            (200, Some(ticket), Some(ws_url)) => Ok(Ticket { addr: self.addr, ticket, ws_url }),
            _ => anyhow::bail!("not let in: {status} {joined}"),
        }
    }
}

/// What a link was exchanged for.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// The server.
    pub addr: SocketAddr,
    /// The signed ticket.
    pub ticket: String,
    /// Where to go with it.
    pub ws_url: String,
}

impl Ticket {
    /// The first frame of a WebSocket.
    #[must_use]
    pub fn hello(&self) -> Value {
        json!({ "version": 1, "proof": { "type": "ticket", "ticket": self.ticket } })
    }
}
