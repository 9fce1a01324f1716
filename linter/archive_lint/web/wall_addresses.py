"""Words in the URLs of walls: data alone, read by `walls`.

Words are in lower case without word separators (`sign_in`, `SignIn` and `sign-in` are `signin`). Above each group
stands the source of its words: the documentation of the software that ships them, or the language whose sites use them.
"""

from __future__ import annotations

from typing import Literal

Reason = Literal["login", "consent", "bot", "forbidden", "region", "age", "paywall", "registration", "queue", "wall"]
"""The demand of a wall; `wall` if only its way back is known."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_PATHS: tuple[tuple[Reason, str], ...] = (
    # Django (LOGIN_URL), WordPress, Drupal, Devise, Rails, ASP.NET Identity, phpBB, Liferay, XWiki
    ("login", "login logon logins signin signon userlogin memberlogin weblogin wplogin dologin reauth loginaction"),
    ("login", "authwall"),
    ("login", "auth authenticate authentication authorize authorise authorization unauthorized notauthorized"),
    ("login", "autologin"),
    # SAML 2.0 bindings, OpenID Connect, OAuth 2 (RFC 6749), CAS, Shibboleth, SimpleSAMLphp, OpenAthens, AD FS
    ("login", "sso ssologin idp adfs saml saml2 oauth oauth2 openid openidconnect oidc openathens shibboleth"),
    ("login", "shibbolethsso wayf"),
    # MediaWiki, Discuz, Joomla
    ("login", "specialuserlogin"),
    # German, Dutch, French, Spanish, Portuguese, Italian
    ("login", "anmelden anmeldung einloggen inloggen aanmelden connexion seconnecter authentification"),
    ("login", "identification"),
    ("login", "iniciarsesion iniciosesion acceder ingresar entrar accedi accesso autenticazione"),
    # Polish, Turkish, Nordic, Czech, Hungarian, Romanian, Russian in Latin letters, Chinese in Latin letters
    ("login", "logowanie zaloguj girisyap uyegirisi loggin logginn loggain logind kirjaudu prihlaseni prihlasit"),
    ("login", "bejelentkezes autentificare vhod voyti avtorizaciya denglu"),
    ("login", "登录 登錄 登入 用户登录 会员登录 ログイン 로그인 вход войти авторизация دخول ورود כניסה"),
    # IAB TCF consent managers, Google and Yahoo consent hosts, Atypon (`cookieAbsent`), Silverchair, German publishers
    ("consent", "consent cookieconsent collectconsent cmp gdpr dsgvo rgpd lgpd einwilligung zustimmung consentement"),
    ("consent", "cookiewall cookieabsent nocookie nocookies cookieerror cookiesrequired cookiesdisabled"),
    ("consent", "cookiecheck enablecookies cookieset cookiepolicyaccept consenso consentimiento privacywall"),
    ("consent", "privacygate"),
    ("consent", "privacyconsent cookietoestemming purabo mitwerbung purlesen acceptcookies cookiesnotsupported"),
    # reCAPTCHA, hCaptcha, Distil, Imperva, PerimeterX, Google (`/sorry/`), Bloomberg (`tosv`), Baidu, eBay
    ("bot", "captcha recaptcha hcaptcha captchapage challenge botcheck botdetected botdetection antibot areyouhuman"),
    ("bot", "areyouarobot areyourobot humanverification verifyhuman humancheck robotcheck notarobot unusualtraffic"),
    ("bot", "tosv tosv2 showcaptcha"),
    ("bot", "securitycheck securityverification browsercheck blockedbot distilrcaptcha splashui wappasscaptcha"),
    ("bot", "sicherheitsabfrage sicherheitspruefung verificationrobot verificacionhumana 验证码 人机验证 安全验证"),
    ("forbidden", "blocked blockpage accessdenied accessblocked denied forbidden accesforbidden zugriffverweigert"),
    ("forbidden", "accesrefuse accesodenegado accessonegato permissiondenied nopermission noaccess restrictedaccess"),
    # Publishers that shut visitors from some countries out (RFC 7725, the GDPR notices of 2018, broadcasters)
    ("region", "regionunavailable countryunavailable"),
    ("region", "geoblock geoblocked geoblocking geoban georestricted georestriction geofence geogate geowall"),
    ("region", "geofenced"),
    ("region", "regionblock regionblocked regionlocked regionrestricted regiongate countryblock countryblocked"),
    ("region", "euvisitors"),
    ("region", "countryrestricted notavailableinyourregion notavailableinyourcountry unavailableinyourregion"),
    ("region", "unavailableinyourcountry unavailableineu notavailableineu notavailableineurope unavailableineurope"),
    ("region", "unavailableforlegalreasons outsideuk outsideus outsideofuk outsideofus notinyourcountry eublock"),
    ("region", "eublocked"),
    ("region", "internationalvisitors notavailableinyourarea unavailableinyourarea restrictedregion"),
    ("region", "restrictedcountry locationrestricted wronglocation geosperre"),
    # Age gates of broadcasters, games, alcohol and tobacco sites
    (
        "age",
        "agegate adultcheck agecheck ageverification verifyage ageverify confirmage agecheckpoint ageconfirm agelimit",
    ),
    ("age", "over18"),
    ("age", "over21 18plus adultcontent adultwarning adultonly areyou18 altersverifikation alterspruefung"),
    ("age", "altersfreigabe jugendschutz verificationage verificaedad mayordeedad 年龄验证 年齢確認"),
    # Publishers' shops; Piano, Zephr, Leaky Paywall
    ("paywall", "paywall subscribe subscription subscriptions subscriber subscribers subscribenow subscribetoread"),
    ("paywall", "subscriberonly subscribersonly membersonly memberonly premiumonly regwall meteredpaywall"),
    ("paywall", "abo abos aboshop abonnement abonnements abonnieren abonnez sabonner abonnes abonne suscribete"),
    ("paywall", "suscripcion"),
    ("paywall", "suscribirse suscripciones assinatura assinaturas assine abbonamento abbonamenti abbonati"),
    ("paywall", "prenumerera"),
    (
        "paywall",
        "prenumerata abonament subskrypcja abonneren abonnere tilaa predplatne abonelik uyelik 订阅 訂閱 購読 구독",
    ),
    ("paywall", "buyarticle purchasearticle registerwall zahlschranke plusabo barrier"),
    ("registration", "register registration registernow signup createaccount newaccount newuser registrieren"),
    ("registration", "registrierung"),
    ("registration", "inscription registro registrarse cadastro registrazione iscriviti registreren rejestracja 注册"),
    ("registration", "註冊"),
    ("registration", "会员注册 会員登録 회원가입 регистрация регистрации kayitol joinnow"),
    # Virtual waiting rooms: Queue-it, Cloudflare, Akamai
    ("queue", "waitingroom virtualwaitingroom queueit warteraum salledattente"),
)

PATHS: dict[str, Reason] = {word: reason for reason, words in _PATHS for word in _words(words)}
"""Segments of a path that are a wall's."""

