//! Plays a script: does to the room what the server would, keeps the stream of every device, and for every device pages
//! that are made of what they were told and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use signaling::id::{DeviceId, MemberId, ParticipantId, PictureId, Seed, UnitId};
use signaling::protocol::{
    ChatView, CloseCode, Command, Door, Event, Further, Invitation, LeaveReason, LobbyView, Place, Rejection,
    RoomView, Template, encode_event,
};
use signaling::role::{Permission, Role};
use signaling::room::{
    Arrival, Arrived, Effect, Expected, ExpectedMember, Opening, Refused, Room, RoutePlan, Rules, Schedule,
    Sender,
};
use signaling::stream::{Body, for_some};
use signaling::time::Moment;

use crate::kept::Kept;
use crate::page::Page;
use crate::resting::Rest;
use crate::script::{LobbySay, Plan, Say, Step, Through};
use crate::truth::{Truth, Waiter};

pub const GRACE: Duration = Duration::from_secs(10);

pub struct Session {
    pub room: Room,
    pub now: Moment,
    pub truth: Truth,
    pages: BTreeMap<DeviceId, Page>,
    /// What those in the lobby see: the last they were told, nothing before the first.
    lobby: BTreeMap<DeviceId, (ParticipantId, Option<LobbyView>)>,
    plan: RoutePlan,
    /// What a store would hold.
    pub kept: Kept,
    /// Everything that came out, for comparing two runs.
    pub record: Vec<Result<Vec<Effect>, String>>,
    /// What the server keeps for people.
    pub pictures: BTreeSet<PictureId>,
    /// What was reached, for checking that the scripts reach it.
    pub reached: BTreeMap<String, u32>,
}

fn made(door: Door, hours: bool, reception: bool) -> Room {
    let room = Room::new("Kevät".into(), Template::PeerCircle, Rules { grace: GRACE });
    // Closed again long after: most scripts end before.
    let hour = |millis| hours.then_some(Moment(millis));
    let schedule = Schedule { starts_at: hour(2_500), ends_at: hour(90_000), ..Schedule::default() };
    let opens_before = Duration::from_millis(500);
    let schedule = Schedule { opens_before, ..schedule };
    let room = room.opening(Opening { door, schedule, welcome: "Ilona".into(), practice: false });
    if reception { room.with_reception(crate::reception::reception(hours)).unwrap() } else { room }
}

impl Session {
    pub fn new() -> Self {
        Self::of(made(Door::Open, false, false))
    }

    fn of(room: Room) -> Self {
        Self {
            kept: Kept::of(&room),
            plan: room.plan().clone(),
            room,
            now: Moment(5),
            truth: Truth::default(),
            pages: BTreeMap::new(),
            lobby: BTreeMap::new(),
            record: Vec::new(),
            pictures: BTreeSet::new(),
            reached: BTreeMap::new(),
        }
    }

    pub fn reach(&mut self, what: impl Into<String>) {
        *self.reached.entry(what.into()).or_default() += 1;
    }

    pub fn play(&mut self, script: &[Step]) {
        for step in script {
            self.step(step);
            self.check();
        }
    }

