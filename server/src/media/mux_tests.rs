use std::net::{IpAddr, Ipv4Addr};

use super::*;

const PEER: PeerId = PeerId(1);

fn path(port: u16) -> Path {
    Path::udp(SocketAddr::from(([10, 0, 0, 1], port)), IpAddr::V4(Ipv4Addr::new(10, 0, 0, 9)))
}

fn message(kind: u16, transaction: u8, attributes: &[u8]) -> Vec<u8> {
    let mut message = kind.to_be_bytes().to_vec();
    message.extend_from_slice(&u16::try_from(attributes.len()).unwrap().to_be_bytes());
    message.extend_from_slice(&[0x21, 0x12, 0xa4, 0x42]);
    message.extend_from_slice(&[transaction; 12]);
    message.extend_from_slice(attributes);
    message
}

fn request(transaction: u8, nominates: bool) -> Vec<u8> {
    let mut attributes = vec![0x00, 0x06, 0x00, 0x09];
    attributes.extend_from_slice(b"ours:them\0\0\0");
    if nominates {
        attributes.extend_from_slice(&[0x00, 0x25, 0x00, 0x00]);
    }
    message(0x0001, transaction, &attributes)
}

fn success(transaction: u8) -> Vec<u8> {
    message(0x0101, transaction, &[])
}

const DTLS: [u8; 20] = [22; 20];

fn mux() -> Mux {
    let mut mux = Mux::new(0, Arc::default());
    mux.add(PEER, "ours");
    mux
}

/// A request from `port` that the agent answers.
fn validate(mux: &mut Mux, port: u16, transaction: u8, nominates: bool) {
    assert!(matches!(mux.incoming(path(port), &request(transaction, nominates)), Owner::Here(PEER, _)));
    assert_eq!(mux.outgoing(PEER, path(port).remote, &success(transaction)), Some(path(port)));
}

#[test]
fn only_an_address_that_the_agent_answered_may_send_anything_but_stun() {
    let mut mux = mux();
    assert_eq!(mux.incoming(path(1), &DTLS), Owner::Nobody);
    mux.incoming(path(1), &request(1, true));
    assert_eq!(mux.incoming(path(1), &DTLS), Owner::Nobody, "a request alone proves nothing");
    assert_eq!(mux.outgoing(PEER, path(1).remote, &success(1)), Some(path(1)));
    assert_eq!(mux.incoming(path(1), &DTLS), Owner::Here(PEER, path(1).remote));
    assert_eq!(mux.incoming(path(2), &DTLS), Owner::Nobody, "another port is another sender");
}

#[test]
fn an_unknown_fragment_and_a_malformed_message_reach_nobody() {
    let mut mux = Mux::new(0, Arc::default());
    assert_eq!(mux.incoming(path(1), &request(1, false)), Owner::Nobody);
    assert_eq!(mux.incoming(path(1), &[0; 19]), Owner::Nobody);
    assert_eq!(mux.incoming(path(1), &[]), Owner::Nobody);
}

#[test]
fn after_a_network_change_the_agent_still_sees_the_address_it_knows() {
    let mut mux = mux();
    validate(&mut mux, 1, 1, true);
    assert_eq!(mux.outgoing(PEER, path(1).remote, &DTLS), Some(path(1)));
    validate(&mut mux, 2, 2, false);
    assert_eq!(mux.incoming(path(2), &DTLS), Owner::Here(PEER, path(1).remote));
    assert_eq!(mux.outgoing(PEER, path(1).remote, &DTLS), Some(path(1)), "only a nomination moves media");
    validate(&mut mux, 2, 3, true);
    assert_eq!(mux.outgoing(PEER, path(1).remote, &DTLS), Some(path(2)));
}

#[test]
fn a_captured_check_sent_again_from_elsewhere_moves_nothing() {
    let mut mux = mux();
    validate(&mut mux, 1, 1, true);
    mux.outgoing(PEER, path(1).remote, &DTLS);
    assert_eq!(mux.incoming(path(66), &request(1, true)), Owner::Nobody, "the agent is not even asked");
    assert_eq!(mux.outgoing(PEER, path(1).remote, &DTLS), Some(path(1)));
    assert_eq!(mux.incoming(path(66), &DTLS), Owner::Nobody);
}

#[test]
fn an_unanswered_request_does_not_draw_the_agents_checks_away() {
    let mut mux = mux();
    validate(&mut mux, 1, 1, true);
    mux.outgoing(PEER, path(1).remote, &DTLS);
    mux.incoming(path(66), &request(9, true));
    assert_eq!(mux.outgoing(PEER, path(1).remote, &message(0x0001, 50, &[])), Some(path(1)));
}

