//! `attn-tui keys`: lists the keys of the explorer.

use attn_tui::app::keys;

use super::output;

pub(super) fn run() -> Result<(), String> {
    output(|out| out.write_all(keys::plain().as_bytes()))
}
