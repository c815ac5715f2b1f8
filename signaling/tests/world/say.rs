//! From a drawn command to one that means something in the room as it is: people, groups, messages and polls are drawn
//! by position.

use signaling::id::{GroupId, MemberId, MessageId, ParticipantId, PollId};
use signaling::protocol::{
    Assignment, AttendanceSubject, Choice, Command, GroupsPlan, MIN_RECALL, Move, NoteRule, Place, PollKind,
    Pulse, RefusalReason, Scope,
};

use crate::script::{PEOPLE, Say, To, Where, Who, Whose};
use crate::session::Session;

impl Session {
    pub fn person(&self, who: Who) -> ParticipantId {
        let among = |people: Vec<ParticipantId>, index: usize| {
            people.get(index % people.len().max(1)).copied().unwrap_or(ParticipantId(PEOPLE))
        };
        let people = self.truth.people.iter();
        match who {
            Who::Somebody(index) => among(people.map(|(who, _)| *who).collect(), index),
            Who::Staff(index) => {
                among(people.filter(|(_, role)| role.is_staff()).map(|(who, _)| *who).collect(), index)
            }
            Who::Named(who) => who,
        }
    }

    pub fn command(&self, speaker: ParticipantId, what: &Say) -> Command {
        let anybody = self.truth.people.keys().next();
        let groups =
            anybody.map(|who| self.room.view_for(self.now, *who).unwrap().groups).unwrap_or_default();
        let place = |to: Where| match to {
            Where::Plenary => Place::Plenary {},
            Where::Group(index) => {
                let group = groups.get(index % groups.len().max(1)).map_or(GroupId(1), |open| open.group);
                Place::Group { group }
            }
            Where::Nowhere => Place::Group { group: GroupId(u32::MAX) },
        };
        match what.clone() {
            Say::Send(kind, on) => Command::SetSending { kind, on },
            Say::Raise => Command::RaiseHand { reply: false },
            Say::Lower(whose) => {
                Command::LowerHand { participant: whose.map(|who| self.person(who)), reply: false }
            }
            Say::CallNext => Command::CallNext {},
            Say::Finish => Command::FinishTurn {},
            Say::Open { count, random, seed } => {
                let assignment = if random { Assignment::Random {} } else { Assignment::ByHand {} };
                let notes = [NoteRule::Keep, NoteRule::Show, NoteRule::Destroy][(seed % 3) as usize];
                Command::OpenGroups { plan: GroupsPlan { notes, ..GroupsPlan::of(count, assignment) } }
            }
            Say::Move(moves) => {
                let moves =
                    moves.into_iter().map(|(who, to)| Move { participant: self.person(who), to: place(to) });
                Command::MovePeople { moves: moves.collect() }
            }
            Say::Recall => Command::Recall { seconds: MIN_RECALL },
            Say::Leave => Command::Leave {},
            Say::LeaveQuickly => Command::LeaveQuickly {},
            Say::ChangeRole(who, role) => Command::ChangeRole { participant: self.person(who), role },
            Say::Mute(who, kind) => Command::Mute { participant: self.person(who), kind },
            Say::Ask(who, kind) => Command::AskToUnmute { participant: self.person(who), kind },
            Say::Decline(kind) => Command::DeclineUnmute { kind },
            Say::Act(true) => Command::ActAsSupervisor {},
            Say::Act(false) => Command::StopActing {},
            Say::Switch(switches) => Command::SetSwitches { switches },
            Say::Backstage(true) => Command::GoBackstage {},
            Say::Backstage(false) => Command::ComeFromBackstage {},
            Say::StepOut(note) => Command::StepOut { note },
            Say::StepBack => Command::StepBack {},
            Say::Remove(who) => Command::Remove { participant: self.person(who) },
            Say::End => Command::EndSession {},
            Say::SetDoor(door) => Command::SetDoor { door },
            Say::Rename(whose, name) => {
                Command::Rename { participant: whose.map(|who| self.person(who)), name }
            }
            Say::Correct { whose, status, minutes } => {
                let subject = match whose {
                    Whose::Member(member) => AttendanceSubject::Member { member: MemberId(member) },
                    Whose::Visitor(who) => AttendanceSubject::Visitor { participant: self.person(who) },
                };
                Command::CorrectAttendance { subject, status, minutes, reason: "Ilona".into() }
            }
            Say::Match(who, member) => {
                Command::MatchMember { participant: self.person(who), member: member.map(MemberId) }
            }
            Say::Report(state) => Command::ReportDevice { state },
            Say::StartTechnology(steps) => Command::StartTechnologyRound { steps },
            Say::Mark(who, step) => Command::MarkStep { participant: self.person(who), step },
            Say::Rest(rest) => self.rest(rest),
            Say::EndTechnology => Command::EndTechnologyRound {},
            Say::Admit(index) => Command::Admit { participants: vec![self.waiting(index)] },
            Say::AdmitAll => Command::AdmitAll {},
            Say::Refuse(index) => {
                Command::Refuse { participant: self.waiting(index), reason: RefusalReason::Later }
            }
            Say::SendBack(who) => Command::SendBack { participant: self.person(who) },
            Say::TakeToHelp(index) => Command::TakeToHelp { participant: self.waiting(index) },
            Say::Help(outcome) => {
                let helped = self.truth.helped.first().copied().unwrap_or(ParticipantId(PEOPLE));
                match outcome {
                    true => Command::Admit { participants: vec![helped] },
                    false => Command::SendBack { participant: helped },
                }
            }
            Say::Welcome(text) => Command::SetWelcome { text: format!("Ilona {text}") },
            Say::Add { agreed, .. } => {
                let view = self.room.view_for(self.now, speaker);
                let agreement = view.and_then(|view| view.agreement).map(|agreement| agreement.version);
                Command::AddPerson { name: "Ilona vieras".into(), agreement: agreement.filter(|_| agreed) }
            }
            Say::Invite(further) => Command::InviteDevice { further },
            Say::Keeper(keeper) => {
                Command::NameKeeper { participant: keeper.map(|keeper| self.person(keeper)) }
            }
            Say::OfGroups(what) => self.of_groups(what, &groups),
            Say::InGroup(what) => self.in_group(what, &groups),
            Say::Calling(what) => self.calling(what),
            Say::Staging(what) => self.staging(&what),
            Say::OfTurns(what) => self.of_turns(what),
            Say::Showing(what) => Self::showing(what),
            Say::Receiving(what) => self.of_reception(speaker, what),
            Say::OnAgenda(what) => self.on_agenda(speaker, &what),
            talk => self.talk(speaker, &talk),
        }
    }

