use super::{close, counts, mood, open, option, person, scale, single, stored, view, vote};
use crate::id::{GroupId, PollId};
use crate::protocol::{
    Choice, Command, Event, MAX_GROUP_POLLS, MAX_POLLS, MIN_RECALL, Place, PollKind, PollStage, Rejection,
    VISIT_ANNOUNCED,
};
use crate::role::Role;
use crate::room::polls::of_group::MAX_IN_GROUPS;
use crate::room::story::{GRACE, PLENARY, Story, group};
use crate::room::{Effect, Log, Room, Rules};

/// Supervisor 1 and assistant 9 in the plenary, facilitator 8 on a visit to 2, 3 and 4 in group 1, 5 and 6 in group 2.
fn at_work() -> Story {
    let mut story = Story::with_people_to(6);
    story.enter(8, 8, Role::Facilitator).unwrap();
    story.enter(9, 9, Role::Assistant).unwrap();
    story.open(2);
    let to = |who, number| (who, group(number));
    story.try_send(&[to(2, 1), to(3, 1), to(4, 1), to(5, 2), to(6, 2)]).unwrap();
    visit(&mut story, 8, 1, false);
    story
}

fn visit(story: &mut Story, who: u32, number: u32, listening: bool) -> Vec<Effect> {
    let group = GroupId(number);
    let mut effects = story.say(who, Command::VisitGroup { group, listening }).unwrap();
    effects.extend(story.wait(u64::from(VISIT_ANNOUNCED)));
    effects
}

fn ask_here(story: &mut Story, who: u32, kind: PollKind, anonymous: bool) -> Result<Vec<Effect>, Rejection> {
    story.say(who, open(kind, anonymous, true))
}

/// The numbers of the polls of groups that somebody sees.
fn seen(story: &Story, who: u32) -> Vec<PollId> {
    let polls = view(story, who).polls;
    polls.into_iter().filter(|poll| poll.group.is_some()).map(|poll| poll.poll).collect()
}

/// The one poll of group 1.
fn first(story: &Story) -> u32 {
    seen(story, 2)[0].0
}

/// Who is told something of polls.
fn told(story: &Story, effects: &[Effect]) -> Vec<u32> {
    let mut told: Vec<u32> = Vec::new();
    for effect in effects {
        if let Effect::Tell { audience, event } = effect
            && matches!(
                event,
                Event::PollChanged { .. }
                    | Event::PollsChanged { .. }
                    | Event::PollRemoved { .. }
                    | Event::VoteCounted { .. }
                    | Event::Voted { .. }
            )
        {
            told.extend(story.room.audience(audience).iter().map(|who| who.0));
        }
    }
    told.sort_unstable();
    told.dedup();
    told
}

#[test]
fn a_poll_of_a_group_is_known_to_those_in_it_and_to_nobody_else() {
    let mut story = at_work();
    let effects = ask_here(&mut story, 8, single(), false).unwrap();
    assert_eq!(told(&story, &effects), [2, 3, 4, 8]);
    assert_eq!(view(&story, 3).polls[0].group, Some(GroupId(1)));
    for who in [1, 5, 6, 9] {
        assert_eq!(view(&story, who).polls, [], "{who}");
    }
    let poll = first(&story);
    let effects = vote(&mut story, 2, poll, option(0)).unwrap();
    assert_eq!(told(&story, &effects), [2, 8], "who voted, and who runs it there");
    assert_eq!(view(&story, 8).polls[0].ballots.len(), 1);
    let effects = story.say(8, Command::ShowPoll { poll: PollId(poll) }).unwrap();
    assert_eq!(told(&story, &effects), [2, 3, 4, 8]);
    assert_eq!(counts(&story, 4), Some(vec![1, 0]));
    let effects = story.say(8, Command::RemovePoll { poll: PollId(poll) }).unwrap();
    assert_eq!(told(&story, &effects), [2, 3, 4, 8]);
    assert_eq!(seen(&story, 2), []);
}

#[test]
fn it_does_not_exist_for_whoever_is_not_in_the_group() {
    let mut story = at_work();
    ask_here(&mut story, 8, single(), true).unwrap();
    let poll = PollId(first(&story));
    let nothing = PollId(poll.0 + 1);
    for poll in [poll, nothing] {
        for who in [1, 5, 6, 9] {
            assert_eq!(vote(&mut story, who, poll.0, option(0)), Err(Rejection::UnknownPoll), "{who}");
            // Nor what can be answered.
            assert_eq!(vote(&mut story, who, poll.0, option(7)), Err(Rejection::UnknownPoll), "{who}");
        }
        for command in [Command::ClosePoll { poll }, Command::ShowPoll { poll }, Command::RemovePoll { poll }]
        {
            assert_eq!(story.say(1, command), Err(Rejection::UnknownPoll));
        }
    }
    assert_eq!(view(&story, 8).polls[0].stage, PollStage::Open);
}

