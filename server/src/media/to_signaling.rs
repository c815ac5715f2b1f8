//! Between the words of the room and the words of the media decisions: the two crates do not know each other.

use std::collections::BTreeMap;

use sfu::lines::{LINES, Line};
use sfu::quality::{Network, Quality, Reason};
use signaling::id::DeviceId;
use signaling::protocol::{
    NetworkQuality, NetworkReason, PictureCodec, Place, ShownSlot, SlotView, SourceKind, WantedSource,
};
use signaling::room::RoutePlan;

use super::MediaEvent;

/// A device.
pub const fn device(device: sfu::DeviceId) -> DeviceId {
    DeviceId(device.0)
}

/// A slot in use.
pub fn slot(shown: &sfu::SlotShown) -> SlotView {
    SlotView {
        line: u32::from(shown.line.0),
        device: device(shown.source.device),
        kind: kind_to_signaling(shown.source.kind),
        from_timestamp: shown.from_timestamp,
        paused: shown.paused,
    }
}

/// What a client shows: of each line once.
pub fn shown(slots: &[ShownSlot]) -> Vec<sfu::Shown> {
    let line = |slot: &ShownSlot| u8::try_from(slot.line).ok().filter(|line| usize::from(*line) < LINES);
    let shown = slots.iter().take(LINES).filter_map(|slot| {
        Some(sfu::Shown { line: Line(line(slot)?), width: slot.width, height: slot.height })
    });
    shown.collect()
}

/// How a device's network does.
pub fn network(whose: sfu::DeviceId, network: Network) -> MediaEvent {
    let quality = match network.quality {
        Quality::Good => NetworkQuality::Good,
        Quality::Weak => NetworkQuality::Weak,
        Quality::Poor => NetworkQuality::Poor,
    };
    let reason = network.reason.map(|reason| match reason {
        Reason::SendingLoss => NetworkReason::SendingLoss,
        Reason::ReceivingLoss => NetworkReason::ReceivingLoss,
        Reason::Narrow => NetworkReason::Narrow,
        Reason::Delay => NetworkReason::Delay,
    });
    MediaEvent::Network { device: device(whose), quality, reason }
}

/// What pictures are coded in.
pub const fn codec(codec: PictureCodec) -> sfu::Codec {
    match codec {
        PictureCodec::Vp8 => sfu::Codec::Vp8,
        PictureCodec::Vp9 => sfu::Codec::Vp9,
        PictureCodec::Av1 => sfu::Codec::Av1,
        PictureCodec::H264 => sfu::Codec::H264,
    }
}

/// How many layers of a source anybody watches.
pub fn wanted(kind: sfu::Kind, layers: u8) -> WantedSource {
    WantedSource { kind: kind_to_signaling(kind), layers: u32::from(layers) }
}

/// A route plan.
pub fn plan(plan: &RoutePlan) -> sfu::Plan {
    let routes: BTreeMap<_, _> = plan
        .routes
        .iter()
        .map(|(device, route)| {
            let route = sfu::Route {
                sends: route.sends.iter().map(|&kind| kind_to_sfu(kind)).collect(),
                into: route.into.iter().map(place).collect(),
                from: route.from.iter().map(place).collect(),
                stage: route.stage.map(|device| sfu::DeviceId(device.0)),
                pinned: route.interprets,
            };
            (sfu::DeviceId(device.0), route)
        })
        .collect();
    sfu::Plan { epoch: plan.epoch.0, routes }
}

/// Two places are one number only if they are one place: the kind above, which of its kind below.
fn place(place: &Place) -> sfu::Place {
    let number = |kind: u64, which: u32| sfu::Place((kind << 32) | u64::from(which));
    match place {
        Place::Plenary {} => number(0, 0),
        Place::Backstage {} => number(1, 0),
        Place::Group { group } => number(2, group.0),
        Place::Help { help } => number(3, help.0),
        Place::Coffee {} => number(4, 0),
        Place::PrivateWord { word } => number(5, word.0),
        Place::Encounter { encounter } => number(6, encounter.0),
        Place::Aside { encounter } => number(7, encounter.0),
    }
}

const fn kind_to_sfu(kind: SourceKind) -> sfu::Kind {
    match kind {
        SourceKind::Microphone => sfu::Kind::Microphone,
        SourceKind::Camera => sfu::Kind::Camera,
        SourceKind::Screen => sfu::Kind::Screen,
        SourceKind::ScreenSound => sfu::Kind::ScreenSound,
        SourceKind::SecondScreen => sfu::Kind::SecondScreen,
        SourceKind::SecondScreenSound => sfu::Kind::SecondScreenSound,
    }
}

const fn kind_to_signaling(kind: sfu::Kind) -> SourceKind {
    match kind {
        sfu::Kind::Microphone => SourceKind::Microphone,
        sfu::Kind::Camera => SourceKind::Camera,
        sfu::Kind::Screen => SourceKind::Screen,
        sfu::Kind::ScreenSound => SourceKind::ScreenSound,
        sfu::Kind::SecondScreen => SourceKind::SecondScreen,
        sfu::Kind::SecondScreenSound => SourceKind::SecondScreenSound,
    }
}
