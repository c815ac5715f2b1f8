//! Anonymous questions, on their way from a connection to the room. Here, and nowhere after, it is known which connection
//! asks: it is used to see whether somebody in the session asks, and not too often, and then left behind. The room is told
//! the words and the digest of a key. Nothing of this is logged, not even that it was refused.

use std::collections::BTreeMap;

use signaling::id::{DeviceId, ParticipantId, QuestionId, RequestId};
use signaling::protocol::{
    Command, Event, MAX_QUESTION_KEYS, QuestionKey, Rejection, ServerMessage, encode_event,
};
use signaling::room::KeyDigest;

use super::RoomTask;
use crate::seats::ConnectionId;
use crate::secret::Digest;

/// What comes with a key, and must not come with a name.
pub(super) struct Unnamed {
    /// Somebody else at the same device, if it says so.
    whom: Option<ParticipantId>,
    what: What,
}

enum What {
    Ask(String, QuestionKey),
    Withdraw(QuestionId, QuestionKey),
    Watch(Vec<QuestionKey>),
}

/// Which devices have shown which keys; the oldest first.
#[derive(Default)]
pub(super) struct Watches(BTreeMap<DeviceId, Vec<KeyDigest>>);

impl Unnamed {
    /// Nothing when the command comes with a name.
    pub fn of(command: &Command) -> Option<Self> {
        let (whom, inner) = match command {
            Command::As { participant, command } => (Some(*participant), &**command),
            own => (None, own),
        };
        let what = match inner {
            Command::AskQuestion { text, key: Some(key) } => What::Ask(text.clone(), key.clone()),
            Command::WithdrawQuestion { question, key: Some(key) } => What::Withdraw(*question, key.clone()),
            Command::WatchQuestions { keys } => What::Watch(keys.clone()),
            _ => return None,
        };
        Some(Self { whom, what })
    }
}

impl Watches {
    /// The oldest gives way when a device has shown too many.
    fn add(&mut self, device: DeviceId, key: KeyDigest) {
        let keys = self.0.entry(device).or_default();
        keys.retain(|known| *known != key);
        keys.push(key);
        if keys.len() > MAX_QUESTION_KEYS {
            keys.remove(0);
        }
    }

    pub fn forget(&mut self, device: DeviceId) {
        self.0.remove(&device);
    }

    fn of(&self, key: KeyDigest) -> Vec<DeviceId> {
        self.0.iter().filter(|(_, keys)| keys.contains(&key)).map(|(device, _)| *device).collect()
    }
}

impl RoomTask {
    pub(super) async fn unnamed(
        &mut self,
        from: ConnectionId,
        id: RequestId,
        unnamed: Unnamed,
    ) -> anyhow::Result<()> {
        let Unnamed { whom, what } = unnamed;
        let device = from.sender.device;
        let (now, sender) = (self.now(), self.speaker(from));
        let outcome = match what {
            What::Ask(text, key) => {
                let key = digest(&key);
                let may = self.room.may_ask_anonymously(now, sender, whom);
                match may.and_then(|()| self.room.ask_anonymously(now, key, &text)) {
                    Ok(effects) => {
                        self.perform(effects).await?.close(self);
                        self.watches.add(device, key);
                        Ok(Some(vec![key]))
                    }
                    Err(rejection) => Err(rejection),
                }
            }
            What::Withdraw(question, key) => {
                let may = self.room.may_show_keys(sender, whom);
                match may.and_then(|()| self.room.withdraw_anonymously(now, digest(&key), question)) {
                    Ok(effects) => {
                        self.perform(effects).await?.close(self);
                        Ok(None)
                    }
                    Err(rejection) => Err(rejection),
                }
            }
            What::Watch(keys) if keys.len() > MAX_QUESTION_KEYS => Err(Rejection::OutOfRange),
            What::Watch(keys) => self.room.may_show_keys(sender, whom).map(|()| {
                let keys: Vec<KeyDigest> = keys.iter().map(digest).collect();
                self.watches.0.insert(device, keys.clone());
                Some(keys)
            }),
        };
        match outcome {
            Ok(Some(keys)) => {
                let questions = self.room.questions_with_keys(&keys);
                self.seats.answer(from, &ServerMessage::OwnQuestions { id, questions });
            }
            Ok(None) => self.seats.answer_outcome(from, id, Ok(())),
            Err(rejection) => self.seats.answer_outcome(from, id, Err(rejection)),
        }
        Ok(())
    }

    /// To whoever has shown the key.
    pub(super) fn tell_key(&mut self, key: KeyDigest, event: &Event) {
        let body = encode_event(event);
        for device in self.watches.of(key) {
            self.seats.tell(device, &body);
        }
    }
}

fn digest(key: &QuestionKey) -> KeyDigest {
    KeyDigest(Digest::of(key.digits()).bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: fn(u8) -> KeyDigest = |number| KeyDigest([number; 32]);

    #[test]
    fn a_device_watches_so_many_keys_and_the_oldest_gives_way() {
        let most = u8::try_from(MAX_QUESTION_KEYS).unwrap();
        let (one, other) = (DeviceId(1), DeviceId(2));
        let mut watches = Watches::default();
        watches.add(other, KEY(0));
        for number in 0..most {
            watches.add(one, KEY(number));
        }
        // Shown again, it is the newest.
        watches.add(one, KEY(0));
        watches.add(one, KEY(most));
        assert_eq!(watches.of(KEY(0)), [one, other]);
        assert_eq!(
            (watches.of(KEY(1)), watches.of(KEY(2)), watches.of(KEY(most))),
            (vec![], vec![one], vec![one])
        );
        watches.forget(one);
        assert_eq!((watches.of(KEY(0)), watches.of(KEY(2))), (vec![other], vec![]));
    }

    #[test]
    fn only_what_comes_with_a_key_is_without_a_name() {
        let key = QuestionKey::try_from("0123456789abcdef0123456789abcdef".to_owned()).unwrap();
        let ask = |key| Command::AskQuestion { text: "Miksi?".into(), key };
        let withdraw = |key| Command::WithdrawQuestion { question: QuestionId(1), key };
        let beside = |command| Command::As { participant: ParticipantId(7), command: Box::new(command) };
        assert!(Unnamed::of(&ask(None)).is_none() && Unnamed::of(&withdraw(None)).is_none());
        assert!(Unnamed::of(&beside(ask(None))).is_none() && Unnamed::of(&Command::ComeBack {}).is_none());
        let whom = |command: Command| Unnamed::of(&command).unwrap().whom;
        assert_eq!(whom(ask(Some(key.clone()))), None);
        assert_eq!(whom(beside(ask(Some(key.clone())))), Some(ParticipantId(7)));
        assert_eq!(whom(beside(withdraw(Some(key)))), Some(ParticipantId(7)));
        assert_eq!(whom(Command::WatchQuestions { keys: Vec::new() }), None);
    }
}
