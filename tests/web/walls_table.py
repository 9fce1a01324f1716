"""Walls, and pages that carry the same words: what was seen, and what is to be said of it.

As a program it prints the verdicts of the whole table, for tests of what they may depend on.
"""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple
from urllib.parse import quote

from archive_lint.model.observation import Failure, Hop, Method, Observation, Phase
from tests.web.fake_web import FakeWeb, check, failed, redirected, seen

SITE = "http://news.example"
URL = f"{SITE}/2014/05/23/the-old-bridge-opens.html"
PATH = "/2014/05/23/the-old-bridge-opens.html"
BY_NUMBER = f"{SITE}/article.php?id=41877"
STORY = "The bridge was opened on Friday. The mayor spoke of a long wait, and many people came to see it. " * 20
BRIEF = "The bridge was opened on Friday, and many people came to see it."
NAVIGATION = "Home News Sport Log in Subscribe Register We use cookies. Accept all Reject Settings"


class Row(NamedTuple):
    """One URL of the table with what its host answers."""

    name: str
    url: str
    answers: Any
    """By URL; a function of the URL for all others."""


def _to(target: str, *, url: str = URL, code: int = 302, status: int = 200, **page: Any) -> Observation:
    return redirected(url, (code, target), status=status, **page)


def _leading(*targets: str, **page: Any) -> Observation:
    return redirected(URL, *((302, target) for target in targets), **page)


def _came(title: str, sample: str = "", status: int = 200, *, url: str = URL, **fields: Any) -> Observation:
    return seen(url, status, title=title, sample=sample, **fields)


_QUOTED = quote(PATH, safe="")
_WHOLE = quote(URL, safe="")
_ID = "https://id.owner.example"

