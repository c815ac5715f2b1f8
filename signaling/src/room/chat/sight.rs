//! Who sees which chat. What a person may read follows from their role and place alone; after each change it is
//! compared with what they were shown, so that no way of moving or changing somebody can forget to open or close one.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::log::{Channel, Written};
use crate::id::{GroupId, MessageId, ParticipantId};
use crate::protocol::{
    ChatLine, ChatMessage, ChatPart, ChatPartView, ChatView, Event, MAX_SHOWN_MESSAGES, Place, Scope,
};
use crate::room::changes::Changes;
use crate::room::people::Person;
use crate::room::{Audience, Room};

/// Most text in one answer to `read_messages`, in bytes: far below what fills a person's stream.
const MAX_PAGE_BYTES: usize = 32 * 1024;

/// What decides which chat a person sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sight {
    /// The channel of the place they are in.
    place: Option<Channel>,
    /// Whoever visits a group reads there what is written from this message on, by its position among all.
    place_from: u64,
    /// Whoever is helped to get in reads what is written there and nothing else.
    helped: bool,
    /// Staff read backstage and the thread of everybody who wrote to them, from this message on: all of it, or, where
    /// somebody only acts as one of them, what was written since.
    staff_from: Option<u64>,
}

impl Sight {
    /// The first message of a channel that they see, by its position among all.
    fn sees_from(self, who: ParticipantId, channel: Channel) -> Option<u64> {
        let all = |sees: bool| sees.then_some(0);
        let is_there = (self.place == Some(channel)).then_some(self.place_from);
        if self.helped {
            return is_there;
        }
        match channel {
            Channel::Plenary => Some(0),
            // Whoever acts sees no more for being there.
            Channel::Backstage => self.staff_from.or(is_there),
            Channel::Group(_) | Channel::Help(_) | Channel::Encounter(_) => is_there,
            Channel::Facilitators(whose) => all(whose == who).or(self.staff_from),
            // Nobody writes to themselves.
            Channel::Pair(one, other) => all(one != other && (one == who || other == who)),
        }
    }
}

impl Room {
    pub(super) fn sees(&self, who: ParticipantId, channel: Channel) -> bool {
        self.sees_from(who, channel).is_some()
    }

    fn sees_from(&self, who: ParticipantId, channel: Channel) -> Option<u64> {
        self.people.get(&who).and_then(|person| self.sight(who, person).sees_from(who, channel))
    }

    /// Whether they see a message, by its position among all.
    pub(super) fn sees_message(&self, who: ParticipantId, channel: Channel, order: u64) -> bool {
        self.sees_from(who, channel).is_some_and(|from| from <= order)
    }

    fn sight(&self, who: ParticipantId, person: &Person) -> Sight {
        Sight {
            place: Channel::of_place(person.place),
            place_from: self.visits_since(who).unwrap_or(0),
            helped: self.is_secluded(who),
            staff_from: match self.acting {
                _ if person.role.is_staff() => Some(0),
                Some(acting) if acting.who == who => Some(acting.since_message),
                Some(_) | None => None,
            },
        }
    }

    /// Everybody who reads a channel, and what it is to them. Nobody is named twice.
    pub(super) fn hearers(&self, channel: Channel) -> Vec<(Audience, Scope)> {
        let one = |who| (Audience::One(who), channel.scope_for(who));
        match channel {
            Channel::Plenary => vec![(Audience::All, Scope::Plenary {})],
            Channel::Backstage => vec![
                (Audience::Staff, Scope::Backstage {}),
                (Audience::Guests(Place::Backstage {}), Scope::Backstage {}),
            ],
            Channel::Help(help) => vec![(Audience::Place(Place::Help { help }), Scope::Help { help })],
            Channel::Encounter(encounter) => {
                let place = Place::Encounter { encounter };
                vec![(Audience::Place(place), Scope::Encounter { encounter })]
            }
            Channel::Group(group) => {
                let place = Place::Group { group };
                vec![(Audience::Place(place), Scope::Group { group })]
            }
            Channel::Facilitators(whose) => {
                let mut hearers = vec![(Audience::Staff, channel.scope_for(whose))];
                if !self.is_staff(whose) && self.sees(whose, channel) {
                    hearers.push(one(whose));
                }
                hearers
            }
            Channel::Pair(first, second) => {
                [first, second].into_iter().filter(|who| self.sees(*who, channel)).map(one).collect()
            }
        }
    }

