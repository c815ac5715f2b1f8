//! What people and rooms may be called: by the rules of [`signaling::line`], as in the room.

use signaling::line::shown;
use signaling::protocol::MAX_NAME;
use signaling::room::MAX_LISTED_NAME;

/// Longest title of a room, in characters.
const MAX_TITLE: usize = 120;

/// A person's name without the space around it; `None` if it cannot be shown as a name.
#[must_use]
pub fn person_name(text: &str) -> Option<String> {
    shown(text, MAX_NAME)
}

/// A room's title, by the same rules.
#[must_use]
pub fn room_title(text: &str) -> Option<String> {
    shown(text, MAX_TITLE)
}

/// A name on the organiser's list, by the same rules.
#[must_use]
pub fn listed_name(text: &str) -> Option<String> {
    shown(text, MAX_LISTED_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed() {
        assert_eq!(person_name("  Aino \u{a0}\n").as_deref(), Some("Aino"));
    }

    #[test]
    fn names_of_many_scripts_are_names() {
        for name in ["Åsa Öhman", "Ž", "李", "محمد", "👩‍🦰", "O'Neil-Virtanen 2", "🙂"] {
            assert_eq!(person_name(name).as_deref(), Some(name));
        }
    }

    #[test]
    fn a_name_has_one_to_sixty_characters() {
        assert_eq!(person_name(" "), None);
        assert_eq!(person_name(""), None);
        assert!(person_name(&"ä".repeat(60)).is_some());
        assert_eq!(person_name(&"ä".repeat(61)), None);
    }

    #[test]
    fn a_name_has_nothing_that_deceives_the_eye() {
        for name in [
            "A\u{0}",
            "A\nB",
            "A\u{7f}B",
            "A\u{85}B",
            "\u{202E}oniA",
            "A\u{200B}B",
            "\u{2066}A",
            "A\u{2028}B",
        ] {
            assert_eq!(person_name(name), None, "{name:?}");
        }
        assert_eq!(person_name("\u{200D}"), None);
        assert_eq!(person_name("..."), None);
    }
}
