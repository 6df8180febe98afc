//! Practice: hiding numbers, and grading the guesses.

use super::super::App;
use super::super::command::{Command, Dialog, Explore, Refusal};
use super::super::field::Field;
use super::super::mode::{CellEditor, Mode};
use super::super::practice::{Attempts, Practice, Solution};
use super::super::{keys, step};
use super::Outcome;
use crate::model::guess::Grade;
use crate::model::{Cell, Place, Stage, number};
use crate::reader;

impl App {
    /// Hides the numbers of the selected stage and of those after it, or shows all again.
    pub(super) fn toggle_practice(&mut self) -> Outcome {
        if self.practice.take().is_some() {
            let score = self.document.session.score;
            self.say(match score.is_empty() {
                true => "all numbers are shown again".to_owned(),
                false => format!("all numbers are shown again; {score}; saving keeps the score"),
            });
            return Ok(Vec::new());
        }
        if self.is_hiding() {
            return Err(
                "answer the lesson's question first: its numbers are hidden already".into(),
            );
        }
        let stage = step::stage_of(self.document.cursor.place);
        let scores = step::with_key(Stage::Scores);
        if !self.can_practise() {
            return Err(format!(
                "these are not computed, so there is nothing to work out; go to a computed matrix, such as the {scores}"
            )
            .into());
        }
        // The numbers that it is worked out from must be seen.
        if let Some(baseline) = &mut self.baseline {
            baseline.is_shown = false;
        }
        self.practice = Some(Practice::new(stage));
        let [help, all] = [Explore::ShowArithmetic, Explore::Practise]
            .map(|command| keys::key_of(Command::Explore(command)));
        self.say(format!(
            "{} and what follows are hidden: type what you work out; {help} shows the arithmetic, {all} all numbers",
            stage.name()
        ));
        Ok(Vec::new())
    }

    /// Whether numbers are hidden, or the selected ones are computed and can be.
    pub(crate) fn can_practise(&self) -> bool {
        let place = self.document.cursor.place;
        let is_computed = |stage: Stage| stage.has_numbers() && !self.is_given(stage);
        self.practice.is_some() || matches!(place, Place::Stage(stage) if is_computed(stage))
    }

    /// Opens the field for a guess at the selected number.
    pub(super) fn begin_guess(&mut self) {
        let cell = self.document.cursor.cell();
        if self.is_hidden(cell) {
            let field = Field::new("");
            self.mode = Mode::Guess(CellEditor { field, cell });
        } else if self.select_next_hidden(cell) {
            // What was worked out stays in view until the next number is typed.
            self.begin_guess();
        } else {
            self.say_solved();
        }
    }

    /// Shows the arithmetic of the selected number, or if that is shown, the number itself.
    pub(super) fn show_arithmetic(&mut self) {
        let (cell, revision) = (
            self.document.cursor.cell(),
            self.document.history.revision(),
        );
        if !self.is_hidden(cell) {
            return self.say("this number is shown already");
        }
        let Some(practice) = &mut self.practice else {
            return;
        };
        match practice.help(cell, revision).solution {
            Some(solution) => {
                solution.count(&mut self.document.session.score);
                let solution = self.solution(cell);
                self.say(solution);
            }
            None => {
                let help = keys::key_of(Command::Explore(Explore::ShowArithmetic));
                self.say(format!(
                    "the arithmetic without its result; {help} again shows the number"
                ));
            }
        }
    }

    pub(super) fn guess_command(&mut self, command: Dialog) -> Outcome {
        let Mode::Guess(editor) = &self.mode else {
            return Ok(Vec::new());
        };
        let cell = editor.cell;
        match command {
            Dialog::Accept | Dialog::AcceptAndNext => {
                let typed = editor.field.text().trim().to_owned();
                let is_right = match self.graded(cell, &typed)? {
                    Grade::Coarse => {
                        let text = format!("{typed} is right as far as it goes; type more digits");
                        return Err(text.into());
                    }
                    grade => grade == Grade::Right,
                };
                self.mode = Mode::Explore;
                if self.is_asked_for(cell) {
                    self.answer_with(typed, is_right);
                    return Ok(Vec::new());
                }
                let is_solved = self.grade(cell, &typed, is_right);
                if is_solved && command == Dialog::AcceptAndNext {
                    self.begin_guess();
                }
            }
            Dialog::Cancel => self.mode = Mode::Explore,
            _ => {}
        }
        Ok(Vec::new())
    }

