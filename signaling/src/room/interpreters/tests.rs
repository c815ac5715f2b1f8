use crate::protocol::{Command, Event, Rejection};
use crate::role::Role;
use crate::room::story::{Story, device, person};
use crate::room::{Audience, Effect};

fn choose(story: &mut Story, who: u32, whom: Option<u32>) -> Result<Vec<Effect>, Rejection> {
    story.say(who, Command::ChooseInterpreter { participant: whom.map(person) })
}

fn follows(story: &Story, who: u32) -> Option<u32> {
    story.room.view_for(story.now, person(who)).unwrap().interpreter.map(|one| one.0)
}

/// The supervisor, participants 2 and 3, and an interpreter (4).
fn interpreted() -> Story {
    let mut story = Story::with_people_to(3);
    story.enter(4, 4, Role::Interpreter).unwrap();
    story
}

fn told(whom: Option<u32>) -> Effect {
    let participant = whom.map(person);
    Effect::Tell { audience: Audience::One(person(2)), event: Event::InterpreterChosen { participant } }
}

#[test]
fn whom_one_follows_is_told_to_oneself_and_changes_no_route() {
    let mut story = interpreted();
    assert_eq!(choose(&mut story, 2, Some(4)), Ok(vec![told(Some(4))]));
    assert_eq!(choose(&mut story, 2, Some(4)), Ok(vec![]));
    assert_eq!([1, 2, 3, 4].map(|who| follows(&story, who)), [None, Some(4), None, None]);
    assert_eq!(choose(&mut story, 2, None), Ok(vec![told(None)]));
    assert_eq!(follows(&story, 2), None);
}

#[test]
fn the_voice_of_an_interpreter_is_not_the_one_that_is_left_out() {
    let mut story = interpreted();
    let pinned = |story: &Story| [1, 2, 3, 4].map(|of| story.room.plan().routes[&device(of)].interprets);
    assert_eq!(pinned(&story), [false, false, false, true]);
    let change = Command::ChangeRole { participant: person(4), role: Role::Participant };
    let effects = story.say(1, change).unwrap();
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Route(_))));
    assert_eq!(pinned(&story), [false; 4]);
}

#[test]
fn only_an_interpreter_is_followed_by_somebody_else() {
    let mut story = interpreted();
    assert_eq!(choose(&mut story, 2, Some(3)), Err(Rejection::OutOfRange));
    assert_eq!(choose(&mut story, 4, Some(4)), Err(Rejection::OutOfRange));
    assert_eq!(choose(&mut story, 2, Some(9)), Err(Rejection::UnknownParticipant));
}

#[test]
fn it_is_over_when_the_interpreter_is_gone_or_something_else() {
    let mut story = interpreted();
    choose(&mut story, 2, Some(4)).unwrap();
    story.lose(4);
    assert_eq!(follows(&story, 2), Some(4), "who is lost comes back");
    let change = Command::ChangeRole { participant: person(4), role: Role::Participant };
    assert!(story.say(1, change).unwrap().contains(&told(None)));
    story.enter(5, 5, Role::Interpreter).unwrap();
    choose(&mut story, 2, Some(5)).unwrap();
    assert!(story.say(5, Command::Leave {}).unwrap().contains(&told(None)));
    assert_eq!(follows(&story, 2), None);
}

#[test]
fn it_goes_with_a_person_to_all_their_devices_and_leaves_with_them() {
    let mut story = interpreted();
    choose(&mut story, 2, Some(4)).unwrap();
    story.enter(2, 22, Role::Participant).unwrap();
    assert!(story.room.carried(device(22)).contains(&person(2)));
    assert_eq!(follows(&story, 2), Some(4));
    story.say(2, Command::Leave {}).unwrap();
    assert!(story.room.following.is_empty());
}
