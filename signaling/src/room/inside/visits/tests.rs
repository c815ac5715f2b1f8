use super::*;
use crate::protocol::{
    Assignment, ChatWords, Command, Event, GroupsPlan, MAX_VISITS, MIN_RECALL, Move, Rejection, Scope,
    SourceKind,
};
use crate::role::Role;
use crate::room::inside::tests::{ONE, TWO, at_work};
use crate::room::story::{PLENARY, Story, group, person};

const BACKSTAGE: Place = Place::Backstage {};

fn send(on: bool) -> Command {
    Command::SetSending { kind: SourceKind::Microphone, on }
}

/// The log of the group as somebody in it reads it: who, whether they only listened, and whether it is over.
fn log(story: &Story, who: u32) -> Vec<(u32, bool, bool)> {
    let visits = story.inside(who).unwrap().visits;
    visits.iter().map(|one| (one.participant.0, one.listening, one.ended_at.is_some())).collect()
}

fn messages(story: &Story, who: u32) -> Vec<String> {
    let messages = story.view(who).chat.parts.into_iter().flat_map(|part| part.messages);
    let words = messages.filter(|one| matches!(one.scope, Scope::Group { .. })).filter_map(|one| one.words);
    words.map(|ChatWords { text, .. }| text).collect()
}

#[test]
fn a_visit_is_announced_before_anything_is_heard() {
    let mut story = at_work();
    story.say(1, send(true)).unwrap();
    let effects = story.visit(1, ONE, false);
    let begins_at = story.now.after(Duration::from_secs(3));
    let announced = VisitView { participant: person(1), listening: false, begins_at, ended_at: None };
    assert_eq!(story.visits(ONE), std::slice::from_ref(&announced));
    assert_eq!(story.inside(2).unwrap().visits, [announced]);
    assert!(story.told(2, &effects).contains(&Event::InsideChanged { inside: story.inside(2) }));
    let told = story.told(4, &effects);
    assert!(told.iter().any(|event| matches!(event, Event::GroupsChanged { .. })), "everybody sees it");
    assert_eq!(story.room.next_deadline(), Some(begins_at));
    story.now = Moment(begins_at.0 - 1);
    story.room.tick(story.now);
    assert_eq!(story.place(1), PLENARY);
    assert!(!story.hears(1, 2) && !story.hears(2, 1));

    story.now = begins_at;
    let effects = story.room.tick(story.now);
    assert_eq!(story.place(1), group(1));
    assert!(story.hears(1, 2) && story.hears(2, 1));
    assert!(story.room.plan().routes[&crate::room::story::device(1)].sends.contains(&SourceKind::Microphone));
    assert!(story.told(2, &effects).contains(&Event::InsideChanged { inside: story.inside(2) }));
    assert_eq!(story.next_soon(), None);
    assert!(story.room.is_visiting(person(1)) && !story.room.is_visiting(person(2)));
}

#[test]
fn nobody_visits_groups_that_have_not_begun() {
    let mut story = Story::with_people_to(3);
    let plan = GroupsPlan { countdown_seconds: 60, ..GroupsPlan::of(2, Assignment::Random {}) };
    story.try_open(plan).unwrap();
    let group = story.room.groups_view()[0].group;
    let visit = Command::VisitGroup { group, listening: false };
    assert_eq!(story.say(1, visit.clone()), Err(Rejection::NoGroups));
    story.wait(60);
    story.say(1, visit).unwrap();
}

