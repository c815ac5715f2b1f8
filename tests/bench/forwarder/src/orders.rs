//! What the forwarder is told, and what it answers.

use serde::{Deserialize, Serialize};

/// What a person wants.
#[derive(Debug, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case")]
pub enum Order {
    /// A connection that sends: `sdp` is an offer; the answer comes back.
    Publish {
        /// Of this order.
        id: u64,
        /// In which group; whoever is in it gets what is sent.
        group: String,
        /// Who; gets back nothing of itself.
        person: String,
        /// The offer.
        sdp: String,
    },
    /// A connection that receives: an offer comes back, with a line for whatever others in the group send by now.
    Subscribe {
        /// Of this order.
        id: u64,
        /// Which group.
        group: String,
        /// Who.
        person: String,
    },
    /// The answer to the offer that `person` got last.
    Subscribed {
        /// Of this order.
        id: u64,
        /// Who.
        person: String,
        /// The answer.
        sdp: String,
    },
}

/// What became of an order.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// Of the order.
    pub id: u64,
    /// An offer or an answer, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sdp: Option<String>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Answer {
    /// Of what was done.
    pub fn new(id: u64, done: anyhow::Result<Option<String>>) -> Self {
        match done {
            Ok(sdp) => Self { id, sdp, error: None },
            Err(error) => Self { id, sdp: None, error: Some(format!("{error:#}")) },
        }
    }
}
