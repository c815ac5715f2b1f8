mod of_group;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::id::PollId;
use crate::protocol::{
    Choice, Command, Event, FeedbackView, MAX_POLLS, PollFigures, PollKind, PollStage, PollView, Pulse,
    Rejection, RoomView, WordCount, encode_event,
};
use crate::role::Role;
use crate::room::story::{Story, events, person};
use crate::room::{Audience, Effect, Room};

fn single() -> PollKind {
    PollKind::Single { options: vec!["kyllä".into(), "ei".into()] }
}

fn scale() -> PollKind {
    PollKind::Scale { low: "huono".into(), high: "hyvä".into() }
}

fn mood() -> PollKind {
    PollKind::Mood { low: "raskas".into(), high: "kevyt".into() }
}

const fn option(option: u32) -> Choice {
    Choice::Single { option }
}

fn feeling(score: u32, word: &str) -> Choice {
    Choice::Mood { score, word: (!word.is_empty()).then(|| word.to_owned()) }
}

fn open(kind: PollKind, anonymous: bool, here: bool) -> Command {
    Command::OpenPoll { question: "Miten menee?".into(), kind, anonymous, here }
}

fn ask(story: &mut Story, kind: PollKind, anonymous: bool) -> Result<Vec<Effect>, Rejection> {
    story.say(1, open(kind, anonymous, false))
}

fn vote(story: &mut Story, who: u32, poll: u32, choice: Choice) -> Result<Vec<Effect>, Rejection> {
    story.say(who, Command::Vote { poll: PollId(poll), choice })
}

fn close(story: &mut Story, poll: u32) -> Vec<Effect> {
    story.say(1, Command::ClosePoll { poll: PollId(poll) }).unwrap()
}

fn show(story: &mut Story, poll: u32) -> Vec<Effect> {
    story.say(1, Command::ShowPoll { poll: PollId(poll) }).unwrap()
}

fn view(story: &Story, who: u32) -> RoomView {
    story.room.view_for(story.now, person(who)).unwrap()
}

fn poll(story: &Story, who: u32) -> PollView {
    view(story, who).polls.remove(0)
}

fn counts(story: &Story, who: u32) -> Option<Vec<u32>> {
    poll(story, who).figures.map(|figures| figures.counts)
}

/// What a store holds of the room: written, and read again.
fn stored(room: &Room) -> Room {
    serde_json::from_str(&serde_json::to_string(room).unwrap()).unwrap()
}

fn change_role(story: &mut Story, who: u32, role: Role) -> Vec<Effect> {
    story.say(1, Command::ChangeRole { participant: person(who), role }).unwrap()
}

#[test]
fn a_named_poll_shows_those_who_run_it_who_voted_what_and_the_others_the_figures() {
    let mut story = Story::with_people_to(4);
    ask(&mut story, single(), false).unwrap();
    vote(&mut story, 2, 1, option(0)).unwrap();
    vote(&mut story, 3, 1, option(1)).unwrap();
    let seen = poll(&story, 1);
    assert_eq!(
        (seen.votes, seen.ballots.len(), seen.figures),
        (Some(2), 2, None),
        "figures when it is closed"
    );
    let seen = poll(&story, 2);
    assert_eq!((seen.votes, seen.ballots, seen.mine), (None, vec![], Some(option(0))));

    close(&mut story, 1);
    assert_eq!((counts(&story, 1), counts(&story, 2)), (Some(vec![1, 1]), None));
    show(&mut story, 1);
    assert_eq!(counts(&story, 4), Some(vec![1, 1]));
    assert_eq!(poll(&story, 4).ballots, [], "figures, not people");
}

