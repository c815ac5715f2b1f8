use super::*;
use crate::id::PhaseId;
use crate::protocol::{AgendaItem, Command};
use crate::role::Role;
use crate::room::agenda::tests::{agenda, phase, replayed};
use crate::room::story::{Story, events, person};
use crate::room::{Effect, TextId};

fn propose(story: &mut Story, who: u32, text: &str, named: bool) -> Result<Vec<Effect>, Rejection> {
    story.say(who, Command::ProposeTopic { text: text.into(), named })
}

fn support(story: &mut Story, who: u32, topic: u32, on: bool) -> Result<Vec<Effect>, Rejection> {
    story.say(who, Command::SupportTopic { topic: TopicId(topic), on })
}

fn remove(story: &mut Story, who: u32, topic: u32) -> Result<Vec<Effect>, Rejection> {
    story.say(who, Command::RemoveTopic { topic: TopicId(topic) })
}

fn choose(story: &mut Story, topic: u32) -> Result<Vec<Effect>, Rejection> {
    story.say(1, Command::ChooseTopic { topic: TopicId(topic), minutes: 15 })
}

fn topics(story: &Story, who: u32) -> Option<TopicsView> {
    story.room.view_for(story.now, person(who)).unwrap().topics
}

fn mine(story: &Story, who: u32) -> (Vec<u32>, Vec<u32>) {
    let mine = story.room.view_for(story.now, person(who)).unwrap().my_topics;
    let numbers = |topics: Vec<TopicId>| topics.into_iter().map(|topic| topic.0).collect();
    (numbers(mine.proposed), numbers(mine.supported))
}

fn order(story: &Story) -> Vec<(u32, u32)> {
    topics(story, 2).unwrap().topics.iter().map(|one| (one.topic.0, one.support)).collect()
}

/// The supervisor, participants to `last`, and an open agenda with topics 1 to 3 of person 2: the second one unnamed.
fn open(last: u32) -> Story {
    let mut story = Story::with_people_to(last);
    story.say(1, Command::OpenTopics { open: true }).unwrap();
    for (text, named) in [("Palkka", true), ("Riita", false), ("Vuorot", true)] {
        propose(&mut story, 2, text, named).unwrap();
    }
    story
}

fn titles(story: &Story) -> Vec<String> {
    agenda(story, 2).phases.into_iter().map(|one| one.plan.title).collect()
}

#[test]
fn topics_are_proposed_while_they_are_open() {
    let mut story = Story::with_people_to(3);
    assert_eq!(topics(&story, 2), None);
    assert_eq!(propose(&mut story, 2, "Palkka", true).err(), Some(Rejection::NotRunning));
    let effects = story.say(1, Command::OpenTopics { open: true }).unwrap();
    let open = Some(TopicsView { open: true, topics: Vec::new() });
    assert_eq!(events(&effects), [&Event::TopicsChanged { topics: open }]);
    assert!(story.say(1, Command::OpenTopics { open: true }).unwrap().is_empty(), "they are already");
    propose(&mut story, 2, " Palkka ", true).unwrap();
    story.say(1, Command::OpenTopics { open: false }).unwrap();
    let view = topics(&story, 3).unwrap();
    assert_eq!((view.open, view.topics[0].text.as_deref()), (false, Some("Palkka")));
    assert_eq!(support(&mut story, 3, 1, true).err(), Some(Rejection::NotRunning));
    assert_eq!(propose(&mut story, 1, "Vuorot", true).err(), Some(Rejection::NotRunning));
}

#[test]
fn whose_an_unnamed_topic_is_only_they_know_and_they_may_remove_it() {
    let mut story = open(3);
    let owners = |story: &Story, who: u32| {
        topics(story, who).unwrap().topics.iter().map(|one| one.by.map(|by| by.0)).collect::<Vec<_>>()
    };
    for who in [1, 2, 3] {
        assert_eq!(owners(&story, who), [Some(2), None, Some(2)]);
    }
    assert_eq!(mine(&story, 2), (vec![1, 2, 3], vec![]));
    assert_eq!(mine(&story, 1), (vec![], vec![]));
    let effects = propose(&mut story, 3, "Toinen", false).unwrap();
    for effect in &effects {
        if let Effect::Tell { audience, event: Event::MyTopicsChanged { .. } } = effect {
            assert_eq!(story.room.audience(audience), [person(3)], "nobody else is told");
        }
    }
    assert_eq!(remove(&mut story, 3, 2).err(), Some(Rejection::NotAllowed));
    remove(&mut story, 2, 2).unwrap();
    assert_eq!((order(&story), mine(&story, 2)), (vec![(1, 0), (3, 0), (4, 0)], (vec![1, 3], vec![])));
    remove(&mut story, 1, 1).unwrap();
    assert_eq!(order(&story), [(3, 0), (4, 0)], "the crew removes any");
    assert_eq!(remove(&mut story, 1, 1).err(), Some(Rejection::UnknownTopic));
}

