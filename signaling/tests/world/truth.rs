//! Books kept beside the room, from what was asked and answered only: who is on which device, which connections are
//! up, what is switched on. With them, what must hold whatever happened.

use std::collections::{BTreeMap, BTreeSet};

use signaling::id::{DeviceId, ParticipantId};
use signaling::protocol::{
    Command, Event, MIN_ANONYMOUS, Place, PollKind, PollStage, PollView, Presence, RoomView, Scope,
    SourceKind, Switches,
};
use signaling::role::{Permission, Role};
use signaling::room::Room;

#[derive(Debug, Clone, Default)]
pub struct Truth {
    pub people: BTreeMap<ParticipantId, Role>,
    pub devices: BTreeMap<DeviceId, Carrier>,
    pub switches: Switches,
    pub out: BTreeSet<ParticipantId>,
    pub acting: Option<ParticipantId>,
}

#[derive(Debug, Clone, Default)]
pub struct Carrier {
    pub people: BTreeSet<ParticipantId>,
    pub connected: bool,
    pub sending: BTreeSet<SourceKind>,
}

fn permission(kind: SourceKind) -> Permission {
    match kind {
        SourceKind::Microphone => Permission::PublishMicrophone,
        SourceKind::Camera => Permission::PublishCamera,
        SourceKind::Screen | SourceKind::SecondScreen => Permission::PublishScreen,
        SourceKind::ScreenSound | SourceKind::SecondScreenSound => Permission::PublishScreenSound,
    }
}

/// Whether people in one place hear and see those in another: backstage one follows the plenary.
fn hears(from: Place, there: Place) -> bool {
    from == there || (from == Place::Backstage {} && there == Place::Plenary {})
}

impl Truth {
    pub fn entered(&mut self, who: ParticipantId, with: DeviceId, role: Role) {
        self.people.entry(who).or_insert(role);
        self.end_acting_beside_a_supervisor();
        let carrier = self.devices.entry(with).or_default();
        carrier.people.insert(who);
        carrier.connected = true;
    }

    pub fn left(&mut self, who: ParticipantId) {
        self.people.remove(&who);
        self.out.remove(&who);
        self.acting.take_if(|acting| *acting == who);
        for carrier in self.devices.values_mut() {
            carrier.people.remove(&who);
        }
        self.silence();
    }

    /// What somebody is or acts as.
    pub fn acts_as(&self, who: ParticipantId) -> Role {
        if self.acting == Some(who) { Role::Supervisor } else { self.people[&who] }
    }

    /// What a command that was done says about the books.
    pub fn said(&mut self, who: ParticipantId, device: DeviceId, command: &Command) {
        match command {
            Command::SetSending { kind, on: true } => {
                self.devices.get_mut(&device).unwrap().sending.insert(*kind);
            }
            Command::SetSending { kind, on: false } => {
                self.devices.get_mut(&device).unwrap().sending.remove(kind);
            }
            Command::Mute { participant, kind } => {
                let theirs = self.devices.values_mut().filter(|carrier| carrier.people.contains(participant));
                for carrier in theirs {
                    carrier.sending.remove(kind);
                }
            }
            Command::ChangeRole { participant, role } => {
                self.people.insert(*participant, *role);
            }
            Command::SetSwitches { switches } => self.switches = *switches,
            Command::ActAsSupervisor {} => self.acting = Some(who),
            Command::StopActing {} => {
                self.acting.take_if(|acting| *acting == who);
            }
            Command::StepOut { .. } => drop(self.out.insert(who)),
            Command::StepBack {} => drop(self.out.remove(&who)),
            _ => {}
        }
        self.end_acting_beside_a_supervisor();
        self.silence();
        if let Command::StepOut { .. } = command {
            let out = &self.out;
            for carrier in self.devices.values_mut().filter(|carrier| carrier.people.contains(&who)) {
                if carrier.people.iter().all(|who| out.contains(who)) {
                    carrier.sending.clear();
                }
            }
        }
    }

    fn end_acting_beside_a_supervisor(&mut self) {
        if self.people.values().any(|role| *role == Role::Supervisor) {
            self.acting = None;
        }
    }

