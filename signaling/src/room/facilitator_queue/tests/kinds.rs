//! The private word and who sees it first, the quiet signal and who does not see it, what is in the list beside requests,
//! and how long all of it waits.

use std::time::Duration;

use super::*;
use crate::protocol::{Door, MAX_QUEUE_SHOWN, MAX_SUBJECT, NAMED_FIRST, WaitingFigures};
use crate::room::{Arrival, Arrived};

fn word_with(with: Option<u32>) -> Command {
    Command::AskForPrivateWord { with: with.map(person) }
}

fn kinds(story: &Story, who: u32) -> Vec<(QueueKind, u32)> {
    story.items(who).into_iter().map(|one| (one.kind, one.participant.unwrap().0)).collect()
}

#[test]
fn a_word_with_somebody_named_is_theirs_first_and_then_everybodys() {
    let mut story = at_work();
    let effects = story.say(2, word_with(Some(6))).unwrap();
    assert_eq!(told(&story, &effects), [2, 6]);
    assert_eq!(kinds(&story, 6), [(QueueKind::PrivateWord, 2)]);
    assert!(story.items(1).is_empty() && story.whole_view(1).facilitator_queue.is_empty());
    assert_eq!(story.say(1, claim(1)), Err(Rejection::UnknownItem), "as if it were not there");
    assert_eq!(story.say(1, resolve(1)), Err(Rejection::UnknownItem));
    let until = story.now.after(Duration::from_secs(NAMED_FIRST.into()));
    let own = story.whole_view(2).requests;
    assert_eq!((own[0].with, own[0].theirs_until), (Some(person(6)), Some(until)));
    assert_eq!(story.room.next_of_facilitator_queue(), Some(until));
    story.wait(u64::from(NAMED_FIRST) - 1);
    assert!(story.items(7).is_empty());
    let effects = story.wait(1);
    assert_eq!(told(&story, &effects), [1, 2, 7]);
    assert_eq!(kinds(&story, 7), [(QueueKind::PrivateWord, 2)]);
    assert_eq!(story.whole_view(2).requests[0].theirs_until, None);
    assert_eq!(story.room.next_of_facilitator_queue(), None);
    story.say(1, claim(1)).unwrap();
}

#[test]
fn who_is_named_and_may_no_longer_answer_keeps_it_from_nobody() {
    let mut story = at_work();
    story.say(2, word_with(Some(6))).unwrap();
    story.say(3, word_with(Some(7))).unwrap();
    story.say(1, Command::ChangeRole { participant: person(6), role: Role::Participant }).unwrap();
    assert_eq!(kinds(&story, 1), [(QueueKind::PrivateWord, 2)]);
    story.say(7, Command::Leave {}).unwrap();
    assert_eq!(kinds(&story, 1), [2, 3].map(|who| (QueueKind::PrivateWord, who)));
}

#[test]
fn a_word_is_asked_of_somebody_else_who_may_answer() {
    let mut story = at_work();
    assert_eq!(story.say(2, word_with(Some(3))), Err(Rejection::OutOfRange));
    assert_eq!(story.say(2, word_with(Some(99))), Err(Rejection::UnknownParticipant));
    assert_eq!(story.say(6, word_with(Some(6))), Err(Rejection::OutOfRange));
    story.say(6, word_with(Some(1))).unwrap();
    story.wait(100);
    assert_eq!(story.say(6, word_with(Some(1))), Ok(vec![]), "again keeps nobody waiting longer");
    story.say(6, word_with(Some(7))).unwrap();
    assert_eq!(story.whole_view(6).requests.len(), 1, "another name, where it stands");
    assert!(story.items(1).is_empty());
    story.say(6, word_with(None)).unwrap();
    assert_eq!(kinds(&story, 1), [(QueueKind::PrivateWord, 6)]);
}

