//! What the agenda is, and who sees what of it.

use super::*;
use crate::protocol::{Assignment, GroupsPlan, MAX_HELPERS, PhaseQuestion, PollKind};
use crate::room::TextId;
use crate::room::story::{events, person};

/// With everything a phase may have.
fn full() -> Phase {
    let question =
        PhaseQuestion { question: "Mitä opit?".into(), kind: PollKind::Pulse {}, anonymous: true };
    Phase {
        minutes: Some(20),
        turns: TurnMode::Queue,
        cut: true,
        groups: Some(GroupsPlan {
            names: vec!["Koivu".into()],
            task: Some("Keskustelkaa".into()),
            ..GroupsPlan::of(2, Assignment::Random {})
        }),
        task: Some("Ota kuva".into()),
        question: Some(question),
        leads: Some(member(1)),
        helps: vec![member(2)],
        brings: Some(member(3)),
        material: Some(material()),
        note: Some("Muista tauko".into()),
        ..phase("Kierros")
    }
}

fn titles(story: &Story) -> Vec<(u32, String)> {
    let phases = agenda(story, 1).phases;
    phases.into_iter().map(|one| (one.phase.0, one.plan.title)).collect()
}

fn try_set(story: &mut Story, items: Vec<(Option<u32>, &str)>) -> Result<Vec<Effect>, Rejection> {
    let item = |(id, title): (Option<u32>, &str)| AgendaItem { phase: id.map(PhaseId), plan: phase(title) };
    story.say(1, Command::SetAgenda { phases: items.into_iter().map(item).collect() })
}

#[test]
fn the_crew_sees_all_and_others_what_is_theirs_when_it_is() {
    let mut story = with_agenda(vec![phase("Alku"), full(), phase("Loppu")]);
    let seen = |story: &Story, who: u32| agenda(story, who).phases.swap_remove(1).plan;
    let own = Phase { minutes: Some(20), turns: TurnMode::Queue, ..phase("Kierros") };
    assert_eq!(seen(&story, 1), full());
    assert_eq!(seen(&story, 2), own, "before it begins");
    next(&mut story);
    assert_eq!(seen(&story, 2), own, "while another is now");
    next(&mut story);
    let begun = Phase { task: Some("Ota kuva".into()), material: Some(material()), ..own };
    assert_eq!(seen(&story, 2), begun, "now");
    next(&mut story);
    come_back(&mut story);
    assert_eq!((current(&story), seen(&story, 2)), (Some(3), begun), "after it");
    assert_eq!(seen(&story, 1), full());
}

#[test]
fn each_is_told_what_they_see() {
    let mut story = Story::with_people_to(2);
    let effects = story.say(1, Command::SetAgenda { phases: vec![item(full())] }).unwrap();
    let told = |who: u32| {
        let tell = effects.iter().find_map(|effect| match effect {
            Effect::Tell { audience, event: Event::AgendaChanged { agenda } }
                if story.room.audience(audience).contains(&person(who)) =>
            {
                Some(agenda.clone())
            }
            _ => None,
        });
        tell.unwrap()
    };
    assert_eq!(told(1), Some(agenda(&story, 1)));
    assert_eq!(told(2), Some(agenda(&story, 2)));
    let again = vec![AgendaItem { phase: Some(PhaseId(1)), plan: full() }];
    let effects = story.say(1, Command::SetAgenda { phases: again }).unwrap();
    assert_eq!(events(&effects), Vec::<&Event>::new(), "the same again changes nothing");
    story.say(1, Command::SetAgenda { phases: Vec::new() }).unwrap();
    assert_eq!(story.room.view_for(story.now, person(1)).unwrap().agenda, None, "nothing is no agenda");
}

#[test]
fn a_new_order_keeps_what_phases_were() {
    let mut story = with_agenda(vec![phase("A"), phase("B"), phase("C"), phase("D")]);
    next(&mut story);
    next(&mut story);
    story.say(1, Command::SkipPhase { phase: PhaseId(4), skipped: true }).unwrap();
    try_set(&mut story, vec![(Some(1), "A"), (Some(2), "B"), (Some(4), "D2"), (None, "E")]).unwrap();
    let named = |number: u32, title: &str| (number, title.to_owned());
    assert_eq!(titles(&story), [named(1, "A"), named(2, "B"), named(4, "D2"), named(5, "E")]);
    let seen = agenda(&story, 1);
    let marks: Vec<_> = seen.phases.iter().map(|one| (one.done, one.skipped)).collect();
    assert_eq!(marks, [(true, false), (false, false), (false, true), (false, false)]);
    assert_eq!(current(&story), Some(2));
    try_set(&mut story, vec![(Some(1), "A"), (Some(2), "B"), (None, "C")]).unwrap();
    assert_eq!(titles(&story)[2], named(6, "C"), "the number of one that is gone is not used again");
}

