"""The words of walls, in the languages of the archives we know: data alone, read by `walls`.

`TITLES` are titles of walls; `SENTENCES` stand in their text. No phrase alone makes a page a wall: stories are written
about each of them. Sources: the documentation and the pages of the services named at the head of each block, and for
the rest the usual words of the language. All phrases are in lower case, like the texts that they are compared with.
"""

from __future__ import annotations

from archive_lint.web.phrases import Phrases
from archive_lint.web.wall_addresses import Reason

TITLES: dict[Reason, Phrases] = {
    "bot": Phrases(
        r"""
        # Cloudflare in its languages; Imperva, PerimeterX, Akamai, DDoS-Guard, Vercel, Anubis, Amazon, Sucuri, Baidu
        (?:nur )?(?:just )?(?:a|an|one|einen|ein) moment(?:,? please|,? bitte)? | un instant
        un moment(?:,? s.il vous pla[iî]t)? | un momento(?:,? por favor)? | um momento | een moment(?: geduld)?
        ci siamo quasi | attendi un momento | chwileczkę | cierpliwości | jeden moment | okamžik
        bir dakika(?: lütfen)? | lütfen bekleyin | один момент | одну секунду | подождите | зачекайте | vänta
        lige et øjeblik | et øyeblikk | hetkinen | lūdzu, uzgaidiet | 请稍[候等] | 請稍[候等]
        しばらくお待ちください | 少々お待ちください
        잠시만 기다(?:리십시오|려 주세요|려주세요) | tunggu sebentar | لحظة(?: من فضلك)? | لحظه | vui lòng chờ
        pričekajte | momentka
        egy pillanat | o clipă | moment bitte
        (?:please |bitte |veuillez |por favor,? )(?:wait|warten|patienter|espere)
        attention required!? | pardon our interruption | ddos-guard | ddos protection(?: by \w+)? | robot or human\?*
        (?:vercel )?security checkpoint | making sure you.re not a bot!? | client challenge | bot verification
        robot check | are you (?:a |not a )?(?:robot|human|bot)\?*
        (?:human|browser|security|bot|visitor) (?:verification|check|challenge)
        (?:re)?captcha | (?:captcha|challenge|verification) (?:required|page|challenge|interception)
        (?:verify(?:ing)?|checking|validating) your browser
        (?:verify(?:ing)?|confirm) (?:that )?you(?: are|.re) (?:a )?human | performing security verification
        one more step | sorry for the interruption | verification needed | you have been blocked
        access to this page has been denied | unusual (?:traffic|activity)(?: detected)? | sucuri website firewall.*
        bot detected | sicherheits(?:über)?prüfung | sicherheitskontrolle | sicherheitsabfrage | sicherheitscheck
        browser-?überprüfung | sind sie ein (?:roboter|mensch)\?*
        (?:bitte )?bestätigen sie,? dass sie (?:ein mensch|kein (?:roboter|bot)) sind
        überprüfung (?:ihres|des) browsers | ihr browser wird (?:überprüft|geprüft) | ungewöhnlicher datenverkehr
        vérification (?:de sécurité|de (?:votre|la) navigateur|humaine|en cours|du navigateur) | contrôle de sécurité
        [êe]tes-vous (?:un )?(?:humain|robot)(?: ?\?)*
        (?:verificación|comprobación) (?:de seguridad|humana|del navegador) | ¿?eres (?:un )?(?:humano|robot)\??
        verificação (?:de segurança|humana) | você é (?:um )?(?:humano|robô)\? | (?:verifica|controllo) di sicurezza
        verifica (?:umana|del browser) | sei un (?:robot|umano)\? | beveiligingscontrole | bent u een (?:mens|robot)\?
        weryfikacja | sprawdzanie przeglądarki | güvenlik (?:kontrolü|doğrulaması) | robot musunuz\?
        проверка (?:безопасности|браузера) | вы (?:не )?робот\?? | ой!?
        подтвердите,? что (?:запросы отправляли вы|вы не робот).* | säkerhetskontroll | sikkerhetskontroll
        turvatarkistus | bezpečnostní kontrola | biztonsági ellenőrzés | перевірка безпеки
        (?:百度)?安全(?:验证|驗證|检查|檢查|检测) | 人机(?:验证|识别) | 人機驗證 | 访问验证 | 訪問驗證
        验证(?:码|中心|页面)? | 滑动验证(?:页面)? | 验证码拦截
        (?:正在)?(?:进行)?(?:浏览器|瀏覽器)(?:安全)?(?:检查|检测|檢查) | 请完成(?:安全)?验证
        您的(?:访问|请求)(?:被拦截|过于频繁|存在异常)
        セキュリティ(?:チェック|確認|検証) | ロボットではありません | あなたは(?:人間|ロボット)ですか\??
        보안 (?:확인|검사) | 로봇이 아닙니다 | 사람인지 확인
        التحقق من الأمان | هل أنت (?:إنسان|روبوت)؟? | بررسی امنیتی | xác minh bảo mật | pemeriksaan keamanan
        אימות אבטחה | een ogenblik(?: geduld)?(?: alstublieft)? | chờ một chút | ein augenblick(?: bitte)?
        (?:浏览器)?安全检查中 | waf ?拦截提示 | アクセス確認 | site verification | bot check
        your access to this (?:site|service) has been limited.{0,40}
        (?:verifying|überprüfung läuft|verifica in corso|vérification en cours|verificando|verificatie|doğrulanıyor)
        (?:滑块|图形|人机身份|身份)验证 | robot ?チェック | ロボットチェック | (?:ihre )?verbindung wird geprüft
        """
    ),
    "forbidden": Phrases(
        r"""
        # Akamai, Cloudflare (1015, 1020), nginx, IIS
        (?:403 ?[-–:]? ?)?(?:access (?:is )?(?:denied|blocked|forbidden|restricted)|forbidden|permission denied)
        (?:error )?(?:403|1020|1015)(?: forbidden)?
        request (?:blocked|rejected|denied) | (?:you are|ip) blocked
        zugriff (?:verweigert|gesperrt|nicht gestattet) | accès (?:refusé|interdit|bloqué)
        acceso (?:denegado|prohibido) | accesso (?:negato|vietato) | acesso (?:negado|bloqueado) | toegang geweigerd
        odmowa dostępu | erişim engellendi | доступ (?:запрещ[её]н|ограничен|заблокирован) | åtkomst nekad
        přístup odepřen | (?:拒绝|禁止)访问 | 訪問被拒 | 访问被(?:拒绝|拦截|阻断) | アクセスが拒否されました
        アクセス拒否 | 접근이? (?:거부|차단)(?:되었습니다|됨)?
        403 禁止 | web page blocked | anfrage abgelehnt | 访问受限 | 禁止访问 | requête rejetée
        """
    ),
    "login": Phrases(
        r"""
        # WordPress, Drupal, Devise, MediaWiki, AD FS, Shibboleth, and the words of each language for it
        (?:log ?-?in|log ?-?on|sign ?-?in|sign ?-?on)(?: (?:required|page|form|here|now|to \S+.{0,40}))?
        (?:log|sign) ?in (?:or|/|and) (?:register|sign ?up|subscribe|create an account|join)
        authentication(?: required)?
        (?:member|user|subscriber|customer|account|central|web|single) (?:log ?-?in|sign ?-?(?:in|on)) | (?:web)?sso
        unauthorized | (?:login|sign-?in|authentication|authorization) (?:is )?(?:required|needed) | welcome back
        (?:members?|staff) area
        (?:anmelden|anmeldung|einloggen|melden sie sich an|loggen sie sich ein)(?: erforderlich)? | (?:se )?connecter
        connexion(?: requise)? | connectez-vous | identifiez-vous | authentification(?: requise)? | s.identifier
        inici(?:ar|a|e) sesi[oó]n | inicio de sesi[oó]n | acceder | identifícate
        acceso(?: de)? (?:usuarios|clientes|suscriptores) | entrar | fazer login | iniciar sess[aã]o
        faça (?:o )?login | autenticação | accedi | effettua il login | area riservata | inloggen | aanmelden
        zaloguj(?: się)? | logowanie | giriş(?: yap(?:ın)?)? | üye girişi | logga in | logg inn | log ind
        kirjaudu(?: sisään)? | přihlá(?:šení|sit se) | bejelentkezés | autentificare
        вход(?: на сайт| в (?:систему|аккаунт))? | войти | войдите | авторизация | увійти | вхід
        (?:请(?:先)?|請(?:先)?|用户|用戶|会员|會員|账号|帐号)?(?:登录|登錄|登入|登陆)(?:页面|頁面|后查看|中心)?
        统一身份认证 | ログイン | 로그인(?:하세요)?
        تسجيل الدخول | ورود | כניסה | התחברות | đăng nhập | masuk | เข้าสู่ระบบ | सदस्य लॉगिन | σύνδεση | είσοδος
        prijava | (?:your )?session (?:has )?(?:expired|timed out) | (?:401 ?[-–:]? ?)?unauthorized
        (?:members?|subscribers?) only
        (?:login|anmeldung|registrierung) (?:erforderlich|notwendig|nötig) | zugang nur für mitglieder | 需要登录
        要ログイン
        """
    ),
    "consent": Phrases(
        r"""
        # Google and YouTube, Sourcepoint, Usercentrics, Atypon, German publishers
        before you continue(?: to .{1,40})?
        bevor (?:sie|du) (?:zu .{1,30} weitergeh\w+|fortfahren|fortfährst|weitergeh\w+)
        avant (?:d.accéder à|de continuer)(?: .{1,40})? | antes de (?:ir a|continuar)(?: .{1,40})?
        prima di continuare(?: .{1,40})?
        (?:cookie|privacy|gdpr|data) ?-?(?:consent|wall|notice|settings|preferences|choices|einstellungen|zustimmung)
        cookies? (?:required|absent|disabled|are (?:disabled|required|not enabled)|not (?:enabled|supported))
        your privacy choices | (?:your|ihre|vos|tus?) (?:consent|einwilligung|zustimmung|consentement|consentimiento)
        consent(?: required)? | einwilligung | (?:enable|accept|allow) cookies | we (?:value|care about) your privacy
        wir (?:schätzen|respektieren) ihre privatsphäre
        cookie(?:-| )?(?:zustimmung|einwilligung|toestemming|samtykke|samtycke) | zustimmung erforderlich
        consentement aux cookies | cookies? (?:aktivieren|akzeptieren|accepteren) | datenschutz(?:-| )?einstellungen
        werbefrei lesen | cookie(?:の)?同意 | 同意管理
        (?:your|ihre|votre|tu) (?:privacy|privatsphäre|datenschutz|vie privée|privacidad)
        \w+ (?:is part of|ist teil|fait partie|es parte|fa parte) .{2,60}
        wir (?:brauchen|benötigen) ihre (?:zustimmung|einwilligung) | we need your consent | cookies
        nous respectons votre vie privée | respetamos su privacidad | la tua privacy | uw privacy
        """
    ),
    "region": Phrases(
        r"""
        # RFC 7725, broadcasters, publishers after the GDPR
        (?:not available|unavailable|blocked|restricted) (?:in|for|from|outside) .{2,40}
        unavailable (?:due to|for) legal reasons
        (?:content |site |page )?geo-?(?:blocked|restricted|restriction|block)
        (?:region|country|location) (?:blocked|restricted|locked)
        (?:site|content|page|video|article) (?:is )?(?:not available|unavailable)(?: (?:in|for) .{2,40})? | 451.{0,40}
        nicht (?:verfügbar|erreichbar) in .{2,40} | in (?:ihrem|deinem) land nicht verfügbar
        (?:non|pas) disponible dans votre .{2,20} | no disponible en (?:tu|su) (?:país|región|ubicación)
        não disponível (?:em|no) seu país | non disponibile nel tuo paese
        недоступн\w+ в (?:вашей стране|вашем регионе)
        (?:您|你)?所在(?:的)?(?:地区|地區|国家|國家)(?:无法|不能|暂不|無法).{0,12}
        お住まいの地域では.{0,20}
        """
    ),
    "age": Phrases(
        r"""
        # broadcasters, shops for alcohol and games
        age (?:verification|check|gate|restricted|restriction|confirmation) | (?:verify|confirm) your age
        adult content(?: warning)? | are you (?:over )?(?:18|21)(?: or (?:over|older))?\?* | adults? only
        content warning | 18\+ | over 18\?* | age-restricted content
        alters(?:verifikation|prüfung|überprüfung|kontrolle|nachweis|beschränkung)
        sind sie (?:über |mindestens )?(?:18|16)(?: jahre(?: alt)?)?\?* | vérification de l.âge
        (?:avez-vous|êtes-vous) (?:plus de 18 ans|majeure?)(?: ?\?)? | verificación de edad | ¿?eres mayor de edad\??
        verificação de idade | verifica dell.età | leeftijdscontrole | weryfikacja wieku | подтвердите возраст
        вам (?:есть )?18(?: лет)?\?? | 年龄(?:验证|确认|限制) | 年齡(?:驗證|確認) | 年齢(?:確認|認証)
        (?:您|你)(?:是否)?已?年?满\s*18\s*(?:周?岁)?.{0,6} | 성인 인증 | 연령 확인 | jugendschutz(?:hinweis)?
        ab 18(?: jahren)?
        contrôle de l.âge | control de edad
        (?:bitte )?(?:ihr )?alter (?:bestätigen|prüfen) | confirmez votre âge | confirma tu edad
        bevestig je leeftijd
        """
    ),
    "paywall": Phrases(
        r"""
        # publishers' shops; Piano, Zephr
        (?:please )?subscribe(?: now| today)?(?: (?:to|for) .{2,50})? | (?:become|be) a (?:subscriber|member).{0,30}
        subscriptions | (?:for )?(?:subscribers?|members?)[ -]only(?: (?:content|article|area))?
        subscription (?:required|offers?) | (?:premium|plus) (?:content|article)
        (?:continue|keep) reading(?: with .{2,40})? | (?:unlock|read) (?:this|the full) (?:article|story)
        exclusive (?:for|to) subscribers | (?:jetzt )?abonnieren | abonnement | (?:nur )?für abonnenten
        abo(?: abschließen| erforderlich)? | abonnez-vous.{0,40} | (?:réservé aux|article) abonnés
        suscr[ií](?:bete|birse|pción|pciones).{0,40} | (?:solo|exclusivo) para suscriptores | assine.{0,40}
        (?:exclusivo|só) para assinantes | abbonati.{0,40} | abbonamenti? | (?:solo )?per gli abbonati
        abonneer.{0,30} | prenumerera | tilaa | abonament | только для подписчиков | подписка
        (?:订阅|訂閱)(?:后|後)?(?:阅读|閱讀|全文)? | (?:会员|會員)专享 | 有料会員(?:限定|専用)?.{0,10}
        会員限定(?:記事)? | 구독(?:하기)?
        """
    ),
    "registration": Phrases(
        r"""
        (?:register|sign ?up|registration|join)(?: (?:now|free|to .{2,40}|required))?
        create (?:an|your) account(?: .{2,40})? | registrier(?:en|ung)(?: sie sich)? | jetzt registrieren
        inscription | inscrivez-vous | registr(?:o|arse|ate) | cadastr(?:o|e-se) | 注册 | 註冊 | 会員登録
        """
    ),
    "queue": Phrases(
        r"""
        # Queue-it, Cloudflare Waiting Room
        (?:virtual )?(?:waiting room|queue|line) | you are (?:now )?in (?:line|the queue) | warteraum
        salle d.attente
        """
    ),
}
"""Whole segments of a wall's title."""

