//! What happens in an encounter, and who knows of it.

use super::*;
use crate::protocol::{CloseCode, Event, HelpProblem, MAX_PROFESSIONALS, Scope, SourceKind, Template};
use crate::role::Permission;
use crate::room::story::{PLENARY, disconnected, group};
use crate::room::{Audience, TextId};

fn ask(whom: u32) -> Command {
    Command::AskColleague { participant: person(whom), on: true }
}

const COME: Command = Command::JoinEncounter { encounter: EncounterId(1) };

fn names(story: &Story, who: u32) -> Vec<u32> {
    let view = story.room.view_for(story.now, person(who)).unwrap();
    view.people.iter().map(|one| one.participant.0).collect()
}

fn write(encounter: u32, text: &str) -> Command {
    Command::SendMessage { scope: Scope::Encounter { encounter: EncounterId(encounter) }, text: text.into() }
}

fn read(story: &Story, who: u32) -> usize {
    let view = story.room.view_for(story.now, person(who)).unwrap();
    view.chat.parts.iter().map(|part| part.messages.len()).sum()
}

#[test]
fn visitor_and_professional_hear_each_other_and_nobody_else() {
    let mut story = in_encounter();
    receive(&mut story, 2, &[SOCIAL]);
    take(&mut story, 2).unwrap();
    assert!(story.hears(1, 11) && story.hears(11, 1));
    for (one, other) in [(11, 12), (11, 2), (11, 3), (11, 4), (12, 1), (12, 3)] {
        assert!(!story.hears(one, other) && !story.hears(other, one), "{one} and {other}");
    }
}

#[test]
fn the_visitor_knows_nobody_but_whom_they_are_with() {
    let mut story = in_encounter();
    receive(&mut story, 2, &[SOCIAL]);
    take(&mut story, 2).unwrap();
    assert_eq!((names(&story, 11), names(&story, 12)), (vec![1, 11], vec![2, 12]));
    assert_eq!(names(&story, 4), [1, 2, 3, 4], "nor is known to who is no professional");
    assert_eq!(names(&story, 3), [1, 2, 3, 4, 11, 12]);
    let view = story.room.view_for(story.now, person(11)).unwrap();
    assert!(view.groups.is_empty() && view.reception.is_none() && view.lobby.is_none());
    assert!(view.attendance.is_none() && view.queues.is_empty());
    for audience in [Audience::All, Audience::Members, Audience::May(Permission::Rename)] {
        assert!(!story.room.audience(&audience).contains(&person(11)), "{audience:?}");
    }
    story.say(11, Command::SetSending { kind: SourceKind::Microphone, on: true }).unwrap();
    assert_eq!(story.say(11, Command::RaiseHand { reply: false }), Err(Rejection::NotAllowed));
    for scope in [Scope::Plenary {}, Scope::Backstage {}, Scope::Person { participant: person(2) }] {
        let message = Command::SendMessage { scope, text: "Hei".into() };
        assert_eq!(story.say(11, message), Err(Rejection::NotAllowed));
    }
    for command in [
        Command::ChangeRole { participant: person(11), role: Role::Assistant },
        Command::SendBack { participant: person(11) },
        Command::Admit { participants: vec![person(11)] },
    ] {
        assert_eq!(story.say(1, command), Err(Rejection::NotAllowed));
    }
}

