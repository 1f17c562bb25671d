//! Important points of a tribunal, the devices that watch them, and what devices say.

pub mod messages;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An enum whose variants are words in the database and on the wire.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every one, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the database and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// Reads the word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What a point is.
    PointKind {
        /// 审判法庭
        Courtroom = "courtroom",
        /// 安检处
        SecurityCheck = "security_check",
        /// 大门
        Gate = "gate",
        /// 诉讼服务大厅
        Hall = "hall",
        /// 值班室
        DutyRoom = "duty_room",
        /// 档案室
        Archive = "archive",
        /// 调解室
        MediationRoom = "mediation_room",
    }
}

words! {
    /// What a device is.
    DeviceKind {
        /// 摄像机
        Camera = "camera",
        /// X 光机
        XRay = "x_ray",
        /// 安检门
        Gate = "gate",
        /// 手持金属探测器
        HandDetector = "hand_detector",
        /// 一键报警
        AlarmButton = "alarm_button",
        /// 网络设备
        Network = "network",
        /// 录像机
        Recorder = "recorder",
    }
}

words! {
    /// How a device is.
    DeviceState {
        /// It works.
        Online = "online",
        /// It is gone or broken.
        Offline = "offline",
        /// It was switched off on purpose.
        Disabled = "disabled",
        /// Nothing has been heard of it, or whoever speaks for it is gone.
        Unknown = "unknown",
    }
}

words! {
    /// Whether a point, or all points of a kind at a tribunal, are watched.
    Cover {
        /// At least one point has no working device.
        Blind = "blind",
        /// Devices are there, but nothing was heard of them.
        Unheard = "unheard",
        /// Every point has a working device.
        Covered = "covered",
        /// No such point is known: nothing can be said.
        NoPoint = "no_point",
    }
}

words! {
    /// How safe a tribunal is, the worst first.
    SafetyState {
        /// An alarm that nobody has answered.
        Alarm = "alarm",
        /// Alarms that somebody looks into.
        Handling = "handling",
        /// A point without a working device.
        Blind = "blind",
        /// Devices are there, but nothing was heard of some of them.
        Unheard = "unheard",
        /// Every point has a working device, and no alarm waits.
        Well = "well",
        /// No point is known: nothing can be said.
        NoPoint = "no_point",
    }
}

impl SafetyState {
    /// By alarms that nobody has answered, alarms that somebody looks into, and what watches the points: the worst counts.
    pub const fn of(open: i64, handling: i64, cover: Cover) -> Self {
        match (open, handling, cover) {
            (1.., _, _) => Self::Alarm,
            (_, 1.., _) => Self::Handling,
            (_, _, Cover::Blind) => Self::Blind,
            (_, _, Cover::Unheard) => Self::Unheard,
            (_, _, Cover::Covered) => Self::Well,
            (_, _, Cover::NoPoint) => Self::NoPoint,
        }
    }
}

impl Cover {
    /// Of one point, by the devices that are there.
    pub fn of_point(devices: impl IntoIterator<Item = DeviceState>) -> Self {
        let mut unheard = false;
        for state in devices {
            match state {
                DeviceState::Online => return Self::Covered,
                DeviceState::Unknown => unheard = true,
                DeviceState::Offline | DeviceState::Disabled => {}
            }
        }
        if unheard { Self::Unheard } else { Self::Blind }
    }

    /// Of several points: that of the worst one; of none that nothing can be said.
    pub fn of_points(points: impl IntoIterator<Item = Self>) -> Self {
        points.into_iter().min().unwrap_or(Self::NoPoint)
    }
}

/// A point to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PointOrder {
    /// Code of the tribunal.
    pub tribunal: String,
    /// Code of the point, its own within the tribunal.
    pub code: String,
    /// What it is.
    pub kind: PointKind,
    /// Name.
    pub name: String,
    /// English name.
    #[serde(default)]
    pub name_en: String,
}

