//! What a change touched, and who is told of it. The one place where a feature's change becomes events: each feature
//! says what is no longer as it was, and whoever may know that is told the new truth, whole.

use std::collections::{BTreeMap, BTreeSet};

use super::addressing::Whereabouts;
use super::attendance::AttendanceChanges;
use super::{Audience, Effect, KeyDigest, Room, Sender};
use crate::id::{DeviceId, GroupId, ParticipantId, PictureId, QuestionId};
use crate::protocol::{
    CloseCode, Event, Further, GroupView, Invitation, LeaveReason, Place, RefusalReason, Remains, SourceKind,
};
use crate::role::Permission;
use crate::time::Moment;

/// What is no longer as it was.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Somebody's name, seat, presence or place, or who is here at all.
    pub people: bool,
    /// The groups, as everybody sees them.
    pub groups: bool,
    /// Groups were opened that were not there before.
    pub opening: bool,
    /// Groups that are gone: they are told of until nobody is in them.
    pub closing: Vec<GroupView>,
    /// The queues of these places.
    pub queues: BTreeSet<Place>,
    /// The devices of these places, or what they send.
    pub devices: BTreeSet<Place>,
    /// Somebody came into these places who has not been told of the queue there.
    pub newcomers: BTreeSet<Place>,
    /// Who is gone.
    pub left: Vec<(ParticipantId, LeaveReason)>,
    /// Devices that carry nobody any more.
    pub gone: Vec<(DeviceId, CloseCode)>,
    /// Who is something else now, and since when: they are told everything anew.
    pub anew: BTreeMap<ParticipantId, Moment>,
    /// What participants may do by themselves.
    pub switches: bool,
    /// What these people are asked to turn on.
    pub asked: BTreeSet<ParticipantId>,
    /// Who will not turn on what.
    pub declined: Option<(ParticipantId, SourceKind)>,
    /// Who waits in the lobby, or what they may know.
    pub lobby: bool,
    /// What visitors have said at the door, or the lines they may join.
    pub line: bool,
    /// Who came from the lobby, with what.
    pub seated: Vec<(ParticipantId, DeviceId)>,
    /// Who went back to the lobby, with what.
    pub unseated: Vec<(ParticipantId, DeviceId)>,
    /// Which devices are not let in.
    pub refused: Vec<(DeviceId, RefusalReason)>,
    /// Who removed whom, and what it cannot stop.
    pub removed: Option<(ParticipantId, ParticipantId, Remains)>,
    /// What people are called who are called so the next time too.
    pub names: Vec<(ParticipantId, String)>,
    /// Who wants an invitation for a further device, and for what.
    pub invited: Option<(Sender, Further)>,
    /// What a feature tells by itself, in this order, because it is not whole truth but one thing more.
    pub told: Vec<(Audience, Event)>,
    /// Who is in another place than before, or visits the same now.
    pub moved: BTreeSet<ParticipantId>,
    /// What of the groups of the last time.
    pub last_groups: bool,
    /// Which groups are prepared.
    pub prepared: bool,
    /// What those in these groups know of them: visits and card.
    pub insides: BTreeSet<GroupId>,
    /// The notes of these groups.
    pub notes: BTreeSet<GroupId>,
    /// Which cards are shared or shown.
    pub cards: bool,
    /// The notes that were kept.
    pub kept_notes: bool,
    /// The timers of these places.
    pub timers: BTreeSet<Place>,
    /// The agenda, or how far it is.
    pub agenda: bool,
    /// Who may speak in these places.
    pub turns: BTreeSet<Place>,
    /// How these places are staged.
    pub scenes: BTreeSet<Place>,
    /// The open agenda.
    pub topics: bool,
    /// Whose own topics.
    pub my_topics: BTreeSet<ParticipantId>,
    /// The break, or who is back.
    pub pause: bool,
    /// Whether a break is due.
    pub break_due: bool,
    /// The own task, or who is ready.
    pub own_task: bool,
    /// What these people brought, as they see it and those who run the session.
    pub results: BTreeSet<ParticipantId>,
    /// What everybody sees of what people brought.
    pub shown_results: bool,
    /// These questions, as those see them who do.
    pub questions: BTreeSet<QuestionId>,
    /// Questions that are gone, with the key that they belonged to.
    pub gone_questions: Vec<(QuestionId, Option<KeyDigest>)>,
    /// Whose votes for questions.
    pub question_votes: BTreeSet<ParticipantId>,
    /// What the server need not keep any longer.
    pub dropped_pictures: Vec<PictureId>,
    /// What is played in these places.
    pub playing: BTreeSet<Place>,
    /// What of the attendance table, beside who came and went, which is seen without being noted.
    pub attendance: AttendanceChanges,
}

