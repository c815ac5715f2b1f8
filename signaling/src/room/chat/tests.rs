use super::log::MAX_KEPT;
use crate::id::{GroupId, MessageId, Seed};
use crate::protocol::{
    ChatMessage, ChatPart, ChatView, Command, Event, MAX_LINE, MAX_MESSAGE, MAX_SHOWN_MESSAGES,
    MAX_SLOW_MODE, Rejection, Scope,
};
use crate::role::Role;
use crate::room::story::{Story, device, events, group, person};
use crate::room::{Audience, Effect, Sender};

const ALL: Scope = Scope::Plenary {};
const STAGE: Scope = Scope::Backstage {};

const fn in_group(id: u32) -> Scope {
    Scope::Group { group: GroupId(id) }
}

const fn thread(of: u32) -> Scope {
    Scope::Facilitators { participant: person(of) }
}

const fn to(one: u32) -> Scope {
    Scope::Person { participant: person(one) }
}

fn try_write(story: &mut Story, who: u32, scope: Scope, text: &str) -> Result<Vec<Effect>, Rejection> {
    story.say(who, Command::SendMessage { scope, text: text.into() })
}

/// Written after a pause, so that nobody is too fast.
fn write(story: &mut Story, who: u32, scope: Scope, text: &str) -> Vec<Effect> {
    story.wait(20);
    try_write(story, who, scope, text).unwrap()
}

fn typing(story: &mut Story, who: u32, scope: Scope, text: &str) -> Result<Vec<Effect>, Rejection> {
    story.say(who, Command::TypeText { scope, text: text.into() })
}

fn delete(story: &mut Story, who: u32, scope: Scope, message: u32) -> Result<Vec<Effect>, Rejection> {
    story.say(who, Command::DeleteMessage { scope, message: MessageId(message) })
}

fn page(
    story: &mut Story,
    who: u32,
    scope: Scope,
    before: u32,
) -> Result<(Vec<ChatMessage>, bool), Rejection> {
    let effects = story.say(who, Command::ReadMessages { scope, before: MessageId(before) })?;
    match &effects[..] {
        [Effect::Tell { audience, event: Event::OlderMessages { scope: of, messages, more } }] => {
            assert_eq!((*audience, *of), (Audience::One(person(who)), scope));
            Ok((messages.clone(), *more))
        }
        other => panic!("{other:?}"),
    }
}

fn chat(story: &Story, who: u32) -> ChatView {
    story.room.view_for(story.now, person(who)).unwrap().chat
}

/// What somebody reads in their view, deleted messages as "-".
fn reads(story: &Story, who: u32) -> Vec<String> {
    let text = |message: ChatMessage| message.words.map_or("-".to_owned(), |words| words.text);
    chat(story, who).parts.into_iter().flat_map(|part| part.messages).map(text).collect()
}

/// Lines being written that somebody sees: by whom and what.
fn lines(story: &Story, who: u32) -> Vec<(u32, String)> {
    let parts = chat(story, who).parts.into_iter();
    parts.flat_map(|part| part.lines).map(|line| (line.participant.0, line.text)).collect()
}

/// Who is told that something was written, and as what scope.
fn hearers(story: &Story, effects: &[Effect]) -> Vec<(u32, Scope)> {
    let told = effects.iter().filter_map(|effect| match effect {
        Effect::Tell { audience, event: Event::MessageSent { message } } => Some((audience, message.scope)),
        _ => None,
    });
    let mut heard: Vec<(u32, Scope)> = told
        .flat_map(|(audience, scope)| {
            story.room.audience(audience).into_iter().map(move |who| (who.0, scope))
        })
        .collect();
    heard.sort();
    heard
}

fn change_role(story: &mut Story, who: u32, role: Role) -> Vec<Effect> {
    story.say(1, Command::ChangeRole { participant: person(who), role }).unwrap()
}

/// 1 is the supervisor, 2 to 4 participants, 8 an assistant; 2 and 3 are in group 1, 4 in group 2.
fn in_groups() -> Story {
    let mut story = Story::with_groups(4, 2);
    story.enter(8, 8, Role::Assistant).unwrap();
    story.try_send(&[(2, group(1)), (3, group(1)), (4, group(2))]).unwrap();
    story
}

