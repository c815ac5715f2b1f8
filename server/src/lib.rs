//! The process: everything with I/O. What is decided is decided in the pure crates `signaling` and `sfu`.
//!
//! | module | holds |
//! |---|---|
//! | [`config`] | options in layers, from the defaults to the flags |
//! | [`http`] | page, API, and the door to the WebSocket |
//! | [`socket`] | one WebSocket, from the hello to its end |
//! | [`rooms`], [`room_task`] | which rooms there are; the loop that drives one [`signaling::room::Room`] |
//! | [`seats`], [`outbox`] | each person's stream, tokens and connection; the bounded way to it |
//! | [`clock`], [`opening_hours`] | the time of a session; the weekly hours of a reception |
//! | [`attendance_csv`] | the tables of attendance as files |
//! | [`templates`] | the kinds of meeting a room can be made for |
//! | [`pictures`] | what people bring from an own task, and the keys to it |
//! | [`access`], [`tickets`], [`secret`] | who may: API keys, links, tickets |
//! | [`turn`] | credentials for a TURN server |
//! | [`media`], [`discovery`] | sound and picture: workers, one UDP port, one TCP port; their public address |

pub mod access;
pub mod attendance_csv;
pub mod clock;
pub mod config;
pub mod demo;
pub mod discovery;
pub mod http;
pub mod limits;
pub mod media;
pub mod names;
pub mod opening_hours;
pub mod outbox;
pub mod pictures;
pub mod room_task;
pub mod rooms;
pub mod seats;
pub mod secret;
pub mod socket;
pub mod telemetry;
pub mod templates;
pub mod tickets;
pub mod turn;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use prometheus_client::registry::Registry;
use signaling::room::Rules;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::access::ApiKeys;
use crate::config::{Config, PublicUrl};
use crate::http::Site;
use crate::media::Media;
use crate::pictures::Pictures;
use crate::rooms::Rooms;
use crate::templates::Templates;
use crate::tickets::Tickets;

/// How long a shutdown waits for connections to hear of it.
const GOODBYE_WITHIN: Duration = Duration::from_secs(5);

/// A server that runs until it is shut down.
pub struct Server {
    addr: SocketAddr,
    site: Arc<Site>,
    media: Media,
    stop: CancellationToken,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Starts to serve `listener`. With port 0 in the listener and in `[media] listen`, any number can run at once.
    pub async fn start(config: &Config, listener: TcpListener) -> anyhow::Result<Self> {
        let templates = Templates::load(config.templates.folder.as_deref())?;
        let addr = listener.local_addr().context("the address of the listener")?;
        let media = Media::start(&config.media, &config.http.trusted_proxies, config.turn.credentials())?;
        let public_url = config.http.public_url.clone().unwrap_or_else(|| PublicUrl::localhost(addr.port()));
        let stop = CancellationToken::new();
        let rules = Rules { grace: config.session.grace };
        let pictures = Pictures::at_most(config.session.picture_bytes);
        let rooms = Rooms::new(media.clone(), rules, config.session.max_rooms, pictures, stop.clone());
        if let Some(server) = config.media.stun_server.clone() {
            discovery::begin(media.clone(), server, stop.clone()).await;
        }
        let api_keys = ApiKeys::new(&config.access.api_keys);
        let mut figures = Registry::default();
        media.register(&mut figures);
        let tickets = Tickets::new()?;
        let site = Site::new(rooms, figures, tickets, api_keys, templates, public_url, &config.http);
        let site = Arc::new(site);
        let accepting = tokio::spawn(http::accept(listener, http::router(Arc::clone(&site)), stop.clone()));
        tracing::info!(http = %addr, udp = media.udp_port(), tcp = media.tcp_port(), "serving");
        Ok(Self { addr, site, media, stop, accepting })
    }

    /// Where HTTP is served.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The UDP port of media.
    #[must_use]
    pub fn media_port(&self) -> u16 {
        self.media.udp_port()
    }

    /// The TCP port of media, if there is one.
    #[must_use]
    pub fn media_tcp_port(&self) -> Option<u16> {
        self.media.tcp_port()
    }

    /// The media workers, for their counters.
    #[must_use]
    pub const fn media(&self) -> &Media {
        &self.media
    }

    /// What people type.
    #[must_use]
    pub fn public_url(&self) -> &PublicUrl {
        &self.site.public_url
    }

    /// The rooms of this server.
    #[must_use]
    pub fn rooms(&self) -> &Rooms {
        &self.site.rooms
    }

    /// The kinds of meeting of this server.
    #[must_use]
    pub fn templates(&self) -> &Templates {
        &self.site.templates
    }

    /// Ends everything in order: no new connections, every room tells its people to try again, then media.
    pub async fn shutdown(self) {
        self.stop.cancel();
        let goodbyes = async {
            self.site.rooms.ended().await;
            self.site.fell_silent().await;
            self.accepting.await.ok();
        };
        if tokio::time::timeout(GOODBYE_WITHIN, goodbyes).await.is_err() {
            tracing::warn!("some connections did not end in time");
        }
        self.media.shutdown();
    }
}

/// Serves until `shutdown` is done; with `demo`, after printing the links of the demonstration rooms.
pub async fn run(
    config: &Config,
    listener: TcpListener,
    demo: bool,
    shutdown: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let server = Server::start(config, listener).await?;
    if demo {
        println!("{}", demo::open(&server)?);
    }
    shutdown.await;
    tracing::info!("shutting down");
    server.shutdown().await;
    Ok(())
}

/// Done when the process is asked to end: Ctrl+C, or SIGTERM as service managers send it.
pub async fn asked_to_stop() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signals) => signals.recv().await,
            Err(_) => std::future::pending().await,
        };
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

/// Listens for HTTP where the configuration says.
pub async fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    let listen = config.http.listen;
    TcpListener::bind(listen).await.map_err(|error| {
        let next = SocketAddr::new(listen.ip(), listen.port().saturating_add(1));
        let problem = match error.kind() {
            ErrorKind::AddrInUse => format!("port {} on {} is taken by another program", listen.port(), listen.ip()),
            _ => format!("HTTP cannot listen on {listen} ({error})"),
        };
        anyhow::anyhow!(
            "{problem}: choose another with --http-listen {next}, PIIRI_HTTP_LISTEN={next} or [http] listen in the \
             configuration file"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_named_with_a_way_out() {
        let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut config = Config::default();
        config.http.listen = taken.local_addr().unwrap();
        let message = listen(&config).await.unwrap_err().to_string();
        assert!(message.contains(&format!("port {} ", config.http.listen.port())), "{message}");
        assert!(message.contains("--http-listen") && message.contains("PIIRI_HTTP_LISTEN"), "{message}");
    }
}
