//! What a change comes from: one table of the parts that inputs consist of, each of which can be put back alone.

use std::borrow::Cow;

use ndarray::Array2;

use super::axis::HeadId;
use super::change::Change;
use super::difference::{Computed, has_counterpart};
use super::inputs::{Head, Inputs};
use super::stage::{Place, shape};
use super::trace::Trace;

/// A part of the inputs. Every field belongs to exactly one.
struct Part {
    name: &'static str,
    is_same: fn(&Inputs, &Inputs) -> bool,
    /// Replaces the part of the first inputs by that of the second. What does not fit the rest is refused afterwards.
    put_back: fn(&mut Inputs, &Inputs),
}

/// A part that consists of these fields of the inputs, and these of every head.
macro_rules! part {
    ($name:literal: $($field:ident $(. $more:ident)*),* $(; heads: $($own:ident),+)?) => {
        Part {
            name: $name,
            is_same: |now, before| {
                true $(&& now.$field$(.$more)* == before.$field$(.$more)*)*
                    $($(&& pairs(now, before).all(|(now, before)| now.$own == before.$own))+)?
            },
            put_back: |now, before| {
                $(now.$field$(.$more)*.clone_from(&before.$field$(.$more)*);)*
                $(for (now, before) in now.heads.iter_mut().zip(&before.heads) {
                    $(now.$own.clone_from(&before.$own);)+
                })?
            },
        }
    };
}

fn pairs<'a>(now: &'a Inputs, before: &'a Inputs) -> impl Iterator<Item = (&'a Head, &'a Head)> {
    now.heads.iter().zip(&before.heads)
}

/// The parts, in the order of computation.
static PARTS: &[Part] = &[
    Part {
        name: "words",
        is_same: |now, before| now.words == before.words,
        put_back: |now, before| {
            let is_other = |row: usize| now.words.get(row) != before.words.get(row);
            put_back_rows(&mut now.embedding, &before.embedding, is_other);
            now.words.clone_from(&before.words);
        },
    },
    Part {
        name: "embedding",
        is_same: |now, before| {
            let is_kept = |row: usize| now.words.get(row) == before.words.get(row);
            are_rows_same(&now.embedding, &before.embedding, is_kept)
        },
        put_back: |now, before| {
            let is_kept = |row: usize| now.words.get(row) == before.words.get(row);
            put_back_rows(&mut now.embedding, &before.embedding, is_kept);
        },
    },
    Part {
        name: "source words",
        is_same: |now, before| match (&now.source, &before.source) {
            (Some(now), Some(before)) => now.words == before.words,
            // The whole sentence is another part.
            _ => true,
        },
        put_back: |now, before| {
            if let (Some(now), Some(before)) = (&mut now.source, &before.source) {
                let is_other = |row: usize| now.words.get(row) != before.words.get(row);
                put_back_rows(&mut now.embedding, &before.embedding, is_other);
                now.words.clone_from(&before.words);
            }
        },
    },
    Part {
        name: "source",
        is_same: |now, before| match (&now.source, &before.source) {
            (Some(now), Some(before)) => {
                let is_kept = |row: usize| now.words.get(row) == before.words.get(row);
                are_rows_same(&now.embedding, &before.embedding, is_kept)
            }
            (now, before) => now.is_some() == before.is_some(),
        },
        put_back: |now, before| match (&mut now.source, &before.source) {
            (Some(now), Some(before)) => {
                let is_kept = |row: usize| now.words.get(row) == before.words.get(row);
                put_back_rows(&mut now.embedding, &before.embedding, is_kept);
            }
            (now, before) => now.clone_from(before),
        },
    },
    part!("positions": position),
    part!("W_q": ; heads: q),
    part!("W_k": ; heads: k),
    part!("W_v": ; heads: v),
    part!("grouped queries": ; heads: key_value),
    part!("given matrices": ; heads: given),
    part!("norms of q and k": attention.epsilon; heads: q_norm, k_norm),
    part!("scale": attention.scale),
    part!("temperature": attention.temperature),
    part!("bias": attention.bias; heads: bias),
    part!("cap": attention.cap),
    part!("mask": attention.mask, attention.window, attention.padding),
    part!("W_o": output),
    part!("layer": layer),
];

