//! Scenes, and the books from which it follows who is passed on: what people are told of scenes, floors and who speaks to
//! all, and nothing of the routes themselves.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use signaling::id::ParticipantId;
use signaling::protocol::{Command, Place, RoomView, Scene, SceneKind, SceneView, Scope};
use signaling::role::{Permission, Role};

use crate::script::{Who, who};
use crate::session::Session;
use crate::truth::{Carrier, Truth};

#[derive(Debug, Clone)]
pub enum Staging {
    SetScene(SceneKind, Vec<Who>),
    SetSeen(Vec<Who>),
    Swap,
    TakeSeat,
    LeaveSeat,
    Large(Option<Who>),
    /// The interpreter at this index, or somebody who may be none.
    Follow(Option<usize>, bool),
}

pub const TEAM: SceneKind = SceneKind::ReflectingTeam {};

fn scene() -> impl Strategy<Value = SceneKind> {
    let leave_after = prop::option::weighted(0.6, prop::sample::select(vec![10, 10, 30, 5]));
    let fishbowl = (prop::sample::select(vec![2, 2, 2, 3, 9]), prop::bool::weighted(0.3), leave_after);
    prop_oneof![
        2 => Just(SceneKind::Everyone {}),
        4 => Just(SceneKind::Stage {}),
        4 => Just(TEAM),
        6 => fishbowl.prop_map(|(seats, free_seat, leave_after)| SceneKind::Fishbowl {
            seats,
            free_seat,
            leave_after,
        }),
    ]
}

/// What a phase makes of the plenary.
pub fn of_phase() -> impl Strategy<Value = Scene> {
    let others = vec![Scene::Stage, Scene::ReflectingTeam, Scene::Fishbowl];
    prop_oneof![2 => Just(Scene::Everyone), 1 => prop::sample::select(others)]
}

/// What those say who give the floor.
pub fn staging() -> impl Strategy<Value = Staging> {
    let some = || prop::collection::vec(who(), 0..3);
    prop_oneof![
        8 => (scene(), some()).prop_map(|(kind, seen)| Staging::SetScene(kind, seen)),
        3 => some().prop_map(Staging::SetSeen),
        4 => Just(Staging::Swap),
        4 => prop::option::weighted(0.8, who()).prop_map(Staging::Large),
    ]
}

/// What everybody says.
pub fn sitting() -> impl Strategy<Value = Staging> {
    let interpreter = prop::option::weighted(0.8, 0..3_usize);
    prop_oneof![
        10 => Just(Staging::TakeSeat),
        3 => Just(Staging::LeaveSeat),
        4 => (interpreter, prop::bool::weighted(0.9))
            .prop_map(|(index, right)| Staging::Follow(index, right)),
        1 => staging(),
    ]
}

impl Session {
    pub fn staging(&self, what: &Staging) -> Command {
        let people = |people: &[Who]| {
            let people: BTreeSet<ParticipantId> = people.iter().map(|who| self.person(*who)).collect();
            people.into_iter().collect()
        };
        match what {
            Staging::SetScene(SceneKind::Everyone {}, _) => {
                Command::SetScene { scene: SceneKind::Everyone {}, seen: Vec::new() }
            }
            Staging::SetScene(scene, seen) => Command::SetScene { scene: *scene, seen: people(seen) },
            Staging::SetSeen(seen) => Command::SetSeen { people: people(seen) },
            Staging::Swap => Command::SwapScene {},
            Staging::TakeSeat => Command::TakeSeat {},
            Staging::LeaveSeat => Command::LeaveSeat {},
            Staging::Large(whom) => Command::SetSpotlight { participant: whom.map(|who| self.person(who)) },
            Staging::Follow(index, right) => {
                let interprets = |role: &Role| (*role == Role::Interpreter) == *right;
                let among = self.truth.people.iter().filter(|(_, role)| interprets(role));
                let among: Vec<ParticipantId> = among.map(|(who, _)| *who).collect();
                let whom = |index: usize| among.get(index % among.len().max(1)).copied();
                Command::ChooseInterpreter { participant: index.and_then(whom) }
            }
        }
    }

