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
//! | [`slot`] | sequence numbers and timestamps that stay continuous when the source changes |
//! | [`clock`] | when a frame was captured, on this machine's clock |
//! | [`loudness`] | who speaks |
//! | [`keyframe`] | when a source is asked for a keyframe |
//! | [`seen`] | what has come before |
//! | [`history`] | what is sent again after a loss |
//! | [`vp8`] | where a keyframe begins |

pub mod assign;
pub mod clock;
pub mod history;
pub mod keyframe;
pub mod lines;
pub mod loudness;
mod packet;
pub mod plan;
pub mod seen;
mod session;
pub mod slot;
pub mod vp8;

pub use packet::{Drops, Forward, Ingress, Packet, Report};
pub use plan::{DeviceId, Kind, Place, Plan, Route, SourceId};
pub use session::{Output, Session, SlotShown};

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