#[test]
fn the_answer_to_a_check_of_the_agent_finds_its_peer() {
    let mut mux = mux();
    mux.incoming(path(1), &request(1, true));
    assert_eq!(mux.outgoing(PEER, path(1).remote, &message(0x0001, 40, &[])), Some(path(1)));
    assert_eq!(mux.incoming(path(1), &success(40)), Owner::Here(PEER, path(1).remote));
    assert_eq!(mux.incoming(path(1), &success(41)), Owner::Nobody);
}

#[test]
fn a_removed_peer_leaves_nothing_behind() {
    let mut mux = mux();
    validate(&mut mux, 1, 1, true);
    mux.remove(PEER);
    assert_eq!(mux.incoming(path(1), &DTLS), Owner::Nobody);
    assert_eq!(mux.incoming(path(1), &request(2, true)), Owner::Nobody);
    assert!(mux.by_source.is_empty() && mux.by_fragment.is_empty() && mux.routes.is_empty());
    assert_eq!(mux.directory.owner("ours"), None);
}

#[test]
fn what_another_worker_owns_is_given_to_it() {
    let directory = Arc::new(Directory::default());
    let mut owner = Mux::new(1, Arc::clone(&directory));
    owner.add(PEER, "ours");
    let mut other = Mux::new(0, directory);
    assert_eq!(other.incoming(path(1), &DTLS), Owner::Nobody);
    assert_eq!(other.incoming(path(1), &request(1, false)), Owner::Worker(1));
    assert_eq!(other.incoming(path(1), &DTLS), Owner::Worker(1));
}

#[test]
fn a_sender_that_was_proven_elsewhere_is_found_again_after_a_flood_of_requests() {
    let directory = Arc::new(Directory::default());
    let mut owner = Mux::new(1, Arc::clone(&directory));
    owner.add(PEER, "ours");
    let mut other = Mux::new(0, directory);
    validate(&mut owner, 1, 1, true);
    for index in 0..20_000_u32 {
        let remote = SocketAddr::from((Ipv4Addr::from(index), 5_000));
        other.incoming(Path::udp(remote, path(1).local), &request(7, true));
    }
    assert_eq!(other.incoming(path(1), &DTLS), Owner::Worker(1));
    owner.remove(PEER);
    assert_eq!(owner.directory.sender(path(1).remote), None);
}

#[test]
fn a_client_that_nominates_nothing_is_followed_after_three_checks() {
    let mut mux = mux();
    validate(&mut mux, 1, 1, true);
    mux.outgoing(PEER, path(1).remote, &DTLS);
    for transaction in 2..4 {
        validate(&mut mux, 2, transaction, false);
        assert_eq!(mux.outgoing(PEER, path(1).remote, &DTLS), Some(path(1)));
    }
    validate(&mut mux, 2, 4, false);
    assert_eq!(mux.outgoing(PEER, path(1).remote, &DTLS), Some(path(2)));
}

