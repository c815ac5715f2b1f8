//! Stories of a session, told over real sockets on the loopback interface.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test says so by failing")]

mod guest;
mod hostile;
mod questions;
mod reception;
mod returning;
mod together;
