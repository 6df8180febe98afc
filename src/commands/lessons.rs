//! `attn-tui lessons`: lists the built-in lessons, or checks the files of others.

use std::path::{Path, PathBuf};

use attn_tui::app::lesson::ChosenLesson;
use attn_tui::store::lesson::progress::{self, AllProgress};
use attn_tui::store::lesson::{FORMAT, Lesson, built_in};
use attn_tui::store::{Folders, visible, visible_path};
use clap::Args;

use super::output;

#[derive(Debug, Args)]
#[command(after_long_help = format!("Examples:\n  attn-tui lessons\n  attn-tui lessons mine.toml\n\nHow to write a lesson:\n\n{FORMAT}"))]
pub(super) struct LessonsArgs {
    /// Lessons to check [default: list the built-in ones]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl LessonsArgs {
    pub(super) fn run(&self) -> Result<(), String> {
        if self.files.is_empty() {
            return list();
        }
        let mut problems = Vec::new();
        let mut checked = Vec::new();
        for path in &self.files {
            match Lesson::open(path) {
                Ok(lesson) => checked.push((visible_path(path), lesson.pages.len())),
                Err(problem) => problems.push(problem.to_string()),
            }
        }
        output(|out| {
            checked.iter().try_for_each(|(name, pages)| {
                let plural = if *pages == 1 { "" } else { "s" };
                writeln!(out, "{name}: {pages} page{plural}, ok")
            })
        })?;
        match problems.is_empty() {
            true => Ok(()),
            false => Err(problems.join("\nattn-tui: ")),
        }
    }
}

fn list() -> Result<(), String> {
    let folders = Folders::of_user();
    let progress = folders.as_ref().map(progress::load).unwrap_or_default();
    let rows: Vec<[String; 4]> = built_in::all()
        .iter()
        .map(|of| {
            let lesson = &of.lesson;
            [
                of.name.to_owned(),
                format!("{} min", lesson.minutes),
                state(of.name, lesson, &progress),
                format!("{}: {}", lesson.title, lesson.about),
            ]
        })
        .collect();
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].len());
        cells.max().unwrap_or(0)
    };
    let (name, minutes, state) = (width(0), width(1), width(2));
    let gap = if state == 0 { "" } else { "  " };
    output(|out| {
        rows.iter().try_for_each(|[a, b, c, d]| {
            let line = format!("{a:name$}  {b:>minutes$}  {c:state$}{gap}{d}");
            writeln!(out, "{}", visible(&line))
        })
    })
}

fn state(name: &str, lesson: &Lesson, progress: &AllProgress) -> String {
    match progress.get(name) {
        None => String::new(),
        Some(progress) if progress.finished => "finished".to_owned(),
        Some(progress) => format!("page {} of {}", progress.page, lesson.pages.len()),
    }
}

/// The built-in lesson of a name, or the lesson in a file.
///
/// # Errors
/// If there is neither, or the file cannot be read or is not a valid lesson.
pub(super) fn named(name: &str) -> Result<ChosenLesson, String> {
    if let Some(built_in) = ChosenLesson::built_in(name) {
        return Ok(built_in);
    }
    let path = Path::new(name);
    if !path.exists() {
        let names: Vec<&str> = built_in::all().iter().map(|lesson| lesson.name).collect();
        return Err(format!(
            "no lesson or file {}; the lessons are {}",
            visible(name),
            names.join(", ")
        ));
    }
    let lesson = Lesson::open(path).map_err(|problem| problem.to_string())?;
    Ok(ChosenLesson::from_file(path, lesson))
}