    fn step(&mut self, step: &Step) {
        if let Step::Begin { door, hours, reception } = step {
            let reached = std::mem::take(&mut self.reached);
            *self = Self { reached, ..Self::of(made(*door, *hours, *reception)) };
            self.truth.reception = *reception;
        }
        let before = self.room.clone();
        let rested = self.resting();
        let outcome: Result<Vec<Effect>, String> = match step {
            Step::Begin { .. } => Ok(Vec::new()),
            Step::Wait(millis) => Ok(self.wait(self.now.after(Duration::from_millis(*millis)))),
            Step::WaitForDeadline => {
                Ok(self.wait(self.room.next_deadline().unwrap_or(self.now).max(self.now)))
            }
            Step::Arrive { who, with, role, further } => {
                self.arrive(*who, *with, *role, *further).map_err(|refused| format!("{refused:?}"))
            }
            Step::Plan(plan) => self.plan(*plan).map_err(|rejection| format!("{rejection:?}")),
            Step::Spoke(device, millis) => Ok(self.room.spoke(self.now, *device, *millis)),
            Step::Picture(who) => Ok(self.store_picture(self.person(*who))),
            Step::AskUnnamed(who) => {
                self.ask_unnamed(self.person(*who)).map_err(|rejection| format!("{rejection:?}"))
            }
            Step::PartIsOver => Ok(self.room.record_speaking(self.now)),
            Step::Lose(device) => {
                if let Some(connected) = self.truth.connection(*device) {
                    *connected = false;
                }
                Ok(self.room.drop_device(self.now, *device))
            }
            Step::Resume(device) => {
                let outcome = self.room.connect(self.now, *device);
                assert_eq!(outcome.is_ok(), self.truth.connection(*device).is_some());
                if let Some(connected) = self.truth.connection(*device) {
                    *connected = true;
                }
                outcome.map_err(|rejection| format!("{rejection:?}"))
            }
            Step::InLobby { who, what } => {
                self.say_in_lobby(*who, what).map_err(|rejection| format!("{rejection:?}"))
            }
            Step::Say { who, through, on_behalf, what } => self
                .say(self.person(*who), *through, *on_behalf, what)
                .map_err(|rejection| format!("{rejection:?}")),
        };
        match &outcome {
            Ok(effects) if effects.is_empty() && matches!(step, Step::Say { .. } | Step::InLobby { .. }) => {
                // What a device reports is kept, though there may be nobody to tell it to.
                let (before, now) = (before.as_replayed(), self.room.as_replayed());
                assert_eq!(before, now, "what changes nothing for anybody changes nothing");
            }
            Ok(_) => {}
            Err(_) if matches!(step, Step::Arrive { .. }) => {}
            Err(_) => assert_eq!(before, self.room, "a rejected command changes nothing"),
        }
        let changed = self.kept.follow(self.now, &self.room);
        assert!(outcome.is_ok() || !changed, "a rejected command writes nothing");
        self.perform(outcome.as_deref().unwrap_or_default());
        // The same task at the same moment looks like the one before.
        let anew = matches!(step, Step::Say { what: Say::Rest(Rest::StartTask(_)), .. }) && outcome.is_ok();
        self.rested(&rested, anew);
        self.open_pages();
        self.record.push(outcome);
    }