#[test]
fn a_message_reaches_those_it_is_for_and_nobody_else() {
    let mut story = in_groups();
    let told = write(&mut story, 2, ALL, "kaikille");
    assert_eq!(hearers(&story, &told), [1, 2, 3, 4, 8].map(|who| (who, ALL)));
    let told = write(&mut story, 2, in_group(1), "ryhmälle");
    assert_eq!(hearers(&story, &told), [(2, in_group(1)), (3, in_group(1))], "staff outside are outside");
    let told = write(&mut story, 8, STAGE, "takahuoneeseen");
    assert_eq!(hearers(&story, &told), [(1, STAGE), (8, STAGE)]);
    let told = write(&mut story, 2, thread(2), "ohjaajille");
    assert_eq!(hearers(&story, &told), [(1, thread(2)), (2, thread(2)), (8, thread(2))]);
    let told = write(&mut story, 1, thread(2), "sinulle");
    assert_eq!(hearers(&story, &told), [(1, thread(2)), (2, thread(2)), (8, thread(2))]);
    let told = write(&mut story, 2, to(4), "kahden kesken");
    assert_eq!(hearers(&story, &told), [(2, to(4)), (4, to(2))], "each sees the other");

    assert_eq!(reads(&story, 1), ["kaikille", "takahuoneeseen", "ohjaajille", "sinulle"]);
    assert_eq!(reads(&story, 3), ["kaikille", "ryhmälle"]);
    assert_eq!(reads(&story, 4), ["kaikille", "kahden kesken"]);
}

#[test]
fn nobody_writes_where_they_are_not() {
    let mut story = in_groups();
    for (who, scope, code) in [
        (1, in_group(1), Rejection::NotAllowed),
        (4, in_group(1), Rejection::NotAllowed),
        (4, in_group(9), Rejection::UnknownGroup),
        (2, STAGE, Rejection::NotAllowed),
        (2, thread(4), Rejection::NotAllowed),
        (1, thread(1), Rejection::OutOfRange),
        (1, thread(8), Rejection::OutOfRange),
        (1, thread(77), Rejection::UnknownParticipant),
        (2, to(2), Rejection::OutOfRange),
        (2, to(77), Rejection::UnknownParticipant),
    ] {
        assert_eq!(try_write(&mut story, who, scope, "hei"), Err(code), "{who} {scope:?}");
        assert_eq!(typing(&mut story, who, scope, "he"), Err(code), "{who} {scope:?}");
    }
}

#[test]
fn an_observer_writes_to_nobody_but_those_who_can_help() {
    let mut story = Story::with_people_to(2);
    story.enter(9, 9, Role::Observer).unwrap();
    for scope in [ALL, to(2), STAGE] {
        assert_eq!(try_write(&mut story, 9, scope, "hei"), Err(Rejection::NotAllowed));
    }
    try_write(&mut story, 9, thread(9), "en kuule").unwrap();
    assert_eq!(reads(&story, 1), ["en kuule"]);
}

#[test]
fn private_talk_can_be_switched_off_for_participants() {
    let mut story = Story::with_people_to(3);
    story.room.switches.chat_privately = false;
    assert_eq!(try_write(&mut story, 2, to(3), "hei"), Err(Rejection::NotAllowed));
    try_write(&mut story, 1, to(3), "hei").unwrap();
    try_write(&mut story, 3, thread(3), "hei").unwrap();
}

#[test]
fn whoever_comes_into_a_group_is_shown_its_chat_and_whoever_goes_puts_it_away() {
    let mut story = in_groups();
    write(&mut story, 2, in_group(1), "alkuun");
    typing(&mut story, 3, in_group(1), "minusta").unwrap();
    let effects = story.send(4, group(1));
    let shown = events(&effects).into_iter().find_map(|event| match event {
        Event::ChatShown { chat } => Some(chat.clone()),
        _ => None,
    });
    assert_eq!(shown.map(|chat| (chat.messages.len(), chat.lines.len())), Some((1, 1)));
    assert_eq!(reads(&story, 4), ["alkuun"]);

    let effects = story.send(2, group(2));
    assert!(effects.iter().any(|effect| matches!(
        effect,
        Effect::Tell { audience: Audience::One(who), event: Event::ChatShown { chat } }
            if *who == person(2) && chat.messages.is_empty() && chat.part == ChatPart::Group { group: GroupId(1) }
    )));
    assert_eq!(reads(&story, 2), [""; 0]);
    assert_eq!(page(&mut story, 2, in_group(1), 9), Err(Rejection::NotAllowed));
}

#[test]
fn moving_between_silent_groups_tells_nothing_of_chats() {
    let mut story = in_groups();
    let effects = story.send(4, group(1));
    assert!(!events(&effects).iter().any(|event| matches!(event, Event::ChatShown { .. })));
}

#[test]
fn the_chat_of_a_group_goes_with_the_group() {
    let mut story = in_groups();
    write(&mut story, 2, in_group(1), "salaisuus");
    story.recall();
    assert!(!format!("{:?}", story.room).contains("salaisuus"));
    assert_eq!(reads(&story, 2), [""; 0]);
}

