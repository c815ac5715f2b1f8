//! What a poll asks, apart from its words: these are one text, the options or ends first, each on its line, and then the
//! question. Where the text was deleted, there are as many options as before and they say nothing.

use serde::{Deserialize, Serialize};

use crate::protocol::PollKind;

/// A [`PollKind`] without words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) enum Form {
    /// With so many options.
    Single(u32),
    /// With so many options.
    Multiple(u32),
    Scale,
    Mood,
    Pulse,
}

impl Form {
    /// The form and the text. No option has a line end in it.
    pub fn write(question: &str, kind: PollKind) -> (Self, String) {
        let number = |options: &[String]| u32::try_from(options.len()).unwrap_or(u32::MAX);
        let (form, mut lines) = match kind {
            PollKind::Single { options } => (Self::Single(number(&options)), options),
            PollKind::Multiple { options } => (Self::Multiple(number(&options)), options),
            PollKind::Scale { low, high } => (Self::Scale, vec![low, high]),
            PollKind::Mood { low, high } => (Self::Mood, vec![low, high]),
            PollKind::Pulse {} => (Self::Pulse, Vec::new()),
        };
        lines.push(question.to_owned());
        (form, lines.join("\n"))
    }

    /// The question and what is asked.
    pub fn read(self, text: &str) -> (String, PollKind) {
        let options = match self {
            Self::Single(number) | Self::Multiple(number) => number,
            Self::Scale | Self::Mood => 2,
            Self::Pulse => 0,
        };
        let mut rest = text;
        let mut next = || {
            let (line, after) = rest.split_once('\n').unwrap_or_default();
            rest = after;
            line.to_owned()
        };
        let mut lines: Vec<String> = (0..options).map(|_| next()).collect();
        let kind = match self {
            Self::Single(_) => PollKind::Single { options: lines },
            Self::Multiple(_) => PollKind::Multiple { options: lines },
            Self::Scale | Self::Mood => {
                let (high, low) = (lines.pop().unwrap_or_default(), lines.pop().unwrap_or_default());
                if self == Self::Scale { PollKind::Scale { low, high } } else { PollKind::Mood { low, high } }
            }
            Self::Pulse => PollKind::Pulse {},
        };
        (rest.to_owned(), kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_form_are_the_question_again() {
        let options = vec!["yksi".to_owned(), "kaksi".to_owned()];
        let (low, high) = (options[0].clone(), options[1].clone());
        for kind in [
            PollKind::Single { options: options.clone() },
            PollKind::Multiple { options },
            PollKind::Scale { low: low.clone(), high: high.clone() },
            PollKind::Mood { low, high },
            PollKind::Pulse {},
        ] {
            for question in ["Mitä?", "Kaksi\nriviä\n"] {
                let (form, text) = Form::write(question, kind.clone());
                assert_eq!(form.read(&text), (question.to_owned(), kind.clone()));
            }
        }
    }

    #[test]
    fn without_words_it_has_as_many_options_as_before() {
        let nothing = || vec![String::new(); 3];
        assert_eq!(Form::Single(3).read(""), (String::new(), PollKind::Single { options: nothing() }));
        let (low, high) = (String::new(), String::new());
        assert_eq!(Form::Mood.read(""), (String::new(), PollKind::Mood { low, high }));
    }
}
