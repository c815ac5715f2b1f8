//! Tickets: what a link is exchanged for. A signed grant to open one WebSocket, good for a minute and for one use.
//!
//! The key is drawn at start and never leaves the process. The algorithm is pinned, every claim is required and has
//! its type; whatever is wrong with a ticket, the answer is the same.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey as _;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use signaling::id::{MemberId, ParticipantId, UnitId};
use signaling::protocol::Invitation;
use signaling::role::Role;

use crate::rooms::RoomId;
use crate::rooms::device_invitations::DeviceGrant;
use crate::secret;

const ISSUER: &str = "piiri";
const AUDIENCE: &str = "piiri/session";

/// From the exchange of the link to the first frame of the WebSocket: a slow phone needs seconds.
pub const LIFE: Duration = Duration::from_secs(60);

/// Longest ticket looked at: ours are below 600 bytes.
const MAX_TICKET: usize = 4096;

/// What a ticket grants: to enter one room as one person in one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Where.
    pub room: RoomId,
    /// Who they will be.
    pub participant: ParticipantId,
    /// As what.
    pub role: Role,
    /// Under what name.
    pub name: String,
    /// By whose personal invitation, if it was one.
    pub member: Option<MemberId>,
    /// The unit whose attendance is all that they see, where that is so.
    pub unit: Option<UnitId>,
    /// For a further device of theirs, if it is for one.
    pub device: Option<DeviceGrant>,
}

impl Grant {
    /// How they came.
    #[must_use]
    pub const fn invitation(&self) -> Invitation {
        match self.member {
            Some(_) => Invitation::Personal,
            None => Invitation::Shared,
        }
    }
}

/// The ticket is not good; nobody is told why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the ticket is not good")]
pub struct NotGood;

/// Issues tickets and takes each of them once.
pub struct Tickets {
    signing: EncodingKey,
    checking: DecodingKey,
    validation: Validation,
    used: Mutex<BTreeMap<String, u64>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    exp: u64,
    nbf: u64,
    jti: String,
    room: String,
    role: Role,
    name: String,
    member: Option<MemberId>,
    unit: Option<UnitId>,
    device: Option<DeviceGrant>,
}

impl Tickets {
    /// With a fresh key: tickets from before a restart are void.
    pub fn new() -> anyhow::Result<Self> {
        let mut seed = [0_u8; 32];
        secret::fill(&mut seed);
        let key = SigningKey::from_bytes(&seed);
        let private = key.to_pkcs8_der().context("the ticket key cannot be written as PKCS 8")?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.validate_nbf = true;
        // Issued and checked by the same clock; the second is for its small corrections.
        validation.leeway = 1;
        Ok(Self {
            signing: EncodingKey::from_ed_der(private.as_bytes()),
            checking: DecodingKey::from_ed_der(key.verifying_key().as_bytes()),
            validation,
            used: Mutex::default(),
        })
    }

    /// A ticket for `grant`, good from now on.
    pub fn issue(&self, grant: &Grant) -> anyhow::Result<String> {
        let now = unix_seconds();
        self.sign(&Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: grant.participant.0.to_string(),
            exp: now + LIFE.as_secs(),
            nbf: now,
            jti: secret::random_text::<16>(),
            room: grant.room.as_str().to_owned(),
            role: grant.role,
            name: grant.name.clone(),
            member: grant.member,
            unit: grant.unit,
            device: grant.device,
        })
    }

    /// Takes a ticket, once.
    pub fn redeem(&self, ticket: &str) -> Result<Grant, NotGood> {
        if ticket.len() > MAX_TICKET {
            return Err(NotGood);
        }
        let claims = jsonwebtoken::decode::<Claims>(ticket, &self.checking, &self.validation)
            .map_err(|error| tracing::debug!(kind = ?error.kind(), "ticket refused"))
            .map_err(|()| NotGood)?
            .claims;
        let participant = claims.sub.parse().map(ParticipantId).map_err(|_| NotGood)?;
        self.spend(claims.jti.clone(), claims.exp)?;
        let Claims { room, role, name, member, unit, device, .. } = claims;
        Ok(Grant { room: RoomId::named(room), participant, role, name, member, unit, device })
    }

    fn sign(&self, claims: &impl Serialize) -> anyhow::Result<String> {
        jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), claims, &self.signing)
            .context("a ticket cannot be signed")
    }

    /// Remembers used tickets until they would be refused for their age. Only tickets of ours come this far, so that
    /// the limit on joining bounds the table too.
    fn spend(&self, jti: String, exp: u64) -> Result<(), NotGood> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let now = unix_seconds();
        used.retain(|_, exp| *exp + 2 * self.validation.leeway >= now);
        match used.insert(jti, exp) {
            None => Ok(()),
            Some(_) => Err(NotGood),
        }
    }
}

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests;
