//! Who is told what, and how long it takes.

use super::*;
use crate::protocol::Event;
use crate::room::Audience;

fn told_reception(effects: &[Effect], who: u32) -> usize {
    let is_it = |effect: &&Effect| matches!(effect, Effect::Tell { audience: Audience::One(one), event: Event::ReceptionChanged { .. } } if *one == person(who));
    effects.iter().filter(is_it).count()
}

#[test]
fn professionals_see_the_line_and_not_what_was_said() {
    let mut story = reception();
    receive(&mut story, 1, &[HEALTH, SOCIAL, SOCIAL]);
    knock(&mut story, 11);
    let words = Command::JoinLine { answers: answers(0, "Salaisuus"), in_writing: true };
    let effects = story.say(11, words).unwrap();
    assert_eq!((told_reception(&effects, 1), told_reception(&effects, 3)), (1, 1));
    assert_eq!(told_reception(&effects, 4), 0, "a speaker is told nothing");
    assert!(!format!("{:?}", desk(&story, 1)).contains("Salaisuus"));
    let view = desk(&story, 3);
    assert_eq!((view.count, view.serving[0].lines.clone()), (1, vec![SOCIAL, HEALTH]));
    assert_eq!((view.visitors[0].name.as_str(), view.visitors[0].in_writing), ("n11", true));
    take(&mut story, 1).unwrap();
    assert!(!format!("{:?}", story.room.view_for(story.now, person(3))).contains("Salaisuus"));
    assert!(format!("{:?}", with(&story, 1)).contains("Salaisuus"), "whoever takes them reads it");
}

#[test]
fn those_in_line_are_told_their_place_and_how_long_it_takes() {
    let mut story = reception();
    stand(&mut story, 11, SOCIAL);
    stand(&mut story, 12, SOCIAL);
    assert_eq!(own(&story, 12).estimate, None, "nobody receives");
    assert_eq!(story.next_soon(), None);
    receive(&mut story, 1, &[SOCIAL]);
    let before = own(&story, 12);
    assert!(before.ahead == 1 && before.estimate.is_some());
    assert_eq!(at_door(&story, 12).receiving[0].estimate, before.estimate);
    assert!(desk(&story, 1).lines[0].estimate.is_some() && desk(&story, 1).lines[1].estimate.is_none());
    let effects = story.say(1, NEXT).unwrap();
    assert!(is_told(&effects, 12) && own(&story, 12).ahead == 0);
}

#[test]
fn while_somebody_waits_it_is_estimated_anew_every_minute_and_told_only_when_it_is_another() {
    let mut story = in_encounter();
    assert_eq!(story.room.next_deadline(), Some(story.now.after(std::time::Duration::from_secs(60))));
    let mut told = 0;
    for _ in 0..60 {
        let before = own(&story, 12).estimate;
        let is = is_told(&story.wait(60), 12);
        assert_eq!(is, before != own(&story, 12).estimate, "told when it is another");
        told += u32::from(is);
    }
    assert!((1..30).contains(&told), "{told}");
    story.say(12, Command::Leave {}).unwrap();
    assert_eq!(story.next_soon(), None, "nobody waits");
}

#[test]
fn what_is_nobodys_news_is_told_to_nobody_in_line() {
    let mut story = in_encounter();
    let effects = story.say(1, Command::StepAside {}).unwrap();
    assert!(!is_told(&effects, 12), "nothing of an encounter");
    let effects = story.say(1, Command::StepAside {}).unwrap();
    assert!(effects.is_empty(), "twice is once: {effects:?}");
}

#[test]
fn the_chat_of_an_encounter_is_told_to_nobody_in_line() {
    let mut story = in_encounter();
    let scope = crate::protocol::Scope::Encounter { encounter: EncounterId(1) };
    let effects = story.say(1, Command::SendMessage { scope, text: "Hei".into() }).unwrap();
    let told: Vec<_> = [1, 2, 3, 4, 11, 12]
        .into_iter()
        .filter(|who| {
            effects.iter().any(|effect| match effect {
                Effect::Tell { audience, .. } => story.room.audience(audience).contains(&person(*who)),
                Effect::TellLobby { participant, .. } => *participant == person(*who),
                _ => false,
            })
        })
        .collect();
    assert_eq!(told, [1, 11]);
}

#[test]
fn a_visitor_is_told_nothing_when_others_come_and_move() {
    let mut story = in_encounter();
    let told_people = |effects: &[Effect]| {
        let is_it = |effect: &&Effect| matches!(effect, Effect::Tell { audience: Audience::One(one), event: Event::PeopleChanged { .. } } if *one == person(11));
        effects.iter().filter(is_it).count()
    };
    assert_eq!(told_people(&story.say(3, Command::GoBackstage {}).unwrap()), 0);
    assert_eq!(told_people(&story.say(3, Command::ComeFromBackstage {}).unwrap()), 0);
    assert_eq!(
        told_people(&story.say(1, Command::StepAside {}).unwrap()),
        1,
        "whom they are with, they learn"
    );
    assert_eq!(told_people(&story.say(1, Command::GoToVisitor {}).unwrap()), 1);
}
