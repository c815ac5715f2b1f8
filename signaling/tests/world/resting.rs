//! Breaks and own tasks: what is said of them, and what must follow from them for what is sent, kept and seen.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use signaling::id::{ParticipantId, PictureId};
use signaling::protocol::{BreakView, Command, OwnTaskView, Place, RoomView};
use signaling::room::Effect;

use crate::script::{Who, who};
use crate::session::Session;

#[derive(Debug, Clone, Copy)]
pub enum Rest {
    StartBreak {
        coffee_table: bool,
    },
    ExtendBreak(i32),
    EndBreak,
    SayBack(bool),
    SitAtCoffee(bool),
    StartTask(u8),
    ExtendTask(i32),
    EndTask,
    SayReady(bool),
    /// With the picture of the server's at this index, and with words.
    Bring(Option<usize>, bool),
    RemoveResult(Option<Who>),
    ShowResult(Option<Who>),
}

/// What everybody says.
pub fn resting() -> impl Strategy<Value = Rest> {
    prop_oneof![
        3 => prop::bool::weighted(0.7).prop_map(Rest::SayBack),
        6 => prop::bool::weighted(0.7).prop_map(Rest::SitAtCoffee),
        3 => prop::bool::weighted(0.7).prop_map(Rest::SayReady),
        6 => (prop::option::of(0..8_usize), prop::bool::weighted(0.8))
            .prop_map(|(picture, words)| Rest::Bring(picture, words)),
        1 => prop::option::of(who()).prop_map(Rest::RemoveResult),
    ]
}

/// What those say who run the session.
pub fn running_breaks() -> impl Strategy<Value = Rest> {
    prop_oneof![
        4 => prop::bool::weighted(0.8).prop_map(|coffee_table| Rest::StartBreak { coffee_table }),
        2 => (-2..3_i32).prop_map(Rest::ExtendBreak),
        3 => Just(Rest::EndBreak),
        4 => (0..2_u8).prop_map(Rest::StartTask),
        2 => (-2..3_i32).prop_map(Rest::ExtendTask),
        2 => Just(Rest::EndTask),
        6 => prop::option::weighted(0.9, who()).prop_map(Rest::ShowResult),
        1 => who().prop_map(|whose| Rest::RemoveResult(Some(whose))),
    ]
}

/// What there is of it, as everybody sees it who is in the session.
#[derive(Debug, Default)]
pub struct Resting {
    pause: Option<BreakView>,
    task: Option<OwnTaskView>,
    places: BTreeMap<ParticipantId, Place>,
}

impl Session {
    pub fn rest(&self, rest: Rest) -> Command {
        let whose = |whose: Option<Who>| whose.map(|who| self.person(who));
        match rest {
            Rest::StartBreak { coffee_table } => Command::StartBreak { minutes: 1, coffee_table },
            Rest::ExtendBreak(minutes) => Command::ExtendBreak { minutes },
            Rest::EndBreak => Command::EndBreak {},
            Rest::SayBack(back) => Command::SayBack { back },
            Rest::SitAtCoffee(sit) => Command::SitAtCoffee { sit },
            Rest::StartTask(task) => Command::StartOwnTask { task: format!("Ilona {task}"), minutes: 1 },
            Rest::ExtendTask(minutes) => Command::ExtendOwnTask { minutes },
            Rest::EndTask => Command::EndOwnTask {},
            Rest::SayReady(ready) => Command::SayTaskReady { ready },
            Rest::Bring(picture, words) => {
                let kept: Vec<PictureId> = self.pictures.iter().copied().collect();
                let picture = picture.and_then(|index| kept.get(index % kept.len().max(1)));
                let text = words.then(|| "Ilona".to_owned());
                Command::BringResult { title: "Ilona".into(), text, picture: picture.copied() }
            }
            Rest::RemoveResult(who) => Command::RemoveResult { participant: whose(who) },
            Rest::ShowResult(who) => Command::ShowResult { participant: whose(who) },
        }
    }

    /// The server has taken a picture from somebody, if it may.
    pub fn store_picture(&mut self, who: ParticipantId) -> Vec<Effect> {
        let picture = PictureId(self.record.len() as u32);
        let kept = self.room.keep_picture(who, picture);
        assert_eq!(kept.is_ok(), self.room.may_bring_picture(who));
        if let Ok(dropped) = kept {
            self.reach("a picture kept");
            self.pictures.insert(picture);
            assert!(dropped.iter().all(|picture| self.pictures.remove(picture)), "what is dropped was there");
        }
        Vec::new()
    }

