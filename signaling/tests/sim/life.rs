//! What people do beside the programme: they speak, call for help, lose their connection, go for coffee, bring pictures,
//! come late and leave early.

use signaling::id::{DeviceId, ParticipantId};
use signaling::protocol::{
    Command, Further, HelpProblem, Move, Place, Reaction, RoomView, Scope, SourceKind,
};

use crate::cast::{FACILITATOR, everybody, staff};
use crate::hall::{Act, Hall};

const fn turn(kind: SourceKind, on: bool) -> Command {
    Command::SetSending { kind, on }
}

impl Hall {
    pub fn live(&mut self, who: ParticipantId) {
        let pause =
            if staff().contains(&who) { self.chance.between(40, 150) } else { self.chance.between(150, 520) };
        self.plan_in(pause, Act::Live(who));
        if !self.is_here(who) {
            return;
        }
        if self.chance.happens(5) {
            let seconds = self.loss();
            self.lose_for(who, seconds);
            return;
        }
        let view = self.room.view_for(self.now, who).unwrap();
        let own = view.people.iter().find(|one| one.participant == who).unwrap();
        let (place, is_staff) = (own.place, own.role.is_staff());
        let mut could = self.anywhere(who, place, &view);
        if is_staff {
            could.extend(self.running(place, &view));
        }
        if view.pause.is_some() {
            could = Self::in_a_break();
        }
        if view.own_task.is_some() {
            could = self.away(who);
        }
        could.extend(self.calling(place, is_staff, &view));
        let choice = self.chance.number() as usize % could.len();
        // What is not possible just now is said in life too.
        self.say(who, could.swap_remove(choice)).ok();
    }

    /// Most connections come back within seconds, some within the grace time, some later.
    fn loss(&mut self) -> u64 {
        match self.chance.between(0, 9) {
            0..=5 => self.chance.between(2, 20),
            6..=7 => self.chance.between(30, 115),
            _ => self.chance.between(130, 600),
        }
    }

    fn anywhere(&mut self, who: ParticipantId, place: Place, view: &RoomView) -> Vec<Command> {
        let text = || "Tässä on ajatus.".to_owned();
        let scope = match place {
            Place::Group { group } => Scope::Group { group },
            _ => Scope::Plenary {},
        };
        let on = self.chance.happens(60);
        let mut could = vec![
            turn(SourceKind::Microphone, on),
            turn(SourceKind::Camera, on),
            turn(SourceKind::Screen, on && who.0.is_multiple_of(7)),
            Command::RaiseHand { reply: false },
            Command::LowerHand { participant: None, reply: false },
            Command::FinishTurn {},
            Command::SendMessage { scope, text: text() },
            Command::TypeText { scope, text: text() },
            Command::React { reaction: Reaction::Thanks },
            Command::StepOut { note: None },
            Command::StepBack {},
        ];
        if let Place::Group { .. } = place {
            could.extend([
                Command::SayReady { ready: on },
                Command::TakeNote {},
                Command::WriteNote { text: text() },
                Command::ReleaseNote {},
                Command::WriteCard { text: text() },
                Command::ShareCard { shared: on },
            ]);
        }
        if view.feedback_asked {
            could.push(Command::GiveFeedback { score: 1 + who.0 % 6, word: None });
        }
        could
    }

