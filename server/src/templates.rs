//! The kinds of meeting a room may be made for: what its door and its switches do at first, and its agenda, in every
//! language of the product. Ten are in the program; a folder may replace them and add others.
//!
//! A template is named by its file. All of them are checked when the server starts, by the rules of the room itself.

mod check;
mod reception;
mod written;

use std::collections::BTreeMap;
use std::path::Path;

use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};
use signaling::protocol::{Door, Language, Phase, Switches, Template as Kind};

use self::reception::Reception;
use self::written::{Written, WrittenPhase};
use crate::rooms::settings::Settings;

/// Those in the program. In a debug build they are read when they are asked for.
#[derive(RustEmbed)]
#[folder = "../config/templates"]
struct Embedded;

/// Every language of the product.
pub(crate) const LANGUAGES: [Language; 3] = [Language::Fi, Language::Sv, Language::En];

/// What the files of templates are called after their name.
const ENDING: &str = ".toml";

/// Most templates: more than that are no help in choosing.
const MAX_TEMPLATES: usize = 200;

/// Longest file, in bytes.
const MAX_FILE: u64 = 256 * 1024;

/// Longest id, in characters.
const MAX_ID: usize = 40;

/// Every template by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Templates(BTreeMap<String, Template>);

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// What kind of meeting it is to those in it.
    pub kind: Kind,
    /// What it is called.
    pub name: Texts,
    /// What it is for.
    pub description: Texts,
    /// What the door does at first.
    pub door: Door,
    /// How long a session takes.
    pub minutes: u32,
    /// What participants may do by themselves at first.
    pub switches: Switches,
    phases: Vec<WrittenPhase>,
    reception: Option<Reception>,
}

/// A text in every language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    fi: String,
    sv: String,
    en: String,
}

impl Texts {
    /// In this language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Fi => &self.fi,
            Language::Sv => &self.sv,
            Language::En => &self.en,
        }
    }
}

/// A template that cannot be used, and where.
#[derive(Debug, thiserror::Error)]
#[error("template {file}: {problem}")]
pub struct NotUsable {
    file: String,
    problem: String,
}

impl Templates {
    /// Those in the program, and those in the folder: in place of one in the program where the name is the same.
    pub fn load(folder: Option<&Path>) -> Result<Self, NotUsable> {
        let mut templates = BTreeMap::new();
        for file in Embedded::iter().filter(|file| file.ends_with(ENDING)) {
            let content = Embedded::get(&file).map(|file| file.data.into_owned()).unwrap_or_default();
            let (id, template) = read(&file, &file, content)?;
            templates.insert(id, template);
        }
        for (file, path) in folder.map(in_folder).transpose()?.unwrap_or_default() {
            let shown = path.display().to_string();
            let unreadable = |problem| NotUsable { file: shown.clone(), problem };
            let length = std::fs::metadata(&path).map_err(|fault| unreadable(fault.to_string()))?.len();
            if length > MAX_FILE {
                return Err(unreadable(format!("longer than {MAX_FILE} bytes")));
            }
            let content = std::fs::read(&path).map_err(|fault| unreadable(fault.to_string()))?;
            let (id, template) = read(&file, &shown, content)?;
            templates.insert(id, template);
            if templates.len() > MAX_TEMPLATES {
                return Err(unreadable(format!("there are more than {MAX_TEMPLATES} templates")));
            }
        }
        Ok(Self(templates))
    }

    /// All of them, in order of id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Template)> {
        self.0.iter().map(|(id, template)| (id.as_str(), template))
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Template> {
        self.0.get(id)
    }
}

impl Template {
    /// What a room of this kind is made with, in this language.
    #[must_use]
    pub fn settings(&self, title: String, language: Language) -> Settings {
        Settings {
            door: self.door,
            switches: self.switches,
            agenda: self.agenda(language),
            reception: self.reception.as_ref().map(|reception| reception.in_language(language)),
            ..Settings::plain(title, self.kind)
        }
    }

    /// Its phases, in this language.
    #[must_use]
    pub fn agenda(&self, language: Language) -> Vec<Phase> {
        self.phases.iter().map(|phase| phase.in_language(language)).collect()
    }

    /// What its phases are called, with what each of them is.
    pub fn phases(&self) -> impl Iterator<Item = (&Texts, Phase)> {
        self.phases.iter().map(|phase| (phase.title(), phase.in_language(Language::Fi)))
    }
}

/// The files of templates in a folder, by name. Whatever ends otherwise, or is hidden, is none.
fn in_folder(folder: &Path) -> Result<BTreeMap<String, std::path::PathBuf>, NotUsable> {
    let unreadable = |fault: std::io::Error| NotUsable {
        file: folder.display().to_string(),
        problem: format!("the folder cannot be read: {fault}"),
    };
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.ends_with(ENDING) && !name.starts_with('.') {
            files.insert(name, path);
        }
    }
    Ok(files)
}

/// Understands a file and checks what it says. `shown` is what errors call it.
fn read(file: &str, shown: &str, content: Vec<u8>) -> Result<(String, Template), NotUsable> {
    let not_usable = |problem| NotUsable { file: shown.to_owned(), problem };
    let id = file.strip_suffix(ENDING).unwrap_or(file);
    let is_good = |character: char| matches!(character, 'a'..='z' | '0'..='9' | '_' | '-');
    if id.is_empty() || id.len() > MAX_ID || !id.chars().all(is_good) {
        return Err(not_usable(format!(
            "the name of the file must be at most {MAX_ID} of a to z, 0 to 9, _ and -, before {ENDING}"
        )));
    }
    let text = String::from_utf8(content).map_err(|_| not_usable("is not text in UTF-8".to_owned()))?;
    let written: Written = toml::from_str(&text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        not_usable(format!("line {}: {}", before.matches('\n').count() + 1, error.message()))
    })?;
    let Written { kind, name, description, door, minutes, switches, phases, reception } = written;
    let reception = reception.map(|written| written.checked(kind)).transpose().map_err(not_usable)?;
    let switches = switches.meant();
    let template = Template { kind, name, description, door, minutes, switches, phases, reception };
    check::check(&template).map_err(not_usable)?;
    Ok((id.to_owned(), template))
}

#[cfg(test)]
mod tests;
