//! Plays a script: does to the room what the server would, keeps everybody's stream, and for everybody a world that is
//! made of what they were told and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use signaling::id::{DeviceId, GroupId, MemberId, MessageId, ParticipantId, PollId, Seed, Sequence, UnitId};
use signaling::protocol::{
    Assignment, AttendanceSubject, ChatPart, ChatView, Choice, Command, Event, LeaveReason, Move, Place,
    PollKind, PollStage, Pulse, Rejection, RoomView, Scope, Template, encode_event,
};
use signaling::role::Permission;
use signaling::room::{Effect, Entry, Expected, ExpectedMember, Room, RoutePlan, Rules, Sender};
use signaling::stream::{Body, Stream};
use signaling::time::Moment;

use crate::fold::fold;
use crate::kept::Kept;
use crate::script::{PEOPLE, Plan, Say, Step, Through, To, Where, Who, Whose};
use crate::truth::Truth;

pub const GRACE: Duration = Duration::from_secs(10);

/// A page: what it shows is what it was told. While the connection is lost it hears nothing.
#[derive(Debug)]
struct World {
    view: RoomView,
    seen: Sequence,
    stream: Stream,
}

pub struct Session {
    pub room: Room,
    now: Moment,
    truth: Truth,
    worlds: BTreeMap<ParticipantId, World>,
    plan: RoutePlan,
    /// What a store would hold.
    pub kept: Kept,
    /// Everything that came out, for comparing two runs.
    pub record: Vec<Result<Vec<Effect>, Rejection>>,
    /// What was reached, for checking that the scripts reach it.
    pub reached: BTreeMap<String, u32>,
}

impl World {
    /// Hears what the stream holds beyond what was seen. False when it no longer reaches back.
    fn catch_up(&mut self) -> bool {
        let Some(missed) = self.stream.since(self.seen) else { return false };
        for (seq, body) in missed {
            assert_eq!(seq.0, self.seen.0 + 1, "numbers have no gaps");
            self.seen = seq;
            fold(&mut self.view, serde_json::from_str(&body).unwrap());
        }
        assert_eq!(self.seen, self.stream.last());
        true
    }
}

impl Session {
    pub fn new() -> Self {
        let room = Room::new("Kevät".into(), Template::PeerCircle, Rules { grace: GRACE });
        Self {
            kept: Kept::of(&room),
            plan: room.plan().clone(),
            room,
            now: Moment(5),
            truth: Truth::default(),
            worlds: BTreeMap::new(),
            record: Vec::new(),
            reached: BTreeMap::new(),
        }
    }

    fn reach(&mut self, what: impl Into<String>) {
        *self.reached.entry(what.into()).or_default() += 1;
    }

    pub fn play(&mut self, script: &[Step]) {
        for step in script {
            self.step(step);
            self.check();
        }
    }

