//! Whole lines that are no rows: captions, rules, and what programs say about the matrix that they print.

use super::number::{Style, scan};

/// What a line is, if it is no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing that matters.
    Skipped,
    /// The columns that follow are to the right of those before.
    MoreColumns,
    /// The beginning of another matrix.
    Caption,
    /// So many bytes in front of the content.
    Prompt(usize),
}

pub(super) fn classify(line: &str) -> Option<Line> {
    let text = line.trim();
    if let Some(rest) = text.strip_prefix("Column") {
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        if rest.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            return Some(Line::MoreColumns);
        }
    }
    let is_skipped = is_rule(text)
        || is_julia_summary(text)
        || text.starts_with("```")
        || text.starts_with('%')
        // Under a Series and a DataFrame of pandas.
        || text.starts_with("dtype: ")
        || (text.starts_with("Name: ") || text.starts_with("Length: ")) && text.contains("dtype: ")
        || text.ends_with(" columns]") && text.contains(" rows x ")
        // From `attn-tui print`.
        || text.ends_with(" is fully masked: its weights are all 0.");
    if is_skipped {
        return Some(Line::Skipped);
    }
    if is_caption(line) {
        return Some(Line::Caption);
    }
    Some(Line::Prompt(line.len() - after_prompt(line)?.len()))
}

/// `| --- | ---: |`, `+----+----+`, `├────┼────┤`, `=====  =====`.
fn is_rule(text: &str) -> bool {
    let is_box = |c: char| ('\u{2500}'..='\u{257f}').contains(&c) && !"│┃║".contains(c);
    text.chars().all(|c| is_box(c) || "-=+|: │┃║".contains(c))
        && (text.contains(is_box)
            || ["--", "==", ":-", "-:", "|-", "-|"]
                .iter()
                .any(|part| text.contains(part)))
}

/// `3×3 Matrix{Float64}:`, `3-element Vector{Float64}:`.
fn is_julia_summary(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.len()
        && (rest.starts_with('×') || rest.starts_with("-element "))
        && text.ends_with(':')
}

/// What follows IPython's `Out[3]:` or Mathematica's `Out[3]//MatrixForm=`.
fn after_prompt(line: &str) -> Option<&str> {
    let rest = line.trim_start();
    let rest = rest.strip_prefix("Out").or(rest.strip_prefix("In"))?;
    let rest = rest.trim_start().strip_prefix('[')?;
    let (number, rest) = rest.split_once(']')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let rest = rest.strip_prefix("//MatrixForm").unwrap_or(rest);
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    is_number.then(|| rest.strip_prefix('=').unwrap_or(rest))
}

/// The end of the first caption, or 0. A title may stand above it.
pub(super) fn end_of_caption(text: &str) -> usize {
    let mut end = 0;
    for line in text.split('\n') {
        end += line.len();
        if is_caption(line) {
            return end;
        }
        end += 1;
    }
    0
}

/// From `attn-tui print`: `scores · Q·Kᵀ · head 1 of 2 · 3 × 3`.
fn is_caption(line: &str) -> bool {
    let is_count = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let shape = line.trim_end().rsplit_once(" · ");
    let shape = shape.and_then(|(_, shape)| shape.split_once(" × "));
    shape.is_some_and(|(rows, columns)| is_count(rows) && is_count(columns))
}

/// Whether a comma is a decimal point: every cell is written as `1,5`, and blanks or separators other than commas are
/// between them.
pub(super) fn has_decimal_commas(text: &str) -> bool {
    // Inside brackets, commas separate cells. LaTeX has braces around other things.
    let is_latex = text.contains("\\\\") || text.contains("\\begin");
    if !text.contains(',') || text.contains(['[', '(']) || !is_latex && text.contains('{') {
        return false;
    }
    let mut is_separated = false;
    for line in text.lines() {
        let mut cells = 0;
        for piece in line.split(|c: char| c.is_whitespace() || ";|&\"'$\\│".contains(c)) {
            let digits = piece.trim_start_matches(['+', '-', '−']);
            if !digits.starts_with(|c: char| c.is_ascii_digit()) {
                continue;
            }
            cells += 1;
            if !is_decimal_comma(digits) {
                return false;
            }
        }
        is_separated |= cells > 1 || cells == 1 && line.contains([';', '&', '"']);
    }
    is_separated
}

fn is_decimal_comma(text: &str) -> bool {
    let style = Style {
        comma: true,
        shift: 0,
    };
    let number = text.strip_suffix('%').unwrap_or(text);
    number.contains(',')
        && !number.contains(['.', '/'])
        && scan(number, style).is_some_and(|(_, length)| length == number.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_no_rows_are_known() {
        for (line, expected) in [
            ("| --- | ---: |", Some(Line::Skipped)),
            ("|-|-|", Some(Line::Skipped)),
            ("├────┼────┤", Some(Line::Skipped)),
            ("+====+", Some(Line::Skipped)),
            ("2×2 Array{Float64,2}:", Some(Line::Skipped)),
            ("3-element Vector{Float64}:", Some(Line::Skipped)),
            ("  Columns 1 through 8:", Some(Line::MoreColumns)),
            (" Column 9:", Some(Line::MoreColumns)),
            ("Out[3]: [1]", Some(Line::Prompt(7))),
            ("In[1]:= x", Some(Line::Prompt(7))),
            ("[2 rows x 30 columns]", Some(Line::Skipped)),
            ("q · Q · head 1 of 2 · 3 × 4", Some(Line::Caption)),
            ("- -", None),
            ("-", None),
            ("-1", None),
            ("| - | 1 |", None),
            ("Columns", None),
            ("", None),
        ] {
            assert_eq!(classify(line), expected, "{line}");
        }
    }

    #[test]
    fn a_comma_is_a_decimal_point_only_if_it_can_be_nothing_else() {
        for text in [
            "1,5 2,5",
            "1,5;2,5",
            "I\t1,5\t-2,5",
            "\"1,5\",\"2,5\"",
            "27,5% 2,5",
            "1,5 & 2,0 \\\\",
        ] {
            assert!(has_decimal_commas(text), "{text}");
        }
        for text in [
            "1,5",
            "1,5\n2,5",
            "1,5 2",
            "1,5 2.5",
            "1, 2",
            "[1,5; 2,5]",
            "1,2,3;4,5,6",
            "0;1,5",
        ] {
            assert!(!has_decimal_commas(text), "{text}");
        }
    }
}