#[test]
fn the_most_supported_come_first_and_each_counts_once() {
    let mut story = open(4);
    for (who, topic) in [(2, 3), (3, 3), (4, 2)] {
        support(&mut story, who, topic, true).unwrap();
    }
    assert!(support(&mut story, 3, 3, true).unwrap().is_empty(), "once");
    assert_eq!(order(&story), [(3, 2), (2, 1), (1, 0)]);
    support(&mut story, 3, 1, true).unwrap();
    assert_eq!(order(&story), [(3, 2), (1, 1), (2, 1)], "the oldest of equals first");
    assert_eq!(mine(&story, 3), (vec![], vec![1, 3]));
    let effects = support(&mut story, 3, 3, false).unwrap();
    assert_eq!(order(&story), [(1, 1), (2, 1), (3, 1)]);
    assert!(events(&effects).iter().any(|event| matches!(event, Event::MyTopicsChanged { mine }
        if mine.supported == [TopicId(1)])));
    assert_eq!(support(&mut story, 3, 9, true).err(), Some(Rejection::UnknownTopic));
    remove(&mut story, 2, 1).unwrap();
    assert_eq!(mine(&story, 3), (vec![], vec![]), "what is gone is not supported");
    assert!(story.room.topics.support.iter().all(|one| one.topic != TopicId(1)));
}

#[test]
fn whoever_leaves_stays_counted_and_is_recognised_again() {
    let mut story = open(3);
    support(&mut story, 3, 2, true).unwrap();
    story.say(3, Command::Leave {}).unwrap();
    assert_eq!(order(&story)[0], (2, 1));
    story.enter(3, 33, Role::Participant).unwrap();
    assert_eq!(mine(&story, 3), (vec![], vec![2]));
}

#[test]
fn topics_are_bounded() {
    let mut story = Story::with_people_to(2);
    story.say(1, Command::OpenTopics { open: true }).unwrap();
    for (text, good) in
        [("x".repeat(200), true), ("x".repeat(201), false), (" ".into(), false), ("a\nb".into(), false)]
    {
        assert_eq!(propose(&mut story, 1, &text, true).is_ok(), good, "{text:?}");
    }
    for _ in 0..MAX_TOPICS_EACH {
        propose(&mut story, 2, "Aihe", false).unwrap();
    }
    story.wait(60);
    let before = story.room.clone();
    assert_eq!(propose(&mut story, 2, "Aihe", false).err(), Some(Rejection::OutOfRange));
    assert_eq!(story.room, before);
    remove(&mut story, 2, 2).unwrap();
    propose(&mut story, 2, "Aihe", false).unwrap();
    for who in 10.. {
        story.enter(who, who, Role::Participant).unwrap();
        let outcomes: Vec<_> = (0..MAX_TOPICS_EACH).map(|_| propose(&mut story, who, "Aihe", true)).collect();
        if outcomes.iter().any(Result::is_err) {
            break;
        }
    }
    assert_eq!(topics(&story, 2).unwrap().topics.len(), MAX_TOPICS);
}

#[test]
fn nobody_has_everybody_told_again_and_again() {
    let mut story = open(3);
    story.say(1, Command::StartOwnTask { task: "t".into(), minutes: 10 }).unwrap();
    let mut told = 0;
    for on in [true, false].into_iter().cycle().take(30) {
        told += usize::from(support(&mut story, 3, 1, on).is_ok());
    }
    assert_eq!(told, 10);
    let ready = Command::SayTaskReady { ready: true };
    let bring = Command::BringResult { title: "x".into(), text: Some("y".into()), picture: None };
    for command in [ready, bring.clone(), Command::ProposeTopic { text: "x".into(), named: true }] {
        assert_eq!(story.say(3, command).err(), Some(Rejection::TooFast), "all of these together");
    }
    story.say(2, bring.clone()).unwrap();
    story.wait(1);
    story.say(3, bring).unwrap();
    story.say(1, Command::StartBreak { minutes: 10, coffee_table: false }).unwrap();
    assert_eq!(story.say(3, Command::SayBack { back: true }).err(), Some(Rejection::TooFast));
    story.say(3, Command::Leave {}).unwrap();
    let paces = &story.room.telling;
    assert!(!paces.is_empty());
    story.say(2, Command::Leave {}).unwrap();
    assert!(story.room.telling.is_empty(), "of those who are gone nothing is kept");
}

