//! Who hears what is told. Where a thousand people move, hundreds of things are told, most of them to one place: who is
//! where is gathered once for all of them, and nobody looks through everybody for each.

use std::collections::BTreeMap;

use super::people::Person;
use super::{Audience, Effect, Room};
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::Place;

/// On which devices something is told, and for whom of those a device carries, in seat order; for nobody in particular
/// where it is told to all of them. This is the order and the wording of [`crate::protocol::ServerMessage::Event`]; see
/// [`crate::stream::for_some`].
pub type Hearers = Vec<(DeviceId, Vec<ParticipantId>)>;

/// The hearers of all that a change tells; see [`Room::addressed`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addressed(BTreeMap<Audience, Hearers>);

impl Addressed {
    /// Nobody where the change tells nothing to this audience.
    #[must_use]
    pub fn hearers(&self, audience: &Audience) -> &[(DeviceId, Vec<ParticipantId>)] {
        self.0.get(audience).map_or(&[], Vec::as_slice)
    }
}

/// Everybody in order of place and id.
pub(super) struct Whereabouts(Vec<(Place, ParticipantId)>);

impl Whereabouts {
    pub fn of(room: &Room) -> Self {
        let mut all: Vec<_> = room.people.iter().map(|(who, person)| (person.place, *who)).collect();
        all.sort_unstable();
        Self(all)
    }

    /// In order of id.
    fn there(&self, place: Place) -> impl Iterator<Item = ParticipantId> {
        let from = self.0.partition_point(|(one, _)| *one < place);
        let there = self.0.iter().skip(from).take_while(move |(one, _)| *one == place);
        there.map(|(_, who)| *who)
    }
}

impl Room {
    /// Who hears each thing that these effects tell, asked after the change that gave them.
    #[must_use]
    pub fn addressed(&self, effects: &[Effect]) -> Addressed {
        let everybody = Whereabouts::of(self);
        let mut addressed = BTreeMap::new();
        for effect in effects {
            if let Effect::Tell { audience, event: _ } = effect {
                let hearers = || self.on_devices(&self.audience_among(&everybody, audience));
                addressed.entry(*audience).or_insert_with(hearers);
            }
        }
        Addressed(addressed)
    }

    /// Who hears what is told to this audience, in order of id. Dropped people are among them: what they miss is kept
    /// in their stream.
    #[must_use]
    pub fn audience(&self, audience: &Audience) -> Vec<ParticipantId> {
        if let Audience::One(who) = audience {
            return self.knows(*who).then_some(*who).into_iter().collect();
        }
        let hears = |(who, person): &(&ParticipantId, &Person)| self.hears(audience, **who, person);
        self.people.iter().filter(hears).map(|(who, _)| *who).collect()
    }

    fn audience_among(&self, everybody: &Whereabouts, audience: &Audience) -> Vec<ParticipantId> {
        match audience {
            Audience::Place(place) => everybody.there(*place).collect(),
            Audience::Guests(place) => everybody.there(*place).filter(|who| !self.is_staff(*who)).collect(),
            _ => self.audience(audience),
        }
    }

    pub(super) fn hears_any(&self, everybody: &Whereabouts, audience: &Audience) -> bool {
        match audience {
            Audience::One(who) => self.knows(*who),
            Audience::Place(place) => everybody.there(*place).next().is_some(),
            Audience::Guests(place) => everybody.there(*place).any(|who| !self.is_staff(who)),
            _ => self.people.iter().any(|(who, person)| self.hears(audience, *who, person)),
        }
    }

    fn hears(&self, audience: &Audience, who: ParticipantId, person: &Person) -> bool {
        match audience {
            Audience::All => !self.is_secluded(who),
            Audience::Place(place) => person.place == *place,
            Audience::Guests(place) => person.place == *place && !self.is_staff(who),
            Audience::Staff => self.is_staff(who),
            Audience::Members => !self.is_staff(who) && !self.is_secluded(who),
            Audience::May(permission) => !self.is_secluded(who) && self.may_as(who, person.role, *permission),
            Audience::MayNot(permission) => {
                !self.is_secluded(who) && !self.may_as(who, person.role, *permission)
            }
            Audience::One(only) => *only == who,
        }
    }

    /// From people to their devices and not the other way round: most is told to few.
    fn on_devices(&self, hearers: &[ParticipantId]) -> Hearers {
        let mut devices: Vec<DeviceId> = hearers.iter().flat_map(|who| self.devices_of(*who)).collect();
        devices.sort_unstable();
        devices.dedup();
        let hears = |who: &ParticipantId| hearers.binary_search(who).is_ok();
        let whom = |id: DeviceId| {
            let device = self.devices.get(&id)?;
            if device.people.iter().all(hears) {
                return Some((id, Vec::new()));
            }
            let mut whom = self.in_seat_order(device);
            whom.retain(hears);
            Some((id, whom))
        };
        devices.into_iter().filter_map(whom).collect()
    }
}
