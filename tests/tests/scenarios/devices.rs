//! Further devices of one person, and several people on one device.

use std::sync::Arc;

use serde_json::{Value, json};
use signaling::id::ParticipantId;
use signaling::protocol::{
    Assignment, CloseCode, Command, Further, GroupsPlan, HelpProblem, Move, Place, Presence, QueueView,
    Rejection, SourceKind,
};
use signaling::role::Role;
use tests::clock;
use tests::host::{Host, Links, Setup, Ticket};
use tests::http;
use tests::line::Line;
use tests::log::{Heard, Log};
use tests::person::Person;
use tests::source::Traffic;
use tests::view::{View, number};
use tests::within;

const MICROPHONE: SourceKind = SourceKind::Microphone;

struct Stage {
    host: Host,
    links: Links,
    log: Arc<Log>,
}

impl Stage {
    async fn set(with: Value) -> Self {
        let host = Host::start(Setup::default()).await.unwrap();
        let links = host.room_as(with).await.unwrap();
        Self { host, links, log: Arc::new(Log::default()) }
    }

    async fn enter(&self, role: Role, name: &str) -> Person {
        Person::enter(&self.links, role, name).await.unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        http::post(self.host.addr(), path, None, &body).await.unwrap()
    }

    async fn invitation(&self, secret: &str) -> (u16, Value) {
        self.post("/api/v1/invitation", json!({ "secret": secret })).await
    }

    async fn join(&self, secret: &str) -> (u16, Value) {
        self.post("/api/v1/join", json!({ "secret": secret, "name": "Laite" })).await
    }

    /// Whether neither a look at the invitation nor joining by it is answered with more than that it is not good.
    async fn assert_void(&self, secret: &str) {
        let refused = (404, json!({ "code": "link_not_valid" }));
        assert_eq!(self.invitation(secret).await, refused);
        assert_eq!(self.join(secret).await, refused);
    }

    async fn ticket_by(&self, secret: &str) -> Ticket {
        self.links.ticket_by(secret, "Laite", None).await.unwrap()
    }

    async fn further(&self, of: &Person, further: Further) -> Person {
        Person::with(self.ticket_by(&invite(of, further).await).await).await.unwrap()
    }

    /// Waits until `listener` gets sound of `sender` that was sent from now on.
    async fn hears(&self, listener: &Person, sender: &Person) {
        let now = clock::nanos();
        let fits = |heard: &Heard| {
            let stamp = heard.payload.stamp();
            let is_theirs = stamp.sender == sender.device() && stamp.sent >= now;
            is_theirs && heard.listener == listener.device() && heard.payload.is_sound()
        };
        within("a sound", self.log.first(self.log.mark(), fits)).await.unwrap();
    }

    fn was_heard(&self, sender: &Person) -> bool {
        self.log.since(0).iter().any(|heard| heard.payload.stamp().sender == sender.device())
    }
}

/// The secret is there when the request is answered.
async fn invite(person: &Person, further: Further) -> String {
    person.line.done(Command::InviteDevice { further }).await.unwrap();
    let invitation = person.line.now().invitation.unwrap();
    assert_eq!((invitation.participant, invitation.further), (person.you.participant, further));
    invitation.secret
}

async fn add(to: &Person, name: &str) -> ParticipantId {
    to.line.done(Command::AddPerson { name: name.to_owned(), agreement: None }).await.unwrap();
    to.line.now().person(name).unwrap().participant
}

fn of(participant: ParticipantId, command: Command) -> Command {
    Command::As { participant, command: Box::new(command) }
}

async fn refusal(person: &Person, command: Command) -> Rejection {
    person.line.ask(command).await.unwrap().outcome.unwrap_err()
}

fn hands(queues: &[QueueView]) -> Vec<ParticipantId> {
    queues.iter().flat_map(|queue| &queue.hands).map(|hand| hand.participant).collect()
}

fn closed(code: CloseCode) -> (u16, String) {
    (code.number(), code.reason().to_owned())
}

