"""Pages that are not walls but have the words of walls: what was seen of each, or what a host shows for any address."""

from __future__ import annotations

import hashlib
from typing import Any

from archive_lint.model.observation import Observation
from tests.web.answers import BRIEF, NAVIGATION, PATH, SITE, STORY, URL, came, leading, named, to
from tests.web.fake_web import redirected, seen

_LOGINS = named("why-logins-fail-in-europe.html")
_ROBOT = named("are-you-a-robot")

ALIVE: dict[str, Observation] = {
    "a story": came("The old bridge opens | News", STORY),
    "a story with navigation and a cookie banner": came("The old bridge opens", f"{NAVIGATION} {STORY}"),
    "a brief story with navigation and a cookie banner": came("The old bridge opens", f"{NAVIGATION} {BRIEF}"),
    "a brief story that offers a subscription": came(
        "The old bridge opens", f"{BRIEF} Subscribe to our newsletter. Log in"
    ),
    "an article about logins": came("Why logins fail in Europe", "Readers have to sign in. " * 80, url=_LOGINS),
    "a brief article about logins": came(
        "Why logins fail in Europe", "Many readers forget how to log in.", url=_LOGINS
    ),
    "an article titled log in": came("Log in", "An essay on doors and the keys to them. " * 40),
    "an article named after a challenge": came("Are you a robot?", "A play in three acts.", url=_ROBOT),
    "an article named after a refusal": came("Access denied", "A thriller.", url=named("access-denied.html")),
    "an article titled access denied": came("Access denied", BRIEF * 6),
    "a poem titled just a moment": came("Just a moment...", "The river rests. " * 30),
    "one that quotes a challenge": came(
        "Outage", 'For hours readers saw "Checking your browser before accessing" and left.'
    ),
    "one that quotes a challenge in german": came(
        "Störung", "„Nur einen Moment“, hieß es. „Wir prüfen Ihren Browser“, stand da."
    ),
    "one that reports of a challenge": came(
        "Robots", "The page asks visitors to verify you are human, as the operator says."
    ),
    "one about unusual traffic": came(
        "Traffic", "Police saw unusual traffic from your city to ours on Friday evening."
    ),
    "one about cookies": came(
        "The best cookies", "Bake them for ten minutes. Accept no others.", url=named("the-best-cookies")
    ),
    "one about consent": came("Consent", "The parties gave their consent to the treaty. " * 10),
    "one about age limits": came(
        "Age limits", "Drivers must be 18 years old, says the new law, which was passed on Friday. " * 3
    ),
    "one about regions": came(
        "Trains", "The service is not available in your county, said the railway to the council on Friday."
    ),
    "one about subscriptions": came(
        "Prices rise",
        "The Gazette is dearer for subscribers. A year costs more than it did in spring, and more in autumn.",
    ),
    "a teaser with a text": came("The old bridge opens", f"{BRIEF * 8} Subscribe to continue reading."),
    "a login box beside a story": came("The old bridge opens", f"{BRIEF} Email Password", marks=("password",)),
    "a site whose name is a wall's": came("The Register", STORY, url="http://register.example/2014/05/23/bridge"),
    "a chinese story": came("大桥通车", "大桥周五通车，许多市民前来观看。登录 注册 订阅", url=named("28711")),
    "a chinese story about tests": came("验证码为什么越来越难", "专家说，验证码越来越难。", url=named("28712")),
    "a german story": came(
        "Brücke eröffnet", "Am Freitag wurde die Brücke eröffnet. Anmelden Abonnieren Cookies", url=named("28713")
    ),
    "a french story": came(
        "Le pont est ouvert", "Le pont est ouvert depuis vendredi. Connexion S’abonner", url=named("28714")
    ),
    "put together by scripts": came("News", "", url=named("28715")),
    "an application that wants scripts": came("News", "Loading", url=named("28716")),
    "a waiting story": came("Waiting for the ferry", "Please wait at the pier, the ferry company says. " * 4),
    "a gallery": came("Gallery", "1 of 12 Next Previous Share", url=named("28717")),
    "a login page that is cited as such": came("Log in", "Email Password Forgot password?", url=f"{SITE}/login"),
    "a subscription page that is cited as such": came(
        "Subscribe", "Subscribe now to read all.", url=f"{SITE}/subscribe"
    ),
    "a page of a service that also turns robots away": came("The old bridge opens", BRIEF, headers={"x-iinfo": "1"}),
    "a captcha demonstration": came("Captcha demo", BRIEF, url=named("captcha-demo")),
    "an interview": came(
        "Sign in, please: a concierge remembers", "He asked every guest to sign in at the desk.", url=named("28718")
    ),
    "a page with a title alone": came("Bridge", "", url=named("28719")),
    "a sign": came("Sign of the times", "In Rome a sign in the square reads: closed."),
    "an order of a court": came("Consent order signed", "The court accepted cookies as evidence. " * 3),
    "a queue on a bridge": came(
        "Queue at the bridge", "You are in the queue for hours, drivers say. The mayor is sorry."
    ),
    "a forbidden city": came(
        "Forbidden City reopens", "Beijing's Forbidden City reopened on Friday. Log in to comment."
    ),
    "a blocked road": came(
        "Blocked",
        "The road to the coast is blocked after a landslide. It may take until Monday before cars can pass. " * 2,
    ),
    "robots at a fair": came(
        "Robots march on",
        "Are you a robot? That is what the children asked the visitors at the fair on Friday, and laughed.",
    ),
    "news of a region": came(
        "Region: North", "News of the north. Not available in print. Subscribe | Log in | Cookies"
    ),
    "inspectors who were denied access": came(
        "Access denied to inspectors", "Inspectors were denied access to the plant on Friday, the agency said."
    ),
    "comments under a login": came(
        "Comments",
        "Please sign in to leave a comment. 12 comments so far. I like it, says Anna. Too late, says Ben.",
    ),
    "a brief story with a login for comments": came(
        "The old bridge opens", "The old bridge opened. Please log in to comment. Subscribe to our newsletter."
    ),
    "comments that want scripts": came(
        "The old bridge opens",
        "Advertisement. Please enable JavaScript to view comments. The bridge opened on Friday, and many people came.",
    ),
    "a brief story under a cookie banner": came(
        "Gazette",
        "We use cookies. Accept all cookies. The bridge opened on Friday after years, and many came to see it.",
    ),
    "a title that ends in an offer": came(
        "The old bridge opens | Subscribe", "The bridge opened on Friday, and many people came to see it."
    ),
    "a review of waiting rooms": came("Waiting room of history", "A review of the exhibition."),
    "instructions for a login": came(
        "How to log in to your account",
        "Step 1. Open the page. Step 2. Type your password. Forgot your password? Click on the link.",
        url=named("how-to-log-in-to-your-account"),
    ),
    "a law on ages": came(
        "Age verification law passed",
        "Parliament passed a law: sites must verify your age. You must be 18 to buy wine.",
    ),
    "a german story on consent": came(
        "GDPR: was sich ändert", "Die Einwilligung in Cookies wird Pflicht. Zustimmung ist nötig.", url=named("4711")
    ),
    "a german column on waiting": came(
        "Einen Moment bitte",
        "Kolumne. Neulich im Zug sagte der Schaffner: Einen Moment bitte. Dann kam er nie wieder. " * 3,
        url=named("4712"),
    ),
    "an application without its scripts": came("JavaScript app", "You need to enable JavaScript to run this app."),
    "a picture": came("Photo", "Log in Sign up Photo by Anna 12 likes"),
    "an entry on captchas": came(
        "Captcha", "A captcha is a test that tells humans from robots.", url=f"{SITE}/wiki/Captcha"
    ),
    "an entry on paywalls": came(
        "Paywall - Encyclopedia",
        "A paywall keeps readers from content without a subscription.",
        url=f"{SITE}/wiki/Paywall",
    ),
    "an entry on logins": came(
        "Login – Encyclopedia",
        "In computer security, logging in is the process by which an individual gains access.",
        url=f"{SITE}/wiki/Login",
    ),
    "an entry on a number": came(
        "403 (number)", "403 is a number between 402 and 404.", url=f"{SITE}/wiki/403_(number)"
    ),
    "an entry on a status": came(
        "HTTP 451",
        "In computer networking, HTTP 451 Unavailable For Legal Reasons is an error status code.",
        url=f"{SITE}/wiki/HTTP_451",
    ),
    "a site's name over a cookie banner and a story": came(
        "Gazette", f"{NAVIGATION} Manage preferences. {BRIEF}", url="http://gazette.example/2014/05/23/bridge"
    ),
    "a site's name over a story with comments": came(
        "Gazette", f"{BRIEF * 4} Please log in to comment.", url="http://gazette.example/2014/05/23/bridge"
    ),
    "no title over a story with comments": came("", f"{BRIEF * 4} Please log in to comment. Forgot your password?"),
    "titled The old bridge opens, 200": came(
        "The old bridge opens", "The old bridge opens on Friday. Share Tweet Log in Sign up"
    ),
    "titled Login system fails at city hall, 200": came(
        "Login system fails at city hall", "Staff could not log in on Friday."
    ),
    "titled City blocks road, 200": came(
        "City blocks road", "Access denied, read the sign on the road to the coast. Drivers turned back on Friday."
    ),
    "titled Cookie law, 200": came(
        "Cookie law", "Sites must ask: do you accept cookies? The EU says so. Fines await those who do not."
    ),
    "titled Robots, 200": came(
        "Robots", "'I am not a robot', says the play. It runs until June. Tickets cost 12 euros."
    ),
    "titled Datenschutz, 200": came(
        "Datenschutz",
        "Unsere Redaktion erklärt, was eine Einwilligung ist und warum Cookies nerven.",
        url=named("8811"),
    ),
    "titled Subscribe to our newsletter, 200": came(
        "Subscribe to our newsletter",
        "Get the news by mail every morning. Enter your address. You can leave at any time.",
        url=f"{SITE}/newsletter",
    ),
    "titled Test: 403, 200": came("Test: 403", "Words on a number and what it means.", url=named("8812")),
    "titled 登录月球, 200": came("登录月球", "宇航员周五登录月球。", url=named("8813")),
    "titled Registration opens for race, 200": came(
        "Registration opens for race", "Runners can sign up from Friday. Register now to get a discount."
    ),
    "titled Weather, 200": came(
        "Weather", "Just a moment of sun today. Please wait for the rain to stop, and take an umbrella with you."
    ),
    "titled Interview, 200": came(
        "Interview", "Are you human? That is the question she asks in her book. We met her on Friday for tea."
    ),
    "titled Geoblocking ends in the EU, 200": came(
        "Geoblocking ends in the EU",
        "Shops may no longer say: not available in your country. The law is in force from Friday on.",
    ),
    "titled Wine, 200": came(
        "Wine", "You must be 18 to buy wine in this country. The age was 16 until last year, when the law was changed."
    ),
    "titled Abo, 200": came(
        "Abo", "Das Abo der Bahn wird teurer. Wer abonniert, zahlt mehr. Das gilt seit Freitag für alle Kunden."
    ),
    "titled Queues, 200": came(
        "Queues", "You are in line for hours at the airport, travellers say. Staff are on strike until Monday."
    ),
    "titled Password day, 200": came(
        "Password day", "Forgot your password? You are not alone. Every third reader forgets one a year, says a study."
    ),
    "titled Access, 200": came("Access", "The ramp gives access to the station. It was opened on Friday."),
    "titled Gazette | Log in, 200": came(
        "Gazette | Log in",
        "The bridge opened on Friday after three years of work, and many people came to see it again and again.",
    ),
    "titled Sign in, 200": came(
        "Sign in",
        "The sign in the square fell down on Friday. Nobody was hurt, the police say, but a car was damaged badly.",
    ),
}

