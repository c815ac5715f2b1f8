//! What may happen to a room, drawn at random: few people and few devices, so that what is rare in life (one device
//! with two people, a person with two devices, a move of somebody dropped who has the floor) is common here.

use proptest::prelude::*;
use proptest::strategy::Union;
use signaling::id::{DeviceId, ParticipantId};
use signaling::protocol::{
    AttendanceStatus, CameraState, ConnectionState, DeviceState, Door, Further, HelpProblem, MicrophoneState,
    Reaction, SourceKind, Switches, TechnologyStep,
};
use signaling::role::Role;

use crate::agenda::{OnAgenda, leading_on, proposing};
use crate::groups::{OfGroups, running, taking_part};
use crate::inside::{InGroup, in_group, over_groups};
use crate::queue::{Calling, answering, calling};
use crate::reception::{Receiving, at_the_door, being_received, receiving_visitors};
use crate::resting::{Rest, resting, running_breaks};
use crate::scenes::{Staging, sitting, staging};
use crate::screens::{Showing, playing, sharing};
use crate::themes::{Theme, beginning, passage};
use crate::turns::{OfTurns, running_turns, turning};

/// People 0 to 7; a ninth never comes, so that there is somebody unknown to name.
pub const PEOPLE: u32 = 8;

/// Devices 0 to 15. Device N is the one that person N usually comes with.
pub const DEVICES: u32 = 16;

#[derive(Debug, Clone)]
pub enum Step {
    /// Milliseconds pass; then the room is told.
    Wait(u64),
    /// Time passes to the very deadline.
    WaitForDeadline,
    /// A room with such a door is made, in place of the one there was.
    Begin {
        door: Door,
        hours: bool,
        /// Whether visitors are received in it.
        reception: bool,
    },
    /// Somebody comes to the door, or with a further device.
    Arrive {
        who: ParticipantId,
        with: DeviceId,
        role: Role,
        further: Further,
    },
    /// Somebody in the lobby, counted around.
    InLobby {
        who: usize,
        what: LobbySay,
    },
    /// What the server says about who is expected.
    Plan(Plan),
    /// The server has stored a picture.
    Picture(Who),
    /// The media plane heard somebody.
    Spoke(DeviceId, u32),
    PartIsOver,
    /// Somebody asks something without their name.
    AskUnnamed(Who),
    Lose(DeviceId),
    Resume(DeviceId),
    Say {
        who: Who,
        through: Through,
        /// Said by another at the same device.
        on_behalf: bool,
        what: Say,
    },
}

/// What is said in the lobby.
#[derive(Debug, Clone, Copy)]
pub enum LobbySay {
    Ask(HelpProblem),
    Accept,
    Leave,
    /// What may not be said there.
    Other,
    /// At a reception, with an answer of so many, and with words or without.
    Join(u32, bool),
    /// For one of those who receive, by position, or for anybody.
    WaitFor(Option<usize>),
}

/// What the organiser's list and the invitations say. Members are 1 to 4, units 1 and 2.
#[derive(Debug, Clone, Copy)]
pub enum Plan {
    Expect { members: u32, start: u64 },
    Recognise { who: Who, member: u32 },
    CannotCome { member: u32, cannot: bool },
    Limit { who: Who, unit: Option<u32> },
}

/// People are named by position among those in the room, so that most of what is said is said by and of somebody.
#[derive(Debug, Clone, Copy)]
pub enum Who {
    /// The person at this index, counted around.
    Somebody(usize),
    /// The same among staff.
    Staff(usize),
    /// Whether they are in the room or not.
    Named(ParticipantId),
}

/// Which device somebody speaks through.
#[derive(Debug, Clone, Copy)]
pub enum Through {
    /// One that carries them, by index.
    Own(usize),
    /// Whichever, theirs or not.
    Any(DeviceId),
}

