//! What a session is mostly about, what must be there for it, and what only comes about in its order.

use signaling::id::DeviceId;
use signaling::protocol::{
    Door, Further, HandOverAnswer, HelpProblem, NoteRule, Reaction, SceneKind, SourceKind, TurnMode,
    VISIT_ANNOUNCED,
};
use signaling::role::Role;

use crate::groups::OfGroups;
use crate::inside::InGroup;
use crate::queue::Calling;
use crate::reception::Receiving;
use crate::resting::Rest;
use crate::scenes::{Staging, TEAM};
use crate::script::{LobbySay, PEOPLE, Say, Step, TECHNOLOGY, Through, To, Who, usual_arrival};
use crate::turns::OfTurns;

const STAGE: SceneKind = SceneKind::Stage {};
const FISHBOWL: SceneKind = SceneKind::Fishbowl { seats: 2, free_seat: false, leave_after: Some(10) };

/// What a session is mostly about. With so many things to say, those that need each other would seldom meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Anything,
    Groups,
    InGroups,
    Agenda,
    Rest,
    Talk,
    Door,
    Turns,
    Reception,
}

impl Theme {
    pub const ALL: [Self; 9] = [
        Self::Anything,
        Self::Groups,
        Self::InGroups,
        Self::Agenda,
        Self::Rest,
        Self::Talk,
        Self::Door,
        Self::Turns,
        Self::Reception,
    ];

    /// How often something is done in a session of this theme that is `usual` of anything, and belongs to `themes`.
    pub fn weight(self, usual: u32, themes: &[Self]) -> u32 {
        match self {
            Self::Anything => usual,
            _ if themes.contains(&self) => usual * 4,
            _ => usual.div_ceil(6),
        }
    }
}

/// What must be there before anything of a theme can happen.
pub fn beginning(theme: Theme) -> Vec<Step> {
    let what = match theme {
        Theme::Reception => return opened_reception(),
        Theme::InGroups => Say::Open { count: 2, random: true, seed: 5 },
        Theme::Rest => Say::Rest(Rest::StartTask(0)),
        Theme::Talk => Say::Poll { kind: 0, anonymous: true, here: false },
        Theme::Anything | Theme::Groups | Theme::Agenda | Theme::Door | Theme::Turns => {
            return Vec::new();
        }
    };
    let by =
        |n| Step::Say { who: Who::Staff(n), through: Through::Own(0), on_behalf: false, what: what.clone() };
    // One poll, so that the votes meet; of what can be there once, whoever may.
    (0..if theme == Theme::Talk { 1 } else { 3 }).map(by).collect()
}

/// All come, staff receive, and the others stand in a line.
fn opened_reception() -> Vec<Step> {
    let receive = |n| Step::Say {
        who: Who::Staff(n),
        through: Through::Own(0),
        on_behalf: false,
        what: Say::Receiving(Receiving::Receive(3)),
    };
    let join = |who| Step::InLobby { who, what: LobbySay::Join(who as u32 % 3, who % 2 == 0) };
    [Step::Begin { door: Door::Open, hours: false, reception: true }]
        .into_iter()
        .chain((0..PEOPLE).map(|n| usual_arrival(n, Further::Own)))
        .chain((0..2).map(receive))
        .chain((0..PEOPLE as usize).map(join))
        .collect()
}

