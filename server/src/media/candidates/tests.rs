use super::*;

fn ways(udp: &str, advertise: &[&str], tcp: Option<&str>, tcp_advertise: &[&str]) -> Ways {
    let all =
        |addresses: &[&str]| addresses.iter().map(|address| address.parse().unwrap()).collect::<Vec<_>>();
    let tcp = tcp.map(|address| address.parse().unwrap());
    Ways { udp: udp.parse().unwrap(), advertise: all(advertise), tcp, tcp_advertise: all(tcp_advertise) }
}

fn told(ways: &Ways, discovered: &[&str]) -> Vec<String> {
    let discovered: Vec<IpAddr> = discovered.iter().map(|ip| ip.parse().unwrap()).collect();
    let candidates = ways.candidates(&discovered).unwrap();
    candidates
        .iter()
        .map(|candidate| format!("{} {}", if candidate.tcp { "tcp" } else { "udp" }, candidate.address))
        .collect()
}

#[test]
fn an_address_without_a_port_has_the_one_listened_on() {
    let told = |listen, advertise: &[&str]| told(&ways(listen, advertise, None, &[]), &[]);
    assert_eq!(told("0.0.0.0:10000", &["192.0.2.1:0"]), ["udp 192.0.2.1:10000"]);
    assert_eq!(
        told("0.0.0.0:10000", &["192.0.2.1:40000", "192.0.2.1:0", "192.0.2.1:10000"]),
        ["udp 192.0.2.1:10000", "udp 192.0.2.1:40000"]
    );
    assert_eq!(told("192.0.2.7:10000", &[]), ["udp 192.0.2.7:10000"]);
}

#[test]
fn tcp_is_told_at_the_addresses_of_udp_unless_others_are_chosen() {
    let tcp = Some("0.0.0.0:10001");
    assert_eq!(
        told(&ways("0.0.0.0:10000", &["192.0.2.1:40000"], tcp, &[]), &[]),
        ["udp 192.0.2.1:40000", "tcp 192.0.2.1:10001"]
    );
    assert_eq!(
        told(&ways("0.0.0.0:10000", &["192.0.2.1:0"], tcp, &["192.0.2.2:443", "192.0.2.3:0"]), &[]),
        ["udp 192.0.2.1:10000", "tcp 192.0.2.2:443", "tcp 192.0.2.3:10001"]
    );
}

#[test]
fn a_discovered_address_is_told_beside_our_own_and_not_beside_chosen_ones() {
    let behind = ways("10.0.0.5:10000", &[], Some("10.0.0.5:10000"), &[]);
    assert_eq!(
        told(&behind, &["192.0.2.9"]),
        ["udp 10.0.0.5:10000", "udp 192.0.2.9:10000", "tcp 10.0.0.5:10000", "tcp 192.0.2.9:10000"]
    );
    let chosen = ways("10.0.0.5:10000", &["192.0.2.1:0"], None, &[]);
    assert_eq!(told(&chosen, &["192.0.2.9"]), ["udp 192.0.2.1:10000"]);
}

#[test]
fn a_port_of_ipv4_only_is_not_told_with_ipv6() {
    let candidates = ways("0.0.0.0:10000", &[], None, &[]).candidates(&[]).unwrap();
    assert!(!candidates.is_empty());
    assert!(candidates.iter().all(|candidate| candidate.address.is_ipv4()), "{candidates:?}");
}

#[test]
fn whoever_asks_later_gets_the_new_ones() {
    let of = |ways: &Ways| ways.candidates(&[]).unwrap();
    let (one, other) = (ways("192.0.2.1:1", &[], None, &[]), ways("192.0.2.2:1", &[], None, &[]));
    let candidates = Candidates::new(of(&one));
    let worker = candidates.clone();
    assert!(!candidates.replace(of(&one)));
    assert!(candidates.replace(of(&other)));
    assert_eq!(worker.now()[..], of(&other)[..]);
}