/// A command, with groups named by position because their ids are drawn by the room.
#[derive(Debug, Clone)]
pub enum Say {
    Send(SourceKind, bool),
    Raise,
    Lower(Option<Who>),
    CallNext,
    Finish,
    Open {
        count: u32,
        random: bool,
        seed: u64,
    },
    Move(Vec<(Who, Where)>),
    Recall,
    Leave,
    LeaveQuickly,
    ChangeRole(Who, Role),
    Mute(Who, SourceKind),
    Ask(Who, SourceKind),
    Decline(SourceKind),
    Act(bool),
    Switch(Switches),
    Backstage(bool),
    StepOut(Option<String>),
    StepBack,
    Remove(Who),
    End,
    SetDoor(Door),
    /// Somebody in the lobby, by index.
    Admit(usize),
    AdmitAll,
    Refuse(usize),
    SendBack(Who),
    TakeToHelp(usize),
    /// Whoever is helped is let in, or goes back to wait.
    Help(bool),
    Welcome(u8),
    Add {
        agreed: bool,
        seed: u64,
    },
    Invite(Further),
    Rename(Option<Who>, String),
    Write(To),
    /// One of the messages that one sees, counted around, or none that there is.
    Erase(Option<usize>),
    Page(To),
    Type(To, u8),
    Slow(u32),
    React(Reaction),
    Poll {
        kind: u8,
        anonymous: bool,
        here: bool,
    },
    /// The poll at this index and one of a few answers to its kind, or to another.
    Vote {
        poll: usize,
        answer: u8,
        odd: bool,
    },
    Close(usize),
    Show(usize),
    DropPoll(usize),
    Feedback(u32, bool),
    AskFeedback,
    /// None, or one of a few texts.
    Agree(Option<u8>),
    /// The version in force, or one that is not.
    Accept(bool),
    Correct {
        whose: Whose,
        status: Option<AttendanceStatus>,
        minutes: Option<u32>,
    },
    Match(Who, Option<u32>),
    Keeper(Option<Who>),
    Report(DeviceState),
    StartTechnology(Vec<TechnologyStep>),
    Mark(Who, TechnologyStep),
    EndTechnology,
    OfGroups(OfGroups),
    InGroup(InGroup),
    Rest(Rest),
    OnAgenda(OnAgenda),
    Calling(Calling),
    Staging(Staging),
    OfTurns(OfTurns),
    Receiving(Receiving),
    Showing(Showing),
}

#[derive(Debug, Clone, Copy)]
pub enum Whose {
    Member(u32),
    Visitor(Who),
}

/// To whom something is written.
#[derive(Debug, Clone, Copy)]
pub enum To {
    All,
    /// Where one is, if that is a group.
    Here,
    Group(usize),
    Backstage,
    OwnThread,
    Thread(Who),
    One(Who),
}

#[derive(Debug, Clone, Copy)]
pub enum Where {
    Plenary,
    /// The open group at this index, counted around.
    Group(usize),
    /// A group that is not open.
    Nowhere,
}

pub fn who() -> impl Strategy<Value = Who> {
    prop_oneof![
        20 => (0..PEOPLE as usize).prop_map(Who::Somebody),
        1 => (0..=PEOPLE).prop_map(|n| Who::Named(ParticipantId(n))),
    ]
}

fn staff() -> impl Strategy<Value = Who> {
    (0..4_usize).prop_map(Who::Staff)
}

fn device() -> impl Strategy<Value = DeviceId> {
    (0..DEVICES).prop_map(DeviceId)
}

/// What person N usually is: one host, one facilitator, one observer, participants.
fn usual_role(who: ParticipantId) -> Role {
    match who.0 {
        0 => Role::Supervisor,
        1 => Role::Facilitator,
        7 => Role::Observer,
        _ => Role::Participant,
    }
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(Role::ALL.to_vec())
}

fn further() -> impl Strategy<Value = Further> {
    prop::sample::select(vec![Further::Own, Further::TakeOver, Further::Companion])
}

pub fn usual_arrival(n: u32, further: Further) -> Step {
    let who = ParticipantId(n);
    Step::Arrive { who, with: DeviceId(n), role: usual_role(who), further }
}

