//! The drop-in reception over real sockets: visitors wait at the door, are taken, write, and go.

use std::time::{Duration, SystemTime};

use serde_json::json;
use server::opening_hours::{self, OpeningHours};
use server::rooms::settings::Settings;
use server::templates::Templates;
use signaling::id::{LineId, ParticipantId};
use signaling::protocol::{
    Command, Door, DoorAnswer, DoorView, Event, HandOverAnswer, Language, LobbyView, OwnLineView,
    ReceptionView, Rejection, Scope,
};
use signaling::role::Role;

use crate::guest::{Fixture, Guest, Waiting};

const HEALTH: LineId = LineId(1);
const DEBTS: LineId = LineId(2);

fn settings() -> Settings {
    let templates = Templates::load(None).unwrap();
    templates.get("drop_in").unwrap().settings("Vastaanotto".into(), Language::Fi)
}

/// A room of the template, whose hours are always.
async fn fixture() -> Fixture {
    Fixture::of(Duration::from_secs(60), settings()).await
}

/// A professional who receives these lines.
async fn professional(fixture: &Fixture, name: &str, lines: &[LineId]) -> Guest {
    let mut guest = fixture.join(Role::Facilitator, name).await;
    guest.ask(Command::Receive { lines: lines.to_vec() }).await.unwrap();
    guest
}

/// The answers that lead to a line of the template.
fn joining(line: LineId, words: &str) -> Command {
    let chosen = |question, option| DoorAnswer::Chosen { question, option };
    let words = DoorAnswer::Words { question: 2, text: words.into() };
    Command::JoinLine { answers: vec![chosen(0, line.0), chosen(1, 0), words], in_writing: true }
}

/// A visitor in a line.
async fn visitor(fixture: &Fixture, name: &str, line: LineId) -> Waiting {
    let mut waiting = fixture.knock(Role::Participant, name).await;
    waiting.ask(joining(line, "En saa nukuttua.")).await.unwrap();
    waiting.until(|lobby| own(lobby).is_some_and(|own| own.line == line)).await;
    waiting
}

fn own(lobby: &LobbyView) -> Option<&OwnLineView> {
    lobby.reception.as_ref()?.own.as_ref()
}

/// Waits until the reception is so.
async fn reception(guest: &mut Guest, holds: impl Fn(&ReceptionView) -> bool) -> ReceptionView {
    let changed = guest.until(|event| match event {
        Event::ReceptionChanged { reception: Some(reception) } if holds(reception) => Some(reception.clone()),
        _ => None,
    });
    changed.await
}

/// Waits for a message of somebody else.
async fn message(guest: &mut Guest) -> (ParticipantId, String) {
    let me = guest.you.participant;
    let said = guest.until(|event| match event {
        Event::MessageSent { message } if message.from != me => {
            Some((message.from, message.words.as_ref().unwrap().text.clone()))
        }
        _ => None,
    });
    said.await
}

