use crate::id::{ParticipantId, PollId, Seed};
use crate::protocol::{
    Choice, Command, Door, Event, Further, Invitation, LeaveReason, MAX_CARRIED, PersonView, Place, PollKind,
    Presence, Reaction, Rejection, Scope, SourceKind,
};
use crate::role::Role;
use crate::room::lobby::tests::{arrival, behind_a_door, knock};
use crate::room::story::{PLENARY, Story, device, disconnected, events, group, person};
use crate::room::{Arrival, Audience, Effect, MAX_RECORDED, Sender};

fn add(story: &mut Story, at: u32, name: &str) -> Result<Vec<Effect>, Rejection> {
    let seed = Seed(0xABCD_0000_0000 * u64::from(at) + story.people().len() as u64 * 0x1_0000_0001);
    let from = Sender { participant: person(at), device: device(at) };
    story.room.handle(story.now, from, seed, Command::AddPerson { name: name.into(), agreement: None })
}

fn named(story: &Story, name: &str) -> PersonView {
    story.people().into_iter().find(|one| one.name == name).unwrap()
}

fn on_behalf(
    story: &mut Story,
    at: u32,
    whose: ParticipantId,
    command: Command,
) -> Result<Vec<Effect>, Rejection> {
    story.say(at, Command::As { participant: whose, command: Box::new(command) })
}

/// Persons 1 to 3; Eino beside person 2, whose id is given.
fn with_eino() -> (Story, ParticipantId) {
    let mut story = Story::with_people_to(3);
    add(&mut story, 2, "Eino").unwrap();
    let eino = named(&story, "Eino").participant;
    (story, eino)
}

#[test]
fn whoever_sits_beside_is_a_person_of_their_own() {
    let (mut story, eino) = with_eino();
    let one = named(&story, "Eino");
    assert_eq!(
        (one.role, one.seat, one.presence, one.place),
        (Role::Participant, 4, Presence::Here {}, PLENARY)
    );
    assert_eq!(story.room.carried(device(2)), [person(2), eino]);
    story.raise(3);
    on_behalf(&mut story, 2, eino, Command::RaiseHand { reply: false }).unwrap();
    story.raise(2);
    assert_eq!(story.hands(PLENARY), [3, eino.0, 2], "a place in the queue of their own");
    on_behalf(&mut story, 2, person(2), Command::LowerHand { participant: None, reply: false }).unwrap();
    assert_eq!(story.hands(PLENARY), [3, eino.0]);
}

#[test]
fn each_has_a_vote() {
    let (mut story, eino) = with_eino();
    let kind = PollKind::Scale { low: "huono".into(), high: "hyvä".into() };
    story
        .say(1, Command::OpenPoll { question: "Miten menee?".into(), kind, anonymous: true, here: false })
        .unwrap();
    let vote = || Command::Vote { poll: crate::id::PollId(1), choice: Choice::Scale { score: 4 } };
    story.say(2, vote()).unwrap();
    on_behalf(&mut story, 2, eino, vote()).unwrap();
    assert_eq!(on_behalf(&mut story, 2, eino, vote()), Err(Rejection::AlreadyVoted));
    assert_eq!(story.room.view_for(story.now, person(1)).unwrap().polls[0].votes, Some(2));
}

#[test]
fn nobody_speaks_for_those_who_are_not_at_their_device() {
    let (mut story, eino) = with_eino();
    let before = story.room.clone();
    for (at, whose) in [(2, person(3)), (2, person(1)), (3, eino), (2, person(77))] {
        let outcome = on_behalf(&mut story, at, whose, Command::RaiseHand { reply: false });
        assert_eq!(outcome, Err(Rejection::UnknownParticipant));
    }
    let nested =
        Command::As { participant: person(3), command: Box::new(Command::RaiseHand { reply: false }) };
    assert_eq!(on_behalf(&mut story, 2, eino, nested), Err(Rejection::OutOfRange));
    assert_eq!(story.room, before);
}

