//! Reading a pasted block of numbers: from a spreadsheet, a CSV file, or as NumPy and PyTorch print arrays.

use super::cells;
use crate::store::visible;

/// The rows of numbers in a pasted text: all of one width, at least one number.
///
/// Cells are parted by tabs, `;`, `,` or blanks. Where there are brackets, they and not the line ends say where a row
/// ends, since NumPy folds long rows.
///
/// # Errors
/// Says what cannot be read, with its line, and reads nothing then.
pub fn numbers(text: &str) -> Result<Vec<Vec<f64>>, String> {
    let text = unwrap_call(text.trim());
    if text.contains("...") || text.contains('…') {
        return Err("the block is shortened with \"...\": print the whole array".into());
    }
    let rows = if text.contains('[') {
        bracketed(text)?
    } else {
        lines(text)?
    };
    let width = rows.first().map_or(0, Vec::len);
    if width == 0 {
        return Err("there is no number in it".into());
    }
    if let Some(odd) = rows.iter().position(|row| row.len() != width) {
        let found = rows[odd].len();
        return Err(format!(
            "row {} has {found} numbers, the first has {width}",
            odd + 1
        ));
    }
    Ok(rows)
}

/// What is inside of `array(…)` or `tensor(…, dtype=…)`.
fn unwrap_call(text: &str) -> &str {
    let opens = [
        "np.array(",
        "numpy.array(",
        "array(",
        "torch.tensor(",
        "tensor(",
    ];
    let Some(inside) = opens.iter().find_map(|open| text.strip_prefix(open)) else {
        return text;
    };
    match inside.rfind(']') {
        Some(end) => &inside[..=end],
        None => inside.trim_end_matches(')'),
    }
}

fn lines(text: &str) -> Result<Vec<Vec<f64>>, String> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| row(line, index + 1))
        .collect()
}

fn bracketed(text: &str) -> Result<Vec<Vec<f64>>, String> {
    let mut rows = Vec::new();
    let mut open = String::new();
    let mut depth = 0_usize;
    let mut line = 1;
    for c in text.chars() {
        match c {
            '[' => depth += 1,
            ']' if depth == 0 => {
                return Err(format!("line {line}: a bracket closes that was not opened"));
            }
            ']' => {
                depth -= 1;
                if !open.trim().is_empty() {
                    rows.push(row(&open, line)?);
                }
                open.clear();
            }
            // Between rows NumPy has blanks and Python has commas.
            ',' if open.trim().is_empty() => {}
            '\n' => {
                line += 1;
                open.push(' ');
            }
            c if depth == 0 && !c.is_whitespace() => {
                let found = c.to_string();
                let found = visible(&found);
                return Err(format!(
                    "line {line}: expected a bracket, found \"{found}\""
                ));
            }
            c => open.push(c),
        }
    }
    if depth > 0 {
        return Err("a bracket is not closed".into());
    }
    Ok(rows)
}

fn row(line: &str, number: usize) -> Result<Vec<f64>, String> {
    let line = line.trim_matches(|c: char| c == ' ' || c == '\r');
    let cells: Vec<&str> = match ['\t', ';', ',']
        .into_iter()
        .find(|part| line.contains(*part))
    {
        Some(part) => line
            .strip_suffix(part)
            .unwrap_or(line)
            .split(part)
            .collect(),
        None => line.split_whitespace().collect(),
    };
    cells
        .into_iter()
        .map(|cell| cells::parse(cell).map_err(|problem| format!("line {number}: {problem}")))
        .collect()
}
