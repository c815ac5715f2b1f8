//! As much of STUN (RFC 8489) as routing needs. Nothing here is trusted: only the ICE agent's answer is.

use std::net::{IpAddr, SocketAddr};

use bytes::BytesMut;

const MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const USERNAME: u16 = 0x0006;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
const USE_CANDIDATE: u16 = 0x0025;
const ICE_CONTROLLED: u16 = 0x8029;

/// A STUN transaction.
pub type TransactionId = [u8; 12];

/// What kind of STUN message it is, as far as the mux cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Binding request.
    Request,
    /// Binding success response.
    Success,
    /// Binding error response.
    Error,
    /// Anything else.
    Other,
}

/// A STUN message, read but not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stun<'a> {
    /// Its kind.
    pub class: Class,
    /// Its transaction.
    pub transaction: TransactionId,
    /// The receiver's part of USERNAME (RFC 8445 §7.2.2): which peer it is for.
    pub ufrag: Option<&'a str>,
    /// Whether it nominates its path.
    pub use_candidate: bool,
    /// Whether the sender says that we are to control.
    pub controlled: bool,
}

/// Whether a datagram is STUN by its first byte (RFC 7983).
#[must_use]
pub fn is_stun(datagram: &[u8]) -> bool {
    datagram.first().is_some_and(|&first| first < 4)
}

/// Whether a datagram is a STUN binding request, by its first two bytes.
#[must_use]
pub fn is_request(datagram: &[u8]) -> bool {
    datagram.starts_with(&[0x00, 0x01])
}

/// Reads the header and the attributes that routing needs; `None` for anything malformed.
#[must_use]
pub fn parse(datagram: &[u8]) -> Option<Stun<'_>> {
    let (header, mut rest) = datagram.split_at_checked(20)?;
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    if header[4..8] != MAGIC_COOKIE || length != rest.len() || length % 4 != 0 {
        return None;
    }
    let class = match u16::from_be_bytes([header[0], header[1]]) {
        0x0001 => Class::Request,
        0x0101 => Class::Success,
        0x0111 => Class::Error,
        _ => Class::Other,
    };
    let mut stun = Stun {
        class,
        transaction: header[8..20].try_into().ok()?,
        ufrag: None,
        use_candidate: false,
        controlled: false,
    };
    while !rest.is_empty() {
        let (head, body) = rest.split_at_checked(4)?;
        let size = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let (value, padded) = (body.get(..size)?, size.next_multiple_of(4));
        match u16::from_be_bytes([head[0], head[1]]) {
            USERNAME => stun.ufrag = std::str::from_utf8(value).ok()?.split(':').next(),
            USE_CANDIDATE => stun.use_candidate = true,
            ICE_CONTROLLED => stun.controlled = true,
            _ => {}
        }
        rest = body.get(padded..)?;
    }
    Some(stun)
}

/// A binding request without attributes: "where do you see me?"
#[must_use]
pub fn binding_request(transaction: TransactionId) -> BytesMut {
    let mut request = BytesMut::with_capacity(20);
    request.extend_from_slice(&[0x00, 0x01, 0x00, 0x00]);
    request.extend_from_slice(&MAGIC_COOKIE);
    request.extend_from_slice(&transaction);
    request
}

/// The transaction and the XOR-MAPPED-ADDRESS (RFC 8489 §14.2) of a binding success response.
#[must_use]
pub fn mapped_address(datagram: &[u8]) -> Option<(TransactionId, SocketAddr)> {
    let Stun { class: Class::Success, transaction, .. } = parse(datagram)? else { return None };
    let mut rest = datagram.get(20..)?;
    while !rest.is_empty() {
        let (&[kind_high, kind_low, size_high, size_low], body) = rest.split_first_chunk()?;
        let size = usize::from(u16::from_be_bytes([size_high, size_low]));
        if u16::from_be_bytes([kind_high, kind_low]) == XOR_MAPPED_ADDRESS {
            return Some((transaction, unmask(body.get(..size)?, transaction)?));
        }
        rest = body.get(size.next_multiple_of(4)..)?;
    }
    None
}

