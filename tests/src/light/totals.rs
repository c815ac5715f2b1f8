//! What all connections of an engine counted together.

use crate::figures::Figures;

/// Counts since they were taken last.
#[derive(Debug, Clone, Default)]
pub struct Totals {
    /// Media packets that came, without repeated ones.
    pub packets: u64,
    /// Of these, sound.
    pub sound: u64,
    /// Octets of these datagrams.
    pub octets: u64,
    /// Packets of retransmission streams that came: repeated, or padding.
    pub repeats: u64,
    /// Numbers that were skipped, whether they came later or not.
    pub skipped: u64,
    /// Of these, asked for.
    pub asked: u64,
    /// Of these, repaired by a repeated packet.
    pub repaired: u64,
    /// Of these, what did not come within a second.
    pub lost: u64,
    /// Packets that were ignored as if the network had lost them.
    pub ignored: u64,
    /// Packets that could not be decrypted.
    pub sealed: u64,
    /// Media packets sent.
    pub sent: u64,
    /// Packets that the kernel had no room for.
    pub unsent: u64,
    /// Requests for keyframes that came.
    pub keyframes: u64,
    /// Connections that failed.
    pub failed: u64,
    /// From the sender's stamp to the receiver's kernel, of a sample of sound.
    pub sound_latency: Figures,
    /// Of a sample of pictures.
    pub picture_latency: Figures,
}
