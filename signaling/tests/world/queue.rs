//! The facilitator queue: what waits, kept beside the room, by which each knows what they may see and everything of it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use signaling::id::{AskId, DeviceId, GroupId, ParticipantId, QuestionId, WordId};
use signaling::protocol::{
    Command, Event, HelpProblem, NAMED_FIRST, Place, Presence, QuestionView, QueueItem, QueueItemView,
    QueueKind, Rejection, RequestView, RoomView,
};
use signaling::role::Permission;
use signaling::room::{Effect, KeyDigest, Sender};
use signaling::time::Moment;

use crate::script::Who;
use crate::session::{GRACE, Session};
use crate::truth::Truth;

/// What waits is named by position among all of it.
#[derive(Debug, Clone, Copy)]
pub enum Calling {
    AskHelp(HelpProblem, bool, bool),
    AskWord(Option<Who>),
    Quiet,
    Withdraw(usize),
    Claim(usize),
    Release(usize),
    Resolve(usize),
    GoTo(usize),
    ComeBack,
    Question,
    TakeQuestion(usize),
    VoteQuestion(usize, bool),
    Publish(usize),
    ShowQuestion(usize, bool),
    Answer(usize, bool),
}

/// What everybody says.
pub fn calling() -> impl Strategy<Value = Calling> {
    let problem = prop::sample::select(vec![HelpProblem::NoSound, HelpProblem::SomethingElse]);
    let staff = (0..3_usize).prop_map(Who::Staff);
    prop_oneof![
        6 => (problem, prop::bool::weighted(0.4), prop::bool::weighted(0.3))
            .prop_map(|(problem, us, subject)| Calling::AskHelp(problem, us, subject)),
        4 => prop::option::of(staff).prop_map(Calling::AskWord),
        2 => Just(Calling::Quiet),
        2 => (0..3_usize).prop_map(Calling::Withdraw),
        1 => Just(Calling::ComeBack),
        3 => Just(Calling::Question),
        3 => ((0..3_usize), prop::bool::weighted(0.8)).prop_map(|(index, on)| Calling::VoteQuestion(index, on)),
        1 => (0..3_usize).prop_map(Calling::TakeQuestion),
        1 => answering(),
    ]
}

/// What those say who answer.
pub fn answering() -> impl Strategy<Value = Calling> {
    prop_oneof![
        5 => (0..4_usize).prop_map(Calling::Claim),
        2 => (0..4_usize).prop_map(Calling::Release),
        1 => (0..4_usize).prop_map(Calling::Resolve),
        6 => (0..4_usize).prop_map(Calling::GoTo),
        2 => Just(Calling::ComeBack),
        2 => (0..3_usize).prop_map(Calling::Publish),
        1 => ((0..3_usize), any::<bool>()).prop_map(|(index, on)| Calling::ShowQuestion(index, on)),
        1 => ((0..3_usize), any::<bool>()).prop_map(|(index, words)| Calling::Answer(index, words)),
    ]
}

/// What people have asked for, in the order it came, and who answers what.
#[derive(Debug, Clone, Default)]
pub struct Line {
    given: u32,
    /// How many were asked without a name.
    unnamed: u8,
    asks: Vec<Ask>,
    claims: BTreeMap<QueueItem, ParticipantId>,
    words: BTreeMap<WordId, AskId>,
    /// Where people were before they went to have a word.
    homes: BTreeMap<ParticipantId, Place>,
    /// After the last step.
    places: BTreeMap<ParticipantId, Place>,
    seen: BTreeMap<ParticipantId, BTreeSet<AskId>>,
}

#[derive(Debug, Clone)]
struct Ask {
    request: AskId,
    who: ParticipantId,
    kind: QueueKind,
    group: Option<GroupId>,
    problem: Option<HelpProblem>,
    subject: Option<String>,
    with: Option<ParticipantId>,
    theirs_until: Option<Moment>,
    since: Moment,
}

impl Ask {
    const fn item(&self) -> QueueItem {
        QueueItem::Request { request: self.request }
    }
}

