//! Points and devices of the tribunals, how the devices have been, and alarms with what was done about them. Simulated, and
//! said by the devices through the door through which real ones speak. The tribunal of the visitors' head has none: a real
//! camera can be joined there (`make demo-camera`).

mod still;

use super::{
    chance::{Purpose, chance},
    load::{actor, earlier},
    plan::{Plan, Tribunal},
};
use crate::platform::Platform;
use app::{
    api::{
        Failure,
        alarms::{AlarmMoveOrder, Alarms, AlarmsQuery},
        devices::{Devices, DevicesQuery, Registry},
        pictures::{PictureOrder, Pictures},
    },
    domain::{
        alarms::{AlarmKind, AlarmMove},
        devices::{
            DeviceKind, DeviceOrder, DeviceState, PointKind, PointOrder,
            messages::{Message, Report},
        },
    },
};
use chrono::{DateTime, Days, TimeDelta, Utc};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// How many days ago the devices were listed.
const LISTED: i64 = 400;
/// Days in which alarms were raised.
const ALARM_DAYS: i64 = 75;
/// Alarms that are over.
const ANSWERED: usize = 36;
/// Alarms that somebody still has to do something about.
const OPEN: usize = 4;
/// Characters of the code of a court, with which those of its tribunals begin.
const COURT: usize = 6;
/// Cameras that are gone now, and recorders.
const GONE: (usize, usize) = (14, 2);
/// Cameras with a picture.
const PICTURES: usize = 36;

/// A point: kind, code, names, and in how many of a hundred tribunals there is one.
const POINTS: [(PointKind, &str, &str, &str, u32); 8] = [
    (PointKind::Courtroom, "court1", "第一审判庭", "Courtroom 1", 100),
    (PointKind::Courtroom, "court2", "第二审判庭", "Courtroom 2", 55),
    (PointKind::SecurityCheck, "check", "安检处", "Security check", 98),
    (PointKind::Gate, "gate", "大门", "Main gate", 96),
    (PointKind::Hall, "hall", "诉讼服务大厅", "Service hall", 94),
    (PointKind::DutyRoom, "duty", "值班室", "Duty room", 82),
    (PointKind::Archive, "archive", "档案室", "Archive", 70),
    (PointKind::MediationRoom, "mediation", "调解室", "Mediation room", 88),
];

/// Alarms: what was found, and what was done about it.
const SAID: [(AlarmKind, &str, &str); 7] = [
    (AlarmKind::Dark, "摄像机断电，画面中断。", "更换电源适配器，画面恢复。"),
    (AlarmKind::Button, "当事人情绪激动，法警到场劝离。", "已制作笔录，加派一名法警值庭。"),
    (AlarmKind::Crowd, "开庭日上午安检处排队过长。", "增开一条通道，分时段通知当事人。"),
    (AlarmKind::Presence, "夜间有人进入审判庭，系保洁人员未离开。", "重新约定保洁时间，并核对门禁。"),
    (AlarmKind::Moved, "摄像机被树枝碰偏。", "已复位并固定支架。"),
    (AlarmKind::Unmanned, "安检岗中午无人值守。", "调整排班，中午双人轮换。"),
    (AlarmKind::Alert, "大门口有人滞留。", "值班人员询问后离开。"),
];