WEAK_PATHS = frozenset(
    _words(
        "account accounts cas session sessions member members user users profile portal id connect my mon mein"
        " mijn privacy datenschutz premium offer offers join membership plus verify validate verification check"
        " gate start interstitial welcome preferences queue sorry access visitor accueil disclaimer terms agreement"
        " plans pricing giris registrati konto compte cuenta conta gateway pow home entry logging meter metered"
        " purchase"
    )
)
"""Segments of a path that are a wall's only if the query promises to lead back."""

TOPICS = frozenset(
    _words(
        "tag tags topic topics category categories cat wiki theme themes thema themen sujet section label labels"
        " keyword kategorie rubrik tema temas tagged schlagwort stichwort etiqueta argomento dossier glossary glossar"
        " lexikon"
    )
)
"""Segments after which a word is the subject of pages, not the kind of a page."""

LONE_PATHS: dict[str, Reason] = {
    "cookie": "consent",
    "cookies": "consent",
    "age": "age",
    "adult": "age",
    "passport": "login",
    "451": "region",
}
"""Segments that are a wall's if they are the whole path, or the query promises to lead back.

Recipes of cookies, days and passports are written about.
"""

FILLERS = frozenset(
    _words(
        "please required require needed user users member members page form web customer client subscriber"
        " subscribers reader readers redirect do process check portal secure new my the to or and now for with site"
        " go show view error index default main start wall gate verify screen only free online account accounts"
        " session sessions bitte prior first prompt modal popup ajax api v1 v2 v3 v4 action is not logged must be"
        " html your"
    )
)
"""Words that a segment may contain besides: `please-login`, `LoginPage`."""

