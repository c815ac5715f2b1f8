//! The UDP port: reads many datagrams with one system call (recvmmsg) and sends many with one (sendmmsg), where
//! runs of equal packets to one address are one segmented send (UDP GSO) if the kernel has it.
//!
//! Datagrams are answered from the address they came to (pktinfo), which ICE demands on machines with several.

#![expect(
    unsafe_code,
    reason = "recvmmsg, sendmmsg and control messages have no safe interface with GSO per message"
)]

use std::io;
use std::mem::{self, MaybeUninit};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::ops::Range;
use std::os::fd::{AsRawFd, RawFd};

use socket2::{Domain, Protocol, SockAddr, SockAddrStorage, Socket, Type};

use super::path::Path;

/// Datagrams read with one system call.
pub const RECEIVE_BATCH: usize = 64;
/// Largest datagram that is looked at: an Ethernet frame and some more. Longer ones are cut and fail authentication.
const RECEIVE_SIZE: usize = 2048;
/// Messages sent with one system call.
const SEND_BATCH: usize = 64;
/// Segments in one message: the kernel's limit (UDP_MAX_SEGMENTS).
const SEGMENTS: usize = 64;
/// Payload in one message: 64 KiB less headers.
const SEGMENTED_BYTES: usize = 65_000;
/// Kernel buffers: a keyframe of 50 people at once must fit.
const SOCKET_BUFFER: usize = 4 << 20;
/// What waits at most for the end of a round, octets: more is sent at once.
const WAITING: usize = 4 << 20;
/// Room for one pktinfo (v4 or v6) and one segment size, with their headers.
const CONTROL: usize = 96;

/// A datagram to be sent, in the port's buffer, where the one queued next begins at its end.
#[derive(Debug, Clone, Copy)]
struct Outgoing {
    path: Path,
    start: usize,
    end: usize,
}

impl Outgoing {
    const fn length(&self) -> usize {
        self.end - self.start
    }
}

/// What the port has done, for counters.
#[derive(Debug, Clone, Copy, Default)]
pub struct UdpCounts {
    /// System calls that sent something.
    pub send_calls: u64,
    /// Datagrams handed to the kernel.
    pub sent: u64,
    /// Datagrams the kernel had no room for.
    pub dropped: u64,
}

/// What one batch is read into.
#[derive(Default)]
pub struct Inbox {
    buffers: Vec<[u8; RECEIVE_SIZE]>,
    /// Between whom, in which buffer, how many octets.
    came: Vec<(Path, usize, usize)>,
}

impl Inbox {
    /// What came.
    pub fn datagrams(&self) -> impl Iterator<Item = (Path, &[u8])> {
        self.came
            .iter()
            .filter_map(|&(path, index, length)| Some((path, self.buffers.get(index)?.get(..length)?)))
    }
}

/// A non-blocking UDP socket with batches.
pub struct UdpPort {
    socket: Socket,
    is_v6: bool,
    segmentation: bool,
    queue: Vec<Outgoing>,
    /// What is queued, one behind the other. It only grows.
    waiting: Vec<u8>,
    runs: Vec<Range<usize>>,
    counts: UdpCounts,
}

#[repr(C, align(8))]
#[derive(Clone, Copy)]
struct Control([u8; CONTROL]);

impl UdpPort {
    /// Binds. With `shared`, further workers may bind the same port and the kernel spreads senders over them.
    pub fn bind(address: SocketAddr, shared: bool) -> io::Result<Self> {
        let domain = Domain::for_address(address);
        let socket = Socket::new(domain, Type::DGRAM, Some(Protocol::UDP))?;
        let is_v6 = address.is_ipv6();
        if is_v6 {
            socket.set_only_v6(false)?;
            set_option(&socket, libc::IPPROTO_IPV6, libc::IPV6_RECVPKTINFO)?;
        } else {
            set_option(&socket, libc::IPPROTO_IP, libc::IP_PKTINFO)?;
        }
        socket.set_reuse_port(shared)?;
        socket.set_nonblocking(true)?;
        // The kernel may give less (net.core.rmem_max); that is not an error.
        let _ = socket.set_recv_buffer_size(SOCKET_BUFFER);
        let _ = socket.set_send_buffer_size(SOCKET_BUFFER);
        socket.bind(&address.into())?;
        let segmentation = has_segmentation(&socket);
        Ok(Self {
            socket,
            is_v6,
            segmentation,
            queue: Vec::with_capacity(1024),
            waiting: vec![0; 1 << 18],
            runs: Vec::with_capacity(1024),
            counts: UdpCounts::default(),
        })
    }

