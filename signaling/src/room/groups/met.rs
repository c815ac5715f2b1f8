//! Who has been in a group with whom: noted of each group when it ends or its round does, and of whoever leaves it
//! after a minute or more together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Groups;
use super::clock::minutes;
use crate::grouping::{LARGEST_MEETING, Meetings};
use crate::id::{GroupId, ParticipantId};
use crate::protocol::Place;
use crate::room::Room;
use crate::room::people::Person;
use crate::time::Moment;

/// Most people named in what is kept of meetings; the oldest are forgotten first. Twenty rounds of a thousand people.
const MAX_NAMED: usize = 20_000;

/// Some people have met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Met {
    /// Who left the others; without one everybody has met everybody.
    who: Option<ParticipantId>,
    people: Vec<ParticipantId>,
}

/// Since when somebody is in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seated {
    group: GroupId,
    since: Moment,
}

pub(super) fn meetings(all: &BTreeMap<u32, Met>) -> Meetings<ParticipantId> {
    let mut meetings = Meetings::default();
    for met in all.values() {
        match met.who {
            Some(who) => met.people.iter().for_each(|other| meetings.note(&[who, *other])),
            None => meetings.note(&met.people),
        }
    }
    meetings
}

impl Groups {
    fn note_met(&mut self, who: Option<ParticipantId>, people: Vec<ParticipantId>) {
        if people.len() + usize::from(who.is_some()) < 2 || people.len() > LARGEST_MEETING {
            return;
        }
        self.met_given += 1;
        self.met.insert(self.met_given, Met { who, people });
        let mut named: usize = self.met.values().map(|met| met.people.len()).sum();
        while named > MAX_NAMED {
            named -= self.met.pop_first().map_or(named, |(_, met)| met.people.len());
        }
    }
}

impl Room {
    /// These groups end, or their round does.
    pub(super) fn note_meetings(&mut self, groups: &BTreeMap<GroupId, Vec<ParticipantId>>) {
        for people in groups.values() {
            self.groups.note_met(None, people.clone());
        }
        self.groups.seated.clear();
    }

    /// This one ends, and the others go on.
    pub(super) fn note_meeting(&mut self, group: GroupId, people: Vec<ParticipantId>) {
        self.groups.note_met(None, people);
        self.groups.seated.retain(|_, seated| seated.group != group);
    }

    /// Notes who has left a group, and who has come to one.
    pub(super) fn settle_seats(&mut self, now: Moment) {
        if !self.groups.have_begun() {
            self.groups.seated.clear();
            return;
        }
        let group_at = |who: ParticipantId, person: &Person| match person.place {
            Place::Group { group } if !self.is_visiting(who) => Some(group),
            _ => None,
        };
        let group_of = |who: ParticipantId| group_at(who, self.people.get(&who)?);
        let left = |(who, seated): (&ParticipantId, &Seated)| {
            (group_of(*who) != Some(seated.group)).then_some((*who, *seated))
        };
        let left: Vec<(ParticipantId, Seated)> = self.groups.seated.iter().filter_map(left).collect();
        let came: Vec<(ParticipantId, Seated)> = self
            .people
            .iter()
            .filter_map(|(who, person)| Some((*who, Seated { group: group_at(*who, person)?, since: now })))
            .collect();

        let mut of_group: BTreeMap<GroupId, Vec<(ParticipantId, Moment)>> = BTreeMap::new();
        if !left.is_empty() {
            for (who, seated) in &self.groups.seated {
                of_group.entry(seated.group).or_default().push((*who, seated.since));
            }
        }
        for (who, Seated { group, since }) in left {
            self.groups.seated.remove(&who);
            let Some(others) = of_group.get_mut(&group) else { continue };
            // Who goes at the same time is with the first of them only.
            others.retain(|(other, _)| *other != who);
            let long_enough = |other_since: Moment| now.since(since.max(other_since)) >= minutes(1);
            let met = others.iter().filter(|(_, since)| long_enough(*since)).map(|(other, _)| *other);
            let met = met.collect();
            self.groups.note_met(Some(who), met);
        }
        for (who, seated) in came {
            self.groups.seated.entry(who).or_insert(seated);
        }
    }
}
