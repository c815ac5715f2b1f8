use super::*;
use crate::protocol::Command;
use crate::role::Role;
use crate::room::Effect;
use crate::room::story::{Story, person};

const fn picture(id: u32) -> PictureId {
    PictureId(id)
}

fn words(text: &str) -> Command {
    Command::BringResult { title: " Syksy ".into(), text: Some(text.into()), picture: None }
}

fn with_picture(id: u32) -> Command {
    Command::BringResult { title: "Syksy".into(), text: None, picture: Some(picture(id)) }
}

const fn show(who: u32) -> Command {
    Command::ShowResult { participant: Some(person(who)) }
}

const fn remove(who: u32) -> Command {
    Command::RemoveResult { participant: Some(person(who)) }
}

#[test]
fn all_results_together_are_bounded_and_ones_own_is_replaced_by_as_much() {
    let mut story = Story::at_a_task(4);
    story.say(2, words("a")).unwrap();
    let (_, text) = story.room.own_task.texts.iter_mut().next().unwrap();
    *text = "x".repeat(MAX_RESULT_BYTES - "Syksy".len() - 100);
    assert_eq!(story.say(3, words(&"y".repeat(96))), Err(Rejection::OutOfRange));
    story.say(3, words(&"y".repeat(95))).unwrap();
    assert_eq!(story.say(4, words("z")), Err(Rejection::OutOfRange));
    story.say(3, words(&"z".repeat(95))).unwrap();
    story.say(2, words("a")).unwrap();
    story.say(4, words("z")).unwrap();
}

fn dropped(effects: &[Effect]) -> Vec<PictureId> {
    let of = |effect: &Effect| match effect {
        Effect::DropPicture { picture } => Some(*picture),
        _ => None,
    };
    effects.iter().filter_map(of).collect()
}

/// Who is told of results, and of how many.
fn told(story: &Story, effects: &[Effect]) -> Vec<(u32, usize)> {
    let mut told = Vec::new();
    for effect in effects {
        if let Effect::Tell { audience, event: Event::ResultsChanged { results } } = effect {
            told.extend(story.room.audience(audience).into_iter().map(|who| (who.0, results.len())));
        }
    }
    told.sort_unstable();
    told
}

impl Story {
    fn results(&self, who: u32) -> Vec<ResultView> {
        self.room.view_for(self.now, person(who)).unwrap().results
    }

    fn whose(&self, who: u32) -> Vec<u32> {
        self.results(who).iter().map(|result| result.participant.0).collect()
    }

    fn keep(&mut self, who: u32, id: u32) -> Result<Vec<PictureId>, Rejection> {
        self.room.keep_picture(person(who), picture(id))
    }

    fn may_see(&self, id: u32) -> Vec<u32> {
        let people = (1..=5).filter(|who| self.room.may_see_picture(person(*who), picture(id)));
        people.collect()
    }
}

/// The supervisor, four participants; 2 and 3 have brought something.
fn brought() -> Story {
    let mut story = Story::at_a_task(5);
    story.say(3, words("kolme")).unwrap();
    story.say(2, words("kaksi")).unwrap();
    story
}

#[test]
fn what_is_brought_is_seen_by_whose_it_is_and_by_those_who_run_the_session() {
    let mut story = Story::at_a_task(5);
    story.enter(6, 6, Role::Assistant).unwrap();
    let effects = story.say(3, words("kolme")).unwrap();
    assert_eq!(told(&story, &effects), [(1, 1), (3, 1), (6, 1)], "nobody else learns of it");
    story.say(2, words("kaksi")).unwrap();
    assert_eq!(
        [1, 2, 3, 4, 6].map(|who| story.whose(who)),
        [vec![2, 3], vec![2], vec![3], vec![], vec![2, 3]]
    );
    let expected = ResultView {
        participant: person(2),
        title: Some("Syksy".into()),
        text: Some("kaksi".into()),
        picture: None,
        shown: false,
        showing: false,
    };
    assert_eq!(story.results(2), [expected]);
}