    /// Those of them who see a message written before, by its position among all.
    pub(super) fn hearers_of(&self, channel: Channel, order: u64) -> Vec<(Audience, Scope)> {
        let sees = |who: &ParticipantId| self.sees_message(*who, channel, order);
        // Whoever acts as one of the staff, or visits a group, may see only what is newer.
        let one_by_one = |(audience, scope)| {
            let all = self.audience(&audience);
            if all.iter().all(sees) {
                return vec![(audience, scope)];
            }
            all.into_iter().filter(sees).map(|who| (Audience::One(who), scope)).collect()
        };
        self.hearers(channel).into_iter().flat_map(one_by_one).collect()
    }

    pub(in crate::room) fn chat_view(&self, who: ParticipantId) -> ChatView {
        let Some(person) = self.people.get(&who) else { return ChatView::default() };
        let sight = self.sight(who, person);
        let mut parts = vec![ChatPart::Plenary {}, ChatPart::Backstage {}, ChatPart::Private {}];
        parts.extend(sight.place.map(|channel| channel.scope_for(who).part()));
        parts.sort();
        parts.dedup();
        let views = parts.into_iter().map(|part| self.part_view(who, sight, part));
        let parts = views.filter(|view| !view.messages.is_empty() || !view.lines.is_empty()).collect();
        // Slow mode is not told to whoever is helped, and does not hold for them.
        ChatView { slow_mode: if sight.helped { 0 } else { self.chat.slow_mode }, parts }
    }

    fn part_view(&self, who: ParticipantId, sight: Sight, part: ChatPart) -> ChatPartView {
        let from = |channel: Channel| {
            let is_of_part = channel.scope_for(who).part() == part;
            is_of_part.then(|| sight.sees_from(who, channel)).flatten()
        };
        let shown = |channel: Channel| from(channel).is_some();
        let logs = self.chat.logs.iter().filter_map(|(channel, log)| Some((*channel, log, from(*channel)?)));
        let mut newest: Vec<(MessageId, &Written, Channel)> = logs
            .flat_map(|(channel, log, from)| {
                let seen = log.newest().take(MAX_SHOWN_MESSAGES).filter(move |(_, one)| one.order >= from);
                seen.map(move |(message, written)| (message, written, channel))
            })
            .collect();
        newest.sort_by_key(|(_, written, _)| written.order);
        let surplus = newest.len().saturating_sub(MAX_SHOWN_MESSAGES);
        let message = |(message, written, channel)| self.message_view(who, channel, message, written);
        let lines = self.chat.lines.iter().filter(|(_, line)| shown(line.channel));
        let line = |(writer, line): (&ParticipantId, &super::Line)| ChatLine {
            scope: line.channel.scope_for(who),
            participant: *writer,
            text: line.text.clone(),
        };
        ChatPartView {
            part,
            messages: newest.into_iter().skip(surplus).map(message).collect(),
            lines: lines.map(line).collect(),
        }
    }

    /// What was written before a message, oldest first, and whether there is more before that.
    pub(super) fn page(
        &self,
        who: ParticipantId,
        channel: Channel,
        before: MessageId,
    ) -> (Vec<ChatMessage>, bool) {
        let (Some(log), Some(from)) = (self.chat.logs.get(channel), self.sees_from(who, channel)) else {
            return (Vec::new(), false);
        };
        let mut older = log.before(before).take_while(|(_, written)| written.order >= from).peekable();
        let mut messages = Vec::new();
        let mut bytes = 0;
        while let Some((message, written)) = older.peek() {
            bytes += self.chat.words.get(&written.order).map_or(0, String::len);
            // One message is always below the limit, so a page always gets further.
            if messages.len() == MAX_SHOWN_MESSAGES || bytes > MAX_PAGE_BYTES {
                break;
            }
            messages.push(self.message_view(who, channel, *message, written));
            older.next();
        }
        messages.reverse();
        (messages, older.peek().is_some())
    }

    fn message_view(
        &self,
        who: ParticipantId,
        channel: Channel,
        message: MessageId,
        written: &Written,
    ) -> ChatMessage {
        let Written { order: _, from, at } = *written;
        let words = self.chat.words_of(written);
        ChatMessage { scope: channel.scope_for(who), message, from, at, words }
    }

