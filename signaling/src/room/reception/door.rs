//! The door of the reception: when it is open, what visitors answer there, and which line that leads to.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Reception;
use super::lines::Standing;
use crate::id::{LineId, ParticipantId};
use crate::protocol::{AnsweredView, DoorAnswer, DoorView, MAX_DOOR_WORDS, Rejection};
use crate::room::changes::Changes;
use crate::room::pace::Limit;
use crate::room::{Room, Sender, words};
use crate::time::Moment;

/// Whoever changes an answer or two is not held up; whoever presses on and on is, because everybody in the line is told
/// anew.
const JOINING: Limit = Limit { tokens: 10, interval: Duration::from_secs(1) };

/// What somebody has answered: the option, by question, and what they have written.
struct Answered {
    chosen: BTreeMap<u32, u32>,
    words: Option<String>,
}

impl Reception {
    fn is_open_at(&self, now: Moment) -> bool {
        self.hours.is_empty() || self.hours.iter().any(|hours| hours.from <= now && now < hours.until)
    }

    /// The first moment from `now` on at which it is open.
    fn opens_from(&self, now: Moment) -> Option<Moment> {
        if self.hours.is_empty() {
            return Some(now);
        }
        self.hours.iter().find(|hours| now < hours.until).map(|hours| hours.from.max(now))
    }

    /// `out_of_range`; `too_long`.
    fn read(&self, answers: &[DoorAnswer]) -> Result<Answered, Rejection> {
        let mut answered = Answered { chosen: BTreeMap::new(), words: None };
        let mut in_words = false;
        for answer in answers {
            match answer {
                DoorAnswer::Chosen { question, option } => {
                    let asked = self.questions.get(*question as usize).ok_or(Rejection::OutOfRange)?;
                    let twice = answered.chosen.insert(*question, *option).is_some();
                    if twice || *option as usize >= asked.options.len() {
                        return Err(Rejection::OutOfRange);
                    }
                }
                DoorAnswer::Words { question, text } => {
                    let asked = self.questions.get(*question as usize).ok_or(Rejection::OutOfRange)?;
                    // Only one question is answered in words.
                    if std::mem::replace(&mut in_words, true) || !asked.options.is_empty() {
                        return Err(Rejection::OutOfRange);
                    }
                    words::check_shape(text, MAX_DOOR_WORDS)?;
                    answered.words = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
                }
            }
        }
        let must = self.questions.iter().filter(|question| !question.options.is_empty()).count();
        if answered.chosen.len() == must { Ok(answered) } else { Err(Rejection::OutOfRange) }
    }

    fn leads_to(&self, chosen: &BTreeMap<u32, u32>) -> LineId {
        let line = |(question, option): (&u32, &u32)| {
            self.questions.get(*question as usize)?.options.get(*option as usize)?.line
        };
        chosen.iter().rev().find_map(line).unwrap_or(LineId(0))
    }
}

impl Room {
    /// The door as visitors see it: the door of the room, and the hours of the reception. As of the last change, so that it
    /// changes when it is told.
    pub(in crate::room) fn reception_door(&self) -> DoorView {
        let kept = self.desk.kept;
        let hours = |from: Moment| match self.desk.made.opens_from(from) {
            Some(open) if open == kept => DoorView::Knock {},
            Some(opens_at) if !self.is_over_at(opens_at) => DoorView::NotYet { opens_at },
            Some(_) | None => DoorView::Closed {},
        };
        match self.door_at(kept) {
            DoorView::Knock {} => hours(kept),
            DoorView::NotYet { opens_at } => hours(opens_at),
            DoorView::Closed {} => DoorView::Closed {},
        }
    }

    /// Whether visitors may join a line.
    pub(super) fn is_reception_open(&self, now: Moment) -> bool {
        self.door_at(now) == DoorView::Knock {} && self.desk.made.is_open_at(now)
    }

    pub(super) fn is_line_open(&self, line: LineId) -> bool {
        !self.desk.closed.contains(&line)
    }

    /// When it opens or closes the next time by its hours.
    pub(super) fn next_opening_hour(&self) -> Option<Moment> {
        let hours = self.desk.made.hours.iter().flat_map(|hours| [hours.from, hours.until]);
        hours.filter(|hour| *hour > self.desk.kept).min()
    }

    pub(in crate::room) fn join_line(
        &mut self,
        now: Moment,
        from: Sender,
        answers: &[DoorAnswer],
        in_writing: bool,
    ) -> Result<Changes, Rejection> {
        let who = from.participant;
        let role = self.lobby.waiting.get(&who).map(|waiting| waiting.role);
        if !role.is_some_and(|role| self.is_visitor(role)) {
            return Err(Rejection::NotAllowed);
        }
        let Answered { chosen, words } = self.desk.made.read(answers)?;
        let line = self.desk.made.leads_to(&chosen);
        let before = self.desk.standing.get(&who);
        let stays = before.is_some_and(|before| {
            // With whom and where they go on was agreed: only what leads elsewhere than before takes them from there.
            let led_to = || before.chosen.is_empty() || self.desk.made.leads_to(&before.chosen) == line;
            before.line == line || (before.is_handed_over() && led_to())
        });
        // Whoever stands in it goes on waiting, and may say more.
        let may_join = stays || (self.is_reception_open(now) && self.is_line_open(line));
        if !may_join {
            return Err(Rejection::LineClosed);
        }
        let wanted = before.and_then(|before| before.wanted).filter(|one| self.receives(*one, line));
        let spent = self.desk.paces.spend(now, from, JOINING)?;

        self.desk.paces.keep(spent);
        if let Some(standing) = self.desk.standing.get_mut(&who).filter(|_| stays) {
            standing.chosen = chosen;
            standing.in_writing = in_writing;
        } else {
            self.desk.numbers_given += 1;
            let number = self.desk.numbers_given;
            let mut standing = Standing::new(line, chosen, in_writing, number, now);
            standing.wanted = wanted;
            self.desk.standing.insert(who, standing);
        }
        match words {
            Some(words) => drop(self.desk.words.insert(who, words)),
            None => drop(self.desk.words.remove(&who)),
        }
        Ok(Changes { line: true, ..Changes::default() })
    }

    pub(in crate::room) fn wait_for(
        &mut self,
        now: Moment,
        from: Sender,
        whom: Option<ParticipantId>,
    ) -> Result<Changes, Rejection> {
        let who = from.participant;
        let line = self.desk.standing.get(&who).map(|standing| standing.line).ok_or(Rejection::NotRunning)?;
        if whom.is_some_and(|whom| !self.receives(whom, line)) {
            return Err(Rejection::UnknownParticipant);
        }
        let spent = self.desk.paces.spend(now, from, JOINING)?;

        self.desk.paces.keep(spent);
        if let Some(standing) = self.desk.standing.get_mut(&who) {
            standing.wanted = whom;
            standing.wanted_gone = false;
        }
        Ok(Changes { line: true, ..Changes::default() })
    }

    /// What a visitor has answered at the door, in the order of the questions.
    pub(super) fn answers_of(&self, who: ParticipantId, chosen: &BTreeMap<u32, u32>) -> Vec<AnsweredView> {
        let answer = |(number, question): (u32, &super::DoorQuestion)| {
            let answer = if question.options.is_empty() {
                self.desk.words.get(&who).cloned()
            } else {
                let option = question.options.get(*chosen.get(&number)? as usize);
                option.map(|option| option.text.clone())
            };
            Some(AnsweredView { question: question.text.clone(), answer: answer? })
        };
        (0..).zip(&self.desk.made.questions).filter_map(answer).collect()
    }
}
