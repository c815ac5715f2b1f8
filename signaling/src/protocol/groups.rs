//! Breakout groups: making them, running them, and what comes back from them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AttendanceSubject, Place};
use crate::id::{GroupId, ParticipantId};
use crate::time::Moment;

/// Most groups in a session.
pub const MAX_GROUPS: u32 = 100;

/// Most people moved by one [`Command::MovePeople`](super::Command::MovePeople).
pub const MAX_MOVES: usize = 500;

/// Most characters in the name of a group, one line.
pub const MAX_GROUP_NAME: usize = 40;

/// Most characters in a task.
pub const MAX_TASK: usize = 2_000;

/// Longest that groups, phases, breaks and timers take, in minutes: a working day.
pub const MAX_MINUTES: u32 = 480;

/// Most warnings before the end of groups.
pub const MAX_WARNINGS: usize = 5;

/// Longest countdown before groups open or end, in seconds.
pub const MAX_COUNTDOWN: u32 = 600;

/// Shortest countdown before groups end, in seconds: nobody is thrown out in the middle of a word.
pub const MIN_RECALL: u32 = 5;

/// Most rounds of a rotation.
pub const MAX_GROUP_ROUNDS: u32 = 12;

/// Most people in a group that people choose, where that is bounded; the fewest is two.
pub const MAX_GROUP_SIZE: u32 = 500;

/// Most characters in an announcement to all groups.
pub const MAX_ANNOUNCEMENT: usize = 500;

/// How many announcements are kept while groups are open: the latest.
pub const MAX_ANNOUNCEMENTS: usize = 5;

/// Most people who are prepared for groups.
pub const MAX_PREPARED: usize = 500;

/// How many groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Shape {
    /// So many.
    Groups {
        /// 1 to [`MAX_GROUPS`].
        groups: u32,
    },
    /// As many as bring their size nearest to this, and no more than [`MAX_GROUPS`].
    Size {
        /// 2 to [`MAX_GROUP_SIZE`].
        people: u32,
    },
}

/// What groups are balanced by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// The home unit, from the list of those expected.
    Unit,
    /// The role.
    Role,
    /// How many sessions of this room one has been to before: none, a few, or five and more.
    Experience,
}

/// What balancing does with an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Blend {
    /// Each group has some of each.
    Mix,
    /// Those who are alike are together.
    Alike,
}

/// How people are spread over freshly opened groups. Those who run the session stay where they are unless they are named;
/// people at one device stay together; people who are backstage, on the coffee table or being helped are left there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Assignment {
    /// Nobody moves until they are moved.
    ByHand {},
    /// Shuffled and dealt evenly.
    Random {},
    /// Dealt evenly by what is asked for: at least one of the two.
    Balanced {
        /// By what.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<Attribute>,
        /// Mixed or alike.
        blend: Blend,
        /// Whether those who have been in a group together before are parted.
        unmet: bool,
    },
    /// Everybody chooses by themselves, with [`Command::ChooseGroup`](super::Command::ChooseGroup).
    Chosen {
        /// Most people in a group, 2 to [`MAX_GROUP_SIZE`]; any number when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        most: Option<u32>,
    },
    /// As [`Command::PrepareGroups`](super::Command::PrepareGroups) said; the shape is not asked. Nobody else moves.
    Prepared {},
    /// As the last time: the groups that were open when the last ones ended, with their names and those who are here.
    Same {},
    /// Rounds, each in other groups, repeating as few pairs as possible.
    Rotation {
        /// 2 to [`MAX_GROUP_ROUNDS`].
        rounds: u32,
    },
    /// Pairs, then fours, then everybody. The countdown is the time to think alone; the shape is not asked.
    OneTwoFour {},
    /// Rounds in which the hosts stay at their tables and the others go round. As many groups as hosts; the shape is not
    /// asked.
    Cafe {
        /// 2 to [`MAX_GROUP_ROUNDS`].
        rounds: u32,
        /// Who stays, one for each table: 2 to [`MAX_GROUPS`].
        hosts: Vec<ParticipantId>,
    },
}

/// Where whoever comes while groups are open goes. Whoever has been in one of them returns to it; those who run the session
/// come to the plenary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LateRule {
    /// Waits to be let in.
    Lobby,
    /// The plenary.
    Plenary,
    /// The smallest group, the lowest number of equals.
    SmallestGroup,
    /// The group they were prepared for; the plenary if for none.
    PreparedGroup,
}

/// Whether observers are put into groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ObserverRule {
    /// Dealt like everybody. The group sees that they are there.
    Dealt,
    /// They stay in the plenary.
    Stay,
}

/// What becomes of the note of each group when they end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoteRule {
    /// Those can read it until the session ends who were in the group while it said something, also if they went before its
    /// end. Not those who visited it.
    Keep,
    /// Everybody can.
    Show,
    /// It is gone.
    Destroy,
}

/// How groups are to be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GroupsPlan {
    /// How many.
    pub shape: Shape,
    /// Who goes where.
    pub assignment: Assignment,
    /// What they are called, in order: as many as wanted, each one line of at most [`MAX_GROUP_NAME`] characters. The
    /// others go by their number.
    pub names: Vec<String>,
    /// What each of them does, at most [`MAX_TASK`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub task: Option<String>,
    /// How long they take, or each of their rounds: 1 to [`MAX_MINUTES`]. Until they are recalled when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub minutes: Option<u32>,
    /// Minutes before the end at which everybody in them is warned, at most [`MAX_WARNINGS`]. There is always one a minute
    /// before.
    pub warnings: Vec<u32>,
    /// Seconds from now until people move, at most [`MAX_COUNTDOWN`]; 0 at once.
    pub countdown_seconds: u32,
    /// Where latecomers go.
    pub late: LateRule,
    /// Whether observers go along.
    pub observers: ObserverRule,
    /// What becomes of the notes.
    pub notes: NoteRule,
}

