//! The commands of the explorer itself: steps, panes, moves, and the changes of one key.

use ndarray::Array2;

use super::super::command::{Command, Direction, Effect};
use super::super::edit::{cells, shape::Shape};
use super::super::field::Field;
use super::super::keys;
use super::super::mode::{
    CellEditor, Choice, Form, FormField, FormKind, FormValue, Item, Mode, Picker, PickerKind,
    Prompt, PromptKind, WordsEditor,
};
use super::super::{App, Pane, PositionView, step};
use crate::model::{Mask, Place, Scale, Stage, number};

impl App {
    pub(super) fn explore(&mut self, command: Command) -> Vec<Effect> {
        if self.settings.read_only && command.changes() {
            self.refuse("read-only: the session stays as it is");
            return Vec::new();
        }
        match command {
            Command::NextStep => self.go_to_step(step::of(self.cursor.place) + 1),
            Command::PreviousStep => match step::of(self.cursor.place).checked_sub(1) {
                Some(index) => self.go_to_step(index),
                None => self.say("this is the first step"),
            },
            Command::GoToStep(index) => self.go_to_step(index),
            Command::NextPane => self.turn_pane(true),
            Command::PreviousPane => self.turn_pane(false),
            Command::Move(direction) => self.step_cell(direction),
            Command::FirstColumn => self.move_to(|(row, _), _| (row, 0)),
            Command::LastColumn => self.move_to(|(row, _), (_, columns)| (row, columns)),
            Command::FirstRow => self.move_to(|(_, column), _| (0, column)),
            Command::LastRow => self.move_to(|(_, column), (rows, _)| (rows, column)),
            Command::PageUp => {
                let page = self.page;
                self.move_to(|(row, column), _| (row.saturating_sub(page), column));
            }
            Command::PageDown => {
                let page = self.page;
                self.move_to(|(row, column), _| (row + page, column));
            }
            Command::Edit => self.edit_here(),
            Command::EditWords => self.edit_words(),
            Command::Nudge(tenths) => self.nudge(tenths),
            Command::TogglePositions => self.toggle_positions(),
            Command::CycleMask => self.cycle_mask(),
            Command::ToggleCell => self.toggle_cell(),
            Command::CycleScale => self.cycle_scale(),
            Command::Cooler => self.heat(-1),
            Command::Warmer => self.heat(1),
            Command::Shape => self.open_shape(),
            Command::PreviousHead => self.turn_head(false),
            Command::NextHead => self.turn_head(true),
            Command::Fill => self.open_fill(),
            Command::Undo => self.undo(false),
            Command::Redo => self.undo(true),
            Command::Save => return self.save(None),
            Command::SaveAs => self.open_save_as(),
            Command::Open => return self.open_picker(),
            Command::CopyCell => return self.copy_cell(),
            Command::CopyMatrix => return self.copy_matrix(),
            Command::Themes => self.open_themes(),
            Command::Palette => self.open_palette(),
            Command::NextView => self.next_view(),
            Command::Zoom => self.zoom = !self.zoom,
            Command::Title => self.prompt(PromptKind::Title, &self.session.title.clone()),
            Command::Help => self.mode = Mode::Help(0),
            Command::Mouse => {
                self.settings.mouse = !self.settings.mouse;
                self.say(if self.settings.mouse {
                    "mouse on"
                } else {
                    "mouse off"
                });
                return vec![Effect::Mouse(self.settings.mouse)];
            }
            Command::Quit => return self.quit(),
            // The rest belongs to editors and dialogs.
            _ => {}
        }
        Vec::new()
    }

    fn go_to_step(&mut self, index: usize) {
        match step::stage(index) {
            Some(stage) => {
                self.cursor.place = Place::Stage(stage);
                self.settle();
            }
            None => self.say("this is the last step"),
        }
    }

    /// Moves inside the matrix: from row and column and the last row and column to what `to` says, kept inside.
    fn move_to(&mut self, to: impl Fn((usize, usize), (usize, usize)) -> (usize, usize)) {
        let cell = self.cursor.cell();
        let (rows, columns) = self.shape(cell.place);
        let last = (rows.saturating_sub(1), columns.saturating_sub(1));
        let (row, column) = to((cell.row, cell.column), last);
        self.cursor
            .select(cell.place, row.min(last.0), column.min(last.1));
    }

