//! Every theme that is built in reads, in every depth.

use attn_tui::ui::look::{Depth, Look, Theme};

#[test]
fn every_theme_that_is_built_in_reads() {
    for name in Theme::built_in() {
        let theme = Theme::load(name, None).unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!(theme.name(), name);
        for depth in [
            Depth::TrueColor,
            Depth::Indexed256,
            Depth::Ansi16,
            Depth::None,
        ] {
            assert_eq!(Look::new(&theme, depth, false).theme(), name);
        }
    }
}
