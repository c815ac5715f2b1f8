//! Short texts that people write about themselves: one line that can be shown and deceives nobody. The same rules at
//! the door and in the room.

/// The text without the space around it; `None` if it cannot be shown, or has more than `longest` characters.
#[must_use]
pub fn shown(text: &str, longest: usize) -> Option<String> {
    let line = text.trim();
    let right_length = (1..=longest).contains(&line.chars().count());
    let visible = line.chars().any(char::is_alphanumeric) || line.chars().any(|c| !c.is_ascii() && !joins(c));
    (right_length && visible && !line.chars().any(deceives)).then(|| line.to_owned())
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
    use super::shown;

    #[test]
    fn a_line_is_short_visible_and_honest() {
        assert_eq!(shown("  Åsa Öhman \n", 60).as_deref(), Some("Åsa Öhman"));
        assert_eq!(shown(&"x".repeat(60), 60).map(|line| line.len()), Some(60));
        for bad in ["", " ", "\u{200D}", "a\u{202E}b", "a\nb", &"x".repeat(61)] {
            assert_eq!(shown(bad, 60), None, "{bad:?}");
        }
    }
}
