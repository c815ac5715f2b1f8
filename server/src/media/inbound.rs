//! The shape of our own interceptors: each does something with what comes in and lets pass what goes out.

use std::collections::VecDeque;
use std::time::Instant;

use rtc::interceptor::{Interceptor, StreamInfo, TaggedPacket};
use rtc::sansio::Protocol;
use rtc::shared::error::Error;

/// What is done with a packet that came in.
pub trait Inbound: Send + Sync {
    /// Puts into `on` what goes on.
    fn packet(&mut self, message: TaggedPacket, on: &mut VecDeque<TaggedPacket>);
    /// A stream of the device begins.
    fn begin(&mut self, _: &StreamInfo) {}
    /// It ends.
    fn end(&mut self, _: &StreamInfo) {}
}

/// An interceptor made of it.
pub struct Intercept<I> {
    inner: I,
    inbound: VecDeque<TaggedPacket>,
    outbound: VecDeque<TaggedPacket>,
}

impl<I: Inbound> Intercept<I> {
    /// Around `inner`.
    pub const fn new(inner: I) -> Self {
        Self { inner, inbound: VecDeque::new(), outbound: VecDeque::new() }
    }
}

impl<I: Inbound> Protocol<TaggedPacket, TaggedPacket, ()> for Intercept<I> {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, message: TaggedPacket) -> Result<(), Error> {
        self.inner.packet(message, &mut self.inbound);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.inbound.pop_front()
    }

    fn handle_write(&mut self, message: TaggedPacket) -> Result<(), Error> {
        self.outbound.push_back(message);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.outbound.pop_front()
    }
}

impl<I: Inbound> Interceptor for Intercept<I> {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _: &StreamInfo) {}

    fn bind_remote_stream(&mut self, info: &StreamInfo) {
        self.inner.begin(info);
    }

    fn unbind_remote_stream(&mut self, info: &StreamInfo) {
        self.inner.end(info);
    }
}
