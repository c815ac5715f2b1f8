//! Books kept beside the room, from what was asked and answered only: who is on which device, which connections are
//! up, what is switched on. With them, what must hold whatever happened.

use std::collections::{BTreeMap, BTreeSet};

use signaling::id::{DeviceId, ParticipantId, PhaseId};
use signaling::protocol::{
    Command, Event, Further, MIN_ANONYMOUS, PersonView, Place, PlayingView, Presence, QueueView, RoomView,
    SceneView, Scope, SourceKind, Switches,
};
use signaling::role::{Permission, Role};
use signaling::room::Room;

use crate::queue::Line;

#[derive(Debug, Clone, Default)]
pub struct Truth {
    pub people: BTreeMap<ParticipantId, Role>,
    pub devices: BTreeMap<DeviceId, Carrier>,
    pub switches: Switches,
    pub out: BTreeSet<ParticipantId>,
    pub acting: Option<ParticipantId>,
    pub waiting: BTreeMap<ParticipantId, Waiter>,
    /// Who is let into a help place and nowhere else.
    pub helped: BTreeSet<ParticipantId>,
    /// Whether visitors are received here, who of them is in an encounter, and whom each has met.
    pub reception: bool,
    pub visitors: BTreeSet<ParticipantId>,
    pub met: BTreeMap<ParticipantId, BTreeSet<ParticipantId>>,
    /// Who visits a group, and who of them only listens.
    pub visiting: BTreeSet<ParticipantId>,
    pub listening: BTreeSet<ParticipantId>,
    /// Who is heard in every group.
    pub speaker: Option<ParticipantId>,
    /// Where everybody is, and who may speak there.
    pub placed: BTreeMap<ParticipantId, Place>,
    pub queues: BTreeMap<Place, QueueView>,
    pub leaders: BTreeMap<Place, ParticipantId>,
    /// Who has the floor where, and how places are staged.
    pub floors: BTreeMap<Place, ParticipantId>,
    pub scenes: BTreeMap<Place, SceneView>,
    /// Which phase of the agenda is now.
    pub phase: Option<PhaseId>,
    /// What people have asked for, and who answers it.
    pub line: Line,
    /// What is played where.
    pub playing: BTreeMap<Place, PlayingView>,
}

