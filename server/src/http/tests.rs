use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, SystemTime};

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use serde_json::{Value, json};
use signaling::role::Role;
use signaling::room::Rules;
use tokio_util::sync::CancellationToken;
use tower_service::Service as _;

use super::*;
use crate::config::{self, Config};
use crate::media::Media;
use crate::pictures::Pictures;
use crate::secret::Secret;

const KEY: &str = "a-key-for-tests-of-32-characters";

struct Fixture {
    router: Router,
    media: Media,
}

impl Drop for Fixture {
    fn drop(&mut self) {
        self.media.shutdown();
    }
}

impl Fixture {
    fn at(public_url: &str, keys: &[Secret]) -> Self {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let media = Media::start(&config::Media { listen, ..config::Media::default() }, &[], None).unwrap();
        let rules = Rules { grace: Duration::from_secs(1) };
        let pictures = Pictures::at_most(1_000_000);
        let rooms = Rooms::new(media.clone(), rules, 2, pictures, CancellationToken::new());
        let url = public_url.parse().unwrap();
        let (tickets, keys) = (Tickets::new().unwrap(), ApiKeys::new(keys));
        let templates = Templates::load(None).unwrap();
        let site =
            Site::new(rooms, Registry::default(), tickets, keys, templates, url, &Config::default().http);
        Self { router: router(Arc::new(site)), media }
    }

    fn new() -> Self {
        Self::at("https://piiri.example.org", &[Secret::new(KEY)])
    }

    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::from(body.to_owned())).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 1))));
        self.router.clone().call(request).await.unwrap()
    }

    async fn get(&self, path: &str) -> Response {
        self.send(Method::GET, path, &[], "").await
    }

    async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        self.post_text(path, &[("authorization", &format!("Bearer {KEY}"))], &body.to_string()).await
    }

    async fn post_text(&self, path: &str, headers: &[(&str, &str)], body: &str) -> (StatusCode, Value) {
        let response = self.send(Method::POST, path, headers, body).await;
        assert_eq!(header_of(&response, "cache-control"), "no-store");
        (response.status(), serde_json::from_str(&text(response).await).unwrap())
    }

    /// Makes a room and gives the secret of the participants' link.
    async fn room(&self) -> String {
        let (status, made) = self.post("/api/v1/rooms", &json!({"title": "Piiri", "template": "cafe"})).await;
        assert_eq!(status, StatusCode::CREATED);
        made["links"]["participant"].as_str().unwrap().split_once("/#").unwrap().1.to_owned()
    }
}

fn header_of(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
}

fn refused(status: u16, code: &str) -> (StatusCode, Value) {
    (StatusCode::from_u16(status).unwrap(), json!({ "code": code }))
}

