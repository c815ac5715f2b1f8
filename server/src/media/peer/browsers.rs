//! What browsers offer and answer ([`descriptions/README.md`](descriptions/README.md)): the server takes it, and reads the
//! same numbers out of it as the browser put in.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use sfu::{Codec, Kind};

use super::receiving::Receiving;
use super::sdp::{extension_id, payload_type, rids};
use super::setup::{
    AUDIO_LEVEL_URI, Identity, MID_URI, OPUS, RED, RID_URI, RRID_URI, TRANSPORT_CC_URI, payload_type_of,
};
use super::{Peer, Side};
use crate::media::candidates::{Candidate, Candidates};

/// A browser, its descriptions, and the numbers in its offer.
struct Browser {
    name: &'static str,
    offer: &'static str,
    answer: &'static str,
    opus: u8,
    red: Option<u8>,
    vp8: u8,
    rtx: u8,
    level: u8,
    transport_cc: u8,
    mid: u8,
    rid: u8,
    rrid: u8,
    /// Whether it says in its answer that it takes redundant sound.
    takes_red: bool,
}

macro_rules! browser {
    ($name:literal { $($field:ident: $value:expr),* $(,)? }) => {
        Browser {
            name: $name,
            offer: include_str!(concat!("descriptions/", $name, "-offer.sdp")),
            answer: include_str!(concat!("descriptions/", $name, "-answer.sdp")),
            $($field: $value),*
        }
    };
}

const BROWSERS: [Browser; 4] = [
    browser!("chrome-156" {
        opus: 111, red: Some(63), vp8: 96, rtx: 97, level: 1, transport_cc: 3, mid: 4, rid: 10, rrid: 11,
        takes_red: true,
    }),
    browser!("firefox-153" {
        opus: 109, red: None, vp8: 120, rtx: 124, level: 1, transport_cc: 7, mid: 3, rid: 9, rrid: 10,
        takes_red: false,
    }),
    browser!("safari-17" {
        opus: 111, red: Some(63), vp8: 100, rtx: 101, level: 1, transport_cc: 3, mid: 4, rid: 10, rrid: 11,
        takes_red: true,
    }),
    browser!("ios-18" {
        opus: 111, red: Some(63), vp8: 106, rtx: 107, level: 1, transport_cc: 3, mid: 4, rid: 14, rrid: 15,
        takes_red: true,
    }),
];

fn identity() -> Identity {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 5000));
    Identity::new(Candidates::new(vec![Candidate { tcp: false, address }])).unwrap()
}

fn sections(sdp: &str) -> Vec<Vec<&str>> {
    let mut sections: Vec<Vec<&str>> = Vec::new();
    for line in sdp.lines() {
        if line.starts_with("m=") {
            sections.push(Vec::new());
        }
        if let Some(last) = sections.last_mut() {
            last.push(line);
        }
    }
    sections
}

fn values<'a>(section: &[&'a str], name: &str) -> Vec<&'a str> {
    section.iter().filter_map(|line| line.strip_prefix(name)).map(str::trim).collect()
}

/// Payload types of an m-line, in its order.
fn formats(section: &[&str]) -> Vec<u8> {
    section[0].split(' ').skip(3).map(|format| format.parse().unwrap()).collect()
}