/// A device to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DeviceOrder {
    /// Code of the tribunal.
    pub tribunal: String,
    /// Code of the device, its own within the tribunal.
    pub code: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Name.
    pub name: String,
    /// Code of the point that it watches; none for what serves the whole tribunal.
    #[serde(default)]
    pub point: String,
    /// Maker.
    #[serde(default)]
    pub maker: String,
    /// Model.
    #[serde(default)]
    pub model: String,
    /// When it was set up.
    #[serde(default)]
    #[cfg_attr(feature = "ssr", schema(value_type = Option<String>))]
    pub installed: Option<NaiveDate>,
    /// When it was last serviced.
    #[serde(default)]
    #[cfg_attr(feature = "ssr", schema(value_type = Option<String>))]
    pub serviced: Option<NaiveDate>,
    /// When it is to be serviced next.
    #[serde(default)]
    #[cfg_attr(feature = "ssr", schema(value_type = Option<String>))]
    pub service_due: Option<NaiveDate>,
    /// Who speaks for it: the topic prefix of a Frigate, or a name of another sender; empty for what is not connected.
    #[serde(default)]
    pub source: String,
    /// What it is called there: the name of the camera; empty for a recorder that is the source itself.
    #[serde(default)]
    pub address: String,
    /// How a device is that is not connected.
    #[serde(default)]
    pub state: Option<DeviceState>,
    /// Where a camera can be looked at live: an HLS playlist of this site or with https; empty for nowhere, left out for what
    /// is known already.
    #[serde(default)]
    pub stream: Option<String>,
}

/// Longest code.
pub const MOST_CODE: usize = 40;
/// Longest name, maker, model, source or address.
pub const MOST_TEXT: usize = 120;

/// Whether a text can be the code of a point or device.
pub fn is_code(code: &str) -> bool {
    (1..=MOST_CODE).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_covered_by_one_working_device_and_blind_without_any() {
        use DeviceState::{Disabled, Offline, Online, Unknown};
        assert_eq!(Cover::of_point([]), Cover::Blind);
        assert_eq!(Cover::of_point([Offline, Disabled]), Cover::Blind);
        assert_eq!(Cover::of_point([Offline, Unknown]), Cover::Unheard);
        assert_eq!(Cover::of_point([Unknown, Offline, Online]), Cover::Covered);
    }

    #[test]
    fn a_tribunal_without_a_known_point_is_not_covered() {
        assert_eq!(Cover::of_points([]), Cover::NoPoint);
        assert_eq!(Cover::of_points([Cover::Covered, Cover::Unheard]), Cover::Unheard);
        assert_eq!(Cover::of_points([Cover::Covered, Cover::Unheard, Cover::Blind]), Cover::Blind);
        assert_eq!(Cover::of_points([Cover::Covered]), Cover::Covered);
    }

    #[test]
    fn the_worst_says_how_safe_a_tribunal_is() {
        assert_eq!(SafetyState::of(1, 2, Cover::Covered), SafetyState::Alarm);
        assert_eq!(SafetyState::of(0, 2, Cover::Blind), SafetyState::Handling);
        assert_eq!(SafetyState::of(0, 0, Cover::Blind), SafetyState::Blind);
        assert_eq!(SafetyState::of(0, 0, Cover::Covered), SafetyState::Well);
        assert_eq!(SafetyState::of(0, 0, Cover::NoPoint), SafetyState::NoPoint);
        assert!(SafetyState::Alarm < SafetyState::Handling && SafetyState::Well < SafetyState::NoPoint);
    }

    #[test]
    fn words_are_read_back() {
        for kind in PointKind::ALL {
            assert_eq!(PointKind::from_word(kind.as_str()), Some(*kind));
        }
        for kind in DeviceKind::ALL {
            assert_eq!(DeviceKind::from_word(kind.as_str()), Some(*kind));
        }
        for state in DeviceState::ALL {
            assert_eq!(DeviceState::from_word(state.as_str()), Some(*state));
        }
        assert_eq!(PointKind::from_word("roof"), None);
    }

    #[test]
    fn codes_are_short_and_plain() {
        assert!(is_code("cam-1.a_B"));
        for bad in ["", "a b", "庭", &"x".repeat(41)] {
            assert!(!is_code(bad), "{bad}");
        }
    }
}
