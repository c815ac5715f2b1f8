//! Sound and pictures under their keys (RFC 3711, RFC 7714): sealed where they lie, opened with one copy. The library would move
//! each packet through a queue in each of its eight layers and copy it twice (decisions/0021-past-the-library.md).

mod keys;
mod numbers;
mod window;

use bytes::BytesMut;
use rtc::crypto::providers::RingProvider;
use rtc::crypto::{
    AeadAlgorithm, AeadCipher, BlockCipherAlgorithm, RTCCrypto, RTCCryptoProvider as _, SecretVec,
};
use rtc::rtcp;
use rtc::rtp;
use rtc::shared::marshal::{MarshalSize as _, Unmarshal as _};
use rtc::srtp::context::Context;
use rtc::srtp::protection_profile::ProtectionProfile;

use self::keys::Master;
pub use self::keys::{Keys, Noting};
use self::numbers::Numbers;
use self::window::Detector;

/// What sealing adds to a packet at most, octets: the tag of AES-GCM.
pub const TAG: usize = 16;
/// Labels of what is derived from a master key (RFC 3711 §4.3.1).
const LABEL_KEY: u8 = 0;
const LABEL_SALT: u8 = 2;
/// Streams one device may send: six sources with repair, three layers each for pictures, and control from each.
const STREAMS: usize = 64;
/// Packets of unknown streams that are tried under the same context: it keeps a little for each.
const TRIED: u8 = 64;
/// Octets behind the older profile's control packets: the index with the mark of encryption, and the tag (RFC 3711 §3.4).
const OLDER_TRAILER: usize = 14;
/// The mark of encryption.
const ENCRYPTED: u8 = 0x80;

/// An RTP packet that lies in a buffer and is to be sealed there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Its stream's number among ours, from 0.
    pub stream: usize,
    /// SSRC.
    pub ssrc: u32,
    /// Sequence number.
    pub sequence: u16,
    /// Octets of the header with its extensions.
    pub header: usize,
    /// Octets of header and payload.
    pub length: usize,
}

/// The keys of a connection that is up.
pub struct Srtp {
    ours: Context,
    theirs: Theirs,
    /// Nothing in the older profile, which only goes through [`Context`].
    seal: Option<Seal>,
    /// Of our streams.
    numbers: Vec<Numbers>,
    lost: bool,
}

/// What the other side seals.
struct Theirs {
    master: Master,
    profile: ProtectionProfile,
    /// Of the streams from which something genuine came: it keeps something for each that it is asked about.
    context: Context,
    streams: Vec<u32>,
    /// For the first packets of others, with how many it was tried.
    trial: (Context, u8),
}

impl Theirs {
    fn new(master: Master, profile: ProtectionProfile) -> Option<Self> {
        let context = || context(&master, profile);
        let (context, trial) = (context()?, (context()?, 0));
        Some(Self { master, profile, context, streams: Vec::new(), trial })
    }

    /// Opens a packet of a stream. Whoever knows the address only can neither fill the list of streams nor change anything of
    /// one that is in it.
    fn open(
        &mut self,
        ssrc: u32,
        open: impl Fn(&mut Context) -> rtc::shared::error::Result<BytesMut>,
    ) -> Option<BytesMut> {
        if !self.streams.contains(&ssrc) {
            if self.streams.len() == STREAMS {
                return None;
            }
            if self.trial.1 == TRIED {
                self.trial = (context(&self.master, self.profile)?, 0);
            }
            self.trial.1 += 1;
            open(&mut self.trial.0).ok()?;
            self.streams.push(ssrc);
        }
        open(&mut self.context).ok()
    }
}

fn context(master: &Master, profile: ProtectionProfile) -> Option<Context> {
    let salt = master.salt.get(..profile.salt_len())?;
    let (rtp, rtcp) = (Some(Detector::of(16)), Some(Detector::of(31)));
    Context::new(master.key.as_ref(), salt, profile, rtp, rtcp, RingProvider::new().crypto()).ok()
}

impl Srtp {
    fn new(ours: &Master, theirs: Master, profile: ProtectionProfile) -> Option<Self> {
        let seal = match profile {
            ProtectionProfile::AeadAes128Gcm => Some(Seal::new(ours, RingProvider::new().crypto())?),
            _ => None,
        };
        let ours = context(ours, profile)?;
        Some(Self { ours, theirs: Theirs::new(theirs, profile)?, seal, numbers: Vec::new(), lost: false })
    }

