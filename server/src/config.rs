//! The configuration: [`Config`] as it is meant, built in layers. Defaults, then the file, then `PIIRI_*` from the
//! environment, then flags; each layer replaces single options. What cannot be meant is refused with the name of the
//! option and of the place it was written in.

mod file;
mod url;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use file::{OPTIONS, Origin};
pub use url::PublicUrl;

use crate::secret::Secret;
use crate::turn::{self, Turn};
use file::{FileConfig, Layer};

/// Everything that can be chosen when the server is started.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// `[http]`
    pub http: Http,
    /// `[access]`
    pub access: Access,
    /// `[media]`
    pub media: Media,
    /// `[turn]`
    pub turn: TurnServer,
    /// `[session]`
    pub session: Session,
    /// `[templates]`
    pub templates: Templates,
    /// `[log]`
    pub log: Log,
}

/// The web page, the API and the WebSocket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Http {
    /// Where to listen.
    pub listen: SocketAddr,
    /// What people type; `http://localhost:PORT` when absent.
    pub public_url: Option<PublicUrl>,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Most WebSockets at once. Each may hold 64 KiB of a half-read message, and up to 1 MiB unread by its client.
    pub max_connections: usize,
}

/// Who may make rooms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// Keys of the API; none closes it.
    pub api_keys: Vec<Secret>,
}

/// Sound and picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// The UDP port of everybody. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Addresses told to browsers, with port 0 where it is the one listened on; those of the network interfaces when
    /// empty.
    pub advertise: Vec<SocketAddr>,
    /// The TCP port for networks without UDP.
    pub tcp_listen: TcpListen,
    /// Addresses told for it, as in `advertise`; those told for UDP when empty.
    pub tcp_advertise: Vec<SocketAddr>,
    /// Host and port of the STUN server that is asked for the public address.
    pub stun_server: Option<String>,
    /// Threads that forward media; 0: one for each core.
    pub workers: usize,
    /// Devices of a session on one worker before it takes another.
    pub devices_per_worker: usize,
}

/// Where media listens in TCP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TcpListen {
    /// Where it listens in UDP.
    Same,
    /// Nowhere.
    Off,
    /// There.
    At(SocketAddr),
}

impl TcpListen {
    fn read(text: String) -> Result<Self, String> {
        match text.as_str() {
            "" => Ok(Self::Off),
            "same" => Ok(Self::Same),
            _ => parse(text, "expected \"same\", or an address and a port, like [::]:443, or nothing")
                .map(Self::At),
        }
    }
}

/// A server that relays media for networks that let nothing else through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnServer {
    /// Where, as browsers take it; none for no server.
    pub urls: Vec<String>,
    /// What is shared with it.
    pub secret: Option<Secret>,
    /// How long credentials are good.
    pub ttl: Duration,
}

impl TurnServer {
    /// What makes credentials for it, if there is one.
    #[must_use]
    pub fn credentials(&self) -> Option<Turn> {
        let secret = self.secret.clone()?;
        (!self.urls.is_empty()).then(|| Turn { urls: self.urls.clone(), secret, ttl: self.ttl })
    }
}

impl Default for TurnServer {
    fn default() -> Self {
        Self { urls: Vec::new(), secret: None, ttl: Duration::from_secs(12 * 3600) }
    }
}

/// What holds for each session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// How long a lost connection keeps seat, hand and group.
    pub grace: Duration,
    /// Most rooms that exist at once.
    pub max_rooms: usize,
    /// Most bytes of pictures that all sessions hold in memory.
    pub picture_bytes: usize,
}

/// The kinds of meeting.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Templates {
    /// Where further ones are; none but those in the program when absent.
    pub folder: Option<PathBuf>,
}

/// What is logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// A filter of `tracing`.
    pub filter: String,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            public_url: None,
            trusted_proxies: Vec::new(),
            max_connections: 5_000,
        }
    }
}

impl Default for Media {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv6Addr::UNSPECIFIED, 10_000)),
            advertise: Vec::new(),
            tcp_listen: TcpListen::Same,
            tcp_advertise: Vec::new(),
            stun_server: None,
            workers: 0,
            devices_per_worker: sfu::spread::DEVICES,
        }
    }
}

impl Default for Session {
    fn default() -> Self {
        Self { grace: Duration::from_secs(120), max_rooms: 1000, picture_bytes: 500 * MEGABYTE }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { filter: "info,rtc=error,rtc_ice=error,rtc_dtls=error,rtc_srtp=error".to_owned() }
    }
}