    /// What a command that was done makes of the scene, as the one sees it who gave it.
    pub fn staged(&mut self, who: ParticipantId, command: &Command) {
        let (Some(view), Some(place)) = (self.room.view_for(self.now, who), self.places().get(&who).copied())
        else {
            return;
        };
        let here = view.scenes.into_iter().find(|one| one.place == place);
        let seen: BTreeSet<_> = here.iter().flat_map(|one| one.seen.iter().copied()).collect();
        match command {
            Command::SetScene { scene, seen: named } => {
                assert_eq!(here.map_or(SceneKind::Everyone {}, |one| one.scene), *scene);
                assert!(seen.iter().eq(&named.iter().copied().collect::<BTreeSet<_>>()));
            }
            Command::SetSeen { people } => {
                assert!(seen.iter().eq(&people.iter().copied().collect::<BTreeSet<_>>()));
            }
            Command::SwapScene {} => {
                let before = &self.truth.scenes[&place].seen;
                assert!(!seen.is_empty() && before.iter().all(|one| !seen.contains(one)));
            }
            Command::TakeSeat {} => assert!(seen.contains(&who)),
            Command::LeaveSeat {} => assert!(!seen.contains(&who)),
            Command::SetSpotlight { participant } => {
                assert_eq!(here.and_then(|one| one.spotlight), *participant);
            }
            Command::ChooseInterpreter { participant } => assert_eq!(view.interpreter, *participant),
            _ => {}
        }
    }

    /// What of it was reached.
    pub fn reach_scenes(&mut self, views: &BTreeMap<ParticipantId, RoomView>) {
        let truth = &self.truth;
        let is = |kind: fn(&SceneKind) -> bool| truth.scenes.values().any(|one| kind(&one.scene));
        let what = [
            ("a stage", is(|kind| matches!(kind, SceneKind::Stage {}))),
            ("a reflecting team", is(|kind| *kind == TEAM)),
            ("a fishbowl", is(|kind| matches!(kind, SceneKind::Fishbowl { .. }))),
            ("a scene in a group", truth.scenes.keys().any(|place| *place != Place::Plenary {})),
            ("a full fishbowl with a clock", truth.scenes.values().any(|one| one.leaves_at.is_some())),
            ("somebody large", truth.scenes.values().any(|one| one.spotlight.is_some())),
            (
                "somebody unseen sends",
                truth.devices.values().any(|one| !one.sending.is_empty() && !truth.is_shown(one)),
            ),
            (
                "seen while away",
                truth
                    .scenes
                    .values()
                    .any(|one| one.seen.iter().any(|who| truth.placed.get(who) != Some(&one.place))),
            ),
            (
                "seen beside another",
                truth.devices.values().any(|one| {
                    let scene = one.people.first().and_then(|who| truth.scenes.get(truth.placed.get(who)?));
                    let seen = |who: &ParticipantId| scene.is_some_and(|scene| scene.seen.contains(who));
                    one.people.iter().any(seen) && !one.people.iter().all(seen)
                }),
            ),
            (
                "called on the stage",
                truth.scenes.iter().any(|(place, one)| {
                    let floor = truth.floors.get(place);
                    one.scene == SceneKind::Stage {} && floor.is_some_and(|who| !one.seen.contains(who))
                }),
            ),
            ("an interpreter is followed", views.values().any(|view| view.interpreter.is_some())),
        ];
        for (what, reached) in what {
            if reached {
                self.reach(what);
            }
        }
    }
}

impl Truth {
    /// The scenes, as those see them who may; everybody who sees one sees the same.
    pub fn follow_scenes(
        &mut self,
        views: &BTreeMap<ParticipantId, RoomView>,
        places: &BTreeMap<ParticipantId, Place>,
    ) {
        self.floors.clear();
        self.scenes.clear();
        for view in views.values() {
            for queue in &view.queues {
                self.floors.extend(queue.floor.map(|turn| (queue.place, turn.participant)));
            }
            for scene in &view.scenes {
                let before = self.scenes.insert(scene.place, scene.clone());
                assert!(before.is_none_or(|before| before == *scene), "all see the same scene");
            }
        }
        for (who, view) in views {
            let told: BTreeSet<Place> = view.scenes.iter().map(|one| one.place).collect();
            let sees_all = self.acts_as(*who).is_staff();
            let sees = |place: &Place| !self.is_apart(who) && (sees_all || places[who] == *place);
            let expected: BTreeSet<Place> = self.scenes.keys().filter(|place| sees(place)).copied().collect();
            assert_eq!(told, expected, "the scenes that {who} sees");
            assert!(view.interpreter.is_none_or(|one| self.people.get(&one) == Some(&Role::Interpreter)));
        }
    }

