//! Puts the cells between separators into rows.

use std::ops::Range;

use super::number::Number;
use super::problem::Problem;
use super::tokens::{Kind, Token, Tokens, opening};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Content {
    Number(Number),
    Text,
    /// A text before `=`: the name of the matrix, or of the row.
    Name,
    RowIndex,
    ColumnIndex,
    Ellipsis,
    /// Two separators with nothing between them.
    Empty,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct RawCell {
    pub content: Content,
    pub start: usize,
    pub end: usize,
    pub line: usize,
    pub column: usize,
}

impl RawCell {
    pub fn at(&self) -> (usize, usize) {
        (self.line, self.column)
    }

    pub fn is_number(&self) -> bool {
        matches!(self.content, Content::Number(_))
    }
}

#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Never empty.
    pub cells: Range<usize>,
    /// The bracket around this and other rows: all rows of a matrix have the same.
    pub home: Home,
    /// Rows of another block are to the right of those of the first.
    pub block: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// The row is a line, or a part of one.
    Line,
    /// The row is in brackets, which are in this one; 0 is none.
    Bracket(usize),
}

#[derive(Debug, Default)]
pub(super) struct Rows {
    pub cells: Vec<RawCell>,
    pub rows: Vec<Row>,
}

pub(super) fn rows(text: &str, tokens: Tokens<'_, '_>) -> Result<Rows, Problem> {
    let mut builder = Builder::default();
    for token in tokens {
        builder.add(text, token)?;
        builder.before = Some(token);
    }
    if let Some(open) = builder.open.last() {
        let message = format!("this \"{}\" is never closed", open.bracket);
        return Err(Problem::new(open.at, message));
    }
    builder.end_row(text)?;
    Ok(builder.done)
}

/// A bracket that is not closed yet.
struct Open {
    bracket: char,
    at: (usize, usize),
    /// The bracket that rows of matrices in it are in: itself, or where it is a call, the one around it.
    home: usize,
    has_name: bool,
    has_semicolon: bool,
}

/// What separates a cell from the one before it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Gap {
    #[default]
    Blank,
    Tab,
    Comma,
    Bar,
}

#[derive(Default)]
struct Builder {
    done: Rows,
    /// The first cell of the current row.
    first: usize,
    open: Vec<Open>,
    brackets: usize,
    environments: usize,
    block: usize,
    gap: Gap,
    is_empty: bool,
    before: Option<Token>,
    /// The cells after a semicolon outside brackets, where it may separate cells or rows.
    semicolons: Vec<usize>,
    /// The numbers around the first comma with no blank beside it, and whether other separators are between numbers.
    tight: Option<(Token, Token)>,
    is_loose: bool,
    last_number: Option<Token>,
}

impl Builder {
    fn add(&mut self, text: &str, token: Token) -> Result<(), Problem> {
        match token.kind {
            Kind::Number(number) => self.number(token, number),
            Kind::Text => self.cell(token, Content::Text),
            Kind::Ellipsis => self.cell(token, Content::Ellipsis),
            Kind::RowIndex => self.cell(token, Content::RowIndex),
            Kind::ColumnIndex(column) => {
                if column > 1 && self.is_row_start() {
                    self.more_columns();
                }
                self.cell(token, Content::ColumnIndex);
            }
            Kind::Comma => self.separate(Gap::Comma),
            Kind::Bar => self.separate(Gap::Bar),
            Kind::Tab => self.separate(Gap::Tab),
            Kind::Semicolon => match self.open.last_mut() {
                Some(open) => {
                    open.has_semicolon = true;
                    self.end_row(text)?;
                }
                None => self.semicolon(),
            },
            Kind::Equals if self.has_numbers() => self.cell(token, Content::Text),
            Kind::Equals => self.name(),
            Kind::Open(bracket) => self.open(token, bracket),
            Kind::Close(bracket) => self.close(text, token, bracket)?,
            Kind::Newline if self.ends_row(token) => self.end_row(text)?,
            Kind::Newline => {}
            Kind::RowEnd => self.end_row(text)?,
            Kind::Begin => {
                self.environments += 1;
                if !self.has_numbers() {
                    self.forget_row();
                }
            }
            Kind::End => {
                self.environments = self.environments.saturating_sub(1);
                self.end_row(text)?;
            }
            Kind::MoreColumns => self.more_columns(),
            Kind::Caption => {
                return Err(Problem::second_matrix(
                    token.at(),
                    &text[token.start..token.end],
                ));
            }
        }
        Ok(())
    }

    fn is_row_start(&self) -> bool {
        self.first == self.done.cells.len()
    }

    fn has_numbers(&self) -> bool {
        self.done.cells[self.first..].iter().any(RawCell::is_number)
    }

    fn number(&mut self, token: Token, number: Number) {
        if let Some(last) = self.last_number {
            if self.gap != Gap::Comma {
                self.is_loose = true;
            } else if self.tight.is_none() && last.end + 1 == token.start {
                self.tight = Some((last, token));
            }
        }
        self.cell(token, Content::Number(number));
        self.last_number = Some(token);
    }

