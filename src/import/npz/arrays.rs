//! The arrays of an archive by what they are.

use ndarray::Array2;

use super::super::npy::{check_size, finite};
use super::archive::{Archive, Entry};
use super::names::{EXAMPLES, Role, SESSION};
use crate::model::limits::{MAX_HEADS, MAX_VALUES};
use crate::model::{Stage, counted};

/// Indices of entries.
#[derive(Debug, Default)]
pub(super) struct Arrays {
    pub session: Option<usize>,
    pub words: Option<usize>,
    pub source_words: Option<usize>,
    /// The embedding, if it is the one array of numbers and has a name that is not known.
    pub unnamed: Option<usize>,
    /// By stage and head, in the order of computation. Without a head, it is of all heads, or of none.
    pub stages: Vec<(Stage, Option<usize>, usize)>,
}

impl Arrays {
    /// # Errors
    /// If a name is not known, or an array has not the type and dimensions that its name asks for.
    pub fn of(archive: &Archive<'_>) -> Result<Self, String> {
        let mut arrays = Self::default();
        let mut unknown = Vec::new();
        for (index, entry) in archive.entries.iter().enumerate() {
            match Role::of(&entry.name) {
                Role::Session => arrays.session = Some(index),
                Role::Words(Stage::Words) => arrays.words = Some(index),
                Role::Words(_) => arrays.source_words = Some(index),
                Role::Stage(stage, head) => {
                    check_stage(entry, stage, head)?;
                    arrays.stages.push((stage, head, index));
                }
                Role::Unknown => unknown.push(index),
            }
        }
        arrays.stages.sort();
        let twice = arrays.stages.windows(2).find(|pair| {
            let [(stage, head, _), (other, of_head, _)] = pair else {
                return false;
            };
            stage == other && (head == of_head || head.is_none())
        });
        if let Some([(_, _, all), (_, _, one)]) = twice {
            let names = [all, one].map(|entry| archive.entries[*entry].name.as_str());
            return Err(format!(
                "expected {} or one array per head, found {} too",
                names[0], names[1]
            ));
        }
        let is_alone = arrays.stages.is_empty() && arrays.session.is_none();
        match unknown[..] {
            [] => {}
            [one] if is_alone && archive.entries[one].header.shape.len() == 2 => {
                archive.entries[one].header.check_numbers()?;
                arrays.unnamed = Some(one);
            }
            _ => {
                let names: Vec<String> = unknown
                    .iter()
                    .take(5)
                    .map(|index| archive.entries[*index].describe())
                    .collect();
                let more = if unknown.len() > names.len() {
                    ", …"
                } else {
                    ""
                };
                return Err(format!(
                    "expected names of stages ({EXAMPLES} …), or a single matrix, found {}{more}; leave other arrays out",
                    names.join(", ")
                ));
            }
        }
        Ok(arrays)
    }

    /// How far computed numbers may be from those of the archive, as a share of the largest: it is as exact as its least exact
    /// array, from which others may have been computed.
    pub fn tolerance(&self, archive: &Archive<'_>) -> f64 {
        let types = self
            .stages
            .iter()
            .map(|(.., entry)| archive.entries[*entry].header.of);
        types.fold(0.0, |most, of| of.tolerance().max(most))
    }