impl Session {
    pub fn calling(&self, what: Calling) -> Command {
        let items = self.truth.people.keys().filter_map(|who| self.room.view_for(self.now, *who));
        let items = items.map(|view| view.facilitator_queue.items).max_by_key(Vec::len).unwrap_or_default();
        let nothing = QueueItem::Request { request: AskId(99) };
        let item = |index: usize| items.get(index % items.len().max(1)).map_or(nothing, |one| one.item);
        let asks = &self.truth.line.asks;
        match what {
            Calling::AskHelp(problem, for_group, subject) => {
                Command::AskForHelp { problem, for_group, subject: subject.then(|| "Ilona".to_owned()) }
            }
            Calling::AskWord(with) => Command::AskForPrivateWord { with: with.map(|who| self.person(who)) },
            Calling::Quiet => Command::SendQuietSignal {},
            Calling::Withdraw(index) => {
                let ask = asks.get(index % asks.len().max(1));
                Command::Withdraw { request: ask.map_or(AskId(99), |ask| ask.request) }
            }
            Calling::Claim(index) => Command::Claim { item: item(index) },
            Calling::Release(index) => Command::Release { item: item(index) },
            Calling::Resolve(index) => Command::Resolve { item: item(index) },
            Calling::GoTo(index) => Command::GoTo { item: item(index) },
            Calling::ComeBack => Command::ComeBack {},
            Calling::Question => Command::AskQuestion { text: "Ilona kysyy".into(), key: None },
            Calling::TakeQuestion(index) => {
                Command::WithdrawQuestion { question: self.question(index), key: None }
            }
            Calling::VoteQuestion(index, on) => Command::VoteQuestion { question: self.question(index), on },
            Calling::Publish(index) => Command::PublishQuestion { question: self.question(index) },
            Calling::ShowQuestion(index, on) => Command::ShowQuestion { question: self.question(index), on },
            Calling::Answer(index, words) => {
                let text = words.then(|| "Ilona vastaa".to_owned());
                Command::AnswerQuestion { question: self.question(index), text }
            }
        }
    }

    /// One of those there are, counted around, or one there never is.
    fn question(&self, index: usize) -> QuestionId {
        let views = self.truth.people.keys().filter_map(|who| self.room.view_for(self.now, *who));
        let all = views.map(|view| view.questions).max_by_key(Vec::len).unwrap_or_default();
        all.get(index % all.len().max(1)).map_or(QuestionId(99), |one| one.question)
    }

    /// As the server does it: whether somebody may ask, and then a question of nobody.
    pub fn ask_unnamed(&mut self, who: ParticipantId) -> Result<Vec<Effect>, Rejection> {
        let device = self.truth.devices_of(who).first().copied().unwrap_or(DeviceId(0));
        self.room.may_ask_anonymously(self.now, Sender { participant: who, device }, None)?;
        self.truth.line.unnamed += 1;
        let mut key = [0; 32];
        key[0] = self.truth.line.unnamed;
        let effects = self.room.ask_anonymously(self.now, KeyDigest(key), "Ilona kysyy nimettä");
        assert!(effects.is_ok(), "who may ask asks");
        self.reach("a question without a name");
        effects
    }

    pub fn reach_questions(&mut self, views: &BTreeMap<ParticipantId, RoomView>) {
        for (who, view) in views {
            let answers = self.truth.answers(*who);
            assert!(view.questions.is_sorted_by_key(|one| one.question));
            let sees = |one: &QuestionView| answers || one.published || one.asked_by == Some(*who);
            assert!(view.questions.iter().all(sees), "a question that is not for {who}");
            assert!(view.questions.iter().filter(|one| one.shown).count() <= 1);
            let votes = |one: &QuestionView| {
                views.values().filter(|view| view.question_votes.contains(&one.question)).count()
            };
            // Of those who have left the votes still count.
            assert!(view.questions.iter().all(|one| one.votes as usize >= votes(one)));
        }
        let all: Vec<&QuestionView> = views.values().flat_map(|view| &view.questions).collect();
        for (seen, name) in [
            (all.iter().any(|one| one.votes > 1), "a question with votes"),
            (all.iter().any(|one| one.answer.is_some()), "a question that is answered"),
            (all.iter().any(|one| one.shown), "a question that is shown"),
        ] {
            if seen {
                self.reach(name);
            }
        }
    }

