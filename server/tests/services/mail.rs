//! Notices by mail, through a server that speaks SMTP.

use super::reports::{People, act, filled};
use crate::common::{Stage, open, operator, stages};
use app::{
    api::users::{GrantOrder, UserEdit, UserOrder, Users},
    domain::{permissions::Role, reports::Move},
};
use server::{mail::Mailer, platform::Policy};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

/// A mail server on a free port that keeps what it is given.
pub(super) async fn mail_server() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let kept = Arc::new(Mutex::new(Vec::new()));
    let letters = kept.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let letters = letters.clone();
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let mut lines = BufReader::new(read).lines();
                write.write_all(b"220 test ESMTP\r\n").await.unwrap();
                let (mut letter, mut in_data) = (String::new(), false);
                while let Ok(Some(line)) = lines.next_line().await {
                    if in_data && line != "." {
                        letter += &line;
                        letter.push('\n');
                        continue;
                    }
                    let answer: &[u8] = match line.split(' ').next().unwrap_or_default() {
                        "." => {
                            in_data = false;
                            letters.lock().unwrap().push(std::mem::take(&mut letter));
                            b"250 kept\r\n"
                        }
                        "EHLO" => b"250-test\r\n250 8BITMIME\r\n",
                        "DATA" => {
                            in_data = true;
                            b"354 go on\r\n"
                        }
                        "QUIT" => b"221 bye\r\n",
                        _ => b"250 ok\r\n",
                    };
                    write.write_all(answer).await.unwrap();
                }
            });
        }
    });
    (address, kept)
}

pub(super) async fn user(stage: &Stage, name: &str, role: Role, unit: &str, email: &str) {
    let order = UserOrder {
        name: name.into(),
        display_name: name.into(),
        password: "correct horse battery".into(),
        grants: vec![GrantOrder { role, unit: unit.into() }],
    };
    stage.platform.create_user(&operator(), &order).await.unwrap();
    let edit = UserEdit::Email { email: email.into() };
    let row = stage.platform.edit_user(&operator(), name, &edit).await.unwrap();
    assert_eq!(row.email, email);
}

/// The text of a letter, whatever its encoding: the address of the report is plain in all of them.
pub(super) fn holds(letter: &str, text: &str) -> bool {
    letter.replace("=\n", "").contains(text)
}

#[tokio::test]
async fn whoever_has_an_address_is_told_once_and_a_server_that_fails_is_tried_again() {
    for stage in stages().await {
        let people = People::of(&stage).await;
        user(&stage, "court.ac", Role::CourtManager, "AC", "court@ac.example").await;
        user(&stage, "court.bc", Role::CourtManager, "BC", "court@bc.example").await;
        user(&stage, "court.silent", Role::CourtManager, "AC", "").await;
        filled(&stage, &people.head).await;
        act(&stage, &people.head, Move::Submit, "").await.unwrap();

        // Nobody listens there.
        let away = Mailer::new("smtp://127.0.0.1:1", "Jiceng <jiceng@court.example>").unwrap();
        let round = stage.platform.send_mail(&away, None).await.unwrap();
        assert_eq!((round.sent, round.failed), (0, 1));

        let (server, letters) = mail_server().await;
        let mailer = Mailer::new(&server, "Jiceng <jiceng@court.example>").unwrap();
        let round = stage.platform.send_mail(&mailer, None).await.unwrap();
        assert_eq!((round.sent, round.failed), (0, 0), "not at once again");
        let later = stage.platform.now() + chrono::TimeDelta::minutes(6);
        stage.clock.set(later);
        let url = Some("https://court.example");
        let round = stage.platform.send_mail(&mailer, url).await.unwrap();
        assert_eq!((round.sent, round.failed), (1, 0));
        let letter = letters.lock().unwrap()[0].clone();
        assert!(letter.contains("To: court@ac.example"), "{letter}");
        assert!(letter.contains("From: Jiceng <jiceng@court.example>"), "{letter}");
        stage.clock.set(later + chrono::TimeDelta::hours(1));
        let round = stage.platform.send_mail(&mailer, url).await.unwrap();
        assert_eq!((round.sent, round.failed), (0, 0), "everybody has been told");

        // The next one, in plain letters because the language is English.
        act(&stage, &people.court, Move::Return, "see <register>").await.unwrap();
        user(&stage, "head.ac1", Role::TribunalHead, "AC1", "head@ac1.example").await;
        let policy = Policy { language: "en".into(), ..Policy::default() };
        let english = open(&stage.url, stage.folder(), stage.clock.clone(), policy).await;
        let round = english.send_mail(&mailer, url).await.unwrap();
        assert_eq!((round.sent, round.failed), (1, 0));
        let letter = letters.lock().unwrap().last().unwrap().clone();
        for text in
            ["A report was sent back", "see <register>", "https://court.example/reports/monthly/AC1/2026"]
        {
            assert!(holds(&letter, text), "{text} in {letter}");
        }
    }
}

#[tokio::test]
async fn what_is_no_address_is_refused_and_no_password_is_told() {
    for stage in stages().await {
        user(&stage, "li", Role::CourtManager, "AC", "").await;
        for bad in ["li", "li@", "a@b\r\nBcc: c@d.example", "<li@ac.example>"] {
            let edit = UserEdit::Email { email: bad.into() };
            let refused = stage.platform.edit_user(&operator(), "li", &edit).await.unwrap_err();
            assert_eq!(refused.reason, "bad_email", "{bad}");
        }
        let refused = Mailer::new("pop://user:secret@host", "Jiceng <a@b.example>").unwrap_err().to_string();
        assert!(!refused.contains("secret"), "{refused}");
    }
}
