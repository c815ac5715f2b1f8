//! What is in breakout groups: visits and their log, being heard in all groups, announcements, cards and notes.
//!
//! A group's work belongs to the group. Whoever visits it is announced first, sees who has visited, and neither its note
//! nor its card; what was written in its chat before stays unread.

mod cards;
mod notes;
mod to_all;
mod visits;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::log::parts;
use super::{Audience, Room};
use crate::id::{GroupId, ParticipantId};
use crate::protocol::{Event, InsideView, Place, Rejection};
use crate::role::Permission;
use crate::time::Moment;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Insides {
    pub visits: visits::Visits,
    pub to_all: to_all::ToAll,
    pub cards: cards::Cards,
    pub notes: notes::Notes,
}

parts! {
    InsidesFact of Insides {
        inner Visits: visits: visits::Visits;
        inner ToAll: to_all: to_all::ToAll;
        inner Cards: cards: cards::Cards;
        inner Notes: notes: notes::Notes;
    }
}

impl Room {
    /// What follows for what is in groups from which are open and who is where.
    pub(super) fn settle_insides(&mut self, now: Moment, changes: &mut Changes) {
        if self.people.is_empty() {
            // What counts goes on, so that nothing late is taken for something new.
            self.insides.visits.clear();
            self.insides.to_all.clear();
            self.insides.cards.clear();
            self.insides.notes.clear();
            return;
        }
        self.settle_visits(now, changes);
        self.settle_to_all(changes);
        self.settle_cards(changes);
        self.settle_notes(changes);
    }

    /// Before a group is put into another: card and note are added to those of the other, and who visits it goes back.
    pub(super) fn merge_insides(&mut self, from: GroupId, into: GroupId, changes: &mut Changes) {
        self.send_visitors_back(from, changes);
        self.merge_cards(from, into, changes);
        self.merge_notes(from, into, changes);
    }

    pub(super) fn inside_view(&self, who: ParticipantId) -> Option<InsideView> {
        let Ok(Place::Group { group }) = self.place_of(who) else { return None };
        Some(self.inside_of(group, !self.is_visiting(who)))
    }

    pub(super) fn told_of_insides(&self, changes: &Changes) -> Vec<(Audience, Event)> {
        let mut told = Vec::new();
        for group in &changes.insides {
            let tell = |is_member| Event::InsideChanged { inside: Some(self.inside_of(*group, is_member)) };
            told.extend(self.members_told(*group).into_iter().map(|audience| (audience, tell(true))));
            told.extend(self.visitors_in(*group).map(|who| (Audience::One(who), tell(false))));
        }
        for group in &changes.notes {
            let note = || Event::NoteChanged { note: Some(self.note_of(*group)) };
            told.extend(self.members_told(*group).into_iter().map(|audience| (audience, note())));
        }
        for (audience, who) in self.told_of_moves(changes) {
            let (inside, note) = (self.inside_view(who), self.note_view(who));
            if !inside.as_ref().is_some_and(|inside| changes.insides.contains(&inside.group)) {
                told.push((audience, Event::InsideChanged { inside }));
            }
            if !note.as_ref().is_some_and(|note| changes.notes.contains(&note.group)) {
                told.push((audience, Event::NoteChanged { note }));
            }
        }
        if changes.cards {
            let all = Event::CardsChanged { cards: self.all_cards() };
            told.push((Audience::May(Permission::RunGroups), all));
            let shown = Event::CardsChanged { cards: self.shown_cards() };
            told.push((Audience::MayNot(Permission::RunGroups), shown));
        }
        if changes.kept_notes {
            told.extend(self.told_of_kept_notes());
        }
        told
    }

    /// To whom is told what is in the place they came to, and what is so for one of them. Where most of a place have just
    /// come it is told to the whole place at once, in which all know the same: a thousand people are dealt in one change.
    fn told_of_moves(&self, changes: &Changes) -> Vec<(Audience, ParticipantId)> {
        let mut came: BTreeMap<Place, Vec<ParticipantId>> = BTreeMap::new();
        for who in changes.moved.iter().filter(|who| !self.is_secluded(**who)) {
            if let Ok(place) = self.place_of(*who) {
                came.entry(place).or_default().push(*who);
            }
        }
        let mut here: BTreeMap<Place, usize> = BTreeMap::new();
        for person in self.people.values() {
            *here.entry(person.place).or_default() += 1;
        }
        let mut told = Vec::new();
        for (place, people) in came {
            let most = here.get(&place).is_some_and(|here| people.len() > 1 && people.len() * 2 > *here);
            let all_know_the_same = match place {
                Place::Group { group } => self.visitors_in(group).next().is_none(),
                Place::Plenary {} => true,
                Place::Backstage {}
                | Place::Help { .. }
                | Place::Coffee {}
                | Place::PrivateWord { .. }
                | Place::Encounter { .. }
                | Place::Aside { .. } => false,
            };
            match people.first() {
                Some(first) if most && all_know_the_same => told.push((Audience::Place(place), *first)),
                _ => told.extend(people.into_iter().map(|who| (Audience::One(who), who))),
            }
        }
        told
    }

    fn inside_of(&self, group: GroupId, is_member: bool) -> InsideView {
        InsideView {
            group,
            visits: self.visit_log(group),
            card: self.insides.cards.words.get(&group).filter(|_| is_member).cloned(),
            shared: is_member && self.insides.cards.shared.contains(&group),
        }
    }

    /// Those who are one of a group: all in it but visitors.
    fn members_in(&self, group: GroupId) -> BTreeSet<ParticipantId> {
        let place = Place::Group { group };
        let here = self.people.iter().filter(|(_, person)| person.place == place).map(|(who, _)| *who);
        here.filter(|who| !self.is_visiting(*who)).collect()
    }

    fn visitors_in(&self, group: GroupId) -> impl Iterator<Item = ParticipantId> {
        let place = Place::Group { group };
        self.visitors().filter(move |who| self.place_of(*who) == Ok(place))
    }

    /// To whom it is told what members know and visitors do not.
    fn members_told(&self, group: GroupId) -> Vec<Audience> {
        if self.visitors_in(group).next().is_none() {
            return vec![Audience::Place(Place::Group { group })];
        }
        self.members_in(group).into_iter().map(Audience::One).collect()
    }

    /// The group that somebody is one of, and may write in.
    fn own_group(&self, who: ParticipantId) -> Result<GroupId, Rejection> {
        self.require(who, Permission::ChatGroup)?;
        match self.place_of(who)? {
            Place::Group { group } if !self.is_visiting(who) => Ok(group),
            _ => Err(Rejection::NotAllowed),
        }
    }

    /// Not while they count down to their beginning: nobody is in them yet.
    fn require_begun(&self, group: GroupId) -> Result<(), Rejection> {
        if !self.groups.have_begun() {
            return Err(Rejection::NoGroups);
        }
        self.group_number(group).map(|_| ()).ok_or(Rejection::UnknownGroup)
    }
}

/// Two texts of two groups that become one, with a blank line between them.
fn joined(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first}\n\n{second}")),
        (first, second) => first.or(second),
    }
}

/// The beginning of a text: so many characters and bytes at most.
fn cut(text: &mut String, characters: usize, bytes: usize) {
    let end = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(characters);
    let end = end.take_while(|end| *end <= bytes).last().unwrap_or(0);
    text.truncate(end);
}

#[cfg(test)]
mod tests;