impl Changes {
    pub fn tell(&mut self, audience: Audience, event: Event) {
        self.told.push((audience, event));
    }

    /// Notes what another part of the same change touched of people, devices and queues.
    pub fn extend_with(&mut self, other: Self) {
        self.people |= other.people;
        self.groups |= other.groups;
        self.opening |= other.opening;
        self.closing.extend(other.closing);
        self.lobby |= other.lobby;
        self.line |= other.line;
        self.queues.extend(other.queues);
        self.devices.extend(other.devices);
        self.newcomers.extend(other.newcomers);
        self.left.extend(other.left);
        self.gone.extend(other.gone);
        self.names.extend(other.names);
        self.anew.extend(other.anew);
        self.asked.extend(other.asked);
        self.told.extend(other.told);
        self.moved.extend(other.moved);
        self.last_groups |= other.last_groups;
        self.prepared |= other.prepared;
        self.insides.extend(other.insides);
        self.notes.extend(other.notes);
        self.cards |= other.cards;
        self.kept_notes |= other.kept_notes;
        self.timers.extend(other.timers);
        self.scenes.extend(other.scenes);
        self.agenda |= other.agenda;
        self.turns.extend(other.turns);
        self.topics |= other.topics;
        self.my_topics.extend(other.my_topics);
        self.pause |= other.pause;
        self.break_due |= other.break_due;
        self.own_task |= other.own_task;
        self.results.extend(other.results);
        self.shown_results |= other.shown_results;
        self.questions.extend(other.questions);
        self.gone_questions.extend(other.gone_questions);
        self.question_votes.extend(other.question_votes);
        self.dropped_pictures.extend(other.dropped_pictures);
        self.playing.extend(other.playing);
        self.attendance.extend_with(other.attendance);
    }
}