#[test]
fn those_who_may_not_propose_do_not() {
    let mut story = open(2);
    story.enter(8, 8, Role::Speaker).unwrap();
    story.enter(9, 9, Role::Observer).unwrap();
    for who in [8, 9] {
        assert_eq!(propose(&mut story, who, "Aihe", true).err(), Some(Rejection::NotAllowed));
        assert_eq!(support(&mut story, who, 1, true).err(), Some(Rejection::NotAllowed));
        assert_eq!(remove(&mut story, who, 1).err(), Some(Rejection::NotAllowed));
    }
    for command in
        [Command::OpenTopics { open: false }, Command::ChooseTopic { topic: TopicId(1), minutes: 5 }]
    {
        assert_eq!(story.say(2, command).err(), Some(Rejection::NotAllowed));
    }
}

#[test]
fn a_topic_becomes_the_next_phase() {
    let mut story = open(2);
    choose(&mut story, 2).unwrap();
    assert_eq!(titles(&story), ["Riita"], "also where there was no agenda");
    let items = [(Some(1), "Riita"), (None, "Loppu")];
    let item = |(id, title): (Option<u32>, &str)| AgendaItem { phase: id.map(PhaseId), plan: phase(title) };
    story.say(1, Command::SetAgenda { phases: items.into_iter().map(item).collect() }).unwrap();
    story.say(1, Command::NextPhase { seconds: 10 }).unwrap();
    choose(&mut story, 3).unwrap();
    assert_eq!(titles(&story), ["Riita", "Vuorot", "Loppu"], "right after the one that is now");
    let chosen = agenda(&story, 2).phases[1].clone();
    assert_eq!((chosen.phase, chosen.plan.minutes), (PhaseId(3), Some(15)));
    let view = topics(&story, 2).unwrap();
    assert_eq!(
        view.topics.iter().map(|one| one.phase).collect::<Vec<_>>(),
        [None, Some(PhaseId(1)), Some(PhaseId(3))]
    );
    assert_eq!(choose(&mut story, 3).err(), Some(Rejection::OutOfRange), "once");
    assert_eq!(choose(&mut story, 9).err(), Some(Rejection::UnknownTopic));
    for minutes in [0, MAX_MINUTES + 1] {
        let command = Command::ChooseTopic { topic: TopicId(1), minutes };
        assert_eq!(story.say(1, command).err(), Some(Rejection::OutOfRange));
    }
}

#[test]
fn a_topic_whose_phase_was_taken_out_can_be_chosen_again() {
    let mut story = open(2);
    choose(&mut story, 1).unwrap();
    let effects = story.say(1, Command::SetAgenda { phases: Vec::new() }).unwrap();
    assert!(events(&effects).iter().any(|event| matches!(event, Event::TopicsChanged { .. })));
    assert_eq!(topics(&story, 2).unwrap().topics[0].phase, None);
    choose(&mut story, 1).unwrap();
    assert_eq!(titles(&story), ["Palkka"]);
}

#[test]
fn a_topic_that_is_too_long_for_a_title_is_whole_in_the_task() {
    let mut story = open(2);
    let words = "sana ".repeat(39) + "loppu";
    for long in [words, "y".repeat(200)] {
        propose(&mut story, 1, &long, true).unwrap();
        let last = order(&story).len() as u32;
        choose(&mut story, last).unwrap();
        let plan = agenda(&story, 1).phases[0].plan.clone();
        assert!(plan.title.chars().count() <= MAX_PHASE_TITLE && plan.title.ends_with('…'), "{}", plan.title);
        assert!(!plan.title.contains(" …"), "{}", plan.title);
        assert_eq!(plan.task.as_deref(), Some(&*long));
    }
}

#[test]
fn there_are_only_so_many_phases() {
    let mut story = open(2);
    let item = AgendaItem { phase: None, plan: phase("A") };
    let phases = vec![item; crate::protocol::MAX_PHASES];
    story.say(1, Command::SetAgenda { phases }).unwrap();
    let before = story.room.clone();
    assert_eq!(choose(&mut story, 1).err(), Some(Rejection::OutOfRange));
    assert_eq!(story.room, before);
}

#[test]
fn what_is_left_is_carried_to_the_next_session() {
    let mut story = open(3);
    support(&mut story, 3, 3, true).unwrap();
    choose(&mut story, 1).unwrap();
    let left = story.room.topics_left();
    assert_eq!(left, ["Vuorot", "Riita"]);

    let mut later = Story::with_people_to(2);
    let odd = ["".to_owned(), "x".repeat(201)];
    later.room.carry_topics(left.into_iter().chain(odd).collect());
    let view = topics(&later, 1).unwrap();
    assert!(!view.open && view.topics.iter().all(|one| one.carried && one.by.is_none()));
    assert_eq!(later.room.topics_left(), ["Vuorot", "Riita"], "and once more if nobody takes it up");
    later.room.carry_topics(vec!["A".into(); MAX_TOPICS]);
    assert_eq!(topics(&later, 1).unwrap().topics.len(), MAX_TOPICS);
    assert_eq!(later.room.topics_left().len(), 50);
}

