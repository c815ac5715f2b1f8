use super::*;
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
