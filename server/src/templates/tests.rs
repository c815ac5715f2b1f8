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
