use crate::id::{GroupId, HelpId};
use crate::protocol::{
    AttendanceRow, Command, Door, Event, LateRule, Place, Rejection, Scope, SourceKind, TechnologyStep,
};
use crate::role::{Permission, Role};
use crate::room::lobby::tests::{admit, behind_a_door, knock};
use crate::room::story::{GRACE, PLENARY, Story, device, group, person};
use crate::room::{Audience, Effect};

const HELP: Place = Place::Help { help: HelpId(1) };

fn take(whom: u32) -> Command {
    Command::TakeToHelp { participant: person(whom) }
}

/// The supervisor, a participant (2) and an assistant (3), who helps somebody from the lobby (4). Another waits (5).
fn helping() -> Story {
    let mut story = behind_a_door(Door::Closed);
    story.enter(2, 2, Role::Participant).unwrap();
    story.enter(3, 3, Role::Assistant).unwrap();
    knock(&mut story, 4);
    knock(&mut story, 5);
    story.say(3, take(4)).unwrap();
    story
}

#[test]
fn the_two_hear_each_other_and_nobody_else() {
    let story = helping();
    assert!(story.hears(3, 4) && story.hears(4, 3));
    for other in [1, 2] {
        assert!(!story.hears(other, 4) && !story.hears(4, other));
    }
}

#[test]
fn whoever_is_helped_knows_only_the_helper_and_only_staff_know_them() {
    let story = helping();
    let names = |who: u32| -> Vec<u32> {
        let view = story.room.view_for(story.now, person(who)).unwrap();
        view.people.iter().map(|one| one.participant.0).collect()
    };
    assert_eq!((names(4), names(2)), (vec![3, 4], vec![1, 2, 3]));
    assert_eq!((names(1), names(3)), (vec![1, 2, 3, 4], vec![1, 2, 3, 4]));
    let view = story.room.view_for(story.now, person(4)).unwrap();
    assert!(view.groups.is_empty() && view.queues.is_empty() && view.lobby.is_none());
    assert_eq!(view.devices.len(), 2);
    for audience in [Audience::All, Audience::May(Permission::Rename), Audience::MayNot(Permission::Remove)] {
        assert!(!story.room.audience(&audience).contains(&person(4)), "{audience:?}");
    }
}

#[test]
fn whoever_is_helped_may_try_their_devices_and_little_else() {
    let mut story = helping();
    story.say(4, Command::SetSending { kind: SourceKind::Camera, on: true }).unwrap();
    assert!(story.room.plan().routes[&device(4)].sends.contains(&SourceKind::Camera));
    assert_eq!(story.say(4, Command::RaiseHand { reply: false }), Err(Rejection::NotAllowed));
    let role = Role::Supervisor;
    assert_eq!(
        story.say(1, Command::ChangeRole { participant: person(4), role }),
        Err(Rejection::NotAllowed)
    );
}

#[test]
fn admitting_ends_it() {
    let mut story = helping();
    admit(&mut story, &[4]).unwrap();
    assert_eq!((story.place(4), story.place(3)), (PLENARY, PLENARY));
    assert!(story.hears(2, 4));
    let view = story.room.view_for(story.now, person(4)).unwrap();
    assert_eq!(view.people.len(), 4);
}

#[test]
fn sending_back_returns_them_to_where_they_were_in_the_line() {
    let mut story = helping();
    assert_eq!(story.room.lobby_view_for(person(5)).unwrap().ahead, 0);
    let effects = story.say(3, Command::SendBack { participant: person(4) }).unwrap();
    let left = |effect: &Effect| matches!(effect, Effect::Tell { event: Event::PersonLeft { .. }, .. });
    assert!(!effects.iter().any(left), "nobody hears that somebody went whom they never knew");
    assert!(effects.contains(&Effect::Unseat { participant: person(4), device: device(4) }));
    assert_eq!(story.room.lobby_view_for(person(5)).unwrap().ahead, 1);
    assert_eq!(story.place(3), PLENARY);
    assert!(!story.room.plan().routes.contains_key(&device(4)));
}

