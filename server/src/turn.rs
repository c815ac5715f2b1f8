//! Credentials for a TURN server (RFC 8656), for networks that let nothing but it through. They are good for a limited
//! time and made anew for each welcome; the server that checks them, coturn with `use-auth-secret`, knows only the secret
//! that both share (draft-uberti-behave-turn-rest-00). What it must be told is in `config/coturn.conf`.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use signaling::protocol::IceServer;

use crate::secret::{Secret, random_text};

/// A TURN server and the secret that is shared with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Where, as `RTCIceServer.urls` takes it.
    pub urls: Vec<String>,
    /// `static-auth-secret` of the server.
    pub secret: Secret,
    /// How long a name and its password open a new allocation. Those that exist are refreshed with them for longer.
    pub ttl: Duration,
}

impl Turn {
    /// It with new credentials, `now` being the time since 1970. Nothing in them says whose they are.
    #[must_use]
    pub fn ice_server(&self, now: Duration) -> IceServer {
        let ends = now.saturating_add(self.ttl).as_secs();
        let username = format!("{ends}:{}", random_text::<9>());
        let credential = self.password(&username);
        IceServer { urls: self.urls.clone(), username, credential }
    }

    /// HMAC-SHA1 of the name with the secret as key, in base64.
    fn password(&self, username: &str) -> String {
        // A key of any length is taken: the failure does not exist.
        let password = Hmac::<Sha1>::new_from_slice(self.secret.expose().as_bytes()).map(|mut mac| {
            mac.update(username.as_bytes());
            STANDARD.encode(mac.finalize().into_bytes())
        });
        password.unwrap_or_default()
    }
}

/// Whether a URL is one of a TURN server (RFC 7065): `turn:host`, `turns:host:port`, either with `?transport=udp` or
/// `?transport=tcp`.
#[must_use]
pub fn is_url(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("turn:").or_else(|| url.strip_prefix("turns:")) else { return false };
    let (server, transport) =
        rest.split_once('?').map_or((rest, None), |(server, query)| (server, Some(query)));
    let Ok(authority) = server.parse::<hyper::http::uri::Authority>() else { return false };
    let port_fits = match authority.as_str().strip_prefix(authority.host()) {
        Some("") => true,
        Some(port) => port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok()),
        None => false,
    };
    port_fits
        && !authority.host().is_empty()
        && matches!(transport, None | Some("transport=udp" | "transport=tcp"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn() -> Turn {
        Turn {
            urls: vec!["turn:turn.example.org".to_owned()],
            secret: Secret::new("a-canary-of-a-secret"),
            ttl: Duration::from_secs(600),
        }
    }

    /// `printf 1700000600:abc | openssl dgst -sha1 -hmac a-canary-of-a-secret -binary | base64`
    #[test]
    fn the_password_is_what_coturn_computes() {
        assert_eq!(turn().password("1700000600:abc"), "vg0Sec8dZa07dm1Wo7nIidol/4Q=");
    }

    #[test]
    fn a_name_ends_when_it_should_and_comes_once() {
        let now = Duration::from_millis(1_700_000_000_900);
        let (one, other) = (turn().ice_server(now), turn().ice_server(now));
        assert!(one.username.starts_with("1700000600:"), "{}", one.username);
        assert_ne!(one.username, other.username);
        assert_ne!(one.credential, other.credential);
        // Nothing in a name ends it early in coturn's eyes, which reads the number up to the first colon.
        assert_eq!(one.username.matches(':').count(), 1);
    }

    #[test]
    fn neither_secret_nor_password_is_in_a_debug_text() {
        let turn = turn();
        let server = turn.ice_server(Duration::ZERO);
        let text = format!("{turn:?} {server:?}");
        assert!(!text.contains("canary") && !text.contains(&server.credential), "{text}");
    }

    #[test]
    fn urls_are_those_of_browsers() {
        for url in [
            "turn:turn.example.org",
            "turn:192.0.2.1:3478",
            "turns:turn.example.org:443?transport=tcp",
            "turn:[2001:db8::1]:3478?transport=udp",
        ] {
            assert!(is_url(url), "{url}");
        }
        for url in [
            "",
            "turn:",
            "turn.example.org",
            "stun:turn.example.org",
            "turn://turn.example.org",
            "turn:host:port",
            "turn:host:70000",
            "turn:host?transport=sctp",
            "turn:a host",
        ] {
            assert!(!is_url(url), "{url}");
        }
    }
}
