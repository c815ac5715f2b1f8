//! The decisions of the selective forwarding unit: who is forwarded to whom, in which slot, under which sequence
//! number and timestamp, and when a keyframe is asked for.
//!
//! Pure: no sockets, no clock, no WebRTC types. [`Session`] is told of packets, plans and the time, and answers with
//! what to send. A packet's way through it: [`Session::forward`] → ingress check against the [`Plan`] → each
//! [`slot::Slot`] that shows the source → [`Forward`].
//!
//! | module | decides |
//! |---|---|
//! | [`plan`] | who may send what, who hears whom |
//! | [`lines`] | the m-lines of a receiving connection |
//! | [`assign`] | which source is in which slot |
//! | [`loudness`] | who speaks |
//! | [`layers`] | which layers of a picture arrive, and what each costs |
//! | [`allocate`] | which layer of each picture fits a listener's bandwidth |
//! | [`slot`] | sequence numbers, timestamps and picture ids that stay continuous when source or layer change |
//! | [`clock`] | when a frame was captured, on this machine's clock |
//! | [`keyframe`] | when a source is asked for a keyframe |
//! | [`seen`] | what has come before |
//! | [`missing`] | which packets of a source are asked for again |
//! | [`history`] | what is sent again after a loss |
//! | [`svc`] | which layers of one stream go into a slot |
//! | [`quality`] | what a device is told of its network |
//! | [`spread`] | which worker carries a device |
//!
//! Apart from that, one for each receiving connection:
//!
//! | module | decides |
//! |---|---|
//! | [`bandwidth`] | how much it can take, and when that is probed |
//! | [`pacer`] | when each datagram leaves, and what is dropped when too much waits |
//!
//! What packets say of themselves: [`vp8`], [`vp9`], [`h264`] and [`av1`] in their payloads, [`dependency`] in a header
//! extension, [`red`] of voices with earlier packets repeated in later ones.

pub mod allocate;
pub mod assign;
pub mod av1;
pub mod bandwidth;
pub mod clock;
pub mod dependency;
pub mod h264;
pub mod history;
pub mod keyframe;
pub mod layers;
pub mod lines;
pub mod loudness;
pub mod missing;
pub mod pacer;
mod packet;
#[cfg(test)]
mod picture_model;
pub mod plan;
pub mod quality;
pub mod red;
pub mod seen;
mod session;
pub mod slot;
pub mod spread;
pub mod svc;
pub mod vp8;
pub mod vp9;

pub use layers::LAYERS;
pub use packet::{Codec, Drops, Forward, Ingress, Packet, Report, Shown};
pub use plan::{DeviceId, Kind, Place, Plan, Route, SourceId};
pub use session::{Clocks, EncodingFigures, Output, Relayed, Session, SlotFigures, SlotShown, Wants};
pub use spread::Spread;

/// Microseconds on this machine's monotonic clock, from an origin of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub i64);

impl Time {
    /// `millis` later.
    #[must_use]
    pub const fn after_millis(self, millis: i64) -> Self {
        Self(self.0 + millis * 1_000)
    }

    /// Milliseconds from `earlier` to here; negative if `earlier` is later.
    #[must_use]
    pub const fn millis_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0) / 1_000
    }
}
