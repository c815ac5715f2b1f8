//! The forwarder on `str0m`: an order a line on its input, an answer a line on its output.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use anyhow::Context as _;
use async_trait::async_trait;
use serde_json::{Value, json};
use tests::light::Signalling;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Mutex;

use super::{Person, spawn};

struct Pipes {
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    id: u64,
}

pub struct Forwarder(Arc<Mutex<Pipes>>);

/// Somebody at it.
pub struct AtForwarder {
    pipes: Arc<Mutex<Pipes>>,
    person: Person,
}

impl Forwarder {
    pub async fn start(binary: &Path) -> anyhow::Result<(u32, Self)> {
        let (process, mut child) = spawn(Command::new(binary).stdin(Stdio::piped()).stdout(Stdio::piped()))?;
        let input = child.stdin.take().context("it has no input")?;
        let mut output = BufReader::new(child.stdout.take().context("it has no output")?).lines();
        output.next_line().await?.context("it has ended")?;
        Ok((process, Self(Arc::new(Mutex::new(Pipes { _child: child, input, output, id: 0 })))))
    }

    pub fn person(&self, person: Person) -> AtForwarder {
        AtForwarder { pipes: Arc::clone(&self.0), person }
    }
}

impl AtForwarder {
    async fn order(&self, order: &str, sdp: Option<String>) -> anyhow::Result<Option<String>> {
        let mut pipes = self.pipes.lock().await;
        pipes.id += 1;
        let Person { group, device, .. } = self.person;
        let line = json!({
            "order": order, "id": pipes.id, "group": group.to_string(), "person": device.to_string(), "sdp": sdp,
        });
        pipes.input.write_all(format!("{line}\n").as_bytes()).await?;
        let answer = tests::within("an answer of the forwarder", pipes.output.next_line()).await??;
        let answer: Value = serde_json::from_str(&answer.context("the forwarder has ended")?)?;
        anyhow::ensure!(answer["error"].is_null(), "{order}: {}", answer["error"]);
        Ok(answer["sdp"].as_str().map(str::to_owned))
    }
}

#[async_trait]
impl Signalling for AtForwarder {
    async fn publish(&self, offer: String) -> anyhow::Result<String> {
        self.order("publish", Some(offer)).await?.context("no answer")
    }

    async fn subscribe(&self) -> anyhow::Result<String> {
        self.order("subscribe", None).await?.context("no offer")
    }

    async fn subscribed(&self, answer: String) -> anyhow::Result<()> {
        self.order("subscribed", Some(answer)).await.map(|_| ())
    }
}