#[test]
fn a_named_vote_can_be_changed_until_the_poll_is_closed() {
    let mut story = Story::with_people_to(2);
    ask(&mut story, single(), false).unwrap();
    vote(&mut story, 2, 1, option(0)).unwrap();
    assert_eq!(vote(&mut story, 2, 1, option(0)), Ok(vec![]), "nothing new");
    vote(&mut story, 2, 1, option(1)).unwrap();
    close(&mut story, 1);
    assert_eq!(counts(&story, 1), Some(vec![0, 1]));
    assert_eq!(vote(&mut story, 2, 1, option(0)), Err(Rejection::PollClosed));
    assert_eq!(story.say(1, Command::ClosePoll { poll: PollId(1) }), Ok(vec![]));
}

#[test]
fn an_anonymous_vote_is_cast_once_and_tied_to_nobody() {
    let mut story = Story::with_people_to(4);
    ask(&mut story, mood(), true).unwrap();
    for (who, word) in [(2, "väsynyt"), (3, "iloinen"), (4, "väsynyt")] {
        vote(&mut story, who, 1, feeling(who, word)).unwrap();
    }
    assert_eq!(vote(&mut story, 2, 1, feeling(6, "")), Err(Rejection::AlreadyVoted));
    let seen = poll(&story, 1);
    assert_eq!((seen.votes, seen.figures, seen.ballots), (Some(3), None, vec![]));
    let seen = poll(&story, 2);
    assert_eq!((seen.voted, seen.mine, seen.votes), (true, None, None));
    assert!(!poll(&story, 1).voted);

    close(&mut story, 1);
    let word = |word: &str, times| WordCount { word: word.into(), times };
    assert_eq!(
        poll(&story, 1).figures,
        Some(PollFigures {
            counts: vec![0, 1, 1, 1, 0, 0],
            words: vec![word("iloinen", 1), word("väsynyt", 2)],
        })
    );
    assert!(!poll(&story, 2).voted, "who voted is forgotten");
}

#[test]
fn while_it_is_open_an_anonymous_poll_is_in_no_store() {
    let mut story = Story::with_people_to(4);
    ask(&mut story, single(), true).unwrap();
    let before = serde_json::to_string(&story.room).unwrap();
    vote(&mut story, 2, 1, option(0)).unwrap();
    assert_eq!(serde_json::to_string(&story.room).unwrap(), before);
}

#[test]
fn after_a_restart_an_anonymous_poll_is_empty_and_says_so() {
    let mut story = Story::with_people_to(5);
    ask(&mut story, single(), true).unwrap();
    ask(&mut story, single(), false).unwrap();
    for who in 2..=4 {
        vote(&mut story, who, 1, option(0)).unwrap();
        vote(&mut story, who, 2, option(0)).unwrap();
    }
    assert!(!poll(&story, 2).reopened);
    story.room = story.room.as_replayed();
    let seen = poll(&story, 1);
    assert_eq!((seen.stage, seen.reopened, seen.votes), (PollStage::Open, true, Some(0)));
    assert!(!view(&story, 1).polls[1].reopened, "a named poll lost nothing");
    assert_eq!(view(&story, 1).polls[1].votes, Some(3));

    for who in 2..=4 {
        vote(&mut story, who, 1, option(1)).unwrap();
    }
    close(&mut story, 1);
    assert_eq!((counts(&story, 1), poll(&story, 1).reopened), (Some(vec![0, 3]), true));
    assert_eq!(stored(&story.room), story.room, "what is closed is kept");
}

#[test]
fn too_few_anonymous_votes_have_no_figures_for_anybody_for_ever() {
    let mut story = Story::with_people_to(4);
    ask(&mut story, single(), true).unwrap();
    vote(&mut story, 2, 1, option(0)).unwrap();
    vote(&mut story, 3, 1, option(0)).unwrap();
    show(&mut story, 1);
    let seen = poll(&story, 1);
    assert_eq!((seen.stage, seen.votes, seen.figures), (PollStage::Shown, Some(2), None));
    assert!(!serde_json::to_string(&story.room).unwrap().contains("[2,0]"));
    ask(&mut story, single(), false).unwrap();
    vote(&mut story, 2, 2, option(0)).unwrap();
    close(&mut story, 2);
    assert!(view(&story, 1).polls[1].figures.is_some(), "a named vote hides nothing");
}