/// What a theme is about, from its beginning to its end: things that need each other in their order, which chance
/// seldom gives.
pub fn passage(theme: Theme) -> Vec<Step> {
    let say = |who, what| Step::Say { who, through: Through::Own(0), on_behalf: false, what };
    let by_staff = |what: Say| (0..3).map(move |n| say(Who::Staff(n), what.clone()));
    let by_everybody = |what: Say| (0..PEOPLE as usize).map(move |n| say(Who::Somebody(n), what.clone()));
    let ask_help = Say::Calling(Calling::AskHelp(HelpProblem::NoSound, false, false));
    match theme {
        Theme::Groups => by_staff(Say::Recall)
            .chain([Step::WaitForDeadline])
            .chain(by_staff(Say::OfGroups(OfGroups::chosen_by_oneself())))
            .chain(by_everybody(Say::OfGroups(OfGroups::Choose(Some(0)))))
            .chain(by_staff(Say::OfGroups(OfGroups::PauseGroups)))
            .chain(by_staff(Say::OfGroups(OfGroups::GoOn)))
            .chain(by_staff(Say::OfGroups(OfGroups::More(2))))
            .chain(by_staff(Say::OfGroups(OfGroups::Length(1, Some(1)))))
            .chain([Step::WaitForDeadline, Step::WaitForDeadline])
            .collect(),
        Theme::InGroups => by_staff(Say::InGroup(InGroup::Visit(0, false)))
            .chain([Step::Wait(u64::from(VISIT_ANNOUNCED) * 1_000)])
            .chain(by_staff(Say::Poll { kind: 0, anonymous: false, here: true }))
            .chain(by_everybody(Say::Vote { poll: 0, answer: 0, odd: false }))
            .chain(by_everybody(Say::InGroup(InGroup::Card(1))))
            .chain(by_everybody(Say::InGroup(InGroup::Share(true))))
            .chain(by_staff(Say::OfGroups(OfGroups::NotesOf(NoteRule::Show))))
            .chain(by_everybody(Say::InGroup(InGroup::TakeNote)))
            .chain(by_everybody(Say::InGroup(InGroup::Note(1))))
            .chain(by_staff(Say::InGroup(InGroup::Speak(true))))
            .chain(by_everybody(Say::Calling(Calling::Question)))
            .chain(by_staff(Say::Calling(Calling::Publish(0))))
            .chain(by_everybody(Say::Calling(Calling::VoteQuestion(0, true))))
            .chain(by_everybody(Say::Calling(Calling::AskWord(None))))
            .chain(by_staff(Say::Calling(Calling::GoTo(0))))
            .chain(by_everybody(Say::Calling(Calling::ComeBack)))
            .chain(by_staff(Say::Recall))
            .chain([Step::WaitForDeadline])
            .chain(by_staff(Say::InGroup(InGroup::ShowCard(Some(0)))))
            .collect(),
        // Figures of what is secret need enough people.
        Theme::Talk => (0..PEOPLE)
            .map(|n| usual_arrival(n, Further::Own))
            .chain(by_staff(Say::AskFeedback))
            .chain(by_everybody(Say::Feedback(5, true)))
            .chain(by_everybody(Say::Vote { poll: 0, answer: 0, odd: false }))
            .chain(by_staff(Say::Close(0)))
            .chain(by_staff(Say::Show(0)))
            .chain(by_everybody(Say::Raise))
            .chain(by_staff(Say::CallNext))
            // Those who may end another's turn come last.
            .chain(by_everybody(Say::Finish).rev())
            .collect(),
        Theme::Door => by_staff(Say::StartTechnology(TECHNOLOGY.to_vec()))
            .chain(by_staff(Say::Mark(Who::Somebody(2), TECHNOLOGY[0])))
            .chain(by_staff(Say::SetDoor(Door::Knock)))
            .chain((0..PEOPLE).map(|n| usual_arrival(n, Further::Own)))
            .chain(by_staff(Say::Agree(Some(1))))
            .chain((0..PEOPLE as usize).map(|who| Step::InLobby { who, what: LobbySay::Accept }))
            .collect(),
        // A whole round in which one takes it later, and the stick from hand to hand.
        Theme::Turns => by_staff(Say::OfTurns(OfTurns::EndRound))
            .chain(by_staff(Say::OfTurns(OfTurns::a_round())))
            .chain(by_everybody(Say::OfTurns(OfTurns::TurnLater)))
            .chain(by_everybody(Say::OfTurns(OfTurns::PassTurn)))
            .chain(by_everybody(Say::Finish).rev())
            .chain(by_staff(Say::OfTurns(OfTurns::TurnsTo(TurnMode::Stick))))
            .chain(by_everybody(Say::OfTurns(OfTurns::TakeStick)))
            .chain(by_everybody(Say::OfTurns(OfTurns::GiveTurn(Who::Somebody(3)))))
            // Twice the same: nothing changes.
            .chain(by_everybody(ask_help.clone()))
            .chain(by_everybody(ask_help))
            .collect(),
        Theme::Agenda => by_staff(Say::ChangeRole(Who::Somebody(5), Role::Interpreter))
            .chain(by_staff(Say::Staging(Staging::SetScene(STAGE, vec![Who::Staff(0)]))))
            .chain(by_everybody(Say::Send(SourceKind::Microphone, true)))
            .chain(by_everybody(Say::Raise))
            .chain(by_staff(Say::CallNext))
            .chain(by_everybody(Say::Staging(Staging::Follow(Some(0), true))))
            .chain(by_staff(Say::Staging(Staging::SetScene(TEAM, vec![Who::Somebody(2)]))))
            .chain(by_everybody(Say::Write(To::Here)))
            .chain(by_everybody(Say::React(Reaction::Heart)))
            .chain(by_staff(Say::Staging(Staging::Swap)))
            .chain(by_staff(Say::Staging(Staging::SetScene(FISHBOWL, Vec::new()))))
            .chain(by_everybody(Say::Staging(Staging::TakeSeat)))
            .chain([Step::WaitForDeadline])
            .collect(),
        Theme::Rest => by_staff(Say::Rest(Rest::StartTask(1)))
            .chain(by_everybody(Say::Rest(Rest::Bring(None, true))))
            .chain(by_staff(Say::Rest(Rest::ShowResult(Some(Who::Somebody(2))))))
            .chain([say(Who::Somebody(2), Say::Leave)])
            .chain(by_staff(Say::Rest(Rest::StartBreak { coffee_table: true })))
            .chain(by_staff(Say::Rest(Rest::ExtendBreak(0))))
            .collect(),
        // Taken, joined by a colleague, handed over, taken again, returned, and to the end.
        Theme::Reception => {
            let say = |n, what| say(Who::Staff(n), Say::Receiving(what));
            let answer = Receiving::AnswerProposal(HandOverAnswer::Carry, true);
            opened_reception()
                .into_iter()
                .chain([
                    Step::InLobby { who: 3, what: LobbySay::WaitFor(Some(1)) },
                    say(0, Receiving::OpenLine(1, false)),
                    Step::InLobby { who: 2, what: LobbySay::Join(1, false) },
                    say(0, Receiving::OpenLine(1, true)),
                    say(0, Receiving::TakeNext(None)),
                    say(0, Receiving::AskColleague(Who::Staff(1), true)),
                    say(1, Receiving::Join(0)),
                    say(0, Receiving::StepAside),
                    say(1, Receiving::GoToVisitor),
                ])
                .chain(by_everybody(Say::Write(To::Here)))
                .chain(by_everybody(Say::Type(To::Here, 1)))
                .chain([
                    say(1, Receiving::LeaveEncounter),
                    say(0, Receiving::Propose(1, Some(Who::Staff(1)))),
                ])
                .chain(by_everybody(Say::Receiving(answer)))
                .chain([say(1, Receiving::TakeNext(None)), say(0, Receiving::TakeVisitor(1))])
                // Whoever of the visitors they took.
                .chain((2..7).map(|n| Step::Lose(DeviceId(n))))
                .chain((2..7).filter(|n| *n != 3).map(|n| Step::Resume(DeviceId(n))))
                .chain([say(1, Receiving::ReturnToLine), say(0, Receiving::EndEncounter)])
                .chain([say(0, Receiving::TakeNext(Some(0))), Step::Lose(DeviceId(0)), Step::Wait(11_000)])
                .chain([Step::Resume(DeviceId(3))])
                .collect()
        }
        Theme::Anything => Vec::new(),
    }
}