#[test]
fn a_colleague_comes_aside_first_and_is_neither_heard_nor_known() {
    let mut story = in_encounter();
    story.say(1, ask(3)).unwrap();
    assert_eq!(desk(&story, 3).encounters[0].asked[0].by, person(1));
    assert_eq!(story.say(2, COME), Err(Rejection::UnknownItem), "only who is asked");
    let effects = story.say(3, COME).unwrap();
    let knows = |effect: &Effect| match effect {
        Effect::Tell { audience: Audience::One(who), event } if *who == person(11) => {
            matches!(event, Event::EncounterChanged { .. }) || format!("{event:?}").contains("n3")
        }
        _ => false,
    };
    assert!(!effects.iter().any(knows));
    assert_eq!(story.place(3), aside(1));
    for with in [1, 11] {
        assert!(!story.hears(with, 3) && !story.hears(3, with));
    }
    assert_eq!(names(&story, 11), [1, 11]);
    assert_eq!(with(&story, 11).professionals, [person(1)]);
    assert_eq!(with(&story, 1).aside, [person(3)]);

    story.say(1, Command::StepAside {}).unwrap();
    assert!(story.hears(1, 3) && story.hears(3, 1));
    assert!(!story.hears(11, 1) && !story.hears(1, 11), "the visitor hears nothing of it, nor is heard");
    let view = with(&story, 11);
    assert!(view.alone && view.professionals.is_empty() && view.aside.is_empty());
    assert_eq!(names(&story, 11), [11]);
    assert_eq!(with(&story, 3).visitor_name, "n11");

    story.say(3, Command::GoToVisitor {}).unwrap();
    assert_eq!((story.place(1), story.place(3)), (encounter(1), encounter(1)), "both go");
    assert!(story.hears(11, 3) && story.hears(3, 11) && story.hears(11, 1));
    let view = with(&story, 11);
    assert_eq!((view.professionals, view.alone), (vec![person(1), person(3)], false));
    assert_eq!(story.say(1, Command::GoToVisitor {}), Err(Rejection::NotRunning), "nobody is aside");
}

#[test]
fn a_speaker_who_is_asked_sees_that_encounter_alone_and_its_visitor_when_they_are_there() {
    let mut story = in_encounter();
    receive(&mut story, 2, &[SOCIAL]);
    take(&mut story, 2).unwrap();
    let view = |story: &Story| story.room.view_for(story.now, person(4)).unwrap().reception;
    assert_eq!(view(&story), None);
    story.say(1, ask(4)).unwrap();
    let seen = view(&story).unwrap();
    assert_eq!((seen.encounters.len(), seen.lines.len(), seen.visitors.len()), (1, 0, 0));
    story.say(4, COME).unwrap();
    assert_eq!(view(&story), None);
    assert_eq!(names(&story, 4), [1, 2, 3, 4], "aside");
    story.say(4, Command::GoToVisitor {}).unwrap();
    assert_eq!(names(&story, 4), [1, 2, 3, 4, 11]);
    let effects = story.say(11, Command::Rename { participant: None, name: "Aino".into() }).unwrap();
    let rosters = effects.iter().filter_map(|effect| match effect {
        Effect::Tell { audience, event: Event::PeopleChanged { people } } => Some((audience, people)),
        _ => None,
    });
    let to_speaker: Vec<_> =
        rosters.filter(|(audience, _)| story.room.audience(audience).contains(&person(4))).collect();
    assert_eq!(to_speaker.len(), 1, "never once without the visitor");
    assert_eq!(to_speaker[0].1.len(), 5);
    for command in [ask(3), Command::EndEncounter {}, Command::ReturnToLine {}] {
        assert_eq!(story.say(4, command), Err(Rejection::NotAllowed), "what becomes of the visitor");
    }
    assert_eq!(story.say(1, Command::LeaveEncounter {}), Err(Rejection::NotAllowed));
}

#[test]
fn who_cannot_come_is_not_asked_and_who_is_asked_may_say_no() {
    let mut story = with_colleague(3);
    for whom in [11, 1, 3] {
        assert_eq!(story.say(1, ask(whom)), Err(Rejection::OutOfRange), "{whom}");
    }
    assert_eq!(story.say(1, ask(12)), Err(Rejection::UnknownParticipant), "waits");
    assert_eq!(story.say(2, ask(3)), Err(Rejection::NotRunning));
    story.say(1, ask(2)).unwrap();
    story.say(2, Command::DeclineEncounter { encounter: EncounterId(1) }).unwrap();
    assert_eq!(story.say(2, COME), Err(Rejection::UnknownItem));
    story.say(1, ask(2)).unwrap();
    story.say(1, Command::AskColleague { participant: person(2), on: false }).unwrap();
    assert_eq!(story.say(2, COME), Err(Rejection::UnknownItem));
    for who in 20..26 {
        story.enter(who, who, Role::Assistant).unwrap();
        story.say(1, ask(who)).unwrap();
    }
    assert_eq!(with(&story, 1).asked.len() + 2, MAX_PROFESSIONALS);
    assert_eq!(story.say(1, ask(2)), Err(Rejection::OutOfRange));
}

