//! `attn-tui completions`: the script with which a shell completes the command line.

use clap::{Args, CommandFactory, ValueEnum};
use clap_complete::{Shell, generate};

use super::{Cli, output};

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct CompletionsArgs {
    /// The shell to complete for
    shell: Name,
}

/// Where each shell looks for the script.
const HELP: &str = "\
Examples, with the places where the shells look; for zsh, ~/.zfunc must be in $fpath:
  attn-tui completions bash > ~/.local/share/bash-completion/completions/attn-tui
  attn-tui completions zsh > ~/.zfunc/_attn-tui
  attn-tui completions fish > ~/.config/fish/completions/attn-tui.fish";

/// The shells that the scripts are tested with.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Name {
    Bash,
    Zsh,
    Fish,
}

impl CompletionsArgs {
    pub(super) fn run(&self) -> Result<(), String> {
        let shell = match self.shell {
            Name::Bash => Shell::Bash,
            Name::Zsh => Shell::Zsh,
            Name::Fish => Shell::Fish,
        };
        let mut script = Vec::new();
        generate(shell, &mut Cli::command(), "attn-tui", &mut script);
        let mut script = String::from_utf8_lossy(&script).into_owned();
        if shell == Shell::Bash {
            // clap_complete 4.6 takes the hyphen of the program's name for the start of a subcommand where it lists what
            // follows one, and then completes nothing after any.
            script = script.replace("attn__subcmd__tui", "attn__tui");
        }
        output(|out| out.write_all(script.as_bytes()))
    }
}
