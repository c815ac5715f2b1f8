use std::net::UdpSocket;
use std::time::Duration;

use super::*;

const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn any() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

fn listener() -> UdpSocket {
    let socket = UdpSocket::bind(any()).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    socket
}

fn read(socket: &UdpSocket) -> Vec<u8> {
    let mut buffer = [0; 2048];
    let (length, _) = socket.recv_from(&mut buffer).unwrap();
    buffer[..length].to_vec()
}

#[test]
fn many_datagrams_to_many_people_arrive_whole_and_in_order() {
    let mut port = UdpPort::bind(any(), false).unwrap();
    let people = [listener(), listener(), listener()];
    for round in 0..40_u8 {
        for person in &people {
            // Runs of equal length with a shorter end, as a frame of video is.
            let length = if round % 8 == 7 { 300 } else { 1_100 };
            let path = Path::udp(person.local_addr().unwrap(), LOCALHOST);
            port.queue(path, &vec![round; length]);
        }
    }
    port.flush();
    for person in &people {
        for round in 0..40_u8 {
            let datagram = read(person);
            assert_eq!(datagram[0], round);
            assert_eq!(datagram.len(), if round % 8 == 7 { 300 } else { 1_100 });
        }
    }
    assert_eq!(port.counts().sent, 120);
    assert_eq!(port.counts().dropped, 0);
    if port.segments() {
        assert!(port.counts().send_calls <= 2, "{:?}", port.counts());
    }
}

#[test]
fn without_segmentation_everything_arrives_too() {
    let mut port = UdpPort::bind(any(), false).unwrap();
    port.segmentation = false;
    let person = listener();
    for round in 0..100_u8 {
        let path = Path::udp(person.local_addr().unwrap(), LOCALHOST);
        port.queue(path, &[round; 200]);
    }
    port.flush();
    for round in 0..100_u8 {
        assert_eq!(read(&person)[0], round);
    }
}

#[test]
fn a_batch_is_read_with_its_senders_and_the_address_it_came_to() {
    let port = UdpPort::bind(SocketAddr::from(([0, 0, 0, 0], 0)), false).unwrap();
    let bound = port.local_addr().unwrap().port();
    let sender = listener();
    for index in 0..10_u8 {
        sender.send_to(&[index; 9], ("127.0.0.1", bound)).unwrap();
    }
    let (mut seen, mut inbox) = (Vec::new(), Inbox::default());
    while seen.len() < 10 {
        port.receive(&mut inbox).unwrap();
        for (path, bytes) in inbox.datagrams() {
            assert_eq!(path, Path::udp(sender.local_addr().unwrap(), LOCALHOST));
            assert_eq!(bytes.len(), 9);
            seen.push(bytes[0]);
        }
    }
    assert_eq!(seen, (0..10).collect::<Vec<u8>>());
    assert_eq!(port.receive(&mut inbox).unwrap(), 0);
    assert_eq!(inbox.datagrams().count(), 0, "nothing more was sent");
}

#[test]
fn a_dual_stack_port_shows_ipv4_people_as_ipv4() {
    // Machines without IPv6 have nothing to test here.
    let Ok(mut port) = UdpPort::bind(SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)), false) else { return };
    let bound = port.local_addr().unwrap().port();
    let person = listener();
    person.send_to(b"hello", ("127.0.0.1", bound)).unwrap();
    let (mut seen, mut inbox) = (None, Inbox::default());
    while seen.is_none() {
        port.receive(&mut inbox).unwrap();
        seen = inbox.datagrams().next().map(|(path, _)| path);
    }
    let path = seen.unwrap();
    assert_eq!(path, Path::udp(person.local_addr().unwrap(), LOCALHOST));
    port.queue(path, b"and back");
    port.flush();
    assert_eq!(read(&person), b"and back");
}

#[test]
fn an_unreachable_person_does_not_stop_the_others() {
    let mut port = UdpPort::bind(any(), false).unwrap();
    let person = listener();
    let nowhere = SocketAddr::from(([255, 255, 255, 255], 9));
    port.queue(Path::udp(nowhere, LOCALHOST), b"lost");
    port.queue(Path::udp(person.local_addr().unwrap(), LOCALHOST), b"here");
    port.flush();
    assert_eq!(read(&person), b"here");
    assert_eq!(port.counts().dropped, 1);
}
