use std::net::Ipv4Addr;

use rtc::rtp;
use rtc::shared::marshal::Unmarshal as _;
use sfu::lines::LINES;

use super::receiving::{Receiving, line_at, ssrc_of};
use super::setup::{DEPENDENCY_URI, OPUS, RED, TRANSPORT_CC_URI, payload_type_of};
use super::*;
use crate::media::candidates::{Candidate, Candidates};
use crate::media::srtp::{TAG, Written};

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
fn whose_a_datagram_is_its_first_octets_say() {
    assert_eq!(Peer::classify(&[128, 96, 0]), Class::Media);
    assert_eq!(Peer::classify(&[191, 255]), Class::Media);
    assert_eq!(Peer::classify(&[128, 192]), Class::Control);
    assert_eq!(Peer::classify(&[128, 223]), Class::Control);
    assert_eq!(Peer::classify(&[]), Class::Refused, "the library logs each");
    assert_eq!(Peer::classify(&[22; 40]), Class::Connection, "DTLS");
    assert_eq!(Peer::classify(&[0; 20]), Class::Connection, "STUN");
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
    assert!(written(&receiving, &packet(Codec::Vp9)).is_none());
    assert_eq!(written(&receiving, &packet(Codec::Vp8)).unwrap().header.payload_type, 96);
    receiving.answered(&format!("{offer}a=rtpmap:98 VP9/90000\r\na=rtpmap:96 VP8/90000\r\n"));
    let sent = written(&receiving, &packet(Codec::Vp9)).unwrap();
    assert_eq!(sent.header.payload_type, 98);
    assert_eq!(sent.header.get_extension(5).map(|octets| octets.len()), Some(40), "in the long form");
    assert_eq!(sent.header.get_extension(3).map(|octets| octets.len()), Some(2));
    assert_eq!(again(&mut receiving, &packet(Codec::Vp9)).header.payload_type, 99);
    receiving.answered("a=rtpmap:98 VP9/90000\r\n");
    let sent = written(&receiving, &packet(Codec::Vp9)).unwrap();
    assert!(sent.header.get_extension(5).is_none(), "not answered");
    assert!(!sent.header.extension, "nor anything else");
}

/// What a reader makes of what was written, without a seal.
fn written(receiving: &Receiving, forward: &Forward<Bytes>) -> Option<rtp::Packet> {
    let mut room = vec![0; Peer::room(forward)];
    let written = receiving.write(forward, 0x1234, &mut room)?;
    Some(read_back(&room, written))
}

fn again(receiving: &mut Receiving, forward: &Forward<Bytes>) -> rtp::Packet {
    let mut room = vec![0; Peer::room(forward)];
    let written = receiving.write_again(forward, 0x1234, &mut room).unwrap();
    read_back(&room, written)
}

fn read_back(room: &[u8], written: Written) -> rtp::Packet {
    assert!(written.length + TAG <= room.len(), "no room for the seal");
    let packet = rtp::Packet::unmarshal(&mut &room[..written.length]).unwrap();
    assert_eq!((packet.header.ssrc, packet.header.sequence_number), (written.ssrc, written.sequence));
    assert_eq!(written.length - written.header, packet.payload.len(), "the seal covers the payload");
    packet
}

#[test]
fn padding_is_a_packet_with_nothing_in_it() {
    let offer = format!("a=extmap:3 {TRANSPORT_CC_URI}\r\n");
    let mut receiving = Receiving::new(1_000, &offer, Codec::Vp8);
    receiving.answered(&offer);
    for sequence in [1, 2] {
        let mut room = vec![0xee; Peer::PADDING_ROOM];
        let written = receiving.write_padding(7, &mut room).unwrap();
        assert!(written.length + TAG <= room.len());
        let packet = rtp::Packet::unmarshal(&mut &room[..written.length]).unwrap();
        assert!(packet.header.padding && packet.payload.is_empty());
        assert_eq!((packet.header.ssrc, packet.header.sequence_number), (written.ssrc, sequence));
        assert_eq!(packet.header.get_extension(3).as_deref(), Some(&[0, 7][..]));
        let line = receiving::line_at(1_000, written.ssrc).unwrap();
        assert!(!LAYOUT[usize::from(line.0)].is_audio());
        assert_ne!(
            receiving::ssrc_of(1_000, line.0.into()),
            written.ssrc,
            "it takes no number of the pictures"
        );
    }
}

proptest::proptest! {
    #[test]
    fn what_is_written_is_read_by_anybody(
        (line, sequence, timestamp, transport, rtx) in (0..LINES as u8, 0..u16::MAX, 0..u32::MAX, 0..u16::MAX, 0..2_u8),
        (marker, measured, payload) in (0..2_u8, 0..2_u8, proptest::collection::vec(0..=u8::MAX, 1..60)),
        dependency in proptest::collection::vec(0..=u8::MAX, 0..60),
        picture_id in 0..0x8000_u16,
    ) {
        let mut offer = format!("a=extmap:5 {DEPENDENCY_URI}\r\na=rtpmap:98 VP9/90000\r\n");
        if measured == 1 {
            offer += &format!("a=extmap:3 {TRANSPORT_CC_URI}\r\n");
        }
        let mut receiving = Receiving::new(u32::MAX - 9, &offer, Codec::Vp9);
        receiving.answered(&offer);
        let dependency: Option<Box<[u8]>> = (!dependency.is_empty()).then(|| dependency.into());
        let forward = Forward {
            listener: sfu::DeviceId(1),
            line: Line(line),
            sequence,
            timestamp,
            marker: marker == 1,
            keyframe: false,
            red: false,
            payload: Bytes::from(payload),
            codec: Codec::Vp9,
            descriptor: Some(sfu::vp8::Rewrite { picture_id: Some(picture_id), tl0: Some(3) }),
            dependency,
            report: None,
        };
        let mut room = vec![0xee; Peer::room(&forward)];
        let packet = if rtx == 1 {
            let written = receiving.write_again(&forward, transport, &mut room).unwrap();
            read_back(&room, written)
        } else {
            let written = receiving.write(&forward, transport, &mut room).unwrap();
            read_back(&room, written)
        };
        let (head, rest) = sfu::vp8::rewrite(&forward.payload, forward.descriptor.unwrap());
        let ahead = if rtx == 1 { sequence.to_be_bytes().to_vec() } else { Vec::new() };
        proptest::prop_assert_eq!(&packet.payload[..], &[&ahead[..], head.as_ref(), rest].concat()[..]);
        let header = &packet.header;
        proptest::prop_assert_eq!((header.version, header.marker, header.timestamp), (2, marker == 1, timestamp));
        let numbered = header.get_extension(3).map(|octets| octets.to_vec());
        proptest::prop_assert_eq!(numbered, (measured == 1).then(|| transport.to_be_bytes().to_vec()));
        let dependency = header.get_extension(5).map(|octets| octets.to_vec());
        proptest::prop_assert_eq!(dependency.as_deref(), forward.dependency.as_deref());
    }
}