fn arrive() -> impl Strategy<Value = Step> {
    let usual = (0..PEOPLE, further()).prop_map(|(n, further)| usual_arrival(n, further));
    let odd = (0..PEOPLE, device(), role(), further()).prop_map(|(n, with, role, further)| {
        let who = ParticipantId(n);
        // Half of the strange arrivals keep the usual role, or staff would be everywhere.
        Step::Arrive { who, with, role: if with.0 % 2 == 0 { usual_role(who) } else { role }, further }
    });
    prop_oneof![2 => usual, 1 => odd]
}

fn in_lobby() -> impl Strategy<Value = Step> {
    let problem = prop::sample::select(vec![HelpProblem::NoSound, HelpProblem::SomethingElse]);
    let what = prop_oneof![
        6 => problem.prop_map(LobbySay::Ask),
        4 => Just(LobbySay::Accept),
        1 => Just(LobbySay::Leave),
        1 => Just(LobbySay::Other),
        6 => at_the_door(),
    ];
    (0..8_usize, what).prop_map(|(who, what)| Step::InLobby { who, what })
}

fn place() -> impl Strategy<Value = Where> {
    prop_oneof![
        10 => Just(Where::Plenary),
        40 => (0..4_usize).prop_map(Where::Group),
        1 => Just(Where::Nowhere),
    ]
}

fn to() -> impl Strategy<Value = To> {
    prop_oneof![
        4 => Just(To::All),
        6 => Just(To::Here),
        1 => (0..4_usize).prop_map(To::Group),
        2 => Just(To::Backstage),
        2 => Just(To::OwnThread),
        1 => who().prop_map(To::Thread),
        3 => who().prop_map(To::One),
    ]
}

fn talking() -> impl Strategy<Value = Say> {
    prop_oneof![
        12 => to().prop_map(Say::Write),
        3 => prop::option::weighted(0.9, 0..40_usize).prop_map(Say::Erase),
        2 => to().prop_map(Say::Page),
        5 => (to(), 0..3_u8).prop_map(|(to, text)| Say::Type(to, text)),
        1 => prop::sample::select(Reaction::ALL.to_vec()).prop_map(Say::React),
        24 => (0..3_usize, 0..4_u8, prop::bool::weighted(0.1))
            .prop_map(|(poll, answer, odd)| Say::Vote { poll, answer, odd }),
        4 => prop::bool::weighted(0.8).prop_map(Say::Accept),
        4 => (1..=6_u32, any::<bool>()).prop_map(|(score, word)| Say::Feedback(score, word)),
    ]
}

fn asking() -> impl Strategy<Value = Say> {
    prop_oneof![
        4 => (0..5_u8, any::<bool>(), any::<bool>())
            .prop_map(|(kind, anonymous, here)| Say::Poll { kind, anonymous, here }),
        3 => (0..3_usize).prop_map(Say::Close),
        4 => (0..3_usize).prop_map(Say::Show),
        1 => Just(Say::AskFeedback),
        1 => (0..3_usize).prop_map(Say::DropPoll),
        3 => prop::option::weighted(0.8, 0..2_u8).prop_map(Say::Agree),
        5 => prop::sample::select(vec![0, 600, 600]).prop_map(Say::Slow),
    ]
}

fn kind() -> impl Strategy<Value = SourceKind> {
    // Few kinds, so that what is asked and what is answered meet.
    prop::sample::select(vec![SourceKind::Microphone, SourceKind::Camera])
}

fn alone() -> impl Strategy<Value = Say> {
    let line = prop::sample::select(vec!["tauko", "", " x ", "uusi nimi"]);
    prop_oneof![
        1 => Just(Say::LeaveQuickly),
        16 => kind().prop_map(Say::Decline),
        3 => any::<bool>().prop_map(Say::Act),
        3 => any::<bool>().prop_map(Say::Backstage),
        10 => prop::option::of(line.clone()).prop_map(|note| Say::StepOut(note.map(str::to_owned))),
        24 => Just(Say::StepBack),
        10 => line.prop_map(|name| Say::Rename(None, name.to_owned())),
    ]
}