#[tokio::test]
async fn a_visitor_waits_is_taken_writes_and_is_forgotten() {
    let fixture = fixture().await;
    let mut virpi = professional(&fixture, "Virpi", &[HEALTH, DEBTS]).await;
    assert_eq!(virpi.ask(Command::TakeNext { line: None }).await, Err(Rejection::LineEmpty));
    let mut visitor = fixture.knock(Role::Participant, "Nimetön").await;
    let door = visitor.lobby.reception.clone().unwrap();
    assert_eq!((visitor.lobby.door, door.open, door.own), (DoorView::Knock {}, true, None));
    assert_eq!((door.lines.len(), door.questions.len()), (3, 3));
    assert!(door.closed_text.contains("116117"));
    // Nobody who comes so is let in by the door.
    let opened = virpi.ask(Command::SetDoor { door: Door::Open }).await;
    assert_eq!(opened, Ok(()));
    assert_eq!(
        virpi.ask(Command::TakeNext { line: None }).await,
        Err(Rejection::LineEmpty),
        "nothing answered"
    );
    visitor.ask(joining(HEALTH, "En saa nukuttua.")).await.unwrap();
    visitor.until(|lobby| own(lobby).is_some_and(|own| own.line == HEALTH && own.ahead == 0)).await;

    virpi.ask(Command::TakeNext { line: None }).await.unwrap();
    let (mut visitor, view) = visitor.let_in().await;
    let people: Vec<ParticipantId> = view.people.iter().map(|person| person.participant).collect();
    assert!(people.len() == 2 && people.contains(&virpi.you.participant));
    let encounter = view.encounter.unwrap();
    let scope = Scope::Encounter { encounter: encounter.encounter };
    let said = |text: &str| Command::SendMessage { scope, text: text.into() };
    visitor.ask(said("Hei, voinko kirjoittaa?")).await.unwrap();
    assert_eq!(message(&mut virpi).await, (visitor.you.participant, "Hei, voinko kirjoittaa?".to_owned()));
    virpi.ask(said("Totta kai.")).await.unwrap();
    assert_eq!(message(&mut visitor).await, (virpi.you.participant, "Totta kai.".to_owned()));
    let seen = virpi.events.iter().rev().find_map(|event| match event {
        Event::EncounterChanged { encounter } => encounter.clone(),
        _ => None,
    });
    let answers: Vec<String> = seen.unwrap().answers.into_iter().map(|answered| answered.answer).collect();
    assert_eq!(answers, ["Terveydessä, oireissa tai lääkkeissä", "Minua itseäni", "En saa nukuttua."]);

    let record = || fixture.server.rooms().sessions(&fixture.room.id);
    virpi.ask(Command::EndEncounter {}).await.unwrap();
    assert_eq!(visitor.line.closed().await, 4414);
    let token = visitor.token;
    assert_eq!(fixture.resume(&token, None).await.map(drop), Err(4401), "nobody knows them any longer");
    let names: Vec<String> =
        record().await.unwrap().into_iter().flat_map(|one| one.record.rows).map(|row| row.name).collect();
    assert_eq!(names, ["Virpi"], "a visit registers no client");
    let last = virpi.events.iter().rev().find_map(|event| match event {
        Event::ReceptionChanged { reception } => reception.clone(),
        _ => None,
    });
    let served = last.unwrap();
    assert!(served.encounters.is_empty());
    assert_eq!(served.lines.iter().map(|line| line.served).collect::<Vec<_>>(), [0, 1, 0]);
}

#[tokio::test]
async fn whoever_comes_back_to_the_line_has_kept_the_place() {
    let fixture = fixture().await;
    let mut virpi = professional(&fixture, "Virpi", &[HEALTH]).await;
    let aino = visitor(&fixture, "Aino", HEALTH).await;
    let eero = visitor(&fixture, "Eero", HEALTH).await;
    assert_eq!(own(&eero.lobby).unwrap().ahead, 1);
    let token = aino.vanish();
    let lost = reception(&mut virpi, |reception| reception.visitors.iter().any(|one| !one.connected)).await;
    assert_eq!(lost.visitors[0].name, "Aino", "still the first");

    // Whoever is not there is passed by, and does not lose anything by it.
    virpi.ask(Command::TakeNext { line: None }).await.unwrap();
    let (eero, _) = eero.let_in().await;
    virpi.ask(Command::ReturnToLine {}).await.unwrap();
    let eero = eero.sent_out().await;
    let again = own(&eero.lobby).unwrap();
    assert!(again.returned && again.line == HEALTH, "{again:?}");

    let aino = fixture.wait_again(&token).await;
    let kept = own(&aino.lobby).unwrap();
    assert_eq!((kept.ahead, kept.line, kept.in_writing), (0, HEALTH, true));
    assert_eq!(kept.answers.last().unwrap().answer, "En saa nukuttua.");
    virpi.ask(Command::TakeNext { line: None }).await.unwrap();
    let (_, view) = aino.let_in().await;
    assert!(view.encounter.is_some());
}