    fn cell(&mut self, token: Token, content: Content) {
        let cell = RawCell {
            content,
            start: token.start,
            end: token.end,
            line: token.line,
            column: token.column,
        };
        if std::mem::take(&mut self.is_empty) && !self.is_row_start() {
            self.done.cells.push(RawCell {
                content: Content::Empty,
                end: token.start,
                ..cell
            });
        }
        self.done.cells.push(cell);
        self.gap = Gap::Blank;
        self.last_number = None;
    }

    /// Tabs may stand beside other separators.
    fn separate(&mut self, gap: Gap) {
        let is_tab = gap == Gap::Tab;
        self.is_empty |= match self.gap {
            Gap::Blank => false,
            Gap::Tab => is_tab,
            Gap::Comma | Gap::Bar => !is_tab,
        };
        if !is_tab || self.gap == Gap::Blank {
            self.gap = gap;
        }
    }

    fn semicolon(&mut self) {
        self.is_empty |= self.semicolons.last() == Some(&self.done.cells.len());
        self.semicolons.push(self.done.cells.len());
        self.gap = Gap::Blank;
        self.last_number = None;
    }

    fn open(&mut self, token: Token, bracket: char) {
        let before = self.before.filter(|before| before.end == token.start);
        let has_name = before.is_some_and(|before| before.kind == Kind::Text);
        if has_name && !self.is_row_start() {
            self.done.cells.pop();
        }
        // What stands in front of two brackets names a matrix; in front of one it may be the label of a row.
        let is_second = self
            .before
            .is_some_and(|before| matches!(before.kind, Kind::Open(_) | Kind::Newline));
        if is_second && !self.open.is_empty() && !self.has_numbers() {
            self.forget_row();
        }
        self.brackets += 1;
        self.open.push(Open {
            bracket,
            at: token.at(),
            home: if has_name && bracket == '(' {
                self.open.last().map_or(0, |open| open.home)
            } else {
                self.brackets
            },
            has_name,
            has_semicolon: false,
        });
        self.last_number = None;
    }

    fn close(&mut self, text: &str, token: Token, bracket: char) -> Result<(), Problem> {
        match self.open.last() {
            Some(open) if open.bracket == opening(bracket) => {}
            Some(open) => {
                let (line, column) = open.at;
                let expected = format!(
                    "the end of \"{}\" in line {line}, column {column}",
                    open.bracket
                );
                return Err(Problem::expected(
                    token.at(),
                    &expected,
                    &bracket.to_string(),
                ));
            }
            None => {
                let message = format!("no bracket is open for this \"{bracket}\"");
                return Err(Problem::new(token.at(), message));
            }
        }
        self.end_row(text)?;
        self.open.pop();
        Ok(())
    }

    /// Whether a line break ends a row.
    fn ends_row(&self, newline: Token) -> bool {
        /// NumPy breaks lines of 75 columns, MATLAB users theirs much earlier.
        const WRAPPED: usize = 60;
        match self.open.as_slice() {
            [] => self.environments == 0,
            [open] => {
                let is_wrapped = newline.column > WRAPPED && !open.has_name && !open.has_semicolon;
                self.gap != Gap::Comma && !is_wrapped
            }
            // Brackets end the rows.
            _ => false,
        }
    }

    fn more_columns(&mut self) {
        if !self.done.rows.is_empty() {
            self.block += 1;
        }
    }

    fn forget_row(&mut self) {
        self.done.cells.truncate(self.first);
        self.start_row();
    }

    /// Keeps only the last text before `=`, as a name.
    fn name(&mut self) {
        let name = self.done.cells[self.first..].last().copied();
        self.forget_row();
        self.done.cells.extend(name.map(|name| RawCell {
            content: Content::Name,
            ..name
        }));
    }

    fn start_row(&mut self) {
        self.first = self.done.cells.len();
        self.gap = Gap::Blank;
        self.is_empty = false;
        self.semicolons.clear();
        self.tight = None;
        self.is_loose = false;
        self.last_number = None;
    }

    fn end_row(&mut self, text: &str) -> Result<(), Problem> {
        if let [only] = &self.done.cells[self.first..]
            && only.content == Content::Name
        {
            self.forget_row();
        }
        if let Some((first, last)) = self.tight
            && self.is_loose
        {
            let found = &text[first.start..last.end];
            return Err(Problem::expected(
                first.at(),
                "a number with a decimal point",
                found,
            ));
        }
        let home = match self.open.split_last() {
            None => Home::Line,
            // A list of `array(…)` is one matrix.
            Some((_, around)) => Home::Bracket(around.last().map_or(0, |open| open.home)),
        };
        let end = self.done.cells.len();
        self.semicolons.dedup();
        let mut starts = vec![self.first];
        starts.append(&mut self.semicolons);
        let ends = starts[1..].iter().copied().chain([end]);
        let parts = starts.iter().zip(ends).map(|(&start, end)| start..end);
        let separate_rows = parts.clone().any(|part| part.len() > 1);
        let mut push = |cells: Range<usize>| {
            if !cells.is_empty() {
                self.done.rows.push(Row {
                    cells,
                    home,
                    block: self.block,
                });
            }
        };
        if separate_rows {
            parts.for_each(&mut push);
        } else {
            push(self.first..end);
        }
        self.start_row();
        Ok(())
    }
}
