//! Groups in every way in which they are made, moved and ended.

use proptest::prelude::*;
use signaling::id::{GroupId, MemberId, ParticipantId};
use signaling::protocol::{
    Assignment, AttendanceSubject, Attribute, Blend, Command, GroupColour, GroupView, GroupsPlan, LateRule,
    NoteRule, ObserverRule, PreparedGroup, Shape,
};

use crate::script::{Who, who};
use crate::session::Session;

/// Groups are named by position among those that are open.
#[derive(Debug, Clone)]
pub enum OfGroups {
    Begin {
        how: u8,
        with: With,
    },
    Prepare(Vec<Who>),
    Name(usize, u8),
    AddGroup,
    Merge(usize, usize),
    Split(usize, Option<Who>),
    Choose(Option<usize>),
    More(i32),
    /// Which ends before the others, in how many minutes.
    Length(usize, Option<u32>),
    PauseGroups,
    GoOn,
    Warn(Vec<u32>),
    Latecomers(LateRule),
    NotesOf(NoteRule),
    Round,
    Ready(bool),
}

/// How groups run.
#[derive(Debug, Clone)]
pub struct With {
    size: bool,
    minutes: Option<u32>,
    countdown: u32,
    late: LateRule,
    stay: bool,
    hosts: (Who, Who),
}

impl OfGroups {
    /// Two groups of at most two people each, which begin at once and last for a minute.
    pub fn chosen_by_oneself() -> Self {
        let hosts = (Who::Somebody(0), Who::Somebody(1));
        let with =
            With { size: false, minutes: Some(1), countdown: 0, late: LateRule::Plenary, stay: false, hosts };
        Self::Begin { how: 4, with }
    }
}

const LATE: [LateRule; 4] =
    [LateRule::Lobby, LateRule::Plenary, LateRule::SmallestGroup, LateRule::PreparedGroup];

fn late() -> impl Strategy<Value = LateRule> {
    prop::sample::select(LATE.to_vec())
}

fn with() -> impl Strategy<Value = With> {
    let countdown = prop_oneof![3 => Just(0_u32), 1 => Just(2)];
    let minutes = prop::option::of(Just(1_u32));
    (any::<bool>(), minutes, countdown, late(), any::<bool>(), (who(), who())).prop_map(
        |(size, minutes, countdown, late, stay, hosts)| With { size, minutes, countdown, late, stay, hosts },
    )
}

/// What those who run the session say.
pub fn running() -> impl Strategy<Value = OfGroups> {
    let group = || 0..4_usize;
    let notes = prop::sample::select(vec![NoteRule::Show, NoteRule::Keep, NoteRule::Destroy]);
    prop_oneof![
        12 => (0..12_u8, with()).prop_map(|(how, with)| OfGroups::Begin { how, with }),
        3 => prop::collection::vec(who(), 0..4).prop_map(OfGroups::Prepare),
        2 => (group(), 0..2_u8).prop_map(|(group, name)| OfGroups::Name(group, name)),
        2 => Just(OfGroups::AddGroup),
        3 => (group(), group()).prop_map(|(from, into)| OfGroups::Merge(from, into)),
        3 => (group(), prop::option::of(who())).prop_map(|(group, who)| OfGroups::Split(group, who)),
        3 => (-1..3_i32).prop_map(OfGroups::More),
        4 => (group(), prop::option::weighted(0.8, 1..3_u32))
            .prop_map(|(group, minutes)| OfGroups::Length(group, minutes)),
        2 => Just(OfGroups::PauseGroups),
        2 => Just(OfGroups::GoOn),
        1 => prop::collection::vec(0..4_u32, 0..2).prop_map(OfGroups::Warn),
        2 => late().prop_map(OfGroups::Latecomers),
        1 => notes.prop_map(OfGroups::NotesOf),
        5 => Just(OfGroups::Round),
    ]
}

/// What anybody says.
pub fn taking_part() -> impl Strategy<Value = OfGroups> {
    prop_oneof![
        5 => prop::option::weighted(0.9, 0..2_usize).prop_map(OfGroups::Choose),
        1 => prop::bool::weighted(0.7).prop_map(OfGroups::Ready),
    ]
}