    fn step(&mut self, step: &Step) {
        let before = self.room.clone();
        let outcome = match step {
            Step::Wait(millis) => self.wait(self.now.after(Duration::from_millis(*millis))),
            Step::WaitForDeadline => self.wait(self.room.next_deadline().unwrap_or(self.now).max(self.now)),
            Step::Enter { who, with, role } => {
                let entry =
                    Entry { participant: *who, device: *with, name: format!("Ilona {}", who.0), role: *role };
                let needed = self.room.agreement_needed(*who);
                if let Some(agreement) = &needed {
                    let refused = self.room.clone().enter(self.now, entry.clone());
                    assert_eq!(refused, Err(Rejection::NotAllowed), "nobody enters without accepting");
                    self.reach("asked at the door");
                    // Some turn around.
                    if !self.now.0.is_multiple_of(4) {
                        self.room.accept_at_door(self.now, *who, agreement.version).unwrap();
                        self.kept.follow(self.now, &self.room);
                    }
                }
                let before_entry = self.room.clone();
                let outcome = self.room.enter(self.now, entry);
                if outcome.is_err() {
                    assert_eq!(before_entry, self.room, "who is refused leaves no trace");
                }
                if outcome.is_ok() {
                    if self.truth.people.is_empty() {
                        let view = self.room.view_for(self.now, *who).unwrap();
                        assert!(view.groups.is_empty(), "nothing remained");
                        assert_eq!(view.chat, ChatView::default(), "nothing that was said remained");
                        assert!(
                            view.queues.iter().all(|queue| queue.floor.is_none() && queue.hands.is_empty())
                        );
                    }
                    self.truth.entered(*who, *with, *role);
                }
                self.reach(format!("enter {}", if outcome.is_ok() { "ok" } else { "refused" }));
                outcome
            }
            Step::Plan(plan) => self.plan(*plan),
            Step::Spoke(device, millis) => Ok(self.room.spoke(self.now, *device, *millis)),
            Step::PartIsOver => Ok(self.room.record_speaking(self.now)),
            Step::Lose(device) => {
                if let Some(carrier) = self.truth.devices.get_mut(device) {
                    carrier.connected = false;
                }
                Ok(self.room.drop_device(self.now, *device))
            }
            Step::Resume(device) => {
                let outcome = self.room.connect(self.now, *device);
                assert_eq!(outcome.is_ok(), self.truth.devices.contains_key(device));
                if let Some(carrier) = self.truth.devices.get_mut(device) {
                    carrier.connected = true;
                }
                outcome
            }
            Step::Say { who, through, what } => self.say(self.person(*who), *through, what),
        };
        match &outcome {
            Ok(effects) if effects.is_empty() && matches!(step, Step::Say { .. }) => {
                // What a device reports is kept, though there may be nobody to tell it to.
                let (before, now) = (before.as_replayed(), self.room.as_replayed());
                assert_eq!(before, now, "what changes nothing for anybody changes nothing");
            }
            Ok(_) => {}
            Err(_) if matches!(step, Step::Enter { .. }) => {}
            Err(_) => assert_eq!(before, self.room, "a rejected command changes nothing"),
        }
        let changed = self.kept.follow(self.now, &self.room);
        assert!(outcome.is_ok() || !changed, "a rejected command writes nothing");
        self.perform(outcome.as_deref().unwrap_or_default());
        self.open_pages();
        self.record.push(outcome);
    }

    fn plan(&mut self, plan: Plan) -> Result<Vec<Effect>, Rejection> {
        let now = self.now;
        let outcome = match plan {
            Plan::Expect { members, start } => {
                let member = |id: u32| {
                    let unit = Some(UnitId(1 + id % 2));
                    (MemberId(id), ExpectedMember { name: format!("Ilona {id}"), unit })
                };
                let units = [1, 2].map(|unit| (UnitId(unit), format!("Ilona {unit}"))).into();
                let members = (1..=members).map(member).collect();
                let expected =
                    Expected { start: Some(Moment(start)), minutes: 90, late_after: 0, units, members };
                self.room.expect(now, expected)
            }
            Plan::Recognise { who, member } => self.room.recognise(now, self.person(who), MemberId(member)),
            Plan::CannotCome { member, cannot } => self.room.cannot_come(now, MemberId(member), cannot),
            Plan::Limit { who, unit } => {
                Ok(self.room.limit_attendance(now, self.person(who), unit.map(UnitId)))
            }
        };
        let name = format!("{plan:?}");
        let name = name.split(' ').next().unwrap();
        self.reach(format!("{name} {}", if outcome.is_ok() { "ok" } else { "refused" }));
        outcome
    }

    fn wait(&mut self, until: Moment) -> Result<Vec<Effect>, Rejection> {
        self.now = until;
        let effects = self.room.tick(self.now);
        assert!(self.room.next_deadline().is_none_or(|deadline| deadline > self.now), "no deadline is past");
        Ok(effects)
    }