async fn resumes(of: &Person, known: &View) -> Result<Line, (u16, String)> {
    let proof = json!({ "type": "resume", "token": known.resume_token, "seen": known.seq.0 });
    let hello = json!({ "version": 1, "proof": proof });
    let line = Line::open(&of.ticket, &hello, View::default()).await.unwrap();
    match line.until("a welcome", |known| known.you.is_some()).await {
        Ok(_) => Ok(line),
        Err(_) => Err(line.end().await.unwrap()),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_companion_begins_silent_is_heard_when_it_is_turned_on_and_its_person_is_there_once() {
    let stage = Stage::set(json!({})).await;
    let mut listener = stage.enter(Role::Supervisor, "Vetäjä").await;
    let mut aino = stage.enter(Role::Participant, "Aino").await;
    for person in [&mut listener, &mut aino] {
        person.connect(&stage.log, |_| {}).await.unwrap();
    }
    aino.switch(MICROPHONE, true).await.unwrap();
    aino.send(MICROPHONE, Traffic::LIGHT);

    let mut phone = stage.further(&aino, Further::Companion).await;
    assert_eq!(phone.you.participant, aino.you.participant);
    assert_ne!(phone.device(), aino.device());
    phone.connect(&stage.log, |_| {}).await.unwrap();
    phone.send(MICROPHONE, Traffic::LIGHT);
    stage.hears(&listener, &aino).await;
    let known = listener.line.until("the phone", |known| known.device(phone.you.device).is_some());
    let known = known.await.unwrap();
    let device = known.device(phone.you.device).unwrap();
    assert!(device.companion && device.sending.is_empty());
    assert_eq!((known.people.len(), phone.line.now().people.len()), (2, 2));
    assert!(!stage.was_heard(&phone));

    phone.switch(MICROPHONE, true).await.unwrap();
    stage.hears(&listener, &phone).await;
    // What is said to the person is said to both of their devices, once to each.
    listener.line.done(Command::Mute { participant: aino.you.participant, kind: MICROPHONE }).await.unwrap();
    for person in [&aino, &phone] {
        let silent = |known: &View| known.devices.iter().all(|device| device.sending.is_empty());
        person.line.until("silence", silent).await.unwrap();
    }
    // Put away, it goes alone.
    phone.line.done(Command::Leave {}).await.unwrap();
    assert_eq!(phone.line.end().await.unwrap(), closed(CloseCode::Left));
    let alone = |known: &View| known.device(phone.you.device).is_none();
    let known = listener.line.until("the phone gone", alone).await.unwrap();
    assert_eq!((known.people.len(), known.left.len()), (2, 0));
    assert!(![&listener, &aino, &phone].iter().any(|person| person.line.now().gap));
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_over_keeps_hand_place_and_group_and_the_old_page_has_no_way_back() {
    let stage = Stage::set(json!({})).await;
    let mut host = stage.enter(Role::Supervisor, "Vetäjä").await;
    let mut aino = stage.enter(Role::Participant, "Aino").await;
    for person in [&mut host, &mut aino] {
        person.connect(&stage.log, |_| {}).await.unwrap();
    }
    let who = aino.you.participant;
    host.line.done(Command::OpenGroups { plan: GroupsPlan::of(2, Assignment::ByHand {}) }).await.unwrap();
    let to = Place::Group { group: host.line.now().groups[1].group };
    let moves = [who, host.you.participant].map(|participant| Move { participant, to });
    host.line.done(Command::MovePeople { moves: moves.to_vec() }).await.unwrap();
    aino.switch(MICROPHONE, true).await.unwrap();
    aino.send(MICROPHONE, Traffic::LIGHT);
    stage.hears(&host, &aino).await;
    aino.line.done(Command::RaiseHand { reply: false }).await.unwrap();
    let before = aino.line.now();

    let mut tablet = stage.further(&aino, Further::TakeOver).await;
    assert_eq!(aino.line.end().await.unwrap(), closed(CloseCode::TakenOver));
    let taken_over = clock::nanos();
    assert_eq!(resumes(&aino, &before).await.err(), Some(closed(CloseCode::Unauthenticated)));
    let known = tablet.line.now();
    assert_eq!(known.you.unwrap().participant, who);
    assert_eq!(known.place_of(who).map(number), Some(number(to)));
    assert_eq!((hands(&known.queues), &known.people), (vec![who], &before.people));
    let seen = |known: &View| {
        let person = known.people.iter().find(|one| one.participant == who);
        person.is_some_and(|one| one.presence == Presence::Here {})
    };
    let known = host.line.until("somebody who is here", seen).await.unwrap();
    assert_eq!((known.people.len(), known.left.len(), known.gap), (2, 0, false));

    // The old page goes on sending and is heard no more; the new one begins silent and is heard when it is turned on.
    tablet.connect(&stage.log, |_| {}).await.unwrap();
    tablet.switch(MICROPHONE, true).await.unwrap();
    tablet.send(MICROPHONE, Traffic::LIGHT);
    stage.hears(&host, &tablet).await;
    let of_old = |heard: &Heard| {
        let stamp = heard.payload.stamp();
        stamp.sender == aino.device() && stamp.sent >= taken_over
    };
    assert_eq!(stage.log.since(0).into_iter().find(of_old), None);

    // The new device has a stream and a token of its own.
    tablet.line.cut().await;
    let line = resumes(&tablet, &tablet.line.now()).await.unwrap();
    line.done(Command::LowerHand { participant: None, reply: false }).await.unwrap();
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_on_one_device_raise_hands_of_their_own_and_each_event_comes_once() {
    let stage = Stage::set(json!({})).await;
    let host = stage.enter(Role::Supervisor, "Vetäjä").await;
    let aino = stage.enter(Role::Participant, "Aino").await;
    let stranger = stage.enter(Role::Participant, "Outi").await;
    let first = aino.you.participant;
    let second = add(&aino, "Eero").await;
    assert_ne!(first, second);
    let known = aino.line.now();
    assert_eq!(known.beside.keys().copied().collect::<Vec<_>>(), [second]);
    assert_eq!(known.beside[&second].people, known.people);

    for (who, raised) in [(second, vec![second]), (first, vec![second, first])] {
        let before = aino.line.now().seq;
        aino.line.done(of(who, Command::RaiseHand { reply: false })).await.unwrap();
        let known = aino.line.now();
        assert_eq!(known.seq.0, before.0 + 1, "one change, one event");
        assert_eq!((hands(&known.queues), hands(&known.beside[&second].queues)), (raised.clone(), raised));
    }
    // What is told to one of them is told for that one only.
    host.line.done(Command::AskToUnmute { participant: second, kind: MICROPHONE }).await.unwrap();
    let asked = |known: &View| known.beside[&second].asked == [MICROPHONE];
    assert!(aino.line.until("the request", asked).await.unwrap().asked.is_empty());

    // Nobody speaks for somebody on another device.
    for (person, whom) in [(&stranger, second), (&stranger, first), (&aino, stranger.you.participant)] {
        let forged = of(whom, Command::LowerHand { participant: None, reply: false });
        assert_eq!(refusal(person, forged).await, Rejection::UnknownParticipant);
    }
    assert_eq!(hands(&host.line.now().queues), [second, first]);

    // What was missed comes for whom it is; after a reload the welcome has both.
    aino.line.cut().await;
    let before = aino.line.now();
    let dropped = |known: &View| known.people.iter().any(|one| one.presence != Presence::Here {});
    host.line.until("a lost connection", dropped).await.unwrap();
    host.line.done(Command::LowerHand { participant: Some(second), reply: false }).await.unwrap();
    let line = Line::resume(&aino.ticket, &before, true).await.unwrap();
    let lowered = |known: &View| hands(&known.queues) == [first];
    let known = line.until("what was missed", lowered).await.unwrap();
    assert_eq!((hands(&known.beside[&second].queues), known.gap), (vec![first], false));
    let line = Line::resume(&aino.ticket, &line.now(), false).await.unwrap();
    let known = line.now();
    assert_eq!(
        (known.you.unwrap().participant, known.beside[&second].asked.as_slice()),
        (first, &[MICROPHONE][..])
    );

    // The first goes: whoever is left has the device to themselves and is who speaks through it.
    line.done(of(first, Command::Leave {})).await.unwrap();
    line.until("the first gone", |known| known.left == [first]).await.unwrap();
    line.done(Command::RaiseHand { reply: false }).await.unwrap();
    host.line.until("the other's hand", |known| hands(&known.queues) == [second]).await.unwrap();
    host.line.done(Command::SendBack { participant: second }).await.unwrap();
    line.until("the lobby", |known| known.lobby.is_some()).await.unwrap();
    line.done(Command::AskForHelp { problem: HelpProblem::NoSound, for_group: false, subject: None })
        .await
        .unwrap();
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_for_a_device_is_good_once_and_not_after_its_person_is_gone() {
    let stage = Stage::set(json!({})).await;
    let host = stage.enter(Role::Supervisor, "Vetäjä").await;
    let aino = stage.enter(Role::Participant, "Aino").await;
    let replaced = invite(&aino, Further::Companion).await;
    let secret = invite(&aino, Further::Companion).await;
    stage.assert_void(&replaced).await;
    let told = json!({
        "title": "Testihuone", "template": "workshop", "role": "participant", "name": "Aino",
        "further": "companion", "can_decline": false,
    });
    for _ in 0..2 {
        assert_eq!(stage.invitation(&secret).await, (200, told.clone()), "looking uses nothing up");
    }
    let declining = json!({ "secret": secret, "cannot_come": true });
    assert_eq!(stage.post("/api/v1/cannot_come", declining).await.0, 404);
    let phone = Person::with(stage.ticket_by(&secret).await).await.unwrap();
    assert_eq!(phone.you.participant, aino.you.participant);
    stage.assert_void(&secret).await;

    // Removed, with all devices; what they could have come back by is void, and so is a ticket got for it.
    let ticket = stage.ticket_by(&invite(&aino, Further::TakeOver).await).await;
    let eero = stage.enter(Role::Participant, "Eero").await;
    let open = invite(&eero, Further::TakeOver).await;
    for gone in [&aino, &eero] {
        host.line.done(Command::Remove { participant: gone.you.participant }).await.unwrap();
    }
    for person in [&aino, &phone, &eero] {
        assert_eq!(person.line.end().await.unwrap(), closed(CloseCode::Removed));
    }
    stage.assert_void(&open).await;
    let line = Line::open(&ticket, &ticket.hello(), View::default()).await.unwrap();
    assert_eq!(line.end().await.unwrap(), closed(CloseCode::Unauthenticated));
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_for_a_device_dies_when_its_person_leaves_and_with_the_session() {
    let stage = Stage::set(json!({})).await;
    let host = stage.enter(Role::Supervisor, "Vetäjä").await;
    let aino = stage.enter(Role::Participant, "Aino").await;
    let secret = invite(&aino, Further::Own).await;
    let ticket = stage.ticket_by(&invite(&aino, Further::Own).await).await;
    stage.assert_void(&secret).await;
    aino.line.done(Command::Leave {}).await.unwrap();
    let line = Line::open(&ticket, &ticket.hello(), View::default()).await.unwrap();
    assert_eq!(line.end().await.unwrap(), closed(CloseCode::Unauthenticated));
    let last = invite(&host, Further::Own).await;
    host.line.done(Command::Leave {}).await.unwrap();
    host.line.end().await.unwrap();
    stage.assert_void(&last).await;
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ones_own_link_again_is_the_same_person_on_another_device_with_the_name_they_took() {
    let members = json!([{ "id": 1, "name": "Aino Aalto" }]);
    let stage =
        Stage::set(json!({ "expected": { "minutes": 60, "late_after": 5, "members": members } })).await;
    let host = stage.enter(Role::Supervisor, "Vetäjä").await;
    let secret = stage.links.personal(1).to_owned();
    let come = async |name: &str| {
        Person::with(stage.links.ticket_by(&secret, name, None).await.unwrap()).await.unwrap()
    };
    let first = come("Aino Aalto").await;
    first.line.done(Command::RaiseHand { reply: false }).await.unwrap();
    let rename = Command::Rename { participant: Some(first.you.participant), name: "Ainu".into() };
    host.line.done(rename).await.unwrap();

    let second = come("Aino Aalto").await;
    assert_eq!(first.line.end().await.unwrap(), closed(CloseCode::TakenOver));
    let known = second.line.now();
    assert_eq!(second.you.participant, first.you.participant);
    assert_eq!((known.people.len(), hands(&known.queues)), (2, vec![first.you.participant]));

    // Over the end of the session the name is kept, and it is what the door says; there it may be changed again.
    for person in [&second, &host] {
        person.line.done(Command::Leave {}).await.unwrap();
        person.line.end().await.unwrap();
    }
    assert_eq!(stage.invitation(&secret).await.1["name"], "Ainu");
    let third = come("Aino A.").await;
    let known = third.line.now();
    assert_eq!((known.people.len(), known.people[0].name.as_str()), (1, "Aino A."));
    assert_eq!(stage.invitation(&secret).await.1["name"], "Aino A.");
    stage.host.stop().await;
}
