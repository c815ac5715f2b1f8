//! What goes into a session and what comes out of it, packet by packet.

use crate::lines::Line;
use crate::plan::DeviceId;
use crate::vp8::{Descriptor, Rewrite};

/// How a picture is coded. Of sound it says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Codec {
    /// RFC 7741; what everybody has.
    #[default]
    Vp8,
    /// RFC 9628.
    Vp9,
    /// <https://aomediacodec.github.io/av1-rtp-spec/>.
    Av1,
    /// RFC 6184.
    H264,
}

/// A packet as it came from a device. `B` is its payload, shared and never read here.
#[derive(Debug, Clone)]
pub struct Packet<B> {
    /// RTP sequence number.
    pub sequence: u16,
    /// RTP timestamp.
    pub timestamp: u32,
    /// RTP marker bit.
    pub marker: bool,
    /// −dBov from the header extension (RFC 6464), if there was one.
    pub level: Option<u8>,
    /// Whether it begins a keyframe.
    pub keyframe: bool,
    /// Index of the simulcast encoding, 0 the smallest; 0 for everything else.
    pub layer: u8,
    /// Whether it is sound with earlier packets repeated in it ([`crate::red`]).
    pub red: bool,
    /// Whether it did not come itself, but was found in a later one ([`crate::red::recover`]): the network has lost it.
    pub recovered: bool,
    /// How it is coded, if it is a picture.
    pub codec: Codec,
    /// What its VP8 descriptor says ([`crate::vp8::parse`]); `None` for sound and for what is no VP8.
    pub descriptor: Option<Descriptor>,
    /// Its dependency descriptor ([`crate::dependency`]), if the source sends several layers in one stream: then these are
    /// chosen from. `None` for all others.
    pub dependency: Option<Box<[u8]>>,
    /// The payload and its length in octets.
    pub payload: B,
    /// Octets in the payload, for sender reports.
    pub length: usize,
}

/// A packet to be sent to a listener.
#[derive(Debug, Clone)]
pub struct Forward<B> {
    /// To whom.
    pub listener: DeviceId,
    /// In which line.
    pub line: Line,
    /// Sequence number in the slot.
    pub sequence: u16,
    /// Timestamp in the slot.
    pub timestamp: u32,
    /// Marker bit.
    pub marker: bool,
    /// Whether it begins a keyframe.
    pub keyframe: bool,
    /// As [`Packet::red`].
    pub red: bool,
    /// The payload.
    pub payload: B,
    /// As [`Packet::codec`].
    pub codec: Codec,
    /// What its VP8 descriptor is to say ([`crate::vp8::rewrite`]); `None`: what it says already.
    pub descriptor: Option<Rewrite>,
    /// The dependency descriptor to send with it, if any.
    pub dependency: Option<Box<[u8]>>,
    /// Goes out before the packet: the first of a new source brings its own time.
    pub report: Option<Report>,
}

/// A sender report of a slot (RFC 3550 §6.4.1), on one clock for all slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// NTP time, 32.32 fixed point.
    pub ntp: u64,
    /// The slot's timestamp at that time.
    pub rtp: u32,
    /// Packets sent in the slot so far.
    pub packets: u32,
    /// Payload octets sent in the slot so far.
    pub octets: u32,
}

/// What happened to a packet at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ingress {
    /// The plan lets its device send this.
    Admitted,
    /// It does, and it has come before.
    Repeated,
    /// It does not: muted, an observer, or not in the session.
    NotAdmitted,
}

/// Counts of what was not sent, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Drops {
    /// The plan does not let the device send this.
    pub not_admitted: u64,
    /// A picture before its first keyframe in a slot.
    pub awaiting_keyframe: u64,
    /// Sent before a cut, arrived after it.
    pub before_cut: u64,
    /// Came twice.
    pub repeated: u64,
    /// A frame of a temporal layer that was left out in a slot.
    pub left_out: u64,
}

impl Drops {
    /// How many reasons there are.
    pub const REASONS: usize = 5;

    /// Each reason in a word, and how many packets.
    #[must_use]
    pub const fn by_reason(&self) -> [(&'static str, u64); Self::REASONS] {
        [
            ("not_admitted", self.not_admitted),
            ("awaiting_keyframe", self.awaiting_keyframe),
            ("before_cut", self.before_cut),
            ("repeated", self.repeated),
            ("left_out", self.left_out),
        ]
    }
}

/// How large a client shows what is in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The line.
    pub line: Line,
    /// Pixels of the screen, not of the page; 0: not shown.
    pub width: u32,
    /// As `width`.
    pub height: u32,
}