#[test]
fn what_has_begun_cannot_be_undone() {
    let mut story = with_agenda(vec![phase("A"), phase("B"), phase("C")]);
    next(&mut story);
    next(&mut story);
    for (items, why) in [
        (vec![(Some(2), "B"), (Some(3), "C")], Rejection::OutOfRange),
        (vec![(Some(1), "A"), (Some(3), "C")], Rejection::OutOfRange),
        (vec![(Some(2), "B"), (Some(1), "A")], Rejection::OutOfRange),
        (vec![(Some(1), "A"), (Some(2), "B"), (Some(3), "C"), (Some(3), "C")], Rejection::OutOfRange),
        (vec![(Some(1), "A"), (Some(2), "B"), (Some(9), "X")], Rejection::UnknownPhase),
        (vec![], Rejection::OutOfRange),
    ] {
        let before = story.room.clone();
        assert_eq!(try_set(&mut story, items.clone()), Err(why), "{items:?}");
        assert_eq!(story.room, before, "{items:?}");
    }
    try_set(&mut story, vec![(Some(1), "A"), (None, "X"), (Some(2), "B")]).unwrap();
    assert_eq!(current(&story), Some(2));
}

#[test]
fn a_phase_is_what_it_may_be() {
    let long = |characters: usize| "x".repeat(characters);
    let at = |address: &str| Some(Material { title: "Ohje".into(), address: Some(address.into()) });
    let asked =
        |question: &str, kind| Some(PhaseQuestion { question: question.into(), kind, anonymous: false });
    let alone = Phase { own_task: true, minutes: Some(10), task: Some("Kävele".into()), ..phase("A") };
    let pause = Phase { scene: Scene::Break, minutes: Some(10), ..phase("A") };
    let groups = Some(GroupsPlan::of(2, Assignment::ByHand {}));
    for good in [
        phase(&long(100)),
        full(),
        alone.clone(),
        pause.clone(),
        Phase { coffee_table: true, ..pause.clone() },
        Phase { minutes: Some(480), ..phase("A") },
        Phase { minutes: Some(120), ..alone.clone() },
        Phase { material: Some(Material { title: "Kirja".into(), address: None }), ..phase("A") },
        Phase { helps: vec![member(1); MAX_HELPERS], ..phase("A") },
        Phase { note: Some(long(2_000)), task: Some("Kaksi\nriviä".into()), ..phase("A") },
    ] {
        let mut story = Story::with_people_to(1);
        story.say(1, Command::SetAgenda { phases: vec![item(good.clone())] }).expect("a good phase");
        assert_eq!(agenda(&story, 1).phases[0].plan, good);
    }
    use Rejection::{OutOfRange, TooLong};
    for (bad, why) in [
        (phase(""), OutOfRange),
        (phase("a\nb"), OutOfRange),
        (phase(&long(101)), OutOfRange),
        (Phase { minutes: Some(0), ..phase("A") }, OutOfRange),
        (Phase { minutes: Some(481), ..phase("A") }, OutOfRange),
        (Phase { minutes: Some(121), ..alone.clone() }, OutOfRange),
        (Phase { minutes: None, ..alone.clone() }, OutOfRange),
        (Phase { task: None, ..alone.clone() }, OutOfRange),
        (Phase { minutes: None, ..pause.clone() }, OutOfRange),
        (Phase { own_task: true, task: Some("x".into()), ..pause.clone() }, OutOfRange),
        (Phase { groups: groups.clone(), ..alone.clone() }, OutOfRange),
        (Phase { groups, ..pause }, OutOfRange),
        (Phase { task: Some(" ".into()), ..phase("A") }, OutOfRange),
        (Phase { task: Some(long(2_001)), ..phase("A") }, TooLong),
        (Phase { note: Some(long(2_001)), ..phase("A") }, TooLong),
        (Phase { helps: vec![member(1); MAX_HELPERS + 1], ..phase("A") }, OutOfRange),
        (Phase { question: asked("", PollKind::Pulse {}), ..phase("A") }, OutOfRange),
        (Phase { question: asked("?", PollKind::Single { options: Vec::new() }), ..phase("A") }, OutOfRange),
        (Phase { material: at("http://ohje.example"), ..phase("A") }, OutOfRange),
        (Phase { material: at("javascript:alert(1)"), ..phase("A") }, OutOfRange),
        (Phase { material: at("https://"), ..phase("A") }, OutOfRange),
        (Phase { material: at("https:///etc"), ..phase("A") }, OutOfRange),
        (Phase { material: at("https://a.example/a b"), ..phase("A") }, OutOfRange),
        (Phase { material: at("https://a.example/\u{202e}b"), ..phase("A") }, OutOfRange),
        (Phase { material: at(&format!("https://{}", long(493))), ..phase("A") }, OutOfRange),
        (
            Phase { material: Some(Material { title: "a\nb".into(), address: None }), ..phase("A") },
            OutOfRange,
        ),
    ] {
        let mut story = Story::with_people_to(1);
        let before = story.room.clone();
        let outcome = story.say(1, Command::SetAgenda { phases: vec![item(bad.clone())] });
        assert_eq!(outcome.err(), Some(why), "{bad:?}");
        assert_eq!(story.room, before);
    }
    let mut story = Story::with_people_to(1);
    let phases = |count: usize| vec![item(phase("A")); count];
    let outcome = story.say(1, Command::SetAgenda { phases: phases(MAX_PHASES + 1) });
    assert_eq!(outcome.err(), Some(OutOfRange));
    story.say(1, Command::SetAgenda { phases: phases(MAX_PHASES) }).unwrap();
}