    /// The stages whose matrices are given to the heads; none if those are made from the embedding.
    pub fn given(&self) -> &'static [Stage] {
        let has = |stages: &[Stage]| stages.iter().all(|stage| self.has(*stage));
        let makes_scores = [Stage::Embedding, Stage::Q, Stage::K];
        if has(&[Stage::Q, Stage::K, Stage::V]) {
            &[Stage::Q, Stage::K, Stage::V]
        } else if has(&[Stage::Scores, Stage::V])
            && !makes_scores.iter().any(|stage| self.has(*stage))
        {
            &[Stage::Scores, Stage::V]
        } else {
            &[]
        }
    }

    /// What the session is made from, for messages.
    pub fn made_from(&self) -> &'static str {
        match self.given() {
            _ if self.session.is_some() => SESSION,
            [] => Stage::Embedding.name(),
            [Stage::Scores, ..] => "scores with v",
            _ => "q, k and v",
        }
    }

    pub fn has(&self, stage: Stage) -> bool {
        self.stages.iter().any(|(other, ..)| *other == stage)
    }

    /// The matrices of a stage that each head has its own of; none if it is not there.
    pub fn heads(
        &self,
        archive: &mut Archive<'_>,
        stage: Stage,
    ) -> Result<Vec<Array2<f64>>, String> {
        let mut matrices = Vec::new();
        for (_, head, entry) in self.stages.iter().filter(|(other, ..)| *other == stage) {
            if head.is_some_and(|head| head != matrices.len()) {
                let missing = format!("{}_{}", stage.name(), matrices.len() + 1);
                let found = &archive.entries[*entry].name;
                return Err(format!(
                    "expected one array per head, found {found} without {missing}"
                ));
            }
            matrices.extend(stack(archive, *entry)?);
        }
        Ok(matrices)
    }

    /// The matrix of a stage that all heads share.
    pub fn matrix(
        &self,
        archive: &mut Archive<'_>,
        stage: Stage,
    ) -> Result<Option<Array2<f64>>, String> {
        let entry = self.stages.iter().find(|(other, ..)| *other == stage);
        match entry {
            Some((_, _, entry)) => Ok(stack(archive, *entry)?.pop()),
            None => Ok(None),
        }
    }
}

/// The matrices that are stacked in an array, or the one that it is.
pub(super) fn stack(archive: &mut Archive<'_>, entry: usize) -> Result<Vec<Array2<f64>>, String> {
    let Entry { name, header } = &archive.entries[entry];
    let (count, rows, columns) = match header.shape[..] {
        [count, rows, columns] => (count, rows, columns),
        [rows, columns] => (1, rows, columns),
        _ => return Ok(Vec::new()),
    };
    let named = |problem| format!("{name}: {problem}");
    if count == 0 || count > MAX_HEADS {
        return Err(named(format!(
            "expected 1 to {MAX_HEADS} heads, found {count}"
        )));
    }
    check_size(rows, columns).map_err(named)?;
    if header.len() > MAX_VALUES {
        let found = header.len();
        return Err(named(format!(
            "expected at most {MAX_VALUES} numbers, found {found}"
        )));
    }
    let mut matrices = vec![Array2::zeros((rows, columns)); count];
    let mut problem = None;
    archive.numbers(entry, |[matrix, row, column], number| {
        matrices[matrix][[row, column]] = number;
        if !number.is_finite() && problem.is_none() {
            problem = Some(([matrix, row, column], number));
        }
        Ok(())
    })?;
    let Entry { name, header } = &archive.entries[entry];
    if let Some((place, number)) = problem {
        finite(number, header, place).map_err(|problem| format!("{name}: {problem}"))?;
    }
    Ok(matrices)
}

/// Checks that an array has the dimensions of a stage.
fn check_stage(entry: &Entry, stage: Stage, head: Option<usize>) -> Result<(), String> {
    let Entry { name, header } = entry;
    header
        .check_numbers()
        .map_err(|problem| format!("{name}: {problem}"))?;
    let may_be_stacked = stage.per_head() && head.is_none();
    let is_right = match header.shape.len() {
        2 => true,
        3 => may_be_stacked,
        _ => false,
    };
    if is_right {
        return Ok(());
    }
    let (found, count) = (header.describe(), counted(header.shape.len(), "dimension"));
    let expected = if may_be_stacked {
        "a matrix, or one per head (heads, rows, columns)"
    } else {
        "a matrix"
    };
    Err(format!(
        "{name}: expected {expected}, found {count}: {found}"
    ))
}
