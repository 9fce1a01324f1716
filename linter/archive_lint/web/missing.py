"""The words of sites in place of a page that does not exist: a suspicion, and never more."""

from __future__ import annotations

import re

from archive_lint.web.phrases import Phrases

_MISSING = Phrases(
    r"""
    \b404\b | not found | no longer (?:exists?|here) | (?:does not|doesn.t|did not) exist
    can.?(?:no)?t (?:be found|find) | could(?: not|n.t) (?:be found|find)
    page (?:is |was )?(?:missing|gone|removed|deleted) | no such (?:page|article)
    (?:has been|was) (?:removed|deleted) | might never have existed | may have been (?:moved|removed|deleted)
    no (?:article|page|story|stories|posts?|results?|entries) (?:match\w*|found|was found|were found)
    nothing (?:was )?found
    (?:页面|頁面|网页|網頁|文章|内容|內容|新闻|新聞|链接|連結)[^。]{0,8}(?:不存在|未找到|找不到|已删除|已刪除|已失效|不見了|被删除)
    找不到(?:页面|頁面|网页|網頁|该页|您|你) | 无法找到 | 無法找到 | 見つかりません | 存在しません | 찾을 수 없
    존재하지 않
    nicht (?:mehr )?(?:gefunden|vorhanden|auffindbar) | existiert nicht | introuvable | n.existe (?:pas|plus)
    n.a pas été trouvée? | no (?:se )?(?:encontrad|ha sido encontrad|encontr[óa]|existe)
    não (?:foi )?(?:encontrad|existe) | non (?:è stata )?(?:trovat|esiste) | niet gevonden | bestaat niet
    nie (?:została )?znalezion | nie istnieje | bulunamadı | mevcut değil | не найден | не существует | не знайден
    hittades inte | ikke funnet | ikke fundet | ei löytynyt | nenalezen | nem található | غير موجود | یافت نشد
    לא נמצא | không tìm thấy | tidak ditemukan
    """
)
_UNAVAILABLE = re.compile(r"(?:not here|no longer available|page (?:is )?unavailable)(?! (?:in|for|from|to|outside)\b)")
"""Words of pages that are unavailable in some place, and may exist elsewhere."""


def says_missing(text: str) -> bool:
    """Return whether a text says, in one of the languages of our archives, that a page does not exist."""
    text = text.lower()
    if _MISSING.spans(text):
        return True
    return ("available" in text or "not here" in text) and _UNAVAILABLE.search(text) is not None
