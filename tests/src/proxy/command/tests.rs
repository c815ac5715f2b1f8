#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::proxy::impairments::Impairments;

fn read(text: &str) -> Command {
    text.parse().unwrap()
}

/// The network after these commands.
fn after(commands: &[&str]) -> Network {
    let mut network = Network::default();
    for text in commands {
        let Command::Change(direction, change) = read(text) else { unreachable!("{text} is no change") };
        change.make(&mut network, direction);
    }
    network
}

#[test]
fn changes_are_of_one_direction_or_both() {
    let delay = |millis| Impairments { delay: Duration::from_millis(millis), ..Impairments::default() };
    assert_eq!(after(&["delay 80ms"]), Network::both_ways(delay(80)));
    assert_eq!(after(&["up delay 80ms"]), Network { up: delay(80), ..Network::default() });
    assert_eq!(
        after(&["delay 80ms", " down  delay 0.15s "]),
        Network { down: delay(150), ..Network::both_ways(delay(80)) }
    );
}

#[test]
fn every_impairment_has_words() {
    let millis = Duration::from_millis;
    let network = after(&[
        "down jitter 40ms unordered",
        "down loss 5% bursts 4",
        "down rate 250k queue 100ms",
        "down reorder 1% 30ms",
        "down duplicate 0.5%",
        "down blackhole on",
    ]);
    let down = Impairments {
        blackhole: true,
        rate: Some(Rate { bits: 250_000, queue: millis(100) }),
        loss: Loss::Bursts { share: 0.05, length: 4.0 },
        delay: Duration::ZERO,
        jitter: millis(40),
        unordered: true,
        reorder: Reorder { share: 0.01, by: millis(30) },
        duplicate: 0.005,
    };
    assert_eq!(network, Network { down, ..Network::default() });
    let undone = after(&[
        "jitter 1ms unordered",
        "rate 1.5M",
        "rate off",
        "loss 2%",
        "loss 0%",
        "jitter 0ms",
        "blackhole off",
    ]);
    assert_eq!(undone, Network::both_ways(Impairments { loss: Loss::Random(0.0), ..Impairments::default() }));
    assert_eq!(after(&["rate 1.5M"]).up.rate, Some(Rate { bits: 1_500_000, queue: QUEUE }));
}

#[test]
fn the_proxy_itself_is_told_what_to_do() {
    assert_eq!(read("profile hotel"), Command::Profile(Profile::Hotel));
    assert_eq!(read("udp off"), Command::UdpBlocked(true));
    assert_eq!(read("rebind"), Command::Rebind);
    assert_eq!(read("rebind 20s"), Command::RebindEvery(Some(Duration::from_secs(20))));
    assert_eq!(read("rebind off"), Command::RebindEvery(None));
    assert_eq!((read("cut"), read("show"), read("help")), (Command::Cut, Command::Show, Command::Help));
}

#[test]
fn what_cannot_be_is_refused() {
    for text in [
        "",
        "delay",
        "delay 80",
        "delay -1ms",
        "delay 2h",
        "delay 4000s",
        "delay NaNs",
        "loss 2",
        "loss 101%",
        "loss nan%",
        "loss 90% bursts 2",
        "loss 5% bursts 0.5",
        "rate 0",
        "rate 5",
        "rate 1G",
        "rate 1M queue",
        "reorder 1%",
        "duplicate",
        "blackhole",
        "blackhole maybe",
        "udp",
        "up",
        "up rebind",
        "profile",
        "profile train",
        "rebind 0s",
        "left delay 1ms",
    ] {
        assert!(text.parse::<Command>().is_err(), "{text}");
    }
}

#[test]
fn the_help_names_every_profile() {
    for (name, profile) in Profile::ALL {
        assert!(HELP.contains(name), "{name}");
        assert_eq!(read(&format!("profile {name}")), Command::Profile(profile));
    }
}
