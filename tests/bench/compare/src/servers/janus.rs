//! Janus, as Debian has it (`apt-get install janus`): a VideoRoom for each group, whoever sends is its publisher, and
//! everybody subscribes to all others in one connection with many lines. Over its WebSocket API.
//!
//! Configured by a folder of its own, without STUN and TURN, and without the plugins and transports that nobody uses here.
//! Everything else is as it comes. It takes no loopback addresses for media, so its ports and people are at the machine's
//! own address; what is sent there stays in the machine all the same.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tests::light::Signalling;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::Mutex;
use tokio::time::interval;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use super::{Person, free_port, people, spawn};
use crate::shapes::Shape;

/// Ends with its folder.
pub struct Janus {
    /// Where its media is.
    pub address: Ipv4Addr,
    port: u16,
    _child: Child,
    _folder: Folder,
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What is installed, if anything is.
pub fn version() -> Option<String> {
    let output = std::process::Command::new("janus").arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Some(text.lines().next().unwrap_or_default().trim().to_owned())
}

impl Janus {
    pub async fn start() -> anyhow::Result<(u32, Self)> {
        let (port, address) = (free_port()?, own_address()?);
        let folder = Folder(std::env::temp_dir().join(format!("janus-{}-{port}", std::process::id())));
        fs::create_dir_all(&folder.0)?;
        fs::write(folder.0.join("janus.jcfg"), configuration(&folder.0, address)?)?;
        let sockets = format!(
            "general: {{\n json = \"plain\"\n ws = true\n ws_port = {port}\n ws_ip = \"127.0.0.1\"\n}}\n"
        );
        fs::write(folder.0.join("janus.transport.websockets.jcfg"), sockets)?;
        fs::write(folder.0.join("janus.plugin.videoroom.jcfg"), "general: {\n}\n")?;
        let (process, child) =
            spawn(Command::new("janus").arg("-F").arg(&folder.0).stdin(Stdio::null()).stdout(Stdio::null()))?;
        let mut look = interval(Duration::from_millis(50));
        tests::within("Janus", async {
            while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                look.tick().await;
            }
        })
        .await?;
        Ok((process, Self { address, port, _child: child, _folder: folder }))
    }

    /// A room for each group.
    pub async fn rooms(&self, shape: &Shape) -> anyhow::Result<()> {
        let socket = Socket::open(self.port).await?;
        let handle = socket.attach().await?;
        for group in 0..shape.groups {
            let room = json!({
                "request": "create", "room": room(group), "publishers": 100, "bitrate": 0, "notify_joining": false,
                "audiocodec": "opus", "videocodec": "vp8",
            });
            let made = socket.message(handle, room, None).await?;
            anyhow::ensure!(made["plugindata"]["data"]["videoroom"] == "created", "no room: {made}");
        }
        Ok(())
    }

    pub async fn person(&self, shape: &Shape, person: Person) -> anyhow::Result<AtJanus> {
        let socket = Socket::open(self.port).await?;
        let (sends, receives) = (socket.attach().await?, socket.attach().await?);
        let others =
            people(shape).filter(|other| other.group == person.group && other.device != person.device);
        let feeds = others.filter(|other| other.number < shape.senders).map(|other| other.device).collect();
        Ok(AtJanus { socket, person, sends, receives, feeds })
    }
}

const fn room(group: usize) -> usize {
    group + 1
}

fn configuration(folder: &Path, address: Ipv4Addr) -> anyhow::Result<String> {
    let plugins = library("plugins")?;
    let transports = library("transports")?;
    let but = |folder: &PathBuf, one: &str| -> anyhow::Result<String> {
        let names = fs::read_dir(folder)?.filter_map(|file| file.ok()?.file_name().into_string().ok());
        Ok(names.filter(|name| name.ends_with(".so") && name != one).collect::<Vec<_>>().join(","))
    };
    Ok(format!(
        "general: {{
 configs_folder = \"{}\"\n plugins_folder = \"{}\"\n transports_folder = \"{}\"
 debug_level = 2\n session_timeout = 0\n
}}
nat: {{
 ice_lite = true\n ice_enforce_list = \"{address}\"\n
}}
plugins: {{
 disable = \"{}\"\n
}}
transports: {{
 disable = \"{}\"\n
}}
",
        folder.display(),
        plugins.display(),
        transports.display(),
        but(&plugins, "libjanus_videoroom.so")?,
        but(&transports, "libjanus_websockets.so")?,
    ))
}

/// Where packets to other networks would leave from. None is sent.
fn own_address() -> anyhow::Result<Ipv4Addr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    socket
        .connect((Ipv4Addr::new(192, 0, 2, 1), 9))
        .context("Janus needs an address besides that of loopback")?;
    let IpAddr::V4(address) = socket.local_addr()?.ip() else { anyhow::bail!("no address of IPv4") };
    Ok(address)
}