#[test]
fn the_pulse_is_for_those_who_run_the_session() {
    let mut story = Story::with_people_to(3);
    story.enter(8, 8, Role::Assistant).unwrap();
    ask(&mut story, PollKind::Pulse {}, false).unwrap();
    vote(&mut story, 2, 1, Choice::Pulse { pulse: Pulse::NeedBreak }).unwrap();
    assert_eq!((poll(&story, 8).votes, poll(&story, 8).ballots.len()), (Some(1), 1));
    assert_eq!(story.say(1, Command::ShowPoll { poll: PollId(1) }), Err(Rejection::NotAllowed));
    close(&mut story, 1);
    assert_eq!(counts(&story, 8), Some(vec![0, 1, 0]));
    assert_eq!(counts(&story, 3), None);
    ask(&mut story, single(), false).unwrap();
    close(&mut story, 2);
    assert_eq!(view(&story, 8).polls[1].figures, None, "other polls are not the assistant's");
}

#[test]
fn whoever_comes_to_run_polls_sees_what_there_is_and_no_longer_afterwards() {
    let mut story = Story::with_people_to(3);
    ask(&mut story, single(), false).unwrap();
    vote(&mut story, 3, 1, option(0)).unwrap();
    let told = change_role(&mut story, 2, Role::Facilitator);
    assert!(events(&told).iter().any(|event| matches!(event, Event::PollsChanged { .. })));
    assert_eq!(poll(&story, 2).ballots.len(), 1);
    change_role(&mut story, 2, Role::Participant);
    assert_eq!(poll(&story, 2).ballots, []);
}

#[test]
fn an_answer_must_be_one_to_the_question() {
    let mut story = Story::with_people_to(2);
    let several = PollKind::Multiple { options: vec!["a".into(), "b".into(), "c".into()] };
    for kind in [single(), several, scale(), mood(), PollKind::Pulse {}] {
        ask(&mut story, kind, false).unwrap();
    }
    let options = |options: &[u32]| Choice::Multiple { options: options.to_vec() };
    let score = |score| Choice::Scale { score };
    let pulse = Choice::Pulse { pulse: Pulse::WithYou };
    for (poll, choice) in [
        (1, option(2)),
        (1, score(1)),
        (2, options(&[])),
        (2, options(&[1, 0])),
        (2, options(&[1, 1])),
        (2, options(&[0, 3])),
        (3, score(0)),
        (3, score(7)),
        (3, feeling(3, "")),
        (4, feeling(0, "")),
        (4, feeling(7, "")),
        (4, feeling(3, " \n")),
        (4, score(3)),
        (4, pulse.clone()),
        (5, option(0)),
    ] {
        assert_eq!(
            vote(&mut story, 2, poll, choice.clone()),
            Err(Rejection::OutOfRange),
            "{poll} {choice:?}"
        );
    }
    assert_eq!(vote(&mut story, 2, 4, feeling(3, &"x".repeat(31))), Err(Rejection::TooLong));
    assert_eq!(vote(&mut story, 2, 9, option(0)), Err(Rejection::UnknownPoll));
    for (poll, choice) in
        [(1, option(1)), (2, options(&[0, 2])), (3, score(6)), (4, feeling(1, &"ö".repeat(30))), (5, pulse)]
    {
        vote(&mut story, 2, poll, choice).unwrap();
    }
}

