//! Who may know what. Everybody sees the people and the groups; a queue is seen in its place, and by staff everywhere;
//! devices are seen in their place only.

use super::devices::Device;
use super::hands::Queue;
use super::people::Person;
use super::routes::heard_in;
use super::{Audience, Room};
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{DeviceView, GroupView, PersonView, Place, QueueView, RoomView};
use crate::role::Permission;
use crate::time::Moment;

impl Room {
    /// Everything this person may know. The events they are told keep it true; only `now` is of the asking.
    #[must_use]
    pub fn view_for(&self, now: Moment, who: ParticipantId) -> Option<RoomView> {
        let person = self.people.get(&who)?;
        if self.is_helped(who) {
            return Some(RoomView {
                people: self.people_of(person.place),
                devices: self.devices_view(person.place),
                asked: self.asked_view(who),
                chat: self.chat_view(who),
                ..RoomView::bare(self.title.clone(), self.template, now)
            });
        }
        let queues = if self.is_staff(who) {
            self.all_queues_view()
        } else {
            self.queue_view(person.place).into_iter().collect()
        };
        Some(RoomView {
            people: if self.is_staff(who) { self.people_view() } else { self.people_let_in() },
            lobby: self.may(who, Permission::Admit).then(|| self.lobby_list()),
            groups: self.groups_view(),
            queues,
            devices: self.devices_view(person.place),
            chat: self.chat_view(who),
            polls: self.polls_view(who),
            gave_feedback: self.has_given_feedback(who),
            feedback_asked: self.is_feedback_asked(),
            feedback: self.feedback_view(who),
            agreement: self.agreement_view(),
            agreement_asked: self.is_asked_to_agree(who),
            switches: self.switches,
            asked: self.asked_view(who),
            attendance: self.attendance_view(who),
            device_states: Some(self.device_states_view(who)).filter(|states| !states.is_empty()),
            technology: self.technology_view(who),
            speaking_times: Some(self.speaking_view(who)).filter(|times| !times.is_empty()),
            ..RoomView::bare(self.title.clone(), self.template, now)
        })
    }

    /// Who hears what is told to this audience, in order of id. Dropped people are among them: what they miss is kept
    /// in their stream.
    #[must_use]
    pub fn audience(&self, audience: &Audience) -> Vec<ParticipantId> {
        let hears = |(who, person): &(&ParticipantId, &Person)| self.hears(audience, **who, person);
        self.people.iter().filter(hears).map(|(who, _)| *who).collect()
    }

    /// The same by device: on which devices it is told, and for whom of those a device carries, in seat order; for
    /// nobody in particular where it is told to all of them. This is the order and the wording of
    /// [`crate::protocol::ServerMessage::Event`]; see [`crate::stream::for_some`].
    #[must_use]
    pub fn hearers_by_device(&self, audience: &Audience) -> Vec<(DeviceId, Vec<ParticipantId>)> {
        let hears =
            |who: &ParticipantId| self.people.get(who).is_some_and(|one| self.hears(audience, *who, one));
        let whom = |(id, device): (&DeviceId, &Device)| {
            if device.people.iter().all(hears) {
                return Some((*id, Vec::new()));
            }
            let mut whom = self.in_seat_order(device);
            whom.retain(hears);
            (!whom.is_empty()).then_some((*id, whom))
        };
        self.devices.iter().filter_map(whom).collect()
    }

    pub(super) fn hears_any(&self, audience: &Audience) -> bool {
        self.people.iter().any(|(who, person)| self.hears(audience, *who, person))
    }

    fn hears(&self, audience: &Audience, who: ParticipantId, person: &Person) -> bool {
        match audience {
            Audience::All => !self.is_helped(who),
            Audience::Place(place) => person.place == *place,
            Audience::Guests(place) => person.place == *place && !self.is_staff(who),
            Audience::Staff => self.is_staff(who),
            Audience::Members => !self.is_staff(who) && !self.is_helped(who),
            Audience::May(permission) => !self.is_helped(who) && self.may(who, *permission),
            Audience::MayNot(permission) => !self.is_helped(who) && !self.may(who, *permission),
            Audience::One(only) => *only == who,
        }
    }

    pub(super) fn people_view(&self) -> Vec<PersonView> {
        let view = |(who, person): (&ParticipantId, &Person)| PersonView {
            participant: *who,
            name: self.texts.names.get(who).cloned().unwrap_or_default(),
            role: person.role,
            seat: person.seat,
            presence: self.presence_of(*who),
            place: person.place,
            acting: self.is_acting(*who),
            note: self.texts.notes.get(who).cloned(),
        };
        let mut people: Vec<PersonView> = self.people.iter().map(view).collect();
        people.sort_by_key(|person| person.seat);
        people
    }

    /// Everybody but those who are helped to get in: only staff know of them, and whoever helps.
    fn people_let_in(&self) -> Vec<PersonView> {
        let mut people = self.people_view();
        people.retain(|person| !self.is_helped(person.participant));
        people
    }

    fn people_of(&self, place: Place) -> Vec<PersonView> {
        let mut people = self.people_view();
        people.retain(|person| person.place == place);
        people
    }

    /// Who is told of which people.
    pub(super) fn rosters(&self) -> Vec<(Audience, Vec<PersonView>)> {
        if self.lobby.helps.is_empty() {
            return vec![(Audience::All, self.people_view())];
        }
        let places = self.lobby.helps.keys().map(|help| Place::Help { help: *help });
        let mut rosters: Vec<_> =
            places.map(|place| (Audience::Guests(place), self.people_of(place))).collect();
        rosters.push((Audience::Staff, self.people_view()));
        rosters.push((Audience::Members, self.people_let_in()));
        rosters
    }

    pub(super) fn groups_view(&self) -> Vec<GroupView> {
        self.groups.view()
    }

    pub(super) fn all_queues_view(&self) -> Vec<QueueView> {
        self.queues().map(|(place, queue)| view_of(place, queue)).collect()
    }

    /// Nothing for a place that is not open.
    pub(super) fn queue_view(&self, place: Place) -> Option<QueueView> {
        self.queue(place).map(|queue| view_of(place, queue))
    }

    pub(super) fn devices_view(&self, place: Place) -> Vec<DeviceView> {
        let heard = heard_in(place);
        let here = self.devices.iter().filter(|(_, device)| heard.contains(&self.place_of_device(device)));
        here.map(|(id, device)| DeviceView {
            device: *id,
            people: self.in_seat_order(device),
            sending: device.sending.iter().copied().collect(),
            companion: device.companion,
        })
        .collect()
    }

    pub(super) fn in_seat_order(&self, device: &Device) -> Vec<ParticipantId> {
        let mut people: Vec<ParticipantId> = device.people.iter().copied().collect();
        people.sort_by_key(|who| self.people.get(who).map(|person| person.seat));
        people
    }
}

fn view_of(place: Place, queue: &Queue) -> QueueView {
    QueueView { place, floor: queue.floor, hands: queue.hands.clone() }
}