    fn say(&mut self, who: ParticipantId, through: Through, what: &Say) -> Result<Vec<Effect>, Rejection> {
        let own = self.truth.devices_of(who);
        let device = match through {
            Through::Own(index) => own.get(index % own.len().max(1)).copied().unwrap_or(DeviceId(who.0)),
            Through::Any(device) => device,
        };
        let seed = if let Say::Open { seed, .. } = what { *seed } else { 0 };
        let command = self.command(who, what);
        let from = Sender { participant: who, device };
        let outcome = self.room.handle(self.now, from, Seed(seed), command.clone());
        if !own.contains(&device) {
            assert_eq!(outcome, Err(Rejection::UnknownParticipant), "one speaks through one's own devices");
        }
        match (&outcome, command) {
            (Ok(_), command) => self.truth.said(who, device, &command),
            (Err(_), _) => {}
        }
        let name = format!("{what:?}");
        let name = name.split([' ', '(']).next().unwrap();
        match &outcome {
            Ok(effects) if effects.is_empty() => self.reach(format!("{name} idle")),
            Ok(_) => self.reach(format!("{name} ok")),
            Err(rejection) => self.reach(format!("{name} {rejection:?}")),
        }
        outcome
    }

    fn person(&self, who: Who) -> ParticipantId {
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

    fn command(&self, speaker: ParticipantId, what: &Say) -> Command {
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
            Say::Raise => Command::RaiseHand {},
            Say::Lower(whose) => Command::LowerHand { participant: whose.map(|who| self.person(who)) },
            Say::CallNext => Command::CallNext {},
            Say::Finish => Command::FinishTurn {},
            Say::Open { count, random, .. } => {
                let assignment = if random { Assignment::Random } else { Assignment::ByHand };
                Command::OpenGroups { count, assignment }
            }
            Say::Move(moves) => {
                let moves =
                    moves.into_iter().map(|(who, to)| Move { participant: self.person(who), to: place(to) });
                Command::MovePeople { moves: moves.collect() }
            }
            Say::Recall => Command::Recall {},
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
            Say::EndTechnology => Command::EndTechnologyRound {},
            Say::Keeper(keeper) => {
                Command::NameKeeper { participant: keeper.map(|keeper| self.person(keeper)) }
            }
            talk => self.talk(speaker, &talk),
        }
    }