HOSTS: dict[str, Reason] = {
    **dict.fromkeys(_words("login logon signin signon sso auth idp adfs saml oauth openid accounts account"), "login"),
    **dict.fromkeys(_words("cas shibboleth wayf anmelden anmeldung connexion secure-login weblogin fedauth"), "login"),
    **dict.fromkeys(_words("consent cmp gdpr guce privacy-consent cookies cookieconsent consents"), "consent"),
    **dict.fromkeys(_words("captcha challenge challenges geo-captcha validate wappass verify-human"), "bot"),
    **dict.fromkeys(
        _words("subscribe subscription subscriptions abo abonnement abonnements suscripcion assine"), "paywall"
    ),
    **dict.fromkeys(_words("waitingroom queue waiting"), "queue"),
    **dict.fromkeys(_words("agecheck agegate ageverification"), "age"),
    **dict.fromkeys(_words("geoblock"), "region"),
    **dict.fromkeys(_words("register registration"), "registration"),
}
"""Labels before the registered domain, if the page's own host has no such label."""

SERVICES: dict[str, Reason] = {
    **dict.fromkeys(
        _words(
            "login.microsoftonline.com login.live.com accounts.google.com login.yahoo.com appleid.apple.com"
            " okta.com auth0.com oktapreview.com onelogin.com pingidentity.com pingone.com openathens.net"
            " cloudflareaccess.com duosecurity.com idp.springer.com id.elsevier.com amazoncognito.com workos.com"
            " clerk.accounts.dev b2clogin.com kakao.com login.gov passport.weibo.com passport.baidu.com orcid.org"
        ),
        "login",
    ),
    **dict.fromkeys(
        _words("consent.google.com consent.youtube.com consent.yahoo.com guce.yahoo.com privacy-mgmt.com consensu.org"),
        "consent",
    ),
    **dict.fromkeys(
        _words(
            "captcha-delivery.com challenges.cloudflare.com perfdrive.com hcaptcha.com recaptcha.net px-cloud.net"
            " arkoselabs.com funcaptcha.com geetest.com"
        ),
        "bot",
    ),
    **dict.fromkeys(_words("tinypass.com piano.io zephr.com poool.fr tollbit.com"), "paywall"),
    **dict.fromkeys(_words("queue-it.net crowdhandler.com"), "queue"),
    **dict.fromkeys(_words("yoti.com ageid.com ageverif.com"), "age"),
}
"""Hosts of services that stand before other people's sites, including subdomains."""

RETURN_KEYS = frozenset(
    _words(
        "next nexturl nextpage return returnto returnurl returnuri returnpath returnpage returnlocation redirectto"
        " redirecturl redirecturi redirectback redirectafterlogin continue continueto continueurl destination dest"
        " desturl goto gotourl backurl backto back camefrom service relaystate targeturl targeturi targetpage"
        " originalurl originalrequest origurl orig originurl requestedurl requesturl requested requestedpage"
        " forwardurl forward afterlogin successurl onsuccess callback callbackurl cburl done doneurl ru rurl wctx"
        " resumeurl resume postlogin ziel zielurl weiter retour urlretour volver regresar ritorno powrot donus geri"
        " loginredirect successredirect rd rt redir redirect backlink sourceurl refpage gobackto fromurl jumpurl"
        " jumpto tourl"
    )
)
"""Names, without word separators, of parameters under which a wall keeps where it will lead back to."""

WEAK_RETURN_KEYS = frozenset(
    _words("url uri u r s t q p from ref referer referrer source src page path target link to location")
)
"""Names of such parameters that error pages and searches use, too."""

PROTOCOL_KEYS = frozenset(_words("samlrequest wtrealm openidmode openidreturnto ssoreload"))
"""Parameters that only a request for a login has: SAML 2.0, WS-Federation, OpenID 2.0."""

MODE_KEYS = frozenset(
    _words("action mode view mod page do m op title modal dialog popup show act a p route r screen display t")
)
"""Parameters by which one script shows many pages; their value may be the name of a wall."""

ERROR_WORDS = frozenset(
    _words(
        "404 410 error errors errorpage notfound pagenotfound not-found missing gone removed deleted expired oops"
        " lost search suche recherche buscar busca cerca zoeken sok arama fehler fehlerseite erreur errore fout"
        " hata blad chyba fel oshibka seitenichtgefunden nichtgefunden introuvable nonencontrado noencontrado"
        " nontrovato 404html nopage unknown invalid aspxerrorpath"
    )
)
"""Segments and parameters of error pages."""