    /// The port bound.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()?.as_socket().ok_or_else(|| io::ErrorKind::AddrNotAvailable.into())
    }

    /// For the poller.
    #[must_use]
    pub fn fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }

    /// Whether the kernel segments for us.
    #[cfg(test)]
    #[must_use]
    pub const fn segments(&self) -> bool {
        self.segmentation
    }

    /// Counts since the start.
    #[must_use]
    pub const fn counts(&self) -> UdpCounts {
        self.counts
    }

    /// Reads one batch into `inbox`; returns how many came, 0 when none waits.
    pub fn receive(&self, inbox: &mut Inbox) -> io::Result<usize> {
        inbox.came.clear();
        inbox.buffers.resize(RECEIVE_BATCH, [0; RECEIVE_SIZE]);
        let mut names = [MaybeUninit::<libc::sockaddr_storage>::zeroed(); RECEIVE_BATCH];
        let mut controls = [Control([0; CONTROL]); RECEIVE_BATCH];
        // SAFETY: all-zero is a valid iovec and a valid mmsghdr (null pointers, zero lengths).
        let mut vectors: [libc::iovec; RECEIVE_BATCH] = unsafe { mem::zeroed() };
        // SAFETY: as above.
        let mut messages: [libc::mmsghdr; RECEIVE_BATCH] = unsafe { mem::zeroed() };
        for (index, message) in messages.iter_mut().enumerate() {
            vectors[index] =
                libc::iovec { iov_base: inbox.buffers[index].as_mut_ptr().cast(), iov_len: RECEIVE_SIZE };
            message.msg_hdr.msg_name = names[index].as_mut_ptr().cast();
            message.msg_hdr.msg_namelen = socklen::<libc::sockaddr_storage>();
            message.msg_hdr.msg_iov = &raw mut vectors[index];
            message.msg_hdr.msg_iovlen = 1;
            message.msg_hdr.msg_control = controls[index].0.as_mut_ptr().cast();
            message.msg_hdr.msg_controllen = CONTROL as _;
        }
        // SAFETY: every message points to live buffers of the stated lengths, all of which outlive the call.
        let count = unsafe {
            libc::recvmmsg(
                self.socket.as_raw_fd(),
                messages.as_mut_ptr(),
                RECEIVE_BATCH as libc::c_uint,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        let Ok(count) = usize::try_from(count) else {
            let error = io::Error::last_os_error();
            return match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => Ok(0),
                _ => Err(error),
            };
        };
        for (index, message) in messages.iter().take(count).enumerate() {
            let length = (message.msg_len as usize).min(RECEIVE_SIZE);
            // SAFETY: the kernel wrote a socket address of msg_namelen bytes into this initialised storage.
            let Some(remote) = (unsafe { address_of(&names[index], message.msg_hdr.msg_namelen) }) else {
                continue;
            };
            // SAFETY: the kernel wrote valid control messages of msg_controllen bytes.
            let local = unsafe { destination(&message.msg_hdr) }.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
            inbox.came.push((Path::udp(remote, local), index, length));
        }
        Ok(count)
    }

    /// Puts a datagram into the next flush: `fill` writes it into `room` octets and returns its length, or nothing.
    pub fn write(&mut self, path: Path, room: usize, fill: impl FnOnce(&mut [u8]) -> Option<usize>) {
        let mut start = self.queue.last().map_or(0, |last| last.end);
        if start > WAITING {
            self.flush();
            start = 0;
        }
        if self.waiting.len() < start + room {
            self.waiting.resize(start + room, 0);
        }
        let written = self.waiting.get_mut(start..start + room).and_then(fill);
        if let Some(length) = written.filter(|length| (1..=room).contains(length)) {
            self.queue.push(Outgoing { path, start, end: start + length });
        }
    }

    /// Puts a datagram into the next flush.
    pub fn queue(&mut self, path: Path, bytes: &[u8]) {
        self.write(path, bytes.len(), |room| {
            room.copy_from_slice(bytes);
            Some(bytes.len())
        });
    }

    /// Sends everything queued. Nothing waits: what the kernel has no room for is dropped and counted.
    pub fn flush(&mut self) {
        if self.queue.is_empty() {
            return;
        }
        self.find_runs();
        let mut sent_runs = 0;
        while sent_runs < self.runs.len() {
            let end = (sent_runs + SEND_BATCH).min(self.runs.len());
            match self.send_batch(&self.runs[sent_runs..end]) {
                Ok(0) => break,
                Ok(count) => {
                    self.counts.send_calls += 1;
                    let sent = &self.runs[sent_runs..(sent_runs + count).min(end)];
                    self.counts.sent += sent.iter().map(|run| run.len() as u64).sum::<u64>();
                    sent_runs += count;
                }
                Err(error) => {
                    if error.kind() == io::ErrorKind::WouldBlock {
                        // No room: asking again for each of the rest would only take longer.
                        self.counts.dropped +=
                            self.runs[sent_runs..].iter().map(|run| run.len() as u64).sum::<u64>();
                        break;
                    }
                    // The first of the batch cannot be sent. Segmented, its packets may still go one by one.
                    self.send_alone(self.runs[sent_runs].clone(), &error);
                    sent_runs += 1;
                }
            }
        }
        self.queue.clear();
    }

    /// A run that failed as a whole, packet by packet. Only a kernel that cannot segment at all is not asked again: any
    /// other failure is about this receiver.
    #[expect(clippy::single_range_in_vec_init, reason = "a batch of one run of one packet")]
    fn send_alone(&mut self, run: Range<usize>, error: &io::Error) {
        if run.len() == 1 {
            self.counts.dropped += 1;
            return;
        }
        if matches!(error.raw_os_error(), Some(libc::EOPNOTSUPP | libc::EIO)) {
            self.segmentation = false;
        }
        for one in run {
            match self.send_batch(&[one..one + 1]) {
                Ok(_) => {
                    self.counts.send_calls += 1;
                    self.counts.sent += 1;
                }
                Err(_) => self.counts.dropped += 1,
            }
        }
    }

    /// Splits the queue into messages: same path, same length, a shorter one ends the run. What goes to one receiver in
    /// one round was queued together.
    fn find_runs(&mut self) {
        let queue = &self.queue;
        self.runs.clear();
        let mut start = 0;
        while start < queue.len() {
            let size = queue[start].length();
            let mut end = start + 1;
            let mut total = size;
            while self.segmentation
                && end < queue.len()
                && end - start < SEGMENTS
                && queue[end].path == queue[start].path
                && queue[end].length() <= size
                && total + queue[end].length() <= SEGMENTED_BYTES
            {
                total += queue[end].length();
                end += 1;
                if queue[end - 1].length() < size {
                    break;
                }
            }
            self.runs.push(start..end);
            start = end;
        }
    }

    fn send_batch(&self, runs: &[Range<usize>]) -> io::Result<usize> {
        let queue = &self.queue;
        // What a run sends lies together.
        let vectors: Vec<libc::iovec> = runs
            .iter()
            .map(|run| {
                let octets = &self.waiting[queue[run.start].start..queue[run.end - 1].end];
                libc::iovec { iov_base: octets.as_ptr().cast_mut().cast(), iov_len: octets.len() }
            })
            .collect();
        let names: Vec<SockAddr> = runs.iter().map(|run| self.name(queue[run.start].path.remote)).collect();
        let mut controls = vec![Control([0; CONTROL]); runs.len()];
        let mut messages = Vec::with_capacity(runs.len());
        for (index, run) in runs.iter().enumerate() {
            // SAFETY: all-zero is a valid msghdr.
            let mut message: libc::mmsghdr = unsafe { mem::zeroed() };
            let header = &mut message.msg_hdr;
            header.msg_name = names[index].as_ptr().cast_mut().cast();
            header.msg_namelen = names[index].len();
            header.msg_iov = vectors[index..].as_ptr().cast_mut();
            header.msg_iovlen = 1;
            header.msg_control = controls[index].0.as_mut_ptr().cast();
            header.msg_controllen = CONTROL as _;
            let first = &queue[run.start];
            let segment = (run.len() > 1).then_some(first.length());
            // SAFETY: the control buffer is zeroed, aligned, and larger than the two messages written.
            unsafe { write_control(header, first.path.local, self.is_v6, segment) };
            messages.push(message);
        }
        // SAFETY: every message points to live addresses, vectors and control buffers; the kernel only reads them.
        let count = unsafe {
            libc::sendmmsg(
                self.socket.as_raw_fd(),
                messages.as_mut_ptr(),
                messages.len() as libc::c_uint,
                libc::MSG_DONTWAIT,
            )
        };
        usize::try_from(count).map_err(|_| io::Error::last_os_error())
    }

    fn name(&self, remote: SocketAddr) -> SockAddr {
        match (remote, self.is_v6) {
            (SocketAddr::V4(v4), true) => SocketAddrV6::new(v4.ip().to_ipv6_mapped(), v4.port(), 0, 0).into(),
            (remote, _) => remote.into(),
        }
    }
}