    /// Compares a typed number with that of a cell.
    fn graded(&self, cell: Cell, typed: &str) -> Result<Grade, Refusal> {
        let is_weight = cell.place == Place::Stage(Stage::Weights);
        let guess = match reader::typed(typed) {
            // The screen shows weights in percent.
            Some(guess) if is_weight && guess.value > 1.0 && !typed.ends_with('%') => {
                reader::typed(&format!("{typed}%"))
            }
            guess => guess,
        };
        let truth = self.document.value(cell).unwrap_or_default();
        // What is left of terms that cancel each other counts as 0.
        let noise = 1e-12 * self.document.magnitude(cell.place);
        let truth = if truth.abs() <= noise { 0.0 } else { truth };
        guess.map(|guess| guess.grade(truth)).ok_or_else(|| {
            format!("expected a number, such as 0.5, −2 or 53%, found \"{typed}\"").into()
        })
    }

    /// Grades a guess, says how it was, and returns whether the number is shown now.
    fn grade(&mut self, cell: Cell, typed: &str, is_right: bool) -> bool {
        let revision = self.document.history.revision();
        let Some(practice) = &mut self.practice else {
            return false;
        };
        let Attempts {
            misses, solution, ..
        } = practice.grade(cell, revision, is_right);
        if let Some(solution) = solution {
            solution.count(&mut self.document.session.score);
        }
        let name = self.name_of(cell);
        let help = keys::key_of(Command::Explore(Explore::ShowArithmetic));
        let text = match (solution, misses) {
            (Some(solution), _) => {
                let first = match solution {
                    Solution::RightFirst => ", the first time",
                    Solution::RightLater | Solution::Shown => "",
                };
                let rest = self.rest(cell);
                format!("right{first}: {}{rest}", self.solution(cell))
            }
            (None, 1) => {
                format!("{name} is not {typed}; try again, or {help} shows the arithmetic")
            }
            (None, _) => format!(
                "{name} is not {typed}; the arithmetic is shown now, and {help} shows the number"
            ),
        };
        self.say(text);
        solution.is_some()
    }

    fn say_solved(&mut self) {
        let [next, all] = [Explore::NextStep, Explore::Practise]
            .map(|command| keys::key_of(Command::Explore(command)));
        self.say(format!(
            "every number of this matrix is shown already; {next} goes on, {all} shows all"
        ));
    }

    fn solution(&self, cell: Cell) -> String {
        let value = self.document.value(cell).unwrap_or_default();
        format!("{} = {}", self.name_of(cell), number(value, 4))
    }

    /// What to say once the last number of a matrix is worked out.
    fn rest(&self, cell: Cell) -> String {
        if self.next_hidden(cell).is_some() {
            return String::new();
        }
        let next = keys::key_of(Command::Explore(Explore::NextStep));
        format!("; the whole matrix is done, {next} goes on")
    }

    /// The next hidden cell of a matrix, in reading order; after the last comes the first.
    fn next_hidden(&self, cell: Cell) -> Option<Cell> {
        let (rows, columns) = self.document.shape(cell.place);
        let here = cell.row * columns + cell.column;
        let cells = rows * columns;
        (1..cells)
            .map(|offset| (here + offset) % cells)
            .map(|index| Cell {
                row: index / columns,
                column: index % columns,
                ..cell
            })
            .find(|cell| self.is_hidden(*cell))
    }

    fn select_next_hidden(&mut self, cell: Cell) -> bool {
        let next = self.next_hidden(cell);
        if let Some(Cell { row, column, .. }) = next {
            self.document.cursor.select(cell.place, row, column);
        }
        next.is_some()
    }
}
