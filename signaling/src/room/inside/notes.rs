//! The note of each group: a text that one writes and all read, and what becomes of it when the group ends.
//!
//! Invariants: whoever writes a note is one of the group, here, and may write there; the note of a group that has ended
//! is kept, shown or gone, as the rule of the groups said.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{cut, joined};
use crate::id::{GroupId, ParticipantId};
use crate::protocol::{
    Event, KeptNote, MAX_GROUP_NOTE, MAX_GROUP_NOTE_BYTES, NOTE_EVERY, NOTE_IDLE, NoteRule, NoteView, Place,
    Rejection,
};
use crate::room::changes::Changes;
use crate::room::log::parts;
use crate::room::{Audience, Room, words};
use crate::time::Moment;

/// Most notes that are kept of groups that have ended; the oldest go first.
const MAX_KEPT_NOTES: usize = 200;

/// Most bytes in the notes that everybody can read, because they are told whole; the oldest go first.
const MAX_SHOWN_BYTES: usize = 1024 * 1024;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Notes {
    /// Of open groups.
    open: BTreeMap<GroupId, Note>,
    /// Of groups that have ended.
    kept: BTreeMap<GroupId, Kept>,
    /// What they say, those of open groups and of others.
    pub words: BTreeMap<GroupId, String>,
    /// What the groups were called whose notes are kept.
    pub names: BTreeMap<GroupId, String>,
    /// Of each open group with a note, what will be asked when it has ended: by then nobody is in it any more. Follows
    /// from the room; see [`Room::remember_notes`].
    known: BTreeMap<GroupId, Known>,
}

