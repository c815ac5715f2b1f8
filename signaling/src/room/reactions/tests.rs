use crate::protocol::{Command, Event, Reaction, Rejection};
use crate::role::Role;
use crate::room::story::{PLENARY, Story, group, person};
use crate::room::{Audience, Effect};
use crate::time::Moment;

const CLAP: Command = Command::React { reaction: Reaction::Applause };

#[test]
fn a_reaction_is_seen_for_five_seconds_by_those_in_the_same_place() {
    let mut story = Story::with_groups(3, 1);
    story.send(2, group(1));
    let reacted =
        Event::Reacted { participant: person(2), reaction: Reaction::Applause, until: Moment(6_000) };
    assert_eq!(
        story.say(2, CLAP),
        Ok(vec![Effect::Tell { audience: Audience::Place(group(1)), event: reacted }])
    );
    assert_eq!(story.next_soon(), None, "nothing is kept that would have to be taken away");
}

#[test]
fn an_observer_does_not_react() {
    let mut story = Story::with_people_to(1);
    story.enter(9, 9, Role::Observer).unwrap();
    assert_eq!(story.say(9, CLAP), Err(Rejection::NotAllowed));
}

#[test]
fn a_storm_of_reactions_is_refused() {
    let mut story = Story::with_people_to(3);
    for _ in 0..5 {
        story.say(2, CLAP).unwrap();
    }
    assert_eq!(story.say(2, CLAP), Err(Rejection::TooFast));
    story.say(3, CLAP).unwrap();
    story.wait(1);
    story.say(2, CLAP).unwrap();
    assert_eq!(story.place(2), PLENARY);
}

#[test]
fn whoever_is_gone_leaves_nothing() {
    let mut story = Story::with_people_to(3);
    story.say(2, CLAP).unwrap();
    story.say(2, Command::Leave {}).unwrap();
    assert!(story.room.reactions.paces.is_empty());
}
