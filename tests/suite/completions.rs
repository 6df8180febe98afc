//! Completion scripts and the manual page, through the real program.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::support::folder::Folder;
use crate::support::pty::Call;

fn printed(args: &[&str]) -> String {
    let output = Call::new(args).command().output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), errors.as_str()),
        (Some(0), ""),
        "{args:?}"
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The subcommands in the order of `--help`; the empty one is the explorer.
fn subcommands() -> Vec<String> {
    let help = printed(&["--help"]);
    let list = help
        .split("Commands:\n")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap();
    let names = list
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    let names: Vec<String> = names
        .filter(|name| *name != "help")
        .map(String::from)
        .collect();
    assert!(names.len() > 5, "{help}");
    std::iter::once(String::new()).chain(names).collect()
}

/// The long options that the help of a subcommand names at the start of a line.
fn options(subcommand: &str) -> BTreeSet<String> {
    let args = [subcommand, "--help"];
    let help = printed(if subcommand.is_empty() {
        &args[1..]
    } else {
        &args
    });
    let lines = help
        .lines()
        .map(str::trim_start)
        .filter(|line| line.starts_with('-'));
    let words = lines.flat_map(|line| line.split([' ', ',', '=']).take(4));
    let long = words.filter(|word| word.starts_with("--") && word.len() > 2);
    let long: BTreeSet<String> = long.map(String::from).collect();
    assert!(long.contains("--help"), "{help}");
    long
}

/// Whether a program is here.
fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

#[test]
fn each_shell_parses_its_script_which_has_every_subcommand_and_option() {
    let folder = Folder::new();
    for (shell, check) in [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")] {
        let script = printed(&["completions", shell]);
        for subcommand in subcommands() {
            assert!(script.contains(&subcommand), "{shell}: {subcommand}");
            for option in options(&subcommand) {
                let name = if shell == "fish" {
                    &option[2..]
                } else {
                    &option
                };
                assert!(script.contains(name), "{shell}: {subcommand} {option}");
            }
        }
        let path = folder.path().join(shell);
        fs::write(&path, script).unwrap();
        if has(shell) {
            let output = Command::new(shell).arg(check).arg(&path).output().unwrap();
            let errors = String::from_utf8(output.stderr).unwrap();
            assert!(
                output.status.success() && errors.is_empty(),
                "{shell}: {errors}"
            );
        }
    }
}

#[test]
fn bash_completes_subcommands_options_and_their_values() {
    if !has("bash") {
        return;
    }
    let folder = Folder::new();
    fs::write(
        folder.path().join("script"),
        printed(&["completions", "bash"]),
    )
    .unwrap();
    let completed = |words: &[&str]| {
        let typed = format!(
            "COMP_WORDS=({}); COMP_CWORD={}",
            words.join(" "),
            words.len() - 1
        );
        let last = words[words.len() - 1];
        let before = words[words.len() - 2];
        let call = format!(
            "source ./script; {typed}; name=$(complete -p attn-tui); name=${{name#*-F }}; ${{name%% *}} attn-tui '{last}' '{before}'; echo \"${{COMPREPLY[@]}}\""
        );
        let mut bash = Command::new("bash");
        let output = bash
            .args(["--norc", "-c", &call])
            .current_dir(folder.path())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(completed(&["attn-tui", "exa"]), "examples\n");
    assert_eq!(completed(&["attn-tui", "print", "--dig"]), "--digits\n");
    assert_eq!(completed(&["attn-tui", "completions", "z"]), "zsh\n");
}

#[test]
fn an_unknown_shell_is_refused_and_help_says_where_to_install() {
    let output = Call::new(&["completions", "tcsh"])
        .command()
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    for (subcommand, paths) in [
        (
            "completions",
            &[
                "~/.local/share/bash-completion/completions/attn-tui",
                "_attn-tui",
                "~/.config/fish/completions/attn-tui.fish",
            ][..],
        ),
        (
            "man",
            &[
                "attn-tui man | man -l -",
                "~/.local/share/man/man1/attn-tui.1",
            ],
        ),
    ] {
        let help = printed(&[subcommand, "--help"]);
        for path in paths {
            assert!(help.contains(path), "{help}");
        }
    }
}

#[test]
fn the_manual_page_has_every_subcommand_and_option() {
    let page = printed(&["man"]);
    assert!(page.contains("\n.TH attn-tui 1 "), "{page}");
    let plain = page
        .replace("\\-", "-")
        .replace("\\fB", "")
        .replace("\\fR", "")
        .replace("\\fI", "");
    let sections: Vec<&str> = plain.split("\n.SH ").collect();
    for subcommand in subcommands() {
        let section = if subcommand.is_empty() {
            sections
                .iter()
                .find(|section| section.starts_with("OPTIONS"))
        } else {
            let heading = format!("\"ATTN-TUI {}\"", subcommand.to_uppercase());
            sections
                .iter()
                .find(|section| section.starts_with(&heading))
        };
        let section = section.unwrap_or_else(|| panic!("{subcommand} has no section\n{plain}"));
        for option in options(&subcommand) {
            assert!(
                section.contains(&option),
                "{subcommand}: {option}\n{section}"
            );
        }
    }
    // Each part would begin with it.
    assert_eq!(page.matches(".ds Aq '").count(), 1);
    for heading in ["NAME", "SYNOPSIS", "DESCRIPTION", "\"EXIT STATUS\""] {
        assert!(
            sections.iter().any(|section| section.starts_with(heading)),
            "{heading}"
        );
    }
    if has("groff") {
        let folder = Folder::new();
        let path = folder.path().join("attn-tui.1");
        fs::write(&path, page).unwrap();
        let mut groff = Command::new("groff");
        let output = groff
            .args(["-k", "-man", "-ww", "-Tutf8", "-z"])
            .arg(&path)
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    }
}