fn over_others() -> impl Strategy<Value = Say> {
    let switches = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    prop_oneof![
        5 => (who(), role()).prop_map(|(who, role)| Say::ChangeRole(who, role)),
        12 => (who(), kind()).prop_map(|(who, kind)| Say::Mute(who, kind)),
        20 => (who(), kind()).prop_map(|(who, kind)| Say::Ask(who, kind)),
        1 => switches.prop_map(|(unmute, camera, rename, speaking_shown, two_screens)| {
            let switches = Switches { unmute, camera, rename, ..Switches::default() };
            Say::Switch(Switches { speaking_shown, two_screens, ..switches })
        }),
        2 => any::<bool>().prop_map(Say::Backstage),
        5 => who().prop_map(|who| Say::Rename(Some(who), "annettu".to_owned())),
        2 => Just(Say::Act(true)),
        1 => who().prop_map(Say::Remove),
        1 => Just(Say::End),
    ]
}

fn receiving() -> impl Strategy<Value = Say> {
    prop_oneof![
        3 => prop::sample::select(vec![Door::Open, Door::Knock, Door::Knock, Door::Closed])
            .prop_map(Say::SetDoor),
        6 => (0..8_usize).prop_map(Say::Admit),
        2 => Just(Say::AdmitAll),
        1 => (0..8_usize).prop_map(Say::Refuse),
        6 => who().prop_map(Say::SendBack),
        8 => (0..8_usize).prop_map(Say::TakeToHelp),
        4 => any::<bool>().prop_map(Say::Help),
        1 => (0..3_u8).prop_map(Say::Welcome),
    ]
}

fn beside() -> impl Strategy<Value = Say> {
    prop_oneof![
        5 => (prop::bool::weighted(0.8), any::<u64>()).prop_map(|(agreed, seed)| Say::Add { agreed, seed }),
        1 => further().prop_map(Say::Invite),
    ]
}

fn ordinary() -> impl Strategy<Value = Say> {
    prop_oneof![
        6 => Just(Say::Raise),
        2 => Just(Say::Lower(None)),
        1 => who().prop_map(|who| Say::Lower(Some(who))),
        2 => Just(Say::Finish),
        1 => Just(Say::CallNext),
        4 => (kind(), prop::bool::weighted(0.7)).prop_map(|(kind, on)| Say::Send(kind, on)),
        4 => (prop::sample::select(SourceKind::ALL.to_vec()), prop::bool::weighted(0.7))
            .prop_map(|(kind, on)| Say::Send(kind, on)),
        1 => Just(Say::Leave),
        1 => Just(Say::Recall),
        12 => alone(),
        4 => report(),
        8 => resting().prop_map(Say::Rest),
        3 => beside(),
    ]
}

fn leading() -> impl Strategy<Value = Say> {
    let moves = prop::collection::vec((who(), place()), 0..4);
    let open = (0..5_u32, any::<bool>(), any::<u64>());
    prop_oneof![
        14 => Just(Say::CallNext),
        2 => Just(Say::Finish),
        2 => who().prop_map(|who| Say::Lower(Some(who))),
        6 => open.prop_map(|(count, random, seed)| Say::Open { count, random, seed }),
        22 => moves.prop_map(Say::Move),
        1 => Just(Say::Recall),
        30 => over_others(),
        8 => attending(),
        12 => technology(),
        10 => running_breaks().prop_map(Say::Rest),
        22 => receiving(),
    ]
}

fn attending() -> impl Strategy<Value = Say> {
    let whose = prop_oneof![(1..5_u32).prop_map(Whose::Member), who().prop_map(Whose::Visitor)];
    let status =
        prop::option::of(prop::sample::select(vec![AttendanceStatus::Present, AttendanceStatus::Absent]));
    let minutes = prop::option::of(0..2_000_u32);
    prop_oneof![
        3 => (whose, status, minutes)
            .prop_map(|(whose, status, minutes)| Say::Correct { whose, status, minutes }),
        3 => (who(), prop::option::of(1..5_u32)).prop_map(|(who, member)| Say::Match(who, member)),
        2 => prop::option::of(staff()).prop_map(Say::Keeper),
    ]
}

