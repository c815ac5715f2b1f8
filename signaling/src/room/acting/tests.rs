use crate::id::{MessageId, PhaseId};
use crate::protocol::{AgendaItem, ChatPart, Command, Event, Phase, Rejection, Scope, Template};
use crate::role::{Permission, Role};
use crate::room::Effect;
use crate::room::agenda::tests::{agenda, phase, replayed};
use crate::room::story::{GRACE, Story, events, person};

/// The supervisor, a facilitator (2), an assistant (3) and a participant (4).
fn crew() -> Story {
    let mut story = Story::with_people_to(1);
    story.enter(2, 2, Role::Facilitator).unwrap();
    story.enter(3, 3, Role::Assistant).unwrap();
    story.enter(4, 4, Role::Participant).unwrap();
    story
}

fn act(story: &mut Story, who: u32) -> Result<(), Rejection> {
    story.say(who, Command::ActAsSupervisor {}).map(drop)
}

#[test]
fn a_dropped_supervisor_is_waited_for_and_then_a_facilitator_may_act() {
    let mut story = crew();
    story.lose(1);
    assert_eq!(act(&mut story, 2), Err(Rejection::SupervisorHere));
    story.wait(GRACE.as_secs());
    assert!(!story.people().iter().any(|one| one.acting), "nobody is promoted silently");
    assert_eq!(act(&mut story, 3), Err(Rejection::NotAllowed), "a facilitator is here");
    act(&mut story, 2).unwrap();
    assert_eq!((story.one(2).role, story.one(2).acting), (Role::Facilitator, true));
    assert!(story.room.may(person(2), Permission::ChangeSettings));
    assert_eq!(act(&mut story, 3), Err(Rejection::SupervisorHere));
}

#[test]
fn it_ends_when_a_supervisor_is_here_again() {
    let mut story = crew();
    story.say(1, Command::Leave {}).unwrap();
    act(&mut story, 2).unwrap();
    story.enter(1, 1, Role::Supervisor).unwrap();
    assert!(!story.one(2).acting && !story.room.may(person(2), Permission::ChangeSettings));
}

#[test]
fn an_assistant_acts_when_no_facilitator_is_here() {
    let mut story = crew();
    story.say(1, Command::Leave {}).unwrap();
    story.lose(2);
    act(&mut story, 3).unwrap();
    assert_eq!(act(&mut story, 4), Err(Rejection::SupervisorHere));
    story.lose(3);
    story.resume(2).unwrap();
    act(&mut story, 2).unwrap();
    assert!(!story.one(3).acting, "one at a time");
    story.say(2, Command::StopActing {}).unwrap();
    assert!(!story.one(2).acting);
}