_WALLS: dict[str, Observation] = {
    # Logins that a redirect leads to
    "devise": _to(f"{SITE}/users/sign_in"),
    "django": _to(f"{SITE}/accounts/login/?next={PATH}"),
    "next is the front page": _to(f"{SITE}/login?next=%2F"),
    "return_to": _to(f"{SITE}/session/new?return_to={_QUOTED}"),
    "wordpress": _to(f"{SITE}/wp-login.php?redirect_to={_WHOLE}&reauth=1"),
    "drupal": _to(f"{SITE}/user/login?destination=node/41877"),
    "mediawiki": _to(f"{SITE}/index.php?title=Special:UserLogin&returnto=Main"),
    "asp.net": _to(f"{SITE}/Account/LogOn.aspx?ReturnUrl=%2f2014%2f05"),
    "sharepoint": _to(f"{SITE}/_layouts/15/Authenticate.aspx?Source={_QUOTED}"),
    "joomla": _to(f"{SITE}/index.php?option=com_users&view=login"),
    "phpbb": _to(f"{SITE}/forum/ucp.php?mode=login"),
    "discuz": _to(f"{SITE}/member.php?mod=logging&action=login"),
    "a form on the front page": _to(f"{SITE}/?login=required"),
    "front page that leads back": _to(f"{SITE}/?returnUrl={_QUOTED}"),
    "an identity provider": _to("https://accounts.google.com/v3/signin/identifier?continue=x&dsh=1"),
    "a tenant of a provider": _to(f"https://owner.okta.com/app/x/sso/saml?RelayState={_WHOLE}"),
    "openid connect": _to(f"{_ID}/realms/news/protocol/openid-connect/auth?client_id=n&redirect_uri={_WHOLE}"),
    "oauth": _to(f"{_ID}/start?response_type=code&client_id=n&redirect_uri=https%3A%2F%2Fnews.example%2Fcb"),
    "saml": _to(f"{_ID}/go?SAMLRequest=fZFNT8MwDIbv"),
    "ws-federation": _to(f"{_ID}/adfs/ls/?wa=wsignin1.0&wtrealm=urn%3Anews"),
    "cas": _to(f"{_ID}/cas/?service={_WHOLE}"),
    "shibboleth": _to(f"{SITE}/Shibboleth.sso/Login?SAMLDS=1&target=ss%3Amem"),
    "a login host that keeps the path": _to(f"https://login.news.example{PATH}"),
    "a login before the path": _to(f"{SITE}/login{PATH}"),
    "members only": _to(f"{SITE}/please-log-in.html"),
    "german login": _to(f"{SITE}/anmelden?ziel={_QUOTED}"),
    "french login": _to(f"{SITE}/connexion/?retour={_QUOTED}"),
    "spanish login": _to(f"{SITE}/iniciar-sesion"),
    "chinese login": _to(f"{SITE}/%E7%99%BB%E5%BD%95?url={_WHOLE}"),
    "polish login": _to(f"{SITE}/zaloguj-sie", title="Zaloguj się"),
    "a login that turns robots away": _to(f"{SITE}/login", status=404),
    "a login that fails": _to(f"{SITE}/sso/start", status=500),
    "a login passed on the way to the front page": _leading(f"{SITE}/login?next={PATH}", f"{SITE}/"),
    "an immediate refresh": _came("", refresh=f"{SITE}/login?next={_QUOTED}"),
    "a password wanted at an address that says nothing": _to(f"{SITE}/k/7", title="Intranet", marks=("password",)),
    "of an article by number": _to(f"{SITE}/auth?back_url={quote(BY_NUMBER, safe='')}", url=BY_NUMBER),
    # Logins under the page's own address
    "titled login": _came("Log in | News", "Email Password Remember me Forgot your password?"),
    "titled sign in": _came("Sign in", "Please sign in to view this page."),
    "titled anmelden": _came("Anmelden – Die Zeitung", "Benutzername Passwort Angemeldet bleiben Passwort vergessen?"),
    "titled login in chinese": _came("用户登录", "账号 密码 登录 忘记密码"),
    "titled login in japanese": _came("ログイン｜新聞", "この記事を読むにはログインしてください。"),
    "titled login in russian": _came("Авторизация", "Войдите, чтобы читать дальше. Забыли пароль?"),
    "titled connexion": _came("Connexion - Le Journal", "Identifiant Mot de passe oublié ? Rester connecté"),
    "login with status 404": _came("Sign in · News", "Username or email address Password Forgot password?", 404),
    # Consent
    "consent host": _to("https://consent.owner.example/v2?x=1"),
    "gdpr": _to("http://www.owner.example/gdpr/news.example/"),
    "cookies absent": _to(f"{SITE}/action/cookieAbsent"),
    "cookie wall": _to(f"{SITE}/cookiewall?target={_QUOTED}"),
    "cookies page": _to(f"{SITE}/cookies/"),
    "einwilligung": _to(f"{SITE}/einwilligung/?ziel=x"),
    "before you continue": _came("Before you continue to News", "We need your consent to continue."),
    "cookies required": _came("Cookies required", "Please enable cookies in your browser to continue."),
    "circle of a cookie wall": failed(
        Failure.TOO_MANY_REDIRECTS,
        Phase.REDIRECT,
        URL,
        hops=(Hop(URL, 302, f"{SITE}/cookie-consent?next=x"), Hop(f"{SITE}/cookie-consent?next=x", 302, URL)),
    ),
    "a login that only a company's network reaches": failed(
        Failure.TIMEOUT, Phase.CONNECT, URL, hops=(Hop(URL, 302, f"https://sso.owner.example/?goto={_WHOLE}"),)
    ),
    # Regions
    "geo-blocked": _to(f"{SITE}/geo-blocked"),
    "unavailable in your region": _to(f"{SITE}/unavailable-in-your-region.html"),
    "451": _to(f"{SITE}/451"),
    "for europeans": _came(
        "News",
        "Unfortunately, our website is currently unavailable in most European countries. We cannot comply with the "
        "General Data Protection Regulation.",
    ),
    "not in your country": _came("Video", "This video is not available in your country."),
    "nicht in ihrem land": _came("Mediathek", "Dieser Beitrag ist in Ihrem Land leider nicht verfügbar."),
    "region in chinese": _came("提示", "抱歉，您所在的地区无法观看此内容。"),
    "legal reasons": _came("Unavailable for legal reasons", "", 451),
    # Ages
    "age gate": _to(f"{SITE}/age-gate?next={_QUOTED}"),
    "are you 18": _came("Are you over 18?", "You must be 18 years or older to enter. Yes No"),
    "altersprüfung": _came("Altersprüfung", "Bitte bestätigen Sie Ihr Alter."),
    "age in chinese": _came("年龄确认", "您是否已年满18岁？"),
    # Subscriptions
    "subscribe": _to(f"{SITE}/subscribe?article=41877"),
    "paywall": _to(f"{SITE}/paywall/"),
    "abo": _to("https://abo.news.example/angebot?x=1"),
    "registration": _to(f"{SITE}/register?returnurl={_QUOTED}"),
    "subscribers only": _came(
        "The old bridge opens", "This article is for subscribers only. Subscribe to continue reading."
    ),
    "für abonnenten": _came("The old bridge opens", "Nur für Abonnenten. Sie haben bereits ein Abo?"),
    "réservé aux abonnés": _came(
        "The old bridge opens", "Article réservé aux abonnés. Déjà abonné ? Abonnez-vous pour lire la suite."
    ),
    "payment required": _came("", "", 402),
    # Challenges
    "cloudflare": _came("Just a moment...", "Enable JavaScript and cookies to continue"),
    "cloudflare, 403": _came("Just a moment...", "", 403),
    "cloudflare, 404": _came("Just a moment...", "Checking your browser before accessing news.example.", 404),
    "cloudflare, 503": _came("Just a moment...", "DDoS protection by Cloudflare Ray ID: 8a1b2c3d4e5f6071", 503),
    "cloudflare's header, 404": _came("", "", 404, headers={"cf-mitigated": "challenge"}),
    "cloudflare in german": _came("Nur einen Moment…", "Die Sicherheit Ihrer Verbindung muss überprüft werden."),
    "cloudflare in german, 503": _came("Einen Moment bitte…", "Ihr Browser wird geprüft.", 503),
    "cloudflare in french": _came("Un instant…", "Vérification que vous n’êtes pas un robot"),
    "cloudflare in spanish": _came("Un momento…", "Verificando que eres humano."),
    "cloudflare in chinese": _came("请稍候…", "正在验证您是否是真人。"),
    "cloudflare in traditional chinese": _came("請稍候...", "正在檢查您的瀏覽器。", 503),
    "cloudflare in japanese": _came("しばらくお待ちください...", "あなたが人間であることを確認します。"),
    "cloudflare in korean": _came("잠시만 기다리십시오…", "사람인지 확인하는 중입니다."),
    "cloudflare in russian": _came("Один момент…", "Проверяем ваш браузер.", 403),
    "cloudflare in turkish": _came("Bir dakika lütfen...", "İnsan olduğunuzu doğrulayın."),
    "by its script alone": _came("Ein Augenblick", "", marks=("challenge",)),
    "german check": _came("Sicherheitsüberprüfung", "Bitte bestätigen Sie, dass Sie kein Roboter sind."),
    "german check, 429": _came(
        "Zugriff geprüft", "Wir haben ungewöhnlichen Datenverkehr festgestellt. Kein Roboter?", 429
    ),
    "baidu": _came("百度安全验证", "请完成下方验证后继续操作"),
    "slider": _came("访问验证", "请拖动下方滑块完成验证", 405),
    "imperva": _came("", "Request unsuccessful. Incapsula incident ID: 877000560-184203"),
    "datadome": _came("news.example", "Please enable JS and disable any ad blocker"),
    "perimeterx": _came(
        "Access to this page has been denied", "Press & Hold to confirm you are a human (and not a bot).", 403
    ),
    "akamai": _came(
        "Access Denied",
        f'You don\'t have permission to access "{URL}" on this server. Reference #18.2d351ab8.1557333295.a4e16ab',
    ),
    "distil": _came(
        "Pardon Our Interruption", "As you were browsing something about your browser made us think you were a bot."
    ),
    "aws": _came("", "", 202, headers={"x-amzn-waf-action": "challenge"}),
    "vercel": _came("Vercel Security Checkpoint", "We're verifying your browser", 429),
    "anubis": _came(
        "Making sure you're not a bot!", "Loading... You are seeing this because the administrator set up Anubis."
    ),
    "google": _to(f"https://www.google.com/sorry/index?continue={_WHOLE}", status=429),
    "captcha": _to(f"{SITE}/captcha?back={_QUOTED}"),
    "blocked address": _to(f"{SITE}/blocked.html"),
    "linkedin": _came("", "", 999),
    "dead by a service that turns robots away": _came("", "", 404, headers={"x-datadome": "protected"}),
    "waiting room": _to("https://owner.queue-it.net/?c=owner&e=news&t=x"),
}