#[test]
fn whoever_comes_sees_it_and_whoever_goes_does_not() {
    let mut story = at_work();
    ask_here(&mut story, 8, scale(), true).unwrap();
    let effects = story.try_send(&[(2, group(2))]).unwrap();
    assert_eq!((told(&story, &effects), seen(&story, 2).len()), (vec![2], 0));
    let effects = story.try_send(&[(5, group(1)), (4, PLENARY)]).unwrap();
    assert_eq!(told(&story, &effects), [4, 5]);
    assert_eq!((seen(&story, 5).len(), seen(&story, 4).len()), (1, 0));
    // Between places without polls nothing is told.
    let effects = story.try_send(&[(6, PLENARY)]).unwrap();
    assert_eq!(told(&story, &effects), [0; 0]);
}

#[test]
fn staff_see_and_run_it_while_they_visit_and_not_if_they_only_listen() {
    let mut story = at_work();
    ask_here(&mut story, 8, single(), false).unwrap();
    let poll = PollId(first(&story));
    let effects = visit(&mut story, 1, 1, true);
    assert_eq!(told(&story, &effects), [0; 0]);
    assert_eq!(view(&story, 1).polls, []);
    assert_eq!(story.say(1, Command::ClosePoll { poll }), Err(Rejection::UnknownPoll));
    assert_eq!(ask_here(&mut story, 1, single(), false), Err(Rejection::OutOfRange));

    let effects = visit(&mut story, 1, 1, false);
    assert_eq!((told(&story, &effects), seen(&story, 1)), (vec![1], vec![poll]));
    story.say(1, Command::ClosePoll { poll }).unwrap();
    let effects = story.say(1, Command::EndVisit {}).unwrap();
    assert_eq!((told(&story, &effects), seen(&story, 1)), (vec![1], vec![]));
    assert_eq!(seen(&story, 2), [poll], "it is the group's");
}

#[test]
fn in_the_plenary_here_is_everybody_and_elsewhere_there_is_nobody_to_ask() {
    let mut story = at_work();
    ask_here(&mut story, 1, single(), true).unwrap();
    assert_eq!(view(&story, 5).polls[0].group, None);
    story.say(1, Command::GoBackstage {}).unwrap();
    assert_eq!(ask_here(&mut story, 1, single(), true), Err(Rejection::OutOfRange));
    story.say(1, open(single(), true, false)).unwrap();
}

#[test]
fn those_in_a_group_have_no_more_rights_there() {
    let mut story = at_work();
    for who in [2, 9] {
        assert_eq!(ask_here(&mut story, who, single(), true), Err(Rejection::NotAllowed));
    }
}

#[test]
fn it_goes_with_its_group() {
    let mut story = at_work();
    for anonymous in [false, true] {
        ask_here(&mut story, 8, mood(), anonymous).unwrap();
        let poll = seen(&story, 2).last().unwrap().0;
        vote(&mut story, 2, poll, Choice::Mood { score: 3, word: Some("kulkuri".into()) }).unwrap();
    }
    story.say(1, Command::Recall { seconds: MIN_RECALL }).unwrap();
    assert_eq!(seen(&story, 2).len(), 2, "until then");
    let effects = story.wait(u64::from(MIN_RECALL));
    assert_eq!(told(&story, &effects), [2, 3, 4, 8]);
    assert_eq!(view(&story, 2).polls, []);
    let polls = serde_json::to_string(&story.room.polls).unwrap();
    assert!(!polls.contains("kulkuri") && !polls.contains("Miten menee"), "{polls}");
    assert_eq!(story.room.polls.sealed.len(), 0);
}

#[test]
fn of_two_groups_that_become_one_the_polls_of_the_other_stay() {
    let mut story = at_work();
    ask_here(&mut story, 8, single(), false).unwrap();
    visit(&mut story, 1, 2, false);
    ask_here(&mut story, 1, single(), false).unwrap();
    let (gone, stays) = (seen(&story, 2), seen(&story, 5));
    story.say(1, Command::MergeGroups { from: GroupId(1), into: GroupId(2) }).unwrap();
    assert_eq!((seen(&story, 2), seen(&story, 5)), (stays.clone(), stays.clone()));
    assert_eq!(vote(&mut story, 2, gone[0].0, option(0)), Err(Rejection::UnknownPoll));
    vote(&mut story, 2, stays[0].0, option(0)).unwrap();
}

#[test]
fn an_anonymous_one_has_figures_of_three_or_none() {
    let mut story = at_work();
    ask_here(&mut story, 8, single(), true).unwrap();
    let poll = first(&story);
    for who in [2, 3] {
        vote(&mut story, who, poll, option(0)).unwrap();
    }
    assert_eq!(vote(&mut story, 2, poll, option(1)), Err(Rejection::AlreadyVoted));
    // The facilitator's answer counts for nobody here either.
    vote(&mut story, 8, poll, option(0)).unwrap();
    story.say(8, Command::ClosePoll { poll: PollId(poll) }).unwrap();
    assert_eq!((counts(&story, 8), view(&story, 8).polls[0].votes), (None, Some(3)));
}