/// An option that cannot be used, and where it was written.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("configuration file {file}: {problem}")]
    Unreadable {
        /// Its path.
        file: String,
        /// What the operating system says.
        problem: std::io::Error,
    },
    /// Not TOML, an unknown key or a value of the wrong type.
    #[error("{place}: {problem}")]
    NotUnderstood {
        /// The file or variable.
        place: String,
        /// Line and reason.
        problem: String,
    },
    /// Understood, but not possible.
    #[error("{option}: {problem}")]
    Impossible {
        /// Key and place.
        option: String,
        /// What is expected.
        problem: String,
    },
}

impl Config {
    /// Builds the configuration from all its layers. `environment` looks a variable up; `flags` are options by
    /// section, key and value.
    pub fn load(
        file: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
        flags: &[(&str, &str, String)],
    ) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        if let Some(path) = file {
            config.apply(Layer::from_file(path)?)?;
        }
        config.apply(Layer::from_environment(environment)?)?;
        config.apply(Layer::from_flags(flags)?)?;
        if !config.turn.urls.is_empty() && config.turn.secret.is_none() {
            return Err(ConfigError::Impossible {
                option: "[turn] secret".to_owned(),
                problem: "it is missing, and [turn] urls has a server that will ask for it".to_owned(),
            });
        }
        Ok(config)
    }

    fn apply(&mut self, layer: Layer) -> Result<(), ConfigError> {
        let Layer { origin, values: FileConfig { http, access, media, turn, session, templates, log } } =
            layer;
        let at = |section: &'static str, key: &'static str| Place { origin: &origin, section, key };

        set(&mut self.http.listen, http.listen, at("http", "listen"), |text| parse(text, ADDRESS_AND_PORT))?;
        set(&mut self.http.public_url, http.public_url, at("http", "public_url"), PublicUrl::optional)?;
        set(&mut self.http.trusted_proxies, http.trusted_proxies, at("http", "trusted_proxies"), addresses)?;
        set(&mut self.http.max_connections, http.max_connections, at("http", "max_connections"), |n| {
            within(n, 1, 16_000)
        })?;
        set(&mut self.access.api_keys, access.api_keys, at("access", "api_keys"), api_keys)?;
        set(&mut self.media.listen, media.listen, at("media", "listen"), |text| {
            parse(text, ADDRESS_AND_PORT)
        })?;
        set(&mut self.media.advertise, media.advertise, at("media", "advertise"), advertised)?;
        set(&mut self.media.tcp_listen, media.tcp_listen, at("media", "tcp_listen"), TcpListen::read)?;
        set(&mut self.media.tcp_advertise, media.tcp_advertise, at("media", "tcp_advertise"), advertised)?;
        set(&mut self.media.stun_server, media.stun_server, at("media", "stun_server"), stun_server)?;
        set(&mut self.media.workers, media.workers, at("media", "workers"), |n| within(n, 0, 64))?;
        set(
            &mut self.media.devices_per_worker,
            media.devices_per_worker,
            at("media", "devices_per_worker"),
            |n| within(n, 1, 100_000),
        )?;
        set(&mut self.turn.urls, turn.urls, at("turn", "urls"), turn_urls)?;
        set(&mut self.turn.secret, turn.secret, at("turn", "secret"), turn_secret)?;
        set(&mut self.turn.ttl, turn.ttl_seconds, at("turn", "ttl_seconds"), |n| {
            within(n, 60, 86_400).map(|seconds| Duration::from_secs(seconds as u64))
        })?;
        set(&mut self.session.grace, session.grace_seconds, at("session", "grace_seconds"), |n| {
            within(n, 1, 3600).map(|seconds| Duration::from_secs(seconds as u64))
        })?;
        set(&mut self.session.max_rooms, session.max_rooms, at("session", "max_rooms"), |n| {
            within(n, 1, 100_000)
        })?;
        set(
            &mut self.session.picture_bytes,
            session.picture_megabytes,
            at("session", "picture_megabytes"),
            |n| within(n, 0, 100_000).map(|megabytes| megabytes * MEGABYTE),
        )?;
        set(&mut self.templates.folder, templates.folder, at("templates", "folder"), |text| {
            Ok((!text.is_empty()).then(|| PathBuf::from(text)))
        })?;
        set(&mut self.log.filter, log.filter, at("log", "filter"), log_filter)
    }
}

