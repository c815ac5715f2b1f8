//! Who comes in, who waits, who is asked to agree first, and who has no way back.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use signaling::protocol::{
    CloseCode, Command, Door, DoorView, Further, HelpProblem, MediaRequest, Place, RefusalReason, Rejection,
    Remains,
};
use signaling::role::Role;
use tests::host::{API_KEY, Host, Links, Setup, Ticket};
use tests::http;
use tests::line::Line;
use tests::log::Log;
use tests::person::Person;
use tests::source::Traffic;
use tests::view::View;
use tests::within;

/// A room with its supervisor, without media.
struct Stage {
    host: Host,
    links: Links,
    host_person: Person,
}

impl Stage {
    async fn set(with: Value) -> Self {
        let host = Host::start(Setup { grace: Duration::from_secs(5), ..Setup::default() }).await.unwrap();
        let links = host.room_as(with).await.unwrap();
        let host_person = Person::enter(&links, Role::Supervisor, "Vetäjä").await.unwrap();
        Self { host, links, host_person }
    }

    async fn ticket(&self, name: &str) -> Ticket {
        self.links.ticket(Role::Participant, name).await.unwrap()
    }

    /// Somebody in the lobby, once the supervisor sees them, and who they are.
    async fn knock(&self, name: &str) -> (Ticket, Line, signaling::id::ParticipantId) {
        let ticket = self.ticket(name).await;
        let line = Person::knock(&ticket).await.unwrap();
        let named = |known: &View| {
            known
                .waiting
                .iter()
                .flat_map(|lobby| &lobby.waiting)
                .find_map(|waiting| (waiting.name == name).then_some(waiting.participant))
        };
        let known = self.host_person.line.until("the name in the lobby", |known| named(known).is_some());
        let who = named(&known.await.unwrap()).unwrap();
        (ticket, line, who)
    }

    async fn does(&self, command: Command) {
        self.host_person.line.done(command).await.unwrap();
    }
}

async fn refuses_media(line: &Line) {
    let sdp = "v=0\r\n".to_owned();
    let answer = line.media(MediaRequest::MediaSend { sdp }).await.unwrap();
    assert_eq!(answer.outcome.unwrap_err(), Rejection::NotAllowed);
}

