use crate::protocol::{
    CloseCode, Command, Door, DoorView, Further, HelpProblem, Invitation, Presence, RefusalReason, Rejection,
};
use crate::role::Role;
use crate::room::story::{GRACE, PLENARY, Story, device, disconnected, person};
use crate::room::{Arrival, Arrived, Effect, Opening, Refused};

pub fn arrival(who: u32, with: u32) -> Arrival {
    Arrival {
        participant: person(who),
        device: device(with),
        name: format!("n{who}"),
        role: Role::Participant,
        invitation: Invitation::Shared,
        further: Further::Own,
    }
}

/// The supervisor is in; guests knock.
pub fn behind_a_door(door: Door) -> Story {
    let mut story = Story::with_people_to(1);
    story.room = story.room.opening(Opening { door, welcome: "Hei".into(), ..Opening::default() });
    story
}

pub fn knock(story: &mut Story, who: u32) -> Vec<Effect> {
    let (arrived, effects) = story.room.arrive(story.now, arrival(who, who)).unwrap();
    assert_eq!(arrived, Arrived::Waiting);
    effects
}

pub fn admit(story: &mut Story, whom: &[u32]) -> Result<Vec<Effect>, Rejection> {
    story.say(1, Command::Admit { participants: whom.iter().copied().map(person).collect() })
}

fn told(effects: &[Effect], who: u32) -> Option<u32> {
    effects.iter().find_map(|effect| match effect {
        Effect::TellLobby { participant, view, .. } if *participant == person(who) => Some(view.ahead),
        _ => None,
    })
}

#[test]
fn whoever_knocks_has_no_place_no_seat_and_no_routes() {
    let mut story = behind_a_door(Door::Knock);
    let effects = knock(&mut story, 2);
    assert_eq!(told(&effects, 2), Some(0));
    assert!(!story.room.knows(person(2)) && story.room.is_waiting(device(2)));
    assert!(!story.room.plan().routes.contains_key(&device(2)));
    assert_eq!(story.room.view_for(story.now, person(2)), None);
    assert_eq!(story.people().len(), 1);
    let view = story.room.lobby_view_for(person(2)).unwrap();
    assert_eq!((view.welcome.as_str(), view.door), ("Hei", DoorView::Knock {}));
}

#[test]
fn the_line_moves_up() {
    let mut story = behind_a_door(Door::Knock);
    for who in [2, 3, 4] {
        knock(&mut story, who);
    }
    assert_eq!(story.room.lobby_view_for(person(4)).unwrap().ahead, 2);
    let effects = admit(&mut story, &[2]).unwrap();
    assert!(effects.contains(&Effect::Seat { participant: person(2), device: device(2) }));
    assert_eq!((told(&effects, 2), told(&effects, 3), told(&effects, 4)), (None, Some(0), Some(1)));
    assert_eq!((story.place(2), story.one(2).name.as_str()), (PLENARY, "n2"));
    assert_eq!(admit(&mut story, &[2]), Ok(vec![]), "two may press at once");
    assert_eq!(admit(&mut story, &[3, 77]), Err(Rejection::UnknownParticipant), "all or nobody");
    story.say(1, Command::AdmitAll {}).unwrap();
    assert_eq!(story.people().len(), 4);
}

#[test]
fn whoever_was_let_in_and_dropped_is_not_asked_again() {
    let mut story = behind_a_door(Door::Knock);
    knock(&mut story, 2);
    admit(&mut story, &[2]).unwrap();
    story.lose(2);
    story.wait(GRACE.as_secs());
    assert!(!story.room.knows(person(2)));
    assert_eq!(story.room.arrive(story.now, arrival(2, 22)).unwrap().0, Arrived::Entered);
    story.say(1, Command::SendBack { participant: person(2) }).unwrap();
    assert!(story.room.is_waiting(device(22)) && !story.room.knows(person(2)));
    assert!(!story.room.plan().routes.contains_key(&device(22)));
    assert_eq!(story.room.arrive(story.now, arrival(2, 23)).unwrap().0, Arrived::Waiting, "asked again now");
}

