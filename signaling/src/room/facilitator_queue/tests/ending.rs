//! When a call ends by itself, when it does not, and what a restart leaves of it.

use super::*;

#[test]
fn one_takes_back_what_one_asked_for_or_what_was_asked_for_ones_group() {
    let mut story = at_work();
    assert_eq!(story.say(2, withdraw(1)), Err(Rejection::UnknownItem));
    story.say(2, ask_for_us()).unwrap();
    story.say(3, ask()).unwrap();
    assert_eq!(story.say(4, withdraw(1)), Err(Rejection::UnknownItem), "of another group");
    assert_eq!(story.say(2, withdraw(2)), Err(Rejection::UnknownItem), "another's own");
    story.say(3, withdraw(2)).unwrap();
    assert_eq!(story.line(3), [(2, None, 0)]);
    let effects = story.say(3, withdraw(1)).unwrap();
    assert_eq!(told(&story, &effects), [1, 2, 3, 6, 7]);
    assert!(story.calls(1).is_empty());
}

#[test]
fn a_call_stays_with_its_person_and_ends_when_they_go() {
    let mut story = at_work();
    story.say(2, ask()).unwrap();
    story.say(4, ask()).unwrap();
    let effects = story.send(2, group(2));
    assert_eq!(told(&story, &effects), [1, 6, 7], "where they are is told");
    assert_eq!(story.calls(1).first().unwrap().place, Some(group(2)));
    story.recall();
    story.say(1, Command::StartBreak { minutes: 10, coffee_table: false }).unwrap();
    story.lose(2);
    assert_eq!(story.line(1), [(2, None, 0), (4, None, 1)]);
    story.resume(2).unwrap();
    assert_eq!(story.line(2), [(2, None, 0)]);
    let effects = story.say(2, Command::Leave {}).unwrap();
    assert_eq!(told(&story, &effects), [1, 4, 6, 7]);
    assert_eq!(story.line(4), [(4, None, 0)]);
    story.lose(4);
    story.now = story.now.after(GRACE);
    let effects = story.room.tick(story.now);
    assert_eq!(told(&story, &effects), [1, 6, 7]);
    assert!(story.calls(1).is_empty());
}

#[test]
fn who_is_removed_or_sent_back_to_the_lobby_calls_no_longer() {
    let mut story = at_work();
    story.say(2, ask()).unwrap();
    story.say(3, ask()).unwrap();
    story.say(1, Command::Remove { participant: person(2) }).unwrap();
    story.say(1, Command::SendBack { participant: person(3) }).unwrap();
    assert!(story.calls(1).is_empty());
    story.say(3, ask()).unwrap();
    assert!(story.calls(1).is_empty(), "from the lobby help to get in is asked for");
    let lobby = story.room.view_for(story.now, person(1)).unwrap().lobby.unwrap();
    assert_eq!(lobby.waiting.first().unwrap().help, Some(HelpProblem::NoSound));
}

#[test]
fn a_groups_call_ends_when_the_caller_is_no_longer_of_it() {
    let mut story = at_work();
    story.say(2, ask_for_us()).unwrap();
    let effects = story.send(2, group(2));
    assert_eq!(told(&story, &effects), [1, 2, 3, 6, 7]);
    assert!(story.calls(1).is_empty());
    // Of two groups that become one, the call of the one that remains stays.
    story.say(3, ask_for_us()).unwrap();
    story.say(4, ask_for_us()).unwrap();
    story.say(1, Command::MergeGroups { from: GroupId(1), into: GroupId(2) }).unwrap();
    assert_eq!(story.line(3), [(4, None, 0)]);
    story.say(3, ask()).unwrap();
    let effects = story.recall();
    assert_eq!(told(&story, &effects), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(story.line(1), [(3, None, 0)], "whoever called for themselves waits");
}

#[test]
fn until_the_groups_have_ended_their_calls_stand() {
    let mut story = at_work();
    story.say(2, ask_for_us()).unwrap();
    story.say(1, Command::Recall { seconds: MIN_RECALL }).unwrap();
    assert_eq!(story.line(3), [(2, None, 0)]);
}

#[test]
fn nobody_waits_in_an_empty_room() {
    let mut story = Story::with_people_to(2);
    story.say(2, ask()).unwrap();
    story.say(2, Command::Leave {}).unwrap();
    story.say(1, Command::Leave {}).unwrap();
    story.enter(1, 1, Role::Supervisor).unwrap();
    assert!(story.calls(1).is_empty());
    story.say(1, ask()).unwrap();
    assert_eq!(story.calls(1).first().unwrap().request, 2, "what counts goes on");
}

#[test]
fn calls_come_back_after_a_restart() {
    let made = Room::new("Kevät".into(), crate::protocol::Template::Supervision, Rules { grace: GRACE });
    let mut log = Log::of(&made);
    let mut story = at_work();
    story.say(2, ask_for_us()).unwrap();
    story.say(4, ask()).unwrap();
    story.say(6, claim(1)).unwrap();
    let before = log.follow(story.now, &story.room);
    story.say(4, withdraw(2)).unwrap();
    let after = log.follow(story.now, &story.room);
    let texts = before.texts.into_iter().filter_map(|change| Some((change.id, change.text?)));
    let mut replayed = Room::replay(made, before.entry.into_iter().chain(after.entry), texts).unwrap();
    assert_eq!(replayed.facilitator_queue_view(person(1)), story.room.facilitator_queue_view(person(1)));
    replayed.reopen(story.now);
    story.room = replayed;
    for who in [1, 2, 3, 6] {
        story.resume(who).unwrap();
        assert_eq!(story.line(who), [(2, Some(6), 0)]);
    }
    assert!(story.room.connect(story.now, device(5)).is_ok());
    assert!(story.calls(5).is_empty());
}
