//! The commands of the explorer itself, each handed to where it is carried out; views and copies.

use super::super::command::{Command, Effect};
use super::super::edit::cells;
use super::super::mode::{Mode, PromptKind};
use super::super::{App, PositionView};
use super::dialog::PAGE;
use crate::model::{Cell, Place, Stage, cell_name};

impl App {
    pub(super) fn explore(&mut self, command: Command) -> Vec<Effect> {
        if self.settings.read_only && command.changes() {
            self.refuse("read-only: the session stays as it is");
            return Vec::new();
        }
        match command {
            Command::NextStep => self.next_step(),
            Command::PreviousStep => self.previous_step(),
            Command::GoToStep(index) => self.go_to_step(index),
            Command::NextPane => self.turn_pane(true),
            Command::PreviousPane => self.turn_pane(false),
            Command::Move(direction) => self.step_cell(direction),
            Command::FirstColumn => self.move_to(|(row, _), _| (row, 0)),
            Command::LastColumn => self.move_to(|(row, _), (_, columns)| (row, columns)),
            Command::FirstRow => self.move_to(|(_, column), _| (0, column)),
            Command::LastRow => self.move_to(|(_, column), (rows, _)| (rows, column)),
            Command::PageUp => self.page(false, PAGE),
            Command::PageDown => self.page(true, PAGE),
            Command::Edit => self.edit_here(),
            Command::EditWords => self.edit_words(),
            Command::Nudge(tenths) => self.nudge(tenths),
            Command::TogglePositions => self.toggle_positions(),
            Command::CycleMask => self.cycle_mask(),
            Command::ToggleCell => self.toggle_cell(),
            Command::CycleScale => self.cycle_scale(),
            Command::LowerTemperature => self.change_temperature(-1),
            Command::RaiseTemperature => self.change_temperature(1),
            Command::Shape => self.open_shape(),
            Command::PreviousHead => self.turn_head(false),
            Command::NextHead => self.turn_head(true),
            Command::Fill => self.open_fill(),
            Command::Undo => self.undo(false),
            Command::Redo => self.undo(true),
            Command::Save => return self.save(None),
            Command::SaveAs => return self.open_save_as(),
            Command::Open => return self.open_picker(),
            Command::CopyCell => return self.copy_cell(),
            Command::CopyMatrix => return self.copy_matrix(),
            Command::Themes => self.open_themes(),
            Command::Palette => self.open_palette(),
            Command::NextView => self.next_view(),
            Command::Zoom => self.zoom = !self.zoom,
            Command::Title => self.prompt(PromptKind::Title, &self.document.session.title.clone()),
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
            Command::Suspend => {
                // Who is stopped may never go on.
                let mut effects = self.keep_unsaved();
                let mouse = self.settings.mouse;
                effects.push(Effect::Suspend { mouse });
                return effects;
            }
            Command::Redraw => return vec![Effect::Redraw],
            Command::Quit => return self.quit(),
            // The rest belongs to editors and dialogs.
            _ => {}
        }
        Vec::new()
    }

    fn next_view(&mut self) {
        if self.document.cursor.place == Place::Stage(Stage::Position) {
            // A sine without its cosine is not turned by a distance: position_similarity in the model.
            let similarity = if self.document.session.inputs.d_model().is_multiple_of(2) {
                "similarity: PE·PEᵀ, which depends only on the distance"
            } else {
                "similarity: PE·PEᵀ; it would depend only on the distance if d_model were even"
            };
            let (next, name) = match self.position_view {
                PositionView::Bars => (
                    PositionView::Curves,
                    "curves: each column over the positions",
                ),
                PositionView::Curves => (PositionView::Similarity, similarity),
                PositionView::Similarity => (PositionView::Picture, "a picture of the whole table"),
                PositionView::Picture => (PositionView::Bars, "bars"),
            };
            self.position_view = next;
            self.say(format!("positions as {name}"));
        } else if self.document.cursor.place != Place::Stage(Stage::Words) {
            self.picture = !self.picture;
        }
    }

    /// The name of a cell, as the arithmetic has it.
    pub(super) fn name_of(&self, cell: Cell) -> String {
        cell_name(&self.document.session.inputs, cell)
    }

    /// A line that hangs may take long for it, so that what is unsaved is kept before.
    fn copy(&mut self, text: String) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.is_behind() {
            effects = self.keep_unsaved();
        }
        effects.push(Effect::Copy(text));
        effects
    }

    fn copy_cell(&mut self) -> Vec<Effect> {
        let cell = self.document.cursor.cell();
        let text = match self.document.value(cell) {
            Some(value) => cells::typed(value),
            None => self
                .document
                .session
                .inputs
                .words
                .get(cell.row)
                .cloned()
                .unwrap_or_default(),
        };
        self.copy(text)
    }

    /// The matrix as tab-separated rows, which spreadsheets and this program's own paste take.
    fn copy_matrix(&mut self) -> Vec<Effect> {
        let cell = self.document.cursor.cell();
        if cell.place == Place::Stage(Stage::Words) {
            return self.copy(self.document.session.inputs.words.join(" "));
        }
        let (rows, columns) = self.document.shape(cell.place);
        let mut text = String::new();
        for row in 0..rows {
            for column in 0..columns {
                if column > 0 {
                    text.push('\t');
                }
                let value = self.document.value(Cell {
                    row,
                    column,
                    ..cell
                });
                text.push_str(&cells::typed(value.unwrap_or_default()));
            }
            text.push('\n');
        }
        self.copy(text)
    }
}
