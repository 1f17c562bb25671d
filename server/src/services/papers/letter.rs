//! Bulletins and reminder letters on paper.

use crate::{
    fonts::Fonts,
    paper::{Ink, Paper, PaperError, Running, Style},
    platform::Platform,
};
use app::{
    api::Failure,
    domain::bulletins::BulletinKind,
    i18n::{Locale, t, t_data, t_with},
};

/// What is set.
#[derive(Debug, Clone)]
pub(in crate::services) struct Letter {
    pub kind: BulletinKind,
    pub title: String,
    /// Year and number; empty for a draft.
    pub number: String,
    pub issuer: String,
    pub addressees: Vec<String>,
    pub body: String,
    /// Day of publishing.
    pub day: Option<String>,
}

impl Platform {
    /// A bulletin as PDF. One that is not published says so.
    pub(in crate::services) async fn letter_paper(
        &self,
        letter: Letter,
        locale: Locale,
    ) -> Result<Vec<u8>, Failure> {
        let simulated = self.settings().await?.simulated;
        let fonts = self.fonts().await?;
        let turn = self.turn().await?;
        let made = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            set(&fonts, &letter, simulated, locale)
        });
        Ok(made.await.map_err(|_| Failure::internal("paper"))??)
    }
}

fn set(fonts: &Fonts, letter: &Letter, simulated: bool, locale: Locale) -> Result<Vec<u8>, PaperError> {
    let mut paper = Paper::new(fonts)?;
    let kind = t_data(locale, "bulletins.kind", letter.kind.as_str());
    let number = match letter.number.as_str() {
        "" => t(locale, "bulletins.not_published").to_owned(),
        number => t_with(locale, "bulletins.numbered", &[("number", number)]),
    };
    let above = format!("{} · {kind} · {number}", letter.issuer);
    paper.text(Style::plain(9.5).in_ink(Ink::Grey), &above)?;
    paper.text(Style::bold(19.0), &letter.title)?;
    paper.rule(1.2, Ink::Grey);
    if simulated {
        paper.text(Style::bold(9.0).in_ink(Ink::Warn), t(locale, "app.simulated"))?;
    }
    let to = letter.addressees.join(t(locale, "bulletins.between_addressees"));
    paper.text(Style::plain(10.0), &t_with(locale, "bulletins.to", &[("units", &to)]))?;
    paper.space(8.0);
    for paragraph in letter.body.lines().filter(|line| !line.trim().is_empty()) {
        paper.text(Style::plain(11.0), paragraph.trim_end())?;
        paper.space(4.0);
    }
    paper.space(14.0);
    paper.text(Style::plain(11.0), &letter.issuer)?;
    if let Some(day) = &letter.day {
        paper.text(Style::plain(11.0), day)?;
    }
    let foot = if simulated { t(locale, "app.simulated") } else { letter.issuer.as_str() };
    let running = Running { title: letter.title.clone(), beside: number, foot: foot.to_owned(), locale };
    paper.finish(&running)
}