/// Somebody in the lobby.
#[derive(Debug, Clone, Copy)]
pub struct Waiter {
    pub device: DeviceId,
    pub role: Role,
    pub connected: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Carrier {
    pub people: BTreeSet<ParticipantId>,
    pub connected: bool,
    pub sending: BTreeSet<SourceKind>,
    pub companion: bool,
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
pub fn hears(from: Place, there: Place) -> bool {
    from == there || (from == Place::Backstage {} && there == Place::Plenary {})
}

impl Truth {
    /// Somebody came in through the door, or came with a further device.
    pub fn arrived(&mut self, who: ParticipantId, with: DeviceId, role: Role, further: Further) {
        let before = self.devices_of(who);
        let is_known = self.people.contains_key(&who);
        let all = |id: &DeviceId| self.devices[id].people.iter().copied();
        let people: BTreeSet<ParticipantId> = match further {
            Further::TakeOver if is_known => before.iter().flat_map(all).collect(),
            _ => BTreeSet::from([who]),
        };
        let companion = is_known && further == Further::Companion;
        if !companion {
            for id in &before {
                self.devices.get_mut(id).unwrap().people.retain(|one| !people.contains(one));
            }
        }
        self.people.entry(who).or_insert(role);
        self.end_acting_beside_a_supervisor();
        self.devices.insert(with, Carrier { people, connected: true, companion, ..Carrier::default() });
        self.silence();
    }

    /// Somebody was let in from the lobby, to the session or to be helped.
    pub fn seated(&mut self, who: ParticipantId) {
        let Waiter { device, role, connected } = self.waiting.remove(&who).unwrap();
        self.people.insert(who, role);
        self.devices
            .insert(device, Carrier { people: BTreeSet::from([who]), connected, ..Carrier::default() });
    }

    /// Somebody was added at a device, which carries these now.
    pub fn added(&mut self, device: DeviceId, carried: &[ParticipantId]) {
        let carrier = self.devices.get_mut(&device).unwrap();
        for who in carried {
            carrier.people.insert(*who);
            self.people.entry(*who).or_insert(Role::Participant);
        }
        carrier.connected = true;
    }

    /// Whether this device is connected, in the room or in the lobby.
    pub fn connection(&mut self, device: DeviceId) -> Option<&mut bool> {
        let waiting = self.waiting.values_mut().find(|waiter| waiter.device == device);
        let waiting = waiting.map(|waiter| &mut waiter.connected);
        self.devices.get_mut(&device).map(|carrier| &mut carrier.connected).or(waiting)
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
                let is_screen = matches!(kind, SourceKind::Screen | SourceKind::SecondScreen);
                for carrier in theirs {
                    carrier.sending.retain(|on| on != kind && !(is_screen && on.share() == kind.share()));
                }
            }
            Command::StartPlaying { picture, .. } => self.showed(device, *picture),
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
            Command::SpeakToAll { on: true } => self.speaker = Some(who),
            Command::SpeakToAll { on: false } => drop(self.speaker.take_if(|speaker| *speaker == who)),
            Command::TakeToHelp { participant } => drop(self.helped.insert(*participant)),
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

    fn sees_speaking(&self, who: ParticipantId) -> bool {
        self.switches.speaking_shown || self.acts_as(who).may(Permission::SeeSpeakingTime)
    }

    pub fn devices_of(&self, who: ParticipantId) -> Vec<DeviceId> {
        self.devices.iter().filter(|(_, carrier)| carrier.people.contains(&who)).map(|(id, _)| *id).collect()
    }

    pub fn is_here(&self, who: ParticipantId) -> bool {
        self.devices.values().any(|carrier| carrier.connected && carrier.people.contains(&who))
    }

    /// What must hold after every step.
    pub fn check(&self, room: &Room, views: &BTreeMap<ParticipantId, RoomView>) {
        let own = |who: &ParticipantId| {
            let mine = views[who].people.iter().find(|one| one.participant == *who);
            mine.unwrap()
        };
        let places: BTreeMap<ParticipantId, Place> = views.keys().map(|who| (*who, own(who).place)).collect();
        let on_break = views.values().any(|view| view.pause.is_some());
        self.check_routes(room, &places, on_break);
        self.check_polls(views, &places);
        self.check_scenes();
        self.check_playing(views, &places);
        self.check_reception(views, &places);
        for (who, view) in views {
            let person = own(who);
            assert_eq!(Some(&person.role), self.people.get(who));
            assert_eq!(room.role_of(*who), Some(person.role));
            let here = self.is_here(*who);
            assert_eq!(person.presence == Presence::Here {}, here && !self.out.contains(who));
            assert_eq!(matches!(person.presence, Presence::Dropped { .. }), !here);
            assert_eq!(person.acting, self.acting == Some(*who));
            assert!(person.note.is_none() || self.out.contains(who));
            self.check_roster(*who, view, &places);
            self.check_devices(view, &places, places[who], on_break);
            if self.is_apart(who) {
                let bare = RoomView {
                    people: view.people.clone(),
                    devices: view.devices.clone(),
                    asked: view.asked.clone(),
                    chat: view.chat.clone(),
                    encounter: view.encounter.clone(),
                    ..RoomView::bare(view.title.clone(), view.template, view.now)
                };
                assert_eq!(
                    *view, bare,
                    "whoever is helped or received knows whom they are with and nothing else"
                );
                if self.visitors.contains(who) {
                    let next = view.encounter.as_ref().and_then(|one| one.hand_over.as_ref()?.to);
                    self.check_told_of(*who, view, next);
                }
            } else {
                self.check_view(*who, view, &places);
            }
            for part in &view.chat.parts {
                let scopes = part.messages.iter().map(|message| message.scope);
                for scope in scopes.chain(part.lines.iter().map(|line| line.scope)) {
                    assert!(self.may_read(*who, places[who], scope) && scope.part() == part.part);
                }
            }
        }
    }

    /// Staff see everybody; others everybody but those who are let into one place, who see who is with them there and are
    /// seen by them.
    fn check_roster(&self, who: ParticipantId, view: &RoomView, places: &BTreeMap<ParticipantId, Place>) {
        assert!(view.people.is_sorted_by(|a, b| a.seat < b.seat), "in seat order, each seat once");
        let seen: BTreeSet<ParticipantId> = view.people.iter().map(|one| one.participant).collect();
        let may_see = |other: &&ParticipantId| match () {
            () if self.is_apart(&who) => places[*other] == places[&who],
            () if self.acts_as(who).is_staff() => true,
            () => !self.is_apart(other) || places[*other] == places[&who],
        };
        let expected: BTreeSet<ParticipantId> = self.people.keys().filter(may_see).copied().collect();
        assert_eq!(seen, expected, "whom {who} sees");
        assert!(view.people.iter().all(|one| one.place == places[&one.participant]));
    }

    fn check_view(&self, who: ParticipantId, view: &RoomView, places: &BTreeMap<ParticipantId, Place>) {
        let role = self.acts_as(who);
        let exists = |place: &Place| match place {
            Place::Plenary {} | Place::Backstage {} => true,
            Place::Group { group } => view.groups.iter().any(|open| open.group == *group),
            Place::Help { .. } => !self.helped.is_empty(),
            Place::Encounter { .. } | Place::Aside { .. } => !self.visitors.is_empty(),
            Place::Coffee {} => view.pause.as_ref().is_some_and(|pause| pause.coffee_table),
            // Who is there is checked with what they asked for.
            Place::PrivateWord { .. } => true,
        };
        assert!(places.values().all(exists), "everybody is somewhere");
        assert!(view.groups.is_sorted_by(|a, b| a.number < b.number), "in order, each number once");
        assert_eq!(view.run.is_some(), !view.groups.is_empty());
        assert!(view.groups.iter().all(|open| {
            open.leader.is_none_or(|leader| places.get(&leader) == Some(&Place::Group { group: open.group }))
        }));
        assert_eq!(view.switches, self.switches);
        self.check_queues(view, places, role, places[&who]);
        assert!(view.device_states.is_none() || role.may(Permission::SeeDeviceState));
        assert!(view.speaking_times.is_none() || self.sees_speaking(who));
        self.check_attendance(view, role);
        self.check_insides(who, view, places[&who]);
        self.check_agenda(who, view);
        assert_eq!(view.feedback.is_some(), role.may(Permission::SeeFeedback));
        assert_eq!(view.lobby.is_some(), role.may(Permission::Admit));
        if let Some(lobby) = &view.lobby {
            let waiting: BTreeSet<_> = lobby.waiting.iter().map(|one| one.participant).collect();
            // Visitors are in the reception, and here while they ask for help.
            let is_visitor =
                |who: &ParticipantId| self.reception && self.waiting[who].role == Role::Participant;
            let asks = |who: &ParticipantId| {
                lobby.waiting.iter().any(|one| one.participant == *who && one.help.is_some())
            };
            let expected = self.waiting.keys().filter(|who| !is_visitor(who) || asks(who));
            assert!(waiting.iter().eq(expected) && lobby.count as usize == waiting.len());
            assert!(
                lobby.waiting.iter().all(|one| one.connected == self.waiting[&one.participant].connected)
            );
        }
    }

    fn check_attendance(&self, view: &RoomView, role: Role) {
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
                let inside = self.people.keys().filter(|who| !self.is_apart(who));
                assert!(inside.clone().all(|who| here.contains(who)), "everybody who is here is in it");
                // Somebody else may have come as the same member, and be in.
                let alone = table.rows.iter().filter(|row| row.participants.len() == 1);
                let mut here_alone =
                    alone.filter(|row| row.here_since.is_some()).map(|row| row.participants[0]);
                assert!(!here_alone.any(|who| self.is_apart(&who)), "but who is still helped to get in");
                let ended = table.rows.iter().filter(|row| row.here_since.is_none());
                let mut gone = ended.flat_map(|row| &row.participants);
                assert!(gone.all(|who| !self.people.contains_key(who) || self.is_apart(who)));
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
            let own = Some(place).filter(|place| matches!(place, Place::Plenary {} | Place::Group { .. }));
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
            }
        }
    }

