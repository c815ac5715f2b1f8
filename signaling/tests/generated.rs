//! The TypeScript side of the protocol is written from the Rust types, never by hand. This test fails when the file
//! differs from what the types say; `UPDATE_GENERATED=1` writes it.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use signaling::id::{
    AskId, DeviceId, EncounterId, GroupId, HelpId, LineId, MemberId, MessageId, ParticipantId, PhaseId,
    PictureId, PollId, QuestionId, RequestId, Sequence, TopicId, UnitId, WordId,
};
use signaling::protocol::*;
use signaling::role::{Permission, Role};
use signaling::time::Moment;
use ts_rs::{Config, TS};

const COMMAND: &str = "UPDATE_GENERATED=1 cargo test -p signaling --test generated";

/// The text of the file, built up declaration by declaration.
struct Module(String);

impl Module {
    fn declare<T: TS>(&mut self) -> &mut Self {
        let declaration = T::decl(&Config::default());
        let text = format!("{}export {declaration}", T::docs().unwrap_or_default());
        writeln!(self.0, "{}\n", tidy(&text)).unwrap();
        self
    }

    fn constant<T: Serialize + ?Sized>(&mut self, doc: &str, name: &str, kind: &str, value: &T) -> &mut Self {
        let value = serde_json::to_string_pretty(value).unwrap();
        writeln!(self.0, "/** {doc} */\nexport const {name} = {value} as const{kind};\n").unwrap();
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        writeln!(self.0, "{text}\n").unwrap();
        self
    }
}

