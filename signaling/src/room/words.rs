//! What people may write: rules that hold for every text.

use crate::protocol::Rejection;

/// A text of at most `most` characters with something in it. Control characters are refused but for line ends and
/// tabs: they would only be there to trick a reader.
pub(super) fn check(text: &str, most: usize) -> Result<(), Rejection> {
    if text.trim().is_empty() {
        return Err(Rejection::OutOfRange);
    }
    check_shape(text, most)
}

/// The same, but there may be nothing in it yet.
pub(super) fn check_shape(text: &str, most: usize) -> Result<(), Rejection> {
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Rejection::OutOfRange);
    }
    match text.chars().nth(most) {
        Some(_) => Err(Rejection::TooLong),
        None => Ok(()),
    }
}

/// A text on one line, like a name or a word.
pub(super) fn check_line(text: &str, most: usize) -> Result<(), Rejection> {
    if text.contains(['\n', '\t']) {
        return Err(Rejection::OutOfRange);
    }
    check(text, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_something_in_it_and_no_tricks() {
        for (text, found) in [
            ("hei", Ok(())),
            ("yksi\nkaksi\t3", Ok(())),
            ("👩‍⚕️ ääkköset", Ok(())),
            ("", Err(Rejection::OutOfRange)),
            (" \n\t ", Err(Rejection::OutOfRange)),
            ("a\u{0}b", Err(Rejection::OutOfRange)),
            ("a\u{1b}[2Jb", Err(Rejection::OutOfRange)),
        ] {
            assert_eq!(check(text, 100), found, "{text:?}");
        }
        assert_eq!(check_line("a\nb", 100), Err(Rejection::OutOfRange));
        assert_eq!(check_line("a b", 100), Ok(()));
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(check(&"ä".repeat(10), 10), Ok(()));
        assert_eq!(check(&"ä".repeat(11), 10), Err(Rejection::TooLong));
    }
}
