//! `attn-tui man`: one manual page of the program and all its subcommands.

use std::io::{self, Write};

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::{Cli, output};

pub(super) const HELP: &str = "\
Examples:
  attn-tui man | man -l -
  attn-tui man > ~/.local/share/man/man1/attn-tui.1";

const EXIT_STATUS: [(&str, &str); 3] = [
    ("0", "Done."),
    ("1", "`check` found numbers that are not right."),
    (
        "2",
        "Invalid input or usage; one message, and nothing is written.",
    ),
];

pub(super) fn run() -> Result<(), String> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let mut page = Vec::new();
    // Memory can be written to.
    write(&mut page, &command).map_err(|error| error.to_string())?;
    let page = tidy(&String::from_utf8_lossy(&page));
    output(|out| out.write_all(page.as_bytes()))
}

/// The page with each list of values as one paragraph, and with what every part begins with only once.
fn tidy(page: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = page.lines();
    while let Some(line) = rest.next() {
        match line {
            ".ie \\n(.g .ds Aq \\(aq" | ".el .ds Aq '" if lines.len() >= 2 => {}
            ".RS 14" => {
                let items = rest.by_ref().take_while(|line| *line != ".RE");
                let values = items.filter(|line| !line.starts_with(".IP "));
                lines.push(values.collect::<Vec<_>>().join(", "));
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n") + "\n"
}

fn write(out: &mut Vec<u8>, command: &Command) -> io::Result<()> {
    let man = Man::new(command.clone());
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    for command in command.get_subcommands() {
        subcommand(out, command)?;
    }
    let mut roff = Roff::new();
    roff.control("SH", ["EXIT STATUS"]);
    for (status, meaning) in EXIT_STATUS {
        roff.control("TP", []);
        roff.text([roman(status)]);
        roff.text([roman(meaning)]);
    }
    roff.to_writer(out)
}

/// A section with the usage, the purpose, the options and the examples of a subcommand.
fn subcommand(out: &mut Vec<u8>, command: &Command) -> io::Result<()> {
    let man = Man::new(command.clone());
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let mut heading = Roff::new();
    heading.control("SH", [name.to_uppercase().as_str()]);
    heading.to_writer(out)?;
    let mut parts = Vec::new();
    man.render_synopsis_section(&mut parts)?;
    man.render_description_section(&mut parts)?;
    if command.get_arguments().next().is_some() {
        man.render_options_section(&mut parts)?;
    }
    // Its parts are paragraphs of this section.
    for line in String::from_utf8_lossy(&parts).lines() {
        let line = if line.starts_with(".SH ") {
            ".PP"
        } else {
            line
        };
        writeln!(out, "{line}")?;
    }
    if let Some(help) = command.get_after_long_help().or(command.get_after_help()) {
        let mut examples = Roff::new();
        examples.control("PP", []);
        examples.control("nf", []);
        for line in help.to_string().lines() {
            examples.text([roman(line)]);
        }
        examples.control("fi", []);
        examples.to_writer(out)?;
    }
    Ok(())
}
