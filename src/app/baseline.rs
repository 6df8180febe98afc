//! The baseline: a session that is pinned, and the differences to it.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::edit::shuffle::shuffled;
use super::edit::side::Side;
use super::pooled::Pooled;
use super::{App, Document, Pane};
use crate::model::{
    Axis, Causes, Cell, Computed, Explanation, HeadId, Inputs, Mask, ModelError, Movement,
    Operation, Place, Scope, Stage, Trace, causes, change_between, comparable, difference,
    explain_difference, has_counterpart, numbers_of_row, row_movement, shape,
};

/// A pinned session with everything computed from it.
#[derive(Debug)]
pub struct Baseline {
    inputs: Inputs,
    trace: Trace,
    /// The file that it was read from, if it was not pinned here.
    file: Option<String>,
    /// Whether the panes show the differences to it.
    pub(super) is_shown: bool,
}

impl Baseline {
    /// Pins the session of a file, and shows the differences to it.
    ///
    /// # Errors
    /// If the inputs are invalid or a computed number overflows.
    pub fn of_file(inputs: Inputs, name: impl Into<String>) -> Result<Self, ModelError> {
        Ok(Self {
            trace: Trace::compute(&inputs)?,
            inputs,
            file: Some(name.into()),
            is_shown: true,
        })
    }

    /// Pins a document as it is.
    pub(super) fn pinned(document: &Document) -> Self {
        Self {
            inputs: document.inputs().clone(),
            trace: document.trace.clone(),
            file: None,
            is_shown: false,
        }
    }

    pub(super) fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// The name on the screen.
    pub(crate) fn name(&self) -> &str {
        self.file.as_deref().unwrap_or("pinned")
    }

    /// The baseline with its words in the order of a document, if they are the same in another order, so that each word is
    /// compared with itself. What hides words by their places would then hide others.
    pub(super) fn in_order_of(&self, now: &Inputs) -> Option<(Inputs, Trace)> {
        let hides_by_place = |inputs: &Inputs| {
            inputs.attention.mask != Mask::None || inputs.attention.window.is_some()
        };
        if hides_by_place(now) || hides_by_place(&self.inputs) {
            return None;
        }
        let axes: [(Side, &[Axis]); 2] = match now.source {
            None => [
                (Side::Queries, &[Axis::QueryWords, Axis::KeyWords]),
                (Side::Source, &[]),
            ],
            Some(_) => [
                (Side::Queries, &[Axis::QueryWords]),
                (Side::Source, &[Axis::KeyWords]),
            ],
        };
        let mut in_order: Option<(Inputs, Trace)> = None;
        for (side, axes) in axes {
            let Some(order) = order_of(side, now, &self.inputs) else {
                continue;
            };
            let (inputs, trace) = in_order
                .as_ref()
                .map_or((&self.inputs, &self.trace), |(inputs, trace)| {
                    (inputs, trace)
                });
            in_order = Some((
                shuffled(inputs, side, &order),
                trace.reordered(axes, &order),
            ));
        }
        in_order
    }

    fn computed(&self) -> Computed<'_> {
        Computed {
            inputs: &self.inputs,
            trace: &self.trace,
        }
    }
}

/// Where each of the words of a sentence was, if they are the same words in another order. Of equal words, those with equal numbers
/// are the same; others keep their order.
fn order_of(side: Side, now: &Inputs, before: &Inputs) -> Option<Vec<usize>> {
    let (words, old_words) = (side.words(now), side.words(before));
    if words == old_words || words.len() != old_words.len() {
        return None;
    }
    let mut places: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (place, word) in old_words.iter().enumerate() {
        places.entry(word).or_default().push_back(place);
    }
    let row = |inputs: &Inputs, word: usize| {
        let numbers = inputs.given(side.embedding(), 0);
        numbers.map(|numbers| numbers.row(word).to_vec())
    };
    let mut place = |(index, word): (usize, &String)| {
        let places = places.get_mut(word.as_str())?;
        let own = row(now, index);
        let same = places.iter().position(|place| row(before, *place) == own);
        places.remove(same.unwrap_or(0))
    };
    words.iter().enumerate().map(&mut place).collect()
}