    /// Somebody in the lobby, counted around, or somebody who never comes.
    pub fn waiting(&self, index: usize) -> ParticipantId {
        let waiting: Vec<ParticipantId> = self.truth.waiting.keys().copied().collect();
        waiting.get(index % waiting.len().max(1)).copied().unwrap_or(ParticipantId(PEOPLE))
    }

    fn scope(&self, speaker: ParticipantId, to: To) -> Scope {
        let place = self.places().get(&speaker).copied();
        match (to, place) {
            (To::Here, Some(Place::Group { group })) => Scope::Group { group },
            (To::Here, Some(Place::Encounter { encounter })) => Scope::Encounter { encounter },
            (To::All | To::Here, _) => Scope::Plenary {},
            (To::Group(index), _) => {
                let groups =
                    self.room.view_for(self.now, speaker).map(|view| view.groups).unwrap_or_default();
                let group = groups.get(index % groups.len().max(1)).map_or(GroupId(1), |open| open.group);
                Scope::Group { group }
            }
            (To::Backstage, _) => Scope::Backstage {},
            (To::OwnThread, _) => Scope::Facilitators { participant: speaker },
            (To::Thread(whose), _) => Scope::Facilitators { participant: self.person(whose) },
            (To::One(other), _) => Scope::Person { participant: self.person(other) },
        }
    }