fn report() -> impl Strategy<Value = Say> {
    let microphone = prop::sample::select(vec![MicrophoneState::Denied, MicrophoneState::Heard]);
    microphone.prop_map(|microphone| {
        let (camera, connection) = (CameraState::Permitted, ConnectionState::Good);
        Say::Report(DeviceState { microphone, camera, connection })
    })
}

pub const TECHNOLOGY: [TechnologyStep; 5] = [
    TechnologyStep::MicrophoneOn,
    TechnologyStep::MicrophoneOff,
    TechnologyStep::Camera,
    TechnologyStep::Hand,
    TechnologyStep::Share,
];

fn technology() -> impl Strategy<Value = Say> {
    let steps = prop_oneof![
        1 => prop::sample::subsequence(TECHNOLOGY.to_vec(), 0..4),
        1 => Just(vec![TechnologyStep::Hand]),
        3 => Just(TECHNOLOGY.to_vec()),
        1 => Just(vec![TechnologyStep::Hand; 2]),
    ];
    prop_oneof![
        3 => steps.prop_map(Say::StartTechnology),
        9 => (who(), prop::sample::select(TECHNOLOGY.to_vec())).prop_map(|(who, step)| Say::Mark(who, step)),
        4 => Just(Say::EndTechnology),
    ]
}

fn plan() -> impl Strategy<Value = Plan> {
    let expect = (1..5_u32, 0..20_000_u64).prop_map(|(members, start)| Plan::Expect { members, start });
    prop_oneof![
        4 => expect,
        3 => (who(), 1..5_u32).prop_map(|(who, member)| Plan::Recognise { who, member }),
        1 => (1..5_u32, any::<bool>()).prop_map(|(member, cannot)| Plan::CannotCome { member, cannot }),
        1 => (staff(), prop::option::of(1..3_u32)).prop_map(|(who, unit)| Plan::Limit { who, unit }),
    ]
}

fn through() -> impl Strategy<Value = Through> {
    prop_oneof![20 => (0..3_usize).prop_map(Through::Own), 1 => device().prop_map(Through::Any)]
}

