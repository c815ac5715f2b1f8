//! Shared screens and what is played to all: what is said of them, and the books that tell who hears what is played.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use signaling::id::ParticipantId;
use signaling::protocol::{Command, Event, Place, PlayingView, RoomView, SourceKind};
use signaling::role::Permission;

use crate::session::Session;
use crate::truth::{Carrier, Truth, hears};

#[derive(Debug, Clone, Copy)]
pub enum Showing {
    AskForScreen,
    /// With a picture, with captions.
    Play(bool, bool),
    SetPlayed(u32, bool),
    Pause(bool),
    StopPlaying,
    Cue(u8),
}

/// What those say who play to all.
pub fn playing() -> impl Strategy<Value = Showing> {
    prop_oneof![
        6 => (any::<bool>(), prop::bool::weighted(0.8))
            .prop_map(|(picture, captions)| Showing::Play(picture, captions)),
        2 => (prop::sample::select(vec![0, 50, 101, 101]), any::<bool>())
            .prop_map(|(level, captions)| Showing::SetPlayed(level, captions)),
        3 => any::<bool>().prop_map(Showing::Pause),
        1 => Just(Showing::StopPlaying),
        3 => (0..3_u8).prop_map(Showing::Cue),
    ]
}

/// What everybody says.
pub fn sharing() -> impl Strategy<Value = Showing> {
    prop_oneof![6 => Just(Showing::AskForScreen), 1 => playing()]
}

impl Session {
    pub fn showing(what: Showing) -> Command {
        let title = || Some("Ilona soi".to_owned());
        match what {
            Showing::AskForScreen => Command::AskForScreen {},
            Showing::Play(picture, captions) => {
                Command::StartPlaying { title: title(), picture, level: 80, captions }
            }
            Showing::SetPlayed(level, captions) => Command::SetPlaying { title: title(), level, captions },
            Showing::Pause(true) => Command::PausePlaying {},
            Showing::Pause(false) => Command::ResumePlaying {},
            Showing::StopPlaying => Command::StopPlaying {},
            Showing::Cue(text) => {
                Command::SendCue { text: ["", "Ilona", "Ilona taas"][usize::from(text)].into() }
            }
        }
    }

    /// What of it was reached.
    pub fn reach_screens(&mut self) {
        let truth = &self.truth;
        let two = |carrier: &Carrier| {
            [SourceKind::Screen, SourceKind::SecondScreen].iter().all(|kind| carrier.sending.contains(kind))
        };
        let what = [
            ("played in the plenary", truth.playing.contains_key(&Place::Plenary {})),
            ("played in a group", truth.playing.keys().any(|place| *place != Place::Plenary {})),
            ("played and standing still", truth.playing.values().any(|one| one.paused)),
            ("played beside a screen", truth.devices.values().any(two) && !truth.playing.is_empty()),
            (
                "played by somebody unseen",
                truth.playing.values().any(|one| !truth.is_shown(&truth.devices[&one.device])),
            ),
        ];
        for (what, reached) in what {
            if reached {
                self.reach(what);
            }
        }
    }
}

impl Truth {
    /// A screen is of one place, and what is no longer played sends nothing. Before the books of who is where are anew.
    pub fn end_shares(
        &mut self,
        views: &BTreeMap<ParticipantId, RoomView>,
        places: &BTreeMap<ParticipantId, Place>,
    ) {
        let placed = &self.placed;
        let has_moved = |who: &ParticipantId| {
            placed.get(who).is_some_and(|before| places.get(who).is_some_and(|now| now != before))
        };
        for carrier in self.devices.values_mut().filter(|one| one.people.iter().any(has_moved)) {
            carrier.sending.retain(|kind| kind.share().is_none());
        }
        let mut playing: BTreeMap<Place, PlayingView> = BTreeMap::new();
        for one in views.values().filter_map(|view| view.playing.as_ref()) {
            let before = playing.insert(places[&one.participant], one.clone());
            assert!(before.is_none_or(|before| before == *one), "all hear of the same");
        }
        for (place, ended) in std::mem::replace(&mut self.playing, playing) {
            let goes_on = self.playing.get(&place).is_some_and(|one| one.device == ended.device);
            if let Some(carrier) = self.devices.get_mut(&ended.device).filter(|_| !goes_on) {
                carrier.sending.retain(|kind| kind.share() != ended.kind.share());
            }
        }
    }

    /// What is on because of a command that was done.
    pub fn showed(&mut self, carrier: signaling::id::DeviceId, picture: bool) {
        let sending = &mut self.devices.get_mut(&carrier).unwrap().sending;
        let pairs = [SourceKind::Screen, SourceKind::SecondScreen].map(|kind| kind.share().unwrap());
        let free = pairs.into_iter().find(|pair| pair.iter().all(|kind| !sending.contains(kind)));
        let [shown, heard] = free.expect("there was room");
        sending.insert(heard);
        if picture {
            sending.insert(shown);
        }
    }

    /// What must hold of what is played.
    pub fn check_playing(
        &self,
        views: &BTreeMap<ParticipantId, RoomView>,
        places: &BTreeMap<ParticipantId, Place>,
    ) {
        for (place, one) in &self.playing {
            assert!(matches!(place, Place::Plenary {} | Place::Group { .. }));
            assert!(self.acts_as(one.participant).may(Permission::PlayToAll));
            let carrier = &self.devices[&one.device];
            let [_, sound] = one.kind.share().unwrap();
            assert!(carrier.people.contains(&one.participant) && carrier.sending.contains(&sound));
        }
        for (who, view) in views {
            let heard = self.playing.iter().find(|(place, _)| hears(places[who], **place));
            let heard = heard.map(|(_, one)| one).filter(|_| !self.is_apart(who));
            assert_eq!(view.playing.as_ref(), heard, "what {who} hears of what is played");
        }
    }

    /// The sources of a device that carry what is played: they pass in every scene and out of turn.
    pub fn played_by(&self, carrier: &Carrier) -> BTreeSet<SourceKind> {
        let is_its = |one: &&PlayingView| {
            self.devices.get(&one.device).is_some_and(|device| std::ptr::eq(device, carrier))
        };
        let played = self.playing.values().find(is_its);
        played.and_then(|one| one.kind.share()).into_iter().flatten().collect()
    }

    pub fn check_told_of_playing(
        &self,
        who: ParticipantId,
        event: &Event,
        placed: &BTreeMap<ParticipantId, Place>,
    ) {
        match event {
            Event::PlayingChanged { playing: Some(one) } => {
                assert!(hears(placed[&who], placed[&one.participant]), "what is played elsewhere");
            }
            Event::CueShown { .. } => {
                assert!(self.playing.keys().any(|place| hears(placed[&who], *place)), "a cue from elsewhere");
            }
            Event::ScreenAsked { participant } => {
                assert_eq!(placed[&who], placed[participant]);
                assert!(self.may_reach(*participant, who), "a listener's words to who talks");
            }
            _ => {}
        }
    }
}
