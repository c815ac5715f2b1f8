//! Accepting connections: bounded in number and in the time they take to say what they want.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_service::Service as _;

use super::lingering::Lingering;

/// Most TCP connections at once: every WebSocket is one, and pages fetch with up to six.
const MAX_CONNECTIONS: usize = 8000;

/// From the first byte to the end of the headers, and between two requests: who takes longer holds a place for nothing.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);

/// The system is out of file descriptors or the like: it needs a moment, not a busy loop.
const BREATH: Duration = Duration::from_millis(100);

/// Serves `router` on `listener` until `stop`, then lets requests that have begun end.
pub async fn accept(listener: TcpListener, router: Router, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let connections = TaskTracker::new();
    loop {
        let stream = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = stream else {
            tokio::time::sleep(BREATH).await;
            continue;
        };
        // With no place left it is closed at once, which a browser answers with another try.
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
        let (router, stop) = (router.clone(), stop.clone());
        connections.spawn(serve(Lingering::new(stream, place), router, stop));
    }
    connections.close();
    connections.wait().await;
}

async fn serve(stream: Lingering, router: Router, stop: CancellationToken) {
    let Ok(peer) = stream.peer_addr() else { return };
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // What goes wrong here is the client's or the network's matter.
        outcome = connection.as_mut() => drop(outcome),
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            drop(connection.await);
        }
    }
}