#[test]
fn everything_said_goes_with_the_last_person() {
    let mut story = Story::with_people_to(2);
    write(&mut story, 2, ALL, "salaisuus");
    for who in [1, 2] {
        story.say(who, Command::Leave {}).unwrap();
    }
    assert!(!format!("{:?}", story.room).contains("salaisuus"));
    story.enter(3, 3, Role::Participant).unwrap();
    assert_eq!(chat(&story, 3), ChatView::default());
}

#[test]
fn what_somebody_wrote_stays_under_their_name_when_they_have_left() {
    let mut story = Story::with_people_to(3);
    write(&mut story, 2, ALL, "hei");
    story.say(2, Command::Leave {}).unwrap();
    let words = chat(&story, 3).parts[0].messages[0].words.clone().unwrap();
    assert_eq!((words.name.as_str(), words.text.as_str()), ("n2", "hei"));
}

#[test]
fn whoever_becomes_staff_reads_what_staff_read_and_no_longer_afterwards() {
    let mut story = Story::with_people_to(3);
    write(&mut story, 1, STAGE, "takana");
    write(&mut story, 3, thread(3), "apua");
    write(&mut story, 2, thread(2), "oma");
    assert_eq!(reads(&story, 2), ["oma"]);
    let told = change_role(&mut story, 2, Role::Facilitator);
    assert_eq!(events(&told).iter().filter(|event| matches!(event, Event::ChatShown { .. })).count(), 2);
    assert_eq!(reads(&story, 2), ["takana", "apua", "oma"]);
    change_role(&mut story, 2, Role::Participant);
    assert_eq!(reads(&story, 2), ["oma"]);
}

#[test]
fn words_that_are_deleted_are_nowhere() {
    let mut story = Story::with_people_to(3);
    write(&mut story, 2, ALL, "katumus");
    write(&mut story, 2, ALL, "jatko");
    let effects = delete(&mut story, 2, ALL, 1).unwrap();
    assert_eq!(events(&effects), [&Event::MessageDeleted { scope: ALL, message: MessageId(1) }]);
    assert_eq!(reads(&story, 3), ["-", "jatko"]);
    assert!(!format!("{:?}", story.room).contains("katumus"));
    assert_eq!(delete(&mut story, 2, ALL, 1), Ok(vec![]), "deleted is deleted");
}

#[test]
fn a_moderator_deletes_what_they_may_read() {
    let mut story = in_groups();
    write(&mut story, 2, ALL, "a");
    write(&mut story, 2, in_group(1), "b");
    write(&mut story, 2, to(1), "c");
    write(&mut story, 2, to(4), "d");
    write(&mut story, 2, thread(2), "e");
    assert_eq!(delete(&mut story, 3, ALL, 1), Err(Rejection::NotAllowed), "not a participant");
    assert_eq!(delete(&mut story, 8, ALL, 1), Err(Rejection::NotAllowed), "not an assistant");
    assert_eq!(delete(&mut story, 1, in_group(1), 1), Err(Rejection::UnknownMessage), "not from outside");
    assert_eq!(delete(&mut story, 1, to(4), 1), Err(Rejection::UnknownMessage));
    assert_eq!(delete(&mut story, 1, to(2), 1), Err(Rejection::NotAllowed), "a letter is not moderated");
    assert_eq!(delete(&mut story, 1, ALL, 9), Err(Rejection::UnknownMessage));
    delete(&mut story, 1, ALL, 1).unwrap();
    delete(&mut story, 1, thread(2), 1).unwrap();
    story.send(1, group(1));
    write(&mut story, 2, in_group(1), "f");
    delete(&mut story, 1, in_group(1), 2).unwrap();
    assert_eq!(reads(&story, 2), ["-", "b", "-", "c", "d", "-"]);
}

#[test]
fn ones_own_words_can_be_deleted_from_elsewhere() {
    let mut story = in_groups();
    write(&mut story, 2, in_group(1), "katumus");
    story.send(2, group(2));
    let effects = delete(&mut story, 2, in_group(1), 1).unwrap();
    assert!(
        matches!(effects[..], [Effect::Tell { audience: Audience::Place(place), .. }] if place == group(1))
    );
    assert_eq!(reads(&story, 3), ["-"]);
}

#[test]
fn numbers_count_in_each_scope_and_tell_nothing_of_another() {
    let mut story = in_groups();
    for _ in 0..3 {
        write(&mut story, 2, in_group(1), "hei");
    }
    let told = write(&mut story, 4, in_group(2), "hei");
    assert!(
        events(&told)
            .iter()
            .all(|event| matches!(event, Event::MessageSent { message } if message.message == MessageId(1)))
    );
}

