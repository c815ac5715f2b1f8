//! The system calls that are compared.

#![expect(unsafe_code, reason = "sendmmsg, recvmmsg and UDP_SEGMENT have no safe interface")]

use std::io;
use std::mem;
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::os::fd::AsRawFd as _;

/// Kernel buffers, octets.
const SOCKET_BUFFER: usize = 4 << 20;
/// Messages in one system call.
const BATCH: usize = 64;
/// Segments in one message, and their octets (UDP_MAX_SEGMENTS; 64 KiB less headers).
const SEGMENTS: usize = 64;
const SEGMENTED: usize = 65_000;
const READ: usize = 2_048;
/// Milliseconds until a reader looks whether it is to end.
const LOOK: i32 = 20;

/// How packets are handed to the kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// One system call for each.
    SendTo,
    /// One for 64.
    SendMmsg,
    /// One for 64 messages, each with all packets in a row to one destination (UDP GSO).
    Segments,
}

#[derive(Debug, Clone, Copy)]
struct Queued {
    to: libc::sockaddr_in,
    at: usize,
    size: usize,
}

/// A socket, and what waits to be sent by it.
pub struct Port {
    socket: UdpSocket,
    octets: Vec<u8>,
    queued: Vec<Queued>,
    packets: u64,
    calls: u64,
}

/// Room for one segment size (CMSG_SPACE of two octets).
#[repr(C, align(8))]
#[derive(Clone, Copy)]
struct Control([u8; 24]);

impl Port {
    /// On the loopback interface.
    pub fn new() -> io::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket2::SockRef::from(&socket).set_send_buffer_size(SOCKET_BUFFER)?;
        Ok(Self { socket, octets: Vec::new(), queued: Vec::new(), packets: 0, calls: 0 })
    }

    /// Room for a packet that will be sent with the others.
    pub fn queue(&mut self, to: SocketAddrV4, size: usize) -> &mut [u8] {
        let at = self.octets.len();
        self.queued.push(Queued { to: address(to), at, size });
        self.octets.resize(at + size, 0);
        self.octets.get_mut(at..).unwrap_or_default()
    }

    /// Sends what waits.
    pub fn send(&mut self, way: Way) -> io::Result<()> {
        match way {
            Way::SendTo => {
                for queued in &self.queued {
                    let name = (&raw const queued.to).cast();
                    let length = mem::size_of::<libc::sockaddr_in>() as libc::socklen_t;
                    let octets = self.octets[queued.at..].as_ptr().cast();
                    // SAFETY: address and octets live through the call; `size` octets were queued at `at`.
                    let sent = unsafe {
                        libc::sendto(self.socket.as_raw_fd(), octets, queued.size, 0, name, length)
                    };
                    if sent < 0 {
                        return Err(io::Error::last_os_error());
                    }
                    self.calls += 1;
                }
            }
            Way::SendMmsg => self.send_many(|_, _| false)?,
            Way::Segments => self.send_many(joins)?,
        }
        self.packets += self.queued.len() as u64;
        self.forget();
        Ok(())
    }

    /// Nothing waits any more.
    pub fn forget(&mut self) {
        self.queued.clear();
        self.octets.clear();
    }

    /// Packets sent, and the system calls that did it.
    pub const fn counts(&self) -> (u64, u64) {
        (self.packets, self.calls)
    }

    fn send_many(&mut self, joins: impl Fn(&[Queued], &Queued) -> bool) -> io::Result<()> {
        let mut rest = self.queued.as_slice();
        while !rest.is_empty() {
            let mut runs = Vec::with_capacity(BATCH);
            while !rest.is_empty() && runs.len() < BATCH {
                let mut length = 1;
                while rest.get(length).is_some_and(|next| joins(&rest[..length], next)) {
                    length += 1;
                }
                let (run, others) = rest.split_at(length);
                runs.push(run);
                rest = others;
            }
            send_batch(&self.socket, &self.octets, &runs)?;
            self.calls += 1;
        }
        Ok(())
    }
}

/// Whether a packet can be a further segment of a run: to the same destination, none larger than the first.
fn joins(run: &[Queued], next: &Queued) -> bool {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
    first.to.sin_port == next.to.sin_port
        && last.size == first.size
        && next.size <= first.size
        && run.len() < SEGMENTS
        && next.at + next.size - first.at <= SEGMENTED
}

