//! CPU time, to the nanosecond.

#![expect(unsafe_code, reason = "clocks of threads and processes have no safe interface")]

use std::time::Duration;

use anyhow::Context as _;

/// Of the thread that asks, so far.
pub fn of_this_thread() -> Duration {
    read(libc::CLOCK_THREAD_CPUTIME_ID).unwrap_or_default()
}

/// Of all threads of a process, so far.
pub fn of_process(process: u32) -> anyhow::Result<Duration> {
    let mut clock = 0;
    // SAFETY: `clock` lives through the call.
    let failed = unsafe { libc::clock_getcpuclockid(process.cast_signed(), &raw mut clock) };
    anyhow::ensure!(failed == 0, "there is no process {process}");
    read(clock).context("the process has no clock")
}

fn read(clock: libc::clockid_t) -> Option<Duration> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` lives through the call.
    let failed = unsafe { libc::clock_gettime(clock, &raw mut time) };
    let (seconds, nanos) = (u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?);
    (failed == 0).then(|| Duration::new(seconds, nanos))
}