    /// What those do who run the session.
    fn running(&mut self, place: Place, view: &RoomView) -> Vec<Command> {
        let mut could = vec![
            Command::CallNext {},
            Command::CallNext {},
            Command::FinishTurn {},
            Command::StartTimer { seconds: 90, title: None },
            Command::StopTimer {},
        ];
        let people: Vec<ParticipantId> = view.people.iter().map(|one| one.participant).collect();
        if let Some(participant) = self.chance.one_of(&people) {
            could.push(Command::Mute { participant, kind: SourceKind::Microphone });
            could.push(Command::AskToUnmute { participant, kind: SourceKind::Microphone });
        }
        if place == (Place::Backstage {}) {
            could.extend(vec![Command::ComeFromBackstage {}; 4]);
        } else if view.groups.is_empty() {
            could.push(Command::GoBackstage {});
        }
        let groups: Vec<_> = view.groups.iter().map(|open| open.group).collect();
        let Some(group) = self.chance.one_of(&groups) else { return could };
        let listening = self.chance.happens(40);
        could.extend([
            Command::VisitGroup { group, listening },
            Command::VisitGroup { group, listening },
            Command::EndVisit {},
            Command::EndVisit {},
            Command::SpeakToAll { on: true },
            Command::SpeakToAll { on: false },
            Command::TellGroups { text: "Vielä hetki.".into() },
        ]);
        let guests = view.people.iter().filter(|one| !one.role.is_staff());
        let guests: Vec<ParticipantId> = guests.map(|one| one.participant).collect();
        if let Some(participant) = self.chance.one_of(&guests) {
            let to = Place::Group { group };
            could.push(Command::MovePeople { moves: vec![Move { participant, to }] });
        }
        could
    }

    /// Calls for help: from everywhere, and answered from everywhere.
    fn calling(&mut self, place: Place, is_staff: bool, view: &RoomView) -> Vec<Command> {
        let problem = if self.chance.happens(50) { HelpProblem::NoSound } else { HelpProblem::SomethingElse };
        let for_group = matches!(place, Place::Group { .. }) && self.chance.happens(50);
        let mut could = vec![Command::AskForHelp { problem, for_group, subject: None }];
        if is_staff {
            let items: Vec<_> = view.facilitator_queue.items.iter().map(|one| one.item).collect();
            let Some(item) = self.chance.one_of(&items) else { return could };
            could.extend(vec![Command::Claim { item }; 3]);
            could.extend([Command::Release { item }, Command::Resolve { item }]);
        } else if let Some(own) = view.requests.first() {
            could.push(Command::Withdraw { request: own.request });
        }
        could
    }

    fn in_a_break() -> Vec<Command> {
        vec![
            Command::SitAtCoffee { sit: true },
            Command::SitAtCoffee { sit: true },
            Command::SitAtCoffee { sit: false },
            Command::SayBack { back: true },
            Command::SayBack { back: false },
            turn(SourceKind::Microphone, true),
            turn(SourceKind::Camera, true),
            Command::RaiseHand { reply: false },
        ]
    }

    fn away(&mut self, who: ParticipantId) -> Vec<Command> {
        let title = "Syksy".to_owned();
        let text = Some("Punainen lehti polulla".to_owned());
        let mut could = vec![
            Command::SayTaskReady { ready: true },
            Command::BringResult { title: title.clone(), text, picture: None },
            turn(SourceKind::Camera, true),
        ];
        if let Some(picture) = self.store_picture(who) {
            could.push(Command::BringResult { title: title.clone(), text: None, picture: Some(picture) });
            could.push(Command::BringResult { title, text: None, picture: Some(picture) });
        }
        could
    }

    /// Phones go to sleep in pockets.
    pub fn walk_out(&mut self) {
        for who in everybody().filter(|who| *who != FACILITATOR) {
            if self.is_here(who) && self.chance.happens(55) {
                let at = self.chance.between(60, 900);
                self.plan_in(at, Act::Lose(who));
            }
        }
    }

    pub fn lose_on_the_way(&mut self, who: ParticipantId) {
        let seconds = self.chance.between(400, 1_700);
        self.lose_for(who, seconds);
    }

    /// Back with the page that was lost, with another, or through the door when nobody waited any longer.
    pub fn back(&mut self, who: ParticipantId, device: DeviceId) {
        let is_waited_for = self.room.carried(device).contains(&who);
        let another_page = self.chance.happens(25);
        if is_waited_for && !another_page {
            assert!(self.resume(device), "who is waited for comes back");
        } else if everybody().any(|one| one == who) && !self.is_here(who) {
            self.arrive(who, Further::TakeOver);
        }
    }

    /// Somebody who shares a device, or leaves early.
    pub fn go(&mut self, who: ParticipantId) {
        self.say(who, Command::Leave {}).ok();
    }
}
