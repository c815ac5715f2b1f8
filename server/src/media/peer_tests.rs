use std::net::Ipv4Addr;

use super::*;

fn identity() -> Identity {
    Identity::new(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 5000))]).unwrap()
}

#[test]
fn the_offer_has_every_line_once_with_one_stage_stream() {
    let (_, offer) = Peer::receiving(Instant::now(), &identity(), 1000).unwrap();
    let lines: Vec<&str> = offer.lines().filter(|line| line.starts_with("m=")).collect();
    assert_eq!(lines.len(), LINES);
    for (line, line_use) in lines.iter().zip(LAYOUT) {
        assert_eq!(line.starts_with("m=audio"), line_use.is_audio());
    }
    let streams =
        |name: &str| offer.lines().filter(|line| line.starts_with(&format!("a=msid:{name}"))).count();
    assert_eq!(streams("stage "), 2);
    assert!(offer.contains("a=ice-lite"));
    assert!(offer.contains("a=ssrc-group:FID 1002 1003"), "{offer}");
    assert!(!offer.contains("a=recvonly") && !offer.contains("a=sendrecv"));
}

#[test]
fn an_offer_with_other_lines_is_refused() {
    for offer in [
        "",
        "v=0\r\n",
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
    ] {
        assert!(Peer::sending(Instant::now(), &identity(), offer.to_owned()).is_err());
    }
}

#[test]
fn lines_and_their_streams_find_each_other() {
    for line in 0..LINES {
        let found = line_at(u32::MAX - 10, ssrc_of(u32::MAX - 10, line));
        assert_eq!(found, u8::try_from(line).ok().map(Line));
    }
    assert_eq!(line_at(1000, 999), None);
    assert_eq!(line_at(1000, 1000 + 2 * LINES as u32), None);
}
