//! What the messages of one WebSocket add up to.

use std::collections::BTreeMap;

use signaling::id::{DeviceId, GroupId, ParticipantId, Sequence};
use signaling::protocol::{
    AgreementView, BesideView, DeviceView, Event, Further, GroupView, LobbyList, LobbyView, PersonView,
    Place, QueueView, RefusalReason, Remains, ResultView, RoomView, SlotView, SourceKind, SpeakingTime, You,
};

/// The answer to asking for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceInvitation {
    /// Whose device it will be.
    pub participant: ParticipantId,
    /// What for.
    pub further: Further,
    /// For joining.
    pub secret: String,
}

/// One person's knowledge. Events fold into it by replacement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// Who this is, after the welcome.
    pub you: Option<You>,
    /// Token for the next connection.
    pub resume_token: String,
    /// The last event.
    pub seq: Sequence,
    /// An event was missing or came twice.
    pub gap: bool,
    /// Everybody.
    pub people: Vec<PersonView>,
    /// Who left, in order.
    pub left: Vec<ParticipantId>,
    /// Open groups.
    pub groups: Vec<GroupView>,
    /// Queues one may see.
    pub queues: Vec<QueueView>,
    /// Devices in one's place.
    pub devices: Vec<DeviceView>,
    /// Generation of `slots`.
    pub generation: u32,
    /// Who is in which slot.
    pub slots: Vec<SlotView>,
    /// A move was told while slots still showed somebody who stayed behind.
    pub stale: bool,
    /// Who speaks.
    pub speaking: Vec<DeviceId>,
    /// What somebody in the lobby is told; a welcome ends it.
    pub lobby: Option<LobbyView>,
    /// What is to be accepted at the door; a welcome or the lobby ends it.
    pub agreement: Option<AgreementView>,
    /// Why one was not let in.
    pub refused: Option<RefusalReason>,
    /// Who waits, for those who may let people in.
    pub waiting: Option<LobbyList>,
    /// What one is asked to turn on.
    pub asked: Vec<SourceKind>,
    /// What removing somebody could not stop.
    pub remains: Option<Remains>,
    /// What people have brought from an own task, as far as one sees it.
    pub results: Vec<ResultView>,
    /// How long each has spoken, for those who may see it.
    pub speaking_times: Vec<SpeakingTime>,
    /// What those know whom the same device carries beside this one.
    pub beside: BTreeMap<ParticipantId, View>,
    /// The last invitation for a further device.
    pub invitation: Option<DeviceInvitation>,
    /// Messages that are neither a word of the lobby nor an answer.
    pub others: u32,
    /// How often media was to be made anew.
    pub restarts: u32,
    /// Code and reason of the close frame; zero if the connection just ended.
    pub closed: Option<(u16, String)>,
}

impl View {
    /// Begins anew with a whole view.
    pub fn replace(&mut self, view: RoomView) {
        self.waiting = view.lobby;
        self.asked = view.asked;
        self.speaking_times = view.speaking_times.unwrap_or_default();
        self.results = view.results;
        self.people = view.people;
        self.groups = view.groups;
        self.queues = view.queues;
        self.devices = view.devices;
    }

    /// Begins anew for those beside.
    pub fn begin_beside(&mut self, views: Vec<BesideView>) {
        self.beside.clear();
        for BesideView { participant, view } in views {
            self.beside.entry(participant).or_default().replace(view);
        }
    }

    /// In the lobby, for the first time or again: what was known of the room is gone.
    pub fn wait(&mut self, resume_token: Option<String>, lobby: LobbyView) {
        let resume_token = resume_token.unwrap_or_else(|| std::mem::take(&mut self.resume_token));
        let (others, closed) = (self.others, self.closed.take());
        *self = Self { resume_token, lobby: Some(lobby), others, closed, ..Self::default() };
    }

