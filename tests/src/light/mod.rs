//! People for measurements: media clients so light that what is measured is the server. All connections of a process are on
//! one media thread, with a socket of their own, of 127.0.0.1 unless told otherwise.
//!
//! The library (`rtc`) makes descriptions, checks paths and shakes hands. Media is ours: what arrives is counted from what of
//! it is in clear, one packet of 16 is decrypted to read when it was sent, and the kernel has noted when it came. What is
//! sent is sealed under the same keys, which are noted while the library derives its own ([`keys`]).
//!
//! A server of any protocol is driven through [`Signalling`]; for Piiri that is [`Piiri`]. With it,
//!
//! ```ignore
//! let engine = Engine::start(Settings::default())?;                     // one for all
//! let mut sending = publish(&engine, device, &tracks, &signalling).await?;
//! let mut receiving = subscribe(&engine, &signalling).await?;           // of one offer, answered once
//! (sending.up().await?, receiving.up().await?);
//! sending.send(0, Some(Traffic::Sound { octets: 60, level: 30 }));      // 0 is the first of `tracks`
//! let totals = engine.take().await?;                                    // what all connections counted since the last call
//! ```
//!
//! A server that offers anew when others come is subscribed to once they are all there, or once for each of them. The
//! steps of both functions are public too: [`offer`], [`Offered::answered`]; [`answer`], [`Answered::begin`].
//!
//! What a receiving connection answers: transport-wide feedback every 75 ms, receiver reports every second, and each packet
//! of a picture that is missing for 10 ms is asked for once. What a sending one answers: keyframes for PLI and FIR, lost
//! packets for NACK (again as they were, without a stream of their own). Of SSRCs that an offer does not name, sound is told
//! from pictures by the payload type.

mod connection;
mod engine;
mod feedback;
mod keys;
mod peer;
mod piiri;
mod receiving;
mod sdp;
mod sending;
mod socket;
mod totals;

pub use self::connection::{Answered, Connection, Offered, answer, offer};
pub use self::engine::{Engine, Settings};
pub use self::piiri::{PIIRI_TRACKS, Piiri};
pub use self::sending::{Track, Traffic};
pub use self::totals::Totals;

/// Payload types in our own offers, those of browsers.
const OPUS: u8 = 111;
const VP8: u8 = 96;
const RTX: u8 = 97;

/// What a server is asked for one person, whatever its protocol. Descriptions are SDP.
#[async_trait::async_trait]
pub trait Signalling: Sync {
    /// Offers a sending connection; returns the server's answer.
    async fn publish(&self, offer: String) -> anyhow::Result<String>;

    /// Asks for a receiving connection; returns the server's offer.
    async fn subscribe(&self) -> anyhow::Result<String>;

    /// Answers that offer.
    async fn subscribed(&self, answer: String) -> anyhow::Result<()>;
}

/// Makes a sending connection; see [`offer`].
///
/// # Errors
/// When the server refuses, or its answer cannot be used.
pub async fn publish(
    engine: &Engine,
    device: u32,
    tracks: &[Track],
    signalling: &dyn Signalling,
) -> anyhow::Result<Connection> {
    let (offered, offer) = offer(engine, device, tracks)?;
    let answer = signalling.publish(offer).await?;
    offered.answered(&answer)
}

/// Makes a receiving connection.
///
/// # Errors
/// When the server refuses, or its offer cannot be used.
pub async fn subscribe(engine: &Engine, signalling: &dyn Signalling) -> anyhow::Result<Connection> {
    let offer = signalling.subscribe().await?;
    let (answered, answer) = answer(engine, &offer)?;
    // Checks that come before the answer would only be repeated later.
    signalling.subscribed(answer).await?;
    Ok(answered.begin())
}
