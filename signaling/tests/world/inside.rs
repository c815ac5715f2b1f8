//! What is in groups and beside them: visits, words to all, cards, notes and timers.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use signaling::id::{GroupId, ParticipantId};
use signaling::protocol::{Command, GroupColour, GroupView, Place, RoomView};
use signaling::role::Permission;

use crate::script::{Who, who};
use crate::session::Session;
use crate::truth::Truth;

/// Groups are named by position among those that are open.
#[derive(Debug, Clone, Copy)]
pub enum InGroup {
    Visit(usize, bool),
    EndVisit,
    Speak(bool),
    Tell(u8),
    Lead(usize, Who),
    Card(u8),
    Share(bool),
    ShowCard(Option<usize>),
    TakeNote,
    ReleaseNote,
    Note(u8),
    Timer(u32),
    ExtendTimer(i32),
    PauseTimer(bool),
    StopTimer,
}

/// What those who run the session say.
pub fn over_groups() -> impl Strategy<Value = InGroup> {
    prop_oneof![
        8 => (0..4_usize, any::<bool>()).prop_map(|(group, listening)| InGroup::Visit(group, listening)),
        2 => Just(InGroup::EndVisit),
        3 => prop::bool::weighted(0.7).prop_map(InGroup::Speak),
        1 => (0..2_u8).prop_map(InGroup::Tell),
        2 => (0..4_usize, who()).prop_map(|(group, who)| InGroup::Lead(group, who)),
        3 => prop::option::weighted(0.8, 0..4_usize).prop_map(InGroup::ShowCard),
        4 => timer(),
    ]
}

/// What those who are in a group say.
pub fn in_group() -> impl Strategy<Value = InGroup> {
    prop_oneof![
        4 => (0..3_u8).prop_map(InGroup::Card),
        3 => prop::bool::weighted(0.7).prop_map(InGroup::Share),
        6 => Just(InGroup::TakeNote),
        1 => Just(InGroup::ReleaseNote),
        6 => (0..3_u8).prop_map(InGroup::Note),
        1 => timer(),
        1 => (0..4_usize, any::<bool>()).prop_map(|(group, listening)| InGroup::Visit(group, listening)),
    ]
}

fn timer() -> impl Strategy<Value = InGroup> {
    prop_oneof![
        4 => (0..20_u32).prop_map(InGroup::Timer),
        2 => (-5..5_i32).prop_map(InGroup::ExtendTimer),
        2 => any::<bool>().prop_map(InGroup::PauseTimer),
        1 => Just(InGroup::StopTimer),
    ]
}

impl Session {
    pub fn in_group(&self, what: InGroup, groups: &[GroupView]) -> Command {
        let group =
            |index: usize| groups.get(index % groups.len().max(1)).map_or(GroupId(1), |one| one.group);
        let text = |number: u8| ["", "Ilona", "Ilona taas"][usize::from(number)].to_owned();
        match what {
            InGroup::Visit(index, listening) => Command::VisitGroup { group: group(index), listening },
            InGroup::EndVisit => Command::EndVisit {},
            InGroup::Speak(on) => Command::SpeakToAll { on },
            InGroup::Tell(number) => Command::TellGroups { text: text(number) },
            InGroup::Lead(index, who) => Command::SetGroup {
                group: group(index),
                name: None,
                colour: GroupColour::Blue,
                task: None,
                leader: Some(self.person(who)),
            },
            InGroup::Card(number) => Command::WriteCard { text: text(number) },
            InGroup::Share(shared) => Command::ShareCard { shared },
            InGroup::ShowCard(index) => Command::ShowCard { group: index.map(group) },
            InGroup::TakeNote => Command::TakeNote {},
            InGroup::ReleaseNote => Command::ReleaseNote {},
            InGroup::Note(number) => Command::WriteNote { text: text(number) },
            InGroup::Timer(seconds) => {
                Command::StartTimer { seconds, title: (seconds > 9).then(|| "Ilona".to_owned()) }
            }
            InGroup::ExtendTimer(seconds) => Command::ExtendTimer { seconds },
            InGroup::PauseTimer(true) => Command::PauseTimer {},
            InGroup::PauseTimer(false) => Command::ResumeTimer {},
            InGroup::StopTimer => Command::StopTimer {},
        }
    }

