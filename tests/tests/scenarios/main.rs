//! Headless people use a real server. One binary, because each would be linked with the whole media stack.
#![expect(clippy::unwrap_used, reason = "tests")]

mod attendance;
mod bad_network;
mod call;
mod devices;
mod door;
mod hostile_messages;
mod pictures;
mod rights;
mod ways;