    /// Nothing is sent that nobody at the device may send.
    fn silence(&mut self) {
        let (people, acting, switches) = (&self.people, self.acting, self.switches);
        let may = |who: &ParticipantId, kind: SourceKind| {
            let role = if acting == Some(*who) { Role::Supervisor } else { people[who] };
            let off = role == Role::Participant
                && match kind {
                    SourceKind::Microphone => false,
                    SourceKind::Camera => !switches.camera,
                    _ => !switches.share,
                };
            role.may(permission(kind)) && !off
        };
        for Carrier { people, sending, .. } in self.devices.values_mut() {
            sending.retain(|kind| people.iter().any(|who| may(who, *kind)));
        }
    }

    pub fn devices_of(&self, who: ParticipantId) -> Vec<DeviceId> {
        self.devices.iter().filter(|(_, carrier)| carrier.people.contains(&who)).map(|(id, _)| *id).collect()
    }

    pub fn is_here(&self, who: ParticipantId) -> bool {
        self.devices.values().any(|carrier| carrier.connected && carrier.people.contains(&who))
    }

    /// What must hold after every step. `view` is anybody's: people are the same for all.
    pub fn check(&self, room: &Room, view: &RoomView) {
        let places: BTreeMap<ParticipantId, Place> =
            view.people.iter().map(|person| (person.participant, person.place)).collect();
        assert!(places.keys().eq(self.people.keys()), "who is in the room");
        assert!(view.people.is_sorted_by(|a, b| a.seat < b.seat), "in seat order, each seat once");
        for person in &view.people {
            assert_eq!(Some(&person.role), self.people.get(&person.participant));
            assert_eq!(room.role_of(person.participant), Some(person.role));
            let who = person.participant;
            let here = self.is_here(who);
            assert_eq!(person.presence == Presence::Here {}, here && !self.out.contains(&who));
            assert_eq!(matches!(person.presence, Presence::Dropped { .. }), !here);
            assert_eq!(person.acting, self.acting == Some(who));
            assert!(person.note.is_none() || self.out.contains(&who));
            let exists = |place| match place {
                Place::Plenary {} => true,
                Place::Group { group } => view.groups.iter().any(|open| open.group == group),
                Place::Backstage {} => true,
                Place::Help { .. } => false,
            };
            assert!(exists(person.place), "everybody is somewhere");
        }
        assert!(view.groups.iter().map(|open| open.number).eq(1..=view.groups.len() as u32));
        self.check_routes(room, &places);
        for who in self.people.keys() {
            let view = room.view_for(view.now, *who).unwrap();
            assert_eq!(view.switches, self.switches);
            self.check_queues(&view, &places, self.acts_as(*who), places[who]);
            let role = self.acts_as(*who);
            assert!(view.device_states.is_none() || role.may(Permission::SeeDeviceState));
            assert!(view.speaking_times.is_none() || role.may(Permission::SeeSpeakingTime));
            self.check_attendance(&view, role, places.len());
            self.check_devices(&view, &places, places[who]);
            for part in &view.chat.parts {
                let scopes = part.messages.iter().map(|message| message.scope);
                for scope in scopes.chain(part.lines.iter().map(|line| line.scope)) {
                    assert!(self.may_read(*who, places[who], scope) && scope.part() == part.part);
                }
            }
            view.polls.iter().for_each(|poll| self.check_poll(*who, poll));
            assert_eq!(view.feedback.is_some(), self.acts_as(*who).may(Permission::SeeFeedback));
        }
    }

    fn check_attendance(&self, view: &RoomView, role: Role, people: usize) {
        assert_eq!(view.attendance.is_some(), role.may(Permission::SeeAttendance));
        let Some(table) = &view.attendance else { return };
        assert!(table.rows.is_sorted_by(|a, b| a.subject < b.subject), "in order, each once");
        match table.only {
            Some(unit) => assert!(table.rows.iter().all(|row| row.unit == Some(unit)), "one unit only"),
            None => {
                let here: BTreeSet<_> = table
                    .rows
                    .iter()
                    .filter(|row| row.here_since.is_some())
                    .flat_map(|row| &row.participants)
                    .collect();
                assert!(self.people.keys().all(|who| here.contains(who)), "everybody who is here is in it");
                let ended = table.rows.iter().filter(|row| row.here_since.is_none());
                assert!(ended.flat_map(|row| &row.participants).all(|who| !self.people.contains_key(who)));
                assert!(here.len() >= people);
            }
        }
    }

