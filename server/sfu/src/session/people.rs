//! Three people with cameras in a session, for tests of pictures.

use super::*;
use crate::plan::{Place, Route};

pub(super) const DEVICES: u32 = 3;
pub(super) const FRAME_MS: i64 = 33;
/// libwebrtc ignores a request that follows a keyframe more closely.
pub(super) const KEYFRAME_MS: i64 = 300;

pub(super) fn at(millis: i64) -> Time {
    Time(millis * 1_000)
}

pub(super) fn camera(device: u32) -> SourceId {
    SourceId { device: DeviceId(device), kind: Kind::Camera }
}

/// Everybody together, and receiving.
pub(super) fn meet<P: Clone>(now: i64) -> Session<P> {
    let mut session = Session::new();
    place(&mut session, now, &[0; DEVICES as usize]);
    (1..=DEVICES).for_each(|device| session.receiver_up(at(now), DeviceId(device), device));
    session
}

/// The place of each.
pub(super) fn place<P: Clone>(session: &mut Session<P>, now: i64, places: &[u64]) {
    let routes = (1..).zip(places).map(|(device, &place)| {
        let place: BTreeSet<Place> = [Place(place)].into();
        let sends = [Kind::Camera].into();
        (DeviceId(device), Route { sends, into: place.clone(), from: place, ..Route::default() })
    });
    let epoch = session.plan().epoch + 1;
    session.apply(at(now), Plan { epoch, routes: routes.collect() });
}
