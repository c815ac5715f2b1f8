//! Who is expected, who came, and the tables of it: for those who may see them, and for the organiser.

use serde_json::{Value, json};
use signaling::protocol::{Command, ExportRequest, Language, Rejection};
use signaling::role::Role;
use tests::host::{API_KEY, Host, Links, Setup};
use tests::http;
use tests::line::Reply;
use tests::person::Person;

fn room() -> Value {
    json!({ "template": "supervision", "door": "open", "expected": {
        "minutes": 90, "late_after": 10,
        "units": [{ "id": 1, "name": "Pohjoinen" }, { "id": 2, "name": "=Etelä", "assistant": true }],
        "members": [
            { "id": 7, "name": "Aino Aalto", "unit": 1 },
            { "id": 8, "name": "Eero Etelä", "unit": 2 },
            { "id": 9, "name": "Poissaoleva", "unit": 2 },
        ],
    } })
}

async fn ask(host: &Host, path: &str, body: &Value) -> (u16, Value) {
    http::post(host.addr(), path, None, body).await.unwrap()
}

async fn table(host: &Host, links: &Links, which: &str) -> (u16, String) {
    let path = format!("/api/v1/rooms/{}/{which}", links.room);
    http::get(host.addr(), &path, Some(API_KEY)).await.unwrap()
}

