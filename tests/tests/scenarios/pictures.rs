//! Pictures from an own task: who may bring one and who sees it, what the server keeps of it, and how long.

use serde_json::{Value, json};
use signaling::id::PictureId;
use signaling::protocol::{Command, Rejection};
use signaling::role::Role;
use tests::host::{Host, Links, Setup};
use tests::http;
use tests::line::Reply;
use tests::person::Person;
use tests::within;
use tokio::time::{Duration, interval};

/// A picture with remarks in it: of sixteen by twelve pixels, with a place, a date and a text.
const PICTURE: &[u8] = include_bytes!("../../../server/src/pictures/cleaned/samples/text.png");

struct Day {
    host: Host,
    links: Links,
    supervisor: Person,
    aino: Person,
    eero: Person,
}

impl Day {
    /// An own task has begun.
    async fn begin() -> Self {
        let host = Host::start(Setup::default()).await.unwrap();
        let links = host.room().await.unwrap();
        let enter = async |role, name| Person::enter(&links, role, name).await.unwrap();
        let supervisor = enter(Role::Supervisor, "Vetäjä").await;
        let (aino, eero) = (enter(Role::Participant, "Aino").await, enter(Role::Participant, "Eero").await);
        let task = Command::StartOwnTask { task: "Ota kuva jostakin hyvästä.".into(), minutes: 30 };
        supervisor.line.done(task).await.unwrap();
        Self { host, links, supervisor, aino, eero }
    }

    async fn bring(&self, key: &str, media_type: &str, body: &[u8]) -> (u16, Value) {
        http::post_bytes(self.host.addr(), "/api/v1/pictures", key, media_type, body).await.unwrap()
    }

    async fn bring_good(&self, key: &str) -> PictureId {
        let (status, brought) = self.bring(key, "image/png", PICTURE).await;
        assert_eq!(status, 201, "{brought}");
        PictureId(u32::try_from(brought["picture"].as_u64().unwrap()).unwrap())
    }

    async fn see(&self, key: &str, picture: PictureId) -> u16 {
        self.look(key, picture).await.0
    }

    async fn look(&self, key: &str, picture: PictureId) -> (u16, String, Vec<u8>) {
        let path = format!("/api/v1/pictures/{}", picture.0);
        http::get_bytes(self.host.addr(), &path, key).await.unwrap()
    }
}

async fn key_of(person: &Person) -> String {
    match person.line.picture_key(None).await.unwrap().outcome {
        Ok(Reply::PictureKey(key)) => key,
        other => unreachable!("{other:?}"),
    }
}

