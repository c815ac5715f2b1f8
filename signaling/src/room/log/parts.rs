//! How a struct is taken apart into facts and put together again. A feature whose state has parts of its own (a list
//! that grows, something that lives in memory only) says so with [`parts!`] beside its struct; a small state is a
//! `whole` part of the room and needs nothing.

use std::collections::{BTreeMap, BTreeSet};

/// State that is written as facts.
pub(in crate::room) trait Logged {
    /// One part of it, as it is now.
    type Fact;

    /// What differs from what is known, in an order that is the same for the same two states.
    fn facts_since(&self, known: &Self) -> Vec<Self::Fact>;

    /// Makes the state what the fact says.
    fn apply(&mut self, fact: Self::Fact);

    /// Drops what lives in memory only.
    fn forget(&mut self);
}

/// The entries of a map that are new, different or gone, in order.
pub(in crate::room) fn entries_since<K: Ord + Copy, V: PartialEq + Clone>(
    now: &BTreeMap<K, V>,
    known: &BTreeMap<K, V>,
) -> Vec<(K, Option<V>)> {
    // Side by side, because it is done for everything after every change.
    let mut known = known.iter().peekable();
    let mut entries = Vec::new();
    for (key, value) in now {
        while let Some((gone, _)) = known.next_if(|(old, _)| *old < key) {
            entries.push((*gone, None));
        }
        let before = known.next_if(|(old, _)| *old == key);
        if before.is_none_or(|(_, before)| before != value) {
            entries.push((*key, Some(value.clone())));
        }
    }
    entries.extend(known.map(|(gone, _)| (*gone, None)));
    entries
}

/// Makes one entry of a map what a fact says of it.
pub(in crate::room) fn put<K: Ord, V>(map: &mut BTreeMap<K, V>, key: K, value: Option<V>) {
    match value {
        Some(value) => drop(map.insert(key, value)),
        None => drop(map.remove(&key)),
    }
}

/// The members of a set that are new, or gone.
pub(in crate::room) fn members_since<K: Ord + Copy>(
    now: &BTreeSet<K>,
    known: &BTreeSet<K>,
) -> Vec<(K, bool)> {
    let gone = known.difference(now).map(|key| (*key, false));
    gone.chain(now.difference(known).map(|key| (*key, true))).collect()
}

/// Makes somebody a member of a set, or not, as a fact says.
pub(in crate::room) fn join<K: Ord>(set: &mut BTreeSet<K>, key: K, is_member: bool) {
    if is_member {
        set.insert(key);
    } else {
        set.remove(&key);
    }
}

/// Says of each field of a struct what the log makes of it; a field that is not named does not compile. In this order:
///
/// - `whole`: small; written as it is when it differs.
/// - `each`: a map; the entries that differ are written.
/// - `set`: the members that are new or gone are written.
/// - `inner`: a struct that is itself [`Logged`].
/// - `beside`: texts of people, by id; named in `texts!` too.
/// - `memory`: lost in a crash on purpose; starts anew from its default.
/// - `given`: made with the room, from its settings.
macro_rules! parts {
    ($fact:ident of $owner:ident {
        $(whole $whole:ident: $whole_field:ident: $whole_type:ty;)*
        $(each $each:ident: $each_field:ident: $key:ty => $value:ty;)*
        $(set $set:ident: $set_field:ident: $member:ty;)*
        $(inner $inner:ident: $inner_field:ident: $inner_type:ty;)*
        $(beside $beside:ident;)*
        $(memory $memory:ident;)*
        $(given $given:ident;)*
    }) => {
        /// One part of the state, as it is after a change. A map's entry that is nothing is gone.
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(in crate::room) enum $fact {
            $($whole($whole_type),)*
            $($each($key, Option<$value>),)*
            $($set($member, bool),)*
            $($inner(<$inner_type as $crate::room::log::Logged>::Fact),)*
        }

        impl $crate::room::log::Logged for $owner {
            type Fact = $fact;

            fn facts_since(&self, known: &Self) -> Vec<$fact> {
                let Self {
                    $($whole_field,)* $($each_field,)* $($set_field,)* $($inner_field,)*
                    $($beside: _,)* $($memory: _,)* $($given: _,)*
                } = self;
                let mut facts = Vec::new();
                $(if *$whole_field != known.$whole_field {
                    facts.push($fact::$whole(Clone::clone($whole_field)));
                })*
                $(for (key, value) in $crate::room::log::entries_since($each_field, &known.$each_field) {
                    facts.push($fact::$each(key, value));
                })*
                $(for (key, is_member) in $crate::room::log::members_since($set_field, &known.$set_field) {
                    facts.push($fact::$set(key, is_member));
                })*
                $(facts.extend($inner_field.facts_since(&known.$inner_field).into_iter().map($fact::$inner));)*
                facts
            }

            fn apply(&mut self, fact: $fact) {
                match fact {
                    $($fact::$whole(value) => self.$whole_field = value,)*
                    $($fact::$each(key, value) => {
                        $crate::room::log::put(&mut self.$each_field, key, value);
                    })*
                    $($fact::$set(key, is_member) => {
                        $crate::room::log::join(&mut self.$set_field, key, is_member);
                    })*
                    $($fact::$inner(fact) => self.$inner_field.apply(fact),)*
                }
            }

            fn forget(&mut self) {
                $(self.$memory = Default::default();)*
                $(self.$inner_field.forget();)*
            }
        }
    };
}

/// Says where the texts of people are: maps from an id to a text, in the room or in the state of a feature.
macro_rules! texts {
    ($(#[$doc:meta])* $($name:ident($id:ty): $($path:ident).+;)*) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        #[serde(rename_all = "snake_case")]
        #[expect(missing_docs, reason = "each is named after what it is the text of")]
        pub enum TextId {
            $($name($id),)*
        }

        impl Room {
            fn texts_since(&self, known: &Self) -> Vec<TextChange> {
                let mut changes = Vec::new();
                $(for (id, text) in $crate::room::log::entries_since(&self.$($path).+, &known.$($path).+) {
                    changes.push(TextChange { id: TextId::$name(id), text });
                })*
                changes
            }

            fn put_text(&mut self, id: TextId, text: Option<String>) {
                match id {
                    $(TextId::$name(id) => $crate::room::log::put(&mut self.$($path).+, id, text),)*
                }
            }
        }
    };
}

pub(in crate::room) use {parts, texts};
