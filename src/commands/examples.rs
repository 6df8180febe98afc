//! `attn-tui examples`: lists the built-in examples.

use attn_tui::store::examples;

use super::output;

pub(super) fn run() -> Result<(), String> {
    let names = examples::all().iter().map(|example| example.name.len());
    let width = names.max().unwrap_or(0);
    output(|out| {
        examples::all().iter().try_for_each(|example| {
            writeln!(out, "{:width$}  {}", example.name, example.description)
        })
    })
}