    /// One cell on; over the edge to the neighbouring matrix of the pane.
    fn step_cell(&mut self, direction: Direction) {
        let cell = self.cursor.cell();
        if cell.place == Place::Stage(Stage::Words) {
            // The words stand side by side.
            let back = matches!(direction, Direction::Left | Direction::Up);
            return self.move_to(|(row, column), _| {
                (if back { row.saturating_sub(1) } else { row + 1 }, column)
            });
        }
        let (rows, columns) = self.shape(cell.place);
        let (row, column) = match direction {
            Direction::Left => (Some(cell.row), cell.column.checked_sub(1)),
            Direction::Right => (Some(cell.row), Some(cell.column + 1)),
            Direction::Up => (cell.row.checked_sub(1), Some(cell.column)),
            Direction::Down => (Some(cell.row + 1), Some(cell.column)),
        };
        match (row, column) {
            (Some(row), Some(column)) if row < rows && column < columns => {
                self.cursor.select(cell.place, row, column)
            }
            _ => self.cross(direction),
        }
    }

    fn cross(&mut self, direction: Direction) {
        let place = self.cursor.place;
        let places = Pane::of(place).places(self);
        let Some((y, x)) = places
            .iter()
            .enumerate()
            .find_map(|(y, row)| row.iter().position(|other| *other == place).map(|x| (y, x)))
        else {
            return;
        };
        let (y, x) = match direction {
            Direction::Left => (Some(y), x.checked_sub(1)),
            Direction::Right => (Some(y), Some(x + 1)),
            Direction::Up => (y.checked_sub(1), Some(x)),
            Direction::Down => (Some(y + 1), Some(x)),
        };
        let (Some(y), Some(x)) = (y, x) else { return };
        let Some(&next) = places.get(y).and_then(|row| row.get(x)) else {
            return;
        };
        let there = self.cursor.cell_in(next);
        let (rows, columns) = self.shape(next);
        let (row, column) = match direction {
            Direction::Left => (there.row, columns.saturating_sub(1)),
            Direction::Right => (there.row, 0),
            Direction::Up => (rows.saturating_sub(1), there.column),
            Direction::Down => (0, there.column),
        };
        self.cursor.select(next, row, column);
        self.settle();
    }

    fn turn_head(&mut self, forward: bool) {
        let heads = self.session.inputs.heads.len();
        let next = self.cursor.head + heads + if forward { 1 } else { heads - 1 };
        self.cursor.head = next % heads;
        self.settle();
        self.say(format!("head {} of {heads}", self.cursor.head + 1));
    }

    fn edit_here(&mut self) {
        let cell = self.cursor.cell();
        match cell.place {
            Place::Stage(Stage::Words) => self.edit_words(),
            Place::Stage(Stage::Position) => {
                let base = number(self.session.inputs.position.base, 17);
                self.prompt(PromptKind::Base, &base);
            }
            Place::Stage(Stage::Scaled) => {
                let scale = match self.session.inputs.attention.scale {
                    Scale::SqrtDk => "sqrt_d_k".into(),
                    Scale::None => "none".into(),
                    Scale::Divisor(divisor) => divisor.to_string(),
                };
                self.prompt(PromptKind::Scale, &scale);
            }
            place if cells::is_editable(place) => self.edit_cell(),
            place => self.refuse(computed(place)),
        }
    }

    pub(super) fn edit_cell(&mut self) {
        let cell = self.cursor.cell();
        let text = self
            .value(cell)
            .map_or_else(String::new, |value| value.to_string());
        self.mode = Mode::Cell(CellEditor {
            field: Field::selected(&text),
            cell,
        });
    }

    pub(super) fn edit_words(&mut self) {
        self.mode = Mode::Words(WordsEditor {
            field: Field::selected(&self.session.inputs.words.join(" ")),
            before: Box::new(self.session.inputs.clone()),
        });
    }

    fn nudge(&mut self, tenths: i32) {
        let cell = self.cursor.cell();
        if !cells::is_editable(cell.place) {
            self.refuse(computed(cell.place));
            return;
        }
        if let Some(value) = self.value(cell) {
            let nudged = cells::nudged(value, tenths);
            let numbers = cells::with_same_word(&self.session.inputs, cell, nudged);
            self.write(
                &format!("nudge {}", self.name_of(cell)),
                &numbers,
                Some(cell),
            );
        }
    }