MOVED: dict[str, Observation] = {
    "to the other scheme": to(f"https://news.example{PATH}", code=301, title="The old bridge opens"),
    "an article about logins moved": redirected(_LOGINS, (301, f"{SITE}/archive/why-logins-fail-in-europe"), title="x"),
    "into a section named account": to(f"{SITE}/account/the-old-bridge-opens"),
    "into a section named register": to(f"{SITE}/register/the-old-bridge-opens"),
    "into a section named subscribers": to(f"{SITE}/subscribers/the-old-bridge-opens"),
    "to a page of cookies": to(f"{SITE}/recipes/cookies", url=named("bake-better-biscuits")),
    "to a day": to(f"{SITE}/2014/05/18", url=named("28720")),
    "to a front page of another language": to(f"{SITE}/en/?ref=login"),
    "through a consent page and back": leading(
        "https://consent.owner.example/collect?x=1", URL, title="The old bridge opens"
    ),
    "through a login host and back": leading(
        "https://sso.owner.example/check?goto=x", f"{URL}?ok=1", title="The old bridge opens"
    ),
    "through a cookie check and back": leading(f"{SITE}/cookieAbsent?x", URL, title="The old bridge opens"),
    "with a campaign": to(f"{URL}?utm_source=login&utm_medium=subscribe"),
    "a refresh to the same page": came("", refresh=f"https://www.news.example{PATH}"),
    "of a page that is about sessions": redirected(
        named("sessions-of-parliament"), (302, f"{SITE}/a/sessions-of-parliament")
    ),
    "a story about forestry to its topic": to(f"{SITE}/topics/logging", url=named("28721")),
    "named within a longer slug": to(f"{SITE}/politics/consent-of-the-governed-the-old-bridge-opens"),
    "to the shop's host, as it is": to(f"https://abo.news.example{PATH}", code=301, title="The old bridge opens"),
    "to a topic named verification": to(f"{SITE}/news/verification", url=named("fact-checks-of-friday")),
    "to a tag named cookies": to(f"{SITE}/tag/cookies", url=named("eu-cookie-law-passed")),
    "to a tag named paywall": to(f"{SITE}/tag/paywall", url=named("papers-want-money")),
    "to a section named queue": to(f"{SITE}/entertainment/queue", url=named("streaming-tips")),
    "to a newsletter": to(f"{SITE}/newsletter?return=home", url=named("streaming-tips")),
    "to news/2014/consent-decree-signed": to(
        f"{SITE}/news/2014/consent-decree-signed", url=named("court-signs-decree")
    ),
    "to people/login-smith": to(f"{SITE}/people/login-smith", url=named("portrait-of-a-smith")),
    "to membership": to(f"{SITE}/membership", url=named("club-news")),
    "to account-of-a-journey": to(f"{SITE}/account-of-a-journey", url=named("journey")),
    "to cookie-recipes": to(f"{SITE}/cookie-recipes", url=named("baking")),
    "to news.example": to(f"{SITE}/?utm_source=x&utm_campaign=next", url=named("baking-2")),
    "to story": to(f"{SITE}/story?id=5&ref=%2F2014", url=named("baking-3")),
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


SOFT: dict[str, Any] = {
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
    "may have moved": _shown(
        "Oops!", "The page you are looking for was moved, removed, renamed or might never have existed. Sign in"
    ),
    "in german with a number": _shown(
        "Fehler 404", "Leider wurde die Seite SLUG nicht gefunden. Cookies akzeptieren. Anmelden. ID: RANDOM"
    ),
    "no match": _shown("News", "No article matches LAST. Subscribe now. Ref RANDOM."),
    "hardly a word": _shown("Error", "Sorry. URL RANDOM PATH"),
    "to the front page with the path": _redirecting(f"{SITE}/?page_not_found=1&from=PATH"),
    "to an error page with a number and the path": _redirecting(f"{SITE}/error/404?id=RANDOM&next=PATH"),
    "to a script with the path": _redirecting(f"{SITE}/index.php?ref=PATH"),
    "to a site map": _redirecting(f"{SITE}/sitemap"),
    "titled by its slug": _shown("SLUG - News", "SLUG: Nothing here. The story could not be found. Log in"),
    "to a search by a number": _redirecting(f"{SITE}/news/PATH".replace("/PATH", "/?s=RANDOM")),
}

DEAD: dict[str, Observation] = {
    "not found": came("Not found", "", 404),
    "not found with a login box": came("Page not found", f"{NAVIGATION} The page does not exist. Email Password", 404),
    "not found and asks to log in": came("404", "404 Please log in to continue.", 404),
    "not found in german": came("Fehler", "Die Seite wurde nicht gefunden. Anmelden Passwort vergessen?", 404),
    "not found in chinese": came("出错了", "页面不存在 请先登录", 404),
    "gone": came("Gone", "This page has been removed. Subscribe to continue receiving news.", 410),
    "not found without a word": came("", "", 404),
    "not found with a menu alone": came("Gazette", NAVIGATION, 404),
    "sorry": came("Sorry", "", 404),
    "forbidden by its title alone": came("Subscribe", "", 404),
    "gone for a moment": came("Verification", "", 410),
}