def _ordinary(page: Observation) -> Any:
    """A host that knows what it does not have: the page, and 404 for all else."""
    return lambda url, method: page if url == page.url else seen(url, 404, title="Not found", method=method)


def _alike(show: Any) -> Any:
    """A host that answers every address in the same way."""
    return lambda url, method: show(url)


def _named(slug: str) -> str:
    return f"{SITE}/2014/05/23/{slug}"


_LOGINS = _named("why-logins-fail-in-europe.html")
_ROBOT = _named("are-you-a-robot")

_ALIVE: dict[str, Observation] = {
    "a story": _came("The old bridge opens | News", STORY),
    "a story with navigation and a cookie banner": _came("The old bridge opens", f"{NAVIGATION} {STORY}"),
    "a brief story with navigation and a cookie banner": _came("The old bridge opens", f"{NAVIGATION} {BRIEF}"),
    "a brief story that offers a subscription": _came(
        "The old bridge opens", f"{BRIEF} Subscribe to our newsletter. Log in"
    ),
    "an article about logins": _came("Why logins fail in Europe", "Readers have to sign in. " * 80, url=_LOGINS),
    "a brief article about logins": _came(
        "Why logins fail in Europe", "Many readers forget how to log in.", url=_LOGINS
    ),
    "an article titled log in": _came("Log in", "An essay on doors and the keys to them. " * 40),
    "an article named after a challenge": _came("Are you a robot?", "A play in three acts.", url=_ROBOT),
    "an article named after a refusal": _came("Access denied", "A thriller.", url=_named("access-denied.html")),
    "an article titled access denied": _came("Access denied", BRIEF * 6),
    "a poem titled just a moment": _came("Just a moment...", "The river rests. " * 30),
    "one that quotes a challenge": _came(
        "Outage", 'For hours readers saw "Checking your browser before accessing" and left.'
    ),
    "one that quotes a challenge in german": _came(
        "Störung", "„Nur einen Moment“, hieß es. „Wir prüfen Ihren Browser“, stand da."
    ),
    "one that reports of a challenge": _came(
        "Robots", "The page asks visitors to verify you are human, as the operator says."
    ),
    "one about unusual traffic": _came(
        "Traffic", "Police saw unusual traffic from your city to ours on Friday evening."
    ),
    "one about cookies": _came(
        "The best cookies", "Bake them for ten minutes. Accept no others.", url=_named("the-best-cookies")
    ),
    "one about consent": _came("Consent", "The parties gave their consent to the treaty. " * 10),
    "one about age limits": _came(
        "Age limits", "Drivers must be 18 years old, says the new law, which was passed on Friday. " * 3
    ),
    "one about regions": _came(
        "Trains", "The service is not available in your county, said the railway to the council on Friday."
    ),
    "one about subscriptions": _came(
        "Prices rise",
        "The Gazette is dearer for subscribers. A year costs more than it did in spring, and more in autumn.",
    ),
    "a teaser with a text": _came("The old bridge opens", f"{BRIEF * 8} Subscribe to continue reading."),
    "a login box beside a story": _came("The old bridge opens", f"{BRIEF} Email Password", marks=("password",)),
    "a site whose name is a wall's": _came("The Register", STORY, url="http://register.example/2014/05/23/bridge"),
    "a chinese story": _came("大桥通车", "大桥周五通车，许多市民前来观看。登录 注册 订阅", url=_named("28711")),
    "a chinese story about tests": _came("验证码为什么越来越难", "专家说，验证码越来越难。", url=_named("28712")),
    "a german story": _came(
        "Brücke eröffnet", "Am Freitag wurde die Brücke eröffnet. Anmelden Abonnieren Cookies", url=_named("28713")
    ),
    "a french story": _came(
        "Le pont est ouvert", "Le pont est ouvert depuis vendredi. Connexion S’abonner", url=_named("28714")
    ),
    "put together by scripts": _came("News", "", url=_named("28715")),
    "an application that wants scripts": _came("News", "Loading", url=_named("28716")),
    "a waiting story": _came("Waiting for the ferry", "Please wait at the pier, the ferry company says. " * 4),
    "a gallery": _came("Gallery", "1 of 12 Next Previous Share", url=_named("28717")),
    "a login page that is cited as such": _came("Log in", "Email Password Forgot password?", url=f"{SITE}/login"),
    "a subscription page that is cited as such": _came(
        "Subscribe", "Subscribe now to read all.", url=f"{SITE}/subscribe"
    ),
    "a page of a service that also turns robots away": _came("The old bridge opens", BRIEF, headers={"x-iinfo": "1"}),
    "a captcha demonstration": _came("Captcha demo", BRIEF, url=_named("captcha-demo")),
    "an interview": _came(
        "Sign in, please: a concierge remembers", "He asked every guest to sign in at the desk.", url=_named("28718")
    ),
    "a page with a title alone": _came("Bridge", "", url=_named("28719")),
}

