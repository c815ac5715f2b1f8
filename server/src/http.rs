//! HTTP: the page, the API, and the door to the WebSocket. Limits and headers are set here for all of them.

mod accept;
mod api;
mod client;
mod headers;
mod lingering;
mod metrics;
mod page;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

pub use accept::accept;

use self::api::Refusal;
use prometheus_client::registry::Registry;

use crate::access::ApiKeys;
use crate::config::{Http, PublicUrl};
use crate::limits::{Addresses, Rate};
use crate::rooms::Rooms;
use crate::socket;
use crate::templates::Templates;
use crate::tickets::Tickets;

/// Largest body of a request without a key: they have a few hundred bytes.
const MAX_BODY: usize = 16 * 1024;

/// Joining costs one of these, a link that is not valid ten, a practice room thirty: 300 good links, 30 wrong ones or
/// ten practice rooms at once from one address, and as many a minute. Whole workshops come from one address at nine
/// o'clock; guesses do not come in thirties.
const JOINS: Rate = Rate { per_second: 5.0, burst: 300.0 };

/// What the routes need.
pub struct Site {
    /// The rooms.
    pub rooms: Rooms,
    /// Figures for Prometheus.
    pub figures: Registry,
    /// The tickets to them.
    pub tickets: Tickets,
    /// Who may make rooms.
    pub api_keys: ApiKeys,
    /// The kinds of meeting a room can be made for.
    pub templates: Templates,
    /// What people type.
    pub public_url: PublicUrl,
    trusted_proxies: Vec<std::net::IpAddr>,
    joins: Mutex<Addresses>,
    sockets: Arc<Semaphore>,
    conversations: TaskTracker,
}

impl Site {
    /// A site at `public_url`.
    #[must_use]
    pub fn new(
        rooms: Rooms,
        figures: Registry,
        tickets: Tickets,
        api_keys: ApiKeys,
        templates: Templates,
        public_url: PublicUrl,
        http: &Http,
    ) -> Self {
        Self {
            rooms,
            figures,
            tickets,
            api_keys,
            templates,
            public_url,
            trusted_proxies: http.trusted_proxies.clone(),
            joins: Mutex::new(Addresses::new(JOINS)),
            sockets: Arc::new(Semaphore::new(http.max_connections)),
            conversations: TaskTracker::new(),
        }
    }

    /// Waits until every WebSocket has ended, after the rooms have.
    pub async fn fell_silent(&self) {
        self.conversations.close();
        self.conversations.wait().await;
    }
}

/// Every route of the server.
pub fn router(site: Arc<Site>) -> Router {
    let api = Router::new()
        .route("/v1/rooms", post(api::create_room))
        .route("/v1/rooms/{id}/attendance.csv", get(api::attendance))
        .route("/v1/rooms/{id}/attendance-totals.csv", get(api::attendance_totals))
        .route("/v1/rooms/{id}/media", get(api::media))
        .route("/v1/invitation", post(api::invitation))
        .route("/v1/cannot_come", post(api::cannot_come))
        .route("/v1/join", post(api::join))
        .route("/v1/practice", post(api::practise))
        .route("/v1/pictures", post(api::bring_picture))
        .route("/v1/pictures/{id}", get(api::see_picture))
        .route("/v1/templates", get(api::templates))
        .fallback(async || Refusal::NotFound)
        .method_not_allowed_fallback(async || Refusal::MethodNotAllowed)
        .layer(DefaultBodyLimit::max(MAX_BODY));
    Router::new()
        .nest("/api", api)
        .route("/v1/session", get(session))
        .route("/metrics", get(metrics::metrics))
        .route("/healthz", get(async || "ok"))
        .route("/", get(page::index))
        .fallback(get(page::asset))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&site), headers::add))
        .with_state(site)
}

async fn session(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    if !comes_from_our_page(&headers, &site.public_url) {
        return Refusal::OriginNotAllowed.into_response();
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(_not_a_websocket) => {
            return (StatusCode::UPGRADE_REQUIRED, "a WebSocket is expected here").into_response();
        }
    };
    let Ok(permit) = Arc::clone(&site.sockets).try_acquire_owned() else {
        return Refusal::Busy.into_response();
    };
    let conversations = site.conversations.clone();
    upgrade
        .read_buffer_size(8 * 1024)
        .write_buffer_size(8 * 1024)
        .max_write_buffer_size(socket::MAX_UNSENT)
        .max_message_size(socket::MAX_MESSAGE)
        .max_frame_size(socket::MAX_MESSAGE)
        .on_upgrade(move |socket| {
            conversations.track_future(async move {
                socket::converse(socket, &site.rooms, &site.tickets, site.rooms.stop()).await;
                drop(permit);
            })
        })
}

/// A browser says which page opened the WebSocket: ours, by the public URL or by the address it was fetched from.
/// Other programs send no origin; they hold a ticket or nothing.
fn comes_from_our_page(headers: &HeaderMap, public_url: &PublicUrl) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let same_host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).is_some_and(|host| {
        origin
            .split_once("://")
            .is_some_and(|(scheme, rest)| matches!(scheme, "http" | "https") && rest == host)
    });
    same_host || origin == public_url.to_string()
}

#[cfg(test)]
mod tests;