    /// What a command that was done says about the line.
    pub fn called(&mut self, who: ParticipantId, command: &Command) {
        // In the lobby it is another line.
        if self.truth.people.contains_key(&who) {
            let places = self.places();
            self.truth.called(self.now, who, &places, command);
        }
    }

    /// What of it was reached.
    pub fn reach_calls(&mut self) {
        let Line { asks, claims, words, .. } = self.truth.line.clone();
        let claimed = |ask: &Ask| claims.contains_key(&ask.item());
        for (seen, name) in [
            (!asks.is_empty(), "a call for help"),
            (asks.len() > 2, "a line of calls"),
            (asks.iter().any(|ask| ask.group.is_some()), "a call for a group"),
            (asks.iter().any(claimed), "a call that is taken"),
            (asks.iter().any(|ask| !self.truth.is_here(ask.who)), "a call of somebody lost"),
            (asks.iter().any(|ask| ask.kind == QueueKind::QuietSignal), "a quiet signal"),
            (asks.iter().any(|ask| ask.theirs_until.is_some()), "a word for one alone"),
            (claims.keys().any(|item| matches!(item, QueueItem::Hand { .. })), "a hand that is taken"),
            (!words.is_empty(), "a word alone"),
        ] {
            if seen {
                self.reach(name);
            }
        }
    }
}

impl Truth {
    fn called(
        &mut self,
        now: Moment,
        who: ParticipantId,
        places: &BTreeMap<ParticipantId, Place>,
        command: &Command,
    ) {
        let own_group = self.home_group(who, self.line.places.get(&who).copied());
        let answers_gone = |line: &Line, request: AskId| {
            let answers = line.claims.get(&QueueItem::Request { request });
            answers.is_some_and(|answers| *answers != who && !self.is_here(*answers))
        };
        match command {
            Command::AskForHelp { problem, for_group, subject } => {
                let group = own_group.filter(|_| *for_group);
                assert_eq!(group.is_some(), *for_group, "a group is asked for from it");
                let asks = &self.line.asks;
                if asks.iter().any(|ask| group.is_some() && ask.group == group && ask.who != who) {
                    return;
                }
                let ask = self.line.ask(now, who, QueueKind::Help);
                (ask.problem, ask.group, ask.subject) = (Some(*problem), group, subject.clone());
            }
            Command::AskForPrivateWord { with } => {
                let known = self.line.of(who, QueueKind::PrivateWord).map(|ask| ask.with);
                let ask = self.line.ask(now, who, QueueKind::PrivateWord);
                if known != Some(*with) {
                    ask.with = *with;
                    ask.theirs_until = with.map(|_| now.after(Duration::from_secs(NAMED_FIRST.into())));
                }
            }
            Command::SendQuietSignal {} => drop(self.line.ask(now, who, QueueKind::QuietSignal).since),
            Command::Withdraw { request } => {
                let ask = self.line.end(*request);
                assert!(ask.who == who || (ask.group.is_some() && ask.group == own_group));
            }
            Command::Claim { item } => self.line.take(who, *item),
            Command::Release { item } => assert_eq!(self.line.claims.remove(item), Some(who)),
            Command::Resolve { item: QueueItem::Request { request } } => drop(self.line.end(*request)),
            Command::GoTo { item } => {
                let floor_given =
                    matches!(item, QueueItem::Hand { place, .. } if places.get(&who) == Some(place));
                if !floor_given && !matches!(item, QueueItem::Lobby { .. }) {
                    self.line.take(who, *item);
                }
                let is_word = |request: &AskId| {
                    self.line
                        .asks
                        .iter()
                        .any(|ask| ask.request == *request && ask.kind == QueueKind::PrivateWord)
                };
                if let (Some(Place::PrivateWord { word }), QueueItem::Request { request }) =
                    (places.get(&who), item)
                    && is_word(request)
                {
                    self.line.words.insert(*word, *request);
                    let came = places.iter().filter(|(_, to)| **to == Place::PrivateWord { word: *word });
                    // Whoever visited a group is none of it, and does not come back there.
                    for (one, to) in came.filter(|(one, _)| !self.visiting.contains(one)) {
                        let before = self.line.places.get(one).copied().filter(|before| before != to);
                        self.line.homes.extend(before.map(|before| (*one, before)));
                    }
                }
            }
            Command::ComeBack {} => {
                let Some(Place::PrivateWord { word }) = self.line.places.get(&who) else {
                    unreachable!("back from where?")
                };
                let request = self.line.words[word];
                if answers_gone(&self.line, request) {
                    self.line.claims.remove(&QueueItem::Request { request });
                } else {
                    self.line.end(request);
                }
            }
            Command::MergeGroups { from, into } => {
                let (from, into) = (Place::Group { group: *from }, Place::Group { group: *into });
                for home in self.line.homes.values_mut().filter(|home| **home == from) {
                    *home = into;
                }
            }
            _ => {}
        }
    }

