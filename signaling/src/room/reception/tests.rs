mod door;
mod encounters;
mod hand_over;
mod lines;
mod lost;
mod view;

use super::{DoorOption, DoorQuestion, Line, Reception};
use crate::id::{EncounterId, LineId};
use crate::protocol::{
    Command, Door, DoorAnswer, EncounterView, Further, OwnLineView, Place, ReceptionDoorView, ReceptionView,
    Rejection,
};
use crate::role::Role;
use crate::room::lobby::tests::{arrival, behind_a_door, knock};
use crate::room::log::Log;
use crate::room::story::{GRACE, Story, device, person};
use crate::room::{Arrival, Arrived, Effect, Room};

const SOCIAL: LineId = LineId(0);
const HEALTH: LineId = LineId(1);

const fn encounter(id: u32) -> Place {
    Place::Encounter { encounter: EncounterId(id) }
}

const fn aside(id: u32) -> Place {
    Place::Aside { encounter: EncounterId(id) }
}

fn two_lines() -> Reception {
    let option = |text: &str, line| DoorOption { text: text.into(), line };
    Reception {
        lines: vec![
            Line { name: "Sosiaalityö".into(), minutes: 20 },
            Line { name: "Terveysneuvonta".into(), minutes: 10 },
        ],
        questions: vec![
            DoorQuestion {
                text: "Mitä asia koskee?".into(),
                options: vec![
                    option("Asuminen", Some(SOCIAL)),
                    option("Terveys", Some(HEALTH)),
                    option("Muu", None),
                ],
            },
            DoorQuestion { text: "Mistä on kyse?".into(), options: Vec::new() },
        ],
        closed_text: "Hätätilanteessa soita 112.".into(),
        hours: Vec::new(),
    }
}

/// Professionals 1 to 3, and a speaker (4). The door is open, and both lines are.
fn reception_of(reception: Reception) -> Story {
    let mut story = behind_a_door(Door::Open);
    story.room = story.room.with_reception(reception).unwrap();
    for (who, role) in [(2, Role::Facilitator), (3, Role::Assistant), (4, Role::Speaker)] {
        story.enter(who, who, role).unwrap();
    }
    story
}

fn reception() -> Story {
    reception_of(two_lines())
}

fn answers(option: u32, words: &str) -> Vec<DoorAnswer> {
    let mut answers = vec![DoorAnswer::Chosen { question: 0, option }];
    if !words.is_empty() {
        answers.push(DoorAnswer::Words { question: 1, text: words.into() });
    }
    answers
}

fn join(line: LineId) -> Command {
    Command::JoinLine { answers: answers(line.0, ""), in_writing: false }
}

/// Comes, and stands in a line.
fn stand(story: &mut Story, who: u32, line: LineId) {
    knock(story, who);
    story.say(who, join(line)).unwrap();
}

fn receive(story: &mut Story, who: u32, lines: &[LineId]) {
    story.say(who, Command::Receive { lines: lines.to_vec() }).unwrap();
}

const NEXT: Command = Command::TakeNext { line: None };

/// Who was taken, by the encounter they are in.
fn take(story: &mut Story, who: u32) -> Result<u32, Rejection> {
    story.say(who, NEXT)?;
    Ok(with(story, who).visitor.0)
}

fn with(story: &Story, who: u32) -> EncounterView {
    seen(story, who).unwrap()
}

fn seen(story: &Story, who: u32) -> Option<EncounterView> {
    story.room.view_for(story.now, person(who)).unwrap().encounter
}

fn desk(story: &Story, who: u32) -> ReceptionView {
    story.room.view_for(story.now, person(who)).unwrap().reception.unwrap()
}

fn at_door(story: &Story, who: u32) -> ReceptionDoorView {
    story.room.lobby_view_for(person(who)).unwrap().reception.unwrap()
}

fn own(story: &Story, who: u32) -> OwnLineView {
    at_door(story, who).own.unwrap()
}

/// Those in line, in the order in which they are taken.
fn line(story: &Story) -> Vec<u32> {
    desk(story, 1).visitors.iter().map(|one| one.participant.0).collect()
}

/// Professional 1 is with visitor 11, and 12 is the next in the same line.
fn in_encounter() -> Story {
    let mut story = reception();
    receive(&mut story, 1, &[SOCIAL]);
    stand(&mut story, 11, SOCIAL);
    stand(&mut story, 12, SOCIAL);
    assert_eq!(take(&mut story, 1), Ok(11));
    story
}

/// The same, and the colleague is aside.
fn with_colleague(colleague: u32) -> Story {
    let mut story = in_encounter();
    story.say(1, Command::AskColleague { participant: person(colleague), on: true }).unwrap();
    story.say(colleague, Command::JoinEncounter { encounter: EncounterId(1) }).unwrap();
    story
}

/// A phone beside the device that a visitor has.
fn bring_phone(story: &mut Story, who: u32, with: u32) -> Arrived {
    let phone = Arrival { further: Further::Companion, ..arrival(who, with) };
    story.room.arrive(story.now, phone).unwrap().0
}

fn is_told(effects: &[Effect], who: u32) -> bool {
    effects.iter().any(|effect| match effect {
        Effect::TellLobby { participant, .. } => *participant == person(who),
        Effect::Tell { audience: crate::room::Audience::One(one), .. } => *one == person(who),
        _ => false,
    })
}

/// What a crash leaves of the room: the same room, read from its log and the texts beside it.
fn after_a_crash(story: &Story, made: &Room) -> Room {
    let mut log = Log::of(made);
    let written = log.follow(story.now, &story.room);
    let texts = written.texts.into_iter().filter_map(|change| Some((change.id, change.text?)));
    Room::replay(made.clone(), written.entry, texts).unwrap()
}