#[test]
fn a_question_must_be_one_that_can_be_answered() {
    let mut story = Story::with_people_to(2);
    let options = |count: usize, text: &str| PollKind::Single { options: vec![text.into(); count] };
    let words = |low: &str, high: &str| PollKind::Scale { low: low.into(), high: high.into() };
    for (kind, code) in [
        (options(1, "a"), Rejection::OutOfRange),
        (options(13, "a"), Rejection::OutOfRange),
        (options(2, " "), Rejection::OutOfRange),
        (options(2, "a\nb"), Rejection::OutOfRange),
        (options(2, &"a".repeat(101)), Rejection::TooLong),
        (words("", "hyvä"), Rejection::OutOfRange),
        (words("huono", ""), Rejection::OutOfRange),
    ] {
        assert_eq!(ask(&mut story, kind.clone(), true), Err(code), "{kind:?}");
    }
    let long =
        |question: String| Command::OpenPoll { question, kind: single(), anonymous: true, here: false };
    assert_eq!(story.say(1, long(" ".into())), Err(Rejection::OutOfRange));
    assert_eq!(story.say(1, long("a".repeat(301))), Err(Rejection::TooLong));
    story.say(1, long("a".repeat(300))).unwrap();
}

#[test]
fn there_are_so_many_polls_and_a_removed_one_makes_room_under_a_new_number() {
    let mut story = Story::with_people_to(2);
    for _ in 0..MAX_POLLS {
        ask(&mut story, single(), true).unwrap();
    }
    assert_eq!(ask(&mut story, single(), true), Err(Rejection::OutOfRange));
    let remove = Command::RemovePoll { poll: PollId(3) };
    assert_eq!(events(&story.say(1, remove.clone()).unwrap()), [&Event::PollRemoved { poll: PollId(3) }]);
    assert_eq!(story.say(1, remove), Err(Rejection::UnknownPoll));
    assert_eq!(vote(&mut story, 2, 3, option(0)), Err(Rejection::UnknownPoll));
    ask(&mut story, single(), true).unwrap();
    assert_eq!(view(&story, 2).polls.last().map(|poll| poll.poll), Some(PollId(51)));
}

#[test]
fn nobody_votes_twice_by_coming_again() {
    let mut story = Story::with_people_to(4);
    ask(&mut story, single(), true).unwrap();
    vote(&mut story, 2, 1, option(0)).unwrap();
    story.say(2, Command::Leave {}).unwrap();
    story.enter(2, 2, Role::Participant).unwrap();
    assert_eq!(vote(&mut story, 2, 1, option(1)), Err(Rejection::AlreadyVoted));
    assert!(poll(&story, 2).voted);
}

fn give(story: &mut Story, who: u32, score: u32, word: &str) -> Result<Vec<Effect>, Rejection> {
    let word = (!word.is_empty()).then(|| word.to_owned());
    story.say(who, Command::GiveFeedback { score, word })
}

fn feedback(story: &Story) -> FeedbackView {
    view(story, 1).feedback.unwrap()
}

#[test]
fn feedback_is_given_once_and_its_figures_come_in_steps() {
    let mut story = Story::with_people_to(7);
    give(&mut story, 2, 6, "kiitos").unwrap();
    give(&mut story, 3, 1, "").unwrap();
    assert_eq!(give(&mut story, 2, 6, ""), Err(Rejection::AlreadyVoted));
    assert!(view(&story, 2).gave_feedback && !view(&story, 4).gave_feedback);
    let seen = feedback(&story);
    assert_eq!(
        (seen.given, seen.counted, seen.figures),
        (2, 0, PollFigures { counts: vec![0; 6], words: vec![] })
    );
    give(&mut story, 4, 6, "kiitos").unwrap();
    let seen = feedback(&story);
    assert_eq!((seen.counted, seen.figures.counts), (3, vec![1, 0, 0, 0, 0, 2]));
    assert_eq!(seen.figures.words, [WordCount { word: "kiitos".into(), times: 2 }]);
    for who in [5, 6] {
        give(&mut story, who, 5, "").unwrap();
    }
    assert_eq!((feedback(&story).given, feedback(&story).counted), (5, 3), "no step of one or two");
    assert_eq!(story.room.feedback(), feedback(&story));
    assert_eq!(view(&story, 2).feedback, None);
}