#[test]
fn without_the_helper_they_wait_again_and_without_them_the_helper_goes_back() {
    let mut story = helping();
    story.say(3, Command::Leave {}).unwrap();
    assert!(story.room.is_waiting(device(4)) && !story.room.knows(person(4)));
    story.say(1, take(4)).unwrap();
    assert!(matches!(story.place(1), Place::Help { .. }));
    assert_eq!(story.say(1, take(5)), Err(Rejection::NotAllowed), "one at a time");
    story.say(4, Command::Leave {}).unwrap();
    assert_eq!(story.place(1), PLENARY);
}

#[test]
fn recall_and_moves_leave_them_alone() {
    let mut story = helping();
    story.open(1);
    assert_eq!(story.try_send(&[(4, PLENARY)]), Err(Rejection::OutOfRange));
    story.recall();
    assert_eq!((story.place(3), story.place(4)), (HELP, HELP));
}

#[test]
fn helper_and_helped_write_to_each_other_and_nobody_else_reads_it() {
    let mut story = helping();
    let text = |story: &Story, who: u32| {
        let view = story.room.view_for(story.now, person(who)).unwrap();
        view.chat.parts.iter().map(|part| part.messages.len()).sum::<usize>()
    };
    let write = |scope| Command::SendMessage { scope, text: "Paina mikrofonin kuvaa.".into() };
    let here = Scope::Help { help: HelpId(1) };
    story.say(1, write(Scope::Plenary {})).unwrap();
    story.say(3, write(here)).unwrap();
    story.say(4, write(here)).unwrap();
    assert_eq!((text(&story, 4), text(&story, 1), text(&story, 2)), (2, 1, 1));
    for scope in [Scope::Plenary {}, Scope::Backstage {}, Scope::Facilitators { participant: person(4) }] {
        assert_eq!(story.say(4, write(scope)), Err(Rejection::NotAllowed), "{scope:?}");
    }
    assert_eq!(story.say(1, write(here)), Err(Rejection::NotAllowed));
    let to_helped = Scope::Person { participant: person(4) };
    assert_eq!(story.say(2, write(to_helped)), Err(Rejection::UnknownParticipant));
    admit(&mut story, &[4]).unwrap();
    assert_eq!((text(&story, 4), text(&story, 3)), (1, 1), "now the plenary, and no more help");
}

#[test]
fn whoever_is_helped_counts_as_present_only_when_they_are_let_in() {
    let mut story = helping();
    story.say(1, Command::StartTechnologyRound { steps: vec![TechnologyStep::Camera] }).unwrap();
    let rows = |story: &Story, who: u32| {
        let table = story.room.view_for(story.now, person(1)).unwrap().attendance.unwrap();
        let of = |row: &&AttendanceRow| row.participants == [person(who)];
        table.rows.iter().find(of).and_then(|row| row.here_since)
    };
    assert!(rows(&story, 2).is_some() && rows(&story, 3).is_some());
    assert_eq!((rows(&story, 4), rows(&story, 5)), (None, None), "in no row of the table");
    assert!(story.room.spoke(story.now, device(4), 5_000).is_empty(), "helping is no part of the session");
    let view = story.room.view_for(story.now, person(4)).unwrap();
    assert!(view.attendance.is_none() && view.technology.is_none() && view.speaking_times.is_none());
    let mark = Command::MarkStep { participant: person(4), step: TechnologyStep::Camera };
    assert_eq!(story.say(1, mark.clone()), Err(Rejection::UnknownParticipant), "they are not waited for");

    story.wait(30);
    admit(&mut story, &[4]).unwrap();
    assert_eq!(rows(&story, 4), Some(story.now));
    assert!(story.room.view_for(story.now, person(4)).unwrap().technology.is_some());
    story.say(1, mark).unwrap();
}

#[test]
fn a_helper_who_may_let_nobody_in_any_more_helps_no_more() {
    let mut story = helping();
    story.say(1, Command::ChangeRole { participant: person(3), role: Role::Participant }).unwrap();
    assert_eq!(story.place(3), PLENARY);
    assert!(story.room.is_waiting(device(4)), "waits again, to be helped by another");
}

