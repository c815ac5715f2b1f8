use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use signaling::id::{ParticipantId, RequestId};
use signaling::protocol::{Command, Event, Language, LeaveReason, Request, RequestBody, ServerMessage};

use tokio::time::timeout;

use super::*;
use crate::config;
use crate::outbox::Outgoing;

struct Fixture {
    rooms: Rooms,
    media: Media,
    stop: CancellationToken,
}

impl Fixture {
    fn new() -> Self {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let media = Media::start(&config::Media { listen, ..config::Media::default() }, &[], None).unwrap();
        let stop = CancellationToken::new();
        let rules = Rules { grace: Duration::from_millis(200) };
        Self { rooms: Rooms::new(media.clone(), rules, 3, Pictures::at_most(0), stop.clone()), media, stop }
    }

    fn room(&self) -> RoomId {
        self.rooms.create(Settings::plain("Piiri".into(), Template::PeerCircle)).unwrap().id
    }

    async fn enter(&self, room: &RoomId, participant: u32) -> (Door, Seated) {
        let role = Role::Supervisor;
        let name = format!("Aino {participant}");
        self.rooms
            .enter(Grant {
                room: room.clone(),
                participant: ParticipantId(participant),
                role,
                name,
                member: None,
                unit: None,
                device: None,
            })
            .await
            .unwrap()
    }

    async fn end(self) {
        self.stop.cancel();
        self.rooms.ended().await;
        self.media.shutdown();
    }
}

/// Nothing here takes a tenth of it.
async fn outgoing(seated: &mut Seated) -> Outgoing {
    timeout(Duration::from_secs(10), seated.frames.next()).await.expect("nothing was said")
}

async fn message(seated: &mut Seated) -> ServerMessage {
    match outgoing(seated).await {
        Outgoing::Frame(frame) | Outgoing::Token(frame, _) => serde_json::from_str(&frame).unwrap(),
        Outgoing::Close(code) => panic!("closed: {code:?}"),
    }
}

async fn serial(seated: &mut Seated) -> u64 {
    match outgoing(seated).await {
        Outgoing::Token(_, serial) => serial,
        other => panic!("no token: {other:?}"),
    }
}

async fn welcome(seated: &mut Seated) -> (String, Sequence, bool) {
    match message(seated).await {
        ServerMessage::Welcome { resume_token, seq, view, .. } => (resume_token, seq, view.is_some()),
        other => panic!("no welcome: {other:?}"),
    }
}

fn ask(door: &Door, seated: &Seated, id: u64, command: Command) {
    let request = Request { id: RequestId(id), body: RequestBody::Command(command) };
    door.offer(RoomMessage::Request(seated.connection, request)).unwrap();
}

/// Skips to the answer of a request.
async fn answered(seated: &mut Seated, id: u64) {
    while message(seated).await != (ServerMessage::Ok { id: RequestId(id) }) {}
}

#[tokio::test]
async fn there_are_no_more_rooms_than_allowed_and_none_by_entering() {
    let fixture = Fixture::new();
    for _ in 0..3 {
        fixture.room();
    }
    assert_eq!(
        fixture.rooms.create(Settings::plain("Piiri".into(), Template::Cafe)).unwrap_err(),
        NotMade::TooMany(TooManyRooms)
    );
    let nowhere = RoomId::named("nowhere".into());
    let grant = Grant {
        room: nowhere,
        participant: ParticipantId(1),
        role: Role::Observer,
        name: "Aino".into(),
        member: None,
        unit: None,
        device: None,
    };
    assert_eq!(fixture.rooms.enter(grant).await.unwrap_err(), CloseCode::Unauthenticated);
    fixture.end().await;
}

#[tokio::test]
async fn each_link_leads_to_its_role_and_is_kept_as_a_digest() {
    let fixture = Fixture::new();
    let created = fixture.rooms.create(Settings::plain("Piiri".into(), Template::Cafe)).unwrap();
    for (role, secret) in &created.links {
        let admission = fixture.rooms.admission(secret).unwrap();
        assert_eq!((admission.role, &admission.room), (*role, &created.id));
        assert!(secret.expose().len() >= 22, "128 bits");
        let state = fixture.rooms.state();
        assert!(state.links.contains_key(&secret.digest()));
        assert!(!format!("{:?}", state.links).contains(secret.expose()));
    }
    assert_eq!(fixture.rooms.admission(&Secret::draw()), None);
    assert_eq!(fixture.rooms.admission(&Secret::new("")), None);
    fixture.end().await;
}

