//! A person's further devices, and several people at one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Most devices of one person.
pub const MAX_DEVICES: usize = 4;

/// Most people whom one device carries.
pub const MAX_CARRIED: usize = 20;

/// What a person who is in the session already does with a further device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Further {
    /// It carries this person instead of all devices they had. Others who share one of those stay there. What is meant
    /// when somebody opens their own link again.
    #[default]
    Own,
    /// It carries everybody whom this person's devices carried, instead of these.
    TakeOver,
    /// It is beside the others, say a phone for sound: it begins with nothing sent, and its page plays nothing until it
    /// is asked to.
    Companion,
}