/// The names of the parts that differ, in the order of computation.
pub fn changed_parts(now: &Inputs, before: &Inputs) -> impl Iterator<Item = &'static str> {
    let differs = |part: &&Part| !(part.is_same)(now, before);
    PARTS.iter().filter(differs).map(|part| part.name)
}

fn are_rows_same(
    now: &Array2<f64>,
    before: &Array2<f64>,
    is_meant: impl Fn(usize) -> bool,
) -> bool {
    now.ncols() == before.ncols()
        && (now.rows().into_iter().zip(before.rows()).enumerate())
            .all(|(row, (now, before))| !is_meant(row) || now == before)
}

/// Puts back some rows. Of another width, the whole matrix comes back: it fits as long as all else does.
fn put_back_rows(now: &mut Array2<f64>, before: &Array2<f64>, is_meant: impl Fn(usize) -> bool) {
    if now.dim() != before.dim() {
        now.clone_from(before);
        return;
    }
    for (row, (mut now, before)) in now.rows_mut().into_iter().zip(before.rows()).enumerate() {
        if is_meant(row) {
            now.assign(&before);
        }
    }
}

/// Putting parts back may take about this many multiplications in all, a few hundredths of a second.
const BUDGET: usize = 200_000_000;

/// Where the change of a matrix comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Causes {
    /// What the change is measured on.
    pub scope: Scope,
    /// Σ|now − before| over that; 0 if nothing changed.
    pub change: f64,
    /// The parts of the inputs that differ, the one that explains most first.
    pub causes: Vec<Cause>,
}

/// What a change is measured on, so that even among hundreds of words a few hundredths of a second are enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole matrix.
    Matrix,
    /// One of its rows, as the matrix is large.
    Row(usize),
}

/// A part of the inputs that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    pub name: &'static str,
    pub share: Share,
}

/// How much of a change goes away if one part is put back alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Share {
    /// 1 − remaining / change. 1: all of it; negative: without this part, the change would be larger.
    Of(f64),
    /// There is no change that could go away.
    Unchanged,
    /// The part does not fit the others as they are now, or a number overflows with it.
    Unfit,
    /// The session is too large to find out at once.
    Unknown,
}

impl Share {
    /// The place in the list: the largest share first, what cannot be put back last.
    fn order(self) -> f64 {
        match self {
            Self::Of(share) => -share,
            Self::Unchanged | Self::Unknown => f64::MAX,
            Self::Unfit => f64::INFINITY,
        }
    }
}

