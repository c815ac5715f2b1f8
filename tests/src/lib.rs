//! Headless people for tests and measurements: real WebSockets, real peer connections, one process clock.
//!
//! | module | holds |
//! |---|---|
//! | [`host`] | a server in this process, and the rooms of its API |
//! | [`served`] | the same in a process of its own: its memory, its time, its log |
//! | [`person`] | somebody who joined: signalling and both media connections |
//! | [`line`], [`view`] | one WebSocket, and what its messages add up to |
//! | [`light`], [`load`] | people so light that the server is what is measured, and what they do |
//! | [`peer`], [`source`], [`tap`] | the two connections; what is sent on them; keyframe requests |
//! | [`smuggler`] | whatever else is sent under a connection's keys |
//! | [`proxy`] | a bad network between people and server |
//! | [`scene`] | many people, moved about |
//! | [`stamp`], [`log`], [`timeline`] | what each packet says of itself, what was heard, and what might be heard when |
//! | [`clock`], [`http`], [`random`], [`figures`] | small necessities |

pub mod clock;
pub mod figures;
pub mod host;
pub mod http;
pub mod light;
pub mod line;
pub mod load;
pub mod log;
pub mod peer;
pub mod person;
pub mod proxy;
pub mod random;
pub mod scene;
pub mod served;
pub mod smuggler;
pub mod source;
pub mod stamp;
pub mod tap;
pub mod timeline;
pub mod view;

use std::time::Duration;

/// Longer than anything here takes on a loaded machine; whatever is waited for this long does not come.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Waits for something, within [`PATIENCE`].
///
/// # Errors
/// Names `what` did not come.
pub async fn within<T>(what: &str, future: impl Future<Output = T>) -> anyhow::Result<T> {
    tokio::time::timeout(PATIENCE, future)
        .await
        .map_err(|_| anyhow::anyhow!("{what} did not come within {PATIENCE:?}"))
}