impl Session {
    pub fn of_groups(&self, what: OfGroups, groups: &[GroupView]) -> Command {
        let group =
            |index: usize| groups.get(index % groups.len().max(1)).map_or(GroupId(1), |one| one.group);
        match what {
            OfGroups::Begin { how, with } => Command::OpenGroups { plan: self.plan_of(how, &with) },
            OfGroups::Prepare(people) => {
                let mut people: Vec<ParticipantId> = people.into_iter().map(|who| self.person(who)).collect();
                people.sort();
                people.dedup();
                let visitor = |participant| AttendanceSubject::Visitor { participant };
                let mut people: Vec<AttendanceSubject> = people.into_iter().map(visitor).collect();
                people
                    .extend((people.len() == 1).then_some(AttendanceSubject::Member { member: MemberId(2) }));
                let (one, other) = people.split_at(people.len() / 2);
                let prepared = |people: &[AttendanceSubject]| PreparedGroup {
                    name: Some("Ilona".into()),
                    task: None,
                    people: people.to_vec(),
                    leader: people.first().copied(),
                    minutes: (people.len() == 1).then_some(1),
                };
                Command::PrepareGroups { groups: vec![prepared(one), prepared(other)] }
            }
            OfGroups::Name(index, name) => Command::SetGroup {
                group: group(index),
                name: (name > 0).then(|| "Ilona".into()),
                colour: GroupColour::Red,
                task: Some("Ilona".into()),
                leader: None,
            },
            OfGroups::AddGroup => Command::AddGroup {},
            OfGroups::Merge(from, into) => Command::MergeGroups { from: group(from), into: group(into) },
            OfGroups::Split(index, who) => {
                let people = who.map(|who| self.person(who)).into_iter().collect();
                Command::SplitGroup { group: group(index), people }
            }
            OfGroups::Choose(index) => Command::ChooseGroup { group: index.map(group) },
            OfGroups::More(minutes) => Command::ExtendGroups { minutes },
            OfGroups::Length(index, minutes) => Command::SetGroupLength { group: group(index), minutes },
            OfGroups::PauseGroups => Command::PauseGroups {},
            OfGroups::GoOn => Command::ResumeGroups {},
            OfGroups::Warn(minutes) => Command::SetWarnings { minutes },
            OfGroups::Latecomers(late) => Command::SetLateRule { late },
            OfGroups::NotesOf(notes) => Command::SetNoteRule { notes },
            OfGroups::Round => Command::NextRound {},
            OfGroups::Ready(ready) => Command::SayReady { ready },
        }
    }

    fn plan_of(&self, how: u8, with: &With) -> GroupsPlan {
        let balanced = |by, unmet| Assignment::Balanced { by, blend: Blend::Mix, unmet };
        let assignment = match how {
            0 => Assignment::ByHand {},
            1 => Assignment::Random {},
            2 => balanced(Some(Attribute::Unit), false),
            3 => balanced(None, true),
            4 | 10 | 11 => Assignment::Chosen { most: Some(2) },
            5 => Assignment::Prepared {},
            6 => Assignment::Same {},
            7 => Assignment::Rotation { rounds: 3 },
            8 => Assignment::OneTwoFour {},
            _ => {
                let hosts = vec![self.person(with.hosts.0), self.person(with.hosts.1)];
                Assignment::Cafe { rounds: 3, hosts }
            }
        };
        let shape = if with.size { Shape::Size { people: 2 } } else { Shape::Groups { groups: 2 } };
        let observers = if with.stay { ObserverRule::Stay } else { ObserverRule::Dealt };
        GroupsPlan {
            shape,
            names: vec!["Ilona".into()],
            task: Some("Ilona".into()),
            minutes: with.minutes,
            warnings: vec![2],
            countdown_seconds: with.countdown,
            late: with.late,
            observers,
            ..GroupsPlan::of(2, assignment)
        }
    }
}