fn unmask(value: &[u8], transaction: TransactionId) -> Option<SocketAddr> {
    let (&[_, family, port_high, port_low], masked) = value.split_first_chunk()?;
    let port = u16::from_be_bytes([port_high, port_low]) ^ (u32::from_be_bytes(MAGIC_COOKIE) >> 16) as u16;
    let mut mask = [0; 16];
    mask[..4].copy_from_slice(&MAGIC_COOKIE);
    mask[4..].copy_from_slice(&transaction);
    let ip = match family {
        0x01 => {
            let masked = u32::from_be_bytes(masked.try_into().ok()?);
            IpAddr::from((masked ^ u32::from_be_bytes(MAGIC_COOKIE)).to_be_bytes())
        }
        0x02 => {
            let masked = u128::from_be_bytes(masked.try_into().ok()?);
            IpAddr::from((masked ^ u128::from_be_bytes(mask)).to_be_bytes()).to_canonical()
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(attributes: &[u8]) -> Vec<u8> {
        let mut message = vec![0x00, 0x01];
        message.extend_from_slice(&u16::try_from(attributes.len()).unwrap().to_be_bytes());
        message.extend_from_slice(&MAGIC_COOKIE);
        message.extend_from_slice(b"transaction!");
        message.extend_from_slice(attributes);
        message
    }

    #[test]
    fn the_receivers_fragment_and_the_nomination_are_read() {
        let mut attributes = vec![0x00, 0x06, 0x00, 0x09];
        attributes.extend_from_slice(b"ours:them\0\0\0");
        attributes.extend_from_slice(&[0x00, 0x25, 0x00, 0x00]);
        let message = request(&attributes);
        let stun = parse(&message).unwrap();
        assert_eq!(stun.class, Class::Request);
        assert_eq!(stun.ufrag, Some("ours"));
        assert!(stun.use_candidate);
        assert_eq!(&stun.transaction, b"transaction!");
    }

    #[test]
    fn an_address_of_either_family_is_unmasked() {
        let answer = |value: &[u8]| {
            let mut attributes = vec![0x80, 0x22, 0x00, 0x01, b'x', 0, 0, 0, 0x00, 0x20, 0x00];
            attributes.push(u8::try_from(value.len()).unwrap());
            attributes.extend_from_slice(value);
            let mut message = request(&attributes);
            message[0] = 0x01;
            mapped_address(&message)
        };
        // RFC 5769 §2.2 and §2.3 have the same addresses under another transaction.
        let mask: Vec<u8> = [&MAGIC_COOKIE[..], b"transaction!"].concat();
        let v4 = [0x00, 0x01, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43];
        assert_eq!(answer(&v4), Some((*b"transaction!", "192.0.2.1:32853".parse().unwrap())));
        let octets = "2001:db8:1234:5678:11:2233:4455:6677".parse::<std::net::Ipv6Addr>().unwrap().octets();
        let mut v6 = vec![0x00, 0x02, 0xa1, 0x47];
        v6.extend(octets.iter().zip(mask).map(|(octet, mask)| octet ^ mask));
        let mapped = "[2001:db8:1234:5678:11:2233:4455:6677]:32853".parse().unwrap();
        assert_eq!(answer(&v6), Some((*b"transaction!", mapped)));
        for wrong in [&v6[..19], &v4[..7], &[0x00, 0x03, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43][..], &[]] {
            assert_eq!(answer(wrong), None);
        }
    }

    #[test]
    fn no_prefix_and_no_wrong_length_is_accepted() {
        let message = request(&[0x00, 0x06, 0x00, 0x04, b'o', b'u', b'r', b's']);
        for length in 0..message.len() {
            assert_eq!(parse(&message[..length]), None, "{length}");
        }
        let lying = request(&[0x00, 0x06, 0x00, 0x40, b'o', b'u', b'r', b's']);
        assert_eq!(parse(&lying), None);
    }
}
