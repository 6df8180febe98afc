//! Playing: the selection goes through the cells of a step, and then on to the next.

use super::super::App;
use super::super::command::{Command, Explore};
use super::super::edit::side::words_of;
use super::super::keys;
use super::super::mode::Mode;

impl App {
    /// Starts at the selected cell.
    pub(super) fn play(&mut self) {
        self.mode = Mode::Play;
        let [slower, faster] = [Explore::Slower, Explore::Faster]
            .map(|command| keys::key_of(Command::Explore(command)));
        self.say(format!(
            "playing, {}; {slower} {faster} change the speed, any other key stops",
            self.speed.name()
        ));
    }

    pub(super) fn change_speed(&mut self, faster: bool) {
        match self.speed.next(faster) {
            Some(speed) => {
                self.speed = speed;
                self.say(speed.name());
            }
            None => {
                let most = if faster { "fastest" } else { "slowest" };
                self.say(format!("the {most}: {}", self.speed.name()));
            }
        }
    }

    /// Goes to the next cell, or after the last one to the next step.
    pub(super) fn play_on(&mut self) {
        if !matches!(self.mode, Mode::Play) {
            return;
        }
        self.message = None;
        let cell = self.document.cursor.cell();
        let (rows, columns) = self.document.shape(cell.place);
        // Words are one column.
        let columns = if words_of(cell.place).is_some() {
            1
        } else {
            columns
        };
        let next = cell.row * columns + cell.column + 1;
        if next < rows * columns {
            let (row, column) = (next / columns, next % columns);
            return self.document.cursor.select(cell.place, row, column);
        }
        self.next_step();
        let place = self.document.cursor.place;
        if place == cell.place {
            self.mode = Mode::Explore;
            let first = keys::key_of(Command::Explore(Explore::GoToStep(0)));
            return self.say(format!("played to the end; {first} goes back to the words"));
        }
        self.document.cursor.select(place, 0, 0);
        self.document.clamp();
    }
}