#[test]
fn not_everybody_may_visit_and_not_everywhere() {
    let mut story = at_work();
    let visit = |group| Command::VisitGroup { group, listening: false };
    assert_eq!(story.say(2, visit(TWO)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(1, visit(GroupId(9))), Err(Rejection::UnknownGroup));
    story.say(1, Command::ChangeRole { participant: person(3), role: Role::Assistant }).unwrap();
    assert_eq!(story.say(3, visit(ONE)), Err(Rejection::OutOfRange), "one of the group");
    assert_eq!(story.say(3, Command::EndVisit {}), Err(Rejection::NotRunning));
    story.recall();
    assert_eq!(story.say(1, visit(ONE)), Err(Rejection::NoGroups));
}

#[test]
fn whoever_only_listens_sends_nothing() {
    let mut story = at_work();
    story.say(1, send(true)).unwrap();
    story.visit(1, ONE, true);
    story.say(1, Command::SetSending { kind: SourceKind::Camera, on: true }).unwrap();
    story.wait(3);
    assert!(story.view(2).devices[0].sending.is_empty());
    assert_eq!(story.say(1, send(true)), Err(Rejection::NotAllowed));
    story.say(1, send(false)).unwrap();
    assert!(story.hears(1, 2));
}

#[test]
fn listening_goes_on_and_off_at_once_and_the_log_says_so() {
    let mut story = at_work();
    story.be_on_visit(1, ONE, true);
    story.wait(10);
    story.visit(1, ONE, false);
    story.say(1, send(true)).unwrap();
    assert_eq!(log(&story, 2), [(1, true, true), (1, false, false)]);
    let visits = story.inside(2).unwrap().visits;
    assert_eq!((visits[0].ended_at, visits[1].begins_at), (Some(story.now), story.now));
    story.wait(10);
    story.visit(1, ONE, true);
    assert_eq!(log(&story, 2), [(1, true, true), (1, false, true), (1, true, false)]);
    assert_eq!(story.say(1, send(true)), Err(Rejection::NotAllowed));
    assert!(
        !story.room.plan().routes[&crate::room::story::device(1)].sends.contains(&SourceKind::Microphone)
    );
    story.visit(1, ONE, true);
    assert_eq!(log(&story, 2).len(), 3, "nothing new");
    assert_eq!(story.place(1), group(1));
}

#[test]
fn an_announced_visit_can_be_replaced_or_called_off() {
    let mut story = at_work();
    story.visit(1, ONE, false);
    story.wait(2);
    story.visit(1, ONE, false);
    assert_eq!(log(&story, 2).len(), 1, "pressed twice");
    story.visit(1, TWO, false);
    assert!(log(&story, 2).is_empty(), "they never came");
    story.wait(1);
    assert_eq!(story.place(1), PLENARY, "the first is off");
    let effects = story.say(1, Command::EndVisit {}).unwrap();
    assert!(story.told(4, &effects).contains(&Event::InsideChanged { inside: story.inside(4) }));
    assert!(log(&story, 4).is_empty());
    story.wait(60);
    assert_eq!(story.place(1), PLENARY);
    assert_eq!(story.room.next_visit(), None);
}

#[test]
fn one_comes_back_to_where_the_first_visit_began() {
    let mut story = at_work();
    story.say(1, Command::GoBackstage {}).unwrap();
    story.be_on_visit(1, ONE, false);
    story.be_on_visit(1, TWO, true);
    assert_eq!(story.place(1), group(2));
    assert_eq!(log(&story, 2), [(1, false, true)], "over with the next");
    story.visit(1, ONE, false);
    story.say(1, Command::EndVisit {}).unwrap();
    assert_eq!(story.place(1), group(2), "the next is called off, this one goes on");
    story.say(1, Command::EndVisit {}).unwrap();
    assert_eq!(story.place(1), BACKSTAGE);
    assert_eq!(log(&story, 4), [(1, true, true)]);
    story.be_on_visit(6, TWO, false);
    story.say(6, Command::EndVisit {}).unwrap();
    assert_eq!(story.place(6), PLENARY);
}

#[test]
fn from_a_group_one_is_in_one_comes_back_to_the_plenary() {
    let mut story = at_work();
    story.send(6, group(1));
    story.be_on_visit(6, TWO, false);
    story.say(6, Command::EndVisit {}).unwrap();
    assert_eq!(story.place(6), PLENARY, "the group would not be told");
}

#[test]
fn a_visit_is_over_however_the_visitor_goes() {
    let goings: [fn(&mut Story); 5] = [
        |story| drop(story.send(6, PLENARY)),
        |story| drop(story.send(6, group(2))),
        |story| drop(story.say(6, Command::GoBackstage {}).unwrap()),
        |story| drop(story.say(6, Command::Leave {}).unwrap()),
        |story| drop(story.say(1, Command::Remove { participant: person(6) }).unwrap()),
    ];
    for go in goings {
        let mut story = at_work();
        story.be_on_visit(6, ONE, false);
        story.wait(5);
        go(&mut story);
        assert_eq!(log(&story, 2), [(6, false, true)]);
        assert_eq!(story.inside(2).unwrap().visits[0].ended_at, Some(story.now));
        assert!(story.visits(ONE).is_empty());
        assert!(!story.room.is_visiting(person(6)) || story.place(6) == group(2));
        // And one that is announced likewise: whoever goes elsewhere is not coming.
        let mut story = at_work();
        story.visit(6, ONE, false);
        go(&mut story);
        let is_off = story.place(2) == group(1) && log(&story, 2).is_empty();
        assert!(
            is_off || story.people().iter().any(|one| one.participant == person(6) && one.place == PLENARY)
        );
    }
}

#[test]
fn a_visit_to_a_group_that_ends_is_over() {
    let mut story = at_work();
    story.be_on_visit(6, ONE, false);
    story.visit(7, ONE, false);
    story.recall();
    assert_eq!((story.place(6), story.place(7)), (PLENARY, PLENARY));
    story.wait(5);
    assert_eq!(story.place(7), PLENARY);
    assert!(!story.room.is_visiting(person(6)));
    assert_eq!(story.room.next_visit(), None);
    assert!(story.room.insides.visits.log.is_empty());
}

#[test]
fn whoever_may_not_visit_any_more_is_back_before_they_hear_on() {
    let mut story = at_work();
    story.be_on_visit(6, ONE, false);
    story.visit(7, ONE, false);
    for participant in [person(6), person(7)] {
        story.say(1, Command::ChangeRole { participant, role: Role::Participant }).unwrap();
    }
    assert_eq!(story.place(6), PLENARY);
    assert!(!story.hears(6, 2));
    story.wait(5);
    assert_eq!(story.place(7), PLENARY);
    assert_eq!(log(&story, 2), [(6, false, true)]);
}

#[test]
fn everybody_at_the_device_comes_along_and_all_must_be_allowed() {
    let mut story = at_work();
    story.enter(7, 6, Role::Assistant).unwrap();
    story.be_on_visit(6, ONE, true);
    assert_eq!((story.place(6), story.place(7)), (group(1), group(1)));
    assert_eq!(log(&story, 2), [(6, true, false), (7, true, false)]);
    let on = story.say_through(7, 6, send(true));
    assert_eq!(on, Err(Rejection::NotAllowed));
    story.say(6, Command::EndVisit {}).unwrap();
    assert_eq!((story.place(6), story.place(7)), (PLENARY, PLENARY));
    assert_eq!(log(&story, 2), [(6, true, true), (7, true, true)]);

    story.enter(8, 1, Role::Participant).unwrap();
    let visit = Command::VisitGroup { group: ONE, listening: false };
    assert_eq!(story.say(1, visit), Err(Rejection::NotAllowed));
}

#[test]
fn nobody_gets_in_at_the_device_of_a_visitor() {
    let mut story = at_work();
    story.be_on_visit(6, ONE, true);
    story.enter(8, 6, Role::Participant).unwrap();
    assert_eq!((story.place(6), story.place(8)), (PLENARY, PLENARY));
    story.visit(1, ONE, false);
    story.enter(9, 1, Role::Participant).unwrap();
    story.wait(3);
    assert_eq!(story.place(1), PLENARY);
    assert!(story.visits(ONE).is_empty());
}

#[test]
fn whoever_comes_to_the_device_meanwhile_was_not_announced() {
    let mut story = at_work();
    story.visit(6, ONE, false);
    story.enter(7, 6, Role::Assistant).unwrap();
    assert!(story.visits(ONE).is_empty());
    story.wait(3);
    assert_eq!((story.place(6), story.place(7)), (PLENARY, PLENARY));
}

#[test]
fn a_visit_does_not_begin_in_the_moment_in_which_the_groups_end() {
    let mut story = at_work();
    story.raise(6);
    story.call_next();
    story.say(1, Command::Recall { seconds: MIN_RECALL }).unwrap();
    story.wait(u64::from(MIN_RECALL) - 3);
    story.visit(6, ONE, false);
    story.wait(3);
    assert_eq!((story.place(2), story.place(6)), (PLENARY, PLENARY));
    assert_eq!(story.floor(PLENARY), Some(6), "they never went");
}

#[test]
fn those_who_are_moved_are_announced_and_whoever_shares_a_device_comes_at_once_and_is_in_the_log() {
    let mut story = at_work();
    let begin = |story: &mut Story, who| {
        let mut changes = Changes::default();
        story.room.begin_visit(story.now, person(who), ONE, false, &mut changes);
        story.room.announce(story.now, changes);
    };
    begin(&mut story, 6);
    assert_eq!(story.place(6), PLENARY);
    story.wait(3);
    assert!(story.room.is_visiting(person(6)));
    story.enter(8, 7, Role::Participant).unwrap();
    begin(&mut story, 7);
    assert_eq!((story.place(7), story.place(8)), (group(1), group(1)));
    assert!(story.room.is_visiting(person(7)) && !story.room.is_visiting(person(8)));
    assert_eq!(log(&story, 2), [(6, false, false), (7, false, false)]);
    // They see nothing older; whoever they came with is one of the group.
    assert_eq!((story.inside(7).unwrap().card, story.note(7)), (None, None));
    assert!(story.note(8).is_some());
    story.merge(ONE, TWO);
    assert_eq!(story.place(7), group(1));
    assert_eq!(log(&story, 4), [], "it is the same place still");
}

#[test]
fn nobody_gets_into_a_group_unannounced_by_bringing_somebody() {
    let mut story = at_work();
    story.say(3, Command::SendMessage { scope: Scope::Group { group: ONE }, text: "ennen".into() }).unwrap();
    story.enter(8, 6, Role::Participant).unwrap();
    story.say(1, Command::MovePeople { moves: vec![Move { participant: person(6), to: group(1) }] }).unwrap();
    assert_eq!((story.place(6), log(&story, 2)), (group(1), vec![(6, false, false)]));
    assert!(messages(&story, 6).is_empty());
    // Another group, by another way.
    story.say(1, Command::MergeGroups { from: ONE, into: TWO }).unwrap();
    assert_eq!((story.place(6), log(&story, 4)), (group(2), vec![(6, false, false)]));
    let leaves = Command::As { participant: person(8), command: Box::new(Command::Leave {}) };
    story.say(6, leaves).unwrap();
    assert_eq!((story.place(6), log(&story, 4)), (PLENARY, vec![(6, false, true)]));
}

#[test]
fn whoever_runs_the_session_and_comes_to_the_device_of_one_of_a_group_visits_it() {
    let mut story = at_work();
    story.enter(8, 2, Role::Assistant).unwrap();
    assert_eq!((story.place(8), log(&story, 3)), (group(1), vec![(8, false, false)]));
    assert_eq!(story.say_through(8, 2, Command::EndVisit {}).map(|_| ()), Ok(()));
    assert_eq!((story.place(2), story.place(8)), (PLENARY, PLENARY), "all at the device");
}

#[test]
fn a_visitor_reads_what_is_written_from_then_on() {
    let mut story = at_work();
    let write = |text: &str| Command::SendMessage { scope: Scope::Group { group: ONE }, text: text.into() };
    let typed = Command::TypeText { scope: Scope::Group { group: ONE }, text: "luonnos".into() };
    story.say(2, write("ennen")).unwrap();
    story.visit(1, ONE, false);
    story.say(3, typed).unwrap();
    story.wait(3);
    assert!(messages(&story, 1).is_empty());
    assert!(story.view(1).chat.parts.is_empty(), "nor what was being typed");
    story.say(2, write("aikana")).unwrap();
    assert_eq!(messages(&story, 1), ["aikana"]);
    assert_eq!(messages(&story, 3), ["ennen", "aikana"]);
    let older =
        Command::ReadMessages { scope: Scope::Group { group: ONE }, before: crate::id::MessageId(99) };
    let effects = story.say(1, older).unwrap();
    let told = story.told(1, &effects);
    let [Event::OlderMessages { messages: older, more, .. }] = &told[..] else { panic!("{told:?}") };
    assert_eq!((older.len(), *more), (1, false));
}

#[test]
fn a_message_that_a_visitor_does_not_see_is_not_theirs_to_delete() {
    let mut story = at_work();
    let write = Command::SendMessage { scope: Scope::Group { group: ONE }, text: "ennen".into() };
    story.say(2, write).unwrap();
    story.be_on_visit(1, ONE, false);
    let message = story.view(2).chat.parts[0].messages[0].message;
    let delete = Command::DeleteMessage { scope: Scope::Group { group: ONE }, message };
    assert_eq!(story.say(1, delete.clone()), Err(Rejection::UnknownMessage));
    let effects = story.say(2, delete).unwrap();
    assert!(!story.told(3, &effects).is_empty());
    assert!(story.told(1, &effects).is_empty());
}

#[test]
fn a_visitor_sees_the_log_but_not_the_work() {
    let mut story = at_work();
    story.say(2, Command::WriteCard { text: "kortti".into() }).unwrap();
    story.say(2, Command::TakeNote {}).unwrap();
    let effects = story.be_on_visit(7, ONE, false);
    let inside = story.inside(7).unwrap();
    assert_eq!((inside.card, inside.shared, inside.visits.len()), (None, false, 1));
    assert_eq!(story.note(7), None);
    assert!(story.told(7, &effects).contains(&Event::InsideChanged { inside: story.inside(7) }));
    let effects = story.say(2, Command::WriteNote { text: "muistio".into() }).unwrap();
    assert!(story.told(7, &effects).is_empty());
    assert_eq!(story.told(3, &effects), [Event::NoteChanged { note: story.note(3) }]);
    let effects = story.say(2, Command::WriteCard { text: "uusi".into() }).unwrap();
    assert_eq!(story.told(7, &effects), [Event::InsideChanged { inside: story.inside(7) }]);
    for command in [
        Command::WriteCard { text: "vieras".into() },
        Command::ShareCard { shared: true },
        Command::TakeNote {},
        Command::WriteNote { text: "vieras".into() },
    ] {
        assert_eq!(story.say(7, command), Err(Rejection::NotAllowed));
    }
}

#[test]
fn the_log_of_a_group_has_an_end() {
    let mut story = at_work();
    story.be_on_visit(6, ONE, false);
    story.be_on_visit(1, ONE, false);
    for turn in 0..MAX_VISITS {
        story.visit(1, ONE, turn % 2 == 0);
    }
    let log = log(&story, 2);
    assert_eq!(log.len(), MAX_VISITS);
    assert_eq!(log[0], (6, false, false), "who is there stays in it");
    assert_eq!(log[1..].iter().filter(|(who, ..)| *who == 1).count(), MAX_VISITS - 1);
}

#[test]
fn whoever_helps_somebody_in_does_not_leave_for_a_visit() {
    let mut story = at_work();
    let arrival = crate::room::Arrival {
        participant: person(20),
        device: crate::room::story::device(20),
        name: "n20".into(),
        role: Role::Participant,
        invitation: crate::protocol::Invitation::Shared,
        further: crate::protocol::Further::Own,
    };
    story.say(1, Command::SetDoor { door: crate::protocol::Door::Knock }).unwrap();
    story.room.arrive(story.now, arrival).unwrap();
    story.say(1, Command::TakeToHelp { participant: person(20) }).unwrap();
    let visit = Command::VisitGroup { group: ONE, listening: false };
    assert_eq!(story.say(1, visit), Err(Rejection::NotAllowed));
    assert_eq!(story.say(1, Command::SpeakToAll { on: true }), Err(Rejection::NotAllowed));
}

#[test]
fn nobody_wipes_a_visit_out_of_the_log() {
    let mut story = at_work();
    story.be_on_visit(6, ONE, true);
    story.wait(60);
    story.say(6, Command::EndVisit {}).unwrap();
    let visit = log(&story, 2);
    for _ in 0..=MAX_VISITS {
        story.visit(6, ONE, false);
        story.say(6, Command::EndVisit {}).unwrap();
    }
    assert_eq!(log(&story, 2), visit);
    story.be_on_visit(6, ONE, false);
    for turn in 0..=MAX_VISITS {
        story.visit(6, ONE, turn % 2 == 0);
    }
    assert_eq!(log(&story, 2)[0], visit[0], "those go first that were shortest");
}

#[test]
fn whoever_runs_the_session_no_longer_is_no_visitor_any_longer() {
    let mut story = at_work();
    story.enter(8, 6, Role::Participant).unwrap();
    story.say(1, Command::MovePeople { moves: vec![Move { participant: person(6), to: group(1) }] }).unwrap();
    assert!(story.room.is_visiting(person(6)));
    story.say(1, Command::ChangeRole { participant: person(6), role: Role::Participant }).unwrap();
    assert!(!story.room.is_visiting(person(6)));
    assert_eq!((story.place(6), story.place(8)), (PLENARY, PLENARY));
}

#[test]
fn whoever_comes_to_visit_where_they_are_puts_the_note_away() {
    let mut story = at_work();
    story.send(3, group(2));
    story.say(1, Command::ChangeRole { participant: person(2), role: Role::Assistant }).unwrap();
    assert!(!story.room.is_visiting(person(2)) && story.note(2).is_some());
    let add = Command::AddPerson { name: "Eino".into(), agreement: None };
    let effects = story.say(2, add).unwrap();
    assert!(story.room.is_visiting(person(2)) && story.note(2).is_none());
    assert!(story.told(2, &effects).contains(&Event::NoteChanged { note: None }));
}