    /// Folds an event in for those whom it is for, everybody on the device if nobody is named.
    pub fn fold(&mut self, seq: Sequence, event: Event, whom: &[ParticipantId]) {
        self.gap |= seq.0 != self.seq.0 + 1;
        self.seq = seq;
        let is_for = |who: &ParticipantId| whom.is_empty() || whom.contains(who);
        // Who is new on the device begins with a view.
        if let Event::ViewReplaced { .. } = event {
            let others = whom.iter().filter(|who| self.you.is_some_and(|you| you.participant != **who));
            for who in others {
                self.beside.entry(*who).or_default();
            }
        }
        if let Event::DevicesChanged { devices } = &event
            && let Some(own) = devices.iter().find(|one| self.you.is_some_and(|you| you.device == one.device))
        {
            self.beside.retain(|who, _| own.people.contains(who));
        }
        for (_, view) in self.beside.iter_mut().filter(|(who, _)| is_for(who)) {
            view.hear(event.clone());
        }
        if self.you.is_none_or(|you| is_for(&you.participant)) {
            self.hear(event);
        }
    }

    fn hear(&mut self, event: Event) {
        match event {
            Event::PeopleChanged { people } => {
                self.people = people;
                self.stale |= self.shows_somebody_elsewhere();
            }
            Event::PersonLeft { participant, .. } => self.left.push(participant),
            Event::GroupsChanged { groups, .. } => self.groups = groups,
            Event::QueuesChanged { queues } => {
                // Staff get every queue in one event, others the one of their place.
                self.queues = queues;
            }
            Event::DevicesChanged { devices } => self.devices = devices,
            Event::LobbyChanged { lobby } => self.waiting = Some(lobby),
            Event::ResultsChanged { results } => self.results = results,
            Event::UnmuteAsked { asked } => self.asked = asked,
            Event::Removed { remains, .. } => self.remains = Some(remains),
            Event::SpeakingTimesChanged { times } => self.speaking_times = times,
            Event::ViewReplaced { view } => self.replace(*view),
            // What people write, answer and agree to is folded where it is tested: in the engine and in the client.
            _ => {}
        }
    }

    /// Whether a slot shows a device (of those told so far) all of whose people are in another place than oneself.
    fn shows_somebody_elsewhere(&self) -> bool {
        let here = self.you.and_then(|you| self.place_of(you.participant));
        let is_elsewhere = |device: &DeviceView| {
            device.people.iter().all(|who| self.place_of(*who).is_some_and(|at| Some(at) != here))
        };
        self.slots
            .iter()
            .filter_map(|slot| self.device(slot.device))
            .any(|device| !device.people.is_empty() && is_elsewhere(device))
    }

    /// Somebody, by name.
    #[must_use]
    pub fn person(&self, name: &str) -> Option<&PersonView> {
        self.people.iter().find(|person| person.name == name)
    }

    /// Where somebody is.
    #[must_use]
    pub fn place_of(&self, who: ParticipantId) -> Option<Place> {
        self.people.iter().find(|person| person.participant == who).map(|person| person.place)
    }

    /// What a device in this place sends.
    #[must_use]
    pub fn device(&self, device: DeviceId) -> Option<&DeviceView> {
        self.devices.iter().find(|view| view.device == device)
    }
}

/// The number of backstage.
pub const BACKSTAGE: u32 = u32::MAX;

/// The number of the coffee table.
pub const COFFEE: u32 = BACKSTAGE - 1;

/// The numbers of help places begin here.
pub const HELP: u32 = 1 << 31;

/// The numbers of private words begin here.
pub const WORD: u32 = 1 << 30;

/// The numbers of encounters begin here.
pub const ENCOUNTER: u32 = 1 << 29;

/// The numbers of the places beside them begin here.
pub const ASIDE: u32 = 1 << 28;

/// A place as one number: 0 is the plenary.
#[must_use]
pub const fn number(place: Place) -> u32 {
    match place {
        Place::Plenary {} => 0,
        Place::Group { group } => group.0,
        Place::Backstage {} => BACKSTAGE,
        Place::Coffee {} => COFFEE,
        Place::Help { help } => HELP + help.0,
        Place::PrivateWord { word } => WORD + word.0,
        Place::Encounter { encounter } => ENCOUNTER + encounter.0,
        Place::Aside { encounter } => ASIDE + encounter.0,
    }
}

/// The plenary or group of a number.
#[must_use]
pub const fn place(number: u32) -> Place {
    if number == 0 { Place::Plenary {} } else { Place::Group { group: GroupId(number) } }
}
