//! Dispatches the commands of the explorer itself; views and copying.

use super::super::command::{Effect, Explore};
use super::super::copy;
use super::super::edit::cells;
use super::super::help::Help;
use super::super::mode::{Mode, PromptKind};
use super::super::{App, PositionView};
use super::{Outcome, PAGE, READ_ONLY};
use crate::model::{Cell, Place, Stage, cell_name};
use crate::store::text::shortened;

impl App {
    pub(super) fn explore(&mut self, command: Explore) -> Outcome {
        if self.settings.read_only && command.changes() {
            return Err(READ_ONLY.into());
        }
        match command {
            Explore::NextStep => self.next_step(),
            Explore::PreviousStep => self.previous_step(),
            Explore::GoToStep(index) => self.go_to_step(index),
            Explore::NextPane => self.focus_pane(true),
            Explore::PreviousPane => self.focus_pane(false),
            Explore::Move(direction) => self.move_selection(direction),
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
            Explore::LowerTemperature => return self.step_temperature(false),
            Explore::RaiseTemperature => return self.step_temperature(true),
            Explore::Settings => self.open_settings("scale"),
            Explore::Shape => self.open_shape(),
            Explore::PreviousHead => self.turn_head(false),
            Explore::NextHead => self.turn_head(true),
            Explore::Fill => return self.open_fill(),
            Explore::Undo => return self.undo_or_redo(false),
            Explore::Redo => return self.undo_or_redo(true),
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
            Explore::Help => self.mode = Mode::Help(Help::default()),
            Explore::Mouse => return Ok(self.toggle_mouse()),
            Explore::Suspend => return Ok(self.suspend()),
            Explore::Redraw => return Ok(self.after_backup(Effect::Redraw)),
            Explore::Quit => return self.quit(),
        }
        Ok(Vec::new())
    }

    fn turn_head(&mut self, forward: bool) {
        if self.document.inputs().heads.len() > 1 {
            self.select_head(forward);
        } else {
            self.say("there is only one head; d adds more");
        }
    }

    fn toggle_mouse(&mut self) -> Vec<Effect> {
        let on = !self.settings.mouse;
        self.settings.mouse = on;
        self.say(if on { "mouse on" } else { "mouse off" });
        self.after_backup(Effect::Mouse(on))
    }

    fn suspend(&mut self) -> Vec<Effect> {
        // A stopped process may never continue.
        let mut effects = self.write_recovery();
        let mouse = self.settings.mouse;
        effects.push(Effect::Suspend { mouse });
        effects
    }

    fn next_view(&mut self) {
        if self.document.cursor.place == Place::Stage(Stage::Position) {
            // A sine without its cosine is not rotated by a distance; see position_similarity in the model.
            let similarity = if self.document.session.inputs.d_model().is_multiple_of(2) {
                "similarity: PE·PEᵀ, which depends only on the distance"
            } else {
                "similarity: PE·PEᵀ, which with an odd d_model depends on more than the distance"
            };
            let (next, name) = match self.position_view {
                PositionView::Bars => (
                    PositionView::Curves,
                    "curves: each column over the positions",
                ),
                PositionView::Curves => (PositionView::Similarity, similarity),
                PositionView::Similarity => (PositionView::Picture, "picture: the whole table"),
                PositionView::Picture => (PositionView::Bars, "bars"),
            };
            self.position_view = next;
            self.say(format!("positions as {name}"));
        } else if self.document.cursor.place == Place::Stage(Stage::Words) {
            self.say("the words have one view; go to a matrix, such as the embedding (2)");
        } else {
            self.picture = !self.picture;
        }
    }

    /// The name of a cell, as in the arithmetic pane.
    pub(super) fn name_of(&self, cell: Cell) -> String {
        cell_name(&self.document.session.inputs, cell)
    }

    /// Backs up unsaved changes before an effect that writes to the terminal, since a stalled one may block.
    fn after_backup(&mut self, effect: Effect) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.needs_recovery_write() {
            effects = self.write_recovery();
        }
        effects.push(effect);
        effects
    }

    fn copy_cell(&mut self) -> Vec<Effect> {
        let cell = self.document.cursor.cell();
        let name = self.name_of(cell);
        let (text, what) = match self.document.value(cell) {
            Some(value) => (cells::typed(value), format!("{name} in full precision")),
            None => {
                let word = self.document.inputs().words.get(cell.row);
                let word = word.cloned().unwrap_or_default();
                let what = format!("the word \"{}\"", shortened(&word));
                (word, what)
            }
        };
        self.after_backup(Effect::Copy { text, what })
    }

    fn copy_matrix(&mut self) -> Vec<Effect> {
        let document = &self.document;
        let cursor = &document.cursor;
        let (text, what) = if cursor.place == Place::Stage(Stage::Words) {
            (document.inputs().words.join(" "), "the words".to_owned())
        } else {
            let table = copy::table(document, cursor.place, self.settings.digits());
            (table, copy::name(document, cursor.place))
        };
        self.after_backup(Effect::Copy { text, what })
    }
}
