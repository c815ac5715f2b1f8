//! `GET /metrics`: figures for Prometheus, for holders of a key.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use prometheus_client::encoding::text::encode;

use super::Site;
use super::api::{Refusal, require_key};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// See the module.
pub async fn metrics(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Refusal> {
    require_key(&site, &headers)?;
    let mut text = String::new();
    encode(&mut text, &site.figures).map_err(|_| Refusal::Internal)?;
    Ok(([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response())
}