#[test]
fn a_request_that_would_make_us_control_is_dropped_and_errors_stay_here() {
    let mut mux = mux();
    let mut attributes = vec![0x00, 0x06, 0x00, 0x09];
    attributes.extend_from_slice(b"ours:them\0\0\0");
    attributes.extend_from_slice(&[0x80, 0x29, 0x00, 0x08, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(mux.incoming(path(1), &message(0x0001, 1, &attributes)), Owner::Nobody);
    mux.incoming(path(1), &request(2, true));
    assert_eq!(mux.outgoing(PEER, path(1).remote, &message(0x0111, 2, &[])), None);
}

#[test]
fn one_second_of_valid_checks_is_limited_and_the_next_is_free_again() {
    let mut mux = mux();
    for transaction in 0..=250_u8 {
        if mux.incoming(path(1), &request(transaction, false)) == Owner::Nobody {
            assert!(transaction >= 100);
            mux.second();
            assert!(matches!(mux.incoming(path(1), &request(transaction, false)), Owner::Here(..)));
            return;
        }
        mux.outgoing(PEER, path(1).remote, &success(transaction));
    }
    panic!("never limited");
}

#[test]
fn an_address_goes_back_to_whoever_proves_it_last() {
    let mut mux = mux();
    let other = PeerId(2);
    mux.add(other, "others");
    validate(&mut mux, 1, 1, true);
    let mut attributes = vec![0x00, 0x06, 0x00, 0x0b];
    attributes.extend_from_slice(b"others:them\0");
    mux.incoming(path(1), &message(0x0001, 9, &attributes));
    mux.outgoing(other, path(1).remote, &success(9));
    assert!(matches!(mux.incoming(path(1), &DTLS), Owner::Here(peer, _) if peer == other));
    validate(&mut mux, 1, 2, true);
    assert!(matches!(mux.incoming(path(1), &DTLS), Owner::Here(PEER, _)));
}

#[test]
fn a_flood_does_not_make_the_tables_grow() {
    let directory = Arc::new(Directory::default());
    let mut owner = Mux::new(1, Arc::clone(&directory));
    owner.add(PEER, "ours");
    let mut other = Mux::new(0, directory);
    for index in 0..20_000_u32 {
        let from =
            Path::udp(SocketAddr::from((Ipv4Addr::from(index), 5_000)), IpAddr::V4(Ipv4Addr::LOCALHOST));
        owner.incoming(from, &request(7, true));
        other.incoming(from, &request(7, true));
    }
    assert!(other.foreign_addresses.len() <= FOREIGN && other.foreign_order.len() <= FOREIGN);
    assert!(owner.by_source.is_empty());
    assert!(owner.routes[&PEER].pending.len() <= PENDING);
}

/// The same address as [`path`], over a connection.
fn over_tcp(port: u16, connection: usize) -> Path {
    Path { transport: Transport::Tcp(ConnectionId(connection)), ..path(port) }
}

/// A request on any path that the agent answers.
fn validate_on(mux: &mut Mux, path: Path, transaction: u8, nominates: bool) {
    assert!(matches!(mux.incoming(path, &request(transaction, nominates)), Owner::Here(PEER, _)));
    assert_eq!(mux.outgoing(PEER, path.remote, &success(transaction)), Some(path));
}

#[test]
fn one_address_over_udp_and_over_tcp_is_two_senders() {
    let mut mux = mux();
    validate(&mut mux, 1, 1, true);
    assert_eq!(mux.incoming(over_tcp(1, 7), &DTLS), Owner::Nobody, "UDP proves nothing of TCP");
    validate_on(&mut mux, over_tcp(2, 8), 2, false);
    assert!(matches!(mux.incoming(over_tcp(2, 8), &DTLS), Owner::Here(PEER, _)));
    assert_eq!(mux.incoming(path(2), &DTLS), Owner::Nobody, "TCP proves nothing of UDP");
    assert_eq!(mux.incoming(over_tcp(2, 9), &DTLS), Owner::Nobody, "nor of the next connection");
}

#[test]
fn media_follows_a_nomination_from_udp_to_tcp_and_the_agent_sees_one_address() {
    let mut mux = mux();
    validate(&mut mux, 1, 1, true);
    mux.outgoing(PEER, path(1).remote, &DTLS);
    validate_on(&mut mux, over_tcp(1, 7), 2, true);
    assert_eq!(mux.outgoing(PEER, path(1).remote, &DTLS), Some(over_tcp(1, 7)));
    assert_eq!(mux.incoming(over_tcp(1, 7), &DTLS), Owner::Here(PEER, path(1).remote));
}

#[test]
fn a_closed_connection_is_forgotten_and_the_next_check_shows_the_way() {
    let mut mux = mux();
    validate_on(&mut mux, over_tcp(1, 7), 1, true);
    mux.outgoing(PEER, path(1).remote, &DTLS);
    mux.closed(over_tcp(1, 7));
    assert_eq!(mux.incoming(over_tcp(1, 7), &DTLS), Owner::Nobody);
    assert_eq!(mux.outgoing(PEER, path(1).remote, &DTLS), None, "sent to nobody rather than to the next one");
    assert!(mux.by_source.is_empty() && mux.routes[&PEER].allowed.is_empty());
    validate_on(&mut mux, over_tcp(1, 8), 2, false);
    assert_eq!(mux.outgoing(PEER, path(1).remote, &DTLS), Some(over_tcp(1, 8)));
}

#[test]
fn connections_of_whoever_is_gone_or_has_too_many_are_not_needed() {
    let mut mux = mux();
    for connection in 0..=ADDRESSES {
        validate_on(&mut mux, over_tcp(1, connection), connection as u8, false);
    }
    assert_eq!(mux.unneeded(), [ConnectionId(0)]);
    mux.remove(PEER);
    assert_eq!(mux.unneeded().len(), ADDRESSES);
    assert!(mux.unneeded().is_empty() && mux.by_source.is_empty());
}

#[test]
fn a_connection_says_first_whose_it_is_and_no_packet_of_it_is_given_on() {
    let directory = Arc::new(Directory::default());
    let mut owner = Mux::new(1, Arc::clone(&directory));
    owner.add(PEER, "ours");
    let mut other = Mux::new(0, directory);
    assert_eq!(other.worker_asked(&request(1, false)), Some(1));
    assert_eq!(owner.worker_asked(&request(1, false)), Some(1));
    assert_eq!(other.worker_asked(&success(1)), None);
    assert_eq!(other.worker_asked(&DTLS), None);
    assert_eq!(other.incoming(over_tcp(1, 7), &request(1, false)), Owner::Nobody);
    validate(&mut owner, 1, 1, true);
    assert_eq!(other.incoming(over_tcp(1, 7), &DTLS), Owner::Nobody, "the UDP sender is another");
}
