//! What is exported: matrices of a session with their headings, as far as their numbers are shown.

use std::cell::RefCell;

use super::options::Scope;
use crate::model::{
    Axis, Cell, Explanation, Factor, HeadId, Inputs, Operation, Place, Quantity, Stage, Term,
    Trace, counted, explain, fixed, fixed_change, labels, shape, stages, value,
};
use crate::store::Session;

/// What is shown of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shown {
    Number(f64),
    /// How much it differs from the baseline.
    Difference(f64),
    /// A number that the baseline does not have.
    Absent,
    /// A number to be worked out.
    Hidden,
}

impl Shown {
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) | Self::Difference(number) => Some(number),
            Self::Absent | Self::Hidden => None,
        }
    }
}

/// One matrix of a session: a stage or a block of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub place: Place,
    /// The first if all heads share the place.
    pub head: HeadId,
}

impl Part {
    pub fn of(stage: Stage, head: impl Into<HeadId>) -> Self {
        Self {
            place: Place::Stage(stage),
            head: head.into(),
        }
    }

    /// The stage, unless it is a block of parameters.
    pub fn stage(self) -> Option<Stage> {
        match self.place {
            Place::Stage(stage) => Some(stage),
            Place::Parameter(_) => None,
        }
    }
}

/// The matrices of the chosen stages, or of all, of one head or of all.
///
/// # Errors
/// If the session does not have them.
pub fn parts_of(
    inputs: &Inputs,
    chosen: &[Stage],
    head: Option<HeadId>,
) -> Result<Vec<Part>, String> {
    let heads = inputs.heads.len();
    if let Some(head) = head.filter(|head| head.number >= heads) {
        let (number, has) = (head.number + 1, counted(heads, "head"));
        return Err(format!("there is no head {number}: the session has {has}"));
    }
    let is_chosen = |stage: &Stage| chosen.is_empty() || chosen.contains(stage);
    let of_stage = |stage: Stage| {
        let ids = match (stage.per_head(), head) {
            (false, _) => vec![HeadId::default()],
            (true, Some(head)) => vec![head],
            (true, None) => inputs.head_ids().collect(),
        };
        let ids = ids.into_iter();
        let ids = ids.filter(move |head| stage.exists(inputs, *head));
        ids.map(move |head| Part::of(stage, head))
    };
    let parts: Vec<Part> = stages(inputs)
        .filter(is_chosen)
        .flat_map(of_stage)
        .collect();
    match (parts.is_empty(), head, chosen) {
        (true, Some(head), [stage, ..]) => {
            Err(format!("head {} has no {}", head.number + 1, stage.name()))
        }
        _ => Ok(parts),
    }
}

/// Matrices of a session, to be written.
#[derive(Clone, Copy)]
pub struct Content<'a> {
    pub session: &'a Session,
    pub trace: &'a Trace,
    /// In the order of computation.
    pub parts: &'a [Part],
    /// Whether these are all the stages of the session.
    pub is_whole: bool,
    /// What is shown of each cell; `None` for a word.
    pub shown: &'a dyn Fn(Cell) -> Option<Shown>,
    /// Whether some of them are hidden. Sentences may name numbers of other cells, and are then left out.
    pub hides_some: bool,
    /// The cell that the arithmetic is about, where it is about one.
    pub selected: Option<Cell>,
    /// The words that a worked example is about: the one that attends, and the one that is attended to.
    pub pair: (usize, usize),
}

impl<'a> Content<'a> {
    /// Some matrices of a session, all of which is shown.
    pub fn new(
        session: &'a Session,
        trace: &'a Trace,
        parts: &'a [Part],
        shown: &'a dyn Fn(Cell) -> Option<Shown>,
    ) -> Self {
        let all = parts_of(&session.inputs, &[], None);
        Self {
            session,
            trace,
            parts,
            is_whole: all.is_ok_and(|all| all == parts),
            shown,
            hides_some: false,
            selected: None,
            pair: (0, 0),
        }
    }