    /// What of it was reached.
    pub fn reach_insides(&mut self, views: &BTreeMap<ParticipantId, RoomView>) {
        let run = views.values().find_map(|view| view.run.as_ref());
        let ends_before = |view: &RoomView| {
            let open: BTreeSet<GroupId> = view.groups.iter().map(|group| group.group).collect();
            let first = open.first();
            view.last_groups.iter().any(|last| first.is_some_and(|first| last.group > *first))
                && !open.is_empty()
        };
        let what = [
            ("somebody visits", !self.truth.visiting.is_empty()),
            ("somebody only listens", !self.truth.listening.is_empty()),
            ("somebody speaks to all", self.truth.speaker.is_some()),
            ("a card that is shown", views.values().any(|view| view.cards.iter().any(|card| card.showing))),
            ("a later round", run.is_some_and(|run| run.round > Some(1))),
            ("a group that has ended before the others", views.values().any(ends_before)),
            ("groups that count down", run.is_some_and(|run| run.opens_at.is_some())),
            ("groups of the last time", views.values().any(|view| !view.last_groups.is_empty())),
            ("prepared groups", views.values().any(|view| view.prepared.is_some())),
            ("a note that was kept", views.values().any(|view| !view.notes.is_empty())),
        ];
        for (what, reached) in what {
            if reached {
                self.reach(what);
            }
        }
    }
}

impl Truth {
    /// Who visits, as everybody sees it, and who may still speak to all.
    pub fn follow_insides(
        &mut self,
        views: &BTreeMap<ParticipantId, RoomView>,
        places: &BTreeMap<ParticipantId, Place>,
    ) {
        let groups = views.values().map(|view| &view.groups).find(|groups| !groups.is_empty());
        let visits = |who: &ParticipantId, only_listening: bool| {
            groups.into_iter().flatten().any(|group| {
                let there = places[who] == (Place::Group { group: group.group });
                let visit = group.visits.iter().find(|visit| {
                    visit.participant == *who && visit.begins_at <= views[who].now && visit.ended_at.is_none()
                });
                there && visit.is_some_and(|visit| visit.listening || !only_listening)
            })
        };
        self.visiting = views.keys().copied().filter(|who| visits(who, false)).collect();
        self.listening = views.keys().copied().filter(|who| visits(who, true)).collect();
        for carrier in self.devices.values_mut() {
            if !carrier.people.is_disjoint(&self.listening) {
                carrier.sending.clear();
            }
        }
        let may_go_on = |who: &ParticipantId| {
            groups.is_some()
                && self.people.contains_key(who)
                && self.acts_as(*who).may(Permission::RunGroups)
                && !matches!(places[who], Place::Help { .. } | Place::PrivateWord { .. })
                && !self.listening.contains(who)
                && self.is_here(*who)
                && !self.out.contains(who)
        };
        self.speaker = self.speaker.filter(may_go_on);
    }

    /// Whether a device is that of whoever is heard in the plenary and every group, and somebody hears what is told there.
    pub fn is_heard_everywhere(&self, people: &BTreeSet<ParticipantId>, listener: Place) -> bool {
        let reached = !matches!(
            listener,
            Place::Help { .. }
                | Place::Coffee {}
                | Place::PrivateWord { .. }
                | Place::Encounter { .. }
                | Place::Aside { .. }
        );
        reached && self.speaker.is_some_and(|speaker| people.contains(&speaker))
    }

    /// A visitor knows who visits, and nothing of the group's work.
    pub fn check_insides(&self, who: ParticipantId, view: &RoomView, place: Place) {
        let is_in_group = matches!(place, Place::Group { .. });
        let visits = self.visiting.contains(&who);
        assert_eq!(view.inside.is_some(), is_in_group);
        assert_eq!(view.note.is_some(), is_in_group && !visits, "the note is the group's");
        assert!(!visits || view.inside.as_ref().is_some_and(|inside| inside.card.is_none()));
        assert!(!visits || self.acts_as(who).may(Permission::VisitGroups));
        let role = self.acts_as(who);
        assert!(role.may(Permission::RunGroups) || view.cards.iter().all(|card| card.shown));
        assert!(view.cards.iter().filter(|card| card.showing).count() <= 1);
        assert!(role.is_staff() || view.timers.iter().all(|timer| timer.place == place));
        if let Some(writer) = view.note.as_ref().and_then(|note| note.writer) {
            assert!(self.is_here(writer) && !self.visiting.contains(&writer), "who writes is here");
        }
    }
}