#[test]
fn each_kind_waits_once_and_the_number_before_is_of_the_same_kind() {
    let mut story = at_work();
    for who in [2, 3] {
        story.say(who, ask()).unwrap();
        story.say(who, word_with(None)).unwrap();
        story.say(who, Command::SendQuietSignal {}).unwrap();
        assert_eq!(story.say(who, Command::SendQuietSignal {}), Ok(vec![]));
    }
    let own: Vec<_> = story.whole_view(3).requests.iter().map(|one| (one.kind, one.ahead)).collect();
    // How many others are not all right is not for the third to know.
    assert_eq!(own, [(QueueKind::Help, 1), (QueueKind::PrivateWord, 1), (QueueKind::QuietSignal, 0)]);
    let line = kinds(&story, 1);
    assert_eq!(line[..2], [2, 3].map(|who| (QueueKind::QuietSignal, who)), "and those go first");
    assert_eq!(line.len(), 6);
}

#[test]
fn a_quiet_signal_reaches_those_who_answer_and_nobody_else() {
    let mut story = at_work();
    let effects = story.say(3, Command::SendQuietSignal {}).unwrap();
    assert_eq!(told(&story, &effects), [1, 3, 6, 7]);
    for who in [2, 4, 5] {
        let view = serde_json::to_string(&story.whole_view(who)).unwrap();
        assert!(!view.contains("quiet_signal") && !view.contains("requests"), "{who}: {view}");
    }
    for effect in &effects {
        let Effect::Tell { audience, .. } = effect else { panic!("nothing but words: {effect:?}") };
        assert!(story.room.audience(audience).iter().all(|who| [1, 3, 6, 7].contains(&who.0)), "{effect:?}");
    }
    // Whoever goes there is not seen to go.
    let effects = story.say(6, Command::GoTo { item: item(1) }).unwrap();
    assert_eq!(told(&story, &effects), [1, 3, 6, 7]);
    assert_eq!(effects.len(), 4);
    assert_eq!(story.whole_view(3).requests[0].claimed_by, Some(person(6)));
}

#[test]
fn a_subject_is_a_short_line_beside_the_facts() {
    let mut story = at_work();
    let about = |subject: &str| Command::AskForHelp {
        problem: HelpProblem::SomethingElse,
        for_group: true,
        subject: Some(subject.into()),
    };
    for bad in ["", "a\nb", &"x".repeat(MAX_SUBJECT + 1)] {
        assert_eq!(story.say(2, about(bad)), Err(Rejection::OutOfRange));
    }
    assert_eq!(story.room.facilitator_queue.asked, 0);
    story.say(2, about("  Miten jatkamme? ")).unwrap();
    for who in [1, 2, 3] {
        let view = serde_json::to_string(&story.whole_view(who)).unwrap();
        assert!(view.contains("\"Miten jatkamme?\""), "{who}");
    }
    let made = Room::new("Kevät".into(), crate::protocol::Template::Supervision, Rules { grace: GRACE });
    let written = Log::of(&made).follow(story.now, &story.room);
    assert!(!serde_json::to_string(&written.entry).unwrap().contains("jatkamme"));
    assert!(written.texts.iter().any(|text| text.text.as_deref() == Some("Miten jatkamme?")));
    story.say(2, ask_for_us()).unwrap();
    assert_eq!(story.whole_view(3).requests[0].subject, None, "without one, none");
}