_MOVED: dict[str, Observation] = {
    "to the other scheme": _to(f"https://news.example{PATH}", code=301, title="The old bridge opens"),
    "an article about logins moved": redirected(_LOGINS, (301, f"{SITE}/archive/why-logins-fail-in-europe"), title="x"),
    "into a section named account": _to(f"{SITE}/account/the-old-bridge-opens"),
    "into a section named register": _to(f"{SITE}/register/the-old-bridge-opens"),
    "into a section named subscribers": _to(f"{SITE}/subscribers/the-old-bridge-opens"),
    "to a page of cookies": _to(f"{SITE}/recipes/cookies", url=_named("bake-better-biscuits")),
    "to a day": _to(f"{SITE}/2014/05/18", url=_named("28720")),
    "to a front page of another language": _to(f"{SITE}/en/?ref=login"),
    "through a consent page and back": _leading(
        "https://consent.owner.example/collect?x=1", URL, title="The old bridge opens"
    ),
    "through a login host and back": _leading(
        "https://sso.owner.example/check?goto=x", f"{URL}?ok=1", title="The old bridge opens"
    ),
    "through a cookie check and back": _leading(f"{SITE}/cookieAbsent?x", URL, title="The old bridge opens"),
    "with a campaign": _to(f"{URL}?utm_source=login&utm_medium=subscribe"),
    "a refresh to the same page": _came("", refresh=f"https://www.news.example{PATH}"),
    "of a page that is about sessions": redirected(
        _named("sessions-of-parliament"), (302, f"{SITE}/a/sessions-of-parliament")
    ),
    "a story about forestry to its topic": _to(f"{SITE}/topics/logging", url=_named("28721")),
}