/// Lays a declaration out for readers: every field, comment and member of a union has lines of its own.
fn tidy(declaration: &str) -> String {
    let is_union = declaration.contains("} | {");
    let mut out = String::new();
    let mut depth: usize = 0;
    let mut rest = declaration;
    while let Some(next) = rest.chars().next() {
        let line = format!("\n{}", "  ".repeat(depth + usize::from(is_union && depth > 0)));
        if let Some((comment, after)) = rest.strip_prefix("/**").and_then(|rest| rest.split_once("*/")) {
            out += &doc(comment, &line);
            out += &line;
            rest = after.trim_start();
            continue;
        }
        if let Some((object, after)) = tag_only(rest) {
            out += &object;
            rest = after;
            continue;
        }
        rest = &rest[next.len_utf8()..];
        match next {
            '=' if is_union && depth == 0 => out += "=\n  |",
            '{' => {
                depth += 1;
                out += "{\n";
                out += &"  ".repeat(depth + usize::from(is_union));
                rest = rest.trim_start();
            }
            '}' => {
                depth -= 1;
                out.truncate(out.trim_end().len());
                out += "\n";
                out += &"  ".repeat(depth + usize::from(is_union));
                out.push('}');
            }
            ',' if depth > 0 => {
                out.push(';');
                out += &line;
                rest = rest.trim_start();
            }
            '|' if rest.starts_with(" {") => {
                out.truncate(out.trim_end().len());
                out += "\n  |";
            }
            other => out.push(other),
        }
    }
    out.replace(r#""type":"#, "type:")
}

/// A comment on one line if it fits, else as it was, with each line starting like `line`.
fn doc(comment: &str, line: &str) -> String {
    let texts: Vec<&str> =
        comment.lines().map(|text| text.trim_matches([' ', '*'])).filter(|text| !text.is_empty()).collect();
    match texts[..] {
        [only] => format!("/** {only} */"),
        _ => {
            format!("/**{}{line} */", texts.iter().map(|text| format!("{line} * {text}")).collect::<String>())
        }
    }
}

/// An object with nothing but its tag stays on one line.
fn tag_only(text: &str) -> Option<(String, &str)> {
    let (tag, after) = text.strip_prefix(r#"{ "type": "#)?.split_once(", }")?;
    let is_only = tag.chars().all(|c| c == '"' || c == '_' || c.is_ascii_lowercase());
    is_only.then(|| (format!("{{ type: {tag} }}"), after))
}

fn generated() -> String {
    let mut module = Module(format!(
        "// Generated from the Rust types in signaling/src. Do not edit; run:\n// {COMMAND}\n\n"
    ));
    module
        .declare::<ParticipantId>()
        .declare::<DeviceId>()
        .declare::<GroupId>()
        .declare::<HelpId>()
        .declare::<LineId>()
        .declare::<EncounterId>()
        .declare::<AskId>()
        .declare::<WordId>()
        .declare::<QuestionId>()
        .declare::<MessageId>()
        .declare::<PollId>()
        .declare::<RequestId>()
        .declare::<Sequence>()
        .declare::<Moment>()
        .declare::<Role>()
        .declare::<Permission>()
        .declare::<Template>()
        .declare::<SourceKind>()
        .declare::<PhaseId>()
        .declare::<TopicId>()
        .declare::<PictureId>()
        .declare::<Shape>()
        .declare::<Attribute>()
        .declare::<Blend>()
        .declare::<Assignment>()
        .declare::<LateRule>()
        .declare::<ObserverRule>()
        .declare::<NoteRule>()
        .declare::<GroupsPlan>()
        .declare::<PreparedGroup>()
        .declare::<GroupColour>()
        .declare::<Scene>()
        .declare::<SceneKind>()
        .declare::<TurnMode>()
        .declare::<PhaseQuestion>()
        .declare::<Material>()
        .declare::<Phase>()
        .declare::<AgendaItem>()
        .declare::<Place>()
        .declare::<Move>()
        .declare::<QueueItem>()
        .declare::<QuestionKey>()
        .declare::<QueueKind>()
        .declare::<PictureCodec>()
        .declare::<Switches>()
        .declare::<Door>()
        .declare::<DoorView>()
        .declare::<HelpProblem>()
        .declare::<RefusalReason>()
        .declare::<Invitation>()
        .declare::<Further>()
        .declare::<WaitRange>()
        .declare::<DoorAnswer>()
        .declare::<DoorQuestionView>()
        .declare::<DoorOptionView>()
        .declare::<LineView>()
        .declare::<ReceivingView>()
        .declare::<AnsweredView>()
        .declare::<OwnLineView>()
        .declare::<ReceptionDoorView>()
        .declare::<LineStateView>()
        .declare::<ServingView>()
        .declare::<VisitorView>()
        .declare::<ColleagueAsked>()
        .declare::<EncounterSummary>()
        .declare::<ReceptionView>()
        .declare::<HandOverView>()
        .declare::<HandOverAnswer>()
        .declare::<EncounterView>()
        .declare::<LobbyView>()
        .declare::<LobbyList>()
        .declare::<WaitingView>()
        .declare::<Remains>()
        .declare::<Scope>()
        .declare::<Reaction>()
        .declare::<PollKind>()
        .declare::<Pulse>()
        .declare::<Choice>()
        .declare::<Hello>()
        .declare::<Proof>()
        .declare::<Command>()
        .declare::<MediaRequest>()
        .declare::<ShownSlot>()
        .declare::<ExportRequest>()
        .declare::<PictureRequest>()
        .declare::<Language>()
        .text(
            "/** Any frame after the first. */\n\
             export type Request = { id: RequestId } & (Command | MediaRequest | ExportRequest | PictureRequest);",
        )
        .declare::<ServerMessage>()
        .declare::<BesideView>()
        .declare::<You>()
        .declare::<Event>()
        .declare::<LeaveReason>()
        .declare::<RoomView>()
        .declare::<PersonView>()
        .declare::<Presence>()
        .declare::<GroupView>()
        .declare::<Course>()
        .declare::<GroupsRun>()
        .declare::<Announcement>()
        .declare::<VisitView>()
        .declare::<LastGroup>()
        .declare::<InsideView>()
        .declare::<NoteView>()
        .declare::<CardView>()
        .declare::<KeptNote>()
        .declare::<TimerView>()
        .declare::<PlayingView>()
        .declare::<SceneView>()
        .declare::<PhaseView>()
        .declare::<AgendaView>()
        .declare::<CurrentPhase>()
        .declare::<TopicsView>()
        .declare::<TopicView>()
        .declare::<MyTopics>()
        .declare::<BreakView>()
        .declare::<OwnTaskView>()
        .declare::<ResultView>()
        .declare::<QueueItemView>()
        .declare::<WaitingFigures>()
        .declare::<FacilitatorQueueView>()
        .declare::<RequestView>()
        .declare::<RequestEnd>()
        .declare::<QuestionView>()
        .declare::<AnswerView>()
        .declare::<QueueView>()
        .declare::<QueueOrder>()
        .declare::<RoundView>()
        .declare::<RoundTurn>()
        .declare::<Hand>()
        .declare::<Turn>()
        .declare::<DeviceView>()
        .declare::<SlotView>()
        .declare::<WantedSource>()
        .declare::<NetworkQuality>()
        .declare::<NetworkReason>()
        .declare::<IceServer>()
        .declare::<AgreementView>()
        .declare::<ChatView>()
        .declare::<ChatPartView>()
        .declare::<ChatPart>()
        .declare::<ChatMessage>()
        .declare::<ChatWords>()
        .declare::<ChatLine>()
        .declare::<PollView>()
        .declare::<PollStage>()
        .declare::<PollFigures>()
        .declare::<WordCount>()
        .declare::<Ballot>()
        .declare::<FeedbackView>()
        .declare::<MemberId>()
        .declare::<UnitId>()
        .declare::<AttendanceSubject>()
        .declare::<AttendanceStatus>()
        .declare::<AttendanceView>()
        .declare::<UnitView>()
        .declare::<AttendanceRow>()
        .declare::<CorrectionView>()
        .declare::<MicrophoneState>()
        .declare::<CameraState>()
        .declare::<ConnectionState>()
        .declare::<DeviceState>()
        .declare::<DeviceStateView>()
        .declare::<TechnologyStep>()
        .declare::<TechnologyView>()
        .declare::<ProgressView>()
        .declare::<SpeakingTime>()
        .declare::<Rejection>()
        .declare::<CloseCode>();

    let close_codes: serde_json::Map<_, _> =
        CloseCode::ALL.iter().map(|code| (code.reason().to_owned(), code.number().into())).collect();
    module
        .constant("The version these types are of.", "VERSION", "", &VERSION)
        .constant("Most groups in a session.", "MAX_GROUPS", "", &MAX_GROUPS)
        .constant(
            "Every colour of groups.",
            "GROUP_COLOURS",
            " satisfies readonly GroupColour[]",
            &GroupColour::ALL,
        )
        .constant("Most characters in the name of a group.", "MAX_GROUP_NAME", "", &MAX_GROUP_NAME)
        .constant("Most characters in a task.", "MAX_TASK", "", &MAX_TASK)
        .constant("Longest groups, phase or break, in minutes.", "MAX_MINUTES", "", &MAX_MINUTES)
        .constant("Most warnings before the end of groups.", "MAX_WARNINGS", "", &MAX_WARNINGS)
        .constant("Longest countdown, in seconds.", "MAX_COUNTDOWN", "", &MAX_COUNTDOWN)
        .constant("Shortest countdown of a recall, in seconds.", "MIN_RECALL", "", &MIN_RECALL)
        .constant("Most rounds of a rotation.", "MAX_GROUP_ROUNDS", "", &MAX_GROUP_ROUNDS)
        .constant("Most people in a group.", "MAX_GROUP_SIZE", "", &MAX_GROUP_SIZE)
        .constant("Most characters in an announcement.", "MAX_ANNOUNCEMENT", "", &MAX_ANNOUNCEMENT)
        .constant("Most people prepared for groups.", "MAX_PREPARED", "", &MAX_PREPARED)
        .constant("Seconds for which a visit is announced.", "VISIT_ANNOUNCED", "", &VISIT_ANNOUNCED)
        .constant("Most characters on a card.", "MAX_CARD", "", &MAX_CARD)
        .constant("Most characters in a note.", "MAX_GROUP_NOTE", "", &MAX_GROUP_NOTE)
        .constant("Most bytes in a note.", "MAX_GROUP_NOTE_BYTES", "", &MAX_GROUP_NOTE_BYTES)
        .constant("Milliseconds between two texts of a note.", "NOTE_EVERY", "", &NOTE_EVERY)
        .constant("Seconds after which an idle note may be taken.", "NOTE_IDLE", "", &NOTE_IDLE)
        .constant("Longest timer, in seconds.", "MAX_TIMER", "", &MAX_TIMER)
        .constant("Most characters in the title of a timer.", "MAX_TIMER_TITLE", "", &MAX_TIMER_TITLE)
        .constant("Most characters in what is played to all.", "MAX_PLAYING_TITLE", "", &MAX_PLAYING_TITLE)
        .constant("Most characters in one cue of captions.", "MAX_CUE", "", &MAX_CUE)
        .constant("The loudest that something is played, in per cent.", "MAX_LEVEL", "", &MAX_LEVEL)
        .constant("Fewest inner seats of a fishbowl.", "MIN_FISHBOWL_SEATS", "", &MIN_FISHBOWL_SEATS)
        .constant("Most inner seats of a fishbowl.", "MAX_FISHBOWL_SEATS", "", &MAX_FISHBOWL_SEATS)
        .constant(
            "Shortest time after which somebody leaves a full fishbowl, in seconds.",
            "MIN_FISHBOWL_LEAVE",
            "",
            &MIN_FISHBOWL_LEAVE,
        )
        .constant(
            "Longest time after which somebody leaves a full fishbowl, in seconds.",
            "MAX_FISHBOWL_LEAVE",
            "",
            &MAX_FISHBOWL_LEAVE,
        )
        .constant("Most people who are chosen to be seen in a place.", "MAX_SEEN", "", &MAX_SEEN)
        .constant("Most direct replies that wait in one place.", "MAX_REPLIES", "", &MAX_REPLIES)
        .constant("Longest turn in a round, in seconds.", "MAX_TURN", "", &MAX_TURN)
        .constant("Most phases of a session.", "MAX_PHASES", "", &MAX_PHASES)
        .constant("Most characters in the title of a phase.", "MAX_PHASE_TITLE", "", &MAX_PHASE_TITLE)
        .constant("Most characters in the crew's note.", "MAX_CREW_NOTE", "", &MAX_CREW_NOTE)
        .constant("Most helpers of a phase.", "MAX_HELPERS", "", &MAX_HELPERS)
        .constant("Most characters in the title or address of a material.", "MAX_MATERIAL", "", &MAX_MATERIAL)
        .constant("Most topics.", "MAX_TOPICS", "", &MAX_TOPICS)
        .constant("Most topics of one person.", "MAX_TOPICS_EACH", "", &MAX_TOPICS_EACH)
        .constant("Most characters in a topic.", "MAX_TOPIC", "", &MAX_TOPIC)
        .constant("Longest own task, in minutes.", "MAX_OWN_TASK", "", &MAX_OWN_TASK)
        .constant("Most characters in the name of a result.", "MAX_RESULT_TITLE", "", &MAX_RESULT_TITLE)
        .constant("Most characters in a result.", "MAX_RESULT", "", &MAX_RESULT)
        .constant("Most bytes of a picture.", "MAX_PICTURE_BYTES", "", &MAX_PICTURE_BYTES)
        .constant("Most pixels of a picture on a side.", "MAX_PICTURE_SIDE", "", &MAX_PICTURE_SIDE)
        .constant("Most characters in the subject of a request for help.", "MAX_SUBJECT", "", &MAX_SUBJECT)
        .constant(
            "Seconds for which a private word waits for the one who is named alone.",
            "NAMED_FIRST",
            "",
            &NAMED_FIRST,
        )
        .constant(
            "Most items of one kind in the facilitator queue that are shown.",
            "MAX_QUEUE_SHOWN",
            "",
            &MAX_QUEUE_SHOWN,
        )
        .constant("Most questions of a session.", "MAX_QUESTIONS", "", &MAX_QUESTIONS)
        .constant(
            "Most characters in a question to those who run it.",
            "MAX_QUESTION_TEXT",
            "",
            &MAX_QUESTION_TEXT,
        )
        .constant("Most characters in an answer.", "MAX_ANSWER", "", &MAX_ANSWER)
        .constant(
            "Most named questions of one person that wait.",
            "MAX_QUESTIONS_EACH",
            "",
            &MAX_QUESTIONS_EACH,
        )
        .constant("Most keys in one watch_questions.", "MAX_QUESTION_KEYS", "", &MAX_QUESTION_KEYS)
        .constant("Most questions at the door of a reception.", "MAX_DOOR_QUESTIONS", "", &MAX_DOOR_QUESTIONS)
        .constant("Most characters in an answer at the door.", "MAX_DOOR_WORDS", "", &MAX_DOOR_WORDS)
        .constant(
            "Most characters in the note that goes with a hand-over.",
            "MAX_HAND_OVER_NOTE",
            "",
            &MAX_HAND_OVER_NOTE,
        )
        .constant("Most visitors that are shown.", "MAX_VISITORS_SHOWN", "", &MAX_VISITORS_SHOWN)
        .constant("Most professionals in one encounter.", "MAX_PROFESSIONALS", "", &MAX_PROFESSIONALS)
        .constant("Most people in one move_people.", "MAX_MOVES", "", &MAX_MOVES)
        .constant("Most people in one admit.", "MAX_ADMITTED", "", &MAX_ADMITTED)
        .constant("Most characters of the welcome text.", "MAX_WELCOME", "", &MAX_WELCOME)
        .constant("Most devices of one person.", "MAX_DEVICES", "", &MAX_DEVICES)
        .constant("Most people whom one device carries.", "MAX_CARRIED", "", &MAX_CARRIED)
        .constant("Most characters in a name.", "MAX_NAME", "", &MAX_NAME)
        .constant("Most characters in the note of somebody who steps out.", "MAX_NOTE", "", &MAX_NOTE)
        .constant("Most characters in an agreement.", "MAX_AGREEMENT", "", &MAX_AGREEMENT)
        .constant("Most characters in a message.", "MAX_MESSAGE", "", &MAX_MESSAGE)
        .constant("Most characters in a line being written.", "MAX_LINE", "", &MAX_LINE)
        .constant(
            "Most messages of a part of the chat in a view.",
            "MAX_SHOWN_MESSAGES",
            "",
            &MAX_SHOWN_MESSAGES,
        )
        .constant("Longest slow mode in seconds.", "MAX_SLOW_MODE", "", &MAX_SLOW_MODE)
        .constant("Most polls of everybody in a session.", "MAX_POLLS", "", &MAX_POLLS)
        .constant("Most polls of one group.", "MAX_GROUP_POLLS", "", &MAX_GROUP_POLLS)
        .constant("Most characters in a question.", "MAX_QUESTION", "", &MAX_QUESTION)
        .constant("Most options of a poll.", "MAX_OPTIONS", "", &MAX_OPTIONS)
        .constant("Most characters in an option or at an end of a scale.", "MAX_OPTION", "", &MAX_OPTION)
        .constant("Most characters in a word.", "MAX_WORD", "", &MAX_WORD)
        .constant("The best score.", "MAX_SCORE", "", &MAX_SCORE)
        .constant("Fewest votes of which secret figures are told.", "MIN_ANONYMOUS", "", &MIN_ANONYMOUS)
        .constant("Every reaction.", "REACTIONS", " satisfies readonly Reaction[]", &Reaction::ALL)
        .constant("Every answer to a pulse.", "PULSES", " satisfies readonly Pulse[]", &Pulse::ALL)
        .constant("Longest reason of a correction, in characters.", "MAX_REASON", "", &MAX_REASON)
        .constant("Largest frame to the server, in bytes of UTF-8.", "MAX_FRAME", "", &MAX_FRAME)
        .constant(
            "WebSocket close codes.",
            "CLOSE_CODES",
            " satisfies Record<CloseCode, number>",
            &close_codes,
        )
        .constant(
            "What a device can send, in the order of the m-lines of the sending connection.",
            "SOURCE_KINDS",
            " satisfies readonly SourceKind[]",
            &SourceKind::ALL,
        );
    let permissions = |role: Role| Permission::ALL.into_iter().filter(|may| role.may(*may)).collect();
    let table: BTreeMap<Role, Vec<Permission>> =
        Role::ALL.into_iter().map(|role| (role, permissions(role))).collect();
    module.constant(
        "What each role may, before the switches of the session.",
        "ROLE_PERMISSIONS",
        " satisfies Record<Role, readonly Permission[]>",
        &table,
    );
    format!("{}\n", module.0.trim_end())
}

fn wire_name<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// The table of permissions for readers, as it is in the code.
fn permissions() -> String {
    let mut text = String::from("| may |");
    for role in Role::ALL {
        write!(text, " {} |", wire_name(&role)).unwrap();
    }
    text += "\n|---|";
    text += &":-:|".repeat(Role::ALL.len());
    for permission in Permission::ALL {
        write!(text, "\n| `{}` |", wire_name(&permission)).unwrap();
        for role in Role::ALL {
            text += if role.may(permission) { " yes |" } else { " |" };
        }
    }
    text + "\n"
}

/// Compares a file with what it must be, or writes it when asked to.
fn check(file: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{} is not what the types say. Run: {COMMAND}", path.display());
}

#[test]
fn the_typescript_types_are_those_of_the_protocol() {
    check("../web-client/src/protocol/generated.ts", &generated());
}

#[test]
fn the_table_of_permissions_in_the_docs_is_that_of_the_code() {
    check("docs/permissions.md", &permissions());
}

#[test]
fn a_close_code_is_named_the_same_everywhere() {
    for code in CloseCode::ALL {
        assert_eq!(serde_json::to_value(code).unwrap(), code.reason());
    }
}
