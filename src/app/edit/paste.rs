//! Reads pasted blocks of numbers: from spreadsheets, CSV files, or arrays as NumPy and PyTorch print them.

use super::cells;
use crate::store::visible;

/// Reads the rows of numbers in a pasted text: at least one number, all rows of one width.
///
/// Cells are split on tabs, `;`, `,` or white space. Brackets, if there are any, delimit the rows instead of line breaks,
/// since NumPy wraps long rows.
///
/// # Errors
/// If the text is not a block of numbers; the message has the line.
pub fn numbers(text: &str) -> Result<Vec<Vec<f64>>, String> {
    let text = unwrap_call(text.trim());
    if text.contains("...") || text.contains('…') {
        return Err("the array is abbreviated with \"...\"; print it in full".into());
    }
    let rows = if text.contains('[') {
        bracketed(text)?
    } else {
        lines(text)?
    };
    let width = rows.first().map_or(0, Vec::len);
    if width == 0 {
        return Err("no numbers found".into());
    }
    if let Some(odd) = rows.iter().position(|row| row.len() != width) {
        let found = rows[odd].len();
        return Err(format!(
            "row {} has {found} numbers, but the first row has {width}",
            odd + 1
        ));
    }
    Ok(rows)
}

/// The content of `array(…)` or `tensor(…, dtype=…)`.
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
                return Err(format!("line {line}: unmatched closing bracket"));
            }
            ']' => {
                depth -= 1;
                if !open.trim().is_empty() {
                    rows.push(row(&open, line)?);
                }
                open.clear();
            }
            // NumPy separates rows by spaces, Python by commas.
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
        return Err("unclosed bracket".into());
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