#[test]
fn feedback_is_stored_without_anybody_and_without_single_steps() {
    let mut story = Story::with_people_to(5);
    let before = serde_json::to_string(&story.room).unwrap();
    give(&mut story, 2, 6, "kiitos").unwrap();
    give(&mut story, 3, 2, "").unwrap();
    assert_eq!(serde_json::to_string(&story.room).unwrap(), before);
    give(&mut story, 4, 2, "").unwrap();
    assert_eq!(stored(&story.room).feedback(), story.room.feedback());
}

#[test]
fn feedback_outlasts_the_people() {
    let mut story = Story::with_people_to(4);
    for who in 2..=4 {
        give(&mut story, who, 5, "").unwrap();
    }
    for who in 1..=4 {
        story.say(who, Command::Leave {}).unwrap();
    }
    assert_eq!(story.room.feedback().counted, 3);
}

#[test]
fn feedback_is_a_score_and_a_word() {
    let mut story = Story::with_people_to(2);
    for (score, word, code) in [
        (0, "", Rejection::OutOfRange),
        (7, "", Rejection::OutOfRange),
        (3, "\n", Rejection::OutOfRange),
        (3, &*"x".repeat(31), Rejection::TooLong),
    ] {
        assert_eq!(give(&mut story, 2, score, word), Err(code));
    }
}

#[test]
fn whoever_comes_to_see_feedback_is_told_it() {
    let mut story = Story::with_people_to(2);
    let told = change_role(&mut story, 2, Role::Facilitator);
    assert!(events(&told).iter().any(|event| matches!(event, Event::FeedbackChanged { feedback: Some(_) })));
    let told = change_role(&mut story, 2, Role::Participant);
    assert!(events(&told).contains(&&Event::FeedbackChanged { feedback: None }));
}

/// Voters 2 to 8 answer an anonymous poll in this order; then it is closed and shown. Everything anybody is told, at
/// each step everybody's view, and at the end what a store would hold.
fn everything_known(kind: &PollKind, choices: &[Choice]) -> (Vec<String>, Vec<RoomView>, String) {
    let mut story = Story::with_people_to(9);
    ask(&mut story, kind.clone(), true).unwrap();
    let mut told = Vec::new();
    let mut views = Vec::new();
    for step in 0..choices.len() + 2 {
        let effects = match choices.get(step) {
            Some(choice) => vote(&mut story, step as u32 + 2, 1, choice.clone()).unwrap(),
            None if step == choices.len() => close(&mut story, 1),
            None => show(&mut story, 1),
        };
        for effect in &effects {
            let Effect::Tell { audience, event } = effect else { panic!("{effect:?}") };
            told.push(format!("{audience:?} {}", encode_event(event)));
        }
        views.extend((1..=9).map(|who| view(&story, who)));
    }
    (told, views, serde_json::to_string(&story.room).unwrap())
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 100,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x5EED),
        ..ProptestConfig::default()
    }
}

fn ballots() -> impl Strategy<Value = (PollKind, Vec<Choice>, Vec<Choice>)> {
    let options = || vec!["a".to_owned(), "b".to_owned(), "c".to_owned()];
    let word = prop::sample::select(vec!["", "kiva", "väsy", "ok"]);
    let kinds = prop_oneof![
        (0..3_u32).prop_map(option).prop_map(move |one| (PollKind::Single { options: options() }, one)),
        (1..=6_u32).prop_map(|score| (scale(), Choice::Scale { score })),
        (1..=6_u32, word).prop_map(|(score, word)| (mood(), feeling(score, word))),
    ];
    let of_one_kind = |choices: &Vec<(PollKind, Choice)>| {
        let kind = choices[0].0.clone();
        let same = choices.iter().filter(|(other, _)| *other == kind).map(|(_, choice)| choice.clone());
        (kind.clone(), same.collect::<Vec<_>>())
    };
    prop::collection::vec(kinds, 1..20).prop_flat_map(move |choices| {
        let (kind, mut choices) = of_one_kind(&choices);
        choices.truncate(7);
        (Just(kind), Just(choices.clone()), Just(choices).prop_shuffle())
    })
}