    pub fn inputs(&self) -> &'a Inputs {
        &self.session.inputs
    }

    /// Whether a stage of a head is among the parts.
    pub fn has(&self, stage: Stage, head: impl Into<HeadId>) -> bool {
        self.parts.contains(&Part::of(stage, head))
    }

    /// The matrices with their headings. The words have none.
    pub fn tables(&self) -> impl Iterator<Item = Table<'a>> + use<'a> {
        let content = *self;
        self.parts
            .iter()
            .map(move |part| Table::new(content, *part))
    }

    /// The cells of a matrix whose arithmetic is written out, row by row. Of all cells, those that are copies are left out.
    pub(super) fn worked(
        &self,
        table: &Table<'a>,
        scope: Scope,
    ) -> impl Iterator<Item = (Cell, Explanation)> + use<'a> {
        let (content, part) = (*self, table.part);
        let (rows, columns) = match scope {
            Scope::All => table.dim(),
            Scope::None | Scope::Selected => (0, 0),
        };
        let all = (0..rows).flat_map(move |row| (0..columns).map(move |column| (row, column)));
        let all = all.map(move |(row, column)| Cell::new(part.place, part.head, row, column));
        let selected = self.selected.filter(|cell| {
            scope == Scope::Selected && (cell.place, cell.head) == (part.place, part.head)
        });
        let is_copy = move |explanation: &Explanation| {
            scope == Scope::All && explanation.operation == Operation::Copy
        };
        let explained = move |cell| {
            let explanation = content.explanation(cell)?;
            (!is_copy(&explanation)).then_some((cell, explanation))
        };
        selected.into_iter().chain(all).filter_map(explained)
    }

    /// The cell of a matrix that a worked example explains; `None` where there is nothing to work out.
    pub(super) fn example(&self, table: &Table<'_>) -> Option<Explanation> {
        let (rows, columns) = table.part.place.axes();
        let index = |axis, count: usize| {
            let index = match axis {
                Axis::QueryWords => self.pair.0,
                Axis::KeyWords => self.pair.1,
                _ => 0,
            };
            index.min(count.saturating_sub(1))
        };
        let (height, width) = table.dim();
        let cell = table.cell(index(rows, height), index(columns, width));
        self.explanation(cell)
    }

    /// The explanation of a cell that is computed, if its number and all that it is computed from are shown.
    fn explanation(&self, cell: Cell) -> Option<Explanation> {
        let is_shown = |cell: Cell| matches!((self.shown)(cell), None | Some(Shown::Number(_)));
        let is_known = |factor: &Factor| match factor.quantity {
            Quantity::Cell(cell) => is_shown(cell),
            Quantity::Named(_) => true,
        };
        let explanation = explain(self.inputs(), self.trace, cell)?;
        let is_known = |term: &Term| term.factors().all(is_known);
        let is_computed = explanation.operation != Operation::Given;
        (is_computed && is_shown(cell) && explanation.terms.iter().all(is_known))
            .then_some(explanation)
    }
}

/// The gate of a session that hides nothing.
pub fn all_shown<'a>(inputs: &'a Inputs, trace: &'a Trace) -> impl Fn(Cell) -> Option<Shown> + 'a {
    // Writers ask for one number after the other, and a row is found and computed at once.
    let last: RefCell<Option<(Cell, Vec<f64>)>> = RefCell::default();
    move |cell| {
        let Place::Stage(stage) = cell.place else {
            return value(inputs, trace, cell).map(Shown::Number);
        };
        let row = Cell { column: 0, ..cell };
        let mut last = last.borrow_mut();
        if last.as_ref().is_none_or(|(of, _)| *of != row) {
            let matrix = trace.stage(inputs, stage, cell.head)?;
            let is_inside = cell.row < matrix.dim().0;
            *last = is_inside.then(|| (row, matrix.row(cell.row).into_owned()));
        }
        let number = last.as_ref()?.1.get(cell.column)?;
        Some(Shown::Number(*number))
    }
}

/// The cells of a matrix as texts.
pub struct Texts {
    all: String,
    /// Where each cell ends, row by row.
    ends: Vec<usize>,
    columns: usize,
}

impl Texts {
    /// The text of a cell, which must be in bounds.
    pub fn get(&self, row: usize, column: usize) -> &str {
        let index = row * self.columns + column;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start..self.ends[index]]
    }

    /// The cells of a row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        (0..self.columns).map(move |column| self.get(row, column))
    }
}

/// A matrix with the headings of its rows and columns.
#[derive(Clone)]
pub struct Table<'a> {
    content: Content<'a>,
    pub part: Part,
    /// Words, or numbers from 0; the bias below a weight has its symbol.
    pub rows: Vec<String>,
    /// Words, or numbers from 0. None for the words, which are no numbers.
    pub columns: Vec<String>,
}

