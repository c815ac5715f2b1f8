//! Whose request it is, as far as an address tells.

use std::net::IpAddr;

use axum::http::HeaderMap;

/// The address of the client: the peer, or behind proxies we trust the last address in `X-Forwarded-For` that is not
/// one of them. Whatever stands before that was written by anybody.
pub fn address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut address = peer.to_canonical();
    let forwarded = headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    for hop in hops.into_iter().rev() {
        if !trusted.contains(&address) {
            break;
        }
        let Ok(before) = hop.parse::<IpAddr>() else { break };
        address = before.to_canonical();
    }
    address
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn seen(peer: &str, forwarded: &[&'static str], trusted: &[&str]) -> IpAddr {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        address(ip(peer), &headers, &trusted.iter().map(|text| ip(text)).collect::<Vec<_>>())
    }

    #[test]
    fn without_a_trusted_proxy_the_peer_counts() {
        assert_eq!(seen("192.0.2.1", &["198.51.100.7"], &[]), ip("192.0.2.1"));
        assert_eq!(seen("192.0.2.1", &["198.51.100.7"], &["192.0.2.2"]), ip("192.0.2.1"));
        assert_eq!(seen("::ffff:192.0.2.1", &[], &[]), ip("192.0.2.1"));
    }

    #[test]
    fn behind_trusted_proxies_the_last_stranger_counts() {
        assert_eq!(seen("127.0.0.1", &["198.51.100.7"], &["127.0.0.1"]), ip("198.51.100.7"));
        assert_eq!(seen("127.0.0.1", &["6.6.6.6, 198.51.100.7"], &["127.0.0.1"]), ip("198.51.100.7"));
        let two = ["127.0.0.1", "10.0.0.2"];
        assert_eq!(seen("127.0.0.1", &["6.6.6.6", "198.51.100.7, 10.0.0.2"], &two), ip("198.51.100.7"));
        assert_eq!(seen("127.0.0.1", &["6.6.6.6, nonsense"], &["127.0.0.1"]), ip("127.0.0.1"));
        assert_eq!(seen("127.0.0.1", &[], &["127.0.0.1"]), ip("127.0.0.1"));
    }
}