#[test]
fn the_offer_of_every_browser_is_answered_with_its_own_numbers() {
    let identity = identity();
    for browser in &BROWSERS {
        let (peer, answer) = Peer::sending(Instant::now(), &identity, browser.offer.to_owned(), Codec::Vp8)
            .unwrap_or_else(|error| panic!("{}: {error}", browser.name));
        let (offered, answered) = (sections(browser.offer), sections(&answer));
        assert_eq!(answered.len(), Kind::ALL.len(), "{}", browser.name);
        for ((offered, answered), kind) in offered.iter().zip(&answered).zip(Kind::ALL) {
            let about = format!("{} {kind:?}: {answered:#?}", browser.name);
            assert_eq!(values(answered, "a=mid:"), values(offered, "a=mid:"), "{about}");
            assert!(answered.contains(&"a=recvonly") && answered.contains(&"a=setup:passive"), "{about}");
            let mut expected: Vec<u8> = if kind.is_audio() {
                browser.red.into_iter().chain([browser.opus]).collect()
            } else {
                vec![browser.vp8, browser.rtx]
            };
            let mut formats = formats(answered);
            formats.sort_unstable();
            expected.sort_unstable();
            assert_eq!(formats, expected, "{about}");
            let extension = |uri: &str| extension_id(&answered.join("\r\n"), uri);
            assert_eq!(extension(TRANSPORT_CC_URI), Some(browser.transport_cc), "{about}");
            assert_eq!(extension(MID_URI), Some(browser.mid), "{about}");
            if kind.is_audio() {
                assert_eq!(extension(AUDIO_LEVEL_URI), Some(browser.level), "{about}");
            } else {
                assert_eq!(extension(RID_URI), Some(browser.rid), "{about}");
                assert_eq!(extension(RRID_URI), Some(browser.rrid), "{about}");
                let apt = format!("a=fmtp:{} apt={}", browser.rtx, browser.vp8);
                assert!(answered.contains(&apt.as_str()), "{about}");
                let sent = values(offered, "a=simulcast:send ");
                assert_eq!(values(answered, "a=simulcast:recv "), sent, "{about}");
                let layers: Vec<&str> = sent[0].split(';').collect();
                let received: Vec<String> =
                    layers.iter().map(|layer| format!("a=rid:{layer} recv")).collect();
                assert!(received.iter().all(|rid| answered.contains(&rid.as_str())), "{about}");
            }
        }
        let Side::Sending(sending) = &peer.side else { panic!("not a sending side") };
        assert_eq!(
            sending.numbers(),
            (Some(browser.level), Some(browser.opus), browser.red),
            "{}",
            browser.name
        );
        assert_eq!(extension_id(browser.offer, MID_URI), Some(browser.mid));
        assert_eq!(extension_id(browser.offer, RID_URI), Some(browser.rid));
        assert_eq!(extension_id(browser.offer, RRID_URI), Some(browser.rrid));
        assert_eq!(payload_type(browser.offer, "VP8/90000"), Some(browser.vp8));
        let none: Vec<String> = Vec::new();
        let few = vec!["h".to_owned(), "f".to_owned()];
        let camera = vec!["q".to_owned(), "h".to_owned(), "f".to_owned()];
        assert_eq!(
            rids(browser.offer),
            [none.clone(), camera, few.clone(), none.clone(), few, none],
            "{}",
            browser.name
        );
    }
}

#[test]
fn the_answer_of_every_browser_is_taken() {
    for browser in &BROWSERS {
        let (mut peer, offer) = Peer::receiving(Instant::now(), &identity(), 1000, Codec::Vp8).unwrap();
        for (offered, answered) in sections(&offer).iter().zip(sections(browser.answer)) {
            // Otherwise these descriptions are of an offer that is no more: record them again.
            assert_eq!(values(offered, "a=mid:"), values(&answered, "a=mid:"), "{}", browser.name);
            let known = formats(offered);
            assert!(formats(&answered).iter().all(|format| known.contains(format)), "{}", browser.name);
        }
        peer.answer(Instant::now(), browser.answer.to_owned())
            .unwrap_or_else(|error| panic!("{}: {error}", browser.name));
        assert!(peer.is_measured(), "{}", browser.name);
        let Side::Receiving(receiving) = &peer.side else { panic!("not a receiving side") };
        assert_eq!(receiving.takes_red(), browser.takes_red, "{}", browser.name);
        // Our numbers, whatever the browser calls them in its own offers.
        assert_eq!(payload_type(browser.answer, "opus/48000/2"), Some(OPUS));
        assert_eq!(payload_type(browser.answer, "VP8/90000"), Some(payload_type_of(Codec::Vp8)));
        assert_eq!(payload_type(browser.answer, "rtx/90000"), Some(payload_type_of(Codec::Vp8) + 1));
        assert_eq!(payload_type(browser.answer, "red/48000/2"), browser.takes_red.then_some(RED));
    }
}

#[test]
fn what_an_answer_leaves_out_is_not_sent() {
    let (_, offer) = Peer::receiving(Instant::now(), &identity(), 1000, Codec::Vp8).unwrap();
    let mut receiving = Receiving::new(1000, &offer, Codec::Vp8);
    let answer: String = BROWSERS[0]
        .answer
        .lines()
        .filter(|line| !line.contains("transport-wide-cc") && !line.contains("red/48000"))
        .flat_map(|line| [line, "\r\n"])
        .collect();
    receiving.answered(&answer);
    assert!(!receiving.is_measured() && !receiving.takes_red());
}
