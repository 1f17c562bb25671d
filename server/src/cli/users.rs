//! `jiceng user`: people, their roles and passwords. A password never stands on the command line.

use super::{
    OutputArgs,
    context::{Context, End, Outcome, Stop},
    output::{self, Columns, Format},
};
use app::{
    api::{
        ListQuery,
        users::{GrantOrder, UserEdit, UserOrder, UserRow, Users},
    },
    domain::permissions::Role,
};
use clap::{Args, Subcommand};
use std::io::{BufRead, IsTerminal};

/// Arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  jiceng user add wang --display-name 王法官 --role tribunal_head@360103T01
  printf '%s' \"$PASSWORD\" | jiceng user add root --role administrator@36 --password-stdin
  jiceng user roles wang --role court_manager@360103
  jiceng user list --output json")]
pub(super) struct UserArgs {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Create a person
    Add {
        /// Name to sign in with: 2 to 40 of a-z, 0-9, `.`, `_`, `-`
        name: String,
        /// Name to be shown; without it the name to sign in with
        #[arg(long, value_name = "NAME")]
        display_name: Option<String>,
        #[command(flatten)]
        roles: RoleArgs,
        #[command(flatten)]
        password: PasswordArgs,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// List people
    List {
        /// Looked for in names
        #[arg(long, default_value = "", value_name = "TEXT")]
        search: String,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Give other roles instead of all that were
    Roles {
        /// Name to sign in with
        name: String,
        #[command(flatten)]
        roles: RoleArgs,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Give another password; every session of the person ends
    Password {
        /// Name to sign in with
        name: String,
        #[command(flatten)]
        password: PasswordArgs,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Say where notices go by mail
    Email {
        /// Name to sign in with
        name: String,
        /// The address; empty for nowhere
        email: String,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Forbid signing in; every session of the person ends
    Disable {
        /// Name to sign in with
        name: String,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Allow signing in again
    Enable {
        /// Name to sign in with
        name: String,
        #[command(flatten)]
        output: OutputArgs,
    },
}

#[derive(Args)]
struct RoleArgs {
    /// A role at a unit and for all below it; can be given several times. Roles: provincial_supervisor,
    /// city_supervisor, court_manager, tribunal_head, reviewer, post_judge, administrator
    #[arg(long = "role", value_name = "ROLE@UNIT", required = true, value_parser = grant)]
    roles: Vec<GrantOrder>,
}

#[derive(Args)]
struct PasswordArgs {
    /// Read the password from the first line of standard input instead of asking
    #[arg(long)]
    password_stdin: bool,
}

fn grant(text: &str) -> Result<GrantOrder, String> {
    let (role, unit) = text.split_once('@').ok_or("write ROLE@UNIT, such as tribunal_head@360103T01")?;
    let role: Role = role.parse()?;
    if !Role::PEOPLE.contains(&role) {
        return Err(format!("`{role}` is not for people; see `jiceng token`"));
    }
    Ok(GrantOrder { role, unit: unit.to_owned() })
}

impl PasswordArgs {
    fn read(&self) -> Result<String, Stop> {
        let refuse = |error: std::io::Error| Stop::Refused(format!("no password: {error}"));
        if self.password_stdin {
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line).map_err(refuse)?;
            return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
        }
        if !std::io::stdin().is_terminal() {
            return Err(Stop::Refused("there is no terminal to ask at; use --password-stdin".to_owned()));
        }
        let first = rpassword::prompt_password("Password: ").map_err(refuse)?;
        let second = rpassword::prompt_password("Again: ").map_err(refuse)?;
        if first == second { Ok(first) } else { Err(Stop::Refused("the passwords differ".to_owned())) }
    }
}

fn show(format: Format, rows: &[UserRow]) -> Outcome {
    let columns =
        Columns { table: &["name", "display_name", "active", "grants", "email", "created_at"], csv: &[] };
    output::rows(format, &columns, rows)?;
    Ok(End::Done)
}

/// Lists or changes.
pub(super) async fn run(context: &Context, args: &UserArgs) -> Outcome {
    let (platform, actor) = (&context.platform, &context.actor);
    let (name, edit, output) = match &args.command {
        UserCommand::Add { name, display_name, roles, password, output } => {
            let order = UserOrder {
                name: name.clone(),
                display_name: display_name.clone().unwrap_or_else(|| name.clone()),
                password: password.read()?,
                grants: roles.roles.clone(),
            };
            return show(output.output, &[platform.create_user(actor, &order).await?]);
        }
        UserCommand::List { search, output } => {
            let mut query = ListQuery { search: search.clone(), limit: 1000, ..ListQuery::default() };
            let mut rows = Vec::new();
            loop {
                let page = platform.list_users(actor, &query).await?;
                query.offset += query.limit;
                rows.extend(page.rows);
                if query.offset >= page.total {
                    return show(output.output, &rows);
                }
            }
        }
        UserCommand::Roles { name, roles, output } => {
            (name, UserEdit::Roles { grants: roles.roles.clone() }, output)
        }
        UserCommand::Password { name, password, output } => {
            (name, UserEdit::Password { password: password.read()? }, output)
        }
        UserCommand::Email { name, email, output } => {
            (name, UserEdit::Email { email: email.clone() }, output)
        }
        UserCommand::Disable { name, output } => (name, UserEdit::Active { active: false }, output),
        UserCommand::Enable { name, output } => (name, UserEdit::Active { active: true }, output),
    };
    show(output.output, &[platform.edit_user(actor, name, &edit).await?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_read_with_its_unit() {
        let read = grant("tribunal_head@360103T01").unwrap();
        assert_eq!((read.role, read.unit.as_str()), (Role::TribunalHead, "360103T01"));
        for wrong in ["tribunal_head", "king@36", "feeder@36", "guest@36"] {
            assert!(grant(wrong).is_err(), "{wrong}");
        }
    }
}
