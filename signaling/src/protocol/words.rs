//! What a phase says as one text, so that the log can keep it, and erase it, apart from what the phase does.

use serde::{Deserialize, Serialize};

use super::{Material, PhaseQuestion};

/// All that a phase says. Empty is what is left of it when its text was erased.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PhaseWords {
    /// [`Phase::title`](super::Phase::title).
    pub title: String,
    /// [`Phase::task`](super::Phase::task).
    pub task: Option<String>,
    /// [`Phase::question`](super::Phase::question).
    pub question: Option<PhaseQuestion>,
    /// [`Phase::material`](super::Phase::material).
    pub material: Option<Material>,
    /// [`Phase::note`](super::Phase::note).
    pub note: Option<String>,
    /// [`GroupsPlan::names`](super::GroupsPlan::names) of its groups.
    pub names: Vec<String>,
    /// [`GroupsPlan::task`](super::GroupsPlan::task) of its groups.
    pub group_task: Option<String>,
}

impl PhaseWords {
    /// From what [`Self::to_text`] made; nothing when it is something else.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// One text that holds all of them.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "it cannot")]
    pub fn to_text(&self) -> String {
        #[expect(clippy::expect_used, reason = "strings and numbers under string keys: nothing can fail")]
        serde_json::to_string(self).expect("invariant: words always have a JSON text")
    }
}
