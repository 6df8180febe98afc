//! The cells that a cell is directly computed from.

use std::ops::Range;

use super::super::inputs::Inputs;
use super::super::stage::{Parameter, Place, Stage};
use super::{Region, shape};

/// The cells that a region is directly computed from: those that, changed alone, change one of its cells.
///
/// - A number of the embedding comes from its word; words, positions and parameters have no sources.
/// - A missing weight, the identity, is not a source: the number is copied.
/// - A forbidden cell is −∞ for any score, so it has no source. Its weight is 0 because of that cell alone.
/// - The value of a word that may not be attended to has weight 0, so it is not a source.
///
/// Cells outside the place are ignored.
pub fn sources(inputs: &Inputs, region: &Region) -> Vec<Region> {
    let (height, width) = shape(inputs, region.place, region.head);
    let rows = region.rows.start..region.rows.end.min(height);
    let columns = region.columns.start..region.columns.end.min(width);
    let (n, head) = (inputs.n(), region.head);
    let Place::Stage(stage) = region.place else {
        return Vec::new();
    };
    if rows.is_empty() || columns.is_empty() {
        return Vec::new();
    }
    let of = |stage, rows, columns| Region::new(Place::Stage(stage), head, rows, columns);
    let whole_rows = |stage, rows| {
        let (_, width) = shape(inputs, Place::Stage(stage), head);
        of(stage, rows, 0..width)
    };
    match stage {
        Stage::Words | Stage::Position => Vec::new(),
        Stage::Embedding => vec![of(Stage::Words, rows, 0..1)],
        Stage::Input => {
            let mut sources = vec![of(Stage::Embedding, rows.clone(), columns.clone())];
            if inputs.position.added {
                sources.push(of(Stage::Position, rows, columns));
            }
            sources
        }
        Stage::Q => projected(inputs, Stage::Input, Parameter::Q, head, rows, columns),
        Stage::K => projected(inputs, Stage::Input, Parameter::K, head, rows, columns),
        Stage::V => projected(inputs, Stage::Input, Parameter::V, head, rows, columns),
        Stage::Scores => vec![whole_rows(Stage::Q, rows), whole_rows(Stage::K, columns)],
        Stage::Scaled => vec![of(Stage::Scores, rows, columns)],
        Stage::Masked => blocks(rows, |row| {
            runs(columns.clone(), |j| allows(inputs, row, j))
        })
        .map(|(rows, columns)| of(Stage::Scaled, rows, columns))
        .collect(),
        Stage::Weights => blocks(rows, |row| {
            let sees = columns.clone().any(|column| allows(inputs, row, column));
            vec![if sees { 0..n } else { columns.clone() }]
        })
        .map(|(rows, columns)| of(Stage::Masked, rows, columns))
        .collect(),
        Stage::Head => {
            let seen = runs(0..n, |word| {
                rows.clone().any(|row| allows(inputs, row, word))
            });
            let mut sources = vec![whole_rows(Stage::Weights, rows)];
            sources.extend(
                seen.into_iter()
                    .map(|words| of(Stage::V, words, columns.clone())),
            );
            sources
        }
        Stage::Concat => heads_of(inputs, columns)
            .map(|(head, columns)| {
                Region::new(Place::Stage(Stage::Head), head, rows.clone(), columns)
            })
            .collect(),
        Stage::Output => projected(inputs, Stage::Concat, Parameter::Output, 0, rows, columns),
    }
}

/// Splits columns of the concatenated heads into columns of each head.
pub(super) fn heads_of(
    inputs: &Inputs,
    columns: Range<usize>,
) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
    let d_model = inputs.d_model();
    let mut first = 0;
    inputs
        .heads
        .iter()
        .enumerate()
        .filter_map(move |(i, head)| {
            let d_v = head.v.d_out(d_model);
            let start = columns.start.max(first) - first;
            let end = columns.end.clamp(first, first + d_v) - first;
            first += d_v;
            (start < end).then_some((i, start..end))
        })
}

/// The sources of x·W + b.
fn projected(
    inputs: &Inputs,
    x: Stage,
    parameter: Parameter,
    head: usize,
    rows: Range<usize>,
    columns: Range<usize>,
) -> Vec<Region> {
    let d_in = inputs.d_in(parameter);
    let linear = inputs.linear(parameter, head);
    let (height, _) = linear.shape(d_in);
    let x = |columns| Region::new(Place::Stage(x), head, rows, columns);
    let block = |rows| Region::new(Place::Parameter(parameter), head, rows, columns.clone());
    match (&linear.weight, &linear.bias) {
        (Some(_), _) => vec![x(0..d_in), block(0..height)],
        (None, Some(_)) => vec![x(columns.clone()), block(d_in..height)],
        (None, None) => vec![x(columns)],
    }
}

fn allows(inputs: &Inputs, row: usize, column: usize) -> bool {
    inputs.attention.mask.allows(row, column)
}

/// The maximal subranges in which a condition holds.
fn runs(range: Range<usize>, holds: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for i in range.filter(|&i| holds(i)) {
        match runs.last_mut() {
            Some(run) if run.end == i => run.end += 1,
            _ => runs.push(i..i + 1),
        }
    }
    runs
}

/// Rectangles that cover the columns of each row; adjacent rows with equal columns share them.
fn blocks(
    rows: Range<usize>,
    columns_of: impl Fn(usize) -> Vec<Range<usize>>,
) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let mut blocks: Vec<(Range<usize>, Vec<Range<usize>>)> = Vec::new();
    for row in rows {
        let columns = columns_of(row);
        match blocks.last_mut() {
            Some((rows, same)) if *same == columns => rows.end += 1,
            _ => blocks.push((row..row + 1, columns)),
        }
    }
    blocks.into_iter().flat_map(|(rows, columns)| {
        columns
            .into_iter()
            .map(move |columns| (rows.clone(), columns))
    })
}
