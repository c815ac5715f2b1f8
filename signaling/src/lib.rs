//! What people in a session agree on, and the words they use to say it.
//!
//! Pure: no clock, no tokio, no I/O, no randomness. Time, ids and seeds come in as arguments; what must be done
//! comes out as [`room::Effect`]s. The server's room task drives one [`room::Room`].
//!
//! | module | holds |
//! |---|---|
//! | [`id`], [`time`] | newtypes for everything that has an identity, and [`time::Moment`] |
//! | [`line`] | what a name or a note may look like |
//! | [`role`] | roles, permissions, and the one table that joins them |
//! | [`protocol`] | every message on the WebSocket, strict decoding, close codes |
//! | [`room`] | the state machine of a session |
//! | [`attendance`], [`csv`] | what is left of sessions in the figures, and how it is exported |
//! | [`grouping`] | who is with whom: groups by chance, balanced, in rounds |
//! | [`stream`] | each device's numbered, replayable stream of events |

pub mod attendance;
pub mod csv;
pub mod grouping;
pub mod id;
pub mod line;
pub mod protocol;
pub mod role;
pub mod room;
pub mod stream;
pub mod time;