#[test]
fn whoever_is_refused_is_told_why() {
    let mut story = behind_a_door(Door::Knock);
    knock(&mut story, 2);
    let reason = RefusalReason::Later;
    let effects = story.say(1, Command::Refuse { participant: person(2), reason }).unwrap();
    let at = |wanted: &Effect| effects.iter().position(|effect| effect == wanted).unwrap();
    let told = at(&Effect::TellRefused { device: device(2), reason });
    assert!(told < at(&Effect::Disconnect { device: device(2), code: CloseCode::Refused }));
    knock(&mut story, 2);
}

#[test]
fn a_place_in_the_line_outlives_a_lost_connection_for_the_grace_time() {
    let mut story = behind_a_door(Door::Knock);
    knock(&mut story, 2);
    knock(&mut story, 3);
    story.lose(2);
    story.wait(GRACE.as_secs() - 1);
    assert_eq!(told(&story.resume(2).unwrap(), 2), Some(0), "told again what they know");
    story.lose(2);
    let effects = story.wait(GRACE.as_secs());
    assert_eq!((disconnected(&effects), told(&effects, 3)), (vec![2], Some(0)));
    story.lose(3);
    admit(&mut story, &[3]).unwrap();
    assert!(matches!(story.one(3).presence, Presence::Dropped { .. }), "let in while away");
}

#[test]
fn help_is_asked_once_and_seen_first() {
    let mut story = behind_a_door(Door::Knock);
    knock(&mut story, 2);
    knock(&mut story, 3);
    let ask = |problem| Command::AskForHelp { problem, for_group: false, subject: None };
    story.say(3, ask(HelpProblem::NoSound)).unwrap();
    assert_eq!(story.room.lobby_list().waiting[0].participant, person(3));
    assert_eq!(story.say(3, ask(HelpProblem::NoSound)), Ok(vec![]));
    assert_eq!(story.say(3, ask(HelpProblem::NoPicture)), Err(Rejection::TooSoon));
    story.wait(30);
    story.say(3, ask(HelpProblem::NoPicture)).unwrap();
}

#[test]
fn nobody_is_told_of_the_lobby_who_may_not_let_people_in() {
    let mut story = behind_a_door(Door::Open);
    assert_eq!(story.room.arrive(story.now, arrival(2, 2)).unwrap().0, Arrived::Entered);
    story.say(1, Command::SetDoor { door: Door::Knock }).unwrap();
    let effects = knock(&mut story, 3);
    for effect in &effects {
        if let Effect::Tell { audience, .. } = effect {
            assert_eq!(story.room.audience(audience), [person(1)]);
        }
    }
    assert_eq!(story.room.view_for(story.now, person(2)).unwrap().lobby, None);
}

#[test]
fn a_second_page_takes_the_place_of_the_first() {
    let mut story = behind_a_door(Door::Knock);
    knock(&mut story, 2);
    let (_, effects) = story.room.arrive(story.now, arrival(2, 22)).unwrap();
    assert!(effects.contains(&Effect::Disconnect { device: device(2), code: CloseCode::TakenOver }));
    assert_eq!(story.room.arrive(story.now, arrival(3, 22)), Err(Refused::Device));
}

fn agree_on(story: &mut Story, text: Option<&str>) -> Vec<Effect> {
    story.say(1, Command::SetAgreement { text: text.map(str::to_owned) }).unwrap()
}

fn asked(story: &Story, who: u32) -> Option<u32> {
    story.room.lobby_view_for(person(who)).unwrap().agreement.map(|agreement| agreement.version)
}