    /// After a change: what is of people or groups that are gone goes too, and everybody is shown the chats they came
    /// to and told to put away those they left. Whoever is new has it all from their first view.
    pub(in crate::room) fn settle_chat(&mut self) -> Vec<(Audience, Event)> {
        if self.people.is_empty() {
            // What counts goes on, so that no text is taken for a later one.
            self.chat = super::Chat { written: self.chat.written, ..super::Chat::default() };
            return Vec::new();
        }
        let mut changes = Changes::default();
        let now: BTreeMap<ParticipantId, Sight> =
            self.people.iter().map(|(who, person)| (*who, self.sight(*who, person))).collect();
        let moved: Vec<(ParticipantId, Sight, Sight)> = now
            .iter()
            .filter_map(|(who, now)| {
                let before = self.chat.shown.get(who)?;
                (before != now).then_some((*who, *before, *now))
            })
            .collect();
        let put_away: Vec<(ParticipantId, ChatPart)> =
            moved.iter().flat_map(|(who, before, now)| self.lost(*who, *before, *now)).collect();

        for who in self.unfinished_lines() {
            self.end_line(who, &mut changes);
        }
        for (who, part) in put_away {
            let chat = ChatPartView { part, messages: Vec::new(), lines: Vec::new() };
            changes.tell(Audience::One(who), Event::ChatShown { chat });
        }
        for (who, before, now) in moved {
            for part in gained(who, before, now) {
                let chat = self.part_view(who, now, part);
                if !chat.messages.is_empty() || !chat.lines.is_empty() {
                    changes.tell(Audience::One(who), Event::ChatShown { chat });
                }
            }
        }
        let open = &self.groups;
        let places: BTreeSet<Place> = self.people.values().map(|person| person.place).collect();
        let closed = self.chat.logs.close(|channel| match channel {
            Channel::Group(group) => open.queue(group).is_none(),
            Channel::Help(help) => !places.contains(&Place::Help { help }),
            Channel::Encounter(encounter) => !places.contains(&Place::Encounter { encounter }),
            Channel::Plenary | Channel::Backstage | Channel::Facilitators(_) | Channel::Pair(..) => false,
        });
        for written in closed {
            self.chat.forget_words(written.order);
        }
        self.chat.slowed.retain(|who, _| now.contains_key(who));
        self.chat.shown = now;
        changes.told
    }

    /// The parts somebody saw something in that they do not see any more, or see less of.
    fn lost(&self, who: ParticipantId, before: Sight, now: Sight) -> Vec<(ParticipantId, ChatPart)> {
        let mut parts: Vec<ChatPart> = Vec::new();
        let written = self.chat.logs.iter().map(|(channel, _)| *channel);
        for channel in written.chain(self.chat.lines.values().map(|line| line.channel)) {
            // Where nothing is seen any more, or less.
            let before = before.sees_from(who, channel);
            let now = now.sees_from(who, channel);
            if before.is_some_and(|before| now.is_none_or(|now| before < now)) {
                parts.push(channel.scope_for(who).part());
            }
        }
        parts.sort();
        parts.dedup();
        parts.into_iter().map(|part| (who, part)).collect()
    }

    /// What somebody is writing to those who run the session is not for whoever begins to act as one of them.
    pub(in crate::room) fn end_lines_to_staff(&mut self, changes: &mut Changes) {
        let to_staff = |channel| matches!(channel, Channel::Backstage | Channel::Facilitators(_));
        let lines = self.chat.lines.iter().filter(|(_, line)| to_staff(line.channel));
        for who in lines.map(|(who, _)| *who).collect::<Vec<_>>() {
            self.end_line(who, changes);
        }
    }

    /// Nor is what somebody was writing to their group for whoever comes on a visit.
    pub(in crate::room) fn end_lines_of_group(&mut self, group: GroupId, changes: &mut Changes) {
        let lines = self.chat.lines.iter().filter(|(_, line)| line.channel == Channel::Group(group));
        for who in lines.map(|(who, _)| *who).collect::<Vec<_>>() {
            self.end_line(who, changes);
        }
    }

    /// Lines of those who are gone, dropped, or may not write any more where they did.
    fn unfinished_lines(&self) -> Vec<ParticipantId> {
        let over = |who: ParticipantId, channel: Channel| {
            self.is_dropped(who) || self.may_write(who, channel.scope_for(who)).is_err()
        };
        let lines = self.chat.lines.iter();
        lines.filter(|(who, line)| over(**who, line.channel)).map(|(who, _)| *who).collect()
    }
}

/// The parts that hold something new to somebody, and what must be shown again because a part of it was put away.
fn gained(who: ParticipantId, before: Sight, now: Sight) -> Vec<ChatPart> {
    let mut parts: Vec<ChatPart> = Vec::new();
    if (before.place, before.place_from) != (now.place, now.place_from) {
        parts.extend(now.place.map(|channel| channel.scope_for(who).part()));
    }
    if before.staff_from != now.staff_from {
        parts.extend([ChatPart::Backstage {}, ChatPart::Private {}]);
    }
    if before.helped != now.helped {
        parts.extend([ChatPart::Plenary {}, ChatPart::Backstage {}, ChatPart::Private {}]);
    }
    parts.sort();
    parts.dedup();
    // A part that is not seen has nothing in it and is not shown.
    parts
}