/// A document and the baseline, which can be compared.
#[derive(Clone, Copy)]
pub(crate) struct Comparison<'a> {
    document: &'a Document,
    before: Computed<'a>,
    /// Whether the words of the baseline are in another order, and each is compared with itself.
    pub(crate) is_reordered: bool,
}

impl App {
    /// Pins the session of a file as the baseline, and shows the differences to it.
    pub fn pin(&mut self, baseline: Baseline) {
        self.baseline = Some(baseline);
        self.document.forget_differences();
    }

    /// The baseline while the differences to it are to be shown, and why they cannot be, if so.
    pub(crate) fn shown_baseline(&self) -> Option<(&Baseline, Result<(), String>)> {
        let baseline = self
            .baseline
            .as_ref()
            .filter(|baseline| baseline.is_shown)?;
        Some((
            baseline,
            comparable(self.document.inputs(), &baseline.inputs),
        ))
    }

    /// The comparison that the panes show.
    pub(crate) fn comparison(&self) -> Option<Comparison<'_>> {
        let (baseline, can_be_compared) = self.shown_baseline()?;
        can_be_compared.ok()?;
        let document = &self.document;
        let in_order = &document.differences.in_order;
        let in_order = in_order.get_or_init(|| baseline.in_order_of(document.inputs()));
        let before = match in_order {
            Some((inputs, trace)) => Computed { inputs, trace },
            None => baseline.computed(),
        };
        Some(Comparison {
            document,
            before,
            is_reordered: in_order.is_some(),
        })
    }
}

impl<'a> Comparison<'a> {
    fn both(&self) -> (Computed<'a>, Computed<'a>) {
        let document = self.document;
        let now = Computed {
            inputs: document.inputs(),
            trace: &document.trace,
        };
        (now, self.before)
    }

    /// Whether the words are in another order, and yet compared place by place.
    pub(crate) fn is_out_of_order(&self) -> bool {
        let (now, before) = (self.document.inputs(), self.before.inputs);
        let sides = [Side::Queries, Side::Source];
        sides
            .into_iter()
            .any(|side| order_of(side, now, before).is_some())
    }

    /// Whether the baseline has a matrix of the same shape for the current head.
    pub(crate) fn has(&self, place: Place) -> bool {
        let (now, before) = self.both();
        has_counterpart(now.inputs, before.inputs, place, self.document.cursor.head)
    }

    /// How much a number has changed; `None` for a word and without a counterpart.
    pub(crate) fn difference(&self, cell: Cell) -> Option<f64> {
        let (now, before) = self.both();
        difference(now, before, cell)
    }

    /// Whether the mask forbids a cell now and did so before.
    pub(crate) fn is_forbidden(&self, cell: Cell) -> bool {
        let was_allowed = || {
            let attention = &self.before.inputs.attention;
            attention.allows(cell.row, cell.column)
        };
        self.document.is_forbidden(cell) && !was_allowed()
    }

    /// The explanation of a difference, in the place of that of the number.
    pub(crate) fn explanation(&self, number: Explanation) -> Explanation {
        let (now, before) = self.both();
        let is_word = number.result.is_none();
        match explain_difference(now, before, number.cell) {
            Some(difference) => difference,
            None if is_word => number,
            None => Explanation {
                operation: Operation::Given,
                formula: String::new(),
                terms: Vec::new(),
                result: None,
                sentence:
                    "The baseline has no matrix of this shape, so there is nothing to compare."
                        .to_owned(),
                ..number
            },
        }
    }

    /// How far the attention of a word has moved in the current head.
    pub(crate) fn movement(&self, row: usize) -> Option<Movement> {
        let (now, before) = self.both();
        row_movement(now, before, self.document.cursor.head, row)
    }