/// Lists devices, lets them speak, and answers alarms, once.
pub(super) async fn load(platform: &Platform, plan: &Plan, except: &str) -> Result<(), Failure> {
    let all = DevicesQuery { limit: 1, ..DevicesQuery::default() };
    if platform.list_devices(&actor(), &all).await?.total > 0 {
        return Ok(());
    }
    let now = platform.now();
    let mut sites: Vec<Site> = plan
        .tribunals
        .iter()
        .filter(|tribunal| tribunal.place.code != except)
        .map(|tribunal| Site::draw(plan.seed, tribunal, now))
        .collect();
    // What visitors do as head and court is not mixed with alarms that nobody has seen happen.
    let own = |site: &Site| site.devices.iter().any(|device| device.tribunal.starts_with(&except[..COURT]));
    sites.sort_by_key(own);
    let far = &sites[..sites.partition_point(|site| !own(site))];
    let registry = Registry {
        points: sites.iter().flat_map(|site| site.points.clone()).collect(),
        devices: sites.iter().flat_map(|site| site.devices.clone()).collect(),
        rules: vec![],
    };
    let listed = now - TimeDelta::days(LISTED);
    let then = earlier(platform, listed).await?;
    then.load_devices(&actor(), &registry).await?;
    let speaking = |site: &Site| -> Vec<Message> {
        site.connected().map(|device| says(device, listed, Report::State(DeviceState::Online))).collect()
    };
    let messages: Vec<Message> = sites.iter().flat_map(speaking).collect();
    then.take_device_messages(&actor(), &messages).await?;
    let mut source = chance(plan.seed, Purpose::Safety, plan.tribunals.len());
    answered(platform, far, &mut source).await?;
    present(platform, far, &mut source).await?;
    open(platform, far, &mut source).await?;
    pictures(platform, &sites, &mut source).await
}

/// A tribunal with its points and devices.
struct Site {
    points: Vec<PointOrder>,
    devices: Vec<DeviceOrder>,
}

impl Site {
    fn draw(seed: u64, tribunal: &Tribunal, now: DateTime<Utc>) -> Self {
        let mut source = chance(seed, Purpose::Safety, tribunal.number);
        let code = &tribunal.place.code;
        let mut site = Self { points: vec![], devices: vec![] };
        for (kind, point, zh, en, share) in POINTS {
            if !source.random_ratio(share, 100) {
                continue;
            }
            site.points.push(PointOrder {
                tribunal: code.clone(),
                code: point.to_owned(),
                kind,
                name: zh.to_owned(),
                name_en: en.to_owned(),
            });
            // A few points are known, and nothing watches them yet.
            if source.random_ratio(96, 100) {
                site.add(&mut source, now, (DeviceKind::Camera, point, &format!("{zh}摄像机")));
            }
            if kind == PointKind::SecurityCheck {
                site.add(&mut source, now, (DeviceKind::Gate, point, "通过式安检门"));
                if source.random_ratio(76, 100) {
                    site.add(&mut source, now, (DeviceKind::XRay, point, "X光安检仪"));
                }
            }
            if kind == PointKind::DutyRoom {
                site.add(&mut source, now, (DeviceKind::AlarmButton, point, "一键报警"));
            }
        }
        site.add(&mut source, now, (DeviceKind::Recorder, "", "硬盘录像机"));
        site
    }

    /// Of a recorder that speaks for the others; the gate of the security check is not connected.
    fn add(
        &mut self,
        source: &mut ChaCha8Rng,
        now: DateTime<Utc>,
        (kind, point, name): (DeviceKind, &str, &str),
    ) {
        let today = now.date_naive();
        let tribunal = self.points.first().map(|point| point.tribunal.clone()).unwrap_or_default();
        let serviced = today - Days::new(source.random_range(10..380));
        let code =
            if point.is_empty() { "recorder".to_owned() } else { format!("{}-{point}", kind.as_str()) };
        let connected = !matches!(kind, DeviceKind::Gate | DeviceKind::XRay);
        self.devices.push(DeviceOrder {
            source: if connected { format!("nvr-{tribunal}") } else { String::new() },
            address: if connected && kind != DeviceKind::Recorder { code.clone() } else { String::new() },
            tribunal,
            code,
            kind,
            name: name.to_owned(),
            point: point.to_owned(),
            maker: "演示".to_owned(),
            model: String::new(),
            installed: Some(today - Days::new(source.random_range(400..2_400))),
            serviced: Some(serviced),
            service_due: Some(serviced + Days::new(365)),
            state: (!connected).then_some(if source.random_ratio(95, 100) {
                DeviceState::Online
            } else {
                DeviceState::Offline
            }),
            stream: None,
        });
    }

