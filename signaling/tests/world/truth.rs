//! Books kept beside the room, from what was asked and answered only: who is on which device, which connections are
//! up, what is switched on. With them, what must hold whatever happened.

use std::collections::{BTreeMap, BTreeSet};

use signaling::id::{DeviceId, ParticipantId};
use signaling::protocol::{Event, Place, Presence, RoomView, SourceKind};
use signaling::role::{Permission, Role};
use signaling::room::Room;

#[derive(Debug, Clone, Default)]
pub struct Truth {
    pub people: BTreeMap<ParticipantId, Role>,
    pub devices: BTreeMap<DeviceId, Carrier>,
}

#[derive(Debug, Clone, Default)]
pub struct Carrier {
    pub people: BTreeSet<ParticipantId>,
    pub connected: bool,
    pub sending: BTreeSet<SourceKind>,
}

fn permission(kind: SourceKind) -> Permission {
    match kind {
        SourceKind::Microphone => Permission::PublishMicrophone,
        SourceKind::Camera => Permission::PublishCamera,
        SourceKind::Screen | SourceKind::SecondScreen => Permission::PublishScreen,
        SourceKind::ScreenSound | SourceKind::SecondScreenSound => Permission::PublishScreenSound,
    }
}

impl Truth {
    pub fn entered(&mut self, who: ParticipantId, with: DeviceId, role: Role) {
        self.people.entry(who).or_insert(role);
        let carrier = self.devices.entry(with).or_default();
        carrier.people.insert(who);
        carrier.connected = true;
    }

    pub fn left(&mut self, who: ParticipantId) {
        self.people.remove(&who);
        let people = &self.people;
        for carrier in self.devices.values_mut() {
            carrier.people.remove(&who);
            let may = |kind: &SourceKind| carrier.people.iter().any(|who| people[who].may(permission(*kind)));
            carrier.sending.retain(may);
        }
    }

    pub fn devices_of(&self, who: ParticipantId) -> Vec<DeviceId> {
        self.devices.iter().filter(|(_, carrier)| carrier.people.contains(&who)).map(|(id, _)| *id).collect()
    }

    pub fn is_here(&self, who: ParticipantId) -> bool {
        self.devices.values().any(|carrier| carrier.connected && carrier.people.contains(&who))
    }

    /// What must hold after every step. `view` is anybody's: people are the same for all.
    pub fn check(&self, room: &Room, view: &RoomView) {
        let places: BTreeMap<ParticipantId, Place> =
            view.people.iter().map(|person| (person.participant, person.place)).collect();
        assert!(places.keys().eq(self.people.keys()), "who is in the room");
        assert!(view.people.is_sorted_by(|a, b| a.seat < b.seat), "in seat order, each seat once");
        for person in &view.people {
            assert_eq!(Some(&person.role), self.people.get(&person.participant));
            assert_eq!(room.role_of(person.participant), Some(person.role));
            assert_eq!(person.presence == Presence::Here {}, self.is_here(person.participant));
            let exists = |place| match place {
                Place::Plenary {} => true,
                Place::Group { group } => view.groups.iter().any(|open| open.group == group),
            };
            assert!(exists(person.place), "everybody is somewhere");
        }
        assert!(view.groups.iter().map(|open| open.number).eq(1..=view.groups.len() as u32));
        self.check_routes(room, &places);
        for (who, role) in &self.people {
            let view = room.view_for(view.now, *who).unwrap();
            self.check_queues(&view, &places, *role, places[who]);
            self.check_devices(&view, &places, places[who]);
        }
    }

    fn check_routes(&self, room: &Room, places: &BTreeMap<ParticipantId, Place>) {
        let routes = &room.plan().routes;
        assert!(routes.keys().eq(self.devices.keys()), "a route for each device");
        let places_of = |device: &DeviceId| -> BTreeSet<Place> {
            self.devices[device].people.iter().map(|who| places[who]).collect()
        };
        for (listener, to) in routes {
            assert_eq!(places_of(listener).len(), 1, "who shares a device is in one place");
            assert_eq!(to.sends, self.devices[listener].sending);
            for (source, from) in routes.iter().filter(|(source, _)| *source != listener) {
                let hears = !to.from.is_disjoint(&from.into);
                assert_eq!(hears, places_of(listener) == places_of(source), "{listener} hears {source}");
            }
            if let Some(stage) = to.stage {
                assert_ne!(stage, *listener);
                assert_eq!(places_of(&stage), places_of(listener), "the stage is in the same place");
            }
        }
    }

    fn check_queues(
        &self,
        view: &RoomView,
        places: &BTreeMap<ParticipantId, Place>,
        role: Role,
        place: Place,
    ) {
        if role.is_staff() {
            let all = std::iter::once(Place::Plenary {});
            let all = all.chain(view.groups.iter().map(|open| Place::Group { group: open.group }));
            assert!(view.queues.iter().map(|queue| queue.place).eq(all), "staff see all queues");
        } else {
            assert!(view.queues.iter().map(|queue| queue.place).eq([place]), "others see their own");
        }
        for queue in &view.queues {
            let hands: BTreeSet<_> = queue.hands.iter().map(|hand| hand.participant).collect();
            assert_eq!(hands.len(), queue.hands.len(), "nobody is in a queue twice");
            assert!(hands.iter().all(|who| self.people.contains_key(who)), "only known people are in it");
            assert!(hands.iter().all(|who| self.people[who].may(Permission::RaiseHand)));
            if queue.place != (Place::Plenary {}) {
                assert!(hands.iter().all(|who| places[who] == queue.place), "in a group, only its people");
            }
            if let Some(turn) = queue.floor {
                assert_eq!(places[&turn.participant], queue.place, "whoever has the floor is there");
                assert!(!hands.contains(&turn.participant), "and needs no hand");
            }
        }
    }

    fn check_devices(&self, view: &RoomView, places: &BTreeMap<ParticipantId, Place>, place: Place) {
        let here =
            self.devices.iter().filter(|(_, carrier)| carrier.people.iter().all(|who| places[who] == place));
        assert_eq!(view.devices.len(), here.clone().count(), "the devices of one's place and no others");
        for (seen, (device, carrier)) in view.devices.iter().zip(here) {
            assert_eq!(seen.device, *device);
            assert!(seen.sending.iter().eq(&carrier.sending));
            let people: BTreeSet<_> = seen.people.iter().copied().collect();
            assert_eq!(people, carrier.people);
            let seat = |who: &ParticipantId| {
                view.people.iter().find(|one| one.participant == *who).map(|one| one.seat)
            };
            assert!(seen.people.is_sorted_by_key(seat));
        }
    }

    /// What nobody may be told, whatever the room thinks: called for each hearer of each event, after the change.
    pub fn check_told(
        &self,
        who: ParticipantId,
        place: Place,
        event: &Event,
        placed: &BTreeMap<ParticipantId, Place>,
    ) {
        match event {
            Event::QueuesChanged { queues } if !self.people[&who].is_staff() => {
                assert!(queues.iter().all(|queue| queue.place == place), "the queue of another place");
            }
            Event::DevicesChanged { devices } => {
                let theirs = |who: &ParticipantId| placed.get(who) == Some(&place);
                assert!(
                    devices.iter().all(|device| device.people.iter().all(theirs)),
                    "devices of another place"
                );
            }
            Event::QueuesChanged { .. }
            | Event::PeopleChanged { .. }
            | Event::PersonLeft { .. }
            | Event::GroupsChanged { .. } => {}
        }
    }
}