#[test]
fn whoever_is_helped_does_not_act_as_supervisor() {
    let mut story = helping();
    let room = crate::room::Room::new(String::new(), crate::protocol::Template::PeerCircle, story.room.rules);
    story.room.template = room.template;
    story.say(1, Command::Leave {}).unwrap();
    story.lose(3);
    assert_eq!(story.say(4, Command::ActAsSupervisor {}), Err(Rejection::NotAllowed));
}

#[test]
fn whoever_waited_for_the_groups_alone_does_not_wait_anew_when_the_helper_is_gone() {
    let mut story = Story::with_groups(3, 2);
    story.enter(7, 7, Role::Assistant).unwrap();
    story.say(1, Command::SetLateRule { late: LateRule::Lobby }).unwrap();
    knock(&mut story, 8);
    story.say(7, take(8)).unwrap();
    assert_eq!(story.place(8), HELP);
    story.say(1, Command::SetLateRule { late: LateRule::Plenary }).unwrap();
    story.lose(7);
    let effects = story.wait(GRACE.as_secs());
    let moved = |effect: &Effect| matches!(effect, Effect::Unseat { .. } | Effect::Seat { .. });
    assert!(!effects.iter().any(moved), "not out, and not in again");
    assert_eq!(story.place(8), PLENARY);
}

#[test]
fn whoever_is_helped_when_everybody_else_goes_waits_in_the_lobby_until_the_next_change() {
    let mut story = Story::with_groups(2, 2);
    story.say(1, Command::SetLateRule { late: LateRule::Lobby }).unwrap();
    knock(&mut story, 8);
    knock(&mut story, 9);
    story.say(1, take(8)).unwrap();
    story.say(2, Command::Leave {}).unwrap();
    let effects = story.say(1, Command::Leave {}).unwrap();
    assert!(effects.is_sorted_by_key(Effect::turn), "{effects:?}");
    let moved = |effect: &Effect| match effect {
        Effect::Unseat { participant, .. } => Some((*participant, "out")),
        Effect::Seat { participant, .. } => Some((*participant, "in")),
        _ => None,
    };
    let moves: Vec<_> = effects.iter().filter_map(moved).collect();
    assert_eq!(moves, [(person(8), "out"), (person(9), "in")], "nobody both out and in");
    let told = |effect: &Effect| match effect {
        Effect::TellLobby { participant, .. } => Some(*participant),
        _ => None,
    };
    let told: Vec<_> = effects.iter().filter_map(told).collect();
    assert_eq!(told, [person(8)], "once, and nobody who waits no longer");
    assert_eq!(story.place(9), PLENARY);
    story.raise(9);
    assert_eq!(story.place(8), PLENARY);
}

#[test]
fn whoever_is_sent_back_while_the_groups_run_waits_for_somebody_who_lets_them_in() {
    let mut story = Story::with_groups(3, 2);
    story.say(1, Command::SetLateRule { late: LateRule::Lobby }).unwrap();
    knock(&mut story, 8);
    story.say(1, take(8)).unwrap();
    story.say(1, Command::SetLateRule { late: LateRule::Plenary }).unwrap();
    let effects = story.say(1, Command::SendBack { participant: person(8) }).unwrap();
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Seat { .. })));
    assert!(!story.room.knows(person(8)));
}

#[test]
fn whoever_helps_in_the_middle_of_a_visit_does_not_come_back_as_one_of_the_group() {
    for admits in [true, false] {
        let mut story = helping();
        story.say(3, Command::SendBack { participant: person(4) }).unwrap();
        story.open(1);
        story.send(2, group(1));
        story.say(3, Command::VisitGroup { group: GroupId(1), listening: true }).unwrap();
        story.wait(3);
        story.say(3, take(4)).unwrap();
        if admits {
            admit(&mut story, &[4]).unwrap();
        } else {
            story.say(3, Command::SendBack { participant: person(4) }).unwrap();
        }
        assert_eq!(story.place(3), PLENARY);
    }
}
