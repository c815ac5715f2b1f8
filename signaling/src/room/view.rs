//! Who may know what. Everybody sees the people and the groups; a queue is seen in its place, and by staff everywhere;
//! devices are seen in their place only.

use std::collections::{BTreeMap, BTreeSet};

use super::devices::Device;
use super::hands::{Queue, Raised};
use super::people::Person;
use super::turns::Mode;
use super::{Audience, Room};
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{DeviceView, Hand, PersonView, Place, QueueView, RoomView};
use crate::role::Permission;
use crate::time::Moment;

impl Room {
    /// Everything this person may know. The events they are told keep it true; only `now` is of the asking.
    #[must_use]
    pub fn view_for(&self, now: Moment, who: ParticipantId) -> Option<RoomView> {
        let person = self.people.get(&who)?;
        if self.is_secluded(who) {
            return Some(RoomView {
                people: self.people_of(person.place),
                devices: self.devices_view(person.place),
                asked: self.asked_view(who),
                chat: self.chat_view(who),
                encounter: self.encounter_view(who),
                ..RoomView::bare(self.title.clone(), self.template, now)
            });
        }
        let queues = if self.is_staff(who) {
            self.all_queues_view()
        } else {
            self.queue_view(person.place).into_iter().collect()
        };
        Some(RoomView {
            people: if self.is_staff(who) { self.people_view() } else { self.people_known_to(who) },
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
            run: self.run_view(),
            last_groups: self.last_groups_view(),
            prepared: self.prepared_view(who),
            inside: self.inside_view(who),
            note: self.note_view(who),
            cards: self.cards_view(who),
            notes: self.notes_view(who),
            timers: self.timers_view(who),
            agenda: self.agenda_view(who),
            scenes: self.scenes_view(who),
            interpreter: self.interpreter_of(who),
            topics: self.topics_view(who),
            my_topics: self.my_topics_view(who),
            pause: self.break_view(),
            break_due_since: self.break_due_view(who),
            own_task: self.own_task_view(),
            results: self.results_view(who),
            requests: self.requests_view(who),
            facilitator_queue: self.facilitator_queue_view(who),
            questions: self.questions_view(who),
            question_votes: self.question_votes_view(who),
            reception: self.reception_view(who),
            encounter: self.encounter_view(who),
            playing: self.playing_view(who),
            ..RoomView::bare(self.title.clone(), self.template, now)
        })
    }

    pub(super) fn people_view(&self) -> Vec<PersonView> {
        let view = |(who, person): (&ParticipantId, &Person)| PersonView {
            participant: *who,
            name: self.texts.names.get(who).cloned().unwrap_or_default(),
            role: person.role,
            seat: person.seat,
            presence: self.presence(person),
            place: person.place,
            acting: self.is_acting(*who),
            note: self.texts.notes.get(who).cloned(),
        };
        let mut people: Vec<PersonView> = self.people.iter().map(view).collect();
        people.sort_by_key(|person| person.seat);
        people
    }

    /// Everybody but those who are let into one place: only staff know of them, and whoever is with them.
    fn people_known_to(&self, who: ParticipantId) -> Vec<PersonView> {
        let here = self.place_of(who).ok();
        let mut people = self.people_view();
        people.retain(|one| Some(one.place) == here || !self.is_secluded(one.participant));
        people
    }

    fn people_let_in(&self) -> Vec<PersonView> {
        let mut people = self.people_view();
        people.retain(|person| !self.is_secluded(person.participant));
        people
    }

    fn people_of(&self, place: Place) -> Vec<PersonView> {
        let mut people = self.people_view();
        people.retain(|person| person.place == place);
        people
    }

