use super::*;
use crate::protocol::{Command, Event, GroupColour};
use crate::role::Role;
use crate::room::inside::tests::{ONE, TWO, at_work};
use crate::room::story::{Story, group};

fn write(text: &str) -> Command {
    Command::WriteCard { text: text.into() }
}

fn share(shared: bool) -> Command {
    Command::ShareCard { shared }
}

fn show(group: Option<GroupId>) -> Command {
    Command::ShowCard { group }
}

/// The cards somebody sees: the number of the group, the text, whether it was and is shown.
fn cards(story: &Story, who: u32) -> Vec<(u32, String, bool, bool)> {
    let cards = story.view(who).cards.into_iter();
    cards.map(|one| (one.number, one.text.unwrap_or_default(), one.shown, one.showing)).collect()
}

fn shared(text: &str) -> Story {
    let mut story = at_work();
    story.say(2, write(text)).unwrap();
    story.say(2, share(true)).unwrap();
    story
}

#[test]
fn a_card_is_the_groups_until_it_is_shared_and_everybodys_when_it_is_shown() {
    let mut story = at_work();
    let effects = story.say(2, write("kortti")).unwrap();
    assert_eq!(story.told(3, &effects), [Event::InsideChanged { inside: story.inside(3) }]);
    assert_eq!(story.inside(3).unwrap().card.as_deref(), Some("kortti"));
    assert!(story.told(1, &effects).is_empty() && story.told(4, &effects).is_empty());
    assert!(cards(&story, 1).is_empty());

    let effects = story.say(3, share(true)).unwrap();
    assert!(story.inside(2).unwrap().shared);
    assert_eq!(cards(&story, 1), [(1, "kortti".into(), false, false)]);
    assert_eq!(story.told(1, &effects), [Event::CardsChanged { cards: story.view(1).cards }]);
    assert!(cards(&story, 4).is_empty() && cards(&story, 7).is_empty());

    let effects = story.say(1, show(Some(ONE))).unwrap();
    for who in 1..=7 {
        assert_eq!(cards(&story, who), [(1, "kortti".into(), true, true)]);
        assert_eq!(story.told(who, &effects), [Event::CardsChanged { cards: story.view(who).cards }]);
    }
    story.say(1, show(None)).unwrap();
    assert_eq!(cards(&story, 4), [(1, "kortti".into(), true, false)]);
}

#[test]
fn one_card_is_shown_at_a_time() {
    let mut story = shared("yksi");
    story.say(4, write("kaksi")).unwrap();
    story.say(4, share(true)).unwrap();
    story.say(1, show(Some(ONE))).unwrap();
    assert_eq!(cards(&story, 5), [(1, "yksi".into(), true, true)]);
    story.say(1, show(Some(TWO))).unwrap();
    assert_eq!(cards(&story, 5), [(1, "yksi".into(), true, false), (2, "kaksi".into(), true, true)]);
    assert!(story.say(1, show(Some(TWO))).unwrap().is_empty());
}

#[test]
fn what_is_written_on_a_shared_card_is_shared() {
    let mut story = shared("yksi");
    story.say(2, write("yksi ja puoli")).unwrap();
    assert_eq!(cards(&story, 1), [(1, "yksi ja puoli".into(), false, false)]);
    story.say(1, show(Some(ONE))).unwrap();
    let effects = story.say(2, write("kaksi")).unwrap();
    assert_eq!(cards(&story, 4), [(1, "kaksi".into(), true, true)]);
    assert!(story.told(4, &effects).contains(&Event::CardsChanged { cards: story.view(4).cards }));
}

#[test]
fn a_card_is_taken_back_unless_it_was_shown() {
    let mut story = shared("yksi");
    story.say(2, share(false)).unwrap();
    assert!(cards(&story, 1).is_empty() && !story.inside(2).unwrap().shared);
    assert!(story.room.insides.cards.collected_words.is_empty());

    story.say(2, share(true)).unwrap();
    story.say(1, show(Some(ONE))).unwrap();
    story.say(2, share(false)).unwrap();
    story.say(2, write("salaisuus")).unwrap();
    assert_eq!(cards(&story, 4), [(1, "yksi".into(), true, true)], "as it was shown");
    story.say(2, share(true)).unwrap();
    assert_eq!(cards(&story, 4), [(1, "salaisuus".into(), true, true)]);
    story.say(2, write("")).unwrap();
    assert_eq!(story.inside(2).unwrap().card, None);
    assert!(!story.inside(2).unwrap().shared);
    assert_eq!(cards(&story, 4), [(1, "salaisuus".into(), true, true)]);
}

#[test]
fn an_empty_card_shares_nothing() {
    let mut story = at_work();
    assert_eq!(story.say(2, share(true)), Err(Rejection::OutOfRange));
    let mut story = {
        drop(story);
        shared("yksi")
    };
    story.say(2, write(" \n")).unwrap();
    assert!(cards(&story, 1).is_empty());
    assert_eq!(story.inside(3).unwrap().card, None);
}

