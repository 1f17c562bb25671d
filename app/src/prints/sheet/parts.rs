//! The table of the units one step below (or of all tribunals): sorted, searched and paged by words of the URL, so
//! that it works without JavaScript and can be sent as a link.

use super::{super::pager, Seen};
use crate::{
    address::Address,
    api::overview::Part,
    components::{
        downloads::TableMenu,
        format::{JudgementBadge, NONE, StatusBadge, amount, measure_word, value_or_none},
        states::TableScroll,
    },
    domain::{
        units::Level,
        values::{Judgement, Status},
    },
    i18n::{Locale, t, t_data},
};
use leptos::prelude::*;
use std::{cmp::Ordering, collections::HashMap};

/// Rows on a page.
const ROWS: usize = 25;

/// How the table is looked at, from the URL.
#[derive(Debug, Clone, PartialEq, Default)]
struct Look {
    sort: String,
    find: String,
    page: usize,
    tribunals: bool,
}

impl Look {
    fn of(here: &Address) -> Self {
        Self {
            sort: here.get("sort").to_owned(),
            find: here.get("find").trim().to_lowercase(),
            page: here.get("page").parse().unwrap_or(1).max(1),
            tribunals: here.get("rows") == "tribunals",
        }
    }
}

fn matches(part: &Part, find: &str) -> bool {
    find.is_empty()
        || part.row.name.to_lowercase().contains(find)
        || part.row.name_en.to_lowercase().contains(find)
        || part.row.unit.to_lowercase().contains(find)
}

/// Sorts by a column, `-` before it turns round; rows without the number come last either way. Without a column: by
/// rank where units may be ranked, else by code.
fn sort(parts: &mut [Part], column: &str, usual: &str, locale: Locale) {
    let column = if column.is_empty() { usual } else { column };
    let (column, turned) = column.strip_prefix('-').map_or((column, false), |column| (column, true));
    let by_number = |of: fn(&Part) -> Option<f64>| {
        move |a: &Part, b: &Part| match (of(a), of(b)) {
            (Some(a), Some(b)) => {
                if turned {
                    b.total_cmp(&a)
                } else {
                    a.total_cmp(&b)
                }
            }
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    };
    let turn = |order: Ordering| if turned { order.reverse() } else { order };
    match column {
        "value" => parts.sort_by(by_number(|part| part.row.value)),
        "numerator" => parts.sort_by(by_number(|part| part.row.numerator)),
        "denominator" => parts.sort_by(by_number(|part| part.row.denominator)),
        "caseload" => parts.sort_by(by_number(|part| part.caseload)),
        "median" => parts.sort_by(by_number(|part| part.peer_median)),
        "status" => parts.sort_by(|a, b| turn(a.row.status.cmp(&b.row.status))),
        "name" => parts.sort_by(|a, b| {
            turn(locale.pick(&a.row.name, &a.row.name_en).cmp(locale.pick(&b.row.name, &b.row.name_en)))
        }),
        _ => parts.sort_by(|a, b| turn(a.row.unit.cmp(&b.row.unit))),
    }
}

/// Ranks by value, best first; equal values share a rank. Small numbers and incomplete values have none.
fn ranks(parts: &[Part], direction: &str) -> HashMap<String, usize> {
    if direction == "neutral" {
        return HashMap::new();
    }
    let mut ranked: Vec<(&str, f64)> = parts
        .iter()
        .filter(|part| part.row.status == Status::Ok)
        .filter_map(|part| part.row.value.map(|value| (part.row.unit.as_str(), value)))
        .collect();
    ranked.sort_by(|a, b| if direction == "up" { b.1.total_cmp(&a.1) } else { a.1.total_cmp(&b.1) });
    let mut ranks = HashMap::with_capacity(ranked.len());
    let mut last = (f64::NAN, 0);
    for (n, (unit, value)) in ranked.into_iter().enumerate() {
        if value != last.0 {
            last = (value, n + 1);
        }
        ranks.insert(unit.to_owned(), last.1);
    }
    ranks
}

/// The rows that the address asks for, and of which level they are.
fn all<'a>(seen: &Seen<'a>, look: &Look) -> (&'a [Part], Option<Level>) {
    let answer = seen.answer;
    if look.tribunals && !answer.tribunals.is_empty() {
        (&answer.tribunals, Some(Level::Tribunal))
    } else {
        (&answer.parts, answer.level_below)
    }
}

