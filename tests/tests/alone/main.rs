//! Tests that load the machine or measure: one at a time, so that a figure is that of the server and not of its
//! neighbour.
#![expect(clippy::unwrap_used, reason = "tests")]

mod everybody;
mod hostile_connections;
mod hostile_datagrams;
mod hostile_lobby;
mod hostile_media;
mod load;
mod moves;
mod soak;
mod staging;
mod webinar;

use tokio::sync::Mutex;

static ALONE: Mutex<()> = Mutex::const_new(());
