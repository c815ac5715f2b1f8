//! What those who listen may not write.

use super::*;
use crate::protocol::{ChatLine, Event, Reaction, Scope};

fn write(story: &mut Story, who: u32, scope: Scope) -> Result<Vec<Effect>, Rejection> {
    story.wait(10);
    story.say(who, Command::SendMessage { scope, text: "hei".into() })
}

fn to(who: u32) -> Scope {
    Scope::Person { participant: person(who) }
}

/// Who is told of the reaction of this person.
fn reacted(story: &mut Story, who: u32) -> Vec<u32> {
    let effects = story.say(who, Command::React { reaction: Reaction::Heart }).unwrap();
    let told = effects.iter().filter_map(|effect| match effect {
        Effect::Tell { audience, event: Event::Reacted { .. } } => Some(story.room.audience(audience)),
        _ => None,
    });
    let mut told: Vec<u32> = told.flatten().map(|one| one.0).collect();
    told.sort_unstable();
    told
}

#[test]
fn who_listens_to_a_reflecting_team_does_not_write_to_who_talks() {
    let mut story = staged(4, TEAM, &[1, 2]);
    let plenary = Scope::Plenary {};
    assert_eq!(write(&mut story, 3, plenary), Err(Rejection::NotAllowed));
    assert_eq!(write(&mut story, 3, to(2)), Err(Rejection::NotAllowed));
    write(&mut story, 3, to(4)).unwrap();
    write(&mut story, 2, plenary).unwrap();
    write(&mut story, 2, to(3)).unwrap();
    write(&mut story, 3, Scope::Facilitators { participant: person(3) }).unwrap();
    story.say(1, Command::SwapScene {}).unwrap();
    write(&mut story, 3, plenary).unwrap();
    assert_eq!(write(&mut story, 1, plenary), Err(Rejection::NotAllowed), "whoever they are");
}

#[test]
fn the_chat_of_a_group_follows_its_own_scene() {
    let mut story = Story::with_groups(5, 1);
    for who in [1, 2, 3] {
        story.send(who, group(1));
    }
    set(&mut story, TEAM, &[1, 2]);
    let here = Scope::Group { group: crate::id::GroupId(1) };
    assert_eq!(write(&mut story, 3, here), Err(Rejection::NotAllowed));
    write(&mut story, 2, here).unwrap();
    write(&mut story, 3, Scope::Plenary {}).unwrap();
    write(&mut story, 3, to(4)).unwrap();
    write(&mut story, 4, to(2)).unwrap();
}

#[test]
fn nobody_writes_into_the_plenary_from_elsewhere_while_a_team_talks_there() {
    let mut story = Story::with_groups(4, 1);
    story.send(2, group(1));
    set(&mut story, TEAM, &[1, 2]);
    assert_eq!(write(&mut story, 2, Scope::Plenary {}), Err(Rejection::NotAllowed));
}

#[test]
fn a_line_ends_with_the_right_to_write_it() {
    let mut story = Story::with_people_to(4);
    let scope = Scope::Plenary {};
    story.say(3, Command::TypeText { scope, text: "he".into() }).unwrap();
    let effects = set(&mut story, TEAM, &[1, 2]);
    let over = ChatLine { scope, participant: person(3), text: String::new() };
    assert!(events(&effects).contains(&&Event::Typing { line: over }));
    let typed = Command::TypeText { scope, text: "hei".into() };
    assert_eq!(story.say(3, typed), Err(Rejection::NotAllowed));
}

#[test]
fn who_talks_does_not_see_how_those_react_who_listen() {
    let mut story = staged(5, TEAM, &[1, 2]);
    assert_eq!(reacted(&mut story, 3), [3, 4, 5]);
    assert_eq!(reacted(&mut story, 2), [1, 2, 3, 4, 5]);
    set(&mut story, STAGE, &[1, 2]);
    assert_eq!(reacted(&mut story, 4), [1, 2, 3, 4, 5], "an audience may applaud");
    write(&mut story, 4, Scope::Plenary {}).unwrap();
    write(&mut story, 4, to(2)).unwrap();
}