#[test]
fn a_view_has_the_newest_and_the_rest_is_read_page_by_page() {
    let mut story = Story::with_people_to(2);
    for number in 1..=120 {
        write(&mut story, 2, ALL, &number.to_string());
    }
    let seen = reads(&story, 1);
    assert_eq!((seen.len(), seen[0].as_str(), seen[49].as_str()), (MAX_SHOWN_MESSAGES, "71", "120"));
    let (older, more) = page(&mut story, 1, ALL, 71).unwrap();
    assert_eq!(
        (older.len(), older[0].message, older[49].message, more),
        (50, MessageId(21), MessageId(70), true)
    );
    let (oldest, more) = page(&mut story, 1, ALL, 21).unwrap();
    assert_eq!((oldest.len(), oldest[0].message, more), (20, MessageId(1), false));
    assert_eq!(page(&mut story, 1, ALL, 1), Ok((vec![], false)));
    assert_eq!(page(&mut story, 1, to(2), 9), Ok((vec![], false)), "a thread that nobody began");
    assert_eq!(page(&mut story, 1, to(1), 9), Err(Rejection::NotAllowed));
}

#[test]
fn a_page_of_long_messages_is_short() {
    let mut story = Story::with_people_to(2);
    for _ in 0..10 {
        write(&mut story, 2, ALL, &"😀".repeat(MAX_MESSAGE));
    }
    let (older, more) = page(&mut story, 1, ALL, 11).unwrap();
    assert_eq!((older.len(), older[3].message, more), (4, MessageId(10), true), "8,000 bytes each");
}

#[test]
fn reading_on_and_on_is_too_fast() {
    let mut story = Story::with_people_to(2);
    for _ in 0..10 {
        page(&mut story, 2, ALL, 9).unwrap();
    }
    assert_eq!(page(&mut story, 2, ALL, 9), Err(Rejection::TooFast));
    page(&mut story, 1, ALL, 9).unwrap();
}

#[test]
fn no_more_than_so_many_messages_are_kept() {
    let mut story = Story::with_people_to(2);
    for number in 0..MAX_KEPT + 3 {
        write(&mut story, 2, ALL, &format!("<{number}>"));
    }
    let kept = format!("{:?}", story.room);
    assert!(!kept.contains("<2>") && kept.contains("<3>"));
}

#[test]
fn of_too_many_private_messages_the_oldest_of_whoever_wrote_most_is_forgotten_and_told() {
    let mut story = Story::with_people_to(4);
    write(&mut story, 2, to(3), "ensimmäinen");
    let from = |who| Sender { participant: person(who), device: device(who) };
    for number in 0..super::MAX_KEPT_PRIVATE {
        story.now.0 += 2_000;
        let scope = if number % 2 == 0 { to(2) } else { thread(4) };
        let send = Command::SendMessage { scope, text: format!("<{number}>") };
        let effects = story.room.handle(story.now, from(4), Seed(0), send).unwrap();
        let forgotten: Vec<_> = events(&effects)
            .into_iter()
            .filter(|event| matches!(event, Event::MessageForgotten { .. }))
            .collect();
        if number + 1 < super::MAX_KEPT_PRIVATE {
            assert!(forgotten.is_empty());
        } else {
            let gone = |scope| Event::MessageForgotten { scope, message: MessageId(1) };
            assert_eq!(forgotten, [&gone(to(4)), &gone(to(2))]);
        }
    }
    let kept = format!("{:?}", story.room);
    assert!(!kept.contains("<0>") && kept.contains("<1>"));
    assert_eq!(reads(&story, 3), ["ensimmäinen"], "nobody drives out what another wrote");
}

#[test]
fn five_messages_at_once_and_then_one_in_two_seconds() {
    let mut story = Story::with_people_to(3);
    for _ in 0..5 {
        try_write(&mut story, 2, ALL, "hei").unwrap();
    }
    assert_eq!(try_write(&mut story, 2, ALL, "hei"), Err(Rejection::TooFast));
    assert_eq!(try_write(&mut story, 2, to(3), "hei"), Err(Rejection::TooFast), "wherever it goes");
    try_write(&mut story, 3, ALL, "hei").unwrap();
    story.wait(2);
    try_write(&mut story, 2, ALL, "hei").unwrap();
    assert_eq!(try_write(&mut story, 2, ALL, "hei"), Err(Rejection::TooFast));
}