/// Finds where the change of a matrix comes from: puts back each part of the inputs that differs, alone, and measures how much
/// of Σ|now − before| goes away. Of a large matrix, `row` alone is measured: see [`Scope`].
///
/// The shares need not add up to 1, because parts act together. Where a lower temperature only sharpens what a new W_q has
/// brought about, putting back W_q takes away nearly all of the change, and putting back the temperature much of it too.
///
/// A cell that the mask forbids only now or only before counts as much as the finite numbers of both are apart at most.
///
/// `None` for words, and if the baseline has no matrix of this shape: see [`has_counterpart`].
pub fn causes(
    now: Computed<'_>,
    before: Computed<'_>,
    place: Place,
    head: HeadId,
    row: usize,
) -> Option<Causes> {
    let has_numbers = !matches!(place, Place::Stage(stage) if !stage.has_numbers());
    if !has_numbers || !has_counterpart(now.inputs, before.inputs, place, head) {
        return None;
    }
    let is_other = |part: &&Part| !(part.is_same)(now.inputs, before.inputs);
    let parts: Vec<&Part> = PARTS.iter().filter(is_other).collect();
    let work = |rows: &Change| match place {
        Place::Stage(stage) => now.trace.work(now.inputs, stage, head, rows) * parts.len(),
        Place::Parameter(_) => 0,
    };
    let one_row = Change::lines(vec![row], Vec::new());
    // A single part explains everything, without a computation.
    let (scope, rows, is_known) = if parts.len() < 2 || work(&Change::All) <= BUDGET {
        (Scope::Matrix, Change::All, true)
    } else {
        (Scope::Row(row), one_row.clone(), work(&one_row) <= BUDGET)
    };
    let measure = Measure { place, head, scope };
    let hidden = measure.span(now, before);
    let change = measure.distance(now, before, hidden);
    let mut inputs = None;
    let mut trace = Trace::empty();
    let mut share = |part: &Part| -> Share {
        match parts.len() {
            _ if change == 0.0 => return Share::Unchanged,
            // Then nothing differs from before any more.
            1 => return Share::Of(1.0),
            _ if !is_known => return Share::Unknown,
            _ => {}
        }
        let inputs = inputs.get_or_insert_with(|| now.inputs.clone());
        (part.put_back)(inputs, before.inputs);
        let fits = shape(inputs, place, head) == shape(before.inputs, place, head);
        let computed = match place {
            Place::Stage(stage) if fits => trace.compute_rows(inputs, stage, head, &rows),
            _ => inputs.check_shapes(),
        };
        let without = Computed {
            inputs,
            trace: &trace,
        };
        let share = match fits && computed.is_ok() {
            true => Share::Of(1.0 - measure.distance(without, before, hidden) / change),
            false => Share::Unfit,
        };
        (part.put_back)(inputs, now.inputs);
        share
    };
    let cause = |part: &&Part| Cause {
        name: part.name,
        share: share(part),
    };
    let mut causes: Vec<Cause> = parts.iter().map(cause).collect();
    causes.sort_by(|a, b| a.share.order().total_cmp(&b.share.order()));
    Some(Causes {
        scope,
        change,
        causes,
    })
}

/// The numbers that a change is measured on.
struct Measure {
    place: Place,
    head: HeadId,
    scope: Scope,
}

impl Measure {
    /// Calls `each` with the rows of two matrices of the same shape.
    fn each_row(
        &self,
        now: Computed<'_>,
        before: Computed<'_>,
        mut each: impl FnMut(&[f64], &[f64]),
    ) {
        let (rows, _) = shape(now.inputs, self.place, self.head);
        let rows = match self.scope {
            Scope::Matrix => 0..rows,
            Scope::Row(row) => row..rows.min(row + 1),
        };
        for row in rows {
            let now = numbers_of_row(now, self.place, self.head, row);
            let before = numbers_of_row(before, self.place, self.head, row);
            if let (Some(now), Some(before)) = (now, before) {
                each(&now, &before);
            }
        }
    }

    /// Σ|now − before|, where a cell that is −∞ in one of them only counts as `hidden`.
    fn distance(&self, now: Computed<'_>, before: Computed<'_>, hidden: f64) -> f64 {
        let size = |(now, before): (&f64, &f64)| {
            let size = if now == before {
                0.0
            } else {
                (now - before).abs()
            };
            if size.is_finite() { size } else { hidden }
        };
        let mut sum = 0.0;
        self.each_row(now, before, |now, before| {
            sum += now.iter().zip(before).map(size).sum::<f64>();
        });
        sum
    }

    /// How far the finite numbers of two matrices are apart at most; 1 if they are all equal.
    fn span(&self, now: Computed<'_>, before: Computed<'_>) -> f64 {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        self.each_row(now, before, |now, before| {
            for number in now.iter().chain(before).filter(|number| number.is_finite()) {
                (low, high) = (low.min(*number), high.max(*number));
            }
        });
        let span = high - low;
        if span > 0.0 && span.is_finite() {
            span
        } else {
            1.0
        }
    }
}

/// The numbers in a row of a place, without a copy if they are stored; `None` for words.
pub(crate) fn numbers_of_row<'a>(
    of: Computed<'a>,
    place: Place,
    head: HeadId,
    row: usize,
) -> Option<Cow<'a, [f64]>> {
    match place {
        Place::Stage(stage) => Some(of.trace.stage(of.inputs, stage, head)?.row(row)),
        Place::Parameter(parameter) => {
            let block = of.inputs.block(parameter, head)?;
            let columns = 0..block.shape().1;
            Some(columns.map(|column| block.get(row, column)).collect())
        }
    }
}
