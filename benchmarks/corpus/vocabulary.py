"""Invented words to write archives with: no country, town, person or paper of these exists.

A `Phrase` is what a page shows and what the site's generator made a file name of: for names with letters outside ASCII
the two differ, because it read UTF-8 as Latin-1 on one of its ways and dropped the letters on the other.
"""

from __future__ import annotations

from typing import NamedTuple


class Phrase(NamedTuple):
    """Words of a title."""

    shown: str
    raw: str
    """The text that the slug is made from."""


class Vocabulary(NamedTuple):
    """The words of one language. A title is a subject, a predicate, a circumstance and a town, in this order."""

    subjects: tuple[Phrase, ...]
    predicates: tuple[Phrase, ...]
    circumstances: tuple[Phrase, ...]
    towns: tuple[Phrase, ...]
    tails: tuple[str, ...]
    """Second sentences, which make a title longer than a file name may be."""
    topics: tuple[str, ...]
    countries: tuple[str, ...]
    summaries: tuple[str, ...]
    outlets: tuple[tuple[str, str], ...]
    """Name and host."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _phrases(*texts: str) -> tuple[Phrase, ...]:
    """`shown|raw` where they differ."""
    pairs = (text.partition("|") for text in texts)
    return tuple(Phrase(shown, raw or shown) for shown, _, raw in pairs)


_COUNTRIES = _phrases(
    *_words("Ostravia Norlund Kestovia Marenia Tavrica Belmora Sundria Corvania Ilmaria Pelagosa Drovnia Ashkaria"),
    *_words("Vantoria Quillia Ruthmark Zelenia Oranthia Lusatra Mirelle Tornvald Galmria|Galamria Elbania"),
    *("Brandaoland|Brandapsoland", "West Harrow", "East Harrow", "the Farrow Isles", "Upper Senn", "Lower Senn"),
    *("New Cardigal", "the A.K. Union"),
)
_ROLES = (
    *("The parliament", "The president", "The supreme court", "The central bank", "The prime minister"),
    *("A court", "The coast guard", "The national airline", "The opposition", "The health ministry"),
    *("A trade union", "The national football team"),
)
_PREDICATES = _phrases(
    *("approves a law on coastal fisheries", "rejects the draft budget", "opens an inquiry into the ferry accident"),
    *("calls for early elections", "suspends all flights", "signs a treaty on river water", "raises interest rates"),
    *("orders the closure of two mines", "declares a state of emergency", "denies reports of a ceasefire"),
    *("announces 1,250 new jobs", "recalls its ambassador", "launches the satellite 'Heron-2'", "lifts a travel ban"),
    *("publishes the census", "confirms 37 cases of cholera", "wins the 400-mile regatta", "postpones a referendum"),
    *("condemns the raid", "extends the curfew", "agrees to a $13.5m loan", "begins talks with the rebels"),
    *("resigns over the harbour affair", "evacuates 800 homes", "appoints a new envoy", "bans single-use plastics"),
    *("reports record exports", "charges six men with smuggling", "unveils a memorial", "ends the rail strike"),
    *("frees nine prisoners", "seizes a cargo of ivory", "adopts the R&B festival charter", "cuts fuel subsidies"),
    *("restores diplomatic relations", "halts logging", "celebrates its jubilee", "sells its shipyards"),
    *("warns of floods", "marks 50 years of independence"),
)
_CIRCUMSTANCES = _phrases(
    *("after weeks of protest", "despite heavy snow", "following a landslide", "amid a growing dispute"),
    *("ahead of the summit", "as the drought goes on", "a day after the verdict", "to the dismay of the neighbours"),
    *("for the first time since 1987", "in a night session", "on the advice of experts", "without a debate"),
    *("while thousands march", "as prices rise", "under pressure from creditors", "hours before the deadline"),
    *("in spite of a strike", "after an earthquake", "by a narrow margin", "as a storm nears"),
    *("at the request of the governor", "pending an appeal", "during a visit of the envoy", "after long talks"),
)
_TOWNS = _phrases(
    *_words("Tessin Kolvar Ridderk Hallow Vess Ormeny Dunmarrow Sarnath Quay Corran Ulva Thorpe"),
    *("Marlow Bay", "Santa Ysme", "Port Allard", "Lake Orrin", "Fort Keld", "Novy Brod", "Istria Nova", "Melk End"),
    *("Sldrun|Soldrun", "Kobani Nord", "Piera|Pia-era", "Erdo's Cross|Erdoas Cross"),
)
_TAILS = (
    "Officials say that talks will go on next week. ",
    "At least 40 people are hurt, according to the local hospital. ",
    "Critics say that the step comes too late and helps nobody in the provinces. ",
    "The border stays closed until further notice. ",
    "Observers expect the markets to calm down. ",
)
_SUMMARIES = (
    "The decision was taken late on Tuesday, a spokeswoman said.",
    "Residents had been asked to leave their houses on the evening before, and most of them did.",
    "It is the third such case in a year; the ministry speaks of a coincidence.",
    "Nobody was hurt. The cause is not yet known, and the investigators have asked witnesses to come forward. ",
    "The two sides had not met since the spring, when negotiations broke down over the use of the harbour.",
    "Four ships lay at anchor outside the port, the harbour master said, and a fifth was expected by nightfall. " * 4,
)
_TOPIC_NOUNS = (
    *("rail strike", "border dispute", "general election, 2017", "floods", "ferry inquiry", "peace talks"),
    *("banking crisis", "rebellion (2002-present)", "space programme", "football cup", "wildfires", "census"),
)
_OUTLET_FIRST = (
    "Marlow",
    "Norlund",
    "Evening",
    "Daily",
    "Harbour",
    "Kestovian",
    "National",
    "Sundrian",
    "Senn",
    "Orrin",
)
_OUTLET_LAST = ("Herald", "Courier", "Times", "News", "Observer", "Gazette", "Broadcasting", "Tribune", "Post", "Wire")
_TLD = "example"

ENGLISH = Vocabulary(
    subjects=tuple(
        Phrase(f"{role} of {country.shown}", f"{role} of {country.raw}") for role in _ROLES for country in _COUNTRIES
    ),
    predicates=_PREDICATES,
    circumstances=_CIRCUMSTANCES,
    towns=_TOWNS,
    tails=_TAILS,
    topics=tuple(f"{country.shown.removeprefix('the ')} {noun}" for noun in _TOPIC_NOUNS for country in _COUNTRIES),
    countries=tuple(country.shown for country in _COUNTRIES),
    summaries=_SUMMARIES,
    outlets=tuple(
        (f"{first} {last}", f"www.{first.lower()}{last.lower()}.{_TLD}")
        for last in _OUTLET_LAST
        for first in _OUTLET_FIRST
    ),
)

_ZH_COUNTRIES = _words(
    "奥斯拉维 諾倫德 克斯托維 马雷尼亚 塔弗里卡 贝莫拉 松德里亚 科瓦尼亞 "
    "伊尔马里 佩拉戈萨 德羅夫尼 阿什卡里 万托里亚 奎利亚 鲁斯马克 "
    "泽莱尼亚 奧蘭西亞 卢萨特拉 米雷勒 托恩瓦爾 加尔姆里 埃尔巴尼 "
    "布兰多 西哈羅 东哈罗 法罗群島 上森国 下森国 新卡迪加 AK聯盟"
)
_ZH_ROLES = _words("議會 总统 最高法院 中央銀行 总理 一家法院 海岸警衛隊 国家航空公司 反对党 衛生部 工会 国家足球队")
_ZH_PREDICATES = _words(
    "通過沿海渔业法 否决預算草案 对渡輪事故展开调查 要求提前選舉 暂停所有航班 "
    "签署河水条约 宣布加息 下令关闭两座煤矿 宣布进入紧急状态 "
    "否认停火報導 公布1,250个新职位 召回大使 发射“蒼鷺7.0”卫星 解除旅行禁令 "
    "公布人口普查结果 确认37例霍乱 赢得400公里帆船賽 推迟公投 "
    "谴责袭击 延长宵禁 同意13.5亿貸款 与叛军开始会谈 因港口丑闻辞职 "
    "疏散800户居民 任命新特使 禁止一次性塑料 报告出口创纪录 起诉六名走私者 "
    "为紀念碑揭幕 結束铁路罢工 釋放九名囚犯 查獲一批象牙 采纳音乐节章程 削减燃油补贴 "
    "恢复外交关系 停止砍伐 庆祝周年 出售造船廠 发布洪水警告 纪念独立50周年"
)
_ZH_CIRCUMSTANCES = _words(
    "在數周抗议之后 尽管大雪纷飞 山体滑坡之後 爭端不断升级之际 峰会召开前夕 "
    "旱情持续之時 判决后一天 令邻国失望 1987年以来首次 夜间会议上 "
    "根据专家建议 未经辩论 数千人游行之际 物价上涨之際 在債權人压力下 "
    "最后期限前数小时 虽有罢工 地震之后 以微弱多数 风暴临近之时 "
    "应州长要求 上诉期间 特使访问期间 长谈之后"
)
_ZH_TOWNS = _words(
    "馬洛湾 泰辛 科尔瓦 里德克 聖伊斯梅 阿拉德港 哈洛 维斯 奥梅尼 丹马罗 "
    "奧林湖 凯尔德堡 新布罗德 萨纳斯 碼頭城 新伊斯特 梅尔克 科兰 乌尔瓦 索普 "
    "索爾德 北科班 皮耶拉 埃多"
)
_ZH_NOUNS = _words("铁路罢工 邊界爭端 2017年大选 洪水 渡轮调查 和平谈判 银行危机 叛乱 航天计划 足球杯 山火 人口普查")

CHINESE = Vocabulary(
    subjects=tuple(Phrase(country + role, country + role) for role in _ZH_ROLES for country in _ZH_COUNTRIES),
    predicates=_phrases(*_ZH_PREDICATES),
    circumstances=_phrases(*_ZH_CIRCUMSTANCES),
    towns=_phrases(*_ZH_TOWNS),
    tails=(
        "官员表示，会谈将在下周继续。",
        "当地医院表示，至少有40人受伤，其中多人伤势严重，救援人员仍在现场。",
        "批评者認為這一步來得太晚，對各省的居民没有任何帮助，也無法阻止价格继续上涨。",
        "邊境在另行通知前將繼續關閉。",
        "观察家预计市场将趋于平静。",
    ),
    topics=tuple(country + noun for noun in _ZH_NOUNS for country in _ZH_COUNTRIES),
    countries=_ZH_COUNTRIES,
    summaries=(
        "发言人表示，这一决定是在周二深夜作出的。",
        "居民在前一天晚上被要求离开住所，大部分人已经离开。",
        "这是一年内的第三起此类事件；有关部门称这只是巧合。",
        "沒有人受伤。原因尚不清楚，調查人員呼籲目击者提供线索。",
    ),
    outlets=tuple(
        (first + last, f"news.{pinyin}{host}.{_TLD}")
        for last, host in (("新闻", "xinwen"), ("日報", "ribao"), ("晚报", "wanbao"), ("網", "wang"), ("之声", "sheng"))
        for first, pinyin in (
            *(("馬洛", "maluo"), ("诺伦", "nuolun"), ("港口", "gangkou"), ("森国", "senguo"), ("环球", "quanqiu")),
            *(("中部", "zhongbu"), ("北方", "beifang"), ("早", "zao"), ("海峡", "haixia"), ("奥林", "aolin")),
        )
    ),
)
