//! Tribunals of Jiangxi, January 2017 to November 2021: 485,000 received, 483,000 closed. How they spread over tribunals and
//! months is not printed: the table here spreads them evenly, and the platform adds up to the last case.

use super::{below, desks, profile};

const RECEIVED: u32 = 485_000;
const CLOSED: u32 = 483_000;
const TRIBUNALS: u32 = 13;
const MONTHS: u32 = 59;

/// The share of one of many, so that all shares together are the whole.
fn share(whole: u32, place: u32) -> u32 {
    let parts = TRIBUNALS * MONTHS;
    whole / parts + u32::from(place < whole % parts)
}

#[tokio::test]
async fn five_years_of_a_province_add_up() {
    for desk in desks().await {
        let mut table = "unit,month,received,closed\n".to_owned();
        for place in 0..TRIBUNALS * MONTHS {
            let (tribunal, month) = (place / MONTHS, place % MONTHS);
            let (year, month) = (2017 + month / 12, month % 12 + 1);
            let (received, closed) = (share(RECEIVED, place), share(CLOSED, place));
            table += &format!("T{tribunal:02},{year}-{month:02},{received},{closed}\n");
        }
        desk.import(&profile(&below("tribunal"), 1, &["received", "closed"]), &table).await;
        let span = ("2017-01", "2021-11");
        assert_eq!(desk.value("P", "received", span).await, f64::from(RECEIVED));
        assert_eq!(desk.value("P", "closed", span).await, f64::from(CLOSED));
        assert_eq!(desk.percent("P", "clearance_rate", span).await, "99.59");
        let years = desk.rows("P", "received", span, "&by=year").await;
        assert_eq!(years.len(), 5);
        let sum: f64 = years.iter().map(|row| row["value"].as_f64().unwrap()).sum();
        assert_eq!(sum, f64::from(RECEIVED));
    }
}
