//! What a forwarder costs that is written on `str0m` as its examples show: one thread, one UDP port, a system call for
//! each datagram, no estimation of bandwidth, what everybody in a group sends goes to everybody else in it.
//!
//! `forwarder` prints `{"media":"127.0.0.1:PORT"}`, and then answers each line of its input, a [`orders::Order`] in JSON,
//! with one line: `{"id":1,"sdp":"…"}` or `{"id":1,"error":"…"}`. It ends with its input.

mod connection;
mod orders;
mod worker;

use std::io::{self, Write as _};
use std::sync::mpsc;
use std::thread;

use mio::{Poll, Waker};

use crate::worker::{WAKE, Worker};

fn main() -> anyhow::Result<()> {
    str0m::crypto::from_feature_flags().install_process_default();
    let poll = Poll::new()?;
    let waker = Waker::new(poll.registry(), WAKE)?;
    let (orders, to_do) = mpsc::channel();
    let worker = Worker::new(poll, to_do)?;
    let mut output = io::stdout().lock();
    writeln!(output, "{}", serde_json::json!({ "media": worker.media() }))?;
    let working = thread::Builder::new().name("media".into()).spawn(move || worker.run())?;
    for line in io::stdin().lines() {
        let (answer, answered) = mpsc::sync_channel(1);
        let order = serde_json::from_str(&line?)?;
        if orders.send((order, answer)).is_err() {
            break;
        }
        waker.wake()?;
        serde_json::to_writer(&mut output, &answered.recv()?)?;
        writeln!(output)?;
    }
    drop(orders);
    waker.wake()?;
    working.join().map_err(|_| anyhow::anyhow!("the media thread has ended in a panic"))?
}
