//! Values as they are written, and why they are refused.

use std::{path::PathBuf, str::FromStr};

pub(super) fn parse<T: FromStr>(value: &str, wanted: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("`{value}` is not {wanted}"))
}

pub(super) fn whole(value: &str, least: u32, most: u32) -> Result<u32, String> {
    let number = value.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("`{value}` is not a whole number from {least} to {most}"))
}

pub(super) fn truth(value: &str) -> Result<bool, String> {
    match value {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(format!("`{value}` is neither true nor false")),
    }
}

pub(super) fn one_of(value: &str, words: &[&str]) -> Result<String, String> {
    if words.contains(&value) {
        Ok(value.to_owned())
    } else {
        Err(format!("`{value}` is none of {}", words.join(", ")))
    }
}

pub(super) fn existing(value: &str, folder: bool) -> Result<PathBuf, String> {
    let path = PathBuf::from(value);
    let found = if folder { path.is_dir() } else { path.is_file() };
    let kind = if folder { "folder" } else { "file" };
    if found { Ok(path) } else { Err(format!("there is no {kind} `{value}` that can be read")) }
}