    fn connected(&self) -> impl Iterator<Item = &DeviceOrder> {
        self.devices.iter().filter(|device| !device.source.is_empty())
    }

    fn cameras(&self) -> impl Iterator<Item = &DeviceOrder> {
        self.connected().filter(|device| device.kind == DeviceKind::Camera)
    }
}

fn says(device: &DeviceOrder, at: DateTime<Utc>, what: Report) -> Message {
    let number = match what {
        Report::State(_) => String::new(),
        _ => format!("demo-{}", at.timestamp()),
    };
    Message { source: device.source.clone(), address: device.address.clone(), id: number, at: Some(at), what }
}

/// A camera of some site.
fn any_camera<'a>(sites: &'a [Site], source: &mut ChaCha8Rng) -> Option<&'a DeviceOrder> {
    let site = sites.get(source.random_range(0..sites.len().max(1)))?;
    let cameras: Vec<&DeviceOrder> = site.cameras().collect();
    cameras.get(source.random_range(0..cameras.len().max(1))).copied()
}

/// Alarms of the last weeks, answered: most within three minutes, some later, some of them false.
async fn answered(platform: &Platform, sites: &[Site], source: &mut ChaCha8Rng) -> Result<(), Failure> {
    let now = platform.now();
    for n in 0..ANSWERED {
        let days = ALARM_DAYS - 2 - (n as i64 * (ALARM_DAYS - 4) / ANSWERED as i64);
        let at = now - TimeDelta::days(days) + TimeDelta::minutes(source.random_range(0..600));
        let (kind, found, done) = SAID[source.random_range(0..SAID.len())];
        let device = match kind {
            AlarmKind::Button => sites
                .get(source.random_range(0..sites.len().max(1)))
                .and_then(|site| site.connected().find(|device| device.kind == DeviceKind::AlarmButton)),
            _ => any_camera(sites, source),
        };
        let Some(device) = device else { continue };
        let late = source.random_ratio(15, 100);
        let seconds = if late { source.random_range(200..900) } else { source.random_range(25..170) };
        let answered = at + TimeDelta::seconds(seconds);
        hear(platform, device, at, what(kind)).await?;
        if kind != AlarmKind::Dark && source.random_ratio(20, 100) {
            let steps = [
                (AlarmMove::Acknowledge, 0, ""),
                (AlarmMove::Dismiss, 400, "误报，现场无异常。"),
                (AlarmMove::Close, 900, ""),
            ];
            carry_out(platform, device, answered, &steps).await?;
            continue;
        }
        let steps = [(AlarmMove::Acknowledge, 0, ""), (AlarmMove::Verify, 500, found)];
        carry_out(platform, device, answered, &steps).await?;
        if kind == AlarmKind::Dark {
            let back = answered + TimeDelta::seconds(2_900);
            hear(platform, device, back, Report::State(DeviceState::Online)).await?;
        }
        let steps = [(AlarmMove::Handle, 3_000, done), (AlarmMove::Close, 9_000, "")];
        carry_out(platform, device, answered, &steps).await?;
    }
    Ok(())
}

/// What a device says that raises such an alarm.
const fn what(kind: AlarmKind) -> Report {
    match kind {
        AlarmKind::Dark | AlarmKind::Offline => Report::State(DeviceState::Offline),
        kind => Report::Alarm(kind),
    }
}

/// A device says something, and it comes at once.
async fn hear(
    platform: &Platform,
    device: &DeviceOrder,
    at: DateTime<Utc>,
    what: Report,
) -> Result<(), Failure> {
    let then = earlier(platform, at).await?;
    then.take_device_messages(&actor(), &[says(device, at, what)]).await.map(drop)
}

