//! `attn-tui themes`: lists the built-in themes and the user themes.

use attn_tui::store::{Folders, themes, visible};
use attn_tui::ui::look::Theme;

use super::output;

pub(super) fn run() -> Result<(), String> {
    let folders = Folders::of_user();
    let user_themes = folders.as_ref().map(themes::names).unwrap_or_default();
    output(|out| {
        let built_in: Vec<&str> = Theme::built_in().collect();
        let width = built_in.iter().map(|name| name.len()).max().unwrap_or(0);
        for name in &built_in {
            // A user theme of the same name replaces it.
            if user_themes.iter().any(|user_theme| user_theme == name) {
                continue;
            }
            let description = Theme::load(name, None).map_or_else(
                |problem| problem.to_string(),
                |theme| theme.description().to_owned(),
            );
            writeln!(out, "{name:width$}  {description}")?;
        }
        for name in &user_themes {
            writeln!(out, "{:width$}  user theme", visible(name))?;
        }
        Ok(())
    })
}