/// Title, choice of rows, search and downloads. Apart from the rows, which move while somebody may be typing here.
pub(super) fn head(seen: &Seen) -> AnyView {
    let (locale, answer, here) = (seen.locale(), seen.answer, &seen.order.here);
    let look = Look::of(here);
    let (_, level) = all(seen, &look);
    let values = Address::new("/api/v1/values")
        .with("indicator", &answer.indicator.id)
        .with("unit", &answer.unit.code)
        .with("level", level.map_or("", Level::as_str))
        .with("from", &answer.from)
        .with("to", &answer.to)
        .with("by", "total")
        .with("edition", &answer.edition.id)
        .with("group", here.get("group"))
        .with("q", &look.find);
    let choice = (!answer.tribunals.is_empty()).then(|| {
        let next = here.clone().without("rows").without("page");
        let all = here.clone().with("rows", "tribunals").without("page");
        view! {
            <a class="button small" data-noscroll href=next.to_string() aria-current=(!look.tribunals).then_some("true")>
                {t(locale, "parts.next_level")}
            </a>
            <a class="button small" data-noscroll href=all.to_string() aria-current=look.tribunals.then_some("true")>
                {t(locale, "parts.all_tribunals")}
            </a>
        }
    });
    let hidden = here.pairs().iter().filter(|(key, _)| key != "find" && key != "page");
    let hidden = hidden
        .map(|(key, value)| view! { <input type="hidden" name=key.clone() value=value.clone()/> }.into_any())
        .collect_view();
    view! {
        <header>
            <h2 id="parts-title">{level.map(|level| t_data(locale, "level", level.as_str()))}</h2>
            <div class="row">
                {choice}
                <form method="get" action=here.path().to_owned() class="row" role="search" data-noscroll>
                    {hidden}
                    <input
                        type="search"
                        name="find"
                        maxlength="80"
                        aria-label=t(locale, "parts.find")
                        placeholder=t(locale, "parts.find")
                        value=look.find.clone()
                    />
                    <button class="button small" type="submit">{t(locale, "search.go")}</button>
                </form>
                <TableMenu values/>
            </div>
        </header>
    }
    .into_any()
}