#[test]
fn who_is_asked_and_takes_a_visitor_of_their_own_is_asked_no_more() {
    let mut story = in_encounter();
    story.say(1, ask(2)).unwrap();
    receive(&mut story, 2, &[SOCIAL]);
    assert_eq!(take(&mut story, 2), Ok(12));
    assert!(with(&story, 1).asked.is_empty());
    assert_eq!(story.say(2, COME), Err(Rejection::UnknownItem));
}

#[test]
fn professionals_go_back_to_where_they_came_from() {
    let mut story = reception();
    story.open(1);
    story.send(4, group(1));
    story.say(1, Command::GoBackstage {}).unwrap();
    receive(&mut story, 1, &[SOCIAL]);
    stand(&mut story, 11, SOCIAL);
    take(&mut story, 1).unwrap();
    story.say(1, ask(4)).unwrap();
    story.say(4, COME).unwrap();
    assert_eq!(story.say(1, Command::GoBackstage {}), Err(Rejection::NotAllowed), "they would be alone");
    assert_eq!(story.try_send(&[(4, PLENARY)]), Err(Rejection::OutOfRange));
    story.say(1, Command::EndEncounter {}).unwrap();
    assert_eq!((story.place(1), story.place(4)), (Place::Backstage {}, group(1)));
    stand(&mut story, 12, SOCIAL);
    take(&mut story, 1).unwrap();
    story.say(1, ask(4)).unwrap();
    story.say(4, Command::JoinEncounter { encounter: EncounterId(2) }).unwrap();
    story.recall();
    assert_eq!(story.place(4), aside(2), "recall leaves them alone");
    story.say(4, Command::LeaveEncounter {}).unwrap();
    assert_eq!(story.place(4), PLENARY, "the group is gone");
}

#[test]
fn the_last_one_does_not_leave_the_visitor_but_others_do() {
    let mut story = in_encounter();
    assert_eq!(story.say(1, Command::LeaveEncounter {}), Err(Rejection::NotAllowed));
    let mut story = with_colleague(3);
    story.lose(3);
    assert_eq!(story.say(1, Command::LeaveEncounter {}), Err(Rejection::NotAllowed), "to nobody");
    story.resume(3).unwrap();
    story.say(1, Command::LeaveEncounter {}).unwrap();
    assert_eq!((story.place(1), story.place(11)), (PLENARY, encounter(1)));
    assert!(with(&story, 11).alone, "until the other comes");
    story.say(3, Command::GoToVisitor {}).unwrap();
    assert!(story.hears(3, 11));
    assert_eq!(seen(&story, 1), None);
}

#[test]
fn the_end_closes_the_visitors_devices_and_forgets_them() {
    let mut story = reception();
    let made = story.room.clone();
    receive(&mut story, 1, &[SOCIAL]);
    knock(&mut story, 11);
    let words = Command::JoinLine { answers: answers(0, "Vuokra on maksamatta"), in_writing: true };
    story.say(11, words).unwrap();
    take(&mut story, 1).unwrap();
    bring_phone(&mut story, 11, 111);
    story.say(11, write(1, "Hei")).unwrap();
    assert_eq!((read(&story, 1), read(&story, 11), read(&story, 2)), (1, 1, 0));
    assert_eq!(story.say(2, write(1, "Hei")), Err(Rejection::NotAllowed));
    let texts = |story: &Story| Log::of(&made).follow(story.now, &story.room).texts;
    assert!(texts(&story).iter().any(|one| one.id == TextId::DoorWords(person(11))));

    let effects = story.say(1, Command::EndEncounter {}).unwrap();
    for gone in [11, 111] {
        assert!(effects.contains(&Effect::Disconnect { device: device(gone), code: CloseCode::Served }));
    }
    let left = |effect: &Effect| matches!(effect, Effect::Tell { event: Event::PersonLeft { .. }, .. });
    assert!(!effects.iter().any(left), "nobody hears that somebody went whom they never knew");
    assert_eq!((story.place(1), read(&story, 1)), (PLENARY, 0));
    assert!(!story.room.knows(person(11)) && !story.room.is_waiting(device(11)));
    assert_eq!(texts(&story), [], "neither name, nor words, nor what was written");
    assert!(story.room.attendance.stays.keys().all(|who| who.0 < 10));
    let again = story.room.arrive(story.now, arrival(11, 11)).unwrap();
    assert_eq!(again.0, Arrived::Waiting, "as anybody");
    assert_eq!(at_door(&story, 11).own, None);
}

