//! One clock for everybody in this process.

use std::sync::LazyLock;
use std::time::Instant;

static ORIGIN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Nanoseconds since some moment of this process.
#[must_use]
pub fn nanos() -> u64 {
    u64::try_from(ORIGIN.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// Nanoseconds in a millisecond.
pub const MILLI: u64 = 1_000_000;
