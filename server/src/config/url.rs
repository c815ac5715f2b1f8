//! The address under which people reach the server.

use std::fmt;

/// Scheme and host, and a port if it is not the usual one: an origin, without a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    secure: bool,
    authority: String,
}

impl PublicUrl {
    /// `http://localhost:PORT`, which browsers trust with camera and microphone.
    #[must_use]
    pub fn localhost(port: u16) -> Self {
        Self { secure: false, authority: format!("localhost:{port}") }
    }

    /// Reads a URL; empty text means none.
    pub(super) fn optional(text: String) -> Result<Option<Self>, String> {
        if text.is_empty() { Ok(None) } else { Self::read(&text).map(Some) }
    }

    fn read(text: &str) -> Result<Self, String> {
        let refused =
            || format!("\"{text}\" cannot be used: expected https://host or http://host:port without a path");
        let url: hyper::Uri = text.parse().map_err(|_| refused())?;
        let secure = match url.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            Some(_) | None => return Err(refused()),
        };
        let authority =
            url.authority().filter(|authority| !authority.as_str().contains('@')).ok_or_else(refused)?;
        if !matches!(url.path(), "" | "/") || url.query().is_some() || text.contains('#') {
            return Err(refused());
        }
        let usual = if secure { ":443" } else { ":80" };
        let authority = authority.as_str().to_ascii_lowercase();
        Ok(Self { secure, authority: authority.strip_suffix(usual).unwrap_or(&authority).to_owned() })
    }

    /// Whether it is reached over TLS.
    #[must_use]
    pub const fn is_secure(&self) -> bool {
        self.secure
    }

    /// Where the WebSocket of a session is.
    #[must_use]
    pub fn session_socket(&self) -> String {
        format!("{}/v1/session", self.socket_origin())
    }

    /// The origin of WebSockets.
    #[must_use]
    pub fn socket_origin(&self) -> String {
        format!("{}://{}", if self.secure { "wss" } else { "ws" }, self.authority)
    }

    /// The link that carries `secret`: in the fragment, which browsers send to nobody.
    #[must_use]
    pub fn link(&self, secret: &str) -> String {
        format!("{self}/#{secret}")
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.secure { "https" } else { "http" }, self.authority)
    }
}

impl std::str::FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::read(text)
    }
}
