//! What has changed: in the inputs, and because of that in the matrix of a stage.

use std::ops::Range;

use super::axis::HeadId;
use super::parameter::Parameter;
use super::stage::Stage;

/// The part of the inputs that has changed since the trace was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Numbers in these rows of a stage that is given, such as the embedding, for this head, which is ignored if all heads share
    /// the stage.
    Given(Stage, HeadId, Vec<usize>),
    /// Numbers in this block of parameters of this head, which is ignored if all heads share the block.
    Parameter(Parameter, HeadId),
    /// Scale, temperature or mask.
    Attention,
    /// Anything, including shapes.
    All,
}

impl Changed {
    /// Numbers in these rows of the embedding.
    pub fn embedding(rows: Vec<usize>) -> Self {
        Self::Given(Stage::Embedding, HeadId::default(), rows)
    }

    /// The rows that changed of a stage, if it is the one that did.
    pub(super) fn given(&self, stage: Stage, head: HeadId) -> Change {
        match self {
            Self::Given(changed, of, rows)
                if *changed == stage && (*of == head || !stage.per_head()) =>
            {
                Change::lines(rows.clone(), Vec::new())
            }
            _ => Change::None,
        }
    }
}

/// The numbers of a matrix that may have changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change {
    #[default]
    None,
    /// Those in these rows, and those in these columns; both sorted, each index once.
    Lines {
        rows: Vec<usize>,
        columns: Vec<usize>,
    },
    All,
}

impl Change {
    pub fn lines(mut rows: Vec<usize>, mut columns: Vec<usize>) -> Self {
        for lines in [&mut rows, &mut columns] {
            lines.sort_unstable();
            lines.dedup();
        }
        if rows.is_empty() && columns.is_empty() {
            Self::None
        } else {
            Self::Lines { rows, columns }
        }
    }

    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// What has changed if both have.
    pub fn and(self, other: &Self) -> Self {
        match (self, other) {
            (Self::None, other) => other.clone(),
            (this, Self::None) => this,
            (
                Self::Lines {
                    mut rows,
                    mut columns,
                },
                Self::Lines {
                    rows: more_rows,
                    columns: more_columns,
                },
            ) => {
                rows.extend(more_rows);
                columns.extend(more_columns);
                Self::lines(rows, columns)
            }
            (Self::All, _) | (_, Self::All) => Self::All,
        }
    }

    /// Where that takes less than line by line, takes all of a matrix of this shape as changed.
    pub fn widen(&mut self, (rows, columns): (usize, usize)) {
        if let Self::Lines {
            rows: some,
            columns: others,
        } = self
            && !others.is_empty()
            && (2 * some.len() > rows || 2 * others.len() > columns)
        {
            *self = Self::All;
        }
    }

    /// The rows that have changed, `None` if every row may have.
    pub fn rows_only(&self) -> Option<&[usize]> {
        match self {
            Self::None => Some(&[]),
            Self::Lines { rows, columns } if columns.is_empty() => Some(rows),
            Self::Lines { .. } | Self::All => None,
        }
    }
}

/// The maximal ranges of consecutive indices.
pub fn runs(sorted: impl IntoIterator<Item = usize>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for index in sorted {
        match runs.last_mut() {
            Some(run) if run.end == index => run.end += 1,
            _ => runs.push(index..index + 1),
        }
    }
    runs
}