    fn arrive(
        &mut self,
        who: ParticipantId,
        device: DeviceId,
        role: Role,
        further: Further,
    ) -> Result<Vec<Effect>, Refused> {
        let invitation = if who.0.is_multiple_of(2) { Invitation::Personal } else { Invitation::Shared };
        let name = format!("Ilona {}", who.0);
        let arrival = Arrival { participant: who, device, name, role, invitation, further };
        if let Some(agreement) = self.room.agreement_needed(who) {
            let refused = self.room.clone().arrive(self.now, arrival.clone());
            assert!(
                matches!(refused, Err(Refused::Agreement | Refused::Removed)),
                "nobody enters without accepting"
            );
            self.reach("asked at the door");
            // Some turn around; whoever comes with the device of another does not get so far.
            let is_free = self.truth.connection(device).is_none();
            if is_free && !self.now.0.is_multiple_of(4) {
                self.room.accept_at_door(self.now, who, agreement.version).unwrap();
                self.kept.follow(self.now, &self.room);
            }
        }
        let before = self.room.clone();
        let outcome = self.room.arrive(self.now, arrival);
        let arrived = match &outcome {
            Ok((arrived, _)) => format!("{arrived:?}"),
            Err(refused) => format!("{refused:?}"),
        };
        self.reach(format!("Arrive {arrived}"));
        match outcome {
            Err(refused) => {
                assert_eq!(before, self.room, "who is refused leaves no trace");
                assert_ne!((refused, role.is_staff()), (Refused::Ended, true), "staff always get in");
                Err(refused)
            }
            Ok((Arrived::Entered, effects)) => {
                if self.truth.people.is_empty() {
                    let view = self.room.view_for(self.now, who).unwrap();
                    assert!(view.groups.is_empty(), "nothing remained");
                    assert_eq!(view.chat, ChatView::default(), "nothing that was said remained");
                    assert!(view.queues.iter().all(|queue| queue.floor.is_none() && queue.hands.is_empty()));
                }
                if self.truth.people.contains_key(&who) {
                    let shared =
                        self.truth.devices_of(who).iter().any(|id| self.truth.devices[id].people.len() > 1);
                    self.reach(format!("{further:?}{}", if shared { " from a shared device" } else { "" }));
                }
                self.truth.arrived(who, device, role, further);
                Ok(effects)
            }
            Ok((Arrived::Waiting, effects)) => {
                assert!(!role.is_staff() && !self.truth.people.contains_key(&who));
                // Another page of somebody who waits changes nothing but the page.
                let role = self.truth.waiting.get(&who).map_or(role, |waiter| waiter.role);
                self.truth.waiting.insert(who, Waiter { device, role, connected: true });
                self.lobby.insert(device, (who, None));
                Ok(effects)
            }
        }
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
    fn wait(&mut self, until: Moment) -> Vec<Effect> {
        self.now = until;
        let effects = self.room.tick(self.now);
        assert!(self.room.next_deadline().is_none_or(|deadline| deadline > self.now), "no deadline is past");
        effects
    }

    fn say_in_lobby(&mut self, index: usize, what: &LobbySay) -> Result<Vec<Effect>, Rejection> {
        let who = self.waiting(index);
        let waiter = self.truth.waiting.get(&who).filter(|waiter| waiter.connected);
        let Some(device) = waiter.map(|waiter| waiter.device) else {
            return Ok(Vec::new());
        };
        let view = self.room.lobby_view_for(who).unwrap();
        let command = match what {
            LobbySay::Ask(problem) => {
                Command::AskForHelp { problem: *problem, for_group: false, subject: None }
            }
            LobbySay::Accept => {
                let version = view.agreement.as_ref().map_or(7, |agreement| agreement.version);
                Command::AcceptAgreement { version }
            }
            LobbySay::Leave => Command::Leave {},
            LobbySay::Other => Command::RaiseHand { reply: false },
            LobbySay::Join(..) | LobbySay::WaitFor(_) => self.said_at_the_door(who, *what),
        };
        let from = Sender { participant: who, device };
        let outcome = self.room.handle(self.now, from, Seed(0), command);
        let name = format!("{what:?}");
        let name = name.split([' ', '(']).next().unwrap();
        match &outcome {
            Ok(effects) if effects.is_empty() => self.reach(format!("lobby {name} idle")),
            Ok(_) => self.reach(format!("lobby {name} ok")),
            Err(rejection) => self.reach(format!("lobby {name} {rejection:?}")),
        }
        outcome
    }

    fn say(
        &mut self,
        who: ParticipantId,
        through: Through,
        on_behalf: bool,
        what: &Say,
    ) -> Result<Vec<Effect>, Rejection> {
        let own = self.truth.devices_of(who);
        let device = match through {
            Through::Own(index) => own.get(index % own.len().max(1)).copied().unwrap_or(DeviceId(who.0)),
            Through::Any(device) => device,
        };
        let seed = match what {
            Say::Open { seed, .. } | Say::Add { seed, .. } => *seed,
            _ => 0,
        };
        let command = self.command(who, what);
        let others =
            self.truth.devices.get(&device).map(|carrier| carrier.people.clone()).unwrap_or_default();
        let spokesman = others.first().copied().filter(|_| on_behalf);
        let (participant, said) = match spokesman {
            Some(spokesman) => {
                (spokesman, Command::As { participant: who, command: Box::new(command.clone()) })
            }
            None => (who, command.clone()),
        };
        let outcome = self.room.handle(self.now, Sender { participant, device }, Seed(seed), said);
        let waits = self.truth.waiting.get(&who).is_some_and(|waiter| waiter.device == device);
        if !own.contains(&device) && !waits {
            assert_eq!(outcome, Err(Rejection::UnknownParticipant), "one speaks through one's own devices");
        }
        if outcome.is_ok() {
            if spokesman.is_some_and(|spokesman| spokesman != who) {
                self.reach("on behalf of another");
            }
            if let Command::AddPerson { .. } = command {
                self.truth.added(device, &self.room.carried(device));
            }
            if let Command::Admit { participants } = &command {
                // Whoever has not accepted the agreement is admitted and waits: they are told of nowhere.
                let room = &self.room;
                self.truth.helped.retain(|who| !participants.contains(who) || !room.knows(*who));
            }
            self.truth.said(who, device, &command);
            self.called(who, &command);
            self.staged(who, &command);
        }
        let name = match what {
            Say::Rest(rest) => format!("{rest:?}"),
            what => format!("{what:?}"),
        };
        let name = name
            .trim_start_matches("InGroup(")
            .trim_start_matches("OfGroups(")
            .trim_start_matches("Calling(")
            .trim_start_matches("Staging(")
            .trim_start_matches("OfTurns(")
            .trim_start_matches("Receiving(")
            .trim_start_matches("Showing(")
            .split([' ', '(', ')'])
            .next()
            .unwrap();
        match &outcome {
            Ok(effects) if effects.is_empty() => self.reach(format!("{name} idle")),
            Ok(_) => self.reach(format!("{name} ok")),
            Err(rejection) => self.reach(format!("{name} {rejection:?}")),
        }
        outcome
    }

    /// Does what the effects say, and looks at each.
    fn perform(&mut self, effects: &[Effect]) {
        let rank = |effect: &Effect| match effect {
            Effect::Route(_) => 0,
            Effect::Tell { .. } | Effect::TellKey { .. } => 1,
            Effect::Unseat { .. } => 2,
            Effect::Seat { .. } => 3,
            Effect::TellLobby { .. } => 4,
            Effect::TellRefused { .. } => 5,
            Effect::KeepName { .. } => 6,
            Effect::InviteDevice { .. } => 7,
            Effect::Revoke { .. } => 8,
            Effect::DropPicture { .. } => 9,
            Effect::Disconnect { .. } => 10,
        };
        assert!(effects.is_sorted_by_key(rank), "route, tell, disconnect");
        // Those who have come from the lobby are there when they are told of.
        let places = self.places();
        for effect in effects {
            if let Effect::Seat { participant, device } = effect {
                let (who, _) = self.lobby.remove(device).unwrap();
                assert_eq!(who, *participant);
                self.truth.seated(who);
                if matches!(places.get(&who), Some(Place::Encounter { .. })) {
                    self.truth.visitors.insert(who);
                }
                self.reach("Seat");
            }
        }
        self.truth.meet(&places);
        let addressed = self.room.addressed(effects);
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
                    self.tell(audience, addressed.hearers(audience), event, &places);
                }
                Effect::Unseat { participant, device } => {
                    assert!(!self.plan.routes.contains_key(device), "no media in the lobby");
                    let carrier = self.truth.devices.remove(device).unwrap();
                    self.pages.remove(device);
                    let role = self.truth.people[participant];
                    let waiter = Waiter { device: *device, role, connected: carrier.connected };
                    self.truth.waiting.insert(*participant, waiter);
                    self.lobby.insert(*device, (*participant, None));
                    self.reach("Unseat");
                }
                Effect::TellLobby { participant, device, view } => {
                    let page = self.lobby.get_mut(device).unwrap();
                    assert_eq!(page.0, *participant);
                    page.1 = Some(view.clone());
                }
                Effect::Disconnect { device, code } => {
                    assert!(!self.plan.routes.contains_key(device), "cut before the goodbye");
                    self.pages.remove(device);
                    let waited = self.lobby.remove(device).is_some();
                    assert!(self.truth.devices.remove(device).is_some() != waited);
                    self.reach(format!("disconnect {code:?}"));
                    let stays = |who: &ParticipantId| self.room.knows(*who);
                    assert!(*code != CloseCode::TakenOver || waited || self.truth.people.keys().any(stays));
                }
                Effect::KeepName { participant, name } => {
                    assert!(participant.0.is_multiple_of(2) && places.contains_key(participant));
                    let view = self.room.view_for(self.now, *participant).unwrap();
                    let own = view.people.iter().find(|one| one.participant == *participant).unwrap();
                    assert_eq!(own.name, *name);
                    self.reach("a name that is kept");
                }
                Effect::InviteDevice { participant, device, .. } => {
                    assert!(self.truth.devices[device].people.contains(participant));
                }
                Effect::DropPicture { picture } => {
                    assert!(self.pictures.remove(picture), "what is dropped was there");
                    self.reach("a picture dropped");
                }
                Effect::TellRefused { device, .. } => assert!(self.lobby.contains_key(device)),
                Effect::TellKey { event, .. } => {
                    let of_keys =
                        matches!(event, Event::OwnQuestionChanged { .. } | Event::QuestionRemoved { .. });
                    assert!(of_keys, "nothing else is told to whoever has a key");
                    self.reach("told by a key");
                }
                Effect::Seat { .. } | Effect::Revoke { .. } => {}
            }
        }
        // Where nobody is left to tell, nobody is told; nor of those who were helped to get in.
        let gone: Vec<_> = self.truth.people.keys().copied().filter(|who| !self.room.knows(*who)).collect();
        let known: BTreeSet<_> = gone.iter().copied().filter(|who| !self.truth.is_apart(who)).collect();
        // Whoever comes in after all have gone never knew them.
        let came = |who: &ParticipantId| {
            effects.iter().any(|one| matches!(one, Effect::Seat { participant, .. } if participant == who))
        };
        let knew = |who: &ParticipantId| self.room.knows(*who) && !self.truth.is_apart(who) && !came(who);
        let hears = self.truth.people.keys().any(knew);
        assert!(!hears || known == left, "who goes is announced: {known:?}, {left:?}");
        for who in gone {
            self.truth.left(who);
        }
        let room = &self.room;
        self.truth.waiting.retain(|who, _| room.lobby_view_for(*who).is_some());
        let places = self.places();
        self.truth.helped.retain(|who| matches!(places.get(who), Some(Place::Help { .. })));
        self.truth.visitors.retain(|who| matches!(places.get(who), Some(Place::Encounter { .. })));
    }

    /// As the server does: once to each device that carries somebody who hears it.
    fn tell(
        &mut self,
        audience: &signaling::room::Audience,
        on_devices: &[(DeviceId, Vec<ParticipantId>)],
        event: &Event,
        places: &BTreeMap<ParticipantId, Place>,
    ) {
        let body: Body = encode_event(event);
        let hearers = self.room.audience(audience);
        assert!(!hearers.is_empty(), "nothing is told to nobody");
        if let Event::ChatShown { chat } = event {
            let empty = chat.messages.is_empty() && chat.lines.is_empty();
            self.reach(if empty { "a chat put away" } else { "a chat shown to one who moved" });
        }
        for who in &hearers {
            assert!(places.contains_key(who), "only people in the room are told");
            self.truth.check_told(*who, event, places);
        }
        let every: BTreeSet<_> =
            on_devices.iter().flat_map(|(device, _)| self.room.carried(*device)).collect();
        assert!(hearers.iter().all(|who| every.contains(who)), "everybody of an audience has a device");
        for (device, whom) in on_devices {
            let carried = self.room.carried(*device);
            let told = if whom.is_empty() { &carried } else { whom };
            assert!(carried.iter().all(|who| told.contains(who) == hearers.contains(who)));
            if !whom.is_empty() {
                self.reach("told for some of a device");
            }
            if let Some(page) = self.pages.get_mut(device) {
                page.stream.push(for_some(&body, whom));
            }
        }
    }

    /// Where everybody is, as they see it themselves.
    pub fn places(&self) -> BTreeMap<ParticipantId, Place> {
        let everybody: BTreeSet<ParticipantId> =
            self.room.plan().routes.keys().flat_map(|device| self.room.carried(*device)).collect();
        let place = |who: ParticipantId| {
            let view = self.room.view_for(self.now, who)?;
            let own = view.people.iter().find(|one| one.participant == who)?;
            Some((who, own.place))
        };
        everybody.into_iter().filter_map(place).collect()
    }

    /// Whatever device is new gets its views; whatever is connected hears everything there is to hear.
    fn open_pages(&mut self) {
        let mut replayed = 0;
        for (device, carrier) in &self.truth.devices {
            let view = |who: &ParticipantId| (*who, self.room.view_for(self.now, *who).unwrap());
            let page = self
                .pages
                .entry(*device)
                .or_insert_with(|| Page::new(*device, carrier.people.iter().map(view).collect()));
            if carrier.connected {
                // More than one step ever says to one person: missed while the connection was lost.
                replayed += u32::from(page.missed() > 10);
                assert!(page.catch_up(), "scripts are shorter than the buffer");
            }
        }
        *self.reached.entry("many events replayed".into()).or_default() += replayed;
    }

    fn check(&mut self) {
        assert_eq!(&self.plan, self.room.plan(), "the last plan is the one in force");
        let views: BTreeMap<ParticipantId, RoomView> =
            self.truth.people.keys().map(|who| (*who, self.room.view_for(self.now, *who).unwrap())).collect();
        for (device, carrier) in &self.truth.devices {
            if carrier.connected {
                self.compare(*device, &views);
            }
        }
        self.check_lobby();
        if views.is_empty() {
            assert!(self.truth.devices.is_empty() && self.room.plan().routes.is_empty());
            assert_eq!(self.room.is_empty(), self.truth.waiting.is_empty());
            self.truth.follow_calls(&views, &BTreeMap::new());
            self.reach("empty");
            return;
        }
        let places = self.places();
        self.truth.follow_insides(&views, &places);
        self.reach_insides(&views);
        self.truth.follow_calls(&views, &places);
        self.reach_calls();
        self.reach_questions(&views);
        self.reach_polls(&views);
        self.truth.end_shares(&views, &places);
        self.truth.placed.clone_from(&places);
        self.truth.follow_scenes(&views, &places);
        self.follow_turns(&views);
        self.reach_agenda(&views);
        self.reach_scenes(&views);
        self.reach_screens();
        self.truth.check(&self.room, &views);
        self.check_rest(&views);
        self.reach_reception(&views);
        let all = views.iter().find(|(who, _)| !self.truth.is_apart(who));
        if let Some((_, view)) = all {
            self.note(view);
        }
        views.values().for_each(|view| self.note_talk(view));
    }

    fn compare(&self, device: DeviceId, views: &BTreeMap<ParticipantId, RoomView>) {
        let shown = &self.pages[&device].views;
        assert!(shown.keys().eq(&self.truth.devices[&device].people), "a view for each on {device}");
        for (who, shown) in shown {
            // The moment of a view is of the asking.
            let shown = RoomView { now: views[who].now, ..shown.clone() };
            assert_eq!(shown, views[who], "the world of {who} on {device}");
        }
    }

    /// Those who wait know what they may and nothing else, and are nowhere in the room.
    fn check_lobby(&mut self) {
        assert_eq!(self.lobby.len(), self.truth.waiting.len());
        for (who, waiter) in &self.truth.waiting {
            assert!(self.room.is_waiting(waiter.device) && !self.room.knows(*who));
            assert!(!self.plan.routes.contains_key(&waiter.device));
            assert_eq!(self.room.view_for(self.now, *who), None);
            let (_, shown) = &self.lobby[&waiter.device];
            if waiter.connected {
                assert_eq!(*shown, self.room.lobby_view_for(*who), "what {who} in the lobby sees");
                self.truth.check_at_door(*who, waiter.role, shown.as_ref().unwrap());
            }
        }
        let asked =
            self.lobby.values().any(|(_, view)| view.as_ref().is_some_and(|view| view.agreement.is_some()));
        let (waits, helped) = (!self.lobby.is_empty(), !self.truth.helped.is_empty());
        for (seen, name) in [
            (asked, "asked in the lobby"),
            (waits, "somebody waits"),
            (helped, "somebody is helped to get in"),
        ] {
            if seen {
                self.reach(name);
            }
        }
    }

    /// Everybody dropped comes back at the end and knows the truth from what was kept for them.
    pub fn bring_back_everybody(&mut self) {
        for page in self.pages.values_mut() {
            assert!(page.catch_up(), "scripts are shorter than the buffer");
        }
        let view = |who: &ParticipantId| (*who, self.room.view_for(self.now, *who).unwrap());
        let views = self.truth.people.keys().map(view).collect();
        for device in self.pages.keys() {
            self.compare(*device, &views);
        }
    }
}
