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

async fn ask(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> anyhow::Result<(u16, String)> {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         {headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(to).await.context("the server cannot be reached")?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    crate::within("an answer", stream.read_to_string(&mut answer)).await??;
    let (head, body) = answer.split_once("\r\n\r\n").context("an answer without an end of its head")?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .context("an answer without a status")?;
    Ok((status, body.to_owned()))
}