const MEGABYTE: usize = 1_000_000;

const ADDRESS_AND_PORT: &str = "expected an address and a port, like 127.0.0.1:8080 or [::1]:8080";

/// RFC 8489 §13.
const STUN_PORT: u16 = 3478;

/// Shorter keys could be guessed, and are mostly words.
const MIN_API_KEY: usize = 32;

struct Place<'a> {
    origin: &'a Origin,
    section: &'static str,
    key: &'static str,
}

fn set<Written, Meant>(
    option: &mut Meant,
    written: Option<Written>,
    place: Place<'_>,
    understand: impl FnOnce(Written) -> Result<Meant, String>,
) -> Result<(), ConfigError> {
    let Some(written) = written else { return Ok(()) };
    *option = understand(written).map_err(|problem| ConfigError::Impossible {
        option: place.origin.name(place.section, place.key),
        problem,
    })?;
    Ok(())
}

fn parse<T: std::str::FromStr>(text: String, expected: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("\"{text}\" cannot be used: {expected}"))
}

fn addresses(texts: Vec<String>) -> Result<Vec<IpAddr>, String> {
    texts
        .into_iter()
        .map(|text| parse(text, "expected an IP address, like 192.0.2.1 or 2001:db8::1"))
        .collect()
}

fn advertised(texts: Vec<String>) -> Result<Vec<SocketAddr>, String> {
    texts
        .into_iter()
        .map(|text| match text.parse() {
            Ok(ip) => Ok(SocketAddr::new(ip, 0)),
            Err(_) => parse(
                text,
                "expected an IP address, like 192.0.2.1, or one with a port, like [2001:db8::1]:40000",
            ),
        })
        .collect()
}

fn stun_server(text: String) -> Result<Option<String>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let refused = || format!("\"{text}\" cannot be used: expected stun.example.org or stun.example.org:3478");
    // What a URL of the scheme "stun" has behind it (RFC 7064).
    let bare = text.strip_prefix("stun:").unwrap_or(&text);
    let authority: hyper::http::uri::Authority = bare.parse().map_err(|_| refused())?;
    if authority.as_str().contains('@') || authority.host().is_empty() {
        return Err(refused());
    }
    let port = match authority.port() {
        Some(port) => port.as_str().parse().map_err(|_| refused())?,
        None if authority.as_str() != authority.host() => return Err(refused()),
        None => STUN_PORT,
    };
    Ok(Some(format!("{}:{port}", authority.host())))
}

fn turn_urls(urls: Vec<String>) -> Result<Vec<String>, String> {
    match urls.iter().find(|url| !turn::is_url(url)) {
        Some(url) => Err(format!(
            "\"{url}\" cannot be used: expected turn:host:3478 or turns:host:443, with ?transport=tcp behind it or not"
        )),
        None => Ok(urls),
    }
}

// The value is left out of these messages: it is a secret.
fn turn_secret(text: String) -> Result<Option<Secret>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    if text.len() < MIN_API_KEY || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!(
            "it cannot be used: expected at least {MIN_API_KEY} letters, digits or signs without spaces"
        ));
    }
    Ok(Some(Secret::new(text)))
}

// The value is left out of these messages: it is a secret.
fn api_keys(keys: Vec<String>) -> Result<Vec<Secret>, String> {
    match keys
        .iter()
        .position(|key| key.len() < MIN_API_KEY || !key.bytes().all(|byte| byte.is_ascii_graphic()))
    {
        Some(index) => Err(format!(
            "key number {} cannot be used: expected at least {MIN_API_KEY} letters, digits or signs without spaces",
            index + 1
        )),
        None => Ok(keys.into_iter().map(Secret::new).collect()),
    }
}

fn within(number: i64, least: i64, most: i64) -> Result<usize, String> {
    usize::try_from(number)
        .ok()
        .filter(|_| (least..=most).contains(&number))
        .ok_or_else(|| format!("{number} cannot be used: expected {least} to {most}"))
}

fn log_filter(text: String) -> Result<String, String> {
    match text.parse::<tracing_subscriber::filter::Targets>() {
        Ok(_) => Ok(text),
        Err(_) => Err(format!(
            "\"{text}\" cannot be used: expected a level, or targets with levels, like info,server=debug"
        )),
    }
}

#[cfg(test)]
mod tests;