#[test]
fn whoever_acts_makes_nobody_one_of_those_who_run_the_session() {
    let mut story = crew();
    story.say(1, Command::Leave {}).unwrap();
    act(&mut story, 2).unwrap();
    let make = |participant, role| Command::ChangeRole { participant: person(participant), role };
    assert_eq!(story.say(2, make(2, Role::Supervisor)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(2, make(4, Role::Supervisor)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(2, make(4, Role::Assistant)), Err(Rejection::NotAllowed), "it would last longer");
    assert_eq!(story.say(2, make(2, Role::Participant)), Err(Rejection::NotAllowed), "nor of oneself");
    story.say(2, make(4, Role::Speaker)).unwrap();
}

#[test]
fn only_in_a_peer_circle_a_participant_may_hold_the_tools() {
    for (template, may) in [(Template::Workshop, false), (Template::PeerCircle, true)] {
        let mut story = Story::with_people_to(2);
        story.room.template = template;
        story.say(1, Command::Leave {}).unwrap();
        assert_eq!(act(&mut story, 2).is_ok(), may, "{template:?}");
        assert_eq!(story.room.is_staff(person(2)), may);
        let stay = Command::ChangeRole { participant: person(2), role: Role::Facilitator };
        assert_eq!(story.say(2, stay), Err(Rejection::NotAllowed), "nobody is promoted by it");
    }
}

const fn thread(of: u32) -> Scope {
    Scope::Facilitators { participant: person(of) }
}

fn write(story: &mut Story, who: u32, scope: Scope, text: &str) -> Vec<Effect> {
    story.wait(20);
    story.say(who, Command::SendMessage { scope, text: text.into() }).unwrap()
}

/// What somebody reads of what is written to those who run the session, and among them.
fn reads(story: &Story, who: u32) -> Vec<String> {
    let chat = story.room.view_for(story.now, person(who)).unwrap().chat;
    let parts = chat.parts.into_iter().filter(|part| part.part != ChatPart::Plenary {});
    parts.flat_map(|part| part.messages).filter_map(|one| one.words).map(|words| words.text).collect()
}

/// A peer circle: a facilitator (2) who leaves, participants 3 to 5. Before that 3 wrote to those who run it, and they
/// among themselves.
fn circle() -> Story {
    let mut story = Story::with_people_to(1);
    story.room.template = Template::PeerCircle;
    story.enter(2, 2, Role::Facilitator).unwrap();
    for who in 3..=5 {
        story.enter(who, who, Role::Participant).unwrap();
    }
    write(&mut story, 3, thread(3), "vain teille");
    write(&mut story, 2, Scope::Backstage {}, "hänestä");
    story.say(3, Command::TypeText { scope: thread(3), text: "ja vielä".into() }).unwrap();
    story.say(1, Command::Leave {}).unwrap();
    story
}

#[test]
fn whoever_acts_reads_what_is_written_to_them_and_not_what_was_written_to_those_before() {
    let mut story = circle();
    story.say(2, Command::Leave {}).unwrap();
    act(&mut story, 4).unwrap();
    let parts = story.room.view_for(story.now, person(4)).unwrap().chat.parts;
    assert_eq!(parts, [], "not even the line that 3 was writing");
    write(&mut story, 3, thread(3), "sinullekin");
    assert_eq!(reads(&story, 4), ["sinullekin"]);
    assert_eq!(reads(&story, 3), ["vain teille", "sinullekin"]);
    story.say(4, Command::GoBackstage {}).unwrap();
    assert_eq!(reads(&story, 4), ["sinullekin"], "nor by going where it was written");
    write(&mut story, 4, Scope::Backstage {}, "muistiin");
    assert_eq!(reads(&story, 4), ["muistiin", "sinullekin"]);

    let older = Command::ReadMessages { scope: thread(3), before: MessageId(2) };
    let told = story.say(4, older).unwrap();
    let page = Event::OlderMessages { scope: thread(3), messages: vec![], more: false };
    assert!(matches!(&told[..], [Effect::Tell { event, .. }] if *event == page), "{told:?}");
    let delete = |message| Command::DeleteMessage { scope: thread(3), message: MessageId(message) };
    assert_eq!(story.say(4, delete(1)), Err(Rejection::UnknownMessage));
    let told = story.say(3, delete(1)).unwrap();
    let hears = |who| {
        let audiences = told.iter().filter_map(|effect| match effect {
            Effect::Tell { audience, .. } => Some(audience),
            _ => None,
        });
        audiences.into_iter().any(|audience| story.room.audience(audience).contains(&person(who)))
    };
    assert!(hears(3) && !hears(4), "who does not know of it is not told that it is gone");

    story.say(4, Command::StopActing {}).unwrap();
    assert_eq!(reads(&story, 4), [""; 0]);
}

/// A circle in which 3 has brought something, and the agenda has a note for the crew. 4 acts, 2 is not there.
fn brought() -> Story {
    let mut story = circle();
    act(&mut story, 2).unwrap();
    let noted = Phase { note: Some("vain meille".into()), ..phase("A") };
    let phases = vec![AgendaItem { phase: None, plan: noted }];
    story.say(2, Command::SetAgenda { phases }).unwrap();
    story.say(2, Command::StartOwnTask { task: "t".into(), minutes: 10 }).unwrap();
    story.say(3, bring("vain teille")).unwrap();
    assert_eq!((results(&story, 2), note(&story, 2)), (vec![3], Some("vain meille".into())));
    story.say(2, Command::Leave {}).unwrap();
    act(&mut story, 4).unwrap();
    story
}

fn bring(text: &str) -> Command {
    Command::BringResult { title: "x".into(), text: Some(text.into()), picture: None }
}

fn results(story: &Story, who: u32) -> Vec<u32> {
    let results = story.room.view_for(story.now, person(who)).unwrap().results;
    results.into_iter().map(|result| result.participant.0).collect()
}

fn note(story: &Story, who: u32) -> Option<String> {
    agenda(story, who).phases[0].plan.note.clone()
}

/// What is told in these effects to somebody.
fn told_to(story: &Story, effects: &[Effect], who: u32) -> String {
    let told = effects.iter().filter_map(|effect| match effect {
        Effect::Tell { audience, event } if story.room.audience(audience).contains(&person(who)) => {
            Some(event)
        }
        _ => None,
    });
    serde_json::to_string(&told.collect::<Vec<_>>()).unwrap()
}

#[test]
fn what_was_brought_to_those_before_is_not_seen_by_whoever_acts() {
    let mut story = brought();
    assert_eq!(results(&story, 4), [0_u32; 0]);
    assert_eq!(
        story.say(4, Command::ShowResult { participant: Some(person(3)) }),
        Err(Rejection::NotRunning)
    );
    assert_eq!(
        story.say(4, Command::RemoveResult { participant: Some(person(3)) }),
        Err(Rejection::NotRunning)
    );
    let effects = story.say(5, bring("sinulle")).unwrap();
    assert_eq!(results(&story, 4), [5]);
    let told = told_to(&story, &effects, 4);
    assert!(told.contains("sinulle") && !told.contains("vain teille"), "{told}");
    let effects = story.say(4, Command::ShowResult { participant: Some(person(5)) }).unwrap();
    assert!(!told_to(&story, &effects, 4).contains("vain teille"));

    story.enter(2, 22, Role::Facilitator).unwrap();
    assert_eq!(results(&story, 2), [3, 5], "the crew sees all, also beside whoever acts");
    let effects = story.say(4, bring("oma")).unwrap();
    assert!(told_to(&story, &effects, 2).contains("vain teille"));
    assert!(!told_to(&story, &effects, 4).contains("vain teille"));
    story.say(3, bring("uusi")).unwrap();
    assert_eq!(results(&story, 4), [3, 4, 5], "another one is brought to whoever acts now");
    assert_eq!(replayed(&story).0, story.room.as_replayed());
}

#[test]
fn the_notes_of_the_crew_are_not_seen_by_whoever_acts_and_outlive_what_they_change() {
    let mut story = brought();
    assert_eq!(note(&story, 4), None);
    story.enter(2, 22, Role::Facilitator).unwrap();
    let plan = agenda(&story, 4).phases[0].plan.clone();
    let phases = vec![AgendaItem { phase: Some(PhaseId(1)), plan: Phase { title: "B".into(), ..plan } }];
    let effects = story.say(4, Command::SetAgenda { phases }).unwrap();
    assert_eq!((note(&story, 2), note(&story, 4)), (Some("vain meille".into()), None));
    assert!(told_to(&story, &effects, 2).contains("vain meille"));
    assert!(!told_to(&story, &effects, 4).contains("vain meille"));
    assert!(told_to(&story, &effects, 4).contains("agenda_changed"));
}

#[test]
fn one_of_those_who_run_it_reads_on_when_acting() {
    let mut story = circle();
    act(&mut story, 2).unwrap();
    assert_eq!(reads(&story, 2), ["hänestä", "vain teille"]);
}

#[test]
fn whoever_acts_and_wrote_to_those_before_keeps_their_own_thread() {
    let mut story = circle();
    story.say(2, Command::Leave {}).unwrap();
    act(&mut story, 3).unwrap();
    assert_eq!(reads(&story, 3), ["vain teille"]);
}

#[test]
fn everybody_is_told_who_acts() {
    let mut story = crew();
    story.say(1, Command::Leave {}).unwrap();
    let effects = story.say(2, Command::ActAsSupervisor {}).unwrap();
    let told = events(&effects).into_iter().any(|event| match event {
        Event::PeopleChanged { people } => {
            people.iter().any(|one| one.participant == person(2) && one.acting)
        }
        _ => false,
    });
    assert!(told);
}
