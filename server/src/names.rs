//! What people and rooms may be called.

/// Longest name of a person, in characters.
const MAX_NAME: usize = 60;

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

fn shown(text: &str, longest: usize) -> Option<String> {
    let name = text.trim();
    let right_length = (1..=longest).contains(&name.chars().count());
    let visible = name.chars().any(char::is_alphanumeric) || name.chars().any(|c| !c.is_ascii() && !joins(c));
    (right_length && visible && !name.chars().any(deceives)).then(|| name.to_owned())
}

/// Joiners belong to names in several scripts and to emoji, but are no name by themselves.
const fn joins(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

/// Control characters, line breaks, and marks that reorder or hide text: with them one name can look like another.
fn deceives(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
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