/// The rows.
pub(super) fn table(seen: &Seen) -> AnyView {
    let (locale, answer, here) = (seen.locale(), seen.answer, &seen.order.here);
    let (indicator, look) = (&answer.indicator, Look::of(here));
    let (all, _) = all(seen, &look);
    let ranks = if answer.ranking { ranks(all, &indicator.direction) } else { HashMap::new() };
    let usual = match (answer.ranking, indicator.direction.as_str()) {
        (true, "up") => "-value",
        (true, "down") => "value",
        _ => "code",
    };
    let mut found: Vec<Part> = all.iter().filter(|part| matches(part, &look.find)).cloned().collect();
    sort(&mut found, &look.sort, usual, locale);
    let total = found.len();
    let page = look.page.min(total.div_ceil(ROWS).max(1));
    let rows = found.iter().skip((page - 1) * ROWS).take(ROWS);
    let rows = rows.map(|part| row(seen, part, &ranks)).collect_view();
    let word = measure_word(locale, &indicator.measure);
    let name = seen.indicator();
    let value = if word.is_empty() { name.to_owned() } else { format!("{name} ({word})") };
    let none = (total == 0).then(|| view! { <p class="muted">{t(locale, "state.empty_text")}</p> });
    let columns = [
        ("name", false, t(locale, "column.name")),
        ("value", true, value.as_str()),
        ("numerator", true, t(locale, "column.numerator")),
        ("denominator", true, t(locale, "column.denominator")),
        ("median", true, t(locale, "column.median")),
        ("caseload", true, t(locale, "column.caseload")),
        ("status", false, t(locale, "column.status")),
    ];
    let heads = columns.map(|(column, numeric, words)| column_head(here, &look.sort, column, numeric, words));
    let pages = pager(locale, here, "page", page as u32, ROWS as u32, total as u32);
    let rank = answer.ranking.then(|| view! { <th scope="col" class="num">{t(locale, "column.rank")}</th> });
    view! {
        <TableScroll label=t(locale, "parts.label")>
            <table>
                <caption class="sr-only">{value.clone()}</caption>
                <thead>
                    <tr>
                        {rank}
                        {heads.into_iter().collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableScroll>
        {none}
        {pages}
    }
    .into_any()
}

fn row(seen: &Seen, part: &Part, ranks: &HashMap<String, usize>) -> AnyView {
    let (locale, row) = (seen.locale(), &part.row);
    let measure = &seen.answer.indicator.measure;
    let class = match row.judgement {
        Some(Judgement::Worse) => "num worse",
        Some(Judgement::Better) => "num better",
        _ => "num",
    };
    let amounts = |number: Option<f64>| number.map_or_else(|| NONE.to_owned(), amount);
    let rank = seen.answer.ranking.then(|| {
        let rank = ranks.get(&row.unit).map_or_else(|| NONE.to_owned(), ToString::to_string);
        view! { <td class="num">{rank}</td> }
    });
    view! {
        <tr>
            {rank}
            <th scope="row">
                <a href=seen.link(&row.unit)>{locale.pick(&row.name, &row.name_en).to_owned()}</a>
            </th>
            <td class=class>
                <a class="explain" href=seen.explain(&row.unit, &row.indicator).to_string()>{value_or_none(measure, row.value)}</a>
            </td>
            <td class="num">{amounts(row.numerator)}</td>
            <td class="num">{amounts(row.denominator)}</td>
            <td class="num">{value_or_none(measure, part.peer_median)}</td>
            <td class="num">{amounts(part.caseload)}</td>
            <td>
                <span class="row">
                    {row.judgement.map(|judgement| view! { <JudgementBadge judgement/> }.into_any())}
                    <StatusBadge status=row.status/>
                </span>
            </td>
        </tr>
    }
    .into_any()
}

/// The head of a column: a link that sorts by it, and round on the second click.
fn column_head(here: &Address, sort: &str, column: &'static str, numeric: bool, words: &str) -> AnyView {
    let now = match sort.strip_prefix('-') {
        Some(name) if name == column => Some("descending"),
        None if sort == column => Some("ascending"),
        _ => None,
    };
    // Numbers are first wanted from the top.
    let next = match (now, numeric) {
        (Some("descending"), _) | (None, false) => column.to_owned(),
        (Some(_), _) | (None, true) => format!("-{column}"),
    };
    let sign = match now {
        Some("ascending") => " ↑",
        Some(_) => " ↓",
        None => "",
    };
    let href = here.clone().with("sort", &next).without("page").to_string();
    view! {
        <th scope="col" class=if numeric { "num" } else { "" } aria-sort=now>
            <a href=href data-noscroll rel="nofollow">{words.to_owned()} <span aria-hidden="true">{sign}</span></a>
        </th>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::values::ValueRow;

    fn part(unit: &str, value: Option<f64>, status: Status) -> Part {
        Part {
            parent: "0".into(),
            row: ValueRow {
                unit: unit.into(),
                name: format!("单位{unit}"),
                name_en: format!("Unit {unit}"),
                level: Level::Tribunal,
                period: "2021".into(),
                indicator: "closing_rate".into(),
                value,
                numerator: value,
                denominator: None,
                status,
                judgement: None,
                edition: "2021".into(),
            },
            caseload: None,
            groups: vec![],
            peer_median: None,
        }
    }

    #[test]
    fn small_numbers_are_never_ranked_and_equals_share_a_rank() {
        let parts = [
            part("a", Some(0.9), Status::Ok),
            part("b", Some(1.0), Status::SmallNumber),
            part("c", Some(0.95), Status::Ok),
            part("d", Some(0.9), Status::Ok),
            part("e", None, Status::Late),
            part("f", Some(0.1), Status::Ok),
        ];
        let ranks = ranks(&parts, "up");
        assert_eq!((ranks["c"], ranks["a"], ranks["d"], ranks["f"]), (1, 2, 2, 4));
        assert!(!ranks.contains_key("b") && !ranks.contains_key("e"));
        assert!(super::ranks(&parts, "neutral").is_empty());
    }

    #[test]
    fn rows_without_a_value_come_last_either_way() {
        let mut parts = [
            part("a", None, Status::NoData),
            part("b", Some(0.2), Status::Ok),
            part("c", Some(0.1), Status::Ok),
        ];
        let order = |parts: &[Part]| parts.iter().map(|part| part.row.unit.clone()).collect::<String>();
        sort(&mut parts, "value", "code", Locale::En);
        assert_eq!(order(&parts), "cba");
        sort(&mut parts, "-value", "code", Locale::En);
        assert_eq!(order(&parts), "bca");
        sort(&mut parts, "", "code", Locale::En);
        assert_eq!(order(&parts), "abc");
    }

    #[test]
    fn a_unit_is_found_by_either_name_and_code() {
        let part = part("3601", None, Status::Ok);
        assert!(["unit", "单位", "36", ""].into_iter().all(|find| matches(&part, find)));
        assert!(!matches(&part, "x"));
    }
}