def _shown(title: str, sample: str) -> Any:
    """An error page that may quote the address it was asked for, with status 200."""

    def show(url: str) -> Observation:
        path = url.removeprefix(SITE)
        slug = path.rpartition("/")[2].removesuffix(".html")
        marks = {
            "URL": url,
            "PATH": path,
            "LAST": path.rpartition("/")[2],
            "SLUG": slug.replace("-", " "),
            "RANDOM": _random(url),
        }
        text = sample
        for mark, value in marks.items():
            text = text.replace(mark, value)
        return seen(url, title=title, sample=text)

    return show


def _random(url: str) -> str:
    """What differs in each answer of a server, and is the same in each run of this table."""
    return hashlib.sha256(url.encode()).hexdigest()[:24]


def _redirecting(target: str) -> Any:
    return lambda url: redirected(
        url, (302, target.replace("PATH", url.removeprefix(SITE)).replace("RANDOM", _random(url)))
    )


_SOFT: dict[str, Any] = {
    "says so": _shown("Page not found", "There is no such page here. Log in Subscribe"),
    "says so with a cookie banner": _shown("Not found", f"{NAVIGATION} The page does not exist."),
    "offers a login": _shown("Page not found", "The page was not found. Please log in to see more, or register."),
    "offers a subscription": _shown("404", "404. Subscribe to continue reading our best stories."),
    "quotes its url": _shown("Error", "We looked for URL everywhere and it cannot be found."),
    "quotes its path": _shown(
        "Lost", "The requested page PATH does not exist on this server, nor does PATH in the archive."
    ),
    "quotes its last part": _shown("Lost", "LAST could not be found. Did you mean LAST?"),
    "quotes its slug": _shown("Search", "No story on SLUG: the page could not be found. Search for SLUG again."),
    "quotes path and last part": _shown("Lost", "PATH (LAST) could not be found. Please report PATH."),
    "is numbered": _shown("Page not found", "The page does not exist. Incident RANDOM."),
    "is numbered and quotes its path": _shown(
        "Page not found", "PATH does not exist. Incident RANDOM, 23.05.2014 10:32:07."
    ),
    "is numbered twice": _shown("Page not found", "No such page. RANDOM RANDOM RANDOM"),
    "in german": _shown("Seite nicht gefunden", "PATH wurde nicht gefunden. Anmelden Abonnieren Cookies akzeptieren"),
    "in french": _shown("Page introuvable", "La page PATH est introuvable. Connexion S’abonner"),
    "in spanish": _shown("Error", "No se encontró la página PATH. Iniciar sesión Suscríbete"),
    "in chinese": _shown("页面不存在", "您访问的页面不存在。登录 注册"),
    "in japanese": _shown("エラー", "お探しのページは見つかりませんでした。ログイン"),
    "in russian": _shown("Ошибка", "Страница не найдена. Войти"),
    "asks for a check in vain": _shown("Page not found", "The page was not found. Verify you are human."),
    "to the front page": _redirecting(f"{SITE}/"),
    "to a section": _redirecting(f"{SITE}/news/"),
    "to an error page": _redirecting(f"{SITE}/404.html"),
    "to an error page that keeps the path": _redirecting(f"{SITE}/error?from=PATH"),
    "to an error page of asp.net": _redirecting(f"{SITE}/Error.aspx?aspxerrorpath=PATH"),
    "to an error page with a number": _redirecting(f"{SITE}/oops?id=RANDOM"),
    "to a search": _redirecting(f"{SITE}/search?q=PATH"),
    "to an error page that could lead back": _redirecting(f"{SITE}/not-found?next=PATH"),
    "refreshed to the front page": lambda url: seen(url, refresh=f"{SITE}/"),
}