/// Moves the alarm of a device; each step so many seconds after it was answered.
async fn carry_out(
    platform: &Platform,
    device: &DeviceOrder,
    answered: DateTime<Utc>,
    steps: &[(AlarmMove, i64, &str)],
) -> Result<(), Failure> {
    let of_tribunal = AlarmsQuery { unit: device.tribunal.clone(), limit: 100, ..AlarmsQuery::default() };
    for (what, seconds, note) in steps {
        let then = earlier(platform, answered + TimeDelta::seconds(*seconds)).await?;
        let found = then.list_alarms(&actor(), &of_tribunal).await?.page.rows;
        let Some(alarm) = found.iter().find(|alarm| alarm.device == device.name) else { return Ok(()) };
        let order = AlarmMoveOrder { what: *what, note: (*note).to_owned() };
        then.move_alarm(&actor(), alarm.id, &order).await?;
    }
    Ok(())
}

/// How devices are now: some cameras and a few recorders are gone and wait for repair, and some cameras were switched off.
async fn present(platform: &Platform, sites: &[Site], source: &mut ChaCha8Rng) -> Result<(), Failure> {
    let now = platform.now();
    let off = sites.iter().flat_map(Site::cameras).filter(|_| source.random_ratio(1, 100));
    let off: Vec<Message> = off
        .map(|camera| says(camera, now - TimeDelta::hours(30), Report::State(DeviceState::Disabled)))
        .collect();
    platform.take_device_messages(&actor(), &off).await?;
    for n in 0..GONE.0 + GONE.1 {
        let device = if n < GONE.1 {
            let site = sites.get(source.random_range(0..sites.len().max(1)));
            site.and_then(|site| site.connected().find(|device| device.kind == DeviceKind::Recorder))
        } else {
            any_camera(sites, source)
        };
        let Some(device) = device else { continue };
        let at = now - TimeDelta::hours(source.random_range(2..9 * 24));
        hear(platform, device, at, Report::State(DeviceState::Offline)).await?;
        let steps = [(AlarmMove::Acknowledge, 0, ""), (AlarmMove::Verify, 600, "已报修，等待配件。")];
        carry_out(platform, device, at + TimeDelta::seconds(source.random_range(30..170)), &steps).await?;
    }
    Ok(())
}

/// Alarms of this hour: the first was answered, and the rest wait.
async fn open(platform: &Platform, sites: &[Site], source: &mut ChaCha8Rng) -> Result<(), Failure> {
    let now = platform.now();
    for n in 0..OPEN {
        let at = now - TimeDelta::minutes(40 - 9 * n as i64);
        let (kind, found, _) = SAID[n + 2];
        let Some(device) = any_camera(sites, source) else { continue };
        hear(platform, device, at, what(kind)).await?;
        if n == 0 {
            let steps = [(AlarmMove::Acknowledge, 0, ""), (AlarmMove::Verify, 300, found)];
            carry_out(platform, device, at + TimeDelta::seconds(70), &steps).await?;
        }
    }
    Ok(())
}

/// Drawings in the place of pictures, of the first cameras that work.
async fn pictures(platform: &Platform, sites: &[Site], source: &mut ChaCha8Rng) -> Result<(), Failure> {
    let working = DevicesQuery {
        kind: DeviceKind::Camera.as_str().to_owned(),
        state: DeviceState::Online.as_str().to_owned(),
        limit: 1_000,
        ..DevicesQuery::default()
    };
    let working = platform.list_devices(&actor(), &working).await?.rows;
    let known = |camera: &&DeviceOrder| {
        working.iter().any(|row| row.source == camera.source && row.address == camera.address)
    };
    let cameras = sites.iter().flat_map(Site::cameras).filter(known).take(PICTURES);
    for (n, camera) in cameras.enumerate() {
        let at = platform.now() - TimeDelta::seconds(source.random_range(20..240));
        let order = PictureOrder {
            source: camera.source.clone(),
            address: camera.address.clone(),
            event: String::new(),
            at: Some(at),
        };
        platform.take_picture(&actor(), &order, still::drawn(n)).await?;
    }
    Ok(())
}