async fn export(person: &Person, offset: i32) -> Result<String, Rejection> {
    let request = ExportRequest::ExportAttendance { language: Language::Fi, utc_offset_minutes: offset };
    person.line.export(request).await.unwrap().outcome.map(|reply| match reply {
        Reply::Table(csv) => csv,
        other => unreachable!("{other:?}"),
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_says_whom_it_is_for_and_takes_a_no_and_a_yes() {
    let host = Host::start(Setup::default()).await.unwrap();
    let links = host.room_as(room()).await.unwrap();
    let secret = links.personal(7);
    let invited = |cannot_come: bool| {
        json!({ "title": "Testihuone", "template": "supervision", "role": "participant", "name": "Aino Aalto",
            "can_decline": true, "cannot_come": cannot_come })
    };
    let asked = json!({ "secret": secret });
    assert_eq!(ask(&host, "/api/v1/invitation", &asked).await, (200, invited(false)));
    let decline = |secret: &str, no: bool| json!({ "secret": secret, "cannot_come": no });
    assert_eq!(ask(&host, "/api/v1/cannot_come", &decline(secret, true)).await.0, 204);
    assert_eq!(ask(&host, "/api/v1/invitation", &asked).await, (200, invited(true)));

    let shared = links.secret(Role::Speaker);
    let of_many =
        json!({ "title": "Testihuone", "template": "supervision", "role": "speaker", "can_decline": false });
    assert_eq!(ask(&host, "/api/v1/invitation", &json!({ "secret": shared })).await, (200, of_many));
    let not_valid = (404, json!({ "code": "link_not_valid" }));
    assert_eq!(ask(&host, "/api/v1/cannot_come", &decline(shared, true)).await, not_valid);
    assert_eq!(ask(&host, "/api/v1/cannot_come", &decline("guess", true)).await, not_valid);
    assert_eq!(ask(&host, "/api/v1/invitation", &json!({ "secret": "guess" })).await, not_valid);

    // Said before the session and taken back during it: the table has both.
    let lead = Person::enter(&links, Role::Supervisor, "Vetäjä").await.unwrap();
    assert!(export(&lead, 0).await.unwrap().contains("\"Aino Aalto\";Pohjoinen;\"poissa, ilmoitti\";0"));
    assert_eq!(ask(&host, "/api/v1/cannot_come", &decline(secret, false)).await.0, 204);
    assert!(export(&lead, 0).await.unwrap().contains("\"Aino Aalto\";Pohjoinen;poissa;0"));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_table_is_for_those_who_may_see_it_and_for_the_organiser() {
    let host = Host::start(Setup::default()).await.unwrap();
    let links = host.room_as(room()).await.unwrap();
    let lead = Person::enter(&links, Role::Supervisor, "Vetäjä").await.unwrap();
    // Under another name: the session never shows the one on the list, and the table knows who it is.
    let ticket = links.ticket_by(links.personal(7), "Auringonkukka", None).await.unwrap();
    let aino = Person::with(ticket).await.unwrap();
    let known = lead.line.until("the name", |known| known.person("Auringonkukka").is_some()).await.unwrap();
    assert!(known.person("Aino Aalto").is_none());

    let csv = export(&lead, 120).await.unwrap();
    assert!(csv.contains("\"Aino Aalto\";Pohjoinen;paikalla;0;"), "{csv}");
    assert!(csv.contains(";\"'=Etelä\";") || csv.contains(";'=Etelä;"), "a formula is never run: {csv}");
    assert!(csv.contains("Vetäjä;\"\";paikalla"), "{csv}");
    assert_eq!(export(&aino, 0).await, Err(Rejection::NotAllowed));
    let observer = Person::enter(&links, Role::Observer, "Havainnoija").await.unwrap();
    assert_eq!(export(&observer, 0).await, Err(Rejection::NotAllowed));
    assert_eq!(export(&lead, 24 * 60).await, Err(Rejection::OutOfRange));
    // Removed from staff, the export goes with the role.
    let assistant = Person::enter(&links, Role::Assistant, "Apu").await.unwrap();
    assert!(export(&assistant, 0).await.is_ok());
    let to_guest = Command::ChangeRole { participant: assistant.you.participant, role: Role::Participant };
    lead.line.done(to_guest).await.unwrap();
    assert_eq!(export(&assistant, 0).await, Err(Rejection::NotAllowed));

    let (status, english) = table(&host, &links, "attendance.csv?language=en&utc_offset_minutes=-60").await;
    assert_eq!(status, 200);
    assert!(english.contains("\"Aino Aalto\",Pohjoinen,present,0,"), "{english}");
    let (status, totals) = table(&host, &links, "attendance-totals.csv?language=sv").await;
    assert_eq!(status, 200);
    assert!(totals.contains("\"Aino Aalto\";Pohjoinen;1;1;0;0;0;90;0"), "{totals}");
    assert!(totals.contains("Poissaoleva") && !totals.contains("Vetäjä"));
    for (which, answer) in [
        ("attendance.csv", (400, "malformed")),
        ("attendance.csv?language=de", (400, "malformed")),
        ("attendance.csv?language=fi&utc_offset_minutes=9999", (400, "offset_not_valid")),
    ] {
        let (status, body) = table(&host, &links, which).await;
        assert_eq!((status, body), (answer.0, json!({ "code": answer.1 }).to_string()), "{which}");
    }
    let path = format!("/api/v1/rooms/{}/attendance.csv?language=fi", links.room);
    assert_eq!(http::get(host.addr(), &path, None).await.unwrap().0, 401);
    assert_eq!(http::get(host.addr(), &path, Some(links.secret(Role::Supervisor))).await.unwrap().0, 401);
    let nowhere = "/api/v1/rooms/nowhere/attendance.csv?language=fi";
    assert_eq!(http::get(host.addr(), nowhere, Some(API_KEY)).await.unwrap().0, 404);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_assistant_of_a_unit_sees_no_other_unit() {
    let host = Host::start(Setup::default()).await.unwrap();
    let links = host.room_as(room()).await.unwrap();
    assert_eq!(links.of_unit(1), "", "only where it is asked for");
    let ticket = links.ticket_by(links.of_unit(2), "Etelän apu", None).await.unwrap();
    let apu = Person::with(ticket).await.unwrap();
    let aino = links.ticket_by(links.personal(7), "Aino", None).await.unwrap();
    let _aino = Person::with(aino).await.unwrap();
    apu.line.until("Aino is here", |known| known.person("Aino").is_some()).await.unwrap();

    let csv = export(&apu, 0).await.unwrap();
    assert!(csv.contains("Eero Etelä") && csv.contains("Poissaoleva"), "{csv}");
    assert!(!csv.contains("Aino") && !csv.contains("Etelän apu"), "{csv}");
    // The organiser's own tables, of one unit and of all.
    let (_, of_unit) = table(&host, &links, "attendance.csv?language=fi&unit=1").await;
    assert!(of_unit.contains("Aino Aalto") && !of_unit.contains("Eero"), "{of_unit}");
    let (_, totals) = table(&host, &links, "attendance-totals.csv?language=fi&unit=2").await;
    assert!(totals.contains("Eero") && !totals.contains("Aino"), "{totals}");
    let (_, all) = table(&host, &links, "attendance.csv?language=fi").await;
    assert!(all.contains("Aino Aalto") && all.contains("Eero"), "{all}");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_figures_of_a_session_outlive_it_and_add_up() {
    let host = Host::start(Setup::default()).await.unwrap();
    let links = host.room_as(room()).await.unwrap();
    let (status, body) = table(&host, &links, "attendance.csv?language=fi").await;
    assert_eq!((status, body), (404, json!({ "code": "no_session" }).to_string()));
    for round in 1..=2 {
        let ticket = links.ticket_by(links.personal(8), "Eero", None).await.unwrap();
        let eero = Person::with(ticket).await.unwrap();
        eero.line.done(Command::Leave {}).await.unwrap();
        eero.line.end().await.unwrap();
        // The last person is gone, and with them the session: its figures are there as soon as it can be seen.
        let (status, csv) = table(&host, &links, "attendance.csv?language=fi").await;
        assert_eq!(status, 200);
        assert!(csv.contains("\"Eero Etelä\";"), "{csv}");
        let (_, totals) = table(&host, &links, "attendance-totals.csv?language=fi").await;
        assert!(totals.contains(&format!("\"Eero Etelä\";'=Etelä;{round};{round};0;0;0;")), "{totals}");
        assert!(totals.contains(&format!("Poissaoleva;'=Etelä;{round};0;0;{round};0;")), "{totals}");
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planned_session_knows_who_is_late_and_lasts_until_its_end() {
    let host = Host::start(Setup::default()).await.unwrap();
    let mut wish = room();
    // Began long ago, and goes on for long: whoever comes now is late, although nobody was there before.
    wish["schedule"] = json!({ "starts_at": "2001-01-01T08:00:00+02:00" });
    let refused = |wish: Value| {
        let addr = host.addr();
        async move {
            let mut room = json!({ "title": "Testihuone", "template": "workshop" });
            for (field, value) in wish.as_object().unwrap() {
                room[field] = value.clone();
            }
            let (status, answer) = http::post(addr, "/api/v1/rooms", Some(API_KEY), &room).await.unwrap();
            (status, answer["code"].as_str().unwrap_or_default().to_owned())
        }
    };
    let links = host.room_as(wish).await.unwrap();
    let ticket = links.ticket_by(links.personal(7), "Aino", None).await.unwrap();
    let _aino = Person::with(ticket).await.unwrap();
    let lead = Person::enter(&links, Role::Supervisor, "Vetäjä").await.unwrap();
    assert!(export(&lead, 0).await.unwrap().contains("\"Aino Aalto\";Pohjoinen;myöhässä;"));

    for (wish, code) in [
        (json!({ "door": "ajar" }), "malformed"),
        (json!({ "welcome": "x".repeat(501) }), "welcome_not_valid"),
        (json!({ "agreement": "" }), "agreement_not_valid"),
        (json!({ "schedule": { "starts_at": "tomorrow" } }), "schedule_not_valid"),
        (json!({ "schedule": { "starts_at": "9999-01-01T00:00:00Z" } }), "schedule_not_valid"),
        (
            json!({ "schedule": { "starts_at": "2026-11-22T12:00:00Z", "ends_at": "2026-11-22T11:00:00Z" } }),
            "schedule_not_valid",
        ),
        (json!({ "schedule": { "opens_before_minutes": 99_999 } }), "schedule_not_valid"),
        (
            json!({ "expected": { "minutes": 1, "late_after": 1, "members": [{ "id": 1, "name": "" }] } }),
            "expected_not_valid",
        ),
        (
            json!({ "expected": { "minutes": 1, "late_after": 1, "members": [{ "id": 1, "name": "A", "unit": 5 }] } }),
            "expected_not_valid",
        ),
        (
            json!({ "expected": { "minutes": 1, "late_after": 1,
                "members": [{ "id": 1, "name": "A" }, { "id": 1, "name": "B" }] } }),
            "expected_not_valid",
        ),
        (json!({ "expected": { "minutes": 1, "late_after": 1, "members": [], "reason": "x" } }), "malformed"),
    ] {
        assert_eq!(refused(wish.clone()).await, (400, code.to_owned()), "{wish}");
    }
    host.stop().await;
}
