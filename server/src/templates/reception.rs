//! The reception of a drop-in template: how it is written in a file, and what it is when it has been checked.

use serde::Deserialize;
use signaling::id::LineId;
use signaling::protocol::{
    Language, MAX_CLOSED_TEXT, MAX_DOOR_OPTIONS, MAX_DOOR_QUESTIONS, MAX_DOOR_TEXT, MAX_LINE_MINUTES,
    MAX_LINE_NAME, MAX_LINES, Template as Kind,
};
use signaling::room::{DoorOption, DoorQuestion, Line, Reception as OfRoom};

use super::{LANGUAGES, Texts, check};
use crate::opening_hours::{self, OpeningHours};
use crate::rooms::settings::Reception as OfSettings;

/// As it is written. Lines are counted from 1, as people do.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    lines: Vec<WrittenLine>,
    #[serde(default)]
    questions: Vec<WrittenQuestion>,
    closed: Option<Texts>,
    #[serde(default)]
    hours: Vec<opening_hours::Written>,
    time_zone: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLine {
    name: Texts,
    minutes: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenQuestion {
    text: Texts,
    #[serde(default)]
    options: Vec<WrittenOption>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenOption {
    text: Texts,
    line: Option<usize>,
}

/// When it has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reception {
    lines: Vec<WrittenLine>,
    questions: Vec<WrittenQuestion>,
    closed: Option<Texts>,
    hours: OpeningHours,
}

impl Written {
    /// What is wrong is said with its place in the file.
    pub fn checked(self, kind: Kind) -> Result<Reception, String> {
        let Self { lines, questions, closed, hours, time_zone } = self;
        if kind != Kind::DropIn {
            return Err("reception: only the kind drop_in has one".to_owned());
        }
        let hours = OpeningHours::read(&hours, time_zone.as_deref())
            .map_err(|error| format!("reception, {error}"))?;
        let reception = Reception { lines, questions, closed, hours };
        reception.check().map_err(|problem| format!("reception, {problem}"))?;
        Ok(reception)
    }
}

impl Reception {
    pub fn in_language(&self, language: Language) -> OfSettings {
        let text = |texts: &Texts| texts.in_language(language).to_owned();
        let line = |line: &WrittenLine| Line { name: text(&line.name), minutes: line.minutes };
        let option = |option: &WrittenOption| DoorOption {
            text: text(&option.text),
            line: option.line.and_then(line_id),
        };
        let question = |question: &WrittenQuestion| DoorQuestion {
            text: text(&question.text),
            options: question.options.iter().map(option).collect(),
        };
        OfSettings {
            of_room: OfRoom {
                lines: self.lines.iter().map(line).collect(),
                questions: self.questions.iter().map(question).collect(),
                closed_text: self
                    .closed
                    .as_ref()
                    .map(|closed| closed.in_language(language).trim().to_owned())
                    .unwrap_or_default(),
                hours: Vec::new(),
            },
            hours: self.hours.clone(),
        }
    }

    fn check(&self) -> Result<(), String> {
        count("lines", self.lines.len(), 1, MAX_LINES)?;
        for (line, number) in self.lines.iter().zip(1..) {
            check::one_line(&format!("line {number}, name"), &line.name, MAX_LINE_NAME)?;
            if !(1..=MAX_LINE_MINUTES).contains(&line.minutes) {
                return Err(format!("line {number}, minutes: expected 1 to {MAX_LINE_MINUTES}"));
            }
        }
        count("questions", self.questions.len(), 0, MAX_DOOR_QUESTIONS)?;
        for (question, number) in self.questions.iter().zip(1..) {
            self.check_question(question).map_err(|problem| format!("question {number}, {problem}"))?;
        }
        if self.questions.iter().filter(|question| question.options.is_empty()).count() > 1 {
            return Err("questions: one at most is without options".to_owned());
        }
        self.check_closed()
    }

    fn check_question(&self, question: &WrittenQuestion) -> Result<(), String> {
        check::one_line("text", &question.text, MAX_DOOR_TEXT)?;
        if question.options.is_empty() {
            return Ok(());
        }
        count("options", question.options.len(), 2, MAX_DOOR_OPTIONS)?;
        for (option, number) in question.options.iter().zip(1..) {
            check::one_line(&format!("option {number}, text"), &option.text, MAX_DOOR_TEXT)?;
            if option.line.is_some_and(|line| !(1..=self.lines.len()).contains(&line)) {
                let lines = self.lines.len();
                return Err(format!("option {number}, line: expected 1 to {lines}"));
            }
        }
        Ok(())
    }

    fn check_closed(&self) -> Result<(), String> {
        let too_long = |language: &Language| {
            let text = self.closed.as_ref().map_or("", |closed| closed.in_language(*language));
            text.chars().count() > MAX_CLOSED_TEXT
        };
        match LANGUAGES.into_iter().find(too_long) {
            Some(language) => {
                let language = check::name(language);
                Err(format!("closed ({language}): expected at most {MAX_CLOSED_TEXT} characters"))
            }
            None => Ok(()),
        }
    }
}

fn count(what: &str, count: usize, least: usize, most: usize) -> Result<(), String> {
    if (least..=most).contains(&count) { Ok(()) } else { Err(format!("{what}: expected {least} to {most}")) }
}

/// The first line is 1 in the file, and 0 in the room.
fn line_id(number: usize) -> Option<LineId> {
    number.checked_sub(1).and_then(|number| u32::try_from(number).ok()).map(LineId)
}