    fn talk(&self, speaker: ParticipantId, what: &Say) -> Command {
        let view = self.room.view_for(self.now, speaker);
        let polls = view.as_ref().map(|view| view.polls.clone()).unwrap_or_default();
        let poll = |index: usize| polls.get(index % polls.len().max(1));
        let poll_id = |index| poll(index).map_or(PollId(77), |poll| poll.poll);
        match *what {
            Say::Write(to) => {
                Command::SendMessage { scope: self.scope(speaker, to), text: "Ilona: hei!".into() }
            }
            Say::Erase(index) => {
                let parts = view.map(|view| view.chat.parts).unwrap_or_default();
                let seen: Vec<_> = parts.iter().flat_map(|part| &part.messages).collect();
                let found = index.and_then(|index| seen.get(index % seen.len().max(1)));
                let (scope, message) =
                    found.map_or((Scope::Plenary {}, MessageId(777)), |one| (one.scope, one.message));
                Command::DeleteMessage { scope, message }
            }
            Say::Page(to) => Command::ReadMessages { scope: self.scope(speaker, to), before: MessageId(9) },
            Say::Type(to, text) => {
                let text = ["", "Ilona", "Ilona taas"][usize::from(text)].into();
                Command::TypeText { scope: self.scope(speaker, to), text }
            }
            Say::Slow(seconds) => Command::SetSlowMode { seconds },
            Say::React(reaction) => Command::React { reaction },
            Say::Poll { kind, anonymous, here } => {
                Command::OpenPoll { question: "Ilona?".into(), kind: poll_kind(kind), anonymous, here }
            }
            Say::Vote { poll: index, answer, odd } => {
                let kind = poll(index).map_or(PollKind::Pulse {}, |poll| poll.kind.clone());
                let choice = if odd { Choice::Scale { score: 7 } } else { answer_to(&kind, answer) };
                Command::Vote { poll: poll_id(index), choice }
            }
            Say::Close(index) => Command::ClosePoll { poll: poll_id(index) },
            Say::Show(index) => Command::ShowPoll { poll: poll_id(index) },
            Say::DropPoll(index) => Command::RemovePoll { poll: poll_id(index) },
            Say::Agree(text) => Command::SetAgreement { text: text.map(|number| format!("Ilona {number}")) },
            Say::Accept(current) => {
                let version = view.and_then(|view| view.agreement).map_or(1, |agreement| agreement.version);
                Command::AcceptAgreement { version: if current { version } else { version + 1 } }
            }
            Say::AskFeedback => Command::AskFeedback {},
            Say::Feedback(score, word) => {
                Command::GiveFeedback { score, word: word.then(|| "Ilona".to_owned()) }
            }
            ref other => unreachable!("{other:?} is no talk"),
        }
    }
}

fn poll_kind(number: u8) -> PollKind {
    let options = || vec!["Ilona".to_owned(), "ei".to_owned(), "ehkä".to_owned()];
    let (low, high) = ("huono".to_owned(), "Ilona".to_owned());
    match number {
        0 => PollKind::Single { options: options() },
        1 => PollKind::Multiple { options: options() },
        2 => PollKind::Scale { low, high },
        3 => PollKind::Mood { low, high },
        _ => PollKind::Pulse {},
    }
}

fn answer_to(kind: &PollKind, answer: u8) -> Choice {
    let number = u32::from(answer);
    match kind {
        PollKind::Single { .. } => Choice::Single { option: number },
        PollKind::Multiple { .. } => Choice::Multiple { options: (0..number).collect() },
        PollKind::Scale { .. } => Choice::Scale { score: number + 1 },
        PollKind::Mood { .. } => {
            Choice::Mood { score: number + 1, word: (answer > 0).then(|| format!("Ilona {answer}")) }
        }
        PollKind::Pulse {} => Choice::Pulse { pulse: Pulse::ALL[usize::from(answer) % 3] },
    }
}
