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

#[test]
fn what_would_make_the_library_work_for_the_client_is_taken_out() {
    let kept = harmless(
        "v=0\r\na=candidate:1 257 udp 0 198.51.100.1 9 typ host\r\na=end-of-candidates\r\nt=0 0\r\n",
    );
    assert_eq!(kept.unwrap(), "v=0\r\nt=0 0\r\n");
    assert!(harmless("v=0\r\na=ice-lite\r\n").is_err());
}

#[test]
fn a_device_has_no_more_streams_than_it_can_use() {
    let (mut peer, _) = Peer::receiving(Instant::now(), &identity(), 1000).unwrap();
    let packet = |ssrc: u32| {
        [[128, 96, 0, 1, 0, 0, 0, 0], [&ssrc.to_be_bytes()[..], &[0; 4]].concat().try_into().unwrap()]
            .concat()
    };
    for ssrc in 0..1_000 {
        peer.classify(&packet(ssrc));
    }
    assert_eq!(peer.streams.len(), STREAMS);
    assert!(peer.classify(&packet(3)).is_some());
    assert!(peer.classify(&packet(999)).is_none());
    assert!(peer.classify(&[128, 200, 0]).is_none(), "too short to say");
    assert!(peer.classify(&[22; 40]).is_some(), "DTLS passes");
}