fn send_batch(socket: &UdpSocket, octets: &[u8], runs: &[&[Queued]]) -> io::Result<()> {
    let mut names: Vec<libc::sockaddr_in> = runs.iter().map(|run| run[0].to).collect();
    let mut controls = vec![Control([0; 24]); runs.len()];
    let mut vectors: Vec<libc::iovec> = runs
        .iter()
        .map(|run| libc::iovec {
            iov_base: octets[run[0].at..].as_ptr().cast_mut().cast(),
            iov_len: run.iter().map(|queued| queued.size).sum(),
        })
        .collect();
    let mut messages: Vec<libc::mmsghdr> = Vec::with_capacity(runs.len());
    for (((run, name), vector), control) in runs.iter().zip(&mut names).zip(&mut vectors).zip(&mut controls) {
        // SAFETY: all-zero is a valid header (null pointers, zero lengths).
        let mut message: libc::mmsghdr = unsafe { mem::zeroed() };
        message.msg_hdr.msg_name = (&raw mut *name).cast();
        message.msg_hdr.msg_namelen = mem::size_of::<libc::sockaddr_in>() as libc::socklen_t;
        message.msg_hdr.msg_iov = vector;
        message.msg_hdr.msg_iovlen = 1;
        if run.len() > 1 {
            message.msg_hdr.msg_control = control.0.as_mut_ptr().cast();
            message.msg_hdr.msg_controllen = control.0.len();
            let size = u16::try_from(run[0].size).unwrap_or(u16::MAX);
            // SAFETY: `control` is aligned and has room for one message of two octets, and lives through the call.
            unsafe {
                let header = libc::CMSG_FIRSTHDR(&raw const message.msg_hdr);
                (*header).cmsg_level = libc::SOL_UDP;
                (*header).cmsg_type = libc::UDP_SEGMENT;
                (*header).cmsg_len = libc::CMSG_LEN(2) as _;
                libc::CMSG_DATA(header).cast::<u16>().write_unaligned(size);
            }
        }
        messages.push(message);
    }
    let mut sent = 0;
    while sent < messages.len() {
        let left = &mut messages[sent..];
        // SAFETY: headers, names, vectors, controls and octets live through the call.
        let count = unsafe { libc::sendmmsg(socket.as_raw_fd(), left.as_mut_ptr(), left.len() as _, 0) };
        sent += usize::try_from(count).map_err(|_| io::Error::last_os_error())?;
    }
    Ok(())
}

fn address(address: SocketAddrV4) -> libc::sockaddr_in {
    libc::sockaddr_in {
        sin_family: libc::AF_INET as _,
        sin_port: address.port().to_be(),
        sin_addr: libc::in_addr { s_addr: u32::from(*address.ip()).to_be() },
        sin_zero: [0; 8],
    }
}

/// Reads many sockets.
pub struct Reader {
    sockets: Vec<UdpSocket>,
    polled: Vec<libc::pollfd>,
    buffers: Vec<[u8; READ]>,
}

impl Reader {
    /// These.
    pub fn new(sockets: Vec<UdpSocket>) -> io::Result<Self> {
        for socket in &sockets {
            socket.set_nonblocking(true)?;
            socket2::SockRef::from(socket).set_recv_buffer_size(SOCKET_BUFFER)?;
        }
        let polled = sockets.iter().map(|socket| libc::pollfd {
            fd: socket.as_raw_fd(),
            events: libc::POLLIN,
            revents: 0,
        });
        let polled = polled.collect();
        Ok(Self { sockets, polled, buffers: vec![[0; READ]; BATCH] })
    }

    /// Waits a little and reads everything there is; how many packets that was.
    pub fn read(&mut self) -> io::Result<u64> {
        // SAFETY: the array lives through the call.
        let ready = unsafe { libc::poll(self.polled.as_mut_ptr(), self.polled.len() as _, LOOK) };
        if ready < 0 {
            return Err(io::Error::last_os_error());
        }
        let mut read = 0;
        for (socket, polled) in self.sockets.iter().zip(&self.polled) {
            if polled.revents & libc::POLLIN != 0 {
                read += read_one(socket, &mut self.buffers)?;
            }
        }
        Ok(read)
    }
}

fn read_one(socket: &UdpSocket, buffers: &mut [[u8; READ]]) -> io::Result<u64> {
    let mut vectors: Vec<libc::iovec> = buffers
        .iter_mut()
        .map(|buffer| libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: READ })
        .collect();
    let mut messages: Vec<libc::mmsghdr> = vectors
        .iter_mut()
        .map(|vector| {
            // SAFETY: all-zero is a valid header.
            let mut message: libc::mmsghdr = unsafe { mem::zeroed() };
            message.msg_hdr.msg_iov = vector;
            message.msg_hdr.msg_iovlen = 1;
            message
        })
        .collect();
    let mut read = 0;
    loop {
        let room = messages.len();
        // SAFETY: headers, vectors and buffers live through the call; no time limit is given.
        let count = unsafe {
            libc::recvmmsg(socket.as_raw_fd(), messages.as_mut_ptr(), room as _, 0, std::ptr::null_mut())
        };
        let Ok(count) = usize::try_from(count) else {
            let error = io::Error::last_os_error();
            return if error.kind() == io::ErrorKind::WouldBlock { Ok(read) } else { Err(error) };
        };
        read += count as u64;
        if count < room {
            return Ok(read);
        }
    }
}
