//! What must hold after every step of the day, derived from what people see and what the media worker is told.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use signaling::id::{DeviceId, Epoch, ParticipantId};
use signaling::protocol::{Command, GroupsRun, MIN_RECALL, Place, RoomView};
use signaling::role::Role;
use signaling::room::Room;
use signaling::time::Moment;

const PLENARY: Place = Place::Plenary {};

/// What there was before a step.
#[derive(Debug, Default)]
pub struct Watch {
    places: BTreeMap<ParticipantId, Place>,
    roles: BTreeMap<ParticipantId, Role>,
    run: Option<GroupsRun>,
    groups: BTreeSet<Place>,
    epoch: Epoch,
    /// Of which end people were last warned, and when.
    warned: BTreeMap<ParticipantId, (Moment, Moment)>,
    /// Since when people are in the group they are in.
    there_since: BTreeMap<ParticipantId, Moment>,
    pub seen: Seen,
}

/// What happened, so that a day in which nothing does is noticed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen {
    pub rounds: u32,
    pub ends: u32,
    pub warnings: u32,
    pub on_break: u32,
    pub at_coffee: u32,
    pub at_task_lost: u32,
    pub spoke_to_all: u32,
    pub visited: u32,
    pub late_into_groups: u32,
}

impl Watch {
    pub fn warned(&mut self, who: ParticipantId, now: Moment, ends_at: Moment) {
        self.warned.insert(who, (now, ends_at));
        self.seen.warnings += 1;
    }

    /// `any` is how somebody in the session sees it.
    pub fn check(&mut self, now: Moment, room: &Room, any: &RoomView, said: Option<&Command>) {
        let places: BTreeMap<ParticipantId, Place> =
            any.people.iter().map(|one| (one.participant, one.place)).collect();
        let roles = any.people.iter().map(|one| (one.participant, one.role)).collect();
        let groups: BTreeSet<Place> =
            any.groups.iter().map(|open| Place::Group { group: open.group }).collect();
        self.nobody_is_stranded(any, &places, &groups);
        self.everybody_is_heard_in_one_place(room, any, &places, &groups);
        if room.plan().epoch != self.epoch {
            self.epoch = room.plan().epoch;
            nothing_crosses_groups(room, any, &places);
        }
        self.every_end_was_announced(now, any, &places, said);
        self.everybody_was_dealt(any, &places);
        self.note(now, any, &places);
        self.places = places;
        self.roles = roles;
        self.groups = groups;
        self.run.clone_from(&any.run);
    }

    fn nobody_is_stranded(
        &self,
        any: &RoomView,
        places: &BTreeMap<ParticipantId, Place>,
        groups: &BTreeSet<Place>,
    ) {
        let has_begun = any.run.as_ref().is_some_and(|run| run.opens_at.is_none());
        for (who, place) in places {
            let exists = match place {
                Place::Plenary {} | Place::Backstage {} => true,
                Place::Group { .. } => groups.contains(place) && has_begun,
                Place::Coffee {} => any.pause.as_ref().is_some_and(|pause| pause.coffee_table),
                Place::Help { .. } | Place::Encounter { .. } | Place::Aside { .. } => false,
                Place::PrivateWord { .. } => true,
            };
            assert!(exists, "{who} is in {place:?}, which is not there");
        }
        assert!(any.pause.is_none() || groups.is_empty(), "no groups in a break");
    }

    /// Each device is heard in its own place and hears it, but for the break, backstage and whoever speaks to all.
    fn everybody_is_heard_in_one_place(
        &mut self,
        room: &Room,
        any: &RoomView,
        places: &BTreeMap<ParticipantId, Place>,
        groups: &BTreeSet<Place>,
    ) {
        let speaker = any.run.as_ref().and_then(|run| run.speaking_to_all);
        let is_break = any.pause.is_some();
        let mut carried = BTreeSet::new();
        for (device, route) in &room.plan().routes {
            let people = room.carried(*device);
            let there: BTreeSet<Place> = people.iter().map(|who| places[who]).collect();
            assert_eq!(there.len(), 1, "those at {device} are together");
            let place = *there.first().unwrap();
            carried.extend(people.iter().copied());
            let mut into = there.clone();
            if speaker.is_some_and(|speaker| people.contains(&speaker)) {
                into.extend(groups);
                into.insert(PLENARY);
                self.seen.spoke_to_all += 1;
            } else {
                assert!(route.into.len() <= 1, "{device} is heard in more than one place");
            }
            let mut from = there;
            if place == (Place::Backstage {}) {
                from.insert(PLENARY);
            }
            if is_break {
                into.remove(&PLENARY);
                from.remove(&PLENARY);
                assert!(place != PLENARY || route.sends.is_empty(), "{device} sends in the break");
            }
            assert!(
                route.into.iter().eq(&into) && route.from.iter().eq(&from),
                "{device} in {place:?}: {route:?}"
            );
        }
        assert!(carried.iter().eq(places.keys()), "everybody has a device with a route");
    }