    fn check_routes(&self, room: &Room, places: &BTreeMap<ParticipantId, Place>) {
        let routes = &room.plan().routes;
        assert!(routes.keys().eq(self.devices.keys()), "a route for each device");
        let places_of = |device: &DeviceId| -> BTreeSet<Place> {
            self.devices[device].people.iter().map(|who| places[who]).collect()
        };
        for (listener, to) in routes {
            assert_eq!(places_of(listener).len(), 1, "who shares a device is in one place");
            assert_eq!(to.sends, self.devices[listener].sending);
            for (source, from) in routes.iter().filter(|(source, _)| *source != listener) {
                let hears = !to.from.is_disjoint(&from.into);
                let heard = places_of(source) == places_of(listener)
                    || (places_of(listener) == BTreeSet::from([Place::Backstage {}])
                        && places_of(source) == BTreeSet::from([Place::Plenary {}]));
                assert_eq!(hears, heard, "{listener} hears {source}");
            }
            if let Some(stage) = to.stage {
                assert_ne!(stage, *listener);
                assert_eq!(places_of(&stage), places_of(listener), "the stage is in the same place");
            }
        }
    }

    fn check_queues(
        &self,
        view: &RoomView,
        places: &BTreeMap<ParticipantId, Place>,
        role: Role,
        place: Place,
    ) {
        if role.is_staff() {
            let all = std::iter::once(Place::Plenary {});
            let all = all.chain(view.groups.iter().map(|open| Place::Group { group: open.group }));
            assert!(view.queues.iter().map(|queue| queue.place).eq(all), "staff see all queues");
        } else {
            let own = Some(place).filter(|place| *place != Place::Backstage {});
            assert!(view.queues.iter().map(|queue| queue.place).eq(own), "others see their own");
        }
        for queue in &view.queues {
            let hands: BTreeSet<_> = queue.hands.iter().map(|hand| hand.participant).collect();
            assert_eq!(hands.len(), queue.hands.len(), "nobody is in a queue twice");
            assert!(hands.iter().all(|who| self.people.contains_key(who)), "only known people are in it");
            assert!(hands.iter().all(|who| self.acts_as(*who).may(Permission::RaiseHand)));
            if queue.place != (Place::Plenary {}) {
                assert!(hands.iter().all(|who| places[who] == queue.place), "in a group, only its people");
            }
            if let Some(turn) = queue.floor {
                assert_eq!(places[&turn.participant], queue.place, "whoever has the floor is there");
                assert!(!hands.contains(&turn.participant), "and needs no hand");
            }
        }
    }

    fn check_devices(&self, view: &RoomView, places: &BTreeMap<ParticipantId, Place>, place: Place) {
        let here = self
            .devices
            .iter()
            .filter(|(_, carrier)| carrier.people.iter().all(|who| hears(place, places[who])));
        assert_eq!(view.devices.len(), here.clone().count(), "the devices of one's place and no others");
        for (seen, (device, carrier)) in view.devices.iter().zip(here) {
            assert_eq!(seen.device, *device);
            assert!(seen.sending.iter().eq(&carrier.sending));
            let people: BTreeSet<_> = seen.people.iter().copied().collect();
            assert_eq!(people, carrier.people);
            let seat = |who: &ParticipantId| {
                view.people.iter().find(|one| one.participant == *who).map(|one| one.seat)
            };
            assert!(seen.people.is_sorted_by_key(seat));
        }
    }

    fn may_read(&self, who: ParticipantId, place: Place, scope: Scope) -> bool {
        let staff = self.acts_as(who).is_staff();
        match scope {
            Scope::Plenary {} => true,
            Scope::Group { group } => place == Place::Group { group },
            Scope::Help { help } => place == Place::Help { help },
            Scope::Backstage {} => staff || place == Place::Backstage {},
            Scope::Facilitators { participant } => staff || participant == who,
            Scope::Person { participant } => participant != who,
        }
    }

    /// While a poll is open nobody sees figures; of an anonymous one nobody ever sees a ballot.
    fn check_poll(&self, who: ParticipantId, poll: &PollView) {
        let role = self.acts_as(who);
        let leads = match poll.kind {
            PollKind::Pulse {} => role.may(Permission::SeePulse),
            _ => role.may(Permission::RunPolls),
        };
        assert!(poll.stage != PollStage::Open || poll.figures.is_none());
        assert!(leads || poll.stage == PollStage::Shown || (poll.votes.is_none() && poll.figures.is_none()));
        assert!(leads || poll.ballots.is_empty());
        if poll.anonymous {
            assert!(poll.ballots.is_empty() && poll.mine.is_none());
            assert!(poll.figures.is_none() || poll.votes.is_some_and(|votes| votes >= MIN_ANONYMOUS));
        }
    }