    fn scope(&self, speaker: ParticipantId, to: To) -> Scope {
        let place = self.places().get(&speaker).copied();
        match (to, place) {
            (To::Here, Some(Place::Group { group })) => Scope::Group { group },
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
            Say::Poll { kind, anonymous } => {
                Command::OpenPoll { question: "Ilona?".into(), kind: poll_kind(kind), anonymous }
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
            Say::Feedback(score, word) => {
                Command::GiveFeedback { score, word: word.then(|| "Ilona".to_owned()) }
            }
            ref other => unreachable!("{other:?} is no talk"),
        }
    }

    /// Does what the effects say, and looks at each.
    fn perform(&mut self, effects: &[Effect]) {
        let rank = |effect: &Effect| match effect {
            Effect::Route(_) => 0,
            Effect::Tell { .. } => 1,
            Effect::Unseat { .. } => 2,
            Effect::Seat { .. } => 3,
            Effect::TellLobby { .. } => 4,
            Effect::TellRefused { .. } => 5,
            Effect::Revoke { .. } => 6,
            Effect::Disconnect { .. } => 7,
        };
        assert!(effects.is_sorted_by_key(rank), "route, tell, disconnect");
        let places = self.places();
        let mut left = BTreeSet::new();
        for effect in effects {
            match effect {
                Effect::Route(plan) => {
                    assert_eq!(plan.epoch.0, self.plan.epoch.0 + 1, "each plan is the next");
                    assert_ne!(plan.routes, self.plan.routes, "a plan is given when routes differ");
                    self.plan = plan.clone();
                }
                Effect::Tell { audience, event } => {
                    if let Event::PersonLeft { participant, reason } = event {
                        left.insert(*participant);
                        if *reason == LeaveReason::LeftQuickly {
                            let may = Permission::SeeQuickLeave;
                            assert!(self.room.audience(audience).iter().all(|who| self.room.may(*who, may)));
                        }
                        self.reach(if *reason == LeaveReason::Lost { "lost" } else { "left" });
                    }
                    let body: Body = encode_event(event);
                    let hearers = self.room.audience(audience);
                    assert!(!hearers.is_empty(), "nothing is told to nobody");
                    if let Event::ChatShown { chat } = event {
                        let empty = chat.messages.is_empty() && chat.lines.is_empty();
                        self.reach(if empty { "a chat put away" } else { "a chat shown to one who moved" });
                    }
                    for who in hearers {
                        assert!(places.contains_key(&who), "only people in the room are told");
                        self.truth.check_told(who, places[&who], event, &places);
                        if let Some(world) = self.worlds.get_mut(&who) {
                            world.stream.push(Body::clone(&body));
                        }
                    }
                }
                Effect::Disconnect { device, .. } => {
                    assert!(!self.plan.routes.contains_key(device), "cut before the goodbye");
                    assert!(self.truth.devices.remove(device).is_some());
                    self.reach("disconnect");
                }
                // The lobby is the matter of tests/lobby.
                Effect::Unseat { .. }
                | Effect::Seat { .. }
                | Effect::TellLobby { .. }
                | Effect::TellRefused { .. }
                | Effect::Revoke { .. } => {}
            }
        }
        // The last to leave is told of to nobody.
        let gone: Vec<_> = self.truth.people.keys().copied().filter(|who| !self.room.knows(*who)).collect();
        assert!(self.room.is_empty() || gone.iter().eq(&left), "who goes is announced");
        for who in gone {
            self.truth.left(who);
            self.worlds.remove(&who);
        }
    }

    fn places(&self) -> BTreeMap<ParticipantId, Place> {
        let someone = self.room.audience(&signaling::room::Audience::All).first().copied();
        let view = someone.and_then(|who| self.room.view_for(self.now, who));
        view.map(|view| view.people.iter().map(|one| (one.participant, one.place)).collect())
            .unwrap_or_default()
    }

    /// Whoever is new gets the view; whoever is connected hears everything there is to hear.
    fn open_pages(&mut self) {
        let mut replayed = 0;
        for who in self.truth.people.keys() {
            let view = || self.room.view_for(self.now, *who).unwrap();
            let world = self.worlds.entry(*who).or_insert_with(|| World {
                view: view(),
                seen: Sequence(0),
                stream: Stream::new(),
            });
            if self.truth.is_here(*who) {
                // More than one step ever says to one person: missed while the connection was lost.
                replayed += u32::from(world.stream.last().0 > world.seen.0 + 10);
                assert!(world.catch_up(), "scripts are shorter than the buffer");
            }
        }
        *self.reached.entry("many events replayed".into()).or_default() += replayed;
    }

    fn check(&mut self) {
        assert_eq!(&self.plan, self.room.plan(), "the last plan is the one in force");
        for (who, world) in &mut self.worlds {
            let truth = self.room.view_for(self.now, *who).unwrap();
            if self.truth.is_here(*who) {
                world.view.now = truth.now;
                assert_eq!(world.view, truth, "the world of {who}");
            }
        }
        match self.truth.people.keys().next() {
            Some(who) => {
                let view = self.room.view_for(self.now, *who).unwrap();
                self.truth.check(&self.room, &view);
                self.note(&view);
                let people: Vec<ParticipantId> = self.truth.people.keys().copied().collect();
                for who in people {
                    let view = self.room.view_for(self.now, who).unwrap();
                    self.note_talk(&view);
                }
            }
            None => {
                assert!(self.room.is_empty() && self.truth.devices.is_empty());
                assert!(self.room.plan().routes.is_empty());
                assert_eq!(self.room.next_deadline(), None);
                self.reach("empty");
            }
        }
    }

    /// The same for talk, as staff see it and as those who are in groups do.
    fn note_talk(&mut self, view: &RoomView) {
        for part in &view.chat.parts {
            let written = match part.part {
                ChatPart::Plenary {} | ChatPart::Help { .. } => continue,
                ChatPart::Group { .. } => "a message in a group",
                ChatPart::Backstage {} => "a message backstage",
                ChatPart::Private {} => "a private message",
            };
            if !part.messages.is_empty() {
                self.reach(written);
            }
            if matches!(part.part, ChatPart::Group { .. }) && !part.lines.is_empty() {
                self.reach("a line in a group");
            }
        }
        for poll in view.polls.iter().filter(|poll| poll.anonymous && poll.stage != PollStage::Open) {
            let told = poll.votes.is_some();
            if told {
                let figures = poll.figures.is_some();
                self.reach(if figures { "figures of an anonymous poll" } else { "figures withheld" });
            }
        }
        if view.feedback.as_ref().is_some_and(|feedback| feedback.counted > 0) {
            self.reach("figures of feedback");
        }
    }

    /// Rare states worth being in.
    fn note(&mut self, view: &RoomView) {
        let staff = view.people.iter().find(|person| person.role.is_staff());
        let queues =
            staff.and_then(|staff| self.room.view_for(self.now, staff.participant)).map(|view| view.queues);
        let carriers = self.truth.devices.values();
        let shared = carriers.clone().any(|carrier| carrier.people.len() > 1);
        let several = self.truth.people.keys().any(|who| self.truth.devices_of(*who).len() > 1);
        let half = self.truth.people.keys().any(|who| {
            let connected = |id: &DeviceId| self.truth.devices[id].connected;
            self.truth.is_here(*who) && !self.truth.devices_of(*who).iter().all(connected)
        });
        let plenary =
            |who| view.people.iter().any(|one| one.participant == who && one.place == (Place::Plenary {}));
        let dropped = |who| !self.truth.is_here(who);
        let queues = queues.unwrap_or_default();
        let in_group = queues.iter().skip(1).any(|queue| !queue.hands.is_empty());
        let floor_in_group = queues.iter().skip(1).any(|queue| queue.floor.is_some());
        let away =
            queues.first().is_some_and(|queue| queue.hands.iter().any(|hand| !plenary(hand.participant)));
        let dropped_floor =
            queues.iter().any(|queue| queue.floor.is_some_and(|turn| dropped(turn.participant)));
        let staff_view = staff.and_then(|staff| self.room.view_for(self.now, staff.participant));
        let finished = staff_view
            .as_ref()
            .is_some_and(|view| view.technology.as_ref().is_some_and(|round| round.finished));
        let times = staff_view.is_some_and(|view| view.speaking_times.is_some());
        for (seen, name) in [
            (finished, "a finished technology round"),
            (times, "speaking times"),
            (shared, "a device with several people"),
            (several, "a person with several devices"),
            (half, "here with one device, lost with another"),
            (in_group, "a hand in a group"),
            (floor_in_group, "the floor in a group"),
            (away, "a hand that waits in the plenary"),
            (dropped_floor, "the floor of somebody dropped"),
        ] {
            if seen {
                self.reach(name);
            }
        }
    }

    /// Everybody dropped comes back at the end and knows the truth from what was kept for them.
    pub fn bring_back_everybody(&mut self) {
        for (who, world) in &mut self.worlds {
            let truth = self.room.view_for(self.now, *who).unwrap();
            assert!(world.catch_up(), "scripts are shorter than the buffer");
            world.view.now = truth.now;
            assert_eq!(world.view, truth, "the world of {who} after coming back");
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
