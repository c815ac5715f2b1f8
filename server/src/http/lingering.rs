//! A TCP connection that is closed over unread data is reset, and what was said last is lost with it: the reason for the
//! closing. So whatever still comes is read and thrown away for a moment (RFC 9112, section 9.6).

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

/// How long what still comes is read: the client has heard of the end after a round trip.
const LINGER: Duration = Duration::from_secs(1);

/// How much of it: a client that goes on is reset.
const MOST: u64 = 4 * 1024 * 1024;

/// An accepted connection and its place among them, which is free when it is closed at last.
pub struct Lingering {
    inner: Option<(TcpStream, OwnedSemaphorePermit)>,
}

impl Lingering {
    pub fn new(stream: TcpStream, place: OwnedSemaphorePermit) -> Self {
        // A hand is a small frame: it must not wait for more.
        stream.set_nodelay(true).ok();
        Self { inner: Some((stream, place)) }
    }

    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        let (stream, _) = self.inner.as_ref().ok_or(io::ErrorKind::NotConnected)?;
        stream.peer_addr()
    }

    fn stream(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        let (stream, _) = self.inner.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        Ok(Pin::new(stream))
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        // Without a runtime the process is ending.
        if let (Some((stream, place)), Ok(runtime)) = (self.inner.take(), Handle::try_current()) {
            runtime.spawn(async move {
                drop(timeout(LINGER, drain(stream)).await);
                drop(place);
            });
        }
    }
}

async fn drain(mut stream: TcpStream) -> io::Result<()> {
    stream.shutdown().await?;
    tokio::io::copy(&mut stream.take(MOST), &mut tokio::io::sink()).await?;
    Ok(())
}

impl AsyncRead for Lingering {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream()?.poll_read(context, buffer)
    }
}

impl AsyncWrite for Lingering {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream()?.poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream()?.poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_shutdown(context)
    }
}
