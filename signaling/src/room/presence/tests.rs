use crate::protocol::{
    Command, Door, Event, Invitation, LeaveReason, Presence, Rejection, SourceKind, Switches, Template,
};
use crate::room::lobby::tests::{arrival, behind_a_door};
use crate::room::story::{GRACE, Story, device, events, person};
use crate::room::{Arrival, Audience, Effect, Opening, Room, Rules};

fn out(note: &str) -> Command {
    Command::StepOut { note: Some(note.into()) }
}

#[test]
fn whoever_steps_out_says_so_and_is_silent() {
    let mut story = Story::with_people_to(2);
    story.say(2, Command::SetSending { kind: SourceKind::Camera, on: true }).unwrap();
    story.raise(2);
    story.say(2, out(" Haen kahvia ")).unwrap();
    let one = story.one(2);
    assert_eq!(
        (one.presence, one.note.as_deref()),
        (Presence::SteppedOut { since: story.now }, Some("Haen kahvia"))
    );
    assert!(story.room.plan().routes[&device(2)].sends.is_empty());
    assert_eq!(story.say(1, Command::CallNext {}), Err(Rejection::QueueEmpty), "the hand waits for them");
    story.say(2, Command::StepBack {}).unwrap();
    assert_eq!((story.one(2).presence, story.one(2).note), (Presence::Here {}, None));
    story.call_next();
}

#[test]
fn whoever_steps_out_and_drops_comes_back_stepped_out() {
    let mut story = Story::with_people_to(2);
    story.say(2, Command::StepOut { note: None }).unwrap();
    let since = story.now;
    story.wait(5);
    story.lose(2);
    assert!(matches!(story.one(2).presence, Presence::Dropped { .. }));
    story.resume(2).unwrap();
    assert_eq!(story.one(2).presence, Presence::SteppedOut { since });
}

#[test]
fn notes_and_names_are_short_honest_lines() {
    let mut story = Story::with_people_to(2);
    for bad in ["", "  ", "a\nb", &"x".repeat(61)] {
        assert_eq!(story.say(2, out(bad)), Err(Rejection::OutOfRange));
        let rename = Command::Rename { participant: None, name: bad.into() };
        assert_eq!(story.say(2, rename), Err(Rejection::OutOfRange));
    }
}

#[test]
fn a_name_is_ones_own_unless_that_is_switched_off() {
    let mut story = Story::with_people_to(2);
    let rename = || Command::Rename { participant: None, name: "Sirpa".into() };
    story.say(2, rename()).unwrap();
    assert_eq!(story.one(2).name, "Sirpa");
    let switches = Switches { rename: false, ..Switches::default() };
    story.say(1, Command::SetSwitches { switches }).unwrap();
    assert_eq!(story.say(2, rename()), Err(Rejection::NotAllowed));
    story.say(1, Command::Rename { participant: Some(person(2)), name: "Anna".into() }).unwrap();
    assert_eq!(story.one(2).name, "Anna");
}

#[test]
fn only_those_who_run_the_session_learn_that_somebody_left_quickly() {
    let mut story = Story::with_people_to(3);
    let effects = story.say(3, Command::LeaveQuickly {}).unwrap();
    let told: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Tell { audience, event: Event::PersonLeft { reason, .. } } => {
                Some((story.room.audience(audience), *reason))
            }
            _ => None,
        })
        .collect();
    let expected = [(vec![person(1)], LeaveReason::LeftQuickly), (vec![person(2)], LeaveReason::Left)];
    assert_eq!(told, expected);
    let leaving = story.say(2, Command::Leave {}).unwrap();
    let goodbyes = events(&leaving).into_iter().filter(|event| matches!(event, Event::PersonLeft { .. }));
    assert_eq!(goodbyes.count(), 1);
    assert_eq!(story.room.audience(&Audience::All), [person(1)]);
}

#[test]
fn a_name_is_kept_for_the_next_time_with_a_link_of_ones_own() {
    let mut story = behind_a_door(Door::Open);
    let personal = Arrival { invitation: Invitation::Personal, ..arrival(2, 2) };
    story.room.arrive(story.now, personal).unwrap();
    story.room.arrive(story.now, arrival(3, 3)).unwrap();
    let rename = |participant, name: &str| Command::Rename { participant, name: name.into() };
    let kept = |effects: Vec<Effect>| {
        effects.into_iter().any(|effect| {
            matches!(effect, Effect::KeepName { participant, name }
            if participant == person(2) && name == "Siru")
        })
    };
    assert!(kept(story.say(2, rename(None, " Siru ")).unwrap()));
    assert!(!kept(story.say(2, rename(None, "Siru")).unwrap()), "nothing changed");
    story.say(2, rename(None, "n2")).unwrap();
    assert!(kept(story.say(1, rename(Some(person(2)), "Siru")).unwrap()), "given by those who lead, too");
    let effects = story.say(3, rename(None, "Siru")).unwrap();
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::KeepName { .. })), "a link that many have");
}

#[test]
fn in_a_practice_room_no_name_is_kept() {
    let mut story = Story::with_people_to(0);
    let practice = Opening { practice: true, ..Opening::default() };
    story.room = Room::new("t".into(), Template::Workshop, Rules { grace: GRACE }).opening(practice);
    let personal = Arrival { invitation: Invitation::Personal, ..arrival(2, 2) };
    story.room.arrive(story.now, personal).unwrap();
    let effects = story.say(2, Command::Rename { participant: None, name: "Siru".into() }).unwrap();
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::KeepName { .. })));
}