proptest! {
    #![proptest_config(config())]

    /// Whoever knows everything that was ever told or stored cannot tell who voted what.
    #[test]
    fn swapping_anonymous_votes_between_people_changes_nothing((kind, one, other) in ballots()) {
        prop_assert_eq!(everything_known(&kind, &one), everything_known(&kind, &other));
    }
}

#[test]
fn those_who_come_anew_and_anew_do_not_fill_the_memory_with_votes() {
    for anonymous in [false, true] {
        let mut story = Story::with_people_to(2);
        ask(&mut story, single(), anonymous).unwrap();
        for who in 10..10 + super::MAX_BALLOTS as u32 {
            story.enter(who, 10, Role::Participant).unwrap();
            story.say_through(who, 10, Command::Vote { poll: PollId(1), choice: option(0) }).unwrap();
            story.say_through(who, 10, Command::Leave {}).unwrap();
        }
        assert_eq!(vote(&mut story, 2, 1, option(0)), Err(Rejection::OutOfRange));
        assert_eq!(poll(&story, 1).votes, Some(super::MAX_BALLOTS as u32));
    }
}

#[test]
fn everybody_is_asked_for_feedback_and_not_all_the_time() {
    let mut story = Story::with_people_to(2);
    assert_eq!(story.say(2, Command::AskFeedback {}), Err(Rejection::NotAllowed));
    let asked = Effect::Tell { audience: Audience::All, event: Event::FeedbackAsked {} };
    assert_eq!(story.say(1, Command::AskFeedback {}), Ok(vec![asked.clone()]));
    assert_eq!(story.say(1, Command::AskFeedback {}), Err(Rejection::TooFast));
    story.enter(3, 3, Role::Participant).unwrap();
    assert!(view(&story, 3).feedback_asked, "also who comes later");
    story.wait(60);
    assert_eq!(story.say(1, Command::AskFeedback {}), Ok(vec![asked]), "who put it aside is asked again");
}

#[test]
fn whoever_saw_the_figures_first_when_answering_is_no_voice_afterwards() {
    let mut story = Story::with_people_to(4);
    story.enter(5, 5, Role::Facilitator).unwrap();
    ask(&mut story, single(), true).unwrap();
    for who in [5, 2, 3] {
        vote(&mut story, who, 1, option(0)).unwrap();
        give(&mut story, who, 4, "").unwrap();
    }
    story.say(5, Command::Leave {}).unwrap();
    close(&mut story, 1);
    assert_eq!(counts(&story, 1), None);
    assert_eq!(story.room.feedback().counted, 0);
    give(&mut story, 4, 4, "").unwrap();
    assert_eq!(story.room.feedback().counted, 4);
}

#[test]
fn feedback_is_bounded_like_votes() {
    let mut story = Story::with_people_to(2);
    for who in 10..10 + super::MAX_BALLOTS as u32 {
        story.enter(who, 10, Role::Participant).unwrap();
        let give = Command::GiveFeedback { score: 3, word: None };
        story.say_through(who, 10, give).unwrap();
        story.say_through(who, 10, Command::Leave {}).unwrap();
    }
    assert_eq!(give(&mut story, 2, 3, ""), Err(Rejection::OutOfRange));
}

#[test]
fn a_poll_is_told_when_it_opens_and_when_it_closes() {
    let mut story = Story::with_people_to(2);
    let told = |effects: &[Effect]| {
        let changed = events(effects).into_iter().filter(|event| matches!(event, Event::PollChanged { .. }));
        changed.count()
    };
    assert_eq!(told(&ask(&mut story, single(), true).unwrap()), 2, "to each as they may see it");
    assert_eq!(told(&close(&mut story, 1)), 2);
}
