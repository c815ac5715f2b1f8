//! Secrets: drawn from the operating system, shown to nobody by accident, kept only as a digest.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::Digest as _;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// Text that must not reach a log. [`Secret::expose`] is the only way to it, easy to find in a review.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes what somebody chose.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// 256 random bits, as text that fits a URL.
    #[must_use]
    pub fn draw() -> Self {
        Self(random_text::<32>())
    }

    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored in its place.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// SHA-256 of a secret. The secrets are random and long, so that a slow hash would add nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Of any text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(&self) -> [u8; 32] {
        self.0
    }

    /// Compares without telling by the time taken where the first difference is.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.0.ct_eq(&Self::of(text).0).into()
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(***)")
    }
}

/// Random bytes as base64url: letters, digits, `-` and `_`.
#[must_use]
pub fn random_text<const BYTES: usize>() -> String {
    let mut bytes = [0_u8; BYTES];
    fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A random number.
#[must_use]
pub fn random_u32() -> u32 {
    let mut bytes = [0_u8; 4];
    fill(&mut bytes);
    u32::from_ne_bytes(bytes)
}

/// A random number.
#[must_use]
pub fn random_u64() -> u64 {
    let mut bytes = [0_u8; 8];
    fill(&mut bytes);
    u64::from_ne_bytes(bytes)
}

/// Fills `bytes` with random ones.
pub fn fill(bytes: &mut [u8]) {
    #[expect(
        clippy::expect_used,
        reason = "Linux gives random bytes or blocks; without them nothing here is safe"
    )]
    getrandom::fill(bytes).expect("invariant: the operating system gives random bytes");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_in_its_debug_text() {
        let secret = Secret::new("canary");
        assert_eq!(format!("{secret:?}"), "***");
        assert!(!format!("{:?}", secret.digest()).contains(char::is_numeric));
    }

    #[test]
    fn a_drawn_secret_has_256_bits_and_differs_each_time() {
        let (one, other) = (Secret::draw(), Secret::draw());
        assert_ne!(one, other);
        assert_eq!(URL_SAFE_NO_PAD.decode(one.expose()).map(|bytes| bytes.len()), Ok(32));
    }

    #[test]
    fn a_digest_matches_its_own_text_only() {
        let digest = Digest::of("one");
        assert!(digest.matches("one"));
        assert!(!digest.matches("one ") && !digest.matches(""));
    }
}