    /// As it is before a step.
    pub fn resting(&self) -> Resting {
        let places = self.places();
        let inside = places.keys().find(|who| !self.truth.is_apart(who));
        let view = inside.and_then(|who| self.room.view_for(self.now, *who));
        let (pause, task) = view.map(|view| (view.pause, view.own_task)).unwrap_or_default();
        Resting { pause, task, places }
    }

    /// What a step that began or ended a break or a task has turned off. `anew`: somebody sent people off.
    pub fn rested(&mut self, before: &Resting, anew: bool) {
        let after = self.resting();
        let people = |places: &BTreeMap<ParticipantId, Place>, place: Place| -> BTreeSet<ParticipantId> {
            places.iter().filter(|(_, there)| **there == place).map(|(who, _)| *who).collect()
        };
        let mut quiet = BTreeSet::new();
        if after.pause.is_some() {
            quiet = people(&after.places, Place::Plenary {});
        } else if before.pause.is_some() {
            quiet = people(&before.places, Place::Coffee {});
        }
        let since = |rest: &Resting| rest.task.as_ref().map(|task| (task.since, task.task.clone()));
        let is_sent = since(&after).is_some() && (anew || since(&after) != since(before));
        let sent = if is_sent { people(&after.places, Place::Plenary {}) } else { BTreeSet::new() };
        let staff: BTreeSet<ParticipantId> =
            sent.iter().copied().filter(|who| self.truth.acts_as(*who).is_staff()).collect();
        for carrier in self.truth.devices.values_mut() {
            let all = |set: &BTreeSet<_>| carrier.people.iter().all(|who| set.contains(who));
            if all(&quiet) || (all(&sent) && carrier.people.is_disjoint(&staff)) {
                carrier.sending.clear();
            }
        }
    }

    /// What must hold of it whatever happened.
    pub fn check_rest(&mut self, views: &BTreeMap<ParticipantId, RoomView>) {
        let inside: BTreeMap<_, _> = views.iter().filter(|(who, _)| !self.truth.is_apart(who)).collect();
        let Some(any) = inside.values().next() else { return };
        for (who, view) in &inside {
            assert_eq!((&view.pause, &view.own_task), (&any.pause, &any.own_task), "the same for everybody");
            let is_staff = self.truth.acts_as(**who).is_staff();
            let may_see = |whose, shown: bool| is_staff || shown || whose == **who;
            assert!(view.results.iter().all(|one| may_see(one.participant, one.shown)));
            assert!(view.results.iter().filter(|one| one.showing).count() <= 1);
            assert!(view.results.iter().all(|one| one.shown || !one.showing));
            assert!(is_staff || view.break_due_since.is_none());
            for picture in view.results.iter().filter_map(|one| one.picture) {
                assert!(self.pictures.contains(&picture), "what is shown has been kept");
                assert!(self.room.may_see_picture(**who, picture));
            }
        }
        let seen = |picture: &PictureId| views.keys().any(|who| self.room.may_see_picture(*who, *picture));
        assert!(self.pictures.iter().all(seen), "what nobody can see is dropped");
        let listed = any.pause.iter().flat_map(|pause| &pause.back);
        let ready = any.own_task.iter().flat_map(|task| &task.ready);
        assert!(listed.chain(ready).all(|who| views.contains_key(who)), "who is gone is not waited for");

        let at_table = |who: &ParticipantId| {
            any.people.iter().any(|one| one.participant == *who && one.place == (Place::Coffee {}))
        };
        let table: Vec<_> =
            self.truth.devices.values().filter(|one| one.people.iter().all(at_table)).collect();
        let (sits, sends) = (!table.is_empty(), table.iter().any(|one| !one.sending.is_empty()));
        let due = views.values().any(|view| view.break_due_since.is_some());
        let shown = any.results.iter().any(|one| one.shown);
        let of_gone = any.results.iter().any(|one| !views.contains_key(&one.participant));
        let lost = any.own_task.is_some() && views.keys().any(|who| !self.truth.is_here(*who));
        for (seen, name) in [
            (sits, "somebody at the coffee table"),
            (sends, "something on at the coffee table"),
            (due, "a break is due"),
            (shown, "a result shown"),
            (of_gone, "a result of somebody who left"),
            (lost, "lost in an own task"),
        ] {
            if seen {
                self.reach(name);
            }
        }
    }
}
