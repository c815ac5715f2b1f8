//! Going where something is answered: a visit, a word alone, the lobby, a hand.

use super::*;
use crate::id::{GroupId, WordId};
use crate::protocol::{Door, SourceKind};

const WORD: Place = Place::PrivateWord { word: WordId(1) };

fn go(request: u32) -> Command {
    Command::GoTo { item: item(request) }
}

fn ask_for_word() -> Command {
    Command::AskForPrivateWord { with: None }
}

/// 2 from group 1 and facilitator 6 have a word.
fn in_a_word() -> Story {
    let mut story = at_work();
    for who in [2, 3, 6] {
        story.say(who, Command::SetSending { kind: SourceKind::Microphone, on: true }).unwrap();
    }
    story.say(2, ask_for_word()).unwrap();
    story.say(6, go(1)).unwrap();
    story
}

#[test]
fn help_in_a_group_is_gone_to_by_an_announced_visit_and_only_taken_elsewhere() {
    let mut story = at_work();
    story.say(2, ask_for_us()).unwrap();
    story.say(6, ask()).unwrap();
    story.say(7, go(1)).unwrap();
    assert_eq!(story.line(2), [(2, Some(7), 0)]);
    assert_eq!((story.place(7), story.say(6, go(1))), (PLENARY, Err(Rejection::Taken)));
    story.wait(3);
    assert_eq!(story.place(7), group(1), "the group was told first");
    story.say(7, go(1)).unwrap();
    assert_eq!(story.place(7), group(1), "who is there is there");
    story.say(7, go(2)).unwrap();
    assert_eq!((story.place(7), story.line(6)[1].1), (group(1), Some(7)), "from a group, and to nowhere");
}

#[test]
fn two_have_a_word_alone_and_nobody_hears_them() {
    let story = in_a_word();
    assert_eq!((story.place(2), story.place(6)), (WORD, WORD));
    assert!(story.hears(2, 6) && story.hears(6, 2));
    for other in [1, 3, 4, 5, 7] {
        assert!(!story.hears(other, 2) && !story.hears(other, 6) && !story.hears(2, other));
        let devices = story.whole_view(other).devices;
        assert!(devices.iter().all(|one| !one.people.contains(&person(2))), "{other}");
    }
    assert_eq!(story.whole_view(2).requests[0].claimed_by, Some(person(6)));
    assert!(story.whole_view(2).queues.is_empty());
}

#[test]
fn either_ends_it_for_both_and_both_are_where_they_were() {
    for who in [2, 6] {
        let mut story = in_a_word();
        let effects = story.say(who, Command::ComeBack {}).unwrap();
        assert_eq!((story.place(2), story.place(6)), (group(1), PLENARY));
        assert_eq!(ended(&story, &effects), [(2, 1, RequestEnd::Served)]);
        assert!(story.calls(1).is_empty() && story.room.facilitator_queue.words.is_empty());
        assert_eq!(story.say(who, Command::ComeBack {}), Err(Rejection::NotRunning));
    }
}

#[test]
fn a_word_ends_with_what_it_answers() {
    // Whoever ends it, it is over for both; what is let go waits where it stood.
    for (who, command, waits) in
        [(2, withdraw(1), false), (1, resolve(1), false), (6, resolve(1), false), (6, release(1), true)]
    {
        let mut story = in_a_word();
        story.say(who, command.clone()).unwrap();
        assert_eq!((story.place(2), story.place(6)), (group(1), PLENARY), "{command:?}");
        assert_eq!(story.line(1), if waits { vec![(2, None, 0)] } else { vec![] }, "{command:?}");
    }
}

#[test]
fn a_word_that_misses_one_of_the_two_is_over() {
    let mut story = in_a_word();
    story.say(6, Command::Leave {}).unwrap();
    assert_eq!((story.place(2), story.line(2)), (group(1), vec![(2, None, 0)]), "and it waits again");
    let mut story = in_a_word();
    story.say(2, Command::Leave {}).unwrap();
    assert_eq!((story.place(6), story.line(1)), (PLENARY, vec![]));
    let mut story = in_a_word();
    story.say(1, Command::ChangeRole { participant: person(6), role: Role::Participant }).unwrap();
    assert_eq!((story.place(2), story.place(6), story.line(2)), (group(1), PLENARY, vec![(2, None, 0)]));
    let mut story = in_a_word();
    story.say(6, Command::GoBackstage {}).unwrap();
    assert_eq!((story.place(2), story.line(2)), (group(1), vec![(2, Some(6), 0)]), "still theirs");
    story.say(6, go(1)).unwrap();
    assert_eq!(story.place(2), Place::PrivateWord { word: WordId(2) });
    story.say(6, Command::ComeBack {}).unwrap();
    assert_eq!(story.place(6), BACKSTAGE);
}

#[test]
fn a_lost_connection_keeps_the_word_for_the_grace_time() {
    let mut story = in_a_word();
    story.lose(6);
    assert_eq!(story.place(2), WORD);
    story.resume(6).unwrap();
    story.lose(6);
    let effects = story.say(2, Command::ComeBack {}).unwrap();
    assert_eq!((story.place(2), story.place(6)), (group(1), PLENARY), "nobody has to wait there alone");
    assert_eq!((ended(&story, &effects), story.line(2)), (vec![], vec![(2, None, 0)]), "it was not answered");
    let mut story = in_a_word();
    story.say(1, Command::Recall { seconds: MIN_RECALL }).unwrap();
    story.wait(u64::from(MIN_RECALL));
    assert_eq!(story.place(2), WORD, "a recall leaves them");
    story.say(2, Command::ComeBack {}).unwrap();
    assert_eq!(story.place(2), PLENARY, "the group has ended");
}