    /// Who is told of which people.
    pub(super) fn rosters(&mut self) -> Vec<(Audience, Vec<PersonView>)> {
        let alone: BTreeMap<ParticipantId, Place> =
            self.secluded().filter_map(|who| Some((who, self.place_of(who).ok()?))).collect();
        let mut told = std::mem::take(&mut self.lobby.told_people);
        if alone.is_empty() {
            return vec![(Audience::All, self.people_view())];
        }
        let places: BTreeSet<Place> = alone.values().copied().collect();
        told.retain(|who, _| alone.contains_key(who));
        let mut rosters = Vec::new();
        for (who, place) in alone {
            // Told again without need, they would learn when somebody they do not know comes or moves.
            let people = self.people_of(place);
            if told.insert(who, people.clone()).as_ref() != Some(&people) {
                rosters.push((Audience::One(who), people));
            }
        }
        self.lobby.told_people = told;
        rosters.push((Audience::Staff, self.people_view()));
        // A speaker may be with one of them, and knows others too.
        let is_guest = |who: &ParticipantId| !self.is_staff(*who) && !self.is_secluded(*who);
        let guests = || self.people.iter().filter(|(who, _)| is_guest(who));
        if guests().any(|(_, person)| places.contains(&person.place)) {
            rosters.extend(guests().map(|(who, _)| (Audience::One(*who), self.people_known_to(*who))));
        } else {
            rosters.push((Audience::Members, self.people_let_in()));
        }
        rosters
    }

    pub(super) fn all_queues_view(&self) -> Vec<QueueView> {
        self.queues().map(|(place, queue)| view_of(place, queue)).collect()
    }

    /// Nothing for a place that is not open.
    pub(super) fn queue_view(&self, place: Place) -> Option<QueueView> {
        self.queue(place).map(|queue| view_of(place, queue))
    }

    pub(super) fn devices_view(&self, place: Place) -> Vec<DeviceView> {
        let shown = self.shown_in(place);
        let here = self
            .devices
            .iter()
            .filter(|(_, device)| !shown.is_disjoint(&self.heard_from(device, self.place_of_device(device))));
        here.map(|(id, device)| self.device_view(*id, device)).collect()
    }

    /// The same of many places: where a thousand people move, each device is looked at once and not for every place.
    pub(super) fn devices_views(&self, places: &BTreeSet<Place>) -> Vec<(Place, Vec<DeviceView>)> {
        let mut heard: BTreeMap<Place, Vec<(DeviceId, &Device)>> = BTreeMap::new();
        for (id, device) in &self.devices {
            for place in &self.heard_from(device, self.place_of_device(device)) {
                heard.entry(*place).or_default().push((*id, device));
            }
        }
        let view = |place: &Place| {
            let shown = self.shown_in(*place);
            let here = shown.iter().filter_map(|place| heard.get(place)).flatten();
            let here: BTreeMap<DeviceId, &Device> = here.copied().collect();
            (*place, here.into_iter().map(|(id, device)| self.device_view(id, device)).collect())
        };
        places.iter().map(view).collect()
    }

    fn device_view(&self, id: DeviceId, device: &Device) -> DeviceView {
        let sends = self.sends_now(id, device);
        DeviceView {
            device: id,
            people: self.in_seat_order(device),
            held: device.sending.difference(&sends).copied().collect(),
            sending: sends.into_iter().collect(),
            companion: device.companion,
        }
    }

    pub(super) fn in_seat_order(&self, device: &Device) -> Vec<ParticipantId> {
        let mut people: Vec<ParticipantId> = device.people.iter().copied().collect();
        people.sort_by_key(|who| self.people.get(who).map(|person| person.seat));
        people
    }
}

fn view_of(place: Place, queue: &Queue) -> QueueView {
    let hand = |raised: &Raised| Hand { participant: raised.participant, since: raised.since };
    let round = match &queue.mode {
        Mode::Round(round) => Some(round.view()),
        Mode::Free | Mode::Queue | Mode::Stick | Mode::Silence => None,
    };
    QueueView {
        place,
        turns: queue.mode.turns(),
        order: queue.order,
        floor: queue.floor,
        replies: queue.replies.clone(),
        hands: queue.hands.iter().map(hand).collect(),
        round,
    }
}