    fn may_read(&self, who: ParticipantId, place: Place, scope: Scope) -> bool {
        let staff = self.acts_as(who).is_staff();
        if self.is_apart(&who) {
            return match scope {
                Scope::Help { help } => place == Place::Help { help },
                Scope::Encounter { encounter } => place == Place::Encounter { encounter },
                _ => false,
            };
        }
        match scope {
            Scope::Plenary {} => true,
            Scope::Group { group } => place == Place::Group { group },
            Scope::Help { help } => place == Place::Help { help },
            Scope::Encounter { encounter } => place == Place::Encounter { encounter },
            Scope::Backstage {} => staff || place == Place::Backstage {},
            Scope::Facilitators { participant } => staff || participant == who,
            Scope::Person { participant } => participant != who,
        }
    }

    /// What nobody may be told, whatever the room thinks: called for each hearer of each event, after the change.
    pub fn check_told(&self, who: ParticipantId, event: &Event, placed: &BTreeMap<ParticipantId, Place>) {
        let place = placed[&who];
        self.check_told_of_queue(who, event, placed);
        self.check_told_of_playing(who, event, placed);
        if self.visitors.contains(&who) {
            let next = match event {
                Event::EncounterChanged { encounter: Some(encounter) } => encounter.hand_over.as_ref(),
                _ => None,
            };
            self.check_told_of(who, event, next.and_then(|one| one.to));
        }
        match event {
            Event::PeopleChanged { people } if !self.acts_as(who).is_staff() => {
                let apart = |one: &PersonView| {
                    let few =
                        matches!(one.place, Place::Help { .. }) || self.visitors.contains(&one.participant);
                    few && one.place != place
                };
                let helpers = |one: &PersonView| self.acts_as(one.participant).is_staff();
                assert!(people.iter().all(|one| !apart(one) || helpers(one)), "who is helped is not told of");
            }
            Event::QueuesChanged { queues } if !self.acts_as(who).is_staff() => {
                assert!(queues.iter().all(|queue| queue.place == place), "the queue of another place");
            }
            Event::DevicesChanged { devices } => {
                let theirs = |who: &ParticipantId| placed.get(who).is_some_and(|there| hears(place, *there));
                let to_all = |people: &[ParticipantId]| {
                    self.is_heard_everywhere(&people.iter().copied().collect(), place)
                };
                assert!(
                    devices.iter().all(|device| device.people.iter().all(theirs) || to_all(&device.people)),
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
                let is_said = message.from == who || self.may_be_said(message.from, who, message.scope);
                assert!(is_said, "a listener's words to who talks");
            }
            Event::MessageDeleted { scope, .. }
            | Event::MessageForgotten { scope, .. }
            | Event::OlderMessages { scope, .. } => assert!(self.may_read(who, place, *scope)),
            Event::Typing { line } => {
                assert!(self.may_read(who, place, line.scope));
                let by = line.participant;
                let is_said = by == who || line.text.is_empty() || self.may_be_said(by, who, line.scope);
                assert!(is_said, "a listener's line to who talks");
            }
            Event::ChatShown { chat } => {
                let scopes = chat.messages.iter().map(|message| message.scope);
                for scope in scopes.chain(chat.lines.iter().map(|line| line.scope)) {
                    assert!(self.may_read(who, place, scope), "the chat of another place");
                }
            }
            Event::Reacted { participant, .. } => {
                assert_eq!(placed[participant], place);
                assert!(self.may_reach(*participant, who), "a listener's reaction to who talks");
            }
            Event::ScenesChanged { scenes } if !self.acts_as(who).is_staff() => {
                assert!(scenes.iter().all(|scene| scene.place == place), "the scene of another place");
            }
            Event::PollChanged { poll } => self.check_poll(who, poll, place),
            Event::PollsChanged { polls } => {
                polls.iter().for_each(|poll| self.check_poll(who, poll, place));
            }
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
                assert!(times.is_empty() || self.sees_speaking(who));
            }
            Event::PreparedChanged { prepared: Some(_) } => {
                assert!(self.acts_as(who).may(Permission::RunGroups), "the groups that others prepare");
            }
            Event::InsideChanged { inside: Some(inside) } => {
                assert_eq!(place, Place::Group { group: inside.group }, "what is in another group");
            }
            Event::NoteChanged { note: Some(note) } => {
                assert_eq!(place, Place::Group { group: note.group }, "the note of another group");
            }
            Event::CardsChanged { cards } => {
                let role = self.acts_as(who);
                assert!(role.may(Permission::RunGroups) || cards.iter().all(|card| card.shown));
            }
            Event::TimersChanged { timers } if !self.acts_as(who).is_staff() => {
                assert!(timers.iter().all(|timer| timer.place == place), "the timer of another place");
            }
            Event::AgendaChanged { agenda: Some(agenda) } if !self.acts_as(who).is_staff() => {
                assert!(agenda.phases.iter().all(|phase| phase.plan.note.is_none()), "the note of the crew");
            }
            Event::BreakDueChanged { since } => {
                assert!(since.is_none() || self.acts_as(who).is_staff(), "the reminder of those who run it");
            }
            Event::ResultsChanged { results } if !self.acts_as(who).is_staff() => {
                assert!(
                    results.iter().all(|one| one.shown || one.participant == who),
                    "what another brought"
                );
            }
            Event::AttendanceTable { attendance: None }
            | Event::GroupsWarned { .. }
            | Event::LastGroupsChanged { .. }
            | Event::PreparedChanged { .. }
            | Event::InsideChanged { .. }
            | Event::NoteChanged { .. }
            | Event::NotesKept { .. }
            | Event::TimersChanged { .. }
            | Event::AgendaChanged { .. }
            | Event::ScenesChanged { .. }
            | Event::InterpreterChosen { .. }
            | Event::TopicsChanged { .. }
            | Event::MyTopicsChanged { .. }
            | Event::BreakChanged { .. }
            | Event::OwnTaskChanged { .. }
            | Event::ResultsChanged { .. }
            | Event::TechnologyChanged { technology: None }
            | Event::QueuesChanged { .. }
            | Event::SlowModeChanged { .. }
            | Event::Voted { .. }
            | Event::PollRemoved { .. }
            | Event::FeedbackAsked {}
            | Event::FeedbackGiven {}
            | Event::AgreementChanged { .. }
            | Event::AgreementAccepted { .. }
            | Event::PeopleChanged { .. }
            | Event::PersonLeft { .. }
            | Event::GroupsChanged { .. }
            | Event::SwitchesChanged { .. }
            | Event::UnmuteAsked { .. }
            | Event::Removed { .. }
            | Event::RequestsChanged { .. }
            | Event::RequestEnded { .. }
            | Event::FacilitatorQueueChanged { .. }
            | Event::ReceptionChanged { .. }
            | Event::EncounterChanged { .. }
            | Event::PlayingChanged { .. }
            | Event::CueShown { .. }
            | Event::ScreenAsked { .. }
            | Event::QuestionRemoved { .. }
            | Event::QuestionVotesChanged { .. }
            | Event::OwnQuestionChanged { .. }
            | Event::ViewReplaced { .. } => {}
            Event::QuestionChanged { question } => {
                let own = question.asked_by == Some(who);
                assert!(own || question.published || self.acts_as(who).may(Permission::AnswerHelp));
            }
            Event::LobbyChanged { .. } => assert!(self.acts_as(who).may(Permission::Admit)),
            Event::UnmuteDeclined { .. } => assert!(self.acts_as(who).may(Permission::MuteOthers)),
        }
    }
}
