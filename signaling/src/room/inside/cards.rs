//! The card of each group, and the cards that groups have shared with the plenary. What was shared is kept by itself: it
//! outlives the group, and what was shown stays as it was shown.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{cut, joined};
use crate::id::{GroupId, ParticipantId};
use crate::protocol::{CardView, MAX_CARD, Rejection};
use crate::role::Permission;
use crate::room::changes::Changes;
use crate::room::log::parts;
use crate::room::{Room, words};

/// Most cards that are collected; those go first that were shown first.
const MAX_CARDS: usize = 200;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Cards {
    /// How often a card has been shown.
    shows: u32,
    /// Which one is shown now.
    showing: Option<GroupId>,
    collected: BTreeMap<GroupId, Collected>,
    /// The open groups that share theirs: what they write on it is seen at once.
    pub shared: BTreeSet<GroupId>,
    /// What is on the card of each open group.
    pub words: BTreeMap<GroupId, String>,
    pub collected_words: BTreeMap<GroupId, String>,
    pub collected_names: BTreeMap<GroupId, String>,
}

parts! {
    CardsFact of Cards {
        whole Shows: shows: u32;
        whole Showing: showing: Option<GroupId>;
        each Collected: collected: GroupId => Collected;
        set Shared: shared: GroupId;
        beside words;
        beside collected_words;
        beside collected_names;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Collected {
    number: u32,
    /// The last time, counted from 1; absent when never.
    shown: Option<u32>,
}

impl Cards {
    pub fn clear(&mut self) {
        *self = Self { shows: self.shows, ..Self::default() };
    }

    /// Not shared any longer. What everybody has seen stays.
    fn withdraw(&mut self, group: GroupId) {
        self.shared.remove(&group);
        if self.collected.get(&group).is_some_and(|card| card.shown.is_none()) {
            self.discard(group);
        }
    }

    fn discard(&mut self, group: GroupId) {
        self.collected.remove(&group);
        self.collected_words.remove(&group);
        self.collected_names.remove(&group);
        self.showing = self.showing.filter(|showing| *showing != group);
    }

    /// The card that has to go when there are too many: the first shown, and the oldest of those that never were.
    fn first_to_go(&self) -> Option<GroupId> {
        let not_shown_now = self.collected.iter().filter(|(group, _)| self.showing != Some(**group));
        let first = not_shown_now
            .min_by_key(|(group, card)| (Reverse(card.shown.is_some()), card.shown, **group))
            .map(|(group, _)| *group);
        first.filter(|_| self.collected.len() > MAX_CARDS)
    }
}

impl Room {
    /// Nothing on it is no card, and shares nothing.
    pub(in crate::room) fn write_card(
        &mut self,
        who: ParticipantId,
        text: String,
    ) -> Result<Changes, Rejection> {
        let group = self.own_group(who)?;
        words::check_shape(&text, MAX_CARD)?;
        let mut changes = Changes::default();
        let text = Some(text).filter(|text| !text.trim().is_empty());
        if self.insides.cards.words.get(&group) == text.as_ref() {
            return Ok(changes);
        }
        changes.insides.insert(group);
        changes.cards = self.insides.cards.shared.contains(&group);
        match text {
            Some(text) => {
                self.insides.cards.words.insert(group, text);
                if changes.cards {
                    self.collect_card(group, &mut changes);
                }
            }
            None => {
                self.insides.cards.words.remove(&group);
                self.insides.cards.withdraw(group);
            }
        }
        Ok(changes)
    }

    /// `out_of_range` when there is nothing on it.
    pub(in crate::room) fn share_card(
        &mut self,
        who: ParticipantId,
        shared: bool,
    ) -> Result<Changes, Rejection> {
        let group = self.own_group(who)?;
        let cards = &mut self.insides.cards;
        if shared && !cards.words.contains_key(&group) {
            return Err(Rejection::OutOfRange);
        }
        let mut changes = Changes::default();
        if cards.shared.contains(&group) == shared {
            return Ok(changes);
        }
        changes.insides.insert(group);
        changes.cards = true;
        if shared {
            cards.shared.insert(group);
            self.collect_card(group, &mut changes);
        } else {
            cards.withdraw(group);
        }
        Ok(changes)
    }

    /// `unknown_group` of one that has shared none.
    pub(in crate::room) fn show_card(
        &mut self,
        who: ParticipantId,
        group: Option<GroupId>,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunGroups)?;
        let cards = &mut self.insides.cards;
        let mut changes = Changes::default();
        if let Some(group) = group {
            let card = cards.collected.get_mut(&group).ok_or(Rejection::UnknownGroup)?;
            if cards.showing != Some(group) {
                cards.shows += 1;
                card.shown = Some(cards.shows);
            }
        }
        changes.cards = cards.showing != group;
        cards.showing = group;
        Ok(changes)
    }

    pub(in crate::room) fn cards_view(&self, who: ParticipantId) -> Vec<CardView> {
        if self.may(who, Permission::RunGroups) { self.all_cards() } else { self.shown_cards() }
    }

    pub(super) fn all_cards(&self) -> Vec<CardView> {
        let Cards { collected, collected_words, collected_names, showing, .. } = &self.insides.cards;
        let view = |(group, card): (&GroupId, &Collected)| CardView {
            group: *group,
            number: card.number,
            name: collected_names.get(group).cloned(),
            text: collected_words.get(group).cloned(),
            shown: card.shown.is_some(),
            showing: *showing == Some(*group),
        };
        collected.iter().map(view).collect()
    }

    pub(super) fn shown_cards(&self) -> Vec<CardView> {
        let mut cards = self.all_cards();
        cards.retain(|card| card.shown);
        cards
    }

    /// Cards of groups that have ended are gone, but for what they shared; of the others, what the group is called.
    pub(super) fn settle_cards(&mut self, changes: &mut Changes) {
        let open: BTreeSet<GroupId> = self.groups_open().collect();
        let cards = &mut self.insides.cards;
        cards.words.retain(|group, _| open.contains(group));
        cards.shared.retain(|group| open.contains(group));
        let collected: Vec<GroupId> = cards.collected.keys().copied().collect();
        for group in collected.into_iter().filter(|group| open.contains(group)) {
            let name = self.group_name(group);
            if self.insides.cards.collected_names.get(&group) != name.as_ref() {
                changes.cards = true;
                match name {
                    Some(name) => drop(self.insides.cards.collected_names.insert(group, name)),
                    None => drop(self.insides.cards.collected_names.remove(&group)),
                }
            }
        }
    }

    /// Of two groups that become one. What only one of them has shared is not shared with the other's: it is taken back, as
    /// the group could do itself, and they share again what is now on their card.
    pub(super) fn merge_cards(&mut self, from: GroupId, into: GroupId, changes: &mut Changes) {
        let cards = &mut self.insides.cards;
        let was_shared = cards.shared.remove(&from);
        let Some(added) = cards.words.remove(&from) else { return };
        changes.insides.insert(into);
        if let Some(mut text) = joined(cards.words.remove(&into), Some(added)) {
            cut(&mut text, MAX_CARD, usize::MAX);
            cards.words.insert(into, text);
        }
        let is_shared = cards.shared.contains(&into);
        changes.cards |= was_shared || is_shared;
        cards.withdraw(from);
        if was_shared && is_shared {
            self.collect_card(into, changes);
        } else {
            cards.withdraw(into);
        }
    }

    /// What is on the card of a group is what it has shared.
    fn collect_card(&mut self, group: GroupId, changes: &mut Changes) {
        let Some(number) = self.group_number(group) else { return };
        let name = self.group_name(group);
        let cards = &mut self.insides.cards;
        let Some(text) = cards.words.get(&group).cloned() else { return };
        cards.collected.entry(group).or_insert(Collected { number, shown: None });
        cards.collected_words.insert(group, text);
        match name {
            Some(name) => drop(cards.collected_names.insert(group, name)),
            None => drop(cards.collected_names.remove(&group)),
        }
        if let Some(gone) = cards.first_to_go() {
            cards.discard(gone);
            if cards.shared.remove(&gone) {
                changes.insides.insert(gone);
            }
        }
    }
}

#[cfg(test)]
mod tests;