#[tokio::test]
async fn a_panic_ends_its_own_room_only_and_the_room_opens_empty_again() {
    let fixture = Fixture::new();
    let (falling, standing) = (fixture.room(), fixture.room());
    let (door, mut aino) = fixture.enter(&falling, 1).await;
    let (token, ..) = welcome(&mut aino).await;
    let (other_door, mut other) = fixture.enter(&standing, 2).await;
    welcome(&mut other).await;

    door.offer(RoomMessage::Panic).unwrap();
    assert_eq!(outgoing(&mut aino).await, Outgoing::Close(CloseCode::TryAgain));
    let refused = fixture.rooms.resume(&token, None).await.unwrap_err();
    assert_eq!(refused, CloseCode::Unauthenticated, "what was in it is gone");

    let (_, mut back) = fixture.enter(&falling, 3).await;
    let ServerMessage::Welcome { view: Some(view), .. } = message(&mut back).await else { panic!("no view") };
    assert_eq!(view.people.len(), 1);
    assert_eq!(fixture.rooms.crashes(), 1);
    ask(&other_door, &other, 1, Command::RaiseHand { reply: false });
    answered(&mut other, 1).await;
    fixture.end().await;
}

#[tokio::test]
async fn who_was_away_for_too_many_events_gets_the_whole_view() {
    let fixture = Fixture::new();
    let room = fixture.room();
    let (door, mut aino) = fixture.enter(&room, 1).await;
    let (_, mut eero) = fixture.enter(&room, 2).await;
    let (token, seq, _) = welcome(&mut eero).await;
    for round in 0..300 {
        ask(&door, &aino, 2 * round, Command::RaiseHand { reply: false });
        ask(&door, &aino, 2 * round + 1, Command::LowerHand { participant: None, reply: false });
        answered(&mut aino, 2 * round + 1).await;
    }
    // Eero's connection was there all the time, but nothing was read from it.
    drop(eero);
    let (_, mut back) = fixture.rooms.resume(&token, Some(seq)).await.unwrap();
    let (_, seq, has_view) = welcome(&mut back).await;
    assert!(has_view);
    assert!(seq.0 >= 600, "{seq:?}");
    fixture.end().await;
}

#[tokio::test]
async fn a_connection_that_does_not_read_is_closed_and_its_person_comes_back_to_their_seat() {
    let fixture = Fixture::new();
    let room = fixture.room();
    let (door, mut aino) = fixture.enter(&room, 1).await;
    let (_, mut eero) = fixture.enter(&room, 2).await;
    let (token, ..) = welcome(&mut eero).await;
    for round in 0..600 {
        ask(&door, &aino, 2 * round, Command::RaiseHand { reply: false });
        ask(&door, &aino, 2 * round + 1, Command::LowerHand { participant: None, reply: false });
        answered(&mut aino, 2 * round + 1).await;
    }
    let mut frames = 0;
    let code = loop {
        match outgoing(&mut eero).await {
            Outgoing::Frame(_) | Outgoing::Token(..) => frames += 1,
            Outgoing::Close(code) => break code,
        }
    };
    assert_eq!(code, CloseCode::TryAgain);
    assert!(frames <= 1024, "{frames} frames waited");
    door.send(RoomMessage::Lost(eero.connection)).await;
    let (_, mut back) = fixture.rooms.resume(&token, None).await.unwrap();
    let ServerMessage::Welcome { you, .. } = message(&mut back).await else { panic!("no welcome") };
    assert_eq!(you.participant, ParticipantId(2));
    fixture.end().await;
}

#[tokio::test]
async fn a_token_is_good_until_its_successor_has_arrived() {
    let fixture = Fixture::new();
    let room = fixture.room();
    let (door, mut first) = fixture.enter(&room, 1).await;
    let (first_token, ..) = welcome(&mut first).await;
    // The welcome with the second token is lost on its way: the first must do once more.
    let (_, mut lost) = fixture.rooms.resume(&first_token, None).await.unwrap();
    let lost_serial = serial(&mut lost).await;
    let (_, mut third) = fixture.rooms.resume(&first_token, None).await.unwrap();
    let Outgoing::Token(frame, third_serial) = outgoing(&mut third).await else { panic!("no token") };
    let Ok(ServerMessage::Welcome { resume_token: third_token, .. }) = serde_json::from_str(&frame) else {
        panic!("no welcome: {frame}")
    };
    assert_ne!(first_token, third_token);

    door.offer(RoomMessage::HasToken(lost.connection, lost_serial)).unwrap();
    door.offer(RoomMessage::HasToken(third.connection, third_serial)).unwrap();
    let used = fixture.rooms.resume(&first_token, None).await.unwrap_err();
    assert_eq!(used, CloseCode::Unauthenticated);
    assert!(fixture.rooms.resume(&third_token, None).await.is_ok());
    fixture.end().await;
}