#[tokio::test]
async fn every_answer_has_the_headers_that_keep_the_page_to_itself() {
    let fixture = Fixture::new();
    for path in ["/", "/healthz", "/api/v1/nothing", "/assets/nothing.js", "/v1/session"] {
        let response = fixture.get(path).await;
        assert_eq!(header_of(&response, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header_of(&response, "referrer-policy"), "no-referrer");
        assert_eq!(header_of(&response, "cross-origin-opener-policy"), "same-origin");
        assert_eq!(header_of(&response, "cross-origin-embedder-policy"), "require-corp");
        assert_eq!(
            header_of(&response, "permissions-policy"),
            "camera=(self), microphone=(self), display-capture=(self)"
        );
        assert_eq!(header_of(&response, "strict-transport-security"), "max-age=31536000");
        let policy = header_of(&response, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe-inline"), "{policy}");
    }
    let plain = Fixture::at("http://localhost:8080", &[]);
    assert_eq!(header_of(&plain.get("/").await, "strict-transport-security"), "");
}

#[tokio::test]
async fn each_page_has_a_nonce_of_its_own() {
    let fixture = Fixture::new();
    let nonce_of = |response: &Response| {
        let policy = header_of(response, "content-security-policy");
        let nonce =
            policy.split_once("style-src 'self' 'nonce-").unwrap().1.split_once('\'').unwrap().0.to_owned();
        assert!(policy.contains("connect-src 'self' wss://piiri.example.org;"), "{policy}");
        nonce
    };
    let (one, other) = (fixture.get("/").await, fixture.get("/").await);
    let nonce = nonce_of(&one);
    assert_ne!(nonce, nonce_of(&other));
    assert!(nonce.len() >= 22, "128 bits");
    assert_eq!(header_of(&one, "cache-control"), "no-cache");
    let page = text(one).await;
    assert!(!page.contains("__CSP_NONCE__"));
    assert!(page.contains("<title>") && (page.contains(&nonce) || page.contains("without its web client")));
    assert_eq!(fixture.get("/index.html").await.status(), StatusCode::NOT_FOUND, "it would have no nonce");
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_language_of_the_place() {
    let fixture = Fixture::new();
    assert_eq!(text(fixture.get("/healthz").await).await, "ok");
    assert_eq!(fixture.post_text("/api/v1/nothing", &[], "").await, refused(404, "not_found"));
    assert_eq!(fixture.post_text("/api", &[], "").await, refused(404, "not_found"));
    let wrong_method = fixture.send(Method::DELETE, "/api/v1/join", &[], "").await;
    assert_eq!(wrong_method.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(text(wrong_method).await, r#"{"code":"method_not_allowed"}"#);
    for path in
        ["/nothing", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "/assets/..%2f..%2fpackage.json", "//etc/passwd"]
    {
        assert_eq!(fixture.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_room_needs_a_key_and_has_a_link_for_each_role() {
    let fixture = Fixture::new();
    let (status, made) =
        fixture.post("/api/v1/rooms", &json!({"title": " Piiri ", "template": "supervision"})).await;
    assert_eq!(status, StatusCode::CREATED);
    let mut secrets = std::collections::BTreeSet::new();
    for role in Role::ALL {
        let role = serde_json::to_value(role).unwrap();
        let role = role.as_str().unwrap();
        let link = made["links"][role].as_str().unwrap();
        let secret = link.strip_prefix("https://piiri.example.org/#").unwrap();
        assert!(secret.len() >= 22, "128 bits");
        let (status, joined) = fixture.post("/api/v1/join", &json!({"secret": secret, "name": "Aino"})).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(joined["role"], role);
        assert_eq!(joined["title"], "Piiri");
        assert_eq!(joined["template"], "supervision");
        assert_eq!(joined["ws_url"], "wss://piiri.example.org/v1/session");
        assert!(!joined["ticket"].as_str().unwrap().is_empty());
        secrets.insert(secret.to_owned());
    }
    assert_eq!(secrets.len(), 7);

    let body = json!({"title": "Piiri", "template": "cafe"}).to_string();
    let unauthenticated = refused(401, "unauthenticated");
    assert_eq!(fixture.post_text("/api/v1/rooms", &[], &body).await, unauthenticated);
    assert_eq!(
        fixture.post_text("/api/v1/rooms", &[("authorization", "Bearer x")], &body).await,
        unauthenticated
    );
    let closed = Fixture::at("http://localhost:1", &[]);
    assert_eq!(
        closed.post("/api/v1/rooms", &json!({})).await,
        unauthenticated,
        "without keys before anything else"
    );
    fixture.room().await;
    assert_eq!(
        fixture.post("/api/v1/rooms", &json!({"title": "3", "template": "cafe"})).await,
        refused(503, "too_many_rooms")
    );
}

#[tokio::test]
async fn bodies_are_small_and_strict() {
    let fixture = Fixture::new();
    let key = format!("Bearer {KEY}");
    for body in [
        "",
        "[]",
        "{",
        "null",
        r#"{"title":"Piiri"}"#,
        r#"{"title":"Piiri","template":7}"#,
        r#"{"title":"Piiri","template":"cafe","language":"de"}"#,
        r#"{"title":"Piiri","template":"cafe","owner":1}"#,
        r#"{"title":"Piiri","title":"Other","template":"cafe"}"#,
        r#"{"title":"Piiri","template":"cafe"} {}"#,
    ] {
        let answer = fixture.post_text("/api/v1/rooms", &[("authorization", &key)], body).await;
        assert_eq!(answer, refused(400, "malformed"), "{body}");
    }
    let no_title = json!({"title": " ", "template": "cafe"});
    assert_eq!(fixture.post("/api/v1/rooms", &no_title).await, refused(400, "title_not_valid"));
    let large = json!({"secret": "x".repeat(20_000), "name": "Aino"});
    assert_eq!(fixture.post("/api/v1/join", &large).await, refused(413, "too_large"));
    assert_eq!(fixture.post_text("/api/v1/join", &[], r#"{"secret":"x"}"#).await, refused(400, "malformed"));
}

#[tokio::test]
async fn a_wrong_link_and_a_wrong_name_have_one_answer_each() {
    let fixture = Fixture::new();
    let secret = fixture.room().await;
    let longer = format!("{secret}x");
    for wrong in ["", "x", &secret[1..], longer.as_str(), "__proto__", "\u{0}", &"A".repeat(43)] {
        let answer = fixture.post("/api/v1/join", &json!({"secret": wrong, "name": "Aino"})).await;
        assert_eq!(answer, refused(404, "link_not_valid"), "{wrong:?}");
    }
    for name in ["", "   ", "A\u{0}", "\u{202E}x", &"x".repeat(61)] {
        let answer = fixture.post("/api/v1/join", &json!({"secret": secret, "name": name})).await;
        assert_eq!(answer, refused(400, "name_not_valid"), "{name:?}");
        let answer = fixture.post("/api/v1/join", &json!({"secret": "wrong", "name": name})).await;
        assert_eq!(answer, refused(400, "name_not_valid"), "whether the link is good or not: {name:?}");
    }
}

#[tokio::test]
async fn wrong_links_cost_ten_times_what_good_ones_do() {
    let fixture = Fixture::new();
    let secret = fixture.room().await;
    for _ in 0..60 {
        let (status, _) = fixture.post("/api/v1/join", &json!({"secret": secret, "name": "Aino"})).await;
        assert_eq!(status, StatusCode::OK, "a workshop behind one address");
    }
    let mut wrong = 0;
    let last = loop {
        let answer = fixture.post("/api/v1/join", &json!({"secret": "guess", "name": "Aino"})).await;
        if answer != refused(404, "link_not_valid") {
            break answer;
        }
        wrong += 1;
        assert!(wrong < 100, "guessing is not limited");
    };
    assert_eq!(last, refused(429, "too_many"));
    assert!((20..30).contains(&wrong), "{wrong}");
}

#[tokio::test]
async fn a_websocket_is_opened_by_our_page_or_by_no_page() {
    let fixture = Fixture::new();
    let upgrade = [
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("host", "10.0.0.1:8080"),
    ];
    // Over a call without a connection an upgrade that is allowed ends with 426.
    for (origin, status) in [
        ("https://piiri.example.org", 426),
        ("http://10.0.0.1:8080", 426),
        ("https://piiri.example.org.evil.example", 403),
        ("http://piiri.example.org", 403),
        ("https://piiri.example.org:444", 403),
        ("http://10.0.0.1", 403),
        ("ftp://10.0.0.1:8080", 403),
        ("null", 403),
        ("", 403),
    ] {
        let headers = [&upgrade[..], &[("origin", origin)]].concat();
        let response = fixture.send(Method::GET, "/v1/session", &headers, "").await;
        assert_eq!(response.status().as_u16(), status, "{origin}");
    }
    assert_eq!(fixture.get("/v1/session").await.status(), StatusCode::UPGRADE_REQUIRED);
}

#[tokio::test]
async fn a_room_is_made_of_a_template_in_a_language() {
    let fixture = Fixture::new();
    let of = |template: &str| json!({"title": "Piiri", "template": template});
    assert_eq!(fixture.post("/api/v1/rooms", &of("party")).await, refused(422, "unknown_template"));
    assert_eq!(fixture.post("/api/v1/rooms", &of("../cafe")).await, refused(422, "unknown_template"));
    let swedish = json!({"title": "Piiri", "template": "dialogue", "language": "sv", "door": "closed"});
    assert_eq!(fixture.post("/api/v1/rooms", &swedish).await.0, StatusCode::CREATED);
}

/// Every day, or only the one in three days.
fn hours(every_day: bool) -> Value {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let since_monday = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() / 86_400 + 3;
    let later = usize::try_from((since_monday + 3) % 7).unwrap();
    let days = if every_day { json!(days) } else { json!([days[later]]) };
    json!([{ "days": days, "from": "00:00", "to": "24:00" }])
}

#[tokio::test]
async fn a_closed_reception_says_so_before_a_name_is_given_and_to_visitors_only() {
    let fixture = Fixture::new();
    let room =
        json!({"title": "Piiri", "template": "drop_in", "language": "sv", "opening_hours": hours(false)});
    let (status, made) = fixture.post("/api/v1/rooms", &room).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let invited = async |made: &Value, role: &str| {
        let secret = made["links"][role].as_str().unwrap().split_once("/#").unwrap().1.to_owned();
        let (status, invited) = fixture.post("/api/v1/invitation", &json!({ "secret": secret })).await;
        assert_eq!(status, StatusCode::OK);
        invited
    };
    let visitor = invited(&made, "participant").await;
    assert!(visitor["closed"]["text"].as_str().unwrap().contains("ring genast 112"), "{visitor}");
    let opens_at = visitor["closed"]["opens_at"].as_str().unwrap();
    let opens_at = SystemTime::from(opens_at.parse::<jiff::Timestamp>().unwrap());
    let days = opens_at.duration_since(SystemTime::now()).unwrap().as_secs() / 86_400;
    assert!((1..=3).contains(&days), "in three days, at midnight: {days}");
    for role in ["supervisor", "facilitator", "assistant", "speaker", "observer", "interpreter"] {
        assert_eq!(invited(&made, role).await["closed"], Value::Null, "{role}");
    }
    let open = json!({"title": "Piiri", "template": "drop_in", "opening_hours": hours(true)});
    let (_, made) = fixture.post("/api/v1/rooms", &open).await;
    assert_eq!(invited(&made, "participant").await["closed"], Value::Null);
}

#[tokio::test]
async fn opening_hours_are_those_of_a_reception_and_of_a_place_on_earth() {
    let fixture = Fixture::new();
    let of = |template: &str, more: Value| {
        let mut room = json!({"title": "Piiri", "template": template});
        room.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        room
    };
    let (not_hours, not_zone) =
        (refused(400, "opening_hours_not_valid"), refused(400, "time_zone_not_valid"));
    let one = |from: &str| json!([{ "days": ["mon"], "from": from, "to": "15:00" }]);
    for (template, more, answer) in [
        ("drop_in", json!({"opening_hours": one("16:00")}), not_hours.clone()),
        ("drop_in", json!({"opening_hours": one("9")}), not_hours.clone()),
        ("drop_in", json!({"opening_hours": one("09:00"), "time_zone": "Europe/Turku"}), not_zone.clone()),
        ("drop_in", json!({"time_zone": ""}), not_zone),
        ("cafe", json!({"opening_hours": one("09:00")}), not_hours.clone()),
        ("cafe", json!({"time_zone": "Europe/Helsinki"}), not_hours),
        (
            "drop_in",
            json!({"opening_hours": [{"days": ["ma"], "from": "09:00", "to": "15:00"}]}),
            refused(400, "malformed"),
        ),
    ] {
        assert_eq!(fixture.post("/api/v1/rooms", &of(template, more.clone())).await, answer, "{more}");
    }
    for more in [json!({"time_zone": "Europe/Stockholm"}), json!({"opening_hours": []})] {
        assert_eq!(fixture.post("/api/v1/rooms", &of("drop_in", more)).await.0, StatusCode::CREATED);
    }
}

#[tokio::test]
async fn templates_are_listed_for_holders_of_a_key() {
    let fixture = Fixture::new();
    assert_eq!(fixture.get("/api/v1/templates").await.status(), StatusCode::UNAUTHORIZED);
    let key = format!("Bearer {KEY}");
    let response = fixture.send(Method::GET, "/api/v1/templates", &[("authorization", &key)], "").await;
    let list: Value = serde_json::from_str(&text(response).await).unwrap();
    let templates = list["templates"].as_array().unwrap();
    let workshop = templates.iter().find(|one| one["id"] == "workshop").unwrap();
    assert_eq!((templates.len(), &workshop["kind"]), (10, &json!("workshop")));
    assert_eq!(workshop["name"], json!({"fi": "Työpajapäivä", "sv": "Verkstadsdag", "en": "Workshop day"}));
    let brief = |phase: &Value| (phase["title"]["sv"] == "Paus").then(|| phase.clone());
    let pause = workshop["phases"].as_array().unwrap().iter().find_map(brief).unwrap();
    let title = json!({"fi": "Tauko", "sv": "Paus", "en": "Break"});
    assert_eq!(
        pause,
        json!({"title": title, "minutes": 15, "scene": "break", "groups": false, "own_task": false})
    );
}

#[tokio::test]
async fn pictures_need_a_key_of_somebody_in_a_room() {
    let fixture = Fixture::new();
    let api_key = format!("Bearer {KEY}");
    for key in ["", "Bearer x", "Basic x", &api_key] {
        let headers = [("authorization", key), ("content-type", "image/png"), ("content-length", "3")];
        let answer = fixture.post_text("/api/v1/pictures", &headers, "abc").await;
        assert_eq!(answer, refused(401, "unauthenticated"), "{key}");
        let response = fixture.send(Method::GET, "/api/v1/pictures/1", &headers[..1], "").await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn figures_are_for_holders_of_a_key() {
    let fixture = Fixture::new();
    let key = format!("Bearer {KEY}");
    for path in ["/metrics", "/api/v1/rooms/none/media"] {
        assert_eq!(fixture.get(path).await.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
    let response = fixture.send(Method::GET, "/metrics", &[("authorization", &key)], "").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(header_of(&response, "content-type").starts_with("application/openmetrics-text"));
    assert!(text(response).await.ends_with("# EOF\n"));

    let response =
        fixture.send(Method::GET, "/api/v1/rooms/none/media", &[("authorization", &key)], "").await;
    assert_eq!(
        (response.status(), text(response).await),
        (StatusCode::NOT_FOUND, r#"{"code":"not_found"}"#.to_owned())
    );
    let (_, made) = fixture.post("/api/v1/rooms", &json!({ "title": "Tyhjä", "template": "workshop" })).await;
    let path = format!("/api/v1/rooms/{}/media", made["id"].as_str().unwrap());
    let response = fixture.send(Method::GET, &path, &[("authorization", &key)], "").await;
    assert_eq!(
        (response.status(), text(response).await),
        (StatusCode::NOT_FOUND, r#"{"code":"no_session"}"#.to_owned())
    );
}