#[test]
fn each_group_and_everybody_can_be_asked_so_much() {
    let mut story = at_work();
    for _ in 0..MAX_GROUP_POLLS {
        ask_here(&mut story, 8, single(), true).unwrap();
    }
    assert_eq!(ask_here(&mut story, 8, single(), true), Err(Rejection::OutOfRange));
    for _ in 0..MAX_POLLS {
        story.say(1, open(single(), true, false)).unwrap();
    }
    assert_eq!(story.say(1, open(single(), true, false)), Err(Rejection::OutOfRange));
    visit(&mut story, 1, 2, false);
    ask_here(&mut story, 1, single(), true).unwrap();
}

#[test]
fn all_groups_together_are_asked_only_so_much() {
    let mut story = Story::with_groups(2, 30);
    for number in (1_u32..).take(MAX_IN_GROUPS / MAX_GROUP_POLLS) {
        visit(&mut story, 1, number, false);
        for _ in 0..MAX_GROUP_POLLS {
            ask_here(&mut story, 1, single(), true).unwrap();
        }
    }
    visit(&mut story, 1, 30, false);
    assert_eq!(ask_here(&mut story, 1, single(), true), Err(Rejection::OutOfRange));
}

#[test]
fn a_group_that_was_asked_too_often_has_no_number_left() {
    let mut story = at_work();
    for _ in 1..2_048 {
        ask_here(&mut story, 8, single(), true).unwrap();
        let poll = PollId(first(&story));
        story.say(8, Command::RemovePoll { poll }).unwrap();
    }
    assert_eq!(ask_here(&mut story, 8, single(), true), Err(Rejection::OutOfRange));
}

/// What 1, 5, 6 and 9 are told and see, who are not in group 1, when it is asked and when it is not.
fn known_elsewhere(asked: bool) -> (Vec<String>, Vec<crate::protocol::RoomView>) {
    let mut story = at_work();
    let mut told = Vec::new();
    let mut note = |story: &Story, effects: Vec<Effect>| {
        for effect in effects {
            if let Effect::Tell { audience, event } = effect {
                let hearers = story.room.audience(&audience);
                let elsewhere = hearers.into_iter().filter(|who| [1, 5, 6, 9].contains(&who.0));
                told.extend(elsewhere.map(|who| format!("{who:?} {event:?}")));
            }
        }
    };
    if asked {
        for anonymous in [true, false] {
            let mut effects = ask_here(&mut story, 8, single(), anonymous).unwrap();
            let poll = PollId(seen(&story, 2).last().unwrap().0);
            for who in [2, 3, 4] {
                effects.extend(vote(&mut story, who, poll.0, option(0)).unwrap());
            }
            effects.extend(story.say(8, Command::ShowPoll { poll }).unwrap());
            effects.extend(story.say(8, Command::RemovePoll { poll }).unwrap());
            effects.extend(ask_here(&mut story, 8, single(), anonymous).unwrap());
            note(&story, effects);
        }
    }
    for command in [open(single(), true, false), open(scale(), false, false)] {
        let effects = story.say(1, command).unwrap();
        note(&story, effects);
    }
    let effects = visit(&mut story, 1, 2, false);
    note(&story, effects);
    let effects = ask_here(&mut story, 1, single(), true).unwrap();
    note(&story, effects);
    let effects = close(&mut story, 1);
    note(&story, effects);
    (told, [1, 5, 6, 9].map(|who| view(&story, who)).into())
}

#[test]
fn nobody_elsewhere_can_tell_whether_a_group_was_asked() {
    assert_eq!(known_elsewhere(true), known_elsewhere(false));
}

#[test]
fn a_restart_keeps_it_with_its_group_and_its_numbers() {
    let made = || Room::new("Kevät".into(), crate::protocol::Template::Supervision, Rules { grace: GRACE });
    let mut story = at_work();
    ask_here(&mut story, 8, single(), false).unwrap();
    let poll = first(&story);
    vote(&mut story, 2, poll, option(1)).unwrap();
    let written = Log::of(&made()).follow(story.now, &story.room);
    let texts = written.texts.into_iter().filter_map(|change| Some((change.id, change.text?)));
    story.room = Room::replay(made(), written.entry, texts).unwrap();
    assert_eq!(story.room.place_of(person(2)), Ok(Place::Group { group: GroupId(1) }));
    let shown = view(&story, 2).polls;
    assert_eq!((shown.len(), shown[0].poll, shown[0].mine.clone()), (1, PollId(poll), Some(option(1))));
    assert_eq!(view(&story, 5).polls, []);
    assert_eq!(stored(&story.room), story.room);
    ask_here(&mut story, 8, single(), false).unwrap();
    assert_eq!(seen(&story, 2), [PollId(poll), PollId(poll + 1)]);
}