#[test]
fn a_title_has_no_space_around_it() {
    let story = with_agenda(vec![phase("  Alku ")]);
    assert_eq!(agenda(&story, 2).phases[0].plan.title, "Alku");
}

#[test]
fn only_those_who_run_it_change_it() {
    let mut story = with_agenda(vec![phase("A"), phase("B")]);
    next(&mut story);
    story.wait(10);
    for command in [
        Command::SetAgenda { phases: Vec::new() },
        Command::NextPhase { seconds: MIN_RECALL },
        Command::PreviousPhase {},
        Command::ExtendPhase { minutes: 1 },
        Command::SkipPhase { phase: PhaseId(2), skipped: true },
        Command::SetTurns { turns: TurnMode::Queue },
    ] {
        assert_eq!(story.say(2, command.clone()).err(), Some(Rejection::NotAllowed), "{command:?}");
    }
}

#[test]
fn an_agenda_comes_back_from_its_log_without_its_words_in_the_facts() {
    let mut story = with_agenda(vec![phase("Alku"), full(), phase("Loppu")]);
    next(&mut story);
    next(&mut story);
    let (room, facts) = replayed(&story);
    assert_eq!(room, story.room.as_replayed());
    for text in ["Kierros", "Koivu", "Keskustelkaa", "Ota kuva", "Mitä opit", "Ohje", "Muista tauko"] {
        assert!(!facts.contains(text), "{text} in {facts}");
    }
}

#[test]
fn words_that_were_replaced_or_erased_are_gone() {
    let mut story = with_agenda(vec![phase("Alku"), full()]);
    try_set(&mut story, vec![(Some(1), "Uusi alku"), (Some(2), "Lyhyt")]).unwrap();
    assert_eq!(story.room.agenda.words.len(), 2, "those before are not kept");
    story.room.erase(TextId::PhaseWords(4));
    let plans: Vec<Phase> = agenda(&story, 1).phases.into_iter().map(|one| one.plan).collect();
    assert_eq!(plans, [phase("Uusi alku"), phase("")]);
    next(&mut story);
    next(&mut story);
    assert_eq!(current(&story), Some(2), "and it can still begin");
}

#[test]
fn a_room_is_made_with_an_agenda_from_a_template() {
    let mut story = Story::with_people_to(2);
    assert_eq!(story.room.prepare_agenda(vec![phase("")]), Err(Rejection::OutOfRange));
    story.room.prepare_agenda(vec![phase("A"), full()]).unwrap();
    assert_eq!(agenda(&story, 1).phases[1].plan, full());
    next(&mut story);
    assert_eq!(story.room.prepare_agenda(vec![phase("B")]), Err(Rejection::OutOfRange), "it has begun");
}

#[test]
fn what_others_replaced_does_not_come_back_with_the_template() {
    let made = || {
        let mut room = Story::with_people_to(1).room;
        room.prepare_agenda(vec![phase("Malli"), phase("Toinen")]).unwrap();
        room
    };
    let mut story = Story::with_people_to(1);
    story.room = made();
    try_set(&mut story, vec![(Some(1), "Oma")]).unwrap();
    let written = Log::of(&made()).follow(story.now, &story.room);
    let texts = written.texts.into_iter().filter_map(|change| Some((change.id, change.text?)));
    let room = Room::replay(made(), written.entry, texts).unwrap();
    assert_eq!(room.as_replayed(), story.room.as_replayed());
}