    /// Opens a media packet; nothing if it is not genuine, or has come before.
    pub fn open(&mut self, datagram: &[u8]) -> Option<rtp::Packet> {
        let header = rtp::Header::unmarshal(&mut &*datagram).ok()?;
        let open = |context: &mut Context| context.decrypt_rtp_with_header(datagram, &header);
        let opened = self.theirs.open(header.ssrc, open)?.freeze();
        let begins = header.marshal_size();
        let padding = if header.padding { usize::from(*opened.last()?) } else { 0 };
        let ends = opened.len().checked_sub(padding).filter(|ends| *ends >= begins)?;
        Some(rtp::Packet { payload: opened.slice(begins..ends), header })
    }

    /// Opens control packets; nothing if they are not genuine, or have come before, or cannot be read.
    pub fn open_control(&mut self, datagram: &[u8]) -> Option<Vec<Box<dyn rtcp::Packet>>> {
        let ssrc = u32::from_be_bytes(datagram.get(4..8)?.try_into().ok()?);
        if self.seal.is_none() {
            // What says that it is not encrypted, the library takes unread: with whatever tag.
            let mark = datagram.get(datagram.len().checked_sub(OLDER_TRAILER)?)?;
            (mark & ENCRYPTED != 0).then_some(())?;
        }
        let mut opened = self.theirs.open(ssrc, |context| context.decrypt_rtcp(datagram))?;
        rtcp::packet::unmarshal(&mut opened).ok()
    }

    /// Seals control packets into one datagram.
    pub fn seal_control(&mut self, packets: &[Box<dyn rtcp::Packet>]) -> Option<BytesMut> {
        let plain = rtcp::packet::marshal(packets).ok()?;
        self.ours.encrypt_rtcp(&plain).ok()
    }

    /// Seals a packet that lies in `room`, with [`TAG`] octets behind it; returns the length of the datagram. Nothing
    /// when a packet of this number was sealed before.
    pub fn seal(&mut self, written: Written, room: &mut [u8]) -> Option<usize> {
        if self.numbers.len() <= written.stream {
            self.numbers.resize(written.stream + 1, Numbers::default());
        }
        let numbers = self.numbers.get_mut(written.stream)?;
        let rollovers = numbers.take(written.sequence);
        self.lost |= numbers.are_lost();
        let rollovers = rollovers?;
        if let Some(seal) = &mut self.seal {
            return seal.seal(written, rollovers, room);
        }
        let sealed = self.ours.encrypt_rtp(room.get(..written.length)?).ok()?;
        room.get_mut(..sealed.len())?.copy_from_slice(&sealed);
        Some(sealed.len())
    }

    /// Whether a stream of ours cannot go on under these keys.
    pub const fn is_lost(&self) -> bool {
        self.lost
    }
}

/// AES-128-GCM (RFC 7714 §8).
struct Seal {
    cipher: Box<dyn AeadCipher>,
    salt: [u8; 12],
}

impl Seal {
    fn new(master: &Master, crypto: &dyn RTCCrypto) -> Option<Self> {
        let key = derive(crypto, master, LABEL_KEY)?;
        let salt = derive(crypto, master, LABEL_SALT)?;
        let cipher = crypto.new_aead(AeadAlgorithm::Aes128Gcm, key.as_ref()).ok()?;
        Some(Self { cipher, salt: salt.as_ref().get(..12)?.try_into().ok()? })
    }

    fn seal(&mut self, written: Written, rollovers: u32, room: &mut [u8]) -> Option<usize> {
        let Written { ssrc, sequence, header, length, .. } = written;
        let mut nonce = [0; 12];
        nonce[2..6].copy_from_slice(&ssrc.to_be_bytes());
        nonce[6..10].copy_from_slice(&rollovers.to_be_bytes());
        nonce[10..].copy_from_slice(&sequence.to_be_bytes());
        nonce.iter_mut().zip(self.salt).for_each(|(octet, salt)| *octet ^= salt);
        let (packet, behind) = room.split_at_mut_checked(length)?;
        let (header, payload) = packet.split_at_mut_checked(header)?;
        let tag = behind.get_mut(..TAG)?;
        self.cipher.seal_in_place(&nonce, header, payload, tag).ok()?;
        Some(length + TAG)
    }
}

/// A session key or salt (RFC 3711 §4.3.3): one block, which is as much as either is.
fn derive(crypto: &dyn RTCCrypto, master: &Master, label: u8) -> Option<SecretVec> {
    let mut block = SecretVec::new(master.salt.to_vec());
    *block.as_mut().get_mut(7)? ^= label;
    crypto.block_encrypt(BlockCipherAlgorithm::Aes128, master.key.as_ref(), block.as_mut()).ok()?;
    Some(block)
}

#[cfg(test)]
#[path = "srtp_tests.rs"]
mod tests;