#[test]
fn the_lobby_and_hands_are_in_the_list_for_those_who_answer_them() {
    let mut story = at_work();
    story.say(1, Command::SetDoor { door: Door::Knock }).unwrap();
    story.knock(20);
    story.wait(1);
    story.raise(2);
    story.raise(1);
    let hand = |who, place| (QueueItem::Hand { participant: person(who), place }, QueueKind::Hand);
    let lobby = (QueueItem::Lobby { participant: person(20) }, QueueKind::Lobby);
    let seen = |who| story.items(who).into_iter().map(|one| (one.item, one.kind)).collect::<Vec<_>>();
    assert_eq!(seen(6), [lobby, hand(1, PLENARY), hand(2, group(1))]);
    assert_eq!(seen(7), [lobby], "an assistant lets people in and gives nobody the floor");
    let of_hand = QueueItem::Hand { participant: person(2), place: group(1) };
    assert_eq!(story.say(7, Command::Claim { item: of_hand }), Err(Rejection::NotAllowed));
    story.say(6, Command::Claim { item: of_hand }).unwrap();
    assert_eq!(story.say(1, Command::Claim { item: of_hand }), Err(Rejection::Taken));
    let elsewhere = QueueItem::Hand { participant: person(2), place: PLENARY };
    assert_eq!(story.say(6, Command::Claim { item: elsewhere }), Err(Rejection::UnknownItem));
    story.say(2, Command::LowerHand { participant: None, reply: false }).unwrap();
    story.raise(2);
    assert_eq!(story.items(6).last().unwrap().claimed_by, None, "another hand, which nobody has taken");
    story.say(6, Command::Resolve { item: of_hand }).unwrap();
    assert!(story.hands(group(1)).is_empty());
    let of_lobby = QueueItem::Lobby { participant: person(20) };
    assert_eq!(story.say(7, Command::Resolve { item: of_lobby }), Err(Rejection::OutOfRange));
    assert_eq!(
        story.say(7, Command::Claim { item: QueueItem::Lobby { participant: person(2) } }),
        Err(Rejection::UnknownItem)
    );
}

#[test]
fn waiting_is_counted_until_somebody_takes_it() {
    let mut story = at_work();
    let figures = |story: &Story, who| story.whole_view(who).facilitator_queue.figures;
    let help = |waiting, served, median, longest| WaitingFigures {
        kind: QueueKind::Help,
        waiting,
        served,
        median,
        longest,
    };
    story.say(2, ask()).unwrap();
    story.say(3, ask()).unwrap();
    story.say(4, ask()).unwrap();
    assert_eq!(figures(&story, 7), [help(3, 0, 0, 0)]);
    story.wait(10);
    story.say(6, claim(1)).unwrap();
    story.wait(20);
    story.say(6, resolve(1)).unwrap();
    assert_eq!(figures(&story, 7), [help(2, 1, 10, 10)], "how long it took to be answered does not count");
    story.say(6, resolve(2)).unwrap();
    story.say(4, withdraw(3)).unwrap();
    assert_eq!(figures(&story, 7), [help(0, 2, 10, 30)], "what was taken back was not served");
    story.raise_all(&[6, 7]);
    story.wait(5);
    story.call_next();
    let hands = WaitingFigures { kind: QueueKind::Hand, waiting: 1, served: 1, median: 5, longest: 5 };
    assert_eq!(figures(&story, 1), [hands, help(0, 2, 10, 30)]);
    assert_eq!(figures(&story, 7), [help(0, 2, 10, 30)], "of what one may answer");
    assert!(figures(&story, 2).is_empty());
}

#[test]
fn a_long_line_of_one_kind_hides_no_other() {
    let mut story = at_work();
    story.say(1, Command::SetDoor { door: Door::Knock }).unwrap();
    let many = u32::try_from(MAX_QUEUE_SHOWN).unwrap() + 20;
    for who in 0..many {
        story.knock(1_000 + who);
    }
    story.wait(1);
    story.say(2, ask()).unwrap();
    let queue = story.whole_view(6).facilitator_queue;
    assert_eq!(queue.items.len(), MAX_QUEUE_SHOWN + 1);
    assert_eq!(queue.items.last().unwrap().kind, QueueKind::Help);
    assert_eq!(queue.figures[0].waiting, many);
}

impl Story {
    /// Somebody comes to the door and waits in the lobby.
    pub(super) fn knock(&mut self, who: u32) {
        let arrival = Arrival {
            participant: person(who),
            device: device(who),
            name: format!("n{who}"),
            role: Role::Participant,
            invitation: crate::protocol::Invitation::Personal,
            further: crate::protocol::Further::Own,
        };
        let arrived = self.room.arrive(self.now, arrival);
        assert!(matches!(arrived, Ok((Arrived::Waiting, _))), "{arrived:?}");
    }
}