    fn toggle_positions(&mut self) {
        let added = !self.session.inputs.position.added;
        if self.change("positions", |inputs| inputs.position.added = added) {
            self.say(if added {
                "positions are added to the embedding"
            } else {
                "positions are not added"
            });
        }
    }

    fn cycle_mask(&mut self) {
        let (mask, text) = match self.session.inputs.attention.mask {
            Mask::None => (
                Mask::Causal,
                "causal mask: a word attends to itself and to the words before it",
            ),
            Mask::Causal | Mask::Custom(_) => {
                (Mask::None, "no mask: every word attends to every word")
            }
        };
        if self.change("mask", |inputs| inputs.attention.mask = mask) {
            self.say(text);
        }
    }

    fn toggle_cell(&mut self) {
        let cell = self.cursor.cell();
        if !matches!(Pane::of(cell.place), Pane::Scores | Pane::Attention) {
            self.refuse(
                "x forbids or allows one cell of the scores or the weights: select one there",
            );
            return;
        }
        let n = self.session.inputs.n();
        let mask = &self.session.inputs.attention.mask;
        let mut allowed = Array2::from_shape_fn((n, n), |(row, column)| mask.allows(row, column));
        let now = !allowed[[cell.row, cell.column]];
        allowed[[cell.row, cell.column]] = now;
        let verb = if now {
            "may attend to"
        } else {
            "may not attend to"
        };
        let text = format!(
            "\"{}\" {verb} \"{}\"",
            self.labels[cell.row], self.labels[cell.column]
        );
        if self.change("mask", |inputs| inputs.attention.mask = simplest(allowed)) {
            self.say(text);
        }
    }

    fn cycle_scale(&mut self) {
        let (scale, text) = match self.session.inputs.attention.scale {
            Scale::SqrtDk => (Scale::None, "scores are not scaled"),
            Scale::None | Scale::Divisor(_) => (Scale::SqrtDk, "scores are divided by √d_k"),
        };
        if self.change("scale", |inputs| inputs.attention.scale = scale) {
            self.say(text);
        }
    }

    fn heat(&mut self, tenths: i32) {
        let temperature = cells::nudged(self.session.inputs.attention.temperature, tenths);
        if temperature <= 0.0 {
            self.refuse("the temperature must stay above 0");
        } else if self.change("temperature", |inputs| {
            inputs.attention.temperature = temperature
        }) {
            self.say(format!("temperature {}", number(temperature, 2)));
        }
    }

    fn open_shape(&mut self) {
        let shape = Shape::of(&self.session.inputs, self.cursor.head);
        let text = |label, value: usize| FormField {
            label,
            value: FormValue::Text(Field::selected(&value.to_string())),
        };
        self.mode = Mode::Form(Form {
            kind: FormKind::Shape { from: shape },
            fields: vec![
                text("d_model", shape.d_model),
                text("heads", shape.heads),
                text("d_k", shape.d_k),
                text("d_v", shape.d_v),
                choice("biases", &["no", "yes"], usize::from(shape.biases)),
                choice(
                    "output projection",
                    &["no", "yes"],
                    usize::from(shape.d_out.is_some()),
                ),
                text("d_out", shape.d_out.unwrap_or(shape.d_model)),
            ],
            focus: 0,
            problem: None,
        });
    }

    fn open_fill(&mut self) {
        let place = self.cursor.place;
        if !cells::is_editable(place) {
            self.refuse(computed(place));
            return;
        }
        self.mode = Mode::Form(Form {
            kind: FormKind::Fill {
                place,
                head: self.cursor.head,
            },
            fields: vec![
                choice("fill", &["random", "identity", "zeros"], 0),
                FormField {
                    label: "seed",
                    value: FormValue::Text(Field::selected(&self.seed.to_string())),
                },
            ],
            focus: 0,
            problem: None,
        });
    }

    fn open_themes(&mut self) {
        let all: Vec<Item> = self
            .settings
            .themes
            .iter()
            .map(|name| Item {
                label: name.clone(),
                detail: String::new(),
                choice: Choice::Theme(name.clone()),
            })
            .collect();
        let chosen = all
            .iter()
            .position(|item| item.label == self.settings.theme);
        self.mode = Mode::Picker(Picker {
            kind: PickerKind::Themes {
                before: self.settings.theme.clone(),
            },
            field: Field::new(""),
            all,
            chosen: chosen.unwrap_or_default(),
        });
    }