#[test]
fn what_is_aside_is_not_written_to_the_visitor() {
    let mut story = with_colleague(3);
    story.say(1, write(1, "Palaan pian")).unwrap();
    assert_eq!((read(&story, 11), read(&story, 3)), (1, 0));
    assert_eq!(story.say(3, write(1, "Hei")), Err(Rejection::NotAllowed));
    story.say(1, Command::StepAside {}).unwrap();
    assert_eq!((read(&story, 11), read(&story, 1)), (1, 0));
    story.say(1, Command::GoToVisitor {}).unwrap();
    assert_eq!((read(&story, 11), read(&story, 1), read(&story, 3)), (1, 1, 1));
}

#[test]
fn a_visitor_who_leaves_ends_it_and_no_goodbye_is_told_to_those_who_did_not_know_them() {
    for goodbye in [Command::Leave {}, Command::LeaveQuickly {}] {
        let mut story = with_colleague(3);
        let effects = story.say(11, goodbye).unwrap();
        let left = |effect: &Effect| matches!(effect, Effect::Tell { event: Event::PersonLeft { .. }, .. });
        assert!(!effects.iter().any(left));
        assert_eq!((story.place(1), story.place(3)), (PLENARY, PLENARY));
        assert_eq!((seen(&story, 1), line(&story)), (None, vec![12]));
        assert_eq!(disconnected(&effects), [11]);
    }
}

#[test]
fn the_session_that_ends_ends_encounters_and_lines() {
    let mut story = in_encounter();
    story.say(1, Command::EndSession {}).unwrap();
    assert!(!story.room.knows(person(11)) && !story.room.is_waiting(device(12)));
    assert_eq!(story.place(1), PLENARY);
    assert!(line(&story).is_empty() && !desk(&story, 1).open);
}

#[test]
fn who_is_with_a_visitor_is_called_nowhere_else() {
    let mut story = in_encounter();
    knock(&mut story, 13);
    let problem = HelpProblem::NoSound;
    story.say(13, Command::AskForHelp { problem, for_group: false, subject: None }).unwrap();
    assert_eq!(story.say(1, Command::TakeToHelp { participant: person(13) }), Err(Rejection::NotAllowed));
    assert_eq!(
        story.say(11, Command::AskForHelp { problem, for_group: false, subject: None }),
        Err(Rejection::NotAllowed),
        "somebody is with them"
    );
    assert_eq!(
        story.say(1, Command::AddPerson { name: "Vieras".into(), agreement: None }),
        Err(Rejection::NotAllowed)
    );
    assert!(story.room.spoke(story.now, device(11), 5_000).is_empty(), "no talk of the session");
}

#[test]
fn a_visitor_does_not_act_as_supervisor() {
    let mut story = in_encounter();
    story.room.template = Template::PeerCircle;
    story.say(2, Command::Leave {}).unwrap();
    story.lose(1);
    story.say(3, Command::Leave {}).unwrap();
    story.wait(1);
    assert!(story.say(11, Command::ActAsSupervisor {}).is_err());
}

#[test]
fn a_removed_visitor_is_gone() {
    let mut story = in_encounter();
    story.say(1, Command::Remove { participant: person(11) }).unwrap();
    assert_eq!((story.place(1), seen(&story, 1)), (PLENARY, None));
    assert!(story.room.arrive(story.now, arrival(11, 11)).is_err());
}
