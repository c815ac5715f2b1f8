//! As much of HTTP as the API needs: one request, one answer, goodbye.

use std::net::{IpAddr, SocketAddr};

use anyhow::Context as _;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Posts JSON; returns the status and the answer's JSON, `null` if it has none.
///
/// # Errors
/// When the server cannot be reached or does not speak HTTP.
pub async fn post(
    to: SocketAddr,
    path: &str,
    key: Option<&str>,
    body: &Value,
) -> anyhow::Result<(u16, Value)> {
    let authorization = key.map(|key| format!("Authorization: Bearer {key}\r\n")).unwrap_or_default();
    let (status, answer) = ask(to, "POST", path, &authorization, &body.to_string()).await?;
    Ok((status, serde_json::from_str(&answer).unwrap_or(Value::Null)))
}

/// Posts JSON like a proxy for somebody at `from`.
///
/// # Errors
/// As [`post`].
pub async fn post_from(
    to: SocketAddr,
    path: &str,
    from: Option<IpAddr>,
    body: &Value,
) -> anyhow::Result<(u16, Value)> {
    let forwarded = from.map(|from| format!("X-Forwarded-For: {from}\r\n")).unwrap_or_default();
    let (status, answer) = ask(to, "POST", path, &forwarded, &body.to_string()).await?;
    Ok((status, serde_json::from_str(&answer).unwrap_or(Value::Null)))
}

/// Gets a text.
///
/// # Errors
/// As [`post`].
pub async fn get(to: SocketAddr, path: &str, key: Option<&str>) -> anyhow::Result<(u16, String)> {
    let authorization = key.map(|key| format!("Authorization: Bearer {key}\r\n")).unwrap_or_default();
    ask(to, "GET", path, &authorization, "").await
}

/// Posts bytes of some type, with a key.
///
/// # Errors
/// As [`post`].
pub async fn post_bytes(
    to: SocketAddr,
    path: &str,
    key: &str,
    media_type: &str,
    body: &[u8],
) -> anyhow::Result<(u16, Value)> {
    let headers = format!("Authorization: Bearer {key}\r\nContent-Type: {media_type}\r\n");
    let (status, _, answer) = say(to, "POST", path, &headers, body).await?;
    Ok((status, serde_json::from_slice(&answer).unwrap_or(Value::Null)))
}

/// Gets bytes with a key; returns the status, the head of the answer in lower case, and its body.
///
/// # Errors
/// As [`post`].
pub async fn get_bytes(to: SocketAddr, path: &str, key: &str) -> anyhow::Result<(u16, String, Vec<u8>)> {
    say(to, "GET", path, &format!("Authorization: Bearer {key}\r\n"), &[]).await
}

async fn ask(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> anyhow::Result<(u16, String)> {
    let headers = format!("Content-Type: application/json\r\n{headers}");
    let (status, _, body) = say(to, method, path, &headers, body.as_bytes()).await?;
    Ok((status, String::from_utf8(body)?))
}

async fn say(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &str,
    body: &[u8],
) -> anyhow::Result<(u16, String, Vec<u8>)> {
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n"
    );
    let mut stream = TcpStream::connect(to).await.context("the server cannot be reached")?;
    stream.write_all(head.as_bytes()).await?;
    // A server that has refused already may read no more.
    let _ = stream.write_all(body).await;
    let mut answer = Vec::new();
    crate::within("an answer", stream.read_to_end(&mut answer)).await??;
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .context("an answer without an end of its head")?;
    let body = answer.split_off(end + 4);
    let head = String::from_utf8(answer)?.to_lowercase();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .context("an answer without a status")?;
    Ok((status, head, body))
}
