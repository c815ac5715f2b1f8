//! What people bring from an own task. Whose it is and those who run the session see it, and everybody once it has been
//! shown. Pictures are the server's: the room says who may bring and see which, and which are needed no longer.

use serde::{Deserialize, Serialize};

use crate::id::{ParticipantId, PictureId};
use crate::protocol::{Event, MAX_RESULT, MAX_RESULT_TITLE, Rejection, ResultView};
use crate::role::Permission;
use crate::room::changes::Changes;
use crate::room::{Audience, Room, words};

/// Most pictures that are kept for one person: one that they have brought, and what they try before they bring another.
const MAX_PICTURES: usize = 3;

/// Most results in a session, of people who have left included.
const MAX_RESULTS: usize = 1_000;

/// Most bytes of what results say, all together: those who run the session are sent all of them at once.
const MAX_RESULT_BYTES: usize = 1024 * 1024;

/// A result, without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Brought {
    /// What its title and words are kept by.
    number: u32,
    /// Of whoever brought it, who may have left since.
    seat: u32,
    picture: Option<PictureId>,
    shown: bool,
}

impl Room {
    /// `not_running` before the first own task, `out_of_range` without words and picture or beyond what a session holds.
    pub(in crate::room) fn bring_result(
        &mut self,
        who: ParticipantId,
        title: &str,
        text: Option<String>,
        picture: Option<PictureId>,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::BringResults)?;
        let seat = self.people.get(&who).ok_or(Rejection::UnknownParticipant)?.seat;
        if self.own_task.task.is_none() {
            return Err(Rejection::NotRunning);
        }
        words::check_line(title, MAX_RESULT_TITLE)?;
        if let Some(text) = &text {
            words::check(text, MAX_RESULT)?;
        }
        if text.is_none() && picture.is_none() {
            return Err(Rejection::OutOfRange);
        }
        if picture.is_some_and(|picture| !self.has_picture(who, picture)) {
            return Err(Rejection::UnknownPicture);
        }
        let before = self.own_task.results.get(&who).copied();
        let bytes = self.bytes_beside(before) + title.trim().len() + text.as_ref().map_or(0, String::len);
        if (before.is_none() && self.own_task.results.len() >= MAX_RESULTS) || bytes > MAX_RESULT_BYTES {
            return Err(Rejection::OutOfRange);
        }