impl<'a> Table<'a> {
    fn new(content: Content<'a>, part: Part) -> Self {
        let inputs = content.inputs();
        let (height, width) = shape(inputs, part.place, part.head);
        let (rows, columns) = part.place.axes();
        let headings = |axis: Axis, count: usize| match axis {
            axis if axis.is_words() => labels(inputs.words_of(axis)),
            // People count heads from 1.
            Axis::Heads => (1..=count).map(|number| number.to_string()).collect(),
            _ => (0..count).map(|number| number.to_string()).collect(),
        };
        let has_numbers = columns != Axis::One;
        let mut rows = headings(rows, height);
        if let Place::Parameter(parameter) = part.place
            && let Some(block) = inputs.block(parameter, part.head)
            && let (true, Some(last)) = (block.has_last(), rows.last_mut())
        {
            parameter.last_symbol().clone_into(last);
        }
        Self {
            content,
            part,
            rows,
            columns: if has_numbers {
                headings(columns, width)
            } else {
                Vec::new()
            },
        }
    }

    pub fn inputs(&self) -> &'a Inputs {
        self.content.inputs()
    }

    pub fn name(&self) -> &'static str {
        self.part.place.name()
    }

    /// The mathematical symbol; empty if that is its name.
    pub fn symbol(&self) -> &'static str {
        let symbol = self.part.stage().map_or("", Stage::symbol);
        if symbol == self.name() { "" } else { symbol }
    }

    /// The head and the number of heads, if there are several and each has its own.
    pub fn head(&self) -> Option<(usize, usize)> {
        let heads = self.inputs().heads.len();
        (self.part.place.per_head() && heads > 1).then_some((self.part.head.number + 1, heads))
    }

    /// Rows and columns.
    pub fn dim(&self) -> (usize, usize) {
        (self.rows.len(), self.columns.len())
    }

    /// Whether it has the differences to a baseline in the place of numbers.
    pub fn is_difference(&self) -> bool {
        let has_cells = !self.rows.is_empty() && !self.columns.is_empty();
        has_cells && matches!(self.shown(0, 0), Shown::Difference(_) | Shown::Absent)
    }

    /// For example `scores · Q·Kᵀ · head 1 of 2 · 3 × 3`.
    pub fn title(&self) -> String {
        let mut title = self.name().to_owned();
        if self.is_difference() {
            title.insert_str(0, "change from the baseline · ");
        }
        if !self.symbol().is_empty() {
            title += &format!(" · {}", self.symbol());
        }
        if let Some((head, heads)) = self.head() {
            title += &format!(" · head {head} of {heads}");
        }
        match self.dim() {
            (rows, 0) => title + &format!(" · {rows}"),
            (rows, columns) => title + &format!(" · {rows} × {columns}"),
        }
    }

    pub fn cell(&self, row: usize, column: usize) -> Cell {
        Cell::new(self.part.place, self.part.head, row, column)
    }

    /// What is shown of a cell, which must be in bounds.
    pub fn shown(&self, row: usize, column: usize) -> Shown {
        (self.content.shown)(self.cell(row, column)).unwrap_or(Shown::Hidden)
    }

    /// A cell with this many decimals: `0.2993`, `−∞`, `+0.13` for a difference, `?` for a hidden number.
    pub fn text(&self, row: usize, column: usize, digits: usize) -> String {
        match self.shown(row, column) {
            Shown::Number(number) => fixed(number, digits),
            Shown::Difference(difference) => fixed_change(difference, digits),
            Shown::Absent => "–".to_owned(),
            // Claims about numbers have it in place of one, too.
            Shown::Hidden => "?".to_owned(),
        }
    }

    /// All cells as [`Table::text`] writes them, to be measured before they are written.
    pub fn texts(&self, digits: usize) -> Texts {
        let (rows, columns) = self.dim();
        let mut texts = Texts {
            all: String::new(),
            ends: Vec::with_capacity(rows * columns),
            columns,
        };
        for row in 0..rows {
            for column in 0..columns {
                texts.all.push_str(&self.text(row, column, digits));
                texts.ends.push(texts.all.len());
            }
        }
        texts
    }

    /// Whether the mask forbids a pair in a matrix of scores after the mask.
    pub fn is_forbidden(&self, row: usize, column: usize) -> bool {
        matches!(
            self.part.place,
            Place::Stage(Stage::Masked | Stage::Weights)
        ) && !self.inputs().attention.allows(row, column)
    }

    /// Sentences about what a reader would not expect, such as rows that attend to nothing.
    pub fn notices(&self) -> Vec<String> {
        let rows = match self.part.place {
            _ if self.content.hides_some || self.is_difference() => Vec::new(),
            Place::Stage(Stage::Weights) => self.inputs().fully_masked_rows(),
            _ => Vec::new(),
        };
        let notice = |row: usize| {
            let word = &self.inputs().words[row];
            format!(
                "\"{word}\" (word {}) is fully masked: its weights are all 0.",
                row + 1
            )
        };
        rows.into_iter().map(notice).collect()
    }
}