#[test]
fn they_are_moved_together() {
    let (mut story, eino) = with_eino();
    story.open(1);
    story.send(2, group(1));
    assert_eq!(named(&story, "Eino").place, group(1));
    add(&mut story, 2, "Aino").unwrap();
    assert_eq!(named(&story, "Aino").place, group(1), "where the device is");
    on_behalf(&mut story, 2, eino, Command::SetSending { kind: SourceKind::Camera, on: true }).unwrap();
    assert_eq!(story.room.devices_view(group(1))[0].sending, [SourceKind::Camera], "the picture is shared");
}

#[test]
fn one_of_them_leaves_alone() {
    let (mut story, eino) = with_eino();
    let effects = on_behalf(&mut story, 2, eino, Command::Leave {}).unwrap();
    assert_eq!(events(&effects)[0], &Event::PersonLeft { participant: eino, reason: LeaveReason::Left });
    assert_eq!((disconnected(&effects), story.room.carried(device(2))), (vec![], vec![person(2)]));
    add(&mut story, 2, "Aino").unwrap();
    let aino = named(&story, "Aino").participant;
    story.say(2, Command::Leave {}).unwrap();
    assert_eq!(story.room.carried(device(2)), [aino], "also the one who added them");
    on_behalf(&mut story, 2, aino, Command::RaiseHand { reply: false }).unwrap();
    assert_eq!(
        story.say(2, Command::RaiseHand { reply: false }),
        Err(Rejection::UnknownParticipant),
        "who has left says nothing"
    );
}

#[test]
fn one_goes_on_with_a_device_of_their_own_without_losing_anything() {
    let (mut story, eino) = with_eino();
    on_behalf(&mut story, 2, eino, Command::RaiseHand { reply: false }).unwrap();
    let before = named(&story, "Eino");
    let effects = on_behalf(&mut story, 2, eino, Command::InviteDevice { further: Further::Own }).unwrap();
    let from = device(2);
    assert_eq!(effects, [Effect::InviteDevice { participant: eino, device: from, further: Further::Own }]);
    let rows = |story: &Story| story.room.view_for(story.now, person(1)).unwrap().attendance.unwrap().rows;
    let attendance = rows(&story);
    story.wait(5);
    let own = Arrival { participant: eino, ..arrival(0, 40) };
    let effects = story.room.arrive(story.now, own).unwrap().1;
    assert!(!events(&effects).iter().any(|event| matches!(event, Event::PersonLeft { .. })));
    assert_eq!((named(&story, "Eino"), story.hands(PLENARY)), (before, vec![eino.0]));
    assert_eq!(rows(&story), attendance, "one stay that goes on");
    assert_eq!(
        (story.room.carried(device(2)), story.room.carried(device(40))),
        (vec![person(2)], vec![eino])
    );
}

#[test]
fn the_device_is_told_once_and_for_whom() {
    let (mut story, eino) = with_eino();
    let hearers = |story: &Story, audience: Audience| {
        let event = Event::SwitchesChanged { switches: Default::default() };
        let addressed = story.room.addressed(&[Effect::Tell { audience, event }]);
        addressed.hearers(&audience).to_vec()
    };
    let all = hearers(&story, Audience::All);
    assert_eq!(all, [1, 2, 3].map(|one| (device(one), vec![])));
    let one = hearers(&story, Audience::One(eino));
    assert_eq!(one, [(device(2), vec![eino])]);
    story.say(1, Command::ChangeRole { participant: person(2), role: Role::Assistant }).unwrap();
    assert_eq!(hearers(&story, Audience::Staff), [(device(1), vec![]), (device(2), vec![person(2)])]);
    let guests = hearers(&story, Audience::Guests(PLENARY));
    assert_eq!(guests, [(device(2), vec![eino]), (device(3), vec![])]);
    assert_eq!(hearers(&story, Audience::Place(PLENARY)), all);
    assert_eq!(hearers(&story, Audience::Place(group(1))), []);
    story.enter(2, 22, Role::Participant).unwrap();
    let one = hearers(&story, Audience::One(person(2)));
    assert_eq!(one, [(device(2), vec![person(2)]), (device(22), vec![])]);
}

