//! Who may use the API: keys from the configuration, kept as digests. Without any, nobody may.

use crate::secret::{Digest, Secret};

/// The configured keys.
#[derive(Debug, Clone, Default)]
pub struct ApiKeys(Vec<Digest>);

impl ApiKeys {
    /// Keeps the digests of `keys`.
    #[must_use]
    pub fn new(keys: &[Secret]) -> Self {
        Self(keys.iter().map(Secret::digest).collect())
    }

    /// Whether an `Authorization` header carries one of the keys.
    #[must_use]
    pub fn admit(&self, authorization: Option<&str>) -> bool {
        let Some((scheme, key)) = authorization.and_then(|header| header.split_once(' ')) else {
            return false;
        };
        scheme.eq_ignore_ascii_case("bearer") && self.0.iter().any(|digest| digest.matches(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_keys_nobody_is_admitted() {
        let closed = ApiKeys::new(&[]);
        for header in [None, Some(""), Some("Bearer "), Some("Bearer x")] {
            assert!(!closed.admit(header));
        }
    }

    #[test]
    fn each_configured_key_is_admitted_as_bearer_only() {
        let keys = ApiKeys::new(&[Secret::new("first"), Secret::new("second")]);
        assert!(keys.admit(Some("Bearer first")));
        assert!(keys.admit(Some("bearer second")));
        for header in
            ["first", "Basic first", "Bearer", "Bearer firs", "Bearer first ", "Bearer first second"]
        {
            assert!(!keys.admit(Some(header)), "{header}");
        }
    }
}