    /// The group that somebody is one of, also while they have a word elsewhere.
    fn home_group(&self, who: ParticipantId, place: Option<Place>) -> Option<GroupId> {
        match place {
            Some(Place::Group { group }) if !self.visiting.contains(&who) => Some(group),
            Some(Place::PrivateWord { .. }) => match self.line.homes.get(&who) {
                Some(Place::Group { group }) => Some(*group),
                _ => None,
            },
            _ => None,
        }
    }

    fn answers(&self, who: ParticipantId) -> bool {
        let is_let_in = self.people.contains_key(&who) && !self.is_apart(&who);
        is_let_in && self.acts_as(who).may(Permission::AnswerHelp)
    }

    /// What has ended by itself, and what each sees of the rest.
    pub fn follow_calls(
        &mut self,
        views: &BTreeMap<ParticipantId, RoomView>,
        places: &BTreeMap<ParticipantId, Place>,
    ) {
        let open: BTreeSet<GroupId> =
            views.values().flat_map(|view| &view.groups).map(|group| group.group).collect();
        let home = |truth: &Self, who| {
            truth.home_group(who, places.get(&who).copied()).filter(|group| open.contains(group))
        };
        let mut asks = std::mem::take(&mut self.line.asks);
        asks.retain(|ask| {
            self.people.contains_key(&ask.who) && (ask.group.is_none() || ask.group == home(self, ask.who))
        });
        for ask in &mut asks {
            let now = views.values().next().map_or(Moment(0), |view| view.now);
            let answers = ask.with.is_some_and(|who| self.answers(who));
            ask.theirs_until = ask.theirs_until.filter(|until| answers && now < *until);
        }
        self.line.asks = asks;
        self.follow_claims(views);
        self.check_words(places);
        for (who, view) in views {
            assert_eq!(view.requests, self.requests_of(*who, home(self, *who)), "what {who} asked for");
            self.check_queue(*who, view, places);
        }
        self.line.homes.retain(|who, _| matches!(places.get(who), Some(Place::PrivateWord { .. })));
        self.line.places = places.clone();
        let seen = |view: &RoomView| view.requests.iter().map(|one| one.request).collect();
        self.line.seen = views.iter().map(|(who, view)| (*who, seen(view))).collect();
    }

    fn follow_claims(&mut self, views: &BTreeMap<ParticipantId, RoomView>) {
        let mut claims = std::mem::take(&mut self.line.claims);
        claims.retain(|item, by| {
            let Some(view) = views.get(by).filter(|_| self.answers(*by)) else { return false };
            let own = view.people.iter().find(|one| one.participant == *by).unwrap();
            let role = self.acts_as(*by);
            let in_time = match own.presence {
                Presence::Dropped { since } => view.now < since.after(GRACE),
                Presence::Here {} | Presence::SteppedOut { .. } => true,
            };
            let is_there = match item {
                QueueItem::Request { request } => self.line.asks.iter().any(|ask| ask.request == *request),
                QueueItem::Question { question } => {
                    view.questions.iter().any(|one| one.question == *question && one.answer.is_none())
                }
                QueueItem::Lobby { participant } => view.lobby.as_ref().is_some_and(|lobby| {
                    lobby.waiting.iter().any(|one| one.participant == *participant && !one.admitted)
                }),
                QueueItem::Hand { participant, place } => {
                    let queue = view.queues.iter().find(|queue| queue.place == *place);
                    role.may(Permission::RunTurns)
                        && queue.is_some_and(|queue| {
                            queue.hands.iter().any(|hand| hand.participant == *participant)
                        })
                }
            };
            in_time && is_there
        });
        self.line.claims = claims;
    }

