//! How often somebody may ask: a token bucket, and a bounded table of them by address.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

/// How fast a bucket fills and how much it holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Tokens that come each second.
    pub per_second: f64,
    /// Tokens a full bucket holds: what may be done at once.
    pub burst: f64,
}

/// One bucket. It starts full.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    rate: Rate,
    tokens: f64,
    filled: Instant,
}

impl Bucket {
    /// A full bucket.
    #[must_use]
    pub const fn new(rate: Rate, now: Instant) -> Self {
        Self { rate, tokens: rate.burst, filled: now }
    }

    /// Takes `cost` tokens if there are as many.
    pub fn take(&mut self, now: Instant, cost: f64) -> bool {
        self.fill(now);
        if self.tokens < cost {
            return false;
        }
        self.tokens -= cost;
        true
    }

    fn fill(&mut self, now: Instant) {
        let waited = now.saturating_duration_since(self.filled).as_secs_f64();
        self.tokens = (self.tokens + waited * self.rate.per_second).min(self.rate.burst);
        self.filled = now;
    }
}

/// Most addresses remembered at once: about 1 MiB.
const MAX_ADDRESSES: usize = 10_000;

/// A bucket for each client address that has asked lately.
#[derive(Debug)]
pub struct Addresses {
    rate: Rate,
    buckets: BTreeMap<IpAddr, Bucket>,
}

impl Addresses {
    /// Nobody has asked yet.
    #[must_use]
    pub const fn new(rate: Rate) -> Self {
        Self { rate, buckets: BTreeMap::new() }
    }

    /// Takes `cost` tokens of `address` if it has as many.
    pub fn take(&mut self, now: Instant, address: IpAddr, cost: f64) -> bool {
        let address = household(address);
        if !self.buckets.contains_key(&address) && self.buckets.len() >= MAX_ADDRESSES {
            self.forget_the_quiet(now);
        }
        self.buckets.entry(address).or_insert_with(|| Bucket::new(self.rate, now)).take(now, cost)
    }

    /// A bucket that is full again says nothing. If an attack keeps all of them in use, everybody starts afresh:
    /// the table stays bounded, and nobody is refused for what others did.
    fn forget_the_quiet(&mut self, now: Instant) {
        let full_after = Duration::from_secs_f64(self.rate.burst / self.rate.per_second);
        self.buckets.retain(|_, bucket| now.saturating_duration_since(bucket.filled) < full_after);
        if self.buckets.len() >= MAX_ADDRESSES {
            self.buckets.clear();
        }
    }
}

/// One home or office has a whole IPv6 /64, so that counting single addresses would count nothing.
pub(crate) fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { per_second: 2.0, burst: 4.0 };

    #[test]
    fn a_burst_passes_and_then_only_the_rate() {
        let start = Instant::now();
        let mut bucket = Bucket::new(RATE, start);
        assert_eq!((0..6).filter(|_| bucket.take(start, 1.0)).count(), 4);
        let later = start + Duration::from_secs(1);
        assert_eq!((0..6).filter(|_| bucket.take(later, 1.0)).count(), 2);
        let much_later = start + Duration::from_secs(1000);
        assert_eq!((0..6).filter(|_| bucket.take(much_later, 1.0)).count(), 4);
    }

    #[test]
    fn addresses_do_not_pay_for_each_other() {
        let now = Instant::now();
        let mut addresses = Addresses::new(RATE);
        let one = IpAddr::from([192, 0, 2, 1]);
        assert!(addresses.take(now, one, 4.0));
        assert!(!addresses.take(now, one, 1.0));
        assert!(addresses.take(now, IpAddr::from([192, 0, 2, 2]), 4.0));
    }

    #[test]
    fn a_home_with_ipv6_is_one_address() {
        let now = Instant::now();
        let mut addresses = Addresses::new(RATE);
        assert!(addresses.take(now, "2001:db8::1".parse().unwrap(), 4.0));
        assert!(!addresses.take(now, "2001:db8::2".parse().unwrap(), 1.0));
        assert!(addresses.take(now, "2001:db8:0:1::1".parse().unwrap(), 1.0));
    }

    #[test]
    fn the_table_stays_bounded() {
        let now = Instant::now();
        let mut addresses = Addresses::new(RATE);
        for number in 0..25_000_u32 {
            assert!(addresses.take(now, IpAddr::from(number.to_be_bytes()), 1.0));
            assert!(addresses.buckets.len() <= MAX_ADDRESSES);
        }
    }
}
