use super::*;
use crate::protocol::{Command, Switches};
use crate::role::Role;
use crate::room::story::{Story, device, person};

fn seconds(story: &Story) -> Vec<(ParticipantId, u32)> {
    let view = story.room.view_for(story.now, person(1)).unwrap().speaking_times;
    view.unwrap_or_default().into_iter().map(|one| (one.participant, one.seconds)).collect()
}

#[test]
fn those_who_lead_see_how_long_each_spoke_every_few_seconds() {
    let mut story = Story::with_people_to(3);
    let first = story.room.spoke(story.now, device(2), 4_900);
    assert_eq!(first.len(), 1, "to the supervisor alone");
    assert_eq!(seconds(&story), [(person(2), 4)]);
    story.wait(4);
    assert_eq!(story.room.spoke(story.now, device(3), 4_000), []);
    story.wait(1);
    assert_eq!(story.room.spoke(story.now, device(2), 200).len(), 1);
    assert_eq!(seconds(&story), [(person(2), 5), (person(3), 4)]);
    assert_eq!(story.room.view_for(story.now, person(2)).unwrap().speaking_times, None);
}

#[test]
fn on_one_device_the_floor_says_who_spoke() {
    let mut story = Story::with_people_to(2);
    story.enter(3, 2, Role::Participant).unwrap();
    story.room.spoke(story.now, device(2), 10_000);
    story.raise(2);
    story.call_next();
    story.room.spoke(story.now, device(2), 10_000);
    story.room.record_speaking(story.now);
    assert_eq!(seconds(&story), [(person(2), 15), (person(3), 5)]);
}

#[test]
fn the_totals_are_facts_when_a_part_is_over_and_not_before() {
    let mut story = Story::with_people_to(2);
    let before = story.room.as_replayed();
    story.room.spoke(story.now, device(2), 10_000);
    assert_eq!(story.room.as_replayed(), before);
    story.room.record_speaking(story.now);
    assert_ne!(story.room.as_replayed(), before);
    story.room.spoke(story.now, device(2), 2_000);
    story.wait(5);
    story.room.spoke(story.now, device(2), 0);
    assert_eq!(seconds(&story), [(person(2), 12)]);
}

#[test]
fn a_device_that_is_not_in_the_room_speaks_for_nobody() {
    let mut story = Story::with_people_to(1);
    assert_eq!(story.room.spoke(story.now, device(9), 10_000), []);
}

#[test]
fn everybody_sees_it_where_the_session_has_agreed_to_it() {
    let mut story = Story::with_people_to(3);
    story.enter(4, 4, Role::Observer).unwrap();
    story.room.spoke(story.now, device(2), 10_000);
    let sees = |story: &Story, who: u32| {
        story.room.view_for(story.now, person(who)).unwrap().speaking_times.is_some()
    };
    assert_eq!([1, 2, 4].map(|who| sees(&story, who)), [true, false, false]);
    let shown = |speaking_shown| Command::SetSwitches {
        switches: Switches { speaking_shown, ..Switches::default() },
    };
    let told = |effects: &[Effect]| {
        let times = effects.iter().filter_map(|effect| match effect {
            Effect::Tell { event: Event::SpeakingTimesChanged { times }, .. } => Some(times.len()),
            _ => None,
        });
        times.collect::<Vec<_>>()
    };
    let effects = story.say(1, shown(true)).unwrap();
    assert_eq!(told(&effects), [1, 1, 1], "all but who knows it");
    assert_eq!([1, 2, 4].map(|who| sees(&story, who)), [true; 3]);
    story.enter(5, 5, Role::Participant).unwrap();
    assert!(sees(&story, 5));
    let effects = story.say(1, shown(false)).unwrap();
    assert_eq!(told(&effects), [0, 0, 0, 0], "nothing is left of it");
    assert_eq!([1, 2, 4].map(|who| sees(&story, who)), [true, false, false]);
    story.wait(5);
    let effects = story.room.spoke(story.now, device(2), 10_000);
    assert_eq!(told(&effects), [1], "to whom it belongs");
}

#[test]
fn whoever_is_helped_to_get_in_sees_nothing_of_it() {
    let mut story = Story::with_people_to(2);
    let switches = Switches { speaking_shown: true, ..Switches::default() };
    story.say(1, Command::SetSwitches { switches }).unwrap();
    story.room.spoke(story.now, device(2), 10_000);
    story.room = story
        .room
        .clone()
        .opening(crate::room::Opening { door: crate::protocol::Door::Knock, ..Default::default() });
    let arrival = crate::room::Arrival {
        participant: person(4),
        device: device(4),
        name: "n4".into(),
        role: Role::Participant,
        invitation: crate::protocol::Invitation::Shared,
        further: crate::protocol::Further::Own,
    };
    story.room.arrive(story.now, arrival).unwrap();
    story.say(1, Command::TakeToHelp { participant: person(4) }).unwrap();
    assert_eq!(story.room.view_for(story.now, person(4)).unwrap().speaking_times, None);
    story.wait(5);
    let effects = story.room.spoke(story.now, device(2), 10_000);
    let told = |effect: &&Effect| matches!(effect, Effect::Tell { audience: crate::room::Audience::One(who), .. } if *who == person(4));
    assert_eq!(effects.iter().filter(told).count(), 0);
}
