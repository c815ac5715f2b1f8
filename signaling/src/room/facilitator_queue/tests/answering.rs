//! Who takes a call, lets it go and ends it.

use super::*;

/// Calls of 2, 4 and, for group 2, of 5.
fn with_calls() -> Story {
    let mut story = at_work();
    story.say(2, ask()).unwrap();
    story.say(4, ask()).unwrap();
    story.say(5, ask_for_us()).unwrap();
    story
}

#[test]
fn two_do_not_take_the_same() {
    let mut story = with_calls();
    let effects = story.say(6, claim(1)).unwrap();
    assert_eq!(told(&story, &effects), [1, 2, 6, 7], "whoever called sees who comes");
    assert_eq!(story.line(2), [(2, Some(6), 0)]);
    assert_eq!(story.say(7, claim(1)), Err(Rejection::Taken));
    assert_eq!(story.say(6, claim(1)), Ok(vec![]));
    let effects = story.say(6, claim(3)).unwrap();
    assert_eq!(told(&story, &effects), [1, 4, 5, 6, 7], "and so does the group");
    assert_eq!(story.line(7), [(2, Some(6), 0), (4, None, 1), (5, Some(6), 2)]);
}

#[test]
fn a_call_that_is_let_go_waits_where_it_stood() {
    let mut story = with_calls();
    assert_eq!(story.say(6, release(1)), Err(Rejection::NotAllowed), "nobody has taken it");
    story.say(6, claim(1)).unwrap();
    assert_eq!(story.say(1, release(1)), Err(Rejection::NotAllowed), "another has");
    story.say(6, release(1)).unwrap();
    assert_eq!(story.line(7), [(2, None, 0), (4, None, 1), (5, None, 2)]);
    story.say(7, claim(1)).unwrap();
}

#[test]
fn whoever_answers_ends_a_call_and_nobody_else_touches_it() {
    let mut story = with_calls();
    for command in [claim(1), release(1), resolve(1), resolve(99)] {
        for who in [2, 3, 4] {
            assert_eq!(story.say(who, command.clone()), Err(Rejection::NotAllowed), "{who} {command:?}");
        }
    }
    story.say(6, claim(1)).unwrap();
    let effects = story.say(7, resolve(1)).unwrap();
    assert_eq!(ended(&story, &effects), [(2, 1, RequestEnd::Served)]);
    assert_eq!(told(&story, &effects), [1, 2, 4, 5, 6, 7]);
    assert!(story.calls(2).is_empty());
    for command in [claim(1), release(1), resolve(1), claim(99)] {
        assert_eq!(story.say(7, command.clone()), Err(Rejection::UnknownItem), "{command:?}");
    }
    story.say(2, ask()).unwrap();
    assert_eq!(story.calls(2).first().unwrap().request, 4, "another call, at the end");
}

#[test]
fn who_may_answer_no_longer_or_is_gone_has_taken_none() {
    let mut story = with_calls();
    for (call, who) in [(1, 6), (2, 7), (3, 6)] {
        story.say(who, claim(call)).unwrap();
    }
    let role = Role::Participant;
    let effects = story.say(1, Command::ChangeRole { participant: person(6), role }).unwrap();
    assert_eq!(story.line(1), [(2, None, 0), (4, Some(7), 1), (5, None, 2)]);
    assert!(told(&story, &effects).contains(&2));
    assert!(story.calls(6).is_empty(), "and sees none");
    story.lose(7);
    assert_eq!(story.line(4), [(4, Some(7), 1), (5, None, 2)], "a lost connection may come back");
    story.now = story.now.after(GRACE);
    let effects = story.room.tick(story.now);
    assert_eq!(told(&story, &effects), [1, 4], "nobody goes to 5 since before");
    assert_eq!(story.line(4), [(4, None, 1), (5, None, 2)]);
}

#[test]
fn who_comes_to_answer_sees_what_waits() {
    let mut story = with_calls();
    let role = Role::Assistant;
    let effects = story.say(1, Command::ChangeRole { participant: person(3), role }).unwrap();
    let view = effects.iter().find_map(|effect| match effect {
        Effect::Tell { event: Event::ViewReplaced { view }, .. } => Some(view),
        _ => None,
    });
    assert_eq!(view.unwrap().facilitator_queue, story.whole_view(1).facilitator_queue);
    assert_eq!(story.line(3).len(), 3);
}
