//! Compares the arrays of an archive with what the restored session computes.

use std::borrow::Cow;

use super::super::npy::Place;
use super::archive::Archive;
use super::arrays::Arrays;
use crate::model::{HeadId, Inputs, Matrix, Stage, Trace};
use crate::store::text::quoted;

/// Checks that the words of the archive are those of the session.
pub(super) fn words(
    archive: &mut Archive<'_>,
    arrays: &Arrays,
    inputs: &Inputs,
    made_from: &str,
) -> Result<(), String> {
    for (entry, stage) in [
        (arrays.words, Stage::Words),
        (arrays.source_words, Stage::SourceWords),
    ] {
        let Some(entry) = entry else { continue };
        let found = archive.strings(entry)?;
        let expected = inputs.words_of(stage.axes().0);
        let name = stage.name();
        if !stage.exists(inputs, 0) {
            return Err(missing(name, made_from));
        }
        if found.len() != expected.len() {
            let (expected, found) = (expected.len(), found.len());
            let way_out = way_out(name, made_from);
            return Err(format!(
                "{name}: expected {expected} words, as in {made_from}, found {found}; {way_out}"
            ));
        }
        if let Some((index, (found, expected))) = found
            .iter()
            .zip(expected)
            .enumerate()
            .find(|(_, (found, expected))| found != expected)
        {
            let (found, expected) = (quoted(found), quoted(expected));
            let way_out = way_out(name, made_from);
            return Err(format!(
                "{name}[{index}]: expected {expected}, as in {made_from}, found {found}; {way_out}"
            ));
        }
    }
    Ok(())
}

/// How far a computed number may be from the same one of another program, as a share of the largest.
const SUMMATION: f64 = 1e-9;

/// Checks that all numbers of the archive are those that the session computes, but for how they were rounded.
pub(super) fn stages(
    archive: &mut Archive<'_>,
    arrays: &Arrays,
    (inputs, trace): (&Inputs, &Trace),
    made_from: &str,
) -> Result<(), String> {
    let tolerance = arrays.tolerance(archive);
    // A session file has all its numbers; arrays may have been rounded before others were computed from them.
    let is_exact = arrays.session.is_some();
    for (stage, head, entry) in &arrays.stages {
        let stage = stage.of_session(inputs, head.unwrap_or_default());
        let name = archive.entries[*entry].name.clone();
        let made_from = match made_from {
            super::names::SESSION => made_from,
            // Given queries, keys and values come after these.
            _ if stage < Stage::Q => Stage::Embedding.name(),
            _ => made_from,
        };
        let header = &archive.entries[*entry].header;
        let ids = heads_of(stage, *head, inputs);
        let matrices: Option<Vec<Matrix<'_>>> = ids
            .iter()
            .map(|head| trace.stage(inputs, stage, *head))
            .collect();
        let matrices = matrices.filter(|matrices| !matrices.is_empty());
        let matrices = matrices.ok_or_else(|| missing(&name, made_from))?;
        check_shape(&header.shape, &matrices).map_err(|expected| {
            let (found, way_out) = (header.describe(), way_out(&name, made_from));
            format!("{name}: expected the shape {expected}, computed from {made_from}, found {found}; {way_out}")
        })?;
        let is_fortran = header.is_fortran;
        // What the session does not compute but has must be the same, but for its type.
        let rounding = header.of.rounding();
        let is_given = ids.iter().all(|head| stage.is_given(inputs, *head));
        let mut expected = Expected::new(&matrices, is_fortran);
        let mut wrong = None;
        archive.numbers(*entry, |place, found| {
            let (number, largest) = expected.at(place);
            let most = match (is_given, is_exact) {
                (true, _) => rounding * number.abs(),
                // Another program may sum in another order.
                (false, true) => rounding * number.abs() + SUMMATION * largest,
                (false, false) => tolerance * largest,
            };
            let is_right = number == found || (number - found).abs() <= most;
            if !is_right && wrong.is_none() {
                wrong = Some((place, number, found));
            }
            Ok(())
        })?;
        if let Some((place, number, found)) = wrong {
            let cell = archive.entries[*entry].header.place(place);
            let way_out = way_out(&name, made_from);
            return Err(format!(
                "{name}{cell}: expected {number}, computed from {made_from}, found {found}; {way_out}"
            ));
        }
    }
    Ok(())
}

/// The heads whose matrices an array has: the one of its name, or all.
fn heads_of(stage: Stage, head: Option<usize>, inputs: &Inputs) -> Vec<HeadId> {
    match head {
        Some(head) => vec![HeadId::from(head)],
        None if stage.per_head() => inputs.head_ids().collect(),
        None => vec![HeadId::default()],
    }
}

fn missing(name: &str, made_from: &str) -> String {
    let way_out = way_out(name, made_from);
    format!("{name}: the session that is made from {made_from} has no such stage; {way_out}")
}

fn way_out(name: &str, made_from: &str) -> String {
    match made_from {
        super::names::SESSION => {
            format!("leave {name} out to open the session, or leave session out to open the arrays")
        }
        _ => format!("leave {name} out, and what is computed from it, to open the rest"),
    }
}

/// The expected shape is the error.
fn check_shape(shape: &[usize], matrices: &[Matrix<'_>]) -> Result<(), String> {
    let (rows, columns) = matrices[0].dim();
    let heads = matrices.len();
    let is_right = match *shape {
        [count, ..] if shape.len() == 3 => {
            count == heads
                && matrices
                    .iter()
                    .all(|matrix| matrix.dim() == (shape[1], shape[2]))
        }
        _ => heads == 1 && *shape == [rows, columns],
    };
    match (is_right, heads) {
        (true, _) => Ok(()),
        (false, 1) => Err(format!("({rows}, {columns})")),
        (false, _) => Err(format!("({heads}, {rows}, {columns})")),
    }
}

/// The numbers of a stage, by their places.
struct Expected<'m, 'a> {
    matrices: &'m [Matrix<'a>],
    /// The largest finite one of each matrix.
    largest: Vec<f64>,
    /// The row that was read last, if rows follow each other.
    row: Option<([usize; 2], Cow<'a, [f64]>)>,
    is_by_column: bool,
}

impl<'m, 'a> Expected<'m, 'a> {
    fn new(matrices: &'m [Matrix<'a>], is_by_column: bool) -> Self {
        let largest = |matrix: &Matrix<'_>| {
            let rows = matrix.rows();
            rows.fold(0.0, |largest: f64, row| {
                let finite = row.iter().filter(|number| number.is_finite());
                finite.fold(largest, |largest, number| largest.max(number.abs()))
            })
        };
        Self {
            matrices,
            largest: matrices.iter().map(largest).collect(),
            row: None,
            is_by_column,
        }
    }

    /// A number, and the largest of its matrix.
    fn at(&mut self, [matrix, row, column]: Place) -> (f64, f64) {
        let largest = self.largest[matrix];
        if self.is_by_column {
            let number = self.matrices[matrix].get(row, column);
            return (number.unwrap_or(f64::NAN), largest);
        }
        if self
            .row
            .as_ref()
            .is_none_or(|(place, _)| *place != [matrix, row])
        {
            self.row = Some(([matrix, row], self.matrices[matrix].row(row)));
        }
        let number = self
            .row
            .as_ref()
            .map_or(f64::NAN, |(_, numbers)| numbers[column]);
        (number, largest)
    }
}
