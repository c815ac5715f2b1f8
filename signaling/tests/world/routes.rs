//! Who hears and sees whom: the routes of the media and the devices one is shown.

use std::collections::{BTreeMap, BTreeSet};

use signaling::id::{DeviceId, ParticipantId};
use signaling::protocol::{Place, RoomView};
use signaling::room::Room;

use crate::truth::{Truth, hears};

impl Truth {
    pub fn check_routes(&self, room: &Room, places: &BTreeMap<ParticipantId, Place>, on_break: bool) {
        let routes = &room.plan().routes;
        assert!(routes.keys().eq(self.devices.keys()), "a route for each device");
        let places_of = |device: &DeviceId| -> BTreeSet<Place> {
            self.devices[device].people.iter().map(|who| places[who]).collect()
        };
        for (listener, to) in routes {
            let is_for_all = |device: &DeviceId| {
                let there = places_of(listener);
                there.iter().all(|place| self.is_heard_everywhere(&self.devices[device].people, *place))
            };
            assert_eq!(places_of(listener).len(), 1, "who shares a device is in one place");
            assert_eq!(to.sends, self.passed_on(&self.devices[listener]));
            for (source, from) in routes.iter().filter(|(source, _)| *source != listener) {
                let hears = !to.from.is_disjoint(&from.into);
                let heard = places_of(source) == places_of(listener)
                    || (places_of(listener) == BTreeSet::from([Place::Backstage {}])
                        && places_of(source) == BTreeSet::from([Place::Plenary {}]))
                    || is_for_all(source);
                let is_quiet = on_break
                    && (places_of(source).contains(&Place::Plenary {})
                        || places_of(listener).contains(&Place::Plenary {}));
                let carrier = &self.devices[source];
                let is_out = self.is_shown(carrier) || !self.played_by(carrier).is_empty();
                let heard = heard && !is_quiet && is_out;
                assert_eq!(hears, heard, "{listener} hears {source}");
                let of_reception =
                    |place: &Place| matches!(place, Place::Encounter { .. } | Place::Aside { .. });
                let (one, other) = (places_of(source), places_of(listener));
                let concerned = one.iter().chain(&other).any(of_reception);
                assert!(
                    !hears || !concerned || one == other,
                    "nobody else hears what a visitor says or is told"
                );
            }
            if let Some(stage) = to.stage {
                assert_ne!(stage, *listener);
                assert!(
                    places_of(&stage) == places_of(listener) || is_for_all(&stage),
                    "the stage is in the same place, or is whoever speaks to all"
                );
                assert!(self.is_shown(&self.devices[&stage]), "nobody is on it who is not seen");
            }
        }
    }

    pub fn check_devices(
        &self,
        view: &RoomView,
        places: &BTreeMap<ParticipantId, Place>,
        place: Place,
        on_break: bool,
    ) {
        let shown = |there| hears(place, there) && (place == there || !on_break);
        let here = self.devices.iter().filter(|(_, carrier)| {
            carrier.people.iter().all(|who| shown(places[who]))
                || self.is_heard_everywhere(&carrier.people, place)
        });
        assert_eq!(view.devices.len(), here.clone().count(), "the devices of one's place and no others");
        for (seen, (device, carrier)) in view.devices.iter().zip(here) {
            assert_eq!(seen.device, *device);
            let passed_on = self.passed_on(carrier);
            assert!(seen.sending.iter().eq(&passed_on));
            assert!(seen.held.iter().eq(carrier.sending.difference(&passed_on)));
            assert_eq!(seen.companion, carrier.companion);
            let people: BTreeSet<_> = seen.people.iter().copied().collect();
            assert_eq!(people, carrier.people);
            let seat = |who: &ParticipantId| {
                view.people.iter().find(|one| one.participant == *who).map(|one| one.seat)
            };
            assert!(seen.people.is_sorted_by_key(seat));
        }
    }
}
