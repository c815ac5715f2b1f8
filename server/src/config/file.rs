//! The configuration as it is written: in a file, in the environment, in flags. All three become a [`FileConfig`].

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

use super::ConfigError;

/// How an option is written in a variable or flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As it stands.
    Text,
    /// A whole number.
    Number,
    /// Separated by commas; nothing is the empty list.
    List,
}

/// Every option: section, key, and how it is written outside a file.
pub const OPTIONS: [(&str, &str, Kind); 20] = [
    ("http", "listen", Kind::Text),
    ("http", "public_url", Kind::Text),
    ("http", "trusted_proxies", Kind::List),
    ("http", "max_connections", Kind::Number),
    ("access", "api_keys", Kind::List),
    ("media", "listen", Kind::Text),
    ("media", "advertise", Kind::List),
    ("media", "tcp_listen", Kind::Text),
    ("media", "tcp_advertise", Kind::List),
    ("media", "stun_server", Kind::Text),
    ("media", "workers", Kind::Number),
    ("media", "devices_per_worker", Kind::Number),
    ("turn", "urls", Kind::List),
    ("turn", "secret", Kind::Text),
    ("turn", "ttl_seconds", Kind::Number),
    ("session", "grace_seconds", Kind::Number),
    ("session", "max_rooms", Kind::Number),
    ("session", "picture_megabytes", Kind::Number),
    ("templates", "folder", Kind::Text),
    ("log", "filter", Kind::Text),
];

/// Where options were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// In a file.
    File(PathBuf),
    /// In the environment.
    Environment,
    /// On the command line.
    Flags,
}

impl Origin {
    /// What an option is called there.
    #[must_use]
    pub fn name(&self, section: &str, key: &str) -> String {
        match self {
            Self::File(path) => format!("[{section}] {key} in {}", path.display()),
            Self::Environment => format!("PIIRI_{section}_{key}").to_uppercase(),
            Self::Flags => format!("--{section}-{}", key.replace('_', "-")),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FileConfig {
    pub http: HttpSection,
    pub access: AccessSection,
    pub media: MediaSection,
    pub turn: TurnSection,
    pub session: SessionSection,
    pub templates: TemplatesSection,
    pub log: LogSection,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct HttpSection {
    pub listen: Option<String>,
    pub public_url: Option<String>,
    pub trusted_proxies: Option<Vec<String>>,
    pub max_connections: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AccessSection {
    pub api_keys: Option<Vec<String>>,
}

impl std::fmt::Debug for AccessSection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessSection(***)")
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MediaSection {
    pub listen: Option<String>,
    pub advertise: Option<Vec<String>>,
    pub tcp_listen: Option<String>,
    pub tcp_advertise: Option<Vec<String>>,
    pub stun_server: Option<String>,
    pub workers: Option<i64>,
    pub devices_per_worker: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TurnSection {
    pub urls: Option<Vec<String>>,
    pub secret: Option<String>,
    pub ttl_seconds: Option<i64>,
}

impl std::fmt::Debug for TurnSection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TurnSection(***)")
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SessionSection {
    pub grace_seconds: Option<i64>,
    pub max_rooms: Option<i64>,
    pub picture_megabytes: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TemplatesSection {
    pub folder: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LogSection {
    pub filter: Option<String>,
}

/// Options from one place.
#[derive(Debug)]
pub(super) struct Layer {
    pub origin: Origin,
    pub values: FileConfig,
}

impl Layer {
    pub fn from_file(path: &Path) -> Result<Self, ConfigError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|problem| ConfigError::Unreadable { file: file.clone(), problem })?;
        let values = toml::from_str(&text).map_err(|error| not_understood(file, &text, &error))?;
        Ok(Self { origin: Origin::File(path.to_owned()), values })
    }

    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let origin = Origin::Environment;
        let written = OPTIONS
            .iter()
            .filter_map(|(section, key, _)| Some((*section, *key, variable(&origin.name(section, key))?)))
            .collect::<Vec<_>>();
        Self::from_texts(origin, &written)
    }

    pub fn from_flags(flags: &[(&str, &str, String)]) -> Result<Self, ConfigError> {
        Self::from_texts(Origin::Flags, flags)
    }

    fn from_texts(origin: Origin, written: &[(&str, &str, String)]) -> Result<Self, ConfigError> {
        let mut tables = Table::new();
        for (section, key, text) in written {
            let value = value(section, key, text).map_err(|problem| ConfigError::NotUnderstood {
                place: origin.name(section, key),
                problem,
            })?;
            let table = tables.entry(*section).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(table) = table {
                table.insert((*key).to_owned(), value);
            }
        }
        let values = tables.try_into().map_err(|error: toml::de::Error| ConfigError::NotUnderstood {
            place: format!("{origin:?}"),
            problem: error.message().to_owned(),
        })?;
        Ok(Self { origin, values })
    }
}

fn value(section: &str, key: &str, text: &str) -> Result<Value, String> {
    let kind = OPTIONS.iter().find(|option| (option.0, option.1) == (section, key)).map(|option| option.2);
    match kind {
        Some(Kind::Text) => Ok(Value::String(text.to_owned())),
        Some(Kind::Number) => {
            text.trim().parse().map(Value::Integer).map_err(|_| format!("\"{text}\" is not a whole number"))
        }
        Some(Kind::List) => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Ok(Value::Array(items.map(|item| Value::String(item.to_owned())).collect()))
        }
        None => Err("there is no such option".to_owned()),
    }
}

/// The line and the reason, without the text of the line: it may hold a secret.
fn not_understood(file: String, text: &str, error: &toml::de::Error) -> ConfigError {
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    ConfigError::NotUnderstood { place: format!("{file}, line {line}"), problem: error.message().to_owned() }
}
