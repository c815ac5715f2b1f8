//! As much of STUN (RFC 8489) as routing needs. Nothing here is trusted: only the ICE agent's answer is.

const MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const USERNAME: u16 = 0x0006;
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
    fn no_prefix_and_no_wrong_length_is_accepted() {
        let message = request(&[0x00, 0x06, 0x00, 0x04, b'o', b'u', b'r', b's']);
        for length in 0..message.len() {
            assert_eq!(parse(&message[..length]), None, "{length}");
        }
        let lying = request(&[0x00, 0x06, 0x00, 0x40, b'o', b'u', b'r', b's']);
        assert_eq!(parse(&lying), None);
    }
}