    /// Whoever has a word has it with one other, who has taken what they asked for; and nobody is there but at the devices
    /// of the two.
    fn check_words(&mut self, places: &BTreeMap<ParticipantId, Place>) {
        let mut words: BTreeMap<WordId, BTreeSet<ParticipantId>> = BTreeMap::new();
        for (who, place) in places {
            if let Place::PrivateWord { word } = place {
                words.entry(*word).or_default().insert(*who);
            }
        }
        for (word, people) in &words {
            let request = self.line.words[word];
            let ask = self.line.asks.iter().find(|ask| ask.request == request).unwrap();
            let answers = self.line.claims[&ask.item()];
            assert!(ask.kind == QueueKind::PrivateWord && ask.who != answers);
            assert!(people.contains(&answers) && people.contains(&ask.who), "{people:?}");
            let shares = |one: &ParticipantId| {
                *one == answers
                    || *one == ask.who
                    || self
                        .devices
                        .values()
                        .any(|device| device.people.contains(one) && device.people.len() > 1)
            };
            assert!(people.iter().all(shares), "{people:?}");
        }
        self.line.words.retain(|word, _| words.contains_key(word));
    }

    fn requests_of(&self, who: ParticipantId, group: Option<GroupId>) -> Vec<RequestView> {
        if self.is_apart(&who) {
            return Vec::new();
        }
        let sees = |ask: &&Ask| ask.who == who || (ask.group.is_some() && ask.group == group);
        let ahead = |ask: &Ask| {
            let before = |other: &&Ask| other.kind == ask.kind && other.request < ask.request;
            let count = self.line.asks.iter().filter(before).count();
            if ask.kind == QueueKind::QuietSignal { 0 } else { u32::try_from(count).unwrap() }
        };
        let view = |ask: &Ask| RequestView {
            request: ask.request,
            kind: ask.kind,
            participant: ask.who,
            since: ask.since,
            claimed_by: self.line.claims.get(&ask.item()).copied(),
            ahead: ahead(ask),
            problem: ask.problem,
            for_group: ask.group.is_some(),
            subject: ask.subject.clone(),
            with: ask.with,
            theirs_until: ask.theirs_until,
        };
        self.line.asks.iter().filter(sees).map(view).collect()
    }

