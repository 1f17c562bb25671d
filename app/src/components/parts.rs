//! The table of the units one step below (or of all tribunals): sorted, searched and paged by words of the URL, so
//! that it works without JavaScript and can be sent as a link.

use super::{
    downloads::TableMenu,
    explain::explain_address,
    format::{JudgementBadge, NONE, StatusBadge, amount, measure_word, value, value_or_none},
    states::TableScroll,
    view::{unit_here, use_view},
};
use crate::{
    address::Address,
    api::overview::Part,
    domain::{
        units::Level,
        values::{Judgement, Status},
    },
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::components::Form;
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
    fn here() -> Self {
        let here = Address::here();
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

/// What the table holds after searching, sorting and paging.
#[derive(Debug, Clone, PartialEq, Default)]
struct Cut {
    rows: Vec<Part>,
    ranks: HashMap<String, usize>,
    first: usize,
    total: usize,
    pages: usize,
    page: usize,
}

/// The table.
#[component]
pub fn PartsTable() -> impl IntoView {
    let locale = use_locale();
    let view = use_view();
    let look = Memo::new(move |_| Look::here());
    let indicator = view.part(|shown| shown.answer.indicator.clone());
    let ranking = view.part(|shown| shown.answer.ranking);
    let level = Memo::new(move |_| {
        let tribunals = look.with(|look| look.tribunals);
        view.data.with(|shown| {
            if tribunals && !shown.answer.tribunals.is_empty() {
                Some(Level::Tribunal)
            } else {
                shown.answer.level_below
            }
        })
    });
    let cut = Memo::new(move |_| {
        let look = look.get();
        view.data.with(|shown| {
            let answer = &shown.answer;
            let all = if look.tribunals && !answer.tribunals.is_empty() {
                &answer.tribunals
            } else {
                &answer.parts
            };
            let ranks = if answer.ranking { ranks(all, &answer.indicator.direction) } else { HashMap::new() };
            let usual = match (answer.ranking, answer.indicator.direction.as_str()) {
                (true, "up") => "-value",
                (true, "down") => "value",
                _ => "code",
            };
            let mut rows: Vec<Part> = all.iter().filter(|part| matches(part, &look.find)).cloned().collect();
            sort(&mut rows, &look.sort, usual, locale);
            let total = rows.len();
            let pages = total.div_ceil(ROWS).max(1);
            let page = look.page.min(pages);
            let first = (page - 1) * ROWS;
            let rows = rows.into_iter().skip(first).take(ROWS).collect();
            Cut { rows, ranks, first, total, pages, page }
        })
    });
    let values = Signal::derive(move || {
        view.data.with(|shown| {
            let answer = &shown.answer;
            Address::new("/api/v1/values")
                .with("indicator", &answer.indicator.id)
                .with("unit", &answer.unit.code)
                .with("level", level.get().map_or("", Level::as_str))
                .with("from", &answer.from)
                .with("to", &answer.to)
                .with("by", "total")
                .with("edition", &answer.edition.id)
                .with("group", &view.query.with(|query| query.group.clone()))
                .with("q", &look.with(|look| look.find.clone()))
        })
    });
    let has_both = view.part(|shown| !shown.answer.tribunals.is_empty());
    let title = move || level.get().map(|level| t_data(locale, "level", level.as_str()));
    let rows = move || {
        let measure = indicator.with(|indicator| indicator.measure.clone());
        let ranked = ranking.get();
        cut.with(|cut| {
            cut.rows
                .iter()
                .map(|part| {
                    let row = part.row.clone();
                    let rank = cut.ranks.get(&row.unit).map_or_else(|| NONE.to_owned(), ToString::to_string);
                    let href = view.data.with(|shown| explain_address(&shown.explain(&row.unit, &row.indicator)));
                    let class = match row.judgement {
                        Some(Judgement::Worse) => "num worse",
                        Some(Judgement::Better) => "num better",
                        _ => "num",
                    };
                    let text = value_or_none(&measure, row.value);
                    view! {
                        <tr>
                            {ranked.then(|| view! { <td class="num">{rank}</td> }.into_any())}
                            <th scope="row">
                                <a href=unit_here(&row.unit).to_string()>{locale.pick(&row.name, &part.row.name_en).to_owned()}</a>
                            </th>
                            <td class=class>
                                <a class="explain" href=href>{text}</a>
                            </td>
                            <td class="num">{row.numerator.map_or_else(|| NONE.to_owned(), amount)}</td>
                            <td class="num">{row.denominator.map_or_else(|| NONE.to_owned(), amount)}</td>
                            <td class="num">{part.peer_median.map_or_else(|| NONE.to_owned(), |median| value(&measure, median))}</td>
                            <td class="num">{part.caseload.map_or_else(|| NONE.to_owned(), amount)}</td>
                            <td>
                                <span class="row">
                                    {row.judgement.map(|judgement| view! { <JudgementBadge judgement/> }.into_any())}
                                    <StatusBadge status=row.status/>
                                </span>
                            </td>
                        </tr>
                    }.into_any()
                })
                .collect_view().into_any()
        })
    };
    let value_head = move || {
        indicator.with(|indicator| {
            let word = measure_word(locale, &indicator.measure);
            let name = locale.pick(&indicator.zh, &indicator.en);
            if word.is_empty() { name.to_owned() } else { format!("{name} ({word})") }
        })
    };
    let hidden = move || {
        let here = Address::here().without("find").without("page");
        here.pairs()
            .iter()
            .map(|(key, value)| {
                view! { <input type="hidden" name=key.clone() value=value.clone()/> }.into_any()
            })
            .collect_view()
            .into_any()
    };
    let action = move || Address::here().path().to_owned();

    view! {
        <section class="panel parts" id="parts" aria-labelledby="parts-title">
            <header>
                <h2 id="parts-title">{title}</h2>
                <div class="row">
                    {move || {
                        has_both
                            .get()
                            .then(|| {
                                let next = Address::here().without("rows").without("page");
                                let all = Address::here().with("rows", "tribunals").without("page");
                                let now = look.with(|look| look.tribunals);
                                view! {
                                    <a class="button small" data-noscroll href=next.to_string() aria-current=(!now).then_some("true")>
                                        {t(locale, "parts.next_level")}
                                    </a>
                                    <a class="button small" data-noscroll href=all.to_string() aria-current=now.then_some("true")>
                                        {t(locale, "parts.all_tribunals")}
                                    </a>
                                }.into_any()
                            })
                    }}
                    <Form method="GET" action attr:class="row" attr:role="search" noscroll=true>
                        {hidden}
                        <input
                            type="search"
                            name="find"
                            maxlength="80"
                            aria-label=t(locale, "parts.find")
                            placeholder=t(locale, "parts.find")
                            value=move || look.with(|look| look.find.clone())
                        />
                        <button class="button small" type="submit">{t(locale, "search.go")}</button>
                    </Form>
                    <TableMenu values/>
                </div>
            </header>
            <TableScroll label=t(locale, "parts.label")>
                <table>
                    <caption class="sr-only">{value_head}</caption>
                    <thead>
                        <tr>
                            {move || ranking.get().then(|| view! { <th scope="col" class="num">{t(locale, "column.rank")}</th> }.into_any())}
                            <Head look column="name" numeric=false>{t(locale, "column.name")}</Head>
                            <Head look column="value" numeric=true>{value_head}</Head>
                            <Head look column="numerator" numeric=true>{t(locale, "column.numerator")}</Head>
                            <Head look column="denominator" numeric=true>{t(locale, "column.denominator")}</Head>
                            <Head look column="median" numeric=true>{t(locale, "column.median")}</Head>
                            <Head look column="caseload" numeric=true>{t(locale, "column.caseload")}</Head>
                            <Head look column="status" numeric=false>{t(locale, "column.status")}</Head>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableScroll>
            {move || (cut.with(|cut| cut.total) == 0).then(|| view! { <p class="muted">{t(locale, "state.empty_text")}</p> }.into_any())}
            <Pager cut/>
        </section>
    }
    .into_any()
}

/// The head of a column: a link that sorts by it, and round on the second click.
#[component]
fn Head(look: Memo<Look>, column: &'static str, numeric: bool, children: Children) -> impl IntoView {
    let now = move || {
        look.with(|look| match look.sort.strip_prefix('-') {
            Some(name) if name == column => Some("descending"),
            None if look.sort == column => Some("ascending"),
            _ => None,
        })
    };
    // Numbers are first wanted from the top.
    let href = move || {
        let next = match (now(), numeric) {
            (Some("descending"), _) | (None, false) => column.to_owned(),
            (Some(_), _) | (None, true) => format!("-{column}"),
        };
        Address::here().with("sort", &next).without("page").to_string()
    };
    view! {
        <th scope="col" class=if numeric { "num" } else { "" } aria-sort=now>
            <a href=href data-noscroll rel="nofollow">
                {children()}
                <span aria-hidden="true">
                    {move || match now() {
                        Some("ascending") => " ↑",
                        Some(_) => " ↓",
                        None => "",
                    }}
                </span>
            </a>
        </th>
    }
    .into_any()
}

#[component]
fn Pager(cut: Memo<Cut>) -> impl IntoView {
    let locale = use_locale();
    move || {
        let (first, shown, total, page, pages) =
            cut.with(|cut| (cut.first, cut.rows.len(), cut.total, cut.page, cut.pages));
        (pages > 1).then(|| {
            let to = |page: usize| Address::here().with("page", &page.to_string()).to_string();
            let [from, last, all] = [first + 1, first + shown, total].map(|n| n.to_string());
            let range = t_with(locale, "list.range", &[("first", &from), ("last", &last), ("total", &all)]);
            view! {
                <nav class="pager" aria-label=t(locale, "list.pages")>
                    {(page > 1).then(|| view! { <a class="button small" data-noscroll href=to(page - 1)>{t(locale, "list.previous")}</a> }.into_any())}
                    <span>{range}</span>
                    {(page < pages).then(|| view! { <a class="button small" data-noscroll href=to(page + 1)>{t(locale, "list.next")}</a> }.into_any())}
                </nav>
            }.into_any()
        })
    }
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