#[test]
fn what_was_carried_is_seen_by_others_once_it_is_opened_or_chosen() {
    let texts = |story: &Story, who: u32| -> Option<Vec<u32>> {
        Some(topics(story, who)?.topics.iter().map(|one| one.topic.0).collect())
    };
    let mut story = Story::with_people_to(2);
    story.room.carry_topics(vec!["Palkka".into(), "Riita".into(), "Vuorot".into()]);
    assert_eq!((texts(&story, 1), texts(&story, 2)), (Some(vec![1, 2, 3]), None));
    let effects = remove(&mut story, 1, 3).unwrap();
    for effect in &effects {
        if let Effect::Tell { audience, event: Event::TopicsChanged { topics: Some(_) } } = effect {
            assert_eq!(story.room.audience(audience), [person(1)]);
        }
    }
    choose(&mut story, 2).unwrap();
    assert_eq!((texts(&story, 1), texts(&story, 2)), (Some(vec![1, 2]), Some(vec![2])));
    story.say(1, Command::OpenTopics { open: true }).unwrap();
    story.say(1, Command::OpenTopics { open: false }).unwrap();
    assert_eq!(texts(&story, 2), Some(vec![1, 2]), "nobody forgets what they have seen");
    assert_eq!(replayed(&story).0, story.room.as_replayed());
}

#[test]
fn where_other_people_come_each_time_nothing_is_carried() {
    use crate::protocol::Template;
    for template in [Template::Appointment, Template::DropIn] {
        let mut story = open(2);
        story.room.template = template;
        assert_eq!(story.room.topics_left(), Vec::<String>::new());
        let mut later = Story::with_people_to(1);
        later.room.template = template;
        later.room.carry_topics(vec!["Palkka".into()]);
        assert_eq!(topics(&later, 1), None);
    }
}

#[test]
fn whoever_takes_their_topic_back_takes_its_phase_away_until_it_begins() {
    let mut story = open(3);
    for topic in [3, 2, 1] {
        choose(&mut story, topic).unwrap();
    }
    assert_eq!(titles(&story), ["Palkka", "Riita", "Vuorot"]);
    let effects = remove(&mut story, 2, 3).unwrap();
    assert!(events(&effects).iter().any(|event| matches!(event, Event::AgendaChanged { .. })));
    assert_eq!(titles(&story), ["Palkka", "Riita"]);
    assert!(!story.room.agenda.words.values().any(|words| words.contains("Vuorot")));
    remove(&mut story, 1, 2).unwrap();
    assert_eq!(titles(&story), ["Palkka", "Riita"], "the crew tidies up and keeps the phase");
    story.say(1, Command::NextPhase { seconds: 30 }).unwrap();
    remove(&mut story, 2, 1).unwrap();
    assert_eq!(titles(&story), ["Palkka", "Riita"], "what is talked of stays");
}

#[test]
fn a_phase_that_says_something_else_by_now_stays() {
    let mut story = open(2);
    choose(&mut story, 1).unwrap();
    let named = AgendaItem { phase: Some(PhaseId(1)), plan: phase("Työajat") };
    story.say(1, Command::SetAgenda { phases: vec![named] }).unwrap();
    remove(&mut story, 2, 1).unwrap();
    assert_eq!(agenda(&story, 2).phases[0].plan.title, "Työajat");
}

#[test]
fn erased_words_are_erased_in_the_phase_too() {
    let mut story = open(2);
    choose(&mut story, 1).unwrap();
    story.say(1, Command::NextPhase { seconds: 30 }).unwrap();
    story.room.erase(TextId::Topic(TopicId(1)));
    assert_eq!(agenda(&story, 2).phases[0].plan.title, "");
}

#[test]
fn topics_come_back_from_the_log_and_their_words_are_not_in_it() {
    let mut story = open(3);
    support(&mut story, 3, 3, true).unwrap();
    choose(&mut story, 1).unwrap();
    remove(&mut story, 2, 2).unwrap();
    let (room, facts) = replayed(&story);
    assert_eq!(room, story.room.as_replayed());
    for text in ["Palkka", "Riita", "Vuorot"] {
        assert!(!facts.contains(text), "{facts}");
    }
    story.room.erase(TextId::Topic(TopicId(3)));
    assert_eq!(topics(&story, 2).unwrap().topics[0].text, None);
    assert_eq!(choose(&mut story, 3).err(), Some(Rejection::UnknownTopic), "nothing to make a phase of");
    assert_eq!(story.room.topics_left(), Vec::<String>::new());
}