impl Room {
    /// Turns what changed into effects: routes, then what people are told, then closing.
    pub(super) fn announce(&mut self, now: Moment, mut changes: Changes) -> Vec<Effect> {
        self.settle_helps(now, &mut changes);
        self.settle_encounters(now, &mut changes);
        self.settle_private_words(now, &mut changes);
        // The agenda waits for groups, and opens new ones; what is in groups follows from both.
        self.settle_groups(now, &mut changes);
        self.settle_agenda(now, &mut changes);
        self.settle_breaks(now, &mut changes);
        self.settle_own_task(now, &mut changes);
        self.settle_playing(&mut changes);
        self.settle_insides(now, &mut changes);
        self.settle_timers(&mut changes);
        self.settle_scenes(&mut changes);
        self.settle_turns(now, &mut changes);
        self.settle_spotlights(&mut changes);
        self.settle_interpreters(&mut changes);
        self.note_turns(&mut changes);
        self.settle_questions(&mut changes);
        self.settle_facilitator_queue(now, &mut changes);
        let line_news =
            self.settle_reception(now) || changes.line || (self.has_reception() && changes.people);
        let settled = self.settle();
        let arrived = self.record_stays(now, &mut changes.attendance);
        let mut private = self.tell_attendance(&changes.attendance, &arrived);
        private.extend(self.tell_device_states());
        private.extend(self.tell_technology());
        private.extend(self.tell_speaking());
        private.extend(self.tell_requests());
        private.extend(self.tell_facilitator_queue());
        private.extend(self.tell_reception());
        private.extend(self.tell_encounters());
        let mut running = self.told_of_groups(&changes);
        running.extend(self.told_of_insides(&changes));
        running.extend(self.told_of_timers(&changes));
        running.extend(self.told_of_scenes(&changes));
        running.extend(self.told_of_agenda(&changes));
        running.extend(self.told_of_topics(&changes));
        running.extend(self.told_of_breaks(&changes));
        running.extend(self.told_of_own_task(&changes));
        running.extend(self.told_of_questions(&changes));
        running.extend(self.told_of_playing(&changes));
        let to_keys = self.told_to_keys(&changes);
        let lobby_news = if changes.lobby || line_news { self.lobby_news() } else { Vec::new() };
        let route = self.replan().cloned().map(Effect::Route);
        let mut effects: Vec<Effect> = route.into_iter().collect();
        let mut tell = |audience, event| effects.push(Effect::Tell { audience, event });

        // Before the roster without them, so that the name is still known where it is shown.
        for (participant, reason) in changes.left {
            if reason == LeaveReason::LeftQuickly {
                // To all others it is an ordinary goodbye.
                let may = Permission::SeeQuickLeave;
                tell(Audience::May(may), Event::PersonLeft { participant, reason });
                tell(Audience::MayNot(may), Event::PersonLeft { participant, reason: LeaveReason::Left });
            } else {
                tell(Audience::All, Event::PersonLeft { participant, reason });
            }
        }
        // A group is known before people are in it, and until they are no longer in it.
        let opened = changes.groups && self.groups.are_open();
        if opened {
            let mut groups = changes.closing.clone();
            groups.extend(self.groups_view());
            groups.sort_by_key(|view| view.group);
            tell(Audience::All, Event::GroupsChanged { groups, run: self.run_view() });
        }
        if changes.people {
            for (audience, people) in self.rosters() {
                tell(audience, Event::PeopleChanged { people });
            }
        }
        if changes.groups && (!opened || !changes.closing.is_empty()) {
            tell(Audience::All, Event::GroupsChanged { groups: self.groups_view(), run: self.run_view() });
        }
        for place in changes.queues.union(&changes.newcomers) {
            // Backstage there is none, and whoever came there must forget the one they saw.
            let queues = self.queue_view(*place).into_iter().collect();
            tell(Audience::Guests(*place), Event::QueuesChanged { queues });
        }
        let other_groups = changes.opening || !changes.closing.is_empty();
        if other_groups || !changes.queues.is_empty() {
            tell(Audience::Staff, Event::QueuesChanged { queues: self.all_queues_view() });
        }
        // Whoever is backstage hears the plenary, and is told whom.
        let mut devices = changes.devices;
        if devices.contains(&Place::Plenary {}) {
            devices.insert(Place::Backstage {});
        }
        for (place, devices) in self.devices_views(&devices) {
            tell(Audience::Place(place), Event::DevicesChanged { devices });
        }
        if changes.switches {
            tell(Audience::All, Event::SwitchesChanged { switches: self.switches });
        }
        for who in changes.asked {
            tell(Audience::One(who), Event::UnmuteAsked { asked: self.asked_view(who) });
        }
        if let Some((participant, kind)) = changes.declined {
            let audience = Audience::May(Permission::MuteOthers);
            tell(audience, Event::UnmuteDeclined { participant, kind });
        }
        if changes.lobby {
            let audience = Audience::May(Permission::Admit);
            tell(audience, Event::LobbyChanged { lobby: self.lobby_list() });
        }
        if let Some((by, participant, remains)) = changes.removed {
            tell(Audience::One(by), Event::Removed { participant, remains });
        }
        for (who, now) in changes.anew {
            if let Some(view) = self.view_for(now, who) {
                tell(Audience::One(who), Event::ViewReplaced { view: Box::new(view) });
            }
        }
        for (audience, event) in changes.told.into_iter().chain(settled).chain(running) {
            tell(audience, event);
        }
        for (who, event) in private {
            tell(Audience::One(who), event);
        }
        // An empty room has nobody to tell.
        let everybody = Whereabouts::of(self);
        effects.retain(|effect| match effect {
            Effect::Tell { audience, .. } => self.hears_any(&everybody, audience),
            _ => true,
        });
        effects.extend(to_keys);
        let unseat = |(participant, device)| Effect::Unseat { participant, device };
        effects.extend(changes.unseated.into_iter().map(unseat));
        effects.extend(
            changes.seated.into_iter().map(|(participant, device)| Effect::Seat { participant, device }),
        );
        effects.extend(lobby_news);
        let refused = |(device, reason)| Effect::TellRefused { device, reason };
        effects.extend(changes.refused.into_iter().map(refused));
        if !self.is_practice() {
            let keep = |(participant, name)| Effect::KeepName { participant, name };
            effects.extend(changes.names.into_iter().map(keep));
        }
        if let Some((Sender { participant, device }, further)) = changes.invited {
            effects.push(Effect::InviteDevice { participant, device, further });
        }
        if let Some((_, participant, remains)) = changes.removed {
            let invitation = match remains {
                Remains::Nothing => Invitation::Personal,
                Remains::SharedLink => Invitation::Shared,
            };
            effects.push(Effect::Revoke { participant, invitation });
        }
        let drop_picture = |picture| Effect::DropPicture { picture };
        effects.extend(changes.dropped_pictures.into_iter().map(drop_picture));
        let disconnect = |(device, code)| Effect::Disconnect { device, code };
        effects.extend(changes.gone.into_iter().map(disconnect));
        self.let_in_after_all_have_gone(now, effects)
    }
}

impl Room {
    /// What follows for features from who is where and may what now.
    fn settle(&mut self) -> Vec<(Audience, Event)> {
        self.settle_paces();
        let mut told = self.settle_chat();
        told.extend(self.settle_polls());
        told.extend(self.settle_feedback());
        told
    }
}

#[cfg(test)]
mod tests;