const fn socklen<T>() -> libc::socklen_t {
    mem::size_of::<T>() as libc::socklen_t
}

fn set_option(socket: &Socket, level: libc::c_int, name: libc::c_int) -> io::Result<()> {
    let on: libc::c_int = 1;
    // SAFETY: a valid descriptor and a pointer to an int of the stated length.
    let result = unsafe {
        libc::setsockopt(socket.as_raw_fd(), level, name, (&raw const on).cast(), socklen::<libc::c_int>())
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

fn has_segmentation(socket: &Socket) -> bool {
    let mut size: libc::c_int = 0;
    let mut length = socklen::<libc::c_int>();
    // SAFETY: a valid descriptor and a pointer to an int of the stated length.
    unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_UDP,
            libc::UDP_SEGMENT,
            (&raw mut size).cast(),
            &raw mut length,
        ) == 0
    }
}

/// # Safety
/// `name` holds a socket address of `length` bytes; the rest was initialised once.
unsafe fn address_of(
    name: &MaybeUninit<libc::sockaddr_storage>,
    length: libc::socklen_t,
) -> Option<SocketAddr> {
    let mut storage = SockAddrStorage::zeroed();
    // SAFETY: both are sockaddr_storage; `name` was zeroed when it was made.
    unsafe { *storage.view_as::<libc::sockaddr_storage>() = name.assume_init() };
    // SAFETY: the caller vouches for the address and its length.
    let address = unsafe { SockAddr::new(storage, length) }.as_socket()?;
    Some(match address {
        SocketAddr::V6(v6) => match v6.ip().to_ipv4_mapped() {
            Some(v4) => SocketAddr::V4(SocketAddrV4::new(v4, v6.port())),
            None => address,
        },
        SocketAddr::V4(_) => address,
    })
}