#[test]
fn whoever_is_added_begins_with_a_view_of_their_own() {
    let mut story = Story::with_people_to(2);
    let effects = add(&mut story, 2, "Eino").unwrap();
    let eino = named(&story, "Eino").participant;
    let view = story.room.view_for(story.now, eino).unwrap();
    let told = effects.iter().any(|effect| {
        matches!(effect, Effect::Tell { audience, event: Event::ViewReplaced { view: told } }
            if *audience == Audience::One(eino) && **told == view)
    });
    assert!(told, "{effects:#?}");
}

#[test]
fn nobody_is_added_where_a_participant_may_not_be_or_beyond_the_bounds() {
    let mut story = Story::with_people_to(2);
    for name in ["", " ", "a\nb"] {
        assert_eq!(add(&mut story, 2, name), Err(Rejection::OutOfRange));
    }
    story.say(1, Command::GoBackstage {}).unwrap();
    assert_eq!(add(&mut story, 1, "Eino"), Err(Rejection::NotAllowed));
    assert_eq!(story.place(1), Place::Backstage {});
    let companion = Arrival { further: Further::Companion, ..arrival(2, 22) };
    story.room.arrive(story.now, companion).unwrap();
    let from = Sender { participant: person(2), device: device(22) };
    let add_there = Command::AddPerson { name: "Eino".into(), agreement: None };
    assert_eq!(story.room.handle(story.now, from, Seed(5), add_there), Err(Rejection::NotAllowed));
    for number in 1..MAX_CARRIED {
        add(&mut story, 2, &format!("vieras {number}")).unwrap();
    }
    assert_eq!(add(&mut story, 2, "Eino"), Err(Rejection::OutOfRange));
    story.say(1, Command::EndSession {}).unwrap();
    assert_eq!(add(&mut story, 1, "Eino"), Err(Rejection::NotAllowed));
}

#[test]
fn nobody_fills_the_attendance_table_by_adding_and_leaving() {
    let mut story = Story::with_people_to(2);
    for _ in 0..super::MAX_ADDED {
        add(&mut story, 2, "Eino").unwrap();
        let eino = named(&story, "Eino").participant;
        on_behalf(&mut story, 2, eino, Command::Leave {}).unwrap();
        story.wait(1);
    }
    assert_eq!(add(&mut story, 2, "Eino"), Err(Rejection::OutOfRange));
    let other = Arrival { further: Further::Own, ..arrival(2, 22) };
    story.room.arrive(story.now, other).unwrap();
    let from = Sender { participant: person(2), device: device(22) };
    let again = Command::AddPerson { name: "Eino".into(), agreement: None };
    assert_eq!(
        story.room.handle(story.now, from, Seed(5), again),
        Err(Rejection::OutOfRange),
        "nor with another device"
    );
}

#[test]
fn nobody_adds_more_by_going_and_coming_or_through_those_added() {
    let (mut story, eino) = with_eino();
    story.room.added.insert(person(2), super::MAX_ADDED);
    let from = Sender { participant: eino, device: device(2) };
    let another = || Command::AddPerson { name: "Aino".into(), agreement: None };
    assert_eq!(story.room.handle(story.now, from, Seed(5), another()), Err(Rejection::OutOfRange));
    story.say(2, Command::Leave {}).unwrap();
    assert_eq!(story.room.handle(story.now, from, Seed(5), another()), Err(Rejection::OutOfRange));
    story.enter(2, 4, Role::Participant).unwrap();
    let again = Sender { participant: person(2), device: device(4) };
    assert_eq!(story.room.handle(story.now, again, Seed(5), another()), Err(Rejection::OutOfRange));
    add(&mut story, 3, "Aino").unwrap();
}

