use crate::protocol::{Command, Event, Place};
use crate::role::Role;
use crate::room::story::{PLENARY, Story, events, group, person};
use crate::room::{Audience, Effect};

fn kinds(effects: &[Effect]) -> Vec<&'static str> {
    let kind = |effect: &Effect| match effect {
        Effect::Route(_) => "route",
        Effect::Disconnect { .. } => "disconnect",
        Effect::TellLobby { .. }
        | Effect::TellKey { .. }
        | Effect::TellRefused { .. }
        | Effect::Seat { .. }
        | Effect::Unseat { .. }
        | Effect::KeepName { .. }
        | Effect::InviteDevice { .. }
        | Effect::DropPicture { .. }
        | Effect::Revoke { .. } => "another",
        Effect::Tell { event, .. } => match event {
            Event::PeopleChanged { .. } => "people",
            Event::PersonLeft { .. } => "left",
            Event::GroupsChanged { .. } => "groups",
            Event::QueuesChanged { .. } => "queues",
            Event::DevicesChanged { .. } => "devices",
            Event::DeviceStatesChanged { .. } => "device states",
            Event::TechnologyChanged { .. } => "technology",
            Event::SpeakingTimesChanged { .. } => "speaking",
            Event::AttendanceTable { .. } | Event::AttendanceChanged { .. } => "attendance",
            _ => "another",
        },
    };
    effects.iter().map(kind).collect()
}

/// Who is told about queues, and of which places.
fn queues(effects: &[Effect]) -> Vec<(Audience, Vec<Place>)> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Tell { audience, event: Event::QueuesChanged { queues } } => {
                Some((*audience, queues.iter().map(|queue| queue.place).collect()))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn routes_come_first_and_goodbyes_last() {
    let mut story = Story::with_people_to(2);
    let effects = story.say(2, Command::Leave {}).unwrap();
    assert_eq!(kinds(&effects), ["route", "left", "people", "devices", "attendance", "disconnect"]);
}

#[test]
fn a_group_is_known_before_people_are_in_it_and_until_they_are_not() {
    let mut story = Story::with_people_to(2);
    let open = Command::OpenGroups {
        plan: crate::protocol::GroupsPlan::of(1, crate::protocol::Assignment::Random {}),
    };
    let opened = story.say(1, open).unwrap();
    assert_eq!(kinds(&opened)[..3], ["route", "groups", "people"]);
    assert_eq!(kinds(&story.recall())[..3], ["route", "people", "groups"]);
}

#[test]
fn a_queue_is_told_to_its_place_and_all_queues_to_staff() {
    let mut story = Story::with_groups(3, 2);
    story.send(2, group(2));
    let effects = story.raise(2);
    let everywhere = vec![PLENARY, group(1), group(2)];
    assert_eq!(
        queues(&effects),
        [(Audience::Guests(group(2)), vec![group(2)]), (Audience::Staff, everywhere)]
    );
}

#[test]
fn whoever_moves_is_told_what_there_is_in_the_new_place() {
    let mut story = Story::with_groups(4, 1);
    story.send(2, group(1));
    story.raise(2);
    let effects = story.send(3, group(1));
    assert_eq!(
        queues(&effects),
        [(Audience::Guests(group(1)), vec![group(1)])],
        "no queue changed for staff"
    );
    assert!(effects.iter().any(|effect| matches!(
        effect,
        Effect::Tell { audience: Audience::Place(place), event: Event::DevicesChanged { devices } }
            if *place == group(1) && devices.len() == 2
    )));
}

#[test]
fn staff_who_move_bring_no_news_of_queues() {
    let mut story = Story::with_groups(2, 1);
    story.send(2, group(1));
    assert_eq!(queues(&story.send(1, group(1))), []);
}

#[test]
fn nothing_is_told_to_nobody() {
    let mut story = Story::with_groups(1, 1);
    let effects = story.raise(1);
    assert_eq!(queues(&effects), [(Audience::Staff, vec![PLENARY, group(1)])]);
}

#[test]
fn dropped_people_are_told_what_they_miss() {
    let mut story = Story::with_people_to(3);
    story.lose(2);
    assert_eq!(story.room.audience(&Audience::All), [1, 2, 3].map(person));
    assert_eq!(story.room.audience(&Audience::Guests(PLENARY)), [2, 3].map(person));
}

#[test]
fn audiences_are_meant_after_the_change() {
    let mut story = Story::with_groups(3, 1);
    story.enter(9, 9, Role::Facilitator).unwrap();
    story.send(2, group(1));
    for (audience, hear) in [
        (Audience::All, vec![1, 2, 3, 9]),
        (Audience::Place(PLENARY), vec![1, 3, 9]),
        (Audience::Guests(PLENARY), vec![3]),
        (Audience::Place(group(1)), vec![2]),
        (Audience::Staff, vec![1, 9]),
        (Audience::One(person(3)), vec![3]),
        (Audience::One(person(77)), vec![]),
        (Audience::Place(group(2)), vec![]),
    ] {
        assert_eq!(story.room.audience(&audience), hear.into_iter().map(person).collect::<Vec<_>>());
    }
}

#[test]
fn somebody_who_enters_is_announced_to_all() {
    let mut story = Story::with_people_to(2);
    let effects = story.enter(3, 3, Role::Participant).unwrap();
    assert_eq!(kinds(&effects), ["route", "people", "devices", "attendance"]);
    assert!(matches!(events(&effects)[0], Event::PeopleChanged { people } if people.len() == 3));
}
