use std::collections::BTreeSet;
use std::path::PathBuf;

use signaling::protocol::{MAX_PHASES, Phase, Scene};

use super::*;

const LEAST: &str = r#"
kind = "workshop"
name = { fi = "Ilta", sv = "Kväll", en = "Evening" }
description = { fi = "Lyhyt ilta.", sv = "En kort kväll.", en = "A short evening." }
minutes = 30
"#;

fn phase(more: &str) -> String {
    format!("{LEAST}\n[[phases]]\ntitle = {{ fi = \"Yksi\", sv = \"Ett\", en = \"One\" }}\n{more}\n")
}

/// A folder of files, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn of(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("piiri-templates-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        for (file, text) in files {
            std::fs::write(path.join(file), text).unwrap();
        }
        Self(path)
    }

    fn load(&self) -> Result<Templates, String> {
        Templates::load(Some(&self.0)).map_err(|error| error.to_string())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn said(name: &str, text: &str) -> String {
    Folder::of(name, &[("ilta.toml", text)]).load().unwrap_err()
}

#[test]
fn there_is_one_for_each_kind_of_meeting_and_all_can_be_used() {
    let templates = Templates::load(None).unwrap();
    let kinds: BTreeSet<String> =
        templates.iter().map(|(_, template)| format!("{:?}", template.kind)).collect();
    assert_eq!((templates.iter().count(), kinds.len()), (10, 10));
    for (id, template) in templates.iter() {
        let agenda = template.agenda(Language::Fi);
        assert!((3..=MAX_PHASES).contains(&agenda.len()), "{id}");
        let minutes: u32 = agenda.iter().filter_map(|phase| phase.minutes).sum();
        assert_eq!(minutes, template.minutes, "the phases of {id} fill the session");
        let titles = |language| template.agenda(language).into_iter().map(|phase: Phase| phase.title);
        for (fi, (sv, en)) in titles(Language::Fi).zip(titles(Language::Sv).zip(titles(Language::En))) {
            assert!(fi != sv && sv != en && fi != en, "{id}: {fi} is not translated");
        }
    }
    let workshop = templates.get("workshop").unwrap().agenda(Language::En);
    assert!(
        workshop.iter().any(|phase| phase.own_task) && workshop.iter().any(|phase| phase.groups.is_some())
    );
    assert_eq!(workshop.iter().filter(|phase| phase.scene == Scene::Break).count(), 2);
    assert_eq!(templates.get("supervision").unwrap().door, Door::Knock);
    assert!(!templates.get("webinar").unwrap().switches.unmute);
    assert_eq!(templates.get("party"), None);
}

#[test]
fn a_folder_adds_templates_and_replaces_single_ones() {
    let files =
        [("ilta.toml", LEAST), ("cafe.toml", &phase("minutes = 5")), ("notes.txt", "no"), (".x.toml", "no")];
    let folder = Folder::of("adds", &files.map(|(file, text)| (file, text)));
    let templates = folder.load().unwrap();
    assert_eq!(templates.iter().count(), 11);
    assert_eq!(templates.get("ilta").unwrap().name.in_language(Language::Sv), "Kväll");
    assert_eq!(templates.get("cafe").unwrap().kind, Kind::Workshop);
    let agenda = templates.get("cafe").unwrap().agenda(Language::En);
    assert_eq!(
        agenda.iter().map(|phase| (phase.title.as_str(), phase.minutes)).collect::<Vec<_>>(),
        [("One", Some(5))]
    );
    assert_eq!(templates.get("dialogue"), Templates::load(None).unwrap().get("dialogue"));
}

#[test]
fn a_mistake_is_named_with_its_file_and_its_line() {
    for (name, text, place) in [
        ("unknown", format!("{LEAST}\nlenght = 3"), "line 7: unknown field `lenght`"),
        ("language", LEAST.replace(", sv = \"Kväll\"", ""), "line 3: missing field `sv`"),
        ("kind", LEAST.replace("workshop", "party"), "line 2: unknown variant `party`"),
        ("type", LEAST.replace("30", "\"30\""), "line 5: invalid type"),
        ("no-toml", "kind = ".to_owned(), "line 1: "),
    ] {
        let message = said(name, &text);
        assert!(message.contains("ilta.toml: ") && message.contains(place), "{message}");
    }
    let missing = Templates::load(Some(Path::new("/nowhere/templates"))).unwrap_err().to_string();
    assert!(missing.starts_with("template /nowhere/templates: the folder cannot be read"), "{missing}");
    for file in ["Ilta.toml", "ä.toml", ".toml.toml", "a b.toml"] {
        if let Err(message) = Folder::of("names", &[(file, LEAST)]).load() {
            assert!(message.contains("the name of the file"), "{message}");
        } else {
            assert!(file.starts_with('.'), "{file} was taken");
        }
    }
}

#[test]
fn what_the_room_does_not_allow_is_named_with_its_phase_and_field() {
    let long = "x".repeat(101);
    for (name, text, place) in [
        ("name", LEAST.replace("Kväll", ""), "name (sv): expected one line"),
        ("minutes", LEAST.replace("30", "0"), "minutes: expected 1 to 480"),
        ("title", phase("").replace("Ett", &long), "phase 1, title (sv)"),
        ("length", phase("minutes = 481"), "phase 1, minutes (fi)"),
        ("break", phase("scene = \"break\""), "phase 1, minutes (fi)"),
        ("own", phase("minutes = 10\nown_task = true"), "phase 1, task (fi)"),
        (
            "material",
            phase("material = { title = { fi = \"a\", sv = \"b\", en = \"c\" }, address = \"http://x\" }"),
            "phase 1, material (fi)",
        ),
        (
            "groups",
            phase("groups = { shape = { type = \"size\", people = 1 }, assignment = { type = \"random\" } }"),
            "phase 1, groups (fi)",
        ),
        (
            "warnings",
            phase(
                "groups = { shape = { type = \"size\", people = 4 }, assignment = { type = \"random\" }, minutes = 0 }",
            ),
            "phase 1, groups.minutes (fi)",
        ),
    ] {
        let message = said(name, &text);
        assert!(message.contains("ilta.toml: ") && message.contains(place), "{message}");
    }
    let many = format!("{LEAST}{}", phase("").strip_prefix(LEAST).unwrap().repeat(MAX_PHASES + 1));
    assert!(said("many", &many).contains("phases: more than the room allows"));
}

/// A template with a reception of two lines, and whatever else.
fn receiving(more: &str) -> String {
    let line = "[[reception.lines]]\nname = { fi = \"Yksi\", sv = \"Ett\", en = \"One\" }\nminutes = 10\n";
    format!("{}\n{line}{line}{more}\n", LEAST.replace("workshop", "drop_in"))
}

const OPTION: &str = "{ text = { fi = \"Juu\", sv = \"Jo\", en = \"Yes\" } }";

fn asking(options: &str) -> String {
    receiving(&format!(
        "[[reception.questions]]\ntext = {{ fi = \"Mitä?\", sv = \"Vad?\", en = \"What?\" }}\noptions = [{options}]"
    ))
}

#[test]
fn a_reception_has_lines_and_questions_in_each_language() {
    let templates = Templates::load(None).unwrap();
    let with_one = templates.iter().filter(|(_, template)| template.reception.is_some());
    assert_eq!(with_one.map(|(id, _)| id).collect::<Vec<_>>(), ["drop_in"]);
    let in_language = |language| {
        let settings = templates.get("drop_in").unwrap().settings("Piiri".into(), language);
        settings.reception.unwrap()
    };
    let reception = in_language(Language::Fi);
    assert!(reception.hours.are_always());
    let of_room = reception.of_room;
    let lines: Vec<&str> = of_room.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(lines, ["Sosiaalityö", "Terveysneuvonta", "Talous- ja velkaneuvonta"]);
    let [what, who, words] = of_room.questions.as_slice() else { panic!("{:?}", of_room.questions) };
    let lead_to: Vec<Option<u32>> = what.options.iter().map(|one| one.line.map(|line| line.0)).collect();
    assert_eq!(lead_to, [Some(0), Some(1), Some(2), Some(0)], "counted from 1 in the file");
    assert!(who.options.iter().all(|option| option.line.is_none()) && words.options.is_empty());
    assert!(of_room.closed_text.starts_with("Vastaanotto") && of_room.closed_text.ends_with("nimeäsi."));
    for language in LANGUAGES {
        let text = in_language(language).of_room.closed_text;
        assert!(["112", "116117", "09 2525 0111"].iter().all(|number| text.contains(number)), "{text}");
    }
    assert_ne!(in_language(Language::Sv).of_room, in_language(Language::En).of_room);
}

#[test]
fn a_reception_is_written_in_few_words() {
    let hours =
        "hours = [{ days = [\"mon\"], from = \"09:00\", to = \"15:00\" }]\ntime_zone = \"Europe/Oslo\"";
    let text = receiving("").replacen("[[reception", &format!("[reception]\n{hours}\n[[reception"), 1);
    let templates = Folder::of("few", &[("ilta.toml", &text)]).load().unwrap();
    let reception = templates.get("ilta").unwrap().settings("Piiri".into(), Language::Sv).reception.unwrap();
    assert!(!reception.hours.are_always());
    assert_eq!((reception.of_room.lines.len(), reception.of_room.lines[0].minutes), (2, 10));
    assert_eq!((reception.of_room.questions.len(), reception.of_room.closed_text.as_str()), (0, ""));
}

#[test]
fn a_mistake_in_a_reception_is_named_with_its_place() {
    let long = "x".repeat(61);
    let far = format!("{{ text = {{ fi = \"a\", sv = \"b\", en = \"c\" }}, line = 3 }}, {OPTION}");
    let words = "[[reception.questions]]\ntext = { fi = \"Mitä?\", sv = \"Vad?\", en = \"What?\" }\n";
    let with =
        |more: &str| receiving("").replacen("[[reception", &format!("[reception]\n{more}\n[[reception"), 1);
    for (name, text, place) in [
        ("kind", receiving("").replace("drop_in", "appointment"), "reception: only the kind drop_in"),
        (
            "no-lines",
            format!("{}\n[reception]\nlines = []", LEAST.replace("workshop", "drop_in")),
            "reception, lines: expected 1 to 10",
        ),
        (
            "line-name",
            receiving("").replacen("Ett", &long, 1),
            "reception, line 1, name (sv): expected one line of 1 to 60",
        ),
        (
            "line-minutes",
            receiving("").replacen("minutes = 10", "minutes = 241", 1),
            "reception, line 1, minutes: expected 1 to 240",
        ),
        ("questions", receiving(&words.repeat(6)), "reception, questions: expected 0 to 5"),
        ("words", receiving(&words.repeat(2)), "reception, questions: one at most is without options"),
        ("text", receiving(&words.replace("Vad?", "")), "reception, question 1, text (sv)"),
        ("options", asking(OPTION), "reception, question 1, options: expected 2 to 10"),
        (
            "option-text",
            asking(&format!("{OPTION}, {}", OPTION.replace("Yes", "Yes\\nNo"))),
            "reception, question 1, option 2, text (en)",
        ),
        ("option-line", asking(&far), "reception, question 1, option 1, line: expected 1 to 2"),
        (
            "zero",
            asking(&far.replace("line = 3", "line = 0")),
            "reception, question 1, option 1, line: expected 1 to 2",
        ),
        (
            "closed",
            with(&format!("closed = {{ fi = \"{}\", sv = \"\", en = \"\" }}", "x".repeat(2001))),
            "reception, closed (fi): expected at most 2000",
        ),
        ("zone", with("time_zone = \"Turku\""), "reception, time_zone: expected"),
        (
            "hours",
            with("hours = [{ days = [\"sat\"], from = \"15:00\", to = \"9:00\" }]"),
            "reception, hours 1, to: expected",
        ),
        (
            "day",
            with("hours = [{ days = [\"la\"], from = \"15:00\", to = \"9:00\" }]"),
            "unknown variant `la`",
        ),
    ] {
        let message = said(name, &text);
        assert!(message.contains("ilta.toml: ") && message.contains(place), "{message}");
    }
}