fn refused(status: u16, code: &str) -> (u16, Value) {
    (status, json!({ "code": code }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_seen_by_whose_it_is_and_those_who_run_the_session_and_when_shown_by_all() {
    let day = Day::begin().await;
    let [supervisor, aino, eero] = [&day.supervisor, &day.aino, &day.eero];
    let (of_supervisor, of_aino, of_eero) =
        (key_of(supervisor).await, key_of(aino).await, key_of(eero).await);
    let picture = day.bring_good(&of_aino).await;
    assert_eq!((day.see(&of_aino, picture).await, day.see(&of_eero, picture).await), (200, 404));
    assert_eq!(day.see(&of_supervisor, picture).await, 404, "it is a try as long as it is no result");
    let result = Command::BringResult { title: "Kuusi".into(), text: None, picture: Some(picture) };
    let stolen = eero.line.ask(result.clone()).await.unwrap();
    assert_eq!(stolen.outcome.unwrap_err(), Rejection::UnknownPicture);
    aino.line.done(result).await.unwrap();
    assert_eq!((day.see(&of_supervisor, picture).await, day.see(&of_eero, picture).await), (200, 404));
    let show = Command::ShowResult { participant: Some(aino.you.participant) };
    supervisor.line.done(show).await.unwrap();
    let told = eero.line.until("the result", |view| view.results.iter().any(|one| one.shown)).await.unwrap();
    assert_eq!(told.results[0].picture, Some(picture));
    let (status, head, body) = day.look(&of_eero, picture).await;
    assert_eq!(status, 200);
    for line in [
        "content-type: image/png\r\n",
        "x-content-type-options: nosniff\r\n",
        "cache-control: no-store\r\n",
        "content-disposition: inline\r\n",
        "content-security-policy: default-src 'none'; sandbox\r\n",
    ] {
        assert!(head.contains(line), "{line} is not in {head}");
    }
    assert!(body.starts_with(b"\x89PNG") && body.len() < PICTURE.len());
    assert!(!body.windows(6).any(|six| six == b"CANARY"), "what was written into it is left behind");
    // Taken back, it is gone.
    aino.line.done(Command::RemoveResult { participant: None }).await.unwrap();
    assert_eq!((day.see(&of_aino, picture).await, day.see(&of_supervisor, picture).await), (404, 404));
    day.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_pictures_are_taken_and_only_when_they_are_wanted() {
    let day = Day::begin().await;
    let key = key_of(&day.aino).await;
    assert_eq!(day.bring(&key, "image/gif", b"GIF89a").await, refused(415, "picture_type_not_valid"));
    assert_eq!(day.bring(&key, "image/jpeg", PICTURE).await, refused(415, "picture_type_not_valid"));
    assert_eq!(day.bring(&key, "image/png", &PICTURE[..80]).await, refused(422, "picture_not_valid"));
    assert_eq!(day.bring(&key, "image/png", &[0; 3_000_001]).await, refused(413, "too_large"));
    let observer = Person::enter(&day.links, Role::Observer, "Havainnoija").await.unwrap();
    let of_observer = key_of(&observer).await;
    assert_eq!(day.bring(&of_observer, "image/png", PICTURE).await, refused(403, "not_allowed"));
    let other = day.host.room().await.unwrap();
    let elsewhere = Person::enter(&other, Role::Participant, "Muualla").await.unwrap();
    let of_elsewhere = key_of(&elsewhere).await;
    assert_eq!(
        day.bring(&of_elsewhere, "image/png", PICTURE).await,
        refused(403, "not_allowed"),
        "no own task there"
    );
    let picture = day.bring_good(&key).await;
    assert_eq!(day.see(&of_elsewhere, picture).await, 404, "of another room");
    // Six in a row, of which four have gone into mistakes and one was good: nobody means more.
    day.bring_good(&key).await;
    assert_eq!(day.bring(&key, "image/png", PICTURE).await, refused(429, "too_many"));
    day.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_good_while_its_person_is_at_its_device() {
    let day = Day::begin().await;
    let (aino, eero) = (&day.aino, &day.eero);
    let beside = aino.line.picture_key(Some(eero.you.participant)).await.unwrap();
    assert_eq!(beside.outcome.unwrap_err(), Rejection::UnknownParticipant);
    let first = key_of(aino).await;
    let picture = day.bring_good(&first).await;
    let key = key_of(aino).await;
    assert_eq!((day.see(&first, picture).await, day.see(&key, picture).await), (401, 200), "one at a time");
    aino.line.cut().await;
    assert_eq!(day.see(&key, picture).await, 200, "a lost connection is waited for");
    let remove = Command::Remove { participant: aino.you.participant };
    day.supervisor.line.done(remove).await.unwrap();
    assert_eq!(day.see(&key, picture).await, 401);
    assert_eq!(day.bring(&key, "image/png", PICTURE).await, refused(401, "unauthenticated"));
    let of_eero = key_of(eero).await;
    for person in [&day.supervisor, &day.eero] {
        person.line.done(Command::Leave {}).await.unwrap();
    }
    let mut look = interval(Duration::from_millis(10));
    let gone = async {
        while day.see(&of_eero, picture).await != 401 {
            look.tick().await;
        }
    };
    within("the end of the session", gone).await.unwrap();
    day.host.stop().await;
}