_DEAD: dict[str, Observation] = {
    "not found": _came("Not found", "", 404),
    "not found with a login box": _came("Page not found", f"{NAVIGATION} The page does not exist. Email Password", 404),
    "not found and asks to log in": _came("404", "404 Please log in to continue.", 404),
    "not found in german": _came("Fehler", "Die Seite wurde nicht gefunden. Anmelden Passwort vergessen?", 404),
    "not found in chinese": _came("出错了", "页面不存在 请先登录", 404),
    "gone": _came("Gone", "This page has been removed. Subscribe to continue receiving news.", 410),
    "not found without a word": _came("", "", 404),
    "not found with a menu alone": _came("Gazette", NAVIGATION, 404),
}

WALLS = {name: Row(name, seen_.url, {seen_.url: seen_}) for name, seen_ in _WALLS.items()}
"""Rows whose verdict is `blocked`."""

PAGES: dict[str, tuple[Row, str]] = {
    **{f"alive: {name}": (Row(name, page.url, _ordinary(page)), "alive") for name, page in _ALIVE.items()},
    **{f"moved: {name}": (Row(name, page.url, _ordinary(page)), "moved") for name, page in _MOVED.items()},
    **{f"soft 404: {name}": (Row(name, URL, _alike(show)), "soft-404") for name, show in _SOFT.items()},
    **{f"dead: {name}": (Row(name, page.url, _ordinary(page)), "dead") for name, page in _DEAD.items()},
}
"""Rows that are no walls, each with its verdict; `moved` for any that means alive somewhere."""


def verdict(row: Row) -> str:
    """The verdict of a whole check of one row, whose host answers HEAD as it answers GET."""
    answers = row.answers if callable(row.answers) else _table(row.answers)
    hosts = {"news.example": answers, "register.example": answers}
    return check(FakeWeb(hosts), [row.url]).verdicts[row.url].kind.value


def _table(answers: dict[str, Observation]) -> Any:
    def answer(url: str, method: Method) -> Observation:
        return answers.get(url) or seen(url, 404, method=method)

    return answer


def main() -> None:
    """Print a line per row: its name and its verdict."""
    rows = {f"wall: {name}": row for name, row in WALLS.items()} | {name: row for name, (row, _) in PAGES.items()}
    for name, row in rows.items():
        print(f"{name}\t{verdict(row)}")  # noqa: T201


if __name__ == "__main__":
    main()
