//! Phoenix tribunal, case book no. 26: 998 filings in 2013, 475 in 2020; printed −52.4 %.

use super::{below, desks, profile};

#[tokio::test]
async fn filings_fell_as_printed() {
    for desk in desks().await {
        let table = "unit,month,received\nFH,2013-12,998\nFH,2020-12,475\n";
        desk.import(&profile(&below("tribunal"), 12, &["received"]), table).await;
        let before = desk.value("P-FH", "received", ("2013-01", "2013-12")).await;
        let now = desk.value("P-FH", "received", ("2020-01", "2020-12")).await;
        assert_eq!((before, now), (998.0, 475.0));
        assert_eq!(format!("{:.1}", (now - before) / before * 100.0), "-52.4");
        // Against the year before there is nothing to be said: 2019 is not known, and not zero.
        let growth = desk.rows("P-FH", "filing_growth", ("2020-01", "2020-12"), "").await.remove(0);
        assert!(growth["value"].is_null(), "{growth}");
    }
}
