//! How a page folds what it is told into what it shows.

use signaling::protocol::{ChatLine, ChatPart, ChatPartView, Event, MAX_SHOWN_MESSAGES, RoomView, Scope};

pub fn fold(view: &mut RoomView, event: Event) {
    match event {
        Event::PeopleChanged { people } => view.people = people,
        Event::PersonLeft { .. } => {}
        Event::GroupsChanged { groups, run } => {
            view.groups = groups;
            view.run = run;
        }
        Event::GroupsWarned { .. } => {}
        Event::LastGroupsChanged { last_groups } => view.last_groups = last_groups,
        Event::PreparedChanged { prepared } => view.prepared = prepared,
        Event::InsideChanged { inside } => view.inside = inside,
        Event::NoteChanged { note } => view.note = note,
        Event::CardsChanged { cards } => view.cards = cards,
        Event::NotesKept { notes } => view.notes = notes,
        Event::TimersChanged { timers } => view.timers = timers,
        Event::AgendaChanged { agenda } => view.agenda = agenda,
        Event::ScenesChanged { scenes } => view.scenes = scenes,
        Event::InterpreterChosen { participant } => view.interpreter = participant,
        Event::TopicsChanged { topics } => view.topics = topics,
        Event::MyTopicsChanged { mine } => view.my_topics = mine,
        Event::BreakChanged { pause } => view.pause = pause,
        Event::BreakDueChanged { since } => view.break_due_since = since,
        Event::OwnTaskChanged { own_task } => view.own_task = own_task,
        Event::ResultsChanged { results } => view.results = results,
        Event::RequestsChanged { requests } => view.requests = requests,
        Event::FacilitatorQueueChanged { queue } => view.facilitator_queue = queue,
        Event::QueuesChanged { queues } => view.queues = queues,
        Event::DevicesChanged { devices } => view.devices = devices,
        Event::ViewReplaced { view: whole } => *view = *whole,
        Event::SwitchesChanged { switches } => view.switches = switches,
        Event::UnmuteAsked { asked } => view.asked = asked,
        Event::UnmuteDeclined { .. } | Event::Removed { .. } => {}
        Event::LobbyChanged { lobby } => view.lobby = Some(lobby),
        Event::MessageSent { message } => {
            let shown = part(view, message.scope.part());
            shown.messages.push(message);
            if shown.messages.len() > MAX_SHOWN_MESSAGES {
                shown.messages.remove(0);
            }
        }
        Event::MessageDeleted { scope, message } => {
            let shown = part(view, scope.part());
            let found = shown.messages.iter_mut().find(|one| one.scope == scope && one.message == message);
            if let Some(found) = found {
                found.words = None;
            }
        }
        Event::MessageForgotten { scope, message } => {
            part(view, scope.part()).messages.retain(|one| one.scope != scope || one.message != message);
        }
        Event::ChatShown { chat } => {
            let shown = part(view, chat.part);
            *shown = chat;
        }
        Event::Typing { line } => type_line(view, line),
        Event::SlowModeChanged { seconds } => view.chat.slow_mode = seconds,
        Event::OlderMessages { .. } | Event::Reacted { .. } | Event::RequestEnded { .. } => {}
        Event::OwnQuestionChanged { .. } => {}
        Event::QuestionChanged { question } => {
            view.questions.retain(|one| one.question != question.question);
            view.questions.push(question);
            view.questions.sort_by_key(|one| one.question);
        }
        Event::QuestionRemoved { question } => view.questions.retain(|one| one.question != question),
        Event::QuestionVotesChanged { question_votes } => view.question_votes = question_votes,
        Event::PollChanged { poll } => {
            view.polls.retain(|one| one.poll != poll.poll);
            view.polls.push(poll);
            view.polls.sort_by_key(|one| one.poll);
        }
        Event::Voted { poll, mine } => {
            for one in view.polls.iter_mut().filter(|one| one.poll == poll) {
                one.voted = true;
                one.mine.clone_from(&mine);
            }
        }
        Event::VoteCounted { poll, votes, ballot } => {
            for one in view.polls.iter_mut().filter(|one| one.poll == poll) {
                one.votes = Some(votes);
                if let Some(ballot) = &ballot {
                    one.ballots.retain(|old| old.participant != ballot.participant);
                    one.ballots.push(ballot.clone());
                    one.ballots.sort_by_key(|ballot| ballot.participant);
                }
            }
        }
        Event::PollRemoved { poll } => view.polls.retain(|one| one.poll != poll),
        Event::PollsChanged { polls } => view.polls = polls,
        Event::FeedbackAsked {} => view.feedback_asked = true,
        Event::FeedbackGiven {} => view.gave_feedback = true,
        Event::AgreementChanged { agreement } => {
            view.agreement_asked = agreement.is_some();
            view.agreement = agreement;
        }
        Event::AgreementAccepted { .. } => view.agreement_asked = false,
        Event::FeedbackChanged { feedback } => view.feedback = feedback,
        Event::DeviceStatesChanged { states, gone } => {
            let mut known = view.device_states.take().unwrap_or_default();
            let replaced = |device| gone.contains(&device) || states.iter().any(|new| new.device == device);
            known.retain(|one| !replaced(one.device));
            known.extend(states.iter().copied());
            known.sort_by_key(|one| one.device);
            view.device_states = Some(known).filter(|known| !known.is_empty());
        }
        Event::TechnologyChanged { technology } => view.technology = technology,
        Event::ReceptionChanged { reception } => view.reception = reception,
        Event::EncounterChanged { encounter } => view.encounter = encounter,
        Event::PlayingChanged { playing } => view.playing = playing,
        Event::CueShown { .. } | Event::ScreenAsked { .. } => {}
        Event::SpeakingTimesChanged { times } => {
            view.speaking_times = Some(times).filter(|times| !times.is_empty());
        }
        Event::AttendanceTable { attendance } => view.attendance = attendance,
        Event::AttendanceChanged { rows, gone } => {
            let table = &mut view.attendance.as_mut().unwrap().rows;
            table.retain(|row| {
                !gone.contains(&row.subject) && rows.iter().all(|new| new.subject != row.subject)
            });
            table.extend(rows);
            table.sort_by_key(|row| row.subject);
        }
    }
    view.chat.parts.retain(|part| !part.messages.is_empty() || !part.lines.is_empty());
}

fn part(view: &mut RoomView, part: ChatPart) -> &mut ChatPartView {
    let parts = &mut view.chat.parts;
    let at = match parts.binary_search_by_key(&part, |shown| shown.part) {
        Ok(at) => at,
        Err(at) => {
            parts.insert(at, ChatPartView { part, messages: Vec::new(), lines: Vec::new() });
            at
        }
    };
    &mut parts[at]
}

fn type_line(view: &mut RoomView, line: ChatLine) {
    let shown = part(view, line.scope.part());
    let same = |old: &ChatLine, scope: Scope| old.scope == scope && old.participant == line.participant;
    shown.lines.retain(|old| !same(old, line.scope));
    if !line.text.is_empty() {
        shown.lines.push(line);
        shown.lines.sort_by_key(|line| line.participant);
    }
}