        let mut changes = Changes::default();
        if before.is_some() {
            self.take_away(who, picture, &mut changes);
        }
        self.own_task.numbers_given += 1;
        let number = self.own_task.numbers_given;
        // What everybody was shown was another one.
        self.own_task.results.insert(who, Brought { number, seat, picture, shown: false });
        self.own_task.titles.insert(number, title.trim().to_owned());
        if let Some(text) = text {
            self.own_task.texts.insert(number, text);
        }
        changes.results.insert(who);
        Ok(changes)
    }

    pub(in crate::room) fn remove_result(
        &mut self,
        who: ParticipantId,
        whose: ParticipantId,
    ) -> Result<Changes, Rejection> {
        self.require_inside(who)?;
        if who != whose {
            self.require(who, Permission::DeleteOthersMessages)?;
        }
        self.result_seen(who, whose)?;
        let mut changes = Changes::default();
        self.take_away(whose, None, &mut changes);
        Ok(changes)
    }

    /// One at a time is large; all that were are seen from then on.
    pub(in crate::room) fn show_result(
        &mut self,
        who: ParticipantId,
        whose: Option<ParticipantId>,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunAgenda)?;
        if let Some(whose) = whose {
            self.result_seen(who, whose)?;
            if let Some(result) = self.own_task.results.get_mut(&whose) {
                result.shown = true;
            }
        }
        let changed = std::mem::replace(&mut self.own_task.showing, whose) != whose;
        Ok(Changes { shown_results: changed, ..Changes::default() })
    }

    /// Whether the server is to take a picture of this person: from the first own task on.
    #[must_use]
    pub fn may_bring_picture(&self, who: ParticipantId) -> bool {
        self.own_task.task.is_some() && self.may(who, Permission::BringResults)
    }

    /// The server has stored a picture of this person, who may bring it as a result from now on. Gives the pictures that
    /// it can drop instead: at most three are kept for one person, and the one they have brought is not among those that
    /// go. To be logged like any change. `not_allowed` when they may bring none, `unknown_picture` for one of another.
    pub fn keep_picture(
        &mut self,
        who: ParticipantId,
        picture: PictureId,
    ) -> Result<Vec<PictureId>, Rejection> {
        self.require(who, Permission::BringResults)?;
        if !self.may_bring_picture(who) {
            return Err(Rejection::NotAllowed);
        }
        let is_kept = |other: &ParticipantId| *other != who && self.has_picture(*other, picture);
        let owners = self.own_task.pictures.keys().chain(self.own_task.results.keys());
        if owners.into_iter().any(is_kept) {
            return Err(Rejection::UnknownPicture);
        }
        if self.has_picture(who, picture) {
            return Ok(Vec::new());
        }
        let brought = self.own_task.results.get(&who).and_then(|result| result.picture);
        let kept = self.own_task.pictures.entry(who).or_default();
        kept.push(picture);
        if kept.len() <= MAX_PICTURES {
            return Ok(Vec::new());
        }
        let oldest = kept.iter().position(|one| Some(*one) != brought);
        Ok(oldest.map(|at| kept.remove(at)).into_iter().collect())
    }

    /// Whether the server is to give this picture to this person.
    #[must_use]
    pub fn may_see_picture(&self, who: ParticipantId, picture: PictureId) -> bool {
        self.require_inside(who).is_ok()
            && (self.has_picture(who, picture)
                || self.results_view(who).iter().any(|result| result.picture == Some(picture)))
    }

    /// Bytes of what all results say but this one.
    fn bytes_beside(&self, one: Option<Brought>) -> usize {
        let words = self.own_task.titles.iter().chain(&self.own_task.texts);
        let others = words.filter(|(number, _)| one.is_none_or(|one| one.number != **number));
        others.map(|(_, words)| words.len()).sum()
    }

    /// Whether a picture is of this person: one they may bring, or have brought.
    fn has_picture(&self, who: ParticipantId, picture: PictureId) -> bool {
        let kept = self.own_task.pictures.get(&who).is_some_and(|kept| kept.contains(&picture));
        kept || self.own_task.results.get(&who).is_some_and(|result| result.picture == Some(picture))
    }

    /// Takes a result away, and its picture unless it is needed.
    fn take_away(&mut self, whose: ParticipantId, needed: Option<PictureId>, changes: &mut Changes) {
        let Some(Brought { number, picture, shown, .. }) = self.own_task.results.remove(&whose) else {
            return;
        };
        self.own_task.titles.remove(&number);
        self.own_task.texts.remove(&number);
        self.own_task.showing.take_if(|showing| *showing == whose);
        changes.results.insert(whose);
        changes.shown_results |= shown;
        if let Some(picture) = picture.filter(|picture| Some(*picture) != needed) {
            if let Some(kept) = self.own_task.pictures.get_mut(&whose) {
                kept.retain(|one| *one != picture);
                if kept.is_empty() {
                    self.own_task.pictures.remove(&whose);
                }
            }
            changes.dropped_pictures.push(picture);
        }
    }

    /// Of whoever is gone only what everybody has been shown stays.
    pub(super) fn settle_results(&mut self, changes: &mut Changes) {
        let is_gone = |who: &ParticipantId| !self.people.contains_key(who);
        let is_over = |result: &Brought| !result.shown || self.people.is_empty();
        let results = self.own_task.results.iter().filter(|(who, one)| is_gone(who) && is_over(one));
        for who in results.map(|(who, _)| *who).collect::<Vec<_>>() {
            self.take_away(who, None, changes);
        }
        let owners = self.own_task.pictures.keys().filter(|who| !self.people.contains_key(who));
        for who in owners.copied().collect::<Vec<_>>() {
            let shown = self.own_task.results.get(&who).and_then(|result| result.picture);
            let kept = self.own_task.pictures.remove(&who).unwrap_or_default();
            changes.dropped_pictures.extend(kept.into_iter().filter(|picture| Some(*picture) != shown));
        }
    }

    pub(in crate::room) fn results_view(&self, who: ParticipantId) -> Vec<ResultView> {
        self.results_seen(|whose, result| self.sees_result(who, whose, result))
    }

    /// Whoever only acts as one of the crew sees what was brought since.
    fn sees_result(&self, who: ParticipantId, whose: ParticipantId, result: &Brought) -> bool {
        let acting = self.acting.filter(|acting| acting.who == who);
        let is_for_them = acting.is_some_and(|acting| result.number > acting.since_result);
        result.shown || whose == who || self.is_crew(who) || is_for_them
    }

    /// `not_running` for a result that there is not, as far as this person knows.
    fn result_seen(&self, who: ParticipantId, whose: ParticipantId) -> Result<(), Rejection> {
        let result = self.own_task.results.get(&whose).filter(|result| self.sees_result(who, whose, result));
        result.map(drop).ok_or(Rejection::NotRunning)
    }

    /// How many numbers results and tasks have been given.
    pub(in crate::room) const fn results_given(&self) -> u32 {
        self.own_task.numbers_given
    }

    fn results_seen(&self, is_seen: impl Fn(ParticipantId, &Brought) -> bool) -> Vec<ResultView> {
        let seen = self.own_task.results.iter().filter(|(whose, result)| is_seen(**whose, result));
        let mut results: Vec<(&ParticipantId, &Brought)> = seen.collect();
        results.sort_by_key(|(whose, result)| (result.seat, **whose));
        let view = |(whose, result): (&ParticipantId, &Brought)| ResultView {
            participant: *whose,
            title: self.own_task.titles.get(&result.number).cloned(),
            text: self.own_task.texts.get(&result.number).cloned(),
            picture: result.picture,
            shown: result.shown,
            showing: self.own_task.showing == Some(*whose),
        };
        results.into_iter().map(view).collect()
    }

    /// Staff are told all. The others are told when what everybody sees has changed, or their own; whoever has brought
    /// something that is not shown sees one more than the rest, and so each of them is told apart.
    pub(super) fn told_of_results(&self, changes: &Changes) -> Vec<(Audience, Event)> {
        let mut told = Vec::new();
        if !changes.shown_results && changes.results.is_empty() {
            return told;
        }
        let everything = || Event::ResultsChanged { results: self.results_seen(|_, _| true) };
        let to_one = |who: ParticipantId| {
            (Audience::One(who), Event::ResultsChanged { results: self.results_view(who) })
        };
        told.extend(self.told_to_staff(everything, |who| to_one(who).1));
        let is_guest = |who: &ParticipantId| {
            self.people.contains_key(who) && !self.is_staff(*who) && !self.is_secluded(*who)
        };
        let mut guests = self.people.keys().copied().filter(is_guest);
        if !changes.shown_results {
            told.extend(changes.results.iter().copied().filter(is_guest).map(to_one));
        } else if guests.clone().any(|who| self.own_task.results.get(&who).is_some_and(|one| !one.shown)) {
            told.extend(guests.map(to_one));
        } else if let Some(any) = guests.next() {
            told.push((Audience::Members, Event::ResultsChanged { results: self.results_view(any) }));
        }
        told
    }
}

#[cfg(test)]
mod tests;
