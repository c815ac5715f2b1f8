use crate::protocol::{Command, Event, Place, Rejection};
use crate::role::Role;
use crate::room::story::{Story, device, events, person};

fn seat(story: &mut Story, who: u32, before: Option<u32>) {
    let before = before.map(person);
    story.say(1, Command::MoveSeat { participant: person(who), before }).unwrap();
}

fn seats(story: &Story) -> Vec<(u32, u32)> {
    story.people().iter().map(|one| (one.participant.0, one.seat)).collect()
}

#[test]
fn a_seat_is_moved_the_same_for_all_and_whoever_comes_sits_at_the_end() {
    let mut story = Story::with_people_to(4);
    seat(&mut story, 4, Some(2));
    assert_eq!(seats(&story), [(1, 1), (4, 2), (2, 3), (3, 4)]);
    let others: Vec<u32> =
        story.room.view_for(story.now, person(3)).unwrap().people.iter().map(|one| one.seat).collect();
    assert_eq!(others, [1, 2, 3, 4]);
    seat(&mut story, 1, None);
    assert_eq!(seats(&story), [(4, 1), (2, 2), (3, 3), (1, 4)]);
    story.enter(5, 5, Role::Participant).unwrap();
    assert_eq!(seats(&story).last(), Some(&(5, 5)));
    let moved = Command::MoveSeat { participant: person(3), before: Some(person(4)) };
    let effects = story.say(1, moved).unwrap();
    assert!(
        !events(&effects).iter().any(|event| matches!(event, Event::DevicesChanged { .. })),
        "nobody shares"
    );
    let again = Command::MoveSeat { participant: person(5), before: None };
    assert_eq!(story.say(1, again), Ok(vec![]), "there already");
}

#[test]
fn a_gap_stays_until_a_seat_is_moved() {
    let mut story = Story::with_people_to(4);
    story.say(2, Command::Leave {}).unwrap();
    assert_eq!(seats(&story), [(1, 1), (3, 3), (4, 4)]);
    story.enter(5, 5, Role::Participant).unwrap();
    assert_eq!(seats(&story), [(1, 1), (3, 3), (4, 4), (5, 5)]);
    seat(&mut story, 5, Some(3));
    assert_eq!(seats(&story), [(1, 1), (5, 2), (3, 3), (4, 4)]);
    story.enter(6, 6, Role::Participant).unwrap();
    assert_eq!(seats(&story).last(), Some(&(6, 5)));
}

#[test]
fn those_who_share_a_device_are_told_in_the_new_order() {
    let mut story = Story::with_people_to(2);
    story.enter(3, 2, Role::Participant).unwrap();
    let carried = |story: &Story| {
        let devices = story.room.devices_view(Place::Plenary {});
        devices.iter().find(|one| one.device == device(2)).unwrap().people.clone()
    };
    assert_eq!(carried(&story), [person(2), person(3)]);
    let moved = Command::MoveSeat { participant: person(3), before: Some(person(2)) };
    let effects = story.say(1, moved).unwrap();
    assert_eq!(carried(&story), [person(3), person(2)]);
    assert!(events(&effects).iter().any(|event| matches!(event, Event::DevicesChanged { .. })));
}

#[test]
fn seats_are_moved_by_those_who_run_rounds() {
    let mut story = Story::with_people_to(3);
    story.enter(4, 4, Role::Assistant).unwrap();
    let seat =
        |who, before: Option<u32>| Command::MoveSeat { participant: person(who), before: before.map(person) };
    for who in [2, 4] {
        assert_eq!(story.say(who, seat(3, Some(2))), Err(Rejection::NotAllowed));
    }
    assert_eq!(story.say(1, seat(77, None)), Err(Rejection::UnknownParticipant));
    assert_eq!(story.say(1, seat(2, Some(77))), Err(Rejection::UnknownParticipant));
    assert_eq!(story.say(1, seat(2, Some(2))), Err(Rejection::OutOfRange));
}