impl GroupsPlan {
    /// So many groups at once, without names, task or end; latecomers come to the plenary, and notes are kept.
    #[must_use]
    pub const fn of(groups: u32, assignment: Assignment) -> Self {
        Self {
            shape: Shape::Groups { groups },
            assignment,
            names: Vec::new(),
            task: None,
            minutes: None,
            warnings: Vec::new(),
            countdown_seconds: 0,
            late: LateRule::Plenary,
            observers: ObserverRule::Dealt,
            notes: NoteRule::Keep,
        }
    }
}

/// A group that is prepared: also for people who have not come yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PreparedGroup {
    /// What it is called, as in [`GroupsPlan::names`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// What it does; the task of the plan when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub task: Option<String>,
    /// Who is in it: people of the list of those expected, and people who are here. Nobody is in two.
    pub people: Vec<AttendanceSubject>,
    /// Who leads it, one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub leader: Option<AttendanceSubject>,
    /// How long it is open if that is shorter than the others, in minutes; 1 to [`super::MAX_MINUTES`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub minutes: Option<u32>,
}

/// One person to one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// Who.
    pub participant: ParticipantId,
    /// Where to.
    pub to: Place,
}

/// What marks a group beside its number, the same in every language and never alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum GroupColour {
    /// Sininen.
    Blue,
    /// Vihreä.
    Green,
    /// Oranssi.
    Orange,
    /// Violetti.
    Violet,
    /// Turkoosi.
    Teal,
    /// Punainen.
    Red,
    /// Ruskea.
    Brown,
    /// Harmaa.
    Grey,
}

impl GroupColour {
    /// Every colour, in the order in which groups get them by number, again from the first after the last.
    pub const ALL: [Self; 8] =
        [Self::Blue, Self::Green, Self::Orange, Self::Violet, Self::Teal, Self::Red, Self::Brown, Self::Grey];
}

/// An open breakout group, as everybody in the session sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GroupView {
    /// Which.
    pub group: GroupId,
    /// What people call it: 1, 2, 3 …
    pub number: u32,
    /// What else they call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// What marks it.
    pub colour: GroupColour,
    /// What it does, if it is not what all of them do: [`GroupsRun::task`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub task: Option<String>,
    /// Who leads it: may give the floor, lower hands and run the timer there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub leader: Option<ParticipantId>,
    /// Since when it has said to be ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ready_since: Option<Moment>,
    /// When it ends, if that is before the others: then its people go to the plenary, and the others go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ends_at: Option<Moment>,
    /// What was left of that when the clock of the groups was stopped, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub paused_with: Option<u64>,
    /// Who visits it or is announced, absent when nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<VisitView>>")]
    pub visits: Vec<VisitView>,
}

/// What groups do in rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// [`Assignment::Rotation`].
    Rotation,
    /// [`Assignment::OneTwoFour`]: until they open, everybody thinks alone.
    OneTwoFour,
    /// [`Assignment::Cafe`].
    Cafe,
}

/// How the groups run. Ends are absolute, in the server's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GroupsRun {
    /// When people move into them; absent when they have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub opens_at: Option<Moment>,
    /// When they end, or their round; absent without an end and while paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ends_at: Option<Moment>,
    /// While paused: milliseconds left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub paused_with: Option<u64>,
    /// Whether they were recalled: the end is that of the countdown.
    pub recalled: bool,
    /// Minutes before the end at which everybody is warned, ascending; one is among them.
    pub warnings: Vec<u32>,
    /// What each group does that has no task of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub task: Option<String>,
    /// Whether people choose by themselves.
    pub chosen: bool,
    /// Most people in a group that people choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub most: Option<u32>,
    /// What the rounds are; absent without rounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub course: Option<Course>,
    /// Who stays at a table of the café while the others move on, in the order they were named; absent elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<ParticipantId>>")]
    pub hosts: Vec<ParticipantId>,
    /// Which round this is, from 1; absent without rounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub round: Option<u32>,
    /// How many rounds there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub rounds: Option<u32>,
    /// Where latecomers go.
    pub late: LateRule,
    /// What becomes of the notes.
    pub notes: NoteRule,
    /// Who is heard in every group now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub speaking_to_all: Option<ParticipantId>,
    /// What was announced to all groups: the latest [`MAX_ANNOUNCEMENTS`], oldest first.
    pub announcements: Vec<Announcement>,
}

/// A text to all groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Announcement {
    /// 1, 2, 3 … in the session.
    pub number: u32,
    /// Whose.
    pub by: ParticipantId,
    /// When.
    pub at: Moment,
    /// What it says; absent when it was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub text: Option<String>,
}

/// A visit of somebody who runs the session to a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VisitView {
    /// Who.
    pub participant: ParticipantId,
    /// Whether they only listen: nothing of theirs is sent there.
    pub listening: bool,
    /// When they can hear the group. Until then they are announced.
    pub begins_at: Moment,
    /// When they had gone, or were not coming after all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ended_at: Option<Moment>,
}

/// A group of the last time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LastGroup {
    /// Which it was.
    pub group: GroupId,
    /// Its number.
    pub number: u32,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// Its colour.
    pub colour: GroupColour,
    /// Who was in it at the end, in seat order, without those who visited.
    pub people: Vec<ParticipantId>,
}