#[test]
fn many_at_one_device_write_no_faster_than_one_and_each_waits_for_their_own_turn() {
    let (mut story, eino) = with_eino();
    let write = || Command::SendMessage { scope: Scope::Plenary {}, text: "hei".into() };
    let react = || Command::React { reaction: Reaction::Applause };
    for _ in 0..5 {
        story.say(2, write()).unwrap();
        story.say(2, react()).unwrap();
    }
    assert_eq!(on_behalf(&mut story, 2, eino, write()), Err(Rejection::TooFast));
    assert_eq!(on_behalf(&mut story, 2, eino, react()), Err(Rejection::TooFast));
    story.say(3, write()).unwrap();

    story.wait(60);
    story.say(1, Command::SetSlowMode { seconds: 30 }).unwrap();
    story.say(2, write()).unwrap();
    assert_eq!(story.say(2, write()), Err(Rejection::TooFast));
    on_behalf(&mut story, 2, eino, write()).unwrap();
}

/// An anonymous poll in which these vote, of whom the supervisor (1) and person 2 have Aino and Eino beside them.
fn figures_of(voters: &[&str]) -> Option<Vec<u32>> {
    let mut story = Story::with_people_to(5);
    add(&mut story, 1, "Aino").unwrap();
    add(&mut story, 2, "Eino").unwrap();
    let kind = PollKind::Single { options: vec!["kyllä".into(), "ei".into()] };
    story
        .say(1, Command::OpenPoll { question: "Jaksatko?".into(), kind, anonymous: true, here: false })
        .unwrap();
    for name in voters {
        let voter = named(&story, name).participant;
        let at = story.room.devices_of(voter).next().unwrap().0;
        let vote = Command::Vote { poll: PollId(1), choice: Choice::Single { option: 0 } };
        on_behalf(&mut story, at, voter, vote).unwrap();
    }
    story.say(1, Command::ClosePoll { poll: PollId(1) }).unwrap();
    let view = story.room.view_for(story.now, person(1)).unwrap();
    assert_eq!(view.polls[0].votes, Some(voters.len() as u32));
    view.polls[0].figures.as_ref().map(|figures| figures.counts.clone())
}

#[test]
fn nobody_learns_one_answer_by_answering_for_those_beside_them() {
    assert_eq!(
        figures_of(&["n3", "n1", "Aino"]),
        None,
        "two of three are at the device that sees the figures"
    );
    assert_eq!(figures_of(&["n3", "n2", "Eino"]), None, "two of three are at one device");
    assert_eq!(figures_of(&["n3", "n4", "n1", "Aino"]), None);
    assert_eq!(figures_of(&["n3", "n4", "n2", "Eino", "Aino"]), Some(vec![5, 0]), "and everybody counts");
}

#[test]
fn feedback_is_counted_in_steps_of_several_who_do_not_sit_together() {
    let mut story = Story::with_people_to(5);
    add(&mut story, 1, "Aino").unwrap();
    add(&mut story, 2, "Eino").unwrap();
    let mut counted = |names: &[&str]| {
        for name in names {
            let voter = named(&story, name).participant;
            let at = story.room.devices_of(voter).next().unwrap().0;
            on_behalf(&mut story, at, voter, Command::GiveFeedback { score: 4, word: None }).unwrap();
        }
        story.room.feedback().counted
    };
    assert_eq!(counted(&["n3", "n1", "Aino", "n2", "Eino"]), 0);
    assert_eq!(counted(&["n4"]), 6);
    assert_eq!(counted(&["n5"]), 6);
}

