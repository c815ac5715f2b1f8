use crate::protocol::{Command, Rejection, Template};
use crate::role::{Permission, Role};
use crate::room::story::{GRACE, Story, person};

/// The supervisor, a facilitator (2), an assistant (3) and a participant (4).
fn crew() -> Story {
    let mut story = Story::with_people_to(1);
    story.enter(2, 2, Role::Facilitator).unwrap();
    story.enter(3, 3, Role::Assistant).unwrap();
    story.enter(4, 4, Role::Participant).unwrap();
    story
}

fn act(story: &mut Story, who: u32) -> Result<(), Rejection> {
    story.say(who, Command::ActAsSupervisor {}).map(drop)
}

#[test]
fn a_dropped_supervisor_is_waited_for_and_then_a_facilitator_may_act() {
    let mut story = crew();
    story.lose(1);
    assert_eq!(act(&mut story, 2), Err(Rejection::SupervisorHere));
    story.wait(GRACE.as_secs());
    assert!(!story.people().iter().any(|one| one.acting), "nobody is promoted silently");
    assert_eq!(act(&mut story, 3), Err(Rejection::NotAllowed), "a facilitator is here");
    act(&mut story, 2).unwrap();
    assert_eq!((story.one(2).role, story.one(2).acting), (Role::Facilitator, true));
    assert!(story.room.may(person(2), Permission::ChangeSettings));
    assert_eq!(act(&mut story, 3), Err(Rejection::SupervisorHere));
}

#[test]
fn it_ends_when_a_supervisor_is_here_again() {
    let mut story = crew();
    story.say(1, Command::Leave {}).unwrap();
    act(&mut story, 2).unwrap();
    story.enter(1, 1, Role::Supervisor).unwrap();
    assert!(!story.one(2).acting && !story.room.may(person(2), Permission::ChangeSettings));
}

#[test]
fn an_assistant_acts_when_no_facilitator_is_here() {
    let mut story = crew();
    story.say(1, Command::Leave {}).unwrap();
    story.lose(2);
    act(&mut story, 3).unwrap();
    assert_eq!(act(&mut story, 4), Err(Rejection::SupervisorHere));
    story.lose(3);
    story.resume(2).unwrap();
    act(&mut story, 2).unwrap();
    assert!(!story.one(3).acting, "one at a time");
    story.say(2, Command::StopActing {}).unwrap();
    assert!(!story.one(2).acting);
}

#[test]
fn whoever_acts_makes_nobody_one_of_those_who_run_the_session() {
    let mut story = crew();
    story.say(1, Command::Leave {}).unwrap();
    act(&mut story, 2).unwrap();
    let make = |participant, role| Command::ChangeRole { participant: person(participant), role };
    assert_eq!(story.say(2, make(2, Role::Supervisor)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(2, make(4, Role::Supervisor)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(2, make(4, Role::Assistant)), Err(Rejection::NotAllowed), "it would last longer");
    assert_eq!(story.say(2, make(2, Role::Participant)), Err(Rejection::NotAllowed), "nor of oneself");
    story.say(2, make(4, Role::Speaker)).unwrap();
}

#[test]
fn only_in_a_peer_circle_a_participant_may_hold_the_tools() {
    for (template, may) in [(Template::Workshop, false), (Template::PeerCircle, true)] {
        let mut story = Story::with_people_to(2);
        story.room.template = template;
        story.say(1, Command::Leave {}).unwrap();
        assert_eq!(act(&mut story, 2).is_ok(), may, "{template:?}");
        assert_eq!(story.room.is_staff(person(2)), may);
        let stay = Command::ChangeRole { participant: person(2), role: Role::Facilitator };
        assert_eq!(story.say(2, stay), Err(Rejection::NotAllowed), "nobody is promoted by it");
    }
}
