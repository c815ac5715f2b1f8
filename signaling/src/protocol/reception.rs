//! The drop-in reception: visitors answer a few questions at the door, wait in a line, and one of the professionals takes
//! the next. They know nobody but whom they are with. The words: *line*, *visitor*, *professional* (whoever may let people
//! in), *encounter* (a visitor with the professionals who receive them), *aside* (where these talk without the visitor).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{EncounterId, LineId, ParticipantId};
use crate::time::Moment;

/// Most lines of one reception.
pub const MAX_LINES: usize = 10;

/// Most characters in the name of a line, which is one line of text.
pub const MAX_LINE_NAME: usize = 60;

/// Longest time that one encounter of a line is said to take before there are figures, in minutes; 1 at least.
pub const MAX_LINE_MINUTES: u32 = 240;

/// Most questions at the door: whoever is in distress answers few.
pub const MAX_DOOR_QUESTIONS: usize = 5;

/// Most answers to choose from.
pub const MAX_DOOR_OPTIONS: usize = 10;

/// Most characters in a question at the door and in an answer to choose; each is one line of text.
pub const MAX_DOOR_TEXT: usize = 200;

/// Most characters in an answer in one's own words.
pub const MAX_DOOR_WORDS: usize = 500;

/// Most characters in the text for closed hours.
pub const MAX_CLOSED_TEXT: usize = 2000;

/// Most characters in the note that goes with a hand-over.
pub const MAX_HAND_OVER_NOTE: usize = 1000;

/// Most visitors in a [`ReceptionView`]; those who are next.
pub const MAX_VISITORS_SHOWN: usize = 50;

/// Most professionals in one encounter, those who are asked to join included.
pub const MAX_PROFESSIONALS: usize = 8;

/// How long one probably waits, in minutes. From how long the last encounters took, see `room/reception/estimate.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WaitRange {
    /// Hardly less.
    pub from: u32,
    /// Hardly more.
    pub to: u32,
}

/// An answer at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum DoorAnswer {
    /// One of those to choose from.
    Chosen {
        /// To which question: 0 for the first.
        question: u32,
        /// Which: 0 for the first.
        option: u32,
    },
    /// In one's own words, where the question has nothing to choose from.
    Words {
        /// To which question: 0 for the first.
        question: u32,
        /// At most [`MAX_DOOR_WORDS`] characters.
        text: String,
    },
}

/// A question at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoorQuestionView {
    /// What is asked.
    pub text: String,
    /// What there is to choose from; none when it is answered in one's own words, or not at all.
    pub options: Vec<DoorOptionView>,
}

/// An answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoorOptionView {
    /// What it says.
    pub text: String,
    /// The line it leads to, if it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub line: Option<LineId>,
}

/// A line, as a visitor knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LineView {
    /// Which.
    pub line: LineId,
    /// What it is called.
    pub name: String,
    /// Whether one may still join it.
    pub open: bool,
}

/// A professional whom a visitor may wait for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReceivingView {
    /// Who.
    pub participant: ParticipantId,
    /// What they are called.
    pub name: String,
    /// How long it takes to wait for them and nobody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub estimate: Option<WaitRange>,
}

/// A question at the door with its answer, as words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AnsweredView {
    /// What was asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
}

/// Where a visitor stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OwnLineView {
    /// In which line.
    pub line: LineId,
    /// How many are taken before, as far as is known now: of those who wait for somebody named only who waits for the
    /// same.
    pub ahead: u32,
    /// How long it probably takes; absent when nobody receives this line now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub estimate: Option<WaitRange>,
    /// Whom they wait for and nobody else. Whoever stops receiving is waited for no longer: then it is absent, and
    /// `wanted_gone` says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub wanted: Option<ParticipantId>,
    /// Whoever they waited for receives no longer, so that they wait for anybody now; absent when not.
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub wanted_gone: bool,
    /// They would rather write than talk; absent when not.
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub in_writing: bool,
    /// They were handed over from another encounter, and go ahead of the line; absent when not.
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub handed_over: bool,
    /// They were with a professional already and are back where they stood: because that one's connection was lost, or
    /// they were returned; absent when not.
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub returned: bool,
    /// What they answered at the door, in the order of the questions.
    pub answers: Vec<AnsweredView>,
}

/// The reception as somebody in the lobby knows it: in [`super::LobbyView`], whose `door` says when it opens if it is
/// closed now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReceptionDoorView {
    /// Whether visitors may join a line now. Whoever stands in one goes on waiting after that.
    pub open: bool,
    /// Where to turn in closed hours, or when a line is closed; empty when nothing is said.
    pub closed_text: String,
    /// The lines, in their order.
    pub lines: Vec<LineView>,
    /// What is asked, in this order. The last chosen answer that leads to a line decides; without any it is the first line.
    pub questions: Vec<DoorQuestionView>,
    /// Where they stand; absent before [`super::Command::JoinLine`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub own: Option<OwnLineView>,
    /// Whom of those who receive their line they may wait for, in seat order; none before they stand in one.
    pub receiving: Vec<ReceivingView>,
}