#[test]
fn whoever_is_added_has_accepted_the_agreement() {
    let mut story = Story::with_people_to(2);
    story.say(1, Command::SetAgreement { text: Some("Sovittu".into()) }).unwrap();
    let add = |agreement| Command::AddPerson { name: "Eino".into(), agreement };
    assert_eq!(story.say(2, add(None)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(2, add(Some(2))), Err(Rejection::OutOfRange));
    story.say(2, add(Some(1))).unwrap();
    let eino = named(&story, "Eino").participant;
    assert!(!story.room.view_for(story.now, eino).unwrap().agreement_asked);
    assert!(story.room.acceptances().any(|(who, accepted)| who == eino && accepted.version == 1));
    story.say(1, Command::SetAgreement { text: None }).unwrap();
    assert_eq!(story.say(2, add(Some(1))), Err(Rejection::OutOfRange), "there is none to accept");
}

#[test]
fn no_two_people_get_the_same_id() {
    let mut story = Story::with_people_to(2);
    let from = Sender { participant: person(2), device: device(2) };
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..10 {
        let add = Command::AddPerson { name: "Eino".into(), agreement: None };
        story.room.handle(story.now, from, Seed(2 << 32), add).unwrap();
        ids.extend(story.people().iter().map(|one| one.participant));
        let eino = named(&story, "Eino").participant;
        on_behalf(&mut story, 2, eino, Command::Leave {}).unwrap();
    }
    assert_eq!(ids.len(), 12, "not even those of people who have left");
}

#[test]
fn nobody_gets_the_id_of_one_who_waits_or_of_one_who_has_only_been_recorded() {
    let mut story = behind_a_door(Door::Open);
    story.enter(2, 2, Role::Participant).unwrap();
    story.say(1, Command::SetDoor { door: Door::Knock }).unwrap();
    knock(&mut story, 3);
    story.enter(4, 4, Role::Participant).unwrap();
    story.say(4, Command::Leave {}).unwrap();
    let from = Sender { participant: person(2), device: device(2) };
    for taken in [2, 3, 4] {
        let add = Command::AddPerson { name: format!("Eino {taken}"), agreement: None };
        story.room.handle(story.now, from, Seed(taken << 32), add).unwrap();
        assert_ne!(named(&story, &format!("Eino {taken}")).participant, person(taken as u32));
    }
}

#[test]
fn so_many_vouch_for_others_and_nobody_more() {
    let mut story = Story::with_people_to(3);
    add(&mut story, 2, "Eino").unwrap();
    story.room.added.extend((100..99 + MAX_RECORDED as u32).map(|who| (person(who), 1)));
    assert_eq!(add(&mut story, 3, "Aino"), Err(Rejection::OutOfRange));
    add(&mut story, 2, "Aino").unwrap();
}

#[test]
fn whoever_was_added_came_with_no_link_of_their_own() {
    let (mut story, eino) = with_eino();
    let effects = story.say(1, Command::Remove { participant: eino }).unwrap();
    assert!(effects.contains(&Effect::Revoke { participant: eino, invitation: Invitation::Shared }));
    assert!(!story.room.knows(person(2)), "the device ends, they shared its sound");
}

#[test]
fn a_phone_of_one_takes_nobody_else_along() {
    let (mut story, eino) = with_eino();
    let phone = Arrival { further: Further::Companion, ..arrival(eino.0, 22) };
    story.room.arrive(story.now, phone).unwrap();
    let invite = |further| Command::InviteDevice { further };
    let from = |with| Sender { participant: eino, device: device(with) };
    let mut ask = |with, further| story.room.handle(story.now, from(with), Seed(1), invite(further)).is_ok();
    assert!(!ask(22, Further::TakeOver), "person 2 is not at that phone");
    assert!(ask(22, Further::Own));
    assert!(ask(2, Further::TakeOver), "where both are, both see it");
}

#[test]
fn a_full_room_takes_nobody_beside() {
    let mut story = Story::with_people_to(1000);
    assert_eq!(add(&mut story, 2, "Eino"), Err(Rejection::OutOfRange));
    story.say(3, Command::Leave {}).unwrap();
    add(&mut story, 2, "Eino").unwrap();
}
