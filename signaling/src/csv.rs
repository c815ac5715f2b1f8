//! Tables as comma-separated text (RFC 4180) that a spreadsheet shows and never runs.
//!
//! People choose their own names, and a spreadsheet takes a cell that begins like a formula for one, with access to
//! the reader's files and network. Such a cell gets an apostrophe in front, which spreadsheets show as plain text.

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// `,`: what the standard says.
    Comma,
    /// `;`: what spreadsheets expect where the comma is the decimal sign, as in Finnish and Swedish.
    Semicolon,
}

/// Whether the text begins with a byte order mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Excel reads UTF-8 as such only with it.
    With,
    /// For programs.
    Without,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Anything people or translators wrote.
    Text(String),
    /// A figure.
    Number(u64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// The rows as a text with a line for each, headings first if the first row has them.
#[must_use]
pub fn write(separator: Separator, mark: Mark, rows: &[Vec<Cell>]) -> String {
    let between = match separator {
        Separator::Comma => ",",
        Separator::Semicolon => ";",
    };
    let mut text = match mark {
        Mark::With => String::from('\u{feff}'),
        Mark::Without => String::new(),
    };
    for row in rows {
        let cells: Vec<String> = row.iter().map(cell_text).collect();
        text += &cells.join(between);
        text += "\r\n";
    }
    text
}

fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => {
            let guard = if looks_like_a_formula(text) { "'" } else { "" };
            let special = |c: char| matches!(c, '"' | ',' | ';' | '\r' | '\n' | '\t') || c.is_whitespace();
            // An empty cell in quotes is a text of no letters, not nothing: a row of one is not an empty line.
            if text.is_empty() || text.contains(special) {
                format!("\"{guard}{}\"", text.replace('"', "\"\""))
            } else {
                format!("{guard}{text}")
            }
        }
    }
}

/// The signs that begin a formula in some spreadsheet, also behind spaces, which some drop; full-width ones, which
/// some read as the plain; and what is guarded already, so that taking one apostrophe away always gives the text.
fn looks_like_a_formula(text: &str) -> bool {
    match text.strip_prefix('\'') {
        Some(rest) => looks_like_a_formula(rest),
        None => {
            text.starts_with(['\t', '\r', '\n'])
                || text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads what [`write`] writes, by the grammar of RFC 4180 and nothing of the code above.
    fn read(between: char, text: &str) -> Vec<Vec<String>> {
        let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
        let mut signs = text.chars().peekable();
        let mut quoted = false;
        while let Some(sign) = signs.next() {
            match sign {
                '"' if quoted && signs.peek() == Some(&'"') => {
                    signs.next();
                    cell.push('"');
                }
                '"' => quoted = !quoted,
                sign if quoted => cell.push(sign),
                sign if sign == between => row.push(std::mem::take(&mut cell)),
                '\r' => {
                    assert_eq!(signs.next(), Some('\n'), "lines end with both");
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                sign => cell.push(sign),
            }
        }
        assert!(cell.is_empty() && row.is_empty() && !quoted, "the last line has its end");
        rows
    }

    fn one(text: &str) -> String {
        write(Separator::Semicolon, Mark::Without, &[vec![text.into()]])
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(
            rows in prop::collection::vec(
                prop::collection::vec(prop_oneof!["[=+@'\", ;\r\n\tA-]{0,6}", ".{0,12}"], 1..5), 0..6),
            comma in any::<bool>(),
        ) {
            let (separator, between) = if comma { (Separator::Comma, ',') } else { (Separator::Semicolon, ';') };
            let cells: Vec<Vec<Cell>> =
                rows.iter().map(|row| row.iter().map(|text| text.as_str().into()).collect()).collect();
            let found = read(between, &write(separator, Mark::Without, &cells));
            let unguarded = |cell: &String| match cell.strip_prefix('\'') {
                Some(rest) if looks_like_a_formula(rest) => rest.to_owned(),
                _ => cell.clone(),
            };
            for cell in found.iter().flatten() {
                let runs = cell.starts_with(['\t', '\r', '\n'])
                    || cell.trim_start_matches(' ').starts_with(['=', '+', '-', '@']);
                prop_assert!(!runs, "{cell:?}");
            }
            let found: Vec<Vec<String>> =
                found.iter().map(|row| row.iter().map(unguarded).collect()).collect();
            prop_assert_eq!(found, rows);
        }
    }

    #[test]
    fn a_name_is_never_a_formula() {
        assert_eq!(one(r#"=LINK("x")"#), "\"'=LINK(\"\"x\"\")\"\r\n");
        assert_eq!(one("-Aino"), "'-Aino\r\n");
        assert_eq!(one("\t@Aino"), "\"'\t@Aino\"\r\n");
        assert_eq!(one("'=1"), "''=1\r\n");
        assert_eq!(one("Anna-Liisa"), "Anna-Liisa\r\n");
        assert_eq!(one("O'Neill; Aino"), "\"O'Neill; Aino\"\r\n");
    }

    #[test]
    fn a_figure_stays_a_figure_and_a_mark_comes_once() {
        let rows = [vec!["Nimi".into(), "Minuutit".into()], vec!["Aino".into(), Cell::Number(90)]];
        let text = write(Separator::Comma, Mark::With, &rows);
        assert_eq!(text, "\u{feff}Nimi,Minuutit\r\nAino,90\r\n");
    }
}