/// A folder of Janus's libraries, of whatever architecture.
fn library(name: &str) -> anyhow::Result<PathBuf> {
    let folders = fs::read_dir("/usr/lib")?.filter_map(|folder| Some(folder.ok()?.path()));
    let mut folders = folders.map(|folder| folder.join("janus").join(name));
    folders.find(|folder| folder.is_dir()).with_context(|| format!("Janus has no {name}"))
}

/// A WebSocket with a session of Janus.
struct Socket {
    stream: Mutex<(WebSocketStream<TcpStream>, u64)>,
    session: u64,
}

impl Socket {
    async fn open(port: u16) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let mut request = format!("ws://127.0.0.1:{port}/").into_client_request()?;
        request.headers_mut().insert("Sec-WebSocket-Protocol", "janus-protocol".parse()?);
        let (stream, _) = tokio_tungstenite::client_async(request, stream).await?;
        let mut socket = Self { stream: Mutex::new((stream, 0)), session: 0 };
        let made = socket.ask(json!({ "janus": "create" })).await?;
        socket.session = made["data"]["id"].as_u64().context("no session")?;
        Ok(socket)
    }

    async fn attach(&self) -> anyhow::Result<u64> {
        let asked = json!({
            "janus": "attach", "session_id": self.session, "plugin": "janus.plugin.videoroom",
        });
        self.ask(asked).await?["data"]["id"].as_u64().context("no handle")
    }

    async fn message(&self, handle: u64, body: Value, jsep: Option<Value>) -> anyhow::Result<Value> {
        let mut asked =
            json!({ "janus": "message", "session_id": self.session, "handle_id": handle, "body": body });
        if let Some(jsep) = jsep {
            asked["jsep"] = jsep;
        }
        let answer = self.ask(asked).await?;
        anyhow::ensure!(answer["plugindata"]["data"]["error"].is_null(), "Janus refuses: {answer}");
        Ok(answer)
    }

    /// Sends and waits for what comes of it; that it was only taken note of is not yet that.
    async fn ask(&self, mut asked: Value) -> anyhow::Result<Value> {
        let mut stream = self.stream.lock().await;
        stream.1 += 1;
        let transaction = stream.1.to_string();
        asked["transaction"] = json!(transaction);
        stream.0.send(Message::text(asked.to_string())).await?;
        tests::within("an answer of Janus", async {
            while let Some(message) = stream.0.next().await {
                let Message::Text(text) = message? else { continue };
                let answer: Value = serde_json::from_str(&text)?;
                if answer["transaction"] == transaction.as_str() && answer["janus"] != "ack" {
                    anyhow::ensure!(answer["janus"] != "error", "Janus refuses: {answer}");
                    return Ok(answer);
                }
            }
            anyhow::bail!("Janus has closed the WebSocket")
        })
        .await?
    }
}

/// Somebody at it, with a handle for each connection.
pub struct AtJanus {
    socket: Socket,
    person: Person,
    sends: u64,
    receives: u64,
    feeds: Vec<u32>,
}

#[async_trait]
impl Signalling for AtJanus {
    async fn publish(&self, offer: String) -> anyhow::Result<String> {
        let body = json!({
            "request": "joinandconfigure", "ptype": "publisher", "room": room(self.person.group),
            "id": self.person.device, "audio": true, "video": true,
        });
        let jsep = json!({ "type": "offer", "sdp": offer });
        let answer = self.socket.message(self.sends, body, Some(jsep)).await?;
        answer["jsep"]["sdp"].as_str().map(str::to_owned).with_context(|| format!("no answer: {answer}"))
    }

    async fn subscribe(&self) -> anyhow::Result<String> {
        let streams: Vec<Value> = self.feeds.iter().map(|feed| json!({ "feed": feed })).collect();
        let body = json!({
            "request": "join", "ptype": "subscriber", "room": room(self.person.group), "streams": streams,
            "use_msid": false, "autoupdate": false,
        });
        let mut look = interval(Duration::from_millis(50));
        let asked = async {
            loop {
                look.tick().await;
                match self.socket.message(self.receives, body.clone(), None).await {
                    // Its side of the publisher's handshake may end later than ours.
                    Err(error) if error.to_string().contains("No such feed") => {}
                    answer => return answer,
                }
            }
        };
        let offer = tests::within("what others send", asked).await??;
        offer["jsep"]["sdp"].as_str().map(str::to_owned).with_context(|| format!("no offer: {offer}"))
    }

    async fn subscribed(&self, answer: String) -> anyhow::Result<()> {
        let jsep = json!({ "type": "answer", "sdp": answer });
        self.socket.message(self.receives, json!({ "request": "start" }), Some(jsep)).await.map(|_| ())
    }
}