fn step(theme: Theme) -> impl Strategy<Value = Step> {
    use Theme::{Agenda, Door, Groups, InGroups, Reception, Rest, Talk, Turns};
    let of = |usual, themes: &[Theme]| theme.weight(usual, themes);
    let by = |who: BoxedStrategy<Who>, what: BoxedStrategy<Say>| {
        (who, through(), prop::bool::weighted(0.3), what)
            .prop_map(|(who, through, on_behalf, what)| Step::Say { who, through, on_behalf, what })
    };
    prop_oneof![
        10 => arrive(),
        of(6, &[Door, Reception]) => in_lobby(),
        3 => (0..4_000_u64).prop_map(Step::Wait),
        1 => (0..15_000_u64).prop_map(Step::Wait),
        of(1, &[Groups, InGroups, Agenda, Rest]) => Just(Step::WaitForDeadline),
        of(2, &[InGroups]) => by(staff().boxed(), Just(Say::Recall).boxed()),
        of(5, &[Door]) => plan().prop_map(Step::Plan),
        3 => (device(), 0..9_000_u32).prop_map(|(device, millis)| Step::Spoke(device, millis)),
        1 => Just(Step::PartIsOver),
        of(3, &[Rest]) => who().prop_map(Step::Picture),
        4 => device().prop_map(Step::Lose),
        4 => device().prop_map(Step::Resume),
        22 => by(who().boxed(), ordinary().boxed()),
        28 => by(staff().boxed(), leading().boxed()),
        of(20, &[Talk]) => by(who().boxed(), talking().boxed()),
        of(9, &[Talk]) => by(staff().boxed(), asking().boxed()),
        1 => by(who().boxed(), asking().boxed()),
        of(4, &[Door]) => by(staff().boxed(), receiving().boxed()),
        of(3, &[Rest]) => by(staff().boxed(), running_breaks().prop_map(Say::Rest).boxed()),
        of(3, &[Rest]) => by(who().boxed(), resting().prop_map(Say::Rest).boxed()),
        of(14, &[Groups, InGroups]) => by(staff().boxed(), running().prop_map(Say::OfGroups).boxed()),
        of(6, &[Groups]) => by(who().boxed(), taking_part().prop_map(Say::OfGroups).boxed()),
        of(16, &[InGroups]) => by(staff().boxed(), over_groups().prop_map(Say::InGroup).boxed()),
        of(16, &[InGroups]) => by(who().boxed(), in_group().prop_map(Say::InGroup).boxed()),
        of(5, &[InGroups, Rest]) => by(who().boxed(), calling().prop_map(Say::Calling).boxed()),
        of(4, &[InGroups, Rest]) => by(staff().boxed(), answering().prop_map(Say::Calling).boxed()),
        of(10, &[Turns]) => by(staff().boxed(), running_turns().prop_map(Say::OfTurns).boxed()),
        of(12, &[Turns]) => by(who().boxed(), turning().prop_map(Say::OfTurns).boxed()),
        of(10, &[Reception]) => by(staff().boxed(), receiving_visitors().prop_map(Say::Receiving).boxed()),
        of(5, &[Reception]) => by(who().boxed(), being_received().prop_map(Say::Receiving).boxed()),
        of(4, &[Turns, Agenda]) => by(staff().boxed(), playing().prop_map(Say::Showing).boxed()),
        of(3, &[Turns, Agenda]) => by(who().boxed(), sharing().prop_map(Say::Showing).boxed()),
        of(1, &[InGroups, Rest]) => who().prop_map(Step::AskUnnamed),
        of(16, &[Agenda]) => by(staff().boxed(), leading_on().prop_map(Say::OnAgenda).boxed()),
        of(10, &[Agenda, InGroups]) => by(staff().boxed(), staging().prop_map(Say::Staging).boxed()),
        of(8, &[Agenda]) => by(who().boxed(), sitting().prop_map(Say::Staging).boxed()),
        of(10, &[Agenda]) => by(who().boxed(), proposing().prop_map(Say::OnAgenda).boxed()),
    ]
}

fn begin() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => Just(Step::Begin { door: Door::Open, hours: false, reception: false }),
        1 => Just(Step::Begin { door: Door::Open, hours: true, reception: false }),
        2 => Just(Step::Begin { door: Door::Knock, hours: false, reception: false }),
        1 => Just(Step::Begin { door: Door::Knock, hours: true, reception: false }),
        1 => any::<bool>().prop_map(|hours| Step::Begin { door: Door::Open, hours, reception: true }),
    ]
}

/// What happens in a session that is mostly about this.
pub fn of_theme(theme: Theme) -> BoxedStrategy<Vec<Step>> {
    let steps = || prop::collection::vec(step(theme), 0..40);
    let begun = move |(one, passes, other): (Vec<Step>, bool, Vec<Step>)| {
        let passage = if passes { passage(theme) } else { Vec::new() };
        [beginning(theme), one, passage, other].concat()
    };
    (steps(), prop::bool::weighted(0.4), steps()).prop_map(begun).boxed()
}

/// A session: some come in, then things happen, and sometimes everybody leaves and it goes on.
pub fn script() -> impl Strategy<Value = Vec<Step>> {
    let leave = |n| Step::Say {
        who: Who::Somebody(n),
        through: Through::Own(0),
        on_behalf: false,
        what: Say::LeaveQuickly,
    };
    let steps = || Union::new(Theme::ALL.map(of_theme));
    let part = || (prop::collection::vec(arrive(), 0..12), steps());
    (begin(), part(), prop::bool::weighted(0.2), part()).prop_map(move |(begin, first, empties, second)| {
        let mut steps: Vec<Step> = [begin].into_iter().chain(first.0).chain(first.1).collect();
        if empties {
            steps.extend((0..2 * PEOPLE as usize).map(leave));
        }
        steps.extend(second.0);
        steps.extend(second.1);
        steps
    })
}
