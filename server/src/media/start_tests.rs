use std::net::UdpSocket;
use std::time::Duration;

use super::*;
use crate::media::DiscoverError;
use crate::media::udp::Inbox;

fn local(workers: usize) -> config::Media {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    config::Media { listen, workers, ..config::Media::default() }
}

fn told(media: &Media) -> Vec<String> {
    let over = |tcp| if tcp { "tcp" } else { "udp" };
    let candidates = media.shared.candidates.now();
    candidates.iter().map(|candidate| format!("{} {}", over(candidate.tcp), candidate.address.ip())).collect()
}

/// A STUN server (RFC 8489) that sees everybody at 203.0.113.9, and says nothing to the first request of each.
fn stun_server() -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let at = socket.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut request = [0; 64];
        for number in 0.. {
            let Ok((_, from)) = socket.recv_from(&mut request) else { return };
            let mut answer = vec![0x01, 0x01, 0x00, 0x0c];
            answer.extend_from_slice(&request[4..20]);
            let port = (from.port() ^ 0x2112).to_be_bytes();
            answer.extend_from_slice(&[0x00, 0x20, 0x00, 0x08, 0x00, 0x01, port[0], port[1]]);
            answer.extend_from_slice(&[0xea, 0x12, 0xd5, 0x4b]);
            if number > 0 && socket.send_to(&answer, from).is_err() {
                return;
            }
        }
    });
    at
}

#[tokio::test]
async fn the_public_address_is_asked_from_the_media_port_and_told_from_then_on() {
    // The kernel gives the answer to any of the workers.
    let media = Media::start(&local(3), &[], None).unwrap();
    assert_eq!(told(&media), ["udp 127.0.0.1", "tcp 127.0.0.1"]);
    let seen = media.discover(&stun_server().to_string()).await.unwrap();
    assert_eq!(seen, SocketAddr::from(([203, 0, 113, 9], media.udp_port())), "asked from another port");
    assert_eq!(told(&media), ["udp 127.0.0.1", "udp 203.0.113.9", "tcp 127.0.0.1", "tcp 203.0.113.9"]);
    media.shutdown();
}

#[tokio::test(start_paused = true)]
async fn a_stun_server_that_does_not_answer_changes_nothing() {
    let media = Media::start(&local(1), &[], None).unwrap();
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let asked = media.discover(&silent.local_addr().unwrap().to_string()).await;
    assert_eq!(asked, Err(DiscoverError::Silent));
    let mut requests = 0;
    silent.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    while requests < 3 && silent.recv(&mut [0; 64]).is_ok() {
        requests += 1;
    }
    assert_eq!(requests, 3);
    assert_eq!(told(&media), ["udp 127.0.0.1", "tcp 127.0.0.1"]);
    assert_eq!(media.discover("nobody.invalid:3478").await, Err(DiscoverError::UnknownName));
    media.shutdown();
}

#[test]
fn a_taken_port_is_named_with_a_way_out() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let tcp_listen = TcpListen::At(taken.local_addr().unwrap());
    let Err(error) = Media::start(&config::Media { tcp_listen, ..local(1) }, &[], None) else {
        panic!("it was taken");
    };
    assert!(format!("{error:#}").contains("PIIRI_MEDIA_TCP_LISTEN"), "{error:#}");
    let off = Media::start(&config::Media { tcp_listen: TcpListen::Off, ..local(1) }, &[], None).unwrap();
    assert_eq!((off.tcp_port(), told(&off)), (None, vec!["udp 127.0.0.1".to_owned()]));
    off.shutdown();
}

#[test]
fn one_port_takes_ipv4_and_ipv6_and_knows_everybody_once() {
    let listen = SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0));
    let (bound, mut ports) = bind_udp(listen, 1).unwrap();
    let port = ports.remove(0);
    let mut inbox = Inbox::default();
    for loopback in ["127.0.0.1", "::1"] {
        let ip: IpAddr = loopback.parse().unwrap();
        let sender = UdpSocket::bind((ip, 0)).unwrap();
        sender.send_to(b"hello", (ip, bound.port())).unwrap();
        while port.receive(&mut inbox).unwrap() == 0 {
            std::thread::yield_now();
        }
        let path = inbox.datagrams().next().unwrap().0;
        assert_eq!((path.remote, path.local), (sender.local_addr().unwrap(), ip));
    }
}
