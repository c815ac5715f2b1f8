//! The route plan: the only way anything of one person reaches another.

use std::collections::{BTreeMap, BTreeSet};

/// A device: one media session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(pub u32);

/// A place whose people hear each other: the plenary or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(pub u64);

/// What a device can send, in the order of the m-lines of its sending connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The person's voice.
    Microphone,
    /// The person's picture.
    Camera,
    /// A shared screen.
    Screen,
    /// Its sound.
    ScreenSound,
    /// A second shared screen.
    SecondScreen,
    /// Its sound.
    SecondScreenSound,
}

impl Kind {
    /// All, in m-line order.
    pub const ALL: [Self; 6] = [
        Self::Microphone,
        Self::Camera,
        Self::Screen,
        Self::ScreenSound,
        Self::SecondScreen,
        Self::SecondScreenSound,
    ];

    /// Whether this is sound.
    #[must_use]
    pub const fn is_audio(self) -> bool {
        matches!(self, Self::Microphone | Self::ScreenSound | Self::SecondScreenSound)
    }

    /// RTP clock rate, Hz (RFC 7587 §4.1, RFC 7741 §6.1).
    #[must_use]
    pub const fn clock_rate(self) -> u32 {
        if self.is_audio() { 48_000 } else { 90_000 }
    }
}

/// One source: what one device sends of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId {
    /// Whose.
    pub device: DeviceId,
    /// What.
    pub kind: Kind,
}

/// One device's part of the plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Route {
    /// What may be forwarded of it. Anything else is dropped at ingress, whatever the client does.
    pub sends: BTreeSet<Kind>,
    /// Where it is heard and seen.
    pub into: BTreeSet<Place>,
    /// Where it hears and sees.
    pub from: BTreeSet<Place>,
    /// Whose voice and picture it gets in the stage pair, if it may have them at all.
    pub stage: Option<DeviceId>,
    /// Whether its voice takes a line before those who are louder and keeps it: an interpreter's.
    pub pinned: bool,
}

/// Who may send what, and who hears and sees whom. A device that is not in it neither sends nor receives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Grows with every plan.
    pub epoch: u64,
    /// By device.
    pub routes: BTreeMap<DeviceId, Route>,
}

impl Plan {
    /// Whether `listener` may have anything of `sender`: they differ and share a place in the right direction.
    #[must_use]
    pub fn reaches(&self, sender: DeviceId, listener: DeviceId) -> bool {
        if sender == listener {
            return false;
        }
        let (Some(sender), Some(listener)) = (self.routes.get(&sender), self.routes.get(&listener)) else {
            return false;
        };
        !sender.into.is_disjoint(&listener.from)
    }

    /// Whether this source may be forwarded to anybody at all.
    #[must_use]
    pub fn admits(&self, source: SourceId) -> bool {
        self.routes.get(&source.device).is_some_and(|route| route.sends.contains(&source.kind))
    }

    /// Everything `listener` may have, in device order.
    pub fn sources_for(&self, listener: DeviceId) -> impl Iterator<Item = SourceId> + '_ {
        self.routes
            .iter()
            .filter(move |(sender, _)| self.reaches(**sender, listener))
            .flat_map(|(&device, route)| route.sends.iter().map(move |&kind| SourceId { device, kind }))
    }
}
