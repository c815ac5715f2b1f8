use super::*;
use crate::role::Role;
use crate::room::story::{Story, person};
use TechnologyStep::{Camera, Hand, MicrophoneOff, MicrophoneOn, Share};

fn start(story: &mut Story, steps: &[TechnologyStep]) {
    story.say(1, Command::StartTechnologyRound { steps: steps.to_vec() }).unwrap();
}

fn switch(story: &mut Story, who: u32, kind: SourceKind, on: bool) {
    story.say(who, Command::SetSending { kind, on }).unwrap();
}

fn view(story: &Story, who: u32) -> TechnologyView {
    story.room.view_for(story.now, person(who)).unwrap().technology.unwrap()
}

fn done(story: &Story, who: u32) -> Vec<TechnologyStep> {
    let progress = view(story, 1).progress;
    progress.into_iter().find(|one| one.participant == person(who)).unwrap().done
}

#[test]
fn the_room_sees_by_itself_who_has_done_what() {
    let mut story = Story::with_people_to(3);
    start(&mut story, &[MicrophoneOn, MicrophoneOff, Camera, Hand, Share]);
    switch(&mut story, 2, SourceKind::Microphone, true);
    switch(&mut story, 2, SourceKind::Camera, true);
    assert_eq!(done(&story, 2), [MicrophoneOn, Camera]);
    switch(&mut story, 2, SourceKind::Microphone, false);
    story.raise(2);
    switch(&mut story, 2, SourceKind::Screen, true);
    assert_eq!(done(&story, 2), [MicrophoneOn, MicrophoneOff, Camera, Hand, Share]);
    switch(&mut story, 2, SourceKind::Camera, false);
    assert_eq!(done(&story, 2).len(), 5, "what has been done stays done");
    assert_eq!(done(&story, 3), []);
}

#[test]
fn what_is_on_already_needs_not_be_tried_again() {
    let mut story = Story::with_people_to(2);
    switch(&mut story, 2, SourceKind::Microphone, true);
    start(&mut story, &[MicrophoneOn, MicrophoneOff]);
    assert_eq!(done(&story, 2), [MicrophoneOn]);
}

#[test]
fn a_microphone_that_was_not_on_is_not_turned_off() {
    let mut story = Story::with_people_to(2);
    start(&mut story, &[MicrophoneOff]);
    switch(&mut story, 2, SourceKind::Microphone, false);
    assert_eq!(done(&story, 2), []);
}

#[test]
fn people_on_one_device_share_its_microphone_and_not_their_hands() {
    let mut story = Story::with_people_to(2);
    story.enter(3, 2, Role::Participant).unwrap();
    start(&mut story, &[MicrophoneOn, MicrophoneOff, Hand]);
    switch(&mut story, 2, SourceKind::Microphone, true);
    switch(&mut story, 2, SourceKind::Microphone, false);
    story.raise(2);
    assert_eq!(done(&story, 2), [MicrophoneOn, MicrophoneOff, Hand]);
    assert_eq!(done(&story, 3), [MicrophoneOn, MicrophoneOff]);
}

#[test]
fn one_sees_ones_own_progress_and_staff_everybodys() {
    let mut story = Story::with_people_to(3);
    start(&mut story, &[Hand]);
    let seen = |who| view(&story, who).progress.iter().map(|one| one.participant).collect::<Vec<_>>();
    assert_eq!(seen(1), [2, 3].map(person));
    assert_eq!(seen(2), [person(2)]);
    let effects = story.raise(2);
    let told = effects.iter().filter_map(|effect| match effect {
        crate::room::Effect::Tell {
            audience: crate::room::Audience::One(who),
            event: Event::TechnologyChanged { .. },
        } => Some(*who),
        _ => None,
    });
    assert_eq!(told.collect::<Vec<_>>(), [1, 2].map(person), "and nobody learns of another's");
}

#[test]
fn it_finishes_when_everybody_who_is_here_has_done_what_they_may() {
    let mut story = Story::with_people_to(3);
    story.enter(4, 4, Role::Observer).unwrap();
    start(&mut story, &[Hand]);
    story.raise(2);
    assert!(!view(&story, 1).finished, "3 is here");
    story.lose(3);
    assert!(view(&story, 1).finished, "an observer may raise no hand, and who dropped is not waited for");
    story.enter(5, 5, Role::Participant).unwrap();
    assert!(!view(&story, 1).finished, "who comes late takes part");
}

#[test]
fn a_step_can_be_ticked_by_hand() {
    let mut story = Story::with_people_to(2);
    let mark = |participant, step| Command::MarkStep { participant: person(participant), step };
    assert_eq!(story.say(1, mark(2, Camera)), Err(Rejection::OutOfRange), "there is no round");
    start(&mut story, &[Camera]);
    assert_eq!(story.say(1, mark(2, Hand)), Err(Rejection::OutOfRange));
    assert_eq!(story.say(1, mark(1, Camera)), Err(Rejection::UnknownParticipant), "staff take no part");
    assert_eq!(story.say(2, mark(2, Camera)), Err(Rejection::NotAllowed));
    story.say(1, mark(2, Camera)).unwrap();
    assert!(view(&story, 2).finished);
    story.say(1, Command::EndTechnologyRound {}).unwrap();
    assert_eq!(story.room.technology_view(person(2)), None);
}

#[test]
fn a_round_has_steps_and_none_twice() {
    let mut story = Story::with_people_to(2);
    for steps in [vec![], vec![Hand, Hand]] {
        assert_eq!(story.say(1, Command::StartTechnologyRound { steps }), Err(Rejection::OutOfRange));
    }
}
