//! What has changed of the matrix of a stage.

use std::ops::Range;

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

    /// What changes of a matrix each of whose rows follows from the whole row that has changed so.
    pub fn whole_rows(&self) -> Self {
        match self.rows_only() {
            Some(rows) => Self::lines(rows.to_vec(), Vec::new()),
            None => Self::All,
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