#[test]
fn whoever_waits_while_the_agreement_changes_is_asked_before_they_come_in() {
    let mut story = behind_a_door(Door::Knock);
    knock(&mut story, 2);
    knock(&mut story, 3);
    let effects = agree_on(&mut story, Some("Sovittu"));
    assert_eq!((told(&effects, 2), told(&effects, 3), asked(&story, 2)), (Some(0), Some(1), Some(1)));
    story.say(2, Command::AcceptAgreement { version: 1 }).unwrap();
    assert_eq!(asked(&story, 2), None, "and waits on");
    assert!(story.room.is_waiting(device(2)));

    story.say(1, Command::AdmitAll {}).unwrap();
    assert!(story.room.knows(person(2)) && story.room.is_waiting(device(3)), "one has read it");
    let waiting = story.room.lobby_list().waiting;
    assert_eq!(
        waiting.iter().map(|one| (one.participant, one.admitted)).collect::<Vec<_>>(),
        [(person(3), true)]
    );
    assert_eq!(admit(&mut story, &[3]), Ok(vec![]), "let in already");
    assert_eq!(story.say(3, Command::AcceptAgreement { version: 2 }), Err(Rejection::OutOfRange));
    let effects = story.say(3, Command::AcceptAgreement { version: 1 }).unwrap();
    assert!(effects.contains(&Effect::Seat { participant: person(3), device: device(3) }));
    assert!(!story.room.view_for(story.now, person(3)).unwrap().agreement_asked, "not asked again inside");
}

#[test]
fn a_door_that_opens_lets_in_who_has_accepted_and_the_others_as_they_do() {
    let mut story = behind_a_door(Door::Knock);
    knock(&mut story, 2);
    knock(&mut story, 3);
    agree_on(&mut story, Some("Sovittu"));
    story.say(2, Command::AcceptAgreement { version: 1 }).unwrap();
    story.say(1, Command::SetDoor { door: Door::Open }).unwrap();
    assert!(story.room.knows(person(2)) && !story.room.knows(person(3)));
    let effects = agree_on(&mut story, None);
    assert!(
        effects.contains(&Effect::Seat { participant: person(3), device: device(3) }),
        "nothing is asked any more"
    );
}

#[test]
fn whoever_was_helped_while_the_agreement_changed_is_asked_too() {
    let mut story = behind_a_door(Door::Knock);
    knock(&mut story, 2);
    story.say(1, Command::TakeToHelp { participant: person(2) }).unwrap();
    agree_on(&mut story, Some("Sovittu"));
    let effects = admit(&mut story, &[2]).unwrap();
    assert!(effects.contains(&Effect::Unseat { participant: person(2), device: device(2) }));
    assert_eq!((asked(&story, 2), story.place(1)), (Some(1), PLENARY));
    story.say(2, Command::AcceptAgreement { version: 1 }).unwrap();
    assert_eq!(story.place(2), PLENARY);
}

#[test]
fn a_page_that_waits_ends_when_its_person_gets_in_with_another() {
    let mut story = behind_a_door(Door::Knock);
    knock(&mut story, 2);
    agree_on(&mut story, Some("Sovittu"));
    story.say(1, Command::AdmitAll {}).unwrap();
    assert_eq!(story.room.arrive(story.now, arrival(2, 22)), Err(Refused::Agreement));
    story.room.accept_at_door(story.now, person(2), 1).unwrap();
    let (arrived, effects) = story.room.arrive(story.now, arrival(2, 22)).unwrap();
    assert_eq!(arrived, Arrived::Entered);
    assert!(effects.contains(&Effect::Disconnect { device: device(2), code: CloseCode::TakenOver }));
    assert_eq!(story.room.lobby_list().count, 0);
}

#[test]
fn whoever_is_helped_and_comes_with_another_device_is_not_let_in_by_that() {
    let mut story = behind_a_door(Door::Knock);
    knock(&mut story, 2);
    story.say(1, Command::TakeToHelp { participant: person(2) }).unwrap();
    let help = story.place(2);
    story.room.arrive(story.now, arrival(2, 22)).unwrap();
    assert_eq!(story.place(2), help);
    story.say(1, Command::SendBack { participant: person(2) }).unwrap();
    assert!(story.room.is_waiting(device(22)));
    assert_eq!(story.room.arrive(story.now, arrival(2, 23)).unwrap().0, Arrived::Waiting);
}
