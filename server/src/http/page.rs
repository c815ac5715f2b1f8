//! The web client, embedded in the binary: hashed files for ever, the page itself fresh with a nonce of its own.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse as _, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::Site;
use super::headers::content_security_policy;
use crate::secret::random_text;

/// What Vite has built. In a debug build it is read when it is asked for.
#[derive(RustEmbed)]
#[folder = "../web-client/dist"]
#[allow_missing = true]
struct Dist;

/// Stands in the page where each response has its own nonce.
const NONCE: &str = "__CSP_NONCE__";

/// Vite puts a hash of the content into the names of these.
const HASHED: &str = "assets/";

/// Shown when the server was built without the client.
const NO_CLIENT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Piiri</title>\
    <h1>Piiri is running</h1>\
    <p>This server was built without its web client. Run <code>make run</code>, or build the client \
    (<code>npm ci --ignore-scripts &amp;&amp; npm run build</code> in <code>web-client</code>) and then the server.</p>";

/// `GET /`
pub async fn index(State(site): State<Arc<Site>>) -> Response {
    let page = Dist::get("index.html").map(|file| String::from_utf8_lossy(&file.data).into_owned());
    let nonce = random_text::<16>();
    let policy = content_security_policy(&site.public_url, Some(&nonce));
    let page = page.as_deref().unwrap_or(NO_CLIENT).replace(NONCE, &nonce);
    let mut response = Html(page).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// `GET` of any other file of the client.
pub async fn asset(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    // The page has a nonce and is served by `index` only.
    let file = if path == "index.html" { None } else { Dist::get(path) };
    let Some(file) = file else {
        return (StatusCode::NOT_FOUND, "not found").into_response();
    };
    let tag = entity_tag(&file);
    let caching = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let unchanged =
        headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let coding = Coding::accepted(&headers).filter(|_| is_text(path));
    let mut response =
        if unchanged { StatusCode::NOT_MODIFIED.into_response() } else { body(file, coding).await };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type(path));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

async fn body(file: EmbeddedFile, coding: Option<Coding>) -> Response {
    let content = bytes(file.data);
    let hash = file.metadata.sha256_hash();
    if let Some(coding) = coding
        && let Some(compressed) = compressed(coding, hash, content.clone()).await
    {
        return ([(header::CONTENT_ENCODING, coding.name())], compressed).into_response();
    }
    content.into_response()
}

fn content_type(path: &str) -> HeaderValue {
    HeaderValue::from_static(match path.rsplit('.').next() {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("wasm") => "application/wasm",
        Some("txt") => "text/plain; charset=utf-8",
        Some("mp3") => "audio/mpeg",
        Some("wav") => "audio/wav",
        Some(_) | None => "application/octet-stream",
    })
}

/// Fonts and pictures are compressed already.
fn is_text(path: &str) -> bool {
    matches!(
        path.rsplit('.').next(),
        Some("js" | "mjs" | "css" | "html" | "json" | "map" | "webmanifest" | "svg" | "wasm" | "txt")
    )
}

fn entity_tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let digits: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    // Weak, because one tag stands for all codings.
    format!("W/\"{digits}\"")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Coding {
    Brotli,
    Gzip,
}

impl Coding {
    fn accepted(headers: &HeaderMap) -> Option<Self> {
        let accepted = headers.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
        let takes = |name: &str| {
            accepted.split(',').any(|item| {
                let mut parts = item.split(';').map(str::trim);
                parts.next() == Some(name)
                    && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
            })
        };
        if takes("br") {
            Some(Self::Brotli)
        } else if takes("gzip") {
            Some(Self::Gzip)
        } else {
            None
        }
    }

    const fn name(self) -> HeaderValue {
        match self {
            Self::Brotli => HeaderValue::from_static("br"),
            Self::Gzip => HeaderValue::from_static("gzip"),
        }
    }

    fn compress(self, content: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut compressed = Vec::with_capacity(content.len() / 3);
        match self {
            // Quality 10 takes 0.5 s for 300 KB, once; 11 takes three times as long for 1 %.
            Self::Brotli => {
                let mut writer = brotli::CompressorWriter::new(&mut compressed, 4096, 10, 22);
                writer.write_all(content)?;
                writer.flush()?;
                drop(writer);
            }
            Self::Gzip => {
                let mut writer = flate2::write::GzEncoder::new(&mut compressed, flate2::Compression::best());
                writer.write_all(content)?;
                writer.finish()?;
            }
        }
        Ok(compressed)
    }
}

/// Files compressed so far, by content: the client has a few dozen, so that nothing needs to be forgotten.
static COMPRESSED: Mutex<BTreeMap<(Coding, [u8; 32]), Bytes>> = Mutex::new(BTreeMap::new());

async fn compressed(coding: Coding, hash: [u8; 32], content: Bytes) -> Option<Bytes> {
    let key = (coding, hash);
    let known = COMPRESSED.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    if known.is_some() {
        return known;
    }
    let work = tokio::task::spawn_blocking(move || coding.compress(&content));
    let compressed = Bytes::from(work.await.ok()?.ok()?);
    COMPRESSED.lock().unwrap_or_else(PoisonError::into_inner).insert(key, compressed.clone());
    Some(compressed)
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(embedded) => Bytes::from_static(embedded),
        Cow::Owned(read) => Bytes::from(read),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coding(accepts: &'static str) -> Option<Coding> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepts));
        Coding::accepted(&headers)
    }

    #[test]
    fn the_best_coding_that_is_accepted_is_used() {
        assert_eq!(coding("gzip, deflate, br, zstd"), Some(Coding::Brotli));
        assert_eq!(coding("gzip;q=1.0, br;q=0"), Some(Coding::Gzip));
        assert_eq!(coding("identity"), None);
        assert_eq!(Coding::accepted(&HeaderMap::new()), None);
    }

    #[test]
    fn compressing_loses_nothing() {
        let content = b"circle ".repeat(1000);
        let mut brotli = Vec::new();
        let packed = Coding::Brotli.compress(&content).unwrap();
        std::io::copy(&mut brotli::Decompressor::new(&*packed, 4096), &mut brotli).unwrap();
        assert_eq!(brotli, content);
        let mut gzip = Vec::new();
        let packed = Coding::Gzip.compress(&content).unwrap();
        std::io::copy(&mut flate2::read::GzDecoder::new(&*packed), &mut gzip).unwrap();
        assert_eq!(gzip, content);
    }
}