/// A line, as professionals see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LineStateView {
    /// Which.
    pub line: LineId,
    /// What it is called.
    pub name: String,
    /// Whether visitors may join it.
    pub open: bool,
    /// How many stand in it.
    pub waiting: u32,
    /// How many encounters of it have begun. A count, and nobody's name.
    pub served: u32,
    /// How long whoever joined now would wait; absent when nobody receives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub estimate: Option<WaitRange>,
    /// Half of those taken lately waited no longer than this, in seconds; 0 when none was.
    pub median_wait: u32,
    /// The longest that one waited who was taken, in seconds.
    pub longest_wait: u32,
}

/// A professional who receives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ServingView {
    /// Who.
    pub participant: ParticipantId,
    /// Which lines, in their order.
    pub lines: Vec<LineId>,
}

/// A visitor in a line, as professionals see them. What they answered is for whoever takes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VisitorView {
    /// Who.
    pub participant: ParticipantId,
    /// The name they gave.
    pub name: String,
    /// In which line.
    pub line: LineId,
    /// Since when.
    pub since: Moment,
    /// Whether their connection is there: nobody is taken without.
    pub connected: bool,
    /// Whom they wait for and nobody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub wanted: Option<ParticipantId>,
    /// As in [`OwnLineView`].
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub in_writing: bool,
    /// As in [`OwnLineView`].
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub handed_over: bool,
    /// As in [`OwnLineView`].
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub returned: bool,
}

/// A professional who is asked to join an encounter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColleagueAsked {
    /// Who.
    pub participant: ParticipantId,
    /// By whom.
    pub by: ParticipantId,
}

/// An encounter, as professionals see it who are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EncounterSummary {
    /// Which.
    pub encounter: EncounterId,
    /// From which line.
    pub line: LineId,
    /// Since when.
    pub since: Moment,
    /// Those who receive the visitor, also while they are aside, in seat order.
    pub professionals: Vec<ParticipantId>,
    /// Who is asked to join, in the order they were asked.
    pub asked: Vec<ColleagueAsked>,
}

/// The reception, for those who may let people in; whole. A speaker who is asked to join an encounter sees that encounter
/// and nothing else of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReceptionView {
    /// Whether it is open by its hours and its door.
    pub open: bool,
    /// The lines, in their order.
    pub lines: Vec<LineStateView>,
    /// Who receives, in seat order.
    pub serving: Vec<ServingView>,
    /// How many stand in all lines.
    pub count: u32,
    /// The first [`MAX_VISITORS_SHOWN`] of them: those handed over, then first come first.
    pub visitors: Vec<VisitorView>,
    /// The encounters, in the order they began.
    pub encounters: Vec<EncounterSummary>,
}

/// That a visitor go on with somebody else. Nothing happens before the visitor has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandOverView {
    /// Grows with each proposal of a session.
    pub proposal: u32,
    /// In which line: ahead of those who came from the door.
    pub line: LineId,
    /// What it is called.
    pub line_name: String,
    /// With whom, if with somebody named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to: Option<ParticipantId>,
    /// What that one is called; the visitor does not know them yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to_name: Option<String>,
    /// What is told to whoever goes on, in full: the visitor reads it before they answer. Empty when nothing is.
    pub note: String,
}

/// The encounter one is in, for the visitor and for the professionals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EncounterView {
    /// Which.
    pub encounter: EncounterId,
    /// The name of its line.
    pub line: String,
    /// Whom it is for.
    pub visitor: ParticipantId,
    /// What the visitor is called: while one is aside, they are not among the people one sees in one's place.
    pub visitor_name: String,
    /// Since when.
    pub since: Moment,
    /// The visitor would rather write than talk; absent when not.
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub in_writing: bool,
    /// What the visitor answered at the door; of one who was handed over only with their yes.
    pub answers: Vec<AnsweredView>,
    /// What the one before has written, if the visitor was handed over and said yes to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub note: Option<String>,
    /// All who receive the visitor are aside, and come back; absent when not.
    #[serde(default, skip_serializing_if = "super::view::is_not")]
    #[ts(optional, as = "Option<bool>")]
    pub alone: bool,
    /// Those with the visitor, in seat order.
    pub professionals: Vec<ParticipantId>,
    /// Those aside, in seat order; none for the visitor.
    pub aside: Vec<ParticipantId>,
    /// Who is asked to join; none for the visitor.
    pub asked: Vec<ColleagueAsked>,
    /// What the visitor is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hand_over: Option<HandOverView>,
}

/// What a visitor says to a hand-over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HandOverAnswer {
    /// Yes, and with what was answered at the door and the note.
    Carry,
    /// Yes, and nothing goes with it: they tell it themselves.
    TellAgain,
    /// No: they stay.
    Stay,
}