parts! {
    NotesFact of Notes {
        each Note: open: GroupId => Note;
        each Kept: kept: GroupId => Kept;
        beside words;
        beside names;
        memory known;
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Note {
    /// Who writes, and when they last did or took it.
    writer: Option<(ParticipantId, Moment)>,
    /// When it was last taken.
    taken_at: Option<Moment>,
    /// When its text last came.
    text_at: Option<Moment>,
    /// Everybody who was one of the group while it said something: theirs it is when the group ends, wherever they are.
    #[serde(default)]
    readers: BTreeSet<ParticipantId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Kept {
    number: u32,
    /// Who can read it; everybody when absent.
    readers: Option<BTreeSet<ParticipantId>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    number: u32,
    name: Option<String>,
    rule: NoteRule,
}

impl Notes {
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    fn writer(&self, group: GroupId) -> Option<(ParticipantId, Moment)> {
        self.open.get(&group).and_then(|note| note.writer)
    }

    fn forget_kept(&mut self, group: GroupId) {
        self.kept.remove(&group);
        self.words.remove(&group);
        self.names.remove(&group);
    }

    fn forget_surplus(&mut self) {
        while self.kept.len() > MAX_KEPT_NOTES
            && let Some(oldest) = self.kept.keys().next().copied()
        {
            self.forget_kept(oldest);
        }
        let shown = self.kept.iter().filter(|(_, kept)| kept.readers.is_none()).map(|(group, _)| *group);
        let mut bytes = 0;
        for group in shown.rev().collect::<Vec<_>>() {
            bytes += self.words.get(&group).map_or(0, String::len);
            if bytes > MAX_SHOWN_BYTES {
                self.forget_kept(group);
            }
        }
    }
}

/// Whether it is sooner than it may be after this moment.
fn is_too_fast(now: Moment, last: Option<Moment>) -> bool {
    last.is_some_and(|last| now < last.after(Duration::from_millis(NOTE_EVERY.into())))
}

impl Room {
    /// One's own is taken anew. `too_fast` when it went from hand to hand just now: all of it is told each time.
    pub(in crate::room) fn take_note(
        &mut self,
        now: Moment,
        who: ParticipantId,
    ) -> Result<Changes, Rejection> {
        let group = self.own_group(who)?;
        let note = self.insides.notes.open.get(&group).cloned().unwrap_or_default();
        let idle = Duration::from_secs(NOTE_IDLE.into());
        if note.writer.is_some_and(|(other, wrote)| other != who && now < wrote.after(idle)) {
            return Err(Rejection::Taken);
        }
        if is_too_fast(now, note.taken_at) {
            return Err(Rejection::TooFast);
        }
        let note = Note { writer: Some((who, now)), taken_at: Some(now), ..note };
        self.insides.notes.open.insert(group, note);
        Ok(Changes { notes: BTreeSet::from([group]), ..Changes::default() })
    }

    /// Nothing happens where one does not write.
    pub(in crate::room) fn release_note(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let mut changes = Changes::default();
        if let Place::Group { group } = self.place_of(who)?
            && self.insides.notes.writer(group).is_some_and(|(writer, _)| writer == who)
        {
            self.put_note_down(group, &mut changes);
        }
        Ok(changes)
    }

    pub(in crate::room) fn write_note(
        &mut self,
        now: Moment,
        who: ParticipantId,
        text: String,
    ) -> Result<Changes, Rejection> {
        let group = self.own_group(who)?;
        let note = self.insides.notes.open.get(&group).cloned().unwrap_or_default();
        if note.writer.is_none_or(|(writer, _)| writer != who) {
            return Err(Rejection::Taken);
        }
        words::check_shape(&text, MAX_GROUP_NOTE)?;
        if text.len() > MAX_GROUP_NOTE_BYTES {
            return Err(Rejection::TooLong);
        }
        if is_too_fast(now, note.text_at) {
            return Err(Rejection::TooFast);
        }

        let notes = &mut self.insides.notes;
        notes.open.insert(group, Note { writer: Some((who, now)), text_at: Some(now), ..note });
        if text.is_empty() {
            notes.words.remove(&group);
        } else {
            notes.words.insert(group, text);
        }
        Ok(Changes { notes: BTreeSet::from([group]), ..Changes::default() })
    }

    /// Not for visitors: the group's work is its own.
    pub(in crate::room) fn note_view(&self, who: ParticipantId) -> Option<NoteView> {
        match self.place_of(who) {
            Ok(Place::Group { group }) if !self.is_visiting(who) => Some(self.note_of(group)),
            _ => None,
        }
    }

    pub(super) fn note_of(&self, group: GroupId) -> NoteView {
        let notes = &self.insides.notes;
        let writer = notes.writer(group);
        NoteView {
            group,
            text: notes.words.get(&group).cloned().unwrap_or_default(),
            writer: writer.map(|(who, _)| who),
            written_at: writer.map(|(_, at)| at),
        }
    }

    pub(in crate::room) fn notes_view(&self, who: ParticipantId) -> Vec<KeptNote> {
        let Notes { kept, words, names, .. } = &self.insides.notes;
        let may = |kept: &Kept| kept.readers.as_ref().is_none_or(|readers| readers.contains(&who));
        let view = |(group, kept): (&GroupId, &Kept)| {
            let name = names.get(group).cloned();
            // One that was erased is none.
            let text = words.get(group).cloned()?;
            Some(KeptNote { group: *group, number: kept.number, name, text })
        };
        kept.iter().filter(|(_, kept)| may(kept)).filter_map(view).collect()
    }

    pub(super) fn told_of_kept_notes(&self) -> Vec<(Audience, Event)> {
        let who = self.people.keys().copied().filter(|who| !self.is_secluded(*who));
        let is_for_all = self.insides.notes.kept.values().all(|kept| kept.readers.is_none());
        let (audience, who): (fn(ParticipantId) -> Audience, Vec<_>) = match is_for_all {
            true => (|_| Audience::All, who.take(1).collect()),
            false => (Audience::One, who.collect()),
        };
        let told = |who| (audience(who), Event::NotesKept { notes: self.notes_view(who) });
        who.into_iter().map(told).collect()
    }

    /// Whoever writes and is lost, moved or gone does not write any more; a note whose group has ended becomes what the
    /// rule says, and one that nobody writes and that says nothing is none.
    pub(super) fn settle_notes(&mut self, changes: &mut Changes) {
        let writes =
            |group: GroupId, who: ParticipantId| self.own_group(who) == Ok(group) && !self.is_dropped(who);
        let notes = self.insides.notes.open.iter();
        let mut ended = Vec::new();
        let mut down = Vec::new();
        for (group, note) in notes {
            if self.group_number(*group).is_none() {
                ended.push(*group);
            } else if note.writer.is_some_and(|(who, _)| !writes(*group, who)) {
                down.push(*group);
            }
        }
        for group in down {
            self.put_note_down(group, changes);
        }
        for group in ended {
            self.end_note(group, changes);
        }
        let Notes { open, words, .. } = &mut self.insides.notes;
        open.retain(|group, note| note.writer.is_some() || words.contains_key(group));
        self.remember_notes();
    }

    /// Of two groups that become one; who writes that of the second goes on. One that does not fit is that of a group that
    /// has ended, unless it would be gone then: of that the beginning remains.
    pub(super) fn merge_notes(&mut self, from: GroupId, into: GroupId, changes: &mut Changes) {
        if !self.fits_into_note(from, into) && self.note_rule() != NoteRule::Destroy {
            self.end_note(from, changes);
            return;
        }
        let notes = &mut self.insides.notes;
        let readers = notes.open.remove(&from).map(|note| note.readers).unwrap_or_default();
        let Some(added) = notes.words.remove(&from) else { return };
        if let Some(mut text) = joined(notes.words.remove(&into), Some(added)) {
            cut(&mut text, MAX_GROUP_NOTE, MAX_GROUP_NOTE_BYTES);
            notes.words.insert(into, text);
        }
        notes.open.entry(into).or_default().readers.extend(readers);
        changes.notes.insert(into);
    }

    /// After each change. A room that has come back is changed before time goes on: everybody is dropped.
    fn remember_notes(&mut self) {
        let says_something = |group: &GroupId| self.insides.notes.words.contains_key(group);
        let readers = |group: &GroupId| match says_something(group) {
            true => (*group, Some(self.members_in(*group))),
            false => (*group, None),
        };
        let readers: Vec<_> = self.insides.notes.open.keys().map(readers).collect();
        for (group, members) in readers {
            if let Some(note) = self.insides.notes.open.get_mut(&group) {
                match members {
                    Some(members) => note.readers.extend(members),
                    // What comes next is another note.
                    None => note.readers.clear(),
                }
            }
        }
        let rule = self.note_rule();
        let known = |group: &GroupId| {
            let number = self.group_number(*group)?;
            Some((*group, Known { number, name: self.group_name(*group), rule }))
        };
        self.insides.notes.known = self.insides.notes.open.keys().filter_map(known).collect();
    }

    fn fits_into_note(&self, from: GroupId, into: GroupId) -> bool {
        let words = &self.insides.notes.words;
        let text = joined(words.get(&into).cloned(), words.get(&from).cloned()).unwrap_or_default();
        text.len() <= MAX_GROUP_NOTE_BYTES && text.chars().count() <= MAX_GROUP_NOTE
    }

    fn put_note_down(&mut self, group: GroupId, changes: &mut Changes) {
        if let Some(note) = self.insides.notes.open.get_mut(&group) {
            note.writer = None;
            changes.notes.insert(group);
        }
    }

    fn end_note(&mut self, group: GroupId, changes: &mut Changes) {
        let notes = &mut self.insides.notes;
        let readers = notes.open.remove(&group).map(|note| note.readers).unwrap_or_default();
        let says_something = notes.words.get(&group).is_some_and(|text| !text.trim().is_empty());
        let is_for_somebody = |rule| match rule {
            NoteRule::Keep => !readers.is_empty(),
            NoteRule::Show => true,
            NoteRule::Destroy => false,
        };
        let known = notes.known.remove(&group).filter(|known| says_something && is_for_somebody(known.rule));
        let Some(Known { number, name, rule }) = known else {
            notes.words.remove(&group);
            return;
        };
        let readers = (rule == NoteRule::Keep).then_some(readers);
        notes.kept.insert(group, Kept { number, readers });
        if let Some(name) = name {
            notes.names.insert(group, name);
        }
        notes.forget_surplus();
        changes.kept_notes = true;
    }
}

#[cfg(test)]
mod tests;
