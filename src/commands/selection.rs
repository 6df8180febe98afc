//! What of a session the command line chooses: stages, a head, a cell.

use attn_tui::export::Part;
use attn_tui::model::{self, Axis, Cell, HeadId, Inputs, Stage, labels, shape};
use attn_tui::store::text::shortened;
use attn_tui::store::{Session, visible};
use clap::builder::TypedValueParser;

use super::named;

/// Two stages may share a name, of which a session has one.
pub(super) fn stage_names() -> impl TypedValueParser<Value = Stage> {
    let is_first = |stage: &Stage| Stage::named(stage.name()) == Some(*stage);
    named(
        Stage::computed().filter(is_first).map(Stage::name),
        Stage::named,
    )
}

/// The stages of these names that the session has.
pub(super) fn of_session(stages: &[Stage], inputs: &Inputs) -> Result<Vec<Stage>, String> {
    let all: Vec<Stage> = model::stages(inputs).collect();
    let of_session = |stage: &Stage| {
        let has = all.iter().find(|of| of.name() == stage.name());
        has.copied().ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|of| of.name()).collect();
            let (name, names) = (stage.name(), names.join(", "));
            format!("this session has no stage \"{name}\"; it has: {names}")
        })
    };
    stages.iter().map(of_session).collect()
}

/// A head as people count them, from 1.
pub(super) fn head(number: Option<usize>) -> Option<HeadId> {
    number.map(|number| HeadId::from(number - 1))
}

/// The words that the session was last looked at with, or the last and the first: two different ones, and a pair that no causal
/// mask forbids.
pub(super) fn pair(session: &Session) -> (usize, usize) {
    let view = &session.view;
    let last = session.inputs.n().saturating_sub(1);
    (view.query.unwrap_or(last), view.key.unwrap_or(0))
}

/// The cell ROW,COLUMN of the one matrix that is chosen. Each is a heading (a word, with its number if it is repeated) or
/// counts from 0.
pub(super) fn cell(text: &str, inputs: &Inputs, parts: &[Part]) -> Result<Cell, String> {
    let [part] = parts else {
        return Err(
            "a cell is in one matrix: choose it with --stage, and --head if there are several"
                .into(),
        );
    };
    let (rows, columns) = part.place.axes();
    let (height, width) = shape(inputs, part.place, part.head);
    let found = text.match_indices(',').find_map(|(at, _)| {
        let row = index(&text[..at], inputs, rows, height)?;
        Some((row, index(&text[at + 1..], inputs, columns, width)?))
    });
    let (row, column) = found.ok_or_else(|| {
        format!(
            "there is no cell \"{}\": expected ROW,COLUMN, {} and {}",
            shortened(&visible(text)),
            expected(inputs, rows, height),
            expected(inputs, columns, width)
        )
    })?;
    Ok(Cell::new(part.place, part.head, row, column))
}

/// The row or column of a heading, or of a number.
fn index(text: &str, inputs: &Inputs, axis: Axis, count: usize) -> Option<usize> {
    let text = text.trim();
    let words = labels(inputs.words_of(axis));
    let named = words.iter().position(|word| word == text);
    // Where words are numbers, numbers are words.
    let is_number = |word: &String| word.parse::<usize>().is_ok();
    let index = text
        .parse()
        .ok()
        .filter(|index| *index < count && !words.iter().any(is_number));
    named.or(index)
}

fn expected(inputs: &Inputs, axis: Axis, count: usize) -> String {
    let last = count.saturating_sub(1);
    match inputs.words_of(axis) {
        [] => format!("a number from 0 to {last}"),
        words => {
            let all = labels(words);
            let repeated = all.iter().zip(words).find(|(label, word)| label != word);
            let repeated =
                repeated.map(|(label, _)| format!(" (of repeated ones such as {label})"));
            let repeated = repeated.unwrap_or_default();
            match all.iter().any(|word| word.parse::<usize>().is_ok()) {
                true => format!("a word{repeated}"),
                false => format!("a word{repeated} or a number from 0 to {last}"),
            }
        }
    }
}
