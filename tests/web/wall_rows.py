"""Walls: what was seen of each. No text is any site's, but for the few words by which a service is known."""

from __future__ import annotations

from urllib.parse import quote

from archive_lint.model.observation import Failure, Hop, Observation, Phase
from tests.web.answers import BY_NUMBER, PATH, SITE, URL, came, leading, to
from tests.web.fake_web import failed

QUOTED = quote(PATH, safe="")
WHOLE = quote(URL, safe="")
ID = "https://id.owner.example"

ROWS: dict[str, Observation] = {
    # Logins that a redirect leads to
    "devise": to(f"{SITE}/users/sign_in"),
    "django": to(f"{SITE}/accounts/login/?next={PATH}"),
    "next is the front page": to(f"{SITE}/login?next=%2F"),
    "return_to": to(f"{SITE}/session/new?return_to={QUOTED}"),
    "wordpress": to(f"{SITE}/wp-login.php?redirect_to={WHOLE}&reauth=1"),
    "drupal": to(f"{SITE}/user/login?destination=node/41877"),
    "mediawiki": to(f"{SITE}/index.php?title=Special:UserLogin&returnto=Main"),
    "asp.net": to(f"{SITE}/Account/LogOn.aspx?ReturnUrl=%2f2014%2f05"),
    "sharepoint": to(f"{SITE}/_layouts/15/Authenticate.aspx?Source={QUOTED}"),
    "joomla": to(f"{SITE}/index.php?option=com_users&view=login"),
    "phpbb": to(f"{SITE}/forum/ucp.php?mode=login"),
    "discuz": to(f"{SITE}/member.php?mod=logging&action=login"),
    "a form on the front page": to(f"{SITE}/?login=required"),
    "front page that leads back": to(f"{SITE}/?returnUrl={QUOTED}"),
    "an identity provider": to("https://accounts.google.com/v3/signin/identifier?continue=x&dsh=1"),
    "a tenant of a provider": to(f"https://owner.okta.com/app/x/sso/saml?RelayState={WHOLE}"),
    "openid connect": to(f"{ID}/realms/news/protocol/openid-connect/auth?client_id=n&redirect_uri={WHOLE}"),
    "oauth": to(f"{ID}/start?response_type=code&client_id=n&redirect_uri=https%3A%2F%2Fnews.example%2Fcb"),
    "saml": to(f"{ID}/go?SAMLRequest=fZFNT8MwDIbv"),
    "ws-federation": to(f"{ID}/adfs/ls/?wa=wsignin1.0&wtrealm=urn%3Anews"),
    "cas": to(f"{ID}/cas/?service={WHOLE}"),
    "shibboleth": to(f"{SITE}/Shibboleth.sso/Login?SAMLDS=1&target=ss%3Amem"),
    "a login host that keeps the path": to(f"https://login.news.example{PATH}"),
    "a login before the path": to(f"{SITE}/login{PATH}"),
    "members only": to(f"{SITE}/please-log-in.html"),
    "german login": to(f"{SITE}/anmelden?ziel={QUOTED}"),
    "french login": to(f"{SITE}/connexion/?retour={QUOTED}"),
    "spanish login": to(f"{SITE}/iniciar-sesion"),
    "chinese login": to(f"{SITE}/%E7%99%BB%E5%BD%95?url={WHOLE}"),
    "polish login": to(f"{SITE}/zaloguj-sie", title="Zaloguj się"),
    "a login that turns robots away": to(f"{SITE}/login", status=404),
    "a login that fails": to(f"{SITE}/sso/start", status=500),
    "a login passed on the way to the front page": leading(f"{SITE}/login?next={PATH}", f"{SITE}/"),
    "an immediate refresh": came("", refresh=f"{SITE}/login?next={QUOTED}"),
    "a password wanted at an address that says nothing": to(f"{SITE}/k/7", title="Intranet", marks=("password",)),
    "of an article by number": to(f"{SITE}/auth?back_url={quote(BY_NUMBER, safe='')}", url=BY_NUMBER),
    # Logins under the page's own address
    "titled login": came("Log in | News", "Email Password Remember me Forgot your password?"),
    "titled sign in": came("Sign in", "Please sign in to view this page."),
    "titled anmelden": came("Anmelden – Die Zeitung", "Benutzername Passwort Angemeldet bleiben Passwort vergessen?"),
    "titled login in chinese": came("用户登录", "账号 密码 登录 忘记密码"),
    "titled login in japanese": came("ログイン｜新聞", "この記事を読むにはログインしてください。"),
    "titled login in russian": came("Авторизация", "Войдите, чтобы читать дальше. Забыли пароль?"),
    "titled connexion": came("Connexion - Le Journal", "Identifiant Mot de passe oublié ? Rester connecté"),
    "login with status 404": came("Sign in · News", "Username or email address Password Forgot password?", 404),
    # Consent
    "consent host": to("https://consent.owner.example/v2?x=1"),
    "gdpr": to("http://www.owner.example/gdpr/news.example/"),
    "cookies absent": to(f"{SITE}/action/cookieAbsent"),
    "cookie wall": to(f"{SITE}/cookiewall?target={QUOTED}"),
    "cookies page": to(f"{SITE}/cookies/"),
    "einwilligung": to(f"{SITE}/einwilligung/?ziel=x"),
    "before you continue": came("Before you continue to News", "We need your consent to continue."),
    "cookies required": came("Cookies required", "Please enable cookies in your browser to continue."),
    "circle of a cookie wall": failed(
        Failure.TOO_MANY_REDIRECTS,
        Phase.REDIRECT,
        URL,
        hops=(Hop(URL, 302, f"{SITE}/cookie-consent?next=x"), Hop(f"{SITE}/cookie-consent?next=x", 302, URL)),
    ),
    "a login that only a company's network reaches": failed(
        Failure.TIMEOUT, Phase.CONNECT, URL, hops=(Hop(URL, 302, f"https://sso.owner.example/?goto={WHOLE}"),)
    ),
    # Regions
    "geo-blocked": to(f"{SITE}/geo-blocked"),
    "unavailable in your region": to(f"{SITE}/unavailable-in-your-region.html"),
    "451": to(f"{SITE}/451"),
    "for europeans": came(
        "News",
        "Unfortunately, our website is currently unavailable in most European countries. We cannot comply with the "
        "General Data Protection Regulation.",
    ),
    "not in your country": came("Video", "This video is not available in your country."),
    "nicht in ihrem land": came("Mediathek", "Dieser Beitrag ist in Ihrem Land leider nicht verfügbar."),
    "region in chinese": came("提示", "抱歉，您所在的地区无法观看此内容。"),
    "legal reasons": came("Unavailable for legal reasons", "", 451),
    # Ages
    "age gate": to(f"{SITE}/age-gate?next={QUOTED}"),
    "are you 18": came("Are you over 18?", "You must be 18 years or older to enter. Yes No"),
    "altersprüfung": came("Altersprüfung", "Bitte bestätigen Sie Ihr Alter."),
    "age in chinese": came("年龄确认", "您是否已年满18岁？"),
    # Subscriptions
    "subscribe": to(f"{SITE}/subscribe?article=41877"),
    "paywall": to(f"{SITE}/paywall/"),
    "abo": to("https://abo.news.example/angebot?x=1"),
    "registration": to(f"{SITE}/register?returnurl={QUOTED}"),
    "subscribers only": came(
        "The old bridge opens", "This article is for subscribers only. Subscribe to continue reading."
    ),
    "für abonnenten": came("The old bridge opens", "Nur für Abonnenten. Sie haben bereits ein Abo?"),
    "réservé aux abonnés": came(
        "The old bridge opens", "Article réservé aux abonnés. Déjà abonné ? Abonnez-vous pour lire la suite."
    ),
    "payment required": came("", "", 402),
    # Challenges
    "cloudflare": came("Just a moment...", "Enable JavaScript and cookies to continue"),
    "cloudflare, 403": came("Just a moment...", "", 403),
    "cloudflare, 404": came("Just a moment...", "Checking your browser before accessing news.example.", 404),
    "cloudflare, 503": came("Just a moment...", "DDoS protection by Cloudflare Ray ID: 8a1b2c3d4e5f6071", 503),
    "cloudflare's header, 404": came("", "", 404, headers={"cf-mitigated": "challenge"}),
    "cloudflare in german": came("Nur einen Moment…", "Die Sicherheit Ihrer Verbindung muss überprüft werden."),
    "cloudflare in german, 503": came("Einen Moment bitte…", "Ihr Browser wird geprüft.", 503),
    "cloudflare in french": came("Un instant…", "Vérification que vous n’êtes pas un robot"),
    "cloudflare in spanish": came("Un momento…", "Verificando que eres humano."),
    "cloudflare in chinese": came("请稍候…", "正在验证您是否是真人。"),
    "cloudflare in traditional chinese": came("請稍候...", "正在檢查您的瀏覽器。", 503),
    "cloudflare in japanese": came("しばらくお待ちください...", "あなたが人間であることを確認します。"),
    "cloudflare in korean": came("잠시만 기다리십시오…", "사람인지 확인하는 중입니다."),
    "cloudflare in russian": came("Один момент…", "Проверяем ваш браузер.", 403),
    "cloudflare in turkish": came("Bir dakika lütfen...", "İnsan olduğunuzu doğrulayın."),
    "by its script alone": came("Ein Augenblick", "", marks=("challenge",)),
    "german check": came("Sicherheitsüberprüfung", "Bitte bestätigen Sie, dass Sie kein Roboter sind."),
    "german check, 429": came(
        "Zugriff geprüft", "Wir haben ungewöhnlichen Datenverkehr festgestellt. Kein Roboter?", 429
    ),
    "baidu": came("百度安全验证", "请完成下方验证后继续操作"),
    "slider": came("访问验证", "请拖动下方滑块完成验证", 405),
    "imperva": came("", "Request unsuccessful. Incapsula incident ID: 877000560-184203"),
    "datadome": came("news.example", "Please enable JS and disable any ad blocker"),
    "perimeterx": came(
        "Access to this page has been denied", "Press & Hold to confirm you are a human (and not a bot).", 403
    ),
    "akamai": came(
        "Access Denied",
        f'You don\'t have permission to access "{URL}" on this server. Reference #18.2d351ab8.1557333295.a4e16ab',
    ),
    "distil": came(
        "Pardon Our Interruption", "As you were browsing something about your browser made us think you were a bot."
    ),
    "aws": came("", "", 202, headers={"x-amzn-waf-action": "challenge"}),
    "vercel": came("Vercel Security Checkpoint", "We're verifying your browser", 429),
    "anubis": came(
        "Making sure you're not a bot!", "Loading... You are seeing this because the administrator set up Anubis."
    ),
    "google": to(f"https://www.google.com/sorry/index?continue={WHOLE}", status=429),
    "captcha": to(f"{SITE}/captcha?back={QUOTED}"),
    "blocked address": to(f"{SITE}/blocked.html"),
    "linkedin": came("", "", 999),
    "dead by a service that turns robots away": came("", "", 404, headers={"x-datadome": "protected"}),
    "waiting room": to("https://owner.queue-it.net/?c=owner&e=news&t=x"),
}