/// Which of our addresses a datagram came to.
///
/// # Safety
/// `header` holds valid control messages.
unsafe fn destination(header: &libc::msghdr) -> Option<IpAddr> {
    // SAFETY: the caller vouches for the control messages; each is read as what its type says it is.
    unsafe {
        let mut control = libc::CMSG_FIRSTHDR(header);
        while let Some(message) = control.as_ref() {
            match (message.cmsg_level, message.cmsg_type) {
                (libc::IPPROTO_IP, libc::IP_PKTINFO) => {
                    let info: libc::in_pktinfo = std::ptr::read_unaligned(libc::CMSG_DATA(control).cast());
                    return Some(IpAddr::V4(Ipv4Addr::from(u32::from_be(info.ipi_addr.s_addr))));
                }
                (libc::IPPROTO_IPV6, libc::IPV6_PKTINFO) => {
                    let info: libc::in6_pktinfo = std::ptr::read_unaligned(libc::CMSG_DATA(control).cast());
                    return Some(IpAddr::V6(Ipv6Addr::from(info.ipi6_addr.s6_addr)).to_canonical());
                }
                _ => control = libc::CMSG_NXTHDR(header, control),
            }
        }
    }
    None
}

/// Writes the source address and the segment size; sets the length used.
///
/// # Safety
/// `header` points to a zeroed, aligned control buffer of [`CONTROL`] bytes.
unsafe fn write_control(header: &mut libc::msghdr, local: IpAddr, is_v6: bool, segment: Option<usize>) {
    // SAFETY: the buffer holds both messages (32 + 24 bytes at most with IPv6); CMSG_* stay inside it.
    unsafe {
        let mut used = 0;
        let mut control = libc::CMSG_FIRSTHDR(header);
        if !local.is_unspecified() {
            used += if is_v6 {
                let address = match local {
                    IpAddr::V4(v4) => v4.to_ipv6_mapped(),
                    IpAddr::V6(v6) => v6,
                };
                let info = libc::in6_pktinfo {
                    ipi6_addr: libc::in6_addr { s6_addr: address.octets() },
                    ipi6_ifindex: 0,
                };
                put(control, libc::IPPROTO_IPV6, libc::IPV6_PKTINFO, info)
            } else if let IpAddr::V4(v4) = local {
                let info = libc::in_pktinfo {
                    ipi_ifindex: 0,
                    ipi_spec_dst: libc::in_addr { s_addr: u32::from(v4).to_be() },
                    ipi_addr: libc::in_addr { s_addr: 0 },
                };
                put(control, libc::IPPROTO_IP, libc::IP_PKTINFO, info)
            } else {
                0
            };
            if used > 0 {
                control = libc::CMSG_NXTHDR(header, control);
            }
        }
        if let Some(size) = segment {
            used += put(control, libc::SOL_UDP, libc::UDP_SEGMENT, size as u16);
        }
        header.msg_controllen = used as _;
        if used == 0 {
            header.msg_control = std::ptr::null_mut();
        }
    }
}

/// # Safety
/// `control` points to room for a header and a `T`.
unsafe fn put<T>(control: *mut libc::cmsghdr, level: libc::c_int, kind: libc::c_int, data: T) -> usize {
    let size = mem::size_of::<T>() as libc::c_uint;
    // SAFETY: the caller vouches for the room.
    unsafe {
        (*control).cmsg_level = level;
        (*control).cmsg_type = kind;
        (*control).cmsg_len = libc::CMSG_LEN(size) as _;
        std::ptr::write_unaligned(libc::CMSG_DATA(control).cast::<T>(), data);
        libc::CMSG_SPACE(size) as usize
    }
}

#[cfg(test)]
#[path = "udp_tests.rs"]
mod tests;
