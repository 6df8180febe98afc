//! The commands of the explorer itself, each handed to where it is carried out; views and copies.

use super::super::command::{Effect, Explore};
use super::super::edit::cells;
use super::super::mode::{Mode, PromptKind};
use super::super::{App, PositionView};
use super::{Outcome, PAGE};
use crate::model::{Cell, Place, Stage, cell_name};

impl App {
    pub(super) fn explore(&mut self, command: Explore) -> Outcome {
        if self.settings.read_only && command.changes() {
            return Err("read-only: the session stays as it is".into());
        }
        match command {
            Explore::NextStep => self.next_step(),
            Explore::PreviousStep => self.previous_step(),
            Explore::GoToStep(index) => self.go_to_step(index),
            Explore::NextPane => self.turn_pane(true),
            Explore::PreviousPane => self.turn_pane(false),
            Explore::Move(direction) => self.step_cell(direction),
            Explore::FirstColumn => self.move_to(|(row, _), _| (row, 0)),
            Explore::LastColumn => self.move_to(|(row, _), (_, columns)| (row, columns)),
            Explore::FirstRow => self.move_to(|(_, column), _| (0, column)),
            Explore::LastRow => self.move_to(|(_, column), (rows, _)| (rows, column)),
            Explore::PageUp => self.page(false, PAGE),
            Explore::PageDown => self.page(true, PAGE),
            Explore::Edit => return self.edit_here(),
            Explore::EditWords => self.edit_words(),
            Explore::Nudge(tenths) => return self.nudge(tenths),
            Explore::TogglePositions => return self.toggle_positions(),
            Explore::CycleMask => return self.cycle_mask(),
            Explore::ToggleCell => return self.toggle_cell(),
            Explore::CycleScale => return self.cycle_scale(),
            Explore::LowerTemperature => return self.change_temperature(-1),
            Explore::RaiseTemperature => return self.change_temperature(1),
            Explore::Shape => self.open_shape(),
            Explore::PreviousHead => self.turn_head(false),
            Explore::NextHead => self.turn_head(true),
            Explore::Fill => return self.open_fill(),
            Explore::Undo => return self.undo(false),
            Explore::Redo => return self.undo(true),
            Explore::Save => return self.save(None),
            Explore::SaveAs => return self.ask_for_path(None),
            Explore::Open => return self.open_picker(),
            Explore::CopyCell => return Ok(self.copy_cell()),
            Explore::CopyMatrix => return Ok(self.copy_matrix()),
            Explore::Themes => self.open_themes(),
            Explore::Palette => self.open_palette(),
            Explore::NextView => self.next_view(),
            Explore::Zoom => self.zoom = !self.zoom,
            Explore::Title => self.prompt(PromptKind::Title, &self.document.session.title.clone()),
            Explore::Help => self.mode = Mode::Help(0),
            Explore::Mouse => {
                self.settings.mouse = !self.settings.mouse;
                self.say(if self.settings.mouse {
                    "mouse on"
                } else {
                    "mouse off"
                });
                return Ok(vec![Effect::Mouse(self.settings.mouse)]);
            }
            Explore::Suspend => {
                // Who is stopped may never go on.
                let mut effects = self.write_recovery();
                let mouse = self.settings.mouse;
                effects.push(Effect::Suspend { mouse });
                return Ok(effects);
            }
            Explore::Redraw => return Ok(vec![Effect::Redraw]),
            Explore::Quit => return self.quit(),
        }
        Ok(Vec::new())
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
        if self.needs_recovery_write() {
            effects = self.write_recovery();
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
