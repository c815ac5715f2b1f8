use std::net::Ipv4Addr;

use sfu::lines::LINES;

use super::receiving::{Receiving, line_at, ssrc_of};
use super::setup::{DEPENDENCY_URI, OPUS, RED, TRANSPORT_CC_URI, payload_type_of};
use super::*;
use crate::media::candidates::{Candidate, Candidates};

fn identity() -> Identity {
    let over = |tcp| Candidate { tcp, address: SocketAddr::from((Ipv4Addr::LOCALHOST, 5000)) };
    Identity::new(Candidates::new(vec![over(false), over(true)])).unwrap()
}

#[test]
fn the_offer_has_every_line_once_with_one_stage_stream() {
    let (_, offer) = Peer::receiving(Instant::now(), &identity(), 1000, Codec::Vp8).unwrap();
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
        assert!(Peer::sending(Instant::now(), &identity(), offer.to_owned(), Codec::Vp8).is_err());
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
fn the_way_there_and_back_is_read_from_reports() {
    let report = |last_report, delay| Reception { ssrc: 1, lost: 0, last_report, delay };
    let now = 5_u64 << 32 | 0x8000_0000;
    assert_eq!(round_trip(now, &report(0, 0)), None, "no report of ours has come");
    // Sent at 5.25 s, held for 0.125 s: 0.125 s on the way.
    assert_eq!(round_trip(now, &report(0x0005_4000, 0x2000)), Some(125));
    assert_eq!(round_trip(now, &report(0x0006_0000, 0)), None, "of the future");
}

#[test]
fn a_device_has_no_more_streams_than_it_can_use() {
    let (mut peer, _) = Peer::receiving(Instant::now(), &identity(), 1000, Codec::Vp8).unwrap();
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
    assert!(peer.classify(&[]).is_none(), "the library logs each");
    assert!(peer.classify(&[22; 40]).is_some(), "DTLS passes");
}

#[test]
fn layers_and_payload_types_are_read_from_descriptions() {
    let sdp = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:63 RED/48000/2\r\n\
               m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rid:q send\r\na=simulcast:send q;~h,x;f recv a\r\n\
               m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=simulcast:send a;b;c;d;e;f;g\r\n";
    let names = sdp::rids(sdp);
    assert_eq!(names, [vec![], vec!["q", "h", "f"], vec!["a", "b", "c"]]);
    assert_eq!(sdp::payload_type(sdp, "red/48000/2"), Some(63));
    assert_eq!(sdp::payload_type(sdp, "red/8000"), None);
}

#[test]
fn every_way_in_is_told_and_udp_is_preferred() {
    let (_, offer) = Peer::receiving(Instant::now(), &identity(), 1000, Codec::Vp8).unwrap();
    let candidates: Vec<&str> = offer.lines().filter_map(|line| line.strip_prefix("a=candidate:")).collect();
    let of = |protocol: &str| {
        let line = candidates.iter().find(|line| line.split(' ').nth(2) == Some(protocol));
        let line = line.unwrap_or_else(|| panic!("no {protocol} in {offer}"));
        (*line, line.split(' ').nth(3).unwrap().parse::<u32>().unwrap())
    };
    let ((_, udp), (line, tcp)) = (of("udp"), of("tcp"));
    assert!(line.contains(" 127.0.0.1 5000 typ host tcptype passive"), "{line}");
    assert!(udp > tcp);
}

#[test]
fn only_pictures_are_pictures() {
    let rtp = |kind: u8| [0x80, kind, 0, 0];
    let vp8 = payload_type_of(Codec::Vp8);
    assert!(is_picture(&rtp(vp8)) && is_picture(&rtp(0x80 | vp8)) && is_picture(&rtp(vp8 + 1)));
    assert!(!is_picture(&rtp(OPUS)) && !is_picture(&rtp(0x80 | OPUS)) && !is_picture(&rtp(RED)));
    // Sender report, feedback; STUN, DTLS, nothing.
    assert!(!is_picture(&rtp(200)) && !is_picture(&rtp(205)));
    assert!(!is_picture(&[0, 1]) && !is_picture(&[22, 254]) && !is_picture(&[]) && !is_picture(&[0x80]));
}

#[test]
fn the_codec_of_the_room_is_offered_before_vp8() {
    for (codec, name) in [(Codec::Vp9, "VP9"), (Codec::Av1, "AV1"), (Codec::H264, "H264")] {
        let (peer, offer) = Peer::receiving(Instant::now(), &identity(), 1000, codec).unwrap();
        let number = payload_type_of(codec);
        let first = offer.lines().find(|line| line.starts_with("m=video")).unwrap();
        assert!(first.ends_with(&format!(" {number} {} 96 97", number + 1)), "{first}");
        assert!(offer.contains(&format!("a=rtpmap:{number} {name}/90000")), "{offer}");
        let has_layers = codec != Codec::H264;
        assert_eq!(offer.contains(DEPENDENCY_URI), has_layers, "{name}");
        assert!(offer.contains("a=extmap-allow-mixed"), "a structure needs the long form");
        assert!(!peer.takes_codec(), "nobody has answered");
    }
    let (peer, offer) = Peer::receiving(Instant::now(), &identity(), 1000, Codec::Vp8).unwrap();
    assert!(peer.takes_codec() && !offer.contains(DEPENDENCY_URI));
}

#[test]
fn pictures_in_a_codec_that_a_device_does_not_take_are_not_sent_to_it() {
    let packet = |codec| Forward {
        listener: sfu::DeviceId(1),
        line: Line(1),
        sequence: 7,
        timestamp: 9,
        marker: true,
        keyframe: true,
        red: false,
        payload: Bytes::from_static(&[1, 2, 3]),
        codec,
        descriptor: None,
        dependency: Some(vec![0; 40].into()),
        report: None,
    };
    let offer = format!("a=extmap:5 {DEPENDENCY_URI}\r\na=extmap:3 {TRANSPORT_CC_URI}\r\n");
    let mut receiving = Receiving::new(1000, &offer, Codec::Vp9);
    receiving.answered(&format!("{offer}a=rtpmap:96 VP8/90000\r\n"));
    assert!(receiving.packet(packet(Codec::Vp9), 1).is_none());
    assert_eq!(receiving.packet(packet(Codec::Vp8), 1).unwrap().header.payload_type, 96);
    receiving.answered(&format!("{offer}a=rtpmap:98 VP9/90000\r\na=rtpmap:96 VP8/90000\r\n"));
    let sent = receiving.packet(packet(Codec::Vp9), 1).unwrap();
    assert_eq!(sent.header.payload_type, 98);
    assert_eq!(sent.header.get_extension(5).map(|octets| octets.len()), Some(40), "in the long form");
    assert_eq!(sent.header.get_extension(3).map(|octets| octets.len()), Some(2));
    assert_eq!(receiving.packet_again(&packet(Codec::Vp9), 2).unwrap().header.payload_type, 99);
    receiving.answered("a=rtpmap:98 VP9/90000\r\n");
    assert!(
        receiving.packet(packet(Codec::Vp9), 1).unwrap().header.get_extension(5).is_none(),
        "not answered"
    );
}