SENTENCES: dict[Reason, Phrases] = {
    "bot": Phrases(
        r"""
        # Cloudflare, Imperva, DataDome, PerimeterX, Akamai, AWS WAF, Google, Amazon, Anubis, Kasada
        (?:enable|turn on) (?:javascript|js|cookies)(?: and (?:cookies|disable any ad ?blocker))?(?: to continue)?
        checking (?:if the site connection is secure|your browser(?: before accessing)?)
        (?:needs|need) to review the security of your connection
        (?:verify(?:ing)?|confirm|prove|checking|sure|ensure)(?: that| if)? you(?: are|.re) (?:not )?(?:an? )?human
        (?:verify(?:ing)?|confirm|prove|checking|sure|ensure)(?: that| if)? you(?: are|.re) (?:not )?an? (?:ro)?bot
        (?:your browser|this process) (?:will redirect|is automatic)
        (?:complete|solve) the (?:security check|captcha|challenge) | press (?:and|&) hold
        unusual (?:traffic|activity) from your | request unsuccessful | incapsula incident id
        (?:cloudflare )?ray id:? ?[0-9a-f]{8,} | reference #\d+\.[0-9a-f.]+
        made us think (?:that )?you (?:are|were|might be) a (?:bot|robot) | not a robot
        automated (?:requests|access|queries|tools) | suspicious (?:activity|traffic)
        why (?:have i been|was i) blocked | (?:performance|security) (?:&|and) (?:performance|security) by \w+
        protect (?:itself|ourselves|this site) (?:from|against) (?:online attacks|bots|malicious)
        you don.t have permission to access
        your (?:ip(?: address)?|access|request) (?:has been|was|is) (?:temporarily )?(?:blocked|denied|flagged)
        (?:kein|nicht ein) (?:roboter|bot) | dass sie (?:ein mensch|menschlich)
        prüfen? (?:wir )?(?:ihren|deinen|den|ob ihr) browser | browser (?:wird )?(?:über)?prüf\w*
        ungewöhnliche[nr]? (?:datenverkehr|zugriffe?|aktivität\w*) | automatisierte (?:anfragen|zugriffe)
        (?:javascript|cookies)(?: und (?:cookies|javascript))? (?:aktivieren|zulassen|zu aktivieren)
        aktivieren sie (?:bitte )?(?:javascript|cookies) | sicherheit ihrer verbindung
        sicherheits(?:über)?prüfung (?:abschließen|abgeschlossen|wird) | bitte (?:warten|lösen) sie
        lösen sie (?:das|die) (?:captcha|aufgabe) | (?:êtes|n.êtes) (?:bien |pas )?(?:un )?(?:humain|robot)
        vérifi(?:er|ons|cation)(?: [^.!?。]{0,20})? (?:votre navigateur|que vous|sécurité) | trafic inhabituel
        activer? (?:javascript|les cookies) | activez (?:javascript|les cookies)
        (?:eres|es|soy|seas) (?:un )?(?:humano|robot)
        verific(?:ando|ar|amos|a) (?:que|si|su|tu|la seguridad)[^.!?。]{0,30} | tráfico inusual
        (?:habilite|habilita|active|activa) (?:javascript|las cookies) | (?:é|seja) (?:um )?(?:humano|robô)
        verific(?:ando|ar) (?:se|que|seu)[^.!?。]{0,30} | tráfego incomum
        (?:habilite|ative) (?:o javascript|javascript|cookies) | (?:sei|sia) (?:un )?(?:umano|robot)
        traffico (?:insolito|anomalo) | abilita(?:re)? (?:javascript|i cookie) | geen robot | ongebruikelijk verkeer
        schakel javascript | nie jesteś(?:cie)? robotem | jesteś człowiekiem | nietypowy ruch
        włącz (?:obsługę )?javascript | robot olmadığınızı | insan olduğunuzu | olağandışı trafik
        javascript.?i etkinleştirin | что вы (?:не робот|человек) | провер(?:яем|ка) (?:ваш(?:его)? )?браузера?
        (?:необычный|подозрительный) трафик | включите (?:javascript|cookie) | автоматические запросы
        att du (?:inte är en robot|är en människa) | at du (?:ikke er en robot|er et menneske) | ettet ole robotti
        nejste robot | nem (?:vagy|ön) robot | що ви не робот | (?:您|你)(?:是|不是)(?:真人|机器人|人类|人類|機器人)
        (?:异常|異常)(?:流量|访问|訪問|请求) | (?:安全|人机|人機)(?:验证|驗證|检查|检测)
        (?:启用|啟用|开启|打开)\s*javascript
        (?:完成|通过|進行|进行)(?:下方|以下|安全)*(?:验证|驗證) | (?:拖动|滑动)[^.!?。]{0,6}滑块
        (?:检查|檢查|检测)(?:您|你)?的?(?:浏览器|瀏覽器|连接)
        访问(?:过于|太)频繁 | ロボットでは(?:ない|ありません) | 人間であること | (?:通常と異なる|異常な)トラフィック
        javascript\s*を有効 | ブラウザを(?:確認|チェック)
        로봇이 아(?:닙니다|님을) | 사람인지 확인 | 비정상적인 트래픽 | 브라우저를 확인
        javascript[^.!?。]{0,4}활성화 | أنك (?:لست روبوت\w*|إنسان)
        ربات نیستید | không phải (?:là )?(?:robot|người máy) | bukan robot | (?:of|dat) u een mens bent
        bạn là con người | đang xác minh | security (?:service|check) to protect itself
        access to this (?:site|service) has been limited
        (?:requested|angeforderte) url (?:was|wurde) (?:rejected|zurückgewiesen|abgelehnt)
        support[- ]id(?: is)?:? \d{6,} | attack id:? ?\d{4,}
        (?:请求|访问)[^.!?。]{0,10}(?:被拦截|已被阻断|被阻断|存在威胁)
        characters you see below
        solve (?:this|the|a) captcha
        (?:über)?prüfen,? ob sie ein mensch | warten sie (?:bitte )?einen augenblick | wait while we (?:verify|check)
        che tu non sia un robot | 按住滑块 | que nous vérifions votre
        """
    ),
    "login": Phrases(
        r"""
        please (?:first )?(?:log|sign)[ -]?(?:in|on)\b(?: to \w+ [^.!?。]{0,30})?
        you (?:must|need to|have to) (?:be )?(?:log|sign)(?:ged|ed)?[ -]?(?:in|on) (?:to|before|first) \w+
        (?:log|sign) in (?:to|with) (?:continue|proceed|read|view|access|see|your|google|apple|facebook|email)
        (?:forgot|forgotten|reset) (?:your )?password | remember me | keep me (?:logged|signed) in
        (?:user ?name|e-?mail(?: address)?|user id)(?: or \w+)?:? {0,3}\*? {0,3}password
        (?:don.t have|create|need) an account | authorized users only
        available (?:only )?to (?:registered|logged[ -]in) | melden sie sich (?:bitte )?an
        loggen sie sich (?:bitte )?ein | passwort vergessen | angemeldet bleiben | (?:an|ein)zuloggen
        (?:benutzername|e-?mail(?:-adresse)?):? {0,3}(?:und )?(?:passwort|kennwort) | anmelden,? um [^.!?。]{2,40}
        connectez-vous | mot de passe oublié | identifiez-vous | se connecter pour | rester connecté
        (?:olvid(?:aste|ó|é)|has olvidado) (?:tu|su|la|mi) contraseña | inicia(?:r)? sesión (?:para|con)
        inicie sesión | esquec(?:eu|i) (?:a |sua |minha )?senha | faça (?:o )?login | password dimenticata
        accedi (?:per|con) | effettua (?:il )?login | wachtwoord vergeten | log in om | zaloguj się
        nie pamiętasz hasła | şifremi unuttum | giriş yap(?:ın|malısınız) | забыли пароль | войдите | авторизуйтесь
        glömt lösenord | logga in för | glemt passord | unohditko salasana | zapomenuté heslo
        (?:请|請)(?:先)?(?:登录|登錄|登入) | (?:登录|登錄|登入)(?:后|後|以|才能) | 忘记密码 | 忘記密碼 | 扫码登录
        ログインして | ログインが必要 | パスワードを(?:お)?忘れ
        로그인이 필요 | 로그인 후 | 비밀번호를? (?:찾기|잊) | نسيت كلمة (?:المرور|السر) | quên mật khẩu
        lupa kata sandi
        session (?:has )?(?:expired|timed out) | log in again | not authori[sz]ed to (?:view|access|see) this
        (?:hai dimenticato|recupera) la password | zapomněli jste heslo | glemt adgangskode | wachtwoord vergeten
        """
    ),
    "consent": Phrases(
        r"""
        (?:enable|accept|allow|turn on) (?:all )?cookies? (?:to|before|and) (?:continue|proceed|read|view|access|use)
        (?:enable|accept|allow|turn on) (?:all )?cookies? in your browser
        (?:your browser )?(?:does not accept|is not accepting|must accept) cookies
        cookies (?:are|must be) (?:required|enabled|disabled) | before you continue to
        we (?:and our (?:\d+ )?partners) (?:store|need your consent|process)
        (?:need|require) your consent (?:to|before) | consent to continue | (?:accept|agree)(?: and| to)? continue
        continue with(?:out)? (?:ads|advertising|accepting)
        (?:stimmen sie|sie müssen) (?:der verwendung von )?cookies [^.!?。]{0,30}(?:zu|akzeptieren)
        akzeptieren (?:und|&) weiter | mit werbung (?:und cookies )?(?:weiter)?lesen
        benötigen (?:wir )?ihre (?:einwilligung|zustimmung) | zustimmen und (?:weiter|lesen) | werbefrei
        accepter et (?:continuer|fermer) | (?:autoriser|accepter) les cookies pour | continuer sans accepter
        aceptar y continuar | (?:aceptar|acepte) (?:las )?cookies para | accetta e continua | accepteren en doorgaan
        принять и продолжить | 同意(?:并|後|后)(?:继续|繼續) | 同意して続行
        manage (?:your )?(?:choices|preferences|privacy settings) | accept all cookies or | reject all
        (?:site|website) requires cookies | accepter et continuer | paramétrer les cookies
        """
    ),
    "region": Phrases(
        r"""
        (?:not (?:currently )?available|unavailable|blocked) (?:in|to|for) your (?:country|region|area|location|market)
        (?:not (?:currently )?available|unavailable) (?:in|to|for) (?:most|visitors|users|readers|certain) [^.!?]{2,30}
        (?:not (?:currently )?available|unavailable|blocked) (?:in|to|for|outside) (?:the )?(?:eu|eea|europe|uk|us)\b
        can(?:no|.)t be (?:accessed|viewed) (?:in|from|outside) (?:of )?(?:your|the|this) \w+
        (?:in|from|for) your (?:current )?(?:country|region|location|area|territory|jurisdiction)
        european (?:economic area|union|visitors|countries)
        (?:due to|under|because of|comply with) (?:the )?(?:gdpr|general data protection|legal reasons)
        due to (?:the )?(?:licens\w+|rights|copyright|geographic\w*) restrictions | general data protection regulation
        (?:only available|available only|viewable only) (?:in|to|within|for) [^.!?。]{2,40}
        outside (?:of )?(?:the )?(?:uk|us|usa|eu|united states|united kingdom|canada)
        in (?:ihrem|deinem) (?:land|gebiet) (?:leider )?nicht (?:verfügbar|abrufbar|zugänglich)
        in (?:ihrer|deiner) region [^.!?。]{0,20}(?:verfügbar|abrufbar) | aus rechtlichen gründen nicht
        (?:nicht|pas|non) (?:accessible|disponible) (?:dans|depuis) votre (?:pays|région|zone)
        no (?:está )?disponible en (?:tu|su) (?:país|región|ubicación|zona)
        não está disponível (?:no seu país|na sua região)
        non (?:è )?disponibile (?:nel tuo paese|nella tua (?:zona|regione))
        niet beschikbaar in (?:uw|jouw) (?:land|regio) | niedostępn\w+ w (?:twoim kraju|twoim regionie)
        (?:недоступ\w+|не доступ\w+) (?:в|на) (?:вашей|вашем|территории)
        ülkenizde (?:kullanılamıyor|görüntülenemiyor) | (?:您|你)?所在的?(?:地区|地區|国家|國家|区域)[^.!?。]{0,12}
        (?:お住まいの|ご利用の)(?:地域|国)(?:では|から) | (?:해당|거주) (?:국가|지역)에서
        only (?:works|plays|available|viewable) in the (?:uk|us|eu)\b | due to rights issues
        access (?:cannot|can.t) be granted | from a country belonging to the european
        """
    ),
    "age": Phrases(
        r"""
        (?:you must be|are you|i am|you are) (?:at least |over |aged )?(?:16|18|21)\+?(?: years?(?: of age| old)?)?
        (?:verify|confirm|enter) your (?:age|date of birth) | (?:legal drinking|minimum) age | age[- ]restricted
        suitable for (?:all|some) (?:audiences|ages|viewers) | (?:über|mindestens|unter) (?:16|18|21) jahre?
        (?:bestätigen|bestätige) (?:sie )?(?:bitte )?(?:ihr|dein) alter | volljährig
        (?:plus de|au moins|avoir) 18 ans | mayor(?:es)? de (?:18|edad) | maior de 18 | maggiorenne
        (?:18|21) jaar of ouder | ukończon\w+ 18 | 18 yaşından | 18 лет | (?:年满|年滿|未满|未滿|已满|已滿)\s*18
        18\s*(?:歳以上|岁以上|周岁|세 이상) | ab 18 jahren freigegeben
        vous devez avoir (?:au moins |plus de )?18 ans
        are you of legal drinking age
        """
    ),
    "paywall": Phrases(
        r"""
        (?:subscribe|become a (?:subscriber|member)) (?:now )?to (?:continue|keep|read|unlock|access|get)\b[^.!?]{0,40}
        start your (?:free )?(?:trial|subscription) to \w+ | (?:for|to) (?:our |paying |paid )?subscribers only
        (?:exclusive to|reserved for|only for) (?:our )?subscribers | (?:already|not yet) a (?:subscriber|member)\??
        (?:you.ve|you have) (?:reached|read|used) (?:your|all|the)(?: \w+){0,3} (?:limit|free articles?)
        (?:article|story|content) is (?:only )?(?:for|available to) (?:\w+ )?(?:subscribers|members)
        unlock (?:this|unlimited)
        (?:jetzt )?(?:weiterlesen|lesen sie (?:diesen|den ganzen)) [^.!?。]{0,30}(?:abo|plus|abonn\w+)
        (?:nur|exklusiv) für (?:abonnent\w+|mitglieder|plus-?\w*) | sie haben (?:schon|bereits) ein abo
        abo (?:abschließen|testen) | (?:réservé|accessible)e? (?:aux|à nos) abonnés | abonnez-vous pour | déjà abonné
        suscr[ií]bete para | (?:contenido )?(?:exclusivo|solo) para suscriptores | ¿ya eres suscriptor
        ya es suscriptor | assine para | (?:exclusivo|conteúdo) para assinantes | já é assinante | abbonati per
        (?:riservato|solo) (?:agli|per gli) abbonati | sei già abbonato | alleen voor abonnees
        (?:доступ|материал|статья)\w* [^.!?。]{0,20}(?:подписчик\w+|по подписке) | (?:оформите|оформить) подписку
        dla (?:subskrybentów|prenumeratorów|abonentów) | abonelere özel | (?:订阅|訂閱)(?:后|後|以|才能|会员)
        会员(?:专享|专属|可读)
        付费(?:阅读|内容) | 有料会員 | 会員限定 | 구독자 전용 | cet article est réservé[^.!?。]{0,30}
        il vous reste [^.!?。]{1,12} de cet article | la suite est réservée[^.!?。]{0,30} | members?[- ]only story
        subscribe for (?:full|unlimited) access | (?:sign|log) (?:up|in) to continue reading
        (?:article|story|content) is (?:for|exclusive to|reserved for) (?:our )?(?:subscribers|members)
        dieser (?:artikel|beitrag|inhalt|text) ist (?:nur |exklusiv )?für [^.!?。]{2,30} | jetzt abonnieren
        """
    ),
    "registration": Phrases(
        r"""
        (?:register|sign up|create (?:a free|an) account) (?:for free |now )?to (?:continue|keep|read|view|access)
        registrieren sie sich (?:kostenlos )?,? ?(?:um|und) | inscrivez-vous pour | regístrate para
        注册后(?:查看|阅读)
        """
    ),
    "queue": Phrases(
        r"""
        you are (?:now )?in (?:line|the queue) | estimated wait(?:ing)? time
        your (?:turn|place) in (?:the )?(?:line|queue) | sie (?:befinden sich|sind) in der warteschlange
        """
    ),
}
"""Sentences of a wall's text, its demands or statements."""
