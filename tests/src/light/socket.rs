//! Reads what waits at a socket, many datagrams at a time, each with the moment it came in: the kernel's, so that figures do
//! not hold how late this thread looked.

use std::io;
use std::mem;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::os::fd::AsRawFd as _;
use std::time::{SystemTime, UNIX_EPOCH};

use socket2::{Domain, Socket, Type};

use crate::clock;

/// Datagrams of one system call.
const BATCH: usize = 32;
/// Octets of the largest datagram that is read whole.
const SIZE: usize = 2048;
/// Octets for what the kernel says beside a datagram: one `timespec` and its header.
const CONTROL: usize = 64;
/// Octets the kernel keeps for a socket that nobody reads.
const KEPT: usize = 1 << 21;

/// A socket whose datagrams come with their time.
pub(super) fn bind(address: Ipv4Addr) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, None)?;
    socket.set_nonblocking(true)?;
    socket.set_recv_buffer_size(KEPT)?;
    socket.bind(&SocketAddr::from((address, 0)).into())?;
    let on: libc::c_int = 1;
    // SAFETY: a valid descriptor and a pointer to an int of the stated length.
    let set = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_TIMESTAMPNS,
            (&raw const on).cast(),
            mem::size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    if set == 0 { Ok(socket.into()) } else { Err(io::Error::last_os_error()) }
}

#[derive(Clone, Copy)]
#[repr(align(8))]
struct Control([u8; CONTROL]);

/// Room for one batch, used for all sockets in turn.
pub(super) struct Inbox {
    buffers: Vec<[u8; SIZE]>,
    names: Vec<libc::sockaddr_in>,
    controls: Vec<Control>,
    /// What to add to wall-clock nanoseconds for [`clock`]'s; wraps.
    offset: u64,
}

impl Inbox {
    pub fn new() -> Self {
        // SAFETY: all-zero is a valid sockaddr_in.
        let name: libc::sockaddr_in = unsafe { mem::zeroed() };
        Self {
            buffers: vec![[0; SIZE]; BATCH],
            names: vec![name; BATCH],
            controls: vec![Control([0; CONTROL]); BATCH],
            offset: 0,
        }
    }

    /// Sets the kernel's clock against ours: once for each round over the sockets.
    pub fn set_clock(&mut self) {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.offset = clock::nanos().wrapping_sub(wall.as_nanos() as u64);
    }

    /// Gives each datagram that waits at `socket` to `each`, with its sender and its time by [`clock`].
    pub fn read(&mut self, socket: &UdpSocket, mut each: impl FnMut(SocketAddr, u64, &[u8])) {
        loop {
            let count = self.batch(socket, &mut each);
            if count < BATCH {
                return;
            }
        }
    }

    fn batch(&mut self, socket: &UdpSocket, each: &mut impl FnMut(SocketAddr, u64, &[u8])) -> usize {
        // SAFETY: all-zero is a valid iovec and a valid mmsghdr.
        let (mut vectors, mut messages): ([libc::iovec; BATCH], [libc::mmsghdr; BATCH]) =
            unsafe { (mem::zeroed(), mem::zeroed()) };
        for (index, (vector, message)) in vectors.iter_mut().zip(&mut messages).enumerate() {
            vector.iov_base = self.buffers[index].as_mut_ptr().cast();
            vector.iov_len = SIZE;
            let header = &mut message.msg_hdr;
            header.msg_name = (&raw mut self.names[index]).cast();
            header.msg_namelen = mem::size_of::<libc::sockaddr_in>() as libc::socklen_t;
            header.msg_iov = vector;
            header.msg_iovlen = 1;
            header.msg_control = self.controls[index].0.as_mut_ptr().cast();
            header.msg_controllen = CONTROL as _;
        }
        // SAFETY: every message points to live buffers of the stated lengths, all of which outlive the call.
        let count = unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                messages.as_mut_ptr(),
                BATCH as libc::c_uint,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        let count = usize::try_from(count).unwrap_or(0);
        for (index, message) in messages.iter().take(count).enumerate() {
            let name = &self.names[index];
            let from = SocketAddr::from((
                Ipv4Addr::from(u32::from_be(name.sin_addr.s_addr)),
                u16::from_be(name.sin_port),
            ));
            // SAFETY: the kernel wrote valid control messages of msg_controllen octets.
            let came = unsafe { stamped(&message.msg_hdr) };
            let at = came.map_or_else(clock::nanos, |wall| wall.wrapping_add(self.offset));
            each(from, at, &self.buffers[index][..(message.msg_len as usize).min(SIZE)]);
        }
        count
    }
}

/// When a datagram came in, in nanoseconds of the wall clock.
///
/// # Safety
/// `header` holds valid control messages.
unsafe fn stamped(header: &libc::msghdr) -> Option<u64> {
    // SAFETY: the caller vouches for the control messages; the one read is a timespec as its type says.
    unsafe {
        let message = libc::CMSG_FIRSTHDR(header).as_ref()?;
        if (message.cmsg_level, message.cmsg_type) != (libc::SOL_SOCKET, libc::SCM_TIMESTAMPNS) {
            return None;
        }
        let time: libc::timespec = std::ptr::read_unaligned(libc::CMSG_DATA(message).cast());
        Some((time.tv_sec as u64).wrapping_mul(1_000_000_000).wrapping_add(time.tv_nsec as u64))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_read_with_its_sender_and_time() {
        let (one, two) = (bind(Ipv4Addr::LOCALHOST).unwrap(), bind(Ipv4Addr::LOCALHOST).unwrap());
        let began = clock::nanos();
        for number in 0..70_u8 {
            one.send_to(&[number; 100], two.local_addr().unwrap()).unwrap();
        }
        let (mut inbox, mut came) = (Inbox::new(), Vec::new());
        inbox.set_clock();
        inbox.read(&two, |from, at, octets| {
            assert_eq!((from, octets.len()), (one.local_addr().unwrap(), 100));
            // The two clocks are not read at the same moment.
            assert!(at + 50 * clock::MILLI > began && at < clock::nanos() + 50 * clock::MILLI);
            came.push(octets[0]);
        });
        assert_eq!(came, (0..70).collect::<Vec<u8>>());
    }
}