#[test]
fn what_is_shown_is_seen_by_everybody_from_then_on_and_one_is_large() {
    let mut story = brought();
    let effects = story.say(1, show(3)).unwrap();
    assert_eq!(told(&story, &effects), [(1, 2), (2, 2), (3, 1), (4, 1), (5, 1)]);
    assert_eq!([2, 4].map(|who| story.whose(who)), [vec![2, 3], vec![3]]);
    story.say(1, show(2)).unwrap();
    let shown = story.results(4);
    assert!(shown.iter().all(|result| result.shown));
    assert_eq!(shown.iter().map(|result| result.showing).collect::<Vec<_>>(), [true, false]);
    assert_eq!(story.say(1, show(2)), Ok(vec![]));
    let away = Command::ShowResult { participant: None };
    story.say(1, away.clone()).unwrap();
    assert_eq!(story.say(1, away), Ok(vec![]));
    assert!(story.results(4).iter().all(|result| result.shown && !result.showing));
    let effects = story.say(1, show(3)).unwrap();
    assert_eq!(told(&story, &effects).len(), 5, "everybody sees the same");
    story.enter(9, 9, Role::Observer).unwrap();
    assert_eq!(story.whose(9), [2, 3]);
}

#[test]
fn a_result_is_something_with_a_name() {
    let mut story = Story::with_people_to(2);
    story.enter(3, 3, Role::Observer).unwrap();
    let bring = |title: &str, text: Option<String>, id: Option<u32>| Command::BringResult {
        title: title.into(),
        text,
        picture: id.map(picture),
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(story.say(2, words("liian aikaisin")), Err(Rejection::NotRunning));
    story.say(1, Command::StartOwnTask { task: "Kuvaa".into(), minutes: 5 }).unwrap();
    assert_eq!(story.say(3, words("katson vain")), Err(Rejection::NotAllowed));
    for (command, why) in [
        (bring("", some("x"), None), Rejection::OutOfRange),
        (bring("a\nb", some("x"), None), Rejection::OutOfRange),
        (bring(&"x".repeat(MAX_RESULT_TITLE + 1), some("x"), None), Rejection::TooLong),
        (bring("x", some(" "), None), Rejection::OutOfRange),
        (bring("x", Some("x".repeat(MAX_RESULT + 1)), None), Rejection::TooLong),
        (bring("x", None, None), Rejection::OutOfRange),
        (bring("x", None, Some(7)), Rejection::UnknownPicture),
    ] {
        assert_eq!(story.say(2, command), Err(why));
    }
    story.say(1, Command::EndOwnTask {}).unwrap();
    story.say(2, bring(&"x".repeat(MAX_RESULT_TITLE), Some("x".repeat(MAX_RESULT)), None)).unwrap();
    assert_eq!(story.whose(2), [2], "also after the task");
}

#[test]
fn another_result_replaces_the_one_before_and_is_not_shown() {
    let mut story = brought();
    story.say(1, show(3)).unwrap();
    let effects = story.say(3, words("toinen")).unwrap();
    assert_eq!(told(&story, &effects), [(1, 2), (2, 1), (3, 1), (4, 0), (5, 0)]);
    let own = story.results(3);
    assert_eq!((own[0].text.as_deref(), own[0].shown, own[0].showing), (Some("toinen"), false, false));
    assert_eq!((story.room.own_task.titles.len(), story.room.own_task.texts.len()), (2, 2));
}

#[test]
fn a_result_is_taken_back_by_whose_it_is_and_by_those_who_moderate() {
    let mut story = brought();
    story.enter(6, 6, Role::Assistant).unwrap();
    story.say(1, show(3)).unwrap();
    for who in [2, 6] {
        assert_eq!(story.say(who, remove(3)), Err(Rejection::NotAllowed));
    }
    assert_eq!(story.say(4, Command::RemoveResult { participant: None }), Err(Rejection::NotRunning));
    assert_eq!(story.say(1, show(4)), Err(Rejection::NotRunning));
    assert_eq!(story.say(2, show(2)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(6, show(2)), Err(Rejection::NotAllowed));
    let effects = story.say(2, Command::RemoveResult { participant: None }).unwrap();
    assert_eq!(told(&story, &effects), [(1, 1), (2, 1), (6, 1)], "of what nobody saw nobody is told");
    story.say(1, remove(3)).unwrap();
    assert!([1, 3, 4].into_iter().all(|who| story.whose(who).is_empty()));
    assert!(story.room.own_task.titles.is_empty() && story.room.own_task.texts.is_empty());
}

#[test]
fn what_people_brought_who_have_left_stays_if_it_was_shown() {
    let mut story = brought();
    story.say(1, show(3)).unwrap();
    story.say(3, Command::Leave {}).unwrap();
    let effects = story.say(2, Command::Leave {}).unwrap();
    assert_eq!(told(&story, &effects), [(1, 1)]);
    assert_eq!([1, 4].map(|who| story.whose(who)), [vec![3], vec![3]]);
    assert_eq!(story.results(4)[0].title.as_deref(), Some("Syksy"));
    story.say(1, remove(3)).unwrap();
    assert!(story.results(4).is_empty());
}

#[test]
fn results_outlast_the_task_but_not_the_last_person() {
    let mut story = brought();
    story.say(1, Command::EndOwnTask {}).unwrap();
    story.keep(2, 20).unwrap();
    story.say(2, with_picture(20)).unwrap();
    story.keep(3, 30).unwrap();
    story.say(1, show(2)).unwrap();
    for who in 2..=5 {
        let effects = story.say(who, Command::Leave {}).unwrap();
        assert_eq!(dropped(&effects), if who == 3 { vec![picture(30)] } else { vec![] });
    }
    assert_eq!(story.whose(1), [2]);
    assert_eq!(dropped(&story.say(1, Command::Leave {}).unwrap()), [picture(20)]);
    let left = &story.room.own_task;
    assert!(left.results.is_empty() && left.pictures.is_empty() && left.showing.is_none());
    assert!(left.titles.is_empty() && left.texts.is_empty() && left.tasks.is_empty());
}

#[test]
fn a_picture_is_of_one_person_and_three_are_kept() {
    let mut story = Story::with_people_to(3);
    story.enter(5, 5, Role::Observer).unwrap();
    assert!(!story.room.may_bring_picture(person(2)), "before the first task");
    assert_eq!(story.keep(2, 1), Err(Rejection::NotAllowed));
    story.say(1, Command::StartOwnTask { task: "Kuvaa".into(), minutes: 5 }).unwrap();
    assert_eq!([2, 5, 9].map(|who| story.room.may_bring_picture(person(who))), [true, false, false]);
    assert_eq!(story.keep(5, 1), Err(Rejection::NotAllowed));
    assert_eq!(story.keep(9, 1), Err(Rejection::UnknownParticipant));

    assert_eq!(story.keep(2, 1), Ok(vec![]));
    story.say(2, with_picture(1)).unwrap();
    assert_eq!(story.say(3, with_picture(1)), Err(Rejection::UnknownPicture));
    assert_eq!(story.keep(3, 1), Err(Rejection::UnknownPicture), "nor is it another's after all");
    assert_eq!((story.keep(2, 2), story.keep(2, 3)), (Ok(vec![]), Ok(vec![])));
    assert_eq!(story.keep(2, 3), Ok(vec![]), "once more is nothing");
    assert_eq!(story.keep(2, 4), Ok(vec![picture(2)]), "the oldest that was not brought");
    assert_eq!(story.say(2, with_picture(2)), Err(Rejection::UnknownPicture));
    let effects = story.say(2, with_picture(4)).unwrap();
    assert_eq!(dropped(&effects), [picture(1)], "the one before is needed no longer");
    assert_eq!(dropped(&story.say(2, with_picture(4)).unwrap()), []);
    assert_eq!(story.keep(2, 5), Ok(vec![]));
    assert_eq!(dropped(&story.say(1, remove(2)).unwrap()), [picture(4)]);
    assert_eq!(story.say(2, with_picture(4)), Err(Rejection::UnknownPicture));
    let effects = story.say(2, Command::Leave {}).unwrap();
    assert_eq!(dropped(&effects), [picture(3), picture(5)]);
    let (before, goodbye) = (effects.len() - 1, effects.last().unwrap());
    assert!(matches!(goodbye, Effect::Disconnect { .. }) && before > 0, "closing last");
}

#[test]
fn a_picture_is_seen_by_those_who_see_what_it_is_in() {
    let mut story = Story::at_a_task(5);
    story.keep(2, 20).unwrap();
    assert_eq!(story.may_see(20), [2], "what is not brought is nobody else's");
    story.say(2, with_picture(20)).unwrap();
    assert_eq!(story.may_see(20), [1, 2]);
    story.say(1, show(2)).unwrap();
    assert_eq!(story.may_see(20), [1, 2, 3, 4, 5]);
    assert!(story.may_see(21).is_empty());
    assert!(!story.room.may_see_picture(person(9), picture(20)), "who is not in the room sees nothing");
    story.say(2, Command::Leave {}).unwrap();
    assert_eq!(story.may_see(20), [1, 3, 4, 5]);
    story.enter(2, 2, Role::Participant).unwrap();
    story.say(2, with_picture(20)).unwrap();
    assert_eq!(story.may_see(20), [1, 2], "still theirs");
}