    fn open_palette(&mut self) {
        let all = keys::TABLE
            .iter()
            .filter(|binding| binding.context == keys::Context::Explore && (binding.applies)(self))
            .filter(|binding| !matches!(binding.command, Command::Move(_) | Command::Palette))
            .map(|binding| Item {
                label: match binding.command {
                    Command::GoToStep(index) => format!("go to step {}", step::labels()[index]),
                    _ => binding.name.into(),
                },
                detail: binding
                    .keys
                    .iter()
                    .map(|key| keys::display(key))
                    .collect::<Vec<_>>()
                    .join(" "),
                choice: Choice::Command(binding.command),
            })
            .collect();
        self.mode = Mode::Picker(Picker {
            kind: PickerKind::Palette,
            field: Field::new(""),
            all,
            chosen: 0,
        });
    }

    fn next_view(&mut self) {
        if self.cursor.place == Place::Stage(Stage::Position) {
            let (next, name) = match self.position_view {
                PositionView::Bars => (
                    PositionView::Curves,
                    "curves: each column over the positions",
                ),
                PositionView::Curves => (
                    PositionView::Similarity,
                    "similarity: PE·PEᵀ, which depends only on the distance",
                ),
                PositionView::Similarity => (PositionView::Picture, "a picture of the whole table"),
                PositionView::Picture => (PositionView::Bars, "bars"),
            };
            self.position_view = next;
            self.say(format!("positions as {name}"));
        } else {
            self.picture = !self.picture;
        }
    }

    pub(super) fn prompt(&mut self, kind: PromptKind, text: &str) {
        self.mode = Mode::Prompt(Prompt {
            kind,
            field: Field::selected(text),
            problem: None,
            paths: Vec::new(),
        });
    }

    /// The name of a cell, as the arithmetic has it.
    pub(super) fn name_of(&self, cell: crate::model::Cell) -> String {
        crate::model::explain(&self.session.inputs, &self.trace, cell)
            .map_or_else(String::new, |explained| explained.name)
    }

    fn copy_cell(&mut self) -> Vec<Effect> {
        let cell = self.cursor.cell();
        let text = match self.value(cell) {
            Some(value) => value.to_string(),
            None => self
                .session
                .inputs
                .words
                .get(cell.row)
                .cloned()
                .unwrap_or_default(),
        };
        vec![Effect::Copy(text)]
    }

    /// The matrix as tab-separated rows, which spreadsheets and this program's own paste take.
    fn copy_matrix(&mut self) -> Vec<Effect> {
        let cell = self.cursor.cell();
        if cell.place == Place::Stage(Stage::Words) {
            return vec![Effect::Copy(self.session.inputs.words.join(" "))];
        }
        let (rows, columns) = self.shape(cell.place);
        let mut text = String::new();
        for row in 0..rows {
            for column in 0..columns {
                if column > 0 {
                    text.push('\t');
                }
                let value = self.value(crate::model::Cell {
                    row,
                    column,
                    ..cell
                });
                text.push_str(&value.unwrap_or_default().to_string());
            }
            text.push('\n');
        }
        vec![Effect::Copy(text)]
    }
}

fn choice(label: &'static str, options: &'static [&'static str], chosen: usize) -> FormField {
    FormField {
        label,
        value: FormValue::Choice { options, chosen },
    }
}

/// A mask drawn by hand that says what a named one says is that one.
fn simplest(allowed: Array2<bool>) -> Mask {
    if allowed.iter().all(|allows| *allows) {
        Mask::None
    } else if allowed
        .indexed_iter()
        .all(|((row, column), allows)| *allows == Mask::Causal.allows(row, column))
    {
        Mask::Causal
    } else {
        Mask::Custom(allowed)
    }
}

/// Why that matrix takes no numbers.
pub(super) fn computed(place: Place) -> String {
    match step::stage_of(place) {
        Stage::Words => "words have no numbers: their rows are in the embedding".into(),
        Stage::Position => "positions are computed from a base: Enter changes it".into(),
        Stage::Scaled => "scaled is computed: Enter changes what the scores are divided by".into(),
        stage => format!(
            "{} is computed: change the words, the embedding or the weights that it comes from",
            stage.name()
        ),
    }
}
