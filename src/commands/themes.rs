//! `attn-tui themes`: lists the themes, the built-in ones and the user's own.

use attn_tui::store::{Folders, themes, visible};
use attn_tui::ui::look::Theme;

use super::output;

pub(super) fn run() -> Result<(), String> {
    let folders = Folders::of_user();
    let own = folders.as_ref().map(themes::names).unwrap_or_default();
    output(|out| {
        let built_in: Vec<&str> = Theme::built_in().collect();
        let width = built_in.iter().map(|name| name.len()).max().unwrap_or(0);
        for name in &built_in {
            // The user's own theme of the same name replaces it.
            if own.iter().any(|own| own == name) {
                continue;
            }
            let description = Theme::load(name, None).map_or_else(
                |problem| problem.to_string(),
                |theme| theme.description().to_owned(),
            );
            writeln!(out, "{name:width$}  {description}")?;
        }
        for name in &own {
            writeln!(out, "{:width$}  your own", visible(name))?;
        }
        Ok(())
    })
}
