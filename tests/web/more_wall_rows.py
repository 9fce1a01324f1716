"""Walls that were written down after the signs, to see what these miss."""

from __future__ import annotations

from archive_lint.model.observation import Observation
from tests.web.answers import SITE, came, leading, to
from tests.web.wall_rows import QUOTED, WHOLE

ROWS: dict[str, Observation] = {
    "sign in to x": came(
        "Sign in to Forge · Forge",
        "Sign in to Forge Username or email address Password Forgot password? Sign in New to Forge? Create an account",
    ),
    "linkedin authwall": to(f"{SITE}/authwall?trk=x&sessionRedirect={WHOLE}"),
    "facebook login": to(f"{SITE}/login.php?next={WHOLE}"),
    "fb unsupported": to(f"{SITE}/checkpoint/?next={QUOTED}"),
    "instagram": to(f"{SITE}/accounts/login/?next=/p/xyz/"),
    "quora": to(f"{SITE}/unanswered/login?next=x"),
    "jira": to(f"{SITE}/login.jsp?os_destination=%2Fbrowse%2FX-1"),
    "confluence": to(f"{SITE}/login.action?os_destination=%2Fpages"),
    "gitlab": to(f"{SITE}/users/sign_in?redirect_to_referer=yes"),
    "nyt": to(f"https://myaccount.news.example/auth/login?URI={WHOLE}&REFUSE_COOKIE_ERROR=SHOW_ERROR"),
    "ft": to(f"{SITE}/barrier/corporate?ft-content-uuid=x&location={WHOLE}"),
    "wsj": to(f"{SITE}/client/login?target={WHOLE}"),
    "ezproxy": to(f"https://ezproxy.uni.example/login?url={WHOLE}"),
    "libproxy": to(f"https://login.proxy.uni.example/login?qurl={WHOLE}"),
    "moodle": to(f"{SITE}/login/index.php"),
    "blackboard": to(f"{SITE}/webapps/login/?new_loc=%2Fcourse"),
    "typo3": to(f"{SITE}/index.php?id=12&logintype=login&redirect_url={QUOTED}"),
    "liferay": to(f"{SITE}/c/portal/login?redirect={QUOTED}"),
    "swedish": to(f"{SITE}/logga-in?returnUrl={QUOTED}"),
    "danish title": came("Log ind - Avisen", "E-mail Adgangskode Glemt adgangskode?"),
    "turkish": to(f"{SITE}/uye-girisi?donus={QUOTED}"),
    "arabic": came("تسجيل الدخول", "البريد الإلكتروني كلمة المرور نسيت كلمة المرور؟"),
    "korean": came("로그인 : 뉴스", "아이디 비밀번호 로그인 상태 유지 비밀번호 찾기"),
    "ukr": came("Вхід", "Логін Пароль Забули пароль?"),
    "italian": came("Accedi | Giornale", "Email Password Hai dimenticato la password?"),
    "dutch": came("Inloggen - Krant", "E-mailadres Wachtwoord Wachtwoord vergeten?"),
    "czech": came("Přihlášení", "E-mail Heslo Zapomněli jste heslo?"),
    "session expired": came("Session expired", "Your session has expired. Please log in again."),
    "unauthorized": came("401 Unauthorized", "You are not authorized to view this page. Please log in."),
    "members only": came("Members only", "You must be logged in as a member to view this content."),
    "private wiki": came("Login required - Wiki", "Please log in to view other pages."),
    "guardian cons": came(
        "Your privacy",
        "We use cookies and similar technologies. Accept all cookies or manage your choices to continue to the site.",
    ),
    "zeit pur": to(f"https://www.zeit.example/zustimmung?url={WHOLE}"),
    "spiegel": came(
        "DIE WARTE",
        "Ihr Angebot: Mit Werbung weiterlesen. Zustimmen und weiter. Werbefrei lesen mit Abo.",
    ),
    "yahoo": came(
        "Portal is part of the Portal family of brands",
        "When you use our sites and apps, we use cookies. Accept all Reject all Manage privacy settings",
    ),
    "yahoo hop": leading(
        "https://guce.yahoo.com/consent?gcrumb=x", "https://consent.yahoo.com/v2/collectConsent?sessionId=3_cc"
    ),
    "youtube consent": to("https://consent.youtube.com/m?continue=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Dx"),
    "tronc": came(
        "Coast Gazette",
        "Sorry, this site is currently unavailable in your country. We hope to serve you in the years to come.",
    ),
    "lee": came(
        "451: Unavailable due to legal reasons",
        "You seem to come from a country of the EU, where the GDPR is law. Access cannot be granted.",
    ),
    "geo redirect": to(f"{SITE}/geo-redirect/not-available-in-your-area"),
    "region french": came("Replay", "Cette vidéo n'est pas disponible dans votre pays."),
    "region russian": came("Новости", "К сожалению, материал недоступен в вашей стране."),
    "steam age": to(f"{SITE}/agecheck/app/271590/"),
    "reddit over18": to(f"{SITE}/over18?dest={WHOLE}"),
    "age wine": came("Winery", "Are you of legal drinking age? Yes No"),
    "age de": came("Jugendschutz", "Dieser Inhalt ist erst ab 18 Jahren freigegeben. Sind Sie über 18 Jahre alt?"),
    "age fr": came("Contrôle de l'âge", "Vous devez avoir au moins 18 ans pour accéder à ce site."),
    "medium": came(
        "The old bridge opens", "Member-only story. Read this story with a free account. Sign up to continue reading."
    ),
    "wapo": came("The old bridge opens - The Gazette", "Subscribe to read this article. Already a subscriber? Sign in"),
    "economist": came("The old bridge opens", "Subscribe for full access. This article is for subscribers only."),
    "lemonde": came(
        "The old bridge opens",
        "Cet article est réservé aux abonnés. Il vous reste 80% de cet article. La suite est réservée aux abonnés.",
    ),
    "elpais": came(
        "The old bridge opens", "Suscríbete para seguir leyendo. Este contenido es exclusivo para suscriptores."
    ),
    "nikkei": came("The old bridge opens", "この記事は有料会員限定です。"),
    "caixin": came("大桥", "本文为付费内容，请订阅后阅读全文。"),
    "subscr redirect": to("https://checkout.news.example/subscribe/offers?from=x"),
    "metering": to(f"{SITE}/regwall?returnUri={QUOTED}"),
    "bloomberg": to(f"{SITE}/tosv2.html?vid=&uuid=x&url=L25ld3Mv"),
    "amazon": came(
        "Robot Check", "Enter the characters you see below. Sorry, we just need to make sure you're not a robot."
    ),
    "google": came(
        "Sorry...",
        "Your network seems to send automated queries, so that nothing is answered for now.",
        503,
    ),
    "yandex": to(f"{SITE}/showcaptcha?cc=1&retpath=https%3A//x"),
    "cf de": came("Einen Moment…", "Überprüfung, ob Sie ein Mensch sind. Dies kann einige Sekunden dauern."),
    "cf de2": came(
        "Nur einen Moment...",
        "news.example muss die Sicherheit Ihrer Verbindung überprüfen, bevor Sie fortfahren können.",
    ),
    "cf de3": came("Bitte warten", "Ihr Browser wird überprüft, bevor Sie auf news.example zugreifen.", 503),
    "cf it": came("Ci siamo quasi…", "Verifica che sei umano completando l'azione seguente."),
    "cf pt": came("Um momento…", "Confirme que você é humano realizando a ação abaixo."),
    "cf nl": came("Een ogenblik geduld…", "Controleren of u een mens bent."),
    "cf pl": came("Cierpliwości...", "Potwierdź, że jesteś człowiekiem."),
    "cf ar": came("لحظة…", "تحقق من أنك إنسان"),
    "cf vi": came("Chờ một chút...", "Đang xác minh bạn là con người."),
    "cf sv": came("Vänta...", "Bekräfta att du är en människa."),
    "waf cn": came("WAF拦截提示", "您的请求可能存在威胁，已被阻断。", 405),
    "cn waf 403": came("403", "您的访问被拦截，如有疑问请联系网站管理员。事件ID: abc", 403),
    "cdn cn": came("安全检查中", "浏览器安全检查中，请稍候..."),
    "jp": came("アクセス確認", "ロボットではないことを確認してください。"),
    "french bot": came("Vérification de sécurité", "Veuillez confirmer que vous n'êtes pas un robot."),
    "ddg": came("DDOS-GUARD", "Checking your browser before accessing news.example", 403),
    "stackpath": came(
        "Site verification", "This website is using a security service to protect itself from online attacks."
    ),
    "wordfence": came(
        "Your access to this site has been limited by the site owner",
        "Your access to this service has been limited. (HTTP response code 503)",
        503,
    ),
    "sucuri": came("Sucuri WebSite Firewall - Access Denied", "Access Denied - Sucuri Website Firewall", 403),
    "f5": came(
        "Request Rejected",
        "The requested URL was rejected. Your support ID is: 1234567890123456789",
    ),
    "f5 de": came(
        "Anfrage abgelehnt",
        "Die angeforderte URL wurde zurückgewiesen. Support-ID: 123456789",
    ),
    "barracuda": came(
        "Bot check", "Loading. You're a bot? Please solve this CAPTCHA to request unblock to the website"
    ),
    "fortinet": came(
        "Web Page Blocked", "The page cannot be displayed. Please contact the administrator. Attack ID: 20000051"
    ),
    "oneMoment": came("One moment, please...", "Please wait while your request is being verified..."),
    "human": came("Human Verification", "Let's confirm you are human. Complete the security check before continuing."),
    "client": came("Client Challenge", "JavaScript is disabled in your browser. Please enable JavaScript to proceed."),
    "qinc": to("https://waitingroom.news.example/?c=x"),
    "captcha hop": to("https://geo.captcha-delivery.com/captcha/?initialCid=x"),
    "cookie de": came("Cookies aktivieren", "Bitte aktivieren Sie Cookies in Ihrem Browser, um diese Seite zu sehen."),
    "nocookies": to(f"{SITE}/error/nocookies.html"),
    "to Account/SignIn": to(f"{SITE}/Account/SignIn?r={QUOTED}"),
    "to portal/login.do": to(f"{SITE}/portal/login.do?url=%2Fportal"),
    "to signin-oidc": to(f"{SITE}/signin-oidc?state=abc"),
    "to login": to("https://news.example.eu.auth0.com/login?state=x&client=y"),
    "to members/login": to(f"{SITE}/members/login?redirect=%2F2014"),
    "to connexion": to(f"{SITE}/connexion"),
    "to login again": to(f"{SITE}/login/?back=%2F2014%2F05%2F23%2F"),
    "to authorize": to("https://accounts.news.example/authorize?response_type=code&client_id=1&redirect_uri=x"),
    "to cookie-policy-consent": to(f"{SITE}/cookie-policy-consent?return={QUOTED}"),
    "to privacy-gate": to(f"{SITE}/privacy-gate/?redirectUri={QUOTED}"),
    "to region-unavailable": to(f"{SITE}/region-unavailable"),
    "to geo/blocked": to(f"{SITE}/geo/blocked?country=DE"),
    "to not-available-in-eu": to(f"{SITE}/not-available-in-eu"),
    "to age-verification": to(f"{SITE}/age-verification?url={WHOLE}"),
    "to adult-check": to(f"{SITE}/adult-check?ret={QUOTED}"),
    "to subscribe": to(f"{SITE}/subscribe/?ref={QUOTED}"),
    "to premium": to(f"{SITE}/premium?returnUrl={QUOTED}"),
    "to abonnement": to(f"{SITE}/abonnement/?origine={QUOTED}"),
    "to cdn-cgi/challenge": to(f"{SITE}/cdn-cgi/challenge?x"),
    "to verify-human": to(f"{SITE}/verify-human?next={QUOTED}"),
    "to _captcha": to(f"{SITE}/_captcha"),
    "titled Überprüfung läuft, 403": came(
        "Überprüfung läuft", "Wir überprüfen, ob Sie ein Mensch sind. Bitte warten Sie einen Augenblick.", 403
    ),
    "titled Überprüfung läuft, 200": came(
        "Überprüfung läuft", "Wir überprüfen, ob Sie ein Mensch sind. Bitte warten Sie einen Augenblick.", 200
    ),
    "titled Ihre Verbindung wird geprüft, 503": came(
        "Ihre Verbindung wird geprüft", "Bitte aktivieren Sie JavaScript und Cookies, um fortzufahren.", 503
    ),
    "titled Verifica in corso, 200": came("Verifica in corso", "Stiamo verificando che tu non sia un robot."),
    "titled 人机身份验证, 200": came("人机身份验证", "为了您的安全，请完成人机验证。", 200),
    "titled 正在检测浏览器, 503": came("正在检测浏览器", "请稍候，系统正在检查您的浏览器，完成后将自动跳转。", 503),
    "titled 滑块验证, 200": came("滑块验证", "请按住滑块，拖动到最右边"),
    "titled Проверка, 404": came("Проверка", "Подтвердите, что вы не робот", 404),
    "titled ロボットチェック, 403": came(
        "ロボットチェック", "続行するには、ロボットではないことを証明してください", 403
    ),
    "titled Verifying..., 200": came("Verifying...", "Please wait while we verify that you are a human."),
    "titled Security check, 200": came("Security check", "Please complete the CAPTCHA below to continue to the site."),
    "titled Vérification, 503": came(
        "Vérification", "Veuillez patienter pendant que nous vérifions votre navigateur.", 503
    ),
    "titled Login erforderlich, 200": came(
        "Login erforderlich", "Um diesen Artikel zu lesen, melden Sie sich bitte an."
    ),
    "titled Please log in, 200": came("Please log in", "This page requires you to log in."),
    "titled Members area, 200": came("Members area", "You need to be logged in to access this page."),
    "titled The old bridge opens, 200": came("The old bridge opens", "Please log in to continue reading this article."),
    "titled The old bridge opens, 200 again": came(
        "The old bridge opens", "Melden Sie sich an, um diesen Artikel zu lesen."
    ),
    "titled Not available in your country, 200": came(
        "Not available in your country", "This content is not available in your country due to licensing restrictions."
    ),
    "titled Inhalt nicht verfügbar, 200": came(
        "Inhalt nicht verfügbar", "Dieser Inhalt ist in Ihrer Region nicht verfügbar."
    ),
    "titled GDPR notice, 200": came(
        "GDPR notice",
        "Due to European data protection regulation, this site is not accessible from the European Union.",
    ),
    "titled Bitte Alter bestätigen, 200": came(
        "Bitte Alter bestätigen", "Sie müssen mindestens 18 Jahre alt sein, um diese Seite zu betreten."
    ),
    "titled Wine shop, 200": came("Wine shop", "You must be 21 or older to enter this site. I am 21 or older. Exit"),
    "titled Subscribe to continue, 200": came(
        "Subscribe to continue", "Get unlimited access from 1 € a month. Already a subscriber? Log in"
    ),
    "titled The old bridge opens, 200 again again": came(
        "The old bridge opens", "You have read all your free articles this month. Subscribe now."
    ),
    "titled The old bridge opens, 200 again again again": came(
        "The old bridge opens", "Dieser Artikel ist nur für Abonnenten. Jetzt abonnieren."
    ),
    "titled Cookies, 200": came("Cookies", "This site requires cookies. Please enable cookies and reload the page."),
    "titled Wir brauchen Ihre Zustimmung, 200": came(
        "Wir brauchen Ihre Zustimmung", "Bitte stimmen Sie der Verwendung von Cookies zu, um unsere Seiten zu lesen."
    ),
    "titled Nous respectons votre vie privée, 200": came(
        "Nous respectons votre vie privée", "Accepter et continuer. Continuer sans accepter. Paramétrer les cookies."
    ),
    "by a header": came("", "", 200, headers={"cf-mitigated": "challenge"}),
    "titled Access to this site is restricted, 403": came(
        "Access to this site is restricted",
        "Your request has been blocked by our security service. Incident ID 12-34.",
        403,
    ),
    "titled Queue, 200": came("Queue", "You are now in line. Your estimated wait time is 5 minutes."),
}