    /// The largest finite difference in a matrix of a head; above 0, so it can be a divisor.
    fn magnitude_of(&self, place: Place, head: HeadId) -> f64 {
        let mut known = self.document.differences.magnitudes.borrow_mut();
        *known.entry((place, head)).or_insert_with(|| {
            let (rows, _) = shape(self.document.inputs(), place, head);
            let size = |number: f64| {
                if number.is_finite() {
                    number.abs()
                } else {
                    0.0
                }
            };
            let magnitude = |row: Vec<f64>| row.into_iter().map(size).fold(0.0, f64::max);
            let rows = (0..rows).map(|row| magnitude(self.row(place, head, row)));
            rows.fold(f64::MIN_POSITIVE, f64::max)
        })
    }

    /// The largest finite difference in a matrix of the current head.
    pub(crate) fn magnitude(&self, place: Place) -> f64 {
        self.magnitude_of(place, self.document.cursor.head)
    }

    /// The largest finite difference in the matrices of a place's pane that are shown: their colours have one scale.
    pub(crate) fn scale(&self, place: Place, is_shown: &dyn Fn(Place) -> bool) -> f64 {
        let places = self.document.places(Pane::of(place)).concat();
        let all = places.into_iter().chain([place]);
        let all = all.filter(|place| is_shown(*place));
        all.map(|place| self.magnitude(place))
            .fold(f64::MIN_POSITIVE, f64::max)
    }

    /// The differences in a row; none without a counterpart.
    fn row(&self, place: Place, head: HeadId, row: usize) -> Vec<f64> {
        let (now, before) = self.both();
        if !has_counterpart(now.inputs, before.inputs, place, head) {
            return Vec::new();
        }
        let numbers = |of| numbers_of_row(of, place, head, row).unwrap_or_default();
        let (now, before) = (numbers(now), numbers(before));
        let pairs = now.iter().zip(before.iter());
        pairs
            .map(|(now, before)| change_between(*now, *before))
            .collect()
    }

    /// The largest differences of a matrix in each of `rows` × `columns` equal parts; `None` without a counterpart.
    pub(crate) fn pooled(
        &self,
        place: Place,
        head: HeadId,
        rows: usize,
        columns: usize,
    ) -> Option<Arc<Pooled>> {
        let (now, before) = self.both();
        if !has_counterpart(now.inputs, before.inputs, place, head) {
            return None;
        }
        let mut known = self.document.differences.pictures.borrow_mut();
        let picture = known
            .entry(((place, head), rows, columns))
            .or_insert_with(|| {
                let is_pair = matches!(place, Place::Stage(Stage::Masked | Stage::Weights));
                let is_shown = |row, column| {
                    let allows = |inputs: &Inputs| inputs.attention.allows(row, column);
                    !is_pair || allows(now.inputs) || allows(before.inputs)
                };
                let shape = shape(now.inputs, place, head);
                let row = |row| self.row(place, head, row);
                Arc::new(Pooled::of(shape, (rows, columns), row, is_shown))
            });
        Some(Arc::clone(picture))
    }

    /// What the change of a matrix of the current head comes from, or if it is large, that of its selected row.
    pub(crate) fn causes(&self, place: Place) -> Option<Arc<Causes>> {
        let cursor = &self.document.cursor;
        let (key, row) = ((place, cursor.head), cursor.cell_in(place).row);
        let mut known = self.document.differences.causes.borrow_mut();
        if let Some(found) = known.get(&(key, None)).or(known.get(&(key, Some(row)))) {
            return Some(Arc::clone(found));
        }
        let (now, before) = self.both();
        let found = Arc::new(causes(now, before, place, cursor.head, row)?);
        let measured = match found.scope {
            Scope::Matrix => None,
            Scope::Row(row) => Some(row),
        };
        known.insert((key, measured), Arc::clone(&found));
        Some(found)
    }
}