    /// Everything that waits and that one may answer, once and in its order.
    fn check_queue(&self, who: ParticipantId, view: &RoomView, places: &BTreeMap<ParticipantId, Place>) {
        let queue = &view.facilitator_queue;
        if !self.answers(who) {
            assert!(queue.is_empty(), "{who} answers nothing");
            return;
        }
        let item = |item, kind, participant, since| QueueItemView {
            item,
            kind,
            participant: Some(participant),
            place: None,
            since,
            claimed_by: self.line.claims.get(&item).copied(),
            problem: None,
            for_group: false,
            subject: None,
            with: None,
        };
        let mut expected = Vec::new();
        for ask in &self.line.asks {
            if ask.theirs_until.is_none() || ask.with == Some(who) {
                expected.push(QueueItemView {
                    place: Some(places[&ask.who]),
                    problem: ask.problem,
                    for_group: ask.group.is_some(),
                    subject: ask.subject.clone(),
                    with: ask.with,
                    ..item(ask.item(), ask.kind, ask.who, ask.since)
                });
            }
        }
        for one in view.lobby.iter().flat_map(|lobby| &lobby.waiting).filter(|one| !one.admitted) {
            let participant = one.participant;
            let known = item(QueueItem::Lobby { participant }, QueueKind::Lobby, participant, one.since);
            expected.push(QueueItemView { problem: one.help, ..known });
        }
        if self.acts_as(who).may(Permission::RunTurns) {
            for queue in &view.queues {
                for hand in &queue.hands {
                    let (participant, place) = (hand.participant, queue.place);
                    let known = item(
                        QueueItem::Hand { participant, place },
                        QueueKind::Hand,
                        participant,
                        hand.since,
                    );
                    expected.push(QueueItemView { place: Some(place), ..known });
                }
            }
        }
        for one in view.questions.iter().filter(|one| one.answer.is_none()) {
            let known = item(
                QueueItem::Question { question: one.question },
                QueueKind::Question,
                ParticipantId(0),
                one.since,
            );
            expected.push(QueueItemView { participant: one.asked_by, ..known });
        }
        expected.sort_by_key(|one| (one.kind != QueueKind::QuietSignal, one.since, one.item));
        assert_eq!(queue.items, expected, "what waits for {who}");
        for figures in &queue.figures {
            let waiting = expected.iter().filter(|one| one.kind == figures.kind).count();
            assert_eq!(figures.waiting as usize, waiting);
            assert!(figures.median <= figures.longest && (figures.served > 0 || figures.longest == 0));
        }
    }

    /// Nobody is told what another asked for but those who answer, and of help for a group the group. Of a quiet signal
    /// there is no trace in anything that anybody else is told.
    pub fn check_told_of_queue(
        &self,
        who: ParticipantId,
        event: &Event,
        placed: &BTreeMap<ParticipantId, Place>,
    ) {
        let may_know = |one: &RequestView| {
            let together = || {
                let home = |who| self.line.homes.get(&who).or_else(|| placed.get(&who));
                one.for_group && home(one.participant) == home(who)
            };
            one.participant == who || (one.kind == QueueKind::Help && together())
        };
        let requests = match event {
            Event::RequestsChanged { requests } => &requests[..],
            Event::ViewReplaced { view } => &view.requests[..],
            Event::RequestEnded { request, .. } => {
                let knew = self.line.seen.get(&who).is_some_and(|seen| seen.contains(request));
                assert!(knew, "{who} is told that {request} has ended");
                &[]
            }
            _ => &[],
        };
        assert!(requests.iter().all(may_know), "a request of others");
        let is_theirs = requests.iter().any(|one| one.kind == QueueKind::QuietSignal);
        let says = serde_json::to_string(event).unwrap();
        assert!(self.answers(who) || is_theirs || !says.contains("quiet_signal"), "{who}: {says}");
        let of_queue = says.contains("facilitator_queue") && says.contains("\"item\":");
        assert!(self.answers(who) || !of_queue, "what waits is not for {who}: {says}");
    }
}

impl Line {
    fn of(&self, who: ParticipantId, kind: QueueKind) -> Option<&Ask> {
        self.asks.iter().find(|ask| ask.who == who && ask.kind == kind)
    }

    /// Theirs of this kind, where it stands, or a new one at the end.
    fn ask(&mut self, now: Moment, who: ParticipantId, kind: QueueKind) -> &mut Ask {
        let own = self.asks.iter().position(|ask| ask.who == who && ask.kind == kind);
        let at = own.unwrap_or_else(|| {
            self.given += 1;
            let request = AskId(self.given);
            let (group, problem, subject, with, theirs_until) = (None, None, None, None, None);
            let since = now;
            self.asks.push(Ask { request, who, kind, group, problem, subject, with, theirs_until, since });
            self.asks.len() - 1
        });
        &mut self.asks[at]
    }

    fn end(&mut self, request: AskId) -> Ask {
        let at = self.asks.iter().position(|ask| ask.request == request).unwrap();
        self.asks.remove(at)
    }

    fn take(&mut self, who: ParticipantId, item: QueueItem) {
        let by = *self.claims.entry(item).or_insert(who);
        assert_eq!(by, who, "two do not take the same");
    }
}
