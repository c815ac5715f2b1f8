//! What can be said to a running proxy, one command a line.

use std::str::FromStr;
use std::time::Duration;

use super::impairments::{Direction, Impairments, Loss, Network, QUEUE, Rate, Reorder};
use super::profile::Profile;

/// How commands are written.
pub const HELP: &str = "\
profile NAME                 clear, hotel, mobile, falling, lossy, udp_blocked, rebind20
[up|down] delay 80ms         the least time under way
[up|down] jitter 40ms        the most that is added; `jitter 40ms unordered` lets packets overtake each other
[up|down] loss 2%            at random; `loss 5% bursts 4`: in bursts of 4 on average
[up|down] rate 250k          a line of 250 kbit/s and a queue of 300 ms; `rate 1.5M queue 100ms`; `rate off`
[up|down] reorder 1% 30ms    as many arrive 30 ms later than others
[up|down] duplicate 1%       as many arrive twice
[up|down] blackhole on|off   nothing passes
udp on|off                   whether UDP passes
rebind                       new source ports now; `rebind 20s`, `rebind off`
cut                          ends all TCP connections
show                         what was counted
help                         this
Without up or down, both. up: from client to server.";

/// The longest time that can be asked for.
const LONGEST: Duration = Duration::from_secs(3600);

/// Something said to a proxy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Command {
    /// Another network from now on.
    Profile(Profile),
    /// A change to the network.
    Change(Option<Direction>, Change),
    /// Whether UDP is blocked.
    UdpBlocked(bool),
    /// New source ports now.
    Rebind,
    /// New source ports this often.
    RebindEvery(Option<Duration>),
    /// Ends all TCP connections.
    Cut,
    /// What was counted.
    Show,
    /// How commands are written.
    Help,
}

/// A change to one direction or both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// The least time under way.
    Delay(Duration),
    /// The most added to it, and whether packets overtake each other.
    Jitter(Duration, bool),
    /// Lost by chance.
    Loss(Loss),
    /// The bottleneck.
    Rate(Option<Rate>),
    /// Overtaken packets.
    Reorder(Reorder),
    /// The share of packets that arrive twice.
    Duplicate(f64),
    /// Nothing passes.
    Blackhole(bool),
}

impl Change {
    /// Makes it; without a direction, in both.
    pub fn make(self, network: &mut Network, direction: Option<Direction>) {
        if direction != Some(Direction::Down) {
            self.apply(&mut network.up);
        }
        if direction != Some(Direction::Up) {
            self.apply(&mut network.down);
        }
    }

    const fn apply(self, to: &mut Impairments) {
        match self {
            Self::Delay(delay) => to.delay = delay,
            Self::Jitter(jitter, unordered) => (to.jitter, to.unordered) = (jitter, unordered),
            Self::Loss(loss) => to.loss = loss,
            Self::Rate(rate) => to.rate = rate,
            Self::Reorder(reorder) => to.reorder = reorder,
            Self::Duplicate(share) => to.duplicate = share,
            Self::Blackhole(on) => to.blackhole = on,
        }
    }
}

impl FromStr for Command {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["help"] => Ok(Self::Help),
            ["show"] => Ok(Self::Show),
            ["cut"] => Ok(Self::Cut),
            ["rebind"] => Ok(Self::Rebind),
            ["rebind", "off"] => Ok(Self::RebindEvery(None)),
            ["rebind", every] => match time(every)? {
                Duration::ZERO => Err("rebind needs a time that is not 0".to_owned()),
                every => Ok(Self::RebindEvery(Some(every))),
            },
            ["udp", passes] => Ok(Self::UdpBlocked(!switch(passes)?)),
            ["profile", name] => name.parse().map(Self::Profile),
            ["up", change @ ..] => Ok(Self::Change(Some(Direction::Up), understand(change)?)),
            ["down", change @ ..] => Ok(Self::Change(Some(Direction::Down), understand(change)?)),
            change => Ok(Self::Change(None, understand(change)?)),
        }
    }
}

fn understand(words: &[&str]) -> Result<Change, String> {
    Ok(match words {
        ["delay", delay] => Change::Delay(time(delay)?),
        ["jitter", jitter] => Change::Jitter(time(jitter)?, false),
        ["jitter", jitter, "unordered"] => Change::Jitter(time(jitter)?, true),
        ["loss", share] => Change::Loss(Loss::Random(percent(share)?)),
        ["loss", share, "bursts", length] => Change::Loss(bursts(percent(share)?, number(length)?)?),
        ["rate", "off"] => Change::Rate(None),
        ["rate", bits] => Change::Rate(Some(Rate { bits: rate(bits)?, queue: QUEUE })),
        ["rate", bits, "queue", queue] => Change::Rate(Some(Rate { bits: rate(bits)?, queue: time(queue)? })),
        ["reorder", share, by] => Change::Reorder(Reorder { share: percent(share)?, by: time(by)? }),
        ["duplicate", share] => Change::Duplicate(percent(share)?),
        ["blackhole", on] => Change::Blackhole(switch(on)?),
        _ => return Err(format!("\"{}\" is not understood; `help` says what is", words.join(" "))),
    })
}

fn bursts(share: f64, length: f64) -> Result<Loss, String> {
    if length < 1.0 || share > length / (length + 1.0) {
        return Err("a burst has one packet at least, and between two bursts one arrives".to_owned());
    }
    Ok(Loss::Bursts { share, length })
}

fn number(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| format!("\"{text}\" is not a number"))
}

fn percent(text: &str) -> Result<f64, String> {
    let share = number(text.strip_suffix('%').ok_or_else(|| format!("\"{text}\" is not a share, like 2%"))?)?;
    if share > 100.0 { Err("there are no more than 100%".to_owned()) } else { Ok(share / 100.0) }
}

fn time(text: &str) -> Result<Duration, String> {
    let (digits, seconds) = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(digits), _) => (digits, 0.001),
        (None, Some(digits)) => (digits, 1.0),
        (None, None) => return Err(format!("\"{text}\" is not a time, like 80ms or 20s")),
    };
    Duration::try_from_secs_f64(number(digits)? * seconds)
        .ok()
        .filter(|time| *time <= LONGEST)
        .ok_or_else(|| format!("{text} is longer than {LONGEST:?}"))
}

fn rate(text: &str) -> Result<u64, String> {
    let (digits, unit) = match (text.strip_suffix('k'), text.strip_suffix('M')) {
        (Some(digits), _) => (digits, 1e3),
        (_, Some(digits)) => (digits, 1e6),
        (None, None) => (text, 1.0),
    };
    let bits = number(digits)? * unit;
    if (1e3..=1e10).contains(&bits) {
        Ok(bits as u64)
    } else {
        Err(format!("{text} is not between 1k and 10000M"))
    }
}

fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("\"{text}\" is neither on nor off")),
    }
}

#[cfg(test)]
mod tests;