#[test]
fn a_shared_card_outlives_its_group_with_what_it_was_called_then() {
    let mut story = shared("yksi");
    let called = |name: &str| Command::SetGroup {
        group: ONE,
        name: Some(name.into()),
        colour: GroupColour::Blue,
        task: None,
        leader: None,
    };
    story.say(1, called("Kuusi")).unwrap();
    let effects = story.say(1, called("Mänty")).unwrap();
    assert_eq!(story.view(1).cards[0].name.as_deref(), Some("Mänty"));
    assert!(story.told(1, &effects).contains(&Event::CardsChanged { cards: story.view(1).cards }));
    story.say(4, write("oma")).unwrap();
    story.recall();
    assert_eq!(cards(&story, 1), [(1, "yksi".into(), false, false)]);
    assert_eq!(story.view(1).cards[0].name.as_deref(), Some("Mänty"));
    assert!(story.room.insides.cards.words.is_empty(), "what was not shared is gone");

    story.open(1);
    story.send(4, group(3));
    story.say(4, write("kolmas")).unwrap();
    story.say(4, share(true)).unwrap();
    assert_eq!(cards(&story, 1), [(1, "yksi".into(), false, false), (1, "kolmas".into(), false, false)]);
    story.say(1, show(Some(ONE))).unwrap();
    assert_eq!(cards(&story, 2), [(1, "yksi".into(), true, true)]);
}

#[test]
fn cards_are_for_those_in_the_group_and_shown_by_those_who_run_it() {
    let mut story = shared("yksi");
    assert_eq!(story.say(1, write("x")), Err(Rejection::NotAllowed));
    assert_eq!(story.say(2, show(Some(ONE))), Err(Rejection::NotAllowed));
    assert_eq!(story.say(1, show(Some(TWO))), Err(Rejection::UnknownGroup), "it has shared none");
    assert_eq!(story.say(2, write(&"x".repeat(MAX_CARD + 1))), Err(Rejection::TooLong));
    assert_eq!(story.say(2, write("a\u{7}")), Err(Rejection::OutOfRange));
    story.say(2, write("a\tb\nc")).unwrap();
    assert!(story.say(2, write("a\tb\nc")).unwrap().is_empty());
    story.enter(8, 8, Role::Observer).unwrap();
    story.send(8, group(1));
    assert_eq!(story.say(8, write("x")), Err(Rejection::NotAllowed), "an observer only looks");
}

#[test]
fn too_many_cards_go_beginning_with_those_that_were_shown_first() {
    let mut story = at_work();
    let mut changes = Changes::default();
    for id in 100..100 + MAX_CARDS as u32 {
        let cards = &mut story.room.insides.cards;
        cards.collected.insert(GroupId(id), Collected { number: 1, shown: None });
        cards.collected_words.insert(GroupId(id), "x".into());
    }
    story.say(1, show(Some(GroupId(150)))).unwrap();
    story.say(1, show(Some(GroupId(140)))).unwrap();
    story.say(1, show(Some(GroupId(130)))).unwrap();
    let here = |story: &Story, id| story.room.insides.cards.collected.contains_key(&GroupId(id));
    story.say(2, write("yksi")).unwrap();
    story.say(2, share(true)).unwrap();
    assert!(!here(&story, 150) && here(&story, 140) && here(&story, 1));
    story.say(4, write("kaksi")).unwrap();
    story.say(4, share(true)).unwrap();
    assert!(!here(&story, 140) && here(&story, 130), "the one that is shown now stays");
    assert_eq!(story.room.insides.cards.collected.len(), MAX_CARDS);
    assert_eq!(story.room.insides.cards.collected_words.len(), MAX_CARDS);
    story.room.insides.cards.collected.insert(GroupId(500), Collected { number: 1, shown: None });
    story.room.collect_card(ONE, &mut changes);
    assert!(!here(&story, 1) && !story.inside(2).unwrap().shared, "then the oldest, and its group is told");
    assert!(changes.insides.contains(&ONE));
}

#[test]
fn of_two_groups_that_become_one_nothing_is_shared_that_was_not() {
    let merge = |story: &mut Story| {
        let mut changes = Changes::default();
        story.room.merge_insides(ONE, TWO, &mut changes);
        story.room.announce(story.now, changes);
    };
    // Only the first had shared.
    let mut story = shared("yksi");
    story.say(4, write("kaksi")).unwrap();
    merge(&mut story);
    assert!(cards(&story, 1).is_empty(), "nobody could take it back");
    assert!(!story.inside(4).unwrap().shared);
    // Only the second.
    let mut story = at_work();
    story.say(2, write("yksi")).unwrap();
    story.say(4, write("kaksi")).unwrap();
    story.say(4, share(true)).unwrap();
    merge(&mut story);
    assert!(cards(&story, 1).is_empty());
    assert!(!story.inside(4).unwrap().shared, "with what is new on it they share it again");
    story.say(4, share(true)).unwrap();
    assert_eq!(cards(&story, 1), [(2, "kaksi\n\nyksi".into(), false, false)]);
    // What everybody has seen stays.
    let mut story = shared("yksi");
    story.say(1, show(Some(ONE))).unwrap();
    merge(&mut story);
    assert_eq!(cards(&story, 1), [(1, "yksi".into(), true, true)]);
    // Both.
    let mut story = shared("yksi");
    story.say(4, write("kaksi")).unwrap();
    story.say(4, share(true)).unwrap();
    merge(&mut story);
    assert_eq!(cards(&story, 1), [(2, "kaksi\n\nyksi".into(), false, false)]);
    assert!(story.inside(4).unwrap().shared);
}