fn assert_closed(end: &(u16, String), code: CloseCode) {
    assert_eq!(end, &(code.number(), code.reason().to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_lobby_into_the_room_and_back_on_one_connection() {
    let stage = Stage::set(json!({ "door": "knock", "welcome": "Hetki vain." })).await;
    let log = Arc::new(Log::default());
    let (ticket, line, who) = stage.knock("Aino").await;
    let lobby = line.now().lobby.unwrap();
    assert_eq!((lobby.welcome.as_str(), lobby.ahead, lobby.door), ("Hetki vain.", 0, DoorView::Knock {}));
    refuses_media(&line).await;

    stage.does(Command::Admit { participants: vec![who] }).await;
    let mut aino = Person::let_in(ticket, line).await.unwrap();
    let known = aino.line.now();
    assert_eq!((aino.you.participant, known.people.len(), known.gap), (who, 2, false));
    aino.connect(&log, |_| {}).await.unwrap();
    aino.go_on_air(Traffic::LIGHT).await.unwrap();

    stage.does(Command::SendBack { participant: who }).await;
    let known = aino.line.until("the lobby again", |known| known.lobby.is_some()).await.unwrap();
    assert!(known.you.is_none() && known.people.is_empty());
    refuses_media(&aino.line).await;
    // The same connection and the same token are good for the way back, which ends where one is: in the lobby.
    aino.line.cut().await;
    let lost = |known: &View| known.waiting.iter().flat_map(|lobby| &lobby.waiting).any(|one| !one.connected);
    stage.host_person.line.until("the lost connection", lost).await.unwrap();
    let hello =
        json!({ "version": 1, "proof": { "type": "resume", "token": known.resume_token, "seen": 3 } });
    let line = Line::open(&aino.ticket, &hello, View::default()).await.unwrap();
    let token = line.until("the lobby", |known| known.lobby.is_some()).await.unwrap().resume_token;
    assert_ne!(token, known.resume_token, "tokens rotate");

    // Let in while away: whoever comes back with a token of the lobby gets the whole view, whatever they say they saw.
    line.cut().await;
    stage.host_person.line.until("the lost connection", lost).await.unwrap();
    stage.does(Command::Admit { participants: vec![who] }).await;
    let hello = json!({ "version": 1, "proof": { "type": "resume", "token": token, "seen": 0 } });
    let line = Line::open(&aino.ticket, &hello, View::default()).await.unwrap();
    let known = line.until("a welcome", |known| known.you.is_some()).await.unwrap();
    assert_eq!((known.people.len(), known.gap), (2, false));
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_refused_is_told_why_and_whoever_leaves_the_lobby_is_gone() {
    let stage = Stage::set(json!({ "door": "knock" })).await;
    let (_, line, who) = stage.knock("Aino").await;
    stage.does(Command::Refuse { participant: who, reason: RefusalReason::Later }).await;
    assert_closed(&line.end().await.unwrap(), CloseCode::Refused);
    assert_eq!(line.now().refused, Some(RefusalReason::Later));
    let (_, line, _) = stage.knock("Eero").await;
    line.done(Command::Leave {}).await.unwrap();
    assert_closed(&line.end().await.unwrap(), CloseCode::Left);
    let nobody = |known: &View| known.waiting.as_ref().is_some_and(|lobby| lobby.count == 0);
    stage.host_person.line.until("an empty lobby", nobody).await.unwrap();
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_door_lets_staff_in_and_nobody_else_until_it_opens() {
    let stage = Stage::set(json!({ "door": "closed" })).await;
    let (ticket, line, _) = stage.knock("Aino").await;
    assert_eq!(line.now().lobby.unwrap().door, DoorView::Closed {});
    Person::enter(&stage.links, Role::Assistant, "Apuohjaaja").await.unwrap();
    stage.does(Command::SetDoor { door: Door::Open }).await;
    Person::let_in(ticket, line).await.unwrap();
    // The session ends for guests: they are told, and find a closed door when they come again.
    let guest = Person::enter(&stage.links, Role::Participant, "Eero").await.unwrap();
    stage.does(Command::EndSession {}).await;
    assert_closed(&guest.line.end().await.unwrap(), CloseCode::Ended);
    let late = stage.ticket("Myöhäinen").await;
    let line = Line::open(&late, &late.hello(), View::default()).await.unwrap();
    assert_closed(&line.end().await.unwrap(), CloseCode::Ended);
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_comes_in_without_having_agreed() {
    let host = Host::start(Setup::default()).await.unwrap();
    let links = host.room_as(json!({ "agreement": "Mitä täällä puhutaan, jää tänne." })).await.unwrap();
    let enter = async |name: &str| {
        let ticket = links.ticket(Role::Supervisor, name).await.unwrap();
        let line = Line::open(&ticket, &ticket.hello(), View::default()).await.unwrap();
        let asked = line.until("the agreement", |known| known.agreement.is_some()).await.unwrap().agreement;
        (ticket, line, asked.unwrap())
    };
    let (ticket, line, agreement) = enter("Vetäjä").await;
    assert_eq!(agreement.text, "Mitä täällä puhutaan, jää tänne.");
    refuses_media(&line).await;
    let answer = line.ask(Command::RaiseHand { reply: false }).await.unwrap();
    assert_eq!(answer.outcome.unwrap_err(), Rejection::NotAllowed);
    let other = Command::AcceptAgreement { version: agreement.version + 1 };
    assert_eq!(line.ask(other).await.unwrap().outcome.unwrap_err(), Rejection::OutOfRange);
    line.done(Command::AcceptAgreement { version: agreement.version }).await.unwrap();
    let first = Person::let_in(ticket, line).await.unwrap();

    // Whoever reads while the text changes is shown the new one; the old one is good no more.
    let (ticket, reader, old) = enter("Lukija").await;
    first.line.done(Command::SetAgreement { text: Some("Uusi teksti.".into()) }).await.unwrap();
    let is_new = |known: &View| known.agreement.as_ref().is_some_and(|now| now.version != old.version);
    reader.until("the new text", is_new).await.unwrap();
    let answer = reader.ask(Command::AcceptAgreement { version: old.version }).await.unwrap();
    assert_eq!(answer.outcome.unwrap_err(), Rejection::OutOfRange);
    // And without any they need not agree.
    first.line.done(Command::SetAgreement { text: None }).await.unwrap();
    Person::let_in(ticket, reader).await.unwrap();
    let ticket = links.ticket(Role::Observer, "Lähtijä").await.unwrap();
    Person::with(ticket).await.unwrap();
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_waits_when_the_agreement_changes_accepts_it_in_the_lobby() {
    let stage = Stage::set(json!({ "door": "knock" })).await;
    let (ticket, line, who) = stage.knock("Aino").await;
    stage.does(Command::SetAgreement { text: Some("Mitä täällä puhutaan, jää tänne.".into()) }).await;
    let asked = |known: &View| known.lobby.as_ref().is_some_and(|lobby| lobby.agreement.is_some());
    let lobby = line.until("the agreement", asked).await.unwrap().lobby.unwrap();
    let version = lobby.agreement.unwrap().version;
    // Let in, they come when they have accepted.
    stage.does(Command::Admit { participants: vec![who] }).await;
    let admitted = |known: &View| known.waiting.as_ref().is_some_and(|lobby| lobby.waiting[0].admitted);
    stage.host_person.line.until("the mark", admitted).await.unwrap();
    assert!(line.now().you.is_none());
    let other = line.ask(Command::AcceptAgreement { version: version + 1 }).await.unwrap();
    assert_eq!(other.outcome.unwrap_err(), Rejection::OutOfRange);
    line.done(Command::AcceptAgreement { version }).await.unwrap();
    let aino = Person::let_in(ticket, line).await.unwrap();
    assert_eq!((aino.you.participant, aino.line.now().people.len()), (who, 2));
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_removed_has_nothing_left_that_works() {
    let expected = json!({ "minutes": 60, "late_after": 5, "members": [{ "id": 7, "name": "Aino" }] });
    let stage = Stage::set(json!({ "expected": expected })).await;
    let secret = stage.links.personal(7).to_owned();
    let personal = async || stage.links.ticket_by(&secret, "Aino", None).await;
    let aino = Person::with(personal().await.unwrap()).await.unwrap();
    aino.line.done(Command::InviteDevice { further: Further::Companion }).await.unwrap();
    let invitation = aino.line.now().invitation.unwrap().secret;
    let phone = Person::with(stage.links.ticket_by(&invitation, "Aino", None).await.unwrap()).await.unwrap();
    assert_eq!(aino.you.participant, phone.you.participant, "one person with two devices");
    let spare = personal().await.unwrap();
    let before = aino.line.now();

    stage.does(Command::Remove { participant: aino.you.participant }).await;
    for line in [&aino.line, &phone.line] {
        assert_closed(&line.end().await.unwrap(), CloseCode::Removed);
    }
    assert_eq!(stage.host_person.line.now().remains, Some(Remains::Nothing));
    let line = Line::open(&spare, &spare.hello(), View::default()).await.unwrap();
    assert_closed(&line.end().await.unwrap(), CloseCode::Removed);
    let hello =
        json!({ "version": 1, "proof": { "type": "resume", "token": before.resume_token, "seen": null } });
    let line = Line::open(&aino.ticket, &hello, View::default()).await.unwrap();
    assert_closed(&line.end().await.unwrap(), CloseCode::Unauthenticated);
    assert!(personal().await.unwrap_err().to_string().contains("link_not_valid"));
    let asked = json!({ "secret": secret });
    let answer = http::post(stage.host.addr(), "/api/v1/invitation", None, &asked).await.unwrap();
    assert_eq!(answer, (404, json!({ "code": "link_not_valid" })));

    // With a link that many have the room asks everybody to knock, marks them, and says what that cannot stop.
    let eero = Person::enter(&stage.links, Role::Participant, "Eero").await.unwrap();
    stage.does(Command::Remove { participant: eero.you.participant }).await;
    assert_closed(&eero.line.end().await.unwrap(), CloseCode::Removed);
    assert_eq!(stage.host_person.line.now().remains, Some(Remains::SharedLink));
    stage.knock("Joku").await;
    let known = stage.host_person.line.now().waiting.unwrap();
    assert!(known.waiting[0].marked && known.door == Door::Knock);
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn help_is_for_two_and_no_way_in() {
    let stage = Stage::set(json!({ "door": "knock" })).await;
    let log = Arc::new(Log::default());
    let mut helper =
        Person::join_sending(&stage.links, Role::Assistant, "Apu", &log, Traffic::LIGHT).await.unwrap();
    let other =
        Person::join_sending(&stage.links, Role::Facilitator, "Muu", &log, Traffic::LIGHT).await.unwrap();
    let (ticket, line, who) = stage.knock("Aino").await;
    line.done(Command::AskForHelp { problem: HelpProblem::NoSound, for_group: false, subject: None })
        .await
        .unwrap();
    helper.line.done(Command::TakeToHelp { participant: who }).await.unwrap();
    helper.is_in(tests::view::HELP);
    let mut aino = Person::let_in(ticket, line).await.unwrap();
    let known = aino.line.now();
    let names: Vec<&str> = known.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Apu", "Aino"]);
    assert!(matches!(known.place_of(who), Some(Place::Help { .. })));
    aino.connect(&log, |_| {}).await.unwrap();
    let mark = log.mark();
    aino.go_on_air(Traffic::LIGHT).await.unwrap();
    let (helper_device, aino_device, other_device) = (helper.device(), aino.device(), other.device());
    for (listener, sender) in [(aino_device, helper_device), (helper_device, aino_device)] {
        let hears =
            log.first(mark, |heard| heard.listener == listener && heard.payload.stamp().sender == sender);
        within("the other of the two", hears).await.unwrap();
    }
    // Once admitted they meet the others; what was said before was for the two alone.
    let together = log.since(mark);
    let crossed = |listener, sender| {
        together
            .iter()
            .find(|heard| heard.listener == listener && heard.payload.stamp().sender == sender)
            .copied()
    };
    assert_eq!(crossed(other_device, aino_device), None);
    assert_eq!(crossed(aino_device, other_device), None);
    helper.line.done(Command::Admit { participants: vec![who] }).await.unwrap();
    let now = tests::clock::nanos();
    let hears = log.first(mark, |heard| {
        let stamp = heard.payload.stamp();
        heard.listener == aino_device && stamp.sender == other_device && stamp.sent > now
    });
    within("the plenary", hears).await.unwrap();
    let known = aino.line.until("everybody", |known| known.people.len() == 4).await.unwrap();
    assert!(!known.gap);
    helper.media = None;
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_room_is_for_one_and_needs_no_account() {
    let host = Host::start(Setup::default()).await.unwrap();
    let practise = async || {
        http::post(host.addr(), "/api/v1/practice", None, &json!({ "name": "Harjoittelija" })).await.unwrap()
    };
    let (status, joined) = practise().await;
    let mut person = Person::with(Ticket::of(host.addr(), status, &joined).unwrap()).await.unwrap();
    assert_eq!(person.line.now().people[0].role, Role::Supervisor);
    person.connect(&Arc::new(Log::default()), |_| {}).await.unwrap();
    person.go_on_air(Traffic::LIGHT).await.unwrap();
    // One address may have ten at once.
    let mut made = 1;
    let refused = loop {
        let (status, answer) = practise().await;
        if status != 200 {
            break (status, answer);
        }
        made += 1;
        assert!(made < 50, "practice is not limited");
    };
    assert_eq!(refused, (429, json!({ "code": "too_many" })));
    assert!((8..=12).contains(&made), "{made}");
    let answer =
        http::post(host.addr(), "/api/v1/rooms", Some(API_KEY), &json!({ "title": "x" })).await.unwrap();
    assert_eq!(answer, (400, json!({ "code": "malformed" })));
    host.stop().await;
}
