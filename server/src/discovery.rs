//! Keeps the public address of media known, by asking a STUN server now and then.

use tokio_util::sync::CancellationToken;

use crate::media::{AGAIN, AGAIN_AFTER_FAILURE, Media};

/// Asks once, for a few seconds at most, so that whoever connects first is already told; then again until `stop`.
pub async fn begin(media: Media, server: String, stop: CancellationToken) {
    let mut known = ask(&media, &server, true).await;
    tokio::spawn(async move {
        loop {
            let wait = if known { AGAIN } else { AGAIN_AFTER_FAILURE };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(wait) => known = ask(&media, &server, known).await,
            }
        }
    });
}

/// Whether the address is known; says so only when that changes.
async fn ask(media: &Media, server: &str, was_known: bool) -> bool {
    match media.discover(server).await {
        Ok(seen) => {
            if !was_known {
                tracing::info!("the STUN server answers again");
            }
            if seen.port() != media.udp_port() {
                tracing::debug!(
                    port = seen.port(),
                    "translated to another port: is the media port forwarded here?"
                );
            }
            true
        }
        Err(error) => {
            if was_known {
                tracing::warn!(
                    %error,
                    server,
                    "cannot discover the public address: people are told the addresses known so far. If they cannot \
                     connect, write it into [media] advertise"
                );
            }
            false
        }
    }
}