#[test]
fn who_has_a_word_is_still_of_their_group() {
    let mut story = at_work();
    story.say(2, ask_for_us()).unwrap();
    story.say(2, ask_for_word()).unwrap();
    story.say(6, go(2)).unwrap();
    assert_eq!(story.line(3), [(2, None, 0)], "the group's call waits");
    assert_eq!(story.line(2).len(), 2);
    story.say(1, Command::MergeGroups { from: GroupId(1), into: GroupId(2) }).unwrap();
    story.say(2, Command::ComeBack {}).unwrap();
    assert_eq!(story.place(2), group(2));
}

#[test]
fn a_word_needs_two_who_can_go() {
    let mut story = at_work();
    story.say(2, ask_for_word()).unwrap();
    story.say(6, ask_for_word()).unwrap();
    assert_eq!(story.say(6, go(2)), Err(Rejection::NotAllowed), "not with oneself");
    story.enter(8, 7, Role::Participant).unwrap();
    assert_eq!(story.say(7, go(1)), Err(Rejection::NotAllowed), "8 would be taken along");
    assert_eq!(story.line(2), [(2, None, 0)], "and it was not taken either");
    story.lose(2);
    assert_eq!(story.say(6, go(1)), Err(Rejection::NotAllowed), "who is lost cannot come");
    story.resume(2).unwrap();
    story.say(6, go(1)).unwrap();
    assert_eq!(story.say(6, go(1)), Ok(vec![]), "pressed twice");
    assert_eq!(story.say(1, go(2)), Err(Rejection::NotAllowed), "6 has a word now");
    for command in [ask(), ask_for_word(), Command::SendQuietSignal {}] {
        assert_eq!(story.say(2, command), Err(Rejection::NotAllowed));
    }
    assert_eq!(
        story.say(6, Command::VisitGroup { group: GroupId(1), listening: false }),
        Err(Rejection::NotAllowed)
    );
    assert!(story.try_send(&[(2, group(2))]).is_err());
}

#[test]
fn who_shares_a_device_with_the_one_who_asked_comes_along() {
    let mut story = at_work();
    story.enter(8, 4, Role::Participant).unwrap();
    assert_eq!(story.place(8), group(2));
    story.say_through(8, 4, ask_for_word()).unwrap();
    story.say(7, go(1)).unwrap();
    for who in [4, 7, 8] {
        assert_eq!(story.place(who), WORD);
    }
    story.say(7, Command::ComeBack {}).unwrap();
    assert_eq!((story.place(4), story.place(8), story.place(7)), (group(2), group(2), PLENARY));
}

#[test]
fn a_visit_ends_where_a_word_begins() {
    let mut story = at_work();
    story.start_visit(6, 1);
    story.say(4, ask_for_word()).unwrap();
    story.say(6, go(1)).unwrap();
    assert_eq!(story.place(6), WORD);
    story.say(6, Command::ComeBack {}).unwrap();
    assert_eq!((story.place(6), story.place(4)), (PLENARY, group(2)), "back to where the visit began");
}

#[test]
fn what_is_taken_waits_again_when_the_connection_is_lost_for_too_long() {
    let mut story = at_work();
    story.say(1, Command::StartOwnTask { task: "Kävelkää".into(), minutes: 30 }).unwrap_err();
    story.recall();
    story.say(1, Command::StartOwnTask { task: "Kävelkää".into(), minutes: 30 }).unwrap();
    story.say(2, ask()).unwrap();
    story.say(6, claim(1)).unwrap();
    story.lose(6);
    story.wait(GRACE.as_secs() - 1);
    assert_eq!(story.line(2), [(2, Some(6), 0)]);
    let effects = story.wait(1);
    assert!(story.room.knows(person(6)), "who is away at an own task is waited for longer");
    assert_eq!((story.line(2), told(&story, &effects)), (vec![(2, None, 0)], vec![1, 2, 6, 7]));
    assert!(story.room.next_of_facilitator_queue().is_none());
}

#[test]
fn who_waits_at_the_door_is_let_in_and_a_hand_gets_the_floor_where_one_is() {
    let mut story = at_work();
    story.say(1, Command::SetDoor { door: Door::Knock }).unwrap();
    story.knock(20);
    let lobby = QueueItem::Lobby { participant: person(20) };
    story.say(1, Command::Claim { item: lobby }).unwrap();
    assert_eq!(story.say(7, Command::GoTo { item: lobby }), Err(Rejection::Taken));
    story.say(1, Command::GoTo { item: lobby }).unwrap();
    assert_eq!(story.place(20), PLENARY);
    assert!(story.items(1).is_empty() && story.room.facilitator_queue.claims.is_empty());

    story.raise_all(&[20, 7, 3]);
    let hand = |who, place| Command::GoTo { item: QueueItem::Hand { participant: person(who), place } };
    story.say(6, hand(7, PLENARY)).unwrap();
    assert_eq!((story.floor(PLENARY), story.hands(PLENARY)), (Some(7), vec![20]), "also before the first");
    story.lose(20);
    assert_eq!(story.say(6, hand(20, PLENARY)), Err(Rejection::QueueEmpty));
    story.say(6, hand(3, group(1))).unwrap();
    story.wait(3);
    assert_eq!((story.place(6), story.floor(group(1))), (group(1), None), "the group is gone to first");
    story.say(6, hand(3, group(1))).unwrap();
    assert_eq!(story.floor(group(1)), Some(3));
}