    /// What nobody may be told, whatever the room thinks: called for each hearer of each event, after the change.
    pub fn check_told(
        &self,
        who: ParticipantId,
        place: Place,
        event: &Event,
        placed: &BTreeMap<ParticipantId, Place>,
    ) {
        match event {
            Event::QueuesChanged { queues } if !self.acts_as(who).is_staff() => {
                assert!(queues.iter().all(|queue| queue.place == place), "the queue of another place");
            }
            Event::DevicesChanged { devices } => {
                let theirs = |who: &ParticipantId| placed.get(who).is_some_and(|there| hears(place, *there));
                assert!(
                    devices.iter().all(|device| device.people.iter().all(theirs)),
                    "devices of another place"
                );
            }
            Event::MessageSent { message } => {
                assert!(self.may_read(who, place, message.scope), "a message of another scope");
                if let Scope::Person { participant } = message.scope {
                    assert!([who, participant].contains(&message.from), "a message between others");
                }
                let words = message.words.as_ref();
                assert!(words.is_some_and(|words| !words.name.is_empty()));
            }
            Event::MessageDeleted { scope, .. }
            | Event::MessageForgotten { scope, .. }
            | Event::OlderMessages { scope, .. } => assert!(self.may_read(who, place, *scope)),
            Event::Typing { line } => assert!(self.may_read(who, place, line.scope)),
            Event::ChatShown { chat } => {
                let scopes = chat.messages.iter().map(|message| message.scope);
                for scope in scopes.chain(chat.lines.iter().map(|line| line.scope)) {
                    assert!(self.may_read(who, place, scope), "the chat of another place");
                }
            }
            Event::Reacted { participant, .. } => assert_eq!(placed[participant], place),
            Event::PollChanged { poll } => self.check_poll(who, poll),
            Event::PollsChanged { polls } => polls.iter().for_each(|poll| self.check_poll(who, poll)),
            Event::VoteCounted { ballot, .. } => {
                let role = self.acts_as(who);
                assert!(role.may(Permission::RunPolls) || role.may(Permission::SeePulse));
                assert!(ballot.as_ref().is_none_or(|_| role.is_staff()));
            }
            Event::FeedbackChanged { feedback } => {
                let role = self.acts_as(who);
                assert!(feedback.is_none() || role.may(Permission::SeeFeedback));
                let counted = feedback.as_ref().map_or(0, |feedback| feedback.counted);
                assert!(counted == 0 || counted >= MIN_ANONYMOUS);
            }
            Event::AttendanceTable { attendance: Some(_) } | Event::AttendanceChanged { .. } => {
                assert!(self.acts_as(who).may(Permission::SeeAttendance), "the table of others");
            }
            Event::DeviceStatesChanged { states, .. } => {
                assert!(states.is_empty() || self.acts_as(who).may(Permission::SeeDeviceState));
            }
            Event::TechnologyChanged { technology: Some(round) } => {
                let own = round.progress.iter().all(|one| one.participant == who);
                assert!(
                    own || self.acts_as(who).may(Permission::RunTechnologyRound),
                    "the progress of others"
                );
            }
            Event::SpeakingTimesChanged { times } => {
                assert!(times.is_empty() || self.acts_as(who).may(Permission::SeeSpeakingTime));
            }
            Event::AttendanceTable { attendance: None }
            | Event::TechnologyChanged { technology: None }
            | Event::QueuesChanged { .. }
            | Event::SlowModeChanged { .. }
            | Event::Voted { .. }
            | Event::PollRemoved { .. }
            | Event::FeedbackGiven {}
            | Event::AgreementChanged { .. }
            | Event::AgreementAccepted { .. }
            | Event::PeopleChanged { .. }
            | Event::PersonLeft { .. }
            | Event::GroupsChanged { .. }
            | Event::SwitchesChanged { .. }
            | Event::UnmuteAsked { .. }
            | Event::Removed { .. }
            | Event::ViewReplaced { .. } => {}
            Event::LobbyChanged { .. } => assert!(self.acts_as(who).may(Permission::Admit)),
            Event::UnmuteDeclined { .. } => assert!(self.acts_as(who).may(Permission::MuteOthers)),
        }
    }
}
