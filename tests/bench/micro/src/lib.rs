//! Sessions of `sfu` that send to each other in virtual time, as the shapes of the load generator do: a voice of 50 packets
//! a second from everybody who sends, one of them speaking, and pictures of 600 kbit/s.

pub mod leaving;
pub mod scene;
