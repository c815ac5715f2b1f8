//! The SRTP keys of a connection, noted while the library derives its own from them.
//!
//! The library keeps what it gets from DTLS to itself. But it asks a crypto provider of ours to encrypt single blocks, which
//! only the key derivation of SRTP does (RFC 3711 §4.3.1): under each master key first the block of the session key, label
//! 0, which is the master salt itself followed by zeros. Its own direction comes first.

use std::sync::{Arc, Mutex, PoisonError};

use rtc::crypto::providers::RingProvider;
use rtc::crypto::{
    ActiveKeyExchange, AeadAlgorithm, AeadCipher, BlockCipherAlgorithm, CbcAlgorithm, CbcCipher,
    CryptoAlgorithm, CryptoError, HashAlgorithm, HmacAlgorithm, KeyExchangeAlgorithm, Mac, PublicKey,
    RTCCrypto, RTCCryptoProvider, RTCRandom, SignatureScheme, SigningKey, StreamCipher,
    StreamCipherAlgorithm,
};
use rtc::srtp::context::Context;
use rtc::srtp::protection_profile::ProtectionProfile;

/// What was noted.
#[derive(Default)]
struct Noted {
    /// Master keys with the first block encrypted under each, own direction first.
    keys: Vec<(Vec<u8>, Vec<u8>)>,
    /// A stream cipher was made, so the profile is not an AEAD one.
    counter_mode: bool,
}

/// A provider for one connection: what `ring` does, and a note of its keys.
#[derive(Default)]
pub(super) struct Keys {
    ring: RingProvider,
    noted: Mutex<Noted>,
}

impl Keys {
    /// Contexts of one's own, to seal and to open, once the handshake is over. Taken once, since two that seal under one key
    /// would use numbers twice.
    pub fn contexts(&self) -> anyhow::Result<(Context, Context)> {
        let noted = std::mem::take(&mut *self.noted.lock().unwrap_or_else(PoisonError::into_inner));
        let profile = if noted.counter_mode {
            ProtectionProfile::Aes128CmHmacSha1_80
        } else {
            ProtectionProfile::AeadAes128Gcm
        };
        let context = |index: usize| -> anyhow::Result<Context> {
            let (key, block) =
                noted.keys.get(index).ok_or_else(|| anyhow::anyhow!("no SRTP key was derived"))?;
            let salt = &block[..profile.salt_len()];
            Ok(Context::new(key, salt, profile, None, None, self.ring.crypto())?)
        };
        Ok((context(0)?, context(1)?))
    }
}

/// For the library's settings.
pub(super) struct Provider(pub Arc<Keys>);

impl RTCCryptoProvider for Provider {
    fn name(&self) -> &'static str {
        "ring, noting keys"
    }

    fn crypto(&self) -> &dyn RTCCrypto {
        &*self.0
    }

    fn random(&self) -> &dyn RTCRandom {
        self.0.ring.random()
    }
}

impl RTCCrypto for Keys {
    fn supports(&self, algorithm: CryptoAlgorithm) -> bool {
        self.ring.crypto().supports(algorithm)
    }

    fn hash(&self, algorithm: HashAlgorithm, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.ring.crypto().hash(algorithm, data)
    }

    fn block_encrypt(
        &self,
        algorithm: BlockCipherAlgorithm,
        key: &[u8],
        block: &mut [u8],
    ) -> Result<(), CryptoError> {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.keys.iter().all(|(known, _)| known != key) {
            noted.keys.push((key.to_vec(), block.to_vec()));
        }
        drop(noted);
        self.ring.crypto().block_encrypt(algorithm, key, block)
    }

    fn new_hmac(&self, algorithm: HmacAlgorithm, key: &[u8]) -> Result<Box<dyn Mac>, CryptoError> {
        self.ring.crypto().new_hmac(algorithm, key)
    }

    fn new_stream_cipher(
        &self,
        algorithm: StreamCipherAlgorithm,
        key: &[u8],
    ) -> Result<Box<dyn StreamCipher>, CryptoError> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).counter_mode = true;
        self.ring.crypto().new_stream_cipher(algorithm, key)
    }

    fn new_aead(&self, algorithm: AeadAlgorithm, key: &[u8]) -> Result<Box<dyn AeadCipher>, CryptoError> {
        self.ring.crypto().new_aead(algorithm, key)
    }

    fn new_cbc(&self, algorithm: CbcAlgorithm, key: &[u8]) -> Result<Box<dyn CbcCipher>, CryptoError> {
        self.ring.crypto().new_cbc(algorithm, key)
    }

    fn start_key_exchange(
        &self,
        algorithm: KeyExchangeAlgorithm,
    ) -> Result<Box<dyn ActiveKeyExchange>, CryptoError> {
        self.ring.crypto().start_key_exchange(algorithm)
    }

    fn generate_signing_key(&self, scheme: SignatureScheme) -> Result<Arc<dyn SigningKey>, CryptoError> {
        self.ring.crypto().generate_signing_key(scheme)
    }

    fn import_signing_key(
        &self,
        scheme: SignatureScheme,
        pkcs8_der: &[u8],
    ) -> Result<Arc<dyn SigningKey>, CryptoError> {
        self.ring.crypto().import_signing_key(scheme, pkcs8_der)
    }

    fn verify_signature(
        &self,
        scheme: SignatureScheme,
        public_key: PublicKey<'_>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        self.ring.crypto().verify_signature(scheme, public_key, message, signature)
    }
}
