//! How we come to a connection's keys: the library gives them to nobody, but its cryptography is ours to give, and the first
//! thing that it derives from a direction's master key shows master key and salt.

use std::sync::{Arc, Mutex, PoisonError};

use rtc::crypto::providers::RingProvider;
use rtc::crypto::{
    ActiveKeyExchange, AeadAlgorithm, AeadCipher, BlockCipherAlgorithm, CbcAlgorithm, CbcCipher,
    CryptoAlgorithm, CryptoError, HashAlgorithm, HmacAlgorithm, KeyExchangeAlgorithm, Mac, PublicKey,
    RTCCrypto, RTCCryptoProvider, RTCRandom, SecretVec, SignatureScheme, SigningKey, StreamCipher,
    StreamCipherAlgorithm,
};
use rtc::srtp::protection_profile::ProtectionProfile;

use super::Srtp;

/// Octets of a block of AES, which is as long as a key of AES-128.
const BLOCK: usize = 16;

/// What a connection's keys will be derived from, once its handshake is through. For one connection.
#[derive(Default)]
pub struct Keys(Mutex<Noted>);

#[derive(Default)]
struct Noted {
    /// They were taken. Of a handshake after that nothing is noted: whoever it is with, media stays under these keys.
    done: bool,
    /// Ours and the other side's, in this order: the library makes what seals before what opens.
    masters: Vec<Master>,
    profile: Option<ProtectionProfile>,
}

/// What session keys are derived from.
pub(super) struct Master {
    pub key: SecretVec,
    /// The first block that was encrypted under it: the salt, then zeros (RFC 3711 §4.3.1 with label 0).
    pub salt: [u8; BLOCK],
}

impl Keys {
    fn note(&self, with: impl FnOnce(&mut Noted)) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !noted.done {
            with(&mut noted);
        }
    }

    fn derived(&self, algorithm: BlockCipherAlgorithm, key: &[u8], block: &[u8]) {
        let (BlockCipherAlgorithm::Aes128, Ok(salt)) = (algorithm, <[u8; BLOCK]>::try_from(block)) else {
            return;
        };
        self.note(|noted| {
            if noted.masters.iter().all(|master| master.key.as_ref() != key) && noted.masters.len() < 2 {
                noted.masters.push(Master { key: SecretVec::new(key.to_vec()), salt });
            }
        });
    }

    /// A cipher is made: under a derived key if keys were derived, which tells the profile. What is made before is for the
    /// handshake.
    fn cipher(&self, profile: ProtectionProfile) {
        self.note(|noted| {
            if !noted.masters.is_empty() {
                noted.profile.get_or_insert(profile);
            }
        });
    }

    /// The keys, once, as soon as there are any; nothing is left here.
    pub fn take(&self) -> Option<Srtp> {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.masters.len() < 2 {
            return None;
        }
        noted.done = true;
        let profile = noted.profile.take()?;
        let [ours, theirs] = <[Master; 2]>::try_from(std::mem::take(&mut noted.masters)).ok()?;
        Srtp::new(&ours, theirs, profile)
    }
}

/// The cryptography of one connection: Ring's, and its SRTP keys noted in [`Keys`].
pub struct Noting {
    ring: RingProvider,
    keys: Arc<Keys>,
}

impl Noting {
    /// With where to note.
    pub const fn new(keys: Arc<Keys>) -> Self {
        Self { ring: RingProvider::new(), keys }
    }
}

impl RTCCryptoProvider for Noting {
    fn name(&self) -> &'static str {
        self.ring.name()
    }

    fn crypto(&self) -> &dyn RTCCrypto {
        self
    }

    fn random(&self) -> &dyn RTCRandom {
        self.ring.random()
    }
}

impl RTCCrypto for Noting {
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
        self.keys.derived(algorithm, key, block);
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
        self.keys.cipher(ProtectionProfile::Aes128CmHmacSha1_80);
        self.ring.crypto().new_stream_cipher(algorithm, key)
    }

    fn new_aead(&self, algorithm: AeadAlgorithm, key: &[u8]) -> Result<Box<dyn AeadCipher>, CryptoError> {
        self.keys.cipher(ProtectionProfile::AeadAes128Gcm);
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
