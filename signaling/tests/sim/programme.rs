//! The programme of the day, in minutes from when the doors open: what those who lead it do, whatever else happens.

use signaling::id::ParticipantId;
use signaling::protocol::{
    AgendaItem, Assignment, AttendanceSubject, Command, Door, GroupsPlan, LateRule, Phase, Scene, Shape,
    TurnMode,
};

use crate::cast::{FACILITATOR, SPEAKER, SUPERVISOR};
use crate::hall::Hall;

#[derive(Debug, Clone, Copy)]
pub enum Lead {
    PlanTheDay,
    AdmitAll,
    OpenTheDoor,
    SpeakerBackstage,
    NextPhase,
    /// The facilitator's connection is lost for ten minutes.
    LoseTheFacilitator,
    Show,
    StartBreak,
    EndBreak,
    Cafe,
    AskFeedback,
    EndSession,
}

pub const PROGRAMME: [(u64, Lead); 29] = [
    (4, Lead::PlanTheDay),
    (8, Lead::AdmitAll),
    (12, Lead::AdmitAll),
    (14, Lead::SpeakerBackstage),
    (16, Lead::AdmitAll),
    (20, Lead::OpenTheDoor),
    // The welcome, then the talk.
    (21, Lead::NextPhase),
    (33, Lead::NextPhase),
    // Three rounds of ten minutes, each in other groups; in the second the facilitator is gone.
    (50, Lead::NextPhase),
    (62, Lead::LoseTheFacilitator),
    // A break, with coffee.
    (84, Lead::NextPhase),
    // Alone, in pairs, in fours, all.
    (100, Lead::NextPhase),
    // The own task.
    (112, Lead::NextPhase),
    // What people brought.
    (153, Lead::NextPhase),
    (154, Lead::Show),
    (156, Lead::Show),
    (158, Lead::Show),
    (161, Lead::StartBreak),
    (172, Lead::EndBreak),
    // A learning café of three rounds.
    (173, Lead::NextPhase),
    (174, Lead::Cafe),
    // Recalled in the middle of the last round.
    (192, Lead::NextPhase),
    (194, Lead::Show),
    (196, Lead::Show),
    (198, Lead::AskFeedback),
    (205, Lead::StartBreak),
    (208, Lead::EndBreak),
    (230, Lead::AskFeedback),
    (235, Lead::EndSession),
];

fn phase(title: &str) -> Phase {
    Phase {
        title: title.to_owned(),
        minutes: None,
        scene: Scene::Everyone,
        turns: TurnMode::Free,
        cut: false,
        coffee_table: false,
        own_task: false,
        groups: None,
        task: None,
        question: None,
        leads: None,
        helps: Vec::new(),
        brings: None,
        material: None,
        note: None,
    }
}

fn groups(assignment: Assignment, minutes: u32, countdown_seconds: u32) -> GroupsPlan {
    GroupsPlan {
        shape: Shape::Size { people: 4 },
        assignment,
        minutes: Some(minutes),
        warnings: vec![2],
        countdown_seconds,
        late: LateRule::SmallestGroup,
        ..GroupsPlan::of(1, Assignment::Random {})
    }
}

fn agenda() -> Vec<AgendaItem> {
    let speaker = AttendanceSubject::Visitor { participant: SPEAKER };
    let rotation = groups(Assignment::Rotation { rounds: 3 }, 10, 30);
    let fours = groups(Assignment::OneTwoFour {}, 3, 60);
    let phases = [
        Phase { minutes: Some(12), ..phase("Alku") },
        Phase { turns: TurnMode::Queue, brings: Some(speaker), ..phase("Alustus") },
        Phase { groups: Some(rotation), task: Some("Mikä toimii?".into()), ..phase("Pienryhmät") },
        Phase { scene: Scene::Break, minutes: Some(15), coffee_table: true, ..phase("Kahvi") },
        Phase { groups: Some(fours), ..phase("Yksin, pareittain, neljästään") },
        Phase {
            own_task: true,
            minutes: Some(40),
            task: Some("Kuvaa neljä merkkiä syksystä".into()),
            ..phase("Omassa ympäristössä")
        },
        phase("Kuvat"),
        phase("Oppimiskahvila"),
        phase("Lopetus"),
    ];
    phases.into_iter().map(|plan| AgendaItem { phase: None, plan }).collect()
}

impl Hall {
    /// Whoever of those who may lead is connected now.
    fn leader(&self) -> Option<ParticipantId> {
        [FACILITATOR, SUPERVISOR].into_iter().find(|who| self.is_here(*who))
    }

    /// False when there is nobody to do it.
    pub fn lead(&mut self, what: Lead) -> bool {
        let Some(leader) = self.leader() else { return false };
        let command = match what {
            Lead::LoseTheFacilitator => {
                self.lose_for(FACILITATOR, 600);
                return true;
            }
            Lead::SpeakerBackstage => {
                if !self.is_here(SPEAKER) {
                    return false;
                }
                self.say(SPEAKER, Command::GoBackstage {}).unwrap();
                return true;
            }
            Lead::PlanTheDay => Command::SetAgenda { phases: agenda() },
            Lead::AdmitAll => Command::AdmitAll {},
            Lead::OpenTheDoor => Command::SetDoor { door: Door::Open },
            Lead::NextPhase => Command::NextPhase { seconds: 60 },
            Lead::Show => {
                let view = self.room.view_for(self.now, leader).unwrap();
                let brought: Vec<_> = view.results.iter().map(|result| result.participant).collect();
                let participant = self.chance.one_of(&brought);
                assert!(participant.is_some(), "somebody brought something");
                Command::ShowResult { participant }
            }
            Lead::StartBreak => Command::StartBreak { minutes: 10, coffee_table: true },
            Lead::EndBreak => Command::EndBreak {},
            Lead::Cafe => {
                let view = self.room.view_for(self.now, leader).unwrap();
                let hosts = view.people.iter().filter(|one| !one.role.is_staff()).take(9);
                let hosts = hosts.map(|one| one.participant).collect();
                Command::OpenGroups { plan: groups(Assignment::Cafe { rounds: 3, hosts }, 7, 10) }
            }
            Lead::AskFeedback => Command::AskFeedback {},
            Lead::EndSession => Command::EndSession {},
        };
        let done = self.say(leader, command.clone());
        assert_eq!(done, Ok(()), "{command:?} by {leader}");
        true
    }
}