#[tokio::test]
async fn a_hand_over_goes_ahead_of_the_line_on_the_same_connection() {
    let fixture = fixture().await;
    let mut virpi = professional(&fixture, "Virpi", &[HEALTH]).await;
    let mut veikko = professional(&fixture, "Veikko", &[DEBTS]).await;
    let aino = visitor(&fixture, "Aino", HEALTH).await;
    let _eero = visitor(&fixture, "Eero", DEBTS).await;
    virpi.ask(Command::TakeNext { line: None }).await.unwrap();
    let (mut aino, _) = aino.let_in().await;
    let note = "Vuokra on maksamatta.".to_owned();
    virpi.ask(Command::ProposeHandOver { line: DEBTS, to: None, note: note.clone() }).await.unwrap();
    let proposed = aino
        .until(|event| match event {
            Event::EncounterChanged { encounter: Some(encounter) } => encounter.hand_over.clone(),
            _ => None,
        })
        .await;
    assert_eq!(proposed.note, note, "they read it before they answer");
    let answer = HandOverAnswer::Carry;
    aino.ask(Command::AnswerHandOver { answer, proposal: proposed.proposal }).await.unwrap();
    let aino = aino.sent_out().await;
    let stands = own(&aino.lobby).unwrap();
    assert_eq!((stands.line, stands.ahead, stands.handed_over), (DEBTS, 0, true));
    veikko.ask(Command::TakeNext { line: None }).await.unwrap();
    let (_, view) = aino.let_in().await;
    let encounter = view.encounter.unwrap();
    assert_eq!(encounter.professionals, [veikko.you.participant]);
    assert_eq!((encounter.note, encounter.answers.len()), (Some(note), 3));
}

#[tokio::test]
async fn a_closed_line_takes_nobody_and_another_does() {
    let fixture = fixture().await;
    let mut virpi = professional(&fixture, "Virpi", &[HEALTH, DEBTS]).await;
    virpi.ask(Command::OpenLine { line: HEALTH, open: false }).await.unwrap();
    let mut aino = fixture.knock(Role::Participant, "Aino").await;
    assert!(!aino.lobby.reception.as_ref().unwrap().lines[1].open);
    assert_eq!(aino.ask(joining(HEALTH, "")).await, Err(Rejection::LineClosed));
    aino.ask(joining(DEBTS, "")).await.unwrap();
    // Colleagues who come by the ordinary way are no visitors.
    let speaker = fixture.knock(Role::Speaker, "Kollega").await;
    assert_eq!(speaker.lobby.reception, None);
}

#[tokio::test]
async fn outside_the_hours_of_the_week_nobody_joins_a_line_and_everybody_is_told_when_it_opens() {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let since_monday = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() / 86_400 + 3;
    let later = days[usize::try_from((since_monday + 3) % 7).unwrap()];
    let written = json!([{ "days": [later], "from": "09:00", "to": "15:00" }]);
    let written: Vec<opening_hours::Written> = serde_json::from_value(written).unwrap();
    let mut settings = settings();
    settings.reception.as_mut().unwrap().hours = OpeningHours::read(&written, None).unwrap();
    let fixture = Fixture::of(Duration::from_secs(60), settings).await;
    let mut virpi = fixture.join(Role::Facilitator, "Virpi").await;
    virpi.ask(Command::Receive { lines: vec![HEALTH] }).await.unwrap();
    let mut aino = fixture.knock(Role::Participant, "Aino").await;
    assert!(!aino.lobby.reception.as_ref().unwrap().open);
    let DoorView::NotYet { opens_at } = aino.lobby.door else { panic!("{:?}", aino.lobby.door) };
    let hours = opens_at.0 / 3_600_000;
    assert!((2 * 24..4 * 24).contains(&hours), "in three days: {hours}");
    assert_eq!(aino.ask(joining(HEALTH, "")).await, Err(Rejection::LineClosed));
    assert_eq!(virpi.ask(Command::TakeNext { line: None }).await, Err(Rejection::LineEmpty));
}
