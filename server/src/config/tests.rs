use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;

const EXAMPLE: &str = include_str!("../../../config/piiri.example.toml");

/// A configuration file in the folder cargo gives to tests; gone with it.
fn file(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("piiri-{}-{name}.toml", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path
}

fn from_file(name: &str, text: &str) -> Result<Config, ConfigError> {
    let path = file(name, text);
    let config = Config::load(Some(&path), |_| None, &[]);
    std::fs::remove_file(path).unwrap();
    config
}

fn from_environment(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let variables: BTreeMap<&str, &str> = variables.iter().copied().collect();
    Config::load(None, |name| variables.get(name).map(ToString::to_string), &[])
}

/// The example with every option switched on: `#key = value` is an option, `# text` a comment.
fn example_switched_on() -> String {
    let on = |line: &str| match line.strip_prefix('#') {
        Some(option) if option.starts_with(|c: char| c.is_ascii_lowercase()) => option.to_owned(),
        _ => line.to_owned(),
    };
    EXAMPLE.lines().map(on).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_says_the_defaults() {
    assert_eq!(from_file("as-it-is", EXAMPLE).unwrap(), Config::default());
    assert_eq!(from_file("switched-on", &example_switched_on()).unwrap(), Config::default());
}

#[test]
fn the_example_has_every_option() {
    let tables: toml::Table = example_switched_on().parse().unwrap();
    let written: Vec<(String, String)> = tables
        .iter()
        .flat_map(|(section, table)| {
            table.as_table().unwrap().keys().map(move |key| (section.clone(), key.clone()))
        })
        .collect();
    for (section, key, _) in OPTIONS {
        assert!(written.contains(&(section.to_owned(), key.to_owned())), "[{section}] {key}");
    }
    assert_eq!(written.len(), OPTIONS.len());
}

#[test]
fn later_layers_replace_single_options() {
    let path = file(
        "layers",
        "[http]\nlisten = '127.0.0.1:1'\n[media]\nlisten = '127.0.0.1:1'\n[session]\ngrace_seconds = 1",
    );
    let environment = |name: &str| match name {
        "PIIRI_HTTP_LISTEN" | "PIIRI_MEDIA_LISTEN" => Some("127.0.0.1:2".to_owned()),
        _ => None,
    };
    let config = Config::load(Some(&path), environment, &[("http", "listen", "127.0.0.1:3".into())]).unwrap();
    std::fs::remove_file(path).unwrap();
    assert_eq!(config.http.listen.port(), 3);
    assert_eq!(config.media.listen.port(), 2);
    assert_eq!(config.session.grace, Duration::from_secs(1));
    assert_eq!(config.media.workers, 0);
}

#[test]
fn every_option_can_come_from_the_environment() {
    let key = "k".repeat(32);
    let config = from_environment(&[
        ("PIIRI_HTTP_LISTEN", "[::1]:80"),
        ("PIIRI_HTTP_PUBLIC_URL", "https://Piiri.example.org:443/"),
        ("PIIRI_HTTP_TRUSTED_PROXIES", "127.0.0.1, ::1,"),
        ("PIIRI_HTTP_MAX_CONNECTIONS", "12000"),
        ("PIIRI_ACCESS_API_KEYS", &key),
        ("PIIRI_MEDIA_LISTEN", "[::]:1000"),
        ("PIIRI_MEDIA_ADVERTISE", "192.0.2.1"),
        ("PIIRI_MEDIA_WORKERS", "2"),
        ("PIIRI_SESSION_GRACE_SECONDS", "5"),
        ("PIIRI_SESSION_MAX_ROOMS", "7"),
        ("PIIRI_SESSION_PICTURE_MEGABYTES", "9"),
        ("PIIRI_TEMPLATES_FOLDER", "/srv/templates"),
        ("PIIRI_LOG_FILTER", "debug"),
    ])
    .unwrap();
    assert_eq!(config.http.public_url.unwrap().to_string(), "https://piiri.example.org");
    assert_eq!(config.http.trusted_proxies.len(), 2);
    assert_eq!(config.http.max_connections, 12_000);
    assert_eq!(config.access.api_keys, [Secret::new(key)]);
    assert_eq!((config.media.workers, config.session.max_rooms), (2, 7));
    assert_eq!(config.session.grace, Duration::from_secs(5));
    assert_eq!(config.session.picture_bytes, 9_000_000);
    assert_eq!(config.templates.folder, Some("/srv/templates".into()));
    assert_eq!(config.log.filter, "debug");
}

fn said<T: std::fmt::Debug>(outcome: Result<T, ConfigError>) -> String {
    outcome.unwrap_err().to_string()
}

#[test]
fn what_cannot_be_used_is_named_with_its_place() {
    let message = said(from_file("range", "[session]\ngrace_seconds = 0"));
    assert!(
        message.starts_with("[session] grace_seconds in /") && message.contains("1 to 3600"),
        "{message}"
    );
    let message = said(from_file("unknown", "[http]\n\nlisen = 'x'"));
    assert!(message.contains("line 3") && message.contains("lisen"), "{message}");
    let message = said(from_file("type", "[media]\nworkers = 'two'"));
    assert!(message.contains("line 2"), "{message}");
    let message = said(from_environment(&[("PIIRI_MEDIA_WORKERS", "two")]));
    assert!(message.starts_with("PIIRI_MEDIA_WORKERS: \"two\""), "{message}");
    let message = said(from_environment(&[("PIIRI_HTTP_LISTEN", "8080")]));
    assert!(message.starts_with("PIIRI_HTTP_LISTEN: \"8080\""), "{message}");
    let message = said(Config::load(None, |_| None, &[("http", "public_url", "ftp://x".into())]));
    assert!(message.starts_with("--http-public-url: \"ftp://x\""), "{message}");
    let message = said(Config::load(Some(std::path::Path::new("/nowhere/piiri.toml")), |_| None, &[]));
    assert!(message.starts_with("configuration file /nowhere/piiri.toml"), "{message}");
    let message = said(from_environment(&[("PIIRI_MEDIA_ADVERTISE", "192.0.2.1:")]));
    assert!(message.starts_with("PIIRI_MEDIA_ADVERTISE: \"192.0.2.1:\""), "{message}");
    let message = said(from_environment(&[("PIIRI_LOG_FILTER", "server=loud")]));
    assert!(message.starts_with("PIIRI_LOG_FILTER"), "{message}");
}

#[test]
fn an_advertised_address_may_have_a_port_of_its_own() {
    let addresses = ["192.0.2.1", "192.0.2.1:40000", "2001:db8::1", "[2001:db8::1]:40000"];
    let config = from_environment(&[("PIIRI_MEDIA_ADVERTISE", &addresses.join(","))]).unwrap();
    let read: Vec<(String, u16)> =
        config.media.advertise.iter().map(|address| (address.ip().to_string(), address.port())).collect();
    let (v4, v6) = ("192.0.2.1".to_owned(), "2001:db8::1".to_owned());
    assert_eq!(read, [(v4.clone(), 0), (v4, 40_000), (v6.clone(), 0), (v6, 40_000)]);
}

#[test]
fn tcp_is_where_udp_is_unless_it_is_said_otherwise() {
    let of = |text: &str| {
        from_environment(&[("PIIRI_MEDIA_TCP_LISTEN", text)]).map(|config| config.media.tcp_listen)
    };
    assert_eq!(Config::default().media.tcp_listen, TcpListen::Same);
    assert_eq!(of("same").unwrap(), TcpListen::Same);
    assert_eq!(of("").unwrap(), TcpListen::Off);
    assert_eq!(of("[::]:443").unwrap(), TcpListen::At("[::]:443".parse().unwrap()));
    assert!(said(of("443")).starts_with("PIIRI_MEDIA_TCP_LISTEN: \"443\""));
    let config = from_environment(&[("PIIRI_MEDIA_TCP_ADVERTISE", "192.0.2.1:443")]).unwrap();
    assert_eq!(config.media.tcp_advertise, [SocketAddr::from(([192, 0, 2, 1], 443))]);
}

#[test]
fn a_stun_server_has_a_name_and_perhaps_a_port() {
    let of = |text: &str| {
        from_environment(&[("PIIRI_MEDIA_STUN_SERVER", text)]).map(|config| config.media.stun_server)
    };
    for (written, meant) in [
        ("stun.example.org", "stun.example.org:3478"),
        ("stun:stun.example.org:19302", "stun.example.org:19302"),
        ("192.0.2.1", "192.0.2.1:3478"),
        ("[2001:db8::1]:3479", "[2001:db8::1]:3479"),
    ] {
        assert_eq!(of(written).unwrap().as_deref(), Some(meant), "{written}");
    }
    assert_eq!(of("").unwrap(), None);
    for wrong in
        ["https://stun.example.org", "stun.example.org:", "stun.example.org:99999", "a b", "x@y", ":3478"]
    {
        assert!(said(of(wrong)).starts_with("PIIRI_MEDIA_STUN_SERVER"), "{wrong}");
    }
}

#[test]
fn a_turn_server_needs_its_secret_which_is_never_shown() {
    const URL: (&str, &str) = ("PIIRI_TURN_URLS", "turns:turn.example.org:443?transport=tcp");
    let secret = "a-canary-of-a-secret-long-enough-to-be-one";
    let config = from_environment(&[URL, ("PIIRI_TURN_SECRET", secret)]).unwrap();
    assert_eq!(config.turn.credentials().map(|turn| turn.urls), Some(vec![URL.1.to_owned()]));
    assert!(!format!("{config:?}").contains("canary"));
    assert!(said(from_environment(&[URL])).starts_with("[turn] secret"));
    assert!(
        said(from_environment(&[("PIIRI_TURN_URLS", "stun:x")])).starts_with("PIIRI_TURN_URLS: \"stun:x\"")
    );
    let message = said(from_environment(&[("PIIRI_TURN_SECRET", "short-canary")]));
    assert!(message.starts_with("PIIRI_TURN_SECRET") && !message.contains("canary"), "{message}");
    let message = said(from_file("turn-secret", "[turn]\nsecret = 17 # canary"));
    assert!(!message.contains("canary"), "{message}");
    assert_eq!(from_environment(&[]).unwrap().turn.credentials(), None);
}

#[test]
fn a_key_is_long_and_never_shown() {
    let canary = "short-canary";
    let message = from_environment(&[("PIIRI_ACCESS_API_KEYS", canary)]).unwrap_err().to_string();
    assert!(message.contains("key number 1") && !message.contains(canary), "{message}");
    let message = from_file("key", &format!("[access]\napi_keys = ['{canary}")).unwrap_err().to_string();
    assert!(!message.contains(canary), "{message}");

    let canary = "canary-canary-canary-canary-canary";
    let config = from_environment(&[("PIIRI_ACCESS_API_KEYS", canary)]).unwrap();
    assert!(!format!("{config:?}").contains(canary));
}

#[test]
fn a_public_url_is_an_origin() {
    let read = |text: &str| text.parse::<PublicUrl>();
    let url = read("https://piiri.example.org").unwrap();
    assert_eq!(url.session_socket(), "wss://piiri.example.org/v1/session");
    assert_eq!(url.link("x"), "https://piiri.example.org/#x");
    assert!(url.is_secure());
    let url = read("http://[2001:db8::1]:8080/").unwrap();
    assert_eq!(url.session_socket(), "ws://[2001:db8::1]:8080/v1/session");
    for text in [
        "piiri.example.org",
        "//x",
        "ftp://x",
        "https://x/piiri",
        "https://x/?a",
        "https://x/#a",
        "https://u@x",
        " ",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}
