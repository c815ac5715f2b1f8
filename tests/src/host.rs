//! A server in this process, on free ports of 127.0.0.1, and its API.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};
use server::Server;
use server::config::{Config, TcpListen};
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
    /// Devices of a session on one worker before it takes another.
    pub spread: usize,
    /// Grace time.
    pub grace: Duration,
    /// How media is reached.
    pub media: Ways,
}

/// How media is reached.
#[derive(Debug, Clone, Copy)]
pub enum Ways {
    /// UDP on 127.0.0.1.
    Udp,
    /// UDP on 127.0.0.1, of which another address is told: that of a proxy.
    Through(SocketAddr),
    /// UDP on one port of 127.0.0.1 and ::1.
    DualStack,
    /// UDP and TCP on 127.0.0.1.
    Both,
    /// TCP on 127.0.0.1; for UDP an address is told that leads elsewhere.
    Tcp(SocketAddr),
}

impl Default for Setup {
    fn default() -> Self {
        Self { workers: 1, spread: usize::MAX, grace: Duration::from_secs(120), media: Ways::Udp }
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
        let v6 = SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0));
        let loopback_v6 = SocketAddr::from((Ipv6Addr::LOCALHOST, 0));
        (config.media.listen, config.media.advertise, config.media.tcp_listen) = match setup.media {
            Ways::Udp => (localhost, vec![localhost], TcpListen::Off),
            Ways::Through(proxy) => (localhost, vec![proxy], TcpListen::Off),
            Ways::DualStack => (v6, vec![localhost, loopback_v6], TcpListen::Off),
            Ways::Both => (localhost, vec![localhost], TcpListen::Same),
            Ways::Tcp(elsewhere) => (localhost, vec![elsewhere], TcpListen::Same),
        };
        config.media.tcp_advertise = vec![localhost];
        config.media.workers = setup.workers;
        config.media.devices_per_worker = setup.spread;
        config.session.grace = setup.grace;
        // So that many people can come from many places.
        config.http.trusted_proxies = vec![localhost.ip()];
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

    /// Where media is over TCP.
    #[must_use]
    pub fn media_tcp_addr(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.server.media_tcp_port().unwrap_or_default()))
    }

    /// Makes a room.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn room(&self) -> anyhow::Result<Links> {
        Links::make(self.addr(), API_KEY).await
    }

    /// Makes a room with whatever else the API takes.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn room_as(&self, with: Value) -> anyhow::Result<Links> {
        Links::make_as(self.addr(), API_KEY, with).await
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
    /// The room, for the API.
    pub room: String,
    secrets: Vec<(Role, String)>,
    members: Vec<(u64, String)>,
    units: Vec<(u64, String)>,
}

impl Links {
    /// Makes a room through the API.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn make(addr: SocketAddr, key: &str) -> anyhow::Result<Self> {
        Self::make_as(addr, key, json!({})).await
    }

    /// Makes a room with whatever else the API takes.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn make_as(addr: SocketAddr, key: &str, with: Value) -> anyhow::Result<Self> {
        let mut room = json!({ "title": "Testihuone", "template": "workshop" });
        for (field, value) in with.as_object().into_iter().flatten() {
            room[field] = value.clone();
        }
        let (status, made) = http::post(addr, "/api/v1/rooms", Some(key), &room).await?;
        anyhow::ensure!(status == 201, "no room: {status} {made}");
        let secret = |link: &Value| {
            let link = link.as_str().with_context(|| format!("no link in {made}"))?;
            let (_, secret) = link.split_once('#').with_context(|| format!("no fragment in {link}"))?;
            anyhow::Ok(secret.to_owned())
        };
        let of_role = |role: Role| {
            let name = serde_json::to_value(role)?;
            anyhow::Ok((role, secret(&made["links"][name.as_str().unwrap_or_default()])?))
        };
        let secrets = Role::ALL.into_iter().map(of_role).collect::<anyhow::Result<_>>()?;
        let of_one = |one: &Value| anyhow::Ok((one["id"].as_u64().context("no id")?, secret(&one["link"])?));
        let list =
            |of: &str| made[of].as_array().into_iter().flatten().map(of_one).collect::<anyhow::Result<_>>();
        let (members, units) = (list("members")?, list("units")?);
        let room = made["id"].as_str().context("no id of the room")?.to_owned();
        Ok(Self { addr, room, secrets, members, units })
    }

    /// The secret of a role's link.
    #[must_use]
    pub fn secret(&self, role: Role) -> &str {
        self.secrets.iter().find(|(of, _)| *of == role).map_or("", |(_, secret)| secret)
    }

    /// The secret of somebody's own link.
    #[must_use]
    pub fn personal(&self, member: u64) -> &str {
        self.members.iter().find(|(of, _)| *of == member).map_or("", |(_, secret)| secret)
    }

    /// The secret of the link of a unit's own assistant.
    #[must_use]
    pub fn of_unit(&self, unit: u64) -> &str {
        self.units.iter().find(|(of, _)| *of == unit).map_or("", |(_, secret)| secret)
    }

    /// Exchanges a link for a ticket.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn ticket(&self, role: Role, name: &str) -> anyhow::Result<Ticket> {
        self.ticket_by(self.secret(role), name, None).await
    }

    /// Exchanges any secret for a ticket, as if `from` somewhere else behind a proxy.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn ticket_by(&self, secret: &str, name: &str, from: Option<IpAddr>) -> anyhow::Result<Ticket> {
        let joining = json!({ "secret": secret, "name": name });
        let (status, joined) = http::post_from(self.addr, "/api/v1/join", from, &joining).await?;
        Ticket::of(self.addr, status, &joined)
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
    /// What was answered to joining.
    ///
    /// # Errors
    /// When it was refused.
    pub fn of(addr: SocketAddr, status: u16, joined: &Value) -> anyhow::Result<Self> {
        let text = |field: &str| joined[field].as_str().map(str::to_owned);
        match (status, text("ticket"), text("ws_url")) {
            (200, Some(ticket), Some(ws_url)) => Ok(Self { addr, ticket, ws_url }),
            _ => anyhow::bail!("not let in: {status} {joined}"),
        }
    }

    /// The first frame of a WebSocket.
    #[must_use]
    pub fn hello(&self) -> Value {
        json!({ "version": 1, "proof": { "type": "ticket", "ticket": self.ticket } })
    }
}
