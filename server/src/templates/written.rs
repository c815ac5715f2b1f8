//! A template as it is written in a file. What it leaves out is as it mostly is.

use serde::Deserialize;
use signaling::protocol::{
    Assignment, Door, GroupsPlan, Language, LateRule, Material, NoteRule, ObserverRule, Phase, PhaseQuestion,
    PictureCodec, PollKind, Scene, Shape, Switches, Template as Kind, TurnMode,
};

use super::{Texts, reception};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub kind: Kind,
    pub name: Texts,
    pub description: Texts,
    #[serde(default)]
    pub door: Door,
    pub minutes: u32,
    #[serde(default)]
    pub switches: WrittenSwitches,
    #[serde(default)]
    pub phases: Vec<WrittenPhase>,
    pub reception: Option<reception::Written>,
}

/// What people may do is on where it is not mentioned; that speaking times are shown to all is not, nor that two screens
/// are shared at once.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenSwitches {
    unmute: Option<bool>,
    camera: Option<bool>,
    share: Option<bool>,
    chat_privately: Option<bool>,
    rename: Option<bool>,
    speaking_shown: Option<bool>,
    two_screens: Option<bool>,
    codec: Option<PictureCodec>,
}

impl WrittenSwitches {
    pub fn meant(&self) -> Switches {
        let on = |switch: Option<bool>| switch.unwrap_or(true);
        Switches {
            unmute: on(self.unmute),
            camera: on(self.camera),
            share: on(self.share),
            chat_privately: on(self.chat_privately),
            rename: on(self.rename),
            speaking_shown: self.speaking_shown.unwrap_or(false),
            two_screens: self.two_screens.unwrap_or(false),
            codec: self.codec.unwrap_or_default(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenPhase {
    title: Texts,
    minutes: Option<u32>,
    #[serde(default)]
    scene: Scene,
    #[serde(default)]
    turns: TurnMode,
    #[serde(default)]
    cut: bool,
    #[serde(default)]
    coffee_table: bool,
    #[serde(default)]
    own_task: bool,
    groups: Option<WrittenGroups>,
    task: Option<Texts>,
    question: Option<WrittenQuestion>,
    material: Option<WrittenMaterial>,
    note: Option<Texts>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenGroups {
    shape: Shape,
    assignment: Assignment,
    #[serde(default)]
    names: Vec<Texts>,
    task: Option<Texts>,
    minutes: Option<u32>,
    #[serde(default)]
    warnings: Vec<u32>,
    #[serde(default)]
    countdown_seconds: u32,
    late: Option<LateRule>,
    observers: Option<ObserverRule>,
    notes: Option<NoteRule>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenQuestion {
    question: Texts,
    kind: WrittenKind,
    #[serde(default)]
    anonymous: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum WrittenKind {
    Single { options: Vec<Texts> },
    Multiple { options: Vec<Texts> },
    Scale { low: Texts, high: Texts },
    Mood { low: Texts, high: Texts },
    Pulse {},
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenMaterial {
    title: Texts,
    address: Option<String>,
}

impl WrittenPhase {
    pub const fn title(&self) -> &Texts {
        &self.title
    }

    pub fn in_language(&self, language: Language) -> Phase {
        let text = |texts: &Texts| texts.in_language(language).to_owned();
        Phase {
            title: text(&self.title),
            minutes: self.minutes,
            scene: self.scene,
            turns: self.turns,
            cut: self.cut,
            coffee_table: self.coffee_table,
            own_task: self.own_task,
            groups: self.groups.as_ref().map(|groups| groups.in_language(language)),
            task: self.task.as_ref().map(text),
            question: self.question.as_ref().map(|question| question.in_language(language)),
            // Who does what is known when there are people.
            leads: None,
            helps: Vec::new(),
            brings: None,
            material: self
                .material
                .as_ref()
                .map(|material| Material { title: text(&material.title), address: material.address.clone() }),
            note: self.note.as_ref().map(text),
        }
    }
}

impl WrittenGroups {
    fn in_language(&self, language: Language) -> GroupsPlan {
        let text = |texts: &Texts| texts.in_language(language).to_owned();
        GroupsPlan {
            shape: self.shape,
            assignment: self.assignment.clone(),
            names: self.names.iter().map(text).collect(),
            task: self.task.as_ref().map(text),
            minutes: self.minutes,
            warnings: self.warnings.clone(),
            countdown_seconds: self.countdown_seconds,
            late: self.late.unwrap_or(LateRule::SmallestGroup),
            observers: self.observers.unwrap_or(ObserverRule::Dealt),
            notes: self.notes.unwrap_or(NoteRule::Keep),
        }
    }
}

impl WrittenQuestion {
    fn in_language(&self, language: Language) -> PhaseQuestion {
        let text = |texts: &Texts| texts.in_language(language).to_owned();
        let kind = match &self.kind {
            WrittenKind::Single { options } => {
                PollKind::Single { options: options.iter().map(text).collect() }
            }
            WrittenKind::Multiple { options } => {
                PollKind::Multiple { options: options.iter().map(text).collect() }
            }
            WrittenKind::Scale { low, high } => PollKind::Scale { low: text(low), high: text(high) },
            WrittenKind::Mood { low, high } => PollKind::Mood { low: text(low), high: text(high) },
            WrittenKind::Pulse {} => PollKind::Pulse {},
        };
        PhaseQuestion { question: text(&self.question), kind, anonymous: self.anonymous }
    }
}