#[test]
fn slow_mode_slows_talk_to_everybody_but_not_staff_and_not_calls_for_help() {
    let mut story = Story::with_people_to(3);
    let slow = |seconds| Command::SetSlowMode { seconds };
    assert_eq!(story.say(2, slow(30)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(1, slow(MAX_SLOW_MODE + 1)), Err(Rejection::OutOfRange));
    assert_eq!(events(&story.say(1, slow(30)).unwrap()), [&Event::SlowModeChanged { seconds: 30 }]);
    assert_eq!(story.say(1, slow(30)), Ok(vec![]));
    assert_eq!(chat(&story, 3).slow_mode, 30);

    try_write(&mut story, 2, ALL, "yksi").unwrap();
    story.wait(29);
    assert_eq!(try_write(&mut story, 2, ALL, "kaksi"), Err(Rejection::TooFast));
    try_write(&mut story, 2, thread(2), "apua").unwrap();
    try_write(&mut story, 2, to(3), "hei").unwrap();
    story.wait(1);
    try_write(&mut story, 2, ALL, "kaksi").unwrap();
    for _ in 0..3 {
        try_write(&mut story, 1, ALL, "ohje").unwrap();
    }
}

#[test]
fn what_is_too_long_or_nothing_is_not_sent() {
    let mut story = Story::with_people_to(2);
    let longest = "ä".repeat(MAX_MESSAGE);
    try_write(&mut story, 2, ALL, &longest).unwrap();
    assert_eq!(try_write(&mut story, 2, ALL, &(longest + "ä")), Err(Rejection::TooLong));
    for text in ["", " \n", "a\u{0}"] {
        assert_eq!(try_write(&mut story, 2, ALL, text), Err(Rejection::OutOfRange), "{text:?}");
    }
    assert_eq!(typing(&mut story, 2, ALL, &"ä".repeat(MAX_LINE + 1)), Err(Rejection::TooLong));
    typing(&mut story, 2, ALL, &"ä".repeat(MAX_LINE)).unwrap();
}

#[test]
fn a_line_is_seen_while_it_is_written_and_is_over_when_it_is_sent() {
    let mut story = in_groups();
    typing(&mut story, 2, in_group(1), "Minu").unwrap();
    assert_eq!(typing(&mut story, 2, in_group(1), "Minu"), Ok(vec![]), "nothing new");
    typing(&mut story, 2, in_group(1), "Minusta").unwrap();
    assert_eq!(lines(&story, 3), [(2, "Minusta".to_owned())]);
    assert_eq!((lines(&story, 1), lines(&story, 4)), (vec![], vec![]), "outside the group there is nothing");
    write(&mut story, 2, in_group(1), "Minusta näin.");
    assert_eq!(lines(&story, 3), []);
    typing(&mut story, 2, in_group(1), "Ja").unwrap();
    typing(&mut story, 2, in_group(1), "").unwrap();
    assert_eq!(lines(&story, 3), []);
    assert_eq!(typing(&mut story, 2, in_group(1), ""), Ok(vec![]));
}

#[test]
fn one_writes_one_line_at_a_time() {
    let mut story = in_groups();
    typing(&mut story, 2, in_group(1), "ryhmälle").unwrap();
    let effects = typing(&mut story, 2, ALL, "kaikille").unwrap();
    assert_eq!(events(&effects).len(), 2, "one is over and one begins");
    assert_eq!(lines(&story, 3), [(2, "kaikille".to_owned())]);
    write(&mut story, 2, in_group(1), "muuta");
    assert_eq!(lines(&story, 3), [(2, "kaikille".to_owned())], "sent elsewhere");
}

#[test]
fn a_line_ends_with_whatever_takes_its_writer_away() {
    type Away = fn(&mut Story) -> Vec<Effect>;
    let ways: [Away; 5] = [
        |story| story.send(2, group(2)),
        |story| story.lose(2),
        |story| story.say(2, Command::Leave {}).unwrap(),
        |story| story.recall(),
        |story| change_role(story, 2, Role::Observer),
    ];
    for away in ways {
        let mut story = in_groups();
        typing(&mut story, 2, in_group(1), "Minu").unwrap();
        away(&mut story);
        assert_eq!(lines(&story, 3), []);
        assert!(story.room.chat.lines.is_empty());
    }
}

#[test]
fn typing_faster_than_a_person_can_is_refused() {
    let mut story = Story::with_people_to(2);
    for number in 0..20 {
        typing(&mut story, 2, ALL, &number.to_string()).unwrap();
    }
    assert_eq!(typing(&mut story, 2, ALL, "x"), Err(Rejection::TooFast));
    typing(&mut story, 2, ALL, "").unwrap();
}