#[tokio::test]
async fn a_token_dies_with_the_person() {
    let fixture = Fixture::new();
    let room = fixture.room();
    let (_, mut aino) = fixture.enter(&room, 1).await;
    welcome(&mut aino).await;
    let (door, mut eero) = fixture.enter(&room, 2).await;
    let (token, ..) = welcome(&mut eero).await;
    let lost = eero.connection;
    drop(eero);
    door.send(RoomMessage::Lost(lost)).await;
    loop {
        if let ServerMessage::Event { event: Event::PersonLeft { participant, reason }, .. } =
            message(&mut aino).await
        {
            assert_eq!((participant, reason), (ParticipantId(2), LeaveReason::Lost));
            break;
        }
    }
    assert_eq!(fixture.rooms.resume(&token, None).await.unwrap_err(), CloseCode::Unauthenticated);
    for token in ["", ".", "x", "x.y", &format!("{}.", room.as_str())] {
        assert_eq!(
            fixture.rooms.resume(token, None).await.unwrap_err(),
            CloseCode::Unauthenticated,
            "{token}"
        );
    }
    fixture.end().await;
}

#[tokio::test]
async fn a_ticket_does_not_add_a_device_to_somebody_who_is_here() {
    let fixture = Fixture::new();
    let room = fixture.room();
    let (_door, _aino) = fixture.enter(&room, 1).await;
    let (participant, role, name) = (ParticipantId(1), Role::Supervisor, "Mallory".into());
    let again = Grant { room, participant, role, name, member: None, unit: None, device: None };
    assert_eq!(fixture.rooms.enter(again).await.unwrap_err(), CloseCode::Unauthenticated);
    fixture.end().await;
}

#[tokio::test]
async fn a_room_closes_with_its_last_person_and_opens_again() {
    let fixture = Fixture::new();
    let room = fixture.room();
    let (door, mut aino) = fixture.enter(&room, 1).await;
    welcome(&mut aino).await;
    ask(&door, &aino, 1, Command::Leave {});
    answered(&mut aino, 1).await;
    assert_eq!(
        outgoing(&mut aino).await,
        Outgoing::Close(CloseCode::Left),
        "the answer comes before the goodbye"
    );
    door.0.closed().await;
    let (_, mut again) = fixture.enter(&room, 2).await;
    welcome(&mut again).await;
    assert_eq!(fixture.rooms.crashes(), 0);
    fixture.end().await;
}

async fn view(seated: &mut Seated) -> signaling::protocol::RoomView {
    match message(seated).await {
        ServerMessage::Welcome { view: Some(view), .. } => view,
        other => panic!("no welcome: {other:?}"),
    }
}

#[tokio::test]
async fn a_room_begins_with_the_agenda_and_the_switches_of_its_template() {
    let fixture = Fixture::new();
    let templates = crate::templates::Templates::load(None).unwrap();
    let webinar = templates.get("webinar").unwrap().settings("Piiri".into(), Language::En);
    let room = fixture.rooms.create(webinar).unwrap().id;
    let (_door, mut aino) = fixture.enter(&room, 1).await;
    let view = view(&mut aino).await;
    assert_eq!((view.template, view.switches.unmute, view.switches.rename), (Template::Webinar, false, true));
    let agenda = view.agenda.unwrap();
    assert_eq!(agenda.phases[0].plan.title, "Welcome");
    assert_eq!((agenda.phases.len(), agenda.current), (8, None));
    fixture.end().await;
}

#[tokio::test]
async fn topics_that_nobody_came_to_are_there_the_next_time() {
    let fixture = Fixture::new();
    let room = fixture.room();
    let (door, mut aino) = fixture.enter(&room, 1).await;
    assert_eq!(view(&mut aino).await.topics, None);
    ask(&door, &aino, 1, Command::OpenTopics { open: true });
    ask(&door, &aino, 2, Command::ProposeTopic { text: "Uni".into(), named: true });
    answered(&mut aino, 2).await;
    ask(&door, &aino, 3, Command::Leave {});
    answered(&mut aino, 3).await;
    let (_door, mut eero) = fixture.enter(&room, 2).await;
    let topics = view(&mut eero).await.topics.unwrap().topics;
    let left = topics.iter().map(|topic| (topic.text.as_deref(), topic.by, topic.carried));
    assert_eq!(left.collect::<Vec<_>>(), [(Some("Uni"), None, true)]);
    fixture.end().await;
}
