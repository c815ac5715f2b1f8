//! Whether a template can be used: by the rules of the room, which is asked with each of its agendas. The room says only
//! that something cannot be; to say what, each part of a phase is put right in turn until the room takes it.

use std::time::Duration;

use signaling::line::shown;
use signaling::protocol::{Language, MAX_MINUTES, Phase, Scene};
use signaling::room::{Room, Rules};

use super::{LANGUAGES, Template, Texts};

/// Longest name, in characters: one line of a list.
const MAX_NAME: usize = 60;

/// Longest description, in characters.
const MAX_DESCRIPTION: usize = 400;

/// Puts one part of a phase right.
type Mend = fn(&mut Phase);

/// Every part that may be wrong, as it is called in the file. Those within others come before them.
const PARTS: [(&str, Mend); 16] = [
    ("title", |phase| phase.title = "Piiri".to_owned()),
    ("minutes", |phase| phase.minutes = Some(10)),
    ("task", |phase| phase.task = Some("Piiri".to_owned())),
    ("task", |phase| phase.task = None),
    ("note", |phase| phase.note = None),
    ("material", |phase| phase.material = None),
    ("question", |phase| phase.question = None),
    ("groups.names", |phase| phase.groups.iter_mut().for_each(|groups| groups.names.clear())),
    ("groups.task", |phase| phase.groups.iter_mut().for_each(|groups| groups.task = None)),
    ("groups.minutes", |phase| phase.groups.iter_mut().for_each(|groups| groups.minutes = Some(10))),
    ("groups.warnings", |phase| phase.groups.iter_mut().for_each(|groups| groups.warnings.clear())),
    ("groups.countdown_seconds", |phase| {
        phase.groups.iter_mut().for_each(|groups| groups.countdown_seconds = 0);
    }),
    ("groups", |phase| phase.groups = None),
    ("own_task", |phase| phase.own_task = false),
    ("coffee_table", |phase| phase.coffee_table = false),
    ("scene", |phase| phase.scene = Scene::Everyone),
];

pub(super) fn check(template: &Template) -> Result<(), String> {
    one_line("name", &template.name, MAX_NAME)?;
    one_line("description", &template.description, MAX_DESCRIPTION)?;
    if !(1..=MAX_MINUTES).contains(&template.minutes) {
        return Err(format!("minutes: expected 1 to {MAX_MINUTES}"));
    }
    for language in LANGUAGES {
        let agenda = template.agenda(language);
        for (index, phase) in agenda.iter().enumerate() {
            if !takes(template, vec![phase.clone()]) {
                let part = what_is_wrong(template, phase);
                let number = index + 1;
                return Err(format!("phase {number}, {part} ({}): not as the room allows", name(language)));
            }
        }
        if !takes(template, agenda) {
            return Err("phases: more than the room allows, or not together".to_owned());
        }
        if !receives(template, language) {
            return Err(format!("reception ({}): not as the room allows", name(language)));
        }
    }
    Ok(())
}

fn takes(template: &Template, agenda: Vec<Phase>) -> bool {
    let mut room = Room::new(String::new(), template.kind, Rules { grace: Duration::ZERO });
    room.prepare_agenda(agenda).is_ok()
}

fn receives(template: &Template, language: Language) -> bool {
    let room = Room::new(String::new(), template.kind, Rules { grace: Duration::ZERO });
    let reception = template.settings(String::new(), language).reception;
    reception.is_none_or(|reception| room.with_reception(reception.of_room).is_ok())
}

fn what_is_wrong(template: &Template, phase: &Phase) -> &'static str {
    let mends = |(_, mend): &(&str, Mend)| {
        let mut mended = phase.clone();
        mend(&mut mended);
        takes(template, vec![mended])
    };
    PARTS.iter().find(|part| mends(part)).map_or("several parts", |(part, _)| part)
}

pub(super) fn one_line(part: &str, texts: &Texts, most: usize) -> Result<(), String> {
    for language in LANGUAGES {
        let text = texts.in_language(language);
        if shown(text, most).as_deref() != Some(text) {
            let name = name(language);
            return Err(format!("{part} ({name}): expected one line of 1 to {most} characters"));
        }
    }
    Ok(())
}

pub(super) const fn name(language: Language) -> &'static str {
    match language {
        Language::Fi => "fi",
        Language::Sv => "sv",
        Language::En => "en",
    }
}
