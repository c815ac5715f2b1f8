//! A word alone: two people in a place of their own, whom nobody else hears or sees. It is the answer to a request, and
//! lasts as long as that is taken and both are there.
//!
//! Invariant: a private word has the one who answers and the one who asked, and is gone without either.

use serde::{Deserialize, Serialize};

use crate::id::{AskId, GroupId, ParticipantId, WordId};
use crate::protocol::{Place, Presence, QueueItem, Rejection};
use crate::role::Permission;
use crate::room::Room;
use crate::room::changes::Changes;
use crate::time::Moment;

/// Who has a word with whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Word {
    request: AskId,
    answers: ParticipantId,
    /// Where they came from.
    answers_from: Place,
    asked: ParticipantId,
    asked_from: Place,
}

impl Room {
    /// Nobody else may be at the device of who answers: they would be taken along. Whoever is at that of who asked comes
    /// with them, as everywhere.
    pub(super) fn begin_word(
        &mut self,
        who: ParticipantId,
        request: AskId,
        asked: ParticipantId,
    ) -> Result<Changes, Rejection> {
        let here = self.place_of(who)?;
        let there = self.place_of(asked)?;
        if let (Place::PrivateWord { word }, true) = (here, here == there) {
            // Pressed twice.
            let is_it = self.facilitator_queue.words.get(&word).is_some_and(|word| word.request == request);
            return if is_it { Ok(Changes::default()) } else { Err(Rejection::NotAllowed) };
        }
        let is_here = self.presence_of(asked) == Some(Presence::Here {});
        if here.is_for_few()
            || there.is_for_few()
            || !is_here
            || who == asked
            || self.companions(who).len() > 1
        {
            return Err(Rejection::NotAllowed);
        }
        // A visit ends here: its group was told so, and would have to be told again.
        let answers_from = self.back_from_visit(who).unwrap_or(here);
        let party = self.companions(asked);
        let all_visit = party.iter().all(|one| self.is_visiting(*one));
        let asked_from = self.back_from_visit(asked).filter(|_| all_visit).unwrap_or(there);

        let mut changes = Changes::default();
        let queue = &mut self.facilitator_queue;
        queue.words_begun += 1;
        let word = WordId(queue.words_begun);
        queue.words.insert(word, Word { request, answers: who, answers_from, asked, asked_from });
        for one in party.into_iter().chain([who]) {
            self.relocate(one, Place::PrivateWord { word }, &mut changes);
        }
        Ok(changes)
    }

    /// The request has been answered; but not where only who asked is left, because the other's connection is lost: it
    /// waits again.
    pub(in crate::room) fn come_back(
        &mut self,
        now: Moment,
        who: ParticipantId,
    ) -> Result<Changes, Rejection> {
        let Place::PrivateWord { word } = self.place_of(who)? else { return Err(Rejection::NotRunning) };
        let word = *self.facilitator_queue.words.get(&word).ok_or(Rejection::NotRunning)?;
        let mut changes = Changes::default();
        if self.is_dropped(word.answers) && who != word.answers {
            self.facilitator_queue.claims.remove(&QueueItem::Request { request: word.request });
        } else {
            self.serve_ask(now, word.request, &mut changes);
        }
        Ok(changes)
    }

    /// Ends those that miss one of the two, or whose request has ended or is no longer taken by the one who answers.
    pub(in crate::room) fn settle_private_words(&mut self, now: Moment, changes: &mut Changes) {
        let is_over = |id: WordId, word: &Word| {
            let item = QueueItem::Request { request: word.request };
            let claim = self.facilitator_queue.claims.get(&item).filter(|claim| claim.by == word.answers);
            let is_there = |who| self.place_of(who) == Ok(Place::PrivateWord { word: id });
            let stands = claim.is_some_and(|claim| self.claim_stands(now, item, *claim));
            !stands || !is_there(word.answers) || !is_there(word.asked)
        };
        let words = &self.facilitator_queue.words;
        let over: Vec<(WordId, Word)> =
            words.iter().filter(|(id, word)| is_over(**id, word)).map(|(id, word)| (*id, *word)).collect();
        for (id, word) in over {
            self.end_word(id, word, changes);
        }
    }

    /// Of two groups that become one, who came from the first goes back to the other.
    pub(in crate::room) fn merge_words(&mut self, from: GroupId, into: GroupId) {
        let (from, into) = (Place::Group { group: from }, Place::Group { group: into });
        for word in self.facilitator_queue.words.values_mut() {
            for place in [&mut word.answers_from, &mut word.asked_from] {
                if *place == from {
                    *place = into;
                }
            }
        }
    }

    /// Where somebody who has asked for a word came to it from, as long as it lasts; also whoever is at their device.
    pub(super) fn came_to_word_from(&self, who: ParticipantId) -> Option<Place> {
        let Ok(Place::PrivateWord { word }) = self.place_of(who) else { return None };
        let word = self.facilitator_queue.words.get(&word)?;
        Some(if who == word.answers { word.answers_from } else { word.asked_from })
    }

    /// Everybody who is still there goes back, whoever shares a device with one of the two with them.
    fn end_word(&mut self, id: WordId, word: Word, changes: &mut Changes) {
        let place = Place::PrivateWord { word: id };
        self.facilitator_queue.words.remove(&id);
        let here: Vec<ParticipantId> =
            self.people.iter().filter(|(_, person)| person.place == place).map(|(who, _)| *who).collect();
        let with_answers = self.companions(word.answers);
        for who in here {
            let from = if with_answers.contains(&who) { word.answers_from } else { word.asked_from };
            let to = self.if_still_open(who, from);
            self.relocate(who, to, changes);
        }
    }

    /// The place somebody came from, with everybody at their devices, or the plenary where they cannot go back there.
    pub(in crate::room) fn if_still_open(&self, who: ParticipantId, from: Place) -> Place {
        let may = |one: &ParticipantId| self.may(*one, Permission::EnterBackstage);
        let is_open = match from {
            Place::Backstage {} => self.companions(who).iter().all(may),
            Place::Coffee {} => self.has_coffee_table(),
            _ => self.queue(from).is_some(),
        };
        if is_open { from } else { Place::Plenary {} }
    }
}