    /// Whether the scene of where a device is lets anything of it out.
    pub fn is_shown(&self, carrier: &Carrier) -> bool {
        let place = carrier.people.first().and_then(|who| self.placed.get(who));
        let Some(scene) = place.and_then(|place| self.scenes.get(place)) else { return true };
        let on_stage = self.floors.get(&scene.place).filter(|_| scene.scene == SceneKind::Stage {});
        scene.scene == SceneKind::Everyone {}
            || carrier
                .people
                .iter()
                .any(|who| scene.seen.contains(who) || on_stage == Some(who) || self.speaker == Some(*who))
    }

    /// Whether this person is seen with any of their devices.
    pub fn is_seen(&self, who: ParticipantId) -> bool {
        let mut theirs = self.devices.values().filter(|one| one.people.contains(&who));
        theirs.any(|one| self.is_shown(one))
    }

    /// Whether somebody who gets the floor where they are is heard.
    pub fn floor_is_heard(&self, who: ParticipantId) -> bool {
        let scene = self.placed.get(&who).and_then(|place| self.scenes.get(place)).map(|one| one.scene);
        match scene {
            None | Some(SceneKind::Everyone {} | SceneKind::Stage {}) => true,
            Some(SceneKind::ReflectingTeam {} | SceneKind::Fishbowl { .. }) => self.is_seen(who),
        }
    }

    /// What must hold of every scene.
    pub fn check_scenes(&self) {
        for (place, one) in &self.scenes {
            let SceneView { scene, seen, leaves_at, spotlight, .. } = one;
            let is_plenary = *place == Place::Plenary {};
            assert!(
                is_plenary || matches!(place, Place::Group { .. }),
                "only the plenary and groups are staged"
            );
            assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len(), "each once");
            assert!(seen.iter().all(|who| self.acts_as(*who).may(Permission::PublishMicrophone)));
            let is_fishbowl = matches!(scene, SceneKind::Fishbowl { .. });
            let waits = is_plenary && !is_fishbowl;
            assert!(seen.iter().all(|who| waits || self.placed[who] == *place), "whoever is seen is there");
            match scene {
                SceneKind::Everyone {} => assert!(seen.is_empty() && spotlight.is_some()),
                SceneKind::Stage {} | SceneKind::ReflectingTeam {} => assert!(!seen.is_empty()),
                SceneKind::Fishbowl { seats, free_seat, leave_after } => {
                    let all = *seats as usize + usize::from(*free_seat);
                    assert!(seen.len() <= all, "nobody sits on nothing");
                    assert!(leaves_at.is_none() || (seen.len() == all && leave_after.is_some()));
                }
            }
            if let Some(large) = spotlight {
                assert!(self.placed[large] == *place && self.is_seen(*large), "who is large is seen");
            }
        }
    }

    /// Nobody who listens to a reflecting team says anything to those who talk there. Asked of the scenes as they were
    /// before the change, which are those after it: whoever writes changes no scene.
    pub fn may_be_said(&self, from: ParticipantId, to: ParticipantId, scope: Scope) -> bool {
        let talks =
            |who: ParticipantId, place: Place| self.placed.get(&who) == Some(&place) && self.is_seen(who);
        let team = |place: Place| self.scenes.get(&place).is_some_and(|one| one.scene == TEAM);
        match scope {
            Scope::Plenary {} => !team(Place::Plenary {}) || talks(from, Place::Plenary {}),
            Scope::Group { group } => {
                let place = Place::Group { group };
                !team(place) || talks(from, place)
            }
            Scope::Person { .. } => self.may_reach(from, to),
            Scope::Help { .. }
            | Scope::Encounter { .. }
            | Scope::Backstage {}
            | Scope::Facilitators { .. } => true,
        }
    }

    /// The same of reactions and private words.
    pub fn may_reach(&self, from: ParticipantId, to: ParticipantId) -> bool {
        let (Some(here), Some(there)) = (self.placed.get(&from), self.placed.get(&to)) else { return true };
        let is_team = here == there && self.scenes.get(here).is_some_and(|one| one.scene == TEAM);
        !is_team || self.is_seen(from) || !self.is_seen(to)
    }
}