    /// Everybody who is taken out of a group, by the end of it or of its round, was warned of that very end in time.
    /// Whoever came to the group after the warning has seen the end in the view they came with.
    fn every_end_was_announced(
        &mut self,
        now: Moment,
        any: &RoomView,
        places: &BTreeMap<ParticipantId, Place>,
        said: Option<&Command>,
    ) {
        let Some(before) = self.run.as_ref().filter(|run| run.opens_at.is_none()) else { return };
        let ended = any.groups.is_empty();
        let turned = any.run.as_ref().is_some_and(|run| run.round != before.round);
        // These end at once, and say so.
        let at_once = matches!(said, Some(Command::NextRound {} | Command::EndSession {}));
        if !(ended || turned) || at_once {
            return;
        }
        self.seen.ends += u32::from(ended);
        self.seen.rounds += u32::from(turned);
        let end = before.ends_at.unwrap();
        assert!(end <= now, "nobody is taken out before the end");
        for (who, place) in &self.places {
            if !matches!(place, Place::Group { .. }) || !places.contains_key(who) {
                continue;
            }
            assert!(!ended || !matches!(places[who], Place::Group { .. }), "{who} is out of the groups");
            let (at, warned_of) = self.warned.get(who).copied().unwrap_or_default();
            let in_time = at.after(Duration::from_secs(MIN_RECALL.into())) <= end;
            let came_after = self.there_since.get(who).is_some_and(|since| *since > at);
            assert!((warned_of == end && in_time) || came_after, "{who} was warned of the end");
        }
    }

    /// When people are dealt, no guest of the plenary is left there.
    fn everybody_was_dealt(&mut self, any: &RoomView, places: &BTreeMap<ParticipantId, Place>) {
        let begun = |run: &Option<GroupsRun>| run.as_ref().is_some_and(|run| run.opens_at.is_none());
        if begun(&self.run) || !begun(&any.run) {
            return;
        }
        for (who, place) in &self.places {
            let is_guest = self.roles.get(who).is_some_and(|role| !role.is_staff());
            if is_guest && *place == PLENARY && places.contains_key(who) {
                assert!(matches!(places[who], Place::Group { .. }), "{who} is left in the plenary");
            }
        }
    }

    fn note(&mut self, now: Moment, any: &RoomView, places: &BTreeMap<ParticipantId, Place>) {
        for (who, place) in places {
            let came = !self.places.contains_key(who);
            if self.places.get(who) != Some(place) {
                self.there_since.insert(*who, now);
            }
            self.seen.late_into_groups += u32::from(came && matches!(place, Place::Group { .. }));
        }
        self.seen.on_break += u32::from(any.pause.is_some());
        self.seen.at_coffee += u32::from(places.values().any(|place| *place == Place::Coffee {}));
        self.seen.visited += u32::from(any.groups.iter().any(|group| !group.visits.is_empty()));
    }
}

/// Nobody in a group is routed anything from outside it, nor anybody outside from within, whatever the sets of places say.
fn nothing_crosses_groups(room: &Room, any: &RoomView, places: &BTreeMap<ParticipantId, Place>) {
    let speaker = any.run.as_ref().and_then(|run| run.speaking_to_all);
    let of_speaker = |device: &DeviceId| speaker.is_some_and(|who| room.carried(*device).contains(&who));
    let place_of = |device: &DeviceId| places[&room.carried(*device)[0]];
    let there: BTreeMap<DeviceId, Place> =
        room.plan().routes.keys().map(|device| (*device, place_of(device))).collect();
    for (listener, to) in &room.plan().routes {
        for (source, from) in &room.plan().routes {
            let is_of_group = |place| matches!(place, Place::Group { .. } | Place::Coffee {});
            let (here, other) = (there[listener], there[source]);
            if here != other && (is_of_group(here) || is_of_group(other)) && !of_speaker(source) {
                assert!(
                    to.from.is_disjoint(&from.into),
                    "{listener} in {here:?} hears {source} in {other:?}"
                );
            }
        }
        if let Some(stage) = to.stage {
            assert!(
                there[&stage] == there[listener] || of_speaker(&stage),
                "{stage} on the stage of {listener}"
            );
        }
    }
}
